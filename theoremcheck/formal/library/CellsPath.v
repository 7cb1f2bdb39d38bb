(** * Local minima off all breaks (thm.cells)

    Near such a point every unit above the first layer is affine in what it
    receives, and l in z_i. The weights along a path are moved, one at a time:
    L is affine in each, so it is constant nearby. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsCells PointsConstant Kinds LinearBranch LinearNetwork.
From TheoremCheck Require Near.
From TheoremCheck Require Import Nearby.
From TheoremCheck Require Import Algebra.
Import ListNotations.
Open Scope R_scope.

(** ** One function *)

Lemma one_side : forall (G : R -> R) A B r, 0 < r -> (forall h, 0 < h < r -> G h = A + B * h) ->
  (forall eps, 0 < eps -> exists d, 0 < d /\ forall h, 0 < h < d -> Rabs (G h) <= eps * h) -> A = 0 /\ B = 0.
Proof.
  intros G A B r Hr E Small.
  assert (A0 : A = 0).
  { apply NNPP. intros N. assert (HA : 0 < Rabs A) by now apply Rabs_pos_lt.
    destruct (Small 1 ltac:(lra)) as (d & Hd & H).
    assert (HB : 0 < 1 + Rabs B) by (pose proof (Rabs_pos B); lra).
    set (h := Rmin (Rmin r d / 2) (Rabs A / (1 + Rabs B) / 2)).
    assert (Hq : 0 < Rabs A / (1 + Rabs B)) by now apply Rdiv_lt_0_compat.
    assert (Hm : 0 < Rmin r d) by now apply Rmin_pos.
    assert (Hh : 0 < h) by (apply Rmin_pos; lra).
    assert (h <= Rmin r d / 2) by apply Rmin_l. assert (h <= Rabs A / (1 + Rabs B) / 2) by apply Rmin_r.
    pose proof (Rmin_l r d). pose proof (Rmin_r r d).
    specialize (H h ltac:(lra)). rewrite E in H by lra.
    assert (Q : Rabs A <= Rabs (A + B * h) + Rabs (B * h)).
    { replace A with (A + B * h + - (B * h)) at 1 by ring. eapply Rle_trans; [apply Rabs_triang|].
      rewrite Rabs_Ropp. lra. }
    rewrite Rabs_mult, (Rabs_pos_eq h) in Q by lra.
    assert (Rabs A <= (1 + Rabs B) * h) by lra.
    assert (Z : (1 + Rabs B) * h <= (1 + Rabs B) * (Rabs A / (1 + Rabs B) / 2)) by (apply Rmult_le_compat_l; lra).
    replace ((1 + Rabs B) * (Rabs A / (1 + Rabs B) / 2)) with (Rabs A / 2) in Z by (field; lra). lra. }
  split; [exact A0|]. apply NNPP. intros N. assert (HB : 0 < Rabs B) by now apply Rabs_pos_lt.
  destruct (Small (Rabs B / 2) ltac:(lra)) as (d & Hd & H).
  set (h := Rmin r d / 2). assert (0 < Rmin r d) by now apply Rmin_pos.
  pose proof (Rmin_l r d). pose proof (Rmin_r r d).
  specialize (H h ltac:(unfold h; lra)). rewrite E in H by (unfold h; lra).
  rewrite A0, Rplus_0_l, Rabs_mult, (Rabs_pos_eq h) in H by (unfold h; lra).
  assert (0 < h) by (unfold h; lra). nra.
Qed.

Lemma derivative_small : forall g v d s, derivable_pt_lim g v d -> s * s = 1 -> forall eps, 0 < eps ->
  exists r, 0 < r /\ forall h, 0 < h < r -> Rabs (g (v + s * h) - g v - d * (s * h)) <= eps * h.
Proof.
  intros g v d s D Hs eps He. destruct (D eps He) as [[r Hr] H]. simpl in H. exists r. split; [exact Hr|].
  intros h Hh. assert (S1 : Rabs s = 1).
  { assert (Rabs s * Rabs s = 1) by (rewrite <- Rabs_mult, Hs; apply Rabs_R1). pose proof (Rabs_pos s). nra. }
  assert (N : s * h <> 0) by (intros Z; assert (s * (s * h) = 0) by (rewrite Z; ring); nra).
  assert (Q : Rabs (s * h) = h) by (rewrite Rabs_mult, S1, Rabs_pos_eq; lra).
  specialize (H (s * h) N ltac:(rewrite Q; lra)).
  replace (g (v + s * h) - g v - d * (s * h)) with (((g (v + s * h) - g v) / (s * h) - d) * (s * h))
    by (field; split; intros Z; apply N; rewrite Z; ring).
  rewrite Rabs_mult, Q. apply Rmult_le_compat_r; lra.
Qed.

(** A piecewise affine function is affine near what is no break. *)
Lemma affine_near : forall kind g v, sides kind g -> smooth_at g v -> exists d r, kind d /\ 0 < r /\
  forall u, Rabs (u - v) < r -> g u = g v + d * (u - v).
Proof.
  intros kind g v S [d D]. destruct (S v) as (r & a & b & c & b' & Hr & Kb & Kb' & Right & Left).
  destruct (one_side (fun h => g (v + 1 * h) - g v - d * (1 * h)) (a - g v) (b - d) r Hr) as [Ea Eb].
  { intros h Hh. rewrite Rmult_1_l, Right by exact Hh. ring. }
  { apply derivative_small; [exact D|ring]. }
  destruct (one_side (fun h => g (v + -1 * h) - g v - d * (-1 * h)) (c - g v) (d - b') r Hr) as [Ec Ed].
  { intros h Hh. replace (v + -1 * h) with (v - h) by ring. rewrite Left by exact Hh. ring. }
  { apply derivative_small; [exact D|ring]. }
  exists d, r. replace d with b by lra. split; [exact Kb|]. split; [exact Hr|]. intros u Hu.
  apply Rabs_def2 in Hu. destruct (Rtotal_order u v) as [O|[->|O]].
  - replace u with (v - (v - u)) at 1 by ring. rewrite Left by lra.
    replace c with (g v) by lra. replace b' with b by lra. ring.
  - ring.
  - replace u with (v + (u - v)) at 1 by ring. rewrite Right by lra. replace a with (g v) by lra. ring.
Qed.

Lemma smooth_continuous : forall g v, smooth_at g v -> continuity_pt g v.
Proof. intros g v [d D]. apply derivable_continuous_pt. now exists d. Qed.

(** ** One path *)

Section Path.

Variable P : problem.
Variable layers : list (list fn).
Variable Wt : nat -> nat -> nat -> place.
Variable Bs : nat -> nat -> place.
Variable Out : nat -> place.
Local Notation H := (length layers).
Hypothesis deep_enough : (1 <= H)%nat.

(** Different parameters have different places. *)
Hypothesis wt_wt : forall l u k l' u' k', (l < H)%nat -> (l' < H)%nat -> Wt l u k = Wt l' u' k' ->
  l = l' /\ u = u' /\ k = k'.
Hypothesis bs_bs : forall l u l' u', (l < H)%nat -> (l' < H)%nat -> Bs l u = Bs l' u' -> l = l' /\ u = u'.
Hypothesis wt_bs : forall l u k l' u', Wt l u k <> Bs l' u'.
Hypothesis wt_out : forall l u k u', Wt l u k <> Out u'.
Hypothesis bs_out : forall l u u', Bs l u <> Out u'.
Hypothesis out_out : forall u u', Out u = Out u' -> u = u'.

Definition unit (l u : nat) : R -> R := val (nth u (nth l layers []) identity).
Definition wid (l : nat) : nat := match l with O => dim P | S l' => length (nth l' layers []) end.
Fixpoint hid (t : params) (e : sample) (l : nat) : nat -> R :=
  match l with
  | O => x P e
  | S l' => fun u => unit l' u (sum (wid l') (fun k => t (Wt l' u k) * hid t e l' k) + t (Bs l' u))
  end.
Definition recv (t : params) (e : sample) (l u : nat) : R :=
  sum (wid l) (fun k => t (Wt l u k) * hid t e l k) + t (Bs l u).
Definition out (t : params) (e : sample) : R := sum (wid H) (fun u => t (Out u) * hid t e H u).

Lemma hid_next : forall t e l u, hid t e (S l) u = unit l u (recv t e l u).
Proof. reflexivity. Qed.

Variable ks : nat -> nat.
Local Notation lk := (link Wt Out H ks).
Hypothesis on_path : forall l, (l < H)%nat -> (ks (S l) < wid (S l))%nat /\ monotone_pieces (unit l (ks (S l))).
Hypothesis affine_units : forall l u, (1 <= l < H)%nat -> (u < wid (S l))%nat -> piecewise_affine (unit l u).
Hypothesis weights_free : forall k, (k < dim P)%nat -> unbound P (Wt 0 (ks 1%nat) k).
Hypothesis bias_free : sees_one P = true -> unbound P (Bs 0 (ks 1%nat)).
Hypothesis links : forall l, (1 <= l <= H)%nat -> unbound P (lk l) \/
  held P (lk l) /\ ((2 <= l)%nat -> unbound P (lk (pred l))).

(** The numbers that move. *)
Variable ms : list place.
Hypothesis ms_weights : forall k, (k < dim P)%nat -> In (Wt 0 (ks 1%nat) k) ms.
Hypothesis ms_bias : sees_one P = true -> In (Bs 0 (ks 1%nat)) ms.
Hypothesis ms_links : forall l, (1 <= l <= H)%nat -> unbound P (lk l) -> In (lk l) ms.
Hypothesis ms_only : forall p, In p ms -> unbound P p /\
  ((exists k, p = Wt 0 (ks 1%nat) k) \/ p = Bs 0 (ks 1%nat) \/ exists l, (1 <= l <= H)%nat /\ p = lk l).

(** The point, and the other parts of f. *)
Variable t : params.
Hypothesis adm : admissible P t.
Hypothesis f_moves : forall t' e, (forall p, ~ In p ms -> t' p = t p) -> f P t' e = f P t e + out t' e - out t e.
Hypothesis smooth : forall e l u, In e (data P) -> (l < H)%nat -> (u < wid (S l))%nat ->
  smooth_at (unit l u) (recv t e l u).

Definition inbox (r : R) (t' : params) : Prop :=
  (forall p, ~ In p ms -> t' p = t p) /\ forall p, In p ms -> Rabs (t' p - t p) < r.
Definition boxed (Q : params -> Prop) : Prop := exists r, 0 < r /\ forall t', inbox r t' -> Q t'.

Lemma inbox_less : forall r r' t', r <= r' -> inbox r t' -> inbox r' t'.
Proof. intros r r' t' Le [E N]. split; [exact E|]. intros p I. specialize (N p I). lra. Qed.

Lemma inbox_self : forall r, 0 < r -> inbox r t.
Proof. intros r Hr. split; [reflexivity|]. intros p _. rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. exact Hr. Qed.

Lemma inbox_admissible : forall r t', inbox r t' -> admissible P t'.
Proof.
  intros r t' [E _] p N. rewrite E; [now apply adm|]. intros I. now apply N, (ms_only p I).
Qed.

Lemma boxed_nearby : forall Q, nearby P t Q -> boxed Q.
Proof.
  intros Q (r & Hr & HQ). destruct (Near.near_distance P r Hr) as (d & Hd & Dist). exists d. split; [exact Hd|].
  intros t' I. apply HQ; [exact (inbox_admissible d t' I)|]. apply Dist. intros p _.
  destruct (classic (In p ms)) as [M|M]; [now apply I|]. destruct I as [E _].
  rewrite E by exact M. rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. exact Hd.
Qed.

Lemma boxed_and : forall Q Q', boxed Q -> boxed Q' -> boxed (fun t' => Q t' /\ Q' t').
Proof.
  intros Q Q' (r & Hr & HQ) (r' & Hr' & HQ'). exists (Rmin r r'). split; [now apply Rmin_pos|]. intros t' I.
  split; [apply HQ|apply HQ']; eapply inbox_less; try exact I; [apply Rmin_l|apply Rmin_r].
Qed.

(** What the units receive, and the output, are continuous at t. *)
Lemma hid_continuous : forall e l u, In e (data P) -> (l <= H)%nat -> (u < wid l)%nat ->
  continuous P t (fun t' => hid t' e l u).
Proof.
  intros e l. induction l as [|l IH]; intros u I Hl Hu.
  - apply (continuous_const P t (x P e u)).
  - apply (continuous_comp P t (fun t' => recv t' e l u) (unit l u)).
    + unfold recv. apply continuous_plus; [|now apply continuous_place].
      apply (continuous_sum P t _ (fun k t' => t' (Wt l u k) * hid t' e l k)). intros k Hk.
      apply continuous_mult; [now apply continuous_place|apply IH; [exact I|lia|exact Hk]].
    + apply smooth_continuous, smooth; [exact I|lia|exact Hu].
Qed.

Lemma recv_continuous : forall e l u, In e (data P) -> (l < H)%nat -> continuous P t (fun t' => recv t' e l u).
Proof.
  intros e l u I Hl. unfold recv. apply continuous_plus; [|now apply continuous_place].
  apply (continuous_sum P t _ (fun k t' => t' (Wt l u k) * hid t' e l k)). intros k Hk.
  apply continuous_mult; [now apply continuous_place|apply hid_continuous; [exact I|lia|exact Hk]].
Qed.

Lemma out_continuous : forall e, In e (data P) -> continuous P t (fun t' => out t' e).
Proof.
  intros e I. unfold out. apply (continuous_sum P t _ (fun u t' => t' (Out u) * hid t' e H u)). intros u Hu.
  apply continuous_mult; [now apply continuous_place|apply hid_continuous; [exact I|lia|exact Hu]].
Qed.

(** ** The cell *)

(** A number is not of the layers below l: what they hand on does not see it. *)
Definition above (l : nat) (p : place) : Prop :=
  forall l' u, (l' < l)%nat -> p <> Bs l' u /\ forall k, p <> Wt l' u k.

Lemma hid_above : forall e l t' t'', (l <= H)%nat -> (forall p, t'' p <> t' p -> above l p) ->
  forall u, hid t'' e l u = hid t' e l u.
Proof.
  intros e l t' t''. induction l as [|l IH]; intros Hl Hp u; [reflexivity|]. rewrite !hid_next. f_equal. unfold recv.
  assert (Same : forall p, ~ above (S l) p -> t'' p = t' p).
  { intros p N. apply NNPP. intros D. now apply N, Hp. }
  rewrite (Same (Bs l u)).
  - f_equal. apply sum_eq. intros k _. rewrite (Same (Wt l u k)).
    + f_equal. apply IH; [lia|]. intros p D l' u' Hl'. apply Hp; [exact D|lia].
    + intros A. destruct (A l u ltac:(lia)) as [_ N]. now apply (N k).
  - intros A. destruct (A l u ltac:(lia)) as [N _]. now apply N.
Qed.

(** Units of the first layer that are not on the path receive the same as at t. *)
Lemma first_still : forall r t' e u, inbox r t' -> u <> ks 1%nat -> recv t' e 0 u = recv t e 0 u.
Proof.
  intros r t' e u [E _] N.
  assert (M : forall p, In p ms -> p <> Bs 0%nat u /\ forall k, p <> Wt 0%nat u k).
  { intros p I. destruct (ms_only p I) as [_ [[k ->]|[->|[l [Hl ->]]]]].
    - split; [apply wt_bs|]. intros k' Eq. apply wt_wt in Eq; [|lia|lia]. now apply N.
    - split; [|intros k Eq; now apply (wt_bs 0 u k 0 (ks 1%nat))]. intros Eq. apply bs_bs in Eq; [|lia|lia]. now apply N.
    - unfold link. destruct (Nat.ltb_spec l H).
      + split; [apply wt_bs|]. intros k' Eq. apply wt_wt in Eq; lia.
      + split; [intros Eq; now apply (bs_out 0 u (ks l))|intros k Eq; now apply (wt_out 0 u k (ks l))]. }
  unfold recv. rewrite E by (intros I; destruct (M _ I) as [Q _]; now apply Q). f_equal. apply sum_eq. intros k _.
  rewrite E by (intros I; destruct (M _ I) as [_ Q]; now apply (Q k)). reflexivity.
Qed.

(** Near t unit u of layer l is affine in what it receives, with a slope of the sign of the unit on the path. *)
Definition affine_unit (kind : R -> Prop) (l u : nat) (e : sample) : Prop :=
  exists a s, kind s /\ boxed (fun t' => hid t' e (S l) u = a + s * recv t' e l u).

Lemma unit_affine : forall kind l u e, In e (data P) -> (l < H)%nat -> (u < wid (S l))%nat ->
  sides kind (unit l u) -> affine_unit kind l u e.
Proof.
  intros kind l u e I Hl Hu S. destruct (affine_near _ _ _ S (smooth e l u I Hl Hu)) as (d & r & K & Hr & E).
  exists (unit l u (recv t e l u) - d * recv t e l u), d. split; [exact K|].
  destruct (boxed_nearby _ (recv_continuous e l u I Hl r Hr)) as (q & Hq & N). exists q. split; [exact Hq|].
  intros t' B. rewrite hid_next, E by exact (N t' B). ring.
Qed.

Lemma every_affine : forall l u e, In e (data P) -> (l < H)%nat -> (u < wid (S l))%nat ->
  affine_unit (fun _ => True) l u e.
Proof.
  intros l u e I Hl Hu. destruct l as [|l].
  - destruct (Nat.eq_dec u (ks 1%nat)) as [->|N].
    + destruct (on_path 0 Hl) as [_ [S|S]];
        destruct (unit_affine _ 0%nat _ e I Hl Hu S) as (a & s & _ & Q); exists a, s; now split.
    + exists (hid t e 1 u), 0. split; [exact Logic.I|]. exists 1. split; [lra|]. intros t' B.
      rewrite !hid_next, (first_still _ _ e u B N). ring.
  - apply unit_affine; [exact I|exact Hl|exact Hu|]. apply affine_units; [lia|exact Hu].
Qed.

(** A radius for finitely many statements. *)
Lemma uniform : forall (T : Type) (l : list T) (Q : T -> R -> Prop),
  (forall e r r', Q e r -> 0 < r' <= r -> Q e r') ->
  (forall e, In e l -> exists r, 0 < r /\ Q e r) -> exists r, 0 < r /\ forall e, In e l -> Q e r.
Proof.
  intros T l Q Down. induction l as [|a l IH]; intros Each.
  - exists 1. split; [lra|]. intros e [].
  - destruct IH as (r & Hr & A); [intros e I; apply Each; now right|].
    destruct (Each a (or_introl eq_refl)) as (r' & Hr' & A'). exists (Rmin r r').
    assert (0 < Rmin r r') by now apply Rmin_pos. split; [assumption|]. intros e [<-|I].
    + apply (Down _ r'); [exact A'|]. split; [assumption|apply Rmin_r].
    + apply (Down _ r); [now apply A|]. split; [assumption|apply Rmin_l].
Qed.

Definition cell (r : R) : Prop := forall e l u, In e (data P) -> (l < H)%nat -> (u < wid (S l))%nat ->
  exists a s, forall t', inbox r t' -> hid t' e (S l) u = a + s * recv t' e l u.

Lemma some_cell : exists r, 0 < r /\ cell r.
Proof.
  destruct (uniform sample (data P) (fun e r => forall l u, (l < H)%nat -> (u < wid (S l))%nat ->
    exists a s, forall t', inbox r t' -> hid t' e (S l) u = a + s * recv t' e l u)) as (r & Hr & C).
  - intros e r r' Q Le l u Hl Hu. destruct (Q l u Hl Hu) as (a & s & E). exists a, s. intros t' B. apply E.
    apply (inbox_less r'); [lra|exact B].
  - intros e I. destruct (uniform nat (seq 0 H) (fun l r => forall u, (u < wid (S l))%nat ->
      exists a s, forall t', inbox r t' -> hid t' e (S l) u = a + s * recv t' e l u)) as (r & Hr & C).
    + intros l r r' Q Le u Hu. destruct (Q u Hu) as (a & s & E). exists a, s. intros t' B. apply E.
      apply (inbox_less r'); [lra|exact B].
    + intros l Il. apply in_seq in Il. destruct (uniform nat (seq 0 (wid (S l))) (fun u r =>
        exists a s, forall t', inbox r t' -> hid t' e (S l) u = a + s * recv t' e l u)) as (r & Hr & C).
      * intros u r r' (a & s & E) Le. exists a, s. intros t' B. apply E. apply (inbox_less r'); [lra|exact B].
      * intros u Iu. apply in_seq in Iu. destruct (every_affine l u e I ltac:(lia) ltac:(lia)) as (a & s & _ & r & Hr & E).
        exists r. split; [exact Hr|]. now exists a, s.
      * exists r. split; [exact Hr|]. intros u Hu. apply C, in_seq. lia.
    + exists r. split; [exact Hr|]. intros l u Hl Hu. apply C; [apply in_seq; lia|exact Hu].
  - exists r. split; [exact Hr|]. intros e l u I. now apply C.
Qed.

(** ** One number moves *)

Definition put (t' : params) (p : place) (v : R) : params := fun q => if place_eq_dec q p then v else t' q.

Lemma put_same : forall t' p v, put t' p v p = v.
Proof. intros t' p v. unfold put. destruct (place_eq_dec p p); [reflexivity|congruence]. Qed.
Lemma put_other : forall t' p v q, q <> p -> put t' p v q = t' q.
Proof. intros t' p v q N. unfold put. destruct (place_eq_dec q p); [congruence|reflexivity]. Qed.
Lemma put_back : forall t' p, put t' p (t' p) = t'.
Proof. intros t' p. apply functional_extensionality. intros q. unfold put. destruct (place_eq_dec q p); congruence. Qed.
Lemma put_put : forall t' p v w, put (put t' p v) p w = put t' p w.
Proof. intros t' p v w. apply functional_extensionality. intros q. unfold put. destruct (place_eq_dec q p); reflexivity. Qed.

Lemma put_inbox : forall r t' p v, In p ms -> inbox r t' -> Rabs (v - t p) < r -> inbox r (put t' p v).
Proof.
  intros r t' p v M [E N] Hv. split.
  - intros q Q. rewrite put_other by (intros ->; contradiction). now apply E.
  - intros q Q. unfold put. destruct (place_eq_dec q p) as [->|]; [exact Hv|now apply N].
Qed.

Lemma put_differs : forall t' p v q, put t' p v q <> t' q -> q = p.
Proof. intros t' p v q D. apply NNPP. intros N. apply D. now apply put_other. Qed.

Lemma above_wt : forall l u k, (l < H)%nat -> above l (Wt l u k).
Proof.
  intros l u k Hl l' u' Hl'. split; [apply wt_bs|]. intros k' E. apply wt_wt in E; lia.
Qed.
Lemma above_bs : forall l u, (l < H)%nat -> above l (Bs l u).
Proof.
  intros l u Hl l' u' Hl'. split.
  - intros E. apply bs_bs in E; lia.
  - intros k E. symmetry in E. now apply wt_bs in E.
Qed.
Lemma above_out : forall l u, above l (Out u).
Proof.
  intros l u l' u' _. split; [|intros k]; intros E; symmetry in E; [now apply bs_out in E|now apply wt_out in E].
Qed.

Definition line (r v0 : R) (g : R -> R) : Prop := exists A C, forall v, Rabs (v - v0) < r -> g v = A + C * v.

Lemma line_const : forall r v0 c, line r v0 (fun _ => c).
Proof. intros r v0 c. exists c, 0. intros. ring. Qed.
Lemma line_ext : forall r v0 g h, (forall v, Rabs (v - v0) < r -> h v = g v) -> line r v0 g -> line r v0 h.
Proof. intros r v0 g h E (A & C & L). exists A, C. intros v Hv. rewrite E by exact Hv. now apply L. Qed.
Lemma line_plus : forall r v0 g h, line r v0 g -> line r v0 h -> line r v0 (fun v => g v + h v).
Proof.
  intros r v0 g h (A & C & E) (A' & C' & E'). exists (A + A'), (C + C'). intros v Hv. rewrite E, E' by exact Hv. ring.
Qed.
Lemma line_scale : forall r v0 c g, line r v0 g -> line r v0 (fun v => c * g v).
Proof. intros r v0 c g (A & C & E). exists (c * A), (c * C). intros v Hv. rewrite E by exact Hv. ring. Qed.
Lemma line_sum : forall r v0 n (g : nat -> R -> R), (forall k, (k < n)%nat -> line r v0 (g k)) ->
  line r v0 (fun v => sum n (fun k => g k v)).
Proof.
  intros r v0 n g. induction n as [|n IH]; intros L; simpl.
  - apply line_const.
  - apply line_plus; [apply IH; intros; apply L; lia|apply L; lia].
Qed.
Lemma line_over : forall r v0 (l : list sample) (g : sample -> R -> R), (forall e, In e l -> line r v0 (g e)) ->
  line r v0 (fun v => over l (fun e => g e v)).
Proof.
  intros r v0 l g. induction l as [|a l IH]; intros L; simpl.
  - apply line_const.
  - apply line_plus; [apply L; now left|apply IH; intros; apply L; now right].
Qed.
Lemma line_put : forall r v0 t' p q, line r v0 (fun v => put t' p v q).
Proof.
  intros r v0 t' p q. unfold put. destruct (place_eq_dec q p).
  - exists 0, 1. intros. ring.
  - apply line_const.
Qed.

(** A weighted sum of what moves, where the weights or the inputs do not. *)
Lemma line_weighted : forall r t' p e l q, In p ms -> inbox r t' -> (l <= H)%nat ->
  (forall u, (u < wid l)%nat -> line r (t p) (fun v => hid (put t' p v) e l u)) ->
  (forall k, q k = p -> above l p) ->
  line r (t p) (fun v => sum (wid l) (fun k => put t' p v (q k) * hid (put t' p v) e l k)).
Proof.
  intros r t' p e l q M B Hl L Q. apply line_sum. intros k Hk. destruct (classic (above l p)) as [A|A].
  - apply (line_ext _ _ (fun v => hid t' e l k * put t' p v (q k))); [|apply line_scale, line_put].
    intros v _. rewrite (hid_above e l t' (put t' p v) Hl); [ring|].
    intros s D. now rewrite (put_differs _ _ _ _ D).
  - apply (line_ext _ _ (fun v => t' (q k) * hid (put t' p v) e l k)); [|now apply line_scale, L].
    intros v _. rewrite put_other; [reflexivity|]. intros E. now apply A, (Q k).
Qed.

Lemma hid_line : forall r t' p e, cell r -> In p ms -> inbox r t' -> In e (data P) -> forall l u, (l <= H)%nat ->
  (u < wid l)%nat -> line r (t p) (fun v => hid (put t' p v) e l u).
Proof.
  intros r t' p e Cl M B I l. induction l as [|l IH]; intros u Hl Hu.
  - apply (line_const _ _ (x P e u)).
  - destruct (Cl e l u I ltac:(lia) Hu) as (a & s & E).
    apply (line_ext _ _ (fun v => a + s * recv (put t' p v) e l u)).
    { intros v Hv. apply E. now apply put_inbox. }
    apply line_plus; [apply line_const|]. apply line_scale. unfold recv. apply line_plus; [|apply line_put].
    apply (line_weighted r t' p e l (fun k => Wt l u k)); [exact M|exact B|lia|intros; apply IH; [lia|assumption]|].
    intros k <-. apply above_wt. lia.
Qed.

Lemma out_line : forall r t' p e, cell r -> In p ms -> inbox r t' -> In e (data P) ->
  line r (t p) (fun v => out (put t' p v) e).
Proof.
  intros r t' p e Cl M B I. unfold out. apply (line_weighted r t' p e H Out); [exact M|exact B|lia| |].
  - intros u Hu. now apply hid_line.
  - intros k <-. apply above_out.
Qed.

(** ** L is constant nearby *)

Section Moment.

Variable m : sample -> R.
Definition moment (t' : params) : R := over (data P) (fun e => m e * out t' e).

Lemma moment_constant : forall r, 0 < r -> cell r -> (forall t', inbox r t' -> moment t <= moment t') ->
  forall t', inbox r t' -> moment t' = moment t.
Proof.
  intros r Hr Cl Least.
  assert (Q : forall qs, incl qs ms -> forall t', inbox r t' -> (forall p, ~ In p qs -> t' p = t p) -> moment t' = moment t).
  { intros qs. induction qs as [|q qs IH]; intros Sub t' B Off.
    - f_equal. apply functional_extensionality. intros p. now apply Off.
    - assert (M : In q ms) by (apply Sub; now left).
      assert (S0 : Rabs (t q - t q) < r) by (rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; exact Hr).
      assert (E0 : moment (put t' q (t q)) = moment t).
      { apply IH; [intros p Ip; apply Sub; now right|now apply put_inbox|].
        intros p N. unfold put. destruct (place_eq_dec p q) as [->|D]; [reflexivity|]. apply Off. intros [->|Ip]; auto. }
      assert (Ln : line r (t q) (fun v => moment (put t' q v))).
      { unfold moment. apply (line_over _ _ _ (fun e v => m e * out (put t' q v) e)). intros e I.
        apply line_scale. now apply out_line. }
      destruct Ln as (A & C & Ln).
      assert (Side : forall v, Rabs (v - t q) < r -> C * (v - t q) >= 0).
      { intros v Hv. pose proof (Least _ (put_inbox r t' q v M B Hv)) as G. rewrite Ln in G by exact Hv.
        rewrite Ln in E0 by exact S0. lra. }
      assert (C0 : C = 0).
      { pose proof (Side (t q + r / 2)) as S1. pose proof (Side (t q - r / 2)) as S2.
        replace (t q + r / 2 - t q) with (r / 2) in S1 by ring. replace (t q - r / 2 - t q) with (- (r / 2)) in S2 by ring.
        rewrite Rabs_pos_eq in S1 by lra. rewrite Rabs_Ropp, Rabs_pos_eq in S2 by lra.
        specialize (S1 ltac:(lra)). specialize (S2 ltac:(lra)). nra. }
      rewrite <- (put_back t' q), Ln by now apply B. rewrite Ln in E0 by exact S0. rewrite C0 in *. lra. }
  intros t' B. apply (Q ms); [apply incl_refl|exact B|]. intros p N. now apply B.
Qed.

(** ** Down the path *)

Definition one_sign (g : sample -> R) : Prop :=
  (forall e, In e (data P) -> 0 < g e) \/ (forall e, In e (data P) -> g e < 0).

Lemma one_sign_mult : forall g h, one_sign g -> one_sign h -> one_sign (fun e => g e * h e).
Proof.
  intros g h [G|G] [K|K]; [left|right|right|left]; intros e I; specialize (G e I); specialize (K e I); nra.
Qed.

Lemma sample_dec : forall e e' : sample, {e = e'} + {e <> e'}.
Proof. repeat decide equality. Qed.

Lemma choice_for_samples : forall (l : list sample) (Q : sample -> R -> R -> Prop),
  (forall e, In e l -> exists a s, Q e a s) -> exists a s : sample -> R, forall e, In e l -> Q e (a e) (s e).
Proof.
  intros l Q. induction l as [|c l IH]; intros Each.
  - exists (fun _ => 0), (fun _ => 0). intros e [].
  - destruct IH as (a & s & A); [intros e I; apply Each; now right|].
    destruct (Each c (or_introl eq_refl)) as (a' & s' & A').
    exists (fun e => if sample_dec e c then a' else a e), (fun e => if sample_dec e c then s' else s e).
    intros e I. destruct (sample_dec e c) as [->|N]; [exact A'|]. destruct I as [->|I]; [congruence|now apply A].
Qed.

(** The unit on the path, at all samples. *)
Lemma path_unit : forall l, (l < H)%nat -> exists a s r, one_sign s /\ 0 < r /\ forall t', inbox r t' ->
  forall e, In e (data P) -> hid t' e (S l) (ks (S l)) = a e + s e * recv t' e l (ks (S l)).
Proof.
  intros l Hl. destruct (on_path l Hl) as [Hk Mono].
  assert (Common : forall kind : R -> Prop, sides kind (unit l (ks (S l))) -> exists a s r,
    (forall e, In e (data P) -> kind (s e)) /\ 0 < r /\ forall t', inbox r t' ->
    forall e, In e (data P) -> hid t' e (S l) (ks (S l)) = a e + s e * recv t' e l (ks (S l))).
  { intros kind S.
    destruct (choice_for_samples (data P) (fun e a s => kind s /\ boxed (fun t' =>
      hid t' e (Datatypes.S l) (ks (Datatypes.S l)) = a + s * recv t' e l (ks (Datatypes.S l))))) as (a & s & E).
    { intros e I. exact (unit_affine kind l _ e I Hl Hk S). }
    destruct (uniform sample (data P) (fun e r => forall t', inbox r t' ->
      hid t' e (Datatypes.S l) (ks (Datatypes.S l)) = a e + s e * recv t' e l (ks (Datatypes.S l)))) as (r & Hr & C).
    - intros e r r' Q Le t' B. apply Q. apply (inbox_less r'); [lra|exact B].
    - intros e I. apply (E e I).
    - exists a, s, r. split; [intros e I; apply (E e I)|]. split; [exact Hr|]. intros t' B e I. now apply C. }
  destruct Mono as [S|S]; destruct (Common _ S) as (a & s & r & K & Hr & E); exists a, s, r;
    (split; [|now split]); [now left|now right].
Qed.

Definition strong (l : nat) : Prop := exists g r, one_sign g /\ 0 < r /\ forall t', inbox r t' ->
  over (data P) (fun e => m e * g e * hid t' e l (ks l)) = 0.
Definition weak (l : nat) : Prop := exists g r, one_sign g /\ 0 < r /\ forall t' t'', inbox r t' -> inbox r t'' ->
  (forall e u, In e (data P) -> (u < wid l)%nat -> u <> ks l -> hid t'' e l u = hid t' e l u) ->
  over (data P) (fun e => m e * g e * (hid t'' e l (ks l) - hid t' e l (ks l))) = 0.

Lemma over_minus : forall (l : list sample) g h, over l (fun e => g e - h e) = over l g - over l h.
Proof. intros l g h. induction l; simpl; lra. Qed.
Lemma over_same : forall (l : list sample) g h, (forall e, In e l -> g e = h e) -> over l g = over l h.
Proof. intros l g h E. now apply over_eq. Qed.

Lemma strong_weak : forall l, strong l -> weak l.
Proof.
  intros l (g & r & G & Hr & E). exists g, r. split; [exact G|]. split; [exact Hr|]. intros t' t'' B' B'' _.
  rewrite (over_same _ _ (fun e => m e * g e * hid t'' e l (ks l) - m e * g e * hid t' e l (ks l)))
    by (intros; ring).
  rewrite over_minus, !E by assumption. ring.
Qed.

Lemma over_opposite : forall (l : list sample) g, over l (fun e => - g e) = - over l g.
Proof. intros l g. induction l; simpl; lra. Qed.
Lemma over_same_terms : forall (l : list (R * place)) g h, (forall e, In e l -> g e = h e) -> over l g = over l h.
Proof. intros l g h E. now apply over_eq. Qed.

(** A sum in which one term changes. *)
Lemma sum_one_changes : forall n k g h, (k < n)%nat -> (forall i, (i < n)%nat -> i <> k -> h i = g i) ->
  sum n h = sum n g + (h k - g k).
Proof.
  intros n k. induction n as [|n IH]; intros g h Hk E; [lia|]. simpl.
  destruct (Nat.eq_dec n k) as [->|N].
  - rewrite (sum_eq k h g); [ring|]. intros i Hi. apply E; lia.
  - rewrite (IH g h); [|lia|intros; apply E; lia]. rewrite (E n) by lia. ring.
Qed.

(** A number moves a little to one side. *)
Lemma bumped : forall r t' p, In p ms -> inbox (r / 2) t' -> 0 < r -> inbox r t' /\ inbox r (put t' p (t' p + r / 2)).
Proof.
  intros r t' p M B Hr. assert (B' : inbox r t') by (apply (inbox_less (r / 2)); [lra|exact B]). split; [exact B'|].
  apply put_inbox; [exact M|exact B'|]. destruct B as [_ N]. specialize (N p M).
  replace (t' p + r / 2 - t p) with ((t' p - t p) + r / 2) by ring. eapply Rle_lt_trans; [apply Rabs_triang|].
  rewrite (Rabs_pos_eq (r / 2)) by lra. lra.
Qed.

Lemma lk_below : forall l, (l < H)%nat -> lk l = Wt l (ks (S l)) (ks l).
Proof. intros l Hl. unfold link. destruct (Nat.ltb_spec l H); [reflexivity|lia]. Qed.
Lemma lk_top : lk H = Out (ks H).
Proof. unfold link. destruct (Nat.ltb_spec H H); [lia|reflexivity]. Qed.

Lemma ks_in : forall l, (1 <= l <= H)%nat -> (ks l < wid l)%nat.
Proof. intros [|l] Hl; [lia|]. apply (on_path l). lia. Qed.

(** A weight into the unit on the path of layer l (counted from 0) is bumped: the others stand still. *)
Lemma bump_weight : forall l, (l < H)%nat -> weak (S l) -> exists g r', one_sign g /\ 0 < r' /\
  (forall i, (i < wid l)%nat -> In (Wt l (ks (S l)) i) ms -> forall t', inbox r' t' ->
    over (data P) (fun e => m e * g e * hid t' e l i) = 0) /\
  (In (Bs l (ks (S l))) ms -> over (data P) (fun e => m e * g e) = 0).
Proof.
  intros l Hl (g & r1 & G & Hr1 & E). destruct (path_unit l Hl) as (a & s & r2 & S & Hr2 & U).
  set (r := Rmin r1 r2). assert (Hr : 0 < r) by now apply Rmin_pos.
  assert (L1 : r <= r1) by apply Rmin_l. assert (L2 : r <= r2) by apply Rmin_r.
  exists (fun e => g e * s e), (r / 2). split; [now apply one_sign_mult|]. split; [lra|]. split.
  - intros i Hi M t' B0.
    set (p := Wt l (ks (Datatypes.S l)) i). set (t'' := put t' p (t' p + r / 2)).
    destruct (bumped r t' p M B0 Hr) as [B B'].
    assert (Lower : forall e k, hid t'' e l k = hid t' e l k).
    { intros e k. apply hid_above; [lia|]. intros q D. unfold t'' in D. rewrite (put_differs _ _ _ _ D). now apply above_wt. }
    assert (Bias : forall u, t'' (Bs l u) = t' (Bs l u)).
    { intros u. apply put_other. intros Q. symmetry in Q. now apply wt_bs in Q. }
    assert (Others : forall e u, In e (data P) -> (u < wid (Datatypes.S l))%nat -> u <> ks (Datatypes.S l) ->
      hid t'' e (Datatypes.S l) u = hid t' e (Datatypes.S l) u).
    { intros e u _ _ N. rewrite !hid_next. f_equal. unfold recv. rewrite Bias. f_equal. apply sum_eq. intros k Hk.
      rewrite Lower. f_equal. apply put_other. intros Q. apply wt_wt in Q; [|lia|lia]. now apply N. }
    specialize (E t' t'' (inbox_less r r1 t' L1 B) (inbox_less r r1 t'' L1 B') Others).
    rewrite (over_same _ _ (fun e => (r / 2) * (m e * (g e * s e) * hid t' e l i))) in E.
    + rewrite over_mul in E. apply Rmult_integral in E. destruct E as [E|E]; [lra|exact E].
    + intros e I. rewrite (U t'' (inbox_less r r2 t'' L2 B') e I), (U t' (inbox_less r r2 t' L2 B) e I).
      unfold recv. rewrite Bias.
      rewrite (sum_one_changes (wid l) i (fun k => t' (Wt l (ks (Datatypes.S l)) k) * hid t' e l k)
        (fun k => t'' (Wt l (ks (Datatypes.S l)) k) * hid t'' e l k) Hi).
      * rewrite Lower. fold p. unfold t''. rewrite put_same. ring.
      * intros k _ N. rewrite Lower. f_equal. apply put_other. intros Q. apply wt_wt in Q; [|lia|lia]. now apply N.
  - intros M. set (p := Bs l (ks (Datatypes.S l))) in *. set (t'' := put t p (t p + r / 2)).
    destruct (bumped r t p M (inbox_self (r / 2) ltac:(lra)) Hr) as [B B'].
    assert (Lower : forall e k, hid t'' e l k = hid t e l k).
    { intros e k. apply hid_above; [lia|]. intros q D. unfold t'' in D. rewrite (put_differs _ _ _ _ D). now apply above_bs. }
    assert (Weights : forall u k, t'' (Wt l u k) = t (Wt l u k)) by (intros u k; apply put_other, wt_bs).
    assert (Others : forall e u, In e (data P) -> (u < wid (Datatypes.S l))%nat -> u <> ks (Datatypes.S l) ->
      hid t'' e (Datatypes.S l) u = hid t e (Datatypes.S l) u).
    { intros e u _ _ N. rewrite !hid_next. f_equal. unfold recv. f_equal.
      - apply sum_eq. intros k _. now rewrite Weights, Lower.
      - apply put_other. intros Q. apply bs_bs in Q; [|lia|lia]. now apply N. }
    specialize (E t t'' (inbox_less r r1 t L1 B) (inbox_less r r1 t'' L1 B') Others).
    rewrite (over_same _ _ (fun e => (r / 2) * (m e * (g e * s e)))) in E.
    + rewrite over_mul in E. apply Rmult_integral in E. destruct E as [E|E]; [lra|exact E].
    + intros e I. rewrite (U t'' (inbox_less r r2 t'' L2 B') e I), (U t (inbox_less r r2 t L2 B) e I).
      unfold recv. rewrite (sum_eq _ (fun k => t'' (Wt l (ks (Datatypes.S l)) k) * hid t'' e l k)
        (fun k => t (Wt l (ks (Datatypes.S l)) k) * hid t e l k)) by (intros k _; now rewrite Weights, Lower).
      fold p. unfold t'' at 1. rewrite put_same. ring.
Qed.

Lemma weak_strong : forall l, (1 <= l < H)%nat -> unbound P (lk l) -> weak (S l) -> strong l.
Proof.
  intros l Hl F Wk. destruct (bump_weight l ltac:(lia) Wk) as (g & r & G & Hr & E & _). exists g, r.
  split; [exact G|]. split; [exact Hr|]. apply E; [apply ks_in; lia|].
  rewrite <- lk_below by lia. apply ms_links; [lia|exact F].
Qed.

(** Above the first layer no weight moves but the links. *)
Lemma still_weight : forall r t' l u k, inbox r t' -> (1 <= l < H)%nat ->
  ~ (Wt l u k = lk l /\ unbound P (lk l)) -> t' (Wt l u k) = t (Wt l u k).
Proof.
  intros r t' l u k [E _] Hl N. apply E. intros M. destruct (ms_only _ M) as [F [[k' Q]|[Q|[l' [Hl' Q]]]]].
  - apply wt_wt in Q; lia.
  - now apply wt_bs in Q.
  - destruct (Nat.eq_dec l' H) as [->|Ne].
    + rewrite lk_top in Q. now apply wt_out in Q.
    + rewrite lk_below in Q by lia. pose proof Q as Q'. apply wt_wt in Q'; [|lia|lia]. destruct Q' as [<- _].
      apply N. rewrite lk_below by lia. split; [exact Q|]. rewrite <- Q. exact F.
Qed.
Lemma still_bias : forall r t' l u, inbox r t' -> (1 <= l < H)%nat -> t' (Bs l u) = t (Bs l u).
Proof.
  intros r t' l u [E _] Hl. apply E. intros M. destruct (ms_only _ M) as [F [[k' Q]|[Q|[l' [Hl' Q]]]]].
  - symmetry in Q. now apply wt_bs in Q.
  - apply bs_bs in Q; lia.
  - unfold link in Q. destruct (Nat.ltb_spec l' H); [symmetry in Q; now apply wt_bs in Q|now apply bs_out in Q].
Qed.
Lemma still_output : forall r t' u, inbox r t' -> ~ (Out u = lk H /\ unbound P (lk H)) -> t' (Out u) = t (Out u).
Proof.
  intros r t' u [E _] N. apply E. intros M. destruct (ms_only _ M) as [F [[k' Q]|[Q|[l' [Hl' Q]]]]].
  - symmetry in Q. now apply wt_out in Q.
  - symmetry in Q. now apply bs_out in Q.
  - destruct (Nat.eq_dec l' H) as [->|Ne]; [apply N; split; [exact Q|now rewrite <- Q]|].
    rewrite lk_below in Q by lia. symmetry in Q. now apply wt_out in Q.
Qed.

Lemma held_not_free : forall p, held P p -> ~ unbound P p.
Proof. intros p [N _] [I _]. contradiction. Qed.
Lemma held_value : forall p, held P p -> t p <> 0.
Proof. intros p [N V]. now rewrite adm. Qed.

Lemma strong_weak_held : forall l, (1 <= l < H)%nat -> held P (lk l) -> strong (S l) -> weak l.
Proof.
  intros l Hl K (g & r1 & G & Hr1 & E). destruct (path_unit l ltac:(lia)) as (a & s & r2 & S & Hr2 & U).
  set (r := Rmin r1 r2). assert (Hr : 0 < r) by now apply Rmin_pos.
  assert (L1 : r <= r1) by apply Rmin_l. assert (L2 : r <= r2) by apply Rmin_r.
  exists (fun e => g e * s e), r. split; [now apply one_sign_mult|]. split; [exact Hr|].
  intros t' t'' B' B'' Same.
  assert (St : forall q u k, inbox r q -> q (Wt l u k) = t (Wt l u k)).
  { intros q u k B. apply (still_weight r); [exact B|exact Hl|]. intros [_ F]. now apply (held_not_free _ K). }
  assert (Z : over (data P) (fun e => m e * g e * (hid t'' e (Datatypes.S l) (ks (Datatypes.S l))
    - hid t' e (Datatypes.S l) (ks (Datatypes.S l)))) = 0).
  { rewrite (over_same _ _ (fun e => m e * g e * hid t'' e (Datatypes.S l) (ks (Datatypes.S l))
      - m e * g e * hid t' e (Datatypes.S l) (ks (Datatypes.S l)))) by (intros; ring).
    rewrite over_minus, !E; [ring|now apply (inbox_less r); [lra|]|now apply (inbox_less r); [lra|]]. }
  rewrite (over_same _ _ (fun e => t (lk l) * (m e * (g e * s e) * (hid t'' e l (ks l) - hid t' e l (ks l))))) in Z.
  - rewrite over_mul in Z. apply Rmult_integral in Z. destruct Z as [Z|Z]; [|exact Z].
    exfalso. now apply (held_value _ K).
  - intros e I. rewrite (U t'' (inbox_less r r2 t'' ltac:(lra) B'') e I), (U t' (inbox_less r r2 t' ltac:(lra) B') e I).
    unfold recv. rewrite (still_bias r t'' l _ B'' Hl), (still_bias r t' l _ B' Hl).
    rewrite (sum_one_changes (wid l) (ks l) (fun k => t' (Wt l (ks (Datatypes.S l)) k) * hid t' e l k)
      (fun k => t'' (Wt l (ks (Datatypes.S l)) k) * hid t'' e l k) (ks_in l ltac:(lia))).
    + rewrite lk_below, (St t''), (St t') by (lia || assumption). ring.
    + intros k Hk N. rewrite (St t''), (St t') by assumption. f_equal. now apply Same.
Qed.

Section Top.

Variable r0 : R.
Hypothesis r0_pos : 0 < r0.
Hypothesis constant : forall t', inbox r0 t' -> moment t' = moment t.

Lemma top_strong : unbound P (lk H) -> strong H.
Proof.
  intros F. assert (M : In (Out (ks H)) ms) by (rewrite <- lk_top; apply ms_links; [lia|exact F]).
  exists (fun _ => 1), (r0 / 2). split; [left; intros; lra|]. split; [lra|]. intros t' B0.
  set (p := Out (ks H)) in *. set (t'' := put t' p (t' p + r0 / 2)).
  destruct (bumped r0 t' p M B0 r0_pos) as [B B'].
  assert (Z : over (data P) (fun e => (r0 / 2) * (m e * 1 * hid t' e H (ks H))) = 0).
  { rewrite (over_same _ _ (fun e => m e * out t'' e - m e * out t' e)).
    - rewrite over_minus. fold (moment t''). fold (moment t'). rewrite (constant t''), (constant t') by assumption. ring.
    - intros e I. unfold out.
      assert (Lower : forall k, hid t'' e H k = hid t' e H k).
      { intros k. apply hid_above; [lia|]. intros q D. unfold t'' in D. rewrite (put_differs _ _ _ _ D). apply above_out. }
      rewrite (sum_one_changes (wid H) (ks H) (fun u => t' (Out u) * hid t' e H u)
        (fun u => t'' (Out u) * hid t'' e H u) (ks_in H ltac:(lia))).
      + rewrite Lower. fold p. unfold t''. rewrite put_same. ring.
      + intros k _ N. rewrite Lower. f_equal. apply put_other. intros Q. apply out_out in Q. contradiction. }
  rewrite over_mul in Z. apply Rmult_integral in Z. destruct Z as [Z|Z]; [lra|exact Z].
Qed.

Lemma top_weak : held P (lk H) -> weak H.
Proof.
  intros K. exists (fun _ => 1), r0. split; [left; intros; lra|]. split; [exact r0_pos|]. intros t' t'' B' B'' Same.
  assert (St : forall q u, inbox r0 q -> q (Out u) = t (Out u)).
  { intros q u B. apply (still_output r0); [exact B|]. intros [_ F]. now apply (held_not_free _ K). }
  assert (Z : over (data P) (fun e => t (lk H) * (m e * 1 * (hid t'' e H (ks H) - hid t' e H (ks H)))) = 0).
  { rewrite (over_same _ _ (fun e => m e * out t'' e - m e * out t' e)).
    - rewrite over_minus. fold (moment t''). fold (moment t'). rewrite (constant t''), (constant t') by assumption. ring.
    - intros e I. unfold out. rewrite (sum_one_changes (wid H) (ks H) (fun u => t' (Out u) * hid t' e H u)
        (fun u => t'' (Out u) * hid t'' e H u) (ks_in H ltac:(lia))).
      + rewrite lk_top, (St t''), (St t') by assumption. ring.
      + intros k Hk N. rewrite (St t''), (St t') by assumption. f_equal. now apply Same. }
  rewrite over_mul in Z. apply Rmult_integral in Z. destruct Z as [Z|Z]; [|exact Z]. exfalso. now apply (held_value _ K).
Qed.

Lemma descend : forall i l, (i + l)%nat = H -> (1 <= l)%nat -> weak l /\ (unbound P (lk l) -> strong l).
Proof.
  induction i as [|i IH]; intros l E Hl.
  - replace l with H by lia. split; [|exact top_strong].
    destruct (links H ltac:(lia)) as [F|[K _]]; [now apply strong_weak, top_strong|now apply top_weak].
  - destruct (IH (S l) ltac:(lia) ltac:(lia)) as [Wk St].
    assert (Free : unbound P (lk l) -> strong l) by (intros F; apply weak_strong; [lia|exact F|exact Wk]).
    split; [|exact Free]. destruct (links l ltac:(lia)) as [F|[K _]]; [now apply strong_weak, Free|].
    apply strong_weak_held; [lia|exact K|]. apply St. destruct (links (S l) ltac:(lia)) as [F|[_ N]]; [exact F|].
    specialize (N ltac:(lia)). exfalso. now apply (held_not_free _ K).
Qed.

Lemma first_weak : weak 1.
Proof. apply (descend (H - 1) 1); lia. Qed.

End Top.

End Moment.

(** ** The losses *)

Hypothesis defined : forall t', L_defined P t'.
Hypothesis minimal : local_min P t.
Hypothesis bent_loss : loss_piecewise_affine P.
Hypothesis nondecreasing : loss_nondecreasing P.
Hypothesis active : loss_active_right P.
Hypothesis smooth_loss : forall e, In e (data P) -> smooth_at (ell P) (z P t e).
Hypothesis separable : data_linearly_separable P.

Lemma loss_slopes : exists beta r, 0 < r /\ forall e, In e (data P) ->
  (forall v, Rabs (v - z P t e) < r -> ell P v = ell P (z P t e) + beta e * (v - z P t e)) /\
  0 <= beta e /\ (0 <= z P t e -> 0 < beta e).
Proof.
  destruct (choice_for_samples (data P) (fun e _ b => exists r, 0 < r /\
    forall v, Rabs (v - z P t e) < r -> ell P v = ell P (z P t e) + b * (v - z P t e))) as (_ & beta & E).
  { intros e I. destruct (affine_near _ _ _ bent_loss (smooth_loss e I)) as (d & r & _ & Hr & E).
    exists 0, d, r. now split. }
  destruct (uniform sample (data P) (fun e r => forall v, Rabs (v - z P t e) < r ->
    ell P v = ell P (z P t e) + beta e * (v - z P t e)) ) as (r & Hr & U).
  - intros e r r' Q Le v Hv. apply Q. lra.
  - exact E.
  - exists beta, r. split; [exact Hr|]. intros e I. split; [now apply U|]. split.
    + pose proof (nondecreasing (z P t e) (z P t e + r / 2) ltac:(lra)) as Up.
      rewrite (U e I (z P t e + r / 2)) in Up.
      * replace (z P t e + r / 2 - z P t e) with (r / 2) in Up by ring. nra.
      * replace (z P t e + r / 2 - z P t e) with (r / 2) by ring. rewrite Rabs_pos_eq; lra.
    + intros Z. destruct (proj1 active _ Z) as (k & q & Hk & Hq & Up).
      assert (0 < Rmin q r) by now apply Rmin_pos. pose proof (Rmin_l q r). pose proof (Rmin_r q r).
      specialize (Up (Rmin q r / 2) ltac:(lra)). rewrite (U e I (z P t e + Rmin q r / 2)) in Up.
      * replace (z P t e + Rmin q r / 2 - z P t e) with (Rmin q r / 2) in Up by ring. nra.
      * replace (z P t e + Rmin q r / 2 - z P t e) with (Rmin q r / 2) by ring. rewrite Rabs_pos_eq; lra.
Qed.

Lemma label_square : forall e, y e * y e = 1.
Proof. intros e. unfold y. destruct (positive_label e); ring. Qed.

Lemma all_right : forall e, In e (data P) -> y e = sgn (f P t e).
Proof.
  intros e0 I0. destruct loss_slopes as (beta & rb & Hrb & Bt).
  set (m := fun e => - (share e * beta e * y e)).
  assert (W : 0 < total_weight P) by now apply total_weight_pos with e0.
  assert (Near1 : boxed (fun t' => forall e, In e (data P) -> Rabs (out t' e - out t e) < rb)).
  { apply boxed_nearby. apply (nearby_list P t (data P) (fun e t' => Rabs (out t' e - out t e) < rb)).
    intros e I. now apply out_continuous. }
  assert (Near2 : boxed (fun t' => L P t <= L P t')).
  { apply boxed_nearby. destruct minimal as [_ [_ (r & Hr & Mn)]]. exists r. split; [exact Hr|].
    intros t' A' Dt. now apply Mn. }
  destruct (boxed_and _ _ Near1 Near2) as (rc & Hrc & Both). destruct some_cell as (rd & Hrd & Cl).
  set (r := Rmin rc rd). assert (Hr : 0 < r) by now apply Rmin_pos.
  assert (L1 : r <= rc) by apply Rmin_l. assert (L2 : r <= rd) by apply Rmin_r.
  assert (Cl' : cell r).
  { intros e l u I Hl Hu. destruct (Cl e l u I Hl Hu) as (a & s & E). exists a, s. intros t' B. apply E.
    now apply (inbox_less r). }
  assert (Least : forall t', inbox r t' -> moment m t <= moment m t').
  { intros t' B. destruct (Both t' (inbox_less r rc t' L1 B)) as [Small Lt].
    assert (Pen : penalty P t' = penalty P t).
    { unfold penalty. apply over_same_terms. intros [c p] Ic. cbn [fst snd].
      destruct (classic (In p ms)) as [M|M].
      - destruct (ms_only p M) as [[_ F] _]. rewrite (F c Ic). ring.
      - destruct B as [Eq _]. now rewrite Eq. }
    unfold L in Lt. rewrite Pen in Lt.
    assert (Lo : over (data P) (fun s => share s * val (loss P) (z P t s))
      <= over (data P) (fun s => share s * val (loss P) (z P t' s))).
    { apply (Rmult_le_reg_r (/ total_weight P)); [now apply Rinv_0_lt_compat|]. unfold Rdiv in Lt. lra. }
    rewrite (over_same _ (fun s => share s * val (loss P) (z P t' s))
      (fun s => share s * val (loss P) (z P t s) - (m s * out t s - m s * out t' s))) in Lo.
    - rewrite over_minus, over_minus in Lo. fold (moment m t) in Lo. fold (moment m t') in Lo. lra.
    - intros e I. destruct (Bt e I) as [E _].
      assert (Dz : z P t' e - z P t e = - y e * (out t' e - out t e)).
      { unfold z. rewrite (f_moves t' e) by apply B. ring. }
      assert (Ry : Rabs (- y e) = 1) by (unfold y; destruct (positive_label e);
        [rewrite Rabs_left|rewrite Rabs_right]; lra).
      change (val (loss P)) with (ell P). rewrite (E (z P t' e)).
      + rewrite Dz. unfold m. ring.
      + rewrite Dz, Rabs_mult, Ry, Rmult_1_l. now apply Small. }
  pose proof (moment_constant m r Hr Cl' Least) as Constant.
  destruct (bump_weight m 0 deep_enough (first_weak m r Hr Constant)) as (g & r' & G & Hr' & Ws & Bi).
  destruct separable as [u Su].
  assert (Zero : over (data P) (fun e => m e * g e * dot P u e) = 0).
  { assert (Xs : forall k, (k < inputs P)%nat -> over (data P) (fun e => m e * g e * X P e k) = 0).
    { intros k Hk. destruct (Nat.ltb_spec k (dim P)) as [Lt|Ge].
      - rewrite <- (Ws k Lt (ms_weights k Lt) t (inbox_self r' Hr')). apply over_same. intros e _.
        unfold X. destruct (Nat.ltb_spec k (dim P)); [reflexivity|lia].
      - unfold inputs in Hk. destruct (sees_one P) eqn:One; [|lia].
        rewrite <- (Bi (ms_bias eq_refl)). apply over_same. intros e _. unfold X.
        destruct (Nat.ltb_spec k (dim P)); [lia|ring]. }
    unfold dot. rewrite (over_same _ _ (fun e => sum (inputs P) (fun k => u k * (m e * g e * X P e k)))).
    - rewrite over_sum. apply sum_0. intros k Hk. rewrite over_mul, Xs by exact Hk. ring.
    - intros e _. rewrite <- sum_mul. apply sum_eq. intros k _. ring. }
  assert (B0 : forall e, In e (data P) -> beta e = 0).
  { assert (Terms : forall e, m e * g e * dot P u e = - (share e * beta e * (y e * dot P u e) * g e))
      by (intros e; unfold m; ring).
    assert (Pos : forall e, In e (data P) -> 0 <= share e * beta e * (y e * dot P u e)).
    { intros e I. specialize (Su e I). destruct (Bt e I) as [_ [Hb _]]. pose proof (share_pos e).
      apply Rmult_le_pos; [apply Rmult_le_pos|]; lra. }
    intros e I. specialize (Su e I) as Se. destruct (Bt e I) as [_ [Hb _]]. pose proof (share_pos e) as Hs.
    rewrite (over_same _ _ (fun e => - (share e * beta e * (y e * dot P u e) * g e))) in Zero by (intros; apply Terms).
    assert (T : share e * beta e * (y e * dot P u e) * g e = 0).
    { destruct G as [G|G].
      - assert (Q := over_ge0_0 (data P) (fun e => share e * beta e * (y e * dot P u e) * g e)). cbv beta in Q.
        apply Q; [|rewrite <- (Ropp_involutive (over _ _)), <- over_opposite, Zero; lra|exact I].
        intros e' I'. specialize (G e' I'). specialize (Pos e' I'). nra.
      - assert (Q := over_ge0_0 (data P) (fun e => - (share e * beta e * (y e * dot P u e) * g e))). cbv beta in Q.
        assert (- (share e * beta e * (y e * dot P u e) * g e) = 0); [|lra].
        apply Q; [|lra|exact I]. intros e' I'. specialize (G e' I'). specialize (Pos e' I'). nra. }
    assert (Gn : g e <> 0) by (destruct G as [G|G]; specialize (G e I); lra).
    apply Rmult_integral in T. destruct T as [T|T]; [|contradiction].
    apply Rmult_integral in T. destruct T as [T|T]; [|lra].
    apply Rmult_integral in T. destruct T as [T|T]; [lra|exact T]. }
  destruct (Bt e0 I0) as [_ [_ Act]]. destruct (Rle_lt_dec 0 (z P t e0)) as [Zp|Zn].
  - specialize (Act Zp). rewrite (B0 e0 I0) in Act. lra.
  - unfold z, y, sgn in *. destruct (positive_label e0), (Rle_dec 0 (f P t e0)); lra.
Qed.

End Path.
