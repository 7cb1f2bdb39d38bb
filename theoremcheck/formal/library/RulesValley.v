(** * rule.valley: a product of two signs parts the points at which L is small

    f = c + k t_p h with h >= 0, k = 1 or -1: where t_p = 0 the output is c on every sample, and L is at least L_c.
    So a path in {L < L_c} does not change the sign of t_p, and with that sign the samples of one
    class are never better than at c. *)

From Coq Require Import Reals List Lra Bool.
From TheoremCheck Require Import Setting Conditions Algebra Near Kinds Landscape RulesBox.
Import ListNotations.
Open Scope R_scope.

Section Valley.

Variable P : problem.

(** The mean loss of the output c, and one with g in the place of the losses of the samples of the
    class [own], m in that of the others. *)
Definition level (c : R) : R := over (data P) (fun e => share e * ell P (- y e * c)) / total_weight P.
Definition side_level (own : bool) (g m : R) : R :=
  over (data P) (fun e => share e * (if eqb (positive_label e) own then g else m)) / total_weight P.

(** Margins of outputs that are no better than c for the class [own]: its own, and those of the other. *)
Definition own_end (own : bool) (c : R) : R := if own then - c else c.

(** On the samples f is c and a product, of k t_p and what is nowhere negative. *)
Definition times_one_sign (p : place) (k c : R) : Prop :=
  forall t e, admissible P t -> In e (data P) -> exists h, 0 <= h /\ f P t e = c + k * t p * h.

(** No penalty is negative; l >= g from the margin of [own] at c on, l >= m up to that of the other
    class; on the samples f = c + k t_p h with h >= 0, at all points. At t the sign of k t_p is against
    the class [own] and L is below the level of c; at t' L is below what that sign allows. *)
Definition objective_valley : Prop :=
  (forall t, 0 <= penalty P t) /\
  exists (p : place) (k c g m : R) (own : bool) (t t' : params),
    (forall v, own_end own c <= v -> g <= ell P v) /\
    (forall v, v <= - own_end own c -> m <= ell P v) /\
    times_one_sign p k c /\
    admissible P t /\ admissible P t' /\
    (if own then k * t p < 0 else 0 < k * t p) /\
    L P t < level c /\ L P t' < side_level own g m.

Hypothesis loss_is_defined : loss_defined P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis network_deep_is_defined : network_deep_defined P.

Section Side.

Hypothesis rewarded_nowhere : forall t, 0 <= penalty P t.
Variables (p : place) (k c g m : R) (own : bool).
Hypothesis above_own : forall v, own_end own c <= v -> g <= ell P v.
Hypothesis above_other : forall v, v <= - own_end own c -> m <= ell P v.
Hypothesis product : times_one_sign p k c.

(** L is at least a mean of numbers below the losses. *)
Lemma L_at_least t b : (forall e, In e (data P) -> b e <= ell P (z P t e)) ->
  over (data P) (fun e => share e * b e) / total_weight P <= L P t.
Proof.
  intros H. unfold L. specialize (rewarded_nowhere t).
  assert (T : 0 <= / total_weight P).
  { destruct (data P) as [|e0 l] eqn:Ed.
    - unfold total_weight. rewrite Ed. cbn [over]. rewrite Rinv_0. lra.
    - left. apply Rinv_0_lt_compat, total_weight_pos. rewrite Ed. discriminate. }
  apply Rle_trans with (over (data P) (fun s => share s * val (loss P) (z P t s)) / total_weight P); [|lra].
  unfold Rdiv. apply Rmult_le_compat_r; [exact T|]. apply over_le. intros e I.
  apply Rmult_le_compat_l; [left; apply share_pos|]. exact (H e I).
Qed.

(** The wall t_p = 0. *)
Lemma wall t : admissible P t -> k * t p = 0 -> level c <= L P t.
Proof.
  intros A Z. apply (L_at_least t (fun e => ell P (- y e * c))). intros e I. unfold z.
  destruct (product t e A I) as (h & _ & ->). rewrite Z. right. f_equal. ring.
Qed.

(** One side of it. *)
Lemma side t : admissible P t -> (if own then k * t p <= 0 else 0 <= k * t p) -> side_level own g m <= L P t.
Proof.
  intros A S. apply (L_at_least t (fun e => if eqb (positive_label e) own then g else m)).
  intros e I. unfold z. destruct (product t e A I) as (h & Pos & ->).
  destruct (eqb (positive_label e) own) eqn:E; [apply above_own|apply above_other]; unfold own_end, y.
  - apply eqb_prop in E. rewrite E. destruct own; nra.
  - apply eqb_false_iff in E. destruct own, (positive_label e); try (exfalso; apply E; reflexivity); nra.
Qed.

(** Without crossing the wall a path stays on its side. *)
Lemma same_side t gamma : path_from t gamma -> (if own then k * t p < 0 else 0 < k * t p) ->
  (forall v, 0 <= v <= 1 -> in_domain P (gamma v) /\ L P (gamma v) < level c) ->
  if own then k * gamma 1 p < 0 else 0 < k * gamma 1 p.
Proof.
  intros [G0 C] S Along.
  assert (N : forall v, 0 <= v <= 1 -> k * gamma v p <> 0).
  { intros v Hv Z. destruct (Along v Hv) as [[A _] Low]. pose proof (wall (gamma v) A Z). lra. }
  pose proof (N 1 ltac:(lra)) as N1. rewrite <- G0 in S.
  assert (Ck : continuity (fun v => k * gamma v p)).
  { apply (continuity_mult (fun _ => k) (fun v => gamma v p)); [|apply C].
    apply continuity_const. intros a b. reflexivity. }
  destruct own.
  - apply Rnot_le_lt. intros Q. assert (Q' : 0 < k * gamma 1 p) by lra.
    destruct (IVT (fun v => k * gamma v p) 0 1 Ck ltac:(lra) S Q') as (v & Hv & Z). now apply (N v Hv).
  - apply Rnot_le_lt. intros Q. assert (Q' : k * gamma 1 p < 0) by lra.
    destruct (IVT (fun v => - (k * gamma v p)) 0 1 (continuity_opp _ Ck) ltac:(lra) ltac:(lra) ltac:(lra))
      as (v & Hv & Z). apply (N v Hv). lra.
Qed.

End Side.

Theorem rule_valley : objective_valley -> VALLEY P.
Proof.
  intros (Pen & p & k & c & g & m & own & t & t' & Own & Other & Product & A & A' & S & Low & Lower).
  assert (Def : forall q, L_defined P q) by (apply all_defined; assumption).
  exists t, (level c), ((L P t' + side_level own g m) / 2).
  split; [exact (conj A (Def t))|]. split; [exact Low|].
  split; [exists t'; split; [exact (conj A' (Def t'))|lra]|].
  intros gamma G Along. pose proof (same_side Pen p k c g m own Own Other Product t gamma G S Along) as S1.
  destruct (Along 1 ltac:(lra)) as [[A1 _] _].
  pose proof (side Pen p k c g m own Own Other Product (gamma 1) A1 ltac:(destruct own; lra)). lra.
Qed.

End Valley.
