(** * A branch that narrows to single units; T1 for it (thm.separable.funnel)

    Above the first layer of branch b are single units with a continuous slope
    of one strict sign. Unit u of the first layer is turned: where that is of
    use to some samples and bad for none, these have no slope at a local
    minimum. If the unit is strictly monotone and the data are separable, all
    slopes of the loss are 0. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsFunnel Algebra Near Kinds Monotone Balance
  FirstOrder LinearBranch LinearNetwork Independent OnePoint Level FunnelStages.
Import ListNotations.
Open Scope R_scope.

Lemma label_sign : forall e, unit_sign (y e).
Proof. intros e. unfold y, unit_sign. destruct (positive_label e); auto. Qed.

Section Funnel.

Variable P : problem.

Hypothesis defined : forall t, L_defined P t.
Variable l1 : R -> R.
Hypothesis loss_slope : forall v, derivable_pt_lim (ell P) v (l1 v).
Hypothesis nondecreasing : loss_nondecreasing P.

Local Notation own := deep_part.

(** ** Moving free parameters *)

Definition moves_free (t t' : params) : Prop :=
  forall p, t' p = t p \/ exists q, p = D q /\ free P q.

Lemma moves_admissible : forall t t', admissible P t -> moves_free t t' -> admissible P t'.
Proof.
  intros t t' A M p N. destruct (M p) as [->|[q [-> [I _]]]]; [now apply A|].
  elim N. now apply in_deep.
Qed.

Lemma moves_penalty : forall t t', moves_free t t' -> penalty P t' = penalty P t.
Proof.
  intros t t' M. unfold penalty. apply over_eq. intros [c p] I. simpl.
  destruct (M p) as [->|[q [-> [_ Z]]]]; [reflexivity|]. rewrite (Z c I). ring.
Qed.

Lemma bump_free : forall t q h, free P q -> moves_free t (bump t (D q) h).
Proof.
  intros t q h F p. unfold bump. destruct (place_dec p (D q)) as [->|N]; [right; eauto|now left].
Qed.

(** ** The branch *)

Variable all : list (list (list fn)).
Variable b : nat.
Variable first : list fn.
Variable above : list fn.
Variable u : nat.
Hypothesis deep_is : consists_of P all.
Hypothesis in_range : (b < length all)%nat.
Hypothesis layers : layers_of all b = first :: map (fun s => [s]) above.
Hypothesis unit_in : (u < length first)%nat.
Hypothesis smooth : forall s, In s above -> smooth_monotone s.
Hypothesis weights_free : forall k, (k < dim P)%nat -> free P (Weight b 0 u k).
Hypothesis bias_free : sees_one P = true -> free P (Bias b 0 u).
Hypothesis multiplier_free : free P (multiplier b 1 u above).
Hypothesis above_free : forall q, In q (multipliers b 1 above) -> free P q.

Definition gets (t : params) (k : nat) (e : sample) : R := received (own t) b 0 (dim P) (x P e) k.
Local Notation neuron_of k := (val (nth k first identity)).

(** The unit receives the same from two samples with one X. *)
Lemma same_gets : forall t k e e', same P e e' -> gets t k e' = gets t k e.
Proof.
  intros t k e e' S. unfold gets, received. f_equal. apply sum_eq. intros i Hi. f_equal.
  assert (Hi' : (i < inputs P)%nat) by (unfold inputs; destruct (sees_one P); lia).
  specialize (S i Hi'). rewrite !X_low in S by assumption. now symmetry.
Qed.

(** What the single units receive, or the output if there are none. *)
Definition collected (t : params) (e : sample) : R :=
  sum (length first) (fun k => own t (multiplier b 1 k above) * neuron_of k (gets t k e)).
Lemma same_collected : forall t e e', same P e e' -> collected t e' = collected t e.
Proof.
  intros t e e' S. unfold collected. apply sum_eq. intros k _. now rewrite (same_gets t k e e' S).
Qed.

Local Notation top t := (stage (own t) b 1 above).

Lemma f_moved : forall t t' e, (forall q, ~ tail_place b 0 q -> t' q = t q) ->
  f P t' e = f P t e + (top t' (collected t' e) - top t (collected t e)).
Proof.
  intros t t' e E. rewrite (f_branch P all deep_is b t t' e in_range E), layers.
  cbn [branch_output]. rewrite !branch_stage. unfold collected, gets. ring.
Qed.

(** ** The weights of the unit, moved along a vector *)

Section Moved.

Variable w : nat -> R.

Definition turned (t : params) (h : R) : params := fun p => match p with
  | D (Weight b' O u' k) =>
      if ((b' =? b) && (u' =? u) && (k <? dim P))%nat%bool then t p + h * w k else t p
  | D (Bias b' O u') =>
      if ((b' =? b)%nat && (u' =? u)%nat && sees_one P)%bool then t p + h * w (dim P) else t p
  | _ => t p
  end.

Lemma turned_free : forall t h, moves_free t (turned t h).
Proof.
  intros t h p. unfold turned.
  destruct p as [|?|? ?|?|[b' [|l] u' k|b' [|l] u'|b' u']]; auto.
  - destruct ((b' =? b) && (u' =? u) && (k <? dim P))%nat%bool eqn:E; [|now left].
    apply andb_prop in E. destruct E as [E K]. apply andb_prop in E. destruct E as [B U].
    apply Nat.eqb_eq in B. apply Nat.eqb_eq in U. apply Nat.ltb_lt in K. subst.
    right. eexists. split; [reflexivity|]. now apply weights_free.
  - destruct ((b' =? b)%nat && (u' =? u)%nat && sees_one P)%bool eqn:E; [|now left].
    apply andb_prop in E. destruct E as [E K]. apply andb_prop in E. destruct E as [B U].
    apply Nat.eqb_eq in B. apply Nat.eqb_eq in U. subst.
    right. eexists. split; [reflexivity|]. now apply bias_free.
Qed.

Lemma turned_leads : forall t, admissible P t -> leads P t (turned t).
Proof.
  intros t A. split.
  - intros h. apply (moves_admissible t); [assumption|apply turned_free].
  - intros r Hr. destruct (small_steps w (S (dim P)) r Hr) as [d [Hd H]].
    exists d. split; [assumption|]. intros h Hh p _.
    assert (Z : Rabs (t p - t p) < r)
      by (rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; assumption).
    assert (M : forall k, (k < S (dim P))%nat -> Rabs (t p + h * w k - t p) < r).
    { intros k K. replace (t p + h * w k - t p) with (h * w k) by ring. now apply H. }
    unfold turned. destruct p as [|?|? ?|?|[b' [|l] u' k|b' [|l] u'|b' u']]; auto.
    + destruct ((b' =? b) && (u' =? u) && (k <? dim P))%nat%bool eqn:E; auto.
      apply andb_prop in E. destruct E as [_ K]. apply Nat.ltb_lt in K. apply M. lia.
    + destruct ((b' =? b)%nat && (u' =? u)%nat && sees_one P)%bool; auto.
Qed.

Lemma turned_other : forall t h q, ~ tail_place b 0 q -> turned t h q = t q.
Proof.
  intros t h q N. unfold turned. destruct q as [|?|? ?|?|[b' [|l] u' k|b' [|l] u'|b' u']]; auto.
  - destruct (Nat.eqb_spec b' b) as [->|]; [|reflexivity]. elim N. simpl. auto.
  - destruct (Nat.eqb_spec b' b) as [->|]; [|reflexivity]. elim N. simpl. auto.
Qed.

Lemma turned_multiplier : forall t h k, own (turned t h) (multiplier b 1 k above)
  = own t (multiplier b 1 k above).
Proof. intros. now destruct above. Qed.

Lemma turned_gets : forall t h k e,
  gets (turned t h) k e = gets t k e + (if (k =? u)%nat then h * dot P w e else 0).
Proof.
  intros t h k e. unfold gets, received, deep_part. cbn [turned]. rewrite Nat.eqb_refl.
  rewrite (sum_eq (dim P) _ (fun i => t (D (Weight b 0 k i)) * x P e i
    + (if (k =? u)%nat then h * (w i * X P e i) else 0))).
  - unfold dot, inputs. destruct (k =? u)%nat; cbn [andb].
    + assert (One : X P e (dim P) = 1) by (unfold X; now rewrite Nat.ltb_irrefl).
      rewrite sum_add, sum_mul. destruct (sees_one P); cbn [sum]; rewrite ?One; ring.
    + rewrite sum_add, (sum_0 (dim P) (fun _ => 0)) by reflexivity. ring.
  - intros i Hi. rewrite (proj2 (Nat.ltb_lt i (dim P)) Hi).
    unfold X. rewrite (proj2 (Nat.ltb_lt i (dim P)) Hi).
    destruct (k =? u)%nat; cbn [andb]; ring.
Qed.

Lemma turned_collected : forall t h e, collected (turned t h) e = collected t e
  + own t (multiplier b 1 u above)
    * (neuron_of u (gets t u e + h * dot P w e) - neuron_of u (gets t u e)).
Proof.
  intros t h e. unfold collected.
  rewrite <- (sum_at (length first) u (own t (multiplier b 1 u above)
    * (neuron_of u (gets t u e + h * dot P w e) - neuron_of u (gets t u e))) unit_in), <- sum_add.
  apply sum_eq. intros k _. rewrite turned_multiplier, turned_gets.
  destruct (Nat.eqb_spec k u) as [->|N]; [ring|]. rewrite !Rplus_0_r. reflexivity.
Qed.

Lemma turned_top : forall t h l v, (1 <= l)%nat -> forall rest,
  stage (own (turned t h)) b l rest v = stage (own t) b l rest v.
Proof.
  intros t h l v Hl rest. apply stage_ext.
  - intros [|l'] k i H; [lia|reflexivity].
  - intros [|l'] k H; [lia|reflexivity].
  - reflexivity.
Qed.

(** ** What the samples gain *)

(** How much the unit passes on when its weights are turned by h. *)
Definition gap (t : params) (h : R) (e : sample) : R :=
  neuron_of u (gets t u e + h * dot P w e) - neuron_of u (gets t u e).

(** Up to the sign k, the turn moves the unit for e, and for no sample the wrong way. *)
Definition better (k : R) (t : params) (h : R) (e : sample) : Prop :=
  unit_sign k /\ (forall e', In e' (data P) -> 0 <= y e' * (k * gap t h e')) /\ 0 < y e * (k * gap t h e).

(** So do strictly monotone functions of what it passes on. *)
Lemma passed_better : forall c g k m t h e v, strictly c g -> unit_sign k -> m <> 0 ->
  0 <= y e * (k * gap t h e) ->
  0 <= y e * (c * (sg m * k) * (g (v + m * gap t h e) - g v)).
Proof.
  intros c g k m t h e v C K M H. destruct (Req_EM_T (gap t h e) 0) as [E|N].
  { rewrite E, Rmult_0_r, Rplus_0_r, (Rminus_diag_eq (g v)), !Rmult_0_r by reflexivity. lra. }
  left. apply strictly_sign; auto using label_sign, unit_mult, sg_unit.
  replace (y e * (sg m * k * (v + m * gap t h e - v)))
    with ((sg m * m) * (y e * (k * gap t h e))) by ring.
  apply Rmult_lt_0_compat; [now apply sg_pos|]. destruct H as [|H]; [assumption|].
  symmetry in H. apply Rmult_integral in H. pose proof (label_sign e) as Y.
  destruct H as [H|H]; [destruct Y; lra|]. apply Rmult_integral in H. destruct K, H; lra.
Qed.

Lemma passed_best : forall c g k m t h e v, strictly c g -> unit_sign k -> m <> 0 ->
  0 < y e * (k * gap t h e) ->
  0 < y e * (c * (sg m * k) * (g (v + m * gap t h e) - g v)).
Proof.
  intros c g k m t h e v C K M H.
  apply strictly_sign; auto using label_sign, unit_mult, sg_unit.
  replace (y e * (sg m * k * (v + m * gap t h e - v)))
    with ((sg m * m) * (y e * (k * gap t h e))) by ring.
  apply Rmult_lt_0_compat; [now apply sg_pos|assumption].
Qed.

(** The first-order condition in what weighs unit k below layer l. *)
Lemma bump_stage : forall t l k rest h v,
  stage (own (bump t (D (multiplier b l k rest)) h)) b l rest v = stage (own t) b l rest v.
Proof.
  intros t l k [|s rest] h v; [reflexivity|]. apply stage_ext; intros; unfold deep_part;
    apply bump_other; cbn [multiplier]; intros E; inversion E; lia.
Qed.

(** ** (1) No multiplier is 0: a turn moves f with the sign of [c] and of the multiplier *)
Lemma all_alive : forall t c, local_min P t -> strictly c (top t) ->
  own t (multiplier b 1 u above) <> 0 -> exists a, 0 < a /\ forall h e, Rabs h < a ->
  In e (data P) -> better (c * sg (own t (multiplier b 1 u above))) t h e -> l1 (z P t e) = 0.
Proof.
  intros t c Min St Nm. destruct (near_min P defined t Min) as [r [Hr Hmin]].
  destruct (turned_leads t (proj1 Min)) as [Adm Near]. destruct (Near r Hr) as [a [Ha Hnear]].
  exists a. split; [assumption|]. intros h e Hh I [Dir [Weak Strict]].
  set (m := own t (multiplier b 1 u above)) in *.
  set (dir := c * sg m) in *.
  assert (One : c * (sg m * dir) = 1).
  { unfold dir. replace (c * (sg m * (c * sg m))) with ((c * c) * (sg m * sg m)) by ring.
    rewrite (unit_square c (proj1 St)), (unit_square _ (sg_unit m)). ring. }
  assert (Change : forall e', z P (turned t h) e' - z P t e'
    = - (y e' * (c * (sg m * dir) * (top t (collected t e' + m * gap t h e') - top t (collected t e'))))).
  { intros e'. rewrite One, Rmult_1_l. unfold z.
    rewrite (f_moved t (turned t h)) by (intros; now apply turned_other).
    rewrite turned_top by lia. rewrite turned_collected. fold m. fold (gap t h e'). ring. }
  assert (Fall : forall e', In e' (data P) -> z P (turned t h) e' <= z P t e').
  { intros e' I'. pose proof (Change e') as C.
    pose proof (passed_better c (top t) dir m t h e' (collected t e') St Dir Nm (Weak e' I')). lra. }
  assert (Down : z P (turned t h) e < z P t e).
  { pose proof (Change e) as C.
    pose proof (passed_best c (top t) dir m t h e (collected t e) St Dir Nm Strict). lra. }
  assert (LE : L P t <= L P (turned t h)) by (apply Hmin; auto).
  apply L_compare in LE; [|apply moves_penalty, turned_free].
  assert (Terms : forall e', In e' (data P) ->
    0 <= share e' * (ell P (z P t e') - ell P (z P (turned t h) e'))).
  { intros e' I'. apply Rmult_le_pos; [left; apply share_pos|].
    pose proof (nondecreasing _ _ (Fall e' I')). lra. }
  assert (Sum : over (data P)
    (fun e' => share e' * (ell P (z P t e') - ell P (z P (turned t h) e'))) <= 0).
  { rewrite (over_eq (data P) _ (fun e' => share e' * ell P (z P t e')
      + (-1) * (share e' * ell P (z P (turned t h) e')))) by (intros; ring).
    rewrite over_add, over_mul. lra. }
  pose proof (over_ge0_0 (data P) _ Terms Sum e I) as E0. cbv beta in E0. pose proof (share_pos e).
  assert (ell P (z P (turned t h) e) = ell P (z P t e))
    by (apply Rmult_integral in E0; destruct E0; lra).
  apply (flat_below (ell P) (z P t e) _ (z P (turned t h) e)); auto.
Qed.

(** The same where the turn moves e alone, and the samples with its X: their losses may rise and fall. *)
Definition alone (e : sample) : Prop :=
  continuity (neuron_of u) /\ dot P w e = 1 /\
  forall e', In e' (data P) -> same P e e' \/ dot P w e' = 0.

Lemma gap_still : forall t h e, dot P w e = 0 -> gap t h e = 0.
Proof. intros t h e Z. unfold gap. rewrite Z, Rmult_0_r, Rplus_0_r. ring. Qed.

Lemma gap_same : forall t h e e', same P e e' -> gap t h e' = gap t h e.
Proof. intros t h e e' S. unfold gap. now rewrite (same_gets t u e e' S), (same_dot P w e e' S). Qed.

Lemma gap_continuous : forall t e, continuity (neuron_of u) -> continuity_pt (fun h => gap t h e) 0.
Proof.
  intros t e C. apply continuity_pt_minus; [|apply continuity_pt_const; intros ? ?; reflexivity].
  apply (continuity_pt_comp (fun h => gets t u e + h * dot P w e)); [|apply C].
  apply continuity_pt_plus; [apply continuity_pt_const; intros ? ?; reflexivity|].
  apply continuity_pt_mult; [|apply continuity_pt_const; intros ? ?; reflexivity].
  apply derivable_continuous_pt, derivable_pt_id.
Qed.

Lemma alive_step : forall t c e, local_min P t -> strictly c (top t) -> continuity (top t) ->
  own t (multiplier b 1 u above) <> 0 -> In e (data P) -> alone e -> at_same P (pulls P l1 t) e <> 0 ->
  exists a, 0 < a /\ forall h, Rabs h < a ->
  at_same P (pulls P l1 t) e * (c * sg (own t (multiplier b 1 u above))) * gap t h e <= 0.
Proof.
  intros t c e Min St Ct Nm I [Cn [We Wo]] N.
  set (m := own t (multiplier b 1 u above)) in *.
  set (step := fun h => top t (collected t e + m * gap t h e) - top t (collected t e)).
  destruct (point_step P (same P) (same_dec P) defined l1 loss_slope t (turned t) e step Min)
    as [d [Hd H]]; auto.
  - apply turned_leads, Min.
  - intros h. apply moves_penalty, turned_free.
  - apply continuity_pt_minus; [|apply continuity_pt_const; intros ? ?; reflexivity].
    apply (continuity_pt_comp (fun h => collected t e + m * gap t h e) (top t)); [|apply Ct].
    apply continuity_pt_plus; [apply continuity_pt_const; intros ? ?; reflexivity|].
    apply (continuity_pt_scal _ m), gap_continuous, Cn.
  - assert (G0 : gap t 0 e = 0) by (unfold gap; rewrite Rmult_0_l, Rplus_0_r; ring).
    unfold step. rewrite G0, Rmult_0_r, Rplus_0_r. ring.
  - intros h e' I'. rewrite (f_moved t (turned t h)) by (intros; now apply turned_other).
    rewrite turned_top by lia. rewrite turned_collected. fold m. fold (gap t h e'). split.
    + intros S. rewrite (gap_same t h e e' S), (same_collected t e e' S). unfold step. ring.
    + intros NS. destruct (Wo e' I') as [S|O]; [contradiction|].
      rewrite (gap_still t h e' O), Rmult_0_r, Rplus_0_r. ring.
  - fold (at_same P (pulls P l1 t) e) in H. exists d. split; [assumption|]. intros h Hh. specialize (H h Hh).
    destruct (Rle_lt_dec (at_same P (pulls P l1 t) e * (c * sg m) * gap t h e) 0) as [|Up]; [assumption|exfalso].
    set (k := at_same P (pulls P l1 t) e * c) in *.
    assert (Kp : 0 < k * (sg m * gap t h e)).
    { replace (k * (sg m * gap t h e)) with (at_same P (pulls P l1 t) e * (c * sg m) * gap t h e) by (unfold k; ring).
      assumption. }
    assert (K : k <> 0) by (intros E; rewrite E in Kp; lra).
    assert (Mp : 0 < sg k * (1 * (collected t e + m * gap t h e - collected t e))).
    { pose proof (sg_pos k K) as Sk. pose proof (sg_pos m Nm) as Sm. pose proof (sg_unit k) as Uk.
      pose proof (sg_unit m) as Um. destruct Uk as [Uk|Uk], Um as [Um|Um]; rewrite Uk, Um in *; nra. }
    pose proof (strictly_sign c 1 (top t) (sg k) _ _ St (or_introl eq_refl) (sg_unit k) Mp) as S.
    set (rise := top t (collected t e + m * gap t h e) - top t (collected t e)) in *.
    assert (Pos : 0 < k * (c * rise)).
    { pose proof (sg_pos k K) as Sk. destruct (sg_unit k) as [Uk|Uk]; rewrite Uk in *; nra. }
    unfold step in H. fold rise in H.
    assert (C : c * c = 1) by (apply unit_square, St).
    replace (k * (c * rise)) with ((c * c) * (at_same P (pulls P l1 t) e * rise)) in Pos by (unfold k; ring).
    rewrite C in Pos. lra.
Qed.

(** Turns that change f nowhere lead to other local minima. *)
Lemma idle_turn : forall t, local_min P t ->
  (forall h e, In e (data P) -> f P (turned t h) e = f P t e) ->
  exists d, 0 < d /\ forall h, Rabs h < d -> local_min P (turned t h).
Proof.
  intros t Min F. apply (idle_move P defined t (turned t) Min (turned_leads t (proj1 Min)) F).
  intros h. apply moves_penalty, turned_free.
Qed.

(** What the unit passes on by small turns adds up to 0, as strictly monotone functions of it do
    that depend on the sample by its X. *)
Definition passes_nothing (t : params) : Prop :=
  exists a c (r : sample -> R -> R), 0 < a /\ (forall e, strictly c (r e)) /\ (forall e, r e 0 = 0) /\
    (forall e e' v, same P e e' -> r e' v = r e v) /\
    forall h, Rabs h < a -> moment P l1 t (fun e => r e (gap t h e)) = 0.

Lemma nothing_alone : forall t e, passes_nothing t -> In e (data P) -> alone e -> at_same P (pulls P l1 t) e <> 0 ->
  exists a, 0 < a /\ forall h, Rabs h < a -> gap t h e = 0.
Proof.
  intros t e [a [c [r [Ha [St [Z [Same M]]]]]]] I [_ [We Wo]] N.
  exists a. split; [assumption|]. intros h Hh. specialize (M h Hh). unfold moment in M.
  assert (C : at_same P (pulls P l1 t) e * r e (gap t h e) = 0).
  { unfold at_same. rewrite <- (one_force P (same P) (same_dec P) (pulls P l1 t) (fun e' => r e' (gap t h e')) e
      (r e (gap t h e))); [exact M|].
    intros e' I'. split.
    - intros S. now rewrite (Same e e'), (gap_same t h e e').
    - intros NS. destruct (Wo e' I') as [S|O]; [contradiction|]. now rewrite (gap_still t h e' O), Z. }
  apply Rmult_integral in C. destruct C as [C|C]; [contradiction|].
  destruct (St e) as [_ Up]. rewrite <- (Z e) in C.
  destruct (Rtotal_order (gap t h e) 0) as [L|[E|L]]; [exfalso|assumption|exfalso].
  - specialize (Up _ _ L). cbv beta in Up. rewrite C in Up. lra.
  - specialize (Up _ _ L). cbv beta in Up. rewrite C in Up. lra.
Qed.

Lemma nothing_better : forall t, passes_nothing t -> exists a, 0 < a /\ forall h k e, Rabs h < a ->
  In e (data P) -> better k t h e -> l1 (z P t e) = 0.
Proof.
  intros t [a [c [r [Ha [St [Z [_ M]]]]]]]. exists a. split; [assumption|].
  intros h k e Hh I [K [Weak Strict]].
  assert (Pos : forall e', 0 < y e' * (k * gap t h e') -> 0 < y e' * (c * k * r e' (gap t h e'))).
  { intros e' H. replace (r e' (gap t h e')) with (r e' (gap t h e') - r e' 0) by (rewrite Z; ring).
    apply (strictly_sign c k (r e') (y e') 0 (gap t h e')); auto using label_sign.
    now rewrite Rminus_0_r. }
  apply (one_sided_moment P l1 loss_slope nondecreasing t (fun e => c * k * r e (gap t h e))); auto.
  - rewrite moment_scale, M by assumption. ring.
  - intros e' I'. destruct (Weak e' I') as [H|H]; [left; now apply Pos|].
    symmetry in H. apply Rmult_integral in H. pose proof (label_sign e') as Y.
    destruct H as [H|H]; [destruct Y; lra|]. apply Rmult_integral in H.
    destruct H as [H|H]; [destruct K; lra|]. rewrite H, Z, !Rmult_0_r. lra.
Qed.

(** ** (2) The multiplier of the unit is 0, none above it is *)
Lemma unit_idle : forall t, local_min P t -> own t (multiplier b 1 u above) = 0 ->
  alive (own t) b 1 above -> passes_nothing t.
Proof.
  intros t Min Zm Al.
  destruct (alive_sloped (own t) b above 1 smooth Al) as [c [d [[C _] Sl]]].
  assert (First : forall s, local_min P s -> (forall v, top s v = top t v) ->
    moment P l1 s (fun e => d (collected s e) * neuron_of u (gets s u e)) = 0).
  { intros s Ms Top.
    apply (first_order_along P defined l1 loss_slope s (bump s (D (multiplier b 1 u above)))
      (fun e h => f P s e + (top s (collected s e + h * neuron_of u (gets s u e))
                             - top s (collected s e)))); auto.
    - apply bump_leads; [apply Ms|apply in_deep, multiplier_free].
    - intros h e _. rewrite (f_moved s).
      + rewrite bump_stage. f_equal. f_equal. f_equal. unfold collected.
        rewrite <- (sum_at (length first) u (h * neuron_of u (gets s u e)) unit_in), <- sum_add.
        apply sum_eq. intros k _.
        replace (gets (bump s (D (multiplier b 1 u above)) h) k e) with (gets s k e).
        * unfold deep_part. destruct (Nat.eqb_spec k u) as [->|N].
          -- rewrite bump_here. ring.
          -- rewrite bump_other; [ring|]. destruct above; cbn [multiplier]; congruence.
        * unfold gets, received, deep_part. f_equal.
          -- apply sum_eq. intros i _. rewrite bump_other; [reflexivity|].
             destruct above; cbn [multiplier]; congruence.
          -- rewrite bump_other; [reflexivity|]. destruct above; cbn [multiplier]; congruence.
      + intros q N. apply bump_other. intros ->. apply N.
        destruct above; cbn [multiplier tail_place]; auto.
    - intros e _. split; [rewrite Rmult_0_l, Rplus_0_r; ring|].
      replace (d (collected s e) * neuron_of u (gets s u e))
        with (0 + (d (collected s e) * neuron_of u (gets s u e) - 0)) by ring.
      apply (derivable_pt_lim_plus (fun _ => f P s e)); [apply derivable_pt_lim_const|].
      apply (derivable_pt_lim_minus (fun h => top s (collected s e + h * neuron_of u (gets s u e))));
        [|apply derivable_pt_lim_const].
      apply derivative_along. apply (derivative_eq (top t)); [intros; now rewrite Top|]. apply Sl.
    - exists 0. intros h. rewrite (moves_penalty s) by (apply bump_free, multiplier_free). ring. }
  assert (Same : forall h e, f P (turned t h) e = f P t e).
  { intros h e. rewrite (f_moved t) by (intros; now apply turned_other).
    rewrite turned_top by lia. rewrite turned_collected, Zm, Rmult_0_l, Rplus_0_r. ring. }
  destruct (idle_turn t Min (fun h e _ => Same h e)) as [a [Ha Turn]].
  exists a, c, (fun e v => d (collected t e) * v). split; [assumption|]. split; [|split; [|split]].
  - intros e. split; [assumption|]. intros v v' H. destruct (Sl (collected t e)) as [_ Pos]. nra.
  - intros e. ring.
  - intros e e' v S. now rewrite (same_collected t e e' S).
  - intros h Hh. pose proof (First t Min (fun v => eq_refl)) as M1.
    pose proof (First _ (Turn h Hh) (fun v => turned_top t h 1 v (le_n _) above)) as M2.
    rewrite (moment_eq P l1 t _ (fun e => d (collected t e)
      * neuron_of u (gets t u e + h * dot P w e))) in M2.
    + rewrite (moment_eq P l1 t t (fun e => d (collected t e) * neuron_of u (gets t u e + h * dot P w e)
        + (-1) * (d (collected t e) * neuron_of u (gets t u e)))).
      * rewrite moment_combine, M1, M2. ring.
      * reflexivity.
      * intros e _. unfold gap. ring.
    + intros e' _. apply Same.
    + intros e' _. rewrite turned_collected, turned_gets, Nat.eqb_refl, Zm, Rmult_0_l, Rplus_0_r.
      reflexivity.
Qed.

(** ** (3) The multiplier of a single unit is 0, none above it is *)

Section Dead.

Variable below : list fn.
Variable s : fn.
Variable post : list fn.
Hypothesis split : above = below ++ s :: post.

Local Notation n := (S (length below)).
Local Notation last := (multiplier b (S n) 0 post).

Lemma first_multiplier : multiplier b 1 u above = Weight b 1 0 u.
Proof. rewrite split. apply multiplier_below. Qed.

Lemma last_free : free P last.
Proof. apply above_free. rewrite split. apply (multipliers_at b s post below 1). Qed.

(** What the unit s passes on. *)
Definition passed_on (t : params) (v : R) : R :=
  val s (reach (own t) b 1 below v + own t (Bias b n 0)).

Lemma top_split : forall t v,
  top t v = stage (own t) b (S n) post (own t last * passed_on t v).
Proof. intros t v. rewrite split. apply (stage_split (own t) b s post below 1 v). Qed.

Lemma dead_top : forall t v, own t last = 0 -> top t v = stage (own t) b (S n) post 0.
Proof. intros t v Z. now rewrite top_split, Z, Rmult_0_l. Qed.

(** The first-order condition in the multiplier. *)
Lemma dead_moment : forall t, local_min P t -> own t last = 0 -> alive (own t) b (S n) post ->
  moment P l1 t (fun e => passed_on t (collected t e)) = 0.
Proof.
  intros t Min Z Al.
  destruct (alive_sloped (own t) b post (S n)) as [c [d [_ Sl]]]; [|assumption|].
  { intros s' I. apply smooth. rewrite split. apply in_or_app. right. now right. }
  assert (Bump : forall h q, q <> D last -> bump t (D last) h q = t q)
    by (intros; now apply bump_other).
  assert (M : moment P l1 t (fun e => d 0 * passed_on t (collected t e)) = 0).
  { apply (first_order_along P defined l1 loss_slope t (bump t (D last))
      (fun e h => f P t e + (stage (own t) b (S n) post (0 + h * passed_on t (collected t e))
                             - stage (own t) b (S n) post 0))); auto.
    - apply bump_leads; [apply Min|apply in_deep, last_free].
    - intros h e _. rewrite (f_moved t).
      + rewrite (top_split (bump t (D last) h)), bump_stage, (dead_top t) by assumption.
        f_equal. f_equal. f_equal.
        replace (own (bump t (D last) h) last) with h.
        * rewrite Rplus_0_l. f_equal. unfold passed_on. f_equal. f_equal.
          -- replace (collected (bump t (D last) h) e) with (collected t e).
             ++ apply reach_ext; intros i Hi; unfold deep_part; apply Bump;
                  destruct post; cbn [multiplier]; try discriminate; intros E; inversion E; lia.
             ++ unfold collected, gets, received, deep_part. apply sum_eq. intros k _.
                rewrite split, multiplier_below.
                rewrite (Bump h (D (Weight b 1 0 k))), (Bump h (D (Bias b 0 k))).
                ** f_equal. f_equal. f_equal. apply sum_eq. intros i _. f_equal. symmetry.
                   apply Bump. destruct post; cbn [multiplier]; intros E; inversion E; lia.
                ** destruct post; cbn [multiplier]; discriminate.
                ** destruct post; cbn [multiplier]; intros E; inversion E; lia.
          -- unfold deep_part. apply Bump. destruct post; cbn [multiplier]; discriminate.
        * unfold deep_part in *. rewrite bump_here, Z. ring.
      + intros q N. apply Bump. intros ->. apply N.
        destruct post; cbn [multiplier tail_place]; auto. split; [reflexivity|lia].
    - intros e _. split; [rewrite Rmult_0_l, Rplus_0_r; ring|].
      replace (d 0 * passed_on t (collected t e))
        with (0 + (d 0 * passed_on t (collected t e) - 0)) by ring.
      apply (derivable_pt_lim_plus (fun _ => f P t e)); [apply derivable_pt_lim_const|].
      apply (derivable_pt_lim_minus
        (fun h => stage (own t) b (S n) post (0 + h * passed_on t (collected t e))));
        [|apply derivable_pt_lim_const].
      apply derivative_along. apply Sl.
    - exists 0. intros h. rewrite (moves_penalty t) by (apply bump_free, last_free). ring. }
  rewrite moment_scale in M. apply Rmult_integral in M. destruct M as [M|]; [|assumption].
  destruct (Sl 0) as [_ Pos]. rewrite M in Pos. lra.
Qed.

(** The multipliers below it, where they are 0, at h. *)
Definition lower (q : deep_place) : bool :=
  match q with
  | Weight b' l O k => ((b' =? b) && (((l =? 1) && (k =? u)) || ((2 <=? l) && (l <=? n) && (k =? 0))))%nat%bool
  | _ => false
  end.
Definition filled (t : params) (h : R) : params := fun p =>
  match p with
  | D q => if lower q then if Req_EM_T (t p) 0 then h else t p else t p
  | _ => t p
  end.

Lemma lower_is : forall q, lower q = true ->
  q = Weight b 1 0 u \/ exists i, q = Weight b i 0 0 /\ (2 <= i <= n)%nat.
Proof.
  intros [b' l [|v] k|b' l v|b' v] H; try discriminate. simpl in H.
  apply andb_prop in H. destruct H as [B H]. apply Nat.eqb_eq in B. subst b'.
  apply orb_prop in H. destruct H as [H|H]; apply andb_prop in H; destruct H as [H K].
  - apply Nat.eqb_eq in H. apply Nat.eqb_eq in K. subst. now left.
  - right. apply andb_prop in H. destruct H as [H1 H2]. apply Nat.eqb_eq in K. subst k.
    destruct l as [|[|l]]; try discriminate. exists (S (S l)). split; [reflexivity|].
    apply Nat.leb_le in H2. lia.
Qed.

Lemma lower_free : forall q, lower q = true -> free P q.
Proof.
  intros q H. destruct (lower_is q H) as [->|[i [-> Hi]]].
  - rewrite <- first_multiplier. assumption.
  - apply above_free. rewrite split. apply (multipliers_below b s post below 1). lia.
Qed.

Lemma filled_free : forall t h, moves_free t (filled t h).
Proof.
  intros t h p. unfold filled. destruct p as [|?|? ?|?|q]; auto.
  destruct (lower q) eqn:E; [|now left]. right. exists q. split; [reflexivity|].
  now apply lower_free.
Qed.

Lemma filled_same : forall t h q, lower q = false -> own (filled t h) q = own t q.
Proof. intros t h q E. unfold deep_part, filled. now rewrite E. Qed.

Lemma not_lower_last : lower last = false.
Proof.
  destruct (lower last) eqn:E; [|reflexivity]. destruct (lower_is _ E) as [H|[i [H Hi]]];
    destruct post; cbn [multiplier] in H; inversion H; lia.
Qed.

Lemma filled_post : forall t h v, stage (own (filled t h)) b (S n) post v = stage (own t) b (S n) post v.
Proof.
  intros t h v. apply stage_ext; intros; [|reflexivity|reflexivity]. apply filled_same.
  destruct (lower _) eqn:E; [|reflexivity].
  destruct (lower_is _ E) as [K|[i [K Hi]]]; inversion K; lia.
Qed.

Lemma filled_nonzero : forall t h q, h <> 0 -> lower q = true -> own (filled t h) q <> 0.
Proof.
  intros t h q N E. unfold deep_part, filled. rewrite E. now destruct (Req_EM_T (t (D q)) 0).
Qed.

Lemma dead_f : forall t t' e, (forall q, ~ tail_place b 0 q -> t' q = t q) ->
  own t last = 0 -> own t' last = 0 ->
  (forall v, stage (own t') b (S n) post v = stage (own t) b (S n) post v) -> f P t' e = f P t e.
Proof.
  intros t t' e E Z Z' S. rewrite (f_moved t) by assumption. rewrite !dead_top, S by assumption. ring.
Qed.

Lemma turned_last : forall t h, own (turned t h) last = own t last.
Proof. intros t h. unfold deep_part. now destruct post. Qed.

Lemma turned_alive : forall t h, alive (own t) b (S n) post -> alive (own (turned t h)) b (S n) post.
Proof.
  intros t h A q I. replace (own (turned t h) q) with (own t q); [now apply A|].
  clear - I. revert I. generalize n. induction post as [|s' rest IH]; intros l I; [destruct I|].
  destruct I as [<-|I]; [|now apply (IH (S l))]. unfold deep_part. now destruct rest.
Qed.

Lemma dead_slopes : forall t, local_min P t -> own t last = 0 -> alive (own t) b (S n) post ->
  passes_nothing t.
Proof.
  intros t Min Z Al.
  assert (Out : forall t h q, ~ tail_place b 0 q -> filled t h q = t q).
  { intros t' h q N. unfold filled. destruct q as [|?|? ?|?|q]; auto.
    destruct (lower q) eqn:E; [|reflexivity]. elim N.
    destruct (lower_is q E) as [->|[i [-> Hi]]]; simpl; split; auto; lia. }
  (* the multipliers below are not 0 at t1 *)
  destruct (idle_move P defined t (filled t) Min) as [d [Hd Idle]].
  { split.
    - intros h. apply (moves_admissible t); [apply Min|apply filled_free].
    - intros r Hr. exists r. split; [assumption|]. intros h Hh p _.
      assert (Zr : Rabs (t p - t p) < r)
        by (rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; assumption).
      unfold filled. destruct p as [|?|? ?|?|q]; auto. destruct (lower q); auto.
      destruct (Req_EM_T (t (D q)) 0) as [E|]; auto. rewrite E, Rminus_0_r. assumption. }
  { intros h e _. apply dead_f; auto using filled_post.
    now rewrite (filled_same t h _ not_lower_last). }
  { intros h. apply moves_penalty, filled_free. }
  set (t1 := filled t (d / 2)).
  assert (M1 : local_min P t1) by (apply Idle; rewrite Rabs_right; lra).
  assert (Z1 : own t1 last = 0) by (unfold t1; now rewrite (filled_same t _ _ not_lower_last)).
  assert (A1 : alive (own t1) b (S n) post).
  { intros q I. unfold t1. rewrite filled_same; [now apply Al|].
    destruct (lower q) eqn:E; [exfalso|reflexivity].
    assert (H : forall l, In q (multipliers b l post) ->
      match q with Weight _ i _ _ => (l < i)%nat | Output _ _ => True | _ => False end).
    { clear. induction post as [|s' rest IH]; intros l I; [destruct I|].
      destruct I as [<-|I]; [destruct rest; cbn [multiplier]; [exact Logic.I|lia]|].
      specialize (IH (S l) I). destruct q; auto. lia. }
    specialize (H _ I). destruct (lower_is q E) as [->|[i [-> Hi]]]; lia. }
  (* the same, turned *)
  destruct (idle_turn t1 M1) as [a [Ha Turn]].
  { intros h e _. apply dead_f; auto.
    - intros; now apply turned_other.
    - now rewrite turned_last.
    - intros v. apply turned_top. lia. }
  assert (Pass : forall h v, passed_on (turned t1 h) v = passed_on t1 v).
  { intros h v. unfold passed_on. rewrite (reach_ext (own t1)); [reflexivity| |];
      (intros [|i] Hi; [lia|reflexivity]). }
  assert (F1 : forall e, f P t1 e = f P t e).
  { intros e'. apply dead_f; [apply Out|exact Z|exact Z1|apply filled_post]. }
  assert (F2 : forall h e, f P (turned t1 h) e = f P t1 e).
  { intros h e'. apply dead_f; auto.
    - intros; now apply turned_other.
    - now rewrite turned_last.
    - intros v. apply turned_top. lia. }
  assert (Gets : forall k e', gets t1 k e' = gets t k e').
  { intros k e'.
    assert (Low : forall q, match q with Weight _ O _ _ | Bias _ _ _ => True | _ => False end ->
      own t1 q = own t q).
    { intros q Q. apply filled_same. destruct (lower q) eqn:El; [|reflexivity].
      destruct (lower_is q El) as [->|[i [-> Hi]]]; [destruct Q|destruct i; [lia|destruct Q]]. }
    unfold gets, received. rewrite (Low (Bias b 0 k) Logic.I). f_equal. apply sum_eq. intros i _.
    now rewrite (Low (Weight b 0 k i) Logic.I). }
  assert (Gap : forall h e', gap t1 h e' = gap t h e') by (intros; unfold gap; now rewrite Gets).
  (* the sign of what s passes on *)
  assert (Sm : exists c, strictly c (passed_on t1)).
  { destruct (reach_strictly (own t1) b below 1) as [c C].
    - intros s' I'. destruct (smooth_sloped s') as [c [? [S _]]]; [|now exists c].
      apply smooth. rewrite split. apply in_or_app. now left.
    - intros i Hi. apply filled_nonzero; [lra|]. simpl. rewrite Nat.eqb_refl.
      apply orb_true_iff. right. rewrite (proj2 (Nat.leb_le i (S (length below)))) by lia.
      destruct i as [|[|i]]; [lia|lia|reflexivity].
    - destruct (smooth_sloped s) as [c' [? [[C' S'] _]]].
      { apply smooth. rewrite split. apply in_or_app. right. now left. }
      exists (c' * c).
      apply (strictly_comp c' c (fun v => val s (v + own t1 (Bias b n 0))) (reach (own t1) b 1 below));
        [|assumption].
      split; [assumption|]. intros v v' H. apply S'. lra. }
  destruct Sm as [c Sm].
  set (m := own t1 (multiplier b 1 u above)).
  assert (Nm : m <> 0).
  { unfold m. rewrite first_multiplier. apply filled_nonzero; [lra|]. simpl.
    now rewrite !Nat.eqb_refl. }
  pose proof (dead_moment t1 M1 Z1 A1) as E1.
  exists a, (c * sg m), (fun e v => passed_on t1 (collected t1 e + m * v) - passed_on t1 (collected t1 e)).
  split; [assumption|]. split; [|split; [|split]].
  - intros e. split; [apply unit_mult; [apply Sm|apply sg_unit]|]. intros v v' H.
    pose proof (strictly_sign c (sg m) (passed_on t1) 1 (collected t1 e + m * v) (collected t1 e + m * v') Sm
      (sg_unit m) (or_introl eq_refl)) as S. pose proof (sg_pos m Nm). specialize (S ltac:(nra)). lra.
  - intros e. rewrite Rmult_0_r, Rplus_0_r. ring.
  - intros e e' v S. now rewrite (same_collected t1 e e' S).
  - intros h Hh. pose proof (Turn h Hh) as M2.
    assert (Z2 : own (turned t1 h) last = 0) by now rewrite turned_last.
    pose proof (dead_moment _ M2 Z2 (turned_alive t1 h A1)) as E2.
    rewrite (moment_eq P l1 t1 _ (fun e => passed_on t1 (collected t1 e + m * gap t h e))) in E2;
      [|intros; auto|intros e' _; rewrite Pass, turned_collected, <- Gap; reflexivity].
    rewrite <- (moment_eq P l1 t t1 (fun e => passed_on t1 (collected t1 e + m * gap t h e)
      - passed_on t1 (collected t1 e)) _ (fun e _ => F1 e) (fun e _ => eq_refl)).
    rewrite (moment_eq P l1 t1 t1 (fun e => passed_on t1 (collected t1 e + m * gap t h e)
      + (-1) * passed_on t1 (collected t1 e))) by (intros; ring).
    rewrite moment_combine, E1, E2. ring.
Qed.

End Dead.

End Moved.

(** All in one: a small turn that is better, up to a sign [dir] which does not depend on how the unit
    is turned, is better at no sample with a slope. *)
Lemma funnel_turns : forall t, local_min P t -> exists dir, unit_sign dir /\ forall w, exists a, 0 < a /\
  forall h e, Rabs h < a -> In e (data P) -> better w dir t h e -> l1 (z P t e) = 0.
Proof.
  intros t Min.
  destruct (alive_or_dead (own t) b above 1) as [Al|[below [s [post [E [Z Al]]]]]].
  - destruct (Req_EM_T (own t (multiplier b 1 u above)) 0) as [Zm|Nm].
    + exists 1. split; [left; reflexivity|]. intros w.
      destruct (nothing_better w t (unit_idle w t Min Zm Al)) as [a [Ha H]]. exists a. split; [assumption|].
      intros h e Hh I B. now apply (H h 1 e).
    + destruct (alive_sloped (own t) b above 1 smooth Al) as [c [d [St _]]].
      exists (c * sg (own t (multiplier b 1 u above))).
      split; [apply unit_mult; [apply St|apply sg_unit]|]. intros w.
      now apply all_alive.
  - exists 1. split; [left; reflexivity|]. intros w.
    destruct (nothing_better w t (dead_slopes w below s post E t Min Z Al)) as [a [Ha H]]. exists a.
    split; [assumption|].
    intros h e Hh I B. now apply (H h 1 e).
Qed.

(** For any loss: where what pulls at an X is not 0, small turns that move its samples alone go one way, up
    to a sign [dir] that all of them share. *)
Lemma funnel_steps : forall t, local_min P t -> exists dir, unit_sign dir /\
  forall w e, In e (data P) -> alone w e -> at_same P (pulls P l1 t) e <> 0 ->
  exists a, 0 < a /\ forall h, Rabs h < a -> at_same P (pulls P l1 t) e * dir * gap w t h e <= 0.
Proof.
  intros t Min.
  assert (Still : (forall w, passes_nothing w t) -> exists dir, unit_sign dir /\
    forall w e, In e (data P) -> alone w e -> at_same P (pulls P l1 t) e <> 0 ->
    exists a, 0 < a /\ forall h, Rabs h < a -> at_same P (pulls P l1 t) e * dir * gap w t h e <= 0).
  { intros H. exists 1. split; [left; reflexivity|]. intros w e I Al N.
    destruct (nothing_alone w t e (H w) I Al N) as [a [Ha Zero]]. exists a. split; [assumption|].
    intros h Hh. rewrite (Zero h Hh). lra. }
  destruct (alive_or_dead (own t) b above 1) as [Al|[below [s [post [E [Z Al]]]]]].
  - destruct (Req_EM_T (own t (multiplier b 1 u above)) 0) as [Zm|Nm].
    + apply Still. intros w. now apply unit_idle.
    + destruct (alive_sloped (own t) b above 1 smooth Al) as [c [d [St Sl]]].
      exists (c * sg (own t (multiplier b 1 u above))).
      split; [apply unit_mult; [apply St|apply sg_unit]|]. intros w e I Alone N.
      apply alive_step; auto. intros v. apply derivable_continuous_pt. exists (d v). apply Sl.
  - apply Still. intros w. now apply (dead_slopes w below s post E).
Qed.

End Funnel.

(** ** The theorem *)

Section Separable.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis loss_active : loss_active P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis data_linearly_separable : data_linearly_separable P.
Hypothesis network_funnel : network_funnel P.

Lemma slope_separable_funnel : NO_SLOPE P.
Proof.
  intros t Min e I. destruct loss_c1 as [l1 [D _]]. destruct data_linearly_separable as [w Sep].
  destruct network_funnel as [all [b [first [above [u [Is [In_ [Ly [Un [St [Sm [F1 [F2 [F3 F4]]]]]]]]]]]]]].
  destruct (strictly_either _ St) as [c C].
  pose proof (all_defined P loss_defined neuron_defined network_deep_defined) as Def.
  destruct (funnel_turns P Def l1 D loss_nondecreasing all b first above u Is In_ Ly Un Sm F1 F2 F3 F4 t Min)
    as [dir [Dir Turns]].
  destruct (Turns w) as [a [Ha Small]].
  pose proof (unit_mult _ _ (proj1 C) Dir) as K.
  set (h := c * dir * (a / 2)).
  assert (Sh : sg h = c * dir) by (unfold sg, h; destruct K as [-> | ->]; destruct Rlt_dec; lra).
  assert (Nh : h <> 0) by (unfold h; destruct K as [-> | ->]; lra).
  assert (Up : forall e', In e' (data P) -> 0 < y e' * (dir * gap P b first u w t h e')).
  { intros e' I'. replace dir with (c * sg h)
      by (rewrite Sh; replace (c * (c * dir)) with ((c * c) * dir) by ring;
          rewrite (unit_square c (proj1 C)); ring).
    apply strictly_sign; auto using label_sign, sg_unit.
    set (v := gets P b t u e').
    replace (y e' * (sg h * (v + h * dot P w e' - v))) with ((sg h * h) * (y e' * dot P w e')) by ring.
    apply Rmult_lt_0_compat; [now apply sg_pos|now apply Sep]. }
  rewrite <- (Small h e); [apply D| |assumption|].
  - unfold h. destruct K as [-> | ->]; [rewrite Rabs_right|rewrite Rabs_left]; lra.
  - split; [assumption|]. split; [|now apply Up]. intros e' I'. left. now apply Up.
Qed.

Theorem thm_separable_funnel : NO_BAD P.
Proof. apply no_slope_no_bad; [apply slope_separable_funnel|assumption]. Qed.

End Separable.
