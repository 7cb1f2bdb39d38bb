(** * minimum.split, where the units that are split are neurons of the shortcut *)

From Coq Require Import Reals List Arith Lra Lia FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions Compact Box PointsBox RulesBox AtRest PointsSplit SplitLocal Split.
Import ListNotations.
Open Scope R_scope.

Section Shortcut.

Variable P : problem.

(** The problem with m neurons in the shortcut instead of [width P]; [values] is
    what its parameters that are not trained are. *)
Definition narrower (m : nat) (values : params) : problem := {|
  data := data P; denominator := denominator P; dim := dim P;
  width := m; neuron := neuron P; deep := deep P; deep_dom := deep_dom P;
  a0_trained := a0_trained P; a_trained := a_trained P; w_trained := w_trained P;
  b_trained := b_trained P; deep_trained := deep_trained P; fixed := values;
  loss := loss P; penalties := penalties P |}.

(** Neuron j is a copy of neuron [owner j] of the narrower network, with [part j]
    of its output weight; [first k] is one of the copies of k. *)
Definition copies (m : nat) (owner first : nat -> nat) (part : nat -> R) : Prop :=
  (forall j, (j < width P)%nat -> (owner j < m)%nat /\ 0 < part j) /\
  (forall k, (k < m)%nat -> (first k < width P)%nat /\ owner (first k) = k /\
    sum (width P) (fun j => if Nat.eq_dec (owner j) k then part j else 0) = 1).

(** What is trained, fixed and penalised: a and w are trained, b is trained or
    the same for all copies, and only a_0 and f_D may be penalised. *)
Definition copies_trained (owner : nat -> nat) (values : params) : Prop :=
  a_trained P = true /\ w_trained P = true /\
  (b_trained P = true \/
   forall j, (j < width P)%nat -> fixed P (B j) = values (B (owner j))) /\
  fixed P A0 = values A0 /\ (forall p, fixed P (D p) = values (D p)) /\
  (forall k p, In (k, p) (penalties P) -> k = 0 \/ p = A0 \/ exists q, p = D q).

Variables (m : nat) (values : params).
Let Q := narrower m values.

(** q_i, up to the factor 1 / W: the derivative of W L in f(x_i). *)
Definition shortcut_pull (l1 : R -> R) (t : params) (e : sample) : R := - y e * share e * l1 (z Q t e).

(** Neuron k of the narrower network, at its point t: it has one copy; or a_k is
    not 0, and s'' = 0 around all that the neuron receives (then kappa k = 0), or
    D_k = a_k sum_i q_i s'' X_i X_i^T >= kappa k sum_i X_i X_i^T, kappa k > 0. *)
Definition neuron_keeps_together (owner : nat -> nat) (l1 s1 s2 : R -> R) (kappa : nat -> R)
  (t : params) (k : nat) : Prop :=
  (forall i j, (i < width P)%nat -> (j < width P)%nat -> owner i = k -> owner j = k -> i = j) \/
  (t (A k) <> 0 /\
   (forall e, In e (data P) -> smooth_near (sigma P) s1 s2 (pre Q t k e)) /\
   ((kappa k = 0 /\ forall e, In e (data P) -> exists d, 0 < d /\
       forall u, Rabs (u - pre Q t k e) < d -> s2 u = 0) \/
    (0 < kappa k /\
     forall (d : nat -> R) (d0 : R), (b_trained P = false -> d0 = 0) ->
       kappa k * over (data P) (fun e => (sum (dim P) (fun i => d i * x P e i) + d0)^2)
       <= over (data P) (fun e => t (A k) * shortcut_pull l1 t e * s2 (pre Q t k e)
                                  * (sum (dim P) (fun i => d i * x P e i) + d0)^2)))).

(** The copies may be split at t: the loss is differentiable around the margins,
    the outputs are continuous, and every neuron keeps together. *)
Definition neurons_split (owner : nat -> nat) (l1 s1 s2 : R -> R) (kappa : nat -> R) (t : params) : Prop :=
  (forall e, In e (data P) ->
    (exists d, 0 < d /\ forall v, Rabs (v - z Q t e) < d -> derivable_pt_lim (ell P) v (l1 v)) /\
    continuity_pt l1 (z Q t e) /\
    forall a, 0 < a -> exists d, 0 < d /\ forall t', admissible Q t' ->
      (forall p, In p (trained Q) -> Rabs (t' p - t p) < d) -> Rabs (f Q t' e - f Q t e) < a) /\
  (forall k, (k < m)%nat -> neuron_keeps_together owner l1 s1 s2 kappa t k).

(** ** These are units in copies *)

Variables (owner first : nat -> nat) (part : nat -> R).
Hypothesis are_copies : copies m owner first part.
Hypothesis are_trained : copies_trained owner values.

Definition shortcut_role (count : nat) (p : place) : option role :=
  match p with
  | A k => if (k <? count)%nat then Some (k, None) else None
  | W k i => if ((k <? count) && (i <? dim P))%nat%bool then Some (k, Some i) else None
  | B k => if (b_trained P && (k <? count)%nat)%bool then Some (k, Some (dim P)) else None
  | _ => None
  end.

Definition shortcut_inner (k i : nat) : place := if (i <? dim P)%nat then W k i else B k.
Definition shortcut_size : nat := (dim P + if b_trained P then 1 else 0)%nat.

Definition shortcut_units : copied_units := {|
  narrow := Q; units := m; copied := width P; PointsSplit.owner := owner; PointsSplit.part := part;
  size := fun _ => shortcut_size;
  out := A; inner := shortcut_inner; of := shortcut_role m;
  out' := A; inner' := shortcut_inner; of' := shortcut_role (width P);
  home := fun p => p; away := fun p => p |}.

Definition shortcut_view : unit_view := {|
  act := fun _ => sigma P;
  rest := fun t e => t A0 + deep P (fun p => t (D p)) (x P e);
  entry := fun _ i _ e => if (i <? dim P)%nat then x P e i else 1;
  shift := fun k t _ => if b_trained P then 0 else t (B k) |}.

Let U := shortcut_units.
Let N := shortcut_view.
Notation merged := (merged U first).

Lemma names P' : a_trained P' = true -> w_trained P' = true -> b_trained P' = b_trained P -> dim P' = dim P ->
  names_units P' (width P') (fun _ => shortcut_size) A shortcut_inner (shortcut_role (width P')).
Proof.
  intros Ha Hw Hb Hd. split; [|split; [|split]].
  - intros k Hk. split; [now apply trained_A|]. cbn [shortcut_role]. apply Nat.ltb_lt in Hk. now rewrite Hk.
  - intros k i Hk Hi. unfold shortcut_inner, shortcut_size in *. pose proof (proj2 (Nat.ltb_lt _ _) Hk) as Ek.
    destruct (Nat.ltb_spec i (dim P)) as [Li|Li].
    + split; [apply trained_W; [exact Hw|exact Hk|now rewrite Hd]|]. cbn [shortcut_role]. apply Nat.ltb_lt in Li. now rewrite Ek, Li.
    + destruct (b_trained P) eqn:Eb; [|lia]. split; [apply trained_B_iff; split; [congruence|exact Hk]|].
      cbn [shortcut_role]. rewrite Eb, Ek. cbn [andb]. do 2 f_equal. f_equal. lia.
  - intros p k E. destruct p as [|k'|k' i|k'|q]; cbn [shortcut_role] in E; try discriminate.
    + destruct (Nat.ltb_spec k' (width P')) as [L|L]; [|discriminate]. injection E as <-. auto.
    + destruct (_ && _)%bool; discriminate.
    + destruct (_ && _)%bool; discriminate.
  - intros p k i E. unfold shortcut_inner, shortcut_size. destruct p as [|k'|k' i'|k'|q]; cbn [shortcut_role] in E; try discriminate.
    + destruct (_ <? _)%nat; discriminate.
    + destruct (Nat.ltb_spec k' (width P')) as [L|L], (Nat.ltb_spec i' (dim P)) as [L'|L']; cbn [andb] in E; try discriminate.
      injection E as <- <-. split; [exact L|]. split; [lia|]. apply Nat.ltb_lt in L'. now rewrite L'.
    + destruct (b_trained P); [|discriminate].
      destruct (Nat.ltb_spec k' (width P')) as [L|L]; cbn [andb] in E; [|discriminate].
      injection E as <- <-. split; [exact L|]. split; [lia|]. now rewrite Nat.ltb_irrefl.
Qed.

Lemma entries_sum k v t e : sum shortcut_size (fun i => v i * entry N k i t e)
  = sum (dim P) (fun i => v i * x P e i) + if b_trained P then v (dim P) else 0.
Proof.
  assert (E : sum (dim P) (fun i => v i * entry N k i t e) = sum (dim P) (fun i => v i * x P e i)).
  { apply sum_pointwise. intros i Hi. cbn [entry N shortcut_view]. apply Nat.ltb_lt in Hi. now rewrite Hi. }
  unfold shortcut_size. destruct (b_trained P).
  - rewrite Nat.add_1_r. cbn [sum]. rewrite E. cbn [entry N shortcut_view]. rewrite Nat.ltb_irrefl. ring.
  - rewrite Nat.add_0_r, E. ring.
Qed.

Lemma weights_sum (T : params) k e : sum (dim P) (fun i => T (shortcut_inner k i) * x P e i)
  = sum (dim P) (fun i => T (W k i) * x P e i).
Proof.
  apply sum_pointwise. intros i Hi. unfold shortcut_inner. apply Nat.ltb_lt in Hi. now rewrite Hi.
Qed.

Lemma inner_last k : shortcut_inner k (dim P) = B k.
Proof. unfold shortcut_inner. now rewrite Nat.ltb_irrefl. Qed.

Lemma receives_pre t k e : receives U N t k e = pre Q t k e.
Proof.
  unfold receives. cbn [size U shortcut_units inner]. rewrite entries_sum, weights_sum, inner_last.
  unfold pre. cbn [shift N shortcut_view]. change (dim Q) with (dim P). change (x Q e) with (x P e).
  destruct (b_trained P); ring.
Qed.

Lemma merged_other T p : admissible P T -> p = A0 \/ (exists q, p = D q) -> merged T p = T p.
Proof.
  intros HT Hp. destruct are_trained as (_ & _ & _ & E0 & ED & _). unfold PointsSplit.merged.
  destruct (in_dec place_eq_dec p (trained (narrow U))) as [_|H].
  - destruct Hp as [->|[q ->]]; reflexivity.
  - cbn [narrow U shortcut_units] in H |- *. destruct Hp as [->|[q ->]].
    + change (fixed Q A0) with (values A0). rewrite <- E0. symmetry. apply HT. rewrite trained_A0_iff in *. exact H.
    + change (fixed Q (D q)) with (values (D q)). rewrite <- ED. symmetry. apply HT. rewrite trained_D_iff in *. exact H.
Qed.

Lemma copy_receives_pre T j e : admissible P T -> (j < width P)%nat -> copy_receives U first N T j e = pre P T j e.
Proof.
  intros HT Hj. unfold copy_receives. cbn [size U shortcut_units inner' PointsSplit.owner].
  rewrite entries_sum, weights_sum, inner_last. unfold pre. rewrite Rplus_assoc. f_equal.
  cbn [shift N shortcut_view]. destruct (b_trained P) eqn:Eb; [ring|]. rewrite Rplus_0_l.
  unfold PointsSplit.merged.
  destruct (in_dec place_eq_dec (B (owner j)) (trained (narrow U))) as [H|_].
  - apply trained_B_iff in H. destruct H as [H _]. change (b_trained P = true) in H. congruence.
  - destruct are_trained as (_ & _ & [E|E] & _); [congruence|]. change (fixed (narrow U) (B (owner j))) with (values (B (owner j))).
    rewrite <- E by exact Hj. symmetry. apply HT. rewrite trained_B_iff. intros [E' _]. congruence.
Qed.

Lemma shortcut_well : well_copied P U first N.
Proof.
  destruct are_copies as [C1 C2]. pose proof are_trained as (Ha & Hw & _ & _ & _ & Hp).
  split; [reflexivity|]. split; [reflexivity|]. split; [reflexivity|]. split; [exact (fun H => H)|].
  split; [exact (names Q Ha Hw eq_refl eq_refl)|]. split; [exact (names P Ha Hw eq_refl eq_refl)|]. split.
  { intros p I E. cbn [of U shortcut_units home away of'] in E |- *.
    destruct p as [|k|k i|k|q].
    - rewrite trained_A0_iff in *. auto.
    - exfalso. apply trained_A_below in I. change (k < m)%nat in I. apply Nat.ltb_lt in I.
      cbn [shortcut_role] in E. rewrite I in E. discriminate.
    - exfalso. apply trained_W_below in I. destruct I as [L1 L2]. change (k < m)%nat in L1. change (i < dim P)%nat in L2.
      apply Nat.ltb_lt in L1, L2. cbn [shortcut_role] in E. rewrite L1, L2 in E. discriminate.
    - exfalso. apply trained_B_iff in I. destruct I as [I L]. change (b_trained P = true) in I. change (k < m)%nat in L.
      apply Nat.ltb_lt in L. cbn [shortcut_role] in E. rewrite I, L in E. discriminate.
    - rewrite trained_D_iff in *. auto. }
  split; [exact C1|]. split; [exact C2|]. split; [|split].
  - intros T HT. apply lsum_ext. intros [k p] Hk. cbn [fst snd].
    destruct (Hp k p Hk) as [->|H]; [ring|]. rewrite (merged_other T p HT H). reflexivity.
  - intros t e _ _. cbn [narrow U shortcut_units]. unfold f. cbn [rest N shortcut_view units U shortcut_units].
    change (width Q) with m. rewrite (sum_pointwise m (fun k => t (out U k) * act N k (receives U N t k e))
      (fun k => t (A k) * val (neuron Q) (pre Q t k e))).
    + change (deep Q) with (deep P). change (x Q e) with (x P e). ring.
    + intros k _. rewrite receives_pre. reflexivity.
  - intros T e HT _. unfold f. cbn [rest N shortcut_view copied U shortcut_units].
    rewrite (merged_other T A0 HT) by auto.
    replace (fun p => merged T (D p)) with (fun p => T (D p)).
    2:{ apply functional_extensionality. intros p. symmetry. apply merged_other; eauto. }
    rewrite (sum_pointwise (width P) (fun j => T (out' U j) * act N (PointsSplit.owner U j) (copy_receives U first N T j e))
      (fun j => T (A j) * val (neuron P) (pre P T j e))).
    + ring.
    + intros j Hj. rewrite (copy_receives_pre T j e HT Hj). reflexivity.
Qed.

Lemma steady_const (F : params -> R) c t : (forall t', F t' = c) -> steady Q F t.
Proof.
  intros H a Ha. exists 1. split; [lra|]. intros t' _ _. rewrite !H, Rminus_diag_eq, Rabs_R0 by reflexivity. exact Ha.
Qed.

Lemma shortcut_splits l1 s1 s2 kappa t : admissible Q t -> neurons_split owner l1 s1 s2 kappa t ->
  splits P U N l1 (fun _ => s1) (fun _ => s2) kappa t.
Proof.
  intros At [H1 H2]. split.
  - intros e He. destruct (H1 e He) as (E1 & E2 & E3). split; [exact E1|]. split; [exact E2|]. split; [exact E3|].
    intros k _. split.
    + cbn [shift N shortcut_view]. destruct (b_trained P) eqn:Eb; [now apply (steady_const _ 0)|].
      intros a Ha. exists 1. split; [lra|]. intros t' At' _.
      assert (NB : ~ In (B k) (trained Q)).
      { rewrite trained_B_iff. intros [E _]. change (b_trained P = true) in E. congruence. }
      cbn [narrow U shortcut_units] in At'. rewrite (At' _ NB), (At _ NB), Rminus_diag_eq, Rabs_R0 by reflexivity. exact Ha.
    + intros i _. apply (steady_const _ (if (i <? dim P)%nat then x P e i else 1)). reflexivity.
  - intros k Hk. destruct (H2 k Hk) as [Al|(NZ & Sm & Cs)]; [left; exact Al|right].
    split; [exact NZ|]. split.
    + intros e He. rewrite receives_pre. exact (Sm e He).
    + destruct Cs as [[K0 Flat]|[Kp Def]]; [left|right].
      * split; [exact K0|]. intros e He. rewrite receives_pre. exact (Flat e He).
      * split; [exact Kp|]. exists 1. split; [lra|]. intros t' _ _ v.
        assert (E : forall e, sum (size U k) (fun i => v i * entry N k i t' e)
          = sum (dim P) (fun i => v i * x P e i) + if b_trained P then v (dim P) else 0)
          by (intros e; apply entries_sum).
        specialize (Def v (if b_trained P then v (dim P) else 0)).
        rewrite (lsum_ext _ _ _ (fun e => (sum (dim P) (fun i => v i * x P e i) + (if b_trained P then v (dim P) else 0))^2))
          by (intros e _; now rewrite E).
        eapply Rle_trans; [apply Def; now intros ->|]. right. apply lsum_ext. intros e _.
        rewrite E, receives_pre. reflexivity.
Qed.

Theorem shortcut_copies l1 s1 s2 kappa c r : strict_box Q c r ->
  (forall t, box Q c r t -> neurons_split owner l1 s1 s2 kappa t) -> minimum_split P.
Proof.
  intros Hbox H. exists U, first, N, l1, (fun _ => s1), (fun _ => s2), kappa, c, r.
  split; [exact shortcut_well|]. split; [exact Hbox|]. intros t Ht.
  apply shortcut_splits; [apply Ht|now apply H].
Qed.

End Shortcut.
