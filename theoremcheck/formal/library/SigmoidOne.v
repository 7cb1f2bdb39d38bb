(** * One relation, one unit and a direct linear part: no local minimum with a slope

    The unit is sigmoidal, and there are four points; or it is strictly convex or concave. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsCircuit Algebra Near Dual OneRelation Second Pair Square.
Import ListNotations.
Open Scope R_scope.

Section Skip.

Variable P : problem.

(** The problem whose X is meant: P itself, or one with the same data where X is (x, 1). *)
Variable V : problem.
Hypothesis same_data : data V = data P.

Hypothesis defined : forall t, L_defined P t.
Hypothesis unregularised : objective_unregularised P.

Variable pts : list sample.
Variables lab mu : sample -> R.
Hypothesis is_labelled : labelled V pts lab mu.

Let Pts : points V pts := proj1 is_labelled.
Let positive : forall e, In e pts -> 0 < mu e := proj1 (proj2 (proj2 is_labelled)).
Let any := any_values V pts lab mu is_labelled.

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
Hypothesis input_same : forall t e e', same V e e' -> input t e' = input t e.

(** The output weight moves by b, if it is free, what the unit receives by u . X, the linear part by w . X. *)
Variable moved : params -> R -> (nat -> R) -> (nat -> R) -> params.
Variable free : Prop.
Hypothesis has_part : free \/ forall t, admissible P t -> weight t <> 0.
Hypothesis moved_admissible : forall t b u w, b = 0 \/ free -> admissible P t ->
  admissible P (moved t b u w).
Hypothesis moved_input : forall t b u w e, input (moved t b u w) e = input t e + dot V u e.
Hypothesis moved_f : forall t b u w e, b = 0 \/ free -> admissible P t -> f P (moved t b u w) e = f P t e
  + ((weight t + b) * g (input t e + dot V u e) - weight t * g (input t e)) + dot V w e.
Hypothesis moved_near : forall r, 0 < r -> exists d, 0 < d /\ forall t b u w, Rabs b < d ->
  (forall k, (k <= dim P)%nat -> Rabs (u k) < d) -> (forall k, (k <= dim P)%nat -> Rabs (w k) < d) ->
  near P r t (moved t b u w).

Variable l' : R -> R.
Hypothesis loss_derivative : forall v, derivable_pt_lim (ell P) v (l' v).

Local Notation slope t := (fun e => l' (z P t e)).
Local Notation q t := (gather V pts lab (fun e => pull (slope t) e * y e)).

Lemma slopes : forall t e, In e (data P) -> derivable_pt_lim (ell P) (z P t e) (l' (z P t e)).
Proof. intros t e _. apply loss_derivative. Qed.

(** A curve of such moves from a local minimum. *)
Definition curve (t : params) (b : R) (u : nat -> R) (a : R -> R) (w : nat -> R) (h : R) : params :=
  moved t (h * b) (fun k => h * u k) (fun k => a h * w k).

Lemma curve_f : forall t b u a w h e, b = 0 \/ free -> admissible P t -> f P (curve t b u a w h) e = f P t e
  + ((weight t + h * b) * g (input t e + h * dot V u e) - weight t * g (input t e)) + a h * dot V w e.
Proof.
  intros t b u a w h e Hb Adm. unfold curve. rewrite moved_f, !dot_scale; [reflexivity | | assumption].
  destruct Hb as [-> | Hb]; [left; ring | now right].
Qed.

Lemma curve_input : forall t b u a w h e, input (curve t b u a w h) e = input t e + h * dot V u e.
Proof. intros. unfold curve. now rewrite moved_input, dot_scale. Qed.

Definition vanishing (a : R -> R) : Prop :=
  forall r, 0 < r -> exists d, 0 < d /\ forall h, Rabs h < d -> Rabs (a h) < r.

Lemma vanishing_multiple : forall b, vanishing (fun h => h * b).
Proof.
  intros b r Hr. destruct (small_steps (fun _ => b) 1 r Hr) as [d [Hd H]].
  exists d. split; [assumption|]. intros h Hh. apply (H h Hh 0%nat). lia.
Qed.

Lemma curve_kept : forall t b u a w, b = 0 \/ free -> local_min P t -> vanishing a -> exists d, 0 < d /\
  forall h, Rabs h < d -> L P t <= L P (curve t b u a w h) /\
    ((forall e, In e (data P) -> f P (curve t b u a w h) e = f P t e) ->
     local_min P (curve t b u a w h)).
Proof.
  intros t b u a w Hb Hm Ha.
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
  assert (A : admissible P (curve t b u a w h)).
  { apply moved_admissible; [|apply Hm]. destruct Hb as [-> | Hb]; [left; ring | now right]. }
  split.
  - apply NM; [assumption|]. intros p Hp. specialize (N p Hp). lra.
  - intros F. apply MS; [assumption | |].
    + intros p Hp. specialize (N p Hp). lra.
    + apply Rle_antisym; apply L_le; try assumption; right; apply over_eq; intros e He;
        unfold z; now rewrite F.
Qed.

(** ** Conditions of first order *)

Lemma first_order_data : forall t b u w, b = 0 \/ free -> local_min P t -> over (data P) (fun e => pull (slope t) e * y e *
  (b * g (input t e) + weight t * (s1 (input t e) * dot V u e) + dot V w e)) = 0.
Proof.
  intros t b u w Hb Hm.
  destruct (curve_kept t b u (fun h => h) w Hb Hm) as [d [Hd C]].
  { intros r Hr. exists r. auto. }
  apply (no_descent_both P unregularised t (slope t) _
    (fun e h => f P (curve t b u (fun h => h) w h) e) (slopes t)).
  - intros e _. split.
    + rewrite curve_f by (try apply Hm; auto). rewrite !Rmult_0_l, !Rplus_0_r. ring.
    + apply (derivative_eq (fun h => (f P t e - weight t * g (input t e) + dot V w e * h + 0 * h^2)
        + (weight t + b * h + 0 * h^2) * g (input t e + h * dot V u e))).
      { intros h. rewrite curve_f by (try apply Hm; auto). ring. }
      replace (b * g (input t e) + weight t * (s1 (input t e) * dot V u e) + dot V w e) with
        (dot V w e + (b * g (input t e + 0 * dot V u e)
          + (weight t + b * 0 + 0 * 0^2) * (s1 (input t e) * dot V u e)))
        by (rewrite Rmult_0_l, Rplus_0_r; ring).
      apply (derivable_pt_lim_plus
        (fun h => f P t e - weight t * g (input t e) + dot V w e * h + 0 * h^2)).
      * apply derivative_quadratic.
      * apply (derivable_pt_lim_mult (fun h => weight t + b * h + 0 * h^2)
          (fun h => g (input t e + h * dot V u e))).
        { apply derivative_quadratic. }
        { apply derivative_along. apply first_derivative. }
  - exists d. split; [assumption|]. intros h Hh. exists (curve t b u (fun h => h) w h).
    split; [now apply C | reflexivity].
Qed.

Lemma at_a_point : forall e, In e (data P) -> In (at_x V pts e) pts /\ same V e (at_x V pts e).
Proof. intros e He. apply at_x_in; [exact Pts | now rewrite same_data]. Qed.

Lemma dot_at_x : forall u e, In e (data P) -> dot V u e = dot V u (at_x V pts e).
Proof. intros u e He. apply at_x_dot; [exact Pts | now rewrite same_data]. Qed.

Lemma input_at_x : forall t e, In e (data P) -> input t e = input t (at_x V pts e).
Proof. intros t e He. symmetry. apply input_same. now apply at_a_point. Qed.

Lemma to_points : forall t h, (forall e, In e (data P) -> h e = h (at_x V pts e)) ->
  over (data P) (fun e => pull (slope t) e * y e * h e) = over pts (fun e => q t e * lab e * h e).
Proof.
  intros t h H. rewrite <- same_data. apply (gathered V pts Pts lab).
  - now apply (label_square V pts lab mu).
  - rewrite same_data. exact H.
Qed.

Lemma first_order : forall t b u w, b = 0 \/ free -> local_min P t -> over pts (fun e => q t e * lab e *
  (b * g (input t e) + weight t * (s1 (input t e) * dot V u e) + dot V w e)) = 0.
Proof.
  intros t b u w Hb Hm. rewrite <- (first_order_data t b u w Hb Hm). symmetry. apply to_points. intros e He.
  rewrite (input_at_x t e He), !(dot_at_x _ e He). reflexivity.
Qed.

Lemma same_pull : forall t t', (forall e, In e (data P) -> f P t' e = f P t e) ->
  forall e, q t' e = q t e.
Proof. intros t t' F e. apply gather_eq. rewrite same_data. intros e' He. unfold pull, z. now rewrite F. Qed.

Lemma proportional : forall phi, (forall u, over pts (fun e => phi e * lab e * dot V u e) = 0) ->
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
  rewrite <- (first_order t 0 (fun _ => 0) w (or_introl eq_refl) Hm). apply over_eq. intros e _. rewrite dot_0. ring.
Qed.

(** And q_i s'(u_i) = b m_i: where the output weight is 0 since the condition in it holds all around. *)
Lemma input_condition : forall t, local_min P t ->
  exists b, forall e, In e pts -> q t e * s1 (input t e) = b * mu e.
Proof.
  intros t Hm. apply proportional. intros u.
  destruct (Req_dec (weight t) 0) as [Z|N].
  - assert (Free : free).
    { destruct has_part as [|W]; [assumption|]. now elim (W t (proj1 Hm)). }
    destruct (curve_kept t 0 u (fun _ => 0) (fun _ => 0) (or_introl eq_refl) Hm) as [d [Hd C]].
    { intros r Hr. exists 1. split; [lra|]. intros. now rewrite Rabs_R0. }
    set (k := fun h => over pts (fun e => q t e * lab e * g (input t e + h * dot V u e))).
    assert (D : derivable_pt_lim k 0 (over pts (fun e =>
      q t e * s1 (input t e) * lab e * dot V u e))).
    { apply (derivative_over pts (fun e h => q t e * lab e * g (input t e + h * dot V u e))).
      intros e _.
      replace (q t e * s1 (input t e) * lab e * dot V u e)
        with (q t e * lab e * (s1 (input t e) * dot V u e)) by ring.
      apply (derivable_pt_lim_scal (fun h => g (input t e + h * dot V u e))).
      now apply derivative_along. }
    apply (constant_derivative k 0 _ D). exists d. split; [assumption|].
    assert (ZERO : forall h, Rabs h < d -> k h = 0).
    { intros h Hh. set (t' := curve t 0 u (fun _ => 0) (fun _ => 0) h).
      assert (F : forall e, In e (data P) -> f P t' e = f P t e).
      { intros e _. unfold t'. rewrite curve_f by (try apply Hm; auto). rewrite Z. ring. }
      assert (Hm' : local_min P t') by now apply C.
      rewrite <- (first_order t' 1 (fun _ => 0) (fun _ => 0) (or_intror Free) Hm'). unfold k.
      apply over_eq. intros e He. rewrite (same_pull t t' F).
      unfold t'. rewrite curve_input, dot_0. ring. }
    intros h Hh. rewrite Rplus_0_l, (ZERO h Hh), (ZERO 0); [reflexivity|]. now rewrite Rabs_R0.
  - apply Rmult_eq_reg_l with (weight t); [|assumption].
    rewrite <- over_mul, Rmult_0_r, <- (first_order t 0 u (fun _ => 0) (or_introl eq_refl) Hm).
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

(** ** The unit lies above its tangents: it is strictly convex *)

Section Curved.

Hypothesis above : forall v h, h <> 0 -> g v + s1 v * h < g (v + h).

Lemma slopes_increase : forall v w, v < w -> s1 v < s1 w.
Proof.
  intros v w O. assert (A1 := above v (w - v) ltac:(lra)). assert (A2 := above w (v - w) ltac:(lra)).
  replace (v + (w - v)) with w in A1 by ring. replace (w + (v - w)) with v in A2 by ring.
  assert (H : (s1 v - s1 w) * (w - v) < 0) by lra.
  apply Rnot_le_lt. intros N. assert (0 <= (s1 v - s1 w) * (w - v)) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma one_input : forall v w, s1 v = s1 w -> v = w.
Proof.
  intros v w E. destruct (Rtotal_order v w) as [O|[O|O]]; [|assumption|]; apply slopes_increase in O; lra.
Qed.

(** Two points of one label move, to opposite sides; the others stay. *)
Lemma pair_moves : forall side, side = 1 \/ side = -1 -> exists e1 e2 u, In e1 pts /\ In e2 pts /\ e1 <> e2 /\
  lab e1 = side /\ lab e2 = side /\
  forall e, In e pts -> dot V u e = two e1 e2 (/ mu e1) (- / mu e2) e.
Proof.
  intros side Side. assert (Two := proj2 (proj2 (proj2 (proj2 (proj2 is_labelled))))).
  assert (ND : NoDup pts) by apply Pts.
  destruct (Two side Side) as [e1 [e2 [I1 [I2 [D [L1 L2]]]]]].
  assert (M1 := positive e1 I1). assert (M2 := positive e2 I2).
  destruct (any (two e1 e2 (/ mu e1) (- / mu e2))) as [u Hu].
  - rewrite (over_two pts (fun e v => mu e * lab e * v)); auto; [|intros; ring].
    rewrite L1, L2. field. lra.
  - exists e1, e2, u. repeat split; assumption.
Qed.

Lemma output_not_0 : forall t, local_min P t -> (exists e, In e pts /\ q t e <> 0) -> weight t <> 0.
Proof.
  intros t Hm SS Z.
  destruct (pair_moves 1 ltac:(now left)) as [e1 [e2 [u [I1 [I2 [D12 [L1 [L2 U]]]]]]]].
  assert (Two := proj2 (proj2 (proj2 (proj2 (proj2 is_labelled))))).
  destruct (Two (-1) ltac:(now right)) as [e3 [e4 [I3 [_ [_ [L3 _]]]]]].
  destruct (curve_kept t 0 u (fun _ => 0) (fun _ => 0) (or_introl eq_refl) Hm) as [d [Hd C]].
  { intros r Hr. exists 1. split; [lra|]. intros. now rewrite Rabs_R0. }
  set (h := d / 2). assert (Hh : Rabs h < d) by (rewrite Rabs_pos_eq; unfold h; lra).
  set (t' := curve t 0 u (fun _ => 0) (fun _ => 0) h).
  assert (F : forall e, In e (data P) -> f P t' e = f P t e).
  { intros e _. unfold t'. rewrite curve_f by (try apply Hm; auto). rewrite Z. ring. }
  assert (Hm' : local_min P t') by now apply C.
  assert (SS' : exists e, In e pts /\ q t' e <> 0).
  { destruct SS as [e [He N]]. exists e. split; [assumption|]. now rewrite (same_pull t t' F). }
  destruct (one_slope t Hm SS) as [_ S]. destruct (one_slope t' Hm' SS') as [_ S'].
  assert (E := one_input _ _ (S e1 e3 I1 I3)). assert (E' := one_input _ _ (S' e1 e3 I1 I3)).
  unfold t' in E'. rewrite !curve_input, (U e1 I1), (U e3 I3) in E'. unfold two in E'.
  destruct (sample_eq_dec e1 e1) as [_|]; [|congruence].
  destruct (sample_eq_dec e3 e1) as [->|_]; [lra|].
  destruct (sample_eq_dec e3 e2) as [->|_]; [lra|].
  assert (M1 := Rinv_0_lt_compat _ (positive e1 I1)).
  assert (0 < h * / mu e1) by (apply Rmult_lt_0_compat; unfold h; lra). lra.
Qed.

(** Near a point every loss lies below its tangent and a small multiple of the distance. *)
Lemma losses_near : forall t slack, 0 < slack -> exists d, 0 < d /\ forall e k, In e (data P) -> Rabs k < d ->
  ell P (z P t e + k) <= ell P (z P t e) + l' (z P t e) * k + slack * Rabs k.
Proof.
  intros t slack He. generalize (data P) as samples. induction samples as [|e rest IH].
  - exists 1. split; [lra|]. intros ? ? [].
  - destruct IH as [d1 [Hd1 H1]]. destruct (loss_derivative (z P t e) slack He) as [d2 H2].
    exists (Rmin d1 d2). split; [apply Rmin_pos; [assumption|apply cond_pos]|].
    intros e' k [<-|I] Hk; assert (M1 := Rmin_l d1 d2); assert (M2 := Rmin_r d1 d2); [|apply H1; [assumption|lra]].
    destruct (Req_dec k 0) as [->|N]; [rewrite Rplus_0_r, Rabs_R0; lra|].
    specialize (H2 k N ltac:(lra)). set (r := (ell P (z P t e + k) - ell P (z P t e)) / k - l' (z P t e)) in *.
    assert (E : ell P (z P t e + k) = ell P (z P t e) + l' (z P t e) * k + r * k)
      by (unfold r; field; assumption).
    assert (A : r * k <= slack * Rabs k).
    { apply Rle_trans with (Rabs (r * k)); [apply Rle_abs|]. rewrite Rabs_mult.
      apply Rmult_le_compat_r; [apply Rabs_pos | lra]. }
    lra.
Qed.

(** The two points move f alike in sign, and to no first order: L falls for one label. *)
Lemma no_slope_curved : forall t, local_min P t -> forall e, In e pts -> q t e = 0.
Proof.
  intros t Hm e0 I0. apply NNPP. intros NZ.
  assert (SS : exists e, In e pts /\ q t e <> 0) by now exists e0.
  assert (W := output_not_0 t Hm SS). destruct (one_slope t Hm SS) as [[b [B Qb]] S].
  set (U := input t e0). set (s0 := s1 U).
  assert (In_U : forall e, In e pts -> input t e = U) by (intros e I; apply one_input; now apply S).
  assert (BW : b * weight t <> 0) by now apply Rmult_integral_contrapositive_currified.
  set (side := if Rlt_dec 0 (b * weight t) then 1 else -1).
  assert (Side : side = 1 \/ side = -1) by (unfold side; destruct (Rlt_dec 0 (b * weight t)); auto).
  set (kappa := b * weight t * side).
  assert (Kappa : 0 < kappa) by (unfold kappa, side; destruct (Rlt_dec 0 (b * weight t)); lra).
  destruct (pair_moves side Side) as [e1 [e2 [u [I1 [I2 [D [L1 [L2 Hu]]]]]]]].
  assert (M1 := positive e1 I1). assert (M2 := positive e2 I2).
  set (low := Rmin (mu e1) (mu e2)). assert (Low : 0 < low) by now apply Rmin_pos.
  assert (Low1 : low <= mu e1) by apply Rmin_l. assert (Low2 : low <= mu e2) by apply Rmin_r.
  set (total := over (data P) share). assert (T0 : 0 <= total).
  { apply over_ge0. intros e _. left. apply share_pos. }
  set (size := Rabs (weight t)). assert (Size : 0 < size) by now apply Rabs_pos_lt.
  set (slack := kappa * low / (2 * (total + 1) * size)).
  assert (Slack : 0 < slack).
  { unfold slack. apply Rdiv_lt_0_compat; [now apply Rmult_lt_0_compat|].
    apply Rmult_lt_0_compat; [lra|assumption]. }
  destruct (losses_near t slack Slack) as [d1 [Hd1 Near1]].
  destruct (curve_kept t 0 u (fun h => h * (- weight t * s0)) u (or_introl eq_refl) Hm (vanishing_multiple _))
    as [d2 [Hd2 Keep]].
  set (bend := fun k => g (U + k) - g U - s0 * k).
  assert (Bend0 : bend 0 = 0) by (unfold bend; rewrite Rplus_0_r; ring).
  assert (Bend : forall k, k <> 0 -> 0 < bend k).
  { intros k Nk. assert (A := above U k Nk). unfold bend, s0. lra. }
  (* both bends are small *)
  assert (Small : forall p, exists d, 0 < d /\ forall h, Rabs h < d -> Rabs (weight t * bend (h * p)) < d1).
  { intros p. assert (DB : derivable_pt_lim (fun h => weight t * bend (h * p)) 0
      (weight t * ((s1 U * p) - s0 * p))).
    { apply (derivable_pt_lim_scal (fun h => bend (h * p))).
      apply (derivative_eq (fun h => g (U + h * p) - (g U + (s0 * p) * h + 0 * h^2))).
      { intros h. unfold bend. ring. }
      apply (derivable_pt_lim_minus (fun h => g (U + h * p)) (fun h => g U + (s0 * p) * h + 0 * h^2)).
      - apply derivative_along. apply first_derivative.
      - apply derivative_quadratic. }
    destruct (small_change _ 0 _ DB d1 Hd1) as [d [Hd H]]. exists d. split; [assumption|].
    intros h Hh. specialize (H h Hh). rewrite Rplus_0_l, (Rmult_0_l p), Bend0, Rmult_0_r, Rminus_0_r in H.
    exact H. }
  destruct (Small (/ mu e1)) as [d3 [Hd3 Small1]]. destruct (Small (- / mu e2)) as [d4 [Hd4 Small2]].
  set (h := Rmin (Rmin d2 d3) d4 / 2).
  assert (Mh : 0 < Rmin (Rmin d2 d3) d4) by (repeat apply Rmin_pos; assumption).
  assert (H1 := Rmin_l (Rmin d2 d3) d4). assert (H2 := Rmin_r (Rmin d2 d3) d4).
  assert (H3 := Rmin_l d2 d3). assert (H4 := Rmin_r d2 d3).
  assert (Hh : 0 < h) by (unfold h; lra). assert (Ah : Rabs h = h) by (apply Rabs_pos_eq; lra).
  assert (Hh2 : Rabs h < d2) by (rewrite Ah; unfold h; lra).
  assert (Hh3 : Rabs h < d3) by (rewrite Ah; unfold h; lra).
  assert (Hh4 : Rabs h < d4) by (rewrite Ah; unfold h; lra).
  set (B1 := bend (h * / mu e1)). set (B2 := bend (h * - / mu e2)).
  assert (J1 := Rinv_0_lt_compat _ M1). assert (J2 := Rinv_0_lt_compat _ M2).
  assert (P1 : 0 < B1) by (apply Bend, Rmult_integral_contrapositive_currified; lra).
  assert (P2 : 0 < B2) by (apply Bend, Rmult_integral_contrapositive_currified; lra).
  set (t' := curve t 0 u (fun h => h * (- weight t * s0)) u h).
  set (moves := fun e => weight t * two e1 e2 B1 B2 e).
  assert (F : forall e, In e (data P) -> f P t' e = f P t e + moves (at_x V pts e)).
  { intros e He. destruct (at_a_point e He) as [Ia _]. unfold t'. rewrite curve_f by (try apply Hm; auto).
    rewrite (input_at_x t e He), (dot_at_x u e He), (In_U _ Ia), (Hu _ Ia), Rmult_0_r, Rplus_0_r.
    unfold moves, two, B1, B2, bend.
    destruct (sample_eq_dec (at_x V pts e) e1); [ring|].
    destruct (sample_eq_dec (at_x V pts e) e2); [ring|]. rewrite Rmult_0_r, Rplus_0_r. ring. }
  assert (Size1 : forall e, Rabs (moves e) <= size * (B1 + B2)).
  { intros e. unfold moves, size. rewrite Rabs_mult. apply Rmult_le_compat_l; [apply Rabs_pos|].
    unfold two. destruct (sample_eq_dec e e1); [rewrite Rabs_pos_eq; lra|].
    destruct (sample_eq_dec e e2); [rewrite Rabs_pos_eq; lra|]. rewrite Rabs_R0. lra. }
  assert (Small_moves : forall e, Rabs (moves e) < d1).
  { intros e. unfold moves, two. destruct (sample_eq_dec e e1); [now apply Small1|].
    destruct (sample_eq_dec e e2); [now apply Small2|]. now rewrite Rmult_0_r, Rabs_R0. }
  assert (Y : forall e, Rabs (- y e) = 1).
  { intros e. unfold y. destruct (positive_label e); [rewrite Rabs_Ropp, Rabs_R1; reflexivity|].
    replace (- -1) with 1 by ring. apply Rabs_R1. }
  destruct (Keep h Hh2) as [Le _]. fold t' in Le.
  apply (L_le P unregularised) in Le. unfold loss_sum in Le.
  assert (Up : over (data P) (fun e => share e * ell P (z P t' e)) <=
    over (data P) (fun e => share e * ell P (z P t e) +
      ((-1) * (pull (slope t) e * y e * moves (at_x V pts e)) + slack * (size * (B1 + B2)) * share e))).
  { apply over_le. intros e He. assert (Sh := share_pos e).
    set (k := - y e * moves (at_x V pts e)).
    assert (Zk : z P t' e = z P t e + k) by (unfold z, k; rewrite (F e He); ring).
    assert (Ak : Rabs k = Rabs (moves (at_x V pts e))) by (unfold k; rewrite Rabs_mult, Y; ring).
    assert (N := Near1 e k He ltac:(rewrite Ak; apply Small_moves)).
    assert (C : slack * Rabs k <= slack * (size * (B1 + B2)))
      by (apply Rmult_le_compat_l; [lra | rewrite Ak; apply Size1]).
    rewrite Zk.
    apply Rle_trans with (share e * (ell P (z P t e) + l' (z P t e) * k + slack * (size * (B1 + B2)))).
    - apply Rmult_le_compat_l; lra.
    - right. unfold pull, k. ring. }
  rewrite over_add, over_add, !over_mul, to_points in Up.
  2: { intros e He. f_equal. symmetry. apply at_x_same with (1 := Pts). now apply at_a_point. }
  fold total in Up.
  assert (E : over pts (fun e => q t e * lab e * moves (at_x V pts e)) = kappa * (mu e1 * B1 + mu e2 * B2)).
  { rewrite (over_eq pts _ (fun e => b * weight t * (mu e * lab e * two e1 e2 B1 B2 e))).
    - rewrite over_mul. rewrite (over_two pts (fun e v => mu e * lab e * v)); auto.
      + rewrite L1, L2. unfold kappa. ring.
      + exact (proj1 Pts).
      + intros; ring.
    - intros e I. rewrite (at_x_same V pts Pts e I), (Qb e I). unfold moves. ring. }
  rewrite E in Up.
  assert (Gain : kappa * (low * (B1 + B2)) <= kappa * (mu e1 * B1 + mu e2 * B2)).
  { apply Rmult_le_compat_l; [lra|].
    assert (low * B1 <= mu e1 * B1) by (apply Rmult_le_compat_r; lra).
    assert (low * B2 <= mu e2 * B2) by (apply Rmult_le_compat_r; lra). lra. }
  assert (Cost : slack * (size * (B1 + B2)) * total <= kappa * low / 2 * (B1 + B2)).
  { replace (slack * (size * (B1 + B2)) * total) with (kappa * low / 2 * (B1 + B2) * (total / (total + 1)))
      by (unfold slack; field; lra).
    rewrite <- (Rmult_1_r (kappa * low / 2 * (B1 + B2))) at 2. apply Rmult_le_compat_l.
    - apply Rmult_le_pos; [|lra]. apply Rmult_le_pos; [|lra]. apply Rmult_le_pos; lra.
    - apply Rmult_le_reg_r with (total + 1); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
  assert (Win : 0 < kappa * low / 2 * (B1 + B2)).
  { apply Rmult_lt_0_compat; [|lra]. apply Rmult_lt_0_compat; [|lra]. now apply Rmult_lt_0_compat. }
  lra.
Qed.

End Curved.

(** ** The unit is sigmoidal, and there are four points *)

Hypothesis four : length pts = 4%nat.
Hypothesis balanced : over pts (fun e => mu e * lab e) = 0.
Let four_samples := four_samples V pts lab mu is_labelled four.

(** ** (A) The output weight is not 0 *)

Lemma weight_not_0 : forall t, local_min P t -> (exists e, In e pts /\ q t e <> 0) ->
  weight t <> 0.
Proof.
  intros t Hm SS Z.
  destruct (one_moves V pts lab mu is_labelled four) as [e1 [e2 [u [m [I1 [I2 [m0 [U1 U2]]]]]]]].
  destruct (curve_kept t 0 u (fun _ => 0) (fun _ => 0) (or_introl eq_refl) Hm) as [d [Hd C]].
  { intros r Hr. exists 1. split; [lra|]. intros. now rewrite Rabs_R0. }
  apply (slope_not_constant s1 s2 eps c second_derivative grows (input t e2) m d Hd m0).
  intros h Hh. set (t' := curve t 0 u (fun _ => 0) (fun _ => 0) h).
  assert (F : forall e, In e (data P) -> f P t' e = f P t e).
  { intros e _. unfold t'. rewrite curve_f by (try apply Hm; auto). rewrite Z. ring. }
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
  destruct (square_form V pts lab mu is_labelled four balanced K c (input t) r
    (input_relation t) grows N R0) as [d [DZ DP]].
  destruct (any d DZ) as [u Hu].
  set (T := fun e h => g (input t e + h * dot V u e) - g (input t e) - h * dot V u e * s1 (input t e)
    - (h * dot V u e)^2 * (s2 (input t e) / 2)).
  assert (C : over pts (fun e => q t e * lab e *
    (weight t * (dot V u e)^2 * (s2 (input t e) / 2))) <= 0).
  { rewrite <- to_points.
    2: { intros e He. rewrite (input_at_x t e He), !(dot_at_x _ e He). reflexivity. }
    apply (no_descent_2 P unregularised t (slope t) _ (fun e h => weight t * T e h) (slopes t)).
    - intros e _. apply o2_mul. unfold T. apply (taylor g s1); auto.
    - destruct (curve_kept t 0 u (fun h => h * (- weight t * s0)) u (or_introl eq_refl) Hm (vanishing_multiple _))
        as [h0 [Hh0 KEEP]].
      exists h0. split; [assumption|]. intros h Hh.
      exists (curve t 0 u (fun h => h * (- weight t * s0)) u h).
      split; [apply KEEP; apply Rabs_def1; lra|]. intros e He. rewrite curve_f by (try apply Hm; auto).
      unfold T, s0. rewrite (S e1 (at_x V pts e) I1 (proj1 (at_a_point e He))), <- (input_at_x t e He).
      ring. }
  enough (0 < over pts (fun e => q t e * lab e *
    (weight t * (dot V u e)^2 * (s2 (input t e) / 2)))) by lra.
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
  destruct (curve_kept t 0 v a v (or_introl eq_refl) Hm) as [d [Hd KEEP]].
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
  { intros e' He'. rewrite curve_f by (try apply Hm; auto).
    assert (I' := proj1 (at_a_point e' He')).
    rewrite (input_at_x t e' He'), (dot_at_x v e' He'), (C _ I'), (Hv _ I'). unfold a.
    rewrite Rmult_1_r. ring. }
  assert (Hm' : local_min P (curve t 0 v a v h)) by now apply KEEP.
  assert (SS' : exists e, In e pts /\ q (curve t 0 v a v h) e <> 0).
  { exists e. split; [assumption|]. now rewrite (same_pull t _ F). }
  assert (C' := centred _ Hm' SS' e He).
  rewrite curve_input, (C e He), (Hv e He) in C'. unfold h in C'. lra.
Qed.

End Skip.
