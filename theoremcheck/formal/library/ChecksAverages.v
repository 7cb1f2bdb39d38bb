(** * Boolean checks of conditions on the class averages *)

From Coq Require Import Reals List ZArith Lia Lra Bool FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions Checks ChecksWidths.
Import ListNotations.
Open Scope R_scope.

(** ** Signed measures on rows: pairs of a row and its mass *)

Definition measure := list (list Z * Z).

(** The mass at a row. *)
Fixpoint mass (m : measure) (r : list Z) : Z :=
  match m with
  | [] => 0%Z
  | (r', c) :: rest => ((if equalz r r' then c else 0) + mass rest r)%Z
  end.

Definition balanced (m : measure) : bool := forallb (fun entry => mass m (fst entry) =? 0)%Z m.

(** The integral of a function of the row. *)
Definition integral (m : measure) (G : list Z -> R) : R := over m (fun e => IZR (snd e) * G (fst e)).

Lemma equalz_refl u : equalz u u = true.
Proof. induction u; simpl; [reflexivity|]. rewrite Z.eqb_refl. assumption. Qed.

(** Split off all that lies at one row. *)
Definition elsewhere (r : list Z) (m : measure) : measure :=
  filter (fun e => negb (equalz r (fst e))) m.

Lemma integral_split r m G :
  integral m G = IZR (mass m r) * G r + integral (elsewhere r m) G.
Proof.
  unfold integral. induction m as [|[r' c] m IH]; simpl; [lra|].
  rewrite IH. destruct (equalz r r') eqn:E; simpl.
  - apply equalz_eq in E. subst r'. rewrite plus_IZR. lra.
  - lra.
Qed.

Lemma equalz_false_sym r r' : equalz r r' = false -> equalz r' r = false.
Proof.
  intros H. destruct (equalz r' r) eqn:E; [|reflexivity].
  apply equalz_eq in E. subst. rewrite equalz_refl in H. discriminate.
Qed.

Lemma mass_elsewhere r r' m : equalz r r' = false -> mass (elsewhere r m) r' = mass m r'.
Proof.
  intros N. induction m as [|[s c] m IH]; simpl; [reflexivity|].
  destruct (equalz r s) eqn:E; simpl; rewrite IH; [|reflexivity].
  apply equalz_eq in E. subst s. rewrite (equalz_false_sym _ _ N). lia.
Qed.

Lemma elsewhere_length r m : (length (elsewhere r m) <= length m)%nat.
Proof. induction m as [|[s c] m IH]; simpl; [lia|]. destruct (equalz r s); simpl; lia. Qed.

(** A measure without mass at any of its rows integrates everything to 0. *)
Lemma balanced_zero m G : balanced m = true -> integral m G = 0.
Proof.
  remember (length m) as n eqn:En. assert (H : (length m <= n)%nat) by lia. clear En.
  revert m H; induction n as [|n IH]; intros m Hn H.
  - destruct m; [reflexivity|simpl in Hn; lia].
  - destruct m as [|[r c] m]; [reflexivity|].
    unfold balanced in H. rewrite forallb_forall in H.
    rewrite (integral_split r).
    assert (mass ((r, c) :: m) r = 0%Z) as -> by (apply Z.eqb_eq, (H (r, c)); left; reflexivity).
    assert (S : elsewhere r ((r, c) :: m) = elsewhere r m)
      by (simpl; rewrite equalz_refl; reflexivity).
    rewrite S. rewrite IH; [lra| |].
    + pose proof (elsewhere_length r m). simpl in Hn. lia.
    + unfold balanced. rewrite forallb_forall. intros [r' c'] I.
      unfold elsewhere in I. apply filter_In in I. destruct I as [I N].
      simpl in N. apply negb_true_iff in N. simpl fst.
      assert (E := H (r', c') (or_intror I)). simpl fst in E.
      simpl in E. rewrite (equalz_false_sym _ _ N) in E.
      rewrite mass_elsewhere by assumption. apply Z.eqb_eq. apply Z.eqb_eq in E. lia.
Qed.

(** ** Class weights *)

Fixpoint class_weightz (own : sample -> bool) (l : list sample) : Z :=
  match l with
  | [] => 0%Z
  | e :: rest => ((if own e then Zpos (weight e) else 0) + class_weightz own rest)%Z
  end.

Definition plusz (P : problem) : Z := class_weightz positive_label (data P).
Definition minusz (P : problem) : Z := class_weightz minus (data P).

Lemma class_weight_z P own : class_weight P own = IZR (class_weightz own (data P)).
Proof.
  unfold class_weight. induction (data P) as [|e l IH]; simpl; [reflexivity|].
  rewrite IH, plus_IZR. destruct (own e); reflexivity.
Qed.

Definition check_classes (P : problem) : bool := (0 <? plusz P)%Z && (0 <? minusz P)%Z.

Lemma both_classes_by P : check_classes P = true -> both_classes P.
Proof.
  unfold check_classes. rewrite andb_true_iff, !Z.ltb_lt. intros [H1 H2].
  split; unfold W_plus, W_minus; rewrite class_weight_z; apply IZR_lt; assumption.
Qed.

(** W+ W- (E+ - E-), sample by sample. *)
Definition signed (P : problem) (e : sample) : Z :=
  if positive_label e then (Zpos (weight e) * minusz P)%Z else (- (Zpos (weight e) * plusz P))%Z.

Lemma difference_over P g : both_classes P ->
  W_plus P * W_minus P * difference P g = over (data P) (fun e => IZR (signed P e) * g e).
Proof.
  intros [HP HM]. unfold difference.
  assert (EP : W_plus P = IZR (plusz P)) by apply class_weight_z.
  assert (EM : W_minus P = IZR (minusz P)) by apply class_weight_z.
  induction (data P) as [|e l IH]; simpl; [lra|].
  rewrite Rmult_plus_distr_l, IH. f_equal. unfold signed, share.
  destruct (positive_label e); rewrite ?opp_IZR, mult_IZR, EP, EM in *; field; lra.
Qed.

Lemma difference_zero P g : both_classes P ->
  over (data P) (fun e => IZR (signed P e) * g e) = 0 -> difference P g = 0.
Proof.
  intros H E. rewrite <- difference_over in E by assumption. destruct H.
  apply Rmult_integral in E. destruct E as [E|E]; [|assumption].
  apply Rmult_integral in E. lra.
Qed.

(** ** data.equal_means *)

Fixpoint weighted_rows (c : sample -> Z) (l : list sample) : list Z :=
  match l with
  | [] => []
  | e :: rest => addz (map (Z.mul (c e)) (row e)) (weighted_rows c rest)
  end.

Definition check_equal_means (P : problem) : bool :=
  check_classes P && forallb (fun c => c =? 0)%Z (weighted_rows (signed P) (data P)).

Lemma nth_weighted_rows P c k l :
  over l (fun e => IZR (c e) * x P e k) = IZR (nth k (weighted_rows c l) 0%Z) / den P.
Proof.
  pose proof (den_pos P). induction l as [|e l IH]; simpl.
  - destruct k; unfold Rdiv; lra.
  - rewrite IH, nth_addz, nth_map_mul, plus_IZR, mult_IZR. unfold x, den in *. field. lra.
Qed.

Lemma equal_means_by P : check_equal_means P = true -> data_equal_means P.
Proof.
  unfold check_equal_means. rewrite andb_true_iff. intros [HC H].
  pose proof (both_classes_by P HC). split; [assumption|]. intros k _.
  apply difference_zero; [assumption|]. rewrite nth_weighted_rows, nth_zeros by assumption.
  unfold Rdiv. lra.
Qed.

(** ** data.equal_classes, data.even, data.odd *)

Definition signed_measure (P : problem) : measure := map (fun e => (row e, signed P e)) (data P).

Definition reflected (sign : Z) (m : measure) : measure :=
  map (fun e => (map Z.opp (fst e), (sign * snd e)%Z)) m.

(** The point of a row. *)
Definition point (P : problem) (r : list Z) (k : nat) : R :=
  IZR (nth k r 0%Z) / IZR (Zpos (denominator P)).

Lemma over_measure P (g : (nat -> R) -> R) :
  over (data P) (fun e => IZR (signed P e) * g (x P e))
  = integral (signed_measure P) (fun r => g (point P r)).
Proof.
  unfold integral, signed_measure. induction (data P) as [|e l IH]; simpl; [reflexivity|].
  rewrite IH. reflexivity.
Qed.

Lemma integral_app m m' G : integral (m ++ m') G = integral m G + integral m' G.
Proof. unfold integral. induction m; simpl; [lra|]. rewrite IHm. lra. Qed.

Lemma point_opp P r : point P (map Z.opp r) = fun k => - point P r k.
Proof.
  apply functional_extensionality. intros k. unfold point.
  assert (E : nth k (map Z.opp r) 0%Z = (- nth k r 0)%Z)
    by (revert k; induction r; intros [|k]; simpl; auto).
  rewrite E, opp_IZR. unfold Rdiv. lra.
Qed.

Lemma integral_reflected P c m (g : (nat -> R) -> R) :
  integral (reflected c m) (fun r => g (point P r))
  = IZR c * integral m (fun r => g (fun k => - point P r k)).
Proof.
  unfold integral, reflected. induction m as [|e m IH]; simpl; [lra|].
  rewrite IH, point_opp, mult_IZR. lra.
Qed.

Definition check_equal_classes (P : problem) : bool := check_classes P && balanced (signed_measure P).

Lemma equal_classes_by P : check_equal_classes P = true -> data_equal_classes P.
Proof.
  unfold check_equal_classes. rewrite andb_true_iff. intros [HC H].
  pose proof (both_classes_by P HC). split; [assumption|]. intros g.
  apply difference_zero; [assumption|]. rewrite over_measure. apply balanced_zero. assumption.
Qed.

(** E+ - E- is even: with its mirror image subtracted nothing is left. *)
Definition check_even (P : problem) : bool :=
  check_classes P && balanced (signed_measure P ++ reflected (-1) (signed_measure P)).
Definition check_odd (P : problem) : bool :=
  check_classes P && balanced (signed_measure P ++ reflected 1 (signed_measure P)).

Lemma symmetric_by P c (g : (nat -> R) -> R) : check_classes P = true ->
  balanced (signed_measure P ++ reflected c (signed_measure P)) = true ->
  (forall v, IZR c * g (fun k => - v k) = g v) -> difference P (fun e => g (x P e)) = 0.
Proof.
  intros HC H S. apply difference_zero; [apply both_classes_by; assumption|].
  rewrite over_measure.
  pose proof (balanced_zero _ (fun r => g (point P r)) H) as E.
  rewrite integral_app, integral_reflected in E.
  assert (I : IZR c * integral (signed_measure P) (fun r => g (fun k => - point P r k))
              = integral (signed_measure P) (fun r => g (point P r))).
  { clear H E. unfold integral. induction (signed_measure P) as [|e m IH]; simpl; [lra|].
    rewrite Rmult_plus_distr_l, IH. pose proof (S (point P (fst e))) as Se.
    rewrite <- Se. ring. }
  lra.
Qed.

Lemma even_by P : check_even P = true -> data_even P.
Proof.
  unfold check_even. rewrite andb_true_iff. intros [HC H].
  split; [apply both_classes_by; assumption|]. intros g O.
  apply symmetric_by with (-1)%Z; auto. intros v. rewrite O. lra.
Qed.

Lemma odd_by P : check_odd P = true -> data_odd P.
Proof.
  unfold check_odd. rewrite andb_true_iff. intros [HC H].
  split; [apply both_classes_by; assumption|]. intros g O.
  apply symmetric_by with 1%Z; auto. intros v. rewrite O. lra.
Qed.
