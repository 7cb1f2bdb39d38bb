(** * One unit beside direct connections: one relation between the points

    lemma.circuit.curved_skip: the unit is strictly convex or strictly concave. And lemma.circuit.sigmoid_affine:
    X is (x, 1) because a_0 is trained, and the bias of the unit. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsCurved ConditionsCircuit ConditionsMixed ConditionsBeside
  Algebra Near OneRelation Pair NeuronMove LinearBranch LinearNetwork Square SigmoidOne Kinds Level SigmoidSkip
  SubspacesMixed Bends.
From TheoremCheck Require FirstOrder.
Import ListNotations.
Open Scope R_scope.

Lemma nth_same : forall (T : Type) (a d : T) n i, (i < n)%nat -> nth i (repeat a n) d = a.
Proof.
  intros T a d n. induction n as [|n IH]; intros i Hi; [lia|]. destruct i as [|i]; [reflexivity|].
  apply IH. lia.
Qed.

(** ** Where X is (x, 1) *)

Section Seeing.

Variable P : problem.
Let V := seeing P.

Lemma seeing_one : sees_one V = true.
Proof. unfold sees_one, V, seeing. simpl. now destruct (0 <? width P)%nat. Qed.

Lemma trained_seeing : forall p, In p (trained P) -> In p (trained V).
Proof.
  intros p I. unfold trained, V, seeing in *. simpl.
  repeat (apply in_app_or in I; destruct I as [I|I]); apply in_or_app.
  - now left.
  - right. apply in_or_app. now left.
  - right. apply in_or_app. right. apply in_or_app. now left.
  - right. apply in_or_app. right. apply in_or_app. right. apply in_or_app. left.
    now destruct (b_trained P).
  - right. apply in_or_app. right. apply in_or_app. right. apply in_or_app. right. now right.
Qed.

Lemma near_seeing : forall r t t', near V r t t' -> near P r t t'.
Proof. intros r t t' N p I. apply N. now apply trained_seeing. Qed.

Definition trained_weights_alone (s : single) : Prop :=
  match s with
  | Own _ => w_trained P = true
  | Beside b u => forall k, (k < dim P)%nat -> In (Weight b 0 u k) (deep_trained P)
  end.

(** Its weights move, its bias if that is trained. *)
Lemma move_seeing_admissible : forall all s t beta u, exists_single P all s -> trained_weights_alone s ->
  trained_bias P s \/ u (dim P) = 0 -> beta = 0 \/ trained_output P s -> admissible P t ->
  admissible P (move V s beta u t).
Proof.
  intros all s t beta u E Tw Tb To Adm p N. rewrite <- (Adm p N).
  destruct s as [j|b v]; simpl in E, Tw, Tb; unfold trained_output in To; simpl in To.
  - unfold move, with_neuron. destruct p as [|i|i k|i|p]; cbn [shift].
    + ring.
    + change (width V) with (width P). destruct (i <? width P)%nat; [|reflexivity].
      destruct (Nat.eq_dec i j) as [->|]; [|ring]. destruct To as [->|To]; [ring|contradiction].
    + change (width V) with (width P). change (dim V) with (dim P).
      destruct ((i <? width P) && (k <? dim P))%nat%bool eqn:C; [|reflexivity].
      apply andb_true_iff in C. destruct C as [C1 C2]. apply Nat.ltb_lt in C1, C2.
      exfalso. apply N. now apply in_w.
    + change (width V) with (width P). change (dim V) with (dim P). change (b_trained V) with true.
      destruct (i <? width P)%nat eqn:C; [|reflexivity]. cbn [andb].
      destruct (Nat.eq_dec i j) as [->|]; [|ring]. destruct Tb as [Tb|Z]; [|rewrite Z; ring].
      apply Nat.ltb_lt in C. exfalso. apply N. now apply in_b.
    + reflexivity.
  - unfold move. destruct p as [|i|i k|i|p]; cbn [with_unit]; try reflexivity.
    assert (Z : of_unit V b v beta u p = 0); [|rewrite Z; ring].
    assert (Np : ~ In p (deep_trained P)) by (intros I; apply N; now apply in_deep).
    destruct p as [b' l u' k|b' l u'|b' u']; simpl.
    + destruct (Nat.eqb_spec b' b) as [->|]; [|reflexivity].
      destruct (Nat.eqb_spec l 0) as [->|]; [|reflexivity].
      destruct (Nat.eqb_spec u' v) as [->|]; [|reflexivity]. change (dim V) with (dim P).
      destruct (Nat.ltb_spec k (dim P)) as [Hk|]; [|reflexivity]. destruct Np. auto.
    + destruct (Nat.eqb_spec b' b) as [->|]; [|reflexivity].
      destruct (Nat.eqb_spec l 0) as [->|]; [|reflexivity].
      destruct (Nat.eqb_spec u' v) as [->|]; [|reflexivity]. change (dim V) with (dim P).
      destruct Tb as [Tb|Z]; [contradiction|]. rewrite Z. now destruct (sees_one V).
    + destruct (Nat.eqb_spec b' b) as [->|]; [|reflexivity].
      destruct (Nat.eqb_spec u' v) as [->|]; [|reflexivity].
      destruct To as [->|To]; [reflexivity|]. contradiction.
Qed.

(** A direct part moves a_0 as well. *)
Definition raised (c : R) (t : params) : params := fun p => match p with A0 => t A0 + c | _ => t p end.

Lemma raised_f : forall c t e, f P (raised c t) e = f P t e + c.
Proof. intros. unfold f, pre, raised. simpl. ring. Qed.

Lemma raised_into : forall s c t e, into P s (raised c t) e = into P s t e.
Proof. intros [j|b v] c t e; reflexivity. Qed.

Lemma raised_out : forall s c t, out s (raised c t) = out s t.
Proof. intros [j|b v] c t; reflexivity. Qed.

Definition cut (u : nat -> R) (k : nat) : R := if (k <? dim P)%nat then u k else 0.

Lemma dot_cut : forall u e, dot V u e = dot V (cut u) e + u (dim P).
Proof.
  intros u e. unfold dot, inputs. rewrite seeing_one. change (dim V) with (dim P). cbn [sum].
  rewrite (sum_eq (dim P) (fun k => cut u k * X V e k) (fun k => u k * X V e k)).
  - assert (O : X V e (dim P) = 1) by exact (X_one V e). rewrite O. unfold cut. rewrite Nat.ltb_irrefl. ring.
  - intros k Hk. unfold cut. now rewrite (proj2 (Nat.ltb_lt k (dim P)) Hk).
Qed.

Lemma any_dot : forall v, exists u, forall e, dot V u e = v.
Proof.
  intros v. exists (fun k => if (k =? dim P)%nat then v else 0). intros e. rewrite dot_cut, Nat.eqb_refl.
  unfold dot. rewrite sum_0; [ring|]. intros k _. unfold cut.
  destruct (Nat.ltb_spec k (dim P)); [|ring]. rewrite (proj2 (Nat.eqb_neq k (dim P))) by lia. ring.
Qed.

(** The neuron of a unit does not depend on how the branches are written, up to a constant. *)
Lemma one_neuron : forall all all' s, consists_of P all -> consists_of P all' -> exists_single P all s ->
  exists_single P all' s -> exists c, forall v, neuron_of P all s v = neuron_of P all' s v + c.
Proof.
  intros all all' s Br Br' E E'. set (e := {| row := []; positive_label := true; weight := xH |}).
  set (t := fun p => if FirstOrder.place_dec p (output_of s) then 1 else 0).
  assert (O : out s t = 1) by (unfold out, t; destruct (FirstOrder.place_dec _ _); congruence).
  set (p := into V s t e).
  exists (neuron_of P all s p - neuron_of P all' s p). intros v.
  destruct (any_dot (v - p)) as [u Hu].
  assert (F := move_f V all Br s E t 0 u e). assert (F' := move_f V all' Br' s E' t 0 u e).
  rewrite F in F'. rewrite O, Hu in F'. fold p in F'. change (neuron_of V) with (neuron_of P) in F'.
  replace (p + (v - p)) with v in F' by ring. lra.
Qed.

End Seeing.

(** ** The two parts *)

Section Parts.

Variable P : problem.

(** The problem whose X is meant. *)
Variable V : problem.
Hypothesis meant : V = P \/ V = seeing P.

(** The weights of a unit act on X. *)
Definition turns (s : single) : Prop :=
  (V = P /\ trained_weights P s) \/ (V = seeing P /\ trained_weights_alone P s /\ trained_bias P s).

Section Unit.

Variable all : list (list (list fn)).
Hypothesis branches_are : consists_of P all.
Variable s : single.
Hypothesis here : exists_single P all s.

Lemma unit_f : forall t beta u e, f P (move V s beta u t) e = f P t e
  + ((out s t + beta) * neuron_of P all s (into P s t e + dot V u e)
     - out s t * neuron_of P all s (into P s t e)).
Proof.
  intros. destruct meant as [-> | ->]; [apply (move_f P) | apply (move_f (seeing P))]; assumption.
Qed.

Lemma unit_into : forall t beta u e, into P s (move V s beta u t) e = into P s t e + dot V u e.
Proof.
  intros. destruct meant as [-> | ->]; [apply (move_into P all) | apply (move_into (seeing P) all)]; assumption.
Qed.

Lemma unit_near : forall r t beta u, 0 < r -> Rabs beta < r ->
  (forall k, (k <= dim P)%nat -> Rabs (u k) < r) -> near P r t (move V s beta u t).
Proof.
  intros. destruct meant as [-> | ->]; [now apply (move_near P all)|].
  apply near_seeing. now apply (move_near (seeing P) all).
Qed.

Lemma unit_admissible : forall t beta u, turns s -> beta = 0 \/ trained_output P s -> admissible P t ->
  admissible P (move V s beta u t).
Proof.
  intros t beta u [[-> Tw]|[-> [Tw Tb]]] To Adm.
  - now apply (move_admissible P all).
  - apply (move_seeing_admissible P all); auto.
Qed.

Lemma others_stay : forall all' s' t u, exists_single P all' s' -> s' <> s ->
  out s' (move V s 0 u t) = out s' t /\ forall e, into P s' (move V s 0 u t) e = into P s' t e.
Proof.
  intros all' s' t u E' D.
  assert (O : forall A, exists_single P A s' -> exists_single P A s ->
    out s' (move V s 0 u t) = out s' t /\ forall e, into P s' (move V s 0 u t) e = into P s' t e).
  { intros A H' H. destruct meant as [-> | ->].
    - split; [now apply (move_out P A) | intros e; now apply (move_into_other P A)].
    - split; [now apply (move_out (seeing P) A) | intros e; now apply (move_into_other (seeing P) A)]. }
  destruct s as [j|b v], s' as [j'|b' v'].
  - exact (O all E' here).
  - split; [reflexivity | intros e; destruct meant as [-> | ->]; reflexivity].
  - split; [reflexivity | intros e; destruct meant as [-> | ->]; reflexivity].
  - assert (At : exists A, exists_single P A (Beside b' v') /\ exists_single P A (Beside b v)).
    { assert (One : forall m n i k, (i < n)%nat -> (k < m)%nat ->
        exists_single P (repeat [repeat identity m] n) (Beside i k)).
      { intros m n i k Hi Hk. split; [now rewrite repeat_length|]. exists (repeat identity m).
        split; [now apply nth_same | now rewrite repeat_length]. }
      exists (repeat [repeat identity (S (v + v'))] (S (b + b'))). split; apply One; lia. }
    destruct At as [A [H' H]]. exact (O A H' H).
Qed.

End Unit.

(** f moves by every w . X, and other units do not notice. *)
Definition direct (s : single) (lin : params -> (nat -> R) -> params) : Prop :=
  (forall t w, admissible P t -> admissible P (lin t w)) /\
  (forall t w e, admissible P t -> f P (lin t w) e = f P t e + dot V w e) /\
  (forall r, 0 < r -> exists d, 0 < d /\ forall t w, (forall k, (k <= dim P)%nat -> Rabs (w k) < d) ->
    near P r t (lin t w)) /\
  forall all' s' t w, exists_single P all' s' -> s' <> s ->
    out s' (lin t w) = out s' t /\ forall e, into P s' (lin t w) e = into P s' t e.

(** An affine unit with a fixed factor, and a constant. *)
Lemma direct_unit : forall all s c0 c, consists_of P all -> exists_single P all s -> c <> 0 ->
  (forall v, neuron_of P all s v = c * v + c0) -> ~ trained_output P s -> fixed P (output_of s) <> 0 ->
  turns s \/ (V = seeing P /\ trained_weights_alone P s /\ a0_trained P = true) -> exists lin, direct s lin.
Proof.
  intros all s c0 c Br Hs Nc Af Out Fix Kind.
  set (factor := fixed P (output_of s) * c).
  assert (FN : factor <> 0) by now apply Rmult_integral_contrapositive_currified.
  assert (Value : forall t w e, admissible P t -> (out s t + 0) * neuron_of P all s (into P s t e
      + dot V (fun k => w k / factor) e) - out s t * neuron_of P all s (into P s t e) = dot V w e).
  { intros t w e Adm. assert (E : out s t = fixed P (output_of s)) by (apply Adm; exact Out).
    rewrite dot_divided, !Af, E. unfold factor. field. split; assumption. }
  destruct Kind as [T|[EV [Tw T0]]].
  - exists (fun t w => move V s 0 (fun k => w k / factor) t). repeat split.
    + intros t w Adm. apply (unit_admissible all); auto.
    + intros t w e Adm. rewrite (unit_f all Br s Hs). now rewrite Value.
    + intros r Hr. destruct (divided_small factor r FN Hr) as [d [Hd [_ H]]]. exists d. split; [assumption|].
      intros t w Hw. apply (unit_near all s Hs); [assumption | now rewrite Rabs_R0 | intros k Hk; apply H; auto].
    + now apply (others_stay all s Hs all').
    + now apply (others_stay all s Hs all').
  - exists (fun t w => raised (w (dim P)) (move V s 0 (fun k => cut P w k / factor) t)).
    assert (Adm' : forall t w, admissible P t -> admissible P (move V s 0 (fun k => cut P w k / factor) t)).
    { intros t w Adm. rewrite EV. apply (move_seeing_admissible P all); auto.
      right. unfold cut. rewrite Nat.ltb_irrefl. unfold Rdiv. ring. }
    repeat split.
    + intros t w Adm p Np. rewrite <- (Adm' t w Adm p Np). destruct p; try reflexivity.
      exfalso. apply Np. now apply in_a0.
    + intros t w e Adm. rewrite raised_f, (unit_f all Br s Hs), (Value t (cut P w)) by assumption.
      rewrite EV, (dot_cut P w). ring.
    + intros r Hr. destruct (divided_small factor r FN Hr) as [d [Hd [Ld H]]]. exists d. split; [assumption|].
      intros t w Hw p Ip.
      assert (N : near P r t (move V s 0 (fun k => cut P w k / factor) t)).
      { apply (unit_near all s Hs); [assumption | now rewrite Rabs_R0|]. intros k Hk. apply H. unfold cut.
        destruct (k <? dim P)%nat; [auto | now rewrite Rabs_R0]. }
      specialize (N p Ip). destruct p; try exact N. cbn [raised].
      assert (Z : move V s 0 (fun k => cut P w k / factor) t A0 = t A0).
      { destruct s; simpl; [ring | reflexivity]. }
      rewrite Z. replace (t A0 + w (dim P) - t A0) with (w (dim P)) by ring.
      apply Rlt_le_trans with d; [|assumption]. apply Hw. lia.
    + rewrite raised_out. now apply (others_stay all s Hs all').
    + intros e. rewrite raised_into. now apply (others_stay all s Hs all').
Qed.

Lemma same_into : forall s t e e', same V e e' -> into P s t e' = into P s t e.
Proof.
  assert (SX : forall e e' k, same V e e' -> (k < dim P)%nat -> x P e' k = x P e k).
  { intros e e' k S Hk. destruct meant as [-> | ->]; [now apply same_x|]. now apply (same_x (seeing P)). }
  intros s t e e' S. destruct s as [j|b v]; simpl; unfold pre, unit_input, received; f_equal;
    apply sum_eq; intros k Hk; now rewrite (SX e e' k S Hk).
Qed.

(** ** Together *)

Section Together.

Variable all : list (list (list fn)).
Hypothesis branches_are : consists_of P all.
Variables s d : single.
Variable lin : params -> (nat -> R) -> params.
Hypothesis here : exists_single P all s.
Hypothesis is_direct : direct d lin.
Hypothesis apart : s <> d.
Hypothesis turning : turns s.
Hypothesis part : trained_output P s \/ fixed P (output_of s) <> 0.

Definition together (t : params) (b : R) (u w : nat -> R) : params := lin (move V s b u t) w.

Lemma together_admissible : forall t b u w, b = 0 \/ trained_output P s -> admissible P t ->
  admissible P (together t b u w).
Proof. intros. apply (proj1 is_direct). now apply (unit_admissible all). Qed.

Lemma together_into : forall t b u w e, into P s (together t b u w) e = into P s t e + dot V u e.
Proof.
  intros. unfold together. destruct is_direct as [_ [_ [_ K]]].
  rewrite (proj2 (K all s (move V s b u t) w here apart)). now apply (unit_into all).
Qed.

Lemma together_f : forall t b u w e, b = 0 \/ trained_output P s -> admissible P t ->
  f P (together t b u w) e = f P t e + ((out s t + b) * neuron_of P all s (into P s t e + dot V u e)
    - out s t * neuron_of P all s (into P s t e)) + dot V w e.
Proof.
  intros t b u w e F Adm. unfold together. rewrite (proj1 (proj2 is_direct)).
  - now rewrite (unit_f all branches_are s here).
  - now apply (unit_admissible all).
Qed.

Lemma together_near : forall r, 0 < r -> exists d, 0 < d /\ forall t b u w, Rabs b < d ->
  (forall k, (k <= dim P)%nat -> Rabs (u k) < d) -> (forall k, (k <= dim P)%nat -> Rabs (w k) < d) ->
  near P r t (together t b u w).
Proof.
  intros r Hr. destruct (proj1 (proj2 (proj2 is_direct)) (r / 2) ltac:(lra)) as [d1 [Hd1 N]].
  exists (Rmin d1 (r / 2)). split; [apply Rmin_pos; lra|]. intros t b u w Hb Hu Hw p Ip.
  assert (M1 := Rmin_l d1 (r / 2)). assert (M2 := Rmin_r d1 (r / 2)).
  assert (A1 : near P (r / 2) t (move V s b u t)).
  { apply (unit_near all s here); [lra|lra|]. intros k Hk. specialize (Hu k Hk). lra. }
  assert (A2 : near P (r / 2) (move V s b u t) (together t b u w)).
  { apply N. intros k Hk. specialize (Hw k Hk). lra. }
  specialize (A1 p Ip). specialize (A2 p Ip). apply Rabs_def2 in A1, A2. apply Rabs_def1; lra.
Qed.

Lemma has_part : trained_output P s \/ forall t, admissible P t -> out s t <> 0.
Proof.
  destruct (classic (trained_output P s)) as [|N]; [now left|]. right. intros t Adm.
  destruct part as [|F]; [contradiction|]. unfold out. rewrite (Adm (output_of s) N). exact F.
Qed.

End Together.

End Parts.

(** ** What cannot be affine *)

Lemma affine_not_bent : forall g c c0, (forall v, g v = c * v + c0) -> ~ strictly_bent g.
Proof.
  intros g c c0 A [_ [B|B]]; specialize (B 0 1 (1 / 2) ltac:(lra) ltac:(lra)); unfold opposite in B;
    rewrite !A in B; lra.
Qed.

Lemma affine_not_sigmoidal : forall g c c0, (forall v, g v = c * v + c0) -> ~ sigmoidal_fn g.
Proof.
  intros g c c0 A [s1 [s2 [eps [m [D1 [D2 [_ [[Pos _] _]]]]]]]].
  assert (S1 : forall v, s1 v = c).
  { intros v. apply (uniqueness_limite g v); [apply D1|].
    apply (derivative_eq (fun v => c * v + c0)); [intros; now rewrite A|].
    assert (D : derivable_pt_lim (fun v => c * v + c0) v (c * 1 + 0)).
    { apply (derivable_pt_lim_plus (fun v => c * v) (fun _ => c0)); [|apply derivable_pt_lim_const].
      apply (derivable_pt_lim_scal id). apply derivable_pt_lim_id. }
    now rewrite Rmult_1_r, Rplus_0_r in D. }
  assert (S2 : s2 (m + 1) = 0).
  { apply (uniqueness_limite s1 (m + 1)); [apply D2|].
    apply (derivative_eq (fun _ => c)); [intros; now rewrite S1 | apply derivable_pt_lim_const]. }
  specialize (Pos (m + 1) ltac:(lra)). rewrite S2 in Pos. unfold Rdiv in Pos. rewrite Rmult_0_l, Rmult_0_r in Pos. lra.
Qed.

Section Statements.

Variable P : problem.

(** An affine unit of which a direct part is made. *)
Definition affine_unit (V : problem) (d : single) (lin : params -> (nat -> R) -> params) : Prop :=
  direct P V d lin /\ exists all c c0, consists_of P all /\ exists_single P all d /\
    forall v, neuron_of P all d v = c * v + c0.

Lemma affine_apart : forall V d lin all s, affine_unit V d lin -> consists_of P all -> exists_single P all s ->
  (strictly_bent (neuron_of P all s) \/ sigmoidal_fn (neuron_of P all s)) -> s <> d.
Proof.
  intros V d lin all s [_ [all' [c [c0 [Br' [Hd Af]]]]]] Br Hs Shape ->.
  destruct (one_neuron P all all' d Br Br' Hs Hd) as [k Hk].
  assert (A : forall v, neuron_of P all d v = c * v + (c0 + k)) by (intros v; rewrite Hk, Af; ring).
  destruct Shape as [B|B]; [exact (affine_not_bent _ _ _ A B) | exact (affine_not_sigmoidal _ _ _ A B)].
Qed.

Lemma own_out : forall j, a_trained P = false -> ~ trained_output P (Own j).
Proof. intros j F I. apply in_trained_a in I. congruence. Qed.

Lemma beside_out : forall b u, ~ In (Output b u) (deep_trained P) -> ~ trained_output P (Beside b u).
Proof. intros b u N I. now apply (not_in_deep P (Output b u)) in I. Qed.

Lemma direct_plain : forall all, consists_of P all -> network_direct_skip P \/ network_direct_branch P ->
  exists d lin, affine_unit P d lin.
Proof.
  intros all Br [[An [Tw [Ta [j [Hj Fj]]]]]|[all' [b [units [u [Br' [Hb [Ly [Hu [An [Wt [Bi [Out Fu]]]]]]]]]]]]].
  - destruct An as [c [c0 [Nc Af]]]. exists (Own j).
    destruct (direct_unit P P (or_introl eq_refl) all (Own j) c0 c) as [lin Lin]; auto.
    + now apply own_out.
    + left. left. now split.
    + exists lin. split; [assumption|]. exists all, c, c0. auto.
  - destruct An as [c [c0 [Nc Af]]]. exists (Beside b u).
    assert (Hs : exists_single P all' (Beside b u)) by (split; [assumption | now exists units]).
    assert (Af' : forall v, neuron_of P all' (Beside b u) v = c * v + c0) by (intros v; simpl; rewrite Ly; apply Af).
    destruct (direct_unit P P (or_introl eq_refl) all' (Beside b u) c0 c) as [lin Lin]; auto.
    + now apply beside_out.
    + left. left. split; [reflexivity|]. now split.
    + exists lin. split; [assumption|]. exists all', c, c0. auto.
Qed.

Lemma direct_seeing : forall all, consists_of P all -> network_direct_affine P ->
  exists d lin, affine_unit (seeing P) d lin.
Proof.
  intros all Br [[[An [Tw [Ta [j [Hj Fj]]]]] Con]|
    [all' [b [units [u [Br' [Hb [Ly [Hu [An [Wt [Con [Out Fu]]]]]]]]]]]]].
  - destruct An as [c [c0 [Nc Af]]]. exists (Own j).
    destruct (direct_unit P (seeing P) (or_intror eq_refl) all (Own j) c0 c) as [lin Lin]; auto.
    + now apply own_out.
    + destruct Con as [C|C]; [right; now repeat split | left; right; now repeat split].
    + exists lin. split; [assumption|]. exists all, c, c0. auto.
  - destruct An as [c [c0 [Nc Af]]]. exists (Beside b u).
    assert (Hs : exists_single P all' (Beside b u)) by (split; [assumption | now exists units]).
    assert (Af' : forall v, neuron_of P all' (Beside b u) v = c * v + c0) by (intros v; simpl; rewrite Ly; apply Af).
    destruct (direct_unit P (seeing P) (or_intror eq_refl) all' (Beside b u) c0 c) as [lin Lin]; auto.
    + now apply beside_out.
    + destruct Con as [C|C]; [right; now repeat split | left; right; now repeat split].
    + exists lin. split; [assumption|]. exists all', c, c0. auto.
Qed.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis objective_unregularised : objective_unregularised P.

Let defined : forall t, L_defined P t.
Proof. intros t e _. repeat split; auto. Qed.

(** The slopes at the points of V. *)
Definition level_at (V : problem) (pts : list sample) (lab : sample -> R) : Prop :=
  forall l', (forall v, derivable_pt_lim (ell P) v (l' v)) -> forall t, local_min P t -> forall e, In e pts ->
  gather V pts lab (fun e => pull (fun e => l' (z P t e)) e * y e) e = 0.

Section Meant.

Variable V : problem.
Hypothesis meant : V = P \/ V = seeing P.
Variable pts : list sample.
Variables lab mu : sample -> R.
Hypothesis is_labelled : labelled V pts lab mu.

Variable all : list (list (list fn)).
Variables s d : single.
Variable lin : params -> (nat -> R) -> params.
Hypothesis branches_are : consists_of P all.
Hypothesis here : exists_single P all s.
Hypothesis is_affine : affine_unit V d lin.
Hypothesis turning : turns P V s.
Hypothesis part : trained_output P s \/ fixed P (output_of s) <> 0.

Let same_data : data V = data P.
Proof. destruct meant as [-> | ->]; reflexivity. Qed.

Lemma bent_level : strictly_bent (neuron_of P all s) -> level_at V pts lab.
Proof.
  intros Bent l' Hl t Hm e He.
  assert (Apart : s <> d) by (apply (affine_apart V d lin all s); auto).
  destruct is_affine as [Lin _]. destruct Bent as [[g' [D _]] B].
  assert (S : exists sign, (sign = 1 \/ sign = -1) /\ bends_up (fun v => sign * neuron_of P all s v)).
  { assert (E : forall sign h, (forall v, h v = sign * neuron_of P all s v) -> bends_up h ->
      bends_up (fun v => sign * neuron_of P all s v)).
    { intros sign h E H u v p N O. specialize (H u v p N O). now rewrite !E in H. }
    destruct B as [B|B]; [exists 1 | exists (-1)]; (split; [auto|]); eapply E; try exact B; intros v; unfold opposite; ring. }
  destruct S as [sign [Sign Up]]. assert (Sq : sign * sign = 1) by (destruct Sign as [-> | ->]; ring).
  assert (D' : forall v, derivable_pt_lim (fun v => sign * neuron_of P all s v) v (sign * g' v))
    by (intros v; apply (derivable_pt_lim_scal (neuron_of P all s)); apply D).
  refine (no_slope_curved P V same_data defined objective_unregularised pts lab mu is_labelled
    (fun v => sign * neuron_of P all s v) (fun v => sign * g' v) D'
    (fun t => sign * out s t) (fun t e => into P s t e) (same_into P V meant s)
    (fun t b u w => together V s lin t (sign * b) u w) (trained_output P s) _ _ _ _ _ l' Hl
    (bends_above _ _ Up D') t Hm e He).
  - destruct (has_part P s part) as [F|F]; [now left|]. right. intros t' Adm.
    apply Rmult_integral_contrapositive_currified; [destruct Sign; lra | now apply F].
  - intros t' b u w F Adm. apply (together_admissible P V meant all s d); auto.
    destruct F as [-> |F]; [left; ring | now right].
  - intros t' b u w e'. now apply (together_into P V meant all s d).
  - intros t' b u w e' F Adm. rewrite (together_f P V meant all branches_are s d); auto.
    + f_equal. f_equal. replace ((sign * out s t' + b) * (sign * neuron_of P all s (into P s t' e' + dot V u e')))
        with ((sign * sign) * out s t' * neuron_of P all s (into P s t' e' + dot V u e')
          + sign * b * neuron_of P all s (into P s t' e' + dot V u e')) by ring.
      replace (sign * out s t' * (sign * neuron_of P all s (into P s t' e')))
        with ((sign * sign) * out s t' * neuron_of P all s (into P s t' e')) by ring.
      rewrite Sq. ring.
    + destruct F as [-> |F]; [left; ring | now right].
  - intros r Hr. destruct (together_near P V meant all s d lin here Lin r Hr) as [k [Hk N]].
    exists k. split; [assumption|]. intros t' b u w Hb. apply N.
    assert (E : Rabs (sign * b) = Rabs b).
    { rewrite Rabs_mult. destruct Sign as [-> | ->]; [rewrite Rabs_R1; ring|].
      replace (Rabs (-1)) with 1 by (rewrite Rabs_left; lra). ring. }
    now rewrite E.
Qed.

Hypothesis four : length pts = 4%nat.
Hypothesis balanced : over pts (fun e => mu e * lab e) = 0.

Lemma sigmoid_level :
  (increasing_fn (neuron_of P all s) \/ increasing_fn (opposite (neuron_of P all s))) ->
  sigmoidal_fn (neuron_of P all s) -> level_at V pts lab.
Proof.
  intros Mono Sig l' Hl t Hm e He.
  assert (Apart : s <> d) by (apply (affine_apart V d lin all s); auto).
  destruct is_affine as [Lin _]. destruct Sig as [s1 [s2 [eps [c [D1 [D2 G]]]]]].
  assert (N : forall v, s1 v <> 0) by (intros v; now apply (monotone_slope (neuron_of P all s) s1)).
  assert (MR := proj1 (proj2 (proj2 (proj2 (proj2 is_labelled))))).
  refine (no_slope_at P V same_data defined objective_unregularised pts lab mu is_labelled
    (neuron_of P all s) s1 s2 eps c D1 D2 G N
    (fun t => out s t) (fun t e => into P s t e) _ (same_into P V meant s)
    (together V s lin) (trained_output P s) (has_part P s part) _ _ _ _ l' Hl four balanced t Hm e He).
  - intros t'. assert (R := affine_relation V pts lab mu MR balanced).
    destruct meant as [-> | ->]; destruct s as [j|b v]; [
      exact (R (fun k => t' (W j k)) (t' (B j)))
      | exact (R (fun k => deep_part t' (Weight b 0 v k)) (deep_part t' (Bias b 0 v)))
      | exact (R (fun k => t' (W j k)) (t' (B j)))
      | exact (R (fun k => deep_part t' (Weight b 0 v k)) (deep_part t' (Bias b 0 v))) ].
  - intros t' b u w F Adm. now apply (together_admissible P V meant all s d).
  - intros t' b u w e'. now apply (together_into P V meant all s d).
  - intros t' b u w e' F Adm. now apply (together_f P V meant all branches_are s d).
  - exact (together_near P V meant all s d lin here Lin).
Qed.

End Meant.

Lemma same_seeing : forall e e', same (seeing P) e e' -> same P e e'.
Proof.
  intros e e' S k Hk. apply S. unfold inputs in *. rewrite seeing_one. simpl. destruct (sees_one P); lia.
Qed.

Lemma level_of : forall V pts lab mu, V = P \/ V = seeing P -> labelled V pts lab mu -> level_at V pts lab ->
  forall t, local_min P t -> forall l', (forall v, derivable_pt_lim (ell P) v (l' v)) ->
  forall g : sample -> R, (forall e e', In e (data P) -> In e' (data P) -> same P e e' -> g e = g e') ->
  over (data P) (fun e => share e * l' (z P t e) * y e * g e) = 0.
Proof.
  intros V pts lab mu meant Lab Lev t Hm l' Hl g G.
  assert (E : data V = data P) by (destruct meant as [-> | ->]; reflexivity).
  rewrite <- E. apply (gathered_level V pts (proj1 Lab) lab (fun e => pull (fun e => l' (z P t e)) e * y e)
    (label_square V pts lab mu Lab)).
  - exact (Lev l' Hl t Hm).
  - intros e e' He He' S. rewrite E in He, He'. apply G; [assumption | assumption |].
    destruct meant as [-> | ->]; [assumption | now apply same_seeing].
Qed.

Lemma counts_turns : forall all s, counts P all s -> exists_single P all s /\ turns P P s /\
  (trained_output P s \/ fixed P (output_of s) <> 0).
Proof.
  intros all s [E [Tw [_ [_ Part]]]]. split; [assumption|]. split; [|assumption]. left. now split.
Qed.

Lemma counts_seeing : forall all s, counts P all s -> trained_bias P s -> exists_single P all s /\
  turns P (seeing P) s /\ (trained_output P s \/ fixed P (output_of s) <> 0).
Proof.
  intros all s [E [Tw [_ [_ Part]]]] Tb. split; [assumption|]. split; [|assumption]. right.
  split; [reflexivity|]. split; [|assumption]. destruct s as [j|b v]; [exact Tw | exact (proj1 Tw)].
Qed.

Section Curved.

Hypothesis curved :
  (data_circuit P /\ network_bent_unit P /\ (network_direct_skip P \/ network_direct_branch P)) \/
  (data_affine_circuit P /\ network_direct_affine P /\ network_bent_unit_affine P).

Theorem level_circuit_curved_skip : LEVEL P.
Proof.
  intros t Hm l' Hl g G.
  destruct curved as [[[pts [r C]] [[all [s [Br [Co Bent]]]] Dir]]|
    [[pts [r C]] [Dir [all [s [Br [Co [Tb [_ Bent]]]]]]]]];
    destruct (circuit_labelled _ pts r C) as [lab [mu [Lab _]]].
  - destruct (direct_plain all Br Dir) as [d [lin Af]].
    destruct (counts_turns all s Co) as [E [T Part]].
    apply (level_of P pts lab mu); auto.
    now apply (bent_level P (or_introl eq_refl) pts lab mu Lab all s d lin).
  - destruct (direct_seeing all Br Dir) as [d [lin Af]].
    destruct (counts_seeing all s Co Tb) as [E [T Part]].
    apply (level_of (seeing P) pts lab mu); auto.
    now apply (bent_level (seeing P) (or_intror eq_refl) pts lab mu Lab all s d lin).
Qed.

Theorem thm_circuit_curved_skip_slopes : network_deep_features P -> data_consistent P -> NO_SLOPE P.
Proof. intros. apply (level_no_slope P); auto using level_circuit_curved_skip. Qed.

Theorem thm_circuit_curved_skip : network_deep_features P -> data_consistent P -> loss_active P -> NO_BAD P.
Proof. intros. apply no_slope_no_bad; [now apply thm_circuit_curved_skip_slopes|assumption]. Qed.

Theorem thm_circuit_curved_skip_global : network_deep_features P -> loss_convex P -> GLOBAL P.
Proof. intros. apply (level_global P); auto using level_circuit_curved_skip. Qed.

End Curved.

Section Sigmoid.

Hypothesis data_affine_square : data_affine_square P.
Hypothesis network_direct_affine : network_direct_affine P.
Hypothesis network_sigmoidal_unit_affine : network_sigmoidal_unit_affine P.

Theorem level_circuit_sigmoid_affine : LEVEL P.
Proof.
  intros t Hm l' Hl g G. destruct data_affine_square as [pts [r [C [Four Bal]]]].
  destruct (circuit_labelled _ pts r C) as [lab [mu [Lab E]]].
  assert (M0 : over pts (fun e => mu e * lab e) = 0).
  { rewrite (over_eq _ _ (fun e => mu e * lab e * 1)) by (intros; ring). rewrite E.
    rewrite <- Bal. apply over_eq. intros; ring. }
  destruct network_sigmoidal_unit_affine as [all [b [units [u [Br [Hb [Ly [Hu [Mono [Sig [Wt [Bi Out]]]]]]]]]]]].
  destruct (direct_seeing all Br network_direct_affine) as [d [lin Af]].
  assert (N : neuron_of P all (Beside b u) = val (nth u units identity)) by (simpl; now rewrite Ly).
  apply (level_of (seeing P) pts lab mu); auto.
  apply (sigmoid_level (seeing P) (or_intror eq_refl) pts lab mu Lab all (Beside b u) d lin); auto.
  + split; [assumption | now exists units].
  + right. now repeat split.
  + left. now apply in_deep.
  + now rewrite N.
  + now rewrite N.
Qed.

Theorem thm_circuit_sigmoid_affine_slopes : network_deep_features P -> data_consistent P -> NO_SLOPE P.
Proof. intros. apply (level_no_slope P); auto using level_circuit_sigmoid_affine. Qed.

Theorem thm_circuit_sigmoid_affine : network_deep_features P -> data_consistent P -> loss_active P -> NO_BAD P.
Proof. intros. apply no_slope_no_bad; [now apply thm_circuit_sigmoid_affine_slopes|assumption]. Qed.

Theorem thm_circuit_sigmoid_affine_global : network_deep_features P -> loss_convex P -> GLOBAL P.
Proof. intros. apply (level_global P); auto using level_circuit_sigmoid_affine. Qed.

End Sigmoid.

End Statements.
