(** * rule.kink

    With all output weights 0 the loss does not depend on what is below them.
    For every point t' near t the slopes of the basis are solved for again: they
    stay strictly inside the kink, and annihilate the columns of t'. So
    L(t') >= L(t). *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Algebra.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsKink Nearby ConstantMinima
  Support RulesConstant RulesCurved.
Import ListNotations.
Open Scope R_scope.

(** ** Equations near an invertible system *)

Lemma sum_abs n g : Rabs (sum n g) <= sum n (fun k => Rabs (g k)).
Proof.
  induction n; simpl; [rewrite Rabs_R0; lra|].
  apply Rle_trans with (1 := Rabs_triang _ _). lra.
Qed.

Lemma sum_nonneg_null n g : (forall k, (k < n)%nat -> 0 <= g k) -> sum n g <= 0 ->
  forall k, (k < n)%nat -> g k = 0.
Proof.
  induction n; simpl; intros N S k L; [lia|].
  assert (0 <= sum n g) by (apply sum_nonneg; intros; apply N; lia).
  pose proof (N n ltac:(lia)). destruct (Nat.eq_dec k n) as [->|D]; [lra|].
  apply IHn; [intros; apply N; lia|lra|lia].
Qed.

Lemma sum_delta n k g : (k < n)%nat ->
  sum n (fun j => (if Nat.eq_dec k j then 1 else 0) * g j) = g k.
Proof.
  induction n; simpl; intros L; [lia|]. destruct (Nat.eq_dec k n) as [->|D].
  - rewrite sum_null; [ring|]. intros j Lj. destruct (Nat.eq_dec n j); [lia|ring].
  - rewrite IHn by lia. ring.
Qed.

(** If N F is near the identity, F x = rho has a solution, bounded by N rho. *)
Lemma solve m (F N : nat -> nat -> R) (rho : nat -> R) :
  (forall i j, (i < m)%nat -> (j < m)%nat ->
     Rabs (sum m (fun k => N i k * F k j) - (if Nat.eq_dec i j then 1 else 0))
     <= / (2 * (INR m + 1))) ->
  exists d, (forall k, (k < m)%nat -> sum m (fun j => F k j * d j) = rho k) /\
    sum m (fun j => Rabs (d j)) <= 2 * sum m (fun i => Rabs (sum m (fun k => N i k * rho k))).
Proof.
  intros HE. pose proof (pos_INR m) as Pm.
  set (mu := / (2 * (INR m + 1))) in *.
  assert (Hmu : 0 < mu) by (apply Rinv_0_lt_compat; lra).
  assert (Hm : INR m * mu <= 1 / 2).
  { apply Rmult_le_reg_r with (2 * (INR m + 1)); [lra|]. unfold mu.
    rewrite Rmult_assoc, Rinv_l by lra. lra. }
  destruct (Algebra.homogeneous m (S m) (fun k j => if (j <? m)%nat then F k j else - rho k)
    ltac:(lia)) as [c [[j0 [Lj0 C0]] E]].
  assert (Eq : forall k, (k < m)%nat -> sum m (fun j => F k j * c j) = c m * rho k).
  { intros k L. specialize (E k L). simpl in E. rewrite Nat.ltb_irrefl in E.
    rewrite (sum_eq m _ (fun j => F k j * c j)) in E; [lra|].
    intros j Lj. replace (j <? m)%nat with true by (symmetry; now apply Nat.ltb_lt). ring. }
  set (eta := fun i => sum m (fun k => N i k * rho k)).
  set (S := sum m (fun j => Rabs (c j))).
  assert (S0 : 0 <= S) by (apply sum_nonneg; intros; apply Rabs_pos).
  assert (Each : forall i, (i < m)%nat -> Rabs (c i) <= Rabs (c m) * Rabs (eta i) + mu * S).
  { intros i L.
    assert (X : sum m (fun j => sum m (fun k => N i k * F k j) * c j) = c m * eta i).
    { unfold eta. rewrite <- sum_times.
      rewrite (sum_eq _ (fun j => sum m (fun k => N i k * F k j) * c j)
        (fun j => sum m (fun k => N i k * (F k j * c j)))).
      - rewrite sum_exchange. apply sum_eq. intros k Lk. rewrite sum_times, Eq by assumption. ring.
      - intros j _. rewrite Rmult_comm, <- sum_times. apply sum_eq. intros. ring. }
    assert (Y : c i = c m * eta i - sum m (fun j =>
      (sum m (fun k => N i k * F k j) - (if Nat.eq_dec i j then 1 else 0)) * c j)).
    { rewrite (sum_eq _ (fun j => (_ - _) * c j) (fun j => sum m (fun k => N i k * F k j) * c j
        + -1 * ((if Nat.eq_dec i j then 1 else 0) * c j))) by (intros; ring).
      rewrite sum_add, sum_times, sum_delta, X by assumption. ring. }
    rewrite Y. unfold Rminus at 1. apply Rle_trans with (1 := Rabs_triang _ _).
    rewrite Rabs_Ropp, Rabs_mult. apply Rplus_le_compat_l.
    apply Rle_trans with (1 := sum_abs _ _). unfold S. rewrite <- sum_times. apply sum_le.
    intros j Lj. rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|]. now apply HE. }
  set (Eta := sum m (fun i => Rabs (eta i))).
  assert (Total : S <= 2 * (Rabs (c m) * Eta)).
  { assert (T : S <= Rabs (c m) * Eta + INR m * mu * S).
    { unfold S at 1. apply Rle_trans with (1 := sum_le _ _ _ Each).
      rewrite sum_add, sum_times. fold Eta.
      assert (Z : forall n v, sum n (fun _ => v) = INR n * v).
      { clear. induction n; intros v; [simpl; ring|]. rewrite S_INR. simpl sum. rewrite IHn. ring. }
      rewrite Z. lra. }
    assert (INR m * mu * S <= 1 / 2 * S) by (apply Rmult_le_compat_r; assumption). lra. }
  assert (Cm : c m <> 0).
  { intros Z. rewrite Z, Rabs_R0, Rmult_0_l, Rmult_0_r in Total.
    destruct (Nat.eq_dec j0 m) as [->|D]; [contradiction|].
    pose proof (sum_nonneg_null m (fun j => Rabs (c j)) (fun k _ => Rabs_pos (c k)) Total j0
      ltac:(lia)) as Q. cbv beta in Q.
    destruct (Req_dec (c j0) 0) as [|NZ]; [contradiction|].
    apply Rabs_pos_lt in NZ. lra. }
  exists (fun j => c j / c m). split.
  - intros k L. rewrite (sum_eq _ _ (fun j => / c m * (F k j * c j))) by (intros; field; assumption).
    rewrite sum_times, Eq by assumption. field. assumption.
  - assert (Pc : 0 < Rabs (c m)) by now apply Rabs_pos_lt.
    rewrite (sum_eq _ _ (fun j => / Rabs (c m) * Rabs (c j))).
    + rewrite sum_times. fold S. apply Rmult_le_reg_l with (Rabs (c m)); [assumption|].
      rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l by lra. unfold Eta, eta in Total. lra.
    + intros j _. unfold Rdiv. rewrite Rabs_mult, Rabs_inv. ring.
Qed.

(** ** The rule *)

Section Kink.

Variable P : problem.
Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.

Let n : nat := length (data P).

Lemma sample_at_in i : (i < n)%nat -> In (sample_at P i) (data P).
Proof. intros L. now apply nth_In. Qed.

Lemma over_samples h : over (data P) h = sum n (fun i => h (sample_at P i)).
Proof.
  rewrite over_places. apply sum_eq. intros i L.
  now rewrite (nth_error_nth' (data P) nobody L).
Qed.

(** Slopes of lines below l that annihilate the movement of the outputs. *)
Lemma above_slopes t t' g e0 : In e0 (data P) -> unpenalised P t ->
  (forall i, (i < n)%nat -> subgradient_at (ell P) (z P t (sample_at P i)) (g i)) ->
  annihilated P g (fun e => f P t' e - f P t e) -> L P t <= L P t'.
Proof.
  intros I U Sub E. apply L_le with e0; auto. rewrite !over_samples.
  rewrite <- (Rplus_0_r (sum n (fun i => share (sample_at P i) * val (loss P) (z P t (sample_at P i))))).
  replace 0 with (-1 * 0) by ring. rewrite <- E. fold n.
  rewrite <- sum_times, <- sum_add. apply sum_le. intros i L.
  pose proof (Sub i L (z P t' (sample_at P i))) as K. unfold ell in K.
  apply Rmult_le_compat_l with (r := share (sample_at P i)) in K; [|left; apply share_pos].
  eapply Rle_trans; [|exact K]. right. unfold z. ring.
Qed.

Lemma annihilated_combination g phi m (coef : nat -> R) h :
  (forall k, (k < m)%nat -> annihilated P g (phi k)) ->
  (forall e, In e (data P) -> h e = sum m (fun k => coef k * phi k e)) -> annihilated P g h.
Proof.
  intros A E. unfold annihilated in *. fold n in A. fold n.
  rewrite (sum_eq _ _ (fun i => sum m (fun k => coef k * (share (sample_at P i)
    * y (sample_at P i) * g i * phi k (sample_at P i))))).
  - rewrite sum_exchange. apply sum_null. intros k L. rewrite sum_times, A by assumption. ring.
  - intros i L. rewrite E by now apply sample_at_in. rewrite <- sum_times.
    apply sum_eq. intros. ring.
Qed.

Variables (t : params) (c : R) (m : nat) (phi : params -> nat -> sample -> R).
Variables (g : nat -> R) (basis : list nat) (N : nat -> nat -> R).
Hypothesis at_c : constant_point P t c.
Hypothesis wrong : wrong_somewhere P c.
Hypothesis moving : moves_along P t m phi.
Hypothesis slopes : forall i, (i < n)%nat -> subgradient_at (ell P) (z P t (sample_at P i)) (g i).
Hypothesis balanced : forall k, (k < m)%nat -> annihilated P g (phi t k).
Hypothesis square : length basis = m.
Hypothesis inside : forall i, In i basis -> (i < n)%nat /\ exists eps, 0 < eps /\
  forall d, Rabs (d - g i) < eps -> subgradient_at (ell P) (z P t (sample_at P i)) d.

(** weight y phi_k at number j of the basis. *)
Definition entry (t' : params) (k j : nat) : R :=
  share (sample_at P (nth j basis 0%nat)) * y (sample_at P (nth j basis 0%nat))
  * phi t' k (sample_at P (nth j basis 0%nat)).

Hypothesis inverse : forall i j, (i < m)%nat -> (j < m)%nat ->
  sum m (fun k => N i k * entry t k j) = if Nat.eq_dec i j then 1 else 0.

Lemma feature_continuous k e : (k < m)%nat -> In e (data P) ->
  continuous P t (fun t' => phi t' k e).
Proof. intros L I. exact (proj1 moving k e L I). Qed.

Lemma basis_in j : (j < m)%nat -> In (nth j basis 0%nat) basis.
Proof. intros L. apply nth_In. rewrite square. exact L. Qed.

Lemma entry_continuous k j : (k < m)%nat -> (j < m)%nat ->
  continuous P t (fun t' => entry t' k j).
Proof.
  intros Lk Lj. apply continuous_mult; [apply continuous_const|].
  apply feature_continuous; [assumption|]. apply sample_at_in, inside, basis_in. assumption.
Qed.

(** One radius for the whole basis. *)
Lemma room : exists eps, 0 < eps /\ forall i, In i basis -> forall d, Rabs (d - g i) < eps ->
  subgradient_at (ell P) (z P t (sample_at P i)) d.
Proof.
  assert (H : forall l, (forall i, In i l -> In i basis) -> exists eps, 0 < eps /\
    forall i, In i l -> forall d, Rabs (d - g i) < eps ->
    subgradient_at (ell P) (z P t (sample_at P i)) d).
  { induction l as [|a l IH]; intros M; [exists 1; split; [lra|intros i []]|].
    destruct (IH (fun i I => M i (or_intror I))) as [e1 [H1 S1]].
    destruct (inside a (M a (or_introl eq_refl))) as [_ [e2 [H2 S2]]].
    exists (Rmin e1 e2). split; [now apply Rmin_pos|].
    pose proof (Rmin_l e1 e2). pose proof (Rmin_r e1 e2).
    intros i [<-|I] d Hd; [apply S2; lra | apply S1; auto; lra]. }
  apply H. auto.
Qed.

(** The sums of g over the columns of t', and what is near t. *)
Definition off (t' : params) (k : nat) : R :=
  sum n (fun i => share (sample_at P i) * y (sample_at P i) * g i
                  * phi t' k (sample_at P i)).

Lemma off_at k : (k < m)%nat -> off t k = 0.
Proof. intros L. now apply balanced. Qed.

Lemma off_continuous k : (k < m)%nat -> continuous P t (fun t' => off t' k).
Proof.
  intros L. apply (continuous_sum P t n (fun i t' => share (sample_at P i) * y (sample_at P i)
    * g i * phi t' k (sample_at P i))).
  intros i Li. apply continuous_mult; [apply continuous_const|].
  apply feature_continuous; [assumption|]. now apply sample_at_in.
Qed.

(** For points near t the basis is solved for again. *)
Lemma again eps : 0 < eps -> nearby P t (fun t' => exists d,
  (forall k, (k < m)%nat -> sum m (fun j => entry t' k j * d j) = - off t' k) /\
  sum m (fun j => Rabs (d j)) < eps).
Proof.
  intros He.
  assert (Pm : 0 <= INR m) by apply pos_INR.
  assert (N1 : nearby P t (fun t' => forall i, (i < m)%nat -> forall j, (j < m)%nat ->
    Rabs (sum m (fun k => N i k * entry t' k j) - (if Nat.eq_dec i j then 1 else 0))
    <= / (2 * (INR m + 1)))).
  { apply nearby_below. intros i Li. apply nearby_below. intros j Lj.
    assert (C : continuous P t (fun t' => sum m (fun k => N i k * entry t' k j))).
    { apply (continuous_sum P t m (fun k t' => N i k * entry t' k j)). intros k Lk.
      apply continuous_mult; [apply continuous_const|]. now apply entry_continuous. }
    apply nearby_weaken with (2 := C (/ (2 * (INR m + 1))) ltac:(apply Rinv_0_lt_compat; lra)).
    intros t' _ H. rewrite (inverse i j Li Lj) in H. lra. }
  set (eta := fun t' i => sum m (fun k => N i k * - off t' k)).
  assert (N2 : nearby P t (fun t' => forall i, (i < m)%nat ->
    Rabs (eta t' i) < eps / (4 * (INR m + 1)))).
  { apply nearby_below. intros i Li.
    assert (C : continuous P t (fun t' => eta t' i)).
    { apply (continuous_sum P t m (fun k t' => N i k * - off t' k)). intros k Lk.
      apply continuous_mult; [apply continuous_const|].
      apply continuous_same with (fun t' => -1 * off t' k); [intros; ring|].
      apply continuous_mult; [apply continuous_const|]. now apply off_continuous. }
    apply nearby_weaken with (2 := C (eps / (4 * (INR m + 1))) ltac:(apply Rdiv_lt_0_compat; lra)).
    intros t' _ H. replace (eta t i) with 0 in H; [now rewrite Rminus_0_r in H|].
    symmetry. apply sum_null. intros k Lk. rewrite off_at by assumption. ring. }
  apply nearby_both with (1 := N1) (2 := N2). intros t' _ H1 H2.
  destruct (solve m (entry t') N (fun k => - off t' k) ltac:(auto)) as [d [Hd B]].
  exists d. split; [assumption|].
  apply Rle_lt_trans with (1 := B). fold (eta t').
  assert (Q : sum m (fun i => Rabs (eta t' i)) <= sum m (fun _ => eps / (4 * (INR m + 1)))).
  { apply sum_le. intros i L. left. now apply H2. }
  assert (Z : forall l v, sum l (fun _ => v) = INR l * v).
  { clear. induction l; intros v; [simpl; ring|]. rewrite S_INR. simpl sum. rewrite IHl. ring. }
  rewrite Z in Q.
  assert (INR m * (eps / (4 * (INR m + 1))) <= eps / 4).
  { apply Rmult_le_reg_r with (4 * (INR m + 1)); [lra|].
    replace (INR m * (eps / (4 * (INR m + 1))) * (4 * (INR m + 1))) with (INR m * eps)
      by (field; lra).
    replace (eps / 4 * (4 * (INR m + 1))) with (eps * INR m + eps) by field. lra. }
  unfold eta in *. lra.
Qed.

(** The new slopes. *)
Definition moved (d : nat -> R) (i : nat) : R :=
  g i + sum m (fun j => if Nat.eq_dec (nth j basis 0%nat) i then d j else 0).

Lemma moved_annihilates t' d : (forall k, (k < m)%nat ->
    sum m (fun j => entry t' k j * d j) = - off t' k) ->
  forall k, (k < m)%nat -> annihilated P (moved d) (phi t' k).
Proof.
  intros H k L. unfold annihilated. fold n.
  rewrite (sum_eq _ _ (fun i => share (sample_at P i) * y (sample_at P i) * g i
      * phi t' k (sample_at P i)
    + sum m (fun j => (if Nat.eq_dec (nth j basis 0%nat) i then 1 else 0)
        * (d j * (share (sample_at P i) * y (sample_at P i) * phi t' k (sample_at P i)))))).
  - rewrite sum_add, sum_exchange. fold (off t' k).
    rewrite (sum_eq m _ (fun j => entry t' k j * d j)); [rewrite H by assumption; ring|].
    intros j Lj. rewrite (sum_delta n (nth j basis 0%nat)
      (fun i => d j * (share (sample_at P i) * y (sample_at P i) * phi t' k (sample_at P i)))).
    + unfold entry. ring.
    + apply inside, basis_in. assumption.
  - intros i _. unfold moved.
    rewrite Rmult_plus_distr_l, Rmult_plus_distr_r. f_equal.
    rewrite (Rmult_comm (share _ * y _)), Rmult_assoc, Rmult_comm, <- sum_times. apply sum_eq.
    intros j _. destruct (Nat.eq_dec (nth j basis 0%nat) i); ring.
Qed.

Lemma moved_slopes eps d : (forall i, In i basis -> forall s, Rabs (s - g i) < eps ->
    subgradient_at (ell P) (z P t (sample_at P i)) s) ->
  sum m (fun j => Rabs (d j)) < eps ->
  forall i, (i < n)%nat -> subgradient_at (ell P) (z P t (sample_at P i)) (moved d i).
Proof.
  intros R Sm i L. destruct (in_dec Nat.eq_dec i basis) as [I|I].
  - apply R; [assumption|]. unfold moved.
    replace (g i + sum m (fun j => if Nat.eq_dec (nth j basis 0%nat) i then d j else 0) - g i)
      with (sum m (fun j => if Nat.eq_dec (nth j basis 0%nat) i then d j else 0)) by ring.
    apply Rle_lt_trans with (2 := Sm). apply Rle_trans with (1 := sum_abs _ _). apply sum_le.
    intros j _. destruct (Nat.eq_dec (nth j basis 0%nat) i); [lra|].
    rewrite Rabs_R0. apply Rabs_pos.
  - replace (moved d i) with (g i); [now apply slopes|]. unfold moved. rewrite sum_null; [ring|].
    intros j Lj. destruct (Nat.eq_dec (nth j basis 0%nat) i) as [E|]; [|reflexivity].
    exfalso. apply I. rewrite <- E. now apply basis_in.
Qed.

Lemma kink_bad : CONSTANT_BAD P.
Proof.
  destruct wrong as [e0 [I0 Wr]]. pose proof at_c as [A [U E]].
  apply constant_intro with t c e0; auto; [now apply all_defined |].
  destruct room as [eps [He Room]].
  apply nearby_both with (1 := proj2 moving) (2 := again eps He).
  intros t' A' [coef Mv] [d [Hd Sm]].
  apply above_slopes with (moved d) e0; auto.
  - apply moved_slopes with eps; assumption.
  - apply (annihilated_combination (moved d) (phi t') m coef); [|exact Mv].
    now apply moved_annihilates.
Qed.

End Kink.

Section Rules.

Variable P : problem.
Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.

(** (loss.convex, a premise of the kernel's statement, serves to find the slopes.) *)
Hypothesis minimum_kink : minimum_kink P.

Theorem constant_kink : CONSTANT_BAD P.
Proof.
  destruct minimum_kink as [t [c [m [phi [K [Wr [Mv [g [basis [N [Sl [B [Lb [In0 Inv]]]]]]]]]]]]]].
  now apply (kink_bad P loss_defined neuron_defined network_deep_defined t c m phi g basis N).
Qed.

Theorem rule_kink : BAD P.
Proof. apply constant_is_bad, constant_kink. Qed.

End Rules.

(** ** The shortcut, beside a dead f_D *)

Section Shortcut.

Variable P : problem.

Lemma shortcut_moves_along t c one : constant_point P t c ->
  (exists e, In e (data P)) ->
  (forall j, (j < width P)%nat -> t (A j) = 0) ->
  (forall j e, (j < width P)%nat -> In e (data P) -> continuity_pt (sigma P) (pre P t j e)) ->
  deep_dead P t -> (one = true \/ (a0_trained P = false /\ deep_still P t)) ->
  moves_along P t (features P one) (feature P one).
Proof.
  intros At [e0 I0] idle smooth dead moves_one. pose proof (proj1 At) as reachable. split.
  - intros k e L I.
    assert (S : forall j, (j < width P)%nat -> continuous P t (fun t' => sigma P (pre P t' j e))).
    { intros j Lj. apply (continuous_comp P t (fun t' => pre P t' j e)); auto.
      now apply continuous_pre. }
    change (continuous P t (fun t' => feature P one t' k e)).
    unfold features in L. unfold feature. destruct one.
    + destruct k; [apply continuous_const|]. apply S. lia.
    + now apply S.
  - assert (Dd : nearby P t (fun t' => forall e, In e (data P) ->
      deep_part P t' e = deep_part P t' e0)).
    { apply nearby_weaken with (2 := dead). intros t' _ D e I. now apply D. }
    assert (Same : forall e, In e (data P) -> deep_part P t e = deep_part P t e0).
    { destruct Dd as [r [Hr D]]. apply D; [assumption|]. unfold distance2.
      rewrite over_null; [now apply pow_lt|]. intros. ring. }
    assert (Still : nearby P t (fun t' => one = true \/ deep_part P t' e0 = deep_part P t e0)).
    { destruct moves_one as [H|[_ H]]; [apply nearby_always; auto|].
      apply nearby_weaken with (2 := H). intros t' _ D. right. now apply D. }
    apply nearby_both with (1 := Dd) (2 := Still). intros t' A' D St.
    set (shift := t' A0 - t A0 + (deep_part P t' e0 - deep_part P t e0)).
    exists (fun k => if one then match k with O => shift | S j => t' (Setting.A j) end
                     else t' (Setting.A k)).
    intros e I.
    assert (Mv : f P t' e - f P t e
      = shift + sum (width P) (fun j => t' (Setting.A j) * sigma P (pre P t' j e))).
    { rewrite !f_parts, D, Same by assumption.
      rewrite (sum_null _ (fun j => t (Setting.A j) * sigma P (pre P t j e)));
        [unfold shift; ring|].
      intros j L. rewrite idle by assumption. ring. }
    rewrite Mv. unfold features, feature. destruct one.
    + rewrite sum_front. ring.
    + destruct moves_one as [H|[H _]]; [discriminate|].
      destruct St as [St|St]; [discriminate|].
      assert (Z : t' A0 = t A0) by (apply untrained_stays with P; auto; simpl; now rewrite H).
      unfold shift. rewrite St, Z. ring.
Qed.

Lemma kink_of_shortcut : minimum_kink_shortcut P -> minimum_kink P.
Proof.
  intros [t [c [one [K [Wr [Id [C [Dd [M B]]]]]]]]]. exists t, c, (features P one), (feature P one).
  split; [exact K|]. split; [exact Wr|]. split; [|exact B].
  apply shortcut_moves_along with c; auto. destruct Wr as [e [I _]]. now exists e.
Qed.

End Shortcut.
