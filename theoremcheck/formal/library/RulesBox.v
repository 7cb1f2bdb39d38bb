(** * lemma.slice, rule.strict, rule.sharp *)

From Coq Require Import Reals List Lra Classical.
From TheoremCheck Require Import Setting Conditions Compact Box Onto Reach PointsBox.
Import ListNotations.
Open Scope R_scope.

Lemma deep_place_eq_dec (p q : deep_place) : {p = q} + {p <> q}.
Proof. repeat decide equality. Defined.

Lemma place_eq_dec (p q : place) : {p = q} + {p <> q}.
Proof. decide equality; try apply Nat.eq_dec. apply deep_place_eq_dec. Defined.

Section Rules.

Variable P : problem.

Notation near := (close place).
Notation cell := (ball place).

(** ** Local minima and wrong samples *)

Lemma all_defined : loss_defined P -> neuron_defined P -> network_deep_defined P ->
  forall t, L_defined P t.
Proof. intros Hl Hn Hd t s _. split; [|split]; auto. Qed.

Lemma local_min_intro t : admissible P t -> L_defined P t ->
  (exists d, 0 < d /\ forall t', admissible P t' -> near (trained P) d t t' -> L P t <= L P t') ->
  local_min P t.
Proof.
  intros Ha Hd (d & Hd0 & H). split; [exact Ha|]. split; [exact Hd|].
  exists d. split; [exact Hd0|]. intros t' Ha' _ Hdist. apply H; [exact Ha'|].
  intros p Hp. apply Rsqr_incrst_0; [|apply Rabs_pos|lra].
  rewrite <- Rsqr_abs, !Rsqr_pow2. eapply Rle_lt_trans; [|exact Hdist].
  apply (lsum_member place (trained P) (fun p => (t' p - t p)^2)); [|exact Hp].
  intros; apply pow2_ge_0.
Qed.

Lemma share_positive e : 0 < share e.
Proof. apply (IZR_lt 0). reflexivity. Qed.

Lemma wrong_error t e : In e (data P) -> y e <> sgn (f P t e) -> training_error P t > 0.
Proof.
  intros He Hw. unfold training_error, total_weight.
  assert (Hpos : forall g : sample -> R, (forall s, In s (data P) -> 0 <= g s) -> 0 < g e ->
    0 < over (data P) g).
  { intros g Hg Hge. eapply Rlt_le_trans; [exact Hge|].
    apply (lsum_member sample (data P) g); assumption. }
  apply Rdiv_lt_0_compat; apply Hpos.
  - intros s _. destruct (Req_EM_T (y s) (sgn (f P t s))); [lra|left; apply share_positive].
  - destruct (Req_EM_T (y e) (sgn (f P t e))); [contradiction|apply share_positive].
  - intros s _. left. apply share_positive.
  - apply share_positive.
Qed.

(** ** Minima in a slice *)

Variables (c : params) (r : R) (moving held : list place).
Hypothesis c_admissible : admissible P c.
Hypothesis r_pos : 0 < r.
Hypothesis parts : parted P moving held.

Lemma moving_once : NoDup moving.
Proof.
  destruct parts as [H _]. clear parts. induction moving as [|p l IH]; [constructor|].
  inversion H; subst. constructor; [|auto]. intros Hp. apply H2, in_or_app. auto.
Qed.

Lemma held_not_moving p : In p held -> ~ In p moving.
Proof.
  destruct parts as [H _]. clear parts. induction moving as [|q l IH]; [auto|].
  inversion H; subst. intros Hp [->|Hq]; [|apply (IH H3 Hp Hq)].
  apply H2, in_or_app. auto.
Qed.

Lemma moving_trained p : In p moving -> In p (trained P).
Proof. intros Hp. apply (proj2 parts), in_or_app. auto. Qed.

Lemma held_trained p : In p held -> In p (trained P).
Proof. intros Hp. apply (proj2 parts), in_or_app. auto. Qed.

Lemma trained_cases p : In p (trained P) -> In p moving \/ In p held.
Proof. intros Hp. apply in_app_or, (proj2 parts), Hp. Qed.

Lemma inside_box t : inside P c r t -> box P c r t.
Proof. intros [H1 H2]. split; [exact H1|]. intros p Hp. left. auto. Qed.

(** The ball in what moves lies in the box. *)
Lemma ball_in_box t : cell moving c r t -> box P c r t.
Proof.
  intros [Ha Hn]. split.
  - intros p Hp. rewrite <- (c_admissible p Hp).
    pose proof (Ha p (fun H => Hp (moving_trained p H))) as Q. unfold apart in Q. lra.
  - intros p _. destruct (in_dec place_eq_dec p moving) as [Hp|Hp].
    + apply (member_bound place moving (apart place c t) r p); [lra|exact Hn|exact Hp].
    + pose proof (Ha p Hp) as Q. unfold apart in Q. rewrite Q, Rabs_R0. lra.
Qed.

Section Minimum.

Variable s : params.
Hypothesis s_minimum : minimum_in place moving (L P) c r s.

(** There is room around s, in the ball and in the box. *)
Lemma room : exists d, 0 < d /\
  (forall t, along place moving (apart place s t) -> near moving d s t -> cell moving c r t) /\
  (forall t, admissible P t -> near (trained P) d s t -> inside P c r t).
Proof.
  destruct s_minimum as (Ha & Hn & _).
  destruct (continuous_sum place moving moving (fun p t' => (apart place c t' p)^2) (fun _ => True)
    s
    (fun p Hp => continuous_square place moving c _ s p Hp)
    (r^2 - norm2 place moving (apart place c s))) as (d & Hd & H); [lra|].
  pose proof (norm2_nonneg place moving (apart place c s)) as H0.
  set (n := sqrt (norm2 place moving (apart place c s))).
  assert (Hsq : n^2 = norm2 place moving (apart place c s)) by (apply pow2_sqrt; exact H0).
  assert (H0n : 0 <= n) by apply sqrt_pos.
  assert (Hr : n < r).
  { apply Rsqr_incrst_0; [|exact H0n|lra]. rewrite !Rsqr_pow2, Hsq. exact Hn. }
  exists (Rmin d (r - n)). split; [apply Rmin_pos; lra|]. split.
  - intros t Hal Hc. split.
    + intros p Hp. pose proof (Ha p Hp). pose proof (Hal p Hp). unfold apart in *. lra.
    + pose proof (Rabs_def2 _ _ (H t I (close_weaken _ _ _ _ _ _ (Rmin_l d (r - n)) Hc))) as [Q _].
      unfold norm2 in *. lra.
  - intros t Hat Hc. split; [exact Hat|]. intros p Hp. pose proof (Hc p Hp).
    pose proof (Rmin_r d (r - n)).
    assert (Hs : Rabs (s p - c p) <= n).
    { destruct (in_dec place_eq_dec p moving) as [Hm|Hm].
      - apply (member_bound place moving (apart place c s) n p H0n); [lra|exact Hm].
      - pose proof (Ha p Hm) as Q. unfold apart in Q. rewrite Q, Rabs_R0. exact H0n. }
    replace (t p - c p) with ((t p - s p) + (s p - c p)) by ring.
    eapply Rle_lt_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma s_admissible : admissible P s.
Proof.
  apply (ball_in_box s). split; [apply s_minimum|]. left. apply s_minimum.
Qed.

(** A point that differs from s in what moves only. *)
Lemma same_slice t : admissible P t -> (forall p, In p held -> t p = s p) ->
  along place moving (apart place s t).
Proof.
  intros Ha Hh p Hp. unfold apart. destruct (in_dec place_eq_dec p (trained P)) as [Ht|Ht].
  - destruct (trained_cases p Ht); [contradiction|]. rewrite Hh by assumption. ring.
  - rewrite (Ha p Ht), (s_admissible p Ht). ring.
Qed.

Lemma slice_all : held = [] ->
  exists d, 0 < d /\ forall t, admissible P t -> near (trained P) d s t -> L P s <= L P t.
Proof.
  intros Hh. destruct room as (d & Hd & Hb & _). exists d. split; [exact Hd|].
  intros t Ha Hc. apply s_minimum. apply Hb.
  - apply same_slice; [exact Ha|]. rewrite Hh. intros p [].
  - intros p Hp. apply Hc, moving_trained, Hp.
Qed.

(** (1) *)
Lemma slice_symmetries : held_by_symmetries P held c r ->
  exists d, 0 < d /\ forall t, admissible P t -> near (trained P) d s t -> L P s <= L P t.
Proof.
  intros (Hcont & X & m & k & C & Hk & Hcurves & Hinv).
  destruct room as (d & Hd & Hball & Hbox).
  set (ps := moving ++ held). set (e := d / 2). assert (He : 0 < e) by (unfold e; lra).
  assert (Htr : forall p, In p ps <-> In p (trained P)) by apply (proj2 parts).
  assert (Hadm : forall t, along place ps (apart place s t) -> admissible P t).
  { intros t Ha p Hp. rewrite <- (s_admissible p Hp).
    pose proof (Ha p (fun H => Hp (proj1 (Htr p) H))) as Q. unfold apart in Q. lra. }
  assert (Hcl : forall t, cell ps s e t -> near (trained P) d s t).
  { intros t [_ Hn] p Hp.
    pose proof (member_bound place ps (apart place s t) e p ltac:(lra) Hn (proj2 (Htr p) Hp)) as Q.
    unfold apart in Q. unfold e in *. lra. }
  assert (Hin : forall t, cell ps s e t -> inside P c r t).
  { intros t Ht. apply Hbox; [apply Hadm, Ht|apply Hcl, Ht]. }
  destruct (reach place place_eq_dec ps held (proj1 parts)
    (fun p Hp => in_or_app _ _ _ (or_intror Hp)) (L P) X m s e k C Hk He) as (d' & Hd' & H).
  - intros t Ht a Ha0. destruct (Hcont t (inside_box t (Hin t Ht)) a Ha0) as (b & Hb & Hb').
    exists b. split; [exact Hb|]. intros t' Ht' Hc. apply Hb'; [apply inside_box, Hin, Ht'|].
    intros p Hp. apply Hc, Htr, Hp.
  - intros q Hq t Ht. destruct (Hcurves q Hq t (Hin t Ht)) as (curve & H0 & HV & a & Ha0 & HL).
    exists curve. split; [exact H0|]. split; [intros p Hp; apply HV, Htr, Hp|].
    exists a. split; [exact Ha0|]. intros v Hv. destruct (HL v Hv) as [Had HLv].
    split; [|exact HLv]. intros p Hp. unfold apart.
    assert (~ In p (trained P)) by (rewrite <- Htr; exact Hp).
    rewrite (Had p), (Hadm t (proj1 Ht) p) by assumption. ring.
  - intros t Ht. apply Hinv, Hin, Ht.
  - exists d'. split; [exact Hd'|]. intros t Ha Hc.
    destruct (H t) as (t2 & Hb & Hh & HL).
    + intros p Hp. assert (~ In p (trained P)) by (rewrite <- Htr; exact Hp).
      unfold apart. rewrite (Ha p), (s_admissible p) by assumption. ring.
    + intros p Hp. apply Hc, Htr, Hp.
    + rewrite <- HL. apply s_minimum. apply Hball.
      * apply same_slice; [apply Hadm, Hb|exact Hh].
      * intros p Hp. apply (Hcl t2 Hb), moving_trained, Hp.
Qed.

(** (2) *)
Lemma slice_coordinates : held_by_coordinates P moving (box P c r) ->
  exists d, 0 < d /\ forall t, admissible P t -> near (trained P) d s t -> L P s <= L P t.
Proof.
  intros (H & J & k & Hk & Hsame & Hcont & HJ).
  destruct room as (d & Hd & Hball & Hbox).
  set (e := d / 2). assert (He : 0 < e) by (unfold e; lra).
  assert (Hin : forall t, cell moving s e t -> cell moving c r t).
  { intros t [Ha Hn]. apply Hball; [exact Ha|]. intros p Hp.
    pose proof (member_bound place moving (apart place s t) e p ltac:(lra) Hn Hp) as Q.
    unfold apart in Q. unfold e in *. lra. }
  assert (Hsbox : box P c r s).
  { apply inside_box, Hbox; [apply s_admissible|]. intros p _. rewrite Rminus_diag_eq, Rabs_R0; auto. }
  (* the H_p of points near s are near those of s *)
  assert (Hnear : exists b, 0 < b /\ forall t, admissible P t -> near (trained P) b s t ->
    box P c r t /\ over moving (fun p => (H p s - H p t)^2) < (k * e / 2)^2).
  { assert (Hke : 0 < (k * e / 2)^2).
    { apply pow_lt. apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; assumption|lra]. }
    destruct (continuous_sum place (trained P) moving (fun p t => (H p t - H p s)^2) (box P c r) s)
      with (e := (k * e / 2)^2) as (b & Hb & Hb'); [|exact Hke|].
    - intros p Hp. apply (continuous_comp place (trained P) (fun v => (v - H p s)^2) (H p)).
      + apply derivable_continuous_pt.
        exists (INR 2 * (H p s - H p s)^(pred 2) * (1 - 0)).
        apply (derivable_pt_lim_comp (fun v => v - H p s) (fun w => w^2)).
        * apply (derivable_pt_lim_minus id (fun _ => H p s)).
          -- apply derivable_pt_lim_id.
          -- apply derivable_pt_lim_const.
        * apply derivable_pt_lim_pow.
      + intros a Ha. exact (Hcont p Hp s Hsbox a Ha).
    - exists (Rmin b d). split; [apply Rmin_pos; assumption|]. intros t Ha Hc.
      assert (Hbt : box P c r t).
      { apply inside_box, Hbox; [exact Ha|]. apply close_weaken with (2 := Hc). apply Rmin_r. }
      split; [exact Hbt|].
      pose proof (Hb' t Hbt (close_weaken _ _ _ _ _ _ (Rmin_l b d) Hc)) as Q.
      apply Rabs_def2 in Q. destruct Q as [Q _].
      rewrite (lsum_zero place moving (fun p => (H p s - H p s)^2)) in Q by (intros; ring).
      erewrite lsum_ext; [|intros p _; replace ((H p s - H p t)^2) with ((H p t - H p s)^2) by ring;
        reflexivity]. lra. }
  destruct Hnear as (b & Hb & Hnear). exists b. split; [exact Hb|]. intros t Ha Hc.
  destruct (Hnear t Ha Hc) as [Hbt Hclose].
  destruct (onto place place_eq_dec moving moving_once H J s e k (fun p => H p t) Hk He)
    as (t2 & Ht2 & HH).
  - intros p t' Hp Ht' a Ha0.
    destruct (Hcont p Hp t' (ball_in_box t' (Hin t' Ht')) a Ha0) as (b' & Hb' & Hq).
    exists b'. split; [exact Hb'|]. intros t2 Ht2 Hc2. apply Hq; [apply ball_in_box, Hin, Ht2|].
    intros q Hq'. destruct (in_dec place_eq_dec q moving) as [Hm|Hm]; [apply Hc2, Hm|].
    pose proof (proj1 Ht2 q Hm) as Q1. pose proof (proj1 Ht' q Hm) as Q2. unfold apart in *.
    replace (t2 q - t' q) with 0 by lra. rewrite Rabs_R0. exact Hb'.
  - intros t' Ht' v Hv. exact (HJ t' (ball_in_box t' (Hin t' Ht')) v Hv).
  - exact Hclose.
  - rewrite <- (Hsame t2 t); [| |exact Hbt|exact HH].
    + apply s_minimum, Hin, Ht2.
    + apply ball_in_box, Hin, Ht2.
Qed.

(** lemma.slice: a minimum among the points with its v is one among all. *)
Theorem lemma_slice : L_defined P s ->
  held = [] \/ held_by_symmetries P held c r \/ held_by_coordinates P moving (box P c r) ->
  local_min P s.
Proof.
  intros Hdef Hheld. apply local_min_intro; [apply s_admissible|exact Hdef|].
  destruct Hheld as [H|[H|H]].
  - apply slice_all, H.
  - apply slice_symmetries, H.
  - apply slice_coordinates, H.
Qed.

Lemma s_in_box : box P c r s.
Proof. apply ball_in_box. split; [|left]; apply s_minimum. Qed.

End Minimum.

End Rules.

(** ** The rules *)

Section Statements.

Variable P : problem.

Hypothesis loss_is_defined : loss_defined P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis network_deep_is_defined : network_deep_defined P.

(** A minimum in what moves, and L is above it by something on the sphere. *)
Lemma sharp_in_slice moving held c r : sharp_around P moving held c r ->
  exists s, minimum_in place moving (L P) c r s /\ exists m, L P s < m /\
    forall t, along place moving (apart place c t) -> norm2 place moving (apart place c t) = r^2 ->
      m <= L P t.
Proof.
  intros (mu & G & Psi & g & h & Hc & Hr & Hparts & Hcont & Hbelow & Hconv & HG & Hg & Hlow & _).
  pose proof (ball_in_box P c r moving held Hc Hr Hparts) as Hin.
  destruct (sharp_minimum place place_eq_dec moving (moving_once P moving held Hparts) (L P) Psi
    (box P c r) mu g h c r G Hr Hconv) as (s & Hs); try assumption.
  - intros t Ht. apply continuous_lower. intros e He.
    destruct (Hcont t (Hin t Ht) e He) as (d & Hd & H). exists d. split; [exact Hd|].
    intros t' Ht' Hcl. apply H; [apply Hin, Ht'|]. intros p _.
    destruct (in_dec place_eq_dec p moving) as [Hm|Hm]; [apply Hcl, Hm|].
    pose proof (proj1 Ht p Hm) as Q1. pose proof (proj1 Ht' p Hm) as Q2. unfold apart in *.
    replace (t' p - t p) with 0 by lra. rewrite Rabs_R0. exact Hd.
  - intros t Ht. apply Hbelow, Hin, Ht.
  - exists s. split; [exact Hs|]. exists (Psi c - G * r + mu * r^2 / 2). split.
    + pose proof (proj2 (proj2 Hs) c (ball_centre place moving c r)). lra.
    + intros t Hal Hn.
      assert (Hb : ball place moving c r t) by (split; [exact Hal|right; exact Hn]).
      eapply Rle_trans; [|apply Hbelow, Hin, Hb].
      destruct (below_tangent place moving Psi (box P c r) mu g h Hconv c t Hal) as [_ Q].
      { intros v Hv. apply Hin, ball_segment; [exact Hv|apply ball_centre|exact Hb]. }
      rewrite Hn in Q.
      pose proof (product_bound place moving (fun p => g p c) (apart place c t) G r HG (Rlt_le _ _ Hr) Hg
        (Req_le _ _ Hn)) as B.
      pose proof (Rabs_le_both _ _ B) as B'. unfold apart in *. lra.
Qed.

Theorem sharp_minimum_around moving held c r : sharp_around P moving held c r ->
  exists s, box P c r s /\ local_min P s.
Proof.
  intros H. destruct (sharp_in_slice moving held c r H) as (s & Hs & _).
  destruct H as (mu & G & Psi & g & h & Hc & Hr & Hparts & _ & _ & _ & _ & _ & _ & Hheld).
  exists s. split; [exact (s_in_box P c r moving held Hc Hr Hparts s Hs)|].
  apply (lemma_slice P c r moving held Hc Hr Hparts s Hs); [apply all_defined|]; assumption.
Qed.

Theorem rule_sharp : minimum_sharp P -> BAD P.
Proof.
  intros (c & r & (moving & held & H) & Hwrong).
  destruct (sharp_minimum_around moving held c r H) as (s & Hs & Hloc).
  destruct (Hwrong s Hs) as (e & He & Hw).
  exists s. split; [exact Hloc|exact (wrong_error P s e He Hw)].
Qed.

End Statements.
