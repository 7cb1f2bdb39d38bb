(** * Curved neurons and flat losses, in one variable

    What the proofs of thm.subspaces know about the neuron and the loss, as
    inequalities near a point: no second derivative is needed but in the end,
    where two neurons move in opposite directions. *)

From Coq Require Import Reals Lra Lia Psatz.
From TheoremCheck Require Import Setting Conditions.
Open Scope R_scope.

(** ** Derivatives as inequalities *)

Lemma abs_le_both a b : Rabs a <= b -> - b <= a <= b.
Proof. unfold Rabs. destruct (Rcase_abs a); lra. Qed.

Lemma square_positive a : a <> 0 -> 0 < a^2.
Proof. intros N. simpl. rewrite Rmult_1_r. now apply Rsqr_pos_lt. Qed.

Lemma derivative_near g v d : derivable_pt_lim g v d -> forall eps, 0 < eps ->
  exists delta, 0 < delta /\
    forall h, Rabs h < delta -> Rabs (g (v + h) - g v - d * h) <= eps * Rabs h.
Proof.
  intros D eps Heps. destruct (D eps Heps) as [delta H].
  exists delta. split; [apply cond_pos|]. intros h Hh.
  destruct (Req_dec h 0) as [E|N].
  - subst h. rewrite Rplus_0_r, Rabs_R0.
    replace (g v - g v - d * 0) with 0 by ring. rewrite Rabs_R0. lra.
  - specialize (H h N Hh).
    replace (g (v + h) - g v - d * h) with (((g (v + h) - g v) / h - d) * h) by (field; assumption).
    rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|lra].
Qed.

(** A lower bound of slope q to the right is a lower bound of the derivative. *)
Lemma derivative_above g v d q e : 0 < e -> derivable_pt_lim g v d ->
  (forall h, 0 < h < e -> g v + q * h <= g (v + h)) -> q <= d.
Proof.
  intros He D H. apply Rnot_lt_le. intros Hlt.
  destruct (derivative_near g v d D ((q - d) / 2)) as [delta [Hd N]]; [lra|].
  set (h := Rmin e delta / 2). assert (Hm := Rmin_l e delta). assert (Hn := Rmin_r e delta).
  assert (0 < Rmin e delta) by (apply Rmin_glb_lt; assumption).
  assert (Hh : 0 < h) by (unfold h; lra).
  assert (A : Rabs h = h) by (apply Rabs_right; lra).
  specialize (N h ltac:(rewrite A; unfold h; lra)). specialize (H h ltac:(unfold h in *; lra)).
  rewrite A in N. apply abs_le_both in N. nra.
Qed.

Lemma derivative_below g v d q e : 0 < e -> derivable_pt_lim g v d ->
  (forall h, 0 < h < e -> g v - q * h <= g (v - h)) -> d <= q.
Proof.
  intros He D H. apply Rnot_lt_le. intros Hlt.
  destruct (derivative_near g v d D ((d - q) / 2)) as [delta [Hd N]]; [lra|].
  set (h := Rmin e delta / 2). assert (Hm := Rmin_l e delta). assert (Hn := Rmin_r e delta).
  assert (0 < Rmin e delta) by (apply Rmin_glb_lt; assumption).
  assert (Hh : 0 < h) by (unfold h; lra).
  assert (A : Rabs (- h) = h) by (rewrite Rabs_Ropp; apply Rabs_right; lra).
  specialize (N (- h) ltac:(rewrite A; unfold h; lra)). specialize (H h ltac:(unfold h in *; lra)).
  rewrite A in N. apply abs_le_both in N. unfold Rminus in H. nra.
Qed.

(** ** Increasing and strictly convex neurons *)

Lemma increasing_slope g v d : increasing_fn g -> derivable_pt_lim g v d -> 0 < d.
Proof.
  intros [_ H] D. destruct (H v) as [[k [e [Hk [He B]]]] _].
  apply Rlt_le_trans with k; [assumption|]. now apply (derivative_above g v d k e).
Qed.

(** A differentiable strictly convex function lies above a parabola that
    touches it, near every point. *)
Lemma above_parabola g v d : strictly_convex_fn g -> derivable_pt_lim g v d ->
  exists k delta, 0 < k /\ 0 < delta /\
    forall h, Rabs h < delta -> g v + d * h + k * h^2 <= g (v + h).
Proof.
  intros S D. destruct (S v) as [p [q [k [e [Hpq [Hk [He B]]]]]]].
  assert (Hq : q <= d).
  { apply (derivative_above g v d q e He D). intros h Hh. destruct (B h Hh) as [R _].
    assert (0 <= h^2) by apply pow2_ge_0. nra. }
  assert (Hp : d <= p).
  { apply (derivative_below g v d p e He D). intros h Hh. destruct (B h Hh) as [_ L].
    assert (0 <= h^2) by apply pow2_ge_0. nra. }
  exists k, e. repeat split; try assumption. intros h Hh. apply Rabs_def2 in Hh.
  destruct (Rtotal_order h 0) as [N|[Z|N]].
  - destruct (B (- h) ltac:(lra)) as [_ L]. unfold Rminus in L. rewrite Ropp_involutive in L.
    replace ((- h)^2) with (h^2) in L by ring. nra.
  - subst h. rewrite Rplus_0_r. lra.
  - destruct (B h ltac:(lra)) as [R _]. nra.
Qed.

(** The derivative of a strictly convex function increases: g minus a line has
    no greatest value on an interval. *)
Lemma slope_increases g g' : strictly_convex_fn g -> (forall v, derivable_pt_lim g v (g' v)) ->
  forall u w, u < w -> g' u < g' w.
Proof.
  intros S D u w Huw. apply Rnot_le_lt. intros Hle.
  set (line := g' u). set (phi := fun v => g v - line * v).
  assert (C : forall c, u <= c <= w -> continuity_pt phi c).
  { intros c _. apply derivable_continuous_pt. exists (g' c - line * 1).
    apply derivable_pt_lim_minus; [apply D|]. apply derivable_pt_lim_scal, derivable_pt_lim_id. }
  destruct (continuity_ab_maj phi u w (Rlt_le _ _ Huw) C) as [m [Max Hm]].
  destruct (above_parabola g m (g' m) S (D m)) as [k [delta [Hk [Hd B]]]].
  (* one step from m, inside the interval, along which the slope of phi is not negative *)
  assert (step : forall h, Rabs h < delta -> h <> 0 -> u <= m + h <= w ->
    0 <= (g' m - line) * h -> False).
  { intros h Hh Hh0 Hin Hs. specialize (Max (m + h) Hin). specialize (B h Hh). unfold phi in Max.
    assert (0 < h^2) by (now apply square_positive). nra. }
  assert (right : m < w -> 0 <= g' m - line -> False).
  { intros Hw Hs. set (h := Rmin delta (w - m) / 2).
    assert (Ha := Rmin_l delta (w - m)). assert (Hb := Rmin_r delta (w - m)).
    assert (0 < Rmin delta (w - m)) by (apply Rmin_glb_lt; lra).
    assert (0 < h) by (unfold h; lra).
    apply (step h); try (unfold h in *; lra); [rewrite Rabs_right; unfold h in *; lra|].
    apply Rmult_le_pos; lra. }
  assert (left : u < m -> g' m - line <= 0 -> False).
  { intros Hu Hs. set (h := Rmin delta (m - u) / 2).
    assert (Ha := Rmin_l delta (m - u)). assert (Hb := Rmin_r delta (m - u)).
    assert (0 < Rmin delta (m - u)) by (apply Rmin_glb_lt; lra).
    assert (0 < h) by (unfold h; lra).
    apply (step (- h)); try (unfold h in *; lra).
    - rewrite Rabs_Ropp, Rabs_right; unfold h in *; lra.
    - nra. }
  destruct (Rle_lt_dec (g' m) line) as [H|H].
  - destruct (Rle_lt_dec m u) as [Hu|Hu].
    + assert (m = u) by lra. subst m. apply right; unfold line in *; lra.
    + apply left; lra.
  - destruct (Rle_lt_dec w m) as [Hw|Hw].
    + assert (m = w) by lra. subst m. unfold line in *. lra.
    + apply right; lra.
Qed.

(** So the function lies above its tangents. *)
Lemma above_tangent g g' : strictly_convex_fn g -> (forall v, derivable_pt_lim g v (g' v)) ->
  forall v u, u <> 0 -> g v + g' v * u < g (v + u).
Proof.
  intros S D v u Hu. destruct (Rtotal_order u 0) as [H|[H|H]]; [|contradiction|].
  - destruct (MVT_cor2 g g' (v + u) v ltac:(lra) (fun c _ => D c)) as [c [E Hc]].
    assert (g' c < g' v) by (apply (slope_increases g g' S D); lra).
    replace (v - (v + u)) with (- u) in E by ring.
    assert (g' c * - u < g' v * - u) by (apply Rmult_lt_compat_r; lra). lra.
  - destruct (MVT_cor2 g g' v (v + u) ltac:(lra) (fun c _ => D c)) as [c [E Hc]].
    assert (g' v < g' c) by (apply (slope_increases g g' S D); lra).
    replace (v + u - v) with u in E by ring.
    assert (g' v * u < g' c * u) by (apply Rmult_lt_compat_r; lra). lra.
Qed.

(** ** The loss *)

(** Where the loss has positive slope, it falls at least linearly. *)
Lemma falls g v q : derivable_pt_lim g v q -> 0 < q ->
  exists delta, 0 < delta /\ forall u, 0 <= u < delta -> g (v - u) <= g v - q / 2 * u.
Proof.
  intros D Hq. destruct (derivative_near g v q D (q / 2)) as [delta [Hd N]]; [lra|].
  exists delta. split; [assumption|]. intros u Hu.
  assert (A : Rabs (- u) = u) by (rewrite Rabs_Ropp; apply Rabs_right; lra).
  specialize (N (- u) ltac:(rewrite A; lra)). rewrite A in N.
  apply abs_le_both in N. unfold Rminus in *. lra.
Qed.

Lemma nondecreasing_slope g v q : (forall u w, u <= w -> g u <= g w) ->
  derivable_pt_lim g v q -> 0 <= q.
Proof.
  intros M D. apply (derivative_above g v q 0 1); [lra|assumption|].
  intros h Hh. rewrite Rmult_0_l, Rplus_0_r. apply M. lra.
Qed.

(** lemma.slope_zero_flat: where a nondecreasing loss in C^2 has slope 0 its
    curvature is 0 too, so it moves by o(u^2). *)
Lemma flat g g' g'' v : (forall u w, u <= w -> g u <= g w) ->
  (forall u, derivable_pt_lim g u (g' u)) -> (forall u, derivable_pt_lim g' u (g'' u)) ->
  g' v = 0 ->
  forall eps, 0 < eps -> exists delta, 0 < delta /\
    forall u, Rabs u < delta -> g (v + u) <= g v + eps * u^2.
Proof.
  intros M D D2 Z eps Heps.
  assert (pos : forall u, 0 <= g' u) by (intros; eapply nondecreasing_slope; eauto).
  assert (Z2 : g'' v = 0).
  { apply Rle_antisym.
    - apply (derivative_below g' v _ 0 1 ltac:(lra) (D2 v)). intros h Hh.
      rewrite Z. specialize (pos (v - h)). lra.
    - apply (derivative_above g' v _ 0 1 ltac:(lra) (D2 v)). intros h Hh.
      rewrite Z. specialize (pos (v + h)). lra. }
  destruct (derivative_near g' v _ (D2 v) eps Heps) as [delta [Hd N]].
  exists delta. split; [assumption|]. intros u Hu.
  destruct (Rle_lt_dec u 0) as [Hneg|Hpos].
  - assert (g (v + u) <= g v) by (apply M; lra). assert (0 <= u^2) by apply pow2_ge_0. nra.
  - destruct (MVT_cor2 g g' v (v + u) ltac:(lra) (fun c _ => D c)) as [c [E Hc]].
    rewrite Rabs_right in Hu by lra.
    assert (A : Rabs (c - v) = c - v) by (apply Rabs_right; lra).
    specialize (N (c - v) ltac:(rewrite A; lra)). rewrite A, Z, Z2 in N.
    replace (v + (c - v)) with c in N by ring. apply abs_le_both in N.
    replace (v + u - v) with u in E by ring.
    assert (eps * (c - v) <= eps * u) by (apply Rmult_le_compat_l; lra).
    assert (g' c * u <= eps * u * u) by (apply Rmult_le_compat_r; lra).
    lra.
Qed.

(** ** Taylor's formula to second order *)

Lemma taylor g g' g'' v : (forall u, derivable_pt_lim g u (g' u)) ->
  derivable_pt_lim g' v g'' ->
  forall eps, 0 < eps -> exists delta, 0 < delta /\
    forall h, Rabs h < delta -> Rabs (g (v + h) - g v - g' v * h - g'' / 2 * h^2) <= eps * h^2.
Proof.
  intros D D2 eps Heps. destruct (derivative_near g' v _ D2 eps Heps) as [delta [Hd N]].
  exists delta. split; [assumption|]. intros h Hh.
  (* the remainder, and the mean value theorem *)
  set (r := fun u => g u - g' v * (u - v) - g'' / 2 * (u - v)^2).
  assert (Dr : forall u, derivable_pt_lim r u (g' u - g' v - g'' * (u - v))).
  { intros u. unfold r.
    replace (g' u - g' v - g'' * (u - v))
      with (g' u - g' v * (1 - 0) - g'' / 2 * (INR 2 * (u - v)^1 * (1 - 0))) by (simpl; field).
    assert (Du : derivable_pt_lim (fun x => x - v) u (1 - 0)).
    { apply derivable_pt_lim_minus; [apply derivable_pt_lim_id|apply derivable_pt_lim_const]. }
    apply derivable_pt_lim_minus; [apply derivable_pt_lim_minus|].
    - apply D.
    - now apply derivable_pt_lim_scal.
    - apply derivable_pt_lim_scal.
      apply (derivable_pt_lim_comp (fun x => x - v) (fun x => x^2)); [assumption|].
      apply derivable_pt_lim_pow. }
  assert (mean : forall a b, a < b -> exists c,
    r b - r a = (g' c - g' v - g'' * (c - v)) * (b - a) /\ a < c < b).
  { intros a b Hab. destruct (MVT_cor2 r _ a b Hab (fun c _ => Dr c)) as [c Hc]. exists c.
    apply Hc. }
  assert (Ev : r v = g v) by (unfold r; replace (v - v) with 0 by ring; ring).
  replace (g (v + h) - g v - g' v * h - g'' / 2 * h^2) with (r (v + h) - r v)
    by (rewrite Ev; unfold r; replace (v + h - v) with h by ring; ring).
  destruct (Rtotal_order h 0) as [H|[H|H]].
  - destruct (mean (v + h) v ltac:(lra)) as [c [E Hc]].
    apply Rabs_def2 in Hh.
    specialize (N (c - v)). rewrite Rabs_left in N by lra. specialize (N ltac:(lra)).
    replace (v + (c - v)) with c in N by ring. apply abs_le_both in N.
    replace (v - (v + h)) with (- h) in E by ring.
    set (s := g' c - g' v - g'' * (c - v)) in *.
    assert (eps * (v - c) <= eps * - h) by (apply Rmult_le_compat_l; lra).
    assert (s * - h <= eps * - h * - h) by (apply Rmult_le_compat_r; lra).
    assert (- (eps * - h) * - h <= s * - h) by (apply Rmult_le_compat_r; lra).
    apply Rabs_le. split; lra.
  - subst h. rewrite Rplus_0_r. replace (r v - r v) with 0 by ring. rewrite Rabs_R0. lra.
  - destruct (mean v (v + h) ltac:(lra)) as [c [E Hc]].
    apply Rabs_def2 in Hh.
    specialize (N (c - v)). rewrite Rabs_right in N by lra. specialize (N ltac:(lra)).
    replace (v + (c - v)) with c in N by ring. apply abs_le_both in N.
    replace (v + h - v) with h in E by ring.
    set (s := g' c - g' v - g'' * (c - v)) in *.
    assert (eps * (c - v) <= eps * h) by (apply Rmult_le_compat_l; lra).
    assert (s * h <= eps * h * h) by (apply Rmult_le_compat_r; lra).
    assert (- (eps * h) * h <= s * h) by (apply Rmult_le_compat_r; lra).
    apply Rabs_le. split; lra.
Qed.

(** A strictly convex function has a positive second derivative where it has
    one: the parabola below it is of positive curvature. *)
Lemma positive_curvature g g' g'' v : strictly_convex_fn g ->
  (forall u, derivable_pt_lim g u (g' u)) -> derivable_pt_lim g' v g'' -> 0 < g''.
Proof.
  intros S D D2. destruct (above_parabola g v _ S (D v)) as [k [delta [Hk [Hd B]]]].
  destruct (taylor g g' g'' v D D2 (k / 2) ltac:(lra)) as [delta' [Hd' T]].
  set (h := Rmin delta delta' / 2).
  assert (Ha := Rmin_l delta delta'). assert (Hb := Rmin_r delta delta').
  assert (0 < Rmin delta delta') by now apply Rmin_glb_lt.
  assert (Hh : 0 < h) by (unfold h; lra).
  assert (Ah : Rabs h = h) by (apply Rabs_right; lra).
  specialize (B h ltac:(rewrite Ah; unfold h; lra)).
  specialize (T h ltac:(rewrite Ah; unfold h; lra)).
  apply abs_le_both in T. assert (0 < h^2) by (apply square_positive; lra).
  apply Rmult_lt_reg_r with (h^2); [assumption|].
  assert (0 < k * h^2) by now apply Rmult_lt_0_compat. lra.
Qed.

(** ** Convex losses

    Where a convex nondecreasing loss has slope 0, it is constant below. *)

Lemma convex_minimum g v : convex_fn g -> derivable_pt_lim g v 0 -> forall u, g v <= g u.
Proof.
  intros C D u. apply Rnot_lt_le. intros Hlt.
  assert (Huv : u <> v) by (intros E; subst; lra).
  assert (Hd : 0 < Rabs (u - v)) by (apply Rabs_pos_lt; lra).
  destruct (derivative_near g v 0 D ((g v - g u) / 2 / Rabs (u - v))) as [delta [Hdelta N]].
  { apply Rdiv_lt_0_compat; lra. }
  set (p := Rmin 1 (delta / Rabs (u - v)) / 2).
  assert (Ha := Rmin_l 1 (delta / Rabs (u - v))). assert (Hb := Rmin_r 1 (delta / Rabs (u - v))).
  assert (0 < Rmin 1 (delta / Rabs (u - v))).
  { apply Rmin_glb_lt; [lra|now apply Rdiv_lt_0_compat]. }
  assert (Hp : 0 < p <= 1) by (unfold p; lra).
  assert (Ap : Rabs (p * (u - v)) = p * Rabs (u - v)).
  { rewrite Rabs_mult, (Rabs_right p) by lra. reflexivity. }
  assert (small : p * Rabs (u - v) < delta).
  { replace delta with (delta / Rabs (u - v) * Rabs (u - v)) by (field; lra).
    apply Rmult_lt_compat_r; [assumption|]. unfold p. lra. }
  specialize (N (p * (u - v)) ltac:(rewrite Ap; assumption)). rewrite Ap in N.
  replace ((g v - g u) / 2 / Rabs (u - v) * (p * Rabs (u - v))) with (p * ((g v - g u) / 2)) in N
    by (field; lra).
  specialize (C u v p ltac:(lra)).
  replace (p * u + (1 - p) * v) with (v + p * (u - v)) in C by ring.
  apply abs_le_both in N. assert (0 < p * ((g v - g u) / 2)) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

Lemma constant_below g g' v : (forall u w, u <= w -> g u <= g w) -> convex_fn g ->
  (forall u, derivable_pt_lim g u (g' u)) -> g' v = 0 ->
  forall u, u <= v -> g u = g v /\ g' u = 0.
Proof.
  intros M C D Z u Hu. assert (least : forall x, g v <= g x).
  { intros x. apply convex_minimum; [assumption|]. rewrite <- Z. apply D. }
  assert (E : g u = g v) by (apply Rle_antisym; auto).
  split; [assumption|]. apply Rle_antisym.
  - apply (derivative_below g u _ 0 1 ltac:(lra) (D u)). intros h _. specialize (least (u - h)).
    lra.
  - apply (derivative_above g u _ 0 1 ltac:(lra) (D u)). intros h _. specialize (least (u + h)).
    lra.
Qed.
