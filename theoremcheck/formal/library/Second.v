(** * Descent to second order: the loss need not be C^2 for it

    Where f moves by h^2 b_i up to o(h^2), L moves by - h^2 sum q_i y_i b_i / n up to o(h^2). *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions Algebra Near.
Import ListNotations.
Open Scope R_scope.

(** ** o(h^2) for h from 0 on *)

Definition o2 (g : R -> R) : Prop :=
  forall eps, 0 < eps -> exists r, 0 < r /\ forall h, 0 < h < r -> Rabs (g h) <= eps * h^2.

Lemma o2_add : forall f g, o2 f -> o2 g -> o2 (fun h => f h + g h).
Proof.
  intros f g F G eps He.
  destruct (F (eps / 2) ltac:(lra)) as [r [Hr R1]].
  destruct (G (eps / 2) ltac:(lra)) as [r' [Hr' R2]].
  exists (Rmin r r'). split; [now apply Rmin_pos|]. intros h Hh.
  assert (M1 := Rmin_l r r'). assert (M2 := Rmin_r r r').
  specialize (R1 h ltac:(lra)). specialize (R2 h ltac:(lra)).
  eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma o2_mul : forall c g, o2 g -> o2 (fun h => c * g h).
Proof.
  intros c g G eps He. assert (A := Rabs_pos c).
  destruct (G (eps / (Rabs c + 1))) as [r [Hr R1]]; [apply Rdiv_lt_0_compat; lra|].
  exists r. split; [assumption|]. intros h Hh. specialize (R1 h Hh). rewrite Rabs_mult.
  assert (0 <= Rabs (g h)) by apply Rabs_pos.
  apply Rle_trans with ((Rabs c + 1) * (eps / (Rabs c + 1) * h^2)).
  - apply Rmult_le_compat; lra.
  - right. field. lra.
Qed.

Lemma o2_h : forall g, o2 g -> o2 (fun h => h * g h).
Proof.
  intros g G eps He. destruct (G eps He) as [r [Hr R1]].
  exists (Rmin r 1). split; [apply Rmin_pos; lra|]. intros h Hh.
  assert (M1 := Rmin_l r 1). assert (M2 := Rmin_r r 1).
  specialize (R1 h ltac:(lra)). rewrite Rabs_mult, (Rabs_pos_eq h) by lra.
  assert (0 <= Rabs (g h)) by apply Rabs_pos. nra.
Qed.

Lemma o2_cube : forall c, o2 (fun h => c * h^3).
Proof.
  intros c eps He. assert (A := Rabs_pos c).
  exists (eps / (Rabs c + 1)). assert (B : 0 < eps / (Rabs c + 1)) by (apply Rdiv_lt_0_compat; lra).
  split; [assumption|]. intros h Hh. rewrite Rabs_mult, (Rabs_pos_eq (h^3)) by (apply pow_le; lra).
  assert (h * (Rabs c + 1) <= eps).
  { replace eps with (eps / (Rabs c + 1) * (Rabs c + 1)) by (field; lra).
    apply Rmult_le_compat_r; lra. }
  assert (Rabs c * h <= eps) by nra.
  replace (Rabs c * h^3) with (Rabs c * h * h^2) by ring.
  apply Rmult_le_compat_r; [apply pow2_ge_0 | assumption].
Qed.

Lemma o2_eq : forall f g, (forall h, f h = g h) -> o2 f -> o2 g.
Proof.
  intros f g E F eps He. destruct (F eps He) as [r [Hr R1]]. exists r. split; [assumption|].
  intros h Hh. rewrite <- E. auto.
Qed.

Lemma o2_over : forall {T} (l : list T) (g : T -> R -> R), (forall e, In e l -> o2 (g e)) ->
  o2 (fun h => over l (fun e => g e h)).
Proof.
  induction l as [|a l IH]; intros g H; cbn [over].
  - apply (o2_eq (fun h => 0 * h^3)); [intros; ring | apply o2_cube].
  - apply o2_add; [apply H; simpl; auto | apply IH; intros; apply H; simpl; auto].
Qed.

(** A function with first and second derivative: Taylor's formula. *)
Lemma taylor : forall g g' v s, (forall u, derivable_pt_lim g u (g' u)) ->
  derivable_pt_lim g' v s ->
  forall d, o2 (fun h => g (v + h * d) - g v - h * d * g' v - (h * d)^2 * (s / 2)).
Proof.
  intros g g' v s D1 D2 d.
  assert (T : forall eps, 0 < eps -> exists r, 0 < r /\ forall k, Rabs k < r ->
    Rabs (g (v + k) - g v - k * g' v - k^2 * (s / 2)) <= eps * k^2).
  { intros eps He. destruct (D2 eps He) as [r Hr]. exists r. split; [apply cond_pos|].
    intros k Hk.
    set (phi := fun k => g (v + k * 1) - (0 + g' v * k + s / 2 * k^2)).
    assert (DP : forall c, derivable_pt_lim phi c (g' (v + c) - (g' v + s * c))).
    { intros c. apply (derivative_eq (fun k => g (v + c + (k - c) * 1)
        - (0 + g' v * k + s / 2 * k^2))).
      { intros h. unfold phi. do 2 f_equal. ring. }
      apply (derivable_pt_lim_minus (fun k => g (v + c + (k - c) * 1))
        (fun k => 0 + g' v * k + s / 2 * k^2)).
      - intros e' He'. destruct (D1 (v + c) e' He') as [r' Hr']. exists r'. intros h H0 H1.
        specialize (Hr' h H0 H1).
        replace (v + c + (c + h - c) * 1) with (v + c + h) by ring.
        replace (v + c + (c - c) * 1) with (v + c) by ring. exact Hr'.
      - intros e' He'. destruct (derivative_quadratic 0 (g' v + s * c) (s / 2) e' He') as [r' Hr'].
        exists r'. intros h H0 H1. specialize (Hr' h H0 H1).
        replace ((0 + g' v * (c + h) + s / 2 * (c + h)^2 - (0 + g' v * c + s / 2 * c^2)) / h
          - (g' v + s * c)) with
          ((0 + (g' v + s * c) * (0 + h) + s / 2 * (0 + h)^2
            - (0 + (g' v + s * c) * 0 + s / 2 * 0^2)) / h - (g' v + s * c)) by (field; exact H0).
        exact Hr'. }
    assert (SL : forall c, Rabs c < r -> Rabs (g' (v + c) - (g' v + s * c)) <= eps * Rabs c).
    { intros c Hc. destruct (Req_dec c 0) as [->|D].
      - rewrite Rplus_0_r, Rabs_R0. replace (g' v - (g' v + s * 0)) with 0 by ring.
        rewrite Rabs_R0. lra.
      - specialize (Hr c D Hc).
        replace (g' (v + c) - (g' v + s * c)) with (((g' (v + c) - g' v) / c - s) * c)
          by (field; exact D).
        rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos | lra]. }
    assert (P0 : phi 0 = g v) by (unfold phi; rewrite Rmult_0_l, Rplus_0_r; ring).
    assert (PK : g (v + k) - g v - k * g' v - k^2 * (s / 2) = phi k - phi 0)
      by (rewrite P0; unfold phi; rewrite Rmult_1_r; ring).
    rewrite PK.
    destruct (Rtotal_order k 0) as [N|[->|N]].
    - destruct (MVT_cor2 phi (fun c => g' (v + c) - (g' v + s * c)) k 0 N) as [c [E [C1 C2]]];
        [intros; apply DP|].
      replace (phi k - phi 0) with (- (phi 0 - phi k)) by ring. rewrite E, Rabs_Ropp, Rabs_mult.
      rewrite Rabs_left in Hk by assumption.
      assert (A := SL c ltac:(rewrite Rabs_left; lra)).
      rewrite (Rabs_left c) in A by assumption. rewrite (Rabs_pos_eq (0 - k)) by lra.
      assert (eps * - c <= eps * - k) by (apply Rmult_le_compat_l; lra). nra.
    - replace (phi 0 - phi 0) with 0 by ring. rewrite Rabs_R0. nra.
    - destruct (MVT_cor2 phi (fun c => g' (v + c) - (g' v + s * c)) 0 k N) as [c [E [C1 C2]]];
        [intros; apply DP|].
      rewrite E, Rabs_mult. rewrite Rabs_pos_eq in Hk by lra.
      assert (A := SL c ltac:(rewrite Rabs_pos_eq; lra)).
      rewrite (Rabs_pos_eq c) in A by lra. rewrite (Rabs_pos_eq (k - 0)) by lra.
      assert (eps * c <= eps * k) by (apply Rmult_le_compat_l; lra). nra. }
  intros eps He. assert (A := Rabs_pos d). assert (A2 : 0 <= d^2) by apply pow2_ge_0.
  destruct (T (eps / (d^2 + 1))) as [r [Hr H]]; [apply Rdiv_lt_0_compat; lra|].
  exists (r / (Rabs d + 1)). split; [apply Rdiv_lt_0_compat; lra|]. intros h Hh.
  assert (K : Rabs (h * d) < r).
  { rewrite Rabs_mult, (Rabs_pos_eq h) by lra.
    apply Rle_lt_trans with (h * (Rabs d + 1)); [apply Rmult_le_compat_l; lra|].
    replace r with (r / (Rabs d + 1) * (Rabs d + 1)) by (field; lra).
    apply Rmult_lt_compat_r; lra. }
  specialize (H (h * d) K). eapply Rle_trans; [exact H|].
  replace (eps * h^2) with (eps / (d^2 + 1) * ((d^2 + 1) * h^2)) by (field; lra).
  apply Rmult_le_compat_l.
  - left. apply Rdiv_lt_0_compat; lra.
  - assert (0 <= h^2) by apply pow2_ge_0. nra.
Qed.

(** ** No descent to second order *)

Section Second.

Variable P : problem.
Hypothesis unregularised : objective_unregularised P.

Lemma no_descent_2 : forall t (l1 b : sample -> R) (rest : sample -> R -> R),
  (forall e, In e (data P) -> derivable_pt_lim (ell P) (z P t e) (l1 e)) ->
  (forall e, In e (data P) -> o2 (rest e)) ->
  (exists r, 0 < r /\ forall h, 0 < h < r -> exists t', L P t <= L P t' /\
     forall e, In e (data P) -> f P t' e = f P t e + h^2 * b e + rest e h) ->
  over (data P) (fun e => share e * l1 e * y e * b e) <= 0.
Proof.
  intros t l1 b rest D O [r [Hr H]].
  set (D0 := over (data P) (fun e => share e * l1 e * y e * b e)).
  (* the change of one loss *)
  assert (ONE : forall e, In e (data P) ->
    o2 (fun h => ell P (z P t e + - y e * (h^2 * b e + rest e h)) - ell P (z P t e)
                 + l1 e * y e * (h^2 * b e))).
  { intros e He.
    apply (o2_eq (fun h =>
      (ell P (z P t e + - y e * (h^2 * b e + rest e h)) - ell P (z P t e)
       - l1 e * (- y e * (h^2 * b e + rest e h))) + (- l1 e * y e) * rest e h));
      [intros; ring|].
    apply o2_add; [|apply o2_mul; auto].
    intros eps Heps. assert (A := Rabs_pos (b e)).
    destruct (D e He (eps / (Rabs (b e) + 1))) as [delta Hd]; [apply Rdiv_lt_0_compat; lra|].
    destruct (O e He 1 Rlt_0_1) as [r1 [Hr1 O1]].
    assert (Dp := cond_pos delta).
    assert (Q : 0 < delta / (Rabs (b e) + 1)) by (apply Rdiv_lt_0_compat; lra).
    exists (Rmin r1 (Rmin 1 (delta / (Rabs (b e) + 1)))).
    split; [repeat apply Rmin_pos; lra|]. intros h Hh.
    assert (M1 := Rmin_l r1 (Rmin 1 (delta / (Rabs (b e) + 1)))).
    assert (M2 := Rmin_r r1 (Rmin 1 (delta / (Rabs (b e) + 1)))).
    assert (M3 := Rmin_l 1 (delta / (Rabs (b e) + 1))).
    assert (M4 := Rmin_r 1 (delta / (Rabs (b e) + 1))).
    set (k := - y e * (h^2 * b e + rest e h)).
    assert (K : Rabs k <= (Rabs (b e) + 1) * h^2).
    { unfold k. rewrite Rabs_mult.
      assert (Y : Rabs (- y e) = 1).
      { unfold y. rewrite Rabs_Ropp. destruct (positive_label e);
          [apply Rabs_R1 | rewrite Rabs_left; lra]. }
      rewrite Y, Rmult_1_l. eapply Rle_trans; [apply Rabs_triang|].
      rewrite Rabs_mult, (Rabs_pos_eq (h^2)) by apply pow2_ge_0.
      specialize (O1 h ltac:(lra)). lra. }
    assert (K2 : Rabs k < delta).
    { eapply Rle_lt_trans; [exact K|].
      apply Rle_lt_trans with ((Rabs (b e) + 1) * h).
      - apply Rmult_le_compat_l; [lra|]. simpl. nra.
      - replace (pos delta) with ((Rabs (b e) + 1) * (delta / (Rabs (b e) + 1))) by (field; lra).
        apply Rmult_lt_compat_l; lra. }
    destruct (Req_dec k 0) as [Z|NZ].
    - rewrite Z, Rplus_0_r. replace (ell P (z P t e) - ell P (z P t e) - l1 e * 0) with 0 by ring.
      rewrite Rabs_R0. assert (0 <= h^2) by apply pow2_ge_0. nra.
    - specialize (Hd k NZ K2).
      replace (ell P (z P t e + k) - ell P (z P t e) - l1 e * k)
        with (((ell P (z P t e + k) - ell P (z P t e)) / k - l1 e) * k) by (field; assumption).
      rewrite Rabs_mult.
      apply Rle_trans with (eps / (Rabs (b e) + 1) * ((Rabs (b e) + 1) * h^2)).
      + apply Rmult_le_compat; try apply Rabs_pos; [lra | assumption].
      + right. field. lra. }
  assert (ALL : o2 (fun h => over (data P) (fun e => share e *
    (ell P (z P t e + - y e * (h^2 * b e + rest e h)) - ell P (z P t e)
                 + l1 e * y e * (h^2 * b e))))).
  { apply (o2_over (data P) (fun e h => share e *
    (ell P (z P t e + - y e * (h^2 * b e + rest e h)) - ell P (z P t e)
                 + l1 e * y e * (h^2 * b e)))). intros e He. now apply o2_mul, ONE. }
  apply Rnot_lt_le. intros POS.
  destruct (ALL (D0 / 2) ltac:(lra)) as [r' [Hr' A]].
  set (h := Rmin r r' / 2). assert (M : 0 < Rmin r r') by now apply Rmin_pos.
  assert (M1 := Rmin_l r r'). assert (M2 := Rmin_r r r').
  destruct (H h ltac:(unfold h; lra)) as [t' [LE F]].
  specialize (A h ltac:(unfold h; lra)).
  apply L_le in LE; [|assumption].
  assert (E : over (data P) (fun e => share e *
    (ell P (z P t e + - y e * (h^2 * b e + rest e h)) - ell P (z P t e)
                 + l1 e * y e * (h^2 * b e))) = loss_sum P t' - loss_sum P t + h^2 * D0).
  { unfold loss_sum, D0. rewrite <- over_mul.
    rewrite (over_eq _ _ (fun e => (share e * ell P (z P t' e) + -1 * (share e * ell P (z P t e)))
      + h^2 * (share e * l1 e * y e * b e))).
    - rewrite over_add, over_add, over_mul. ring.
    - intros e He. unfold z at 3. rewrite (F e He).
      replace (- y e * (f P t e + h^2 * b e + rest e h))
        with (z P t e + - y e * (h^2 * b e + rest e h)) by (unfold z; ring). ring. }
  rewrite E in A. assert (0 < h^2) by (unfold h; nra).
  rewrite Rabs_pos_eq in A by nra. nra.
Qed.

End Second.
