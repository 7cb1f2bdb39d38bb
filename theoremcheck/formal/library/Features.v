(** * Bounds of the features s(w_j . x_i + b_j) by integer arithmetic

    The neuron is known by formulas on closed intervals. Each number that a
    neuron receives is listed once, so that its bounds are computed once. *)

From Coq Require Import Reals List ZArith Lra Lia Bool.
From TheoremCheck Require Import Setting Conditions PointsConstant Nearby Checks ChecksWidths
  ChecksAverages PointsExplicit PointsBuild AffineCells FrozenFit Smooth Enclose.
Import ListNotations.
Open Scope R_scope.

(** ** Sums of bounds *)

Definition b_scale (c : Z) (i : bounds) : bounds :=
  if (0 <=? c)%Z then ((c * fst i)%Z, (c * snd i)%Z) else ((c * snd i)%Z, (c * fst i)%Z).

Lemma in_scale c i x : is_in i x -> is_in (b_scale c i) (IZR c * x).
Proof.
  unfold is_in, holds, b_scale. intros H. pose proof (unit_real bits) as U.
  destruct (Z.leb_spec 0 c) as [L|L]; cbn [fst snd]; rewrite !mult_IZR.
  - apply IZR_le in L. split; rewrite Rmult_assoc; apply Rmult_le_compat_l; lra.
  - apply IZR_lt in L. split; rewrite Rmult_assoc; nra.
Qed.

Fixpoint b_sum (n : nat) (g : nat -> bounds) : bounds :=
  match n with O => (0, 0)%Z | S m => b_add (b_sum m g) (g m) end.

Lemma in_sum n g h : (forall k, (k < n)%nat -> is_in (g k) (h k)) -> is_in (b_sum n g) (sum n h).
Proof.
  induction n as [|n IH]; intros H.
  - unfold is_in, holds. cbn. lra.
  - apply holds_add; [apply IH; auto|apply H; lia].
Qed.

(** The largest absolute value, times the unit. *)
Definition size (i : bounds) : Z := Z.max (Z.abs (fst i)) (Z.abs (snd i)).

Lemma in_size i x : is_in i x -> Rabs x * IZR (unity bits) <= IZR (size i).
Proof.
  unfold is_in, holds, size. intros [H1 H2]. pose proof (unit_real bits) as U.
  rewrite <- (Rabs_pos_eq (IZR (unity bits))), <- Rabs_mult by lra.
  assert (A : IZR (fst i) >= - IZR (Z.max (Z.abs (fst i)) (Z.abs (snd i)))).
  { rewrite <- opp_IZR. apply Rle_ge, IZR_le. lia. }
  assert (B : IZR (snd i) <= IZR (Z.max (Z.abs (fst i)) (Z.abs (snd i)))) by (apply IZR_le; lia).
  apply Rabs_le. lra.
Qed.

(** Bounds of qn times the entry i, j of a matrix that is near the identity. *)
Section Close.

Variables (qn : BinNums.positive) (m : nat).

Definition close (i j : nat) (v : bounds) : bool :=
  let delta := if (i =? j)%nat then (Zpos qn * unity bits)%Z else 0%Z in
  (2 * (Z.of_nat m + 1) * size ((fst v - delta)%Z, (snd v - delta)%Z) <=? Zpos qn * unity bits)%Z.

Lemma close_by i j v x : close i j v = true -> is_in v (IZR (Zpos qn) * x) ->
  Rabs (x - (if Nat.eq_dec i j then 1 else 0)) <= / (2 * (INR m + 1)).
Proof.
  unfold close. rewrite Z.leb_le. intros H I. pose proof (unit_real bits) as U.
  pose proof (qpos qn) as Q. pose proof (pos_INR m) as Pm.
  set (e := if Nat.eq_dec i j then 1 else 0).
  assert (Ee : IZR (if (i =? j)%nat then (Zpos qn * unity bits)%Z else 0%Z)
    = e * IZR (Zpos qn) * IZR (unity bits)).
  { unfold e. destruct (Nat.eqb_spec i j), (Nat.eq_dec i j); try contradiction;
      rewrite ?mult_IZR; ring. }
  set (dz := if (i =? j)%nat then _ else _) in *.
  assert (K : is_in ((fst v - dz)%Z, (snd v - dz)%Z) (IZR (Zpos qn) * (x - e))).
  { unfold is_in, holds in *. cbn [fst snd]. rewrite !minus_IZR, Ee. lra. }
  apply in_size in K. apply IZR_le in H. rewrite !mult_IZR, plus_IZR, <- INR_IZR_INZ in H.
  rewrite Rabs_mult, (Rabs_pos_eq (IZR (Zpos qn))) in K by lra.
  apply Rmult_le_reg_r with (2 * (INR m + 1)); [lra|]. rewrite Rinv_l by lra.
  apply Rmult_le_reg_r with (IZR (Zpos qn) * IZR (unity bits)); [now apply Rmult_lt_0_compat|].
  apply Rmult_le_compat_l with (r := 2 * (INR m + 1)) in K; [|lra]. lra.
Qed.

End Close.

(** ** The neuron on closed intervals *)

Definition at_most (u v : rational) : bool := (fst u * Zpos (snd v) <=? fst v * Zpos (snd u))%Z.

Lemma at_most_real u v : at_most u v = true -> real u <= real v.
Proof.
  unfold at_most, real. intros H. apply Z.leb_le, IZR_le in H. rewrite !mult_IZR in H.
  assert (Du : 0 < IZR (Zpos (snd u))) by (apply IZR_lt; reflexivity).
  assert (Dv : 0 < IZR (Zpos (snd v))) by (apply IZR_lt; reflexivity).
  apply Rmult_le_reg_r with (IZR (Zpos (snd u)) * IZR (Zpos (snd v))); [now apply Rmult_lt_0_compat|].
  replace (IZR (fst u) / IZR (Zpos (snd u)) * (IZR (Zpos (snd u)) * IZR (Zpos (snd v))))
    with (IZR (fst u) * IZR (Zpos (snd v))) by (field; lra).
  replace (IZR (fst v) / IZR (Zpos (snd v)) * (IZR (Zpos (snd u)) * IZR (Zpos (snd v))))
    with (IZR (fst v) * IZR (Zpos (snd u))) by (field; lra).
  exact H.
Qed.

(** An interval, and the formula that the function is on it. *)
Definition part : Type := interval * formula.
Definition is_part (g : R -> R) (k : part) : Prop :=
  forall v, real (fst (fst k)) <= v -> v <= real (snd (fst k)) -> g v = value (snd k) v.

Definition holder (parts : list part) (v : rational) : option part :=
  find (fun k => at_most (fst (fst k)) v && at_most v (snd (fst k))) parts.

Definition bounds_at (parts : list part) (v : rational) : option bounds :=
  bind (holder parts v) (fun k => enclose (snd k) (b_num bits (fst v) (snd v))).

Lemma real_ratio v : real v = ratio (fst v) (snd v).
Proof. unfold real, ratio. destruct (snd v); try reflexivity. field. Qed.

Lemma bounds_at_in g parts v i : Forall (is_part g) parts -> bounds_at parts v = Some i ->
  is_in i (g (real v)).
Proof.
  intros F E. apply bind_some in E. destruct E as [k [Ek Ei]]. apply find_some in Ek.
  destruct Ek as [Ik C]. apply andb_prop in C. destruct C as [C1 C2]. rewrite Forall_forall in F.
  rewrite (F k Ik) by now apply at_most_real. apply (enclose_in _ (b_num bits (fst v) (snd v))); [|exact Ei].
  rewrite real_ratio. apply holds_num.
Qed.

(** ** A table of bounds *)

Definition table : Type := list (rational * bounds).

Fixpoint tabulated (parts : list part) (values : list rational) : option table :=
  match values with
  | [] => Some []
  | v :: rest => bind (bounds_at parts v) (fun i => bind (tabulated parts rest) (fun t => Some ((v, i) :: t)))
  end.

Definition look (t : table) (v : rational) : option bounds :=
  bind (find (fun entry => equal v (fst entry)) t) (fun entry => Some (snd entry)).

Definition sound (g : R -> R) (t : table) : Prop := forall v i, look t v = Some i -> is_in i (g (real v)).

Lemma tabulated_sound g parts values : Forall (is_part g) parts ->
  forall t, tabulated parts values = Some t -> sound g t.
Proof.
  intros F t E.
  assert (A : Forall (fun entry => is_in (snd entry) (g (real (fst entry)))) t).
  { revert t E. induction values as [|v values IH]; intros t E.
    - assert (t = []) as -> by (cbn in E; congruence). constructor.
    - cbn [tabulated] in E. apply bind_some in E. destruct E as [i [Ei E]]. apply bind_some in E.
      destruct E as [t' [Et E]]. assert (t = (v, i) :: t') as -> by congruence.
      constructor; [exact (bounds_at_in g parts v i F Ei)|now apply IH]. }
  intros v i L. apply bind_some in L. destruct L as [[u j] [L1 L2]]. apply find_some in L1.
  destruct L1 as [I S]. rewrite Forall_forall in A. specialize (A _ I). cbn [fst snd] in *.
  assert (i = j) as -> by congruence. rewrite (equal_real _ _ S). exact A.
Qed.

(** All of the options are something. *)
Fixpoint all {T : Type} (l : list (option T)) : option (list T) :=
  match l with
  | [] => Some []
  | o :: rest => bind o (fun x => bind (all rest) (fun xs => Some (x :: xs)))
  end.

Lemma all_nth {T} (l : list (option T)) xs : all l = Some xs ->
  forall i x0, (i < length l)%nat -> nth i l None = Some (nth i xs x0).
Proof.
  revert xs. induction l as [|o l IH]; intros xs E i x0 L; [simpl in L; lia|].
  cbn [all] in E. apply bind_some in E. destruct E as [x [Ex E]]. apply bind_some in E.
  destruct E as [rest [Er E]]. assert (xs = x :: rest) as -> by congruence.
  destruct i as [|i]; [exact Ex|]. simpl in L. cbn [nth]. apply IH; [assumption|lia].
Qed.

(** ** What the neurons receive *)

Section Received.

Variable P : problem.
Variables (a0 : R) (a : list R) (w : list (list Z)) (b : list Z) (q : BinNums.positive).
Variable d : deep_place -> R.
Hypothesis keeps : kept P a0 a w b q.

Lemma received_is j e : (j < width P)%nat -> length (row e) = dim P ->
  pre P (built P a0 a w b q d) j e = real (received_by P w b q j e).
Proof.
  intros L E. rewrite (pre_z P (built P a0 a w b q d) j (nth j w []) (nth j b 0%Z) q e); auto.
  now apply built_hidden.
Qed.

Definition feature_bounds (t : table) (j : nat) (e : sample) : option bounds := look t (received_by P w b q j e).

Lemma feature_in t j e i : sound (sigma P) t -> (j < width P)%nat -> length (row e) = dim P ->
  feature_bounds t j e = Some i -> is_in i (sigma P (pre P (built P a0 a w b q d) j e)).
Proof. intros S L E H. rewrite received_is by assumption. now apply S. Qed.

End Received.
