(** * minimum.strict by computation

    [strict_check] encloses L with its gradient and Hessian on a box, in
    integers; if it says true, the box holds a bad strict minimum. *)

From Coq Require Import Reals ZArith List Lra Lia.
From TheoremCheck Require Import Setting Compact PointsBox RulesBox AtRest Smooth Pieces.
From TheoremCheck Require Import Intervals Enclosures Jets JetPieces Expressions ExpressionJets Series Definite Objective.
Import ListNotations.
Open Scope R_scope.

(** ** Tables of parameters *)

Definition table := list (place * (Z * positive)).

Fixpoint find (l : table) (p : place) : option (Z * positive) :=
  match l with
  | [] => None
  | (q, v) :: rest => if place_eq_dec q p then Some v else find rest p
  end.

Lemma find_in l p v : find l p = Some v -> In (p, v) l.
Proof.
  induction l as [|[q w] l IH]; cbn [find]; [discriminate|].
  destruct (place_eq_dec q p) as [->|]; [intros H; injection H as ->; left; reflexivity|right; auto].
Qed.

Definition among (p : place) (l : list place) : bool := existsb (fun q => if place_eq_dec q p then true else false) l.

Lemma among_in p l : among p l = true <-> In p l.
Proof.
  unfold among. rewrite existsb_exists. split.
  - intros (q & Hq & E). destruct (place_eq_dec q p) as [->|]; [exact Hq|discriminate].
  - intros H. exists p. split; [exact H|]. destruct (place_eq_dec p p); [reflexivity|contradiction].
Qed.

Fixpoint no_repetition (l : list place) : bool :=
  match l with
  | [] => true
  | p :: rest => negb (among p rest) && no_repetition rest
  end.

Lemma no_repetition_once l : no_repetition l = true -> NoDup l.
Proof.
  induction l as [|p l IH]; cbn [no_repetition]; intros H; constructor;
    apply andb_prop in H; destruct H as [H1 H2]; [|auto].
  intros Hp. apply among_in in Hp. rewrite Hp in H1. discriminate.
Qed.

Definition quotient_of (v : Z * positive) : R := IZR (fst v) / IZR (Zpos (snd v)).

(** ** Sums over places by their number *)

Lemma over_nth l (g : place -> R) : over l g = sum (length l) (fun i => g (nth i l A0)).
Proof.
  induction l as [|p l IH]; [reflexivity|].
  change (length (p :: l)) with (Datatypes.S (length l)). rewrite sum_first. cbn [over nth]. now rewrite IH.
Qed.

Lemma forall2_nth {A B : Type} (T : A -> B -> Prop) l m a b i : Forall2 T l m -> (i < length m)%nat ->
  T (nth i l a) (nth i m b).
Proof.
  intros H. revert i. induction H as [|x y l m Hxy H IH]; intros i Hi; [simpl in Hi; lia|].
  destruct i as [|i]; [exact Hxy|]. apply IH. simpl in Hi. lia.
Qed.

Section Check.

Variable P : problem.
Variable bits : positive.
Notation holds := (holds bits).
Notation S_ := (Rscale bits).

(** ** A Hessian that is at least mu *)

Definition cell (H : list (list interval)) (i j : nat) : interval := nth j (nth i H []) i_zero.

Definition row_width (n : nat) (H : list (list interval)) (i : nat) : Z :=
  fold_right (fun j w => (snd (cell H i j) - fst (cell H i j) + (snd (cell H j i) - fst (cell H j i)) + w)%Z)
    0%Z (seq 0 n).

Definition lower_form (n : nat) (m : Z) (H : list (list interval)) : list (list Z) :=
  tabulated n (fun i j => 2 * (fst (cell H i j) + snd (cell H i j))
                          - if Nat.eqb i j then row_width n H i + 4 * m else 0)%Z.

Lemma fold_seq n : forall a (g : nat -> Z), IZR (fold_right (fun j w => (g j + w)%Z) 0%Z (seq a n))
  = sum n (fun j => IZR (g (a + j)%nat)).
Proof.
  induction n as [|n IH]; intros a g; [reflexivity|]. cbn [seq fold_right].
  rewrite plus_IZR, IH, sum_first, Nat.add_0_r. f_equal. apply sum_equal. intros j _.
  replace (a + Datatypes.S j)%nat with (Datatypes.S a + j)%nat by lia. reflexivity.
Qed.

Lemma lower_form_holds n m H (h : nat -> nat -> R) d :
  (forall i j, (i < n)%nat -> (j < n)%nat -> holds (cell H i j) (h i j)) ->
  semidefinite n (lower_form n m H) = true ->
  IZR m * sum n (fun i => d i * d i) <= S_ * form n h d.
Proof.
  intros Hh Hs. pose proof (semidefinite_form n _ d Hs) as Q.
  set (lo := fun i j => IZR (fst (cell H i j))). set (hi := fun i j => IZR (snd (cell H i j))).
  set (E := fun i j => S_ * h i j - (lo i j + hi i j) / 2).
  assert (Small : forall i j, (i < n)%nat -> (j < n)%nat -> Rabs (E i j) <= (hi i j - lo i j) / 2).
  { intros i j Hi Hj. pose proof (Hh i j Hi Hj) as B. unfold Intervals.holds in B. unfold E, lo, hi.
    apply Rabs_le. lra. }
  pose proof (form_small n E (fun i j => (hi i j - lo i j) / 2) d Small) as F. cbv beta in F.
  assert (Split : form n (fun i j => S_ * h i j) d
    = form n (fun i j => (lo i j + hi i j) / 2) d + form n E d).
  { rewrite <- form_plus. apply form_equal. intros; unfold E; ring. }
  rewrite form_times in Split.
  assert (EM : form n (integers (lower_form n m H)) d
    = 4 * form n (fun i j => (lo i j + hi i j) / 2) d
      + -1 * sum n (fun i => (IZR (row_width n H i) + 4 * IZR m) * (d i * d i))).
  { rewrite <- form_diagonal, <- !form_times, <- form_plus. apply form_equal. intros i j Hi Hj.
    unfold integers, lower_form. rewrite entry_tabulated by assumption. rewrite minus_IZR, mult_IZR, plus_IZR.
    fold (lo i j). fold (hi i j). destruct (Nat.eqb i j); [rewrite plus_IZR, mult_IZR|]; field. }
  assert (EW : sum n (fun i => (IZR (row_width n H i) + 4 * IZR m) * (d i * d i))
    = 4 * sum n (fun i => sum n (fun j => ((hi i j - lo i j) / 2 + (hi j i - lo j i) / 2) / 2) * (d i * d i))
      + 4 * IZR m * sum n (fun i => d i * d i)).
  { rewrite <- !sum_times, <- sum_plus. apply sum_equal. intros i _. unfold row_width.
    rewrite (fold_seq n 0 (fun j => snd (cell H i j) - fst (cell H i j) + (snd (cell H j i) - fst (cell H j i)))%Z).
    cbn [Nat.add].
    rewrite (sum_equal n _ (fun j => 4 * (((hi i j - lo i j) / 2 + (hi j i - lo j i) / 2) / 2))).
    - rewrite sum_times. ring.
    - intros j _. rewrite plus_IZR, !minus_IZR. fold (lo i j) (lo j i) (hi i j) (hi j i). field. }
  lra.
Qed.

(** ** The box *)

Variable functions : list parts.
Hypothesis functions_marked : Forall (fun p => marked (fst p) (snd p)) functions.

Definition function_at (k : nat) : option parts := nth_error functions k.

Lemma function_marked k p : function_at k = Some p -> marked (fst p) (snd p).
Proof. intros H. apply (proj1 (Forall_forall _ _) functions_marked). apply (nth_error_In _ _ H). Qed.

Variables kn kl : nat.
Variable layers : list (list (list nat)).
Variable terms : list (Z * positive * place).
Variable units_of : nat -> fn.

Notation G := (value_of function_at).

Hypothesis neuron_is : forall v, val (neuron P) v = G kn v.
Hypothesis loss_is : forall v, val (loss P) v = G kl v.
Hypothesis terms_are : forall t, penalty P t
  = over terms (fun x => IZR (fst (fst x)) / IZR (Zpos (snd (fst x))) * (t (snd x) * t (snd x))).
Hypothesis units_are : forall k v, val (units_of k) v = G k v.
Hypothesis deep_is : forall t x, deep P t x = branches (dim P) (map (map (map units_of)) layers) t x.

(** The centre, and what the parameters that are not trained are. *)
Variables centre frozen : table.
Hypothesis frozen_are : Forall (fun e => fixed P (fst e) = quotient_of (snd e)) frozen.

Definition centre_point : params := fun p =>
  match find centre p with Some v => quotient_of v | None => fixed P p end.

Definition box_at (m : Z) (p : place) : option interval :=
  match find centre p with
  | Some (n, d) => Some (widen (i_ratio bits n d) m)
  | None => match find frozen p with Some (n, d) => Some (i_ratio bits n d) | None => None end
  end.

Definition listed : bool :=
  no_repetition (trained P) &&
  forallb (fun p => match find centre p with Some _ => true | None => false end) (trained P) &&
  forallb (fun e => among (fst e) (trained P)) centre &&
  forallb (fun e => negb (among (fst e) (trained P))) frozen.

Definition objective : expression := e_objective P kn kl layers terms.

Definition wrong_at (m : Z) (s : sample) : bool :=
  match expression_range bits (box_at m) function_at (e_output P kn layers s) with
  | Some X => if positive_label s then (snd X <? 0)%Z else (0 <=? fst X)%Z
  | None => false
  end.

Definition some_wrong_at (m : Z) : bool := existsb (wrong_at m) (data P).

Definition hessian_at (m mu : Z) : bool :=
  match expression_jet bits (trained P) (box_at m) function_at objective with
  | Some J => semidefinite (length (trained P)) (lower_form (length (trained P)) mu (at_hessian J))
  | None => false
  end.

Definition gradient_sum : option Z :=
  match expression_jet bits (trained P) (box_at 0) function_at objective with
  | Some J => Some (fold_right (fun X g => (magnitude X + g)%Z) 0%Z (at_gradient J))
  | None => None
  end.

(** radius and mu are quotients of positive numbers, and g bounds the gradient at the centre. *)
Definition box_radius (radius : positive * positive) : Z :=
  ceiling (Zpos (fst radius) * scale bits) (Zpos (snd radius)).
Definition rise_check (g : Z) (mu radius : positive * positive) : bool :=
  let u := ceiling (Zpos (fst mu) * scale bits) (Zpos (snd mu)) in
  (g <? fst (i_mul bits (i_ratio bits (Zpos (fst mu)) (snd mu))
                        (i_ratio bits (Zpos (fst radius)) (snd radius))))%Z &&
  hessian_at (box_radius radius) u.
Definition radius_check (g : Z) (mu radius : positive * positive) : bool :=
  some_wrong_at (box_radius radius) && rise_check g mu radius.

(** One of several radii. *)
Definition strict_check (mu : positive * positive) (radii : list (positive * positive)) : bool :=
  listed && match gradient_sum with Some g => existsb (radius_check g mu) radii | None => false end.

(** ** What it shows *)

Notation rational v := (IZR (Zpos (fst v)) / IZR (Zpos (snd v))).

Hypothesis all_listed : listed = true.

Lemma trained_once : NoDup (trained P).
Proof.
  pose proof all_listed as H. unfold listed in H. apply andb_prop in H; destruct H as [H _].
  apply andb_prop in H; destruct H as [H _]. apply andb_prop in H; destruct H as [H _].
  apply no_repetition_once, H.
Qed.

Lemma found_trained p v : find centre p = Some v -> In p (trained P).
Proof.
  intros Hp. pose proof all_listed as H. unfold listed in H. apply andb_prop in H; destruct H as [H _].
  apply andb_prop in H; destruct H as [_ H]. rewrite forallb_forall in H.
  apply among_in. exact (H _ (find_in _ _ _ Hp)).
Qed.

Lemma frozen_found p v : find frozen p = Some v -> ~ In p (trained P) /\ fixed P p = quotient_of v.
Proof.
  intros Hp. apply find_in in Hp. split; [|exact (proj1 (Forall_forall _ _) frozen_are _ Hp)].
  pose proof all_listed as H. unfold listed in H. apply andb_prop in H; destruct H as [_ H].
  rewrite forallb_forall in H. specialize (H _ Hp). cbn [fst] in H. intros N. apply among_in in N.
  rewrite N in H. discriminate.
Qed.

Lemma centre_admissible : admissible P centre_point.
Proof.
  intros p Hp. unfold centre_point. destruct (find centre p) as [v|] eqn:E; [|reflexivity].
  exfalso. apply Hp, (found_trained p v E).
Qed.

Lemma box_holds r m t : r * S_ <= IZR m -> box P centre_point r t ->
  forall p X, box_at m p = Some X -> holds X (t p).
Proof.
  intros Hm [Ha Hb] p X. unfold box_at. destruct (find centre p) as [[n d]|] eqn:E.
  - intros H. injection H as <-. apply (widen_holds bits _ m (IZR n / IZR (Zpos d))); [apply ratio_holds|].
    pose proof (Hb p (found_trained p _ E)) as B. unfold centre_point in B. rewrite E in B.
    unfold quotient_of in B. cbn [fst snd] in B. eapply Rle_trans; [|exact Hm].
    apply Rmult_le_compat_r; [|exact B]. left. apply S_pos.
  - destruct (find frozen p) as [[n d]|] eqn:F; [|discriminate]. intros H. injection H as <-.
    destruct (frozen_found p _ F) as [N Q]. rewrite (Ha p N), Q. apply ratio_holds.
Qed.

Lemma centre_in_box r : 0 <= r -> box P centre_point r centre_point.
Proof.
  intros Hr. split; [apply centre_admissible|]. intros p _. rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. exact Hr.
Qed.

Lemma output_value s t : ev G (e_output P kn layers s) t = f P t s.
Proof. apply (e_output_value P kn layers G neuron_is units_of); assumption. Qed.

Lemma wrong_in_box r m : r * S_ <= IZR m -> some_wrong_at m = true ->
  data P <> [] /\ some_wrong P (box P centre_point r).
Proof.
  intros Hm H. unfold some_wrong_at in H. apply existsb_exists in H. destruct H as (s & Hs & H).
  split; [intros E; rewrite E in Hs; exact Hs|]. intros t Ht. exists s. split; [exact Hs|].
  unfold wrong_at in H. destruct (expression_range _ _ _ _) as [X|] eqn:E; [|discriminate].
  pose proof (expression_range_holds bits (box_at m) function_at function_marked t
    (box_holds r m t Hm Ht) _ X E) as HX.
  rewrite output_value in HX. unfold y, sgn. destruct (positive_label s).
  - pose proof (negative_holds bits X _ H HX). destruct (Rle_dec 0 (f P t s)); lra.
  - pose proof (not_negative_holds bits X _ H HX). destruct (Rle_dec 0 (f P t s)); lra.
Qed.

Notation g_of := (fun p t => ev1 G (first_of function_at) objective p t).
Notation h_of := (fun p q t => ev2 G (first_of function_at) (second_of function_at) objective p q t).

Lemma convex_in_box r m u mu : r * S_ <= IZR m -> mu * S_ <= IZR u -> data P <> [] -> hessian_at m u = true ->
  strongly_convex (trained P) (L P) (box P centre_point r) mu g_of h_of.
Proof.
  intros Hm Hu Hd H. unfold hessian_at in H.
  destruct (expression_jet _ _ _ _ _) as [J|] eqn:E; [|discriminate].
  pose proof (S_pos bits) as PS.
  apply (expression_convex G (first_of function_at) (second_of function_at) (trained P) trained_once objective).
  - intros t d v _ _. symmetry. apply (e_objective_value P kn kl layers terms G neuron_is loss_is terms_are units_of); assumption.
  - intros t Ht. exact (proj1 (expression_jet_holds bits (trained P) (box_at m) function_at function_marked t
      (box_holds r m t Hm Ht) objective J E)).
  - intros t d Ht _.
    destruct (expression_jet_holds bits (trained P) (box_at m) function_at function_marked t
      (box_holds r m t Hm Ht) objective J E) as (_ & _ & _ & HH).
    set (n := length (trained P)) in *. set (at_ := fun i => nth i (trained P) A0).
    assert (Cells : forall i j, (i < n)%nat -> (j < n)%nat ->
      holds (cell (at_hessian J) i j) (h_of (at_ i) (at_ j) t)).
    { intros i j Hi Hj. unfold cell, at_.
      pose proof (forall2_nth _ _ _ [] A0 i HH Hi) as R0. exact (forall2_nth _ _ _ i_zero A0 j R0 Hj). }
    pose proof (lower_form_holds n u (at_hessian J) (fun i j => h_of (at_ i) (at_ j) t) (fun i => d (at_ i)) Cells H) as Q.
    assert (E1 : over (trained P) (fun p => (d p)^2) = sum n (fun i => d (at_ i) * d (at_ i))).
    { rewrite over_nth. apply sum_equal. intros i _. unfold at_. ring. }
    assert (E2 : along2 G (first_of function_at) (second_of function_at) (trained P) objective t d
      = form n (fun i j => h_of (at_ i) (at_ j) t) (fun i => d (at_ i))).
    { unfold along2, form. rewrite over_nth. apply sum_equal. intros i _. rewrite over_nth. reflexivity. }
    rewrite E1, E2. set (D := sum n _) in *. set (F := form n _ _) in *.
    assert (D0 : 0 <= D).
    { rewrite <- E1. apply lsum_nonneg. intros. apply pow2_ge_0. }
    apply (Rmult_le_reg_l S_); [exact PS|]. eapply Rle_trans; [|exact Q].
    replace (S_ * (mu * D)) with (mu * S_ * D) by ring. apply Rmult_le_compat_r; assumption.
Qed.

Lemma gradient_small g : gradient_sum = Some g ->
  over (trained P) (fun p => (g_of p centre_point)^2) * S_^2 <= IZR g ^ 2 /\ 0 <= IZR g.
Proof.
  unfold gradient_sum. destruct (expression_jet _ _ _ _ _) as [J|] eqn:E; [|discriminate].
  intros H. injection H as <-. pose proof (S_pos bits) as PS.
  assert (B0 : 0 * S_ <= IZR 0) by (simpl; lra).
  destruct (expression_jet_holds bits (trained P) (box_at 0) function_at function_marked centre_point
    (box_holds 0 0 centre_point B0 (centre_in_box 0 (Rle_refl 0))) objective J E) as (_ & _ & HG & _).
  revert HG. generalize (at_gradient J). generalize (trained P).
  intros l X. revert l. induction X as [|Y X IH]; intros l HG; inversion HG as [|? p ? l' Hp HL]; subst;
    cbn [over fold_right].
  - simpl. lra.
  - destruct (IH l' HL) as [I1 I2]. pose proof (magnitude_holds bits Y _ Hp) as M. cbv beta in M.
    set (v := ev1 _ _ _ _ _) in *. rewrite plus_IZR. set (m := IZR (magnitude Y)) in *.
    assert (M0 : 0 <= m) by (eapply Rle_trans; [|exact M]; apply Rmult_le_pos; [apply Rabs_pos|lra]).
    assert (V : v^2 * S_^2 <= m^2).
    { replace (v^2 * S_^2) with ((Rabs v * S_)^2) by (rewrite Rpow_mult_distr, pow2_abs; reflexivity).
      apply pow_incr. split; [apply Rmult_le_pos; [apply Rabs_pos|lra]|exact M]. }
    split; [|lra]. rewrite Rmult_plus_distr_r. nra.
Qed.

Lemma box_radius_holds radius : rational radius * S_ <= IZR (box_radius radius).
Proof.
  eapply Rle_trans; [|apply ceiling_ge; discriminate]. right. rewrite mult_IZR. unfold Rscale, Rdiv. ring.
Qed.

Theorem around_by g mu radius : gradient_sum = Some g -> data P <> [] -> rise_check g mu radius = true ->
  strict_around P (trained P) [] centre_point (rational radius).
Proof.
  unfold rise_check. cbv zeta. intros EG Hd H. apply andb_prop in H. destruct H as [HG HH].
  set (r := rational radius). set (v := rational mu).
  assert (Pos : forall q : positive * positive, 0 < rational q).
  { intros q. apply Rdiv_lt_0_compat; apply (IZR_lt 0); reflexivity. }
  pose proof (box_radius_holds radius) as Hr. pose proof (box_radius_holds mu) as Hu. fold r in Hr. fold v in Hu.
  apply Z.ltb_lt, IZR_lt in HG.
  pose proof (mul_holds bits _ _ _ _ (ratio_holds bits (Zpos (fst mu)) (snd mu))
    (ratio_holds bits (Zpos (fst radius)) (snd radius))) as [HM _]. fold r v in HM.
  destruct (gradient_small g EG) as [G1 G0]. pose proof (S_pos bits) as PS.
  exists v, g_of, h_of.
  split; [apply centre_admissible|]. split; [apply Pos|]. split; [apply Pos|].
  split; [split; [rewrite app_nil_r; apply trained_once|intros p; rewrite app_nil_r; reflexivity]|].
  split; [exact (convex_in_box r _ _ v Hr Hu Hd HH)|]. split; [|left; reflexivity].
  assert (Q : IZR g < v * r * S_) by lra.
  apply (Rmult_lt_reg_r (S_^2)); [nra|]. eapply Rle_lt_trans; [exact G1|].
  replace ((v * r)^2 * S_^2) with ((v * r * S_)^2) by ring. simpl. nra.
Qed.

Theorem radius_by g mu radius : gradient_sum = Some g -> radius_check g mu radius = true ->
  strict_box P centre_point (rational radius).
Proof.
  unfold radius_check. intros EG H. apply andb_prop in H. destruct H as [HW H].
  destruct (wrong_in_box _ _ (box_radius_holds radius) HW) as [Hd Hwrong].
  split; [|exact Hwrong]. exists (trained P), []. exact (around_by g mu radius EG Hd H).
Qed.

(** L on the box, and at its centre. *)
Lemma objective_in_box r m t X : r * S_ <= IZR m -> data P <> [] -> box P centre_point r t ->
  expression_range bits (box_at m) function_at objective = Some X -> holds X (L P t).
Proof.
  intros Hm Hd Ht E.
  assert (Q : ev G objective t = L P t).
  { apply (e_objective_value P kn kl layers terms G neuron_is loss_is terms_are units_of); assumption. }
  rewrite <- Q. exact (expression_range_holds bits (box_at m) function_at function_marked t (box_holds r m t Hm Ht) _ X E).
Qed.

End Check.

(** ** A lower point *)

(** Everywhere on the box L is larger than at the point given by [lower]. *)
Definition lower_check P bits functions kn kl layers terms centre frozen lower (radius : positive * positive) : bool :=
  let range at_ := expression_range bits at_ (function_at functions) (objective P kn kl layers terms) in
  match range (box_at bits centre frozen (box_radius bits radius)), range (box_at bits lower frozen 0%Z) with
  | Some X, Some Y => (snd Y <? fst X)%Z
  | _, _ => false
  end.

Definition basin_check P bits functions kn kl layers terms centre frozen lower mu radii : bool :=
  listed P centre frozen && listed P lower frozen && negb (length (data P) =? 0)%nat &&
  match gradient_sum P bits functions kn kl layers terms centre frozen with
  | Some g => existsb (fun radius =>
      (rise_check P bits functions kn kl layers terms centre frozen g mu radius &&
       lower_check P bits functions kn kl layers terms centre frozen lower radius)%bool) radii
  | None => false
  end.

(** ** What an exported file instantiates *)

Definition no_function : fn := {| val := fun _ => 0; dom := fun _ => True |}.

(** The functions of the problem, each with its pieces. *)
Definition in_pieces (g : fn) (p : parts) : Prop := forall v, val g v = pick value (fst p) (snd p) v.

Lemma in_pieces_by g e r : each (equal (val g)) e (as_rest r) -> in_pieces g (e, r).
Proof. intros H v. exact (picked (val g) r None e H v I). Qed.

Lemma in_pieces_at fns functions : Forall2 in_pieces fns functions ->
  forall k v, val (nth k fns no_function) v = value_of (function_at functions) k v.
Proof.
  intros H k v. unfold value_of, function_at. revert k. induction H as [|g p fns functions Hg H IH]; intros k.
  - destruct k; reflexivity.
  - destruct k as [|k]; [apply Hg|apply IH].
Qed.

Theorem minimum_strict_by P bits fns functions kn kl layers terms centre frozen mu radii :
  Forall2 in_pieces fns functions ->
  Forall (fun p => marked (fst p) (snd p)) functions ->
  neuron P = nth kn fns no_function -> loss P = nth kl fns no_function ->
  (forall t, penalty P t
    = over terms (fun x => IZR (fst (fst x)) / IZR (Zpos (snd (fst x))) * (t (snd x) * t (snd x)))) ->
  (forall t x, deep P t x
    = branches (dim P) (map (map (map (fun k => nth k fns no_function))) layers) t x) ->
  Forall (fun e => fixed P (fst e) = quotient_of (snd e)) frozen ->
  strict_check P bits functions kn kl layers terms centre frozen mu radii = true ->
  minimum_strict P.
Proof.
  intros HF HM Hn Hl Ht Hd Hz H. pose proof (in_pieces_at fns functions HF) as HV.
  unfold strict_check in H. apply andb_prop in H. destruct H as [HL H].
  destruct (gradient_sum _ _ _ _ _ _ _ _ _) as [g|] eqn:EG; [|discriminate].
  apply existsb_exists in H. destruct H as (radius & _ & H).
  exists (centre_point P centre), (IZR (Zpos (fst radius)) / IZR (Zpos (snd radius))).
  refine (radius_by P bits functions HM kn kl layers terms (fun k => nth k fns no_function)
    _ _ Ht _ Hd centre frozen Hz HL g mu radius EG H).
  - intros v. rewrite Hn. apply HV.
  - intros v. rewrite Hl. apply HV.
  - intros k v. apply HV.
Qed.

Theorem minimum_basin_by P bits fns functions kn kl layers terms centre frozen lower mu radii :
  Forall2 in_pieces fns functions ->
  Forall (fun p => marked (fst p) (snd p)) functions ->
  neuron P = nth kn fns no_function -> loss P = nth kl fns no_function ->
  (forall t, penalty P t
    = over terms (fun x => IZR (fst (fst x)) / IZR (Zpos (snd (fst x))) * (t (snd x) * t (snd x)))) ->
  (forall t x, deep P t x
    = branches (dim P) (map (map (map (fun k => nth k fns no_function))) layers) t x) ->
  Forall (fun e => fixed P (fst e) = quotient_of (snd e)) frozen ->
  basin_check P bits functions kn kl layers terms centre frozen lower mu radii = true ->
  minimum_basin P.
Proof.
  intros HF HM Hn Hl Ht Hd Hz H. pose proof (in_pieces_at fns functions HF) as HV.
  unfold basin_check in H. apply andb_prop in H. destruct H as [H HG]. apply andb_prop in H. destruct H as [H HD].
  apply andb_prop in H. destruct H as [HL HW].
  destruct (gradient_sum _ _ _ _ _ _ _ _ _) as [g|] eqn:EG; [|discriminate].
  apply existsb_exists in HG. destruct HG as (radius & _ & HR). apply andb_prop in HR. destruct HR as [HR HB].
  assert (Data : data P <> []) by (intros E; rewrite E in HD; discriminate).
  assert (N : forall v, val (neuron P) v = value_of (function_at functions) kn v) by (intros v; rewrite Hn; apply HV).
  assert (L0 : forall v, val (loss P) v = value_of (function_at functions) kl v) by (intros v; rewrite Hl; apply HV).
  exists (centre_point P centre), (IZR (Zpos (fst radius)) / IZR (Zpos (snd radius))), (centre_point P lower).
  split; [left; exact (around_by P bits functions HM kn kl layers terms (fun k => nth k fns no_function)
      N L0 Ht HV Hd centre frozen Hz HL g mu radius EG Data HR)|].
  split; [exact (centre_admissible P lower frozen HW)|]. intros t Hbox.
  unfold lower_check in HB. cbv zeta in HB.
  destruct (expression_range bits (box_at bits centre frozen _) _ _) as [X|] eqn:EX; [|discriminate].
  destruct (expression_range bits (box_at bits lower frozen _) _ _) as [Y|] eqn:EY; [|discriminate].
  apply Z.ltb_lt, IZR_lt in HB. pose proof (S_pos bits) as PS.
  destruct (objective_in_box P bits functions HM kn kl layers terms (fun k => nth k fns no_function)
    N L0 Ht HV Hd centre frozen Hz HL _ _ t X (box_radius_holds bits radius) Data Hbox EX) as [HX _].
  assert (Z0 : 0 * Rscale bits <= IZR 0) by lra.
  destruct (objective_in_box P bits functions HM kn kl layers terms (fun k => nth k fns no_function)
    N L0 Ht HV Hd lower frozen Hz HW 0 0 (centre_point P lower) Y Z0 Data
    (centre_in_box P lower frozen HW 0 (Rle_refl 0)) EY) as [_ HY].
  apply (Rmult_lt_reg_r (Rscale bits)); [exact PS|]. lra.
Qed.

Lemma basin_spurious P : minimum_basin P -> minimum_spurious P.
Proof.
  intros (c & r & t' & H & B). exists c, r, t'. split; [exists (trained P), []; exact H|exact B].
Qed.
