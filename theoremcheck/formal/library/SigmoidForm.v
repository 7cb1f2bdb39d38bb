(** * The form of a sigmoidal neuron on four samples has both signs *)

From Coq Require Import Reals Lra Lia.
From TheoremCheck Require Import Setting Conditions.
Open Scope R_scope.

(** The diagonal form with coefficients E on the plane where the coordinates sum to 0. *)
Definition some_value_positive (E1 E2 E3 E4 : R) : Prop :=
  exists t1 t2 t3 t4, t1 + t2 + t3 + t4 = 0 /\
    0 < E1 * t1^2 + E2 * t2^2 + E3 * t3^2 + E4 * t4^2.

Lemma swap_first : forall E1 E2 E3 E4,
  some_value_positive E1 E2 E3 E4 -> some_value_positive E2 E1 E3 E4.
Proof.
  intros E1 E2 E3 E4 [t1 [t2 [t3 [t4 [S P]]]]]. exists t2, t1, t3, t4. split; lra.
Qed.

Lemma swap_pairs : forall E1 E2 E3 E4,
  some_value_positive E1 E2 E3 E4 -> some_value_positive E3 E4 E1 E2.
Proof.
  intros E1 E2 E3 E4 [t1 [t2 [t3 [t4 [S P]]]]]. exists t3, t4, t1, t2. split; lra.
Qed.

(** One positive coefficient, smaller in inverse than the others together. *)
Lemma one_outweighs : forall E1 E2 E3 E4, 0 < E1 -> E2 < 0 -> E3 < 0 -> E4 < 0 ->
  / E1 < - / E2 - / E3 - / E4 -> some_value_positive E1 E2 E3 E4.
Proof.
  intros E1 E2 E3 E4 H1 H2 H3 H4 S.
  exists (- / E2 - / E3 - / E4), (/ E2), (/ E3), (/ E4). split; [ring|].
  set (s := - / E2 - / E3 - / E4) in *.
  replace (E1 * s^2 + E2 * (/ E2)^2 + E3 * (/ E3)^2 + E4 * (/ E4)^2) with (E1 * s * (s - / E1))
    by (unfold s; field; repeat split; lra).
  assert (0 < / E1) by now apply Rinv_0_lt_compat.
  apply Rmult_lt_0_compat; [|lra]. apply Rmult_lt_0_compat; lra.
Qed.

(** Where one positive coefficient is always outweighed, and some coefficient is positive. *)
Lemma outweighed : forall E1 E2 E3 E4,
  (0 < E1 -> E2 < 0 -> E3 < 0 -> E4 < 0 -> some_value_positive E1 E2 E3 E4) ->
  (0 < E2 -> E1 < 0 -> E3 < 0 -> E4 < 0 -> some_value_positive E1 E2 E3 E4) ->
  (0 < E3 -> E1 < 0 -> E2 < 0 -> E4 < 0 -> some_value_positive E1 E2 E3 E4) ->
  (0 < E4 -> E1 < 0 -> E2 < 0 -> E3 < 0 -> some_value_positive E1 E2 E3 E4) ->
  0 < E1 \/ 0 < E2 \/ 0 < E3 \/ 0 < E4 -> some_value_positive E1 E2 E3 E4.
Proof.
  intros E1 E2 E3 E4 C1 C2 C3 C4 S. destruct S as [S|[S|[S|S]]];
  destruct (Rlt_le_dec E1 0) as [N1|N1], (Rlt_le_dec E2 0) as [N2|N2],
    (Rlt_le_dec E3 0) as [N3|N3], (Rlt_le_dec E4 0) as [N4|N4];
  try (apply C1; lra); try (apply C2; lra); try (apply C3; lra); try (apply C4; lra);
  try (exfalso; lra);
  first [ exists 1, (-1), 0, 0; split; lra | exists 1, 0, (-1), 0; split; lra
        | exists 1, 0, 0, (-1); split; lra | exists 0, 1, (-1), 0; split; lra
        | exists 0, 1, 0, (-1); split; lra | exists 0, 0, 1, (-1); split; lra ].
Qed.

Section Form.

Variables m1 m2 m3 m4 : R.
Hypothesis M1 : 0 < m1.
Hypothesis M2 : 0 < m2.
Hypothesis M3 : 0 < m3.
Hypothesis M4 : 0 < m4.
Hypothesis balance : m1 + m2 = m3 + m4.

(** By convexity: u3 and u4 together lie between c and u1. *)
Lemma convexity : forall k c u1 u2 u3 u4, grows_after k c ->
  m1 * u1 + m2 * u2 = m3 * u3 + m4 * u4 -> c < u1 -> u2 < c -> c < u3 -> c < u4 ->
  m1 * / k u1 < m3 * / k u3 + m4 * / k u4.
Proof.
  intros k c u1 u2 u3 u4 [Pos [Inc Cvx]] H U1 U2 U3 U4.
  set (p := m3 / (m3 + m4)).
  assert (Hp : p * (m3 + m4) = m3) by (unfold p; field; lra).
  assert (Hp' : (1 - p) * (m3 + m4) = m4) by (unfold p; field; lra).
  assert (P0 : 0 < p) by (unfold p; apply Rdiv_lt_0_compat; lra).
  assert (P1 : 0 < 1 - p).
  { apply Rmult_lt_reg_r with (m3 + m4); lra. }
  set (u := p * u3 + (1 - p) * u4).
  assert (Hu : (m3 + m4) * u = m3 * u3 + m4 * u4).
  { unfold u. transitivity (p * (m3 + m4) * u3 + (1 - p) * (m3 + m4) * u4); [ring|].
    now rewrite Hp, Hp'. }
  assert (Cu : c < u).
  { assert (0 < p * (u3 - c)) by (apply Rmult_lt_0_compat; lra).
    assert (0 < (1 - p) * (u4 - c)) by (apply Rmult_lt_0_compat; lra). unfold u. lra. }
  assert (u <= u1).
  { apply Rmult_le_reg_l with (m3 + m4); [lra|]. rewrite Hu, <- H, <- balance.
    assert (m2 * u2 <= m2 * u1) by (apply Rmult_le_compat_l; lra). lra. }
  assert (C := Cvx u3 u4 p U3 U4 ltac:(lra)). fold u in C.
  assert (K : / k u1 <= / k u) by (apply Rinv_le_contravar; [now apply Pos | now apply Inc]).
  assert (0 < / k u1) by now apply Rinv_0_lt_compat, Pos.
  replace (m3 * / k u3 + m4 * / k u4)
    with ((m3 + m4) * (p * / k u3 + (1 - p) * / k u4)).
  - apply Rlt_le_trans with ((m3 + m4) * / k u1).
    + apply Rmult_lt_compat_r; lra.
    + apply Rmult_le_compat_l; lra.
  - transitivity (p * (m3 + m4) * / k u3 + (1 - p) * (m3 + m4) * / k u4); [ring|].
    now rewrite Hp, Hp'.
Qed.

Lemma first_outweighed : forall k c u1 u2 u3 u4, grows_after k c ->
  m1 * u1 + m2 * u2 = m3 * u3 + m4 * u4 -> c < u1 -> u2 < c -> c < u3 -> c < u4 -> k u2 < 0 ->
  some_value_positive (k u1 / m1) (k u2 / m2) (- k u3 / m3) (- k u4 / m4).
Proof.
  intros k c u1 u2 u3 u4 G H U1 U2 U3 U4 K2.
  assert (C := convexity k c u1 u2 u3 u4 G H U1 U2 U3 U4).
  destruct G as [Pos _]. apply Pos in U1, U3, U4.
  assert (IM : 0 < / m1 /\ 0 < / m2 /\ 0 < / m3 /\ 0 < / m4)
    by (repeat split; now apply Rinv_0_lt_compat).
  apply one_outweighs; unfold Rdiv.
  - now apply Rmult_lt_0_compat.
  - assert (0 < - k u2 * / m2) by (apply Rmult_lt_0_compat; lra). lra.
  - assert (0 < k u3 * / m3) by (apply Rmult_lt_0_compat; lra). lra.
  - assert (0 < k u4 * / m4) by (apply Rmult_lt_0_compat; lra). lra.
  - replace (/ (k u1 * / m1)) with (m1 * / k u1) by (field; lra).
    replace (/ (k u2 * / m2)) with (- (m2 * / - k u2)) by (field; lra).
    replace (/ (- k u3 * / m3)) with (- (m3 * / k u3)) by (field; lra).
    replace (/ (- k u4 * / m4)) with (- (m4 * / k u4)) by (field; lra).
    assert (0 < m2 * / - k u2) by (apply Rmult_lt_0_compat; [|apply Rinv_0_lt_compat]; lra). lra.
Qed.

End Form.

Lemma grows_signs : forall k c, grows_from k c ->
  forall v, (c < v -> 0 < k v) /\ (v < c -> k v < 0) /\ (0 < k v -> c < v) /\ (k v < 0 -> v < c).
Proof.
  intros k c [Z [[R _] [L _]]] v.
  assert (H1 : c < v -> 0 < k v) by apply R.
  assert (H2 : v < c -> k v < 0).
  { intros H. assert (H' := L (- v) ltac:(lra)). rewrite Ropp_involutive in H'. lra. }
  repeat split; auto; intros H; destruct (Rtotal_order v c) as [T|[->|T]]; auto.
  - apply H2 in T. lra.
  - lra.
  - lra.
  - apply H1 in T. lra.
Qed.

(** Both signs, as the classes may change their places. *)
Theorem form_positive : forall k c m1 m2 m3 m4 u1 u2 u3 u4, grows_from k c ->
  0 < m1 -> 0 < m2 -> 0 < m3 -> 0 < m4 -> m1 + m2 = m3 + m4 ->
  m1 * u1 + m2 * u2 = m3 * u3 + m4 * u4 ->
  ~ (u1 = c /\ u2 = c /\ u3 = c /\ u4 = c) ->
  some_value_positive (k u1 / m1) (k u2 / m2) (- k u3 / m3) (- k u4 / m4).
Proof.
  intros k c m1 m2 m3 m4 u1 u2 u3 u4 G M1 M2 M3 M4 B H N.
  assert (SG := grows_signs k c G). destruct G as [Z [R L]].
  assert (DP : forall a m, 0 < m -> (0 < a / m <-> 0 < a)).
  { intros a m Hm. split; intros Ha; [|now apply Rdiv_lt_0_compat].
    replace a with (a / m * m) by (field; lra). now apply Rmult_lt_0_compat. }
  assert (DN : forall a m, 0 < m -> (a / m < 0 <-> a < 0)).
  { intros a m Hm. rewrite <- (Ropp_involutive a) at 2.
    transitivity (0 < - a / m); [|rewrite DP by assumption; split; lra].
    replace (- a / m) with (- (a / m)) by (field; lra). split; lra. }
  apply outweighed; rewrite ?DP, ?DN by assumption; intros.
  - apply first_outweighed with (c := c); auto; apply SG; lra.
  - apply swap_first. apply first_outweighed with (c := c); auto; try (apply SG; lra); lra.
  - (* by the mirror *)
    apply swap_pairs.
    assert (F : some_value_positive (- k (- - u3) / m3) (- k (- - u4) / m4)
      (- - k (- - u1) / m1) (- - k (- - u2) / m2)).
    { apply (first_outweighed m3 m4 m1 m2 M3 M4 M1 M2 ltac:(lra) (fun v => - k (- v)) (- c)
        (- u3) (- u4) (- u1) (- u2)); auto; try lra.
      - assert (u3 < c) by (apply SG; lra). lra.
      - assert (c < u4) by (apply SG; lra). lra.
      - assert (u1 < c) by (apply SG; lra). lra.
      - assert (u2 < c) by (apply SG; lra). lra.
      - rewrite Ropp_involutive. lra. }
    now rewrite !Ropp_involutive in F.
  - apply swap_pairs, swap_first.
    assert (F : some_value_positive (- k (- - u4) / m4) (- k (- - u3) / m3)
      (- - k (- - u1) / m1) (- - k (- - u2) / m2)).
    { apply (first_outweighed m4 m3 m1 m2 M4 M3 M1 M2 ltac:(lra) (fun v => - k (- v)) (- c)
        (- u4) (- u3) (- u1) (- u2)); auto; try lra.
      - assert (u4 < c) by (apply SG; lra). lra.
      - assert (c < u3) by (apply SG; lra). lra.
      - assert (u1 < c) by (apply SG; lra). lra.
      - assert (u2 < c) by (apply SG; lra). lra.
      - rewrite Ropp_involutive. lra. }
    now rewrite !Ropp_involutive in F.
  - (* no coefficient is positive: all u_i = c *)
    destruct (Rlt_le_dec 0 (k u1)) as [|K1]; [now left|].
    destruct (Rlt_le_dec 0 (k u2)) as [|K2]; [now right; left|].
    destruct (Rlt_le_dec 0 (- k u3)) as [|K3]; [now right; right; left|].
    destruct (Rlt_le_dec 0 (- k u4)) as [|K4]; [now right; right; right|].
    exfalso. apply N.
    assert (V1 : u1 <= c) by (apply Rnot_lt_le; intros T; apply SG in T; lra).
    assert (V2 : u2 <= c) by (apply Rnot_lt_le; intros T; apply SG in T; lra).
    assert (V3 : c <= u3) by (apply Rnot_lt_le; intros T; apply SG in T; lra).
    assert (V4 : c <= u4) by (apply Rnot_lt_le; intros T; apply SG in T; lra).
    assert (0 <= m1 * (c - u1)) by (apply Rmult_le_pos; lra).
    assert (0 <= m2 * (c - u2)) by (apply Rmult_le_pos; lra).
    assert (0 <= m3 * (u3 - c)) by (apply Rmult_le_pos; lra).
    assert (0 <= m4 * (u4 - c)) by (apply Rmult_le_pos; lra).
    assert (S : m1 * (c - u1) + m2 * (c - u2) + m3 * (u3 - c) + m4 * (u4 - c) = 0).
    { assert (c * (m1 + m2) = c * (m3 + m4)) by now rewrite B. lra. }
    assert (ZZ : forall m v, 0 < m -> m * v = 0 -> v = 0).
    { intros m v Hm Hv. apply Rmult_integral in Hv. destruct Hv; lra. }
    assert (c - u1 = 0) by (apply (ZZ m1); lra). assert (c - u2 = 0) by (apply (ZZ m2); lra).
    assert (u3 - c = 0) by (apply (ZZ m3); lra). assert (u4 - c = 0) by (apply (ZZ m4); lra).
    repeat split; lra.
Qed.
