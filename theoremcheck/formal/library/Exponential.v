(** * One exponential neuron (A1, A2)

    f = g + sum_j a_j C e^(k (w_j . x + b_j)), where some a_j is penalised and
    w_j, b_j are not. Scaling forces that a_j to 0, and then the slopes of the
    loss add up to 0 at every point x. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions Algebra Near Kinds Monotone Balance
  FirstOrder Independent OnePoint Exponentials.
From TheoremCheck Require Branches.
Import ListNotations.
Open Scope R_scope.

(** A sum of branches reads the features of a sample only. *)
Lemma branches_features : forall P all,
  (forall t v, deep P t v = branches (dim P) all t v) -> network_deep_features P.
Proof.
  intros P all E t v v' S. rewrite !E. unfold branches. apply sum_eq. intros b _.
  now apply Branches.branch_output_ext.
Qed.

(** What a move of one a_j, and of its hidden weights, does to the penalties. *)
Lemma moved_penalty : forall P, objective_hidden_unpenalised P -> forall t j c dw, (j < width P)%nat ->
  penalty P (shift P t 0 (fun i => if (i =? j)%nat then c else 0) dw)
  = penalty P t + output_coefficient P j * ((t (A j) + c)^2 - (t (A j))^2).
Proof.
  intros P U t j c dw Hj. unfold penalty, output_coefficient. unfold objective_hidden_unpenalised in U.
  induction (penalties P) as [|[k p] rest IH]; cbn [over fst snd]; [ring|].
  rewrite IH by (intros; apply U; simpl; auto). specialize (U k p (or_introl eq_refl)).
  destruct p as [|i|i k'|i|p]; try rewrite U; try (simpl; ring).
  simpl. destruct (Nat.eqb_spec i j) as [->|N].
  - rewrite (proj2 (Nat.ltb_lt j (width P)) Hj). ring.
  - destruct (i <? width P)%nat; ring.
Qed.

Section Exponential.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_exponential : neuron_exponential P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_neurons_trainable : network_neurons_trainable P.
Hypothesis hidden_bias_trained : b_trained P = true.
Hypothesis objective_hidden_unpenalised : objective_hidden_unpenalised P.

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.
Let trained_a : a_trained P = true := proj1 network_neurons_trainable.
Let trained_w : w_trained P = true := proj2 network_neurons_trainable.

(** ** A1: a penalised a_j is 0 *)

(** a_j moves by c, b_j by h. *)
Definition rescale (t : params) (j : nat) (c h : R) : params :=
  shift P t 0 (fun i => if (i =? j)%nat then c else 0)
    (fun i k => if ((i =? j) && (k =? dim P))%nat%bool then h else 0).

Lemma rescale_penalty : forall t j c h, (j < width P)%nat ->
  penalty P (rescale t j c h)
  = penalty P t + output_coefficient P j * ((t (A j) + c)^2 - (t (A j))^2).
Proof. intros t j c h Hj. now apply moved_penalty. Qed.

Lemma rescale_f : forall C k, (forall v, sigma P v = C * exp (k * v)) ->
  forall t j h e, (j < width P)%nat ->
  f P (rescale t j (t (A j) * (exp (- (k * h)) - 1)) h) e = f P t e.
Proof.
  intros C k S t j h e Hj. unfold rescale. rewrite shift_f. unfold f.
  change (val (neuron P)) with (sigma P).
  rewrite (sum_eq (width P) _ (fun i => t (A i) * sigma P (pre P t i e))); [ring|].
  intros i Hi.
  assert (Dot : dot P (fun m => if ((i =? j) && (m =? dim P))%nat%bool then h else 0) e
    = if (i =? j)%nat then h else 0).
  { unfold dot. rewrite inputs_width, hidden_bias_trained by lia. cbn [sum].
    rewrite sum_0, X_one, Nat.eqb_refl, andb_true_r.
    - destruct (i =? j)%nat; ring.
    - intros m Hm. rewrite (proj2 (Nat.eqb_neq m (dim P))), andb_false_r by lia. ring. }
  rewrite Dot. destruct (Nat.eqb_spec i j) as [->|N]; [|rewrite !Rplus_0_r; reflexivity].
  rewrite !S, Rmult_plus_distr_l, exp_plus.
  replace ((t (A j) + t (A j) * (exp (- (k * h)) - 1)) *
      (C * (exp (k * pre P t j e) * exp (k * h))))
    with (t (A j) * (C * exp (k * pre P t j e)) * (exp (- (k * h)) * exp (k * h))) by ring.
  rewrite <- exp_plus. replace (- (k * h) + k * h) with 0 by ring. rewrite exp_0. ring.
Qed.

(** lemma.forced_idle *)
Lemma forced_idle : forall t j, local_min P t -> (j < width P)%nat ->
  0 < output_coefficient P j -> t (A j) = 0.
Proof.
  intros t j Min Hj Pen. destruct (Req_EM_T (t (A j)) 0) as [|N]; [assumption|exfalso].
  destruct neuron_exponential as [C [k [NC [Nk S]]]].
  destruct (near_min P defined t Min) as [r [Hr Hmin]].
  set (a := t (A j)) in *.
  assert (Pa : 0 < Rabs a) by now apply Rabs_pos_lt.
  assert (Pk : 0 < Rabs k) by now apply Rabs_pos_lt.
  assert (K2 : 0 < k * k) by nra.
  set (s := r / (2 * (Rabs a * (k * k) + Rabs k + 1))).
  assert (Den : 0 < Rabs a * (k * k) + Rabs k + 1) by nra.
  assert (Hs : 0 < s) by (apply Rdiv_lt_0_compat; lra).
  assert (Es : s * (2 * (Rabs a * (k * k) + Rabs k + 1)) = r) by (unfold s; field; lra).
  assert (Qs : 0 <= s * (Rabs a * (k * k))).
  { apply Rmult_le_pos; [lra|]. apply Rmult_le_pos; lra. }
  assert (Ks : 0 < s * Rabs k) by nra.
  set (h := k * s). set (x := k * h).
  assert (Px : 0 < x) by (unfold x, h; nra).
  assert (E1 : exp (- x) < 1).
  { rewrite <- exp_0. apply exp_increasing. lra. }
  assert (E2 : 1 - x <= exp (- x)).
  { pose proof (exp_ineq1_le (- x)). lra. }
  assert (E0 : 0 < exp (- x)) by apply exp_pos.
  set (c := a * (exp (- x) - 1)).
  assert (Near : near P r t (rescale t j c h)).
  { apply shift_near; auto.
    - rewrite Rabs_R0. assumption.
    - intros i _. destruct (i =? j)%nat; [|rewrite Rabs_R0; assumption].
      unfold c. rewrite Rabs_mult, (Rabs_left (exp (- x) - 1)) by lra.
      apply Rle_lt_trans with (Rabs a * x).
      + apply Rmult_le_compat_l; lra.
      + unfold x, h. replace (Rabs a * (k * (k * s))) with (s * (Rabs a * (k * k))) by ring. lra.
    - intros i m _ _. destruct ((i =? j) && (m =? dim P))%nat%bool; [|rewrite Rabs_R0; assumption].
      unfold h. rewrite Rabs_mult, (Rabs_right s) by lra. lra. }
  assert (Adm : admissible P (rescale t j c h)) by (apply shift_admissible; auto; apply Min).
  specialize (Hmin _ Adm Near). unfold L in Hmin.
  rewrite rescale_penalty in Hmin by assumption.
  rewrite (over_eq (data P) (fun e => share e * val (loss P) (z P (rescale t j c h) e))
    (fun e => share e * val (loss P) (z P t e))) in Hmin.
  - fold a in Hmin. replace (a + c) with (a * exp (- x)) in Hmin by (unfold c; ring).
    assert (0 < a * a) by nra.
    assert ((a * exp (- x))^2 - a^2 < 0).
    { replace ((a * exp (- x))^2 - a^2) with (- ((a * a) * ((1 - exp (- x)) * (1 + exp (- x)))))
        by ring. assert (0 < (a * a) * ((1 - exp (- x)) * (1 + exp (- x)))); [|lra].
      apply Rmult_lt_0_compat; [assumption|]. apply Rmult_lt_0_compat; lra. }
    assert (0 < output_coefficient P j * - ((a * exp (- x))^2 - a^2)); [|lra].
    apply Rmult_lt_0_compat; lra.
  - intros e _. unfold z, c, x. unfold a. now rewrite (rescale_f C k S t j h e Hj).
Qed.

(** ** A2: the slopes add up to 0 at every point *)

Hypothesis objective_output_penalised : objective_output_penalised P.

Lemma same_X : forall e e', inputs P = S (dim P) -> same P e e' ->
  forall k, (k < dim P)%nat -> x P e k = x P e' k.
Proof. intros e e' E S k K. specialize (S k ltac:(lia)). now rewrite !X_low in S by assumption. Qed.

(** A number for each sample that tells the points x apart. *)
Lemma some_key : exists v : nat -> R, forall e e', In e (data P) -> In e' (data P) ->
  dot P v e = dot P v e' -> same P e e'.
Proof.
  destruct (oblique (inputs P) (map (fun p => fun k => X P (fst p) k - X P (snd p) k)
    (list_prod (data P) (data P)))) as [v V].
  exists v. intros e e' I I' E. apply NNPP. intros N.
  apply (V (fun k => X P e k - X P e' k)).
  - apply (in_map (fun p k => X P (fst p) k - X P (snd p) k) _ (e, e')). now apply in_prod.
  - apply NNPP. intros Q. apply N. intros k K.
    destruct (Req_EM_T (X P e k) (X P e' k)) as [|D]; [assumption|exfalso].
    apply Q. exists k. split; [assumption|lra].
  - unfold linear. unfold dot in E.
    rewrite (sum_eq (inputs P) _ (fun k => v k * X P e k + (-1) * (v k * X P e' k)))
      by (intros; ring).
    rewrite sum_add, sum_mul. lra.
Qed.

Variable l1 : R -> R.
Hypothesis loss_slope : forall v, derivable_pt_lim (ell P) v (l1 v).

(** The weights q_i y_i of the samples at one point add up to 0. *)
Lemma point_balance : exists key : sample -> R,
  (forall e e', In e (data P) -> In e' (data P) -> key e = key e' -> same P e e') /\
  forall t, local_min P t -> forall e, In e (data P) ->
    over (data P) (fun e' =>
      if Req_EM_T (key e') (key e) then share e' * l1 (z P t e') * y e' else 0)
    = 0.
Proof.
  destruct neuron_exponential as [C [k [NC [Nk S]]]].
  destruct objective_output_penalised as [j [Hj Pen]].
  destruct some_key as [v V].
  exists (fun e => k * dot P v e). split.
  { intros e e' I I' E. apply V; auto. apply Rmult_eq_reg_l with k; assumption. }
  intros t Min e I.
  assert (Z : t (A j) = 0) by now apply forced_idle.
  destruct (turn_idle P v loss_defined neuron_defined network_deep_defined
    objective_hidden_unpenalised trained_w t j Min Hj Z) as [d [Hd Turn]].
  set (c := fun e' => share e' * l1 (z P t e') * y e' * (C * exp (k * pre P t j e'))).
  assert (Van : vanishes (data P) (fun e => k * dot P v e) d c).
  { intros h Hh.
    assert (Z' : turn P v t j h (A j) = 0).
    { unfold turn. simpl. destruct (j <? width P)%nat; rewrite Z; ring. }
    pose proof (first_output P defined l1 loss_slope _ j (Turn h Hh) trained_a Hj (or_intror Z'))
      as E. rewrite <- E. unfold moment. apply over_eq. intros e' _. unfold c. cbv beta.
    assert (F : f P (turn P v t j h) e' = f P t e') by (rewrite turn_f, Z by assumption; ring).
    assert (Pre : pre P (turn P v t j h) j e' = pre P t j e' + h * dot P v e').
    { unfold turn. rewrite shift_pre, turn_dot, Nat.eqb_refl by assumption. reflexivity. }
    unfold z. rewrite F, Pre, S, Rmult_plus_distr_l, exp_plus.
    replace (k * (h * dot P v e')) with (h * (k * dot P v e')) by ring. ring. }
  pose proof (exponentials_independent (data P) (fun e => k * dot P v e) d (k * dot P v e) c Hd Van)
    as E.
  set (w := C * exp (k * pre P t j e)).
  assert (Nw : w <> 0).
  { unfold w. apply Rmult_integral_contrapositive. split; [assumption|].
    pose proof (exp_pos (k * pre P t j e)). lra. }
  apply Rmult_eq_reg_l with w; [|assumption]. rewrite Rmult_0_r, <- over_mul.
  etransitivity; [|exact E].
  apply over_eq. intros e' I'. cbv beta.
  destruct (Req_EM_T (k * dot P v e') (k * dot P v e)) as [Q|]; [|ring].
  apply Rmult_eq_reg_l in Q; [|assumption].
  assert (Sm : same P e e') by (apply V; auto).
  unfold c, w. rewrite (same_pre P t j e e' Hj Sm). ring.
Qed.

End Exponential.

Section Theorems.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_exponential : neuron_exponential P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_neurons_trainable : network_neurons_trainable P.
Hypothesis network_hidden_bias : network_hidden_bias P.
Hypothesis objective_output_penalised : objective_output_penalised P.

(** (1) With consistent labels all slopes are 0. *)

Lemma slope_exponential : objective_hidden_unpenalised P -> network_deep_features P ->
  data_consistent P -> NO_SLOPE P.
Proof.
  intros U Feat Con t Min e I. destruct loss_c1 as [l1 [D _]].
  cut (l1 (z P t e) = 0); [intros <-; apply D|].
  destruct (point_balance P loss_defined neuron_defined neuron_exponential network_deep_defined
    network_neurons_trainable (proj2 network_hidden_bias) U objective_output_penalised l1 D)
    as [key [Key Bal]].
  apply (point_slope P Feat Con l1 t e (fun e' => if Req_EM_T (key e') (key e) then 1 else 0) I).
  - intros e' I'. destruct (Req_EM_T (key e') (key e)) as [E|]; [left|now right].
    split; [|reflexivity]. apply same_sym, Key; auto.
  - destruct (Req_EM_T (key e) (key e)); congruence.
  - etransitivity; [|exact (Bal t Min e I)]. apply over_eq. intros e' _. cbv beta.
    destruct (Req_EM_T (key e') (key e)); ring.
Qed.

Theorem thm_exponential : objective_hidden_unpenalised P -> network_deep_features P ->
  loss_active P -> data_consistent P -> NO_BAD P.
Proof. intros. apply no_slope_no_bad; [now apply slope_exponential|assumption]. Qed.

(** (2) With a convex loss every local minimum is global, whatever the labels. *)

Lemma penalty_grouped : objective_penalises_outputs_only P -> forall t,
  penalty P t = sum (width P) (fun j => output_coefficient P j * (t (A j))^2).
Proof.
  intros [Only _] t. unfold penalty, output_coefficient.
  rewrite (sum_eq (width P) _ (fun j => over (penalties P) (fun term =>
    match snd term with A i => if (i =? j)%nat then fst term * (t (A i))^2 else 0 | _ => 0 end))).
  - rewrite <- over_sum. apply over_eq. intros [c p] I. specialize (Only c p I). cbn [fst snd].
    destruct p as [|i|i k|i|p]; try (rewrite Only, sum_0 by reflexivity; ring).
    symmetry. etransitivity; [|apply (sum_at (width P) i (c * (t (A i))^2) Only)].
    apply sum_eq. intros j _.
    destruct (Nat.eqb_spec j i), (Nat.eqb_spec i j); congruence.
  - intros j _. rewrite Rmult_comm, <- over_mul. apply over_eq. intros [c p] _. cbn [fst snd].
    destruct p as [|i|i k|i|p]; try ring. destruct (Nat.eqb_spec i j) as [->|]; ring.
Qed.

Lemma outputs_only_hidden : objective_penalises_outputs_only P -> objective_hidden_unpenalised P.
Proof. intros [Only _] c p I. specialize (Only c p I). destruct p; auto. Qed.

Theorem thm_exponential_global : objective_penalises_outputs_only P -> network_deep_features P ->
  loss_convex P -> GLOBAL P.
Proof.
  intros Only Deep Conv t Min t' _ _. pose proof (outputs_only_hidden Only) as U.
  destruct loss_c1 as [l1 [Ds _]].
  destruct (point_balance P loss_defined neuron_defined neuron_exponential network_deep_defined
    network_neurons_trainable (proj2 network_hidden_bias) U objective_output_penalised l1 Ds)
    as [key [Key Bal]].
  specialize (Bal t Min).
  assert (Pen : penalty P t <= penalty P t').
  { rewrite !penalty_grouped by assumption. apply sum_le. intros j Hj.
    destruct Only as [_ Nonneg]. destruct (Nonneg j Hj) as [Pos|Zero].
    - rewrite (forced_idle P loss_defined neuron_defined neuron_exponential network_deep_defined
        network_neurons_trainable (proj2 network_hidden_bias) U t j Min Hj Pos).
      apply Rmult_le_compat_l; [lra|]. pose proof (pow2_ge_0 (t' (A j))). lra.
    - rewrite <- Zero. lra. }
  (* f depends on the point only *)
  assert (In0 : inputs P = S (dim P)).
  { destruct network_hidden_bias as [W Hb]. now rewrite inputs_width, Hb by exact W. }
  assert (Fs : forall t0 e e', same P e e' -> f P t0 e = f P t0 e').
  { intros t0 e e' S. unfold f.
    rewrite (Deep (fun p => t0 (D p)) (x P e) (x P e')) by (now apply same_X).
    f_equal. f_equal. apply sum_eq. intros j Hj. now rewrite (same_pre P t0 j e e' Hj S). }
  assert (Sum : over (data P) (fun e => share e * l1 (z P t e) * y e * (f P t' e - f P t e)) = 0).
  { apply (grouped (data P) key (fun e => share e * l1 (z P t e) * y e)); [exact Bal|].
    intros e e' I I' E. pose proof (Key e e' I I' E) as S.
    now rewrite (Fs t' e e' S), (Fs t e e' S). }
  now apply (convex_compare P l1 Ds Conv).
Qed.

End Theorems.
