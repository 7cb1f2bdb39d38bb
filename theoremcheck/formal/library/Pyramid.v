(** * A layer as wide as there are samples, below invertible layers that narrow: no spurious valley (thm.pyramid)

    At constant outputs the units of the wide layer come to span all vectors of values at the samples. *)

From Coq Require Import Reals List Lia Lra Classical Bool FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsValley ConditionsResidual ConditionsPyramid Algebra Near
  Monotone Landscape Paths LinearBranch LinearNetwork WideColumns WideUnits RowRank Lift PyramidStart PyramidPaths
  PyramidSteer.
Import ListNotations.
Open Scope R_scope.

Lemma branch_output_app g b lower : forall l n h upper,
  branch_output g b l n h (lower ++ upper)
  = branch_output g b (l + length lower) (leaving n lower) (hidden g b l n h lower) upper.
Proof.
  induction lower as [|units lower IH]; intros l n h upper; cbn [app length leaving hidden branch_output].
  - now rewrite Nat.add_0_r.
  - rewrite IH. now rewrite Nat.add_succ_r.
Qed.

Section Wide.

Variable P : problem.

Hypothesis loss_is_defined : loss_defined P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis deep_is_defined : network_deep_defined P.
Hypothesis unregularised : objective_unregularised P.

Local Notation own := deep_part.

Variable m : nat.
Variable samples : nat -> sample.
Hypothesis listed : enumerates P m samples.

Variable all : list (list (list fn)).
Variable b : nat.
Variable lower : list (list fn).
Variables wide first : list fn.
Variable above : list (list fn).
Variable units : list nat.
Hypothesis deep_is : consists_of P all.
Hypothesis in_range : (b < length all)%nat.
Hypothesis layers : layers_of all b = lower ++ wide :: first :: above.
Hypothesis once : NoDup units.
Hypothesis inside : forall j, In j units -> (j < length wide)%nat.

Local Notation k := (length lower).
Local Notation nl := (leaving (dim P) lower).
Local Notation nw := (length wide).
Local Notation nf := (length first).
Local Notation M := (length units).
Local Notation place_of j := (nth j units 0%nat).

Hypothesis unit_weights : forall j i, In j units -> (i < nl)%nat -> In (Weight b k j i) (deep_trained P).
Hypothesis unit_biases : forall j, In j units -> In (Bias b k j) (deep_trained P).
Hypothesis unit_differences : forall j, In j units -> has_difference (val (nth j wide identity)) (pred m).
Hypothesis first_weights : forall u i, (u < nf)%nat -> (i < nw)%nat -> In (Weight b (S k) u i) (deep_trained P).

(** 1 counts where all biases of the next layer are trained. *)
Variable shift : bool.
Hypothesis shift_trained : shift = true -> biases_trained P b (S k) first.
Hypothesis enough : (m <= M + (if shift then 1 else 0))%nat.

Variable t0 : params.
Hypothesis reachable : admissible P t0.

Definition below (e : sample) : nat -> R := hidden (own t0) b 0 (dim P) (x P e) lower.
Hypothesis apart : distinct m nl (fun i => below (samples i)).

Lemma place_in j : (j < M)%nat -> In (place_of j) units.
Proof. intros H. now apply nth_In. Qed.

Lemma place_once j j' : (j < M)%nat -> (j' < M)%nat -> place_of j = place_of j' -> j = j'.
Proof. intros H H' E. now apply (proj1 (NoDup_nth units 0%nat) once). Qed.

(** What the wide layer passes on, and what the next one receives. *)
Definition middle (t : params) (e : sample) (w : nat) : R :=
  val (nth w wide identity) (received (own t) b k nl (below e) w).
Definition next (t : params) (e : sample) (u : nat) : R := received (own t) b (S k) nw (middle t e) u.
Definition col (t : params) (j : nat) (e : sample) : R := middle t e (place_of j).

Definition valid (t : params) : Prop := differs_in P (of_layers b k (S (S k))) t0 t.

Lemma valid_admissible t : valid t -> admissible P t.
Proof. intros V. exact (differs_admissible P _ _ _ V reachable). Qed.

Local Notation rest g v := (from g b (S k) first above v).

Lemma f_valid t e : valid t -> f P t e = f P t0 e + (rest (own t0) (next t e) - rest (own t0) (next t0 e)).
Proof.
  intros V. rewrite (f_branch P all deep_is b t0 t e in_range).
  2:{ intros q N. destruct (V q) as [E|[q' [-> [K _]]]]; [exact E|]. elim N.
      destruct q'; cbn [of_layers tail_place] in *; try contradiction; lia. }
  rewrite layers, !branch_output_app. cbn [Nat.add branch_output].
  assert (Low : hidden (own t) b 0 (dim P) (x P e) lower = below e).
  { apply (hidden_same b). intros q Q. unfold deep_part. apply (differs_elsewhere P _ _ _ _ V).
    destruct q; cbn [of_layers] in *; lia. }
  rewrite Low. fold (below e). unfold from, next, middle.
  assert (Up : forall v, branch_output (own t) b (S (S k)) nf v above = branch_output (own t0) b (S (S k)) nf v above).
  { intros v. apply branch_own. intros q Tq. destruct (V q) as [E|[q' [-> [K _]]]]; [exact E|].
    destruct q'; cbn [of_layers tail_place] in *; try contradiction; lia. }
  rewrite Up. ring.
Qed.

Lemma f_same t t' e : valid t -> valid t' -> (forall u, (u < nf)%nat -> next t' e u = next t e u) -> f P t' e = f P t e.
Proof. intros V V' E. rewrite (f_valid t), (f_valid t') by assumption. now rewrite (from_ext _ _ _ _ _ _ (next t e) E). Qed.

Lemma leads_still t t' : (forall v, valid (between t t' v)) ->
  (forall v e u, In e (data P) -> (u < nf)%nat -> next (between t t' v) e u = next t e u) -> leads P t t' /\ valid t'.
Proof.
  intros V E. assert (Vt : valid t) by (rewrite <- (between_0 t t'); apply V).
  split; [|rewrite <- (between_1 t t'); apply V].
  apply leads_level; [exact unregularised|]. intros v _. split.
  - apply all_in_domain; try assumption. apply valid_admissible, V.
  - intros e I. apply f_same; [exact Vt|apply V|]. intros u Hu. now apply E.
Qed.

(** ** A unit whose column is a combination of others becomes idle *)

Local Notation in_span t := (WideColumns.in_span (data P) M shift (col t)).

(** Coefficients of units, at the places of these. *)
Definition placed (c : nat -> R) (w : nat) : R := sum M (fun j => if (w =? place_of j)%nat then c j else 0).

Lemma placed_sum c (v : nat -> R) : sum nw (fun w => placed c w * v w) = sum M (fun j => c j * v (place_of j)).
Proof.
  rewrite (sum_eq nw _ (fun w => sum M (fun j => if (w =? place_of j)%nat then c j * v (place_of j) else 0))).
  - rewrite sum_sum. apply sum_eq. intros j Hj. apply sum_at, inside, place_in, Hj.
  - intros w _. unfold placed. rewrite Rmult_comm, <- sum_mul. apply sum_eq. intros j _.
    destruct (Nat.eqb_spec w (place_of j)) as [->|]; ring.
Qed.

Lemma placed_at c j : (j < M)%nat -> placed c (place_of j) = c j.
Proof.
  intros Hj. unfold placed. rewrite (sum_one M j).
  - now rewrite Nat.eqb_refl.
  - exact Hj.
  - intros i Hi N. destruct (Nat.eqb_spec (place_of j) (place_of i)) as [E|]; [|reflexivity].
    elim N. symmetry. now apply place_once.
Qed.

Definition rests (t : params) (j : nat) (c : nat -> R) (c0 : R) : params := fun p => match p with
  | D (Weight b' l' u w) => if ((b' =? b) && (l' =? S k) && (u <? nf) && (w <? nw))%nat%bool
      then t p + t (D (Weight b (S k) u (place_of j))) * placed (fun i => c i + -1 * one j i) w else t p
  | D (Bias b' l' u) => if ((b' =? b) && (l' =? S k) && (u <? nf))%nat%bool
      then t p + t (D (Weight b (S k) u (place_of j))) * c0 else t p
  | _ => t p
  end.

Lemma valid_changed t t' : valid t -> (forall p, t' p = t p \/ exists q, p = D q /\ of_layers b k (S (S k)) q /\
  In q (deep_trained P)) -> valid t'.
Proof.
  intros V H p. destruct (H p) as [->|E]; [apply V|now right].
Qed.

Lemma middle_same t t' e : (forall q, of_layers b k (S k) q -> t' (D q) = t (D q)) -> middle t' e = middle t e.
Proof.
  intros H. apply functional_extensionality. intros w. unfold middle. f_equal.
  apply (received_same b); intros; apply H; cbn [of_layers]; lia.
Qed.

Lemma leads_resting t (J : nat -> Prop) j : valid t -> (j < M)%nat -> ~ J j -> in_span t J (col t j) ->
  exists t', leads P t t' /\ valid t' /\ (forall u, (u < nf)%nat -> t' (D (Weight b (S k) u (place_of j))) = 0) /\
    forall i e, col t' i e = col t i e.
Proof.
  intros Vt Hj NJ (c & c0 & C & S_ & E). set (t' := rests t j c c0).
  assert (Mid : forall v e, middle (between t t' v) e = middle t e).
  { intros v e. apply middle_same. intros q Q. unfold between, t'.
    replace (rests t j c c0 (D q)) with (t (D q)); [ring|].
    destruct q as [b' l' u w|b' l' u|b' u]; cbn [of_layers rests] in *; try contradiction.
    - rewrite (proj2 (Nat.eqb_neq l' (S k))) by lia. now rewrite andb_false_r.
    - rewrite (proj2 (Nat.eqb_neq l' (S k))) by lia. now rewrite andb_false_r. }
  destruct (leads_still t t') as [Lead V'].
  - intros v. apply valid_changed with t; [exact Vt|]. intros p. unfold between, t'.
    destruct p as [|?|? ?|?|[b' l' u w|b' l' u|b' u]]; cbn [rests]; try (left; ring).
    + destruct ((b' =? b) && (l' =? S k) && (u <? nf) && (w <? nw))%nat%bool eqn:Q; [right|left; ring].
      repeat (apply andb_prop in Q; destruct Q as [Q ?]).
      apply Nat.eqb_eq in Q. repeat match goal with H : (_ =? _)%nat = true |- _ => apply Nat.eqb_eq in H end.
      repeat match goal with H : (_ <? _)%nat = true |- _ => apply Nat.ltb_lt in H end. subst.
      eexists. split; [reflexivity|]. split; [simpl; lia|now apply first_weights].
    + destruct ((b' =? b) && (l' =? S k) && (u <? nf))%nat%bool eqn:Q; [|left; ring].
      repeat (apply andb_prop in Q; destruct Q as [Q ?]).
      apply Nat.eqb_eq in Q. repeat match goal with H : (_ =? _)%nat = true |- _ => apply Nat.eqb_eq in H end.
      repeat match goal with H : (_ <? _)%nat = true |- _ => apply Nat.ltb_lt in H end. subst.
      destruct shift eqn:Sh.
      * right. eexists. split; [reflexivity|]. split; [simpl; lia|now apply shift_trained].
      * left. rewrite (C eq_refl). ring.
  - intros v e u Ie Hu. unfold next, received. rewrite Mid. unfold deep_part, between, t'. cbn [rests].
    rewrite !Nat.eqb_refl, (proj2 (Nat.ltb_lt u nf) Hu). cbn [andb].
    set (a := t (D (Weight b (S k) u (place_of j)))).
    rewrite (sum_eq nw _ (fun w => t (D (Weight b (S k) u w)) * middle t e w
      + v * a * (placed (fun i => c i + -1 * one j i) w * middle t e w))).
    + rewrite sum_add, sum_mul, placed_sum.
      assert (Z : sum M (fun i => (c i + -1 * one j i) * middle t e (place_of i)) = - c0).
      { pose proof (E e Ie) as Q. unfold combination in Q. unfold col in Q.
        rewrite (sum_eq M _ (fun i => c i * middle t e (place_of i) + -1 * (if (i =? j)%nat then middle t e (place_of j) else 0))).
        - rewrite sum_add, sum_mul, sum_at by exact Hj. lra.
        - intros i _. unfold one. destruct (Nat.eqb_spec i j) as [->|]; ring. }
      rewrite Z. ring.
    + intros w Hw. rewrite (proj2 (Nat.ltb_lt w nw) Hw). ring.
  - exists t'. split; [exact Lead|]. split; [exact V'|]. split.
    + intros u Hu. unfold t'. cbn [rests].
      rewrite !Nat.eqb_refl, (proj2 (Nat.ltb_lt u nf) Hu), (proj2 (Nat.ltb_lt _ nw) (inside _ (place_in j Hj))).
      cbn [andb]. rewrite placed_at by exact Hj. unfold one. rewrite Nat.eqb_refl, S_ by assumption. ring.
    + intros i e. unfold col. rewrite <- (between_1 t t'), Mid. reflexivity.
Qed.

(** ** An idle unit takes other weights *)

Lemma leads_turning t j w c : valid t -> (j < M)%nat ->
  (forall u, (u < nf)%nat -> t (D (Weight b (S k) u (place_of j))) = 0) ->
  exists t', leads P t t' /\ valid t' /\ (forall i e, (i < M)%nat -> i <> j -> col t' i e = col t i e) /\
    forall e, col t' j e = val (nth (place_of j) wide identity) (sum nl (fun i => w i * below e i) + c).
Proof.
  intros Vt Hj Z. set (t' := reset b t k (place_of j) nl w c).
  assert (Same : forall v q, ~ (exists i, q = Weight b k (place_of j) i) -> q <> Bias b k (place_of j) ->
    between t t' v (D q) = t (D q)).
  { intros v q Nw Nb. unfold between, t'. replace (reset b t k (place_of j) nl w c (D q)) with (t (D q)); [ring|].
    destruct q as [b' l' u i|b' l' u|b' u]; cbn [reset]; [| |reflexivity].
    - destruct ((b' =? b) && (l' =? k) && (u =? place_of j) && (i <? nl))%nat%bool eqn:Q; [|reflexivity].
      repeat (apply andb_prop in Q; destruct Q as [Q ?]).
      apply Nat.eqb_eq in Q. repeat match goal with H : (_ =? _)%nat = true |- _ => apply Nat.eqb_eq in H end.
      subst. elim Nw. now exists i.
    - destruct ((b' =? b) && (l' =? k) && (u =? place_of j))%nat%bool eqn:Q; [|reflexivity].
      repeat (apply andb_prop in Q; destruct Q as [Q ?]).
      apply Nat.eqb_eq in Q. repeat match goal with H : (_ =? _)%nat = true |- _ => apply Nat.eqb_eq in H end.
      subst. now elim Nb. }
  assert (Other : forall v e i, i <> place_of j -> middle (between t t' v) e i = middle t e i).
  { intros v e i N. unfold middle. f_equal. unfold received, deep_part. f_equal.
    - apply sum_eq. intros q _. rewrite Same; [reflexivity| |discriminate]. intros [? E]. injection E. intros. now apply N.
    - apply Same; [intros [? E]; discriminate|]. intros E. injection E. intros. now apply N. }
  destruct (leads_still t t') as [Lead V'].
  - intros v. apply valid_changed with t; [exact Vt|]. intros p.
    destruct p as [|?|? ?|?|q]; try (left; unfold between, t'; cbn [reset]; ring).
    destruct (classic (exists i, q = Weight b k (place_of j) i /\ (i < nl)%nat)) as [[i [-> Hi]]|Nw].
    { right. eexists. split; [reflexivity|]. split; [simpl; lia|]. apply unit_weights; [now apply place_in|exact Hi]. }
    destruct (classic (q = Bias b k (place_of j))) as [->|Nb].
    { right. eexists. split; [reflexivity|]. split; [simpl; lia|]. now apply unit_biases, place_in. }
    left. destruct q as [b' l' u i|b' l' u|b' u].
    + unfold between, t'. cbn [reset].
      destruct ((b' =? b) && (l' =? k) && (u =? place_of j) && (i <? nl))%nat%bool eqn:Q; [|ring].
      repeat (apply andb_prop in Q; destruct Q as [Q ?]).
      apply Nat.eqb_eq in Q. repeat match goal with H : (_ =? _)%nat = true |- _ => apply Nat.eqb_eq in H end.
      match goal with H : (_ <? _)%nat = true |- _ => apply Nat.ltb_lt in H end. subst. elim Nw. now exists i.
    + apply Same; [intros [? E]; discriminate|exact Nb].
    + apply Same; [intros [? E]; discriminate|exact Nb].
  - intros v e u _ Hu. unfold next, received, deep_part. f_equal.
    + apply sum_eq. intros i _. rewrite Same by (intros [? E]; injection E; lia) || discriminate.
      destruct (Nat.eq_dec i (place_of j)) as [->|N]; [rewrite (Z u Hu); ring|]. now rewrite Other.
    + apply Same; [intros [? E]; discriminate|]. intros E. injection E. lia.
  - exists t'. split; [exact Lead|]. split; [exact V'|]. split.
    + intros i e Hi N. unfold col. rewrite <- (between_1 t t'). apply Other. intros E. apply N. now apply place_once.
    + intros e. unfold col, middle, received, deep_part, t'. cbn [reset]. rewrite !Nat.eqb_refl. cbn [andb]. f_equal. f_equal.
      apply sum_eq. intros i Hi. now rewrite (proj2 (Nat.ltb_lt i nl) Hi).
Qed.

(** ** To where all vectors are reached *)

Definition respectful (v : sample -> R) : Prop :=
  forall e e', In e (data P) -> In e' (data P) -> (forall i, x P e i = x P e' i) -> v e = v e'.

Lemma below_sees e e' : (forall i, x P e i = x P e' i) -> below e = below e'.
Proof. intros H. unfold below. assert (E : x P e = x P e') by now apply functional_extensionality. now rewrite E. Qed.

Lemma reaches_all : exists t, leads P t0 t /\ valid t /\ forall v, respectful v -> in_span t (fun _ => True) v.
Proof.
  destruct listed as [Inside [Cover Apart]].
  assert (V0 : valid t0) by (intros p; now left).
  destruct (leads_spanning (data P) M shift params (fun u u' => leads P u u' /\ valid u') valid col respectful)
    with (t := t0) as (t & [Lead Vt] & Sp).
  - intros u Vu. split; [|exact Vu]. apply leads_here, all_in_domain; try assumption. now apply valid_admissible.
  - intros u u' u'' [L1 _] [L2 V2]. split; [now apply leads_on with u'|exact V2].
  - intros u u' [_ V']. exact V'.
  - intros u J j v Vu Hj NJ Inn W Out.
    set (s := val (nth (place_of j) wide identity)).
    assert (exists w c, ~ in_span u J (fun e => s (along nl below w e + c))) as (w & c & New).
    { apply NNPP. intros N. apply Out.
      apply (columns_span P m samples Cover nl below) with (s := s) (V := fun g => in_span u J g).
      - intros e e' H i. now rewrite (below_sees e e' H).
      - exact apart.
      - apply unit_differences, place_in, Hj.
      - intros g g'. apply span_add.
      - intros a g. apply span_mul.
      - intros g g'. apply span_same.
      - intros w c. apply NNPP. intros N'. apply N. now exists w, c.
      - exact W.
      - exact Inside.
      - apply span_zero. }
    destruct (leads_resting u J j Vu Hj NJ Inn) as (u1 & Lead1 & Vu1 & Z & Same).
    destruct (leads_turning u1 j w c Vu1 Hj Z) as (u2 & Lead2 & Vu2 & Other & Own).
    exists u2. split; [|split].
    + split; [now apply leads_on with u1|exact Vu2].
    + intros i e Hi Ji. rewrite Other; [apply Same|exact Hi|]. intros ->. now apply NJ.
    + intros Q. apply New. apply span_same with (2 := Q). intros e _. rewrite Own. reflexivity.
  - intros u v Vu W Ind. apply full_spans with m samples; try assumption.
    intros e Ie. destruct (Cover e Ie) as (i & Hi & Same). exists i. split; [exact Hi|]. split.
    + apply W; auto.
    + intros j _. unfold col, middle. now rewrite (below_sees e (samples i) Same).
  - exact V0.
  - exists t. split; [exact Lead|]. split; [exact Vt|exact Sp].
Qed.

(** The vector that is 1 at one sample and 0 at the others. *)
Definition here (i : nat) (e : sample) : R :=
  if forallb (fun q => if Req_EM_T (x P e q) (x P (samples i) q) then true else false) (seq 0 (dim P)) then 1 else 0.

Lemma here_respects i : respectful (here i).
Proof.
  intros e e' _ _ H. unfold here. assert (E : x P e = x P e') by now apply functional_extensionality. now rewrite E.
Qed.

Lemma here_at i i' : (i < m)%nat -> (i' < m)%nat -> here i (samples i') = if (i' =? i)%nat then 1 else 0.
Proof.
  intros Hi Hi'. destruct listed as [_ [_ Apart]]. unfold here.
  destruct (forallb _ _) eqn:Q.
  - destruct (Nat.eqb_spec i' i) as [|N]; [reflexivity|exfalso].
    destruct (Apart i' i Hi' Hi N) as (q & Hq & D). apply D. rewrite forallb_forall in Q.
    specialize (Q q ltac:(apply in_seq; lia)). destruct (Req_EM_T (x P (samples i') q) (x P (samples i) q)); [assumption|discriminate].
  - destruct (Nat.eqb_spec i' i) as [->|]; [exfalso|reflexivity].
    assert (T : forallb (fun q => if Req_EM_T (x P (samples i) q) (x P (samples i) q) then true else false) (seq 0 (dim P)) = true).
    { apply forallb_forall. intros q _. destruct (Req_EM_T (x P (samples i) q) (x P (samples i) q)); [reflexivity|contradiction]. }
    rewrite T in Q. discriminate.
Qed.

Hypothesis above_onto : onto (own t0) b (S (S k)) nf above.
Hypothesis first_invertible : forall u, (u < nf)%nat -> invertible (val (nth u first identity)).

Lemma leads_steerable : exists t, leads P t0 t /\ steerable P t.
Proof.
  destruct reaches_all as (t & Lead & Vt & All). exists t. split; [exact Lead|].
  destruct listed as [Inside [Cover Apart]].
  assert (Outside : forall q, beyond b (S (S k)) q -> own t q = own t0 q).
  { intros q Q. unfold deep_part. apply (differs_elsewhere P _ _ _ _ Vt). destruct q; cbn [of_layers beyond] in *; lia. }
  apply (steers P b (S k) nw first above m samples listed t (valid_admissible t Vt)
    (onto_same b above (own t0) (own t) (S (S k)) nf Outside above_onto) first_invertible first_weights (middle t)).
  - intros e e' H. unfold middle. now rewrite (below_sees e e' H).
  - intros i Hi. destruct (All (here i) (here_respects i)) as (c & c0 & C & _ & E).
    exists (placed c), c0. split.
    + destruct shift eqn:Sh; [left; now apply shift_trained|right; now apply C].
    + intros i' Hi'. rewrite <- (here_at i i' Hi Hi'), (E (samples i') (Inside i' Hi')).
      rewrite (placed_sum c (middle t (samples i'))). apply Rplus_comm.
  - intros t' Df e _.
    assert (V' : valid t').
    { apply (differs_on P (of_layers b k (S (S k))) (of_layers b (S k) (S (S k))) _ t0 t t'); auto.
      intros q; destruct q; cbn [of_layers]; lia. }
    assert (Mid : middle t' e = middle t e).
    { apply middle_same. intros q Q. apply (differs_elsewhere P _ _ _ _ Df). destruct q; cbn [of_layers] in *; lia. }
    assert (Up : forall v, rest (own t) v = rest (own t0) v).
    { intros v. unfold from. apply branch_own. intros q Tq. destruct (Vt q) as [Eq|[q' [-> [K _]]]]; [exact Eq|].
      destruct q'; cbn [of_layers tail_place] in *; try contradiction; lia. }
    assert (Next : next t' e = received (own t') b (S k) nw (middle t e)).
    { apply functional_extensionality. intros u. unfold next. now rewrite Mid. }
    assert (Before : next t e = received (own t) b (S k) nw (middle t e)) by now apply functional_extensionality.
    rewrite !Up, (f_valid t' e V'), (f_valid t e Vt), Next, Before. ring.
Qed.

End Wide.

(** ** The theorem *)

Section Nguyen.

Variable P : problem.

Hypothesis loss_is_defined : loss_defined P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis deep_is_defined : network_deep_defined P.
Hypothesis unregularised : objective_unregularised P.
Hypothesis convex : loss_convex P.
Hypothesis continuous : network_continuous P.

Theorem thm_pyramid : network_pyramid P -> NO_OPEN_VALLEY P.
Proof.
  intros (m & samples & Listed & Forms).
  apply (steerable_nearby P loss_is_defined neuron_is_defined deep_is_defined unregularised convex continuous).
  intros t r Ad Hr.
  assert (Here : forall t1, admissible P t1 -> leads P t1 t1).
  { intros t1 A. apply leads_here, all_in_domain; assumption. }
  destruct Forms as [(all & b & lower & wide & first & above & units & Is & Hb & Ly & Keep & Once & Un & Enough & Tw & Inv & Pyr)
    |[(all & b & first & above & Is & Hb & Ly & Ind & Pyr)|(Hw & Ta & Tw & Inv & Ind)]].
  - destruct (layers_apart P b m lower t (r / 2) 0 (dim P) (fun i => x P (samples i)) ltac:(lra) Ad Keep) as [t1 [D1 [N1 Dis]]].
    { intros i i' Hi Hi' N. now apply Listed. }
    pose proof (differs_admissible P _ _ _ D1 Ad) as Ad1.
    destruct (onto_near P b above t1 (r / 2) (S (S (length lower))) (length first) ltac:(lra) Ad1 Pyr) as [t0 [D0 [N0 On]]].
    pose proof (differs_admissible P _ _ _ D0 Ad1) as Ad0.
    exists t0. split; [exact Ad0|]. split.
    { replace r with (r / 2 + r / 2) by field. now apply near_on with t1. }
    assert (Apart : distinct m (leaving (dim P) lower) (fun i => hidden (deep_part t0) b 0 (dim P) (x P (samples i)) lower)).
    { intros i i' Hi Hi' N. destruct (Dis i i' Hi Hi' N) as [q [Q D]]. exists q. split; [exact Q|].
      assert (Low : forall j, hidden (deep_part t0) b 0 (dim P) (x P (samples j)) lower
        = hidden (deep_part t1) b 0 (dim P) (x P (samples j)) lower).
      { intros j. apply (hidden_same b). intros p Qp. unfold deep_part. apply (differs_elsewhere P _ _ _ _ D0).
        destruct p; cbn [of_layers beyond] in *; lia. }
      rewrite !Low. exact D. }
    assert (Lead : forall shift : bool, (shift = true -> biases_trained P b (S (length lower)) first) ->
      (m <= length units + (if shift then 1 else 0))%nat -> exists t2, leads P t0 t2 /\ steerable P t2).
    { intros shift Sh En.
      apply (leads_steerable P loss_is_defined neuron_is_defined deep_is_defined unregularised m samples Listed all b lower
        wide first above units Is Hb Ly Once (fun j I => proj1 (Un j I))
        (fun j i I => proj1 (proj2 (Un j I)) i) (fun j I => proj1 (proj2 (proj2 (Un j I))))
        (fun j I => proj2 (proj2 (proj2 (Un j I)))) Tw shift Sh En t0 Ad0 Apart On Inv). }
    destruct Enough as [En|[En Tb]].
    + apply (Lead false); [discriminate|lia].
    + apply (Lead true); auto.
  - destruct (branch_of_features P m samples Listed all b first above t r Is Hb Ly Ind Pyr Ad Hr) as (t0 & Ad0 & N0 & St).
    exists t0. split; [exact Ad0|]. split; [exact N0|]. exists t0. split; [now apply Here|exact St].
  - destruct (shortcut_of_features P m samples Listed t r Hw Ta Tw Inv Ind Ad Hr) as (t0 & Ad0 & N0 & St).
    exists t0. split; [exact Ad0|]. split; [exact N0|]. exists t0. split; [now apply Here|exact St].
Qed.

End Nguyen.
