(** * First-order conditions under penalties, and idle moves *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions Algebra Near Kinds Monotone Balance.
Import ListNotations.
Open Scope R_scope.

(** A convex function lies above its tangents. *)
Lemma convex_tangent : forall g v s w, convex_fn g -> derivable_pt_lim g v s ->
  g v + s * (w - v) <= g w.
Proof.
  intros g v s w C D.
  assert (H : g v - s * v <= g w - s * w); [|lra].
  apply (convex_flat (fun p => g p - s * p)).
  - intros a b p Hp. specialize (C a b p Hp). nra.
  - replace 0 with (s - s * 1) by ring.
    apply (derivable_pt_lim_minus g (fun p => s * p)); [assumption|].
    apply (derivable_pt_lim_scal id). apply derivable_pt_lim_id.
Qed.

Section FirstOrder.

Variable P : problem.

Hypothesis defined : forall t, L_defined P t.

(** [move] leads from t through admissible points, as near to t as one likes. *)
Definition leads (t : params) (move : R -> params) : Prop :=
  (forall h, admissible P (move h)) /\
  forall r, 0 < r -> exists d, 0 < d /\ forall h, Rabs h < d -> near P r t (move h).

(** Moving one trained parameter. *)
Lemma place_dec : forall p q : place, {p = q} + {p <> q}.
Proof. repeat decide equality. Defined.

Definition bump (t : params) (p : place) (h : R) : params :=
  fun q => if place_dec q p then t q + h else t q.

Lemma bump_here : forall t p h, bump t p h p = t p + h.
Proof. intros. unfold bump. destruct (place_dec p p); congruence. Qed.

Lemma bump_other : forall t p h q, q <> p -> bump t p h q = t q.
Proof. intros. unfold bump. destruct (place_dec q p); congruence. Qed.

Lemma bump_leads : forall t p, admissible P t -> In p (trained P) -> leads t (bump t p).
Proof.
  intros t p A I. split.
  - intros h q N. rewrite bump_other; [now apply A|]. intros ->. contradiction.
  - intros r Hr. exists r. split; [assumption|]. intros h Hh q _. unfold bump.
    destruct (place_dec q p).
    + replace (t q + h - t q) with h by ring. assumption.
    + rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. assumption.
Qed.

Lemma bump_penalty : forall t p, (forall c, In (c, p) (penalties P) -> c = 0) ->
  forall h, penalty P (bump t p h) = penalty P t.
Proof.
  intros t p Pen h. unfold penalty. apply over_eq. intros [c q] I. simpl.
  destruct (place_dec q p) as [->|N]; [rewrite (Pen c I); ring|now rewrite bump_other].
Qed.

(** ** Where nothing changes to second order in the penalties *)

Variable l1 : R -> R.
Hypothesis loss_slope : forall v, derivable_pt_lim (ell P) v (l1 v).

(** If f runs along g, with slope v at h = 0, and the penalties change by a
    multiple of h^2, then sum q_i y_i v_i = 0. *)
Lemma first_order_along : forall t move (g : sample -> R -> R) (v : sample -> R),
  local_min P t -> leads t move ->
  (forall h e, In e (data P) -> f P (move h) e = g e h) ->
  (forall e, In e (data P) -> g e 0 = f P t e /\ derivable_pt_lim (g e) 0 (v e)) ->
  (exists c, forall h, penalty P (move h) = penalty P t + c * h^2) ->
  moment P l1 t v = 0.
Proof.
  intros t move run v Min [Adm Lead] F Run [c C].
  destruct (near_min P defined t Min) as [r [Hr Hmin]].
  destruct (Lead r Hr) as [d [Hd Near]].
  unfold moment. destruct (data P) as [|e0 rest] eqn:Ed; [reflexivity|].
  assert (T : 0 < total_weight P) by (apply total_weight_pos; rewrite Ed; discriminate).
  rewrite <- Ed in *.
  set (g := fun h => over (data P) (fun e => share e * ell P (- y e * run e h))
      / total_weight P + (penalty P t + 0 * h + c * h^2)).
  assert (G : forall h, g h = L P (move h)).
  { intros h. unfold g, L. rewrite C. f_equal; [|ring]. f_equal. apply over_eq. intros e I.
    unfold z. now rewrite F. }
  set (D := over (data P) (fun e => share e * (l1 (z P t e) * (- y e * v e)))).
  assert (Dg : derivable_pt_lim g 0 (D / total_weight P + 0)).
  { unfold g. apply (derivable_pt_lim_plus
      (fun h => over (data P) (fun e => share e * ell P (- y e * run e h))
                / total_weight P)
      (fun h => penalty P t + 0 * h + c * h^2)).
    - unfold Rdiv. rewrite (Rmult_comm D).
      apply (derivative_eq (fun h => / total_weight P *
        over (data P) (fun e => share e * ell P (- y e * run e h))));
        [intros; ring|].
      apply derivable_pt_lim_scal.
      apply (derivative_over (data P) (fun e h => share e * ell P (- y e * run e h))).
      intros e I. destruct (Run e I) as [R0 R1].
      apply (derivable_pt_lim_scal (fun h => ell P (- y e * run e h))).
      apply (derivable_pt_lim_comp (fun h => - y e * run e h) (ell P)).
      + now apply derivable_pt_lim_scal.
      + rewrite R0. apply loss_slope.
    - apply derivative_quadratic. }
  assert (G0 : g 0 = L P t).
  { unfold g, L. f_equal; [|ring]. f_equal. apply over_eq. intros e I. unfold z.
    now rewrite (proj1 (Run e I)). }
  assert (Up : 0 <= D / total_weight P + 0).
  { apply (right_derivative g); [assumption|]. exists d. split; [assumption|]. intros h Hh.
    rewrite G0, G. apply Hmin; [apply Adm|apply Near]. rewrite Rabs_right; lra. }
  assert (Down : 0 <= (D / total_weight P + 0) * -1).
  { apply (right_derivative (fun h => g (0 + h * -1))).
    - apply derivative_along. assumption.
    - exists d. split; [assumption|]. intros h Hh. rewrite Rmult_0_l, Rplus_0_r, G0, G.
      apply Hmin; [apply Adm|apply Near]. rewrite Rplus_0_l, Rabs_left; lra. }
  assert (D0 : D / total_weight P = 0) by lra.
  assert (D = 0).
  { unfold Rdiv in D0. apply Rmult_integral in D0. destruct D0 as [|D0]; [assumption|].
    pose proof (Rinv_0_lt_compat _ T). lra. }
  rewrite (over_eq (data P) _ (fun e => (-1) * (share e * (l1 (z P t e) * (- y e * v e)))))
    by (intros; ring).
  rewrite over_mul. fold D. lra.
Qed.

(** The same where f changes by h v. *)
Lemma first_order : forall t move (v : sample -> R), local_min P t -> leads t move ->
  (forall h e, In e (data P) -> f P (move h) e = f P t e + h * v e) ->
  (exists c, forall h, penalty P (move h) = penalty P t + c * h^2) ->
  moment P l1 t v = 0.
Proof.
  intros t move v Min Lead F Pen.
  apply (first_order_along t move (fun e h => f P t e + h * v e) v Min Lead F); [|assumption].
  intros e _. split; [ring|].
  apply (derivative_eq (fun h => f P t e + v e * h + 0 * h^2)); [intros; ring|].
  apply derivative_quadratic.
Qed.

(** Where neither f nor the penalties change, the points near t are local minima too. *)
Lemma idle_move : forall t move, local_min P t -> leads t move ->
  (forall h e, In e (data P) -> f P (move h) e = f P t e) ->
  (forall h, penalty P (move h) = penalty P t) ->
  exists d, 0 < d /\ forall h, Rabs h < d -> local_min P (move h).
Proof.
  intros t move Min [Adm Lead] F Pen. destruct (near_min P defined t Min) as [r [Hr Hmin]].
  destruct (Lead (r / 2) ltac:(lra)) as [d [Hd Hnear]].
  exists d. split; [assumption|]. intros h Hh.
  assert (Same : L P (move h) = L P t).
  { unfold L. rewrite Pen. f_equal. f_equal. apply over_eq. intros e I. unfold z.
    now rewrite F. }
  apply near_intro; [assumption|apply Adm|].
  exists (r / 2). split; [lra|]. intros t' A' N'. rewrite Same. apply Hmin; [assumption|].
  intros p I. specialize (Hnear h Hh p I). specialize (N' p I).
  replace (t' p - t p) with ((t' p - move h p) + (move h p - t p)) by ring.
  eapply Rle_lt_trans; [apply Rabs_triang|]. lra.
Qed.

(** Moments at points with the same f. *)
Lemma moment_eq : forall t t' v v', (forall e, In e (data P) -> f P t' e = f P t e) ->
  (forall e, In e (data P) -> v' e = v e) -> moment P l1 t' v' = moment P l1 t v.
Proof.
  intros t t' v v' F V. unfold moment. apply over_eq. intros e I. unfold z.
  now rewrite (F e I), (V e I).
Qed.

Lemma moment_combine : forall t v v' c,
  moment P l1 t (fun e => v e + c * v' e) = moment P l1 t v + c * moment P l1 t v'.
Proof.
  intros. unfold moment. rewrite <- over_mul, <- over_add. apply over_eq. intros. ring.
Qed.

Lemma moment_scale : forall t v c, moment P l1 t (fun e => c * v e) = c * moment P l1 t v.
Proof. intros. unfold moment. rewrite <- over_mul. apply over_eq. intros. ring. Qed.

(** A convex loss lies above its tangent in the outputs. *)
Lemma loss_above : loss_convex P -> forall t t',
  over (data P) (fun e => share e * ell P (z P t e))
    - moment P l1 t (fun e => f P t' e - f P t e)
  <= over (data P) (fun e => share e * ell P (z P t' e)).
Proof.
  intros Conv t t'. unfold moment.
  replace (over (data P) (fun e => share e * ell P (z P t e)) - _)
    with (over (data P) (fun e => share e * ell P (z P t e)
      + (-1) * (share e * l1 (z P t e) * y e * (f P t' e - f P t e))))
    by (rewrite over_add, over_mul; ring).
  apply over_le. intros e _.
  pose proof (convex_tangent (ell P) (z P t e) (l1 (z P t e)) (z P t' e) Conv (loss_slope _)) as T.
  pose proof (share_pos e). unfold z in *.
  replace (share e * ell P (- y e * f P t e) + -1 *
    (share e * l1 (- y e * f P t e) * y e * (f P t' e - f P t e)))
    with (share e * (ell P (- y e * f P t e) +
      l1 (- y e * f P t e) * (- y e * f P t' e - - y e * f P t e))) by ring.
  apply Rmult_le_compat_l; lra.
Qed.

(** It is at least as large where the first-order term vanishes. *)
Lemma convex_compare : loss_convex P -> forall t t',
  moment P l1 t (fun e => f P t' e - f P t e) = 0 -> penalty P t <= penalty P t' ->
  L P t <= L P t'.
Proof.
  intros Conv t t' Sum Pen. pose proof (loss_above Conv t t') as Loss.
  rewrite Sum, Rminus_0_r in Loss.
  unfold L. apply Rplus_le_compat; [|assumption]. unfold Rdiv, ell in *.
  destruct (data P) as [|e0 rest] eqn:Ed; [simpl; lra|].
  assert (T : 0 < total_weight P) by (apply total_weight_pos; rewrite Ed; discriminate).
  apply Rmult_le_compat_r; [|assumption]. left. now apply Rinv_0_lt_compat.
Qed.

(** If y_i g_i >= 0 for all i and sum q_i y_i g_i = 0, then q_i = 0 where y_i g_i > 0. *)
Lemma one_sided_moment : loss_nondecreasing P -> forall t g, moment P l1 t g = 0 ->
  (forall e, In e (data P) -> 0 <= y e * g e) ->
  forall e, In e (data P) -> 0 < y e * g e -> l1 (z P t e) = 0.
Proof.
  intros Mono t g Sum Sign e I S. unfold moment in Sum.
  assert (Terms : forall e', In e' (data P) -> 0 <= share e' * l1 (z P t e') * y e' * g e').
  { intros e' I'. rewrite Rmult_assoc. apply Rmult_le_pos; [|now apply Sign].
    apply Rmult_le_pos; [left; apply share_pos|]. now apply (slope_nonneg P). }
  pose proof (over_ge0_0 (data P) _ Terms (Req_le _ _ Sum) e I) as E0. cbv beta in E0.
  rewrite Rmult_assoc in E0. pose proof (share_pos e). apply Rmult_integral in E0.
  destruct E0 as [E0|E0]; [|lra]. apply Rmult_integral in E0. destruct E0; lra.
Qed.

(** ** The output bias and the output weights, where they are not penalised *)

Local Notation objective_output_bias_unpenalised :=
  (Conditions.objective_output_bias_unpenalised P).
Local Notation objective_output_unpenalised := (Conditions.objective_output_unpenalised P).

Lemma first_bias : forall t, local_min P t -> a0_trained P = true ->
  objective_output_bias_unpenalised -> moment P l1 t (fun _ => 1) = 0.
Proof.
  intros t Min H Pen. apply (first_order t (bump t A0)); [assumption| | |].
  - apply bump_leads; [apply Min|now apply in_a0].
  - intros h e _. unfold f. rewrite bump_here. change (pre P (bump t A0 h)) with (pre P t).
    change (deep P (fun p => bump t A0 h (D p))) with (deep P (fun p => t (D p))).
    rewrite (sum_eq (width P) (fun j => bump t A0 h (A j) * _)
      (fun j => t (A j) * val (neuron P) (pre P t j e))) by reflexivity. ring.
  - exists 0. intros h. rewrite bump_penalty by assumption. ring.
Qed.

Lemma bump_a_f : forall t j h e, (j < width P)%nat ->
  f P (bump t (A j) h) e = f P t e + h * sigma P (pre P t j e).
Proof.
  intros t j h e Hj. unfold f. change (pre P (bump t (A j) h)) with (pre P t).
  change (deep P (fun p => bump t (A j) h (D p))) with (deep P (fun p => t (D p))).
  change (bump t (A j) h A0) with (t A0).
  assert (S : sum (width P) (fun i => bump t (A j) h (A i) * val (neuron P) (pre P t i e))
    = sum (width P) (fun i => t (A i) * val (neuron P) (pre P t i e)) + h * sigma P (pre P t j e)).
  { rewrite <- (sum_at (width P) j (h * sigma P (pre P t j e)) Hj), <- sum_add.
    apply sum_eq. intros i _. destruct (Nat.eqb_spec i j) as [->|N].
    - rewrite bump_here. unfold sigma. ring.
    - rewrite bump_other by congruence. ring. }
  rewrite S. ring.
Qed.

(** The penalties on a_j have slope 0 where a_j = 0. *)
Lemma bump_penalty_at_0 : forall t p, t p = 0 ->
  exists c, forall h, penalty P (bump t p h) = penalty P t + c * h^2.
Proof.
  intros t p Z. unfold penalty. induction (penalties P) as [|[k q] rest [C IH]].
  - exists 0. intros. simpl. ring.
  - exists (if place_dec q p then k + C else C). intros h. cbn [over fst snd]. rewrite IH.
    unfold bump. destruct (place_dec q p) as [->|N]; [rewrite Z|]; ring.
Qed.

Lemma first_output : forall t j, local_min P t -> a_trained P = true -> (j < width P)%nat ->
  objective_output_unpenalised \/ t (A j) = 0 -> moment P l1 t (fun e => sigma P (pre P t j e)) = 0.
Proof.
  intros t j Min H Hj Pen. apply (first_order t (bump t (A j))); [assumption| | |].
  - apply bump_leads; [apply Min|now apply in_a].
  - intros h e _. now apply bump_a_f.
  - destruct Pen as [Pen|Pen]; [|now apply bump_penalty_at_0].
    exists 0. intros h. rewrite bump_penalty by (intros; eapply Pen; eauto). ring.
Qed.

End FirstOrder.
