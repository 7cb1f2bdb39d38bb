(** * thm.subspaces.independent, .independent_two *)

From Coq Require Import Reals List Lia Lra Bool Classical.
From TheoremCheck Require Import
  Setting Conditions Linear SecondOrder Vary Stationary Descent SubspacesMoves Subspaces
  SubspacesPair SubspacesChords.
From TheoremCheck Require Kinds.
Import ListNotations.
Open Scope R_scope.

Lemma finite_delta {T : Type} (l : list T) (Q : T -> R -> Prop) :
  (forall e, In e l -> exists delta, 0 < delta /\ forall h, Rabs h < delta -> Q e h) ->
  exists delta, 0 < delta /\ forall h, Rabs h < delta -> forall e, In e l -> Q e h.
Proof.
  induction l as [|a l IH]; intros H.
  - exists 1. split; [lra|easy].
  - destruct IH as [delta [Hd B]]; [intros; apply H; now right|].
    destruct (H a ltac:(now left)) as [delta' [Hd' B']].
    exists (Rmin delta delta'). split; [now apply Rmin_glb_lt|].
    intros h Hh e [E|He].
    + subst e. apply B'. eapply Rlt_le_trans; [apply Hh|apply Rmin_r].
    + apply B; [|assumption]. eapply Rlt_le_trans; [apply Hh|apply Rmin_l].
Qed.

Section Independent.

Variable P : problem.
Variables l1 s1 : R -> R.
Hypothesis Dl : forall v, derivable_pt_lim (ell P) v (l1 v).
Hypothesis Ds : forall v, derivable_pt_lim (sigma P) v (s1 v).
Hypothesis nondecreasing : loss_nondecreasing P.
Hypothesis shortcut : network_shortcut P.
Hypothesis a : a_trained P = true.
Hypothesis w : w_trained P = true.
Variable t : params.
Hypothesis minimum : least P t.
Variable curve : R.
Hypothesis unit : curve = 1 \/ curve = -1.
Hypothesis curved : strictly_convex_fn (fun v => curve * sigma P v).
Hypothesis exclusion : data_span_exclusion P.
Hypothesis independent : data_independent_spans P.
Hypothesis arms : some_balance P.
Hypothesis flats : forall e, In e (data P) -> l1 (z P t e) = 0 -> flat_at P (z P t e).

Notation slope := (slope P l1 t).

Let positive_or_negative e : positive e \/ negative e.
Proof. unfold positive, negative. destruct (positive_label e); auto. Qed.

(** The spans are independent: every linear form has one that agrees with it on
    one class, and is 0 on the other. *)
Lemma project u label : exists u', forall e, In e (data P) ->
  dot P u' e = if bool_dec (positive_label e) label then dot P u e else 0.
Proof.
  destruct independent as [E HE].
  set (plus := fun i => sum (inputs P) (fun k => u k * E k i)).
  assert (Hplus : forall e, In e (data P) -> dot P plus e =
    if positive_label e then dot P u e else 0).
  { intros e He. unfold dot, plus.
    rewrite (linear_sum_ext _ _ (fun i => sum (inputs P) (fun k => u k * (E k i * X P e i)))).
    - rewrite sum_exchange.
      rewrite (linear_sum_ext _ _ (fun k => u k * (if positive_label e then X P e k else 0))).
      + destruct (positive_label e); [reflexivity|]. apply linear_sum_zero. intros; ring.
      + intros k Hk. rewrite sum_scaled, HE by assumption. reflexivity.
    - intros i _. rewrite Rmult_comm, <- sum_scaled. apply linear_sum_ext. intros; ring. }
  destruct label.
  - exists plus. intros e He. rewrite Hplus by assumption. destruct (positive_label e); reflexivity.
  - exists (fun i => u i - 1 * plus i). intros e He.
    assert (D : dot P (fun i => u i - 1 * plus i) e = dot P u e - 1 * dot P plus e).
    { unfold dot. rewrite <- linear_sum_minus. apply linear_sum_ext. intros; ring. }
    rewrite D, Hplus by assumption. destruct (positive_label e); simpl; ring.
Qed.

(** As for an idle neuron: if (a) holds along every v with the same q_i, the slopes vanish. *)
Lemma lines_all j :
  (forall v, exists delta, 0 < delta /\ forall h, Rabs h < delta ->
    balance P l1 t (fun e => sigma P (pre P t j e + h * dot P v e)) = 0) ->
  forall e, In e (data P) -> slope e = 0.
Proof.
  intros H e He. destruct exclusion as [[v [V1 V2]] [u [U1 U2]]].
  destruct (positive_or_negative e) as [S|S].
  - destruct (line_empties P l1 s1 Dl Ds nondecreasing curve curved t j v true (H v))
      with (e := e) as [|Z]; auto.
    + intros e' He' _ D. destruct (positive_or_negative e') as [|S']; [assumption|].
      contradict D. now apply V1.
    + contradict Z. now apply V2.
  - destruct (line_empties P l1 s1 Dl Ds nondecreasing curve curved t j u false (H u))
      with (e := e) as [|Z]; auto.
    + intros e' He' _ D. destruct (positive_or_negative e') as [S'|]; [|assumption].
      contradict D. now apply U1.
    + contradict Z. now apply U2.
Qed.

(** One may suppose that the slopes do not vanish on any class. *)
Lemma both_classes_or_none :
  (forall e, In e (data P) -> slope e = 0) \/
  (forall label, exists e, In e (data P) /\ positive_label e = label /\ slope e <> 0).
Proof.
  destruct (classic (forall label, exists e,
    In e (data P) /\ positive_label e = label /\ slope e <> 0)) as [H|H]; [now right|left].
  apply not_all_ex_not in H. destruct H as [label H].
  apply (balanced P l1 s1 Dl Ds nondecreasing shortcut a w t minimum arms label).
  intros e He L. destruct (Req_dec (slope e) 0) as [|N]; [assumption|]. contradict H. eauto.
Qed.

(** ** Two neurons that share their hidden bias *)

Section Pair.

Variables j k : nat.
Hypothesis Hj : (j < width P)%nat.
Hypothesis Hk : (k < width P)%nat.
Hypothesis Hjk : j <> k.
Hypothesis share_bias : b_trained P = true \/ fixed P (B j) = fixed P (B k).
Hypothesis Aj : t (A j) <> 0.
Hypothesis Ak : t (A k) <> 0.

Definition difference : nat -> R := fun i =>
  if (i <? dim P)%nat then t (W j i) - t (W k i) else t (B j) - t (B k).

Lemma dot_difference e : dot P difference e = pre P t j e - pre P t k e.
Proof.
  rewrite dot_split by exact shortcut. unfold pre.
  rewrite (linear_sum_ext _ _ (fun i => t (W j i) * x P e i - 1 * (t (W k i) * x P e i))).
  - rewrite linear_sum_minus. unfold difference. rewrite Nat.ltb_irrefl.
    destruct (b_trained P) eqn:b; [lra|]. destruct share_bias as [|E]; [discriminate|].
    assert (fix_b : forall i, t (B i) = fixed P (B i)).
    { intros i. apply (proj1 minimum). unfold trained. rewrite b, !in_app_iff.
      intros [I|[I|[I|[I|I]]]].
      - destruct (a0_trained P); [destruct I as [I|[]]; discriminate|destruct I].
      - destruct (a_trained P); [|destruct I]. apply in_map_iff in I. destruct I as [? [I _]].
        discriminate.
      - destruct (w_trained P); [|destruct I]. apply in_flat_map in I. destruct I as [? [_ I]].
        apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
      - destruct I.
      - apply in_map_iff in I. destruct I as [? [I _]]. discriminate. }
    rewrite !fix_b, E. lra.
  - intros i Hi. unfold difference. destruct (Nat.ltb_spec i (dim P)); [ring|lia].
Qed.

(** By (w) the gradients of one strictly convex function at w_j and w_k agree on each
    class, so both neurons receive the same from every sample with q_i > 0. *)
Lemma same_received e : In e (data P) -> slope e <> 0 -> pre P t j e = pre P t k e.
Proof.
  intros He N. destruct (project difference (positive_label e)) as [u U].
  set (tau := y e).
  assert (tau2 : tau * tau = 1) by (unfold tau, y; destruct (positive_label e); ring).
  assert (Bj := first_w P l1 s1 Dl Ds w t j u minimum Hj Aj).
  assert (Bk := first_w P l1 s1 Dl Ds w t k u minimum Hk Ak).
  set (bend := fun e => (curve * s1 (pre P t j e) - curve * s1 (pre P t k e))
    * (pre P t j e - pre P t k e)).
  assert (monotone : forall v v', v < v' -> curve * s1 v < curve * s1 v').
  { apply (slope_increases _ _ curved). intros v. apply derivable_pt_lim_scal, Ds. }
  assert (bend_positive : forall e, pre P t j e <> pre P t k e -> 0 < bend e).
  { intros e' D. unfold bend. destruct (Rdichotomy _ _ D) as [H|H]; apply monotone in H as M.
    - replace ((curve * s1 (pre P t j e') - curve * s1 (pre P t k e'))
        * (pre P t j e' - pre P t k e'))
        with ((curve * s1 (pre P t k e') - curve * s1 (pre P t j e'))
          * (pre P t k e' - pre P t j e'))
        by ring.
      apply Rmult_lt_0_compat; lra.
    - apply Rmult_lt_0_compat; lra. }
  set (term := fun e' => if bool_dec (positive_label e') (positive_label e)
    then q P l1 t e' * bend e' else 0).
  assert (total : over (data P) term = 0).
  { assert (E : over (data P) term = tau * curve *
      (balance P l1 t (fun e => s1 (pre P t j e) * dot P u e)
       + -1 * balance P l1 t (fun e => s1 (pre P t k e) * dot P u e))).
    { unfold balance. rewrite <- over_scaled, <- over_plus, <- over_scaled. apply over_ext.
      intros e' He'. unfold term. rewrite (U e' He').
      destruct (bool_dec (positive_label e') (positive_label e)) as [L|L]; [|ring].
      rewrite dot_difference. unfold bend.
      assert (Y : y e' = tau) by (unfold tau, y; now rewrite L). rewrite Y.
      transitivity (tau * tau * (q P l1 t e' *
        ((curve * s1 (pre P t j e') - curve * s1 (pre P t k e'))
        * (pre P t j e' - pre P t k e')))); [rewrite tau2; ring|ring]. }
    rewrite E, Bj, Bk. ring. }
  assert (zero : term e = 0).
  { apply (over_nonneg_zero (data P) term); [|lra|assumption].
    intros e' He'. unfold term. destruct (bool_dec (positive_label e') (positive_label e)); [|lra].
    apply Rmult_le_pos; [now apply q_nonneg|].
    destruct (Req_dec (pre P t j e') (pre P t k e')) as [E|D]; [|now apply Rlt_le, bend_positive].
    unfold bend. rewrite E. lra. }
  unfold term in zero. destruct (bool_dec (positive_label e) (positive_label e)) as [_|];
    [|contradiction].
  destruct (Req_dec (pre P t j e) (pre P t k e)) as [|D]; [assumption|].
  assert (0 < bend e) by now apply bend_positive.
  destruct (Rmult_integral _ _ zero); [|lra]. contradict N. now apply (q_zero P l1).
Qed.

(** If a_j + a_k <> 0, move w_j along v / a_j and w_k along -v / a_k. *)
Lemma pair_all : t (A j) + t (A k) <> 0 -> forall e, In e (data P) -> slope e = 0.
Proof.
  intros H. set (excess := (/ t (A j) + / t (A k)) * curve).
  assert (E : excess <> 0).
  { unfold excess. replace (/ t (A j) + / t (A k)) with ((t (A j) + t (A k)) * / t (A j) * / t (A
      k))
      by (field; auto).
    repeat apply Rmult_integral_contrapositive_currified; auto using Rinv_neq_0_compat.
    destruct unit; lra. }
  assert (L : exists label : bool, 0 < (if label then 1 else -1) * excess).
  { destruct (Rdichotomy _ _ E); [exists false|exists true]; lra. }
  destruct L as [label pos]. destruct (cut_label P exclusion label) as [v V].
  apply (balanced P l1 s1 Dl Ds nondecreasing shortcut a w t minimum arms label).
  apply (chords_empty P l1 s1 Dl Ds nondecreasing w curve unit curved t minimum flats j k Hj Hk Hjk
    Aj Ak v label).
  - exact same_received.
  - exact pos.
  - exact V.
Qed.

(** If the classes have rank 1, both neurons receive the same from all samples. *)
Lemma rank_one_received : rank_one P positive -> rank_one P negative ->
  (forall label, exists e, In e (data P) /\ positive_label e = label /\ slope e <> 0) ->
  forall e, In e (data P) -> pre P t j e = pre P t k e.
Proof.
  intros Rp Rm some.
  assert (one : forall own : sample -> Prop, rank_one P own ->
    (exists e0, In e0 (data P) /\ own e0 /\ slope e0 <> 0 /\ exists v, dot P v e0 <> 0) ->
    forall e, In e (data P) -> own e -> pre P t j e = pre P t k e).
  { intros own [v V] [e0 [H0 [O0 [N0 [u U]]]]] e He Oe.
    assert (line : forall e', In e' (data P) -> own e' -> exists c, forall x,
      dot P x e' = c * sum (inputs P) (fun i => x i * v i)).
    { intros e' He' Oe'. destruct (V e' He' Oe') as [c C]. exists c. intros x.
      rewrite <- sum_scaled. apply linear_sum_ext. intros i Hi. rewrite C by assumption. ring. }
    destruct (line e0 H0 O0) as [c0 C0]. destruct (line e He Oe) as [c C].
    assert (Z := dot_difference e0). rewrite (same_received e0 H0 N0), C0 in Z.
    assert (D := dot_difference e). rewrite C in D.
    assert (sum (inputs P) (fun i => difference i * v i) = 0).
    { destruct (Rmult_integral c0 (sum (inputs P) (fun i => difference i * v i))) as [E|E];
        [lra| |assumption].
      contradict U. rewrite C0, E. ring. }
    rewrite H in D. lra. }
  destruct exclusion as [[v [_ V2]] [u [_ U2]]]. intros e He.
  destruct (positive_or_negative e) as [S|S].
  - destruct (some true) as [e0 [H0 [L0 N0]]]. apply (one positive); try assumption.
    exists e0. repeat split; eauto.
  - destruct (some false) as [e0 [H0 [L0 N0]]]. apply (one negative); try assumption.
    exists e0. repeat split; eauto.
Qed.

(** If moreover a_j + a_k = 0, moving both along one v changes no f(x_i). *)
Definition together (v : nat -> R) (i : nat) : nat -> R :=
  if ((i =? j) || (i =? k))%nat then v else fun _ => 0.

Lemma f_together s v h e : s (A j) + s (A k) = 0 -> pre P s j e = pre P s k e ->
  f P (shift P s (together v) h) e = f P s e.
Proof.
  intros H E. rewrite f_shift by assumption. rewrite (sum_two (width P) j k); try assumption.
  - unfold together. rewrite !Nat.eqb_refl, orb_true_r. simpl. rewrite E.
    replace (s (A k)) with (- s (A j)) by lra. ring.
  - intros i _ Ni Nk. unfold together.
    destruct (Nat.eqb_spec i j), (Nat.eqb_spec i k); try contradiction. simpl.
    rewrite dot_zero by auto. replace (pre P s i e + h * 0) with (pre P s i e) by ring. ring.
Qed.

Lemma pre_together s v h e : pre P (shift P s (together v) h) j e = pre P s j e + h * dot P v e.
Proof.
  unfold shift. rewrite pre_vary by assumption. unfold together. now rewrite Nat.eqb_refl.
Qed.

Lemma opposite_pair_all : t (A j) + t (A k) = 0 ->
  (forall e, In e (data P) -> pre P t j e = pre P t k e) ->
  forall e, In e (data P) -> slope e = 0.
Proof.
  intros H E. apply (lines_all j). intros v.
  destruct (least_near P t minimum) as [r [Hr N]].
  destruct (vary_near P t 0 (fun _ => 0) (together v) r Hr) as [delta [Hd Near]].
  exists delta. split; [assumption|]. intros h Hh. fold (shift P t (together v)) in *.
  assert (F : forall e, In e (data P) -> f P (shift P t (together v) h) e = f P t e)
    by (intros; apply f_together; auto).
  assert (S : least P (shift P t (together v) h)).
  { apply N; [apply vary_admissible, minimum|now apply Near|].
    unfold loss_sum. apply over_ext. intros. unfold z. now rewrite F. }
  rewrite <- (first_a P l1 s1 Dl Ds w _ j S a Hj). unfold balance, q, z.
  apply over_ext. intros e He. now rewrite F, pre_together.
Qed.

End Pair.

(** ** Three neurons, or two *)

Lemma three_all : sharing_hidden_bias P 3 -> (forall j, (j < width P)%nat -> t (A j) <> 0) ->
  forall e, In e (data P) -> slope e = 0.
Proof.
  intros [js [D [len [small bias]]]] N.
  destruct js as [|j1 [|j2 [|j3 [|]]]]; try discriminate.
  assert (pair : forall j k, In j [j1; j2; j3] -> In k [j1; j2; j3] -> j <> k ->
    t (A j) + t (A k) = 0 \/ forall e, In e (data P) -> slope e = 0).
  { intros j k Ij Ik Njk. destruct (Req_dec (t (A j) + t (A k)) 0) as [|H]; [now left|right].
    apply (pair_all j k); auto. destruct bias as [|bias]; auto. }
  inversion D as [|? ? N1 D']; subst. inversion D' as [|? ? N2 _]; subst. simpl in N1, N2.
  destruct (pair j1 j2) as [E12|]; simpl; [tauto|tauto|intros E; subst; tauto| |assumption].
  destruct (pair j1 j3) as [E13|]; simpl; [tauto|tauto|intros E; subst; tauto| |assumption].
  destruct (pair j2 j3) as [E23|]; simpl; [tauto|tauto|intros E; subst; tauto| |assumption].
  exfalso. apply (N j1); [apply small; now left|lra].
Qed.

(** Two neurons that share their bias: all that is left is a_j + a_k = 0, where
    both receive the same from the samples with q_i > 0. *)
Lemma two_or_all : sharing_hidden_bias P 2 -> (forall j, (j < width P)%nat -> t (A j) <> 0) ->
  (forall e, In e (data P) -> slope e = 0) \/
  exists j k, (j < width P)%nat /\ (k < width P)%nat /\ j <> k /\
    (b_trained P = true \/ fixed P (B j) = fixed P (B k)) /\ t (A j) + t (A k) = 0.
Proof.
  intros [js [D [len [small bias]]]] N. destruct js as [|j [|k [|]]]; try discriminate.
  inversion D as [|? ? N1 _]; subst. simpl in N1, small.
  assert (Hjk : j <> k) by (intros E; subst; tauto).
  assert (B2 : b_trained P = true \/ fixed P (B j) = fixed P (B k)).
  { destruct bias as [|bias]; [now left|right]. apply bias; simpl; auto. }
  destruct (Req_dec (t (A j) + t (A k)) 0) as [H|H].
  - right. exists j, k. repeat split; auto.
  - left. apply (pair_all j k); auto.
Qed.

Lemma independent_all : network_width_independent P -> forall e, In e (data P) -> slope e = 0.
Proof.
  intros wide. destruct (classic (exists j, (j < width P)%nat /\ t (A j) = 0)) as [[j [Hj
    Ha]]|none].
  { destruct exclusion as [cut cut'].
    apply (idle_all P l1 s1 Dl Ds nondecreasing a w t minimum curve curved positive negative j);
      auto. }
  assert (N : forall j, (j < width P)%nat -> t (A j) <> 0) by (intros j Hj E; apply none; eauto).
  destruct wide as [three|[two [Rp Rm]]]; [now apply three_all|].
  destruct both_classes_or_none as [|some]; [assumption|].
  destruct (two_or_all two N) as [|[j [k [Hj [Hk [Hjk [bias H]]]]]]]; [assumption|].
  apply (opposite_pair_all j k); auto. now apply (rank_one_received j k); auto.
Qed.

End Independent.

(** ** The theorem *)

Lemma sharing_shortcut P n : sharing_hidden_bias P (S n) -> network_shortcut P.
Proof.
  intros [js [_ [len [small _]]]]. unfold network_shortcut. destruct js as [|j js]; [discriminate|].
  specialize (small j (or_introl eq_refl)). lia.
Qed.

Section Independence.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_c2 : loss_c2 P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis loss_active : loss_active P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_c1 : neuron_c1 P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_shortcut : network_shortcut P.
Hypothesis network_neurons_trained : network_trainable P \/ network_neurons_trainable P.
Hypothesis objective_unregularised : objective_unregularised P.
Hypothesis neuron_strictly_curved : neuron_strictly_convex P \/ neuron_strictly_concave P.
Hypothesis data_span_exclusion : data_span_exclusion P.
Hypothesis data_independent_spans : data_independent_spans P.
Hypothesis network_balance :
  network_output_bias P \/ neuron_signed P \/
  ((neuron_increasing P \/ neuron_decreasing P) /\ data_origin_outside_hulls P).
Hypothesis network_width_independent : network_width_independent P.

Theorem no_slope_subspaces_independent : Kinds.NO_SLOPE P.
Proof.
  intros t M e He.
  destruct (trainable P network_neurons_trained) as [a w].
  destruct loss_c2 as [l1 [l2 [Dl [Dl2 _]]]]. destruct neuron_c1 as [s1 [Ds _]].
  destruct (curve_sign P neuron_strictly_curved) as [curve [unit curved]].
  apply local_min_least in M; try assumption.
  assert (Z : SubspacesMoves.slope P l1 t e = 0); [|rewrite <- Z; apply Dl].
  assert (shortcut : Conditions.network_shortcut P)
    by (destruct network_width_independent as [H|[H _]]; now apply sharing_shortcut in H).
  apply (independent_all P l1 s1 Dl Ds loss_nondecreasing shortcut a w t M
    curve unit curved data_span_exclusion data_independent_spans network_balance); auto.
  intros e' _ Z. exact (flat (ell P) l1 l2 _ loss_nondecreasing Dl Dl2 Z).
Qed.

Theorem thm_subspaces_independent : NO_BAD P.
Proof. exact (Kinds.no_slope_no_bad P no_slope_subspaces_independent loss_active). Qed.

End Independence.
