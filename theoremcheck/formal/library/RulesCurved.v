(** * The rules that rest on a constant output, where neurons are curved:
    rule.order, rule.moment, rule.stationary *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions PointsConstant Nearby ConstantMinima Support RulesConstant.
Import ListNotations.
Open Scope R_scope.

(** ** Sums over places of a list *)

Lemma sum_exchange n m (g : nat -> nat -> R) :
  sum n (fun i => sum m (g i)) = sum m (fun k => sum n (fun i => g i k)).
Proof.
  induction n; simpl.
  - now rewrite sum_null.
  - now rewrite IHn, <- sum_add.
Qed.

Lemma sum_front n g : sum (S n) g = g 0%nat + sum n (fun k => g (S k)).
Proof. induction n; simpl in *; [ring|]. rewrite IHn. ring. Qed.

Lemma sum_over_seq n g : forall from, over (seq from n) g = sum n (fun k => g (from + k)%nat).
Proof.
  induction n; intros from; [reflexivity|].
  rewrite sum_front. simpl seq. simpl over. rewrite IHn, Nat.add_0_r. f_equal.
  apply sum_eq. intros k _. f_equal. lia.
Qed.

Lemma over_places {T} (l : list T) g :
  over l g = sum (length l) (fun i => match nth_error l i with Some e => g e | None => 0 end).
Proof.
  induction l as [|a l IH]; [reflexivity|].
  simpl length. rewrite sum_front. simpl. now rewrite IH.
Qed.

Lemma over_image {T U} (l : list T) (h : T -> U) (g : U -> R) :
  over (map h l) g = over l (fun e => g (h e)).
Proof. induction l as [|a l IH]; simpl; [reflexivity|]. now rewrite IH. Qed.

Lemma over_seq_from n g : over (seq 0 n) g = sum n g.
Proof. now rewrite sum_over_seq. Qed.

Lemma over_filter {T} (b : T -> bool) l g :
  over (filter b l) g = over l (fun e => if b e then g e else 0).
Proof. induction l as [|a l IH]; simpl; [reflexivity|]. destruct (b a); simpl; rewrite IH; ring. Qed.

(** ** Jensen along a coupling *)

Section Coupling.

Variable P : problem.

Definition average (l : list sample) (g : sample -> R) : R :=
  over l (fun e => share e / over l share * g e).

Lemma difference_average g :
  difference P g = average (plus_samples P) g - average (minus_samples P) g.
Proof.
  unfold average, plus_samples, minus_samples. rewrite !over_filter.
  change (over (data P) (fun e => if positive_label e then share e else 0)) with (W_plus P).
  change (over (data P) (fun e => if negb (positive_label e) then share e else 0))
    with (W_minus P).
  unfold Rminus. rewrite <- (Rmult_1_l (over _ (fun e => if negb _ then _ else _))).
  rewrite Ropp_mult_distr_l, <- over_times, <- over_add. apply over_eq.
  intros e _. destruct (positive_label e); simpl; ring.
Qed.

Variables (inner outer : list sample).
Hypothesis coupled : contraction P inner outer.
Hypothesis weighs : 0 < over inner share.

Variables (I : R -> Prop) (g : R -> R).
Hypothesis interval : forall u v p, I u -> I v -> 0 <= p <= 1 -> I (p * u + (1 - p) * v).
Hypothesis convex : forall u v p, I u -> I v -> 0 <= p <= 1 ->
  g (p * u + (1 - p) * v) <= p * g u + (1 - p) * g v.

(** An affine function of x, inside I on all samples. *)
Variables (w : nat -> R) (b : R).
Let u (e : sample) : R := sum (dim P) (fun k => w k * x P e k) + b.
Hypothesis inside : forall e, In e inner \/ In e outer -> I (u e).

(** E_inner g(u) <= E_outer g(u): Jensen for each sample of the inner class. *)
Lemma contraction_jensen : average inner (fun e => g (u e)) <= average outer (fun e => g (u e)).
Proof.
  destruct coupled as [p [Hp [Hi Ho]]]. fold (over inner share) in *.
  set (wi := over inner share) in *. set (wo := over outer share) in *.
  set (n := length outer) in *.
  set (at_outer := fun (h : sample -> R) k =>
    match nth_error outer k with Some e => h e | None => 0 end).
  unfold average. fold wi wo. rewrite (over_places inner), (over_places outer). fold n.
  apply Rle_trans with
    (sum (length inner) (fun i => sum n (fun k => p i k * at_outer (fun e => g (u e)) k))).
  - apply sum_le. intros i Li. destruct (nth_error inner i) as [e|] eqn:Ei;
      [|apply nth_error_None in Ei; lia].
    destruct (Hi i e Ei) as [Mass Mean].
    set (v := fun k => match nth_error outer k with Some e' => u e' | None => u e end).
    assert (A : over (seq 0 n) (p i) = share e / wi)
      by (rewrite sum_over_seq; exact Mass).
    assert (Apos : 0 < share e / wi) by (apply Rdiv_lt_0_compat; [apply share_pos|assumption]).
    assert (J : over (seq 0 n) (p i) * g (over (seq 0 n) (fun k => p i k * v k)
        / over (seq 0 n) (p i)) <= over (seq 0 n) (fun k => p i k * g (v k))).
    { apply (jensen I g interval convex); [auto| |now rewrite A].
      intros k _. unfold v. destruct (nth_error outer k) as [e'|] eqn:Ek.
      - apply inside. right. now apply nth_error_In with k.
      - apply inside. left. now apply nth_error_In with i. }
    assert (V : over (seq 0 n) (fun k => p i k * v k) = share e / wi * u e).
    { rewrite sum_over_seq.
      rewrite (sum_eq _ _ (fun k => sum (dim P) (fun c => w c *
         match nth_error outer k with Some e' => p i k * x P e' c | None => 0 end) + b * p i k)).
      - rewrite sum_add, (sum_times _ b (p i)). change (sum n (p i)) with (sum n (fun k => p i k)).
        rewrite Mass, sum_exchange. unfold u.
        rewrite (sum_eq _ _ (fun c => share e / wi * (w c * x P e c))).
        + rewrite sum_times. ring.
        + intros c Lc. rewrite sum_times. unfold n. rewrite Mean by assumption. ring.
      - intros k Lk. simpl. unfold v. destruct (nth_error outer k) as [e'|] eqn:Ek;
          [|apply nth_error_None in Ek; unfold n in Lk; lia].
        unfold u. rewrite Rmult_plus_distr_l, <- sum_times. rewrite (Rmult_comm b). f_equal.
        apply sum_eq. intros. ring. }
    rewrite V, A in J.
    replace (share e / wi * u e / (share e / wi)) with (u e) in J by (field; split; [lra|]; pose proof (share_pos e); lra).
    eapply Rle_trans; [exact J|]. right. rewrite sum_over_seq. apply sum_eq.
    intros k Lk. simpl. unfold v, at_outer. destruct (nth_error outer k) as [e'|] eqn:Ek;
      [reflexivity|]. apply nth_error_None in Ek. unfold n in Lk. lia.
  - right. rewrite sum_exchange. apply sum_eq. intros k Lk. unfold at_outer.
    destruct (nth_error outer k) as [e'|] eqn:Ek.
    + rewrite <- (Ho k e' Ek), (Rmult_comm (sum _ _)), <- sum_times.
      apply sum_eq. intros. ring.
    + apply sum_null. intros. ring.
Qed.

End Coupling.

(** The same for any function that is convex on the samples. *)
Lemma contraction_bends P inner outer : contraction P inner outer -> 0 < over inner share ->
  (forall e, In e inner \/ In e outer -> In e (data P)) -> forall g, convex_on_samples P g ->
  average inner g <= average outer g.
Proof.
  intros [p [Hp [Hi Ho]]] weighs members g B. fold (over inner share) in *.
  set (wi := over inner share) in *. set (wo := over outer share) in *.
  set (n := length outer) in *.
  set (at_outer := fun k => match nth_error outer k with Some e => g e | None => 0 end).
  unfold average. fold wi wo. rewrite (over_places inner), (over_places outer). fold n.
  apply Rle_trans with (sum (length inner) (fun i => sum n (fun k => p i k * at_outer k))).
  - apply sum_le. intros i Li. destruct (nth_error inner i) as [e|] eqn:Ei;
      [|apply nth_error_None in Ei; lia].
    destruct (Hi i e Ei) as [Mass Mean].
    assert (Apos : 0 < share e / wi) by (apply Rdiv_lt_0_compat; [apply share_pos|assumption]).
    set (A := share e / wi) in *. set (l := map (fun k => (p i k / A, nth k outer e)) (seq 0 n)).
    assert (Over : forall h : R * sample -> R, over l h = sum n (fun k => h (p i k / A, nth k outer e))).
    { intros h. unfold l. rewrite over_image, over_seq_from. reflexivity. }
    assert (J : g e <= over l (fun q => fst q * g (snd q))).
    { apply B.
      - apply members. left. now apply nth_error_In with i.
      - intros q Iq. unfold l in Iq. apply in_map_iff in Iq. destruct Iq as [k [<- Ik]].
        apply in_seq in Ik. simpl. split.
        + apply Rmult_le_pos; [apply Hp|]. left. now apply Rinv_0_lt_compat.
        + apply members. right. apply nth_In. unfold n in Ik. lia.
      - rewrite Over. simpl fst.
        rewrite (sum_eq _ _ (fun k => / A * p i k)) by (intros; unfold Rdiv; ring).
        rewrite sum_times. change (sum n (p i)) with (sum n (fun k => p i k)).
        rewrite Mass. fold A. field. lra.
      - intros c Lc. rewrite Over. simpl fst. simpl snd.
        rewrite (sum_eq _ _ (fun k => / A * match nth_error outer k with
            Some e' => p i k * x P e' c | None => 0 end)).
        + rewrite sum_times. unfold n. rewrite Mean by assumption. fold A. field. lra.
        + intros k Lk. rewrite (nth_error_nth' outer e) by exact Lk. unfold Rdiv. ring. }
    rewrite Over in J. simpl fst in J. simpl snd in J.
    apply Rmult_le_compat_l with (r := A) in J; [|lra]. rewrite <- sum_times in J.
    eapply Rle_trans; [exact J|]. right. apply sum_eq. intros k Lk. unfold at_outer.
    rewrite (nth_error_nth' outer e) by exact Lk. field. lra.
  - right. rewrite sum_exchange. apply sum_eq. intros k Lk. unfold at_outer.
    destruct (nth_error outer k) as [e'|] eqn:Ek.
    + rewrite <- (Ho k e' Ek), (Rmult_comm (sum _ _)), <- sum_times.
      apply sum_eq. intros. ring.
    + apply sum_null. intros. ring.
Qed.

(** A contraction keeps the mean. *)
Lemma contraction_means P inner outer c : contraction P inner outer -> 0 < over inner share ->
  (c < dim P)%nat ->
  average inner (fun e => x P e c) = average outer (fun e => x P e c).
Proof.
  intros C Hw Lc.
  set (w := fun k => if (k =? c)%nat then 1 else 0).
  assert (U : forall e, sum (dim P) (fun k => w k * x P e k) + 0 = x P e c).
  { intros e. rewrite Rplus_0_r. unfold w. clear - Lc. induction (dim P); [lia|]. simpl.
    destruct (Nat.eq_dec c n) as [->|N].
    - rewrite Nat.eqb_refl, sum_null; [ring|]. intros k L.
      replace (k =? n)%nat with false by (symmetry; apply Nat.eqb_neq; lia). ring.
    - rewrite IHn by lia.
      replace (n =? c)%nat with false by (symmetry; apply Nat.eqb_neq; lia). ring. }
  assert (E : forall (l : list sample) s, average l (fun e => s * x P e c)
    = s * average l (fun e => x P e c)).
  { intros l s. unfold average. rewrite <- over_times. apply over_eq. intros. ring. }
  assert (K : forall s, s * average inner (fun e => x P e c) <= s * average outer (fun e => x P e c)).
  { intros s. rewrite <- !E.
    pose proof (contraction_jensen P inner outer C Hw (fun _ => True) (fun v => s * v)
      ltac:(auto) ltac:(intros; lra) w 0 (fun _ _ => Logic.I)) as J. cbv beta in J.
    unfold average in *.
    rewrite (over_eq inner (fun e => share e / over inner share * (s * x P e c))
      (fun e => share e / over inner share * (s * (sum (dim P) (fun k => w k * x P e k) + 0))))
      by (intros; now rewrite U).
    rewrite (over_eq outer (fun e => share e / over outer share * (s * x P e c))
      (fun e => share e / over outer share * (s * (sum (dim P) (fun k => w k * x P e k) + 0))))
      by (intros; now rewrite U).
    exact J. }
  pose proof (K 1). pose proof (K (-1)). lra.
Qed.

Lemma average_opposite l g (u : sample -> R) :
  average l (fun e => opposite g (u e)) = - average l (fun e => g (u e)).
Proof.
  unfold average, opposite. rewrite <- (Rmult_1_l (over l (fun e => _ * g (u e)))).
  rewrite Ropp_mult_distr_l, <- over_times. apply over_eq. intros. ring.
Qed.

Section Order.

Variable P : problem.
Variable t : params.
Hypothesis reachable : admissible P t.
Hypothesis resting : no_hidden_weights P t.

Lemma pre_at_rest j e : (j < width P)%nat -> pre P t j e = t (B j).
Proof.
  intros L. unfold pre. rewrite sum_null; [ring|]. intros k Lk. rewrite resting by assumption. ring.
Qed.

Lemma near_bias j lo hi : (j < width P)%nat -> lo < t (B j) < hi ->
  nearby P t (fun t' => forall e, In e (data P) -> lo < pre P t' j e < hi).
Proof.
  intros L I. apply pre_stays; [assumption|]. intros e _. now rewrite pre_at_rest.
Qed.

Lemma inside_convex lo hi u v p : lo < u < hi -> lo < v < hi -> 0 <= p <= 1 ->
  lo < p * u + (1 - p) * v < hi.
Proof.
  intros U V Hp. split.
  - destruct (Rle_dec p (1/2)).
    + assert (p * lo <= p * u) by (apply Rmult_le_compat_l; lra).
      assert ((1 - p) * lo < (1 - p) * v) by (apply Rmult_lt_compat_l; lra). lra.
    + assert (p * lo < p * u) by (apply Rmult_lt_compat_l; lra).
      assert ((1 - p) * lo <= (1 - p) * v) by (apply Rmult_le_compat_l; lra). lra.
  - destruct (Rle_dec p (1/2)).
    + assert (p * u <= p * hi) by (apply Rmult_le_compat_l; lra).
      assert ((1 - p) * v < (1 - p) * hi) by (apply Rmult_lt_compat_l; lra). lra.
    + assert (p * u < p * hi) by (apply Rmult_lt_compat_l; lra).
      assert ((1 - p) * v <= (1 - p) * hi) by (apply Rmult_le_compat_l; lra). lra.
Qed.

(** The samples of the two classes are samples. *)
Lemma class_members e : In e (plus_samples P) \/ In e (minus_samples P) -> In e (data P).
Proof. unfold plus_samples, minus_samples. rewrite !filter_In. tauto. Qed.

(** Where g is convex around b_j, its averages are ordered near t. *)
Lemma curve_near j lo hi g inner outer : (j < width P)%nat -> lo < t (B j) < hi ->
  convex_on g lo hi -> contraction P inner outer -> 0 < over inner share ->
  (forall e, In e inner \/ In e outer -> In e (data P)) ->
  nearby P t (fun t' => average inner (fun e => g (pre P t' j e))
                        <= average outer (fun e => g (pre P t' j e))).
Proof.
  intros L I C K Hw M. apply nearby_weaken with (2 := near_bias j lo hi L I).
  intros t' _ S.
  apply (contraction_jensen P inner outer K Hw (fun v => lo < v < hi) g).
  - intros. now apply inside_convex.
  - intros u v p Hu Hv Hp. apply C; lra.
  - intros e Ie. apply S. auto.
Qed.

End Order.

(** ** Curvature against the second moments *)

Section Moments.

Variable P : problem.
Hypothesis classes : both_classes P.

Lemma share_le_plus e : In e (data P) -> positive_label e = true -> share e <= W_plus P.
Proof.
  intros I E. unfold W_plus, class_weight.
  pose proof (over_at_least (data P) (fun e => if positive_label e then share e else 0) e) as H.
  cbv beta in H. rewrite E in H. apply H; [|assumption].
  intros s _. pose proof (share_pos s). destruct (positive_label s); lra.
Qed.

Lemma share_le_minus e : In e (data P) -> positive_label e = false -> share e <= W_minus P.
Proof.
  intros I E. unfold W_minus, class_weight.
  pose proof (over_at_least (data P) (fun e => if negb (positive_label e) then share e else 0) e) as H.
  cbv beta in H. rewrite E in H. apply H; [|assumption].
  intros s _. pose proof (share_pos s). destruct (positive_label s); simpl; lra.
Qed.

Lemma part_bound s W v h : 0 < s -> s <= W -> Rabs v <= h -> Rabs (s / W * v) <= h.
Proof.
  intros Hs HW Hv. rewrite Rabs_mult.
  assert (0 <= s / W <= 1).
  { split; [apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat; lra]|].
    apply Rmult_le_reg_r with W; [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
  rewrite (Rabs_pos_eq (s / W)) by lra. pose proof (Rabs_pos v).
  apply Rle_trans with (1 * Rabs v); [apply Rmult_le_compat_r; lra|lra].
Qed.

(** The weights of E+ - E- are at most 1. *)
Lemma difference_bound g h : (forall e, In e (data P) -> Rabs (g e) <= h e) ->
  Rabs (difference P g) <= over (data P) h.
Proof.
  intros B. unfold difference.
  assert (K : forall l, (forall e, In e l -> In e (data P)) ->
    Rabs (over l (fun e => if positive_label e then share e / W_plus P * g e
                           else - (share e / W_minus P * g e))) <= over l h).
  { induction l as [|e l IH]; intros M; simpl; [rewrite Rabs_R0; lra|].
    eapply Rle_trans; [apply Rabs_triang|]. apply Rplus_le_compat; [|apply IH; simpl in M; auto].
    assert (I : In e (data P)) by (apply M; simpl; auto).
    destruct (positive_label e) eqn:E; [|rewrite Rabs_Ropp]; apply part_bound;
      auto using share_pos, share_le_plus, share_le_minus. }
  now apply K.
Qed.

(** Taylor with a bound on the variation of the second derivative. *)
Lemma second_order (g g' g'' : R -> R) lo hi q eps :
  (forall v, lo < v < hi -> derivable_pt_lim g v (g' v) /\ derivable_pt_lim g' v (g'' v)) ->
  (forall v, lo < v < hi -> Rabs (g'' v - q) <= eps) ->
  forall c v, lo < c < hi -> lo < v < hi ->
  Rabs (g v - (g c + g' c * (v - c) + q / 2 * (v - c)^2)) <= eps * (v - c)^2.
Proof.
  intros Dg Bound c v Hc Hv.
  assert (line : forall k m, derivable_pt_lim (fun s => k * s) m k).
  { intros k m. pose proof (derivable_pt_lim_scal id k m 1 (derivable_pt_lim_id m)) as H.
    rewrite Rmult_1_r in H. exact H. }
  assert (Slope : forall s, lo < s < hi -> Rabs (g' s - g' c - q * (s - c)) <= eps * Rabs (s - c)).
  { intros s Hs.
    assert (D1 : forall m, lo < m < hi ->
      derivable_pt_lim (fun s => g' s - q * s) m (g'' m - q)).
    { intros m Hm. apply (derivable_pt_lim_minus g' (fun s => q * s) m (g'' m) q);
        [now apply Dg | apply line]. }
    assert (M : exists m, lo < m < hi /\ g' s - g' c - q * (s - c) = (g'' m - q) * (s - c)).
    { destruct (Rtotal_order s c) as [H|[->|H]].
      - destruct (MVT_cor2 _ _ s c H (fun m Hm => D1 m ltac:(lra))) as [m [E Hm]].
        exists m. split; lra.
      - exists c. split; [assumption|ring].
      - destruct (MVT_cor2 _ _ c s H (fun m Hm => D1 m ltac:(lra))) as [m [E Hm]].
        exists m. split; lra. }
    destruct M as [m [Hm ->]]. rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|auto]. }
  set (F := fun s => g s - g' c * s - q / 2 * (s - c)^2).
  assert (D2 : forall m, lo < m < hi ->
    derivable_pt_lim F m (g' m - g' c - q * (m - c))).
  { intros m Hm. unfold F.
    replace (g' m - g' c - q * (m - c)) with ((g' m - g' c) - q / 2 * (2 * (m - c))) by field.
    apply (derivable_pt_lim_minus (fun s => g s - g' c * s) (fun s => q / 2 * (s - c)^2)).
    - apply (derivable_pt_lim_minus g (fun s => g' c * s)); [now apply Dg | apply line].
    - apply (derivable_pt_lim_scal (fun s => (s - c)^2)).
      replace (2 * (m - c)) with (INR 2 * (m - c)^1 * (1 - 0)) by (simpl; ring).
      apply (derivable_pt_lim_comp (fun s => s - c) (fun s => s^2)).
      + apply (derivable_pt_lim_minus id (fun _ => c)); [apply derivable_pt_lim_id|].
        apply derivable_pt_lim_const.
      + apply (derivable_pt_lim_pow (m - c) 2). }
  assert (M : exists m, lo < m < hi /\ Rabs (m - c) <= Rabs (v - c) /\
    F v - F c = (g' m - g' c - q * (m - c)) * (v - c)).
  { destruct (Rtotal_order v c) as [H|[->|H]].
    - destruct (MVT_cor2 _ _ v c H (fun m Hm => D2 m ltac:(lra))) as [m [E Hm]].
      exists m. repeat split; try lra. rewrite !Rabs_left by lra. lra.
    - exists c. split; [assumption|]. split; [lra|ring].
    - destruct (MVT_cor2 _ _ c v H (fun m Hm => D2 m ltac:(lra))) as [m [E Hm]].
      exists m. repeat split; try lra. rewrite !Rabs_right by lra. lra. }
  destruct M as [m [Hm [Near E]]].
  replace (g v - (g c + g' c * (v - c) + q / 2 * (v - c)^2)) with (F v - F c)
    by (unfold F; ring).
  rewrite E, Rabs_mult.
  replace ((v - c)^2) with (Rabs (v - c) * Rabs (v - c))
    by (rewrite <- Rabs_mult, Rabs_pos_eq; [ring | apply Rle_0_sqr]).
  rewrite <- Rmult_assoc. apply Rmult_le_compat_r; [apply Rabs_pos|].
  eapply Rle_trans; [now apply Slope|].
  apply Rmult_le_compat_l; [|assumption].
  apply Rle_trans with (Rabs (g'' c - q)); [apply Rabs_pos|now apply Bound].
Qed.

Variable t : params.
Hypothesis reachable : admissible P t.
Hypothesis resting : no_hidden_weights P t.
Variables (m : nat -> R) (j : nat) (p : R).
Hypothesis own : (j < width P)%nat.

(** The centre: what the neuron receives at m. *)
Definition centre (t' : params) : R := t' (B j) + sum (dim P) (fun k => t' (W j k) * m k).

Lemma pre_centre t' e : pre P t' j e = centre t' + along P m (fun k => t' (W j k)) e.
Proof.
  unfold pre, centre, along.
  rewrite (sum_eq _ (fun k => t' (W j k) * (x P e k - m k))
    (fun k => t' (W j k) * x P e k + (-1) * (t' (W j k) * m k))) by (intros; ring).
  rewrite sum_add, sum_times. ring.
Qed.

Lemma centre_near lo hi : lo < t (B j) < hi -> nearby P t (fun t' => lo < centre t' < hi).
Proof.
  intros I. apply nearby_inside.
  - apply continuous_plus; [now apply continuous_place|].
    apply (continuous_sum P t _ (fun k t' => t' (W j k) * m k)). intros k _.
    apply continuous_mult; [now apply continuous_place|apply continuous_const].
  - unfold centre. rewrite sum_null; [lra|]. intros k L. rewrite resting by assumption. ring.
Qed.

(** There is no term of first order: the means agree, or s has slope 0 at b_j,
    which stays. *)
Hypothesis first_order : forall t', admissible P t' ->
  difference P (along P m (fun k => t' (W j k))) = 0 \/ (p = 0 /\ centre t' = t (B j)).

Lemma curvature_near : against P t m j p -> nearby P t (fun t' =>
  t' (A j) * difference P (fun e => sigma P (pre P t' j e)) <= 0).
Proof.
  intros [o [q [Ho [Down Cases]]]].
  assert (Stay : nearby P t (fun t' => o * (t' (A j) * q) < 0)).
  { apply (nearby_negative P t (fun t' => o * (t' (A j) * q))); [|assumption].
    apply continuous_mult; [apply continuous_const|].
    apply continuous_mult; [now apply continuous_place|apply continuous_const]. }
  assert (O2 : o * o = 1) by (destruct Ho; subst; ring).
  destruct Cases as [[C2 [kappa [Hk Def]]]|[Quad Ord]].
  - (* s is C^2 around b_j *)
    destruct C2 as [g' [g'' [lo [hi [I [Dg [Cont [Ep Eq]]]]]]]].
    assert (Hq : 0 < Rabs q).
    { apply Rabs_pos_lt. intros ->. lra. }
    set (eps := Rabs q * kappa / 2).
    assert (He : 0 < eps) by (unfold eps; assert (0 < Rabs q * kappa)
      by (apply Rmult_lt_0_compat; assumption); lra).
    destruct (Cont eps He) as [d [Hd Near]].
    set (lo' := Rmax lo (t (B j) - d)). set (hi' := Rmin hi (t (B j) + d)).
    assert (L1 : lo <= lo') by apply Rmax_l. assert (L2 : t (B j) - d <= lo') by apply Rmax_r.
    assert (R1 : hi' <= hi) by apply Rmin_l. assert (R2 : hi' <= t (B j) + d) by apply Rmin_r.
    assert (I' : lo' < t (B j) < hi').
    { split; [apply Rmax_lub_lt; lra | apply Rmin_glb_lt; lra]. }
    assert (Bound : forall v, lo' < v < hi' -> Rabs (g'' v - q) <= eps).
    { intros v Hv. destruct (Req_dec v (t (B j))) as [->|N].
      - rewrite Eq, Rminus_diag_eq, Rabs_R0 by reflexivity. lra.
      - rewrite <- Eq. left. apply Near. split; [split; [exact Logic.I|auto]|].
        simpl. unfold R_dist. apply Rabs_def1; lra. }
    apply nearby_both with (1 := nearby_and P t _ _ Stay (centre_near lo' hi' I'))
      (2 := near_bias P t reachable resting j lo' hi' own I').
    intros t' A' [Down' Ic] Ie.
    set (c0 := centre t') in *. set (al := along P m (fun k => t' (W j k))) in *.
    set (rest := fun e => sigma P (pre P t' j e) - (sigma P c0 + g' c0 * al e + q / 2 * (al e)^2)).
    assert (Rest : Rabs (difference P rest) <= over (data P) (fun e => eps * (al e)^2)).
    { apply difference_bound. intros e Ine. unfold rest.
      assert (E : al e = pre P t' j e - c0) by (rewrite pre_centre; unfold al, c0; ring).
      rewrite E. apply (second_order (sigma P) g' g'' lo' hi' q eps); auto.
      intros v Hv. apply Dg. lra. }
    rewrite over_times in Rest.
    rewrite (difference_eq _ _ (fun e => sigma P c0 + (g' c0 * al e + (q / 2 * (al e)^2 + rest e))))
      by (intros; unfold rest; ring).
    rewrite !difference_add, difference_const, !difference_times by assumption.
    assert (First : g' c0 * difference P al = 0).
    { destruct (first_order t' A') as [F|[E1 E2]].
      - unfold al. rewrite F. ring.
      - unfold c0. rewrite E2, Ep, E1. ring. }
    rewrite First.
    set (S := over (data P) (fun e => (al e)^2)) in *.
    pose proof (Def (fun k => t' (W j k))) as Def'.
    change (along P m (fun k => t' (W j k))) with al in Def'. fold S in Def'.
    set (T := difference P (fun e => (al e)^2)) in *.
    set (a := t' (A j)) in *.
    assert (Abs : Rabs a * Rabs q = - (o * (a * q))).
    { rewrite <- Rabs_mult. destruct Ho; subst o.
      - rewrite Rabs_left; lra.
      - rewrite Rabs_right; lra. }
    assert (K1 : a * difference P rest <= Rabs a * (eps * S)).
    { eapply Rle_trans; [apply Rle_abs|]. rewrite Rabs_mult.
      apply Rmult_le_compat_l; [apply Rabs_pos|assumption]. }
    assert (K2 : (Rabs a * Rabs q) * (kappa * S) <= (Rabs a * Rabs q) * (o * T)).
    { apply Rmult_le_compat_l; [rewrite Abs; lra|assumption]. }
    rewrite Abs in K2 at 2.
    replace (- (o * (a * q)) * (o * T)) with (- (a * q * T) * (o * o)) in K2 by ring.
    rewrite O2 in K2.
    replace (Rabs a * (eps * S)) with (Rabs a * Rabs q * (kappa * S) / 2) in K1
      by (unfold eps; field).
    lra.
  - (* s is quadratic around b_j *)
    destruct Quad as [lo [hi [I E]]].
    apply nearby_both with (1 := Stay) (2 := near_bias P t reachable resting j lo hi own I).
    intros t' A' Down' Ie.
    set (c0 := centre t') in *. set (al := along P m (fun k => t' (W j k))) in *.
    set (d0 := c0 - t (B j)).
    rewrite (difference_eq _ _ (fun e => (sigma P (t (B j)) + p * d0 + q / 2 * d0^2)
      + ((p + q * d0) * al e + q / 2 * (al e)^2))).
    2: { intros e Ine. rewrite E by auto. rewrite pre_centre. fold c0 al. unfold d0. field. }
    set (k0 := sigma P (t (B j)) + p * d0 + q / 2 * d0^2). clearbody k0.
    rewrite !difference_add, difference_const, !difference_times by assumption.
    assert (First : (p + q * d0) * difference P al = 0).
    { destruct (first_order t' A') as [F|[E1 E2]].
      - unfold al. rewrite F. ring.
      - unfold d0, c0. rewrite E1, E2. ring. }
    rewrite First.
    pose proof (Ord (fun k => t' (W j k))) as Ord'.
    change (along P m (fun k => t' (W j k))) with al in Ord'.
    set (T := difference P (fun e => (al e)^2)) in *. set (a := t' (A j)) in *.
    assert (K : - (o * (a * q)) * (o * T) >= 0) by (apply Rle_ge, Rmult_le_pos; lra).
    replace (- (o * (a * q)) * (o * T)) with (- (a * q * T) * (o * o)) in K by ring.
    rewrite O2 in K. lra.
Qed.

End Moments.

(** With equal means no direction has a term of first order. *)
Lemma difference_along_mean P m w : data_equal_means P -> difference P (along P m w) = 0.
Proof.
  intros E. rewrite (difference_eq _ _ (fun e => sum (dim P) (fun k => w k * x P e k)
    + (-1) * sum (dim P) (fun k => w k * m k))); [now apply difference_affine|].
  intros e _. unfold along. rewrite <- sum_times, <- sum_add. apply sum_eq. intros. ring.
Qed.

(** ** What is near such a point *)

Section Parts.

Variable P : problem.
Hypothesis classes : both_classes P.
Variable t : params.
Hypothesis reachable : admissible P t.

(** What the three rules show of the neurons and of the deep part. *)
Definition ordered_near : Prop :=
  (forall j, (j < width P)%nat -> nearby P t (fun t' =>
    t' (A j) * difference P (fun e => sigma P (pre P t' j e)) <= 0)) /\
  nearby P t (fun t' => difference P (deep_part P t') <= 0).

Lemma still_ordered : nearby P t (fun t' => difference P (deep_part P t') = 0) ->
  nearby P t (fun t' => difference P (deep_part P t') <= 0).
Proof. apply nearby_weaken. intros t' _ E. lra. Qed.

(** A contraction keeps the mean, so that an affine deep part is no matter. *)
Lemma order_means : data_convex_order P -> data_equal_means P.
Proof.
  intros [C D]. split; [assumption|]. intros k L.
  rewrite difference_average.
  assert (Wp : over (plus_samples P) share = W_plus P) by apply over_filter.
  assert (Wm : over (minus_samples P) share = W_minus P) by apply over_filter.
  destruct C as [Cp Cm]. destruct D as [D|D].
  - rewrite (contraction_means P _ _ k D); [ring|now rewrite Wm|assumption].
  - rewrite (contraction_means P _ _ k D); [ring|now rewrite Wp|assumption].
Qed.

Lemma ordered_parts_near : data_convex_order P -> ordered_parts P t -> ordered_near.
Proof.
  intros Order [Rest [Curves D]]. pose proof (order_means Order) as E.
  assert (Wp : 0 < over (plus_samples P) share)
    by (unfold plus_samples; rewrite over_filter; apply classes).
  assert (Wm : 0 < over (minus_samples P) share)
    by (unfold minus_samples; rewrite over_filter; apply classes).
  split.
  - intros j L. pose proof (continuous_place P t (Setting.A j) reachable) as Cont.
    destruct Curves as [[K Curved]|[K Curved]];
      destruct (Curved j L) as [lo [hi [I [[Sg V]|[Sg V]]]]].
    1,4: pose proof (nearby_positive P t _ Cont Sg) as Stay.
    3,4: pose proof (nearby_negative P t _ Cont Sg) as Stay.
    all: apply nearby_both with (2 := Stay) (1 := curve_near P t reachable Rest j lo hi _ _ _ L I V K
        ltac:(assumption) (fun e Ie => class_members P e ltac:(tauto)));
      intros t' _ O Sign; rewrite difference_average; rewrite ?average_opposite in O;
      nra.
  - destruct D as [D|[D|[[K D]|[K D]]]].
    + now apply still_ordered, deep_affine_equal.
    + apply still_ordered, deep_dead_equal; assumption.
    + apply nearby_weaken with (2 := D). intros t' _ B. rewrite difference_average.
      pose proof (contraction_bends P _ _ K Wp (fun e Ie => class_members P e ltac:(tauto)) _ B). lra.
    + apply nearby_weaken with (2 := D). intros t' _ B. rewrite difference_average.
      pose proof (contraction_bends P _ _ K Wm (fun e Ie => class_members P e ltac:(tauto)) _ B) as O.
      pose proof (average_opposite (plus_samples P) (fun v => v) (deep_part P t')) as Op.
      pose proof (average_opposite (minus_samples P) (fun v => v) (deep_part P t')) as Om.
      unfold average, opposite in O, Op, Om |- *. lra.
Qed.

Lemma moment_parts_near : data_equal_means P -> moment_parts P t -> ordered_near.
Proof.
  intros E [Rest [Ag D]]. split.
  - intros j L. destruct (Ag j L) as [p Ap].
    apply curvature_near with (mean P) p; auto.
    intros t' _. left. apply difference_along_mean; assumption.
  - destruct D as [D|[D|D]]; [now apply still_ordered, deep_affine_equal
      | apply still_ordered, deep_dead_equal; assumption | exact D].
Qed.

Lemma stationary_parts_near : stationary_parts P t -> ordered_near.
Proof.
  intros [Rest [Bt [Ag D]]]. split.
  - intros j L. apply curvature_near with origin 0; auto.
    intros t' A'. right. split; [reflexivity|]. unfold centre, origin.
    rewrite sum_null by (intros; ring). rewrite Rplus_0_r.
    apply untrained_stays with P; auto. simpl. now rewrite Bt.
  - now apply still_ordered, deep_dead_equal.
Qed.

End Parts.

(** ** The rules *)

Section Rules.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis loss_convex : loss_convex P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.

Hypothesis data_convex_order : data_convex_order P.
Hypothesis minimum_order : minimum_order P.

Theorem constant_order : CONSTANT_BAD P.
Proof.
  destruct minimum_order as [t [c [M Parts]]]. pose proof M as [[A _] _].
  pose proof (proj1 data_convex_order) as C.
  destruct (ordered_parts_near P C t A data_convex_order Parts) as [N D].
  apply support_ordered with t c; auto using all_defined.
Qed.

Theorem rule_order : BAD P.
Proof. apply constant_is_bad, constant_order. Qed.

Hypothesis data_equal_means : data_equal_means P.
Hypothesis minimum_moment : minimum_moment P.

Theorem constant_moment : CONSTANT_BAD P.
Proof.
  destruct minimum_moment as [t [c [M Parts]]]. pose proof M as [[A _] _].
  pose proof (proj1 data_equal_means) as C.
  destruct (moment_parts_near P C t A data_equal_means Parts) as [N D].
  apply support_ordered with t c; auto using all_defined.
Qed.

Theorem rule_moment : BAD P.
Proof. apply constant_is_bad, constant_moment. Qed.

Hypothesis minimum_stationary : minimum_stationary P.

Theorem constant_stationary : CONSTANT_BAD P.
Proof.
  destruct minimum_stationary as [C [t [c [M Parts]]]]. pose proof M as [[A _] _].
  destruct (stationary_parts_near P C t A Parts) as [N D].
  apply support_ordered with t c; auto using all_defined.
Qed.

Theorem rule_stationary : BAD P.
Proof. apply constant_is_bad, constant_stationary. Qed.

End Rules.
