(** * rule.split: the point with the copies is a local minimum *)

From Coq Require Import Reals List Arith Lra Lia Classical FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions Compact Box PointsBox RulesBox AtRest.
From TheoremCheck Require Import PointsSplit SplitLocal Split.
Import ListNotations.
Open Scope R_scope.

Section Split.

Variable P : problem.
Variable U : copied_units.
Variable first : nat -> nat.
Variable N : unit_view.
Hypothesis well : well_copied P U first N.

Let Q := narrow U.
Let M := copied U.
Let m := units U.
Notation merged := (merged U first).
Notation total := (total U).
Notation average := (average U first).
Notation alone := (alone U).
Notation receives := (receives U N).
Notation copy_receives := (copy_receives U first N).

(** ** The copies of a point t *)

Variable t : params.
Hypothesis t_admissible : admissible Q t.

Definition spread : params := fun p =>
  if in_dec place_eq_dec p (trained P) then
    match of' U p with
    | Some (j, None) => part U j * t (out U (owner U j))
    | Some (j, Some i) => t (inner U (owner U j) i)
    | None => t (away U p)
    end
  else fixed P p.

Let s := spread.

Lemma s_admissible : admissible P s.
Proof.
  intros p Hp. unfold s, spread. destruct (in_dec place_eq_dec p (trained P)); tauto.
Qed.

Lemma s_out j : (j < M)%nat -> s (out' U j) = part U j * t (out U (owner U j)).
Proof.
  intros Hj. destruct well as (_ & _ & _ & _ & _ & (N1 & _) & _). destruct (N1 j Hj) as [I E].
  unfold s, spread. destruct (in_dec place_eq_dec (out' U j) (trained P)); [|contradiction]. now rewrite E.
Qed.

Lemma s_inner j i : (j < M)%nat -> (i < size U (owner U j))%nat -> s (inner' U j i) = t (inner U (owner U j) i).
Proof.
  intros Hj Hi. destruct well as (_ & _ & _ & _ & _ & (_ & N2 & _) & _). destruct (N2 j i Hj Hi) as [I E].
  unfold s, spread. destruct (in_dec place_eq_dec (inner' U j i) (trained P)); [|contradiction]. now rewrite E.
Qed.

Lemma total_s k : (k < m)%nat -> total s k = t (out U k).
Proof.
  intros Hk. unfold PointsSplit.total.
  rewrite (sum_pointwise (copied U) _
    (fun j => t (out U k) * (if Nat.eq_dec (owner U j) k then part U j else 0))).
  - rewrite nsum_scal, (parts_sum P U first N well k Hk). ring.
  - intros j Hj. destruct (Nat.eq_dec (owner U j) k) as [E|_]; [|ring].
    rewrite s_out by exact Hj. rewrite E. ring.
Qed.

(** Merged again, the copies are t. *)
Lemma merged_s : merged s = t.
Proof.
  destruct well as (_ & _ & _ & _ & (N1 & N2 & N3 & N4) & _ & Home & _).
  apply functional_extensionality. intros p. unfold PointsSplit.merged. fold Q.
  destruct (in_dec place_eq_dec p (trained Q)) as [I|NI]; [|symmetry; now apply t_admissible].
  destruct (of U p) as [[k [i|]]|] eqn:E.
  - destruct (N4 p k i E) as (Hk & Hi & ->).
    rewrite (average_ext P U first N well s k _ (fun _ => t (inner U k i)) Hk); [apply average_const|].
    intros j Hj <-. apply s_inner; assumption.
  - destruct (N3 p k E) as (Hk & ->). now apply total_s.
  - destruct (Home p I E) as (I' & E' & Back). unfold s, spread.
    destruct (in_dec place_eq_dec (home U p) (trained P)); [|contradiction]. now rewrite E', Back.
Qed.

Lemma s_receives j e : (j < M)%nat -> copy_receives s j e = receives t (owner U j) e.
Proof.
  intros Hj. unfold PointsSplit.copy_receives, PointsSplit.receives. rewrite merged_s. f_equal.
  apply sum_pointwise. intros i Hi. rewrite s_inner by assumption. reflexivity.
Qed.

(** The outputs at the copies are those at t, and so is L. *)
Lemma f_s e : In e (data P) -> f P s e = f Q t e.
Proof.
  intros He. rewrite (f_difference P U first N well s s_admissible e He).
  rewrite merged_s, sum_of_zeros; [unfold Q; ring|].
  intros j Hj. rewrite s_receives by exact Hj. ring.
Qed.

Lemma L_narrow T : L Q T = over (data P) (fun e => share e * ell P (z Q T e)) / total_weight P + penalty Q T.
Proof.
  destruct well as (D & E & _). fold Q in D, E. unfold L, total_weight, ell. now rewrite D, E.
Qed.

Lemma penalty_wide T : admissible P T -> penalty P T = penalty Q (merged T).
Proof. destruct well as (_ & _ & _ & _ & _ & _ & _ & _ & _ & H & _). apply H. Qed.

Lemma L_s : L P s = L Q t.
Proof.
  rewrite L_narrow. unfold L. rewrite (penalty_wide s s_admissible), merged_s. f_equal. f_equal.
  apply lsum_ext. intros e He. unfold z. rewrite (f_s e He). reflexivity.
Qed.

(** ** Near the copies *)

Variables (l1 : R -> R) (s1 s2 : nat -> R -> R) (kappa : nat -> R).
Hypothesis splits_here : splits P U N l1 s1 s2 kappa t.

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
  apply (cont_sum place (trained P) (admissible P) s (copied U)
    (fun j T => if Nat.eq_dec (owner U j) k then T (out' U j) else 0)).
  intros j _. destruct (Nat.eq_dec (owner U j) k); [apply cont_place|apply cont_const].
Qed.

Lemma single_or_not k : (k < m)%nat -> alone k \/ (~ alone k /\ t (out U k) <> 0).
Proof.
  intros Hk. destruct (proj2 splits_here k Hk) as [H|[H _]]; [left; exact H|].
  destruct (classic (alone k)); [left|right]; auto.
Qed.

Lemma cont_average k (V : nat -> params -> R) : (k < m)%nat ->
  (forall j, (j < M)%nat -> owner U j = k -> cont (V j)) -> cont (fun T => average T k (fun j => V j T)).
Proof.
  intros Hk HV.
  pose proof (first_below P U first N well k Hk) as Hf. pose proof (owner_first P U first N well k Hk) as Of.
  destruct (single_or_not k Hk) as [Ha|[_ H0]].
  - apply cont_ext with (F := V (first k)); [intros T _| |apply HV; assumption]; symmetry;
      apply (average_alone P U first N well _ k (fun j => V j _) (first k) Ha Hf Of).
  - unfold PointsSplit.average. apply continuous_plus; [apply HV; assumption|].
    apply cont_div; [|apply cont_total|cbv beta; rewrite total_s; assumption].
    apply (cont_sum place (trained P) (admissible P) s (copied U)
      (fun j T => if Nat.eq_dec (owner U j) k then T (out' U j) * (V j T - V (first k) T) else 0)).
    intros j Hj. destruct (Nat.eq_dec (owner U j) k); [|apply cont_const].
    apply cont_mult; [apply cont_place|]. apply cont_minus; apply HV; assumption.
Qed.

Lemma cont_merged p : cont (fun T => merged T p).
Proof.
  destruct well as (_ & _ & _ & _ & (N1 & N2 & N3 & N4) & _).
  unfold PointsSplit.merged. fold Q.
  destruct (in_dec place_eq_dec p (trained Q)) as [_|_]; [|apply cont_const].
  destruct (of U p) as [[k [i|]]|] eqn:E; [| |apply cont_place].
  - destruct (N4 p k i E) as (Hk & _).
    apply (cont_average k (fun j T => T (inner' U j i)) Hk). intros j _ _. apply cont_place.
  - apply cont_total.
Qed.

(** The merged point is near t. *)
Lemma merged_near d : 0 < d ->
  near_s (fun T => forall p, In p (trained Q) -> Rabs (merged T p - t p) < d).
Proof.
  intros Hd. apply nearby_list. intros p _.
  apply nearby_mono with (2 := nearby_value _ _ _ _ _ d (cont_merged p) Hd).
  intros T _. now rewrite merged_s.
Qed.

Lemma merged_holds C : holds_near Q t C -> near_s (fun T => C (merged T)).
Proof.
  intros (d & Hd & H). apply nearby_mono with (2 := merged_near d Hd). intros T HT Hc.
  apply H; [apply merged_admissible|exact Hc].
Qed.

Lemma cont_steady F : steady Q F t -> cont (fun T => F (merged T)).
Proof.
  intros H a Ha. destruct (merged_holds _ (H a Ha)) as (d & Hd & Near).
  exists d. split; [exact Hd|]. intros T HT Hc. rewrite merged_s. now apply Near.
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

Let th (T : params) (j : nat) : R := T (out' U j) / t (out U (owner U j)).

Lemma share_sign j : (j < M)%nat -> t (out U (owner U j)) <> 0 -> near_s (fun T => 0 < th T j).
Proof.
  intros Hj H0. pose proof (part_pos P U first N well j Hj) as Hpart.
  assert (Hs0 : s (out' U j) <> 0).
  { rewrite s_out by exact Hj. apply Rmult_integral_contrapositive. split; [lra|exact H0]. }
  apply nearby_mono with (2 := nearby_sign _ _ _ _ _ (cont_place (out' U j)) Hs0).
  intros T _ Hpos. unfold th. rewrite s_out in Hpos by exact Hj.
  replace (T (out' U j) / t (out U (owner U j)))
    with (part U j * (T (out' U j) / (part U j * t (out U (owner U j))))) by (field; split; lra).
  apply Rmult_lt_0_compat; assumption.
Qed.

(** *** One sample *)

Section Sample.

Variable e : sample.
Hypothesis e_data : In e (data P).

Lemma cont_receives j : (j < M)%nat -> cont (fun T => copy_receives T j e).
Proof.
  intros Hj. pose proof (owner_below P U first N well j Hj) as Hk.
  destruct (proj1 splits_here e e_data) as (_ & _ & _ & St). destruct (St _ Hk) as [Sh En].
  unfold PointsSplit.copy_receives.
  apply continuous_plus; [|apply (cont_steady (fun t' => shift N (owner U j) t' e) Sh)].
  apply (cont_sum place (trained P) (admissible P) s (size U (owner U j))
    (fun i T => T (inner' U j i) * entry N (owner U j) i (merged T) e)).
  intros i Hi. apply cont_mult; [apply cont_place|].
  apply (cont_steady (fun t' => entry N (owner U j) i t' e) (En i Hi)).
Qed.

Lemma cont_receives_merged k : (k < m)%nat -> cont (fun T => receives (merged T) k e).
Proof.
  intros Hk. apply cont_ext with (F := fun T => average T k (fun j => copy_receives T j e)).
  - intros T HT. symmetry. apply (receives_merged P U first N well T k e Hk).
  - symmetry. apply (receives_merged P U first N well s k e Hk).
  - apply (cont_average k (fun j T => copy_receives T j e) Hk). intros j Hj _. now apply cont_receives.
Qed.

Let delta (T : params) (j : nat) : R := copy_receives T j e - receives (merged T) (owner U j) e.
Let rho (T : params) (j : nat) : R :=
  act N (owner U j) (copy_receives T j e) - act N (owner U j) (receives (merged T) (owner U j) e)
  - s1 (owner U j) (receives (merged T) (owner U j) e) * delta T j.
Let zs : R := z Q t e.

Lemma delta_alone T j : (j < M)%nat -> alone (owner U j) -> delta T j = 0.
Proof.
  intros Hj Ha. unfold delta.
  rewrite (receives_merged P U first N well T (owner U j) e (owner_below P U first N well j Hj)).
  rewrite (average_alone P U first N well T (owner U j) (fun j => copy_receives T j e) j Ha Hj eq_refl). ring.
Qed.

Lemma rho_alone T j : (j < M)%nat -> alone (owner U j) -> rho T j = 0.
Proof.
  intros Hj Ha. pose proof (delta_alone T j Hj Ha) as E. unfold rho. rewrite E.
  unfold delta in E. replace (receives (merged T) (owner U j) e) with (copy_receives T j e) by lra. ring.
Qed.

(** Both of what they receive is near what unit [owner j] receives at t. *)
Lemma received_near j d : (j < M)%nat -> 0 < d ->
  near_s (fun T => Rabs (copy_receives T j e - receives t (owner U j) e) < d /\
                   Rabs (receives (merged T) (owner U j) e - receives t (owner U j) e) < d).
Proof.
  intros Hj Hd. pose proof (owner_below P U first N well j Hj) as Hk.
  apply nearby_and.
  - apply nearby_mono with (2 := nearby_value _ _ _ _ _ d (cont_receives j Hj) Hd).
    intros T _. now rewrite s_receives.
  - apply nearby_mono with (2 := nearby_value _ _ _ _ _ d (cont_receives_merged (owner U j) Hk) Hd).
    intros T _. now rewrite merged_s.
Qed.

(** The claim for one copy, with the slope l of the loss near the one at t. *)
Let claim (j : nat) (b : R) : Prop := near_s (fun T => forall l, Rabs (l - l1 zs) <= b ->
  th T j / 2 * (t (out U (owner U j)) * pull U l1 t e * s2 (owner U j) (receives t (owner U j) e)
                - kappa (owner U j)) * (delta T j)^2
  <= - y e * share e * l * (T (out' U j) * rho T j)).

Lemma one_copy j : (j < M)%nat -> exists b, 0 < b /\ claim j b.
Proof.
  intros Hj. pose proof (owner_below P U first N well j Hj) as Hk.
  assert (Halone : alone (owner U j) -> exists b, 0 < b /\ claim j b).
  { intros Ha. exists 1. split; [lra|]. apply nearby_all. intros T HT l _.
    rewrite (delta_alone T j Hj Ha), (rho_alone T j Hj Ha). right. ring. }
  destruct (proj2 splits_here (owner U j) Hk) as [Ha|(H0 & Hsmooth & Hcase)]; [exact (Halone Ha)|].
  destruct (Hsmooth e e_data) as [(d & Hd & Hder) Hcont2].
  set (u := receives t (owner U j) e) in *. set (k := owner U j) in *.
  destruct Hcase as [[Hk0 Hflat]|[Hkpos _]].
  - (* s'' = 0 *)
    destruct (Hflat e e_data) as (d' & Hd' & Hz). fold u in Hz.
    exists 1. split; [lra|].
    apply nearby_mono with (2 := received_near j (Rmin d d') Hj (Rmin_pos _ _ Hd Hd')).
    intros T HT [H1 H2] l _. fold k in H1, H2 |- *. fold u in H1, H2 |- *.
    assert (Hr : rho T j = 0).
    { destruct (second_order (act N k) (s1 k) (s2 k) u (Rmin d d') 0 0 (copy_receives T j e)
        (receives (merged T) k e)) as [R1 R2]; try assumption.
      - intros w Hw. apply Hder. eapply Rlt_le_trans; [exact Hw|apply Rmin_l].
      - intros w Hw. rewrite (Hz w); [lra|]. eapply Rlt_le_trans; [exact Hw|apply Rmin_r].
      - unfold rho, delta. fold k. lra. }
    rewrite Hr, Hk0, (Hz u) by (rewrite Rminus_diag_eq, Rabs_R0; auto). right. ring.
  - (* s'' near its value at t *)
    destruct (small_change (t (out U k)) (- y e * share e) (l1 zs) (s2 k u) (kappa k) H0
      Hkpos) as (b & Hb & Hsmall).
    exists b. split; [exact Hb|].
    destruct (Hcont2 b Hb) as (d' & Hd' & Hc2).
    apply nearby_mono with (2 := nearby_and _ _ _ _ _ _ (share_sign j Hj H0)
      (received_near j (Rmin d d') Hj (Rmin_pos _ _ Hd Hd'))).
    intros T HT [Hth [H1 H2]] l Hl. fold k in H1, H2 |- *. fold u in H1, H2 |- *.
    assert (Hs2 : forall w, Rabs (w - u) < Rmin d d' -> s2 k u - b <= s2 k w <= s2 k u + b).
    { intros w Hw. destruct (Req_dec w u) as [->|Hne]; [lra|].
      assert (Rabs (s2 k w - s2 k u) < b).
      { apply (Hc2 w). split; [split; [exact I|congruence]|].
        eapply Rlt_le_trans; [exact Hw|apply Rmin_r]. }
      apply Rabs_def2 in H. lra. }
    destruct (second_order (act N k) (s1 k) (s2 k) u (Rmin d d') (s2 k u - b) (s2 k u + b) (copy_receives T j e)
        (receives (merged T) k e)) as [R1 R2]; try assumption.
    { intros w Hw. apply Hder. eapply Rlt_le_trans; [exact Hw|apply Rmin_l]. }
    unfold pull. fold Q. fold zs.
    assert (Eth : T (out' U j) = th T j * t (out U k)) by (unfold th; fold k; field; exact H0).
    replace (- y e * share e * l * (T (out' U j) * rho T j))
      with (- y e * share e * l * (th T j * t (out U k)) * rho T j) by (rewrite Eth at 1; ring).
    apply Hsmall; [lra|apply pow2_ge_0|exact Hl|].
    apply Rabs_le. unfold rho, delta. fold k. split; lra.
Qed.

Lemma claim_smaller i b b' : 0 < b' <= b -> claim i b -> claim i b'.
Proof.
  intros Hb. apply nearby_mono. intros T _ H l Hl. apply H. lra.
Qed.

(** Both margins are near that at t. *)
Lemma cont_f_merged : cont (fun T => f Q (merged T) e).
Proof.
  destruct (proj1 splits_here e e_data) as (_ & _ & Hf & _). exact (cont_steady (fun t' => f Q t' e) Hf).
Qed.

Lemma cont_f : cont (fun T => f P T e).
Proof.
  apply cont_ext with (F := fun T => f Q (merged T) e + sum M (fun j =>
    T (out' U j) * (act N (owner U j) (copy_receives T j e) - act N (owner U j) (receives (merged T) (owner U j) e)))).
  - intros T HT. symmetry. now apply (f_difference P U first N well T HT).
  - symmetry. now apply (f_difference P U first N well s s_admissible).
  - apply continuous_plus; [apply cont_f_merged|].
    apply (cont_sum place (trained P) (admissible P) s M (fun j T => T (out' U j)
      * (act N (owner U j) (copy_receives T j e) - act N (owner U j) (receives (merged T) (owner U j) e)))).
    intros j Hj. pose proof (owner_below P U first N well j Hj) as Hk.
    destruct (proj2 splits_here (owner U j) Hk) as [Ha|(H0 & Hsmooth & _)].
    + assert (E : forall T, T (out' U j) * (act N (owner U j) (copy_receives T j e)
          - act N (owner U j) (receives (merged T) (owner U j) e)) = 0).
      { intros T. pose proof (delta_alone T j Hj Ha) as E. unfold delta in E.
        replace (receives (merged T) (owner U j) e) with (copy_receives T j e) by lra. ring. }
      apply cont_ext with (F := fun _ => 0); [|symmetry; apply E|apply cont_const].
      intros T HT. symmetry. apply E.
    + destruct (Hsmooth e e_data) as [(d & Hd & Hder) _].
      assert (Hcs : continuity_pt (act N (owner U j)) (receives t (owner U j) e)).
      { apply derivable_continuous_pt. exists (s1 (owner U j) (receives t (owner U j) e)). apply Hder.
        rewrite Rminus_diag_eq, Rabs_R0; auto. }
      apply cont_mult; [apply cont_place|]. apply cont_minus.
      * apply (continuous_comp place (trained P) (act N (owner U j)) (fun T => copy_receives T j e));
          [rewrite s_receives; assumption|now apply cont_receives].
      * apply (continuous_comp place (trained P) (act N (owner U j)) (fun T => receives (merged T) (owner U j) e));
          [rewrite merged_s; assumption|apply cont_receives_merged, Hk].
Qed.

(** The change of the loss at e is at least a sum over the copies. *)
Lemma one_sample : near_s (fun T =>
  share e * ell P (z Q (merged T) e)
  + sum M (fun j => th T j / 2 * (t (out U (owner U j)) * pull U l1 t e
                      * s2 (owner U j) (receives t (owner U j) e) - kappa (owner U j)) * (delta T j)^2)
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
  { rewrite (f_s e e_data) in Hf1. unfold zs, z. replace (- y e * f P T e - - y e * f Q t e)
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
  pose proof (f_second_order P U first N well T HT s1 e e_data Htot) as Ef. fold Q M in Ef.
  assert (Ef' : f P T e - f Q (merged T) e = sum M (fun j => T (out' U j) * rho T j)).
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
    th T j / 2 * (t (out U (owner U j)) * pull U l1 t e * s2 (owner U j) (receives t (owner U j) e)
                  - kappa (owner U j)) * (copy_receives T j e - receives (merged T) (owner U j) e)^2)).
Proof.
  intros Hj. pose proof (owner_below P U first N well j Hj) as Hk.
  destruct (proj2 splits_here (owner U j) Hk) as [Ha|(H0 & _ & Hcase)].
  - apply nearby_all. intros T HT. right. symmetry. apply lsum_zero. intros e _.
    rewrite (delta_alone e T j Hj Ha). ring.
  - destruct Hcase as [[Hk0 Hflat]|[Hkpos Hdef]].
    + apply nearby_all. intros T HT. right. symmetry. apply lsum_zero. intros e He.
      destruct (Hflat e He) as (d & Hd & Hz).
      rewrite Hz, Hk0 by (rewrite Rminus_diag_eq, Rabs_R0; auto). ring.
    + apply nearby_mono with (2 := nearby_and _ _ _ _ _ _ (share_sign j Hj H0) (merged_holds _ Hdef)).
      intros T HT [Hth H].
      specialize (H (fun i => T (inner' U j i) - merged T (inner U (owner U j) i))).
      rewrite (lsum_ext sample (data P) _ (fun e => th T j / 2 *
        (t (out U (owner U j)) * pull U l1 t e * s2 (owner U j) (receives t (owner U j) e)
           * (sum (size U (owner U j)) (fun i => (T (inner' U j i) - merged T (inner U (owner U j) i))
                * entry N (owner U j) i (merged T) e))^2
         + - kappa (owner U j) * (sum (size U (owner U j)) (fun i =>
             (T (inner' U j i) - merged T (inner U (owner U j) i)) * entry N (owner U j) i (merged T) e))^2))).
      * rewrite lsum_scal, lsum_plus, lsum_scal. apply Rmult_le_pos; lra.
      * intros e _. rewrite (beyond U first N T j e Hj). ring.
Qed.

(** L(T) >= L(merged T) near the copies. *)
Lemma merging_lowers : near_s (fun T => L Q (merged T) <= L P T).
Proof.
  pose proof (nearby_list _ _ _ _ (data P) _ one_sample) as H1.
  pose proof (nearby_below _ _ _ _ M _ copies_gain) as H2.
  apply nearby_mono with (2 := nearby_and _ _ _ _ _ _ H1 H2). clear H1 H2.
  intros T HT [H1 H2]. rewrite L_narrow. unfold L. rewrite (penalty_wide T HT).
  apply Rplus_le_compat_r. unfold Rdiv.
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
  pose proof (Hpos M _ H2) as H3. unfold ell in *. cbv beta in H3. lra.
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
  intros (U & first & N & l1 & s1 & s2 & kappa & c & r & Well & Hbox & Hsplits).
  pose proof Well as (Ed & El & En & Dd & _).
  assert (loss_defined (narrow U)) as Dl by (intros v; rewrite El; apply loss_is_defined).
  assert (neuron_defined (narrow U)) as Dn by (intros v; rewrite En; apply neuron_is_defined).
  pose proof (Dd network_deep_is_defined) as Dp.
  destruct (strict_box_minimum (narrow U) Dl Dn Dp c r Hbox) as (t & Ht & Hloc).
  destruct (proj2 Hbox t Ht) as (e & He & Hw). rewrite Ed in He.
  exists (spread P U t). split.
  - apply (split_minimum P U first N Well t (proj1 Hloc) l1 s1 s2 kappa (Hsplits t Ht)); [| |exact Hloc]; intros T.
    + apply all_defined; assumption.
    + apply (all_defined (narrow U)); assumption.
  - apply (wrong_error P _ e He).
    rewrite (f_s P U first N Well t (proj1 Hloc) e He). exact Hw.
Qed.

End Statement.
