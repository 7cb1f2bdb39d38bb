(** * Neurons at rest, and rule.strict (lemma.slice, case 3)

    For all values of the biases that are held, the minimiser v of the network
    without the neurons at rest is a critical point of L in what moves, and L
    is convex there. *)

From Coq Require Import Reals List Arith Lra Lia Classical FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions Compact Box PointsBox RulesBox.
Import ListNotations.
Open Scope R_scope.

Lemma sum_pointwise n a b : (forall i, (i < n)%nat -> a i = b i) -> sum n a = sum n b.
Proof. induction n as [|n IH]; simpl; intros H; [reflexivity|]. rewrite IH, H; auto. Qed.

Lemma sum_one_more n a j v : (j < n)%nat ->
  sum n (fun i => if Nat.eq_dec i j then a i + v else a i) = sum n a + v.
Proof.
  induction n as [|n IH]; simpl; intros H; [lia|].
  destruct (Nat.eq_dec n j) as [->|E].
  - rewrite (sum_pointwise j _ a); [ring|]. intros i Hi.
    destruct (Nat.eq_dec i j); [lia|reflexivity].
  - rewrite IH by lia. ring.
Qed.

Lemma sum_of_zeros n a : (forall i, (i < n)%nat -> a i = 0) -> sum n a = 0.
Proof. induction n as [|n IH]; simpl; intros H; [reflexivity|]. rewrite IH, H; auto; lra. Qed.

(** A sum over a part of a list, if what is left out is 0. *)
Lemma over_filter {A : Type} (l : list A) (b : A -> bool) (g : A -> R) :
  (forall p, In p l -> b p = false -> g p = 0) -> over (filter b l) g = over l g.
Proof.
  induction l as [|p l IH]; simpl; intros H; [reflexivity|].
  destruct (b p) eqn:E; cbn [over]; rewrite IH; auto. rewrite (H p); auto. lra.
Qed.

Section AtRest.

Variable P : problem.
Variables (c : params) (r mu : R) (moving held : list place).
Variables (g : place -> params -> R) (h : place -> place -> params -> R).
Hypothesis c_admissible : admissible P c.
Hypothesis r_pos : 0 < r.
Hypothesis mu_pos : 0 < mu.
Hypothesis parts : parted P moving held.
Hypothesis convex : strongly_convex moving (L P) (box P c r) mu g h.
Hypothesis gradient : over moving (fun p => (g p c)^2) < (mu * r)^2.

Hypothesis a0_is_trained : a0_trained P = true.
Hypothesis a0_free : forall k, In (k, A0) (penalties P) -> k = 0.
Variable js : list nat.
Hypothesis held_biases : forall p, In p held <-> exists j, In j js /\ p = B j.
Hypothesis rest_small : forall j, In j js -> (j < width P)%nat.
Hypothesis rest_a : forall j, In j js -> c (A j) = 0.
Hypothesis rest_w : forall j k, In j js -> (k < dim P)%nat -> c (W j k) = 0.
Hypothesis bias_free : forall j, In j js -> forall k, In (k, B j) (penalties P) -> k = 0.

(** The parameters a_j and w_j of the neurons at rest; all others. *)
Definition resting (p : place) : bool :=
  match p with
  | A j => if in_dec Nat.eq_dec j js then true else false
  | W j k => if in_dec Nat.eq_dec j js then true else false
  | _ => false
  end.
Let others := filter (fun p => negb (resting p)) moving.

Lemma others_moving p : In p others <-> In p moving /\ resting p = false.
Proof. unfold others. rewrite filter_In. destruct (resting p); intuition discriminate. Qed.

Lemma others_once : NoDup others.
Proof. apply NoDup_filter, (moving_once P moving held parts). Qed.

Lemma others_sum (F : place -> R) (d : params) : along place others d ->
  over moving (fun p => F p * d p) = over others (fun p => F p * d p).
Proof.
  intros Hd. symmetry. apply over_filter. intros p Hp Hr.
  rewrite (Hd p); [ring|]. rewrite others_moving. destruct (resting p); [|discriminate].
  intros [_ H]; discriminate.
Qed.

(** L is strongly convex in the others as well. *)
Lemma others_convex : strongly_convex others (L P) (box P c r) mu g h.
Proof.
  intros t Ht d Hd.
  assert (Hd' : forall p, ~ In p moving -> d p = 0).
  { intros p Hp. apply Hd. rewrite others_moving. tauto. }
  destruct (convex t Ht d Hd') as (H1 & H2 & H3).
  assert (E2 : over moving (fun p => over moving (fun q => h p q t * d p * d q))
               = over others (fun p => over others (fun q => h p q t * d p * d q))).
  { transitivity (over moving (fun p => over others (fun q => h p q t * d q) * d p)).
    - apply lsum_ext. intros p _. rewrite Rmult_comm, <- lsum_scal.
      rewrite (others_sum (fun q => h p q t * d p) d Hd). apply lsum_ext. intros; ring.
    - rewrite (others_sum (fun p => over others (fun q => h p q t * d q)) d Hd).
      apply lsum_ext. intros p _. rewrite Rmult_comm, <- lsum_scal. apply lsum_ext. intros; ring. }
  rewrite E2 in H2, H3. rewrite (others_sum (fun p => g p t) d Hd) in H1.
  split; [exact H1|]. split.
  - replace (fun v => over others (fun p => g p (shifted t d v) * d p))
      with (fun v => over moving (fun p => g p (shifted t d v) * d p)); [exact H2|].
    apply functional_extensionality. intros v.
    apply (others_sum (fun p => g p (shifted t d v)) d Hd).
  - eapply Rle_trans; [|exact H3]. apply Rmult_le_compat_l; [lra|].
    rewrite (lsum_ext place moving (fun p => (d p)^2) (fun p => d p * d p)) by (intros; ring).
    rewrite (others_sum d d Hd). apply Req_le, lsum_ext. intros; ring.
Qed.


Lemma others_ball t : ball place others c r t -> ball place moving c r t.
Proof.
  intros [Ha Hn]. split.
  - intros p Hp. apply Ha. rewrite others_moving. tauto.
  - replace (norm2 place moving (apart place c t)) with (norm2 place others (apart place c t));
      [exact Hn|].
    unfold norm2. rewrite (lsum_ext place moving _ (fun p => apart place c t p * apart place c t p))
      by (intros; ring).
    rewrite (others_sum (apart place c t) (apart place c t) Ha). apply lsum_ext. intros; ring.
Qed.

Lemma others_in_box t : ball place others c r t -> box P c r t.
Proof. intros H. apply (ball_in_box P c r moving held); auto using others_ball. Qed.

(** ** What L does where the neurons are at rest *)

Definition unit_at (p : place) : params := fun q => if place_eq_dec q p then 1 else 0.

Lemma sum_unit (F : place -> R) p (l : list place) : NoDup l -> In p l ->
  over l (fun q => F q * unit_at p q) = F p.
Proof.
  induction l as [|q l IH]; [intros _ []|]. intros Hn Hp. inversion Hn; subst. cbn [over].
  unfold unit_at at 1. destruct (place_eq_dec q p) as [->|E].
  - rewrite lsum_zero; [ring|]. intros q Hq. unfold unit_at.
    destruct (place_eq_dec q p) as [->|_]; [contradiction|ring].
  - destruct Hp as [Hp|Hp]; [contradiction|]. rewrite IH; auto. ring.
Qed.

(** f does not depend on the b_j and w_j of neurons with a_j = 0. *)
Lemma f_same t t' e :
  (forall p, (forall j k, In j js -> p <> B j /\ p <> W j k) -> t p = t' p) ->
  (forall j, In j js -> t (A j) = 0) -> f P t e = f P t' e.
Proof.
  intros Hs H0. unfold f. f_equal; [f_equal|f_equal].
  - apply Hs. intros; split; discriminate.
  - apply sum_pointwise. intros j _.
    assert (E : t (A j) = t' (A j)) by (apply Hs; intros; split; discriminate).
    destruct (in_dec Nat.eq_dec j js) as [Hj|Hj].
    + rewrite <- E, (H0 j Hj). ring.
    + rewrite E. f_equal. f_equal. unfold pre. f_equal.
      * apply sum_pointwise. intros k _. f_equal. apply Hs. intros j' k' Hj'.
        split; [discriminate|]. intros [= -> _]. contradiction.
      * apply Hs. intros j' k' Hj'. split; [|discriminate]. intros [= ->]. contradiction.
  - apply functional_extensionality. intros p. apply Hs. intros; split; discriminate.
Qed.

Definition data_part (t : params) : R :=
  over (data P) (fun s => share s * val (loss P) (z P t s)) / total_weight P.

Lemma data_part_same t t' : (forall e, f P t e = f P t' e) -> data_part t = data_part t'.
Proof.
  intros H. unfold data_part. f_equal. apply lsum_ext. intros e _. unfold z. now rewrite H.
Qed.

(** The penalty on the line through t along p, if t p = 0. *)
Lemma penalty_line t p : t p = 0 -> exists k, forall v,
  penalty P (shifted t (unit_at p) v) = penalty P t + k * v^2.
Proof.
  intros H0. exists (over (penalties P) (fun term => fst term * (unit_at p (snd term))^2)).
  intros v. unfold penalty. rewrite Rmult_comm, <- lsum_scal, <- lsum_plus. apply lsum_ext.
  intros [k q] _. cbn [fst snd]. unfold shifted, unit_at.
  destruct (place_eq_dec q p) as [->|_]; [rewrite H0|]; ring.
Qed.

Lemma penalty_same t t' :
  (forall k p, In (k, p) (penalties P) -> t p = t' p \/ k = 0) -> penalty P t = penalty P t'.
Proof.
  intros H. apply lsum_ext. intros [k q] Hk. cbn [fst snd].
  destruct (H k q Hk) as [->| ->]; ring.
Qed.

Lemma not_held p : (forall j, p <> B j) -> ~ In p held.
Proof. intros H Hp. apply held_biases in Hp. destruct Hp as (j & _ & ->). now apply (H j). Qed.

(** *** The minimiser v without these neurons *)

Variable v : params.
Hypothesis v_minimum : minimum_in place others (L P) c r v.

Lemma v_rest p : resting p = true -> v p = c p.
Proof.
  intros Hp. destruct v_minimum as (Ha & _). pose proof (Ha p) as Q. unfold apart in Q.
  rewrite others_moving in Q. destruct (resting p); [|discriminate].
  assert (v p - c p = 0) by (apply Q; intros [_ E]; discriminate). lra.
Qed.

Lemma resting_A j : In j js -> resting (A j) = true.
Proof. simpl. destruct (in_dec Nat.eq_dec j js); tauto. Qed.

Lemma resting_W j k : In j js -> resting (W j k) = true.
Proof. simpl. destruct (in_dec Nat.eq_dec j js); tauto. Qed.

Lemma v_a j : In j js -> v (A j) = 0.
Proof. intros Hj. rewrite v_rest by (apply resting_A, Hj). auto. Qed.

Lemma v_w j k : In j js -> (k < dim P)%nat -> v (W j k) = 0.
Proof. intros Hj Hk. rewrite v_rest by (apply resting_W, Hj). auto. Qed.

(** Any values of the biases that are held. *)
Section Biases.

Variable t : params.
Hypothesis t_in_box : box P c r t.

Let w : params := fun p => if in_dec place_eq_dec p held then t p else v p.

Lemma w_other p : ~ In p held -> w p = v p.
Proof. intros H. unfold w. destruct (in_dec place_eq_dec p held); tauto. Qed.

Lemma v_in_box : box P c r v.
Proof. apply others_in_box. split; [|left]; apply v_minimum. Qed.

Lemma w_in_box : box P c r w.
Proof.
  destruct v_in_box as [V1 V2]. destruct t_in_box as [T1 T2]. unfold w. split.
  - intros p Hp. destruct (in_dec place_eq_dec p held); auto.
  - intros p Hp. destruct (in_dec place_eq_dec p held); auto.
Qed.

Lemma w_a j : In j js -> w (A j) = 0.
Proof. intros Hj. rewrite w_other by (apply not_held; discriminate). apply v_a, Hj. Qed.

Lemma w_w j k : In j js -> (k < dim P)%nat -> w (W j k) = 0.
Proof. intros Hj Hk. rewrite w_other by (apply not_held; discriminate). apply v_w; assumption. Qed.

(** L at w and at v is one number, and so it is along a parameter that is not at rest. *)
Lemma L_same p x : resting p = false -> ~ In p held ->
  L P (shifted w (unit_at p) x) = L P (shifted v (unit_at p) x).
Proof.
  intros Hr Hh. unfold L. fold (data_part (shifted w (unit_at p) x)).
  fold (data_part (shifted v (unit_at p) x)). f_equal.
  - apply data_part_same. intros e. apply f_same.
    + intros q Hq. unfold shifted. rewrite w_other; [reflexivity|].
      intros Hqh. apply held_biases in Hqh. destruct Hqh as (j & Hj & ->).
      exact (proj1 (Hq j 0%nat Hj) eq_refl).
    + intros j Hj. unfold shifted, unit_at. destruct (place_eq_dec (A j) p) as [<-|_].
      * rewrite (resting_A j Hj) in Hr. discriminate.
      * rewrite (w_a j Hj). ring.
  - apply penalty_same. intros k q Hk. unfold shifted.
    destruct (in_dec place_eq_dec q held) as [Hq|Hq]; [|left; now rewrite w_other].
    right. apply held_biases in Hq. destruct Hq as (j & Hj & ->). exact (bias_free j Hj k Hk).
Qed.

Lemma shifted_0 s d : shifted s d 0 = s.
Proof. apply functional_extensionality. intros p. unfold shifted. ring. Qed.

Lemma L_w : L P w = L P v.
Proof.
  rewrite <- (shifted_0 w (unit_at A0)), <- (shifted_0 v (unit_at A0)).
  apply L_same; [reflexivity|]. apply not_held. discriminate.
Qed.

(** The derivatives at w. *)
Lemma w_derivative p : In p moving ->
  derivable_pt_lim (fun x => L P (shifted w (unit_at p) x)) 0 (g p w).
Proof.
  intros Hp. rewrite <- (sum_unit (fun q => g q w) p moving (moving_once P moving held parts) Hp).
  apply (convex w w_in_box). intros q Hq. unfold unit_at.
  destruct (place_eq_dec q p) as [->|_]; [contradiction|reflexivity].
Qed.

Lemma moving_not_held p : In p (trained P) -> ~ In p held -> In p moving.
Proof. intros Hp Hh. destruct (trained_cases P moving held parts p Hp); tauto. Qed.

Lemma w_critical_other p : In p moving -> resting p = false -> g p w = 0.
Proof.
  intros Hp Hr.
  apply (minimum_critical place others (L P) c r v v_minimum (unit_at p)).
  - intros q Hq. unfold unit_at. destruct (place_eq_dec q p) as [->|_]; [|reflexivity].
    elim Hq. apply others_moving. auto.
  - replace (fun x => L P (shift place v (unit_at p) x))
      with (fun x => L P (shifted w (unit_at p) x)); [apply w_derivative, Hp|].
    apply functional_extensionality. intros x. apply L_same; [exact Hr|].
    intros Hh. exact (held_not_moving P moving held parts p Hh Hp).
Qed.

Lemma A0_moving : In A0 moving.
Proof.
  apply moving_not_held.
  - unfold trained. rewrite a0_is_trained. left. reflexivity.
  - apply not_held. discriminate.
Qed.

Lemma square_derivative k : derivable_pt_lim (fun x => k * x^2) 0 0.
Proof.
  replace 0 with (k * (INR 2 * 0^(pred 2))) at 2 by (simpl; ring).
  apply (derivable_pt_lim_scal (fun x => x^2)), derivable_pt_lim_pow.
Qed.

(** dL/dw_jk = 0, as a_j = 0. *)
Lemma w_critical_W j k : In j js -> (k < dim P)%nat -> In (W j k) moving -> g (W j k) w = 0.
Proof.
  intros Hj Hk Hp. destruct (penalty_line w (W j k) (w_w j k Hj Hk)) as (q & Hq).
  apply (uniqueness_limite (fun x => L P (shifted w (unit_at (W j k)) x)) 0);
    [apply w_derivative, Hp|].
  replace (fun x => L P (shifted w (unit_at (W j k)) x)) with (fun x => L P w + q * x^2).
  - rewrite <- (Rplus_0_l 0) at 2.
    apply (derivable_pt_lim_plus (fun _ => L P w) (fun x => q * x^2));
      [apply derivable_pt_lim_const|apply square_derivative].
  - apply functional_extensionality. intros x. unfold L. rewrite Hq.
    fold (data_part w). fold (data_part (shifted w (unit_at (W j k)) x)).
    rewrite (data_part_same (shifted w (unit_at (W j k)) x) w); [ring|].
    intros e. apply f_same.
    + intros p Hp'. unfold shifted, unit_at. destruct (place_eq_dec p (W j k)) as [->|_]; [|ring].
      elim (proj2 (Hp' j k Hj) eq_refl).
    + intros i Hi. unfold shifted, unit_at. destruct (place_eq_dec (A i) (W j k)); [discriminate|].
      rewrite (w_a i Hi). ring.
Qed.

(** A neuron with w_j = 0 is a constant: a_j acts as a_0 does. *)
Lemma f_output j x e : In j js ->
  f P (shifted w (unit_at (A j)) x) e
  = f P (shifted w (unit_at A0) (x * val (neuron P) (w (B j)))) e.
Proof.
  intros Hj. unfold f.
  assert (Hpre : forall p0 x0 i, (forall i k, p0 <> W i k) -> (forall i, p0 <> B i) ->
    pre P (shifted w (unit_at p0) x0) i e = pre P w i e).
  { intros p0 x0 i HW HB. unfold pre, shifted, unit_at. f_equal.
    - apply sum_pointwise. intros k _.
      destruct (place_eq_dec (W i k) p0) as [E|_]; [elim (HW i k); auto|ring].
    - destruct (place_eq_dec (B i) p0) as [E|_]; [elim (HB i); auto|ring]. }
  assert (Hj0 : pre P w j e = w (B j)).
  { unfold pre. rewrite sum_of_zeros; [ring|]. intros k Hk. rewrite (w_w j k Hj Hk). ring. }
  rewrite (sum_pointwise (width P) _
    (fun i => if Nat.eq_dec i j then w (A i) * val (neuron P) (pre P w i e)
                + x * val (neuron P) (w (B j))
              else w (A i) * val (neuron P) (pre P w i e))).
  2:{ intros i _. rewrite Hpre by (intros; discriminate). unfold shifted, unit_at.
      destruct (place_eq_dec (A i) (A j)) as [E|E]; destruct (Nat.eq_dec i j) as [E'|E'].
      - subst i. rewrite Hj0. ring.
      - elim E'. congruence.
      - elim E. congruence.
      - ring. }
  rewrite sum_one_more by auto.
  rewrite (sum_pointwise (width P)
    (fun i => shifted w (unit_at A0) (x * val (neuron P) (w (B j))) (A i) * val (neuron P)
       (pre P (shifted w (unit_at A0) (x * val (neuron P) (w (B j)))) i e))
    (fun i => w (A i) * val (neuron P) (pre P w i e))).
  2:{ intros i _. rewrite Hpre by (intros; discriminate). unfold shifted, unit_at.
      destruct (place_eq_dec (A i) A0); [discriminate|ring]. }
  replace (fun p => shifted w (unit_at (A j)) x (D p)) with (fun p => w (D p)).
  2:{ apply functional_extensionality. intros p. unfold shifted, unit_at.
      destruct (place_eq_dec (D p) (A j)); [discriminate|ring]. }
  replace (fun p => shifted w (unit_at A0) (x * val (neuron P) (w (B j))) (D p))
    with (fun p => w (D p)).
  2:{ apply functional_extensionality. intros p. unfold shifted, unit_at.
      destruct (place_eq_dec (D p) A0); [discriminate|ring]. }
  unfold shifted at 1 2. unfold unit_at.
  destruct (place_eq_dec A0 (A j)); [discriminate|]. destruct (place_eq_dec A0 A0); [ring|tauto].
Qed.

(** dL/da_j = s(b_j) dL/da_0 = 0. *)
Lemma w_critical_A j : In j js -> In (A j) moving -> g (A j) w = 0.
Proof.
  intros Hj Hp. destruct (penalty_line w (A j) (w_a j Hj)) as (q & Hq).
  set (b := val (neuron P) (w (B j))).
  apply (uniqueness_limite (fun x => L P (shifted w (unit_at (A j)) x)) 0);
    [apply w_derivative, Hp|].
  replace (fun x => L P (shifted w (unit_at (A j)) x))
    with (fun x => L P (shifted w (unit_at A0) (x * b)) + q * x^2).
  - replace 0 with (g A0 w * (1 * b) + 0) at 2
      by (rewrite (w_critical_other A0 A0_moving eq_refl); ring).
    apply (derivable_pt_lim_plus (fun x => L P (shifted w (unit_at A0) (x * b)))
      (fun x => q * x^2)); [|apply square_derivative].
    apply (derivable_pt_lim_comp (fun x => x * b) (fun y => L P (shifted w (unit_at A0) y))).
    + replace (1 * b) with (1 * b + 0 * 0) by ring.
      apply (derivable_pt_lim_mult id (fun _ => b));
        [apply derivable_pt_lim_id|apply derivable_pt_lim_const].
    + rewrite Rmult_0_l. apply w_derivative, A0_moving.
  - apply functional_extensionality. intros x. unfold L. rewrite Hq.
    fold (data_part (shifted w (unit_at (A j)) x)).
    fold (data_part (shifted w (unit_at A0) (x * b))).
    rewrite (data_part_same (shifted w (unit_at (A j)) x) (shifted w (unit_at A0) (x * b)))
      by (intros e; apply f_output, Hj).
    rewrite (penalty_same (shifted w (unit_at A0) (x * b)) w); [ring|].
    intros k p Hk. unfold shifted, unit_at. destruct (place_eq_dec p A0) as [->|_].
    + right. exact (a0_free k Hk).
    + left. ring.
Qed.

Lemma w_critical p : In p moving -> g p w = 0.
Proof.
  intros Hp. destruct (resting p) eqn:E; [|apply w_critical_other; assumption].
  destruct p as [|j|j k|j|p]; simpl in E; try discriminate;
    destruct (in_dec Nat.eq_dec j js) as [Hj|]; try discriminate.
  - apply w_critical_A; assumption.
  - apply w_critical_W; try assumption.
    assert (Ht : In (W j k) (trained P)) by exact (moving_trained P moving held parts _ Hp).
    unfold trained in Ht. rewrite !in_app_iff in Ht.
    destruct Ht as [Ht|[Ht|[Ht|[Ht|Ht]]]].
    + destruct (a0_trained P); [destruct Ht as [Ht|[]]; discriminate|destruct Ht].
    + destruct (a_trained P); [|destruct Ht]. apply in_map_iff in Ht.
      destruct Ht as (? & ? & _). discriminate.
    + destruct (w_trained P); [|destruct Ht]. apply in_flat_map in Ht.
      destruct Ht as (j' & _ & Ht). apply in_map_iff in Ht.
      destruct Ht as (k' & [= _ <-] & Hk). apply in_seq in Hk. lia.
    + destruct (b_trained P); [|destruct Ht]. apply in_map_iff in Ht.
      destruct Ht as (? & ? & _). discriminate.
    + apply in_map_iff in Ht. destruct Ht as (? & ? & _). discriminate.
Qed.

(** L is convex, so L(t) >= L(w) = L(v). *)
Lemma above : L P v <= L P t.
Proof.
  destruct (below_tangent place moving (L P) (box P c r) mu g h convex w t) as [_ Q].
  - intros p Hp. unfold apart. destruct w_in_box as [W1 _]. destruct t_in_box as [T1 _].
    destruct (in_dec place_eq_dec p (trained P)) as [Ht|Ht].
    + unfold w. destruct (in_dec place_eq_dec p held) as [_|Hh]; [ring|].
      elim Hp. apply moving_not_held; assumption.
    + rewrite (W1 p Ht), (T1 p Ht). ring.
  - intros x Hx. destruct w_in_box as [W1 W2]. destruct t_in_box as [T1 T2].
    unfold shift, apart. split; intros p Hp.
    + rewrite (W1 p Hp), (T1 p Hp). ring.
    + pose proof (Rabs_le_both _ _ (W2 p Hp)). pose proof (Rabs_le_both _ _ (T2 p Hp)).
      apply Rabs_le.
      replace (w p + x * (t p - w p) - c p) with ((1 - x) * (w p - c p) + x * (t p - c p)) by ring.
      split; nra.
  - rewrite <- L_w.
    replace (product place moving (fun p => g p w) (apart place w t)) with 0 in Q.
    + pose proof (norm2_nonneg place moving (apart place w t)). nra.
    + symmetry. apply lsum_zero. intros p Hp. rewrite (w_critical p Hp). ring.
Qed.

End Biases.

End AtRest.

(** ** rule.strict *)

Section Statement.

Variable P : problem.

Hypothesis loss_is_defined : loss_defined P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis network_deep_is_defined : network_deep_defined P.

(** (3) of lemma.slice. *)
Theorem lemma_slice_at_rest c r mu moving held g h :
  admissible P c -> 0 < r -> 0 < mu -> parted P moving held ->
  strongly_convex moving (L P) (box P c r) mu g h ->
  over moving (fun p => (g p c)^2) < (mu * r)^2 ->
  held_at_rest P held c ->
  exists s, minimum_in place moving (L P) c r s /\ local_min P s.
Proof.
  intros Hc Hr Hmu Hparts Hconv Hg (Ha0 & Hp0 & js & Hheld & Hjs).
  set (others := filter (fun p => negb (resting js p)) moving).
  assert (Hoc : strongly_convex others (L P) (box P c r) mu g h).
  { apply others_convex; assumption. }
  destruct (strict_minimum place place_eq_dec others (others_once P moving held Hparts js) (L P)
    (box P c r) mu g h c r Hmu Hr Hoc) as (v & Hv).
  - intros t Ht. apply (others_in_box P c r moving held Hc Hr Hparts js t Ht).
  - eapply Rle_lt_trans; [|exact Hg]. unfold others.
    clear. induction moving as [|p l IH]; cbn [filter over]; [right; reflexivity|].
    destruct (negb (resting js p)); cbn [over norm2]; unfold norm2 in *; cbn [over].
    + lra.
    + pose proof (pow2_ge_0 (g p c)). lra.
  - assert (Habove : forall t, box P c r t -> L P v <= L P t).
    { intros t Ht.
      apply (above P c r mu moving held g h) with (js := js); try assumption.
      - intros j Hj. apply Hjs, Hj.
      - intros j Hj. apply Hjs, Hj.
      - intros j k Hj Hk. exact (proj1 (proj2 (proj2 (Hjs j Hj))) k Hk).
      - intros j Hj. apply Hjs, Hj. }
    assert (Hmin : minimum_in place moving (L P) c r v).
    { destruct Hv as (H1 & H2 & _).
      assert (Hb : ball place moving c r v).
      { apply (others_ball c r moving js). split; [exact H1|left; exact H2]. }
      split; [exact (proj1 Hb)|]. split.
      - eapply Rle_lt_trans; [|exact H2]. right. symmetry.
        unfold norm2. apply (over_filter moving _ (fun p => (apart place c v p)^2)).
        intros p Hp E. rewrite (H1 p); [ring|]. unfold others. rewrite filter_In, E.
        intros [_ ?]; discriminate.
      - intros t Ht. apply Habove. apply (ball_in_box P c r moving held); assumption. }
    exists v. split; [exact Hmin|].
    destruct (room P c r moving Hr v Hmin) as (d & Hd & _ & Hbox).
    apply local_min_intro.
    + exact (s_admissible P c r moving held Hc Hr Hparts v Hmin).
    + apply all_defined; assumption.
    + exists d. split; [exact Hd|]. intros t Ht Hcl. apply Habove, inside_box, Hbox; assumption.
Qed.

(** The box holds a local minimum. *)
Theorem strict_minimum_around moving held c r : strict_around P moving held c r ->
  exists s, box P c r s /\ local_min P s.
Proof.
  intros (mu & g & h & Hc & Hr & Hmu & Hparts & Hconv & Hg & Hheld).
  assert (Hs : exists s, minimum_in place moving (L P) c r s /\ local_min P s).
  { assert (Hslice : held = [] \/ held_by_symmetries P held c r \/
                     held_by_coordinates P moving (box P c r) ->
                     exists s, minimum_in place moving (L P) c r s /\ local_min P s).
    { intros Hsl.
      destruct (strict_minimum place place_eq_dec moving (moving_once P moving held Hparts) (L P)
        (box P c r) mu g h c r Hmu Hr Hconv) as (s & Hs).
      - intros t Ht. exact (ball_in_box P c r moving held Hc Hr Hparts t Ht).
      - exact Hg.
      - exists s. split; [exact Hs|].
        apply (lemma_slice P c r moving held Hc Hr Hparts s Hs); [apply all_defined|]; assumption. }
    destruct Hheld as [H|[H|[H|H]]]; try (apply Hslice; tauto).
    apply (lemma_slice_at_rest c r mu moving held g h); assumption. }
  destruct Hs as (s & Hs & Hloc). exists s. split; [|exact Hloc].
  exact (s_in_box P c r moving held Hc Hr Hparts s Hs).
Qed.

Theorem strict_box_minimum c r : strict_box P c r -> exists s, box P c r s /\ local_min P s.
Proof. intros [(moving & held & H) _]. exact (strict_minimum_around moving held c r H). Qed.

Theorem rule_strict : minimum_strict P -> BAD P.
Proof.
  intros (c & r & Hbox). destruct (strict_box_minimum c r Hbox) as (s & Hs & Hloc).
  destruct (proj2 Hbox s Hs) as (e & He & Hw).
  exists s. split; [exact Hloc|exact (wrong_error P s e He Hw)].
Qed.

End Statement.
