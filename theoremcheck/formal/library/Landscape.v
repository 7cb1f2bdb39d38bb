(** * Valleys and basins

    What is said of L beside its local minima: definitions, and how they hang
    together. A point here is one that is admissible and at which L is defined. *)

From Coq Require Import Reals List Lra Classical FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions Compact Kinds.
Import ListNotations.
Open Scope R_scope.

Section Landscape.

Variable P : problem.

Definition in_domain (t : params) : Prop := admissible P t /\ L_defined P t.

(** A path starts at t, and every parameter is a continuous function on it. (A path on [0, 1]
    stands still before 0 and after 1.) *)
Definition path_from (t : params) (g : R -> params) : Prop :=
  g 0 = t /\ forall p, continuity (fun v => g v p).

(** From every point t there is, for every m > inf L, a path on which L exceeds nowhere L(t), and
    which ends where L <= m. (So for every c a component of the set of all t with L(t) < c comes
    as near to inf L as L does.) *)
Definition NO_VALLEY : Prop :=
  forall t m, in_domain t -> (exists t', in_domain t' /\ L P t' < m) ->
    exists g, path_from t g /\
      (forall v, 0 <= v <= 1 -> in_domain (g v) /\ L P (g v) <= L P t) /\ L P (g 1) <= m.

(** The same at a small price: from every point of {L < c}, for every c, a path in it comes
    arbitrarily near inf L. *)
Definition NO_OPEN_VALLEY : Prop :=
  forall t c m, in_domain t -> L P t < c -> (exists t', in_domain t' /\ L P t' < m) ->
    exists g, path_from t g /\
      (forall v, 0 <= v <= 1 -> in_domain (g v) /\ L P (g v) < c) /\ L P (g 1) <= m.

(** A spurious valley: from some t, below some c, no path in {L < c} comes as near inf L as L does. *)
Definition VALLEY : Prop :=
  exists t c m, in_domain t /\ L P t < c /\ (exists t', in_domain t' /\ L P t' < m) /\
    forall g, path_from t g -> (forall v, 0 <= v <= 1 -> in_domain (g v) /\ L P (g v) < c) ->
      m < L P (g 1).

(** A spurious basin: s is a minimum on a closed ball, inside it, on the sphere L is at least some
    m > L(s), and somewhere else L is smaller. *)
Definition BASIN : Prop :=
  exists c r s m, admissible P c /\ 0 < r /\ in_domain s /\ distance2 P c s < r^2 /\
    (forall t, in_domain t -> distance2 P c t <= r^2 -> L P s <= L P t) /\
    L P s < m /\ (forall t, in_domain t -> distance2 P c t = r^2 -> m <= L P t) /\
    exists t', in_domain t' /\ L P t' < L P s.

(** Open and bounded sets of admissible points, and their closure. *)
Definition open_set (U : params -> Prop) : Prop :=
  forall t, U t -> admissible P t /\
    exists r, 0 < r /\ forall t', admissible P t' -> distance2 P t t' < r^2 -> U t'.
Definition bounded_set (U : params -> Prop) : Prop := exists c r, forall t, U t -> distance2 P c t <= r.
Definition closed_by (U : params -> Prop) (t : params) : Prop :=
  admissible P t /\ forall r, 0 < r -> exists t', U t' /\ distance2 P t t' < r^2.

(** L has on the closure of no bounded open set a minimum above inf L and below all values of L on
    the boundary. *)
Definition NO_BASIN : Prop :=
  forall U, open_set U -> bounded_set U -> forall s, in_domain s -> U s ->
    (forall t, in_domain t -> closed_by U t -> L P s <= L P t) ->
    (forall t, in_domain t -> closed_by U t -> ~ U t -> L P s < L P t) ->
    forall t', in_domain t' -> L P s <= L P t'.

(** ** Distances *)

Lemma distance2_self t : distance2 P t t = 0.
Proof. apply lsum_zero. intros. ring. Qed.

Lemma distance2_nonneg t t' : 0 <= distance2 P t t'.
Proof. apply lsum_nonneg. intros. apply pow2_ge_0. Qed.

(** |c t'| <= |c t| + |t t'|. *)
Lemma distance2_beyond c t t' a b : 0 <= a -> 0 <= b ->
  distance2 P c t <= a^2 -> distance2 P t t' <= b^2 -> distance2 P c t' <= (a + b)^2.
Proof.
  intros Ha Hb H1 H2.
  pose proof (lsum_cauchy place (trained P) (fun p => t p - c p) (fun p => t' p - t p)) as C.
  set (I := over (trained P) (fun p => (t p - c p) * (t' p - t p))) in *.
  assert (E : distance2 P c t' = distance2 P c t + 2 * I + distance2 P t t').
  { unfold distance2, I. rewrite <- lsum_scal, <- !lsum_plus. apply lsum_ext. intros. ring. }
  fold (distance2 P c t) in C. fold (distance2 P t t') in C.
  pose proof (distance2_nonneg c t). pose proof (distance2_nonneg t t').
  assert (I <= a * b); [|rewrite E; nra].
  assert (0 <= a * b) by now apply Rmult_le_pos.
  destruct (Rle_lt_dec I 0) as [|Pos]; [lra|].
  apply Rsqr_incr_0; [|lra|assumption]. rewrite !Rsqr_pow2, Rpow_mult_distr.
  eapply Rle_trans; [exact C|]. now apply Rmult_le_compat.
Qed.

Lemma distance2_continuous t g : (forall p, continuity (fun v => g v p)) ->
  continuity (fun v => distance2 P t (g v)).
Proof.
  intros C. unfold distance2. induction (trained P) as [|p l IH]; cbn [over].
  - apply continuity_const. intros a b. reflexivity.
  - apply (continuity_plus (fun v => (g v p - t p)^2)); [|exact IH].
    assert (D : continuity (fun v => g v p - t p)).
    { apply continuity_minus; [apply C|]. apply continuity_const. intros a b. reflexivity. }
    replace (fun v => (g v p - t p)^2) with (mult_fct (fun v => g v p - t p) (fun v => g v p - t p)).
    + apply continuity_mult; exact D.
    + apply functional_extensionality. intros v. unfold mult_fct. ring.
Qed.

(** A square between, and what is close to a continuous function. *)
Lemma root_between a r : 0 <= a -> a < r^2 -> 0 < r -> exists b, 0 <= b < r /\ a <= b^2.
Proof.
  intros Ha H Hr. exists (sqrt a). split; [split; [apply sqrt_pos|]|].
  - rewrite <- (sqrt_pow2 r) by lra. now apply sqrt_lt_1_alt.
  - right. symmetry. now apply pow2_sqrt.
Qed.

Lemma close_by (h : R -> R) v e : continuity h -> 0 < e ->
  exists d, 0 < d /\ forall u, Rabs (u - v) < d -> Rabs (h u - h v) < e.
Proof.
  intros C He. destruct (C v e He) as (d & Hd & H). exists d. split; [exact Hd|]. intros u Hu.
  destruct (Req_dec u v) as [->|N]; [rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; exact He|].
  apply (H u). split; [split; [exact I|auto]|exact Hu].
Qed.

(** ** How the conclusions hang together *)

(** A minimum on a set of a basin is a local one. *)
Lemma inner_minimum U s : open_set U -> in_domain s -> U s ->
  (forall t, in_domain t -> closed_by U t -> L P s <= L P t) -> local_min P s.
Proof.
  intros O [A D] Us H. split; [exact A|]. split; [exact D|].
  destruct (O s Us) as [_ (r & Hr & B)]. exists r. split; [exact Hr|]. intros t At Dt Near.
  apply H; [split; assumption|]. split; [exact At|]. intros r' Hr'. exists t.
  split; [now apply B|]. rewrite distance2_self. now apply pow_lt.
Qed.

Theorem global_no_basin : GLOBAL P -> NO_BASIN.
Proof.
  intros G U O _ s S Us H _ t' [A' D']. apply G; [|assumption|assumption].
  now apply (inner_minimum U).
Qed.

Theorem no_minimum_no_basin : NO_MINIMUM P -> NO_BASIN.
Proof. intros N. apply global_no_basin. intros t M. elim (N t M). Qed.

(** A path that does not meet the boundary stays in an open set. *)
Lemma stays_inside U s g : open_set U -> path_from s g -> U s ->
  (forall v, 0 <= v <= 1 -> admissible P (g v)) ->
  (forall v, 0 <= v <= 1 -> closed_by U (g v) -> U (g v)) -> U (g 1).
Proof.
  intros O [G0 C] Us A H.
  set (E := fun v => 0 <= v <= 1 /\ forall u, 0 <= u <= v -> U (g u)).
  assert (E0 : E 0).
  { split; [lra|]. intros u Hu. replace u with 0 by lra. now rewrite G0. }
  destruct (completeness E) as (w & Up & Least).
  - exists 1. intros v Hv. apply Hv.
  - now exists 0.
  - assert (Hw : 0 <= w <= 1).
    { split; [now apply Up|]. apply Least. intros v Hv. apply Hv. }
    assert (Before : forall u, 0 <= u < w -> U (g u)).
    { intros u Hu. apply NNPP. intros N.
      assert (w <= u); [|lra]. apply Least. intros v [Hv Hall].
      destruct (Rle_lt_dec v u); [assumption|]. elim N. apply Hall. lra. }
    assert (Uw : U (g w)).
    { apply H; [exact Hw|]. split; [now apply A|]. intros r Hr.
      destruct (Req_dec w 0) as [Z|Z].
      - exists (g w). split; [rewrite Z, G0; exact Us|]. rewrite distance2_self. now apply pow_lt.
      - destruct (close_by _ w (r^2) (distance2_continuous (g w) g C) ltac:(now apply pow_lt))
          as (d & Hd & Near).
        pose proof (Rmin_l d w). pose proof (Rmin_r d w).
        assert (0 < Rmin d w) by (apply Rmin_pos; lra).
        exists (g (w - Rmin d w / 2)). split; [apply Before; lra|].
        specialize (Near (w - Rmin d w / 2)).
        rewrite distance2_self, Rminus_0_r in Near.
        eapply Rle_lt_trans; [apply Rle_abs|]. apply Near.
        rewrite Rabs_left; lra. }
    destruct (Req_dec w 1) as [->|Z]; [exact Uw|exfalso].
    destruct (O _ Uw) as [_ (r & Hr & B)].
    destruct (close_by _ w (r^2) (distance2_continuous (g w) g C) ltac:(now apply pow_lt))
      as (d & Hd & Near).
    pose proof (Rmin_l d (1 - w)). pose proof (Rmin_r d (1 - w)).
    assert (0 < Rmin d (1 - w)) by (apply Rmin_pos; lra).
    set (v := w + Rmin d (1 - w) / 2).
    assert (Ev : E v); [|pose proof (Up v Ev); unfold v in *; lra].
    split; [unfold v; lra|]. intros u Hu. destruct (Rlt_le_dec u w); [apply Before; lra|].
    apply B; [apply A; unfold v in Hu; lra|]. specialize (Near u).
    rewrite distance2_self, Rminus_0_r in Near.
    eapply Rle_lt_trans; [apply Rle_abs|]. apply Near.
    rewrite Rabs_right by lra. unfold v in Hu. lra.
Qed.

Theorem no_valley_no_basin : NO_VALLEY -> NO_BASIN.
Proof.
  intros V U O _ s S Us Inside Edge t' T'. apply Rnot_lt_le. intros Lower.
  destruct (V s ((L P s + L P t') / 2) S) as (g & G & Along & End).
  { exists t'. split; [exact T'|lra]. }
  assert (U1 : U (g 1)).
  { apply (stays_inside U s g O G Us).
    - intros v Hv. apply Along, Hv.
    - intros v Hv Cl. apply NNPP. intros N. destruct (Along v Hv) as [D Q].
      specialize (Edge _ D Cl N). lra. }
  destruct (Along 1 ltac:(lra)) as [D _].
  assert (L P s <= L P (g 1)); [|lra]. apply Inside; [exact D|]. split; [apply D|].
  intros r Hr. exists (g 1). split; [exact U1|]. rewrite distance2_self. now apply pow_lt.
Qed.

(** The ball of a spurious basin. *)
Definition open_ball (c : params) (r : R) (t : params) : Prop := admissible P t /\ distance2 P c t < r^2.

Lemma open_ball_closed c r t : 0 < r -> closed_by (open_ball c r) t -> distance2 P c t <= r^2.
Proof.
  intros Hr [_ Near]. apply Rnot_lt_le. intros Far.
  destruct (root_between (r^2) (sqrt (distance2 P c t))) as (b & Hb & Hq).
  - apply pow2_ge_0.
  - rewrite pow2_sqrt by apply distance2_nonneg. exact Far.
  - apply sqrt_lt_R0. pose proof (pow2_ge_0 r). lra.
  - destruct (Near (sqrt (distance2 P c t) - b) ltac:(lra)) as (u & [_ Hu] & Du).
    assert (Sym : distance2 P u t = distance2 P t u).
    { apply lsum_ext. intros. ring. }
    destruct (root_between _ _ (distance2_nonneg t u) Du ltac:(lra)) as (e & He & Qe).
    assert (distance2 P c t <= (b + e)^2).
    { apply (distance2_beyond c u); lra. }
    assert ((b + e)^2 < (sqrt (distance2 P c t))^2) by nra.
    rewrite pow2_sqrt in * by apply distance2_nonneg. lra.
Qed.

Lemma open_ball_open c r : 0 < r -> open_set (open_ball c r).
Proof.
  intros Hr t [At Ht]. split; [exact At|].
  destruct (root_between _ _ (distance2_nonneg c t) Ht Hr) as (b & Hb & Q).
  exists (r - b). split; [lra|]. intros u Au Hu. split; [exact Au|].
  destruct (root_between _ _ (distance2_nonneg t u) Hu ltac:(lra)) as (e & He & Qe).
  eapply Rle_lt_trans; [apply (distance2_beyond c t u b e); lra|]. nra.
Qed.

Theorem basin_refutes : BASIN -> ~ NO_BASIN.
Proof.
  intros (c & r & s & m & Ac & Hr & S & Ds & Inside & Hm & Edge & t' & T' & Lower) N.
  assert (Q : L P s <= L P t'); [|lra].
  apply (N (open_ball c r) (open_ball_open c r Hr)) with (s := s).
  - exists c, (r^2). intros t [_ H]. lra.
  - exact S.
  - split; [apply S|exact Ds].
  - intros t T C. apply Inside; [exact T|]. exact (open_ball_closed c r t Hr C).
  - intros t T C NU. assert (m <= L P t); [|lra]. apply Edge; [exact T|].
    pose proof (open_ball_closed c r t Hr C). destruct (Rle_lt_or_eq_dec _ _ H) as [H1|H1]; [|exact H1].
    elim NU. split; [apply T|exact H1].
  - exact T'.
Qed.

(** No path leaves the ball below m. *)
Theorem basin_refutes_open_valley : BASIN -> ~ NO_OPEN_VALLEY.
Proof.
  intros (c & r & s & m & Ac & Hr & S & Ds & Inside & Hm & Edge & t' & T' & Lower) V.
  destruct (V s m ((L P s + L P t') / 2) S Hm) as (g & G & Along & End).
  { exists t'. split; [exact T'|lra]. }
  assert (U1 : open_ball c r (g 1)).
  { apply (stays_inside (open_ball c r) s g (open_ball_open c r Hr) G).
    - split; [apply S|exact Ds].
    - intros v Hv. apply Along, Hv.
    - intros v Hv Cl. destruct (Along v Hv) as [D Q]. split; [apply D|].
      pose proof (open_ball_closed c r _ Hr Cl) as H. destruct (Rle_lt_or_eq_dec _ _ H) as [H1|H1]; [exact H1|].
      specialize (Edge _ D H1). lra. }
  destruct (Along 1 ltac:(lra)) as [D _].
  assert (L P s <= L P (g 1)); [|lra]. apply Inside; [exact D|]. destruct U1. lra.
Qed.

Theorem valley_open_valley : NO_VALLEY -> NO_OPEN_VALLEY.
Proof.
  intros V t c m T Hc Lower. destruct (V t m T Lower) as (g & G & Along & End).
  exists g. split; [exact G|]. split; [|exact End]. intros v Hv. destruct (Along v Hv). split; [assumption|lra].
Qed.

Theorem spurious_valley_refutes : VALLEY -> ~ NO_OPEN_VALLEY.
Proof.
  intros (t & c & m & T & Hc & Lower & Up) V. destruct (V t c m T Hc Lower) as (g & G & Along & End).
  pose proof (Up g G Along). lra.
Qed.

End Landscape.
