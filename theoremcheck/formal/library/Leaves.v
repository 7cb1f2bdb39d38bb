(** * Tactics for the properties of a function of one variable

    An exported file proves that a neuron or a loss has a property by a theorem
    on pieces ([c1_pieces], [increasing_pieces], ...). What such a theorem asks
    for is proved by the tactics below. *)

From Coq Require Import Reals List ZArith Lra Psatz.
From TheoremCheck Require Import Setting Conditions Calculus Formulas Power Erf Smooth Pieces
  Shapes Signs.
Import ListNotations.
Open Scope R_scope.

(** ** Writing out *)

Ltac written :=
  cbv beta delta [rising not_falling curved not_bent_down slopes_rise agree equal curvature itself
    isolated];
  cbn [smooth value slope f_add f_mul f_pow zero one ratio
    Nat.pred Z.of_nat Pos.of_succ_nat Pos.succ INR].

(** One goal for each piece, with v and its bounds. *)
Ltac pieces :=
  cbv beta iota delta [each each_from inside inside_from];
  repeat match goal with |- _ /\ _ => split end; intros.

(** ** Signs and domains *)

Ltac sign :=
  lazymatch goal with
  | |- True => exact I
  | |- _ /\ _ => split; sign
  | |- 0 < _ \/ (_ = O /\ _) => first [ left; positive | right; split; [reflexivity | nonnegative] ]
  | |- 0 < _ \/ _ => first [ right; cbn [INR]; lra | left; positive ]
  | |- 0 < _ => positive
  | |- 0 <= _ => nonnegative
  | |- _ < 0 => negative
  | |- _ <= 0 => nonpositive
  | |- _ <> 0 => nonzero
  | |- _ => lra
  end.

Lemma exp_multiple n a g : a = INR n * g -> exp a = exp g ^ n.
Proof.
  intros ->. induction n.
  - cbn. rewrite Rmult_0_l. apply exp_0.
  - rewrite S_INR. cbn [pow]. rewrite <- IHn, <- exp_plus. f_equal. ring.
Qed.

Lemma exp_negative n a g : a = - (INR n * g) -> exp a = / exp g ^ n.
Proof. intros ->. rewrite exp_Ropp. f_equal. apply exp_multiple. reflexivity. Qed.

(** Equal arguments of a function are written alike. *)
Ltac same_argument := f_equal; first [ ring | field; denominators_not_0 ]
with denominators_not_0 := repeat match goal with |- _ /\ _ => split end; nonzero.
Ltac alike_in f :=
  repeat match goal with
  | |- context [f ?a] => match goal with
      | |- context [f ?b] => tryif constr_eq a b then fail
                            else replace (f b) with (f a) by same_argument
      end
  end.
Ltac alike :=
  alike_in exp; alike_in sqrt; alike_in ln; alike_in cosh; alike_in sinh; alike_in tanh;
  alike_in sigmoid; alike_in atan; alike_in erf; alike_in sin; alike_in cos;
  repeat match goal with
  | |- context [power ?r ?a] => match goal with
      | |- context [power r ?b] => tryif constr_eq a b then fail
                                  else replace (power r b) with (power r a) by same_argument
      end
  end.

(** The argument of an odd (even) function is the opposite of another one. *)
Ltac opposite_in f odd :=
  repeat match goal with
  | |- context [f ?a] => match goal with
      | |- context [f ?b] => tryif constr_eq a b then fail
                            else replace (f b) with (- f a) by (rewrite <- odd; same_argument)
      end
  end.
Ltac even_in f even :=
  repeat match goal with
  | |- context [f ?a] => match goal with
      | |- context [f ?b] => tryif constr_eq a b then fail
                            else replace (f b) with (f a) by (rewrite <- even; same_argument)
      end
  end.

Lemma exp_shifted n a g c : a = INR n * (g + c) -> exp a = (exp g * exp c) ^ n.
Proof. intros H. rewrite (exp_multiple n a (g + c) H), exp_plus. reflexivity. Qed.
Lemma exp_shifted_negative n a g c : a = - (INR n * (g + c)) -> exp a = / (exp g * exp c) ^ n.
Proof. intros H. rewrite (exp_negative n a (g + c) H), exp_plus. reflexivity. Qed.

(** Every exponential as a power of [exp g], or of [exp (g + c)] for a number c. *)
Ltac exponentials g :=
  repeat match goal with
  | |- context [exp ?a] =>
      lazymatch a with g => fail | _ => idtac end;
      first [ replace (exp a) with (exp g) by (f_equal; first [ ring | field | lra ])
            | rewrite (exp_negative 1 a g) by (cbn [INR]; first [ lra | field ])
            | rewrite (exp_multiple 2 a g) by (cbn [INR]; first [ lra | field ])
            | rewrite (exp_negative 2 a g) by (cbn [INR]; first [ lra | field ])
            | rewrite (exp_multiple 3 a g) by (cbn [INR]; first [ lra | field ])
            | rewrite (exp_negative 3 a g) by (cbn [INR]; first [ lra | field ])
            | rewrite (exp_multiple 4 a g) by (cbn [INR]; first [ lra | field ])
            | rewrite (exp_negative 4 a g) by (cbn [INR]; first [ lra | field ])
            | match goal with |- context [exp ?c] =>
                lazymatch c with g => fail | a => fail | _ => idtac end;
                first [ rewrite (exp_shifted 1 a g c) by (cbn [INR]; first [ lra | field ])
                      | rewrite (exp_shifted 2 a g c) by (cbn [INR]; first [ lra | field ])
                      | rewrite (exp_shifted_negative 1 a g c) by (cbn [INR]; first [ lra | field ])
                      | rewrite (exp_shifted_negative 2 a g c) by (cbn [INR]; first [ lra | field ])
                      ] end ]
  end.

(** Two expressions in v are equal: by algebra, in terms of [exp g] and of square roots. *)
Ltac denominators := repeat match goal with |- _ /\ _ => split end; nonzero.
Lemma root_step a m : sqrt a * sqrt a = a -> sqrt a ^ S (S m) = a * sqrt a ^ m.
Proof. intros H. cbn [pow]. rewrite <- Rmult_assoc, H. reflexivity. Qed.

Ltac powers_of_roots :=
  repeat match goal with
  | H : sqrt ?a * sqrt ?a = ?a |- context [sqrt ?a ^ ?n] =>
      lazymatch n with S (S ?m) =>
        rewrite (root_step a m H) end
  end.
Ltac same_as :=
  first [ reflexivity | ring | field; denominators
        | alike; first [ ring | field; denominators ]
        | alike_in sqrt; roots; field_simplify_eq; [powers_of_roots; field | denominators]
        | lra ].
Lemma square_over_root a b : 0 < b -> (a * / sqrt b) ^ 2 = a ^ 2 / b.
Proof.
  intros H. destruct (sqrt_square_pos b H) as [N E]. rewrite <- E at 2. field. lra.
Qed.
Ltac squares_over_roots :=
  repeat match goal with |- context [(?a * / sqrt ?b) ^ 2] => rewrite (square_over_root a b) by lra end.
Ltac same_with g :=
  unfold sigmoid, tanh, sinh, cosh; squares_over_roots; exponentials g; same_as.

(** The sign of the formula in the goal is that of the formula F, which is equal to it. *)
Ltac sign_as F g :=
  lazymatch goal with
  | |- rising ?e ?v => change (0 < value (slope e) v);
      replace (value (slope e) v) with (value F v) by (written; symmetry; same_with g)
  | |- not_falling ?e ?v => change (0 <= value (slope e) v);
      replace (value (slope e) v) with (value F v) by (written; symmetry; same_with g)
  | |- curved ?e ?v => change (0 < value (curvature e) v);
      replace (value (curvature e) v) with (value F v) by (written; symmetry; same_with g)
  | |- not_bent_down ?e ?v => change (0 <= value (curvature e) v);
      replace (value (curvature e) v) with (value F v) by (written; symmetry; same_with g)
  | |- 0 < value ?e ?v =>
      replace (value e v) with (value F v) by (written; symmetry; same_with g)
  | |- value ?e ?v < 0 =>
      replace (value e v) with (value F v) by (written; symmetry; same_with g)
  | |- 0 <= value ?e ?v - ?b =>
      replace (value e v - b) with (value F v) by (written; symmetry; same_with g)
  | |- 0 <= value ?e ?v =>
      replace (value e v) with (value F v) by (written; symmetry; same_with g)
  end;
  written; sign.

(** ** The function is its pieces *)

(** Values at a point that is a number. *)
Ltac at_point :=
  repeat match goal with
  | |- context [exp ?a] => replace a with 0 by (first [ lra | field ]); rewrite exp_0
  | |- context [ln ?a] => replace a with 1 by (first [ lra | field ]); rewrite ln_1
  | |- context [tanh ?a] => replace a with 0 by (first [ lra | field ]); rewrite tanh_0
  | |- context [sinh ?a] => replace a with 0 by (first [ lra | field ]); rewrite sinh_0
  | |- context [cosh ?a] => replace a with 0 by (first [ lra | field ]); rewrite cosh_0
  | |- context [atan ?a] => replace a with 0 by (first [ lra | field ]); rewrite atan_0
  | |- context [erf ?a] => replace a with 0 by (first [ lra | field ]); rewrite erf_0
  | |- context [sin ?a] => replace a with 0 by (first [ lra | field ]); rewrite sin_0
  | |- context [cos ?a] => replace a with 0 by (first [ lra | field ]); rewrite cos_0
  | |- context [power ?r ?a] => rewrite (power_zero r a) by lra
  | |- context [sqrt ?a] => replace a with 0 by (first [ lra | field ]); rewrite sqrt_0
  | |- context [sqrt ?a] => replace a with 1 by (first [ lra | field ]); rewrite sqrt_1
  end.

Ltac compared :=
  first [ lra | nra | nonnegative | nonpositive
        | match goal with |- context [exp ?a] => pose proof (exp_ineq1_le a); lra end ].

Ltac settled :=
  repeat match goal with
  | |- context [Rmax ?a ?b] =>
      first [ rewrite (Rmax_left a b) by compared | rewrite (Rmax_right a b) by compared ]
  | |- context [Rmin ?a ?b] =>
      first [ rewrite (Rmin_left a b) by compared | rewrite (Rmin_right a b) by compared ]
  | |- context [Rabs ?a] =>
      first [ rewrite (Rabs_pos_eq a) by compared | rewrite (Rabs_left1 a) by compared ]
  | |- context [if Rlt_dec ?a ?b then _ else _] =>
      destruct (Rlt_dec a b); try (exfalso; lra)
  | |- context [if Rle_dec ?a ?b then _ else _] =>
      destruct (Rle_dec a b); try (exfalso; lra)
  end.

(** At a break that belongs to the other piece v is a number. *)
Ltac pinned :=
  match goal with
  | v : R, _ : ?v <= ?b |- _ => replace v with b by lra
  | v : R, _ : ?a <= ?v |- _ => replace v with a by lra
  end; at_point; first [ ring | field | lra ].

Ltac agrees :=
  pieces; written; settled;
  first [ reflexivity | ring | field; denominators | pinned | lra | at_point; first [ ring | lra ]
        | alike; first [ reflexivity | ring | field; denominators ] ].

(** ** The pieces fit *)

Ltac fits :=
  cbn [at_breaks sorted]; repeat match goal with |- _ /\ _ => split end;
  lazymatch goal with
  | |- True => exact I
  | |- agree _ _ _ _ =>
      written; first [ reflexivity | ring | lra | at_point; first [ lra | field ] ]
  | |- slopes_rise _ _ _ => written; first [ lra | at_point; first [ lra | nra | sign ] ]
  | |- _ => lra
  end.

Ltac smooths := pieces; written; sign.

(** Derivatives do not vanish together. *)
Ltac isolates := pieces; written; intros; facts; first [ lra | nra ].

(** ** Where a formula is defined *)

Ltac domains :=
  let v := fresh "v" in intro v;
  repeat match goal with
  | |- context [if Rlt_dec ?a ?b then _ else _] => destruct (Rlt_dec a b)
  | |- context [if Rle_dec ?a ?b then _ else _] => destruct (Rle_dec a b)
  end;
  sign.

Lemma branches_defined_by d all t x :
  Forall (Forall (Forall (fun s => forall v, dom s v))) all -> branches_defined d all t x.
Proof.
  intros H b Hb. rewrite Forall_forall in H. specialize (H (nth b all []) (nth_In all [] Hb)).
  enough (All : forall i l h, branch_defined t b l i h (nth b all [])) by apply All.
  clear Hb. induction H as [|units above Hu _ IH]; intros i l h; cbn [branch_defined]; [exact I|].
  split; [|apply IH].
  intros u Lu. rewrite Forall_forall in Hu. apply Hu, nth_In, Lu.
Qed.

Lemma forall_repeat {S} (Q : S -> Prop) s n : Q s -> Forall Q (repeat s n).
Proof. intros H. induction n; cbn; constructor; assumption. Qed.

Lemma forall_app {S} (Q : S -> Prop) l l' : Forall Q l -> Forall Q l' -> Forall Q (l ++ l').
Proof. intros H H'. induction H; cbn; [assumption|]. constructor; assumption. Qed.

(** Every unit of every layer, by [tac]. *)
Ltac units tac :=
  repeat match goal with
  | |- Forall _ [] => constructor
  | |- Forall _ (repeat _ _) => apply forall_repeat
  | |- Forall _ (_ ++ _) => apply forall_app
  | |- Forall _ _ => constructor
  end; tac.

(** ** Bounds, special pieces, symmetry *)

Ltac from_bound :=
  let H := fresh in let v := fresh in
  intros H v; specialize (H v); cbv beta in H; first [ exact H | lra ].

Ltac plain :=
  settled;
  first [ reflexivity | ring | field; denominators | lra | at_point; first [ ring | lra ] ].

Ltac mirrored g :=
  settled;
  first [ reflexivity | ring | lra
        | alike; opposite_in sinh sinh_opp; opposite_in tanh tanh_opp; opposite_in sin sin_neg;
          opposite_in atan atan_opp; opposite_in erf erf_opp;
          even_in cosh cosh_opp; even_in cos cos_neg;
          first [ reflexivity | ring | field; denominators ]
        | same_with g ].

(** ** Functions that do not increase *)

Lemma not_increasing_after g e a d : 0 < d ->
  (forall v, a <= v -> v < a + d -> g v = value e v) -> smooth 1 e a ->
  value (slope e) a <= 0 -> ~ increasing_fn g.
Proof.
  intros Hd G S N [_ H]. destruct (H a) as [R _]. revert R.
  apply (not_rises_after g a (value (slope e) a)); [|exact N].
  apply (slope_after_meets g (value e)).
  - exists d. split; [exact Hd|]. intros h Hh. apply G; lra.
  - apply derivative_sides, (derivative_by 0), S.
Qed.

Lemma not_increasing_before g e a d : 0 < d ->
  (forall v, a - d < v -> v <= a -> g v = value e v) -> smooth 1 e a ->
  value (slope e) a <= 0 -> ~ increasing_fn g.
Proof.
  intros Hd G S N [_ H]. destruct (H a) as [_ R]. revert R.
  apply (not_rises_before g a (value (slope e) a)); [|exact N].
  apply (slope_before_meets g (value e)).
  - exists d. split; [exact Hd|]. intros h Hh. apply G; lra.
  - apply derivative_sides, (derivative_by 0), S.
Qed.

Ltac witnessed := written; first [ lra | at_point; first [ lra | nra | sign ] ].
