(** * Functions that fall, are convex, and rise: least wherever they fall to neither side *)

From Coq Require Import Reals List Lra.
From TheoremCheck Require Import Setting Conditions Calculus Formulas Smooth Pieces Shapes
  Valleys Leaves.
Open Scope R_scope.

(** A function that has a slope where it falls to neither side has the slope 0 there. *)
Lemma level_slope g v s : level_at g v -> derivable_pt_lim g v s -> s = 0.
Proof.
  intros V D. destruct (Rtotal_order s 0) as [N|[Z|N]]; [exfalso|assumption|exfalso].
  - destruct (D (- s / 2) ltac:(lra)) as [d H].
    destruct (V (- s / 2) d ltac:(lra) (cond_pos d)) as [[h [Hh E]] _].
    specialize (H h ltac:(lra) ltac:(rewrite Rabs_right; lra)). apply Rabs_def2 in H.
    set (q := (g (v + h) - g v) / h) in *.
    assert (q * h = g (v + h) - g v) by (unfold q; field; lra). nra.
  - destruct (D (s / 2) ltac:(lra)) as [d H].
    destruct (V (s / 2) d ltac:(lra) (cond_pos d)) as [_ [h [Hh E]]].
    specialize (H (- h) ltac:(lra) ltac:(rewrite Rabs_left; lra)). apply Rabs_def2 in H.
    set (q := (g (v + - h) - g v) / - h) in *.
    assert (q * - h = g (v + - h) - g v) by (unfold q; field; lra).
    replace (v + - h) with (v - h) in * by ring. nra.
Qed.

(** Up to lo, and from hi on; with None there is no such v. *)
Definition low (lo : option R) (v : R) : Prop := match lo with Some a => v <= a | None => False end.
Definition high (hi : option R) (v : R) : Prop := match hi with Some b => b <= v | None => False end.

(** What is said of v and the ends, as inequalities. *)
Ltac within_ends :=
  intros; unfold turned, low, high in *;
  repeat match goal with H : ~ (_ <= _) |- _ => apply Rnot_le_lt in H end.

(** Bounds of exp on a half-line, by (1 + u/256)^256 <= exp u. *)
Lemma exp_root u : exp u = (exp (u / 256) ^ 16) ^ 16.
Proof.
  rewrite <- (exp_multiple 16 (u / 16) (u / 256)) by (simpl INR; field).
  apply exp_multiple. simpl INR. field.
Qed.

Lemma exp_at_least u : 0 <= 1 + u / 256 -> ((1 + u / 256) ^ 16) ^ 16 <= exp u.
Proof.
  intros H. rewrite exp_root. apply pow_incr. split; [now apply pow_le|].
  apply pow_incr. split; [assumption|apply exp_ineq1_le].
Qed.

Lemma exp_from v b c : b <= v -> 0 <= 1 + b / 256 -> c <= ((1 + b / 256) ^ 16) ^ 16 -> c <= exp v.
Proof.
  intros V B C. apply Rle_trans with (exp b).
  - apply Rle_trans with (1 := C). now apply exp_at_least.
  - destruct V as [V| ->]; [left; now apply exp_increasing|right; reflexivity].
Qed.

Lemma exp_to v a c : v <= a -> 0 < c -> 0 <= 1 - a / 256 -> 1 <= c * ((1 - a / 256) ^ 16) ^ 16 -> exp v <= c.
Proof.
  set (p := (((1 - a / 256) ^ 16) ^ 16)). intros V P A C. assert (K : / c <= exp (- v)).
  { apply (exp_from (- v) (- a)); [lra|unfold Rdiv in *; lra|].
    replace (1 + - a / 256) with (1 - a / 256) by (unfold Rdiv; ring). fold p.
    apply Rmult_le_reg_l with c; [assumption|]. rewrite Rinv_r; lra. }
  rewrite exp_Ropp in K. apply Rinv_le_contravar in K; [|apply Rinv_0_lt_compat; assumption].
  rewrite !Rinv_inv in K. exact K.
Qed.

Section Trough.

Variables (e : formula) (lo hi : option R).

Hypothesis S : forall v, smooth 2 e v.
Hypothesis Descends : forall v, low lo v -> rising (turned e) v.
Hypothesis Rises : forall v, high hi v -> rising e v.
Hypothesis Bends : forall v, ~ low lo v -> ~ high hi v -> not_bent_down e v.

Lemma Falls v : low lo v -> value (slope e) v < 0.
Proof. intros H. apply Descends in H. unfold rising in H. rewrite slope_turned in H. lra. Qed.

Lemma smooth_1 v : smooth 1 e v.
Proof. apply smooth_less, S. Qed.

(** Where the slope is >= 0, or > 0, it is so from there on. *)
Lemma slope_keeps u w : u <= w ->
  (0 <= value (slope e) u -> 0 <= value (slope e) w) /\
  (0 < value (slope e) u -> 0 < value (slope e) w).
Proof.
  intros [L| ->]; [|auto].
  enough (0 <= value (slope e) u -> value (slope e) u <= value (slope e) w \/ 0 < value (slope e) w)
    by (split; intros; lra).
  intros U.
  assert (Lu : ~ low lo u) by (intros H; apply Falls in H; lra).
  assert (Dw : high hi w \/ ~ high hi w).
  { unfold high. destruct hi as [b|]; [destruct (Rle_dec b w); auto|auto]. }
  destruct Dw as [H|H]; [right; now apply Rises|left].
  apply climbs; [assumption|intros; apply (smooth_less 0), (smooth_slope 1), S|].
  intros c Hc. split; [apply (smooth_slope 1), S|]. apply Bends.
  - unfold low in *. destruct lo; [lra|assumption].
  - unfold high in *. destruct hi; [lra|assumption].
Qed.

Lemma climbs_on u w : u <= w -> 0 <= value (slope e) u -> value e u <= value e w.
Proof.
  intros [L| ->] U; [|lra].
  apply climbs; [assumption|intros; apply smooth_less, smooth_1|].
  intros c Hc. split; [apply smooth_1|]. unfold not_falling. apply (slope_keeps u c); [lra|exact U].
Qed.

Lemma falls_before u w : u <= w -> value (slope e) w <= 0 -> value e w <= value e u.
Proof.
  intros [L| ->] W; [|lra].
  destruct (mean_value e u w L) as [c [Hc E]];
    [intros; apply smooth_less, smooth_1|intros; apply smooth_1|].
  destruct (Rle_lt_dec (value (slope e) c) 0) as [N|N]; [nra|exfalso].
  apply (slope_keeps c w) in N; lra.
Qed.

Theorem trough g : (forall v, g v = value e v) -> pseudoconvex_fn g.
Proof.
  intros G. split; [|split].
  - apply (continuity_pieces g e nil); intros v _; [apply G|apply smooth_less, smooth_1].
  - intros u v w H. rewrite !G. pose proof (Rmax_l (value e u) (value e w)).
    pose proof (Rmax_r (value e u) (value e w)).
    destruct (Rle_lt_dec 0 (value (slope e) v)) as [P|N].
    + pose proof (climbs_on v w ltac:(lra) P). lra.
    + pose proof (falls_before u v ltac:(lra) ltac:(lra)). lra.
  - intros v w V.
    assert (Z : value (slope e) v = 0).
    { apply (level_slope g v); [assumption|].
      intros eps He. destruct (derivative_by 0 e v (smooth_1 v) eps He) as [d D]. exists d.
      intros h. rewrite !G. apply D. }
    rewrite !G. destruct (Rle_lt_dec v w).
    + apply climbs_on; [assumption|lra].
    + apply falls_before; lra.
Qed.

End Trough.
