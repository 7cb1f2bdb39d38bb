(** * The second variation at a least point

    For s in C^2 (two derivatives are enough): where f does not move to first
    order, L moves to second order by -sum_i q_i y_i (second variation of f),
    and that is not negative. *)

From Coq Require Import Reals List Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions Linear SecondOrder Vary Stationary Descent.
Import ListNotations.
Open Scope R_scope.

Section SecondVariation.

Variable P : problem.
Variables l1 s1 s2 : R -> R.
Hypothesis Dl : forall v, derivable_pt_lim (ell P) v (l1 v).
Hypothesis Ds : forall v, derivable_pt_lim (sigma P) v (s1 v).
Hypothesis Ds2 : forall v, derivable_pt_lim s1 v (s2 v).
Hypothesis nondecreasing : loss_nondecreasing P.
Hypothesis w : w_trained P = true.
Variable t : params.
Hypothesis minimum : least P t.
Variable da0 : R.
Variable da : nat -> R.
Variable d : nat -> nat -> R.
Hypothesis H0 : a0_trained P = true \/ da0 = 0.
Hypothesis HA : a_trained P = true \/ forall j, (j < width P)%nat -> da j = 0.

Notation moved h := (vary P t da0 da d h).

(** Half the second derivative of f(x_i). *)
Definition second (e : sample) : R :=
  sum (width P) (fun j => da j * (s1 (pre P t j e) * dot P (d j) e)
    + t (A j) * (s2 (pre P t j e) * dot P (d j) e ^ 2 / 2)).

(** o(h^2) *)
Definition small (g : R -> R) : Prop := forall eps, 0 < eps -> exists delta, 0 < delta /\
  forall h, Rabs h < delta -> Rabs (g h) <= eps * h^2.

Lemma small_plus g g' : small g -> small g' -> small (fun h => g h + g' h).
Proof.
  intros S S' eps Heps. destruct (S (eps / 2)) as [delta [Hd B]]; [lra|].
  destruct (S' (eps / 2)) as [delta' [Hd' B']]; [lra|].
  exists (Rmin delta delta'). split; [now apply Rmin_glb_lt|]. intros h Hh.
  specialize (B h ltac:(eapply Rlt_le_trans; [apply Hh|apply Rmin_l])).
  specialize (B' h ltac:(eapply Rlt_le_trans; [apply Hh|apply Rmin_r])).
  eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma small_scaled c g : small g -> small (fun h => c * g h).
Proof.
  intros S eps Heps. assert (0 <= Rabs c) by apply Rabs_pos.
  destruct (S (eps / (Rabs c + 1))) as [delta [Hd B]]; [apply Rdiv_lt_0_compat; lra|].
  exists delta. split; [assumption|]. intros h Hh. specialize (B h Hh). rewrite Rabs_mult.
  assert (0 <= h^2) by apply pow2_ge_0.
  apply Rle_trans with ((Rabs c + 1) * Rabs (g h)).
  - apply Rmult_le_compat_r; [apply Rabs_pos|lra].
  - apply (Rmult_le_compat_l (Rabs c + 1)) in B; [|lra].
    replace ((Rabs c + 1) * (eps / (Rabs c + 1) * h^2)) with (eps * h^2) in B by (field; lra). lra.
Qed.

Lemma small_ext g g' : (forall h, g h = g' h) -> small g -> small g'.
Proof.
  intros E S eps Heps. destruct (S eps Heps) as [delta [Hd B]]. exists delta. split; [assumption|].
  intros h Hh. rewrite <- E. now apply B.
Qed.

Lemma small_sum n (g : nat -> R -> R) : (forall j, (j < n)%nat -> small (g j)) ->
  small (fun h => sum n (fun j => g j h)).
Proof.
  induction n as [|n IH]; intros S.
  - intros eps Heps. exists 1. split; [lra|]. intros h _. simpl. rewrite Rabs_R0.
    assert (0 <= h^2) by apply pow2_ge_0. nra.
  - cbn [sum]. apply (small_plus (fun h => sum n (fun j => g j h)) (g n)); auto.
Qed.

(** One neuron, with weight a + h b and argument v + h m. *)
Lemma neuron_taylor a b v m : small (fun h =>
  (a + h * b) * sigma P (v + h * m) - a * sigma P v - (b * sigma P v + a * (s1 v * m)) * h
  - (b * (s1 v * m) + a * (s2 v * m^2 / 2)) * h^2).
Proof.
  set (g := fun h => sigma P (v + h * m)). set (g' := fun h => s1 (v + h * m) * m).
  assert (line : forall h, derivable_pt_lim (fun h => v + h * m) h m).
  { intros h. assert (D : derivable_pt_lim (fun h => v + h * m) h (0 + (1 * m + h * 0))).
    { apply (derivable_pt_lim_plus (fun _ => v) (fun h => h * m)); [apply derivable_pt_lim_const|].
      apply (derivable_pt_lim_mult id (fun _ => m));
        [apply derivable_pt_lim_id|apply derivable_pt_lim_const]. }
    now replace (0 + (1 * m + h * 0)) with m in D by ring. }
  assert (Dg : forall h, derivable_pt_lim g h (g' h)).
  { intros h. unfold g, g'. apply (derivable_pt_lim_comp (fun h => v + h * m) (sigma P));
      [apply line|apply Ds]. }
  assert (Dg' : derivable_pt_lim g' 0 (s2 v * m^2)).
  { replace (s2 v * m^2) with (s2 (v + 0 * m) * m * m + s1 (v + 0 * m) * 0)
      by (replace (v + 0 * m) with v by ring; ring).
    apply (derivable_pt_lim_mult (fun h => s1 (v + h * m)) (fun _ => m));
      [|apply derivable_pt_lim_const].
    apply (derivable_pt_lim_comp (fun h => v + h * m) s1); [apply line|apply Ds2]. }
  assert (G0 : g 0 = sigma P v) by (unfold g; f_equal; ring).
  assert (G1 : g' 0 = s1 v * m) by (unfold g'; replace (v + 0 * m) with v by ring; reflexivity).
  apply (small_ext (fun h => a * (g h - g 0 - g' 0 * h - s2 v * m^2 / 2 * h^2)
    + b * (h * (g h - g 0 - g' 0 * h)))).
  { intros h. rewrite G0, G1. unfold g. field. }
  apply small_plus; apply small_scaled.
  - intros eps Heps. destruct (taylor g g' (s2 v * m^2) 0 Dg Dg' eps Heps) as [delta [Hd T]].
    exists delta. split; [assumption|]. intros h Hh. specialize (T h Hh).
    now rewrite Rplus_0_l in T.
  - intros eps Heps. destruct (derivative_near g 0 _ (Dg 0) eps Heps) as [delta [Hd N]].
    exists delta. split; [assumption|]. intros h Hh. specialize (N h Hh). rewrite Rplus_0_l in N.
    rewrite Rabs_mult. replace (eps * h^2) with (Rabs h * (eps * Rabs h)).
    + apply Rmult_le_compat_l; [apply Rabs_pos|assumption].
    + rewrite <- pow2_abs. ring.
Qed.

Lemma f_taylor e : small (fun h =>
  f P (moved h) e - f P t e - first P s1 t da0 da d e * h - second e * h^2).
Proof.
  apply (small_ext (fun h => sum (width P) (fun j =>
    (t (A j) + h * da j) * sigma P (pre P t j e + h * dot P (d j) e)
    - t (A j) * sigma P (pre P t j e)
    - (da j * sigma P (pre P t j e) + t (A j) * (s1 (pre P t j e) * dot P (d j) e)) * h
    - (da j * (s1 (pre P t j e) * dot P (d j) e)
       + t (A j) * (s2 (pre P t j e) * dot P (d j) e ^ 2 / 2)) * h^2))).
  - intros h. rewrite f_vary by assumption. unfold f, first, second.
    change (fun j => t (A j) * val (neuron P) (pre P t j e))
      with (fun j => t (A j) * sigma P (pre P t j e)).
    assert (E : forall n (a b c e : nat -> R), sum n (fun j => a j - b j - c j * h - e j * h^2)
      = sum n a - sum n b - sum n c * h - sum n e * h^2).
    { induction n; intros; simpl; [ring|]. rewrite IHn. simpl. ring. }
    rewrite E. ring.
  - apply small_sum. intros j _. apply neuron_taylor.
Qed.

(** Samples off which f moves to first order have a loss that is flat there. *)
Hypothesis flats : forall e, In e (data P) -> l1 (z P t e) = 0 -> flat_at P (z P t e).
Hypothesis first_zero : forall e, In e (data P) -> l1 (z P t e) <> 0 -> first P s1 t da0 da d e = 0.

Lemma f_linear e : exists C delta, 0 <= C /\ 0 < delta /\
  forall h, Rabs h < delta -> Rabs (f P (moved h) e - f P t e) <= C * Rabs h.
Proof.
  destruct (f_taylor e 1 ltac:(lra)) as [delta [Hd T]].
  set (a := first P s1 t da0 da d e) in *. set (b := second e) in *.
  exists (Rabs a + Rabs b + 1), (Rmin delta 1). repeat split.
  - pose proof (Rabs_pos a). pose proof (Rabs_pos b). lra.
  - apply Rmin_glb_lt; lra.
  - intros h Hh. specialize (T h ltac:(eapply Rlt_le_trans; [apply Hh|apply Rmin_l])).
    assert (Rabs h < 1) by (eapply Rlt_le_trans; [apply Hh|apply Rmin_r]).
    assert (0 <= Rabs h) by apply Rabs_pos.
    assert (small_square : h^2 <= Rabs h).
    { rewrite <- pow2_abs. simpl. rewrite Rmult_1_r.
      rewrite <- (Rmult_1_r (Rabs h)) at 3. apply Rmult_le_compat_l; lra. }
    replace (f P (moved h) e - f P t e)
      with ((f P (moved h) e - f P t e - a * h - b * h^2) + (a * h + b * h^2)) by ring.
    eapply Rle_trans; [apply Rabs_triang|].
    assert (Rabs (a * h + b * h^2) <= Rabs a * Rabs h + Rabs b * h^2).
    { eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult, (Rabs_right (h^2)); [lra|].
      apply Rle_ge, pow2_ge_0. }
    assert (Rabs b * h^2 <= Rabs b * Rabs h) by (apply Rmult_le_compat_l;
      [apply Rabs_pos|assumption]).
    lra.
Qed.

Definition move e (h : R) : R := ell P (z P (moved h) e) - ell P (z P t e).

Lemma flat_move e : In e (data P) -> l1 (z P t e) = 0 -> hardly_rises (move e).
Proof.
  intros He Z eps Heps. destruct (f_linear e) as [C [delta [HC [Hd B]]]].
  destruct (flats e He Z (eps / ((C + 1) * (C + 1)))) as [delta' [Hd' B']].
  { apply Rdiv_lt_0_compat; [assumption|]. apply Rmult_lt_0_compat; lra. }
  exists (Rmin delta (delta' / (C + 1))). split.
  { apply Rmin_glb_lt; [assumption|]. apply Rdiv_lt_0_compat; lra. }
  intros h Hh. specialize (B h ltac:(eapply Rlt_le_trans; [apply Hh|apply Rmin_l])).
  assert (Hs : Rabs h < delta' / (C + 1)) by (eapply Rlt_le_trans; [apply Hh|apply Rmin_r]).
  apply (Rmult_lt_compat_l (C + 1)) in Hs; [|lra].
  replace ((C + 1) * (delta' / (C + 1))) with delta' in Hs by (field; lra).
  assert (0 <= Rabs h) by apply Rabs_pos.
  set (u := (C + 1) * Rabs h) in *. assert (0 <= u) by (apply Rmult_le_pos; lra).
  specialize (B' u ltac:(rewrite Rabs_right; lra)).
  replace (eps / ((C + 1) * (C + 1)) * u^2) with (eps * h^2) in B'.
  2: { unfold u. rewrite Rpow_mult_distr, pow2_abs. field. lra. }
  assert (C * Rabs h <= u) by (unfold u; apply Rmult_le_compat_r; lra).
  assert (z P (moved h) e <= z P t e + u).
  { unfold z. apply abs_le_both in B. unfold y. destruct (positive_label e); lra. }
  assert (ell P (z P (moved h) e) <= ell P (z P t e + u)) by (apply nondecreasing; assumption).
  unfold move. lra.
Qed.

(** The others move by -l'(z_i) y_i (second variation) h^2 + o(h^2). *)
Lemma steep_move e : first P s1 t da0 da d e = 0 ->
  hardly_rises (fun h => move e h - l1 (z P t e) * (- y e * second e) * h^2).
Proof.
  intros Z eps Heps. set (l := l1 (z P t e)). set (b := second e).
  assert (Hl : 0 <= l) by apply (slope_nonneg P l1 Dl nondecreasing).
  set (c := - y e * b).
  (* z falls short of z + (c + rho) h^2, and the loss there of its tangent by eps (|c| + 1) h^2 *)
  set (rho := Rmin 1 (eps / 2 / (l + 1))).
  assert (Hr1 : rho <= 1) by apply Rmin_l. assert (Hr2 := Rmin_r 1 (eps / 2 / (l + 1))).
  fold rho in Hr2.
  assert (Hrho : 0 < rho) by (apply Rmin_glb_lt; [lra|repeat apply Rdiv_lt_0_compat; lra]).
  destruct (f_taylor e rho Hrho) as [delta [Hd T]]. rewrite Z in T. fold b in T.
  assert (0 <= Rabs c) by apply Rabs_pos.
  destruct (derivative_near (ell P) (z P t e) l (Dl _) (eps / 2 / (Rabs c + 1)))
    as [delta' [Hd' N]].
  { repeat apply Rdiv_lt_0_compat; lra. }
  set (r := Rmin 1 (delta' / (Rabs c + 1))).
  assert (Hr : 0 < r) by (apply Rmin_glb_lt; [lra|apply Rdiv_lt_0_compat; lra]).
  exists (Rmin delta r). split; [now apply Rmin_glb_lt|]. intros h Hh.
  specialize (T h ltac:(eapply Rlt_le_trans; [apply Hh|apply Rmin_l])).
  assert (Hs : Rabs h < r) by (eapply Rlt_le_trans; [apply Hh|apply Rmin_r]).
  assert (Rabs h < 1) by (eapply Rlt_le_trans; [apply Hs|apply Rmin_l]).
  assert (Hk : Rabs h < delta' / (Rabs c + 1)) by (eapply Rlt_le_trans; [apply Hs|apply Rmin_r]).
  assert (0 <= Rabs h) by apply Rabs_pos.
  assert (square : 0 <= h^2) by apply pow2_ge_0.
  assert (small_square : h^2 <= Rabs h).
  { rewrite <- pow2_abs. simpl. rewrite Rmult_1_r.
    rewrite <- (Rmult_1_r (Rabs h)) at 3. apply Rmult_le_compat_l; lra. }
  assert (Hz : z P (moved h) e <= z P t e + (c + rho) * h^2).
  { apply abs_le_both in T. unfold z, c, y. destruct (positive_label e); lra. }
  apply nondecreasing in Hz.
  set (u := (c + rho) * h^2) in *.
  assert (Au : Rabs u <= (Rabs c + 1) * h^2).
  { unfold u. rewrite Rabs_mult, (Rabs_right (h^2)) by lra. apply Rmult_le_compat_r; [assumption|].
    eapply Rle_trans; [apply Rabs_triang|]. rewrite (Rabs_right rho); lra. }
  assert (Hu : Rabs u < delta').
  { apply Rle_lt_trans with ((Rabs c + 1) * Rabs h).
    - eapply Rle_trans; [apply Au|]. apply Rmult_le_compat_l; lra.
    - apply (Rmult_lt_compat_l (Rabs c + 1)) in Hk; [|lra].
      replace ((Rabs c + 1) * (delta' / (Rabs c + 1))) with delta' in Hk by (field; lra).
      assumption. }
  specialize (N u Hu). apply abs_le_both in N.
  assert (B1 : eps / 2 / (Rabs c + 1) * Rabs u <= eps / 2 * h^2).
  { apply (Rmult_le_compat_l (eps / 2 / (Rabs c + 1))) in Au.
    - replace (eps / 2 / (Rabs c + 1) * ((Rabs c + 1) * h^2)) with (eps / 2 * h^2) in Au
        by (field; lra). assumption.
    - apply Rlt_le. repeat apply Rdiv_lt_0_compat; lra. }
  assert (B2 : l * rho * h^2 <= eps / 2 * h^2).
  { apply Rmult_le_compat_r; [assumption|]. apply Rle_trans with ((l + 1) * rho).
    - apply Rmult_le_compat_r; lra.
    - apply (Rmult_le_compat_l (l + 1)) in Hr2; [|lra].
      replace ((l + 1) * (eps / 2 / (l + 1))) with (eps / 2) in Hr2 by (field; lra). assumption. }
  unfold move, ell in *.
  replace (l * u) with (l * c * h^2 + l * rho * h^2) in N by (unfold u; ring). lra.
Qed.

(** So at a least point: *)
Theorem second_variation : balance P l1 t second <= 0.
Proof.
  apply Rnot_lt_le. intros Hpos. set (gain := balance P l1 t second) in *.
  destruct minimum as [adm [r [Hr least]]].
  destruct (over_hardly_rises (data P) share
    (fun e h => move e h - l1 (z P t e) * (- y e * second e) * h^2)) with (eps := gain / 2)
    as [delta [Hd B]].
  - intros; apply share_pos.
  - intros e He. destruct (Req_dec (l1 (z P t e)) 0) as [Z|N].
    + intros eps Heps. destruct (flat_move e He Z eps Heps) as [delta [Hd B]].
      exists delta. split; [assumption|]. intros h Hh. specialize (B h Hh). rewrite Z. lra.
    + apply steep_move. now apply first_zero.
  - lra.
  - destruct (vary_near P t da0 da d r Hr) as [delta' [Hd' near]].
    set (h := Rmin delta delta' / 2).
    assert (Ha := Rmin_l delta delta'). assert (Hb := Rmin_r delta delta').
    assert (0 < Rmin delta delta') by now apply Rmin_glb_lt.
    assert (Hh : 0 < h) by (unfold h; lra).
    assert (Ah : Rabs h = h) by (apply Rabs_right; lra).
    specialize (B h ltac:(rewrite Ah; unfold h; lra)).
    specialize (least (moved h) (vary_admissible P t da0 da d h adm)
      (near h ltac:(rewrite Ah; unfold h; lra))).
    assert (E : over (data P) (fun e =>
        share e * (move e h - l1 (z P t e) * (- y e * second e) * h^2))
      = loss_sum P (moved h) + -1 * loss_sum P t + h^2 * gain).
    { unfold loss_sum, gain, balance. rewrite <- !over_scaled, <- !over_plus. apply over_ext.
      intros.
      unfold move, q. ring. }
    assert (0 < gain * h^2) by (apply Rmult_lt_0_compat; [assumption|apply square_positive; lra]).
    lra.
Qed.

(** The products of da_j and d_j cancel by (w), if no a_j is 0. *)
Theorem second_curvature : (forall j, (j < width P)%nat -> t (A j) <> 0) ->
  balance P l1 t (fun e => sum (width P) (fun j =>
    t (A j) * (s2 (pre P t j e) * dot P (d j) e ^ 2))) <= 0.
Proof.
  intros N. assert (V := second_variation).
  assert (cancel : forall n, (n <= width P)%nat -> balance P l1 t (fun e =>
    sum n (fun j => da j * (s1 (pre P t j e) * dot P (d j) e))) = 0).
  { induction n as [|n IH]; intros Hn; unfold balance in *; cbn [sum].
    - apply over_zero. intros; ring.
    - rewrite (over_ext _ _ (fun e => q P l1 t e * y e *
          sum n (fun j => da j * (s1 (pre P t j e) * dot P (d j) e))
        + da n * (q P l1 t e * y e * (s1 (pre P t n e) * dot P (d n) e)))) by (intros; ring).
      rewrite over_plus, over_scaled, IH by lia.
      assert (W := first_w P l1 s1 Dl Ds w t n (d n) minimum ltac:(lia) (N n ltac:(lia))).
      unfold balance in W. rewrite W. ring. }
  specialize (cancel (width P) (le_n _)).
  assert (E : balance P l1 t second
    = balance P l1 t (fun e => sum (width P) (fun j => da j * (s1 (pre P t j e) * dot P (d j) e)))
    + / 2 * balance P l1 t (fun e => sum (width P) (fun j =>
        t (A j) * (s2 (pre P t j e) * dot P (d j) e ^ 2)))).
  { unfold balance. rewrite <- over_scaled, <- over_plus. apply over_ext. intros e _.
    unfold second.
    assert (S : forall n (g k : nat -> R), sum n (fun j => g j + t (A j) * (k j / 2))
      = sum n g + / 2 * sum n (fun j => t (A j) * k j)).
    { induction n; intros; simpl; [ring|]. rewrite IHn. field. }
    rewrite (S _ _ (fun j => s2 (pre P t j e) * dot P (d j) e ^ 2)). ring. }
  lra.
Qed.

End SecondVariation.
