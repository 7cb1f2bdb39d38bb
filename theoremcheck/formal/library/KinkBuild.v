(** * minimum.kink by numbers: multipliers that solve linear equations, from bounds

    The features are irrational, and so are the multipliers of the basis. Rational
    numbers near them are given, with a rational matrix near the inverse of the
    matrix of the equations; from bounds of the features it follows that there is
    a solution, how far it is from the numbers, and that there is an inverse. *)

From Coq Require Import Reals List ZArith Lra Lia Bool.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsKink Nearby Support
  RulesConstant RulesKink Checks ChecksWidths ChecksAverages PointsExplicit PointsBuild AffineCells
  Smooth Enclose Features.
From TheoremCheck Require SubspacesMoves.
Import ListNotations.
Open Scope R_scope.

Section Kink.

Variable P : problem.
Variables (a0 : R) (a : list R) (w : list (list Z)) (b : list Z) (q : BinNums.positive).
Variable d : deep_place -> R.
Hypothesis keeps : kept P a0 a w b q.
Hypothesis free : costs_nothing P a0 a w b q d.

Notation here := (built P a0 a w b q d).

(** The numbers that neurons receive; the slopes near the multipliers, over qg,
    in the order of the data; the basis; a matrix near the inverse, over qn; the
    slopes of l at -c and at c. *)
Variables (parts : list part) (values : list rational) (one : bool).
Variables (gz : list Z) (qg : BinNums.positive) (basis : list nat).
Variables (nz : list (list Z)) (qn : BinNums.positive).
Variables (at_plus at_minus : interval).

Let n : nat := length (data P).
Let m : nat := features P one.

Definition slope_at (i : nat) : R := over_qg qg (nth i gz 0%Z).
Definition inverse_at (i k : nat) : R := IZR (nth k (nth i nz []) 0%Z) / IZR (Zpos qn).
Definition signz (i : nat) : Z :=
  (Zpos (weight (sample_at P i)) * labelz (sample_at P i))%Z.

(** ** The checks, from the bounds of the columns *)

Definition feature_b (t : table) (k : nat) (e : sample) : option bounds :=
  if one then match k with O => Some (one_b bits) | S j => feature_bounds P w b q t j e end
  else feature_bounds P w b q t k e.

Definition columns (t : table) : option (list (list bounds)) :=
  all (map (fun k => all (map (feature_b t k) (data P))) (seq 0 m)).

Definition in_kink (label : bool) : interval := if label then at_plus else at_minus.

(** A slope between the ends, at a distance of at least r / (qn qg S). *)
Definition between_ends (r : Z) (g : Z) (i : interval) : bool :=
  let u := (Zpos qn * Zpos qg * unity bits)%Z in
  (fst (fst i) * u + r * Zpos (snd (fst i)) <=? g * Zpos qn * unity bits * Zpos (snd (fst i)))%Z &&
  (g * Zpos qn * unity bits * Zpos (snd (snd i)) + r * Zpos (snd (snd i)) <=? fst (snd i) * u)%Z.

Section Columns.

Variable cols : list (list bounds).

Definition column (k i : nat) : bounds := nth i (nth k cols []) (0, 0)%Z.
Definition entry_b (k j : nat) : bounds :=
  let i := nth j basis O in b_scale (signz i) (column k i).
Definition off_b (k : nat) : bounds := b_sum n (fun i => b_scale (signz i * nth i gz 0)%Z (column k i)).
Definition nearly_b (g : nat -> Z) (i : nat -> bounds) : bounds := b_sum m (fun k => b_scale (g k) (i k)).
Definition eta_b (i : nat) : bounds := nearly_b (fun k => nth k (nth i nz []) 0%Z) off_b.

Definition reach : Z := (2 * fold_right Z.add 0 (map (fun i => size (eta_b i)) (seq 0 m)))%Z.

Definition check_columns : bool :=
  forallb (fun i => forallb (fun j =>
    close qn m i j (nearly_b (fun k => nth k (nth i nz []) 0%Z) (fun k => entry_b k j)) &&
    close qn m i j (nearly_b (fun k => nth i (nth k nz []) 0%Z) (fun k => entry_b j k)))
    (seq 0 m)) (seq 0 m) &&
  forallb (fun i => between_ends 0 (nth i gz 0%Z) (in_kink (positive_label (sample_at P i)))) (seq 0 n) &&
  forallb (fun i => between_ends (reach + 1) (nth i gz 0%Z) (in_kink (positive_label (sample_at P i)))) basis.

End Columns.

Definition check_kink : bool :=
  check_classes P && check_rows P && (length basis =? m)%nat &&
  forallb (fun i => (i <? n)%nat) basis &&
  match bind (tabulated parts values) columns with
  | Some cols => check_columns cols
  | None => false
  end.

(** ** What they show *)

Hypothesis parts_are : Forall (is_part (sigma P)) parts.
Hypothesis checked : check_kink = true.

Lemma column_in t cols : sound (sigma P) t -> columns t = Some cols -> check_rows P = true ->
  forall k i, (k < m)%nat -> (i < n)%nat ->
    is_in (column cols k i) (feature P one here k (sample_at P i)).
Proof.
  intros St E Hr k i Lk Li. unfold column.
  pose proof (all_nth _ _ E k [] ltac:(rewrite map_length, seq_length; assumption)) as A.
  rewrite nth_indep with (d' := all (map (feature_b t 0%nat) (data P))) in A
    by (rewrite map_length, seq_length; assumption).
  rewrite (map_nth (fun k => all (map (feature_b t k) (data P)))), seq_nth in A by assumption.
  cbn [Nat.add] in A.
  pose proof (all_nth _ _ A i (0, 0)%Z ltac:(rewrite map_length; assumption)) as B.
  rewrite nth_indep with (d' := feature_b t k nobody) in B by (rewrite map_length; assumption).
  rewrite map_nth in B. fold (sample_at P i) in B. clear A E. revert B.
  generalize (nth i (nth k cols []) (0, 0)%Z). intros j B.
  assert (Ie : In (sample_at P i) (data P)) by (apply nth_In; exact Li).
  pose proof (rows_by P (sample_at P i) Hr Ie) as Le.
  unfold feature_b in B. unfold feature. change (k < if one then S (width P) else width P)%nat in Lk.
  destruct (Bool.bool_dec one true) as [O|O]; [|apply not_true_is_false in O]; rewrite O in B, Lk |- *.
  - destruct k as [|k].
    + assert (j = one_b bits) as -> by congruence. apply holds_one.
    + apply (feature_in P a0 a w b q d keeps t); auto. lia.
  - apply (feature_in P a0 a w b q d keeps t); auto.
Qed.

Lemma signz_real i : IZR (signz i) = share (sample_at P i) * y (sample_at P i).
Proof. unfold signz, share. now rewrite mult_IZR, y_labelz. Qed.

Variable c : R.
Hypothesis output : forall e, In e (data P) -> f P here e = c.
Hypothesis idle_weights : idle a.
Hypothesis continuous_neuron : forall j e, (j < width P)%nat -> In e (data P) ->
  continuity_pt (sigma P) (pre P here j e).
Hypothesis dead : deep_dead P here.
Hypothesis moves_one : one = true \/ (a0_trained P = false /\ deep_still P here).
Hypothesis slopes_plus : forall s, real (fst at_plus) <= s <= real (snd at_plus) ->
  subgradient_at (ell P) (- c) s.
Hypothesis slopes_minus : forall s, real (fst at_minus) <= s <= real (snd at_minus) ->
  subgradient_at (ell P) c s.

Lemma slopes_in i s : (i < n)%nat ->
  real (fst (in_kink (positive_label (sample_at P i)))) <= s
  <= real (snd (in_kink (positive_label (sample_at P i)))) ->
  subgradient_at (ell P) (z P here (sample_at P i)) s.
Proof.
  intros L H. unfold z. rewrite output by (apply nth_In; exact L). unfold in_kink in H.
  unfold y. destruct (positive_label (sample_at P i)).
  - replace (-(1) * c) with (- c) by ring. now apply slopes_plus.
  - replace (- (-1) * c) with c by ring. now apply slopes_minus.
Qed.

Let q3 : R := IZR (Zpos qn) * IZR (Zpos qg) * IZR (unity bits).

Lemma q3_pos : 0 < q3.
Proof. apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; apply qpos | apply unit_real]. Qed.

Lemma between_by r g i : between_ends r g i = true ->
  real (fst i) + IZR r / q3 <= over_qg qg g /\ over_qg qg g + IZR r / q3 <= real (snd i).
Proof.
  unfold between_ends. rewrite andb_true_iff, !Z.leb_le. intros [H1 H2].
  apply IZR_le in H1, H2. rewrite plus_IZR, !mult_IZR in H1. rewrite plus_IZR, !mult_IZR in H2.
  pose proof q3_pos as Q. pose proof (qpos qn). pose proof (qpos qg). pose proof (unit_real bits).
  pose proof (qpos (snd (fst i))) as D1. pose proof (qpos (snd (snd i))) as D2.
  unfold real, over_qg. split.
  - apply Rmult_le_reg_r with (q3 * IZR (Zpos (snd (fst i)))); [now apply Rmult_lt_0_compat|].
    eapply Rle_trans; [right|eapply Rle_trans; [exact H1|right]]; unfold q3; field; lra.
  - apply Rmult_le_reg_r with (q3 * IZR (Zpos (snd (snd i)))); [now apply Rmult_lt_0_compat|].
    eapply Rle_trans; [right|eapply Rle_trans; [exact H2|right]]; unfold q3; field; lra.
Qed.

Lemma kink_facts : exists cols,
  (forall k i, (k < m)%nat -> (i < n)%nat ->
     is_in (column cols k i) (feature P one here k (sample_at P i))) /\
  check_columns cols = true /\ both_classes P /\ length basis = m /\
  (forall i, In i basis -> (i < n)%nat).
Proof.
  pose proof checked as C. unfold check_kink in C. rewrite !andb_true_iff in C.
  destruct C as [[[[Cl R] Lb] Bn] C].
  destruct (bind (tabulated parts values) columns) as [cols|] eqn:E; [|discriminate].
  apply bind_some in E. destruct E as [t [Et Ec]]. exists cols.
  split; [exact (column_in t cols (tabulated_sound _ _ _ parts_are t Et) Ec R)|].
  split; [exact C|]. split; [now apply both_classes_by|]. split; [now apply Nat.eqb_eq|].
  rewrite forallb_forall in Bn. intros i I. apply Nat.ltb_lt. now apply Bn.
Qed.

Theorem minimum_kink_by : minimum_kink P.
Proof.
  destruct kink_facts as [cols [Col [C [Both [Lb Bn]]]]].
  unfold check_columns in C. rewrite !andb_true_iff in C. destruct C as [[C1 C2] C3].
  rewrite forallb_forall in C1, C2, C3.
  pose proof q3_pos as Q3. pose proof (unit_real bits) as U. pose proof (qpos qn) as Qn. pose proof (qpos qg) as Qg.
  set (F := entry P (feature P one) basis here).
  assert (Bj : forall j, (j < m)%nat -> (nth j basis 0 < n)%nat).
  { intros j L. apply Bn, nth_In. unfold m in *. lia. }
  assert (Fin : forall k j, (k < m)%nat -> (j < m)%nat -> is_in (entry_b cols k j) (F k j)).
  { intros k j Lk Lj. unfold entry_b, F, entry. rewrite <- signz_real. apply in_scale.
    apply Col; auto. }
  (* the slopes given, and what they leave *)
  set (g := slope_at).
  assert (Off : forall k, (k < m)%nat -> is_in (off_b cols k) (IZR (Zpos qg) * off P (feature P one) g here k)).
  { intros k L. unfold off_b, off.
    replace (IZR (Zpos qg) * sum (length (data P)) _) with (sum n (fun i => IZR (signz i * nth i gz 0)%Z
      * feature P one here k (sample_at P i))).
    - apply in_sum. intros i Li. apply in_scale. now apply Col.
    - rewrite <- sum_times. apply sum_eq. intros i Li. unfold g, slope_at, over_qg.
      rewrite mult_IZR, signz_real. field. lra. }
  assert (Left : forall i j, (i < m)%nat -> (j < m)%nat ->
    Rabs (sum m (fun k => inverse_at i k * F k j) - (if Nat.eq_dec i j then 1 else 0))
    <= / (2 * (INR m + 1))).
  { intros i j Li Lj. specialize (C1 i ltac:(apply in_seq; lia)). rewrite forallb_forall in C1.
    specialize (C1 j ltac:(apply in_seq; lia)). apply andb_prop in C1. destruct C1 as [C1 _].
    apply (close_by qn m i j _ _ C1). unfold nearly_b.
    replace (IZR (Zpos qn) * _) with (sum m (fun k => IZR (nth k (nth i nz []) 0%Z) * F k j)).
    - apply in_sum. intros k Lk. apply in_scale. now apply Fin.
    - rewrite <- sum_times. apply sum_eq. intros k _. unfold inverse_at. field. lra. }
  assert (Right : forall i j, (i < m)%nat -> (j < m)%nat ->
    Rabs (sum m (fun k => inverse_at k i * F j k) - (if Nat.eq_dec i j then 1 else 0))
    <= / (2 * (INR m + 1))).
  { intros i j Li Lj. specialize (C1 i ltac:(apply in_seq; lia)). rewrite forallb_forall in C1.
    specialize (C1 j ltac:(apply in_seq; lia)). apply andb_prop in C1. destruct C1 as [_ C1].
    apply (close_by qn m i j _ _ C1). unfold nearly_b.
    replace (IZR (Zpos qn) * _) with (sum m (fun k => IZR (nth i (nth k nz []) 0%Z) * F j k)).
    - apply in_sum. intros k Lk. apply in_scale. now apply Fin.
    - rewrite <- sum_times. apply sum_eq. intros k _. unfold inverse_at. field. lra. }
  (* the multipliers *)
  destruct (solve m F inverse_at (fun k => - off P (feature P one) g here k) Left) as [mv [Mv Bound]].
  assert (Reach : sum m (fun j => Rabs (mv j)) <= IZR (reach cols) / q3).
  { apply Rle_trans with (1 := Bound). unfold reach. rewrite mult_IZR.
    assert (S : sum m (fun i => Rabs (sum m (fun k => inverse_at i k * - off P (feature P one) g here k)))
      <= / q3 * IZR (fold_right Z.add 0%Z (map (fun i => size (eta_b cols i)) (seq 0 m)))).
    { rewrite sum_seq, <- sum_times. apply sum_le. intros i Li.
      assert (I : is_in (eta_b cols i) (IZR (Zpos qn) * IZR (Zpos qg)
        * sum m (fun k => inverse_at i k * off P (feature P one) g here k))).
      { unfold eta_b, nearly_b.
        replace (IZR (Zpos qn) * IZR (Zpos qg) * _) with
          (sum m (fun k => IZR (nth k (nth i nz []) 0%Z) * (IZR (Zpos qg) * off P (feature P one) g here k))).
        - apply in_sum. intros k Lk. apply in_scale. now apply Off.
        - rewrite <- sum_times. apply sum_eq. intros k _. unfold inverse_at. field. lra. }
      apply in_size in I. apply Rmult_le_reg_l with q3; [assumption|].
      rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l by lra.
      eapply Rle_trans; [right|exact I]. rewrite Rabs_mult, (Rabs_pos_eq (_ * _)) by nra.
      rewrite (sum_eq _ (fun k => inverse_at i k * - off P (feature P one) g here k)
        (fun k => -1 * (inverse_at i k * off P (feature P one) g here k))) by (intros; ring).
      rewrite sum_times, Rabs_mult. replace (Rabs (-1)) with 1 by (rewrite Rabs_left; lra).
      unfold q3. ring. }
    unfold Rdiv. rewrite Rmult_assoc, (Rmult_comm _ (/ q3)). lra. }
  set (room := IZR (reach cols + 1) / q3).
  assert (Strict : sum m (fun j => Rabs (mv j)) < room).
  { apply Rle_lt_trans with (1 := Reach). unfold room. apply Rmult_lt_compat_r.
    - now apply Rinv_0_lt_compat.
    - rewrite plus_IZR. lra. }
  assert (Room : forall i, In i basis -> forall s, Rabs (s - g i) < room ->
    subgradient_at (ell P) (z P here (sample_at P i)) s).
  { intros i I s Hs. apply slopes_in; [now apply Bn|]. apply Rabs_def2 in Hs.
    pose proof (between_by _ _ _ (C3 i I)) as [B1 B2]. fold room in B1, B2.
    change (over_qg qg (nth i gz 0%Z)) with (g i) in B1, B2. lra. }
  assert (Slopes : forall i, (i < n)%nat -> subgradient_at (ell P) (z P here (sample_at P i)) (g i)).
  { intros i L. apply slopes_in; [assumption|].
    pose proof (between_by _ _ _ (C2 i ltac:(apply in_seq; lia))) as [B1 B2].
    unfold Rdiv in B1, B2. rewrite Rmult_0_l in B1, B2.
    change (over_qg qg (nth i gz 0%Z)) with (g i) in B1, B2. lra. }
  assert (Inside : forall i, In i basis -> (i < n)%nat /\ exists eps, 0 < eps /\
    forall s, Rabs (s - g i) < eps -> subgradient_at (ell P) (z P here (sample_at P i)) s).
  { intros i I. split; [now apply Bn|]. exists room. split; [|now apply Room].
    apply Rle_lt_trans with (2 := Strict). apply sum_nonneg. intros. apply Rabs_pos. }
  set (g' := moved m g basis mv).
  (* the inverse *)
  destruct (SubspacesMoves.finite_choice (fun _ : nat => 0) m (fun i row =>
    forall j, (j < m)%nat -> sum m (fun k => F k j * row k) = if Nat.eq_dec i j then 1 else 0))
    as [N HN].
  { intros i Li. destruct (solve m (fun j k => F k j) (fun i k => inverse_at k i)
      (fun j => if Nat.eq_dec i j then 1 else 0)) as [row [Hrow _]].
    - exact Right.
    - exists row. exact Hrow. }
  apply kink_of_shortcut. exists here, c, one.
  split; [split; [apply built_admissible|split; [now apply built_unpenalised|exact output]]|].
  split; [now apply wrong_both|].
  split; [intros j L; rewrite built_a by assumption; now apply idle_weight|].
  split; [exact continuous_neuron|]. split; [exact dead|]. split; [exact moves_one|].
  exists g', basis, N.
  split; [exact (moved_slopes P here m g basis Slopes Lb room mv Room Strict)|].
  split; [exact (moved_annihilates P here m (feature P one) g basis Lb Inside here mv Mv)|].
  split; [exact Lb|]. split.
  - intros i I. split; [now apply Bn|]. exists (room - sum m (fun j => Rabs (mv j))).
    split; [lra|]. intros s Hs. apply Room; [assumption|].
    assert (K : Rabs (g' i - g i) <= sum m (fun j => Rabs (mv j))).
    { replace (g' i - g i) with (sum m (fun j => if Nat.eq_dec (nth j basis 0%nat) i then mv j else 0))
        by (unfold g', moved; fold m; ring).
      apply Rle_trans with (1 := sum_abs _ _). apply sum_le. intros j _.
      destruct (Nat.eq_dec (nth j basis 0%nat) i); [lra|]. rewrite Rabs_R0. apply Rabs_pos. }
    replace (s - g i) with (s - g' i + (g' i - g i)) by ring.
    apply Rle_lt_trans with (1 := Rabs_triang _ _). lra.
  - intros i j Li Lj. rewrite <- (HN i Li j Lj). apply sum_eq. intros k _. unfold F, entry. ring.
Qed.

End Kink.
