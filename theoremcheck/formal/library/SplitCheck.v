(** * minimum.split by computation: a strict minimum of a narrower network whose neurons may have copies *)

From Coq Require Import Reals ZArith List Bool Lra Lia.
From TheoremCheck Require Import Setting Compact Conditions PointsBox PointsSplit SplitShortcut RulesBox AtRest Smooth Pieces.
From TheoremCheck Require Import Intervals Enclosures Jets JetPieces JetContinuous Expressions ExpressionJets Series.
From TheoremCheck Require Import Definite Objective BoxCheck.
From Coq Require Import BinNums.
Import ListNotations.
Open Scope R_scope.

(** ** Copies *)

Section Copies.

Variables (owners firsts : list nat) (shares_ : list positive) (whole : positive) (m M : nat).

Definition owner (j : nat) : nat := nth j owners O.
Definition first_copy (k : nat) : nat := nth k firsts O.
Definition part (j : nat) : R := IZR (Zpos (nth j shares_ xH)) / IZR (Zpos whole).

Fixpoint share_of (k n : nat) : Z :=
  match n with
  | O => 0
  | S n' => (share_of k n' + if Nat.eqb (owner n') k then Zpos (nth n' shares_ xH) else 0)%Z
  end.

Definition copies_check : bool :=
  forallb (fun j => Nat.ltb (owner j) m) (seq 0 M) &&
  forallb (fun k => Nat.ltb (first_copy k) M && Nat.eqb (owner (first_copy k)) k
                    && (share_of k M =? Zpos whole)%Z) (seq 0 m).

Definition copies_of (k : nat) : nat := length (filter (fun j => Nat.eqb (owner j) k) (seq 0 M)).

Lemma share_of_value k n : sum n (fun j => if Nat.eq_dec (owner j) k then part j else 0)
  = IZR (share_of k n) / IZR (Zpos whole).
Proof.
  assert (W : IZR (Zpos whole) <> 0) by (apply not_0_IZR; discriminate).
  induction n as [|n IH]; cbn [sum share_of]; [unfold Rdiv; simpl; ring|].
  rewrite IH, plus_IZR. destruct (Nat.eq_dec (owner n) k) as [E|E].
  - rewrite (proj2 (Nat.eqb_eq _ _) E). unfold part. field. exact W.
  - rewrite (proj2 (Nat.eqb_neq _ _) E). simpl. field. exact W.
Qed.

Lemma copies_by P : width P = M -> copies_check = true -> copies P m owner first_copy part.
Proof.
  intros EM H. unfold copies_check in H. apply andb_prop in H. destruct H as [H1 H2].
  rewrite forallb_forall in H1, H2. split; rewrite EM.
  - intros j Hj. split; [apply Nat.ltb_lt, H1, in_seq; lia|].
    apply Rdiv_lt_0_compat; apply (IZR_lt 0); reflexivity.
  - intros k Hk. specialize (H2 k ltac:(apply in_seq; lia)). apply andb_prop in H2. destruct H2 as [H2 H3].
    apply andb_prop in H2. destruct H2 as [H2 H4]. split; [apply Nat.ltb_lt, H2|]. split; [apply Nat.eqb_eq, H4|].
    apply Z.eqb_eq in H3. rewrite share_of_value, H3. apply Rinv_r, not_0_IZR. discriminate.
Qed.

Lemma one_copy k i j : copies_of k = 1%nat -> (i < M)%nat -> (j < M)%nat -> owner i = k -> owner j = k -> i = j.
Proof.
  unfold copies_of. intros H Hi Hj Ei Ej.
  assert (Ii : In i (filter (fun j => Nat.eqb (owner j) k) (seq 0 M))).
  { apply filter_In. split; [apply in_seq; lia|apply Nat.eqb_eq, Ei]. }
  assert (Ij : In j (filter (fun j => Nat.eqb (owner j) k) (seq 0 M))).
  { apply filter_In. split; [apply in_seq; lia|apply Nat.eqb_eq, Ej]. }
  destruct (filter _ _) as [|a [|b l]]; try discriminate. destruct Ii as [<-|[]], Ij as [<-|[]]. reflexivity.
Qed.

End Copies.

(** ** Neurons that keep together *)

Section Split.

Variable P : problem.
Variables (m : nat) (values : params).
Let Q := narrower P m values.

Variable bits : positive.
Notation holds := (holds bits).
Notation mul := (i_mul bits).
Notation S_ := (Rscale bits).

Variable functions : list parts.
Hypothesis functions_marked : Forall (fun p => marked (fst p) (snd p)) functions.
Notation G := (value_of (function_at functions)).
Notation G1 := (first_of (function_at functions)).
Notation G2 := (second_of (function_at functions)).

Variables kn kl : nat.
Variable layers : list (list (list nat)).
Variable units_of : nat -> fn.

Hypothesis neuron_is : forall v, val (neuron P) v = G kn v.
Hypothesis loss_is : forall v, val (loss P) v = G kl v.
Hypothesis units_are : forall k v, val (units_of k) v = G k v.
Hypothesis deep_is : forall t x, deep P t x = branches (dim P) (map (map (map units_of)) layers) t x.

Variables centre frozen : table.
Hypothesis frozen_are : Forall (fun e => fixed Q (fst e) = quotient_of (snd e)) frozen.
Hypothesis all_listed : listed Q centre frozen = true.

(** The neuron has one piece. *)
Variable neuron_formula : formula.
Hypothesis neuron_piece : function_at functions kn = Some (neuron_formula, []).
Variable loss_parts : parts.
Hypothesis loss_pieces : function_at functions kl = Some loss_parts.

Variable radius : Z.
Notation place_box := (box_at bits centre frozen radius).

Definition range (e : expression) : option interval := expression_range bits place_box (function_at functions) e.

(** One unit more on both sides: then there is room around what is enclosed. *)
Definition wide (X : interval) : interval := widen X 1.

Definition loss_jet (s : sample) : option jet3 :=
  bind (range (e_margin Q kn layers s)) (fun X => jet_parts bits (fst loss_parts) (snd loss_parts) (wide X)).

Definition neuron_jet (k : nat) (s : sample) : option jet3 :=
  bind (range (e_pre Q k s)) (fun X => Jets.jet bits neuron_formula (wide X)).

Definition pull_sign (s : sample) : Z := if positive_label s then (- Zpos (weight s))%Z else Zpos (weight s).

(** a_k q_i s'' - kappa. *)
Definition bend (kappa : interval) (k : nat) (s : sample) : option interval :=
  bind (place_box (A k)) (fun Ak => bind (loss_jet s) (fun J => bind (neuron_jet k s) (fun N =>
    Some (i_sub (mul (mul Ak (i_scale (pull_sign s) (snd (fst J)))) (snd N)) kappa)))).

Definition lifted (s : sample) : list Z :=
  map (fun i => nth i (row s) 0%Z) (seq 0 (dim P)) ++ if b_trained P then [Zpos (denominator P)] else [].

Definition lifted_size : nat := (dim P + if b_trained P then 1 else 0)%nat.

Fixpoint bends (kappa : interval) (k : nat) (l : list sample) : option (list (list Z * interval)) :=
  match l with
  | [] => Some []
  | s :: rest => bind (bend kappa k s) (fun C => bind (bends kappa k rest) (fun found => Some ((lifted s, C) :: found)))
  end.

Definition bend_cell (found : list (list Z * interval)) (i j : nat) : interval :=
  fold_right (fun x X => i_add (i_scale (nth i (fst x) 0 * nth j (fst x) 0)%Z (snd x)) X) i_zero found.

Definition bend_matrix (found : list (list Z * interval)) : list (list interval) :=
  map (fun i => map (bend_cell found i) (seq 0 lifted_size)) (seq 0 lifted_size).

Definition not_zero (X : interval) : bool := ((0 <? fst X) || (snd X <? 0))%Z%bool.

Definition together (kappa : positive * positive) (k : nat) : bool :=
  match place_box (A k), bends (i_ratio bits (Zpos (fst kappa)) (snd kappa)) k (data P) with
  | Some Ak, Some found =>
      not_zero Ak && semidefinite lifted_size (lower_form lifted_size 0 (bend_matrix found))
  | _, _ => false
  end.

Variables (owners : list nat).
Notation own := (owner owners).

Definition splits_check (kappa : positive * positive) : bool :=
  forallb (fun s => match loss_jet s with Some _ => true | None => false end) (data P) &&
  forallb (fun k => Nat.eqb (copies_of owners (width P) k) 1 || together kappa k) (seq 0 m).

(** ** What it shows *)

Variable r : R.
Hypothesis r_below : r * S_ <= IZR radius.

Lemma wide_near X v : holds X v -> forall u, Rabs (u - v) < / S_ -> holds (wide X) u.
Proof.
  intros HX u Hu. pose proof (S_pos bits) as PS. apply (widen_holds bits X 1 v u HX).
  apply (Rmult_lt_compat_r S_) in Hu; [|exact PS]. rewrite Rinv_l in Hu by lra. lra.
Qed.

Lemma unit_pos : 0 < / S_.
Proof. apply Rinv_0_lt_compat, S_pos. Qed.

Lemma wide_here X v : holds X v -> holds (wide X) v.
Proof. intros H. apply (wide_near X v H). rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. apply unit_pos. Qed.

Section Point.

Variable t : params.
Hypothesis t_in_box : box Q (centre_point Q centre) r t.

Lemma t_holds : forall p X, place_box p = Some X -> holds X (t p).
Proof.
  apply (box_holds Q bits centre frozen frozen_are all_listed r radius t r_below t_in_box).
Qed.

Lemma range_holds e X : range e = Some X -> holds X (ev G e t).
Proof.
  apply (expression_range_holds bits place_box (function_at functions) (function_marked functions functions_marked) t t_holds).
Qed.

Lemma margin_value s : ev G (e_margin Q kn layers s) t = z Q t s.
Proof. apply (e_margin_value Q kn layers G neuron_is units_of); assumption. Qed.

Lemma output_here s t' : ev G (e_output Q kn layers s) t' = f Q t' s.
Proof. apply (e_output_value Q kn layers G neuron_is units_of); assumption. Qed.

Lemma pre_value k s : ev G (e_pre Q k s) t = pre Q t k s.
Proof. apply (e_pre_value Q). Qed.

Lemma loss_jet_holds s J : loss_jet s = Some J ->
  (forall u, Rabs (u - z Q t s) < / S_ -> twice (ell P) (G1 kl) (G2 kl) u) /\
  holds (snd (fst J)) (G1 kl (z Q t s)).
Proof.
  unfold loss_jet. intros H. apply bind_some in H. destruct H as (X & HX & H).
  apply range_holds in HX. rewrite margin_value in HX.
  assert (M : marked (fst loss_parts) (snd loss_parts)) by (apply (function_marked functions functions_marked kl), loss_pieces).
  assert (EG : forall v, ell P v = pick value (fst loss_parts) (snd loss_parts) v).
  { intros v. unfold ell. rewrite loss_is. unfold value_of. rewrite loss_pieces. reflexivity. }
  unfold first_of, second_of. rewrite loss_pieces. split.
  - intros u Hu. destruct (jet_parts_hold bits _ _ _ J u M H (wide_near X _ HX u Hu)) as [T _].
    apply (twice_ext (pick value (fst loss_parts) (snd loss_parts)) (pick first (fst loss_parts) (snd loss_parts))
      (pick second (fst loss_parts) (snd loss_parts))); auto.
  - destruct (jet_parts_hold bits _ _ _ J _ M H (wide_here X _ HX)) as [_ Hold].
    destruct J as [[Y D1] D2]. apply Hold.
Qed.

Lemma output_smooth s J : loss_jet s = Some J -> smooth_at G G1 G2 (e_output Q kn layers s) t.
Proof.
  unfold loss_jet. intros H. apply bind_some in H. destruct H as (X & HX & _).
  apply (expression_range_smooth bits place_box (function_at functions)
    (function_marked functions functions_marked) t t_holds) in HX. apply HX.
Qed.

Lemma neuron_jet_holds k s N : neuron_jet k s = Some N ->
  smooth_near (sigma P) (G1 kn) (G2 kn) (pre Q t k s) /\ holds (snd N) (G2 kn (pre Q t k s)).
Proof.
  unfold neuron_jet. intros H. apply bind_some in H. destruct H as (X & HX & H).
  apply range_holds in HX. rewrite pre_value in HX.
  assert (EG : forall v, sigma P v = value neuron_formula v).
  { intros v. unfold sigma. rewrite neuron_is. unfold value_of. rewrite neuron_piece. reflexivity. }
  unfold first_of, second_of. rewrite neuron_piece. cbn [fst snd].
  change (pick first neuron_formula []) with (first neuron_formula).
  change (pick second neuron_formula []) with (second neuron_formula). split; [split|].
  - exists (/ S_). split; [apply unit_pos|]. intros u Hu.
    destruct (jet_holds bits _ _ N u H (wide_near X _ HX u Hu)) as [[T1 T2] _]. split; [|exact T2].
    apply (derivable_pt_lim_ext (value neuron_formula)); [intros; symmetry; apply EG|exact T1].
  - exact (second_continuous bits _ _ N _ H (wide_here X _ HX)).
  - destruct (jet_holds bits _ _ N _ H (wide_here X _ HX)) as [_ Hold].
    destruct N as [[Y D1] D2]. apply Hold.
Qed.

Definition bend_value (kappa : R) (k : nat) (s : sample) : R :=
  t (A k) * shortcut_pull P m values (G1 kl) t s * G2 kn (pre Q t k s) - kappa.

Lemma bend_holds K kappa k s C : holds K kappa -> bend K k s = Some C ->
  holds C (bend_value kappa k s) /\ smooth_near (sigma P) (G1 kn) (G2 kn) (pre Q t k s).
Proof.
  intros HK H. unfold bend in H. apply bind_some in H. destruct H as (Ak & HA & H).
  apply bind_some in H. destruct H as (J & HJ & H). apply bind_some in H. destruct H as (N & HN & H).
  injection H as <-. destruct (loss_jet_holds s J HJ) as [_ HL]. destruct (neuron_jet_holds k s N HN) as [HS HN'].
  split; [|exact HS]. unfold bend_value, shortcut_pull. fold Q. apply sub_holds; [|exact HK]. apply mul_holds; [|exact HN'].
  apply mul_holds; [apply t_holds, HA|].
  replace (- y s * share s * G1 kl (z Q t s)) with (IZR (pull_sign s) * G1 kl (z Q t s)).
  - apply scale_holds, HL.
  - unfold pull_sign, y, share. destruct (positive_label s); [rewrite opp_IZR|]; ring.
Qed.

(** The vector (x, 1), or x, times the denominator. *)
Definition spread_of (d : nat -> R) (d0 : R) (i : nat) : R := if Nat.ltb i (dim P) then d i else d0.

Lemma lifted_product s d d0 : (b_trained P = false -> d0 = 0) ->
  sum lifted_size (fun i => IZR (nth i (lifted s) 0%Z) * spread_of d d0 i)
  = IZR (Zpos (denominator P)) * (sum (dim P) (fun i => d i * x P s i) + d0).
Proof.
  intros H0. assert (W : IZR (Zpos (denominator P)) <> 0) by (apply not_0_IZR; discriminate).
  assert (First : sum (dim P) (fun i => IZR (nth i (lifted s) 0%Z) * spread_of d d0 i)
    = IZR (Zpos (denominator P)) * sum (dim P) (fun i => d i * x P s i)).
  { rewrite <- sum_times. apply sum_equal. intros i Hi. unfold lifted, spread_of, x.
    rewrite app_nth1 by (rewrite map_length, seq_length; exact Hi).
    rewrite (nth_tabulated _ (dim P)) by exact Hi. rewrite (proj2 (Nat.ltb_lt _ _) Hi). field. exact W. }
  unfold lifted_size. destruct (b_trained P) eqn:B.
  - rewrite Nat.add_1_r. cbn [sum]. rewrite First. unfold lifted. rewrite B.
    rewrite app_nth2 by (rewrite map_length, seq_length; lia). rewrite map_length, seq_length, Nat.sub_diag.
    unfold spread_of. rewrite Nat.ltb_irrefl. cbn [nth]. ring.
  - rewrite Nat.add_0_r, First, (H0 eq_refl). ring.
Qed.

(** The form of the sum over the samples. *)
Lemma bends_form K kappa k (D : nat -> R) : holds K kappa -> forall l found, bends K k l = Some found ->
  (forall s, In s l -> smooth_near (sigma P) (G1 kn) (G2 kn) (pre Q t k s)) /\
  exists h : nat -> nat -> R, (forall i j, holds (bend_cell found i j) (h i j)) /\
    form lifted_size h D = over l (fun s => bend_value kappa k s
      * (sum lifted_size (fun i => IZR (nth i (lifted s) 0%Z) * D i) * sum lifted_size (fun i => IZR (nth i (lifted s) 0%Z) * D i))).
Proof.
  intros HK. induction l as [|s l IH]; intros found H; cbn [bends] in H.
  - injection H as <-. split; [intros s []|]. exists (fun _ _ => 0). split; [intros; apply zero_holds|].
    unfold form. apply sum_zero. intros i _. apply sum_zero. intros; ring.
  - apply bind_some in H. destruct H as (C & HC & H). apply bind_some in H. destruct H as (rest & HR & H).
    injection H as <-. destruct (IH rest HR) as (Sm & h & Hh & Ef).
    destruct (bend_holds K kappa k s C HK HC) as [HV HS]. split.
    + intros s' [<-|Hs']; [exact HS|apply Sm, Hs'].
    + exists (fun i j => IZR (nth i (lifted s) 0 * nth j (lifted s) 0)%Z * bend_value kappa k s + h i j). split.
      * intros i j. cbn [bend_cell fold_right fst snd]. apply add_holds; [apply scale_holds, HV|apply Hh].
      * rewrite form_plus, Ef. cbn [over]. f_equal. rewrite sum_square. unfold form. rewrite <- sum_times.
        apply sum_equal. intros i _. rewrite <- sum_times. apply sum_equal. intros j _. rewrite mult_IZR. ring.
Qed.

Lemma together_holds kappa k : together kappa k = true ->
  t (A k) <> 0 /\ (forall s, In s (data P) -> smooth_near (sigma P) (G1 kn) (G2 kn) (pre Q t k s)) /\
  forall (d : nat -> R) (d0 : R), (b_trained P = false -> d0 = 0) ->
    IZR (Zpos (fst kappa)) / IZR (Zpos (snd kappa)) * over (data P) (fun e => (sum (dim P) (fun i => d i * x P e i) + d0)^2)
    <= over (data P) (fun e => t (A k) * shortcut_pull P m values (G1 kl) t e * G2 kn (pre Q t k e)
                               * (sum (dim P) (fun i => d i * x P e i) + d0)^2).
Proof.
  unfold together. destruct (place_box (A k)) as [Ak|] eqn:EA; [|discriminate].
  destruct (bends _ k (data P)) as [found|] eqn:EB; [|discriminate]. intros H. apply andb_prop in H. destruct H as [H1 H2].
  set (kr := IZR (Zpos (fst kappa)) / IZR (Zpos (snd kappa))).
  assert (HK : holds (i_ratio bits (Zpos (fst kappa)) (snd kappa)) kr) by apply ratio_holds.
  split; [|split].
  - pose proof (t_holds _ _ EA) as HA. unfold not_zero in H1. apply Bool.orb_true_iff in H1. destruct H1 as [H1|H1].
    + pose proof (positive_holds bits _ _ H1 HA). lra.
    + pose proof (negative_holds bits _ _ H1 HA). lra.
  - exact (proj1 (bends_form _ kr k (fun _ => 0) HK _ _ EB)).
  - intros d d0 H0. destruct (bends_form _ kr k (spread_of d d0) HK _ _ EB) as (_ & h & Hh & Ef).
    assert (Cells : forall i j, (i < lifted_size)%nat -> (j < lifted_size)%nat ->
      holds (cell (bend_matrix found) i j) (h i j)).
    { intros i j Hi Hj. unfold cell, bend_matrix. rewrite (nth_tabulated _ lifted_size) by exact Hi.
      rewrite (nth_tabulated _ lifted_size) by exact Hj. apply Hh. }
    pose proof (lower_form_holds bits lifted_size 0 (bend_matrix found) h (spread_of d d0) Cells H2) as L.
    rewrite Rmult_0_l in L. pose proof (S_pos bits) as PS.
    assert (F0 : 0 <= form lifted_size h (spread_of d d0)) by (apply (Rmult_le_reg_l S_); lra).
    rewrite Ef in F0. set (w := IZR (Zpos (denominator P))) in *.
    assert (Wp : 0 < w) by (apply (IZR_lt 0); reflexivity).
    rewrite (lsum_ext _ _ _ (fun s => (w * w) * (bend_value kr k s * (sum (dim P) (fun i => d i * x P s i) + d0)^2))) in F0.
    2:{ intros s _. rewrite (lifted_product s d d0 H0). fold w. ring. }
    rewrite lsum_scal in F0.
    assert (F1 : 0 <= over (data P) (fun s => bend_value kr k s * (sum (dim P) (fun i => d i * x P s i) + d0)^2)).
    { apply (Rmult_le_reg_l (w * w)); [apply Rmult_lt_0_compat; exact Wp|]. lra. }
    rewrite (lsum_ext _ _ _ (fun e => t (A k) * shortcut_pull P m values (G1 kl) t e * G2 kn (pre Q t k e)
                               * (sum (dim P) (fun i => d i * x P e i) + d0)^2
      + - kr * (sum (dim P) (fun i => d i * x P e i) + d0)^2)) in F1 by (intros; unfold bend_value; ring).
    rewrite lsum_plus, lsum_scal in F1. lra.
Qed.

Theorem splits_by kappa :
  splits_check kappa = true ->
  neurons_split P m values own (G1 kl) (G1 kn) (G2 kn) (fun _ => IZR (Zpos (fst kappa)) / IZR (Zpos (snd kappa))) t.
Proof.
  intros H. unfold splits_check in H. apply andb_prop in H. destruct H as [HL HT].
  rewrite forallb_forall in HL, HT. split.
  - intros e He. specialize (HL e He). destruct (loss_jet e) as [J|] eqn:EJ; [|discriminate].
    destruct (loss_jet_holds e J EJ) as [T _]. fold Q. split; [|split].
    + exists (/ S_). split; [apply unit_pos|]. intros v Hv. apply (T v Hv).
    + assert (Here : Rabs (z Q t e - z Q t e) < / S_)
        by (rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; apply unit_pos).
      destruct (T _ Here) as [_ T2]. eapply derivable_continuous_at, T2.
    + intros a Ha. destruct (ev_continuous G G1 G2 _ t (output_smooth e J EJ) a Ha) as (d & Hd & Near).
      exists d. split; [exact Hd|]. intros t' Ht' Hc. rewrite <- !output_here. apply Near. intros p.
      destruct (in_dec place_eq_dec p (trained Q)) as [I|N]; [apply Hc, I|].
      rewrite (Ht' p N), (proj1 t_in_box p N), Rminus_diag_eq, Rabs_R0 by reflexivity. exact Hd.
  - intros k Hk. specialize (HT k ltac:(apply in_seq; lia)). apply Bool.orb_true_iff in HT. destruct HT as [HT|HT].
    + left. intros i j Hi Hj. apply (one_copy owners (width P) k i j); auto. apply Nat.eqb_eq, HT.
    + right. destruct (together_holds kappa k HT) as (N & S & F). split; [exact N|]. split; [exact S|].
      right. split; [apply Rdiv_lt_0_compat; apply (IZR_lt 0); reflexivity|exact F].
Qed.

End Point.

End Split.

(** ** What an exported file instantiates *)

Theorem minimum_split_by P m values bits fns functions kn kl layers terms centre frozen piece loss_parts
  owners firsts shares_ whole mu kappas radii :
  let Q := narrower P m values in
  Forall2 in_pieces fns functions ->
  Forall (fun p => marked (fst p) (snd p)) functions ->
  neuron P = nth kn fns no_function -> loss P = nth kl fns no_function ->
  (forall t, penalty P t
    = over terms (fun x => IZR (fst (fst x)) / IZR (Zpos (snd (fst x))) * (t (snd x) * t (snd x)))) ->
  (forall t x, deep P t x
    = branches (dim P) (map (map (map (fun k => nth k fns no_function))) layers) t x) ->
  Forall (fun e => values (fst e) = quotient_of (snd e)) frozen ->
  nth_error functions kn = Some (piece, []) -> nth_error functions kl = Some loss_parts ->
  copies_trained P (owner owners) values ->
  copies_check owners firsts shares_ whole m (width P) && listed Q centre frozen
  && match gradient_sum Q bits functions kn kl layers terms centre frozen with
     | Some g => existsb (fun radius =>
         radius_check Q bits functions kn kl layers terms centre frozen g mu radius
         && existsb (splits_check P m values bits functions kn layers centre frozen piece loss_parts
              (ceiling (Zpos (fst radius) * scale bits) (Zpos (snd radius))) owners) kappas) radii
     | None => false
     end = true ->
  minimum_split P.
Proof.
  cbv zeta. intros HF HM Hn Hl Ht Hd Hz Hp Hlp HT H. pose proof (in_pieces_at fns functions HF) as HV.
  apply andb_prop in H. destruct H as [H HG]. apply andb_prop in H. destruct H as [HC HL].
  destruct (gradient_sum _ _ _ _ _ _ _ _ _) as [g|] eqn:EG; [|discriminate].
  apply existsb_exists in HG. destruct HG as (radius & _ & HR). apply andb_prop in HR. destruct HR as [HR HS].
  apply existsb_exists in HS. destruct HS as (kappa & _ & HS).
  set (Q := narrower P m values) in *.
  assert (N : forall v, val (neuron P) v = value_of (function_at functions) kn v) by (intros v; rewrite Hn; apply HV).
  assert (L0 : forall v, val (loss P) v = value_of (function_at functions) kl v) by (intros v; rewrite Hl; apply HV).
  apply (shortcut_copies P m values (owner owners) (first_copy firsts) (part shares_ whole)
    (copies_by owners firsts shares_ whole m (width P) P eq_refl HC) HT
    (first_of (function_at functions) kl) (first_of (function_at functions) kn) (second_of (function_at functions) kn)
    (fun _ => IZR (Zpos (fst kappa)) / IZR (Zpos (snd kappa)))
    (centre_point Q centre) (IZR (Zpos (fst radius)) / IZR (Zpos (snd radius)))).
  - exact (radius_by Q bits functions HM kn kl layers terms (fun k => nth k fns no_function)
      N L0 Ht HV Hd centre frozen Hz HL g mu radius EG HR).
  - intros t Hbox.
    refine (splits_by P m values bits functions HM kn kl layers (fun k => nth k fns no_function) N L0 HV Hd
      centre frozen Hz HL piece Hp loss_parts Hlp _ owners _ _ t Hbox kappa HS).
    eapply Rle_trans; [|apply ceiling_ge; discriminate]. right. rewrite mult_IZR. unfold Rscale, Rdiv. ring.
Qed.
