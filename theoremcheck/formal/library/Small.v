(** * Functions that are small, or bounded, compared with a size near a point *)

From Coq Require Import Reals List Lra.
From TheoremCheck Require Import Setting Compact Box SplitLocal.
Open Scope R_scope.

Section Small.

Variable K : Type.
Variable ps : list K.
Variable U : (K -> R) -> Prop.
Variable s : K -> R.
Implicit Types (F G n : (K -> R) -> R).

Notation near_s C := (nearby K ps U s C).
Notation cont F := (continuous_at K ps U F s).

Definition small F n : Prop := forall e, 0 < e -> near_s (fun t => Rabs (F t) <= e * n t).
Definition bounded F n : Prop := exists c, 0 <= c /\ near_s (fun t => Rabs (F t) <= c * n t).

Lemma small_bounded F n : small F n -> bounded F n.
Proof. intros H. exists 1. split; [lra|]. apply H. lra. Qed.

Lemma small_plus F G n : small F n -> small G n -> small (fun t => F t + G t) n.
Proof.
  intros HF HG e He.
  apply nearby_mono with (2 := nearby_and _ _ _ _ _ _ (HF (e / 2) ltac:(lra)) (HG (e / 2)
    ltac:(lra))).
  intros t _ [H1 H2]. eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma bounded_plus F G n : bounded F n -> bounded G n -> bounded (fun t => F t + G t) n.
Proof.
  intros (c & Hc & HF) (d & Hd & HG). exists (c + d). split; [lra|].
  apply nearby_mono with (2 := nearby_and _ _ _ _ _ _ HF HG).
  intros t _ [H1 H2]. eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma small_mult F G n m : (forall t, 0 <= n t) -> (forall t, 0 <= m t) ->
  small F n -> bounded G m -> small (fun t => F t * G t) (fun t => n t * m t).
Proof.
  intros Hn Hm HF (c & Hc & HG) e He.
  apply nearby_mono with (2 := nearby_and _ _ _ _ _ _
    (HF (e / (c + 1)) ltac:(apply Rdiv_lt_0_compat; lra)) HG).
  intros t _ [H1 H2]. rewrite Rabs_mult. pose proof (Rabs_pos (F t)). pose proof (Rabs_pos (G t)).
  apply Rle_trans with (e / (c + 1) * n t * (c * m t)); [apply Rmult_le_compat; assumption|].
  replace (e * (n t * m t)) with (e / (c + 1) * n t * ((c + 1) * m t)) by (field; lra).
  apply Rmult_le_compat_l.
  - apply Rmult_le_pos; [left; apply Rdiv_lt_0_compat; lra|apply Hn].
  - apply Rmult_le_compat_r; [apply Hm|lra].
Qed.

Lemma small_scal a F n : (forall t, 0 <= n t) -> small F n -> small (fun t => a * F t) n.
Proof.
  intros Hn HF e He. pose proof (Rabs_pos a).
  apply nearby_mono with (2 := HF (e / (Rabs a + 1)) ltac:(apply Rdiv_lt_0_compat; lra)).
  intros t _ H1. rewrite Rabs_mult.
  apply Rle_trans with (Rabs a * (e / (Rabs a + 1) * n t)); [apply Rmult_le_compat_l; lra|].
  replace (e * n t) with ((Rabs a + 1) * (e / (Rabs a + 1) * n t)) by (field; lra).
  apply Rmult_le_compat_r; [|lra]. apply Rmult_le_pos; [|apply Hn].
  left. apply Rdiv_lt_0_compat; lra.
Qed.

Lemma bounded_scal a F n : bounded F n -> bounded (fun t => a * F t) n.
Proof.
  intros (c & Hc & HF). exists (Rabs a * c). split; [apply Rmult_le_pos; [apply Rabs_pos|lra]|].
  apply nearby_mono with (2 := HF). intros t _ H. rewrite Rabs_mult, Rmult_assoc.
  apply Rmult_le_compat_l; [apply Rabs_pos|exact H].
Qed.

(** A size may be replaced by one that is not much smaller. *)
Lemma small_size F n m : (forall t, 0 <= m t) -> bounded n m -> small F n -> small F m.
Proof.
  intros Hm (c & Hc & Hn) HF e He.
  apply nearby_mono with (2 := nearby_and _ _ _ _ _ _ Hn
    (HF (e / (c + 1)) ltac:(apply Rdiv_lt_0_compat; lra))).
  intros t _ [H1 H2].
  assert (He' : 0 <= e / (c + 1)) by (left; apply Rdiv_lt_0_compat; lra).
  pose proof (Rle_abs (n t)). pose proof (Hm t).
  apply Rle_trans with (e / (c + 1) * (c * m t)).
  - eapply Rle_trans; [exact H2|]. apply Rmult_le_compat_l; lra.
  - replace (e * m t) with (e / (c + 1) * ((c + 1) * m t)) by (field; lra).
    apply Rmult_le_compat_l; [exact He'|]. lra.
Qed.

Lemma bounded_self n m : (forall t, 0 <= n t <= m t) -> bounded n m.
Proof.
  intros H. exists 1. split; [lra|]. apply nearby_all. intros t _. destruct (H t).
  rewrite Rabs_right; lra.
Qed.

Lemma bounded_mult F G n m : (forall t, 0 <= n t) -> (forall t, 0 <= m t) ->
  bounded F n -> bounded G m -> bounded (fun t => F t * G t) (fun t => n t * m t).
Proof.
  intros Hn Hm (c & Hc & HF) (d & Hd & HG). exists (c * d).
  split; [apply Rmult_le_pos; assumption|].
  apply nearby_mono with (2 := nearby_and _ _ _ _ _ _ HF HG). intros t _ [H1 H2].
  rewrite Rabs_mult. replace (c * d * (n t * m t)) with (c * n t * (d * m t)) by ring.
  apply Rmult_le_compat; auto using Rabs_pos.
Qed.

Lemma small_near F G n : near_s (fun t => F t = G t) -> small F n -> small G n.
Proof.
  intros HE HF e He. apply nearby_mono with (2 := nearby_and _ _ _ _ _ _ HE (HF e He)).
  intros t _ [<- H]. exact H.
Qed.

Lemma small_ext F G n : (forall t, F t = G t) -> small F n -> small G n.
Proof. intros HE. apply small_near, nearby_all. auto. Qed.

Lemma bounded_ext F G n : (forall t, F t = G t) -> bounded F n -> bounded G n.
Proof.
  intros HE (c & Hc & H). exists c. split; [exact Hc|]. apply nearby_mono with (2 := H).
  intros t _. now rewrite HE.
Qed.

(** Continuous functions against the size 1. *)
Lemma cont_small F : cont F -> F s = 0 -> small F (fun _ => 1).
Proof.
  intros HF H0 e He. apply nearby_mono with (2 := nearby_value _ _ _ _ _ e HF He).
  intros t _ H. rewrite H0, Rminus_0_r in H. lra.
Qed.

Lemma cont_bounded F : cont F -> bounded F (fun _ => 1).
Proof.
  intros HF. exists (Rabs (F s) + 1). split; [pose proof (Rabs_pos (F s)); lra|].
  apply nearby_mono with (2 := nearby_value _ _ _ _ _ 1 HF Rlt_0_1). intros t _ H.
  replace (F t) with (F s + (F t - F s)) by ring. eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

(** Taylor: g(G) - g(F) - g'(F) (G - F) - g''(v) / 2 (G - F)^2 is small against (G - F)^2
    if F and G are continuous with the value v at s. *)
Lemma taylor (g g1 g2 : R -> R) v F G :
  (exists d, 0 < d /\ forall u, Rabs (u - v) < d ->
    derivable_pt_lim g u (g1 u) /\ derivable_pt_lim g1 u (g2 u)) ->
  continuity_pt g2 v -> cont F -> cont G -> F s = v -> G s = v ->
  small (fun t => g (G t) - g (F t) - g1 (F t) * (G t - F t) - g2 v / 2 * (G t - F t)^2)
    (fun t => (G t - F t)^2).
Proof.
  intros (d & Hd & Hder) Hc HF HG EF EG e He.
  destruct (Hc (2 * e) ltac:(lra)) as (d' & Hd' & Hc').
  assert (Hdd : 0 < Rmin d d') by (apply Rmin_pos; assumption).
  apply nearby_mono with (2 := nearby_and _ _ _ _ _ _
    (nearby_value _ _ _ _ _ _ HF Hdd) (nearby_value _ _ _ _ _ _ HG Hdd)).
  intros t _ [H1 H2]. rewrite EF in H1. rewrite EG in H2.
  destruct (second_order g g1 g2 v (Rmin d d') (g2 v - 2 * e) (g2 v + 2 * e) (G t) (F t))
    as [R1 R2]; try assumption.
  - intros w Hw. apply Hder. eapply Rlt_le_trans; [exact Hw|apply Rmin_l].
  - intros w Hw. destruct (Req_dec w v) as [->|Hne]; [lra|].
    assert (Q : Rabs (g2 w - g2 v) < 2 * e).
    { apply (Hc' w). split; [split; [exact I|congruence]|].
      eapply Rlt_le_trans; [exact Hw|apply Rmin_r]. }
    apply Rabs_def2 in Q. lra.
  - apply Rabs_le. split; lra.
Qed.

End Small.
