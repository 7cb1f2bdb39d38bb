(** * thm.wide.beside: as many units as samples in layers next to the output leave no spurious valley (V1) *)

From Coq Require Import Reals List Lia Lra FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsValley Algebra Near Monotone LinearBranch LinearNetwork
  Landscape Paths WideUnits.
Import ListNotations.
Open Scope R_scope.

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

Variable all : list (list (list fn)).
Variables m n : nat.
Variable samples : nat -> sample.
Variable units : nat -> unit_place.

Hypothesis branches_are : all = [] \/ consists_of P all.
Hypothesis inside : forall i, (i < m)%nat -> In (samples i) (data P).
Hypothesis covering : forall e, In e (data P) -> exists i, (i < m)%nat /\ forall k, x P e k = x P (samples i) k.
Hypothesis different : forall i i', (i < m)%nat -> (i' < m)%nat -> i <> i' ->
  exists k, (k < dim P)%nat /\ x P (samples i) k <> x P (samples i') k.
Hypothesis once : forall j j', (j < n)%nat -> (j' < n)%nat -> units j = units j' -> j = j'.
Hypothesis counted : forall j, (j < n)%nat -> counts P all m (units j).
Hypothesis enough : (m <= n + (if a0_trained P then 1 else 0))%nat.

Definition neuron_of (i : unit_place) : R -> R :=
  match i with
  | Of_shortcut _ => sigma P
  | Of_branch b u => val (nth u (nth 0 (layers_of all b) []) identity)
  end.
Definition column_of (t : params) (i : unit_place) (e : sample) : R :=
  neuron_of i (sum (dim P) (fun k => t (weight_of_unit i k) * x P e k) + t (bias_of i)).
Definition column (t : params) (j : nat) : sample -> R := column_of t (units j).

Local Notation in_span t := (WideColumns.in_span (data P) n shift (column t)).
Local Notation combination t := (WideColumns.combination n (column t)).

(** The parameters of a unit. *)
Definition own (i : unit_place) (p : place) : Prop :=
  p = output_of i \/ p = bias_of i \/ exists k, (k < dim P)%nat /\ p = weight_of_unit i k.

Lemma own_trained i p : counts P all m i -> own i p -> In p (trained P).
Proof.
  destruct i as [j|b u]; cbn [counts].
  - intros (Hj & Ta & Tw & Tb & _) [->|[->|(k & Hk & ->)]]; cbn.
    + now apply in_a.
    + now apply in_b.
    + now apply in_w.
  - intros (us & _ & _ & _ & To & Tb & Tw & _) [->|[->|(k & Hk & ->)]]; cbn; apply in_deep; auto.
Qed.

Lemma output_once i i' : output_of i = output_of i' -> i = i'.
Proof. destruct i, i'; cbn; intros E; try discriminate; injection E; intros; subst; auto. Qed.

Lemma weight_once i i' k k' : weight_of_unit i k = weight_of_unit i' k' -> i = i' /\ k = k'.
Proof. destruct i, i'; cbn; intros E; try discriminate; injection E; intros; subst; auto. Qed.

Lemma bias_once i i' : bias_of i = bias_of i' -> i = i'.
Proof. destruct i, i'; cbn; intros E; try discriminate; injection E; intros; subst; auto. Qed.

Lemma weight_output i i' k : weight_of_unit i k <> output_of i'.
Proof. destruct i, i'; discriminate. Qed.

Lemma bias_output i i' : bias_of i <> output_of i'.
Proof. destruct i, i'; discriminate. Qed.

Lemma weight_bias i i' k : weight_of_unit i k <> bias_of i'.
Proof. destruct i, i'; discriminate. Qed.

Lemma weight_constant i k : weight_of_unit i k <> A0.
Proof. destruct i; discriminate. Qed.

Lemma bias_constant i : bias_of i <> A0.
Proof. destruct i; discriminate. Qed.

(** One unit moves. *)
Lemma f_unit t t' i e : counts P all m i -> (forall p, ~ own i p -> t' p = t p) ->
  f P t' e = f P t e + (t' (output_of i) * column_of t' i e - t (output_of i) * column_of t i e).
Proof.
  destruct i as [j|b u]; cbn [counts].
  - intros (Hj & _) E.
    assert (Dp : (fun p => t' (D p)) = (fun p => t (D p))).
    { apply functional_extensionality. intros p. apply E. intros [H|[H|(k & _ & H)]]; discriminate. }
    unfold f. rewrite Dp. rewrite (E A0) by (intros [H|[H|(k & _ & H)]]; discriminate).
    rewrite (sum_eq (width P) (fun i => t' (A i) * val (neuron P) (pre P t' i e))
      (fun i => t (A i) * val (neuron P) (pre P t i e)
        + if (i =? j)%nat then t' (A j) * val (neuron P) (pre P t' j e) - t (A j) * val (neuron P) (pre P t j e) else 0)).
    + rewrite sum_add, sum_at by exact Hj. cbn [output_of]. unfold column_of, pre, neuron_of, sigma.
      cbn [weight_of_unit bias_of]. ring.
    + intros i _. destruct (Nat.eqb_spec i j) as [->|N]; [ring|].
      assert (Pre : pre P t' i e = pre P t i e).
      { unfold pre. f_equal.
        - apply sum_eq. intros k _. rewrite (E (W i k)); [reflexivity|].
          intros [H|[H|(k' & _ & H)]]; cbn in H; try discriminate. injection H. intros. contradiction.
        - apply E. intros [H|[H|(k' & _ & H)]]; cbn in H; try discriminate. injection H. intros. contradiction. }
      rewrite Pre, (E (A i)); [ring|].
      intros [H|[H|(k' & _ & H)]]; cbn in H; try discriminate. injection H. intros. contradiction.
  - intros (us & Hb & Is & Hu & _) E.
    destruct branches_are as [Z|Br]; [rewrite Z in Hb; cbn in Hb; lia|].
    assert (Off : forall p, ~ tail_place b 0 p -> t' p = t p).
    { intros p N. apply E. intros H. apply N. destruct H as [->|[->|(k & _ & ->)]]; cbn; auto with arith. }
    rewrite (f_branch P all Br b t t' e Hb Off). rewrite Is. cbn [branch_output].
    rewrite (sum_eq (length us)
      (fun v => deep_part t' (Output b v) * val (nth v us identity) (received (deep_part t') b 0 (dim P) (x P e) v))
      (fun v => deep_part t (Output b v) * val (nth v us identity) (received (deep_part t) b 0 (dim P) (x P e) v)
        + if (v =? u)%nat then deep_part t' (Output b u) * val (nth u us identity) (received (deep_part t') b 0 (dim P) (x P e) u)
            - deep_part t (Output b u) * val (nth u us identity) (received (deep_part t) b 0 (dim P) (x P e) u) else 0)).
    + rewrite sum_add, sum_at by exact Hu. cbn [output_of]. unfold column_of, neuron_of, received, deep_part.
      rewrite Is. cbn [weight_of_unit bias_of nth]. ring.
    + intros v _. destruct (Nat.eqb_spec v u) as [->|N]; [ring|].
      assert (Rec : received (deep_part t') b 0 (dim P) (x P e) v = received (deep_part t) b 0 (dim P) (x P e) v).
      { unfold received, deep_part. f_equal.
        - apply sum_eq. intros k _. rewrite (E (D (Weight b 0 v k))); [reflexivity|].
          intros [H|[H|(k' & _ & H)]]; cbn in H; try discriminate. injection H. intros. contradiction.
        - apply E. intros [H|[H|(k' & _ & H)]]; cbn in H; try discriminate. injection H. intros. contradiction. }
      rewrite Rec. unfold deep_part. rewrite (E (D (Output b v))); [ring|].
      intros [H|[H|(k' & _ & H)]]; cbn in H; try discriminate. injection H. intros. contradiction.
Qed.

Lemma valley_of_units : NO_VALLEY P.
Proof.
  intros t low [Ad _] (t' & [Ad' _] & Lower).
  destruct (units_lead P loss_is_defined neuron_is_defined deep_is_defined unregularised descending
    n (fun j => output_of (units j)) (fun j => bias_of (units j)) (fun j => weight_of_unit (units j)) (fun _ => dim P)
    (fun _ => x P) (fun j => neuron_of (units j)) (admissible P)) with (m := m) (samples := samples) (t := t) (t' := t')
    (low := low) as (t1 & (g & G & <- & H) & End); try assumption.
  - auto.
  - auto.
  - intros u u' j e Hj _ _ E. apply (f_unit u u' (units j) e (counted j Hj) E).
  - intros j p Hj. apply own_trained, counted, Hj.
  - intros j j' Hj Hj' E. apply once; [exact Hj|exact Hj'|]. now apply output_once.
  - intros j j' k k' Hj Hj' E. apply weight_once in E. destruct E as [E K]. split; [now apply once|exact K].
  - intros j j' Hj Hj' E. apply once; [exact Hj|exact Hj'|]. now apply bias_once.
  - intros j j' k. repeat split; [apply weight_output|apply bias_output|apply weight_bias|apply weight_constant
      |apply bias_constant|destruct (units j); discriminate].
  - auto.
  - intros j i i' _. apply different.
  - intros j Hj. pose proof (counted j Hj) as C. destruct (units j) as [i|b u]; cbn [counts neuron_of] in *.
    + apply C.
    + destruct C as (us & _ & Is & _ & _ & _ & _ & D'). rewrite Is. exact D'.
  - exists g. split; [exact G|]. split; [exact H|exact End].
Qed.

End Units.

Theorem thm_wide_beside : network_wide_beside P -> NO_VALLEY P.
Proof.
  intros (all & m & n & samples & units & Br & Inside & Cover & Apart & Once & Counted & Enough).
  exact (valley_of_units all m n samples units Br Inside Cover Apart Once Counted Enough).
Qed.

End Wide.
