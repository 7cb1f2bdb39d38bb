(** * Rising beyond 0, and to the right of 0: from the signs of derivatives on the pieces *)

From Coq Require Import Reals List Lra.
From TheoremCheck Require Import Setting Conditions Calculus Formulas Smooth Pieces Shapes.
Import ListNotations.
Open Scope R_scope.

(** Q for the piece that holds to the right of v: each piece on its interval without the right end. *)
Fixpoint each_right_from (lo : option R) (Q : formula -> R -> Prop) (e : formula) (r : rest) : Prop :=
  match r with
  | [] => forall v, match lo with Some a => a <= v | None => True end -> Q e v
  | (b, e') :: r' =>
      (forall v, match lo with Some a => a <= v | None => True end -> v < b -> Q e v) /\
      each_right_from (Some b) Q e' r'
  end.

Definition each_right := each_right_from None.

Lemma piece_after g Q r : forall lo e v,
  each_from lo (equal g) e r -> each_right_from lo Q e r ->
  match lo with Some a => a <= v | None => True end ->
  exists p d, 0 < d /\ (forall h, 0 <= h < d -> g (v + h) = value p (v + h)) /\ Q p v.
Proof.
  induction r as [|[b e'] r IH]; cbn [each_from each_right_from]; intros lo e v G HQ Hv.
  - exists e, 1. split; [lra|]. split; [|now apply HQ].
    intros h Hh. apply G. destruct lo; auto. lra.
  - destruct (Rlt_dec v b) as [L|L].
    + exists e, (b - v). destruct G as [G _], HQ as [HQ _]. split; [lra|]. split; [|now apply HQ].
      intros h Hh. apply G; [destruct lo; auto|]; lra.
    + apply (IH (Some b) e'); try tauto. lra.
Qed.

Theorem active_right_pieces g e r :
  each (equal g) e r ->
  each_right (fun p v => 0 <= v -> smooth 1 p v) e r -> each_right (fun p v => 0 <= v -> rising p v) e r ->
  each (fun p v => 0 < v -> smooth 1 p v) e r -> each (fun p v => 0 < v -> rising p v) e r ->
  (forall v, 0 <= v -> rises_after g v) /\ (forall v, 0 < v -> rises_before g v).
Proof.
  intros G SA RA S H. split.
  - intros v Hv.
    assert (B : each_right (fun p w => 0 <= w -> smooth 1 p w /\ rising p w) e r).
    { revert SA RA. unfold each_right. clear. generalize (@None R). revert e.
      induction r as [|[b e'] r IH]; cbn; intros e lo S H; [auto|].
      destruct S, H. split; [auto|]. now apply IH. }
    destruct (piece_after g _ r None e v G B Logic.I) as (p & d & Hd & E & Q).
    destruct (Q Hv) as [Sm Ri].
    apply (rises_after_slope g v (value (slope p) v)); [|exact Ri].
    apply (slope_after_meets g (value p)); [exists d; auto|].
    apply derivative_sides, (derivative_by 0), Sm.
  - intros v Hv. now apply (rises_pieces (fun w => 0 < w) g e r G S H).
Qed.
