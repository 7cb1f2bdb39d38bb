(** * Functions made of smooth pieces

    [(e, [(b1, e1); (b2, e2)])]: e up to b1, e1 from b1 to b2, e2 from there on. What
    holds of each piece on its closed interval, and fits at the breaks, holds of
    the function. *)

From Coq Require Import Reals List Lra.
From TheoremCheck Require Import Setting Conditions Calculus Formulas Smooth.
Import ListNotations.
Open Scope R_scope.

Definition rest := list (R * formula).

(** Q e v for every piece e and every v in its closed interval, the first one starting at lo. *)
Fixpoint each_from (lo : option R) (Q : formula -> R -> Prop) (e : formula) (r : rest) : Prop :=
  match r with
  | [] => forall v, match lo with Some a => a <= v | None => True end -> Q e v
  | (b, e') :: r' =>
      (forall v, match lo with Some a => a <= v | None => True end -> v <= b -> Q e v) /\
      each_from (Some b) Q e' r'
  end.

(** The same for v strictly between the breaks. *)
Fixpoint inside_from (lo : option R) (Q : formula -> R -> Prop) (e : formula) (r : rest) : Prop :=
  match r with
  | [] => forall v, match lo with Some a => a < v | None => True end -> Q e v
  | (b, e') :: r' =>
      (forall v, match lo with Some a => a < v | None => True end -> v < b -> Q e v) /\
      inside_from (Some b) Q e' r'
  end.

Definition each := each_from None.
Definition inside := inside_from None.

(** Q for the two pieces at each break. *)
Fixpoint at_breaks (Q : formula -> formula -> R -> Prop) (e : formula) (r : rest) : Prop :=
  match r with
  | [] => True
  | (b, e') :: r' => Q e e' b /\ at_breaks Q e' r'
  end.

Fixpoint sorted (r : rest) : Prop :=
  match r with
  | [] => True
  | (b, _) :: r' => match r' with (b', _) :: _ => b < b' | [] => True end /\ sorted r'
  end.

(** g is e on the right (left) of v, v included, and e has the property Q on
    that stretch and the property I in its interior. *)
Definition right_of (g : R -> R) (Q I : formula -> R -> Prop) (v : R) : Prop :=
  exists e d, 0 < d /\ (forall h, 0 <= h < d -> g (v + h) = value e (v + h)) /\
    (forall h, 0 <= h < d -> Q e (v + h)) /\ (forall h, 0 < h < d -> I e (v + h)).
Definition left_of (g : R -> R) (Q I : formula -> R -> Prop) (v : R) : Prop :=
  exists e d, 0 < d /\ (forall h, 0 <= h < d -> g (v - h) = value e (v - h)) /\
    (forall h, 0 <= h < d -> Q e (v - h)) /\ (forall h, 0 < h < d -> I e (v - h)).

Definition equal (g : R -> R) (e : formula) (v : R) : Prop := g v = value e v.

Lemma right_from g Q I r : forall lo e v,
  each_from lo (equal g) e r -> each_from lo Q e r -> inside_from lo I e r ->
  match lo with Some a => a <= v | None => True end -> right_of g Q I v.
Proof.
  induction r as [|[b e'] r IH]; cbn [each_from inside_from]; intros lo e v G HQ HI Hv.
  - exists e, 1. split; [lra|]. repeat split; intros h Hh;
      [apply G|apply HQ|apply HI]; destruct lo; auto; lra.
  - destruct (Rlt_dec v b) as [L|L].
    + exists e, (b - v). split; [lra|]. destruct G as [G _], HQ as [HQ _], HI as [HI _].
      repeat split; intros h Hh; [apply G|apply HQ|apply HI]; destruct lo; auto; lra.
    + apply (IH (Some b) e'); try tauto. lra.
Qed.

Lemma left_from g Q I r : forall lo e v,
  each_from lo (equal g) e r -> each_from lo Q e r -> inside_from lo I e r ->
  match lo with Some a => a < v | None => True end -> left_of g Q I v.
Proof.
  induction r as [|[b e'] r IH]; cbn [each_from inside_from]; intros lo e v G HQ HI Hv.
  - exists e, (match lo with Some a => v - a | None => 1 end).
    split; [destruct lo; lra|]. repeat split; intros h Hh;
      [apply G|apply HQ|apply HI]; destruct lo; auto; lra.
  - destruct (Rle_dec v b) as [L|L].
    + exists e, (match lo with Some a => v - a | None => 1 end).
      split; [destruct lo; lra|]. destruct G as [G _], HQ as [HQ _], HI as [HI _].
      repeat split; intros h Hh; [apply G|apply HQ|apply HI]; destruct lo; auto; lra.
    + apply (IH (Some b) e'); try tauto. lra.
Qed.

(** The two sides of every point. *)
Lemma both_sides g Q I e r v :
  each (equal g) e r -> each Q e r -> inside I e r -> right_of g Q I v /\ left_of g Q I v.
Proof.
  intros G HQ HI. split; [apply (right_from g Q I r None e v)|apply (left_from g Q I r None e v)];
    auto; exact Logic.I.
Qed.

Lemma each_weaken (Q Q' : formula -> R -> Prop) r : (forall e v, Q e v -> Q' e v) ->
  forall lo e, each_from lo Q e r -> each_from lo Q' e r.
Proof.
  intros W. induction r as [|[b e'] r IH]; cbn; intros lo e H; [auto|].
  split; [intros; apply W; apply H; assumption|]. apply IH, H.
Qed.

Lemma each_inside (Q : formula -> R -> Prop) r : forall lo e,
  each_from lo Q e r -> inside_from lo Q e r.
Proof.
  induction r as [|[b e'] r IH]; cbn; intros lo e H.
  - intros v Hv. apply H. destruct lo; auto. lra.
  - split; [|apply IH, H]. intros v Hv L. apply H; [destruct lo; auto|]; lra.
Qed.

(** ** Pasting functions together *)

(** F of the piece that holds at v, of the left one at a break. *)
Fixpoint paste (F : formula -> formula) (e : formula) (r : rest) (v : R) : R :=
  match r with
  | [] => value (F e) v
  | (b, e') :: r' => if Rle_dec v b then value (F e) v else paste F e' r' v
  end.

Definition agree (F : formula -> formula) (e e' : formula) (b : R) : Prop :=
  value (F e) b = value (F e') b.

Lemma each_paste_from F g r : forall lo e,
  (forall v, match lo with Some a => a <= v | None => True end -> g v = paste F e r v) ->
  sorted r -> match lo, r with Some a, (b, _) :: _ => a < b | _, _ => True end ->
  at_breaks (agree F) e r -> each_from lo (fun e v => g v = value (F e) v) e r.
Proof.
  induction r as [|[b e'] r IH]; cbn [each_from]; intros lo e G S L A.
  - intros v Hv. rewrite G by exact Hv. reflexivity.
  - cbn [sorted at_breaks] in S, A. destruct A as [A A']. split.
    + intros v Hv Hb. rewrite G by exact Hv. cbn [paste]. destruct (Rle_dec v b); [reflexivity|lra].
    + apply (IH (Some b)); [|apply S|destruct r as [|[]]; [exact I|apply S]|exact A'].
      intros v Hv. rewrite G by (destruct lo; [cbn in L; lra|exact I]). cbn [paste].
      destruct (Rle_dec v b); [|reflexivity]. replace v with b by lra.
      rewrite A. destruct r as [|[b' e'']]; [reflexivity|]. cbn [paste].
      destruct (Rle_dec b b'); [reflexivity|]. cbn in S. lra.
Qed.

Lemma each_paste F e r : sorted r -> at_breaks (agree F) e r ->
  each (fun p v => paste F e r v = value (F p) v) e r.
Proof. intros S A. apply each_paste_from; auto. Qed.

(** ** Continuity *)

Lemma meets_right g e v d : 0 < d ->
  (forall h, 0 <= h < d -> g (v + h) = value e (v + h)) -> meets_after g (value e) v.
Proof. intros. exists d. auto. Qed.

Lemma meets_left g e v d : 0 < d ->
  (forall h, 0 <= h < d -> g (v - h) = value e (v - h)) -> meets_before g (value e) v.
Proof. intros. exists d. auto. Qed.

Lemma shift_0 v : v + 0 = v. Proof. ring. Qed.
Lemma shift_0' v : v - 0 = v. Proof. ring. Qed.

Theorem continuity_pieces g e r :
  each (equal g) e r -> each (smooth 0) e r -> continuity g.
Proof.
  intros G S v.
  destruct (both_sides g _ _ e r v G S (each_inside _ r None e S))
    as [[p [d [Hd [Gp [Sp _]]]]] [q [d' [Hd' [Gq [Sq _]]]]]].
  apply (continuous_sides g (value q) (value p)).
  - apply (meets_left g q v d' Hd' Gq).
  - apply (meets_right g p v d Hd Gp).
  - specialize (Sq 0 ltac:(lra)). rewrite shift_0' in Sq. exact (continuous 0 q v Sq).
  - specialize (Sp 0 ltac:(lra)). rewrite shift_0 in Sp. exact (continuous 0 p v Sp).
Qed.

(** ** Derivatives *)

(** If g is e piece by piece and g1 its slope, then g1 is the derivative of g. *)
Theorem derivative_pieces (F : formula -> formula) g g1 e r :
  each (fun e v => g v = value (F e) v) e r ->
  each (fun e v => g1 v = value (slope (F e)) v) e r ->
  each (fun e v => smooth 1 (F e) v) e r ->
  forall v, derivable_pt_lim g v (g1 v).
Proof.
  intros G G1 S v. unfold each in *.
  (* one side after the other *)
  assert (Main : forall r lo e,
    each_from lo (fun e v => g v = value (F e) v) e r ->
    each_from lo (fun e v => g1 v = value (slope (F e)) v) e r ->
    each_from lo (fun e v => smooth 1 (F e) v) e r ->
    (match lo with Some a => a <= v | None => True end -> slope_after g v (g1 v)) /\
    (match lo with Some a => a < v | None => True end -> slope_before g v (g1 v))).
  { clear. intros r. induction r as [|[b e'] r IH]; cbn [each_from]; intros lo e G G1 S.
    - split; intros Hv.
      + rewrite G1 by assumption. apply (slope_after_meets g (value (F e))).
        * exists 1. split; [lra|]. intros h Hh. apply G. destruct lo; auto; lra.
        * apply (derivative_sides (value (F e))), (derivative_by 0), S. exact Hv.
      + assert (Hv' : match lo with Some a => a <= v | None => True end)
          by (destruct lo; auto; lra).
        rewrite G1 by assumption. apply (slope_before_meets g (value (F e))).
        * exists (match lo with Some a => v - a | None => 1 end). split; [destruct lo; lra|].
          intros h Hh. apply G. destruct lo; auto; lra.
        * apply (derivative_sides (value (F e))), (derivative_by 0), S. exact Hv'.
    - destruct G as [G G'], G1 as [G1 G1'], S as [S S'].
      destruct (IH (Some b) e' G' G1' S') as [After Before]. split; intros Hv.
      + destruct (Rlt_dec v b) as [L|L]; [|apply After; lra].
        rewrite G1 by (auto; lra). apply (slope_after_meets g (value (F e))).
        * exists (b - v). split; [lra|]. intros h Hh. apply G; [destruct lo; auto|]; lra.
        * apply (derivative_sides (value (F e))), (derivative_by 0), S; [exact Hv|lra].
      + destruct (Rle_dec v b) as [L|L]; [|apply Before; lra].
        assert (Hv' : match lo with Some a => a <= v | None => True end)
          by (destruct lo; auto; lra).
        rewrite G1 by (auto; lra). apply (slope_before_meets g (value (F e))).
        * exists (match lo with Some a => v - a | None => 1 end). split; [destruct lo; lra|].
          intros h Hh. apply G; [destruct lo; auto|]; lra.
        * apply (derivative_sides (value (F e))), (derivative_by 0), S; [exact Hv'|exact L]. }
  destruct (Main r None e G G1 S) as [After Before].
  apply sides_derivative; [apply After|apply Before]; exact I.
Qed.

(** A pasted function of smooth formulas is continuous. *)
Lemma continuity_paste (F : formula -> formula) e r :
  sorted r -> at_breaks (agree F) e r -> each (fun e v => smooth 0 (F e) v) e r ->
  continuity (paste F e r).
Proof.
  intros S A H.
  pose proof (each_paste F e r S A) as G.
  set (g := paste F e r) in *.
  (* the pieces F e of g *)
  assert (Map : forall r lo e, each_from lo (fun e v => g v = value (F e) v) e r ->
     each_from lo (equal g) (F e) (map (fun p => (fst p, F (snd p))) r)).
  { clear. intros r'. induction r' as [|[b e'] r' IH]; cbn; intros lo e0 G; [exact G|].
    split; [apply G|apply IH, G]. }
  assert (Map' : forall r lo e, each_from lo (fun e v => smooth 0 (F e) v) e r ->
     each_from lo (smooth 0) (F e) (map (fun p => (fst p, F (snd p))) r)).
  { clear. intros r'. induction r' as [|[b e'] r' IH]; cbn; intros lo e0 G; [exact G|].
    split; [apply G|apply IH, G]. }
  apply (continuity_pieces g (F e) (map (fun p => (fst p, F (snd p))) r));
    [apply Map, G|apply Map', H].
Qed.

Definition itself (e : formula) : formula := e.

Theorem c1_pieces g e r :
  each (equal g) e r -> each (smooth 1) e r -> sorted r -> at_breaks (agree slope) e r -> c1 g.
Proof.
  intros G S O A. exists (paste slope e r). split.
  - apply (derivative_pieces itself g _ e r G); [apply each_paste; assumption|exact S].
  - apply continuity_paste; [assumption|assumption|].
    apply (each_weaken (smooth 1)); [|exact S]. intros. apply smooth_slope. assumption.
Qed.

Definition curvature (e : formula) : formula := slope (slope e).

Theorem c2_pieces g e r :
  each (equal g) e r -> each (smooth 2) e r -> sorted r ->
  at_breaks (agree slope) e r -> at_breaks (agree curvature) e r -> c2 g.
Proof.
  intros G S O A A2. exists (paste slope e r), (paste curvature e r).
  assert (S1 : each (fun e v => smooth 1 (slope e) v) e r).
  { apply (each_weaken (smooth 2)); [|exact S]. intros. apply smooth_slope. assumption. }
  split; [|split].
  - apply (derivative_pieces itself g _ e r G); [apply each_paste; assumption|].
    apply (each_weaken (smooth 2)); [|exact S]. intros. apply smooth_less. assumption.
  - apply (derivative_pieces slope (paste slope e r) _ e r);
      [apply each_paste; assumption|apply each_paste; assumption|exact S1].
  - apply continuity_paste; [assumption|assumption|].
    apply (each_weaken (smooth 2)); [|exact S]. intros.
    apply smooth_slope, smooth_slope. assumption.
Qed.
