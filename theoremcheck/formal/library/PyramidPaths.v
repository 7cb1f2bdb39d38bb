(** * Downhill from everywhere, where near every point the outputs can be led along segments

    L is not much larger nearby, as the loss is convex and the neurons are continuous. *)

From Coq Require Import Reals List Lia Lra Classical FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsPyramid Algebra Near Landscape Paths.
From TheoremCheck Require Nearby KinkBranches PointsConstant.
Import ListNotations.
Open Scope R_scope.

(** A convex function is not much larger nearby. *)
Lemma convex_above g v e : convex_fn g -> 0 < e -> exists d, 0 < d /\ forall u, Rabs (u - v) < d -> g u <= g v + e.
Proof.
  intros C He. set (K := Rabs (g (v + 1) - g v) + Rabs (g (v - 1) - g v) + 1).
  pose proof (Rabs_pos (g (v + 1) - g v)) as P1. pose proof (Rabs_pos (g (v - 1) - g v)) as P2.
  assert (HK : 0 < K) by (unfold K; lra).
  exists (Rmin 1 (e / K)). split; [apply Rmin_pos; [lra|now apply Rdiv_lt_0_compat]|]. intros u Hu.
  assert (H1 : Rabs (u - v) < 1) by (eapply Rlt_le_trans; [exact Hu|apply Rmin_l]).
  assert (H2 : Rabs (u - v) < e / K) by (eapply Rlt_le_trans; [exact Hu|apply Rmin_r]).
  assert (Small : Rabs (u - v) * K <= e).
  { apply Rle_trans with (e / K * K); [apply Rmult_le_compat_r; lra|]. right. field. lra. }
  destruct (Rle_lt_dec v u) as [L|L].
  - rewrite (Rabs_pos_eq (u - v)) in H1, Small by lra.
    pose proof (C (v + 1) v (u - v) ltac:(lra)) as Q.
    replace ((u - v) * (v + 1) + (1 - (u - v)) * v) with u in Q by ring.
    assert ((u - v) * (g (v + 1) - g v) <= (u - v) * K).
    { apply Rmult_le_compat_l; [lra|]. unfold K. pose proof (Rle_abs (g (v + 1) - g v)). lra. }
    lra.
  - rewrite (Rabs_left (u - v)) in H1, Small by lra.
    pose proof (C (v - 1) v (- (u - v)) ltac:(lra)) as Q.
    replace (- (u - v) * (v - 1) + (1 - - (u - v)) * v) with u in Q by ring.
    assert (- (u - v) * (g (v - 1) - g v) <= - (u - v) * K).
    { apply Rmult_le_compat_l; [lra|]. unfold K. pose proof (Rle_abs (g (v - 1) - g v)). lra. }
    lra.
Qed.

Section Paths.

Variable P : problem.

Hypothesis loss_is_defined : loss_defined P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis deep_is_defined : network_deep_defined P.
Hypothesis unregularised : objective_unregularised P.
Hypothesis convex : loss_convex P.
Hypothesis continuous : network_continuous P.

Lemma all_in_domain t : admissible P t -> in_domain P t.
Proof.
  intros A. split; [exact A|]. intros e _. split; [intros; apply neuron_is_defined|].
  split; [apply deep_is_defined|apply loss_is_defined].
Qed.

Lemma branch_moves_little t b layers : admissible P t -> continuous_layers layers -> forall l n (h : params -> nat -> R),
  (forall k, (k < n)%nat -> Nearby.continuous P t (fun t' => h t' k)) ->
  Nearby.continuous P t (fun t' => branch_output (fun p => t' (D p)) b l n (h t') layers).
Proof.
  intros Ad. induction layers as [|units above IH]; intros Cont l n h H; cbn [branch_output].
  - apply (Nearby.continuous_sum P t n (fun u t' => t' (D (Output b u)) * h t' u)). intros u L.
    apply (Nearby.continuous_mult P t (fun t' => t' (D (Output b u))) (fun t' => h t' u)); [|now apply H].
    now apply Nearby.continuous_place.
  - apply (IH (fun us s I => Cont us s (or_intror I)) (S l) (length units)
      (fun t' u => val (nth u units identity) (received (fun p => t' (D p)) b l n (h t') u))).
    intros u L. apply (Nearby.continuous_comp P t (fun t' => received (fun p => t' (D p)) b l n (h t') u)).
    + now apply KinkBranches.received_continuous.
    + apply (Cont units (nth u units identity)); [now left|now apply nth_In].
Qed.

Lemma f_moves_little t e : admissible P t -> Nearby.continuous P t (fun t' => f P t' e).
Proof.
  intros Ad. destruct continuous as [Cs [all [Is Cd]]]. unfold f.
  apply (Nearby.continuous_plus P t (fun t' => t' A0 + sum (width P) (fun j => t' (A j) * val (neuron P) (pre P t' j e)))
    (fun t' => deep P (fun p => t' (D p)) (x P e))).
  - apply (Nearby.continuous_plus P t (fun t' => t' A0)
      (fun t' => sum (width P) (fun j => t' (A j) * val (neuron P) (pre P t' j e)))); [now apply Nearby.continuous_place|].
    apply (Nearby.continuous_sum P t (width P) (fun j t' => t' (A j) * val (neuron P) (pre P t' j e))). intros j L.
    apply (Nearby.continuous_mult P t (fun t' => t' (A j)) (fun t' => val (neuron P) (pre P t' j e)));
      [now apply Nearby.continuous_place|].
    apply (Nearby.continuous_comp P t (fun t' => pre P t' j e) (val (neuron P))).
    + now apply Nearby.continuous_pre.
    + apply Cs. lia.
  - apply (Nearby.continuous_same P t (fun t' => sum (length all) (fun b =>
      branch_output (fun p => t' (D p)) b 0 (dim P) (x P e) (nth b all [])))).
    + intros t'. symmetry. apply Is.
    + apply (Nearby.continuous_sum P t (length all) (fun b t' =>
        branch_output (fun p => t' (D p)) b 0 (dim P) (x P e) (nth b all []))). intros b L.
      apply (branch_moves_little t b (nth b all []) Ad (Cd _ (nth_In all [] L)) 0 (dim P) (fun _ => x P e)).
      intros k _. apply Nearby.continuous_const.
Qed.

(** If no loss rises by more than e, neither does L. *)
Lemma L_rises_little t t' e : 0 <= e -> (forall s, In s (data P) -> ell P (z P t' s) <= ell P (z P t s) + e) ->
  L P t' <= L P t + e.
Proof.
  intros He H. unfold L. rewrite !(no_penalty P) by assumption. fold (ell P).
  destruct (data P) as [|s0 rest] eqn:Ed.
  { cbn [over]. unfold Rdiv. rewrite !Rmult_0_l. lra. }
  assert (T : 0 < total_weight P) by (apply total_weight_pos; rewrite Ed; discriminate).
  rewrite <- Ed in *.
  assert (Sum : over (data P) (fun s => share s * ell P (z P t' s))
    <= over (data P) (fun s => share s * ell P (z P t s)) + e * total_weight P).
  { unfold total_weight. rewrite <- over_mul, <- over_add. apply over_le. intros s I. specialize (H s I).
    pose proof (share_pos s). nra. }
  apply Rmult_le_reg_r with (total_weight P); [assumption|].
  rewrite !Rmult_plus_distr_r, Rmult_0_l, !Rplus_0_r. unfold Rdiv. rewrite !Rmult_assoc, Rinv_l, !Rmult_1_r by lra.
  exact Sum.
Qed.

Lemma low_nearby t c : admissible P t -> L P t < c -> exists r, 0 < r /\
  forall t', admissible P t' -> Near.near P r t t' -> L P t' < c.
Proof.
  intros Ad Low. set (e := (c - L P t) / 2). assert (He : 0 < e) by (unfold e; lra).
  assert (Each : PointsConstant.nearby P t (fun t' => forall s, In s (data P) -> ell P (z P t' s) <= ell P (z P t s) + e)).
  { apply (Nearby.nearby_list P t (data P) (fun s t' => ell P (z P t' s) <= ell P (z P t s) + e)). intros s _.
    destruct (convex_above (ell P) (z P t s) e convex He) as [d [Hd H]].
    apply Nearby.nearby_weaken with (2 := f_moves_little t s Ad d Hd). intros t' _ F. apply H.
    unfold z. replace (- y s * f P t' s - - y s * f P t s) with (- y s * (f P t' s - f P t s)) by ring.
    rewrite Rabs_mult, Rabs_Ropp. unfold y. destruct (positive_label s).
    - rewrite Rabs_R1, Rmult_1_l. exact F.
    - replace (Rabs (-1)) with 1 by (rewrite Rabs_left; lra). rewrite Rmult_1_l. exact F. }
  destruct Each as [R0 [H0 Each]]. destruct (near_distance P R0 H0) as [r [Hr H]].
  exists r. split; [assumption|]. intros t' A' N.
  assert (L P t' <= L P t + e); [|unfold e in *; lra].
  apply L_rises_little; [lra|]. apply Each; [assumption|]. now apply H.
Qed.

(** ** What is enough *)

(** The outputs can be led on the segment to those of any other point. *)
Definition steerable (t : params) : Prop :=
  forall t', admissible P t' -> exists g : R -> params, g 0 = t /\ (forall p, continuity (fun h => g h p)) /\
    (forall h, admissible P (g h)) /\
    forall h e, In e (data P) -> f P (g h) e = f P t e + h * (f P t' e - f P t e).

Theorem steerable_nearby :
  (forall t r, admissible P t -> 0 < r -> exists t0, admissible P t0 /\ Near.near P r t t0 /\
     exists t1, Paths.leads P t0 t1 /\ steerable t1) ->
  NO_OPEN_VALLEY P.
Proof.
  intros Near t c m [Ad _] Low [t' [[Ad' _] Lower]].
  destruct (low_nearby t c Ad Low) as [r [Hr Nearby_]].
  destruct (Near t r Ad Hr) as [t0 [Ad0 [N0 [t1 [Lead Steer]]]]].
  set (Q := fun u => in_domain P u /\ L P u < c).
  assert (First : joined Q t t0).
  { apply joined_straight. intros v Hv. change (segment t t0 v) with (between t t0 v).
    pose proof (between_admissible P t t0 v Ad Ad0) as Av. split; [now apply all_in_domain|].
    apply Nearby_; [assumption|]. intros p I. specialize (N0 p I). unfold between.
    replace (t p + v * (t0 p - t p) - t p) with (v * (t0 p - t p)) by ring.
    rewrite Rabs_mult, (Rabs_pos_eq v) by lra. pose proof (Rabs_pos (t0 p - t p)). nra. }
  assert (Low0 : L P t0 < c) by apply (joined_end Q t t0 First).
  destruct (leads_end P t0 t1 Lead) as [[Ad1 _] Le1].
  assert (Second : joined Q t t1).
  { apply joined_on with t0; [exact First|]. apply leads_joined in Lead.
    apply joined_more with (2 := Lead). intros u [D Lu]. split; [exact D|lra]. }
  assert (Done : forall t2, joined Q t t2 -> L P t2 <= m ->
    exists g, path_from t g /\ (forall v, 0 <= v <= 1 -> in_domain P (g v) /\ L P (g v) < c) /\ L P (g 1) <= m).
  { intros t2 (g & G0 & G1 & GC & GH) End. exists g. split; [split; assumption|]. split; [exact GH|].
    now rewrite G1. }
  destruct (Rle_lt_dec (L P t1) m) as [Le|Gt]; [now apply Done with t1|].
  destruct (Steer t' Ad') as (g & G0 & GC & GA & GF).
  assert (End : L P (g 1) = L P t').
  { apply L_same; [assumption|]. intros e I. rewrite (GF 1 e I). ring. }
  apply Done with (g 1); [|lra]. apply joined_on with t1; [exact Second|].
  exists g. split; [exact G0|]. split; [reflexivity|]. split; [exact GC|]. intros v Hv.
  split; [now apply all_in_domain|]. apply Rle_lt_trans with (L P t1); [|lra].
  apply (L_on_segment P convex unregularised t1 t' (g v) v Hv); [|lra]. intros e I. now apply GF.
Qed.

End Paths.
