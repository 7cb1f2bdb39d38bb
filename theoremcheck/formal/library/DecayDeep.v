(** * rule.decay: a deep part with two layers or more gains less than its penalty

    Where all weights of a branch are 0, what enters its last layer is close to
    one number on all samples, for each unit. So what the branch gains is of
    third order in its parameters: the output weights times the weights of the
    last layer times something small. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsDecay Nearby Support
  RulesConstant RulesCurved RulesDecay DeepNear DeepResting.
Import ListNotations.
Open Scope R_scope.

Section Gain.

Variable P : problem.
Hypothesis classes : both_classes P.

(** |(E+ - E-) g| <= 2 M where g is within M of some number. *)
Lemma difference_close g m M : (forall e, In e (data P) -> Rabs (g e - m) <= M) ->
  Rabs (difference P g) <= 2 * M.
Proof.
  intros H. rewrite (difference_eq P g (fun e => (g e - m) + m)) by (intros; ring).
  rewrite (difference_add P (fun e => g e - m) (fun _ => m)), difference_const, Rplus_0_r
    by assumption.
  eapply Rle_trans; [apply (difference_lengths P classes _ (fun _ => M)); exact H|].
  destruct classes as [Hp Hm].
  rewrite (over_eq _ _ (fun e => M / W_plus P * (if positive_label e then share e else 0)
    + M / W_minus P * (if negb (positive_label e) then share e else 0))).
  - rewrite over_add, !over_times.
    change (over (data P) (fun e => if positive_label e then share e else 0)) with (W_plus P).
    change (over (data P) (fun e => if negb (positive_label e) then share e else 0))
      with (W_minus P).
    right. field. lra.
  - intros e _. destruct (positive_label e); simpl; field; lra.
Qed.

Lemma Rabs_sum n g : Rabs (sum n g) <= sum n (fun k => Rabs (g k)).
Proof.
  induction n as [|n IH]; simpl; [rewrite Rabs_R0; lra|].
  eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma sum_constant n c : sum n (fun _ => c) = INR n * c.
Proof. induction n; [simpl; ring|]. rewrite S_INR. simpl sum. rewrite IHn. ring. Qed.

Variable t : params.
Hypothesis reachable : admissible P t.
Variable b : nat.
Hypothesis rest : forall l u k, t (D (Weight b l u k)) = 0.
Variables (k c : R).
Hypothesis positive : 0 < c.
Variable e0 : sample.
Hypothesis e0_there : In e0 (data P).

Let place_of (t' : params) : deep_place -> R := fun p => t' (D p).

Definition lipschitz_layer (l : nat) (units : list fn) : Prop :=
  exists Lam, 0 <= Lam /\ forall u, (u < length units)%nat -> exists r, 0 < r /\
    forall v v', Rabs (v - t (D (Bias b l u))) < r -> Rabs (v' - t (D (Bias b l u))) < r ->
    Rabs (unit units u v - unit units u v') <= Lam * Rabs (v - v').

(** It is so where the units have slopes beside their biases. *)
Lemma slopes_lipschitz g v0 p m : broken_at g v0 p m -> exists r, 0 < r /\
  forall v v', Rabs (v - v0) < r -> Rabs (v' - v0) < r ->
  Rabs (g v - g v') <= (Rabs p + Rabs m + 1) * Rabs (v - v').
Proof.
  intros B. destruct (B 1 Rlt_0_1) as [r [Hr K]]. exists r. split; [assumption|].
  intros v v' V V'. specialize (K (v' - v0) (v - v0) V' V).
  replace (v0 + (v - v0)) with v in K by ring. replace (v0 + (v' - v0)) with v' in K by ring.
  replace (v - v0 - (v' - v0)) with (v - v') in K by ring.
  set (u := v - v0) in *. set (u' := v' - v0) in *.
  assert (Line : Rabs (broken_line p m u - broken_line p m u')
    <= (Rabs p + Rabs m) * Rabs (v - v')).
  { replace (broken_line p m u - broken_line p m u')
      with ((p + m) / 2 * (v - v') + (m - p) / 2 * (Rabs u - Rabs u'))
      by (unfold broken_line, u, u'; field).
    pose proof (Rabs_triang_inv u u') as T1. pose proof (Rabs_triang_inv u' u) as T2.
    replace (u - u') with (v - v') in T1 by (unfold u, u'; ring).
    rewrite (Rabs_minus_sym u' u) in T2.
    replace (u - u') with (v - v') in T2 by (unfold u, u'; ring).
    assert (T : Rabs (Rabs u - Rabs u') <= Rabs (v - v')) by (apply Rabs_le; lra).
    eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult.
    assert (C1 : Rabs ((p + m) / 2) <= (Rabs p + Rabs m) / 2).
    { unfold Rdiv. rewrite Rabs_mult, (Rabs_right (/ 2)) by lra.
      pose proof (Rabs_triang p m). lra. }
    assert (C2 : Rabs ((m - p) / 2) <= (Rabs p + Rabs m) / 2).
    { unfold Rdiv. rewrite Rabs_mult, (Rabs_right (/ 2)) by lra.
      pose proof (Rabs_triang m (- p)) as T3. rewrite Rabs_Ropp in T3. unfold Rminus. lra. }
    pose proof (Rmult_le_compat _ _ _ _ (Rabs_pos _) (Rabs_pos _) C1 (Rle_refl (Rabs (v - v')))).
    pose proof (Rmult_le_compat _ _ _ _ (Rabs_pos _) (Rabs_pos _) C2 T). lra. }
  replace (g v - g v') with ((g v - broken_line p m u - (g v' - broken_line p m u'))
    + (broken_line p m u - broken_line p m u')) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma layer_lipschitz l units : (forall u, (u < length units)%nat -> exists p m,
    broken_at (unit units u) (t (D (Bias b l u))) p m) -> lipschitz_layer l units.
Proof.
  intros H. unfold lipschitz_layer.
  enough (K : forall n, (forall u, (u < n)%nat -> (u < length units)%nat) ->
    exists Lam, 0 <= Lam /\ forall u, (u < n)%nat -> exists r, 0 < r /\
      forall v v', Rabs (v - t (D (Bias b l u))) < r -> Rabs (v' - t (D (Bias b l u))) < r ->
      Rabs (unit units u v - unit units u v') <= Lam * Rabs (v - v')) by (apply K; auto).
  induction n as [|n IH]; intros L.
  - exists 0. split; [lra|]. intros u U. lia.
  - destruct IH as [Lam [HL K]]; [intros; apply L; lia|].
    destruct (H n ltac:(apply L; lia)) as [p [m B]].
    destruct (slopes_lipschitz _ _ _ _ B) as [r [Hr S]].
    pose proof (Rabs_pos p). pose proof (Rabs_pos m).
    exists (Lam + (Rabs p + Rabs m + 1)). split; [lra|]. intros u U.
    destruct (Nat.eq_dec u n) as [->|N].
    + exists r. split; [assumption|]. intros v v' V V'. eapply Rle_trans; [now apply S|].
      apply Rmult_le_compat_r; [apply Rabs_pos|lra].
    + destruct (K u ltac:(lia)) as [r' [Hr' S']]. exists r'. split; [assumption|].
      intros v v' V V'. eapply Rle_trans; [now apply S'|].
      apply Rmult_le_compat_r; [apply Rabs_pos|lra].
Qed.

(** The same number on all samples, at t. *)
Definition level (n : nat) (h : params -> sample -> nat -> R) : Prop :=
  forall e e' i, In e (data P) -> In e' (data P) -> (i < n)%nat -> h t e i = h t e' i.

Definition layer_cost (t' : params) (l n : nat) (units : list fn) : R :=
  sum (length units) (fun u => (t' (D (Output b u)))^2
    + sum n (fun i => (t' (D (Weight b l u i)))^2)).

Lemma received_rest l n h u : received (place_of t) b l n h u = t (D (Bias b l u)).
Proof.
  unfold received, place_of. rewrite sum_null; [ring|]. intros i _. rewrite rest. ring.
Qed.

Lemma layer_gain l n h units : steady P t n h -> level n h -> lipschitz_layer l units ->
  nearby P t (fun t' =>
    k * difference P (fun e => sum (length units) (fun u => t' (D (Output b u))
          * unit units u (received (place_of t') b l n (h t' e) u)))
    <= c * layer_cost t' l n units).
Proof.
  intros S Lv [Lam [HL Lip]].
  set (q := Rabs k * Lam).
  assert (Hq : 0 <= q) by (apply Rmult_le_pos; [apply Rabs_pos|assumption]).
  set (eta := c / (q * (INR n + 1) + 1)). pose proof (pos_INR n) as Hn.
  assert (Hd : 0 < q * (INR n + 1) + 1).
  { assert (0 <= q * (INR n + 1)) by (apply Rmult_le_pos; lra). lra. }
  assert (He : 0 < eta) by (apply Rdiv_lt_0_compat; lra).
  assert (Hqe : q * (INR n + 1) * eta <= c).
  { assert (eta * (q * (INR n + 1) + 1) = c) by (unfold eta; field; lra). nra. }
  assert (N1 : nearby P t (fun t' => forall e, In e (data P) -> forall i, (i < n)%nat ->
    Rabs (h t' e i - h t e i) < eta / 2)).
  { apply nearby_list. intros e Ie. apply nearby_below. intros i L. apply S; auto. lra. }
  assert (N2 : nearby P t (fun t' => forall e, In e (data P) -> forall u, (u < length units)%nat ->
    Rabs (unit units u (received (place_of t') b l n (h t' e) u)
          - unit units u (received (place_of t') b l n (h t' e0) u))
    <= Lam * Rabs (received (place_of t') b l n (h t' e) u
                   - received (place_of t') b l n (h t' e0) u))).
  { apply nearby_list. intros e Ie. apply nearby_below. intros u L.
    destruct (Lip u L) as [r [Hr K]].
    pose proof (steady_received P t reachable b l n h S e u Ie r Hr) as C1.
    pose proof (steady_received P t reachable b l n h S e0 u e0_there r Hr) as C2.
    apply nearby_both with (1 := C1) (2 := C2). intros t' _ B1 B2. cbv beta in B1, B2.
    change (fun p => t (D p)) with (place_of t) in B1, B2.
    rewrite received_rest in B1, B2. now apply K. }
  apply nearby_both with (1 := N1) (2 := N2). intros t' _ H1 H2.
  set (out := fun u => t' (D (Output b u))). set (w := fun u i => t' (D (Weight b l u i))).
  set (s := fun e u => unit units u (received (place_of t') b l n (h t' e) u)).
  set (M := sum (length units)
    (fun u => Rabs (out u) * (Lam * sum n (fun i => Rabs (w u i) * eta)))).
  assert (B : Rabs (difference P (fun e => sum (length units) (fun u => out u * s e u))) <= 2 * M).
  { apply difference_close with (m := sum (length units) (fun u => out u * s e0 u)). intros e Ie.
    replace (sum (length units) (fun u => out u * s e u)
        - sum (length units) (fun u => out u * s e0 u))
      with (sum (length units) (fun u => out u * (s e u - s e0 u))).
    2: { rewrite (sum_eq _ _ (fun u => out u * s e u + -1 * (out u * s e0 u))) by (intros; ring).
         rewrite sum_add, sum_times. ring. }
    eapply Rle_trans; [apply Rabs_sum|]. apply sum_le. intros u L. rewrite Rabs_mult.
    apply Rmult_le_compat_l; [apply Rabs_pos|]. eapply Rle_trans; [exact (H2 e Ie u L)|].
    apply Rmult_le_compat_l; [assumption|].
    replace (received (place_of t') b l n (h t' e) u - received (place_of t') b l n (h t' e0) u)
      with (sum n (fun i => w u i * (h t' e i - h t' e0 i))).
    2: { unfold received.
         rewrite (sum_eq _ _ (fun i => w u i * h t' e i + -1 * (w u i * h t' e0 i)))
           by (intros; ring).
         rewrite sum_add, sum_times. unfold w, place_of. ring. }
    eapply Rle_trans; [apply Rabs_sum|]. apply sum_le. intros i Li. rewrite Rabs_mult.
    apply Rmult_le_compat_l; [apply Rabs_pos|].
    pose proof (H1 e Ie i Li) as Q1. pose proof (H1 e0 e0_there i Li) as Q2.
    rewrite (Lv e e0 i Ie e0_there Li) in Q1. apply Rabs_def2 in Q1, Q2. apply Rabs_le. lra. }
  apply Rle_trans with (Rabs k * (2 * M)).
  - eapply Rle_trans; [apply Rle_abs|]. rewrite Rabs_mult.
    apply Rmult_le_compat_l; [apply Rabs_pos|exact B].
  - unfold M, layer_cost. rewrite <- !sum_times. apply sum_le. intros u _. fold (out u).
    replace (Rabs k * (2 * (Rabs (out u) * (Lam * sum n (fun i => Rabs (w u i) * eta)))))
      with (sum n (fun i => 2 * (q * eta) * (Rabs (out u) * Rabs (w u i)))).
    2: { rewrite <- !sum_times. apply sum_eq. intros i _. unfold q. ring. }
    apply Rle_trans with (sum n (fun i => q * eta * ((out u)^2 + (w u i)^2))).
    + apply sum_le. intros i _.
      replace (2 * (q * eta) * (Rabs (out u) * Rabs (w u i)))
        with (q * eta * (2 * (Rabs (out u) * Rabs (w u i)))) by ring.
      apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|].
      rewrite <- (pow2_abs (out u)), <- (pow2_abs (w u i)).
      pose proof (pow2_ge_0 (Rabs (out u) - Rabs (w u i))). simpl in *. lra.
    + rewrite (sum_eq _ _ (fun i => q * eta * (out u)^2 + q * eta * (w u i)^2)) by (intros; ring).
      rewrite sum_add, sum_constant, sum_times, Rmult_plus_distr_l.
      assert (Q1 : INR n * (q * eta) <= c) by nra.
      assert (Q2 : q * eta <= c) by nra.
      apply Rplus_le_compat.
      * rewrite <- Rmult_assoc. apply Rmult_le_compat_r; [apply pow2_ge_0|assumption].
      * apply Rmult_le_compat_r; [|assumption]. change 0 with (IZR 0).
        apply (sum_squares_nonneg n (w u)).
Qed.

(** ** A branch: its last layer counts *)

Fixpoint last_lipschitz (l : nat) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => True
  | units :: above =>
      match above with [] => lipschitz_layer l units | _ => last_lipschitz (S l) above end
  end.

Fixpoint last_cost (t' : params) (l n : nat) (layers : list (list fn)) : R :=
  match layers with
  | [] => 0
  | units :: above =>
      match above with
      | [] => layer_cost t' l n units
      | _ => last_cost t' (S l) (length units) above
      end
  end.

Lemma upper_gain layers : layers <> [] -> forall l n h, steady P t n h -> level n h ->
  calm P (place_of t) b l n (h t) layers -> last_lipschitz l layers ->
  nearby P t (fun t' =>
    k * difference P (fun e => branch_output (place_of t') b l n (h t' e) layers)
    <= c * last_cost t' l n layers).
Proof.
  induction layers as [|units above IH]; intros N l n h S Lv C Lip; [contradiction|].
  destruct above as [|units' above].
  - simpl in *. apply layer_gain; assumption.
  - destruct C as [C Cs].
    apply (IH ltac:(discriminate) (Datatypes.S l) (length units)
      (fun t' => passed (place_of t') b l n (h t') units)); auto.
    + now apply steady_passed.
    + intros e e' u Ie Ie' L. unfold passed. now rewrite !received_rest.
Qed.

(** Two layers or more, on the features. *)
Lemma branch_gain units above : above <> [] ->
  calm P (place_of t) b 0 (dim P) (x P) (units :: above) ->
  last_lipschitz 0 (units :: above) ->
  nearby P t (fun t' =>
    k * difference P (fun e => branch_output (place_of t') b 0 (dim P) (x P e) (units :: above))
    <= c * last_cost t' 0 (dim P) (units :: above)).
Proof.
  intros N [C Cs] Lip. destruct above as [|units' above]; [contradiction|].
  apply (upper_gain (units' :: above) N 1 (length units)
    (fun t' => passed (place_of t') b 0 (dim P) (x P) units)); auto.
  - now apply (steady_passed P t reachable b 0 (dim P) (fun _ e => x P e));
      [apply steady_features|].
  - intros e e' u Ie Ie' L. unfold passed. now rewrite !received_rest.
Qed.

End Gain.

(** ** The penalty of the last layers *)

Lemma over_append {T} (l l' : list T) g : over (l ++ l') g = over l g + over l' g.
Proof. induction l; simpl; [ring|]. rewrite IHl. ring. Qed.

Lemma sum_list n h : sum n h = over (seq 0 n) h.
Proof.
  induction n as [|n IH]; [reflexivity|]. rewrite seq_S, over_append. simpl. rewrite IH. ring.
Qed.

Lemma over_image {T U} (l : list T) (h : T -> U) g : over (map h l) g = over l (fun e => g (h e)).
Proof. induction l; simpl; [reflexivity|]. now rewrite IHl. Qed.

Lemma over_images {T U} (l : list T) (h : T -> list U) g :
  over (flat_map h l) g = over l (fun e => over (h e) g).
Proof. induction l; simpl; [reflexivity|]. now rewrite over_append, IHl. Qed.

Fixpoint last_places (b l n : nat) (layers : list (list fn)) : list deep_place :=
  match layers with
  | [] => []
  | units :: above =>
      match above with
      | [] => flat_map (fun u => Output b u :: map (Weight b l u) (seq 0 n)) (seq 0 (length units))
      | _ => last_places b (S l) (length units) above
      end
  end.

Definition square_at (t : params) (p : deep_place) : R := (t (D p))^2.

Lemma last_cost_places b t layers : forall l n,
  last_cost b t l n layers = over (last_places b l n layers) (square_at t).
Proof.
  induction layers as [|units above IH]; intros l n; [reflexivity|].
  destruct above as [|units' above]; [|apply IH]. simpl. unfold layer_cost.
  rewrite sum_list, over_images. apply over_eq. intros u _. simpl.
  rewrite over_image, sum_list. reflexivity.
Qed.

(** Terms of the penalty at different places add up. *)
Lemma distinct_places lambda t (places : list deep_place) : 0 <= lambda -> NoDup places ->
  forall pen : list (R * place), (forall c p, In (c, p) pen -> 0 <= c) ->
  (forall p, In p places -> exists c, lambda <= c /\ In (c, D p) pen) ->
  lambda * over places (square_at t) <= over pen (fun term =>
    match snd term with D p => fst term * (t (D p))^2 | _ => 0 end).
Proof.
  intros HL. induction places as [|p places IH]; intros Nd pen Pos H; simpl.
  - rewrite Rmult_0_r. apply over_nonneg. intros [c q] I. simpl. destruct q; try lra.
    apply Rmult_le_pos; [exact (Pos _ _ I)|apply pow2_ge_0].
  - inversion Nd as [|? ? Np Nd']; subst. destruct (H p (or_introl eq_refl)) as [c [Lc I]].
    destruct (in_split _ _ I) as [pen1 [pen2 ->]].
    assert (K : lambda * over places (square_at t) <= over (pen1 ++ pen2) (fun term =>
      match snd term with D p => fst term * (t (D p))^2 | _ => 0 end)).
    { apply IH; [assumption| |].
      - intros c' q I'. apply (Pos c' q). apply in_app_iff in I'. apply in_app_iff.
        destruct I'; [now left|right; now right].
      - intros q Iq. destruct (H q (or_intror Iq)) as [c' [Lc' I']]. exists c'.
        split; [assumption|]. apply in_app_iff in I'. apply in_app_iff.
        destruct I' as [I'|[I'|I']]; [now left| |now right].
        injection I' as _ E. subst q. contradiction. }
    rewrite over_append in *. simpl.
    assert (lambda * square_at t p <= c * (t (D p))^2)
      by (apply Rmult_le_compat_r; [apply pow2_ge_0|assumption]).
    rewrite Rmult_plus_distr_l. simpl in *. lra.
Qed.

(** ** All branches *)

Definition all_last_places (d : nat) (all : list (list (list fn))) : list deep_place :=
  flat_map (fun b => last_places b 0 d (nth b all [])) (seq 0 (length all)).

Lemma deep_outweighed P t all k lambda e0 : both_classes P -> admissible P t -> In e0 (data P) ->
  (forall td v, deep P td v = branches (dim P) all td v) ->
  (forall b l u i, t (D (Weight b l u i)) = 0) ->
  (forall b, (b < length all)%nat -> (2 <= length (nth b all []))%nat /\
     calm_at (fun p => t (D p)) b 0 (nth b all []) /\ last_lipschitz t b 0 (nth b all [])) ->
  0 < lambda -> (forall c p, In (c, p) (penalties P) -> 0 <= c) ->
  NoDup (all_last_places (dim P) all) ->
  (forall p, In p (all_last_places (dim P) all) ->
     exists c, lambda <= c /\ In (c, D p) (penalties P)) ->
  nearby P t (fun t' => k * difference P (deep_part P t') <= total_weight P * deep_penalty P t').
Proof.
  intros Both A I0 E Z B HL Pos Nd Pen.
  assert (HW : 0 < total_weight P) by (rewrite weights_add; destruct Both; lra).
  assert (N : nearby P t (fun t' => forall b, (b < length all)%nat ->
    k * difference P (fun e => branch_output (fun p => t' (D p)) b 0 (dim P) (x P e) (nth b all []))
    <= total_weight P * lambda * last_cost b t' 0 (dim P) (nth b all []))).
  { apply nearby_below. intros b L. destruct (B b L) as [Two [C Lip]].
    destruct (nth b all []) as [|units [|units' above]]; simpl in Two; try lia.
    apply (branch_gain P Both t A b (Z b) k (total_weight P * lambda)
      (Rmult_lt_0_compat _ _ HW HL) e0 I0 units (units' :: above)); auto; [discriminate|].
    apply calm_resting; [|assumption]. intros l u i _. apply Z. }
  apply nearby_weaken with (2 := N). intros t' _ H.
  rewrite (difference_eq P _ (fun e => sum (length all) (fun b =>
    branch_output (fun p => t' (D p)) b 0 (dim P) (x P e) (nth b all []))))
    by (intros e _; unfold deep_part; now rewrite E).
  rewrite difference_sum, <- sum_times.
  apply Rle_trans with
    (total_weight P * (lambda * over (all_last_places (dim P) all) (square_at t'))).
  - unfold all_last_places. rewrite over_images, <- sum_list, <- !sum_times. apply sum_le.
    intros b L. rewrite <- last_cost_places, <- Rmult_assoc. now apply H.
  - apply Rmult_le_compat_l; [lra|]. unfold deep_penalty. apply distinct_places; auto; lra.
Qed.
