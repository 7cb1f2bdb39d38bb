(** * objective.low and objective.below_constants by numbers: L at a point, enclosed, beside a bound *)

From Coq Require Import Reals List ZArith Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions Compact Near PointsConstant PointsBox AtRest Smooth Pieces
  RulesBox Algebra NotGlobal.
From TheoremCheck Require Import Intervals Enclosures Jets JetPieces Expressions ExpressionJets Objective BoxCheck.
Import ListNotations.
Open Scope R_scope.

(** L at [lower] is below the expression, and no penalty has a negative coefficient. *)
Definition under_check P bits functions kn kl layers terms lower frozen (e : expression) : bool :=
  let range := expression_range bits (box_at bits lower frozen 0%Z) (function_at functions) in
  listed P lower frozen && negb (length (data P) =? 0)%nat &&
  forallb (fun x => 0 <=? fst (fst x))%Z terms &&
  match range (objective P kn kl layers terms), range e with
  | Some X, Some Y => (snd X <? fst Y)%Z
  | _, _ => false
  end.

Section Under.

Variable P : problem.
Variable bits : BinNums.positive.
Variable fns : list fn.
Variable functions : list parts.
Variables kn kl : nat.
Variable layers : list (list (list nat)).
Variable terms : list (Z * BinNums.positive * place).
Variables lower frozen : table.
(** A bound of l or of h, and one of the shares. *)
Variables m c : Z * BinNums.positive.

Hypothesis pieces : Forall2 in_pieces fns functions.
Hypothesis marks : Forall (fun q => marked (fst q) (snd q)) functions.
Hypothesis neuron_is : neuron P = nth kn fns no_function.
Hypothesis loss_is : loss P = nth kl fns no_function.
Hypothesis terms_are : forall t, penalty P t
  = over terms (fun x => IZR (fst (fst x)) / IZR (Zpos (snd (fst x))) * (t (snd x) * t (snd x))).
Hypothesis deep_is : forall t x, deep P t x
  = branches (dim P) (map (map (map (fun k => nth k fns no_function))) layers) t x.
Hypothesis frozen_is : Forall (fun e => fixed P (fst e) = quotient_of (snd e)) frozen.

Notation G := (value_of (function_at functions)).
Notation there := (centre_point P lower).

Lemma loss_value v : val (loss P) v = G kl v.
Proof. rewrite loss_is. apply (in_pieces_at fns functions pieces). Qed.

Lemma under_by e : under_check P bits functions kn kl layers terms lower frozen e = true ->
  data P <> [] /\ (forall t, 0 <= penalty P t) /\ admissible P there /\ L P there < ev G e there.
Proof.
  unfold under_check. cbv zeta. rewrite !andb_true_iff. intros [[[Li H1] H2] H3].
  assert (Data : data P <> []) by (intros E; rewrite E in H1; discriminate).
  split; [exact Data|]. split; [|split; [exact (centre_admissible P lower frozen Li)|]].
  - intros t. rewrite terms_are. apply over_ge0. intros q I. rewrite forallb_forall in H2. specialize (H2 q I).
    apply Z.leb_le, IZR_le in H2.
    assert (Q : 0 < / IZR (Zpos (snd (fst q)))) by (apply Rinv_0_lt_compat; now apply IZR_lt).
    apply Rmult_le_pos; [unfold Rdiv; nra|]. nra.
  - pose proof (in_pieces_at fns functions pieces) as HV.
    assert (N : forall v, val (neuron P) v = G kn v) by (intros v; rewrite neuron_is; apply HV).
    assert (Z0 : 0 * Rscale bits <= IZR 0) by lra.
    pose proof (S_pos bits) as PS.
    destruct (expression_range bits _ _ (objective P kn kl layers terms)) as [X|] eqn:EX; [|discriminate].
    destruct (expression_range bits _ _ e) as [Y|] eqn:EY; [|discriminate].
    apply Z.ltb_lt, IZR_lt in H3.
    pose proof (centre_in_box P lower frozen Li 0 (Rle_refl 0)) as Hb.
    destruct (objective_in_box P bits functions marks kn kl layers terms (fun k => nth k fns no_function)
      N loss_value terms_are HV deep_is lower frozen frozen_is Li 0 0 there X Z0 Data Hb EX) as [_ HX].
    destruct (expression_range_holds bits (box_at bits lower frozen 0%Z) (function_at functions)
      (function_marked functions marks) there
      (box_holds P bits lower frozen frozen_is Li 0 0 there Z0 Hb) _ Y EY) as [HY _].
    apply (Rmult_lt_reg_r (Rscale bits)); [exact PS|]. lra.
Qed.

(** ** objective.below_constants: m is below h *)

Definition below_constants_check : bool :=
  under_check P bits functions kn kl layers terms lower frozen
    (E_mul (E_num (fst m) (snd m)) (E_num 1 (weights P))).

Theorem objective_below_constants_by : (forall v, quotient_of m <= height P v) ->
  below_constants_check = true -> objective_below_constants P.
Proof.
  unfold below_constants_check. intros Below H. destruct (under_by _ H) as (Data & Pen & Adm & Low). split; [exact Pen|].
  exists (quotient_of m), there. split; [exact Below|]. split; [exact Adm|].
  cbn [ev] in Low. fold (quotient_of m) in Low. rewrite <- (weights_value P Data) in Low.
  pose proof (total_weight_pos P Data) as W.
  apply Rmult_lt_compat_l with (r := total_weight P) in Low; [|exact W].
  replace (total_weight P * (quotient_of m * (1 / total_weight P))) with (quotient_of m) in Low by (field; lra).
  exact Low.
Qed.

(** ** objective.low: m is below l, c at most the least share *)

Definition low_check : bool :=
  forallb (fun s => fst c * Zpos (weights P) <=? Zpos (weight s) * Zpos (snd c))%Z (data P) &&
  under_check P bits functions kn kl layers terms lower frozen
    (E_add (E_num (fst m) (snd m)) (E_mul (E_num (fst c) (snd c))
      (E_add (E_app kl (E_num 0 1)) (E_num (- fst m) (snd m))))).

Theorem objective_low_by : (forall t, L_defined P t) -> (forall v, quotient_of m <= val (loss P) v) ->
  low_check = true -> objective_low P.
Proof.
  unfold low_check. intros Def Below H. apply andb_true_iff in H. destruct H as [H0 H].
  destruct (under_by _ H) as (Data & Pen & Adm & Low). split; [exact Pen|].
  exists (quotient_of m), (quotient_of c), there. split; [exact Below|]. split; [|split; [exact Adm|split; [apply Def|]]].
  - intros e I. rewrite forallb_forall in H0. specialize (H0 e I). apply Z.leb_le, IZR_le in H0.
    rewrite !mult_IZR in H0. rewrite (weights_value P Data). unfold quotient_of, share.
    assert (Q : 0 < IZR (Zpos (snd c))) by now apply IZR_lt.
    apply Rmult_le_reg_r with (IZR (Zpos (snd c))); [exact Q|].
    replace (IZR (fst c) / IZR (Zpos (snd c)) * IZR (Zpos (weights P)) * IZR (Zpos (snd c)))
      with (IZR (fst c) * IZR (Zpos (weights P))) by (field; lra). exact H0.
  - apply Rlt_le_trans with (1 := Low). right. cbn [ev]. unfold ell. rewrite loss_value.
    unfold quotient_of. rewrite opp_IZR. unfold Rdiv. rewrite Rmult_0_l. ring.
Qed.

End Under.
