(** * Columns of neurons, and the way to where they span what is wanted

    Vectors are functions of the samples, taken modulo constants where [shift] says so: where a_0 is
    trained. From any point a path leads, at constant outputs, to one where the columns of M units span
    all vectors that are wanted, if each unit can take a column outside of the span of others as long as one
    of those is outside. *)

From Coq Require Import Reals List Lia Lra Classical.
From TheoremCheck Require Import Setting Linear Algebra.
From TheoremCheck Require SubspacesMoves.
Import ListNotations.
Open Scope R_scope.

Section Columns.

Context {T : Type}.
Variable points : list T.
Variable M : nat.
Variable shift : bool.

Implicit Types (col : nat -> T -> R) (v : T -> R) (J : nat -> Prop).

Definition constant (c0 : R) : Prop := shift = false -> c0 = 0.

Definition combination col (c : nat -> R) (c0 : R) (e : T) : R := c0 + sum M (fun j => c j * col j e).

Definition in_span col J v : Prop :=
  exists c c0, constant c0 /\ (forall j, (j < M)%nat -> ~ J j -> c j = 0) /\
    forall e, In e points -> v e = combination col c c0 e.

Definition independent col J : Prop :=
  forall c c0, constant c0 -> (forall j, (j < M)%nat -> ~ J j -> c j = 0) ->
    (forall e, In e points -> combination col c c0 e = 0) -> forall j, (j < M)%nat -> c j = 0.

Lemma combination_add col c c0 d d0 e :
  combination col (fun j => c j + d j) (c0 + d0) e = combination col c c0 e + combination col d d0 e.
Proof.
  unfold combination.
  assert (H : forall n, sum n (fun j => (c j + d j) * col j e)
    = sum n (fun j => c j * col j e) + sum n (fun j => d j * col j e)).
  { induction n as [|n IH]; simpl; [ring|]. rewrite IH. ring. }
  rewrite H. ring.
Qed.

Lemma combination_mul col k c c0 e : combination col (fun j => k * c j) (k * c0) e = k * combination col c c0 e.
Proof.
  unfold combination.
  assert (H : forall n, sum n (fun j => k * c j * col j e) = k * sum n (fun j => c j * col j e)).
  { induction n as [|n IH]; simpl; [ring|]. rewrite IH. ring. }
  rewrite H. ring.
Qed.

Lemma span_add col J u v : in_span col J u -> in_span col J v -> in_span col J (fun e => u e + v e).
Proof.
  intros (c & c0 & C & S & E) (d & d0 & C' & S' & E').
  exists (fun j => c j + d j), (c0 + d0). split; [|split].
  - intros N. rewrite C, C' by exact N. ring.
  - intros j Hj N. rewrite S, S' by assumption. ring.
  - intros e Ie. rewrite combination_add, E, E' by exact Ie. reflexivity.
Qed.

Lemma span_mul col J k u : in_span col J u -> in_span col J (fun e => k * u e).
Proof.
  intros (c & c0 & C & S & E). exists (fun j => k * c j), (k * c0). split; [|split].
  - intros N. rewrite C by exact N. ring.
  - intros j Hj N. rewrite S by assumption. ring.
  - intros e Ie. rewrite combination_mul, E by exact Ie. reflexivity.
Qed.

Lemma span_same col J u v : (forall e, In e points -> u e = v e) -> in_span col J u -> in_span col J v.
Proof.
  intros H (c & c0 & C & S & E). exists c, c0. split; [exact C|]. split; [exact S|].
  intros e Ie. rewrite <- H by exact Ie. now apply E.
Qed.

Lemma span_zero col J : in_span col J (fun _ => 0).
Proof.
  exists (fun _ => 0), 0. split; [intros _; reflexivity|]. split; [reflexivity|].
  intros e _. unfold combination. rewrite linear_sum_zero; [ring|intros; ring].
Qed.

Lemma span_sum col J n (g : nat -> T -> R) : (forall j, (j < n)%nat -> in_span col J (g j)) ->
  in_span col J (fun e => sum n (fun j => g j e)).
Proof.
  induction n as [|n IH]; intros H; cbn [sum]; [apply span_zero|]. apply span_add; [apply IH|]; intros; apply H; lia.
Qed.

Lemma span_wider col (J J' : nat -> Prop) v : (forall j, J j -> J' j) -> in_span col J v -> in_span col J' v.
Proof.
  intros H (c & c0 & C & S & E). exists c, c0. split; [exact C|]. split; [|exact E].
  intros j Hj N. apply S; [exact Hj|]. intros N'. apply N, H, N'.
Qed.

(** One column. *)
Definition one (j : nat) (i : nat) : R := if (i =? j)%nat then 1 else 0.

Lemma combination_one col j e : (j < M)%nat -> combination col (one j) 0 e = col j e.
Proof.
  intros Hj. unfold combination, one.
  assert (H : forall n, sum n (fun i => (if (i =? j)%nat then 1 else 0) * col i e)
    = if (j <? n)%nat then col j e else 0).
  { induction n as [|n IH]; [reflexivity|]. cbn [sum]. rewrite IH.
    destruct (Nat.eqb_spec n j), (Nat.ltb_spec j n), (Nat.ltb_spec j (S n)); subst; try lia; ring. }
  rewrite H. destruct (Nat.ltb_spec j M); [ring|lia].
Qed.

(** A column outside of the span of independent ones is independent of them. *)
Lemma independent_more col (J : nat -> Prop) j : (j < M)%nat -> ~ J j -> independent col J ->
  ~ in_span col J (col j) -> independent col (fun i => J i \/ i = j).
Proof.
  intros Hj NJ Ind Out c c0 C S Z.
  assert (Zj : c j = 0).
  { apply NNPP. intros N. apply Out.
    exists (fun i => -1 / c j * (c i + - c j * one j i)), (-1 / c j * c0). split; [|split].
    - intros NA. rewrite C by exact NA. ring.
    - intros i Hi Ni. unfold one. destruct (Nat.eqb_spec i j) as [->|D]; [ring|].
      rewrite (S i Hi); [ring|]. intros [Q|Q]; [exact (Ni Q)|exact (D Q)].
    - intros e Ie.
      assert (E : combination col (fun i => c i + - c j * one j i) c0 e = - c j * col j e).
      { pose proof (combination_add col c c0 (fun i => - c j * one j i) (- c j * 0) e) as Q.
        rewrite Rmult_0_r, Rplus_0_r in Q. rewrite Q, (Z e Ie).
        pose proof (combination_mul col (- c j) (one j) 0 e) as Q2. rewrite Rmult_0_r in Q2.
        rewrite Q2, combination_one by exact Hj. ring. }
      rewrite combination_mul, E. field. exact N. }
  apply (Ind c c0 C); [|exact Z]. intros i Hi Ni.
  destruct (Nat.eq_dec i j) as [->|D]; [exact Zj|]. apply S; [exact Hi|].
  intros [Q|Q]; [exact (Ni Q)|exact (D Q)].
Qed.

(** There is no room for more than M independent columns where M numbers say of a combination if it is a constant:
    [coord j] has those of column j, [coord M] those of v. *)
Lemma full_spans_by col N (coord : nat -> nat -> R) v : (N <= M)%nat ->
  (forall c, (forall l, (l < N)%nat -> sum (S M) (fun j => coord j l * c j) = 0) ->
     exists c0, constant c0 /\ forall e, In e points -> combination col c c0 e + c M * v e = 0) ->
  independent col (fun _ => True) -> in_span col (fun _ => True) v.
Proof.
  intros Count Says Ind.
  destruct (nonzero_solution (S M) (map (fun l j => coord j l) (seq 0 N))) as (c & (k0 & Hk0 & Nk0) & Sol).
  { rewrite length_mapped, seq_length. lia. }
  destruct (Says c) as (c0 & C0 & Rows).
  { intros l Hl. apply (Sol (fun j => coord j l)), (in_map (fun l j => coord j l)), in_seq. lia. }
  destruct (Req_dec (c M) 0) as [Z|N0].
  - exfalso. apply Nk0. destruct (Nat.lt_ge_cases k0 M) as [Hk|Hk].
    + apply (Ind c c0 C0); [tauto| |exact Hk]. intros e Ie. specialize (Rows e Ie). rewrite Z in Rows. lra.
    + replace k0 with M by lia. exact Z.
  - exists (fun j => -1 / c M * c j), (-1 / c M * c0). split; [|split; [tauto|]].
    + intros NA. rewrite C0 by exact NA. ring.
    + intros e Ie. rewrite combination_mul. specialize (Rows e Ie).
      replace (combination col c c0 e) with (- c M * v e) by lra. field. exact N0.
Qed.

(** Each vector is known from its entries at N places; modulo constants from their differences. *)
Lemma full_spans col N (place : nat -> T) v : (N <= M + (if shift then 1 else 0))%nat ->
  (forall e, In e points -> exists i, (i < N)%nat /\ v e = v (place i) /\
     forall j, (j < M)%nat -> col j e = col j (place i)) ->
  independent col (fun _ => True) -> in_span col (fun _ => True) v.
Proof.
  intros Count Cover.
  set (entry := fun j e => if (j <? M)%nat then col j e else v e).
  assert (Whole : forall c e, sum (S M) (fun j => entry j e * c j) = combination col c 0 e + c M * v e).
  { intros c e. cbn [sum]. unfold combination, entry. rewrite Nat.ltb_irrefl.
    rewrite (linear_sum_ext M _ (fun j => c j * col j e)); [ring|].
    intros j Hj. rewrite (proj2 (Nat.ltb_lt j M) Hj). ring. }
  assert (Place : forall c e, In e points -> exists i, (i < N)%nat /\
    combination col c 0 e + c M * v e = combination col c 0 (place i) + c M * v (place i)).
  { intros c e Ie. destruct (Cover e Ie) as (i & Hi & Ev & Ec). exists i. split; [exact Hi|].
    unfold combination. rewrite Ev. do 2 f_equal. apply linear_sum_ext. intros j Hj. now rewrite Ec. }
  destruct shift eqn:Sh.
  - apply (full_spans_by col (pred N) (fun j l => entry j (place (S l)) - entry j (place 0%nat))); [lia|].
    intros c Zero. exists (- (combination col c 0 (place 0%nat) + c M * v (place 0%nat))).
    split; [intros Q; congruence|]. intros e Ie. destruct (Place c e Ie) as (i & Hi & E).
    assert (Same : combination col c 0 (place i) + c M * v (place i)
      = combination col c 0 (place 0%nat) + c M * v (place 0%nat)).
    { destruct i as [|i]; [reflexivity|]. specialize (Zero i ltac:(lia)).
      rewrite (linear_sum_ext _ _ (fun j => entry j (place (S i)) * c j - 1 * (entry j (place 0%nat) * c j))) in Zero
        by (intros; ring). rewrite linear_sum_minus, !Whole in Zero. lra. }
    unfold combination in *. lra.
  - apply (full_spans_by col N (fun j l => entry j (place l))); [lia|].
    intros c Zero. exists 0. split; [intros _; reflexivity|]. intros e Ie. destruct (Place c e Ie) as (i & Hi & E).
    rewrite E, <- Whole. now apply Zero.
Qed.

(** All vectors lie in the span of N, modulo constants. *)
Lemma full_spans_within col N (basis : nat -> T -> R) v : (N <= M)%nat ->
  let within u := exists c c0, constant c0 /\ forall e, In e points -> u e = sum N (fun l => c l * basis l e) + c0 in
  within v -> (forall j, (j < M)%nat -> within (col j)) ->
  independent col (fun _ => True) -> in_span col (fun _ => True) v.
Proof.
  intros Count within Wv Wc.
  assert (exists coord rest, forall j, (j < S M)%nat -> constant (rest j) /\ forall e, In e points ->
    (if (j <? M)%nat then col j e else v e) = sum N (fun l => coord j l * basis l e) + rest j) as (coord & rest & H).
  { destruct (SubspacesMoves.finite_choice (fun _ : nat => 0, 0) (S M) (fun j q => constant (snd q) /\
      forall e, In e points -> (if (j <? M)%nat then col j e else v e) = sum N (fun l => fst q l * basis l e) + snd q))
      as (q & Q).
    - intros j _. destruct (Nat.ltb_spec j M) as [Hj|_]; [destruct (Wc j Hj) as (c & c0 & C)|destruct Wv as (c & c0 & C)];
        now exists (c, c0).
    - now exists (fun j => fst (q j)), (fun j => snd (q j)). }
  apply (full_spans_by col N coord); [exact Count|]. intros c Zero.
  exists (- sum (S M) (fun j => rest j * c j)). split.
  { intros Q. rewrite linear_sum_zero; [ring|]. intros j Hj. rewrite (proj1 (H j Hj) Q). ring. }
  intros e Ie.
  assert (E : combination col c 0 e + c M * v e
    = sum (S M) (fun j => sum N (fun l => coord j l * basis l e) * c j) + sum (S M) (fun j => rest j * c j)).
  { rewrite <- sum_add.
    rewrite (sum_eq (S M) (fun j => _ + _) (fun j => (if (j <? M)%nat then col j e else v e) * c j)).
    2:{ intros j Hj. rewrite (proj2 (H j Hj) e Ie). ring. }
    cbn [sum]. rewrite Nat.ltb_irrefl. unfold combination.
    rewrite (sum_eq M (fun j => (if (j <? M)%nat then col j e else v e) * c j) (fun j => c j * col j e)); [ring|].
    intros j Hj. rewrite (proj2 (Nat.ltb_lt j M) Hj). ring. }
  rewrite (sum_eq (S M) (fun j => sum N _ * c j) (fun j => sum N (fun l => coord j l * c j * basis l e))) in E.
  2:{ intros j _. rewrite <- sum_mul_r. apply sum_eq. intros. ring. }
  rewrite sum_sum, (sum_0 N) in E.
  2:{ intros l Hl. rewrite sum_mul_r, Zero by exact Hl. ring. }
  unfold combination in *. lra.
Qed.

Lemma span_moved col col' (J : nat -> Prop) v : (forall i e, (i < M)%nat -> J i -> col' i e = col i e) ->
  in_span col' J v -> in_span col J v.
Proof.
  intros H (c & c0 & C & S & E). exists c, c0. split; [exact C|]. split; [exact S|].
  intros e Ie. rewrite E by exact Ie. unfold combination. f_equal. apply linear_sum_ext. intros i Hi.
  destruct (classic (J i)) as [Ji|Ni]; [now rewrite H|]. rewrite S by assumption. ring.
Qed.

Lemma independent_moved col col' (J : nat -> Prop) : (forall i e, (i < M)%nat -> J i -> col' i e = col i e) ->
  independent col J -> independent col' J.
Proof.
  intros H Ind c c0 C S Z. apply (Ind c c0 C S). intros e Ie. rewrite <- (Z e Ie).
  unfold combination. f_equal. apply linear_sum_ext. intros i Hi.
  destruct (classic (J i)) as [Ji|Ni]; [now rewrite H|]. rewrite S by assumption. ring.
Qed.

Lemma independent_same col (J J' : nat -> Prop) : (forall j, J j <-> J' j) -> independent col J -> independent col J'.
Proof.
  intros H Ind c c0 C S Z. apply (Ind c c0 C); [|exact Z]. intros j Hj N. apply S; [exact Hj|].
  intros Q. apply N, H, Q.
Qed.

(** ** The columns come to span what is wanted *)

Section Way.

Variable point : Type.
Variable leads : point -> point -> Prop.
Variable valid : point -> Prop.
Variable col : point -> nat -> T -> R.
Variable wanted : (T -> R) -> Prop.

Hypothesis here : forall t, valid t -> leads t t.
Hypothesis onward : forall t t' t'', leads t t' -> leads t' t'' -> leads t t''.
Hypothesis stays : forall t t', leads t t' -> valid t'.

(** A unit whose column lies in the span of others takes one that does not. *)
Hypothesis turns : forall t J j v, valid t -> (j < M)%nat -> ~ J j -> in_span (col t) J (col t j) ->
  wanted v -> ~ in_span (col t) J v ->
  exists t', leads t t' /\ (forall i e, (i < M)%nat -> J i -> col t' i e = col t i e) /\ ~ in_span (col t) J (col t' j).
Hypothesis full : forall t v, valid t -> wanted v -> independent (col t) (fun _ => True) ->
  in_span (col t) (fun _ => True) v.

Definition spans (t : point) : Prop := forall v, wanted v -> in_span (col t) (fun _ => True) v.

Lemma leads_spanning_from out : forall t, NoDup out -> (forall j, In j out -> (j < M)%nat) -> valid t ->
  independent (col t) (fun j => ~ In j out) -> exists t', leads t t' /\ spans t'.
Proof.
  induction out as [|j out IH]; intros t Once Inside A Ind.
  - exists t. split; [now apply here|]. intros v W. apply full; [exact A|exact W|].
    apply independent_same with (2 := Ind). intros i. simpl. tauto.
  - inversion Once as [|? ? Nj Once']; subst.
    set (J := fun i => ~ In i (j :: out)) in *.
    assert (Hj : (j < M)%nat) by (apply Inside; now left).
    assert (NJ : ~ J j) by (unfold J; simpl; tauto).
    assert (Next : forall i, J i \/ i = j <-> ~ In i out).
    { intros i. unfold J. simpl. split.
      - intros [H| ->]; tauto.
      - intros H. destruct (Nat.eq_dec i j) as [->|D]; [now right|left]. intros [Q|Q]; [now apply D|tauto]. }
    assert (Goes : forall t', leads t t' -> independent (col t') (fun i => J i \/ i = j) ->
      exists t'', leads t t'' /\ spans t'').
    { intros t' Lead Ind'. destruct (IH t') as (t'' & Lead' & Sp).
      - exact Once'.
      - intros i Hi. apply Inside. now right.
      - exact (stays t t' Lead).
      - apply independent_same with (2 := Ind'). exact Next.
      - exists t''. split; [now apply onward with t'|exact Sp]. }
    destruct (classic (forall v, wanted v -> in_span (col t) J v)) as [All|Some_].
    + exists t. split; [now apply here|]. intros v W. apply span_wider with (2 := All v W). auto.
    + destruct (classic (in_span (col t) J (col t j))) as [Inn|Out].
      * assert (exists v, wanted v /\ ~ in_span (col t) J v) as (v & W & New).
        { apply NNPP. intros N. apply Some_. intros v W. apply NNPP. intros N'. apply N. now exists v. }
        destruct (turns t J j v A Hj NJ Inn W New) as (t' & Lead & Same & New').
        apply (Goes t' Lead). apply independent_more; [exact Hj|exact NJ|now apply independent_moved with (col t)|].
        intros Q. apply New'. exact (span_moved (col t) (col t') J _ Same Q).
      * apply (Goes t); [now apply here|]. now apply independent_more.
Qed.

Theorem leads_spanning t : valid t -> exists t', leads t t' /\ spans t'.
Proof.
  intros A. apply (leads_spanning_from (seq 0 M) t).
  - apply seq_NoDup.
  - intros j Hj. apply in_seq in Hj. lia.
  - exact A.
  - intros c c0 _ S _ j Hj. apply S; [exact Hj|]. intros N. apply N, in_seq. lia.
Qed.

End Way.

End Columns.
