(** * Samples with one X

    They have one output, and with consistent labels one z. Where the X_i are
    linearly independent, each can be told from the others. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions Algebra Near Independent.
Import ListNotations.
Open Scope R_scope.

(** Multiples p c of one number, all p >= 0 and some p > 0, add up to 0 for c = 0 only. *)
Lemma over_multiples : forall {T} (l : list T) (g : T -> R) c,
  (forall e, In e l -> exists p, 0 <= p /\ g e = p * c) ->
  forall e p, In e l -> 0 < p -> g e = p * c -> over l g = 0 -> c = 0.
Proof.
  intros T l g c Each e p I Hp E S. destruct (Req_EM_T c 0) as [|N]; [assumption|exfalso].
  assert (E0 : (fun e => g e * / c) e = 0).
  { apply (over_ge0_0 l (fun e => g e * / c)); [| |assumption].
    - intros e' I'. destruct (Each e' I') as [p' [P' ->]]. rewrite Rmult_assoc, Rinv_r by assumption. lra.
    - rewrite (over_eq l _ (fun e => / c * g e)) by (intros; ring). rewrite over_mul, S. lra. }
  cbv beta in E0. rewrite E, Rmult_assoc, Rinv_r in E0 by assumption. lra.
Qed.

Section OnePoint.

Variable P : problem.

Hypothesis network_deep_features : network_deep_features P.
Hypothesis data_consistent : data_consistent P.

Lemma same_f : forall t e e', same P e e' -> f P t e' = f P t e.
Proof.
  intros t e e' S. unfold f. f_equal; [f_equal; apply sum_eq; intros j J; f_equal; f_equal|].
  - now apply same_pre.
  - apply network_deep_features. intros k K.
    assert (K' : (k < inputs P)%nat) by (unfold inputs; destruct (sees_one P); lia).
    specialize (S k K'). rewrite !X_low in S by assumption. symmetry. exact S.
Qed.

Lemma same_y : forall e e', In e (data P) -> In e' (data P) -> same P e e' -> y e' = y e.
Proof. intros e e' I I' S. unfold y. now rewrite (data_consistent e e'). Qed.

Lemma same_z : forall t e e', In e (data P) -> In e' (data P) -> same P e e' -> z P t e' = z P t e.
Proof. intros t e e' I I' S. unfold z. now rewrite (same_f t e e' S), (same_y e e'). Qed.

(** The dual vector of a sample: the others with its X move with it, the rest stays. *)
Lemma dual : data_independent P -> forall e, In e (data P) -> exists v, dot P v e = 1 /\
  forall e', In e' (data P) -> same P e e' \/ dot P v e' = 0.
Proof.
  intros Ind e I. destruct (dual_vectors P (same P)
    (fun u b c S => or_introl (same_dot P u b c S)) (same_sym P) Ind e I) as [v [V Vo]].
  exists v. split; [assumption|]. intros e' I'.
  destruct (Vo e' I') as [[r [Ra Rb]]|]; [left|now right].
  intros k K. rewrite (Ra k K). symmetry. now apply Rb.
Qed.

(** If the slopes, with their labels, add up to 0 over the samples at the X of e, the slope at e is 0. *)
Lemma point_slope : forall (l1 : R -> R) t e g, In e (data P) ->
  (forall e', In e' (data P) -> (same P e e' /\ g e' = 1) \/ g e' = 0) -> g e = 1 ->
  over (data P) (fun e' => share e' * l1 (z P t e') * y e' * g e') = 0 -> l1 (z P t e) = 0.
Proof.
  intros l1 t e g I G Ge Sum.
  assert (C : l1 (z P t e) * y e = 0).
  { refine (over_multiples (data P) _ _ _ e (share e) I (share_pos e) _ Sum).
    - intros e' I'. destruct (G e' I') as [[S E]|E]; rewrite E.
      + exists (share e'). split; [left; apply share_pos|].
        rewrite (same_z t e e'), (same_y e e') by assumption. ring.
      + exists 0. split; [lra|ring].
    - cbv beta. rewrite Ge. ring. }
  apply Rmult_integral in C. destruct C as [C|C]; [assumption|].
  unfold y in C. destruct (positive_label e); lra.
Qed.

End OnePoint.
