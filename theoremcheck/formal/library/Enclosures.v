(** * Enclosures of exp, ln, sin, cos, atan, erf and 2 / sqrt pi

    Computed by series with their remainders (Series.v); what is guessed, a
    logarithm or pi, is checked by exp or sin. *)

From Coq Require Import Reals ZArith Lra Lia Psatz Machin.
From TheoremCheck Require Import Setting Intervals Series Erf.
Open Scope R_scope.

Lemma INR_Zpos n : INR (S n) = IZR (Zpos (Pos.of_succ_nat n)).
Proof. rewrite INR_IZR_INZ. reflexivity. Qed.

Lemma monotone f : (forall a b, a < b -> f a < f b) -> forall a b, a <= b -> f a <= f b.
Proof. intros H a b [L| ->]; [left; auto|right; reflexivity]. Qed.

Section Enclosures.

Variable bits : positive.

Notation S_ := (Intervals.Rscale bits).
Notation holds := (holds bits).
Notation mul := (i_mul bits).
Notation one := (i_one bits).

Definition point (z : Z) : interval := (z, z).

Lemma point_holds z : holds (point z) (IZR z / S_).
Proof. unfold Intervals.holds, point. pose proof (S_pos bits). simpl. split; right; field; lra. Qed.

Lemma quotient v : v / S_ * S_ = v.
Proof. pose proof (S_pos bits). field. lra. Qed.

(** v between the points at the ends of an interval. *)
Lemma ends X v : holds X v -> IZR (fst X) / S_ <= v <= IZR (snd X) / S_.
Proof.
  unfold Intervals.holds. intros H. pose proof (S_pos bits) as P. split; apply (Rmult_le_reg_r S_ _ _ P);
    unfold Rdiv; rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra; apply H.
Qed.

(** ** Series *)

(** n terms from number k on: each is the one before times q / d k; in the sum it counts 1 / w k. *)
Fixpoint series (n k : nat) (q : interval) (d w : nat -> positive) (term acc : interval)
  : interval * interval :=
  match n with
  | O => (acc, term)
  | S n' => series n' (S k) q d w (i_part (mul term q) (d k)) (i_add acc (i_part term (w k)))
  end.

Lemma series_holds q d w qr (T : nat -> R) : holds q qr ->
  (forall j, T (S j) = T j * qr / IZR (Zpos (d j))) ->
  forall n k term acc A, holds term (T k) -> holds acc A ->
    holds (fst (series n k q d w term acc)) (A + sum n (fun j => T (k + j)%nat / IZR (Zpos (w (k + j)%nat)))) /\
    holds (snd (series n k q d w term acc)) (T (k + n)%nat).
Proof.
  intros Hq HT. induction n as [|n IH]; intros k term acc A Ht Ha.
  - cbn [series fst snd sum]. rewrite Rplus_0_r, Nat.add_0_r. auto.
  - cbn [series]. destruct (IH (S k) (i_part (mul term q) (d k)) (i_add acc (i_part term (w k)))
      (A + T k / IZR (Zpos (w k)))) as [H1 H2].
    + rewrite HT. apply part_holds, mul_holds; assumption.
    + apply add_holds; [exact Ha|]. apply part_holds, Ht.
    + split.
      * rewrite sum_first, Nat.add_0_r.
        rewrite (sum_equal n (fun j => T (k + S j)%nat / IZR (Zpos (w (k + S j)%nat)))
          (fun j => T (S k + j)%nat / IZR (Zpos (w (S k + j)%nat)))).
        -- rewrite <- Rplus_assoc. exact H1.
        -- intros j _. replace (k + S j)%nat with (S k + j)%nat by lia. reflexivity.
      * replace (k + S n)%nat with (S k + n)%nat by lia. exact H2.
Qed.

(** ** Errors *)

Definition magnitude (X : interval) : Z := Z.max (Z.abs (fst X)) (Z.abs (snd X)).

Lemma magnitude_holds X v : holds X v -> Rabs v * S_ <= IZR (magnitude X).
Proof.
  unfold Intervals.holds, magnitude. intros H. pose proof (S_pos bits) as P.
  replace (Rabs v * S_) with (Rabs (v * S_)) by (rewrite Rabs_mult, (Rabs_pos_eq S_); lra).
  set (m := Z.max _ _).
  assert (H1 : (- m <= fst X)%Z) by lia. assert (H2 : (snd X <= m)%Z) by lia.
  apply IZR_le in H1, H2. rewrite opp_IZR in H1. apply Rabs_le. lra.
Qed.

Definition widen (X : interval) (m : Z) : interval := (fst X - m, snd X + m)%Z.

Lemma widen_holds X m A v : holds X A -> Rabs (v - A) * S_ <= IZR m -> holds (widen X m) v.
Proof.
  unfold Intervals.holds, widen. simpl. rewrite minus_IZR, plus_IZR. intros H B.
  pose proof (S_pos bits) as P.
  pose proof (Rle_abs (v - A)). pose proof (Rle_abs (- (v - A))) as N. rewrite Rabs_Ropp in N.
  assert ((v - A) * S_ <= Rabs (v - A) * S_) by (apply Rmult_le_compat_r; lra).
  assert (- (v - A) * S_ <= Rabs (v - A) * S_) by (apply Rmult_le_compat_r; lra). nra.
Qed.

(** Widened by c times what is enclosed by a term. *)
Lemma widen_by X Y c A t v : holds X A -> holds Y t -> Rabs (v - A) <= IZR (Zpos c) * Rabs t ->
  holds (widen X (Zpos c * magnitude Y)) v.
Proof.
  intros HX HY B. apply (widen_holds X _ A); [exact HX|]. rewrite mult_IZR.
  pose proof (magnitude_holds Y t HY). pose proof (S_pos bits) as P.
  assert (0 <= IZR (Zpos c)) by (apply (IZR_le 0); discriminate).
  eapply Rle_trans; [apply Rmult_le_compat_r; [lra|exact B]|]. rewrite Rmult_assoc.
  apply Rmult_le_compat_l; assumption.
Qed.

(** ** exp *)

Definition terms : nat := (Pos.to_nat bits / 10 + 3)%nat.
Definition nothing : nat -> positive := fun _ => xH.

(** Where 0 <= x <= 1. *)
Definition exp_unit (X : interval) : interval :=
  let r := series terms 0 X Pos.of_succ_nat nothing one i_zero in
  widen (fst r) (3 * magnitude (snd r)).

Lemma over_one v : v / IZR 1 = v.
Proof. field. Qed.

Lemma exp_unit_holds X x : 0 <= x <= 1 -> holds X x -> holds (exp_unit X) (exp x).
Proof.
  intros Hx HX. unfold exp_unit.
  destruct (series_holds X Pos.of_succ_nat nothing x (fun k => exp_term k x) HX) with
    (n := terms) (k := O) (term := one) (acc := i_zero) (A := 0) as [H1 H2].
  - intros j. rewrite exp_next, INR_Zpos. reflexivity.
  - unfold exp_term. simpl. replace (1 / 1) with 1 by field. apply one_holds.
  - apply zero_holds.
  - rewrite Rplus_0_l in H1. cbn [Nat.add] in H1, H2.
    rewrite (sum_equal _ _ (fun k => exp_term k x)) in H1 by (intros; unfold nothing; apply over_one).
    apply (widen_by _ _ 3 _ _ _ H1 H2).
    pose proof (exp_remainder 1 3 1 terms (or_introl eq_refl)) as Q.
    assert (B : forall u, 0 <= u <= 1 -> exp (1 * u) <= 3).
    { intros u Hu. rewrite Rmult_1_l. apply Rle_trans with (exp 1); [|apply exp_le_3].
      apply (monotone exp exp_increasing). lra. }
    specialize (Q B x Hx). rewrite Rmult_1_l in Q.
    rewrite (Rabs_pos_eq (exp_term _ _)); [exact Q|]. unfold exp_term, Rdiv.
    apply Rmult_le_pos; [apply pow_le; lra|left; apply Rinv_0_lt_compat, fact_pos].
Qed.

Fixpoint squares (h : nat) (X : interval) : interval :=
  match h with O => X | S h' => squares h' (mul X X) end.

Lemma squares_holds h : forall X x, holds X (exp x) -> holds (squares h X) (exp (2 ^ h * x)).
Proof.
  induction h as [|h IH]; intros X x H; cbn [squares pow].
  - rewrite Rmult_1_l. exact H.
  - replace (2 * 2 ^ h * x) with (2 ^ h * (x + x)) by ring. apply IH. rewrite exp_plus.
    apply mul_holds; exact H.
Qed.

(** exp of a / 2^bits for a >= 0, from its part 2^-h. *)
Definition exp_positive (a : Z) : interval :=
  let h := Z.to_nat (Z.max 0 (Z.log2_up (a + 1) - Zpos bits + 8)) in
  let p := (2 ^ Z.of_nat h)%Z in
  let X := (a / p, ceiling a p)%Z in
  if ((snd X) <=? scale bits)%Z then squares h (exp_unit X) else (0, 0)%Z.

Definition exp_at (a : Z) : option interval :=
  if (Z.abs a <=? scale bits * 4096)%Z then
    let Y := exp_positive (Z.abs a) in
    if (fst Y <=? 0)%Z then None
    else if (0 <=? a)%Z then Some Y else i_inv bits Y
  else None.

Lemma exp_positive_holds a : (0 <= a)%Z -> (0 < fst (exp_positive a))%Z ->
  holds (exp_positive a) (exp (IZR a / S_)).
Proof.
  intros Ha. unfold exp_positive. set (h := Z.to_nat _). set (p := (2 ^ Z.of_nat h)%Z). cbv zeta.
  destruct ((snd (a / p, ceiling a p) <=? scale bits)%Z) eqn:E; [|simpl; lia]. intros _.
  apply Z.leb_le in E. cbn [snd] in E. apply IZR_le in E. fold S_ in E.
  pose proof (S_pos bits) as P.
  assert (Hp : IZR p = 2 ^ h) by (unfold p; rewrite <- pow_IZR; reflexivity).
  assert (P2 : 0 < 2 ^ h) by (apply pow_lt; lra).
  assert (Np : (p <> 0)%Z) by (intros Z0; rewrite Z0 in Hp; simpl in Hp; lra).
  replace (IZR a / S_) with (2 ^ h * (IZR a / IZR p / S_)) by (rewrite Hp; field; lra).
  pose proof (floor_le a p Np) as L. pose proof (ceiling_ge a p Np) as U.
  apply IZR_le in Ha.
  assert (Q : 0 <= IZR a / IZR p).
  { apply Rmult_le_pos; [exact Ha|]. left. apply Rinv_0_lt_compat. lra. }
  apply squares_holds, exp_unit_holds.
  - split; [apply Rmult_le_pos; [exact Q|left; apply Rinv_0_lt_compat, P]|].
    apply (Rmult_le_reg_r S_ _ _ P). rewrite quotient. cbn [snd] in U. lra.
  - unfold Intervals.holds. cbn [fst snd]. rewrite quotient. lra.
Qed.

Lemma exp_at_holds a Y : exp_at a = Some Y -> holds Y (exp (IZR a / S_)).
Proof.
  unfold exp_at. destruct (Z.abs a <=? scale bits * 4096)%Z; [|discriminate].
  destruct (fst (exp_positive (Z.abs a)) <=? 0)%Z eqn:F; [discriminate|]. apply Z.leb_gt in F.
  pose proof (exp_positive_holds (Z.abs a) (Z.abs_nonneg a) F) as H.
  destruct (0 <=? a)%Z eqn:E.
  - intros Q. injection Q as <-. rewrite Z.abs_eq in H by (apply Z.leb_le, E).
    rewrite Z.abs_eq by (apply Z.leb_le, E). exact H.
  - intros Q. apply Z.leb_gt in E. destruct (inv_holds bits _ _ _ Q H) as [_ I].
    rewrite Z.abs_neq in I by lia. rewrite opp_IZR in I.
    replace (- IZR a / S_) with (- (IZR a / S_)) in I by (unfold Rdiv; ring).
    rewrite exp_Ropp, Rinv_inv in I. exact I.
Qed.

(** An increasing function at the ends of an interval. *)
Definition at_ends (F : Z -> option interval) (X : interval) : option interval :=
  match F (fst X), F (snd X) with
  | Some Y, Some Y' => Some (fst Y, snd Y')
  | _, _ => None
  end.

Lemma at_ends_holds F f X Y v : (forall a b, a <= b -> f a <= f b) ->
  (forall a Y, F a = Some Y -> holds Y (f (IZR a / S_))) ->
  at_ends F X = Some Y -> holds X v -> holds Y (f v).
Proof.
  intros M H E HX. unfold at_ends in E.
  destruct (F (fst X)) as [A|] eqn:EA; [|discriminate].
  destruct (F (snd X)) as [B|] eqn:EB; [|discriminate]. injection E as <-.
  pose proof (ends X v HX) as [L U].
  apply (hull_between bits A B _ _ _ (H _ _ EA) (H _ _ EB)). split; apply M; assumption.
Qed.

(** exp at the lower end, times exp of the width w, which is at most 1 + w + 2 w^2. *)
Definition i_exp (X : interval) : option interval :=
  let w := (snd X - fst X)%Z in
  match exp_at (fst X) with
  | Some Y =>
      if (w =? 0)%Z then Some Y
      else if (w <=? scale bits)%Z then
        let p := point w in
        Some (fst Y, snd (mul Y (i_add one (i_add p (i_scale 2 (mul p p))))))
      else at_ends exp_at X
  | None => None
  end.

Lemma exp_small u : 0 <= u <= 1 -> 1 <= exp u <= 1 + (u + 2 * (u * u)).
Proof.
  intros Hu. split; [pose proof (exp_ineq1_le u); lra|].
  pose proof (exp_remainder 1 3 1 2 (or_introl eq_refl)) as Q.
  assert (B : forall v, 0 <= v <= 1 -> exp (1 * v) <= 3).
  { intros v Hv. rewrite Rmult_1_l. apply Rle_trans with (exp 1); [|apply exp_le_3].
    apply (monotone exp exp_increasing). lra. }
  specialize (Q B u Hu). rewrite Rmult_1_l in Q. unfold exp_term in Q. simpl in Q.
  pose proof (Rle_abs (exp u - (0 + 1 / 1 + u * 1 / 1))). nra.
Qed.

Lemma exp_holds X Y v : i_exp X = Some Y -> holds X v -> holds Y (exp v).
Proof.
  unfold i_exp. destruct (exp_at (fst X)) as [E|] eqn:EE; [|discriminate]. cbv zeta.
  pose proof (exp_at_holds _ _ EE) as HE. intros H HX. pose proof (ends X v HX) as [L U].
  pose proof (S_pos bits) as P.
  destruct (snd X - fst X =? 0)%Z eqn:E0.
  { injection H as <-. apply Z.eqb_eq in E0. replace (snd X) with (fst X) in U by lia.
    replace v with (IZR (fst X) / S_) by lra. exact HE. }
  destruct (snd X - fst X <=? scale bits)%Z eqn:E1.
  - injection H as <-. apply Z.leb_le, IZR_le in E1. fold S_ in E1.
    set (w := (snd X - fst X)%Z) in *. pose proof (point_holds w) as Hw.
    set (a := IZR (fst X) / S_) in *. set (u := IZR w / S_) in *.
    assert (Eu : u = IZR (snd X) / S_ - a) by (unfold u, w, a; rewrite minus_IZR; field; lra).
    assert (U1 : u <= 1) by (apply (Rmult_le_reg_r S_ _ _ P); unfold u; rewrite quotient; lra).
    pose proof (exp_small u ltac:(lra)) as [_ Q].
    refine (hull_between bits E _ _ _ _ HE (mul_holds bits _ _ _ _ HE (add_holds bits _ _ _ _
      (one_holds bits) (add_holds bits _ _ _ _ Hw (scale_holds bits 2 _ _ (mul_holds bits _ _ _ _ Hw Hw))))) _).
    split; [apply (monotone exp exp_increasing), L|].
    apply Rle_trans with (exp (a + u)); [apply (monotone exp exp_increasing); lra|]. rewrite exp_plus.
    apply Rmult_le_compat_l; [left; apply exp_pos|exact Q].
  - revert H HX. apply at_ends_holds; [apply (monotone exp exp_increasing)|apply exp_at_holds].
Qed.

(** ** ln *)

(** Any number: nothing is asked of it. *)
Fixpoint ln_steps (n : nat) (a y : Z) : Z :=
  match n with
  | O => y
  | S n' =>
      match exp_at y with
      | Some E => ln_steps n' a (y + 2 * (a - fst E) * scale bits / (a + fst E))%Z
      | None => y
      end
  end.

Definition ln_guess (a : Z) : Z :=
  let k := (Z.log2 a - Zpos bits)%Z in
  let m := Z.shiftl a (- k) in
  let s := scale bits in
  ln_steps 2 a (k * (s * 693147180559945 / 1000000000000000) + 2 * (m - s) * s / (m + s))%Z.

(** y + ln q, where q = a / exp(y) is near 1: 1 - 1 / q <= ln q <= q - 1. *)
Definition ln_at (a : Z) : option interval :=
  if (0 <? a)%Z then
    let y := ln_guess a in
    match exp_at y with
    | Some E =>
        match i_inv bits E with
        | Some E' =>
            let q := mul (point a) E' in
            match i_inv bits q with
            | Some q' => Some (y + fst (i_sub one q'), y + snd (i_sub q one))%Z
            | None => None
            end
        | None => None
        end
    | None => None
    end
  else None.

Lemma ln_near q : 0 < q -> 1 - / q <= ln q <= q - 1.
Proof.
  intros Hq. pose proof (exp_ineq1_le (ln q)) as U. rewrite exp_ln in U by exact Hq.
  pose proof (exp_ineq1_le (- ln q)) as L. rewrite exp_Ropp, exp_ln in L by exact Hq. lra.
Qed.

Lemma ln_at_holds a Y : ln_at a = Some Y -> (0 < a)%Z /\ holds Y (ln (IZR a / S_)).
Proof.
  unfold ln_at. destruct (0 <? a)%Z eqn:E; [|discriminate]. apply Z.ltb_lt in E. cbv zeta.
  set (y := ln_guess a). destruct (exp_at y) as [F|] eqn:EF; [|discriminate].
  destruct (i_inv bits F) as [F'|] eqn:EI; [|discriminate].
  destruct (i_inv bits (mul (point a) F')) as [q'|] eqn:EQ; [|discriminate].
  intros H. injection H as <-. split; [exact E|]. pose proof (S_pos bits) as P. apply IZR_lt in E.
  destruct (inv_holds bits _ _ _ EI (exp_at_holds _ _ EF)) as [_ HI].
  pose proof (mul_holds bits _ _ _ _ (point_holds a) HI) as HQ.
  destruct (inv_holds bits _ _ _ EQ HQ) as [_ HQ'].
  set (v := IZR a / S_) in *. set (u := IZR y / S_) in *. pose proof (exp_pos u) as PU.
  assert (V : 0 < v) by (apply Rdiv_lt_0_compat; assumption).
  assert (Q0 : 0 < v * / exp u) by (apply Rmult_lt_0_compat; [exact V|apply Rinv_0_lt_compat, PU]).
  pose proof (ln_near _ Q0) as [L U].
  assert (EL : ln v = u + ln (v * / exp u)).
  { rewrite ln_mult, ln_Rinv, ln_exp by (try apply Rinv_0_lt_compat; assumption). ring. }
  pose proof (sub_holds bits _ _ _ _ (one_holds bits) HQ') as H1.
  pose proof (sub_holds bits _ _ _ _ HQ (one_holds bits)) as H2.
  unfold Intervals.holds in *. rewrite EL.
  change (IZR (y + fst (i_sub one q')) <= (u + ln (v * / exp u)) * S_
          <= IZR (y + snd (i_sub (mul (point a) F') one))).
  rewrite (plus_IZR y (fst _)), (plus_IZR y (snd _)).
  assert (EY : u * S_ = IZR y) by apply quotient. rewrite Rmult_plus_distr_r, EY. split.
  - apply Rplus_le_compat_l. eapply Rle_trans; [exact (proj1 H1)|]. apply Rmult_le_compat_r; lra.
  - apply Rplus_le_compat_l. eapply Rle_trans; [|exact (proj2 H2)]. apply Rmult_le_compat_r; lra.
Qed.

(** ln at the lower end, and at most w / lo more. *)
Definition i_ln (X : interval) : option interval :=
  match ln_at (fst X) with
  | Some Y =>
      let w := (snd X - fst X)%Z in
      if (w =? 0)%Z then Some Y else Some (fst Y, snd Y + ceiling (w * scale bits) (fst X))%Z
  | None => None
  end.

Lemma ln_holds X Y v : i_ln X = Some Y -> holds X v -> 0 < v /\ holds Y (ln v).
Proof.
  unfold i_ln. destruct (ln_at (fst X)) as [F|] eqn:EF; [|discriminate]. cbv zeta.
  destruct (ln_at_holds _ _ EF) as [PA HA]. intros H HX. pose proof (ends X v HX) as [L U].
  pose proof (S_pos bits) as P. assert (PA' : 0 < IZR (fst X)) by (apply (IZR_lt 0), PA).
  set (a := IZR (fst X) / S_) in *. assert (A0 : 0 < a) by (apply Rdiv_lt_0_compat; assumption).
  split; [lra|]. destruct (snd X - fst X =? 0)%Z eqn:E0.
  { injection H as <-. apply Z.eqb_eq in E0. replace (snd X) with (fst X) in U by lia. fold a in U.
    replace v with a by lra. exact HA. }
  injection H as <-. set (w := (snd X - fst X)%Z) in *.
  assert (NA : (fst X <> 0)%Z) by lia.
  pose proof (ceiling_ge (w * scale bits) (fst X) NA) as C. rewrite mult_IZR in C. fold S_ in C.
  assert (Q : ln v <= ln a + (v - a) / a).
  { assert (R0 : 0 < v * / a) by (apply Rmult_lt_0_compat; [lra|apply Rinv_0_lt_compat, A0]).
    pose proof (ln_near _ R0) as [_ N]. rewrite ln_mult, ln_Rinv in N
      by (try apply Rinv_0_lt_compat; lra).
    replace ((v - a) / a) with (v * / a - 1) by (field; lra). lra. }
  assert (M : ln a <= ln v).
  { destruct L as [L|L]; [left; apply ln_increasing; lra|right; now rewrite <- L]. }
  unfold Intervals.holds in *. cbn [fst snd]. rewrite plus_IZR. split; [nra|].
  assert (W : (v - a) / a * S_ <= IZR w * S_ / IZR (fst X)).
  { unfold a. replace ((v - IZR (fst X) / S_) / (IZR (fst X) / S_) * S_)
      with ((v * S_ - IZR (fst X)) * S_ * / IZR (fst X)) by (field; lra).
    unfold Rdiv. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, PA'|].
    apply Rmult_le_compat_r; [lra|]. unfold w. rewrite minus_IZR. lra. }
  nra.
Qed.

(** ** sin, cos *)

Definition pairs (i j : nat -> nat) (k : nat) : positive :=
  (Pos.of_succ_nat (i k) * Pos.of_succ_nat (j k))%positive.

Definition many : nat := (Pos.to_nat bits / 4 + 40)%nat.

Definition square_opp (X : interval) : interval := i_opp (mul X X).

Lemma square_opp_holds X v : holds X v -> holds (square_opp X) (- (v * v)).
Proof. intros H. apply opp_holds, mul_holds; exact H. Qed.

Definition sin_at (X : interval) : interval :=
  let r := series many 0 (square_opp X) (pairs (fun k => S (k + k)) (fun k => S (S (k + k)))) nothing X i_zero in
  widen (fst r) (1 * magnitude (snd r)).
Definition cos_at (X : interval) : interval :=
  let r := series many 0 (square_opp X) (pairs (fun k => k + k)%nat (fun k => S (k + k))) nothing one i_zero in
  widen (fst r) (1 * magnitude (snd r)).

Lemma pairs_IZR i j k : IZR (Zpos (pairs i j k)) = INR (S (i k)) * INR (S (j k)).
Proof. unfold pairs. rewrite Pos2Z.inj_mul, mult_IZR, !INR_Zpos. reflexivity. Qed.

Lemma double k : (k + k = 2 * k)%nat. Proof. lia. Qed.

Lemma sin_at_holds X v : holds X v -> holds (sin_at X) (sin v).
Proof.
  intros HX. unfold sin_at.
  destruct (series_holds (square_opp X) (pairs (fun k => S (k + k)) (fun k => S (S (k + k)))) nothing (- (v * v))
    (fun k => sin_term k v) (square_opp_holds X v HX)) with
    (n := many) (k := O) (term := X) (acc := i_zero) (A := 0) as [H1 H2].
  - intros j. rewrite sin_next, pairs_IZR, double. reflexivity.
  - unfold sin_term. simpl. replace (1 * (v * 1) / 1) with v by field. exact HX.
  - apply zero_holds.
  - rewrite Rplus_0_l in H1. cbn [Nat.add] in H1, H2.
    rewrite (sum_equal _ _ (fun k => sin_term k v)) in H1 by (intros; unfold nothing; apply over_one).
    apply (widen_by _ _ 1 _ _ _ H1 H2). rewrite Rmult_1_l. apply sin_bound.
Qed.

Lemma cos_at_holds X v : holds X v -> holds (cos_at X) (cos v).
Proof.
  intros HX. unfold cos_at.
  destruct (series_holds (square_opp X) (pairs (fun k => k + k)%nat (fun k => S (k + k))) nothing (- (v * v))
    (fun k => cos_term k v) (square_opp_holds X v HX)) with
    (n := many) (k := O) (term := one) (acc := i_zero) (A := 0) as [H1 H2].
  - intros j. rewrite cos_next, pairs_IZR, double. reflexivity.
  - unfold cos_term. simpl. replace (1 * 1 / 1) with 1 by field. apply one_holds.
  - apply zero_holds.
  - rewrite Rplus_0_l in H1. cbn [Nat.add] in H1, H2.
    rewrite (sum_equal _ _ (fun k => cos_term k v)) in H1 by (intros; unfold nothing; apply over_one).
    apply (widen_by _ _ 1 _ _ _ H1 H2). rewrite Rmult_1_l. apply cos_bound.
Qed.

(** A function with |f(u) - f(v)| <= |u - v|, from the middle of an interval. *)
Definition middle (X : interval) : Z := Z.shiftr (fst X + snd X) 1.
Definition from_middle (F : interval -> interval) (X : interval) : interval :=
  let m := middle X in
  widen (F (point m)) (Z.max (snd X - m) (m - fst X)).

Lemma from_middle_holds F f X v : (forall u w, Rabs (f u - f w) <= Rabs (u - w)) ->
  (forall Y u, holds Y u -> holds (F Y) (f u)) -> holds X v -> holds (from_middle F X) (f v).
Proof.
  intros Lip H HX. unfold from_middle. cbv zeta. set (m := middle X).
  apply (widen_holds _ _ _ _ (H _ _ (point_holds m))). pose proof (S_pos bits) as P.
  eapply Rle_trans; [apply Rmult_le_compat_r; [lra|apply Lip]|].
  rewrite <- (Rabs_pos_eq S_) at 2 by lra. rewrite <- Rabs_mult.
  replace ((v - IZR m / S_) * S_) with (v * S_ - IZR m) by (field; lra).
  unfold Intervals.holds in HX.
  pose proof (IZR_le _ _ (Z.le_max_l (snd X - m) (m - fst X))) as A.
  pose proof (IZR_le _ _ (Z.le_max_r (snd X - m) (m - fst X))) as B.
  rewrite minus_IZR in A, B. apply Rabs_le. lra.
Qed.

Lemma lipschitz f f' : (forall u, derivable_pt_lim f u (f' u)) -> (forall u, Rabs (f' u) <= 1) ->
  forall u w, Rabs (f u - f w) <= Rabs (u - w).
Proof.
  intros D B.
  assert (Main : forall u w, u < w -> Rabs (f w - f u) <= Rabs (w - u)).
  { intros u w H. destruct (MVT_cor2 f f' u w H) as [c [E _]]; [intros; apply D|].
    rewrite E, Rabs_mult. rewrite <- (Rmult_1_l (Rabs (w - u))) at 2.
    apply Rmult_le_compat_r; [apply Rabs_pos|apply B]. }
  intros u w. destruct (Rtotal_order u w) as [H|[->|H]].
  - rewrite (Rabs_minus_sym (f u)), (Rabs_minus_sym u). auto.
  - rewrite !Rminus_diag_eq by reflexivity. lra.
  - auto.
Qed.

Definition i_sin : interval -> interval := from_middle sin_at.
Definition i_cos : interval -> interval := from_middle cos_at.

Lemma sin_holds X v : holds X v -> holds (i_sin X) (sin v).
Proof.
  apply from_middle_holds; [|apply sin_at_holds].
  apply (lipschitz sin cos); [apply derivable_pt_lim_sin|]. intros. apply Rabs_le, COS_bound.
Qed.

Lemma cos_holds X v : holds X v -> holds (i_cos X) (cos v).
Proof.
  apply from_middle_holds; [|apply cos_at_holds].
  apply (lipschitz cos (fun u => - sin u)); [apply derivable_pt_lim_cos|].
  intros. rewrite Rabs_Ropp. apply Rabs_le, SIN_bound.
Qed.

(** ** pi *)

(** Any number: it is checked. *)
Definition pi_guess : Z :=
  (scale bits
   * 31415926535897932384626433832795028841971693993751058209749445923078164062862089986280348253421170679
   / 10 ^ 100)%Z.

Definition i_pi : option interval :=
  let p := pi_guess in
  let lo := (p - 2 ^ 16)%Z in
  let hi := (p + 2 ^ 16)%Z in
  if ((0 <? lo) && (lo <=? 4 * scale bits) && (0 <? hi) &&
      (0 <? fst (sin_at (point lo))) && (snd (sin_at (point hi)) <? 0))%Z%bool
  then Some (lo, hi) else None.

Lemma pi_holds Y : i_pi = Some Y -> holds Y PI.
Proof.
  unfold i_pi. cbv zeta. set (p := pi_guess). set (lo := (p - 2 ^ 16)%Z). set (hi := (p + 2 ^ 16)%Z).
  destruct (_ && _)%bool eqn:E; [|discriminate]. intros H. injection H as <-.
  repeat (apply andb_prop in E; let H := fresh "E" in destruct E as [E H]).
  apply Z.ltb_lt, IZR_lt in E, E2. apply Z.leb_le, IZR_le in E3. rewrite mult_IZR in E3. fold S_ in E3.
  pose proof (S_pos bits) as P.
  pose proof (positive_holds bits _ _ E1 (sin_at_holds _ _ (point_holds lo))) as L.
  pose proof (negative_holds bits _ _ E0 (sin_at_holds _ _ (point_holds hi))) as U.
  assert (A : IZR lo / S_ * S_ = IZR lo) by (field; lra).
  assert (B : IZR hi / S_ * S_ = IZR hi) by (field; lra).
  assert (L0 : 0 < IZR lo / S_) by (apply Rdiv_lt_0_compat; assumption).
  assert (U0 : 0 < IZR hi / S_) by (apply Rdiv_lt_0_compat; assumption).
  assert (L4 : IZR lo / S_ <= 4) by (apply (Rmult_le_reg_r S_ _ _ P); lra).
  pose proof PI2_3_2 as P3.
  assert (C : IZR lo / S_ < PI).
  { apply Rnot_le_lt. intros N. pose proof (sin_le_0 (IZR lo / S_) N ltac:(lra)). lra. }
  assert (D : PI < IZR hi / S_).
  { apply Rnot_le_lt. intros N. pose proof (sin_ge_0 (IZR hi / S_) ltac:(lra) N). lra. }
  unfold Intervals.holds. cbn [fst snd]. split; nra.
Qed.

Definition over_root_pi : option interval :=
  match i_pi with
  | Some Y =>
      match i_sqrt bits Y with
      | Some Z => match i_inv bits Z with Some inverse => Some (i_scale 2 inverse) | None => None end
      | None => None
      end
  | None => None
  end.

Lemma over_root_pi_holds Y : over_root_pi = Some Y -> holds Y (2 / sqrt PI).
Proof.
  unfold over_root_pi. destruct i_pi as [X|] eqn:E; [|discriminate].
  destruct (i_sqrt bits X) as [Z|] eqn:E1; [|discriminate].
  destruct (i_inv bits Z) as [W|] eqn:E2; [|discriminate]. intros H. injection H as <-.
  destruct (sqrt_holds bits _ _ _ E1 (pi_holds X E)) as [_ H1].
  destruct (inv_holds bits _ _ _ E2 H1) as [_ H2]. apply (scale_holds bits 2 _ _ H2).
Qed.

(** ** erf *)

(** c encloses 2 / sqrt pi. *)
Definition erf_at (c : interval) (a : Z) : interval :=
  let X := point a in
  let n := (Pos.to_nat bits + 60)%nat in
  let r := series n 0 (square_opp X) Pos.of_succ_nat (fun k => Pos.of_succ_nat (k + k)) X i_zero in
  mul c (widen (fst r) (1 * magnitude (i_part (snd r) (Pos.of_succ_nat (n + n))))).

Lemma erf_at_holds c a : holds c (2 / sqrt PI) -> holds (erf_at c a) (erf (IZR a / S_)).
Proof.
  intros HC. unfold erf_at. cbv zeta. set (n := (Pos.to_nat bits + 60)%nat).
  set (v := IZR a / S_). pose proof (point_holds a) as HX. fold v in HX.
  destruct (series_holds (square_opp (point a)) Pos.of_succ_nat (fun k => Pos.of_succ_nat (k + k)) (- (v * v))
    (fun k => erf_top k v) (square_opp_holds _ v HX)) with
    (n := n) (k := O) (term := point a) (acc := i_zero) (A := 0) as [H1 H2].
  - intros j. rewrite erf_next, INR_Zpos. reflexivity.
  - unfold erf_top. simpl. replace (1 * (v * 1) / 1) with v by field. exact HX.
  - apply zero_holds.
  - rewrite Rplus_0_l in H1. cbn [Nat.add] in H1, H2.
    rewrite (sum_equal _ _ (fun k => erf_term k v)) in H1.
    2:{ intros k _. rewrite <- INR_Zpos, double. reflexivity. }
    pose proof (sqrt_pi) as PP.
    set (cr := 2 / sqrt PI) in *. assert (C0 : 0 < cr) by (apply Rdiv_lt_0_compat; [lra|exact PP]).
    replace (erf v) with (cr * (erf v / cr)) by (field; lra). apply mul_holds; [exact HC|].
    assert (H3 := part_holds bits _ (Pos.of_succ_nat (n + n)) _ H2).
    rewrite <- INR_Zpos, double in H3.
    apply (widen_by _ _ 1 _ (erf_term n v) _ H1); [rewrite double; exact H3|].
    rewrite Rmult_1_l.
    replace (erf v / cr - sum n (fun k => erf_term k v))
      with (/ cr * (erf v - cr * sum n (fun k => erf_term k v))) by (field; lra).
    rewrite Rabs_mult, (Rabs_pos_eq (/ cr)) by (left; apply Rinv_0_lt_compat, C0).
    apply (Rmult_le_reg_l cr); [exact C0|]. rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l by lra.
    apply erf_bound.
Qed.

(** erf at the lower end, and at most 2 / sqrt pi times the width more. *)
Definition i_erf (c X : interval) : interval :=
  let Y := erf_at c (fst X) in
  (fst Y, snd Y + snd (mul c (point (snd X - fst X))))%Z.

Lemma erf_steep u v : u <= v -> erf u <= erf v <= erf u + 2 / sqrt PI * (v - u).
Proof.
  pose proof sqrt_pi as PP. assert (C : 0 < 2 / sqrt PI) by (apply Rdiv_lt_0_compat; [lra|exact PP]).
  intros [H|<-]; [|split; lra].
  destruct (MVT_cor2 erf (fun t => 2 / sqrt PI * bell t) u v H) as [x [E _]].
  { intros. apply derivable_pt_lim_erf. }
  assert (B : 0 < bell x <= 1).
  { unfold bell. split; [apply exp_pos|]. rewrite <- exp_0. apply (monotone exp exp_increasing).
    pose proof (pow2_ge_0 x). lra. }
  set (k := 2 / sqrt PI) in *. assert (0 < v - u) by lra.
  assert (0 <= k * (v - u)) by (apply Rmult_le_pos; lra).
  replace (k * bell x * (v - u)) with (k * (v - u) * bell x) in E by ring. split; nra.
Qed.

Lemma erf_holds c X v : holds c (2 / sqrt PI) -> holds X v -> holds (i_erf c X) (erf v).
Proof.
  intros HC HX. unfold i_erf. pose proof (ends X v HX) as [L U]. pose proof (S_pos bits) as P.
  pose proof (erf_at_holds c (fst X) HC) as HE. set (a := IZR (fst X) / S_) in *.
  pose proof (mul_holds bits _ _ _ _ HC (point_holds (snd X - fst X))) as HM.
  pose proof (erf_steep a v L) as [E1 E2]. pose proof sqrt_pi as PP.
  assert (C : 0 < 2 / sqrt PI) by (apply Rdiv_lt_0_compat; [lra|exact PP]).
  assert (W : v - a <= IZR (snd X - fst X) / S_).
  { rewrite minus_IZR. unfold a, Rdiv in *. lra. }
  set (k := 2 / sqrt PI) in *. set (w := IZR (snd X - fst X) / S_) in *.
  assert (E3 : erf v <= erf a + k * w).
  { apply Rle_trans with (erf a + k * (v - a)); [exact E2|]. apply Rplus_le_compat_l, Rmult_le_compat_l; lra. }
  cbv zeta. unfold Intervals.holds in *. cbn [fst snd]. rewrite plus_IZR. nra.
Qed.

(** ** atan *)

(** By the series, which is good where |v| <= 1 / 2. *)
Definition atan_series (X : interval) : interval :=
  let n := (Pos.to_nat bits / 2 + 8)%nat in
  let r := series n 0 (square_opp X) nothing (fun k => Pos.of_succ_nat (k + k)) X i_zero in
  widen (fst r) (1 * magnitude (i_part (snd r) (Pos.of_succ_nat (n + n)))).

Lemma atan_series_holds X v : holds X v -> holds (atan_series X) (atan v).
Proof.
  intros HX. unfold atan_series. cbv zeta. set (n := (Pos.to_nat bits / 2 + 8)%nat).
  destruct (series_holds (square_opp X) nothing (fun k => Pos.of_succ_nat (k + k)) (- (v * v))
    (fun k => atan_top k v) (square_opp_holds X v HX)) with
    (n := n) (k := O) (term := X) (acc := i_zero) (A := 0) as [H1 H2].
  - intros j. rewrite atan_next. unfold nothing. rewrite over_one. reflexivity.
  - unfold atan_top. simpl. replace (1 * (v * 1)) with v by ring. exact HX.
  - apply zero_holds.
  - rewrite Rplus_0_l in H1. cbn [Nat.add] in H1, H2.
    rewrite (sum_equal _ _ (fun k => atan_term k v)) in H1.
    2:{ intros k _. rewrite <- INR_Zpos, double. reflexivity. }
    assert (H3 := part_holds bits _ (Pos.of_succ_nat (n + n)) _ H2). rewrite <- INR_Zpos, double in H3.
    apply (widen_by _ _ 1 _ (atan_term n v) _ H1); [rewrite double; exact H3|].
    rewrite Rmult_1_l. apply atan_bound.
Qed.

(** atan v = pi / 2 - atan (1 / v) for v > 0, and pi / 4 + atan ((v - 1) / (v + 1)). *)
Definition atan_positive (a : Z) : option interval :=
  let X := point a in
  if (2 * a <=? scale bits)%Z then Some (atan_series X)
  else match i_pi with
  | Some p =>
      if (a <=? 2 * scale bits)%Z then
        match i_inv bits (i_add X one) with
        | Some Y => Some (i_add (i_part p 4) (atan_series (mul (i_sub X one) Y)))
        | None => None
        end
      else match i_inv bits X with
        | Some Y => Some (i_sub (i_part p 2) (atan_series Y))
        | None => None
        end
  | None => None
  end.

Definition atan_at (a : Z) : option interval :=
  if (0 <=? a)%Z then atan_positive a
  else match atan_positive (- a) with Some Y => Some (i_opp Y) | None => None end.

Lemma atan_about_one v : 0 < v -> atan v = PI / 4 + atan ((v - 1) * / (v + 1)).
Proof.
  intros Hv. rewrite (atan_sub_correct v 1).
  - rewrite atan_1. unfold atan_sub, Rdiv. do 3 f_equal. f_equal. ring.
  - lra.
  - rewrite atan_1. pose proof (Ratan.atan_bound v).
    assert (0 < atan v) by (rewrite <- atan_0; apply atan_increasing, Hv). lra.
  - apply (Ratan.atan_bound (atan_sub v 1)).
Qed.

Lemma atan_positive_holds a Y : (0 <= a)%Z -> atan_positive a = Some Y -> holds Y (atan (IZR a / S_)).
Proof.
  intros Ha. unfold atan_positive. pose proof (point_holds a) as HX. set (v := IZR a / S_) in *.
  pose proof (S_pos bits) as P. pose proof (scale_pos bits) as PZ.
  destruct (2 * a <=? scale bits)%Z eqn:E.
  { intros H. injection H as <-. apply atan_series_holds, HX. }
  apply Z.leb_gt in E. assert (V : 0 < v).
  { apply Rdiv_lt_0_compat; [apply (IZR_lt 0); lia|exact P]. }
  destruct i_pi as [p|] eqn:EP; [|discriminate]. pose proof (pi_holds p EP) as HP.
  destruct (a <=? 2 * scale bits)%Z.
  - destruct (i_inv bits (i_add (point a) one)) as [Z|] eqn:EI; [|discriminate].
    intros H. injection H as <-.
    destruct (inv_holds bits _ _ _ EI (add_holds bits _ _ _ _ HX (one_holds bits))) as [_ HI].
    rewrite (atan_about_one v V). apply add_holds; [apply (part_holds bits p 4 PI HP)|].
    apply atan_series_holds, mul_holds; [|exact HI]. apply sub_holds; [exact HX|apply one_holds].
  - destruct (i_inv bits (point a)) as [Z|] eqn:EI; [|discriminate].
    intros H. injection H as <-.
    destruct (inv_holds bits _ _ _ EI HX) as [_ HI].
    replace (atan v) with (PI / 2 - atan (/ v)) by (rewrite (atan_inv v V); ring).
    apply sub_holds; [apply (part_holds bits p 2 PI HP)|]. apply atan_series_holds, HI.
Qed.

Lemma atan_at_holds a Y : atan_at a = Some Y -> holds Y (atan (IZR a / S_)).
Proof.
  unfold atan_at. destruct (0 <=? a)%Z eqn:E.
  - apply atan_positive_holds, Z.leb_le, E.
  - apply Z.leb_gt in E. destruct (atan_positive (- a)) as [Z|] eqn:EA; [|discriminate].
    intros H. injection H as <-. apply atan_positive_holds in EA; [|lia].
    rewrite opp_IZR in EA. replace (- IZR a / S_) with (- (IZR a / S_)) in EA by (unfold Rdiv; ring).
    rewrite atan_opp in EA. rewrite <- (Ropp_involutive (atan (IZR a / S_))). apply opp_holds, EA.
Qed.

Definition i_atan : interval -> option interval := at_ends atan_at.

Lemma atan_holds X Y v : i_atan X = Some Y -> holds X v -> holds Y (atan v).
Proof. apply at_ends_holds; [apply (monotone atan atan_increasing)|apply atan_at_holds]. Qed.

End Enclosures.
