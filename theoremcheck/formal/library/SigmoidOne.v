(** * Four points, one sigmoidal unit and a direct linear part: no local minimum with a slope *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsCircuit Algebra Near Dual OneRelation Second Pair Square.
Import ListNotations.
Open Scope R_scope.

Section Skip.

Variable P : problem.
Hypothesis defined : forall t, L_defined P t.
Hypothesis unregularised : objective_unregularised P.

Variable pts : list sample.
Variables lab mu : sample -> R.
Hypothesis is_labelled : labelled P pts lab mu.
Hypothesis four : length pts = 4%nat.
Hypothesis balanced : over pts (fun e => mu e * lab e) = 0.

Let Pts : points P pts := proj1 is_labelled.
Let positive : forall e, In e pts -> 0 < mu e := proj1 (proj2 (proj2 is_labelled)).
Let four_samples := four_samples P pts lab mu is_labelled four.
Let any := any_values P pts lab mu is_labelled.

(** The unit: its function, its output weight and what it receives. *)
Variables g s1 s2 : R -> R.
Variables eps c : R.
Hypothesis first_derivative : forall v, derivable_pt_lim g v (s1 v).
Hypothesis second_derivative : forall v, derivable_pt_lim s1 v (s2 v).
Let K (v : R) : R := eps * (s2 v / s1 v).
Hypothesis grows : grows_from K c.
Hypothesis s1_not_0 : forall v, s1 v <> 0.
Variable weight : params -> R.
Variable input : params -> sample -> R.
Hypothesis input_relation : forall t, over pts (fun e => mu e * lab e * input t e) = 0.
Hypothesis input_same : forall t e e', same P e e' -> input t e' = input t e.

(** The output weight moves by b, what the unit receives by u . X, the linear part by w . X. *)
Variable moved : params -> R -> (nat -> R) -> (nat -> R) -> params.
Hypothesis moved_admissible : forall t b u w, admissible P t -> admissible P (moved t b u w).
Hypothesis moved_input : forall t b u w e, input (moved t b u w) e = input t e + dot P u e.
Hypothesis moved_f : forall t b u w e, admissible P t -> f P (moved t b u w) e = f P t e
  + ((weight t + b) * g (input t e + dot P u e) - weight t * g (input t e)) + dot P w e.
Hypothesis moved_near : forall r, 0 < r -> exists d, 0 < d /\ forall t b u w, Rabs b < d ->
  (forall k, (k <= dim P)%nat -> Rabs (u k) < d) -> (forall k, (k <= dim P)%nat -> Rabs (w k) < d) ->
  near P r t (moved t b u w).

Variable l' : R -> R.
Hypothesis loss_derivative : forall v, derivable_pt_lim (ell P) v (l' v).

Local Notation slope t := (fun e => l' (z P t e)).
Local Notation q t := (gather P pts lab (fun e => pull (slope t) e * y e)).

Lemma slopes : forall t e, In e (data P) -> derivable_pt_lim (ell P) (z P t e) (l' (z P t e)).
Proof. intros t e _. apply loss_derivative. Qed.

(** A curve of such moves from a local minimum. *)
Definition curve (t : params) (b : R) (u : nat -> R) (a : R -> R) (w : nat -> R) (h : R) : params :=
  moved t (h * b) (fun k => h * u k) (fun k => a h * w k).

Lemma curve_f : forall t b u a w h e, admissible P t -> f P (curve t b u a w h) e = f P t e
  + ((weight t + h * b) * g (input t e + h * dot P u e) - weight t * g (input t e)) + a h * dot P w e.
Proof. intros. unfold curve. rewrite moved_f, !dot_scale by assumption. reflexivity. Qed.

Lemma curve_input : forall t b u a w h e, input (curve t b u a w h) e = input t e + h * dot P u e.
Proof. intros. unfold curve. now rewrite moved_input, dot_scale. Qed.

Definition vanishing (a : R -> R) : Prop :=
  forall r, 0 < r -> exists d, 0 < d /\ forall h, Rabs h < d -> Rabs (a h) < r.

Lemma vanishing_multiple : forall b, vanishing (fun h => h * b).
Proof.
  intros b r Hr. destruct (small_steps (fun _ => b) 1 r Hr) as [d [Hd H]].
  exists d. split; [assumption|]. intros h Hh. apply (H h Hh 0%nat). lia.
Qed.

Lemma curve_kept : forall t b u a w, local_min P t -> vanishing a -> exists d, 0 < d /\
  forall h, Rabs h < d -> L P t <= L P (curve t b u a w h) /\
    ((forall e, In e (data P) -> f P (curve t b u a w h) e = f P t e) ->
     local_min P (curve t b u a w h)).
Proof.
  intros t b u a w Hm Ha.
  destruct (near_min P defined t Hm) as [r1 [Hr1 NM]].
  destruct (min_same P defined t Hm) as [r2 [Hr2 MS]].
  destruct (moved_near (Rmin r1 r2) ltac:(now apply Rmin_pos)) as [d [Hd MN]].
  destruct (vanishing_multiple b d Hd) as [d1 [Hd1 S1]].
  destruct (small_steps u (S (dim P)) d Hd) as [d2 [Hd2 S2]].
  destruct (small_steps w (S (dim P)) d Hd) as [d3 [Hd3 S3]].
  destruct (Ha d3 Hd3) as [d4 [Hd4 S4]].
  exists (Rmin d1 (Rmin d2 d4)). split; [repeat apply Rmin_pos; assumption|]. intros h Hh.
  assert (M1 := Rmin_l d1 (Rmin d2 d4)). assert (M2 := Rmin_r d1 (Rmin d2 d4)).
  assert (M3 := Rmin_l d2 d4). assert (M4 := Rmin_r d2 d4).
  assert (M5 := Rmin_l r1 r2). assert (M6 := Rmin_r r1 r2).
  assert (N : near P (Rmin r1 r2) t (curve t b u a w h)).
  { apply MN.
    - apply S1. lra.
    - intros k Hk. apply S2; [lra|lia].
    - intros k Hk. apply S3; [apply S4; lra | lia]. }
  assert (A : admissible P (curve t b u a w h)) by (apply moved_admissible, Hm).
  split.
  - apply NM; [assumption|]. intros p Hp. specialize (N p Hp). lra.
  - intros F. apply MS; [assumption | |].
    + intros p Hp. specialize (N p Hp). lra.
    + apply Rle_antisym; apply L_le; try assumption; right; apply over_eq; intros e He;
        unfold z; now rewrite F.
Qed.

(** ** Conditions of first order *)

Lemma first_order_data : forall t b u w, local_min P t -> over (data P) (fun e => pull (slope t) e * y e *
  (b * g (input t e) + weight t * (s1 (input t e) * dot P u e) + dot P w e)) = 0.
Proof.
  intros t b u w Hm.
  destruct (curve_kept t b u (fun h => h) w Hm) as [d [Hd C]].
  { intros r Hr. exists r. auto. }
  apply (no_descent_both P unregularised t (slope t) _
    (fun e h => f P (curve t b u (fun h => h) w h) e) (slopes t)).
  - intros e _. split.
    + rewrite curve_f by apply Hm. rewrite !Rmult_0_l, !Rplus_0_r. ring.
    + apply (derivative_eq (fun h => (f P t e - weight t * g (input t e) + dot P w e * h + 0 * h^2)
        + (weight t + b * h + 0 * h^2) * g (input t e + h * dot P u e))).
      { intros h. rewrite curve_f by apply Hm. ring. }
      replace (b * g (input t e) + weight t * (s1 (input t e) * dot P u e) + dot P w e) with
        (dot P w e + (b * g (input t e + 0 * dot P u e)
          + (weight t + b * 0 + 0 * 0^2) * (s1 (input t e) * dot P u e)))
        by (rewrite Rmult_0_l, Rplus_0_r; ring).
      apply (derivable_pt_lim_plus
        (fun h => f P t e - weight t * g (input t e) + dot P w e * h + 0 * h^2)).
      * apply derivative_quadratic.
      * apply (derivable_pt_lim_mult (fun h => weight t + b * h + 0 * h^2)
          (fun h => g (input t e + h * dot P u e))).
        { apply derivative_quadratic. }
        { apply derivative_along. apply first_derivative. }
  - exists d. split; [assumption|]. intros h Hh. exists (curve t b u (fun h => h) w h).
    split; [now apply C | reflexivity].
Qed.

Lemma input_at_x : forall t e, In e (data P) -> input t e = input t (at_x P pts e).
Proof. intros t e He. symmetry. apply input_same. now apply at_x_in. Qed.

Lemma to_points : forall t h, (forall e, In e (data P) -> h e = h (at_x P pts e)) ->
  over (data P) (fun e => pull (slope t) e * y e * h e) = over pts (fun e => q t e * lab e * h e).
Proof.
  intros t h H. apply (gathered P pts Pts lab); [now apply (label_square P pts lab mu) | exact H].
Qed.

Lemma first_order : forall t b u w, local_min P t -> over pts (fun e => q t e * lab e *
  (b * g (input t e) + weight t * (s1 (input t e) * dot P u e) + dot P w e)) = 0.
Proof.
  intros t b u w Hm. rewrite <- (first_order_data t b u w Hm). symmetry. apply to_points. intros e He.
  rewrite (input_at_x t e He), !(at_x_dot P pts Pts _ e He). reflexivity.
Qed.

Lemma same_pull : forall t t', (forall e, In e (data P) -> f P t' e = f P t e) ->
  forall e, q t' e = q t e.
Proof. intros t t' F e. apply gather_eq. intros e' He. unfold pull, z. now rewrite F. Qed.

Lemma proportional : forall phi, (forall u, over pts (fun e => phi e * lab e * dot P u e) = 0) ->
  exists b, forall e, In e pts -> phi e = b * mu e.
Proof.
  intros phi H. apply (proj1 (proj2 (proj2 (proj2 is_labelled)))). intros k Hk.
  rewrite <- (H (fun i => if Nat.eq_dec i k then 1 else 0)). apply over_eq. intros e _.
  now rewrite dot_unit.
Qed.

(** By the linear part, q_i = b m_i. *)
Lemma q_relation : forall t, local_min P t ->
  exists b, forall e, In e pts -> q t e = b * mu e.
Proof.
  intros t Hm. apply proportional. intros w.
  rewrite <- (first_order t 0 (fun _ => 0) w Hm). apply over_eq. intros e _. rewrite dot_0. ring.
Qed.

(** And q_i s'(u_i) = b m_i: where the output weight is 0 since the condition in it holds all around. *)
Lemma input_condition : forall t, local_min P t ->
  exists b, forall e, In e pts -> q t e * s1 (input t e) = b * mu e.
Proof.
  intros t Hm. apply proportional. intros u.
  destruct (Req_dec (weight t) 0) as [Z|N].
  - destruct (curve_kept t 0 u (fun _ => 0) (fun _ => 0) Hm) as [d [Hd C]].
    { intros r Hr. exists 1. split; [lra|]. intros. now rewrite Rabs_R0. }
    set (k := fun h => over pts (fun e => q t e * lab e * g (input t e + h * dot P u e))).
    assert (D : derivable_pt_lim k 0 (over pts (fun e =>
      q t e * s1 (input t e) * lab e * dot P u e))).
    { apply (derivative_over pts (fun e h => q t e * lab e * g (input t e + h * dot P u e))).
      intros e _.
      replace (q t e * s1 (input t e) * lab e * dot P u e)
        with (q t e * lab e * (s1 (input t e) * dot P u e)) by ring.
      apply (derivable_pt_lim_scal (fun h => g (input t e + h * dot P u e))).
      now apply derivative_along. }
    apply (constant_derivative k 0 _ D). exists d. split; [assumption|].
    assert (ZERO : forall h, Rabs h < d -> k h = 0).
    { intros h Hh. set (t' := curve t 0 u (fun _ => 0) (fun _ => 0) h).
      assert (F : forall e, In e (data P) -> f P t' e = f P t e).
      { intros e _. unfold t'. rewrite curve_f by apply Hm. rewrite Z. ring. }
      assert (Hm' : local_min P t') by now apply C.
      rewrite <- (first_order t' 1 (fun _ => 0) (fun _ => 0) Hm'). unfold k.
      apply over_eq. intros e He. rewrite (same_pull t t' F).
      unfold t'. rewrite curve_input, dot_0. ring. }
    intros h Hh. rewrite Rplus_0_l, (ZERO h Hh), (ZERO 0); [reflexivity|]. now rewrite Rabs_R0.
  - apply Rmult_eq_reg_l with (weight t); [|assumption].
    rewrite <- over_mul, Rmult_0_r, <- (first_order t 0 u (fun _ => 0) Hm).
    apply over_eq. intros e _. rewrite dot_0. ring.
Qed.

(** So s'(u_i) is one number, at a local minimum with a slope. *)
Lemma one_slope : forall t, local_min P t -> (exists e, In e pts /\ q t e <> 0) ->
  (exists b, b <> 0 /\ forall e, In e pts -> q t e = b * mu e) /\
  forall e e', In e pts -> In e' pts -> s1 (input t e) = s1 (input t e').
Proof.
  intros t Hm [e0 [I0 N0]]. destruct (q_relation t Hm) as [b Hb].
  destruct (input_condition t Hm) as [b' Hb'].
  assert (B : b <> 0) by (intros ->; apply N0; rewrite (Hb e0 I0); ring).
  split; [now exists b|].
  assert (S : forall e, In e pts -> s1 (input t e) = b' / b).
  { intros e He. assert (H := Hb' e He). rewrite (Hb e He) in H. assert (Me := positive e He).
    apply Rmult_eq_reg_l with (b * mu e).
    - rewrite H. field. assumption.
    - apply Rmult_integral_contrapositive_currified; lra. }
  intros e e' He He'. now rewrite !S.
Qed.

(** ** (A) The output weight is not 0 *)

Lemma weight_not_0 : forall t, local_min P t -> (exists e, In e pts /\ q t e <> 0) ->
  weight t <> 0.
Proof.
  intros t Hm SS Z.
  destruct (one_moves P pts lab mu is_labelled four) as [e1 [e2 [u [m [I1 [I2 [m0 [U1 U2]]]]]]]].
  destruct (curve_kept t 0 u (fun _ => 0) (fun _ => 0) Hm) as [d [Hd C]].
  { intros r Hr. exists 1. split; [lra|]. intros. now rewrite Rabs_R0. }
  apply (slope_not_constant s1 s2 eps c second_derivative grows (input t e2) m d Hd m0).
  intros h Hh. set (t' := curve t 0 u (fun _ => 0) (fun _ => 0) h).
  assert (F : forall e, In e (data P) -> f P t' e = f P t e).
  { intros e _. unfold t'. rewrite curve_f by apply Hm. rewrite Z. ring. }
  assert (Hm' : local_min P t') by now apply C.
  assert (SS' : exists e, In e pts /\ q t' e <> 0).
  { destruct SS as [e [He N]]. exists e. split; [assumption|]. now rewrite (same_pull t t' F). }
  destruct (one_slope t Hm SS) as [_ S]. destruct (one_slope t' Hm' SS') as [_ S'].
  assert (E := S' e2 e1 I2 I1). unfold t' in E. rewrite !curve_input, U1, U2, Rmult_0_r, Rplus_0_r in E.
  rewrite E. now apply S.
Qed.

(** ** (B) What the unit receives is c at all samples *)

(** By the linear part f need not move to first order, whatever the unit does. *)
Lemma centred : forall t, local_min P t -> (exists e, In e pts /\ q t e <> 0) ->
  forall e, In e pts -> input t e = c.
Proof.
  intros t Hm SS. apply NNPP. intros N.
  assert (W := weight_not_0 t Hm SS).
  destruct (one_slope t Hm SS) as [[b [B Q]] S].
  destruct four_samples as [e1 [e2 [e3 [e4 [_ [_ [I _]]]]]]].
  assert (I1 : In e1 pts) by (apply I; auto).
  set (s0 := s1 (input t e1)). assert (S0 : s0 <> 0) by apply s1_not_0.
  assert (E0 := factor_not_0 s1 s2 eps c grows).
  set (r := b * weight t * s0 * / (2 * eps)).
  assert (R0 : r <> 0).
  { unfold r. repeat apply Rmult_integral_contrapositive_currified; auto.
    apply Rinv_neq_0_compat. lra. }
  destruct (square_form P pts lab mu is_labelled four balanced K c (input t) r
    (input_relation t) grows N R0) as [d [DZ DP]].
  destruct (any d DZ) as [u Hu].
  set (T := fun e h => g (input t e + h * dot P u e) - g (input t e) - h * dot P u e * s1 (input t e)
    - (h * dot P u e)^2 * (s2 (input t e) / 2)).
  assert (C : over pts (fun e => q t e * lab e *
    (weight t * (dot P u e)^2 * (s2 (input t e) / 2))) <= 0).
  { rewrite <- to_points.
    2: { intros e He. rewrite (input_at_x t e He), !(at_x_dot P pts Pts _ e He). reflexivity. }
    apply (no_descent_2 P unregularised t (slope t) _ (fun e h => weight t * T e h) (slopes t)).
    - intros e _. apply o2_mul. unfold T. apply (taylor g s1); auto.
    - destruct (curve_kept t 0 u (fun h => h * (- weight t * s0)) u Hm (vanishing_multiple _))
        as [h0 [Hh0 KEEP]].
      exists h0. split; [assumption|]. intros h Hh.
      exists (curve t 0 u (fun h => h * (- weight t * s0)) u h).
      split; [apply KEEP; apply Rabs_def1; lra|]. intros e He. rewrite curve_f by apply Hm.
      unfold T, s0. rewrite (S e1 (at_x P pts e) I1 (proj1 (at_x_in P pts Pts e He))), <- (input_at_x t e He).
      ring. }
  enough (0 < over pts (fun e => q t e * lab e *
    (weight t * (dot P u e)^2 * (s2 (input t e) / 2)))) by lra.
  eapply Rlt_le_trans; [exact DP|]. right. rewrite <- over_mul. apply over_eq. intros e He.
  rewrite (Q e He), (Hu e He). unfold r, K, s0.
  rewrite (S e1 e I1 He). field. repeat split; auto.
Qed.

Lemma no_slope_at : forall t, local_min P t -> forall e, In e pts -> q t e = 0.
Proof.
  intros t Hm e He. apply NNPP. intros NZ.
  assert (SS : exists e, In e pts /\ q t e <> 0) by now exists e.
  assert (C := centred t Hm SS).
  destruct (any (fun _ => 1)) as [v Hv].
  { rewrite <- balanced. apply over_eq. intros; ring. }
  set (a := fun h => - weight t * (g (c + h) - g c)).
  destruct (curve_kept t 0 v a v Hm) as [d [Hd KEEP]].
  { intros r Hr. assert (A := Rabs_pos (weight t)).
    destruct (small_change g c _ (first_derivative c) (r / (Rabs (weight t) + 1)))
      as [d [Hd H]]; [apply Rdiv_lt_0_compat; lra|].
    exists d. split; [assumption|]. intros h Hh. specialize (H h Hh).
    unfold a. rewrite Rabs_mult, Rabs_Ropp.
    apply Rle_lt_trans with ((Rabs (weight t) + 1) * Rabs (g (c + h) - g c)).
    - apply Rmult_le_compat_r; [apply Rabs_pos | lra].
    - replace r with ((Rabs (weight t) + 1) * (r / (Rabs (weight t) + 1))) by (field; lra).
      apply Rmult_lt_compat_l; lra. }
  set (h := d / 2). assert (Hh : Rabs h < d) by (rewrite Rabs_pos_eq; unfold h; lra).
  assert (F : forall e, In e (data P) -> f P (curve t 0 v a v h) e = f P t e).
  { intros e' He'. rewrite curve_f by apply Hm.
    assert (I' := proj1 (at_x_in P pts Pts e' He')).
    rewrite (input_at_x t e' He'), (at_x_dot P pts Pts v e' He'), (C _ I'), (Hv _ I'). unfold a.
    rewrite Rmult_1_r. ring. }
  assert (Hm' : local_min P (curve t 0 v a v h)) by now apply KEEP.
  assert (SS' : exists e, In e pts /\ q (curve t 0 v a v h) e <> 0).
  { exists e. split; [assumption|]. now rewrite (same_pull t _ F). }
  assert (C' := centred _ Hm' SS' e He).
  rewrite curve_input, (C e He), (Hv e He) in C'. unfold h in C'. lra.
Qed.

End Skip.
