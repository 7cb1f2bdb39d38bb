(** * thm.monotone_valley: separable data and a monotone neuron, no spurious valley (V7)

    To turn the weights of a neuron along a vector that separates the classes moves every margin up, weakly. Far out the
    neuron tells the classes apart, and output weights, with a_0 or in pairs, raise all margins without end. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsFunnel ConditionsOffset ConditionsValley Algebra Near Kinds
  Monotone Landscape Paths Realisable.
Import ListNotations.
Open Scope R_scope.

Lemma term_below n (g : nat -> R) j : (j < n)%nat -> (forall i, (i < n)%nat -> 0 <= g i) -> g j <= sum n g.
Proof.
  intros Hj Pos. rewrite <- (sum_at n j (g j) Hj). apply sum_le. intros i Hi.
  destruct (Nat.eqb_spec i j) as [->|]; [lra|now apply Pos].
Qed.

Section Climbing.

Variable P : problem.

Hypothesis loss_is_defined : loss_defined P.
Hypothesis nondecreasing : loss_nondecreasing P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis deep_is_defined : network_deep_defined P.
Hypothesis unregularised : objective_unregularised P.

Lemma everywhere t : admissible P t -> in_domain P t.
Proof.
  intros A. split; [exact A|]. intros e _. split; [intros; apply neuron_is_defined|].
  split; [apply deep_is_defined|apply loss_is_defined].
Qed.

(** Where no margin is lower, L is not larger. *)
Lemma higher t t' : (forall e, In e (data P) -> y e * f P t e <= y e * f P t' e) -> L P t' <= L P t.
Proof.
  intros H. apply terms_compare; [exact unregularised|]. intros e I. apply nondecreasing. unfold z.
  specialize (H e I). lra.
Qed.

(** On the segment no margin is below its start. *)
Lemma climb t t' : (forall v, 0 <= v <= 1 -> admissible P (between t t' v) /\
    forall e, In e (data P) -> y e * f P t e <= y e * f P (between t t' v) e) -> leads P t t'.
Proof.
  intros H. apply leads_straight. intros v Hv. destruct (H v Hv) as [A Up].
  split; [now apply everywhere|now apply higher].
Qed.

(** From t on all margins can rise without end. *)
Definition escapes (t : params) : Prop :=
  exists q d, 0 < d /\ forall r, admissible P (between t q r) /\
    forall e, In e (data P) -> 0 <= r -> y e * f P t e + r * d <= y e * f P (between t q r) e.

Lemma between_between t q r v : between t (between t q r) v = between t q (v * r).
Proof. apply functional_extensionality. intros p. unfold between. ring. Qed.

Lemma way_down t m t1 t' : leads P t t1 -> escapes t1 -> L P t' < m ->
  exists g, path_from t g /\ (forall v, 0 <= v <= 1 -> in_domain P (g v) /\ L P (g v) <= L P t) /\ L P (g 1) <= m.
Proof.
  intros Lead (q & d & D & Q) Lower.
  destruct (far_enough (data P) (fun _ => d) (fun e => y e * f P t' e - y e * f P t1 e)) as [r [R0 Far]].
  { intros e _. lra. }
  assert (Lead2 : leads P t (between t1 q r)).
  { apply leads_on with t1; [exact Lead|]. apply climb. intros v Hv. rewrite between_between.
    assert (V0 : 0 <= v * r) by (apply Rmult_le_pos; lra).
    destruct (Q (v * r)) as [A Up]. split; [exact A|]. intros e I. specialize (Up e I V0).
    pose proof (Rmult_le_pos _ d V0 ltac:(lra)). lra. }
  destruct Lead2 as (g & G & E & H). exists g. split; [exact G|]. split; [exact H|]. rewrite E.
  apply Rle_trans with (L P t'); [|lra]. apply higher. intros e I. destruct (Q r) as [_ Up].
  specialize (Up e I R0). specialize (Far e I). cbv beta in Far.
  rewrite (Rabs_right d) in Far by lra.
  pose proof (Rle_abs (y e * f P t' e - y e * f P t1 e)). lra.
Qed.

Lemma y_square e : y e * y e = 1.
Proof. unfold y. destruct (positive_label e); lra. Qed.

End Climbing.

Section Turning.

Variable P : problem.

Hypothesis loss_is_defined : loss_defined P.
Hypothesis nondecreasing : loss_nondecreasing P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis deep_is_defined : network_deep_defined P.
Hypothesis unregularised : objective_unregularised P.
Hypothesis w_is_trained : w_trained P = true.

Variable u : nat -> R.
Hypothesis separates : forall e, In e (data P) -> 0 < y e * dot P u e.

Variable eps : R.
Hypothesis mirror : eps = 1 \/ eps = -1.
Local Notation up v := (eps * sigma P v).
Hypothesis rises : forall v w, v <= w -> up v <= up w.

Local Notation M := (width P).

Lemma shift_between t da0 da dw v :
  between t (shift P t da0 da dw) v = shift P t (v * da0) (fun j => v * da j) (fun j k => v * dw j k).
Proof.
  apply functional_extensionality. intros p. unfold between. destruct p as [|i|i k|i|p]; cbn [shift]; try ring.
  - destruct (i <? M)%nat; ring.
  - destruct ((i <? M) && (k <? dim P))%nat%bool; ring.
  - destruct ((i <? M)%nat && b_trained P)%bool; ring.
Qed.

Lemma dot_scaled c w e : dot P (fun k => c * w k) e = c * dot P w e.
Proof. unfold dot. rewrite <- sum_mul. apply sum_eq. intros. ring. Qed.

Lemma dot_add v w e : dot P (fun k => v k + w k) e = dot P v e + dot P w e.
Proof. unfold dot. rewrite <- sum_add. apply sum_eq. intros. ring. Qed.

(** An output weight, mirrored. *)
Definition own (t : params) (j : nat) : R := eps * t (A j).

Lemma own_sigma t j v : t (A j) * sigma P v = own t j * up v.
Proof. unfold own. destruct mirror as [->| ->]; ring. Qed.

(** s moves to the side of the product. *)
Lemma moves_up a p d : 0 <= a * d -> a * up p <= a * up (p + d).
Proof.
  intros H. destruct (Rtotal_order a 0) as [N|[->|N]].
  - assert (D : d <= 0) by nra. pose proof (rises (p + d) p ltac:(lra)). nra.
  - lra.
  - assert (D : 0 <= d) by nra. pose proof (rises p (p + d) ltac:(lra)). nra.
Qed.

(** Weights turn: no margin falls. *)
Lemma turned t dw : admissible P t ->
  (forall j e, (j < M)%nat -> In e (data P) -> 0 <= own t j * (y e * dot P (dw j) e)) ->
  leads P t (shift P t 0 (fun _ => 0) dw).
Proof.
  intros Ad H. apply climb; try assumption. intros v Hv. rewrite shift_between. split.
  - apply shift_admissible; [exact Ad|right; ring|right; intros; ring|exact w_is_trained].
  - intros e I. rewrite shift_f. unfold f.
    assert (Q : y e * sum M (fun j => t (A j) * sigma P (pre P t j e))
      <= y e * sum M (fun j => (t (A j) + v * 0) * sigma P (pre P t j e + dot P (fun k => v * dw j k) e))).
    { rewrite <- !sum_mul. apply sum_le. intros j Hj. rewrite Rmult_0_r, Rplus_0_r, dot_scaled, !own_sigma.
      rewrite <- !Rmult_assoc, !(Rmult_comm (y e)), !Rmult_assoc, <- (Rmult_assoc (y e)).
      pose proof (moves_up (own t j * y e) (pre P t j e) (v * dot P (dw j) e)) as Q.
      rewrite !Rmult_assoc in Q. rewrite !Rmult_assoc. apply Q.
      specialize (H j e Hj I). replace (own t j * (y e * (v * dot P (dw j) e)))
        with (v * (own t j * (y e * dot P (dw j) e))) by ring. apply Rmult_le_pos; lra. }
    unfold sigma in *. lra.
Qed.

Lemma turned_pre t dw j e : (j < M)%nat ->
  pre P (shift P t 0 (fun _ => 0) dw) j e = pre P t j e + dot P (dw j) e.
Proof. intros Hj. now apply shift_pre. Qed.

Lemma turned_own t dw j : own (shift P t 0 (fun _ => 0) dw) j = own t j.
Proof. unfold own. cbn [shift]. destruct (j <? M)%nat; ring. Qed.

Lemma turned_admissible t dw : admissible P t -> admissible P (shift P t 0 (fun _ => 0) dw).
Proof. intros Ad. apply shift_admissible; [exact Ad|now right|now right|exact w_is_trained]. Qed.

(** What is received, turned far: beyond any bounds, on the side of c y. *)
Lemma far_out (gap : sample -> R) : exists r, 0 <= r /\
  forall e, In e (data P) -> Rabs (gap e) <= r * (y e * dot P u e).
Proof.
  destruct (far_enough (data P) (fun e => y e * dot P u e) gap) as [r [R0 Far]].
  { intros e I. specialize (separates e I). lra. }
  exists r. split; [exact R0|]. intros e I. specialize (Far e I). cbv beta in Far.
  rewrite (Rabs_right (y e * dot P u e)) in Far; [exact Far|]. specialize (separates e I). lra.
Qed.

(** The outputs where the output weights move, and a_0. *)
Lemma raised_f t da0 da r e :
  f P (between t (shift P t da0 da (fun _ _ => 0)) r) e
  = f P t e + r * (da0 + sum M (fun j => da j * sigma P (pre P t j e))).
Proof.
  rewrite shift_between, shift_f. unfold f.
  rewrite (sum_eq M (fun j => (t (A j) + r * da j) * sigma P (pre P t j e + dot P (fun _ => r * 0) e))
    (fun j => t (A j) * sigma P (pre P t j e) + r * (da j * sigma P (pre P t j e)))).
  - rewrite sum_add, sum_mul. unfold sigma. ring.
  - intros j _. rewrite dot_scaled. unfold dot. rewrite sum_0 by (intros; ring). rewrite Rmult_0_r, Rplus_0_r. ring.
Qed.

Lemma raised_admissible t da0 da r : admissible P t -> a_trained P = true -> a0_trained P = true \/ da0 = 0 ->
  admissible P (between t (shift P t da0 da (fun _ _ => 0)) r).
Proof.
  intros Ad Ta T0. rewrite shift_between. apply shift_admissible; [exact Ad| |now left|exact w_is_trained].
  destruct T0 as [T0| ->]; [now left|right; ring].
Qed.

Lemma sides e c r g : In e (data P) -> (c = 1 \/ c = -1) -> Rabs g <= r * (y e * dot P u e) ->
  (c * y e = 1 -> Rabs g <= r * c * dot P u e) /\ (c * y e = -1 -> r * c * dot P u e <= - Rabs g).
Proof.
  intros I C G. pose proof (y_square e) as Y. assert (C2 : c * c = 1) by (destruct C as [->| ->]; ring).
  assert (E : r * c * dot P u e = (c * y e) * (r * (y e * dot P u e))).
  { replace ((c * y e) * (r * (y e * dot P u e))) with (r * c * dot P u e * (y e * y e)) by ring. rewrite Y. ring. }
  rewrite E. split; intros ->; lra.
Qed.

Lemma sign_cases c e : (c = 1 \/ c = -1) -> c * y e = 1 \/ c * y e = -1.
Proof. intros [->| ->]; unfold y; destruct (positive_label e); [left|right|right|left]; lra. Qed.

Lemma one_sum (j : nat) (c : R) (g : nat -> R) : (j < M)%nat ->
  sum M (fun i => (if (i =? j)%nat then c else 0) * g i) = c * g j.
Proof.
  intros Hj. rewrite (sum_eq M _ (fun i => if (i =? j)%nat then c * g j else 0)).
  - now apply sum_at.
  - intros i _. destruct (Nat.eqb_spec i j) as [->|]; ring.
Qed.

(** (1), (2): one neuron, with a_0, or with values of both signs. *)
Lemma one_neuron t p q c : admissible P t -> a_trained P = true -> (1 <= M)%nat ->
  up p < c -> c < up q -> a0_trained P = true \/ c = 0 -> exists t1, leads P t t1 /\ escapes P t1.
Proof.
  intros Ad Ta Hw Pc Qc T0.
  set (s := if Rle_dec 0 (own t 0) then 1 else -1).
  assert (Hs : s = 1 \/ s = -1) by (unfold s; destruct (Rle_dec 0 (own t 0)); auto).
  assert (So : 0 <= s * own t 0) by (unfold s; destruct (Rle_dec 0 (own t 0)); lra).
  destruct (far_out (fun e => Rabs (pre P t 0 e) + (Rabs p + Rabs q))) as [r [R0 Far]].
  set (dw := fun (j k : nat) => (if (j =? 0)%nat then r * s else 0) * u k).
  set (t1 := shift P t 0 (fun _ => 0) dw).
  assert (Ad1 : admissible P t1) by now apply turned_admissible.
  exists t1. split.
  - apply turned; [exact Ad|]. intros j e Hj I. unfold dw. rewrite dot_scaled.
    specialize (separates e I). destruct (Nat.eqb_spec j 0) as [->|]; [|rewrite Rmult_0_l, !Rmult_0_r; lra].
    replace (own t 0 * (y e * (r * s * dot P u e))) with ((s * own t 0) * (r * (y e * dot P u e))) by ring.
    apply Rmult_le_pos; [exact So|]. apply Rmult_le_pos; lra.
  - exists (shift P t1 (- s * c) (fun j => if (j =? 0)%nat then eps * s else 0) (fun _ _ => 0)), (Rmin (c - up p) (up q - c)).
    split; [apply Rmin_pos; lra|]. intros v. split.
    { apply raised_admissible; [exact Ad1|exact Ta|]. destruct T0 as [T0| ->]; [now left|right; ring]. }
    intros e I V. rewrite raised_f, one_sum by lia.
    specialize (Far e I). rewrite Rabs_right in Far.
    2:{ pose proof (Rabs_pos (pre P t 0 e)). pose proof (Rabs_pos p). pose proof (Rabs_pos q). lra. }
    assert (Pre : pre P t1 0 e = pre P t 0 e + r * s * dot P u e).
    { unfold t1. rewrite turned_pre by lia. f_equal. unfold dw. cbn [Nat.eqb]. apply dot_scaled. }
    rewrite Pre. set (g := Rabs (pre P t 0 e) + (Rabs p + Rabs q)) in *.
    assert (G : Rabs g = g).
    { apply Rabs_right. unfold g. pose proof (Rabs_pos (pre P t 0 e)). pose proof (Rabs_pos p). pose proof (Rabs_pos q). lra. }
    destruct (sides e s r g I Hs) as [Up Down]; [now rewrite G|]. rewrite G in Up, Down.
    replace (y e * (f P t1 e + v * (- s * c + eps * s * sigma P (pre P t 0 e + r * s * dot P u e))))
      with (y e * f P t1 e + v * ((s * y e) * (up (pre P t 0 e + r * s * dot P u e) - c))) by ring.
    apply Rplus_le_compat_l, Rmult_le_compat_l; [exact V|].
    pose proof (Rle_abs (pre P t 0 e)). pose proof (Rle_abs p). pose proof (Rle_abs q).
    pose proof (Rle_abs (- pre P t 0 e)) as N1. pose proof (Rle_abs (- p)) as N2. rewrite Rabs_Ropp in N1, N2.
    pose proof (Rabs_pos p). pose proof (Rabs_pos q).
    destruct (sign_cases s e Hs) as [E|E]; rewrite E.
    + specialize (Up E). pose proof (rises q (pre P t 0 e + r * s * dot P u e) ltac:(unfold g in *; lra)).
      pose proof (Rmin_r (c - up p) (up q - c)). lra.
    + specialize (Down E). pose proof (rises (pre P t 0 e + r * s * dot P u e) p ltac:(unfold g in *; lra)).
      pose proof (Rmin_l (c - up p) (up q - c)). lra.
Qed.

(** (3): two neurons, the first with an output weight >= 0, the other with one <= 0. *)
Lemma opposed t i j p q : admissible P t -> a_trained P = true -> (i < M)%nat -> (j < M)%nat -> i <> j ->
  0 <= own t i -> own t j <= 0 -> up p < up q -> exists t1, leads P t t1 /\ escapes P t1.
Proof.
  intros Ad Ta Hi Hj N Oi Oj PQ.
  destruct (far_out (fun e => Rabs (pre P t i e) + Rabs (pre P t j e) + (Rabs p + Rabs q))) as [r [R0 Far]].
  set (dw := fun (h k : nat) => (if (h =? i)%nat then r else if (h =? j)%nat then - r else 0) * u k).
  set (t1 := shift P t 0 (fun _ => 0) dw).
  assert (Ad1 : admissible P t1) by now apply turned_admissible.
  exists t1. split.
  - apply turned; [exact Ad|]. intros h e Hh I. unfold dw. rewrite dot_scaled. specialize (separates e I).
    assert (Z : 0 <= r * (y e * dot P u e)) by (apply Rmult_le_pos; lra).
    destruct (Nat.eqb_spec h i) as [->|]; [|destruct (Nat.eqb_spec h j) as [->|]].
    + replace (own t i * (y e * (r * dot P u e))) with (own t i * (r * (y e * dot P u e))) by ring.
      now apply Rmult_le_pos.
    + replace (own t j * (y e * (- r * dot P u e))) with ((- own t j) * (r * (y e * dot P u e))) by ring.
      apply Rmult_le_pos; lra.
    + right. ring.
  - exists (shift P t1 0 (fun h => (if (h =? i)%nat then eps else 0) + (if (h =? j)%nat then - eps else 0)) (fun _ _ => 0)), (up q - up p).
    split; [lra|]. intros v. split; [apply raised_admissible; auto|].
    intros e I V. rewrite raised_f.
    rewrite (sum_eq M _ (fun h => (if (h =? i)%nat then eps else 0) * sigma P (pre P t1 h e)
      + (if (h =? j)%nat then - eps else 0) * sigma P (pre P t1 h e))) by (intros; ring).
    rewrite sum_add, !one_sum by assumption.
    assert (Pi : pre P t1 i e = pre P t i e + r * 1 * dot P u e).
    { unfold t1. rewrite turned_pre by assumption. f_equal. unfold dw. rewrite Nat.eqb_refl, dot_scaled. ring. }
    assert (Pj : pre P t1 j e = pre P t j e + r * -1 * dot P u e).
    { unfold t1. rewrite turned_pre by assumption. f_equal. unfold dw. rewrite Nat.eqb_refl.
      destruct (Nat.eqb_spec j i) as [E|_]; [congruence|]. rewrite dot_scaled. ring. }
    rewrite Pi, Pj. specialize (Far e I).
    set (g := Rabs (pre P t i e) + Rabs (pre P t j e) + (Rabs p + Rabs q)) in *.
    assert (G : Rabs g = g).
    { apply Rabs_right. unfold g. pose proof (Rabs_pos (pre P t i e)). pose proof (Rabs_pos (pre P t j e)).
      pose proof (Rabs_pos p). pose proof (Rabs_pos q). lra. }
    rewrite G in Far.
    destruct (sides e 1 r g I (or_introl eq_refl)) as [Up1 Down1]; [now rewrite G|].
    destruct (sides e (-1) r g I (or_intror eq_refl)) as [Up2 Down2]; [now rewrite G|].
    rewrite G in *.
    set (pi := pre P t i e + r * 1 * dot P u e) in *. set (pj := pre P t j e + r * -1 * dot P u e) in *.
    replace (y e * (f P t1 e + v * (0 + (eps * sigma P pi + - eps * sigma P pj))))
      with (y e * f P t1 e + v * (y e * (up pi - up pj))) by ring.
    apply Rplus_le_compat_l, Rmult_le_compat_l; [exact V|].
    pose proof (Rle_abs (pre P t i e)). pose proof (Rle_abs (pre P t j e)). pose proof (Rle_abs p). pose proof (Rle_abs q).
    pose proof (Rle_abs (- pre P t i e)) as N1. pose proof (Rle_abs (- p)) as N2.
    pose proof (Rle_abs (- pre P t j e)) as N3. rewrite Rabs_Ropp in N1, N2, N3.
    pose proof (Rabs_pos p). pose proof (Rabs_pos q).
    pose proof (Rabs_pos (pre P t i e)). pose proof (Rabs_pos (pre P t j e)).
    destruct (sign_cases 1 e (or_introl eq_refl)) as [E|E].
    + specialize (Up1 E). assert (E' : -1 * y e = -1) by lra. specialize (Down2 E').
      pose proof (rises q pi ltac:(unfold pi, g in *; lra)). pose proof (rises pj p ltac:(unfold pj, g in *; lra)).
      assert (Ye : y e = 1) by lra. rewrite Ye. lra.
    + specialize (Down1 E). assert (E' : -1 * y e = 1) by lra. specialize (Up2 E').
      pose proof (rises pi p ltac:(unfold pi, g in *; lra)). pose proof (rises q pj ltac:(unfold pj, g in *; lra)).
      assert (Ye : y e = -1) by lra. rewrite Ye. lra.
Qed.

(** Two neurons with output weights of one sign, and one hidden bias, come to be one. *)
Lemma merged t : admissible P t -> a_trained P = true -> (2 <= M)%nat ->
  b_trained P = true \/ fixed P (B 0) = fixed P (B 1) -> 0 < own t 0 * own t 1 ->
  exists t1, leads P t t1 /\ own t1 1 = 0.
Proof.
  intros Ad Ta Hw Same O.
  set (s := if Rle_dec 0 (own t 0) then 1 else -1).
  assert (S0 : 0 <= own t 0 * s) by (unfold s; destruct (Rle_dec 0 (own t 0)); lra).
  assert (S1 : 0 <= own t 1 * s) by (unfold s; destruct (Rle_dec 0 (own t 0)); nra).
  assert (Ss : s * s = 1) by (unfold s; destruct (Rle_dec 0 (own t 0)); ring).
  set (gap := fun k => if (k <? dim P)%nat then t (W 1 k) - t (W 0 k) else t (B 1) - t (B 0)).
  destruct (far_out (fun e => dot P gap e)) as [r [R0 Far]].
  set (dw := fun j k => if (j =? 0)%nat then gap k + r * s * u k else if (j =? 1)%nat then r * s * u k else 0).
  set (t1 := shift P t 0 (fun _ => 0) dw).
  assert (D0 : forall e, dot P (dw 0%nat) e = dot P gap e + r * s * dot P u e).
  { intros e. unfold dw. cbn [Nat.eqb]. rewrite dot_add, dot_scaled. reflexivity. }
  assert (D1 : forall e, dot P (dw 1%nat) e = r * s * dot P u e).
  { intros e. unfold dw. cbn [Nat.eqb]. apply dot_scaled. }
  assert (Ad1 : admissible P t1) by now apply turned_admissible.
  assert (Gap : forall e, pre P t 0 e + dot P gap e = pre P t 1 e).
  { intros e. unfold pre, dot. rewrite inputs_width by lia. destruct (b_trained P) eqn:Tb.
    - cbn [sum]. rewrite X_one. unfold gap at 2. rewrite Nat.ltb_irrefl.
      rewrite (sum_eq (dim P) (fun k => gap k * X P e k) (fun k => t (W 1 k) * x P e k + (-1) * (t (W 0 k) * x P e k))).
      + rewrite sum_add, sum_mul. ring.
      + intros k Hk. unfold gap. rewrite X_low, (proj2 (Nat.ltb_lt k (dim P)) Hk) by exact Hk. ring.
    - rewrite (bias_absent P t 0 Ad Tb), (bias_absent P t 1 Ad Tb).
      destruct Same as [Same|Same]; [discriminate|]. rewrite Same.
      rewrite (sum_eq (dim P) (fun k => gap k * X P e k) (fun k => t (W 1 k) * x P e k + (-1) * (t (W 0 k) * x P e k))).
      + rewrite sum_add, sum_mul. ring.
      + intros k Hk. unfold gap. rewrite X_low, (proj2 (Nat.ltb_lt k (dim P)) Hk) by exact Hk. ring. }
  assert (Agree : forall e, pre P t1 0 e = pre P t1 1 e).
  { intros e. unfold t1. rewrite !turned_pre by lia. rewrite D0, D1, <- Gap. ring. }
  assert (Lead1 : leads P t t1).
  { apply turned; [exact Ad|]. intros j e Hj I. specialize (Far e I). specialize (separates e I).
    assert (Z : 0 <= r * (y e * dot P u e)) by (apply Rmult_le_pos; lra).
    destruct (Nat.eq_dec j 0) as [->|N0]; [|destruct (Nat.eq_dec j 1) as [->|N1]].
    - rewrite D0. replace (own t 0 * (y e * (dot P gap e + r * s * dot P u e)))
        with ((own t 0 * s) * (s * y e * dot P gap e + r * (y e * dot P u e)))
        by (replace ((own t 0 * s) * (s * y e * dot P gap e + r * (y e * dot P u e)))
          with (own t 0 * (s * s * y e * dot P gap e + s * r * (y e * dot P u e))) by ring; rewrite Ss; ring).
      apply Rmult_le_pos; [exact S0|].
      assert (Q : - Rabs (dot P gap e) <= s * y e * dot P gap e).
      { pose proof (Rle_abs (dot P gap e)) as Q1. pose proof (Rle_abs (- dot P gap e)) as Q2. rewrite Rabs_Ropp in Q2.
        destruct (sign_cases s e) as [E|E]; [unfold s; destruct (Rle_dec 0 (own t 0)); auto| |]; rewrite E; lra. }
      lra.
    - rewrite D1. replace (own t 1 * (y e * (r * s * dot P u e))) with ((own t 1 * s) * (r * (y e * dot P u e))) by ring.
      now apply Rmult_le_pos.
    - unfold dw. rewrite (proj2 (Nat.eqb_neq j 0)), (proj2 (Nat.eqb_neq j 1)) by assumption.
      unfold dot. rewrite sum_0 by (intros; ring). right. ring. }
  set (t2 := shift P t1 0 (fun j => (if (j =? 0)%nat then t1 (A 1) else 0) + (if (j =? 1)%nat then - t1 (A 1) else 0)) (fun _ _ => 0)).
  exists t2. split.
  - apply leads_on with t1; [exact Lead1|]. apply leads_level; [exact unregularised|]. intros v _. split.
    + apply everywhere; try assumption. apply raised_admissible; auto.
    + intros e _. unfold t2. rewrite raised_f.
      rewrite (sum_eq M _ (fun h => (if (h =? 0)%nat then t1 (A 1) else 0) * sigma P (pre P t1 h e)
        + (if (h =? 1)%nat then - t1 (A 1) else 0) * sigma P (pre P t1 h e))) by (intros; ring).
      rewrite sum_add, !one_sum by lia. rewrite Agree. ring.
  - unfold own, t2. cbn [shift]. rewrite (proj2 (Nat.ltb_lt 1 M)) by lia. cbn [Nat.eqb]. ring.
Qed.

Lemma two_neurons t p q : admissible P t -> a_trained P = true -> (2 <= M)%nat ->
  b_trained P = true \/ fixed P (B 0) = fixed P (B 1) -> up p < up q -> exists t1, leads P t t1 /\ escapes P t1.
Proof.
  intros Ad Ta Hw Same PQ.
  assert (Split : forall t0, admissible P t0 -> own t0 0 * own t0 1 <= 0 -> exists t1, leads P t0 t1 /\ escapes P t1).
  { intros t0 Ad0 O. destruct (Rle_dec 0 (own t0 0)) as [Z|Z].
    - destruct (Rle_dec (own t0 1) 0) as [Z'|Z'].
      + apply (opposed t0 0 1 p q); auto; lia.
      + apply (opposed t0 1 0 p q); auto; try lia; [lra|]. nra.
    - apply (opposed t0 1 0 p q); auto; try lia; [nra|lra]. }
  destruct (Rle_lt_dec (own t 0 * own t 1) 0) as [O|O]; [now apply Split|].
  destruct (merged t Ad Ta Hw Same O) as (t1 & Lead & Z). destruct (leads_end P t t1 Lead) as [[Ad1 _] _].
  destruct (Split t1 Ad1) as (t2 & Lead2 & E); [rewrite Z; lra|].
  exists t2. split; [now apply leads_on with t1|exact E].
Qed.

(** (4): nothing but the w_j, the b_j and a_0 is trained. With a_0 of t' all margins come to be at least those of t'. *)
Definition level (t : params) (a : R) : params := fun o => match o with A0 => a | _ => t o end.

Lemma level_f t a e : f P (level t a) e = f P t e + (a - t A0).
Proof. unfold f. change (pre P (level t a)) with (pre P t). cbn [level]. ring. Qed.

Lemma level_between t a v : between t (level t a) v = level t (t A0 + v * (a - t A0)).
Proof. apply functional_extensionality. intros o. unfold between. destruct o; cbn [level]; ring. Qed.

Lemma level_admissible t a : admissible P t -> a0_trained P = true -> admissible P (level t a).
Proof.
  intros Ad T0 o No. destruct o; cbn [level]; try (now apply Ad). exfalso. apply No. now apply in_a0.
Qed.

Lemma nothing_else t t' : admissible P t -> admissible P t' -> a_trained P = false -> deep_trained P = [] ->
  exists t1, leads P t t1 /\ L P (level t1 (t' A0)) <= L P t'.
Proof.
  intros Ad Ad' Na Nd.
  destruct (far_out (fun e => sum M (fun j => Rabs (pre P t j e) + Rabs (pre P t' j e)))) as [r [R0 Far]].
  set (s := fun j => if Rle_dec 0 (own t j) then 1 else -1).
  set (dw := fun j k => (r * s j) * u k).
  assert (Hs : forall j, s j = 1 \/ s j = -1) by (intros j; unfold s; destruct (Rle_dec 0 (own t j)); auto).
  assert (So : forall j, 0 <= own t j * s j) by (intros j; unfold s; destruct (Rle_dec 0 (own t j)); lra).
  exists (shift P t 0 (fun _ => 0) dw). split.
  - apply turned; [exact Ad|]. intros j e Hj I. unfold dw. rewrite dot_scaled. specialize (separates e I).
    replace (own t j * (y e * (r * s j * dot P u e))) with ((own t j * s j) * (r * (y e * dot P u e))) by ring.
    apply Rmult_le_pos; [apply So|]. apply Rmult_le_pos; lra.
  - apply higher; try assumption. intros e I. specialize (Far e I). rewrite level_f, shift_f. cbn [shift]. unfold f.
    assert (Fixed : forall o, o <> A0 -> (forall j k, o <> W j k) -> (forall j, o <> B j) -> t' o = t o).
    { intros o Na0 Nw Nb. rewrite (Ad o), (Ad' o); [reflexivity| |]; unfold trained; rewrite Na, Nd; cbn [app map];
        rewrite app_nil_r; intros Q; apply in_app_or in Q; destruct Q as [Q|Q].
      all: try (destruct (a0_trained P); [destruct Q as [Q|Q]; [now apply Na0|destruct Q]|destruct Q]).
      all: apply in_app_or in Q; destruct Q as [Q|Q].
      all: try (destruct (w_trained P); [|destruct Q]; apply in_flat_map in Q; destruct Q as (? & _ & Q);
        apply in_map_iff in Q; destruct Q as (? & <- & _); now apply (Nw _ _ eq_refl)).
      all: destruct (b_trained P); [|destruct Q]; apply in_map_iff in Q; destruct Q as (? & <- & _); now apply (Nb _ eq_refl). }
    assert (Deep : deep P (fun o => t' (D o)) (x P e) = deep P (fun o => t (D o)) (x P e)).
    { f_equal. apply functional_extensionality. intros o. apply Fixed; try discriminate; intros; discriminate. }
    rewrite Deep.
    assert (Q : y e * sum M (fun j => t' (A j) * sigma P (pre P t' j e))
      <= y e * sum M (fun j => (t (A j) + 0) * sigma P (pre P t j e + dot P (dw j) e))).
    { rewrite <- !sum_mul. apply sum_le. intros j Hj. rewrite (Fixed (A j)) by (try discriminate; intros; discriminate).
      rewrite Rplus_0_r, !own_sigma. unfold dw. rewrite dot_scaled.
      assert (G : Rabs (pre P t j e) + Rabs (pre P t' j e)
        <= sum M (fun j => Rabs (pre P t j e) + Rabs (pre P t' j e))).
      { apply (term_below M (fun j => Rabs (pre P t j e) + Rabs (pre P t' j e)) j Hj).
        intros i _. pose proof (Rabs_pos (pre P t i e)). pose proof (Rabs_pos (pre P t' i e)). lra. }
      set (g := sum M (fun j => Rabs (pre P t j e) + Rabs (pre P t' j e))) in *.
      destruct (sides e (s j) r g I (Hs j) Far) as [Up Down]. pose proof (Rle_abs g).
      pose proof (Rle_abs (pre P t j e)). pose proof (Rle_abs (pre P t' j e)).
      pose proof (Rle_abs (- pre P t j e)) as N1. pose proof (Rle_abs (- pre P t' j e)) as N2. rewrite Rabs_Ropp in N1, N2.
      specialize (So j). assert (Oy : own t j = (own t j * s j) * s j) by (destruct (Hs j) as [E|E]; rewrite E; ring).
      set (o := own t j * s j) in *. rewrite Oy.
      set (now_ := pre P t j e + r * s j * dot P u e) in *.
      destruct (sign_cases (s j) e (Hs j)) as [E|E].
      - specialize (Up E). pose proof (rises (pre P t' j e) now_ ltac:(unfold now_; lra)).
        replace (y e * (o * s j * up (pre P t' j e))) with ((s j * y e) * (o * up (pre P t' j e))) by ring.
        replace (y e * (o * s j * up now_)) with ((s j * y e) * (o * up now_)) by ring. rewrite E. nra.
      - specialize (Down E). pose proof (rises now_ (pre P t' j e) ltac:(unfold now_; lra)).
        replace (y e * (o * s j * up (pre P t' j e))) with ((s j * y e) * (o * up (pre P t' j e))) by ring.
        replace (y e * (o * s j * up now_)) with ((s j * y e) * (o * up now_)) by ring. rewrite E. nra. }
    unfold sigma in *. lra.
Qed.

End Turning.

Section Monotone_valley.

Variable P : problem.

Hypothesis loss_is_defined : loss_defined P.
Hypothesis nondecreasing : loss_nondecreasing P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis deep_is_defined : network_deep_defined P.
Hypothesis unregularised : objective_unregularised P.
Hypothesis shortcut : network_shortcut P.
Hypothesis separable : data_linearly_separable P.

Lemma strict_rises (g : R -> R) : strictly_increasing g -> forall v w, v <= w -> g v <= g w.
Proof. intros M v w [H| ->]; [left; now apply M|lra]. Qed.

Definition strict : Prop :=
  (neuron_increasing P \/ neuron_decreasing P) \/ neuron_strictly_increasing P \/ neuron_strictly_decreasing P.

Lemma strict_sides : strict -> exists eps, (eps = 1 \/ eps = -1) /\ strictly_increasing (fun v => eps * sigma P v).
Proof.
  intros [[H|H]|[H|H]].
  - exists 1. split; [now left|]. apply rises_strictly in H. intros v w Hvw. specialize (H v w Hvw). lra.
  - exists (-1). split; [now right|]. apply rises_strictly in H. intros v w Hvw. specialize (H v w Hvw).
    unfold opposite in H. lra.
  - exists 1. split; [now left|]. intros v w Hvw. specialize (H v w Hvw). lra.
  - exists (-1). split; [now right|]. intros v w Hvw. specialize (H v w Hvw). unfold opposite in H. lra.
Qed.

Theorem thm_monotone_valley :
  ((neuron_increasing P \/ neuron_decreasing P) \/ neuron_strictly_increasing P \/ neuron_strictly_decreasing P)
    \/ neuron_nondecreasing P /\ ~ neuron_even P ->
  network_neurons_trainable P /\ (network_output_bias P \/ network_width_two P /\ network_common_bias P \/
    ((neuron_increasing P \/ neuron_decreasing P) \/ neuron_strictly_increasing P \/ neuron_strictly_decreasing P)
      /\ ~ neuron_signed P)
    \/ network_hidden_trainable P /\ network_output_weights_frozen P /\ network_deep_frozen P /\
      (~ network_output_bias P \/ loss_convex P) ->
  NO_VALLEY P.
Proof.
  intros Neuron Free t m [Ad _] (t' & [Ad' _] & Lower).
  destruct separable as [u Sep].
  assert (Rise : exists eps p q, (eps = 1 \/ eps = -1) /\ (forall v w, v <= w -> eps * sigma P v <= eps * sigma P w) /\
    eps * sigma P p < eps * sigma P q).
  { destruct Neuron as [St|[Nd Ne]].
    - destruct (strict_sides St) as (eps & E & M). exists eps, 0, 1. split; [exact E|].
      split; [now apply strict_rises|]. apply M. lra.
    - apply not_all_ex_not in Ne. destruct Ne as [v Nv]. exists 1, (Rmin v (- v)), (Rmax v (- v)).
      split; [now left|]. split; [intros a b Hab; specialize (Nd a b Hab); lra|].
      unfold neuron_nondecreasing in Nd. unfold Rmin, Rmax. destruct (Rle_dec v (- v)) as [H|H].
      + specialize (Nd _ _ H). lra.
      + specialize (Nd (- v) v ltac:(lra)). lra. }
  destruct Free as [[[Ta Tw] Ways]|([Tw _] & Na & Nd & N0)].
  - assert (exists t1, leads P t t1 /\ escapes P t1) as (t1 & Lead & Esc); [|now apply (way_down P) with t1 t'].
    destruct Ways as [T0|[[Hw Same]|[St Ns]]].
    + destruct Rise as (eps & p & q & E & M & PQ).
      apply (one_neuron P loss_is_defined nondecreasing neuron_is_defined deep_is_defined unregularised Tw u Sep eps E M
        t p q ((eps * sigma P p + eps * sigma P q) / 2)); auto; lra.
    + destruct Rise as (eps & p & q & E & M & PQ).
      apply (two_neurons P loss_is_defined nondecreasing neuron_is_defined deep_is_defined unregularised Tw u Sep eps E M
        t p q); auto. destruct Same as [Same|Same]; [now left|right]. unfold network_width_two in Hw. apply Same; lia.
    + destruct (strict_sides St) as (eps & E & M).
      assert (Low : exists p, eps * sigma P p < 0).
      { apply NNPP. intros N. apply Ns. assert (H : forall v, 0 < eps * sigma P v).
        { intros v. apply Rle_lt_trans with (eps * sigma P (v - 1)).
          - apply Rnot_lt_le. intros H. apply N. now exists (v - 1).
          - apply M. lra. }
        destruct E as [->| ->]; [left|right]; intros v; specialize (H v); lra. }
      assert (High : exists q, 0 < eps * sigma P q).
      { apply NNPP. intros N. apply Ns. assert (H : forall v, eps * sigma P v < 0).
        { intros v. apply Rlt_le_trans with (eps * sigma P (v + 1)).
          - apply M. lra.
          - apply Rnot_lt_le. intros H. apply N. now exists (v + 1). }
        destruct E as [->| ->]; [right|left]; intros v; specialize (H v); lra. }
      destruct Low as [p Low], High as [q High].
      apply (one_neuron P loss_is_defined nondecreasing neuron_is_defined deep_is_defined unregularised Tw u Sep eps E
        (strict_rises _ M) t p q 0); auto.
  - destruct Rise as (eps & p & q & E & M & PQ).
    destruct (nothing_else P loss_is_defined nondecreasing neuron_is_defined deep_is_defined unregularised Tw u Sep eps E M
      t t' Ad Ad' Na Nd) as (t1 & Lead & Le).
    destruct (leads_end P t t1 Lead) as [[Ad1 _] _].
    assert (exists t2, leads P t t2 /\ L P t2 <= m) as (t2 & (g & G & End & H) & Low).
    2:{ exists g. split; [exact G|]. split; [exact H|]. now rewrite End. }
    destruct (Rle_lt_dec (L P t1) m) as [Low|High]; [now exists t1|].
    destruct (a0_trained P) eqn:T0.
    + destruct N0 as [N0|Convex]; [now destruct N0|].
      exists (level t1 (t' A0)). split; [|lra]. apply leads_on with t1; [exact Lead|]. apply leads_straight. intros v Hv.
      split.
      * rewrite level_between. apply everywhere; try assumption. now apply level_admissible.
      * apply (L_on_segment P Convex unregularised t1 (level t1 (t' A0)) _ v Hv); [|lra].
        intros e _. rewrite level_between, !level_f. ring.
    + assert (Same : L P (level t1 (t' A0)) = L P t1); [|exfalso; lra].
      f_equal. apply functional_extensionality. intros o. destruct o; cbn [level]; try reflexivity.
      rewrite (Ad1 A0), (Ad' A0); [reflexivity| |]; intros I; apply trained_a0 in I; congruence.
Qed.

End Monotone_valley.
