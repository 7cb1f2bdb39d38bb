(** * Piecewise affine functions, by their pieces *)

From Coq Require Import Reals List Lra.
From TheoremCheck Require Import Setting ConditionsCells.
Import ListNotations.
Open Scope R_scope.

Definition after (lo : option R) (v : R) : Prop := match lo with None => True | Some a => a < v end.

(** g is p v + q after [lo], up to the first of the breaks, and so on: a break, and what g is after it. *)
Fixpoint fits (kind : R -> Prop) (g : R -> R) (lo : option R) (p q : R) (rest : list (R * (R * R))) : Prop :=
  match rest with
  | [] => kind p /\ forall v, after lo v -> g v = p * v + q
  | (b, (p', q')) :: more =>
      kind p /\ after lo b /\ (forall v, after lo v -> v < b -> g v = p * v + q) /\ fits kind g (Some b) p' q' more
  end.

Definition right_side (kind : R -> Prop) (g : R -> R) (v : R) : Prop :=
  exists r a b, 0 < r /\ kind b /\ forall h, 0 < h < r -> g (v + h) = a + b * h.
Definition left_side (kind : R -> Prop) (g : R -> R) (v : R) : Prop :=
  exists r c d, 0 < r /\ kind d /\ forall h, 0 < h < r -> g (v - h) = c - d * h.

Lemma fits_sides kind g rest : forall lo p q, fits kind g lo p q rest ->
  (forall v, after lo v \/ lo = Some v -> right_side kind g v) /\ (forall v, after lo v -> left_side kind g v).
Proof.
  induction rest as [|[b [p' q']] more IH]; intros lo p q F; cbn [fits] in F.
  - destruct F as [K E]. split.
    + intros v A. exists 1, (p * v + q), p. split; [lra|]. split; [exact K|]. intros h Hh. rewrite E; [ring|].
      destruct A as [A | ->]; [destruct lo; cbn in *; [lra|exact I]|cbn; lra].
    + intros v A. destruct lo as [a|]; cbn in *.
      * exists (v - a), (p * v + q), p. split; [lra|]. split; [exact K|]. intros h Hh. rewrite E by lra. ring.
      * exists 1, (p * v + q), p. split; [lra|]. split; [exact K|]. intros h Hh. rewrite E by exact I. ring.
  - destruct F as (K & Lo & E & F). destruct (IH _ _ _ F) as [Right Left]. cbn in Right, Left. split.
    + intros v A. destruct (Rtotal_order v b) as [Lt|[->|Gt]].
      * exists (b - v), (p * v + q), p. split; [lra|]. split; [exact K|]. intros h Hh. rewrite E; [ring| |lra].
        destruct A as [A | ->]; [destruct lo; cbn in *; [lra|exact I]|cbn; lra].
      * apply Right. now right.
      * apply Right. now left.
    + intros v A. destruct (Rle_lt_dec v b) as [Le|Gt]; [|now apply Left].
      destruct lo as [a|]; cbn in *.
      * exists (v - a), (p * v + q), p. split; [lra|]. split; [exact K|]. intros h Hh. rewrite E by lra. ring.
      * exists 1, (p * v + q), p. split; [lra|]. split; [exact K|]. intros h Hh. rewrite E; [ring|exact I|lra].
Qed.

Lemma sides_by kind g p q rest : fits kind g None p q rest -> sides kind g.
Proof.
  intros F v. destruct (fits_sides kind g rest None p q F) as [Right Left].
  destruct (Right v (or_introl I)) as (r & a & b & Hr & Kb & Er). destruct (Left v I) as (s & c & d & Hs & Kd & Es).
  assert (0 < Rmin r s) by now apply Rmin_pos. pose proof (Rmin_l r s). pose proof (Rmin_r r s).
  exists (Rmin r s), a, b, c, d. repeat split; [assumption|exact Kb|exact Kd| |]; intros h Hh; [apply Er|apply Es]; lra.
Qed.
