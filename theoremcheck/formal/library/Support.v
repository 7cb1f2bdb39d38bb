(** * lemma.support: a constant output that no class average can better

    If f = c at t, c is a local minimiser of h(c) = W+ l(-c) + W- l(c), l is
    convex and E+ f = E- f for all points near t, then t is a local minimum; for
    nondecreasing l, E+ f <= E- f is enough. The written proof takes subgradients
    of l; here it is Jensen: with v = E+ f,
      W L = sum over class + of share l(-f) + sum over class - of share l(f)
         >= W+ l(-E+ f) + W- l(E- f) >= h(v) >= h(c). *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions PointsConstant Nearby ConstantMinima.
Import ListNotations.
Open Scope R_scope.

(** ** Jensen *)

Section Jensen.

(** g is convex on the interval D. *)
Variables (D : R -> Prop) (g : R -> R).
Hypothesis interval : forall u v p, D u -> D v -> 0 <= p <= 1 -> D (p * u + (1 - p) * v).
Hypothesis convex : forall u v p, D u -> D v -> 0 <= p <= 1 ->
  g (p * u + (1 - p) * v) <= p * g u + (1 - p) * g v.

Context {T : Type}.

Lemma over_nonneg_null (l : list T) a u : (forall e, In e l -> 0 <= a e) -> over l a = 0 ->
  over l (fun e => a e * u e) = 0.
Proof.
  intros N E. apply over_null. intros e I.
  pose proof (over_at_least l a e N I). pose proof (N e I).
  replace (a e) with 0 by lra. lra.
Qed.

Lemma over_nonneg (l : list T) a : (forall e, In e l -> 0 <= a e) -> 0 <= over l a.
Proof.
  intros N. replace 0 with (over l (fun _ : T => 0)) by (apply over_null; reflexivity).
  now apply over_le.
Qed.

Lemma jensen (l : list T) (a u : T -> R) :
  (forall e, In e l -> 0 <= a e) -> (forall e, In e l -> D (u e)) -> 0 < over l a ->
  D (over l (fun e => a e * u e) / over l a) /\
  over l a * g (over l (fun e => a e * u e) / over l a) <= over l (fun e => a e * g (u e)).
Proof.
  induction l as [|e l IH]; simpl; intros N I H; [lra|].
  assert (N0 : 0 <= a e) by auto. assert (I0 : D (u e)) by auto.
  assert (Nl : forall e, In e l -> 0 <= a e) by auto.
  assert (HA : 0 <= over l a) by now apply over_nonneg.
  destruct HA as [HA|HA].
  - destruct (IH Nl ltac:(auto) HA) as [J1 J2].
    set (A := over l a) in *. set (U := over l (fun e => a e * u e)) in *.
    set (p := a e / (a e + A)).
    assert (Hp : 0 <= p <= 1).
    { unfold p. split.
      - apply Rmult_le_pos; [assumption|]. left. now apply Rinv_0_lt_compat.
      - apply Rmult_le_reg_r with (a e + A); [assumption|].
        unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
    replace ((a e * u e + U) / (a e + A)) with (p * u e + (1 - p) * (U / A))
      by (unfold p; field; lra).
    split; [now apply interval|].
    apply Rle_trans with ((a e + A) * (p * g (u e) + (1 - p) * g (U / A))).
    + apply Rmult_le_compat_l; [lra|]. now apply convex.
    + replace ((a e + A) * (p * g (u e) + (1 - p) * g (U / A)))
        with (a e * g (u e) + A * g (U / A)) by (unfold p; field; lra).
      lra.
  - rewrite <- HA in *. rewrite (over_nonneg_null l a u), (over_nonneg_null l a (fun e => g (u e)))
      by auto.
    rewrite !Rplus_0_r. rewrite Rplus_0_r in H.
    replace (a e * u e / a e) with (u e) by (field; lra). split; [assumption|lra].
Qed.

End Jensen.

(** A local minimiser of a convex function is a global one. *)
Lemma convex_minimiser g c : convex_fn g -> local_minimiser g c -> forall v, g c <= g v.
Proof.
  intros C [r [Hr M]] v.
  set (p := Rmin 1 (r / (2 * (Rabs (v - c) + 1)))).
  assert (0 <= Rabs (v - c)) by apply Rabs_pos.
  assert (Q : 0 < r / (2 * (Rabs (v - c) + 1))) by (apply Rdiv_lt_0_compat; lra).
  assert (Hp : 0 < p) by (apply Rmin_pos; lra).
  assert (P1 : p <= 1) by apply Rmin_l.
  assert (P2 : p * (2 * (Rabs (v - c) + 1)) <= r).
  { apply Rle_trans with (r / (2 * (Rabs (v - c) + 1)) * (2 * (Rabs (v - c) + 1))).
    - apply Rmult_le_compat_r; [lra|apply Rmin_r].
    - right. field. lra. }
  assert (K : g c <= g (p * v + (1 - p) * c)).
  { apply M. replace (p * v + (1 - p) * c - c) with (p * (v - c)) by ring.
    rewrite Rabs_mult, (Rabs_pos_eq p) by lra.
    assert (p * Rabs (v - c) <= p * (Rabs (v - c) + 1)) by (apply Rmult_le_compat_l; lra).
    assert (0 < p * (Rabs (v - c) + 1)) by (apply Rmult_lt_0_compat; lra). lra. }
  specialize (C v c p ltac:(lra)).
  apply Rmult_le_reg_l with p; [assumption|]. lra.
Qed.

(** ** The two classes *)

Section Classes.

Variable P : problem.

Definition in_plus (g : sample -> R) : R :=
  over (data P) (fun e => (if positive_label e then share e else 0) * g e).
Definition in_minus (g : sample -> R) : R :=
  over (data P) (fun e => (if negb (positive_label e) then share e else 0) * g e).

Lemma difference_classes g : difference P g = in_plus g / W_plus P - in_minus g / W_minus P.
Proof.
  unfold difference, in_plus, in_minus, Rdiv.
  rewrite (Rmult_comm (over _ _)), (Rmult_comm (over _ (fun e => (if negb _ then _ else _) * _))).
  rewrite <- !over_times. unfold Rminus. rewrite <- (Rmult_1_l (over _ (fun x => / W_minus P * _))).
  rewrite Ropp_mult_distr_l, <- over_times, <- over_add.
  apply over_eq. intros e _. destruct (positive_label e); simpl; unfold Rdiv; ring.
Qed.

Lemma difference_eq g h : (forall e, In e (data P) -> g e = h e) -> difference P g = difference P h.
Proof. intros E. apply over_eq. intros e I. now rewrite E. Qed.

Lemma difference_add g h : difference P (fun e => g e + h e) = difference P g + difference P h.
Proof.
  unfold difference. rewrite <- over_add. apply over_eq. intros e _.
  destruct (positive_label e); ring.
Qed.

Lemma difference_times c g : difference P (fun e => c * g e) = c * difference P g.
Proof.
  unfold difference. rewrite <- over_times. apply over_eq. intros e _.
  destruct (positive_label e); ring.
Qed.

Lemma difference_sum n (g : nat -> sample -> R) :
  difference P (fun e => sum n (fun k => g k e)) = sum n (fun k => difference P (g k)).
Proof.
  induction n; simpl.
  - rewrite (difference_eq _ (fun _ => 0 * 0)) by (intros; ring).
    rewrite difference_times. ring.
  - now rewrite difference_add, IHn.
Qed.

Lemma in_plus_one : in_plus (fun _ => 1) = W_plus P.
Proof. apply over_eq. intros. destruct (positive_label e); ring. Qed.

Lemma in_minus_one : in_minus (fun _ => 1) = W_minus P.
Proof. apply over_eq. intros. destruct (positive_label e); simpl; ring. Qed.

(** E+ 1 = E- 1. *)
Lemma difference_const c : both_classes P -> difference P (fun _ => c) = 0.
Proof.
  intros [Hp Hm]. rewrite (difference_eq _ (fun _ => c * 1)) by (intros; ring).
  rewrite difference_times, difference_classes, in_plus_one, in_minus_one. field. lra.
Qed.

Lemma difference_same g : both_classes P ->
  (forall e e', In e (data P) -> In e' (data P) -> g e = g e') -> difference P g = 0.
Proof.
  intros H E. destruct (data P) as [|e l] eqn:D.
  - unfold difference. now rewrite D.
  - rewrite (difference_eq _ (fun _ => g e)) by (intros; apply E; rewrite <- ?D; simpl; auto; rewrite D; simpl; auto).
    now apply difference_const.
Qed.

(** E+ - E- annihilates affine functions if the means agree. *)
Lemma difference_affine u v : data_equal_means P ->
  difference P (fun e => sum (dim P) (fun k => u k * x P e k) + v) = 0.
Proof.
  intros [H M]. rewrite difference_add, difference_const, Rplus_0_r by assumption.
  rewrite difference_sum. apply sum_null. intros k L. rewrite difference_times, M by assumption. ring.
Qed.

Lemma W_plus_nonneg : 0 <= W_plus P.
Proof.
  apply over_nonneg. intros e _. pose proof (share_pos e). destruct (positive_label e); lra.
Qed.

Lemma W_minus_nonneg : 0 <= W_minus P.
Proof.
  apply over_nonneg. intros e _. pose proof (share_pos e). destruct (positive_label e); simpl; lra.
Qed.

Lemma weights_add : total_weight P = W_plus P + W_minus P.
Proof.
  unfold total_weight, W_plus, W_minus, class_weight. rewrite <- over_add.
  apply over_eq. intros e _. destruct (positive_label e); simpl; lra.
Qed.

(** The loss, class by class. *)
Lemma loss_classes t :
  over (data P) (fun e => share e * val (loss P) (z P t e))
  = in_plus (fun e => ell P (- f P t e)) + in_minus (fun e => ell P (f P t e)).
Proof.
  unfold in_plus, in_minus. rewrite <- over_add. apply over_eq. intros e _.
  unfold z, y, ell. destruct (positive_label e); simpl.
  - replace (- (1) * f P t e) with (- f P t e) by ring. ring.
  - replace (- -1 * f P t e) with (f P t e) by ring. ring.
Qed.

(** At a constant output the loss is h(c). *)
Lemma loss_constant t c : (forall e, In e (data P) -> f P t e = c) ->
  over (data P) (fun e => share e * val (loss P) (z P t e)) = height P c.
Proof.
  intros E. rewrite loss_classes. unfold height. rewrite <- in_plus_one, <- in_minus_one.
  rewrite (Rmult_comm (in_plus _)), (Rmult_comm (in_minus _)). unfold in_plus, in_minus.
  rewrite <- !over_times.
  f_equal; apply over_eq; intros e I; rewrite E by assumption; ring.
Qed.

(** ** Penalties that are 0 at t are minimal there *)

Lemma penalty_zero t : unpenalised P t -> penalty P t = 0.
Proof.
  intros U. apply over_null. intros [c p] I. simpl. destruct (U c p I) as [_ [->|E]]; [ring|].
  rewrite E. ring.
Qed.

Lemma penalty_nonneg t t' : unpenalised P t -> 0 <= penalty P t'.
Proof.
  intros U. apply over_nonneg. intros [c p] I. simpl. destruct (U c p I) as [H _].
  apply Rmult_le_pos; [assumption|]. pose proof (pow2_ge_0 (t' p)). simpl in *. lra.
Qed.

(** So it is the losses that count. *)
Lemma L_le t t' e : In e (data P) -> unpenalised P t ->
  over (data P) (fun e => share e * val (loss P) (z P t e))
  <= over (data P) (fun e => share e * val (loss P) (z P t' e)) ->
  L P t <= L P t'.
Proof.
  intros I U H. unfold L. rewrite (penalty_zero t U). pose proof (penalty_nonneg t t' U).
  pose proof (total_weight_pos P e I). apply Rplus_le_compat; [|assumption].
  apply Rmult_le_compat_r; [|assumption]. left. now apply Rinv_0_lt_compat.
Qed.

(** A class that is there has a sample. *)
Lemma class_weight_member own : 0 < class_weight P own -> exists e, In e (data P) /\ own e = true.
Proof.
  unfold class_weight. induction (data P) as [|e l IH]; simpl; [lra|]. intros H.
  destruct (own e) eqn:E.
  - exists e. auto.
  - rewrite Rplus_0_l in H. destruct (IH H) as [e' [I E']]. exists e'. auto.
Qed.

(** f = c misclassifies class - if c >= 0 and class + if c < 0. *)
Lemma wrong_both c : both_classes P -> wrong_somewhere P c.
Proof.
  intros [Hp Hm]. unfold wrong_somewhere, sgn, y. destruct (Rle_dec 0 c).
  - destruct (class_weight_member _ Hm) as [e [I E]]. exists e. split; [assumption|].
    destruct (positive_label e); [discriminate|]. lra.
  - destruct (class_weight_member _ Hp) as [e [I E]]. exists e. split; [assumption|].
    rewrite E. lra.
Qed.

(** ** The lemma *)

Section Lemma_support.

Hypothesis defined : forall t, L_defined P t.
Hypothesis convex : loss_convex P.
Hypothesis classes : both_classes P.

Variables (t : params) (c : R).
Hypothesis best : best_constant_point P t c.

Lemma height_convex : convex_fn (height P).
Proof.
  intros u v p Hp. unfold height.
  pose proof W_plus_nonneg. pose proof W_minus_nonneg.
  pose proof (convex u v p Hp) as C1. pose proof (convex (- u) (- v) p Hp) as C2.
  replace (p * - u + (1 - p) * - v) with (- (p * u + (1 - p) * v)) in C2 by ring.
  apply Rmult_le_compat_l with (r := W_minus P) in C1; [|assumption].
  apply Rmult_le_compat_l with (r := W_plus P) in C2; [|assumption].
  change (ell P) with (fun v => ell P v) in *. lra.
Qed.

Lemma height_least v : height P c <= height P v.
Proof. apply convex_minimiser; [apply height_convex | apply best]. Qed.

Lemma jensen_plus (u : sample -> R) :
  W_plus P * ell P (in_plus u / W_plus P) <= in_plus (fun e => ell P (u e)).
Proof.
  apply (jensen (fun _ => True) (ell P) ltac:(auto) ltac:(intros; now apply convex)
    (data P) (fun e => if positive_label e then share e else 0) u).
  - intros e _. pose proof (share_pos e). destruct (positive_label e); lra.
  - auto.
  - apply classes.
Qed.

Lemma jensen_minus (u : sample -> R) :
  W_minus P * ell P (in_minus u / W_minus P) <= in_minus (fun e => ell P (u e)).
Proof.
  apply (jensen (fun _ => True) (ell P) ltac:(auto) ltac:(intros; now apply convex)
    (data P) (fun e => if negb (positive_label e) then share e else 0) u).
  - intros e _. pose proof (share_pos e). destruct (positive_label e); simpl; lra.
  - auto.
  - apply classes.
Qed.

Lemma in_plus_opp u : in_plus (fun e => - u e) = - in_plus u.
Proof.
  unfold in_plus. rewrite <- (Rmult_1_l (over _ (fun e => _ * u e))), Ropp_mult_distr_l, <- over_times.
  apply over_eq. intros. ring.
Qed.

(** The loss at t' is at least h of any number between E+ f and E- f, if that
    is between the two in the sense that l notices. *)
Lemma loss_above t' : (difference P (f P t') = 0 \/
    (loss_nondecreasing P /\ difference P (f P t') <= 0)) ->
  height P c <= over (data P) (fun e => share e * val (loss P) (z P t' e)).
Proof.
  intros H. rewrite loss_classes.
  pose proof (jensen_plus (fun e => - f P t' e)) as Jp. pose proof (jensen_minus (f P t')) as Jm.
  rewrite in_plus_opp in Jp. rewrite difference_classes in H.
  set (p := in_plus (f P t') / W_plus P) in *.
  replace (- in_plus (f P t') / W_plus P) with (- p) in Jp by (unfold p, Rdiv; ring).
  set (m := in_minus (f P t') / W_minus P) in *.
  assert (K : ell P p <= ell P m).
  { destruct H as [H|[N H]]; [|apply N; lra]. replace m with p by lra. lra. }
  pose proof (height_least p) as M. unfold height in M at 2.
  apply Rmult_le_compat_l with (r := W_minus P) in K; [|apply W_minus_nonneg]. lra.
Qed.

Lemma support : nearby P t (fun t' => difference P (f P t') = 0 \/
    (loss_nondecreasing P /\ difference P (f P t') <= 0)) -> CONSTANT_BAD P.
Proof.
  intros N. destruct best as [[A [U E]] _]. destruct (wrong_both c classes) as [e [I Wr]].
  apply constant_intro with t c e; auto.
  apply nearby_weaken with (2 := N). intros t' _ H. apply L_le with e; auto.
  rewrite (loss_constant t c) by assumption. now apply loss_above.
Qed.

(** f is a sum of parts; the output bias has the same average in both classes. *)
Lemma difference_f t' : difference P (f P t')
  = sum (width P) (fun j => t' (A j) * difference P (fun e => sigma P (pre P t' j e)))
    + difference P (deep_part P t').
Proof.
  unfold f. fold (deep_part P t').
  rewrite (difference_eq _ (fun e => t' A0 + sum (width P)
    (fun j => t' (A j) * sigma P (pre P t' j e)) + deep_part P t' e)) by reflexivity.
  rewrite difference_add, difference_add, difference_const by assumption.
  rewrite difference_sum. rewrite Rplus_0_l. f_equal. apply sum_eq. intros j _.
  apply difference_times.
Qed.

(** E+ f = E- f near t, part by part. *)
Lemma support_equal :
  (forall j, (j < width P)%nat -> nearby P t (fun t' =>
    difference P (fun e => sigma P (pre P t' j e)) = 0)) ->
  nearby P t (fun t' => difference P (deep_part P t') = 0) -> CONSTANT_BAD P.
Proof.
  intros N D. apply support. apply nearby_both with (1 := nearby_below P t _ _ N) (2 := D).
  intros t' _ Z E. left. rewrite difference_f, E, sum_null; [ring|].
  intros j L. rewrite Z by assumption. ring.
Qed.

(** E+ f <= E- f near t, part by part. *)
Lemma support_ordered : loss_nondecreasing P ->
  (forall j, (j < width P)%nat -> nearby P t (fun t' =>
    t' (A j) * difference P (fun e => sigma P (pre P t' j e)) <= 0)) ->
  nearby P t (fun t' => difference P (deep_part P t') <= 0) -> CONSTANT_BAD P.
Proof.
  intros M N D. apply support. apply nearby_both with (1 := nearby_below P t _ _ N) (2 := D).
  intros t' _ Z E. right. split; [assumption|]. rewrite difference_f.
  assert (S : sum (width P) (fun j => t' (A j) * difference P (fun e => sigma P (pre P t' j e))) <= 0).
  { replace 0 with (sum (width P) (fun _ => 0)) by (apply sum_null; reflexivity).
    apply sum_le. exact Z. }
  lra.
Qed.

(** The deep part, where it is dead or affine. *)
Lemma deep_dead_equal : deep_dead P t -> nearby P t (fun t' => difference P (deep_part P t') = 0).
Proof. apply nearby_weaken. intros t' _ H. now apply difference_same. Qed.

Lemma deep_affine_equal : data_equal_means P -> deep_affine P t ->
  nearby P t (fun t' => difference P (deep_part P t') = 0).
Proof.
  intros M. apply nearby_weaken. intros t' _ [u [v E]].
  rewrite (difference_eq _ _ E). now apply difference_affine.
Qed.

End Lemma_support.

End Classes.
