(** * Weight decay on all weights of a layer of linear neurons

    The change of variables to [LinearDecayForm], and what follows for L. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsDecay Algebra Near Kinds Monotone OutputWeights
  LinearDecayForm.
Import ListNotations.
Open Scope R_scope.

Section LinearDecay.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_convex : loss_convex P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.

Section Layer.

Variable biased : bool.
Variables k c alpha beta gamma : R.
Variable rest : params -> R.
Hypothesis layer : decaying_layer P biased k c alpha beta gamma rest.

Ltac cases Eb := destruct (bool_dec biased true) as [Eb|Eb]; [|apply not_true_is_false in Eb].

Let N := width P.
Let d := dim P.
Let n := weights_of P biased.
Let q := square_of P beta gamma.

(** ** What is trained *)

Lemma a_all : a_trained P = true.
Proof. apply layer. Qed.
Lemma w_all : w_trained P = true.
Proof. apply layer. Qed.
Lemma alpha_pos : 0 < alpha.
Proof. apply layer. Qed.

Lemma in_trained_a j : In (A j) (trained P) -> (j < N)%nat.
Proof.
  unfold trained. intros I. repeat (apply in_app_or in I; destruct I as [I|I]).
  - destruct (a0_trained P); simpl in I; intuition discriminate.
  - rewrite a_all in I. apply in_map_iff in I. destruct I as [i [E I]]. injection E as ->.
    apply in_seq in I. unfold N. lia.
  - destruct (w_trained P); [|easy]. apply in_flat_map in I. destruct I as [? [_ I]].
    apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
  - destruct (b_trained P); [|easy]. apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
  - apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
Qed.

Lemma trained_a j : (j < N)%nat -> In (A j) (trained P).
Proof.
  intros H. unfold trained. rewrite a_all. apply in_or_app. right. apply in_or_app. left.
  apply in_map. apply in_seq. unfold N in H. lia.
Qed.

Lemma trained_w j i : (j < N)%nat -> (i < d)%nat -> In (W j i) (trained P).
Proof.
  intros H Hi. unfold trained. rewrite w_all. apply in_or_app. right. apply in_or_app. right. apply in_or_app. left.
  apply in_flat_map. exists j. split; [apply in_seq; unfold N in H; lia|].
  apply in_map. apply in_seq. unfold d in Hi. lia.
Qed.

Lemma trained_b j : b_trained P = true -> (j < N)%nat -> In (B j) (trained P).
Proof.
  intros T H. unfold trained. rewrite T. do 3 (apply in_or_app; right). apply in_or_app. left.
  apply in_map. apply in_seq. unfold N in H. lia.
Qed.

Lemma trained_a0 : a0_trained P = true -> In A0 (trained P).
Proof. intros T. unfold trained. rewrite T. simpl. now left. Qed.

(** ** The new variables *)

(** What a_0 has to make up for. *)
Definition constant (a : nat -> R) (t : params) : R :=
  if biased then 0 else sum N (fun j => a j * (k * t (B j) + c)).
Definition theta (t : params) : params := fun p =>
  match p with A0 => t A0 + constant (fun j => t (A j)) t | _ => t p end.

Definition input (e : sample) (i : nat) : R := if (i <? d)%nat then x P e i else 1.

Definition outcome (b : nat -> R) (th : params) (e : sample) : R :=
  th A0 + k * sum n (fun i => b i * input e i) + deep P (fun p => th (D p)) (x P e).
Definition data_loss (b : nat -> R) (th : params) : R :=
  over (data P) (fun e => share e * ell P (- y e * outcome b th e)) / total_weight P.
Definition beside (th : params) : R :=
  (if biased then 0 else sum N (fun j => gamma * (th (B j))^2)) + rest th.
Definition F (b : nat -> R) (th : params) : R := data_loss b th + beside th.

Definition height_of := height N n q alpha params F.

Lemma gamma_nonneg : 0 <= gamma.
Proof. apply layer. Qed.

(** Where it is not free a_0 makes up for nothing. *)
Lemma constant_zero a t : admissible P t -> a0_trained P = false -> constant a t = 0.
Proof.
  intros Adm T. unfold constant. cases Eb; rewrite Eb; [reflexivity|].
  pose proof layer as La; destruct La as [_ [_ [_ [_ [_ [_ [_ [_ [_ [_ R']]]]]]]]]].
  rewrite Eb in R'. destruct R' as [[T' _]|[C [Bt Z]]]; [congruence|]. apply sum_0. intros j Hj.
  rewrite (bias_absent P t j Adm Bt), (Z j Hj), C. ring.
Qed.

Lemma theta_admissible t : admissible P t -> admissible P (theta t).
Proof.
  intros Adm p I. destruct p; try (now apply Adm). simpl.
  rewrite constant_zero; [rewrite Rplus_0_r; now apply Adm|assumption|].
  destruct (a0_trained P) eqn:T; [|reflexivity]. elim I. now apply trained_a0.
Qed.

Lemma rest_theta t : admissible P t -> rest (theta t) = rest t.
Proof.
  intros Adm. pose proof layer as La; destruct La as [_ [_ [_ [_ [_ [_ [_ [_ [_ [Dep R']]]]]]]]]].
  cases Eb; rewrite Eb in R'.
  - apply Dep; [|reflexivity]. simpl. unfold constant. rewrite Eb. ring.
  - destruct R' as [[_ Free]|[C [Bt Z]]]; [now apply Free|]. apply Dep; [|reflexivity]. simpl.
    unfold constant. rewrite Eb, sum_0; [ring|]. intros j Hj.
    rewrite (bias_absent P t j Adm Bt), (Z j Hj), C. ring.
Qed.

Lemma linear v : sigma P v = k * v + c.
Proof. pose proof layer as La; destruct La as [_ [_ [_ [S _]]]]. apply S. Qed.

(** The sum of the weights, and f. *)
Lemma outcome_f t e : admissible P t ->
  f P t e = outcome (total N (fun j => t (A j)) (weight_of P t)) (theta t) e.
Proof.
  intros Adm. unfold f, outcome. cbn [theta].
  assert (S : sum (width P) (fun j => t (A j) * val (neuron P) (pre P t j e))
    = constant (fun j => t (A j)) t + k * sum n (fun i => total N (fun j => t (A j)) (weight_of P t) i * input e i)).
  { unfold total.
    rewrite (sum_eq n _ (fun i => sum N (fun j => t (A j) * (weight_of P t j i * input e i)))).
    2: { intros i _. rewrite <- sum_mul_r. apply sum_eq. intros; ring. }
    rewrite (sum_sum n N), <- sum_mul.
    rewrite (sum_eq N (fun j => k * sum n (fun i => t (A j) * (weight_of P t j i * input e i)))
      (fun j => t (A j) * (k * sum n (fun i => weight_of P t j i * input e i)))).
    2: { intros j _. rewrite sum_mul. ring. }
    assert (Low : forall j, sum d (fun i => weight_of P t j i * input e i) = sum d (fun i => t (W j i) * x P e i)).
    { intros j. apply sum_eq. intros i Hi. unfold weight_of, input. fold d.
      destruct (Nat.ltb_spec i d) as [Lt|Ge]; [reflexivity|lia]. }
    change (fun j => t (A j) * val (neuron P) (pre P t j e)) with (fun j => t (A j) * sigma P (pre P t j e)).
    unfold constant, n, weights_of. fold N. fold d.
    pose proof layer as La. destruct La as [_ [_ [_ [_ [_ [_ [_ [_ [_ [_ R']]]]]]]]]].
    cases Eb; rewrite Eb in R' |- *.
    - destruct R' as [C _]. rewrite Rplus_0_l. apply sum_eq. intros j _. rewrite linear, C.
      cbn [sum]. rewrite Low. unfold weight_of, input, pre. fold d. rewrite Nat.ltb_irrefl. ring.
    - rewrite <- sum_add. apply sum_eq. intros j _. rewrite linear, Low. unfold pre. fold d. ring. }
  rewrite S. ring.
Qed.

(** L in the new variables. *)
Lemma value t : admissible P t ->
  L P t = height_of (fun j => t (A j)) (weight_of P t) (theta t).
Proof.
  intros Adm. unfold L, height_of, height, F, data_loss, beside.
  rewrite (over_eq (data P) (fun s => share s * val (loss P) (z P t s))
    (fun e => share e * ell P (- y e * outcome (total N (fun j => t (A j)) (weight_of P t)) (theta t) e))).
  2: { intros e _. unfold z. rewrite <- outcome_f by assumption. reflexivity. }
  rewrite rest_theta by assumption.
  pose proof layer as La. destruct La as [_ [_ [_ [_ [_ [_ [_ [Pen _]]]]]]]]. rewrite (Pen t Adm).
  assert (E : sum (width P) (fun j => alpha * (t (A j))^2 + beta * sum (dim P) (fun i => (t (W j i))^2) + gamma * (t (B j))^2)
    = (if biased then 0 else sum N (fun j => gamma * (theta t (B j))^2))
      + (alpha * lengths N (fun j => t (A j)) + forms N n q (weight_of P t))).
  { unfold lengths, forms. rewrite <- sum_mul.
    assert (Low : forall j, form d q (weight_of P t j) (weight_of P t j) = beta * sum d (fun i => (t (W j i))^2)).
    { intros j. unfold form. rewrite <- sum_mul. apply sum_eq. intros i Hi. unfold q, square_of, weight_of. fold d.
      destruct (Nat.ltb_spec i d) as [Lt|Ge]; [ring|lia]. }
    unfold n, weights_of. fold d. fold N. cases Eb; rewrite Eb.
    - rewrite Rplus_0_l, <- sum_add. apply sum_eq. intros j _. unfold form. cbn [sum].
      change (sum d (fun i => q i * (weight_of P t j i * weight_of P t j i))) with (form d q (weight_of P t j) (weight_of P t j)).
      rewrite Low. unfold q, square_of, weight_of. fold d. rewrite Nat.ltb_irrefl. ring.
    - rewrite <- !sum_add. apply sum_eq. intros j _. rewrite Low. cbn [theta]. ring. }
  rewrite E. ring.
Qed.

(** A point with these variables. *)
Definition build (t : params) (a : nat -> R) (w : nat -> nat -> R) (th : params) : params := fun p =>
  match p with
  | A0 => th A0 - constant a th
  | A j => if (j <? N)%nat then a j else t p
  | W j i => if (j <? N)%nat && (i <? d)%nat then w j i else t p
  | B j => if biased && (j <? N)%nat then w j d else th p
  | D _ => th p
  end.

Lemma build_admissible t a w th : admissible P t -> admissible P th -> admissible P (build t a w th).
Proof.
  intros At Ath p I. destruct p; cbn [build].
  - rewrite constant_zero; [rewrite Rminus_0_r; now apply Ath|assumption|].
    destruct (a0_trained P) eqn:T; [|reflexivity]. elim I. now apply trained_a0.
  - destruct (Nat.ltb_spec neuron N) as [Lt|Ge]; [|now apply At]. elim I. now apply trained_a.
  - destruct (Nat.ltb_spec neuron N) as [Lt|Ge], (Nat.ltb_spec input0 d) as [Lt'|Ge']; cbn [andb]; try (now apply At).
    elim I. now apply trained_w.
  - pose proof layer as La. destruct La as [_ [_ [_ [_ [_ [_ [_ [_ [_ [_ R']]]]]]]]]].
    cases Eb; rewrite Eb in R' |- *; cbn [andb]; [|now apply Ath].
    destruct (Nat.ltb_spec neuron N) as [Lt|Ge]; [|now apply Ath]. elim I. apply trained_b; [apply R'|assumption].
  - now apply Ath.
Qed.

Lemma total_eq a a' w w' i : (forall j, (j < N)%nat -> a j = a' j) ->
  (forall j, (j < N)%nat -> w j i = w' j i) -> total N a w i = total N a' w' i.
Proof. intros E E'. unfold total. apply sum_eq. intros j Hj. now rewrite E, E'. Qed.

Lemma n_cases i : (i < n)%nat -> (i < d)%nat \/ (biased = true /\ i = d).
Proof. unfold n, weights_of. fold d. cases Eb; rewrite Eb; intros H; [|left; assumption]. destruct (Nat.eq_dec i d); auto. left; lia. Qed.

Lemma build_weight t a w th j i : (j < N)%nat -> (i < n)%nat -> weight_of P (build t a w th) j i = w j i.
Proof.
  intros Hj Hi. unfold weight_of. fold d. cbn [build].
  destruct (n_cases i Hi) as [H|[Eb ->]].
  - destruct (Nat.ltb_spec i d) as [Lt|Ge]; [|lia]. now rewrite (proj2 (Nat.ltb_lt j N) Hj).
  - rewrite Nat.ltb_irrefl, Eb, (proj2 (Nat.ltb_lt j N) Hj). reflexivity.
Qed.

Lemma build_value t a w th : admissible P t -> admissible P th ->
  L P (build t a w th) = height_of a w th.
Proof.
  intros At Ath. rewrite value by now apply build_admissible.
  set (s := build t a w th).
  assert (Ea : forall j, (j < N)%nat -> s (A j) = a j).
  { intros j Hj. unfold s. cbn [build]. now rewrite (proj2 (Nat.ltb_lt j N) Hj). }
  assert (Ew : forall j i, (j < N)%nat -> (i < n)%nat -> weight_of P s j i = w j i).
  { intros. now apply build_weight. }
  assert (Tot : forall i, (i < n)%nat -> total N (fun j => s (A j)) (weight_of P s) i = total N a w i).
  { intros i Hi. apply total_eq; auto. }
  assert (EB : biased = false -> forall j, s (B j) = th (B j)).
  { intros Eb j. unfold s. cbn [build]. now rewrite Eb. }
  assert (E0 : theta s A0 = th A0).
  { cbn [theta]. unfold s at 1. cbn [build].
    assert (constant (fun j => s (A j)) s = constant a th); [|lra].
    unfold constant. cases Eb; rewrite Eb; [reflexivity|]. apply sum_eq. intros j Hj.
    now rewrite Ea, EB. }
  assert (Out : forall e, outcome (total N (fun j => s (A j)) (weight_of P s)) (theta s) e = outcome (total N a w) th e).
  { intros e. unfold outcome. rewrite E0.
    rewrite (sum_eq n _ (fun i => total N a w i * input e i)) by (intros i Hi; now rewrite Tot).
    reflexivity. }
  unfold height_of, height, F, data_loss, beside.
  rewrite (over_eq (data P) (fun e => share e * ell P (- y e * outcome (total N (fun j => s (A j)) (weight_of P s)) (theta s) e))
    (fun e => share e * ell P (- y e * outcome (total N a w) th e))) by (intros e _; now rewrite Out).
  assert (R0 : rest (theta s) = rest th).
  { pose proof layer as La; destruct La as [_ [_ [_ [_ [_ [_ [_ [_ [_ [Dep _]]]]]]]]]]. apply Dep; [exact E0|reflexivity]. }
  rewrite R0.
  assert (SB : (if biased then 0 else sum N (fun j => gamma * (theta s (B j))^2))
    = (if biased then 0 else sum N (fun j => gamma * (th (B j))^2))).
  { cases Eb; rewrite Eb; [reflexivity|]. apply sum_eq. intros j _. cbn [theta]. now rewrite EB. }
  rewrite SB.
  assert (LA : lengths N (fun j => s (A j)) = lengths N a).
  { unfold lengths. apply sum_eq. intros j Hj. now rewrite Ea. }
  assert (LW : forms N n q (weight_of P s) = forms N n q w).
  { unfold forms. apply sum_eq. intros j Hj. apply form_eq; intros; now apply Ew. }
  now rewrite LA, LW.
Qed.

(** ** The conditions of the normal form *)

Lemma q_pos i : (i < n)%nat -> 0 < q i.
Proof.
  intros Hi. unfold q, square_of. fold d. pose proof layer as La; destruct La as [_ [_ [_ [_ [_ [Bp [_ [_ [_ [_ R']]]]]]]]]].
  destruct (n_cases i Hi) as [H|[Eb ->]].
  - destruct (Nat.ltb_spec i d) as [Lt|Ge]; [assumption|lia].
  - rewrite Nat.ltb_irrefl. rewrite Eb in R'. apply R'.
Qed.

Lemma F_eq b b' th : (forall i, (i < n)%nat -> b i = b' i) -> F b th = F b' th.
Proof.
  intros E. unfold F, data_loss. f_equal. f_equal. apply over_eq. intros e _. unfold outcome.
  rewrite (sum_eq n (fun i => b i * input e i) (fun i => b' i * input e i)) by (intros i Hi; now rewrite E).
  reflexivity.
Qed.

Lemma F_convex b b' th th' h : admissible P th -> admissible P th' -> 0 <= h <= 1 ->
  F (fun i => b i + h * (b' i - b i)) (between th th' h) <= F b th + h * (F b' th' - F b th).
Proof.
  intros At At' Hh. pose proof layer as La; destruct La as [_ [_ [Aff [_ [_ [_ [Gp [_ [Conv _]]]]]]]]].
  assert (Out : forall e, In e (data P) -> outcome (fun i => b i + h * (b' i - b i)) (between th th' h) e
    = outcome b th e + h * (outcome b' th' e - outcome b th e)).
  { intros e I. unfold outcome. rewrite (Aff th th' h e At At' I). unfold between at 1.
    rewrite (sum_eq n (fun i => (b i + h * (b' i - b i)) * input e i)
      (fun i => (1 - h) * (b i * input e i) + h * (b' i * input e i))) by (intros; ring).
    rewrite sum_add, !sum_mul. ring. }
  assert (DL : data_loss (fun i => b i + h * (b' i - b i)) (between th th' h)
    <= data_loss b th + h * (data_loss b' th' - data_loss b th)).
  { unfold data_loss.
    set (s0 := over (data P) (fun e => share e * ell P (- y e * outcome b th e))).
    set (s1 := over (data P) (fun e => share e * ell P (- y e * outcome b' th' e))).
    assert (S : over (data P) (fun e => share e * ell P (- y e * outcome (fun i => b i + h * (b' i - b i)) (between th th' h) e))
      <= s0 + h * (s1 - s0)).
    { replace (s0 + h * (s1 - s0)) with (over (data P) (fun e => (1 - h) * (share e * ell P (- y e * outcome b th e))
        + h * (share e * ell P (- y e * outcome b' th' e)))) by (rewrite over_add, !over_mul; unfold s0, s1; ring).
      apply over_le. intros e I. rewrite Out by assumption.
      replace ((1 - h) * (share e * ell P (- y e * outcome b th e)) + h * (share e * ell P (- y e * outcome b' th' e)))
        with (share e * (h * ell P (- y e * outcome b' th' e) + (1 - h) * ell P (- y e * outcome b th e))) by ring.
      apply Rmult_le_compat_l; [left; apply share_pos|].
      replace (- y e * (outcome b th e + h * (outcome b' th' e - outcome b th e)))
        with (h * (- y e * outcome b' th' e) + (1 - h) * (- y e * outcome b th e)) by ring.
      apply loss_convex. lra. }
    assert (T : 0 <= / total_weight P).
    { destruct (data P) as [|e0 l] eqn:Ed.
      - unfold total_weight. rewrite Ed. simpl. right. symmetry. apply Rinv_0.
      - left. apply Rinv_0_lt_compat, total_weight_pos. rewrite Ed. discriminate. }
    pose proof (Rmult_le_compat_r _ _ _ T S) as S'. unfold Rdiv. nra. }
  assert (Bes : beside (between th th' h) <= beside th + h * (beside th' - beside th)).
  { unfold beside. pose proof (Conv th th' h At At' Hh) as R'.
    assert (S : (if biased then 0 else sum N (fun j => gamma * (between th th' h (B j))^2))
      <= (if biased then 0 else sum N (fun j => gamma * (th (B j))^2))
        + h * ((if biased then 0 else sum N (fun j => gamma * (th' (B j))^2))
          - (if biased then 0 else sum N (fun j => gamma * (th (B j))^2)))).
    { cases Eb; rewrite Eb; [lra|].
      replace (sum N (fun j => gamma * (th (B j))^2)
        + h * (sum N (fun j => gamma * (th' (B j))^2) - sum N (fun j => gamma * (th (B j))^2)))
        with (sum N (fun j => (1 - h) * (gamma * (th (B j))^2) + h * (gamma * (th' (B j))^2)))
        by (rewrite sum_add, !sum_mul; ring).
      apply sum_le. intros j _. unfold between.
      assert (C' : 0 <= gamma * (h * (1 - h) * (th' (B j) - th (B j))^2)).
      { apply Rmult_le_pos; [assumption|]. apply Rmult_le_pos; [apply Rmult_le_pos; lra|apply pow2_ge_0]. }
      nra. }
    lra. }
  unfold F. lra.
Qed.

(** ** Paths *)

Lemma sum_near m (g : R -> nat -> R) (g0 : nat -> R) :
  (forall j, (j < m)%nat -> exists K, forall s, 0 < s <= 1 -> Rabs (g s j - g0 j) <= K * s) ->
  exists K, forall s, 0 < s <= 1 -> Rabs (sum m (g s) - sum m g0) <= K * s.
Proof.
  induction m as [|m IH]; intros H.
  - exists 0. intros s Hs. simpl. rewrite Rminus_0_r, Rabs_R0. lra.
  - destruct IH as [K HK]; [intros; apply H; lia|]. destruct (H m ltac:(lia)) as [K' HK'].
    exists (K + K'). intros s Hs. simpl.
    replace (sum m (g s) + g s m - (sum m g0 + g0 m)) with ((sum m (g s) - sum m g0) + (g s m - g0 m)) by ring.
    apply Rle_trans with (1 := Rabs_triang _ _). specialize (HK s Hs). specialize (HK' s Hs). lra.
Qed.

Lemma square_near v s : 0 < s <= 1 -> Rabs (s * s * v) <= Rabs v * s.
Proof.
  intros Hs. rewrite Rabs_mult, (Rabs_right (s * s)) by nra. pose proof (Rabs_pos v).
  assert (s * s <= s) by nra. nra.
Qed.

Lemma constant_near t th' (A' : R -> nat -> R) C :
  (forall s j, 0 < s <= 1 -> (j < N)%nat -> Rabs (A' s j - t (A j)) <= C * s) ->
  exists K, forall s, 0 < s <= 1 ->
    Rabs (constant (A' s) (between (theta t) th' (s * s)) - constant (fun j => t (A j)) t) <= K * s.
Proof.
  intros H. unfold constant. cases Eb; rewrite Eb.
  - exists 0. intros s Hs. rewrite Rminus_0_r, Rabs_R0. lra.
  - apply (sum_near N (fun s j => A' s j * (k * between (theta t) th' (s * s) (B j) + c))
      (fun j => t (A j) * (k * t (B j) + c))).
    intros j Hj. set (v := k * (th' (B j) - t (B j))).
    exists (C * (Rabs (k * t (B j) + c) + Rabs v) + Rabs (t (A j)) * Rabs v). intros s Hs.
    unfold between. cbn [theta].
    replace (A' s j * (k * (t (B j) + s * s * (th' (B j) - t (B j))) + c) - t (A j) * (k * t (B j) + c))
      with ((A' s j - t (A j)) * (k * t (B j) + c + s * s * v) + t (A j) * (s * s * v)) by (unfold v; ring).
    apply Rle_trans with (1 := Rabs_triang _ _). rewrite !(Rabs_mult (A' s j - t (A j))), (Rabs_mult (t (A j))).
    specialize (H s j Hs Hj). pose proof (square_near v s Hs) as V. pose proof (Rabs_pos v). pose proof (Rabs_pos (t (A j))).
    pose proof (Rabs_triang (k * t (B j) + c) (s * s * v)) as T. pose proof (Rabs_pos (A' s j - t (A j))).
    assert (Rabs v * s <= Rabs v) by nra.
    assert (Rabs (A' s j - t (A j)) * Rabs (k * t (B j) + c + s * s * v) <= C * s * (Rabs (k * t (B j) + c) + Rabs v)).
    { apply Rmult_le_compat; [apply Rabs_pos|apply Rabs_pos|assumption|lra]. }
    assert (Rabs (t (A j)) * Rabs (s * s * v) <= Rabs (t (A j)) * (Rabs v * s)) by (apply Rmult_le_compat_l; assumption).
    lra.
Qed.

Lemma local_paths t : local_min P t ->
  forall (A' : R -> nat -> R) (W' : R -> nat -> nat -> R) th' C, admissible P th' ->
  (forall s j, 0 < s <= 1 -> (j < N)%nat -> Rabs (A' s j - t (A j)) <= C * s) ->
  (forall s j i, 0 < s <= 1 -> (j < N)%nat -> (i < n)%nat -> Rabs (W' s j i - weight_of P t j i) <= C * s) ->
  exists dd, 0 < dd <= 1 /\ forall s, 0 < s <= dd ->
    height_of (fun j => t (A j)) (weight_of P t) (theta t) <= height_of (A' s) (W' s) (between (theta t) th' (s * s)).
Proof.
  intros Min A' W' th' C Gd HA HW. assert (At : admissible P t) by apply Min.
  pose proof (theta_admissible t At) as Ath.
  destruct (near_min P defined t Min) as [r [Hr Hmin]].
  destruct (list_bound (trained P) (fun p => th' p - theta t p)) as [E [HE HB]].
  destruct (constant_near t th' A' C HA) as [K0 HK0].
  set (K := Rabs C + E + Rabs K0 + Rabs (th' A0 - theta t A0) + 1).
  assert (HK : 0 < K).
  { unfold K. pose proof (Rabs_pos C). pose proof (Rabs_pos K0). pose proof (Rabs_pos (th' A0 - theta t A0)). lra. }
  exists (Rmin 1 (r / (2 * K))).
  assert (Q : 0 < r / (2 * K)) by (apply Rdiv_lt_0_compat; lra).
  split; [split; [apply Rmin_pos; lra|apply Rmin_l]|]. intros s [S0 S1].
  assert (Hs : 0 < s <= 1) by (split; [assumption|apply Rle_trans with (1 := S1); apply Rmin_l]).
  assert (Hsr : K * s < r).
  { assert (s <= r / (2 * K)) by (apply Rle_trans with (1 := S1); apply Rmin_r).
    apply Rle_lt_trans with (K * (r / (2 * K))); [apply Rmult_le_compat_l; lra|].
    replace (K * (r / (2 * K))) with (r / 2) by (field; lra). lra. }
  pose proof (between_admissible P (theta t) th' (s * s) Ath Gd) as Abt.
  rewrite <- value by assumption. rewrite <- (build_value t) by assumption.
  apply Hmin; [now apply build_admissible|]. intros p I.
  apply Rle_lt_trans with (K * s); [|assumption].
  assert (CC : forall v, v <= C * s -> v <= K * s).
  { intros v Hv. apply Rle_trans with (1 := Hv). apply Rmult_le_compat_r; [lra|]. unfold K.
    pose proof (Rle_abs C). pose proof (Rabs_pos K0). pose proof (Rabs_pos (th' A0 - theta t A0)). lra. }
  assert (Moves : theta t p = t p -> Rabs (between (theta t) th' (s * s) p - t p) <= K * s).
  { intros Same. unfold between. rewrite Same. replace (t p + s * s * (th' p - t p) - t p) with (s * s * (th' p - t p)) by ring.
    apply Rle_trans with (1 := square_near _ s Hs). apply Rmult_le_compat_r; [lra|].
    specialize (HB p I). cbv beta in HB. rewrite Same in HB. unfold K.
    pose proof (Rabs_pos C). pose proof (Rabs_pos K0). pose proof (Rabs_pos (th' A0 - theta t A0)). lra. }
  destruct p as [|j|j i|j|p]; cbn [build].
  - specialize (HK0 s Hs). set (c1 := constant (A' s) (between (theta t) th' (s * s))) in *.
    set (c0 := constant (fun j => t (A j)) t) in *. unfold between.
    assert (T0 : theta t A0 = t A0 + c0) by reflexivity. 
    replace (theta t A0 + s * s * (th' A0 - theta t A0) - c1 - t A0)
      with (s * s * (th' A0 - theta t A0) + - (c1 - c0)) by (rewrite T0; ring).
    apply Rle_trans with (1 := Rabs_triang _ _). rewrite Rabs_Ropp.
    pose proof (square_near (th' A0 - theta t A0) s Hs). unfold K.
    pose proof (Rabs_pos C). pose proof (Rle_abs K0). pose proof (Rabs_pos (th' A0 - theta t A0)). nra.
  - destruct (Nat.ltb_spec j N) as [Lt|Ge]; [apply CC; now apply HA|]. apply in_trained_a in I. lia.
  - destruct (Nat.ltb_spec j N) as [Lt|Ge], (Nat.ltb_spec i d) as [Lt'|Ge']; cbn [andb];
      try (replace (t (W j i) - t (W j i)) with 0 by ring; rewrite Rabs_R0; apply Rmult_le_pos; lra).
    apply CC. assert (Hi : (i < n)%nat) by (unfold n, weights_of; fold d; destruct biased; lia).
    pose proof (HW s j i Hs Lt Hi) as H. unfold weight_of in H. fold d in H.
    now rewrite (proj2 (Nat.ltb_lt i d) Lt') in H.
  - cases Eb; rewrite Eb; cbn [andb]; [|now apply Moves].
    destruct (Nat.ltb_spec j N) as [Lt|Ge]; [|now apply Moves].
    apply CC. assert (Hd : (d < n)%nat) by (unfold n, weights_of; fold d; rewrite Eb; lia).
    pose proof (HW s j d Hs Lt Hd) as H. unfold weight_of in H. fold d in H. now rewrite Nat.ltb_irrefl in H.
  - now apply Moves.
Qed.

(** ** thm.linear_decay *)

Lemma global : GLOBAL P.
Proof.
  intros t Min t' At' _. assert (At : admissible P t) by apply Min.
  rewrite !value by assumption. unfold height_of.
  apply (local_global N n q alpha params between F q_pos alpha_pos F_eq (admissible P) F_convex
    (fun j => t (A j)) (weight_of P t) (theta t) (theta_admissible t At)).
  - exact (local_paths t Min).
  - now apply theta_admissible.
Qed.

(** L is at least its convex part with the penalty replaced by a tangent. *)
Lemma tangent u t : form n q u u <= alpha -> admissible P t ->
  over (data P) (fun e => share e * ell P (z P t e)) / total_weight P + rest t
    + 2 * form n q u (total N (fun j => t (A j)) (weight_of P t)) <= L P t.
Proof.
  intros U At. rewrite (value t At). unfold height_of, height, F, data_loss, beside. rewrite rest_theta by assumption.
  rewrite (over_eq (data P) (fun e => share e * ell P (- y e * outcome (total N (fun j => t (A j)) (weight_of P t)) (theta t) e))
    (fun e => share e * ell P (z P t e))) by (intros e _; unfold z; now rewrite outcome_f).
  pose proof (penalty_above N n q alpha q_pos u (fun j => t (A j)) (weight_of P t) U).
  assert (0 <= (if biased then 0 else sum N (fun j => gamma * (theta t (B j))^2))); [|lra].
  cases Eb; rewrite Eb; [lra|]. apply sum_nonneg. intros j _.
  apply Rmult_le_pos; [apply gamma_nonneg|apply pow2_ge_0].
Qed.

End Layer.

Theorem thm_linear_decay : objective_linear_decay P -> GLOBAL P.
Proof. intros [biased [k [c [alpha [beta [gamma [rest H]]]]]]]. exact (global _ _ _ _ _ _ _ H). Qed.

Theorem thm_linear_decay_fit : data_decay_fit_right P -> NO_BAD P.
Proof.
  intros [biased [k [c [alpha [beta [gamma [rest [u [t0 [H [A0 [U Right]]]]]]]]]]]] t Min.
  assert (At : admissible P t) by apply Min. apply error_zero. apply Right; [assumption|].
  apply Rle_trans with (L P t).
  - exact (tangent biased k c alpha beta gamma rest H u t U At).
  - apply (global _ _ _ _ _ _ _ H t Min t0 A0). apply defined.
Qed.

End LinearDecay.
