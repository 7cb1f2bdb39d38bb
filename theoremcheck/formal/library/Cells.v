(** * thm.cells: paths through the shortcut, and through a branch *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions ConditionsCells Algebra Kinds LinearBranch LinearNetwork CellsPath.
From TheoremCheck Require Nearby.
Import ListNotations.
Open Scope R_scope.

Section Moves.

Variable P : problem.
Variable Wt : nat -> nat -> nat -> place.
Variable Bs : nat -> nat -> place.
Variable lk : nat -> place.
Variables depth k : nat.
Hypothesis weights_free : forall i, (i < dim P)%nat -> unbound P (Wt 0 k i).
Hypothesis bias_free : sees_one P = true -> unbound P (Bs 0 k).

Lemma some_links : forall n, exists l0, forall p, In p l0 <-> exists l, (1 <= l <= n)%nat /\ unbound P (lk l) /\ p = lk l.
Proof.
  induction n as [|n [l0 IH]].
  - exists []. intros p. split; [intros []|intros (l & Hl & _); lia].
  - destruct (classic (unbound P (lk (S n)))) as [F|N].
    + exists (lk (S n) :: l0). intros p. split.
      * intros [<-|I]; [exists (S n); repeat split; try lia; apply F|].
        apply IH in I. destruct I as (l & Hl & Q). exists l. split; [lia|exact Q].
      * intros (l & Hl & F' & ->). destruct (Nat.eq_dec l (S n)) as [->|Ne]; [now left|]. right. apply IH.
        exists l. split; [lia|now split].
    + exists l0. intros p. rewrite IH. split; intros (l & Hl & F' & ->).
      * exists l. split; [lia|now split].
      * exists l. destruct (Nat.eq_dec l (S n)) as [->|Ne]; [contradiction|]. split; [lia|now split].
Qed.

Lemma some_moves : exists ms,
  (forall i, (i < dim P)%nat -> In (Wt 0 k i) ms) /\ (sees_one P = true -> In (Bs 0 k) ms) /\
  (forall l, (1 <= l <= depth)%nat -> unbound P (lk l) -> In (lk l) ms) /\
  (forall p, In p ms -> unbound P p /\
    ((exists i, p = Wt 0 k i) \/ p = Bs 0 k \/ exists l, (1 <= l <= depth)%nat /\ p = lk l)).
Proof.
  destruct (some_links depth) as [l0 Q].
  exists (map (Wt 0 k) (seq 0 (dim P)) ++ (if sees_one P then [Bs 0%nat k] else []) ++ l0).
  repeat split.
  - intros i Hi. apply in_or_app. left. apply in_map, in_seq. lia.
  - intros ->. apply in_or_app. right. now left.
  - intros l Hl F. apply in_or_app. right. apply in_or_app. right. apply Q. exists l. now split.
  - apply in_app_or in H. destruct H as [I|I].
    + apply in_map_iff in I. destruct I as (i & <- & I). apply in_seq in I. apply weights_free. lia.
    + apply in_app_or in I. destruct I as [I|I].
      * destruct (sees_one P) eqn:One; [|contradiction]. destruct I as [<-|[]]. now apply bias_free.
      * apply Q in I. destruct I as (l & _ & F & ->). apply F.
  - intros c. apply in_app_or in H. destruct H as [I|I].
    + apply in_map_iff in I. destruct I as (i & <- & I). apply in_seq in I. apply weights_free. lia.
    + apply in_app_or in I. destruct I as [I|I].
      * destruct (sees_one P) eqn:One; [|contradiction]. destruct I as [<-|[]]. now apply bias_free.
      * apply Q in I. destruct I as (l & _ & F & ->). apply F.
  - apply in_app_or in H. destruct H as [I|I].
    + apply in_map_iff in I. destruct I as (i & <- & _). left. now exists i.
    + apply in_app_or in I. destruct I as [I|I].
      * destruct (sees_one P); [|contradiction]. destruct I as [<-|[]]. right. now left.
      * apply Q in I. destruct I as (l & Hl & _ & ->). right. right. now exists l.
Qed.

End Moves.

Lemma near_at : forall g v, smooth_near g v -> smooth_at g v.
Proof.
  intros g v (g' & r & Hr & D). exists (g' v). apply D. now rewrite Rminus_diag_eq, Rabs_R0.
Qed.

Section Statement.

Variable P : problem.
Hypothesis loss_def : loss_defined P.
Hypothesis neuron_def : neuron_defined P.
Hypothesis deep_def : network_deep_defined P.
Hypothesis bent_loss : loss_piecewise_affine P.
Hypothesis nondecreasing : loss_nondecreasing P.
Hypothesis active : loss_active_right P.
Hypothesis separable : data_linearly_separable P.

Let defined : forall t, L_defined P t.
Proof. now apply Nearby.everything_is_defined. Qed.

(** ** Through the shortcut *)

Lemma shortcut_right : forall all t, (1 <= width P)%nat ->
  chain_path P [repeat (neuron P) (width P)] (fun _ => W) (fun _ => B) A ->
  local_min P t -> off_breaks P all t -> forall e, In e (data P) -> y e = sgn (f P t e).
Proof.
  intros all t HW (ks & Deep & On & Aff & Ws & Bi & Ln) M Off.
  destruct (some_moves P (fun _ => W) (fun _ => B) (link (fun _ => W) A 1 ks) 1 (ks 1%nat) Ws Bi)
    as (ms & M1 & M2 & M3 & M4).
  assert (Wid : length (repeat (neuron P) (width P)) = width P) by apply repeat_length.
  assert (Unit : forall u, (u < width P)%nat -> nth u (repeat (neuron P) (width P)) identity = neuron P).
  { intros u Hu. apply (repeat_spec (width P)). apply nth_In. now rewrite Wid. }
  assert (One : forall s e u, recv P [repeat (neuron P) (width P)] (fun _ => W) (fun _ => B) s e 0 u = pre P s u e)
    by reflexivity.
  assert (Into : forall s e, out P [repeat (neuron P) (width P)] (fun _ => W) (fun _ => B) A s e
    = sum (width P) (fun j => s (A j) * val (neuron P) (pre P s j e))).
  { intros s e. unfold out. cbn [length wid nth]. rewrite Wid. apply sum_eq. intros j Hj. f_equal.
    rewrite hid_next, One. unfold unit. cbn [nth]. now rewrite Unit. }
  intros e I. apply (all_right P [repeat (neuron P) (width P)] (fun _ => W) (fun _ => B) A) with (ks := ks) (ms := ms);
    try assumption.
  - cbn [length]. intros l u k l' u' k' Hl Hl' E. injection E as -> ->. lia.
  - cbn [length]. intros l u l' u' Hl Hl' E. injection E as ->. lia.
  - discriminate.
  - discriminate.
  - discriminate.
  - intros u u' E. now injection E.
  - apply M.
  - intros t' e' E. rewrite !Into. unfold f.
    assert (No : forall p, In p ms -> match p with A0 => False | D _ => False | _ => True end).
    { intros p N. destruct (M4 _ N) as [_ [[i ->]|[->|[l [Hl ->]]]]]; try exact Logic.I.
      unfold link. now destruct (Nat.ltb l 1). }
    rewrite (E A0) by (intros N; exact (No _ N)).
    replace (fun p => t' (D p)) with (fun p => t (D p)); [ring|].
    apply FunctionalExtensionality.functional_extensionality. intros q. symmetry. apply E. intros N. exact (No _ N).
  - intros e' l u I' Hl Hu. cbn [length] in Hl. assert (l = 0%nat) by lia. subst l. cbn [wid nth] in Hu.
    rewrite Wid in Hu. rewrite One. unfold unit. cbn [nth]. rewrite Unit by exact Hu. now apply (Off e' I').
  - intros e' I'. apply near_at, (Off e' I').
Qed.

(** ** Through a branch *)

Section Branch.

Variable all : list (list (list fn)).
Variable b : nat.
Hypothesis deep_is : consists_of P all.
Hypothesis in_range : (b < length all)%nat.
Local Notation layers := (layers_of all b).
Local Notation wt := (fun l u k => D (Weight b l u k)).
Local Notation bs := (fun l u => D (Bias b l u)).
Local Notation outs := (fun u => D (Output b u)).

Lemma skipn_cons : forall l units above, skipn l layers = units :: above ->
  nth l layers [] = units /\ skipn (S l) layers = above /\ (l < length layers)%nat.
Proof.
  intros l. generalize layers as ls. induction l as [|l IH]; intros ls units above E.
  - destruct ls; [discriminate|]. cbn in E. injection E as -> ->. repeat split. cbn [length]. lia.
  - destruct ls as [|c ls]; [discriminate|]. cbn [skipn] in E. destruct (IH ls units above E) as (A & B & C).
    repeat split; [exact A|exact B|cbn [length]; lia].
Qed.

Lemma branch_is_out : forall s e rest l, (l <= length layers)%nat -> skipn l layers = rest ->
  branch_output (fun p => s (D p)) b l (wid P layers l) (hid P layers wt bs s e l) rest = out P layers wt bs outs s e.
Proof.
  intros s e rest. induction rest as [|units above IH]; intros l Hl E.
  - assert (l = length layers) as ->.
    { apply (f_equal (@length _)) in E. rewrite skipn_length in E. cbn [length] in E. lia. }
    reflexivity.
  - destruct (skipn_cons l units above E) as (A & B & C). cbn [branch_output].
    rewrite <- (IH (S l) ltac:(lia) B). cbn [wid]. rewrite A. f_equal.
    apply FunctionalExtensionality.functional_extensionality. intros u. rewrite hid_next. unfold unit. now rewrite A.
Qed.

Lemma branch_units_smooth : forall s e rest l, skipn l layers = rest ->
  branch_smooth (fun p => s (D p)) b l (wid P layers l) (hid P layers wt bs s e l) rest ->
  forall l' u, (l <= l' < length layers)%nat -> (u < wid P layers (S l'))%nat ->
  smooth_at (unit layers l' u) (recv P layers wt bs s e l' u).
Proof.
  intros s e rest. induction rest as [|units above IH]; intros l E Sm l' u Hl Hu.
  - apply (f_equal (@length _)) in E. rewrite skipn_length in E. cbn [length] in E. lia.
  - destruct (skipn_cons l units above E) as (A & B & C). cbn [branch_smooth] in Sm. destruct Sm as [Here Up].
    destruct (Nat.eq_dec l l') as [<-|N].
    + cbn [wid] in Hu. rewrite A in Hu. unfold unit. rewrite A. now apply Here.
    + apply (IH (S l) B); [|lia|exact Hu]. cbn [wid]. rewrite A.
      replace (hid P layers wt bs s e (S l)) with (fun u0 => val (nth u0 units identity)
        (received (fun p => s (D p)) b l (wid P layers l) (hid P layers wt bs s e l) u0)); [exact Up|].
      apply FunctionalExtensionality.functional_extensionality. intros u0. rewrite hid_next. unfold unit. now rewrite A.
Qed.

Lemma branch_right : forall t, chain_path P layers wt bs outs ->
  local_min P t -> off_breaks P all t -> forall e, In e (data P) -> y e = sgn (f P t e).
Proof.
  intros t (ks & Deep & On & Aff & Ws & Bi & Ln) M Off.
  destruct (some_moves P wt bs (link wt outs (length layers) ks) (length layers) (ks 1%nat) Ws Bi)
    as (ms & M1 & M2 & M3 & M4).
  assert (Own : forall p, In p ms -> tail_place b 0 p).
  { intros p I. destruct (M4 p I) as [_ [[i ->]|[->|[l [_ ->]]]]].
    - cbn. repeat split; lia.
    - cbn. repeat split; lia.
    - unfold link. destruct (Nat.ltb l (length layers)); cbn; repeat split; lia. }
  intros e I. apply (all_right P layers wt bs outs) with (ks := ks) (ms := ms); try assumption.
  - intros l u k l' u' k' _ _ E. injection E as -> -> ->. now repeat split.
  - intros l u l' u' _ _ E. injection E as -> ->. now split.
  - discriminate.
  - discriminate.
  - discriminate.
  - intros u u' E. now injection E.
  - apply M.
  - intros t' e' E. rewrite (f_branch P all deep_is b t t' e' in_range).
    + pose proof (branch_is_out t' e' layers 0 ltac:(lia) eq_refl) as B'.
      pose proof (branch_is_out t e' layers 0 ltac:(lia) eq_refl) as B0. cbn [wid hid] in B', B0.
      unfold deep_part. rewrite B', B0. ring.
    + intros q N. apply E. intros Q. now apply N, Own.
  - intros e' l u I' Hl Hu. destruct (Off e' I') as (_ & Br & _).
    apply (branch_units_smooth t e' layers 0 eq_refl (Br b in_range)); [lia|exact Hu].
  - intros e' I'. apply near_at, (Off e' I').
Qed.

End Branch.

Theorem thm_cells : NO_BAD_SMOOTH_PATH P.
Proof.
  intros all Is Way t M Off. apply error_zero. intros e I.
  destruct Way as [[HW C]|(b & Hb & C)].
  - now apply (shortcut_right all t HW C M Off).
  - now apply (branch_right all b Is Hb t C M Off).
Qed.

End Statement.
