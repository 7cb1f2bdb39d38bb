(** * Strictly monotone neurons: separable data, and the core

    The general form of T1: of the neuron only that it is strictly monotone,
    of the loss only that it is differentiable and nondecreasing, and no
    penalty on the hidden weights and biases of the shortcut. *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions Algebra Near Calculus.
Import ListNotations.
Open Scope R_scope.

(** ** From slopes to differences *)

(** A function that rises on both sides of every point is strictly increasing. *)
Lemma rises_strictly : forall g, increasing_fn g -> strictly_increasing g.
Proof.
  intros g [_ H]. apply strictly_increasing_local. intros v.
  split; [apply rises_after_near|apply rises_before_near]; apply H.
Qed.

(** A nondecreasing function that is constant just below v has slope 0 there. *)
Lemma flat_below : forall g v d w, (forall a b, a <= b -> g a <= g b) -> derivable_pt_lim g v d ->
  w < v -> g w = g v -> d = 0.
Proof.
  intros g v d w M D Hw E.
  destruct (Req_EM_T d 0) as [|N]; [assumption|exfalso].
  assert (Hd : 0 < Rabs d) by now apply Rabs_pos_lt.
  destruct (D (Rabs d) Hd) as [delta H].
  set (h := - (Rmin delta (v - w) / 2)).
  assert (0 < Rmin delta (v - w)) by (apply Rmin_pos; [apply cond_pos|lra]).
  assert (Rmin delta (v - w) <= delta) by apply Rmin_l.
  assert (Rmin delta (v - w) <= v - w) by apply Rmin_r.
  assert (Hh : h <> 0) by (unfold h; lra).
  assert (Rabs h < delta).
  { unfold h. rewrite Rabs_Ropp, Rabs_right; pose proof (cond_pos delta); lra. }
  specialize (H h Hh H3).
  assert (g (v + h) = g v).
  { apply Rle_antisym; [apply M; unfold h; lra|]. rewrite <- E. apply M. unfold h. lra. }
  rewrite H4 in H. replace ((g v - g v) / h - d) with (- d) in H by (field; assumption).
  rewrite Rabs_Ropp in H. lra.
Qed.

(** One term of a sum. *)
Lemma sum_at : forall n j c, (j < n)%nat -> sum n (fun i => if (i =? j)%nat then c else 0) = c.
Proof.
  intros n j c H. rewrite (sum_one n j); [now rewrite Nat.eqb_refl|assumption|].
  intros i _ N. apply Nat.eqb_neq in N. now rewrite N.
Qed.

Section Monotone.

Variable P : problem.

(** Where the core is not everything: a vector that separates weakly. *)
Variable u : nat -> R.
Hypothesis weakly : weakly_separates P u.

Hypothesis loss_defined_ : loss_defined P.
Hypothesis neuron_defined_ : neuron_defined P.
Hypothesis deep_defined_ : network_deep_defined P.

(** No penalty on a hidden weight or bias of the shortcut. *)
Definition hidden_unpenalised : Prop := objective_hidden_unpenalised P.

Hypothesis unpenalised : hidden_unpenalised.

Variable l1 : R -> R.
Hypothesis loss_slope : forall v, derivable_pt_lim (ell P) v (l1 v).
Hypothesis nondecreasing : loss_nondecreasing P.

(** The neuron, or its mirror image, is strictly increasing; [eps] says which. *)
Variable eps : R.
Hypothesis mirror : eps = 1 \/ eps = -1.
Hypothesis monotone : strictly_increasing (fun v => eps * sigma P v).

Hypothesis hidden_trained : w_trained P = true.

Lemma all_defined : forall t, L_defined P t.
Proof.
  intros t e _. split; [intros; apply neuron_defined_|]. split; [apply deep_defined_|].
  apply loss_defined_.
Qed.

(** Neuron j moves its hidden weights by h u. *)
Definition turn (t : params) (j : nat) (h : R) : params :=
  shift P t 0 (fun _ => 0) (fun i k => if (i =? j)%nat then h * u k else 0).

Lemma turn_dot : forall j h i e,
  dot P (fun k => if (i =? j)%nat then h * u k else 0) e
  = if (i =? j)%nat then h * dot P u e else 0.
Proof.
  intros. unfold dot. destruct (i =? j)%nat.
  - rewrite <- sum_mul. apply sum_eq. intros. ring.
  - apply sum_0. intros. ring.
Qed.

Lemma turn_f : forall t j h e, (j < width P)%nat ->
  f P (turn t j h) e = f P t e
    + t (A j) * (sigma P (pre P t j e + h * dot P u e) - sigma P (pre P t j e)).
Proof.
  intros t j h e Hj. unfold turn. rewrite shift_f. unfold f.
  assert (S : sum (width P) (fun i => (t (A i) + 0) *
      sigma P (pre P t i e + dot P (fun k => if (i =? j)%nat then h * u k else 0) e))
    = sum (width P) (fun i => t (A i) * sigma P (pre P t i e))
      + t (A j) * (sigma P (pre P t j e + h * dot P u e) - sigma P (pre P t j e))).
  { rewrite <- (sum_at (width P) j (t (A j) *
      (sigma P (pre P t j e + h * dot P u e) - sigma P (pre P t j e))) Hj), <- sum_add.
    apply sum_eq. intros i Hi. rewrite turn_dot.
    destruct (Nat.eqb_spec i j) as [->|]; [ring|]. rewrite !Rplus_0_r. reflexivity. }
  cbv beta. unfold sigma in *. rewrite S. ring.
Qed.

Lemma turn_penalty : forall t j h, penalty P (turn t j h) = penalty P t.
Proof.
  intros t j h. unfold penalty. apply over_eq. intros [c p] I. specialize (unpenalised c p I).
  destruct p as [|i|i k|i|p]; simpl in *; try (rewrite unpenalised; ring).
  - ring.
  - destruct (i <? width P)%nat; ring.
  - reflexivity.
Qed.

Lemma turn_admissible : forall t j h, admissible P t -> admissible P (turn t j h).
Proof. intros. apply shift_admissible; auto. Qed.

(** Small turns stay near. *)
Lemma turn_near : forall t j r, 0 < r ->
  exists d, 0 < d /\ forall h, Rabs h < d -> near P r t (turn t j h).
Proof.
  intros t j r Hr. destruct (small_steps u (S (dim P)) r Hr) as [d [Hd H]].
  exists d. split; [assumption|]. intros h Hh. apply shift_near; auto.
  - rewrite Rabs_R0. assumption.
  - intros. rewrite Rabs_R0. assumption.
  - intros i k Hi Hk. destruct (i =? j)%nat; [apply H; auto; lia|rewrite Rabs_R0; assumption].
Qed.

(** L, compared at two points with the same penalties. *)
Lemma L_compare : forall t t', penalty P t' = penalty P t -> L P t <= L P t' ->
  over (data P) (fun e => share e * ell P (z P t e))
  <= over (data P) (fun e => share e * ell P (z P t' e)).
Proof.
  intros t t' E H. unfold L in H. rewrite E in H. unfold ell.
  destruct (data P) as [|e0 rest] eqn:Ed; [simpl; lra|].
  assert (T : 0 < total_weight P) by (apply total_weight_pos; rewrite Ed; discriminate).
  rewrite <- Ed in *.
  apply Rplus_le_reg_r in H. unfold Rdiv in H.
  apply Rmult_le_reg_r in H; [assumption|]. apply Rinv_0_lt_compat. assumption.
Qed.

(** What one sample gains from a turn: y (u . X) eps (s(.. + h u . X) - s(..)) >= 0. *)
Lemma gain : forall v h e, In e (data P) -> 0 < h ->
  0 <= y e * (eps * (sigma P (v + h * dot P u e) - sigma P v)) /\
  (0 < y e * dot P u e -> 0 < y e * (eps * (sigma P (v + h * dot P u e) - sigma P v))).
Proof.
  intros v h e I Hh. pose proof (weakly e I) as Wk.
  assert (Y : y e = 1 \/ y e = -1) by (unfold y; destruct (positive_label e); auto).
  destruct (Rtotal_order (dot P u e) 0) as [N|[Z|N]].
  - assert (h * dot P u e < 0) by nra.
    pose proof (monotone (v + h * dot P u e) v ltac:(lra)) as M. cbv beta in M.
    destruct Y as [Y|Y]; rewrite Y in *; split; intros; lra.
  - rewrite Z, Rmult_0_r, Rplus_0_r, Rminus_diag_eq by reflexivity.
    split; [lra|]. intros. lra.
  - assert (0 < h * dot P u e) by nra.
    pose proof (monotone v (v + h * dot P u e) ltac:(lra)) as M. cbv beta in M.
    destruct Y as [Y|Y]; rewrite Y in *; split; intros; lra.
Qed.

(** (1) Some a_j is not 0: turn w_j by +- u. The loss is constant just below z_i. *)
Lemma active_level : forall t j, local_min P t -> (j < width P)%nat -> t (A j) <> 0 ->
  forall e, In e (data P) -> 0 < y e * dot P u e ->
  exists w, w < z P t e /\ ell P w = ell P (z P t e).
Proof.
  intros t j Min Hj Ha e I S.
  destruct (near_min P all_defined t Min) as [r [Hr Hmin]].
  assert (At : admissible P t) by apply Min.
  destruct (turn_near t j r Hr) as [d [Hd Hnear]].
  assert (Sign : exists sg, (sg = 1 \/ sg = -1) /\ 0 < sg * (t (A j) * eps)).
  { assert (t (A j) * eps <> 0) by (destruct mirror as [-> | ->]; lra).
    destruct (Rlt_le_dec 0 (t (A j) * eps)); [exists 1|exists (-1)]; split; auto; lra. }
  destruct Sign as [sg [Sg Sp]].
  (* turning by sg h u: y f rises, by gain *)
  set (h := sg * (d / 2)).
  assert (Hh : Rabs h < d).
  { unfold h. destruct Sg as [-> | ->]; [rewrite Rabs_right | rewrite Rabs_left]; lra. }
  pose proof (Hmin _ (turn_admissible t j h At) (Hnear h Hh)) as LE.
  apply L_compare in LE; [|apply turn_penalty].
  assert (Fall : forall e', In e' (data P) ->
    z P (turn t j h) e' <= z P t e' /\ (0 < y e' * dot P u e' -> z P (turn t j h) e' < z P t e')).
  { intros e' I'. unfold z. rewrite turn_f by assumption.
    assert (Ae : t (A j) = (t (A j) * eps) * eps) by (destruct mirror as [-> | ->]; ring).
    destruct Sg as [Es | Es].
    - assert (h = d / 2) as -> by (unfold h; rewrite Es; ring). rewrite Es in Sp.
      destruct (gain (pre P t j e') (d / 2) e' I' ltac:(lra)) as [G1 G2].
      set (D := sigma P (pre P t j e' + d / 2 * dot P u e') - sigma P (pre P t j e')) in *.
      rewrite Ae. set (q := t (A j) * eps) in *.
      split; [|intros S'; specialize (G2 S')]; nra.
    - assert (h = - (d / 2)) as -> by (unfold h; rewrite Es; ring). rewrite Es in Sp.
      destruct (gain (pre P t j e' + - (d / 2) * dot P u e') (d / 2) e' I' ltac:(lra)) as [G1 G2].
      replace (pre P t j e' + - (d / 2) * dot P u e' + d / 2 * dot P u e')
        with (pre P t j e') in G1, G2 by ring.
      set (D := sigma P (pre P t j e') - sigma P (pre P t j e' + - (d / 2) * dot P u e')) in *.
      replace (sigma P (pre P t j e' + - (d / 2) * dot P u e') - sigma P (pre P t j e'))
        with (- D) by (unfold D; ring).
      rewrite Ae. set (q := t (A j) * eps) in *.
      split; [|intros S'; specialize (G2 S')]; nra. }
  assert (Terms : forall e', In e' (data P) ->
    0 <= share e' * (ell P (z P t e') - ell P (z P (turn t j h) e'))).
  { intros e' I'. apply Rmult_le_pos; [left; apply share_pos|].
    pose proof (nondecreasing _ _ (proj1 (Fall e' I'))). lra. }
  assert (Sum : over (data P) (fun e' => share e' * (ell P (z P t e') - ell P (z P (turn t j h) e'))) <= 0).
  { rewrite (over_eq (data P) _ (fun e' => share e' * ell P (z P t e')
      + (-1) * (share e' * ell P (z P (turn t j h) e')))) by (intros; ring).
    rewrite over_add, over_mul. lra. }
  pose proof (over_ge0_0 (data P) _ Terms Sum e I) as E0. cbv beta in E0.
  pose proof (share_pos e).
  assert (ell P (z P (turn t j h) e) = ell P (z P t e)).
  { apply Rmult_integral in E0. destruct E0; lra. }
  exists (z P (turn t j h) e). split; [|assumption]. now apply (proj2 (Fall e I)).
Qed.

Lemma active_neuron : forall t j, local_min P t -> (j < width P)%nat -> t (A j) <> 0 ->
  forall e, In e (data P) -> 0 < y e * dot P u e -> l1 (z P t e) = 0.
Proof.
  intros t j Min Hj Ha e I S. destruct (active_level t j Min Hj Ha e I S) as [w [Hw E]].
  now apply (flat_below (ell P) (z P t e) _ w).
Qed.

(** (2) a_j = 0 and trained: w_j moves freely, and (a) holds along the way. *)

(** At a local minimum with a_j = 0: sum q_i y_i s(w_j . X_i) = 0; the penalty of a_j has slope 0. *)
Lemma first_order_a : forall t j, local_min P t -> (j < width P)%nat -> a_trained P = true ->
  t (A j) = 0 ->
  over (data P) (fun e => share e * l1 (z P t e) * y e * sigma P (pre P t j e)) = 0.
Proof.
  intros t j Min Hj Ha H0.
  destruct (near_min P all_defined t Min) as [r [Hr Hmin]].
  set (step := fun h => shift P t 0 (fun i => if (i =? j)%nat then h else 0) (fun _ _ => 0)).
  assert (F : forall h e, f P (step h) e = f P t e + h * sigma P (pre P t j e)).
  { intros h e. unfold step. rewrite shift_f. unfold f.
    assert (Z0 : dot P (fun _ => 0) e = 0) by (unfold dot; apply sum_0; intros; ring).
    assert (S : sum (width P) (fun i => (t (A i) + (if (i =? j)%nat then h else 0)) *
        sigma P (pre P t i e + dot P (fun _ => 0) e))
      = sum (width P) (fun i => t (A i) * sigma P (pre P t i e)) + h * sigma P (pre P t j e)).
    { rewrite <- (sum_at (width P) j (h * sigma P (pre P t j e)) Hj), <- sum_add.
      apply sum_eq. intros i Hi. rewrite Z0, Rplus_0_r.
      destruct (Nat.eqb_spec i j) as [->|]; ring. }
    cbv beta. unfold sigma in *. rewrite S. ring. }
  assert (St : forall h p, step h p = t p + match p with A i => if (i =? j)%nat then h else 0 | _ => 0 end).
  { intros h p. unfold step. destruct p as [|i|i k|i|p]; simpl; try ring.
    - destruct (Nat.eqb_spec i j) as [->|N].
      + rewrite (proj2 (Nat.ltb_lt j (width P)) Hj). reflexivity.
      + destruct (i <? width P)%nat; ring.
    - destruct ((i <? width P) && (k <? dim P))%nat%bool; ring.
    - destruct ((i <? width P)%nat && b_trained P)%bool; ring. }
  assert (C : exists c, forall h, penalty P (step h) = penalty P t + c * h^2).
  { unfold penalty. generalize (penalties P). intros l. induction l as [|[c p] rest [C IH]].
    - exists 0. intros. simpl. ring.
    - exists (match p with A i => if (i =? j)%nat then c + C else C | _ => C end).
      intros h. cbn [over fst snd]. rewrite IH, St. destruct p as [|i|i k|i|p]; try ring.
      destruct (Nat.eqb_spec i j) as [->|N]; [rewrite H0|]; ring. }
  destruct C as [c C].
  destruct (data P) as [|e0 rest] eqn:Ed; [reflexivity|].
  assert (T : 0 < total_weight P) by (apply total_weight_pos; rewrite Ed; discriminate).
  rewrite <- Ed in *.
  set (g := fun h => over (data P) (fun e => share e * ell P (- y e * (f P t e + h * sigma P (pre P t j e))))
      / total_weight P + (penalty P t + 0 * h + c * h^2)).
  assert (G : forall h, g h = L P (step h)).
  { intros h. unfold g, L. rewrite C. f_equal; [|ring]. f_equal. apply over_eq. intros e I.
    unfold z. now rewrite F. }
  set (D := over (data P) (fun e => share e * (l1 (z P t e) * (- y e * sigma P (pre P t j e))))).
  assert (Dg : derivable_pt_lim g 0 (D / total_weight P + 0)).
  { unfold g. apply (derivable_pt_lim_plus
      (fun h => over (data P) (fun e => share e * ell P (- y e * (f P t e + h * sigma P (pre P t j e)))) / total_weight P)
      (fun h => penalty P t + 0 * h + c * h^2)).
    - unfold Rdiv. rewrite (Rmult_comm D).
      apply (derivative_eq (fun h => / total_weight P *
        over (data P) (fun e => share e * ell P (- y e * (f P t e + h * sigma P (pre P t j e))))));
        [intros; ring|].
      apply derivable_pt_lim_scal.
      apply (derivative_over (data P) (fun e h => share e * ell P (- y e * (f P t e + h * sigma P (pre P t j e))))).
      intros e I. apply (derivable_pt_lim_scal (fun h => ell P (- y e * (f P t e + h * sigma P (pre P t j e))))).
      apply (derivative_eq (fun h => ell P (z P t e + h * (- y e * sigma P (pre P t j e))))).
      + intros h. f_equal. unfold z. ring.
      + apply derivative_along. apply loss_slope.
    - apply derivative_quadratic. }
  assert (Adm : forall h, admissible P (step h)).
  { intros h. apply shift_admissible; auto. apply Min. }
  assert (Near : forall h, Rabs h < r -> near P r t (step h)).
  { intros h Hh. apply shift_near; auto; try (rewrite Rabs_R0; assumption).
    - intros i Hi. destruct (i =? j)%nat; [assumption|rewrite Rabs_R0; assumption].
    - intros. rewrite Rabs_R0. assumption. }
  assert (G0 : g 0 = L P t).
  { unfold g, L. f_equal; [|ring]. f_equal. apply over_eq. intros e I. unfold z.
    now rewrite Rmult_0_l, Rplus_0_r. }
  assert (Up : 0 <= D / total_weight P + 0).
  { apply (right_derivative g); [assumption|]. exists r. split; [assumption|]. intros h Hh.
    rewrite G0, G. apply Hmin; [apply Adm|apply Near]. rewrite Rabs_right; lra. }
  assert (Down : 0 <= (D / total_weight P + 0) * -1).
  { apply (right_derivative (fun h => g (0 + h * -1))).
    - apply derivative_along. assumption.
    - exists r. split; [assumption|]. intros h Hh. rewrite Rmult_0_l, Rplus_0_r, G0, G.
      apply Hmin; [apply Adm|apply Near]. rewrite Rplus_0_l, Rabs_left; lra. }
  assert (D0 : D / total_weight P = 0) by lra.
  assert (D = 0).
  { unfold Rdiv in D0. apply Rmult_integral in D0. destruct D0 as [|D0]; [assumption|].
    pose proof (Rinv_0_lt_compat _ T). lra. }
  rewrite (over_eq (data P) _ (fun e => (-1) * (share e * (l1 (z P t e) * (- y e * sigma P (pre P t j e))))))
    by (intros; ring).
  rewrite over_mul. fold D. lra.
Qed.

(** With a_j = 0 a turn changes neither f nor L, so a small one leads to a local minimum. *)
Lemma turn_idle : forall t j, local_min P t -> (j < width P)%nat -> t (A j) = 0 ->
  exists d, 0 < d /\ forall h, Rabs h < d -> local_min P (turn t j h).
Proof.
  intros t j Min Hj H0. destruct (near_min P all_defined t Min) as [r [Hr Hmin]].
  destruct (turn_near t j (r / 2) ltac:(lra)) as [d [Hd Hnear]].
  exists d. split; [assumption|]. intros h Hh.
  assert (Same : L P (turn t j h) = L P t).
  { unfold L. rewrite turn_penalty. f_equal. f_equal. apply over_eq. intros e I. unfold z.
    rewrite turn_f, H0 by assumption. f_equal. f_equal. ring. }
  assert (At : admissible P t) by apply Min.
  apply near_intro; [exact all_defined|apply turn_admissible; assumption|].
  exists (r / 2). split; [lra|]. intros t' A' N'. rewrite Same. apply Hmin; [assumption|].
  intros p I. specialize (Hnear h Hh p I). specialize (N' p I).
  replace (t' p - t p) with ((t' p - turn t j h p) + (turn t j h p - t p)) by ring.
  eapply Rle_lt_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma idle_neuron : forall t j, local_min P t -> (j < width P)%nat -> a_trained P = true ->
  t (A j) = 0 ->
  forall e, In e (data P) -> 0 < y e * dot P u e -> l1 (z P t e) = 0.
Proof.
  intros t j Min Hj Ha H0 e I S.
  destruct (turn_idle t j Min Hj H0) as [d [Hd Hturn]].
  set (h := d / 2). assert (Hh : Rabs h < d) by (unfold h; rewrite Rabs_right; lra).
  pose proof (first_order_a t j Min Hj Ha H0) as E1.
  assert (A0' : turn t j h (A j) = 0).
  { unfold turn. simpl. destruct (j <? width P)%nat; rewrite H0; ring. }
  pose proof (first_order_a (turn t j h) j (Hturn h Hh) Hj Ha A0') as E2.
  assert (Pre : forall e', pre P (turn t j h) j e' = pre P t j e' + h * dot P u e').
  { intros e'. unfold turn. rewrite shift_pre by assumption. f_equal.
    rewrite turn_dot, Nat.eqb_refl. reflexivity. }
  assert (Zs : forall e', z P (turn t j h) e' = z P t e').
  { intros e'. unfold z. rewrite turn_f, H0 by assumption. ring. }
  set (G := fun e' => share e' * l1 (z P t e') *
     (y e' * (eps * (sigma P (pre P t j e' + h * dot P u e') - sigma P (pre P t j e'))))).
  assert (Slope : forall e', 0 <= l1 (z P t e')).
  { intros e'. apply (nondecreasing_derivative (ell P) (z P t e')); auto. }
  assert (Pos : forall e', In e' (data P) -> 0 <= G e').
  { intros e' I'. unfold G. apply Rmult_le_pos.
    - apply Rmult_le_pos; [left; apply share_pos|apply Slope].
    - apply gain; auto. unfold h. lra. }
  assert (Sum : over (data P) G <= 0).
  { unfold G. rewrite (over_eq (data P) _ (fun e' =>
      eps * (share e' * l1 (z P (turn t j h) e') * y e' * sigma P (pre P (turn t j h) j e'))
      + (- eps) * (share e' * l1 (z P t e') * y e' * sigma P (pre P t j e')))).
    - rewrite over_add, !over_mul, E1, E2. lra.
    - intros e' I'. rewrite Pre, Zs. ring. }
  pose proof (over_ge0_0 (data P) G Pos Sum e I) as Ge. unfold G in Ge.
  destruct (gain (pre P t j e) h e I ltac:(unfold h; lra)) as [_ Gp]. specialize (Gp S).
  pose proof (share_pos e). apply Rmult_integral in Ge. destruct Ge as [Ge|Ge]; [|lra].
  apply Rmult_integral in Ge. destruct Ge; [lra|assumption].
Qed.

End Monotone.
