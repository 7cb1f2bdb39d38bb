(** * Two neurons of positive curvature that move along one direction: the chords of their function

    As SubspacesPair.v, for a neuron that is C^1 only: where the first order cancels, what is left
    is the difference of two chords, which no o(h^2) outweighs. *)

From Coq Require Import Reals List Lia Lra Bool.
From TheoremCheck Require Import
  Setting Conditions Linear SecondOrder Vary Stationary Descent SubspacesMoves SubspacesPair.
Import ListNotations.
Open Scope R_scope.

(** ** A function above a parabola, at two places on a line through 0 *)

Section Chords.

(** A convex function minus its tangent at u, and the parabola below it. *)
Variable g : R -> R.
Hypothesis convex : convex_fn g.
Hypothesis at_0 : g 0 = 0.
Hypothesis flat_0 : derivable_pt_lim g 0 0.
Variables k r : R.
Hypothesis Hk : 0 < k.
Hypothesis Hr : 0 < r.
Hypothesis above : forall h, Rabs h < r -> k * h^2 <= g h.

Lemma g_nonneg h : 0 <= g h.
Proof.
  rewrite <- at_0. apply (convex_minimum g 0 convex). rewrite <- at_0 at 1. rewrite at_0. exact flat_0.
Qed.

(** Chords from 0 get steeper. *)
Lemma chord lam h : 0 <= lam <= 1 -> g (lam * h) <= lam * g h.
Proof.
  intros L. pose proof (convex h 0 lam L) as C. rewrite at_0 in C.
  replace (lam * h + (1 - lam) * 0) with (lam * h) in C by ring. lra.
Qed.

(** If those to h and to lam h differ by little, g is small. *)
Lemma small_chords lam eps h n : 0 < lam < 1 -> 0 <= eps ->
  (forall v, Rabs v <= Rabs h -> lam * g v - g (lam * v) <= lam * eps * v^2) ->
  g h <= eps / (1 - lam) * h^2 + g (lam^n * h) / lam^n.
Proof.
  intros L E. revert h. induction n as [|n IH]; intros h H.
  - simpl. unfold Rdiv at 2. rewrite Rmult_1_l, Rinv_1, Rmult_1_r. assert (0 <= eps / (1 - lam) * h ^ 2); [|simpl in *; lra].
    apply Rmult_le_pos; [|apply pow2_ge_0]. apply Rle_mult_inv_pos; lra.
  - assert (small : Rabs (lam * h) <= Rabs h).
    { rewrite Rabs_mult, (Rabs_right lam) by lra. pose proof (Rabs_pos h). nra. }
    specialize (IH (lam * h) ltac:(intros v Hv; apply H; lra)). specialize (H h (Rle_refl _)).
    assert (P : 0 < lam^n) by (apply pow_lt; lra).
    assert (g h <= eps * h^2 + g (lam * h) / lam).
    { apply Rmult_le_reg_l with lam; [lra|].
      replace (lam * (eps * h^2 + g (lam * h) / lam)) with (lam * eps * h^2 + g (lam * h)) by (field; lra). lra. }
    assert (Q : g (lam * h) / lam <= (eps / (1 - lam) * (lam * h)^2 + g (lam^n * (lam * h)) / lam^n) / lam).
    { apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; lra|assumption]. }
    replace (lam^n * (lam * h)) with (lam^S n * h) in Q by (simpl; ring).
    replace ((eps / (1 - lam) * (lam * h)^2 + g (lam^S n * h) / lam^n) / lam)
      with (eps / (1 - lam) * lam * h^2 + g (lam^S n * h) / lam^S n) in Q
      by (simpl; field; repeat split; lra).
    replace (eps / (1 - lam) * h^2) with (eps * h^2 + eps / (1 - lam) * lam * h^2) by (field; lra).
    lra.
Qed.

(** So they differ by more than a multiple of h^2, however small h. *)
Lemma chords_apart lam : 0 < lam < 1 ->
  ~ hardly_rises (fun h => lam * g h - g (lam * h)).
Proof.
  intros L H. set (eps := k * (1 - lam) / 2 ).
  assert (E : 0 < eps) by (unfold eps; apply Rdiv_lt_0_compat; [|lra]; apply Rmult_lt_0_compat; lra).
  destruct (H (lam * eps)) as [delta [Hd B]]; [apply Rmult_lt_0_compat; lra|].
  set (h := Rmin r delta / 2).
  assert (Ha := Rmin_l r delta). assert (Hb := Rmin_r r delta).
  assert (0 < Rmin r delta) by now apply Rmin_glb_lt.
  assert (Hh : 0 < h) by (unfold h; lra).
  assert (Ah : Rabs h = h) by (apply Rabs_right; lra).
  specialize (above h ltac:(rewrite Ah; unfold h; lra)).
  assert (Hsq : 0 < h^2) by (apply square_positive; lra).
  (* g (lam^n h) / lam^n tends to 0 *)
  destruct (derivative_near g 0 0 flat_0 (k * h / 4)) as [d' [Hd' N]].
  { apply Rdiv_lt_0_compat; [now apply Rmult_lt_0_compat|lra]. }
  destruct (pow_lt_1_zero lam ltac:(rewrite Rabs_right; lra) (d' / (h + 1))) as [n Hn].
  { apply Rdiv_lt_0_compat; lra. }
  specialize (Hn n (le_n n)).
  assert (P : 0 < lam^n) by (apply pow_lt; lra).
  rewrite Rabs_right in Hn by lra.
  assert (S : Rabs (lam^n * h) < d').
  { rewrite Rabs_right by (apply Rle_ge, Rmult_le_pos; lra).
    apply Rle_lt_trans with (lam^n * (h + 1)); [apply Rmult_le_compat_l; lra|].
    apply (Rmult_lt_compat_r (h + 1)) in Hn; [|lra].
    replace (d' / (h + 1) * (h + 1)) with d' in Hn by (field; lra). assumption. }
  specialize (N (lam^n * h) S). rewrite at_0, Rplus_0_l in N.
  replace (g (lam^n * h) - 0 - 0 * (lam^n * h)) with (g (lam^n * h)) in N by ring.
  rewrite (Rabs_right (lam^n * h)) in N by (apply Rle_ge, Rmult_le_pos; lra).
  apply Rle_trans with (r1 := g (lam^n * h)) in N; [|apply Rle_abs].
  assert (T : g (lam^n * h) / lam^n <= k * h^2 / 4).
  { apply Rmult_le_reg_r with (lam^n); [assumption|].
    unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
    replace (k * h^2 / 4 * lam^n) with (k * h / 4 * (lam^n * h)) by field. assumption. }
  assert (G := small_chords lam eps h n L ltac:(lra)).
  assert (K : eps / (1 - lam) * h^2 = k * h^2 / 2) by (unfold eps; field; lra).
  rewrite K in G. cut (g h <= k * h^2 / 2 + k * h^2 / 4).
  { intros C. assert (0 < k * h^2) by now apply Rmult_lt_0_compat. lra. }
  eapply Rle_trans; [apply G|lra].
  intros v Hv. apply B. rewrite Ah in Hv. unfold h in *. lra.
Qed.

(** Of two places p x and q x, p > q, both not 0: g (p x) / p >= g (q x) / q, by more than a
    multiple of x^2 however small x. *)
Lemma places_apart p q : q < p -> p <> 0 -> q <> 0 ->
  (forall x, 0 <= g (p * x) / p - g (q * x) / q) /\
  forall m, m <> 0 -> ~ hardly_rises (fun h => g (p * (h * m)) / p - g (q * (h * m)) / q).
Proof.
  intros Hpq Np Nq.
  assert (cases : (q < 0 < p) \/ (0 < q /\ 0 < q / p < 1) \/ (p < 0 /\ 0 < p / q < 1)).
  { destruct (Rtotal_order p 0) as [P|[P|P]]; [right; right|contradiction|].
    - assert (Q : q < 0) by lra. split; [assumption|]. split.
      + replace (p / q) with ((- p) / (- q)) by (field; lra). apply Rdiv_lt_0_compat; lra.
      + apply Rmult_lt_reg_r with (- q); [lra|]. replace (p / q * - q) with (- p) by (field; lra). lra.
    - destruct (Rtotal_order q 0) as [Q|[Q|Q]]; [left; lra|contradiction|right; left].
      split; [assumption|]. split; [now apply Rdiv_lt_0_compat|].
      apply Rmult_lt_reg_r with p; [assumption|].
      replace (q / p * p) with q by (field; assumption). lra. }
  (* from c (lam g v - g (lam v)), c > 0, at v = b x *)
  assert (chords : forall b c lam, b <> 0 -> 0 < c -> 0 < lam < 1 ->
    (forall x, g (p * x) / p - g (q * x) / q = c * (lam * g (b * x) - g (lam * (b * x)))) ->
    (forall x, 0 <= g (p * x) / p - g (q * x) / q) /\
    forall m, m <> 0 -> ~ hardly_rises (fun h => g (p * (h * m)) / p - g (q * (h * m)) / q)).
  { intros b c lam Nb Hc L E. split.
    - intros x. rewrite E. apply Rmult_le_pos; [lra|].
      pose proof (chord lam (b * x) ltac:(lra)). lra.
    - intros m Nm H. apply (chords_apart lam L). intros eps Heps.
      assert (Bm : b * m <> 0) by now apply Rmult_integral_contrapositive.
      assert (A : 0 < Rabs (b * m)) by now apply Rabs_pos_lt.
      destruct (H (c * eps * (b * m)^2)) as [delta [Hd B]].
      { apply Rmult_lt_0_compat; [now apply Rmult_lt_0_compat|now apply square_positive]. }
      exists (delta * Rabs (b * m)). split; [now apply Rmult_lt_0_compat|]. intros v Hv.
      specialize (B (v / (b * m))). rewrite E in B.
      replace (b * (v / (b * m) * m)) with v in B by (field; auto).
      apply Rmult_le_reg_l with c; [assumption|].
      replace (c * (eps * v^2)) with (c * eps * (b * m)^2 * (v / (b * m))^2) by (field; auto).
      apply B. unfold Rdiv. rewrite Rabs_mult, Rabs_inv.
      apply Rmult_lt_reg_r with (Rabs (b * m)); [assumption|].
      rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. assumption. }
  destruct cases as [[Q P]|[[Q L]|[P L]]].
  - split.
    + intros x. assert (A := g_nonneg (p * x)). assert (B := g_nonneg (q * x)).
      assert (0 <= g (p * x) / p) by now apply Rle_mult_inv_pos.
      assert (0 <= g (q * x) / - q) by (apply Rle_mult_inv_pos; lra).
      replace (g (q * x) / q) with (- (g (q * x) / - q)) by (field; lra). lra.
    + intros m Nm H. destruct (H (k * p * m^2 / 2)) as [delta [Hd B]].
      { apply Rdiv_lt_0_compat; [|lra]. apply Rmult_lt_0_compat; [now apply Rmult_lt_0_compat|].
        now apply square_positive. }
      assert (Pm : 0 < Rabs (p * m)) by (apply Rabs_pos_lt, Rmult_integral_contrapositive; lra).
      set (h := Rmin delta (r / Rabs (p * m)) / 2).
      assert (Ha := Rmin_l delta (r / Rabs (p * m))). assert (Hb := Rmin_r delta (r / Rabs (p * m))).
      assert (0 < Rmin delta (r / Rabs (p * m))) by (apply Rmin_glb_lt; [|apply Rdiv_lt_0_compat]; assumption).
      assert (Hh : 0 < h) by (unfold h; lra). assert (Ah : Rabs h = h) by (apply Rabs_right; lra).
      specialize (B h ltac:(rewrite Ah; unfold h; lra)).
      assert (Small : Rabs (p * (h * m)) < r).
      { replace (p * (h * m)) with (h * (p * m)) by ring. rewrite Rabs_mult, Ah.
        apply Rlt_le_trans with (r / Rabs (p * m) * Rabs (p * m)).
        - apply Rmult_lt_compat_r; [assumption|unfold h; lra].
        - right. field. lra. }
      assert (A := above _ Small). assert (C := g_nonneg (q * (h * m))).
      assert (k * p * m^2 * h^2 <= g (p * (h * m)) / p).
      { apply Rmult_le_reg_r with p; [assumption|]. unfold Rdiv.
        replace (g (p * (h * m)) * / p * p) with (g (p * (h * m))) by (field; lra).
        replace (k * p * m^2 * h^2 * p) with (k * (p * (h * m))^2) by ring. assumption. }
      assert (0 <= g (q * (h * m)) / - q) by (apply Rle_mult_inv_pos; lra).
      replace (g (q * (h * m)) / q) with (- (g (q * (h * m)) / - q)) in B by (field; lra).
      assert (0 < k * p * m^2 * h^2).
      { apply Rmult_lt_0_compat; [|apply square_positive; lra].
        apply Rmult_lt_0_compat; [now apply Rmult_lt_0_compat|now apply square_positive]. }
      lra.
  - apply (chords p (/ q) (q / p)); [assumption|now apply Rinv_0_lt_compat|assumption|].
    intros x. replace (q / p * (p * x)) with (q * x) by (field; assumption). field. split; lra.
  - apply (chords q (- / p) (p / q)); [assumption| |assumption|].
    + assert (0 < / - p) by (apply Rinv_0_lt_compat; lra). replace (- / p) with (/ - p) by (field; lra). assumption.
    + intros x. replace (p / q * (q * x)) with (p * x) by (field; assumption). field. split; lra.
Qed.

End Chords.

Lemma over_split {T : Type} (l : list T) g a b e : l = a ++ e :: b ->
  over l g = over (a ++ b) g + g e.
Proof.
  intros ->. induction a as [|c a IH]; simpl; [ring|]. rewrite IH. ring.
Qed.

Lemma strictly_convex_convex g g' : strictly_convex_fn g -> (forall v, derivable_pt_lim g v (g' v)) ->
  convex_fn g.
Proof.
  intros S D u v p Hp. set (w := p * u + (1 - p) * v).
  assert (T : forall x, g w + g' w * (x - w) <= g x).
  { intros x. destruct (Req_dec x w) as [->|N]; [lra|].
    pose proof (above_tangent g g' S D w (x - w) ltac:(lra)) as A.
    replace (w + (x - w)) with x in A by ring. lra. }
  pose proof (T u) as U. pose proof (T v) as V.
  apply (Rmult_le_compat_l p) in U; [|lra]. apply (Rmult_le_compat_l (1 - p)) in V; [|lra].
  assert (p * (u - w) + (1 - p) * (v - w) = 0) by (unfold w; ring). nra.
Qed.

Section Pair.

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
Hypothesis flats : forall e, In e (data P) -> l1 (z P t e) = 0 -> flat_at P (z P t e).

Notation slope := (slope P l1 t).

Variables j k : nat.
Hypothesis Hj : (j < width P)%nat.
Hypothesis Hk : (k < width P)%nat.
Hypothesis Hjk : j <> k.
Hypothesis Aj : t (A j) <> 0.
Hypothesis Ak : t (A k) <> 0.

(** w_j moves along v / a_j, w_k along - v / a_k. *)
Definition apart (v : nat -> R) (i : nat) : nat -> R :=
  if (i =? j)%nat then fun m => / t (A j) * v m
  else if (i =? k)%nat then fun m => - / t (A k) * v m else fun _ => 0.

Lemma dot_apart v e :
  dot P (apart v j) e = / t (A j) * dot P v e /\
  dot P (apart v k) e = - / t (A k) * dot P v e /\
  forall i, i <> j -> i <> k -> dot P (apart v i) e = 0.
Proof.
  unfold apart. rewrite !Nat.eqb_refl. split; [apply dot_scaled|]. split.
  - destruct (Nat.eqb_spec k j); [congruence|]. apply dot_scaled.
  - intros i Ni Nk. destruct (Nat.eqb_spec i j); [contradiction|].
    destruct (Nat.eqb_spec i k); [contradiction|]. now apply dot_zero.
Qed.

(** The neuron minus its tangent at u, upwards. *)
Definition bulge (u x : R) : R := curve * sigma P (u + x) - curve * sigma P u - curve * s1 u * x.

Lemma curved_slope v : derivable_pt_lim (fun v => curve * sigma P v) v (curve * s1 v).
Proof. apply derivable_pt_lim_scal, Ds. Qed.

Lemma bulge_convex u : convex_fn (bulge u).
Proof.
  intros a b p Hp. unfold bulge.
  pose proof (strictly_convex_convex _ _ curved curved_slope (u + a) (u + b) p Hp) as C. cbv beta in C.
  replace (p * (u + a) + (1 - p) * (u + b)) with (u + (p * a + (1 - p) * b)) in C by ring. nra.
Qed.

Lemma bulge_flat u : derivable_pt_lim (bulge u) 0 0.
Proof.
  unfold bulge. replace 0 with (curve * s1 (u + 0) - 0 - curve * s1 u * 1) at 2
    by (rewrite Rplus_0_r; ring).
  apply derivable_pt_lim_minus; [apply derivable_pt_lim_minus|].
  - apply derivable_pt_lim_scal.
    replace (s1 (u + 0)) with (s1 (u + 0 * 1) * 1) by (rewrite Rmult_0_l; ring).
    intros eps He. assert (D : derivable_pt_lim (fun h => sigma P (u + h * 1)) 0 (s1 (u + 0 * 1) * 1)).
    { apply (derivable_pt_lim_comp (fun h => u + h * 1) (sigma P)); [apply derivative_line|apply Ds]. }
    destruct (D eps He) as [d B]. exists d. intros h N S. specialize (B h N S).
    rewrite !Rmult_1_r in B. rewrite Rmult_0_l in *. rewrite Rmult_1_r. exact B.
  - apply derivable_pt_lim_const.
  - apply derivable_pt_lim_scal, derivable_pt_lim_id.
Qed.

Lemma bulge_above u : exists c r, 0 < c /\ 0 < r /\ forall h, Rabs h < r -> c * h^2 <= bulge u h.
Proof.
  destruct (above_parabola _ u _ curved (curved_slope u)) as [c [r [Hc [Hr B]]]].
  exists c, r. repeat split; try assumption. intros h Hh. specialize (B h Hh). unfold bulge. lra.
Qed.

Lemma run_apart v h e : f P (shift P t (apart v) h) e - f P t e
  = t (A j) * (sigma P (pre P t j e + / t (A j) * (h * dot P v e)) - sigma P (pre P t j e))
    + t (A k) * (sigma P (pre P t k e + - / t (A k) * (h * dot P v e)) - sigma P (pre P t k e)).
Proof.
  rewrite f_shift by assumption. rewrite (sum_two (width P) j k); try assumption.
  - destruct (dot_apart v e) as [-> [-> _]].
    replace (h * (/ t (A j) * dot P v e)) with (/ t (A j) * (h * dot P v e)) by ring.
    replace (h * (- / t (A k) * dot P v e)) with (- / t (A k) * (h * dot P v e)) by ring. ring.
  - intros i _ Ni Nk. rewrite (proj2 (proj2 (dot_apart v e)) i Ni Nk), Rmult_0_r, Rplus_0_r. ring.
Qed.

(** If both receive the same from the samples with positive slope, the slopes vanish on the class
    on which f rises: the first order cancels, the chords of a strictly convex function do not. *)
Lemma chords_empty (v : nat -> R) (label : bool) :
  (forall e, In e (data P) -> slope e <> 0 -> pre P t j e = pre P t k e) ->
  0 < (if label then 1 else -1) * ((/ t (A j) + / t (A k)) * curve) ->
  (forall e, In e (data P) ->
    (positive_label e = label -> dot P v e <> 0) /\ (positive_label e <> label -> dot P v e = 0)) ->
  forall e, In e (data P) -> positive_label e = label -> slope e = 0.
Proof.
  intros received sign cut e0 H0 L0. destruct (Req_dec (slope e0) 0) as [|S0]; [assumption|exfalso].
  set (p := / t (A j)) in *. set (q := - / t (A k)).
  assert (Np : p <> 0) by now apply Rinv_neq_0_compat.
  assert (Nq : q <> 0) by (unfold q; apply Ropp_neq_0_compat; now apply Rinv_neq_0_compat).
  assert (unit2 : curve * curve = 1) by (destruct unit as [C|C]; rewrite C; ring).
  set (up := fun e h => y e * (f P (shift P t (apart v) h) e - f P t e)).
  (* what f does *)
  assert (shape : forall e, In e (data P) -> positive_label e = label -> slope e <> 0 ->
    (forall h, 0 <= up e h) /\ ~ hardly_rises (up e)).
  { intros e He Le Se. destruct (bulge_above (pre P t k e)) as [c [r [Hc [Hr B]]]].
    assert (Z : bulge (pre P t k e) 0 = 0) by (unfold bulge; rewrite Rplus_0_r; ring).
    assert (E : forall h, up e h = y e * curve * (bulge (pre P t k e) (p * (h * dot P v e)) / p
      - bulge (pre P t k e) (q * (h * dot P v e)) / q)).
    { intros h. unfold up. rewrite run_apart, (received e He Se). fold p q. unfold bulge.
      assert (Ej : t (A j) = / p) by (unfold p; now rewrite Rinv_inv).
      assert (Ek : t (A k) = - / q) by (unfold q; field; assumption).
      rewrite Ej, Ek. set (x := h * dot P v e). set (u := pre P t k e).
      transitivity (curve * curve * (y e * (/ p * (sigma P (u + p * x) - sigma P u)
        + - / q * (sigma P (u + q * x) - sigma P u)))); [rewrite unit2; ring|]. field. now split. }
    assert (Y : y e = if label then 1 else -1) by (unfold y; now rewrite Le).
    rewrite <- Y in sign.
    assert (Nv : dot P v e <> 0) by now apply cut.
    assert (one : y e * curve = 1 /\ q < p \/ y e * curve = -1 /\ p < q).
    { assert (S : 0 < y e * curve * (p - q)) by (unfold q; lra).
      unfold y in *. destruct (positive_label e), unit as [C|C]; rewrite C in *; lra. }
    destruct one as [[O Q]|[O Q]].
    - destruct (places_apart (bulge (pre P t k e)) (bulge_convex _) Z (bulge_flat _) c r Hc Hr B p q Q Np Nq)
        as [G N]. split.
      + intros h. rewrite E, O, Rmult_1_l. apply G.
      + intros H. apply (N (dot P v e) Nv). intros eps Heps. destruct (H eps Heps) as [d [Hd M]].
        exists d. split; [assumption|]. intros h Hh. specialize (M h Hh). rewrite E, O, Rmult_1_l in M.
        exact M.
    - destruct (places_apart (bulge (pre P t k e)) (bulge_convex _) Z (bulge_flat _) c r Hc Hr B q p Q Nq Np)
        as [G N]. split.
      + intros h. rewrite E, O. specialize (G (h * dot P v e)). lra.
      + intros H. apply (N (dot P v e) Nv). intros eps Heps. destruct (H eps Heps) as [d [Hd M]].
        exists d. split; [assumption|]. intros h Hh. specialize (M h Hh). rewrite E, O in M. lra. }
  assert (zs : forall e h, z P (shift P t (apart v) h) e = z P t e - up e h)
    by (intros; unfold up, z; ring).
  (* no term of the loss rises by more than o(h^2) *)
  assert (hardly : forall e, In e (data P) -> hardly_rises (loss_move P t (apart v) e)).
  { intros e He. destruct (Req_dec (slope e) 0) as [Z|N].
    - apply (flat_hardly_rises P s1 Ds nondecreasing w). now apply flats.
    - destruct (bool_dec (positive_label e) label) as [L|L].
      + intros eps Heps. exists 1. split; [lra|]. intros h _.
        destruct (shape e He L N) as [G _]. specialize (G h).
        assert (ell P (z P (shift P t (apart v) h) e) <= ell P (z P t e))
          by (apply nondecreasing; rewrite zs; lra).
        unfold loss_move. assert (0 <= h^2) by apply pow2_ge_0. nra.
      + apply (still_hardly_rises P w). intros i Hi. assert (V := proj2 (cut e He) L).
        destruct (dot_apart v e) as [Dj [Dk Do]].
        destruct (Nat.eq_dec i j) as [->|Nij]; [rewrite Dj, V; ring|].
        destruct (Nat.eq_dec i k) as [->|Nik]; [rewrite Dk, V; ring|]. now apply Do. }
  destruct (shape e0 H0 L0 S0) as [G0 N0]. apply N0. intros eps Heps.
  assert (Hq : 0 < l1 (z P t e0)).
  { unfold SubspacesMoves.slope in S0. pose proof (slope_nonneg P l1 Dl nondecreasing (z P t e0)). lra. }
  destruct (falls (ell P) _ _ (Dl _) Hq) as [d1 [Hd1 F]].
  destruct (moves_linearly P s1 Ds w t (apart v) e0) as [C [d2 [HC [Hd2 Lin]]]].
  destruct (in_split _ _ H0) as [a [b split]].
  destruct (over_hardly_rises (a ++ b) share (loss_move P t (apart v))) with
    (eps := share e0 * (l1 (z P t e0) / 2) * eps) as [d3 [Hd3 O]].
  { intros; apply share_pos. }
  { intros e He. apply hardly. rewrite split. apply in_app_iff in He. apply in_app_iff. simpl. tauto. }
  { pose proof (share_pos e0). apply Rmult_lt_0_compat; [|assumption]. apply Rmult_lt_0_compat; lra. }
  destruct minimum as [adm [r [Hr least]]].
  destruct (vary_near P t 0 (fun _ => 0) (apart v) r Hr) as [d4 [Hd4 near]].
  set (m := Rmin (Rmin d2 (d1 / (C + 1))) (Rmin d3 d4)).
  assert (Hm : 0 < m).
  { unfold m. repeat apply Rmin_glb_lt; try assumption. apply Rdiv_lt_0_compat; lra. }
  exists m. split; [assumption|]. intros h Hh.
  assert (M1 := Rmin_l (Rmin d2 (d1 / (C + 1))) (Rmin d3 d4)).
  assert (M2 := Rmin_r (Rmin d2 (d1 / (C + 1))) (Rmin d3 d4)).
  assert (M3 := Rmin_l d2 (d1 / (C + 1))). assert (M4 := Rmin_r d2 (d1 / (C + 1))).
  assert (M5 := Rmin_l d3 d4). assert (M6 := Rmin_r d3 d4). fold m in M1, M2.
  specialize (Lin h ltac:(lra)). specialize (O h ltac:(lra)).
  assert (Small : up e0 h < d1).
  { assert (Hs : Rabs h < d1 / (C + 1)) by lra.
    apply (Rmult_lt_compat_l (C + 1)) in Hs; [|lra].
    replace ((C + 1) * (d1 / (C + 1))) with d1 in Hs by (field; lra).
    assert (0 <= Rabs h) by apply Rabs_pos. apply abs_le_both in Lin.
    unfold up, y. destruct (positive_label e0); lra. }
  specialize (F (up e0 h) (conj (G0 h) Small)).
  specialize (least (shift P t (apart v) h)).
  assert (LL : loss_sum P t <= loss_sum P (shift P t (apart v) h)).
  { apply least; [now apply vary_admissible|]. apply near. lra. }
  assert (Total : 0 <= over (data P) (fun e => share e * loss_move P t (apart v) e h)).
  { assert (E : over (data P) (fun e => share e * loss_move P t (apart v) e h)
      = loss_sum P (shift P t (apart v) h) + -1 * loss_sum P t); [|lra].
    unfold loss_sum. rewrite <- over_scaled, <- over_plus. apply over_ext. intros.
    unfold loss_move. ring. }
  rewrite (over_split (data P) _ a b e0 split) in Total.
  assert (Mv : loss_move P t (apart v) e0 h <= - (l1 (z P t e0) / 2 * up e0 h)).
  { unfold loss_move. rewrite zs. lra. }
  pose proof (share_pos e0) as Sh.
  apply (Rmult_le_compat_l (share e0)) in Mv; [|lra].
  apply Rmult_le_reg_l with (share e0 * (l1 (z P t e0) / 2)); [apply Rmult_lt_0_compat; lra|].
  lra.
Qed.

End Pair.
