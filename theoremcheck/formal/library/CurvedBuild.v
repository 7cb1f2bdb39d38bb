(** * A deep part that is curved layer by layer, at a point that an exported file writes down

    The weights of the first layer are 0, so that every layer receives one number p from all
    samples. That p lies in an interval, and what the neurons do there, are questions about
    formulas on intervals, which Enclose.v computes. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions Calculus Formulas Smooth Pieces Shapes Enclose PointsConstant Nearby
  DeepNear CurvedLayers PointsBuild PointsCompute.
Import ListNotations.
Open Scope R_scope.

(** ** Questions about one neuron *)

Lemma number_of_ratio n d : IZR n / IZR (Zpos d) = ratio n d.
Proof. destruct d; unfold ratio; [reflexivity..|field]. Qed.

Lemma zero_known : known (Some (0, 0)%Z) 0.
Proof. intros i [= <-]. unfold is_in, holds. cbn [fst snd]. lra. Qed.

(** A number is strictly between two rationals. *)
Lemma lies_inside_by e (lo hi : Z * BinNums.positive) p : p = value e 0 ->
  above e (Some (0, 0)%Z) (fst lo) (snd lo) = true ->
  above (F_mul (F_num (-1) 1) e) (Some (0, 0)%Z) (- fst hi) (snd hi) = true ->
  ratio (fst lo) (snd lo) < p < ratio (fst hi) (snd hi).
Proof.
  intros -> L H. apply (above_by _ _ _ _ 0 zero_known) in L, H.
  rewrite number_of_ratio in L.
  cbn [value] in H. rewrite opp_IZR in H.
  rewrite <- (number_of_ratio (fst hi)).
  assert (E : - IZR (fst hi) / IZR (Z.pos (snd hi)) = - (IZR (fst hi) / IZR (Z.pos (snd hi)))).
  { unfold Rdiv. ring. }
  rewrite E in H. unfold ratio in H. lra.
Qed.

Definition within_ends (lo hi : Z * BinNums.positive) (v : R) : Prop :=
  ratio (fst lo) (snd lo) <= v <= ratio (fst hi) (snd hi).

Lemma times_formula k e v : value (F_mul (F_num k 1) e) v = IZR k * value e v.
Proof. cbn [value]. unfold ratio. ring. Qed.

Section Neuron.

Variables (g : R -> R) (e : formula) (lo hi : Z * BinNums.positive).
Hypothesis is_g : forall v, within_ends lo hi v -> g v = value e v.
Hypothesis smooth_e : forall v, within_ends lo hi v -> smooth 2 e v.

Lemma smooth_times k v : within_ends lo hi v -> smooth 2 (F_mul (F_num k 1) e) v.
Proof. intros H. pose proof (smooth_e v H). cbn. auto. Qed.

(** k g is convex. *)
Lemma bent_by (k : Z) :
  at_least (curvature (F_mul (F_num k 1) e)) (between_bounds lo hi) 0 1 = true ->
  convex_on (fun v => IZR k * g v) (ratio (fst lo) (snd lo)) (ratio (fst hi) (snd hi)).
Proof.
  intros H. apply convex_on_piece with (F_mul (F_num k 1) e).
  - intros v V. now rewrite times_formula, is_g.
  - intros v V. now apply smooth_times.
  - intros v V. unfold not_bent_down.
    apply (at_least_by _ _ _ _ v (known_between lo hi v V)) in H. lra.
Qed.

(** k g does not fall r-wards. *)
Lemma monotone_by (k r : Z) : (k = 1 \/ k = -1)%Z -> (r = 1 \/ r = -1)%Z ->
  at_least (slope (F_mul (F_num (k * r) 1) e)) (between_bounds lo hi) 0 1 = true ->
  forall v w, ratio (fst lo) (snd lo) < v < ratio (fst hi) (snd hi) ->
    ratio (fst lo) (snd lo) < w < ratio (fst hi) (snd hi) ->
    IZR r * v <= IZR r * w -> IZR k * g v <= IZR k * g w.
Proof.
  intros K R H.
  assert (M : forall v w, ratio (fst lo) (snd lo) < v < ratio (fst hi) (snd hi) ->
    ratio (fst lo) (snd lo) < w < ratio (fst hi) (snd hi) -> v <= w ->
    IZR (k * r) * g v <= IZR (k * r) * g w).
  { intros v w V W [L|L]; [|rewrite L; lra].
    rewrite (is_g v), (is_g w), <- !times_formula by (unfold within_ends; lra).
    assert (B : forall c, v <= c <= w -> within_ends lo hi c) by (intros; unfold within_ends; lra).
    apply climbs; [assumption| |].
    - intros c Hc. apply smooth_less, smooth_less. now apply smooth_times, B.
    - intros c Hc. split; [apply smooth_less, smooth_times, B; lra|].
      unfold not_falling. apply (at_least_by _ _ _ _ c (known_between lo hi c (B c ltac:(lra)))) in H. lra. }
  intros v w V W L. destruct R as [-> | ->].
  - rewrite Z.mul_1_r in M. apply M; auto; lra.
  - specialize (M w v W V ltac:(lra)). rewrite mult_IZR in M. lra.
Qed.

End Neuron.

(** ** The layers *)

Section At.

Variable P : problem.
Variable td : deep_place -> R.

(** From layer l upwards, which receives g from every unit below. *)
Fixpoint curved_at (o dv : R) (l inputs : nat) (s g : R) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => (forall u, (u < inputs)%nat -> 0 < o * s * td (Output 0 u)) /\
      sum inputs (fun u => td (Output 0 u) * g) = dv
  | units :: above => exists k r p v lo hi, a_sign k /\ lo < p < hi /\
      (forall u, (u < length units)%nat ->
         (forall c, (c < inputs)%nat -> 0 < r * s * td (Weight 0 l u c)) /\
         sum inputs (fun c => td (Weight 0 l u c) * g) + td (Bias 0 l u) = p /\
         unit units u p = v /\ continuity_pt (unit units u) p /\
         convex_on (fun z => k * unit units u z) lo hi /\
         (forall y z, lo < y < hi -> lo < z < hi -> r * y <= r * z ->
            k * unit units u y <= k * unit units u z)) /\
      curved_at o dv (S l) (length units) k v above
  end.

Definition curved_start (o dv : R) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => False
  | units :: above => exists k p v lo hi, a_sign k /\ lo < p < hi /\
      (forall u, (u < length units)%nat ->
         (forall c, (c < dim P)%nat -> td (Weight 0 0 u c) = 0) /\ td (Bias 0 0 u) = p /\
         unit units u p = v /\ continuity_pt (unit units u) p /\
         convex_on (fun z => k * unit units u z) lo hi) /\
      curved_at o dv 1 (length units) k v above
  end.

Lemma curved_from o dv layers : forall l inputs s g (h : sample -> nat -> R),
  (forall e c, In e (data P) -> (c < inputs)%nat -> h e c = g) ->
  curved_at o dv l inputs s g layers ->
  calm P td 0 l inputs h layers /\ curved P td 0 o l inputs s h layers /\
  forall e, In e (data P) -> branch_output td 0 l inputs (h e) layers = dv.
Proof.
  induction layers as [|units above IH]; intros l inputs s g h G C.
  - destruct C as [Sg V]. split; [exact I|]. split; [exact Sg|]. intros e E. rewrite <- V.
    simpl. apply sum_eq. intros u L. now rewrite (G e u E L).
  - destruct C as [k [r [p [v [lo [hi [K [Hp [U A]]]]]]]]].
    assert (Rec : forall e u, In e (data P) -> (u < length units)%nat ->
      received td 0 l inputs (h e) u = p).
    { intros e u E L. destruct (U u L) as [_ [Sm _]]. rewrite <- Sm. unfold received. f_equal.
      apply sum_eq. intros c Lc. now rewrite (G e c E Lc). }
    assert (Out : forall e u, In e (data P) -> (u < length units)%nat ->
      passed td 0 l inputs h units e u = v).
    { intros e u E L. unfold passed. rewrite Rec by assumption. now destruct (U u L) as [_ [_ [H _]]]. }
    destruct (IH (S l) (length units) k v _ Out A) as [Cs [Ks Vs]]. split; [|split].
    + simpl. split; [|exact Cs]. intros u e L E. rewrite Rec by assumption. now apply U.
    + simpl. exists k. split; [exact K|]. split; [|exact Ks]. intros u L. exists r, lo, hi.
      destruct (U u L) as [Wt [_ [_ [_ [V M]]]]]. split; [exact Wt|]. split; [|split; assumption].
      intros e E. now rewrite Rec.
    + exact Vs.
Qed.

Lemma curved_from_start o dv layers : curved_start o dv layers ->
  calm P td 0 0 (dim P) (x P) layers /\ curved_branch P td 0 o layers /\
  forall e, In e (data P) -> branch_output td 0 0 (dim P) (x P e) layers = dv.
Proof.
  destruct layers as [|units above]; [contradiction|]. intros [k [p [v [lo [hi [K [Hp [U A]]]]]]]].
  assert (Rec : forall e u, In e (data P) -> (u < length units)%nat ->
    received td 0 0 (dim P) (x P e) u = p).
  { intros e u E L. destruct (U u L) as [Z [B _]]. rewrite <- B. unfold received.
    rewrite sum_null; [ring|]. intros c Lc. rewrite Z by assumption. ring. }
  assert (Out : forall e u, In e (data P) -> (u < length units)%nat ->
    passed td 0 0 (dim P) (x P) units e u = v).
  { intros e u E L. unfold passed. rewrite Rec by assumption. now destruct (U u L) as [_ [_ [H _]]]. }
  destruct (curved_from o dv above 1 (length units) k v _ Out A) as [Cs [Ks Vs]]. split; [|split].
  - simpl. split; [|exact Cs]. intros u e L E. rewrite Rec by assumption. now apply U.
  - simpl. exists k. split; [exact K|]. split; [|exact Ks]. intros u L. exists lo, hi.
    destruct (U u L) as [_ [_ [_ [_ V]]]]. split; [|exact V]. intros e E. now rewrite Rec.
  - exact Vs.
Qed.

End At.

(** ** f_D, which is one branch *)

Section Branch.

Variable P : problem.
Variable t : params.
Variable layers : list (list fn).
Hypothesis is_branch : forall td v, deep P td v = branches (dim P) [layers] td v.

Let td (p : deep_place) : R := t (D p).

Lemma curved_level o dv : curved_start P td o dv layers ->
  forall e, In e (data P) -> deep_part P t e = dv.
Proof.
  intros C e E. destruct (curved_from_start P td o dv layers C) as [_ [_ V]].
  unfold deep_part. rewrite is_branch. unfold branches. simpl. rewrite Rplus_0_l. now apply V.
Qed.

Hypothesis reachable : admissible P t.

Lemma curved_quiet o dv : curved_start P td o dv layers -> forall b, (b < length [layers])%nat ->
  calm P td b 0 (dim P) (x P) (nth b [layers] []).
Proof.
  intros C b L. simpl in L. replace b with 0%nat by lia. now destruct (curved_from_start P td o dv layers C).
Qed.

Lemma curved_continuous o dv : curved_start P td o dv layers -> deep_continuous P t.
Proof. intros C. apply (branches_continuous P t [layers]); auto. now apply (curved_quiet o dv). Qed.

Lemma curved_all o dv : curved_start P td o dv layers -> forall b, (b < length [layers])%nat ->
  curved_branch P td b o (nth b [layers] []).
Proof.
  intros C b L. simpl in L. replace b with 0%nat by lia. now destruct (curved_from_start P td o dv layers C).
Qed.

Lemma curved_convex dv : curved_start P td 1 dv layers -> deep_convex P t.
Proof.
  intros C. apply (branches_convex P t [layers]); auto; [now apply (curved_quiet 1 dv)|now apply (curved_all 1 dv)].
Qed.

Lemma curved_concave dv : curved_start P td (-1) dv layers -> deep_concave P t.
Proof.
  intros C. apply (branches_concave P t [layers]); auto;
    [now apply (curved_quiet (-1) dv)|now apply (curved_all (-1) dv)].
Qed.

End Branch.

(** The parts of minimum.order for a network without a shortcut. *)
Lemma order_of_layers P t : width P = 0%nat ->
  (contraction P (plus_samples P) (minus_samples P) /\ deep_convex P t) \/
  (contraction P (minus_samples P) (plus_samples P) /\ deep_concave P t) -> ordered_parts P t.
Proof.
  intros E O. split; [intros j k L; rewrite E in L; lia|].
  split; [|auto]. destruct O as [[C _]|[C _]]; [left|right];
    (split; [exact C|]); intros j L; rewrite E in L; lia.
Qed.
