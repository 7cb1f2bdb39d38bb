(** * The two moves of thm.subspaces

    (A) an idle neuron, and (B) neurons of one sign: each makes the slopes of
    the loss vanish on one class. *)

From Coq Require Import Reals List Lia Lra Bool Classical.
From TheoremCheck Require Import Setting Conditions Linear SecondOrder Vary Stationary Bends Descent.
Import ListNotations.
Open Scope R_scope.

(** ** Lists and double sums *)

Lemma finite_choice {U : Type} (default : U) n (R : nat -> U -> Prop) :
  (forall i, (i < n)%nat -> exists b, R i b) -> exists g, forall i, (i < n)%nat -> R i (g i).
Proof.
  induction n as [|n IH]; intros H.
  - exists (fun _ => default). intros; lia.
  - destruct IH as [g Hg]; [auto|]. destruct (H n ltac:(lia)) as [b Hb].
    exists (fun i => if (i =? n)%nat then b else g i). intros i Hi.
    destruct (Nat.eqb_spec i n); [subst; assumption|]. apply Hg. lia.
Qed.

Lemma sublist {T : Type} (Q : T -> Prop) (l : list T) :
  exists l', forall e, In e l' <-> In e l /\ Q e.
Proof.
  induction l as [|a l [l' IH]].
  - exists []. simpl. tauto.
  - destruct (classic (Q a)) as [H|H].
    + exists (a :: l'). intros e. simpl. rewrite IH. intuition (subst; auto).
    + exists l'. intros e. simpl. rewrite IH. intuition (subst; tauto).
Qed.

Lemma apart_nth {T : Type} (related : T -> T -> Prop) (l : list T) default :
  (forall a b, related a b -> related b a) ->
  ForallOrdPairs (fun a b => ~ related a b) l ->
  forall i k, (i < length l)%nat -> (k < length l)%nat -> i <> k ->
    ~ related (nth i l default) (nth k l default).
Proof.
  intros symmetric. induction 1 as [|a l H1 H2 IH]; intros i k Hi Hk N; simpl in *; [lia|].
  rewrite Forall_forall in H1. destruct i as [|i], k as [|k]; [lia| | |apply IH; lia].
  - apply H1, nth_In. lia.
  - intros R. apply symmetric in R. revert R. apply H1, nth_In. lia.
Qed.

Lemma sum_plus n g h : sum n (fun k => g k + h k) = sum n g + sum n h.
Proof. induction n; simpl; [lra|]. rewrite IHn. lra. Qed.

Lemma sum_scaled n c g : sum n (fun k => c * g k) = c * sum n g.
Proof. induction n; simpl; [lra|]. rewrite IHn. lra. Qed.

Lemma sum_exchange n m (g : nat -> nat -> R) :
  sum n (fun i => sum m (fun k => g i k)) = sum m (fun k => sum n (fun i => g i k)).
Proof.
  induction n as [|n IH]; simpl; [rewrite linear_sum_zero; auto|]. rewrite IH.
  now rewrite <- sum_plus.
Qed.

(** The neurons 0, ..., M - 1 by the sign of a_j, if none is 0. *)
Lemma signs (a : nat -> R) M : (forall j, (j < M)%nat -> a j <> 0) ->
  exists js ks, NoDup js /\ NoDup ks /\ (length js + length ks = M)%nat /\
    (forall j, In j js -> (j < M)%nat /\ 0 < a j) /\ (forall j, In j ks -> (j < M)%nat /\ a j < 0).
Proof.
  induction M as [|M IH]; intros H.
  - exists [], []. repeat split; try constructor; easy.
  - destruct IH as [js [ks [N [N' [len [J K]]]]]]; [auto|].
    assert (out : forall l (S : R -> Prop), (forall j, In j l -> (j < M)%nat /\ S (a j)) ->
      ~ In M l).
    { intros l S B I. destruct (B M I). lia. }
    destruct (Rtotal_order (a M) 0) as [L|[E|G]]; [| now destruct (H M ltac:(lia)) |].
    + exists js, (M :: ks). repeat split; simpl; try lia; auto.
      * constructor; [|assumption]. eapply (out ks (fun r => r < 0)). assumption.
      * destruct (J j H0). lia.
      * now apply J.
      * destruct H0 as [E|I]; [lia|]. destruct (K j I). lia.
      * destruct H0 as [E|I]; [now subst|now apply K].
    + exists (M :: js), ks. repeat split; simpl; try lia; auto.
      * constructor; [|assumption]. eapply (out js (fun r => 0 < r)). assumption.
      * destruct H0 as [E|I]; [lia|]. destruct (J j I). lia.
      * destruct H0 as [E|I]; [now subst|now apply J].
      * destruct (K j H0). lia.
      * now apply K.
Qed.

(** ** Samples with the same X *)

Section Same.

Variable P : problem.

Lemma same_refl e : same P e e.
Proof. intros k _. reflexivity. Qed.

Lemma same_sym e e' : same P e e' -> same P e' e.
Proof. intros H k Hk. now rewrite H. Qed.

Lemma same_trans e e' e'' : same P e e' -> same P e' e'' -> same P e e''.
Proof. intros H H' k Hk. rewrite H by assumption. now apply H'. Qed.

Lemma same_dot e e' u : same P e e' -> dot P u e = dot P u e'.
Proof. intros H. apply linear_sum_ext. intros k Hk. now rewrite H. Qed.

Lemma same_pre t j e e' : same P e e' -> pre P t j e = pre P t j e'.
Proof.
  intros H. unfold pre. f_equal. apply linear_sum_ext. intros k Hk. f_equal.
  assert (I : (k < inputs P)%nat) by (unfold inputs; destruct (sees_one P); lia).
  specialize (H k I). unfold X in H. destruct (Nat.ltb_spec k (dim P)); [assumption|lia].
Qed.

Lemma dot_zero u e : (forall k, (k < inputs P)%nat -> u k = 0) -> dot P u e = 0.
Proof. intros Z. apply linear_sum_zero. intros k Hk. rewrite Z by assumption. lra. Qed.

Lemma dot_sum n (g : nat -> nat -> R) e :
  dot P (fun k => sum n (fun i => g i k)) e = sum n (fun i => dot P (g i) e).
Proof.
  unfold dot. rewrite <- sum_exchange. apply linear_sum_ext. intros k _.
  rewrite Rmult_comm, <- sum_scaled. apply linear_sum_ext. intros; lra.
Qed.

Lemma dot_scaled c u e : dot P (fun k => c * u k) e = c * dot P u e.
Proof. unfold dot. rewrite <- sum_scaled. apply linear_sum_ext. intros; lra. Qed.

End Same.

(** ** At a least point *)

Section Moves.

Variable P : problem.
Variables l1 s1 : R -> R.
Hypothesis Dl : forall v, derivable_pt_lim (ell P) v (l1 v).
Hypothesis Ds : forall v, derivable_pt_lim (sigma P) v (s1 v).
Hypothesis nondecreasing : loss_nondecreasing P.
Hypothesis w : w_trained P = true.
Variable curve : R.
Hypothesis unit : curve = 1 \/ curve = -1.
Hypothesis curved : strictly_convex_fn (fun v => curve * sigma P v).
Variable t : params.
Hypothesis minimum : least P t.

(** The slope of the loss at the sample e. *)
Definition slope (e : sample) : R := l1 (z P t e).

(** (A): if (a) holds along v with the same q_i, a class is emptied by a v that is
    orthogonal to the other one and to no member of it. *)
Lemma line_empties j v label :
  (exists delta, 0 < delta /\ forall h, Rabs h < delta ->
    balance P l1 t (fun e => sigma P (pre P t j e + h * dot P v e)) = 0) ->
  (forall e, In e (data P) -> slope e <> 0 -> dot P v e <> 0 -> positive_label e = label) ->
  forall e, In e (data P) -> slope e = 0 \/ dot P v e = 0.
Proof.
  intros [delta [Hd Z]] one e He.
  assert (A : forall h, Rabs h < delta ->
    over (data P) (fun e => q P l1 t e * y e * sigma P (pre P t j e + h * dot P v e)) = 0)
      by apply Z.
  assert (Z0 : over (data P) (fun e => q P l1 t e * y e * sigma P (pre P t j e)) = 0).
  { rewrite <- (A 0) by (rewrite Rabs_R0; assumption). apply over_ext. intros e' _.
    do 2 f_equal. lra. }
  assert (bends : above_tangents (fun v => curve * sigma P v) (fun v => curve * s1 v)).
  { intros x h. apply (above_tangent (fun v => curve * sigma P v) (fun v => curve * s1 v) curved).
    intros u. apply derivable_pt_lim_scal, Ds. }
  destruct (line_identity P (sigma P) curve (Bends.above_midpoint _ _ bends) (q P l1 t) (pre P t j)
    (dot P v) label (delta / 2)) with (e := e) as [E|E]; auto.
  - lra.
  - intros. now apply q_nonneg.
  - intros e' He' N. apply one; [assumption|]. intros E. apply N. unfold q. unfold slope in E.
    rewrite E. ring.
  - rewrite A, Z0; [reflexivity|]. rewrite Rabs_right; lra.
  - rewrite A, Z0; [reflexivity|]. rewrite Rabs_Ropp, Rabs_right; lra.
  - left. now apply (q_zero P l1).
Qed.

(** An idle neuron is such a case. *)
Lemma idle_empties j v label : a_trained P = true -> (j < width P)%nat -> t (A j) = 0 ->
  (forall e, In e (data P) -> slope e <> 0 -> dot P v e <> 0 -> positive_label e = label) ->
  forall e, In e (data P) -> slope e = 0 \/ dot P v e = 0.
Proof. intros a Hj Ha. apply line_empties with j. now apply (idle_a P l1 s1 Dl Ds). Qed.

(** (B) begins with a linear system: forms in the unknowns c_0, ..., c_(N - 1), one
    for each X, between which sum_i q_i y_i (form of X_i) = 0 is a relation. As many
    points as unknowns are enough for a common zero that is not 0. *)
Lemma solve_forms N (form : sample -> nat -> R) (lift : sample -> Prop) points r0 :
  let E := fun c e => sum N (fun i => form e i * c i) in
  (length points <= N)%nat ->
  (forall e, In e (data P) -> lift e -> exists r, In r points /\ same P e r) ->
  (forall e e', In e (data P) -> In e' (data P) -> lift e -> lift e' -> same P e e' ->
    positive_label e = positive_label e') ->
  (forall e e', same P e e' -> forall i, form e i = form e' i) ->
  (forall c, balance P l1 t (E c) = 0) ->
  (forall e, In e (data P) -> lift e \/ slope e = 0 \/ forall c, E c e = 0) ->
  In r0 (data P) -> lift r0 -> slope r0 <> 0 ->
  exists c, (exists k, (k < N)%nat /\ c k <> 0) /\
    forall e, In e (data P) -> lift e -> E c e = 0.
Proof.
  intros E few cover labels same_form relation cases H0 L0 S0. clear unit curved.
  destruct (cover r0 H0 L0) as [r1 [R1 E01]].
  destruct (in_split _ _ R1) as [before [after split]].
  destruct (nonzero_solution N (map form (before ++ after))) as [c [nonzero solution]].
  { rewrite length_mapped. rewrite split in few. rewrite length_joined in *. simpl in few. lia. }
  exists c. split; [assumption|]. specialize (relation c).
  assert (cases' : forall e, In e (data P) -> lift e \/ slope e = 0 \/ E c e = 0).
  { intros e He. destruct (cases e He) as [H|[H|H]]; auto. }
  assert (same_E : forall e e', same P e e' -> E c e = E c e').
  { intros e e' S. apply linear_sum_ext. intros i _. now rewrite (same_form e e' S). }
  assert (E_cases : forall e, In e (data P) -> lift e -> E c e = 0 \/ same P e r0).
  { intros e He Le. destruct (cover e He Le) as [r [R S]]. rewrite split in R.
    apply in_app_or in R. simpl in R.
    assert (C : r = r1 \/ In r (before ++ after)) by (rewrite in_app_iff; intuition).
    destruct C as [C|C].
    - right. subst r. apply same_trans with r1; [assumption|now apply same_sym].
    - left. rewrite (same_E e r S). apply solution. now apply in_map. }
  set (tau := y r0).
  assert (tau2 : tau * tau = 1) by (unfold tau, y; destruct (positive_label r0); ring).
  assert (E0 : E c r0 = 0).
  { assert (terms : forall e, In e (data P) -> tau * E c r0 * (q P l1 t e * y e * E c e)
      = if Req_EM_T (E c e) 0 then 0 else q P l1 t e * (E c r0 * E c r0)).
    { intros e He. destruct (Req_EM_T (E c e) 0) as [Z|N0]; [rewrite Z; ring|].
      destruct (cases' e He) as [L|[Z|Z]]; [| |contradiction].
      - destruct (E_cases e He L) as [|S]; [contradiction|]. rewrite (same_E e r0 S).
        assert (Y : y e = tau) by (unfold tau, y; now rewrite (labels e r0)).
        rewrite Y. transitivity (tau * tau * (q P l1 t e * (E c r0 * E c r0)));
          [ring|rewrite tau2; ring].
      - unfold q. unfold slope in Z. rewrite Z. ring. }
    assert (total : over (data P) (fun e => tau * E c r0 * (q P l1 t e * y e * E c e)) = 0).
    { rewrite over_scaled. unfold balance in relation. rewrite relation. ring. }
    assert (zero : tau * E c r0 * (q P l1 t r0 * y r0 * E c r0) = 0).
    { apply (over_nonneg_zero (data P) (fun e => tau * E c r0 * (q P l1 t e * y e * E c e)));
        [|lra|assumption].
      intros e He. rewrite terms by assumption. destruct (Req_EM_T (E c e) 0); [lra|].
      apply Rmult_le_pos; [now apply q_nonneg|].
      replace (E c r0 * E c r0) with ((E c r0)^2) by ring.
      apply pow2_ge_0. }
    rewrite (terms r0 H0) in zero. destruct (Req_EM_T (E c r0) 0) as [|N0]; [assumption|].
    destruct (Rmult_integral _ _ zero) as [Q|Q].
    - contradict S0. now apply (q_zero P l1).
    - destruct (Rmult_integral _ _ Q); assumption. }
  intros e He Le. destruct (E_cases e He Le) as [|S]; [assumption|]. now rewrite (same_E e r0 S).
Qed.

(** Neuron [neuron_of i] moves along c_i v_i, added up over i < n. *)
Section Many.

Variable n : nat.
Variable neuron_of : nat -> nat.
Variable v : nat -> nat -> R.

Definition direction (c : nat -> R) (j k : nat) : R :=
  sum n (fun i => if (neuron_of i =? j)%nat then c i * v i k else 0).

Lemma dot_direction c j e :
  dot P (direction c j) e =
    sum n (fun i => if (neuron_of i =? j)%nat then c i * dot P (v i) e else 0).
Proof.
  unfold direction.
  rewrite (dot_sum P n (fun i k => if (neuron_of i =? j)%nat then c i * v i k else 0)).
  apply linear_sum_ext. intros i _. destruct (neuron_of i =? j)%nat; [apply dot_scaled|].
  now apply dot_zero.
Qed.

(** By how much a sample with dual vector v_k is moved. *)
Lemma moved_by c k e : (k < n)%nat -> dot P (v k) e = 1 ->
  (forall i, (i < n)%nat -> i <> k -> neuron_of i = neuron_of k -> dot P (v i) e = 0) ->
  dot P (direction c (neuron_of k)) e = c k.
Proof.
  intros Hk one others. rewrite dot_direction.
  rewrite (linear_sum_ext n _ (fun i => if (i =? k)%nat then c i else 0)).
  - now apply sum_single.
  - intros i Hi. destruct (Nat.eqb_spec i k) as [E|N].
    + subst i. rewrite Nat.eqb_refl, one. ring.
    + destruct (Nat.eqb_spec (neuron_of i) (neuron_of k)) as [E|]; [|reflexivity].
      rewrite others by assumption. ring.
Qed.

(** What the moved neurons add up to, with factors g_j: a linear form in c. *)
Lemma combined m (g : nat -> R) c e : (forall i, (i < n)%nat -> (neuron_of i < m)%nat) ->
  sum m (fun j => g j * dot P (direction c j) e)
  = sum n (fun i => g (neuron_of i) * dot P (v i) e * c i).
Proof.
  intros below.
  rewrite (linear_sum_ext m _ (fun j => sum n (fun i =>
    if (i <? n)%nat then if (j =? neuron_of i)%nat
    then g j * dot P (v i) e * c i else 0 else 0))).
  - rewrite <- sum_exchange. apply linear_sum_ext. intros i Hi.
    destruct (Nat.ltb_spec i n); [|lia].
    rewrite (sum_single m (neuron_of i) (fun j => g j * dot P (v i) e * c i)) by now apply below.
    reflexivity.
  - intros j _. rewrite dot_direction, <- sum_scaled. apply linear_sum_ext.
    intros i Hi.
    destruct (Nat.ltb_spec i n); [|lia]. rewrite Nat.eqb_sym.
    destruct (j =? neuron_of i)%nat; ring.
Qed.

(** The first variation of f at e. *)
Definition form_of (e : sample) (i : nat) : R :=
  t (A (neuron_of i)) * (s1 (pre P t (neuron_of i) e) * dot P (v i) e).

Hypothesis small : forall i, (i < n)%nat -> (neuron_of i < width P)%nat.

Lemma first_variation c e :
  sum (width P) (fun j => t (A j) * (s1 (pre P t j e) * dot P (direction c j) e))
  = sum n (fun i => form_of e i * c i).
Proof.
  rewrite (linear_sum_ext (width P) _ (fun j =>
    t (A j) * s1 (pre P t j e) * dot P (direction c j) e)) by (intros; ring).
  rewrite (combined (width P) (fun j => t (A j) * s1 (pre P t j e)) c e small).
  apply linear_sum_ext. intros i _. unfold form_of. ring.
Qed.

Lemma same_form e e' : same P e e' -> forall i, form_of e i = form_of e' i.
Proof. intros S i. unfold form_of. now rewrite (same_pre P t _ e e' S), (same_dot P e e' _ S). Qed.

Variable lift : sample -> Prop.
Variable label : bool.
Variable reps : list sample.
Hypothesis few : (length reps <= n)%nat.
Hypothesis cover : forall e, In e (data P) -> lift e -> exists r, In r reps /\ same P e r.
Hypothesis one_label : forall e, In e (data P) -> lift e -> positive_label e = label.
Hypothesis sign : forall i, (i < n)%nat ->
  0 < (if label then 1 else -1) * t (A (neuron_of i)) * curve.
Hypothesis cases : forall e, In e (data P) -> lift e \/
  (forall i, (i < n)%nat -> dot P (v i) e = 0) \/ (slope e = 0 /\ flat_at P (z P t e)).

Lemma nonzero_move r0 : In r0 (data P) -> lift r0 -> slope r0 <> 0 ->
  exists c, (exists k, (k < n)%nat /\ c k <> 0) /\
    forall e, In e (data P) -> lift e -> slope e <> 0 ->
      forall j, (j < width P)%nat -> dot P (direction c j) e = 0.
Proof.
  intros H0 L0 S0.
  assert (off : forall e, (forall i, (i < n)%nat -> dot P (v i) e = 0) ->
    forall c j, dot P (direction c j) e = 0).
  { intros e Z c j. rewrite dot_direction. apply linear_sum_zero. intros i Hi.
    destruct (neuron_of i =? j)%nat; [|reflexivity]. rewrite Z by assumption. ring. }
  destruct (solve_forms n form_of lift reps r0) as [c [nonzero zero]]; auto.
  - intros e e' He He' Le Le' _. rewrite (one_label e), (one_label e'); auto.
  - exact same_form.
  - intros c.
    rewrite <- (stationary P l1 s1 Dl Ds w t 0 (fun _ => 0) (direction c) minimum) by auto.
    apply balance_ext. intros e _. unfold first. rewrite <- first_variation, Rplus_0_l.
    apply linear_sum_ext. intros; ring.
  - intros e He. destruct (cases e He) as [L|[Z|[Z _]]]; auto. right. right. intros c.
    rewrite <- first_variation. apply linear_sum_zero. intros j _. rewrite off by assumption. ring.
  - exists c. split; [assumption|].
  assert (lifts : forall e, In e (data P) -> lift e -> lifted P s1 curve t (direction c) e).
  { intros e He Le. split.
    - intros j Hj. destruct (classic (exists i, (i < n)%nat /\ neuron_of i = j)) as [[i [Hi
        Ei]]|none].
      + right. subst j. unfold y. rewrite (one_label e He Le). now apply sign.
      + left. rewrite dot_direction. apply linear_sum_zero. intros i Hi.
        destruct (Nat.eqb_spec (neuron_of i) j); [|reflexivity]. contradict none. eauto.
    - rewrite first_variation. now apply zero. }
  intros e He Le Se.
  apply (no_lift P l1 s1 Dl Ds nondecreasing w curve unit curved t (direction c) minimum); auto.
  intros e' He'. destruct (cases e' He') as [L|[Z|[_ F]]]; [auto| |auto].
  left. intros j _. now apply off.
Qed.

End Many.

(** Representatives of samples covered by blocks: each is given the neuron of its
    block, and its dual vector there. *)
Lemma places (other : sample -> Prop) blocks js reps e0 :
  (forall block, In block blocks -> independent_modulo P other block) ->
  NoDup js -> (length blocks <= length js)%nat ->
  (forall e, In e reps -> exists block e', In block blocks /\ In e' block /\ same P e e') ->
  ForallOrdPairs (fun a b => ~ same P a b) reps ->
  exists (neuron_of : nat -> nat) (v : nat -> nat -> R), forall i, (i < length reps)%nat ->
    In (neuron_of i) js /\
    (forall e, In e (data P) -> other e -> dot P (v i) e = 0) /\
    dot P (v i) (nth i reps e0) = 1 /\
    (forall k, (k < length reps)%nat -> k <> i -> neuron_of k = neuron_of i ->
      dot P (v i) (nth k reps e0) = 0).
Proof.
  intros independent distinct enough covered apart.
  set (n := length reps). set (rep := fun i => nth i reps e0).
  destruct (finite_choice (0%nat, 0%nat, fun _ : nat => 0) n (fun i p => let '(beta, mu, v) := p in
    (beta < length blocks)%nat /\
    (exists e', nth_error (nth beta blocks []) mu = Some e' /\ same P (rep i) e') /\
    (forall e, In e (data P) -> other e -> dot P v e = 0) /\
    (forall k e, nth_error (nth beta blocks []) k = Some e ->
      (k = mu -> dot P v e = 1) /\ (k <> mu -> dot P v e = 0)))) as [place Hplace].
  { intros i Hi. destruct (covered (rep i)) as [block [e' [Hb [He' S]]]]; [now apply nth_In|].
    destruct (In_nth blocks block [] Hb) as [beta [Lb Eb]].
    destruct (In_nth_error block e' He') as [mu Hmu].
    assert (Lmu : (mu < length block)%nat) by (apply nth_error_Some; congruence).
    destruct (independent block Hb mu Lmu) as [v [V1 V2]].
    exists (beta, mu, v). rewrite Eb. repeat split; eauto.
    - intros E. now apply (V2 k e).
    - intros E. now apply (V2 k e). }
  set (beta := fun i => fst (fst (place i))). set (mu := fun i => snd (fst (place i))).
  set (v := fun i => snd (place i)).
  assert (props : forall i, (i < n)%nat ->
    (beta i < length blocks)%nat /\
    (exists e', nth_error (nth (beta i) blocks []) (mu i) = Some e' /\ same P (rep i) e') /\
    (forall e, In e (data P) -> other e -> dot P (v i) e = 0) /\
    (forall k e, nth_error (nth (beta i) blocks []) k = Some e ->
      (k = mu i -> dot P (v i) e = 1) /\ (k <> mu i -> dot P (v i) e = 0))).
  { intros i Hi. specialize (Hplace i Hi). unfold beta, mu, v.
    destruct (place i) as [[b m] u]. exact Hplace. }
  exists (fun i => nth (beta i) js 0%nat), v. intros i Hi.
  destruct (props i Hi) as [Bi [[e' [Ne' Se']] [Oi Vi]]]. repeat split.
  - apply nth_In. lia.
  - exact Oi.
  - fold (rep i). rewrite (same_dot P _ e' _ Se'). now apply (Vi (mu i)).
  - intros k Hk N E. fold (rep k). destruct (props k Hk) as [Bk [[e'' [Ne'' Se'']] _]].
    assert (EB : beta k = beta i) by (apply (proj1 (NoDup_nth js 0%nat) distinct);
      [lia|lia|exact E]).
    rewrite (same_dot P _ e'' _ Se''). rewrite EB in Ne''. apply (Vi (mu k) e'' Ne'').
    intros EM. apply (apart_nth (same P) reps e0 (same_sym P) apart k i Hk Hi N).
    rewrite EM, Ne' in Ne''. injection Ne'' as E''. subst e''.
    apply same_trans with e'; [exact Se''|apply same_sym; exact Se'].
Qed.

(** (B) with a partition, for a loss that is flat to second order where its
    slope is 0. *)
Lemma partition_empties (own other : sample -> Prop) blocks label js :
  (forall e, In e (data P) -> own e -> positive_label e = label) ->
  (forall e, In e (data P) -> slope e <> 0 -> own e \/ other e) ->
  (forall e, In e (data P) -> slope e = 0 -> flat_at P (z P t e)) ->
  partition P own other blocks -> NoDup js -> (length blocks <= length js)%nat ->
  (forall j, In j js -> (j < width P)%nat /\ 0 < (if label then 1 else -1) * t (A j) * curve) ->
  forall e, In e (data P) -> own e -> slope e = 0.
Proof.
  intros labels both flats [independent covered] distinct enough signed e0 He0 Oe0.
  destruct (Req_dec (slope e0) 0) as [|S0]; [assumption|exfalso].
  destruct (sublist (fun e => own e /\ slope e <> 0) (data P)) as [K HK].
  destruct (representatives (same P) K) as [reps [inside [_ [cover apart]]]].
  { intros; apply same_refl. }
  set (n := length reps). set (rep := fun i => nth i reps e0).
  assert (rep_in : forall i, (i < n)%nat -> In (rep i) (data P) /\ own (rep i) /\ slope (rep i) <>
    0).
  { intros i Hi. apply HK, inside. now apply nth_In. }
  destruct (places other blocks js reps e0 independent distinct enough) as [neuron_of [v props]].
  { intros e He. apply inside, HK in He. now apply covered. }
  { exact apart. }
  destruct (nonzero_move n neuron_of v) with (lift := fun e => own e /\ slope e <> 0)
    (label := label) (reps := reps) (r0 := e0) as [c [[k [Hk Ck]] still]].
  - intros i Hi. now apply signed, (props i Hi).
  - unfold n. lia.
  - intros e He Le. apply cover. now apply HK.
  - intros e He [Oe _]. now apply labels.
  - intros i Hi. now apply signed, (props i Hi).
  - intros e He. destruct (Req_dec (slope e) 0) as [Z|N]; [right; right; split; auto|].
    destruct (both e He N) as [O|O]; [left; auto|]. right. left. intros i Hi.
    now apply (props i Hi).
  - assumption.
  - split; assumption.
  - assumption.
  - (* the representative k does move, by c_k *)
    destruct (rep_in k Hk) as [Hd [Ho Hs]].
    assert (Z := still (rep k) Hd (conj Ho Hs) Hs (neuron_of k)
      (proj1 (signed _ (proj1 (props k Hk))))).
    rewrite (moved_by n neuron_of v c k (rep k)) in Z; [contradiction|assumption| |].
    + apply (props k Hk).
    + intros i Hi N E. apply (props i Hi); auto.
Qed.

End Moves.
