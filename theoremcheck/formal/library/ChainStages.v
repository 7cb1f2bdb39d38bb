(** * Chains of single units, layer by layer

    What a branch of one unit per layer passes on and gives out, and that both
    are strictly monotone and differentiable where no multiplier is 0. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions Algebra.
Import ListNotations.
Open Scope R_scope.

(** ** Branches depend on what their layers receive *)

Lemma branch_output_ext : forall t branch layers l inputs g g',
  (forall k, (k < inputs)%nat -> g k = g' k) ->
  branch_output t branch l inputs g layers = branch_output t branch l inputs g' layers.
Proof.
  intros t branch layers. induction layers as [|units above IH]; intros l inputs g g' E; simpl.
  - apply sum_eq. intros k K. now rewrite E.
  - apply IH. intros u _. f_equal. unfold received. f_equal. apply sum_eq. intros k K.
    now rewrite E.
Qed.

Section Stages.

Variable P : problem.
Variable h : nat.

(** The multipliers above the layers 0, .., h: v_1, .., v_h, a. *)
Definition mult (g : deep_place -> R) (l : nat) : R :=
  if (l =? S h)%nat then g (Output 0 0) else g (Weight 0 l 0 0).

Definition bias (g : deep_place -> R) (l : nat) : R := g (Bias 0 l 0).

(** The output, where n layers from layer l on are to come and the first of
    them receives v beside its bias; v is the output where none is to come. *)
Fixpoint stage (g : deep_place -> R) (n l : nat) (v : R) : R :=
  match n with
  | O => v
  | S m => stage g m (S l) (mult g (S l) * sigma P (v + bias g l))
  end.

(** What layer l passes on, where the first one receives v beside its bias. *)
Fixpoint pass (g : deep_place -> R) (l : nat) (v : R) : R :=
  match l with
  | O => sigma P (v + bias g 0)
  | S k => sigma P (mult g (S k) * pass g k v + bias g (S k))
  end.

Lemma stage_pass : forall g k n v,
  stage g (n + S k) 0 v = stage g n (S k) (mult g (S k) * pass g k v).
Proof.
  intros g k. induction k as [|k IH]; intros n v.
  - rewrite Nat.add_1_r. reflexivity.
  - replace (n + S (S k))%nat with (S n + S k)%nat by lia. rewrite IH. reflexivity.
Qed.

(** The branch is its stages. *)
Lemma branch_stage : forall g n l inputs v, (l + n = S h)%nat -> (1 <= n)%nat ->
  branch_output g 0 l inputs v (repeat [neuron P] n)
  = stage g n l (sum inputs (fun k => g (Weight 0 l 0 k) * v k)).
Proof.
  intros g n. induction n as [|n IH]; intros l inputs v E N; [lia|].
  cbn [repeat branch_output length].
  rewrite (branch_output_ext g 0 (repeat [neuron P] n) (S l) 1 _
    (fun _ => sigma P (sum inputs (fun k => g (Weight 0 l 0 k) * v k) + bias g l)))
    by (intros [|k] K; [reflexivity|lia]).
  cbn [stage]. destruct n as [|n].
  - cbn [repeat branch_output stage]. simpl sum. unfold mult.
    replace (S l) with (S h) by lia. rewrite Nat.eqb_refl. ring.
  - rewrite IH by lia. simpl sum. unfold mult.
    rewrite (proj2 (Nat.eqb_neq (S l) (S h))) by lia. f_equal. ring.
Qed.

(** ** Monotone and differentiable where no multiplier is 0 *)

Variable s1 : R -> R.
Hypothesis neuron_slope : forall v, derivable_pt_lim (sigma P) v (s1 v).
Hypothesis slope_nonzero : forall v, s1 v <> 0.

Lemma stage_derivative : forall g n l, (forall i, (l < i <= l + n)%nat -> mult g i <> 0) ->
  forall v, exists d, d <> 0 /\ derivable_pt_lim (stage g n l) v d.
Proof.
  intros g n. induction n as [|n IH]; intros l N v.
  - exists 1. split; [lra|]. simpl. apply derivable_pt_lim_id.
  - cbn [stage].
    destruct (IH (S l) ltac:(intros; apply N; lia) (mult g (S l) * sigma P (v + bias g l)))
      as [d [Nd D]].
    exists (d * (mult g (S l) * s1 (v + bias g l))). split.
    + apply Rmult_integral_contrapositive. split; [assumption|].
      apply Rmult_integral_contrapositive. split; [apply N; lia|apply slope_nonzero].
    + apply (derivable_pt_lim_comp (fun v => mult g (S l) * sigma P (v + bias g l))
        (stage g n (S l)));
        [|assumption].
      apply derivable_pt_lim_scal.
      replace (s1 (v + bias g l)) with (s1 (v + bias g l) * 1) by ring.
      apply (derivable_pt_lim_comp (fun v => v + bias g l) (sigma P)); [|apply neuron_slope].
      replace 1 with (1 + 0) by ring. apply (derivable_pt_lim_plus id (fun _ => bias g l)).
      * apply derivable_pt_lim_id.
      * apply derivable_pt_lim_const.
Qed.

Variable eps : R.
Hypothesis mirror : eps = 1 \/ eps = -1.
Hypothesis monotone : strictly_increasing (fun v => eps * sigma P v).

(** c g is strictly increasing, for some c that is 1 or -1. *)
Definition strict (g : R -> R) : Prop :=
  exists c, (c = 1 \/ c = -1) /\ strictly_increasing (fun v => c * g v).

Lemma strict_then : forall g m b, strict g -> m <> 0 -> strict (fun v => m * sigma P (g v + b)).
Proof.
  intros g m b [c [C M]] N.
  destruct (Rlt_le_dec 0 m) as [Pm|Pm].
  - exists (c * eps). split.
    + destruct C as [-> | ->], mirror as [-> | ->]; [left|right|right|left]; ring.
    + intros u v H. specialize (M u v H). cbv beta in M.
      destruct C as [-> | ->].
      * pose proof (monotone (g u + b) (g v + b) ltac:(lra)). cbv beta in *. nra.
      * pose proof (monotone (g v + b) (g u + b) ltac:(lra)). cbv beta in *. nra.
  - exists (- (c * eps)). split.
    + destruct C as [-> | ->], mirror as [-> | ->]; [right|left|left|right]; ring.
    + intros u v H. specialize (M u v H). cbv beta in M. assert (m < 0) by lra.
      destruct C as [-> | ->].
      * pose proof (monotone (g u + b) (g v + b) ltac:(lra)). cbv beta in *. nra.
      * pose proof (monotone (g v + b) (g u + b) ltac:(lra)). cbv beta in *. nra.
Qed.

Lemma strict_pass : forall g l, (forall i, (0 < i <= l)%nat -> mult g i <> 0) -> strict (pass g l).
Proof.
  intros g l. induction l as [|l IH]; intros N.
  - destruct (strict_then (fun v => v) 1 (bias g 0)) as [c [C M]]; [|lra|].
    + exists 1. split; [auto|]. intros u v H. lra.
    + exists c. split; [assumption|]. intros u v H. specialize (M u v H). cbv beta in *.
      simpl. lra.
  - destruct (IH ltac:(intros; apply N; lia)) as [c [C M]].
    assert (Nm : mult g (S l) <> 0) by (apply N; lia).
    assert (S' : strict (fun v => mult g (S l) * pass g l v)).
    { destruct (Rlt_le_dec 0 (mult g (S l))) as [Pm|Pm].
      - exists c. split; [assumption|]. intros u v H. specialize (M u v H). cbv beta in *.
        destruct C as [-> | ->]; nra.
      - exists (- c). split; [destruct C as [-> | ->]; [right|left]; ring|].
        intros u v H. specialize (M u v H). cbv beta in *. assert (mult g (S l) < 0) by lra.
        destruct C as [-> | ->]; nra. }
    destruct (strict_then _ 1 (bias g (S l)) S') as [c' [C' M']]; [lra|].
    exists c'. split; [assumption|]. intros u v H. specialize (M' u v H). cbv beta in *.
    simpl. lra.
Qed.

End Stages.
