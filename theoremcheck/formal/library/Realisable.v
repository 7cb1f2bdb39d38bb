(** * Parameters that fit all samples (G-2)

    f goes on by a fixed function from a number that is affine in what is trained, what a sample costs has one valley,
    and some parameters put every sample at its bottom. On the segment to these no term of L rises. *)

From Coq Require Import Reals List Lra Classical FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsConvex Algebra Near Kinds Monotone Balance Separable
  SeparableKink Landscape Paths OutputWeights LinearNetwork LinearTheorems.
Import ListNotations.
Open Scope R_scope.

Lemma inside q a : Rabs q <= a -> - a <= q <= a.
Proof. intros H. pose proof (Rle_abs q). pose proof (Rle_abs (- q)) as Q. rewrite Rabs_Ropp in Q. lra. Qed.

(** On the way to where it is least a function with one valley does not rise. *)
Lemma valley_falls (c : R -> R) u u0 h h' : one_valley c -> (forall v, c u0 <= c v) -> 0 <= h <= h' -> h' <= 1 ->
  c (u + h' * (u0 - u)) <= c (u + h * (u0 - u)).
Proof.
  intros V Low H H'. pose proof (Low (u + h * (u0 - u))) as Q.
  assert (M : Rmax (c (u + h * (u0 - u))) (c u0) = c (u + h * (u0 - u))) by (now apply Rmax_left).
  destruct (Rle_lt_dec u u0) as [D|D].
  - rewrite <- M. apply V. split; nra.
  - rewrite <- M, Rmax_comm. apply V. split; nra.
Qed.

(** Where it is constant on the way it is least. *)
Lemma flat_least (c : R -> R) u u0 h : pseudoconvex_fn c -> (forall v, c u0 <= c v) -> 0 < h <= 1 ->
  (c (u + h * (u0 - u)) = c u) -> forall v, c u <= c v.
Proof.
  intros [C [V Least]] Low Hh E v. destruct (Req_dec u u0) as [->|N]; [apply Low|].
  assert (Same : forall k, 0 <= k <= h -> c (u + k * (u0 - u)) = c u).
  { intros k Hk. apply Rle_antisym.
    - replace (c u) with (c (u + 0 * (u0 - u))) by (f_equal; ring).
      apply valley_falls; [exact V|exact Low|lra|lra].
    - rewrite <- E. apply valley_falls; [exact V|exact Low|lra|lra]. }
  rewrite <- (Same (h / 2)) by lra. apply Least. intros k r Hk Hr.
  set (d := Rabs (u0 - u)). assert (D : 0 < d) by (apply Rabs_pos_lt; lra).
  set (s := Rmin (h / 2 * d) (r / 2)). assert (S : 0 < s) by (apply Rmin_pos; [nra|lra]).
  assert (S1 : s <= h / 2 * d) by apply Rmin_l. assert (S2 : s <= r / 2) by apply Rmin_r.
  assert (Q : forall q, Rabs q = s -> c (u + h / 2 * (u0 - u) + q) = c (u + h / 2 * (u0 - u))).
  { intros q Eq. rewrite (Same (h / 2)) by lra.
    replace (u + h / 2 * (u0 - u) + q) with (u + (h / 2 + q / (u0 - u)) * (u0 - u)) by (field; lra).
    apply Same. assert (B : Rabs (q / (u0 - u)) <= h / 2).
    { unfold Rdiv. rewrite Rabs_mult, Rabs_inv, Eq. fold d.
      apply Rmult_le_reg_r with d; [exact D|]. rewrite Rmult_assoc, Rinv_l by lra. lra. }
    apply inside in B. lra. }
  assert (Ks : 0 < k * s) by nra.
  split; exists s; (split; [lra|]).
  - rewrite Q by (apply Rabs_right; lra). lra.
  - replace (u + h / 2 * (u0 - u) - s) with (u + h / 2 * (u0 - u) + - s) by ring.
    rewrite Q by (rewrite Rabs_Ropp; apply Rabs_right; lra). lra.
Qed.

(** Towards where it is least the slope of a function with one valley is not > 0. *)
Lemma towards_least (c : R -> R) u u0 d : one_valley c -> (forall v, c u0 <= c v) -> derivable_pt_lim c u d ->
  d * (u0 - u) <= 0.
Proof.
  intros V Low D. pose proof (derivative_along c u (u0 - u) d D) as Q.
  assert (0 <= - (d * (u0 - u))); [|lra].
  apply (right_derivative (fun h => - c (u + h * (u0 - u)))).
  - now apply derivable_pt_lim_opp.
  - exists 1. split; [lra|]. intros h Hh. apply Ropp_le_contravar.
    apply valley_falls; [exact V|exact Low|lra|lra].
Qed.

(** Where a function is least its slope is 0. *)
Lemma least_slope (c : R -> R) u d : derivable_pt_lim c u d -> (forall v, c u <= c v) -> d = 0.
Proof.
  intros D Low. assert (Side : forall s, 0 <= d * s).
  { intros s. apply (right_derivative (fun h => c (u + h * s))).
    - now apply derivative_along.
    - exists 1. split; [lra|]. intros h Hh. rewrite Rmult_0_l, Rplus_0_r. apply Low. }
  pose proof (Side 1). pose proof (Side (-1)). lra.
Qed.

Lemma trained_a0 P : In A0 (trained P) -> a0_trained P = true.
Proof.
  unfold trained. rewrite !in_app_iff. intros [H|[H|[H|[H|H]]]].
  - destruct (a0_trained P); [reflexivity|destruct H].
  - destruct (a_trained P); [|destruct H]. apply in_map_iff in H. destruct H as (? & ? & _). discriminate.
  - destruct (w_trained P); [|destruct H]. apply in_flat_map in H. destruct H as (? & _ & H).
    apply in_map_iff in H. destruct H as (? & ? & _). discriminate.
  - destruct (b_trained P); [|destruct H]. apply in_map_iff in H. destruct H as (? & ? & _). discriminate.
  - apply in_map_iff in H. destruct H as (? & ? & _). discriminate.
Qed.

Section Realisable.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis unregularised : objective_unregularised P.

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.

Lemma terms_compare t t' : (forall e, In e (data P) -> ell P (z P t e) <= ell P (z P t' e)) -> L P t <= L P t'.
Proof.
  intros H. unfold L. rewrite !(no_penalty P) by assumption. rewrite !Rplus_0_r.
  apply Rmult_le_compat_r.
  - destruct (data P) as [|e0 rest] eqn:Ed.
    + unfold total_weight. rewrite Ed. simpl. right. symmetry. apply Rinv_0.
    + left. apply Rinv_0_lt_compat, total_weight_pos. rewrite Ed. discriminate.
  - apply over_le. intros e I. apply Rmult_le_compat_l; [left; apply share_pos|]. now apply H.
Qed.

Lemma cost_is u g t e : goes_on P u g -> admissible P t -> In e (data P) -> ell P (z P t e) = cost P g e (u t e).
Proof. intros G A I. unfold cost, z. now rewrite (proj1 (G t e A I)). Qed.

Lemma cost_between u g t t' h e : goes_on P u g -> admissible P t -> admissible P t' -> In e (data P) ->
  ell P (z P (between t t' h) e) = cost P g e (u t e + h * (u t' e - u t e)).
Proof.
  intros G A A' I. rewrite (cost_is u g _ e G); [|now apply Paths.between_admissible|exact I].
  now rewrite (proj2 (G t e A I)).
Qed.

Theorem thm_realisable : data_realisable_steep P -> GLOBAL P.
Proof.
  intros (u & g & t0 & G & A0 & Costs) t Min t' A' _.
  assert (A : admissible P t) by apply Min.
  destruct (near_min P defined t Min) as [r [Hr Hmin]].
  destruct (between_near P t t0 r Hr) as [h [Hh N]].
  specialize (Hmin _ (OutputWeights.between_admissible P t t0 h A A0) N).
  apply (L_compare P t (between t t0 h)) in Hmin; [|now rewrite !(no_penalty P) by assumption].
  assert (Terms : forall e, In e (data P) ->
    0 <= share e * (ell P (z P t e) - ell P (z P (between t t0 h) e))).
  { intros e I. apply Rmult_le_pos; [left; apply share_pos|]. destruct (Costs e I) as [[_ [V _]] Low].
    rewrite (cost_between u g) by assumption. rewrite (cost_is u g) by assumption.
    pose proof (valley_falls (cost P g e) (u t e) (u t0 e) 0 h V Low ltac:(lra) ltac:(lra)) as Q.
    rewrite Rmult_0_l, Rplus_0_r in Q. lra. }
  assert (Sum : over (data P) (fun e => share e * (ell P (z P t e) - ell P (z P (between t t0 h) e))) <= 0).
  { rewrite (over_eq (data P) _ (fun e => share e * ell P (z P t e)
      + (-1) * (share e * ell P (z P (between t t0 h) e)))) by (intros; ring).
    rewrite over_add, over_mul. lra. }
  apply terms_compare. intros e I.
  pose proof (over_ge0_0 (data P) _ Terms Sum e I) as E. cbv beta in E. pose proof (share_pos e).
  apply Rmult_integral in E. destruct E as [E|E]; [lra|]. destruct (Costs e I) as [C Low].
  rewrite (cost_between u g), (cost_is u g) in E by assumption.
  rewrite !(cost_is u g) by assumption.
  apply (flat_least (cost P g e) (u t e) (u t0 e) h C Low Hh). lra.
Qed.

(** A direction that goes from t0 to t1 goes on from any other point. *)
Lemma goes_along u g t t0 t1 s e : goes_on P u g -> admissible P t -> admissible P t0 -> admissible P t1 -> In e (data P) ->
  u (between t (fun p => t p + (t1 p - t0 p)) s) e = u t e + s * (u t1 e - u t0 e).
Proof.
  intros G A A0 A1 I.
  set (a := between t t1 (2 * s)). set (b := between t t0 (- (2 * s))).
  assert (Aa : admissible P a) by (now apply Paths.between_admissible).
  assert (Ab : admissible P b) by (now apply Paths.between_admissible).
  replace (between t (fun p => t p + (t1 p - t0 p)) s) with (between a b (/ 2)).
  - rewrite (proj2 (G a e Aa I) b (/ 2) Ab). unfold a, b.
    rewrite !(proj2 (G t e A I)) by assumption. field.
  - apply functional_extensionality. intros p. unfold a, b, between. field.
Qed.

Lemma along_admissible t t0 t1 : admissible P t -> admissible P t0 -> admissible P t1 ->
  admissible P (fun p => t p + (t1 p - t0 p)).
Proof. intros A A0 A1 p N. rewrite (A p N), (A0 p N), (A1 p N). ring. Qed.

(** A step far enough along a direction that moves all u. *)
Lemma far_enough (l : list sample) (k gap : sample -> R) : (forall e, In e l -> k e <> 0) ->
  exists s, 0 <= s /\ forall e, In e l -> Rabs (gap e) <= s * Rabs (k e).
Proof.
  induction l as [|a l IH]; intros K.
  - exists 0. split; [lra|]. intros e [].
  - destruct IH as [s [S H]]; [intros; apply K; now right|].
    assert (Ka : 0 < Rabs (k a)) by (apply Rabs_pos_lt, K; now left).
    exists (Rmax s (Rabs (gap a) / Rabs (k a))). split; [apply Rle_trans with (1 := S), Rmax_l|].
    intros e [<-|I].
    + apply Rle_trans with (Rabs (gap a) / Rabs (k a) * Rabs (k a)); [right; field; lra|].
      apply Rmult_le_compat_r; [lra|apply Rmax_r].
    + apply Rle_trans with (1 := H e I). apply Rmult_le_compat_r; [apply Rabs_pos|apply Rmax_l].
Qed.

Theorem thm_realisable_valley : data_realisable P \/ data_descent P -> NO_VALLEY P.
Proof.
  intros [(u & g & t0 & G & A0 & Costs)|(u & g & t0 & t1 & G & A0 & A1 & Costs)] t m [A D] (t' & [A' D'] & Lower).
  - destruct (leads_straight P t t0) as (p & Pp & E & H).
    + intros v Hv. pose proof (Paths.between_admissible P t t0 v A A0) as Av.
      split; [split; [exact Av|apply defined]|]. apply terms_compare. intros e I.
      destruct (Costs e I) as [V Low]. rewrite (cost_between u g), (cost_is u g) by assumption.
      pose proof (valley_falls (cost P g e) (u t e) (u t0 e) 0 v V Low ltac:(lra) ltac:(lra)) as Q.
      now rewrite Rmult_0_l, Rplus_0_r in Q.
    + exists p. split; [exact Pp|]. split; [exact H|]. rewrite E. apply Rle_trans with (L P t'); [|lra].
      apply terms_compare. intros e I. rewrite !(cost_is u g) by assumption. now apply Costs.
  - destruct (far_enough (data P) (fun e => u t1 e - u t0 e) (fun e => u t' e - u t e)) as [s [S Far]].
    { intros e I E. apply (proj1 (Costs e I)). lra. }
    set (d := fun p => t p + (t1 p - t0 p)). assert (Ad : admissible P d) by (now apply along_admissible).
    assert (Moved : forall k e, In e (data P) ->
      ell P (z P (between t d k) e) = cost P g e (u t e + k * (u t1 e - u t0 e))).
    { intros k e I. rewrite (cost_is u g _ e G); [|now apply Paths.between_admissible|exact I].
      unfold d. now rewrite (goes_along u g t t0 t1 k e). }
    destruct (leads_straight P t (between t d s)) as (p & Pp & E & H).
    + intros v Hv. assert (Same : between t (between t d s) v = between t d (v * s))
        by (apply functional_extensionality; intros q; unfold between; ring).
      rewrite Same. split; [split; [now apply Paths.between_admissible|apply defined]|].
      apply terms_compare. intros e I. rewrite Moved by assumption. rewrite (cost_is u g) by assumption.
      apply Costs; [exact I|]. apply Rmult_le_pos; lra.
    + exists p. split; [exact Pp|]. split; [exact H|]. rewrite E. apply Rle_trans with (L P t'); [|lra].
      apply terms_compare. intros e I. rewrite Moved by assumption. rewrite (cost_is u g) by assumption.
      destruct (Costs e I) as [K Falls]. specialize (Far e I). cbv beta in Far.
      set (k := u t1 e - u t0 e) in *. assert (K0 : k <> 0) by (unfold k; lra).
      assert (Kp : 0 < Rabs k) by (now apply Rabs_pos_lt).
      set (q := s - (u t' e - u t e) / k).
      replace (u t e + s * k) with (u t' e + q * k) by (unfold q; field; exact K0).
      apply Falls. unfold q.
      assert (B : Rabs ((u t' e - u t e) / k) <= s).
      { unfold Rdiv. rewrite Rabs_mult, Rabs_inv. apply Rmult_le_reg_r with (Rabs k); [exact Kp|].
        rewrite Rmult_assoc, Rinv_l by lra. lra. }
      apply inside in B. lra.
Qed.

(** ** Linear networks *)

Section Linear.

Hypothesis loss_c1 : loss_c1 P.
Hypothesis network_linear_part : network_linear_part P.
Hypothesis pseudoconvex : loss_pseudoconvex P.

Theorem thm_realisable_linear : data_realisable_linear P -> GLOBAL P.
Proof.
  intros (Lin & v & k & Const & Low) t Min t' A' _. destruct loss_c1 as [l1 [D _]].
  destruct pseudoconvex as [_ [Valley Least]]. assert (A : admissible P t) by apply Min.
  assert (F : exists v' k', (network_constant_trained P \/ k - k' = 0) /\ forall e, f P t e = affine_score P v' k' e).
  { destruct (classic (network_constant_trained P)) as [C|N].
    - destruct (f_affine P Lin t) as [U [k' E]].
      exists U, k'. split; [now left|exact E].
    - destruct Const as [C|[Hom Ek]]; [contradiction|].
      destruct (f_linear P Hom t A) as [U E]. exists U, (t A0). split; [right|].
      + rewrite Ek, (A A0); [ring|]. intros I. apply N. left. now apply (trained_a0 P).
      + intros e. rewrite E. unfold affine_score. ring. }
  destruct F as (v' & k' & K & F).
  assert (M : moment P l1 t (affine_score P (fun i => v i + (-1) * v' i) (k - k')) = 0)
    by (apply (lemma_linear P); auto using unregularised_outputs_only).
  assert (Gap : forall e, affine_score P (fun i => v i + (-1) * v' i) (k - k') e = affine_score P v k e - f P t e).
  { intros e. rewrite F. unfold affine_score.
    rewrite (sum_eq (dim P) (fun i => (v i + -1 * v' i) * x P e i) (fun i => v i * x P e i + (-1) * (v' i * x P e i)))
      by (intros; ring).
    rewrite sum_add, sum_mul. ring. }
  unfold moment in M.
  assert (Terms : forall e, In e (data P) ->
    0 <= share e * l1 (z P t e) * y e * affine_score P (fun i => v i + (-1) * v' i) (k - k') e).
  { intros e I. rewrite Gap.
    replace (share e * l1 (z P t e) * y e * (affine_score P v k e - f P t e))
      with (share e * (l1 (z P t e) * - (- y e * affine_score P v k e - z P t e))) by (unfold z; ring).
    apply Rmult_le_pos; [left; apply share_pos|].
    pose proof (towards_least (ell P) (z P t e) (- y e * affine_score P v k e) (l1 (z P t e))
      Valley (Low e I) (D _)). lra. }
  assert (Slopes : forall e, In e (data P) -> l1 (z P t e) = 0).
  { intros e I. pose proof (over_ge0_0 (data P) _ Terms ltac:(lra) e I) as E. cbv beta in E.
    rewrite Gap in E. pose proof (share_pos e).
    assert (Y : y e <> 0) by (unfold y; destruct (positive_label e); lra).
    apply Rmult_integral in E. destruct E as [E|E].
    - apply Rmult_integral in E. destruct E as [E|E]; [|contradiction].
      apply Rmult_integral in E. destruct E; [lra|assumption].
    - apply (least_slope (ell P) (z P t e) _ (D _)). intros w.
      replace (z P t e) with (- y e * affine_score P v k e) by (unfold z; replace (f P t e) with (affine_score P v k e) by lra; reflexivity).
      now apply Low. }
  apply terms_compare. intros e I. apply Least.
  apply slope_level. rewrite <- (Slopes e I). apply D.
Qed.

End Linear.

End Realisable.
