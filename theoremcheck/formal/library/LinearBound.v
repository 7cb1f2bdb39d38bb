(** * A bound of the training error by a linear function (thm.linear_bound)

    Beside a linear part, or with a residual head, a local minimum is as good as any linear function; and
    each wrong sample costs at least l(0). *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsResidual ConditionsLinear Algebra Near Kinds Monotone
  Balance FirstOrder LinearBranch LinearTheorems OutputWeights PointsConstant Residual Subgradients.
Import ListNotations.
Open Scope R_scope.

Section LinearBound.

Variable P : problem.

(** ** Scaling what is trained of the output weights *)

Definition is_output (p : place) : bool :=
  match p with A0 | A _ | D (Output _ _) => true | _ => false end.
Definition grown (t : params) (h : R) : params := fun p =>
  if (is_output p && if in_dec place_dec p (trained P) then true else false)%bool then (1 + h) * t p else t p.

Lemma grown_output : forall t h p, is_output p = true -> In p (trained P) -> grown t h p = (1 + h) * t p.
Proof. intros t h p O I. unfold grown. rewrite O. now destruct in_dec. Qed.

Lemma branch_grown : forall t h b layers l inputs v, outputs_of P b inputs layers ->
  branch_output (fun p => grown t h (D p)) b l inputs v layers
  = (1 + h) * branch_output (fun p => t (D p)) b l inputs v layers.
Proof.
  intros t h b layers. induction layers as [|units above IH]; intros l inputs v O; cbn [branch_output].
  - rewrite <- sum_mul. apply sum_eq. intros u Hu. rewrite grown_output; [ring|reflexivity|]. now apply in_deep, O.
  - apply (IH (S l) (length units)). exact O.
Qed.

Lemma residual_grown : forall t h d layers v, (forall k, (k < d)%nat -> In (Output 0 k) (deep_trained P)) ->
  residual d layers (fun p => grown t h (D p)) v = (1 + h) * residual d layers (fun p => t (D p)) v.
Proof.
  intros t h d layers v O. unfold residual. rewrite <- sum_mul. apply sum_eq. intros k Hk.
  rewrite grown_output; [|reflexivity|now apply in_deep, O].
  replace (head d layers (fun p => grown t h (D p)) v k) with (head d layers (fun p => t (D p)) v k); [ring|].
  unfold head. f_equal. apply sum_eq. intros w _. f_equal. symmetry. now apply hidden_ext.
Qed.

Hypothesis network_outputs_trained : network_outputs_trained P.

Lemma grown_deep : forall t h e,
  deep P (fun p => grown t h (D p)) (x P e) = (1 + h) * deep P (fun p => t (D p)) (x P e).
Proof.
  intros t h e. destruct network_outputs_trained as [_ [_ [[all [Is Out]]|[layers [Is Out]]]]]; rewrite !Is.
  - unfold branches. rewrite <- sum_mul. apply sum_eq. intros b Hb. now apply branch_grown, Out.
  - now apply residual_grown.
Qed.

Lemma grown_f : forall t h e, admissible P t -> f P (grown t h) e = f P t e + h * f P t e.
Proof.
  intros t h e Adm. destruct network_outputs_trained as [T0 [Ta _]].
  unfold f. rewrite grown_deep.
  replace (grown t h A0) with ((1 + h) * t A0).
  - rewrite (sum_eq (width P) (fun j => grown t h (A j) * val (neuron P) (pre P (grown t h) j e))
      (fun j => (1 + h) * (t (A j) * val (neuron P) (pre P t j e)))).
    + rewrite sum_mul. ring.
    + intros j Hj. rewrite grown_output; [|reflexivity|].
      * replace (pre P (grown t h) j e) with (pre P t j e); [ring|reflexivity].
      * destruct Ta as [Ta|Z]; [|lia]. now apply (in_a P).
  - destruct T0 as [T0|Z].
    + rewrite grown_output; [reflexivity|reflexivity|]. now apply in_a0.
    + unfold grown. destruct in_dec as [|N]; [reflexivity|]. simpl. rewrite (Adm A0 N), Z. ring.
Qed.

Lemma grown_leads : forall t, admissible P t -> leads P t (grown t).
Proof.
  intros t Adm. split.
  - intros h p N. unfold grown. destruct in_dec as [I|]; [contradiction|].
    rewrite andb_false_r. now apply Adm.
  - intros r Hr. destruct (list_bound (trained P) t) as [b [Hb B]].
    exists (r / b). split; [now apply Rdiv_lt_0_compat|]. intros h Hh p I. unfold grown.
    destruct (is_output p && _)%bool.
    + replace ((1 + h) * t p - t p) with (h * t p) by ring. rewrite Rabs_mult.
      apply Rle_lt_trans with (Rabs h * b).
      * apply Rmult_le_compat_l; [apply Rabs_pos|]. left. now apply B.
      * apply Rlt_le_trans with (r / b * b); [now apply Rmult_lt_compat_r|]. right. field. lra.
    + rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. assumption.
Qed.

(** ** The bound *)

Hypothesis samples : well_formed P.
Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_convex : loss_convex P.
Hypothesis loss_active : loss_active P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis part : network_linear_part P \/ network_residual P.
Hypothesis objective_unregularised : objective_unregularised P.

(** The loss of a local minimum is at most that of an affine function of which the constant is trained, or 0. *)
Lemma as_good : forall t v k, local_min P t -> network_constant_trained P \/ k = 0 ->
  over (data P) (fun e => share e * ell P (z P t e))
  <= over (data P) (fun e => share e * ell P (- y e * affine_score P v k e)).
Proof.
  intros t v k Min C. destruct loss_c1 as [l1 [D _]].
  pose proof (all_defined P loss_defined neuron_defined network_deep_defined) as Def.
  assert (O : objective_outputs_only P) by now apply unregularised_outputs_only.
  assert (M1 : moment P l1 t (affine_score P v k) = 0) by now apply part_moment.
  assert (M2 : moment P l1 t (f P t) = 0).
  { apply (first_order P Def l1 D t (grown t)); [assumption|apply grown_leads; apply Min| |].
    - intros h e _. apply grown_f. apply Min.
    - exists 0. intros h. unfold penalty. rewrite Rmult_0_l, Rplus_0_r. apply over_eq.
      intros [c p] I. rewrite (objective_unregularised c p I). simpl. ring. }
  assert (Sum : over (data P) (fun e => share e * ell P (z P t e)
      + (- (share e * l1 (z P t e) * y e * affine_score P v k e) + share e * l1 (z P t e) * y e * f P t e))
    <= over (data P) (fun e => share e * ell P (- y e * affine_score P v k e))).
  { apply over_le. intros e I. pose proof (share_pos e).
    pose proof (convex_derivative (ell P) (z P t e) _ loss_convex (D _) (- y e * affine_score P v k e)) as S.
    replace (share e * ell P (z P t e)
      + (- (share e * l1 (z P t e) * y e * affine_score P v k e) + share e * l1 (z P t e) * y e * f P t e))
      with (share e * (ell P (z P t e) + l1 (z P t e) * (- y e * affine_score P v k e - z P t e)))
      by (unfold z; ring).
    apply Rmult_le_compat_l; lra. }
  unfold moment in M1, M2. rewrite !over_add, M2 in Sum.
  rewrite (over_eq (data P) (fun e => - (share e * l1 (z P t e) * y e * affine_score P v k e))
    (fun e => (-1) * (share e * l1 (z P t e) * y e * affine_score P v k e))) in Sum by (intros; ring). rewrite over_mul, M1 in Sum. lra.
Qed.

(** An active loss is at least l(0) to the right of 0. *)
Lemma active_above : forall v, 0 <= v -> ell P 0 <= ell P v.
Proof.
  intros v Hv. destruct loss_c1 as [l1 [D _]].
  pose proof (convex_derivative (ell P) 0 _ loss_convex (D 0) v) as S.
  assert (0 < l1 0); [|nra]. apply (active_slope P 0); [now apply loss_active; right|apply D].
Qed.

(** The premise data.linear_bound says that there is such an r: the theorem holds for every one. *)
Theorem thm_linear_bound : ERROR_BOUND P.
Proof.
  intros r [v [k [m [C [Low [Pos Bound]]]]]] t Min.
  assert (W : 0 < total_weight P) by now apply Near.total_weight_pos.
  pose proof (as_good t v k Min C) as Good.
  assert (Err : over (data P) (fun e => if Req_EM_T (y e) (sgn (f P t e)) then 0 else share e) * (ell P 0 - m)
    <= over (data P) (fun e => share e * ell P (z P t e) + (- m) * share e)).
  { rewrite Rmult_comm, <- over_mul. apply over_le. intros e I. pose proof (share_pos e) as S.
    destruct (Req_EM_T (y e) (sgn (f P t e))) as [|N].
    - specialize (Low (z P t e)). nra.
    - assert (0 <= z P t e).
      { unfold z, y, sgn in *. destruct (positive_label e), (Rle_dec 0 (f P t e)); lra. }
      pose proof (active_above (z P t e) H). nra. }
  rewrite over_add, over_mul in Err. change (over (data P) (fun e => share e)) with (total_weight P) in Err.
  rewrite (over_eq (data P) _ (fun e => share e * ell P (- y e * affine_score P v k e) + (- m) * share e)) in Bound
    by (intros; ring).
  rewrite over_add, over_mul in Bound. change (over (data P) (fun e => share e)) with (total_weight P) in Bound.
  unfold training_error. set (wrong := over (data P) (fun s => if Req_EM_T (y s) (sgn (f P t s)) then 0 else share s)) in *.
  change (over (data P) share) with (total_weight P) in *.
  apply Rmult_le_reg_r with (total_weight P * (ell P 0 - m)).
  - apply Rmult_lt_0_compat; lra.
  - replace (wrong / total_weight P * (total_weight P * (ell P 0 - m))) with (wrong * (ell P 0 - m)) by (field; lra).
    lra.
Qed.

End LinearBound.
