(** * Tactics: the sign of a formula, and where it is smooth

    [positive], [nonnegative], [negative], [nonpositive] prove that an
    expression in v has a sign, from the signs of its parts and from what is
    assumed of v. They fail where that is not enough. *)

From Coq Require Import Reals List ZArith Lra Psatz.
From TheoremCheck Require Import Formulas Power Erf Smooth Pieces Shapes.
Import ListNotations.
Open Scope R_scope.

Lemma mul_neg_neg a b : a < 0 -> b < 0 -> 0 < a * b. Proof. nra. Qed.
Lemma mul_pos_neg a b : 0 < a -> b < 0 -> a * b < 0. Proof. nra. Qed.
Lemma mul_neg_pos a b : a < 0 -> 0 < b -> a * b < 0. Proof. nra. Qed.
Lemma mul_nonneg a b : 0 <= a -> 0 <= b -> 0 <= a * b. Proof. nra. Qed.
Lemma mul_nonpos_nonpos a b : a <= 0 -> b <= 0 -> 0 <= a * b. Proof. nra. Qed.
Lemma mul_nonneg_nonpos a b : 0 <= a -> b <= 0 -> a * b <= 0. Proof. nra. Qed.
Lemma mul_nonpos_nonneg a b : a <= 0 -> 0 <= b -> a * b <= 0. Proof. nra. Qed.
Lemma add_pos_nonneg a b : 0 < a -> 0 <= b -> 0 < a + b. Proof. lra. Qed.
Lemma add_nonneg_pos a b : 0 <= a -> 0 < b -> 0 < a + b. Proof. lra. Qed.
Lemma add_nonneg a b : 0 <= a -> 0 <= b -> 0 <= a + b. Proof. lra. Qed.
Lemma add_neg_nonpos a b : a < 0 -> b <= 0 -> a + b < 0. Proof. lra. Qed.
Lemma add_nonpos_neg a b : a <= 0 -> b < 0 -> a + b < 0. Proof. lra. Qed.
Lemma add_nonpos a b : a <= 0 -> b <= 0 -> a + b <= 0. Proof. lra. Qed.

Lemma opp_pos a : a < 0 -> 0 < - a. Proof. lra. Qed.
Lemma opp_nonneg a : a <= 0 -> 0 <= - a. Proof. lra. Qed.
Lemma opp_neg a : 0 < a -> - a < 0. Proof. lra. Qed.
Lemma opp_nonpos a : 0 <= a -> - a <= 0. Proof. lra. Qed.

Lemma nonzero_pos a : 0 < a -> a <> 0. Proof. lra. Qed.
Lemma nonzero_neg a : a < 0 -> a <> 0. Proof. lra. Qed.

Lemma pow_even_nonneg a n : 0 <= a ^ (2 * n).
Proof. rewrite pow_mult. apply pow_le. nra. Qed.

Lemma pow_even_pos a n : a <> 0 -> 0 < a ^ (2 * n).
Proof. intros H. rewrite pow_mult. apply pow_lt. nra. Qed.

Lemma pow_odd_neg a n : a < 0 -> a ^ (S (2 * n)) < 0.
Proof.
  intros H. cbn [pow]. assert (0 < a ^ (2 * n)) by (apply pow_even_pos; lra). nra.
Qed.

Lemma pow_odd_nonpos a n : a <= 0 -> a ^ (S (2 * n)) <= 0.
Proof.
  intros H. cbn [pow]. pose proof (pow_even_nonneg a n). nra.
Qed.

Lemma square_nonneg a : 0 <= a ^ 2. Proof. nra. Qed.
Lemma sinh_0_le a : 0 <= a -> 0 <= sinh a.
Proof.
  intros [H|<-].
  - left. unfold sinh. pose proof (exp_increasing (- a) a ltac:(lra)). lra.
  - rewrite sinh_0. lra.
Qed.
Lemma sinh_0_lt a : 0 < a -> 0 < sinh a.
Proof. intros H. unfold sinh. pose proof (exp_increasing (- a) a ltac:(lra)). lra. Qed.
Lemma sinh_opp a : sinh (- a) = - sinh a.
Proof. unfold sinh. rewrite Ropp_involutive. lra. Qed.
Lemma cosh_opp a : cosh (- a) = cosh a.
Proof. unfold cosh. rewrite Ropp_involutive. lra. Qed.
Lemma tanh_opp a : tanh (- a) = - tanh a.
Proof.
  unfold tanh. rewrite sinh_opp, cosh_opp. pose proof (cosh_pos a). field. lra.
Qed.
Lemma sinh_lt_0 a : a < 0 -> sinh a < 0.
Proof. intros H. pose proof (sinh_0_lt (- a) ltac:(lra)). rewrite sinh_opp in *. lra. Qed.
Lemma sinh_le_0 a : a <= 0 -> sinh a <= 0.
Proof. intros H. pose proof (sinh_0_le (- a) ltac:(lra)). rewrite sinh_opp in *. lra. Qed.
Lemma tanh_0_lt a : 0 < a -> 0 < tanh a.
Proof.
  intros H. unfold tanh. apply Rdiv_lt_0_compat; [apply sinh_0_lt, H|apply cosh_pos].
Qed.
Lemma tanh_0 : tanh 0 = 0.
Proof. unfold tanh. rewrite sinh_0. unfold Rdiv. ring. Qed.
Lemma tanh_0_le a : 0 <= a -> 0 <= tanh a.
Proof. intros [H|<-]; [left; apply tanh_0_lt, H|rewrite tanh_0; lra]. Qed.
Lemma tanh_lt_0 a : a < 0 -> tanh a < 0.
Proof. intros H. pose proof (tanh_0_lt (- a) ltac:(lra)). rewrite tanh_opp in *. lra. Qed.
Lemma tanh_le_0 a : a <= 0 -> tanh a <= 0.
Proof. intros H. pose proof (tanh_0_le (- a) ltac:(lra)). rewrite tanh_opp in *. lra. Qed.
Lemma atan_0_lt a : 0 < a -> 0 < atan a.
Proof. intros H. rewrite <- atan_0. apply atan_increasing, H. Qed.
Lemma atan_0_le a : 0 <= a -> 0 <= atan a.
Proof. intros [H|<-]; [left; apply atan_0_lt, H|rewrite atan_0; lra]. Qed.
Lemma atan_lt_0 a : a < 0 -> atan a < 0.
Proof. intros H. rewrite <- atan_0. apply atan_increasing, H. Qed.
Lemma atan_le_0 a : a <= 0 -> atan a <= 0.
Proof. intros [H| ->]; [left; apply atan_lt_0, H|rewrite atan_0; lra]. Qed.
Lemma erf_0_lt a : 0 < a -> 0 < erf a.
Proof. intros H. rewrite <- erf_0. apply erf_increasing, H. Qed.
Lemma erf_0_le a : 0 <= a -> 0 <= erf a.
Proof. intros [H|<-]; [left; apply erf_0_lt, H|rewrite erf_0; lra]. Qed.
Lemma erf_lt_0 a : a < 0 -> erf a < 0.
Proof. intros H. rewrite <- erf_0. apply erf_increasing, H. Qed.
Lemma erf_le_0 a : a <= 0 -> erf a <= 0.
Proof. intros [H| ->]; [left; apply erf_lt_0, H|rewrite erf_0; lra]. Qed.
Lemma ln_0_lt a : 0 < a - 1 -> 0 < ln a.
Proof. intros H. rewrite <- ln_1. apply ln_increasing; lra. Qed.
Lemma ln_0_le a : 0 <= a - 1 -> 0 <= ln a.
Proof. intros [H|H]; [left; apply ln_0_lt, H|]. replace a with 1 by lra. rewrite ln_1. lra. Qed.

Lemma sqrt_square_pos a : 0 < a -> 0 < sqrt a /\ sqrt a * sqrt a = a.
Proof. intros H. split; [apply sqrt_lt_R0, H|apply sqrt_sqrt; lra]. Qed.

(** ** The sign of an expression, from those of its parts *)

(** Bounds on the functions that occur in the goal. *)
Ltac facts :=
  repeat match goal with
  | |- context [exp ?a] => lazymatch goal with
      | _ : 0 < exp a |- _ => fail | _ => pose proof (exp_pos a) end
  | |- context [sigmoid ?a] => lazymatch goal with
      | _ : 0 < sigmoid a |- _ => fail
      | _ => pose proof (sigmoid_pos a); pose proof (sigmoid_lt_1 a) end
  | |- context [tanh ?a] => lazymatch goal with
      | _ : -1 < tanh a < 1 |- _ => fail | _ => pose proof (tanh_bounds a) end
  | |- context [power ?r ?a] => lazymatch goal with
      | _ : 0 <= power r a |- _ => fail | _ => pose proof (power_nonneg r a) end
  | |- context [atan ?a] => lazymatch goal with
      | _ : - PI / 2 < atan a < PI / 2 |- _ => fail
      | _ => pose proof (atan_bound a); pose proof PI_4 end
  | |- context [sin ?a] => lazymatch goal with
      | _ : -1 <= sin a <= 1 |- _ => fail | _ => pose proof (SIN_bound a) end
  | |- context [cos ?a] => lazymatch goal with
      | _ : -1 <= cos a <= 1 |- _ => fail | _ => pose proof (COS_bound a) end
  end.

(** The square of a square root. *)
Ltac roots :=
  repeat match goal with
  | |- context [sqrt ?a] => lazymatch goal with
      | _ : sqrt a * sqrt a = a |- _ => fail
      | _ => let H := fresh in
             assert (H : 0 < sqrt a /\ sqrt a * sqrt a = a) by
               (apply sqrt_square_pos; first [ lra | nra ]); destruct H end
  end.

(** What is simple: linear in v, known by assumption, a fact about one function. *)
Ltac simple_sign := first [ assumption | lra ].

Ltac positive :=
  lazymatch goal with
  | |- 0 < exp _ => apply exp_pos
  | |- 0 < sigmoid _ => apply sigmoid_pos
  | |- 0 < cosh _ => apply cosh_pos
  | |- 0 < sinh _ => apply sinh_0_lt; positive
  | |- 0 < tanh _ => apply tanh_0_lt; positive
  | |- 0 < atan _ => apply atan_0_lt; positive
  | |- 0 < erf _ => apply erf_0_lt; positive
  | |- 0 < ln _ => apply ln_0_lt; positive
  | |- 0 < PI => apply PI_RGT_0
  | |- 0 < sqrt _ => apply sqrt_lt_R0; positive
  | |- 0 < power _ _ => apply power_pos; positive
  | |- 0 < / _ => apply Rinv_0_lt_compat; positive
  | |- 0 < - _ => apply opp_pos; negative
  | |- 0 < ?a ^ ?n =>
      first [ apply pow_lt; positive
            | let m := eval compute in (Nat.div2 n) in
              change (0 < a ^ (2 * m)); apply pow_even_pos; nonzero ]
  | |- 0 < _ * _ =>
      first [ apply Rmult_lt_0_compat; positive | apply mul_neg_neg; negative
            | simple_sign | hard_sign ]
  | |- 0 < _ / _ => unfold Rdiv at 1; positive
  | |- 0 < _ + _ =>
      first [ simple_sign
            | apply add_pos_nonneg; [positive | nonnegative]
            | apply add_nonneg_pos; [nonnegative | positive]
            | hard_sign ]
  | |- 0 < _ - _ => first [ simple_sign | unfold Rminus at 1; positive ]
  | |- _ => first [ simple_sign | hard_sign ]
  end
with nonnegative :=
  lazymatch goal with
  | |- 0 <= exp _ => left; apply exp_pos
  | |- 0 <= sigmoid _ => left; apply sigmoid_pos
  | |- 0 <= cosh _ => left; apply cosh_pos
  | |- 0 <= Rabs _ => apply Rabs_pos
  | |- 0 <= Rmax 0 _ => apply Rmax_l
  | |- 0 <= sinh _ => apply sinh_0_le; nonnegative
  | |- 0 <= tanh _ => apply tanh_0_le; nonnegative
  | |- 0 <= atan _ => apply atan_0_le; nonnegative
  | |- 0 <= erf _ => apply erf_0_le; nonnegative
  | |- 0 <= ln _ => apply ln_0_le; nonnegative
  | |- 0 <= PI => left; apply PI_RGT_0
  | |- 0 <= sqrt _ => apply sqrt_pos
  | |- 0 <= power _ _ => apply power_nonneg
  | |- 0 <= / _ => left; apply Rinv_0_lt_compat; positive
  | |- 0 <= - _ => apply opp_nonneg; nonpositive
  | |- 0 <= ?a ^ ?n =>
      first [ let m := eval compute in (Nat.div2 n) in
              change (0 <= a ^ (2 * m)); apply pow_even_nonneg
            | apply pow_le; nonnegative ]
  | |- 0 <= _ * _ =>
      first [ apply mul_nonneg; nonnegative | apply mul_nonpos_nonpos; nonpositive
            | simple_sign | hard_sign ]
  | |- 0 <= _ / _ => unfold Rdiv at 1; nonnegative
  | |- 0 <= _ + _ => first [ simple_sign | apply add_nonneg; nonnegative | hard_sign ]
  | |- 0 <= _ - _ => first [ simple_sign | unfold Rminus at 1; nonnegative ]
  | |- _ => first [ simple_sign | hard_sign ]
  end
with negative :=
  lazymatch goal with
  | |- sinh _ < 0 => apply sinh_lt_0; negative
  | |- tanh _ < 0 => apply tanh_lt_0; negative
  | |- atan _ < 0 => apply atan_lt_0; negative
  | |- erf _ < 0 => apply erf_lt_0; negative
  | |- / _ < 0 => apply Rinv_lt_0_compat; negative
  | |- - _ < 0 => apply opp_neg; positive
  | |- ?a ^ ?n < 0 =>
      let m := eval compute in (Nat.div2 n) in
      change (a ^ (S (2 * m)) < 0); apply pow_odd_neg; negative
  | |- _ * _ < 0 =>
      first [ apply mul_pos_neg; [positive | negative] | apply mul_neg_pos; [negative | positive]
            | simple_sign | hard_sign ]
  | |- _ / _ < 0 => unfold Rdiv at 1; negative
  | |- _ + _ < 0 =>
      first [ simple_sign
            | apply add_neg_nonpos; [negative | nonpositive]
            | apply add_nonpos_neg; [nonpositive | negative]
            | hard_sign ]
  | |- _ - _ < 0 => first [ simple_sign | unfold Rminus at 1; negative ]
  | |- _ => first [ simple_sign | hard_sign ]
  end
with nonpositive :=
  lazymatch goal with
  | |- sinh _ <= 0 => apply sinh_le_0; nonpositive
  | |- tanh _ <= 0 => apply tanh_le_0; nonpositive
  | |- atan _ <= 0 => apply atan_le_0; nonpositive
  | |- erf _ <= 0 => apply erf_le_0; nonpositive
  | |- / _ <= 0 => left; apply Rinv_lt_0_compat; negative
  | |- - _ <= 0 => apply opp_nonpos; nonnegative
  | |- ?a ^ ?n <= 0 =>
      let m := eval compute in (Nat.div2 n) in
      change (a ^ (S (2 * m)) <= 0); apply pow_odd_nonpos; nonpositive
  | |- _ * _ <= 0 =>
      first [ apply mul_nonneg_nonpos; [nonnegative | nonpositive]
            | apply mul_nonpos_nonneg; [nonpositive | nonnegative] | simple_sign | hard_sign ]
  | |- _ / _ <= 0 => unfold Rdiv at 1; nonpositive
  | |- _ + _ <= 0 => first [ simple_sign | apply add_nonpos; nonpositive | hard_sign ]
  | |- _ - _ <= 0 => first [ simple_sign | unfold Rminus at 1; nonpositive ]
  | |- _ => first [ simple_sign | hard_sign ]
  end
with nonzero := first [ apply nonzero_pos; positive | apply nonzero_neg; negative ]
with hard_sign := facts; roots; first [ lra | nra ].

