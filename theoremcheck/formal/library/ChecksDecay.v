(** * How objective.decay_dominates is shown: bounds of slopes, and a form of integers as a sum of squares *)

From Coq Require Import Reals List ZArith Lia Lra Bool FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsDecay Checks ChecksAverages ChecksForms PointsConstant.
From TheoremCheck Require Algebra Definite AffineOutputs.
Import ListNotations.
Open Scope R_scope.

Definition weightz (P : problem) : Z := fold_right Z.add 0%Z (map (fun e => Zpos (weight e)) (data P)).

Lemma over_integers {T} (l : list T) (g : T -> Z) :
  over l (fun e => IZR (g e)) = IZR (fold_right Z.add 0%Z (map g l)).
Proof. induction l as [|e l IH]; simpl; [reflexivity|]. now rewrite plus_IZR, IH. Qed.

(** ** The comparison *)

(** x times the common denominator, with that as the last entry where biases count. *)
Definition lifted (biases : bool) (P : problem) (e : sample) : list Z :=
  row e ++ (if biases then [Zpos (denominator P)] else []).
Definition size (biases : bool) (P : problem) : nat := if biases then S (dim P) else dim P.
Definition momentz (biases : bool) (P : problem) (i k : nat) : Z :=
  fold_right Z.add 0%Z (map (fun e =>
    Zpos (weight e) * (nth i (lifted biases P e) 0 * nth k (lifted biases P e) 0))%Z (data P)).

(** What is left of the penalty, with u for the weights and c for the biases, beyond g times the second moments. *)
Definition diagonalz (P : problem) (u c : Z) (i : nat) : Z :=
  ((if (i <? dim P)%nat then u else c) * (weightz P * (Zpos (denominator P) * Zpos (denominator P))))%Z.
Definition marginz (biases : bool) (P : problem) (g u c : Z) (i k : nat) : Z :=
  ((if (i =? k)%nat then diagonalz P u c i else 0) - g * momentz biases P i k)%Z.

Definition squarez (f : squares) (i k : nat) : Z :=
  fold_right Z.add 0%Z (map (fun t => fst t * (nth i (snd t) 0 * nth k (snd t) 0))%Z f).

(** It is a sum of squares, divided by a number. *)
Definition check_outweighed (biases : bool) (P : problem) (g u c : Z) (scale : BinNums.positive) (f : squares)
  : bool :=
  forallb (fun e => length (row e) =? dim P)%nat (data P) && nonnegative_weights f &&
  forallb (fun i => forallb (fun k => Zpos scale * marginz biases P g u c i k =? squarez f i k)%Z
    (seq 0 (size biases P))) (seq 0 (size biases P)).

Lemma lifted_sum biases P e v c : length (row e) = dim P -> (biases = false -> c = 0) ->
  sum (size biases P) (fun i => (if (i <? dim P)%nat then v i else c) * IZR (nth i (lifted biases P e) 0%Z))
  = den P * (sum (dim P) (fun k => v k * x P e k) + c).
Proof.
  intros R Free. pose proof (den_pos P) as D.
  assert (Low : sum (dim P) (fun i => (if (i <? dim P)%nat then v i else c) * IZR (nth i (lifted biases P e) 0%Z))
    = den P * sum (dim P) (fun k => v k * x P e k)).
  { rewrite <- Algebra.sum_mul. apply Algebra.sum_eq. intros i Hi.
    rewrite (proj2 (Nat.ltb_lt _ _) Hi). unfold lifted. rewrite app_nth1 by lia.
    unfold x. fold (den P). field. lra. }
  unfold size. destruct biases.
  - cbn [sum]. rewrite Low, Nat.ltb_irrefl. unfold lifted. rewrite app_nth2 by lia.
    rewrite R, Nat.sub_diag. cbn [nth]. fold (den P). ring.
  - rewrite Low, (Free eq_refl). ring.
Qed.

Lemma moments_form biases P V :
  Definite.form (size biases P) (fun i k => IZR (momentz biases P i k)) V
  = over (data P) (fun e =>
      share e * (sum (size biases P) (fun i => V i * IZR (nth i (lifted biases P e) 0%Z)))^2).
Proof.
  unfold Definite.form. set (n := size biases P).
  rewrite (Algebra.over_eq (data P) _ (fun e => sum n (fun i => sum n (fun k =>
    share e * (V i * V k * IZR (nth i (lifted biases P e) 0%Z) * IZR (nth k (lifted biases P e) 0%Z)))))).
  - rewrite Algebra.over_sum. apply Algebra.sum_eq. intros i _.
    rewrite Algebra.over_sum. apply Algebra.sum_eq. intros k _. unfold momentz.
    rewrite <- over_integers, Rmult_assoc, Rmult_comm, <- Algebra.over_mul.
    apply Algebra.over_eq. intros e _. rewrite !mult_IZR. unfold share. ring.
  - intros e _. rewrite <- square_sum, <- Algebra.sum_mul. apply Algebra.sum_eq. intros i _.
    now rewrite <- Algebra.sum_mul.
Qed.

Lemma outweighed_by P biases g u c N scale f gain alpha beta gamma :
  check_outweighed biases P g u c scale f = true ->
  gain^2 * IZR (Zpos N) = IZR g -> 4 * alpha * beta * IZR (Zpos N) = IZR u ->
  (biases = true -> 4 * alpha * gamma * IZR (Zpos N) = IZR c) ->
  outweighed P biases gain alpha beta gamma.
Proof.
  unfold check_outweighed. rewrite !andb_true_iff, !forallb_forall. intros [[R Pos] Eq] G U C v b Free.
  set (n := size biases P) in *. set (V := fun i => if (i <? dim P)%nat then v i else b).
  assert (HN : 0 < IZR (Zpos N)) by (apply IZR_lt; lia).
  assert (HS : 0 < IZR (Zpos scale)) by (apply IZR_lt; lia).
  pose proof (den_pos P) as D.
  assert (Q : 0 <= Definite.form n (fun i k => IZR (marginz biases P g u c i k)) V).
  { apply Rmult_le_reg_l with (IZR (Zpos scale)); [assumption|]. rewrite Rmult_0_r, <- Definite.form_times.
    rewrite (Definite.form_equal n _ (form_of f)).
    - unfold Definite.form. rewrite form_of_value. apply Algebra.over_ge0. intros t I.
      unfold nonnegative_weights in Pos. rewrite forallb_forall in Pos.
      apply Rmult_le_pos; [apply IZR_le, Z.leb_le; auto|apply pow2_ge_0].
    - intros i k Hi Hk. rewrite <- mult_IZR.
      pose proof (Eq i ltac:(apply in_seq; lia)) as E. rewrite forallb_forall in E.
      specialize (E k ltac:(apply in_seq; lia)). apply Z.eqb_eq in E. rewrite E. unfold squarez, form_of.
      rewrite <- over_integers. apply Algebra.over_eq. intros t _. now rewrite !mult_IZR. }
  assert (S : Definite.form n (fun i k => IZR (marginz biases P g u c i k)) V
    = sum n (fun i => IZR (diagonalz P u c i) * (V i * V i))
      - IZR g * Definite.form n (fun i k => IZR (momentz biases P i k)) V).
  { rewrite <- Definite.form_diagonal. unfold Rminus. rewrite Ropp_mult_distr_l, <- Definite.form_times,
      <- Definite.form_plus. apply Definite.form_equal. intros i k _ _. unfold marginz. rewrite minus_IZR, mult_IZR.
    destruct (i =? k)%nat; ring. }
  pose proof (moments_form biases P V) as Mf. fold n in Mf. rewrite S, Mf in Q. clear S Mf.
  rewrite (Algebra.over_eq (data P) _ (fun e => den P * den P *
    (share e * (sum (dim P) (fun k => v k * x P e k) + b)^2))) in Q.
  2:{ intros e I. unfold n, V. rewrite lifted_sum by (assumption || (apply Nat.eqb_eq; auto)). ring. }
  rewrite Algebra.over_mul in Q.
  assert (T : total_weight P = IZR (weightz P)).
  { unfold total_weight, weightz. now rewrite <- over_integers. }
  set (r := over (data P) (fun e => share e * (sum (dim P) (fun k => v k * x P e k) + b)^2)) in *.
  assert (Dg : sum n (fun i => IZR (diagonalz P u c i) * (V i * V i))
    = den P * den P * total_weight P * (IZR u * sum (dim P) (fun k => (v k)^2) + (if biases then IZR c else 0) * b^2)).
  { assert (Low : sum (dim P) (fun i => IZR (diagonalz P u c i) * (V i * V i))
      = den P * den P * total_weight P * (IZR u * sum (dim P) (fun k => (v k)^2))).
    { rewrite <- !Algebra.sum_mul. apply Algebra.sum_eq. intros i Hi. unfold diagonalz, V.
      rewrite (proj2 (Nat.ltb_lt _ _) Hi), !mult_IZR, T. unfold den. ring. }
    unfold n, size. destruct biases.
    - cbn [sum]. rewrite Low. unfold diagonalz, V. rewrite Nat.ltb_irrefl, !mult_IZR, T. unfold den. ring.
    - rewrite Low. ring. }
  rewrite Dg in Q.
  assert (B : (if biases then IZR c else 0) * b^2 = 4 * alpha * gamma * IZR (Zpos N) * b^2).
  { destruct biases; [now rewrite (C eq_refl)|]. rewrite (Free eq_refl). ring. }
  assert (F : 0 <= den P * den P * IZR (Zpos N) *
    (4 * alpha * (beta * sum (dim P) (fun k => (v k)^2) + gamma * b^2) * total_weight P - gain^2 * r)).
  { eapply Rle_trans; [exact Q|]. right. rewrite <- G, <- U, B. ring. }
  apply Rmult_le_reg_l with (den P * den P * IZR (Zpos N)).
  - apply Rmult_lt_0_compat; [now apply Rmult_lt_0_compat|assumption].
  - lra.
Qed.

(** ** The first arm: two slopes of the neuron, and one of the loss *)

Lemma decay_homogeneous_by P alpha beta p m d K :
  check_classes P = true -> a_trained P = true -> w_trained P = true ->
  (a0_trained P = false /\ fixed P A0 = 0 /\
   b_trained P = false /\ forall j, (j < width P)%nat -> fixed P (B j) = 0) ->
  (forall t, admissible P t -> penalty P t = sum (width P) (fun j =>
     alpha * (t (A j))^2 + beta * sum (dim P) (fun k => (t (W j k))^2))) ->
  (forall v, v <= 0 -> sigma P v = p * v) -> (forall v, 0 <= v -> sigma P v = m * v) ->
  subgradient_at (ell P) 0 d ->
  outweighed P false (d * K) alpha beta 0 ->
  0 < alpha -> - K <= p <= K -> - K <= m <= K ->
  objective_decay_dominates P.
Proof.
  intros C Ta Tw Net Pen Left Right Sub Out Ha Hp Hm. split; [now apply both_classes_by|].
  do 2 (split; [assumption|]). left. destruct Net as [N1 [N2 [N5 N6]]]. do 4 (split; [assumption|]).
  exists alpha, beta, K, d. split; [assumption|]. split; [lra|].
  split; [assumption|]. split; [|split; [|now split]].
  - intros h v Hh. destruct (Rle_dec v 0) as [V|V].
    + rewrite (Left v V), (Left (h * v)); [ring|]. nra.
    + rewrite (Right v), (Right (h * v)); [ring| |lra]. apply Rmult_le_pos; lra.
  - intros v. destruct (Rle_dec v 0) as [V|V].
    + rewrite (Left v V), Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|]. apply Rabs_le. lra.
    + rewrite (Right v) by lra. rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|].
      apply Rabs_le. lra.
Qed.

(** ** The second arm *)

Lemma bounded_slopes_by g K :
  (forall u v, u <= v -> K * u - g u <= K * v - g v) -> (forall u v, u <= v -> K * u + g u <= K * v + g v) ->
  bounded_slopes g K.
Proof.
  intros Down Up u v. destruct (Rle_dec u v) as [H|H].
  - specialize (Down u v H). specialize (Up u v H). rewrite (Rabs_left1 (u - v)) by lra. apply Rabs_le. lra.
  - specialize (Down v u ltac:(lra)). specialize (Up v u ltac:(lra)). rewrite (Rabs_right (u - v)) by lra.
    apply Rabs_le. lra.
Qed.

Lemma decay_bounded_by P (biases : bool) alpha beta gamma delta alpha' beta' gamma' K M :
  check_classes P = true -> a_trained P = true -> w_trained P = true ->
  ((biases = false /\ a0_trained P = true /\ delta = 0) \/
   (sigma P 0 = 0 /\ if biases then b_trained P = true
    else b_trained P = false /\ forall j, (j < width P)%nat -> fixed P (B j) = 0)) ->
  (forall t, admissible P t -> penalty P t = sum (width P) (fun j =>
     alpha * (t (A j))^2 + beta * sum (dim P) (fun k => (t (W j k))^2) + gamma * (t (B j))^2)
     + delta * (t A0)^2) ->
  bounded_slopes (sigma P) K -> bounded_slopes (ell P) M ->
  outweighed P biases (M * K) alpha' beta' gamma' ->
  0 < alpha' < alpha -> beta' < beta -> 0 <= gamma -> (biases = true -> gamma' < gamma) -> 0 <= delta ->
  objective_decay_dominates P.
Proof.
  intros C Ta Tw Held Pen HK HM Out H1 H2 H3 H4 H5. split; [now apply both_classes_by|].
  do 2 (split; [assumption|]). right.
  exists biases, alpha, beta, gamma, delta, alpha', beta', gamma', K, M. intuition.
Qed.

(** ** A layer of linear neurons *)

Lemma linear_decay_by P (biased : bool) k c alpha beta gamma delta :
  a_trained P = true -> w_trained P = true -> deep_trained P = [] ->
  (if biased then c = 0 /\ b_trained P = true /\ 0 < gamma
   else (a0_trained P = true /\ delta = 0) \/
        (c = 0 /\ b_trained P = false /\ forall j, (j < width P)%nat -> fixed P (B j) = 0)) ->
  (forall t, admissible P t -> penalty P t = sum (width P) (fun j =>
     alpha * (t (A j))^2 + beta * sum (dim P) (fun i => (t (W j i))^2) + gamma * (t (B j))^2)
     + delta * (t A0)^2) ->
  (forall v, sigma P v = k * v + c) ->
  0 < alpha -> 0 < beta -> 0 <= gamma -> 0 <= delta ->
  objective_linear_decay P.
Proof.
  intros Ta Tw Td Held Pen Lin H1 H2 H3 H4.
  exists biased, k, c, alpha, beta, gamma, (fun t => delta * (t A0)^2).
  split; [assumption|]. split; [assumption|]. split.
  { intros t t' h e Adm Adm' _.
    assert (Same : forall q, t' (D q) = t (D q)).
    { intros q. apply (AffineOutputs.untrained_equal P); auto. intros I.
      apply AffineOutputs.trained_kinds in I. now rewrite Td in I. }
    replace (fun p => between t t' h (D p)) with (fun p => t (D p))
      by (apply functional_extensionality; intros q; unfold between; rewrite Same; ring).
    replace (fun p => t' (D p)) with (fun p => t (D p))
      by (apply functional_extensionality; intros q; now rewrite Same).
    ring. }
  do 4 (split; [assumption|]). split; [exact Pen|]. split; [|split].
  - intros t t' h _ _ Hh. unfold between. cbv beta.
    assert (0 <= delta * (h * (1 - h) * (t' A0 - t A0)^2)).
    { apply Rmult_le_pos; [assumption|]. apply Rmult_le_pos; [apply Rmult_le_pos; lra|apply pow2_ge_0]. }
    nra.
  - intros t t' E _. now rewrite E.
  - destruct biased; [assumption|]. destruct Held as [[T Z]|Held]; [left|now right].
    split; [assumption|]. intros t t' _. rewrite Z. ring.
Qed.
