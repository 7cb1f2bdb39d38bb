(** * Residual heads: thm.residual

    f_D = w . (x + V h). At every local minimum sum q_i y_i x_i = 0: where w is not 0 the weights V make
    sum q_i y_i h_i vanish, and where it is, V is idle, so that w does so for all V nearby. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsFunnel ConditionsResidual Algebra Near Kinds Monotone
  Balance FirstOrder LinearBranch.
Import ListNotations.
Open Scope R_scope.

(** What the layers pass on depends on their own parameters, and on what they receive. *)
Lemma hidden_ext : forall t t' branch layers l inputs h h',
  (forall l' u k, (l' < l + length layers)%nat -> t' (Weight branch l' u k) = t (Weight branch l' u k)) ->
  (forall l' u, t' (Bias branch l' u) = t (Bias branch l' u)) ->
  (forall v, h' v = h v) ->
  forall v, hidden t' branch l inputs h' layers v = hidden t branch l inputs h layers v.
Proof.
  intros t t' branch layers. induction layers as [|units above IH]; intros l inputs h h' W B E v; [apply E|].
  cbn [hidden]. apply IH; [|exact B|].
  - intros l' u k Hl. apply W. cbn [length]. lia.
  - intros u. f_equal. unfold received. rewrite B. f_equal. apply sum_eq. intros k _.
    rewrite W, E; [reflexivity|cbn [length]; lia].
Qed.

Section Residual.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.

Section Head.

Variable layers : list (list fn).
Hypothesis is_residual : residual_on P layers.
Hypothesis free_w : forall k, (k < dim P)%nat -> free P (Output 0 k).
Hypothesis free_V : forall k v, (k < dim P)%nat -> (v < leaving (dim P) layers)%nat ->
  free P (Weight 0 (length layers) k v).

Variable l1 : R -> R.
Hypothesis loss_slope : forall v, derivable_pt_lim (ell P) v (l1 v).

Let d := dim P.
Let m := leaving (dim P) layers.

Definition weight (k : nat) : place := D (Output 0 k).
Definition entry (k v : nat) : place := D (Weight 0 (length layers) k v).
Definition passed (t : params) (v : nat) (e : sample) : R := hidden (fun p => t (D p)) 0 0 d (x P e) layers v.
Definition received_at (t : params) (k : nat) (e : sample) : R :=
  sum m (fun v => t (entry k v) * passed t v e) + x P e k.

(** f but for w . (x + V h). *)
Definition rest (t : params) (e : sample) : R :=
  t A0 + sum (width P) (fun j => t (A j) * val (neuron P) (pre P t j e)).

Lemma f_split : forall t e, f P t e = rest t e + sum d (fun k => t (weight k) * received_at t k e).
Proof. intros t e. unfold f. rewrite is_residual. reflexivity. Qed.

(** Moving w or V changes neither h nor the rest. *)
Definition ours (p : place) : Prop := (exists k, p = weight k) \/ exists k v, p = entry k v.

Lemma bump_passed : forall t p h v e, ours p -> passed (bump t p h) v e = passed t v e.
Proof.
  intros t p h v e O. apply hidden_ext; [| |reflexivity]; intros; apply bump_other;
    destruct O as [[i ->]|[i [w ->]]]; unfold weight, entry; intros E; inversion E; simpl in *; subst; lia.
Qed.

Lemma bump_rest : forall t p h e, ours p -> rest (bump t p h) e = rest t e.
Proof.
  intros t p h e O. unfold rest.
  assert (N : forall q, (forall r, q <> D r) -> bump t p h q = t q).
  { intros q N. apply bump_other. destruct O as [[k ->]|[k [w ->]]]; apply N. }
  rewrite N by discriminate. f_equal. apply sum_eq. intros j _. rewrite N by discriminate. f_equal. f_equal.
  unfold pre. rewrite N by discriminate. f_equal. apply sum_eq. intros i _. now rewrite N by discriminate.
Qed.

Lemma bump_free : forall t q h, free P q -> penalty P (bump t (D q) h) = penalty P t.
Proof. intros t q h [_ Pen]. apply bump_penalty. exact Pen. Qed.

Lemma free_leads : forall t q, local_min P t -> free P q -> leads P t (bump t (D q)).
Proof. intros t q Min [I _]. apply bump_leads; [apply Min|now apply in_deep]. Qed.

(** (w) *)
Lemma along_w : forall t k h e, (k < d)%nat -> f P (bump t (weight k) h) e = f P t e + h * received_at t k e.
Proof.
  intros t k h e Hk. assert (O : ours (weight k)) by (left; now exists k).
  rewrite !f_split, bump_rest by assumption. rewrite Rplus_assoc. f_equal.
  rewrite <- (sum_at d k (h * received_at t k e) Hk), <- sum_add. apply sum_eq. intros i _.
  replace (received_at (bump t (weight k) h) i e) with (received_at t i e).
  - destruct (Nat.eqb_spec i k) as [->|N]; [rewrite bump_here; ring|].
    rewrite bump_other; [ring|]. unfold weight. congruence.
  - unfold received_at. f_equal. apply sum_eq. intros v _. rewrite bump_passed by assumption.
    now rewrite bump_other by discriminate.
Qed.

Lemma moment_w : forall t k, local_min P t -> (k < d)%nat -> moment P l1 t (received_at t k) = 0.
Proof.
  intros t k Min Hk. apply (first_order P defined l1 loss_slope t (bump t (weight k))); [assumption| | |].
  - apply free_leads; [assumption|now apply free_w].
  - intros h e _. now apply along_w.
  - exists 0. intros h. unfold weight. rewrite bump_free by now apply free_w. ring.
Qed.

(** (V) *)
Lemma along_V_head : forall t k v h e i, (v < m)%nat ->
  received_at (bump t (entry k v) h) i e = received_at t i e + (if (i =? k)%nat then h * passed t v e else 0).
Proof.
  intros t k v h e i Hv. assert (O : ours (entry k v)) by (right; now exists k, v).
  unfold received_at.
  destruct (Nat.eqb_spec i k) as [->|N].
  - rewrite <- (sum_at m v (h * passed t v e) Hv).
    replace (sum m (fun w => t (entry k w) * passed t w e) + x P e k + sum m _)
      with (sum m (fun w => t (entry k w) * passed t w e)
        + sum m (fun w => if (w =? v)%nat then h * passed t v e else 0) + x P e k) by ring.
    f_equal. rewrite <- sum_add. apply sum_eq. intros w _. rewrite bump_passed by assumption.
    destruct (Nat.eqb_spec w v) as [->|N]; [rewrite bump_here; ring|].
    rewrite bump_other; [ring|]. unfold entry. congruence.
  - rewrite Rplus_0_r. f_equal. apply sum_eq. intros w _. rewrite bump_passed by assumption.
    rewrite bump_other; [reflexivity|]. unfold entry. congruence.
Qed.

Lemma along_V : forall t k v h e, (k < d)%nat -> (v < m)%nat ->
  f P (bump t (entry k v) h) e = f P t e + h * (t (weight k) * passed t v e).
Proof.
  intros t k v h e Hk Hv. assert (O : ours (entry k v)) by (right; now exists k, v).
  rewrite !f_split, bump_rest by assumption. rewrite Rplus_assoc. f_equal.
  rewrite <- (sum_at d k (h * (t (weight k) * passed t v e)) Hk), <- sum_add. apply sum_eq. intros i _.
  rewrite along_V_head by assumption. rewrite bump_other by discriminate.
  destruct (Nat.eqb_spec i k) as [->|N]; ring.
Qed.

Lemma moment_V : forall t k v, local_min P t -> (k < d)%nat -> (v < m)%nat ->
  t (weight k) * moment P l1 t (passed t v) = 0.
Proof.
  intros t k v Min Hk Hv. rewrite <- moment_scale.
  apply (first_order P defined l1 loss_slope t (bump t (entry k v))); [assumption| | |].
  - apply free_leads; [assumption|now apply free_V].
  - intros h e _. now apply along_V.
  - exists 0. intros h. unfold entry. rewrite bump_free by now apply free_V. ring.
Qed.

(** sum q_i y_i h_i = 0, whether w is 0 or not. *)
Lemma moment_passed : forall t v, local_min P t -> (v < m)%nat -> (0 < d)%nat -> moment P l1 t (passed t v) = 0.
Proof.
  intros t v Min Hv Hd.
  destruct (Req_dec (t (weight 0)) 0) as [Z|N].
  2: { pose proof (moment_V t 0 v Min Hd Hv) as E. apply Rmult_integral in E. now destruct E. }
  assert (O : ours (entry 0 v)) by (right; now exists 0%nat, v).
  assert (F : forall h e, f P (bump t (entry 0 v) h) e = f P t e)
    by (intros h e; rewrite along_V by assumption; rewrite Z; ring).
  destruct (idle_move P defined t (bump t (entry 0 v)) Min) as [r [Hr Near]].
  - apply free_leads; [assumption|now apply free_V].
  - intros h e _. apply F.
  - intros h. unfold entry. now apply bump_free, free_V.
  - pose proof (moment_w t 0 Min Hd) as E.
    assert (Small : Rabs (r / 2) < r) by (rewrite Rabs_right; lra).
    pose proof (moment_w _ 0 (Near (r / 2) Small) Hd) as E'.
    rewrite (moment_eq P l1 t _ (fun e => received_at t 0 e + r / 2 * passed t v e)) in E'.
    + rewrite moment_combine, E, Rplus_0_l in E'. apply Rmult_integral in E'. destruct E'; [lra|assumption].
    + intros e _. apply F.
    + intros e _. now rewrite along_V_head.
Qed.

Lemma moment_feature : forall t k, local_min P t -> (k < d)%nat -> moment P l1 t (fun e => x P e k) = 0.
Proof.
  intros t k Min Hk. pose proof (moment_w t k Min Hk) as E. unfold received_at in E.
  assert (S : forall n, (n <= m)%nat ->
    moment P l1 t (fun e => sum n (fun v => t (entry k v) * passed t v e) + x P e k)
    = moment P l1 t (fun e => x P e k)).
  { induction n as [|n IH]; intros Hn.
    - unfold moment. apply over_eq. intros e _. simpl. ring.
    - rewrite <- IH by lia.
      rewrite (moment_eq P l1 t t (fun e => (sum n (fun v => t (entry k v) * passed t v e) + x P e k)
        + t (entry k n) * passed t n e)) by (auto; intros e _; simpl; ring).
      rewrite moment_combine, moment_passed by (auto; lia). ring. }
  now rewrite S in E by lia.
Qed.

Lemma moment_linear : forall t v, local_min P t -> moment P l1 t (affine_score P v 0) = 0.
Proof.
  intros t v Min. unfold affine_score.
  assert (S : forall n, (n <= d)%nat -> moment P l1 t (fun e => sum n (fun i => v i * x P e i) + 0) = 0).
  { induction n as [|n IH]; intros Hn.
    - unfold moment. rewrite (over_eq (data P) _ (fun e => 0 * share e)) by (intros; simpl; ring).
      rewrite over_mul. ring.
    - rewrite (moment_eq P l1 t t (fun e => (sum n (fun i => v i * x P e i) + 0) + v n * x P e n))
        by (auto; intros e _; simpl; ring).
      rewrite moment_combine, IH, moment_feature by (auto; lia). ring. }
  now apply S.
Qed.

End Head.

Hypothesis network_residual : network_residual P.

(** sum q_i y_i (v . x_i + k) = 0, with k = 0 unless a_0 is trained, and in no penalty. *)
Lemma residual_moment : forall l1, (forall v, derivable_pt_lim (ell P) v (l1 v)) ->
  forall t, local_min P t ->
  forall v k, (a0_trained P = true /\ objective_output_bias_unpenalised P) \/ k = 0 ->
  moment P l1 t (affine_score P v k) = 0.
Proof.
  intros l1 D t Min v k C. destruct network_residual as [layers [Is [Fw FV]]].
  pose proof (moment_linear layers Is Fw FV l1 D t v Min) as E.
  destruct C as [[A0t Pen]| ->]; [|assumption].
  rewrite (moment_eq P l1 t t (fun e => affine_score P v 0 e + k * 1))
    by (auto; intros e _; unfold affine_score; ring).
  rewrite moment_combine, E, (first_bias P defined l1 D t Min A0t Pen). ring.
Qed.

(** The prose asks for the first, or for the second with a_0 trained, and in no penalty. *)
Hypothesis separable : data_separable_through_origin P \/
  (data_affinely_separable P /\ network_output_bias P /\ objective_output_bias_unpenalised P).

Theorem slope_residual : loss_nondecreasing P -> NO_SLOPE P.
Proof.
  intros Mono t Min e I. destruct loss_c1 as [l1 [D _]].
  cut (l1 (z P t e) = 0); [intros <-; apply D|].
  assert (S : exists v k, ((a0_trained P = true /\ objective_output_bias_unpenalised P) \/ k = 0) /\
    forall e', In e' (data P) -> 0 < y e' * affine_score P v k e').
  { destruct separable as [[v S]|[[v [k S]] [A0t Pen]]].
    - exists v, 0. auto.
    - exists v, k. auto. }
  destruct S as [v [k [C S]]].
  apply (one_sided_moment P l1 D Mono t (affine_score P v k)); auto.
  - now apply residual_moment.
  - intros e' I'. left. now apply S.
Qed.

Theorem thm_residual : loss_nondecreasing P -> loss_active P -> NO_BAD P.
Proof. intros. apply no_slope_no_bad; [now apply slope_residual|assumption]. Qed.

End Residual.
