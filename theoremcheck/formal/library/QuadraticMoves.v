(** * Quadratic neurons: moves of the w_j, and the form S at a local minimum

    f = a_0 + sum_j a_j (alpha (w_j . X)^2 + gamma) + f_D. At a local minimum
    the form S = sum_i q_i y_i X_i X_i^T has a sign if enough of the a_j have
    one; of the a_j only their values at that point are used. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsQuadratic Algebra Near Kinds Monotone
  Balance FirstOrder.
Import ListNotations.
Open Scope R_scope.

(** ** One vector beside vectors of the kernel

    As kernel_dependent in Algebra.v: r vectors or more of the kernel of a form
    that is not 0 at p are dependent on samples that span r dimensions. *)

Lemma kernel_dependent_one : forall {T} (l : list T) (c : T -> R) (x : T -> nat -> R) n r
    (basis : nat -> nat -> R) (coord : T -> nat -> R) js (w : nat -> nat -> R) (p : nat -> R),
  (forall e k, In e l -> (k < n)%nat -> x e k = sum r (fun i => coord e i * basis i k)) ->
  NoDup js -> (r < 1 + length js)%nat ->
  (forall j u, In j js -> over l (fun e => c e * linear n (w j) (x e) * linear n u (x e)) = 0) ->
  over l (fun e => c e * (linear n p (x e))^2) <> 0 ->
  exists d, (exists j, In j js /\ d j <> 0) /\
    forall e, In e l -> over js (fun j => d j * linear n (w j) (x e)) = 0.
Proof.
  intros T l c x n r basis coord js w p RK ND LT KER NZ.
  set (v := fun j : nat => match j with O => p | S i => w i end).
  set (js' := 0%nat :: map S js).
  assert (ND' : NoDup js').
  { unfold js'. constructor.
    - intros H. apply in_map_iff in H. destruct H as [i [H _]]. lia.
    - apply nodup_map; [|assumption]. intros i k. lia. }
  destruct (dependent_in_rank l x n r basis coord js' v RK ND')
    as [d [[j0 [J0 D0]] OV]].
  { unfold js'. simpl. rewrite length_image. lia. }
  assert (OV' : forall e, In e l -> d 0%nat * linear n p (x e)
      + over js (fun j => d (S j) * linear n (w j) (x e)) = 0).
  { intros e He. specialize (OV e He). unfold js' in OV. cbn [over] in OV. simpl v in OV.
    rewrite <- OV. f_equal. clear. induction js as [|j js IH]; simpl; [reflexivity|]. now rewrite IH. }
  assert (PAIR : d 0%nat * over l (fun e => c e * (linear n p (x e))^2) = 0).
  { rewrite <- over_mul.
    rewrite (over_eq l _ (fun e => over js (fun j => - d (S j) *
      (c e * linear n (w j) (x e) * linear n p (x e))))).
    - rewrite over_over. apply over_0. intros j Hj. rewrite over_mul, KER by assumption. ring.
    - intros e He. specialize (OV' e He).
      rewrite (over_eq js _ (fun j => (- (c e * linear n p (x e))) *
        (d (S j) * linear n (w j) (x e)))) by (intros; ring).
      rewrite over_mul. set (o := over js _) in *.
      replace o with (- (d 0%nat * linear n p (x e))) by lra. ring. }
  assert (D0' : d 0%nat = 0).
  { apply Rmult_integral in PAIR. destruct PAIR; [assumption|contradiction]. }
  exists (fun j => d (S j)). split.
  - destruct j0 as [|j0]; [congruence|]. unfold js' in J0. destruct J0 as [J0|J0]; [lia|].
    apply in_map_iff in J0. destruct J0 as [i [E I]]. exists i. split; [assumption|].
    now rewrite E.
  - intros e He. specialize (OV' e He). rewrite D0' in OV'. lra.
Qed.

(** ** A sum over some of the neurons *)

Definition among (js : list nat) (g : nat -> R) (j : nat) : R :=
  if in_dec Nat.eq_dec j js then g j else 0.

Lemma sum_among : forall n js g, NoDup js -> (forall j, In j js -> (j < n)%nat) ->
  sum n (among js g) = over js g.
Proof.
  intros n js g. induction js as [|a js IH]; intros ND Lt.
  - apply sum_0. intros. unfold among. simpl. reflexivity.
  - inversion ND as [|? ? Na ND']; subst. cbn [over].
    rewrite <- IH; [|assumption|intros; apply Lt; now right].
    rewrite <- (sum_at n a (g a)) by (apply Lt; now left). rewrite <- sum_add.
    apply sum_eq. intros j _. unfold among. destruct (Nat.eqb_spec j a) as [->|N].
    + destruct (in_dec Nat.eq_dec a (a :: js)) as [_|C]; [|elim C; now left].
      destruct (in_dec Nat.eq_dec a js); [contradiction|ring].
    + destruct (in_dec Nat.eq_dec j (a :: js)) as [I|I], (in_dec Nat.eq_dec j js) as [I'|I'];
        try ring; exfalso; [destruct I; [congruence|contradiction] | apply I; now right].
Qed.

Section Moves.

Variable P : problem.

(** A trained parameter belongs to a block that is trained. *)
Definition block_trained (p : place) : bool :=
  match p with
  | A0 => a0_trained P | A _ => a_trained P | W _ _ => w_trained P | B _ => b_trained P | D _ => true
  end.

Lemma trained_block : forall p, In p (trained P) -> block_trained p = true.
Proof.
  intros p I. unfold trained in I.
  repeat (apply in_app_or in I; destruct I as [I|I]).
  - destruct (a0_trained P) eqn:E; [|easy]. destruct I as [<-|[]]. exact E.
  - destruct (a_trained P) eqn:E; [|easy]. apply in_map_iff in I. destruct I as [j [<- _]]. exact E.
  - destruct (w_trained P) eqn:E; [|easy]. apply in_flat_map in I. destruct I as [j [_ I]].
    apply in_map_iff in I. destruct I as [k [<- _]]. exact E.
  - destruct (b_trained P) eqn:E; [|easy]. apply in_map_iff in I. destruct I as [j [<- _]]. exact E.
  - apply in_map_iff in I. destruct I as [d [<- _]]. reflexivity.
Qed.

Lemma frozen_block : forall t p, admissible P t -> block_trained p = false -> t p = fixed P p.
Proof. intros t p H E. apply H. intros I. apply trained_block in I. congruence. Qed.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_quadratic : neuron_quadratic P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis trained_w : w_trained P = true.
Hypothesis network_hidden_bias_or_none : network_hidden_bias_or_none P.

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.

Lemma pre_w : forall t j e, admissible P t -> (j < width P)%nat ->
  pre P t j e = dot P (weights P t j) e.
Proof.
  intros t j e H Hj. apply pre_dot; [assumption|].
  destruct network_hidden_bias_or_none as [N|N]; [now left|].
  destruct (b_trained P) eqn:Eb; [now left|right]. rewrite (frozen_block t (B j) H Eb). now apply N.
Qed.

(** ** Moves of the w_j: by h c_j u *)

Definition move (t : params) (c u : nat -> R) (h : R) : params :=
  shift P t 0 (fun _ => 0) (fun j k => h * (c j * u k)).

Lemma move_leads : forall t c u, admissible P t -> leads P t (move t c u).
Proof.
  intros t c u H. split.
  - intros h. apply shift_admissible; auto.
  - intros r Hr. destruct (small_steps2 (fun j k => c j * u k) (width P) (dim P) r Hr) as [d [Hd Hs]].
    exists d. split; [assumption|]. intros h Hh. apply shift_near; auto; intros; rewrite Rabs_R0; assumption.
Qed.

Variable l1 : R -> R.
Hypothesis loss_slope : forall v, derivable_pt_lim (ell P) v (l1 v).

(** A curve on which f and the penalties are polynomials of degree 2. *)
Lemma rising : forall t (v k : sample -> R) p c, local_min P t ->
  (exists r, 0 < r /\ forall s, 0 < s < r -> exists t', L P t <= L P t' /\
    (forall e, In e (data P) -> f P t' e = f P t e + v e * s + k e * s^2) /\
    penalty P t' = penalty P t + p * s + c * s^2) ->
  moment P l1 t v <= p * total_weight P.
Proof.
  intros t v k p c Min [r [Hr H]].
  unfold moment. destruct (data P) as [|e0 rest] eqn:Ed.
  { unfold total_weight. rewrite Ed. simpl. lra. }
  assert (T : 0 < total_weight P) by (apply total_weight_pos; rewrite Ed; discriminate).
  rewrite <- Ed in *.
  set (D := over (data P) (fun e => share e * (l1 (z P t e) * (- y e * v e)))).
  assert (Up : 0 <= D / total_weight P + p).
  { apply (right_derivative (fun s =>
      over (data P) (fun e => share e * ell P (- y e * (f P t e + v e * s + k e * s^2)))
        / total_weight P + (penalty P t + p * s + c * s^2))).
    - apply (derivable_pt_lim_plus
        (fun s => over (data P) (fun e => share e * ell P (- y e * (f P t e + v e * s + k e * s^2)))
                  / total_weight P)
        (fun s => penalty P t + p * s + c * s^2)); [|apply derivative_quadratic].
      unfold Rdiv. rewrite (Rmult_comm D).
      apply (derivative_eq (fun s => / total_weight P *
        over (data P) (fun e => share e * ell P (- y e * (f P t e + v e * s + k e * s^2)))));
        [intros; ring|].
      apply derivable_pt_lim_scal.
      apply (derivative_over (data P)
        (fun e s => share e * ell P (- y e * (f P t e + v e * s + k e * s^2)))).
      intros e _. apply (derivable_pt_lim_scal
        (fun s => ell P (- y e * (f P t e + v e * s + k e * s^2)))).
      apply (derivable_pt_lim_comp (fun s => - y e * (f P t e + v e * s + k e * s^2)) (ell P)).
      + apply derivable_pt_lim_scal. apply derivative_quadratic.
      + replace (- y e * (f P t e + v e * 0 + k e * 0^2)) with (z P t e) by (unfold z; ring).
        apply loss_slope.
    - exists r. split; [assumption|]. intros s Hs. destruct (H s Hs) as [t' [Le [F Pn]]].
      replace (over (data P) (fun e => share e * ell P (- y e * (f P t e + v e * 0 + k e * 0^2)))
        / total_weight P + (penalty P t + p * 0 + c * 0^2)) with (L P t).
      + eapply Rle_trans; [exact Le|]. right. unfold L. rewrite Pn. apply Rplus_eq_compat_r.
        unfold Rdiv. apply Rmult_eq_compat_r. apply over_eq. intros e I. unfold z. now rewrite F.
      + unfold L. rewrite (over_eq (data P) (fun s0 => share s0 * val (loss P) (z P t s0))
          (fun e => share e * ell P (- y e * (f P t e + v e * 0 + k e * 0^2)))); [ring|].
        intros e _. unfold ell, z. do 2 f_equal. ring. }
  replace (over (data P) (fun e => share e * l1 (z P t e) * y e * v e)) with (- D).
  - assert (E : - D = p * total_weight P - (D / total_weight P + p) * total_weight P) by (field; lra).
    rewrite E. assert (0 <= (D / total_weight P + p) * total_weight P)
      by (apply Rmult_le_pos; lra). lra.
  - unfold D. rewrite (over_eq (data P) (fun e => share e * l1 (z P t e) * y e * v e)
      (fun e => (-1) * (share e * (l1 (z P t e) * (- y e * v e))))) by (intros; ring).
    rewrite over_mul. ring.
Qed.

(** ** What a local minimum says of S, for penalties that are kappa times the squares *)

Variables alpha gamma : R.
Hypothesis square : forall v, sigma P v = alpha * v^2 + gamma.

Definition S (t : params) (u v : nat -> R) : R := moment P l1 t (fun e => dot P u e * dot P v e).
Definition ip (u v : nat -> R) : R := sum (inputs P) (fun k => u k * v k).

Lemma S_scale : forall t c u v, S t (fun k => c * u k) v = c * S t u v.
Proof.
  intros. unfold S, moment. rewrite <- over_mul. apply over_eq. intros e _.
  rewrite dot_scale. ring.
Qed.

Lemma S_sym : forall t u v, S t u v = S t v u.
Proof. intros. unfold S, moment. apply over_eq. intros. ring. Qed.

Variable kappa : R.
Hypothesis penalty_move : forall t c u h, admissible P t ->
  penalty P (move t c u h) = penalty P t
    + (2 * kappa * sum (width P) (fun j => c j * ip (weights P t j) u)) * h
    + (kappa * sum (width P) (fun j => (c j)^2) * ip u u) * h^2.

Lemma f_move : forall t c u h e, f P (move t c u h) e = f P t e
  + h * (2 * alpha * dot P u e * sum (width P) (fun j => t (A j) * c j * pre P t j e))
  + h^2 * (alpha * (dot P u e)^2 * sum (width P) (fun j => t (A j) * (c j)^2)).
Proof.
  intros t c u h e. unfold move. rewrite shift_f. unfold f.
  change (val (neuron P)) with (sigma P).
  rewrite (sum_eq (width P) _ (fun j => t (A j) * sigma P (pre P t j e)
    + ((h * (2 * alpha * dot P u e)) * (t (A j) * c j * pre P t j e)
       + (h^2 * (alpha * dot P u e ^ 2)) * (t (A j) * (c j)^2)))).
  - rewrite sum_add, sum_add, !sum_mul. ring.
  - intros j _. rewrite !square.
    assert (E : dot P (fun k => h * (c j * u k)) e = h * c j * dot P u e).
    { unfold dot. rewrite <- sum_mul. apply sum_eq. intros. ring. }
    rewrite E. ring.
Qed.

Lemma first_le : forall t j u, local_min P t -> (j < width P)%nat ->
  2 * alpha * t (A j) * S t (weights P t j) u <= 2 * kappa * ip (weights P t j) u * total_weight P.
Proof.
  intros t j u Min Hj. assert (Adm : admissible P t) by apply Min.
  set (c := fun i => if (i =? j)%nat then 1 else 0).
  destruct (move_leads t c u Adm) as [MA ML].
  destruct (near_min P defined t Min) as [r [Hr H]]. destruct (ML r Hr) as [d [Hd N]].
  assert (R := rising t (fun e => 2 * alpha * dot P u e * (t (A j) * pre P t j e))
    (fun e => alpha * (dot P u e)^2 * t (A j))
    (2 * kappa * ip (weights P t j) u) (kappa * ip u u) Min).
  replace (2 * alpha * t (A j) * S t (weights P t j) u)
    with (moment P l1 t (fun e => 2 * alpha * dot P u e * (t (A j) * pre P t j e))).
  - apply R. exists d. split; [assumption|]. intros s Hs. exists (move t c u s). split; [|split].
    + apply H; [apply MA|apply N; rewrite Rabs_right; lra].
    + intros e _. rewrite f_move. unfold c.
      rewrite (sum_one (width P) j (fun i => t (A i) * (if (i =? j)%nat then 1 else 0) * pre P t i e)),
        (sum_one (width P) j (fun i => t (A i) * (if (i =? j)%nat then 1 else 0)^2)); try assumption.
      * rewrite Nat.eqb_refl. ring.
      * intros i _ D. rewrite (proj2 (Nat.eqb_neq i j) D). ring.
      * intros i _ D. rewrite (proj2 (Nat.eqb_neq i j) D). ring.
    + rewrite penalty_move by assumption. unfold c.
      rewrite (sum_one (width P) j (fun i => (if (i =? j)%nat then 1 else 0) * ip (weights P t i) u)),
        (sum_one (width P) j (fun i => (if (i =? j)%nat then 1 else 0)^2)); try assumption.
      * rewrite Nat.eqb_refl. ring.
      * intros i _ D. rewrite (proj2 (Nat.eqb_neq i j) D). ring.
      * intros i _ D. rewrite (proj2 (Nat.eqb_neq i j) D). ring.
  - unfold S, moment. rewrite <- over_mul. apply over_eq. intros e _.
    rewrite (pre_w t j e Adm Hj). ring.
Qed.

Lemma ip_scale : forall c u v, ip u (fun k => c * v k) = c * ip u v.
Proof. intros. unfold ip. rewrite <- sum_mul. apply sum_eq. intros. ring. Qed.

(** (w) *)
Lemma first_w : forall t j u, local_min P t -> (j < width P)%nat ->
  alpha * t (A j) * S t (weights P t j) u = kappa * ip (weights P t j) u * total_weight P.
Proof.
  intros t j u Min Hj.
  assert (U := first_le t j u Min Hj).
  assert (V := first_le t j (fun k => -1 * u k) Min Hj).
  rewrite ip_scale, S_sym, S_scale, S_sym in V. lra.
Qed.

(** If sum_j a_j c_j w_j = 0 on the samples, and the penalties do not move to first order either. *)
Lemma second_w : forall t c u, local_min P t ->
  (forall e, In e (data P) -> sum (width P) (fun j => t (A j) * c j * pre P t j e) = 0) ->
  kappa * sum (width P) (fun j => c j * ip (weights P t j) u) = 0 ->
  alpha * sum (width P) (fun j => t (A j) * (c j)^2) * S t u u
    <= kappa * sum (width P) (fun j => (c j)^2) * ip u u * total_weight P.
Proof.
  intros t c u Min Z Z'. assert (Adm : admissible P t) by apply Min.
  destruct (move_leads t c u Adm) as [MA ML].
  destruct (near_min P defined t Min) as [r [Hr H]]. destruct (ML r Hr) as [d [Hd N]].
  set (k := alpha * sum (width P) (fun j => t (A j) * (c j)^2)).
  replace (k * S t u u) with (moment P l1 t (fun e => k * (dot P u e)^2)).
  - apply (rising t (fun e => k * (dot P u e)^2) (fun _ => 0)
      (kappa * sum (width P) (fun j => (c j)^2) * ip u u) 0 Min).
    exists (d^2). split; [nra|]. intros s Hs.
    assert (Q : sqrt s ^ 2 = s) by (apply pow2_sqrt; lra).
    exists (move t c u (sqrt s)). split; [|split].
    + apply H; [apply MA|apply N]. assert (0 <= sqrt s) by apply sqrt_pos.
      rewrite Rabs_pos_eq by assumption. nra.
    + intros e I. rewrite f_move, Z, Q by assumption. unfold k. ring.
    + rewrite penalty_move, Q by assumption.
      replace (2 * kappa * sum (width P) (fun j => c j * ip (weights P t j) u)) with 0 by lra. ring.
  - unfold S, moment. rewrite <- over_mul. apply over_eq. intros. ring.
Qed.

(** Neurons that are dependent on the samples, all with a_j of the sign s. *)
Lemma one_sign : forall t js s d p, local_min P t -> NoDup js -> s <> 0 ->
  (forall j, In j js -> (j < width P)%nat /\ 0 < s * t (A j)) ->
  (exists j, In j js /\ d j <> 0) ->
  (forall e, In e (data P) -> over js (fun j => d j * dot P (weights P t j) e) = 0) ->
  kappa = 0 -> s * alpha * S t p p <= 0.
Proof.
  intros t js s d p Min ND Ns Js [j0 [J0 D0]] HD K0. assert (Adm : admissible P t) by apply Min.
  assert (NZ : forall j, In j js -> t (A j) <> 0).
  { intros j I Z. destruct (Js j I) as [_ C]. rewrite Z in C. lra. }
  set (c := among js (fun j => d j / t (A j))).
  assert (Sum : forall g, sum (width P) (among js g) = over js g).
  { intros g. apply sum_among; [assumption|]. intros j I. now apply Js. }
  assert (Z : forall e, In e (data P) -> sum (width P) (fun j => t (A j) * c j * pre P t j e) = 0).
  { intros e I. rewrite <- (HD e I), <- Sum. apply sum_eq. intros j Hj. unfold c, among.
    rewrite (pre_w t j e Adm Hj). destruct (in_dec Nat.eq_dec j js) as [J|]; [|ring].
    field. now apply NZ. }
  assert (E := second_w t c p Min Z ltac:(rewrite K0; ring)). rewrite K0 in E.
  set (sg := sum (width P) (fun j => t (A j) * (c j)^2)) in *.
  assert (Pos : 0 < s * sg).
  { assert (Q : s * sg = over js (fun j => s * t (A j) * (d j / t (A j))^2)).
    { unfold sg. rewrite <- Sum, <- sum_mul. apply sum_eq. intros j _. unfold c, among.
      destruct (in_dec Nat.eq_dec j js); ring. }
    rewrite Q. apply Rnot_le_lt. intros C.
    assert (GE : forall j, In j js -> 0 <= s * t (A j) * (d j / t (A j))^2).
    { intros j I. destruct (Js j I) as [_ G]. pose proof (pow2_ge_0 (d j / t (A j))). nra. }
    assert (V := over_ge0_0 js _ GE C j0 J0). cbv beta in V. destruct (Js j0 J0) as [_ G].
    apply Rmult_integral in V. destruct V as [V|V]; [lra|].
    assert (N : d j0 / t (A j0) <> 0).
    { unfold Rdiv. apply Rmult_integral_contrapositive_currified; [assumption|].
      apply Rinv_neq_0_compat. now apply NZ. }
    apply Rsqr_pos_lt in N. unfold Rsqr in N. lra. }
  assert (F : (s * sg) * (s * alpha * S t p p) = s^2 * (alpha * sg * S t p p)) by ring.
  assert (0 <= s^2) by apply pow2_ge_0.
  apply Rnot_lt_le. intros C. assert (0 < (s * sg) * (s * alpha * S t p p)) by now apply Rmult_lt_0_compat.
  assert (s^2 * (alpha * sg * S t p p) <= 0); [|lra].
  replace 0 with (s^2 * 0) by ring. apply Rmult_le_compat_l; lra.
Qed.

(** n neurons whose a_j have the sign s. *)
Definition signs_at (t : params) (s : R) (n : nat) : Prop :=
  exists js, NoDup js /\ length js = n /\ forall j, In j js -> (j < width P)%nat /\ 0 < s * t (A j).

(** Enough of the a_j have the sign s: S has the other sign (times alpha). *)
Lemma semidefinite_S : forall t r s p, local_min P t -> kappa = 0 -> alpha <> 0 -> s <> 0 ->
  rank_at_most P r -> signs_at t s r -> s * alpha * S t p p <= 0.
Proof.
  intros t r s p Min K0 Na Ns [basis [coord RK]] [js [ND [Len Js]]].
  assert (Ker : forall j u, In j js -> S t (weights P t j) u = 0).
  { intros j u I. destruct (Js j I) as [Hj G]. pose proof (first_w t j u Min Hj) as E.
    rewrite K0, !Rmult_0_l in E. apply Rmult_integral in E. destruct E as [E|E]; [|assumption].
    apply Rmult_integral in E. destruct E as [E|E]; [contradiction|].
    rewrite E in G. lra. }
  apply Rnot_lt_le. intros C.
  assert (NZ : S t p p <> 0) by (intros E; rewrite E in C; lra).
  destruct (kernel_dependent_one (data P) (fun e => share e * l1 (z P t e) * y e) (X P) (inputs P) r
    basis coord js (weights P t) p) as [d [HN HD]]; auto; [lia| | |].
  - intros j u I. rewrite <- (Ker j u I). unfold S, moment, dot, linear. apply over_eq. intros. ring.
  - intros E. apply NZ. rewrite <- E. unfold S, moment, dot, linear. apply over_eq. intros. ring.
  - apply (Rlt_irrefl 0). eapply Rlt_le_trans; [exact C|].
    apply (one_sign t js s d p Min ND Ns Js HN); [|assumption].
    intros e I. rewrite <- (HD e I). apply over_eq. intros. reflexivity.
Qed.

(** With one less S does not take both signs. *)
Lemma not_both : forall t r n s p q, local_min P t -> kappa = 0 -> alpha <> 0 -> s <> 0 ->
  rank_at_most P r -> (r <= n + 1)%nat -> signs_at t s n ->
  0 < S t p p -> S t q q < 0 -> False.
Proof.
  intros t r n s p q Min K0 Na Ns [basis [coord RK]] Le [js [ND [Len Js]]] Hp Hq.
  assert (Ker : forall j u, In j js -> S t (weights P t j) u = 0).
  { intros j u I. destruct (Js j I) as [Hj G]. pose proof (first_w t j u Min Hj) as E.
    rewrite K0, !Rmult_0_l in E. apply Rmult_integral in E. destruct E as [E|E]; [|assumption].
    apply Rmult_integral in E. destruct E as [E|E]; [contradiction|].
    rewrite E in G. lra. }
  destruct (kernel_dependent (data P) (fun e => share e * l1 (z P t e) * y e) (X P) (inputs P) r
    basis coord js (weights P t) p q) as [d [HN HD]]; auto; [lia| | | |].
  - intros j u I. rewrite <- (Ker j u I). unfold S, moment, dot, linear. apply over_eq. intros. ring.
  - replace (over _ _) with (S t p p); [assumption|].
    unfold S, moment, dot, linear. apply over_eq. intros. ring.
  - replace (over _ _) with (S t q q); [assumption|].
    unfold S, moment, dot, linear. apply over_eq. intros. ring.
  - assert (HD' : forall e, In e (data P) -> over js (fun j => d j * dot P (weights P t j) e) = 0).
    { intros e I. rewrite <- (HD e I). apply over_eq. intros. reflexivity. }
    pose proof (one_sign t js s d p Min ND Ns Js HN HD' K0) as A1.
    pose proof (one_sign t js s d q Min ND Ns Js HN HD' K0) as A2.
    assert (s * alpha <> 0) by now apply Rmult_integral_contrapositive_currified.
    set (k := s * alpha) in *. assert (k <= 0) by nra. assert (0 <= k) by nra. lra.
Qed.

End Moves.

Lemma unpenalised_move : forall P, objective_hidden_unpenalised P -> forall t c u h,
  penalty P (move P t c u h) = penalty P t.
Proof.
  intros P U t c u h. unfold penalty. apply over_eq. intros [k p] I. specialize (U k p I).
  cbn [fst snd]. destruct p as [|i|i m|i|p]; try (rewrite U; ring); unfold move; simpl.
  - f_equal. ring.
  - destruct (i <? width P)%nat; f_equal; ring.
  - reflexivity.
Qed.

(** ** The trace of a form against S *)

Section Trace.

Variable P : problem.
Variable q : sample -> R.
Hypothesis nonneg : forall e, In e (data P) -> 0 <= q e.

(** Terms of one sign with the sum 0. *)
Lemma terms_zero : forall g : sample -> R, (forall e, In e (data P) -> 0 < y e * g e) ->
  over (data P) (fun e => q e * y e * g e) <= 0 -> forall e, In e (data P) -> q e = 0.
Proof.
  intros g Pos Sum e I.
  assert (T : forall e', In e' (data P) -> 0 <= q e' * y e' * g e').
  { intros e' I'. rewrite Rmult_assoc. apply Rmult_le_pos; [now apply nonneg|].
    left. now apply Pos. }
  assert (Z := over_ge0_0 (data P) _ T Sum e I). cbv beta in Z. rewrite Rmult_assoc in Z.
  apply Rmult_integral in Z. destruct Z as [|Z]; [assumption|]. specialize (Pos e I). lra.
Qed.

(** With the sign s, s S <= 0 and a positive semidefinite Q that separates, q = 0. *)
Lemma ellipsoid_zero : forall s Q a, over (data P) (fun e => q e * y e * 1) = 0 ->
  semidefinite P Q -> (forall e, In e (data P) -> 0 < y e * (s * (form P Q e - a))) ->
  (forall p, s * over (data P) (fun e => q e * y e * (dot P p e * dot P p e)) <= 0) ->
  forall e, In e (data P) -> q e = 0.
Proof.
  intros s Q a Bal [Sy Ps] Sep Neg. apply (terms_zero (fun e => s * (form P Q e - a))); [assumption|].
  assert (T : 0 <= over (data P) (fun e => - s * (q e * y e) * quadratic (inputs P) Q (X P e))).
  { apply trace_nonneg; [assumption|exact Ps|]. intros p. specialize (Neg p).
    rewrite (over_eq (data P) _ (fun e => - s * (q e * y e * (dot P p e * dot P p e))))
      by (intros; change (linear (inputs P) p (X P e)) with (dot P p e); ring).
    rewrite over_mul. lra. }
  rewrite (over_eq (data P) _ (fun e => (-1) * (- s * (q e * y e) * quadratic (inputs P) Q (X P e))
    + (- s * a) * (q e * y e * 1)))
    by (intros; change (quadratic (inputs P) Q (X P e)) with (form P Q e); ring).
  rewrite over_add, !over_mul, Bal. lra.
Qed.

End Trace.
