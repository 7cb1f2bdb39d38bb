(** * network.movable, by a tree of regions: of neurons that are constant or strictly monotone on either side of 0 *)

From Coq Require Import Reals List ZArith Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions ConditionsCells Algebra Checks.
Import ListNotations.
Open Scope R_scope.

(** ** Signs *)

(** v has the sign of k. *)
Definition like (k : Z) (v : R) : Prop :=
  ((0 < k)%Z -> 0 < v) /\ ((k < 0)%Z -> v < 0) /\ (k = 0%Z -> v = 0).

Lemma like_sgn k v : like k v -> like (Z.sgn k) v.
Proof. intros (A & B & C). repeat split; intros; [apply A|apply B|apply C]; destruct k; simpl in *; lia. Qed.

Lemma like_mult k l v w : like k v -> like l w -> like (k * l) (v * w).
Proof.
  intros (A & B & C) (D & E & F).
  destruct (Z.lt_trichotomy k 0) as [K|[K|K]]; destruct (Z.lt_trichotomy l 0) as [M|[M|M]];
    try specialize (A K); try specialize (B K); try specialize (C K);
    try specialize (D M); try specialize (E M); try specialize (F M);
    repeat split; intros; try nia; try nra; subst; try lia; lra.
Qed.

Lemma like_nonneg k v : like k v -> (0 <= k)%Z -> 0 <= v.
Proof.
  intros (A & _ & C) H. destruct (Z.eq_dec k 0) as [E|N]; [rewrite (C E); lra|].
  left. apply A. lia.
Qed.

(** ** The neuron *)

(** g is constant (k = 0), or strictly monotone, on a half-line. *)
Definition side (k : Z) (inside : R -> Prop) (g : R -> R) : Prop :=
  forall v w, inside v -> inside w -> v < w -> like k (g w - g v).

(** The sign of s(v + h d) - s(v) for small h > 0, by those of v and d. *)
Definition change (left right place move : Z) : Z :=
  (Z.sgn move * (if 0 <? (if place =? 0 then move else place) then right else left))%Z.

Lemma small_step v d : v <> 0 -> exists r, 0 < r /\ forall h, 0 < h < r -> Rabs (h * d) < Rabs v.
Proof.
  intros N. assert (0 < Rabs v) by now apply Rabs_pos_lt. pose proof (Rabs_pos d).
  exists (Rabs v / (Rabs d + 1)). split; [apply Rdiv_lt_0_compat; lra|]. intros h [H1 H2].
  rewrite Rabs_mult, (Rabs_right h) by lra.
  apply Rle_lt_trans with (h * (Rabs d + 1)); [nra|].
  replace (Rabs v) with (Rabs v / (Rabs d + 1) * (Rabs d + 1)) by (field; lra).
  apply Rmult_lt_compat_r; lra.
Qed.

Section Neuron.

Variables (left right : Z) (g : R -> R).
Hypothesis on_left : side left (fun v => v <= 0) g.
Hypothesis on_right : side right (fun v => 0 <= v) g.

Lemma step_right v d m : 0 <= v -> 0 <= v + d -> like m d -> like (Z.sgn m * right) (g (v + d) - g v).
Proof.
  intros H H' M. destruct (Z.lt_trichotomy m 0) as [K|[K|K]].
  - assert (d < 0) by now apply M. rewrite Z.sgn_neg by assumption.
    pose proof (on_right (v + d) v H' H ltac:(lra)) as (A & B & C).
    repeat split; intros; [cut (g v - g (v + d) < 0); [lra|apply B; lia]
      |cut (0 < g v - g (v + d)); [lra|apply A; lia]|cut (g v - g (v + d) = 0); [lra|apply C; lia]].
  - subst m. assert (d = 0) as -> by now apply M. rewrite Rplus_0_r. simpl.
    repeat split; intros; try lia; lra.
  - assert (0 < d) by now apply M. rewrite Z.sgn_pos, Z.mul_1_l by assumption.
    apply on_right; lra.
Qed.

Lemma step_left v d m : v <= 0 -> v + d <= 0 -> like m d -> like (Z.sgn m * left) (g (v + d) - g v).
Proof.
  intros H H' M. destruct (Z.lt_trichotomy m 0) as [K|[K|K]].
  - assert (d < 0) by now apply M. rewrite Z.sgn_neg by assumption.
    pose proof (on_left (v + d) v H' H ltac:(lra)) as (A & B & C).
    repeat split; intros; [cut (g v - g (v + d) < 0); [lra|apply B; lia]
      |cut (0 < g v - g (v + d)); [lra|apply A; lia]|cut (g v - g (v + d) = 0); [lra|apply C; lia]].
  - subst m. assert (d = 0) as -> by now apply M. rewrite Rplus_0_r. simpl.
    repeat split; intros; try lia; lra.
  - assert (0 < d) by now apply M. rewrite Z.sgn_pos, Z.mul_1_l by assumption.
    apply on_left; lra.
Qed.

Lemma change_near v d p m : like p v -> like m d ->
  exists r, 0 < r /\ forall h, 0 < h < r -> like (change left right p m) (g (v + h * d) - g v).
Proof.
  intros L M. assert (S : forall h, 0 < h -> like m (h * d)).
  { intros h H. destruct M as (A & B & C). repeat split; intros X;
      [specialize (A X)|specialize (B X)|rewrite (C X)]; nra. }
  unfold change. destruct (Z.eqb_spec p 0) as [E|N].
  - assert (v = 0) as -> by now apply L. exists 1. split; [lra|]. intros h [H _].
    destruct (Z.ltb_spec 0 m) as [K|K].
    + assert (0 < d) by now apply M. apply step_right; [lra|nra|now apply S].
    + assert (d <= 0).
      { destruct (Z.eq_dec m 0) as [Z0|Z0]; [right; now apply M|left; apply M; lia]. }
      apply step_left; [lra|nra|now apply S].
  - assert (V : v <> 0).
    { intros Z0. destruct L as (A & B & _). destruct (Z.lt_trichotomy p 0) as [K|[K|K]]; try lia;
        [specialize (B K)|specialize (A K)]; lra. }
    destruct (small_step v d V) as [r [Hr Small]]. exists r. split; [assumption|]. intros h Hh.
    specialize (Small h Hh). apply Rabs_def2 in Small.
    destruct (Z.ltb_spec 0 p) as [K|K].
    + assert (0 < v) by now apply L. rewrite (Rabs_right v) in Small by lra.
      apply step_right; [lra|lra|apply S; lra].
    + assert (v < 0) by (apply L; lia). rewrite (Rabs_left v) in Small by lra.
      apply step_left; [lra|lra|apply S; lra].
Qed.

End Neuron.

(** ** Regions *)

Inductive region :=
  | Cut (sample : nat) (low : bool) (first second : region)
  | Along (direction : list Z)
  | Nowhere (multipliers : list Z).

Fixpoint update {A} (i : nat) (v : A) (l : list A) : list A :=
  match i, l with
  | _, [] => []
  | O, _ :: rest => v :: rest
  | S j, a :: rest => a :: update j v rest
  end.

Definition gains (P : problem) (left right eps : Z) (u : list Z) (e : sample) (known : list Z) : list Z :=
  map (fun p => eps * labelz e * change left right p (Z.sgn (dotz u (xz P e))))%Z known.

Fixpoint along_all (P : problem) (left right eps : Z) (u : list Z) (signs : list (list Z)) (l : list sample) : bool :=
  match signs, l with
  | known :: signs', e :: rest =>
      forallb (fun k => 0 <=? k)%Z (gains P left right eps u e known) && along_all P left right eps u signs' rest
  | _, _ => true
  end.
Fixpoint along_some (P : problem) (left right eps : Z) (u : list Z) (signs : list (list Z)) (l : list sample) : bool :=
  match signs, l with
  | known :: signs', e :: rest =>
      forallb (fun k => 0 <? k)%Z (gains P left right eps u e known) || along_some P left right eps u signs' rest
  | _, _ => false
  end.

(** c is m y: c y (w . X) is to be >= 0, and > 0 for some. *)
Fixpoint never_all (c : list Z) (signs : list (list Z)) (l : list sample) : bool :=
  match c, signs, l with
  | a :: c', known :: signs', e :: rest =>
      forallb (fun p => 0 <=? a * labelz e * p)%Z known && never_all c' signs' rest
  | [], [], [] => true
  | _, _, _ => false
  end.
Fixpoint never_some (c : list Z) (signs : list (list Z)) (l : list sample) : bool :=
  match c, signs, l with
  | a :: c', known :: signs', e :: rest =>
      forallb (fun p => 0 <? a * labelz e * p)%Z known || never_some c' signs' rest
  | _, _, _ => false
  end.

Fixpoint covers (P : problem) (left right eps : Z) (signs : list (list Z)) (r : region) : bool :=
  match r with
  | Cut i low a b =>
      let known := nth i signs [] in
      let below p := ((p <? 0) || (low && (p =? 0)))%Z in
      covers P left right eps (update i (filter below known) signs) a &&
      covers P left right eps (update i (filter (fun p => negb (below p)) known) signs) b
  | Along u => shapes P u && along_all P left right eps u signs (data P) && along_some P left right eps u signs (data P)
  | Nowhere c =>
      never_all c signs (data P) && never_some c signs (data P) &&
      forallb (fun v => v =? 0)%Z (combination P c (data P))
  end.

Definition check_moves (P : problem) (left right eps : Z) (r : region) : bool :=
  forallb (fun e => length (row e) =? dim P)%nat (data P) &&
  covers P left right eps (map (fun _ => [-1; 0; 1]%Z) (data P)) r.

Section Regions.

Variables (P : problem) (left right eps : Z).
Hypothesis on_left : side left (fun v => v <= 0) (sigma P).
Hypothesis on_right : side right (fun v => 0 <= v) (sigma P).
Hypothesis rows : forall e, In e (data P) -> length (row e) = dim P.

Definition sign_in (w : nat -> R) (known : list Z) (e : sample) : Prop :=
  exists p, In p known /\ like p (dot P w e).

Lemma update_in w i known l : forall signs, Forall2 (sign_in w) signs l ->
  (forall e, sign_in w (nth i signs []) e -> sign_in w known e) -> Forall2 (sign_in w) (update i known signs) l.
Proof.
  revert l. induction i as [|i IH]; intros l signs F H; destruct F as [|s e signs' l' H1 F]; simpl in *;
    constructor; auto.
Qed.

Lemma cut_in w i (below : Z -> bool) : forall signs l, Forall2 (sign_in w) signs l ->
  Forall2 (sign_in w) (update i (filter below (nth i signs [])) signs) l \/
  Forall2 (sign_in w) (update i (filter (fun p => negb (below p)) (nth i signs [])) signs) l.
Proof.
  induction i as [|i IH]; intros signs l F; destruct F as [|known e signs' l' [p [I L]] F]; simpl.
  - left. constructor.
  - destruct (below p) eqn:B; [left|right]; constructor; auto; exists p; split; auto; apply filter_In; split; auto.
    now rewrite B.
  - left. constructor.
  - destruct (IH signs' l' F); [left|right]; constructor; auto; now exists p.
Qed.

Lemma like_dotz u e : shapes P u = true -> In e (data P) -> like (Z.sgn (dotz u (xz P e))) (dot P (vec u) e).
Proof.
  intros S I. apply like_sgn. pose proof (dot_sign P u e S I) as D. pose proof (den_pos P).
  repeat split; intros K; [apply IZR_lt in K|apply IZR_lt in K|apply (f_equal IZR) in K]; rewrite <- D in K.
  - apply Rmult_lt_reg_l with (den P); lra.
  - apply Rmult_lt_reg_l with (den P); lra.
  - apply Rmult_integral in K. lra.
Qed.

Definition gain (w u : nat -> R) (h : R) (e : sample) : R :=
  IZR eps * y e * (sigma P (dot P w e + h * dot P u e) - sigma P (dot P w e)).

Lemma gain_near w u known e : shapes P u = true -> In e (data P) -> sign_in w known e ->
  exists r, 0 < r /\ forall h, 0 < h < r ->
    (forallb (fun k => 0 <=? k)%Z (gains P left right eps u e known) = true -> 0 <= gain w (vec u) h e) /\
    (forallb (fun k => 0 <? k)%Z (gains P left right eps u e known) = true -> 0 < gain w (vec u) h e).
Proof.
  intros S I [p [Ip L]].
  destruct (change_near left right (sigma P) on_left on_right _ _ _ _ L (like_dotz u e S I)) as [r [Hr H]].
  exists r. split; [assumption|]. intros h Hh. specialize (H h Hh).
  assert (K : like (eps * labelz e * change left right p (Z.sgn (dotz u (xz P e)))) (gain w (vec u) h e)).
  { unfold gain. rewrite y_labelz, <- mult_IZR. apply like_mult; [|assumption].
    repeat split; intros X; [now apply IZR_lt|now apply IZR_lt|now rewrite X]. }
  assert (In' : In (eps * labelz e * change left right p (Z.sgn (dotz u (xz P e))))%Z (gains P left right eps u e known)).
  { unfold gains. apply (in_map (fun p => eps * labelz e * change left right p (Z.sgn (dotz u (xz P e))))%Z). exact Ip. }
  split; intros F; rewrite forallb_forall in F; specialize (F _ In').
  - apply Z.leb_le in F. now apply like_nonneg in K.
  - apply Z.ltb_lt in F. now apply K.
Qed.

Lemma along_near w u : shapes P u = true -> forall signs l, (forall e, In e l -> In e (data P)) ->
  Forall2 (sign_in w) signs l -> along_all P left right eps u signs l = true ->
  exists r, 0 < r /\ forall h, 0 < h < r ->
    (forall e, In e l -> 0 <= gain w (vec u) h e) /\
    (along_some P left right eps u signs l = true -> exists e, In e l /\ 0 < gain w (vec u) h e).
Proof.
  intros S signs l In' F. revert In'. induction F as [|known e signs' l' H F IH]; intros In' A; simpl in *.
  - exists 1. split; [lra|]. intros h _. split; [intros e []|discriminate].
  - apply andb_prop in A. destruct A as [A1 A2].
    destruct (gain_near w u known e S (In' e (or_introl eq_refl)) H) as [r1 [H1 G]].
    destruct (IH (fun e' I => In' e' (or_intror I)) A2) as [r2 [H2 R]].
    exists (Rmin r1 r2). split; [now apply Rmin_pos|]. intros h Hh.
    assert (h < r1) by (eapply Rlt_le_trans; [apply Hh|apply Rmin_l]).
    assert (h < r2) by (eapply Rlt_le_trans; [apply Hh|apply Rmin_r]).
    destruct (G h ltac:(lra)) as [G1 G2]. destruct (R h ltac:(lra)) as [R1 R2]. split.
    + intros e' [<-|I]; auto.
    + intros B. apply orb_prop in B. destruct B as [B|B]; [exists e; auto|].
      destruct (R2 B) as [e' [I' P']]. exists e'. auto.
Qed.

Lemma never w c : forall signs l, Forall2 (sign_in w) signs l -> never_all c signs l = true ->
  0 <= pairing P w c l /\ (never_some c signs l = true -> 0 < pairing P w c l).
Proof.
  intros signs l F. revert c. induction F as [|known e signs' l' [p [I L]] F IH]; intros c A;
    destruct c as [|a c]; simpl in *; try discriminate; [split; [lra|discriminate]|].
  apply andb_prop in A. destruct A as [A1 A2]. destruct (IH c A2) as [N S].
  assert (K : like (a * labelz e * p) (IZR a * (y e * dot P w e))).
  { rewrite <- Rmult_assoc, y_labelz, <- mult_IZR. apply like_mult; [|assumption].
    repeat split; intros X; [now apply IZR_lt|now apply IZR_lt|now rewrite X]. }
  rewrite forallb_forall in A1. specialize (A1 p I). apply Z.leb_le in A1. pose proof (like_nonneg _ _ K A1).
  split; [lra|]. intros B. apply orb_prop in B. destruct B as [B|B]; [|specialize (S B); lra].
  rewrite forallb_forall in B. specialize (B p I). apply Z.ltb_lt in B. apply K in B. lra.
Qed.

Lemma vec_bounded u : exists m, 0 < m /\ forall k, Rabs (vec u k) < m.
Proof.
  induction u as [|a u [m [Hm H]]].
  - exists 1. split; [lra|]. intros k. unfold vec. destruct k; simpl; rewrite Rabs_R0; lra.
  - exists (Rmax m (Rabs (IZR a) + 1)). pose proof (Rmax_l m (Rabs (IZR a) + 1)). split; [lra|].
    intros [|k]; unfold vec in *; simpl.
    + pose proof (Rmax_r m (Rabs (IZR a) + 1)). lra.
    + specialize (H k). lra.
Qed.

Lemma dot_scaled u h e : dot P (fun k => h * u k) e = h * dot P u e.
Proof. unfold dot. rewrite <- sum_scaled. apply sum_ext. intros. ring. Qed.

Lemma covers_gains w d : 0 < d -> forall r signs, Forall2 (sign_in w) signs (data P) ->
  covers P left right eps signs r = true ->
  exists u, (forall k, Rabs (u k) < d) /\
    (forall e, In e (data P) -> 0 <= IZR eps * y e * (sigma P (dot P w e + dot P u e) - sigma P (dot P w e))) /\
    exists e, In e (data P) /\ 0 < IZR eps * y e * (sigma P (dot P w e + dot P u e) - sigma P (dot P w e)).
Proof.
  intros Hd r. induction r as [i low a IHa b IHb|u|c]; intros signs F C; simpl in C.
  - apply andb_prop in C. destruct C as [Ca Cb].
    destruct (cut_in w i (fun p => ((p <? 0) || (low && (p =? 0)))%Z) signs (data P) F) as [G|G];
      [now apply (IHa _ G)|now apply (IHb _ G)].
  - apply andb_prop in C. destruct C as [C Some]. apply andb_prop in C. destruct C as [S All].
    destruct (along_near w u S signs (data P) (fun e I => I) F All) as [r [Hr H]].
    destruct (vec_bounded u) as [m [Hm B]].
    set (h := Rmin (r / 2) (d / m)).
    assert (Q : 0 < d / m) by now apply Rdiv_lt_0_compat.
    assert (0 < h) by (apply Rmin_pos; lra). pose proof (Rmin_l (r / 2) (d / m)). pose proof (Rmin_r (r / 2) (d / m)).
    destruct (H h ltac:(unfold h in *; lra)) as [All' Some'].
    exists (fun k => h * vec u k). split; [|split].
    + intros k. rewrite Rabs_mult, (Rabs_right h) by lra. specialize (B k).
      apply Rlt_le_trans with (h * m); [now apply Rmult_lt_compat_l|].
      replace d with (d / m * m) by (field; lra). apply Rmult_le_compat_r; unfold h in *; lra.
    + intros e I. rewrite dot_scaled. now apply All'.
    + destruct (Some' Some) as [e [I G]]. exists e. split; [assumption|]. now rewrite dot_scaled.
  - exfalso. apply andb_prop in C. destruct C as [C Z0]. apply andb_prop in C. destruct C as [A B].
    destruct (never w c signs (data P) F A) as [_ S]. specialize (S B).
    assert (E : den P * pairing P w c (data P) = 0).
    { rewrite pairing_combination by assumption. rewrite (sum_ext _ _ (fun _ => 0 * 0)); [rewrite sum_scaled; lra|].
      intros k _. rewrite nth_zeros by assumption. lra. }
    pose proof (den_pos P). apply Rmult_integral in E. lra.
Qed.

End Regions.

Lemma any_sign P w : forall l, Forall2 (sign_in P w) (map (fun _ => [-1; 0; 1]%Z) l) l.
Proof.
  induction l as [|e l IH]; simpl; constructor; [|assumption].
  destruct (Rtotal_order (dot P w e) 0) as [N|[Z0|N]].
  - exists (-1)%Z. split; [simpl; auto|]. repeat split; intros; try lia; lra.
  - exists 0%Z. split; [simpl; auto|]. repeat split; intros; try lia; lra.
  - exists 1%Z. split; [simpl; auto|]. repeat split; intros; try lia; lra.
Qed.

Lemma moves_by P left right eps r :
  side left (fun v => v <= 0) (sigma P) -> side right (fun v => 0 <= v) (sigma P) ->
  check_moves P left right eps r = true -> moves P (IZR eps).
Proof.
  intros L R C w d Hd. unfold check_moves in C. apply andb_prop in C. destruct C as [Rows C].
  rewrite forallb_forall in Rows.
  apply (covers_gains P left right eps L R (fun e I => proj1 (Nat.eqb_eq _ _) (Rows e I)) w d Hd r _ (any_sign P w _) C).
Qed.

(** That s is constant or strictly monotone on a half-line, by the cases of its formula. *)
Ltac one_side :=
  let v := fresh "v" in let w := fresh "w" in
  intros v w; unfold sigma; simpl; intros; repeat split; intros; try lia;
  unfold Rmax, Rmin, Rabs in *;
  repeat match goal with
  | |- context [Rcase_abs ?a] => destruct (Rcase_abs a)
  | |- context [Rle_dec ?a ?b] => destruct (Rle_dec a b)
  | |- context [Rlt_dec ?a ?b] => destruct (Rlt_dec a b)
  end;
  first [lra | nra
        | match goal with H : v < w |- _ =>
            assert (0 < (w - v) * (w * w + w * v + v * v)) by (apply Rmult_lt_0_compat; nra); nra
          end].
