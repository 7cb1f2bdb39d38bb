(** * thm.subspaces.mixed: classes in different subspaces, units of several kinds

    The units are neurons of the shortcut and units of branches of one layer: what they have in
    common is that their weights act on the X_i. *)

From Coq Require Import Reals List ZArith Lra Lia Bool FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsCurved ConditionsFunnel ConditionsMixed
  Algebra Near Pair NeuronMove LinearBranch LinearNetwork SigmoidSkip FirstOrder Bends.
From TheoremCheck Require Kinds Monotone Balance Stationary SecondOrder SubspacesMoves Units UnitsSets Subspaces.
Import ListNotations.
Open Scope R_scope.

(** ** One unit moves *)

Section Single.

Variable P : problem.
Variable all : list (list (list fn)).
Hypothesis branches_are : consists_of P all.

Definition out (s : single) (t : params) : R := t (output_of s).
Definition into (s : single) (t : params) (e : sample) : R :=
  match s with Own j => pre P t j e | Beside b u => unit_input P b u t e end.

(** The output weight moves by beta, the weights by u (and the bias, where X has a 1). *)
Definition move (s : single) (beta : R) (u : nat -> R) (t : params) : params :=
  match s with
  | Own j => with_neuron P j t 0 beta u
  | Beside b v => with_unit P b v t beta u
  end.

Variable s : single.
Hypothesis here : exists_single P all s.

Lemma move_f : forall t beta u e, f P (move s beta u t) e = f P t e
  + ((out s t + beta) * neuron_of P all s (into s t e + dot P u e)
     - out s t * neuron_of P all s (into s t e)).
Proof.
  intros t beta u e. destruct s as [j|b v]; simpl in *.
  - rewrite with_neuron_f by assumption. unfold out. simpl. ring.
  - destruct here as [Hb [units [Ly Hv]]].
    rewrite (with_unit_f P all b units v branches_are Hb Ly Hv), Ly. reflexivity.
Qed.

Lemma move_into : forall t beta u e, into s (move s beta u t) e = into s t e + dot P u e.
Proof.
  intros t beta u e. destruct s as [j|b v]; simpl in *.
  - now apply with_neuron_pre.
  - apply with_unit_input.
Qed.

Lemma move_into_other : forall s' t beta u e, exists_single P all s' -> s' <> s ->
  into s' (move s beta u t) e = into s' t e.
Proof.
  intros s' t beta u e E D. destruct s as [j|b v], s' as [j'|b' v']; simpl in *.
  - apply with_neuron_pre_other; [assumption|congruence].
  - reflexivity.
  - reflexivity.
  - unfold unit_input, received, deep_part. simpl.
    assert (Z : ((b' =? b) && (v' =? v))%nat%bool = false).
    { destruct (Nat.eqb_spec b' b), (Nat.eqb_spec v' v); subst; try reflexivity. congruence. }
    assert (Z' : forall c, ((b' =? b) && (0 =? 0) && (v' =? v) && c)%nat%bool = false).
    { intros c. destruct (b' =? b)%nat, (v' =? v)%nat; simpl in *; congruence || reflexivity. }
    rewrite Z', Rplus_0_r. f_equal. apply sum_eq. intros k _. now rewrite Z', Rplus_0_r.
Qed.

Lemma move_out : forall s' t u, exists_single P all s' -> out s' (move s 0 u t) = out s' t.
Proof.
  intros s' t u E. unfold out. destruct s as [j|b v], s' as [j'|b' v']; simpl in *; try reflexivity.
  - rewrite (proj2 (Nat.ltb_lt j' (width P)) E). destruct (Nat.eq_dec j' j); ring.
  - destruct ((b' =? b) && (v' =? v))%nat%bool; ring.
Qed.

Lemma move_admissible : forall t beta u, trained_weights P s -> beta = 0 \/ trained_output P s ->
  admissible P t -> admissible P (move s beta u t).
Proof.
  intros t beta u Tw To Adm. unfold trained_output in To. destruct s as [j|b v]; simpl in *.
  - apply with_neuron_admissible; auto. destruct To as [|To]; [now left|right].
    now apply in_trained_a in To.
  - destruct here as [Hb [units [Ly Hv]]]. destruct Tw as [Tw Tb].
    apply with_unit_admissible; auto. destruct To as [|To]; [now left|right].
    unfold trained in To. repeat (apply in_app_or in To; destruct To as [To|To]).
    + destruct (a0_trained P); simpl in To; intuition discriminate.
    + destruct (a_trained P); [|contradiction]. apply in_map_iff in To.
      destruct To as [? [To _]]. discriminate.
    + destruct (w_trained P); [|contradiction]. apply in_flat_map in To. destruct To as [? [_ To]].
      apply in_map_iff in To. destruct To as [? [To _]]. discriminate.
    + destruct (b_trained P); [|contradiction]. apply in_map_iff in To.
      destruct To as [? [To _]]. discriminate.
    + apply in_map_iff in To. destruct To as [p [E To]]. congruence.
Qed.

Lemma move_near : forall r t beta u, 0 < r -> Rabs beta < r ->
  (forall k, (k <= dim P)%nat -> Rabs (u k) < r) -> near P r t (move s beta u t).
Proof.
  intros r t beta u Hr Hb Hu. destruct s as [j|b v]; simpl.
  - apply with_neuron_near; auto. now rewrite Rabs_R0.
  - intros p _. destruct p as [|i|i k|i|p]; cbn [with_unit];
      try (rewrite Rminus_diag_eq by reflexivity; now rewrite Rabs_R0).
    replace (t (D p) + of_unit P b v beta u p - t (D p)) with (of_unit P b v beta u p) by ring.
    now apply of_unit_small.
Qed.

Lemma move_penalty : forall t u,
  (forall k, (k < dim P)%nat -> unpenalised P (weight_of s k)) ->
  (sees_one P = true -> unpenalised P (bias_of s)) -> penalty P (move s 0 u t) = penalty P t.
Proof.
  intros t u Pw Pb. unfold penalty. apply over_eq. intros [c p] I. cbn [fst snd].
  assert (G : move s 0 u t p = t p \/ c = 0).
  { destruct s as [j|b v]; simpl in *.
    - destruct p as [|i|i k|i|p]; simpl; try (left; ring).
      + destruct (i <? width P)%nat; [|now left]. left. destruct (Nat.eq_dec i j); ring.
      + destruct ((i <? width P) && (k <? dim P))%nat%bool eqn:E; [|now left].
        destruct (Nat.eq_dec i j) as [->|]; [|left; ring]. right.
        apply andb_true_iff in E. destruct E as [_ E]. apply Nat.ltb_lt in E. now apply (Pw k E).
      + destruct ((i <? width P)%nat && b_trained P)%bool eqn:E; [|now left].
        destruct (Nat.eq_dec i j) as [->|]; [|left; ring]. right.
        apply andb_true_iff in E. destruct E as [E1 E2]. apply Pb; [|assumption].
        unfold sees_one. apply Nat.ltb_lt in E1. rewrite (proj2 (Nat.ltb_lt 0 (width P))) by lia.
        assumption.
    - destruct p as [|i|i k|i|p]; try now left. simpl.
      destruct p as [b' l v' k|b' l v'|b' v']; simpl.
      + destruct (Nat.eqb_spec b' b) as [->|]; simpl; [|left; ring].
        destruct (Nat.eqb_spec l 0) as [->|]; simpl; [|left; ring].
        destruct (Nat.eqb_spec v' v) as [->|]; simpl; [|left; ring].
        destruct (Nat.ltb_spec k (dim P)) as [Hk|]; [right; now apply (Pw k Hk)|left; ring].
      + destruct (Nat.eqb_spec b' b) as [->|]; simpl; [|left; ring].
        destruct (Nat.eqb_spec l 0) as [->|]; simpl; [|left; ring].
        destruct (Nat.eqb_spec v' v) as [->|]; simpl; [|left; ring].
        destruct (sees_one P) eqn:S; [right; now apply Pb|left; ring].
      + left. destruct ((b' =? b) && (v' =? v))%nat%bool; ring. }
  destruct G as [-> | ->]; ring.
Qed.

(** Moving the output weight alone. *)
Lemma move_output : forall t h, move s h (fun _ => 0) t = bump t (output_of s) h.
Proof.
  intros t h. apply functional_extensionality. intros p. unfold bump.
  destruct (place_dec p (output_of s)) as [->|N]; destruct s as [j|b v]; simpl.
  - rewrite (proj2 (Nat.ltb_lt j (width P)) here). destruct (Nat.eq_dec j j); [reflexivity|congruence].
  - rewrite !Nat.eqb_refl. reflexivity.
  - destruct p as [|i|i k|i|p]; simpl in *; try ring.
    + destruct (i <? width P)%nat; [|reflexivity]. destruct (Nat.eq_dec i j) as [->|]; [congruence|ring].
    + destruct ((i <? width P) && (k <? dim P))%nat%bool; [|reflexivity].
      destruct (Nat.eq_dec i j); ring.
    + destruct ((i <? width P)%nat && b_trained P)%bool; [|reflexivity].
      destruct (Nat.eq_dec i j); ring.
  - destruct p as [|i|i k|i|p]; simpl in *; try reflexivity.
    destruct p as [b' l v' k|b' l v'|b' v']; simpl.
    + destruct ((b' =? b) && (l =? 0) && (v' =? v) && (k <? dim P))%nat%bool; ring.
    + destruct ((b' =? b) && (l =? 0) && (v' =? v) && sees_one P)%nat%bool; ring.
    + destruct (Nat.eqb_spec b' b) as [->|]; simpl; [|ring].
      destruct (Nat.eqb_spec v' v) as [->|]; [congruence|ring].
Qed.

Lemma dot_none : forall e, dot P (fun _ => 0) e = 0.
Proof. intros e. unfold dot. apply sum_0. intros; ring. Qed.

Lemma bump_f : forall t h e,
  f P (bump t (output_of s) h) e = f P t e + h * neuron_of P all s (into s t e).
Proof. intros t h e. rewrite <- move_output, move_f, dot_none, Rplus_0_r. ring. Qed.

(** Its weights turn by h u. *)
Definition turned (u : nat -> R) (t : params) (h : R) : params := move s 0 (fun k => h * u k) t.

Lemma turned_leads : forall t u, trained_weights P s -> admissible P t -> leads P t (turned u t).
Proof.
  intros t u Tw Adm. split.
  - intros h. apply move_admissible; auto.
  - intros r Hr. destruct (small_steps u (S (dim P)) r Hr) as [d [Hd H]].
    exists d. split; [assumption|]. intros h Hh. apply move_near; [assumption|now rewrite Rabs_R0|].
    intros k Hk. apply H; [assumption|lia].
Qed.

(** ** What it says of a local minimum *)

Hypothesis defined : forall t, L_defined P t.
Variable l1 : R -> R.
Hypothesis loss_slope : forall v, derivable_pt_lim (ell P) v (l1 v).

(** (a) *)
Lemma first_out : forall t, local_min P t -> trained_output P s ->
  unpenalised P (output_of s) \/ out s t = 0 ->
  Balance.moment P l1 t (fun e => neuron_of P all s (into s t e)) = 0.
Proof.
  intros t Min To Pen. apply (first_order P defined l1 loss_slope t (bump t (output_of s)));
    [assumption| | |].
  - now apply bump_leads; [apply Min|].
  - intros h e _. apply bump_f.
  - destruct Pen as [Pen|Pen]; [|now apply bump_penalty_at_0].
    exists 0. intros h. rewrite bump_penalty by exact Pen. ring.
Qed.

(** An idle unit turns freely. *)
Lemma idle_line : forall t u, local_min P t -> trained_weights P s ->
  (forall k, (k < dim P)%nat -> unpenalised P (weight_of s k)) ->
  (sees_one P = true -> unpenalised P (bias_of s)) -> trained_output P s -> out s t = 0 ->
  exists delta, 0 < delta /\ forall h, Rabs h < delta ->
    Balance.moment P l1 t (fun e => neuron_of P all s (into s t e + h * dot P u e)) = 0.
Proof.
  intros t u Min Tw Pw Pb To Z.
  assert (F : forall h e, f P (turned u t h) e = f P t e).
  { intros h e. unfold turned. rewrite move_f, Z. ring. }
  destruct (idle_move P defined t (turned u t) Min) as [d [Hd M]].
  - apply turned_leads; [assumption|apply Min].
  - intros h e _. apply F.
  - intros h. now apply move_penalty.
  - exists d. split; [assumption|]. intros h Hh.
    rewrite <- (first_out (turned u t h) (M h Hh) To).
    + symmetry. apply moment_eq; [intros e _; apply F|]. intros e _. unfold turned.
      now rewrite move_into, dot_scale.
    + right. unfold turned. now rewrite move_out.
Qed.

(** (w), along u: of a unit that counts, idle or not. *)
Lemma first_turn : forall t u s1, local_min P t -> counts P all s ->
  (forall v, derivable_pt_lim (neuron_of P all s) v (s1 v)) ->
  Balance.moment P l1 t (fun e => s1 (into s t e) * dot P u e) = 0.
Proof.
  intros t u s1 Min [_ [Tw [Pw [Pb Part]]]] D.
  assert (Along : forall e, derivable_pt_lim (fun h => neuron_of P all s (into s t e + h * dot P u e)) 0
    (s1 (into s t e) * dot P u e)) by (intros e; apply derivative_along, D).
  destruct (Req_dec (out s t) 0) as [Z|N].
  - assert (To : trained_output P s).
    { destruct Part as [|F]; [assumption|]. destruct (in_dec place_dec (output_of s) (trained P))
        as [I|I]; [exact I|]. contradict F. rewrite <- (proj1 Min _ I). exact Z. }
    destruct (idle_line t u Min Tw Pw Pb To Z) as [d [Hd M]].
    apply (Stationary.derivative_at_least
      (fun h => Balance.moment P l1 t (fun e => neuron_of P all s (into s t e + h * dot P u e)))
      _ d Hd).
    + intros h Hh. rewrite !M; [lra|assumption|]. now rewrite Rabs_R0.
    + unfold Balance.moment. apply (derivative_over (data P) (fun e h => share e * l1 (z P t e) * y e *
        neuron_of P all s (into s t e + h * dot P u e))).
      intros e _. now apply derivable_pt_lim_scal.
  - assert (E : Balance.moment P l1 t (fun e => out s t * (s1 (into s t e) * dot P u e)) = 0).
    { apply (first_order_along P defined l1 loss_slope t (turned u t)
        (fun e h => f P t e + out s t * (neuron_of P all s (into s t e + h * dot P u e)
          - neuron_of P all s (into s t e)))); [assumption| | | |].
      - apply turned_leads; [assumption|apply Min].
      - intros h e _. unfold turned. rewrite move_f, dot_scale. ring.
      - intros e _. split; [rewrite Rmult_0_l, Rplus_0_r; ring|].
        apply (derivative_eq (fun h => (f P t e - out s t * neuron_of P all s (into s t e))
          + out s t * neuron_of P all s (into s t e + h * dot P u e))); [intros; ring|].
        replace (out s t * (s1 (into s t e) * dot P u e))
          with (0 + out s t * (s1 (into s t e) * dot P u e)) by ring.
        apply derivable_pt_lim_plus; [apply derivable_pt_lim_const|].
        now apply derivable_pt_lim_scal.
      - exists 0. intros h. unfold turned. rewrite move_penalty by assumption. ring. }
    rewrite moment_scale in E. apply Rmult_integral in E. destruct E; [contradiction|assumption].
Qed.

End Single.

(** ** Several units move, one after the other *)

Section Several.

Variable P : problem.
Variable all : list (list (list fn)).
Hypothesis branches_are : consists_of P all.
Variable singles : list single.
Hypothesis distinct : NoDup singles.
Hypothesis good : forall s, In s singles -> counts P all s.

Let n := length singles.
Definition nth_unit (i : nat) : single := nth i singles (Own 0).

Lemma nth_in : forall i, (i < n)%nat -> In (nth_unit i) singles.
Proof. intros i Hi. now apply nth_In. Qed.

Lemma nth_here : forall i, (i < n)%nat -> exists_single P all (nth_unit i).
Proof. intros i Hi. now apply good, nth_in. Qed.

Lemma nth_other : forall i j, (i < n)%nat -> (j < n)%nat -> i <> j -> nth_unit i <> nth_unit j.
Proof. intros i j Hi Hj N E. apply N. now apply (proj1 (NoDup_nth singles (Own 0)) distinct). Qed.

Variable t : params.
Variable d : nat -> nat -> R.

(** The first m units move by h d. *)
Fixpoint moved (m : nat) (h : R) : params :=
  match m with
  | O => t
  | S i => move P (nth_unit i) 0 (fun k => h * d i k) (moved i h)
  end.

Lemma moved_out : forall m h s, (m <= n)%nat -> exists_single P all s -> out s (moved m h) = out s t.
Proof.
  induction m as [|m IH]; intros h s Hm E; [reflexivity|]. simpl.
  rewrite (move_out P all _ (nth_here m ltac:(lia))) by assumption. apply IH; [lia|assumption].
Qed.

Lemma moved_into : forall m h i e, (m <= i)%nat -> (i < n)%nat ->
  into P (nth_unit i) (moved m h) e = into P (nth_unit i) t e.
Proof.
  induction m as [|m IH]; intros h i e Hm Hi; [reflexivity|]. simpl.
  rewrite (move_into_other P all _ (nth_here m ltac:(lia))); [apply IH; lia| |apply nth_other; lia].
  now apply nth_here.
Qed.

Lemma moved_f : forall m h e, (m <= n)%nat -> f P (moved m h) e = f P t e
  + sum m (fun i => out (nth_unit i) t * (neuron_of P all (nth_unit i) (into P (nth_unit i) t e + h * dot P (d i) e)
      - neuron_of P all (nth_unit i) (into P (nth_unit i) t e))).
Proof.
  induction m as [|m IH]; intros h e Hm; simpl; [ring|].
  rewrite (move_f P all branches_are) by (apply nth_here; lia).
  rewrite IH, moved_into, moved_out, dot_scale by (lia || (apply nth_here; lia)). ring.
Qed.

Lemma moved_penalty : forall m h, (m <= n)%nat -> penalty P (moved m h) = penalty P t.
Proof.
  induction m as [|m IH]; intros h Hm; [reflexivity|]. simpl.
  destruct (good (nth_unit m) (nth_in m ltac:(lia))) as [_ [_ [Pw [Pb _]]]].
  rewrite (move_penalty P all _ (nth_here m ltac:(lia))) by assumption. apply IH. lia.
Qed.

Lemma moved_admissible : forall m h, (m <= n)%nat -> admissible P t -> admissible P (moved m h).
Proof.
  induction m as [|m IH]; intros h Hm Adm; [assumption|]. simpl.
  destruct (good (nth_unit m) (nth_in m ltac:(lia))) as [E [Tw _]].
  apply (move_admissible P all); auto. apply IH; [lia|assumption].
Qed.

Lemma moved_near : forall m, (m <= n)%nat -> forall r, 0 < r -> exists delta, 0 < delta /\
  forall h, Rabs h < delta -> near P r t (moved m h).
Proof.
  induction m as [|m IH]; intros Hm r Hr.
  - exists 1. split; [lra|]. intros h _ p _. simpl. rewrite Rminus_diag_eq, Rabs_R0 by reflexivity.
    assumption.
  - destruct (IH ltac:(lia) (r / 2) ltac:(lra)) as [delta [Hd H]].
    destruct (small_steps (d m) (S (dim P)) (r / 2) ltac:(lra)) as [delta' [Hd' H']].
    exists (Rmin delta delta'). split; [now apply Rmin_pos|]. intros h Hh p Hp. simpl.
    assert (H1 : Rabs (moved m h p - t p) < r / 2).
    { apply H; [|assumption]. eapply Rlt_le_trans; [apply Hh|apply Rmin_l]. }
    assert (H2 : Rabs (move P (nth_unit m) 0 (fun k => h * d m k) (moved m h) p - moved m h p) < r / 2).
    { apply (move_near P all _ (nth_here m ltac:(lia)) (r / 2)); [lra|rewrite Rabs_R0; lra| |exact Hp].
      intros k Hk. apply H'; [|lia].
      eapply Rlt_le_trans; [apply Hh|apply Rmin_r]. }
    match goal with |- Rabs (?a - ?c) < _ =>
      replace (a - c) with ((a - moved m h p) + (moved m h p - c)) by ring end.
    eapply Rle_lt_trans; [apply Rabs_triang|]. lra.
Qed.

End Several.

(** ** The theorem *)

(** Balance: a_0, a unit of one sign, or a monotone one. *)
Definition balance_mixed (P : problem) : Prop :=
  (network_output_bias P /\ objective_output_bias_unpenalised P) \/ network_signed_unit P \/
  (network_monotone_unit P /\ data_origin_outside_hulls P).

Section Mixed.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis loss_active : loss_active P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis data_span_exclusion : data_span_exclusion P.
Hypothesis enough : network_width_mixed_distinct P \/ (loss_c2 P /\ network_width_mixed P).
Hypothesis balance : balance_mixed P.

Let defined := Monotone.all_defined P loss_defined neuron_defined network_deep_defined.

(** If the slopes vanish on one class, they do on the other. *)
Lemma balanced_mixed : forall l1, (forall v, derivable_pt_lim (ell P) v (l1 v)) ->
  forall t, local_min P t -> forall label,
  (forall e, In e (data P) -> positive_label e = label -> l1 (z P t e) = 0) ->
  forall e, In e (data P) -> l1 (z P t e) = 0.
Proof.
  intros l1 Dl t Min label one e He.
  destruct (bool_dec (positive_label e) label) as [L|L]; [now apply one|].
  assert (rest : forall g, Balance.moment P l1 t g = 0 ->
    (exists c, forall e, In e (data P) -> positive_label e = negb label -> 0 < c * g e) ->
    l1 (z P t e) = 0).
  { intros g B S. apply (Balance.one_class P l1 Dl loss_nondecreasing t (negb label) g); auto.
    - intros e' I' L'. rewrite negb_involutive in L'. now apply one.
    - destruct (positive_label e), label; try reflexivity; now destruct L. }
  destruct balance as [[bias free]|[signed|[monotone hulls]]].
  - apply (rest (fun _ => 1)); [|exists 1; intros; lra].
    now apply FirstOrder.first_bias.
  - destruct signed as [all [s [Br [Hs [To [Pen S]]]]]].
    apply (rest (fun e => neuron_of P all s (into P s t e))).
    + apply first_out; auto.
    + destruct S as [S|S]; [exists 1|exists (-1)]; intros e' _ _; specialize (S (into P s t e')); lra.
  - destruct monotone as [all [s [Br [C [[s1 [D _]] M]]]]].
    assert (V : exists v, forall e, In e (data P) -> positive_label e = negb label -> 0 < dot P v e).
    { destruct hulls as [[vp Vp] [vm Vm]]. destruct label; [exists vm|exists vp]; auto. }
    destruct V as [v V].
    assert (S : exists sign, forall v, 0 < sign * s1 v).
    { destruct M as [H|H].
      - exists 1. intros v'. rewrite Rmult_1_l. now apply (SecondOrder.increasing_slope _ v' _ H).
      - exists (-1). intros v'. apply (SecondOrder.increasing_slope _ v' _ H).
        replace (-1 * s1 v') with (- s1 v') by ring. now apply derivable_pt_lim_opp. }
    destruct S as [sign S].
    apply (rest (fun e => s1 (into P s t e) * dot P v e)).
    + now apply (first_turn P all Br s (proj1 C) defined l1 Dl).
    + exists sign. intros e' I' L'. specialize (V e' I' L'). specialize (S (into P s t e')).
      rewrite <- Rmult_assoc. now apply Rmult_lt_0_compat.
Qed.

Lemma same_into : forall s t e e', same P e e' -> into P s t e = into P s t e'.
Proof.
  intros [j|b u] t e e' S; [now apply SubspacesMoves.same_pre|].
  unfold into, unit_input, received. f_equal. apply sum_eq. intros k Hk. f_equal.
  assert (I : (k < inputs P)%nat) by (unfold inputs; destruct (sees_one P); lia).
  specialize (S k I). unfold X in S. destruct (Nat.ltb_spec k (dim P)); [assumption|lia].
Qed.

Lemma bent_sign : forall g, strictly_bent g -> exists c g', (c = 1 \/ c = -1) /\
  (forall v, derivable_pt_lim g v (g' v)) /\
  above_tangents (fun v => c * g v) (fun v => c * g' v).
Proof.
  intros g [[g' [D _]] B].
  assert (E : forall h, bends_up h -> forall c, (forall v, h v = c * g v) ->
    above_tangents (fun v => c * g v) (fun v => c * g' v)).
  { intros h U c Eq. apply bends_above.
    - intros u v p N Hp. rewrite <- !Eq. now apply U.
    - intros v. now apply derivable_pt_lim_scal. }
  destruct B as [B|B]; [exists 1, g'|exists (-1), g']; split; auto; (split; [assumption|]);
    apply (E _ B); intros v; unfold opposite; ring.
Qed.

Lemma arched_sign : forall g, strictly_arched g -> exists c g', (c = 1 \/ c = -1) /\
  (forall v, derivable_pt_lim g v (g' v)) /\ strictly_convex_fn (fun v => c * g v).
Proof.
  intros g [[g' [D _]] [B|B]]; [exists 1, g'|exists (-1), g']; split; auto; (split; [assumption|]);
    (eapply Subspaces.strictly_convex_ext; [|exact B]); intros v; unfold opposite; ring.
Qed.

(** What Units.v and UnitsSets.v ask for. *)
Section Singles.

Variable all : list (list (list fn)).
Hypothesis branches_are : consists_of P all.
Variable singles : list single.
Hypothesis distinct : NoDup singles.
Hypothesis good : forall s, In s singles -> counts P all s.
Variable l1 : R -> R.
Hypothesis Dl : forall v, derivable_pt_lim (ell P) v (l1 v).
Variable t : params.
Hypothesis Min : local_min P t.

Notation unit := (nth_unit singles).

Lemma singles_least : forall d, exists delta, 0 < delta /\ forall h, Rabs h < delta ->
  over (data P) (fun e => share e * ell P (z P t e))
  <= over (data P) (fun e => share e * ell P (z P t e + - y e * Units.change P (length singles)
       (fun i => neuron_of P all (unit i)) (fun i => out (unit i) t)
       (fun i e => into P (unit i) t e) d e h)).
Proof.
  intros d. destruct (near_min P defined t Min) as [r [Hr M]].
  destruct (moved_near P all singles good t d (length singles) (le_n _) r Hr) as [delta [Hd Near]].
  exists delta. split; [assumption|]. intros h Hh.
  eapply Rle_trans.
  - apply (Monotone.L_compare P t (moved P singles t d (length singles) h)).
    + now apply (moved_penalty P all).
    + apply M; [|now apply Near]. apply (moved_admissible P all); auto. apply Min.
  - right. apply over_eq. intros e _. do 2 f_equal. unfold z, Units.change.
    rewrite (moved_f P all branches_are singles distinct good) by lia. ring.
Qed.

Lemma singles_idle : forall j u, In j (seq 0 (length singles)) -> out (unit j) t = 0 ->
  exists delta, 0 < delta /\ forall h, Rabs h < delta ->
    Stationary.balance P l1 t (fun e => neuron_of P all (unit j) (into P (unit j) t e + h * dot P u e)) = 0.
Proof.
  intros j u Hj Z. apply in_seq in Hj.
  destruct (good (unit j) ltac:(apply nth_In; lia)) as [E [Tw [Pw [Pb Part]]]].
  assert (To : trained_output P (unit j)).
  { destruct Part as [|F]; [assumption|].
    destruct (in_dec place_dec (output_of (unit j)) (trained P)) as [I|I]; [exact I|].
    contradict F. rewrite <- (proj1 Min _ I). exact Z. }
  exact (idle_line P all branches_are (unit j) E defined l1 Dl t u Min Tw Pw Pb To Z).
Qed.

Lemma singles_below : NoDup (seq 0 (length singles)) /\
  forall j, In j (seq 0 (length singles)) -> (j < length singles)%nat.
Proof. split; [apply seq_NoDup|]. intros j Hj. apply in_seq in Hj. lia. Qed.

(** A factor 1 or -1 and a derivative for each unit. *)
Lemma singles_shape : forall T : R -> (R -> R) -> (R -> R) -> Prop,
  (forall s, In s singles -> exists c g', (c = 1 \/ c = -1) /\
    (forall v, derivable_pt_lim (neuron_of P all s) v (g' v)) /\ T c (neuron_of P all s) g') ->
  exists shape, forall i, (i < length singles)%nat -> (fst (shape i) = 1 \/ fst (shape i) = -1) /\
    (forall v, derivable_pt_lim (neuron_of P all (unit i)) v (snd (shape i) v)) /\
    T (fst (shape i)) (neuron_of P all (unit i)) (snd (shape i)).
Proof.
  intros T H. apply (SubspacesMoves.finite_choice (1, fun _ : R => 0) (length singles) (fun i p =>
    (fst p = 1 \/ fst p = -1) /\
    (forall v, derivable_pt_lim (neuron_of P all (unit i)) v (snd p v)) /\
    T (fst p) (neuron_of P all (unit i)) (snd p))).
  intros i Hi. destruct (H (unit i)) as [c [g [U [D S]]]]; [now apply nth_In|].
  exists (c, g). auto.
Qed.

End Singles.

Theorem no_slope_subspaces_mixed : Kinds.NO_SLOPE P.
Proof.
  intros t Min e0 I0.
  destruct loss_c1 as [l1 [Dl C1]].
  cut (SubspacesMoves.slope P l1 t e0 = 0); [intros <-; apply Dl|].
  assert (rest : (forall e, In e (data P) -> SubspacesMoves.slope P l1 t e = 0) \/
    exists label, forall e, In e (data P) -> positive_label e = label -> SubspacesMoves.slope P l1 t e = 0).
  { destruct enough as [width|[[l2 [l2' [Dl2 [Dl2' _]]]] width]].
    - destruct width as [all [singles [np [nm [Br [distinct [some [each [cp [cm few]]]]]]]]]].
      assert (good : forall s, In s singles -> counts P all s) by (intros s I; now apply each).
      destruct (singles_shape all singles (fun c g g' =>
        above_tangents (fun v => c * g v) (fun v => c * g' v))) as [shape Shape].
      { intros s I. now apply bent_sign, each. }
      destruct (Units.units_slopes P l1 Dl loss_nondecreasing t (length singles)
        (fun i => neuron_of P all (nth_unit singles i)) (fun i => snd (shape i))
        (fun i => out (nth_unit singles i) t) (fun i e => into P (nth_unit singles i) t e)
        (fun i => fst (shape i))) with (good := seq 0 (length singles))
        as [done|[_ [label one]]]; auto; try (right; exists label; exact one).
      + intros i v Hi. now apply Shape.
      + intros i Hi. now apply Shape.
      + intros i Hi. now apply Shape.
      + intros i e e' _ S. now apply same_into.
      + exact (singles_least all Br singles distinct good t Min).
      + apply singles_below.
      + exact (singles_idle all Br singles good l1 Dl t Min).
      + exists np, nm. rewrite seq_length. auto.
    - destruct width as [all [singles [bp [bm [Br [distinct [some [each [cp [cm few]]]]]]]]]].
      assert (good : forall s, In s singles -> counts P all s) by (intros s I; now apply each).
      assert (same_slope : forall v, l1 v = l2 v) by (intros v; exact (uniqueness_limite _ _ _ _ (Dl v) (Dl2 v))).
      destruct (singles_shape all singles (fun c g _ => strictly_convex_fn (fun v => c * g v)))
        as [shape Shape].
      { intros s I. now apply arched_sign, each. }
      destruct (UnitsSets.units_slopes_sets P l1 Dl loss_nondecreasing t) with
        (n := length singles) (s := fun i => neuron_of P all (nth_unit singles i))
        (s1 := fun i => snd (shape i)) (out := fun i => out (nth_unit singles i) t)
        (into := fun i e => into P (nth_unit singles i) t e) (curve := fun i => fst (shape i))
        (good := seq 0 (length singles))
        as [done|[_ [label one]]]; auto; try (right; exists label; exact one).
      + intros e _ Z. rewrite same_slope in Z.
        exact (SecondOrder.flat (ell P) l2 l2' _ loss_nondecreasing Dl2 Dl2' Z).
      + intros i v Hi. now apply Shape.
      + intros i Hi. now apply Shape.
      + intros i Hi. now apply Shape.
      + intros i e e' _ S. now apply same_into.
      + exact (singles_least all Br singles distinct good t Min).
      + apply singles_below.
      + exact (singles_idle all Br singles good l1 Dl t Min).
      + exists bp, bm. rewrite seq_length. auto. }
  destruct rest as [done|[label one]]; [auto|]. now apply (balanced_mixed l1 Dl t Min label).
Qed.

Theorem thm_subspaces_mixed : NO_BAD P.
Proof. exact (Kinds.no_slope_no_bad P no_slope_subspaces_mixed loss_active). Qed.

End Mixed.
