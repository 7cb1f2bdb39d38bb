(** * Symmetries of the shortcut (lemma.slice, case 1)

    For each kind of symmetry: through every point inside the box runs a curve
    with the velocity of the field, on which L is constant. *)

From Coq Require Import Reals List Arith Lra Lia FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions Compact Box PointsBox RulesBox.
From TheoremCheck Require Import AtRest PointsSplit SplitLocal Split.
Import ListNotations.
Open Scope R_scope.

Section Fields.

Variable P : problem.

(** ** L is continuous *)

Lemma L_continuous_at (U : params -> Prop) t : (forall t', U t' -> admissible P t') -> U t ->
  (forall e j, In e (data P) -> (j < width P)%nat -> continuity_pt (sigma P) (pre P t j e)) ->
  (forall e, In e (data P) -> continuity_pt (ell P) (z P t e)) ->
  (forall e, In e (data P) ->
    continuous_at place (trained P) U (fun t' => deep P (fun p => t' (D p)) (x P e)) t) ->
  continuous_at place (trained P) U (L P) t.
Proof.
  intros HU Ht Hs Hl Hd.
  assert (Hp : forall p, continuous_at place (trained P) U (fun t' => t' p) t).
  { intros p. destruct (in_dec place_eq_dec p (trained P)) as [Hp|Hp].
    - apply continuous_coordinate, Hp.
    - apply cont_ext with (F := fun _ => fixed P p).
      + intros t' Ht'. symmetry. apply (HU t' Ht'), Hp.
      + symmetry. apply (HU t Ht), Hp.
      + apply cont_const. }
  assert (Hf : forall e, In e (data P) ->
    continuous_at place (trained P) U (fun t' => f P t' e) t).
  { intros e He. unfold f. apply continuous_plus; [apply continuous_plus|]; [apply Hp| |auto].
    apply (cont_sum place (trained P) U t (width P)
      (fun j t' => t' (A j) * val (neuron P) (pre P t' j e))).
    intros j Hj. apply cont_mult; [apply Hp|].
    apply (continuous_comp place (trained P) (sigma P) (fun t' => pre P t' j e)); [auto|].
    unfold pre. apply continuous_plus; [|apply Hp].
    apply (cont_sum place (trained P) U t (dim P) (fun k t' => t' (W j k) * x P e k)).
    intros k _. apply cont_mult; [apply Hp|apply cont_const]. }
  unfold L. apply continuous_plus.
  - unfold Rdiv. apply cont_mult; [|apply cont_const].
    apply (continuous_sum place (trained P) (data P)
      (fun s t' => share s * val (loss P) (z P t' s))). intros e He.
    apply cont_scal.
    apply (continuous_comp place (trained P) (ell P) (fun t' => z P t' e)); [auto|].
    unfold z. apply cont_scal. auto.
  - unfold penalty.
    apply (continuous_sum place (trained P) (penalties P)
      (fun term t' => fst term * (t' (snd term))^2)). intros term _. apply cont_scal.
    apply cont_ext with (F := fun t' => t' (snd term) * t' (snd term)); [intros; ring|ring|].
    apply cont_mult; apply Hp.
Qed.

(** ** Fields *)

Variables (c : params) (r : R).
Hypothesis r_pos : 0 < r.

(** L does not change along X inside the box. *)
Definition symmetry_field (X : params -> params) : Prop :=
  exists C, forall t, inside P c r t -> exists curve : R -> params,
    curve 0 = t /\
    (forall p, In p (trained P) ->
      derivable_pt_lim (fun v => curve v p) 0 (X t p) /\ Rabs (X t p) <= C) /\
    exists e, 0 < e /\ forall v, Rabs v < e ->
      admissible P (curve v) /\ L P (curve v) = L P t.

(** Fields for all that is held, and an inverse of their components. *)
Lemma held_by_fields held (X : place -> params -> params) (m : place -> place -> R) k :
  continuous_on (trained P) (L P) (box P c r) -> 0 < k ->
  (forall q, In q held -> symmetry_field (X q)) ->
  (forall t, inside P c r t -> forall d : params,
    k * over held (fun p => (d p)^2)
    <= over held (fun p => d p *
         over held (fun q => X q t p * over held (fun p' => m q p' * d p')))) ->
  held_by_symmetries P held c r.
Proof.
  intros Hcont Hk HX Hm. split; [exact Hcont|].
  assert (HC : exists C, forall q, In q held -> forall t, inside P c r t ->
    exists curve : R -> params, curve 0 = t /\
    (forall p, In p (trained P) ->
      derivable_pt_lim (fun v => curve v p) 0 (X q t p) /\ Rabs (X q t p) <= C) /\
    exists e, 0 < e /\ forall v, Rabs v < e ->
      admissible P (curve v) /\ L P (curve v) = L P t).
  { clear Hm. induction held as [|q l IH].
    - exists 0. intros q [].
    - destruct IH as (C & HC); [intros; apply HX; right; assumption|].
      destruct (HX q (or_introl eq_refl)) as (C' & HC').
      assert (Hw : forall C1 q', C1 <= Rmax C C' -> (forall t, inside P c r t ->
        exists curve : R -> params, curve 0 = t /\
        (forall p, In p (trained P) ->
          derivable_pt_lim (fun v => curve v p) 0 (X q' t p) /\ Rabs (X q' t p) <= C1) /\
        exists e, 0 < e /\ forall v, Rabs v < e ->
          admissible P (curve v) /\ L P (curve v) = L P t) ->
        forall t, inside P c r t ->
        exists curve : R -> params, curve 0 = t /\
        (forall p, In p (trained P) ->
          derivable_pt_lim (fun v => curve v p) 0 (X q' t p) /\ Rabs (X q' t p) <= Rmax C C') /\
        exists e, 0 < e /\ forall v, Rabs v < e ->
          admissible P (curve v) /\ L P (curve v) = L P t).
      { intros C1 q' H1 H t Ht. destruct (H t Ht) as (curve & H0 & HV & He).
        exists curve. split; [exact H0|]. split; [|exact He].
        intros p Hp. destruct (HV p Hp). split; [assumption|lra]. }
      exists (Rmax C C'). intros q' [<-|Hq].
      + apply (Hw C'); [apply Rmax_r|exact HC'].
      + apply (Hw C); [apply Rmax_l|]. apply HC, Hq. }
  destruct HC as (C & HC). exists X, m, k, C. auto.
Qed.

(** A family of curves along which f and the penalties do not change. *)
Lemma field_of_curves (curve : params -> R -> params) (X : params -> params) C :
  (forall t, curve t 0 = t) ->
  (forall t p, inside P c r t -> In p (trained P) ->
    derivable_pt_lim (fun v => curve t v p) 0 (X t p) /\ Rabs (X t p) <= C) ->
  (forall t, inside P c r t -> exists e, 0 < e /\ forall v, Rabs v < e ->
    admissible P (curve t v) /\
    (forall s, In s (data P) -> f P (curve t v) s = f P t s) /\
    (forall k p, In (k, p) (penalties P) -> k = 0 \/ curve t v p = t p)) ->
  symmetry_field X.
Proof.
  intros H0 HV HL. exists C. intros t Ht. exists (curve t). split; [apply H0|].
  split; [intros p Hp; apply HV; assumption|].
  destruct (HL t Ht) as (e & He & H). exists e. split; [exact He|]. intros v Hv.
  destruct (H v Hv) as (Ha & Hf & Hp). split; [exact Ha|]. unfold L. f_equal.
  - f_equal. apply lsum_ext. intros s Hs. unfold z. now rewrite Hf.
  - apply penalty_same. intros k p Hk. destruct (Hp k p Hk); auto.
Qed.

(** *** A parameter on which L does not depend in the box *)

Lemma silent_field p : In p (trained P) ->
  (forall t, inside P c r t -> derivable_pt_lim (fun v => L P (shifted t (unit_at p) v)) 0 0) ->
  symmetry_field (fun _ => unit_at p).
Proof.
  intros Hp Hd. exists 1. intros t Ht. exists (fun v => shifted t (unit_at p) v).
  split; [apply shifted_0|]. split.
  { intros q _. split.
    - unfold shifted. apply (derivable_value _ _ (0 + 1 * unit_at p q)); [|ring].
      apply (derivable_pt_lim_plus (fun _ => t q) (fun v => v * unit_at p q));
        [apply derivable_pt_lim_const|].
      apply (derivable_value _ _ (1 * unit_at p q + 0 * 0)); [|ring].
      apply (derivable_pt_lim_mult id (fun _ => unit_at p q));
        [apply derivable_pt_lim_id|apply derivable_pt_lim_const].
    - unfold unit_at. destruct (place_eq_dec q p); [rewrite Rabs_R1|rewrite Rabs_R0]; lra. }
  pose proof (proj2 Ht p Hp) as Hin.
  exists (r - Rabs (t p - c p)). split; [lra|].
  assert (Hi : forall v, Rabs v < r - Rabs (t p - c p) -> inside P c r (shifted t (unit_at p) v)).
  { intros v Hv. split.
    - intros q Hq. unfold shifted, unit_at. destruct (place_eq_dec q p) as [->|_]; [contradiction|].
      rewrite (proj1 Ht q Hq). ring.
    - intros q Hq. unfold shifted, unit_at. destruct (place_eq_dec q p) as [->|_].
      + replace (t p + v * 1 - c p) with (v + (t p - c p)) by ring.
        eapply Rle_lt_trans; [apply Rabs_triang|]. lra.
      + rewrite Rmult_0_r, Rplus_0_r. apply (proj2 Ht q Hq). }
  intros v Hv. split; [apply (Hi v Hv)|].
  destruct (first_order (fun w => L P (shifted t (unit_at p) w)) (fun _ => 0) 0
    (r - Rabs (t p - c p)) v 0) as (w & _ & E).
  - intros w Hw. rewrite Rminus_0_r in Hw. apply derivable_at_zero.
    replace (fun h => L P (shifted t (unit_at p) (w + h)))
      with (fun h => L P (shifted (shifted t (unit_at p) w) (unit_at p) h)); [apply Hd, Hi, Hw|].
    apply functional_extensionality. intros h. f_equal. apply functional_extensionality.
    intros q. unfold shifted. ring.
  - now rewrite Rminus_0_r.
  - rewrite Rminus_0_r, Rabs_R0. lra.
  - cbv beta in E. rewrite shifted_0 in E. lra.
Qed.

(** ** One neuron moves *)

Section Neuron.

Variable j : nat.
Hypothesis j_width : (j < width P)%nat.

(** t with other a_j, w_j, b_j. *)
Definition with_neuron (t : params) (a : R) (w : nat -> R) (b : R) : params := fun p =>
  match p with
  | A i => if Nat.eq_dec i j then a else t p
  | W i k => if Nat.eq_dec i j then if lt_dec k (dim P) then w k else t p else t p
  | B i => if Nat.eq_dec i j then b else t p
  | _ => t p
  end.

Lemma with_neuron_f t a w b s :
  a * sigma P (sum (dim P) (fun k => w k * x P s k) + b) = t (A j) * sigma P (pre P t j s) ->
  f P (with_neuron t a w b) s = f P t s.
Proof.
  intros H. unfold f. f_equal. f_equal. apply sum_pointwise. intros i _.
  assert (Hpre : pre P (with_neuron t a w b) i s = if Nat.eq_dec i j
    then sum (dim P) (fun k => w k * x P s k) + b else pre P t i s).
  { unfold pre. destruct (Nat.eq_dec i j) as [->|E].
    - f_equal.
      + apply sum_pointwise. intros k Hk. cbn. destruct (Nat.eq_dec j j); [|tauto].
        destruct (lt_dec k (dim P)); [reflexivity|tauto].
      + cbn. destruct (Nat.eq_dec j j); tauto.
    - f_equal.
      + apply sum_pointwise. intros k Hk. cbn. destruct (Nat.eq_dec i j); [tauto|reflexivity].
      + cbn. destruct (Nat.eq_dec i j); tauto. }
  rewrite Hpre. cbn. destruct (Nat.eq_dec i j) as [->|E]; [exact H|reflexivity].
Qed.

Lemma with_neuron_admissible t a w b : admissible P t ->
  (a_trained P = true \/ a = t (A j)) ->
  (w_trained P = true \/ forall k, (k < dim P)%nat -> w k = t (W j k)) ->
  (b_trained P = true \/ b = t (B j)) ->
  admissible P (with_neuron t a w b).
Proof.
  intros Ht Ha Hw Hb p Hp. rewrite <- (Ht p Hp). unfold with_neuron. destruct p as [|i|i k|i|q];
    try reflexivity; destruct (Nat.eq_dec i j) as [->|]; try reflexivity.
  - destruct Ha as [Ha|Ha]; [|exact Ha]. elim Hp. apply trained_A; assumption.
  - destruct (lt_dec k (dim P)) as [Hk|]; [|reflexivity].
    destruct Hw as [Hw|Hw]; [|auto]. elim Hp. apply trained_W; assumption.
  - destruct Hb as [Hb|Hb]; [|exact Hb]. elim Hp. apply trained_B_iff. auto.
Qed.

(** None of what moves is penalised. *)
Definition unpenalised : Prop := forall k p, In (k, p) (penalties P) ->
  k = 0 \/ (p <> A j /\ (forall i, p <> W j i) /\ p <> B j).

Lemma with_neuron_penalty t a w b : unpenalised ->
  forall k p, In (k, p) (penalties P) -> k = 0 \/ with_neuron t a w b p = t p.
Proof.
  intros Hu k p Hk. destruct (Hu k p Hk) as [H|(H1 & H2 & H3)]; [auto|]. right.
  unfold with_neuron. destruct p as [|i|i i'|i|q]; try reflexivity;
    destruct (Nat.eq_dec i j) as [->|]; try reflexivity; try tauto.
  elim (H2 i'). reflexivity.
Qed.

Lemma with_neuron_same t : with_neuron t (t (A j)) (fun k => t (W j k)) (t (B j)) = t.
Proof.
  apply functional_extensionality. intros p. unfold with_neuron.
  destruct p as [|i|i k|i|q]; try reflexivity; destruct (Nat.eq_dec i j) as [->|]; try reflexivity.
  destruct (lt_dec k (dim P)); reflexivity.
Qed.

(** The velocity of such a curve. *)
Definition neuron_velocity (a : R) (w : nat -> R) (b : R) : params := fun p =>
  match p with
  | A i => if Nat.eq_dec i j then a else 0
  | W i k => if Nat.eq_dec i j then if lt_dec k (dim P) then w k else 0 else 0
  | B i => if Nat.eq_dec i j then b else 0
  | _ => 0
  end.

Lemma with_neuron_derivable t (a : R -> R) (w : R -> nat -> R) (b : R -> R) a' w' b' p :
  derivable_pt_lim a 0 a' -> (forall k, derivable_pt_lim (fun v => w v k) 0 (w' k)) ->
  derivable_pt_lim b 0 b' ->
  derivable_pt_lim (fun v => with_neuron t (a v) (w v) (b v) p) 0 (neuron_velocity a' w' b' p).
Proof.
  intros Ha Hw Hb. unfold with_neuron, neuron_velocity.
  destruct p as [|i|i k|i|q]; try apply derivable_pt_lim_const;
    destruct (Nat.eq_dec i j); try apply derivable_pt_lim_const; try assumption.
  destruct (lt_dec k (dim P)); [apply Hw|apply derivable_pt_lim_const].
Qed.

(** A bound of all coordinates of points inside the box. *)
Lemma inside_bound : exists C, 0 <= C /\ forall t p, inside P c r t -> In p (trained P) ->
  Rabs (t p) <= C.
Proof.
  exists (over (trained P) (fun p => Rabs (c p)) + r). split.
  { apply Rplus_le_le_0_compat; [apply lsum_nonneg; intros; apply Rabs_pos|lra]. }
  intros t p Ht Hp. pose proof (proj2 Ht p Hp) as H.
  pose proof (lsum_member place (trained P) (fun p => Rabs (c p)) p
    (fun q _ => Rabs_pos (c q)) Hp) as H1. cbv beta in H1.
  replace (t p) with ((t p - c p) + c p) by ring. eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma derivable_exp_line a k : derivable_pt_lim (fun v => a * exp (k * v)) 0 (k * a).
Proof.
  apply (derivable_value _ _ (a * (exp (k * 0) * (k * 1)))).
  - apply (derivable_pt_lim_scal (fun v => exp (k * v))).
    apply (derivable_pt_lim_comp (fun v => k * v) exp);
      [apply (derivable_pt_lim_scal id), derivable_pt_lim_id|apply derivable_pt_lim_exp].
  - rewrite Rmult_0_r, exp_0. ring.
Qed.

Lemma derivable_line a b : derivable_pt_lim (fun v => a + v * b) 0 b.
Proof.
  apply (derivable_value _ _ (0 + (1 * b + 0 * 0))); [|ring].
  apply (derivable_pt_lim_plus (fun _ => a) (fun v => v * b)); [apply derivable_pt_lim_const|].
  apply (derivable_pt_lim_mult id (fun _ => b));
    [apply derivable_pt_lim_id|apply derivable_pt_lim_const].
Qed.

Hypothesis free : unpenalised.

(** *** Rescaling, if s(e^v x) = e^(k v) s(x) *)

Lemma rescaling_field k : (forall v u, sigma P (exp v * u) = exp (k * v) * sigma P u) ->
  a_trained P = true -> w_trained P = true -> (b_trained P = true \/ fixed P (B j) = 0) ->
  symmetry_field (fun t => neuron_velocity (- k * t (A j)) (fun i => t (W j i)) (t (B j))).
Proof.
  intros Hs Ha Hw Hb. destruct inside_bound as (C & HC0 & HC).
  assert (Hbias : forall t, inside P c r t -> b_trained P = true \/ t (B j) = 0).
  { intros t Ht. destruct Hb as [Hb|Hb]; [left; exact Hb|].
    destruct (b_trained P) eqn:E; [left; reflexivity|right]. rewrite <- Hb. apply (proj1 Ht).
    rewrite trained_B_iff, E. intros [? _]; discriminate. }
  apply field_of_curves with (C := (Rabs k + 1) * C)
    (curve := fun t v => with_neuron t (t (A j) * exp (- k * v))
                (fun i => t (W j i) * exp (1 * v)) (t (B j) * exp (1 * v))).
  - intros t. rewrite !Rmult_0_r, exp_0, !Rmult_1_r.
    replace (fun i => t (W j i) * 1) with (fun i => t (W j i))
      by (apply functional_extensionality; intros; ring).
    apply with_neuron_same.
  - intros t p Ht Hp. split.
    + apply (with_neuron_derivable t (fun v => t (A j) * exp (- k * v))
        (fun v i => t (W j i) * exp (1 * v)) (fun v => t (B j) * exp (1 * v))); intros;
        (eapply derivable_value; [apply derivable_exp_line|ring]).
    + assert (H1 : forall q, In q (trained P) -> Rabs (t q) <= (Rabs k + 1) * C).
      { intros q Hq. pose proof (HC t q Ht Hq). pose proof (Rabs_pos k). nra. }
      assert (H0 : Rabs 0 <= (Rabs k + 1) * C).
      { rewrite Rabs_R0. apply Rmult_le_pos; [pose proof (Rabs_pos k); lra|exact HC0]. }
      unfold neuron_velocity. destruct p as [|i|i i'|i|q]; try exact H0;
        destruct (Nat.eq_dec i j) as [->|]; try exact H0.
      * rewrite Rabs_mult, Rabs_Ropp. pose proof (HC t _ Ht Hp). pose proof (Rabs_pos k).
        pose proof (Rabs_pos (t (A j))). nra.
      * destruct (lt_dec i' (dim P)); [apply H1, Hp|exact H0].
      * apply H1, Hp.
  - intros t Ht. exists 1. split; [lra|]. intros v _. split; [|split].
    + apply with_neuron_admissible; [apply Ht|auto|auto|].
      destruct (Hbias t Ht) as [E|E]; [auto|right; rewrite E; ring].
    + intros s _. apply with_neuron_f.
      replace (sum (dim P) (fun i => t (W j i) * exp (1 * v) * x P s i) + t (B j) * exp (1 * v))
        with (exp v * pre P t j s).
      * rewrite Hs. replace (- k * v) with (- (k * v)) by ring. rewrite exp_Ropp. field.
        pose proof (exp_pos (k * v)). lra.
      * unfold pre. rewrite Rmult_1_l, Rmult_plus_distr_l, <- nsum_scal. f_equal; [|ring].
        apply sum_pointwise. intros; ring.
    + apply with_neuron_penalty, free.
Qed.

(** *** An exponential neuron: s(u + v) = e^(k v) s(u) *)

Lemma exponential_field k : (forall v u, sigma P (u + v) = exp (k * v) * sigma P u) ->
  a_trained P = true -> b_trained P = true ->
  symmetry_field (fun t => neuron_velocity (- k * t (A j)) (fun _ => 0) 1).
Proof.
  intros Hs Ha Hb. destruct inside_bound as (C & HC0 & HC).
  apply field_of_curves with (C := Rabs k * C + 1)
    (curve := fun t v => with_neuron t (t (A j) * exp (- k * v)) (fun i => t (W j i))
                           (t (B j) + v * 1)).
  - intros t. rewrite !Rmult_0_r, exp_0, !Rmult_1_r, Rplus_0_r. apply with_neuron_same.
  - intros t p Ht Hp. split.
    + apply (with_neuron_derivable t (fun v => t (A j) * exp (- k * v)) (fun _ i => t (W j i))
        (fun v => t (B j) + v * 1)); intros;
        [apply derivable_exp_line|apply derivable_pt_lim_const|apply derivable_line].
    + assert (0 <= Rabs k * C) by (apply Rmult_le_pos; [apply Rabs_pos|exact HC0]).
      unfold neuron_velocity. destruct p as [|i|i i'|i|q]; try (rewrite Rabs_R0; lra);
        destruct (Nat.eq_dec i j) as [->|]; try (rewrite Rabs_R0; lra).
      * rewrite Rabs_mult, Rabs_Ropp.
        pose proof (Rmult_le_compat_l _ _ _ (Rabs_pos k) (HC t _ Ht Hp)). lra.
      * destruct (lt_dec i' (dim P)); rewrite Rabs_R0; lra.
      * rewrite Rabs_R1. lra.
  - intros t Ht. exists 1. split; [lra|]. intros v _. split; [|split].
    + apply with_neuron_admissible; auto. apply Ht.
    + intros s _. apply with_neuron_f. fold (pre P t j s).
      replace (sum (dim P) (fun i => t (W j i) * x P s i) + (t (B j) + v * 1))
        with (pre P t j s + v) by (unfold pre; ring).
      rewrite Hs. replace (- k * v) with (- (k * v)) by ring. rewrite exp_Ropp. field.
      pose proof (exp_pos (k * v)). lra.
    + apply with_neuron_penalty, free.
Qed.

(** *** What no sample sees *)

Lemma blind_field (d : nat -> R) (d0 : R) :
  (forall s, In s (data P) -> sum (dim P) (fun i => d i * x P s i) + d0 = 0) ->
  w_trained P = true -> (b_trained P = true \/ d0 = 0) ->
  symmetry_field (fun _ => neuron_velocity 0 d d0).
Proof.
  intros Hd Hw Hb.
  apply field_of_curves with (C := over (trained P) (fun p => Rabs (neuron_velocity 0 d d0 p)))
    (curve := fun t v => with_neuron t (t (A j)) (fun i => t (W j i) + v * d i) (t (B j) + v * d0)).
  - intros t. rewrite Rmult_0_l, Rplus_0_r.
    replace (fun i => t (W j i) + 0 * d i) with (fun i => t (W j i))
      by (apply functional_extensionality; intros; ring).
    apply with_neuron_same.
  - intros t p Ht Hp. split.
    + apply (with_neuron_derivable t (fun _ => t (A j)) (fun v i => t (W j i) + v * d i)
        (fun v => t (B j) + v * d0)); intros;
        [apply derivable_pt_lim_const|apply derivable_line|apply derivable_line].
    + apply (lsum_member place (trained P) (fun p => Rabs (neuron_velocity 0 d d0 p)));
        [intros; apply Rabs_pos|exact Hp].
  - intros t Ht. exists 1. split; [lra|]. intros v _. split; [|split].
    + apply with_neuron_admissible; [apply Ht|auto|auto|].
      destruct Hb as [E|E]; [auto|right; rewrite E; ring].
    + intros s Hs. apply with_neuron_f. f_equal. f_equal.
      replace (sum (dim P) (fun i => (t (W j i) + v * d i) * x P s i) + (t (B j) + v * d0))
        with (pre P t j s + v * (sum (dim P) (fun i => d i * x P s i) + d0)).
      * rewrite (Hd s Hs). ring.
      * unfold pre. rewrite Rmult_plus_distr_l, <- nsum_scal.
        rewrite (sum_pointwise (dim P) (fun i => (t (W j i) + v * d i) * x P s i)
          (fun i => t (W j i) * x P s i + v * (d i * x P s i))) by (intros; ring).
        rewrite nsum_plus. ring.
    + apply with_neuron_penalty, free.
Qed.

End Neuron.

End Fields.
