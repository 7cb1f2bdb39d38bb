(** * Units that bend, each with a neuron of its own: slopes that vanish on one class

    The heart of thm.subspaces.c1 and .mixed, of a point t at which no small move of the hidden
    weights of some units lowers the loss. Unit j of n receives [into j] and adds [out j] times
    [s j] of it to f. *)

From Coq Require Import Reals List Lia Lra Bool Classical.
From TheoremCheck Require Import Setting Conditions Linear Stationary Descent SubspacesMoves Bends.
From TheoremCheck Require Monotone.
Import ListNotations.
Open Scope R_scope.

Lemma sum_at_least n (a b : nat -> R) : (forall j, (j < n)%nat -> a j <= b j) -> sum n a <= sum n b.
Proof.
  induction n as [|n IH]; intros H; simpl; [lra|].
  pose proof (H n ltac:(lia)). assert (sum n a <= sum n b) by (apply IH; auto). lra.
Qed.

Lemma sum_more n (a b : nat -> R) : (forall j, (j < n)%nat -> a j <= b j) ->
  (exists j, (j < n)%nat /\ a j < b j) -> sum n a < sum n b.
Proof.
  induction n as [|n IH]; intros H [j [Hj L]]; [lia|]. simpl.
  pose proof (H n ltac:(lia)). assert (sum n a <= sum n b) by (apply sum_at_least; auto).
  destruct (Nat.eq_dec j n) as [->|N]; [lra|].
  assert (sum n a < sum n b); [|lra]. apply IH; [auto|]. exists j. split; [lia|assumption].
Qed.

(** Indices by the sign of a, if it is 0 at none of them. *)
Lemma by_sign (a : nat -> R) l : NoDup l -> (forall j, In j l -> a j <> 0) ->
  exists js ks, NoDup js /\ NoDup ks /\ (length js + length ks = length l)%nat /\
    (forall j, In j js -> In j l /\ 0 < a j) /\ (forall j, In j ks -> In j l /\ a j < 0).
Proof.
  induction 1 as [|i l Ni _ IH]; intros N.
  - exists [], []. repeat split; try constructor; easy.
  - destruct IH as [js [ks [D [D' [len [J K]]]]]]; [intros; apply N; now right|].
    assert (J' : forall j, In j js -> In j (i :: l) /\ 0 < a j)
      by (intros j Hj; destruct (J j Hj); split; [now right|assumption]).
    assert (K' : forall j, In j ks -> In j (i :: l) /\ a j < 0)
      by (intros j Hj; destruct (K j Hj); split; [now right|assumption]).
    destruct (Rtotal_order (a i) 0) as [L|[E|G]]; [|now destruct (N i (or_introl eq_refl))|].
    + exists js, (i :: ks). simpl. split; [assumption|]. split.
      { constructor; [|assumption]. intros I. now destruct (K i I). }
      split; [lia|]. split; [exact J'|]. intros j [<-|Hj]; [auto|now apply K'].
    + exists (i :: js), ks. simpl. split.
      { constructor; [|assumption]. intros I. now destruct (J i I). }
      split; [assumption|]. split; [lia|]. split; [|exact K']. intros j [<-|Hj]; [auto|now apply J'].
Qed.

Section Units.

Variable P : problem.
Variable l1 : R -> R.
Hypothesis Dl : forall v, derivable_pt_lim (ell P) v (l1 v).
Hypothesis nondecreasing : loss_nondecreasing P.
Variable t : params.

Variable n : nat.
Variables s s1 : nat -> R -> R.
Variable out : nat -> R.
Variable into : nat -> sample -> R.
Variable curve : nat -> R.
Hypothesis Ds : forall j v, (j < n)%nat -> derivable_pt_lim (s j) v (s1 j v).
Hypothesis unit : forall j, (j < n)%nat -> curve j = 1 \/ curve j = -1.
Hypothesis bends : forall j, (j < n)%nat ->
  above_tangents (fun v => curve j * s j v) (fun v => curve j * s1 j v).
Hypothesis same_into : forall j e e', (j < n)%nat -> same P e e' -> into j e = into j e'.

(** By how much f(x) changes where the weights of unit j move by h d_j. *)
Definition change (d : nat -> nat -> R) (e : sample) (h : R) : R :=
  sum n (fun j => out j * (s j (into j e + h * dot P (d j) e) - s j (into j e))).

Hypothesis least : forall d, exists delta, 0 < delta /\ forall h, Rabs h < delta ->
  over (data P) (fun e => share e * ell P (z P t e))
  <= over (data P) (fun e => share e * ell P (z P t e + - y e * change d e h)).

(** The units that count. *)
Variable good : list nat.
Hypothesis good_below : NoDup good /\ forall j, In j good -> (j < n)%nat.
Hypothesis idle : forall j u, In j good -> out j = 0 -> exists delta, 0 < delta /\
  forall h, Rabs h < delta -> balance P l1 t (fun e => s j (into j e + h * dot P u e)) = 0.

Notation slope := (slope P l1 t).

(** Its derivative at h = 0. *)
Definition first_change (d : nat -> nat -> R) (e : sample) : R :=
  sum n (fun j => out j * s1 j (into j e) * dot P (d j) e).

Lemma change_0 d e : change d e 0 = 0.
Proof.
  unfold change. apply linear_sum_zero. intros j _. rewrite Rmult_0_l, Rplus_0_r. ring.
Qed.

Lemma change_derivative d e : derivable_pt_lim (change d e) 0 (first_change d e).
Proof.
  unfold change, first_change.
  apply (derivative_sum n
    (fun j h => out j * (s j (into j e + h * dot P (d j) e) - s j (into j e)))
    (fun j => out j * s1 j (into j e) * dot P (d j) e)).
  intros j Hj. rewrite Rmult_assoc. apply derivable_pt_lim_scal.
  replace (s1 j (into j e) * dot P (d j) e)
    with (s1 j (into j e + 0 * dot P (d j) e) * dot P (d j) e - 0)
    by (rewrite Rmult_0_l, Rplus_0_r; ring).
  apply derivable_pt_lim_minus; [|apply derivable_pt_lim_const].
  apply (derivable_pt_lim_comp (fun h => into j e + h * dot P (d j) e) (s j));
    [apply derivative_line|now apply Ds].
Qed.

(** (w) *)
Lemma first_units d : balance P l1 t (first_change d) = 0.
Proof.
  destruct (least d) as [delta [Hd M]].
  set (g := fun h => over (data P) (fun e => share e * ell P (z P t e + - y e * change d e h))).
  assert (D : derivable_pt_lim g 0
    (over (data P) (fun e => share e * (l1 (z P t e) * (- y e * first_change d e))))).
  { apply (derivative_over (data P)
      (fun e h => share e * ell P (z P t e + - y e * change d e h))).
    intros e _. apply derivable_pt_lim_scal.
    apply (derivable_pt_lim_comp (fun h => z P t e + - y e * change d e h) (ell P)).
    - replace (- y e * first_change d e) with (0 + - y e * first_change d e) by ring.
      apply derivable_pt_lim_plus; [apply derivable_pt_lim_const|].
      apply derivable_pt_lim_scal, change_derivative.
    - rewrite change_0, Rmult_0_r, Rplus_0_r. apply Dl. }
  apply (derivative_at_least g _ delta Hd) in D.
  - unfold balance, q. rewrite <- (Rmult_0_r (-1)), <- D, <- over_scaled. apply over_ext.
    intros. ring.
  - intros h Hh. replace (g 0) with (over (data P) (fun e => share e * ell P (z P t e)));
      [now apply M|].
    apply over_ext. intros e _. now rewrite change_0, Rmult_0_r, Rplus_0_r.
Qed.

(** Samples that a move raises: the units that move them have y_i a_j of the sign of the
    curvature, and the first-order parts cancel. *)
Definition raised (d : nat -> nat -> R) (e : sample) : Prop :=
  (forall j, (j < n)%nat -> dot P (d j) e = 0 \/ 0 < y e * out j * curve j) /\
  first_change d e = 0.

Lemma raised_change d e h : h <> 0 -> raised d e ->
  0 <= y e * change d e h /\
  ((exists j, (j < n)%nat /\ dot P (d j) e <> 0) -> 0 < y e * change d e h).
Proof.
  intros Hh [sign zero].
  set (a := fun j => h * (y e * (out j * s1 j (into j e) * dot P (d j) e))).
  set (b := fun j =>
    y e * (out j * (s j (into j e + h * dot P (d j) e) - s j (into j e)))).
  assert (S : forall j, (j < n)%nat -> a j <= b j /\ (dot P (d j) e <> 0 -> a j < b j)).
  { intros j Hj. unfold a, b. destruct (Req_dec (dot P (d j) e) 0) as [Z|N].
    - rewrite Z, !Rmult_0_r, Rplus_0_r. split; [lra|]. intros C. now contradict C.
    - destruct (sign j Hj) as [|C]; [contradiction|].
      assert (M : h * dot P (d j) e <> 0) by now apply Rmult_integral_contrapositive.
      pose proof (bends j Hj (into j e) _ M) as T. cbv beta in T.
      assert (C2 : curve j * curve j = 1) by (destruct (unit j Hj) as [-> | ->]; ring).
      apply (Rmult_lt_compat_l (y e * out j * curve j)) in T; [|assumption].
      replace (y e * out j * curve j * (curve j * s j (into j e)
          + curve j * s1 j (into j e) * (h * dot P (d j) e)))
        with (curve j * curve j * (y e * (out j * s j (into j e))
          + h * (y e * (out j * s1 j (into j e) * dot P (d j) e)))) in T by ring.
      replace (y e * out j * curve j * (curve j * s j (into j e + h * dot P (d j) e)))
        with (curve j * curve j * (y e * (out j * s j (into j e + h * dot P (d j) e)))) in T
        by ring.
      rewrite C2 in T. split; intros; lra. }
  assert (A : sum n a = 0).
  { unfold a. rewrite sum_scaled, sum_scaled. fold (first_change d e). rewrite zero. ring. }
  assert (B : sum n b = y e * change d e h) by (unfold b; now rewrite sum_scaled).
  rewrite <- B. split; [rewrite <- A|].
  - apply sum_at_least. intros j Hj. exact (proj1 (S j Hj)).
  - intros [j [Hj N]]. rewrite <- A. apply sum_more; [intros i Hi; exact (proj1 (S i Hi))|].
    exists j. split; [assumption|exact (proj2 (S j Hj) N)].
Qed.

(** If every sample stays or is raised, one that is raised and moves has slope 0. *)
Lemma raised_slope d :
  (forall e, In e (data P) -> (forall j, (j < n)%nat -> dot P (d j) e = 0) \/ raised d e) ->
  forall e, In e (data P) -> raised d e -> (exists j, (j < n)%nat /\ dot P (d j) e <> 0) ->
    slope e = 0.
Proof.
  intros cases e He Re Me. destruct (least d) as [delta [Hd M]].
  set (h := delta / 2). assert (H0 : h <> 0) by (unfold h; lra).
  specialize (M h ltac:(unfold h; rewrite Rabs_right; lra)).
  assert (Fall : forall e', In e' (data P) -> z P t e' + - y e' * change d e' h <= z P t e').
  { intros e' He'. destruct (cases e' He') as [Z|Re'].
    - assert (C : change d e' h = 0); [|rewrite C; lra]. apply linear_sum_zero. intros j Hj.
      rewrite Z, Rmult_0_r, Rplus_0_r by assumption. ring.
    - pose proof (proj1 (raised_change d e' h H0 Re')). lra. }
  pose proof (proj2 (raised_change d e h H0 Re) Me) as Down.
  set (w := z P t e + - y e * change d e h) in *.
  assert (Zero : share e * (ell P (z P t e) - ell P w) = 0).
  { apply (over_nonneg_zero (data P) (fun e' =>
      share e' * (ell P (z P t e') - ell P (z P t e' + - y e' * change d e' h)))); [| |exact He].
    - intros e' He'. apply Rmult_le_pos; [left; apply share_pos|].
      pose proof (nondecreasing _ _ (Fall e' He')). unfold ell in *. lra.
    - rewrite (over_ext (data P) _ (fun e' => share e' * ell P (z P t e')
        + -1 * (share e' * ell P (z P t e' + - y e' * change d e' h)))) by (intros; ring).
      rewrite over_plus, over_scaled. lra. }
  pose proof (share_pos e). apply Rmult_integral in Zero. destruct Zero as [|Zero]; [lra|].
  apply (Monotone.flat_below (ell P) (z P t e) _ w nondecreasing (Dl _)); [unfold w; lra|].
  unfold ell in *. lra.
Qed.

(** ** (A) and (B) *)

Lemma idle_slopes label u j : In j good -> out j = 0 ->
  (forall e, In e (data P) -> positive_label e = label -> dot P u e <> 0) ->
  (forall e, In e (data P) -> positive_label e <> label -> dot P u e = 0) ->
  forall e, In e (data P) -> positive_label e = label -> slope e = 0.
Proof.
  intros Ij Z U V e He L. pose proof (proj2 good_below j Ij) as Hj.
  destruct (idle j u Ij Z) as [delta [Hd B]].
  assert (B0 : over (data P) (fun e => q P l1 t e * y e * s j (into j e)) = 0).
  { rewrite <- (B 0) by (rewrite Rabs_R0; assumption). apply over_ext. intros e' _.
    do 2 f_equal. ring. }
  destruct (line_identity P (s j) (curve j) (above_midpoint _ _ (bends j Hj)) (q P l1 t) (into j)
    (dot P u) label (delta / 2)) with (e := e) as [E|E]; auto.
  - lra.
  - intros. now apply q_nonneg.
  - intros e' He' _ N. destruct (bool_dec (positive_label e') label) as [|D]; [assumption|].
    contradict N. now apply V.
  - rewrite B0. apply B. rewrite Rabs_right; lra.
  - rewrite B0. apply B. rewrite Rabs_Ropp, Rabs_right; lra.
  - now apply (q_zero P l1).
  - contradict E. now apply U.
Qed.

(** As many units of one sign as points. *)
Lemma distinct_slopes label u reps js :
  (forall e, In e (data P) -> positive_label e = label -> dot P u e <> 0) ->
  (forall e, In e (data P) -> positive_label e <> label -> dot P u e = 0) ->
  (forall e, In e (data P) -> positive_label e = label -> exists r, In r reps /\ same P e r) ->
  NoDup js -> (length reps <= length js)%nat ->
  (forall j, In j js -> (j < n)%nat /\ 0 < (if label then 1 else -1) * out j * curve j) ->
  forall e, In e (data P) -> positive_label e = label -> slope e = 0.
Proof.
  intros U V cover distinct enough signed e0 He0 Le0.
  destruct (Req_dec (slope e0) 0) as [|S0]; [assumption|exfalso].
  set (unit_of := fun i => nth i js 0%nat).
  assert (in_js : forall i, (i < length js)%nat -> In (unit_of i) js)
    by (intros i Hi; now apply nth_In).
  assert (small : forall i, (i < length js)%nat -> (unit_of i < n)%nat)
    by (intros i Hi; now apply signed, in_js).
  set (d := fun c => direction (length js) unit_of (fun _ => u) c).
  set (form := fun e i => if (i <? length js)%nat
    then out (unit_of i) * s1 (unit_of i) (into (unit_of i) e) * dot P u e else 0).
  assert (forms : forall c e, first_change (d c) e = sum (length js) (fun i => form e i * c i)).
  { intros c e. unfold first_change, d.
    rewrite (combined P (length js) unit_of (fun _ => u) n (fun j => out j * s1 j (into j e)) c e small).
    apply linear_sum_ext. intros i Hi. unfold form. destruct (Nat.ltb_spec i (length js)); [ring|lia]. }
  assert (off : forall e, dot P u e = 0 -> forall c j, dot P (d c j) e = 0).
  { intros e Z c j. unfold d. rewrite dot_direction. apply linear_sum_zero. intros i Hi.
    destruct (unit_of i =? j)%nat; [rewrite Z; ring|reflexivity]. }
  destruct (solve_forms P l1 Dl nondecreasing t (length js) form
    (fun e => positive_label e = label) reps e0) as [c [[k [Hk Ck]] zero]]; auto.
  - intros e e' _ _ L L' _. congruence.
  - intros e e' S i. unfold form. destruct (Nat.ltb_spec i (length js)) as [Hi|]; [|reflexivity].
    now rewrite (same_into (unit_of i) e e' (small i Hi) S), (same_dot P e e' u S).
  - intros c. rewrite <- (first_units (d c)). apply balance_ext. intros e _. symmetry. apply forms.
  - intros e He. destruct (bool_dec (positive_label e) label) as [L|L]; [now left|].
    right. right. intros c. rewrite <- forms. apply linear_sum_zero. intros j _.
    rewrite off by now apply V. ring.
  - (* unit k moves the samples of the class, by c_k *)
    apply S0. apply (raised_slope (d c)); [| assumption | |].
    + intros e He. destruct (bool_dec (positive_label e) label) as [L|L]; [right|left].
      * split; [|rewrite forms; now apply zero]. intros j Hj.
        destruct (classic (exists i, (i < length js)%nat /\ unit_of i = j)) as [[i [Hi Ei]]|none].
        -- right. subst j. unfold y. rewrite L. now apply signed, in_js.
        -- left. unfold d. rewrite dot_direction. apply linear_sum_zero. intros i Hi.
           destruct (Nat.eqb_spec (unit_of i) j); [|reflexivity]. contradict none. eauto.
      * intros j _. now apply off, V.
    + split; [|rewrite forms; now apply zero]. intros j Hj.
      destruct (classic (exists i, (i < length js)%nat /\ unit_of i = j)) as [[i [Hi Ei]]|none].
      * right. subst j. unfold y. rewrite Le0. now apply signed, in_js.
      * left. unfold d. rewrite dot_direction. apply linear_sum_zero. intros i Hi.
        destruct (Nat.eqb_spec (unit_of i) j); [|reflexivity]. contradict none. eauto.
    + exists (unit_of k). split; [now apply small|]. unfold d. rewrite dot_direction.
      rewrite (linear_sum_ext _ _ (fun i => if (i =? k)%nat then c i * dot P u e0 else 0)).
      * rewrite (sum_single _ k (fun i => c i * dot P u e0)) by assumption.
        apply Rmult_integral_contrapositive. split; [assumption|now apply U].
      * intros i Hi. destruct (Nat.eqb_spec i k) as [->|N]; [now rewrite Nat.eqb_refl|].
        destruct (Nat.eqb_spec (unit_of i) (unit_of k)) as [E|]; [|reflexivity].
        contradict N. now apply (proj1 (NoDup_nth js 0%nat) distinct).
Qed.

(** Enough units in all: no slope is left, or none on one class, and no unit is idle. *)
Lemma units_slopes : data_span_exclusion P ->
  (exists np nm : list sample,
    (forall e, In e (data P) -> positive e -> exists e', In e' np /\ same P e e') /\
    (forall e, In e (data P) -> negative e -> exists e', In e' nm /\ same P e e') /\
    (length np + length nm <= length good + 1)%nat) ->
  (forall e, In e (data P) -> slope e = 0) \/
  ((forall j, In j good -> out j <> 0) /\ exists label, forall e, In e (data P) ->
    positive_label e = label -> slope e = 0).
Proof.
  intros [[v [V1 V2]] [u [U1 U2]]] [np [nm [Cp [Cm few]]]]. unfold positive, negative in *.
  assert (other : forall e, positive_label e <> true -> positive_label e = false)
    by (intros e; destruct (positive_label e); congruence).
  assert (other' : forall e, positive_label e <> false -> positive_label e = true)
    by (intros e; destruct (positive_label e); congruence).
  destruct (classic (exists j, In j good /\ out j = 0)) as [[j [Hj Z]]|none]; [left|right].
  - intros e He. destruct (positive_label e) eqn:L.
    + apply (idle_slopes true v j Hj Z); auto.
    + apply (idle_slopes false u j Hj Z); auto.
  - assert (N : forall j, In j good -> out j <> 0) by (intros j Hj Z; apply none; eauto).
    split; [assumption|]. destruct good_below as [distinct below].
    destruct (by_sign (fun j => out j * curve j) good distinct) as [js [ks [D [D' [total [J K]]]]]].
    { intros j Hj. apply Rmult_integral_contrapositive. split; [now apply N|].
      destruct (unit j (below j Hj)) as [-> | ->]; lra. }
    assert (enough : (length np <= length js)%nat \/ (length nm <= length ks)%nat) by lia.
    destruct enough as [E|E].
    + exists true. apply (distinct_slopes true v np js); auto.
      intros j Hj. destruct (J j Hj) as [I S]. split; [now apply below|lra].
    + exists false. apply (distinct_slopes false u nm ks); auto.
      intros j Hj. destruct (K j Hj) as [I S]. split; [now apply below|lra].
Qed.

End Units.
