(** * thm.wide.decay: positively homogeneous neurons, more than their columns have dimensions, leave no spurious valley (V5)

    With sqrt q (a, w) a column a s(w . X) and the penalties of the neuron become q-fold. The neurons of two points t and
    t' are 2 M vectors; a state of WideEdges.v, of which M entries at most are not 0, is a point: outputs there are between
    those of t and t', and so are the penalties, at most. *)

From Coq Require Import Reals List Lia Lra Classical FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsValley Algebra Near Monotone Landscape WideEdges Paths.
From TheoremCheck Require RulesBox.
Import ListNotations.
Open Scope R_scope.

(** A sum over places is one over what stands there. *)
Lemma sum_by_places N M (place : nat -> nat) (g : nat -> R) :
  (forall j j', (j < M)%nat -> (j' < M)%nat -> (place j < N)%nat -> place j = place j' -> j = j') ->
  (forall i, (i < N)%nat -> g i <> 0 -> exists j, (j < M)%nat /\ place j = i) ->
  sum M (fun j => if (place j <? N)%nat then g (place j) else 0) = sum N g.
Proof.
  intros Once Covers.
  rewrite (sum_eq N g (fun i => sum M (fun j => if (place j =? i)%nat then g i else 0))).
  - rewrite sum_sum. apply sum_eq. intros j Hj. destruct (Nat.ltb_spec (place j) N) as [Lt|Ge].
    + rewrite (sum_one N (place j)); [now rewrite Nat.eqb_refl|exact Lt|].
      intros i _ Ne. destruct (Nat.eqb_spec (place j) i); [congruence|reflexivity].
    + symmetry. apply sum_0. intros i Hi. destruct (Nat.eqb_spec (place j) i); [lia|reflexivity].
  - intros i Hi. destruct (Req_dec (g i) 0) as [Z|Nz].
    + rewrite Z. symmetry. apply sum_0. intros j _. now destruct (place j =? i)%nat.
    + destruct (Covers i Hi Nz) as (j & Hj & E). rewrite (sum_one M j); [now rewrite E, Nat.eqb_refl|exact Hj|].
      intros j' Hj' Ne. destruct (Nat.eqb_spec (place j') i) as [E'|]; [|reflexivity].
      elim Ne. apply Once; [exact Hj'|exact Hj|lia|congruence].
Qed.

(** Which entry stands at which place; N where none does. *)
Definition placed (N M : nat) (place : nat -> nat) (l : list nat) : Prop :=
  (forall j, (j < M)%nat -> place j = N \/ In (place j) l) /\
  (forall j j', (j < M)%nat -> (j' < M)%nat -> (place j < N)%nat -> place j = place j' -> j = j') /\
  forall i, In i l -> exists j, (j < M)%nat /\ place j = i.

Lemma placed_more N M place l i : placed N M place l -> (i < N)%nat -> ~ In i l -> (length l < M)%nat ->
  (forall i, In i l -> (i < N)%nat) ->
  exists place', placed N M place' (i :: l) /\ forall j, (j < M)%nat -> place j <> N -> place' j = place j.
Proof.
  intros (Val & Once & Cov) Hi Ni Few In_N.
  assert (exists j, (j < M)%nat /\ place j = N) as (j & Hj & Ej).
  { apply NNPP. intros F.
    assert (All : forall j, (j < M)%nat -> In (place j) l).
    { intros j Hj. destruct (Val j Hj) as [E|I]; [elim F; now exists j|exact I]. }
    assert (Len : (length (map place (seq 0 M)) <= length l)%nat).
    { apply NoDup_incl_length.
      - assert (G : forall n, (n <= M)%nat -> NoDup (map place (seq 0 n))).
        { induction n as [|n IHn]; intros Hn; [constructor|]. rewrite seq_S, map_app. apply NoDup_app_of; [apply IHn; lia| |].
          - cbn. constructor; [intros []|constructor].
          - intros q Iq [<-|[]]. apply in_map_iff in Iq. destruct Iq as (j & E & Ij). apply in_seq in Ij. cbn in E.
            assert (j = n); [|lia]. apply Once; [lia|lia| |exact E]. apply In_N, All. lia. }
        apply G, le_n.
      - intros q Iq. apply in_map_iff in Iq. destruct Iq as (j & <- & Ij). apply in_seq in Ij. apply All. lia. }
    rewrite map_length, seq_length in Len. lia. }
  exists (fun q => if (q =? j)%nat then i else place q). split; [split; [|split]|].
  - intros q Hq. destruct (Nat.eqb_spec q j); [right; now left|]. destruct (Val q Hq); [now left|right; now right].
  - intros q q' Hq Hq' Lt E. destruct (Nat.eqb_spec q j) as [->|N1], (Nat.eqb_spec q' j) as [->|N2]; try reflexivity.
    + destruct (Val q' Hq') as [Q|Q]; [lia|]. elim Ni. now rewrite E.
    + destruct (Val q Hq) as [Q|Q]; [lia|]. elim Ni. now rewrite <- E.
    + now apply Once.
  - intros q [<-|Iq].
    + exists j. split; [exact Hj|]. now rewrite Nat.eqb_refl.
    + destruct (Cov q Iq) as (q' & Hq' & E). exists q'. split; [exact Hq'|]. destruct (Nat.eqb_spec q' j) as [->|]; [|exact E].
      specialize (In_N q Iq). lia.
  - intros q Hq Nq. destruct (Nat.eqb_spec q j) as [->|]; [contradiction|reflexivity].
Qed.

Lemma placed_all N M rest : forall place l, placed N M place l -> NoDup (rest ++ l) ->
  (forall i, In i (rest ++ l) -> (i < N)%nat) -> (length (rest ++ l) <= M)%nat ->
  exists place', placed N M place' (rest ++ l) /\ forall j, (j < M)%nat -> place j <> N -> place' j = place j.
Proof.
  induction rest as [|i rest IH]; intros place l Pl Once In_N Few; cbn [app] in *.
  - exists place. split; [exact Pl|reflexivity].
  - inversion Once as [|? ? Ni Once']; subst. cbn [length] in Few.
    destruct (IH place l Pl Once') as (p1 & Pl1 & Same1); [intros; apply In_N; now right|lia|].
    destruct (placed_more N M p1 (rest ++ l) i Pl1) as (p2 & Pl2 & Same2);
      [apply In_N; now left|exact Ni|lia|intros; apply In_N; now right|].
    exists p2. split; [exact Pl2|]. intros j Hj Nj. rewrite Same2; [now apply Same1|exact Hj|]. now rewrite Same1.
Qed.

Section Decay.

Variable P : problem.

Hypothesis loss_is_defined : loss_defined P.
Hypothesis convex : loss_convex P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis deep_is_defined : network_deep_defined P.
Hypothesis homogeneous : network_positively_homogeneous P.
Hypothesis neurons_trainable : network_neurons_trainable P.
Hypothesis biases : network_hidden_bias_or_none P.
Hypothesis affine : network_affine_beside P.
Hypothesis dimension : network_width_dimension P.
Hypothesis penalties_convex : objective_convex_outputs P.

Notation M := (width P).
Notation N := (width P + width P)%nat.

Lemma everywhere t : admissible P t -> in_domain P t.
Proof.
  intros A. split; [exact A|]. intros e _. split; [intros; apply neuron_is_defined|].
  split; [apply deep_is_defined|apply loss_is_defined].
Qed.

Lemma scaled q a z : 0 <= q -> sqrt q * a * sigma P (sqrt q * z) = q * (a * sigma P z).
Proof.
  intros Hq. destruct (Rle_lt_or_eq_dec 0 q Hq) as [Pos|<-].
  - rewrite homogeneous by now apply sqrt_lt_R0. rewrite <- (sqrt_sqrt q Hq) at 3. ring.
  - rewrite sqrt_0. ring.
Qed.

Section Between.

Variables t t' : params.
Hypothesis At : admissible P t.
Hypothesis At' : admissible P t'.

(** The neurons of both. *)
Definition ua (i : nat) : R := if (i <? M)%nat then t (A i) else t' (A (i - M)).
Definition uw (i k : nat) : R := if (i <? M)%nat then t (W i k) else t' (W (i - M) k).
Definition ub (i : nat) : R := if (i <? M)%nat then t (B i) else t' (B (i - M)).
Definition phi (i : nat) (e : sample) : R := ua i * sigma P (sum (dim P) (fun k => uw i k * x P e k) + ub i).

Definition m0 (i : nat) : R := if (i <? M)%nat then 1 else 0.
Definition m1 (i : nat) : R := if (i <? M)%nat then 0 else 1.

Lemma bias_zero u j : admissible P u -> (j < M)%nat -> b_trained P = true \/ u (B j) = 0.
Proof.
  intros Au Hj. destruct (b_trained P) eqn:Tb; [now left|right]. rewrite (bias_absent P u j Au Tb).
  destruct biases as [Q|Q]; [congruence|now apply Q].
Qed.

Lemma ub_zero i : (i < N)%nat -> b_trained P = true \/ ub i = 0.
Proof. intros Hi. unfold ub. destruct (Nat.ltb_spec i M); apply bias_zero; try assumption; lia. Qed.

(** The state (mu, r, c), with the neurons in their places. *)
Definition weight_at (place : nat -> nat) (mu : nat -> R) (j : nat) : R :=
  if (place j <? N)%nat then sqrt (mu (place j)) else 0.
Definition point_of (place : nat -> nat) (mu : nat -> R) (r c : R) : params := fun p =>
  match p with
  | A0 => t A0 + r * (t' A0 - t A0) + c
  | A j => if (j <? M)%nat then weight_at place mu j * ua (place j) else t p
  | W j k => if ((j <? M) && (k <? dim P))%nat%bool then weight_at place mu j * uw (place j) k else t p
  | B j => if (j <? M)%nat then weight_at place mu j * ub (place j) else t p
  | D q => t p + r * (t' p - t p)
  end.

Lemma point_admissible place mu r c : a0_trained P = true \/ c = 0 -> admissible P (point_of place mu r c).
Proof.
  intros C p Np. pose proof (At p Np) as E. pose proof (At' p Np) as E'. destruct p as [|j|j k|j|q]; cbn [point_of].
  - destruct C as [C| ->]; [elim Np; now apply in_a0|]. rewrite E, E'. ring.
  - destruct (Nat.ltb_spec j M) as [Hj|Hj]; [|exact E]. elim Np. apply in_a; [apply neurons_trainable|exact Hj].
  - destruct (Nat.ltb_spec j M) as [Hj|Hj]; [|exact E]. destruct (Nat.ltb_spec k (dim P)) as [Hk|Hk]; [|exact E].
    elim Np. apply in_w; [apply neurons_trainable|exact Hj|exact Hk].
  - destruct (Nat.ltb_spec j M) as [Hj|Hj]; [|exact E]. unfold weight_at.
    destruct (Nat.ltb_spec (place j) N) as [Lt|Ge].
    + destruct (ub_zero (place j) Lt) as [Tb|Z]; [elim Np; now apply in_b|]. rewrite Z, Rmult_0_r, <- E.
      destruct (bias_zero t j At Hj) as [Tb|Z']; [elim Np; now apply in_b|now rewrite Z'].
    + rewrite Rmult_0_l, <- E. destruct (bias_zero t j At Hj) as [Tb|Z']; [elim Np; now apply in_b|now rewrite Z'].
  - rewrite E, E'. ring.
Qed.

Definition covering (place : nat -> nat) (mu : nat -> R) : Prop :=
  (forall j j', (j < M)%nat -> (j' < M)%nat -> (place j < N)%nat -> place j = place j' -> j = j') /\
  forall i, (i < N)%nat -> mu i <> 0 -> exists j, (j < M)%nat /\ place j = i.

Lemma point_output place mu r c e : covering place mu -> (forall i, (i < N)%nat -> 0 <= mu i) -> In e (data P) ->
  f P (point_of place mu r c) e = (t A0 + r * (t' A0 - t A0)) + c + vec N phi mu e
    + (deep P (fun p => t (D p)) (x P e) + r * (deep P (fun p => t' (D p)) (x P e) - deep P (fun p => t (D p)) (x P e))).
Proof.
  intros [Once Cov] Pos Ie. unfold f. rewrite <- (proj1 affine t t' r e At At' Ie).
  change (fun p => point_of place mu r c (D p)) with (fun p => between t t' r (D p)). cbn [point_of].
  do 2 f_equal.
  unfold vec. rewrite <- (sum_by_places N M place (fun i => mu i * phi i e) Once).
  - apply sum_eq. intros j Hj. rewrite (proj2 (Nat.ltb_lt j M) Hj). unfold pre. cbn [point_of].
    rewrite (proj2 (Nat.ltb_lt j M) Hj). unfold weight_at.
    destruct (Nat.ltb_spec (place j) N) as [Lt|Ge]; [|rewrite !Rmult_0_l; reflexivity].
    rewrite (sum_eq (dim P) _ (fun k => sqrt (mu (place j)) * (uw (place j) k * x P e k))).
    + rewrite sum_mul, <- Rmult_plus_distr_l. exact (scaled _ _ _ (Pos _ Lt)).
    + intros k Hk. cbn [andb]. rewrite (proj2 (Nat.ltb_lt k (dim P)) Hk). ring.
  - intros i Hi Nz. apply Cov; [exact Hi|]. intros Z. apply Nz. rewrite Z. ring.
Qed.

(** t and t' themselves. *)
Lemma sum_halves (g : nat -> R) : sum N g = sum M g + sum M (fun j => g (M + j)%nat).
Proof.
  assert (H : forall n, sum (M + n) g = sum M g + sum n (fun j => g (M + j)%nat)); [|apply H].
  induction n as [|n IH]; [rewrite Nat.add_0_r; cbn [sum]; ring|].
  rewrite Nat.add_succ_r. cbn [sum]. rewrite IH. ring.
Qed.

Lemma first_half (g : nat -> R) : sum N (fun i => m0 i * g i) = sum M g.
Proof.
  rewrite sum_halves, (sum_0 M (fun j => m0 (M + j) * g (M + j)%nat)).
  - rewrite Rplus_0_r. apply sum_eq. intros j Hj. unfold m0. rewrite (proj2 (Nat.ltb_lt j M) Hj). ring.
  - intros j _. unfold m0. destruct (Nat.ltb_spec (M + j) M); [lia|ring].
Qed.

Lemma second_half (g : nat -> R) : sum N (fun i => m1 i * g i) = sum M (fun j => g (M + j)%nat).
Proof.
  rewrite sum_halves, (sum_0 M (fun j => m1 j * g j)).
  - rewrite Rplus_0_l. apply sum_eq. intros j Hj. unfold m1. destruct (Nat.ltb_spec (M + j) M); [lia|ring].
  - intros j Hj. unfold m1. rewrite (proj2 (Nat.ltb_lt j M) Hj). ring.
Qed.

Lemma second_at {U : Type} (a b : nat -> U) j : (if (M + j <? M)%nat then a (M + j)%nat else b (M + j - M)%nat) = b j.
Proof. destruct (Nat.ltb_spec (M + j) M); [lia|]. f_equal. lia. Qed.

Lemma f_first e : f P t e = t A0 + vec N phi m0 e + deep P (fun p => t (D p)) (x P e).
Proof.
  unfold f, vec. rewrite first_half. do 2 f_equal. apply sum_eq. intros j Hj. unfold phi, ua, uw, ub, pre, sigma.
  now rewrite (proj2 (Nat.ltb_lt j M) Hj).
Qed.

Lemma f_second e : f P t' e = t' A0 + vec N phi m1 e + deep P (fun p => t' (D p)) (x P e).
Proof.
  unfold f, vec. rewrite second_half. do 2 f_equal. apply sum_eq. intros j Hj. unfold phi, ua, uw, ub, pre, sigma.
  rewrite (second_at (fun i => t (A i)) (fun i => t' (A i))), (second_at (fun i => t (B i)) (fun i => t' (B i))).
  do 3 f_equal. apply sum_eq. intros k _. f_equal. symmetry.
  exact (second_at (fun i => t (W i k)) (fun i => t' (W i k)) j).
Qed.

(** Penalties of a neuron. *)
Variables alpha gamma : R.
Variable beta : nat -> R.
Variable rest : params -> R.
Hypothesis rest_beside : forall u u', u A0 = u' A0 -> (forall p, u (D p) = u' (D p)) -> rest u = rest u'.
Hypothesis penalty_is : forall u, admissible P u -> penalty P u = rest u + sum M (fun j =>
  alpha * (u (A j))^2 + sum (dim P) (fun k => beta k * (u (W j k))^2) + gamma * (u (B j))^2).

Definition theta (i : nat) : R :=
  alpha * (ua i)^2 + sum (dim P) (fun k => beta k * (uw i k)^2) + gamma * (ub i)^2.

Lemma penalty_first : penalty P t = rest t + cost N theta m0.
Proof.
  rewrite penalty_is by exact At. unfold cost. rewrite first_half. f_equal. apply sum_eq. intros j Hj.
  unfold theta, ua, uw, ub. now rewrite (proj2 (Nat.ltb_lt j M) Hj).
Qed.

Lemma penalty_second : penalty P t' = rest t' + cost N theta m1.
Proof.
  rewrite penalty_is by exact At'. unfold cost. rewrite second_half. f_equal. apply sum_eq. intros j Hj.
  unfold theta, ua, uw, ub.
  rewrite (second_at (fun i => t (A i)) (fun i => t' (A i))), (second_at (fun i => t (B i)) (fun i => t' (B i))).
  do 2 f_equal. apply sum_eq. intros k _. do 2 f_equal. symmetry.
  exact (second_at (fun i => t (W i k)) (fun i => t' (W i k)) j).
Qed.

Lemma penalty_point place mu r c : covering place mu -> (forall i, (i < N)%nat -> 0 <= mu i) ->
  a0_trained P = true \/ c = 0 -> penalty P (point_of place mu r c) = rest (point_of place mu r c) + cost N theta mu.
Proof.
  intros [Once Cov] Pos C. rewrite penalty_is by now apply point_admissible. f_equal.
  unfold cost. rewrite <- (sum_by_places N M place (fun i => mu i * theta i) Once).
  - apply sum_eq. intros j Hj. cbn [point_of]. rewrite (proj2 (Nat.ltb_lt j M) Hj). unfold weight_at.
    destruct (Nat.ltb_spec (place j) N) as [Lt|Ge].
    + set (q := mu (place j)). assert (Sq : sqrt q * sqrt q = q) by (apply sqrt_sqrt, Pos, Lt). unfold theta.
      rewrite (sum_eq (dim P) _ (fun k => q * (beta k * (uw (place j) k)^2))).
      * rewrite sum_mul. set (w := sqrt q) in *. set (a := ua (place j)). set (b := ub (place j)).
        replace (alpha * (w * a)^2) with (alpha * a^2 * (w * w)) by ring.
        replace (gamma * (w * b)^2) with (gamma * b^2 * (w * w)) by ring. rewrite Sq. ring.
      * intros k Hk. cbn [andb]. rewrite (proj2 (Nat.ltb_lt k (dim P)) Hk). set (w := sqrt q) in *.
        rewrite <- Sq at 1. ring.
    + rewrite (sum_0 (dim P)); [ring|]. intros k Hk. cbn [andb]. rewrite (proj2 (Nat.ltb_lt k (dim P)) Hk). ring.
  - intros i Hi Nz. apply Cov; [exact Hi|]. intros Z. apply Nz. rewrite Z. ring.
Qed.

Ltac decide_places :=
  repeat match goal with
  | |- context [RulesBox.place_eq_dec ?a ?b] =>
      let E := fresh in destruct (RulesBox.place_eq_dec a b) as [E|E]; try (exfalso; congruence)
  end.

(** Penalties on what moves are not negative. *)
Lemma coefficient_nonneg p u (k : R) : In p (trained P) -> admissible P u ->
  (forall v, penalty P (fun q => if RulesBox.place_eq_dec q p then v else u q) = penalty P (fun q => if RulesBox.place_eq_dec q p then 0 else u q) + k * v^2) ->
  0 <= k.
Proof.
  intros Ip Au E. set (at_ := fun v q => if RulesBox.place_eq_dec q p then v else u q).
  assert (Av : forall v, admissible P (at_ v)).
  { intros v q Nq. unfold at_. destruct (RulesBox.place_eq_dec q p) as [->|]; [contradiction|now apply Au]. }
  pose proof (penalties_convex (at_ 0) (at_ 1) (1 / 2) (Av 0) (Av 1) ltac:(lra)) as C.
  assert (B : between (at_ 0) (at_ 1) (1 / 2) = at_ (1 / 2)).
  { apply functional_extensionality. intros q. unfold between, at_. destruct (RulesBox.place_eq_dec q p); field. }
  rewrite B in C. unfold at_ in C. rewrite (E (1 / 2)), (E 1), (E 0) in C. lra.
Qed.

Lemma theta_nonneg i : (i < N)%nat -> 0 <= theta i.
Proof.
  intros Hi. assert (M0 : (0 < M)%nat) by lia.
  assert (Other : forall p v q, q <> p -> (fun q => if RulesBox.place_eq_dec q p then v else t q) q = t q).
  { intros p v q Ne. cbv beta. destruct (RulesBox.place_eq_dec q p); [contradiction|reflexivity]. }
  assert (Adm : forall p v, In p (trained P) -> admissible P (fun q => if RulesBox.place_eq_dec q p then v else t q)).
  { intros p v Ip q Nq. destruct (RulesBox.place_eq_dec q p) as [->|]; [contradiction|now apply At]. }
  assert (Rest : forall p v, (forall d, p <> D d) -> p <> A0 ->
    rest (fun q => if RulesBox.place_eq_dec q p then v else t q) = rest t).
  { intros p v Nd N0. apply rest_beside.
    - apply Other. congruence.
    - intros d. apply Other. intros E. now apply (Nd d). }
  destruct neurons_trainable as [Ta Tw].
  assert (Pa : 0 <= alpha).
  { assert (Ip : In (A 0) (trained P)) by now apply in_a.
    apply (coefficient_nonneg (A 0) t alpha Ip At). intros v. rewrite !penalty_is by now apply Adm.
    rewrite !Rest by discriminate. rewrite Rplus_assoc. f_equal.
    rewrite <- (sum_at M 0 (alpha * v^2)) by exact M0. rewrite <- sum_add. apply sum_eq. intros j _.
    assert (S : forall v', sum (dim P) (fun l => beta l * (if RulesBox.place_eq_dec (W j l) (A 0) then v' else t (W j l))^2)
      = sum (dim P) (fun l => beta l * (t (W j l))^2)).
    { intros v'. apply sum_eq. intros l _. destruct (RulesBox.place_eq_dec (W j l) (A 0)); [discriminate|reflexivity]. }
    rewrite !S. destruct (Nat.eqb_spec j 0) as [->|Ne]; decide_places; ring. }
  assert (Pw : forall k, (k < dim P)%nat -> 0 <= beta k).
  { intros k Hk. assert (Ip : In (W 0 k) (trained P)) by now apply in_w.
    apply (coefficient_nonneg (W 0 k) t (beta k) Ip At). intros v. rewrite !penalty_is by now apply Adm.
    rewrite !Rest by discriminate. rewrite Rplus_assoc. f_equal.
    rewrite <- (sum_at M 0 (beta k * v^2)) by exact M0. rewrite <- sum_add. apply sum_eq. intros j _.
    destruct (Nat.eqb_spec j 0) as [->|Ne].
    - assert (S : forall v', sum (dim P) (fun l => beta l * (if RulesBox.place_eq_dec (W 0 l) (W 0 k) then v' else t (W 0 l))^2)
        = sum (dim P) (fun l => if (l =? k)%nat then 0 else beta l * (t (W 0 l))^2) + beta k * v'^2).
      { intros v'. rewrite <- (sum_at (dim P) k (beta k * v'^2)) by exact Hk. rewrite <- sum_add. apply sum_eq. intros l _.
        destruct (Nat.eqb_spec l k) as [->|Nl].
        - destruct (RulesBox.place_eq_dec (W 0 k) (W 0 k)); [ring|contradiction].
        - destruct (RulesBox.place_eq_dec (W 0 l) (W 0 k)) as [E|]; [injection E; contradiction|ring]. }
      rewrite !S. decide_places; ring.
    - assert (S : forall v', sum (dim P) (fun l => beta l * (if RulesBox.place_eq_dec (W j l) (W 0 k) then v' else t (W j l))^2)
        = sum (dim P) (fun l => beta l * (t (W j l))^2)).
      { intros v'. apply sum_eq. intros l _. decide_places; reflexivity. }
      rewrite !S. decide_places; ring. }
  assert (Pb : b_trained P = true -> 0 <= gamma).
  { intros Tb. assert (Ip : In (B 0) (trained P)) by now apply in_b.
    apply (coefficient_nonneg (B 0) t gamma Ip At). intros v. rewrite !penalty_is by now apply Adm.
    rewrite !Rest by discriminate. rewrite Rplus_assoc. f_equal.
    rewrite <- (sum_at M 0 (gamma * v^2)) by exact M0. rewrite <- sum_add. apply sum_eq. intros j _.
    assert (S : forall v', sum (dim P) (fun l => beta l * (if RulesBox.place_eq_dec (W j l) (B 0) then v' else t (W j l))^2)
      = sum (dim P) (fun l => beta l * (t (W j l))^2)).
    { intros v'. apply sum_eq. intros l _. destruct (RulesBox.place_eq_dec (W j l) (B 0)); [discriminate|reflexivity]. }
    rewrite !S. destruct (Nat.eqb_spec j 0) as [->|Ne]; decide_places; ring. }
  unfold theta. pose proof (pow2_ge_0 (ua i)). pose proof (pow2_ge_0 (ub i)).
  assert (0 <= sum (dim P) (fun k => beta k * (uw i k)^2)).
  { apply sum_at_least_0. intros k Hk. apply Rmult_le_pos; [now apply Pw|apply pow2_ge_0]. }
  assert (0 <= gamma * (ub i)^2).
  { destruct (ub_zero i Hi) as [Tb|Z]; [apply Rmult_le_pos; [now apply Pb|assumption]|rewrite Z; lra]. }
  assert (0 <= alpha * (ua i)^2) by now apply Rmult_le_pos. lra.
Qed.

(** ** L at a state *)

Variable shift : bool.
Hypothesis shift_is : shift = true <-> constant_free P.

Lemma constant_is c : WideEdges.constant shift c -> a0_trained P = true \/ c = 0.
Proof.
  intros C. destruct shift eqn:E; [left|right; now apply C]. destruct shift_is as [F _]. now destruct (F eq_refl).
Qed.

Notation state := (WideEdges.state (data P) N shift phi theta m0 m1).

(** The parameters beside the neurons. *)
Definition beside (r c : R) : params := fun p =>
  match p with A0 => t A0 + r * (t' A0 - t A0) + c | D q => t p + r * (t' p - t p) | _ => t p end.

Lemma rest_at r c : 0 <= r <= 1 -> WideEdges.constant shift c -> rest (beside r c) <= rest t + r * (rest t' - rest t).
Proof.
  intros Hr C.
  (* with the neurons of t, and at t' beside them *)
  set (v := fun p => match p with A0 => t' A0 | D q => t' p | _ => t p end : R).
  assert (Av : admissible P v).
  { intros p Np. pose proof (At p Np). pose proof (At' p Np). destruct p; cbn; congruence. }
  assert (Rv : rest v = rest t') by (apply rest_beside; reflexivity).
  pose proof (penalties_convex t v r At Av Hr) as Q.
  rewrite (penalty_is _ (between_admissible P t v r At Av)), (penalty_is t At), (penalty_is v Av) in Q.
  set (S := sum M (fun j => alpha * (t (A j))^2 + sum (dim P) (fun k => beta k * (t (W j k))^2) + gamma * (t (B j))^2)) in *.
  assert (Sv : sum M (fun j => alpha * (v (A j))^2 + sum (dim P) (fun k => beta k * (v (W j k))^2) + gamma * (v (B j))^2) = S)
    by reflexivity.
  assert (Sb : sum M (fun j => alpha * (between t v r (A j))^2 + sum (dim P) (fun k => beta k * (between t v r (W j k))^2)
    + gamma * (between t v r (B j))^2) = S).
  { apply sum_eq. intros j _. assert (E : forall p, v p = t p -> between t v r p = t p) by (intros p E; unfold between; rewrite E; ring).
    rewrite !E by reflexivity. f_equal. f_equal. apply sum_eq. intros k _. now rewrite E. }
  rewrite Sv, Sb in Q.
  assert (Rb : rest (between t v r) = rest (beside r 0)).
  { apply rest_beside; [unfold between; cbn; ring|]. intros p. reflexivity. }
  rewrite Rb, Rv in Q.
  assert (Rc : rest (beside r c) = rest (beside r 0)); [|lra].
  destruct shift eqn:Es; [|now rewrite (C eq_refl)].
  (* a_0 is in no penalty *)
  destruct (proj1 shift_is eq_refl) as [T0 Free].
  assert (Ab : forall c, admissible P (beside r c)).
  { intros c1 p Np. pose proof (At p Np) as E. pose proof (At' p Np) as E'. destruct p; cbn; try assumption.
    - elim Np. now apply in_a0.
    - rewrite E, E'. ring. }
  assert (Same : penalty P (beside r c) = penalty P (beside r 0)).
  { assert (G : forall l : list (R * place), over l (fun term => fst term * (beside r c (snd term))^2)
      = over l (fun term => fst term * (beside r 0 (snd term))^2)
        + over l (fun term => match snd term with A0 => fst term | _ => 0 end) * ((beside r c A0)^2 - (beside r 0 A0)^2)).
    { induction l as [|[k p] l IH]; cbn [over fst snd]; [ring|]. rewrite IH. destruct p; cbn [beside]; ring. }
    unfold penalty. rewrite G. fold (output_bias_penalty P). rewrite Free. ring. }
  rewrite !penalty_is in Same by apply Ab. cbn [beside] in Same. lra.
Qed.

Lemma L_at_state place mu r c : covering place mu -> state mu r c -> L P t' <= L P t ->
  L P (point_of place mu r c) <= (1 - r) * L P t + r * L P t'.
Proof.
  intros Cov (Pos & Hr & C & Ve & Co) Le.
  assert (Fs : forall e, In e (data P) -> f P (point_of place mu r c) e = (1 - r) * f P t e + r * f P t' e).
  { intros e Ie. rewrite point_output by assumption. rewrite f_first, f_second. specialize (Ve e Ie).
    replace (vec N phi mu e) with ((1 - r) * vec N phi m0 e + r * vec N phi m1 e - c) by lra. ring. }
  assert (Pen : penalty P (point_of place mu r c) <= (1 - r) * penalty P t + r * penalty P t').
  { rewrite penalty_point by (assumption || now apply constant_is). rewrite penalty_first, penalty_second.
    assert (E : rest (point_of place mu r c) = rest (beside r c)) by (apply rest_beside; reflexivity).
    rewrite E. pose proof (rest_at r c Hr C). lra. }
  unfold L. set (W := total_weight P) in *.
  assert (Loss : over (data P) (fun s => share s * val (loss P) (z P (point_of place mu r c) s))
    <= (1 - r) * over (data P) (fun s => share s * val (loss P) (z P t s))
       + r * over (data P) (fun s => share s * val (loss P) (z P t' s))).
  { rewrite <- !over_mul, <- over_add. apply over_le. intros e Ie. pose proof (share_pos e) as Sh.
    assert (Ez : z P (point_of place mu r c) e = r * z P t' e + (1 - r) * z P t e)
      by (unfold z; rewrite Fs by exact Ie; ring).
    rewrite Ez. pose proof (convex (z P t' e) (z P t e) r Hr) as Q. unfold ell in Q. nra. }
  destruct (data P) as [|e0 data0] eqn:Ed.
  - cbn [over] in *. unfold Rdiv. rewrite !Rmult_0_l. lra.
  - assert (HW : 0 < / W). { apply Rinv_0_lt_compat, total_weight_pos. rewrite Ed. discriminate. }
    unfold Rdiv. nra.
Qed.

(** ** Paths *)

Notation Low := (fun u => in_domain P u /\ L P u <= L P t).

Definition Kept (mu : nat -> R) (r c : R) : Prop :=
  exists place, covering place mu /\ joined Low t (point_of place mu r c).

Lemma state_between mu r c mu' r' c' v : state mu r c -> state mu' r' c' -> 0 <= v <= 1 ->
  state (fun i => mu i + v * (mu' i - mu i)) (r + v * (r' - r)) (c + v * (c' - c)).
Proof.
  intros (Pos & Hr & C & Ve & Co) (Pos' & Hr' & C' & Ve' & Co') Hv.
  assert (Split : forall i, mu i + v * (mu' i - mu i) = mu i + v * (mu' i + -1 * mu i)) by (intros; ring).
  split; [|split; [|split; [|split]]].
  - intros i Hi. specialize (Pos i Hi). specialize (Pos' i Hi). nra.
  - nra.
  - intros F. rewrite (C F), (C' F). ring.
  - intros e Ie. specialize (Ve e Ie). specialize (Ve' e Ie).
    replace (vec N phi (fun i => mu i + v * (mu' i - mu i)) e) with (vec N phi mu e + v * (vec N phi mu' e + -1 * vec N phi mu e)).
    + replace (vec N phi mu e) with ((1 - r) * vec N phi m0 e + r * vec N phi m1 e - c) by lra.
      replace (vec N phi mu' e) with ((1 - r') * vec N phi m0 e + r' * vec N phi m1 e - c') by lra. ring.
    + rewrite <- !vec_add. unfold vec. apply sum_eq. intros i _. ring.
  - replace (cost N theta (fun i => mu i + v * (mu' i - mu i))) with (cost N theta mu + v * (cost N theta mu' + -1 * cost N theta mu)).
    + nra.
    + rewrite <- !cost_add. unfold cost. apply sum_eq. intros i _. ring.
Qed.

Lemma kept_on : L P t' <= L P t -> forall mu r c mu' r' c' l, Kept mu r c -> state mu r c -> state mu' r' c' ->
  within N l -> (length l <= M)%nat -> off N mu l -> off N mu' l -> Kept mu' r' c'.
Proof.
  intros Le mu r c mu' r' c' l (place & [Once Cov] & J) St St' [OnceL In_N] Few Om Om'.
  (* the entries of mu keep their places *)
  set (s := support mu l).
  set (old := fun j => if (place j <? N)%nat then (if Req_EM_T (mu (place j)) 0 then N else place j) else N).
  assert (Old : forall j, old j = N \/ (old j = place j /\ (place j < N)%nat /\ mu (place j) <> 0)).
  { intros j. unfold old. destruct (Nat.ltb_spec (place j) N); [|now left].
    destruct (Req_EM_T (mu (place j)) 0); [now left|now right]. }
  assert (Pl : placed N M old s).
  { split; [|split].
    - intros j Hj. destruct (Old j) as [E|(E & Lt & Nz)]; [now left|right]. rewrite E. unfold s. apply in_support.
      split; [|exact Nz]. destruct (in_dec Nat.eq_dec (place j) l) as [|Nl]; [assumption|]. elim Nz. now apply Om.
    - intros j j' Hj Hj' Lt E. destruct (Old j) as [Q|(Q & L1 & _)]; [lia|]. destruct (Old j') as [Q'|(Q' & _)]; [lia|].
      apply Once; [exact Hj|exact Hj'|exact L1|congruence].
    - intros i Ii. apply in_support in Ii. destruct Ii as [Il Nz]. destruct (Cov i (In_N i Il) Nz) as (j & Hj & E).
      exists j. split; [exact Hj|]. unfold old. rewrite E, (proj2 (Nat.ltb_lt i N) (In_N i Il)).
      destruct (Req_EM_T (mu i) 0); [contradiction|reflexivity]. }
  set (fresh := filter (fun i => if Req_EM_T (mu i) 0 then true else false) l).
  assert (Fresh : forall i, In i fresh <-> In i l /\ mu i = 0).
  { intros i. unfold fresh. rewrite filter_In. destruct (Req_EM_T (mu i) 0); split; intros [H K]; split; auto; try discriminate; contradiction. }
  assert (Len : (length (fresh ++ s) <= length l)%nat).
  { apply NoDup_incl_length.
    - apply NoDup_app_of; [now apply NoDup_filter|now apply NoDup_filter|].
      intros i I1 I2. apply Fresh in I1. apply in_support in I2. now destruct I1, I2.
    - intros i Ii. apply in_app_or in Ii. destruct Ii as [Ii|Ii]; [apply Fresh in Ii|apply in_support in Ii]; apply Ii. }
  destruct (placed_all N M fresh old s Pl) as (new & (Val & Once2 & Cov2) & Same).
  { apply NoDup_app_of; [now apply NoDup_filter|now apply NoDup_filter|].
    intros i I1 I2. apply Fresh in I1. apply in_support in I2. now destruct I1, I2. }
  { intros i Ii. apply In_N. apply in_app_or in Ii. destruct Ii as [Ii|Ii]; [apply Fresh in Ii|apply in_support in Ii]; apply Ii. }
  { lia. }
  assert (Covers : forall nu, off N nu l -> covering new nu).
  { intros nu On. split; [exact Once2|]. intros i Hi Nz. apply Cov2.
    destruct (in_dec Nat.eq_dec i l) as [Il|Nl]; [|elim Nz; now apply On]. apply in_or_app.
    destruct (Req_EM_T (mu i) 0) as [Z|Nz']; [left; now apply Fresh|right; now apply in_support]. }
  assert (Here : point_of place mu r c = point_of new mu r c).
  { assert (Each : forall j, (j < M)%nat -> forall g : nat -> R,
      weight_at place mu j * g (place j) = weight_at new mu j * g (new j)).
    { intros j Hj g. destruct (Old j) as [E|(E & Lt & Nz)].
      - assert (Z : weight_at place mu j = 0).
        { unfold weight_at. destruct (Nat.ltb_spec (place j) N) as [Lt|]; [|reflexivity]. unfold old in E.
          rewrite (proj2 (Nat.ltb_lt (place j) N) Lt) in E. destruct (Req_EM_T (mu (place j)) 0) as [Z|Nz]; [|lia].
          rewrite Z. apply sqrt_0. }
        assert (Z' : weight_at new mu j = 0).
        { unfold weight_at. destruct (Nat.ltb_spec (new j) N) as [Lt|]; [|reflexivity].
          destruct (Req_EM_T (mu (new j)) 0) as [Z0|Nz]; [rewrite Z0; apply sqrt_0|exfalso].
          destruct (Cov (new j) Lt Nz) as (j' & Hj' & E').
          assert (O' : old j' = new j).
          { unfold old. rewrite E', (proj2 (Nat.ltb_lt (new j) N) Lt). destruct (Req_EM_T (mu (new j)) 0); [contradiction|reflexivity]. }
          assert (N' : new j' = new j) by (rewrite Same; [exact O'|exact Hj'|lia]).
          assert (j' = j) by (apply Once2; [exact Hj'|exact Hj|lia|exact N']). subst j'. lia. }
        rewrite Z, Z'. ring.
      - assert (E2 : new j = place j) by (rewrite Same; [exact E|exact Hj|lia]). unfold weight_at. now rewrite E2. }
    apply functional_extensionality. intros p. destruct p as [|j|j k|j|q]; cbn [point_of]; try reflexivity.
    - destruct (Nat.ltb_spec j M) as [Hj|]; [now apply (Each j Hj ua)|reflexivity].
    - destruct (Nat.ltb_spec j M) as [Hj|]; [|reflexivity]. destruct (k <? dim P)%nat; [|reflexivity].
      exact (Each j Hj (fun i => uw i k)).
    - destruct (Nat.ltb_spec j M) as [Hj|]; [now apply (Each j Hj ub)|reflexivity]. }
  exists new. split; [now apply Covers|]. apply joined_on with (point_of place mu r c); [exact J|]. rewrite Here.
  set (mid := fun v i => mu i + v * (mu' i - mu i)).
  exists (fun v => point_of new (mid (clamp v)) (r + clamp v * (r' - r)) (c + clamp v * (c' - c))).
  assert (End : forall v w, clamp v = w -> point_of new (mid (clamp v)) (r + clamp v * (r' - r)) (c + clamp v * (c' - c))
    = point_of new (mid w) (r + w * (r' - r)) (c + w * (c' - c))) by (intros v w ->; reflexivity).
  split; [|split; [|split]].
  - rewrite (End 0 0) by (apply clamp_inside; lra). f_equal; try ring. apply functional_extensionality. intros i. unfold mid. ring.
  - rewrite (End 1 1) by (apply clamp_inside; lra). f_equal; try ring. apply functional_extensionality. intros i. unfold mid. ring.
  - assert (Cl : continuity clamp) by apply clamp_continuous.
    assert (Lin : forall a k, continuity (fun v => a + clamp v * k)).
    { intros a k. apply plus_continuous; [apply constant_continuous|]. apply times_continuous; [exact Cl|apply constant_continuous]. }
    assert (Wc : forall j, continuity (fun v => weight_at new (mid (clamp v)) j)).
    { intros j. unfold weight_at. destruct (Nat.ltb_spec (new j) N) as [Lt|]; [|apply constant_continuous].
      intros v. apply (continuity_pt_comp (fun v => mid (clamp v) (new j)) sqrt); [apply Lin|].
      apply continuity_pt_sqrt. pose proof (clamp_range v) as Rv. unfold mid.
      destruct St as (Pos & _), St' as (Pos' & _). specialize (Pos _ Lt). specialize (Pos' _ Lt). nra. }
    assert (Times : forall j k, continuity (fun v => weight_at new (mid (clamp v)) j * k)).
    { intros j k. apply times_continuous; [apply Wc|apply constant_continuous]. }
    intros p. destruct p as [|j|j k|j|q]; cbn [point_of].
    + apply plus_continuous; [|apply Lin]. apply plus_continuous; [apply constant_continuous|].
      apply times_continuous; [apply Lin|apply constant_continuous].
    + destruct (j <? M)%nat; [apply Times|apply constant_continuous].
    + destruct ((j <? M) && (k <? dim P))%nat%bool; [apply Times|apply constant_continuous].
    + destruct (j <? M)%nat; [apply Times|apply constant_continuous].
    + apply plus_continuous; [apply constant_continuous|]. apply times_continuous; [apply Lin|apply constant_continuous].
  - intros v Hv. rewrite (End v v) by now apply clamp_inside.
    pose proof (state_between mu r c mu' r' c' v St St' Hv) as Sv. fold (mid v) in Sv.
    assert (Ov : off N (mid v) l) by (intros i Hi Ni; unfold mid; rewrite (Om i Hi Ni), (Om' i Hi Ni); ring).
    split.
    + apply everywhere, point_admissible, constant_is. apply Sv.
    + pose proof (L_at_state new (mid v) _ _ (Covers _ Ov) Sv Le) as Q. destruct Sv as (_ & Hr & _). nra.
Qed.

(** t is the first state. *)
Lemma first_point : point_of (fun j => j) m0 0 0 = t.
Proof.
  assert (E : forall j, (j < M)%nat -> weight_at (fun j => j) m0 j = 1).
  { intros j Hj. unfold weight_at, m0. rewrite (proj2 (Nat.ltb_lt j N)), (proj2 (Nat.ltb_lt j M) Hj) by lia. apply sqrt_1. }
  apply functional_extensionality. intros p. destruct p as [|j|j k|j|q]; cbn [point_of]; try ring.
  - destruct (Nat.ltb_spec j M) as [Hj|]; [|reflexivity]. rewrite E by exact Hj. unfold ua.
    rewrite (proj2 (Nat.ltb_lt j M) Hj). ring.
  - destruct (Nat.ltb_spec j M) as [Hj|]; [|reflexivity]. destruct (k <? dim P)%nat; [|reflexivity]. cbn [andb].
    rewrite E by exact Hj. unfold uw. rewrite (proj2 (Nat.ltb_lt j M) Hj). ring.
  - destruct (Nat.ltb_spec j M) as [Hj|]; [|reflexivity]. rewrite E by exact Hj. unfold ub.
    rewrite (proj2 (Nat.ltb_lt j M) Hj). ring.
Qed.

Lemma m0_nonneg i : 0 <= m0 i.
Proof. unfold m0. destruct (i <? M)%nat; lra. Qed.

Lemma m1_nonneg i : 0 <= m1 i.
Proof. unfold m1. destruct (i <? M)%nat; lra. Qed.

Lemma coordinates : exists n coordinate level basis, (n < M)%nat /\ (forall i, WideEdges.constant shift (level i)) /\
  forall i e, (i < N)%nat -> In e (data P) -> phi i e = sum n (fun k => coordinate i k * basis k e) + level i.
Proof.
  destruct dimension as (n & basis & Room & Span).
  assert (G : forall k, (k <= N)%nat -> exists (coordinate : nat -> nat -> R) (level : nat -> R),
    (forall i, WideEdges.constant shift (level i)) /\
    forall i e, (i < k)%nat -> In e (data P) -> phi i e = sum n (fun l => coordinate i l * basis l e) + level i).
  { induction k as [|k IH]; intros Hk.
    - exists (fun _ _ => 0), (fun _ => 0). split; [intros i _; reflexivity|]. intros i e Hi. lia.
    - destruct IH as (co & le & Le & E); [lia|].
      destruct (Span (uw k) (ub k) (ub_zero k Hk)) as (c & c0 & Hc & Ec).
      exists (fun i l => if (i =? k)%nat then ua k * c l else co i l), (fun i => if (i =? k)%nat then ua k * c0 else le i).
      split.
      + intros i F. destruct (Nat.eqb_spec i k) as [->|]; [|now apply Le]. destruct Hc as [Fr| ->]; [|ring].
        apply shift_is in Fr. congruence.
      + intros i e Hi Ie. destruct (Nat.eqb_spec i k) as [->|Ni]; [|apply E; [lia|exact Ie]].
        unfold phi. rewrite (Ec e Ie). rewrite (sum_eq n (fun l => ua k * c l * basis l e) (fun l => ua k * (c l * basis l e)))
          by (intros; ring). rewrite sum_mul. ring. }
  destruct (G N (le_n _)) as (co & le & Le & E). exists n, co, le, basis. repeat split; assumption.
Qed.

Lemma leads_below low : L P t' < low -> L P t' <= L P t -> exists u, leads P t u /\ L P u <= low.
Proof.
  intros Lower Le. destruct coordinates as (n & co & le & basis & Room & Lev & Span).
  destruct (along_edges (data P) N n M shift phi theta theta_nonneg co le basis Lev Span Room m0 m1
    (fun i _ => m1_nonneg i) Kept (kept_on Le) m0 0 0 (seq 0 M)) as (mu & c & (place & Cov & J) & St).
  - exists (fun j => j). split.
    + split; [auto|]. intros i Hi Nz. exists i. split; [|reflexivity]. unfold m0 in Nz.
      destruct (Nat.ltb_spec i M); [assumption|lra].
    + rewrite first_point. apply joined_here. split; [now apply everywhere|lra].
  - split; [intros i _; apply m0_nonneg|]. split; [lra|]. split; [intros _; reflexivity|]. split; [intros e _; ring|lra].
  - split; [split; [apply seq_NoDup|intros i Ii; apply in_seq in Ii; lia]|]. split.
    + intros i Hi Ni. unfold m0. destruct (Nat.ltb_spec i M); [|reflexivity]. elim Ni. apply in_seq. lia.
    + intros i Ii. apply in_seq in Ii. unfold m0. rewrite (proj2 (Nat.ltb_lt i M)) by lia. lra.
  - rewrite seq_length. apply le_n.
  - exists (point_of place mu 1 c). split; [now apply leads_joined|].
    pose proof (L_at_state place mu 1 c Cov St Le). lra.
Qed.

End Between.

Theorem thm_wide_decay : NO_VALLEY P.
Proof.
  intros t low [At _] (t' & [At' _] & Lower).
  assert (exists t1, leads P t t1 /\ L P t1 <= low) as (t1 & (g & G & <- & H) & End).
  2:{ exists g. split; [exact G|]. split; [exact H|exact End]. }
  destruct (Rle_lt_dec (L P t) low) as [Low|High].
  { exists t. split; [now apply leads_here, everywhere|exact Low]. }
  pose proof (proj2 affine) as (alpha & gamma & beta & rest & Beside & Penalty).
  destruct (classic (constant_free P)) as [F|F].
  - apply (leads_below t t' At At' alpha gamma beta rest Beside Penalty true); [tauto|exact Lower|lra].
  - apply (leads_below t t' At At' alpha gamma beta rest Beside Penalty false); [|exact Lower|lra].
    split; [discriminate|tauto].
Qed.

End Decay.
