(** * objective.valley by numbers: L at two points, enclosed, beside the two levels *)

From Coq Require Import Reals List ZArith Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions Compact Near Kinds Landscape RulesValley PointsBox AtRest Smooth Pieces RulesBox Algebra.
From TheoremCheck Require Import Intervals Enclosures Jets JetPieces Expressions ExpressionJets Objective BoxCheck LowCheck.
Import ListNotations.
Open Scope R_scope.

(** ** Networks that end in one unit *)

Section Unit.

Variable P : problem.
Variables (k : Z) (c : R).
Hypothesis one : (k * k = 1)%Z.
Hypothesis untrained : a0_trained P = false.
Hypothesis constant : fixed P A0 = c.

Lemma constant_output t : admissible P t -> t A0 = c.
Proof.
  intros A. rewrite <- constant. apply A. unfold trained. rewrite untrained. cbn [app]. intros I.
  repeat (apply in_app_or in I; destruct I as [I|I]).
  - destruct (a_trained P); [|contradiction]. apply in_map_iff in I. now destruct I as (j & D & _).
  - destruct (w_trained P); [|contradiction]. apply in_flat_map in I. destruct I as (j & _ & I).
    apply in_map_iff in I. now destruct I as (i & D & _).
  - destruct (b_trained P); [|contradiction]. apply in_map_iff in I. now destruct I as (j & D & _).
  - apply in_map_iff in I. now destruct I as (j & D & _).
Qed.

Lemma k_squared : IZR k * IZR k = 1.
Proof. rewrite <- mult_IZR, one. reflexivity. Qed.

Lemma shortcut_times_one_sign : width P = 1%nat -> (forall t v, deep P t v = 0) ->
  (forall v, 0 <= IZR k * val (neuron P) v) -> times_one_sign P (A 0) (IZR k) c.
Proof.
  intros M Dp S t e At _. exists (IZR k * val (neuron P) (pre P t 0 e)). split; [apply S|].
  unfold f. rewrite M, Dp, (constant_output t At). cbn [sum].
  transitivity (c + (IZR k * IZR k) * (t (A 0%nat) * val (neuron P) (pre P t 0 e))); [rewrite k_squared|]; ring.
Qed.

Variable unit : fn.
Hypothesis sign : forall v, 0 <= IZR k * val unit v.

Lemma branch_times_one_sign t branch : forall below l inputs h, exists r, 0 <= r /\
  branch_output t branch l inputs h (below ++ [[unit]]) = IZR k * t (Output branch 0) * r.
Proof.
  induction below as [|units rest IH]; intros l inputs h; cbn [app branch_output].
  - exists (IZR k * val unit (received t branch l inputs h 0)). split; [apply sign|].
    cbn [length sum nth].
    transitivity ((IZR k * IZR k) * (t (Output branch 0) * val unit (received t branch l inputs h 0)));
      [rewrite k_squared|]; ring.
  - apply IH.
Qed.

Lemma deep_times_one_sign below : width P = 0%nat ->
  (forall t v, deep P t v = branches (dim P) [below ++ [[unit]]] t v) ->
  times_one_sign P (D (Output 0 0)) (IZR k) c.
Proof.
  intros M Dp t e At _. unfold f. rewrite M, Dp, (constant_output t At). unfold branches.
  cbn [sum length nth].
  destruct (branch_times_one_sign (fun p => t (D p)) 0 below 0 (dim P) (x P e)) as (r & Hr & E).
  exists r. split; [exact Hr|]. rewrite E. ring.
Qed.

End Unit.

(** ** The levels, and the check *)

Section Check.

Variable P : problem.
Variable kl : nat.

(** The mean loss of the output c. *)
Definition e_level (c : Z * BinNums.positive) : expression :=
  E_mul (e_over (data P) (fun s => E_mul (E_num (Zpos (weight s)) 1)
      (E_app kl (E_num (if positive_label s then - fst c else fst c) (snd c)))))
    (E_num 1 (weights P)).

(** The mean of g for the samples of a class, m for the others. *)
Definition e_side_level (own : bool) (g m : Z * BinNums.positive) : expression :=
  E_mul (e_over (data P) (fun s => E_mul (E_num (Zpos (weight s)) 1)
      (if eqb (positive_label s) own then E_num (fst g) (snd g) else E_num (fst m) (snd m))))
    (E_num 1 (weights P)).

Variable G : nat -> R -> R.
Hypothesis loss_is : forall v, val (loss P) v = G kl v.

Lemma signed_constant s (c : Z * BinNums.positive) :
  IZR (if positive_label s then - fst c else fst c) / IZR (Zpos (snd c)) = - y s * quotient_of c.
Proof. unfold y, quotient_of. destruct (positive_label s); rewrite ?opp_IZR; unfold Rdiv; ring. Qed.

Lemma e_mean (g h : sample -> R) : data P <> [] -> (forall s, g s = h s) ->
  over (data P) g * (1 / IZR (Zpos (weights P))) = over (data P) h / total_weight P.
Proof.
  intros H Q. rewrite (eq_sym (weights_value P H)). unfold Rdiv. rewrite Rmult_1_l. f_equal.
  apply lsum_ext. intros s _. apply Q.
Qed.

Lemma e_level_value c t : data P <> [] -> ev G (e_level c) t = level P (quotient_of c).
Proof.
  intros H. unfold e_level, level. cbn [ev]. rewrite e_over_value. apply (e_mean _ _ H). intros s. cbn [ev].
  unfold share. rewrite signed_constant. unfold ell. rewrite loss_is. field.
Qed.

Lemma e_side_level_value own g m t : data P <> [] ->
  ev G (e_side_level own g m) t = side_level P own (quotient_of g) (quotient_of m).
Proof.
  intros H. unfold e_side_level, side_level. cbn [ev]. rewrite e_over_value. apply (e_mean _ _ H). intros s. cbn [ev].
  unfold share, quotient_of. destruct (eqb (positive_label s) own); cbn [ev]; field; apply not_0_IZR; discriminate.
Qed.

End Check.

(** L at [start] is below the level of c, at [lower] below the other one; the sign of k t_p at [start]. *)
Definition valley_check P bits functions kn kl layers terms start frozen lower (p : place) (k : Z) own c g m : bool :=
  under_check P bits functions kn kl layers terms start frozen (e_level P kl c) &&
  under_check P bits functions kn kl layers terms lower frozen (e_side_level P own g m) &&
  match find start p with
  | Some v => if own : bool then (k * fst v <? 0)%Z else (0 <? k * fst v)%Z
  | None => false
  end.

Lemma quotient_sign (k n : Z) (d : BinNums.positive) :
  ((k * n < 0)%Z -> IZR k * quotient_of (n, d) < 0) /\ ((0 < k * n)%Z -> 0 < IZR k * quotient_of (n, d)).
Proof.
  unfold quotient_of. cbn [fst snd]. assert (Q : 0 < / IZR (Zpos d)) by (apply Rinv_0_lt_compat; now apply IZR_lt).
  unfold Rdiv. split; intros H; apply IZR_lt in H; rewrite mult_IZR in H; nra.
Qed.

Theorem objective_valley_by P bits fns functions kn kl layers terms start frozen lower p k own c g m :
  Forall2 in_pieces fns functions ->
  Forall (fun q => marked (fst q) (snd q)) functions ->
  neuron P = nth kn fns no_function -> loss P = nth kl fns no_function ->
  (forall t, penalty P t
    = over terms (fun x => IZR (fst (fst x)) / IZR (Zpos (snd (fst x))) * (t (snd x) * t (snd x)))) ->
  (forall t x, deep P t x
    = branches (dim P) (map (map (map (fun k => nth k fns no_function))) layers) t x) ->
  Forall (fun e => fixed P (fst e) = quotient_of (snd e)) frozen ->
  (forall v, own_end own (quotient_of c) <= v -> quotient_of g <= val (loss P) v) ->
  (forall v, v <= - own_end own (quotient_of c) -> quotient_of m <= val (loss P) v) ->
  times_one_sign P p (IZR k) (quotient_of c) ->
  valley_check P bits functions kn kl layers terms start frozen lower p k own c g m = true ->
  objective_valley P.
Proof.
  intros HF HM Hn Hl Ht Hd Hz Own Other Product H.
  unfold valley_check in H. rewrite !andb_true_iff in H. destruct H as [[H1 H2] H3].
  apply (under_by P bits fns functions kn kl layers terms start frozen HF HM Hn Hl Ht Hd Hz) in H1.
  apply (under_by P bits fns functions kn kl layers terms lower frozen HF HM Hn Hl Ht Hd Hz) in H2.
  destruct H1 as (Data & Pen & At & Low). destruct H2 as (_ & _ & At' & Low').
  pose proof (loss_value P fns functions kl HF Hl) as Loss.
  rewrite (e_level_value P kl _ Loss c _ Data) in Low.
  rewrite (e_side_level_value P _ own g m _ Data) in Low'.
  split; [exact Pen|].
  exists p, (IZR k), (quotient_of c), (quotient_of g), (quotient_of m), own, (centre_point P start), (centre_point P lower).
  split; [exact Own|]. split; [exact Other|]. split; [exact Product|]. split; [exact At|]. split; [exact At'|].
  split; [|split; [exact Low|exact Low']].
  unfold centre_point. revert H3. destruct (find start p) as [[n d]|]; [|discriminate]. cbn [fst]. intros H3.
  destruct (quotient_sign k n d) as [Neg Pos]. destruct own.
  - apply Neg. now apply Z.ltb_lt.
  - apply Pos. now apply Z.ltb_lt.
Qed.
