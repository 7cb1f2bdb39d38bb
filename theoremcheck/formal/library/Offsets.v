(** * Offsets: parts of a network in which nothing is trained

    Two admissible points differ by what the other parts compute. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsOffset ConditionsResidual Algebra Near Kinds Monotone Balance FirstOrder
  LinearBranch LinearNetwork.
From TheoremCheck Require QuadraticMoves.
Import ListNotations.
Open Scope R_scope.

Section Offsets.

Variable P : problem.

(** f_D is a function of the features alone where nothing of it is trained. *)
Lemma deep_offset : network_deep_frozen P -> forall t, admissible P t -> forall v,
  deep P (fun p => t (D p)) v = deep P (fun p => fixed P (D p)) v.
Proof.
  intros N t Ad v. f_equal. apply functional_extensionality. intros p. apply Ad, not_in_deep.
  rewrite N. easy.
Qed.

Variables t t' : params.
Hypothesis here : admissible P t.
Hypothesis there : admissible P t'.

Lemma branch_offset : forall b layers v, branch_still P b ->
  branch_output (deep_part t') b 0 (dim P) v layers = branch_output (deep_part t) b 0 (dim P) v layers.
Proof.
  intros b layers v N. apply branch_own. intros q Tq. destruct q as [|?|? ?|?|p]; try contradiction.
  assert (F : ~ In p (deep_trained P)).
  { intros I. apply (N p I). destruct p; simpl in *; intuition congruence. }
  now rewrite (here _ (not_in_deep P p F)), (there _ (not_in_deep P p F)).
Qed.

Lemma frozen_same : forall p, QuadraticMoves.block_trained P p = false -> t' p = t p.
Proof. intros p F. now rewrite (QuadraticMoves.frozen_block P t p here F), (QuadraticMoves.frozen_block P t' p there F). Qed.

Lemma neuron_offset : forall j v, a_trained P = false -> w_trained P = false -> b_trained P = false ->
  t' (A j) * val (neuron P) (hidden_pre P t' j v) = t (A j) * val (neuron P) (hidden_pre P t j v).
Proof.
  intros j v Ha Hw Hb. rewrite (frozen_same (A j)) by assumption. f_equal. f_equal. unfold hidden_pre.
  rewrite (frozen_same (B j)) by assumption. f_equal. apply sum_eq. intros k _.
  now rewrite (frozen_same (W j k)) by assumption.
Qed.

(** The difference of two outputs, part by part. *)
Lemma f_parts : forall all, consists_of P all -> forall e, f P t' e - f P t e = t' A0 - t A0
  + sum (width P) (fun j => t' (A j) * val (neuron P) (hidden_pre P t' j (x P e))
      - t (A j) * val (neuron P) (hidden_pre P t j (x P e)))
  + sum (length all) (fun b => branch_output (deep_part t') b 0 (dim P) (x P e) (layers_of all b)
      - branch_output (deep_part t) b 0 (dim P) (x P e) (layers_of all b)).
Proof.
  intros all Is e. unfold f. rewrite !Is.
  change (branches (dim P) all (fun p => t (D p)) (x P e))
    with (sum (length all) (fun b => branch_output (deep_part t) b 0 (dim P) (x P e) (layers_of all b))).
  change (branches (dim P) all (fun p => t' (D p)) (x P e))
    with (sum (length all) (fun b => branch_output (deep_part t') b 0 (dim P) (x P e) (layers_of all b))).
  change (sum (width P) (fun j => t (A j) * val (neuron P) (pre P t j e)))
    with (sum (width P) (fun j => t (A j) * val (neuron P) (hidden_pre P t j (x P e)))).
  change (sum (width P) (fun j => t' (A j) * val (neuron P) (pre P t' j e)))
    with (sum (width P) (fun j => t' (A j) * val (neuron P) (hidden_pre P t' j (x P e)))).
  rewrite (sum_eq (width P) (fun j => _ - _) (fun j => t' (A j) * val (neuron P) (hidden_pre P t' j (x P e))
    + (-1) * (t (A j) * val (neuron P) (hidden_pre P t j (x P e))))) by (intros; ring).
  rewrite (sum_eq (length all) (fun b => _ - _)
    (fun b => branch_output (deep_part t') b 0 (dim P) (x P e) (layers_of all b)
      + (-1) * branch_output (deep_part t) b 0 (dim P) (x P e) (layers_of all b))) by (intros; ring).
  rewrite !sum_add, !sum_mul. ring.
Qed.

Lemma neuron_value : affine_fn (neuron P) -> forall u j v, u (A j) * val (neuron P) (hidden_pre P u j v)
  = sum (dim P) (fun i => u (A j) * slope_of (neuron P) * u (W j i) * v i)
    + u (A j) * (slope_of (neuron P) * u (B j) + val (neuron P) 0).
Proof.
  intros An u j v. destruct (affine_value _ An) as [_ V]. rewrite V. unfold hidden_pre.
  rewrite (sum_eq (dim P) (fun i => u (A j) * slope_of (neuron P) * u (W j i) * v i)
    (fun i => u (A j) * slope_of (neuron P) * (u (W j i) * v i))) by (intros; ring).
  rewrite sum_mul. ring.
Qed.

Lemma minus_affine : forall (U U' : nat -> R) v, sum (dim P) (fun i => (U' i - U i) * v i)
  = sum (dim P) (fun i => U' i * v i) - sum (dim P) (fun i => U i * v i).
Proof.
  intros U U' v. rewrite (sum_eq (dim P) (fun i => (U' i - U i) * v i)
    (fun i => U' i * v i + (-1) * (U i * v i))) by (intros; ring).
  rewrite sum_add, sum_mul. ring.
Qed.

Lemma plus_affine : forall (U U' : nat -> R) v, sum (dim P) (fun i => (U i + U' i) * v i)
  = sum (dim P) (fun i => U i * v i) + sum (dim P) (fun i => U' i * v i).
Proof.
  intros U U' v. rewrite (sum_eq (dim P) (fun i => (U i + U' i) * v i)
    (fun i => U i * v i + U' i * v i)) by (intros; ring).
  now rewrite sum_add.
Qed.

Lemma nothing : forall v : nat -> R, sum (dim P) (fun i => 0 * v i) = 0.
Proof. intros v. apply sum_0. intros. ring. Qed.

Lemma unfrozen_difference : network_linear_unfrozen P -> exists v k,
  forall e, f P t' e - f P t e = sum (dim P) (fun i => v i * x P e i) + k.
Proof.
  intros [(all & Is & Sh & Br)|Head].
  2:{ destruct (f_affine P (or_intror Head) t) as (U & c & F). destruct (f_affine P (or_intror Head) t') as (U' & c' & F').
      exists (fun i => U' i - U i), (c' - c). intros e. rewrite F, F', minus_affine. ring. }
  destruct (sum_affine (dim P) (width P) (fun j v => t' (A j) * val (neuron P) (hidden_pre P t' j v)
    - t (A j) * val (neuron P) (hidden_pre P t j v))) as [U1 [k1 E1]].
  { intros j Hj. destruct Sh as [[Z|[Ha [Hw Hb]]]|An]; [lia| |].
    - exists (fun _ => 0), 0. intros v. rewrite neuron_offset, nothing by assumption. ring.
    - exists (fun i => t' (A j) * slope_of (neuron P) * t' (W j i) - t (A j) * slope_of (neuron P) * t (W j i)),
        (t' (A j) * (slope_of (neuron P) * t' (B j) + val (neuron P) 0)
          - t (A j) * (slope_of (neuron P) * t (B j) + val (neuron P) 0)).
      intros v. rewrite !(neuron_value An).
      rewrite (minus_affine (fun i => t (A j) * slope_of (neuron P) * t (W j i))
        (fun i => t' (A j) * slope_of (neuron P) * t' (W j i))). ring. }
  destruct (sum_affine (dim P) (length all) (fun b v =>
    branch_output (deep_part t') b 0 (dim P) v (layers_of all b)
    - branch_output (deep_part t) b 0 (dim P) v (layers_of all b))) as [U2 [k2 E2]].
  { intros b Hb. destruct (Br b Hb) as [Still|Lin].
    - exists (fun _ => 0), 0. intros v. rewrite branch_offset, nothing by assumption. ring.
    - destruct (branch_affine (deep_part t) b (layers_of all b) 0 (dim P) Lin) as [U [k [E _]]].
      destruct (branch_affine (deep_part t') b (layers_of all b) 0 (dim P) Lin) as [U' [k' [E' _]]].
      exists (fun i => U' i - U i), (k' - k). intros v. rewrite E, E', (minus_affine U U'). ring. }
  exists (fun i => U1 i + U2 i), (t' A0 - t A0 + k1 + k2). intros e.
  rewrite (f_parts all Is e), (E1 (x P e)), (E2 (x P e)), (plus_affine U1 U2). ring.
Qed.

(** Where there are no biases a_0 is the only constant. *)
Lemma homogeneous_difference : network_homogeneous_unfrozen P -> exists v,
  forall e, f P t' e - f P t e = t' A0 - t A0 + sum (dim P) (fun i => v i * x P e i).
Proof.
  intros [(all & Is & Sh & Br)|Head].
  2:{ destruct (f_linear P (or_intror Head) t here) as (U & F). destruct (f_linear P (or_intror Head) t' there) as (U' & F').
      exists (fun i => U' i - U i). intros e. rewrite F, F', minus_affine. ring. }
  destruct (sum_linear (dim P) (width P) (fun j v => t' (A j) * val (neuron P) (hidden_pre P t' j v)
    - t (A j) * val (neuron P) (hidden_pre P t j v))) as [U1 E1].
  { intros j Hj. destruct Sh as [[Z|[Ha [Hw Hb]]]|[An [Tb [Fb V0]]]]; [lia| |].
    - exists (fun _ => 0). intros v. rewrite neuron_offset, nothing by assumption. ring.
    - assert (Zb : forall u, admissible P u -> u (B j) = 0).
      { intros u Au. rewrite (QuadraticMoves.frozen_block P u (B j) Au Tb). now apply Fb. }
      exists (fun i => t' (A j) * slope_of (neuron P) * t' (W j i) - t (A j) * slope_of (neuron P) * t (W j i)).
      intros v. rewrite !(neuron_value An), V0, !Zb by assumption.
      rewrite (minus_affine (fun i => t (A j) * slope_of (neuron P) * t (W j i))
        (fun i => t' (A j) * slope_of (neuron P) * t' (W j i))). ring. }
  destruct (sum_linear (dim P) (length all) (fun b v =>
    branch_output (deep_part t') b 0 (dim P) v (layers_of all b)
    - branch_output (deep_part t) b 0 (dim P) v (layers_of all b))) as [U2 E2].
  { intros b Hb. destruct (Br b Hb) as [Still|[Lin Nb]].
    - exists (fun _ => 0). intros v. rewrite branch_offset, nothing by assumption. ring.
    - destruct (branch_affine (deep_part t) b (layers_of all b) 0 (dim P) Lin) as [U [k [E Z]]].
      destruct (branch_affine (deep_part t') b (layers_of all b) 0 (dim P) Lin) as [U' [k' [E' Z']]].
      exists (fun i => U' i - U i). intros v.
      rewrite E, E', (minus_affine U U'), Z, Z' by (apply (fixed_no_bias P); assumption). ring. }
  exists (fun i => U1 i + U2 i). intros e.
  rewrite (f_parts all Is e), (E1 (x P e)), (E2 (x P e)), (plus_affine U1 U2). ring.
Qed.

Lemma a0_same : a0_trained P = false -> t' A0 = t A0.
Proof. intros F. now apply frozen_same. Qed.

(** Two admissible points differ by a function on which the moments vanish. *)
Lemma network_difference : network_linear_unfrozen P ->
  network_constant_trained P \/ network_homogeneous_unfrozen P -> exists v k,
    (network_constant_trained P \/ k = 0) /\
    forall e, f P t' e - f P t e = sum (dim P) (fun i => v i * x P e i) + k.
Proof.
  intros Lin Bias. destruct (classic (network_constant_trained P)) as [C|N].
  - destruct (unfrozen_difference Lin) as (v & k & E). exists v, k. split; [now left|exact E].
  - destruct Bias as [C|Hom]; [contradiction|]. destruct (homogeneous_difference Hom) as (v & E).
    exists v, 0. split; [now right|]. intros e. rewrite E, a0_same; [ring|].
    destruct (a0_trained P) eqn:T; [|reflexivity]. elim N. now left.
Qed.

End Offsets.
