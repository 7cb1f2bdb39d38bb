(** * Strictly convex, from second derivatives that are positive up to single points *)

From Coq Require Import Reals List Lra.
From TheoremCheck Require Import Setting Conditions ConditionsCurved Calculus Formulas Smooth Pieces
  Shapes.
Import ListNotations.
Open Scope R_scope.

(** Convex, and strictly above a line through each of its points nearby. *)
Lemma bends_local g : convex_fn g ->
  (forall v, exists m d, 0 < d /\ forall h, h <> 0 -> Rabs h < d -> g v + m * h < g (v + h)) ->
  bends_up g.
Proof.
  intros C L u v p N Hp. set (w := p * u + (1 - p) * v).
  destruct (L w) as [m [d [Hd S]]].
  set (k := Rmin 1 (d / (Rabs (u - v) + 1)) / 2). pose proof (Rabs_pos (u - v)) as Pos.
  assert (Q : 0 < d / (Rabs (u - v) + 1)) by (apply Rdiv_lt_0_compat; lra).
  pose proof (Rmin_l 1 (d / (Rabs (u - v) + 1))). pose proof (Rmin_r 1 (d / (Rabs (u - v) + 1))).
  assert (0 < Rmin 1 (d / (Rabs (u - v) + 1))) by (apply Rmin_glb_lt; lra).
  assert (K : 0 < k < 1) by (unfold k; lra).
  assert (Small : k * Rabs (u - v) < d).
  { apply Rle_lt_trans with (k * (Rabs (u - v) + 1)); [apply Rmult_le_compat_l; lra|].
    replace d with (d / (Rabs (u - v) + 1) * (Rabs (u - v) + 1)) by (field; lra).
    apply Rmult_lt_compat_r; [lra|unfold k; lra]. }
  assert (One : forall c x, 0 < Rabs c <= 1 -> x - w = c * (u - v) ->
    g w + m * (k * (x - w)) < k * g x + (1 - k) * g w).
  { intros c x Hc E. apply Rlt_le_trans with (g (w + k * (x - w))).
    - apply S.
      + rewrite E. repeat apply Rmult_integral_contrapositive_currified; try lra.
        intros Z. rewrite Z, Rabs_R0 in Hc. lra.
      + rewrite E, !Rabs_mult, (Rabs_right k) by lra.
        apply Rle_lt_trans with (k * Rabs (u - v)); [|assumption].
        apply Rmult_le_compat_l; [lra|]. rewrite <- (Rmult_1_l (Rabs (u - v))) at 2.
        apply Rmult_le_compat_r; lra.
    - specialize (C x w k ltac:(lra)).
      replace (k * x + (1 - k) * w) with (w + k * (x - w)) in C by ring. exact C. }
  assert (U := One (1 - p) u ltac:(rewrite Rabs_right; lra) ltac:(unfold w; ring)).
  assert (V := One (- p) v ltac:(rewrite Rabs_Ropp, Rabs_right; lra) ltac:(unfold w; ring)).
  apply (Rmult_lt_compat_l p) in U; [|lra]. apply (Rmult_lt_compat_l (1 - p)) in V; [|lra].
  assert (Z : p * (m * (k * (u - w))) + (1 - p) * (m * (k * (v - w))) = 0) by (unfold w; ring).
  fold w. apply Rmult_lt_reg_l with k; [lra|]. lra.
Qed.

(** A formula lies strictly above its tangents where its curvature is > 0 inside. *)
Lemma above_tangent_strictly p a b v : a <= v <= b ->
  (forall c, a <= c <= b -> smooth 1 p c) ->
  (forall c, a < c < b -> smooth 2 p c /\ curved p c) ->
  forall w, a <= w <= b -> w <> v -> value p v + value (slope p) v * (w - v) < value p w.
Proof.
  intros Hv S1 S2.
  assert (Up : forall s t, a <= s -> s < t -> t <= b -> value (slope p) s < value (slope p) t).
  { intros s t Hs Hst Ht. apply climbs_strictly; [exact Hst| |]; intros c Hc.
    - apply smooth_slope, S1. lra.
    - split; [apply smooth_slope, S2; lra|]. apply (S2 c). lra. }
  intros w Hw N. destruct (Rtotal_order v w) as [L|[E|L]].
  - destruct (mean_value p v w L) as [c [Hc E]];
      [intros; apply smooth_less, S1; lra|intros; apply S1; lra|].
    pose proof (Up v c ltac:(lra) ltac:(lra) ltac:(lra)). nra.
  - now contradict N.
  - destruct (mean_value p w v L) as [c [Hc E]];
      [intros; apply smooth_less, S1; lra|intros; apply S1; lra|].
    pose proof (Up c v ltac:(lra) ltac:(lra) ltac:(lra)). nra.
Qed.

Lemma inside_weaken (Q Q' : formula -> R -> Prop) r : (forall e v, Q e v -> Q' e v) ->
  forall lo e, inside_from lo Q e r -> inside_from lo Q' e r.
Proof.
  intros W. induction r as [|[b e'] r IH]; cbn; intros lo e H; [auto|].
  destruct H. split; auto.
Qed.

(** At a zero of the curvature there is a break, between equal pieces. *)
Theorem bends_up_pieces g e r :
  each (equal g) e r -> each (smooth 1) e r -> inside (smooth 2) e r -> inside curved e r ->
  sorted r -> at_breaks slopes_rise e r -> bends_up g.
Proof.
  intros G S1 S2 H O A. apply bends_local.
  { apply (convex_pieces g e r G S1 S2); [|exact O|exact A].
    apply (inside_weaken curved); [|exact H]. intros. now left. }
  intros v. destruct (subgradient g _ _ e r G S1 (inside_and _ _ r None e S2 H) O A v)
    as [m [[p [d [Hd [Mp [Gp [Sp Ip]]]]]] [q [d' [Hd' [Mq [Gq [Sq Iq]]]]]]]].
  exists m, (Rmin d d'). split; [now apply Rmin_glb_lt|]. intros h Hh Small.
  pose proof (Rmin_l d d'). pose proof (Rmin_r d d'). apply Rabs_def2 in Small.
  destruct (Rtotal_order h 0) as [L|[E|L]]; [|contradiction|].
  - pose proof (Gq 0 ltac:(lra)) as E. rewrite shift_0' in E.
    replace (v + h) with (v - - h) by ring. rewrite E, Gq by lra.
    assert (T : value q v + value (slope q) v * (v - - h - v) < value q (v - - h)).
    { apply (above_tangent_strictly q (v - - h) v v ltac:(lra)); [| |lra|lra];
        intros c Hc; replace c with (v - (v - c)) by ring; [apply Sq|apply Iq]; lra. }
    nra.
  - pose proof (Gp 0 ltac:(lra)) as E. rewrite shift_0 in E. rewrite E, Gp by lra.
    assert (T : value p v + value (slope p) v * (v + h - v) < value p (v + h)).
    { apply (above_tangent_strictly p v (v + h) v ltac:(lra)); [| |lra|lra];
        intros c Hc; replace c with (v + (c - v)) by ring; [apply Sp|apply Ip]; lra. }
    nra.
Qed.
