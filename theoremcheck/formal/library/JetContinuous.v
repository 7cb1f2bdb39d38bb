(** * Where a formula has a jet, its second derivative is continuous; expressions are continuous too *)

From Coq Require Import Reals ZArith List Lra Lia.
From TheoremCheck Require Import Setting RulesBox AtRest Formulas Power Erf Smooth Intervals Enclosures Jets JetPieces Expressions.
Import ListNotations.
Open Scope R_scope.

Lemma derivable_continuous_at f x l : derivable_pt_lim f x l -> continuity_pt f x.
Proof. intros H. apply derivable_continuous_pt. exists l. exact H. Qed.

Ltac continuous_parts :=
  repeat first
    [ assumption
    | apply continuity_pt_const; intros ? ?; reflexivity
    | apply (derivable_continuous_at (fun x => x) _ 1), derivable_pt_lim_id
    | apply (continuity_pt_plus (fun _ => _) (fun _ => _))
    | apply (continuity_pt_minus (fun _ => _) (fun _ => _))
    | apply (continuity_pt_mult (fun _ => _) (fun _ => _))
    | apply (continuity_pt_opp (fun _ => _)) ].

Lemma continuity_inv f x : f x <> 0 -> continuity_pt f x -> continuity_pt (fun x => / f x) x.
Proof. intros H C. apply (continuity_pt_inv f); assumption. Qed.

Lemma outer2_continuous u x : inside u x -> continuity_pt (outer2 u) x.
Proof.
  intros H. assert (Id : continuity_pt (fun x => x) x) by (apply (derivable_continuous_at _ _ 1), derivable_pt_lim_id).
  destruct u; cbn [inside] in H; unfold outer2.
  - assert (P : continuity_pt (fun x => x ^ pred (pred n)) x)
      by (eapply derivable_continuous_at, derivable_pt_lim_pow). continuous_parts.
  - assert (P : continuity_pt (fun x => / x) x) by (apply continuity_inv; [exact H|exact Id]). continuous_parts.
  - assert (Q : continuity_pt (fun x => sqrt x) x) by (apply continuity_pt_sqrt; lra).
    assert (N : sqrt x <> 0) by (apply Rgt_not_eq, sqrt_lt_R0, H).
    assert (P : continuity_pt (fun x => / x) x) by (apply continuity_inv; [lra|exact Id]).
    assert (P' : continuity_pt (fun x => / sqrt x) x) by (apply continuity_inv; [exact N|exact Q]). continuous_parts.
  - eapply derivable_continuous_at, derivable_pt_lim_exp.
  - assert (P : continuity_pt (fun x => / x) x) by (apply continuity_inv; [lra|exact Id]). continuous_parts.
  - assert (P : continuity_pt (fun x => sigmoid x) x) by (eapply derivable_continuous_at, derivable_sigmoid).
    continuous_parts.
  - assert (P : continuity_pt (fun x => tanh x) x) by (eapply derivable_continuous_at, derivable_tanh).
    continuous_parts.
  - eapply derivable_continuous_at, derivable_pt_lim_sinh.
  - eapply derivable_continuous_at, derivable_pt_lim_cosh.
  - assert (P : continuity_pt (fun x => / (1 + x * x)) x).
    { apply continuity_inv; [apply sum_square_pos|]. continuous_parts. }
    continuous_parts.
  - assert (P : continuity_pt (fun x => exp (- (x * x))) x).
    { apply (continuity_pt_comp (fun x => - (x * x)) exp); [continuous_parts|].
      eapply derivable_continuous_at, derivable_pt_lim_exp. }
    continuous_parts.
  - assert (P : continuity_pt (fun x => sin x) x) by (eapply derivable_continuous_at, derivable_pt_lim_sin).
    continuous_parts.
  - assert (P : continuity_pt (fun x => cos x) x) by (eapply derivable_continuous_at, derivable_pt_lim_cos).
    continuous_parts.
Qed.

Section Jets.

Variable bits : positive.

Lemma bent_continuous u a v : inside u (value a v) -> twice (value a) (first a) (second a) v ->
  continuity_pt (second a) v -> continuity_pt (fun w => bent u (value a w) (first a w) (second a w)) v.
Proof.
  intros Hi [T1 T2] C. destruct (outer_derivatives u (value a v) Hi) as [_ D2].
  assert (V : continuity_pt (fun w => value a w) v) by (eapply derivable_continuous_at; exact T1).
  assert (F : continuity_pt (fun w => first a w) v) by (eapply derivable_continuous_at; exact T2).
  assert (C' : continuity_pt (fun w => second a w) v) by exact C.
  assert (O1 : continuity_pt (fun w => outer1 u (value a w)) v).
  { apply (continuity_pt_comp (value a) (outer1 u)); [exact V|]. eapply derivable_continuous_at, D2. }
  assert (O2 : continuity_pt (fun w => outer2 u (value a w)) v).
  { apply (continuity_pt_comp (value a) (outer2 u)); [exact V|]. apply outer2_continuous, Hi. }
  unfold bent. continuous_parts.
Qed.

Theorem second_continuous e X : forall J v, jet bits e X = Some J -> Intervals.holds bits X v ->
  continuity_pt (second e) v.
Proof.
  induction e; intros J v H HX; cbn [jet] in H; try discriminate;
    try (apply bind_some in H; destruct H as ([[A A1] A2] & HK & H);
         destruct (jet_holds bits e X _ v HK HX) as [T (HA & _ & _)];
         unfold outside in H; apply bind_some in H; destruct H as (O & HO & _);
         destruct (unary_jet_holds bits _ _ _ _ HO HA) as [Hi _];
         exact (bent_continuous _ e v Hi T (IHe _ v HK HX))).
  - apply continuity_pt_const; intros ? ?; reflexivity.
  - apply continuity_pt_const; intros ? ?; reflexivity.
  - apply bind_some in H. destruct H as (J1 & H1 & H). apply bind_some in H. destruct H as (J2 & H2 & _).
    apply (continuity_pt_plus (second e1) (second e2)); eauto.
  - apply bind_some in H. destruct H as (J1 & H1 & H). apply bind_some in H. destruct H as (J2 & H2 & _).
    destruct (jet_holds bits e1 X _ v H1 HX) as [[T1 T1'] _]. destruct (jet_holds bits e2 X _ v H2 HX) as [[T2 T2'] _].
    assert (V1 : continuity_pt (fun w => value e1 w) v) by (eapply derivable_continuous_at; exact T1).
    assert (V2 : continuity_pt (fun w => value e2 w) v) by (eapply derivable_continuous_at; exact T2).
    assert (F1 : continuity_pt (fun w => first e1 w) v) by (eapply derivable_continuous_at; exact T1').
    assert (F2 : continuity_pt (fun w => first e2 w) v) by (eapply derivable_continuous_at; exact T2').
    assert (S1 : continuity_pt (fun w => second e1 w) v) by (exact (IHe1 _ v H1 HX)).
    assert (S2 : continuity_pt (fun w => second e2 w) v) by (exact (IHe2 _ v H2 HX)).
    cbn [second]. change (continuity_pt (fun w => second e1 w * value e2 w + 2 * (first e1 w * first e2 w)
      + value e1 w * second e2 w) v). continuous_parts.
Qed.

End Jets.

(** ** Expressions *)

Section Continuous.

Variables G G1 G2 : nat -> R -> R.

Lemma product_near a b a' b' eps : 0 < eps ->
  Rabs (a' - a) < Rmin 1 (eps / (2 * (Rabs b + 1))) -> Rabs (b' - b) < eps / (2 * (Rabs a + 1)) ->
  Rabs (a' * b' - a * b) < eps.
Proof.
  intros He Ha Hb. pose proof (Rabs_pos a). pose proof (Rabs_pos b).
  pose proof (Rmin_l 1 (eps / (2 * (Rabs b + 1)))). pose proof (Rmin_r 1 (eps / (2 * (Rabs b + 1)))).
  replace (a' * b' - a * b) with ((a' - a) * b + a' * (b' - b)) by ring.
  eapply Rle_lt_trans; [apply Rabs_triang|]. rewrite !Rabs_mult.
  assert (A' : Rabs a' <= Rabs a + 1).
  { replace a' with (a + (a' - a)) by ring. eapply Rle_trans; [apply Rabs_triang|]. lra. }
  assert (E1 : Rabs (a' - a) * Rabs b <= eps / (2 * (Rabs b + 1)) * Rabs b) by (apply Rmult_le_compat_r; lra).
  assert (E2 : Rabs a' * Rabs (b' - b) <= (Rabs a + 1) * Rabs (b' - b)) by (apply Rmult_le_compat_r; [apply Rabs_pos|lra]).
  assert (E3 : (Rabs a + 1) * Rabs (b' - b) < (Rabs a + 1) * (eps / (2 * (Rabs a + 1)))) by (apply Rmult_lt_compat_l; lra).
  assert (E4 : (Rabs a + 1) * (eps / (2 * (Rabs a + 1))) = eps / 2) by (field; lra).
  assert (E5 : eps / (2 * (Rabs b + 1)) * Rabs b <= eps / 2).
  { replace (eps / (2 * (Rabs b + 1)) * Rabs b) with (eps / 2 * (Rabs b / (Rabs b + 1))) by (field; lra).
    assert (Rabs b / (Rabs b + 1) <= 1).
    { apply (Rmult_le_reg_r (Rabs b + 1)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
    nra. }
  lra.
Qed.

Theorem ev_continuous e t : smooth_at G G1 G2 e t -> forall eps, 0 < eps ->
  exists d, 0 < d /\ forall t', (forall p, Rabs (t' p - t p) < d) -> Rabs (ev G e t' - ev G e t) < eps.
Proof.
  induction e; intros H eps He; cbn [smooth_at ev] in *.
  - exists 1. split; [lra|]. intros. rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. exact He.
  - exists eps. split; [exact He|]. intros t' Ht. apply Ht.
  - destruct H as [Ha Hb]. destruct (IHe1 Ha (eps / 2) ltac:(lra)) as (d1 & P1 & D1).
    destruct (IHe2 Hb (eps / 2) ltac:(lra)) as (d2 & P2 & D2).
    exists (Rmin d1 d2). split; [apply Rmin_glb_lt; assumption|]. intros t' Ht.
    replace (ev G e1 t' + ev G e2 t' - (ev G e1 t + ev G e2 t))
      with ((ev G e1 t' - ev G e1 t) + (ev G e2 t' - ev G e2 t)) by ring.
    eapply Rle_lt_trans; [apply Rabs_triang|].
    assert (Q1 : Rabs (ev G e1 t' - ev G e1 t) < eps / 2).
    { apply D1. intros p. eapply Rlt_le_trans; [apply Ht|apply Rmin_l]. }
    assert (Q2 : Rabs (ev G e2 t' - ev G e2 t) < eps / 2).
    { apply D2. intros p. eapply Rlt_le_trans; [apply Ht|apply Rmin_r]. }
    lra.
  - destruct H as [Ha Hb]. set (a := ev G e1 t) in *. set (b := ev G e2 t) in *.
    pose proof (Rabs_pos a). pose proof (Rabs_pos b).
    assert (Z1 : 0 < Rmin 1 (eps / (2 * (Rabs b + 1)))).
    { apply Rmin_glb_lt; [lra|]. apply Rdiv_lt_0_compat; lra. }
    assert (Z2 : 0 < eps / (2 * (Rabs a + 1))) by (apply Rdiv_lt_0_compat; lra).
    destruct (IHe1 Ha _ Z1) as (d1 & P1 & D1). destruct (IHe2 Hb _ Z2) as (d2 & P2 & D2).
    exists (Rmin d1 d2). split; [apply Rmin_glb_lt; assumption|]. intros t' Ht.
    apply product_near; [exact He| |].
    + apply D1. intros p. eapply Rlt_le_trans; [apply Ht|apply Rmin_l].
    + apply D2. intros p. eapply Rlt_le_trans; [apply Ht|apply Rmin_r].
  - destruct H as [Ha [D _]]. destruct (derivable_continuous_at _ _ _ D eps He) as (b & Hb & C).
    destruct (IHe Ha b Hb) as (d & Hd & Dd). exists d. split; [exact Hd|]. intros t' Ht.
    specialize (Dd t' Ht). destruct (Req_dec (ev G e t') (ev G e t)) as [E|N].
    + rewrite E, Rminus_diag_eq, Rabs_R0 by reflexivity. exact He.
    + apply (C (ev G e t')). split; [split; [exact I|congruence]|exact Dd].
Qed.

End Continuous.
