(** * A deep part that is convex, or concave, on the samples near a point: layer by layer

    minimum.order allows f_D to be convex on the samples near t (concave: where class - is the
    contraction). Here f_D is a sum of branches, and conditions on their layers at t show it. What
    the first layer receives is affine in x; neurons that are convex around that hand on convex
    functions; weights of one strict sign keep them so, and so do neurons that are convex and
    monotone the right way. All parameters of all layers may move. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions PointsConstant Nearby Support RulesConstant
  RulesCurved DeepNear.
Import ListNotations.
Open Scope R_scope.

(** ** Functions that bend one way on the samples *)

Section Bends.

Variable P : problem.

(** Convex for s = 1, concave for s = -1. *)
Definition bends (s : R) (g : sample -> R) : Prop := convex_on_samples P (fun e => s * g e).

Definition a_sign (s : R) : Prop := s = 1 \/ s = -1.

Lemma convex_same g g' : (forall e, In e (data P) -> g e = g' e) -> convex_on_samples P g' ->
  convex_on_samples P g.
Proof.
  intros E B e l I N One M. rewrite E by assumption.
  rewrite (over_eq l (fun q => fst q * g (snd q)) (fun q => fst q * g' (snd q)));
    [now apply B|]. intros q Iq. rewrite E; [reflexivity|]. now apply N.
Qed.

Lemma over_sum {T} (l : list T) n (h : T -> nat -> R) :
  over l (fun q => sum n (h q)) = sum n (fun k => over l (fun q => h q k)).
Proof.
  induction l as [|a l IH]; simpl; [now rewrite sum_null|]. now rewrite IH, <- sum_add.
Qed.

Lemma convex_affine g : affine_on P g -> convex_on_samples P g.
Proof.
  intros [w [v A]]. apply convex_same with (1 := A). intros e l I N One M. right.
  rewrite (over_eq l _ (fun q => sum (dim P) (fun k => w k * (fst q * x P (snd q) k)) + v * fst q)).
  2:{ intros q _. rewrite Rmult_plus_distr_l, <- sum_times, (Rmult_comm v). f_equal.
      apply sum_eq. intros. ring. }
  rewrite over_add, over_times, One, over_sum, Rmult_1_r. f_equal.
  apply sum_eq. intros k L. now rewrite over_times, M.
Qed.

Lemma bends_affine s g : affine_on P g -> bends s g.
Proof. intros A. apply convex_affine. now apply affine_times. Qed.

Lemma convex_plus g g' : convex_on_samples P g -> convex_on_samples P g' ->
  convex_on_samples P (fun e => g e + g' e).
Proof.
  intros B B' e l I N One M.
  rewrite (over_eq l _ (fun q => fst q * g (snd q) + fst q * g' (snd q))) by (intros; ring).
  rewrite over_add. apply Rplus_le_compat; [now apply B|now apply B'].
Qed.

Lemma convex_times c g : 0 <= c -> convex_on_samples P g -> convex_on_samples P (fun e => c * g e).
Proof.
  intros C B e l I N One M.
  rewrite (over_eq l _ (fun q => c * (fst q * g (snd q)))) by (intros; ring).
  rewrite over_times. apply Rmult_le_compat_l; [assumption|now apply B].
Qed.

Lemma convex_sum n (g : nat -> sample -> R) : (forall k, (k < n)%nat -> convex_on_samples P (g k)) ->
  convex_on_samples P (fun e => sum n (fun k => g k e)).
Proof.
  induction n; simpl; intros B.
  - apply convex_affine, affine_const.
  - apply (convex_plus (fun e => sum n (fun k => g k e)) (g n)); [apply IHn; intros|]; apply B; lia.
Qed.

(** Sums with weights of one sign. *)
Lemma bends_weighted n r s (w : nat -> R) (g : nat -> sample -> R) : a_sign s ->
  (forall k, (k < n)%nat -> 0 < r * s * w k) -> (forall k, (k < n)%nat -> bends s (g k)) ->
  bends r (fun e => sum n (fun k => w k * g k e)).
Proof.
  intros S W B.
  apply convex_same with (fun e => sum n (fun k => r * s * w k * (s * g k e))).
  - intros e _. rewrite <- sum_times. apply sum_eq. intros k _. destruct S as [-> | ->]; ring.
  - apply convex_sum with (g := fun k e => r * s * w k * (s * g k e)). intros k L.
    apply (convex_times _ (fun e => s * g k e)); [specialize (W k L); lra|now apply B].
Qed.

(** Jensen: u turns functions that bend r-wards into such that bend k-wards. *)
Lemma bends_through r k (u : R -> R) lo hi g :
  (forall e, In e (data P) -> lo < g e < hi) -> convex_on (fun v => k * u v) lo hi ->
  (forall v w, lo < v < hi -> lo < w < hi -> r * v <= r * w -> k * u v <= k * u w) ->
  bends r g -> bends k (fun e => u (g e)).
Proof.
  intros Inside C Mono B e l I N One M.
  pose proof (B e l I N One M) as Be. cbv beta in Be.
  rewrite (over_eq l _ (fun q => r * (fst q * g (snd q)))), over_times in Be by (intros; ring).
  pose proof (jensen (fun v => lo < v < hi) (fun v => k * u v)
    (fun a b p => inside_convex lo hi a b p) ltac:(intros; apply C; lra)
    l fst (fun q => g (snd q))) as J.
  rewrite One in J. unfold Rdiv in J. rewrite Rmult_1_l, Rinv_1, Rmult_1_r in J.
  destruct J as [J1 J2].
  - intros q Iq. now apply N.
  - intros q Iq. apply Inside. now apply N.
  - lra.
  - eapply Rle_trans; [|exact J2]. apply Mono; auto.
Qed.

End Bends.

(** ** Layers at a point: conditions *)

Section Layers.

Variable P : problem.
Variable td : deep_place -> R.
Variable b : nat.

(** From layer l upwards; what enters it bends s-wards, and the branch is to bend o-wards. Each
    unit of a layer receives, with weights of one strict sign, what bends r-wards, inside an
    interval where k times its neuron is convex and does not fall r-wards. *)
Fixpoint curved (o : R) (l inputs : nat) (s : R) (h : sample -> nat -> R) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => forall u, (u < inputs)%nat -> 0 < o * s * td (Output b u)
  | units :: above => exists k, a_sign k /\
      (forall u, (u < length units)%nat -> exists r lo hi,
         (forall c, (c < inputs)%nat -> 0 < r * s * td (Weight b l u c)) /\
         (forall e, In e (data P) -> lo < received td b l inputs (h e) u < hi) /\
         convex_on (fun v => k * unit units u v) lo hi /\
         (forall v w, lo < v < hi -> lo < w < hi -> r * v <= r * w ->
            k * unit units u v <= k * unit units u w)) /\
      curved o (S l) (length units) k (passed td b l inputs h units) above
  end.

(** The first layer receives affine functions of x. *)
Definition curved_branch (o : R) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => False
  | units :: above => exists k, a_sign k /\
      (forall u, (u < length units)%nat -> exists lo hi,
         (forall e, In e (data P) -> lo < received td b 0 (dim P) (x P e) u < hi) /\
         convex_on (fun v => k * unit units u v) lo hi) /\
      curved o 1 (length units) k (passed td b 0 (dim P) (x P) units) above
  end.

End Layers.

(** ** They hold near the point *)

Section Near.

Variable P : problem.
Variable t : params.
Hypothesis reachable : admissible P t.

Let place_of (t' : params) : deep_place -> R := fun p => t' (D p).

Variable b : nat.
Implicit Types (h : params -> sample -> nat -> R).

(** Weights keep their strict sign. *)
Lemma sign_stays c n (place : nat -> deep_place) :
  (forall k, (k < n)%nat -> 0 < c * t (D (place k))) ->
  nearby P t (fun t' => forall k, (k < n)%nat -> 0 < c * place_of t' (place k)).
Proof.
  intros W. apply nearby_below. intros k L.
  apply (nearby_positive P t (fun t' => c * t' (D (place k)))); [|now apply W].
  apply continuous_mult; [apply continuous_const|now apply continuous_place].
Qed.

Lemma branch_bends o layers : forall l n s h, steady P t n h -> a_sign s ->
  calm P (place_of t) b l n (h t) layers -> curved P (place_of t) b o l n s (h t) layers ->
  nearby P t (fun t' => forall u, (u < n)%nat -> bends P s (fun e => h t' e u)) ->
  nearby P t (fun t' => bends P o (fun e => branch_output (place_of t') b l n (h t' e) layers)).
Proof.
  induction layers as [|units above IH]; intros l n s h St S C K B; simpl in *.
  - apply nearby_both with (1 := B) (2 := sign_stays (o * s) n (fun u => Output b u) K).
    intros t' _ B' W. now apply bends_weighted with (g := fun u e => h t' e u) (s := s).
  - destruct C as [C Cs]. destruct K as [k [Sk [K Ks]]].
    apply (IH (Datatypes.S l) (length units) k (fun t' => passed (place_of t') b l n (h t') units)); auto.
    + now apply steady_passed.
    + apply nearby_below. intros u L. destruct (K u L) as [r [lo [hi [W [I [V M]]]]]].
      apply nearby_weaken with (2 := nearby_and P t _ _ B (nearby_and P t _ _
        (sign_stays (r * s) n (fun c => Weight b l u c) W)
        (received_stays P t reachable b l n h u lo hi St I))).
      intros t' _ [B' [W' I']]. unfold passed.
      apply bends_through with (r := r) (lo := lo) (hi := hi)
        (g := fun e => received (place_of t') b l n (h t' e) u); auto.
      unfold received. unfold bends.
      apply convex_same with (fun e => r * sum n (fun c => place_of t' (Weight b l u c) * h t' e c)
        + r * place_of t' (Bias b l u)); [intros; ring|].
      apply convex_plus; [|apply convex_affine, affine_const].
      now apply bends_weighted with (g := fun c e => h t' e c) (s := s).
Qed.

Lemma curved_branch_bends o layers : calm P (place_of t) b 0 (dim P) (x P) layers ->
  curved_branch P (place_of t) b o layers ->
  nearby P t (fun t' => bends P o (fun e => branch_output (place_of t') b 0 (dim P) (x P e) layers)).
Proof.
  destruct layers as [|units above]; simpl; intros C K; [contradiction|].
  destruct C as [C Cs]. destruct K as [k [Sk [K Ks]]].
  apply (branch_bends o above 1 (length units) k
    (fun t' => passed (place_of t') b 0 (dim P) (x P) units)); auto.
  - apply (steady_passed P t reachable b 0 (dim P) (fun _ e => x P e)); auto using steady_features.
  - apply nearby_below. intros u L. destruct (K u L) as [lo [hi [I V]]].
    apply nearby_both with (1 := affine_features P t)
      (2 := received_stays P t reachable b 0 (dim P) (fun _ e => x P e) u lo hi (steady_features P t) I).
    intros t' _ A I'. unfold passed.
    assert (Aff : affine_on P (fun e => received (place_of t') b 0 (dim P) (x P e) u)).
    { unfold received. apply affine_plus; [|apply affine_const].
      apply (affine_sum P (dim P) (fun c e => place_of t' (Weight b 0 u c) * x P e c)).
      intros c Lc. now apply affine_times, A. }
    (* An affine function is at the sample what it is in the mean: nothing is asked of the slope. *)
    intros e l Ie N One M.
    pose proof (convex_affine P _ Aff e l Ie N One M) as Up.
    pose proof (bends_affine P (-1) _ Aff e l Ie N One M) as Down. cbv beta in Up, Down.
    rewrite (over_eq l (fun q => fst q * (-1 * _)) (fun q => -1 * (fst q *
      received (place_of t') b 0 (dim P) (x P (snd q)) u))), over_times in Down by (intros; ring).
    pose proof (jensen (fun v => lo < v < hi) (fun v => k * unit units u v)
      (fun a c p => inside_convex lo hi a c p) ltac:(intros; apply V; lra)
      l fst (fun q => received (place_of t') b 0 (dim P) (x P (snd q)) u)) as J.
    rewrite One in J. unfold Rdiv in J. rewrite Rmult_1_l, Rinv_1, Rmult_1_r in J.
    destruct J as [_ J].
    + intros q Iq. now apply N.
    + intros q Iq. apply I'. now apply N.
    + lra.
    + eapply Rle_trans; [|exact J]. right. f_equal. f_equal. lra.
Qed.

End Near.

(** ** f_D *)

Section Branches.

Variable P : problem.
Variable t : params.
Variable all : list (list (list fn)).
Hypothesis is_branches : forall td v, deep P td v = branches (dim P) all td v.
Hypothesis reachable : admissible P t.

Let td (p : deep_place) : R := t (D p).

Hypothesis quiet : forall b, (b < length all)%nat -> calm P td b 0 (dim P) (x P) (nth b all []).

Lemma branches_bend o : (forall b, (b < length all)%nat -> curved_branch P td b o (nth b all [])) ->
  nearby P t (fun t' => bends P o (deep_part P t')).
Proof.
  intros K.
  apply nearby_weaken with (2 := nearby_below P t _ _ (fun b L =>
    curved_branch_bends P t reachable b o (nth b all []) (quiet b L) (K b L))).
  intros t' _ B. unfold bends, deep_part.
  apply convex_same with (fun e => sum (length all) (fun b =>
    o * branch_output (fun p => t' (D p)) b 0 (dim P) (x P e) (nth b all []))).
  - intros e _. rewrite is_branches. unfold branches. now rewrite <- sum_times.
  - now apply (convex_sum P (length all) (fun b e =>
      o * branch_output (fun p => t' (D p)) b 0 (dim P) (x P e) (nth b all []))).
Qed.

Theorem branches_convex :
  (forall b, (b < length all)%nat -> curved_branch P td b 1 (nth b all [])) -> deep_convex P t.
Proof.
  intros K. apply nearby_weaken with (2 := branches_bend 1 K).
  intros t' _ B. apply convex_same with (2 := B). intros. ring.
Qed.

Theorem branches_concave :
  (forall b, (b < length all)%nat -> curved_branch P td b (-1) (nth b all [])) -> deep_concave P t.
Proof.
  intros K. apply nearby_weaken with (2 := branches_bend (-1) K).
  intros t' _ B. apply convex_same with (2 := B). intros. ring.
Qed.

End Branches.
