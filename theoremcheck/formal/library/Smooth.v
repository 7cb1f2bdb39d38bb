(** * Smooth formulas: their derivatives, once and for all

    A formula without max, min, abs and cases, as a tree. [value e] is the
    function that it stands for, [slope e] the formula of its derivative, and
    [smooth k e v] says what makes it k times continuously differentiable at v:
    no logarithm or root of what is not positive there, no division by 0. *)

From Coq Require Import Reals ZArith Lra Lia.
From TheoremCheck Require Import Formulas Power Erf.
Open Scope R_scope.

Inductive formula :=
  | F_num (n : Z) (d : positive)
  | F_real (c : R)
  | F_var
  | F_add (a b : formula)
  | F_mul (a b : formula)
  | F_pow (a : formula) (n : nat)
  | F_inv (a : formula)
  | F_sqrt (a : formula)
  | F_power (r : R) (a : formula)
  | F_exp (a : formula)
  | F_ln (a : formula)
  | F_sigmoid (a : formula)
  | F_tanh (a : formula)
  | F_sinh (a : formula)
  | F_cosh (a : formula)
  | F_atan (a : formula)
  | F_erf (a : formula)
  | F_sin (a : formula)
  | F_cos (a : formula).

Definition ratio (n : Z) (d : positive) : R :=
  match d with
  | xH => IZR n
  | _ => IZR n / IZR (Zpos d)
  end.

Fixpoint value (e : formula) (v : R) : R :=
  match e with
  | F_num n d => ratio n d
  | F_real c => c
  | F_var => v
  | F_add a b => value a v + value b v
  | F_mul a b => value a v * value b v
  | F_pow a n => value a v ^ n
  | F_inv a => / value a v
  | F_sqrt a => sqrt (value a v)
  | F_power r a => power r (value a v)
  | F_exp a => exp (value a v)
  | F_ln a => ln (value a v)
  | F_sigmoid a => sigmoid (value a v)
  | F_tanh a => tanh (value a v)
  | F_sinh a => sinh (value a v)
  | F_cosh a => cosh (value a v)
  | F_atan a => atan (value a v)
  | F_erf a => erf (value a v)
  | F_sin a => sin (value a v)
  | F_cos a => cos (value a v)
  end.

(** ** Sums and products without zeros and ones *)

Definition zero : formula := F_num 0 1.
Definition one : formula := F_num 1 1.

Definition f_add (a b : formula) : formula :=
  match a, b with
  | F_num 0 _, _ => b
  | _, F_num 0 _ => a
  | _, _ => F_add a b
  end.

Definition f_mul (a b : formula) : formula :=
  match a, b with
  | F_num 0 _, _ => zero
  | _, F_num 0 _ => zero
  | F_num 1 1, _ => b
  | _, F_num 1 1 => a
  | _, _ => F_mul a b
  end.

Definition f_pow (a : formula) (n : nat) : formula :=
  match n with
  | O => one
  | 1%nat => a
  | _ => F_pow a n
  end.

(** ** The derivative *)

Fixpoint slope (e : formula) : formula :=
  match e with
  | F_num _ _ => zero
  | F_real _ => zero
  | F_var => one
  | F_add a b => f_add (slope a) (slope b)
  | F_mul a b => f_add (f_mul (slope a) b) (f_mul a (slope b))
  | F_pow a n => f_mul (f_mul (F_num (Z.of_nat n) 1) (f_pow a (pred n))) (slope a)
  | F_inv a => f_mul (F_mul (F_num (-1) 1) (F_inv (F_pow a 2))) (slope a)
  | F_sqrt a => f_mul (F_inv (F_mul (F_num 2 1) (F_sqrt a))) (slope a)
  | F_power r a => f_mul (F_mul (F_real r) (F_power (r - 1) a)) (slope a)
  | F_exp a => f_mul (F_exp a) (slope a)
  | F_ln a => f_mul (F_inv a) (slope a)
  | F_sigmoid a =>
      f_mul (F_mul (F_sigmoid a) (F_sigmoid (F_mul (F_num (-1) 1) a))) (slope a)
  | F_tanh a => f_mul (F_inv (F_pow (F_cosh a) 2)) (slope a)
  | F_sinh a => f_mul (F_cosh a) (slope a)
  | F_cosh a => f_mul (F_sinh a) (slope a)
  | F_atan a => f_mul (F_inv (F_add one (F_pow a 2))) (slope a)
  | F_erf a =>
      f_mul (F_mul (F_real (2 / sqrt PI)) (F_exp (F_mul (F_num (-1) 1) (F_pow a 2)))) (slope a)
  | F_sin a => f_mul (F_cos a) (slope a)
  | F_cos a => f_mul (F_mul (F_num (-1) 1) (F_sin a)) (slope a)
  end.

(** ** Where a formula is smooth *)

Fixpoint smooth (k : nat) (e : formula) (v : R) : Prop :=
  match e with
  | F_num _ _ | F_real _ | F_var => True
  | F_add a b | F_mul a b => smooth k a v /\ smooth k b v
  | F_inv a => smooth k a v /\ value a v <> 0
  | F_sqrt a => smooth k a v /\ (0 < value a v \/ (k = O /\ 0 <= value a v))
  | F_power r a => smooth k a v /\ (0 < value a v \/ INR k < r)
  | F_ln a => smooth k a v /\ 0 < value a v
  | F_pow a _ | F_exp a | F_sigmoid a | F_tanh a | F_sinh a | F_cosh a | F_atan a | F_erf a
  | F_sin a | F_cos a => smooth k a v
  end.

Lemma smooth_less k e v : smooth (S k) e v -> smooth k e v.
Proof.
  induction e; cbn [smooth]; rewrite ?S_INR; intuition (auto; try discriminate).
  right. lra.
Qed.

Lemma smooth_0 k e v : smooth k e v -> smooth 0 e v.
Proof. induction k; [auto|]. intros H. apply IHk, smooth_less, H. Qed.

Lemma value_add a b v : value (f_add a b) v = value a v + value b v.
Proof.
  assert (Z0 : forall d, ratio 0 d = 0) by (intros []; unfold ratio, Rdiv; ring).
  destruct a as [[]| | | | | | | | | | | | | | | | | |],
    b as [[]| | | | | | | | | | | | | | | | | |];
    cbn [f_add value]; rewrite ?Z0; ring.
Qed.

Lemma smooth_add k a b v : smooth k a v -> smooth k b v -> smooth k (f_add a b) v.
Proof.
  intros Ha Hb.
  destruct a as [[]| | | | | | | | | | | | | | | | | |],
    b as [[]| | | | | | | | | | | | | | | | | |];
    cbn [f_add smooth] in *; auto.
Qed.

(** The cases of a product: one factor is 0 or 1, or none is. *)
Lemma mul_cases a b :
  (f_mul a b = F_mul a b) \/ (f_mul a b = b /\ a = one) \/ (f_mul a b = a /\ b = one) \/
  (f_mul a b = zero /\ ((exists d, a = F_num 0 d) \/ (exists d, b = F_num 0 d))).
Proof.
  destruct a as [[|[]|] []| | | | | | | | | | | | | | | | | |],
    b as [[|[]|] []| | | | | | | | | | | | | | | | | |]; cbn; unfold one; eauto 8.
Qed.

Lemma value_mul a b v : value (f_mul a b) v = value a v * value b v.
Proof.
  assert (Z0 : forall d, ratio 0 d = 0) by (intros []; unfold ratio, Rdiv; ring).
  destruct (mul_cases a b) as [->|[[-> ->]|[[-> ->]|[-> [[d ->]|[d ->]]]]]]; cbn; rewrite ?Z0; ring.
Qed.

Lemma smooth_mul k a b v : smooth k a v -> smooth k b v -> smooth k (f_mul a b) v.
Proof.
  intros Ha Hb.
  destruct (mul_cases a b) as [->|[[-> ->]|[[-> ->]|[-> _]]]]; cbn; auto.
Qed.

Lemma value_pow a n v : value (f_pow a n) v = value a v ^ n.
Proof. destruct n as [|[|n]]; cbn; ring. Qed.

Lemma smooth_pow k a n v : smooth k a v -> smooth k (f_pow a n) v.
Proof. destruct n as [|[|n]]; cbn; auto. Qed.

(** ** Continuity and the derivative *)

Lemma continuous_by e v : smooth 0 e v -> continuity_pt (value e) v.
Proof.
  induction e; cbn [smooth value]; intros H.
  - apply continuity_pt_const. intros ? ?; reflexivity.
  - apply continuity_pt_const. intros ? ?; reflexivity.
  - apply derivable_continuous_pt, derivable_pt_id.
  - apply continuity_pt_plus; tauto.
  - apply continuity_pt_mult; tauto.
  - apply (continuity_pt_comp (value e) (fun t => t ^ n)); [auto|].
    apply derivable_continuous_pt, derivable_pt_pow.
  - apply continuity_pt_inv; tauto.
  - apply (continuity_pt_comp (value e) sqrt); [tauto|].
    apply continuity_pt_sqrt. destruct H as [_ [?|[_ ?]]]; lra.
  - apply (continuity_pt_comp (value e) (power r)); [tauto|].
    apply continuity_pt_root. cbn in H. tauto.
  - apply (continuity_pt_comp (value e) exp); [auto|].
    apply derivable_continuous_pt, derivable_pt_exp.
  - apply (continuity_pt_comp (value e) ln); [tauto|].
    apply derivable_continuous_pt. eexists. apply derivable_pt_lim_ln. tauto.
  - apply (continuity_pt_comp (value e) sigmoid); [auto|].
    apply derivable_continuous_pt. eexists. apply derivable_pt_lim_sigmoid.
  - apply (continuity_pt_comp (value e) tanh); [auto|].
    apply derivable_continuous_pt. eexists. apply derivable_pt_lim_tanh.
  - apply (continuity_pt_comp (value e) sinh); [auto|].
    apply derivable_continuous_pt, derivable_pt_sinh.
  - apply (continuity_pt_comp (value e) cosh); [auto|].
    apply derivable_continuous_pt, derivable_pt_cosh.
  - apply (continuity_pt_comp (value e) atan); [auto|].
    apply derivable_continuous_pt, derivable_pt_atan.
  - apply (continuity_pt_comp (value e) erf); [auto|].
    apply derivable_continuous_pt. eexists. apply derivable_pt_lim_erf.
  - apply (continuity_pt_comp (value e) sin); [auto|].
    apply derivable_continuous_pt, derivable_pt_sin.
  - apply (continuity_pt_comp (value e) cos); [auto|].
    apply derivable_continuous_pt, derivable_pt_cos.
Qed.

Lemma derivable_pt_lim_equal g v l l' :
  derivable_pt_lim g v l -> l = l' -> derivable_pt_lim g v l'.
Proof. intros H <-. exact H. Qed.

Lemma of_nat_INR n : ratio (Z.of_nat n) 1 = INR n.
Proof. cbn. symmetry. apply INR_IZR_INZ. Qed.

(** The chain rule for g o (value e). *)
Lemma chain (g : R -> R) e v d l m : derivable_pt_lim (value e) v d ->
  derivable_pt_lim g (value e v) l -> l * d = m ->
  derivable_pt_lim (fun t => g (value e t)) v m.
Proof. intros D G <-. apply (derivable_pt_lim_comp (value e) g); assumption. Qed.

Theorem derivative_by k e v :
  smooth (S k) e v -> derivable_pt_lim (value e) v (value (slope e) v).
Proof.
  induction e; cbn [smooth slope]; intros H;
    repeat rewrite ?value_add, ?value_mul, ?value_pow; cbn [value].
  - cbn. apply derivable_pt_lim_const.
  - cbn. apply derivable_pt_lim_const.
  - cbn. apply derivable_pt_lim_id.
  - apply (derivable_pt_lim_plus (value e1) (value e2)); tauto.
  - apply (derivable_pt_lim_mult (value e1) (value e2)); tauto.
  - rewrite of_nat_INR.
    apply (chain (fun t => t ^ n) e v _ _ _ (IHe H) (derivable_pt_lim_pow _ _)). reflexivity.
  - pose proof (derivable_pt_lim_div (fun _ => 1) (value e) v 0 _
      (derivable_pt_lim_const 1 v) (IHe (proj1 H)) (proj2 H)) as Q.
    intros eps He. destruct (Q eps He) as [d Hd]. exists d. intros h Hh Near.
    specialize (Hd h Hh Near). unfold div_fct, Rdiv in Hd. rewrite !Rmult_1_l in Hd.
    unfold Rdiv. cbn [ratio].
    replace (IZR (-1) * / value e v ^ 2 * value (slope e) v)
      with ((0 * value e v - value (slope e) v * 1) * / Rsqr (value e v)); [exact Hd|].
    unfold Rsqr. field. tauto.
  - assert (P : 0 < value e v) by (destruct H as [_ [?|[? _]]]; [assumption|discriminate]).
    apply (chain sqrt e v _ _ _ (IHe (proj1 H)) (derivable_pt_lim_sqrt _ P)). reflexivity.
  - assert (P : 0 < value e v \/ 1 < r).
    { destruct H as [_ [?|H]]; [auto|]. right. rewrite S_INR in H. pose proof (pos_INR k). lra. }
    apply (chain (power r) e v _ _ _ (IHe (proj1 H)) (derivable_pt_lim_root _ _ P)). reflexivity.
  - apply (chain exp e v _ _ _ (IHe H) (derivable_pt_lim_exp _)). reflexivity.
  - apply (chain ln e v _ _ _ (IHe (proj1 H)) (derivable_pt_lim_ln _ (proj2 H))). reflexivity.
  - apply (chain sigmoid e v _ _ _ (IHe H) (derivable_pt_lim_sigmoid _)).
    replace (ratio (-1) 1 * value e v) with (- value e v) by (cbn; ring). reflexivity.
  - apply (chain tanh e v _ _ _ (IHe H) (derivable_pt_lim_tanh _)). reflexivity.
  - apply (chain sinh e v _ _ _ (IHe H) (derivable_pt_lim_sinh _)). reflexivity.
  - apply (chain cosh e v _ _ _ (IHe H) (derivable_pt_lim_cosh _)). reflexivity.
  - apply (chain atan e v _ _ _ (IHe H) (derivable_pt_lim_atan _)).
    unfold Rsqr. cbn. replace (value e v * (value e v * 1)) with (value e v * value e v) by ring.
    reflexivity.
  - apply (chain erf e v _ _ _ (IHe H) (derivable_pt_lim_erf _)). unfold bell.
    replace (- value e v ^ 2) with (ratio (-1) 1 * value e v ^ 2) by (cbn; ring). reflexivity.
  - apply (chain sin e v _ _ _ (IHe H) (derivable_pt_lim_sin _)). reflexivity.
  - apply (chain cos e v _ _ _ (IHe H) (derivable_pt_lim_cos _)). cbn. ring.
Qed.

(** The derivative is smooth to one order less. *)
Theorem smooth_slope k e v : smooth (S k) e v -> smooth k (slope e) v.
Proof.
  induction e; cbn [smooth slope]; intros H;
    repeat first [apply smooth_add | apply smooth_mul | apply smooth_pow];
    cbn [smooth]; repeat match goal with |- _ /\ _ => split end;
    try exact I; try (apply smooth_less; tauto); try tauto.
  - (* inv: the square is not 0 *) cbn. apply Rmult_integral_contrapositive. split; [tauto|].
    rewrite Rmult_1_r. tauto.
  - destruct H as [_ [?|[? _]]]; [auto|discriminate].
  - assert (P : 0 < value e v) by (destruct H as [_ [?|[? _]]]; [assumption|discriminate]).
    pose proof (sqrt_lt_R0 _ P). cbn. lra.
  - destruct H as [_ [?|H]]; [auto|]. right. rewrite S_INR in H. lra.
  - destruct H as [_ H]. lra.
  - cbn. pose proof (cosh_pos (value e v)). apply Rgt_not_eq. nra.
  - cbn. apply Rgt_not_eq. nra.
Qed.

Lemma continuous k e v : smooth k e v -> continuity_pt (value e) v.
Proof. intros H. apply continuous_by, (smooth_0 k), H. Qed.
