(** * lemma.rank: at a bad local minimum the features at the samples are dependent

    The slopes of the loss, with the labels, are the relation. *)

From Coq Require Import Reals List ZArith Lra Lia Classical FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsLinear ConditionsResidual ConditionsRank Algebra Near
  Kinds Monotone Balance FirstOrder Independent OnePoint Residual.
Import ListNotations.
Open Scope R_scope.

Section Rank.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_active : loss_active P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_deep_features : network_deep_features P.
Hypothesis data_consistent : data_consistent P.

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.

Lemma same_features_same : forall e e', same_features P e e' -> same P e e'.
Proof.
  intros e e' S k K. unfold X. destruct (Nat.ltb_spec k (dim P)); [now apply S|reflexivity].
Qed.

(** A wrong sample has z >= 0. *)
Lemma wrong_margin : forall t e, y e <> sgn (f P t e) -> 0 <= z P t e.
Proof.
  intros t e N. unfold z, y, sgn in *. destruct (positive_label e), (Rle_dec 0 (f P t e)); lra.
Qed.

Lemma raised_bump : forall t p h, raised p h t (bump t p h).
Proof. intros t p h. split; [apply bump_here|]. intros q N. now apply bump_other. Qed.

(** The first-order condition in the weight of a feature. *)
Lemma feature_moment : forall l1, (forall v, derivable_pt_lim (ell P) v (l1 v)) ->
  forall t p phi, local_min P t -> feature P p phi -> moment P l1 t (phi t) = 0.
Proof.
  intros l1 Slope t p phi Min [_ [Tr [Pen Aff]]].
  assert (F : forall h e, In e (data P) -> f P (bump t p h) e = f P t e + h * phi t e).
  { intros h e I. apply Aff; [assumption|]. apply raised_bump. }
  apply (first_order_along P defined l1 Slope t (bump t p) (fun e h => f P (bump t p h) e)); [assumption|..].
  - apply bump_leads; [apply Min|assumption].
  - reflexivity.
  - intros e I. split.
    + rewrite F by assumption. ring.
    + apply (derivative_eq (fun h => f P t e + phi t e * h + 0 * h^2)).
      * intros h. rewrite F by assumption. ring.
      * apply derivative_quadratic.
  - exists 0. intros h. rewrite (bump_penalty P) by assumption. ring.
Qed.

Theorem lemma_rank : DEPENDENT P.
Proof.
  intros t Min Bad. destruct loss_c1 as [l1 [Slope _]].
  assert (Wrong : forall e, In e (data P) -> y e <> sgn (f P t e) -> y e * l1 (z P t e) <> 0).
  { intros e I N.
    assert (0 < l1 (z P t e)).
    { apply (active_slope P (z P t e)); [|apply Slope]. now apply loss_active, wrong_margin. }
    unfold y. destruct (positive_label e); lra. }
  exists (fun e => y e * l1 (z P t e)). split; [|split; [|split]].
  - intros e e' I I' S. apply same_features_same in S.
    now rewrite (same_z P network_deep_features data_consistent t e e'), (same_y P data_consistent e e').
  - apply NNPP. intros N. assert (E : training_error P t = 0); [|lra].
    apply error_zero. intros e I. apply NNPP. intros Q. apply N. exists e. split; [assumption|]. now apply Wrong.
  - exact Wrong.
  - intros p phi Feat. rewrite <- (feature_moment l1 Slope t p phi Min Feat). unfold moment.
    apply over_eq. intros e _. ring.
Qed.

End Rank.

(** ** What the features are

    a_0 weighs 1, a_j the value of neuron j, and an output weight of a branch the value of its unit. *)

Lemma branch_output_hidden : forall t b layers l inputs h,
  branch_output t b l inputs h layers
  = sum (leaving inputs layers) (fun u => t (Output b u) * hidden t b l inputs h layers u).
Proof. intros t b layers. induction layers as [|units above IH]; intros l inputs h; [reflexivity|apply IH]. Qed.

Section Features.

Variable P : problem.

Lemma same_pre_activations : forall t t' j e, (forall k, t' (W j k) = t (W j k)) -> t' (B j) = t (B j) ->
  pre P t' j e = pre P t j e.
Proof. intros t t' j e Hw Hb. unfold pre. rewrite Hb. f_equal. apply sum_eq. intros k _. now rewrite Hw. Qed.

Lemma same_deep : forall t t' e, (forall q, t' (D q) = t (D q)) ->
  deep P (fun q => t' (D q)) (x P e) = deep P (fun q => t (D q)) (x P e).
Proof. intros t t' e Hd. f_equal. apply functional_extensionality. exact Hd. Qed.

(** A sum in which one term changes. *)
Lemma sum_changes : forall n k g g' c, (k < n)%nat -> g' k = g k + c ->
  (forall i, i <> k -> g' i = g i) -> sum n g' = sum n g + c.
Proof.
  intros n k g g' c Hk E O. cut (sum n (fun i => g' i + -1 * g i) = c).
  - rewrite sum_add, sum_mul. lra.
  - rewrite (sum_one n k) by (assumption || intros i _ N; rewrite O by assumption; ring). rewrite E. ring.
Qed.

Lemma weighs_a0 : weighs P A0 (fun _ _ => 1).
Proof.
  intros t t' h e _ [Here Other]. unfold f. rewrite Here, (same_deep t t').
  - rewrite (sum_eq (width P) _ (fun j => t (A j) * val (neuron P) (pre P t j e))); [ring|].
    intros j _. rewrite Other by discriminate. do 2 f_equal.
    apply same_pre_activations; intros; now apply Other.
  - intros q. now apply Other.
Qed.

Lemma weighs_a : forall j, (j < width P)%nat -> weighs P (A j) (fun t e => sigma P (pre P t j e)).
Proof.
  intros j Hj t t' h e _ [Here Other]. unfold f.
  rewrite (Other A0), (same_deep t t') by (discriminate || (intros; now apply Other)).
  rewrite (sum_changes _ j (fun i => t (A i) * val (neuron P) (pre P t i e)) _ (h * sigma P (pre P t j e)) Hj).
  - ring.
  - rewrite Here. rewrite (same_pre_activations t t') by (intros; now apply Other). unfold sigma. ring.
  - intros i N. rewrite Other by congruence. do 2 f_equal. apply same_pre_activations; intros; now apply Other.
Qed.

Lemma weighs_output : forall all b u, consists_of P all -> (b < length all)%nat ->
  (u < leaving (dim P) (layers_of all b))%nat ->
  weighs P (D (Output b u)) (fun t e => hidden (fun q => t (D q)) b 0 (dim P) (x P e) (layers_of all b) u).
Proof.
  intros all b u Is Hb Hu t t' h e _ [Here Other]. unfold f. rewrite !Is, (Other A0) by discriminate.
  rewrite (sum_eq (width P) _ (fun j => t (A j) * val (neuron P) (pre P t j e))).
  2: { intros j _. rewrite Other by discriminate. do 2 f_equal.
       apply same_pre_activations; intros; now apply Other. }
  unfold branches.
  rewrite (sum_changes _ b (fun i => branch_output (fun q => t (D q)) i 0 (dim P) (x P e) (nth i all [])) _
    (h * hidden (fun q => t (D q)) b 0 (dim P) (x P e) (layers_of all b) u) Hb).
  - ring.
  - rewrite !branch_output_hidden. apply (sum_changes _ u); [exact Hu| |].
    + cbv beta. rewrite Here, (hidden_ext (fun q => t (D q)) (fun q => t' (D q)) b _ 0 (dim P) (x P e) (x P e))
        by (intros; (now apply Other) || reflexivity).
      unfold layers_of. ring.
    + intros i N. cbv beta. rewrite Other by congruence. f_equal.
      apply hidden_ext; intros; (now apply Other) || reflexivity.
  - intros i N. rewrite !branch_output_hidden. apply sum_eq. intros v _.
    rewrite Other by congruence. f_equal. apply hidden_ext; intros; (now apply Other) || reflexivity.
Qed.

End Features.
