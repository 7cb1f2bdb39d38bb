(** * Prescribed values: the linear alternative, and the data of a circuit *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions Algebra.
Import ListNotations.
Open Scope R_scope.

(** ** The linear alternative *)

Lemma linear_add : forall k b u v c,
  linear k b (fun i => u i + c * v i) = linear k b u + c * linear k b v.
Proof.
  intros. unfold linear. rewrite <- sum_mul, <- sum_add. apply sum_eq. intros; ring.
Qed.

(** A form that vanishes where n forms do is a combination of them. *)
Lemma combination : forall n k (rows : nat -> nat -> R) (b : nat -> R),
  (forall w, (forall i, (i < n)%nat -> linear k (rows i) w = 0) -> linear k b w = 0) ->
  exists c, forall w, linear k b w = sum n (fun i => c i * linear k (rows i) w).
Proof.
  induction n as [|n IH]; intros k rows b H.
  - exists (fun _ => 0). intros w. cbn [sum]. apply H. intros; lia.
  - destruct (classic (exists w, (forall i, (i < n)%nat -> linear k (rows i) w = 0) /\
      linear k (rows n) w <> 0)) as [[w0 [Z0 N0]]|N].
    + set (s := linear k b w0 / linear k (rows n) w0).
      assert (LB : forall w, linear k (fun i => b i - s * rows n i) w
                             = linear k b w - s * linear k (rows n) w).
      { intros w. unfold linear.
        rewrite (sum_eq k _ (fun i => b i * w i + (- s) * (rows n i * w i)))
          by (intros; ring). rewrite sum_add, sum_mul. ring. }
      destruct (IH k rows (fun i => b i - s * rows n i)) as [c Hc].
      { intros w Hw. rewrite LB.
        set (r := linear k (rows n) w / linear k (rows n) w0).
        assert (Q : linear k b (fun i => w i + (- r) * w0 i) = 0).
        { apply H. intros i Hi. rewrite linear_add. destruct (Nat.eq_dec i n) as [->|D].
          - unfold r. field. assumption.
          - rewrite Hw, Z0 by lia. ring. }
        rewrite linear_add in Q. unfold s, r in *.
        replace (linear k b w0 / linear k (rows n) w0 * linear k (rows n) w)
          with (linear k (rows n) w / linear k (rows n) w0 * linear k b w0) by (field; assumption).
        lra. }
      exists (fun i => if Nat.eq_dec i n then s else c i). intros w. cbn [sum].
      destruct (Nat.eq_dec n n) as [_|]; [|congruence].
      rewrite (sum_eq n _ (fun i => c i * linear k (rows i) w)).
      * rewrite <- Hc, LB. ring.
      * intros i Hi. destruct (Nat.eq_dec i n); [lia|reflexivity].
    + destruct (IH k rows b) as [c Hc].
      { intros w Hw. apply H. intros i Hi. destruct (Nat.eq_dec i n) as [->|D]; [|apply Hw; lia].
        apply NNPP. intros Q. apply N. now exists w. }
      exists (fun i => if Nat.eq_dec i n then 0 else c i). intros w. cbn [sum].
      destruct (Nat.eq_dec n n) as [_|]; [|congruence].
      rewrite Hc, Rmult_0_l, Rplus_0_r. apply sum_eq. intros i Hi.
      destruct (Nat.eq_dec i n); [lia|reflexivity].
Qed.

(** n forms take the values v_i at some u if v satisfies all relations between the forms. *)
Lemma prescribe : forall n k (rows : nat -> nat -> R) (v : nat -> R),
  (forall m, (forall w, sum n (fun i => m i * linear k (rows i) w) = 0) ->
    sum n (fun i => m i * v i) = 0) ->
  exists u, forall i, (i < n)%nat -> linear k (rows i) u = v i.
Proof.
  induction n as [|n IH]; intros k rows v H.
  - exists (fun _ => 0). intros; lia.
  - destruct (IH k rows v) as [u0 Hu0].
    { intros m Hm. specialize (H (fun i => if Nat.eq_dec i n then 0 else m i)).
      cbn [sum] in H. destruct (Nat.eq_dec n n) as [_|]; [|congruence].
      assert (E : forall g, sum n (fun i => (if Nat.eq_dec i n then 0 else m i) * g i)
                            = sum n (fun i => m i * g i)).
      { intros g. apply sum_eq. intros i Hi. destruct (Nat.eq_dec i n); [lia|reflexivity]. }
      rewrite E in H. rewrite Rmult_0_l, Rplus_0_r in H. apply H.
      intros w. rewrite (E (fun i => linear k (rows i) w)), Hm. ring. }
    destruct (classic (exists w, (forall i, (i < n)%nat -> linear k (rows i) w = 0) /\
      linear k (rows n) w <> 0)) as [[w [Zw Nw]]|N].
    + set (c := (v n - linear k (rows n) u0) / linear k (rows n) w).
      exists (fun i => u0 i + c * w i). intros i Hi. rewrite linear_add.
      destruct (Nat.eq_dec i n) as [->|D].
      * unfold c. field. assumption.
      * rewrite Hu0, Zw by lia. ring.
    + destruct (combination n k rows (rows n)) as [c Hc].
      { intros w Hw. apply NNPP. intros Q. apply N. now exists w. }
      exists u0. intros i Hi. destruct (Nat.eq_dec i n) as [->|D]; [|apply Hu0; lia].
      specialize (H (fun i => if Nat.eq_dec i n then -1 else c i)).
      cbn [sum] in H. destruct (Nat.eq_dec n n) as [_|]; [|congruence].
      assert (E : forall g, sum n (fun i => (if Nat.eq_dec i n then -1 else c i) * g i)
                            = sum n (fun i => c i * g i)).
      { intros g. apply sum_eq. intros i' Hi'. destruct (Nat.eq_dec i' n); [lia|reflexivity]. }
      rewrite E in H.
      assert (Q : sum n (fun i => c i * v i) + -1 * v n = 0).
      { apply H. intros w. rewrite (E (fun i => linear k (rows i) w)), <- Hc. ring. }
      rewrite Hc, (sum_eq n _ (fun i => c i * v i)) by (intros; now rewrite Hu0). lra.
Qed.

(** ** Lists by position *)

Lemma over_nth_error : forall {T} (l : list T) g,
  over l g = sum (length l) (fun i => match nth_error l i with Some e => g e | None => 0 end).
Proof.
  intros T l g. induction l as [|a l IH] using rev_ind; [reflexivity|].
  rewrite length_snoc. cbn [sum].
  rewrite nth_error_app2, Nat.sub_diag by lia. cbn [nth_error].
  rewrite (sum_eq _ _ (fun i => match nth_error l i with Some e => g e | None => 0 end))
    by (intros; rewrite nth_error_app1 by assumption; reflexivity).
  rewrite <- IH. clear IH. induction l as [|b l IH]; simpl; [lra|]. rewrite IH. lra.
Qed.

Lemma over_one : forall {T} (l : list T) g e, NoDup l -> In e l ->
  (forall e', In e' l -> e' <> e -> g e' = 0) -> over l g = g e.
Proof.
  induction l as [|a l IH]; intros g e ND He H; [easy|]. inversion ND; subst. cbn [over].
  destruct He as [->|He].
  - rewrite over_0; [lra|]. intros e' He'. apply H; [simpl; auto|]. intros ->. contradiction.
  - rewrite (IH g e), (H a); simpl; auto; [lra | |].
    + intros ->. contradiction.
    + intros e' He'. apply H. simpl. auto.
Qed.

(** ** The data of a circuit *)

Lemma sample_eq_dec : forall e e' : sample, {e = e'} + {e <> e'}.
Proof.
  decide equality; [apply Pos.eq_dec | apply Bool.bool_dec | apply list_eq_dec, Z.eq_dec].
Qed.

(** ** Functions with two values that are not 0 *)

Definition two (e1 e2 : sample) (a1 a2 : R) (e : sample) : R :=
  if sample_eq_dec e e1 then a1 else if sample_eq_dec e e2 then a2 else 0.

Lemma over_two : forall l (g : sample -> R -> R) e1 e2 a1 a2, NoDup l -> In e1 l -> In e2 l ->
  e1 <> e2 -> (forall e, g e 0 = 0) ->
  over l (fun e => g e (two e1 e2 a1 a2 e)) = g e1 a1 + g e2 a2.
Proof.
  intros l g e1 e2 a1 a2 ND I1 I2 D Z.
  rewrite (over_eq l _ (fun e => (if sample_eq_dec e e1 then g e a1 else 0)
                                 + (if sample_eq_dec e e2 then g e a2 else 0))).
  - rewrite over_add, (over_one l _ e1), (over_one l _ e2); auto.
    + destruct (sample_eq_dec e1 e1), (sample_eq_dec e2 e2); congruence.
    + intros e _ De. destruct (sample_eq_dec e e2); congruence.
    + intros e _ De. destruct (sample_eq_dec e e1); congruence.
  - intros e _. unfold two. destruct (sample_eq_dec e e1) as [->|]; destruct (sample_eq_dec _ e2);
      try congruence; rewrite ?Z; ring.
Qed.

Lemma y_square : forall e, y e * y e = 1.
Proof. intros e. unfold y. destruct (positive_label e); ring. Qed.

Section Circuit.

Variable P : problem.
Hypothesis data_circuit : data_circuit P.

Let n := length (data P).

(** No sample stands in the list twice: a circuit with both classes twice has no relation of two. *)
Lemma circuit_distinct : NoDup (data P).
Proof.
  destruct data_circuit as [m [_ [Mpos [Muni _]]]].
  apply NoDup_nth_error. intros i j Hi E.
  destruct (Nat.eq_dec i j) as [|D]; [assumption|exfalso].
  assert (Hj : (j < length (data P))%nat).
  { apply nth_error_Some. rewrite <- E. now apply nth_error_Some. }
  destruct (nth_error (data P) i) as [e|] eqn:Ei; [|now apply nth_error_Some in Hi].
  destruct (Muni (fun k => if Nat.eq_dec k i then 1 else if Nat.eq_dec k j then -1 else 0))
    as [c Hc].
  - intros k Hk.
    rewrite (sum_eq _ _ (fun l => (if Nat.eq_dec l i then y e * X P e k else 0)
                                  + (if Nat.eq_dec l j then - (y e * X P e k) else 0))).
    + rewrite sum_add, (sum_one _ i), (sum_one _ j); auto.
      * destruct (Nat.eq_dec i i), (Nat.eq_dec j j); try congruence. ring.
      * intros l _ Dl. destruct (Nat.eq_dec l j); congruence.
      * intros l _ Dl. destruct (Nat.eq_dec l i); congruence.
    + intros l _. destruct (Nat.eq_dec l i) as [->|Dl].
      * rewrite Ei. destruct (Nat.eq_dec i j); [contradiction|]. ring.
      * destruct (Nat.eq_dec l j) as [->|Dj]; [rewrite <- E; ring|].
        destruct (nth_error (data P) l); ring.
  - assert (C1 := Hc i Hi). assert (C2 := Hc j Hj). cbv beta in C1, C2.
    destruct (Nat.eq_dec i i) as [_|]; [|congruence].
    destruct (Nat.eq_dec j i) as [|_]; [congruence|].
    destruct (Nat.eq_dec j j) as [_|]; [|congruence].
    assert (M1 := Mpos i Hi). assert (M2 := Mpos j Hj). nra.
Qed.

(** A number for each place in a list without repetitions is a function of its members. *)
Lemma by_place : NoDup (data P) -> forall m : nat -> R, exists mu : sample -> R,
  forall i e, nth_error (data P) i = Some e -> mu e = m i.
Proof.
  intros ND m. exists (fun e => sum n (fun i => match nth_error (data P) i with
    | Some e' => if sample_eq_dec e' e then m i else 0 | None => 0 end)).
  intros i e Ei. assert (Hi : (i < length (data P))%nat)
    by (apply nth_error_Some; rewrite Ei; discriminate).
  rewrite (sum_one n i); auto.
  - rewrite Ei. destruct (sample_eq_dec e e); congruence.
  - intros j Hj D. destruct (nth_error (data P) j) as [e'|] eqn:Ej; [|reflexivity].
    destruct (sample_eq_dec e' e) as [->|]; [|reflexivity]. exfalso. apply D.
    apply (proj1 (NoDup_nth_error (data P)) ND); [assumption|congruence].
Qed.

(** The relation as a function of the samples; and any values orthogonal to it are those of
    a functional on the samples. *)
Lemma circuit_facts : exists mu : sample -> R,
  (forall e, In e (data P) -> 0 < mu e) /\
  (forall phi, (forall k, (k < inputs P)%nat ->
     over (data P) (fun e => phi e * y e * X P e k) = 0) ->
   exists c, forall e, In e (data P) -> phi e = c * mu e) /\
  (forall v, over (data P) (fun e => mu e * y e * v e) = 0 ->
   exists u, forall e, In e (data P) -> dot P u e = v e).
Proof.
  destruct data_circuit as [m [Mrel [Mpos [Muni _]]]].
  destruct (by_place circuit_distinct m) as [mu MU].
  assert (IN : forall e, In e (data P) -> exists i, (i < n)%nat /\ nth_error (data P) i = Some e).
  { intros e He. destruct (In_nth_error _ _ He) as [i Hi]. exists i. split; [|assumption].
    apply nth_error_Some. rewrite Hi. discriminate. }
  exists mu. split; [|split].
  - intros e He. destruct (IN e He) as [i [Hi Ei]]. rewrite (MU i e Ei). now apply Mpos.
  - intros phi H.
    destruct (Muni (fun i => match nth_error (data P) i with Some e => phi e | None => 0 end))
      as [c Hc].
    + intros k Hk. apply eq_trans with (2 := H k Hk). rewrite over_nth_error.
      apply sum_eq. intros i _. now destruct (nth_error (data P) i).
    + exists c. intros e He. destruct (IN e He) as [i [Hi Ei]].
      specialize (Hc i Hi). cbv beta in Hc. rewrite Ei in Hc. now rewrite (MU i e Ei).
  - intros v Hv.
    set (rows := fun i k => match nth_error (data P) i with Some e => X P e k | None => 0 end).
    set (vals := fun i => match nth_error (data P) i with Some e => v e | None => 0 end).
    destruct (prescribe n (inputs P) rows vals) as [u Hu].
    + intros m' Hm'.
      destruct (Muni (fun i =>
          match nth_error (data P) i with Some e => m' i * y e | None => 0 end))
        as [c Hc].
      * intros k Hk. apply eq_trans with (2 := Hm' (fun l => if Nat.eq_dec l k then 1 else 0)).
        apply sum_eq. intros i _. unfold linear, rows.
        destruct (nth_error (data P) i) as [e|].
        { rewrite (sum_one (inputs P) k); [| assumption |].
          - destruct (Nat.eq_dec k k); [|congruence].
            assert (Y : y e * y e = 1) by (unfold y; destruct (positive_label e); ring).
            replace (m' i * y e * y e * X P e k) with (m' i * (y e * y e) * X P e k) by ring.
            rewrite Y. ring.
          - intros l _ D. destruct (Nat.eq_dec l k); [contradiction|ring]. }
        { rewrite sum_0; [ring|]. intros; ring. }
      * transitivity (c * over (data P) (fun e => mu e * y e * v e)); [|rewrite Hv; ring].
        rewrite over_nth_error, <- sum_mul. apply sum_eq. intros i Hi. unfold vals.
        specialize (Hc i Hi). cbv beta in Hc.
        destruct (nth_error (data P) i) as [e|] eqn:Ei; [|ring].
        rewrite (MU i e Ei).
        assert (Y : y e * y e = 1) by (unfold y; destruct (positive_label e); ring).
        replace (m' i) with (m' i * y e * y e) by (rewrite Rmult_assoc, Y; ring).
        rewrite Hc. ring.
    + exists u. intros e He. destruct (IN e He) as [i [Hi Ei]]. specialize (Hu i Hi).
      unfold rows, vals, linear in Hu. rewrite Ei in Hu. rewrite <- Hu. unfold dot.
      apply sum_eq. intros k _. ring.
Qed.

(** Every sample has another of its class. *)
Lemma circuit_partner : forall e, In e (data P) ->
  exists e', In e' (data P) /\ e' <> e /\ positive_label e' = positive_label e.
Proof.
  intros e He. assert (ND := circuit_distinct).
  destruct data_circuit as [_ [_ [_ [_ [N1 N2]]]]].
  assert (G : forall b : sample -> bool, b e = true -> (2 <= length (filter b (data P)))%nat ->
    exists e', In e' (data P) /\ e' <> e /\ b e' = true).
  { intros b B Len. assert (NDf := NoDup_filter b ND).
    destruct (filter b (data P)) as [|e1 [|e2 l]] eqn:F; simpl in Len; try lia.
    assert (I1 : In e1 (filter b (data P))) by (rewrite F; simpl; auto).
    assert (I2 : In e2 (filter b (data P))) by (rewrite F; simpl; auto).
    apply filter_In in I1. apply filter_In in I2.
    inversion NDf; subst. destruct (sample_eq_dec e1 e) as [->|D].
    - exists e2. split; [apply I2|]. split; [|apply I2]. intros ->. apply H1. simpl. auto.
    - exists e1. tauto. }
  destruct (positive_label e) eqn:PL.
  - destruct (G positive_label PL N1) as [e' H]. exists e'. tauto.
  - destruct (G (fun e => negb (positive_label e))) as [e' [H1 [H2 H3]]];
      [now rewrite PL | exact N2 |].
    exists e'. repeat split; auto. now destruct (positive_label e').
Qed.

(** Both classes have two samples. *)
Lemma class_pair : forall b, exists e1 e2, In e1 (data P) /\ In e2 (data P) /\ e1 <> e2 /\
  positive_label e1 = b /\ positive_label e2 = b.
Proof.
  intros b.
  assert (E : exists e, In e (data P) /\ positive_label e = b).
  { destruct data_circuit as [_ [_ [_ [_ [N1 N2]]]]]. destruct b.
    - destruct (filter positive_label (data P)) as [|e l] eqn:F; [simpl in N1; lia|].
      exists e. apply filter_In. rewrite F. simpl. auto.
    - destruct (filter (fun e => negb (positive_label e)) (data P)) as [|e l] eqn:F;
        [simpl in N2; lia|].
      exists e. assert (I : In e (filter (fun e => negb (positive_label e)) (data P)))
        by (rewrite F; simpl; auto).
      apply filter_In in I. destruct I as [I1 I2]. split; [assumption|].
      now destruct (positive_label e). }
  destruct E as [e1 [I1 L1]]. destruct (circuit_partner e1 I1) as [e2 [I2 [D L2]]].
  exists e1, e2. repeat split; auto; congruence.
Qed.

End Circuit.
