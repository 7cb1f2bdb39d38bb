(** * Compactness of boxes, and minima that are attained

    A point is a function K -> R, of which finitely many coordinates, a list
    without repetitions, count. What is shown: a statement that holds near
    every point and passes from two sets to their union holds on a whole closed
    box; so a lower semicontinuous function attains its minimum on a closed
    and bounded set. *)

From Coq Require Import Reals List Lra Classical.
From TheoremCheck Require Import Setting.
Import ListNotations.
Open Scope R_scope.

(** ** Sums over lists *)

Section Sums.

Variable A : Type.
Implicit Types (l : list A) (a b : A -> R).

Lemma lsum_ext l a b : (forall p, In p l -> a p = b p) -> over l a = over l b.
Proof.
  induction l as [|p l IH]; simpl; intros H; [reflexivity|].
  rewrite (H p), IH; auto.
Qed.

Lemma lsum_plus l a b : over l (fun p => a p + b p) = over l a + over l b.
Proof. induction l as [|p l IH]; simpl; [lra|rewrite IH; lra]. Qed.

Lemma lsum_scal l k a : over l (fun p => k * a p) = k * over l a.
Proof. induction l as [|p l IH]; simpl; [lra|rewrite IH; lra]. Qed.

Lemma lsum_zero l a : (forall p, In p l -> a p = 0) -> over l a = 0.
Proof. induction l as [|p l IH]; simpl; intros H; [reflexivity|]. rewrite (H p), IH; auto; lra. Qed.

Lemma lsum_le l a b : (forall p, In p l -> a p <= b p) -> over l a <= over l b.
Proof.
  induction l as [|p l IH]; simpl; intros H; [lra|].
  assert (a p <= b p) by auto. assert (over l a <= over l b) by auto. lra.
Qed.

Lemma lsum_nonneg l a : (forall p, In p l -> 0 <= a p) -> 0 <= over l a.
Proof. intros H. rewrite <- (lsum_zero l (fun _ => 0)) by auto. apply lsum_le; auto. Qed.

Lemma lsum_member l a p : (forall q, In q l -> 0 <= a q) -> In p l -> a p <= over l a.
Proof.
  induction l as [|q l IH]; simpl; intros H Hp; [tauto|].
  assert (0 <= over l a) by (apply lsum_nonneg; auto). assert (0 <= a q) by auto.
  destruct Hp as [->|Hp]; [lra|]. assert (a p <= over l a) by auto. lra.
Qed.

Lemma lsum_abs l a : Rabs (over l a) <= over l (fun p => Rabs (a p)).
Proof.
  induction l as [|p l IH]; simpl; [rewrite Rabs_R0; lra|].
  pose proof (Rabs_triang (a p) (over l a)). lra.
Qed.

Lemma lsum_swap {B : Type} l (m : list B) (g : A -> B -> R) :
  over l (fun p => over m (fun q => g p q)) = over m (fun q => over l (fun p => g p q)).
Proof.
  induction l as [|p l IH]; simpl.
  - induction m as [|q m IHm]; simpl; [reflexivity|rewrite <- IHm; lra].
  - rewrite IH. clear IH. induction m as [|q m IHm]; simpl; [lra|rewrite <- IHm; lra].
Qed.

(** Cauchy and Schwarz. *)
Lemma lsum_cauchy l a b :
  (over l (fun p => a p * b p))^2 <= over l (fun p => (a p)^2) * over l (fun p => (b p)^2).
Proof.
  induction l as [|p l IH]; cbn [over]; [lra|].
  assert (HA : 0 <= over l (fun p => (a p)^2)) by (apply lsum_nonneg; intros; apply pow2_ge_0).
  assert (HB : 0 <= over l (fun p => (b p)^2)) by (apply lsum_nonneg; intros; apply pow2_ge_0).
  set (S := over l (fun p => a p * b p)) in *. set (X := over l (fun p => (a p)^2)) in *.
  set (Y := over l (fun p => (b p)^2)) in *.
  generalize (a p) (b p). intros u v.
  assert (Hm : 2 * S * u * v <= X * v^2 + u^2 * Y).
  { destruct (Req_dec X 0) as [E|E].
    - assert (S = 0) by (rewrite E in IH; pose proof (pow2_ge_0 S); apply Rsqr_0_uniq;
        rewrite Rsqr_pow2; lra).
      pose proof (Rmult_le_pos _ _ (pow2_ge_0 u) HB). rewrite E, H. lra.
    - assert (0 < X) by lra. apply Rmult_le_reg_l with X; [assumption|].
      pose proof (pow2_ge_0 (X * v - S * u)).
      pose proof (Rmult_le_pos (u^2) (X * Y - S^2) (pow2_ge_0 u) ltac:(lra)).
      replace (X * (2 * S * u * v)) with (2 * X * S * u * v) by ring.
      replace (X * (X * v^2 + u^2 * Y))
        with ((X * v - S * u)^2 + u^2 * (X * Y - S^2) + 2 * X * S * u * v) by ring.
      lra. }
  clear HA HB.
  replace ((u * v + S)^2) with (u^2 * v^2 + S^2 + 2 * S * u * v) by ring.
  replace ((u^2 + X) * (v^2 + Y)) with (u^2 * v^2 + X * Y + (X * v^2 + u^2 * Y)) by ring.
  lra.
Qed.

Lemma derivable_lsum l (g : A -> R -> R) (g' : A -> R) v :
  (forall p, In p l -> derivable_pt_lim (g p) v (g' p)) ->
  derivable_pt_lim (fun s => over l (fun p => g p s)) v (over l g').
Proof.
  induction l as [|p l IH]; simpl; intros H; [apply derivable_pt_lim_const|].
  apply (derivable_pt_lim_plus (g p) (fun s => over l (fun p => g p s))); auto.
Qed.

End Sums.

(** ** One dimension *)

Definition grows_to_unions {T : Type} (Q : (T -> Prop) -> Prop) : Prop :=
  (forall U V : T -> Prop, (forall v, V v -> U v) -> Q U -> Q V) /\
  (forall U V : T -> Prop, Q U -> Q V -> Q (fun v => U v \/ V v)).

Lemma interval_cover (Q : (R -> Prop) -> Prop) lo hi :
  grows_to_unions Q ->
  (forall v, exists d, 0 < d /\ Q (fun w => Rabs (w - v) < d)) ->
  Q (fun w => lo <= w <= hi).
Proof.
  intros [Hm Hu] Hl.
  destruct (Rle_or_lt lo hi) as [Hlo|Hlo].
  2:{ destruct (Hl lo) as (d & _ & H). apply Hm with (2 := H). intros; lra. }
  set (E := fun v => lo <= v <= hi /\ Q (fun w => lo <= w <= v)).
  assert (HE : E lo).
  { split; [lra|]. destruct (Hl lo) as (d & Hd & H). apply Hm with (2 := H).
    intros w Hw. replace (w - lo) with 0 by lra. rewrite Rabs_R0. exact Hd. }
  destruct (completeness E) as [s [Hs1 Hs2]].
  { exists hi. intros v [? _]; lra. }
  { exists lo; exact HE. }
  destruct (Hl s) as (d & Hd & H).
  assert (Hx : exists v, E v /\ s - d / 2 < v).
  { apply NNPP. intros N. assert (s <= s - d / 2); [|lra].
    apply Hs2. intros v Hv. apply Rnot_lt_le. intros ?. apply N. exists v; auto. }
  destruct Hx as (v & [Hv HQ] & Hvs).
  assert (lo <= s) by (apply Hs1; exact HE).
  assert (Hmem : E (Rmin hi (s + d / 2))).
  { split.
    - split; [apply Rmin_glb; lra|apply Rmin_l].
    - apply Hm with (2 := Hu _ _ HQ H). intros w [Hw1 Hw2].
      pose proof (Rmin_r hi (s + d / 2)).
      destruct (Rle_or_lt w v); [left; lra|right]. apply Rabs_def1; lra. }
  assert (Rmin hi (s + d / 2) = hi).
  { pose proof (Hs1 _ Hmem). unfold Rmin in *. destruct (Rle_dec hi (s + d / 2)); lra. }
  rewrite H1 in Hmem. exact (proj2 Hmem).
Qed.

(** ** Many coordinates *)

Section Coordinates.

Variable K : Type.
Hypothesis eq_dec : forall p q : K, {p = q} + {p <> q}.

Definition set_at (t : K -> R) (p : K) (v : R) : K -> R :=
  fun q => if eq_dec q p then v else t q.

Definition close (ps : list K) (d : R) (t t' : K -> R) : Prop :=
  forall p, In p ps -> Rabs (t' p - t p) < d.

Lemma close_weaken ps d e t t' : d <= e -> close ps d t t' -> close ps e t t'.
Proof. intros H C p Hp. pose proof (C p Hp). lra. Qed.

Lemma box_cover (lo hi : K -> R) ps : NoDup ps -> forall Q : ((K -> R) -> Prop) -> Prop,
  grows_to_unions Q ->
  (forall t, exists d, 0 < d /\ Q (close ps d t)) ->
  Q (fun t => forall p, In p ps -> lo p <= t p <= hi p).
Proof.
  induction ps as [|p ps IH]; intros Hn Q [Hm Hu] Hl.
  - destruct (Hl (fun _ => 0)) as (d & _ & H). apply Hm with (2 := H). intros t _ p [].
  - inversion Hn as [|? ? Hp Hn']; subst.
    assert (H : Q (fun t => (lo p <= t p <= hi p) /\
                            forall q, In q ps -> lo q <= t q <= hi q)).
    { apply (interval_cover
        (fun V => Q (fun t => V (t p) /\ forall q, In q ps -> lo q <= t q <= hi q))).
      - split; intros U V.
        + intros HVU HU. apply Hm with (2 := HU). intros t [? ?]; auto.
        + intros HU HV. apply Hm with (2 := Hu _ _ HU HV). intros t [[?|?] ?]; auto.
      - intros v.
        apply (IH Hn' (fun U => exists d, 0 < d /\ Q (fun t => Rabs (t p - v) < d /\ U t))).
        + split; intros U V.
          * intros HVU (d & Hd & HU). exists d. split; [exact Hd|].
            apply Hm with (2 := HU). intros t [? ?]; auto.
          * intros (d & Hd & HU) (e & He & HV). exists (Rmin d e).
            split; [apply Rmin_pos; assumption|].
            apply Hm with (2 := Hu _ _ HU HV). intros t [Ht Huv].
            pose proof (Rmin_l d e). pose proof (Rmin_r d e).
            destruct Huv; [left|right]; split; auto; lra.
        + intros t. destruct (Hl (set_at t p v)) as (d & Hd & H).
          exists d. split; [exact Hd|]. exists d. split; [exact Hd|].
          apply Hm with (2 := H). intros t' [H1 H2] q Hq. unfold set_at.
          destruct (eq_dec q p) as [->|Hne]; [exact H1|].
          destruct Hq as [Hq|Hq]; [congruence|]. apply H2, Hq. }
    apply Hm with (2 := H). intros t Ht. split; [apply Ht; left; auto|].
    intros q Hq. apply Ht; right; auto.
Qed.

(** F attains its minimum on S, closed and bounded, if it is lower
    semicontinuous there: near every place either there is no point of S, or F
    is not much below its value at some point of S. *)
Lemma attained (lo hi : K -> R) ps (S : (K -> R) -> Prop) (F : (K -> R) -> R) t0 :
  NoDup ps ->
  (forall t, S t -> forall p, In p ps -> lo p <= t p <= hi p) ->
  (forall t, (exists d, 0 < d /\ forall t', S t' -> ~ close ps d t t') \/
             (exists s, S s /\ forall e, 0 < e ->
                exists d, 0 < d /\ forall t', S t' -> close ps d t t' -> F s - e < F t')) ->
  S t0 -> exists s, S s /\ forall t, S t -> F s <= F t.
Proof.
  intros Hn Hb Hl H0.
  assert (Hbelow : exists m, forall t, S t -> m <= F t).
  { assert (Hc : exists m, forall t, (forall p, In p ps -> lo p <= t p <= hi p) ->
                                     S t -> m <= F t).
    { apply (box_cover lo hi ps Hn (fun U => exists m, forall t, U t -> S t -> m <= F t)).
      - split; intros U V.
        + intros HVU (m & H). exists m. auto.
        + intros (m & H) (m' & H'). exists (Rmin m m'). intros t [HU|HV] HS.
          * pose proof (Rmin_l m m'). pose proof (H t HU HS). lra.
          * pose proof (Rmin_r m m'). pose proof (H' t HV HS). lra.
      - intros t. destruct (Hl t) as [(d & Hd & H)|(s & Hs & H)].
        + exists d. split; [exact Hd|]. exists 0. intros t' Hc HS. elim (H t' HS Hc).
        + destruct (H 1 Rlt_0_1) as (d & Hd & H'). exists d. split; [exact Hd|].
          exists (F s - 1). intros t' Hc HS. pose proof (H' t' HS Hc). lra. }
    destruct Hc as (m & Hc). exists m. intros t HS. apply Hc; auto. }
  destruct Hbelow as (m & Hbelow).
  destruct (completeness (fun v => exists t, S t /\ v = - F t)) as [M [HM1 HM2]].
  { exists (- m). intros v (t & Ht & ->). pose proof (Hbelow t Ht). lra. }
  { exists (- F t0), t0. auto. }
  apply NNPP. intros N.
  assert (Hstrict : forall s, S s -> - M < F s).
  { intros s Hs. apply NNPP. intros Hge. apply N. exists s. split; [exact Hs|].
    intros t Ht. assert (- F t <= M) by (apply HM1; exists t; auto). lra. }
  assert (Hc : exists e, 0 < e /\ forall t, (forall p, In p ps -> lo p <= t p <= hi p) ->
                                   S t -> - M + e <= F t).
  { apply (box_cover lo hi ps Hn
      (fun U => exists e, 0 < e /\ forall t, U t -> S t -> - M + e <= F t)).
    - split; intros U V.
      + intros HVU (e & He & H). exists e. auto.
      + intros (e & He & H) (e' & He' & H'). exists (Rmin e e').
        split; [apply Rmin_pos; assumption|]. intros t [HU|HV] HS.
        * pose proof (Rmin_l e e'). pose proof (H t HU HS). lra.
        * pose proof (Rmin_r e e'). pose proof (H' t HV HS). lra.
    - intros t. destruct (Hl t) as [(d & Hd & H)|(s & Hs & H)].
      + exists d. split; [exact Hd|]. exists 1. split; [lra|].
        intros t' Hc HS. elim (H t' HS Hc).
      + pose proof (Hstrict s Hs). destruct (H ((F s + M) / 2)) as (d & Hd & H'); [lra|].
        exists d. split; [exact Hd|]. exists ((F s + M) / 2). split; [lra|].
        intros t' Hc HS. pose proof (H' t' HS Hc). lra. }
  destruct Hc as (e & He & Hc).
  assert (M <= M - e); [|lra].
  apply HM2. intros v (t & Ht & ->). pose proof (Hc t (Hb t Ht) Ht). lra.
Qed.

End Coordinates.
