(** * What is read off the problem: membership in the list of trained parameters *)

From Coq Require Import List Lia.
From TheoremCheck Require Import Setting.
Import ListNotations.

(** [In (C i ..) l], for a list l of [map]s and [flat_map]s over [seq] that are
    joined by [++]. *)
Ltac member :=
  lazymatch goal with
  | |- In _ (_ ++ _) => apply in_or_app; first [ left; solve [member] | right; solve [member] ]
  | |- In ?place (flat_map ?f _) =>
      apply in_flat_map;
      lazymatch place with
      | Weight _ _ ?u _ => exists u
      end;
      split; [ apply in_seq; simpl in *; lia | member ]
  | |- In _ (map _ _) => apply in_map, in_seq; simpl in *; lia
  | |- In ?place (deep_trained ?P) =>
      let Q := eval red in P in
      let l := eval cbv beta iota delta [deep_trained] in (deep_trained Q) in
      change (In place l); member
  end.
