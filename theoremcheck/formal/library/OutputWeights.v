(** * F1, F2: output weights on features that no training moves

    F1 moves them along a combination that separates the classes; F2 trains
    nothing else, and has a convex problem. *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions ConditionsConvex Algebra Near Kinds Monotone Separable SeparableKink.
Import ListNotations.
Open Scope R_scope.

(** A list of numbers is bounded. *)
Lemma list_bound : forall {T} (l : list T) (g : T -> R), exists b, 0 < b /\ forall p, In p l -> Rabs (g p) < b.
Proof.
  intros T l g. induction l as [|q l [b [Hb H]]].
  - exists 1. split; [lra|]. intros p [].
  - exists (b + Rabs (g q) + 1). pose proof (Rabs_pos (g q)). split; [lra|].
    intros p [->|I]; [lra|]. specialize (H p I). lra.
Qed.

Section OutputWeights.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.

(** ** F1 *)

Section Features.

Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis data_features_separable : data_features_separable P.

Theorem no_fall_features : NO_FALL P.
Proof.
  intros t Min e I. destruct data_features_separable as [rho [v [Tr [Pen [F Sep]]]]].
  destruct (near_min P defined t Min) as [r [Hr Hmin]].
  destruct (list_bound (trained P) rho) as [b [Hb B]].
  set (h := r / b). assert (Hh : 0 < h) by (now apply Rdiv_lt_0_compat).
  assert (At : admissible P t) by apply Min.
  assert (LE : L P t <= L P (moved t rho h)).
  { apply Hmin.
    - intros p N. unfold moved. destruct (Req_EM_T (rho p) 0) as [E|E].
      + rewrite E, Rmult_0_r, Rplus_0_r. now apply At.
      + elim N. now apply Tr.
    - intros p J. unfold moved. replace (t p + h * rho p - t p) with (h * rho p) by ring.
      rewrite Rabs_mult, (Rabs_right h) by lra. specialize (B p J).
      apply Rlt_le_trans with (h * b); [now apply Rmult_lt_compat_l|].
      right. unfold h. field. lra. }
  assert (PE : penalty P (moved t rho h) = penalty P t).
  { unfold penalty. apply over_eq. intros [c p] J. simpl. unfold moved.
    destruct (Pen c p J) as [->|E]; [ring|]. rewrite E. ring. }
  apply (L_compare P t (moved t rho h) PE) in LE.
  assert (Fall : forall e', In e' (data P) ->
    z P (moved t rho h) e' = z P t e' - h * (y e' * v e')).
  { intros e' J. unfold z. rewrite F by assumption. ring. }
  assert (Down : forall e', In e' (data P) -> z P (moved t rho h) e' < z P t e').
  { intros e' J. rewrite Fall by assumption. pose proof (Rmult_lt_0_compat h _ Hh (Sep e' J)). lra. }
  assert (Terms : forall e', In e' (data P) ->
    0 <= share e' * (ell P (z P t e') - ell P (z P (moved t rho h) e'))).
  { intros e' J. apply Rmult_le_pos; [left; apply share_pos|].
    pose proof (loss_nondecreasing _ _ (Rlt_le _ _ (Down e' J))). lra. }
  assert (Sum : over (data P) (fun e' =>
    share e' * (ell P (z P t e') - ell P (z P (moved t rho h) e'))) <= 0).
  { rewrite (over_eq (data P) _ (fun e' => share e' * ell P (z P t e')
      + (-1) * (share e' * ell P (z P (moved t rho h) e')))) by (intros; ring).
    rewrite over_add, over_mul. lra. }
  pose proof (over_ge0_0 (data P) _ Terms Sum e I) as E0. cbv beta in E0.
  pose proof (share_pos e).
  assert (ell P (z P (moved t rho h) e) = ell P (z P t e)).
  { apply Rmult_integral in E0. destruct E0; lra. }
  apply (constant_below (ell P) (z P t e) (z P (moved t rho h) e)); auto.
Qed.

Theorem thm_features : loss_active P -> NO_BAD P.
Proof. intros A. apply no_fall_no_bad; [exact no_fall_features|exact A]. Qed.

End Features.

(** ** F2 *)

Lemma between_admissible : forall t t' h, admissible P t -> admissible P t' ->
  admissible P (between t t' h).
Proof. intros t t' h A A' p N. unfold between. rewrite (A p N), (A' p N). ring. Qed.

Lemma between_near : forall t t' r, 0 < r -> exists h, 0 < h <= 1 /\ near P r t (between t t' h).
Proof.
  intros t t' r Hr. destruct (list_bound (trained P) (fun p => t' p - t p)) as [b [Hb B]].
  assert (Q : 0 < r / b) by (now apply Rdiv_lt_0_compat).
  exists (Rmin 1 (r / b)). assert (0 < Rmin 1 (r / b)) by (apply Rmin_pos; lra).
  pose proof (Rmin_l 1 (r / b)). pose proof (Rmin_r 1 (r / b)). split; [lra|].
  intros p J. unfold between.
  replace (t p + Rmin 1 (r / b) * (t' p - t p) - t p) with (Rmin 1 (r / b) * (t' p - t p)) by ring.
  rewrite Rabs_mult, (Rabs_right (Rmin 1 (r / b))) by lra. specialize (B p J). cbv beta in B.
  apply Rlt_le_trans with (Rmin 1 (r / b) * b); [now apply Rmult_lt_compat_l|].
  apply Rle_trans with (r / b * b); [apply Rmult_le_compat_r; lra|]. right. field. lra.
Qed.

(** A network that is affine in what is trained matches every convex loss. *)
Lemma affine_matches : loss_convex P -> network_output_layer P -> network_matching P.
Proof.
  intros C Aff t t' h e A A' Hh I.
  replace (z P (between t t' h) e) with (h * z P t' e + (1 - h) * z P t e).
  - pose proof (C (z P t' e) (z P t e) h Hh) as Q. lra.
  - unfold z. rewrite Aff by assumption. ring.
Qed.

(** What each sample costs is convex, and with the penalties L is. *)
Lemma L_convex : network_matching P -> objective_convex_outputs P -> forall t t' h, admissible P t -> admissible P t' -> 0 <= h <= 1 ->
  L P (between t t' h) <= L P t + h * (L P t' - L P t).
Proof.
  intros matching penalties t t' h A A' Hh. unfold L. pose proof (penalties t t' h A A' Hh) as Q.
  set (s := fun q => over (data P) (fun e => share e * val (loss P) (z P q e))).
  assert (S : s (between t t' h) <= s t + h * (s t' - s t)).
  { unfold s. replace (over (data P) (fun e => share e * val (loss P) (z P t e)) + h *
      (over (data P) (fun e => share e * val (loss P) (z P t' e))
       - over (data P) (fun e => share e * val (loss P) (z P t e))))
      with (over (data P) (fun e => (1 - h) * (share e * val (loss P) (z P t e))
        + h * (share e * val (loss P) (z P t' e))))
      by (rewrite over_add, !over_mul; ring).
    apply over_le. intros e I.
    replace ((1 - h) * (share e * val (loss P) (z P t e)) + h * (share e * val (loss P) (z P t' e)))
      with (share e * (val (loss P) (z P t e) + h * (val (loss P) (z P t' e) - val (loss P) (z P t e)))) by ring.
    apply Rmult_le_compat_l; [left; apply share_pos|]. now apply matching. }
  change (s (between t t' h) / total_weight P + penalty P (between t t' h)
    <= s t / total_weight P + penalty P t
       + h * (s t' / total_weight P + penalty P t' - (s t / total_weight P + penalty P t))).
  assert (T : 0 <= / total_weight P).
  { destruct (data P) as [|e0 rest] eqn:Ed.
    - unfold total_weight. rewrite Ed. simpl. right. symmetry. apply Rinv_0.
    - left. apply Rinv_0_lt_compat, total_weight_pos. rewrite Ed. discriminate. }
  pose proof (Rmult_le_compat_r _ _ _ T S) as S'. unfold Rdiv. nra.
Qed.

Theorem thm_matching : network_matching P -> objective_convex_outputs P -> GLOBAL P.
Proof.
  intros M Pen t Min t' A' _.
  destruct (near_min P defined t Min) as [r [Hr Hmin]].
  assert (At : admissible P t) by apply Min.
  destruct (between_near t t' r Hr) as [h [Hh N]].
  specialize (Hmin _ (between_admissible t t' h At A') N).
  pose proof (L_convex M Pen t t' h At A' ltac:(lra)) as Conv.
  assert (0 <= h * (L P t' - L P t)) by lra.
  destruct (Rle_lt_dec (L P t) (L P t')) as [|Q]; [assumption|exfalso]. nra.
Qed.

Theorem thm_output_layer : loss_convex P -> network_output_layer P -> objective_convex_outputs P ->
  GLOBAL P.
Proof. intros C Aff. now apply thm_matching, affine_matches. Qed.

(** ** The best fit *)

Let rest (act : sample -> bool) (t : params) : R :=
  over (data P) (fun e => if act e then 0 else share e * ell P (z P t e)).

Lemma L_parts : forall act t, L P t = active_part P act t + rest act t / total_weight P.
Proof.
  intros act t. unfold L, active_part, rest.
  rewrite (over_eq (data P) (fun s => share s * val (loss P) (z P t s))
    (fun e => (if act e then share e * ell P (z P t e) else 0)
            + (if act e then 0 else share e * ell P (z P t e)))).
  - rewrite over_add. unfold Rdiv. ring.
  - intros e _. unfold ell. destruct (act e); ring.
Qed.

Theorem thm_output_fit : loss_convex P -> loss_active P -> data_fit_right P -> NO_BAD P.
Proof.
  intros C Act [Aff [Pen H]] t Min. destruct (H C Act) as [t0 [A0' Right]].
  apply error_zero. intros e I. apply (Right t); [apply Min| |exact I].
  apply (thm_output_layer C Aff Pen t Min t0 A0'). apply defined.
Qed.

(** A best fit that is enclosed shows that. *)
Theorem enclosed_fit_right : loss_convex P -> loss_active P -> fit_enclosed P -> exists t0, admissible P t0 /\
  forall t, admissible P t -> L P t <= L P t0 -> forall e, In e (data P) -> y e = sgn (f P t e).
Proof.
  intros C Act [t0 [act [A0' [Least [Same Fit]]]]]. exists t0. split; [exact A0'|]. intros t At Low e I.
  assert (T : 0 < total_weight P).
  { apply total_weight_pos. intros E. now rewrite E in I. }
  rewrite (L_parts act t), (L_parts act t0) in Low.
  assert (Terms : forall e', In e' (data P) ->
    0 <= (if act e' then 0 else share e' * (ell P (z P t e') - ell P (z P t0 e')))).
  { intros e' J. specialize (Fit e' J). destruct (act e'); [lra|].
    apply Rmult_le_pos; [left; apply share_pos|]. specialize (Fit (z P t e')). lra. }
  assert (Rest : over (data P) (fun e' => if act e' then 0
      else share e' * (ell P (z P t e') - ell P (z P t0 e'))) = rest act t - rest act t0).
  { unfold rest. rewrite (over_eq (data P) _ (fun e' =>
      (if act e' then 0 else share e' * ell P (z P t e'))
      + (-1) * (if act e' then 0 else share e' * ell P (z P t0 e')))).
    - rewrite over_add, over_mul. ring.
    - intros e' _. destruct (act e'); ring. }
  pose proof (over_ge0 (data P) _ Terms) as Pos. rewrite Rest in Pos.
  assert (Q : 0 <= (rest act t - rest act t0) / total_weight P).
  { apply Rmult_le_pos; [assumption|]. left. now apply Rinv_0_lt_compat. }
  assert (Split : (rest act t - rest act t0) / total_weight P
    = rest act t / total_weight P - rest act t0 / total_weight P) by (field; lra).
  pose proof (Least t At) as Up.
  destruct (act e) eqn:E.
  - rewrite (Same t At ltac:(lra) e I E). specialize (Fit e I). now rewrite E in Fit.
  - assert (Z0 : (rest act t - rest act t0) / total_weight P <= 0) by lra.
    assert (Z : over (data P) (fun e' => if act e' then 0
      else share e' * (ell P (z P t e') - ell P (z P t0 e'))) <= 0).
    { rewrite Rest. destruct (Rle_lt_dec (rest act t - rest act t0) 0) as [|N]; [assumption|].
      exfalso. pose proof (Rmult_lt_0_compat _ _ N (Rinv_0_lt_compat _ T)). unfold Rdiv in Z0. lra. }
    pose proof (over_ge0_0 (data P) _ Terms Z e I) as G. cbv beta in G. rewrite E in G.
    pose proof (share_pos e). specialize (Fit e I). rewrite E in Fit.
    assert (V : ell P (z P t e) = ell P (z P t0 e)).
    { apply Rmult_integral in G. destruct G; lra. }
    assert (N : z P t e < 0).
    { destruct (Rle_lt_dec 0 (z P t e)) as [B|]; [exfalso|assumption].
      destruct (Act _ B) as [_ [k [d [Hk [Hd Rise]]]]]. specialize (Rise (d / 2) ltac:(lra)).
      specialize (Fit (z P t e - d / 2)). assert (0 < k * (d / 2)) by (apply Rmult_lt_0_compat; lra).
      lra. }
    unfold z, y, sgn in *. destruct (positive_label e), (Rle_dec 0 (f P t e)); lra.
Qed.

End OutputWeights.
