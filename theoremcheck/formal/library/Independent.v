(** * Linearly independent samples, and a loss that does not fall

    One even neuron is enough where the X_i that differ up to sign are linearly
    independent, whatever the deep part, if a combination of 1 and s is
    positive at all local maxima of s and negative at all local minima, in the
    weak sense. [Turning] has the theorem. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsExtrema Algebra Near Kinds Monotone Balance FirstOrder.
Import ListNotations.
Open Scope R_scope.

(** ** The conditions *)

(** How these are shown: strictly monotone on both sides of one point p, which
    need not be known. *)
Lemma valley_extrema : forall g p,
  (forall u v, u < v -> v <= p -> g v < g u) -> (forall u v, p <= u -> u < v -> g u < g v) ->
  (forall v, ~ locally_greatest g v) /\ (forall v, locally_least g v -> v = p).
Proof.
  intros g p Fall Rise. split.
  - intros v [d [Hd H]]. destruct (Rle_lt_dec p v) as [L|L].
    + specialize (H (d / 2) ltac:(rewrite Rabs_right; lra)).
      specialize (Rise v (v + d / 2) L ltac:(lra)). lra.
    + specialize (H (- (d / 2)) ltac:(rewrite Rabs_left; lra)).
      specialize (Fall (v + - (d / 2)) v ltac:(lra) ltac:(lra)). lra.
  - intros v [d [Hd H]]. destruct (Rtotal_order v p) as [L|[E|L]]; [exfalso|assumption|exfalso].
    + set (h := Rmin (d / 2) (p - v)).
      assert (0 < h) by (apply Rmin_pos; lra).
      assert (h <= d / 2) by apply Rmin_l. assert (h <= p - v) by apply Rmin_r.
      specialize (H h ltac:(rewrite Rabs_right; lra)).
      specialize (Fall v (v + h) ltac:(lra) ltac:(lra)). lra.
    + set (h := Rmin (d / 2) (v - p)).
      assert (0 < h) by (apply Rmin_pos; lra).
      assert (h <= d / 2) by apply Rmin_l. assert (h <= v - p) by apply Rmin_r.
      specialize (H (- h) ltac:(rewrite Rabs_left; lra)).
      specialize (Rise (v + - h) v ltac:(lra) ltac:(lra)). lra.
Qed.

(** What the neuron is like, and the balance between the slopes of the samples. *)
Definition independent_balance (P : problem) : Prop :=
  ((network_output_bias P /\ objective_output_bias_unpenalised P) /\
    (neuron_no_local_maximum P \/ neuron_no_local_minimum P)) \/
  (network_neurons_trainable P /\ objective_output_unpenalised P /\
    ((neuron_no_local_maximum P /\ neuron_minima_signed P) \/
     (neuron_no_local_minimum P /\ neuron_maxima_signed P) \/
     neuron_extrema_signed P \/
     ((network_output_bias P /\ objective_output_bias_unpenalised P) /\ neuron_extrema_separated P))).

(** What all of these come to: p + q s is positive at the local maxima of s and
    negative at the local minima, and moving the outputs by it is a matter of a_0 and a_j. *)
Definition turning_at (P : problem) (p q : R) : Prop :=
  (forall v, locally_greatest (sigma P) v -> 0 < p + q * sigma P v) /\
  (forall v, locally_least (sigma P) v -> p + q * sigma P v < 0) /\
  (p = 0 \/ (a0_trained P = true /\ objective_output_bias_unpenalised P)) /\
  (q = 0 \/ (a_trained P = true /\ objective_output_unpenalised P)).

Lemma turning_balance : forall P, independent_balance P -> continuity (sigma P) /\ exists p q, turning_at P p q.
Proof.
  intros P [[Bias [[C H]|[C H]]]|[[T _] [U Arm]]].
  - split; [exact C|]. exists (-1), 0. split; [intros v G; now elim (H v)|]. split; [intros; lra|]. auto.
  - split; [exact C|]. exists 1, 0. split; [intros; lra|]. split; [intros v G; now elim (H v)|]. auto.
  - assert (Trained : forall q, q = 0 \/ (a_trained P = true /\ objective_output_unpenalised P)) by auto.
    destruct Arm as [[[C H] [S|S]]|[[[C H] [S|S]]|[[C [G L]]|[Bias [c [C [G L]]]]]]]; (split; [exact C|]).
    + exists 0, (-1). split; [intros v Gv; now elim (H v)|]. split; [intros v Lv; specialize (S v Lv); lra|]. auto.
    + exists 0, 1. split; [intros v Gv; now elim (H v)|]. split; [intros v Lv; specialize (S v Lv); lra|]. auto.
    + exists 0, 1. split; [intros v Gv; specialize (S v Gv); lra|]. split; [intros v Lv; now elim (H v)|]. auto.
    + exists 0, (-1). split; [intros v Gv; specialize (S v Gv); lra|]. split; [intros v Lv; now elim (H v)|]. auto.
    + exists 0, 1. split; [intros v Gv; specialize (G v Gv); lra|]. split; [intros v Lv; specialize (L v Lv); lra|]. auto.
    + exists (- c), 1. split; [intros v Gv; specialize (G v Gv); lra|].
      split; [intros v Lv; specialize (L v Lv); lra|]. auto.
Qed.

(** Such a neuron is constant on no interval. *)
Lemma turning_moves : forall P p q, turning_at P p q ->
  forall v, ~ exists d, 0 < d /\ forall h, Rabs h < d -> sigma P (v + h) = sigma P v.
Proof.
  intros P p q [G [L _]] v [d [Hd H]].
  assert (Gv : locally_greatest (sigma P) v) by (exists d; split; [assumption|intros h Hh; rewrite H by assumption; lra]).
  assert (Lv : locally_least (sigma P) v) by (exists d; split; [assumption|intros h Hh; rewrite H by assumption; lra]).
  specialize (G v Gv). specialize (L v Lv). lra.
Qed.

(** Where k s has a local maximum, k times that combination is positive. *)
Lemma turning_sign : forall P p q k v, turning_at P p q -> k <> 0 ->
  locally_greatest (fun w => k * sigma P w) v -> 0 < k * (p + q * sigma P v).
Proof.
  intros P p q k v [G [L _]] K [d [Hd H]]. destruct (Rtotal_order k 0) as [N|[Z|N]]; [|contradiction|].
  - assert (Lv : locally_least (sigma P) v)
      by (exists d; split; [assumption|intros h Hh; specialize (H h Hh); cbv beta in H; nra]).
    specialize (L v Lv). nra.
  - assert (Gv : locally_greatest (sigma P) v)
      by (exists d; split; [assumption|intros h Hh; specialize (H h Hh); cbv beta in H; nra]).
    specialize (G v Gv). nra.
Qed.

(** ** The proof, for samples that move together *)

Section Together.

Variable P : problem.

Hypothesis loss_defined_ : loss_defined P.
Hypothesis neuron_defined_ : neuron_defined P.
Hypothesis deep_defined_ : network_deep_defined P.
Hypothesis unpenalised : objective_hidden_unpenalised P.
Hypothesis hidden_trained : w_trained P = true.

Variable l1 : R -> R.
Hypothesis loss_slope : forall v, derivable_pt_lim (ell P) v (l1 v).
Hypothesis nondecreasing : loss_nondecreasing P.

Variables p q : R.
Hypothesis turning : turning_at P p q.

(** Each sample can be moved with those of [together] only, which have its label. *)
Variable together : sample -> sample -> Prop.
Hypothesis label : forall e e', In e (data P) -> In e' (data P) -> together e e' ->
  positive_label e' = positive_label e.
Hypothesis dual : forall e, In e (data P) -> exists v, dot P v e = 1 /\
  forall e', In e' (data P) -> together e e' \/ dot P v e' = 0.
Hypothesis respond : forall t j u h e e', admissible P t -> (j < width P)%nat -> together e e' ->
  sigma P (pre P t j e' + h * dot P u e') = sigma P (pre P t j e + h * dot P u e).

Let defined := all_defined P loss_defined_ neuron_defined_ deep_defined_.

Lemma respond_here : forall t j e e', admissible P t -> (j < width P)%nat -> together e e' ->
  sigma P (pre P t j e') = sigma P (pre P t j e).
Proof.
  intros t j e e' A Hj T. pose proof (respond t j (fun _ => 0) 0 e e' A Hj T) as H.
  rewrite !Rmult_0_l, !Rplus_0_r in H. exact H.
Qed.

Lemma same_y : forall e e', In e (data P) -> In e' (data P) -> together e e' -> y e' = y e.
Proof. intros e e' I I' T. unfold y. now rewrite (label e e'). Qed.

(** (1) a_j = 0: the pre-activation of one sample moves freely, and (a) holds along the way. *)
Lemma idle_sample : forall t j e, local_min P t -> (j < width P)%nat -> a_trained P = true ->
  t (A j) = 0 -> In e (data P) -> l1 (z P t e) = 0.
Proof.
  intros t j e Min Hj Ha Z I. destruct (Req_EM_T (l1 (z P t e)) 0) as [|N]; [assumption|exfalso].
  destruct (dual e I) as [v [Ve Vo]].
  destruct (turn_idle P v loss_defined_ neuron_defined_ deep_defined_ unpenalised hidden_trained
              t j Min Hj Z) as [d [Hd Turn]].
  pose proof (first_output P defined l1 loss_slope t j Min Ha Hj (or_intror Z)) as E1.
  apply (turning_moves P p q turning (pre P t j e)). exists d. split; [assumption|]. intros h Hh.
  assert (Z' : turn P v t j h (A j) = 0).
  { unfold turn. simpl. destruct (j <? width P)%nat; rewrite Z; ring. }
  pose proof (first_output P defined l1 loss_slope _ j (Turn h Hh) Ha Hj (or_intror Z')) as E2.
  assert (F : forall e', f P (turn P v t j h) e' = f P t e').
  { intros e'. rewrite turn_f, Z by assumption. ring. }
  assert (Pre : forall e', pre P (turn P v t j h) j e' = pre P t j e' + h * dot P v e').
  { intros e'. unfold turn. rewrite shift_pre, turn_dot, Nat.eqb_refl by assumption. reflexivity. }
  set (gap := sigma P (pre P t j e + h) - sigma P (pre P t j e)).
  assert (Same : gap = 0); [|unfold gap in Same; lra].
  (* each sample either stays or has the same gap *)
  assert (Gap : forall e', In e' (data P) ->
    let g := sigma P (pre P t j e' + h * dot P v e') - sigma P (pre P t j e') in
    g = 0 \/ (together e e' /\ g = gap)).
  { intros e' I'. destruct (Vo e' I') as [T|V0].
    - right. split; [assumption|]. unfold gap.
      rewrite (respond t j v h e e'), (respond_here t j e e'), Ve, Rmult_1_r;
        auto; apply Min.
    - left. rewrite V0, Rmult_0_r, Rplus_0_r. ring. }
  destruct (Gap e I) as [G0|[_ _]].
  { rewrite Ve, Rmult_1_r in G0. exact G0. }
  assert (Sum : moment P l1 t (fun e' => sigma P (pre P t j e' + h * dot P v e')
                                         - sigma P (pre P t j e')) = 0).
  { rewrite <- E2, <- (Rplus_0_r (moment P l1 (turn P v t j h) _)).
    rewrite <- (Rmult_0_r (-1)), <- E1.
    rewrite (moment_eq P l1 t (turn P v t j h) (fun e' => sigma P (pre P t j e' + h * dot P v e'))).
    - rewrite <- moment_combine. apply moment_eq; auto. intros. ring.
    - intros; apply F.
    - intros e' _. now rewrite Pre. }
  destruct (Req_EM_T gap 0) as [|Ng]; [assumption|exfalso].
  set (term := fun e' => share e' * l1 (z P t e') *
    (/ gap * (sigma P (pre P t j e' + h * dot P v e') - sigma P (pre P t j e')))).
  assert (Pos : forall e', In e' (data P) -> 0 <= term e').
  { intros e' I'. unfold term. destruct (Gap e' I') as [G|[_ G]]; rewrite G.
    - rewrite !Rmult_0_r. lra.
    - rewrite Rinv_l, Rmult_1_r by assumption. apply Rmult_le_pos; [left; apply share_pos|].
      now apply (slope_nonneg P). }
  assert (S0 : over (data P) term <= 0).
  { right. rewrite (over_eq (data P) term (fun e' => (y e * / gap) *
      (share e' * l1 (z P t e') * y e' *
       (sigma P (pre P t j e' + h * dot P v e') - sigma P (pre P t j e'))))).
    - rewrite over_mul. fold (moment P l1 t (fun e' => sigma P (pre P t j e' + h * dot P v e')
                                         - sigma P (pre P t j e'))). rewrite Sum. ring.
    - intros e' I'. unfold term. destruct (Gap e' I') as [G|[T G]]; rewrite G; [ring|].
      rewrite (same_y e e' I I' T).
      assert (y e * y e = 1) by (unfold y; destruct (positive_label e); ring).
      replace (y e * / gap * (share e' * l1 (z P t e') * y e * gap))
        with ((y e * y e) * (share e' * l1 (z P t e') * (/ gap * gap))) by ring.
      rewrite H. ring. }
  pose proof (over_ge0_0 (data P) term Pos S0 e I) as E0. unfold term in E0.
  rewrite Ve, Rmult_1_r in E0. fold gap in E0. rewrite Rinv_l, Rmult_1_r in E0 by assumption.
  pose proof (share_pos e). apply Rmult_integral in E0. destruct E0; lra.
Qed.

(** (2) a_j is not 0: where q > 0, y a_j s has a local maximum at the pre-activation. *)
Lemma active_sample : forall t j e, local_min P t -> (j < width P)%nat -> In e (data P) ->
  l1 (z P t e) <> 0 -> locally_greatest (fun w => y e * t (A j) * sigma P w) (pre P t j e).
Proof.
  intros t j e Min Hj I N. destruct (dual e I) as [v [Ve Vo]].
  destruct (near_min P defined t Min) as [r [Hr Hmin]].
  destruct (turn_near P v t j r Hr) as [d [Hd Hnear]].
  exists d. split; [assumption|]. intros h Hh.
  destruct (Rle_lt_dec (y e * t (A j) * sigma P (pre P t j e + h))
                       (y e * t (A j) * sigma P (pre P t j e))) as [|Up]; [assumption|exfalso].
  set (t' := turn P v t j h).
  pose proof (Hmin t' (turn_admissible P v hidden_trained t j h (proj1 Min)) (Hnear h Hh)) as LE.
  apply L_compare in LE; [|now apply turn_penalty].
  assert (Fall : forall e', In e' (data P) -> z P t' e' <= z P t e').
  { intros e' I'. unfold z, t'. rewrite turn_f by assumption. destruct (Vo e' I') as [T|V0].
    - rewrite (respond t j v h e e'), (respond_here t j e e'), Ve, Rmult_1_r, (same_y e e');
        auto; try apply Min. nra.
    - rewrite V0, Rmult_0_r, Rplus_0_r. lra. }
  assert (Down : z P t' e < z P t e).
  { unfold z, t'. rewrite turn_f, Ve, Rmult_1_r by assumption. nra. }
  assert (Terms : forall e', In e' (data P) ->
    0 <= share e' * (ell P (z P t e') - ell P (z P t' e'))).
  { intros e' I'. apply Rmult_le_pos; [left; apply share_pos|].
    pose proof (nondecreasing _ _ (Fall e' I')). lra. }
  assert (Sum : over (data P) (fun e' => share e' * (ell P (z P t e') - ell P (z P t' e'))) <= 0).
  { rewrite (over_eq (data P) _ (fun e' => share e' * ell P (z P t e')
      + (-1) * (share e' * ell P (z P t' e')))) by (intros; ring).
    rewrite over_add, over_mul. lra. }
  pose proof (over_ge0_0 (data P) _ Terms Sum e I) as E0. cbv beta in E0.
  pose proof (share_pos e).
  assert (ell P (z P t' e) = ell P (z P t e)) by (apply Rmult_integral in E0; destruct E0; lra).
  apply N. now apply (flat_below (ell P) (z P t e) _ (z P t' e)).
Qed.

Lemma turning_moment : forall t j, local_min P t -> (j < width P)%nat ->
  moment P l1 t (fun v => p + q * sigma P (pre P t j v)) = 0.
Proof.
  intros t j Min Hj. destruct turning as [_ [_ [Hp Hq]]].
  rewrite (moment_eq P l1 t t (fun v => p * 1 + q * sigma P (pre P t j v))) by (intros; ring).
  rewrite moment_combine, moment_scale.
  assert (p * moment P l1 t (fun _ => 1) = 0) as ->.
  { destruct Hp as [->|[T U]]; [ring|]. rewrite (first_bias P defined l1 loss_slope t Min T U). ring. }
  destruct Hq as [->|[T U]]; [ring|]. rewrite (first_output P defined l1 loss_slope t j); auto. ring.
Qed.

(** Balance ends it. *)
Lemma together_slopes : forall t j, local_min P t -> (j < width P)%nat -> a_trained P = true \/ t (A j) <> 0 ->
  forall e, In e (data P) -> l1 (z P t e) = 0.
Proof.
  intros t j Min Hj Ha e I. destruct (Req_EM_T (t (A j)) 0) as [Z|Na].
  { destruct Ha as [Ha|Ha]; [|contradiction]. now apply (idle_sample t j). }
  set (g := fun v => p + q * sigma P (pre P t j v)).
  assert (Pos : forall v, In v (data P) -> l1 (z P t v) <> 0 -> 0 < y v * t (A j) * g v).
  { intros v Iv Nv. apply turning_sign; [exact turning| |now apply active_sample].
    assert (y v = 1 \/ y v = -1) as [-> | ->] by (unfold y; destruct (positive_label v); auto); lra. }
  set (term := fun v => share v * l1 (z P t v) * (y v * t (A j) * g v)).
  assert (Terms : forall v, In v (data P) -> 0 <= term v).
  { intros v Iv. unfold term. destruct (Req_EM_T (l1 (z P t v)) 0) as [E|N]; [rewrite E; lra|].
    apply Rmult_le_pos; [|left; now apply Pos].
    apply Rmult_le_pos; [left; apply share_pos|]. now apply (slope_nonneg P). }
  assert (Sum : over (data P) term <= 0).
  { right. rewrite (over_eq (data P) term (fun v => t (A j) * (share v * l1 (z P t v) * y v * g v)))
      by (intros; unfold term; ring).
    rewrite over_mul. fold (moment P l1 t g). unfold g. rewrite turning_moment by assumption. ring. }
  pose proof (over_ge0_0 (data P) term Terms Sum e I) as E0. unfold term in E0.
  destruct (Req_EM_T (l1 (z P t e)) 0) as [|N]; [assumption|exfalso].
  pose proof (Pos e I N). pose proof (share_pos e).
  apply Rmult_integral in E0. destruct E0 as [E0|E0]; [|lra].
  apply Rmult_integral in E0. destruct E0; lra.
Qed.

End Together.

(** ** Even neurons *)

Section Independent.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_shortcut : network_shortcut P.
Hypothesis trained :
  network_trainable P \/ network_neurons_trainable P \/ network_hidden_trainable P.
Hypothesis objective_hidden_unpenalised : objective_hidden_unpenalised P.
Hypothesis balance : independent_balance P.
Hypothesis neuron_even : neuron_even P.
Hypothesis network_hidden_bias_or_none : network_hidden_bias_or_none P.
Hypothesis data_consistent_up_to_sign : data_consistent_up_to_sign P.
Hypothesis data_independent_up_to_sign : data_independent_up_to_sign P.

(** A neuron with a_j trained, or fixed at a value that is not 0. *)
Lemma good_neuron : forall t, admissible P t ->
  exists j, (j < width P)%nat /\ (a_trained P = true \/ t (A j) <> 0).
Proof using network_shortcut trained.
  clear balance. intros t A'. destruct (a_trained P) eqn:Ta.
  - exists 0%nat. split; [exact network_shortcut|now left].
  - assert (H : exists j, (j < width P)%nat /\ fixed P (A j) <> 0).
    { destruct trained as [[T _]|[[T _]|[_ [T|T]]]]; congruence. }
    destruct H as [j [Hj N]]. exists j. split; [assumption|]. right. intros E. apply N.
    rewrite <- E. symmetry. apply A'. unfold Setting.trained. rewrite Ta. simpl. intros I.
    repeat (apply in_app_or in I; destruct I as [I|I]).
    + destruct (a0_trained P); simpl in I; intuition discriminate.
    + destruct (w_trained P); [|contradiction]. apply in_flat_map in I.
      destruct I as [? [_ I]]. apply in_map_iff in I. destruct I as [? [? _]]. discriminate.
    + destruct (b_trained P); [|contradiction]. apply in_map_iff in I.
      destruct I as [? [? _]]. discriminate.
    + apply in_map_iff in I. destruct I as [? [? _]]. discriminate.
Qed.

Lemma same_dot : forall u e e', same P e e' -> dot P u e' = dot P u e.
Proof. intros u e e' S. unfold dot. apply sum_eq. intros k K. now rewrite (S k K). Qed.

Lemma opposite_dot : forall u e e', (forall k, (k < inputs P)%nat -> X P e k = - X P e' k) ->
  dot P u e' = - dot P u e.
Proof.
  intros u e e' S. unfold dot. replace (- sum (inputs P) (fun k => u k * X P e k))
    with (-1 * sum (inputs P) (fun k => u k * X P e k)) by ring. rewrite <- sum_mul.
  apply sum_eq. intros k K. rewrite (S k K). ring.
Qed.

(** The pre-activation depends on X only. *)
Lemma same_pre : forall t j e e', (j < width P)%nat -> same P e e' -> pre P t j e' = pre P t j e.
Proof.
  intros t j e e' Hj S. unfold pre. f_equal. apply sum_eq. intros k K. f_equal.
  assert (K' : (k < inputs P)%nat).
  { rewrite inputs_width by lia. destruct (b_trained P); lia. }
  specialize (S k K'). rewrite !X_low in S by assumption. symmetry. exact S.
Qed.

(** Dual vectors, from a block that represents all samples up to [rel]. *)
Lemma dual_vectors : forall rel : sample -> sample -> Prop,
  (forall u e e', rel e e' -> dot P u e' = dot P u e \/ dot P u e' = - dot P u e) ->
  (forall e e', rel e e' -> rel e' e) ->
  (exists block, independent_modulo P (fun _ => False) block /\
    forall e, In e (data P) -> exists e', In e' block /\ rel e e') ->
  forall e, In e (data P) -> exists v, dot P v e = 1 /\
    forall e', In e' (data P) ->
      (exists r, rel e r /\ rel e' r) \/ dot P v e' = 0.
Proof.
  intros rel Dot Sym [block [Ind Rep]] e I. destruct (Rep e I) as [r [Ir Rr]].
  apply In_nth_error in Ir. destruct Ir as [i Ei].
  assert (Hi : (i < length block)%nat) by (apply nth_error_Some; congruence).
  destruct (Ind i Hi) as [v [_ V]].
  assert (V1 : dot P v r = 1) by now apply (proj1 (V i r Ei)).
  assert (Q : forall e', In e' (data P) ->
    (exists r, rel e r /\ rel e' r) \/ dot P v e' = 0).
  { intros e' I'. destruct (Rep e' I') as [r' [Ir' Rr']].
    apply In_nth_error in Ir'. destruct Ir' as [i' Ei'].
    destruct (Nat.eq_dec i' i) as [->|N].
    - left. exists r. rewrite Ei in Ei'. injection Ei' as <-. auto.
    - right. pose proof (proj2 (V i' r' Ei') N) as V0.
      destruct (Dot v r' e' (Sym _ _ Rr')); lra. }
  destruct (Dot v r e (Sym _ _ Rr)) as [E|E].
  - exists v. split; [lra|assumption].
  - exists (fun k => -1 * v k). rewrite dot_scale. split; [lra|]. intros e' I'.
    destruct (Q e' I') as [|Z]; [now left|right]. rewrite dot_scale, Z. ring.
Qed.

Lemma same_sym : forall e e', same P e e' -> same P e' e.
Proof. intros e e' S k K. symmetry. now apply S. Qed.

Lemma alike_sym : forall e e', alike P e e' -> alike P e' e.
Proof.
  intros e e' [S|S]; [left; now apply same_sym|right]. intros k K. rewrite (S k K). ring.
Qed.

Lemma alike_dot : forall u e e', alike P e e' -> dot P u e' = dot P u e \/ dot P u e' = - dot P u e.
Proof. intros u e e' [S|S]; [left; now apply same_dot|right; now apply opposite_dot]. Qed.

(** Samples with X and -X can be told from the others, and an even neuron sees them alike. *)
Lemma alike_dual : forall e, In e (data P) -> exists v, dot P v e = 1 /\
  forall e', In e' (data P) -> alike P e e' \/ dot P v e' = 0.
Proof using data_independent_up_to_sign.
  intros e I.
  destruct (dual_vectors (alike P) alike_dot alike_sym data_independent_up_to_sign e I) as [v [V Vo]].
  exists v. split; [assumption|]. intros e' I'.
  destruct (Vo e' I') as [[r [Ra Rb]]|]; [left|now right].
  destruct Ra as [Ra|Ra], Rb as [Rb|Rb]; [left|right|right|left];
    intros k K; rewrite (Ra k K), ?(Rb k K); ring.
Qed.

Lemma alike_respond : forall t j u h e e', admissible P t -> (j < width P)%nat -> alike P e e' ->
  sigma P (pre P t j e' + h * dot P u e') = sigma P (pre P t j e + h * dot P u e).
Proof using neuron_even network_hidden_bias_or_none.
  intros t j u h e e' Adm Hj [S|S].
  - now rewrite (same_pre t j e e' Hj S), (same_dot u e e' S).
  - assert (Hb : b_trained P = true \/ t (B j) = 0).
    { destruct network_hidden_bias_or_none as [Hb|Hb]; [now left|].
      destruct (b_trained P) eqn:Tb; [now left|right].
      rewrite (bias_absent P t j Adm Tb). now apply Hb. }
    rewrite !(pre_dot P t j) by assumption.
    rewrite (opposite_dot u e e' S), (opposite_dot (weights P t j) e e' S), <- neuron_even.
    f_equal. ring.
Qed.

Lemma slope_independent_even : NO_SLOPE P.
Proof.
  intros t Min e I. destruct loss_c1 as [l1 [D _]].
  cut (l1 (z P t e) = 0); [intros <-; apply D|].
  assert (Hw : w_trained P = true) by (destruct trained as [[_ [T _]]|[[_ T]|[T _]]]; exact T).
  destruct (good_neuron t (proj1 Min)) as [j [Hj Ha]].
  destruct (turning_balance P balance) as [_ [p [q Turn]]].
  apply (together_slopes P loss_defined neuron_defined network_deep_defined
    objective_hidden_unpenalised Hw l1 D loss_nondecreasing p q Turn (alike P)) with (j := j); auto using alike_dual, alike_respond.
  intros a b Ia Ib S. symmetry. now apply data_consistent_up_to_sign.
Qed.

End Independent.
