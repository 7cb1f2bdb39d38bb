(** * Bounds of a formula by integer arithmetic

    [enclosed k p e (lo, hi)] computes integers between which 2^p times the value
    of the formula lies, for every v whose 2^p-fold lies between lo and hi; None
    where there is no answer. The exponential is (1 + a / 2^k)^(2^k), which lies
    below it, by k squarings; a logarithm is guessed, and checked by the
    exponential. *)

From Coq Require Import Reals ZArith Lra Lia Bool.
From TheoremCheck Require Import Formulas Smooth.
Open Scope R_scope.

Definition bounds : Type := Z * Z.

Section Scale.

(** S = 2^p is the unity. *)
Variable p : nat.
Definition unity : Z := (2 ^ Z.of_nat p)%Z.

(** x lies between the bounds. *)
Definition holds (i : bounds) (x : R) : Prop := IZR (fst i) <= x * IZR unity <= IZR (snd i).

Lemma unit_positive : (0 < unity)%Z.
Proof. unfold unity. apply Z.pow_pos_nonneg; lia. Qed.

Lemma unit_real : 0 < IZR unity.
Proof. apply IZR_lt, unit_positive. Qed.

(** ** Division, rounded down and up *)

Definition up (a b : Z) : Z := (- ((- a) / b))%Z.

Lemma down_le a b : (0 < b)%Z -> IZR (a / b) * IZR b <= IZR a.
Proof. intros H. rewrite <- mult_IZR. apply IZR_le. rewrite Z.mul_comm. now apply Z.mul_div_le. Qed.

Lemma up_ge a b : (0 < b)%Z -> IZR a <= IZR (up a b) * IZR b.
Proof.
  intros H. unfold up. pose proof (down_le (- a) b H) as K. rewrite opp_IZR in K.
  rewrite opp_IZR. lra.
Qed.

Lemma down_by a b x : (0 < b)%Z -> IZR a <= x * IZR b -> IZR (a / b) <= x.
Proof.
  intros H K. pose proof (down_le a b H). assert (0 < IZR b) by (now apply IZR_lt).
  apply Rmult_le_reg_r with (IZR b); lra.
Qed.

Lemma up_by a b x : (0 < b)%Z -> x * IZR b <= IZR a -> x <= IZR (up a b).
Proof.
  intros H K. pose proof (up_ge a b H). assert (0 < IZR b) by (now apply IZR_lt).
  apply Rmult_le_reg_r with (IZR b); lra.
Qed.

(** The quotient by S, by a shift. *)
Definition down_unit (a : Z) : Z := Z.shiftr a (Z.of_nat p).
Definition up_unit (a : Z) : Z := (- down_unit (- a))%Z.

Lemma down_unit_is a : down_unit a = (a / unity)%Z.
Proof. apply Z.shiftr_div_pow2. lia. Qed.

Lemma up_unit_is a : up_unit a = up a unity.
Proof. unfold up_unit, up. now rewrite down_unit_is. Qed.

(** ** Arithmetic *)

Definition b_num (n : Z) (d : positive) : bounds :=
  ((n * unity / Zpos d)%Z, up (n * unity) (Zpos d)).

Lemma holds_num n d : holds (b_num n d) (ratio n d).
Proof.
  assert (D : 0 < IZR (Zpos d)) by (apply IZR_lt; reflexivity).
  assert (E : ratio n d = IZR n / IZR (Zpos d)) by (destruct d; unfold ratio; [reflexivity..|field]).
  rewrite E. split; cbn [fst snd b_num].
  - apply down_by; [reflexivity|]. rewrite mult_IZR. right. field. lra.
  - apply up_by; [reflexivity|]. rewrite mult_IZR. right. field. lra.
Qed.

Definition b_add (i j : bounds) : bounds := ((fst i + fst j)%Z, (snd i + snd j)%Z).

Lemma holds_add i j x y : holds i x -> holds j y -> holds (b_add i j) (x + y).
Proof. unfold holds, b_add. cbn [fst snd]. rewrite !plus_IZR. lra. Qed.

Definition b_opp (i : bounds) : bounds := ((- snd i)%Z, (- fst i)%Z).

Lemma holds_opp i x : holds i x -> holds (b_opp i) (- x).
Proof. unfold holds, b_opp. cbn [fst snd]. rewrite !opp_IZR. lra. Qed.

Definition least4 (a b c d : Z) : Z := Z.min (Z.min a b) (Z.min c d).
Definition greatest4 (a b c d : Z) : Z := Z.max (Z.max a b) (Z.max c d).
Definition products (i j : bounds) : bounds :=
  let '(a, b) := i in let '(c, d) := j in
  (least4 (a * c) (a * d) (b * c) (b * d), greatest4 (a * c) (a * d) (b * c) (b * d))%Z.
Definition b_mul (i j : bounds) : bounds :=
  let '(lo, hi) := products i j in (down_unit lo, up_unit hi).

Lemma products_hold a b c d x y : a <= x <= b -> c <= y <= d ->
  Rmin (Rmin (a * c) (a * d)) (Rmin (b * c) (b * d)) <= x * y
  <= Rmax (Rmax (a * c) (a * d)) (Rmax (b * c) (b * d)).
Proof.
  intros X Y.
  pose proof (Rmin_l (Rmin (a * c) (a * d)) (Rmin (b * c) (b * d))).
  pose proof (Rmin_r (Rmin (a * c) (a * d)) (Rmin (b * c) (b * d))).
  pose proof (Rmin_l (a * c) (a * d)). pose proof (Rmin_r (a * c) (a * d)).
  pose proof (Rmin_l (b * c) (b * d)). pose proof (Rmin_r (b * c) (b * d)).
  pose proof (Rmax_l (Rmax (a * c) (a * d)) (Rmax (b * c) (b * d))).
  pose proof (Rmax_r (Rmax (a * c) (a * d)) (Rmax (b * c) (b * d))).
  pose proof (Rmax_l (a * c) (a * d)). pose proof (Rmax_r (a * c) (a * d)).
  pose proof (Rmax_l (b * c) (b * d)). pose proof (Rmax_r (b * c) (b * d)).
  set (lo := Rmin _ _) in *. set (hi := Rmax (Rmax _ _) _) in *. clearbody lo hi.
  assert (E : forall z, lo <= a * z <= hi -> lo <= b * z <= hi -> lo <= x * z <= hi).
  { intros z A B. destruct (Rle_dec 0 z); split; nra. }
  pose proof (E c ltac:(lra) ltac:(lra)). pose proof (E d ltac:(lra) ltac:(lra)).
  destruct (Rle_dec 0 x); split; nra.
Qed.

Lemma IZR_min a b : IZR (Z.min a b) = Rmin (IZR a) (IZR b).
Proof.
  destruct (Z.min_spec a b) as [[H ->]|[H ->]].
  - rewrite Rmin_left; [reflexivity|]. apply IZR_le. lia.
  - rewrite Rmin_right; [reflexivity|]. now apply IZR_le.
Qed.

Lemma IZR_max a b : IZR (Z.max a b) = Rmax (IZR a) (IZR b).
Proof.
  destruct (Z.max_spec a b) as [[H ->]|[H ->]].
  - rewrite Rmax_right; [reflexivity|]. apply IZR_le. lia.
  - rewrite Rmax_left; [reflexivity|]. now apply IZR_le.
Qed.

Lemma holds_mul i j x y : holds i x -> holds j y -> holds (b_mul i j) (x * y).
Proof.
  destruct i as [a b], j as [c d]. unfold holds, b_mul. cbn [fst snd products]. intros X Y.
  pose proof (products_hold _ _ _ _ _ _ X Y) as K. pose proof unit_positive.
  rewrite down_unit_is, up_unit_is. unfold least4, greatest4. split.
  - apply down_by; [assumption|]. rewrite !IZR_min, !mult_IZR. lra.
  - apply up_by; [assumption|]. rewrite !IZR_max, !mult_IZR. lra.
Qed.

Fixpoint b_pow (i : bounds) (n : nat) : bounds :=
  match n with
  | O => (unity, unity)
  | S m => match m with O => i | S _ => b_mul i (b_pow i m) end
  end.

Lemma holds_pow i x n : holds i x -> holds (b_pow i n) (x ^ n).
Proof.
  intros H. induction n as [|[|n] IH].
  - unfold holds. cbn [b_pow fst snd pow]. lra.
  - cbn [b_pow pow]. rewrite Rmult_1_r. exact H.
  - change (holds (b_mul i (b_pow i (S n))) (x * x ^ S n)). now apply holds_mul.
Qed.

(** 1 / x, for bounds that leave out 0. *)
Definition b_inv (i : bounds) : option bounds :=
  if ((0 <? fst i) || (snd i <? 0))%Z
  then Some (if (0 <? fst i)%Z then ((unity * unity / snd i)%Z, up (unity * unity) (fst i))
             else ((- up (unity * unity) (- snd i))%Z, (- (unity * unity / - fst i))%Z))
  else None.

Lemma holds_inv_positive a b x : (0 < a)%Z -> IZR a <= x * IZR unity <= IZR b ->
  IZR (unity * unity / b) <= / x * IZR unity <= IZR (up (unity * unity) a).
Proof.
  intros A H. pose proof unit_real as U. pose proof (IZR_lt _ _ A) as A'.
  assert (X : 0 < x) by (apply Rmult_lt_reg_r with (IZR unity); lra).
  assert (B' : 0 < IZR b) by lra. assert (B : (0 < b)%Z) by now apply lt_IZR.
  split.
  - apply down_by; [assumption|]. rewrite mult_IZR.
    replace (/ x * IZR unity * IZR b) with (IZR unity * (/ x * IZR b)) by ring.
    apply Rmult_le_compat_l; [lra|]. apply Rmult_le_reg_l with x; [assumption|].
    rewrite <- Rmult_assoc, Rinv_r by lra. lra.
  - apply up_by; [assumption|]. rewrite mult_IZR.
    replace (/ x * IZR unity * IZR a) with (IZR unity * (/ x * IZR a)) by ring.
    apply Rmult_le_compat_l; [lra|]. apply Rmult_le_reg_l with x; [assumption|].
    rewrite <- Rmult_assoc, Rinv_r by lra. lra.
Qed.

Lemma holds_inv i j x : holds i x -> b_inv i = Some j -> holds j (/ x).
Proof.
  destruct i as [a b]. unfold holds, b_inv. cbn [fst snd]. intros H E.
  destruct (Z.ltb_spec 0 a) as [A|A]; cbn [orb] in E.
  - injection E as <-. cbn [fst snd]. now apply holds_inv_positive.
  - destruct (Z.ltb_spec b 0) as [B|B]; [|discriminate]. injection E as <-. cbn [fst snd].
    pose proof (holds_inv_positive (- b) (- a) (- x) ltac:(lia)) as K. rewrite !opp_IZR in K.
    rewrite !opp_IZR. specialize (K ltac:(lra)).
    assert (X : x < 0).
    { pose proof unit_real. apply IZR_lt in B. apply Rmult_lt_reg_r with (IZR unity); lra. }
    replace (/ - x) with (- / x) in K by (field; lra). lra.
Qed.

(** ** Square roots *)

Definition b_sqrt (i : bounds) : option bounds :=
  if (0 <=? fst i)%Z then Some (Z.sqrt (fst i * unity), (Z.sqrt (snd i * unity) + 1)%Z) else None.

Lemma holds_sqrt i j x : holds i x -> b_sqrt i = Some j -> holds j (sqrt x).
Proof.
  destruct i as [a b]. unfold holds, b_sqrt. cbn [fst snd]. intros H E.
  destruct (Z.leb_spec 0 a) as [A|]; [|discriminate]. injection E as <-. cbn [fst snd].
  pose proof unit_real as U. pose proof unit_positive as Uz. pose proof (IZR_le _ _ A) as A'.
  assert (X : 0 <= x) by (apply Rmult_le_reg_r with (IZR unity); lra).
  assert (B : (0 <= b)%Z) by (apply le_IZR; lra).
  assert (R : sqrt x * IZR unity = sqrt (x * IZR unity * IZR unity)).
  { rewrite Rmult_assoc, sqrt_mult, sqrt_square by nra. reflexivity. }
  rewrite R. split.
  - pose proof (Z.sqrt_spec (a * unity) ltac:(nia)) as [L _].
    pose proof (Z.sqrt_nonneg (a * unity)) as N.
    apply IZR_le in L, N. rewrite !mult_IZR in L.
    rewrite <- (sqrt_square (IZR (Z.sqrt (a * unity)))) by assumption. apply sqrt_le_1_alt.
    eapply Rle_trans; [exact L|]. apply Rmult_le_compat_r; lra.
  - pose proof (Z.sqrt_spec (b * unity) ltac:(nia)) as [_ L].
    pose proof (Z.sqrt_nonneg (b * unity)) as N.
    rewrite <- Z.add_1_r in L. apply IZR_lt in L. apply IZR_le in N. rewrite !mult_IZR in L.
    rewrite <- (sqrt_square (IZR (Z.sqrt (b * unity) + 1))) by (rewrite plus_IZR; lra).
    apply sqrt_le_1_alt. apply Rle_trans with (IZR b * IZR unity); [apply Rmult_le_compat_r; lra|].
    lra.
Qed.

(** ** The exponential *)

(** The number of squarings. *)
Variable k : nat.

Fixpoint squared (n : nat) (y : Z) : Z :=
  match n with O => y | S m => squared m (down_unit (y * y)) end.

Lemma squared_le n : forall y x, (0 <= y)%Z -> IZR y <= exp x * IZR unity ->
  (0 <= squared n y)%Z /\ IZR (squared n y) <= exp (2 ^ n * x) * IZR unity.
Proof.
  induction n as [|n IH]; intros y x N H; cbn [squared pow].
  - rewrite Rmult_1_l. split; assumption.
  - pose proof unit_positive as U. pose proof unit_real as Ur.
    replace (2 * 2 ^ n * x) with (2 ^ n * (2 * x)) by ring. apply IH; rewrite down_unit_is.
    + apply Z.div_pos; [nia|assumption].
    + apply down_by; [assumption|]. rewrite mult_IZR.
      replace (exp (2 * x)) with (exp x * exp x) by (rewrite <- exp_plus; f_equal; ring).
      apply IZR_le in N. pose proof (exp_pos x).
      replace (exp x * exp x * IZR unity * IZR unity) with ((exp x * IZR unity) * (exp x * IZR unity))
        by ring.
      apply Rmult_le_compat; assumption.
Qed.

(** A number below the exponential of a / S. *)
Definition exp_low (a : Z) : Z :=
  let y := (unity + Z.shiftr a (Z.of_nat k))%Z in if (0 <=? y)%Z then squared k y else 0%Z.

Lemma exp_low_le a x : IZR a <= x * IZR unity ->
  (0 <= exp_low a)%Z /\ IZR (exp_low a) <= exp x * IZR unity.
Proof.
  intros H. unfold exp_low. rewrite Z.shiftr_div_pow2 by lia. pose proof unit_real as U. pose proof (exp_pos x) as Ex.
  destruct (Z.leb_spec 0 (unity + a / 2 ^ Z.of_nat k)) as [N|N].
  - assert (Pk : (0 < 2 ^ Z.of_nat k)%Z) by (apply Z.pow_pos_nonneg; lia).
    assert (Pr : IZR (2 ^ Z.of_nat k) = 2 ^ k) by (now rewrite <- pow_IZR).
    assert (P2 : 0 < 2 ^ k) by (apply pow_lt; lra).
    destruct (squared_le k (unity + a / 2 ^ Z.of_nat k) (x / 2 ^ k) N) as [Q1 Q2].
    + rewrite plus_IZR. pose proof (exp_ineq1_le (x / 2 ^ k)) as E.
      assert (D : IZR (a / 2 ^ Z.of_nat k) <= x / 2 ^ k * IZR unity).
      { apply down_by; [assumption|]. rewrite Pr. eapply Rle_trans; [exact H|]. right. field. lra. }
      apply Rle_trans with ((1 + x / 2 ^ k) * IZR unity); [lra|].
      apply Rmult_le_compat_r; lra.
    + split; [exact Q1|]. replace (2 ^ k * (x / 2 ^ k)) with x in Q2 by (field; lra). exact Q2.
  - split; [lia|]. apply Rmult_le_pos; lra.
Qed.

(** A number above it: by that of - a. *)
Definition exp_high (a : Z) : option Z :=
  let y := exp_low (- a) in if (0 <? y)%Z then Some (up (unity * unity) y) else None.

Lemma exp_high_ge a h x : exp_high a = Some h -> x * IZR unity <= IZR a ->
  exp x * IZR unity <= IZR h.
Proof.
  unfold exp_high. intros E H. destruct (Z.ltb_spec 0 (exp_low (- a))) as [N|]; [|discriminate].
  injection E as <-. destruct (exp_low_le (- a) (- x)) as [_ K]; [rewrite opp_IZR; lra|].
  apply up_by; [assumption|]. rewrite mult_IZR. apply IZR_lt in N. pose proof unit_real as U.
  rewrite exp_Ropp in K. pose proof (exp_pos x) as Ex.
  replace (IZR unity * IZR unity) with (exp x * IZR unity * (/ exp x * IZR unity)) by (field; lra).
  apply Rmult_le_compat_l; [|assumption]. left. now apply Rmult_lt_0_compat.
Qed.

Definition b_exp (i : bounds) : option bounds :=
  match exp_high (snd i) with Some h => Some (exp_low (fst i), h) | None => None end.

Lemma holds_exp i j x : holds i x -> b_exp i = Some j -> holds j (exp x).
Proof.
  unfold holds, b_exp. intros [H1 H2] E. destruct (exp_high (snd i)) as [h|] eqn:X; [|discriminate].
  injection E as <-. cbn [fst snd]. split.
  - now apply exp_low_le.
  - exact (exp_high_ge _ _ _ X H2).
Qed.

(** ** The logarithm *)

(** Newton's steps for exp y = a / S; nothing is said of the result. *)
Fixpoint newton (n : nat) (a y : Z) : Z :=
  match n with
  | O => y
  | S m => newton m a (y + down_unit (a * exp_low (- y)) - unity)%Z
  end.

Definition guess (a : Z) : Z := newton 6 a ((Z.log2 a - Z.of_nat p) * (unity * 7 / 10))%Z.

(** How far the guess may be off. *)
Definition slack : Z := (2 ^ (Z.of_nat p - Z.of_nat k + 10))%Z.

Definition ln_low (a : Z) : option Z :=
  let y := (guess a - slack)%Z in
  match exp_high y with Some h => if (h <=? a)%Z then Some y else None | None => None end.
Definition ln_high (a : Z) : option Z :=
  let y := (guess a + slack)%Z in if (a <=? exp_low y)%Z then Some y else None.

Definition b_ln (i : bounds) : option bounds :=
  match (if (0 <? fst i)%Z then ln_low (fst i) else None), ln_high (snd i) with
  | Some l, Some h => Some (l, h)
  | _, _ => None
  end.

Lemma ln_monotone u v : 0 < u -> u <= v -> ln u <= ln v.
Proof. intros U [L| ->]; [left; now apply ln_increasing | right; reflexivity]. Qed.

Lemma of_unit y : y / IZR unity * IZR unity = y.
Proof. pose proof unit_real. field. lra. Qed.

Lemma ln_low_le a l x : ln_low a = Some l -> (0 < a)%Z -> IZR a <= x * IZR unity ->
  IZR l <= ln x * IZR unity.
Proof.
  unfold ln_low. generalize (guess a - slack)%Z. intros y E N H. pose proof unit_real as U.
  destruct (exp_high y) as [h|] eqn:X; [|discriminate].
  destruct (Z.leb_spec h a) as [L|]; [|discriminate]. assert (y = l) as -> by congruence.
  apply IZR_lt in N. apply IZR_le in L.
  pose proof (exp_high_ge _ _ (IZR l / IZR unity) X) as K. rewrite of_unit in K.
  specialize (K (Rle_refl _)). rewrite <- (of_unit (IZR l)). apply Rmult_le_compat_r; [lra|].
  rewrite <- (ln_exp (IZR l / IZR unity)). apply ln_monotone; [apply exp_pos|].
  apply Rmult_le_reg_r with (IZR unity); lra.
Qed.

Lemma ln_high_ge a h x : ln_high a = Some h -> 0 < x -> x * IZR unity <= IZR a ->
  ln x * IZR unity <= IZR h.
Proof.
  unfold ln_high. generalize (guess a + slack)%Z. intros y E N H. pose proof unit_real as U.
  destruct (Z.leb_spec a (exp_low y)) as [L|]; [|discriminate]. assert (y = h) as -> by congruence.
  apply IZR_le in L. destruct (exp_low_le h (IZR h / IZR unity)) as [_ K]; [rewrite of_unit; lra|].
  rewrite <- (of_unit (IZR h)). apply Rmult_le_compat_r; [lra|].
  rewrite <- (ln_exp (IZR h / IZR unity)). apply ln_monotone; [assumption|].
  apply Rmult_le_reg_r with (IZR unity); lra.
Qed.

Lemma holds_ln i j x : holds i x -> b_ln i = Some j -> holds j (ln x).
Proof.
  unfold holds, b_ln. intros [H1 H2] E. pose proof unit_real as U.
  destruct (Z.ltb_spec 0 (fst i)) as [N|]; [|discriminate].
  destruct (ln_low (fst i)) as [l|] eqn:El; [|discriminate].
  destruct (ln_high (snd i)) as [h|] eqn:Eh; [|discriminate].
  assert (j = (l, h)) as -> by congruence. cbn [fst snd].
  pose proof (IZR_lt _ _ N) as N'.
  split; [exact (ln_low_le _ _ _ El N H1)|]. apply (ln_high_ge _ _ _ Eh); [|exact H2].
  apply Rmult_lt_reg_r with (IZR unity); lra.
Qed.

(** ** What is made of exponentials *)

Definition bind {T U : Type} (o : option T) (f : T -> option U) : option U :=
  match o with Some i => f i | None => None end.

Lemma bind_some {T U : Type} (o : option T) (f : T -> option U) u :
  bind o f = Some u -> exists i, o = Some i /\ f i = Some u.
Proof. destruct o as [i|]; [|discriminate]. intros H. now exists i. Qed.

Definition one_b : bounds := (unity, unity).
Lemma holds_one : holds one_b 1.
Proof. unfold holds, one_b. cbn [fst snd]. lra. Qed.

Definition b_sigmoid (i : bounds) : option bounds :=
  bind (b_exp (b_opp i)) (fun j => b_inv (b_add one_b j)).

Lemma holds_sigmoid i j x : holds i x -> b_sigmoid i = Some j -> holds j (sigmoid x).
Proof.
  intros H E. apply bind_some in E. destruct E as [e [E1 E2]].
  apply holds_inv with (2 := E2). apply holds_add; [apply holds_one|].
  apply holds_exp with (2 := E1). now apply holds_opp.
Qed.

Definition half (i : bounds) : bounds := ((fst i / 2)%Z, up (snd i) 2).
Lemma holds_half i x : holds i x -> holds (half i) (x / 2).
Proof.
  unfold holds, half. cbn [fst snd]. intros H. split; [apply down_by | apply up_by]; try reflexivity; lra.
Qed.

Definition b_sinh (i : bounds) : option bounds :=
  bind (b_exp i) (fun e => bind (b_exp (b_opp i)) (fun o => Some (half (b_add e (b_opp o))))).
Definition b_cosh (i : bounds) : option bounds :=
  bind (b_exp i) (fun e => bind (b_exp (b_opp i)) (fun o => Some (half (b_add e o)))).

Lemma holds_sinh i j x : holds i x -> b_sinh i = Some j -> holds j (sinh x).
Proof.
  intros H E. apply bind_some in E. destruct E as [e [E1 E]]. apply bind_some in E.
  destruct E as [o [E2 E]]. injection E as <-. apply holds_half. apply holds_add.
  - now apply holds_exp with (2 := E1).
  - apply holds_opp. apply holds_exp with (2 := E2). now apply holds_opp.
Qed.

Lemma holds_cosh i j x : holds i x -> b_cosh i = Some j -> holds j (cosh x).
Proof.
  intros H E. apply bind_some in E. destruct E as [e [E1 E]]. apply bind_some in E.
  destruct E as [o [E2 E]]. injection E as <-. apply holds_half. apply holds_add.
  - now apply holds_exp with (2 := E1).
  - apply holds_exp with (2 := E2). now apply holds_opp.
Qed.

(** 1 - 2 / (exp(2 x) + 1). *)
Definition b_tanh (i : bounds) : option bounds :=
  bind (b_exp (b_add i i)) (fun e => bind (b_inv (b_add e one_b)) (fun j =>
    Some (b_add one_b (b_opp (b_add j j))))).

Lemma holds_tanh i j x : holds i x -> b_tanh i = Some j -> holds j (tanh x).
Proof.
  intros H E. apply bind_some in E. destruct E as [e [E1 E]]. apply bind_some in E.
  destruct E as [o [E2 E]]. injection E as <-.
  assert (T : tanh x = 1 + - (/ (exp (x + x) + 1) + / (exp (x + x) + 1))).
  { unfold tanh, sinh, cosh. rewrite exp_plus, exp_Ropp. pose proof (exp_pos x) as P.
    field. repeat split; try lra; nra. }
  rewrite T. apply holds_add; [apply holds_one|]. apply holds_opp.
  assert (K : holds o (/ (exp (x + x) + 1))).
  { apply holds_inv with (2 := E2). apply holds_add; [|apply holds_one].
    apply holds_exp with (2 := E1). now apply holds_add. }
  now apply holds_add.
Qed.

(** ** Formulas *)

Fixpoint enclosed (e : formula) (i : bounds) : option bounds :=
  match e with
  | F_num n d => Some (b_num n d)
  | F_var => Some i
  | F_add a b => bind (enclosed a i) (fun x => bind (enclosed b i) (fun y => Some (b_add x y)))
  | F_mul a b => bind (enclosed a i) (fun x => bind (enclosed b i) (fun y => Some (b_mul x y)))
  | F_pow a n => bind (enclosed a i) (fun x => Some (b_pow x n))
  | F_inv a => bind (enclosed a i) b_inv
  | F_sqrt a => bind (enclosed a i) b_sqrt
  | F_exp a => bind (enclosed a i) b_exp
  | F_ln a => bind (enclosed a i) b_ln
  | F_sigmoid a => bind (enclosed a i) b_sigmoid
  | F_tanh a => bind (enclosed a i) b_tanh
  | F_sinh a => bind (enclosed a i) b_sinh
  | F_cosh a => bind (enclosed a i) b_cosh
  | F_real _ | F_power _ _ | F_atan _ | F_erf _ | F_sin _ | F_cos _ => None
  end.

Theorem enclosed_holds e : forall i j v, holds i v -> enclosed e i = Some j -> holds j (value e v).
Proof.
  induction e; intros i j v H E; cbn [enclosed value] in *; try discriminate;
    try (apply bind_some in E; destruct E as [x [E1 E]]; specialize (IHe _ _ _ H E1)).
  - injection E as <-. apply holds_num.
  - injection E as <-. exact H.
  - apply bind_some in E. destruct E as [x [E1 E]]. apply bind_some in E. destruct E as [y [E2 E]].
    injection E as <-. apply holds_add; eauto.
  - apply bind_some in E. destruct E as [x [E1 E]]. apply bind_some in E. destruct E as [y [E2 E]].
    injection E as <-. apply holds_mul; eauto.
  - injection E as <-. now apply holds_pow.
  - exact (holds_inv _ _ _ IHe E).
  - exact (holds_sqrt _ _ _ IHe E).
  - exact (holds_exp _ _ _ IHe E).
  - exact (holds_ln _ _ _ IHe E).
  - exact (holds_sigmoid _ _ _ IHe E).
  - exact (holds_tanh _ _ _ IHe E).
  - exact (holds_sinh _ _ _ IHe E).
  - exact (holds_cosh _ _ _ IHe E).
Qed.

End Scale.

(** ** Substitution *)

Fixpoint put (e a : formula) : formula :=
  match e with
  | F_num n d => F_num n d
  | F_real c => F_real c
  | F_var => a
  | F_add e1 e2 => F_add (put e1 a) (put e2 a)
  | F_mul e1 e2 => F_mul (put e1 a) (put e2 a)
  | F_pow e1 n => F_pow (put e1 a) n
  | F_inv e1 => F_inv (put e1 a)
  | F_sqrt e1 => F_sqrt (put e1 a)
  | F_power r e1 => F_power r (put e1 a)
  | F_exp e1 => F_exp (put e1 a)
  | F_ln e1 => F_ln (put e1 a)
  | F_sigmoid e1 => F_sigmoid (put e1 a)
  | F_tanh e1 => F_tanh (put e1 a)
  | F_sinh e1 => F_sinh (put e1 a)
  | F_cosh e1 => F_cosh (put e1 a)
  | F_atan e1 => F_atan (put e1 a)
  | F_erf e1 => F_erf (put e1 a)
  | F_sin e1 => F_sin (put e1 a)
  | F_cos e1 => F_cos (put e1 a)
  end.

Lemma value_put e a v : value (put e a) v = value e (value a v).
Proof. induction e; cbn [put value]; congruence. Qed.

(** ** The bounds that checks use *)

Definition bits : nat := 120.
Definition enclose : formula -> bounds -> option bounds := enclosed bits 60.
Definition is_in (i : bounds) (x : R) : Prop := holds bits i x.

Theorem enclose_in e i j v : is_in i v -> enclose e i = Some j -> is_in j (value e v).
Proof. apply enclosed_holds. Qed.

(** The bounds of a formula without variable, and those between two rationals. *)
Definition constant_bounds (e : formula) : option bounds := enclose e (0, 0)%Z.
Definition between_bounds (u v : Z * positive) : option bounds :=
  Some (fst (b_num bits (fst u) (snd u)), snd (b_num bits (fst v) (snd v))).

(** What is known of a number, if anything. *)
Definition known (o : option bounds) (x : R) : Prop := forall i, o = Some i -> is_in i x.

Lemma known_constant e x : x = value e 0 -> known (constant_bounds e) x.
Proof.
  intros -> i E. apply (enclose_in e (0, 0)%Z); [|exact E]. unfold is_in, holds. cbn [fst snd]. lra.
Qed.

Lemma known_between u v x : ratio (fst u) (snd u) <= x <= ratio (fst v) (snd v) ->
  known (between_bounds u v) x.
Proof.
  intros H i E. unfold between_bounds in E.
  pose proof (holds_num bits (fst u) (snd u)) as Ku. pose proof (holds_num bits (fst v) (snd v)) as Kv.
  set (bu := b_num bits (fst u) (snd u)) in *. set (bv := b_num bits (fst v) (snd v)) in *.
  clearbody bu bv. assert (i = (fst bu, snd bv)) as -> by congruence.
  unfold is_in, holds in *. cbn [fst snd]. pose proof (unit_real bits).
  destruct Ku as [Ku _], Kv as [_ Kv]. destruct H as [H1 H2].
  apply Rmult_le_compat_r with (r := IZR (unity bits)) in H1; [|lra].
  apply Rmult_le_compat_r with (r := IZR (unity bits)) in H2; lra.
Qed.

(** A formula is at least, or above, a rational. *)
Definition at_least (e : formula) (o : option bounds) (n : Z) (d : positive) : bool :=
  match bind o (enclose e) with Some j => (n * unity bits <=? fst j * Zpos d)%Z | None => false end.
Definition above (e : formula) (o : option bounds) (n : Z) (d : positive) : bool :=
  match bind o (enclose e) with Some j => (n * unity bits <? fst j * Zpos d)%Z | None => false end.

Lemma at_least_by e o n d v : known o v -> at_least e o n d = true -> IZR n / IZR (Zpos d) <= value e v.
Proof.
  unfold at_least. intros K H. destruct (bind o (enclose e)) as [j|] eqn:E; [|discriminate].
  apply bind_some in E. destruct E as [i [Ei Ej]]. pose proof (enclose_in e i j v (K i Ei) Ej) as [L _].
  apply Z.leb_le, IZR_le in H. rewrite !mult_IZR in H. pose proof (unit_real bits) as U.
  assert (D : 0 < IZR (Zpos d)) by (apply IZR_lt; reflexivity).
  apply Rmult_le_reg_r with (IZR (Zpos d) * IZR (unity bits)); [now apply Rmult_lt_0_compat|].
  replace (IZR n / IZR (Zpos d) * (IZR (Zpos d) * IZR (unity bits))) with (IZR n * IZR (unity bits))
    by (field; lra).
  apply Rle_trans with (1 := H).
  replace (value e v * (IZR (Zpos d) * IZR (unity bits))) with (value e v * IZR (unity bits) * IZR (Zpos d))
    by ring.
  apply Rmult_le_compat_r; lra.
Qed.

Lemma above_by e o n d v : known o v -> above e o n d = true -> IZR n / IZR (Zpos d) < value e v.
Proof.
  unfold above. intros K H. destruct (bind o (enclose e)) as [j|] eqn:E; [|discriminate].
  apply bind_some in E. destruct E as [i [Ei Ej]]. pose proof (enclose_in e i j v (K i Ei) Ej) as [L _].
  apply Z.ltb_lt, IZR_lt in H. rewrite !mult_IZR in H. pose proof (unit_real bits) as U.
  assert (D : 0 < IZR (Zpos d)) by (apply IZR_lt; reflexivity).
  apply Rmult_lt_reg_r with (IZR (Zpos d) * IZR (unity bits)); [now apply Rmult_lt_0_compat|].
  replace (IZR n / IZR (Zpos d) * (IZR (Zpos d) * IZR (unity bits))) with (IZR n * IZR (unity bits))
    by (field; lra).
  apply Rlt_le_trans with (1 := H).
  replace (value e v * (IZR (Zpos d) * IZR (unity bits))) with (value e v * IZR (unity bits) * IZR (Zpos d))
    by ring.
  apply Rmult_le_compat_r; lra.
Qed.
