(** * Functions above their tangents

    What is known of a curved neuron where its second derivative may vanish: it lies above each of
    its tangents, and touches it in one point only. *)

From Coq Require Import Reals List Lra.
From TheoremCheck Require Import Setting Conditions ConditionsCurved SecondOrder Stationary.
From TheoremCheck Require FirstOrder.
Import ListNotations.
Open Scope R_scope.

Definition above_tangents (g g' : R -> R) : Prop :=
  forall v h, h <> 0 -> g v + g' v * h < g (v + h).

Lemma bends_up_convex g : bends_up g -> convex_fn g.
Proof.
  intros B u v p Hp. destruct (Req_dec u v) as [->|N].
  { right. replace (p * v + (1 - p) * v) with v by ring. ring. }
  destruct (Req_dec p 0) as [->|P0].
  { right. replace (0 * u + (1 - 0) * v) with v by ring. ring. }
  destruct (Req_dec p 1) as [->|P1].
  { right. replace (1 * u + (1 - 1) * v) with u by ring. ring. }
  left. apply B; [assumption|lra].
Qed.

Lemma bends_above g g' : bends_up g -> (forall v, derivable_pt_lim g v (g' v)) ->
  above_tangents g g'.
Proof.
  intros B D v h Hh.
  pose proof (FirstOrder.convex_tangent g v (g' v) (v + h / 2) (bends_up_convex g B) (D v)) as T.
  specialize (B (v + h) v (1 / 2) ltac:(lra) ltac:(lra)).
  replace (1 / 2 * (v + h) + (1 - 1 / 2) * v) with (v + h / 2) in B by field. lra.
Qed.

(** The two values beside a point are more than twice that at the point. *)
Lemma above_midpoint g g' : above_tangents g g' -> forall v u, u <> 0 ->
  2 * g v < g (v + u) + g (v - u).
Proof.
  intros T v u Hu. pose proof (T v u Hu) as R. pose proof (T v (- u) ltac:(lra)) as L.
  unfold Rminus. lra.
Qed.

(** ** An identity along a line

    If sum_i p_i y_i s(v_i + h m_i), p_i >= 0, is the same for -h, 0 and h, h <> 0, and all samples
    with p_i m_i <> 0 have one label, then there are none. *)
Lemma line_identity (P : problem) (s : R -> R) (curve : R)
  (bends : forall v u, u <> 0 -> 2 * (curve * s v) < curve * s (v + u) + curve * s (v - u))
  (p v m : sample -> R) label h : h <> 0 ->
  (forall e, In e (data P) -> 0 <= p e) ->
  (forall e, In e (data P) -> p e <> 0 -> m e <> 0 -> positive_label e = label) ->
  over (data P) (fun e => p e * y e * s (v e + h * m e))
    = over (data P) (fun e => p e * y e * s (v e)) ->
  over (data P) (fun e => p e * y e * s (v e + - h * m e))
    = over (data P) (fun e => p e * y e * s (v e)) ->
  forall e, In e (data P) -> p e = 0 \/ m e = 0.
Proof.
  intros Hh Hp label_of right left.
  set (bend := fun e => curve * s (v e + h * m e) + curve * s (v e - h * m e)
    - 2 * (curve * s (v e))).
  assert (positive : forall e, m e <> 0 -> 0 < bend e).
  { intros e M. unfold bend.
    assert (N : h * m e <> 0) by now apply Rmult_integral_contrapositive.
    assert (B := bends (v e) (h * m e) N). lra. }
  assert (zero : forall e, m e = 0 -> bend e = 0).
  { intros e M. unfold bend. rewrite M.
    replace (v e + h * 0) with (v e) by ring. replace (v e - h * 0) with (v e) by ring. ring. }
  assert (total : over (data P) (fun e => p e * bend e) <= 0).
  { set (sign := if label then 1 else -1).
    assert (E : over (data P) (fun e => p e * bend e) = sign * curve *
      (over (data P) (fun e => p e * y e * s (v e + h * m e))
       + over (data P) (fun e => p e * y e * s (v e + - h * m e))
       + -2 * over (data P) (fun e => p e * y e * s (v e)))).
    { rewrite <- over_scaled, <- !over_plus, <- over_scaled. apply over_ext. intros e He.
      destruct (Req_dec (p e) 0) as [Z|N]; [rewrite Z; ring|].
      destruct (Req_dec (m e) 0) as [Z|M].
      - rewrite (zero e Z), Z. replace (v e + h * 0) with (v e) by ring.
        replace (v e + - h * 0) with (v e) by ring. ring.
      - specialize (label_of e He N M). unfold bend, y, sign. rewrite label_of.
        replace (v e + - h * m e) with (v e - h * m e) by ring. destruct label; ring. }
    rewrite E, right, left. right. ring. }
  intros e He. destruct (Req_dec (m e) 0) as [|M]; [now right|left].
  assert (Z : p e * bend e = 0).
  { apply (over_nonneg_zero (data P) (fun e => p e * bend e)); try assumption.
    intros e' He'. apply Rmult_le_pos; [auto|].
    destruct (Req_dec (m e') 0) as [Z|N]; [rewrite zero by assumption; lra|apply Rlt_le; auto]. }
  specialize (positive e M). destruct (Rmult_integral _ _ Z); lra.
Qed.
