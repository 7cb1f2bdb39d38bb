(** * How it is shown that local maxima lie above a level, and local minima below it

    Where (g - c) g'' < k g'^2, the curvature has the sign of c - g wherever the
    slope is 0. *)

From Coq Require Import Reals List ZArith Lra Nsatz.
From TheoremCheck Require Import Setting Conditions ConditionsExtrema Calculus Formulas Smooth Pieces Shapes Leaves.
Import ListNotations.
Open Scope R_scope.

(** For one formula on all of R. *)
Definition bent (c k : R) (e : formula) (v : R) : R :=
  k * value (slope e) v * value (slope e) v - (value e v - c) * value (curvature e) v.

Section Separated.

Variables (g : R -> R) (e : formula) (c k : R).
Hypothesis G : forall v, g v = value e v.
Hypothesis S : forall v, smooth 2 e v.
Hypothesis B : forall v, 0 < bent c k e v.

Let S1 v : smooth 1 e v := smooth_less 1 e v (S v).

(** At a local extremum the slope is 0. *)
Lemma extremum_slope sgn v : (sgn = 1 \/ sgn = -1) ->
  (exists d, 0 < d /\ forall h, Rabs h < d -> sgn * value e (v + h) <= sgn * value e v) -> value (slope e) v = 0.
Proof.
  intros Hs [d [Hd M]]. destruct (Req_EM_T (value (slope e) v) 0) as [|N]; [assumption|exfalso].
  set (r := value (slope e) v) in *.
  assert (Hr : 0 < Rabs r) by now apply Rabs_pos_lt.
  destruct (derivative_by 0 e v (S1 v) (Rabs r / 2) ltac:(lra)) as [[d' Hd'] D]. cbn in D.
  set (w := Rmin d d' / 2).
  assert (Hw : 0 < w < d /\ w < d').
  { assert (0 < Rmin d d') by (apply Rmin_pos; assumption).
    pose proof (Rmin_l d d'). pose proof (Rmin_r d d'). unfold w. lra. }
  set (h := if Rlt_dec 0 (sgn * r) then w else - w).
  assert (Hh : h = w \/ h = - w) by (unfold h; destruct Rlt_dec; auto).
  assert (Ah : Rabs h = w) by (destruct Hh as [-> | ->]; [|rewrite Rabs_Ropp]; apply Rabs_right; lra).
  assert (H0 : h <> 0) by (destruct Hh as [-> | ->]; lra).
  assert (Up : 0 < sgn * r * h).
  { unfold h. destruct Rlt_dec as [P|P]; [now apply Rmult_lt_0_compat|].
    assert (sgn * r <> 0) by (destruct Hs as [-> | ->]; lra). nra. }
  specialize (M h ltac:(rewrite Ah; lra)). specialize (D h H0 ltac:(rewrite Ah; lra)).
  fold r in D. set (q := (value e (v + h) - value e v) / h) in *.
  assert (E : value e (v + h) - value e v = q * h) by (unfold q; field; assumption).
  assert (Q : sgn * (q * h) <= 0) by (rewrite <- E; lra).
  apply Rabs_def2 in D.
  assert (Z : Rabs r = r \/ Rabs r = - r) by (unfold Rabs; destruct Rcase_abs; auto).
  assert (0 < sgn * h * r) by lra. assert (sgn * h * q <= 0) by lra.
  assert (T : sgn * h * (q - r) <= - (sgn * h * r)) by lra.
  destruct (Rlt_dec 0 (sgn * h)) as [P|P]; destruct Z as [Z|Z]; rewrite Z in *; nra.
Qed.

(** There the function lies on the other side of the level than its curvature points. *)
Lemma extremum_side sgn v : (sgn = 1 \/ sgn = -1) ->
  (exists d, 0 < d /\ forall h, Rabs h < d -> sgn * value e (v + h) <= sgn * value e v) -> 0 < sgn * (value e v - c).
Proof.
  intros Hs M. pose proof (extremum_slope sgn v Hs M) as Z. destruct M as [d [Hd M]].
  pose proof (B v) as Bv. unfold bent in Bv. rewrite Z, !Rmult_0_r, Rminus_0_l in Bv.
  destruct (Rlt_dec 0 (sgn * (value e v - c))) as [|N]; [assumption|exfalso].
  set (r := value (curvature e) v) in *.
  assert (Hr : 0 < sgn * r) by (destruct Hs as [-> | ->]; nra).
  destruct (derivative_by 0 (slope e) v (smooth_slope 1 e v (S v)) (sgn * r) Hr) as [[d' Hd'] D]. cbn in D.
  change (value (slope (slope e)) v) with r in D. rewrite Z in D.
  set (w := Rmin d d' / 2).
  assert (Hw : 0 < w < d /\ w < d').
  { assert (0 < Rmin d d') by (apply Rmin_pos; assumption).
    pose proof (Rmin_l d d'). pose proof (Rmin_r d d'). unfold w. lra. }
  destruct (mean_value e v (v + w) ltac:(lra)) as [x [Hx E]];
    [intros; apply (smooth_less 0), S1|intros; apply S1|].
  specialize (D (x - v) ltac:(lra) ltac:(rewrite Rabs_right; lra)).
  replace (v + (x - v)) with x in D by ring.
  set (q := (value (slope e) x - 0) / (x - v)) in *.
  assert (Q : value (slope e) x = q * (x - v)) by (unfold q; field; lra).
  apply Rabs_def2 in D. rewrite Q in E. specialize (M w ltac:(rewrite Rabs_right; lra)).
  assert (0 < sgn * q) by (destruct Hs as [-> | ->]; lra).
  assert (0 < sgn * q * ((x - v) * (v + w - v))) by (apply Rmult_lt_0_compat; [assumption|apply Rmult_lt_0_compat; lra]).
  assert (sgn * (value e (v + w) - value e v) = sgn * q * ((x - v) * (v + w - v))) by (rewrite E; ring).
  lra.
Qed.

Theorem separated_by : separated_at g c.
Proof.
  split; [|split].
  - intros v eps He. destruct (continuous_by e v (smooth_0 2 e v (S v)) eps He) as [d [Hd H]].
    exists d. split; [assumption|]. intros w Hw. rewrite !G. now apply H.
  - intros v [d [Hd M]]. pose proof (extremum_side 1 v (or_introl eq_refl)) as H. rewrite G.
    cut (0 < 1 * (value e v - c)); [lra|]. apply H. exists d. split; [assumption|]. intros h Hh.
    specialize (M h Hh). rewrite !G in M. lra.
  - intros v [d [Hd M]]. pose proof (extremum_side (-1) v (or_intror eq_refl)) as H. rewrite G.
    cut (0 < -1 * (value e v - c)); [lra|]. apply H. exists d. split; [assumption|]. intros h Hh.
    specialize (M h Hh). rewrite !G in M. lra.
Qed.

End Separated.

(** ** Tactics *)

Lemma circle a : sin a * sin a + cos a * cos a = 1.
Proof. exact (sin2_cos2 a). Qed.

Ltac circles :=
  repeat match goal with
  | |- context [sin ?a] =>
      lazymatch goal with
      | _ : sin a * sin a + cos a * cos a = 1 |- _ => fail
      | _ => pose proof (circle a)
      end
  end.

(** The sign of what has to be positive, as that of the formula F, which is equal to it. *)
Ltac bent_as F g :=
  lazymatch goal with
  | |- 0 < bent ?c ?k ?e ?v =>
      replace (bent c k e v) with (value F v)
        by (unfold bent; written; symmetry;
            first [ same_with g | circles; unfold Rdiv in *; first [ nra | nsatz ]
                  | circles; exponentials g; field_simplify_eq; [nsatz | denominators] ])
  end;
  written; circles; first [ sign | nra ].
Ltac bent_written := unfold bent; written; circles; first [ sign | nra ].
