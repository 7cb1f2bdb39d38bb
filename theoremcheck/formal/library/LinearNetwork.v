(** * Linear networks (B1, B2)

    A branch of affine neurons, beside anything: separable data are learnt. A
    network of affine neurons throughout: every local minimum is global. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsFunnel ConditionsResidual Algebra Near Kinds Monotone
  Balance FirstOrder Exponentials LinearBranch.
Import ListNotations.
Open Scope R_scope.

Section Network.

Variable P : problem.

Local Notation linear_shortcut := (Conditions.linear_shortcut P).
Local Notation network_linear_part := (Conditions.network_linear_part P).
Local Notation network_constant_trained := (Conditions.network_constant_trained P).

(** ** Where slopes balance *)

Section Balanced.

Variable good : params -> Prop.
Variable qs : sample -> R.
Hypothesis good_balances : balances P good qs.

(** ** Moving one branch *)

Section Branches.

(** The branches of f_D. *)
Variable all : list (list (list fn)).
Hypothesis deep_is : consists_of P all.
Local Notation layers_of := (Conditions.layers_of all).
Local Notation linear_branch := (Conditions.linear_branch P all).

Lemma f_branch : forall b t t' e, (b < length all)%nat ->
  (forall q, ~ tail_place b 0 q -> t' q = t q) ->
  f P t' e = f P t e + branch_output (deep_part t') b 0 (dim P) (x P e) (layers_of b)
             - branch_output (deep_part t) b 0 (dim P) (x P e) (layers_of b).
Proof.
  intros b t t' e Hb E. unfold f. rewrite (E A0) by auto.
  rewrite (sum_eq (width P) (fun j => t' (A j) * val (neuron P) (pre P t' j e))
    (fun j => t (A j) * val (neuron P) (pre P t j e))).
  - rewrite !deep_is. unfold branches.
    set (out := fun s i => branch_output (deep_part s) i 0 (dim P) (x P e) (layers_of i)).
    change (fun b0 => branch_output (fun p => t' (D p)) b0 0 (dim P) (x P e) (nth b0 all []))
      with (out t').
    change (fun b0 => branch_output (fun p => t (D p)) b0 0 (dim P) (x P e) (nth b0 all []))
      with (out t).
    rewrite (sum_eq (length all) (out t')
      (fun i => out t i + if (i =? b)%nat then out t' b - out t b else 0)).
    + rewrite sum_add, sum_at by assumption. unfold out. ring.
    + intros i _. destruct (Nat.eqb_spec i b) as [->|N]; [ring|]. rewrite Rplus_0_r.
      apply branch_own. intros q Tq. apply E. intros Tb. apply N.
      destruct q as [|?|? ?|?|[b' l u k|b' l u|b' u]]; simpl in *; try contradiction;
        try (destruct Tq, Tb; congruence); congruence.
  - intros j _. rewrite (E (A j)) by auto. f_equal. f_equal. unfold pre. rewrite (E (B j)) by auto.
    f_equal. apply sum_eq. intros k _. now rewrite (E (W j k)) by auto.
Qed.

(** lemma.linear, for a branch *)
Lemma branch_balance : objective_deep_unpenalised P -> forall b t, linear_branch b -> good t ->
  (forall k, (k < dim P)%nat -> balance P qs (fun e => x P e k) = 0) /\
  (some_bias P b 0 (layers_of b) -> balance P qs (fun _ => 1) = 0).
Proof.
  intros Pen b t [Hb [A T]] Min.
  destruct (tail_moments P Pen good qs good_balances b (layers_of b) 0 (dim P) (x P) t A Min)
    as [M C].
  - intros t' E e _. now apply f_branch.
  - split; [|intros S; apply C; now apply (some_bias_path P b _ 0 (dim P))].
    intros k Hk. apply M; [assumption|]. now apply (weights_path P b _ 0 (dim P)).
Qed.

End Branches.

(** The same for the shortcut. *)
Lemma output_balance : forall t j, good t -> a_trained P = true -> (j < width P)%nat -> t (A j) = 0 ->
  balance P qs (fun e => sigma P (pre P t j e)) = 0.
Proof.
  intros t j Min H Hj Z. apply (proj1 (proj2 good_balances) t (bump t (A j))); [assumption| | |].
  - apply bump_leads; [now apply good_balances|now apply in_a].
  - intros h e _. now apply bump_a_f.
  - now apply bump_penalty_at_0.
Qed.

Lemma shortcut_balance : objective_hidden_unpenalised P -> forall t, linear_shortcut -> good t ->
  forall u, balance P qs (fun e => dot P u e) = 0.
Proof.
  intros Pen t [Hw [An [Tw Ta]]] Min u.
  destruct (affine_value _ An) as [Nc V]. set (c := slope_of (neuron P)) in *.
  assert (S : forall v w, sigma P (v + w) = sigma P v + c * w).
  { intros v w. unfold sigma. rewrite (V (v + w)), (V v). ring. }
  (* a neuron with a_j trained, or not 0 *)
  assert (Good : exists j, (j < width P)%nat /\ (a_trained P = true \/ t (A j) <> 0)).
  { destruct (a_trained P) eqn:Eq; [exists 0%nat; split; [lia|now left]|].
    destruct Ta as [Ta|[j [Hj N]]]; [congruence|]. exists j. split; [assumption|right].
    intros Z. apply N. rewrite <- Z. symmetry. apply (proj1 good_balances t Min). unfold trained. rewrite Eq. simpl.
    intros I. repeat (apply in_app_or in I; destruct I as [I|I]).
    - destruct (a0_trained P); simpl in I; intuition discriminate.
    - destruct (w_trained P); [|contradiction]. apply in_flat_map in I.
      destruct I as [? [_ I]]. apply in_map_iff in I. destruct I as [? [? _]]. discriminate.
    - destruct (b_trained P); [|contradiction]. apply in_map_iff in I.
      destruct I as [? [? _]]. discriminate.
    - apply in_map_iff in I. destruct I as [? [? _]]. discriminate. }
  destruct Good as [j [Hj Ha]].
  assert (Lead : leads P t (turn P u t j)).
  { split; [intros s; apply turn_admissible; auto; now apply good_balances|]. intros r Hr. now apply turn_near. }
  destruct (Req_EM_T (t (A j)) 0) as [Z|N].
  - destruct Ha as [Ha|Ha]; [|contradiction].
    destruct (proj2 (proj2 good_balances) t (turn P u t j) Min Lead) as [d [Hd Idle]].
    { intros s e _. rewrite turn_f, Z by assumption. ring. }
    { intros s. now apply turn_penalty. }
    set (s := d / 2). assert (Hs : Rabs s < d) by (unfold s; rewrite Rabs_right; lra).
    assert (Z' : turn P u t j s (A j) = 0).
    { unfold turn. simpl. destruct (j <? width P)%nat; rewrite Z; ring. }
    pose proof (output_balance t j Min Ha Hj Z) as M1.
    pose proof (output_balance _ j (Idle s Hs) Ha Hj Z') as M2.
    rewrite (balance_eq P qs (fun e => sigma P (pre P t j e) + (c * s) * dot P u e)) in M2.
    + rewrite balance_combine, M1, Rplus_0_l in M2. apply Rmult_integral in M2.
      destruct M2 as [M2|]; [|assumption]. apply Rmult_integral in M2.
      unfold s in M2. destruct M2; [contradiction|lra].
    + intros e _. unfold turn. rewrite shift_pre, turn_dot, Nat.eqb_refl, S by assumption. ring.
  - pose proof (proj1 (proj2 good_balances) t (turn P u t j)
      (fun e => t (A j) * c * dot P u e) Min Lead) as M.
    rewrite balance_scale in M. assert (Q : t (A j) * c * balance P qs (fun e => dot P u e) = 0).
    { apply M.
      - intros s e _. rewrite turn_f, S by assumption. ring.
      - exists 0. intros s. rewrite turn_penalty by assumption. ring. }
    apply Rmult_integral in Q. destruct Q as [Q|]; [|assumption].
    apply Rmult_integral in Q. destruct Q; contradiction.
Qed.

(** B1: sum q_i y_i x_i = 0, and sum q_i y_i = 0 where a constant is trained. *)
Definition part_unpenalised : Prop :=
  objective_output_bias_unpenalised P /\ objective_hidden_unpenalised P /\
  objective_deep_unpenalised P.

Lemma shortcut_feature : objective_hidden_unpenalised P -> forall t k, linear_shortcut -> good t ->
  (k < inputs P)%nat -> balance P qs (fun e => X P e k) = 0.
Proof.
  intros Pen t k S Min Hk.
  rewrite <- (shortcut_balance Pen t S Min (fun i => if (i =? k)%nat then 1 else 0)).
  apply balance_eq. intros e _. unfold dot.
  rewrite (sum_eq (inputs P) _ (fun i => if (i =? k)%nat then X P e k else 0)).
  - now rewrite sum_at.
  - intros i _. destruct (Nat.eqb_spec i k) as [->|]; ring.
Qed.

Lemma feature_balance : part_unpenalised -> network_linear_part -> forall t, good t ->
  forall k, (k < dim P)%nat -> balance P qs (fun e => x P e k) = 0.
Proof.
  intros [Pa [Ph Pd]] Part t Min k Hk. destruct Part as [S|[all [b [Is Hb]]]].
  - rewrite <- (shortcut_feature Ph t k S Min).
    + apply balance_eq. intros e _. now rewrite X_low.
    + rewrite inputs_width by apply S. destruct (b_trained P); lia.
  - now apply (branch_balance all Is Pd b t Hb Min).
Qed.

(** A constant adds its own. *)
Lemma affine_balance : (forall k, (k < dim P)%nat -> balance P qs (fun e => x P e k) = 0) ->
  forall v k, balance P qs (fun _ => 1) = 0 \/ k = 0 ->
  balance P qs (fun e => sum (dim P) (fun i => v i * x P e i) + k) = 0.
Proof.
  intros M v k C.
  assert (S : balance P qs (fun e => sum (dim P) (fun i => v i * x P e i)) = 0).
  { unfold balance.
    rewrite (over_eq (data P) _ (fun e => sum (dim P) (fun i =>
      share e * qs e * y e * (v i * x P e i)))) by (intros; now rewrite sum_mul).
    rewrite over_sum. apply sum_0. intros i Hi.
    rewrite (over_eq (data P) _ (fun e => v i * (share e * qs e * y e * x P e i)))
      by (intros; ring).
    rewrite over_mul. fold (balance P qs (fun e => x P e i)). rewrite M by assumption. ring. }
  rewrite (balance_eq P qs (fun e => sum (dim P) (fun i => v i * x P e i) + k * 1)) by (intros; ring).
  rewrite balance_combine, S. destruct C as [-> | ->]; ring.
Qed.

End Balanced.

(** ** At a local minimum *)

Section Minimum.

Hypothesis defined : forall t, L_defined P t.
Variable l1 : R -> R.
Hypothesis loss_slope : forall v, derivable_pt_lim (ell P) v (l1 v).

Lemma constant_moment : part_unpenalised -> network_constant_trained -> forall t, local_min P t ->
  moment P l1 t (fun _ => 1) = 0.
Proof.
  intros [Pa [Ph Pd]] C t Min. pose proof (minima_balance P defined l1 loss_slope t) as B.
  destruct C as [H|[[S Tb]|[all [b [Is [Hb Bp]]]]]].
  - now apply first_bias.
  - change (balance P (fun e => l1 (z P t e)) (fun _ => 1) = 0).
    rewrite <- (shortcut_feature _ _ B Ph t (dim P) S (conj Min (fun _ _ => eq_refl))).
    + apply balance_eq. intros e _. now rewrite X_one.
    + rewrite inputs_width, Tb by apply S. lia.
  - now apply (branch_balance _ _ B all Is Pd b t Hb (conj Min (fun _ _ => eq_refl))).
Qed.

(** For every affine function v . x + k, where k = 0 unless a constant is trained. *)
Lemma affine_moment : part_unpenalised -> network_linear_part -> forall t, local_min P t ->
  forall v k, network_constant_trained \/ k = 0 ->
  moment P l1 t (fun e => sum (dim P) (fun i => v i * x P e i) + k) = 0.
Proof.
  intros Pen Part t Min v k Ck. pose proof (minima_balance P defined l1 loss_slope t) as B.
  apply (affine_balance (fun e => l1 (z P t e))).
  - exact (feature_balance _ _ B Pen Part t (conj Min (fun _ _ => eq_refl))).
  - destruct Ck as [Ck|Ck]; [left|now right]. now apply constant_moment.
Qed.

End Minimum.

(** ** Networks of affine neurons throughout *)

Section Everywhere.

Variable all : list (list (list fn)).
Hypothesis deep_is : consists_of P all.
Local Notation layers_of := (Conditions.layers_of all).

Local Notation all_linear := (Conditions.all_linear P all).
Local Notation without_hidden_bias := (Conditions.without_hidden_bias P all).

Lemma not_in_deep : forall p, ~ In p (deep_trained P) -> ~ In (D p) (trained P).
Proof.
  intros p N I. unfold trained in I. repeat (apply in_app_or in I; destruct I as [I|I]).
  - destruct (a0_trained P); simpl in I; intuition discriminate.
  - destruct (a_trained P); [|easy]. apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
  - destruct (w_trained P); [|easy]. apply in_flat_map in I. destruct I as [? [_ I]].
    apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
  - destruct (b_trained P); [|easy]. apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
  - apply in_map_iff in I. destruct I as [q [E I]]. injection E as ->. contradiction.
Qed.

Lemma fixed_no_bias : forall t b layers l, admissible P t -> fixed_without_bias P b l layers ->
  no_bias (deep_part t) b l layers.
Proof.
  intros t b layers. induction layers as [|units above IH]; intros l Adm H; [exact I|].
  destruct H as [H Ha]. split; [|now apply IH]. intros u Hu. destruct (H u Hu) as [N [F V]].
  split; [|assumption]. unfold deep_part. rewrite (Adm _ (not_in_deep _ N)). exact F.
Qed.

(** f is affine in x, and a_0 is its constant where there are no hidden biases. *)
Lemma sum_affine : forall d n (F : nat -> (nat -> R) -> R),
  (forall j, (j < n)%nat -> exists U k, forall v, F j v = sum d (fun i => U i * v i) + k) ->
  exists U k, forall v, sum n (fun j => F j v) = sum d (fun i => U i * v i) + k.
Proof.
  intros d. induction n as [|n IH]; intros F H.
  - exists (fun _ => 0), 0. intros v. simpl. rewrite sum_0 by (intros; ring). ring.
  - destruct (IH F) as [U [k E]]; [intros; apply H; lia|].
    destruct (H n ltac:(lia)) as [U' [k' E']].
    exists (fun i => U i + U' i), (k + k'). intros v. cbn [sum]. rewrite E, E'.
    rewrite (sum_eq d (fun i => (U i + U' i) * v i) (fun i => U i * v i + U' i * v i))
      by (intros; ring).
    rewrite sum_add. ring.
Qed.

Lemma sum_linear : forall d n (F : nat -> (nat -> R) -> R),
  (forall j, (j < n)%nat -> exists U, forall v, F j v = sum d (fun i => U i * v i)) ->
  exists U, forall v, sum n (fun j => F j v) = sum d (fun i => U i * v i).
Proof.
  intros d. induction n as [|n IH]; intros F H.
  - exists (fun _ => 0). intros v. simpl. rewrite sum_0 by (intros; ring). ring.
  - destruct (IH F) as [U E]; [intros; apply H; lia|].
    destruct (H n ltac:(lia)) as [U' E'].
    exists (fun i => U i + U' i). intros v. cbn [sum]. rewrite E, E'.
    rewrite (sum_eq d (fun i => (U i + U' i) * v i) (fun i => U i * v i + U' i * v i))
      by (intros; ring).
    rewrite sum_add. ring.
Qed.

Definition hidden_pre (t : params) (j : nat) (v : nat -> R) : R :=
  sum (dim P) (fun k => t (W j k) * v k) + t (B j).

Lemma network_affine : all_linear -> forall t, exists U k, forall e,
  f P t e = sum (dim P) (fun i => U i * x P e i) + k.
Proof.
  intros [Sh Br] t.
  destruct (sum_affine (dim P) (width P) (fun j v => t (A j) * val (neuron P) (hidden_pre t j v)))
    as [U1 [k1 E1]].
  { intros j Hj. destruct Sh as [Z|An]; [lia|]. destruct (affine_value _ An) as [_ V].
    exists (fun i => t (A j) * slope_of (neuron P) * t (W j i)),
      (t (A j) * (slope_of (neuron P) * t (B j) + val (neuron P) 0)).
    intros v. rewrite V. unfold hidden_pre.
    rewrite (sum_eq (dim P) (fun i => t (A j) * slope_of (neuron P) * t (W j i) * v i)
      (fun i => t (A j) * slope_of (neuron P) * (t (W j i) * v i))) by (intros; ring).
    rewrite sum_mul. ring. }
  destruct (sum_affine (dim P) (length all)
    (fun b v => branch_output (deep_part t) b 0 (dim P) v (layers_of b))) as [U2 [k2 E2]].
  { intros b Hb. destruct (branch_affine (deep_part t) b (layers_of b) 0 (dim P) (Br b Hb))
      as [U [k [E _]]]. exists U, k. exact E. }
  exists (fun i => U1 i + U2 i), (t A0 + k1 + k2). intros e. unfold f. rewrite deep_is.
  change (branches (dim P) all (fun p => t (D p)) (x P e))
    with (sum (length all)
      (fun b => branch_output (deep_part t) b 0 (dim P) (x P e) (layers_of b))).
  change (sum (width P) (fun j => t (A j) * val (neuron P) (pre P t j e)))
    with (sum (width P) (fun j => t (A j) * val (neuron P) (hidden_pre t j (x P e)))).
  rewrite (E1 (x P e)), (E2 (x P e)).
  rewrite (sum_eq (dim P) (fun i => (U1 i + U2 i) * x P e i)
    (fun i => U1 i * x P e i + U2 i * x P e i)) by (intros; ring).
  rewrite sum_add. ring.
Qed.

Lemma network_linear_form : all_linear -> without_hidden_bias ->
  forall t, admissible P t -> exists U, forall e,
  f P t e = t A0 + sum (dim P) (fun i => U i * x P e i).
Proof.
  intros [Sh Br] [ShZ BrZ] t Adm.
  destruct (sum_linear (dim P) (width P) (fun j v => t (A j) * val (neuron P) (hidden_pre t j v)))
    as [U1 E1].
  { intros j Hj. destruct Sh as [Z|An]; [lia|]. destruct ShZ as [Z|[Tb [Fb V0]]]; [lia|].
    destruct (affine_value _ An) as [_ V].
    assert (Zb : t (B j) = 0) by (rewrite (bias_absent P t j Adm Tb); now apply Fb).
    exists (fun i => t (A j) * slope_of (neuron P) * t (W j i)).
    intros v. rewrite V, V0. unfold hidden_pre. rewrite Zb.
    rewrite (sum_eq (dim P) (fun i => t (A j) * slope_of (neuron P) * t (W j i) * v i)
      (fun i => t (A j) * slope_of (neuron P) * (t (W j i) * v i))) by (intros; ring).
    rewrite sum_mul. ring. }
  destruct (sum_linear (dim P) (length all)
    (fun b v => branch_output (deep_part t) b 0 (dim P) v (layers_of b))) as [U2 E2].
  { intros b Hb. destruct (branch_affine (deep_part t) b (layers_of b) 0 (dim P) (Br b Hb))
      as [U [k [E Z]]]. exists U. intros v. rewrite E, Z; [ring|].
    apply fixed_no_bias; auto. }
  exists (fun i => U1 i + U2 i). intros e. unfold f. rewrite deep_is.
  change (branches (dim P) all (fun p => t (D p)) (x P e))
    with (sum (length all)
      (fun b => branch_output (deep_part t) b 0 (dim P) (x P e) (layers_of b))).
  change (sum (width P) (fun j => t (A j) * val (neuron P) (pre P t j e)))
    with (sum (width P) (fun j => t (A j) * val (neuron P) (hidden_pre t j (x P e)))).
  rewrite (E1 (x P e)), (E2 (x P e)).
  rewrite (sum_eq (dim P) (fun i => (U1 i + U2 i) * x P e i)
    (fun i => U1 i * x P e i + U2 i * x P e i)) by (intros; ring).
  rewrite sum_add. ring.
Qed.

End Everywhere.

(** *** Under a residual head *)

(** What affine layers pass on is affine in what they receive, and linear without biases. *)
Lemma hidden_affine : forall t branch layers l inputs, affine_layers layers ->
  exists U k, (forall h v, (v < leaving inputs layers)%nat ->
      hidden t branch l inputs h layers v = sum inputs (fun i => U v i * h i) + k v) /\
    (no_bias t branch l layers -> forall v, (v < leaving inputs layers)%nat -> k v = 0).
Proof.
  intros t branch layers. induction layers as [|units above IH]; intros l inputs An.
  - exists (fun v i => if (i =? v)%nat then 1 else 0), (fun _ => 0). split; [|reflexivity].
    intros h v Hv. cbn [hidden leaving] in *. rewrite Rplus_0_r, <- (sum_at inputs v (h v) Hv).
    apply sum_eq. intros i _. destruct (Nat.eqb_spec i v) as [->|]; ring.
  - destruct (IH (S l) (length units) (affine_above _ _ An)) as [U [k [E Z]]].
    set (n := length units) in *.
    set (c := fun u => slope_of (nth u units identity)).
    set (e := fun u => val (nth u units identity) 0).
    exists (fun v i => sum n (fun u => U v u * c u * t (Weight branch l u i))),
      (fun v => sum n (fun u => U v u * (c u * t (Bias branch l u) + e u)) + k v).
    split.
    + intros h v Hv. cbn [hidden leaving] in *. fold n in Hv. fold n. rewrite E by exact Hv.
      rewrite (sum_eq n _ (fun u => sum inputs (fun i => U v u * c u * t (Weight branch l u i) * h i)
        + U v u * (c u * t (Bias branch l u) + e u))).
      * rewrite sum_add, sum_sum, <- Rplus_assoc. f_equal. f_equal. apply sum_eq. intros i _.
        now rewrite sum_mul_r.
      * intros u Hu. destruct (affine_value _ (affine_unit _ _ u An Hu)) as [_ V].
        rewrite V. fold (c u) (e u). unfold received.
        rewrite (sum_eq inputs (fun i => U v u * c u * t (Weight branch l u i) * h i)
          (fun i => U v u * c u * (t (Weight branch l u i) * h i))) by (intros; ring).
        rewrite sum_mul. ring.
    + intros [Zl Za] v Hv. cbn [leaving] in Hv. fold n in Hv. rewrite (Z Za v Hv), sum_0; [ring|].
      intros u Hu. destruct (Zl u Hu) as [-> E0]. unfold e. rewrite E0. ring.
Qed.

Lemma head_affine : forall d layers t, affine_layers layers ->
  (exists U k, forall v, residual d layers t v = sum d (fun i => U i * v i) + k) /\
  (no_bias t 0 0 layers -> exists U, forall v, residual d layers t v = sum d (fun i => U i * v i)).
Proof.
  intros d layers t An. destruct (hidden_affine t 0 layers 0 d An) as [U [k [E Z]]].
  assert (One : forall (j : nat) (w : R) (v : nat -> R), (j < d)%nat ->
    w * v j = sum d (fun i => (if (i =? j)%nat then w else 0) * v i)).
  { intros j w v Hj. rewrite <- (sum_at d j (w * v j) Hj). apply sum_eq. intros i _.
    destruct (Nat.eqb_spec i j) as [->|]; ring. }
  split.
  - apply (sum_affine d d (fun j v => t (Output 0 j) * head d layers t v j)). intros j Hj.
    destruct (sum_affine d (leaving d layers)
      (fun u v => t (Weight 0 (length layers) j u) * hidden t 0 0 d v layers u)) as [U1 [k1 E1]].
    { intros u Hu. exists (fun i => t (Weight 0 (length layers) j u) * U u i),
        (t (Weight 0 (length layers) j u) * k u). intros v. rewrite E by exact Hu.
      rewrite (sum_eq d (fun i => t (Weight 0 (length layers) j u) * U u i * v i)
        (fun i => t (Weight 0 (length layers) j u) * (U u i * v i))) by (intros; ring).
      rewrite sum_mul. ring. }
    exists (fun i => t (Output 0 j) * U1 i + (if (i =? j)%nat then t (Output 0 j) else 0)), (t (Output 0 j) * k1).
    intros v. unfold head. rewrite E1.
    rewrite (sum_eq d
      (fun i => (t (Output 0 j) * U1 i + (if (i =? j)%nat then t (Output 0 j) else 0)) * v i)
      (fun i => t (Output 0 j) * (U1 i * v i) + (if (i =? j)%nat then t (Output 0 j) else 0) * v i))
      by (intros; ring).
    rewrite sum_add, sum_mul, <- One by exact Hj. ring.
  - intros Nb. apply (sum_linear d d (fun j v => t (Output 0 j) * head d layers t v j)). intros j Hj.
    destruct (sum_linear d (leaving d layers)
      (fun u v => t (Weight 0 (length layers) j u) * hidden t 0 0 d v layers u)) as [U1 E1].
    { intros u Hu. exists (fun i => t (Weight 0 (length layers) j u) * U u i). intros v.
      rewrite E, (Z Nb u Hu) by exact Hu.
      rewrite (sum_eq d (fun i => t (Weight 0 (length layers) j u) * U u i * v i)
        (fun i => t (Weight 0 (length layers) j u) * (U u i * v i))) by (intros; ring).
      rewrite sum_mul. ring. }
    exists (fun i => t (Output 0 j) * U1 i + (if (i =? j)%nat then t (Output 0 j) else 0)).
    intros v. unfold head. rewrite E1.
    rewrite (sum_eq d
      (fun i => (t (Output 0 j) * U1 i + (if (i =? j)%nat then t (Output 0 j) else 0)) * v i)
      (fun i => t (Output 0 j) * (U1 i * v i) + (if (i =? j)%nat then t (Output 0 j) else 0) * v i))
      by (intros; ring).
    rewrite sum_add, sum_mul, <- One by exact Hj. ring.
Qed.

Lemma head_alone : forall layers, linear_head P layers -> forall t e,
  f P t e = t A0 + residual (dim P) layers (deep_part t) (x P e).
Proof. intros layers [Is [Nothing _]] t e. unfold f. rewrite Is, Nothing. cbn [sum]. rewrite Rplus_0_r. reflexivity. Qed.

(** *** With such a head or without *)

Lemma f_affine : network_linear P -> forall t, exists U k, forall e,
  f P t e = sum (dim P) (fun i => U i * x P e i) + k.
Proof.
  intros [[all [Is Lin]]|[layers H]] t; [now apply (network_affine all)|].
  destruct (head_affine (dim P) layers (deep_part t) (proj2 (proj2 H))) as [[U [k E]] _].
  exists U, (t A0 + k). intros e. rewrite (head_alone layers H), E. ring.
Qed.

Lemma f_linear : network_homogeneous P -> forall t, admissible P t -> exists U, forall e,
  f P t e = t A0 + sum (dim P) (fun i => U i * x P e i).
Proof.
  intros [[all [Is [Lin Z]]]|[layers [H Z]]] t Adm; [now apply (network_linear_form all)|].
  destruct (head_affine (dim P) layers (deep_part t) (proj2 (proj2 H))) as [_ Lin].
  destruct Lin as [U E]; [now apply fixed_no_bias|].
  exists U. intros e. now rewrite (head_alone layers H), E.
Qed.

End Network.
