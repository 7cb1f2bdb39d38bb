(** * A bound of the training error by a constant output (thm.constant_bound)

    Where all output weights are trained, and a_0 with them, a local minimum is as good as any constant output,
    with the penalty on that: L is convex on the way there, which moves nothing else. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsResidual ConditionsLinear ConditionsConvex
  ConditionsBound Algebra Near Kinds Monotone Balance FirstOrder OutputWeights LinearBound.
Import ListNotations.
Open Scope R_scope.

Section ConstantBound.

Variable P : problem.

Hypothesis samples : well_formed P.
Hypothesis loss_defined : loss_defined P.
Hypothesis loss_convex : loss_convex P.
Hypothesis loss_active : loss_active P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_outputs_trained : network_outputs_trained P.
Hypothesis network_output_bias : network_output_bias P.
Hypothesis objective_convex_outputs : objective_convex_outputs P.

Let moves (p : place) : bool := is_output p && if in_dec place_dec p (trained P) then true else false.

(** t, with a_0 = k and all other output weights 0. *)
Definition resting (t : params) (k : R) : params := fun p =>
  match p with A0 => k | _ => if moves p then 0 else t p end.

Lemma bias_trained : In A0 (trained P).
Proof. now apply in_a0. Qed.

Lemma moves_bias : moves A0 = true.
Proof. unfold moves. simpl. destruct in_dec as [|N]; [reflexivity|]. elim N. exact bias_trained. Qed.

Lemma resting_admissible : forall t k, admissible P t -> admissible P (resting t k).
Proof.
  intros t k Adm p N. unfold resting. destruct p; try (elim N; exact bias_trained);
    unfold moves; (destruct in_dec as [|_]; [contradiction|]); rewrite andb_false_r; now apply Adm.
Qed.

(** On the way from t to it the outputs go to k. *)
Lemma between_resting : forall t k h p,
  between t (resting t k) h p = grown P t (- h) p + (match p with A0 => h * k | _ => 0 end).
Proof.
  intros t k h p. unfold between, resting, grown. fold (moves p).
  destruct p; try (destruct (moves _); ring). rewrite moves_bias. ring.
Qed.

Lemma f_between : forall t k h e, admissible P t ->
  f P (between t (resting t k) h) e = f P t e + h * (k - f P t e).
Proof.
  intros t k h e Adm.
  assert (G : f P (between t (resting t k) h) e = f P (grown P t (- h)) e + h * k).
  { unfold f. rewrite (between_resting t k h A0).
    rewrite (sum_eq (width P) (fun j => between t (resting t k) h (A j) * val (neuron P) (pre P (between t (resting t k) h) j e))
      (fun j => grown P t (- h) (A j) * val (neuron P) (pre P (grown P t (- h)) j e))).
    - replace (deep P (fun p => between t (resting t k) h (D p)) (x P e))
        with (deep P (fun p => grown P t (- h) (D p)) (x P e)); [ring|].
      f_equal. apply FunctionalExtensionality.functional_extensionality. intros q.
      rewrite between_resting. ring.
    - intros j _. rewrite between_resting, Rplus_0_r. f_equal. f_equal. unfold pre. f_equal.
      + apply sum_eq. intros i _. rewrite between_resting, Rplus_0_r. reflexivity.
      + rewrite between_resting. ring. }
  rewrite G, grown_f by assumption. ring.
Qed.

Lemma L_falls : forall t k h, admissible P t -> 0 <= h <= 1 ->
  L P (between t (resting t k) h) <= L P t + h * (L P (resting t k) - L P t).
Proof.
  intros t k h Adm Hh. unfold L.
  pose proof (objective_convex_outputs t _ h Adm (resting_admissible t k Adm) Hh) as Pen.
  assert (W : 0 < total_weight P) by now apply total_weight_pos.
  assert (S : over (data P) (fun s => share s * val (loss P) (z P (between t (resting t k) h) s))
    <= over (data P) (fun s => (1 - h) * (share s * val (loss P) (z P t s))
         + h * (share s * val (loss P) (z P (resting t k) s)))).
  { apply over_le. intros e I. pose proof (share_pos e) as Se.
    assert (E : f P (resting t k) e = k).
    { pose proof (f_between t k 1 e Adm) as F. replace (f P (resting t k) e) with (f P (between t (resting t k) 1) e).
      - rewrite F. ring.
      - f_equal. apply FunctionalExtensionality.functional_extensionality. intros p. unfold between. ring. }
    assert (Z : z P (between t (resting t k) h) e = h * z P (resting t k) e + (1 - h) * z P t e).
    { unfold z. rewrite f_between, E by assumption. ring. }
    pose proof (loss_convex (z P (resting t k) e) (z P t e) h Hh) as C. rewrite <- Z in C. unfold ell in C. nra. }
  rewrite over_add, !over_mul in S.
  set (a := over (data P) (fun s => share s * val (loss P) (z P (between t (resting t k) h) s))) in *.
  set (b := over (data P) (fun s => share s * val (loss P) (z P t s))) in *.
  set (c := over (data P) (fun s => share s * val (loss P) (z P (resting t k) s))) in *.
  assert (Q : a / total_weight P <= (1 - h) * (b / total_weight P) + h * (c / total_weight P)).
  { replace ((1 - h) * (b / total_weight P) + h * (c / total_weight P))
      with (((1 - h) * b + h * c) / total_weight P) by (field; lra).
    unfold Rdiv. apply Rmult_le_compat_r; [left; now apply Rinv_0_lt_compat|assumption]. }
  nra.
Qed.

Lemma as_low : forall t k, local_min P t -> L P t <= L P (resting t k).
Proof.
  intros t k Min.
  pose proof (all_defined P loss_defined neuron_defined network_deep_defined) as Def.
  assert (Adm : admissible P t) by apply Min.
  pose proof (resting_admissible t k Adm) as Adm'.
  destruct (near_min P Def t Min) as [r [Hr Hmin]].
  destruct (between_near P t (resting t k) r Hr) as [h [Hh N]].
  specialize (Hmin _ (between_admissible P t _ h Adm Adm') N).
  pose proof (L_falls t k h Adm ltac:(lra)) as Conv.
  destruct (Rle_lt_dec (L P t) (L P (resting t k))) as [|Q]; [assumption|exfalso]. nra.
Qed.

(** The penalties at t exceed those at rest, but for that on a_0. *)
Lemma penalty_at_rest : forall t k, admissible P t ->
  penalty P (resting t k) <= penalty P t + constant_penalty P k.
Proof.
  intros t k Adm.
  set (own := over (penalties P) (fun term => if moves (snd term) then fst term * (t (snd term))^2 else 0)).
  set (rest := over (penalties P) (fun term => if moves (snd term) then 0 else fst term * (t (snd term))^2)).
  assert (Whole : penalty P t = rest + own).
  { unfold penalty, rest, own. rewrite <- over_add. apply over_eq. intros [c p] _. simpl. destruct (moves p); ring. }
  assert (At : penalty P (resting t k) = rest + constant_penalty P k).
  { unfold penalty, rest, constant_penalty. rewrite <- over_add. apply over_eq. intros [c p] _. simpl.
    unfold resting. destruct p; try (destruct (moves _); ring). rewrite moves_bias. ring. }
  assert (Half : penalty P (between t (resting t 0) (/ 2)) = rest + / 4 * own).
  { unfold penalty, rest, own. rewrite <- over_mul, <- over_add. apply over_eq. intros [c p] _. simpl.
    unfold between, resting. destruct p; try (destruct (moves _); field). rewrite moves_bias. field. }
  assert (Zero : penalty P (resting t 0) = rest).
  { unfold penalty, rest. apply over_eq. intros [c p] _. simpl.
    unfold resting. destruct p; try (destruct (moves _); ring). rewrite moves_bias. ring. }
  pose proof (objective_convex_outputs t _ (/ 2) Adm (resting_admissible t 0 Adm) ltac:(lra)) as Pen.
  rewrite Half, Zero, Whole in Pen. lra.
Qed.

Lemma f_resting : forall t k e, admissible P t -> f P (resting t k) e = k.
Proof.
  intros t k e Adm. pose proof (f_between t k 1 e Adm) as F.
  replace (f P (resting t k) e) with (f P (between t (resting t k) 1) e).
  - rewrite F. ring.
  - f_equal. apply FunctionalExtensionality.functional_extensionality. intros p. unfold between. ring.
Qed.

(** A convex loss that rises to the right of 0 is at least l(0) there. *)
Lemma above_zero : forall v, 0 <= v -> ell P 0 <= ell P v.
Proof.
  intros v Hv. destruct (Req_dec v 0) as [->|N]; [lra|].
  destruct (loss_active 0 (Rle_refl 0)) as [[k [e [Hk [He Rise]]]] _].
  set (p := Rmin 1 (e / (2 * v))).
  assert (Q : 0 < e / (2 * v)) by (apply Rdiv_lt_0_compat; lra).
  assert (Hp : 0 < p) by (apply Rmin_pos; lra).
  pose proof (Rmin_l 1 (e / (2 * v))) as P1. pose proof (Rmin_r 1 (e / (2 * v))) as P2. fold p in P1, P2.
  assert (Small : p * v < e).
  { apply Rle_lt_trans with (e / (2 * v) * v); [apply Rmult_le_compat_r; lra|].
    replace (e / (2 * v) * v) with (e / 2) by (field; lra). lra. }
  specialize (Rise (p * v) (conj (Rmult_lt_0_compat p v Hp ltac:(lra)) Small)). rewrite Rplus_0_l in Rise.
  pose proof (loss_convex v 0 p ltac:(lra)) as C. replace (p * v + (1 - p) * 0) with (p * v) in C by ring.
  assert (0 < k * (p * v)) by (repeat apply Rmult_lt_0_compat; lra). nra.
Qed.

(** The premise data.constant_bound says that there is such an r: the theorem holds for every one. *)
Theorem thm_constant_bound : CONSTANT_BOUND P.
Proof.
  intros r [k [m [Low [Pos Bound]]]] t Min.
  assert (W : 0 < total_weight P) by now apply total_weight_pos.
  assert (Adm : admissible P t) by apply Min.
  pose proof (as_low t k Min) as Good. unfold L in Good.
  pose proof (penalty_at_rest t k Adm) as Pen.
  rewrite (over_eq (data P) (fun s => share s * val (loss P) (z P (resting t k) s))
    (fun e => share e * ell P (- y e * k))) in Good
    by (intros e _; unfold z; now rewrite f_resting).
  assert (Less : over (data P) (fun e => share e * ell P (z P t e))
    <= over (data P) (fun e => share e * ell P (- y e * k)) + total_weight P * constant_penalty P k).
  { change (over (data P) (fun s => share s * val (loss P) (z P t s)))
      with (over (data P) (fun e => share e * ell P (z P t e))) in Good.
    set (a := over (data P) (fun e => share e * ell P (z P t e))) in *.
    set (b := over (data P) (fun e => share e * ell P (- y e * k))) in *.
    assert (Q : a / total_weight P <= b / total_weight P + constant_penalty P k) by lra.
    apply Rmult_le_compat_r with (r := total_weight P) in Q; [|lra].
    replace (a / total_weight P * total_weight P) with a in Q by (field; lra).
    replace ((b / total_weight P + constant_penalty P k) * total_weight P)
      with (b + total_weight P * constant_penalty P k) in Q by (field; lra). exact Q. }
  assert (Err : over (data P) (fun e => if Req_EM_T (y e) (sgn (f P t e)) then 0 else share e) * (ell P 0 - m)
    <= over (data P) (fun e => share e * ell P (z P t e) + (- m) * share e)).
  { rewrite Rmult_comm, <- over_mul. apply over_le. intros e I. pose proof (share_pos e) as S.
    destruct (Req_EM_T (y e) (sgn (f P t e))) as [|N].
    - specialize (Low (z P t e)). nra.
    - assert (0 <= z P t e).
      { unfold z, y, sgn in *. destruct (positive_label e), (Rle_dec 0 (f P t e)); lra. }
      pose proof (above_zero (z P t e) H). nra. }
  rewrite over_add, over_mul in Err. change (over (data P) (fun e => share e)) with (total_weight P) in Err.
  rewrite (over_eq (data P) (fun e => share e * (ell P (- y e * k) - m))
    (fun e => share e * ell P (- y e * k) + (- m) * share e)) in Bound by (intros; ring).
  rewrite over_add, over_mul in Bound. change (over (data P) (fun e => share e)) with (total_weight P) in Bound.
  unfold training_error. set (wrong := over (data P) (fun s => if Req_EM_T (y s) (sgn (f P t s)) then 0 else share s)) in *.
  apply Rmult_le_reg_r with (total_weight P * (ell P 0 - m)).
  - apply Rmult_lt_0_compat; lra.
  - replace (wrong / total_weight P * (total_weight P * (ell P 0 - m))) with (wrong * (ell P 0 - m)) by (field; lra).
    lra.
Qed.

End ConstantBound.
