(** * Second order estimates for rule.split, and what holds near a point *)

From Coq Require Import Reals List Arith Lra Lia Classical FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions Compact Box.
Import ListNotations.
Open Scope R_scope.

(** ** One neuron, one sample *)

Lemma derivable_value g x l l' : derivable_pt_lim g x l -> l = l' -> derivable_pt_lim g x l'.
Proof. intros H <-. exact H. Qed.

(** g(u) - g(u0) - g'(u0) (u - u0) lies between (lo / 2) (u - u0)^2 and (hi / 2) (u - u0)^2 if
    g'' lies between lo and hi. *)
Lemma second_order (g g1 g2 : R -> R) v d lo hi u u0 :
  (forall w, Rabs (w - v) < d -> derivable_pt_lim g w (g1 w) /\ derivable_pt_lim g1 w (g2 w)) ->
  (forall w, Rabs (w - v) < d -> lo <= g2 w <= hi) ->
  Rabs (u - v) < d -> Rabs (u0 - v) < d ->
  lo / 2 * (u - u0)^2 <= g u - g u0 - g1 u0 * (u - u0) <= hi / 2 * (u - u0)^2.
Proof.
  intros Hd Hb Hu Hu0. set (a := u - u0).
  assert (Hin : forall x, 0 <= x <= 1 -> Rabs (u0 + x * a - v) < d).
  { intros x Hx. set (n := Rmax (Rabs (u - v)) (Rabs (u0 - v))).
    assert (Hn : n < d) by (apply Rmax_lub_lt; assumption).
    pose proof (Rmax_l (Rabs (u - v)) (Rabs (u0 - v))) as N1.
    pose proof (Rmax_r (Rabs (u - v)) (Rabs (u0 - v))) as N2. fold n in N1, N2.
    apply Rabs_le_both in N1. apply Rabs_le_both in N2. apply Rle_lt_trans with (2 := Hn).
    apply Rabs_le. unfold a. split; nra. }
  assert (Hlin : forall x, derivable_pt_lim (fun x => u0 + x * a) x a).
  { intros x. apply (derivable_value _ _ (0 + (1 * a + x * 0))); [|ring].
    apply (derivable_pt_lim_plus (fun _ => u0) (fun x => x * a)); [apply derivable_pt_lim_const|].
    apply (derivable_pt_lim_mult id (fun _ => a));
      [apply derivable_pt_lim_id|apply derivable_pt_lim_const]. }
  assert (D1 : forall x, 0 <= x <= 1 ->
    derivable_pt_lim (fun x => g (u0 + x * a)) x (g1 (u0 + x * a) * a)).
  { intros x Hx. apply (derivable_pt_lim_comp (fun x => u0 + x * a) g); [apply Hlin|].
    apply Hd, Hin, Hx. }
  assert (D2 : forall x, 0 <= x <= 1 ->
    derivable_pt_lim (fun x => g1 (u0 + x * a) * a) x (g2 (u0 + x * a) * a * a)).
  { intros x Hx.
    apply (derivable_value _ _ (g2 (u0 + x * a) * a * a + g1 (u0 + x * a) * 0)); [|ring].
    apply (derivable_pt_lim_mult (fun x => g1 (u0 + x * a)) (fun _ => a));
      [|apply derivable_pt_lim_const].
    apply (derivable_pt_lim_comp (fun x => u0 + x * a) g1); [apply Hlin|]. apply Hd, Hin, Hx. }
  assert (Ha : 0 <= a^2) by apply pow2_ge_0.
  destruct (bends _ _ _ (lo * a^2) D1 D2) as [_ B1].
  { intros x Hx. pose proof (Hb _ (Hin x Hx)). nra. }
  destruct (bends (fun x => - g (u0 + x * a)) (fun x => - (g1 (u0 + x * a) * a))
    (fun x => - (g2 (u0 + x * a) * a * a)) (- hi * a^2)) as [_ B2].
  { intros x Hx. apply (derivable_pt_lim_opp (fun x => g (u0 + x * a))), D1, Hx. }
  { intros x Hx. apply (derivable_pt_lim_opp (fun x => g1 (u0 + x * a) * a)), D2, Hx. }
  { intros x Hx. pose proof (Hb _ (Hin x Hx)). nra. }
  rewrite Rmult_0_l, Rplus_0_r in B1, B2. rewrite Rmult_1_l in B1, B2.
  replace (u0 + a) with u in B1, B2 by (unfold a; ring). fold a. lra.
Qed.

(** The first derivative alone: g(u) - g(u0) = l (u - u0), l near l*. *)
Lemma first_order (g g1 : R -> R) v d u u0 :
  (forall w, Rabs (w - v) < d -> derivable_pt_lim g w (g1 w)) ->
  Rabs (u - v) < d -> Rabs (u0 - v) < d ->
  exists w, Rabs (w - v) < d /\ g u - g u0 = g1 w * (u - u0).
Proof.
  intros Hd Hu Hu0. pose proof (Rabs_def2 _ _ Hu). pose proof (Rabs_def2 _ _ Hu0).
  destruct (Rtotal_order u0 u) as [H1|[->|H1]].
  - destruct (MVT_cor2 g g1 u0 u H1) as (w & E & Hw).
    + intros w Hw. apply Hd. apply Rabs_def1; lra.
    + exists w. split; [apply Rabs_def1; lra|exact E].
  - exists u. split; [exact Hu|ring].
  - destruct (MVT_cor2 g g1 u u0 H1) as (w & E & Hw).
    + intros w Hw. apply Hd. apply Rabs_def1; lra.
    + exists w. split; [apply Rabs_def1; lra|lra].
Qed.

(** What is left of A q l s'' / 2 d^2 >= ... if l, s'' and a vary a little. *)
Lemma small_change (A q l s k : R) : A <> 0 -> 0 < k -> exists e, 0 < e /\
  forall th l' rho d2, 0 <= th -> 0 <= d2 -> Rabs (l' - l) <= e -> Rabs (rho - s / 2 * d2) <= e / 2
    * d2 ->
    th / 2 * (A * (q * l) * s - k) * d2 <= q * l' * (th * A) * rho.
Proof.
  intros HA Hk.
  set (G := Rabs A * Rabs q * (Rabs l + 1 + Rabs s) + 1).
  assert (HG : 0 < G).
  { unfold G. pose proof (Rabs_pos A). pose proof (Rabs_pos q). pose proof (Rabs_pos l).
    pose proof (Rabs_pos s). pose proof (Rmult_le_pos _ _ H H0).
    pose proof (Rmult_le_pos (Rabs A * Rabs q) (Rabs l + 1 + Rabs s) H3 ltac:(lra)). lra. }
  exists (Rmin 1 (k / G)). split; [apply Rmin_pos; [lra|apply Rdiv_lt_0_compat; assumption]|].
  set (e := Rmin 1 (k / G)). intros th l' rho d2 Hth Hd2 Hl Hrho.
  assert (He1 : e <= 1) by apply Rmin_l. assert (He2 : e <= k / G) by apply Rmin_r.
  assert (He0 : 0 <= e) by (eapply Rle_trans; [apply Rabs_pos|exact Hl]).
  assert (HeG : e * G <= k).
  { apply Rle_trans with (k / G * G); [apply Rmult_le_compat_r; lra|right; field; lra]. }
  (* |l' rho - l s / 2 d2| <= e / 2 (|l| + 1 + |s|) d2 *)
  assert (H : Rabs (l' * rho - l * (s / 2) * d2) <= e / 2 * (Rabs l + 1 + Rabs s) * d2).
  { replace (l' * rho - l * (s / 2) * d2)
      with (l' * (rho - s / 2 * d2) + (l' - l) * (s / 2 * d2)) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult.
    assert (Hl' : Rabs l' <= Rabs l + 1).
    { replace l' with (l + (l' - l)) by ring. eapply Rle_trans; [apply Rabs_triang|]. lra. }
    assert (E2 : Rabs (s / 2) * Rabs d2 = Rabs s / 2 * d2).
    { unfold Rdiv. rewrite Rabs_mult, (Rabs_right (/ 2)) by lra. rewrite (Rabs_right d2) by lra.
      ring. }
    rewrite E2.
    pose proof (Rmult_le_compat _ _ _ _ (Rabs_pos l') (Rabs_pos _) Hl' Hrho) as Q1.
    assert (Hs : 0 <= Rabs s / 2 * d2).
    { apply Rmult_le_pos; [pose proof (Rabs_pos s); lra|exact Hd2]. }
    pose proof (Rmult_le_compat_r _ _ _ Hs Hl) as Q2.
    replace (e / 2 * (Rabs l + 1 + Rabs s) * d2)
      with ((Rabs l + 1) * (e / 2 * d2) + e * (Rabs s / 2 * d2)) by field. lra. }
  assert (HAq : Rabs (A * q * (l' * rho - l * (s / 2) * d2)) <= k / 2 * d2).
  { rewrite Rabs_mult, Rabs_mult.
    apply Rle_trans with (Rabs A * Rabs q * (e / 2 * (Rabs l + 1 + Rabs s) * d2)).
    - apply Rmult_le_compat_l; [|exact H]. apply Rmult_le_pos; apply Rabs_pos.
    - replace (Rabs A * Rabs q * (e / 2 * (Rabs l + 1 + Rabs s) * d2))
        with (e * (G - 1) / 2 * d2) by (unfold G; field).
      apply Rmult_le_compat_r; [exact Hd2|]. lra. }
  apply Rabs_le_both in HAq.
  replace (q * l' * (th * A) * rho)
    with (th / 2 * (A * (q * l) * s) * d2 + th * (A * q * (l' * rho - l * (s / 2) * d2))) by field.
  replace (th / 2 * (A * (q * l) * s - k) * d2)
    with (th / 2 * (A * (q * l) * s) * d2 - th * (k / 2 * d2)) by field.
  assert (th * (- (k / 2 * d2)) <= th * (A * q * (l' * rho - l * (s / 2) * d2)));
    [apply Rmult_le_compat_l; lra|]. lra.
Qed.

(** ** What holds near a point *)

Section Near.

Variable K : Type.
Variable ps : list K.
Variable U : (K -> R) -> Prop.
Variable s : K -> R.
Implicit Types (F G : (K -> R) -> R) (Q : (K -> R) -> Prop).

Definition nearby Q : Prop := exists d, 0 < d /\ forall t, U t -> close K ps d s t -> Q t.

Lemma nearby_and Q Q' : nearby Q -> nearby Q' -> nearby (fun t => Q t /\ Q' t).
Proof.
  intros (d & Hd & H) (d' & Hd' & H'). exists (Rmin d d'). split; [apply Rmin_pos; assumption|].
  intros t Ht Hc. split.
  - apply H; [exact Ht|]. exact (close_weaken _ _ _ _ _ _ (Rmin_l d d') Hc).
  - apply H'; [exact Ht|]. exact (close_weaken _ _ _ _ _ _ (Rmin_r d d') Hc).
Qed.

Lemma nearby_mono Q Q' : (forall t, U t -> Q t -> Q' t) -> nearby Q -> nearby Q'.
Proof. intros H (d & Hd & H'). exists d. split; [exact Hd|]. auto. Qed.

Lemma nearby_all Q : (forall t, U t -> Q t) -> nearby Q.
Proof. intros H. exists 1. split; [lra|]. auto. Qed.

Lemma nearby_list {A : Type} (l : list A) (Q : A -> (K -> R) -> Prop) :
  (forall a, In a l -> nearby (Q a)) -> nearby (fun t => forall a, In a l -> Q a t).
Proof.
  induction l as [|a l IH]; intros H.
  - apply nearby_all. intros t _ a [].
  - apply nearby_mono with (2 := nearby_and _ _ (H a (or_introl eq_refl))
      (IH (fun b Hb => H b (or_intror Hb)))).
    intros t _ [H1 H2] b [<-|Hb]; auto.
Qed.

Lemma nearby_below n (Q : nat -> (K -> R) -> Prop) :
  (forall i, (i < n)%nat -> nearby (Q i)) -> nearby (fun t => forall i, (i < n)%nat -> Q i t).
Proof.
  induction n as [|n IH]; intros H.
  - apply nearby_all. intros t _ i Hi. lia.
  - apply nearby_mono with (2 := nearby_and _ _ (H n (Nat.lt_succ_diag_r n))
      (IH (fun i Hi => H i (Nat.lt_lt_succ_r _ _ Hi)))).
    intros t _ [H1 H2] i Hi. destruct (Nat.eq_dec i n) as [->|E]; [exact H1|].
    apply H2. lia.
Qed.

Notation cont F := (continuous_at K ps U F s).

Lemma nearby_value F e : cont F -> 0 < e -> nearby (fun t => Rabs (F t - F s) < e).
Proof. intros H He. exact (H e He). Qed.

Lemma nearby_sign F : cont F -> F s <> 0 -> nearby (fun t => 0 < F t / F s).
Proof.
  intros H H0. apply nearby_mono with (2 := nearby_value F (Rabs (F s)) H (Rabs_pos_lt _ H0)).
  intros t _ Ht. unfold Rabs in Ht.
  destruct (Rcase_abs (F t - F s)), (Rcase_abs (F s)).
  - assert (F t < 0) by lra. replace (F t / F s) with ((- F t) / (- F s)) by (field; exact H0).
    apply Rdiv_lt_0_compat; lra.
  - apply Rdiv_lt_0_compat; lra.
  - assert (F t < 0) by lra. replace (F t / F s) with ((- F t) / (- F s)) by (field; exact H0).
    apply Rdiv_lt_0_compat; lra.
  - apply Rdiv_lt_0_compat; lra.
Qed.

Lemma cont_const a : cont (fun _ => a).
Proof. intros e He. exists 1. split; [lra|]. intros. rewrite Rminus_diag_eq, Rabs_R0; auto. Qed.

Lemma cont_ext F G : (forall t, U t -> F t = G t) -> F s = G s -> cont F -> cont G.
Proof.
  intros E Es H e He. destruct (H e He) as (d & Hd & H'). exists d. split; [exact Hd|].
  intros t Ht Hc. rewrite <- E, <- Es; auto.
Qed.

Lemma cont_scal a F : cont F -> cont (fun t => a * F t).
Proof.
  apply (continuous_comp K ps (fun v => a * v)). apply derivable_continuous_pt.
  apply derivable_pt_scal, derivable_pt_id.
Qed.

Lemma cont_minus F G : cont F -> cont G -> cont (fun t => F t - G t).
Proof.
  intros HF HG. apply cont_ext with (F := fun t => F t + -1 * G t); [intros; ring|ring|].
  apply continuous_plus; [exact HF|apply cont_scal, HG].
Qed.

Lemma cont_mult F G : cont F -> cont G -> cont (fun t => F t * G t).
Proof.
  intros HF HG.
  assert (Hsq : forall H, cont H -> cont (fun t => H t * H t)).
  { intros H. apply (continuous_comp K ps (fun v => v * v)). apply derivable_continuous_pt.
    apply derivable_pt_mult; apply derivable_pt_id. }
  apply cont_ext with (F := fun t => / 4 * ((F t + G t) * (F t + G t)
                                           - (F t - G t) * (F t - G t))); [intros; field|field|].
  apply cont_scal, cont_minus; apply Hsq; [apply continuous_plus|apply cont_minus]; assumption.
Qed.

Lemma cont_div F G : cont F -> cont G -> G s <> 0 -> cont (fun t => F t / G t).
Proof.
  intros HF HG H0. apply cont_mult; [exact HF|].
  apply (continuous_comp K ps (fun v => / v) G); [|exact HG].
  apply (continuity_pt_inv id); [|exact H0]. apply derivable_continuous_pt, derivable_pt_id.
Qed.

Lemma cont_sum n (F : nat -> (K -> R) -> R) :
  (forall i, (i < n)%nat -> cont (F i)) -> cont (fun t => sum n (fun i => F i t)).
Proof.
  induction n as [|n IH]; intros H; simpl; [apply cont_const|].
  apply (continuous_plus K ps (fun t => sum n (fun i => F i t)) (F n)); auto.
Qed.

End Near.
