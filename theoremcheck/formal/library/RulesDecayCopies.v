(** * rule.split_decay: copies of homogeneous neurons only pay more weight decay *)

From Coq Require Import Reals List Arith Lra Lia FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsBox PointsSplit PointsDecayCopies Nearby RulesBox AtRest Landscape.
From TheoremCheck Require Stationary.
Import ListNotations.
Open Scope R_scope.

(** ** Sums over copies, unit by unit *)

Lemma sum_chosen n j (c : R) : (j < n)%nat -> sum n (fun k => if Nat.eq_dec j k then c else 0) = c.
Proof.
  intros Hj.
  assert (H : forall m, sum m (fun k => if Nat.eq_dec j k then c else 0) = if (j <? m)%nat then c else 0).
  { induction m as [|m IH]; [reflexivity|]. cbn [sum]. rewrite IH.
    destruct (Nat.eq_dec j m), (Nat.ltb_spec j m), (Nat.ltb_spec j (S m)); subst; try lia; ring. }
  rewrite H. destruct (Nat.ltb_spec j n); [reflexivity|lia].
Qed.

Lemma sum_by_owner n m (own : nat -> nat) g : (forall j, (j < n)%nat -> (own j < m)%nat) ->
  sum n g = sum m (fun k => sum n (fun j => if Nat.eq_dec (own j) k then g j else 0)).
Proof.
  induction n as [|n IH]; intros H; cbn [sum]; [symmetry; now apply sum_null|].
  rewrite IH by (intros; apply H; lia). rewrite sum_add, (sum_chosen m (own n)) by (apply H; lia). reflexivity.
Qed.

Lemma sum_of_owned n k (own : nat -> nat) g h :
  (forall j, (j < n)%nat -> own j = k -> g j = h j) ->
  sum n (fun j => if Nat.eq_dec (own j) k then g j else 0) = sum n (fun j => if Nat.eq_dec (own j) k then h j else 0).
Proof. intros H. apply sum_eq. intros j Hj. destruct (Nat.eq_dec (own j) k); auto. Qed.

Lemma sum_owned_times n k (own : nat -> nat) c g :
  sum n (fun j => if Nat.eq_dec (own j) k then c * g j else 0) = c * sum n (fun j => if Nat.eq_dec (own j) k then g j else 0).
Proof. rewrite <- sum_times. apply sum_eq. intros j _. destruct (Nat.eq_dec (own j) k); ring. Qed.

Section Split.

Variable P : problem.
Variable U : split_units.
Let Q := narrow U.
Hypothesis well : well_split P U.
Hypothesis core_defined : forall t, L_defined Q t.

Notation m := (units U).
Notation n := (copied U).

Definition decay (k : nat) (t : params) : R :=
  alpha U k * (t (out U k))^2 + sum (size U k) (fun i => beta U k i * (t (inner U k i))^2).

Lemma same_data : data Q = data P. Proof. apply well. Qed.

Lemma L_parts T s : (forall e, In e (data P) -> f P T e = f Q s e) -> L P T - penalty P T = L Q s - penalty Q s.
Proof.
  intros H. destruct well as (D & E & _). fold Q in D, E. unfold L, total_weight. rewrite D, E.
  assert (Z : over (data P) (fun e => share e * val (loss P) (z P T e))
    = over (data P) (fun e => share e * val (loss P) (z Q s e))).
  { apply over_eq. intros e Ie. unfold z. now rewrite H. }
  rewrite Z. ring.
Qed.

(** ** Balance *)

Variable t : params.
Hypothesis minimal : local_min Q t.
Hypothesis as_one : acts_as_one P U t.

Lemma t_admissible : admissible Q t. Proof. apply minimal. Qed.

Lemma role_trained p k : of U p = Some k -> In p (trained Q).
Proof.
  destruct well as (_ & _ & _ & _ & (N1 & N2 & N3 & N4) & _). destruct k as [k [i|]]; intros H.
  - destruct (N4 p k i H) as (Hk & Hi & ->). now apply N2.
  - destruct (N3 p k H) as (Hk & ->). now apply N1.
Qed.

Lemma scaled_admissible k v : admissible Q (scaled U t k v).
Proof.
  intros p Hp. unfold scaled. destruct (of U p) as [[k' o]|] eqn:E; [|now apply t_admissible].
  elim Hp. exact (role_trained p _ E).
Qed.

Lemma scaled_0 k : scaled U t k 0 = t.
Proof.
  apply functional_extensionality. intros p. unfold scaled. rewrite Ropp_0, exp_0, Rmult_1_l.
  destruct (of U p) as [[k' [i|]]|]; try destruct (k' =? k)%nat; reflexivity.
Qed.

Lemma exp_opposite_continuous : continuity (fun v => exp (- v)).
Proof.
  apply (continuity_comp (fun v => - v) exp).
  - apply continuity_opp, derivable_continuous, derivable_id.
  - apply derivable_continuous, derivable_exp.
Qed.

Lemma scaled_continuous k p : continuity (fun v => scaled U t k v p).
Proof.
  assert (Const : forall c, continuity (fun _ : R => c)) by (intros c; apply continuity_const; intros a b; reflexivity).
  unfold scaled. destruct (of U p) as [[k' [i|]]|]; [| |apply Const]; destruct (k' =? k)%nat; try apply Const.
  - apply (continuity_mult (fun v => exp (- v)) (fun _ => t p)); [apply exp_opposite_continuous|apply Const].
  - apply (continuity_mult exp (fun _ => t p)); [apply derivable_continuous, derivable_exp|apply Const].
Qed.

Lemma decay_scaled k v : (k < m)%nat -> decay k (scaled U t k v)
  = alpha U k * (t (out U k))^2 * (exp v * exp v)
    + sum (size U k) (fun i => beta U k i * (t (inner U k i))^2) * (exp (- v) * exp (- v)).
Proof.
  intros Hk. destruct well as (_ & _ & _ & _ & (N1 & N2 & _) & _). unfold decay, scaled.
  rewrite (proj2 (N1 k Hk)), Nat.eqb_refl. f_equal; [ring|].
  rewrite (Rmult_comm (sum _ _)), <- sum_times. apply sum_eq. intros i Hi.
  rewrite (proj2 (N2 k i Hk Hi)), Nat.eqb_refl. ring.
Qed.

Lemma decay_other k k' v : (k' < m)%nat -> k' <> k -> decay k' (scaled U t k v) = decay k' t.
Proof.
  intros Hk D. destruct well as (_ & _ & _ & _ & (N1 & N2 & _) & _). unfold decay, scaled.
  rewrite (proj2 (N1 k' Hk)), (proj2 (Nat.eqb_neq k' k) D). f_equal. apply sum_eq. intros i Hi.
  now rewrite (proj2 (N2 k' i Hk Hi)), (proj2 (Nat.eqb_neq k' k) D).
Qed.

Lemma penalty_core s : admissible Q s -> penalty Q s = other U s + sum m (fun k => decay k s).
Proof. intros As. apply well. exact As. Qed.

(** alpha a_k^2 = N(u_k)^2. *)
Lemma balance k : (k < m)%nat ->
  alpha U k * (t (out U k))^2 = sum (size U k) (fun i => beta U k i * (t (inner U k i))^2).
Proof.
  intros Hk. set (a := alpha U k * (t (out U k))^2). set (b := sum _ _).
  set (g := fun v => a * (exp v * exp v) + b * (exp (- v) * exp (- v))).
  destruct minimal as (At & Dt & r & Hr & Least). destruct as_one as (_ & Scale & _).
  destruct (Scale k Hk) as (r1 & Hr1 & Same).
  destruct (close_by (fun v => distance2 Q t (scaled U t k v)) 0 (r^2)
    (distance2_continuous Q t (scaled U t k) (scaled_continuous k)) ltac:(now apply pow_lt)) as (d & Hd & Near).
  assert (Flat : forall v, Rabs v < Rmin r1 d -> g 0 <= g v).
  { intros v Hv. pose proof (Rmin_l r1 d). pose proof (Rmin_r r1 d).
    assert (Le : L Q t <= L Q (scaled U t k v)).
    { apply Least; [apply scaled_admissible|apply core_defined|]. specialize (Near v).
      rewrite Rminus_0_r, scaled_0, distance2_self, Rminus_0_r in Near.
      eapply Rle_lt_trans; [apply Rle_abs|]. apply Near. lra. }
    assert (Data : L Q (scaled U t k v) - penalty Q (scaled U t k v) = L Q t - penalty Q t).
    { unfold L. assert (Z : over (data Q) (fun s => share s * val (loss Q) (z Q (scaled U t k v) s))
        = over (data Q) (fun s => share s * val (loss Q) (z Q t s))).
      { apply over_eq. intros e Ie. unfold z, Q. rewrite Same; [reflexivity|lra|exact Ie]. }
      rewrite Z. ring. }
    rewrite !penalty_core in Data by (try apply scaled_admissible; exact At).
    assert (Oth : other U (scaled U t k v) = other U t).
    { apply well. intros p E. unfold scaled. now rewrite E. }
    assert (Sum : sum m (fun k' => decay k' (scaled U t k v))
      = sum m (fun k' => decay k' t + (if Nat.eq_dec k k' then g v - g 0 else 0))).
    { apply sum_eq. intros k' Hk'. destruct (Nat.eq_dec k k') as [<-|D].
      - rewrite decay_scaled by exact Hk. pose proof (decay_scaled k 0 Hk) as Z. rewrite scaled_0 in Z.
        rewrite Z. unfold g, a, b. ring.
      - rewrite decay_other by auto. ring. }
    rewrite Sum, sum_add, sum_chosen in Data by exact Hk. lra. }
  assert (De : derivable_pt_lim exp 0 1) by (rewrite <- exp_0; apply derivable_pt_lim_exp).
  assert (Dm : derivable_pt_lim (fun v => exp (- v)) 0 (-1)).
  { replace (-1) with (1 * -1) by ring.
    apply (derivable_pt_lim_comp (fun v => - v) exp).
    - apply (derivable_pt_lim_opp id), derivable_pt_lim_id.
    - cbv beta. rewrite Ropp_0. exact De. }
  assert (Dg : derivable_pt_lim g 0 (2 * a - 2 * b)).
  { replace (2 * a - 2 * b) with (a * (1 * exp 0 + exp 0 * 1) + b * (-1 * exp (- 0) + exp (- 0) * -1))
      by (rewrite Ropp_0, exp_0; ring).
    apply (derivable_pt_lim_plus (fun v => a * (exp v * exp v)) (fun v => b * (exp (- v) * exp (- v)))).
    - apply (derivable_pt_lim_scal (fun v => exp v * exp v)). now apply (derivable_pt_lim_mult exp exp).
    - apply (derivable_pt_lim_scal (fun v => exp (- v) * exp (- v))).
      now apply (derivable_pt_lim_mult (fun v => exp (- v)) (fun v => exp (- v))). }
  pose proof (Stationary.derivative_at_least g _ (Rmin r1 d) (Rmin_pos _ _ Hr1 Hd) Flat Dg). lra.
Qed.

(** ** The copies *)

Let s := spread P U t.

Lemma s_admissible : admissible P s.
Proof. intros p Hp. unfold s, spread. destruct (in_dec place_eq_dec p (trained P)); tauto. Qed.

Lemma s_out j : (j < n)%nat -> s (out' U j) = sqrt (part U j) * t (out U (owner U j)).
Proof.
  intros Hj. destruct well as (_ & _ & _ & _ & _ & (N1 & _) & _). destruct (N1 j Hj) as [I E].
  unfold s, spread. destruct (in_dec place_eq_dec (out' U j) (trained P)); [|contradiction]. now rewrite E.
Qed.

Lemma s_inner j i : (j < n)%nat -> (i < size U (owner U j))%nat ->
  s (inner' U j i) = sqrt (part U j) * t (inner U (owner U j) i).
Proof.
  intros Hj Hi. destruct well as (_ & _ & _ & _ & _ & (_ & N2 & _) & _). destruct (N2 j i Hj Hi) as [I E].
  unfold s, spread. destruct (in_dec place_eq_dec (inner' U j i) (trained P)); [|contradiction]. now rewrite E.
Qed.

Lemma shares : (forall j, (j < n)%nat -> (owner U j < m)%nat /\ 0 < part U j) /\
  forall k, (k < m)%nat -> sum n (fun j => if Nat.eq_dec (owner U j) k then part U j else 0) = 1.
Proof. destruct well as (_ & _ & _ & _ & _ & _ & _ & H1 & H2 & _). split; assumption. Qed.

Lemma decays k : (k < m)%nat -> (sign U k = 1 \/ sign U k = -1) /\ 0 < alpha U k /\
  forall i, (i < size U k)%nat -> 0 <= beta U k i.
Proof. destruct well as (_ & _ & _ & _ & _ & _ & _ & _ & _ & H & _). apply H. Qed.

Lemma root_part j : (j < n)%nat -> sqrt (part U j) * sqrt (part U j) = part U j.
Proof. intros Hj. apply sqrt_sqrt. left. now apply shares. Qed.

Lemma joined_s k i : (k < m)%nat -> (i < size U k)%nat -> joined U s k i = t (out U k) * t (inner U k i).
Proof.
  intros Hk Hi. unfold joined.
  rewrite (sum_of_owned n k (owner U) _ (fun j => t (out U k) * t (inner U k i) * part U j)).
  - rewrite sum_owned_times, (proj2 shares k Hk). ring.
  - intros j Hj E. rewrite s_out, s_inner by (try rewrite E; assumption). rewrite E.
    pose proof (root_part j Hj) as R. set (q := sqrt (part U j)) in *. rewrite <- R. ring.
Qed.

Lemma norm_s k : (k < m)%nat -> norm_joined U s k = alpha U k * (t (out U k))^2 * (t (out U k))^2.
Proof.
  intros Hk. rewrite (balance k Hk) at 1. rewrite Rmult_comm, <- sum_times. unfold norm_joined.
  apply sum_eq. intros i Hi. rewrite joined_s by assumption. ring.
Qed.

Lemma out_not_zero k : (k < m)%nat -> t (out U k) <> 0.
Proof. intros Hk E. pose proof (proj1 as_one k Hk) as H. rewrite E in H. lra. Qed.

Lemma norm_s_pos k : (k < m)%nat -> 0 < norm_joined U s k.
Proof.
  intros Hk. rewrite (norm_s k Hk). pose proof (out_not_zero k Hk).
  assert (0 < (t (out U k))^2) by (rewrite <- Rsqr_pow2; now apply Rlt_0_sqr).
  destruct (decays k Hk) as (_ & Ha & _). apply Rmult_lt_0_compat; [|assumption]. now apply Rmult_lt_0_compat.
Qed.

Lemma new_out_s k : (k < m)%nat -> new_out U s k = t (out U k).
Proof.
  intros Hk. unfold new_out. rewrite (norm_s k Hk). destruct (decays k Hk) as (Sg & Ha & _).
  pose proof (proj1 as_one k Hk) as Pos. set (a := t (out U k)) in *.
  replace (alpha U k * a^2 * a^2 / alpha U k) with ((a^2)^2) by (field; lra).
  rewrite sqrt_pow2 by apply pow2_ge_0.
  destruct Sg as [E|E]; rewrite E in *.
  - rewrite sqrt_pow2 by lra. ring.
  - replace (a^2) with ((- a)^2) by ring. rewrite sqrt_pow2 by lra. ring.
Qed.

Lemma united_s : united U s = t.
Proof.
  destruct well as (_ & _ & _ & _ & (N1 & N2 & N3 & N4) & _ & Home & _).
  apply functional_extensionality. intros p. unfold united. fold Q.
  destruct (in_dec place_eq_dec p (trained Q)) as [I|NI]; [|symmetry; now apply t_admissible].
  destruct (of U p) as [[k [i|]]|] eqn:E.
  - destruct (N4 p k i E) as (Hk & Hi & ->). rewrite joined_s, new_out_s by assumption. field.
    now apply out_not_zero.
  - destruct (N3 p k E) as (Hk & ->). now apply new_out_s.
  - destruct (Home p I E) as (I' & E' & Back). unfold s, spread.
    destruct (in_dec place_eq_dec (home U p) (trained P)); [|contradiction]. now rewrite E', Back.
Qed.

(** ** Near the copies *)

Lemma united_admissible T : admissible Q (united U T).
Proof. intros p Hp. unfold united. fold Q. destruct (in_dec place_eq_dec p (trained Q)); tauto. Qed.

Lemma joined_continuous k i : continuous P s (fun T => joined U T k i).
Proof.
  apply continuous_sum. intros j _. destruct (Nat.eq_dec (owner U j) k); [|apply continuous_const].
  apply continuous_mult; apply continuous_place, s_admissible.
Qed.

Lemma norm_continuous k : continuous P s (fun T => norm_joined U T k).
Proof.
  apply continuous_sum. intros i _. apply continuous_mult; [apply continuous_const|].
  apply continuous_same with (g := fun T => joined U T k i * joined U T k i); [intros; ring|].
  apply continuous_mult; apply joined_continuous.
Qed.

Lemma new_out_continuous k : (k < m)%nat -> continuous P s (fun T => new_out U T k).
Proof.
  intros Hk. destruct (decays k Hk) as (_ & Ha & _).
  assert (Pos : 0 < norm_joined U s k / alpha U k) by (apply Rdiv_lt_0_compat; [now apply norm_s_pos|exact Ha]).
  unfold new_out. apply continuous_mult; [apply continuous_const|].
  apply (continuous_comp P s (fun T => sqrt (norm_joined U T k / alpha U k)) sqrt);
    [|apply continuity_pt_sqrt, sqrt_pos].
  apply (continuous_comp P s (fun T => norm_joined U T k / alpha U k) sqrt); [|apply continuity_pt_sqrt; lra].
  apply continuous_mult; [apply norm_continuous|apply continuous_const].
Qed.

Lemma united_continuous p : continuous P s (fun T => united U T p).
Proof.
  destruct well as (_ & _ & _ & _ & (N1 & N2 & N3 & N4) & _).
  unfold united. fold Q. destruct (in_dec place_eq_dec p (trained Q)) as [I|NI]; [|apply continuous_const].
  destruct (of U p) as [[k [i|]]|] eqn:E; [| |apply continuous_place, s_admissible].
  - destruct (N4 p k i E) as (Hk & _). apply continuous_mult; [apply joined_continuous|].
    apply (continuous_comp P s (fun T => new_out U T k) Rinv); [now apply new_out_continuous|].
    apply continuity_pt_inv.
    + apply derivable_continuous_pt, derivable_pt_id.
    + unfold id. rewrite new_out_s by exact Hk. now apply out_not_zero.
  - destruct (N3 p k E) as (Hk & _). now apply new_out_continuous.
Qed.

Lemma united_near r : 0 < r -> nearby P s (fun T => distance2 Q t (united U T) < r^2).
Proof.
  intros Hr.
  assert (C : continuous P s (fun T => distance2 Q t (united U T))).
  { unfold distance2. induction (trained Q) as [|p l IH]; cbn [over]; [apply continuous_const|].
    apply continuous_plus; [|exact IH].
    apply continuous_same with (g := fun T => (united U T p + - t p) * (united U T p + - t p)); [intros; ring|].
    apply continuous_mult; apply continuous_plus; try apply continuous_const; apply united_continuous. }
  apply nearby_weaken with (2 := C (r^2) ltac:(now apply pow_lt)). intros T _ H.
  rewrite united_s, distance2_self, Rminus_0_r in H. eapply Rle_lt_trans; [apply Rle_abs|exact H].
Qed.

(** The copies of k pay at least what the one unit pays. *)
Lemma copies_pay T k : (k < m)%nat -> 0 < norm_joined U T k ->
  decay k (united U T) <= sum n (fun j => if Nat.eq_dec (owner U j) k then
    alpha U k * (T (out' U j))^2 + sum (size U k) (fun i => beta U k i * (T (inner' U j i))^2) else 0).
Proof.
  intros Hk HN. destruct (decays k Hk) as (Sg & Ha & Hb).
  destruct well as (_ & _ & _ & _ & (N1 & N2 & _) & _).
  set (N := norm_joined U T k) in *. set (r := sqrt (N / alpha U k)).
  assert (Q0 : 0 < N / alpha U k) by now apply Rdiv_lt_0_compat.
  assert (Hr : 0 < r) by (apply sqrt_lt_R0; exact Q0).
  assert (Er : r * r = N / alpha U k) by (apply sqrt_sqrt; lra).
  assert (EN : N = alpha U k * (r * r)) by (rewrite Er; field; lra).
  assert (New : (new_out U T k)^2 = r).
  { unfold new_out. fold N. fold r. rewrite Rpow_mult_distr, pow2_sqrt by lra. destruct Sg as [-> | ->]; ring. }
  assert (Left : decay k (united U T) = 2 * alpha U k * r).
  { unfold decay.
    assert (E1 : united U T (out U k) = new_out U T k).
    { unfold united. fold Q. destruct (N1 k Hk) as [I E].
      destruct (in_dec place_eq_dec (out U k) (trained Q)); [|contradiction]. now rewrite E. }
    rewrite E1, New.
    assert (NZ : new_out U T k <> 0) by (intros Z; rewrite Z in New; simpl in New; lra).
    rewrite (sum_eq (size U k) _ (fun i => / r * (beta U k i * (joined U T k i)^2))).
    - rewrite sum_times. fold (norm_joined U T k). fold N. rewrite EN. field. lra.
    - intros i Hi. unfold united. fold Q. destruct (N2 k i Hk Hi) as [I E].
      destruct (in_dec place_eq_dec (inner U k i) (trained Q)); [|contradiction]. rewrite E.
      unfold Rdiv. rewrite Rpow_mult_distr, pow_inv, New. ring. }
  rewrite Left.
  assert (Cross : sum n (fun j => if Nat.eq_dec (owner U j) k then
      sum (size U k) (fun i => beta U k i * joined U T k i * (T (out' U j) * T (inner' U j i))) else 0) = N).
  { rewrite (sum_eq n _ (fun j => sum (size U k) (fun i => beta U k i * joined U T k i *
      (if Nat.eq_dec (owner U j) k then T (out' U j) * T (inner' U j i) else 0)))).
    - assert (Swap : forall a, sum a (fun j => sum (size U k) (fun i => beta U k i * joined U T k i *
        (if Nat.eq_dec (owner U j) k then T (out' U j) * T (inner' U j i) else 0)))
        = sum (size U k) (fun i => beta U k i * joined U T k i *
            sum a (fun j => if Nat.eq_dec (owner U j) k then T (out' U j) * T (inner' U j i) else 0))).
      { induction a as [|a IH]; cbn [sum].
        - symmetry. apply sum_null. intros; ring.
        - rewrite IH, <- sum_add. apply sum_eq. intros; ring. }
      rewrite Swap. unfold N, norm_joined. apply sum_eq. intros i _. fold (joined U T k i). ring.
    - intros j _. destruct (Nat.eq_dec (owner U j) k); [reflexivity|]. symmetry. apply sum_null. intros; ring. }
  replace (2 * alpha U k * r) with (2 / r * N) by (rewrite EN; field; lra).
  rewrite <- Cross, <- sum_owned_times. apply sum_le. intros j _. destruct (Nat.eq_dec (owner U j) k); [|lra].
  set (a := T (out' U j)).
  assert (Sq : 0 <= sum (size U k) (fun i => beta U k i * (T (inner' U j i) - a * joined U T k i / r)^2)).
  { apply sum_nonneg. intros i Hi. apply Rmult_le_pos; [now apply Hb|apply pow2_ge_0]. }
  rewrite (sum_eq (size U k) (fun i => beta U k i * (T (inner' U j i) - a * joined U T k i / r)^2)
    (fun i => beta U k i * (T (inner' U j i))^2 + (- (2 / r) * (beta U k i * joined U T k i * (a * T (inner' U j i)))
      + a^2 / r^2 * (beta U k i * (joined U T k i)^2)))) in Sq by (intros; field; lra).
  rewrite !sum_add, !sum_times in Sq. fold (norm_joined U T k) in Sq. fold N in Sq. rewrite EN in Sq.
  replace (a^2 / r^2 * (alpha U k * (r * r))) with (alpha U k * a^2) in Sq by (field; lra). lra.
Qed.

Lemma penalty_wide T : admissible P T -> penalty P T = other U (united U T) + sum m (fun k =>
  sum n (fun j => if Nat.eq_dec (owner U j) k then
    alpha U k * (T (out' U j))^2 + sum (size U k) (fun i => beta U k i * (T (inner' U j i))^2) else 0)).
Proof.
  intros AT. destruct well as (_ & _ & _ & _ & _ & _ & _ & _ & _ & _ & _ & H & _). rewrite (H T AT). f_equal.
  rewrite (sum_by_owner n m (owner U)) by (intros; now apply shares). apply sum_eq. intros k _.
  apply sum_of_owned. intros j _ <-. reflexivity.
Qed.

(** At the copies the penalty is the same. *)
Lemma penalty_s : penalty P s = penalty Q t.
Proof.
  rewrite (penalty_wide s s_admissible), (penalty_core t t_admissible), united_s. f_equal.
  apply sum_eq. intros k Hk. rewrite (sum_of_owned n k (owner U) _ (fun j => decay k t * part U j)).
  - rewrite sum_owned_times, (proj2 shares k Hk). ring.
  - intros j Hj E. unfold decay. rewrite s_out, E by exact Hj.
    rewrite (sum_eq (size U k) _ (fun i => part U j * (beta U k i * (t (inner U k i))^2))).
    + rewrite sum_times. pose proof (root_part j Hj) as R. set (q := sqrt (part U j)) in *. rewrite <- R. ring.
    + intros i Hi. rewrite s_inner, E by (try rewrite E; assumption).
      pose proof (root_part j Hj) as R. set (q := sqrt (part U j)) in *. rewrite <- R. ring.
Qed.

Theorem copies_minimal : nearby P s (fun T => L P s <= L P T).
Proof.
  destruct as_one as (_ & _ & Outputs). fold s in Outputs.
  destruct minimal as (At & _ & r & Hr & Least).
  assert (Norms : nearby P s (fun T => forall k, (k < m)%nat -> 0 < norm_joined U T k)).
  { apply nearby_below. intros k Hk. apply nearby_positive; [apply norm_continuous|now apply norm_s_pos]. }
  assert (Here : forall e, In e (data P) -> f P s e = f Q t e).
  { intros e Ie. destruct Outputs as (r' & Hr' & H). rewrite <- united_s. apply H; [apply s_admissible| |exact Ie].
    rewrite distance2_self. now apply pow_lt. }
  apply nearby_both with (1 := nearby_and _ _ _ _ Outputs Norms) (2 := united_near r Hr).
  intros T AT [Out Pos] Near.
  pose proof (L_parts s t Here) as E1. pose proof (L_parts T (united U T) Out) as E2.
  rewrite penalty_s in E1.
  assert (L Q t <= L Q (united U T)).
  { apply Least; [apply united_admissible|apply core_defined|exact Near]. }
  assert (penalty Q (united U T) <= penalty P T); [|lra].
  rewrite (penalty_core _ (united_admissible T)), (penalty_wide T AT). apply Rplus_le_compat_l.
  apply sum_le. intros k Hk. apply copies_pay; [exact Hk|now apply Pos].
Qed.

End Split.

Section Rule.

Variable P : problem.

Hypothesis loss_is_defined : loss_defined P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis network_deep_is_defined : network_deep_defined P.

Theorem rule_split_decay : minimum_split_decay P -> BAD P.
Proof.
  intros (U & c & r & Well & (moving & held & H) & Wrong & Acts).
  pose proof Well as (_ & El & En & Dd & _).
  assert (loss_defined (narrow U)) as Dl by (intros v; rewrite El; apply loss_is_defined).
  assert (neuron_defined (narrow U)) as Dn by (intros v; rewrite En; apply neuron_is_defined).
  assert (Def : forall t, L_defined (narrow U) t) by (now apply all_defined).
  assert (exists t, box (narrow U) c r t /\ local_min (narrow U) t) as (t & Hbox & Hloc).
  { destruct H as [H|H]; [eapply strict_minimum_around|eapply sharp_minimum_around]; eauto. }
  destruct (Wrong t Hbox) as (e & Ie & We).
  pose proof (copies_minimal P U Well Def t Hloc (Acts t Hbox)) as Min.
  assert (Ie' : In e (data P)) by (rewrite <- (same_data P U Well); exact Ie).
  apply (bad_intro P) with (spread P U t) e; [now apply all_defined|apply s_admissible|exact Min|exact Ie'|].
  destruct (Acts t Hbox) as (_ & _ & r' & Hr' & Out).
  rewrite Out; [|apply s_admissible|rewrite distance2_self; now apply pow_lt|exact Ie'].
  rewrite (united_s P U Well Def t Hloc (Acts t Hbox)). exact We.
Qed.

End Rule.
