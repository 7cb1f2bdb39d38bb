(** * thm.quadratic_global: frozen output weights, every local minimum is a global one *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsOffset ConditionsQuadratic Algebra Near Kinds Monotone
  Balance FirstOrder Offsets QuadraticMoves QuadraticTheorems.
Import ListNotations.
Open Scope R_scope.

Section Global.

Variable P : problem.

Hypothesis samples : well_formed P.
Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_convex : loss_convex P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_quadratic : neuron_quadratic P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_hidden_trainable : network_hidden_trainable P.
Hypothesis network_hidden_bias_or_none : network_hidden_bias_or_none P.
Hypothesis network_deep_frozen : network_deep_frozen P.

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.
Let total : 0 < total_weight P := total_weight_pos P samples.

(** L lies above its tangent in the outputs. *)
Lemma convex_above : forall l1, (forall v, derivable_pt_lim (ell P) v (l1 v)) -> forall t t',
  L P t - moment P l1 t (fun e => f P t' e - f P t e) / total_weight P
    + (penalty P t' - penalty P t) <= L P t'.
Proof.
  intros l1 D t t'.
  pose proof (loss_above P l1 D loss_convex t t') as Loss.
  unfold L. fold (ell P).
  apply (Rmult_le_compat_r (/ total_weight P)) in Loss; [|left; now apply Rinv_0_lt_compat].
  unfold ell in *. unfold Rdiv. lra.
Qed.

Section Minimum.

Variable t : params.
Hypothesis minimum : local_min P t.
Hypothesis a_frozen : a_trained P = false.
Variable l1 : R -> R.
Hypothesis loss_slope : forall v, derivable_pt_lim (ell P) v (l1 v).
Variables alpha gamma : R.
Hypothesis alpha_not_0 : alpha <> 0.
Hypothesis square : forall v, sigma P v = alpha * v^2 + gamma.

(** The penalties are kappa times the squares of the w_j, with a constant. *)
Variables kappa rest : R.
Hypothesis penalty_form : forall t', admissible P t' ->
  penalty P t' = rest + kappa * sum (width P) (fun j => ip P (weights P t' j) (weights P t' j)).

Let S := S P l1 t.
Let ip := ip P.
Let w := weights P t.
Let a (j : nat) : R := fixed P (A j).

Lemma a_fixed : forall t0 j, admissible P t0 -> t0 (A j) = a j.
Proof. intros t0 j Ad. now apply (frozen_block P t0 (A j) Ad). Qed.

Lemma ip_nonneg : forall u, 0 <= ip u u.
Proof.
  intros u. unfold ip, QuadraticMoves.ip. rewrite <- (sum_0 (inputs P) (fun _ => 0)) by reflexivity.
  apply sum_le. intros k _. nra.
Qed.

Lemma penalty_moves : forall t0 c u h, admissible P t0 ->
  penalty P (move P t0 c u h) = penalty P t0
    + (2 * kappa * sum (width P) (fun j => c j * ip (weights P t0 j) u)) * h
    + (kappa * sum (width P) (fun j => (c j)^2) * ip u u) * h^2.
Proof.
  intros t0 c u h Ad.
  assert (Ad' : admissible P (move P t0 c u h))
    by (apply (move_leads P (proj1 network_hidden_trainable) t0 c u Ad)).
  rewrite !penalty_form by assumption. now apply squares_move.
Qed.

Lemma w_first : forall j u, (j < width P)%nat ->
  alpha * a j * S (w j) u = kappa * ip (w j) u * total_weight P.
Proof.
  intros j u Hj.
  rewrite <- (a_fixed t j (proj1 minimum)).
  exact (first_w P loss_defined neuron_defined network_deep_defined
    (proj1 network_hidden_trainable) network_hidden_bias_or_none l1 loss_slope alpha gamma square
    kappa penalty_moves t j u minimum Hj).
Qed.

(** a_0, if it is trained, is balanced. *)
Lemma a0_balanced : forall t', admissible P t' -> (t' A0 - t A0) * moment P l1 t (fun _ => 1) = 0.
Proof.
  intros t' A'. destruct (a0_trained P) eqn:E.
  - rewrite (first_order P defined l1 loss_slope t (bump t A0) (fun _ => 1) minimum); [ring| | |].
    + apply bump_leads; [apply minimum|now apply in_a0].
    + intros h e _. unfold f. rewrite bump_here. change (pre P (bump t A0 h)) with (pre P t).
      change (deep P (fun p => bump t A0 h (D p))) with (deep P (fun p => t (D p))).
      rewrite (sum_eq (width P) (fun j => bump t A0 h (A j) * _)
        (fun j => t (A j) * val (neuron P) (pre P t j e))) by reflexivity. ring.
    + exists 0. intros h.
      assert (Ab : admissible P (bump t A0 h)) by (apply bump_leads; [apply minimum|now apply in_a0]).
      rewrite !penalty_form by (assumption || apply minimum).
      change (weights P (bump t A0 h)) with (weights P t). ring.
  - rewrite (frozen_block P t' A0 A' E), (frozen_block P t A0 (proj1 minimum) E). ring.
Qed.

Lemma f_form : forall t0 e, admissible P t0 -> f P t0 e = t0 A0
  + (sum (width P) (fun j => a j * gamma) + deep P (fun p => fixed P (D p)) (x P e))
  + alpha * sum (width P) (fun j => a j * (dot P (weights P t0 j) e * dot P (weights P t0 j) e)).
Proof.
  intros t0 e Ad. unfold f. rewrite (deep_offset P network_deep_frozen t0 Ad (x P e)).
  set (o := deep P _ _). transitivity (t0 A0 + (sum (width P) (fun j => a j * gamma)
    + alpha * sum (width P) (fun j => a j * (dot P (weights P t0 j) e * dot P (weights P t0 j) e))) + o); [|ring].
  do 2 f_equal. rewrite <- sum_mul, <- sum_add. apply sum_eq. intros j Hj.
  change (val (neuron P)) with (sigma P). rewrite square, (a_fixed t0 j Ad),
    (pre_w P network_hidden_bias_or_none t0 j e Ad Hj). unfold a. ring.
Qed.

Lemma moment_form : forall t', admissible P t' ->
  moment P l1 t (fun e => f P t' e - f P t e)
  = alpha * sum (width P) (fun j => a j * S (weights P t' j) (weights P t' j))
    - alpha * sum (width P) (fun j => a j * S (w j) (w j)).
Proof.
  intros t' A'. pose proof (a0_balanced t' A') as B.
  assert (E : forall t0, moment P l1 t (fun e => alpha * sum (width P)
      (fun j => a j * (dot P (weights P t0 j) e * dot P (weights P t0 j) e)))
    = alpha * sum (width P) (fun j => a j * S (weights P t0 j) (weights P t0 j))).
  { intros t0. rewrite moment_scale. f_equal. unfold S, QuadraticMoves.S, moment.
    rewrite (sum_eq (width P) _ (fun j => over (data P) (fun e => a j * (share e * l1 (z P t e) * y e *
      (dot P (weights P t0 j) e * dot P (weights P t0 j) e))))) by (intros; now rewrite over_mul).
    rewrite <- over_sum. apply over_eq. intros e _. rewrite <- sum_mul. apply sum_eq. intros. ring. }
  rewrite <- E. unfold w. rewrite <- E.
  rewrite (moment_eq P l1 t t (fun e => ((t' A0 - t A0) * 1 + 1 * (alpha * sum (width P)
      (fun j => a j * (dot P (weights P t' j) e * dot P (weights P t' j) e))))
    + (-1) * (alpha * sum (width P)
      (fun j => a j * (dot P (weights P t j) e * dot P (weights P t j) e)))) _).
  - rewrite !moment_combine, moment_scale, B. ring.
  - reflexivity.
  - intros e _. rewrite !f_form by (assumption || apply minimum). ring.
Qed.

(** What is left to show: K_j >= 0. *)
Lemma global_of : (forall j u, (j < width P)%nat ->
    alpha * a j * S u u <= kappa * ip u u * total_weight P) ->
  forall t', admissible P t' -> L P t <= L P t'.
Proof.
  intros K t' A'. pose proof (convex_above l1 loss_slope t t') as C.
  rewrite moment_form, !penalty_form in C by (assumption || apply minimum).
  assert (Z : alpha * sum (width P) (fun j => a j * S (w j) (w j))
    = kappa * sum (width P) (fun j => ip (w j) (w j)) * total_weight P).
  { rewrite <- !sum_mul, <- sum_mul_r. apply sum_eq. intros j Hj.
    rewrite <- Rmult_assoc. now apply w_first. }
  assert (N : alpha * sum (width P) (fun j => a j * S (weights P t' j) (weights P t' j))
    <= kappa * sum (width P) (fun j => ip (weights P t' j) (weights P t' j)) * total_weight P).
  { rewrite <- !sum_mul, <- sum_mul_r. apply sum_le. intros j Hj.
    rewrite <- Rmult_assoc. now apply K. }
  rewrite Z in C. fold ip in C. fold w in C.
  set (n := alpha * sum _ _) in *. set (k' := sum (width P) (fun j => ip (weights P t' j) _)) in *.
  set (k := sum (width P) (fun j => ip (w j) (w j))) in *.
  apply (Rmult_le_compat_r (/ total_weight P)) in N; [|left; now apply Rinv_0_lt_compat].
  replace (kappa * k' * total_weight P * / total_weight P) with (kappa * k') in N by (field; lra).
  replace ((n - kappa * k * total_weight P) / total_weight P)
    with (n * / total_weight P - kappa * k) in C by (field; lra).
  lra.
Qed.

(** Without penalty: each sign occurs often enough. *)
Lemma form_plain : kappa = 0 -> network_width_signs P -> forall j u, (j < width P)%nat ->
  alpha * a j * S u u <= 0.
Proof.
  intros K0 [_ [r [RK [Pos Neg]]]] j u Hj.
  assert (Sg : forall s, s <> 0 -> frozen_signs P s r -> s * alpha * S u u <= 0).
  { intros s Ns Fr. exact (semidefinite_S P loss_defined neuron_defined network_deep_defined
      (proj1 network_hidden_trainable) network_hidden_bias_or_none l1 loss_slope alpha gamma square
      kappa penalty_moves t r s u minimum K0 alpha_not_0 Ns RK (frozen_at P t minimum s r Fr)). }
  destruct (Rtotal_order (a j) 0) as [Lt|[Z|Gt]].
  - destruct Neg as [No|Fr].
    + specialize (No j Hj). change (fixed P (A j)) with (a j) in No. lra.
    + specialize (Sg (-1) ltac:(lra) Fr). nra.
  - rewrite Z. lra.
  - destruct Pos as [No|Fr].
    + specialize (No j Hj). change (fixed P (A j)) with (a j) in No. lra.
    + specialize (Sg 1 ltac:(lra) Fr). nra.
Qed.

(** ** With a penalty: K = kappa id - alpha v S >= 0, where v is the value of r of the a_j *)

Lemma ip_sym : forall u v, ip u v = ip v u.
Proof. intros. unfold ip, QuadraticMoves.ip. apply sum_eq. intros. ring. Qed.

Lemma ip_over : forall (js : list nat) (d : nat -> R) (g : nat -> nat -> R) v,
  ip (fun k => over js (fun j => d j * g j k)) v = over js (fun j => d j * ip (g j) v).
Proof.
  intros. unfold ip, QuadraticMoves.ip.
  rewrite (over_eq js (fun j => d j * _) (fun j => sum (inputs P) (fun k => d j * g j k * v k))).
  - rewrite over_sum. apply sum_eq. intros k _. rewrite Rmult_comm, <- over_mul.
    apply over_eq. intros. ring.
  - intros j _. rewrite <- sum_mul. apply sum_eq. intros. ring.
Qed.

Lemma dot_ip : forall u e, dot P u e = ip u (X P e).
Proof. reflexivity. Qed.

(** The vector S u, with ip (S u) v = S u v. *)
Definition image (u : nat -> R) (k : nat) : R :=
  over (data P) (fun e => share e * l1 (z P t e) * y e * (dot P u e * X P e k)).

Lemma image_ip : forall u v, ip (image u) v = S u v.
Proof.
  intros. unfold ip, QuadraticMoves.ip, image, S, QuadraticMoves.S, moment.
  rewrite (sum_eq (inputs P) _ (fun k => over (data P)
    (fun e => share e * l1 (z P t e) * y e * (dot P u e * (v k * X P e k))))).
  - rewrite <- over_sum. apply over_eq. intros e _. unfold dot at 3.
    rewrite <- !sum_mul. reflexivity.
  - intros k _. rewrite Rmult_comm, <- over_mul. apply over_eq. intros. ring.
Qed.

(** The coefficients of S u in a basis of the X_i. *)
Lemma image_basis : forall r (basis : nat -> nat -> R) (coord : sample -> nat -> R),
  (forall e k, In e (data P) -> (k < inputs P)%nat -> X P e k = sum r (fun i => coord e i * basis i k)) ->
  forall u k, (k < inputs P)%nat -> image u k
  = sum r (fun i => over (data P) (fun e => share e * l1 (z P t e) * y e * (dot P u e * coord e i))
      * basis i k).
Proof.
  intros r basis coord RK u k Hk. unfold image.
  rewrite (sum_eq r _ (fun i => over (data P) (fun e =>
    share e * l1 (z P t e) * y e * (dot P u e * (coord e i * basis i k))))).
  - rewrite <- over_sum. apply over_eq. intros e I. rewrite (RK e k I Hk).
    rewrite <- !sum_mul. reflexivity.
  - intros i _. rewrite Rmult_comm, <- over_mul. apply over_eq. intros. ring.
Qed.

Lemma form_decayed : 0 < kappa -> forall r v js p, rank_at_most P r -> NoDup js -> length js = r ->
  (forall j, In j js -> (j < width P)%nat /\ a j = v) ->
  alpha * v * S p p <= kappa * ip p p * total_weight P.
Proof.
  intros Kp r v js p [basis [coord RK]] ND Len Js.
  set (A := alpha * v). set (B := kappa * total_weight P).
  assert (HB : 0 < B) by (apply Rmult_lt_0_compat; assumption).
  assert (First : forall j u, In j js -> A * S (w j) u = B * ip (w j) u).
  { intros j u I. destruct (Js j I) as [Hj Ev]. pose proof (w_first j u Hj) as E. rewrite Ev in E.
    unfold A, B. rewrite E. ring. }
  set (one := fun i k : nat => if (k =? i)%nat then 1 else 0).
  assert (One : forall u k, (k < inputs P)%nat -> ip u (one k) = u k).
  { intros u k Hk. unfold ip, QuadraticMoves.ip, one. rewrite (sum_one (inputs P) k).
    - rewrite Nat.eqb_refl. ring.
    - assumption.
    - intros i _ N. rewrite (proj2 (Nat.eqb_neq i k) N). ring. }
  (* w_j is a multiple of its image *)
  assert (Wj : forall j k, In j js -> (k < inputs P)%nat -> w j k = A / B * image (w j) k).
  { intros j k I Hk. pose proof (First j (one k) I) as E.
    rewrite <- image_ip, !One in E by assumption.
    apply (Rmult_eq_reg_l B); [|lra]. rewrite <- E. field. lra. }
  set (co := fun u i => over (data P) (fun e => share e * l1 (z P t e) * y e * (dot P u e * coord e i))).
  set (vec := fun j : nat => match j with O => image p | Datatypes.S i => w i end).
  set (coef := fun j i => match j with O => co p i | Datatypes.S j' => A / B * co (w j') i end).
  set (js' := 0%nat :: map Datatypes.S js).
  assert (ND' : NoDup js').
  { unfold js'. constructor.
    - intros H. apply in_map_iff in H. destruct H as [i [H _]]. lia.
    - apply nodup_map; [|assumption]. intros i k. lia. }
  destruct (homogeneous_list r js' (fun i j => coef j i) ND') as [d [[j0 [J0 D0]] Hd]].
  { unfold js'. simpl. rewrite length_image. lia. }
  assert (Dep : forall k, (k < inputs P)%nat ->
    d 0%nat * image p k + over js (fun j => d (Datatypes.S j) * w j k) = 0).
  { intros k Hk.
    assert (Z : over js' (fun j => d j * sum r (fun i => coef j i * basis i k)) = 0).
    { rewrite (over_eq js' _ (fun j => sum r (fun i => basis i k * (d j * coef j i)))).
      - rewrite over_sum. apply sum_0. intros i Hi. rewrite over_mul, (Hd i Hi). ring.
      - intros j _. rewrite <- sum_mul. apply sum_eq. intros. ring. }
    rewrite <- Z. unfold js'. cbn [over].
    rewrite (image_basis r basis coord RK p k Hk). unfold coef at 1, co at 1. f_equal.
    assert (M : forall l, (forall j, In j l -> In j js) ->
      over (map Datatypes.S l) (fun j => d j * sum r (fun i => coef j i * basis i k))
      = over l (fun j => d (Datatypes.S j) * w j k)).
    { induction l as [|j l IH]; intros Sub; [reflexivity|]. cbn [map over].
      rewrite IH by (intros; apply Sub; now right). f_equal. f_equal.
      rewrite (Wj j k (Sub j (or_introl eq_refl)) Hk), (image_basis r basis coord RK (w j) k Hk).
      rewrite <- sum_mul. apply sum_eq. intros i _. unfold coef, co. ring. }
    symmetry. now apply M. }
  assert (DepIp : forall u, d 0%nat * S p u + over js (fun j => d (Datatypes.S j) * ip (w j) u) = 0).
  { intros u. rewrite <- image_ip, <- ip_over. unfold ip, QuadraticMoves.ip.
    rewrite <- sum_mul, <- sum_add. apply sum_0. intros k Hk.
    replace (d 0%nat * (image p k * u k) + over js (fun j => d (Datatypes.S j) * w j k) * u k)
      with ((d 0%nat * image p k + over js (fun j => d (Datatypes.S j) * w j k)) * u k) by ring.
    rewrite (Dep k Hk). ring. }
  replace (kappa * ip p p * total_weight P) with (B * ip p p) by (unfold B; ring).
  destruct (Req_dec (d 0%nat) 0) as [Z0|N0].
  - (* the w_j are dependent *)
    assert (DS : exists j, In j js /\ d (Datatypes.S j) <> 0).
    { destruct j0 as [|j0]; [congruence|]. unfold js' in J0. destruct J0 as [J0|J0]; [lia|].
      apply in_map_iff in J0. destruct J0 as [i [E I]]. exists i. split; [assumption|]. now rewrite E. }
    destruct DS as [j1 [J1 D1]].
    set (c := among js (fun j => d (Datatypes.S j))).
    assert (Sum : forall g, sum (width P) (among js g) = over js g).
    { intros g. apply sum_among; [assumption|]. intros j I. now apply Js. }
    assert (C2 : 0 < sum (width P) (fun j => (c j)^2)).
    { assert (Q : sum (width P) (fun j => (c j)^2) = over js (fun j => (d (Datatypes.S j))^2)).
      { rewrite <- Sum. apply sum_eq. intros j _. unfold c, among.
        destruct (in_dec Nat.eq_dec j js); ring. }
      rewrite Q. apply Rnot_le_lt. intros C.
      assert (V := over_ge0_0 js _ (fun j _ => pow2_ge_0 (d (Datatypes.S j))) C j1 J1).
      cbv beta in V. apply D1. now apply Rsqr_0_uniq; unfold Rsqr; rewrite <- V; ring. }
    assert (E := second_w P loss_defined neuron_defined network_deep_defined
      (proj1 network_hidden_trainable) l1 loss_slope alpha gamma square kappa penalty_moves t c p
      minimum).
    assert (At : forall j, t (Setting.A j) = a j) by (intros; apply a_fixed, minimum).
    assert (E1 : alpha * sum (width P) (fun j => a j * c j ^ 2) * S p p
      <= kappa * sum (width P) (fun j => c j ^ 2) * ip p p * total_weight P).
    { rewrite (sum_eq (width P) (fun j => a j * c j ^ 2) (fun j => t (Setting.A j) * c j ^ 2))
        by (intros; now rewrite At).
      apply E.
      - intros e I.
        rewrite (sum_eq (width P) _ (fun j => v * among js (fun i => d (Datatypes.S i) * ip (w i) (X P e)) j)).
        + rewrite sum_mul, Sum. specialize (DepIp (X P e)). rewrite Z0, Rmult_0_l, Rplus_0_l in DepIp.
          rewrite DepIp. ring.
        + intros j Hj. rewrite (pre_w P network_hidden_bias_or_none t j e (proj1 minimum) Hj).
          unfold c, among. destruct (in_dec Nat.eq_dec j js) as [J|]; [|ring].
          destruct (Js j J) as [_ Ev]. rewrite At, Ev.
          change (dot P (weights P t j) e) with (ip (w j) (X P e)). ring.
      - rewrite (sum_eq (width P) _ (among js (fun i => d (Datatypes.S i) * ip (w i) p))).
        + rewrite Sum. specialize (DepIp p). rewrite Z0, Rmult_0_l, Rplus_0_l in DepIp.
          rewrite DepIp. ring.
        + intros j Hj. unfold c, among. destruct (in_dec Nat.eq_dec j js); [reflexivity|ring]. }
    rewrite (sum_eq (width P) (fun j => a j * c j ^ 2) (fun j => v * (c j)^2)), sum_mul in E1.
    + set (c2 := sum (width P) (fun j => c j ^ 2)) in *. apply (Rmult_le_reg_l c2); [assumption|].
      unfold A, B. lra.
    + intros j _. unfold c, among. destruct (in_dec Nat.eq_dec j js) as [J|]; [|ring].
      destruct (Js j J) as [_ Ev]. now rewrite Ev.
  - (* S p is a combination of the w_j *)
    assert (Key : A * ip (image p) (image p) = B * S p p).
    { assert (H1 := DepIp p). assert (H2 := DepIp (image p)).
      assert (H3 : d 0%nat * S p (image p) = - over js (fun j => d (Datatypes.S j) * ip (w j) (image p)))
        by lra.
      assert (H4 : A * over js (fun j => d (Datatypes.S j) * ip (w j) (image p))
        = B * over js (fun j => d (Datatypes.S j) * ip (w j) p)).
      { rewrite <- !over_mul. apply over_eq. intros j I.
        rewrite (ip_sym (w j) (image p)), image_ip.
        replace (A * (d (Datatypes.S j) * S p (w j))) with (d (Datatypes.S j) * (A * S (w j) p))
          by (unfold S; rewrite (S_sym P l1 t (w j) p); ring).
        rewrite (First j p I). ring. }
      apply (Rmult_eq_reg_l (d 0%nat)); [|assumption].
      rewrite image_ip. 
      replace (d 0%nat * (A * S p (image p))) with (A * (d 0%nat * S p (image p))) by ring.
      rewrite H3. replace (d 0%nat * (B * S p p)) with (B * (d 0%nat * S p p)) by ring.
      replace (d 0%nat * S p p) with (- over js (fun j => d (Datatypes.S j) * ip (w j) p)) by lra.
      lra. }
    pose proof (ip_nonneg (fun k => B * p k + - A * image p k)) as Sq.
    assert (Ex : ip (fun k => B * p k + - A * image p k) (fun k => B * p k + - A * image p k)
      = B * (B * ip p p - A * S p p)).
    { assert (X1 : ip (fun k => B * p k + - A * image p k) (fun k => B * p k + - A * image p k)
        = B^2 * ip p p - 2 * B * A * ip (image p) p + A * (A * ip (image p) (image p))).
      { unfold ip, QuadraticMoves.ip. rewrite (sum_eq (inputs P) _ (fun k =>
          (B^2 * (p k * p k) + (- (2 * B * A)) * (image p k * p k))
          + (A * A) * (image p k * image p k))) by (intros; ring).
        rewrite !sum_add, !sum_mul. ring. }
      rewrite X1, Key, image_ip. ring. }
    fold A. rewrite Ex in Sq. apply Rnot_lt_le. intros C.
    assert (0 < B * (A * S p p - B * ip p p)) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

Lemma form_extremes : 0 < kappa -> network_width_extremes P -> forall j u, (j < width P)%nat ->
  alpha * a j * S u u <= kappa * ip u u * total_weight P.
Proof.
  intros Kp [_ [r [RK [Pos Neg]]]] j u Hj.
  assert (N0 : 0 <= kappa * ip u u * total_weight P).
  { apply Rmult_le_pos; [|lra]. apply Rmult_le_pos; [lra|apply ip_nonneg]. }
  assert (Ex : forall s, s * s = 1 -> 0 < s * a j -> frozen_extremes P s r ->
    alpha * a j * S u u <= kappa * ip u u * total_weight P).
  { intros s S1 Pa [top [js [Tp [Le [ND [Len Js]]]]]].
    assert (K := form_decayed Kp r (s * top) js u RK ND Len). specialize (Le j Hj).
    change (fixed P (A j)) with (a j) in Le.
    assert (K' : alpha * (s * top) * S u u <= kappa * ip u u * total_weight P).
    { apply K. intros i I. destruct (Js i I) as [Hi E]. split; [assumption|].
      change (fixed P (A i)) with (a i) in E. rewrite <- E. rewrite <- Rmult_assoc, S1. ring. }
    set (m := kappa * ip u u * total_weight P) in *.
    (* a_j = s (s a_j) is s top times a number between 0 and 1 *)
    assert (Ea : a j = s * (s * a j)) by (rewrite <- Rmult_assoc, S1; ring).
    set (b := s * a j) in *. rewrite Ea.
    apply (Rmult_le_reg_l top); [assumption|].
    replace (top * (alpha * (s * b) * S u u)) with (b * (alpha * (s * top) * S u u)) by ring.
    apply Rle_trans with (b * m).
    - apply Rmult_le_compat_l; lra.
    - apply Rmult_le_compat_r; lra. }
  destruct (Rtotal_order (a j) 0) as [Lt|[Z|Gt]].
  - destruct Neg as [No|Fr].
    + specialize (No j Hj). change (fixed P (A j)) with (a j) in No. lra.
    + apply (Ex (-1)); [ring|lra|assumption].
  - rewrite Z. lra.
  - destruct Pos as [No|Fr].
    + specialize (No j Hj). change (fixed P (A j)) with (a j) in No. lra.
    + apply (Ex 1); [ring|lra|assumption].
Qed.

End Minimum.

(** ** The theorem *)

Lemma some_neuron : a_trained P = false -> (1 <= width P)%nat.
Proof. intros Fz. destruct network_hidden_trainable as [_ [C|[j [Hj _]]]]; [congruence|lia]. Qed.

Lemma outputs_only_form : a_trained P = false -> objective_outputs_only P -> forall t,
  admissible P t -> penalty P t = over (penalties P) (fun term => fst term * (fixed P (snd term))^2)
    + 0 * sum (width P) (fun j => ip P (weights P t j) (weights P t j)).
Proof.
  intros Fz Only t Ad. rewrite Rmult_0_l, Rplus_0_r. unfold penalty. apply over_eq.
  intros [c p] I. specialize (Only c p I). cbn [fst snd].
  destruct p as [|j|j k|j|p]; try (rewrite Only; ring).
  f_equal. f_equal. now apply frozen_block.
Qed.

Theorem thm_quadratic_global :
  (objective_outputs_only P /\ network_width_signs P) \/
  (objective_hidden_decay P /\ network_width_extremes P) -> GLOBAL P.
Proof.
  intros H t Min t' Ad _.
  destruct loss_c1 as [l1 [D _]]. destruct neuron_quadratic as [al [ga [Na Sq]]].
  destruct H as [[Only Wd]|[[c [k [Hc Pen]]] Wd]].
  - pose proof (proj1 Wd) as Fz.
    apply (global_of t Min Fz l1 D al ga Sq 0 _ (outputs_only_form Fz Only)); [|assumption].
    intros j u Hj. rewrite !Rmult_0_l.
    now apply (form_plain t Min l1 D al ga Na Sq 0 _ (outputs_only_form Fz Only)).
  - pose proof (proj1 Wd) as Fz.
    assert (Pen' : forall t0, admissible P t0 -> penalty P t0
      = k + c * sum (width P) (fun j => ip P (weights P t0 j) (weights P t0 j))).
    { intros t0 Ad0. rewrite <- hidden_square_weights by now apply some_neuron. now apply Pen. }
    apply (global_of t Min Fz l1 D al ga Sq c k Pen'); [|assumption].
    intros j u Hj. now apply (form_extremes t Min Fz l1 D al ga Sq c k Pen').
Qed.

End Global.
