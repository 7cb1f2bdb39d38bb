(** * thm.subspaces.fewer: one neuron fewer

    No a_j is 0, and there are m+ - 1 neurons with y_i a_j s'' > 0 on class + and
    m- - 1 on class -: otherwise (A) or (B). Without the block of one sample the
    blocks of each class are as many as its neurons, and cover all samples but
    that one. With a_0 and one a_j that leaves as many unknowns as there are X
    with q_i > 0, so that f can be kept to first order; the second variation is
    negative unless nothing moves. So every neuron receives the same from all
    samples with q_i > 0, and two of any three move L to second order. *)

From Coq Require Import Reals List Lia Lra Bool Classical.
From TheoremCheck Require Import
  Setting Conditions Linear SecondOrder Vary Stationary Descent SubspacesMoves SecondVariation
  Subspaces SubspacesPair.
From TheoremCheck Require Kinds.
Import ListNotations.
Open Scope R_scope.

Section Fewer.

Variable P : problem.
Variables l1 s1 s2 : R -> R.
Hypothesis Dl : forall v, derivable_pt_lim (ell P) v (l1 v).
Hypothesis Ds : forall v, derivable_pt_lim (sigma P) v (s1 v).
Hypothesis Ds2 : forall v, derivable_pt_lim s1 v (s2 v).
Hypothesis nondecreasing : loss_nondecreasing P.
Hypothesis shortcut : network_shortcut P.
Hypothesis a0 : a0_trained P = true.
Hypothesis a : a_trained P = true.
Hypothesis w : w_trained P = true.
Variable t : params.
Hypothesis minimum : least P t.
Variable curve : R.
Hypothesis unit : curve = 1 \/ curve = -1.
Hypothesis curved : strictly_convex_fn (fun v => curve * sigma P v).
Variable sign : R.
Hypothesis monotone : forall v, 0 < sign * s1 v.
Hypothesis exclusion : data_span_exclusion P.
Hypothesis flats : forall e, In e (data P) -> l1 (z P t e) = 0 -> flat_at P (z P t e).
Hypothesis no_zero : forall j, (j < width P)%nat -> t (A j) <> 0.

Notation slope := (slope P l1 t).

Let bent v : 0 < curve * s2 v.
Proof.
  apply (positive_curvature _ (fun v => curve * s1 v) _ v curved).
  - intros v'. apply derivable_pt_lim_scal, Ds.
  - apply derivable_pt_lim_scal, Ds2.
Qed.

Let unit2 : curve * curve = 1.
Proof. destruct unit as [C|C]; rewrite C; ring. Qed.

Let slope_nonzero v : s1 v <> 0.
Proof. intros E. specialize (monotone v). rewrite E in monotone. lra. Qed.

Lemma sigma_injective u v : sigma P u = sigma P v -> u = v.
Proof.
  intros E. destruct (Rtotal_order u v) as [H|[H|H]]; [|assumption|].
  - destruct (MVT_cor2 (sigma P) s1 u v H (fun c _ => Ds c)) as [c [M _]].
    assert (Z : s1 c * (v - u) = 0) by lra. destruct (Rmult_integral _ _ Z); [|lra].
    now destruct (slope_nonzero c).
  - destruct (MVT_cor2 (sigma P) s1 v u H (fun c _ => Ds c)) as [c [M _]].
    assert (Z : s1 c * (u - v) = 0) by lra. destruct (Rmult_integral _ _ Z); [|lra].
    now destruct (slope_nonzero c).
Qed.

(** Samples of different classes have different X. *)
Lemma same_label e e' : In e (data P) -> In e' (data P) -> same P e e' ->
  positive_label e = positive_label e'.
Proof.
  intros He He' S. destruct (cut_label P exclusion (positive_label e)) as [v V].
  destruct (bool_dec (positive_label e') (positive_label e)) as [E|N]; [now symmetry|].
  destruct (proj1 (V e He) eq_refl). rewrite (same_dot P e e' v S). now apply (V e' He').
Qed.

(** ** If f does not move to first order and every neuron moves its own class only, none does *)
Lemma no_tilt da0 da d :
  (forall e, In e (data P) -> slope e <> 0 -> first P s1 t da0 da d e = 0) ->
  (forall e j, In e (data P) -> (j < width P)%nat ->
    dot P (d j) e = 0 \/ 0 < y e * t (A j) * curve) ->
  forall e j, In e (data P) -> slope e <> 0 -> (j < width P)%nat -> dot P (d j) e = 0.
Proof.
  intros first_zero signs.
  assert (V := second_curvature P l1 s1 s2 Dl Ds Ds2 nondecreasing w t minimum da0 da d
    (or_introl a0) (or_introl a) flats first_zero no_zero).
  assert (term : forall e j, In e (data P) -> (j < width P)%nat ->
    0 <= y e * (t (A j) * (s2 (pre P t j e) * dot P (d j) e ^ 2)) /\
    (dot P (d j) e <> 0 -> 0 < y e * (t (A j) * (s2 (pre P t j e) * dot P (d j) e ^ 2)))).
  { intros e j He Hj.
    replace (y e * (t (A j) * (s2 (pre P t j e) * dot P (d j) e ^ 2)))
      with (curve * curve * (y e * (t (A j) * (s2 (pre P t j e) * dot P (d j) e ^ 2))))
      by (rewrite unit2; ring).
    replace (curve * curve * (y e * (t (A j) * (s2 (pre P t j e) * dot P (d j) e ^ 2))))
      with (y e * t (A j) * curve * (curve * s2 (pre P t j e)) * dot P (d j) e ^ 2) by ring.
    specialize (bent (pre P t j e)).
    destruct (signs e j He Hj) as [Z|S].
    - rewrite Z. split; [right; ring|contradiction].
    - assert (0 < y e * t (A j) * curve * (curve * s2 (pre P t j e)))
        by now apply Rmult_lt_0_compat.
      split; [apply Rmult_le_pos; [lra|apply pow2_ge_0]|].
      intros N. apply Rmult_lt_0_compat; [assumption|now apply square_positive]. }
  set (total := fun e => sum (width P) (fun j => t (A j) * (s2 (pre P t j e) * dot P (d j) e ^ 2))).
  assert (expand : forall e n, y e * sum n (fun j => t (A j) * (s2 (pre P t j e) * dot P (d j) e ^
    2))
    = sum n (fun j => y e * (t (A j) * (s2 (pre P t j e) * dot P (d j) e ^ 2)))).
  { intros e n. now rewrite sum_scaled. }
  assert (nonneg : forall e n, In e (data P) -> (n <= width P)%nat ->
    0 <= sum n (fun j => y e * (t (A j) * (s2 (pre P t j e) * dot P (d j) e ^ 2)))).
  { intros e n He. induction n as [|n IH]; intros Hn; cbn [sum]; [lra|].
    specialize (IH ltac:(lia)). destruct (term e n He ltac:(lia)) as [T _]. lra. }
  assert (vanish : forall e n, In e (data P) -> (n <= width P)%nat ->
    sum n (fun j => y e * (t (A j) * (s2 (pre P t j e) * dot P (d j) e ^ 2))) = 0 ->
    forall j, (j < n)%nat -> dot P (d j) e = 0).
  { intros e n He. induction n as [|n IH]; intros Hn Z j Hj; [lia|]. cbn [sum] in Z.
    assert (N := nonneg e n He ltac:(lia)). destruct (term e n He ltac:(lia)) as [T T'].
    destruct (Nat.eq_dec j n) as [E|D].
    - subst j. destruct (Req_dec (dot P (d n) e) 0) as [|M]; [assumption|].
      specialize (T' M). lra.
    - apply IH; [lia|lra|lia]. }
  intros e j He S Hj.
  assert (Z : q P l1 t e * y e * total e = 0).
  { apply (over_nonneg_zero (data P) (fun e => q P l1 t e * y e * total e)); [|exact V|assumption].
    intros e' He'. rewrite Rmult_assoc. apply Rmult_le_pos; [now apply q_nonneg|].
    unfold total. rewrite expand. apply nonneg; auto. }
  rewrite Rmult_assoc in Z. destruct (Rmult_integral _ _ Z) as [Q|Q].
  - contradict S. now apply (q_zero P l1).
  - unfold total in Q. rewrite expand in Q. now apply (vanish e (width P) He).
Qed.

(** ** The directions *)

(** Representatives of the samples of one class with positive slope, but for one X. *)
Lemma class_reps (own : sample -> Prop) e0 : exists reps,
  (forall e, In e reps -> In e (data P) /\ own e /\ slope e <> 0 /\ ~ same P e e0) /\
  (forall e, In e (data P) -> own e -> slope e <> 0 ->
    same P e e0 \/ exists r, In r reps /\ same P e r) /\
  ForallOrdPairs (fun x y => ~ same P x y) reps.
Proof.
  destruct (sublist (fun e => own e /\ slope e <> 0 /\ ~ same P e e0) (data P)) as [K HK].
  destruct (representatives (same P) K) as [reps [inside [_ [cover apart]]]].
  { intros; apply same_refl. }
  exists reps. split; [|split; [|assumption]].
  - intros e He. apply inside, HK in He. tauto.
  - intros e He O S. destruct (classic (same P e e0)) as [|N]; [now left|right].
    apply cover, HK. tauto.
Qed.

(** A partition with a block of one sample e0: the others cover the other X. *)
Lemma without_block own other before e0 after : partition P own other (before ++ [e0] :: after) ->
  (forall block, In block (before ++ after) -> independent_modulo P other block) /\
  forall e, In e (data P) -> own e -> ~ same P e e0 ->
    exists block e', In block (before ++ after) /\ In e' block /\ same P e e'.
Proof.
  intros [independent cover]. split.
  - intros block H. apply independent. rewrite in_app_iff in *. simpl. tauto.
  - intros e He O N. destruct (cover e He O) as [block [e' [Hb [He' S]]]].
    exists block, e'. repeat split; try assumption. rewrite in_app_iff in *. simpl in Hb.
    destruct Hb as [|[E|]]; auto. subst block. destruct He' as [E|[]]. subst e'. contradiction.
Qed.

Section Directions.

Variables js ks : list nat.
Hypothesis distinct_js : NoDup js.
Hypothesis distinct_ks : NoDup ks.
Hypothesis signed_js : forall j, In j js -> (j < width P)%nat /\ 0 < 1 * t (A j) * curve.
Hypothesis signed_ks : forall j, In j ks -> (j < width P)%nat /\ 0 < -1 * t (A j) * curve.
Variables before after before' after' : list (list sample).
Variables ep em : sample.
Hypothesis bp : partition P positive negative (before ++ [ep] :: after).
Hypothesis bm : partition P negative positive (before' ++ [em] :: after').
Hypothesis enough_js : (length (before ++ after) <= length js)%nat.
Hypothesis enough_ks : (length (before' ++ after') <= length ks)%nat.

Lemma disjoint j : In j js -> ~ In j ks.
Proof. intros I I'. destruct (signed_js j I), (signed_ks j I'). lra. Qed.

(** rho = 1: every neuron receives the same from all samples with q_i > 0. *)
Lemma received_constant j0 e1 e2 : (j0 < width P)%nat -> In e1 (data P) -> In e2 (data P) ->
  slope e1 <> 0 -> slope e2 <> 0 -> pre P t j0 e1 = pre P t j0 e2.
Proof.
  intros Hj0 I1 I2 S1 S2.
  destruct (class_reps positive ep) as [rp [Rp [Cp Ap]]].
  destruct (class_reps negative em) as [rm [Rm [Cm Am]]].
  destruct (without_block _ _ _ _ _ bp) as [Ip Bp].
  destruct (without_block _ _ _ _ _ bm) as [Im Bm].
  destruct (places P negative (before ++ after) js rp ep Ip distinct_js enough_js)
    as [np [vp Vp]]; [|assumption|].
  { intros e He. destruct (Rp e He) as [H [O [_ N]]]. now apply Bp. }
  destruct (places P positive (before' ++ after') ks rm em Im distinct_ks enough_ks)
    as [nm [vm Vm]]; [|assumption|].
  { intros e He. destruct (Rm e He) as [H [O [_ N]]]. now apply Bm. }
  set (n1 := length rp) in *. set (n2 := length rm) in *. set (n := (n1 + n2)%nat).
  set (neuron_of := fun i => if (i <? n1)%nat then np i else nm (i - n1)%nat).
  set (v := fun i => if (i <? n1)%nat then vp i else vm (i - n1)%nat).
  assert (plus : forall i, (i < n1)%nat -> neuron_of i = np i /\ v i = vp i).
  { intros i Hi. unfold neuron_of, v. destruct (Nat.ltb_spec i n1); [now split|lia]. }
  assert (minus : forall i, (n1 <= i)%nat ->
    neuron_of i = nm (i - n1)%nat /\ v i = vm (i - n1)%nat).
  { intros i Hi. unfold neuron_of, v. destruct (Nat.ltb_spec i n1); [lia|now split]. }
  assert (in_js : forall i, (i < n1)%nat -> In (neuron_of i) js).
  { intros i Hi. destruct (plus i Hi) as [E _]. rewrite E. now apply Vp. }
  assert (in_ks : forall i, (n1 <= i < n)%nat -> In (neuron_of i) ks).
  { intros i Hi. destruct (minus i ltac:(lia)) as [E _]. rewrite E. apply Vm. unfold n in Hi. lia. }
  assert (small : forall i, (i < n)%nat -> (neuron_of i < width P)%nat).
  { intros i Hi. destruct (Nat.lt_ge_cases i n1) as [H|H].
    - now apply signed_js, in_js.
    - apply signed_ks, in_ks. lia. }
  (* the unknowns: c_i, then da_0, then da_j0 *)
  set (form := fun e i => if (i <? n)%nat then form_of P s1 t neuron_of v e i
    else if (i =? n)%nat then 1 else sigma P (pre P t j0 e)).
  set (d := fun c => direction n neuron_of v c).
  set (da := fun (c : nat -> R) j => if (j =? j0)%nat then c (S n) else 0).
  assert (expand : forall c e, sum (S (S n)) (fun i => form e i * c i)
    = sum n (fun i => form_of P s1 t neuron_of v e i * c i) + c n + sigma P (pre P t j0 e) * c (S
      n)).
  { intros c e. cbn [sum]. unfold form at 2 3.
    destruct (Nat.ltb_spec n n); [lia|]. destruct (Nat.ltb_spec (S n) n); [lia|].
    rewrite Nat.eqb_refl. destruct (Nat.eqb_spec (S n) n); [lia|].
    rewrite (linear_sum_ext n _ (fun i => form_of P s1 t neuron_of v e i * c i)); [ring|].
    intros i Hi. unfold form. destruct (Nat.ltb_spec i n); [reflexivity|lia]. }
  assert (variation : forall c e, first P s1 t (c n) (da c) (d c) e
    = sum (S (S n)) (fun i => form e i * c i)).
  { intros c e. rewrite expand. unfold first.
    rewrite sum_plus. unfold d. rewrite (first_variation P s1 t n neuron_of v small).
    rewrite (linear_sum_ext (width P) (fun j => da c j * sigma P (pre P t j e))
      (fun j => if (j =? j0)%nat then c (S n) * sigma P (pre P t j e) else 0)).
    - rewrite sum_single by assumption. ring.
    - intros j _. unfold da. destruct (j =? j0)%nat; ring. }
  destruct (solve_forms P l1 Dl nondecreasing t (S (S n)) form (fun e => slope e <> 0)
    (rp ++ rm ++ [ep; em]) e1) as [c [[k [Hk Ck]] zero]].
  - rewrite !length_joined. simpl. fold n1 n2. unfold n. lia.
  - intros e He S. destruct (positive_label e) eqn:L.
    + destruct (Cp e He L S) as [E|[r [Hr E]]]; [exists ep|exists r];
        (split; [rewrite !in_app_iff; simpl; tauto|assumption]).
    + destruct (Cm e He L S) as [E|[r [Hr E]]]; [exists em|exists r];
        (split; [rewrite !in_app_iff; simpl; tauto|assumption]).
  - intros e e' He He' _ _ S. now apply same_label.
  - intros e e' S i. unfold form. rewrite (same_form P s1 t neuron_of v e e' S i).
    now rewrite (same_pre P t j0 e e' S).
  - intros c. rewrite <- (stationary P l1 s1 Dl Ds w t (c n) (da c) (d c) minimum) by auto.
    apply balance_ext. intros e _. symmetry. apply variation.
  - intros e He. destruct (Req_dec (slope e) 0); auto.
  - assumption.
  - assumption.
  - assumption.
  - assert (sign_of : forall e j, In e (data P) -> (j < width P)%nat ->
      dot P (d c j) e = 0 \/ 0 < y e * t (A j) * curve).
    { intros e j He Hj.
      destruct (classic (exists i, (i < n)%nat /\ neuron_of i = j /\ dot P (v i) e <> 0))
        as [[i [Hi [Ei Di]]]|none].
      - right. subst j. destruct (Nat.lt_ge_cases i n1) as [H|H].
        + destruct (signed_js _ (in_js i H)) as [_ S]. unfold y.
          destruct (positive_label e) eqn:L; [exact S|].
          contradict Di. rewrite (proj2 (plus i H)). now apply (Vp i H).
        + assert (Hi' : (i - n1 < n2)%nat) by (unfold n in Hi; lia).
          destruct (signed_ks _ (in_ks i (conj H Hi))) as [_ S]. unfold y.
          destruct (positive_label e) eqn:L; [|exact S].
          contradict Di. rewrite (proj2 (minus i H)). now apply (Vm _ Hi').
      - left. unfold d. rewrite dot_direction. apply linear_sum_zero. intros i Hi.
        destruct (Nat.eqb_spec (neuron_of i) j) as [E|]; [|reflexivity].
        destruct (Req_dec (dot P (v i) e) 0) as [Z|N]; [rewrite Z; ring|].
        contradict none. eauto. }
    assert (still := no_tilt (c n) (da c) (d c)
      (fun e He S => eq_trans (variation c e) (zero e He S)) sign_of).
    (* so no c_i moves *)
    assert (c_zero : forall i, (i < n)%nat -> c i = 0).
    { intros i Hi. destruct (Nat.lt_ge_cases i n1) as [H|H].
      - set (r := nth i rp ep). destruct (Rp r (nth_In _ _ H)) as [Ir [_ [Sr _]]].
        rewrite <- (moved_by P n neuron_of v c i r Hi).
        + apply still; auto.
        + rewrite (proj2 (plus i H)). now apply (Vp i H).
        + intros i' Hi' N E. destruct (Nat.lt_ge_cases i' n1) as [H'|H'].
          * rewrite (proj2 (plus i' H')). apply (Vp i' H'); auto.
            rewrite <- (proj1 (plus i H)), <- (proj1 (plus i' H')). now symmetry.
          * destruct (disjoint (neuron_of i) (in_js i H)). rewrite <- E. now apply in_ks.
      - assert (Hi2 : (i - n1 < n2)%nat) by (unfold n in Hi; lia).
        set (r := nth (i - n1) rm em). destruct (Rm r (nth_In _ _ Hi2)) as [Ir [_ [Sr _]]].
        rewrite <- (moved_by P n neuron_of v c i r Hi).
        + apply still; auto.
        + rewrite (proj2 (minus i H)). now apply (Vm _ Hi2).
        + intros i' Hi' N E. destruct (Nat.lt_ge_cases i' n1) as [H'|H'].
          * destruct (disjoint (neuron_of i') (in_js i' H')). rewrite E. apply in_ks. now split.
          * assert (Hi2' : (i' - n1 < n2)%nat) by (unfold n in Hi'; lia).
            rewrite (proj2 (minus i' H')). apply (Vm _ Hi2'); [assumption|lia|].
            rewrite <- (proj1 (minus i H)), <- (proj1 (minus i' H')). now symmetry. }
    assert (rest : forall e, In e (data P) -> slope e <> 0 ->
      c n + sigma P (pre P t j0 e) * c (S n) = 0).
    { intros e He S. rewrite <- (zero e He S), expand, (linear_sum_zero n); [ring|].
      intros i Hi. rewrite c_zero by assumption. ring. }
    apply sigma_injective.
    assert (R1 := rest e1 I1 S1). assert (R2 := rest e2 I2 S2).
    destruct (Req_dec (c (S n)) 0) as [Z|N].
    + exfalso. rewrite Z in R1. apply Ck.
      destruct (Nat.eq_dec k n) as [E|]; [subst k; lra|].
      destruct (Nat.eq_dec k (S n)) as [E|]; [now subst k|]. apply c_zero. lia.
    + apply Rmult_eq_reg_r with (c (S n)); [lra|assumption].
Qed.

End Directions.

(** ** rho = 1: two of any three neurons *)

Lemma constant_pair j k : (j < width P)%nat -> (k < width P)%nat -> j <> k ->
  (forall i e1 e2, (i < width P)%nat -> In e1 (data P) -> In e2 (data P) ->
    slope e1 <> 0 -> slope e2 <> 0 -> pre P t i e1 = pre P t i e2) ->
  forall e0, In e0 (data P) -> slope e0 <> 0 ->
  let g := fun i => t (A i) * (s1 (pre P t i e0)) ^ 2 / s2 (pre P t i e0) in
  g j + g k = 0 \/ forall e, In e (data P) -> slope e = 0.
Proof.
  intros Hj Hk Hjk constant e0 He0 S0 g.
  set (u := pre P t j e0) in *. set (u' := pre P t k e0) in *.
  assert (Aj := no_zero j Hj). assert (Ak := no_zero k Hk).
  assert (Bj : s2 u <> 0) by (intros E; specialize (bent u); rewrite E in bent; lra).
  assert (Bk : s2 u' <> 0) by (intros E; specialize (bent u'); rewrite E in bent; lra).
  assert (Cj := slope_nonzero u). assert (Ck := slope_nonzero u').
  destruct (Req_dec (g j + g k) 0) as [|H]; [now left|right].
  (* alpha and beta keep f to first order *)
  set (alpha := / (t (A j) * s1 u)). set (beta := - / (t (A k) * s1 u')).
  set (excess := t (A j) * (s2 u * alpha ^ 2) + t (A k) * (s2 u' * beta ^ 2)).
  assert (E : excess <> 0).
  { assert (F : excess * (g j * g k) = g j + g k).
    { unfold excess, alpha, beta, g. fold u u'. field. repeat split; assumption. }
    intros Z. apply H. rewrite <- F, Z. ring. }
  assert (L : exists label : bool, 0 < (if label then 1 else -1) * excess).
  { destruct (Rdichotomy _ _ E); [exists false|exists true]; lra. }
  destruct L as [label pos]. destruct (cut_label P exclusion label) as [v V].
  apply (balanced P l1 s1 Dl Ds nondecreasing shortcut a w t minimum (or_introl a0) label).
  apply (pair_empties P l1 s1 s2 Dl Ds Ds2 nondecreasing w t minimum flats j k Hj Hk Hjk
    alpha beta v label).
  - intros e He N. rewrite (constant j e e0), (constant k e e0) by assumption. fold u u'.
    unfold alpha, beta. field. repeat split; assumption.
  - intros e He N Le. rewrite (constant j e e0), (constant k e e0) by assumption. fold u u'.
    fold excess. unfold y. now rewrite Le.
  - exact V.
Qed.

Lemma fewer_all : network_width_fewer P -> forall e, In e (data P) -> slope e = 0.
Proof.
  intros [three [bp [bm [Bp [Bm [[ep Ep] [[em Em] len]]]]]]].
  destruct exclusion as [cut cut'].
  assert (label : forall e, positive e \/ negative e).
  { intros e. unfold positive, negative. destruct (positive_label e); auto. }
  assert (arms : some_balance P) by now left.
  destruct (neurons_by_sign P t curve unit no_zero) as [js [ks [D [D' [total [J K]]]]]].
  assert (cases : (length bp <= length js)%nat \/ (length bm <= length ks)%nat \/
    (length bp = S (length js) /\ length bm = S (length ks))) by lia.
  destruct cases as [H|[H|[Hp Hm]]].
  - apply (balanced P l1 s1 Dl Ds nondecreasing shortcut a w t minimum arms true).
    intros e He Le. apply (partition_empties P l1 s1 Dl Ds nondecreasing w curve unit curved
      t minimum positive negative bp true js); auto.
  - apply (balanced P l1 s1 Dl Ds nondecreasing shortcut a w t minimum arms false).
    intros e He Le. apply (partition_empties P l1 s1 Dl Ds nondecreasing w curve unit curved
      t minimum negative positive bm false ks); auto.
    intros e' _ _. destruct (label e'); auto.
  - destruct (in_split _ _ Ep) as [before [after E]].
    destruct (in_split _ _ Em) as [before' [after' E']].
    subst bp bm. rewrite length_joined in Hp, Hm. simpl in Hp, Hm.
    intros e He. destruct (Req_dec (slope e) 0) as [|S0]; [assumption|].
    assert (constant : forall i e1 e2, (i < width P)%nat -> In e1 (data P) -> In e2 (data P) ->
      slope e1 <> 0 -> slope e2 <> 0 -> pre P t i e1 = pre P t i e2).
    { intros i e1 e2 Hi I1 I2 S1 S2.
      apply (received_constant js ks D D' J K before after before' after' ep em Bp Bm); auto;
        rewrite length_joined; lia. }
    destruct (constant_pair 0 1 ltac:(lia) ltac:(lia) ltac:(lia) constant e He S0) as [G01|Z];
      [|auto].
    destruct (constant_pair 0 2 ltac:(lia) ltac:(lia) ltac:(lia) constant e He S0) as [G02|Z];
      [|auto].
    destruct (constant_pair 1 2 ltac:(lia) ltac:(lia) ltac:(lia) constant e He S0) as [G12|Z];
      [|auto].
    exfalso. set (u := pre P t 0 e) in *.
    assert (G : t (A 0) * s1 u ^ 2 / s2 u = 0) by lra.
    assert (B : s2 u <> 0) by (intros E; specialize (bent u); rewrite E in bent; lra).
    assert (N : t (A 0) * s1 u ^ 2 = 0).
    { replace (t (A 0) * s1 u ^ 2) with (t (A 0) * s1 u ^ 2 / s2 u * s2 u) by (field; assumption).
      rewrite G. ring. }
    destruct (Rmult_integral _ _ N) as [Z|Z].
    + now apply (no_zero 0 ltac:(lia)).
    + assert (0 < s1 u ^ 2) by now apply square_positive. lra.
Qed.

End Fewer.

(** ** The theorem *)

Section SubspacesFewer.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_c2 : loss_c2 P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis loss_active : loss_active P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_c1 : neuron_c1 P.
Hypothesis neuron_c2 : neuron_c2 P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_shortcut : network_shortcut P.
Hypothesis network_neurons_trained : network_trainable P \/ network_neurons_trainable P.
Hypothesis objective_unregularised : objective_unregularised P.
Hypothesis neuron_strictly_curved : neuron_strictly_convex P \/ neuron_strictly_concave P.
Hypothesis neuron_monotone : neuron_increasing P \/ neuron_decreasing P.
Hypothesis data_span_exclusion : data_span_exclusion P.
Hypothesis network_output_bias : network_output_bias P.
Hypothesis network_width_fewer : network_width_fewer P.

Theorem no_slope_subspaces_fewer : Kinds.NO_SLOPE P.
Proof.
  intros t M e He.
  destruct (trainable P network_neurons_trained) as [a w].
  destruct loss_c2 as [l1 [l2 [Dl [Dl2 _]]]]. destruct neuron_c2 as [s1 [s2 [Ds [Ds2 _]]]].
  destruct (curve_sign P neuron_strictly_curved) as [curve [unit curved]].
  destruct (slope_sign P s1 Ds neuron_monotone) as [sign monotone].
  assert (shortcut : Conditions.network_shortcut P).
  { destruct network_width_fewer. unfold Conditions.network_shortcut. lia. }
  apply local_min_least in M; try assumption.
  assert (Z : SubspacesMoves.slope P l1 t e = 0); [|rewrite <- Z; apply Dl].
  destruct (classic (exists j, (j < width P)%nat /\ t (A j) = 0)) as [[j [Hj Ha]]|none].
  { destruct data_span_exclusion as [cut cut'].
    apply (idle_all P l1 s1 Dl Ds loss_nondecreasing a w t M curve curved positive negative j);
      auto.
    intros e' _ _. unfold positive, negative. destruct (positive_label e'); auto. }
  apply (fewer_all P l1 s1 s2 Dl Ds Ds2 loss_nondecreasing shortcut network_output_bias a w t M
    curve unit curved sign monotone data_span_exclusion); auto.
  - intros e' _ Z. exact (flat (ell P) l1 l2 _ loss_nondecreasing Dl Dl2 Z).
  - intros j Hj E. apply none. eauto.
Qed.

Theorem thm_subspaces_fewer : NO_BAD P.
Proof. exact (Kinds.no_slope_no_bad P no_slope_subspaces_fewer loss_active). Qed.

End SubspacesFewer.
