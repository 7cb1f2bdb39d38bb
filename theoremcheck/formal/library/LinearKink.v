(** * Linear networks and losses with kinks: thm.linear_kink and its kin (B3)

    All weights are trained. Where some row of weights on x is felt by the output, the output can be moved along any
    linear function. Where none is, the output is a constant, and so it stays as the weights below a layer that
    vanishes move: slopes of l at that constant are all that B1 asks for. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsLinear ConditionsResidual PointsConstant Algebra Near Kinds
  Monotone Balance FirstOrder LinearBranch LinearNetwork LinearTheorems LinearWake LinearValley LinearBad LinearFit
  SeparableKink OutputWeights ResidualKink.
Import ListNotations.
Open Scope R_scope.

Section LinearKink.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_linear_trained : network_linear_trained P.
Hypothesis unregularised : objective_unregularised P.

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.

Lemma trained_part : network_linear_part P.
Proof.
  destruct network_linear_trained as (all & Is & [Z|S] & Br & Some_); [|now left].
  right. exists all, 0%nat. split; [assumption|]. apply Br. lia.
Qed.

Lemma nothing_penalised : part_unpenalised P.
Proof. apply outputs_only_part, unregularised_outputs_only; assumption. Qed.

(** The data loss at outputs o. *)
Definition loss_of (o : sample -> R) : R := over (data P) (fun e => share e * ell P (- y e * o e)).

Lemma loss_of_eq : forall o o', (forall e, In e (data P) -> o e = o' e) -> loss_of o = loss_of o'.
Proof. intros o o' E. apply over_eq. intros e I. now rewrite E. Qed.

Lemma loss_below : forall t t', L P t <= L P t' -> loss_of (f P t) <= loss_of (f P t').
Proof. intros t t' H. apply (L_compare P t t'); [now rewrite !no_penalty|assumption]. Qed.

Lemma loss_least : forall t t', loss_of (f P t) <= loss_of (f P t') -> L P t <= L P t'.
Proof.
  intros t t' H. unfold L. rewrite !no_penalty by assumption. apply Rplus_le_compat_r.
  destruct (data P) as [|e0 others] eqn:Ed; [simpl; lra|]. unfold loss_of in H. rewrite Ed in H. unfold Rdiv.
  apply Rmult_le_compat_r; [|exact H]. left. apply Rinv_0_lt_compat, total_weight_pos. rewrite Ed. discriminate.
Qed.

(** A convex loss that does not fall a little way towards other outputs is no larger than there. *)
Lemma convex_towards : loss_convex P -> forall o o' h, 0 < h <= 1 ->
  loss_of o <= loss_of (fun e => o e + h * (o' e - o e)) -> loss_of o <= loss_of o'.
Proof.
  intros Conv o o' h Hh H.
  assert (K : loss_of (fun e => o e + h * (o' e - o e)) <= h * loss_of o' + (1 - h) * loss_of o).
  { unfold loss_of. rewrite <- !over_mul, <- over_add. apply over_le. intros e _.
    pose proof (Conv (- y e * o' e) (- y e * o e) h ltac:(lra)) as C.
    replace (- y e * (o e + h * (o' e - o e))) with (h * (- y e * o' e) + (1 - h) * (- y e * o e)) by ring.
    pose proof (share_pos e). nra. }
  nra.
Qed.

(** ** Where x is felt *)

Section Steered.

Variable all : list (list (list fn)).
Hypothesis branches_are : consists_of P all.
Hypothesis shortcut_linear : width P = 0%nat \/ linear_shortcut P.
Hypothesis branches_linear : forall b, (b < length all)%nat -> linear_branch P all b.

Definition steered (t : params) : Prop :=
  (exists j, (j < width P)%nat /\ t (A j) <> 0) \/
  exists b, (b < length all)%nat /\ awake b (deep_part t) 0 (layers_of all b).

Lemma steered_moves : forall t, admissible P t -> steered t ->
  forall v k, a0_trained P = true \/ k = 0 -> moves P t v k.
Proof.
  intros t Ad [(j & Hj & N)|(b & Hb & Aw)] v k Ck.
  - destruct shortcut_linear as [Z|S]; [lia|].
    apply (unit_moves P S (a0_trained P = true) t j); auto.
  - destruct (branches_linear b Hb) as [_ [An Tr]].
    destruct (turn P b (layers_of all b) 0 (dim P) (deep_part t) v An Tr Aw) as (g & Df & E).
    apply (branch_moves P all b branches_are Hb An t g v k k Ad Df Ck).
    intros s. destruct (E s) as [F O]. split; [exact F|]. rewrite O. ring.
Qed.

(** Where it is not, the output is a constant. *)
Lemma unsteered_constant : forall t, ~ steered t -> exists c, forall e, f P t e = c.
Proof.
  intros t N. exists (t A0 + sum (length all) (fun b => offset b (deep_part t) 0 (layers_of all b))). intros e.
  unfold f. rewrite branches_are, sum_0.
  - rewrite Rplus_0_r. f_equal.
    change (branches (dim P) all (fun p => t (D p)) (x P e)) with
      (sum (length all) (fun b => branch_output (deep_part t) b 0 (dim P) (x P e) (layers_of all b))).
    apply sum_eq. intros b Hb. destruct (branches_linear b Hb) as [_ [An _]].
    rewrite (output_affine b (deep_part t) (layers_of all b) 0 (dim P) (x P e) An), sum_0; [ring|].
    intros i _. replace (factor b (deep_part t) 0 (layers_of all b) i) with 0; [ring|].
    apply NNPP. intros Nz. apply N. right. exists b. split; [assumption|].
    apply (factor_awake b _ _ _ i). intros Z. now apply Nz.
  - intros j Hj. replace (t (A j)) with 0; [ring|]. apply NNPP. intros Nz. apply N. left. exists j. split; [assumption|].
    intros Z. now apply Nz.
Qed.

(** Without biases it is a_0. *)
Lemma unsteered_output : network_homogeneous P -> forall t, admissible P t -> ~ steered t ->
  forall e, f P t e = t A0.
Proof.
  intros Hom t Ad N e. destruct (unsteered_constant t N) as [c C].
  destruct (f_linear P Hom t Ad) as [U F].
  set (origin := {| row := []; positive_label := true; weight := xH |}).
  rewrite C, <- (C origin), F, sum_0; [ring|]. intros i _.
  replace (x P origin i) with 0; [ring|]. unfold x, origin. simpl. destruct i; unfold Rdiv; now rewrite Rmult_0_l.
Qed.

(** A local minimum moves along a segment of outputs. *)
Lemma steered_step : forall t v k, local_min P t -> moves P t v k -> exists h, 0 < h <= 1 /\
  loss_of (f P t) <= loss_of (fun e => f P t e + h * affine_score P v k e).
Proof.
  intros t v k Min (t' & M). destruct (near_min P defined t Min) as [r [Hr Hmin]].
  destruct (OutputWeights.between_near P t t' r Hr) as [h [Hh Near]]. exists h. split; [assumption|].
  destruct (M h) as [Ad F]. apply Rle_trans with (loss_of (f P (between t t' h))).
  - apply loss_below, Hmin; assumption.
  - right. apply loss_of_eq. intros e _. apply F.
Qed.

End Steered.

(** ** At rest, a_0 not trained: slopes of l at the constant *)

Section Fixed.

Hypothesis untrained : a0_trained P = false.
Variables down up : R.
Hypothesis slope_up : derivable_pt_lim (ell P) (fixed P A0) up.
Hypothesis slope_down : derivable_pt_lim (ell P) (- fixed P A0) down.

Definition fixed_slope (e : sample) : R := if positive_label e then down else up.
Definition at_fixed (t : params) : Prop := local_min P t /\ forall e, In e (data P) -> f P t e = fixed P A0.

Lemma fixed_derivative : forall t, at_fixed t -> forall e, In e (data P) ->
  derivable_pt_lim (ell P) (z P t e) (fixed_slope e).
Proof.
  intros t [_ F] e I. unfold z, fixed_slope, y. rewrite F by assumption. destruct (positive_label e).
  - now replace (- (1) * fixed P A0) with (- fixed P A0) by ring.
  - now replace (- -1 * fixed P A0) with (fixed P A0) by ring.
Qed.

Lemma fixed_balances : balances P at_fixed fixed_slope.
Proof.
  split; [intros t [Min _]; apply Min|split].
  - intros t move g G Lead F _. rewrite <- (first_order_at P defined fixed_slope t move g (proj1 G)).
    + apply over_eq. intros e _. ring.
    + now apply fixed_derivative.
    + assumption.
    + assumption.
    + intros h. now rewrite !no_penalty.
  - intros t move [Min F] Lead Same Pen. destruct (idle_move P defined t move Min Lead Same Pen) as [d [Hd Idle]].
    exists d. split; [assumption|]. intros h Hh. split; [now apply Idle|]. intros e I. now rewrite Same, F.
Qed.

End Fixed.

(** ** At rest, a_0 trained: l is convex, and 0 as good a constant *)

Section Trained.

Hypothesis trained_a0 : a0_trained P = true.
Hypothesis convex : loss_convex P.
Hypothesis balanced_classes : data_balanced_classes P.

Definition at_constant (t : params) : Prop := local_min P t /\ exists c, forall e, In e (data P) -> f P t e = c.

Lemma a0_value : forall t h e, f P (bump t A0 h) e = f P t e + h.
Proof.
  intros t h e. unfold f. rewrite bump_here. change (pre P (bump t A0 h)) with (pre P t).
  change (deep P (fun p => bump t A0 h (D p))) with (deep P (fun p => t (D p))).
  rewrite (sum_eq (width P) (fun j => bump t A0 h (A j) * _) (fun j => t (A j) * val (neuron P) (pre P t j e)))
    by reflexivity. ring.
Qed.

(** L does not fall as a_0 takes the constant to 0 while another move goes on. *)
Lemma slide : forall t move g s, at_constant t -> leads P t move ->
  (forall h e, In e (data P) -> f P (move h) e = f P t e + h * g e) ->
  loss_of (f P t) <= loss_of (fun e => s * g e).
Proof.
  intros t move g s [Min [c C]] [Adm Lead] F. destruct (near_min P defined t Min) as [r [Hr Hmin]].
  destruct (Lead (r / 2) ltac:(lra)) as [d [Hd Near]].
  set (h := Rmin 1 (Rmin (d / (2 * (Rabs s + 1))) (r / (4 * (Rabs c + 1))))).
  pose proof (Rabs_pos s) as Ps. pose proof (Rabs_pos c) as Pc.
  assert (Qs : 0 < d / (2 * (Rabs s + 1))) by (apply Rdiv_lt_0_compat; lra).
  assert (Qc : 0 < r / (4 * (Rabs c + 1))) by (apply Rdiv_lt_0_compat; lra).
  assert (Hh : 0 < h <= 1).
  { split; [|apply Rmin_l]. apply Rmin_pos; [lra|]. now apply Rmin_pos. }
  assert (Hs : Rabs (h * s) < d).
  { rewrite Rabs_mult, (Rabs_right h) by lra.
    apply Rle_lt_trans with (d / (2 * (Rabs s + 1)) * (Rabs s + 1)).
    - apply Rmult_le_compat; [lra|lra| |lra]. eapply Rle_trans; [apply Rmin_r|apply Rmin_l].
    - replace (d / (2 * (Rabs s + 1)) * (Rabs s + 1)) with (d / 2) by (field; lra). lra. }
  assert (Hc : Rabs (h * - c) < r / 2).
  { rewrite Rabs_mult, Rabs_Ropp, (Rabs_right h) by lra.
    apply Rle_lt_trans with (r / (4 * (Rabs c + 1)) * (Rabs c + 1)).
    - apply Rmult_le_compat; [lra|lra| |lra]. eapply Rle_trans; [apply Rmin_r|apply Rmin_r].
    - replace (r / (4 * (Rabs c + 1)) * (Rabs c + 1)) with (r / 4) by (field; lra). lra. }
  apply (convex_towards convex _ _ h Hh).
  apply Rle_trans with (loss_of (f P (bump (move (h * s)) A0 (h * - c)))).
  - apply loss_below, Hmin.
    + intros p N. rewrite bump_other; [now apply Adm|]. intros ->. apply N. now apply in_a0.
    + intros p I. specialize (Near (h * s) Hs p I). unfold bump. destruct (place_dec p A0).
      * replace (move (h * s) p + h * - c - t p) with ((move (h * s) p - t p) + h * - c) by ring.
        eapply Rle_lt_trans; [apply Rabs_triang|]. lra.
      * lra.
  - right. apply loss_of_eq. intros e I. rewrite a0_value, F, C by assumption. ring.
Qed.

(** Balanced classes: 0 is as good a constant as any. *)
Lemma even_rest : forall c, loss_of (fun _ => 0) <= loss_of (fun _ => c).
Proof.
  intros c. pose proof (convex c (- c) (1 / 2) ltac:(lra)) as K.
  replace (1 / 2 * c + (1 - 1 / 2) * - c) with 0 in K by field.
  unfold loss_of. rewrite (over_eq (data P) (fun e => share e * ell P (- y e * c)) (fun e => share e *
    ((ell P c + ell P (- c)) / 2) + (ell P (- c) - ell P c) / 2 * (share e * y e))).
  - rewrite over_add, over_mul, (labels_balance P balanced_classes), Rmult_0_r, Rplus_0_r.
    apply over_le. intros e _. rewrite Rmult_0_r. pose proof (share_pos e). nra.
  - intros e _. unfold y. destruct (positive_label e).
    + replace (- (1) * c) with (- c) by ring. field.
    + replace (- -1 * c) with c by ring. field.
Qed.

Variable k : R.
Hypothesis slope_0 : derivable_pt_lim (ell P) 0 k.

Lemma constant_balances : balances P at_constant (fun _ => k).
Proof.
  split; [intros t [Min _]; apply Min|split].
  - intros t move g G Lead F _. pose proof G as [Min [c C]].
    set (run := fun h => over (data P) (fun e => share e * ell P (0 + h * - (y e * g e)))).
    assert (Least : forall h, run 0 <= run h).
    { intros h. apply Rle_trans with (loss_of (fun _ => c)).
      - eapply Rle_trans; [|apply even_rest]. right. apply over_eq. intros e _. f_equal. f_equal. ring.
      - rewrite <- (loss_of_eq (f P t)) by exact C.
        eapply Rle_trans; [exact (slide t move g h G Lead F)|].
        right. apply over_eq. intros e _. f_equal. f_equal. ring. }
    set (S := over (data P) (fun e => share e * (k * - (y e * g e)))).
    assert (Dr : derivable_pt_lim run 0 S).
    { unfold run, S. apply (derivative_over (data P) (fun e h => share e * ell P (0 + h * - (y e * g e)))).
      intros e I. apply (derivable_pt_lim_scal (fun h => ell P (0 + h * - (y e * g e)))).
      apply derivative_along. exact slope_0. }
    assert (Up : 0 <= S).
    { apply (right_derivative run); [assumption|]. exists 1. split; [lra|]. intros h _. apply Least. }
    assert (Down : 0 <= S * -1).
    { apply (right_derivative (fun h => run (0 + h * -1))).
      - apply derivative_along. assumption.
      - exists 1. split; [lra|]. intros h _. rewrite Rmult_0_l, Rplus_0_r. apply Least. }
    unfold balance. rewrite (over_eq (data P) _ (fun e => (-1) * (share e * (k * - (y e * g e))))) by (intros; ring).
    rewrite over_mul. fold S. lra.
  - intros t move [Min [c C]] Lead Same Pen. destruct (idle_move P defined t move Min Lead Same Pen) as [d [Hd Idle]].
    exists d. split; [assumption|]. intros h Hh. split; [now apply Idle|]. exists c. intros e I. now rewrite Same, C.
Qed.

End Trained.

(** ** The statements *)

Hypothesis smooth_at_rest : objective_smooth_at_rest P.

(** What makes a constant output no bad one: a_0 is not trained, and there are no other biases; or it is, l is convex,
    and the classes have one total weight. *)
Hypothesis still : (~ network_output_bias P /\ network_homogeneous P) \/
  (network_output_bias P /\ loss_convex P /\ data_balanced_classes P).

Lemma a0_untrained : ~ network_output_bias P -> a0_trained P = false.
Proof. unfold network_output_bias. now destruct (a0_trained P). Qed.

(** At every local minimum the output can be moved along any v . x + k, k = 0 if a_0 is not trained; or it is a
    constant, and slopes balance there. *)
Lemma moved_or_balanced : forall t, local_min P t ->
  (forall v k, a0_trained P = true \/ k = 0 -> moves P t v k) \/
  (a0_trained P = false /\ exists q, (forall e, In e (data P) -> derivable_pt_lim (ell P) (z P t e) (q e)) /\
     forall v, balance P q (affine_score P v 0) = 0) \/
  (a0_trained P = true /\ loss_convex P /\ loss_of (f P t) <= loss_of (fun _ => 0) /\
     exists d, derivable_pt_lim (ell P) 0 d /\ forall v k, balance P (fun _ => d) (affine_score P v k) = 0).
Proof.
  intros t Min. pose proof network_linear_trained as (all & Is & Sh & Br & _).
  destruct (classic (steered all t)) as [St|N].
  { left. apply (steered_moves all Is Sh Br); [apply Min|assumption]. }
  right. destruct smooth_at_rest as [up [down [U D]]]. unfold output_at_rest in U, D.
  destruct still as [[None_ Hom]|[A0t [Conv Bal]]].
  - left. pose proof (a0_untrained None_) as T. rewrite T in U, D. split; [assumption|].
    assert (G : at_fixed t).
    { split; [assumption|]. intros e _. rewrite (unsteered_output all Is Br Hom t (proj1 Min) N).
      now apply fixed_a0; [apply Min|]. }
    exists (fixed_slope down up). split; [now apply fixed_derivative|]. intros v.
    apply affine_balance; [|now right]. intros i Hi.
    exact (feature_balance P _ _ (fixed_balances down up U D) nothing_penalised trained_part t G i Hi).
  - right. unfold network_output_bias in A0t. rewrite A0t in U. split; [assumption|]. split; [assumption|].
    destruct (unsteered_constant all Is Br t N) as [c C].
    assert (G : at_constant t) by (split; [assumption|]; exists c; auto).
    split.
    { rewrite (loss_of_eq (fun _ => 0) (fun _ => 1 * 0)) by (intros; ring).
      apply (slide A0t Conv t (fun _ => t) (fun _ => 0) 1 G).
      - split; [intros _; apply Min|]. intros r Hr. exists 1. split; [lra|]. intros h _ p _.
        now rewrite Rminus_diag_eq, Rabs_R0.
      - intros h e _. ring. }
    exists up. split; [assumption|]. intros v k.
    apply affine_balance.
    + intros i Hi. exact (feature_balance P _ _ (constant_balances A0t Conv Bal up U) nothing_penalised trained_part t G i Hi).
    + left. unfold balance. rewrite (over_eq (data P) _ (fun e => up * (share e * y e))) by (intros; ring).
      rewrite over_mul, (labels_balance P Bal). ring.
Qed.

(** *** Convex losses: no affine function lowers them *)

Lemma tangent_balance : loss_convex P -> forall o q v k,
  (forall e, In e (data P) -> derivable_pt_lim (ell P) (- y e * o e) (q e)) ->
  balance P q (affine_score P v k) = 0 -> loss_of o <= loss_of (fun e => o e + affine_score P v k e).
Proof.
  intros Conv o q v k D B.
  assert (H : loss_of o + (-1) * balance P q (affine_score P v k)
    <= loss_of (fun e => o e + affine_score P v k e)); [|lra].
  unfold balance, loss_of. rewrite <- over_mul, <- over_add. apply over_le. intros e I.
  pose proof (convex_tangent (ell P) (- y e * o e) (q e) (- y e * (o e + affine_score P v k e)) Conv (D e I)) as T.
  pose proof (share_pos e). nra.
Qed.

Lemma least : loss_convex P -> forall t, local_min P t -> forall v k, a0_trained P = true \/ k = 0 ->
  loss_of (f P t) <= loss_of (fun e => f P t e + affine_score P v k e).
Proof.
  intros Conv t Min v k Ck.
  destruct (moved_or_balanced t Min) as [M|[[T [q [D B]]]|[T [_ [Zero [d [D B]]]]]]].
  - destruct (steered_step t v k Min (M v k Ck)) as [h [Hh H]]. apply (convex_towards Conv _ _ h Hh).
    eapply Rle_trans; [exact H|]. right. apply loss_of_eq. intros e _. ring.
  - destruct Ck as [Ck| ->]; [congruence|]. now apply (tangent_balance Conv _ q).
  - pose proof network_linear_trained as (all & Is & Sh & Br & _).
    assert (Lin : all_linear P all).
    { split; [destruct Sh as [Z|[_ [An _]]]; [now left|now right]|]. intros b Hb. now apply Br. }
    destruct (network_affine P all Is Lin t) as [U [c F]].
    apply Rle_trans with (loss_of (fun _ => 0)); [assumption|].
    eapply Rle_trans.
    + apply (tangent_balance Conv (fun _ => 0) (fun _ => d) (fun i => U i + 1 * v i) (c + k)).
      * intros e _. now rewrite Rmult_0_r.
      * apply B.
    + right. apply loss_of_eq. intros e _. rewrite F. unfold affine_score.
      rewrite (sum_eq (dim P) (fun i => (U i + 1 * v i) * x P e i) (fun i => U i * x P e i + v i * x P e i))
        by (intros; ring).
      rewrite sum_add. ring.
Qed.

(** f is affine, and a_0 its constant where there are no biases. *)
Lemma output_difference : forall t t', admissible P t -> admissible P t' -> exists v k,
  (a0_trained P = true \/ k = 0) /\ forall e, f P t' e = f P t e + affine_score P v k e.
Proof.
  intros t t' Ad Ad'. destruct still as [[None_ Hom]|[A0t _]].
  - destruct (f_linear P Hom t Ad) as [U F].
    destruct (f_linear P Hom t' Ad') as [U' F'].
    exists (fun i => U' i + (-1) * U i), 0. split; [now right|]. intros e. rewrite F, F'.
    rewrite (fixed_a0 P t Ad), (fixed_a0 P t' Ad') by auto using a0_untrained. unfold affine_score.
    rewrite (sum_eq (dim P) (fun i => (U' i + -1 * U i) * x P e i)
      (fun i => U' i * x P e i + (-1) * (U i * x P e i))) by (intros; ring).
    rewrite sum_add, sum_mul. ring.
  - pose proof network_linear_trained as (all & Is & Sh & Br & _).
    assert (Lin : all_linear P all).
    { split; [destruct Sh as [Z|[_ [An _]]]; [now left|now right]|]. intros b Hb. now apply Br. }
    destruct (network_affine P all Is Lin t) as [U [c F]].
    destruct (network_affine P all Is Lin t') as [U' [c' F']].
    exists (fun i => U' i + (-1) * U i), (c' - c). split; [now left|]. intros e. rewrite F, F'. unfold affine_score.
    rewrite (sum_eq (dim P) (fun i => (U' i + -1 * U i) * x P e i)
      (fun i => U' i * x P e i + (-1) * (U i * x P e i))) by (intros; ring).
    rewrite sum_add, sum_mul. ring.
Qed.

Theorem thm_linear_kink_global : loss_convex P -> GLOBAL P.
Proof.
  intros Conv t Min t' Ad' _. destruct (output_difference t t' (proj1 Min) Ad') as [v [k [Ck E]]].
  pose proof (least Conv t Min v k Ck) as H.
  rewrite (loss_of_eq (fun e => f P t e + affine_score P v k e) (f P t')) in H by (intros; symmetry; apply E).
  now apply loss_least.
Qed.

(** *** Separable data *)

Section Separable.

Hypothesis nondecreasing : loss_nondecreasing P.
Hypothesis active : loss_active P.

Variables (v : nat -> R) (k : R).
Hypothesis constant : a0_trained P = true \/ k = 0.
Hypothesis separates : forall e, In e (data P) -> 0 < y e * affine_score P v k e.

(** Slopes that balance are 0. *)
Lemma balanced_slopes : forall q, (forall e, In e (data P) -> 0 <= q e) ->
  balance P q (affine_score P v k) = 0 -> forall e, In e (data P) -> q e = 0.
Proof.
  intros q Q B e I.
  pose proof (over_ge0_0 (data P) (fun e => share e * q e * y e * affine_score P v k e)) as E. cbv beta in E.
  assert (T : forall e, In e (data P) -> 0 <= share e * q e * y e * affine_score P v k e).
  { intros e' J. replace (share e' * q e' * y e' * affine_score P v k e')
      with (share e' * q e' * (y e' * affine_score P v k e')) by ring.
    pose proof (share_pos e'). pose proof (Q e' J). pose proof (separates e' J).
    apply Rmult_le_pos; [apply Rmult_le_pos|]; lra. }
  specialize (E T (Req_le _ _ B) e I). pose proof (share_pos e) as S. pose proof (separates e I) as Se.
  rewrite Rmult_assoc in E.
  apply Rmult_integral in E. destruct E as [E|E]; [|lra]. apply Rmult_integral in E. destruct E; lra.
Qed.

Lemma moved_level : forall t, local_min P t -> moves P t v k ->
  forall e, In e (data P) -> level_at (ell P) (z P t e).
Proof.
  intros t Min M e I. destruct (steered_step t v k Min M) as [h [Hh H]].
  set (o := fun e => f P t e + h * affine_score P v k e) in *.
  assert (Fall : forall e', In e' (data P) -> - y e' * o e' < z P t e').
  { intros e' J. unfold o, z. pose proof (Rmult_lt_0_compat h _ (proj1 Hh) (separates e' J)). lra. }
  assert (Terms : forall e', In e' (data P) -> 0 <= share e' * (ell P (z P t e') - ell P (- y e' * o e'))).
  { intros e' J. apply Rmult_le_pos; [left; apply share_pos|].
    pose proof (nondecreasing _ _ (Rlt_le _ _ (Fall e' J))). lra. }
  assert (Zero : over (data P) (fun e' => share e' * (ell P (z P t e') - ell P (- y e' * o e'))) <= 0).
  { rewrite (over_eq (data P) _ (fun e' => share e' * ell P (z P t e') + (-1) * (share e' * ell P (- y e' * o e'))))
      by (intros; ring).
    rewrite over_add, over_mul. unfold loss_of in H. change (fun e' => share e' * ell P (- y e' * f P t e'))
      with (fun e' => share e' * ell P (z P t e')) in H. lra. }
  pose proof (over_ge0_0 (data P) _ Terms Zero e I) as E. cbv beta in E. pose proof (share_pos e) as S.
  assert (Same : ell P (z P t e) = ell P (- y e * o e)).
  { apply Rmult_integral in E. destruct E; lra. }
  apply level_below; [exact nondecreasing|]. intros c r Hc Hr. pose proof (Fall e I) as Fe.
  set (s := Rmin (r / 2) (z P t e - - y e * o e)).
  assert (Hs : 0 < s) by (apply Rmin_pos; lra).
  exists s. split.
  - split; [assumption|]. pose proof (Rmin_l (r / 2) (z P t e - - y e * o e)). fold s in H0. lra.
  - pose proof (Rmin_r (r / 2) (z P t e - - y e * o e)) as Le. fold s in Le.
    pose proof (nondecreasing (- y e * o e) (z P t e - s) ltac:(lra)).
    pose proof (Rmult_lt_0_compat c s Hc Hs). lra.
Qed.

Lemma level_everywhere : forall t, local_min P t -> forall e, In e (data P) -> level_at (ell P) (z P t e).
Proof.
  intros t Min e I.
  destruct (moved_or_balanced t Min) as [M|[[T [q [D B]]]|[T [_ [_ [d [D B]]]]]]].
  - now apply (moved_level t Min (M v k constant)).
  - destruct constant as [C|C]; [congruence|]. apply slope_level.
    assert (Q : forall e', In e' (data P) -> 0 <= q e').
    { intros e' J. apply (nondecreasing_derivative (ell P) (z P t e')); [exact nondecreasing|now apply D]. }
    assert (B0 : balance P q (affine_score P v k) = 0) by (rewrite C; apply B).
    rewrite <- (balanced_slopes q Q B0 e I). now apply D.
  - exfalso. assert (Pos : 0 < d) by (apply (active_slope P 0); [now apply active; right|assumption]).
    assert (d = 0); [|lra]. apply (balanced_slopes (fun _ => d)) with (e := e); auto. intros. lra.
Qed.

End Separable.

Theorem no_fall_linear_kink : loss_nondecreasing P -> loss_active P ->
  data_separable_through_origin P \/ (network_output_bias P /\ data_affinely_separable P) -> NO_FALL P.
Proof.
  intros Mono Act Sep t Min. destruct Sep as [[v S]|[A0t [v [k S]]]].
  - now apply (level_everywhere Mono Act v 0 (or_intror eq_refl) S).
  - now apply (level_everywhere Mono Act v k (or_introl A0t) S).
Qed.

Theorem thm_linear_kink : loss_nondecreasing P -> loss_active P ->
  data_separable_through_origin P \/ (network_output_bias P /\ data_affinely_separable P) -> NO_BAD P.
Proof. intros. apply no_fall_no_bad; [now apply no_fall_linear_kink|assumption]. Qed.

(** *** Where a best fit is right *)

Lemma fit_right_at : loss_convex P -> fixed P A0 = 0 \/ a0_trained P = true ->
  forall t v k s d u c, local_min P t -> fits_right P v k s d ->
  (forall e, f P t e = affine_score P u c e) ->
  (a0_trained P = true /\ over (data P) (fun e => share e * s e * y e) = 0) \/ (k = 0 /\ c = 0) ->
  forall e, In e (data P) -> z P t e < 0.
Proof.
  intros Conv Rest t v k s d u c Min [Sd [Fit Bal]] F C.
  destruct smooth_at_rest as [d0 [_ [D0 _]]].
  assert (R0 : output_at_rest P = 0).
  { unfold output_at_rest. destruct Rest as [->| ->]; [now destruct (a0_trained P)|reflexivity]. }
  rewrite R0 in D0.
  set (g := fun e => - y e * affine_score P v k e).
  set (w := affine_score P (fun i => v i + (-1) * u i) (k - c)).
  assert (Step : forall e, g e - z P t e = - y e * w e).
  { intros e. unfold z, g, w. rewrite F, affine_difference. ring. }
  assert (B : over (data P) (fun e => share e * s e * y e * w e) = 0).
  { apply balance_affine; [assumption|]. destruct C as [[_ One]|[-> ->]]; [now left|right; ring]. }
  pose proof (least Conv t Min (fun i => v i + (-1) * u i) (k - c)
    ltac:(destruct C as [[T _]|[-> ->]]; [now left|right; ring])) as Le.
  assert (Terms : forall e, In e (data P) ->
    0 <= share e * (ell P (z P t e) - (ell P (g e) + s e * (z P t e - g e)))).
  { intros e I. apply Rmult_le_pos; [left; apply share_pos|].
    destruct (Fit e I) as [Sub _]. specialize (Sub (z P t e)). unfold g. lra. }
  assert (Zero : over (data P) (fun e => share e * (ell P (z P t e) - (ell P (g e) + s e * (z P t e - g e)))) <= 0).
  { rewrite (over_eq (data P) _ (fun e => share e * ell P (z P t e)
      + ((-1) * (share e * ell P (- y e * (f P t e + w e))) + (-1) * (share e * s e * y e * w e)))).
    - rewrite !over_add, !over_mul, B. unfold loss_of in Le. fold w in Le.
      change (fun e => share e * ell P (- y e * f P t e)) with (fun e => share e * ell P (z P t e)) in Le. lra.
    - intros e _. replace (- y e * (f P t e + w e)) with (g e).
      + replace (z P t e - g e) with (y e * w e) by (pose proof (Step e); lra). ring.
      + pose proof (Step e). unfold z in H. lra. }
  intros e I. pose proof (over_ge0_0 (data P) _ Terms Zero e I) as E. cbv beta in E.
  pose proof (share_pos e) as Sh. destruct (Fit e I) as [Sub Less].
  assert (Touch : ell P (z P t e) = ell P (g e) + s e * (z P t e - g e)).
  { apply Rmult_integral in E. destruct E; lra. }
  assert (Sz : subgradient_at (ell P) (z P t e) (s e)).
  { intros a. specialize (Sub a). fold (g e) in Sub. lra. }
  destruct (Rlt_dec (z P t e) 0) as [|N]; [assumption|exfalso].
  destruct (Req_dec (z P t e) 0) as [Z|Z].
  - rewrite Z in Sz. pose proof (only_subgradient _ _ _ _ D0 Sz). pose proof (only_subgradient _ _ _ _ D0 Sd). lra.
  - pose proof (subgradients_rise (ell P) _ _ _ _ Sd Sz). nra.
Qed.

Theorem thm_linear_kink_fit : loss_convex P ->
  (network_every_linear P /\ data_linear_fit_right P) \/ (network_output_bias P /\ data_affine_fit_right P) -> NO_BAD P.
Proof.
  intros Conv Arms t Min. apply error_zero. intros e I.
  assert (N : z P t e < 0).
  { destruct Arms as [[Every [v [s [d Fit]]]]|[A0t [v [k [s [d [Fit One]]]]]]].
    - destruct (computes_linear P Every) as [_ Only]. destruct (Only t (proj1 Min)) as [u F].
      assert (Z : fixed P A0 = 0) by (exact (proj1 (proj2 Every))).
      apply (fit_right_at Conv (or_introl Z) t v 0 s d u 0 Min Fit); auto.
    - pose proof network_linear_trained as (all & Is & Sh & Br & _).
      assert (Lin : all_linear P all).
      { split; [destruct Sh as [Z|[_ [An _]]]; [now left|now right]|]. intros b Hb. now apply Br. }
      destruct (network_affine P all Is Lin t) as [u [c F]].
      apply (fit_right_at Conv (or_intror A0t) t v k s d u c Min Fit); auto. }
  unfold z, y, sgn in *. destruct (positive_label e), (Rle_dec 0 (f P t e)); lra.
Qed.

End LinearKink.
