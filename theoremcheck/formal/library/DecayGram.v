(** * thm.decay_gram: decay of the weights where samples pull them the same way *)

From Coq Require Import Reals List Lra Lia Bool Classical.
From TheoremCheck Require Import Setting Conditions ConditionsDecay Algebra Near Kinds Monotone Separable OutputWeights.
Import ListNotations.
Open Scope R_scope.

(** A product of two positive numbers outweighs two squares. *)
Lemma some_product Q alpha beta : 0 < Q -> 0 < beta -> 4 * alpha * beta < Q^2 ->
  exists p q, 0 < p /\ 0 < q /\ alpha * p^2 + beta * q^2 < Q * (p * q).
Proof.
  intros HQ Hb H. exists (2 * beta), Q. split; [lra|]. split; [assumption|].
  pose proof (Rmult_lt_compat_l _ _ _ Hb H) as M. lra.
Qed.

Lemma minus_one : Rabs (-1) = 1.
Proof. unfold Rabs. destruct (Rcase_abs (-1)); lra. Qed.

Lemma term_le n j g : (j < n)%nat -> (forall i, (i < n)%nat -> 0 <= g i) -> g j <= sum n g.
Proof.
  induction n as [|n IH]; intros Hj G; [lia|]. cbn [sum]. pose proof (G n (Nat.lt_succ_diag_r n)).
  destruct (Nat.eq_dec j n) as [->|D].
  - assert (0 <= sum n g); [|lra]. apply Rle_trans with (sum n (fun _ => 0)); [rewrite sum_0; [lra|reflexivity]|].
    apply sum_le. intros. apply G. lia.
  - specialize (IH ltac:(lia) (fun i Hi => G i ltac:(lia))). lra.
Qed.

Section DecayGram.

Variable P : problem.

Hypothesis loss_is_defined : loss_defined P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis network_deep_is_defined : network_deep_defined P.
Hypothesis nondecreasing : loss_nondecreasing P.
Hypothesis active : loss_active P.
Hypothesis monotone : neuron_increasing P \/ neuron_decreasing P.
Hypothesis decay : objective_gram_decay P.

Let defined := all_defined P loss_is_defined neuron_is_defined network_deep_is_defined.

Definition into (t : params) (j : nat) (e : sample) : R := sum (dim P) (fun k => t (W j k) * x P e k).
Definition along (d : nat -> R) (e : sample) : R := sum (dim P) (fun k => d k * x P e k).

(** a_j moves by da, w_j by h d. *)
Definition step (t : params) (j : nat) (da : R) (d : nat -> R) (h : R) : params :=
  shift P t 0 (fun i => if (i =? j)%nat then da else 0)
    (fun i k => if ((i =? j) && (k <? dim P))%nat%bool then h * d k else 0).

Lemma bare_f t e : admissible P t -> In e (data P) ->
  f P t e = sum (width P) (fun j => t (A j) * sigma P (into t j e)).
Proof. apply (proj1 decay). Qed.

Lemma step_admissible t j da d h : admissible P t -> (a_trained P = true \/ da = 0) -> admissible P (step t j da d h).
Proof.
  intros At Ha. apply shift_admissible; auto.
  - destruct Ha as [Ha| ->]; [now left|right]. intros i. now destruct (i =? j)%nat.
  - apply (proj1 (proj2 (proj2 decay))).
Qed.

Lemma step_near t j d r : 0 < r -> exists h0, 0 < h0 /\ forall h da, 0 < h < h0 -> Rabs da < r -> near P r t (step t j da d h).
Proof.
  intros Hr. destruct (small_steps d (S (dim P)) r Hr) as [h0 [H0 S]]. exists h0. split; [assumption|].
  intros h da Hh Hda. apply shift_near; try assumption; [rewrite Rabs_R0; assumption| |].
  - intros i _. destruct (i =? j)%nat; [assumption|rewrite Rabs_R0; assumption].
  - intros i k _ Hk. destruct ((i =? j) && (k <? dim P))%nat%bool; [|rewrite Rabs_R0; assumption].
    apply S; [|lia]. rewrite Rabs_right; lra.
Qed.

Lemma step_a t j da d h i : (i < width P)%nat -> step t j da d h (A i) = t (A i) + (if (i =? j)%nat then da else 0).
Proof. intros Hi. unfold step, shift. apply Nat.ltb_lt in Hi. now rewrite Hi. Qed.

Lemma step_w t j da d h i k : (i < width P)%nat -> (k < dim P)%nat ->
  step t j da d h (W i k) = t (W i k) + (if (i =? j)%nat then h * d k else 0).
Proof.
  intros Hi Hk. unfold step, shift. apply Nat.ltb_lt in Hi, Hk. rewrite Hi, Hk. cbn [andb].
  now rewrite andb_true_r.
Qed.

Lemma step_into t j da d h i e : (i < width P)%nat ->
  into (step t j da d h) i e = into t i e + (if (i =? j)%nat then h * along d e else 0).
Proof.
  intros Hi. unfold into, along.
  rewrite (sum_eq _ _ (fun k => t (W i k) * x P e k + (if (i =? j)%nat then h else 0) * (d k * x P e k))).
  - rewrite sum_add, sum_mul. now destruct (i =? j)%nat; [|rewrite Rmult_0_l].
  - intros k Hk. rewrite step_w by assumption. destruct (i =? j)%nat; ring.
Qed.

(** One term of a sum changes. *)
Lemma sum_change n j (g g' : nat -> R) : (j < n)%nat -> (forall i, (i < n)%nat -> i <> j -> g' i = g i) ->
  sum n g' = sum n g + (g' j - g j).
Proof.
  intros Hj Same. rewrite (sum_eq n g' (fun i => g i + (if (i =? j)%nat then g' j - g j else 0))).
  - now rewrite sum_add, sum_at.
  - intros i Hi. destruct (Nat.eqb_spec i j) as [->|N]; [ring|]. rewrite Same by assumption. ring.
Qed.

Lemma step_f t j da d h e : admissible P t -> (a_trained P = true \/ da = 0) -> (j < width P)%nat -> In e (data P) ->
  f P (step t j da d h) e = f P t e
    + ((t (A j) + da) * sigma P (into t j e + h * along d e) - t (A j) * sigma P (into t j e)).
Proof.
  intros At Ha Hj I. rewrite !bare_f by (auto using step_admissible).
  rewrite (sum_change (width P) j (fun i => t (A i) * sigma P (into t i e))
    (fun i => step t j da d h (A i) * sigma P (into (step t j da d h) i e)) Hj).
  - cbv beta. rewrite step_a, step_into, Nat.eqb_refl by assumption. reflexivity.
  - intros i Hi N. rewrite step_a, step_into by assumption. apply Nat.eqb_neq in N. rewrite N, !Rplus_0_r. reflexivity.
Qed.

Definition size2 (v : nat -> R) : R := sum (dim P) (fun k => (v k)^2).
Definition scalar (v w : nat -> R) : R := sum (dim P) (fun k => v k * w k).

Lemma size2_nonneg v : 0 <= size2 v.
Proof.
  unfold size2. apply Rle_trans with (sum (dim P) (fun _ => 0)); [rewrite sum_0; [lra|reflexivity]|].
  apply sum_le. intros. apply pow2_ge_0.
Qed.

Lemma step_penalty alpha beta t j da d h :
  (forall t, admissible P t -> penalty P t = alpha * sum (width P) (fun j => (t (A j))^2)
     + beta * sum (width P) (fun j => sum (dim P) (fun k => (t (W j k))^2))) ->
  admissible P t -> (a_trained P = true \/ da = 0) -> (j < width P)%nat ->
  penalty P (step t j da d h) = penalty P t + alpha * ((t (A j) + da)^2 - (t (A j))^2)
    + beta * (2 * h * scalar (fun k => t (W j k)) d + h^2 * size2 d).
Proof.
  intros Pen At Ha Hj. rewrite !Pen by (auto using step_admissible).
  rewrite (sum_change (width P) j (fun i => (t (A i))^2) (fun i => (step t j da d h (A i))^2) Hj).
  2: { intros i Hi N. rewrite step_a by assumption. apply Nat.eqb_neq in N. now rewrite N, Rplus_0_r. }
  rewrite (sum_change (width P) j (fun i => sum (dim P) (fun k => (t (W i k))^2))
    (fun i => sum (dim P) (fun k => (step t j da d h (W i k))^2)) Hj).
  2: { intros i Hi N. apply sum_eq. intros k Hk. rewrite step_w by assumption. apply Nat.eqb_neq in N.
       now rewrite N, Rplus_0_r. }
  cbv beta. rewrite step_a, Nat.eqb_refl by assumption.
  rewrite (sum_eq (dim P) (fun k => (step t j da d h (W j k))^2)
    (fun k => (t (W j k))^2 + (2 * h * (t (W j k) * d k) + h^2 * (d k)^2))).
  - rewrite !sum_add, !sum_mul. unfold scalar, size2. ring.
  - intros k Hk. rewrite step_w, Nat.eqb_refl by assumption. ring.
Qed.

Definition losses (t : params) : R := over (data P) (fun e => share e * ell P (z P t e)).

Lemma L_losses t : L P t = losses t / total_weight P + penalty P t.
Proof. reflexivity. Qed.

(** At a local minimum small steps do not lower L. *)
Lemma no_step t : local_min P t -> 0 < total_weight P -> forall j d, exists h0, 0 < h0 /\ forall h da, 0 < h < h0 ->
  Rabs da < h0 -> (a_trained P = true \/ da = 0) ->
  losses t + total_weight P * penalty P t
    <= losses (step t j da d h) + total_weight P * penalty P (step t j da d h).
Proof.
  intros Min T j d. destruct (near_min P defined t Min) as [r [Hr Hmin]].
  destruct (step_near t j d r Hr) as [h0 [H0 N]]. exists (Rmin h0 r). split; [now apply Rmin_pos|].
  intros h da Hh Hda Ha. pose proof (Rmin_l h0 r). pose proof (Rmin_r h0 r).
  assert (Le : L P t <= L P (step t j da d h)).
  { apply Hmin; [apply step_admissible; [apply Min|assumption]|]. apply N; lra. }
  rewrite !L_losses in Le. apply Rmult_le_compat_l with (r := total_weight P) in Le; [|lra].
  rewrite !Rmult_plus_distr_l in Le.
  replace (total_weight P * (losses t / total_weight P)) with (losses t) in Le by (field; lra).
  replace (total_weight P * (losses (step t j da d h) / total_weight P)) with (losses (step t j da d h)) in Le by (field; lra).
  exact Le.
Qed.

(** The sign k with which s increases. *)
Lemma direction : exists k, (k = 1 \/ k = -1) /\ increasing_fn (fun v => k * sigma P v).
Proof.
  destruct monotone as [M|M]; [exists 1|exists (-1)]; (split; [auto|]).
  - replace (fun v => 1 * sigma P v) with (sigma P); [exact M|].
    apply FunctionalExtensionality.functional_extensionality. intros v. ring.
  - replace (fun v => -1 * sigma P v) with (opposite (sigma P)); [exact M|].
    apply FunctionalExtensionality.functional_extensionality. intros v. unfold opposite. ring.
Qed.

Lemma y_square e : y e * y e = 1.
Proof. unfold y. destruct (positive_label e); ring. Qed.

(** What neuron j gives to a sample that is wrong is right. *)
Lemma gives_right t e j : local_min P t -> In e (data P) -> 0 <= z P t e -> (j < width P)%nat -> t (A j) <> 0 ->
  0 < y e * (t (A j) * sigma P (into t j e)).
Proof.
  intros Min I Z Hj Na. pose proof decay as (_ & S0 & _ & _ & Gram & Own & alpha & beta & _ & Hb & Pen & _).
  assert (T : 0 < total_weight P) by (apply total_weight_pos; intros E; rewrite E in I; contradiction).
  assert (At : admissible P t) by apply Min.
  destruct direction as [k [Hk Inc]]. pose proof (rises_strictly _ Inc) as Str.
  assert (K2 : k * k = 1) by (destruct Hk as [-> | ->]; ring).
  set (a := t (A j)) in *. set (u := if Rle_dec 0 (k * a * y e) then 1 else -1).
  assert (Ya : y e <> 0) by (unfold y; destruct (positive_label e); lra).
  assert (Kz : k <> 0) by (destruct Hk as [-> | ->]; lra).
  assert (U : 0 < u * (k * a * y e)).
  { assert (N0 : k * a * y e <> 0) by (repeat apply Rmult_integral_contrapositive_currified; auto).
    unfold u. destruct (Rle_dec 0 (k * a * y e)); lra. }
  assert (U2 : u * u = 1) by (unfold u; destruct (Rle_dec 0 (k * a * y e)); ring).
  set (d := fun i => u * x P e i).
  assert (Along : forall e', along d e' = u * inner_product P e e').
  { intros e'. unfold along, inner_product, d. rewrite <- sum_mul. apply sum_eq. intros. ring. }
  (* towards the sample lies what it needs *)
  assert (Pos : 0 < u * into t j e).
  { destruct (Rlt_le_dec 0 (u * into t j e)) as [|Np]; [assumption|exfalso].
    destruct (no_step t Min T j d) as [h0 [H0 No]].
    set (v := into t j e) in *. set (ip := inner_product P e e) in *.
    assert (Ip : 0 < ip) by now apply Own.
    (* a slope of k s on the side of u *)
    assert (Slope : exists c r, 0 < c /\ 0 < r /\ forall h, 0 < h < r ->
        c * h <= u * (k * sigma P (v + u * h) - k * sigma P v)).
    { destruct (proj2 Inc v) as [[c1 [r1 [C1 [R1 A1]]]] [c2 [r2 [C2 [R2 A2]]]]].
      unfold u. destruct (Rle_dec 0 (k * a * y e)).
      - exists c1, r1. repeat split; try assumption. intros h Hh. specialize (A1 h Hh). cbv beta in A1.
        replace (v + 1 * h) with (v + h) by ring. lra.
      - exists c2, r2. repeat split; try assumption. intros h Hh. specialize (A2 h Hh). cbv beta in A2.
        replace (v + -1 * h) with (v - h) by ring. lra. }
    destruct Slope as [c [r [C [R Sl]]]].
    destruct (active (z P t e) Z) as [_ [g [r' [G [R' Fall]]]]].
    set (m := Rabs a * c * ip).
    assert (Ha : 0 < Rabs a) by now apply Rabs_pos_lt.
    assert (M : 0 < m) by (unfold m; repeat apply Rmult_lt_0_compat; assumption).
    assert (Hs : 0 < share e) by apply share_pos.
    set (q := share e * g * m). assert (Q : 0 < q) by (unfold q; repeat apply Rmult_lt_0_compat; assumption).
    set (w := total_weight P * beta * size2 d).
    assert (Hw : 0 <= w) by (unfold w; repeat apply Rmult_le_pos; try lra; apply size2_nonneg).
    set (h := Rmin (Rmin (h0 / 2) (r / (2 * (ip + 1)))) (Rmin (r' / (2 * m)) (q / (2 * (w + 1))))).
    assert (B1 : 0 < r / (2 * (ip + 1))) by (apply Rdiv_lt_0_compat; lra).
    assert (B2 : 0 < r' / (2 * m)) by (apply Rdiv_lt_0_compat; lra).
    assert (B3 : 0 < q / (2 * (w + 1))) by (apply Rdiv_lt_0_compat; lra).
    assert (Hh : 0 < h) by (unfold h; repeat apply Rmin_pos; lra).
    assert (L1 : h <= h0 / 2) by (unfold h; eapply Rle_trans; apply Rmin_l).
    assert (L2 : h <= r / (2 * (ip + 1))) by (unfold h; eapply Rle_trans; [apply Rmin_l|apply Rmin_r]).
    assert (L3 : h <= r' / (2 * m)) by (unfold h; eapply Rle_trans; [apply Rmin_r|apply Rmin_l]).
    assert (L4 : h <= q / (2 * (w + 1))) by (unfold h; eapply Rle_trans; [apply Rmin_r|apply Rmin_r]).
    assert (Hip : h * ip < r).
    { apply Rle_lt_trans with (r / (2 * (ip + 1)) * ip); [apply Rmult_le_compat_r; lra|].
      apply Rmult_lt_reg_r with (2 * (ip + 1)); [lra|].
      replace (r / (2 * (ip + 1)) * ip * (2 * (ip + 1))) with (r * ip) by (field; lra). apply Rmult_lt_compat_l; lra. }
    assert (Hm : h * m < r').
    { apply Rle_lt_trans with (r' / (2 * m) * m); [apply Rmult_le_compat_r; lra|].
      replace (r' / (2 * m) * m) with (r' / 2) by (field; lra). lra. }
    assert (Hq : h * w < q).
    { apply Rle_lt_trans with (q / (2 * (w + 1)) * w); [apply Rmult_le_compat_r; lra|].
      apply Rmult_lt_reg_r with (2 * (w + 1)); [lra|].
      replace (q / (2 * (w + 1)) * w * (2 * (w + 1))) with (q * w) by (field; lra). apply Rmult_lt_compat_l; lra. }
    specialize (No h 0 ltac:(lra) ltac:(rewrite Rabs_R0; lra) (or_intror eq_refl)).
    rewrite (step_penalty alpha beta t j 0 d h Pen At (or_intror eq_refl) Hj), Rplus_0_r in No.
    assert (Zs : forall e', In e' (data P) -> z P (step t j 0 d h) e'
      = z P t e' - y e' * a * (sigma P (into t j e' + h * (u * inner_product P e e')) - sigma P (into t j e'))).
    { intros e' I'. unfold z. rewrite step_f by auto. rewrite Along, Rplus_0_r. fold a. ring. }
    (* no sample loses *)
    assert (Down : forall e', In e' (data P) ->
      0 <= y e' * a * (sigma P (into t j e' + h * (u * inner_product P e e')) - sigma P (into t j e'))).
    { intros e' I'. set (s := into t j e'). set (i' := inner_product P e e').
      pose proof (Gram e e' I I') as Gr. fold i' in Gr.
      assert (Incr : 0 <= (u * i') * (k * sigma P (s + h * (u * i')) - k * sigma P s)).
      { destruct (Rtotal_order (u * i') 0) as [Lt|[Eq|Gt]].
        - pose proof (Rmult_lt_compat_l h _ _ Hh Lt) as Hx. rewrite Rmult_0_r in Hx.
          assert (Sl' : k * sigma P (s + h * (u * i')) < k * sigma P s) by (apply Str; lra).
          replace (u * i' * (k * sigma P (s + h * (u * i')) - k * sigma P s))
            with (- (u * i') * (k * sigma P s - k * sigma P (s + h * (u * i')))) by ring.
          apply Rmult_le_pos; lra.
        - rewrite Eq, !Rmult_0_r, Rmult_0_l. lra.
        - pose proof (Rmult_lt_0_compat h _ Hh Gt) as Hx.
          assert (Sl' : k * sigma P s < k * sigma P (s + h * (u * i'))) by (apply Str; lra).
          apply Rmult_le_pos; lra. }
      set (D := sigma P (s + h * (u * i')) - sigma P s) in *.
      assert (ID : 0 <= u * i' * (k * D)) by (unfold D; lra).
      destruct (Req_dec i' 0) as [Zi|Ni].
      - assert (D0 : D = 0) by (unfold D; rewrite Zi, !Rmult_0_r, Rplus_0_r; ring). rewrite D0, Rmult_0_r. lra.
      - (* y' a D = (u k a y) (y y' i') (u i' k D) / i'^2 *)
        assert (E : y e' * a * D * (i' * i') = (u * (k * a * y e)) * (y e * y e' * i') * (u * i' * (k * D))).
        { replace ((u * (k * a * y e)) * (y e * y e' * i') * (u * i' * (k * D)))
            with ((u * u) * (k * k) * (y e * y e) * (y e' * a * D * (i' * i'))) by ring.
          rewrite U2, K2, y_square. ring. }
        assert (I2 : 0 < i' * i') by exact (Rsqr_pos_lt i' Ni).
        assert (0 <= y e' * a * D * (i' * i')).
        { rewrite E. apply Rmult_le_pos; [apply Rmult_le_pos; lra|assumption]. }
        apply Rmult_le_reg_r with (i' * i'); lra. }
    assert (Far : m * h <= y e * a * (sigma P (v + h * (u * ip)) - sigma P v)).
    { specialize (Sl (h * ip) ltac:(split; [now apply Rmult_lt_0_compat|assumption])).
      replace (v + u * (h * ip)) with (v + h * (u * ip)) in Sl by ring.
      set (D := sigma P (v + h * (u * ip)) - sigma P v) in *.
      assert (Sl' : c * (h * ip) <= u * (k * D)) by (unfold D; lra).
      assert (E : y e * a * D = (u * (k * a * y e)) * (u * (k * D))).
      { replace ((u * (k * a * y e)) * (u * (k * D))) with ((u * u) * (k * k) * (y e * a * D)) by ring.
        rewrite U2, K2. ring. }
      assert (Ab : u * (k * a * y e) = Rabs a).
      { rewrite <- (Rabs_right (u * (k * a * y e))) by lra. rewrite !Rabs_mult.
        assert (Au : Rabs u = 1) by (unfold u; destruct (Rle_dec 0 (k * a * y e)); [apply Rabs_R1|apply minus_one]).
        assert (Ak : Rabs k = 1) by (destruct Hk as [-> | ->]; [apply Rabs_R1|apply minus_one]).
        assert (Ay : Rabs (y e) = 1) by (unfold y; destruct (positive_label e); [apply Rabs_R1|apply minus_one]).
        rewrite Au, Ak, Ay. ring. }
      rewrite E, Ab. unfold m. replace (Rabs a * c * ip * h) with (Rabs a * (c * (h * ip))) by ring.
      apply Rmult_le_compat_l; lra. }
    (* the losses fall *)
    assert (Fell : losses (step t j 0 d h) <= losses t - q * h).
    { assert (Terms : forall e', In e' (data P) ->
        0 <= share e' * (ell P (z P t e') - ell P (z P (step t j 0 d h) e'))).
      { intros e' I'. apply Rmult_le_pos; [left; apply share_pos|].
        assert (ell P (z P (step t j 0 d h) e') <= ell P (z P t e')); [|lra].
        apply nondecreasing. rewrite Zs by assumption. specialize (Down e' I'). lra. }
      assert (One : q * h <= share e * (ell P (z P t e) - ell P (z P (step t j 0 d h) e))).
      { unfold q. replace (share e * g * m * h) with (share e * (g * (m * h))) by ring.
        apply Rmult_le_compat_l; [lra|].
        specialize (Fall (m * h) ltac:(split; [now apply Rmult_lt_0_compat|lra])).
        assert (ell P (z P (step t j 0 d h) e) <= ell P (z P t e - m * h)); [|lra].
        apply nondecreasing. rewrite Zs by assumption. fold v ip. lra. }
      assert (Sum : q * h <= over (data P) (fun e' => share e' * (ell P (z P t e') - ell P (z P (step t j 0 d h) e')))).
      { apply Rle_trans with (1 := One). clear - I Terms. induction (data P) as [|e1 l IH]; [contradiction|].
        cbn [over]. destruct I as [->|I].
        - assert (0 <= over l (fun e' => share e' * (ell P (z P t e') - ell P (z P (step t j 0 d h) e')))); [|lra].
          apply over_ge0. intros e' I'. apply Terms. now right.
        - assert (0 <= share e1 * (ell P (z P t e1) - ell P (z P (step t j 0 d h) e1))) by (apply Terms; now left).
          specialize (IH I (fun e' I' => Terms e' (or_intror I'))). lra. }
      rewrite (over_eq (data P) _ (fun e' => share e' * ell P (z P t e')
        + (-1) * (share e' * ell P (z P (step t j 0 d h) e')))) in Sum by (intros; ring).
      rewrite over_add, over_mul in Sum. unfold losses. lra. }
    (* the penalty rises by less *)
    assert (Sc : scalar (fun i => t (W j i)) d = u * v).
    { unfold scalar, d, v, into. rewrite <- sum_mul. apply sum_eq. intros. ring. }
    rewrite Sc in No. fold a in No.
    assert (W1 : total_weight P * (beta * (2 * h * (u * v) + h^2 * size2 d)) <= h * (h * w)).
    { unfold w. pose proof (Rmult_le_compat_l (2 * h) (u * v) 0 ltac:(lra) Np) as Hx. rewrite Rmult_0_r in Hx.
      replace (h * (h * (total_weight P * beta * size2 d))) with (total_weight P * (beta * (h^2 * size2 d))) by ring.
      apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_l; lra. }
    assert (W2 : h * (h * w) < h * q) by (now apply Rmult_lt_compat_l).
    lra. }
  (* k s has the sign of what it receives *)
  set (v := into t j e) in *.
  assert (S : 0 < u * (k * sigma P v)).
  { unfold u in *. destruct (Rle_dec 0 (k * a * y e)).
    - assert (k * sigma P 0 < k * sigma P v) by (apply Str; lra). rewrite S0 in *. lra.
    - assert (k * sigma P v < k * sigma P 0) by (apply Str; lra). rewrite S0 in *. lra. }
  replace (y e * (a * sigma P v)) with ((u * u) * (k * k) * (y e * (a * sigma P v))) by (rewrite U2, K2; ring).
  replace ((u * u) * (k * k) * (y e * (a * sigma P v))) with ((u * (k * a * y e)) * (u * (k * sigma P v))) by ring.
  now apply Rmult_lt_0_compat.
Qed.

(** The pull of all samples at the origin. *)
Definition pull (k : nat) : R := over (data P) (fun e => share e * (y e * x P e k)).

Lemma along_pull e : along pull e = over (data P) (fun e' => share e' * (y e' * inner_product P e' e)).
Proof.
  unfold along, pull, inner_product.
  rewrite (sum_eq _ _ (fun k => over (data P) (fun e' => x P e k * (share e' * (y e' * x P e' k))))).
  - rewrite <- over_sum. apply over_eq. intros e' _. rewrite <- !sum_mul. apply sum_eq. intros. ring.
  - intros k _. rewrite over_mul. ring.
Qed.

Lemma pulled e : In e (data P) -> 0 < y e * along pull e.
Proof.
  intros I. pose proof decay as (_ & _ & _ & _ & Gram & Own & _).
  rewrite along_pull, <- over_mul.
  apply Rlt_le_trans with (y e * (share e * (y e * inner_product P e e))).
  - replace (y e * (share e * (y e * inner_product P e e))) with (y e * y e * (share e * inner_product P e e)) by ring.
    rewrite y_square, Rmult_1_l. apply Rmult_lt_0_compat; [apply share_pos|now apply Own].
  - assert (Terms : forall e', In e' (data P) -> 0 <= y e * (share e' * (y e' * inner_product P e' e))).
    { intros e' I'. replace (y e * (share e' * (y e' * inner_product P e' e)))
        with (share e' * (y e' * y e * inner_product P e' e)) by ring.
      apply Rmult_le_pos; [left; apply share_pos|now apply Gram]. }
    clear - I Terms. induction (data P) as [|e1 l IH]; [contradiction|]. cbn [over]. destruct I as [->|I].
    + assert (0 <= over l (fun e' => y e * (share e' * (y e' * inner_product P e' e)))); [|lra].
      apply over_ge0. intros e' I'. apply Terms. now right.
    + pose proof (Terms e1 (or_introl eq_refl)). specialize (IH I (fun e' I' => Terms e' (or_intror I'))). lra.
Qed.

Lemma pull_size : over (data P) (fun e => share e * (y e * along pull e)) = size2 pull.
Proof.
  unfold size2, along.
  rewrite (over_eq _ _ (fun e => sum (dim P) (fun k => pull k * (share e * (y e * x P e k))))).
  - rewrite over_sum. apply sum_eq. intros k _. rewrite over_mul. change (over (data P) _) with (pull k). ring.
  - intros e _. rewrite <- !sum_mul. apply sum_eq. intros. ring.
Qed.

Theorem thm_decay_gram : NO_BAD P.
Proof.
  intros t Min. apply error_zero. intros e I.
  destruct (Req_dec (y e) (sgn (f P t e))) as [|N]; [assumption|exfalso].
  pose proof decay as (_ & S0 & _ & Wi & _ & _ & alpha & beta & Ha & Hb & Pen & Arms).
  assert (Z : 0 <= z P t e).
  { unfold z, y, sgn in *. destruct (positive_label e), (Rle_dec 0 (f P t e)); lra. }
  assert (At : admissible P t) by apply Min.
  assert (T : 0 < total_weight P) by (apply total_weight_pos; intros E; rewrite E in I; contradiction).
  assert (Zero : forall j, (j < width P)%nat -> t (A j) = 0).
  { intros j Hj. destruct (Req_dec (t (A j)) 0) as [|Na]; [assumption|exfalso].
    assert (Pos : 0 < y e * f P t e).
    { rewrite bare_f, <- sum_mul by assumption.
      apply Rlt_le_trans with (y e * (t (A j) * sigma P (into t j e))); [now apply gives_right|].
      apply (term_le (width P) j (fun i => y e * (t (A i) * sigma P (into t i e))) Hj).
      intros i Hi. destruct (Req_dec (t (A i)) 0) as [E|Ni]; [rewrite E; lra|].
      left. now apply gives_right. }
    unfold z in Z. lra. }
  destruct Arms as [[j [Hj Nz]]|[Tr Or]]; [exact (Nz t At (Zero j Hj))|].
  assert (F0 : forall e', In e' (data P) -> f P t e' = 0).
  { intros e' I'. rewrite bare_f by assumption. apply sum_0. intros i Hi. rewrite Zero by assumption. ring. }
  (* the weights of the first neuron are 0 *)
  assert (W0 : forall k, (k < dim P)%nat -> t (W 0 k) = 0).
  { set (s := size2 (fun k => t (W 0%nat k))).
    assert (Hs : s <= 0).
    { destruct (Rle_lt_dec s 0) as [|Ps]; [assumption|exfalso].
      destruct (no_step t Min T 0%nat (fun k => - t (W 0%nat k))) as [h0 [H0 No]].
      set (h := Rmin (h0 / 2) 1). assert (Hh : 0 < h) by (apply Rmin_pos; lra).
      assert (L1 : h <= h0 / 2) by apply Rmin_l. assert (L2 : h <= 1) by apply Rmin_r.
      specialize (No h 0 ltac:(lra) ltac:(rewrite Rabs_R0; lra) (or_intror eq_refl)).
      rewrite (step_penalty alpha beta t 0 0 _ h Pen At (or_intror eq_refl) Wi), Rplus_0_r in No.
      assert (Same : losses (step t 0 0 (fun k => - t (W 0%nat k)) h) = losses t).
      { unfold losses. apply over_eq. intros e' I'. unfold z. rewrite step_f by auto.
        rewrite (Zero 0%nat Wi). do 3 f_equal. ring. }
      assert (Sc : scalar (fun k => t (W 0%nat k)) (fun k => - t (W 0%nat k)) = - s).
      { unfold scalar, s, size2. replace (- sum (dim P) (fun k => (t (W 0%nat k))^2))
          with ((-1) * sum (dim P) (fun k => (t (W 0%nat k))^2)) by ring.
        rewrite <- sum_mul. apply sum_eq. intros. ring. }
      assert (Sz : size2 (fun k => - t (W 0%nat k)) = s) by (unfold s, size2; apply sum_eq; intros; ring).
      rewrite Same, Sc, Sz in No.
      assert (0 < total_weight P * (beta * (h * (2 - h) * s))) by (repeat apply Rmult_lt_0_compat; lra).
      replace (total_weight P * (penalty P t + alpha * ((t (A 0%nat))^2 - (t (A 0%nat))^2)
        + beta * (2 * h * - s + h^2 * s))) with (total_weight P * penalty P t
        - total_weight P * (beta * (h * (2 - h) * s))) in No by ring. lra. }
    intros k Hk.
    pose proof (term_le (dim P) k (fun i => (t (W 0%nat i))^2) Hk (fun i _ => pow2_ge_0 _)) as Q. cbv beta in Q.
    change (sum (dim P) (fun i => (t (W 0%nat i))^2)) with s in Q.
    destruct (Req_dec (t (W 0%nat k)) 0) as [|Nk]; [assumption|].
    pose proof (Rsqr_pos_lt _ Nk) as Pk. unfold Rsqr in Pk. exfalso. lra. }
  assert (Into : forall e', into t 0 e' = 0).
  { intros e'. unfold into. apply sum_0. intros k Hk. rewrite W0 by assumption. ring. }
  set (S := size2 pull).
  assert (PS : 0 < S).
  { unfold S. rewrite <- pull_size.
    assert (Terms : forall e', In e' (data P) -> 0 <= share e' * (y e' * along pull e')).
    { intros e' I'. apply Rmult_le_pos; [left; apply share_pos|left; now apply pulled]. }
    destruct (Rle_lt_dec (over (data P) (fun e' => share e' * (y e' * along pull e'))) 0) as [Le|]; [exfalso|assumption].
    pose proof (over_ge0_0 (data P) _ Terms Le e I) as E. cbv beta in E.
    pose proof (Rmult_lt_0_compat _ _ (share_pos e) (pulled e I)). lra. }
  assert (Leaves : leaves_origin P alpha beta).
  { destruct Or as [E|Or]; [|exact Or].
    destruct direction as [k [Hk Inc]]. destruct (proj2 Inc 0) as [[c1 [r1 [C1 [R1 A1]]]] [c2 [r2 [C2 [R2 A2]]]]].
    destruct (active 0 (Rle_refl 0)) as [_ [g [r3 [G [R3 A3]]]]].
    exists k, (Rmin c1 c2), g, (Rmin (Rmin r1 r2) r3). split; [assumption|]. split; [now apply Rmin_pos|].
    split; [assumption|]. split; [repeat apply Rmin_pos; assumption|].
    pose proof (Rmin_l c1 c2). pose proof (Rmin_r c1 c2). pose proof (Rmin_l (Rmin r1 r2) r3).
    pose proof (Rmin_r (Rmin r1 r2) r3). pose proof (Rmin_l r1 r2). pose proof (Rmin_r r1 r2).
    split; [|split].
    - intros u Hu. specialize (A1 u ltac:(lra)). specialize (A2 u ltac:(lra)). cbv beta in A1, A2.
      rewrite Rplus_0_l, S0, Rmult_0_r in A1. rewrite Rminus_0_l, S0, Rmult_0_r in A2.
      assert (Rmin c1 c2 * u <= c1 * u) by (apply Rmult_le_compat_r; lra).
      assert (Rmin c1 c2 * u <= c2 * u) by (apply Rmult_le_compat_r; lra). lra.
    - intros h Hh. specialize (A3 h ltac:(lra)). rewrite Rminus_0_l in A3. exact A3.
    - rewrite E. change (sum (dim P) _) with S. rewrite Rmult_0_r, !Rmult_0_l.
      assert (Q1 : 0 < Rmin c1 c2) by now apply Rmin_pos.
      apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; apply pow_lt; assumption|assumption]. }
  destruct Leaves as (k & c & g & r & Hk & C & G & R & Slope & Fall & Less).
  change (sum (dim P) _) with S in Less.
  assert (K2 : k * k = 1) by (destruct Hk as [-> | ->]; ring).
  destruct (some_product (c * g * S) (total_weight P * alpha) (total_weight P * beta * S)) as (p & q & Pp & Pq & Win).
  { repeat apply Rmult_lt_0_compat; assumption. }
  { repeat apply Rmult_lt_0_compat; assumption. }
  { apply Rmult_lt_compat_l with (r := S) in Less; [|assumption].
    replace ((c * g * S)^2) with (S * (c^2 * g^2 * S)) by ring.
    replace (4 * (total_weight P * alpha) * (total_weight P * beta * S))
      with (S * (4 * alpha * beta * (total_weight P)^2)) by ring. exact Less. }
  destruct (list_bound (data P) (along pull)) as [b [Hb0 B0]].
  set (d := fun i => q * pull i).
  destruct (no_step t Min T 0%nat d) as [h0 [H0 No]].
  assert (Al : forall e', along d e' = q * along pull e').
  { intros e'. unfold along, d. rewrite <- sum_mul. apply sum_eq. intros. ring. }
  set (h := Rmin (Rmin (h0 / 2) (h0 / (2 * p))) (Rmin (Rmin 1 (r / (2 * q * b))) (r / (2 * (p * q * c * b))))).
  assert (M1 : 0 < q * b) by now apply Rmult_lt_0_compat.
  assert (M2 : 0 < p * q * c * b) by (repeat apply Rmult_lt_0_compat; assumption).
  assert (B1 : 0 < h0 / (2 * p)) by (apply Rdiv_lt_0_compat; lra).
  assert (B2 : 0 < r / (2 * q * b)) by (apply Rdiv_lt_0_compat; lra).
  assert (B3 : 0 < r / (2 * (p * q * c * b))) by (apply Rdiv_lt_0_compat; lra).
  assert (Hh : 0 < h) by (unfold h; repeat apply Rmin_pos; lra).
  assert (L1 : h <= h0 / 2) by (unfold h; eapply Rle_trans; apply Rmin_l).
  assert (L2 : h <= h0 / (2 * p)) by (unfold h; eapply Rle_trans; [apply Rmin_l|apply Rmin_r]).
  assert (L3 : h <= 1) by (unfold h; eapply Rle_trans; [apply Rmin_r|eapply Rle_trans; apply Rmin_l]).
  assert (L4 : h <= r / (2 * q * b)).
  { unfold h. eapply Rle_trans; [apply Rmin_r|]. eapply Rle_trans; [apply Rmin_l|apply Rmin_r]. }
  assert (L5 : h <= r / (2 * (p * q * c * b))) by (unfold h; eapply Rle_trans; [apply Rmin_r|apply Rmin_r]).
  assert (Hp : h * p < h0).
  { apply Rle_lt_trans with (h0 / (2 * p) * p); [apply Rmult_le_compat_r; lra|].
    replace (h0 / (2 * p) * p) with (h0 / 2) by (field; lra). lra. }
  assert (Hqb : h * (q * b) < r).
  { apply Rle_lt_trans with (r / (2 * q * b) * (q * b)); [apply Rmult_le_compat_r; lra|].
    replace (r / (2 * q * b) * (q * b)) with (r / 2) by (field; lra). lra. }
  assert (Hm : h * (p * q * c * b) < r).
  { apply Rle_lt_trans with (r / (2 * (p * q * c * b)) * (p * q * c * b)); [apply Rmult_le_compat_r; lra|].
    replace (r / (2 * (p * q * c * b)) * (p * q * c * b)) with (r / 2) by (field; lra). lra. }
  assert (Rk : Rabs (k * (h * p)) < h0).
  { rewrite Rabs_mult. assert (Rabs k = 1) as -> by (destruct Hk as [-> | ->]; [apply Rabs_R1|apply minus_one]).
    rewrite Rmult_1_l, Rabs_right; [assumption|]. apply Rle_ge, Rmult_le_pos; lra. }
  specialize (No h (k * (h * p)) ltac:(lra) Rk (or_introl Tr)).
  rewrite (step_penalty alpha beta t 0 _ d h Pen At (or_introl Tr) Wi), (Zero 0%nat Wi) in No.
  assert (Sc : scalar (fun i => t (W 0%nat i)) d = 0).
  { unfold scalar. apply sum_0. intros i Hi. rewrite W0 by assumption. ring. }
  assert (Sz : size2 d = q^2 * S).
  { unfold S, size2, d. rewrite <- sum_mul. apply sum_eq. intros. ring. }
  rewrite Sc, Sz in No.
  assert (Down : losses (step t 0 (k * (h * p)) d h) <= losses t - g * (h * h * (p * q * c)) * S).
  { unfold S. rewrite <- pull_size.
    replace (losses t - g * (h * h * (p * q * c)) * over (data P) (fun e' => share e' * (y e' * along pull e')))
      with (over (data P) (fun e' => share e' * ell P (z P t e'))
        + (- (g * (h * h * (p * q * c)))) * over (data P) (fun e' => share e' * (y e' * along pull e')))
      by (unfold losses; ring).
    rewrite <- over_mul, <- over_add. unfold losses. apply over_le. intros e' I'.
    pose proof (pulled e' I') as V. set (v := along pull e') in *. pose proof (B0 e' I') as Bv. fold v in Bv.
    assert (Bv' : y e' * v < b).
    { apply Rle_lt_trans with (2 := Bv). unfold y. destruct (positive_label e').
      - rewrite Rmult_1_l. apply Rle_abs.
      - replace (-1 * v) with (- v) by ring. rewrite <- Rabs_Ropp. apply Rle_abs. }
    set (m := h * h * (p * q * c) * (y e' * v)).
    assert (Pm : 0 < m).
    { unfold m. apply Rmult_lt_0_compat; [|exact V]. repeat apply Rmult_lt_0_compat; assumption. }
    assert (Mr : m < r).
    { unfold m. apply Rle_lt_trans with (h * (p * q * c * b)); [|assumption].
      replace (h * h * (p * q * c) * (y e' * v)) with (h * (p * q * c) * (h * (y e' * v))) by ring.
      replace (h * (p * q * c * b)) with (h * (p * q * c) * b) by ring.
      apply Rmult_le_compat_l; [repeat apply Rmult_le_pos; lra|].
      apply Rle_trans with (1 * (y e' * v)); [apply Rmult_le_compat_r; lra|lra]. }
    replace (z P t e') with 0 by (unfold z; rewrite F0 by assumption; ring).
    replace (share e' * ell P 0 + - (g * (h * h * (p * q * c))) * (share e' * (y e' * v)))
      with (share e' * (ell P 0 - g * m)) by (unfold m; ring).
    apply Rmult_le_compat_l; [left; apply share_pos|].
    apply Rle_trans with (ell P (- m)); [|apply Fall; lra]. apply nondecreasing.
    unfold z. rewrite step_f by auto. rewrite F0, (Zero 0%nat Wi), Into, Al by assumption. fold v.
    replace (- y e' * (0 + ((0 + k * (h * p)) * sigma P (0 + h * (q * v)) - 0 * sigma P 0)))
      with (- (h * p * (y e' * (k * sigma P (h * (q * v)))))) by (rewrite (Rplus_0_l (h * (q * v))); ring).
    apply Ropp_le_contravar. unfold m.
    replace (h * h * (p * q * c) * (y e' * v)) with (h * p * (c * (h * (q * (y e' * v))))) by ring.
    apply Rmult_le_compat_l; [left; now apply Rmult_lt_0_compat|].
    assert (In_ : 0 < h * (q * (y e' * v)) < r).
    { split; [apply Rmult_lt_0_compat; [assumption|]; apply Rmult_lt_0_compat; [assumption|exact V]|].
      apply Rle_lt_trans with (2 := Hqb). apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_l; lra. }
    destruct (Slope _ In_) as [Up Lo]. unfold y in *. destruct (positive_label e').
    - replace (1 * v) with v in * by ring. rewrite (Rmult_1_l (k * sigma P (h * (q * v)))). exact Up.
    - replace (- (h * (q * (-1 * v)))) with (h * (q * v)) in Lo by ring. lra. }
  assert (Final : h * h * (total_weight P * alpha * p^2 + total_weight P * beta * S * q^2)
    < h * h * (c * g * S * (p * q))).
  { apply Rmult_lt_compat_l; [now apply Rmult_lt_0_compat|exact Win]. }
  replace (total_weight P * (penalty P t + alpha * ((0 + k * (h * p))^2 - 0^2) + beta * (2 * h * 0 + h^2 * (q^2 * S))))
    with (total_weight P * penalty P t + (k * k) * (h * h) * (total_weight P * alpha * p^2)
      + h * h * (total_weight P * beta * S * q^2)) in No by ring.
  rewrite K2 in No. lra.
Qed.

End DecayGram.
