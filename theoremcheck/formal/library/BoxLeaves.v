(** * Tactics for boxes: what minimum_strict_by asks for *)

From Coq Require Import Reals ZArith List Lra.
From TheoremCheck Require Import Setting Smooth Pieces Leaves PointsCompute Jets JetPieces BoxCheck.
Import ListNotations.
Open Scope R_scope.

(** The function g is its pieces. *)
Ltac in_pieces g :=
  apply in_pieces_by;
  lazymatch goal with |- each (equal _) ?e ?r => change (each (equal g) e r) end;
  cbn [as_rest ratio]; agrees.

(** Every entry of a list. *)
Ltac each_entry tac :=
  lazymatch goal with
  | |- Forall _ [] => apply Forall_nil
  | |- Forall _ (_ :: _) => apply Forall_cons; [ tac | each_entry tac ]
  end.

(** The pieces agree to second order at the marked breaks. *)
Ltac marks :=
  cbn [fst snd marked pick];
  repeat match goal with |- _ /\ _ => split end;
  lazymatch goal with
  | |- True => exact I
  | |- false = true -> _ => discriminate
  | |- true = true -> _ => intros _;
      repeat match goal with
      | |- context [if Rle_dec ?a ?b then _ else _] => destruct (Rle_dec a b); try (exfalso; lra)
      end;
      repeat split; cbn [value first second ratio]; unfold bent;
      cbn [outer1 outer2 pow Nat.pred Z.of_nat Pos.of_succ_nat Pos.succ];
      first [ reflexivity | lra | field | at_point; first [ lra | field ] ]
  end.

(** A penalty, a frozen value. *)
Ltac quotients := unfold quotient_of; cbn [fst snd]; first [ reflexivity | cbn; first [ reflexivity | lra | field ] ].
Ltac in_terms := intros t; cbn; first [ reflexivity | field | lra ].

(** What is trained, fixed and penalised, where neurons have copies. *)
Ltac copies_kept :=
  split; [reflexivity|]; split; [reflexivity|];
  split; [first [ left; reflexivity | right; intros; reflexivity ]|];
  split; [reflexivity|]; split; [intros; reflexivity|];
  let k := fresh "k" in let p := fresh "p" in let H := fresh "H" in
  intros k p H; cbn in H;
  repeat (destruct H as [H|H]; [injection H as <- <-; first [ left; lra | right; left; reflexivity
    | right; right; eexists; reflexivity ]|]); contradiction.

(** W+ l'(-c) = W- l'(c), in numbers. *)
Ltac slopes_equal :=
  cbn [fst snd pick];
  repeat match goal with
  | |- context [if Rle_dec ?a ?b then _ else _] =>
      destruct (Rle_dec a b); try (exfalso; first [ lra | numbers_compared ])
  end;
  cbn [first value outer1 ratio pow Nat.pred Z.of_nat Pos.of_succ_nat Pos.succ]; numbers.
