(** * rule.potential: neurons at zeros of one function of their weights

    To first order in l only sum_j a_j phi(w_j, b_j) changes, and every term has a minimum there. *)

From Coq Require Import Reals List ZArith Lra Lia FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions Compact Box PointsConstant PointsFrozen PointsMultipliers
  Nearby Support RulesConstant RulesMultipliers.
Import ListNotations.
Open Scope R_scope.

(** A line that is below a convex function near a point is below it everywhere. *)
Lemma slope_everywhere g c d : convex_fn g -> slope_near g c d -> subgradient_at g c d.
Proof.
  intros C (r & Hr & H) v. destruct (Req_dec v c) as [->|N]; [right; ring|].
  assert (Hd : 0 < Rabs (v - c)) by (apply Rabs_pos_lt; lra).
  set (p := Rmin 1 (r / (2 * Rabs (v - c)))).
  assert (P0 : 0 < p) by (apply Rmin_pos; [lra|apply Rdiv_lt_0_compat; lra]).
  assert (P1 : p <= 1) by apply Rmin_l.
  assert (P2 : p * Rabs (v - c) < r).
  { apply Rle_lt_trans with (r / (2 * Rabs (v - c)) * Rabs (v - c)).
    - apply Rmult_le_compat_r; [lra|apply Rmin_r].
    - replace (r / (2 * Rabs (v - c)) * Rabs (v - c)) with (r / 2) by (field; lra). lra. }
  specialize (C v c p ltac:(lra)). specialize (H (p * v + (1 - p) * c)).
  replace (p * v + (1 - p) * c - c) with (p * (v - c)) in H by ring.
  rewrite Rabs_mult, (Rabs_right p) in H by lra. specialize (H P2).
  apply (Rmult_le_reg_l p); [exact P0|]. nra.
Qed.

(** Where what is received moves on a segment, a sum of neurons that is 0 to first order at its start keeps the sign of
    its second derivative. *)
Lemma pulled_bends (s s1 s2 : R -> R) (G : list (sample * R)) (a : R) (u h : sample -> R) :
  (forall v, 0 <= v <= 1 -> forall e, In e (map fst G) ->
     derivable_pt_lim s (u e + v * h e) (s1 (u e + v * h e)) /\
     derivable_pt_lim s1 (u e + v * h e) (s2 (u e + v * h e))) ->
  pulled G (fun e => s (u e)) = 0 -> pulled G (fun e => s1 (u e) * h e) = 0 ->
  (forall v, 0 <= v <= 1 -> a * pulled G (fun e => s2 (u e + v * h e) * (h e)^2) <= 0) ->
  a * pulled G (fun e => s (u e + h e)) <= 0.
Proof.
  intros Der Z0 Z1 Z2.
  set (w := fun k (eg : sample * R) => share (fst eg) * y (fst eg) * snd eg * k (fst eg)).
  assert (Line : forall a b v, derivable_pt_lim (fun v => a + v * b) v b).
  { intros a' b v.
    pose proof (derivable_pt_lim_plus (fun _ => a') (mult_fct id (fun _ => b)) v 0 (1 * b + id v * 0)
      (derivable_pt_lim_const a' v)
      (derivable_pt_lim_mult id (fun _ => b) v 1 0 (derivable_pt_lim_id v) (derivable_pt_lim_const b v))) as D.
    replace (0 + (1 * b + id v * 0)) with b in D by ring. exact D. }
  assert (Sum : forall (F F' : R -> sample -> R), (forall v, 0 <= v <= 1 -> forall e, In e (map fst G) ->
      derivable_pt_lim (fun v => F v e) v (F' v e)) -> forall v, 0 <= v <= 1 ->
    derivable_pt_lim (fun v => - a * pulled G (F v)) v (- a * pulled G (F' v))).
  { intros F F' H v Hv. apply derivable_pt_lim_scal.
    apply (derivable_lsum _ _ (fun eg v => w (F v) eg) (w (F' v)) v). intros [e k] Ie. unfold w. cbn [fst snd].
    apply (derivable_pt_lim_scal (fun v => F v e)). apply H; [exact Hv|]. exact (in_map fst _ _ Ie). }
  assert (Same : forall k k', (forall e, k e = k' e) -> pulled G k = pulled G k').
  { intros k k' H. apply over_eq. intros eg _. now rewrite H. }
  destruct (bends (fun v => - a * pulled G (fun e => s (u e + v * h e)))
    (fun v => - a * pulled G (fun e => s1 (u e + v * h e) * h e))
    (fun v => - a * pulled G (fun e => s2 (u e + v * h e) * (h e)^2)) 0) as [_ Q].
  - apply (Sum (fun v e => s (u e + v * h e)) (fun v e => s1 (u e + v * h e) * h e)).
    intros v Hv e Ie. apply (derivable_pt_lim_comp (fun v => u e + v * h e) s); [apply Line|apply Der; assumption].
  - apply (Sum (fun v e => s1 (u e + v * h e) * h e) (fun v e => s2 (u e + v * h e) * (h e)^2)).
    intros v Hv e Ie. replace (s2 (u e + v * h e) * (h e)^2) with (h e * (s2 (u e + v * h e) * h e)) by ring.
    replace (fun v => s1 (u e + v * h e) * h e) with (fun v => h e * s1 (u e + v * h e))
      by (apply functional_extensionality; intros; ring).
    apply (derivable_pt_lim_scal (fun v => s1 (u e + v * h e))).
    apply (derivable_pt_lim_comp (fun v => u e + v * h e) s1); [apply Line|apply Der; assumption].
  - intros v Hv. specialize (Z2 v Hv). lra.
  - rewrite (Same (fun e => s (u e + 0 * h e)) (fun e => s (u e))), Z0 in Q
      by (intros; rewrite Rmult_0_l, Rplus_0_r; reflexivity).
    rewrite (Same (fun e => s1 (u e + 0 * h e) * h e) (fun e => s1 (u e) * h e)), Z1 in Q
      by (intros; rewrite Rmult_0_l, Rplus_0_r; reflexivity).
    rewrite (Same (fun e => s (u e + 1 * h e)) (fun e => s (u e + h e))) in Q
      by (intros; rewrite Rmult_1_l; reflexivity).
    lra.
Qed.

Section Potential.

Variable P : problem.
Variable t : params.
Hypothesis reachable : admissible P t.
Variable g : list R.
Variables s1 s2 : R -> R.

(** The points between t and t'. *)
Lemma between_admissible t' v : admissible P t' -> admissible P (between t t' v).
Proof. intros A' p Hp. unfold between. rewrite (reachable p Hp), (A' p Hp). ring. Qed.

Lemma between_distance t' v : 0 <= v <= 1 -> distance2 P t (between t t' v) <= distance2 P t t'.
Proof.
  intros Hv. apply over_le. intros p _. unfold between.
  replace (t p + v * (t' p - t p) - t p) with (v * (t' p - t p)) by ring.
  rewrite Rpow_mult_distr. pose proof (pow2_ge_0 (t' p - t p)). assert (v^2 <= 1) by nra. nra.
Qed.

Lemma pre_between t' v j e : pre P (between t t' v) j e
  = pre P t j e + v * (pre P t' j e - pre P t j e).
Proof.
  unfold pre, between.
  rewrite (sum_eq (dim P) (fun k => (t (W j k) + v * (t' (W j k) - t (W j k))) * x P e k)
    (fun k => t (W j k) * x P e k + v * ((t' (W j k) - t (W j k)) * x P e k))) by (intros; ring).
  rewrite sum_add, sum_times.
  rewrite (sum_eq (dim P) (fun k => (t' (W j k) - t (W j k)) * x P e k)
    (fun k => t' (W j k) * x P e k + -1 * (t (W j k) * x P e k))) by (intros; ring).
  rewrite sum_add, sum_times. ring.
Qed.

(** Near t a_j phi is at least 0, and a_j keeps its sign. *)
Lemma term_near j : at_zero P t g s1 s2 j ->
  nearby P t (fun t' => t' (A j) * weighted P g (fun e => sigma P (pre P t' j e)) <= 0).
Proof.
  intros (Na & Sm & Z0 & Z1 & Z2).
  assert (Smooth : nearby P t (fun t' => forall e, In e (data P) ->
    derivable_pt_lim (sigma P) (pre P t' j e) (s1 (pre P t' j e)) /\
    derivable_pt_lim s1 (pre P t' j e) (s2 (pre P t' j e)))).
  { apply nearby_list. intros e Ie. destruct (Sm e Ie) as (r & Hr & H).
    apply nearby_weaken with (2 := continuous_pre P t j e reachable r Hr). auto. }
  destruct (nearby_and P t _ _ Smooth Z2) as (r & Hr & Both).
  assert (Sign : nearby P t (fun t' => 0 < t' (A j) * t (A j))).
  { apply (nearby_positive P t (fun t' => t' (A j) * t (A j))).
    - apply continuous_mult; [now apply continuous_place|apply continuous_const].
    - nra. }
  assert (At : nearby P t (fun t' => t (A j) * weighted P g (fun e => sigma P (pre P t' j e)) <= 0)).
  2:{ apply nearby_both with (1 := Sign) (2 := At). intros t' _ H1 H2. nra. }
  { exists r. split; [exact Hr|]. intros t' A' D'.
    set (h := fun e => pre P t' j e - pre P t j e).
    assert (Hh : exists d d0, (b_trained P = false -> d0 = 0) /\
      forall e, h e = sum (dim P) (fun k => d k * x P e k) + d0).
    { exists (fun k => t' (W j k) - t (W j k)), (t' (B j) - t (B j)). split.
      - intros Nb. rewrite (untrained_stays P t t' (B j)); [ring|assumption..|]. cbn. congruence.
      - intros e. unfold h, pre.
        rewrite (sum_eq (dim P) (fun k => (t' (W j k) - t (W j k)) * x P e k)
          (fun k => t' (W j k) * x P e k + -1 * (t (W j k) * x P e k))) by (intros; ring).
        rewrite sum_add, sum_times. ring. }
    destruct Hh as (d & d0 & Hb & Hh).
    assert (Der : forall v, 0 <= v <= 1 -> forall e, In e (data P) ->
      derivable_pt_lim (sigma P) (pre P t j e + v * h e) (s1 (pre P t j e + v * h e)) /\
      derivable_pt_lim s1 (pre P t j e + v * h e) (s2 (pre P t j e + v * h e))).
    { intros v Hv e Ie. unfold h. rewrite <- pre_between.
      apply (Both (between t t' v)); [now apply between_admissible| |exact Ie].
      eapply Rle_lt_trans; [now apply between_distance|exact D']. }
    assert (Here : forall e, pre P t' j e = pre P t j e + h e) by (intros; unfold h; ring).
    assert (Q : t (A j) * pulled (combine (data P) g) (fun e => sigma P (pre P t j e + h e)) <= 0).
    { apply (pulled_bends (sigma P) s1 s2).
      - intros v Hv e Ie. apply Der; [exact Hv|]. apply in_map_iff in Ie. destruct Ie as ([e' k] & <- & Ie).
        exact (in_combine_l _ _ _ _ Ie).
      - exact Z0.
      - rewrite <- (Z1 d d0 Hb). apply over_eq. intros eg _. now rewrite <- Hh.
      - intros v Hv.
        destruct (Both (between t t' v)) as [_ F]; [now apply between_admissible| |].
        { eapply Rle_lt_trans; [now apply between_distance|exact D']. }
        specialize (F d d0 Hb). eapply Rle_trans; [|exact F]. right. f_equal.
        apply over_eq. intros eg _. now rewrite <- Hh, pre_between. }
    eapply Rle_trans; [|exact Q]. right. f_equal. apply over_eq. intros eg _. now rewrite Here. }
Qed.

End Potential.

(** How f changes, where there is nothing beside the shortcut. *)
Lemma f_difference P t t' : (forall t v, deep P t v = 0) -> forall e, f P t' e - f P t e
  = (t' A0 - t A0) * 1 + sum (width P) (fun j =>
      t' (A j) * sigma P (pre P t' j e) + - t (A j) * sigma P (pre P t j e)).
Proof.
  intros NoDeep e. unfold f. rewrite !NoDeep.
  rewrite (sum_eq _ (fun j => t' (A j) * sigma P (pre P t' j e) + - t (A j) * sigma P (pre P t j e))
    (fun j => t' (A j) * sigma P (pre P t' j e) + -1 * (t (A j) * sigma P (pre P t j e)))) by (intros; ring).
  rewrite sum_add, sum_times. unfold sigma. ring.
Qed.

Section Rule.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis loss_convex : loss_convex P.

Theorem rule_potential : minimum_potential P -> BAD P.
Proof.
  intros (t & g & s1 & s2 & At & U & [NoDeep _] & [e0 [I0 Wr]] & Lg & Sub & Z & Zeros).
  apply bad_intro with t e0; [now apply all_defined|exact At| |exact I0|exact Wr].
  assert (Near : nearby P t (fun t' => forall j, (j < width P)%nat ->
    t' (A j) * weighted P g (fun e => sigma P (pre P t' j e)) <= 0)).
  { apply nearby_below. intros j Hj. apply term_near with s1 s2; [exact At|now apply Zeros]. }
  apply nearby_weaken with (2 := Near). intros t' A' Terms.
  apply above_lines with g e0; auto.
  - intros c p Hp. rewrite (U c p Hp). split; [lra|now left].
  - intros e d Ie. apply slope_everywhere; [exact loss_convex|now apply Sub].
  - rewrite (weighted_eq P g (fun e => f P t' e - f P t e)
      (fun e => (t' A0 - t A0) * 1 + sum (width P) (fun j =>
        t' (A j) * sigma P (pre P t' j e) + - t (A j) * sigma P (pre P t j e)))).
    + rewrite weighted_add, weighted_times, weighted_sum.
      assert (First : (t' A0 - t A0) * weighted P g (fun _ => 1) = 0).
      { destruct (a0_trained P) eqn:E; [rewrite Z by reflexivity; ring|].
        rewrite (untrained_stays P t t' A0); [ring|assumption..|]. cbn. congruence. }
      rewrite First, Rplus_0_l.
      apply Rle_trans with (sum (width P) (fun _ => 0)); [|rewrite sum_null; [lra|auto]].
      apply sum_le. intros j Hj. rewrite weighted_add, !weighted_times.
      destruct (Zeros j Hj) as (_ & _ & Zj & _). rewrite Zj. specialize (Terms j Hj). lra.
    + intros e _. exact (f_difference P t t' NoDeep e).
Qed.

End Rule.
