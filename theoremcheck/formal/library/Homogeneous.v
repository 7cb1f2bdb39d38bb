(** * Monomials with penalised output weights (A1, A3)

    f = g + sum_j a_j c (w_j . X)^p, where some a_j is penalised and w_j, b_j
    are not. Rescaling forces that a_j to 0, and then the slopes of the loss,
    with their labels, are orthogonal to every form of degree p. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsHomogeneous ConditionsOffset Algebra Near Kinds Monotone
  Balance FirstOrder Independent OnePoint Exponentials.
From TheoremCheck Require QuadraticMoves Exponential Offsets.
Import ListNotations.
Open Scope R_scope.

(** ** Sums of powers that vanish along a line *)

Section Powers.

Context {T : Type}.
Variable l : list T.
Variables u d : T -> R.
Variable r : R.
Hypothesis radius : 0 < r.

Definition vanishing (p : nat) (c : T -> R) : Prop :=
  forall h, Rabs h < r -> over l (fun e => c e * (u e + h * d e) ^ p) = 0.

Lemma power_slope : forall a v w p h,
  derivable_pt_lim (fun h => a * (v + h * w) ^ S p) h (INR (S p) * (a * w * (v + h * w) ^ p)).
Proof.
  intros a v w p h.
  replace (INR (S p) * (a * w * (v + h * w) ^ p)) with (a * (INR (S p) * (v + h * w) ^ p * w)) by ring.
  apply (derivable_pt_lim_scal (fun h => (v + h * w) ^ S p)).
  apply (derivable_pt_lim_comp (fun h => v + h * w) (fun x => x ^ S p)).
  - apply (derivative_eq (fun h0 => (v + h * w) + (h0 + - h) * w)); [intros; ring|].
    intros eps He. exists (mkposreal 1 Rlt_0_1). intros k Hk _.
    replace ((v + h * w + (h + k + - h) * w - (v + h * w + (h + - h) * w)) / k - w) with 0
      by (field; exact Hk). now rewrite Rabs_R0.
  - apply (derivable_pt_lim_pow (v + h * w) (S p)).
Qed.

Lemma vanishing_step : forall p c, vanishing (S p) c -> vanishing p (fun e => c e * d e).
Proof.
  intros p c V h Hh.
  assert (D : derivable_pt_lim (fun h => over l (fun e => c e * (u e + h * d e) ^ S p)) h
    (over l (fun e => INR (S p) * (c e * d e * (u e + h * d e) ^ p)))).
  { apply (derivative_over l (fun e h => c e * (u e + h * d e) ^ S p)). intros. apply power_slope. }
  assert (Z : derivable_pt_lim (fun h => over l (fun e => c e * (u e + h * d e) ^ S p)) h 0).
  { intros eps He. assert (Q : 0 < r - Rabs h) by lra. exists (mkposreal _ Q).
    intros k Hk Lk. simpl in Lk. assert (Near : Rabs (h + k) < r) by (pose proof (Rabs_triang h k); lra).
    rewrite (V h Hh), (V (h + k) Near).
    replace ((0 - 0) / k - 0) with 0 by (field; exact Hk). now rewrite Rabs_R0. }
  pose proof (uniqueness_limite _ _ _ _ D Z) as E. rewrite over_mul in E.
  apply Rmult_integral in E. destruct E as [E|E]; [|exact E].
  exfalso. apply (not_0_INR (S p)); [lia|exact E].
Qed.

(** The leading coefficient. *)
Lemma vanishing_leading : forall p c, vanishing p c -> over l (fun e => c e * d e ^ p) = 0.
Proof.
  induction p as [|p IH]; intros c V.
  - rewrite <- (V 0) by now rewrite Rabs_R0. apply over_eq. intros. simpl. ring.
  - apply vanishing_step in V. apply IH in V. rewrite <- V. apply over_eq. intros. simpl. ring.
Qed.

End Powers.

Lemma mapped : forall {A B} (l : list A) (h : A -> B) g, over (map h l) g = over l (fun x => g (h x)).
Proof. induction l as [|a l IH]; intros; cbn [map over]; [reflexivity|now rewrite IH]. Qed.

Lemma power_below : forall p s, 0 <= s <= 1 -> 0 <= (1 - s) ^ p <= 1.
Proof.
  intros p s Hs. split; [apply pow_le; lra|].
  pose proof (pow_incr (1 - s) 1 p ltac:(lra)) as E. now rewrite pow1 in E.
Qed.

(** (1 - s)^p lies above its tangent at 0. *)
Lemma power_above : forall p s, 0 <= s <= 1 -> 1 - INR p * s <= (1 - s) ^ p.
Proof.
  induction p as [|p IH]; intros s Hs; [simpl; lra|].
  specialize (IH s Hs). rewrite S_INR. cbn [pow].
  pose proof (power_below p s Hs).
  nra.
Qed.

Section Homogeneous.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_monomial : neuron_monomial P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_neurons_trainable : network_neurons_trainable P.
Hypothesis network_hidden_bias_or_none : network_hidden_bias_or_none P.
Hypothesis objective_output_penalised : objective_output_penalised P.

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.
Let trained_a : a_trained P = true := proj1 network_neurons_trainable.
Let trained_w : w_trained P = true := proj2 network_neurons_trainable.

Lemma pre_w : forall t j e, admissible P t -> (j < width P)%nat ->
  pre P t j e = dot P (weights P t j) e.
Proof. intros. now apply (QuadraticMoves.pre_w P). Qed.

Section Unpenalised.

Hypothesis objective_hidden_unpenalised : objective_hidden_unpenalised P.

(** ** A1: a penalised a_j is 0 *)

(** a_j is multiplied by 1 - b, w_j and b_j by 1 + g. *)
Definition rescale (t : params) (j : nat) (b g : R) : params :=
  shift P t 0 (fun i => if (i =? j)%nat then - b * t (A j) else 0)
    (fun i k => if (i =? j)%nat then g * weights P t j k else 0).

Lemma rescale_penalty : forall t j b g, (j < width P)%nat ->
  penalty P (rescale t j b g)
  = penalty P t + output_coefficient P j * ((t (A j) + - b * t (A j))^2 - (t (A j))^2).
Proof. intros t j b g Hj. now apply Exponential.moved_penalty. Qed.

Lemma rescale_f : forall c p, (forall v, sigma P v = c * v ^ p) ->
  forall t j b g e, admissible P t -> (j < width P)%nat -> (1 - b) * (1 + g) ^ p = 1 ->
  f P (rescale t j b g) e = f P t e.
Proof.
  intros c p S t j b g e Adm Hj One. unfold rescale. rewrite shift_f. unfold f.
  change (val (neuron P)) with (sigma P).
  rewrite (sum_eq (width P) _ (fun i => t (A i) * sigma P (pre P t i e))); [ring|].
  intros i Hi. change (fun k => if (i =? j)%nat then g * weights P t j k else 0)
    with (fun k => if (i =? j)%nat then g * (fun k => weights P t j k) k else 0).
  rewrite turn_dot. destruct (Nat.eqb_spec i j) as [->|N]; [|now rewrite !Rplus_0_r].
  change (dot P (fun k => weights P t j k) e) with (dot P (weights P t j) e).
  rewrite !S, (pre_w t j e Adm Hj). set (v := dot P (weights P t j) e).
  replace (v + g * v) with ((1 + g) * v) by ring. rewrite Rpow_mult_distr.
  replace ((t (A j) + - b * t (A j)) * (c * ((1 + g) ^ p * v ^ p)))
    with (((1 - b) * (1 + g) ^ p) * (t (A j) * (c * v ^ p))) by ring.
  rewrite One. ring.
Qed.

Lemma bounded : forall n (g : nat -> R), exists m, 0 < m /\ forall k, (k <= n)%nat -> Rabs (g k) < m.
Proof.
  intros n g. destruct (some_bound (map (fun k => Rabs (g k)) (seq 0 (S n)))) as [m M].
  assert (B : forall k, (k <= n)%nat -> Rabs (g k) < m).
  { intros k K. apply M, in_map_iff. exists k. split; [reflexivity|]. apply in_seq. lia. }
  exists m. split; [|assumption]. pose proof (B 0%nat ltac:(lia)). pose proof (Rabs_pos (g 0%nat)). lra.
Qed.

(** lemma.forced_idle *)
Lemma forced_idle : forall t j, local_min P t -> (j < width P)%nat ->
  0 < output_coefficient P j -> t (A j) = 0.
Proof.
  intros t j Min Hj Pen. destruct (Req_EM_T (t (A j)) 0) as [|N]; [assumption|exfalso].
  destruct neuron_monomial as [c [p [Nc [Hp S]]]].
  destruct (near_min P defined t Min) as [r [Hr Hmin]].
  destruct (bounded (dim P) (weights P t j)) as [m [Hm M]].
  set (a := t (A j)) in *.
  assert (Pa : 0 < Rabs a) by now apply Rabs_pos_lt.
  assert (Pp : 0 <= INR p) by apply pos_INR.
  assert (Pap : 0 <= Rabs a * INR p) by (apply Rmult_le_pos; lra).
  set (den := Rabs a * INR p + 2 * m + 2 * r + 1).
  set (s := r / den).
  assert (Hs : 0 < s) by (apply Rdiv_lt_0_compat; unfold den; lra).
  assert (Es : s * den = r) by (unfold s; field; unfold den; lra).
  assert (s2 : s < / 2).
  { unfold den in Es. assert (0 <= s * (Rabs a * INR p)) by (apply Rmult_le_pos; lra).
    assert (0 < s * m) by (apply Rmult_lt_0_compat; lra). nra. }
  assert (Sa : s * (Rabs a * INR p) < r).
  { unfold den in Es. assert (0 < s * m) by (apply Rmult_lt_0_compat; lra).
    assert (0 < s * r) by (apply Rmult_lt_0_compat; lra). lra. }
  assert (Sm : s * (2 * m) < r).
  { unfold den in Es. assert (0 <= s * (Rabs a * INR p)) by (apply Rmult_le_pos; lra).
    assert (0 < s * r) by (apply Rmult_lt_0_compat; lra). lra. }
  set (q := (1 - s) ^ p). set (b := 1 - q). set (g := s / (1 - s)).
  assert (Q0 : 0 < q) by (apply pow_lt; lra).
  assert (Q1 : q < 1).
  { unfold q. destruct p as [|p']; [lia|]. cbn [pow].
    pose proof (power_below p' s ltac:(lra)). nra. }
  assert (Q2 : 1 - INR p * s <= q) by (apply power_above; lra).
  assert (Eg : g * (1 - s) = s) by (unfold g; field; lra).
  assert (G : 0 < g < 2 * s).
  { split; [apply Rdiv_lt_0_compat; lra|]. nra. }
  assert (One : (1 - b) * (1 + g) ^ p = 1).
  { unfold b. replace (1 - (1 - q)) with q by ring. unfold q. rewrite <- Rpow_mult_distr.
    replace ((1 - s) * (1 + g)) with 1; [apply pow1|]. lra. }
  assert (Near : near P r t (rescale t j b g)).
  { apply shift_near; auto.
    - rewrite Rabs_R0. assumption.
    - intros i _. destruct (i =? j)%nat; [|rewrite Rabs_R0; assumption].
      fold a. rewrite Rabs_mult, Rabs_Ropp, (Rabs_right b) by (unfold b; lra).
      apply Rle_lt_trans with (s * (Rabs a * INR p)); [|assumption].
      replace (s * (Rabs a * INR p)) with (INR p * s * Rabs a) by ring.
      apply Rmult_le_compat_r; [lra|]. unfold b. lra.
    - intros i k _ Hk. destruct (i =? j)%nat; [|rewrite Rabs_R0; assumption].
      rewrite Rabs_mult, (Rabs_right g) by lra. specialize (M k Hk).
      pose proof (Rabs_pos (weights P t j k)). nra. }
  assert (Adm : admissible P (rescale t j b g)) by (apply shift_admissible; auto; apply Min).
  specialize (Hmin _ Adm Near). unfold L in Hmin.
  rewrite rescale_penalty in Hmin by assumption.
  rewrite (over_eq (data P) (fun e => share e * val (loss P) (z P (rescale t j b g) e))
    (fun e => share e * val (loss P) (z P t e))) in Hmin.
  - fold a in Hmin. replace (a + - b * a) with (a * q) in Hmin by (unfold b; ring).
    assert (0 < a * a) by nra.
    assert ((a * q)^2 - a^2 < 0).
    { replace ((a * q)^2 - a^2) with (- ((a * a) * ((1 - q) * (1 + q)))) by ring.
      assert (0 < (a * a) * ((1 - q) * (1 + q))); [|lra].
      apply Rmult_lt_0_compat; [assumption|]. apply Rmult_lt_0_compat; lra. }
    assert (0 < output_coefficient P j * - ((a * q)^2 - a^2)); [|lra].
    apply Rmult_lt_0_compat; lra.
  - intros e _. unfold z. rewrite (rescale_f c p S t j b g e); auto. apply Min.
Qed.

(** ** A3: the slopes are orthogonal to every form *)

Variable l1 : R -> R.
Hypothesis loss_slope : forall v, derivable_pt_lim (ell P) v (l1 v).

Lemma power_moment : forall t, local_min P t -> forall v,
  moment P l1 t (fun e => sigma P (dot P v e)) = 0.
Proof.
  intros t Min v. destruct objective_output_penalised as [j [Hj Pen]].
  destruct neuron_monomial as [c [p [Nc [Hp S]]]].
  assert (Z : t (A j) = 0) by now apply forced_idle.
  destruct (turn_idle P v loss_defined neuron_defined network_deep_defined
    objective_hidden_unpenalised trained_w t j Min Hj Z) as [d [Hd Turn]].
  set (q := fun e => share e * l1 (z P t e) * y e * c).
  assert (Van : vanishing (data P) (pre P t j) (dot P v) d p q).
  { intros h Hh.
    assert (Z' : turn P v t j h (A j) = 0).
    { unfold turn. simpl. destruct (j <? width P)%nat; rewrite Z; ring. }
    pose proof (first_output P defined l1 loss_slope _ j (Turn h Hh) trained_a Hj (or_intror Z'))
      as E. rewrite <- E. unfold moment. apply over_eq. intros e' _. unfold q. cbv beta.
    assert (F : f P (turn P v t j h) e' = f P t e') by (rewrite turn_f, Z by assumption; ring).
    assert (Pre : pre P (turn P v t j h) j e' = pre P t j e' + h * dot P v e').
    { unfold turn. rewrite shift_pre, turn_dot, Nat.eqb_refl by assumption. reflexivity. }
    unfold z. rewrite F, Pre, S. ring. }
  apply vanishing_leading in Van; [|assumption]. rewrite <- Van. unfold moment. apply over_eq.
  intros e _. unfold q. rewrite S. ring.
Qed.

Lemma layer_moment : forall t, local_min P t -> forall units,
  moment P l1 t (layer P units) = 0.
Proof.
  intros t Min units. unfold layer. induction units as [|u rest IH].
  - unfold moment. apply over_0. intros. simpl. ring.
  - cbn [over]. rewrite <- IH. rewrite <- (Rplus_0_r (moment P l1 t _)) at 1. symmetry.
    transitivity (moment P l1 t (fun e => over rest (fun u => fst u * sigma P (dot P (snd u) e))
      + fst u * sigma P (dot P (snd u) e))).
    + rewrite moment_combine, (power_moment t Min (snd u)). ring.
    + rewrite Rplus_0_r. unfold moment. apply over_eq. intros. ring.
Qed.

End Unpenalised.

(** The output of a layer reads X. *)
Lemma layer_same : forall units e e', same P e e' -> layer P units e = layer P units e'.
Proof. intros units e e' S. unfold layer. apply over_eq. intros u _. now rewrite (same_dot P (snd u) e e' S). Qed.

(** (1) A form that separates. *)
Lemma slope_homogeneous_form : loss_nondecreasing P -> objective_hidden_unpenalised P ->
  (data_form_separable P \/
    (network_output_bias P /\ objective_output_bias_unpenalised P) /\ data_form_level_separable P) ->
  NO_SLOPE P.
Proof.
  intros Non U Sep t Min e I. destruct loss_c1 as [l1 [D _]].
  assert (Mom := layer_moment U l1 D t Min).
  cut (l1 (z P t e) = 0); [intros <-; apply D|].
  set (q := fun e => share e * l1 (z P t e)).
  assert (Q : forall e, In e (data P) -> 0 <= q e).
  { intros e' _. apply Rmult_le_pos; [left; apply share_pos|]. now apply (slope_nonneg P). }
  cut (q e = 0).
  { unfold q. intros E. apply Rmult_integral in E. destruct E as [E|E]; [|exact E].
    pose proof (share_pos e). lra. }
  destruct Sep as [[units Sep]|[[Bias Pen] [units [a Sep]]]].
  - apply (QuadraticMoves.terms_zero P q Q (layer P units) Sep); [|assumption].
    right. apply Mom.
  - apply (QuadraticMoves.terms_zero P q Q (fun e => layer P units e - a) Sep); [|assumption].
    right. pose proof (first_bias P defined l1 D t Min Bias Pen) as B0.
    transitivity (moment P l1 t (fun e => layer P units e + (- a) * 1)).
    + unfold moment, q. apply over_eq. intros. ring.
    + rewrite moment_combine, Mom, B0. ring.
Qed.

Theorem thm_homogeneous_form : loss_nondecreasing P -> loss_active P -> objective_hidden_unpenalised P ->
  (data_form_separable P \/
    (network_output_bias P /\ objective_output_bias_unpenalised P) /\ data_form_level_separable P) ->
  NO_BAD P.
Proof. intros. apply no_slope_no_bad; [now apply slope_homogeneous_form|assumption]. Qed.

(** (2) Forms that tell the samples apart. *)
Lemma slope_homogeneous_independent : objective_hidden_unpenalised P -> network_deep_features P ->
  data_consistent P -> data_forms_independent P -> NO_SLOPE P.
Proof.
  intros U Feat Con Ind t Min e I. destruct loss_c1 as [l1 [D _]].
  cut (l1 (z P t e) = 0); [intros <-; apply D|].
  destruct (Ind e I) as [units [One Other]].
  apply (point_slope P Feat Con l1 t e (layer P units) I); [|assumption|exact (layer_moment U l1 D t Min units)].
  intros e' I'. destruct (Other e' I') as [Sm|Z]; [left|now right].
  split; [assumption|]. now rewrite <- (layer_same units e e' Sm).
Qed.

Theorem thm_homogeneous_independent : loss_active P -> objective_hidden_unpenalised P ->
  network_deep_features P -> data_consistent P -> data_forms_independent P -> NO_BAD P.
Proof. intros. apply no_slope_no_bad; [now apply slope_homogeneous_independent|assumption]. Qed.

(** (3) With a convex loss every local minimum is global, if f moves in the forms alone or these tell the
    samples apart. *)
Theorem thm_homogeneous_global : loss_convex P -> objective_penalises_outputs_only P ->
  (network_deep_frozen P \/ (network_deep_features P /\ data_forms_independent P)) -> GLOBAL P.
Proof.
  intros Conv Only H t Min t' Adm' _. pose proof (Exponential.outputs_only_hidden P Only) as U.
  destruct loss_c1 as [l1 [Ds _]].
  assert (Mom := layer_moment U l1 Ds t Min).
  assert (Pen : penalty P t <= penalty P t').
  { rewrite !(Exponential.penalty_grouped P) by assumption. apply sum_le. intros j Hj.
    destruct Only as [_ Nonneg]. destruct (Nonneg j Hj) as [Pos|Zero].
    - rewrite (forced_idle U t j Min Hj Pos).
      apply Rmult_le_compat_l; [lra|]. pose proof (pow2_ge_0 (t' (A j))). lra.
    - rewrite <- Zero. lra. }
  apply (convex_compare P l1 Ds Conv); [|assumption].
  destruct H as [Fixed|[Deep Ind]].
  - assert (Adm : admissible P t) by apply Min.
    set (units := fun t => map (fun j => (t (A j), weights P t j)) (seq 0 (width P))).
    set (o := fun e => deep P (fun p => fixed P (D p)) (x P e)).
    assert (F : forall t0 e, admissible P t0 -> f P t0 e = t0 A0 + layer P (units t0) e + o e).
    { intros t0 e Ad. unfold f. rewrite (Offsets.deep_offset P Fixed t0 Ad (x P e)). fold (o e).
      do 2 f_equal. unfold layer, units.
      rewrite mapped, over_seq. apply sum_eq. intros j Hj. cbn [fst snd].
      now rewrite <- (pre_w t0 j e Ad Hj). }
    assert (B0 : (t' A0 - t A0) * moment P l1 t (fun _ => 1) = 0).
    { destruct (a0_trained P) eqn:Eb.
      - rewrite (first_bias P defined l1 Ds t Min Eb); [ring|].
        intros c Ic. destruct Only as [Only _]. exact (Only c A0 Ic).
      - rewrite (QuadraticMoves.frozen_block P t A0 Adm Eb),
          (QuadraticMoves.frozen_block P t' A0 Adm' Eb). ring. }
    transitivity (moment P l1 t (fun e => (layer P (units t') e + (-1) * layer P (units t) e)
      + (t' A0 - t A0) * 1)).
    + unfold moment. apply over_eq. intros e _. rewrite (F t' e Adm'), (F t e Adm). ring.
    + rewrite moment_combine, B0, moment_combine, !Mom. ring.
  - destruct (Exponential.some_key P) as [v V].
    assert (Fs : forall t0 e e', same P e e' -> f P t0 e = f P t0 e').
    { intros t0 e e' S. symmetry. now apply same_f. }
    apply (grouped (data P) (dot P v) (fun e => share e * l1 (z P t e) * y e)).
    + intros e I. destruct (Ind e I) as [units [One Other]].
      etransitivity; [|exact (Mom units)]. apply over_eq. intros e' I'. cbv beta.
      destruct (Req_EM_T (dot P v e') (dot P v e)) as [E|N].
      * assert (Sm : same P e e') by (apply V; auto).
        rewrite <- (layer_same units e e' Sm), One. ring.
      * destruct (Other e' I') as [Sm|Z]; [|rewrite Z; ring].
        elim N. now apply same_dot.
    + intros e e' I I' E. pose proof (V e e' I I' E) as S. now rewrite (Fs t' e e' S), (Fs t e e' S).
Qed.

End Homogeneous.
