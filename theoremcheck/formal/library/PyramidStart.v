(** * Near every point: different samples are kept apart below, and the weights above have right inverses *)

From Coq Require Import Reals List Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions ConditionsResidual ConditionsPyramid Algebra Near Monotone
  LinearBranch KeepApart RowRank Lift Analytic.
From TheoremCheck Require Branches.
Import ListNotations.
Open Scope R_scope.

Section Start.

Variable P : problem.
Variable b : nat.

Local Notation own := deep_part.

(** Points that differ in trained parameters of the branch b alone, at places of some kind. *)
Definition differs_in (kind : deep_place -> Prop) (t t' : params) : Prop :=
  forall p, t' p = t p \/ exists q, p = D q /\ kind q /\ In q (deep_trained P).

Lemma differs_admissible kind t t' : differs_in kind t t' -> admissible P t -> admissible P t'.
Proof.
  intros H A p N. destruct (H p) as [->|[q [-> [_ I]]]]; [now apply A|]. elim N. now apply in_deep.
Qed.

Lemma differs_elsewhere kind t t' q : differs_in kind t t' -> ~ kind q -> t' (D q) = t (D q).
Proof. intros H N. destruct (H (D q)) as [|[q' [E [K _]]]]; [assumption|]. injection E as ->. contradiction. Qed.

Lemma differs_on (kind kind' kind'' : deep_place -> Prop) t t' t'' : (forall q, kind q -> kind'' q) ->
  (forall q, kind' q -> kind'' q) -> differs_in kind t t' -> differs_in kind' t' t'' -> differs_in kind'' t t''.
Proof.
  intros K K' H H' p. destruct (H' p) as [->|[q [E [Kq I]]]]; [|right; exists q; auto].
  destruct (H p) as [|[q [E [Kq I]]]]; [now left|right; exists q; auto].
Qed.

Lemma near_on r r' t t' t'' : near P r t t' -> near P r' t' t'' -> near P (r + r') t t''.
Proof.
  intros N N' p I. specialize (N p I). specialize (N' p I).
  replace (t'' p - t p) with ((t'' p - t' p) + (t' p - t p)) by ring.
  eapply Rle_lt_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma near_here r t : 0 < r -> near P r t t.
Proof. intros H p _. rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. assumption. Qed.

(** ** Below *)

Variable m : nat.

(** m vectors of which any two differ in some of the first n numbers. *)
Definition distinct (n : nat) (h : nat -> nat -> R) : Prop :=
  forall i i', (i < m)%nat -> (i' < m)%nat -> i <> i' -> exists k, (k < n)%nat /\ h i k <> h i' k.

Definition passes (t : params) (l n : nat) (units : list fn) (h : nat -> R) (u : nat) : R :=
  val (nth u units identity) (received (own t) b l n h u).

Definition reset (t : params) (l u n : nat) (w : nat -> R) (c : R) : params := fun p => match p with
  | D (Weight b' l' u' k) => if ((b' =? b) && (l' =? l) && (u' =? u) && (k <? n))%nat%bool then w k else t p
  | D (Bias b' l' u') => if ((b' =? b) && (l' =? l) && (u' =? u))%nat%bool then c else t p
  | _ => t p
  end.

Definition of_layers (lo hi : nat) (q : deep_place) : Prop :=
  match q with
  | Weight b' l' _ _ | Bias b' l' _ => b' = b /\ (lo <= l' < hi)%nat
  | Output _ _ => False
  end.

Lemma layer_apart t r l n units h : 0 < r -> admissible P t -> keeps_apart P b l n units -> distinct n h ->
  exists t', differs_in (of_layers l (S l)) t t' /\ near P r t t' /\
    distinct (length units) (fun i => passes t' l n units (h i)).
Proof.
  intros Hr Ad [u [Hu [Tw [Cont Bias_]]]] Dis. set (s := val (nth u units identity)) in *.
  set (pairs := flat_map (fun i => map (fun i' => (h i, h i')) (filter (fun i' => negb (i' =? i)%nat) (seq 0 m))) (seq 0 m)).
  assert (Pairs : forall i i', (i < m)%nat -> (i' < m)%nat -> i <> i' -> In (h i, h i') pairs).
  { intros i i' Hi Hi' N. apply in_flat_map. exists i. split; [apply in_seq; lia|].
    apply (in_map (fun i' => (h i, h i'))). apply filter_In. split; [apply in_seq; lia|].
    apply negb_true_iff, Nat.eqb_neq. lia. }
  assert (Differ : forall p, In p pairs -> exists k, (k < n)%nat /\ fst p k <> snd p k).
  { intros p I. apply in_flat_map in I. destruct I as [i [Ii I]]. apply in_map_iff in I.
    destruct I as [i' [<- I]]. apply filter_In in I. destruct I as [Ii' N]. apply in_seq in Ii, Ii'.
    apply negb_true_iff, Nat.eqb_neq in N. cbn [fst snd]. apply Dis; lia. }
  set (w := fun k => own t (Weight b l u k)). set (c := own t (Bias b l u)).
  assert (Found : exists w' c', within r w w' c c' /\
    (In (Bias b l u) (deep_trained P) \/ c' = c) /\
    forall p, In p pairs -> s (meets n w' c' (fst p)) <> s (meets n w' c' (snd p))).
  { destruct Bias_ as [[Tb Flat]|[Nb [Fb Steep]]].
    - destruct (all_told n s Cont any_bias pairs) with (w := w) (b := c) (r := r) as [w' [c' [_ [W T]]]].
      + intros p I. apply told_with_bias; [exact Flat|now apply Differ].
      + exact Hr.
      + exact I.
      + exists w', c'. auto.
    - assert (Zc : c = 0).
      { unfold c, deep_part. rewrite (Ad (D (Bias b l u))); [exact Fb|]. intros I. apply Nb.
        unfold trained in I. repeat (apply in_app_or in I; destruct I as [I|I]).
        - destruct (a0_trained P); simpl in I; intuition discriminate.
        - destruct (a_trained P); [|contradiction]. apply in_map_iff in I. destruct I as [? [? _]]. discriminate.
        - destruct (w_trained P); [|contradiction]. apply in_flat_map in I.
          destruct I as [? [_ I]]. apply in_map_iff in I. destruct I as [? [? _]]. discriminate.
        - destruct (b_trained P); [|contradiction]. apply in_map_iff in I. destruct I as [? [? _]]. discriminate.
        - apply in_map_iff in I. destruct I as [q [E I]]. injection E as ->. exact I. }
      destruct (all_told n s Cont no_bias_value pairs) with (w := w) (b := c) (r := r) as [w' [c' [Zc' [W T]]]].
      + intros p I. apply told_without_bias; [exact Steep|now apply Differ].
      + exact Hr.
      + exact Zc.
      + exists w', c'. split; [exact W|]. split; [right; rewrite Zc; exact Zc'|exact T]. }
  destruct Found as [w' [c' [[Ww Wc] [Tc Told]]]].
  exists (reset t l u n w' c'). split; [|split].
  - intros p. unfold reset. destruct p as [|?|? ?|?|[b' l' u' k|b' l' u'|b' u']]; auto.
    + destruct ((b' =? b) && (l' =? l) && (u' =? u) && (k <? n))%nat%bool eqn:E; [right|now left].
      repeat (apply andb_prop in E; destruct E as [E ?]).
      apply Nat.eqb_eq in E. repeat match goal with H : (_ =? _)%nat = true |- _ => apply Nat.eqb_eq in H end.
      match goal with H : (_ <? _)%nat = true |- _ => apply Nat.ltb_lt in H end. subst.
      eexists. split; [reflexivity|]. split; [simpl; lia|now apply Tw].
    + destruct ((b' =? b) && (l' =? l) && (u' =? u))%nat%bool eqn:E; [|now left].
      repeat (apply andb_prop in E; destruct E as [E ?]).
      apply Nat.eqb_eq in E. repeat match goal with H : (_ =? _)%nat = true |- _ => apply Nat.eqb_eq in H end. subst.
      destruct Tc as [Tb| ->]; [right|now left]. eexists. split; [reflexivity|]. split; [simpl; lia|exact Tb].
  - intros p _. assert (Z : Rabs (t p - t p) < r) by (rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; assumption).
    unfold reset. destruct p as [|?|? ?|?|[b' l' u' k|b' l' u'|b' u']]; auto.
    + destruct ((b' =? b) && (l' =? l) && (u' =? u) && (k <? n))%nat%bool eqn:E; [|assumption].
      repeat (apply andb_prop in E; destruct E as [E ?]).
      apply Nat.eqb_eq in E. repeat match goal with H : (_ =? _)%nat = true |- _ => apply Nat.eqb_eq in H end. subst.
      apply Ww.
    + destruct ((b' =? b) && (l' =? l) && (u' =? u))%nat%bool eqn:E; [|assumption].
      repeat (apply andb_prop in E; destruct E as [E ?]).
      apply Nat.eqb_eq in E. repeat match goal with H : (_ =? _)%nat = true |- _ => apply Nat.eqb_eq in H end. subst.
      apply Wc.
  - intros i i' Hi Hi' N. exists u. split; [exact Hu|].
    specialize (Told _ (Pairs i i' Hi Hi' N)). cbn [fst snd] in Told.
    assert (Recv : forall v, received (own (reset t l u n w' c')) b l n v u = meets n w' c' v).
    { intros v. unfold received, meets, deep_part. cbn [reset]. rewrite !Nat.eqb_refl. cbn [andb]. f_equal.
      apply sum_eq. intros k K. now rewrite (proj2 (Nat.ltb_lt k n) K). }
    unfold passes. rewrite !Recv. exact Told.
Qed.

(** What a layer passes on depends on its parameters. *)
Lemma received_same (g g' : deep_place -> R) l n h u : (forall u k, g' (Weight b l u k) = g (Weight b l u k)) ->
  (forall u, g' (Bias b l u) = g (Bias b l u)) -> received g' b l n h u = received g b l n h u.
Proof. intros W B. unfold received. rewrite B. f_equal. apply sum_eq. intros k _. now rewrite W. Qed.

Lemma hidden_same layers : forall (g g' : deep_place -> R) l n h,
  (forall q, of_layers l (l + length layers) q -> g' q = g q) ->
  hidden g' b l n h layers = hidden g b l n h layers.
Proof.
  induction layers as [|units above IH]; intros g g' l n h E; [reflexivity|]. cbn [hidden].
  assert (H : (fun u => val (nth u units identity) (received g' b l n h u))
    = (fun u => val (nth u units identity) (received g b l n h u))).
  { apply FunctionalExtensionality.functional_extensionality. intros u. f_equal.
    apply received_same; intros; apply E; cbn [of_layers length]; lia. }
  rewrite H. apply IH. intros q Q. apply E. destruct q; cbn [of_layers length] in *; lia.
Qed.

Lemma layers_apart layers : forall t r l n h, 0 < r -> admissible P t -> keep_apart P b l n layers -> distinct n h ->
  exists t', differs_in (of_layers l (l + length layers)) t t' /\ near P r t t' /\
    distinct (leaving n layers) (fun i => hidden (own t') b l n (h i) layers).
Proof.
  induction layers as [|units above IH]; intros t r l n h Hr Ad Keep Dis.
  { exists t. split; [intros p; now left|]. split; [now apply near_here|exact Dis]. }
  destruct Keep as [Here Above].
  destruct (layer_apart t (r / 2) l n units h ltac:(lra) Ad Here Dis) as [t1 [D1 [N1 Dis1]]].
  destruct (IH t1 (r / 2) (S l) (length units) (fun i => passes t1 l n units (h i)) ltac:(lra)
    (differs_admissible _ _ _ D1 Ad) Above Dis1) as [t2 [D2 [N2 Dis2]]].
  exists t2. split; [|split].
  - apply differs_on with (3 := D1) (4 := D2); intros [ | | ]; cbn [of_layers length]; lia.
  - replace r with (r / 2 + r / 2) by field. now apply near_on with t1.
  - intros i i' Hi Hi' N. destruct (Dis2 i i' Hi Hi' N) as [k [K Nk]]. exists k. split; [exact K|].
    cbn [hidden].
    assert (E : forall i, (fun u => val (nth u units identity) (received (own t2) b l n (h i) u))
      = passes t1 l n units (h i)).
    { intros j. apply FunctionalExtensionality.functional_extensionality. intros u. unfold passes. f_equal.
      apply received_same; intros; unfold deep_part; apply (differs_elsewhere _ _ _ _ D2);
        cbn [of_layers]; lia. }
    rewrite !E. exact Nk.
Qed.

(** ** Above *)

Definition beyond (l : nat) (q : deep_place) : Prop :=
  match q with
  | Weight b' l' _ _ => b' = b /\ (l <= l')%nat
  | Bias _ _ _ => False
  | Output b' _ => b' = b
  end.

Definition reweigh (t : params) (l rows columns : nat) (W : nat -> nat -> R) : params := fun p => match p with
  | D (Weight b' l' u k) => if ((b' =? b) && (l' =? l) && (u <? rows) && (k <? columns))%nat%bool then W u k else t p
  | _ => t p
  end.

Lemma onto_same layers : forall (g g' : deep_place -> R) l n,
  (forall q, beyond l q -> g' q = g q) -> onto g b l n layers -> onto g' b l n layers.
Proof.
  induction layers as [|units above IH]; intros g g' l n E On; cbn [onto] in *.
  - destruct On as [u [Hu N]]. exists u. split; [exact Hu|]. rewrite E; [exact N|reflexivity].
  - destruct On as [[C Inv] [I On]]. split; [|split; [exact I|]].
    + exists C. intros u u' Hu Hu'. rewrite <- (Inv u u' Hu Hu'). apply sum_eq. intros k _.
      rewrite E; [reflexivity|]. cbn [beyond]. lia.
    + apply IH with g; [|exact On]. intros q Q. apply E. destruct q; cbn [beyond] in *; try assumption. lia.
Qed.

Lemma onto_near layers : forall t r l n, 0 < r -> admissible P t -> pyramid_from P b l n layers ->
  exists t', differs_in (beyond l) t t' /\ near P r t t' /\ onto (own t') b l n layers.
Proof.
  induction layers as [|units above IH]; intros t r l n Hr Ad Pyr.
  - destruct Pyr as [Hn Out]. destruct (Req_EM_T (t (D (Output b 0))) 0) as [Z|N].
    + exists (fun p => if FirstOrder.place_dec p (D (Output b 0)) then r / 2 else t p). split; [|split].
      * intros p. destruct (FirstOrder.place_dec p (D (Output b 0))) as [->|]; [right|now left].
        exists (Output b 0). split; [reflexivity|]. split; [reflexivity|now apply Out].
      * intros p _. destruct (FirstOrder.place_dec p (D (Output b 0))) as [->|].
        -- rewrite Z, Rminus_0_r, Rabs_pos_eq; lra.
        -- rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. assumption.
      * exists 0%nat. split; [exact Hn|]. unfold deep_part.
        destruct (FirstOrder.place_dec (D (Output b 0)) (D (Output b 0))); [lra|contradiction].
    + exists t. split; [intros p; now left|]. split; [now apply near_here|]. exists 0%nat. split; assumption.
  - destruct Pyr as [Le [Tw [Inv Pyr]]].
    destruct (rank_near (length units) n (fun u k => t (D (Weight b l u k))) (r / 2) Le ltac:(lra))
      as [W [C [Near RI]]].
    set (t1 := reweigh t l (length units) n W).
    assert (D1 : differs_in (beyond l) t t1).
    { intros p. unfold t1, reweigh. destruct p as [|?|? ?|?|[b' l' u k|b' l' u|b' u]]; auto.
      destruct ((b' =? b) && (l' =? l) && (u <? length units) && (k <? n))%nat%bool eqn:E; [right|now left].
      repeat (apply andb_prop in E; destruct E as [E ?]).
      apply Nat.eqb_eq in E. repeat match goal with H : (_ =? _)%nat = true |- _ => apply Nat.eqb_eq in H end.
      repeat match goal with H : (_ <? _)%nat = true |- _ => apply Nat.ltb_lt in H end. subst.
      eexists. split; [reflexivity|]. split; [simpl; lia|now apply Tw]. }
    assert (N1 : near P (r / 2) t t1).
    { intros p _. assert (Z : Rabs (t p - t p) < r / 2) by (rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; lra).
      unfold t1, reweigh. destruct p as [|?|? ?|?|[b' l' u k|b' l' u|b' u]]; auto.
      destruct ((b' =? b) && (l' =? l) && (u <? length units) && (k <? n))%nat%bool eqn:E; [|assumption].
      repeat (apply andb_prop in E; destruct E as [E ?]).
      apply Nat.eqb_eq in E. repeat match goal with H : (_ =? _)%nat = true |- _ => apply Nat.eqb_eq in H end. subst.
      apply Near. }
    destruct (IH t1 (r / 2) (S l) (length units) ltac:(lra) (differs_admissible _ _ _ D1 Ad) Pyr) as [t2 [D2 [N2 On]]].
    exists t2. split; [|split].
    + apply differs_on with (3 := D1) (4 := D2); intros [ | | ]; cbn [beyond]; lia.
    + replace r with (r / 2 + r / 2) by field. now apply near_on with t1.
    + cbn [onto]. split; [|split; [exact Inv|exact On]]. exists C. intros u u' Hu Hu'.
      rewrite <- (RI u u' Hu Hu'). apply sum_eq. intros k K. f_equal.
      unfold deep_part. rewrite (differs_elsewhere _ _ _ _ D2) by (cbn [beyond]; lia).
      unfold t1. cbn [reweigh]. rewrite !Nat.eqb_refl, (proj2 (Nat.ltb_lt _ _) Hu), (proj2 (Nat.ltb_lt _ _) K).
      reflexivity.
Qed.

End Start.
