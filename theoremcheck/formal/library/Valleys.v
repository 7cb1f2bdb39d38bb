(** * Functions without local maxima: they fall, are strictly convex, and rise *)

From Coq Require Import Reals List Lra.
From TheoremCheck Require Import Setting Conditions Calculus Formulas Smooth Pieces Shapes.
Import ListNotations.
Open Scope R_scope.

Definition turned (e : formula) : formula := F_mul (F_num (-1) 1) e.

Lemma value_turned e v : value (turned e) v = - value e v.
Proof. unfold turned. cbn. unfold ratio. lra. Qed.

Lemma slope_turned e v : value (slope (turned e)) v = - value (slope e) v.
Proof.
  unfold turned. cbn [slope]. rewrite value_add, !value_mul. cbn [value zero]. unfold ratio. lra.
Qed.

(** Where a piece falls, and where it rises. *)
Definition outside (lo hi : R) (e : formula) (v : R) : Prop :=
  (v < lo -> rising (turned e) v) /\ (hi < v -> rising e v).

Lemma smooth_turned n e v : smooth n e v -> smooth n (turned e) v.
Proof. intros H. unfold turned. cbn. auto. Qed.

Section Valley.

Variables (g : R -> R) (e : formula) (r : rest) (lo hi : R) (m : formula).
Hypothesis order : lo <= hi.
Hypothesis G : each (equal g) e r.
Hypothesis S0 : each (smooth 0) e r.
Hypothesis S1 : inside (smooth 1) e r.
Hypothesis H : inside (outside lo hi) e r.
Hypothesis Middle : forall v, lo < v < hi ->
  g v = value m v /\ smooth 2 m v /\ curved m v.

Lemma rises_from : forall v, hi <= v -> exists d, 0 < d /\ forall h, 0 < h < d -> g v < g (v + h).
Proof.
  intros v Hv. destruct (both_sides g _ _ e r v G S0 (inside_and _ _ r None e S1 H))
    as [[p [d [Hd [Gp [Sp Ip]]]]] _].
  exists d. split; [assumption|]. intros h Hh.
  pose proof (Gp 0 ltac:(lra)) as E. rewrite shift_0 in E. rewrite E, Gp by lra.
  apply climbs_strictly; [lra| |]; intros c Hc; replace c with (v + (c - v)) by ring.
  - apply Sp. lra.
  - destruct (Ip (c - v) ltac:(lra)) as [I1 [_ I2]]. split; [assumption|]. apply I2. lra.
Qed.

Lemma falls_to : forall v, v <= lo -> exists d, 0 < d /\ forall h, 0 < h < d -> g v < g (v - h).
Proof.
  intros v Hv. destruct (both_sides g _ _ e r v G S0 (inside_and _ _ r None e S1 H))
    as [_ [q [d [Hd [Gq [Sq Iq]]]]]].
  exists d. split; [assumption|]. intros h Hh.
  pose proof (Gq 0 ltac:(lra)) as E. rewrite shift_0' in E. rewrite E, Gq by lra.
  cut (value (turned q) (v - h) < value (turned q) v); [rewrite !value_turned; lra|].
  apply climbs_strictly; [lra| |]; intros c Hc; replace c with (v - (v - c)) by ring.
  - apply smooth_turned, Sq. lra.
  - destruct (Iq (v - c) ltac:(lra)) as [I1 [I2 _]].
    split; [now apply smooth_turned|]. apply I2. lra.
Qed.

(** Beyond them, the other way round: the function falls from v < lo, and rises to v > hi. *)
Lemma falls_from : forall v, v < lo -> exists d, 0 < d /\ forall h, 0 < h < d -> g (v + h) < g v.
Proof.
  intros v Hv. destruct (both_sides g _ _ e r v G S0 (inside_and _ _ r None e S1 H))
    as [[p [d [Hd [Gp [Sp Ip]]]]] _].
  exists (Rmin d (lo - v)). split; [apply Rmin_pos; lra|]. intros h Hh.
  pose proof (Rmin_l d (lo - v)). pose proof (Rmin_r d (lo - v)).
  pose proof (Gp 0 ltac:(lra)) as E. rewrite shift_0 in E. rewrite E, Gp by lra.
  cut (value (turned p) v < value (turned p) (v + h)); [rewrite !value_turned; lra|].
  apply climbs_strictly; [lra| |]; intros c Hc; replace c with (v + (c - v)) by ring.
  - apply smooth_turned, Sp. lra.
  - destruct (Ip (c - v) ltac:(lra)) as [I1 [I2 _]].
    split; [now apply smooth_turned|]. apply I2. lra.
Qed.

Lemma rises_to : forall v, hi < v -> exists d, 0 < d /\ forall h, 0 < h < d -> g (v - h) < g v.
Proof.
  intros v Hv. destruct (both_sides g _ _ e r v G S0 (inside_and _ _ r None e S1 H))
    as [_ [q [d [Hd [Gq [Sq Iq]]]]]].
  exists (Rmin d (v - hi)). split; [apply Rmin_pos; lra|]. intros h Hh.
  pose proof (Rmin_l d (v - hi)). pose proof (Rmin_r d (v - hi)).
  pose proof (Gq 0 ltac:(lra)) as E. rewrite shift_0' in E. rewrite E, Gq by lra.
  apply climbs_strictly; [lra| |]; intros c Hc; replace c with (v - (v - c)) by ring.
  - apply Sq. lra.
  - destruct (Iq (v - c) ltac:(lra)) as [I1 [_ I2]]. split; [assumption|]. apply I2. lra.
Qed.

(** Between them the slope rises strictly: it is > 0 after v, or < 0 before it. *)
Lemma middle_moves : forall v, lo < v < hi ->
  (forall h, 0 < h < hi - v -> g v < g (v + h)) \/ (forall h, 0 < h < v - lo -> g v < g (v - h)).
Proof.
  intros v Hv.
  assert (Up : forall a b, lo < a -> a < b -> b < hi -> value (slope m) a < value (slope m) b).
  { intros a b La Lb Hb. apply climbs_strictly; [assumption| |]; intros c Hc.
    - apply (smooth_less 0), (smooth_slope 1). apply Middle. lra.
    - split; [apply (smooth_slope 1), Middle; lra|]. apply Middle. lra. }
  assert (S2 : forall c, lo < c < hi -> smooth 1 m c) by (intros; apply smooth_less, Middle; lra).
  destruct (Rle_lt_dec 0 (value (slope m) v)) as [Pos|Neg].
  - left. intros h Hh. rewrite (proj1 (Middle v Hv)), (proj1 (Middle (v + h) ltac:(lra))).
    apply climbs_strictly; [lra| |]; intros c Hc.
    + apply smooth_less, S2. lra.
    + split; [apply S2; lra|]. unfold rising. specialize (Up v c ltac:(lra) ltac:(lra) ltac:(lra)).
      lra.
  - right. intros h Hh. rewrite (proj1 (Middle v Hv)), (proj1 (Middle (v - h) ltac:(lra))).
    cut (value (turned m) (v - h) < value (turned m) v); [rewrite !value_turned; lra|].
    apply climbs_strictly; [lra| |]; intros c Hc.
    + apply smooth_turned, smooth_less, S2. lra.
    + split; [apply smooth_turned, S2; lra|]. unfold rising. rewrite slope_turned.
      specialize (Up c v ltac:(lra) ltac:(lra) ltac:(lra)). lra.
Qed.

Theorem valley_greatest : forall v, ~ locally_greatest g v.
Proof.
  intros v [d [Hd L]].
  assert (Right : forall d', 0 < d' -> (forall h, 0 < h < d' -> g v < g (v + h)) -> False).
  { intros d' Hd' U. set (h := Rmin d d' / 2).
    assert (0 < Rmin d d') by (apply Rmin_pos; assumption).
    pose proof (Rmin_l d d'). pose proof (Rmin_r d d').
    specialize (U h ltac:(unfold h; lra)).
    specialize (L h ltac:(rewrite Rabs_right; unfold h; lra)). lra. }
  assert (Left : forall d', 0 < d' -> (forall h, 0 < h < d' -> g v < g (v - h)) -> False).
  { intros d' Hd' U. set (h := Rmin d d' / 2).
    assert (0 < Rmin d d') by (apply Rmin_pos; assumption).
    pose proof (Rmin_l d d'). pose proof (Rmin_r d d').
    specialize (U h ltac:(unfold h; lra)).
    specialize (L (- h) ltac:(rewrite Rabs_left; unfold h; lra)). unfold Rminus in U. lra. }
  destruct (Rle_lt_dec v lo) as [Lo|Lo].
  - destruct (falls_to v Lo) as [d' [Hd' U]]. now apply (Left d').
  - destruct (Rle_lt_dec hi v) as [Hi|Hi].
    + destruct (rises_from v Hi) as [d' [Hd' U]]. now apply (Right d').
    + destruct (middle_moves v ltac:(lra)) as [U|U]; [apply (Right (hi - v))|apply (Left (v - lo))];
        auto; lra.
Qed.

Theorem valley_least : forall v, locally_least g v -> lo <= v <= hi.
Proof.
  intros v [d [Hd L]].
  assert (Right : forall d', 0 < d' -> (forall h, 0 < h < d' -> g (v + h) < g v) -> False).
  { intros d' Hd' U. set (h := Rmin d d' / 2).
    assert (0 < Rmin d d') by (apply Rmin_pos; assumption).
    pose proof (Rmin_l d d'). pose proof (Rmin_r d d').
    specialize (U h ltac:(unfold h; lra)).
    specialize (L h ltac:(rewrite Rabs_right; unfold h; lra)). lra. }
  assert (Left : forall d', 0 < d' -> (forall h, 0 < h < d' -> g (v - h) < g v) -> False).
  { intros d' Hd' U. set (h := Rmin d d' / 2).
    assert (0 < Rmin d d') by (apply Rmin_pos; assumption).
    pose proof (Rmin_l d d'). pose proof (Rmin_r d d').
    specialize (U h ltac:(unfold h; lra)).
    specialize (L (- h) ltac:(rewrite Rabs_left; unfold h; lra)). unfold Rminus in U. lra. }
  split.
  - destruct (Rle_lt_dec lo v) as [|N]; [assumption|exfalso].
    destruct (falls_from v N) as [d' [Hd' U]]. now apply (Right d').
  - destruct (Rle_lt_dec v hi) as [|N]; [assumption|exfalso].
    destruct (rises_to v N) as [d' [Hd' U]]. now apply (Left d').
Qed.

Theorem valley_maximum : without_maximum g.
Proof. split; [exact (continuity_pieces g e r G S0)|exact valley_greatest]. Qed.

End Valley.

(** The mirror image. *)
Lemma maximum_opposite g : without_maximum (fun v => - g v) -> without_minimum g.
Proof.
  intros [C N]. split.
  - intros v eps He. destruct (C v eps He) as [d [Hd H]]. exists d. split; [assumption|].
    intros w Hw. specialize (H w Hw). simpl in *. unfold R_dist in *.
    rewrite <- Rabs_Ropp. now replace (- (g w - g v)) with (- g w - - g v) by ring.
  - intros v [d [Hd L]]. apply (N v). exists d. split; [assumption|].
    intros h Hh. specialize (L h Hh). lra.
Qed.

Lemma least_opposite g v : locally_greatest g v -> locally_least (fun v => - g v) v.
Proof. intros [d [Hd L]]. exists d. split; [assumption|]. intros h Hh. specialize (L h Hh). lra. Qed.
