(** * Linear parts, or residual heads, and linearly independent samples: any loss, any labels *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsLinear ConditionsResidual Algebra Near Kinds Balance
  FirstOrder LinearBranch LinearNetwork Independent OnePoint Level LinearTheorems.
Import ListNotations.
Open Scope R_scope.

Section LinearIndependent.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis part : network_linear_part P \/ network_residual P.
Hypothesis objective_outputs_only : objective_outputs_only P.
Hypothesis independent : (network_constant_seen P /\ data_independent P) \/
  (network_constant_trained P /\ data_affinely_independent P).

(** Some affine function, of which the constant is trained or 0, tells a sample from all at other points. *)
Lemma dual_affine : forall e, In e (data P) -> exists v k, (network_constant_trained P \/ k = 0) /\
  affine_score P v k e = 1 /\
  forall e', In e' (data P) -> same P e e' \/ affine_score P v k e' = 0.
Proof.
  intros e I. destruct independent as [[Seen Ind]|[C Ind]].
  - destruct (dual P Ind e I) as [v [Ve Vo]]. exists v, (seen P v).
    split; [now apply seen_constant|]. rewrite <- dot_affine. split; [assumption|].
    intros e' I'. rewrite <- dot_affine. now apply Vo.
  - destruct (Ind e I) as [v [k [Ve Vo]]]. exists v, k. split; [now left|]. split; [assumption|].
    intros e' I'. destruct (Vo e' I') as [S|Z]; [left|now right].
    intros i Hi. destruct (Nat.lt_ge_cases i (dim P)) as [L|G].
    + rewrite !X_low by assumption. now apply S.
    + assert (i = dim P) by (unfold inputs in Hi; destruct (sees_one P); lia). subst i.
      now rewrite !X_one.
Qed.

Lemma same_affine_score : forall v k e e', same P e e' -> affine_score P v k e' = affine_score P v k e.
Proof.
  intros v k e e' S. unfold affine_score. f_equal. apply sum_eq. intros i Hi. f_equal.
  assert (Hi' : (i < inputs P)%nat) by (unfold inputs; destruct (sees_one P); lia).
  specialize (S i Hi'). rewrite !X_low in S by assumption. now symmetry.
Qed.

(** lemma.linear or lemma.residual, with that function. *)
Theorem level_linear_independent : LEVEL P.
Proof.
  apply forces_level. intros t Min l1 D e I.
  destruct (dual_affine e I) as [v [k [C [Ve Vo]]]].
  rewrite <- (Rmult_1_r (at_same P (pulls P l1 t) e)). unfold at_same.
  rewrite <- (one_force P (same P) (same_dec P) (pulls P l1 t) (affine_score P v k) e 1).
  - now apply part_moment.
  - intros e' I'. split.
    + intros S. now rewrite (same_affine_score v k e e').
    + intros N. destruct (Vo e' I') as [S|Z]; [contradiction|assumption].
Qed.

End LinearIndependent.

(** A residual head reads the features of a sample only. *)
Lemma hidden_reads : forall t branch layers l inputs h h', (forall v, (v < inputs)%nat -> h' v = h v) ->
  forall u, (u < leaving inputs layers)%nat ->
  hidden t branch l inputs h' layers u = hidden t branch l inputs h layers u.
Proof.
  intros t branch layers. induction layers as [|units above IH]; intros l inputs h h' E u Hu; [now apply E|].
  cbn [hidden leaving] in *. apply IH; [|exact Hu]. intros v Hv. f_equal. unfold received. f_equal.
  apply sum_eq. intros k Hk. now rewrite E.
Qed.

Lemma residual_features : forall P layers,
  (forall t v, deep P t v = residual (dim P) layers t v) -> network_deep_features P.
Proof.
  intros P layers E t v v' S. rewrite !E. unfold residual. apply sum_eq. intros k Hk. f_equal.
  unfold head. rewrite (S k Hk). f_equal. apply sum_eq. intros u Hu. f_equal.
  apply hidden_reads; [|exact Hu]. intros w Hw. now apply S.
Qed.
