(** * Boolean checks on bounds of the training error: what a constant output costs, and which errors there are *)

From Coq Require Import Reals List ZArith NArith Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions ConditionsBound AffineCells.
From TheoremCheck Require Algebra.
Import ListNotations.
Open Scope R_scope.

(** ** The weights that some samples have together *)

Section Sums.

Variable P : problem.

(** Bit k is 1 where some samples have the weight k. *)
Fixpoint sums (l : list sample) : N :=
  match l with
  | [] => 1%N
  | e :: rest => N.lor (sums rest) (N.shiftl (sums rest) (Npos (weight e)))
  end.

Fixpoint total (l : list sample) : N :=
  match l with
  | [] => 0%N
  | e :: rest => (Npos (weight e) + total rest)%N
  end.

Lemma total_is : forall l, over l share = IZR (Z.of_N (total l)).
Proof.
  induction l as [|e l IH]; [reflexivity|]. cbn [over total]. rewrite N2Z.inj_add, plus_IZR, IH. reflexivity.
Qed.

Lemma some_sum : forall l (wrong : sample -> R), (forall e, In e l -> wrong e = 0 \/ wrong e = share e) ->
  exists k, N.testbit (sums l) k = true /\ over l wrong = IZR (Z.of_N k).
Proof.
  induction l as [|e l IH]; intros wrong H.
  - exists 0%N. now split.
  - destruct (IH wrong) as [k [B E]]; [intros; apply H; now right|].
    cbn [sums over]. destruct (H e (or_introl eq_refl)) as [Z|S].
    + exists k. rewrite N.lor_spec, B. split; [reflexivity|]. rewrite Z, E. ring.
    + exists (Npos (weight e) + k)%N. split.
      * rewrite N.lor_spec, N.shiftl_spec_high'; [|lia].
        replace (Npos (weight e) + k - Npos (weight e))%N with k by lia. rewrite B. apply orb_true_r.
      * rewrite S, E, N2Z.inj_add, plus_IZR. reflexivity.
Qed.

(** No weight lies above c / d of the whole, and at most at a / b of it. *)
Definition check_errors (a : N) (b : BinNums.positive) (c : N) (d : BinNums.positive) : bool :=
  let all := total (data P) in
  let first := N.succ (c * all / Npos d)%N in
  let last := N.succ (a * all / Npos b)%N in
  (N.land (N.shiftr (sums (data P)) first) (N.ones (last - first)) =? 0)%N.

Lemma errors_by a b c d : well_formed P -> check_errors a b c d = true ->
  forall t, training_error P t <= IZR (Z.of_N a) / IZR (Zpos b) ->
  training_error P t <= IZR (Z.of_N c) / IZR (Zpos d).
Proof.
  intros W C t Low. unfold training_error in *.
  set (wrong := fun s => if Req_EM_T (y s) (sgn (f P t s)) then 0 else share s) in *.
  destruct (some_sum (data P) wrong) as [k [B E]].
  { intros e _. unfold wrong. destruct Req_EM_T; [now left|now right]. }
  rewrite E in *. unfold total_weight in *. rewrite total_is in *.
  set (all := total (data P)) in *.
  assert (All : (0 < all)%N).
  { unfold all. destruct (data P) as [|e l] eqn:D; [now elim W|]. cbn [total]. lia. }
  assert (Hall : 0 < IZR (Z.of_N all)) by (apply IZR_lt; lia).
  pose proof (qpos b) as Hb. pose proof (qpos d) as Hd.
  assert (Up : (Z.of_N k * Zpos b <= Z.of_N a * Z.of_N all)%Z).
  { apply le_IZR. rewrite !mult_IZR.
    apply Rmult_le_compat_r with (r := IZR (Z.of_N all) * IZR (Zpos b)) in Low; [|nra].
    replace (IZR (Z.of_N k) / IZR (Z.of_N all) * (IZR (Z.of_N all) * IZR (Zpos b)))
      with (IZR (Z.of_N k) * IZR (Zpos b)) in Low by (field; lra).
    replace (IZR (Z.of_N a) / IZR (Zpos b) * (IZR (Z.of_N all) * IZR (Zpos b)))
      with (IZR (Z.of_N a) * IZR (Z.of_N all)) in Low by (field; lra). exact Low. }
  assert (Down : (k <= c * all / Npos d)%N).
  { destruct (N.le_gt_cases k (c * all / Npos d)) as [|G]; [assumption|exfalso].
    unfold check_errors in C. fold all in C. apply N.eqb_eq in C.
    set (first := N.succ (c * all / Npos d)) in *. set (last := N.succ (a * all / Npos b)) in *.
    assert (Kl : (k < last)%N).
    { unfold last. apply N.lt_succ_r. apply N.div_le_lower_bound; [lia|]. lia. }
    assert (Kf : (first <= k)%N) by (unfold first; lia).
    assert (Bit : N.testbit (N.land (N.shiftr (sums (data P)) first) (N.ones (last - first))) (k - first) = true).
    { rewrite N.land_spec, N.shiftr_spec', N.ones_spec_low by lia.
      replace (k - first + first)%N with k by lia. now rewrite B. }
    rewrite C in Bit. now rewrite N.bits_0 in Bit. }
  assert (Less : (Z.of_N k * Zpos d <= Z.of_N c * Z.of_N all)%Z).
  { pose proof (N.mul_div_le (c * all) (Npos d) ltac:(lia)) as M. nia. }
  apply IZR_le in Less. rewrite !mult_IZR in Less.
  apply Rmult_le_reg_r with (IZR (Z.of_N all) * IZR (Zpos d)); [nra|].
  replace (IZR (Z.of_N k) / IZR (Z.of_N all) * (IZR (Z.of_N all) * IZR (Zpos d)))
    with (IZR (Z.of_N k) * IZR (Zpos d)) by (field; lra).
  replace (IZR (Z.of_N c) / IZR (Zpos d) * (IZR (Z.of_N all) * IZR (Zpos d)))
    with (IZR (Z.of_N c) * IZR (Z.of_N all)) by (field; lra). exact Less.
Qed.

End Sums.

(** ** What a constant output costs: bounds of l, over q, at -k, k and 0, and of the penalty *)

Section Constant.

Variables (P : problem) (k : R) (plus minus pen zero least : Z) (q : BinNums.positive) (a : Z) (b : BinNums.positive).

Definition constant_cost : Z :=
  fold_right Z.add 0%Z
    (map (fun e => Zpos (weight e) * ((if positive_label e then plus else minus) + pen - least))%Z (data P)).

Definition check_constant_bound : bool :=
  (least <? zero)%Z && (0 <=? a)%Z && (constant_cost * Zpos b <=? a * (Z.of_N (total (data P)) * (zero - least)))%Z.

Lemma constant_bound_by : check_constant_bound = true ->
  (forall v, IZR least / IZR (Zpos q) <= ell P v) -> IZR zero / IZR (Zpos q) <= ell P 0 ->
  ell P (- k) <= IZR plus / IZR (Zpos q) -> ell P k <= IZR minus / IZR (Zpos q) ->
  constant_penalty P k <= IZR pen / IZR (Zpos q) ->
  constant_bound P (IZR a / IZR (Zpos b)).
Proof.
  intros C Low Zero Plus Minus Pen. unfold check_constant_bound in C.
  rewrite !andb_true_iff in C. destruct C as [[Less Pos] B].
  apply Z.ltb_lt, IZR_lt in Less. apply Z.leb_le, IZR_le in Pos, B. rewrite !mult_IZR, minus_IZR in B.
  pose proof (qpos q) as Hq. pose proof (qpos b) as Hb.
  assert (Up : IZR least / IZR (Zpos q) < IZR zero / IZR (Zpos q)).
  { unfold Rdiv. apply Rmult_lt_compat_r; [now apply Rinv_0_lt_compat|assumption]. }
  exists k, (IZR least / IZR (Zpos q)). split; [assumption|]. split; [lra|].
  assert (Cost : over (data P) (fun e => share e * (ell P (- y e * k) - IZR least / IZR (Zpos q)))
      + total_weight P * constant_penalty P k <= IZR constant_cost / IZR (Zpos q)).
  { assert (S : forall l, over l (fun e => share e * (ell P (- y e * k) - IZR least / IZR (Zpos q)))
        + over l share * constant_penalty P k
      <= IZR (fold_right Z.add 0%Z
        (map (fun e => Zpos (weight e) * ((if positive_label e then plus else minus) + pen - least))%Z l)) / IZR (Zpos q)).
    { induction l as [|e l IH]; [simpl; unfold Rdiv; lra|]. cbn [over fold_right map].
      rewrite plus_IZR, mult_IZR, minus_IZR, plus_IZR.
      assert (Own : ell P (- y e * k) <= IZR (if positive_label e then plus else minus) / IZR (Zpos q)).
      { unfold y. destruct (positive_label e);
          [replace (- (1) * k) with (- k) by ring|replace (- (-1) * k) with k by ring]; assumption. }
      set (v := if positive_label e then plus else minus) in *.
      pose proof (qpos (weight e)) as We. unfold share at 1 3.
      assert (Q : IZR (Zpos (weight e)) * (ell P (- y e * k) - IZR least / IZR (Zpos q) + constant_penalty P k)
        <= IZR (Zpos (weight e)) * (IZR v / IZR (Zpos q) - IZR least / IZR (Zpos q) + IZR pen / IZR (Zpos q))).
      { apply Rmult_le_compat_l; lra. }
      replace ((IZR (Zpos (weight e)) * (IZR v + IZR pen - IZR least) + _) / IZR (Zpos q)) with
        (IZR (Zpos (weight e)) * (IZR v / IZR (Zpos q) - IZR least / IZR (Zpos q) + IZR pen / IZR (Zpos q))
          + IZR (fold_right Z.add 0%Z
        (map (fun e => Zpos (weight e) * ((if positive_label e then plus else minus) + pen - least))%Z l)) / IZR (Zpos q))
        by (field; lra).
      lra. }
    exact (S (data P)). }
  assert (Whole : total_weight P = IZR (Z.of_N (total (data P)))) by apply total_is.
  apply Rle_trans with (1 := Cost). rewrite Whole.
  assert (W : 0 <= IZR (Z.of_N (total (data P)))) by (apply IZR_le; lia).
  apply Rle_trans with (IZR a / IZR (Zpos b) * (IZR (Z.of_N (total (data P)))
    * (IZR zero / IZR (Zpos q) - IZR least / IZR (Zpos q)))).
  2: { apply Rmult_le_compat_l; [unfold Rdiv; apply Rmult_le_pos; [assumption|left; now apply Rinv_0_lt_compat]|].
    apply Rmult_le_compat_l; lra. }
  apply Rmult_le_reg_r with (IZR (Zpos q) * IZR (Zpos b)); [now apply Rmult_lt_0_compat|].
  replace (IZR constant_cost / IZR (Zpos q) * (IZR (Zpos q) * IZR (Zpos b)))
    with (IZR constant_cost * IZR (Zpos b)) by (field; lra).
  replace (IZR a / IZR (Zpos b) * (IZR (Z.of_N (total (data P)))
      * (IZR zero / IZR (Zpos q) - IZR least / IZR (Zpos q))) * (IZR (Zpos q) * IZR (Zpos b)))
    with (IZR a * (IZR (Z.of_N (total (data P))) * (IZR zero - IZR least))) by (field; lra).
  assumption.
Qed.

End Constant.
