(** * A convex fit over fixed features that is enclosed

    a_0 and the a_j are irrational. Rational numbers near them are given, and a
    matrix near the inverse of the Hessian: from bounds of the features and of
    the slopes of l on a ball it follows that the gradient vanishes at a point of
    the ball (Root.v), and some sample is wrong wherever that is. *)

From Coq Require Import Reals List ZArith Lra Lia Bool.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsKink Nearby Support
  RulesConstant RulesCurved RulesKink Checks ChecksWidths ChecksAverages PointsExplicit PointsBuild
  AffineCells Smooth Enclose Features KinkBuild PointsCompute Root.
From TheoremCheck Require Compact Box.
Import ListNotations.
Open Scope R_scope.

Section Fit.

Variable P : problem.
Variables (w : list (list Z)) (b : list Z) (q : BinNums.positive).

(** The number of neurons whose a_j is not 0; they are the first ones. *)
Variable count : nat.

(** The parts of the neuron and of the loss, the numbers that neurons receive;
    the centre over qt, the radius of the ball, a matrix near the inverse. *)
Variables (parts losses : list part) (values : list rational).
Variables (tz : list Z) (qt : BinNums.positive) (radius : rational).
Variables (nz : list (list Z)) (qn : BinNums.positive).

Let n : nat := length (data P).
Let m : nat := S count.

Definition phi (k : nat) (e : sample) : R :=
  match k with O => 1 | S j => sigma P (real (received_by P w b q j e)) end.
Definition fitted (t : nat -> R) (e : sample) : R := sum m (fun k => t k * phi k e).
Definition margin_of (t : nat -> R) (e : sample) : R := - y e * fitted t e.
Definition centre (k : nat) : R := IZR (nth k tz 0%Z) / IZR (Zpos qt).
Definition near_inverse (i k : nat) : R := IZR (nth k (nth i nz []) 0%Z) / IZR (Zpos qn).

(** ** Bounds *)

Definition phi_b (t : table) (k : nat) (e : sample) : option bounds :=
  match k with O => Some (one_b bits) | S j => look t (received_by P w b q j e) end.

Definition centre_b (k : nat) : bounds := b_num bits (nth k tz 0%Z) qt.
Definition wide_b (k : nat) : bounds :=
  let r := up (fst radius * unity bits) (Zpos (snd radius)) in
  ((fst (centre_b k) - r)%Z, (snd (centre_b k) + r)%Z).

Definition fitted_b (t : nat -> bounds) (row : list bounds) : bounds :=
  b_sum m (fun k => b_mul bits (t k) (nth k row (0, 0)%Z)).

(** The part of the loss that holds the bounds of a margin strictly inside. *)
Definition loss_part (i : bounds) : option part :=
  find (fun k => (fst (fst (fst k)) * unity bits <? fst i * Zpos (snd (fst (fst k)))) &&
                 (snd i * Zpos (snd (snd (fst k))) <? fst (snd (fst k)) * unity bits))%Z losses.

Record entry_of := { features_of : list bounds; output_of : bounds; formula_of : formula;
  slope_of : bounds; bend_of : bounds }.

Definition nothing : entry_of := {| features_of := []; output_of := (0, 0)%Z; formula_of := zero;
  slope_of := (0, 0)%Z; bend_of := (0, 0)%Z |}.

Definition prepared (t : table) (e : sample) : option entry_of :=
  bind (all (map (fun k => phi_b t k e) (seq 0 m))) (fun row =>
  let out := fitted_b wide_b row in
  let z := b_scale (- labelz e) out in
  let z0 := b_scale (- labelz e) (fitted_b centre_b row) in
  bind (loss_part z) (fun k =>
  bind (enclose (slope (snd k)) z0) (fun g =>
  bind (enclose (slope (slope (snd k))) z) (fun h =>
  Some {| features_of := row; output_of := out; formula_of := snd k; slope_of := g; bend_of := h |})))).

Section Entries.

Variable l : list entry_of.

Definition at_ (i : nat) : entry_of := nth i l nothing.
Definition phi_at (i k : nat) : bounds := nth k (features_of (at_ i)) (0, 0)%Z.

Definition gradient_b (k : nat) : bounds :=
  b_sum n (fun i => b_scale (- signz P i) (b_mul bits (slope_of (at_ i)) (phi_at i k))).
Definition hessian_b (k j : nat) : bounds :=
  b_sum n (fun i => b_scale (Zpos (weight (sample_at P i)))
    (b_mul bits (bend_of (at_ i)) (b_mul bits (phi_at i k) (phi_at i j)))).

Definition rows_of (h : nat -> nat -> bounds) : list (list bounds) :=
  map (fun k => map (h k) (seq 0 m)) (seq 0 m).

Definition wrong_b (i : nat) : bool :=
  if positive_label (sample_at P i) then (snd (output_of (at_ i)) <? 0)%Z
  else (0 <=? fst (output_of (at_ i)))%Z.

Definition check_entries : bool :=
  let gs := map gradient_b (seq 0 m) in
  let hs := rows_of hessian_b in
  let h k j := nth j (nth k hs []) (0, 0)%Z in
  let nn i k := nth k (nth i nz []) 0%Z in
  forallb (fun i => forallb (fun j =>
    close qn m i j (b_sum m (fun k => b_scale (nn i k) (h k j))) &&
    close qn m i j (b_sum m (fun k => b_scale (nn k j) (h i k)))) (seq 0 m)) (seq 0 m) &&
  (16 * (Zpos (snd radius))^2 * fold_right Z.add 0 (map (fun p =>
      (size (b_sum m (fun k => b_scale (nn p k) (nth k gs (0, 0)%Z))))^2) (seq 0 m))
    <? (fst radius * Zpos qn * unity bits)^2)%Z &&
  existsb wrong_b (seq 0 n).

End Entries.

Definition check_fit : bool :=
  check_rows P && (0 <? fst radius)%Z &&
  match tabulated parts values with
  | Some t => match all (map (prepared t) (data P)) with Some l => check_entries l | None => false end
  | None => false
  end.

(** ** What they show *)

Hypothesis parts_are : Forall (is_part (sigma P)) parts.
Hypothesis losses_are : Forall (fun k => forall v, real (fst (fst k)) < v -> v < real (snd (fst k)) ->
  ell P v = value (snd k) v /\ smooth 2 (snd k) v) losses.
Hypothesis convex : convex_fn (ell P).
Hypothesis checked : check_fit = true.

Notation ball := (Box.ball nat (seq 0 m) centre (real radius)).

Lemma prepared_facts t e x : sound (sigma P) t -> prepared t e = Some x ->
  (forall k, (k < m)%nat -> is_in (nth k (features_of x) (0, 0)%Z) (phi k e)) /\
  (forall u, ball u -> 0 < real radius ->
     is_in (output_of x) (fitted u e) /\ smooth 2 (formula_of x) (margin_of u e) /\
     subgradient_at (ell P) (margin_of u e) (value (slope (formula_of x)) (margin_of u e)) /\
     is_in (bend_of x) (value (slope (slope (formula_of x))) (margin_of u e))) /\
  is_in (slope_of x) (value (slope (formula_of x)) (margin_of centre e)).
Proof.
  intros St E. apply bind_some in E. destruct E as [row [Er E]]. cbv zeta in E.
  apply bind_some in E. destruct E as [k [Ek E]]. apply bind_some in E. destruct E as [g [Eg E]].
  apply bind_some in E. destruct E as [h [Eh E]].
  match type of E with Some ?y = _ => assert (x = y) as -> by congruence end.
  cbn [features_of output_of formula_of slope_of bend_of].
  assert (Row : forall k, (k < m)%nat -> is_in (nth k row (0, 0)%Z) (phi k e)).
  { intros i Li. pose proof (all_nth _ _ Er i (0, 0)%Z ltac:(rewrite map_length, seq_length; assumption)) as A.
    rewrite nth_indep with (d' := phi_b t 0%nat e) in A by (rewrite map_length, seq_length; assumption).
    rewrite (map_nth (fun k => phi_b t k e)), seq_nth in A by assumption. cbn [Nat.add] in A.
    revert A. generalize (nth i row (0, 0)%Z). intros j A. destruct i as [|i]; cbn [phi_b phi] in *.
    - assert (j = one_b bits) as -> by congruence. apply holds_one.
    - now apply St. }
  assert (Out : forall tb u, (forall k, (k < m)%nat -> is_in (tb k) (u k)) ->
    is_in (fitted_b tb row) (fitted u e)).
  { intros tb u H. apply in_sum. intros i Li. apply holds_mul; [now apply H|now apply Row]. }
  assert (Z : forall tb u, (forall k, (k < m)%nat -> is_in (tb k) (u k)) ->
    is_in (b_scale (- labelz e) (fitted_b tb row)) (margin_of u e)).
  { intros tb u H. unfold margin_of. rewrite y_labelz, <- opp_IZR. now apply in_scale, Out. }
  assert (Centre : forall k, (k < m)%nat -> is_in (centre_b k) (centre k)).
  { intros i _. unfold centre_b, centre. pose proof (holds_num bits (nth i tz 0%Z) qt) as H.
    replace (ratio (nth i tz 0%Z) qt) with (IZR (nth i tz 0%Z) / IZR (Zpos qt)) in H; [exact H|].
    unfold ratio. destruct qt; try reflexivity. field. }
  split; [exact Row|]. split.
  - intros u Hu Hr.
    assert (Wide : forall k, (k < m)%nat -> is_in (wide_b k) (u k)).
    { intros i Li. destruct Hu as [_ Hn].
      pose proof (Box.member_bound nat (seq 0 m) _ (real radius) i (Rlt_le _ _ Hr) Hn
        ltac:(apply in_seq; lia)) as B.
      apply Box.Rabs_le_both in B. unfold Box.apart in B. destruct (Centre i Li) as [C1 C2].
      unfold wide_b, is_in, holds. cbn [fst snd]. rewrite minus_IZR, plus_IZR.
      pose proof (up_ge (fst radius * unity bits) (Zpos (snd radius)) ltac:(reflexivity)) as U.
      set (r := up _ _) in *. clearbody r. rewrite mult_IZR in U. pose proof (unit_real bits) as S.
      pose proof (qpos (snd radius)) as Q.
      assert (R : real radius * IZR (unity bits) <= IZR r).
      { unfold real. apply Rmult_le_reg_r with (IZR (Zpos (snd radius))); [assumption|].
        eapply Rle_trans; [right|exact U]. field. lra. }
      split; nra. }
    pose proof (Z wide_b u Wide) as Zu. apply find_some in Ek. destruct Ek as [Ik Ck].
    apply andb_prop in Ck. destruct Ck as [C1 C2]. apply Z.ltb_lt, IZR_lt in C1, C2.
    rewrite !mult_IZR in C1, C2. rewrite Forall_forall in losses_are. pose proof (losses_are k Ik) as Lk.
    set (z := margin_of u e) in *. destruct Zu as [Z1 Z2]. pose proof (unit_real bits) as S.
    pose proof (qpos (snd (fst (fst k)))) as Q1. pose proof (qpos (snd (snd (fst k)))) as Q2.
    destruct k as [[[an ad] [bn bd]] fk]. cbn [fst snd] in *.
    assert (L1 : real (an, ad) < z).
    { apply Rmult_lt_reg_r with (IZR (Zpos ad) * IZR (unity bits)); [now apply Rmult_lt_0_compat|].
      replace (real (an, ad) * (IZR (Zpos ad) * IZR (unity bits))) with (IZR an * IZR (unity bits))
        by (unfold real; cbn [fst snd]; field; lra).
      apply Rlt_le_trans with (1 := C1).
      replace (z * (IZR (Zpos ad) * IZR (unity bits))) with (z * IZR (unity bits) * IZR (Zpos ad)) by ring.
      apply Rmult_le_compat_r; lra. }
    assert (L2 : z < real (bn, bd)).
    { apply Rmult_lt_reg_r with (IZR (Zpos bd) * IZR (unity bits)); [now apply Rmult_lt_0_compat|].
      replace (real (bn, bd) * (IZR (Zpos bd) * IZR (unity bits))) with (IZR bn * IZR (unity bits))
        by (unfold real; cbn [fst snd]; field; lra).
      apply Rle_lt_trans with (2 := C2).
      replace (z * (IZR (Zpos bd) * IZR (unity bits))) with (z * IZR (unity bits) * IZR (Zpos bd)) by ring.
      apply Rmult_le_compat_r; lra. }
    destruct (Lk z L1 L2) as [_ Sm].
    split; [now apply Out|]. split; [exact Sm|]. split.
    + apply (subgradient_piece (ell P) fk z (real (an, ad)) (real (bn, bd))); auto.
      * intros v V1 V2. now apply Lk.
      * apply smooth_less. exact Sm.
    + apply (enclose_in _ (b_scale (- labelz e) (fitted_b wide_b row))); [|exact Eh]. now apply Z.
  - apply (enclose_in _ (b_scale (- labelz e) (fitted_b centre_b row))); [|exact Eg]. now apply Z.
Qed.

Lemma fit_facts : exists l, check_entries l = true /\ 0 < real radius /\ check_rows P = true /\
  forall i, (i < n)%nat -> exists t, sound (sigma P) t /\ prepared t (sample_at P i) = Some (at_ l i).
Proof.
  pose proof checked as C. unfold check_fit in C. rewrite !andb_true_iff in C. destruct C as [[Hr Rd] C].
  destruct (tabulated parts values) as [t|] eqn:Et; [|discriminate].
  destruct (all (map (prepared t) (data P))) as [l|] eqn:El; [|discriminate].
  exists l. split; [exact C|]. split.
  { apply Z.ltb_lt, IZR_lt in Rd. unfold real. apply Rmult_lt_0_compat; [assumption|].
    apply Rinv_0_lt_compat, qpos. }
  split; [exact Hr|]. intros i Li. exists t. split; [exact (tabulated_sound _ _ _ parts_are t Et)|].
  pose proof (all_nth _ _ El i nothing ltac:(rewrite map_length; exact Li)) as A.
  rewrite nth_indep with (d' := prepared t nobody) in A by (rewrite map_length; exact Li).
  rewrite map_nth in A. exact A.
Qed.

(** Slopes of l, at the margins of a point of the ball, that annihilate the features. *)
Theorem fit_exists : exists (u : nat -> R) (g : nat -> R),
  (forall i, (i < n)%nat -> subgradient_at (ell P) (margin_of u (sample_at P i)) (g i)) /\
  (forall k, (k < m)%nat ->
     sum n (fun i => share (sample_at P i) * y (sample_at P i) * g i * phi k (sample_at P i)) = 0) /\
  (exists i, (i < n)%nat /\ y (sample_at P i) <> sgn (fitted u (sample_at P i))).
Proof.
  destruct fit_facts as [l [C [Rp [Hr At]]]]. unfold check_entries in C. cbv zeta in C.
  rewrite !andb_true_iff in C. destruct C as [[Cn Cs] Cw]. rewrite forallb_forall in Cn.
  pose proof (unit_real bits) as U. pose proof (qpos qn) as Qn.
  set (fm := fun i => formula_of (at_ l i)).
  set (ze := fun (u : nat -> R) i => margin_of u (sample_at P i)).
  set (wy := fun i => share (sample_at P i) * y (sample_at P i)).
  set (G := fun k (u : nat -> R) => sum n (fun i => - wy i * (value (slope (fm i)) (ze u i) * phi k (sample_at P i)))).
  set (D := fun k j (u : nat -> R) => sum n (fun i => share (sample_at P i)
    * (value (slope (slope (fm i))) (ze u i) * (phi k (sample_at P i) * phi j (sample_at P i))))).
  assert (Facts : forall i, (i < n)%nat ->
    (forall k, (k < m)%nat -> is_in (phi_at l i k) (phi k (sample_at P i))) /\
    (forall u, ball u -> is_in (output_of (at_ l i)) (fitted u (sample_at P i)) /\ smooth 2 (fm i) (ze u i) /\
       subgradient_at (ell P) (ze u i) (value (slope (fm i)) (ze u i)) /\
       is_in (bend_of (at_ l i)) (value (slope (slope (fm i))) (ze u i))) /\
    is_in (slope_of (at_ l i)) (value (slope (fm i)) (ze centre i))).
  { intros i Li. destruct (At i Li) as [t [St E]]. destruct (prepared_facts t _ _ St E) as [F1 [F2 F3]].
    split; [exact F1|]. split; [|exact F3]. intros u Hu. exact (F2 u Hu Rp). }
  assert (Db : forall k j u, (k < m)%nat -> (j < m)%nat -> ball u -> is_in (hessian_b l k j) (D k j u)).
  { intros k j u Lk Lj Hu. apply in_sum. intros i Li. destruct (Facts i Li) as [F1 [F2 _]].
    unfold share. apply in_scale. apply holds_mul; [now apply F2|]. apply holds_mul; now apply F1. }
  assert (Gb : forall k, (k < m)%nat -> is_in (gradient_b l k) (G k centre)).
  { intros k Lk. unfold gradient_b, G. apply in_sum. intros i Li. destruct (Facts i Li) as [F1 [_ F3]].
    unfold wy. rewrite <- signz_real, <- opp_IZR. apply in_scale. apply holds_mul; [exact F3|now apply F1]. }
  assert (Hn : forall k j, (k < m)%nat -> (j < m)%nat ->
    nth j (nth k (rows_of (hessian_b l)) []) (0, 0)%Z = hessian_b l k j).
  { intros k j Lk Lj. unfold rows_of.
    rewrite nth_indep with (d' := map (hessian_b l 0%nat) (seq 0 m)) by (rewrite map_length, seq_length; assumption).
    rewrite (map_nth (fun k => map (hessian_b l k) (seq 0 m))), seq_nth by assumption.
    rewrite nth_indep with (d' := hessian_b l (0 + k)%nat 0%nat) by (rewrite map_length, seq_length; assumption).
    rewrite map_nth, seq_nth by assumption. reflexivity. }
  assert (Gn : forall k, (k < m)%nat -> nth k (map (gradient_b l) (seq 0 m)) (0, 0)%Z = gradient_b l k).
  { intros k Lk. rewrite nth_indep with (d' := gradient_b l 0%nat) by (rewrite map_length, seq_length; assumption).
    rewrite map_nth, seq_nth by assumption. reflexivity. }
  assert (Near : forall i j, (i < m)%nat -> (j < m)%nat ->
    (forall u, ball u -> Rabs (sum m (fun k => near_inverse i k * D k j u) - delta i j) <= slack_of m) /\
    (forall u, ball u -> Rabs (sum m (fun k => D i k u * near_inverse k j) - delta i j) <= slack_of m)).
  { intros i j Li Lj. specialize (Cn i ltac:(apply in_seq; lia)). rewrite forallb_forall in Cn.
    specialize (Cn j ltac:(apply in_seq; lia)). apply andb_prop in Cn. destruct Cn as [C1 C2]. split; intros u Hu.
    - apply (close_by qn m i j _ _ C1).
      replace (IZR (Zpos qn) * _) with (sum m (fun k => IZR (nth k (nth i nz []) 0%Z) * D k j u)).
      + apply in_sum. intros k Lk. apply in_scale. rewrite Hn by assumption. now apply Db.
      + rewrite <- sum_times. apply sum_eq. intros k _. unfold near_inverse. field. lra.
    - apply (close_by qn m i j _ _ C2).
      replace (IZR (Zpos qn) * _) with (sum m (fun k => IZR (nth j (nth k nz []) 0%Z) * D i k u)).
      + apply in_sum. intros k Lk. apply in_scale. rewrite Hn by assumption. now apply Db.
      + rewrite <- sum_times. apply sum_eq. intros k _. unfold near_inverse. field. lra. }
  assert (Lin : forall u d v i, ze (Box.shift nat u d v) i = ze u i + v * ze d i).
  { intros u d v i. unfold ze, margin_of, fitted, Box.shift.
    rewrite (sum_eq m _ (fun k => u k * phi k (sample_at P i) + v * (d k * phi k (sample_at P i)))) by (intros; ring).
    rewrite sum_add, sum_times. ring. }
  destruct (root m G D near_inverse centre (real radius) Rp) as [u [Hu Z]].
  - (* continuous *)
    intros k u Lk Hu.
    assert (K : Box.continuous_at nat (seq 0 m) ball (fun u => over (seq 0 n) (fun i =>
      - wy i * (value (slope (fm i)) (ze u i) * phi k (sample_at P i)))) u).
    { apply (Box.continuous_sum nat (seq 0 m) (seq 0 n)
        (fun i u => - wy i * (value (slope (fm i)) (ze u i) * phi k (sample_at P i)))).
      intros i Ii. apply in_seq in Ii. destruct (Facts i ltac:(lia)) as [_ [F2 _]].
      destruct (F2 u Hu) as [_ [Sm _]].
      apply (Box.continuous_comp nat (seq 0 m) (fun z => - wy i * (value (slope (fm i)) z * phi k (sample_at P i)))
        (fun u => ze u i)).
      - apply derivable_continuous_pt.
        exists (- wy i * (value (slope (slope (fm i))) (ze u i) * phi k (sample_at P i))).
        apply (derivable_pt_lim_scal (fun z => value (slope (fm i)) z * phi k (sample_at P i))).
        pose proof (derivable_pt_lim_scal _ (phi k (sample_at P i)) _ _
          (derivative_by 0 (slope (fm i)) (ze u i) (smooth_slope 1 _ _ Sm))) as H.
        intros eps He. destruct (H eps He) as [dl K]. exists dl. intros h Nh Sh. specialize (K h Nh Sh).
        unfold mult_real_fct in K. rewrite !(Rmult_comm _ (phi k _)). exact K.
      - assert (C : Box.continuous_at nat (seq 0 m) ball
          (fun u => over (seq 0 m) (fun k => - y (sample_at P i) * phi k (sample_at P i) * u k)) u).
        { apply (Box.continuous_sum nat (seq 0 m) (seq 0 m)
            (fun k u => - y (sample_at P i) * phi k (sample_at P i) * u k)). intros j Ij.
          apply (Box.continuous_comp nat (seq 0 m) (fun v => - y (sample_at P i) * phi j (sample_at P i) * v)
            (fun u => u j)).
          - apply derivable_continuous_pt. exists (- y (sample_at P i) * phi j (sample_at P i) * 1).
            apply derivable_pt_lim_scal, derivable_pt_lim_id.
          - now apply Box.continuous_coordinate. }
        intros eps He. destruct (C eps He) as [dl [Hd K]]. exists dl. split; [assumption|].
        intros u' Hu' Cl. specialize (K u' Hu' Cl). rewrite !over_seq in K.
        assert (X : forall v : nat -> R, ze v i
          = sum m (fun k => - y (sample_at P i) * phi k (sample_at P i) * v k)).
        { intros v. unfold ze, margin_of, fitted. rewrite <- sum_times. apply sum_eq. intros; ring. }
        now rewrite !X. }
    intros eps He. destruct (K eps He) as [dl [Hd Kd]]. exists dl. split; [assumption|].
    intros u' Hu' Cl. specialize (Kd u' Hu' Cl). rewrite !over_seq in Kd. exact Kd.
  - (* differentiable *)
    intros u Hu d _ k Lk. unfold G.
    replace (sum m (fun j => D k j u * d j)) with (sum n (fun i => - wy i
      * (value (slope (slope (fm i))) (ze u i) * ze d i * phi k (sample_at P i)))).
    + apply (derivable_sum n (fun i v => - wy i
        * (value (slope (fm i)) (ze (Box.shift nat u d v) i) * phi k (sample_at P i)))).
      intros i Li. destruct (Facts i Li) as [_ [F2 _]]. destruct (F2 u Hu) as [_ [Sm _]].
      pose proof (derivative_by 0 (slope (fm i)) (ze u i) (smooth_slope 1 _ _ Sm)) as D1.
      assert (D2 : derivable_pt_lim (fun v => ze u i + v * ze d i) 0 (ze d i)).
      { pose proof (derivable_pt_lim_plus (fun _ => ze u i) (fun v => v * ze d i) 0 0 (1 * ze d i + 0 * 0)) as H.
        replace (0 + (1 * ze d i + 0 * 0)) with (ze d i) in H by ring. apply H.
        - apply derivable_pt_lim_const.
        - apply (derivable_pt_lim_mult id (fun _ => ze d i)); [apply derivable_pt_lim_id|apply derivable_pt_lim_const]. }
      assert (D3 : derivable_pt_lim (fun v => value (slope (fm i)) (ze u i + v * ze d i)) 0
        (value (slope (slope (fm i))) (ze u i) * ze d i)).
      { apply (derivable_pt_lim_comp (fun v => ze u i + v * ze d i) (value (slope (fm i)))); [exact D2|].
        rewrite Rmult_0_l, Rplus_0_r. exact D1. }
      pose proof (derivable_pt_lim_scal _ (- wy i * phi k (sample_at P i)) _ _ D3) as D4.
      intros eps He. destruct (D4 eps He) as [dl K]. exists dl. intros h Nh Sh. specialize (K h Nh Sh).
      unfold mult_real_fct in K. rewrite !Lin.
      eapply Rle_lt_trans; [right|exact K]. f_equal. unfold Rdiv. ring.
    + unfold D. rewrite (sum_eq m _ (fun j => sum n (fun i => share (sample_at P i)
        * (value (slope (slope (fm i))) (ze u i) * (phi k (sample_at P i) * phi j (sample_at P i))) * d j)))
        by (intros j _; rewrite (Rmult_comm _ (d j)), <- sum_times; apply sum_eq; intros; ring).
      rewrite sum_exchange. apply sum_eq. intros i _. unfold wy.
      set (s := sum m (fun j => d j * phi j (sample_at P i))).
      change (ze d i) with (- y (sample_at P i) * s).
      rewrite (sum_eq m _ (fun j => share (sample_at P i) * value (slope (slope (fm i))) (ze u i)
        * phi k (sample_at P i) * (d j * phi j (sample_at P i)))) by (intros; ring).
      rewrite sum_times. fold s.
      assert (Yy : y (sample_at P i) * y (sample_at P i) = 1)
        by (unfold y; destruct (positive_label (sample_at P i)); ring).
      replace (- (share (sample_at P i) * y (sample_at P i)) * (value (slope (slope (fm i))) (ze u i)
        * (- y (sample_at P i) * s) * phi k (sample_at P i)))
        with (y (sample_at P i) * y (sample_at P i) * (share (sample_at P i) * value (slope (slope (fm i))) (ze u i)
          * phi k (sample_at P i) * s)) by ring.
      rewrite Yy. ring.
  - intros u Hu i j Li Lj. now apply Near.
  - intros i j Li Lj. apply Near; auto. apply Box.ball_centre.
  - apply Z.ltb_lt, IZR_lt in Cs. rewrite Z.pow_2_r, (Z.pow_2_r (fst radius * _ * _)), !mult_IZR, sum_seq in Cs.
    set (q2 := IZR (Zpos qn) * IZR (unity bits)).
    assert (Q2 : 0 < q2) by now apply Rmult_lt_0_compat.
    assert (S : sum m (fun p => (sum m (fun k => near_inverse p k * G k centre))^2)
      <= / (q2 * q2) * sum m (fun p => IZR ((size (b_sum m (fun k => b_scale (nth k (nth p nz []) 0%Z)
          (nth k (map (gradient_b l) (seq 0 m)) (0, 0)%Z))))^2))).
    { rewrite <- sum_times. apply sum_le. intros p Lp.
      assert (I : is_in (b_sum m (fun k => b_scale (nth k (nth p nz []) 0%Z)
          (nth k (map (gradient_b l) (seq 0 m)) (0, 0)%Z)))
        (IZR (Zpos qn) * sum m (fun k => near_inverse p k * G k centre))).
      { replace (IZR (Zpos qn) * _) with (sum m (fun k => IZR (nth k (nth p nz []) 0%Z) * G k centre)).
        - apply in_sum. intros k Lk. apply in_scale. rewrite Gn by assumption. now apply Gb.
        - rewrite <- sum_times. apply sum_eq. intros k _. unfold near_inverse. field. lra. }
      apply in_size in I. set (x := sum m (fun k => near_inverse p k * G k centre)) in *.
      set (s := size _) in *. clearbody s. rewrite Rabs_mult, (Rabs_pos_eq (IZR (Zpos qn))) in I by lra.
      rewrite Z.pow_2_r, mult_IZR. apply Rmult_le_reg_l with (q2 * q2); [now apply Rmult_lt_0_compat|].
      rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l by (apply Rgt_not_eq; now apply Rmult_lt_0_compat).
      rewrite <- (pow2_abs x). pose proof (Rabs_pos x).
      replace (q2 * q2 * Rabs x ^ 2) with ((Rabs x * q2) * (Rabs x * q2)) by ring.
      assert (I' : Rabs x * q2 <= IZR s) by (unfold q2; lra).
      assert (0 <= Rabs x * q2) by (apply Rmult_le_pos; lra).
      apply Rmult_le_compat; assumption. }
    apply Rle_lt_trans with (1 := S). set (T := sum m _) in *. pose proof (qpos (snd radius)) as Qr.
    unfold real. apply Rmult_lt_reg_l with (16 * (IZR (Zpos (snd radius)) * IZR (Zpos (snd radius))) * (q2 * q2)).
    + apply Rmult_lt_0_compat; [|now apply Rmult_lt_0_compat].
      apply Rmult_lt_0_compat; [lra|now apply Rmult_lt_0_compat].
    + eapply Rle_lt_trans; [right|eapply Rlt_le_trans; [exact Cs|right]].
      * field. lra.
      * unfold q2. field. lra.
  - exists u, (fun i => value (slope (fm i)) (ze u i)). split; [|split].
    + intros i Li. now apply Facts.
    + intros k Lk. specialize (Z k Lk). unfold G in Z.
      rewrite (sum_eq n _ (fun i => -1 * (- wy i * (value (slope (fm i)) (ze u i) * phi k (sample_at P i)))))
        by (intros; unfold wy; ring).
      rewrite sum_times, Z. ring.
    + apply existsb_exists in Cw. destruct Cw as [i [Ii Wi]]. apply in_seq in Ii. exists i.
      split; [lia|]. destruct (Facts i ltac:(lia)) as [_ [F2 _]]. destruct (F2 u Hu) as [[O1 O2] _].
      unfold wrong_b in Wi. unfold y, sgn. destruct (positive_label (sample_at P i)).
      * apply Z.ltb_lt, IZR_lt in Wi. destruct (Rle_dec 0 (fitted u (sample_at P i))) as [L|]; [|lra].
        exfalso. assert (0 <= fitted u (sample_at P i) * IZR (unity bits)) by (apply Rmult_le_pos; lra). lra.
      * apply Z.leb_le, IZR_le in Wi. destruct (Rle_dec 0 (fitted u (sample_at P i))) as [|L]; [lra|].
        exfalso. apply L. apply Rmult_le_reg_r with (IZR (unity bits)); lra.
Qed.

End Fit.
