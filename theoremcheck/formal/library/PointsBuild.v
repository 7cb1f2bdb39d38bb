(** * One lemma for each kind of point: what an exported file has to show

    The point is [completed P (explicit a0 a w b q d)]: numbers by lists, and the
    fixed values where nothing is trained. Each lemma below leaves boolean
    checks, facts about the two functions, an equation for the output c, and
    what is said about f_D. *)

From Coq Require Import Reals List ZArith Lra Lia Bool.
From TheoremCheck Require Import Setting Conditions PointsConstant Nearby Support RulesConstant
  RulesCurved Checks ChecksWidths ChecksAverages PointsExplicit PointsMoments.
Import ListNotations.
Open Scope R_scope.

(** Flags of numbers that are 0: one for each. *)
Lemma flags_of (za : list bool) (a : list R) : Forall2 (fun z v => z = true -> v = 0) za a ->
  forall j, nth j za true = true -> nth j a 0 = 0.
Proof.
  induction 1 as [|z v za a Z F IH]; intros j H.
  - now destruct j.
  - destruct j; simpl in *; auto.
Qed.

Section Build.

Variable P : problem.
Variables (a0 : R) (a : list R) (w : list (list Z)) (b : list Z) (q : BinNums.positive).
Variable d : deep_place -> R.

Definition built : params := completed P (explicit a0 a w b q d).

(** The numbers that are not trained are the fixed ones. *)
Definition kept : Prop :=
  (a0_trained P = true \/ a0 = fixed P A0) /\
  (a_trained P = true \/ forall j, (j < width P)%nat -> nth j a 0 = fixed P (A j)) /\
  (w_trained P = true \/ forall j k, (j < width P)%nat -> (k < dim P)%nat ->
     IZR (nth k (nth j w []) 0%Z) / IZR (Zpos q) = fixed P (W j k)) /\
  (b_trained P = true \/ forall j, (j < width P)%nat ->
     IZR (nth j b 0%Z) / IZR (Zpos q) = fixed P (B j)).

Hypothesis keeps : kept.

Lemma built_admissible : admissible P built.
Proof. apply completed_admissible. Qed.

Lemma built_a0 : built A0 = a0.
Proof. destruct keeps as [[H|H] _]; apply completed_keeps; auto. Qed.

Lemma built_a j : (j < width P)%nat -> built (A j) = nth j a 0.
Proof.
  intros L. destruct keeps as [_ [[H|H] _]]; apply completed_keeps; simpl; auto.
  left. rewrite H. now apply Nat.ltb_lt.
Qed.

Lemma built_hidden j : (j < width P)%nat -> hidden P built j (nth j w []) (nth j b 0%Z) q.
Proof.
  intros L. destruct keeps as [_ [_ [Hw Hb]]]. apply explicit_hidden; [assumption| |].
  - destruct Hw as [H|H]; [now left | right; auto].
  - destruct Hb as [H|H]; [now left | right; auto].
Qed.

Lemma built_b j : (j < width P)%nat -> built (B j) = IZR (nth j b 0%Z) / IZR (Zpos q).
Proof. intros L. now apply (built_hidden j L). Qed.

(** Parameters of f_D that are trained. *)
Lemma built_d p : existsb (same_place p) (deep_trained P) = true -> built (D p) = d p.
Proof. intros E. apply completed_keeps. now left. Qed.

(** ** The output *)

(** The output weights are 0. *)
Definition idle : Prop := forall v, In v a -> v = 0.

Lemma idle_weight j : idle -> nth j a 0 = 0.
Proof.
  intros I. destruct (Nat.lt_ge_cases j (length a)) as [L|L].
  - apply I, nth_In. assumption.
  - now apply nth_overflow.
Qed.

Lemma output_of_idle dv c : idle -> (forall e, In e (data P) -> deep_part P built e = dv) ->
  a0 + dv = c -> forall e, In e (data P) -> f P built e = c.
Proof.
  intros I Hd Hc e Ie. rewrite (output_idle P built dv); auto.
  - now rewrite built_a0.
  - intros j L. rewrite built_a by assumption. now apply idle_weight.
Qed.

(** All w_j = 0. *)
Definition rests : Prop := forallb (forallb (Z.eqb 0)) w = true.

Lemma rests_hidden : rests -> no_hidden_weights P built.
Proof.
  unfold rests. rewrite forallb_forall. intros R j k J K.
  destruct (built_hidden j J) as [H _]. rewrite H by assumption.
  assert (Z0 : nth k (nth j w []) 0%Z = 0%Z).
  { destruct (Nat.lt_ge_cases j (length w)) as [L|L].
    - pose proof (R _ (nth_In w [] L)) as F. rewrite forallb_forall in F.
      destruct (Nat.lt_ge_cases k (length (nth j w []))) as [L'|L'].
      + symmetry. apply Z.eqb_eq, F, nth_In. assumption.
      + now apply nth_overflow.
    - rewrite (nth_overflow w) by assumption. now destruct k. }
  rewrite Z0. unfold Rdiv. ring.
Qed.

Lemma output_of_rest dv c : rests -> (forall e, In e (data P) -> deep_part P built e = dv) ->
  a0 + sum (width P) (fun j => nth j a 0 * sigma P (IZR (nth j b 0%Z) / IZR (Zpos q))) + dv = c ->
  forall e, In e (data P) -> f P built e = c.
Proof.
  intros R Hd Hc e Ie. rewrite (output_resting P built dv (rests_hidden R) Hd e Ie), built_a0.
  rewrite <- Hc. f_equal. f_equal. apply sum_eq. intros j L. now rewrite built_a, built_b.
Qed.

(** ** Penalties *)

Definition costs_nothing : Prop :=
  Forall (fun term => 0 <= fst term /\ (fst term = 0 \/ built (snd term) = 0)) (penalties P).

Lemma built_unpenalised : costs_nothing -> unpenalised P built.
Proof.
  unfold costs_nothing. rewrite Forall_forall. intros H c p I. exact (H (c, p) I).
Qed.

(** By blocks: a coefficient, and the places that it weighs. Which numbers are
    0 is a matter of computation for the integers, and of flags for the others. *)
Definition zero_place (za0 : bool) (za : list bool) (zd : deep_place -> bool) (p : place) : bool :=
  match p with
  | A0 => za0
  | A j => nth j za true
  | W j k => (nth k (nth j w []) 0 =? 0)%Z
  | B j => (nth j b 0 =? 0)%Z
  | D p => zd p
  end.

Definition weighed (group : R * list place) : list (R * place) := map (pair (fst group)) (snd group).

Lemma costs_by groups za0 za zd : penalties P = flat_map weighed groups ->
  Forall (fun group => 0 <= fst group) groups ->
  (za0 = true -> a0 = 0) -> (forall j, nth j za true = true -> nth j a 0 = 0) ->
  (forall p, zd p = true -> d p = 0) -> (forall p, moves P p = false -> fixed P p = 0) ->
  forallb (fun group => forallb (zero_place za0 za zd) (snd group)) groups = true ->
  costs_nothing.
Proof.
  intros E N Z0 Za Zd Zf H. unfold costs_nothing. rewrite E, Forall_forall. intros [c p] I.
  apply in_flat_map in I. destruct I as [[c' ps] [Ig I]]. apply in_map_iff in I.
  destruct I as [p' [Ep I]]. simpl in Ep, I. injection Ep as <- <-. simpl.
  rewrite Forall_forall in N. split; [exact (N _ Ig)|]. right.
  rewrite forallb_forall in H. specialize (H _ Ig). simpl in H. rewrite forallb_forall in H.
  specialize (H _ I). unfold built, completed. destruct (moves P p') eqn:M; [|now apply Zf].
  destruct p'; simpl in *; auto; apply Z.eqb_eq in H; rewrite H; unfold Rdiv; ring.
Qed.

Hypothesis free : costs_nothing.

(** ** Points *)

Section Dead.

Variable is : list interval.
Variable v : nat -> R.
Hypothesis inside : check_all_inside P w b q is = true \/
  (b_trained P = false /\ check_all_beside P w b q is = true /\
   forall j, (j < width P)%nat -> sigma P (IZR (nth j b 0%Z) / IZR (Zpos q)) = v j).
Hypothesis flat : forall j i, nth_error is j = Some i -> forall u, within i u -> sigma P u = v j.
Hypothesis deep_is_dead : deep_dead P built.
Hypothesis deep_is_continuous : deep_continuous P built.
Variable dv : R.
Hypothesis deep_is : forall e, In e (data P) -> deep_part P built e = dv.
Variable c : R.
Hypothesis output : a0 + sum (width P) (fun j => nth j a 0 * v j) + dv = c.

Lemma built_flat j : (j < width P)%nat -> flat_neuron P built j (v j).
Proof.
  destruct inside as [H|[T [H H0]]].
  - apply (flat_by P built w b q is v); auto. exact built_hidden.
  - apply (flat_beside_by P built w b q is v); auto. exact built_hidden.
Qed.

Lemma built_dead : dead P built.
Proof. split; [|split; assumption]. intros j L. exists (v j). now apply built_flat. Qed.

Lemma flat_constant : constant_point P built c.
Proof.
  split; [apply built_admissible|]. split; [now apply built_unpenalised|]. intros e I.
  rewrite (output_flat P built v dv built_flat deep_is e I), built_a0, <- output.
  f_equal. f_equal. apply sum_eq. intros j L. now rewrite built_a.
Qed.

Theorem minimum_flat_by : check_classes P = true -> local_minimiser (height P) c ->
  minimum_flat P.
Proof.
  intros C M. exists built, c. split; [exact flat_constant|]. split; [exact built_dead|].
  split; [|now left]. apply wrong_both, both_classes_by. assumption.
Qed.

(** Where the output cannot move, c may be any number. *)
Theorem minimum_flat_fixed_by : check_classes P = true -> a0_trained P = false ->
  (a_trained P = false \/ forall j, (j < width P)%nat -> v j = 0) -> deep_still P built ->
  minimum_flat P.
Proof.
  intros C T V S. exists built, c. split; [exact flat_constant|]. split; [exact built_dead|].
  split; [apply wrong_both, both_classes_by; assumption|].
  right. split; [assumption|]. split; [|assumption]. intros j L. destruct V as [V|V]; [now left|].
  right. rewrite <- (V j L). now apply built_flat.
Qed.

End Dead.

(** All others: f = c is shown as [output_of_idle] or [output_of_rest] does. *)
Variable c : R.
Hypothesis output : forall e, In e (data P) -> f P built e = c.

Lemma built_constant : constant_point P built c.
Proof. split; [apply built_admissible|]. split; [now apply built_unpenalised|exact output]. Qed.

Theorem minimum_margin_by : check_classes P = true -> c = 0 ->
  (forall j e, (j < width P)%nat -> In e (data P) -> continuity_pt (sigma P) (pre P built j e)) ->
  deep_continuous P built -> local_minimiser (ell P) 0 -> minimum_margin P.
Proof.
  intros C E N Dc M. exists built. pose proof built_constant as K. rewrite E in K.
  split; [exact K|]. split; [split; assumption|]. split; [|assumption].
  apply wrong_both, both_classes_by. assumption.
Qed.

Theorem minimum_saturated_by : check_classes P = true -> c <> 0 ->
  (forall j e, (j < width P)%nat -> In e (data P) -> continuity_pt (sigma P) (pre P built j e)) ->
  deep_continuous P built -> local_minimiser (ell P) (- c) -> local_minimiser (ell P) c ->
  minimum_saturated P.
Proof.
  intros C E N Dc M M'. exists built, c. split; [assumption|]. split; [exact built_constant|].
  split; [split; assumption|]. split; [|split; assumption].
  apply wrong_both, both_classes_by. assumption.
Qed.

(** Continuity where all w_j = 0. *)
Lemma rest_continuous : rests ->
  (forall j, (j < width P)%nat -> continuity_pt (sigma P) (IZR (nth j b 0%Z) / IZR (Zpos q))) ->
  forall j e, (j < width P)%nat -> In e (data P) -> continuity_pt (sigma P) (pre P built j e).
Proof.
  intros R H j e L _. rewrite (pre_at_rest P built (rests_hidden R) j e L), built_b by assumption.
  auto.
Qed.

Hypothesis least : local_minimiser (height P) c.

Lemma built_best : best_constant_point P built c.
Proof. split; [exact built_constant | exact least]. Qed.

Theorem minimum_affine_by (is : list interval) : check_all_inside P w b q is = true ->
  (forall i, In i is -> exists p r, forall u, within i u -> sigma P u = p * u + r) ->
  (deep_affine P built \/ deep_dead P built) -> minimum_affine P.
Proof.
  intros I A Dp. exists built, c. split; [exact built_best|]. split; [|assumption].
  apply (affine_by P built w b q is); auto. exact built_hidden.
Qed.

(** (Without hidden biases b is [].) *)
Theorem minimum_parity_by : b_trained P = false -> b = [] ->
  ((data_even P /\ deep_odd P built) \/ (data_odd P /\ deep_even P built)) -> minimum_parity P.
Proof.
  intros T E Dp. exists built, c. split; [exact built_best|]. split; [assumption|].
  split; [|assumption]. intros j L. rewrite built_b, E by assumption.
  replace (nth j [] 0%Z) with 0%Z by now destruct j. unfold Rdiv. ring.
Qed.

Theorem minimum_duplicate_by : minimum_duplicate P.
Proof. exists built, c. exact built_best. Qed.

Theorem minimum_frozen_features_by : check_classes P = true -> w_trained P = false ->
  forallb (check_feature P) (firstn (width P) w) = true -> length w = width P ->
  deep_dead P built -> minimum_frozen_features P.
Proof.
  intros C T F E Dp. split; [now apply both_classes_by|]. exists built, c.
  split; [exact built_best|]. split; [assumption|]. split; [|assumption]. intros j g L.
  apply (feature_by P built j (nth j w []) (nth j b 0%Z) q C (built_hidden j L)).
  rewrite forallb_forall in F. apply F. rewrite <- E, firstn_all. apply nth_In. lia.
Qed.

(** Curved neurons, all w_j = 0. One interval for each neuron. *)
Lemma built_order : rests ->
  ((contraction P (plus_samples P) (minus_samples P) /\
    forall j, (j < width P)%nat -> exists lo hi, lo < IZR (nth j b 0%Z) / IZR (Zpos q) < hi /\
      ((0 < nth j a 0 /\ convex_on (sigma P) lo hi) \/
       (nth j a 0 < 0 /\ convex_on (opposite (sigma P)) lo hi))) \/
   (contraction P (minus_samples P) (plus_samples P) /\
    forall j, (j < width P)%nat -> exists lo hi, lo < IZR (nth j b 0%Z) / IZR (Zpos q) < hi /\
      ((nth j a 0 < 0 /\ convex_on (sigma P) lo hi) \/
       (0 < nth j a 0 /\ convex_on (opposite (sigma P)) lo hi)))) ->
  (deep_affine P built \/ deep_dead P built) -> ordered_parts P built.
Proof.
  intros R K Dp. split; [now apply rests_hidden|]. split; [|destruct Dp; auto].
  destruct K as [[K H]|[K H]]; [left|right]; (split; [exact K|]); intros j L;
    destruct (H j L) as [lo [hi [I V]]]; exists lo, hi; rewrite built_a, built_b by assumption;
    split; assumption.
Qed.

(** s has slope p and curvature s2 around b_j; o is the sign of S. *)
Definition bent_against (m : nat -> R) (j : nat) (p : R) : Prop :=
  exists o s2, (o = 1 \/ o = -1) /\ o * (nth j a 0 * s2) < 0 /\
    ((c2_at (sigma P) (IZR (nth j b 0%Z) / IZR (Zpos q)) p s2 /\ definite_moments P m o) \/
     (quadratic_at (sigma P) (IZR (nth j b 0%Z) / IZR (Zpos q)) p s2 /\ ordered_moments P m o)).

Lemma built_against m j p : (j < width P)%nat -> bent_against m j p -> against P built m j p.
Proof.
  intros L [o [s2 H]]. exists o, s2. rewrite built_a, built_b by assumption. exact H.
Qed.

Lemma built_moment : rests ->
  (forall j, (j < width P)%nat -> exists p, bent_against (mean P) j p) ->
  (deep_affine P built \/ deep_dead P built) -> moment_parts P built.
Proof.
  intros R K Dp. split; [now apply rests_hidden|]. split; [|destruct Dp; auto].
  intros j L. destruct (K j L) as [p H]. exists p. now apply built_against.
Qed.

Lemma built_stationary : rests -> b_trained P = false ->
  (forall j, (j < width P)%nat -> bent_against origin j 0) ->
  deep_dead P built -> stationary_parts P built.
Proof.
  intros R T K Dp. split; [now apply rests_hidden|]. split; [assumption|].
  split; [|assumption]. intros j L. apply built_against; auto.
Qed.

Theorem minimum_order_by : ordered_parts P built -> minimum_order P.
Proof. intros H. exists built, c. split; [exact built_best|exact H]. Qed.

Theorem minimum_moment_by : moment_parts P built -> minimum_moment P.
Proof. intros H. exists built, c. split; [exact built_best|exact H]. Qed.

Theorem minimum_stationary_by : check_classes P = true -> stationary_parts P built -> minimum_stationary P.
Proof.
  intros C H. split; [now apply both_classes_by|]. exists built, c. split; [exact built_best|exact H].
Qed.

(** ** Where l has tangents near -c and c only *)

Definition tangential : Prop :=
  check_classes P = true /\
  (forall j e, (j < width P)%nat -> In e (data P) -> continuity_pt (sigma P) (pre P built j e)) /\
  deep_continuous P built.

Lemma built_tangent K : tangential -> tangents P c K -> tangent_point P built c K.
Proof.
  intros (C & N & Dc) T. split; [exact built_constant|]. split; [split; assumption|].
  split; [now apply both_classes_by|exact T].
Qed.

Theorem minimum_order_local_by : tangential -> (exists K, 0 <= K /\ tangents P c K) ->
  ordered_parts P built -> minimum_order_local P.
Proof. intros T (K & HK & H) Parts. exists built, c, K. auto using built_tangent. Qed.

Theorem minimum_moment_local_by : tangential -> (exists K, 0 <= K /\ tangents P c K) ->
  moment_parts P built -> minimum_moment_local P.
Proof. intros T (K & HK & H) Parts. exists built, c, K. auto using built_tangent. Qed.

Theorem minimum_stationary_local_by : tangential -> (exists K, 0 <= K /\ tangents P c K) ->
  stationary_parts P built -> minimum_stationary_local P.
Proof. intros T (K & HK & H) Parts. exists built, c, K. auto using built_tangent. Qed.

Theorem minimum_affine_local_by (is : list interval) : tangential -> (exists K, tangents P c K) ->
  check_all_inside P w b q is = true ->
  (forall i, In i is -> exists p r, forall u, within i u -> sigma P u = p * u + r) ->
  (deep_affine P built \/ deep_dead P built) -> minimum_affine_local P.
Proof.
  intros T (K & H) I A Dp. exists built, c, K. split; [now apply built_tangent|]. split; [|assumption].
  apply (affine_by P built w b q is); auto. exact built_hidden.
Qed.

End Build.
