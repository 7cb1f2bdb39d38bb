(** * rule.hull, rule.outlier, rule.quadric, rule.support: multipliers

    W (L(t') - L(t)) >= - sum_i weight_i g_i y_i (f(x_i; t') - f(x_i; t)) = 0. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsFrozen PointsMultipliers
  Nearby Support RulesConstant RulesFrozen.
Import ListNotations.
Open Scope R_scope.

Section Multipliers.

Variable P : problem.
Hypothesis defined : forall t, L_defined P t.

(** Lines below l at the z_i, and a sum that does not grow. *)
Lemma above_lines t t' g e0 : In e0 (data P) -> unpenalised P t -> length g = length (data P) ->
  (forall e d, In (e, d) (combine (data P) g) ->
     ell P (z P t e) + d * (z P t' e - z P t e) <= ell P (z P t' e)) ->
  weighted P g (fun e => f P t' e - f P t e) <= 0 -> L P t <= L P t'.
Proof.
  intros I U Lg Sub E. apply L_le with e0; auto.
  rewrite !(over_combine (data P) g) by assumption.
  apply Rle_trans with (over (combine (data P) g)
    (fun eg => share (fst eg) * val (loss P) (z P t (fst eg))) + -1 * weighted P g (fun e => f P t' e - f P t e));
    [lra|].
  unfold weighted. rewrite <- over_times, <- over_add. apply over_le. intros [e d] Ie. simpl.
  pose proof (Sub e d Ie) as K. unfold ell in K.
  apply Rmult_le_compat_l with (r := share e) in K; [|left; apply share_pos].
  eapply Rle_trans; [|exact K]. right. unfold z. ring.
Qed.

Lemma hull_bad : minimum_hull P -> BAD P.
Proof.
  intros [t [g [A [U [[e0 [I0 Wr]] [Lg [Sub B]]]]]]].
  apply bad_intro with t e0; auto. apply nearby_weaken with (2 := B). intros t' _ E.
  apply above_lines with g e0; auto; [intros e d Ie; now apply Sub|now right].
Qed.

Lemma in_combine_member {T} (l : list T) (g : list R) e d : In (e, d) (combine l g) -> In e l.
Proof. apply in_combine_l. Qed.

(** Where f is continuous, near t the margins stay where the lines are below l. *)
Lemma lines_near t g :
  (forall e d, In (e, d) (combine (data P) g) -> slope_near (ell P) (z P t e) d) ->
  (forall e, In e (data P) -> forall eps, 0 < eps -> nearby P t (fun t' => Rabs (f P t' e - f P t e) < eps)) ->
  nearby P t (fun t' => forall ed, In ed (combine (data P) g) ->
    ell P (z P t (fst ed)) + snd ed * (z P t' (fst ed) - z P t (fst ed)) <= ell P (z P t' (fst ed))).
Proof.
  intros Sub C.
  apply nearby_list. intros [e d] Ie. destruct (Sub e d Ie) as [r [Hr S]].
    pose proof (in_combine_member _ _ _ _ Ie) as Im.
    apply nearby_weaken with (2 := C e Im r Hr). intros t' _ N. simpl. apply S.
    unfold z. replace (- y e * f P t' e - - y e * f P t e) with (- y e * (f P t' e - f P t e)) by ring.
    rewrite Rabs_mult. replace (Rabs (- y e)) with 1; [lra|].
    rewrite Rabs_Ropp. unfold y. destruct (positive_label e).
    - now rewrite Rabs_R1.
    - rewrite Rabs_left; lra.
Qed.

Lemma support_bad : minimum_support P -> BAD P.
Proof.
  intros [t [g [A [U [[e0 [I0 Wr]] [Lg [Sub [C B]]]]]]]].
  apply bad_intro with t e0; auto.
  pose proof (lines_near t g Sub C) as Lines.
  apply nearby_both with (1 := Lines) (2 := B). intros t' _ S E.
  apply above_lines with g e0; auto; [intros e d Ie; exact (S (e, d) Ie)|now right].
Qed.

End Multipliers.

(** ** The rules *)

Section Rules.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.

(** rule.hull has the premises loss.convex, loss.nondecreasing, loss.active and
    neuron.affine_piece, rule.outlier loss.convex and neuron.affine_piece,
    rule.quadric loss.convex and neuron.quadratic: they serve to find the
    point and its slopes, and no more. *)
Hypothesis minimum_hull : minimum_hull P.

Theorem rule_hull : BAD P.
Proof. apply hull_bad; [now apply all_defined | assumption]. Qed.

Theorem rule_outlier : BAD P.
Proof. exact rule_hull. Qed.

Theorem rule_quadric : BAD P.
Proof. exact rule_hull. Qed.

Hypothesis minimum_support : minimum_support P.

Theorem rule_support : BAD P.
Proof. apply support_bad; [now apply all_defined | assumption]. Qed.

End Rules.

(** ** Columns: how the pieces of the neurons show that nothing moves the sum *)

Section Columns.

Variable P : problem.
Variable t : params.
Hypothesis reachable : admissible P t.
Variable g : list R.

Notation sum_of := (weighted P g).

(** The samples that count: those with a multiplier that is not 0. *)
Definition counts (e : sample) : Prop := exists d, In (e, d) (combine (data P) g) /\ d <> 0.

Lemma weighted_eq h h' : (forall e, counts e -> h e = h' e) -> sum_of h = sum_of h'.
Proof.
  intros E. apply over_eq. intros [e d] I. simpl.
  destruct (Req_dec d 0) as [->|N]; [ring|]. rewrite E; [reflexivity|]. exists d. auto.
Qed.

Lemma weighted_add h h' : sum_of (fun e => h e + h' e) = sum_of h + sum_of h'.
Proof. unfold weighted. rewrite <- over_add. apply over_eq. intros. ring. Qed.

Lemma weighted_times c h : sum_of (fun e => c * h e) = c * sum_of h.
Proof. unfold weighted. rewrite <- over_times. apply over_eq. intros. ring. Qed.

Lemma weighted_null h : (forall e, counts e -> h e = 0) -> sum_of h = 0.
Proof.
  intros E. rewrite (weighted_eq h (fun _ => 0 * 0)) by (intros; rewrite E by assumption; ring).
  rewrite weighted_times. ring.
Qed.

Lemma weighted_sum n (h : nat -> sample -> R) :
  sum_of (fun e => sum n (fun k => h k e)) = sum n (fun k => sum_of (h k)).
Proof.
  induction n; simpl.
  - apply weighted_null. reflexivity.
  - now rewrite weighted_add, IHn.
Qed.

Lemma counts_member e : counts e -> In e (data P).
Proof. intros [d [I _]]. now apply in_combine_l in I. Qed.

(** Neuron j is in an affine piece, p v + r, at every sample that counts; pieces
    may differ. The columns p x_k, p (where there is a hidden bias) and r. *)
Definition neuron_columns (j : nat) (p r : sample -> R) : Prop :=
  (forall e, counts e -> exists lo hi, lo < pre P t j e < hi /\
     forall v, lo < v < hi -> sigma P v = p e * v + r e) /\
  (forall k, (k < dim P)%nat -> sum_of (fun e => p e * x P e k) = 0) /\
  ((b_trained P = false /\ t (B j) = 0) \/ sum_of p = 0) /\
  sum_of r = 0.

Lemma neuron_balanced j p r : neuron_columns j p r ->
  nearby P t (fun t' => sum_of (fun e => sigma P (pre P t' j e)) = 0).
Proof.
  intros [Pc [Cx [Cb Cr]]].
  assert (S : nearby P t (fun t' => forall ed, In ed (combine (data P) g) -> snd ed <> 0 ->
    sigma P (pre P t' j (fst ed)) = p (fst ed) * pre P t' j (fst ed) + r (fst ed))).
  { apply nearby_list. intros [e d] I. simpl. destruct (Req_dec d 0) as [->|N].
    - apply nearby_always. intros t' _ F. now contradiction F.
    - destruct (Pc e (ex_intro _ d (conj I N))) as [lo [hi [In0 E]]].
      apply nearby_weaken with (2 := nearby_inside P t (fun t' => pre P t' j e) lo hi
        (continuous_pre P t j e reachable) In0).
      auto. }
  apply nearby_weaken with (2 := S). intros t' A' E.
  rewrite (weighted_eq _ (fun e => sum (dim P) (fun k => t' (W j k) * (p e * x P e k))
    + (t' (B j) * p e + r e))).
  - rewrite weighted_add, weighted_add, weighted_sum, weighted_times, Cr.
    rewrite sum_null.
    + destruct Cb as [[Bt B0]|Cb]; [|rewrite Cb; ring].
      rewrite (untrained_stays P t t' (B j)) by (auto; simpl; now rewrite Bt).
      rewrite B0. ring.
    + intros k K. rewrite weighted_times, Cx by assumption. ring.
  - intros e [d [I N]]. pose proof (E (e, d) I N) as K. simpl in K. rewrite K. unfold pre.
    rewrite Rmult_plus_distr_l, <- sum_times, Rplus_assoc. f_equal; [|ring].
    apply sum_eq. intros. ring.
Qed.

(** f_D: a dead one moves along the column 1, one that stays moves nothing. *)
Definition deep_balanced : Prop :=
  nearby P t (fun t' => sum_of (fun e => deep_part P t' e - deep_part P t e) = 0).

Lemma deep_still_balanced : deep_still P t -> deep_balanced.
Proof.
  apply nearby_weaken. intros t' _ S. apply weighted_null. intros e C.
  rewrite S by now apply counts_member. ring.
Qed.

Lemma nearby_here Q : nearby P t Q -> Q t.
Proof.
  intros [r [Hr H]]. apply H; [assumption|]. unfold distance2.
  rewrite over_null; [now apply pow_lt|]. intros. ring.
Qed.

Lemma deep_dead_balanced : deep_dead P t -> sum_of (fun _ => 1) = 0 -> deep_balanced.
Proof.
  intros Dd One. pose proof (nearby_here _ Dd) as Dt. cbv beta in Dt.
  apply nearby_weaken with (2 := Dd). intros t' _ S.
  destruct (data P) as [|e0 rest] eqn:Data.
  - unfold weighted. now rewrite Data.
  - rewrite (weighted_eq _ (fun _ => (deep_part P t' e0 - deep_part P t e0) * 1)).
    + rewrite weighted_times, One. ring.
    + intros e C. apply counts_member in C. rewrite Data in C.
      rewrite (S e e0), (Dt e e0) by (auto; simpl; auto). ring.
Qed.

(** All columns together. *)
Lemma balanced_by (p r : nat -> sample -> R) :
  (a0_trained P = false \/ sum_of (fun _ => 1) = 0) ->
  (forall j, (j < width P)%nat -> neuron_columns j (p j) (r j)) ->
  deep_balanced -> balanced_near P t g.
Proof.
  intros C0 Cn Cd.
  assert (N : nearby P t (fun t' => forall j, (j < width P)%nat ->
    sum_of (fun e => sigma P (pre P t' j e)) = 0)).
  { apply nearby_below. intros j L. now apply neuron_balanced with (p j) (r j), Cn. }
  pose proof (nearby_here _ N) as Nt. cbv beta in Nt.
  apply nearby_both with (1 := N) (2 := Cd). intros t' A' Z Zd.
  rewrite (weighted_eq _ (fun e => (t' A0 - t A0) * 1
    + (sum (width P) (fun j => t' (A j) * sigma P (pre P t' j e))
      + (-1 * sum (width P) (fun j => t (A j) * sigma P (pre P t j e))
        + (deep_part P t' e - deep_part P t e)))))
    by (intros; rewrite !f_parts; ring).
  rewrite !weighted_add, !weighted_times, !weighted_sum, Zd.
  rewrite !sum_null.
  - destruct C0 as [C0|C0]; [|rewrite C0; ring].
    rewrite (untrained_stays P t t' A0) by (auto; simpl; now rewrite C0). ring.
  - intros j L. rewrite weighted_times, Nt by assumption. ring.
  - intros j L. rewrite weighted_times, Z by assumption. ring.
Qed.

End Columns.
