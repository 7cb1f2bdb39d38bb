(** * lemma.circuit.sigmoid: four points, two sigmoids *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions ConditionsCircuit Algebra Near Dual OneRelation Second Pair
  NeuronMove CircuitIdle Circuit Square Kinds Level.
Import ListNotations.
Open Scope R_scope.

(** ** Moves of a_0 and of one neuron that change no output *)

Section Sigmoid.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_monotone : neuron_increasing P \/ neuron_decreasing P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis neurons_trainable : network_trainable P \/ network_neurons_trainable P.
Hypothesis network_output_bias : network_output_bias P.
Hypothesis network_width_two : network_width_two P.
Hypothesis objective_unregularised : objective_unregularised P.

Variable pts : list sample.
Variables lab mu : sample -> R.
Hypothesis is_labelled : labelled P pts lab mu.
Hypothesis four : length pts = 4%nat.
Hypothesis sum_0_ : over pts (fun e => mu e * lab e) = 0.

Let Pts : points P pts := proj1 is_labelled.
Let MP : forall e, In e pts -> 0 < mu e := proj1 (proj2 (proj2 is_labelled)).
Let MR := proj1 (proj2 (proj2 (proj2 (proj2 is_labelled)))).
Let four_samples := four_samples P pts lab mu is_labelled four.

Variables s1 s2 : R -> R.
Variables eps c : R.
Hypothesis first_derivative : forall v, derivable_pt_lim (sigma P) v (s1 v).
Hypothesis second_derivative : forall v, derivable_pt_lim s1 v (s2 v).
Let K (v : R) : R := eps * (s2 v / s1 v).
Hypothesis grows : grows_from K c.

Variable l' : R -> R.
Hypothesis loss_derivative : forall v, derivable_pt_lim (ell P) v (l' v).

Let defined : forall t, L_defined P t.
Proof. intros t e _. repeat split; auto. Qed.

Let trained : a_trained P = true /\ w_trained P = true.
Proof. destruct neurons_trainable as [[H1 [H2 _]]|H]; [now split | exact H]. Qed.

Let s1_not_0 := s1_not_0 P neuron_monotone s1 first_derivative.
Let sigma_injective := sigma_injective P neuron_monotone s1 first_derivative.

Definition slope (t : params) (e : sample) : R := l' (z P t e).
Local Notation q t := (gather P pts lab (fun e => pull (slope t) e * y e)).

Lemma slopes : forall t e, In e (data P) -> derivable_pt_lim (ell P) (z P t e) (slope t e).
Proof. intros t e _. apply loss_derivative. Qed.

(** a_0 by b, a_j by h g, w_j by h v. *)
Definition one (t : params) (j : nat) (b g : R) (v : nat -> R) (h : R) : params :=
  with_neuron P j t b (h * g) (fun k => h * v k).

Lemma one_pre : forall t j b g v h e, (j < width P)%nat ->
  pre P (one t j b g v h) j e = pre P t j e + h * dot P v e.
Proof. intros. unfold one. now rewrite with_neuron_pre, dot_scale. Qed.

Lemma one_f : forall t j b g v h e, (j < width P)%nat ->
  f P (one t j b g v h) e = f P t e + b
    + ((t (A j) + h * g) * sigma P (pre P t j e + h * dot P v e) - t (A j) * sigma P (pre P t j e)).
Proof. intros. unfold one. now rewrite with_neuron_f, dot_scale. Qed.

Lemma kept : forall t j (b : R -> R) g v, local_min P t -> (j < width P)%nat ->
  (forall r, 0 < r -> exists d, 0 < d /\ forall h, Rabs h < d -> Rabs (b h) < r) ->
  exists d, 0 < d /\ forall h, Rabs h < d ->
    (forall e, In e (data P) -> f P (one t j (b h) g v h) e = f P t e) ->
    local_min P (one t j (b h) g v h).
Proof.
  intros t j b g v Hm Hj Hb. destruct (min_same P defined t Hm) as [r [Hr MS]].
  destruct (Hb r Hr) as [d [Hd SB]].
  destruct (small_steps (fun _ => g) 1 r Hr) as [d1 [Hd1 SG]].
  destruct (small_steps v (S (dim P)) r Hr) as [d2 [Hd2 SV]].
  exists (Rmin d (Rmin d1 d2)). split; [repeat apply Rmin_pos; assumption|]. intros h Hh F.
  assert (M1 := Rmin_l d (Rmin d1 d2)). assert (M2 := Rmin_r d (Rmin d1 d2)).
  assert (M3 := Rmin_l d1 d2). assert (M4 := Rmin_r d1 d2).
  apply MS.
  - apply with_neuron_admissible; [apply trained | now right | right; apply trained | apply Hm].
  - apply with_neuron_near; [assumption | apply SB; lra | apply (SG h ltac:(lra) 0%nat); lia |].
    intros k Hk. apply SV; [lra|lia].
  - apply Rle_antisym; apply L_le; try assumption; right; apply over_eq; intros e He;
      unfold z; now rewrite F.
Qed.

Lemma same_pull : forall t t', (forall e, In e (data P) -> f P t' e = f P t e) ->
  forall e, q t' e = q t e.
Proof. exact (same_pull P pts lab l'). Qed.

(** What holds at the points holds at all samples. *)
Lemma at_all : forall t j v, (forall e, In e pts -> pre P t j e = v) ->
  forall e, In e (data P) -> pre P t j e = v.
Proof.
  intros t j v H e He. rewrite (at_x_pre P pts Pts t j e He). now apply H, at_x_in.
Qed.

(** ** (A) An idle neuron *)

Lemma idle_slope : forall t j, local_min P t -> (j < width P)%nat -> t (A j) = 0 ->
  exists b, forall e, In e pts -> q t e * s1 (pre P t j e) = b * mu e.
Proof.
  intros t j Hm Hj Ha.
  exact (idle_relation P defined objective_unregularised (proj1 trained) (proj2 trained) t Hm (slope t)
    (slopes t) pts lab mu is_labelled s1 first_derivative j Hj Ha).
Qed.

Lemma idle_zero : forall t j, local_min P t -> (j < width P)%nat -> t (A j) = 0 ->
  forall e, In e pts -> q t e = 0.
Proof.
  intros t j Hm Hj Ha.
  destruct (idle_slope t j Hm Hj Ha) as [b Hb].
  destruct (Req_dec b 0) as [->|B0].
  { intros e He. specialize (Hb e He). rewrite Rmult_0_l in Hb. apply Rmult_integral in Hb.
    destruct Hb as [|Hb]; [assumption|]. now apply s1_not_0 in Hb. }
  exfalso.
  assert (Q0 : forall e, In e pts -> q t e <> 0).
  { intros e He Z. specialize (Hb e He). assert (m := MP e He). rewrite Z, Rmult_0_l in Hb.
    symmetry in Hb. apply Rmult_integral in Hb. destruct Hb; lra. }
  destruct (one_moves P pts lab mu is_labelled four) as [e1 [e2 [u [m [I1 [I2 [m0 [U1 U2]]]]]]]].
  destruct (kept t j (fun _ => 0) 0 u Hm Hj) as [d [Hd KEEP]].
  { intros r Hr. exists 1. split; [lra|]. intros. now rewrite Rabs_R0. }
  assert (S : forall h, Rabs h < d -> s1 (pre P t j e2 + h * m) = s1 (pre P t j e2)).
  { intros h Hh. set (t' := one t j 0 0 u h).
    assert (F : forall e, In e (data P) -> f P t' e = f P t e).
    { intros e _. unfold t'. rewrite one_f by assumption. rewrite Ha. ring. }
    assert (Hm' : local_min P t') by now apply KEEP.
    assert (Ha' : t' (A j) = 0) by (unfold t'; unfold one; rewrite with_neuron_a, Ha by assumption; ring).
    destruct (idle_slope t' j Hm' Hj Ha') as [b' Hb'].
    assert (E1 := Hb' e1 I1). assert (E2 := Hb' e2 I2).
    rewrite (same_pull t t' F) in E1, E2.
    unfold t' in E1, E2. rewrite one_pre in E1, E2 by assumption.
    rewrite U1, Rmult_0_r, Rplus_0_r, (Hb e1 I1) in E1. rewrite U2 in E2.
    apply Rmult_eq_reg_r in E1; [|assert (m1 := MP e1 I1); lra].
    apply Rmult_eq_reg_l with (q t e2); [|now apply Q0].
    now rewrite E2, (Hb e2 I2), E1. }
  exact (slope_not_constant s1 s2 eps c second_derivative grows _ _ d Hd m0 S).
Qed.

(** ** (B) No local minimum with a slope where a_0 and a_1 (of neurons 0 and 1) are not 0 *)

Definition at_centre (t : params) (j : nat) : Prop :=
  forall e, In e pts -> pre P t j e = c.

Lemma off_centre : forall t j, local_min P t -> (j < width P)%nat -> exists t', local_min P t' /\
  (forall e, In e (data P) -> f P t' e = f P t e) /\
  (forall i, (i < width P)%nat -> t' (A i) = t (A i)) /\ ~ at_centre t' j /\
  forall i e, (i < width P)%nat -> i <> j -> pre P t' i e = pre P t i e.
Proof.
  intros t j Hm Hj.
  destruct (classic (at_centre t j)) as [C|N].
  2: { exists t. repeat split; auto; apply Hm. }
  destruct (any_values P pts lab mu is_labelled (fun _ => 1)) as [v Hv].
  { rewrite <- sum_0_. apply over_eq. intros; ring. }
  set (b := fun h => - t (A j) * (sigma P (c + h) - sigma P c)).
  destruct (kept t j b 0 v Hm Hj) as [d [Hd KEEP]].
  { intros r Hr. assert (A := Rabs_pos (t (A j))).
    destruct (small_change (sigma P) c _ (first_derivative c) (r / (Rabs (t (Setting.A j)) + 1)))
      as [d [Hd H]]; [apply Rdiv_lt_0_compat; lra|].
    exists d. split; [assumption|]. intros h Hh. specialize (H h Hh).
    unfold b. rewrite Rabs_mult, Rabs_Ropp.
    apply Rle_lt_trans with ((Rabs (t (Setting.A j)) + 1) * Rabs (sigma P (c + h) - sigma P c)).
    - apply Rmult_le_compat_r; [apply Rabs_pos | lra].
    - replace r with ((Rabs (t (Setting.A j)) + 1) * (r / (Rabs (t (Setting.A j)) + 1)))
        by (field; lra).
      apply Rmult_lt_compat_l; lra. }
  set (h := d / 2). assert (Hh : Rabs h < d) by (rewrite Rabs_pos_eq; unfold h; lra).
  assert (F : forall e, In e (data P) -> f P (one t j (b h) 0 v h) e = f P t e).
  { intros e He. rewrite one_f by assumption.
    rewrite (at_x_dot P pts Pts v e He), (Hv _ (proj1 (at_x_in P pts Pts e He))), (at_all t j c C e He).
    unfold b. rewrite Rmult_1_r. ring. }
  exists (one t j (b h) 0 v h). split; [now apply KEEP|]. split; [assumption|].
  split; [|split].
  - intros i Hi. destruct (Nat.eq_dec i j) as [->|D].
    + unfold one; rewrite with_neuron_a by assumption. ring.
    + now apply with_neuron_a_other.
  - destruct four_samples as [e1 [e2 [e3 [e4 [_ [_ [I _]]]]]]].
    assert (I1 : In e1 pts) by (apply I; auto).
    intros C'. specialize (C' e1 I1). rewrite one_pre, (Hv e1 I1), (C e1 I1) in C' by assumption.
    unfold h in C'. lra.
  - intros. now apply with_neuron_pre_other.
Qed.

Section Minimum.

Variable t : params.
Hypothesis minimum : local_min P t.
Hypothesis some_slope : exists e, In e pts /\ q t e <> 0.
Hypothesis a_0_not_0 : t (A 0%nat) <> 0.
Hypothesis a_1_not_0 : t (A 1%nat) <> 0.

Let kappa := kappa P s1 s2 t.
Let core := core P loss_defined neuron_defined neuron_monotone network_deep_defined
  neurons_trainable network_output_bias network_width_two objective_unregularised pts lab mu is_labelled
  s1 s2 first_derivative second_derivative t minimum (slope t) (slopes t) some_slope
  a_0_not_0 a_1_not_0.
Let factor := factor P loss_defined neuron_defined neuron_monotone network_deep_defined
  neurons_trainable network_output_bias network_width_two objective_unregularised
  pts lab mu is_labelled s1 first_derivative t minimum (slope t) (slopes t) some_slope.
Let balanced := balanced P loss_defined neuron_defined network_deep_defined neurons_trainable
  network_output_bias network_width_two objective_unregularised
  pts lab mu is_labelled s1 first_derivative t minimum (slope t) (slopes t).
Let a_condition := a_condition P loss_defined neuron_defined network_deep_defined neurons_trainable
  network_output_bias network_width_two objective_unregularised
  pts lab mu is_labelled s1 first_derivative t minimum (slope t) (slopes t).

Let a_not_0 : forall j, (j = 0 \/ j = 1)%nat -> t (A j) <> 0.
Proof. intros j [-> | ->]; assumption. Qed.

Lemma q_not_0 : forall e, In e pts -> q t e <> 0.
Proof.
  intros e He Z. destruct (factor 0%nat (or_introl eq_refl) a_0_not_0) as [b [B0 F]].
  specialize (F e He). assert (m := MP e He). rewrite Z, Rmult_0_l in F.
  symmetry in F. apply Rmult_integral in F. destruct F; lra.
Qed.

(** A movement of f by neuron j alone, along which L would fall to second order. *)
Lemma falling : forall j, (j = 0 \/ j = 1)%nat -> ~ at_centre t j -> exists p,
  over pts (fun e => q t e * lab e * p e) = 0 /\
  0 < over pts (fun e => q t e * lab e * (kappa j e / t (A j) * (p e)^2)).
Proof.
  intros j Hj N.
  destruct (factor j Hj (a_not_0 j Hj)) as [b [B0 F]].
  assert (PR : over pts (fun e => mu e * lab e * pre P t j e) = 0) by now apply affine_relation.
  assert (E0 := factor_not_0 s1 s2 eps c grows). assert (A0n := a_not_0 j Hj).
  destruct (square_form P pts lab mu is_labelled four sum_0_ K c (fun e => pre P t j e) (/ (t (A j) * b * eps)) PR
    grows N) as [d [DZ DP]].
  { apply Rinv_neq_0_compat. repeat apply Rmult_integral_contrapositive_currified; assumption. }
  exists (fun e => mu e * d e / q t e). split.
  - rewrite <- DZ. apply over_eq. intros e He. field. now apply q_not_0.
  - eapply Rlt_le_trans; [exact DP|]. right. rewrite <- over_mul. apply over_eq. intros e He.
    assert (Q0 := q_not_0 e He). assert (S0 := s1_not_0 (pre P t j e)).
    unfold kappa, Circuit.kappa, K.
    replace (mu e) with (q t e * s1 (pre P t j e) / b) by (rewrite (F e He); field; assumption).
    field. repeat split; assumption.
Qed.

Hypothesis off_0 : ~ at_centre t 0.
Hypothesis off_1 : ~ at_centre t 1.

(** Both neurons have the same outputs at all samples: otherwise two falling movements
    combine to one that the a_j can make up for to first order. *)
Lemma constant_outputs : forall j, (j = 0 \/ j = 1)%nat ->
  forall e e', In e pts -> In e' pts -> pre P t j e = pre P t j e'.
Proof.
  intros j Hj e e' He He'. apply sigma_injective.
  destruct (falling 0 (or_introl eq_refl) off_0) as [p0 [Z0 P0]].
  destruct (falling 1 (or_intror eq_refl) off_1) as [p1 [Z1 P1]].
  destruct four_samples as [e1 [e2 [e3 [e4 [[Y1 [Y2 [Y3 Y4]]] [_ [I O]]]]]]].
  assert (I4 : In e4 pts) by (apply I; auto).
  set (sj := fun e => sigma P (pre P t j e)).
  set (col := fun e k => match k with O => 1 | 1%nat => sj e | 2%nat => p0 e | _ => p1 e end).
  destruct (homogeneous 3 4 (fun i k => col (match i with O => e1 | 1%nat => e2 | _ => e3 end) k)
    ltac:(lia)) as [a [[k [Hk NZ]] HC]].
  set (comb := fun e => a 0%nat + a 1%nat * sj e + a 2%nat * p0 e + a 3%nat * p1 e).
  assert (C1 : comb e1 = 0).
  { rewrite <- (HC 0%nat ltac:(lia)). unfold comb. simpl. ring. }
  assert (C2 : comb e2 = 0).
  { rewrite <- (HC 1%nat ltac:(lia)). unfold comb. simpl. ring. }
  assert (C3 : comb e3 = 0).
  { rewrite <- (HC 2%nat ltac:(lia)). unfold comb. simpl. ring. }
  assert (C4 : comb e4 = 0).
  { assert (V : over pts (fun e => q t e * lab e * comb e) = 0).
    { rewrite (over_eq _ _ (fun e => a 0%nat * (q t e * lab e) + a 1%nat * (q t e * lab e * sj e)
        + a 2%nat * (q t e * lab e * p0 e) + a 3%nat * (q t e * lab e * p1 e)))
        by (intros; unfold comb; ring).
      rewrite !over_add, !over_mul, balanced, Z0, Z1. unfold sj. rewrite (a_condition j Hj). ring. }
    rewrite O, C1, C2, C3, Y4 in V.
    assert (Q4 := q_not_0 e4 I4). apply Rmult_eq_reg_l with (q t e4 * -1); [lra|].
    apply Rmult_integral_contrapositive_currified; [assumption|lra]. }
  assert (CE : forall e, In e pts -> comb e = 0).
  { intros e0 H0. apply I in H0. destruct H0 as [-> | [-> | [-> | ->]]]; assumption. }
  assert (W := core (fun e => a 2%nat * p0 e) (fun e => a 3%nat * p1 e) (a 0%nat)
    (if Nat.eq_dec j 0 then a 1%nat else 0) (if Nat.eq_dec j 0 then 0 else a 1%nat)).
  cbv beta in W.
  assert (L : over pts (fun e => q t e * lab e * (kappa 0 e / t (A 0%nat) * (a 2%nat * p0 e)^2
      + kappa 1 e / t (A 1%nat) * (a 3%nat * p1 e)^2)) <= 0).
  { apply W.
    - rewrite (over_eq _ _ (fun e => a 2%nat * (q t e * lab e * p0 e))) by (intros; ring).
      rewrite over_mul, Z0. ring.
    - rewrite (over_eq _ _ (fun e => a 3%nat * (q t e * lab e * p1 e))) by (intros; ring).
      rewrite over_mul, Z1. ring.
    - intros e0 H0. apply eq_trans with (2 := CE e0 H0). unfold comb, sj. destruct Hj as [-> | ->]; simpl; ring. }
  rewrite (over_eq _ _ (fun e =>
      (a 2%nat)^2 * (q t e * lab e * (kappa 0 e / t (A 0%nat) * (p0 e)^2))
      + (a 3%nat)^2 * (q t e * lab e * (kappa 1 e / t (A 1%nat) * (p1 e)^2)))) in L
    by (intros; unfold Rdiv; ring).
  rewrite over_add, !over_mul in L.
  assert (S2 := pow2_ge_0 (a 2%nat)). assert (S3 := pow2_ge_0 (a 3%nat)).
  assert (B2 : a 2%nat = 0).
  { destruct (Req_dec (a 2%nat) 0) as [|N]; [assumption|exfalso]. apply square_pos in N.
    assert (0 < (a 2%nat)^2 * over pts (fun e => q t e * lab e * (kappa 0 e / t (A 0%nat) * (p0 e)^2)))
      by now apply Rmult_lt_0_compat.
    assert (0 <= (a 3%nat)^2 * over pts (fun e => q t e * lab e * (kappa 1 e / t (A 1%nat) * (p1 e)^2)))
      by (apply Rmult_le_pos; lra). lra. }
  assert (B3 : a 3%nat = 0).
  { destruct (Req_dec (a 3%nat) 0) as [|N]; [assumption|exfalso]. apply square_pos in N.
    assert (0 < (a 3%nat)^2 * over pts (fun e => q t e * lab e * (kappa 1 e / t (A 1%nat) * (p1 e)^2)))
      by now apply Rmult_lt_0_compat.
    assert (0 <= (a 2%nat)^2 * over pts (fun e => q t e * lab e * (kappa 0 e / t (A 0%nat) * (p0 e)^2)))
      by (apply Rmult_le_pos; lra). lra. }
  assert (EQ : forall e, In e pts -> a 0%nat + a 1%nat * sj e = 0).
  { intros e0 H0. rewrite <- (CE e0 H0). unfold comb. rewrite B2, B3. ring. }
  assert (B1 : a 1%nat <> 0).
  { intros Z. assert (H := EQ e He). rewrite Z in H.
    destruct k as [|[|[|[|k]]]]; try lia; try congruence. apply NZ. lra. }
  apply Rmult_eq_reg_l with (a 1%nat); [|assumption].
  assert (H := EQ e He). assert (H' := EQ e' He'). unfold sj in *. lra.
Qed.

(** What is left: a_0 and a_1 are in one ratio. *)
Lemma ratio : forall e, In e pts ->
  kappa 0 e / t (A 0%nat) + kappa 1 e / t (A 1%nat) = 0.
Proof.
  intros e He.
  destruct (factor 0%nat (or_introl eq_refl) a_0_not_0) as [b [B0 F]].
  destruct four_samples as [e1 [e2 [e3 [e4 [[Y1 [Y2 [Y3 Y4]]] [D [I O]]]]]]].
  assert (I1 : In e1 pts) by (apply I; auto). assert (I2 : In e2 pts) by (apply I; auto).
  assert (I3 : In e3 pts) by (apply I; auto). assert (I4 : In e4 pts) by (apply I; auto).
  set (s := s1 (pre P t 0 e)). assert (S0 : s <> 0) by apply s1_not_0.
  set (r := kappa 0 e / t (A 0%nat) + kappa 1 e / t (A 1%nat)).
  assert (KK : forall e', In e' pts ->
    kappa 0 e' / t (A 0%nat) + kappa 1 e' / t (A 1%nat) = r).
  { intros e' He'. unfold r, kappa, Circuit.kappa.
    now rewrite (constant_outputs 0 (or_introl eq_refl) e' e He' He),
      (constant_outputs 1 (or_intror eq_refl) e' e He' He). }
  assert (QM : forall e', In e' pts -> / q t e' = s / b * / mu e').
  { intros e' He'. specialize (F e' He'). assert (m := MP e' He').
    rewrite (constant_outputs 0 (or_introl eq_refl) e' e He' He) in F. fold s in F.
    replace (q t e') with (b * mu e' / s) by (rewrite <- F; field; assumption).
    field. repeat split; auto; lra. }
  assert (G : forall e1 e2, In e1 pts -> In e2 pts -> e1 <> e2 -> lab e1 = lab e2 ->
    lab e1 * (r * (s / b)) <= 0).
  { intros f1 f2 J1 J2 DF YF.
    assert (Q1 := q_not_0 f1 J1). assert (Q2 := q_not_0 f2 J2).
    set (w := two f1 f2 (/ q t f1) (- / q t f2)).
    assert (ND := proj1 Pts).
    assert (Z : over pts (fun e => q t e * lab e * w e) = 0).
    { unfold w. rewrite (over_two pts (fun e v => q t e * lab e * v)); auto.
      - rewrite YF. field. auto.
      - intros; ring. }
    assert (C := core w (fun e => - w e) 0 0 0 Z). cbv beta in C.
    rewrite (over_eq pts (fun e => q t e * lab e * - w e)
      (fun e => -1 * (q t e * lab e * w e))) in C by (intros; ring).
    rewrite over_mul, Z in C. specialize (C ltac:(ring) ltac:(intros; ring)).
    rewrite (over_eq _ _ (fun e => r * (q t e * lab e * (w e)^2))) in C.
    2: { intros e0 H0. rewrite <- (KK e0 H0). fold kappa. unfold Rdiv. ring. }
    unfold w in C. rewrite over_mul, (over_two pts (fun e v => q t e * lab e * v^2)) in C; auto.
    2: { intros; ring. }
    replace (r * (q t f1 * lab f1 * (/ q t f1) ^ 2 + q t f2 * lab f2 * (- / q t f2) ^ 2))
      with (lab f1 * r * (/ q t f1 + / q t f2)) in C by (rewrite YF; field; auto).
    rewrite (QM f1 J1), (QM f2 J2) in C.
    assert (M1 := Rinv_0_lt_compat _ (MP f1 J1)). assert (M2 := Rinv_0_lt_compat _ (MP f2 J2)).
    apply Rmult_le_reg_r with (/ mu f1 + / mu f2); [lra|]. lra. }
  assert (G1 := G e1 e2 I1 I2 ltac:(tauto) ltac:(congruence)).
  assert (G2 := G e3 e4 I3 I4 ltac:(tauto) ltac:(congruence)).
  rewrite Y1 in G1. rewrite Y3 in G2.
  assert (Z : r * (s / b) = 0) by lra.
  apply Rmult_integral in Z. destruct Z as [Z|Z]; [exact Z|exfalso].
  unfold Rdiv in Z. apply Rmult_integral in Z. destruct Z as [Z|Z]; [contradiction|].
  now apply Rinv_neq_0_compat in Z.
Qed.

End Minimum.

Lemma off_centre_no_slope : forall t, local_min P t -> t (A 0%nat) <> 0 -> t (A 1%nat) <> 0 ->
  ~ at_centre t 0 -> ~ at_centre t 1 -> (exists e, In e pts /\ q t e <> 0) -> False.
Proof.
  intros t Hm A0n A1n C0 C1 SS. destruct SS as [e0 [I0 N0]].
  assert (zero_lt : (0 < width P)%nat) by (unfold Conditions.network_width_two in *; lia).
  assert (one_lt : (1 < width P)%nat) by (unfold Conditions.network_width_two in *; lia).
  assert (SS : exists e, In e pts /\ q t e <> 0) by now exists e0.
  assert (CO := constant_outputs t Hm SS A0n A1n C0 C1 0 (or_introl eq_refl)).
  assert (RT := ratio t Hm SS A0n A1n C0 C1 e0 I0).
  set (so := sigma P (pre P t 0 e0)).
  destruct (kept t 0 (fun h => - h * so) 1 (fun _ => 0) Hm zero_lt) as [d [Hd KEEP]].
  { intros r Hr. destruct (small_steps (fun _ => - so) 1 r Hr) as [d [Hd H]].
    exists d. split; [assumption|]. intros h Hh.
    replace (- h * so) with (h * - so) by ring. apply (H h Hh 0%nat). lia. }
  assert (Ap : 0 < Rabs (t (A 0%nat))) by now apply Rabs_pos_lt.
  set (h := Rmin d (Rabs (t (A 0%nat))) / 2).
  assert (Mp : 0 < Rmin d (Rabs (t (A 0%nat)))) by now apply Rmin_pos.
  assert (M1 := Rmin_l d (Rabs (t (A 0%nat)))). assert (M2 := Rmin_r d (Rabs (t (A 0%nat)))).
  assert (Hh : Rabs h < d) by (rewrite Rabs_pos_eq; unfold h; lra).
  set (t' := one t 0 (- h * so) 1 (fun _ => 0) h).
  assert (F : forall e, In e (data P) -> f P t' e = f P t e).
  { intros e He. unfold t'. rewrite one_f by assumption. rewrite dot_0, Rmult_0_r, Rplus_0_r.
    rewrite (at_all t 0 _ (fun e' I' => CO e' e0 I' I0) e He). fold so. ring. }
  assert (Hm' : local_min P t') by now apply KEEP.
  assert (E0 : t' (A 0%nat) = t (A 0%nat) + h) by (unfold t'; unfold one; rewrite with_neuron_a by assumption; ring).
  assert (E1 : t' (A 1%nat) = t (A 1%nat)) by (unfold t'; now apply with_neuron_a_other).
  assert (PR : forall j e, (j < width P)%nat -> pre P t' j e = pre P t j e).
  { intros j e Hj. unfold t'. destruct (Nat.eq_dec j 0) as [->|D].
    - rewrite one_pre, dot_0 by assumption. ring.
    - now apply with_neuron_pre_other. }
  assert (A0n' : t' (A 0%nat) <> 0).
  { rewrite E0. intros Z. assert (Rabs (t (A 0%nat)) = h).
    { replace (t (A 0%nat)) with (- h) by lra. rewrite Rabs_Ropp. apply Rabs_pos_eq.
      unfold h. lra. }
    unfold h in H. lra. }
  assert (A1n' : t' (A 1%nat) <> 0) by now rewrite E1.
  assert (C0' : ~ at_centre t' 0).
  { intros C. apply C0. intros e He. rewrite <- (PR 0%nat e zero_lt). now apply C. }
  assert (C1' : ~ at_centre t' 1).
  { intros C. apply C1. intros e He. rewrite <- (PR 1%nat e one_lt). now apply C. }
  assert (SS' : exists e, In e pts /\ q t' e <> 0).
  { exists e0. split; [assumption|]. now rewrite (same_pull t t' F e0). }
  assert (RT' := ratio t' Hm' SS' A0n' A1n' C0' C1' e0 I0).
  unfold kappa in RT, RT'. rewrite (PR 0%nat e0 zero_lt), (PR 1%nat e0 one_lt), E1 in RT'.
  set (k0 := s2 (pre P t 0 e0) / s1 (pre P t 0 e0) ^ 2) in *.
  assert (Q : k0 / t (A 0%nat) = k0 / t' (A 0%nat)) by lra.
  assert (K0 : k0 = 0).
  { apply (f_equal (fun v => v * (t (A 0%nat) * t' (A 0%nat)))) in Q.
    replace (k0 / t (A 0%nat) * (t (A 0%nat) * t' (A 0%nat))) with (k0 * t' (A 0%nat)) in Q
      by (field; assumption).
    replace (k0 / t' (A 0%nat) * (t (A 0%nat) * t' (A 0%nat))) with (k0 * t (A 0%nat)) in Q
      by (field; assumption).
    rewrite E0 in Q. assert (Z : k0 * h = 0) by lra.
    apply Rmult_integral in Z. destruct Z as [|Z]; [assumption|]. unfold h in Z. lra. }
  apply C0. intros e He. rewrite (CO e e0 He I0). apply (centre s1 s2 eps c grows).
  replace (s2 (pre P t 0 e0)) with (k0 * s1 (pre P t 0 e0) ^ 2)
    by (unfold k0; field; apply s1_not_0).
  rewrite K0. ring.
Qed.

Lemma no_slope : forall t, local_min P t -> forall e, In e pts -> q t e = 0.
Proof.
  intros t Hm e He.
  assert (zero_lt : (0 < width P)%nat) by (unfold Conditions.network_width_two in *; lia).
  assert (one_lt : (1 < width P)%nat) by (unfold Conditions.network_width_two in *; lia).
  destruct (Req_dec (t (A 0%nat)) 0) as [Z0|N0]; [now apply (idle_zero t 0%nat)|].
  destruct (Req_dec (t (A 1%nat)) 0) as [Z1|N1]; [now apply (idle_zero t 1%nat)|].
  apply NNPP. intros N.
  destruct (off_centre t 0%nat Hm zero_lt) as [t1 [Hm1 [F1 [A1 [C1 P1]]]]].
  destruct (off_centre t1 1%nat Hm1 one_lt) as [t2 [Hm2 [F2 [A2 [C2 P2]]]]].
  apply (off_centre_no_slope t2 Hm2).
  - now rewrite A2, A1.
  - now rewrite A2, A1.
  - intros C. apply C1. intros e' He'. rewrite <- (P2 0%nat e' zero_lt ltac:(lia)). now apply C.
  - exact C2.
  - exists e. split; [assumption|].
    now rewrite (same_pull t1 t2 F2 e), (same_pull t t1 F1 e).
Qed.

End Sigmoid.

Section Statement.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_monotone : neuron_increasing P \/ neuron_decreasing P.
Hypothesis neuron_sigmoidal : neuron_sigmoidal P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis data_square : data_square P.
Hypothesis neurons_trainable : network_trainable P \/ network_neurons_trainable P.
Hypothesis network_output_bias : network_output_bias P.
Hypothesis network_width_two : network_width_two P.
Hypothesis objective_unregularised : objective_unregularised P.

Theorem level_circuit_sigmoid : LEVEL P.
Proof.
  intros t Hm l' Hl g G. destruct neuron_sigmoidal as [s1 [s2 [eps [c [D1 [D2 Gr]]]]]].
  destruct data_square as [pts [r [C [Four Bal]]]].
  destruct (circuit_labelled P pts r C) as [lab [mu [Lab E]]].
  assert (M0 : over pts (fun e => mu e * lab e) = 0).
  { rewrite (over_eq _ _ (fun e => mu e * lab e * 1)) by (intros; ring). rewrite E.
    rewrite <- Bal. apply over_eq. intros; ring. }
  apply (gathered_level P pts (proj1 Lab) lab (fun e => pull (slope P l' t) e * y e)
    (label_square P pts lab mu Lab)); [|assumption].
  exact (no_slope P loss_defined neuron_defined neuron_monotone network_deep_defined
    neurons_trainable network_output_bias network_width_two objective_unregularised
    pts lab mu Lab Four M0 s1 s2 eps c D1 D2 Gr l' Hl t Hm).
Qed.

Theorem thm_circuit_sigmoid_slopes : network_deep_features P -> data_consistent P -> NO_SLOPE P.
Proof. intros. apply (level_no_slope P); auto using level_circuit_sigmoid. Qed.

Theorem thm_circuit_sigmoid : network_deep_features P -> data_consistent P -> loss_active P -> NO_BAD P.
Proof. intros. apply no_slope_no_bad; [now apply thm_circuit_sigmoid_slopes|assumption]. Qed.

Theorem thm_circuit_sigmoid_global : network_deep_features P -> loss_convex P -> GLOBAL P.
Proof. intros. apply (level_global P); auto using level_circuit_sigmoid. Qed.

End Statement.
