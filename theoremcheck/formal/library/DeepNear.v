(** * The deep part near a point: dead, affine, or of one parity

    The points of PointsConstant.v ask that f_D be dead, affine, odd or even
    near t. Here f_D is a sum of branches, and conditions on its layers at t,
    unit by unit and sample by sample, show it. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions PointsConstant Nearby.
Import ListNotations.
Open Scope R_scope.

(** ** What the layers do at a point: conditions *)

Section Layers.

Variable P : problem.
Variable t : deep_place -> R.

(** Unit u of a layer. *)
Definition unit (units : list fn) (u : nat) : R -> R := val (nth u units identity).

(** What the units of a layer give, on every sample. *)
Definition passed (td : deep_place -> R) (b l inputs : nat) (h : sample -> nat -> R)
  (units : list fn) : sample -> nat -> R :=
  fun e u => unit units u (received td b l inputs (h e) u).

(** Every unit of the branch b, from layer l upwards, is continuous at what it
    receives; h is what enters layer l. *)
Fixpoint calm (b l inputs : nat) (h : sample -> nat -> R) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => True
  | units :: above =>
      (forall u e, (u < length units)%nat -> In e (data P) ->
         continuity_pt (unit units u) (received t b l inputs (h e) u)) /\
      calm b (S l) (length units) (passed t b l inputs h units) above
  end.

(** Unit u of a layer gives v on the sample e, and stays there: it is inside an
    open interval where it is constant; or only 0 enters the layer from e, for
    all parameters nearby ([off e]), and the bias of u is not trained. *)
Definition stays (b l inputs : nat) (h : sample -> nat -> R) (off : sample -> Prop)
  (units : list fn) (e : sample) (u : nat) (v : R) : Prop :=
  (off e /\ ~ In (Bias b l u) (deep_trained P) /\
   unit units u (received t b l inputs (h e) u) = v) \/
  exists lo hi, lo < received t b l inputs (h e) u < hi /\
    forall r, lo < r < hi -> unit units u r = v.

(** Only 0 leaves the layer. *)
Definition off_above (b l inputs : nat) (h : sample -> nat -> R) (off : sample -> Prop)
  (units : list fn) (e : sample) : Prop :=
  forall u, (u < length units)%nat -> stays b l inputs h off units e u 0.

(** Only 0 enters the first layer from the origin. *)
Definition origin (e : sample) : Prop := forall k, (k < dim P)%nat -> x P e k = 0.

(** Every unit of a layer stays, on all samples, at the constant v u. *)
Definition flat_layer (b l inputs : nat) (h : sample -> nat -> R) (off : sample -> Prop)
  (units : list fn) (v : nat -> R) : Prop :=
  forall u e, (u < length units)%nat -> In e (data P) -> stays b l inputs h off units e u (v u).

(** Some layer is flat. *)
Fixpoint some_flat (b l inputs : nat) (h : sample -> nat -> R) (off : sample -> Prop)
  (layers : list (list fn)) : Prop :=
  match layers with
  | [] => False
  | units :: above =>
      (exists v, flat_layer b l inputs h off units v) \/
      some_flat b (S l) (length units) (passed t b l inputs h units)
        (off_above b l inputs h off units) above
  end.

(** The last layer is flat, with the value 0. *)
Fixpoint last_zero (b l inputs : nat) (h : sample -> nat -> R) (off : sample -> Prop)
  (layers : list (list fn)) : Prop :=
  match layers with
  | [] => False
  | units :: above =>
      (above = [] /\ flat_layer b l inputs h off units (fun _ => 0)) \/
      last_zero b (S l) (length units) (passed t b l inputs h units)
        (off_above b l inputs h off units) above
  end.

(** Every unit is, on all samples, inside an open interval where it is affine. *)
Fixpoint all_affine (b l inputs : nat) (h : sample -> nat -> R) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => True
  | units :: above =>
      (forall u, (u < length units)%nat -> exists lo hi p q,
        (forall e, In e (data P) -> lo < received t b l inputs (h e) u < hi) /\
        forall r, lo < r < hi -> unit units u r = p * r + q) /\
      all_affine b (S l) (length units) (passed t b l inputs h units) above
  end.

End Layers.

Section Deep.

Variable P : problem.
Variable t : params.
Hypothesis reachable : admissible P t.

Let place_of (t' : params) : deep_place -> R := fun p => t' (D p).

(** ** Only the inputs that there are count *)

Lemma received_same td b l n h h' u : (forall k, (k < n)%nat -> h k = h' k) ->
  received td b l n h u = received td b l n h' u.
Proof. intros E. unfold received. f_equal. apply sum_eq. intros k L. now rewrite E. Qed.

Lemma branch_same td b layers : forall l n h h', (forall k, (k < n)%nat -> h k = h' k) ->
  branch_output td b l n h layers = branch_output td b l n h' layers.
Proof.
  induction layers as [|units above IH]; intros l n h h' E; simpl.
  - apply sum_eq. intros k L. now rewrite E.
  - apply IH. intros u _. f_equal. now apply received_same.
Qed.

(** ** Continuity *)

(** What enters a layer, as a function of the point. *)
Variable b : nat.
Implicit Types (h : params -> sample -> nat -> R).

Definition steady n h : Prop :=
  forall e u, In e (data P) -> (u < n)%nat -> continuous P t (fun t' => h t' e u).

Lemma steady_received l n h : steady n h -> forall e u, In e (data P) ->
  continuous P t (fun t' => received (place_of t') b l n (h t' e) u).
Proof.
  intros S e u I. unfold received, place_of.
  apply continuous_plus; [|now apply (continuous_place P t (D (Bias b l u)))].
  apply (continuous_sum P t _ (fun k t' => t' (D (Weight b l u k)) * h t' e k)).
  intros k L. apply continuous_mult; [now apply continuous_place|]. now apply S.
Qed.

Lemma steady_passed l n h units : steady n h ->
  (forall u e, (u < length units)%nat -> In e (data P) ->
     continuity_pt (unit units u) (received (place_of t) b l n (h t e) u)) ->
  steady (length units) (fun t' => passed (place_of t') b l n (h t') units).
Proof.
  intros S C e u I L. unfold passed.
  apply (continuous_comp P t (fun t' => received (place_of t') b l n (h t' e) u)); auto.
  now apply steady_received.
Qed.

Lemma branch_continuous layers : forall l n h, steady n h ->
  calm P (place_of t) b l n (h t) layers -> forall e, In e (data P) ->
  continuous P t (fun t' => branch_output (place_of t') b l n (h t' e) layers).
Proof.
  induction layers as [|units above IH]; intros l n h S C e I; simpl in *.
  - apply (continuous_sum P t _ (fun u t' => t' (D (Output b u)) * h t' e u)).
    intros u L. apply continuous_mult; [now apply continuous_place|]. now apply S.
  - destruct C as [C Cs].
    apply (IH (Datatypes.S l) (length units) (fun t' => passed (place_of t') b l n (h t') units)); auto.
    now apply steady_passed.
Qed.

(** What is inside an interval on all samples stays there. *)
Lemma received_stays l n h u lo hi : steady n h ->
  (forall e, In e (data P) -> lo < received (place_of t) b l n (h t e) u < hi) ->
  nearby P t (fun t' => forall e, In e (data P) ->
    lo < received (place_of t') b l n (h t' e) u < hi).
Proof.
  intros S I. apply nearby_list. intros e Ie.
  apply (nearby_inside P t (fun t' => received (place_of t') b l n (h t' e) u)); auto.
  now apply steady_received.
Qed.

(** Only 0 enters a layer from what is off, near t. *)
Definition silent n h (off : sample -> Prop) : Prop :=
  forall e, In e (data P) -> off e ->
    nearby P t (fun t' => forall k, (k < n)%nat -> h t' e k = 0).

Lemma nearby_here Q : nearby P t Q -> Q t.
Proof.
  intros [r [Hr H]]. apply H; [assumption|].
  unfold distance2. rewrite over_null; [now apply pow_lt|]. intros. ring.
Qed.

Lemma received_off td l n g u : (forall k, (k < n)%nat -> g k = 0) ->
  received td b l n g u = td (Bias b l u).
Proof.
  intros Z. unfold received. rewrite sum_null; [ring|]. intros k L. rewrite Z by assumption. ring.
Qed.

Lemma stays_nearby l n h off units e u v : steady n h -> silent n h off -> In e (data P) ->
  stays P (place_of t) b l n (h t) off units e u v ->
  nearby P t (fun t' => passed (place_of t') b l n (h t') units e u = v).
Proof.
  intros S O I [[Oe [N E]]|[lo [hi [H E]]]].
  - pose proof (O e I Oe) as Z. apply nearby_weaken with (2 := Z). intros t' A' Z'.
    unfold passed. rewrite <- E, !received_off by (assumption || exact (nearby_here _ Z)).
    f_equal. apply untrained_stays with P; auto.
  - apply nearby_weaken with (2 := nearby_inside P t
      (fun t' => received (place_of t') b l n (h t' e) u) lo hi (steady_received l n h S e u I) H).
    intros t' _ H'. unfold passed. auto.
Qed.

Lemma flat_layer_stays l n h off units v : steady n h -> silent n h off ->
  flat_layer P (place_of t) b l n (h t) off units v ->
  nearby P t (fun t' => forall u, (u < length units)%nat -> forall e, In e (data P) ->
    passed (place_of t') b l n (h t') units e u = v u).
Proof.
  intros S O F. apply nearby_below. intros u L. apply nearby_list. intros e I.
  apply stays_nearby with off; auto.
Qed.

Lemma silent_above l n h off units : steady n h -> silent n h off ->
  silent (length units) (fun t' => passed (place_of t') b l n (h t') units)
    (off_above P (place_of t) b l n (h t) off units).
Proof.
  intros S O e I F. apply nearby_below. intros u L. apply stays_nearby with off; auto.
Qed.

(** ** A dead branch *)

Lemma branch_dead_from layers : forall l n h off, steady n h -> silent n h off ->
  calm P (place_of t) b l n (h t) layers -> some_flat P (place_of t) b l n (h t) off layers ->
  nearby P t (fun t' => forall e e', In e (data P) -> In e' (data P) ->
    branch_output (place_of t') b l n (h t' e) layers
    = branch_output (place_of t') b l n (h t' e') layers).
Proof.
  induction layers as [|units above IH]; intros l n h off S O C F; simpl in *; [contradiction|].
  destruct C as [C Cs]. destruct F as [[v F]|F].
  - apply nearby_weaken with (2 := flat_layer_stays l n h off units v S O F).
    intros t' _ E e e' I I'. apply branch_same. intros u L.
    exact (eq_trans (E u L e I) (eq_sym (E u L e' I'))).
  - apply (IH (Datatypes.S l) (length units) (fun t' => passed (place_of t') b l n (h t') units)
      (off_above P (place_of t) b l n (h t) off units)); auto.
    + now apply steady_passed.
    + now apply silent_above.
Qed.

(** A branch that stays 0. *)
Lemma branch_zero_from layers : forall l n h off, steady n h -> silent n h off ->
  calm P (place_of t) b l n (h t) layers -> last_zero P (place_of t) b l n (h t) off layers ->
  nearby P t (fun t' => forall e, In e (data P) ->
    branch_output (place_of t') b l n (h t' e) layers = 0).
Proof.
  induction layers as [|units above IH]; intros l n h off S O C F; simpl in *; [contradiction|].
  destruct C as [C Cs]. destruct F as [[-> F]|F].
  - apply nearby_weaken with (2 := flat_layer_stays l n h off units (fun _ => 0) S O F).
    intros t' _ E e I. simpl. apply sum_null. intros u L.
    pose proof (E u L e I) as Z. unfold passed, unit in Z. rewrite Z. ring.
  - apply (IH (Datatypes.S l) (length units) (fun t' => passed (place_of t') b l n (h t') units)
      (off_above P (place_of t) b l n (h t) off units)); auto.
    + now apply steady_passed.
    + now apply silent_above.
Qed.

(** From the features on. *)
Lemma steady_features : steady (dim P) (fun _ e => x P e).
Proof. intros e u _ _. apply continuous_const. Qed.

Lemma silent_features : silent (dim P) (fun _ e => x P e) (origin P).
Proof. intros e _ O. apply nearby_always. auto. Qed.

Lemma branch_dead layers : calm P (place_of t) b 0 (dim P) (x P) layers ->
  some_flat P (place_of t) b 0 (dim P) (x P) (origin P) layers ->
  nearby P t (fun t' => forall e e', In e (data P) -> In e' (data P) ->
    branch_output (place_of t') b 0 (dim P) (x P e) layers
    = branch_output (place_of t') b 0 (dim P) (x P e') layers).
Proof.
  intros C F. exact (branch_dead_from layers 0 (dim P) (fun _ e => x P e) (origin P)
    steady_features silent_features C F).
Qed.

Lemma branch_zero layers : calm P (place_of t) b 0 (dim P) (x P) layers ->
  last_zero P (place_of t) b 0 (dim P) (x P) (origin P) layers ->
  nearby P t (fun t' => forall e, In e (data P) ->
    branch_output (place_of t') b 0 (dim P) (x P e) layers = 0).
Proof.
  intros C F. exact (branch_zero_from layers 0 (dim P) (fun _ e => x P e) (origin P)
    steady_features silent_features C F).
Qed.

(** ** An affine branch *)

(** An affine function of x on the samples. *)
Definition affine_on (g : sample -> R) : Prop :=
  exists w v, forall e, In e (data P) -> g e = sum (dim P) (fun k => w k * x P e k) + v.

Lemma affine_same g g' : (forall e, In e (data P) -> g e = g' e) -> affine_on g' -> affine_on g.
Proof. intros E [w [v A]]. exists w, v. intros e I. now rewrite E, A. Qed.

Lemma affine_const c : affine_on (fun _ => c).
Proof.
  exists (fun _ => 0), c. intros e _. rewrite sum_null; [ring|]. intros. ring.
Qed.

Lemma affine_plus g g' : affine_on g -> affine_on g' -> affine_on (fun e => g e + g' e).
Proof.
  intros [w [v A]] [w' [v' A']]. exists (fun k => w k + w' k), (v + v'). intros e I.
  rewrite A, A' by assumption.
  rewrite (sum_eq _ (fun k => (w k + w' k) * x P e k)
    (fun k => w k * x P e k + w' k * x P e k)) by (intros; ring).
  rewrite sum_add. ring.
Qed.

Lemma affine_times c g : affine_on g -> affine_on (fun e => c * g e).
Proof.
  intros [w [v A]]. exists (fun k => c * w k), (c * v). intros e I. rewrite A by assumption.
  rewrite (sum_eq _ (fun k => c * w k * x P e k) (fun k => c * (w k * x P e k)))
    by (intros; ring).
  rewrite sum_times. ring.
Qed.

Lemma affine_sum n (g : nat -> sample -> R) : (forall k, (k < n)%nat -> affine_on (g k)) ->
  affine_on (fun e => sum n (fun k => g k e)).
Proof.
  induction n; simpl; intros A; [apply affine_const|].
  apply affine_plus; [apply IHn; intros; apply A; lia | apply A; lia].
Qed.

Lemma branch_affine layers : forall l n h, steady n h ->
  calm P (place_of t) b l n (h t) layers -> all_affine P (place_of t) b l n (h t) layers ->
  nearby P t (fun t' => forall u, (u < n)%nat -> affine_on (fun e => h t' e u)) ->
  nearby P t (fun t' => affine_on (fun e => branch_output (place_of t') b l n (h t' e) layers)).
Proof.
  induction layers as [|units above IH]; intros l n h S C F A; simpl in *.
  - apply nearby_weaken with (2 := A). intros t' _ A'.
    apply (affine_sum n (fun u e => place_of t' (Output b u) * h t' e u)).
    intros u L. now apply affine_times, A'.
  - destruct C as [C Cs]. destruct F as [F Fs].
    apply (IH (Datatypes.S l) (length units) (fun t' => passed (place_of t') b l n (h t') units)); auto.
    + now apply steady_passed.
    + apply nearby_below. intros u L. destruct (F u L) as [lo [hi [p [q [I E]]]]].
      apply nearby_both with (1 := A) (2 := received_stays l n h u lo hi S I).
      intros t' _ A' I'. unfold passed.
      apply affine_same with (fun e => p * received (place_of t') b l n (h t' e) u + q);
        [intros; apply E; auto|].
      apply affine_plus; [apply affine_times|apply affine_const].
      unfold received. apply affine_plus; [|apply affine_const].
      apply (affine_sum n (fun k e => place_of t' (Weight b l u k) * h t' e k)).
      intros k Lk. now apply affine_times, A'.
Qed.

(** The features enter the first layer. *)
Lemma affine_features : nearby P t (fun _ => forall u, (u < dim P)%nat ->
  affine_on (fun e => x P e u)).
Proof.
  apply nearby_always. intros _ _ u L. exists (fun k => if (k =? u)%nat then 1 else 0), 0.
  intros e _. rewrite Rplus_0_r. clear - L. induction (dim P); [lia|]. simpl.
  destruct (Nat.eq_dec u n) as [->|N].
  - rewrite Nat.eqb_refl, sum_null; [ring|]. intros k Lk.
    replace (k =? n)%nat with false by (symmetry; apply Nat.eqb_neq; lia). ring.
  - rewrite <- IHn by lia.
    replace (n =? u)%nat with false by (symmetry; apply Nat.eqb_neq; lia). ring.
Qed.

(** ** Parity *)

(** No bias of the branches is trained, and all are 0 at t. *)
Definition no_bias (places : list deep_place) : bool :=
  forallb (fun p => match p with Bias _ _ _ => false | _ => true end) places.

Lemma bias_stays t' l u : no_bias (deep_trained P) = true -> (forall b l u, t (D (Bias b l u)) = 0) ->
  admissible P t' -> place_of t' (Bias b l u) = 0.
Proof.
  intros N Z A. unfold place_of. rewrite <- (Z b l u). apply untrained_stays with P; auto.
  simpl. intros I. unfold no_bias in N. rewrite forallb_forall in N.
  specialize (N _ I). discriminate.
Qed.

Definition odd_up_to (c : R) (g : R -> R) : Prop := forall v, g v + g (- v) = c.

(** All layers odd, but for a constant in the last. *)
Fixpoint odd_layers (layers : list (list fn)) : Prop :=
  match layers with
  | [] => True
  | units :: above =>
      (forall u, (u < length units)%nat -> exists c, odd_up_to c (unit units u) /\
         (above <> [] -> c = 0)) /\ odd_layers above
  end.

Lemma received_odd td l n g g' u : td (Bias b l u) = 0 ->
  (forall k, (k < n)%nat -> g' k = - g k) ->
  received td b l n g' u = - received td b l n g u.
Proof.
  intros Z E. unfold received. rewrite Z, !Rplus_0_r.
  replace (- sum n (fun k => td (Weight b l u k) * g k))
    with (-1 * sum n (fun k => td (Weight b l u k) * g k)) by ring.
  rewrite <- sum_times. apply sum_eq. intros k L. rewrite E by assumption. ring.
Qed.

Lemma branch_odd td : (forall l u, td (Bias b l u) = 0) -> forall layers l n, odd_layers layers ->
  exists c, forall g g', (forall k, (k < n)%nat -> g' k = - g k) ->
    branch_output td b l n g layers + branch_output td b l n g' layers = c.
Proof.
  intros Z. induction layers as [|units above IH]; intros l n O; simpl in *.
  - exists 0. intros g g' E. rewrite <- sum_add. apply sum_null. intros k L.
    rewrite E by assumption. ring.
  - destruct O as [O Os]. destruct above as [|units' above].
    + assert (K : forall m, (m <= length units)%nat -> exists c, forall g g',
        (forall k, (k < n)%nat -> g' k = - g k) ->
        sum m (fun u => td (Output b u) * unit units u (received td b l n g u))
        + sum m (fun u => td (Output b u) * unit units u (received td b l n g' u)) = c).
      { induction m as [|m IHm]; intros L.
        - exists 0. intros. simpl. ring.
        - destruct (IHm ltac:(lia)) as [c Hc]. destruct (O m ltac:(lia)) as [k [Hk _]].
          exists (c + td (Output b m) * k). intros g g' E. simpl.
          specialize (Hc g g' E). rewrite (received_odd td l n g g' m (Z l m) E).
          rewrite <- (Hk (received td b l n g m)), <- Hc. ring. }
      destruct (K _ (le_n _)) as [c Hc]. exists c. intros g g' E. simpl. exact (Hc g g' E).
    + destruct (IH (S l) (length units) Os) as [c Hc]. exists c. intros g g' E. apply Hc.
      intros u L. destruct (O u L) as [k [Hk K0]]. rewrite K0 in Hk by discriminate.
      rewrite (received_odd td l n g g' u (Z l u) E). unfold unit in Hk.
      specialize (Hk (received td b l n g u)). lra.
Qed.

(** The first layer even. *)
Definition even_first (layers : list (list fn)) : Prop :=
  match layers with
  | [] => False
  | units :: _ => forall u, (u < length units)%nat -> forall v, unit units u (- v) = unit units u v
  end.

Lemma branch_even td layers l n : (forall u, td (Bias b l u) = 0) -> even_first layers ->
  forall g g', (forall k, (k < n)%nat -> g' k = - g k) ->
  branch_output td b l n g' layers = branch_output td b l n g layers.
Proof.
  intros Z. destruct layers as [|units above]; simpl; [contradiction|]. intros V g g' E.
  apply branch_same. intros u L. rewrite (received_odd td l n g g' u (Z u) E).
  exact (V u L (received td b l n g u)).
Qed.

End Deep.

(** ** f_D as a sum of branches *)

Section Branches.

Variable P : problem.
Variable t : params.
Variable all : list (list (list fn)).
Hypothesis is_branches : forall td v, deep P td v = branches (dim P) all td v.
Hypothesis reachable : admissible P t.

Let td (p : deep_place) : R := t (D p).
Let branch (b : nat) : list (list fn) := nth b all [].

Notation every Q := (forall b, (b < length all)%nat ->
  Q P td b 0%nat (dim P) (x P) (branch b)) (only parsing).

Notation every_off Q := (forall b, (b < length all)%nat ->
  Q P td b 0%nat (dim P) (x P) (origin P) (branch b)) (only parsing).

Hypothesis quiet : every calm.

Lemma deep_part_sum t' e : deep_part P t' e
  = sum (length all) (fun b => branch_output (fun p => t' (D p)) b 0 (dim P) (x P e) (branch b)).
Proof. unfold deep_part. now rewrite is_branches. Qed.

Lemma branches_continuous : deep_continuous P t.
Proof.
  intros e I. apply (continuous_same P t (fun t' => sum (length all) (fun b =>
    branch_output (fun p => t' (D p)) b 0 (dim P) (x P e) (branch b))));
    [intros; symmetry; apply deep_part_sum|].
  apply (continuous_sum P t _ (fun b t' =>
    branch_output (fun p => t' (D p)) b 0 (dim P) (x P e) (branch b))).
  intros b L. apply (branch_continuous P t reachable b (branch b) 0 (dim P) (fun _ e => x P e));
    auto. apply steady_features.
Qed.

(** f_D is dead if every branch has a flat layer. *)
Lemma branches_dead : every_off some_flat -> deep_dead P t.
Proof.
  intros F.
  apply nearby_weaken with (2 := nearby_below P t _ _ (fun b L =>
    branch_dead P t reachable b (branch b) (quiet b L) (F b L))).
  intros t' _ E e e' I I'. rewrite !deep_part_sum. apply sum_eq. intros b L. now apply E.
Qed.

(** It stays 0 if the last layer of every branch is flat at 0. *)
Lemma branches_still : every_off last_zero -> deep_still P t.
Proof.
  intros F.
  assert (Z : nearby P t (fun t' => forall e, In e (data P) -> deep_part P t' e = 0)).
  { apply nearby_weaken with (2 := nearby_below P t _ _ (fun b L =>
      branch_zero P t reachable b (branch b) (quiet b L) (F b L))).
    intros t' _ E e I. rewrite deep_part_sum. apply sum_null. intros b L. now apply E. }
  assert (Zt : forall e, In e (data P) -> deep_part P t e = 0).
  { exact (nearby_here P t reachable _ Z). }
  apply nearby_weaken with (2 := Z). intros t' _ E e I. now rewrite E, Zt.
Qed.

(** It is affine if every branch is, or is dead. *)
Lemma branches_affine : (forall b, (b < length all)%nat ->
    all_affine P td b 0 (dim P) (x P) (branch b) \/
    some_flat P td b 0 (dim P) (x P) (origin P) (branch b)) ->
  deep_affine P t.
Proof.
  intros F.
  assert (K : nearby P t (fun t' => forall b, (b < length all)%nat -> affine_on P (fun e =>
    branch_output (fun p => t' (D p)) b 0 (dim P) (x P e) (branch b)))).
  { apply nearby_below. intros b L. destruct (F b L) as [A|A].
    - apply (branch_affine P t reachable b (branch b) 0 (dim P) (fun _ e => x P e)); auto.
      + apply steady_features.
      + apply affine_features.
    - apply nearby_weaken with (2 := branch_dead P t reachable b (branch b) (quiet b L) A).
      intros t' _ E. destruct (data P) as [|e0 rest] eqn:Data.
      + exists (fun _ => 0), 0. rewrite Data. intros e [].
      + apply affine_same with (fun _ => branch_output (fun p => t' (D p)) b 0 (dim P)
          (x P e0) (branch b)); [|apply affine_const].
        rewrite Data. intros e I. apply E; simpl; auto. }
  apply nearby_weaken with (2 := K). intros t' _ A.
  destruct (affine_sum P (length all) (fun b e =>
    branch_output (fun p => t' (D p)) b 0 (dim P) (x P e) (branch b)) A) as [w [v E]].
  exists w, v. intros e I. rewrite deep_part_sum. now apply E.
Qed.

End Branches.

Section Parity.

Variable P : problem.
Variable t : params.
Variable all : list (list (list fn)).
Hypothesis is_branches : forall td v, deep P td v = branches (dim P) all td v.
Hypothesis reachable : admissible P t.
Hypothesis unbiased : no_bias (deep_trained P) = true.
Hypothesis zero_bias : forall b l u, t (D (Bias b l u)) = 0.

Lemma branches_odd : (forall b, (b < length all)%nat -> odd_layers (nth b all [])) -> deep_odd P t.
Proof.
  intros O. apply nearby_always. intros t' A.
  assert (Z : forall b l u, t' (D (Bias b l u)) = 0)
    by (intros; now apply (bias_stays P t reachable b t' l u)).
  assert (K : forall n, (n <= length all)%nat -> exists c, forall v : nat -> R,
    sum n (fun b => branch_output (fun p => t' (D p)) b 0 (dim P) v (nth b all []))
    + sum n (fun b => branch_output (fun p => t' (D p)) b 0 (dim P) (mirrored v) (nth b all []))
    = c).
  { induction n as [|n IH]; intros L; simpl.
    - exists 0. intros. ring.
    - destruct (IH ltac:(lia)) as [c Hc].
      destruct (branch_odd n (fun p => t' (D p)) (Z n) (nth n all []) 0 (dim P) (O n ltac:(lia)))
        as [c' Hc'].
      exists (c + c'). intros v. rewrite <- (Hc v), <- (Hc' v (mirrored v)) by reflexivity. ring. }
  destruct (K _ (le_n _)) as [c Hc]. exists c. intros v. rewrite !is_branches. exact (Hc v).
Qed.

Lemma branches_even : (forall b, (b < length all)%nat -> even_first (nth b all [])) -> deep_even P t.
Proof.
  intros O. apply nearby_always. intros t' A v. rewrite !is_branches. apply sum_eq. intros b L.
  apply branch_even; auto. intros u. now apply (bias_stays P t reachable b t' 0 u).
Qed.

End Parity.

(** ** No deep part *)

Section No_deep.

Variable P : problem.
Variable t : params.
Hypothesis only : forall td v, deep P td v = 0.

Lemma no_deep_dead : deep_dead P t.
Proof. apply nearby_always. intros. unfold deep_part. now rewrite !only. Qed.

Lemma no_deep_still : deep_still P t.
Proof. apply nearby_always. intros. unfold deep_part. now rewrite !only. Qed.

Lemma no_deep_continuous : deep_continuous P t.
Proof.
  intros e _ eps He. apply nearby_always. intros. unfold deep_part.
  now rewrite !only, Rminus_diag_eq, Rabs_R0.
Qed.

Lemma no_deep_odd : deep_odd P t.
Proof. apply nearby_always. intros. exists 0. intros. rewrite !only. ring. Qed.

Lemma no_deep_even : deep_even P t.
Proof. apply nearby_always. intros. now rewrite !only. Qed.

End No_deep.
