(** * Boolean checks for linear networks: separation by affine functions, balanced data *)

From Coq Require Import Reals List ZArith Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions ConditionsResidual Checks ChecksAverages ChecksForms.
From TheoremCheck Require Algebra.
Import ListNotations.
Open Scope R_scope.

(** ** The same data with X = (x, 1), or X = x

    The checks of Checks.v read the data of a problem, and whether X has a 1. *)

Definition seen_with (one : bool) (P : problem) : problem := {|
  data := data P; denominator := denominator P; dim := dim P;
  width := 1; neuron := neuron P; deep := deep P; deep_dom := deep_dom P;
  a0_trained := false; a_trained := false; w_trained := false; b_trained := one;
  deep_trained := []; fixed := fixed P; loss := loss P; penalties := [] |}.

Lemma dot_lifted P u e : dot (seen_with true P) u e = affine_score P u (u (dim P)) e.
Proof.
  unfold dot, inputs, affine_score. simpl. unfold X. simpl. rewrite Nat.ltb_irrefl, Rmult_1_r.
  f_equal. apply sum_ext. intros k Hk. now rewrite (proj2 (Nat.ltb_lt k (dim P)) Hk).
Qed.

Definition joined (P : problem) (v : nat -> R) (k : R) (i : nat) : R :=
  if (i =? dim P)%nat then k else v i.

Lemma dot_joined P v k e : dot (seen_with true P) (joined P v k) e = affine_score P v k e.
Proof.
  rewrite dot_lifted. unfold affine_score, joined. rewrite Nat.eqb_refl. f_equal.
  apply sum_ext. intros i Hi. now rewrite (proj2 (Nat.eqb_neq i (dim P))) by lia.
Qed.

Lemma affinely_separable_by P u :
  check_separable (seen_with true P) u = true -> data_affinely_separable P.
Proof.
  intros H. destruct (separable_by _ _ H) as [w S]. exists w, (w (dim P)). intros e I.
  rewrite <- dot_lifted. now apply S.
Qed.

Lemma not_affinely_separable_by P m :
  check_farkas (seen_with true P) m = true -> ~ data_affinely_separable P.
Proof.
  intros H [v [k S]]. apply (not_separable_by _ _ H). exists (joined P v k). intros e I.
  rewrite dot_joined. now apply S.
Qed.

(** ** The same with X = x *)

Lemma dot_plain P u e : dot (seen_with false P) u e = affine_score P u 0 e.
Proof.
  unfold dot, inputs, affine_score. simpl. rewrite Rplus_0_r. unfold X. simpl.
  apply sum_ext. intros k Hk. now rewrite (proj2 (Nat.ltb_lt k (dim P)) Hk).
Qed.

Lemma separable_through_origin_by P u :
  check_separable (seen_with false P) u = true -> data_separable_through_origin P.
Proof.
  intros H. destruct (separable_by _ _ H) as [w S]. exists w. intros e I.
  rewrite <- dot_plain. now apply S.
Qed.

Lemma not_separable_through_origin_by P m :
  check_farkas (seen_with false P) m = true -> ~ data_separable_through_origin P.
Proof.
  intros H [v S]. apply (not_separable_by _ _ H). exists v. intros e I. rewrite dot_plain. now apply S.
Qed.

Lemma affinely_weakly_separable_by P u i :
  check_weakly_separable (seen_with true P) u i = true -> data_affinely_weakly_separable P.
Proof.
  intros H. destruct (weakly_separable_by _ _ _ H) as [w [Wk [e [I S]]]].
  exists w, (w (dim P)). split.
  - intros e' I'. rewrite <- dot_lifted. now apply Wk.
  - exists e. rewrite <- dot_lifted. auto.
Qed.

(** ** Multipliers that balance the data

    Samples that are equal have one multiplier: that of the first. *)

Fixpoint equal_rows (u v : list Z) : bool :=
  match u, v with
  | [], [] => true
  | a :: u', b :: v' => (a =? b)%Z && equal_rows u' v'
  | _, _ => false
  end.

Definition alike_samples (e e' : sample) : bool :=
  equal_rows (row e) (row e') && Bool.eqb (positive_label e) (positive_label e')
  && (weight e =? weight e')%positive.

Fixpoint multiplier (m : list Z) (samples : list sample) (e : sample) : Z :=
  match m, samples with
  | c :: m', e' :: rest => if alike_samples e e' then c else multiplier m' rest e
  | _, _ => 0%Z
  end.

Definition shared (P : problem) (m : list Z) : list Z :=
  map (multiplier m (data P)) (data P).

Definition check_balances (P : problem) (m : list Z) : bool :=
  check_classes P && forallb (fun e => length (row e) =? dim P)%nat (data P) &&
  forallb (fun c => 0 <? c)%Z (shared P m) &&
  forallb (fun c => c =? 0)%Z (combination P (shared P m) (data P)).

Lemma pairing_map P u (g : sample -> Z) samples :
  pairing P u (map g samples) samples = over samples (fun e => IZR (g e) * (y e * dot P u e)).
Proof. induction samples as [|e l IH]; [reflexivity|]. simpl. now rewrite IH. Qed.

Lemma balances_dot one P m u : check_balances (seen_with one P) m = true ->
  over (data P) (fun e => IZR (multiplier m (data P) e) * (y e * dot (seen_with one P) u e)) = 0.
Proof.
  unfold check_balances. rewrite !andb_true_iff. intros [[[_ HR] _] HC].
  rewrite forallb_forall in HR.
  pose proof (pairing_combination (seen_with one P) u (shared (seen_with one P) m) (data P)) as E.
  rewrite (sum_ext _ _ (fun _ => 0 * 0)) in E.
  - rewrite sum_scaled, Rmult_0_l in E. unfold shared in E. simpl in E.
    rewrite pairing_map in E. pose proof (den_pos (seen_with one P)).
    apply Rmult_integral in E; [destruct E; [lra|assumption]|].
    intros e I. apply Nat.eqb_eq. now apply HR.
  - intros k _. rewrite nth_zeros by exact HC. lra.
Qed.

Lemma balances_positive one P m : check_balances (seen_with one P) m = true ->
  forall e, In e (data P) -> 0 < IZR (multiplier m (data P) e).
Proof.
  unfold check_balances. rewrite !andb_true_iff. intros [[_ H] _] e I.
  rewrite forallb_forall in H. apply IZR_lt, Z.ltb_lt, H. unfold shared. simpl.
  now apply (in_map (multiplier m (data P))).
Qed.

Lemma balances_both one P m : check_balances (seen_with one P) m = true -> both_classes P.
Proof.
  unfold check_balances. rewrite !andb_true_iff. intros [[[H _] _] _].
  exact (both_classes_by _ H).
Qed.

(** A unit vector picks out one feature. *)
Lemma dot_unit P one e k : (k < inputs (seen_with one P))%nat ->
  dot (seen_with one P) (fun i => if (i =? k)%nat then 1 else 0) e = X P e k.
Proof.
  intros Hk. unfold dot. change (X (seen_with one P)) with (X P).
  induction (inputs (seen_with one P)) as [|n IH]; [lia|]. simpl.
  destruct (Nat.eq_dec n k) as [->|N].
  - rewrite Nat.eqb_refl, (sum_ext _ _ (fun _ => 0 * 0)); [rewrite sum_scaled; ring|].
    intros i Hi. rewrite (proj2 (Nat.eqb_neq i k)) by lia. ring.
  - rewrite IH by lia. rewrite (proj2 (Nat.eqb_neq n k) N). ring.
Qed.

Lemma balances_feature one P m k : check_balances (seen_with one P) m = true ->
  (k < inputs (seen_with one P))%nat ->
  over (data P) (fun e => IZR (multiplier m (data P) e) * y e * X P e k) = 0.
Proof.
  intros H Hk. rewrite <- (balances_dot one P m (fun i => if (i =? k)%nat then 1 else 0) H).
  apply Algebra.over_eq. intros e _. rewrite dot_unit by assumption. ring.
Qed.

Lemma balances_by one P m : check_balances (seen_with one P) m = true ->
  balances P (fun e => IZR (multiplier m (data P) e)).
Proof.
  intros H. split; [now apply (balances_positive one)|]. intros k Hk.
  rewrite <- (balances_feature one P m k H).
  - apply Algebra.over_eq. intros e _. unfold X. now rewrite (proj2 (Nat.ltb_lt k (dim P)) Hk).
  - unfold inputs, sees_one; cbn; destruct one; lia.
Qed.

Lemma balanced_by P m : check_balances (seen_with false P) m = true -> data_balanced P.
Proof.
  intros H. split; [now apply (balances_both false _ m)|]. eexists. exact (balances_by false P m H).
Qed.

Lemma affinely_balanced_by P m :
  check_balances (seen_with true P) m = true -> data_affinely_balanced P.
Proof.
  intros H. split; [now apply (balances_both true _ m)|]. eexists.
  split; [exact (balances_by true P m H)|].
  rewrite <- (balances_feature true P m (dim P) H).
  - apply Algebra.over_eq. intros e _. unfold X. rewrite Nat.ltb_irrefl. ring.
  - unfold inputs, sees_one. cbn. lia.
Qed.
