(** * The error function

    The standard library has integrals of continuous functions, so erf is
    written as the integral that it is; here are its derivative and its sign. *)

From Coq Require Import Reals Lra.
Open Scope R_scope.

(** exp(-t^2) is continuous, so it has an integral from a to b. *)
Definition bell (t : R) : R := exp (- t ^ 2).

Lemma derivable_bell : derivable bell.
Proof.
  unfold bell. intros t. apply (derivable_pt_comp (fun t => - t ^ 2) exp).
  - apply derivable_pt_opp, derivable_pt_pow.
  - apply derivable_pt_exp.
Qed.

Lemma continuity_bell t : continuity_pt bell t.
Proof. apply derivable_continuous_pt, derivable_bell. Qed.

Definition bell_integrable (a b : R) : Riemann_integrable bell a b :=
  match Rle_dec a b with
  | left h => continuity_implies_RiemannInt h (fun t _ => continuity_bell t)
  | right h =>
      RiemannInt_P1 (continuity_implies_RiemannInt (Rlt_le _ _ (Rnot_le_lt _ _ h))
                       (fun t _ => continuity_bell t))
  end.

(** 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to v. *)
Definition erf (v : R) : R := 2 / sqrt PI * RiemannInt (bell_integrable 0 v).

Lemma derivable_pt_lim_integral v :
  derivable_pt_lim (fun w => RiemannInt (bell_integrable 0 w)) v (bell v).
Proof.
  set (n := Rabs v + 1).
  assert (Hn : - n < v < n /\ 0 < n).
  { unfold n. pose proof (Rabs_pos v). pose proof (Rle_abs v). pose proof (Rle_abs (- v)).
    rewrite Rabs_Ropp in *. lra. }
  assert (h : - n <= n) by lra.
  set (C := fun t (_ : - n <= t <= n) => continuity_bell t).
  assert (D : derivable_pt_lim (primitive h (FTC_P1 h C)) v (bell v)).
  { apply RiemannInt_P28. lra. }
  intros eps He. destruct (D eps He) as [d Hd].
  assert (Hm : 0 < Rmin d (Rmin (n - v) (v + n))).
  { apply Rmin_glb_lt; [apply cond_pos|]. apply Rmin_glb_lt; lra. }
  exists (mkposreal _ Hm). simpl. intros k Hk Near.
  pose proof (Rmin_l d (Rmin (n - v) (v + n))). pose proof (Rmin_r d (Rmin (n - v) (v + n))).
  pose proof (Rmin_l (n - v) (v + n)). pose proof (Rmin_r (n - v) (v + n)).
  specialize (Hd k Hk ltac:(lra)).
  apply Rabs_def2 in Near.
  assert (E : forall w, - n <= w <= n ->
    primitive h (FTC_P1 h C) w
    = RiemannInt (bell_integrable (- n) 0) + RiemannInt (bell_integrable 0 w)).
  { intros w Hw. unfold primitive. destruct (Rle_dec (- n) w) as [r|]; [|lra].
    destruct (Rle_dec w n) as [r'|]; [|lra]. symmetry. apply RiemannInt_P26. }
  rewrite !E in Hd by lra.
  replace (RiemannInt (bell_integrable (- n) 0) + RiemannInt (bell_integrable 0 (v + k))
    - (RiemannInt (bell_integrable (- n) 0) + RiemannInt (bell_integrable 0 v)))
    with (RiemannInt (bell_integrable 0 (v + k)) - RiemannInt (bell_integrable 0 v)) in Hd by ring.
  exact Hd.
Qed.

Lemma sqrt_pi : 0 < sqrt PI.
Proof. apply sqrt_lt_R0, PI_RGT_0. Qed.

Theorem derivable_pt_lim_erf v : derivable_pt_lim erf v (2 / sqrt PI * bell v).
Proof.
  apply (derivable_pt_lim_scal (fun w => RiemannInt (bell_integrable 0 w))).
  apply derivable_pt_lim_integral.
Qed.

Lemma erf_0 : erf 0 = 0.
Proof. unfold erf. rewrite RiemannInt_P9. ring. Qed.

Lemma erf_increasing u v : u < v -> erf u < erf v.
Proof.
  intros H. destruct (MVT_cor2 erf (fun t => 2 / sqrt PI * bell t) u v H) as [c [E _]].
  { intros. apply derivable_pt_lim_erf. }
  assert (0 < 2 / sqrt PI * bell c).
  { apply Rmult_lt_0_compat; [|apply exp_pos].
    apply Rdiv_lt_0_compat; [lra|apply sqrt_pi]. }
  nra.
Qed.

Lemma erf_opp v : erf (- v) = - erf v.
Proof.
  assert (D : forall t, derivable_pt_lim (fun t => erf t + erf (- t)) t 0).
  { intros t. replace 0 with (2 / sqrt PI * bell t + 2 / sqrt PI * bell (- t) * -1).
    - apply (derivable_pt_lim_plus erf (fun t => erf (- t))); [apply derivable_pt_lim_erf|].
      apply (derivable_pt_lim_comp (fun t => - t) erf); [|apply derivable_pt_lim_erf].
      apply (derivable_pt_lim_opp id), derivable_pt_lim_id.
    - unfold bell. replace ((- t) ^ 2) with (t ^ 2) by ring. ring. }
  assert (E : forall a b, a < b -> erf a + erf (- a) = erf b + erf (- b)).
  { intros a b H. destruct (MVT_cor2 _ (fun _ => 0) a b H (fun c _ => D c)) as [c [E _]]. lra. }
  pose proof erf_0 as Z. assert (- 0 = 0) as N by ring.
  destruct (Rtotal_order v 0) as [H|[->|H]].
  - specialize (E v 0 H). rewrite N in E. lra.
  - rewrite N. lra.
  - specialize (E 0 v H). rewrite N in E. lra.
Qed.
