(** * rule.tied: samples of both classes that every neuron sees as one

    Where the weights tie the groups, a sum over them is 0 to first order, whatever the weights are; from there to
    the weights its second derivative is a form that is definite near t. *)

From Coq Require Import Reals List ZArith Lra Lia Permutation.
From TheoremCheck Require Import Setting Conditions Compact PointsConstant PointsFrozen PointsMultipliers
  Nearby Support RulesConstant RulesMultipliers RulesPotential.
From TheoremCheck Require RulesDecay.
Import ListNotations.
Open Scope R_scope.

Lemma over_permuted {T : Type} (l l' : list T) g : Permutation l l' -> over l g = over l' g.
Proof. intros H. induction H; cbn [over]; lra. Qed.

Lemma over_joined {T : Type} (l l' : list T) g : over (l ++ l') g = over l g + over l' g.
Proof. induction l as [|a l IH]; cbn [app over]; lra. Qed.

Lemma over_filtered {T : Type} (l : list T) keep g : (forall e, In e l -> keep e = false -> g e = 0) ->
  over (filter keep l) g = over l g.
Proof.
  induction l as [|a l IH]; intros H; cbn [filter over]; [reflexivity|].
  rewrite <- IH by (intros; apply H; [now right|assumption]).
  destruct (keep a) eqn:E; cbn [over]; [reflexivity|]. rewrite (H a (or_introl eq_refl) E). lra.
Qed.

Section Tied.

Variable P : problem.
Variable t : params.
Hypothesis reachable : admissible P t.
Variable g : list R.
Variable groups : list (list (sample * R)).
Variable part : nat -> nat -> R.
Variables s1 s2 : R -> R.

Hypothesis grouped : tied_groups P g groups.
Hypothesis untying : untying_part P groups part.

Notation C := (concat groups).
Notation product := (product_with P).
Definition e_part (d : nat -> R) (k : nat) : R := sum (dim P) (fun i => part k i * d i).

Lemma weighted_groups h : weighted P g h = pulled C h.
Proof.
  destruct grouped as [Perm _]. unfold weighted, pulled.
  rewrite <- (over_permuted _ _ (fun eg => share (fst eg) * y (fst eg) * snd eg * h (fst eg)) Perm).
  rewrite over_filtered; [reflexivity|]. intros [e d] _ E. cbn [fst snd] in *.
  destruct (Req_EM_T d 0) as [->|]; [ring|discriminate].
Qed.

Lemma member_in_data e : In e (map fst C) -> In e (data P).
Proof.
  intros I. apply in_map_iff in I. destruct I as ([e' d] & <- & I).
  destruct grouped as [Perm _]. apply (Permutation_in _ (Permutation_sym Perm)), filter_In in I.
  destruct I as [I _]. exact (in_combine_l _ _ _ _ I).
Qed.

Lemma pulled_times G c h : pulled G (fun e => c * h e) = c * pulled G h.
Proof. unfold pulled. rewrite <- over_times. apply over_eq. intros. ring. Qed.

Lemma pulled_plus G h h' : pulled G (fun e => h e + h' e) = pulled G h + pulled G h'.
Proof. unfold pulled. rewrite <- over_add. apply over_eq. intros. ring. Qed.

Lemma pulled_same G h h' : (forall e, In e (map fst G) -> h e = h' e) -> pulled G h = pulled G h'.
Proof. intros H. apply over_eq. intros eg I. rewrite H; [reflexivity|]. now apply in_map. Qed.

(** What is one number on each group is annihilated, and so is its product with an affine function. *)
Lemma pulled_product G d : In G groups -> pulled G (product d) = 0.
Proof.
  intros IG. destruct (proj2 grouped G IG) as [_ Z]. unfold product_with.
  assert (H : forall n, (n <= dim P)%nat -> pulled G (fun e => sum n (fun k => d k * x P e k)) = 0).
  { induction n as [|n IH]; intros Hn; cbn [sum].
    - unfold pulled. rewrite over_null; [reflexivity|]. intros. ring.
    - rewrite pulled_plus, IH, pulled_times, Z by lia. ring. }
  now apply H.
Qed.

Definition one_on (h : sample -> R) : Prop :=
  forall G, In G groups -> forall e e', In e (map fst G) -> In e' (map fst G) -> h e = h e'.

Lemma pulled_groups k h : one_on k -> (forall G, In G groups -> pulled G h = 0) -> pulled C (fun e => k e * h e) = 0.
Proof.
  intros One Z.
  assert (H : forall l, incl l groups -> pulled (concat l) (fun e => k e * h e) = 0).
  { induction l as [|G l IH]; intros Inc; [reflexivity|]. cbn [concat]. unfold pulled in *. rewrite over_joined.
    rewrite IH, Rplus_0_r by (intros q Q; apply Inc; now right).
    destruct G as [|[e0 d0] G0]; [reflexivity|].
    assert (IG : In ((e0, d0) :: G0) groups) by (apply Inc; now left).
    change (pulled ((e0, d0) :: G0) (fun e => k e * h e) = 0).
    rewrite (pulled_same _ _ (fun e => k e0 * h e)).
    - rewrite pulled_times. unfold pulled. rewrite (Z _ IG). ring.
    - intros e I. rewrite (One _ IG e e0 I); [reflexivity|now left]. }
  apply H. intros G I. exact I.
Qed.

Lemma pulled_one k : one_on k -> pulled C k = 0.
Proof.
  intros One. rewrite (pulled_same _ _ (fun e => k e * 1)) by (intros; ring).
  apply pulled_groups; [exact One|]. intros G IG. apply (proj2 grouped G IG).
Qed.

(** The parts of the weights of neuron j. *)
Definition weights_of (t' : params) (j k : nat) : R := t' (W j k).
Definition rise (t' : params) (j : nat) (e : sample) : R := product (e_part (weights_of t' j)) e.
Definition level (t' : params) (j : nat) (e : sample) : R := pre P t' j e - rise t' j e.

Lemma level_one t' j (h : R -> R) : one_on (fun e => h (level t' j e)).
Proof.
  intros G IG e e' Ie Ie'. f_equal. unfold level, rise, pre.
  pose proof (untying (weights_of t' j) G IG e e' Ie Ie') as Q. unfold product_with in Q.
  assert (H : forall e, sum (dim P) (fun k => (weights_of t' j k - sum (dim P) (fun i => part k i * weights_of t' j i)) * x P e k)
    = sum (dim P) (fun k => t' (W j k) * x P e k) + -1 * product (e_part (weights_of t' j)) e).
  { intros e1. unfold product_with. rewrite <- sum_times, <- sum_add. apply sum_eq. intros k _.
    unfold e_part, weights_of. ring. }
  rewrite !H in Q. lra.
Qed.

Lemma term_at_level t' j : pulled C (fun e => sigma P (level t' j e)) = 0.
Proof. apply pulled_one. apply (level_one t' j (sigma P)). Qed.

Lemma rise_continuous j e : continuous P t (fun t' => rise t' j e).
Proof.
  unfold rise, product_with, e_part, weights_of. apply continuous_sum. intros k _.
  apply continuous_mult; [|apply continuous_const]. apply continuous_sum. intros i _.
  apply continuous_mult; [apply continuous_const|]. now apply continuous_place.
Qed.

Section Neuron.

Variable j : nat.
Hypothesis own : tied_neuron P t groups part s1 s2 j.

Lemma rise_here e : rise t j e = 0.
Proof.
  destruct own as [Z _]. unfold rise, product_with. apply sum_null. intros k Hk.
  change (e_part (weights_of t j) k) with (sum (dim P) (fun i => part k i * t (W j i))).
  rewrite (Z k Hk). ring.
Qed.

(** Near t, on the way from the tied weights, a_j s'' is near its value at t. *)
Lemma bend_near eps e : 0 < eps -> In e (map fst C) -> nearby P t (fun t' => forall v, 0 <= v <= 1 ->
  let u := level t' j e + v * rise t' j e in
  derivable_pt_lim (sigma P) u (s1 u) /\ derivable_pt_lim s1 u (s2 u) /\
  Rabs (t' (A j) * s2 u - t (A j) * s2 (pre P t j e)) <= eps).
Proof.
  intros He Ie. destruct own as (_ & Sm & _). destruct (Sm e Ie) as [(r & Hr & Der) Cont].
  set (a := t (A j)). set (b := s2 (pre P t j e)).
  pose proof (Rabs_pos a) as Pa. pose proof (Rabs_pos b) as Pb.
  set (ea := Rmin 1 (eps / (2 * (Rabs b + 1)))). set (eb := eps / (2 * (Rabs a + 1))).
  assert (Hea : 0 < ea) by (apply Rmin_pos; [lra|apply Rdiv_lt_0_compat; lra]).
  assert (Heb : 0 < eb) by (apply Rdiv_lt_0_compat; lra).
  destruct (Cont eb Heb) as (d & Hd & Close).
  set (q := Rmin r d). assert (Hq : 0 < q) by (apply Rmin_pos; assumption).
  pose proof (Rmin_l r d) as Q1. pose proof (Rmin_r r d) as Q2. fold q in Q1, Q2.
  pose proof (continuous_place P t (A j) reachable ea Hea) as NA.
  pose proof (continuous_pre P t j e reachable (q / 2) ltac:(lra)) as NP.
  pose proof (rise_continuous j e (q / 2) ltac:(lra)) as NR.
  apply nearby_both with (1 := NA) (2 := nearby_and _ _ _ _ NP NR).
  intros t' _ HA [HP HR] v Hv. cbv zeta.
  rewrite rise_here, Rminus_0_r in HR.
  set (u := level t' j e + v * rise t' j e).
  assert (Hu : Rabs (u - pre P t j e) < q).
  { unfold u, level.
    replace (pre P t' j e - rise t' j e + v * rise t' j e - pre P t j e)
      with ((pre P t' j e - pre P t j e) + - (1 - v) * rise t' j e) by ring.
    eapply Rle_lt_trans; [apply Rabs_triang|]. rewrite Rabs_mult, Rabs_Ropp, (Rabs_right (1 - v)) by lra.
    pose proof (Rabs_pos (rise t' j e)). nra. }
  destruct (Der u ltac:(lra)) as [D1 D2]. split; [exact D1|]. split; [exact D2|].
  assert (HB : Rabs (s2 u - b) < eb).
  { destruct (Req_dec u (pre P t j e)) as [E|N].
    - rewrite E. unfold b. rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. exact Heb.
    - apply (Close u). split; [split; [exact I|congruence]|]. simpl. unfold R_dist. lra. }
  replace (t' (A j) * s2 u - a * b) with ((t' (A j) - a) * b + t' (A j) * (s2 u - b)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult.
  assert (A1 : Rabs (t' (A j)) <= Rabs a + 1).
  { replace (t' (A j)) with ((t' (A j) - a) + a) by ring. eapply Rle_trans; [apply Rabs_triang|].
    pose proof (Rmin_l 1 (eps / (2 * (Rabs b + 1)))). fold ea in H. unfold a in *. lra. }
  assert (B1 : Rabs (t' (A j) - a) * Rabs b <= eps / 2).
  { apply Rle_trans with (eps / (2 * (Rabs b + 1)) * (Rabs b + 1)).
    - apply Rmult_le_compat; try apply Rabs_pos; [|lra].
      pose proof (Rmin_r 1 (eps / (2 * (Rabs b + 1)))). fold ea in H. unfold a in *. lra.
    - right. field. lra. }
  assert (B2 : Rabs (t' (A j)) * Rabs (s2 u - b) <= eps / 2).
  { apply Rle_trans with ((Rabs a + 1) * eb).
    - apply Rmult_le_compat; try apply Rabs_pos; lra.
    - unfold eb. right. field. lra. }
  lra.
Qed.

(** A bound of the products with what is in the groups. *)
Definition size : R := over C (fun eg => share (fst eg) * Rabs (snd eg) * sum (dim P) (fun k => (x P (fst eg) k)^2)).

Lemma size_nonneg : 0 <= size.
Proof.
  unfold size. rewrite <- (over_null C (fun _ => 0)) by reflexivity. apply over_le. intros [e d] _. cbn [fst snd].
  apply Rmult_le_pos; [apply Rmult_le_pos; [left; apply share_pos|apply Rabs_pos]|].
  apply sum_nonneg. intros. apply pow2_ge_0.
Qed.

Lemma tied_term_near : nearby P t (fun t' => t' (A j) * pulled C (fun e => sigma P (pre P t' j e)) <= 0).
Proof.
  pose proof own as (_ & _ & kappa & Hk & Form). pose proof size_nonneg as HS.
  set (eps := kappa / (size + 1)). assert (He : 0 < eps) by (apply Rdiv_lt_0_compat; lra).
  assert (Near : nearby P t (fun t' => forall e, In e (map fst C) -> forall v, 0 <= v <= 1 ->
    let u := level t' j e + v * rise t' j e in
    derivable_pt_lim (sigma P) u (s1 u) /\ derivable_pt_lim s1 u (s2 u) /\
    Rabs (t' (A j) * s2 u - t (A j) * s2 (pre P t j e)) <= eps)).
  { apply nearby_list. intros e Ie. now apply bend_near. }
  apply nearby_weaken with (2 := Near). intros t' _ H. cbv zeta in H.
  rewrite (pulled_same C (fun e => sigma P (pre P t' j e)) (fun e => sigma P (level t' j e + rise t' j e)))
    by (intros; f_equal; unfold level; ring).
  apply (pulled_bends (sigma P) s1 s2).
  - intros v Hv e Ie. destruct (H e Ie v Hv) as (D1 & D2 & _). auto.
  - apply term_at_level.
  - apply (pulled_groups (fun e => s1 (level t' j e))); [apply (level_one t' j s1)|].
    intros G IG. now apply pulled_product.
  - intros v Hv. set (E := sum (dim P) (fun k => (e_part (weights_of t' j) k)^2)).
    specialize (Form (weights_of t' j)). cbv zeta in Form.
    change (kappa * E <= - t (A j) * pulled C (fun e => s2 (pre P t j e) * (rise t' j e)^2)) in Form.
    assert (Diff : t' (A j) * pulled C (fun e => s2 (level t' j e + v * rise t' j e) * (rise t' j e)^2)
      <= t (A j) * pulled C (fun e => s2 (pre P t j e) * (rise t' j e)^2) + eps * size * E).
    { rewrite <- !pulled_times. unfold pulled, size.
      replace (eps * over C (fun eg => share (fst eg) * Rabs (snd eg) * sum (dim P) (fun k => x P (fst eg) k ^ 2)) * E)
        with (eps * E * over C (fun eg => share (fst eg) * Rabs (snd eg) * sum (dim P) (fun k => x P (fst eg) k ^ 2))) by ring.
      rewrite <- over_times, <- over_add. apply over_le. intros [e d] Ie. cbn [fst snd].
      destruct (H e (in_map fst _ _ Ie) v Hv) as (_ & _ & B).
      set (k1 := t' (A j) * s2 (level t' j e + v * rise t' j e)) in *. set (k2 := t (A j) * s2 (pre P t j e)) in *.
      pose proof (share_pos e) as SP.
      assert (Cau : (rise t' j e)^2 <= E * sum (dim P) (fun k => (x P e k)^2)).
      { unfold rise, product_with, E. apply RulesDecay.cauchy. }
      assert (Y : Rabs (y e) = 1).
      { unfold y. destruct (positive_label e); [apply Rabs_R1|]. rewrite Rabs_left; lra. }
      assert (T : share e * y e * d * ((k1 - k2) * (rise t' j e)^2)
        <= eps * E * (share e * Rabs d * sum (dim P) (fun k => (x P e k)^2))).
      { eapply Rle_trans; [apply Rle_abs|]. rewrite !Rabs_mult, Y, (Rabs_right (share e)) by lra.
        rewrite (Rabs_right (rise t' j e ^ 2)) by (apply Rle_ge, pow2_ge_0).
        set (X2 := sum (dim P) (fun k => x P e k ^ 2)) in *.
        replace (eps * E * (share e * Rabs d * X2)) with (share e * 1 * Rabs d * (eps * (E * X2))) by ring.
        apply Rmult_le_compat_l; [|apply Rmult_le_compat; [apply Rabs_pos|apply pow2_ge_0|exact B|exact Cau]].
        apply Rmult_le_pos; [lra|apply Rabs_pos]. }
      unfold k1, k2 in *. lra. }
    assert (E0 : 0 <= E) by (apply sum_nonneg; intros; apply pow2_ge_0).
    assert (eps * size <= kappa).
    { apply Rle_trans with (eps * (size + 1)); [apply Rmult_le_compat_l; lra|]. unfold eps. right. field. lra. }
    nra.
Qed.

End Neuron.

(** Where there is nothing to untie. *)
Lemma all_tied_term t' j : (forall k i, (k < dim P)%nat -> (i < dim P)%nat -> part k i = 0) ->
  pulled C (fun e => sigma P (pre P t' j e)) = 0.
Proof.
  intros Z. rewrite (pulled_same C _ (fun e => sigma P (level t' j e))); [apply term_at_level|].
  intros e _. f_equal. unfold level. replace (rise t' j e) with 0; [ring|]. symmetry.
  unfold rise, product_with. apply sum_null. intros k Hk. unfold e_part.
  rewrite sum_null; [ring|]. intros i Hi. rewrite Z by assumption. ring.
Qed.

End Tied.

Section Terms.

Variable P : problem.
Hypothesis shortcut_only : network_shortcut_only P.

(** One point has one output. *)
Lemma one_output t e e' : (forall k, (k < dim P)%nat -> x P e k = x P e' k) -> f P t e = f P t e'.
Proof.
  intros H. unfold f. rewrite !(proj1 shortcut_only). f_equal. f_equal. apply sum_eq. intros j _.
  unfold pre. do 3 f_equal. apply sum_eq. intros k Hk. now rewrite H.
Qed.

Lemma held_near t G : held_terms P t G -> (forall e d, In (e, d) G -> In e (data P)) ->
  (forall e, In e (data P) -> forall eps, 0 < eps -> nearby P t (fun t' => Rabs (f P t' e - f P t e) < eps)) ->
  nearby P t (fun t' =>
    over G (fun ed => share (fst ed) * (ell P (z P t (fst ed)) + snd ed * (z P t' (fst ed) - z P t (fst ed))))
    <= over G (fun ed => share (fst ed) * ell P (z P t' (fst ed)))).
Proof.
  intros [(e & d & -> & r & Hr & S)|(e0 & d0 & r & I0 & Hr & One & Low)] Members Cont.
  - apply nearby_weaken with (2 := Cont e (Members e d (or_introl eq_refl)) r Hr). intros t' _ N. cbn [over fst snd].
    rewrite !Rplus_0_r. apply Rmult_le_compat_l; [left; apply share_pos|]. apply S. unfold z.
    replace (- y e * f P t' e - - y e * f P t e) with (- y e * (f P t' e - f P t e)) by ring.
    rewrite Rabs_mult, Rabs_Ropp. replace (Rabs (y e)) with 1; [lra|]. symmetry. unfold y.
    destruct (positive_label e); [apply Rabs_R1|]. rewrite Rabs_left; lra.
  - apply nearby_weaken with (2 := Cont e0 (Members e0 d0 I0) r Hr). intros t' _ N.
    eapply Rle_trans; [|eapply Rle_trans; [exact (Low _ N)|]]; right; apply over_eq; intros [e d] I; cbn [fst snd];
      destruct (One e d I) as [-> H]; unfold z; rewrite (one_output _ e e0 H); [ring|reflexivity].
Qed.

Lemma over_lists {T : Type} (ls : list (list T)) g h : (forall l, In l ls -> over l g <= over l h) ->
  over (concat ls) g <= over (concat ls) h.
Proof.
  induction ls as [|l ls IH]; intros H; cbn [concat]; [cbn; lra|]. rewrite !over_joined.
  pose proof (H l (or_introl eq_refl)). pose proof (IH (fun l' I => H l' (or_intror I))). lra.
Qed.

Lemma held_L t t' g terms e0 : In e0 (data P) -> unpenalised P t -> length g = length (data P) ->
  Permutation (combine (data P) g) (concat terms) ->
  (forall G, In G terms ->
    over G (fun ed => share (fst ed) * (ell P (z P t (fst ed)) + snd ed * (z P t' (fst ed) - z P t (fst ed))))
    <= over G (fun ed => share (fst ed) * ell P (z P t' (fst ed)))) ->
  weighted P g (fun e => f P t' e - f P t e) <= 0 -> L P t <= L P t'.
Proof.
  intros I U Lg Perm Terms E. apply L_le with e0; auto.
  rewrite !(RulesFrozen.over_combine (data P) g) by assumption.
  eapply Rle_trans; [|eapply Rle_trans; [exact (over_lists terms _ _ Terms)|]].
  - rewrite <- (over_permuted _ _ _ Perm).
    apply Rle_trans with (over (combine (data P) g)
      (fun eg => share (fst eg) * val (loss P) (z P t (fst eg))) + -1 * weighted P g (fun e => f P t' e - f P t e));
      [lra|].
    right. unfold weighted. rewrite <- over_times, <- over_add. apply over_eq. intros [e d] _. cbn [fst snd].
    unfold z, ell. ring.
  - rewrite <- (over_permuted _ _ _ Perm). right. reflexivity.
Qed.

End Terms.

Section Rule.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_shortcut_only : network_shortcut_only P.
Hypothesis objective_unregularised : objective_unregularised P.

Theorem rule_tied : minimum_tied P -> BAD P.
Proof.
  intros (t & g & groups & part & s1 & s2 & terms & At & [e0 [I0 Wr]] & Lg & Perm & Held & Cont & Grouped & Untying & Ties).
  apply bad_intro with t e0; [now apply all_defined|exact At| |exact I0|exact Wr].
  assert (Lines : nearby P t (fun t' => forall G, In G terms ->
    over G (fun ed => share (fst ed) * (ell P (z P t (fst ed)) + snd ed * (z P t' (fst ed) - z P t (fst ed))))
    <= over G (fun ed => share (fst ed) * ell P (z P t' (fst ed))))).
  { apply nearby_list. intros G IG. apply held_near; auto. intros e d I.
    assert (J : In (e, d) (concat terms)) by (apply in_concat; eauto).
    exact (in_combine_l _ _ _ _ (Permutation_in _ (Permutation_sym Perm) J)). }
  assert (Terms : nearby P t (fun t' => forall j, (j < width P)%nat ->
    t' (A j) * pulled (concat groups) (fun e => sigma P (pre P t' j e)) <= 0)).
  { apply nearby_below. intros j Hj. destruct Ties as [Z|Ties].
    - apply nearby_always. intros t' _. rewrite (all_tied_term P g groups part Grouped Untying t' j Z). lra.
    - apply tied_term_near with g part s1 s2; auto. }
  assert (Here : forall j, (j < width P)%nat -> pulled (concat groups) (fun e => sigma P (pre P t j e)) = 0).
  { intros j Hj. destruct Ties as [Z|Ties]; [exact (all_tied_term P g groups part Grouped Untying t j Z)|].
    rewrite (pulled_same (concat groups) _ (fun e => sigma P (level P part t j e)));
      [exact (term_at_level P g groups part Grouped Untying t j)|].
    intros e _. f_equal. unfold level. rewrite (rise_here P t groups part s1 s2 j (Ties j Hj) e). ring. }
  apply nearby_both with (1 := Lines) (2 := Terms). intros t' A' S T.
  apply held_L with g terms e0; auto.
  - intros c p Hp. rewrite (objective_unregularised c p Hp). split; [lra|now left].
  - rewrite (weighted_eq P g (fun e => f P t' e - f P t e)
      (fun e => (t' A0 - t A0) * 1 + sum (width P) (fun j =>
        t' (A j) * sigma P (pre P t' j e) + - t (A j) * sigma P (pre P t j e)))).
    + rewrite weighted_add, weighted_times, weighted_sum, (weighted_groups P g groups Grouped).
      rewrite (pulled_one P g groups Grouped (fun _ => 1)) by (intros G _ e e' _ _; reflexivity).
      rewrite Rmult_0_r, Rplus_0_l.
      apply Rle_trans with (sum (width P) (fun _ => 0)); [|rewrite sum_null; [lra|auto]].
      apply sum_le. intros j Hj. rewrite weighted_add, !weighted_times, !(weighted_groups P g groups Grouped).
      rewrite (Here j Hj). specialize (T j Hj). lra.
    + intros e _. exact (f_difference P t t' (proj1 network_shortcut_only) e).
Qed.

End Rule.
