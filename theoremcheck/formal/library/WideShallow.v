(** * thm.wide.shallow: as many neurons as samples, or as they can span, leave no spurious valley (V1)

    From any point a path leads, at constant outputs, to one where the columns
    of the neurons span all columns that a neuron can have. *)

From Coq Require Import Reals List Lia Lra Classical FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsValley Linear Algebra Near WideColumns
  Landscape Paths.
Import ListNotations.
Open Scope R_scope.

Section Wide.

Variable P : problem.

Hypothesis loss_is_defined : loss_defined P.
Hypothesis convex : loss_convex P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis shortcut_only : network_shortcut_only P.
Hypothesis neurons_trainable : network_neurons_trainable P.
Hypothesis common_bias : network_common_bias P.
Hypothesis wide : network_width_samples P \/ network_width_monomials P.
Hypothesis unregularised : objective_unregularised P.

Notation M := (width P).

Lemma everywhere t : admissible P t -> in_domain P t.
Proof.
  intros A. split; [exact A|]. intros e _. split; [intros; apply neuron_is_defined|].
  split; [apply shortcut_only|apply loss_is_defined].
Qed.

(** ** Columns *)

(** What neuron j gives on the samples, and what a neuron with weights w and bias b does. *)
Definition column (t : params) (j : nat) (e : sample) : R := sigma P (pre P t j e).
Definition feature (w : nat -> R) (b : R) (e : sample) : R :=
  sigma P (sum (dim P) (fun k => w k * x P e k) + b).

(** Combinations of the columns, modulo constants if a_0 is trained. *)
Local Notation constant := (WideColumns.constant (a0_trained P)).
Local Notation combination t := (WideColumns.combination M (column t)).
Local Notation in_span t := (WideColumns.in_span (data P) M (a0_trained P) (column t)).

(** What a neuron may give. *)
Definition wanted (v : sample -> R) : Prop := exists w b, open_bias P b /\ forall e, v e = feature w b e.

(** ** Moves *)

(** The outputs move by a combination of the columns. *)
Definition reweighed (t : params) (c : nat -> R) (c0 : R) : params := fun p =>
  match p with
  | A0 => t A0 + c0
  | A j => if (j <? M)%nat then t (A j) + c j else t (A j)
  | _ => t p
  end.

Lemma reweighed_admissible t c c0 : admissible P t -> constant c0 -> admissible P (reweighed t c c0).
Proof.
  intros A C p Hp. destruct p as [|j|j k|j|d]; cbn [reweighed]; try (apply A; exact Hp).
  - rewrite C, Rplus_0_r; [now apply A|]. destruct (a0_trained P) eqn:E; [|reflexivity].
    elim Hp. now apply in_a0.
  - destruct (Nat.ltb_spec j M) as [Hj|Hj]; [|now apply A].
    elim Hp. apply in_a; [apply neurons_trainable|exact Hj].
Qed.

Lemma reweighed_between t c c0 v :
  between t (reweighed t c c0) v = reweighed t (fun j => v * c j) (v * c0).
Proof.
  apply functional_extensionality. intros p. unfold between. destruct p as [|j|j k|j|d]; cbn [reweighed]; try ring.
  destruct (j <? M)%nat; ring.
Qed.

Lemma f_parts t e : f P t e = t A0 + sum M (fun j => t (A j) * column t j e).
Proof. unfold f. rewrite (proj1 shortcut_only). unfold column, sigma. ring. Qed.

Lemma f_reweighed t c c0 e : f P (reweighed t c c0) e = f P t e + combination t c c0 e.
Proof.
  rewrite !f_parts. unfold WideColumns.combination. cbn [reweighed].
  assert (H : forall n, (n <= M)%nat ->
    sum n (fun j => (if (j <? M)%nat then t (A j) + c j else t (A j)) * column (reweighed t c c0) j e)
    = sum n (fun j => t (A j) * column t j e) + sum n (fun j => c j * column t j e)).
  { induction n as [|n IH]; intros Hn; cbn [sum]; [ring|]. rewrite IH by lia.
    destruct (Nat.ltb_spec n M); [|lia]. change (column (reweighed t c c0) n e) with (column t n e). ring. }
  rewrite H by lia. ring.
Qed.

(** Neuron j takes other weights. *)
Definition turned_to (t : params) (j : nat) (w : nat -> R) (b : R) : params := fun p =>
  match p with
  | W i k => if ((i =? j) && (k <? dim P))%bool then w k else t p
  | B i => if ((i =? j) && b_trained P)%bool then b else t p
  | _ => t p
  end.

Lemma turned_admissible t j w b : (j < M)%nat -> admissible P t -> admissible P (turned_to t j w b).
Proof.
  intros Hj A p Hp. destruct p as [|i|i k|i|d]; cbn [turned_to]; try (apply A; exact Hp).
  - destruct (Nat.eqb_spec i j) as [->|D]; [|now apply A].
    destruct (Nat.ltb_spec k (dim P)) as [Hk|Hk]; [|now apply A]. cbn.
    elim Hp. apply in_w; [apply neurons_trainable|exact Hj|exact Hk].
  - destruct (Nat.eqb_spec i j) as [->|D]; [|now apply A]. destruct (b_trained P) eqn:E; [|now apply A].
    elim Hp. now apply in_b.
Qed.

Lemma turned_column t j w b e : (j < M)%nat -> admissible P t -> open_bias P b ->
  column (turned_to t j w b) j e = feature w b e.
Proof.
  intros Hj A O. unfold column, feature, pre. f_equal. f_equal.
  - apply linear_sum_ext. intros k Hk. cbn [turned_to]. rewrite Nat.eqb_refl, (proj2 (Nat.ltb_lt k (dim P)) Hk). reflexivity.
  - cbn [turned_to]. rewrite Nat.eqb_refl. destruct (b_trained P) eqn:E; [reflexivity|]. cbn.
    destruct O as [O|O]; [congruence|]. rewrite (O j Hj). now apply bias_absent.
Qed.

Lemma turned_other t j w b i e : i <> j -> column (turned_to t j w b) i e = column t i e.
Proof.
  intros D. unfold column, pre. f_equal. f_equal.
  - apply linear_sum_ext. intros k Hk. cbn [turned_to]. destruct (Nat.eqb_spec i j); [contradiction|reflexivity].
  - cbn [turned_to]. destruct (Nat.eqb_spec i j); [contradiction|reflexivity].
Qed.

Lemma idle_output t t' j e : t (A j) = 0 -> t' A0 = t A0 -> (forall i, t' (A i) = t (A i)) ->
  (forall i, i <> j -> column t' i e = column t i e) -> f P t' e = f P t e.
Proof.
  intros Z E0 EA EC. rewrite !f_parts, E0. f_equal. apply linear_sum_ext. intros i _. rewrite EA.
  destruct (Nat.eq_dec i j) as [->|D]; [rewrite Z; ring|now rewrite EC].
Qed.

(** Such a move of an idle neuron changes no output. *)
Lemma leads_turned t j w b : (j < M)%nat -> admissible P t -> t (A j) = 0 -> leads P t (turned_to t j w b).
Proof.
  intros Hj A Z. apply leads_level; [exact unregularised|]. intros v _.
  split; [apply everywhere, between_admissible; [exact A|now apply turned_admissible]|].
  intros e _. apply (idle_output t _ j e Z).
  - unfold between. cbn [turned_to]. ring.
  - intros i. unfold between. cbn [turned_to]. ring.
  - intros i D. unfold column, pre, between. f_equal. f_equal.
    + apply linear_sum_ext. intros k _. cbn [turned_to]. destruct (Nat.eqb_spec i j); [contradiction|cbn; ring].
    + cbn [turned_to]. destruct (Nat.eqb_spec i j); [contradiction|cbn; ring].
Qed.

(** A neuron whose column lies in the span of others becomes idle. *)
Lemma leads_idle t (J : nat -> Prop) j : (j < M)%nat -> ~ J j -> admissible P t -> in_span t J (column t j) ->
  exists t', leads P t t' /\ t' (A j) = 0 /\ forall i e, column t' i e = column t i e.
Proof.
  intros Hj NJ Ad (c & c0 & C & S & E).
  set (a := t (A j)). set (c' := fun i => a * (c i + -1 * one j i)).
  exists (reweighed t c' (a * c0)). split; [|split].
  - apply leads_level; [exact unregularised|]. intros v _. rewrite reweighed_between.
    split; [apply everywhere, reweighed_admissible; [exact Ad|]|].
    + intros N. rewrite C by exact N. ring.
    + intros e Ie. rewrite f_reweighed.
      replace (combination t (fun i => v * c' i) (v * (a * c0)) e) with 0; [ring|].
      rewrite combination_mul. unfold c'. rewrite combination_mul.
      pose proof (combination_add M (column t) c c0 (fun i => -1 * one j i) (-1 * 0) e) as Q.
      rewrite Rmult_0_r, Rplus_0_r in Q. rewrite Q.
      pose proof (combination_mul M (column t) (-1) (one j) 0 e) as Q2. rewrite Rmult_0_r in Q2.
      rewrite Q2, combination_one, <- E by assumption. ring.
  - cbn [reweighed]. rewrite (proj2 (Nat.ltb_lt j M) Hj). unfold c', one. rewrite Nat.eqb_refl, S by assumption.
    unfold a. ring.
  - reflexivity.
Qed.

(** ** The columns come to span what any neuron can give *)

Lemma own_feature t j : (j < M)%nat -> admissible P t ->
  exists b, open_bias P b /\ forall e, column t j e = feature (fun k => t (W j k)) b e.
Proof.
  intros Hj A. exists (t (B j)). split; [|reflexivity].
  destruct (b_trained P) eqn:E; [now left|right]. intros i Hi.
  rewrite (bias_absent P t j A E). destruct common_bias as [Q|Q]; [congruence|now apply Q].
Qed.

(** Independent columns of all neurons leave no room. *)
Lemma no_room t v : admissible P t -> wanted v -> independent (data P) M (a0_trained P) (column t) (fun _ => True) ->
  in_span t (fun _ => True) v.
Proof.
  intros Ad (w & b & O & E) Ind. destruct wide as [(points & Cover & Count)|(n & basis & Count & Within)].
  - set (nobody := {| row := []; positive_label := true; weight := xH |}).
    apply full_spans with (N := length points) (place := fun i => nth i points nobody); try assumption.
    intros e Ie. destruct (Cover e Ie) as (e' & Ie' & Same). destruct (In_nth _ _ nobody Ie') as (i & Hi & <-).
    exists i. split; [exact Hi|]. split.
    + rewrite !E. unfold feature. do 2 f_equal. apply linear_sum_ext. intros k Hk. now rewrite Same.
    + intros j _. unfold column, pre. do 2 f_equal. apply linear_sum_ext. intros k Hk. now rewrite Same.
  - assert (Given : forall u, wanted u -> exists c c0, constant c0 /\
      forall e, In e (data P) -> u e = sum n (fun l => c l * basis l e) + c0).
    { intros u (w' & b' & O' & E'). destruct (Within w' b' O') as (c & c0 & C & S). exists c, c0. split.
      - intros N. destruct C as [C|C]; [congruence|exact C].
      - intros e Ie. rewrite E'. now apply S. }
    apply full_spans_within with n basis; [exact Count|apply Given; now exists w, b| |exact Ind].
    intros j Hj. apply Given. destruct (own_feature t j Hj Ad) as (b' & O' & E'). now exists (fun k => t (W j k)), b'.
Qed.

Lemma leads_to_span t : admissible P t ->
  exists t', leads P t t' /\ forall w b, open_bias P b -> in_span t' (fun _ => True) (feature w b).
Proof.
  intros Ad.
  destruct (leads_spanning (data P) M (a0_trained P) params (leads P) (admissible P) column wanted) with (t := t)
    as (t' & Lead & Sp).
  - intros u Au. now apply leads_here, everywhere.
  - apply leads_on.
  - intros u u' Lead. apply (leads_end P u u' Lead).
  - intros u J j v Au Hj NJ Inn (w & b & O & E) New.
    destruct (leads_idle u J j Hj NJ Au Inn) as (u1 & Lead & Z & Same).
    destruct (leads_end P u u1 Lead) as [[A1 _] _].
    exists (turned_to u1 j w b). split; [|split].
    + apply leads_on with u1; [exact Lead|]. now apply leads_turned.
    + intros i e _ Ji. rewrite turned_other; [apply Same|]. intros ->. exact (NJ Ji).
    + intros Q. apply New. apply span_same with (2 := Q). intros e _. rewrite E. now apply turned_column.
  - intros u v Au W Ind. now apply (no_room u v).
  - exact Ad.
  - exists t'. split; [exact Lead|]. intros w b O. apply Sp. now exists w, b.
Qed.

(** ** The theorem *)

Theorem thm_wide_shallow : NO_VALLEY P.
Proof.
  intros t m [Ad Dd] (t' & [A' D'] & Lower).
  assert (exists t1, leads P t t1 /\ L P t1 <= m) as (t1 & (g & G & <- & H) & End).
  2:{ exists g. split; [exact G|]. split; [exact H|exact End]. }
  destruct (Rle_lt_dec (L P t) m) as [Low|High].
  { exists t. split; [now apply leads_here|exact Low]. }
  destruct (leads_to_span t Ad) as (t1 & Lead & Sp). destruct (leads_end P t t1 Lead) as [[A1 _] _].
  destruct (Rle_lt_dec (L P t1) m) as [Low1|High1]; [exists t1; split; assumption|].
  assert (Q : in_span t1 (fun _ => True) (fun e => sum M (fun j => t' (A j) * column t' j e))).
  { apply span_sum. intros j Hj. apply span_mul.
    destruct (own_feature t' j Hj A') as (b & O & E).
    destruct (Sp (fun k => t' (W j k)) b O) as (c & c0 & C & S & F). exists c, c0. split; [exact C|].
    split; [exact S|]. intros e Ie. rewrite E. now apply F. }
  destruct Q as (c & c0 & C & _ & E).
  set (da := fun j => c j + -1 * t1 (A j)). set (d0 := t' A0 + c0 - t1 A0).
  assert (C' : constant d0).
  { intros N. unfold d0. rewrite (C N), (A' A0), (A1 A0); [ring| |];
      intros I; apply in_app_or in I; rewrite N in I; destruct I as [[]|I];
      repeat (apply in_app_or in I; destruct I as [I|I]).
    all: try (destruct (a_trained P); [|destruct I]; apply in_map_iff in I; destruct I as (? & ? & _); discriminate).
    all: try (destruct (w_trained P); [|destruct I]; apply in_flat_map in I; destruct I as (? & _ & I);
      apply in_map_iff in I; destruct I as (? & ? & _); discriminate).
    all: try (destruct (b_trained P); [|destruct I]; apply in_map_iff in I; destruct I as (? & ? & _); discriminate).
    all: apply in_map_iff in I; destruct I as (? & ? & _); discriminate. }
  assert (Move : forall e, In e (data P) -> combination t1 da d0 e = f P t' e - f P t1 e).
  { intros e Ie. unfold da, d0.
    replace (t' A0 + c0 - t1 A0) with (c0 + (t' A0 + - t1 A0)) by ring.
    rewrite combination_add, <- E by exact Ie. unfold WideColumns.combination. rewrite !f_parts.
    assert (K : sum M (fun j => -1 * t1 (A j) * column t1 j e) = - sum M (fun j => t1 (A j) * column t1 j e)).
    { generalize M. induction n as [|n IH]; cbn [sum]; [ring|]. rewrite IH. ring. }
    rewrite K. ring. }
  exists (reweighed t1 da d0). split.
  + apply leads_on with t1; [exact Lead|]. apply leads_straight. intros v Hv. rewrite reweighed_between.
    split; [apply everywhere, reweighed_admissible; [exact A1|intros N; rewrite (C' N); ring]|].
    apply (L_on_segment P convex unregularised t1 t' _ v Hv); [|lra].
    intros e Ie. rewrite f_reweighed, combination_mul, Move by exact Ie. reflexivity.
  + assert (Same : L P (reweighed t1 da d0) = L P t'); [|lra].
    apply L_same; [exact unregularised|]. intros e Ie. rewrite f_reweighed, Move by exact Ie. ring.
Qed.

End Wide.
