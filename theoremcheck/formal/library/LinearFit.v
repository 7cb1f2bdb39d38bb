(** * Linear networks, with or without a residual head, whose best affine fit is right: any convex loss *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsResidual ConditionsLinear Algebra Near Kinds Balance FirstOrder
  LinearBranch LinearNetwork LinearTheorems LinearBad PointsConstant Subgradients.
Import ListNotations.
Open Scope R_scope.

(** The slope of a differentiable function is its only subgradient. *)
Lemma only_subgradient g c d m : derivable_pt_lim g c d -> subgradient_at g c m -> m = d.
Proof.
  intros D S. destruct (Req_dec m d) as [|N]; [assumption|exfalso].
  assert (He : 0 < Rabs (m - d)) by (apply Rabs_pos_lt; lra).
  destruct (D _ He) as [[r Hr] H]. simpl in H.
  assert (One : forall h, h <> 0 -> Rabs h < r -> (m - d) * h < Rabs (m - d) * Rabs h).
  { intros h Hh Small. specialize (H h Hh Small). specialize (S (c + h)).
    replace (c + h - c) with h in S by ring.
    assert (A : 0 < Rabs h) by now apply Rabs_pos_lt.
    apply Rmult_lt_compat_r with (r := Rabs h) in H; [|assumption].
    rewrite <- Rabs_mult in H.
    replace (((g (c + h) - g c) / h - d) * h) with (g (c + h) - g c - d * h) in H by (field; assumption).
    apply Rabs_def2 in H. destruct H as [H _]. nra. }
  destruct (Rle_dec 0 (m - d)) as [P|P].
  - specialize (One (r / 2) ltac:(lra)). rewrite (Rabs_right (r / 2)) in One by lra.
    rewrite Rabs_right in One by lra. specialize (One ltac:(lra)). lra.
  - specialize (One (- (r / 2)) ltac:(lra)). rewrite (Rabs_left (- (r / 2))) in One by lra.
    rewrite Rabs_left in One by lra. specialize (One ltac:(lra)). nra.
Qed.

(** Slopes of a convex function rise. *)
Lemma subgradients_rise g c c' m m' : subgradient_at g c m -> subgradient_at g c' m' ->
  0 <= (m' - m) * (c' - c).
Proof. intros S S'. specialize (S c'). specialize (S' c). lra. Qed.

Section LinearFit.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_convex : loss_convex P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis part : network_linear_part P \/ network_residual P.
Hypothesis objective_outputs_only : objective_outputs_only P.

(** A balance of the features, and of 1 where k is not 0, is one of affine functions. *)
Lemma balance_affine : forall (c : sample -> R) v k,
  (forall i, (i < dim P)%nat -> over (data P) (fun e => c e * x P e i) = 0) ->
  over (data P) c = 0 \/ k = 0 ->
  over (data P) (fun e => c e * affine_score P v k e) = 0.
Proof.
  intros c v k X C. unfold affine_score.
  rewrite (over_eq (data P) _ (fun e =>
    sum (dim P) (fun i => v i * (c e * x P e i)) + k * c e)).
  - rewrite over_add, over_mul, over_sum, sum_0.
    + destruct C as [C | ->]; [rewrite C|]; ring.
    + intros i Hi. rewrite over_mul, X by assumption. ring.
  - intros e _. rewrite (sum_eq (dim P) (fun i => v i * (c e * x P e i))
      (fun i => c e * (v i * x P e i))) by (intros; ring). rewrite sum_mul. ring.
Qed.

Lemma affine_difference : forall v k v' k' e,
  affine_score P (fun i => v i + (-1) * v' i) (k - k') e = affine_score P v k e - affine_score P v' k' e.
Proof.
  intros. unfold affine_score.
  rewrite (sum_eq (dim P) _ (fun i => v i * x P e i + (-1) * (v' i * x P e i))) by (intros; ring).
  rewrite sum_add, sum_mul. ring.
Qed.

(** Where f is affine, its slopes at a local minimum are those of a best fit. *)
Lemma right_at : forall t v k s d u k', local_min P t -> fits_right P v k s d ->
  (forall e, f P t e = affine_score P u k' e) ->
  (network_constant_trained P /\ over (data P) (fun e => share e * s e * y e) = 0) \/ k' - k = 0 ->
  forall e, In e (data P) -> z P t e < 0.
Proof.
  intros t v k s d u k' Min [Sd [Fit Bal]] F C. destruct loss_c1 as [l1 [D _]].
  assert (Own : forall w, subgradient_at (ell P) w (l1 w)) by (intros w; now apply convex_derivative).
  set (h := affine_score P (fun i => u i + (-1) * v i) (k' - k)).
  assert (M : over (data P) (fun e => share e * l1 (z P t e) * y e * h e) = 0).
  { apply (part_moment P loss_defined neuron_defined network_deep_defined part
      objective_outputs_only l1 D t Min). tauto. }
  assert (B : over (data P) (fun e => share e * s e * y e * h e) = 0).
  { apply balance_affine; [assumption|tauto]. }
  set (g := fun e => - y e * affine_score P v k e).
  assert (Step : forall e, z P t e - g e = - y e * h e).
  { intros e. unfold z, g, h. rewrite F, affine_difference. ring. }
  assert (Terms : forall e, In e (data P) -> 0 <= share e * ((l1 (z P t e) - s e) * (z P t e - g e))).
  { intros e I. apply Rmult_le_pos; [left; apply share_pos|].
    apply (subgradients_rise (ell P)); [now apply Fit|apply Own]. }
  assert (Zero : over (data P) (fun e => share e * ((l1 (z P t e) - s e) * (z P t e - g e))) = 0).
  { rewrite (over_eq (data P) _ (fun e => (-1) * (share e * l1 (z P t e) * y e * h e)
      + share e * s e * y e * h e)).
    - rewrite over_add, over_mul, M, B. ring.
    - intros e _. rewrite Step. ring. }
  intros e I.
  pose proof (over_ge0_0 (data P) _ Terms (Req_le _ _ Zero) e I) as E. cbv beta in E.
  pose proof (share_pos e) as Sh.
  assert (Same : l1 (z P t e) = s e).
  { apply Rmult_integral in E. destruct E as [E|E]; [lra|].
    apply Rmult_integral in E. destruct E as [E|E]; [lra|].
    symmetry. apply (only_subgradient (ell P) (z P t e)); [apply D|].
    replace (z P t e) with (g e) by lra. now apply Fit. }
  assert (Less : s e < d) by now apply Fit.
  destruct (Rlt_dec (z P t e) 0) as [|N]; [assumption|exfalso].
  destruct (Req_dec (z P t e) 0) as [Z|Z].
  - assert (d = l1 0) by (apply (only_subgradient (ell P) 0); [apply D|assumption]).
    rewrite Z in Same. lra.
  - pose proof (subgradients_rise (ell P) _ _ _ _ Sd (Own (z P t e))) as R. rewrite Same in R. nra.
Qed.

Theorem thm_linear_fit : network_linear P ->
  (network_constant_trained P /\ data_affine_fit_right P) \/
  (network_every_linear P /\ data_linear_fit_right P) -> NO_BAD P.
Proof.
  intros Lin Arms t Min. apply error_zero. intros e I.
  assert (N : z P t e < 0).
  { destruct Arms as [[C [v [k [s [d [Fit One]]]]]]|[Every [v [s [d Fit]]]]].
    - destruct (f_affine P Lin t) as [u [k' F]].
      apply (right_at t v k s d u k' Min Fit); auto.
    - destruct (computes_linear P Every) as [_ Only]. destruct (Only t (proj1 Min)) as [u F].
      apply (right_at t v 0 s d u 0 Min Fit); auto. right. ring. }
  unfold z, y, sgn in *. destruct (positive_label e), (Rle_dec 0 (f P t e)); lra.
Qed.

End LinearFit.
