(** * rule.split: the point with the copies is a local minimum *)

From Coq Require Import Reals List Arith Lra Lia Classical FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions Compact Box PointsBox RulesBox AtRest.
From TheoremCheck Require Import PointsSplit SplitLocal Split.
Import ListNotations.
Open Scope R_scope.

Section Split.

Variable P : problem.
Variables (m : nat) (values : params) (owner first : nat -> nat) (part : nat -> R).
Hypothesis are_copies : copies P m owner first part.
Hypothesis are_trained : copies_trained P owner values.

Let Q := narrower P m values.
Let M := width P.
Notation merged := (merged P m values owner first).
Notation total := (total P owner).
Notation average := (average P owner first).
Notation alone := (alone P owner).

(** ** The copies of a point t *)

Variable t : params.
Hypothesis t_admissible : admissible Q t.

Definition spread : params := fun p =>
  if in_dec place_eq_dec p (trained P) then
    match p with
    | A j => part j * t (A (owner j))
    | W j i => t (W (owner j) i)
    | B j => t (B (owner j))
    | _ => t p
    end
  else fixed P p.

Let s := spread.

Lemma s_admissible : admissible P s.
Proof.
  intros p Hp. unfold s, spread. destruct (in_dec place_eq_dec p (trained P)); tauto.
Qed.

Lemma s_A j : (j < M)%nat -> s (A j) = part j * t (A (owner j)).
Proof.
  intros Hj. unfold s, spread.
  destruct (in_dec place_eq_dec (A j) (trained P)) as [_|H]; [reflexivity|].
  elim H. apply trained_A; [apply are_trained|exact Hj].
Qed.

Lemma s_W j i : (j < M)%nat -> (i < dim P)%nat -> s (W j i) = t (W (owner j) i).
Proof.
  intros Hj Hi. unfold s, spread.
  destruct (in_dec place_eq_dec (W j i) (trained P)) as [_|H]; [reflexivity|].
  elim H. apply trained_W; [apply are_trained|exact Hj|exact Hi].
Qed.

Lemma s_B j : (j < M)%nat -> s (B j) = t (B (owner j)).
Proof.
  intros Hj. destruct (b_trained P) eqn:Hb.
  - unfold s, spread. destruct (in_dec place_eq_dec (B j) (trained P)) as [_|H]; [reflexivity|].
    elim H. apply trained_B_iff. auto.
  - rewrite (bias_fixed P values owner are_trained s s_admissible j Hb Hj).
    symmetry. apply t_admissible. rewrite trained_B_iff. intros [E _].
    change (b_trained Q) with (b_trained P) in E. congruence.
Qed.

Lemma s_pre j e : (j < M)%nat -> pre P s j e = pre Q t (owner j) e.
Proof.
  intros Hj. unfold pre. rewrite s_B by exact Hj. f_equal. apply sum_pointwise. intros i Hi.
  rewrite s_W by assumption. reflexivity.
Qed.

Lemma total_s k : (k < m)%nat -> total s k = t (A k).
Proof.
  intros Hk. unfold Split.total.
  rewrite (sum_pointwise (width P) _
    (fun j => t (A k) * (if Nat.eq_dec (owner j) k then part j else 0))).
  - rewrite nsum_scal, (proj2 (proj2 (proj2 are_copies k Hk))). ring.
  - intros j Hj. destruct (Nat.eq_dec (owner j) k) as [E|_]; [|ring].
    rewrite s_A by exact Hj. rewrite E. ring.
Qed.

(** Merged again, the copies are t. *)
Lemma merged_s : merged s = t.
Proof.
  apply functional_extensionality. intros p.
  destruct (in_dec place_eq_dec p (trained Q)) as [Hp|Hp].
  2:{ rewrite (merged_admissible P m values owner first s p Hp). symmetry. apply t_admissible, Hp. }
  destruct p as [|k|k i|k|q].
  - rewrite (merged_other P m values owner first are_trained s s_admissible) by auto.
    unfold s, spread. destruct (in_dec place_eq_dec A0 (trained P)) as [_|H]; [reflexivity|].
    elim H. rewrite trained_A0_iff. rewrite trained_A0_iff in Hp. exact Hp.
  - unfold Split.merged. destruct (in_dec place_eq_dec (A k) (trained (narrower P m values)));
      [|contradiction].
    apply total_s. clear - Hp. unfold trained in Hp. rewrite !in_app_iff in Hp.
    destruct Hp as [H|[H|[H|[H|H]]]].
    + destruct (a0_trained Q); [destruct H as [H|[]]; discriminate|destruct H].
    + destruct (a_trained Q); [|destruct H]. apply in_map_iff in H. destruct H as (? & [= ->] & H).
      apply in_seq in H. cbn in H. lia.
    + destruct (w_trained Q); [|destruct H]. apply in_flat_map in H. destruct H as (? & _ & H).
      apply in_map_iff in H. destruct H as (? & ? & _). discriminate.
    + destruct (b_trained Q); [|destruct H]. apply in_map_iff in H. destruct H as (? & ? & _).
      discriminate.
    + apply in_map_iff in H. destruct H as (? & ? & _). discriminate.
  - assert (Hk : (k < m)%nat /\ (i < dim P)%nat).
    { clear - Hp. unfold trained in Hp. rewrite !in_app_iff in Hp.
      destruct Hp as [H|[H|[H|[H|H]]]].
      + destruct (a0_trained Q); [destruct H as [H|[]]; discriminate|destruct H].
      + destruct (a_trained Q); [|destruct H]. apply in_map_iff in H. destruct H as (? & ? & _).
        discriminate.
      + destruct (w_trained Q); [|destruct H]. apply in_flat_map in H. destruct H as (k' & Hk & H).
        apply in_map_iff in H. destruct H as (i' & [= -> ->] & H).
        apply in_seq in H. apply in_seq in Hk. cbn in H, Hk. lia.
      + destruct (b_trained Q); [|destruct H]. apply in_map_iff in H. destruct H as (? & ? & _).
        discriminate.
      + apply in_map_iff in H. destruct H as (? & ? & _). discriminate. }
    destruct Hk as [Hk Hi].
    rewrite (merged_W P m values owner first are_trained s k i Hk Hi).
    rewrite (average_ext P m owner first part are_copies s k _ (fun _ => t (W k i)) Hk);
      [apply average_const|].
    intros j Hj <-. apply s_W; assumption.
  - apply trained_B_iff in Hp. destruct Hp as [_ Hk]. change (width Q) with m in Hk.
    rewrite (merged_B P m values owner first part are_copies are_trained s s_admissible k Hk).
    rewrite (average_ext P m owner first part are_copies s k _ (fun _ => t (B k)) Hk);
      [apply average_const|].
    intros j Hj <-. apply s_B, Hj.
  - rewrite (merged_other P m values owner first are_trained s s_admissible) by eauto.
    unfold s, spread. destruct (in_dec place_eq_dec (D q) (trained P)) as [_|H]; [reflexivity|].
    elim H. rewrite trained_D_iff. rewrite trained_D_iff in Hp. exact Hp.
Qed.

(** The outputs at the copies are those at t, and so is L. *)
Lemma f_s e : f P s e = f Q t e.
Proof.
  rewrite (f_difference P m values owner first part are_copies are_trained s s_admissible e).
  rewrite merged_s, sum_of_zeros; [unfold Q; ring|].
  intros j Hj. change (width P) with M in Hj. rewrite s_pre by exact Hj. unfold Q. ring.
Qed.

Lemma total_weight_same : total_weight Q = total_weight P.
Proof. reflexivity. Qed.

Lemma L_s : L P s = L Q t.
Proof.
  unfold L. f_equal.
  - f_equal. apply lsum_ext. intros e _. unfold z. rewrite f_s. reflexivity.
  - rewrite (penalty_merged P m values owner first are_trained s s_admissible), merged_s.
    reflexivity.
Qed.

(** ** Near the copies *)

Variables (l1 s1 s2 : R -> R) (kappa : nat -> R).
Hypothesis splits_here : splits P m values owner l1 s1 s2 kappa t.

Notation cont F := (continuous_at place (trained P) (admissible P) F s).
Notation near_s C := (nearby place (trained P) (admissible P) s C).

Lemma cont_place p : cont (fun T => T p).
Proof.
  destruct (in_dec place_eq_dec p (trained P)) as [Hp|Hp].
  - apply continuous_coordinate, Hp.
  - apply cont_ext with (F := fun _ => fixed P p).
    + intros T HT. symmetry. apply HT, Hp.
    + symmetry. apply s_admissible, Hp.
    + apply cont_const.
Qed.

Lemma cont_total k : cont (fun T => total T k).
Proof.
  apply (cont_sum place (trained P) (admissible P) s (width P)
    (fun j T => if Nat.eq_dec (owner j) k then T (A j) else 0)).
  intros j _. destruct (Nat.eq_dec (owner j) k); [apply cont_place|apply cont_const].
Qed.

Lemma single_or_not k : (k < m)%nat -> alone k \/ (~ alone k /\ t (A k) <> 0).
Proof.
  intros Hk. destruct (proj2 splits_here k Hk) as [H|[H _]]; [left; exact H|].
  destruct (classic (alone k)); [left|right]; auto.
Qed.

Lemma cont_average k (V : nat -> params -> R) : (k < m)%nat ->
  (forall j, (j < M)%nat -> cont (V j)) -> cont (fun T => average T k (fun j => V j T)).
Proof.
  intros Hk HV.
  pose proof (first_below P m owner first part are_copies k Hk) as Hf.
  destruct (single_or_not k Hk) as [Ha|[_ H0]].
  - apply cont_ext with (F := V (first k)); [intros T _| |apply HV, Hf]; symmetry;
      apply (average_alone P m owner first part are_copies _ k (fun j => V j _) (first k) Ha Hf);
      apply (owner_first P m owner first part are_copies k Hk).
  - unfold Split.average. apply continuous_plus; [apply HV, Hf|].
    apply cont_div; [|apply cont_total|cbv beta; rewrite total_s; assumption].
    apply (cont_sum place (trained P) (admissible P) s (width P)
      (fun j T => if Nat.eq_dec (owner j) k then T (A j) * (V j T - V (first k) T) else 0)).
    intros j Hj. destruct (Nat.eq_dec (owner j) k); [|apply cont_const].
    apply cont_mult; [apply cont_place|]. apply cont_minus; apply HV; assumption.
Qed.

Lemma cont_pre j e : cont (fun T => pre P T j e).
Proof.
  unfold pre. apply continuous_plus; [|apply cont_place].
  apply (cont_sum place (trained P) (admissible P) s (dim P) (fun i T => T (W j i) * x P e i)).
  intros i _. apply cont_mult; [apply cont_place|apply cont_const].
Qed.

Lemma cont_pre_merged k e : (k < m)%nat -> cont (fun T => pre Q (merged T) k e).
Proof.
  intros Hk. apply cont_ext with (F := fun T => average T k (fun j => pre P T j e)).
  - intros T HT. symmetry.
    apply (pre_merged P m values owner first part are_copies are_trained T HT k e Hk).
  - symmetry. apply (pre_merged P m values owner first part are_copies are_trained s s_admissible
      k e Hk).
  - apply (cont_average k (fun j T => pre P T j e) Hk). intros j _. apply cont_pre.
Qed.

Lemma cont_merged p : cont (fun T => merged T p).
Proof.
  unfold Split.merged. destruct (in_dec place_eq_dec p (trained (narrower P m values))) as [Hp|_];
    [|apply cont_const].
  destruct p as [|k|k i|k|q]; try apply cont_place; [apply cont_total| |].
  - assert (Hk : (k < m)%nat).
    { clear - Hp. unfold trained in Hp. rewrite !in_app_iff in Hp.
      destruct Hp as [H|[H|[H|[H|H]]]].
      + destruct (a0_trained (narrower P m values)); [destruct H as [H|[]]; discriminate|destruct
          H].
      + destruct (a_trained (narrower P m values)); [|destruct H]. apply in_map_iff in H.
        destruct H as (? & ? & _). discriminate.
      + destruct (w_trained (narrower P m values)); [|destruct H]. apply in_flat_map in H.
        destruct H as (k' & Hk & H). apply in_map_iff in H. destruct H as (i' & [= -> ->] & H).
        apply in_seq in Hk. cbn in Hk. lia.
      + destruct (b_trained (narrower P m values)); [|destruct H]. apply in_map_iff in H.
        destruct H as (? & ? & _). discriminate.
      + apply in_map_iff in H. destruct H as (? & ? & _). discriminate. }
    apply (cont_average k (fun j T => T (W j i)) Hk). intros j _. apply cont_place.
  - apply trained_B_iff in Hp. destruct Hp as [_ Hk].
    apply (cont_average k (fun j T => T (B j)) Hk). intros j _. apply cont_place.
Qed.

(** The merged point is near t. *)
Lemma merged_near d : 0 < d ->
  near_s (fun T => forall p, In p (trained Q) -> Rabs (merged T p - t p) < d).
Proof.
  intros Hd. apply nearby_list. intros p Hp.
  apply nearby_mono with (2 := nearby_value _ _ _ _ _ d (cont_merged p) Hd).
  intros T _. now rewrite merged_s.
Qed.

(** The weights a of copies have one sign, and the totals are not 0 unless the copy is alone. *)
Lemma totals_near : near_s (fun T => forall k, (k < m)%nat -> alone k \/ total T k <> 0).
Proof.
  apply nearby_below. intros k Hk. destruct (single_or_not k Hk) as [Ha|[_ H0]].
  - apply nearby_all. auto.
  - apply nearby_mono with (2 := nearby_sign _ _ _ _ _ (cont_total k)
      ltac:(cbv beta; rewrite total_s; assumption)).
    intros T _ Hpos. right. intros E. rewrite E in Hpos. unfold Rdiv in Hpos. lra.
Qed.

Let th (T : params) (j : nat) : R := T (A j) / t (A (owner j)).

Lemma share_sign j : (j < M)%nat -> t (A (owner j)) <> 0 -> near_s (fun T => 0 < th T j).
Proof.
  intros Hj H0. pose proof (proj2 (proj1 are_copies j Hj)) as Hpart.
  assert (Hs0 : s (A j) <> 0).
  { rewrite s_A by exact Hj. apply Rmult_integral_contrapositive. split; [lra|exact H0]. }
  apply nearby_mono with (2 := nearby_sign _ _ _ _ _ (cont_place (A j)) Hs0).
  intros T _ Hpos. unfold th. rewrite s_A in Hpos by exact Hj.
  replace (T (A j) / t (A (owner j))) with (part j * (T (A j) / (part j * t (A (owner j)))))
    by (field; split; lra).
  apply Rmult_lt_0_compat; assumption.
Qed.

(** *** One sample *)

Section Sample.

Variable e : sample.
Hypothesis e_data : In e (data P).

Let delta (T : params) (j : nat) : R := pre P T j e - pre Q (merged T) (owner j) e.
Let rho (T : params) (j : nat) : R :=
  sigma P (pre P T j e) - sigma P (pre Q (merged T) (owner j) e)
  - s1 (pre Q (merged T) (owner j) e) * delta T j.
Let zs : R := z Q t e.

Lemma delta_alone T j : admissible P T -> (j < M)%nat -> alone (owner j) -> delta T j = 0.
Proof.
  intros HT Hj Ha. unfold delta.
  pose proof (owner_below P m owner first part are_copies j Hj) as Hk.
  pose proof (pre_merged P m values owner first part are_copies are_trained T HT (owner j) e Hk) as
    E.
  fold Q in E. rewrite E.
  rewrite (average_alone P m owner first part are_copies T (owner j) (fun j => pre P T j e) j Ha Hj
    eq_refl). ring.
Qed.

Lemma rho_alone T j : admissible P T -> (j < M)%nat -> alone (owner j) -> rho T j = 0.
Proof.
  intros HT Hj Ha. pose proof (delta_alone T j HT Hj Ha) as E. unfold rho. rewrite E.
  unfold delta in E. replace (pre Q (merged T) (owner j) e) with (pre P T j e) by lra. ring.
Qed.

(** Both of what they receive is near what neuron [owner j] receives at t. *)
Lemma received_near j d : (j < M)%nat -> 0 < d ->
  near_s (fun T => Rabs (pre P T j e - pre Q t (owner j) e) < d /\
                   Rabs (pre Q (merged T) (owner j) e - pre Q t (owner j) e) < d).
Proof.
  intros Hj Hd. pose proof (owner_below P m owner first part are_copies j Hj) as Hk.
  apply nearby_and.
  - apply nearby_mono with (2 := nearby_value _ _ _ _ _ d (cont_pre j e) Hd).
    intros T _. now rewrite s_pre.
  - apply nearby_mono with (2 := nearby_value _ _ _ _ _ d (cont_pre_merged (owner j) e Hk) Hd).
    intros T _. now rewrite merged_s.
Qed.

(** The claim for one copy, with the slope l of the loss near the one at t. *)
Let claim (j : nat) (b : R) : Prop := near_s (fun T => forall l, Rabs (l - l1 zs) <= b ->
  th T j / 2 * (t (A (owner j)) * pull P m values l1 t e * s2 (pre Q t (owner j) e)
                - kappa (owner j)) * (delta T j)^2
  <= - y e * share e * l * (T (A j) * rho T j)).

Lemma one_copy j : (j < M)%nat -> exists b, 0 < b /\ claim j b.
Proof.
  intros Hj. pose proof (owner_below P m owner first part are_copies j Hj) as Hk.
  assert (Halone : alone (owner j) -> exists b, 0 < b /\ claim j b).
  { intros Ha. exists 1. split; [lra|]. apply nearby_all. intros T HT l _.
    rewrite (delta_alone T j HT Hj Ha), (rho_alone T j HT Hj Ha). right. ring. }
  destruct (proj2 splits_here (owner j) Hk) as [Ha|(H0 & Hsmooth & Hcase)]; [exact (Halone Ha)|].
  destruct (Hsmooth e e_data) as [(d & Hd & Hder) Hcont2].
  fold Q in Hder, Hcont2. set (u := pre Q t (owner j) e) in *.
  destruct Hcase as [[Hk0 Hflat]|[Hkpos _]].
  - (* s'' = 0 *)
    destruct (Hflat e e_data) as (d' & Hd' & Hz). fold Q in Hz. fold u in Hz.
    exists 1. split; [lra|].
    apply nearby_mono with (2 := received_near j (Rmin d d') Hj (Rmin_pos _ _ Hd Hd')).
    intros T HT [H1 H2] l _. change (pre Q t (owner j) e) with u in H1, H2 |- *.
    assert (Hr : rho T j = 0).
    { destruct (second_order (sigma P) s1 s2 u (Rmin d d') 0 0 (pre P T j e)
        (pre Q (merged T) (owner j) e)) as [R1 R2]; try assumption.
      - intros w Hw. apply Hder. eapply Rlt_le_trans; [exact Hw|apply Rmin_l].
      - intros w Hw. rewrite (Hz w); [lra|]. eapply Rlt_le_trans; [exact Hw|apply Rmin_r].
      - unfold rho, delta. lra. }
    rewrite Hr, Hk0, (Hz u) by (rewrite Rminus_diag_eq, Rabs_R0; auto). right. ring.
  - (* s'' near its value at t *)
    destruct (small_change (t (A (owner j))) (- y e * share e) (l1 zs) (s2 u) (kappa (owner j)) H0
      Hkpos) as (b & Hb & Hsmall).
    exists b. split; [exact Hb|].
    destruct (Hcont2 b Hb) as (d' & Hd' & Hc2).
    apply nearby_mono with (2 := nearby_and _ _ _ _ _ _ (share_sign j Hj H0)
      (received_near j (Rmin d d') Hj (Rmin_pos _ _ Hd Hd'))).
    intros T HT [Hth [H1 H2]] l Hl. change (pre Q t (owner j) e) with u in H1, H2 |- *.
    assert (Hs2 : forall w, Rabs (w - u) < Rmin d d' -> s2 u - b <= s2 w <= s2 u + b).
    { intros w Hw. destruct (Req_dec w u) as [->|Hne]; [lra|].
      assert (Rabs (s2 w - s2 u) < b).
      { apply (Hc2 w). split; [split; [exact I|congruence]|].
        eapply Rlt_le_trans; [exact Hw|apply Rmin_r]. }
      apply Rabs_def2 in H. lra. }
    destruct (second_order (sigma P) s1 s2 u (Rmin d d') (s2 u - b) (s2 u + b) (pre P T j e)
        (pre Q (merged T) (owner j) e)) as [R1 R2]; try assumption.
    { intros w Hw. apply Hder. eapply Rlt_le_trans; [exact Hw|apply Rmin_l]. }
    unfold pull. fold Q. fold zs.
    replace (T (A j)) with (th T j * t (A (owner j))) by (unfold th; field; exact H0).
    replace (- y e * share e * l * (th T j * t (A (owner j)) * rho T j))
      with (- y e * share e * l * (th T j * t (A (owner j))) * rho T j) by ring.
    apply Hsmall; [lra|apply pow2_ge_0|exact Hl|].
    fold (delta T j) in R1, R2. apply Rabs_le. unfold rho. split; lra.
Qed.

Lemma claim_smaller i b b' : 0 < b' <= b -> claim i b -> claim i b'.
Proof.
  intros Hb. apply nearby_mono. intros T _ H l Hl. apply H. lra.
Qed.

(** Both margins are near that at t. *)
Lemma cont_f_merged : cont (fun T => f Q (merged T) e).
Proof.
  intros a Ha. destruct (proj1 splits_here e e_data) as (_ & _ & Hf).
  destruct (Hf a Ha) as (d & Hd & H). destruct (merged_near d Hd) as (d' & Hd' & H').
  exists d'. split; [exact Hd'|]. intros T HT Hc. rewrite merged_s. apply H.
  - apply merged_admissible.
  - apply H'; assumption.
Qed.

Lemma cont_f : cont (fun T => f P T e).
Proof.
  apply cont_ext with (F := fun T => f Q (merged T) e + sum M (fun j =>
    T (A j) * (sigma P (pre P T j e) - sigma P (pre Q (merged T) (owner j) e)))).
  - intros T HT. symmetry.
    apply (f_difference P m values owner first part are_copies are_trained T HT).
  - symmetry. apply (f_difference P m values owner first part are_copies are_trained s
      s_admissible).
  - apply continuous_plus; [apply cont_f_merged|].
    apply (cont_sum place (trained P) (admissible P) s M (fun j T =>
      T (A j) * (sigma P (pre P T j e) - sigma P (pre Q (merged T) (owner j) e)))).
    intros j Hj. pose proof (owner_below P m owner first part are_copies j Hj) as Hk.
    destruct (proj2 splits_here (owner j) Hk) as [Ha|(H0 & Hsmooth & _)].
    + assert (E : forall T, admissible P T ->
        T (A j) * (sigma P (pre P T j e) - sigma P (pre Q (merged T) (owner j) e)) = 0).
      { intros T HT. pose proof (delta_alone T j HT Hj Ha) as E. unfold delta in E.
        replace (pre Q (merged T) (owner j) e) with (pre P T j e) by lra. ring. }
      apply cont_ext with (F := fun _ => 0); [|symmetry; apply E, s_admissible|apply cont_const].
      intros T HT. symmetry. apply E, HT.
    + destruct (Hsmooth e e_data) as [(d & Hd & Hder) _]. fold Q in Hder.
      assert (Hcs : continuity_pt (sigma P) (pre Q t (owner j) e)).
      { apply derivable_continuous_pt. exists (s1 (pre Q t (owner j) e)). apply Hder.
        rewrite Rminus_diag_eq, Rabs_R0; auto. }
      apply cont_mult; [apply cont_place|]. apply cont_minus.
      * apply (continuous_comp place (trained P) (sigma P) (fun T => pre P T j e));
          [rewrite s_pre; assumption|apply cont_pre].
      * apply (continuous_comp place (trained P) (sigma P) (fun T => pre Q (merged T) (owner j) e));
          [rewrite merged_s; assumption|apply cont_pre_merged, Hk].
Qed.

(** The change of the loss at e is at least a sum over the copies. *)
Lemma one_sample : near_s (fun T =>
  share e * ell P (z Q (merged T) e)
  + sum M (fun j => th T j / 2 * (t (A (owner j)) * pull P m values l1 t e
                      * s2 (pre Q t (owner j) e) - kappa (owner j)) * (delta T j)^2)
  <= share e * ell P (z P T e)).
Proof.
  destruct (common_below M claim claim_smaller one_copy) as (b & Hb & Hclaim).
  destruct (proj1 splits_here e e_data) as ((d & Hd & Hder) & Hcont1 & _).
  fold Q in Hder, Hcont1. fold zs in Hder, Hcont1.
  destruct (Hcont1 b Hb) as (d' & Hd' & Hc1).
  assert (Hdd : 0 < Rmin d d') by (apply Rmin_pos; assumption).
  apply nearby_mono with (2 := nearby_and _ _ _ _ _ _ totals_near (nearby_and _ _ _ _ _ _
    (nearby_below _ _ _ _ M _ Hclaim) (nearby_and _ _ _ _ _ _
    (nearby_value _ _ _ _ _ _ cont_f Hdd) (nearby_value _ _ _ _ _ _ cont_f_merged Hdd)))).
  intros T HT (Htot & Hall & Hf1 & Hf2).
  assert (Hy : forall v, Rabs (- y e * v) = Rabs v).
  { intros v. rewrite Rabs_mult. unfold y. destruct (positive_label e).
    - rewrite Rabs_Ropp, Rabs_R1. ring.
    - replace (- -1) with 1 by ring. rewrite Rabs_R1. ring. }
  assert (Hz1 : Rabs (z P T e - zs) < Rmin d d').
  { rewrite f_s in Hf1. unfold zs, z. replace (- y e * f P T e - - y e * f Q t e)
      with (- y e * (f P T e - f Q t e)) by ring. now rewrite Hy. }
  assert (Hz2 : Rabs (z Q (merged T) e - zs) < Rmin d d').
  { rewrite merged_s in Hf2. unfold zs, z.
    replace (- y e * f Q (merged T) e - - y e * f Q t e)
      with (- y e * (f Q (merged T) e - f Q t e)) by ring. now rewrite Hy. }
  destruct (first_order (ell P) l1 zs (Rmin d d') (z P T e) (z Q (merged T) e)) as (w & Hw & E);
    try assumption.
  { intros w Hw. apply Hder. eapply Rlt_le_trans; [exact Hw|apply Rmin_l]. }
  assert (Hl : Rabs (l1 w - l1 zs) <= b).
  { destruct (Req_dec w zs) as [->|Hne]; [rewrite Rminus_diag_eq, Rabs_R0; lra|].
    left. apply (Hc1 w). split; [split; [exact I|congruence]|].
    eapply Rlt_le_trans; [exact Hw|apply Rmin_r]. }
  pose proof (f_second_order P m values owner first part are_copies are_trained T HT s1 e Htot) as
    Ef.
  fold Q in Ef. fold M in Ef.
  assert (Ef' : f P T e - f Q (merged T) e = sum M (fun j => T (A j) * rho T j)).
  { rewrite Ef. unfold rho, delta. ring. }
  replace (share e * ell P (z P T e))
    with (share e * ell P (z Q (merged T) e)
          + - y e * share e * l1 w * (f P T e - f Q (merged T) e)).
  2:{ replace (ell P (z P T e)) with (ell P (z Q (merged T) e)
        + l1 w * (z P T e - z Q (merged T) e)) by lra. unfold z. ring. }
  apply Rplus_le_compat_l. rewrite Ef', <- nsum_scal. apply nsum_le. intros j Hj.
  apply (Hall j Hj (l1 w) Hl).
Qed.

End Sample.

(** *** All samples *)

(** For each copy the sum over the samples is >= 0. *)
Lemma copies_gain j : (j < M)%nat -> near_s (fun T =>
  0 <= over (data P) (fun e =>
    th T j / 2 * (t (A (owner j)) * pull P m values l1 t e * s2 (pre Q t (owner j) e)
                  - kappa (owner j)) * (pre P T j e - pre Q (merged T) (owner j) e)^2)).
Proof.
  intros Hj. pose proof (owner_below P m owner first part are_copies j Hj) as Hk.
  destruct (proj2 splits_here (owner j) Hk) as [Ha|(H0 & _ & Hcase)].
  - apply nearby_all. intros T HT. right. symmetry. apply lsum_zero. intros e _.
    pose proof (delta_alone e T j HT Hj Ha) as E. rewrite E. ring.
  - destruct Hcase as [[Hk0 Hflat]|[Hkpos Hdef]].
    + apply nearby_all. intros T HT. right. symmetry. apply lsum_zero. intros e He.
      destruct (Hflat e He) as (d & Hd & Hz). fold Q in Hz.
      rewrite Hz, Hk0 by (rewrite Rminus_diag_eq, Rabs_R0; auto). ring.
    + apply nearby_mono with (2 := share_sign j Hj H0). intros T HT Hth.
      destruct (beyond P m values owner first are_trained T HT j Hj) as (d & d0 & Hb & E).
      pose proof (Hdef d d0 Hb) as H. fold Q in E, H.
      rewrite (lsum_ext sample (data P) _ (fun e => th T j / 2 *
        (t (A (owner j)) * pull P m values l1 t e * s2 (pre Q t (owner j) e)
           * (sum (dim P) (fun i => d i * x P e i) + d0)^2
         + - kappa (owner j) * (sum (dim P) (fun i => d i * x P e i) + d0)^2))).
      * rewrite lsum_scal, lsum_plus, lsum_scal. apply Rmult_le_pos; lra.
      * intros e _. rewrite E. ring.
Qed.

(** L(T) >= L(merged T) near the copies. *)
Lemma merging_lowers : near_s (fun T => L Q (merged T) <= L P T).
Proof.
  pose proof (nearby_list _ _ _ _ (data P) _ one_sample) as H1.
  pose proof (nearby_below _ _ _ _ M _ copies_gain) as H2.
  apply nearby_mono with (2 := nearby_and _ _ _ _ _ _ H1 H2). clear H1 H2.
  intros T HT [H1 H2]. unfold L.
  rewrite (penalty_merged P m values owner first are_trained T HT). fold Q.
  apply Rplus_le_compat_r. change (total_weight Q) with (total_weight P).
  change (data Q) with (data P). unfold Rdiv.
  destruct (data P) as [|e0 rest] eqn:Edata; [cbn; lra|]. rewrite <- Edata in *.
  apply Rmult_le_compat_r.
  { left. apply Rinv_0_lt_compat. unfold total_weight.
    assert (He0 : In e0 (data P)) by (rewrite Edata; left; reflexivity).
    eapply Rlt_le_trans; [apply (share_positive e0)|].
    apply (lsum_member sample (data P) share); [intros; left; apply share_positive|exact He0]. }
  pose proof (lsum_le sample (data P) _ _ H1) as H. cbv beta in H.
  rewrite lsum_plus, nsum_over in H.
  assert (Hpos : forall n g, (forall i, (i < n)%nat -> 0 <= g i) -> 0 <= sum n g).
  { induction n as [|n IH]; simpl; intros g Hg; [lra|].
    apply Rplus_le_le_0_compat; [apply IH; auto|apply Hg; lia]. }
  pose proof (Hpos M _ H2) as H3. unfold ell in H. change (loss Q) with (loss P). cbv beta in H3.
  fold Q in H. lra.
Qed.

(** So the copies of a local minimum are one. *)
Theorem split_minimum : (forall T, L_defined P T) -> (forall T, L_defined Q T) ->
  local_min Q t -> local_min P s.
Proof.
  intros Hdef HdefQ (_ & _ & r & Hr & Hmin).
  apply local_min_intro; [apply s_admissible|apply Hdef|].
  assert (Hclose : near_s (fun T => distance2 Q t (merged T) < r^2)).
  { assert (Hc : cont (fun T => over (trained Q) (fun p => (merged T p - t p)^2))).
    { apply (continuous_sum place (trained P) (trained Q) (fun p T => (merged T p - t p)^2)).
      intros p _. apply cont_ext with (F := fun T => (merged T p - t p) * (merged T p - t p));
        [intros; ring|ring|].
      apply cont_mult; (apply cont_minus; [apply cont_merged|apply cont_const]). }
    apply nearby_mono with (2 := nearby_value _ _ _ _ _ (r^2) Hc (pow_lt r 2 Hr)).
    intros T _ H. apply Rabs_def2 in H. destruct H as [H _].
    rewrite (lsum_zero place (trained Q) (fun p => (merged s p - t p)^2)) in H.
    - unfold distance2. lra.
    - intros p _. rewrite merged_s. ring. }
  destruct (nearby_and _ _ _ _ _ _ merging_lowers Hclose) as (d & Hd & H).
  exists d. split; [exact Hd|]. intros T HT Hc. destruct (H T HT Hc) as [H1 H2].
  rewrite L_s. apply Rle_trans with (2 := H1). apply Hmin; [|apply HdefQ|exact H2].
  apply merged_admissible.
Qed.

End Split.

(** ** rule.split *)

Section Statement.

Variable P : problem.

Hypothesis loss_is_defined : loss_defined P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis network_deep_is_defined : network_deep_defined P.

Theorem rule_split : minimum_split P -> BAD P.
Proof.
  intros (m & values & owner & first & part & l1 & s1 & s2 & kappa & c & r & Hcopies & Htrained
          & Hbox & Hsplits).
  set (Q := narrower P m values) in *.
  destruct (strict_box_minimum Q loss_is_defined neuron_is_defined network_deep_is_defined c r Hbox)
    as (t & Ht & Hloc).
  destruct (proj2 Hbox t Ht) as (e & He & Hw).
  exists (spread P owner part t). split.
  - apply (split_minimum P m values owner first part Hcopies Htrained t (proj1 Hloc) l1 s1 s2 kappa
      (Hsplits t Ht)); [| |exact Hloc]; intros T.
    + apply all_defined; assumption.
    + apply (all_defined Q); assumption.
  - apply (wrong_error P _ e He).
    rewrite (f_s P m values owner first part Hcopies Htrained t (proj1 Hloc)). exact Hw.
Qed.

End Statement.
