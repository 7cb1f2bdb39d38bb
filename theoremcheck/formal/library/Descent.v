(** * Second-order descent along hidden weights

    The neuron is curved upwards (curve = 1) or downwards (curve = -1). *)

From Coq Require Import Reals List Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions Linear SecondOrder Vary Stationary.
Import ListNotations.
Open Scope R_scope.

(** ** Sums of parabolas *)

Lemma sum_parabolas n (g : nat -> R -> R) (slope : nat -> R) (moves : nat -> Prop) :
  (forall j, (j < n)%nat -> exists k delta, 0 <= k /\ (moves j -> 0 < k) /\ 0 < delta /\
    forall h, Rabs h < delta -> slope j * h + k * h^2 <= g j h) ->
  exists k delta, 0 <= k /\ (forall j, (j < n)%nat -> moves j -> 0 < k) /\ 0 < delta /\
    forall h, Rabs h < delta -> sum n slope * h + k * h^2 <= sum n (fun j => g j h).
Proof.
  induction n as [|n IH]; intros H.
  - exists 0, 1. repeat split; try lra; [lia|]. intros h _. simpl. lra.
  - destruct IH as [k [delta [Hk [Mk [Hd B]]]]]; [auto|].
    destruct (H n ltac:(lia)) as [k' [delta' [Hk' [Mk' [Hd' B']]]]].
    exists (k + k'), (Rmin delta delta'). repeat split.
    + lra.
    + intros j Hj Mj. destruct (Nat.eq_dec j n) as [E|N].
      * subst j. specialize (Mk' Mj). lra.
      * specialize (Mk j ltac:(lia) Mj). lra.
    + now apply Rmin_glb_lt.
    + intros h Hh. cbn [sum].
      specialize (B h ltac:(eapply Rlt_le_trans; [apply Hh|apply Rmin_l])).
      specialize (B' h ltac:(eapply Rlt_le_trans; [apply Hh|apply Rmin_r])). lra.
Qed.

(** Terms that rise by o(h^2) at most, one that falls like h^2: the sum falls. *)
Definition hardly_rises (g : R -> R) : Prop := forall eps, 0 < eps ->
  exists delta, 0 < delta /\ forall h, Rabs h < delta -> g h <= eps * h^2.
Definition falls_like_square (g : R -> R) : Prop :=
  exists k delta, 0 < k /\ 0 < delta /\ forall h, Rabs h < delta -> g h <= - (k * h^2).

Lemma falls_hardly_rises g : falls_like_square g -> hardly_rises g.
Proof.
  intros [k [delta [Hk [Hd B]]]] eps Heps. exists delta. split; [assumption|]. intros h Hh.
  specialize (B h Hh). assert (0 <= h^2) by apply pow2_ge_0. nra.
Qed.

Lemma over_hardly_rises {T : Type} (l : list T) (weight : T -> R) (g : T -> R -> R) :
  (forall e, In e l -> 0 < weight e) -> (forall e, In e l -> hardly_rises (g e)) ->
  hardly_rises (fun h => over l (fun e => weight e * g e h)).
Proof.
  induction l as [|e l IH]; intros Hw H eps Heps.
  - exists 1. split; [lra|]. intros h _. cbn [over]. assert (0 <= h^2) by apply pow2_ge_0. nra.
  - assert (We : 0 < weight e) by (apply Hw; now left).
    destruct (IH ltac:(intros; apply Hw; now right) ltac:(intros; apply H; now right) (eps / 2))
      as [delta [Hd B]]; [lra|].
    destruct (H e ltac:(now left) (eps / 2 / weight e)) as [delta' [Hd' B']].
    { apply Rdiv_lt_0_compat; lra. }
    exists (Rmin delta delta'). split; [now apply Rmin_glb_lt|]. intros h Hh. cbn [over].
    specialize (B h ltac:(eapply Rlt_le_trans; [apply Hh|apply Rmin_l])).
    specialize (B' h ltac:(eapply Rlt_le_trans; [apply Hh|apply Rmin_r])).
    apply (Rmult_le_compat_l (weight e)) in B'; [|lra].
    replace (weight e * (eps / 2 / weight e * h^2)) with (eps / 2 * h^2) in B' by (field; lra). lra.
Qed.

Lemma over_falls {T : Type} (l : list T) (weight : T -> R) (g : T -> R -> R) :
  (forall e, In e l -> 0 < weight e) -> (forall e, In e l -> hardly_rises (g e)) ->
  (exists e, In e l /\ falls_like_square (g e)) ->
  falls_like_square (fun h => over l (fun e => weight e * g e h)).
Proof.
  induction l as [|e l IH]; intros Hw H [e0 [He0 F]]; [easy|].
  assert (We : 0 < weight e) by (apply Hw; now left).
  destruct He0 as [E|He0].
  - subst e0. destruct F as [k [delta [Hk [Hd B]]]].
    destruct (over_hardly_rises l weight g ltac:(intros; apply Hw; now right)
      ltac:(intros; apply H; now right) (weight e * k / 2)) as [delta' [Hd' B']].
    { apply Rdiv_lt_0_compat; [|lra]. now apply Rmult_lt_0_compat. }
    exists (weight e * k / 2), (Rmin delta delta'). repeat split.
    + apply Rdiv_lt_0_compat; [|lra]. now apply Rmult_lt_0_compat.
    + now apply Rmin_glb_lt.
    + intros h Hh. cbn [over].
      specialize (B h ltac:(eapply Rlt_le_trans; [apply Hh|apply Rmin_l])).
      specialize (B' h ltac:(eapply Rlt_le_trans; [apply Hh|apply Rmin_r])).
      apply (Rmult_le_compat_l (weight e)) in B; [|lra]. lra.
  - destruct IH as [k [delta [Hk [Hd B]]]].
    + intros; apply Hw; now right.
    + intros; apply H; now right.
    + eauto.
    + destruct (H e ltac:(now left) (k / 2 / weight e)) as [delta' [Hd' B']].
      { apply Rdiv_lt_0_compat; lra. }
      exists (k / 2), (Rmin delta delta'). repeat split; [lra|now apply Rmin_glb_lt|].
      intros h Hh. cbn [over].
      specialize (B h ltac:(eapply Rlt_le_trans; [apply Hh|apply Rmin_l])).
      specialize (B' h ltac:(eapply Rlt_le_trans; [apply Hh|apply Rmin_r])).
      apply (Rmult_le_compat_l (weight e)) in B'; [|lra].
      replace (weight e * (k / 2 / weight e * h^2)) with (k / 2 * h^2) in B' by (field; lra). lra.
Qed.

(** ** Descent *)

Section Descent.

Variable P : problem.
Variables l1 s1 : R -> R.
Hypothesis Dl : forall v, derivable_pt_lim (ell P) v (l1 v).
Hypothesis Ds : forall v, derivable_pt_lim (sigma P) v (s1 v).
Hypothesis nondecreasing : loss_nondecreasing P.
Hypothesis w : w_trained P = true.

Lemma slope_nonneg v : 0 <= l1 v.
Proof. apply (nondecreasing_slope (ell P) v); auto. Qed.

Lemma q_nonneg t e : 0 <= q P l1 t e.
Proof. apply Rmult_le_pos; [apply Rlt_le, share_pos|apply slope_nonneg]. Qed.

Lemma q_zero t e : q P l1 t e = 0 -> l1 (z P t e) = 0.
Proof.
  intros H. destruct (Rmult_integral _ _ H) as [E|]; [|assumption]. pose proof (share_pos e). lra.
Qed.

Variable curve : R.
Hypothesis unit : curve = 1 \/ curve = -1.
Hypothesis curved : strictly_convex_fn (fun v => curve * sigma P v).

Lemma curved_derivative v : derivable_pt_lim (fun v => curve * sigma P v) v (curve * s1 v).
Proof. apply derivable_pt_lim_scal, Ds. Qed.

(** One neuron, with c = y_i a_j of the sign of the curvature. *)
Lemma neuron_gain c v m : m = 0 \/ 0 < c * curve ->
  exists k delta, 0 <= k /\ (m <> 0 -> 0 < k) /\ 0 < delta /\
    forall h, Rabs h < delta ->
      c * (s1 v * m) * h + k * h^2 <= c * (sigma P (v + h * m) - sigma P v).
Proof.
  intros [E|Hc].
  - subst m. exists 0, 1. repeat split; try lra. intros h _.
    replace (v + h * 0) with v by ring. lra.
  - destruct (above_parabola _ v _ curved (curved_derivative v)) as [k [delta [Hk [Hd B]]]].
    assert (square : curve * curve = 1) by (destruct unit; subst; ring).
    assert (Hm : 0 < Rabs m + 1) by (pose proof (Rabs_pos m); lra).
    exists (c * curve * k * m^2), (delta / (Rabs m + 1)). repeat split.
    + apply Rmult_le_pos; [|apply pow2_ge_0]. apply Rlt_le, Rmult_lt_0_compat; assumption.
    + intros N. apply Rmult_lt_0_compat; [now apply Rmult_lt_0_compat|now apply square_positive].
    + now apply Rdiv_lt_0_compat.
    + intros h Hh. assert (small : Rabs (h * m) < delta).
      { rewrite Rabs_mult. apply Rle_lt_trans with (Rabs h * (Rabs m + 1)).
        - apply Rmult_le_compat_l; [apply Rabs_pos|lra].
        - apply (Rmult_lt_compat_r (Rabs m + 1)) in Hh; [|assumption].
          unfold Rdiv in Hh. rewrite Rmult_assoc, Rinv_l, Rmult_1_r in Hh by lra. assumption. }
      specialize (B (h * m) small).
      apply (Rmult_le_compat_l (c * curve)) in B; [|lra].
      replace (c * curve * (curve * sigma P v + curve * s1 v * (h * m) + k * (h * m)^2))
        with (curve * curve * (c * sigma P v + c * (s1 v * m) * h) + c * curve * k * m^2 * h^2)
        in B by ring.
      replace (c * curve * (curve * sigma P (v + h * m)))
        with (curve * curve * (c * sigma P (v + h * m))) in B by ring.
      rewrite square in B. lra.
Qed.

(** How far f(x_i) moves at most. *)
Lemma moves_linearly t d e : exists C delta, 0 <= C /\ 0 < delta /\
  forall h, Rabs h < delta -> Rabs (f P (shift P t d h) e - f P t e) <= C * Rabs h.
Proof.
  assert (H : forall n, exists C delta, 0 <= C /\ 0 < delta /\ forall h, Rabs h < delta ->
    Rabs (sum n (fun j => t (A j) * (sigma P (pre P t j e + h * dot P (d j) e)
      - sigma P (pre P t j e)))) <= C * Rabs h).
  { induction n as [|n [C [delta [HC [Hd B]]]]].
    - exists 0, 1. repeat split; try lra. intros h _. simpl. rewrite Rabs_R0. lra.
    - set (v := pre P t n e). set (m := dot P (d n) e).
      assert (D : derivable_pt_lim (fun h => t (A n) * sigma P (v + h * m)) 0
        (t (A n) * (s1 v * m))).
      { apply derivable_pt_lim_scal. replace (s1 v) with (s1 (v + 0 * m)) by (f_equal; lra).
        apply (derivable_pt_lim_comp (fun h => v + h * m) (sigma P));
          [apply derivative_line|apply Ds]. }
      destruct (derivative_near _ _ _ D 1 ltac:(lra)) as [delta' [Hd' B']].
      exists (C + (Rabs (t (A n) * (s1 v * m)) + 1)), (Rmin delta delta'). repeat split.
      + pose proof (Rabs_pos (t (A n) * (s1 v * m))). lra.
      + now apply Rmin_glb_lt.
      + intros h Hh. cbn [sum]. fold v m.
        specialize (B h ltac:(eapply Rlt_le_trans; [apply Hh|apply Rmin_l])).
        specialize (B' h ltac:(eapply Rlt_le_trans; [apply Hh|apply Rmin_r])).
        eapply Rle_trans; [apply Rabs_triang|]. rewrite Rmult_plus_distr_r.
        apply Rplus_le_compat; [assumption|].
        replace (v + (0 + h) * m) with (v + h * m) in B' by ring.
        replace (v + 0 * m) with v in B' by ring.
        replace (t (A n) * (sigma P (v + h * m) - sigma P v))
          with (t (A n) * (s1 v * m) * h
            + (t (A n) * sigma P (v + h * m) - t (A n) * sigma P v - t (A n) * (s1 v * m) * h))
                by ring.
        eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult. lra. }
  destruct (H (width P)) as [C [delta [HC [Hd B]]]]. exists C, delta. repeat split; try assumption.
  intros h Hh. rewrite f_shift by assumption.
  match goal with |- Rabs (_ + ?s - _) <= _ => replace (f P t e + s - f P t e) with s by ring end.
  now apply B.
Qed.

(** The loss of a sample along the move. *)
Definition loss_move t d e (h : R) : R := ell P (z P (shift P t d h) e) - ell P (z P t e).

(** Samples that no neuron sees moving. *)
Definition still d e : Prop := forall j, (j < width P)%nat -> dot P (d j) e = 0.

Lemma still_hardly_rises t d e : still d e -> hardly_rises (loss_move t d e).
Proof.
  intros S eps Heps. exists 1. split; [lra|]. intros h _. unfold loss_move, z.
  rewrite f_shift by assumption. rewrite linear_sum_zero.
  - rewrite Rplus_0_r. assert (0 <= h^2) by apply pow2_ge_0. nra.
  - intros j Hj. rewrite S by assumption.
    replace (pre P t j e + h * 0) with (pre P t j e) by ring. ring.
Qed.

(** Samples where the loss is flat to second order. *)
Definition flat_at (v : R) : Prop := forall eps, 0 < eps ->
  exists delta, 0 < delta /\ forall u, Rabs u < delta -> ell P (v + u) <= ell P v + eps * u^2.

Lemma flat_hardly_rises t d e : flat_at (z P t e) -> hardly_rises (loss_move t d e).
Proof.
  intros F eps Heps. destruct (moves_linearly t d e) as [C [delta [HC [Hd B]]]].
  destruct (F (eps / ((C + 1) * (C + 1)))) as [delta' [Hd' B']].
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
  assert (z P (shift P t d h) e <= z P t e + u).
  { unfold z. apply abs_le_both in B. unfold y. destruct (positive_label e); lra. }
  assert (ell P (z P (shift P t d h) e) <= ell P (z P t e + u)) by (apply nondecreasing;
    assumption).
  unfold loss_move. lra.
Qed.

(** Samples whose z falls like k h^2 at least. *)
Definition gains t d e (k : R) : Prop := exists delta, 0 < delta /\
  forall h, Rabs h < delta -> z P (shift P t d h) e <= z P t e - k * h^2.

Lemma gain_hardly_rises t d e k : 0 <= k -> gains t d e k -> hardly_rises (loss_move t d e).
Proof.
  intros Hk [delta [Hd B]] eps Heps. exists delta. split; [assumption|]. intros h Hh.
  specialize (B h Hh). assert (0 <= h^2) by apply pow2_ge_0.
  assert (ell P (z P (shift P t d h) e) <= ell P (z P t e)) by (apply nondecreasing; nra).
  unfold loss_move. nra.
Qed.

Lemma gain_falls t d e k : 0 < k -> gains t d e k -> l1 (z P t e) <> 0 ->
  falls_like_square (loss_move t d e).
Proof.
  intros Mk [delta [Hd B]] Hl.
  assert (Hq : 0 < l1 (z P t e)) by (pose proof (slope_nonneg (z P t e)); lra).
  destruct (falls (ell P) _ _ (Dl _) Hq) as [delta' [Hd' B']].
  set (r := Rmin 1 (delta' / k)).
  assert (Hr : 0 < r) by (apply Rmin_glb_lt; [lra|now apply Rdiv_lt_0_compat]).
  exists (l1 (z P t e) / 2 * k), (Rmin delta r). repeat split.
  - apply Rmult_lt_0_compat; lra.
  - now apply Rmin_glb_lt.
  - intros h Hh. specialize (B h ltac:(eapply Rlt_le_trans; [apply Hh|apply Rmin_l])).
    assert (Hs : Rabs h < r) by (eapply Rlt_le_trans; [apply Hh|apply Rmin_r]).
    assert (Rabs h < 1) by (eapply Rlt_le_trans; [apply Hs|apply Rmin_l]).
    assert (Hk : Rabs h < delta' / k) by (eapply Rlt_le_trans; [apply Hs|apply Rmin_r]).
    assert (0 <= Rabs h) by apply Rabs_pos.
    assert (small : h^2 <= Rabs h).
    { rewrite <- pow2_abs. simpl. rewrite Rmult_1_r.
      rewrite <- (Rmult_1_r (Rabs h)) at 3. apply Rmult_le_compat_l; lra. }
    assert (bound : k * h^2 < delta').
    { apply Rle_lt_trans with (k * Rabs h); [apply Rmult_le_compat_l; lra|].
      apply (Rmult_lt_compat_l k) in Hk; [|assumption].
      replace (k * (delta' / k)) with delta' in Hk by (field; lra). assumption. }
    assert (0 <= k * h^2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]).
    specialize (B' (k * h^2) ltac:(lra)). apply nondecreasing in B. unfold ell in *.
    unfold loss_move, ell. lra.
Qed.

(** At a least point: if every sample is still, gains or is flat, none with
    positive slope gains like a square. *)
Theorem no_gain t d : least P t ->
  (forall e, In e (data P) ->
    still d e \/ (exists k, 0 <= k /\ gains t d e k) \/ flat_at (z P t e)) ->
  forall e k, In e (data P) -> 0 < k -> gains t d e k -> l1 (z P t e) = 0.
Proof.
  intros [adm [r [Hr least]]] cases e k0 He Hk0 G.
  destruct (Req_dec (l1 (z P t e)) 0) as [|Se]; [assumption|exfalso].
  destruct (over_falls (data P) share (loss_move t d)) as [k [delta [Hk [Hd B]]]].
  - intros; apply share_pos.
  - intros e' He'. destruct (cases e' He') as [H|[[k' [Hk' H]]|H]].
    + now apply still_hardly_rises.
    + now apply (gain_hardly_rises t d e' k').
    + now apply flat_hardly_rises.
  - exists e. split; [assumption|]. now apply (gain_falls t d e k0).
  - destruct (vary_near P t 0 (fun _ => 0) d r Hr) as [delta' [Hd' near]].
    set (h := Rmin delta delta' / 2).
    assert (Ha := Rmin_l delta delta'). assert (Hb := Rmin_r delta delta').
    assert (0 < Rmin delta delta') by now apply Rmin_glb_lt.
    assert (Hh : 0 < h) by (unfold h; lra).
    assert (Ah : Rabs h = h) by (apply Rabs_right; lra).
    specialize (B h ltac:(rewrite Ah; unfold h; lra)).
    specialize (least (shift P t d h) (vary_admissible P t 0 (fun _ => 0) d h adm)
      (near h ltac:(rewrite Ah; unfold h; lra))).
    assert (E : over (data P) (fun e => share e * loss_move t d e h)
      = loss_sum P (shift P t d h) + -1 * loss_sum P t).
    { unfold loss_sum. rewrite <- over_scaled, <- over_plus. apply over_ext. intros.
      unfold loss_move. ring. }
    assert (0 < k * h^2) by (apply Rmult_lt_0_compat; [assumption|apply square_positive; lra]).
    lra.
Qed.

(** Samples where f moves to second order only, in the right direction: the
    moved neurons have y_i a_j of the sign of the curvature. *)
Definition lifted t d e : Prop :=
  (forall j, (j < width P)%nat -> dot P (d j) e = 0 \/ 0 < y e * t (A j) * curve) /\
  sum (width P) (fun j => t (A j) * (s1 (pre P t j e) * dot P (d j) e)) = 0.

Lemma lifted_gains t d e : lifted t d e -> exists k, 0 <= k /\
  (~ still d e -> 0 < k) /\ gains t d e k.
Proof.
  intros [signs zero].
  destruct (sum_parabolas (width P)
    (fun j h => y e * t (A j) * (sigma P (pre P t j e + h * dot P (d j) e) - sigma P (pre P t j e)))
    (fun j => y e * t (A j) * (s1 (pre P t j e) * dot P (d j) e))
    (fun j => dot P (d j) e <> 0)) as [k [delta [Hk [Mk [Hd B]]]]].
  { intros j Hj. now apply neuron_gain, signs. }
  exists k. split; [assumption|]. split.
  - intros N. destruct (Rle_lt_or_eq_dec 0 k Hk) as [|E]; [assumption|]. contradict N. intros j Hj.
    destruct (Req_dec (dot P (d j) e) 0) as [|M]; [assumption|].
    specialize (Mk j Hj M). lra.
  - exists delta. split; [assumption|]. intros h Hh. specialize (B h Hh).
    assert (scaled : forall n g, sum n (fun j => y e * t (A j) * g j)
      = y e * sum n (fun j => t (A j) * g j)).
    { induction n; intros; simpl; [lra|]. rewrite IHn. ring. }
    rewrite (scaled _ (fun j => s1 (pre P t j e) * dot P (d j) e)), zero in B.
    rewrite (scaled _ (fun j => sigma P (pre P t j e + h * dot P (d j) e) - sigma P (pre P t j e)))
      in B.
    unfold z. rewrite f_shift by assumption. lra.
Qed.

(** If every sample is still, lifted or flat, a lifted one with positive slope
    is still. *)
Theorem no_lift t d : least P t ->
  (forall e, In e (data P) -> still d e \/ lifted t d e \/ flat_at (z P t e)) ->
  forall e, In e (data P) -> lifted t d e -> l1 (z P t e) <> 0 -> still d e.
Proof.
  intros minimum cases e He Le Se.
  destruct (Classical_Prop.classic (still d e)) as [|N]; [assumption|]. contradict Se.
  destruct (lifted_gains t d e Le) as [k [_ [positive G]]].
  apply (no_gain t d minimum) with (k := k); auto.
  intros e' He'. destruct (cases e' He') as [H|[H|H]]; auto.
  right. left. destruct (lifted_gains t d e' H) as [k' [Hk' [_ G']]]. eauto.
Qed.

End Descent.
