(** * thm.smooth: a loss with breaks, at minima off all breaks

    Near such a minimum the loss may be replaced by one that is C^1 everywhere,
    nondecreasing and active, and differs from it by constants near all z_i: so
    what a theorem says of C^1 losses holds there. *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions ConditionsCells ConditionsFunnel Calculus PointsConstant Nearby DeepNear.
From TheoremCheck Require Near Separable Funnel LinearTheorems OutputWeights.
Import ListNotations.
Open Scope R_scope.

(** ** A function with a given continuous derivative *)

Section Integral.

Variable k : R -> R.
Hypothesis C : continuity k.

Definition integrable (a b : R) : Riemann_integrable k a b :=
  match Rle_dec a b with
  | left h => continuity_implies_RiemannInt h (fun t _ => C t)
  | right h => RiemannInt_P1 (continuity_implies_RiemannInt (Rlt_le _ _ (Rnot_le_lt _ _ h)) (fun t _ => C t))
  end.

Lemma integral_slope v : derivable_pt_lim (fun w => RiemannInt (integrable 0 w)) v (k v).
Proof.
  set (n := Rabs v + 1).
  assert (Hn : - n < v < n /\ 0 < n).
  { unfold n. pose proof (Rabs_pos v). pose proof (Rle_abs v). pose proof (Rle_abs (- v)).
    rewrite Rabs_Ropp in *. lra. }
  assert (h : - n <= n) by lra.
  set (C' := fun t (_ : - n <= t <= n) => C t).
  assert (D : derivable_pt_lim (primitive h (FTC_P1 h C')) v (k v)).
  { apply RiemannInt_P28. lra. }
  intros eps He. destruct (D eps He) as [d Hd].
  assert (Hm : 0 < Rmin d (Rmin (n - v) (v + n))).
  { apply Rmin_glb_lt; [apply cond_pos|]. apply Rmin_glb_lt; lra. }
  exists (mkposreal _ Hm). simpl. intros s Hs Near.
  pose proof (Rmin_l d (Rmin (n - v) (v + n))). pose proof (Rmin_r d (Rmin (n - v) (v + n))).
  pose proof (Rmin_l (n - v) (v + n)). pose proof (Rmin_r (n - v) (v + n)).
  specialize (Hd s Hs ltac:(lra)).
  apply Rabs_def2 in Near.
  assert (E : forall w, - n <= w <= n ->
    primitive h (FTC_P1 h C') w = RiemannInt (integrable (- n) 0) + RiemannInt (integrable 0 w)).
  { intros w Hw. unfold primitive. destruct (Rle_dec (- n) w) as [r|]; [|lra].
    destruct (Rle_dec w n) as [r'|]; [|lra]. symmetry. apply RiemannInt_P26. }
  rewrite !E in Hd by lra.
  replace (RiemannInt (integrable (- n) 0) + RiemannInt (integrable 0 (v + s))
    - (RiemannInt (integrable (- n) 0) + RiemannInt (integrable 0 v)))
    with (RiemannInt (integrable 0 (v + s)) - RiemannInt (integrable 0 v)) in Hd by ring.
  exact Hd.
Qed.

End Integral.

(** ** A continuous function that is the slope of g near given points *)

(** 1 up to the distance r/2 from v, and 0 from 3r/4 on. *)
Definition plateau (v r u : R) : R :=
  (Rabs (3 - 4 / r * Rabs (u - v)) - Rabs (3 - 4 / r * Rabs (u - v) - 1) + 1) / 2.

Lemma plateau_between v r u : 0 <= plateau v r u <= 1.
Proof.
  unfold plateau. set (w := 3 - 4 / r * Rabs (u - v)). unfold Rabs.
  destruct (Rcase_abs w), (Rcase_abs (w - 1)); lra.
Qed.

Lemma plateau_one v r u : 0 < r -> Rabs (u - v) < r / 2 -> plateau v r u = 1.
Proof.
  intros Hr Hu. unfold plateau. set (d := Rabs (u - v)) in *.
  assert (4 / r * d < 2).
  { replace 2 with (4 / r * (r / 2)) by (field; lra). apply Rmult_lt_compat_l; [|assumption].
    apply Rdiv_lt_0_compat; lra. }
  rewrite !Rabs_right by lra. lra.
Qed.

Lemma plateau_zero v r u : 0 < r -> 3 / 4 * r <= Rabs (u - v) -> plateau v r u = 0.
Proof.
  intros Hr Hu. unfold plateau. set (d := Rabs (u - v)) in *.
  assert (3 <= 4 / r * d).
  { replace 3 with (4 / r * (3 / 4 * r)) by (field; lra). apply Rmult_le_compat_l; [|assumption].
    left. apply Rdiv_lt_0_compat; lra. }
  rewrite !Rabs_left1 by lra. lra.
Qed.

Lemma plateau_continuous v r : continuity (plateau v r).
Proof.
  assert (K : forall c, continuity (fun _ : R => c)) by (intros c; apply continuity_const; now intros ? ?).
  assert (S : continuity (fun u => Rabs (u - v))).
  { apply (continuity_comp (fun u => u - v) Rabs); [|apply Rcontinuity_abs].
    apply (continuity_minus (fun u => u) (fun _ => v)); [|apply K].
    apply derivable_continuous, derivable_id. }
  assert (W : continuity (fun u => 3 - 4 / r * Rabs (u - v))).
  { apply (continuity_minus (fun _ => 3) (fun u => 4 / r * Rabs (u - v))); [apply K|].
    now apply (continuity_mult (fun _ => 4 / r) (fun u => Rabs (u - v))). }
  unfold plateau, Rdiv at 1.
  apply (continuity_mult (fun u => Rabs (3 - 4 / r * Rabs (u - v)) - Rabs (3 - 4 / r * Rabs (u - v) - 1) + 1)
    (fun _ => / 2)); [|apply K].
  apply (continuity_plus (fun u => Rabs (3 - 4 / r * Rabs (u - v)) - Rabs (3 - 4 / r * Rabs (u - v) - 1))
    (fun _ => 1)); [|apply K].
  apply (continuity_minus (fun u => Rabs (3 - 4 / r * Rabs (u - v)))
    (fun u => Rabs (3 - 4 / r * Rabs (u - v) - 1))).
  - now apply (continuity_comp (fun u => 3 - 4 / r * Rabs (u - v)) Rabs); [|apply Rcontinuity_abs].
  - apply (continuity_comp (fun u => 3 - 4 / r * Rabs (u - v) - 1) Rabs); [|apply Rcontinuity_abs].
    now apply (continuity_minus (fun u => 3 - 4 / r * Rabs (u - v)) (fun _ => 1)).
Qed.

(** k is the slope of g near each of the points, and has the sign that all slopes of g at a number have. *)
Lemma slope_near (g : R -> R) (points : list R) : (forall v, In v points -> smooth_near g v) ->
  exists k, continuity k /\
    (forall v, In v points -> exists r, 0 < r /\ forall u, Rabs (u - v) < r -> derivable_pt_lim g u (k u)) /\
    (forall u, (forall d, derivable_pt_lim g u d -> 0 <= d) -> 0 <= k u) /\
    (forall u, (forall d, derivable_pt_lim g u d -> 0 < d) -> 0 < k u).
Proof.
  induction points as [|v points IH]; intros S.
  - exists (fun _ => 1). repeat split.
    + apply continuity_const. now intros ? ?.
    + intros v [].
    + intros. lra.
    + intros. lra.
  - destruct IH as (k & Ck & Near & Ge & Gt); [intros w I; apply S; now right|].
    destruct (S v (or_introl eq_refl)) as (g' & r & Hr & D).
    set (p := plateau v r). set (K := fun u => p u * g' u + (1 - p u) * k u).
    assert (Far : forall u, ~ Rabs (u - v) < r -> p u = 0).
    { intros u N. apply plateau_zero; lra. }
    exists K. repeat split.
    + intros u. destruct (Rlt_dec (Rabs (u - v)) r) as [L|N].
      * apply (continuity_pt_plus (fun u => p u * g' u) (fun u => (1 - p u) * k u)).
        -- apply (continuity_pt_mult p g'); [apply plateau_continuous|now apply D].
        -- apply (continuity_pt_mult (fun u => 1 - p u) k); [|apply Ck].
           apply (continuity_pt_minus (fun _ => 1) p); [|apply plateau_continuous].
           apply continuity_pt_const. now intros ? ?.
      * apply (continuity_pt_locally_ext k K (r / 4)); [lra| |apply Ck].
        intros w Hw. unfold R_dist in Hw. unfold K. replace (p w) with 0; [ring|].
        symmetry. apply plateau_zero; [assumption|].
        pose proof (Rabs_triang (w - v) (u - w)) as T. replace (w - v + (u - w)) with (u - v) in T by ring.
        rewrite (Rabs_minus_sym u w) in T. lra.
    + intros w [<-|I].
      * exists (r / 2). split; [lra|]. intros u Hu. unfold K, p. rewrite plateau_one by assumption.
        replace (1 * g' u + (1 - 1) * k u) with (g' u) by ring. apply D. lra.
      * destruct (Near w I) as (q & Hq & Q). exists q. split; [assumption|]. intros u Hu.
        replace (K u) with (k u); [now apply Q|]. unfold K.
        destruct (Rlt_dec (Rabs (u - v)) r) as [L|N].
        -- rewrite (uniqueness_limite g u (g' u) (k u)); [ring|now apply D|now apply Q].
        -- rewrite Far by assumption. ring.
    + intros u H. unfold K. specialize (Ge u H). pose proof (plateau_between v r u : 0 <= p u <= 1).
      destruct (Rlt_dec (Rabs (u - v)) r) as [L|N].
      * pose proof (H _ (proj1 (D u L))). nra.
      * rewrite Far by assumption. lra.
    + intros u H. unfold K. specialize (Gt u H). pose proof (plateau_between v r u : 0 <= p u <= 1).
      destruct (Rlt_dec (Rabs (u - v)) r) as [L|N].
      * pose proof (H _ (proj1 (D u L))). destruct (Rle_lt_dec (p u) (1 / 2)); nra.
      * rewrite Far by assumption. lra.
Qed.

(** ** Another loss *)

Definition with_loss (P : problem) (m : R -> R) : problem :=
  {| data := data P; denominator := denominator P; dim := dim P; width := width P; neuron := neuron P;
     deep := deep P; deep_dom := deep_dom P; a0_trained := a0_trained P; a_trained := a_trained P;
     w_trained := w_trained P; b_trained := b_trained P; deep_trained := deep_trained P; fixed := fixed P;
     loss := {| val := m; dom := fun _ => True |}; penalties := penalties P |}.

Lemma constant_near (m g k : R -> R) v r : (forall u, derivable_pt_lim m u (k u)) ->
  (forall u, Rabs (u - v) < r -> derivable_pt_lim g u (k u)) ->
  forall u, Rabs (u - v) < r -> m u - g u = m v - g v.
Proof.
  intros M G. assert (D : forall u, Rabs (u - v) < r -> derivable_pt_lim (fun w => m w - g w) u 0).
  { intros u Hu. replace 0 with (k u - k u) by ring.
    apply (derivable_pt_lim_minus m g); [apply M|now apply G]. }
  intros u Hu. apply Rabs_def2 in Hu.
  assert (I : forall c, Rmin u v <= c <= Rmax u v -> Rabs (c - v) < r).
  { intros c Hc. pose proof (Rmin_l u v). pose proof (Rmax_l u v). unfold Rmin, Rmax in Hc.
    destruct (Rle_dec u v); apply Rabs_def1; lra. }
  destruct (Rtotal_order u v) as [L|[->|L]]; [|reflexivity|].
  - destruct (MVT_cor2 (fun w => m w - g w) (fun _ => 0) u v L) as (c & E & _); [|lra].
    intros c Hc. apply D, I. unfold Rmin, Rmax. destruct (Rle_dec u v); lra.
  - destruct (MVT_cor2 (fun w => m w - g w) (fun _ => 0) v u L) as (c & E & _); [|lra].
    intros c Hc. apply D, I. unfold Rmin, Rmax. destruct (Rle_dec u v); lra.
Qed.

Section OffBreaks.

Variable P : problem.
Hypothesis loss_def : loss_defined P.
Hypothesis neuron_def : neuron_defined P.
Hypothesis deep_def : network_deep_defined P.
Hypothesis nondecreasing : loss_nondecreasing P.
Hypothesis active : loss_active_right P.

Let defined : forall t, L_defined P t.
Proof. now apply everything_is_defined. Qed.

(** Off all breaks f is continuous in the parameters. *)
Lemma smooth_continuous (g : R -> R) v : smooth_at g v -> continuity_pt g v.
Proof. intros [d D]. apply derivable_continuous_pt. now exists d. Qed.

Lemma smooth_calm (t : deep_place -> R) b layers : forall l n (h : sample -> nat -> R),
  (forall e, In e (data P) -> branch_smooth t b l n (h e) layers) -> calm P t b l n h layers.
Proof.
  induction layers as [|units above IH]; intros l n h S; [exact Logic.I|]. split.
  - intros u e Hu I. apply smooth_continuous. now apply (S e I).
  - apply IH. intros e I. apply (S e I).
Qed.

Lemma margin_continuous all t : consists_of P all -> admissible P t -> off_breaks P all t ->
  forall e, In e (data P) -> continuous P t (fun t' => z P t' e).
Proof.
  intros Is A Off e I. unfold z.
  apply (continuous_mult P t (fun _ => - y e)); [apply continuous_const|]. unfold f.
  apply (continuous_plus P t (fun t' => t' A0 + sum (width P) (fun j => t' (Setting.A j) * val (neuron P) (pre P t' j e)))).
  - apply continuous_plus; [now apply continuous_place|].
    apply (continuous_sum P t _ (fun j t' => t' (Setting.A j) * val (neuron P) (pre P t' j e))).
    intros j Hj. apply continuous_mult; [now apply continuous_place|].
    apply (continuous_comp P t (fun t' => pre P t' j e) (val (neuron P))); [now apply continuous_pre|].
    apply smooth_continuous. now apply (Off e I).
  - refine (branches_continuous P t all Is A _ e I).
    intros b Hb. apply smooth_calm. intros e' I'. now apply (Off e' I').
Qed.

(** Near a minimum off all breaks the loss may be replaced by one that is C^1. *)
Lemma another_loss all t : consists_of P all -> local_min P t -> off_breaks P all t ->
  exists m, loss_c1 (with_loss P m) /\ loss_nondecreasing (with_loss P m) /\ loss_active (with_loss P m) /\
    local_min (with_loss P m) t.
Proof.
  intros Is Min Off. assert (Adm : admissible P t) by apply Min.
  destruct (slope_near (ell P) (map (z P t) (data P))) as (k & Ck & Near & Ge & Gt).
  { intros v Hv. apply in_map_iff in Hv. destruct Hv as (e & <- & I). apply (Off e I). }
  set (m := fun w => RiemannInt (integrable k Ck 0 w)).
  assert (M : forall v, derivable_pt_lim m v (k v)) by (intros v; apply integral_slope).
  assert (K0 : forall v, 0 <= k v).
  { intros v. apply Ge. intros d. now apply Near.nondecreasing_derivative. }
  assert (K1 : forall v, 0 <= v -> 0 < k v).
  { intros v Hv. apply Gt. intros d. apply (Near.active_slope P). now apply active. }
  exists m. split; [|split; [|split]].
  - exists k. split; [exact M|exact Ck].
  - intros u v [L|<-]; [|right; reflexivity].
    destruct (MVT_cor2 m k u v L) as (c & E & _); [intros c _; apply M|].
    change (m u <= m v). pose proof (K0 c). nra.
  - intros v Hv. destruct (derivative_sides _ _ _ (M v)) as [After Before]. pose proof (K1 v Hv).
    split; [now apply (rises_after_slope _ _ (k v))|now apply (rises_before_slope _ _ (k v))].
  - split; [exact Adm|]. split; [intros e I; destruct (defined t e I) as (N & Dp & _); now repeat split|].
    assert (Stay : nearby P t (fun t' => forall e, In e (data P) ->
      m (z P t' e) - ell P (z P t' e) = m (z P t e) - ell P (z P t e))).
    { apply nearby_list. intros e I. destruct (Near (z P t e)) as (r & Hr & D); [now apply in_map|].
      apply nearby_weaken with (2 := margin_continuous all t Is Adm Off e I r Hr).
      intros t' _ Close. now apply (constant_near m (ell P) k (z P t e) r). }
    assert (Least : nearby P t (fun t' => L P t <= L P t')).
    { destruct Min as (_ & _ & r & Hr & Mn). exists r. split; [exact Hr|]. intros t' A' Cl. now apply Mn. }
    assert (Same : forall t', (forall e, In e (data P) ->
        m (z P t' e) - ell P (z P t' e) = m (z P t e) - ell P (z P t e)) ->
      L (with_loss P m) t' - L (with_loss P m) t = L P t' - L P t).
    { intros t' E. unfold L. change (penalty (with_loss P m)) with (penalty P).
      change (total_weight (with_loss P m)) with (total_weight P). change (data (with_loss P m)) with (data P).
      cbn [loss with_loss val].
      rewrite (over_eq (data P) _ (fun e => share e * val (loss P) (z P t' e)
        + share e * (m (z P t e) - ell P (z P t e)))).
      - rewrite (over_eq (data P) (fun e => share e * m (z (with_loss P m) t e))
          (fun e => share e * val (loss P) (z P t e) + share e * (m (z P t e) - ell P (z P t e)))).
        + rewrite !over_add. unfold Rdiv. ring.
        + intros e I. change (z (with_loss P m) t e) with (z P t e). unfold ell. ring.
      - intros e I. change (z (with_loss P m) t' e) with (z P t' e). rewrite <- (E e I). unfold ell. ring. }
    destruct (nearby_and P t _ _ Stay Least) as (r & Hr & Both). exists r. split; [exact Hr|].
    intros t' A' _ Cl. destruct (Both t' A' Cl) as [St Le]. pose proof (Same t' St). lra.
Qed.

(** What holds of the problem with every such loss holds of minima off all breaks. *)
Lemma from_c1 : (forall m, loss_defined (with_loss P m) -> loss_c1 (with_loss P m) ->
    loss_nondecreasing (with_loss P m) -> loss_active (with_loss P m) -> NO_BAD (with_loss P m)) ->
  NO_BAD_SMOOTH P.
Proof.
  intros Good all Is t Min Off. destruct (another_loss all t Is Min Off) as (m & C & N & Act & M).
  apply (Good m (fun _ => Logic.I) C N Act t M).
Qed.

Theorem thm_smooth_separable : neuron_increasing P \/ neuron_decreasing P \/
    neuron_strictly_increasing P \/ neuron_strictly_decreasing P -> network_shortcut P ->
  objective_hidden_unpenalised P -> data_linearly_separable P ->
  network_trainable P \/ network_neurons_trainable P \/ network_hidden_trainable P -> NO_BAD_SMOOTH P.
Proof.
  intros Mono Wide Pen Sep Tr. apply from_c1. intros m Df C N Act.
  apply (Separable.thm_separable_monotone (with_loss P m)); try assumption. tauto.
Qed.

Theorem thm_smooth_funnel : network_funnel P -> data_linearly_separable P -> NO_BAD_SMOOTH P.
Proof.
  intros Fn Sep. apply from_c1. intros m Df C N Act.
  now apply (Funnel.thm_separable_funnel (with_loss P m)).
Qed.

Theorem thm_smooth_linear : network_linear_part P -> objective_outputs_only P ->
  (data_linearly_separable P /\ network_constant_seen P) \/
  (data_affinely_separable P /\ network_constant_trained P) -> NO_BAD_SMOOTH P.
Proof.
  intros Part O Sep. apply from_c1. intros m Df C N Act.
  apply (LinearTheorems.thm_linear (with_loss P m)); try assumption. now left.
Qed.

Theorem thm_smooth_features : data_features_separable P -> NO_BAD_SMOOTH P.
Proof.
  intros Sep. apply from_c1. intros m Df C N Act.
  now apply (OutputWeights.thm_features (with_loss P m)).
Qed.

End OffBreaks.
