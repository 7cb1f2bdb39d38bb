(** * Columns of a deep part in affine pieces, for rule.hull and rule.support

    Near the point a branch is, on the samples that count, a sum over paths: each
    of its columns is the product of the slopes along a path from a layer to the
    output, times a feature, 1 (a bias) or the constant of a piece. Multipliers
    that annihilate all columns annihilate the branch. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsFrozen PointsMultipliers
  Nearby Support RulesConstant RulesCurved RulesFrozen RulesMultipliers DeepNear.
Import ListNotations.
Open Scope R_scope.

(** For each layer and unit of a branch: slope and constant of its piece, sample by sample. *)
Definition forms : Type := list (list ((sample -> R) * (sample -> R))).

(** The products of the slopes along the paths through all these layers. *)
Fixpoint paths (fs : forms) : list (sample -> R) :=
  match fs with
  | [] => [fun _ => 1]
  | layer :: above =>
      flat_map (fun phi => map (fun pr e => phi e * fst pr e) layer) (paths above)
  end.

Section Columns.

Variable P : problem.
Variable t : params.
Hypothesis reachable : admissible P t.
Variable g : list R.
Variable b : nat.

Notation sum_of := (weighted P g).
Let place_of (t' : params) : deep_place -> R := fun p => t' (D p).

(** Every unit is in its piece, at all samples that count. *)
Fixpoint in_pieces (l n : nat) (h : sample -> nat -> R) (layers : list (list fn)) (fs : forms)
  : Prop :=
  match layers, fs with
  | [], [] => True
  | units :: above, layer :: rest =>
      length layer = length units /\
      (forall u pr e, nth_error layer u = Some pr -> counts P g e -> exists lo hi,
         lo < received (place_of t) b l n (h e) u < hi /\
         forall v, lo < v < hi -> unit units u v = fst pr e * v + snd pr e) /\
      in_pieces (S l) (length units) (passed (place_of t) b l n h units) above rest
  | _, _ => False
  end.

(** The columns that begin at a constant or a bias. *)
Fixpoint inner_columns (l : nat) (fs : forms) : Prop :=
  match fs with
  | [] => True
  | layer :: above =>
      (forall phi u pr, In phi (paths above) -> nth_error layer u = Some pr ->
         sum_of (fun e => phi e * snd pr e) = 0 /\
         ((~ In (Bias b l u) (deep_trained P) /\ t (D (Bias b l u)) = 0) \/
          sum_of (fun e => phi e * fst pr e) = 0)) /\
      inner_columns (S l) above
  end.

Lemma branch_balanced layers : forall fs l n (h : params -> sample -> nat -> R),
  steady P t n h -> calm P (place_of t) b l n (h t) layers ->
  in_pieces l n (h t) layers fs -> inner_columns l fs ->
  nearby P t (fun t' => forall phi k, In phi (paths fs) -> (k < n)%nat ->
    sum_of (fun e => phi e * h t' e k) = 0) ->
  nearby P t (fun t' => sum_of (fun e => branch_output (place_of t') b l n (h t' e) layers) = 0).
Proof.
  induction layers as [|units above IH]; intros [|layer rest] l n h S C I K N; simpl in *;
    try contradiction.
  - apply nearby_weaken with (2 := N). intros t' _ H.
    rewrite weighted_sum. apply sum_null. intros u L. rewrite weighted_times.
    pose proof (H (fun _ => 1) u (or_introl eq_refl) L) as Z.
    rewrite (weighted_eq P g _ (fun e => h t' e u)) in Z by (intros; ring). rewrite Z. ring.
  - destruct C as [C Cs], I as [Len [Pc Is]], K as [K Ks].
    apply (IH rest (Datatypes.S l) (length units)
      (fun t' => passed (place_of t') b l n (h t') units)); auto.
    + now apply steady_passed.
    + assert (St : nearby P t (fun t' => forall ed, In ed (combine (data P) g) -> snd ed <> 0 ->
        forall u, (u < length units)%nat -> forall pr, nth_error layer u = Some pr ->
        unit units u (received (place_of t') b l n (h t' (fst ed)) u)
        = fst pr (fst ed) * received (place_of t') b l n (h t' (fst ed)) u + snd pr (fst ed))).
      { apply nearby_list. intros [e d] Ie. simpl. destruct (Req_dec d 0) as [->|Nd].
        - apply nearby_always. intros t' _ F. now contradiction F.
        - assert (Q : nearby P t (fun t' => forall u, (u < length units)%nat ->
            forall pr, nth_error layer u = Some pr ->
            unit units u (received (place_of t') b l n (h t' e) u)
            = fst pr e * received (place_of t') b l n (h t' e) u + snd pr e)).
          { apply nearby_below. intros u L. destruct (nth_error layer u) as [pr|] eqn:E.
            - destruct (Pc u pr e E (ex_intro _ d (conj Ie Nd))) as [lo [hi [In0 V]]].
              apply nearby_weaken with (2 := nearby_inside P t
                (fun t' => received (place_of t') b l n (h t' e) u) lo hi
                (steady_received P t reachable b l n h S e u (in_combine_l _ _ _ _ Ie)) In0).
              intros t' _ B pr' Epr. injection Epr as <-. auto.
            - apply nearby_always. discriminate. }
          apply nearby_weaken with (2 := Q). auto. }
      apply nearby_both with (1 := St) (2 := N). intros t' A' U H phi u Iphi L.
      destruct (nth_error layer u) as [pr|] eqn:E; [|apply nth_error_None in E; lia].
      destruct (K phi u pr Iphi E) as [Kr Kb].
      rewrite (weighted_eq P g _ (fun e =>
        sum n (fun k => place_of t' (Weight b l u k) * (phi e * fst pr e * h t' e k))
        + (place_of t' (Bias b l u) * (phi e * fst pr e) + phi e * snd pr e))).
      * rewrite !weighted_add, weighted_sum, weighted_times, Kr, sum_null.
        -- destruct Kb as [[Nb Zb]|Kb]; [|rewrite Kb; ring].
           replace (place_of t' (Bias b l u)) with 0; [ring|]. symmetry. unfold place_of.
           rewrite (untrained_stays P t t' (D (Bias b l u))); auto.
        -- intros k Lk. rewrite weighted_times, (H (fun e => phi e * fst pr e) k); auto; [ring|].
           apply in_flat_map. exists phi. split; [assumption|].
           apply in_map_iff. exists pr. split; [reflexivity|]. now apply nth_error_In with u.
      * intros e [d [Ie Nd]]. pose proof (U (e, d) Ie Nd u L pr E) as V. simpl in V.
        unfold passed. rewrite V. unfold received.
        set (S0 := sum n (fun k => place_of t' (Weight b l u k) * h t' e k)).
        replace (phi e * (fst pr e * (S0 + place_of t' (Bias b l u)) + snd pr e))
          with ((phi e * fst pr e) * S0
                + (place_of t' (Bias b l u) * (phi e * fst pr e) + phi e * snd pr e)) by ring.
        f_equal. unfold S0. rewrite <- sum_times. apply sum_eq. intros k _. ring.
Qed.

(** One branch, on the features. *)
Definition branch_columns (layers : list (list fn)) (fs : forms) : Prop :=
  in_pieces 0 (dim P) (x P) layers fs /\ inner_columns 0 fs /\
  forall phi k, In phi (paths fs) -> (k < dim P)%nat -> sum_of (fun e => phi e * x P e k) = 0.

Lemma branch_columns_balanced layers fs : calm P (place_of t) b 0 (dim P) (x P) layers ->
  branch_columns layers fs ->
  nearby P t (fun t' =>
    sum_of (fun e => branch_output (place_of t') b 0 (dim P) (x P e) layers) = 0).
Proof.
  intros C [I [K F]]. apply (branch_balanced layers fs 0 (dim P) (fun _ e => x P e)); auto.
  - apply steady_features.
  - apply nearby_always. auto.
Qed.

(** A dead one: it moves along the column 1. *)
Lemma branch_dead_balanced layers : calm P (place_of t) b 0 (dim P) (x P) layers ->
  some_flat P (place_of t) b 0 (dim P) (x P) (origin P) layers -> sum_of (fun _ => 1) = 0 ->
  nearby P t (fun t' =>
    sum_of (fun e => branch_output (place_of t') b 0 (dim P) (x P e) layers) = 0).
Proof.
  intros C F One.
  apply nearby_weaken with (2 := branch_dead P t reachable b layers C F). intros t' _ E.
  destruct (data P) as [|e0 l] eqn:Data.
  - unfold weighted. now rewrite Data.
  - rewrite (weighted_eq P g _
      (fun _ => branch_output (place_of t') b 0 (dim P) (x P e0) layers * 1)).
    + rewrite weighted_times, One. ring.
    + intros e Ce. rewrite Rmult_1_r. apply E; [|now left].
      rewrite <- Data. now apply counts_member with g.
Qed.

(** One with the output 0: it does not move. *)
Lemma branch_zero_balanced layers : calm P (place_of t) b 0 (dim P) (x P) layers ->
  last_zero P (place_of t) b 0 (dim P) (x P) (origin P) layers ->
  nearby P t (fun t' =>
    sum_of (fun e => branch_output (place_of t') b 0 (dim P) (x P e) layers) = 0).
Proof.
  intros C F.
  apply nearby_weaken with (2 := branch_zero P t reachable b layers C F). intros t' _ E.
  apply weighted_null. intros e Ce. apply E. now apply counts_member with g.
Qed.

End Columns.

(** All branches together. *)
Lemma branches_balanced P t g all : admissible P t ->
  (forall td v, deep P td v = branches (dim P) all td v) ->
  (forall b, (b < length all)%nat ->
     nearby P t (fun t' => weighted P g
       (fun e => branch_output (fun p => t' (D p)) b 0 (dim P) (x P e) (nth b all [])) = 0)) ->
  deep_balanced P t g.
Proof.
  intros A E N. pose proof (nearby_below P t _ _ N) as Near.
  pose proof (nearby_here P t A _ Near) as Here. cbv beta in Here.
  apply nearby_weaken with (2 := Near). intros t' _ H.
  rewrite (weighted_eq P g _ (fun e =>
    sum (length all) (fun b => branch_output (fun p => t' (D p)) b 0 (dim P) (x P e) (nth b all []))
    + -1 * sum (length all)
        (fun b => branch_output (fun p => t (D p)) b 0 (dim P) (x P e) (nth b all [])))).
  - rewrite weighted_add, weighted_times, !weighted_sum.
    rewrite !sum_null; [ring|..]; intros b L; [apply Here|apply H]; assumption.
  - intros e _. unfold deep_part. rewrite !E. unfold branches. ring.
Qed.

(** A deep part that is affine on the samples needs the columns of the features and 1 only. *)
Lemma deep_affine_balanced P t g : admissible P t -> deep_affine P t ->
  weighted P g (fun _ => 1) = 0 ->
  (forall k, (k < dim P)%nat -> weighted P g (fun e => x P e k) = 0) -> deep_balanced P t g.
Proof.
  intros A Af One Xk.
  assert (N : nearby P t (fun t' => weighted P g (deep_part P t') = 0)).
  { apply nearby_weaken with (2 := Af). intros t' _ [u [v E]].
    rewrite (weighted_eq P g _ (fun e => sum (dim P) (fun k => u k * x P e k) + v * 1)).
    - rewrite weighted_add, weighted_times, One, weighted_sum, sum_null; [ring|].
      intros k L. rewrite weighted_times, Xk by assumption. ring.
    - intros e C. rewrite E by now apply counts_member with g. ring. }
  pose proof (nearby_here P t A _ N) as Here. cbv beta in Here.
  apply nearby_weaken with (2 := N). intros t' _ H.
  rewrite (weighted_eq P g _ (fun e => deep_part P t' e + -1 * deep_part P t e)) by (intros; ring).
  rewrite weighted_add, weighted_times, H, Here. ring.
Qed.
