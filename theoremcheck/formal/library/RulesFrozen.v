(** * rule.nobias, and rule.frozen with all its arms *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsFrozen Nearby Support
  RulesConstant RulesCurved.
Import ListNotations.
Open Scope R_scope.

(** ** Only one class has slope *)

Section One_class.

Variable P : problem.
Hypothesis defined : forall t, L_defined P t.
Hypothesis convex : loss_convex P.
Hypothesis nondecreasing : loss_nondecreasing P.

Variable t : params.
Hypothesis reachable : admissible P t.

Variable active : sample -> bool.
Variable class : bool.

Definition own (e : sample) : R := if active e then share e else 0.

Lemma own_nonneg e : 0 <= own e.
Proof. unfold own. pose proof (share_pos e). destruct (active e); lra. Qed.

Hypothesis mean_zero : forall k, (k < dim P)%nat ->
  over (data P) (fun e => if active e then share e * x P e k else 0) = 0.
Hypothesis weighs : 0 < over (data P) own.

(** The mean of w . x + b over the active samples is b; so Jensen. *)
Lemma mean_bias t' j : over (data P) (fun e => own e * pre P t' j e) = over (data P) own * t' (B j).
Proof.
  unfold pre.
  rewrite (over_eq _ _ (fun e => sum (dim P) (fun k => t' (W j k) * (own e * x P e k))
    + t' (B j) * own e)).
  - rewrite over_add, over_times, over_sum, sum_null; [ring|]. intros k K.
    rewrite (over_times (data P) (t' (W j k)) (fun e => own e * x P e k)).
    rewrite (over_eq _ _ (fun e => if active e then share e * x P e k else 0)).
    + rewrite mean_zero by assumption. ring.
    + intros e _. unfold own. destruct (active e); ring.
  - intros e _. rewrite Rmult_plus_distr_l, <- sum_times. f_equal; [|ring].
    apply sum_eq. intros. ring.
Qed.

Hypothesis orthogonal : forall j e, (j < width P)%nat -> In e (data P) -> active e = true ->
  sum (dim P) (fun k => t (W j k) * x P e k) = 0.

Lemma active_stays j lo hi : (j < width P)%nat -> lo < t (B j) < hi ->
  nearby P t (fun t' => forall e, In e (data P) -> active e = true -> lo < pre P t' j e < hi).
Proof.
  intros L I. apply nearby_list. intros e Ie. destruct (active e) eqn:E.
  - apply nearby_weaken with (Q := fun t' => lo < pre P t' j e < hi); [auto|].
    apply (nearby_inside P t (fun t' => pre P t' j e)); [now apply continuous_pre|].
    unfold pre. rewrite orthogonal by assumption. lra.
  - apply nearby_always. discriminate.
Qed.

(** For g convex around b_j: the sum of own g(w . x + b) is at least that of g(b). *)
Lemma jensen_active j lo hi g : (j < width P)%nat -> lo < t (B j) < hi -> convex_on g lo hi ->
  nearby P t (fun t' => over (data P) own * g (t' (B j))
                        <= over (data P) (fun e => own e * g (pre P t' j e))).
Proof.
  intros L I C. apply nearby_weaken with (2 := active_stays j lo hi L I). intros t' _ S.
  set (u := fun e => if active e then pre P t' j e else t (B j)).
  assert (E : forall h : R -> R, over (data P) (fun e => own e * h (u e))
    = over (data P) (fun e => own e * h (pre P t' j e))).
  { intros h. apply over_eq. intros e _. unfold own, u. destruct (active e); ring. }
  pose proof (jensen (fun v => lo < v < hi) g (fun a b p => inside_convex lo hi a b p)
    ltac:(intros; apply C; lra) (data P) own u (fun e _ => own_nonneg e)) as J.
  destruct J as [_ J]; [|exact weighs|].
  - intros e Ie. unfold u. destruct (active e) eqn:A; auto.
  - rewrite (E (fun v => v)), E, mean_bias in J.
    replace (over (data P) own * t' (B j) / over (data P) own) with (t' (B j)) in J
      by (field; lra).
    exact J.
Qed.

(** The sign of y, of the class with slope. *)
Definition label : R := if class then 1 else -1.

Hypothesis still : forall j t', (j < width P)%nat -> admissible P t' ->
  t' (A j) * sigma P (t' (B j)) = t (A j) * sigma P (t (B j)).
Hypothesis curved : forall j, (j < width P)%nat ->
  if class then curved_down P t j else curved_up P t j.

(** One neuron: the mean of y a_j s over the active samples does not rise. *)
Lemma neuron_sinks j : (j < width P)%nat -> nearby P t (fun t' =>
  label * (t' (A j) * over (data P) (fun e => own e * sigma P (pre P t' j e)))
  <= label * (over (data P) own * (t (A j) * sigma P (t (B j))))).
Proof.
  intros L. pose proof (curved j L) as K. pose proof (continuous_place P t (A j) reachable) as Cont.
  unfold label.
  assert (Opp : forall t', over (data P) (fun e => own e * opposite (sigma P) (pre P t' j e))
    = - over (data P) (fun e => own e * sigma P (pre P t' j e))).
  { intros t'. unfold opposite. rewrite <- (Rmult_1_l (over _ (fun e => own e * sigma P _))).
    rewrite Ropp_mult_distr_l, <- over_times. apply over_eq. intros. ring. }
  destruct class; destruct K as [lo [hi [I [[Sg V]|[Sg V]]]]].
  1,4: pose proof (nearby_negative P t _ Cont Sg) as Stay.
  3,4: pose proof (nearby_positive P t _ Cont Sg) as Stay.
  all: apply nearby_both with (1 := jensen_active j lo hi _ L I V) (2 := Stay);
    intros t' A' J Sign; rewrite ?Opp in J; unfold opposite in J;
    pose proof (still j t' L A') as St;
    set (a := t' (A j)) in *; set (s := sigma P (t' (B j))) in *;
    set (S := over (data P) (fun e => own e * sigma P (pre P t' j e))) in *;
    set (Wt := over (data P) own) in *; rewrite <- St; nra.
Qed.

(** The same where the neuron is greatest, or least, at its bias, whatever the mean of the samples is. *)
Lemma neuron_least j : (j < width P)%nat -> greatest_there P class t j ->
  (forall t', admissible P t' -> t' (B j) = t (B j)) -> nearby P t (fun t' =>
  label * (t' (A j) * over (data P) (fun e => own e * sigma P (pre P t' j e)))
  <= label * (over (data P) own * (t (A j) * sigma P (t (B j))))).
Proof.
  intros L [r [Hr Great]] Bias. pose proof (curved j L) as K.
  pose proof (continuous_place P t (A j) reachable) as Cont.
  assert (Sign : nearby P t (fun t' => 0 < t (A j) /\ 0 < t' (A j) \/ t (A j) < 0 /\ t' (A j) < 0)).
  { assert (Sg : 0 < t (A j) \/ t (A j) < 0).
    { destruct class; destruct K as [lo [hi [_ [[Sg _]|[Sg _]]]]]; auto. }
    destruct Sg as [Sg|Sg].
    - apply nearby_weaken with (2 := nearby_positive P t _ Cont Sg). intros; left; split; assumption.
    - apply nearby_weaken with (2 := nearby_negative P t _ Cont Sg). intros; right; split; assumption. }
  apply nearby_both with (1 := active_stays j (t (B j) - r) (t (B j) + r) L ltac:(lra)) (2 := Sign).
  intros t' A' Near Sg. pose proof (still j t' L A') as St. rewrite (Bias t' A') in St.
  rewrite <- St, <- !Rmult_assoc, <- over_times.
  replace (label * over (data P) own * t' (A j) * sigma P (t (B j)))
    with (label * t' (A j) * sigma P (t (B j)) * over (data P) own) by ring.
  rewrite <- over_times. apply over_le. intros e Ie. unfold own. destruct (active e) eqn:Ae; [|lra].
  specialize (Near e Ie Ae). pose proof (Great (pre P t' j e) ltac:(apply Rabs_def1; lra)) as G.
  pose proof (share_pos e) as Sp.
  assert (Q : label * t' (A j) * sigma P (pre P t' j e) <= label * t' (A j) * sigma P (t (B j))).
  { unfold label. set (u := sigma P (pre P t' j e)) in *. set (v := sigma P (t (B j))) in *.
    destruct class, Sg as [[Sa Sb]|[Sa Sb]].
    - assert (u <= v) by (apply Rmult_le_reg_l with (t (A j)); assumption). nra.
    - assert (v <= u) by (apply Rmult_le_reg_l with (- t (A j)); lra). nra.
    - assert (v <= u) by (apply Rmult_le_reg_l with (t (A j)); assumption). nra.
    - assert (u <= v) by (apply Rmult_le_reg_l with (- t (A j)); lra). nra. }
  apply Rmult_le_compat_l with (r := share e) in Q; [|lra]. lra.
Qed.

End One_class.

Section Rules.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis loss_convex : loss_convex P.

Section Nondecreasing.

Hypothesis loss_nondecreasing : loss_nondecreasing P.

(** lemma.support with slope 0 on all samples but those of one class. *)
Lemma one_class_bad t : one_class_point P t ->
  (forall j t', (j < width P)%nat -> admissible P t' ->
     t' (A j) * sigma P (t' (B j)) = t (A j) * sigma P (t (B j))) -> BAD P.
Proof.
  intros [A [U [[e0 [I0 Wr]] [A0f [Bf [Dd [Ds [class [active [Sl [M [O K]]]]]]]]]]]] St.
  apply bad_intro with t e0; auto; [now apply all_defined|].
  set (ow := own active).
  destruct (over_nonneg (data P) ow (fun e _ => own_nonneg active e)) as [Wt|Wt].
  - assert (N : nearby P t (fun t' => forall j, (j < width P)%nat ->
      label class * (t' (Setting.A j) * over (data P) (fun e => ow e * sigma P (pre P t' j e)))
      <= label class * (over (data P) ow * (t (Setting.A j) * sigma P (t (B j)))))).
    { apply nearby_below. intros j L. destruct M as [M|M]; [apply neuron_sinks; assumption|].
      apply neuron_least; auto. intros t' A'. apply untrained_stays with P; auto. simpl. now rewrite Bf. }
    apply nearby_both with (1 := N) (2 := nearby_and P t _ _ Dd Ds).
    intros t' A' Sink [Dead Still]. apply L_le with e0; auto.
    set (dv := deep_part P t e0).
    assert (D' : forall e, In e (data P) -> deep_part P t' e = dv)
      by (intros e Ie; rewrite (Dead e e0 Ie I0); now apply Still).
    assert (Dt : forall e, In e (data P) -> deep_part P t e = dv)
      by (intros e Ie; rewrite <- (Still e Ie); now apply D').
    assert (E0 : t' A0 = t A0).
    { apply untrained_stays with P; auto. simpl. now rewrite A0f. }
    (* the common output of the active samples at t *)
    set (c := t A0 + sum (width P) (fun j => t (Setting.A j) * sigma P (t (B j))) + dv).
    assert (Ct : forall e, In e (data P) -> active e = true -> f P t e = c).
    { intros e Ie Ae. rewrite f_parts, Dt by assumption. unfold c. f_equal. f_equal.
      apply sum_eq. intros j L. do 2 f_equal. unfold pre. rewrite O by assumption. ring. }
    (* their mean output at t' *)
    set (mean' := over (data P) (fun e => ow e * f P t' e) / over (data P) ow).
    assert (Mean : label class * mean' <= label class * c).
    { assert (Q : over (data P) (fun e => ow e * f P t' e)
        = over (data P) ow * (t A0 + dv)
          + sum (width P) (fun j => t' (Setting.A j) * over (data P) (fun e => ow e * sigma P (pre P t' j e)))).
      { rewrite (over_eq _ _ (fun e => (t A0 + dv) * ow e
          + sum (width P) (fun j => t' (Setting.A j) * (ow e * sigma P (pre P t' j e))))).
        - rewrite over_add, over_times, over_sum. rewrite (Rmult_comm (t A0 + dv)). f_equal.
          apply sum_eq. intros j _. apply over_times.
        - intros e Ie. rewrite f_parts, E0, D' by assumption.
          rewrite (sum_eq _ (fun j => t' (Setting.A j) * (ow e * sigma P (pre P t' j e)))
            (fun j => ow e * (t' (Setting.A j) * sigma P (pre P t' j e)))) by (intros; ring).
          rewrite sum_times. ring. }
      unfold mean'. rewrite Q. apply Rmult_le_reg_r with (over (data P) ow); [assumption|].
      replace (label class * ((over (data P) ow * (t A0 + dv) + sum (width P) (fun j =>
          t' (Setting.A j) * over (data P) (fun e => ow e * sigma P (pre P t' j e))))
          / over (data P) ow) * over (data P) ow)
        with (label class * (over (data P) ow * (t A0 + dv)) + sum (width P) (fun j =>
          label class * (t' (Setting.A j) * over (data P) (fun e => ow e * sigma P (pre P t' j e)))))
        by (rewrite sum_times; field; lra).
      unfold c.
      replace (label class * (t A0 + sum (width P)
          (fun j => t (Setting.A j) * sigma P (t (B j))) + dv) * over (data P) ow)
        with (label class * (over (data P) ow * (t A0 + dv)) + sum (width P) (fun j =>
          label class * (over (data P) ow * (t (Setting.A j) * sigma P (t (B j))))))
        by (rewrite !sum_times; ring).
      apply Rplus_le_compat_l. apply sum_le. exact Sink. }
    (* active samples by Jensen for l, the others at the minimum of l *)
    set (rest := fun e => if active e then 0 else share e).
    assert (Split : forall tt, over (data P) (fun e => share e * val (loss P) (z P tt e))
      = over (data P) (fun e => ow e * ell P (- label class * f P tt e))
        + over (data P) (fun e => rest e * ell P (z P tt e))).
    { intros tt. rewrite <- over_add. apply over_eq. intros e Ie. specialize (Sl e Ie).
      unfold ow, own, rest, ell, z, y, label. destruct (active e); [rewrite Sl|]; ring. }
    rewrite !Split. apply Rplus_le_compat.
    + destruct (jensen (fun _ => True) (ell P) ltac:(auto) ltac:(intros; now apply loss_convex)
        (data P) ow (fun e => - label class * f P t' e) (fun e _ => own_nonneg active e)
        (fun _ _ => Logic.I) Wt) as [_ J].
      eapply Rle_trans; [|exact J].
      replace (over (data P) (fun e => ow e * (- label class * f P t' e)) / over (data P) ow)
        with (- (label class * mean')).
      2: { rewrite (over_eq _ (fun e => ow e * (- label class * f P t' e))
             (fun e => - label class * (ow e * f P t' e))) by (intros; ring).
           rewrite over_times. unfold mean', Rdiv. ring. }
      rewrite (over_eq _ _ (fun e => ell P (- (label class * c)) * ow e)).
      * rewrite over_times, Rmult_comm. apply Rmult_le_compat_l; [lra|].
        apply loss_nondecreasing. lra.
      * intros e Ie. unfold ow, own. destruct (active e) eqn:Ae; [|ring].
        rewrite Ct by assumption.
        replace (- label class * c) with (- (label class * c)) by ring. ring.
    + apply over_le. intros e Ie. unfold rest. specialize (Sl e Ie).
      destruct (active e); [lra|]. apply Rmult_le_compat_l; [left; apply share_pos|]. apply Sl.
  - (* no active sample: every term of L is at the minimum of l *)
    apply nearby_always. intros t' _. apply L_le with e0; auto. apply over_le. intros e Ie.
    apply Rmult_le_compat_l; [left; apply share_pos|]. specialize (Sl e Ie).
    destruct (active e) eqn:Ae; [|apply Sl].
    exfalso. pose proof (over_at_least (data P) ow e (fun e _ => own_nonneg active e) Ie) as K1.
    unfold ow at 1, own in K1. rewrite Ae in K1. pose proof (share_pos e). lra.
Qed.

Hypothesis minimum_nobias : minimum_nobias P.

Theorem rule_nobias : BAD P.
Proof.
  destruct minimum_nobias as [t [C V]]. apply one_class_bad with t; [assumption|].
  destruct C as [A [_ [_ [_ [Bf _]]]]]. intros j t' L A'.
  rewrite (untrained_stays P t t' (B j)) by (auto; simpl; now rewrite Bf).
  rewrite V by assumption. ring.
Qed.

Lemma frozen_output_bad : minimum_frozen_output P -> BAD P.
Proof.
  intros [t [C Af]]. apply one_class_bad with t; [assumption|].
  destruct C as [A [_ [_ [_ [Bf _]]]]]. intros j t' L A'.
  rewrite (untrained_stays P t t' (B j)) by (auto; simpl; now rewrite Bf).
  rewrite (untrained_stays P t t' (Setting.A j)) by (auto; simpl; now rewrite Af).
  reflexivity.
Qed.

End Nondecreasing.

(** ** (2): lemma.support with F the span of the features *)

Lemma over_combine {T} (l : list T) (g : list R) (h : T -> R) : length g = length l ->
  over l h = over (combine l g) (fun eg => h (fst eg)).
Proof.
  revert g. induction l as [|e l IH]; intros g E; destruct g as [|d g]; try discriminate;
    simpl; [reflexivity|]. rewrite (IH g) by (simpl in E; congruence). reflexivity.
Qed.

Lemma annihilates_sum g t : (forall j, (j < width P)%nat ->
    annihilates P g (fun e => sigma P (pre P t j e))) ->
  forall c, annihilates P g (fun e => sum (width P) (fun j => c j * sigma P (pre P t j e))).
Proof.
  intros H c. unfold annihilates in *.
  rewrite (over_eq _ _ (fun eg => sum (width P) (fun j => c j *
    (share (fst eg) * y (fst eg) * snd eg * sigma P (pre P t j (fst eg)))))).
  - rewrite over_sum. apply sum_null. intros j L. rewrite over_times, H by assumption. ring.
  - intros eg _. rewrite <- sum_times. apply sum_eq. intros. ring.
Qed.

Lemma frozen_fit_bad : minimum_frozen_fit P -> BAD P.
Proof.
  intros [Wf [Bf [D0 [t [g [A [U [[e0 [I0 Wr]] [Lg [Sub [H0 Ha]]]]]]]]]]].
  apply bad_intro with t e0; auto; [now apply all_defined|].
  apply nearby_always. intros t' A'. apply L_le with e0; auto.
  assert (Pre : forall j e, (j < width P)%nat -> pre P t' j e = pre P t j e).
  { intros j e L. unfold pre. f_equal.
    - apply sum_eq. intros k _. f_equal.
      apply untrained_stays with P; auto. simpl. now rewrite Wf.
    - apply untrained_stays with P; auto. simpl. now rewrite Bf. }
  rewrite !(over_combine (data P) g) by assumption.
  (* the outputs differ by a combination of the features *)
  assert (Lin : over (combine (data P) g) (fun eg => share (fst eg) * y (fst eg) * snd eg
      * (f P t' (fst eg) - f P t (fst eg))) = 0).
  { rewrite (over_eq _ _ (fun eg =>
      (t' A0 - t A0) * (share (fst eg) * y (fst eg) * snd eg * 1)
      + share (fst eg) * y (fst eg) * snd eg * sum (width P) (fun j =>
          (t' (Setting.A j) - t (Setting.A j)) * sigma P (pre P t j (fst eg))))).
    - rewrite over_add, over_times.
      replace (over (combine (data P) g) (fun eg => share (fst eg) * y (fst eg) * snd eg * sum (width P)
        (fun j => (t' (Setting.A j) - t (Setting.A j)) * sigma P (pre P t j (fst eg))))) with 0.
      + destruct (a0_trained P) eqn:E0.
        * unfold annihilates in H0. rewrite H0 by reflexivity. ring.
        * rewrite (untrained_stays P t t' A0) by (auto; simpl; now rewrite E0). ring.
      + symmetry. destruct (a_trained P) eqn:Ea.
        * apply (annihilates_sum g t (Ha eq_refl)
            (fun j => t' (Setting.A j) - t (Setting.A j))).
        * apply over_null. intros eg _. rewrite sum_null; [ring|]. intros j L.
          rewrite (untrained_stays P t t' (Setting.A j)) by (auto; simpl; now rewrite Ea). ring.
    - intros eg _. rewrite !f_parts. unfold deep_part. rewrite !D0.
      rewrite (sum_eq (width P) (fun j => t' (Setting.A j) * sigma P (pre P t' j (fst eg)))
        (fun j => (t' (Setting.A j) - t (Setting.A j)) * sigma P (pre P t j (fst eg))
          + t (Setting.A j) * sigma P (pre P t j (fst eg))))
        by (intros j L; rewrite Pre by assumption; ring).
      rewrite sum_add. ring. }
  rewrite <- (Rplus_0_r (over (combine (data P) g) (fun eg => share (fst eg) * val (loss P) (z P t (fst eg))))).
  replace 0 with (-1 * over (combine (data P) g) (fun eg => share (fst eg) * y (fst eg) * snd eg
      * (f P t' (fst eg) - f P t (fst eg)))) by (rewrite Lin; ring).
  rewrite <- over_times, <- over_add. apply over_le. intros [e d] Ie. simpl.
  pose proof (Sub e d Ie (z P t' e)) as K. unfold ell in K.
  apply Rmult_le_compat_l with (r := share e) in K; [|left; apply share_pos].
  eapply Rle_trans; [|exact K]. right. unfold z. ring.
Qed.

Hypothesis some_minimum :
  minimum_frozen_features P \/ minimum_frozen_fit P \/
  (Conditions.loss_nondecreasing P /\ minimum_frozen_output P).

Theorem rule_frozen : BAD P.
Proof.
  destruct some_minimum as [M|[M|[N M]]].
  - now apply rule_frozen_features.
  - now apply frozen_fit_bad.
  - now apply frozen_output_bad.
Qed.

End Rules.
