(** * The rules that rest on a constant output, where nothing is curved:
    rule.flat, rule.deep, rule.margin, rule.saturated, rule.affine,
    rule.parity, rule.duplicate, rule.frozen (with minimum.frozen_features) *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions PointsConstant Nearby ConstantMinima Support.
Import ListNotations.
Open Scope R_scope.

(** ** What a neuron does near the point *)

Section Neurons.

Variable P : problem.
Variable t : params.
Hypothesis reachable : admissible P t.

(** What lies strictly inside an interval on all samples stays there. *)
Lemma pre_stays j lo hi : (forall e, In e (data P) -> lo < pre P t j e < hi) ->
  nearby P t (fun t' => forall e, In e (data P) -> lo < pre P t' j e < hi).
Proof.
  intros I. apply nearby_list. intros e Ie.
  apply (nearby_inside P t (fun t' => pre P t' j e)); [now apply continuous_pre | auto].
Qed.

(** What a neuron receives from the origin is its bias. *)
Lemma pre_pinned t' j e : admissible P t' -> pinned P e -> pre P t' j e = pre P t j e.
Proof.
  intros A' [Bt Z]. unfold pre. rewrite !sum_null by (intros; rewrite Z by assumption; ring).
  f_equal. apply untrained_stays with P; auto. simpl. now rewrite Bt.
Qed.

Lemma flat_stays j v : flat_neuron P t j v ->
  nearby P t (fun t' => forall e, In e (data P) -> sigma P (pre P t' j e) = v).
Proof.
  intros F. apply nearby_list. intros e I. destruct (F e I) as [[Pin E]|[lo [hi [H E]]]].
  - apply nearby_always. intros t' A'. now rewrite (pre_pinned t' j e A' Pin).
  - apply nearby_weaken with (2 := nearby_inside P t (fun t' => pre P t' j e) lo hi
      (continuous_pre P t j e reachable) H). auto.
Qed.

Lemma flat_value j v e : flat_neuron P t j v -> In e (data P) -> sigma P (pre P t j e) = v.
Proof. intros F I. destruct (F e I) as [[_ E]|[lo [hi [H E]]]]; auto. Qed.

(** An affine neuron is an affine function of x on the samples. *)
Lemma affine_stays j : data_equal_means P -> affine_neuron P t j ->
  nearby P t (fun t' => difference P (fun e => sigma P (pre P t' j e)) = 0).
Proof.
  intros M [lo [hi [p [q [I E]]]]]. apply nearby_weaken with (2 := pre_stays j lo hi I).
  intros t' _ S.
  rewrite (difference_eq _ _ (fun e => sum (dim P) (fun k => (p * t' (W j k)) * x P e k)
    + (p * t' (B j) + q))).
  - now apply difference_affine.
  - intros e Ie. rewrite E by auto. unfold pre.
    rewrite Rmult_plus_distr_l, <- sum_times, Rplus_assoc. f_equal.
    apply sum_eq. intros. ring.
Qed.

End Neurons.

(** The output of a network, as the functions here see it. *)
Lemma f_parts P t e : f P t e
  = t A0 + sum (width P) (fun j => t (A j) * sigma P (pre P t j e)) + deep_part P t e.
Proof. reflexivity. Qed.

(** ** Dead neurons *)

Section Dead.

Variable P : problem.
Hypothesis defined : forall t, L_defined P t.

(** Near a dead point f(x_i; t) = gamma(t) for all i, with gamma continuous. *)
Lemma dead_same t : admissible P t -> dead P t -> nearby P t (fun t' =>
  forall e e', In e (data P) -> In e' (data P) -> f P t' e = f P t' e').
Proof.
  intros A [N [D _]].
  assert (S : nearby P t (fun t' => forall j, (j < width P)%nat ->
    forall e e', In e (data P) -> In e' (data P) ->
    sigma P (pre P t' j e) = sigma P (pre P t' j e'))).
  { apply nearby_below. intros j L. destruct (N j L) as [v F].
    apply nearby_weaken with (2 := flat_stays P t A j v F).
    intros t' _ S e e' I I'. now rewrite !S. }
  apply nearby_both with (1 := S) (2 := D).
  intros t' _ H E e e' I I'. rewrite !f_parts, (E e e' I I'). f_equal. f_equal.
  apply sum_eq. intros j L. now rewrite (H j L e e').
Qed.

Lemma continuous_sum_f t e : admissible P t ->
  (forall j, (j < width P)%nat -> continuous P t (fun t' => sigma P (pre P t' j e))) ->
  continuous P t (fun t' => deep_part P t' e) -> continuous P t (fun t' => f P t' e).
Proof.
  intros A N D.
  apply continuous_same with
    (g := fun t' => t' A0 + sum (width P) (fun j => t' (Setting.A j) * sigma P (pre P t' j e))
                    + deep_part P t' e); [intros; apply f_parts|].
  repeat apply continuous_plus.
  - now apply continuous_place.
  - apply (continuous_sum P t _ (fun j t' => t' (Setting.A j) * sigma P (pre P t' j e))).
    intros j L. apply continuous_mult; [now apply continuous_place | now apply N].
  - exact D.
Qed.

Lemma continuous_f t e : admissible P t -> In e (data P) ->
  (forall j, (j < width P)%nat -> continuity_pt (sigma P) (pre P t j e)) ->
  deep_continuous P t -> continuous P t (fun t' => f P t' e).
Proof.
  intros A I N D. apply continuous_sum_f; [assumption| |exact (D e I)]. intros j J.
  apply (continuous_comp P t (fun t' => pre P t' j e)); [now apply continuous_pre | auto].
Qed.

Lemma flat_continuous t j v e : admissible P t -> In e (data P) -> flat_neuron P t j v ->
  continuous P t (fun t' => sigma P (pre P t' j e)).
Proof.
  intros A I F eps He. apply nearby_weaken with (2 := flat_stays P t A j v F).
  intros t' _ S. now rewrite (S e I), (flat_value P t j v e F I), Rminus_diag_eq, Rabs_R0.
Qed.

(** The output stays where nothing can move it. *)
Lemma immovable_stays t : admissible P t -> dead P t -> immovable P t ->
  nearby P t (fun t' => forall e, In e (data P) -> f P t' e = f P t e).
Proof.
  intros A [N _] [A0 [V D]].
  assert (S : nearby P t (fun t' => forall j, (j < width P)%nat -> forall e, In e (data P) ->
    t' (Setting.A j) * sigma P (pre P t' j e) = t (Setting.A j) * sigma P (pre P t j e))).
  { apply nearby_below. intros j L. destruct (V j L) as [F|F].
    - assert (K : forall t', admissible P t' -> t' (Setting.A j) = t (Setting.A j)).
      { intros t' A'. apply untrained_stays with P; auto. simpl. now rewrite F. }
      destruct (N j L) as [v G].
      apply nearby_weaken with (2 := flat_stays P t A j v G). intros t' A' S e I.
      rewrite (K t' A'), (S e I), (flat_value P t j v e G I). reflexivity.
    - apply nearby_weaken with (2 := flat_stays P t A j 0 F). intros t' _ S e I.
      rewrite (S e I), (flat_value P t j 0 e F I). ring. }
  apply nearby_both with (1 := S) (2 := D). intros t' A' S' D' e I.
  assert (K : t' Setting.A0 = t Setting.A0).
  { apply untrained_stays with P; auto. simpl. now rewrite A0. }
  rewrite !f_parts, K, (D' e I). f_equal. f_equal.
  apply sum_eq. intros j L. now apply S'.
Qed.

Lemma dead_is_bad : minimum_flat P -> CONSTANT_BAD P.
Proof.
  intros [t [c [[A [U E]] [D [[e [I Wr]] M]]]]].
  apply constant_intro with t c e; auto.
  destruct M as [[r [Hr M]]|M].
  - assert (C : continuous P t (fun t' => f P t' e)).
    { destruct D as [N [_ D]]. apply continuous_sum_f; [assumption| |exact (D e I)]. intros j L.
      destruct (N j L) as [v F]. now apply flat_continuous with v. }
    apply nearby_both with (1 := dead_same t A D) (2 := C r Hr).
    intros t' _ S N. apply L_le with e; auto.
    rewrite (loss_constant P t c), (loss_constant P t' (f P t' e)) by auto.
    apply M. rewrite <- (E e I). exact N.
  - apply nearby_weaken with (2 := immovable_stays t A D M). intros t' _ S.
    apply L_le with e; auto. right. apply over_eq. intros s Is. unfold z. now rewrite S.
Qed.

(** ** Minima of every term *)

Lemma levels_are_bad t c : constant_point P t c -> continuous_output P t ->
  wrong_somewhere P c -> local_minimiser (ell P) (- c) -> local_minimiser (ell P) c -> CONSTANT_BAD P.
Proof.
  intros [A [U E]] [N D] [e [I Wr]] [r [Hr M]] [s [Hs M']].
  apply constant_intro with t c e; auto.
  assert (C : nearby P t (fun t' => forall e, In e (data P) ->
    Rabs (f P t' e - f P t e) < Rmin r s)).
  { apply nearby_list. intros e' I'. apply (continuous_f t e' A I'); auto.
    now apply Rmin_pos. }
  apply nearby_weaken with (2 := C). intros t' _ H. apply L_le with e; auto.
  apply over_le. intros e' I'. apply Rmult_le_compat_l; [left; apply share_pos|].
  specialize (H e' I'). rewrite (E e' I') in H. unfold z, y. rewrite (E e' I').
  pose proof (Rmin_l r s). pose proof (Rmin_r r s).
  destruct (positive_label e').
  - replace (- (1) * c) with (- c) by ring. apply M.
    replace (- (1) * f P t' e' - - c) with (- (f P t' e' - c)) by ring. rewrite Rabs_Ropp. lra.
  - replace (- -1 * c) with c by ring. apply M'.
    replace (- -1 * f P t' e' - c) with (f P t' e' - c) by ring. lra.
Qed.

End Dead.

(** ** The rules *)

Section Rules.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.

Lemma all_defined t : L_defined P t.
Proof. now apply everything_is_defined. Qed.

(** rule.flat has the premises network.shortcut and neuron.flat_piece as well,
    rule.deep the failure of network.shortcut: nothing rests on them. *)
Hypothesis minimum_flat : minimum_flat P.

Theorem constant_flat : CONSTANT_BAD P.
Proof. apply dead_is_bad; [apply all_defined | assumption]. Qed.

Theorem rule_flat : BAD P.
Proof. apply constant_is_bad, constant_flat. Qed.

Hypothesis minimum_deep : minimum_deep P.

Theorem constant_deep : CONSTANT_BAD P.
Proof. apply dead_is_bad; [apply all_defined | apply minimum_deep]. Qed.

Theorem rule_deep : BAD P.
Proof. apply constant_is_bad, constant_deep. Qed.

Hypothesis minimum_margin : minimum_margin P.

Theorem rule_margin : BAD P.
Proof.
  destruct minimum_margin as [t [C [N [Wr M]]]].
  apply constant_is_bad, levels_are_bad with t 0; auto using all_defined. now rewrite Ropp_0.
Qed.

Hypothesis minimum_saturated : minimum_saturated P.

Theorem rule_saturated : BAD P.
Proof.
  destruct minimum_saturated as [t [c [_ [C [N [Wr [M M']]]]]]].
  apply constant_is_bad, levels_are_bad with t c; auto using all_defined.
Qed.

Hypothesis loss_convex : loss_convex P.

(** (neuron.affine_piece, a premise of the kernel's statement, is part of the point.) *)
Hypothesis data_equal_means : data_equal_means P.
Hypothesis minimum_affine : minimum_affine P.

Theorem constant_affine : CONSTANT_BAD P.
Proof.
  destruct minimum_affine as [t [c [M [N D]]]]. pose proof M as [[A _] _].
  apply support_equal with t c; auto using all_defined; [apply data_equal_means|..].
  - intros j L. apply affine_stays; auto.
  - destruct D; [now apply deep_affine_equal | apply deep_dead_equal; [apply data_equal_means | assumption]].
Qed.

Theorem rule_affine : BAD P.
Proof. apply constant_is_bad, constant_affine. Qed.

(** E+ f = E- f for every function f. *)
Hypothesis data_equal_classes : data_equal_classes P.
Hypothesis minimum_duplicate : minimum_duplicate P.

Theorem rule_duplicate : BAD P.
Proof.
  destruct minimum_duplicate as [t [c M]]. destruct data_equal_classes as [C E].
  apply constant_is_bad, support_equal with t c; auto using all_defined.
  - intros j L. apply nearby_always. intros t' _.
    apply (E (fun v => sigma P (sum (dim P) (fun k => t' (W j k) * v k) + t' (B j)))).
  - apply nearby_always. intros t' _. apply (E (fun v => deep P (fun p => t' (D p)) v)).
Qed.

(** Each neuron without bias is odd up to a constant, or even, in x. *)
Hypothesis parity :
  (neuron_odd_up_to_constant P /\ data_even P) \/ (neuron_even P /\ data_odd P).
Hypothesis minimum_parity : minimum_parity P.

Theorem rule_parity : BAD P.
Proof.
  destruct minimum_parity as [t [c [M [Bt [B0 D]]]]]. pose proof M as [[A _] _].
  assert (C : both_classes P) by (destruct parity as [[_ [C _]]|[_ [C _]]]; exact C).
  assert (Even : forall g c, data_even P ->
    (forall v, g v + g (mirrored v) = c) -> difference P (fun e => g (x P e)) = 0).
  { intros g k [_ H] E.
    rewrite (difference_eq _ _ (fun e => (fun v => g v - k / 2) (x P e) + k / 2))
      by (intros; ring).
    rewrite difference_add, difference_const, Rplus_0_r by assumption.
    apply (H (fun v => g v - k / 2)). intros v. specialize (E v). unfold mirrored in E. lra. }
  apply constant_is_bad, support_equal with t c; auto using all_defined.
  - intros j L. apply nearby_always. intros t' A'.
    assert (Z : t' (B j) = 0).
    { rewrite <- (B0 j L). apply untrained_stays with P; auto. simpl. now rewrite Bt. }
    set (g := fun v : nat -> R => sigma P (sum (dim P) (fun k => t' (W j k) * v k))).
    assert (G : forall e, sigma P (pre P t' j e) = g (x P e)).
    { intros e. unfold pre, g. now rewrite Z, Rplus_0_r. }
    rewrite (difference_eq _ _ (fun e => g (x P e))) by auto.
    assert (Mir : forall v, g (mirrored v) = sigma P (- sum (dim P) (fun k => t' (W j k) * v k))).
    { intros v. unfold g. f_equal. replace (- sum (dim P) _) with (-1 * sum (dim P)
        (fun k => t' (W j k) * v k)) by ring. rewrite <- sum_times. apply sum_eq.
      intros. unfold mirrored. ring. }
    destruct parity as [[[k O] H]|[O [_ H]]].
    + apply (Even g k H). intros v. rewrite Mir. unfold g. apply O.
    + apply (H g). intros v. change (g (mirrored v) = g v). rewrite Mir. unfold g. apply O.
  - destruct D as [[H D]|[[_ H] D]].
    + apply nearby_weaken with (2 := D). intros t' _ [k E].
      apply (Even (fun v => deep P (fun p => t' (Setting.D p)) v) k H E).
    + apply nearby_weaken with (2 := D). intros t' _ E.
      apply (H (fun v => deep P (fun p => t' (Setting.D p)) v)). exact E.
Qed.

(** (1) of rule.frozen: E+ f = E- f for all a_0, a, b. *)
Hypothesis minimum_frozen_features : minimum_frozen_features P.

Theorem rule_frozen_features : BAD P.
Proof.
  destruct minimum_frozen_features as [C [t [c [M [Wt [E D]]]]]]. pose proof M as [[A _] _].
  apply constant_is_bad, support_equal with t c; auto using all_defined.
  - intros j L. apply nearby_always. intros t' A'.
    rewrite (difference_eq _ _ (fun e => (fun v => sigma P (v + t' (B j)))
      (sum (dim P) (fun k => t (W j k) * x P e k))));
      [now apply (E j (fun v => sigma P (v + t' (B j))))|].
    intros e _. unfold pre. do 2 f_equal. apply sum_eq. intros k Lk. f_equal.
    apply untrained_stays with P; auto. simpl. now rewrite Wt.
  - now apply deep_dead_equal.
Qed.

End Rules.
