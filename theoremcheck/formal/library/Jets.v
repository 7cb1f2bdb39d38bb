(** * First and second derivatives of formulas, as numbers and as intervals

    [value e], [first e] and [second e] at v: a formula and its derivatives,
    operation by operation; [jet e X] encloses all three on an interval. *)

From Coq Require Import Reals ZArith Lra Lia.
From TheoremCheck Require Import Formulas Power Erf Smooth Intervals Enclosures.
Open Scope R_scope.

(** ** Functions of one argument *)

Inductive unary :=
  | U_pow (n : nat) | U_inv | U_sqrt | U_exp | U_ln | U_sigmoid | U_tanh
  | U_sinh | U_cosh | U_atan | U_erf | U_sin | U_cos.

Definition applied (u : unary) (x : R) : R :=
  match u with
  | U_pow n => x ^ n | U_inv => / x | U_sqrt => sqrt x | U_exp => exp x | U_ln => ln x
  | U_sigmoid => sigmoid x | U_tanh => tanh x | U_sinh => sinh x | U_cosh => cosh x
  | U_atan => atan x | U_erf => erf x | U_sin => sin x | U_cos => cos x
  end.

Definition outer1 (u : unary) (x : R) : R :=
  match u with
  | U_pow n => IZR (Z.of_nat n) * x ^ pred n
  | U_inv => - (/ x * / x)
  | U_sqrt => / 2 * / sqrt x
  | U_exp => exp x
  | U_ln => / x
  | U_sigmoid => sigmoid x * (1 - sigmoid x)
  | U_tanh => 1 - tanh x * tanh x
  | U_sinh => cosh x
  | U_cosh => sinh x
  | U_atan => / (1 + x * x)
  | U_erf => 2 / sqrt PI * exp (- (x * x))
  | U_sin => cos x
  | U_cos => - sin x
  end.

Definition outer2 (u : unary) (x : R) : R :=
  match u with
  | U_pow n => IZR (Z.of_nat n) * (IZR (Z.of_nat (pred n)) * x ^ pred (pred n))
  | U_inv => 2 * (/ x * (/ x * / x))
  | U_sqrt => - (/ 2 * (/ 2 * (/ sqrt x * / x)))
  | U_exp => exp x
  | U_ln => - (/ x * / x)
  | U_sigmoid => sigmoid x * (1 - sigmoid x) * (1 - 2 * sigmoid x)
  | U_tanh => -2 * (tanh x * (1 - tanh x * tanh x))
  | U_sinh => sinh x
  | U_cosh => cosh x
  | U_atan => -2 * (x * (/ (1 + x * x) * / (1 + x * x)))
  | U_erf => -2 * (x * (2 / sqrt PI * exp (- (x * x))))
  | U_sin => - sin x
  | U_cos => - cos x
  end.

Definition inside (u : unary) (x : R) : Prop :=
  match u with
  | U_inv => x <> 0
  | U_sqrt | U_ln => 0 < x
  | _ => True
  end.

Lemma derivable_square x : derivable_pt_lim (fun x => x * x) x (2 * x).
Proof.
  replace (2 * x) with (1 * x + x * 1) by ring.
  apply (derivable_pt_lim_mult id id); apply derivable_pt_lim_id.
Qed.

Lemma derivable_inv f x l : f x <> 0 -> derivable_pt_lim f x l ->
  derivable_pt_lim (fun x => / f x) x (- (/ f x * / f x) * l).
Proof.
  intros H D. replace (- (/ f x * / f x) * l) with ((0 * f x - l * 1) / Rsqr (f x))
    by (unfold Rsqr; field; exact H).
  apply (derivable_pt_lim_ext (fun x => 1 / f x)).
  - intros y. unfold Rdiv. ring.
  - apply (derivable_pt_lim_div (fun _ => 1) f); [apply derivable_pt_lim_const|exact D|exact H].
Qed.

Lemma derivable_scaled c f x l : derivable_pt_lim f x l -> derivable_pt_lim (fun x => c * f x) x (c * l).
Proof. apply derivable_pt_lim_scal. Qed.

Lemma is_derivative f x l l' : derivable_pt_lim f x l -> l = l' -> derivable_pt_lim f x l'.
Proof. intros H <-. exact H. Qed.

Lemma tanh_slope x : / cosh x ^ 2 = 1 - tanh x * tanh x.
Proof.
  pose proof (cosh_square x). pose proof (cosh_pos x). unfold tanh.
  replace (1 - sinh x / cosh x * (sinh x / cosh x)) with ((cosh x ^ 2 - sinh x ^ 2) / cosh x ^ 2)
    by (field; lra). rewrite H. field. lra.
Qed.

Lemma derivable_sigmoid x : derivable_pt_lim sigmoid x (sigmoid x * (1 - sigmoid x)).
Proof. rewrite <- sigmoid_opp. apply derivable_pt_lim_sigmoid. Qed.

Lemma derivable_tanh x : derivable_pt_lim tanh x (1 - tanh x * tanh x).
Proof. rewrite <- tanh_slope. apply derivable_pt_lim_tanh. Qed.

Lemma derivable_whole_power n x : derivable_pt_lim (fun x => x ^ n) x (IZR (Z.of_nat n) * x ^ pred n).
Proof. rewrite <- INR_IZR_INZ. apply derivable_pt_lim_pow. Qed.

Lemma sum_square_pos x : 1 + x * x <> 0.
Proof. nra. Qed.

Lemma outer_derivatives u x : inside u x ->
  derivable_pt_lim (applied u) x (outer1 u x) /\ derivable_pt_lim (outer1 u) x (outer2 u x).
Proof.
  destruct u; cbn [inside]; intros H; split; unfold applied, outer1, outer2.
  - apply derivable_whole_power.
  - apply derivable_scaled, derivable_whole_power.
  - eapply is_derivative; [apply (derivable_inv id); [exact H|apply derivable_pt_lim_id]|unfold id; ring].
  - eapply is_derivative.
    + apply (derivable_pt_lim_opp (fun x => / x * / x)).
      apply (derivable_pt_lim_mult (fun x => / x) (fun x => / x));
        (apply (derivable_inv id); [exact H|apply derivable_pt_lim_id]).
    + unfold id. field. exact H.
  - eapply is_derivative; [apply derivable_pt_lim_sqrt, H|]. field.
    apply Rgt_not_eq, sqrt_lt_R0, H.
  - pose proof (sqrt_lt_R0 x H) as S0. eapply is_derivative.
    + apply derivable_scaled, (derivable_inv sqrt); [lra|apply derivable_pt_lim_sqrt, H].
    + pose proof (sqrt_sqrt x ltac:(lra)) as Q. rewrite <- Q at 5. field. lra.
  - apply derivable_pt_lim_exp.
  - apply derivable_pt_lim_exp.
  - apply derivable_pt_lim_ln, H.
  - eapply is_derivative; [apply (derivable_inv id); [unfold id; lra|apply derivable_pt_lim_id]|unfold id; ring].
  - apply derivable_sigmoid.
  - eapply is_derivative.
    + apply (derivable_pt_lim_mult sigmoid (fun x => 1 - sigmoid x)); [apply derivable_sigmoid|].
      apply (derivable_pt_lim_minus (fun _ => 1)); [apply derivable_pt_lim_const|apply derivable_sigmoid].
    + ring.
  - apply derivable_tanh.
  - eapply is_derivative.
    + apply (derivable_pt_lim_minus (fun _ => 1)); [apply derivable_pt_lim_const|].
      apply (derivable_pt_lim_mult tanh tanh); apply derivable_tanh.
    + ring.
  - apply derivable_pt_lim_sinh.
  - apply derivable_pt_lim_cosh.
  - apply derivable_pt_lim_cosh.
  - apply derivable_pt_lim_sinh.
  - eapply is_derivative; [apply derivable_pt_lim_atan|]. f_equal. ring.
  - eapply is_derivative.
    + apply (derivable_inv (fun x => 1 + x * x)); [apply sum_square_pos|].
      apply (derivable_pt_lim_plus (fun _ => 1)); [apply derivable_pt_lim_const|apply derivable_square].
    + ring.
  - eapply is_derivative; [apply derivable_pt_lim_erf|]. unfold bell. do 2 f_equal. ring.
  - eapply is_derivative.
    + apply derivable_scaled. apply (derivable_pt_lim_comp (fun x => - (x * x)) exp).
      * apply (derivable_pt_lim_opp (fun x => x * x)), derivable_square.
      * apply derivable_pt_lim_exp.
    + ring.
  - apply derivable_pt_lim_sin.
  - apply derivable_pt_lim_cos.
  - apply derivable_pt_lim_cos.
  - apply (derivable_pt_lim_opp sin), derivable_pt_lim_sin.
Qed.

(** ** Formulas *)

(** The first derivative, by the chain rule. *)
Fixpoint first (e : formula) (v : R) : R :=
  match e with
  | F_num _ _ | F_real _ | F_power _ _ => 0
  | F_var => 1
  | F_add a b => first a v + first b v
  | F_mul a b => first a v * value b v + value a v * first b v
  | F_pow a n => outer1 (U_pow n) (value a v) * first a v
  | F_inv a => outer1 U_inv (value a v) * first a v
  | F_sqrt a => outer1 U_sqrt (value a v) * first a v
  | F_exp a => outer1 U_exp (value a v) * first a v
  | F_ln a => outer1 U_ln (value a v) * first a v
  | F_sigmoid a => outer1 U_sigmoid (value a v) * first a v
  | F_tanh a => outer1 U_tanh (value a v) * first a v
  | F_sinh a => outer1 U_sinh (value a v) * first a v
  | F_cosh a => outer1 U_cosh (value a v) * first a v
  | F_atan a => outer1 U_atan (value a v) * first a v
  | F_erf a => outer1 U_erf (value a v) * first a v
  | F_sin a => outer1 U_sin (value a v) * first a v
  | F_cos a => outer1 U_cos (value a v) * first a v
  end.

(** The second derivative of u at a function with the value x and the derivatives d and dd. *)
Definition bent (u : unary) (x d dd : R) : R := outer2 u x * (d * d) + outer1 u x * dd.

Fixpoint second (e : formula) (v : R) : R :=
  match e with
  | F_num _ _ | F_real _ | F_power _ _ | F_var => 0
  | F_add a b => second a v + second b v
  | F_mul a b => second a v * value b v + 2 * (first a v * first b v) + value a v * second b v
  | F_pow a n => bent (U_pow n) (value a v) (first a v) (second a v)
  | F_inv a => bent U_inv (value a v) (first a v) (second a v)
  | F_sqrt a => bent U_sqrt (value a v) (first a v) (second a v)
  | F_exp a => bent U_exp (value a v) (first a v) (second a v)
  | F_ln a => bent U_ln (value a v) (first a v) (second a v)
  | F_sigmoid a => bent U_sigmoid (value a v) (first a v) (second a v)
  | F_tanh a => bent U_tanh (value a v) (first a v) (second a v)
  | F_sinh a => bent U_sinh (value a v) (first a v) (second a v)
  | F_cosh a => bent U_cosh (value a v) (first a v) (second a v)
  | F_atan a => bent U_atan (value a v) (first a v) (second a v)
  | F_erf a => bent U_erf (value a v) (first a v) (second a v)
  | F_sin a => bent U_sin (value a v) (first a v) (second a v)
  | F_cos a => bent U_cos (value a v) (first a v) (second a v)
  end.

Definition twice (f f1 f2 : R -> R) (v : R) : Prop :=
  derivable_pt_lim f v (f1 v) /\ derivable_pt_lim f1 v (f2 v).

Lemma twice_add f f1 f2 g g1 g2 v : twice f f1 f2 v -> twice g g1 g2 v ->
  twice (fun v => f v + g v) (fun v => f1 v + g1 v) (fun v => f2 v + g2 v) v.
Proof. intros [F F1] [G G1]. split; [apply (derivable_pt_lim_plus f g)|apply (derivable_pt_lim_plus f1 g1)]; auto. Qed.

Lemma twice_mul f f1 f2 g g1 g2 v : twice f f1 f2 v -> twice g g1 g2 v ->
  twice (fun v => f v * g v) (fun v => f1 v * g v + f v * g1 v)
        (fun v => f2 v * g v + 2 * (f1 v * g1 v) + f v * g2 v) v.
Proof.
  intros [F F1] [G G1]. split; [apply (derivable_pt_lim_mult f g); assumption|].
  eapply is_derivative.
  - apply (derivable_pt_lim_plus (fun v => f1 v * g v) (fun v => f v * g1 v));
      [apply (derivable_pt_lim_mult f1 g)|apply (derivable_pt_lim_mult f g1)]; eassumption.
  - ring.
Qed.

Lemma twice_unary u f f1 f2 v : inside u (f v) -> twice f f1 f2 v ->
  twice (fun v => applied u (f v)) (fun v => outer1 u (f v) * f1 v)
        (fun v => bent u (f v) (f1 v) (f2 v)) v.
Proof.
  intros H [F F1]. destruct (outer_derivatives u (f v) H) as [D1 D2]. split.
  - apply (derivable_pt_lim_comp f (applied u)); assumption.
  - eapply is_derivative.
    + apply (derivable_pt_lim_mult (fun v => outer1 u (f v)) f1); [|eassumption].
      apply (derivable_pt_lim_comp f (outer1 u)); eassumption.
    + unfold bent. ring.
Qed.

Lemma twice_constant c v : twice (fun _ => c) (fun _ => 0) (fun _ => 0) v.
Proof. split; apply derivable_pt_lim_const. Qed.

Lemma twice_ext f f1 f2 g g1 g2 v : (forall w, f w = g w) -> (forall w, f1 w = g1 w) ->
  (f2 v = g2 v) -> twice f f1 f2 v -> twice g g1 g2 v.
Proof.
  intros E E1 E2 [F F1]. split.
  - rewrite <- E1. apply (derivable_pt_lim_ext f g); assumption.
  - rewrite <- E2. apply (derivable_pt_lim_ext f1 g1); assumption.
Qed.

(** ** On intervals *)

Section Intervals.

Variable bits : positive.

Notation holds := (holds bits).
Notation mul := (i_mul bits).
Notation one := (i_one bits).

(** Value, first and second derivative. *)
Definition jet3 := (interval * interval * interval)%type.

Definition holds3 (J : jet3) (a b c : R) : Prop :=
  let '(A, B, C) := J in holds A a /\ holds B b /\ holds C c.

Definition bind {A B : Type} (a : option A) (f : A -> option B) : option B :=
  match a with Some x => f x | None => None end.

Lemma bind_some {A B : Type} (a : option A) (f : A -> option B) y :
  bind a f = Some y -> exists x, a = Some x /\ f x = Some y.
Proof. destruct a as [x|]; [exists x; auto|discriminate]. Qed.

(** sigmoid: 1 / (1 + exp(-x)). *)
Definition i_sigmoid (X : interval) : option interval :=
  bind (i_exp bits (i_opp X)) (fun E => i_inv bits (i_add one E)).

Lemma sigmoid_holds X Y x : i_sigmoid X = Some Y -> holds X x -> holds Y (sigmoid x).
Proof.
  intros H HX. apply bind_some in H. destruct H as (E & HE & HY).
  pose proof (exp_holds bits _ _ _ HE (opp_holds bits _ _ HX)) as Q.
  exact (proj2 (inv_holds bits _ _ _ HY (add_holds bits _ _ _ _ (one_holds bits) Q))).
Qed.

(** tanh: 1 - 2 / (1 + exp(2 x)). *)
Definition i_tanh (X : interval) : option interval :=
  bind (i_exp bits (i_scale 2 X)) (fun E =>
  bind (i_inv bits (i_add one E)) (fun I => Some (i_sub one (i_scale 2 I)))).

Lemma tanh_holds X Y x : i_tanh X = Some Y -> holds X x -> holds Y (tanh x).
Proof.
  intros H HX. apply bind_some in H. destruct H as (E & HE & H).
  apply bind_some in H. destruct H as (I & HI & H). injection H as <-.
  pose proof (exp_holds bits _ _ _ HE (scale_holds bits 2 _ _ HX)) as Q.
  destruct (inv_holds bits _ _ _ HI (add_holds bits _ _ _ _ (one_holds bits) Q)) as [_ Q2].
  replace (tanh x) with (1 - 2 * / (1 + exp (2 * x))).
  - apply sub_holds; [apply one_holds|apply (scale_holds bits 2), Q2].
  - unfold tanh, sinh, cosh. replace (2 * x) with (x + x) by ring. rewrite exp_plus, exp_Ropp.
    pose proof (exp_pos x). field. split; nra.
Qed.

(** exp(x) and exp(-x). *)
Definition i_both (X : interval) : option (interval * interval) :=
  bind (i_exp bits X) (fun E => bind (i_inv bits E) (fun I => Some (E, I))).

Definition i_sinh (X : interval) : option interval :=
  bind (i_both X) (fun p => Some (i_part (i_sub (fst p) (snd p)) 2)).
Definition i_cosh (X : interval) : option interval :=
  bind (i_both X) (fun p => Some (i_part (i_add (fst p) (snd p)) 2)).

Lemma both_holds X p x : i_both X = Some p -> holds X x -> holds (fst p) (exp x) /\ holds (snd p) (exp (- x)).
Proof.
  intros H HX. apply bind_some in H. destruct H as (E & HE & H).
  apply bind_some in H. destruct H as (I & HI & H). injection H as <-. cbn [fst snd].
  pose proof (exp_holds bits _ _ _ HE HX) as Q. split; [exact Q|].
  rewrite exp_Ropp. exact (proj2 (inv_holds bits _ _ _ HI Q)).
Qed.

Lemma sinh_holds X Y x : i_sinh X = Some Y -> holds X x -> holds Y (sinh x).
Proof.
  intros H HX. apply bind_some in H. destruct H as (p & Hp & H). injection H as <-.
  destruct (both_holds _ _ _ Hp HX). apply (part_holds bits _ 2), sub_holds; assumption.
Qed.

Lemma cosh_holds X Y x : i_cosh X = Some Y -> holds X x -> holds Y (cosh x).
Proof.
  intros H HX. apply bind_some in H. destruct H as (p & Hp & H). injection H as <-.
  destruct (both_holds _ _ _ Hp HX). apply (part_holds bits _ 2), add_holds; assumption.
Qed.

Definition half (X : interval) : interval := i_part X 2.

Lemma half_holds X x : holds X x -> holds (half X) (/ 2 * x).
Proof. intros H. rewrite Rmult_comm. apply (part_holds bits X 2 x H). Qed.

Definition unary_jet (u : unary) (X : interval) : option jet3 :=
  match u with
  | U_pow n => Some (i_pow bits X n, i_scale (Z.of_nat n) (i_pow bits X (pred n)),
      i_scale (Z.of_nat n) (i_scale (Z.of_nat (pred n)) (i_pow bits X (pred (pred n)))))
  | U_inv => bind (i_inv bits X) (fun I =>
      let Q := mul I I in Some (I, i_opp Q, i_scale 2 (mul I Q)))
  | U_sqrt => bind (i_sqrt bits X) (fun Q => bind (i_inv bits Q) (fun I => bind (i_inv bits X) (fun J =>
      Some (Q, half I, i_opp (half (half (mul I J)))))))
  | U_exp => bind (i_exp bits X) (fun E => Some (E, E, E))
  | U_ln => bind (i_ln bits X) (fun l => bind (i_inv bits X) (fun I => Some (l, I, i_opp (mul I I))))
  | U_sigmoid => bind (i_sigmoid X) (fun G =>
      let D := mul G (i_sub one G) in Some (G, D, mul D (i_sub one (i_scale 2 G))))
  | U_tanh => bind (i_tanh X) (fun T =>
      let D := i_sub one (mul T T) in Some (T, D, i_scale (-2) (mul T D)))
  | U_sinh => bind (i_sinh X) (fun p => bind (i_cosh X) (fun q => Some (p, q, p)))
  | U_cosh => bind (i_sinh X) (fun p => bind (i_cosh X) (fun q => Some (q, p, q)))
  | U_atan => bind (i_atan bits X) (fun T => bind (i_inv bits (i_add one (mul X X))) (fun I =>
      Some (T, I, i_scale (-2) (mul X (mul I I)))))
  | U_erf => bind (over_root_pi bits) (fun c => bind (i_exp bits (i_opp (mul X X))) (fun E =>
      let D := mul c E in Some (i_erf bits c X, D, i_scale (-2) (mul X D))))
  | U_sin => let s := i_sin bits X in let c := i_cos bits X in Some (s, c, i_opp s)
  | U_cos => let s := i_sin bits X in let c := i_cos bits X in Some (c, i_opp s, i_opp c)
  end.

Ltac binds H :=
  repeat (let x := fresh "x" in let Hx := fresh "Hx" in
          apply bind_some in H; destruct H as (x & Hx & H)).

Lemma unary_jet_holds u X J x : unary_jet u X = Some J -> holds X x ->
  inside u x /\ holds3 J (applied u x) (outer1 u x) (outer2 u x).
Proof.
  intros H HX. destruct u; cbn [unary_jet] in H; binds H; injection H as <-;
    cbn [inside applied outer1 outer2 holds3].
  - split; [exact I|]. repeat split; repeat apply scale_holds; apply pow_holds, HX.
  - destruct (inv_holds bits _ _ _ Hx HX) as [N Q]. split; [exact N|].
    split; [exact Q|]. split; [apply opp_holds, mul_holds; exact Q|].
    apply (scale_holds bits 2), mul_holds; [exact Q|apply mul_holds; exact Q].
  - destruct (sqrt_holds bits _ _ _ Hx HX) as [P Q]. destruct (inv_holds bits _ _ _ Hx0 Q) as [N I].
    destruct (inv_holds bits _ _ _ Hx1 HX) as [N' I']. split; [lra|].
    split; [exact Q|]. split; [apply half_holds, I|]. apply opp_holds, half_holds, half_holds, mul_holds; assumption.
  - pose proof (exp_holds bits _ _ _ Hx HX). auto.
  - destruct (ln_holds bits _ _ _ Hx HX) as [P Q]. destruct (inv_holds bits _ _ _ Hx0 HX) as [_ I].
    split; [exact P|]. split; [exact Q|]. split; [exact I|]. apply opp_holds, mul_holds; exact I.
  - pose proof (sigmoid_holds _ _ _ Hx HX) as G. split; [exact I|]. split; [exact G|].
    assert (D : holds (mul x0 (i_sub one x0)) (sigmoid x * (1 - sigmoid x))).
    { apply mul_holds; [exact G|]. apply sub_holds; [apply one_holds|exact G]. }
    split; [exact D|]. apply mul_holds; [exact D|]. apply sub_holds; [apply one_holds|].
    apply (scale_holds bits 2), G.
  - pose proof (tanh_holds _ _ _ Hx HX) as G. split; [exact I|]. split; [exact G|].
    assert (D : holds (i_sub one (mul x0 x0)) (1 - tanh x * tanh x)).
    { apply sub_holds; [apply one_holds|]. apply mul_holds; exact G. }
    split; [exact D|]. apply (scale_holds bits (-2)), mul_holds; assumption.
  - pose proof (sinh_holds _ _ _ Hx HX). pose proof (cosh_holds _ _ _ Hx0 HX). auto.
  - pose proof (sinh_holds _ _ _ Hx HX). pose proof (cosh_holds _ _ _ Hx0 HX). auto.
  - pose proof (atan_holds bits _ _ _ Hx HX) as T.
    destruct (inv_holds bits _ _ _ Hx0 (add_holds bits _ _ _ _ (one_holds bits)
      (mul_holds bits _ _ _ _ HX HX))) as [_ I']. split; [exact I|]. split; [exact T|]. split; [exact I'|].
    apply (scale_holds bits (-2)), mul_holds; [exact HX|]. apply mul_holds; exact I'.
  - pose proof (over_root_pi_holds bits _ Hx) as C. pose proof (erf_holds bits _ _ _ C HX) as T.
    pose proof (exp_holds bits _ _ _ Hx0 (opp_holds bits _ _ (mul_holds bits _ _ _ _ HX HX))) as E.
    split; [exact I|]. split; [exact T|].
    assert (D : holds (mul x0 x1) (2 / sqrt PI * exp (- (x * x)))) by (apply mul_holds; assumption).
    split; [exact D|]. apply (scale_holds bits (-2)), mul_holds; assumption.
  - pose proof (sin_holds bits _ _ HX). pose proof (cos_holds bits _ _ HX).
    split; [exact I|]. split; [assumption|]. split; [assumption|]. apply opp_holds. assumption.
  - pose proof (sin_holds bits _ _ HX). pose proof (cos_holds bits _ _ HX).
    split; [exact I|]. split; [assumption|]. split; apply opp_holds; assumption.
Qed.

Definition outside (u : unary) (J : jet3) : option jet3 :=
  let '(A, A1, A2) := J in
  bind (unary_jet u A) (fun O => let '(Y, Y1, Y2) := O in
    Some (Y, mul Y1 A1, i_add (mul Y2 (mul A1 A1)) (mul Y1 A2))).

Fixpoint jet (e : formula) (X : interval) : option jet3 :=
  let under u a := bind (jet a X) (outside u) in
  match e with
  | F_num n d => Some (i_ratio bits n d, i_zero, i_zero)
  | F_real _ | F_power _ _ => None
  | F_var => Some (X, one, i_zero)
  | F_add a b => bind (jet a X) (fun J => bind (jet b X) (fun K =>
      let '(A, A1, A2) := J in let '(B, B1, B2) := K in
      Some (i_add A B, i_add A1 B1, i_add A2 B2)))
  | F_mul a b => bind (jet a X) (fun J => bind (jet b X) (fun K =>
      let '(A, A1, A2) := J in let '(B, B1, B2) := K in
      Some (mul A B, i_add (mul A1 B) (mul A B1),
            i_add (i_add (mul A2 B) (i_scale 2 (mul A1 B1))) (mul A B2))))
  | F_pow a n => under (U_pow n) a
  | F_inv a => under U_inv a
  | F_sqrt a => under U_sqrt a
  | F_exp a => under U_exp a
  | F_ln a => under U_ln a
  | F_sigmoid a => under U_sigmoid a
  | F_tanh a => under U_tanh a
  | F_sinh a => under U_sinh a
  | F_cosh a => under U_cosh a
  | F_atan a => under U_atan a
  | F_erf a => under U_erf a
  | F_sin a => under U_sin a
  | F_cos a => under U_cos a
  end.

Definition jet_sound (e : formula) (J : jet3) (v : R) : Prop :=
  twice (value e) (first e) (second e) v /\ holds3 J (value e v) (first e v) (second e v).

Lemma outside_sound u a (J J' : jet3) v (e : formula) :
  (forall w, value e w = applied u (value a w)) ->
  (forall w, first e w = outer1 u (value a w) * first a w) ->
  (forall w, second e w = bent u (value a w) (first a w) (second a w)) ->
  outside u J = Some J' -> jet_sound a J v -> jet_sound e J' v.
Proof.
  intros E E1 E2 H [T Hold]. destruct J as [[A A1] A2]. destruct Hold as (HA & HA1 & HA2).
  unfold outside in H. apply bind_some in H. destruct H as ([[Y Y1] Y2] & HO & H). injection H as <-.
  destruct (unary_jet_holds _ _ _ _ HO HA) as [Hin (HY & HY1 & HY2)]. split.
  - apply (twice_ext (fun w => applied u (value a w)) (fun w => outer1 u (value a w) * first a w)
      (fun w => bent u (value a w) (first a w) (second a w))); auto using twice_unary.
  - cbn [holds3]. rewrite E, E1, E2. unfold bent. split; [exact HY|].
    split; [apply mul_holds; assumption|].
    apply add_holds; apply mul_holds; auto. apply mul_holds; assumption.
Qed.

Theorem jet_holds e X : forall J v, jet e X = Some J -> holds X v -> jet_sound e J v.
Proof.
  induction e; intros J v H HX; cbn [jet] in H; try discriminate;
    try (apply bind_some in H; destruct H as (K & HK & H);
         refine (outside_sound _ _ _ _ v _ _ _ _ H (IHe _ v HK HX)); reflexivity).
  - injection H as <-. split; [apply twice_constant|]. cbn [holds3 value first second].
    split; [|split; apply zero_holds].
    replace (ratio n d) with (IZR n / IZR (Zpos d)) by (unfold ratio; destruct d; try reflexivity; field).
    apply ratio_holds.
  - injection H as <-. split; [split; [apply derivable_pt_lim_id|apply derivable_pt_lim_const]|].
    split; [exact HX|]. split; [apply one_holds|apply zero_holds].
  - apply bind_some in H. destruct H as ([[A A1] A2] & HA & H).
    apply bind_some in H. destruct H as ([[B B1] B2] & HB & H). injection H as <-.
    destruct (IHe1 _ v HA HX) as [TA (a & a1 & a2)]. destruct (IHe2 _ v HB HX) as [TB (b & b1 & b2)].
    split; [apply twice_add; assumption|]. repeat split; apply add_holds; assumption.
  - apply bind_some in H. destruct H as ([[A A1] A2] & HA & H).
    apply bind_some in H. destruct H as ([[B B1] B2] & HB & H). injection H as <-.
    destruct (IHe1 _ v HA HX) as [TA (a & a1 & a2)]. destruct (IHe2 _ v HB HX) as [TB (b & b1 & b2)].
    split; [apply twice_mul; assumption|]. cbn [holds3 value first second].
    split; [apply mul_holds; assumption|]. split.
    + apply add_holds; apply mul_holds; assumption.
    + apply add_holds; [apply add_holds|]; try (apply mul_holds; assumption).
      apply (scale_holds bits 2), mul_holds; assumption.
Qed.

End Intervals.
