(** * Intervals in fixed point

    A real number v is enclosed by two integers, lo <= v 2^bits <= hi. Every
    operation rounds outward; the checkers compute them with integers only. *)

From Coq Require Import Reals ZArith Lra Lia Psatz.
Open Scope R_scope.

Definition interval := (Z * Z)%type.

(** ** Division of integers, rounded *)

Lemma floor_le a b : (b <> 0)%Z -> IZR (a / b) <= IZR a / IZR b.
Proof.
  intros Hb. pose proof (Z_div_mod_eq_full a b) as E. apply (f_equal IZR) in E.
  rewrite plus_IZR, mult_IZR in E. assert (H : IZR b <> 0) by (apply not_0_IZR; exact Hb).
  assert (Q : IZR a / IZR b = IZR (a / b) + IZR (a mod b) / IZR b) by (rewrite E; field; exact H).
  assert (0 <= IZR (a mod b) / IZR b); [|lra].
  destruct (Z_lt_le_dec 0 b) as [P|P].
  - pose proof (Z.mod_pos_bound a b P). apply Rmult_le_pos; [apply (IZR_le 0); lia|].
    left. apply Rinv_0_lt_compat, (IZR_lt 0), P.
  - pose proof (Z.mod_neg_bound a b ltac:(lia)).
    replace (IZR (a mod b) / IZR b) with (IZR (- (a mod b)) / IZR (- b))
      by (rewrite !opp_IZR; field; exact H).
    apply Rmult_le_pos; [apply (IZR_le 0); lia|]. left. apply Rinv_0_lt_compat. apply (IZR_lt 0). lia.
Qed.

Definition ceiling (a b : Z) : Z := (- (- a / b))%Z.

Lemma ceiling_ge a b : (b <> 0)%Z -> IZR a / IZR b <= IZR (ceiling a b).
Proof.
  intros Hb. unfold ceiling. rewrite opp_IZR. pose proof (floor_le (- a) b Hb) as H.
  rewrite opp_IZR in H. unfold Rdiv in *. lra.
Qed.

(** ** Bounds of products *)

Lemma between_products a b x y : a <= x <= b ->
  Rmin (a * y) (b * y) <= x * y <= Rmax (a * y) (b * y).
Proof.
  intros H. assert (C : a * y <= x * y <= b * y \/ b * y <= x * y <= a * y).
  { destruct (Rle_dec 0 y); [left|right]; split; nra. }
  unfold Rmin, Rmax. destruct (Rle_dec (a * y) (b * y)); lra.
Qed.

Section Fixed.

Variable bits : positive.

Definition scale : Z := Z.pow_pos 2 bits.
Definition Rscale : R := IZR scale.

Lemma scale_pos : (0 < scale)%Z.
Proof. unfold scale. change (0 < 2 ^ Z.pos bits)%Z. apply Z.pow_pos_nonneg; lia. Qed.

Lemma S_pos : 0 < Rscale.
Proof. apply (IZR_lt 0), scale_pos. Qed.

Definition holds (X : interval) (v : R) : Prop := IZR (fst X) <= v * Rscale <= IZR (snd X).

(** ** Rounding a product of two numbers in fixed point *)

Definition down (z : Z) : Z := Z.shiftr z (Zpos bits).
Definition up (z : Z) : Z := (- Z.shiftr (- z) (Zpos bits))%Z.

Lemma down_le z : IZR (down z) <= IZR z / Rscale.
Proof.
  unfold down, Rscale, scale. rewrite Z.shiftr_div_pow2 by lia. apply (floor_le z (2 ^ Z.pos bits)).
  pose proof scale_pos as H. unfold scale in H. change (Z.pow_pos 2 bits) with (2 ^ Z.pos bits)%Z in H.
  lia.
Qed.

Lemma up_ge z : IZR z / Rscale <= IZR (up z).
Proof.
  unfold up. pose proof (down_le (- z)) as H. unfold down in H. rewrite opp_IZR in *.
  unfold Rdiv in *. lra.
Qed.

(** ** Operations *)

Definition i_zero : interval := (0, 0)%Z.
Definition i_one : interval := (scale, scale).

Lemma zero_holds : holds i_zero 0.
Proof. unfold holds, i_zero. simpl. lra. Qed.

Lemma one_holds : holds i_one 1.
Proof. unfold holds, i_one, Rscale. simpl. lra. Qed.

Definition is_zero (X : interval) : bool := (Z.eqb (fst X) 0 && Z.eqb (snd X) 0)%bool.

Lemma is_zero_holds X v : is_zero X = true -> holds X v -> v = 0.
Proof.
  unfold is_zero, holds. intros E H. apply andb_prop in E. destruct E as [E1 E2].
  apply Z.eqb_eq in E1, E2. rewrite E1, E2 in H. pose proof S_pos. nra.
Qed.

Definition i_add (X Y : interval) : interval := (fst X + fst Y, snd X + snd Y)%Z.

Lemma add_holds X Y v w : holds X v -> holds Y w -> holds (i_add X Y) (v + w).
Proof. unfold holds, i_add. simpl. rewrite !plus_IZR. lra. Qed.

Definition i_opp (X : interval) : interval := (- snd X, - fst X)%Z.

Lemma opp_holds X v : holds X v -> holds (i_opp X) (- v).
Proof. unfold holds, i_opp. simpl. rewrite !opp_IZR. lra. Qed.

Definition i_sub (X Y : interval) : interval := i_add X (i_opp Y).

Lemma sub_holds X Y v w : holds X v -> holds Y w -> holds (i_sub X Y) (v - w).
Proof. intros. apply add_holds; [|apply opp_holds]; assumption. Qed.

Definition i_hull (X Y : interval) : interval :=
  (Z.min (fst X) (fst Y), Z.max (snd X) (snd Y)).

Lemma hull_holds X Y v : holds X v \/ holds Y v -> holds (i_hull X Y) v.
Proof.
  unfold holds, i_hull. simpl.
  pose proof (IZR_le _ _ (Z.le_min_l (fst X) (fst Y))). pose proof (IZR_le _ _ (Z.le_min_r (fst X) (fst Y))).
  pose proof (IZR_le _ _ (Z.le_max_l (snd X) (snd Y))). pose proof (IZR_le _ _ (Z.le_max_r (snd X) (snd Y))).
  intros [H'|H']; lra.
Qed.

(** The numbers between two enclosed ones. *)
Lemma hull_between X Y u v w : holds X u -> holds Y w -> u <= v <= w -> holds (fst X, snd Y) v.
Proof.
  unfold holds. simpl. intros H H' Hv. pose proof S_pos. split; nra.
Qed.

(** The least and the greatest product of a number in [a, b] and one in [c, d]. *)
Definition products (a b c d : Z) : Z * Z :=
  if (0 <=? a)%Z then
    if (0 <=? c)%Z then (a * c, b * d)%Z
    else if (d <=? 0)%Z then (b * c, a * d)%Z else (b * c, b * d)%Z
  else if (b <=? 0)%Z then
    if (0 <=? c)%Z then (a * d, b * c)%Z
    else if (d <=? 0)%Z then (b * d, a * c)%Z else (a * d, a * c)%Z
  else
    if (0 <=? c)%Z then (a * d, b * d)%Z
    else if (d <=? 0)%Z then (b * c, a * c)%Z
    else (Z.min (a * d) (b * c), Z.max (a * c) (b * d)).

Lemma products_hold a b c d x y : IZR a <= x <= IZR b -> IZR c <= y <= IZR d ->
  IZR (fst (products a b c d)) <= x * y <= IZR (snd (products a b c d)).
Proof.
  intros Hx Hy. unfold products.
  pose proof (between_products _ _ x y Hx) as H.
  pose proof (between_products _ _ y (IZR a) Hy) as Ha.
  pose proof (between_products _ _ y (IZR b) Hy) as Hb.
  rewrite !(Rmult_comm _ (IZR a)) in Ha. rewrite !(Rmult_comm _ (IZR b)) in Hb.
  destruct (0 <=? a)%Z eqn:E1; [apply Z.leb_le, IZR_le in E1|apply Z.leb_gt, IZR_lt in E1];
  (destruct (b <=? 0)%Z eqn:E2; [apply Z.leb_le, IZR_le in E2|apply Z.leb_gt, IZR_lt in E2]);
  (destruct (0 <=? c)%Z eqn:E3; [apply Z.leb_le, IZR_le in E3|apply Z.leb_gt, IZR_lt in E3]);
  (destruct (d <=? 0)%Z eqn:E4; [apply Z.leb_le, IZR_le in E4|apply Z.leb_gt, IZR_lt in E4]);
  cbn [fst snd]; rewrite ?mult_IZR; try (split; nra).
  pose proof (IZR_le _ _ (Z.le_min_l (a * d) (b * c))). pose proof (IZR_le _ _ (Z.le_min_r (a * d) (b * c))).
  pose proof (IZR_le _ _ (Z.le_max_l (a * c) (b * d))). pose proof (IZR_le _ _ (Z.le_max_r (a * c) (b * d))).
  rewrite !mult_IZR in *.
  assert (IZR a * IZR d <= IZR a * y <= IZR a * IZR c) by (split; nra).
  assert (IZR b * IZR c <= IZR b * y <= IZR b * IZR d) by (split; nra).
  unfold Rmin, Rmax in H. destruct (Rle_dec (IZR a * y) (IZR b * y)); lra.
Qed.

Definition i_mul (X Y : interval) : interval :=
  if is_zero X then i_zero else if is_zero Y then i_zero else
  let p := products (fst X) (snd X) (fst Y) (snd Y) in (down (fst p), up (snd p)).

Lemma mul_holds X Y v w : holds X v -> holds Y w -> holds (i_mul X Y) (v * w).
Proof.
  intros HX HY. unfold i_mul.
  destruct (is_zero X) eqn:EX.
  { rewrite (is_zero_holds X v EX HX), Rmult_0_l. apply zero_holds. }
  destruct (is_zero Y) eqn:EY.
  { rewrite (is_zero_holds Y w EY HY), Rmult_0_r. apply zero_holds. }
  unfold holds in *. cbv zeta. pose proof (products_hold _ _ _ _ _ _ HX HY) as B.
  set (p := products _ _ _ _) in *. cbn [fst snd].
  pose proof S_pos as HS. assert (I : 0 < / Rscale) by (apply Rinv_0_lt_compat, HS).
  replace (v * w * Rscale) with (v * Rscale * (w * Rscale) / Rscale) by (field; lra).
  pose proof (down_le (fst p)). pose proof (up_ge (snd p)). unfold Rdiv in *. split.
  - eapply Rle_trans; [eassumption|]. apply Rmult_le_compat_r; lra.
  - eapply Rle_trans; [|eassumption]. apply Rmult_le_compat_r; lra.
Qed.

(** Exact products with integers. *)
Definition i_scale (n : Z) (X : interval) : interval :=
  if (0 <=? n)%Z then (n * fst X, n * snd X)%Z else (n * snd X, n * fst X)%Z.

Lemma scale_holds n X v : holds X v -> holds (i_scale n X) (IZR n * v).
Proof.
  unfold holds, i_scale. intros H. destruct (0 <=? n)%Z eqn:E; simpl; rewrite !mult_IZR.
  - apply Z.leb_le, IZR_le in E. nra.
  - apply Z.leb_gt, IZR_lt in E. nra.
Qed.

(** Quotients by positive integers. *)
Definition i_part (X : interval) (n : positive) : interval :=
  (fst X / Zpos n, ceiling (snd X) (Zpos n))%Z.

Lemma part_holds X n v : holds X v -> holds (i_part X n) (v / IZR (Zpos n)).
Proof.
  unfold holds, i_part. simpl. intros H. assert (P : 0 < IZR (Zpos n)) by (apply (IZR_lt 0); reflexivity).
  assert (I : 0 < / IZR (Zpos n)) by (apply Rinv_0_lt_compat, P).
  pose proof (floor_le (fst X) (Zpos n) ltac:(discriminate)).
  pose proof (ceiling_ge (snd X) (Zpos n) ltac:(discriminate)).
  replace (v / IZR (Z.pos n) * Rscale) with (v * Rscale / IZR (Zpos n)) by (unfold Rdiv; ring).
  unfold Rdiv in *. split.
  - eapply Rle_trans; [eassumption|]. apply Rmult_le_compat_r; lra.
  - eapply Rle_trans; [|eassumption]. apply Rmult_le_compat_r; lra.
Qed.

(** n / d. *)
Definition i_ratio (n : Z) (d : positive) : interval :=
  (n * scale / Zpos d, ceiling (n * scale) (Zpos d))%Z.

Lemma ratio_holds n d : holds (i_ratio n d) (IZR n / IZR (Zpos d)).
Proof.
  apply (part_holds (n * scale, n * scale)%Z d (IZR n)). unfold holds, Rscale. simpl.
  rewrite mult_IZR. lra.
Qed.

(** 1 / v, where v is not 0. *)
Definition i_inv (X : interval) : option interval :=
  if ((0 <? fst X) || (snd X <? 0))%Z%bool
  then Some (scale * scale / snd X, ceiling (scale * scale) (fst X))%Z
  else None.

Lemma inv_holds X Y v : i_inv X = Some Y -> holds X v -> v <> 0 /\ holds Y (/ v).
Proof.
  unfold i_inv, holds. pose proof S_pos as HS.
  destruct ((0 <? fst X) || (snd X <? 0))%Z%bool eqn:E; [|discriminate].
  intros H. injection H as <-. intros HX. simpl. apply Bool.orb_true_iff in E.
  assert (C : 0 < IZR (fst X) \/ IZR (snd X) < 0).
  { destruct E as [E|E]; apply Z.ltb_lt, IZR_lt in E; auto. }
  assert (Hv : v <> 0) by (intros ->; lra). split; [exact Hv|].
  assert (N : (fst X <> 0)%Z /\ (snd X <> 0)%Z).
  { split; intros Z0; rewrite Z0 in *; destruct C; simpl in *; nra. }
  pose proof (floor_le (scale * scale) (snd X) (proj2 N)) as L.
  pose proof (ceiling_ge (scale * scale) (fst X) (proj1 N)) as U.
  rewrite mult_IZR in L, U. fold Rscale in L, U.
  assert (E' : / v * Rscale = Rscale * Rscale / (v * Rscale)) by (field; split; [lra|exact Hv]).
  rewrite E'. set (w := v * Rscale) in *.
  assert (Q : forall a b, (0 < a \/ b < 0) -> a <= b -> / b <= / a).
  { intros a b [P|P] Hab; [apply Rinv_le_contravar; lra|].
    assert (Q' : / a - / b = (b - a) * / (a * b)) by (field; lra).
    assert (0 < / (a * b)) by (apply Rinv_0_lt_compat; nra). nra. }
  assert (HS2 : 0 <= Rscale * Rscale) by nra. unfold Rdiv in *. split.
  - eapply Rle_trans; [exact L|]. apply Rmult_le_compat_l; [exact HS2|]. apply Q; lra.
  - eapply Rle_trans; [|exact U]. apply Rmult_le_compat_l; [exact HS2|]. apply Q; lra.
Qed.

(** sqrt v, where v is not negative. *)
Definition i_sqrt (X : interval) : option interval :=
  if (0 <=? fst X)%Z
  then Some (Z.sqrt (fst X * scale), (Z.sqrt (snd X * scale) + 1))%Z
  else None.

Lemma sqrt_holds X Y v : i_sqrt X = Some Y -> holds X v -> 0 <= v /\ holds Y (sqrt v).
Proof.
  unfold i_sqrt, holds. pose proof S_pos as HS. pose proof scale_pos as HZ.
  destruct (0 <=? fst X)%Z eqn:E; [|discriminate]. intros H. injection H as <-. intros HX. simpl.
  apply Z.leb_le in E. assert (E' := IZR_le _ _ E).
  assert (Hv : 0 <= v) by nra. split; [exact Hv|].
  assert (Hsnd : (0 <= snd X)%Z) by (apply le_IZR; nra).
  pose proof (Z.sqrt_spec (fst X * scale) ltac:(nia)) as [L _].
  pose proof (Z.sqrt_spec (snd X * scale) ltac:(nia)) as [_ U].
  pose proof (Z.sqrt_nonneg (fst X * scale)) as N. pose proof (Z.sqrt_nonneg (snd X * scale)) as N'.
  apply IZR_le in L. apply IZR_lt in U. apply IZR_le in N, N'. rewrite !mult_IZR in L, U.
  unfold Z.succ in U. fold Rscale in L, U. rewrite plus_IZR in *.
  pose proof (sqrt_pos v). pose proof (sqrt_sqrt v Hv) as Q.
  set (r := sqrt v) in *. assert (Q2 : r * Rscale * (r * Rscale) = v * Rscale * Rscale) by (rewrite <- Q; ring).
  assert (P : 0 <= r * Rscale) by (apply Rmult_le_pos; lra).
  assert (B1 : IZR (fst X) * Rscale <= v * Rscale * Rscale) by (apply Rmult_le_compat_r; lra).
  assert (B2 : v * Rscale * Rscale <= IZR (snd X) * Rscale) by (apply Rmult_le_compat_r; lra).
  split.
  - apply Rnot_lt_le. intros C.
    assert (r * Rscale * (r * Rscale) < IZR (Z.sqrt (fst X * scale)) * IZR (Z.sqrt (fst X * scale))); [|lra].
    apply Rmult_le_0_lt_compat; assumption.
  - apply Rnot_lt_le. intros C.
    assert ((IZR (Z.sqrt (snd X * scale)) + 1) * (IZR (Z.sqrt (snd X * scale)) + 1)
            < r * Rscale * (r * Rscale)); [|lra].
    apply Rmult_le_0_lt_compat; lra.
Qed.

(** v^n. *)
Fixpoint i_pow (X : interval) (n : nat) : interval :=
  match n with
  | O => i_one
  | 1%nat => X
  | S m => i_mul X (i_pow X m)
  end.

Lemma pow_holds X v n : holds X v -> holds (i_pow X n) (v ^ n).
Proof.
  intros H. induction n as [|[|n] IH]; [apply one_holds|simpl; rewrite Rmult_1_r; exact H|].
  change (v ^ S (S n)) with (v * v ^ S n).
  change (i_pow X (S (S n))) with (i_mul X (i_pow X (S n))).
  apply mul_holds; assumption.
Qed.

(** ** Comparisons *)

Lemma negative_holds X v : (snd X <? 0)%Z = true -> holds X v -> v < 0.
Proof.
  unfold holds. intros E H. apply Z.ltb_lt, IZR_lt in E. pose proof S_pos. nra.
Qed.

Lemma not_negative_holds X v : (0 <=? fst X)%Z = true -> holds X v -> 0 <= v.
Proof.
  unfold holds. intros E H. apply Z.leb_le, IZR_le in E. pose proof S_pos. nra.
Qed.

Lemma positive_holds X v : (0 <? fst X)%Z = true -> holds X v -> 0 < v.
Proof.
  unfold holds. intros E H. apply Z.ltb_lt, IZR_lt in E. pose proof S_pos. nra.
Qed.

Lemma less_holds X Y v w : (snd X <? fst Y)%Z = true -> holds X v -> holds Y w -> v < w.
Proof.
  unfold holds. intros E H H'. apply Z.ltb_lt, IZR_lt in E. pose proof S_pos. nra.
Qed.

End Fixed.
