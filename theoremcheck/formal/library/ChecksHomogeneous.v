(** * Boolean checks for monomials: forms as sums of powers of linear functions *)

From Coq Require Import Reals List ZArith Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions ConditionsHomogeneous Near Checks ChecksWidths
  ChecksAverages ChecksForms ChecksIndependent.
Import ListNotations.
Open Scope R_scope.

(** Weights of any signs and integer vectors, for sum d (v . X)^p. *)
Fixpoint powersz (P : problem) (p : nat) (f : squares) (e : sample) : Z :=
  match f with
  | [] => 0%Z
  | t :: rest => (fst t * dotz (snd t) (xz P e) ^ Z.of_nat p + powersz P p rest e)%Z
  end.

Section Forms.

Variable P : problem.
Variables (c : R) (p : nat).
Hypothesis not_0 : c <> 0.
Hypothesis monomial : forall v, sigma P v = c * v ^ p.

Definition units_of (factor : R) (f : squares) : list (R * (nat -> R)) :=
  map (fun t => (factor * IZR (fst t) / c, vec (snd t))) f.

Lemma powers_value factor f e : check_shapes P f = true -> In e (data P) ->
  den P ^ p * layer P (units_of factor f) e = factor * IZR (powersz P p f e).
Proof.
  unfold check_shapes, layer, units_of. intros HS I. induction f as [|t rest IH]; [simpl; ring|].
  cbn [forallb] in HS. apply andb_prop in HS. destruct HS as [HS HR].
  cbn [map over powersz fst snd]. rewrite plus_IZR, Rmult_plus_distr_l, (Rmult_plus_distr_l factor).
  rewrite <- (IH HR), mult_IZR, <- pow_IZR, <- (dot_sign P (snd t) e HS I), Rpow_mult_distr, monomial.
  field. assumption.
Qed.

(** A form with a level a / b. *)
Definition check_form (f : squares) (a : Z) (b : BinNums.positive) : bool :=
  check_shapes P f &&
  let level := (a * Zpos (denominator P) ^ Z.of_nat p)%Z in
  forallb (fun e => 0 <? labelz e * (powersz P p f e * Zpos b - level))%Z (data P).

Lemma form_value_of f a b : check_form f a b = true -> forall e, In e (data P) ->
  0 < y e * (layer P (units_of 1 f) e - IZR a / IZR (Zpos b)).
Proof.
  unfold check_form. cbv zeta. rewrite andb_true_iff, forallb_forall. intros [HS H] e I.
  specialize (H e I). apply Z.ltb_lt, IZR_lt in H.
  rewrite mult_IZR, minus_IZR, !mult_IZR, <- pow_IZR, <- y_labelz in H.
  pose proof (powers_value 1 f e HS I) as V. rewrite Rmult_1_l in V. rewrite <- V in H.
  fold (den P) in H. assert (B : 0 < IZR (Zpos b)) by (apply IZR_lt; reflexivity).
  pose proof (pow_lt (den P) p (den_pos P)) as D.
  assert (DD : 0 < den P ^ p * IZR (Zpos b)) by now apply Rmult_lt_0_compat.
  apply Rmult_lt_reg_l with (den P ^ p * IZR (Zpos b)); [assumption|]. rewrite Rmult_0_r.
  replace (den P ^ p * IZR (Zpos b) * (y e * (layer P (units_of 1 f) e - IZR a / IZR (Zpos b))))
    with (y e * (den P ^ p * layer P (units_of 1 f) e * IZR (Zpos b) - IZR a * den P ^ p))
    by (field; lra). assumption.
Qed.

Lemma form_level_separable_by f a b : check_form f a b = true -> data_form_level_separable P.
Proof. intros H. exists (units_of 1 f), (IZR a / IZR (Zpos b)). exact (form_value_of f a b H). Qed.

Lemma form_separable_by f : check_form f 0 1 = true -> data_form_separable P.
Proof.
  intros H. exists (units_of 1 f). intros e I. pose proof (form_value_of f 0 1 H e I) as V.
  replace (IZR 0 / 1) with 0 in V by (unfold Rdiv; ring). now rewrite Rminus_0_r in V.
Qed.

(** For each sample, in their order, a form that is 0 at the other X and not at its own. *)
Definition check_forms (fs : list squares) : bool :=
  (length fs =? length (data P))%nat &&
  forallb (fun ef => check_shapes P (snd ef) && negb (powersz P p (snd ef) (fst ef) =? 0)%Z &&
    forallb (fun e => equalz (xz P (fst ef)) (xz P e) || (powersz P p (snd ef) e =? 0)%Z) (data P))
    (combine (data P) fs).

Lemma forms_independent_by fs : (check_rows P && check_forms fs)%bool = true -> data_forms_independent P.
Proof.
  unfold check_rows, check_forms. rewrite !andb_true_iff, !forallb_forall. intros [R [L H]] e I.
  apply Nat.eqb_eq in L.
  assert (F : exists f, In (e, f) (combine (data P) fs)).
  { clear H. revert fs L I. generalize (data P) as l. induction l as [|a l IH]; intros [|f fs] L I; try easy.
    destruct I as [->|I]; [exists f; now left|].
    destruct (IH fs ltac:(simpl in L; lia) I) as [f' F]. exists f'. now right. }
  destruct F as [f F]. specialize (H _ F). cbn [fst snd] in H. rewrite !andb_true_iff, forallb_forall in H.
  destruct H as [[HS N] Other]. apply negb_true_iff, Z.eqb_neq in N.
  pose proof (pow_lt (den P) p (den_pos P)) as D.
  assert (N' : IZR (powersz P p f e) <> 0) by now apply not_0_IZR.
  exists (units_of (den P ^ p / IZR (powersz P p f e)) f). split.
  - apply (Rmult_eq_reg_l (den P ^ p)); [|lra]. rewrite powers_value by assumption. field. assumption.
  - intros e' I'. specialize (Other e' I'). apply orb_true_iff in Other. destruct Other as [E|Z].
    + left. apply equalz_eq in E. intros k K.
      pose proof (proj1 (Nat.eqb_eq _ _) (R e I)) as Re. pose proof (proj1 (Nat.eqb_eq _ _) (R e' I')) as Re'.
      pose proof (nth_xz P e k Re K) as A. pose proof (nth_xz P e' k Re' K) as B. rewrite E, B in A.
      pose proof (den_pos P). apply (Rmult_eq_reg_l (den P)); lra.
    + right. apply Z.eqb_eq in Z. apply (Rmult_eq_reg_l (den P ^ p)); [|lra].
      rewrite powers_value, Z by assumption. ring.
Qed.

End Forms.
