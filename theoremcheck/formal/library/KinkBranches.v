(** * minimum.kink where f_D is a sum of branches whose output weights are all 0

    The columns are 1, what the neurons of the shortcut give, and what the last hidden units of every
    branch give. Along them the outputs move, and they are continuous where every unit is at all that
    it receives. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsKink Nearby Support RulesConstant RulesCurved RulesKink.
Import ListNotations.
Open Scope R_scope.

(** ** The last hidden units of a branch *)

(** What they give, from layer l upwards; without a layer, what is received. *)
Fixpoint last_units (t : deep_place -> R) (branch l inputs : nat) (h : nat -> R) (layers : list (list fn)) : nat -> R :=
  match layers with
  | [] => h
  | units :: above =>
      last_units t branch (S l) (length units) (fun u => val (nth u units identity) (received t branch l inputs h u)) above
  end.

(** How many they are. *)
Fixpoint last_width (inputs : nat) (layers : list (list fn)) : nat :=
  match layers with
  | [] => inputs
  | units :: above => last_width (length units) above
  end.

(** Every unit is continuous at what it receives. *)
Fixpoint units_continuous (t : deep_place -> R) (branch l inputs : nat) (h : nat -> R) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => True
  | units :: above =>
      (forall u, (u < length units)%nat -> continuity_pt (val (nth u units identity)) (received t branch l inputs h u)) /\
      units_continuous t branch (S l) (length units)
        (fun u => val (nth u units identity) (received t branch l inputs h u)) above
  end.

Lemma branch_sum t branch : forall layers l inputs h,
  branch_output t branch l inputs h layers
  = sum (last_width inputs layers) (fun u => t (Output branch u) * last_units t branch l inputs h layers u).
Proof. induction layers as [|units above IH]; intros l inputs h; [reflexivity|apply IH]. Qed.

(** ** Products of lists *)

Definition product (a b : list R) : R := over (combine a b) (fun q => fst q * snd q).

Lemma product_app a b c d : length a = length c -> product (a ++ b) (c ++ d) = product a c + product b d.
Proof.
  revert c. induction a as [|v a IH]; intros [|w c] H; try discriminate; unfold product in *; cbn [app combine over].
  - ring.
  - rewrite IH by (now injection H). cbn [fst snd]. ring.
Qed.

Lemma product_map {T} (l : list T) g h : product (map g l) (map h l) = over l (fun p => g p * h p).
Proof. induction l as [|p l IH]; [reflexivity|]. unfold product in *. cbn [map combine over fst snd]. now rewrite IH. Qed.

Lemma product_flat {T} (l : list T) (g h : T -> list R) : (forall p, length (g p) = length (h p)) ->
  product (flat_map g l) (flat_map h l) = over l (fun p => product (g p) (h p)).
Proof.
  intros H. induction l as [|p l IH]; [reflexivity|]. cbn [flat_map over]. rewrite product_app by apply H. now rewrite IH.
Qed.

Lemma over_seq g : forall n a, over (seq a n) g = sum n (fun k => g (a + k)%nat).
Proof.
  induction n as [|n IH]; intros a; [reflexivity|].
  rewrite seq_S. cbn [sum].
  assert (Q : forall l v, over (l ++ [v]) g = over l g + g v).
  { induction l as [|w l IHl]; intros v; cbn [app over]; [ring|]. rewrite IHl. ring. }
  now rewrite Q, IH.
Qed.

Lemma product_sum a b : length a = length b ->
  product a b = sum (length b) (fun k => nth k a 0 * nth k b 0).
Proof.
  intros H. transitivity (over (seq 0 (length b)) (fun k => nth k a 0 * nth k b 0)); [|exact (over_seq _ _ 0)].
  revert a H. induction b as [|w b IH]; intros [|v a] H; try discriminate; [reflexivity|].
  unfold product in *. cbn [combine over length seq fst snd nth]. f_equal. rewrite IH by (now injection H).
  rewrite <- seq_shift. clear. induction (seq 0 (length b)) as [|k l IH]; [reflexivity|].
  cbn [map over nth]. now rewrite IH.
Qed.

Section Branches.

Variable P : problem.
Variable t : params.
Hypothesis reachable : admissible P t.

(** ** Lists of numbers that are continuous at t, of one length *)

Definition continuous_list (F : params -> list R) : Prop :=
  (forall t', length (F t') = length (F t)) /\ forall k, continuous P t (fun t' => nth k (F t') 0).

Lemma continuous_nil : continuous_list (fun _ => []).
Proof. split; [reflexivity|]. intros k. apply continuous_const. Qed.

Lemma continuous_cons g F : continuous P t g -> continuous_list F -> continuous_list (fun t' => g t' :: F t').
Proof.
  intros C [Len D]. split; [intros t'; cbn [length]; now rewrite (Len t')|].
  intros [|k]; [exact C|apply D].
Qed.

Lemma continuous_app F G : continuous_list F -> continuous_list G -> continuous_list (fun t' => F t' ++ G t').
Proof.
  intros [LF CF] [LG CG]. split; [intros t'; now rewrite !app_length, (LF t'), (LG t')|]. intros k.
  destruct (Nat.lt_ge_cases k (length (F t))) as [Lt|Ge].
  - apply continuous_same with (fun t' => nth k (F t') 0); [|apply CF].
    intros t'. rewrite app_nth1; [reflexivity|]. now rewrite (LF t').
  - apply continuous_same with (fun t' => nth (k - length (F t)) (G t') 0); [|apply CG].
    intros t'. rewrite app_nth2; [now rewrite (LF t')|]. now rewrite (LF t').
Qed.

Lemma continuous_map {T} (l : list T) (g : T -> params -> R) : (forall p, In p l -> continuous P t (g p)) ->
  continuous_list (fun t' => map (fun p => g p t') l).
Proof.
  induction l as [|p l IH]; intros H; [exact continuous_nil|]. cbn [map].
  apply continuous_cons; [apply H; now left|]. apply IH. intros q I. apply H. now right.
Qed.

Lemma continuous_flat {T} (l : list T) (g : T -> params -> list R) : (forall p, In p l -> continuous_list (g p)) ->
  continuous_list (fun t' => flat_map (fun p => g p t') l).
Proof.
  induction l as [|p l IH]; intros H; [exact continuous_nil|]. cbn [flat_map].
  apply continuous_app; [apply H; now left|]. apply IH. intros q I. apply H. now right.
Qed.

(** ** The last hidden units are continuous *)

Lemma received_continuous branch l inputs (h : params -> nat -> R) u :
  (forall k, (k < inputs)%nat -> continuous P t (fun t' => h t' k)) ->
  continuous P t (fun t' => received (fun p => t' (D p)) branch l inputs (h t') u).
Proof.
  intros H. unfold received.
  apply (continuous_plus P t (fun t' => sum inputs (fun k => t' (D (Weight branch l u k)) * h t' k))
    (fun t' => t' (D (Bias branch l u)))).
  - apply (continuous_sum P t inputs (fun k t' => t' (D (Weight branch l u k)) * h t' k)). intros k L.
    apply (continuous_mult P t (fun t' => t' (D (Weight branch l u k))) (fun t' => h t' k)); [|now apply H].
    now apply continuous_place.
  - now apply continuous_place.
Qed.

Lemma last_units_continuous branch : forall layers l inputs (h : params -> nat -> R),
  (forall k, (k < inputs)%nat -> continuous P t (fun t' => h t' k)) ->
  units_continuous (fun p => t (D p)) branch l inputs (h t) layers ->
  forall u, (u < last_width inputs layers)%nat ->
    continuous P t (fun t' => last_units (fun p => t' (D p)) branch l inputs (h t') layers u).
Proof.
  induction layers as [|units above IH]; intros l inputs h C H u L; [now apply C|].
  cbn [last_units last_width units_continuous] in *. destruct H as [Here Above].
  apply (IH (S l) (length units)
    (fun t' v => val (nth v units identity) (received (fun p => t' (D p)) branch l inputs (h t') v))); auto.
  intros v Lv.
  apply (continuous_comp P t (fun t' => received (fun p => t' (D p)) branch l inputs (h t') v) (val (nth v units identity)));
    [now apply received_continuous|]. now apply Here.
Qed.

(** ** The columns *)

Variable all : list (list (list fn)).
Variable one : bool.
Hypothesis deep_is : forall q v, deep P q v = branches (dim P) all q v.

Definition layers_at (b : nat) : list (list fn) := nth b all [].
Definition units_at (b : nat) : list nat := seq 0 (last_width (dim P) (layers_at b)).
Definition unit_of (t' : params) (e : sample) (b u : nat) : R :=
  last_units (fun p => t' (D p)) b 0 (dim P) (x P e) (layers_at b) u.

Definition columns (t' : params) (e : sample) : list R :=
  (if one then [1] else []) ++ map (fun j => sigma P (pre P t' j e)) (seq 0 (width P))
  ++ flat_map (fun b => map (unit_of t' e b) (units_at b)) (seq 0 (length all)).

Definition number : nat := length (columns t nobody).
Definition column (t' : params) (k : nat) (e : sample) : R := nth k (columns t' e) 0.

Definition coefficients (t' : params) : list R :=
  (if one then [t' A0 - t A0] else []) ++ map (fun j => t' (A j)) (seq 0 (width P))
  ++ flat_map (fun b => map (fun u => t' (D (Output b u))) (units_at b)) (seq 0 (length all)).

Lemma columns_length t' e : length (columns t' e) = number.
Proof.
  unfold number, columns. rewrite !app_length, !map_length. f_equal. f_equal.
  induction (seq 0 (length all)) as [|b l IH]; [reflexivity|]. cbn [flat_map]. now rewrite !app_length, !map_length, IH.
Qed.

Lemma coefficients_length t' e : length (coefficients t') = length (columns t' e).
Proof.
  unfold coefficients, columns. rewrite !app_length, !map_length. f_equal; [now destruct one|]. f_equal.
  induction (seq 0 (length all)) as [|b l IH]; [reflexivity|]. cbn [flat_map]. now rewrite !app_length, !map_length, IH.
Qed.

Hypothesis idle : forall j, (j < width P)%nat -> t (A j) = 0.
Hypothesis smooth : forall j e, (j < width P)%nat -> In e (data P) -> continuity_pt (sigma P) (pre P t j e).
Hypothesis idle_branches : forall b u, (b < length all)%nat -> (u < last_width (dim P) (layers_at b))%nat ->
  t (D (Output b u)) = 0.
Hypothesis smooth_branches : forall b e, (b < length all)%nat -> In e (data P) ->
  units_continuous (fun p => t (D p)) b 0 (dim P) (x P e) (layers_at b).
Hypothesis moves_one : one = true \/ a0_trained P = false.

Lemma deep_sum q e : deep_part P q e = over (seq 0 (length all)) (fun b =>
  over (units_at b) (fun u => q (D (Output b u)) * unit_of q e b u)).
Proof.
  unfold deep_part. rewrite deep_is, over_seq. unfold branches. apply sum_eq. intros b _.
  rewrite branch_sum. unfold units_at. rewrite over_seq. reflexivity.
Qed.

Theorem branches_move_along : moves_along P t number column.
Proof.
  split.
  - intros k e _ I. change (continuous P t (fun t' => nth k (columns t' e) 0)).
    assert (C : continuous_list (fun t' => columns t' e)); [|apply C]. unfold columns.
    apply continuous_app; [|apply continuous_app].
    + destruct one; [apply continuous_cons; [apply continuous_const|]|]; exact continuous_nil.
    + apply (continuous_map (seq 0 (width P)) (fun j t' => sigma P (pre P t' j e))). intros j J. apply in_seq in J.
      apply (continuous_comp P t (fun t' => pre P t' j e)); [now apply continuous_pre|]. apply smooth; [lia|exact I].
    + apply (continuous_flat (seq 0 (length all)) (fun b t' => map (unit_of t' e b) (units_at b))). intros b B.
      apply in_seq in B. apply (continuous_map (units_at b) (fun u t' => unit_of t' e b u)). intros u U.
      apply in_seq in U. apply (last_units_continuous b (layers_at b) 0 (dim P) (fun _ => x P e)); [| |lia].
      * intros i _. apply continuous_const.
      * apply smooth_branches; [lia|exact I].
  - apply nearby_always. intros t' A'. exists (fun k => nth k (coefficients t') 0). intros e I.
    unfold column. rewrite <- (columns_length t' e), <- product_sum by apply coefficients_length.
    unfold coefficients, columns.
    rewrite product_app by (now destruct one). rewrite product_app by (now rewrite !map_length).
    rewrite product_map, product_flat by (intros; now rewrite !map_length).
    rewrite (over_eq (seq 0 (length all)) _ (fun b => over (units_at b) (fun u => t' (D (Output b u)) * unit_of t' e b u)))
      by (intros; apply product_map).
    rewrite !f_parts, deep_sum, deep_sum.
    assert (Z : over (seq 0 (length all)) (fun b => over (units_at b) (fun u => t (D (Output b u)) * unit_of t e b u)) = 0).
    { apply over_null. intros b B. apply in_seq in B. apply over_null. intros u U. apply in_seq in U.
      rewrite idle_branches by lia. ring. }
    rewrite Z, (over_seq _ (width P) 0).
    rewrite (sum_null _ (fun j => t (Setting.A j) * sigma P (pre P t j e))) by (intros j L; rewrite idle by assumption; ring).
    assert (First : product (if one then [t' A0 - t A0] else []) (if one then [1] else []) = t' A0 - t A0).
    { destruct moves_one as [H|H].
      - rewrite H. unfold product. cbn [combine over fst snd]. ring.
      - assert (Q : t' A0 = t A0) by (apply untrained_stays with P; auto; simpl; now rewrite H).
        rewrite Q. destruct one; unfold product; cbn [combine over fst snd]; ring. }
    rewrite First. cbn [Nat.add]. ring.
Qed.

(** What is shown of a point by its numbers. *)
Theorem kink_of_branches c : constant_point P t c -> wrong_somewhere P c -> balanced_columns P t number column ->
  minimum_kink P.
Proof. intros K W B. exists t, c, number, column. auto using branches_move_along. Qed.

End Branches.
