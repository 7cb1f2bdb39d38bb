(** * From a layer that reaches all values, below invertible layers that narrow, outputs are led along segments *)

From Coq Require Import Reals List Lia Lra Classical Bool FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsResidual ConditionsPyramid Algebra Near Monotone
  Landscape Paths LinearBranch LinearNetwork RowRank Lift PyramidStart PyramidPaths.
Import ListNotations.
Open Scope R_scope.

Lemma same_output P t e e' : (forall k, x P e k = x P e' k) -> f P t e = f P t e'.
Proof.
  intros H. assert (E : x P e = x P e') by (apply functional_extensionality; exact H).
  unfold f, pre. now rewrite E.
Qed.

Section Steer.

Variable P : problem.
Variable b l n : nat.
Variable first : list fn.
Variable above : list (list fn).
Variable m : nat.
Variable samples : nat -> sample.
Hypothesis listed : enumerates P m samples.

Local Notation own := deep_part.
Local Notation rows := (length first).

Variable t : params.
Hypothesis reachable : admissible P t.
Hypothesis above_onto : onto (own t) b (S l) rows above.
Hypothesis first_invertible : forall u, (u < rows)%nat -> invertible (val (nth u first identity)).
Hypothesis weights_trained : forall u k, (u < rows)%nat -> (k < n)%nat -> In (Weight b l u k) (deep_trained P).

(** What layer l sees of a sample. *)
Variable phi : sample -> nat -> R.
Hypothesis sees : forall e e', (forall k, x P e k = x P e' k) -> phi e = phi e'.
Hypothesis independent : forall i, (i < m)%nat -> exists (v : nat -> R) c, (biases_trained P b l first \/ c = 0) /\
  forall i', (i' < m)%nat -> sum n (fun k => v k * phi (samples i') k) + c = if (i' =? i)%nat then 1 else 0.

Hypothesis value : forall t', differs_in P (of_layers b l (S l)) t t' -> forall e, In e (data P) ->
  f P t' e = f P t e + (from (own t) b l first above (received (own t') b l n (phi e))
    - from (own t) b l first above (received (own t) b l n (phi e))).

Lemma steers : steerable P t.
Proof.
  intros goal Ad. destruct listed as [Inside [Cover Apart]].
  destruct (pick_below ((nat -> R) * R) m (fun i vc => (biases_trained P b l first \/ snd vc = 0) /\
    forall i', (i' < m)%nat -> sum n (fun k => fst vc k * phi (samples i') k) + snd vc = if (i' =? i)%nat then 1 else 0)
    (fun _ => 0, 0)) as [dual Dual].
  { intros i Hi. destruct (independent i Hi) as (v & c & C & D). now exists (v, c). }
  set (start := fun i => received (own t) b l n (phi (samples i))).
  destruct (pick_below (R -> nat -> R) m (fun i v => (forall u, continuity (fun h => v h u)) /\
    (forall u, (u < rows)%nat -> v 0 u = start i u) /\
    forall h, from (own t) b l first above (v h)
      = from (own t) b l first above (start i) + h * (f P goal (samples i) - f P t (samples i))) (fun _ _ => 0))
    as [v V].
  { intros i Hi. apply (lift (own t) b above l first first_invertible above_onto (start i)
      (fun h => from (own t) b l first above (start i) + h * (f P goal (samples i) - f P t (samples i)))).
    - apply plus_continuous; [apply constant_continuous|].
      apply times_continuous; [apply derivable_continuous, derivable_id|apply constant_continuous].
    - ring. }
  set (gain := fun i h u => v i h u - v i 0 u).
  set (g := fun (h : R) (p : place) => match p with
    | D (Weight b' l' u k) => if ((b' =? b) && (l' =? l) && (u <? rows) && (k <? n))%nat%bool
        then t p + sum m (fun i => gain i h u * fst (dual i) k) else t p
    | D (Bias b' l' u) => if ((b' =? b) && (l' =? l) && (u <? rows))%nat%bool
        then t p + sum m (fun i => gain i h u * snd (dual i)) else t p
    | _ => t p
    end).
  assert (G0 : forall i u, gain i 0 u = 0) by (intros; unfold gain; ring).
  assert (Differs : forall h, differs_in P (of_layers b l (S l)) t (g h)).
  { intros h p. unfold g. destruct p as [|?|? ?|?|[b' l' u k|b' l' u|b' u]]; auto.
    - destruct ((b' =? b) && (l' =? l) && (u <? rows) && (k <? n))%nat%bool eqn:E; [right|now left].
      repeat (apply andb_prop in E; destruct E as [E ?]).
      apply Nat.eqb_eq in E. repeat match goal with H : (_ =? _)%nat = true |- _ => apply Nat.eqb_eq in H end.
      repeat match goal with H : (_ <? _)%nat = true |- _ => apply Nat.ltb_lt in H end. subst.
      eexists. split; [reflexivity|]. split; [simpl; lia|now apply weights_trained].
    - destruct ((b' =? b) && (l' =? l) && (u <? rows))%nat%bool eqn:E; [|now left].
      repeat (apply andb_prop in E; destruct E as [E ?]).
      apply Nat.eqb_eq in E. repeat match goal with H : (_ =? _)%nat = true |- _ => apply Nat.eqb_eq in H end.
      repeat match goal with H : (_ <? _)%nat = true |- _ => apply Nat.ltb_lt in H end. subst.
      destruct (classic (biases_trained P b l first)) as [T|T].
      + right. eexists. split; [reflexivity|]. split; [simpl; lia|now apply T].
      + left. rewrite sum_0; [ring|]. intros i Hi. destruct (Dual i Hi) as [[B| ->] _]; [contradiction|ring]. }
  exists g. split; [|split; [|split]].
  - apply functional_extensionality. intros p. unfold g. destruct p as [|?|? ?|?|[b' l' u k|b' l' u|b' u]]; auto.
    + destruct ((b' =? b) && (l' =? l) && (u <? rows) && (k <? n))%nat%bool; [|reflexivity].
      rewrite sum_0; [ring|]. intros i _. rewrite G0. ring.
    + destruct ((b' =? b) && (l' =? l) && (u <? rows))%nat%bool; [|reflexivity].
      rewrite sum_0; [ring|]. intros i _. rewrite G0. ring.
  - assert (Cg : forall (w : nat -> R) u, continuity (fun h => sum m (fun i => if (i <? m)%nat then gain i h u * w i else 0))).
    { intros w u. apply (sum_continuous m (fun h i => if (i <? m)%nat then gain i h u * w i else 0)). intros i.
      destruct (Nat.ltb_spec i m) as [L|L]; [|apply constant_continuous].
      apply times_continuous; [|apply constant_continuous]. unfold gain.
      apply minus_continuous; [apply V, L|apply constant_continuous]. }
    assert (Cs : forall (w : nat -> R) u, continuity (fun h => sum m (fun i => gain i h u * w i))).
    { intros w u. replace (fun h => sum m (fun i => gain i h u * w i))
        with (fun h => sum m (fun i => if (i <? m)%nat then gain i h u * w i else 0)); [apply Cg|].
      apply functional_extensionality. intros h. apply sum_eq. intros i L. now rewrite (proj2 (Nat.ltb_lt i m) L). }
    intros p. unfold g. destruct p as [|?|? ?|?|[b' l' u k|b' l' u|b' u]]; try apply constant_continuous.
    + destruct ((b' =? b) && (l' =? l) && (u <? rows) && (k <? n))%nat%bool; [|apply constant_continuous].
      apply plus_continuous; [apply constant_continuous|]. apply (Cs (fun i => fst (dual i) k)).
    + destruct ((b' =? b) && (l' =? l) && (u <? rows))%nat%bool; [|apply constant_continuous].
      apply plus_continuous; [apply constant_continuous|]. apply (Cs (fun i => snd (dual i))).
  - intros h. apply (differs_admissible P _ _ _ (Differs h) reachable).
  - intros h e Ie. rewrite (value (g h) (Differs h) e Ie).
    destruct (Cover e Ie) as (i & Hi & Same). rewrite (sees e (samples i) Same).
    rewrite (same_output P goal e (samples i) Same), (same_output P t e (samples i) Same).
    fold (start i). destruct (V i Hi) as [_ [V0 VO]].
    assert (Rec : forall u, (u < rows)%nat -> received (own (g h)) b l n (phi (samples i)) u = v i h u).
    { intros u Hu. transitivity (start i u + sum m (fun i' => gain i' h u
        * (sum n (fun k => fst (dual i') k * phi (samples i) k) + snd (dual i')))).
      - unfold start, received, deep_part. cbn [g]. rewrite !Nat.eqb_refl, (proj2 (Nat.ltb_lt u rows) Hu). cbn [andb].
        rewrite (sum_eq n _ (fun k => t (D (Weight b l u k)) * phi (samples i) k
          + sum m (fun i' => gain i' h u * (fst (dual i') k * phi (samples i) k)))).
        + rewrite sum_add, sum_sum.
          rewrite (sum_eq m (fun i' => gain i' h u * (sum n (fun k => fst (dual i') k * phi (samples i) k) + snd (dual i')))
            (fun i' => sum n (fun k => gain i' h u * (fst (dual i') k * phi (samples i) k)) + gain i' h u * snd (dual i'))).
          * rewrite sum_add. ring.
          * intros i' _. rewrite sum_mul. ring.
        + intros k K. rewrite (proj2 (Nat.ltb_lt k n) K), Rmult_plus_distr_r. f_equal.
          rewrite Rmult_comm, <- sum_mul. apply sum_eq. intros i' _. ring.
      - rewrite (sum_eq m _ (fun i' => if (i' =? i)%nat then gain i h u else 0)).
        + rewrite sum_at by exact Hi. unfold gain. rewrite (V0 u Hu). ring.
        + intros i' Hi'. destruct (Dual i' Hi') as [_ ->]; [|exact Hi].
          destruct (Nat.eqb_spec i' i) as [->|N]; [rewrite Nat.eqb_refl; ring|].
          rewrite (proj2 (Nat.eqb_neq i i')) by lia. ring. }
    rewrite (from_ext (own t) b l first above _ (v i h)) by exact Rec. rewrite VO. ring.
Qed.

End Steer.

(** ** Forms of network.pyramid: the features of independent samples *)

Section Features.

Variable P : problem.
Variable m : nat.
Variable samples : nat -> sample.
Hypothesis listed : enumerates P m samples.

Local Notation own := deep_part.

(** ... of a branch *)
Lemma branch_of_features all b first above t r : consists_of P all -> (b < length all)%nat ->
  layers_of all b = first :: above -> independent_samples P (biases_trained P b 0 first) m samples ->
  pyramid_above P b 0 (dim P) first above -> admissible P t -> 0 < r ->
  exists t0, admissible P t0 /\ Near.near P r t t0 /\ steerable P t0.
Proof.
  intros Is Hb Ly Ind [Tw [Inv Pyr]] Ad Hr.
  destruct (onto_near P b above t r 1 (length first) Hr Ad Pyr) as [t0 [D0 [N0 On]]].
  pose proof (differs_admissible P _ _ _ D0 Ad) as Ad0.
  exists t0. split; [exact Ad0|]. split; [exact N0|].
  apply (steers P b 0 (dim P) first above m samples listed t0 Ad0 On Inv Tw (x P)).
  - intros e e' H. apply functional_extensionality. exact H.
  - exact Ind.
  - intros t' Df e _. rewrite (f_branch P all Is b t0 t' e Hb).
    + rewrite Ly. unfold from. cbn [branch_output].
      assert (Up : forall v, branch_output (own t') b 1 (length first) v above = branch_output (own t0) b 1 (length first) v above).
      { intros v. apply branch_own. intros q Tq. destruct (Df q) as [E|[q' [-> [K _]]]]; [exact E|].
        destruct q'; cbn [of_layers tail_place] in *; try contradiction; lia. }
      rewrite Up. ring.
    + intros q N. destruct (Df q) as [E|[q' [-> [K _]]]]; [exact E|]. elim N.
      destruct q'; cbn [of_layers tail_place] in *; try contradiction; lia.
Qed.

(** ... of the shortcut *)
Lemma shortcut_of_features t r : (0 < width P)%nat -> a_trained P = true -> w_trained P = true -> invertible (sigma P) ->
  independent_samples P (b_trained P = true) m samples -> admissible P t -> 0 < r ->
  exists t0, admissible P t0 /\ Near.near P r t t0 /\ steerable P t0.
Proof.
  intros Hw Ta Tw [s' [Cs [Left Right]]] Ind Ad Hr. destruct listed as [Inside [Cover Apart]].
  assert (Start : exists t0, admissible P t0 /\ Near.near P r t t0 /\ t0 (A 0) <> 0).
  { destruct (Req_EM_T (t (A 0)) 0) as [Z|N]; [|exists t; split; [exact Ad|]; split; [now apply near_here|exact N]].
    exists (fun p => if FirstOrder.place_dec p (A 0) then r / 2 else t p). split; [|split].
    - intros p Np. destruct (FirstOrder.place_dec p (A 0)) as [->|]; [|now apply Ad]. elim Np. now apply in_a.
    - intros p _. destruct (FirstOrder.place_dec p (A 0)) as [->|].
      + rewrite Z, Rminus_0_r, Rabs_pos_eq; lra.
      + rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. assumption.
    - destruct (FirstOrder.place_dec (A 0) (A 0)); [lra|contradiction]. }
  destruct Start as [t0 [Ad0 [N0 Na]]]. exists t0. split; [exact Ad0|]. split; [exact N0|].
  intros goal Adg. set (a := t0 (A 0)) in *.
  destruct (pick_below ((nat -> R) * R) m (fun i vc => (b_trained P = true \/ snd vc = 0) /\
    forall i', (i' < m)%nat -> sum (dim P) (fun k => fst vc k * x P (samples i') k) + snd vc
      = if (i' =? i)%nat then 1 else 0) (fun _ => 0, 0)) as [dual Dual].
  { intros i Hi. destruct (Ind i Hi) as (v & c & C & D). now exists (v, c). }
  set (start := fun i => pre P t0 0 (samples i)).
  set (v := fun i h => s' (sigma P (start i) + h * (f P goal (samples i) - f P t0 (samples i)) * / a)).
  set (gain := fun i h => v i h - start i).
  set (g := fun (h : R) (p : place) => match p with
    | W O k => if (k <? dim P)%nat then t0 p + sum m (fun i => gain i h * fst (dual i) k) else t0 p
    | B O => t0 p + sum m (fun i => gain i h * snd (dual i))
    | _ => t0 p
    end).
  assert (G0 : forall i, gain i 0 = 0).
  { intros i. unfold gain, v. rewrite !Rmult_0_l, Rplus_0_r, Left. ring. }
  assert (Cs' : forall w : nat -> R, continuity (fun h => sum m (fun i => gain i h * w i))).
  { intros w. apply (sum_continuous m (fun h i => gain i h * w i)). intros i.
    apply times_continuous; [|apply constant_continuous]. unfold gain.
    apply minus_continuous; [|apply constant_continuous]. unfold v.
    apply (continuity_comp (fun h => sigma P (start i) + h * (f P goal (samples i) - f P t0 (samples i)) * / a) s');
      [|exact Cs]. apply plus_continuous; [apply constant_continuous|].
    apply times_continuous; [|apply constant_continuous].
    apply times_continuous; [apply derivable_continuous, derivable_id|apply constant_continuous]. }
  exists g. split; [|split; [|split]].
  - apply functional_extensionality. intros p. unfold g. destruct p as [|?|[|j] k|[|j]|q]; auto.
    + destruct (k <? dim P)%nat; [|reflexivity]. rewrite sum_0; [ring|]. intros i _. rewrite G0. ring.
    + rewrite sum_0; [ring|]. intros i _. rewrite G0. ring.
  - intros p. unfold g. destruct p as [|?|[|j] k|[|j]|q]; try apply constant_continuous.
    + destruct (k <? dim P)%nat; [|apply constant_continuous].
      apply plus_continuous; [apply constant_continuous|]. apply (Cs' (fun i => fst (dual i) k)).
    + apply plus_continuous; [apply constant_continuous|]. apply (Cs' (fun i => snd (dual i))).
  - intros h p Np. unfold g. destruct p as [|?|[|j] k|[|j]|q]; try now apply Ad0.
    + destruct (Nat.ltb_spec k (dim P)) as [L|L]; [|now apply Ad0]. elim Np. now apply in_w.
    + destruct (b_trained P) eqn:Tb; [elim Np; now apply in_b|].
      rewrite sum_0; [rewrite Rplus_0_r; now apply Ad0|]. intros i Hi.
      destruct (Dual i Hi) as [[T| ->] _]; [discriminate|ring].
  - intros h e Ie. destruct (Cover e Ie) as (i & Hi & Same).
    rewrite (same_output P (g h) e (samples i) Same), (same_output P goal e (samples i) Same),
      (same_output P t0 e (samples i) Same).
    assert (Pre0 : pre P (g h) 0 (samples i) = v i h).
    { transitivity (start i + sum m (fun i' => gain i' h
        * (sum (dim P) (fun k => fst (dual i') k * x P (samples i) k) + snd (dual i')))).
      - unfold start, pre. cbn [g].
        rewrite (sum_eq (dim P) _ (fun k => t0 (W 0 k) * x P (samples i) k
          + sum m (fun i' => gain i' h * (fst (dual i') k * x P (samples i) k)))).
        + rewrite sum_add, sum_sum.
          rewrite (sum_eq m (fun i' => gain i' h * (sum (dim P) (fun k => fst (dual i') k * x P (samples i) k) + snd (dual i')))
            (fun i' => sum (dim P) (fun k => gain i' h * (fst (dual i') k * x P (samples i) k)) + gain i' h * snd (dual i'))).
          * rewrite sum_add. ring.
          * intros i' _. rewrite sum_mul. ring.
        + intros k K. rewrite (proj2 (Nat.ltb_lt k (dim P)) K), Rmult_plus_distr_r. f_equal.
          rewrite Rmult_comm, <- sum_mul. apply sum_eq. intros i' _. ring.
      - rewrite (sum_eq m _ (fun i' => if (i' =? i)%nat then gain i h else 0)).
        + rewrite sum_at by exact Hi. unfold gain. ring.
        + intros i' Hi'. destruct (Dual i' Hi') as [_ ->]; [|exact Hi].
          destruct (Nat.eqb_spec i' i) as [->|N]; [rewrite Nat.eqb_refl; ring|].
          rewrite (proj2 (Nat.eqb_neq i i')) by lia. ring. }
    assert (Dp : (fun p => g h (D p)) = (fun p => t0 (D p))) by reflexivity.
    set (D := h * (f P goal (samples i) - f P t0 (samples i))) in *. unfold f. rewrite Dp. change (g h A0) with (t0 A0).
    rewrite (sum_eq (width P) (fun j => g h (A j) * val (neuron P) (pre P (g h) j (samples i)))
      (fun j => t0 (A j) * val (neuron P) (pre P t0 j (samples i))
        + (if (j =? 0)%nat then D else 0))).
    + rewrite sum_add, sum_at by exact Hw. ring.
    + intros j Hj. change (g h (A j)) with (t0 (A j)). destruct j as [|j].
      * rewrite Pre0. cbn [Nat.eqb]. fold (sigma P). unfold v. change (val (neuron P)) with (sigma P).
        rewrite Right. fold D. fold (start i). fold a. change (val (neuron P) (start i)) with (sigma P (start i)). field. exact Na.
      * cbn [Nat.eqb]. rewrite Rplus_0_r. reflexivity.
Qed.

End Features.
