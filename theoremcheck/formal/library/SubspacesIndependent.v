(** * thm.subspaces.independent, .independent_two *)

From Coq Require Import Reals List Lia Lra Bool Classical.
From TheoremCheck Require Import
  Setting Conditions Linear SecondOrder Vary Stationary Descent SubspacesMoves Subspaces.
Import ListNotations.
Open Scope R_scope.

Lemma finite_delta {T : Type} (l : list T) (Q : T -> R -> Prop) :
  (forall e, In e l -> exists delta, 0 < delta /\ forall h, Rabs h < delta -> Q e h) ->
  exists delta, 0 < delta /\ forall h, Rabs h < delta -> forall e, In e l -> Q e h.
Proof.
  induction l as [|a l IH]; intros H.
  - exists 1. split; [lra|easy].
  - destruct IH as [delta [Hd B]]; [intros; apply H; now right|].
    destruct (H a ltac:(now left)) as [delta' [Hd' B']].
    exists (Rmin delta delta'). split; [now apply Rmin_glb_lt|].
    intros h Hh e [E|He].
    + subst e. apply B'. eapply Rlt_le_trans; [apply Hh|apply Rmin_r].
    + apply B; [|assumption]. eapply Rlt_le_trans; [apply Hh|apply Rmin_l].
Qed.

Lemma sum_two n j k (g : nat -> R) : (j < n)%nat -> (k < n)%nat -> j <> k ->
  (forall i, (i < n)%nat -> i <> j -> i <> k -> g i = 0) -> sum n g = g j + g k.
Proof.
  intros Hj Hk N Z.
  rewrite (linear_sum_ext n g (fun i => (if (i =? j)%nat then g i else 0) + (if (i =? k)%nat then g i else 0))).
  - rewrite sum_plus, !sum_single by assumption. reflexivity.
  - intros i Hi. destruct (Nat.eqb_spec i j), (Nat.eqb_spec i k); subst; try lia; try lra.
    rewrite Z by assumption. lra.
Qed.

Section Independent.

Variable P : problem.
Variables l1 s1 s2 : R -> R.
Hypothesis Dl : forall v, derivable_pt_lim (ell P) v (l1 v).
Hypothesis Ds : forall v, derivable_pt_lim (sigma P) v (s1 v).
Hypothesis Ds2 : forall v, derivable_pt_lim s1 v (s2 v).
Hypothesis nondecreasing : loss_nondecreasing P.
Hypothesis shortcut : network_shortcut P.
Hypothesis a : a_trained P = true.
Hypothesis w : w_trained P = true.
Variable t : params.
Hypothesis minimum : least P t.
Variable curve : R.
Hypothesis unit : curve = 1 \/ curve = -1.
Hypothesis curved : strictly_convex_fn (fun v => curve * sigma P v).
Hypothesis exclusion : data_span_exclusion P.
Hypothesis independent : data_independent_spans P.
Hypothesis arms : some_balance P.
Hypothesis flats : forall e, In e (data P) -> l1 (z P t e) = 0 -> flat_at P (z P t e).

Notation slope := (slope P l1 t).

Let positive_or_negative e : positive e \/ negative e.
Proof. unfold positive, negative. destruct (positive_label e); auto. Qed.

(** The spans are independent: every linear form has one that agrees with it on
    one class, and is 0 on the other. *)
Lemma project u label : exists u', forall e, In e (data P) ->
  dot P u' e = if bool_dec (positive_label e) label then dot P u e else 0.
Proof.
  destruct independent as [E HE].
  set (plus := fun i => sum (inputs P) (fun k => u k * E k i)).
  assert (Hplus : forall e, In e (data P) -> dot P plus e = if positive_label e then dot P u e else 0).
  { intros e He. unfold dot, plus.
    rewrite (linear_sum_ext _ _ (fun i => sum (inputs P) (fun k => u k * (E k i * X P e i)))).
    - rewrite sum_exchange.
      rewrite (linear_sum_ext _ _ (fun k => u k * (if positive_label e then X P e k else 0))).
      + destruct (positive_label e); [reflexivity|]. apply linear_sum_zero. intros; ring.
      + intros k Hk. rewrite sum_scaled, HE by assumption. reflexivity.
    - intros i _. rewrite Rmult_comm, <- sum_scaled. apply linear_sum_ext. intros; ring. }
  destruct label.
  - exists plus. intros e He. rewrite Hplus by assumption. destruct (positive_label e); reflexivity.
  - exists (fun i => u i - 1 * plus i). intros e He.
    assert (D : dot P (fun i => u i - 1 * plus i) e = dot P u e - 1 * dot P plus e).
    { unfold dot. rewrite <- linear_sum_minus. apply linear_sum_ext. intros; ring. }
    rewrite D, Hplus by assumption. destruct (positive_label e); simpl; ring.
Qed.

(** ** Two neurons that share their hidden bias *)

Section Pair.

Variables j k : nat.
Hypothesis Hj : (j < width P)%nat.
Hypothesis Hk : (k < width P)%nat.
Hypothesis Hjk : j <> k.
Hypothesis share_bias : b_trained P = true \/ fixed P (B j) = fixed P (B k).
Hypothesis Aj : t (A j) <> 0.
Hypothesis Ak : t (A k) <> 0.

Definition difference : nat -> R := fun i =>
  if (i <? dim P)%nat then t (W j i) - t (W k i) else t (B j) - t (B k).

Lemma dot_difference e : dot P difference e = pre P t j e - pre P t k e.
Proof.
  rewrite dot_split by exact shortcut. unfold pre.
  rewrite (linear_sum_ext _ _ (fun i => t (W j i) * x P e i - 1 * (t (W k i) * x P e i))).
  - rewrite linear_sum_minus. unfold difference. rewrite Nat.ltb_irrefl.
    destruct (b_trained P) eqn:b; [lra|]. destruct share_bias as [|E]; [discriminate|].
    assert (fix_b : forall i, t (B i) = fixed P (B i)).
    { intros i. apply (proj1 minimum). unfold trained. rewrite b, !in_app_iff.
      intros [I|[I|[I|[I|I]]]].
      - destruct (a0_trained P); [destruct I as [I|[]]; discriminate|destruct I].
      - destruct (a_trained P); [|destruct I]. apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
      - destruct (w_trained P); [|destruct I]. apply in_flat_map in I. destruct I as [? [_ I]].
        apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
      - destruct I.
      - apply in_map_iff in I. destruct I as [? [I _]]. discriminate. }
    rewrite !fix_b, E. lra.
  - intros i Hi. unfold difference. destruct (Nat.ltb_spec i (dim P)); [ring|lia].
Qed.

(** By (w) the gradients of one strictly convex function at w_j and w_k agree on each
    class, so both neurons receive the same from every sample with q_i > 0. *)
Lemma same_received e : In e (data P) -> slope e <> 0 -> pre P t j e = pre P t k e.
Proof.
  intros He N. destruct (project difference (positive_label e)) as [u U].
  set (tau := y e).
  assert (tau2 : tau * tau = 1) by (unfold tau, y; destruct (positive_label e); ring).
  assert (Bj := first_w P l1 s1 Dl Ds w t j u minimum Hj Aj).
  assert (Bk := first_w P l1 s1 Dl Ds w t k u minimum Hk Ak).
  set (bend := fun e => (curve * s1 (pre P t j e) - curve * s1 (pre P t k e)) * (pre P t j e - pre P t k e)).
  assert (monotone : forall v v', v < v' -> curve * s1 v < curve * s1 v').
  { apply (slope_increases _ _ curved). intros v. apply derivable_pt_lim_scal, Ds. }
  assert (bend_positive : forall e, pre P t j e <> pre P t k e -> 0 < bend e).
  { intros e' D. unfold bend. destruct (Rdichotomy _ _ D) as [H|H]; apply monotone in H as M.
    - replace ((curve * s1 (pre P t j e') - curve * s1 (pre P t k e')) * (pre P t j e' - pre P t k e'))
        with ((curve * s1 (pre P t k e') - curve * s1 (pre P t j e')) * (pre P t k e' - pre P t j e'))
        by ring.
      apply Rmult_lt_0_compat; lra.
    - apply Rmult_lt_0_compat; lra. }
  set (term := fun e' => if bool_dec (positive_label e') (positive_label e)
    then q P l1 t e' * bend e' else 0).
  assert (total : over (data P) term = 0).
  { assert (E : over (data P) term = tau * curve *
      (balance P l1 t (fun e => s1 (pre P t j e) * dot P u e)
       + -1 * balance P l1 t (fun e => s1 (pre P t k e) * dot P u e))).
    { unfold balance. rewrite <- over_scaled, <- over_plus, <- over_scaled. apply over_ext.
      intros e' He'. unfold term. rewrite (U e' He').
      destruct (bool_dec (positive_label e') (positive_label e)) as [L|L]; [|ring].
      rewrite dot_difference. unfold bend.
      assert (Y : y e' = tau) by (unfold tau, y; now rewrite L). rewrite Y.
      transitivity (tau * tau * (q P l1 t e' * ((curve * s1 (pre P t j e') - curve * s1 (pre P t k e'))
        * (pre P t j e' - pre P t k e')))); [rewrite tau2; ring|ring]. }
    rewrite E, Bj, Bk. ring. }
  assert (zero : term e = 0).
  { apply (over_nonneg_zero (data P) term); [|lra|assumption].
    intros e' He'. unfold term. destruct (bool_dec (positive_label e') (positive_label e)); [|lra].
    apply Rmult_le_pos; [now apply q_nonneg|].
    destruct (Req_dec (pre P t j e') (pre P t k e')) as [E|D]; [|now apply Rlt_le, bend_positive].
    unfold bend. rewrite E. lra. }
  unfold term in zero. destruct (bool_dec (positive_label e) (positive_label e)) as [_|]; [|contradiction].
  destruct (Req_dec (pre P t j e) (pre P t k e)) as [|D]; [assumption|].
  assert (0 < bend e) by now apply bend_positive.
  destruct (Rmult_integral _ _ zero); [|lra]. contradict N. now apply (q_zero P l1).
Qed.

(** If a_j + a_k <> 0, move w_j along v / a_j and w_k along -v / a_k. *)
Definition opposed (v : nat -> R) (i : nat) : nat -> R :=
  if (i =? j)%nat then fun m => / t (A j) * v m
  else if (i =? k)%nat then fun m => - / t (A k) * v m else fun _ => 0.

Lemma dot_opposed v e :
  dot P (opposed v j) e = / t (A j) * dot P v e /\
  dot P (opposed v k) e = - / t (A k) * dot P v e /\
  forall i, i <> j -> i <> k -> dot P (opposed v i) e = 0.
Proof.
  unfold opposed. rewrite !Nat.eqb_refl. split; [apply dot_scaled|]. split.
  - destruct (Nat.eqb_spec k j); [congruence|]. apply dot_scaled.
  - intros i Ni Nk. destruct (Nat.eqb_spec i j); [contradiction|].
    destruct (Nat.eqb_spec i k); [contradiction|]. now apply dot_zero.
Qed.

Definition excess : R := (/ t (A j) + / t (A k)) * curve.

Lemma opposed_gains v e label : In e (data P) -> slope e <> 0 ->
  positive_label e = label -> 0 < (if label then 1 else -1) * excess -> dot P v e <> 0 ->
  exists c, 0 < c /\ gains P t (opposed v) e c.
Proof.
  intros He N L pos M.
  set (m := dot P v e) in *. set (u := pre P t j e). set (tau := if label then 1 else -1) in *.
  assert (unit2 : curve * curve = 1) by (destruct unit as [E|E]; rewrite E; ring).
  assert (bent : 0 < curve * s2 u).
  { apply (positive_curvature _ (fun v => curve * s1 v) _ u curved).
    - intros v'. apply derivable_pt_lim_scal, Ds.
    - apply derivable_pt_lim_scal, Ds2. }
  (* f moves like (1 / a_j + 1 / a_k) s'' (v . X)^2 h^2 / 2 *)
  set (main := tau * excess * (curve * s2 u) / 2 * m^2).
  assert (Hmain : 0 < main).
  { unfold main. apply Rmult_lt_0_compat; [|now apply square_positive].
    apply Rdiv_lt_0_compat; [|lra]. now apply Rmult_lt_0_compat. }
  set (size := Rabs (/ t (A j)) + Rabs (/ t (A k))).
  assert (Hsize : 0 < size).
  { unfold size. assert (0 < Rabs (/ t (A j))) by now apply Rabs_pos_lt, Rinv_neq_0_compat.
    pose proof (Rabs_pos (/ t (A k))). lra. }
  assert (Hm : 0 < m^2) by now apply square_positive.
  set (eps := main / 2 / (size * m^2)).
  assert (Heps : 0 < eps).
  { unfold eps. apply Rdiv_lt_0_compat; [lra|]. now apply Rmult_lt_0_compat. }
  destruct (taylor (sigma P) s1 (s2 u) u Ds (Ds2 u) eps Heps) as [delta [Hd T]].
  set (reach := (size * Rabs m + 1)).
  assert (Hreach : 0 < reach).
  { unfold reach. assert (0 <= size * Rabs m); [|lra]. apply Rmult_le_pos; [lra|apply Rabs_pos]. }
  exists (main / 2). split; [lra|]. exists (delta / reach). split; [now apply Rdiv_lt_0_compat|].
  intros h Hh.
  destruct (dot_opposed v e) as [Dj [Dk D0]].
  assert (close : forall c, Rabs c <= size -> Rabs (h * (c * m)) < delta).
  { intros c Hc. rewrite !Rabs_mult. apply Rle_lt_trans with (Rabs h * reach).
    - apply Rmult_le_compat_l; [apply Rabs_pos|]. unfold reach.
      assert (Rabs c * Rabs m <= size * Rabs m); [|lra].
      apply Rmult_le_compat_r; [apply Rabs_pos|assumption].
    - apply (Rmult_lt_compat_r reach) in Hh; [|assumption].
      replace (delta / reach * reach) with delta in Hh by (field; lra). assumption. }
  assert (Cj : Rabs (/ t (A j)) <= size) by (unfold size; pose proof (Rabs_pos (/ t (A k))); lra).
  assert (Ck : Rabs (- / t (A k)) <= size)
    by (unfold size; rewrite Rabs_Ropp; pose proof (Rabs_pos (/ t (A j))); lra).
  assert (Tj := T (h * (/ t (A j) * m)) (close _ Cj)).
  assert (Tk := T (h * (- / t (A k) * m)) (close _ Ck)).
  set (rj := sigma P (u + h * (/ t (A j) * m)) - sigma P u - s1 u * (h * (/ t (A j) * m))
    - s2 u / 2 * (h * (/ t (A j) * m))^2) in *.
  set (rk := sigma P (u + h * (- / t (A k) * m)) - sigma P u - s1 u * (h * (- / t (A k) * m))
    - s2 u / 2 * (h * (- / t (A k) * m))^2) in *.
  assert (move : f P (shift P t (opposed v) h) e - f P t e
    = (/ t (A j) + / t (A k)) * s2 u / 2 * m^2 * h^2 + (t (A j) * rj + t (A k) * rk)).
  { rewrite f_shift by assumption.
    rewrite (sum_two (width P) j k) by (try assumption; intros i _ Ni Nk; rewrite (D0 i Ni Nk);
      replace (pre P t i e + h * 0) with (pre P t i e) by ring; ring).
    rewrite Dj, Dk, <- (same_received e He N). fold m u. unfold rj, rk. field. split; assumption. }
  (* the remainders *)
  assert (scale : forall c r, c <> 0 -> Rabs r <= eps * (h * (/ c * m))^2 ->
    Rabs (c * r) <= eps * Rabs (/ c) * m^2 * h^2).
  { intros c r Hc Hr. rewrite Rabs_mult.
    apply Rle_trans with (Rabs c * (eps * (h * (/ c * m))^2)).
    - apply Rmult_le_compat_l; [apply Rabs_pos|assumption].
    - right. replace ((h * (/ c * m))^2) with ((/ c)^2 * (m^2 * h^2)) by ring.
      rewrite <- (pow2_abs (/ c)).
      assert (I : Rabs c * Rabs (/ c) = 1) by (rewrite <- Rabs_mult, Rinv_r, Rabs_R1; auto).
      transitivity (Rabs c * Rabs (/ c) * (eps * Rabs (/ c) * m^2 * h^2)); [ring|rewrite I; ring]. }
  assert (Rj := scale _ rj Aj Tj).
  assert (Rk := scale (t (A k)) rk Ak ltac:(
    replace ((h * (/ t (A k) * m))^2) with ((h * (- / t (A k) * m))^2) by ring; exact Tk)).
  assert (rest : Rabs (t (A j) * rj + t (A k) * rk) <= main / 2 * h^2).
  { eapply Rle_trans; [apply Rabs_triang|].
    replace (main / 2 * h^2) with (eps * size * m^2 * h^2) by (unfold eps; field; lra).
    unfold size. lra. }
  apply abs_le_both in rest.
  assert (main_move : tau * ((/ t (A j) + / t (A k)) * s2 u / 2 * m^2 * h^2) = main * h^2).
  { unfold main, excess. transitivity (curve * curve * (tau * ((/ t (A j) + / t (A k)) * s2 u / 2 * m^2 * h^2)));
      [rewrite unit2; ring|field]. split; assumption. }
  assert (Y : y e = tau) by (unfold y, tau; now rewrite L).
  assert (unit_tau : tau = 1 \/ tau = -1) by (unfold tau; destruct label; auto).
  replace (z P (shift P t (opposed v) h) e)
    with (z P t e - tau * (f P (shift P t (opposed v) h) e - f P t e))
    by (unfold z; rewrite Y; ring).
  rewrite move. destruct unit_tau as [E|E]; rewrite E in *; lra.
Qed.

Lemma pair_all : t (A j) + t (A k) <> 0 -> forall e, In e (data P) -> slope e = 0.
Proof.
  intros H.
  assert (E : excess <> 0).
  { unfold excess. replace (/ t (A j) + / t (A k)) with ((t (A j) + t (A k)) * / t (A j) * / t (A k))
      by (field; auto).
    repeat apply Rmult_integral_contrapositive_currified; auto using Rinv_neq_0_compat.
    destruct unit; lra. }
  assert (L : exists label : bool, 0 < (if label then 1 else -1) * excess).
  { destruct (Rdichotomy _ _ E); [exists false|exists true]; lra. }
  destruct L as [label pos].
  assert (V : exists v, forall e, In e (data P) ->
    (positive_label e = label -> dot P v e <> 0) /\ (positive_label e <> label -> dot P v e = 0)).
  { destruct exclusion as [[v [V1 V2]] [u [U1 U2]]]. destruct label.
    - exists v. intros e He. destruct (positive_or_negative e) as [S|S]; unfold positive, negative in S.
      + split; [auto|congruence].
      + split; [congruence|auto].
    - exists u. intros e He. destruct (positive_or_negative e) as [S|S]; unfold positive, negative in S.
      + split; [congruence|auto].
      + split; [auto|congruence]. }
  destruct V as [v V].
  apply (balanced P l1 s1 Dl Ds nondecreasing shortcut a w t minimum arms label).
  intros e He Le. destruct (Req_dec (slope e) 0) as [|N]; [assumption|].
  destruct (opposed_gains v e label He N Le pos) as [c [Hc G]]; [now apply V|].
  apply (no_gain P l1 s1 Dl Ds nondecreasing w t (opposed v) minimum) with (k := c); auto.
  intros e' He'. destruct (Req_dec (slope e') 0) as [Z|N']; [auto|].
  destruct (bool_dec (positive_label e') label) as [Le'|Le'].
  - right. left. destruct (opposed_gains v e' label He' N' Le' pos) as [c' [Hc' G']]; [now apply V|].
    exists c'. split; [lra|assumption].
  - left. intros i _. assert (Z := proj2 (V e' He') Le'). destruct (dot_opposed v e') as [Dj [Dk D0]].
    destruct (Nat.eq_dec i j) as [Ei|Ni]; [subst i; rewrite Dj, Z; ring|].
    destruct (Nat.eq_dec i k) as [Ei|Nk]; [subst i; rewrite Dk, Z; ring|]. now apply D0.
Qed.

End Pair.

End Independent.
