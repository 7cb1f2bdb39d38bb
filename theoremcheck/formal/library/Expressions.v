(** * Expressions in the parameters, with their gradients and Hessians

    L is a sum of products of numbers, parameters and functions of one
    argument. Here are its derivatives in the parameters that move, as real
    numbers and as intervals (automatic differentiation, forward). *)

From Coq Require Import Reals ZArith List Lra Lia.
From TheoremCheck Require Import Setting Compact Box PointsBox RulesBox AtRest SplitLocal Split Fields Hessian.
From TheoremCheck Require Import Smooth Intervals Enclosures Jets JetPieces.
Import ListNotations.
Open Scope R_scope.

Inductive expression :=
  | E_num (n : Z) (d : positive)
  | E_par (p : place)
  | E_add (a b : expression)
  | E_mul (a b : expression)
  | E_app (k : nat) (a : expression).

(** ** As real numbers *)

Section Values.

(** The functions of one argument, by number, and what stands for their derivatives. *)
Variables G G1 G2 : nat -> R -> R.

Fixpoint ev (e : expression) (t : params) : R :=
  match e with
  | E_num n d => IZR n / IZR (Zpos d)
  | E_par p => t p
  | E_add a b => ev a t + ev b t
  | E_mul a b => ev a t * ev b t
  | E_app k a => G k (ev a t)
  end.

Fixpoint ev1 (e : expression) (p : place) (t : params) : R :=
  match e with
  | E_num _ _ => 0
  | E_par q => unit_at p q
  | E_add a b => ev1 a p t + ev1 b p t
  | E_mul a b => ev1 a p t * ev b t + ev a t * ev1 b p t
  | E_app k a => G1 k (ev a t) * ev1 a p t
  end.

Fixpoint ev2 (e : expression) (p q : place) (t : params) : R :=
  match e with
  | E_num _ _ | E_par _ => 0
  | E_add a b => ev2 a p q t + ev2 b p q t
  | E_mul a b => ev2 a p q t * ev b t + (ev1 a p t * ev1 b q t + ev1 a q t * ev1 b p t)
                 + ev a t * ev2 b p q t
  | E_app k a => G2 k (ev a t) * (ev1 a p t * ev1 a q t) + G1 k (ev a t) * ev2 a p q t
  end.

(** Every function has its derivatives where it is taken. *)
Fixpoint smooth_at (e : expression) (t : params) : Prop :=
  match e with
  | E_num _ _ | E_par _ => True
  | E_add a b | E_mul a b => smooth_at a t /\ smooth_at b t
  | E_app k a => smooth_at a t /\ twice (G k) (G1 k) (G2 k) (ev a t)
  end.

Variable moving : list place.
Hypothesis once : NoDup moving.

Notation supported d := (forall p, ~ In p moving -> d p = 0).

Definition along1 (e : expression) (t d : params) : R := over moving (fun p => ev1 e p t * d p).
Definition along2 (e : expression) (t d : params) : R :=
  over moving (fun p => over moving (fun q => ev2 e p q t * d p * d q)).

Lemma along1_add a b t d : along1 (E_add a b) t d = along1 a t d + along1 b t d.
Proof. unfold along1. rewrite <- lsum_plus. apply lsum_ext. intros; cbn [ev1]; ring. Qed.

Lemma along1_mul a b t d : along1 (E_mul a b) t d = along1 a t d * ev b t + ev a t * along1 b t d.
Proof.
  unfold along1. rewrite (Rmult_comm _ (ev b t)), <- !lsum_scal, <- lsum_plus.
  apply lsum_ext. intros; cbn [ev1]; ring.
Qed.

Lemma along1_app k a t d : along1 (E_app k a) t d = G1 k (ev a t) * along1 a t d.
Proof. unfold along1. rewrite <- lsum_scal. apply lsum_ext. intros; cbn [ev1]; ring. Qed.

Lemma along1_par q t d : supported d -> along1 (E_par q) t d = d q.
Proof. intros H. unfold along1. cbn [ev1]. apply unit_sum; assumption. Qed.

Lemma derivative1 e t d : supported d -> smooth_at e t ->
  derivable_pt_lim (fun v => ev e (shifted t d v)) 0 (along1 e t d).
Proof.
  intros Hd. induction e; intros H; cbn [ev smooth_at] in *.
  - unfold along1. rewrite (lsum_zero place moving) by (intros; cbn [ev1]; ring). apply derivable_pt_lim_const.
  - rewrite along1_par by exact Hd. apply derivable_line.
  - rewrite along1_add. apply (derivable_pt_lim_plus (fun v => ev e1 (shifted t d v))); tauto.
  - rewrite along1_mul. rewrite <- (shifted_0 t d) at 2 3.
    apply (derivable_pt_lim_mult (fun v => ev e1 (shifted t d v)) (fun v => ev e2 (shifted t d v))); tauto.
  - rewrite along1_app. destruct H as [H [H1 _]].
    apply (derivable_pt_lim_comp (fun v => ev e (shifted t d v)) (G k)); [auto|].
    rewrite shifted_0. exact H1.
Qed.

Lemma sum2_scal (g : place -> place -> R) (c : R) :
  over moving (fun p => over moving (fun q => c * g p q)) = c * over moving (fun p => over moving (fun q => g p q)).
Proof. rewrite <- lsum_scal. apply lsum_ext. intros. now rewrite lsum_scal. Qed.

Lemma sum2_product (g h : place -> R) :
  over moving (fun p => over moving (fun q => g p * h q)) = over moving g * over moving h.
Proof.
  rewrite (Rmult_comm (over moving g)), <- lsum_scal. apply lsum_ext. intros. rewrite lsum_scal. ring.
Qed.

Lemma sum2_plus (g h : place -> place -> R) :
  over moving (fun p => over moving (fun q => g p q + h p q))
  = over moving (fun p => over moving (fun q => g p q)) + over moving (fun p => over moving (fun q => h p q)).
Proof. rewrite <- lsum_plus. apply lsum_ext. intros. now rewrite <- lsum_plus. Qed.

Lemma sum2_ext (g h : place -> place -> R) : (forall p q, g p q = h p q) ->
  over moving (fun p => over moving (fun q => g p q)) = over moving (fun p => over moving (fun q => h p q)).
Proof. intros E. apply lsum_ext. intros. apply lsum_ext. intros. apply E. Qed.

Lemma along2_add a b t d : along2 (E_add a b) t d = along2 a t d + along2 b t d.
Proof. unfold along2. rewrite <- sum2_plus. apply sum2_ext. intros; cbn [ev2]; ring. Qed.

Lemma along2_mul a b t d : along2 (E_mul a b) t d
  = along2 a t d * ev b t + 2 * (along1 a t d * along1 b t d) + ev a t * along2 b t d.
Proof.
  unfold along2, along1.
  rewrite (Rmult_comm _ (ev b t)), <- !sum2_scal, <- !sum2_product, <- sum2_scal.
  assert (E : over moving (fun p => over moving (fun q => 2 * (ev1 a p t * d p * (ev1 b q t * d q))))
    = over moving (fun p => over moving (fun q => ev1 a p t * d p * (ev1 b q t * d q)))
      + over moving (fun p => over moving (fun q => ev1 b p t * d p * (ev1 a q t * d q)))).
  { rewrite sum2_scal, !sum2_product. ring. }
  rewrite E, <- !sum2_plus. apply sum2_ext. intros; cbn [ev2]; ring.
Qed.

Lemma along2_app k a t d : along2 (E_app k a) t d
  = G2 k (ev a t) * (along1 a t d * along1 a t d) + G1 k (ev a t) * along2 a t d.
Proof.
  unfold along2, along1. rewrite <- sum2_product, <- !sum2_scal, <- sum2_plus.
  apply sum2_ext. intros; cbn [ev2]; ring.
Qed.

Lemma derivative2 e t d : supported d -> smooth_at e t ->
  derivable_pt_lim (fun v => along1 e (shifted t d v) d) 0 (along2 e t d).
Proof.
  intros Hd. induction e; intros H; cbn [smooth_at] in *.
  - unfold along2. rewrite (lsum_zero place moving)
      by (intros; apply lsum_zero; intros; cbn [ev2]; ring).
    apply (derivable_pt_lim_ext (fun _ => 0)); [|apply derivable_pt_lim_const].
    intros v. unfold along1. symmetry. apply lsum_zero. intros; cbn [ev1]; ring.
  - unfold along2. rewrite (lsum_zero place moving)
      by (intros; apply lsum_zero; intros; cbn [ev2]; ring).
    apply (derivable_pt_lim_ext (fun _ => d p)); [|apply derivable_pt_lim_const].
    intros v. now rewrite along1_par.
  - rewrite along2_add.
    apply (derivable_pt_lim_ext (fun v => along1 e1 (shifted t d v) d + along1 e2 (shifted t d v) d)).
    { intros v. now rewrite along1_add. }
    apply (derivable_pt_lim_plus (fun v => along1 e1 (shifted t d v) d)); tauto.
  - destruct H as [Ha Hb]. rewrite along2_mul.
    apply (derivable_pt_lim_ext (fun v => along1 e1 (shifted t d v) d * ev e2 (shifted t d v)
      + ev e1 (shifted t d v) * along1 e2 (shifted t d v) d)).
    { intros v. now rewrite along1_mul. }
    eapply is_derivative.
    + apply (derivable_pt_lim_plus (fun v => along1 e1 (shifted t d v) d * ev e2 (shifted t d v))
        (fun v => ev e1 (shifted t d v) * along1 e2 (shifted t d v) d)).
      * apply (derivable_pt_lim_mult (fun v => along1 e1 (shifted t d v) d) (fun v => ev e2 (shifted t d v)));
          [apply IHe1, Ha|apply derivative1; assumption].
      * apply (derivable_pt_lim_mult (fun v => ev e1 (shifted t d v)) (fun v => along1 e2 (shifted t d v) d));
          [apply derivative1; assumption|apply IHe2, Hb].
    + rewrite shifted_0. ring.
  - destruct H as [Ha [H1 H2]]. rewrite along2_app.
    apply (derivable_pt_lim_ext (fun v => G1 k (ev e (shifted t d v)) * along1 e (shifted t d v) d)).
    { intros v. now rewrite along1_app. }
    eapply is_derivative.
    + apply (derivable_pt_lim_mult (fun v => G1 k (ev e (shifted t d v))) (fun v => along1 e (shifted t d v) d));
        [|apply IHe, Ha].
      apply (derivable_pt_lim_comp (fun v => ev e (shifted t d v)) (G1 k)); [apply derivative1; assumption|].
      rewrite shifted_0. exact H2.
    + rewrite shifted_0. ring.
Qed.

(** A function that is an expression is strongly convex where its Hessian is. *)
Theorem expression_convex e (F : params -> R) (U : params -> Prop) mu :
  (forall t d v, U t -> supported d -> F (shifted t d v) = ev e (shifted t d v)) ->
  (forall t, U t -> smooth_at e t) ->
  (forall t d, U t -> supported d -> mu * over moving (fun p => (d p)^2) <= along2 e t d) ->
  strongly_convex moving F U mu (fun p t => ev1 e p t) (fun p q t => ev2 e p q t).
Proof.
  intros HF HS HP t Ht d Hd. split; [|split].
  - apply (derivable_pt_lim_ext (fun v => ev e (shifted t d v))).
    + intros v. symmetry. apply HF; assumption.
    + apply derivative1; auto.
  - apply derivative2; auto.
  - apply HP; assumption.
Qed.

End Values.
