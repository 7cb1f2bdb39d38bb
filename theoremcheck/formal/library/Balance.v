(** * The balance condition: slopes that vanish on one class vanish on the other *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions Algebra Near Kinds Monotone.
Import ListNotations.
Open Scope R_scope.

Section Balance.

Variable P : problem.

Hypothesis defined : forall t, L_defined P t.
Hypothesis unregularised : objective_unregularised P.
Hypothesis shortcut : network_shortcut P.
Hypothesis trained_a : a_trained P = true.
Hypothesis trained_w : w_trained P = true.

Variable l1 : R -> R.
Hypothesis loss_slope : forall v, derivable_pt_lim (ell P) v (l1 v).
Hypothesis nondecreasing : loss_nondecreasing P.

Lemma slope_nonneg : forall v, 0 <= l1 v.
Proof. intros v. apply (nondecreasing_derivative (ell P) v); auto. Qed.

(** q_i y_i summed against g. *)
Definition moment (t : params) (g : sample -> R) : R :=
  over (data P) (fun e => share e * l1 (z P t e) * y e * g e).

(** (0) *)
Lemma first_a0 : forall t, local_min P t -> a0_trained P = true -> moment t (fun _ => 1) = 0.
Proof.
  intros t Min H0. destruct (near_min P defined t Min) as [r [Hr Hmin]].
  apply (no_descent_both P unregularised t (fun e => l1 (z P t e)) (fun _ => 1) (fun e h => f P t e + h)).
  - intros. apply loss_slope.
  - intros e _. split; [ring|].
    apply (derivative_eq (fun h => f P t e + 1 * h + 0 * h^2)); [intros; ring|].
    apply derivative_quadratic.
  - exists r. split; [assumption|]. intros h Hh.
    exists (shift P t h (fun _ => 0) (fun _ _ => 0)). split.
    + apply Hmin; [apply shift_admissible; auto; apply Min|].
      apply shift_near; auto; intros; rewrite Rabs_R0; assumption.
    + intros e _. rewrite shift_f. unfold f.
      rewrite (sum_eq (width P) _ (fun j => t (A j) * val (neuron P) (pre P t j e))); [ring|].
      intros j _. unfold sigma, dot. rewrite sum_0 by (intros; ring). rewrite !Rplus_0_r. reflexivity.
Qed.

(** (a) *)
Lemma first_a : forall t j, local_min P t -> (j < width P)%nat ->
  moment t (fun e => sigma P (pre P t j e)) = 0.
Proof.
  intros t j Min Hj. destruct (near_min P defined t Min) as [r [Hr Hmin]].
  apply (no_descent_both P unregularised t (fun e => l1 (z P t e)) (fun e => sigma P (pre P t j e))
           (fun e h => f P t e + h * sigma P (pre P t j e))).
  - intros. apply loss_slope.
  - intros e _. split; [ring|].
    apply (derivative_eq (fun h => f P t e + sigma P (pre P t j e) * h + 0 * h^2)); [intros; ring|].
    apply derivative_quadratic.
  - exists r. split; [assumption|]. intros h Hh.
    exists (shift P t 0 (fun i => if (i =? j)%nat then h else 0) (fun _ _ => 0)). split.
    + apply Hmin; [apply shift_admissible; auto; apply Min|].
      apply shift_near; auto; intros; try (rewrite Rabs_R0; assumption).
      destruct (_ =? _)%nat; [assumption|rewrite Rabs_R0; assumption].
    + intros e _. rewrite shift_f. unfold f.
      assert (S : sum (width P) (fun i => (t (A i) + (if (i =? j)%nat then h else 0)) *
          sigma P (pre P t i e + dot P (fun _ => 0) e))
        = sum (width P) (fun i => t (A i) * sigma P (pre P t i e)) + h * sigma P (pre P t j e)).
      { rewrite <- (sum_at (width P) j (h * sigma P (pre P t j e)) Hj), <- sum_add.
        apply sum_eq. intros i _. unfold dot. rewrite sum_0, Rplus_0_r by (intros; ring).
        destruct (Nat.eqb_spec i j) as [->|]; ring. }
      cbv beta. unfold sigma in *. rewrite S. ring.
Qed.

(** (w), along u *)
Lemma first_w : forall s1, (forall v, derivable_pt_lim (sigma P) v (s1 v)) ->
  forall u t j, local_min P t -> (j < width P)%nat ->
  moment t (fun e => t (A j) * (s1 (pre P t j e) * dot P u e)) = 0.
Proof.
  intros s1 D u t j Min Hj. destruct (near_min P defined t Min) as [r [Hr Hmin]].
  destruct (turn_near P u t j r Hr) as [d [Hd Hnear]].
  apply (no_descent_both P unregularised t (fun e => l1 (z P t e))
    (fun e => t (A j) * (s1 (pre P t j e) * dot P u e))
    (fun e h => f P t e + t (A j) * (sigma P (pre P t j e + h * dot P u e) - sigma P (pre P t j e)))).
  - intros. apply loss_slope.
  - intros e _. split; [rewrite Rmult_0_l, Rplus_0_r; ring|].
    apply (derivative_eq (fun h => (f P t e - t (A j) * sigma P (pre P t j e))
      + t (A j) * sigma P (pre P t j e + h * dot P u e))); [intros; ring|].
    replace (t (A j) * (s1 (pre P t j e) * dot P u e))
      with (0 + t (A j) * (s1 (pre P t j e) * dot P u e)) by ring.
    apply (derivable_pt_lim_plus (fun _ => f P t e - t (A j) * sigma P (pre P t j e))
      (fun h => t (A j) * sigma P (pre P t j e + h * dot P u e))).
    + apply derivable_pt_lim_const.
    + apply (derivable_pt_lim_scal (fun h => sigma P (pre P t j e + h * dot P u e))).
      apply derivative_along. apply D.
  - exists d. split; [assumption|]. intros h Hh. exists (turn P u t j h). split.
    + apply Hmin; [apply turn_admissible; auto; apply Min|auto].
    + intros e _. now apply turn_f.
Qed.

(** Terms of one class, of one strict sign, with the sum 0: q = 0 there. *)
Lemma one_class : forall t b (g : sample -> R),
  (forall e, In e (data P) -> positive_label e = negb b -> l1 (z P t e) = 0) ->
  (exists c, forall e, In e (data P) -> positive_label e = b -> 0 < c * g e) ->
  moment t g = 0 ->
  forall e, In e (data P) -> positive_label e = b -> l1 (z P t e) = 0.
Proof.
  intros t b g Other [c Sign] Sum e I Eb.
  set (k := if b then c else - c).
  assert (Term : forall e', In e' (data P) ->
    0 <= k * (share e' * l1 (z P t e') * y e' * g e')).
  { intros e' I'. destruct (bool_dec (positive_label e') b) as [E|N].
    - replace (k * (share e' * l1 (z P t e') * y e' * g e'))
        with (share e' * l1 (z P t e') * (c * g e')).
      + apply Rmult_le_pos; [apply Rmult_le_pos|].
        * left. apply share_pos.
        * apply slope_nonneg.
        * left. now apply Sign.
      + unfold k, y. rewrite E. destruct b; ring.
    - rewrite Other; [right; ring|assumption|]. destruct (positive_label e'), b; auto; now elim N. }
  assert (Le : over (data P) (fun e' => k * (share e' * l1 (z P t e') * y e' * g e')) <= 0).
  { rewrite over_mul. unfold moment in Sum. rewrite Sum. lra. }
  pose proof (over_ge0_0 _ _ Term Le e I) as E0. cbv beta in E0.
  pose proof (Sign e I Eb). pose proof (share_pos e).
  replace (k * (share e * l1 (z P t e) * y e * g e))
    with (share e * l1 (z P t e) * (c * g e)) in E0
    by (unfold k, y; rewrite Eb; destruct b; ring).
  apply Rmult_integral in E0. destruct E0 as [E0|E0]; [|lra].
  apply Rmult_integral in E0. destruct E0; [lra|assumption].
Qed.

(** Derivatives of a function that rises (falls) everywhere. *)
Lemma rising_slope : forall g v d, rises_after g v -> derivable_pt_lim g v d -> 0 < d.
Proof.
  intros g v d [k [r [Hk [Hr H]]]] D. cut (0 <= d - k); [lra|].
  apply (right_derivative (fun h => g (v + h * 1) - k * h)).
  - apply (derivable_pt_lim_minus (fun h => g (v + h * 1)) (fun h => k * h)).
    + replace d with (d * 1) by ring. now apply derivative_along.
    + apply (derivative_eq (fun h => 0 + k * h + 0 * h^2)); [intros; ring|].
      apply derivative_quadratic.
  - exists r. split; [assumption|]. intros h Hh. specialize (H h Hh).
    rewrite Rmult_0_l, Rplus_0_r, Rmult_1_r. lra.
Qed.

Lemma strictly_monotone_slope : forall s1, (forall v, derivable_pt_lim (sigma P) v (s1 v)) ->
  neuron_increasing P \/ neuron_decreasing P -> exists c, forall v, 0 < c * s1 v.
Proof.
  intros s1 D [[_ M]|[_ M]].
  - exists 1. intros v. rewrite Rmult_1_l. apply (rising_slope (sigma P) v); [apply M|apply D].
  - exists (-1). intros v. replace (-1 * s1 v) with (- s1 v) by ring.
    apply (rising_slope (opposite (sigma P)) v); [apply M|]. now apply derivable_pt_lim_opp.
Qed.

Hypothesis neuron_c1 : neuron_c1 P.

(** network.balance, at a local minimum *)
Lemma balance :
  network_output_bias P \/ neuron_signed P \/
    ((neuron_increasing P \/ neuron_decreasing P) /\ data_origin_outside_hulls P) ->
  forall t, local_min P t -> forall b,
  (forall e, In e (data P) -> positive_label e = negb b -> l1 (z P t e) = 0) ->
  forall e, In e (data P) -> positive_label e = b -> l1 (z P t e) = 0.
Proof.
  intros [H|[H|[H Hull]]] t Min b Other.
  - apply (one_class t b (fun _ => 1) Other); [|now apply first_a0].
    exists 1. intros. lra.
  - apply (one_class t b (fun e => sigma P (pre P t 0 e)) Other); [|now apply first_a].
    destruct H as [H|H]; [exists 1|exists (-1)]; intros e _ _; specialize (H (pre P t 0 e)); lra.
  - assert (V : exists v, forall e, In e (data P) -> positive_label e = b -> 0 < dot P v e).
    { destruct Hull as [Hp Hm]. destruct b; [exact Hp|exact Hm]. }
    destruct V as [v V].
    destruct (Req_EM_T (t (A 0)) 0) as [Z|N].
    + (* an idle neuron turns along v *)
      assert (Mono : exists eps, (eps = 1 \/ eps = -1) /\ strictly_increasing (fun w => eps * sigma P w)).
      { destruct H as [M|M]; apply rises_strictly in M.
        - exists 1. split; auto. intros p q L. specialize (M p q L). lra.
        - exists (-1). split; auto. intros p q L. specialize (M p q L). unfold opposite in M. lra. }
      destruct Mono as [eps [Eps M]].
      assert (Pen : hidden_unpenalised P).
      { intros c p I. rewrite (unregularised c p I). destruct p; auto. }
      destruct (near_min P defined t Min) as [r [Hr Hmin]].
      destruct (turn_near P v t 0%nat (r / 2) ltac:(lra)) as [d [Hd Hnear]].
      set (h := d / 2). assert (Hh : Rabs h < d) by (unfold h; rewrite Rabs_right; lra).
      assert (Fs : forall e, f P (turn P v t 0 h) e = f P t e).
      { intros e. rewrite turn_f, Z by assumption. ring. }
      assert (Zs : forall e, z P (turn P v t 0 h) e = z P t e) by (intros e; unfold z; now rewrite Fs).
      assert (Min' : local_min P (turn P v t 0 h)).
      { apply near_intro; [assumption|apply turn_admissible; auto; apply Min|].
        exists (r / 2). split; [lra|]. intros t' A' N'.
        assert (Same : L P (turn P v t 0 h) = L P t).
        { unfold L. rewrite (turn_penalty P v Pen). f_equal. f_equal. apply over_eq. intros. now rewrite Zs. }
        rewrite Same. apply Hmin; [assumption|]. intros p I.
        specialize (Hnear h Hh p I). specialize (N' p I).
        replace (t' p - t p) with ((t' p - turn P v t 0 h p) + (turn P v t 0 h p - t p)) by ring.
        eapply Rle_lt_trans; [apply Rabs_triang|]. lra. }
      pose proof (first_a t 0%nat Min shortcut) as E1.
      pose proof (first_a (turn P v t 0 h) 0%nat Min' shortcut) as E2.
      apply (one_class t b (fun e => sigma P (pre P t 0 e + h * dot P v e) - sigma P (pre P t 0 e)) Other).
      * exists eps. intros e I Eb. specialize (V e I Eb).
        assert (0 < h * dot P v e) by (apply Rmult_lt_0_compat; [unfold h; lra|assumption]).
        pose proof (M (pre P t 0 e) (pre P t 0 e + h * dot P v e) ltac:(lra)). lra.
      * unfold moment in *.
        rewrite (over_eq (data P) _ (fun e =>
          share e * l1 (z P (turn P v t 0 h) e) * y e * sigma P (pre P (turn P v t 0 h) 0 e)
          + (-1) * (share e * l1 (z P t e) * y e * sigma P (pre P t 0 e)))).
        -- rewrite over_add, over_mul, E1, E2. ring.
        -- intros e _. rewrite Zs. unfold turn. rewrite shift_pre by assumption.
           rewrite (turn_dot P v 0 h 0 e). simpl. ring.
    + destruct neuron_c1 as [s1 [D _]].
      destruct (strictly_monotone_slope s1 D H) as [c Hc].
      apply (one_class t b (fun e => t (A 0) * (s1 (pre P t 0 e) * dot P v e)) Other);
        [|now apply first_w].
      exists (c * t (A 0)). intros e I Eb. specialize (V e I Eb). specialize (Hc (pre P t 0 e)).
      replace (c * t (A 0) * (t (A 0) * (s1 (pre P t 0 e) * dot P v e)))
        with ((t (A 0))^2 * ((c * s1 (pre P t 0 e)) * dot P v e)) by ring.
      apply Rmult_lt_0_compat; [|now apply Rmult_lt_0_compat].
      pose proof (Rsqr_pos_lt _ N). unfold Rsqr in *. lra.
Qed.

End Balance.
