(** * thm.wide.shallow: as many neurons as samples leave no spurious valley (V1)

    Vectors are functions of the samples, taken modulo constants where a_0 is
    trained. From any point a path leads, at constant outputs, to one where the
    columns of the neurons span all columns that a neuron can have. *)

From Coq Require Import Reals List Lia Lra Classical FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsValley Linear Algebra Near Landscape Paths.
Import ListNotations.
Open Scope R_scope.

Section Wide.

Variable P : problem.

Hypothesis some_data : well_formed P.
Hypothesis loss_is_defined : loss_defined P.
Hypothesis convex : loss_convex P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis shortcut_only : network_shortcut_only P.
Hypothesis neurons_trainable : network_neurons_trainable P.
Hypothesis common_bias : network_common_bias P.
Hypothesis width_samples : network_width_samples P.
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

(** The biases that a neuron may have. *)
Definition open_bias (b : R) : Prop := b_trained P = true \/ forall j, (j < M)%nat -> b = fixed P (B j).

(** A constant may be added if a_0 is trained. *)
Definition constant (c0 : R) : Prop := a0_trained P = false -> c0 = 0.

Definition combination (t : params) (c : nat -> R) (c0 : R) (e : sample) : R :=
  c0 + sum M (fun j => c j * column t j e).

Definition in_span (t : params) (J : nat -> Prop) (v : sample -> R) : Prop :=
  exists c c0, constant c0 /\ (forall j, (j < M)%nat -> ~ J j -> c j = 0) /\
    forall e, In e (data P) -> v e = combination t c c0 e.

Definition independent (t : params) (J : nat -> Prop) : Prop :=
  forall c c0, constant c0 -> (forall j, (j < M)%nat -> ~ J j -> c j = 0) ->
    (forall e, In e (data P) -> combination t c c0 e = 0) -> forall j, (j < M)%nat -> c j = 0.

Lemma combination_add t c c0 d d0 e :
  combination t (fun j => c j + d j) (c0 + d0) e = combination t c c0 e + combination t d d0 e.
Proof.
  unfold combination.
  assert (H : forall n, sum n (fun j => (c j + d j) * column t j e)
    = sum n (fun j => c j * column t j e) + sum n (fun j => d j * column t j e)).
  { induction n as [|n IH]; simpl; [ring|]. rewrite IH. ring. }
  rewrite H. ring.
Qed.

Lemma combination_mul t k c c0 e : combination t (fun j => k * c j) (k * c0) e = k * combination t c c0 e.
Proof.
  unfold combination.
  assert (H : forall n, sum n (fun j => k * c j * column t j e) = k * sum n (fun j => c j * column t j e)).
  { induction n as [|n IH]; simpl; [ring|]. rewrite IH. ring. }
  rewrite H. ring.
Qed.

Lemma span_add t J u v : in_span t J u -> in_span t J v -> in_span t J (fun e => u e + v e).
Proof.
  intros (c & c0 & C & S & E) (d & d0 & C' & S' & E').
  exists (fun j => c j + d j), (c0 + d0). split; [|split].
  - intros N. rewrite C, C' by exact N. ring.
  - intros j Hj N. rewrite S, S' by assumption. ring.
  - intros e Ie. rewrite combination_add, E, E' by exact Ie. reflexivity.
Qed.

Lemma span_mul t J k u : in_span t J u -> in_span t J (fun e => k * u e).
Proof.
  intros (c & c0 & C & S & E). exists (fun j => k * c j), (k * c0). split; [|split].
  - intros N. rewrite C by exact N. ring.
  - intros j Hj N. rewrite S by assumption. ring.
  - intros e Ie. rewrite combination_mul, E by exact Ie. reflexivity.
Qed.

Lemma span_sum t J n (g : nat -> sample -> R) : (forall j, (j < n)%nat -> in_span t J (g j)) ->
  in_span t J (fun e => sum n (fun j => g j e)).
Proof.
  induction n as [|n IH]; intros H.
  - exists (fun _ => 0), 0. split; [intros _; reflexivity|]. split; [reflexivity|].
    intros e _. cbn [sum]. unfold combination. rewrite linear_sum_zero; [ring|intros; ring].
  - cbn [sum]. apply span_add; [apply IH|]; intros; apply H; lia.
Qed.

Lemma span_wider t (J J' : nat -> Prop) v : (forall j, J j -> J' j) -> in_span t J v -> in_span t J' v.
Proof.
  intros H (c & c0 & C & S & E). exists c, c0. split; [exact C|]. split; [|exact E].
  intros j Hj N. apply S; [exact Hj|]. intros N'. apply N, H, N'.
Qed.

(** One column. *)
Definition one (j : nat) (i : nat) : R := if (i =? j)%nat then 1 else 0.

Lemma combination_one t j e : (j < M)%nat -> combination t (one j) 0 e = column t j e.
Proof.
  intros Hj. unfold combination, one.
  assert (H : forall n, sum n (fun i => (if (i =? j)%nat then 1 else 0) * column t i e)
    = if (j <? n)%nat then column t j e else 0).
  { induction n as [|n IH]; [reflexivity|]. cbn [sum]. rewrite IH.
    destruct (Nat.eqb_spec n j), (Nat.ltb_spec j n), (Nat.ltb_spec j (S n)); subst; try lia; ring. }
  rewrite H. destruct (Nat.ltb_spec j M); [ring|lia].
Qed.

(** A column outside of the span of independent ones is independent of them. *)
Lemma independent_more t (J : nat -> Prop) j : (j < M)%nat -> ~ J j -> independent t J ->
  ~ in_span t J (column t j) -> independent t (fun i => J i \/ i = j).
Proof.
  intros Hj NJ Ind Out c c0 C S Z.
  assert (Zj : c j = 0).
  { apply NNPP. intros N. apply Out.
    exists (fun i => -1 / c j * (c i + - c j * one j i)), (-1 / c j * c0). split; [|split].
    - intros NA. rewrite C by exact NA. ring.
    - intros i Hi Ni. unfold one. destruct (Nat.eqb_spec i j) as [->|D]; [ring|].
      rewrite (S i Hi); [ring|]. intros [Q|Q]; [exact (Ni Q)|exact (D Q)].
    - intros e Ie.
      assert (E : combination t (fun i => c i + - c j * one j i) c0 e = - c j * column t j e).
      { pose proof (combination_add t c c0 (fun i => - c j * one j i) (- c j * 0) e) as Q.
        rewrite Rmult_0_r, Rplus_0_r in Q. rewrite Q, (Z e Ie).
        pose proof (combination_mul t (- c j) (one j) 0 e) as Q2. rewrite Rmult_0_r in Q2.
        rewrite Q2, combination_one by exact Hj. ring. }
      rewrite combination_mul, E. field. exact N. }
  apply (Ind c c0 C); [|exact Z]. intros i Hi Ni.
  destruct (Nat.eq_dec i j) as [->|D]; [exact Zj|]. apply S; [exact Hi|].
  intros [Q|Q]; [exact (Ni Q)|exact (D Q)].
Qed.

(** ** There is no room for more than M independent columns *)

Lemma full_spans t w b : independent t (fun _ => True) -> in_span t (fun _ => True) (feature w b).
Proof.
  intros Ind. destruct width_samples as (points & Cover & Count).
  set (a0 := a0_trained P) in *.
  set (unknowns := (M + 1 + (if a0 then 1 else 0))%nat).
  set (entry := fun e k => if (k <? M)%nat then column t k e else if (k =? M)%nat then feature w b e else 1).
  destruct (nonzero_solution unknowns (map entry points)) as (c & (k0 & Hk0 & Nk0) & Sol).
  { rewrite length_mapped. unfold unknowns. lia. }
  set (c0 := if a0 then c (S M) else 0).
  assert (Rows : forall e, In e (data P) -> combination t c c0 e + c M * feature w b e = 0).
  { intros e Ie. destruct (Cover e Ie) as (e' & Ie' & Same).
    assert (Col : forall j, column t j e = column t j e').
    { intros j. unfold column, pre. do 2 f_equal. apply linear_sum_ext. intros k Hk. now rewrite Same. }
    assert (Fea : feature w b e = feature w b e').
    { unfold feature. do 2 f_equal. apply linear_sum_ext. intros k Hk. now rewrite Same. }
    pose proof (Sol _ (in_map entry _ _ Ie')) as Q. unfold solves, unknowns in Q.
    assert (First : sum M (fun k => entry e' k * c k) = sum M (fun k => c k * column t k e)).
    { apply linear_sum_ext. intros k Hk. unfold entry. rewrite (proj2 (Nat.ltb_lt k M) Hk), Col. ring. }
    assert (Here : entry e' M = feature w b e).
    { unfold entry. rewrite Nat.ltb_irrefl, Nat.eqb_refl. now rewrite Fea. }
    unfold combination, c0. destruct a0.
    - replace (M + 1 + 1)%nat with (S (S M)) in Q by lia. cbn [sum] in Q. rewrite First, Here in Q.
      assert (Last : entry e' (S M) = 1).
      { unfold entry. destruct (Nat.ltb_spec (S M) M); [lia|]. destruct (Nat.eqb_spec (S M) M); [lia|reflexivity]. }
      rewrite Last in Q. lra.
    - replace (M + 1 + 0)%nat with (S M) in Q by lia. cbn [sum] in Q. rewrite First, Here in Q. lra. }
  assert (C0 : constant c0) by (intros N; unfold c0, a0; rewrite N; reflexivity).
  destruct (Req_dec (c M) 0) as [Z|N].
  - exfalso.
    assert (All : forall j, (j < M)%nat -> c j = 0).
    { apply (Ind c c0 C0); [tauto|]. intros e Ie. pose proof (Rows e Ie). rewrite Z in H. lra. }
    destruct (data P) as [|e rest] eqn:Ed; [now apply some_data|].
    pose proof (Rows e (or_introl eq_refl)) as Q. unfold combination in Q.
    rewrite linear_sum_zero in Q by (intros j Hj; rewrite All by exact Hj; ring). rewrite Z in Q.
    apply Nk0. destruct (Nat.lt_ge_cases k0 M) as [Hk|Hk]; [now apply All|].
    destruct (Nat.eq_dec k0 M) as [->|D]; [exact Z|].
    assert (a0 = true /\ k0 = S M) as [Ea ->] by (unfold unknowns in Hk0; destruct a0; [split; [reflexivity|]|]; lia).
    unfold c0 in Q. rewrite Ea in Q. lra.
  - exists (fun j => -1 / c M * c j), (-1 / c M * c0). split; [|split; [tauto|]].
    + intros NA. rewrite C0 by exact NA. ring.
    + intros e Ie. rewrite combination_mul. specialize (Rows e Ie).
      replace (combination t c c0 e) with (- c M * feature w b e) by lra. field. exact N.
Qed.

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
  rewrite !f_parts. unfold combination. cbn [reweighed].
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

Lemma turned_column t j w b e : (j < M)%nat -> admissible P t -> open_bias b ->
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
      pose proof (combination_add t c c0 (fun i => -1 * one j i) (-1 * 0) e) as Q.
      rewrite Rmult_0_r, Rplus_0_r in Q. rewrite Q.
      pose proof (combination_mul t (-1) (one j) 0 e) as Q2. rewrite Rmult_0_r in Q2.
      rewrite Q2, combination_one, <- E by assumption. ring.
  - cbn [reweighed]. rewrite (proj2 (Nat.ltb_lt j M) Hj). unfold c', one. rewrite Nat.eqb_refl, S by assumption.
    unfold a. ring.
  - reflexivity.
Qed.

(** ** The columns come to span what any neuron can give *)

Lemma span_moved t t' (J : nat -> Prop) v : (forall i e, (i < M)%nat -> J i -> column t' i e = column t i e) ->
  in_span t' J v -> in_span t J v.
Proof.
  intros H (c & c0 & C & S & E). exists c, c0. split; [exact C|]. split; [exact S|].
  intros e Ie. rewrite E by exact Ie. unfold combination. f_equal. apply linear_sum_ext. intros i Hi.
  destruct (classic (J i)) as [Ji|Ni]; [now rewrite H|]. rewrite S by assumption. ring.
Qed.

Lemma independent_moved t t' (J : nat -> Prop) : (forall i e, (i < M)%nat -> J i -> column t' i e = column t i e) ->
  independent t J -> independent t' J.
Proof.
  intros H Ind c c0 C S Z. apply (Ind c c0 C S). intros e Ie. rewrite <- (Z e Ie).
  unfold combination. f_equal. apply linear_sum_ext. intros i Hi.
  destruct (classic (J i)) as [Ji|Ni]; [now rewrite H|]. rewrite S by assumption. ring.
Qed.

Definition spans (t : params) : Prop :=
  forall w b, open_bias b -> in_span t (fun _ => True) (feature w b).

Lemma independent_same t (J J' : nat -> Prop) : (forall j, J j <-> J' j) -> independent t J -> independent t J'.
Proof.
  intros H Ind c c0 C S Z. apply (Ind c c0 C); [|exact Z]. intros j Hj N. apply S; [exact Hj|].
  intros Q. apply N, H, Q.
Qed.

Lemma leads_spanning out : forall t, NoDup out -> (forall j, In j out -> (j < M)%nat) -> admissible P t ->
  independent t (fun j => ~ In j out) -> exists t', leads P t t' /\ spans t'.
Proof.
  induction out as [|j out IH]; intros t Once Inside A Ind.
  - exists t. split; [now apply leads_here, everywhere|]. intros w b _. apply full_spans.
    apply independent_same with (2 := Ind). intros i. simpl. tauto.
  - inversion Once as [|? ? Nj Once']; subst.
    set (J := fun i => ~ In i (j :: out)) in *.
    assert (Hj : (j < M)%nat) by (apply Inside; now left).
    assert (NJ : ~ J j) by (unfold J; simpl; tauto).
    assert (Next : forall i, J i \/ i = j <-> ~ In i out).
    { intros i. unfold J. simpl. split.
      - intros [H| ->]; tauto.
      - intros H. destruct (Nat.eq_dec i j) as [->|D]; [now right|left]. intros [Q|Q]; [now apply D|tauto]. }
    assert (Goes : forall t', leads P t t' -> independent t' (fun i => J i \/ i = j) ->
      exists t'', leads P t t'' /\ spans t'').
    { intros t' Lead Ind'. destruct (IH t') as (t'' & Lead' & Sp).
      - exact Once'.
      - intros i Hi. apply Inside. now right.
      - apply (leads_end P t t' Lead).
      - apply independent_same with (2 := Ind'). exact Next.
      - exists t''. split; [now apply leads_on with t'|exact Sp]. }
    destruct (classic (forall w b, open_bias b -> in_span t J (feature w b))) as [All|Some_].
    + exists t. split; [now apply leads_here, everywhere|]. intros w b O.
      apply span_wider with (2 := All w b O). auto.
    + destruct (classic (in_span t J (column t j))) as [Inn|Out].
      * assert (exists w b, open_bias b /\ ~ in_span t J (feature w b)) as (w & b & O & New).
        { apply NNPP. intros N. apply Some_. intros w b O. apply NNPP. intros N'. apply N. now exists w, b. }
        destruct (leads_idle t J j Hj NJ A Inn) as (t1 & Lead & Z & Same).
        destruct (leads_end P t t1 Lead) as [[A1 _] _].
        apply (Goes (turned_to t1 j w b)).
        { apply leads_on with t1; [exact Lead|]. now apply leads_turned. }
        assert (Cols : forall i e, (i < M)%nat -> J i -> column (turned_to t1 j w b) i e = column t i e).
        { intros i e _ Ji. rewrite turned_other; [apply Same|]. intros ->. exact (NJ Ji). }
        apply independent_more; [exact Hj|exact NJ|now apply independent_moved with t|].
        intros Q. apply New. apply (span_moved t _ J _ Cols).
        destruct Q as (c & c0 & C & S & E). exists c, c0. split; [exact C|]. split; [exact S|].
        intros e Ie. rewrite <- E by exact Ie. symmetry. now apply turned_column.
      * apply (Goes t); [now apply leads_here, everywhere|]. now apply independent_more.
Qed.

(** ** The theorem *)

Lemma own_feature t j : (j < M)%nat -> admissible P t ->
  exists b, open_bias b /\ forall e, column t j e = feature (fun k => t (W j k)) b e.
Proof.
  intros Hj A. exists (t (B j)). split; [|reflexivity].
  destruct (b_trained P) eqn:E; [now left|right]. intros i Hi.
  rewrite (bias_absent P t j A E). destruct common_bias as [Q|Q]; [congruence|now apply Q].
Qed.

Theorem thm_wide_shallow : NO_VALLEY P.
Proof.
  intros t m [Ad Dd] (t' & [A' D'] & Lower).
  assert (exists t1, leads P t t1 /\ L P t1 <= m) as (t1 & (g & G & <- & H) & End).
  2:{ exists g. split; [exact G|]. split; [exact H|exact End]. }
  destruct (Rle_lt_dec (L P t) m) as [Low|High].
  { exists t. split; [now apply leads_here|exact Low]. }
  destruct (leads_spanning (seq 0 M) t) as (t1 & Lead & Sp).
  - apply seq_NoDup.
  - intros j Hj. apply in_seq in Hj. lia.
  - exact Ad.
  - intros c c0 _ S _ j Hj. apply S; [exact Hj|]. intros N. apply N, in_seq. lia.
  - destruct (leads_end P t t1 Lead) as [[A1 _] _].
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
      rewrite combination_add, <- E by exact Ie. unfold combination. rewrite !f_parts.
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
