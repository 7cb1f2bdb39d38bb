(** * Linear networks: the theorems *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions Algebra Near Kinds Monotone Balance FirstOrder
  LinearBranch LinearNetwork.
Import ListNotations.
Open Scope R_scope.

Section LinearTheorems.

Variable P : problem.
Variable all : list (list (list fn)).

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_branches : network_branches P all.
Hypothesis network_linear_part : network_linear_part P all.

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.

(** Where X contains a 1, some constant is trained (and not penalised). *)
Definition network_constant_seen : Prop :=
  sees_one P = true -> network_constant_trained P all.

(** v . X is v . x + k, with k = 0 where no bias is seen. *)
Lemma dot_affine : forall u e, dot P u e
  = sum (dim P) (fun i => u i * x P e i) + if sees_one P then u (dim P) else 0.
Proof.
  intros u e. unfold dot, inputs. destruct (sees_one P); cbn [sum]; rewrite ?X_one, ?Rmult_1_r.
  - f_equal. apply sum_eq. intros i Hi. now rewrite X_low.
  - rewrite Rplus_0_r. apply sum_eq. intros i Hi. now rewrite X_low.
Qed.

(** B1 *)
Lemma lemma_linear : part_unpenalised P -> network_constant_seen ->
  forall l1, (forall v, derivable_pt_lim (ell P) v (l1 v)) ->
  forall t, local_min P t -> forall u, moment P l1 t (fun e => dot P u e) = 0.
Proof.
  intros Pen Seen l1 D t Min u.
  rewrite (moment_eq P l1 t t (fun e => sum (dim P) (fun i => u i * x P e i)
    + if sees_one P then u (dim P) else 0)); auto.
  - apply (affine_moment P all defined network_branches l1 D Pen network_linear_part t Min).
    destruct (sees_one P) eqn:E; [left; now apply Seen|now right].
  - intros. now rewrite dot_affine.
Qed.

(** ** Separable data, and the core *)

(** Separation by v . x + k, where k = 0 unless a constant is trained: also one
    that X does not show, a_0 or a bias above the first layer. *)
Definition data_separable_by_network : Prop :=
  exists v k, (network_constant_trained P all \/ k = 0) /\
    forall e, In e (data P) -> 0 < y e * (sum (dim P) (fun i => v i * x P e i) + k).

Lemma separable_by_network : network_constant_seen -> data_linearly_separable P ->
  data_separable_by_network.
Proof.
  intros Seen [u S]. exists u, (if sees_one P then u (dim P) else 0). split.
  - destruct (sees_one P) eqn:E; [left; now apply Seen|now right].
  - intros e I. rewrite <- dot_affine. now apply S.
Qed.

Lemma slope_linear : part_unpenalised P -> loss_nondecreasing P -> data_separable_by_network ->
  NO_SLOPE P.
Proof.
  intros Pen Mono [v [k [Ck S]]] t Min e I. destruct loss_c1 as [l1 [D _]].
  cut (l1 (z P t e) = 0); [intros <-; apply D|].
  apply (one_sided_moment P l1 D Mono t (fun e => sum (dim P) (fun i => v i * x P e i) + k)); auto.
  - now apply (affine_moment P all defined network_branches l1 D Pen network_linear_part t Min).
  - intros e' I'. left. now apply S.
Qed.

Theorem thm_linear_separable : part_unpenalised P -> loss_nondecreasing P -> loss_active P ->
  data_separable_by_network -> NO_BAD P.
Proof. intros. apply no_slope_no_bad; [now apply slope_linear|assumption]. Qed.

Lemma slope_linear_off_core : part_unpenalised P -> network_constant_seen -> loss_nondecreasing P ->
  forall u, weakly_separates P u -> forall t, local_min P t ->
  forall e, In e (data P) -> 0 < y e * dot P u e -> derivable_pt_lim (ell P) (z P t e) 0.
Proof.
  intros Pen Seen Mono u Wk t Min e I S. destruct loss_c1 as [l1 [D _]].
  cut (l1 (z P t e) = 0); [intros <-; apply D|].
  apply (one_sided_moment P l1 D Mono t (fun e => dot P u e)); auto. now apply lemma_linear.
Qed.

Theorem thm_linear_core : part_unpenalised P -> network_constant_seen -> loss_nondecreasing P ->
  loss_active P -> RIGHT_ON P (fun e => ~ core P e).
Proof.
  intros Pen Seen Mono Act t Min e I N. apply slope_zero; [assumption|].
  apply not_all_ex_not in N. destruct N as [u N].
  assert (Wk : weakly_separates P u) by (apply NNPP; intros W; apply N; intros; contradiction).
  assert (Nz : dot P u e <> 0) by (intros E; apply N; auto).
  apply (slope_linear_off_core Pen Seen Mono u Wk); auto.
  pose proof (Wk e I) as Ge. unfold y in *. destruct (positive_label e); lra.
Qed.

(** Some v . x + k, with k as above, separates weakly, and some sample strictly. *)
Definition data_weakly_separable_by_network : Prop :=
  exists v k, (network_constant_trained P all \/ k = 0) /\
    (forall e, In e (data P) -> 0 <= y e * (sum (dim P) (fun i => v i * x P e i) + k)) /\
    exists e, In e (data P) /\ 0 < y e * (sum (dim P) (fun i => v i * x P e i) + k).

Lemma weakly_separable_by_network : network_constant_seen -> data_weakly_separable P ->
  data_weakly_separable_by_network.
Proof.
  intros Seen [u [Wk [e [I S]]]]. exists u, (if sees_one P then u (dim P) else 0). split.
  - destruct (sees_one P) eqn:E; [left; now apply Seen|now right].
  - split.
    + intros e' I'. rewrite <- dot_affine. now apply Wk.
    + exists e. rewrite <- dot_affine. auto.
Qed.

Theorem thm_linear_vacuous : part_unpenalised P -> loss_increasing P ->
  data_weakly_separable_by_network -> NO_MINIMUM P.
Proof.
  intros Pen [C Inc] [v [k [Ck [Wk [e [I S]]]]]] t Min. destruct loss_c1 as [l1 [D _]].
  assert (Mono : loss_nondecreasing P).
  { intros p q [H|H]; [left|right; now rewrite H]. apply (rises_strictly (ell P)); [|assumption].
    split; assumption. }
  assert (0 < l1 (z P t e)).
  { apply (active_slope P (z P t e)); [apply Inc|apply D]. }
  assert (l1 (z P t e) = 0); [|lra].
  apply (one_sided_moment P l1 D Mono t (fun e => sum (dim P) (fun i => v i * x P e i) + k)); auto.
  now apply (affine_moment P all defined network_branches l1 D Pen network_linear_part t Min).
Qed.

(** ** B2: networks of affine neurons throughout *)

Theorem thm_linear : objective_unregularised P -> network_linear P all ->
  network_constant_trained P all \/ network_without_hidden_bias P all ->
  loss_convex P -> GLOBAL P.
Proof.
  intros Pen Lin Bias Conv t Min t' Adm' _. destruct loss_c1 as [l1 [D _]].
  assert (Un : part_unpenalised P).
  { split; [|split].
    - intros c I. exact (Pen c _ I).
    - intros c p I. rewrite (Pen c p I). now destruct p.
    - intros c p I. exact (Pen c _ I). }
  destruct (network_difference P all network_branches Lin Bias t t' (proj1 Min) Adm')
    as [v [k [Ck E]]].
  apply (convex_compare P l1 D Conv).
  - rewrite (moment_eq P l1 t t (fun e => sum (dim P) (fun i => v i * x P e i) + k)); auto.
    now apply (affine_moment P all defined network_branches l1 D Un network_linear_part t Min).
  - rewrite !no_penalty by assumption. lra.
Qed.

End LinearTheorems.

(** ** When all weights of a branch are trained *)

Section Trained.

Variable P : problem.

Fixpoint weights_trained (b l inputs : nat) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => forall u, (u < inputs)%nat -> In (Output b u) (deep_trained P)
  | units :: above => (0 < length units)%nat /\
      (forall u k, (u < length units)%nat -> (k < inputs)%nat ->
         In (Weight b l u k) (deep_trained P)) /\
      weights_trained b (S l) (length units) above
  end.

Lemma weights_path : forall b layers l inputs, weights_trained b l inputs layers ->
  forall k, (k < inputs)%nat -> path P b l k layers.
Proof.
  intros b. induction layers as [|units above IH]; intros l inputs T k Hk; [now apply T|].
  destruct T as [N [T Ta]]. exists 0%nat. split; [assumption|]. split; [now apply T|].
  now apply (IH (S l) (length units)).
Qed.

(** Bias (l0, u) of the branch, in a layer that it has. *)
Lemma weights_bias_path : forall b layers l inputs, weights_trained b l inputs layers ->
  forall l0 u units, nth_error layers l0 = Some units -> (u < length units)%nat ->
  In (Bias b (l + l0) u) (deep_trained P) -> bias_path P b l layers.
Proof.
  intros b. induction layers as [|units above IH]; intros l inputs T l0 u us E Hu I;
    [destruct l0; discriminate|].
  destruct T as [N [T Ta]]. destruct l0 as [|l0].
  - injection E as <-. left. exists u. rewrite Nat.add_0_r in I. split; [assumption|].
    split; [assumption|]. now apply (weights_path b above (S l) (length units)).
  - right. apply (IH (S l) (length units) Ta l0 u us E Hu).
    replace (S l + l0)%nat with (l + S l0)%nat by lia. assumption.
Qed.

End Trained.
