(** * Units next to their outputs, in some parts of f: they lead down if there are as many as samples

    Whatever is beside these units stays as it is. A unit with a trained bias and a neuron that has a difference of
    order N - 1 other than 0 can take columns that span all vectors over N samples that it tells apart, so a path leads,
    at constant outputs, to where the columns do so. Then the output weights lead each output where it is wanted. *)

From Coq Require Import Reals List Lia Lra Classical FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsValley Algebra Linear Near Monotone WideColumns
  Landscape Paths.
From TheoremCheck Require RulesBox.
Import ListNotations.
Open Scope R_scope.

(** ** A direction in which different points have different products *)

Lemma generic_step {T : Type} (l : list T) (a c : T -> R) : (forall p, In p l -> a p <> 0) ->
  exists d, 0 < d /\ forall h, 0 < h < d -> forall p, In p l -> a p + h * c p <> 0.
Proof.
  induction l as [|p l IH]; intros N.
  - exists 1. split; [lra|]. intros h _ q [].
  - destruct IH as (d & Hd & H); [intros q Iq; apply N; now right|].
    assert (Np : a p <> 0) by (apply N; now left).
    assert (Pos : 0 < Rabs (a p) / (Rabs (c p) + 1)).
    { apply Rdiv_lt_0_compat; [now apply Rabs_pos_lt|]. pose proof (Rabs_pos (c p)). lra. }
    exists (Rmin d (Rabs (a p) / (Rabs (c p) + 1))). split; [now apply Rmin_pos|].
    intros h [H0 H1] q [<-|Iq].
    + intros Z. assert (Bound : h < Rabs (a p) / (Rabs (c p) + 1)) by (eapply Rlt_le_trans; [exact H1|apply Rmin_r]).
      assert (E : Rabs (a p) = h * Rabs (c p)).
      { replace (a p) with (- (h * c p)) by lra. rewrite Rabs_Ropp, Rabs_mult, (Rabs_pos_eq h) by lra. reflexivity. }
      pose proof (Rabs_pos (c p)).
      assert (h * (Rabs (c p) + 1) < Rabs (a p)).
      { apply Rmult_lt_reg_r with (/ (Rabs (c p) + 1)); [apply Rinv_0_lt_compat; lra|].
        rewrite Rmult_assoc, Rinv_r by lra. unfold Rdiv in Bound. lra. }
      lra.
    + apply H; [|exact Iq]. split; [exact H0|]. eapply Rlt_le_trans; [exact H1|apply Rmin_l].
Qed.

Lemma generic_direction n (l : list (nat -> R)) : (forall p, In p l -> exists k, (k < n)%nat /\ p k <> 0) ->
  exists u, forall p, In p l -> sum n (fun k => u k * p k) <> 0.
Proof.
  induction l as [|p l IH]; intros N.
  - exists (fun _ => 0). intros q [].
  - destruct IH as [u H]; [intros q Iq; apply N; now right|].
    destruct (N p (or_introl eq_refl)) as (k & Hk & Nk).
    destruct (Req_dec (sum n (fun i => u i * p i)) 0) as [Z|Nz].
    2:{ exists u. intros q [<-|Iq]; [exact Nz|now apply H]. }
    destruct (generic_step l (fun q => sum n (fun i => u i * q i)) (fun q => q k) H) as (d & Hd & S).
    exists (fun i => u i + if (i =? k)%nat then d / 2 else 0).
    assert (E : forall q : nat -> R, sum n (fun i => (u i + if (i =? k)%nat then d / 2 else 0) * q i)
      = sum n (fun i => u i * q i) + d / 2 * q k).
    { intros q. rewrite (sum_eq n _ (fun i => u i * q i + if (i =? k)%nat then d / 2 * q k else 0)).
      - now rewrite sum_add, sum_at.
      - intros i _. destruct (Nat.eqb_spec i k) as [->|]; ring. }
    intros q [<-|Iq]; rewrite E.
    + rewrite Z. intros Q. apply Nk. assert (d / 2 <> 0) by lra. apply Rmult_eq_reg_l with (d / 2); lra.
    + apply (S (d / 2)); [lra|exact Iq].
Qed.

(** ** What the columns of one unit span *)

Section Span.

Variable P : problem.
Variable m : nat.
Variable samples : nat -> sample.
Hypothesis covering : forall e, In e (data P) -> exists i, (i < m)%nat /\ forall k, x P e k = x P (samples i) k.

(** What the unit sees of a sample: d numbers, with which it tells the samples apart. *)
Variable d : nat.
Variable h : sample -> nat -> R.
Hypothesis sees : forall e e', (forall k, x P e k = x P e' k) -> forall k, h e k = h e' k.
Hypothesis different : forall i i', (i < m)%nat -> (i' < m)%nat -> i <> i' ->
  exists k, (k < d)%nat /\ h (samples i) k <> h (samples i') k.

Variable s : R -> R.
Hypothesis some_difference : has_difference s (pred m).

(** A set of vectors that contains all columns. *)
Variable V : (sample -> R) -> Prop.
Hypothesis V_add : forall u v, V u -> V v -> V (fun e => u e + v e).
Hypothesis V_mul : forall k u, V u -> V (fun e => k * u e).
Hypothesis V_same : forall u v, (forall e, In e (data P) -> u e = v e) -> V u -> V v.

Definition along (u : nat -> R) (e : sample) : R := sum d (fun k => u k * h e k).

Hypothesis columns : forall w b, V (fun e => s (along w e + b)).

(** Differences in the weights and the bias, of steps c, that leave alone what the samples with u . x = v receive. *)
Fixpoint steps (u : nat -> R) (l : list (R * R)) (t b : R) (e : sample) : R :=
  match l with
  | [] => s (t * along u e + b)
  | (c, v) :: l' => steps u l' (t + c) (b - c * v) e + -1 * steps u l' t b e
  end.

Lemma steps_in u l : forall t b, V (steps u l t b).
Proof.
  induction l as [|[c v] l IH]; intros t b.
  - apply V_same with (2 := columns (fun k => t * u k) b). intros e _. cbn [steps]. do 2 f_equal.
    unfold along. rewrite <- sum_mul. apply sum_eq. intros k _. ring.
  - cbn [steps]. apply (V_add (steps u l (t + c) (b - c * v)) (fun e => -1 * steps u l t b e)); [apply IH|].
    apply V_mul, IH.
Qed.

(** At samples with the product v they are differences of s, of steps c (v - v_k). *)
Fixpoint seen (v : R) (l : list (R * R)) (y : R) : R :=
  match l with
  | [] => s y
  | (c, v') :: l' => seen v l' (y + c * (v - v')) + -1 * seen v l' y
  end.

Lemma steps_seen u e l : forall t b, steps u l t b e = seen (along u e) l (t * along u e + b).
Proof.
  induction l as [|[c v] l IH]; intros t b; cbn [steps seen]; [reflexivity|]. rewrite !IH. do 2 f_equal. ring.
Qed.

Lemma seen_gone v l : (exists c, In (c, v) l) -> forall y, seen v l y = 0.
Proof.
  induction l as [|[c v'] l IH]; intros [c0 I] y; [destruct I|]. cbn [seen]. destruct I as [E|I].
  - injection E as -> ->. rewrite Rminus_diag_eq, Rmult_0_r, Rplus_0_r by reflexivity. ring.
  - rewrite !IH by now exists c0. ring.
Qed.

Lemma seen_difference v r l : (forall c v', In (c, v') l -> c * (v - v') = r) ->
  forall y, seen v l y = difference (length l) r s y.
Proof.
  induction l as [|[c v'] l IH]; intros H y; cbn [seen difference length]; [reflexivity|].
  rewrite (H c v') by now left. rewrite !IH by (intros; apply H; now right). ring.
Qed.

Lemma same_along u e e' : (forall k, x P e k = x P e' k) -> along u e = along u e'.
Proof. intros H. apply sum_eq. intros k _. now rewrite (sees e e' H). Qed.

(** The vector that is 1 at one sample and 0 at the others. *)
Lemma unit_vector i : (i < m)%nat -> exists g, V g /\
  forall e j, In e (data P) -> (j < m)%nat -> (forall k, x P e k = x P (samples j) k) ->
    g e = if (j =? i)%nat then 1 else 0.
Proof.
  intros Hi. destruct some_difference as (r & y & Nd).
  set (others := seq 0 i ++ seq (S i) (m - S i)).
  assert (Len : length others = pred m) by (unfold others; rewrite app_length, !seq_length; lia).
  assert (Mem : forall j, In j others <-> (j < m)%nat /\ j <> i).
  { intros j. unfold others. rewrite in_app_iff, !in_seq. lia. }
  destruct (generic_direction d
    (map (fun j k => h (samples i) k - h (samples j) k) others)) as [u Hu].
  { intros p Ip. apply in_map_iff in Ip. destruct Ip as (j & <- & Ij). apply Mem in Ij. destruct Ij as [Hj N].
    destruct (different i j Hi Hj) as (k & Hk & Nk); [congruence|]. exists k. split; [exact Hk|lra]. }
  assert (Apart : forall j, (j < m)%nat -> j <> i -> along u (samples i) - along u (samples j) <> 0).
  { intros j Hj N. replace (along u (samples i) - along u (samples j))
      with (sum d (fun k => u k * (h (samples i) k - h (samples j) k))).
    - apply (Hu (fun k => h (samples i) k - h (samples j) k)). apply in_map_iff. exists j. split; [reflexivity|].
      now apply Mem.
    - unfold along. rewrite (sum_eq d _ (fun k => u k * h (samples i) k + -1 * (u k * h (samples j) k)))
        by (intros; ring). rewrite sum_add, sum_mul. ring. }
  set (vi := along u (samples i)).
  set (l := map (fun j => (r / (vi - along u (samples j)), along u (samples j))) others).
  set (c1 := difference (pred m) r s y). fold c1 in Nd.
  exists (fun e => / c1 * steps u l 0 y e). split; [apply V_mul, steps_in|].
  intros e j Ie Hj Same. rewrite steps_seen, (same_along u e (samples j) Same), Rmult_0_l, Rplus_0_l.
  destruct (Nat.eqb_spec j i) as [->|N].
  - fold vi. rewrite (seen_difference vi r).
    + unfold l. rewrite map_length, Len. fold c1. now apply Rinv_l.
    + intros c v' I. unfold l in I. apply in_map_iff in I. destruct I as (j & E & Ij). injection E as <- <-.
      apply Mem in Ij. destruct Ij as [Hj' N]. field. now apply Apart.
  - rewrite seen_gone; [ring|]. eexists. unfold l. apply in_map_iff. exists j. split; [reflexivity|]. now apply Mem.
Qed.

Theorem columns_span v : (forall e e', In e (data P) -> In e' (data P) -> (forall k, x P e k = x P e' k) -> v e = v e') ->
  (forall i, (i < m)%nat -> In (samples i) (data P)) -> V (fun _ => 0) -> V v.
Proof.
  intros Respects Inside V0.
  assert (Part : forall n, (n <= m)%nat -> exists g, V g /\
    forall e j, In e (data P) -> (j < m)%nat -> (forall k, x P e k = x P (samples j) k) ->
      g e = if (j <? n)%nat then v e else 0).
  { induction n as [|n IH]; intros Hn.
    - exists (fun _ => 0). split; [exact V0|]. intros e j _ _ _. reflexivity.
    - destruct IH as (g & Vg & Eg); [lia|]. destruct (unit_vector n ltac:(lia)) as (g1 & Vh & Eh).
      exists (fun e => g e + v (samples n) * g1 e). split; [apply V_add; [exact Vg|now apply V_mul]|].
      intros e j Ie Hj Same. rewrite (Eg e j Ie Hj Same), (Eh e j Ie Hj Same).
      destruct (Nat.eqb_spec j n) as [->|N].
      + rewrite Nat.ltb_irrefl, (proj2 (Nat.ltb_lt n (S n))) by lia.
        rewrite (Respects e (samples n) Ie (Inside n ltac:(lia)) Same). ring.
      + destruct (Nat.ltb_spec j n), (Nat.ltb_spec j (S n)); try lia; ring. }
  destruct (Part m (le_n m)) as (g & Vg & Eg). apply V_same with (2 := Vg). intros e Ie.
  destruct (covering e Ie) as (j & Hj & Same). rewrite (Eg e j Ie Hj Same).
  now rewrite (proj2 (Nat.ltb_lt j m) Hj).
Qed.

End Span.

(** ** The units *)

Section Wide.

Variable P : problem.

Hypothesis loss_is_defined : loss_defined P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis deep_is_defined : network_deep_defined P.
Hypothesis unregularised : objective_unregularised P.
Hypothesis descending : loss_convex P \/ (loss_pseudoconvex P /\ data_consistent P).

Lemma everywhere t : admissible P t -> in_domain P t.
Proof.
  intros A. split; [exact A|]. intros e _. split; [intros; apply neuron_is_defined|].
  split; [apply deep_is_defined|apply loss_is_defined].
Qed.

Section Units.

(** n units: the places of their output weights, weights and biases, the d j numbers that they see of a sample, and
    their neurons. *)
Variable n : nat.
Variables out bi : nat -> place.
Variable wt : nat -> nat -> place.
Variable d : nat -> nat.
Variable h : nat -> sample -> nat -> R.
Variable s : nat -> R -> R.

Definition column (t : params) (j : nat) (e : sample) : R :=
  s j (sum (d j) (fun k => t (wt j k) * h j e k) + t (bi j)).
Definition own (j : nat) (p : place) : Prop := p = out j \/ p = bi j \/ exists k, (k < d j)%nat /\ p = wt j k.

(** Points at which f is a sum of these units and of what is beside them. *)
Variable valid : params -> Prop.
Hypothesis valid_admissible : forall t, valid t -> admissible P t.
Hypothesis valid_moved : forall t t', valid t -> admissible P t' ->
  (forall p, p <> A0 -> (forall j, (j < n)%nat -> ~ own j p) -> t' p = t p) -> valid t'.
Hypothesis f_unit : forall t t' j e, (j < n)%nat -> valid t -> valid t' -> (forall p, ~ own j p -> t' p = t p) ->
  f P t' e = f P t e + (t' (out j) * column t' j e - t (out j) * column t j e).

Hypothesis own_trained : forall j p, (j < n)%nat -> own j p -> In p (trained P).
Hypothesis out_once : forall j j', (j < n)%nat -> (j' < n)%nat -> out j = out j' -> j = j'.
Hypothesis wt_once : forall j j' k k', (j < n)%nat -> (j' < n)%nat -> wt j k = wt j' k' -> j = j' /\ k = k'.
Hypothesis bi_once : forall j j', (j < n)%nat -> (j' < n)%nat -> bi j = bi j' -> j = j'.
Hypothesis kinds : forall j j' k, wt j k <> out j' /\ bi j <> out j' /\ wt j k <> bi j' /\
  wt j k <> A0 /\ bi j <> A0 /\ out j <> A0.

(** The samples. *)
Variable m : nat.
Variable samples : nat -> sample.
Hypothesis inside : forall i, (i < m)%nat -> In (samples i) (data P).
Hypothesis covering : forall e, In e (data P) -> exists i, (i < m)%nat /\ forall k, x P e k = x P (samples i) k.
Hypothesis sees : forall j e e', (forall k, x P e k = x P e' k) -> forall k, h j e k = h j e' k.
Hypothesis different : forall j i i', (j < n)%nat -> (i < m)%nat -> (i' < m)%nat -> i <> i' ->
  exists k, (k < d j)%nat /\ h j (samples i) k <> h j (samples i') k.
Hypothesis differences : forall j, (j < n)%nat -> has_difference (s j) (pred m).
Hypothesis enough : (m <= n + (if a0_trained P then 1 else 0))%nat.

Local Notation shift := (a0_trained P).
Local Notation eq_dec := RulesBox.place_eq_dec.
Local Notation in_span t := (WideColumns.in_span (data P) n shift (column t)).
Local Notation combination t := (WideColumns.combination n (column t)).

Lemma wt_out j j' k : wt j k <> out j'. Proof. apply (kinds j j' k). Qed.
Lemma bi_out j j' : bi j <> out j'. Proof. apply (kinds j j' 0). Qed.
Lemma wt_bi j j' k : wt j k <> bi j'. Proof. apply (kinds j j' k). Qed.
Lemma wt_constant j k : wt j k <> A0. Proof. apply (kinds j j k). Qed.
Lemma bi_constant j : bi j <> A0. Proof. apply (kinds j j 0). Qed.
Lemma out_constant j : out j <> A0. Proof. apply (kinds j j 0). Qed.

(** ** Output weights and a_0 move *)

Definition reweighed (t : params) (c : nat -> R) (c0 : R) (k : nat) : params := fun p =>
  t p + (if eq_dec p A0 then c0 else 0) + sum k (fun j => if eq_dec p (out j) then c j else 0).

Lemma reweighed_off t c c0 k p : p <> A0 -> (forall j, (j < k)%nat -> p <> out j) -> reweighed t c c0 k p = t p.
Proof.
  intros N0 N. unfold reweighed. destruct (eq_dec p A0); [contradiction|]. rewrite sum_0; [ring|].
  intros j Hj. destruct (eq_dec p (out j)) as [E|]; [now apply (N j Hj) in E|reflexivity].
Qed.

Lemma column_reweighed t c c0 k j e : column (reweighed t c c0 k) j e = column t j e.
Proof.
  unfold column. f_equal. f_equal.
  - apply sum_eq. intros l _. rewrite reweighed_off; [reflexivity|apply wt_constant|intros; apply wt_out].
  - apply reweighed_off; [apply bi_constant|intros; apply bi_out].
Qed.

Lemma reweighed_admissible t c c0 k : (k <= n)%nat -> admissible P t -> constant shift c0 ->
  admissible P (reweighed t c c0 k).
Proof.
  intros Hk A C p Np. unfold reweighed. rewrite sum_0.
  - destruct (eq_dec p A0) as [->|_]; [|rewrite (A p Np); ring].
    rewrite C; [rewrite (A A0 Np); ring|]. destruct (a0_trained P) eqn:T; [|reflexivity]. elim Np. now apply in_a0.
  - intros j Hj. destruct (eq_dec p (out j)) as [->|]; [|reflexivity].
    elim Np. apply (own_trained j); [lia|now left].
Qed.

Lemma reweighed_valid t c c0 k : (k <= n)%nat -> valid t -> constant shift c0 -> valid (reweighed t c c0 k).
Proof.
  intros Hk Vt C. apply valid_moved with t; [exact Vt|apply reweighed_admissible; auto|].
  intros p N0 N. apply reweighed_off; [exact N0|]. intros j Hj ->. apply (N j); [lia|now left].
Qed.

(** A constant in f. *)
Lemma f_constant t c0 e : f P (reweighed t (fun _ => 0) c0 0) e = f P t e + c0.
Proof.
  set (t' := reweighed t (fun _ => 0) c0 0).
  assert (Same : forall p, p <> A0 -> t' p = t p) by (intros p N; apply reweighed_off; [exact N|intros; lia]).
  assert (Dp : (fun p => t' (D p)) = (fun p => t (D p))).
  { apply functional_extensionality. intros p. apply Same. discriminate. }
  unfold f. rewrite Dp. rewrite (sum_eq (width P) _ (fun j => t (A j) * val (neuron P) (pre P t j e))).
  - unfold t', reweighed. destruct (eq_dec A0 A0) as [_|N]; [|contradiction]. cbn [sum]. ring.
  - intros j _. rewrite (Same (A j)) by discriminate. do 2 f_equal. unfold pre. rewrite (Same (B j)) by discriminate.
    f_equal. apply sum_eq. intros i _. now rewrite (Same (W j i)) by discriminate.
Qed.

Lemma f_reweighed t c c0 e : valid t -> constant shift c0 -> forall k, (k <= n)%nat ->
  f P (reweighed t c c0 k) e = f P t e + (c0 + sum k (fun j => c j * column t j e)).
Proof.
  intros Vt C. induction k as [|k IH]; intros Hk.
  - cbn [sum]. rewrite Rplus_0_r. exact (f_constant t c0 e).
  - rewrite (f_unit (reweighed t c c0 k) (reweighed t c c0 (S k)) k e) by
      (lia || (apply reweighed_valid; (lia || assumption)) ||
       (intros p N; unfold reweighed; cbn [sum]; destruct (eq_dec p (out k)) as [E|]; [elim N; now left|ring])).
    rewrite !column_reweighed, IH by lia. cbn [sum].
    assert (Step : reweighed t c c0 (S k) (out k) = reweighed t c c0 k (out k) + c k).
    { unfold reweighed. cbn [sum]. destruct (eq_dec (out k) (out k)); [ring|contradiction]. }
    rewrite Step. ring.
Qed.

Lemma reweighed_between t c c0 k v :
  between t (reweighed t c c0 k) v = reweighed t (fun j => v * c j) (v * c0) k.
Proof.
  apply functional_extensionality. intros p. unfold between, reweighed.
  rewrite (sum_eq k (fun j => if eq_dec p (out j) then v * c j else 0)
    (fun j => v * (if eq_dec p (out j) then c j else 0))).
  - rewrite sum_mul. destruct (eq_dec p A0); ring.
  - intros j _. destruct (eq_dec p (out j)); ring.
Qed.

Lemma constant_mul v c0 : constant shift c0 -> constant shift (v * c0).
Proof. intros C N. rewrite (C N). ring. Qed.

Lemma reweighed_output t c c0 j : (j < n)%nat -> reweighed t c c0 n (out j) = t (out j) + c j.
Proof.
  intros Hj. unfold reweighed. destruct (eq_dec (out j) A0) as [E|_]; [now apply out_constant in E|].
  rewrite (sum_one n j).
  - destruct (eq_dec (out j) (out j)); [ring|contradiction].
  - exact Hj.
  - intros i Hi N. destruct (eq_dec (out j) (out i)) as [E|]; [|reflexivity].
    elim N. now apply out_once.
Qed.

(** A unit whose column lies in the span of others becomes idle. *)
Lemma leads_idle t (J : nat -> Prop) j : (j < n)%nat -> ~ J j -> valid t -> in_span t J (column t j) ->
  exists t', leads P t t' /\ valid t' /\ t' (out j) = 0 /\ forall i e, column t' i e = column t i e.
Proof.
  intros Hj NJ Vt (c & c0 & C & S & E).
  set (a := t (out j)). set (c' := fun i => a * (c i + -1 * one j i)).
  assert (C' : constant shift (a * c0)) by now apply constant_mul.
  exists (reweighed t c' (a * c0) n). split; [|split; [|split]].
  - apply leads_level; [exact unregularised|]. intros v _. rewrite reweighed_between.
    split; [apply everywhere, reweighed_admissible; [lia|now apply valid_admissible|now apply constant_mul]|].
    intros e Ie. rewrite f_reweighed by (assumption || apply le_n || now apply constant_mul).
    change (v * (a * c0) + sum n (fun i => v * c' i * column t i e))
      with (combination t (fun i => v * c' i) (v * (a * c0)) e).
    replace (combination t (fun i => v * c' i) (v * (a * c0)) e) with 0; [ring|].
    rewrite combination_mul. unfold c'. rewrite combination_mul.
    pose proof (combination_add n (column t) c c0 (fun i => -1 * one j i) (-1 * 0) e) as Q.
    rewrite Rmult_0_r, Rplus_0_r in Q. rewrite Q.
    pose proof (combination_mul n (column t) (-1) (one j) 0 e) as Q2. rewrite Rmult_0_r in Q2.
    rewrite Q2, combination_one, <- E by assumption. ring.
  - now apply reweighed_valid.
  - rewrite reweighed_output by exact Hj. unfold c', one. rewrite Nat.eqb_refl, S by assumption. unfold a. ring.
  - intros i e. apply column_reweighed.
Qed.

(** ** An idle unit takes other weights *)

Definition turned (t : params) (j : nat) (w : nat -> R) (b : R) : params := fun p =>
  t p + sum (d j) (fun k => if eq_dec p (wt j k) then w k - t p else 0)
  + (if eq_dec p (bi j) then b - t p else 0).

Lemma turned_off t j w b p : (forall k, (k < d j)%nat -> p <> wt j k) -> p <> bi j -> turned t j w b p = t p.
Proof.
  intros Nw Nb. unfold turned. destruct (eq_dec p (bi j)); [contradiction|]. rewrite sum_0; [ring|].
  intros k Hk. destruct (eq_dec p (wt j k)) as [E|]; [now apply (Nw k Hk) in E|reflexivity].
Qed.

Lemma turned_own t j w b e : (j < n)%nat -> column (turned t j w b) j e = s j (along (d j) (h j) w e + b).
Proof.
  intros Hj. unfold column, along. f_equal. f_equal.
  - apply sum_eq. intros k Hk. f_equal. unfold turned.
    destruct (eq_dec (wt j k) (bi j)) as [E|_]; [now apply wt_bi in E|].
    rewrite (sum_one (d j) k).
    + destruct (eq_dec (wt j k) (wt j k)); [ring|contradiction].
    + exact Hk.
    + intros k' _ N. destruct (eq_dec (wt j k) (wt j k')) as [E|]; [|reflexivity].
      apply wt_once in E; [|exact Hj|exact Hj]. destruct E. congruence.
  - unfold turned. destruct (eq_dec (bi j) (bi j)) as [_|N]; [|contradiction]. rewrite sum_0; [ring|].
    intros k _. destruct (eq_dec (bi j) (wt j k)) as [E|]; [|reflexivity].
    symmetry in E. now apply wt_bi in E.
Qed.

Lemma turned_other t j w b i e : (j < n)%nat -> (i < n)%nat -> i <> j -> column (turned t j w b) i e = column t i e.
Proof.
  intros Hj Hi N. unfold column. f_equal. f_equal.
  - apply sum_eq. intros k _. rewrite turned_off; [reflexivity| |apply wt_bi].
    intros k' _ E. apply wt_once in E; [|exact Hi|exact Hj]. now destruct E.
  - apply turned_off; [|intros E; now apply bi_once in E].
    intros k _ E. symmetry in E. now apply wt_bi in E.
Qed.

Lemma turned_between t j w b v p : ~ own j p -> between t (turned t j w b) v p = t p.
Proof.
  intros N. unfold between. rewrite turned_off; [ring| |].
  - intros k Hk ->. apply N. right. right. now exists k.
  - intros ->. apply N. right. now left.
Qed.

Lemma between_turned_valid t j w b v : (j < n)%nat -> valid t -> valid (between t (turned t j w b) v).
Proof.
  intros Hj Vt. pose proof (valid_admissible t Vt) as A. apply valid_moved with t; [exact Vt| |].
  - intros p Np. rewrite turned_between; [now apply A|]. intros O. apply Np. now apply own_trained with j.
  - intros p _ N. apply turned_between. now apply N.
Qed.

Lemma leads_turned t j w b : (j < n)%nat -> valid t -> t (out j) = 0 ->
  leads P t (turned t j w b) /\ valid (turned t j w b).
Proof.
  intros Hj Vt Z. split.
  - apply leads_level; [exact unregularised|]. intros v _.
    pose proof (between_turned_valid t j w b v Hj Vt) as Vv.
    split; [now apply everywhere, valid_admissible|].
    intros e _. rewrite (f_unit t _ j e Hj Vt Vv) by (intros p N; now apply turned_between).
    assert (O : between t (turned t j w b) v (out j) = 0).
    { unfold between. rewrite turned_off; [rewrite Z; ring| |].
      - intros k _ E. symmetry in E. now apply wt_out in E.
      - intros E. symmetry in E. now apply bi_out in E. }
    rewrite O, Z. ring.
  - rewrite <- (between_1 t). now apply between_turned_valid.
Qed.

(** Vectors that are alike where the samples are. *)
Definition respectful (v : sample -> R) : Prop :=
  forall e e', In e (data P) -> In e' (data P) -> (forall k, x P e k = x P e' k) -> v e = v e'.

Lemma column_respects t j e e' : (forall k, x P e k = x P e' k) -> column t j e = column t j e'.
Proof. intros H. unfold column. do 2 f_equal. apply sum_eq. intros k _. now rewrite (sees j e e' H). Qed.

Lemma leads_where_all_is_reached t : valid t ->
  exists t', leads P t t' /\ valid t' /\ forall v, respectful v -> in_span t' (fun _ => True) v.
Proof.
  intros Vt.
  destruct (leads_spanning (data P) n shift params (fun u u' => leads P u u' /\ valid u') valid column respectful)
    with (t := t) as (t' & [Lead Vt'] & Sp).
  - intros u Vu. split; [now apply leads_here, everywhere, valid_admissible|exact Vu].
  - intros u u' u'' [L1 _] [L2 V2]. split; [now apply leads_on with u'|exact V2].
  - intros u u' [_ V']. exact V'.
  - intros u J j v Vu Hj NJ Inn W Out.
    assert (exists w b, ~ in_span u J (fun e => s j (along (d j) (h j) w e + b))) as (w & b & New).
    { apply NNPP. intros N. apply Out.
      apply (columns_span P m samples covering (d j) (h j) (sees j) (fun i i' => different j i i' Hj) (s j) (differences j Hj)
        (fun g => in_span u J g)); try assumption.
      - intros g g'. apply span_add.
      - intros k g. apply span_mul.
      - intros g g'. apply span_same.
      - intros w b. apply NNPP. intros N'. apply N. now exists w, b.
      - apply span_zero. }
    destruct (leads_idle u J j Hj NJ Vu Inn) as (u1 & Lead & Vu1 & Z & Same).
    destruct (leads_turned u1 j w b Hj Vu1 Z) as [Lead2 Vu2].
    exists (turned u1 j w b). split; [|split].
    + split; [now apply leads_on with u1|exact Vu2].
    + intros i e Hi Ji. rewrite turned_other; [apply Same|exact Hj|exact Hi|]. intros ->. now apply NJ.
    + intros Q. apply New. apply span_same with (2 := Q). intros e _. now apply turned_own.
  - intros u v Vu W Ind. apply full_spans with m samples; try assumption.
    intros e Ie. destruct (covering e Ie) as (i & Hi & Same). exists i. split; [exact Hi|]. split.
    + apply W; auto.
    + intros j _. now apply column_respects.
  - exact Vt.
  - exists t'. split; [exact Lead|]. split; [exact Vt'|exact Sp].
Qed.

(** ** The theorem *)

Lemma f_respects t : respectful (f P t).
Proof.
  intros e e' _ _ H. assert (E : x P e = x P e') by (apply functional_extensionality; exact H).
  unfold f, pre. now rewrite E.
Qed.

Theorem units_lead t t' low : valid t -> admissible P t' -> L P t' < low ->
  exists t1, leads P t t1 /\ L P t1 <= low.
Proof.
  intros Vt Ad' Lower.
  destruct (leads_where_all_is_reached t Vt) as (t1 & Lead & Vt1 & All).
  pose proof (valid_admissible t1 Vt1) as Ad1.
  destruct (Rle_lt_dec (L P t1) low) as [Low|High]; [exists t1; split; assumption|].
  assert (Reach : forall v, respectful v -> exists t2, forall r, admissible P (between t1 t2 r) /\
    forall e, In e (data P) -> f P (between t1 t2 r) e = f P t1 e + r * v e).
  { intros v W. destruct (All v W) as (c & c0 & C & _ & E). exists (reweighed t1 c c0 n). intros r.
    rewrite reweighed_between. split.
    - apply reweighed_admissible; [apply le_n|exact Ad1|now apply constant_mul].
    - intros e Ie. rewrite f_reweighed by (assumption || apply le_n || now apply constant_mul). f_equal.
      change (combination t1 (fun j => r * c j) (r * c0) e = r * v e). rewrite combination_mul, E by exact Ie. reflexivity. }
  destruct descending as [Convex|[Pseudo Consistent]].
  - destruct (Reach (fun e => f P t' e - f P t1 e)) as (t2 & Move).
    { intros e e' Ie Ie' Same. now rewrite !(f_respects _ e e' Ie Ie' Same). }
    exists t2. split.
    + apply leads_on with t1; [exact Lead|]. apply leads_straight. intros r Hs. destruct (Move r) as [As Fs].
      split; [now apply everywhere|]. apply (L_on_segment P Convex unregularised t1 t' _ r Hs); [exact Fs|lra].
    + assert (Same : L P t2 = L P t'); [|lra]. apply L_same; [exact unregularised|]. intros e Ie.
      destruct (Move 1) as [_ F]. rewrite between_1 in F. rewrite F by exact Ie. ring.
  - set (better := fun e => if Rle_dec (ell P (z P t' e)) (ell P (z P t1 e)) then f P t' e - f P t1 e else 0).
    destruct (Reach better) as (t2 & Move).
    { intros e e' Ie Ie' Same. unfold better, z.
      assert (Y : y e = y e').
      { unfold y. rewrite (Consistent e e' Ie Ie'); [reflexivity|]. intros k Hk. unfold X.
        destruct (k <? dim P)%nat; [apply Same|reflexivity]. }
      now rewrite Y, !(f_respects _ e e' Ie Ie' Same). }
    destruct Pseudo as (_ & Between & _).
    exists t2. split.
    + apply leads_on with t1; [exact Lead|]. apply leads_straight. intros r Hs. destruct (Move r) as [As Fs].
      split; [now apply everywhere|]. apply L_le; [exact unregularised|]. apply over_le. intros e Ie.
      apply Rmult_le_compat_l; [apply Rlt_le, share_pos|]. unfold z at 1. rewrite (Fs e Ie). unfold better.
      destruct (Rle_dec (ell P (z P t' e)) (ell P (z P t1 e))) as [Le|_].
      * set (a := z P t1 e). set (b := z P t' e). fold a b in Le.
        replace (- y e * (f P t1 e + r * (f P t' e - f P t1 e))) with (a + r * (b - a)) by (unfold a, b, z; ring).
        destruct (Rle_dec a b) as [O|O].
        -- eapply Rle_trans; [apply (Between a (a + r * (b - a)) b); nra|]. apply Rmax_lub; lra.
        -- eapply Rle_trans; [apply (Between b (a + r * (b - a)) a); nra|]. apply Rmax_lub; lra.
      * right. f_equal. unfold z. ring.
    + assert (Le : L P t2 <= L P t'); [|lra]. apply L_le; [exact unregularised|]. apply over_le. intros e Ie.
      apply Rmult_le_compat_l; [apply Rlt_le, share_pos|]. destruct (Move 1) as [_ F]. rewrite between_1 in F.
      unfold z at 1. rewrite (F e Ie). unfold better.
      destruct (Rle_dec (ell P (z P t' e)) (ell P (z P t1 e))) as [_|N].
      * right. f_equal. unfold z. ring.
      * apply Rlt_le. apply Rnot_le_lt in N. eapply Rle_lt_trans; [|exact N]. right. f_equal. unfold z. ring.
Qed.

End Units.

End Wide.
