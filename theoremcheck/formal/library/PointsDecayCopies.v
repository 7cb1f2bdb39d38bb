(** * minimum.split_decay: a minimum of a narrower network, with copies of its neurons under weight decay

    Definitions only. Units and copies are as in PointsSplit.v; here units 0, ..., m - 1 are those that are split. *)

From Coq Require Import Reals List ZArith.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsBox PointsSplit RulesBox.
Import ListNotations.
Open Scope R_scope.

Record split_units := {
  base :> copied_units;                                (* the places of units and copies *)
  sign : nat -> R;                                     (* of the output weight *)
  alpha : nat -> R; beta : nat -> nat -> R;            (* the weight decay *)
  other : params -> R                                  (* what else Q penalises *)
}.

Section Split.

Variable P : problem.
Variable U : split_units.
Let Q := narrow U.

(** Unit k with its output weight times e^v, and the rest of it times e^-v. *)
Definition scaled (t : params) (k : nat) (v : R) : params := fun p =>
  match of U p with
  | Some (k', None) => if (k' =? k)%nat then exp v * t p else t p
  | Some (k', Some _) => if (k' =? k)%nat then exp (- v) * t p else t p
  | None => t p
  end.

(** The copies of t: all of a unit, times the root of the share. *)
Definition spread (t : params) : params := fun p =>
  if in_dec place_eq_dec p (trained P) then
    match of' U p with
    | Some (j, None) => sqrt (part U j) * t (out U (owner U j))
    | Some (j, Some i) => sqrt (part U j) * t (inner U (owner U j) i)
    | None => t (away U p)
    end
  else fixed P p.

(** sum_j a_j u_j over the copies of k, entry by entry, and the square of its norm. *)
Definition joined (T : params) (k i : nat) : R :=
  sum (copied U) (fun j => if Nat.eq_dec (owner U j) k then T (out' U j) * T (inner' U j i) else 0).
Definition norm_joined (T : params) (k : nat) : R :=
  sum (size U k) (fun i => beta U k i * (joined T k i)^2).

(** One unit in place of the copies: a' u' = sum_j a_j u_j, and alpha a'^2 = N(u')^2. *)
Definition new_out (T : params) (k : nat) : R := sign U k * sqrt (sqrt (norm_joined T k / alpha U k)).
Definition united (T : params) : params := fun p =>
  if in_dec place_eq_dec p (trained Q) then
    match of U p with
    | Some (k, None) => new_out T k
    | Some (k, Some i) => joined T k i / new_out T k
    | None => T (home U p)
    end
  else fixed Q p.

(** What is trained, shared out and penalised. *)
Definition well_split : Prop :=
  data Q = data P /\ loss Q = loss P /\ neuron Q = neuron P /\ network_deep_defined Q /\
  names_units Q (units U) (size U) (out U) (inner U) (of U) /\
  names_units P (copied U) (fun j => size U (owner U j)) (out' U) (inner' U) (of' U) /\
  (forall p, In p (trained Q) -> of U p = None ->
     In (home U p) (trained P) /\ of' U (home U p) = None /\ away U (home U p) = p) /\
  (forall j, (j < copied U)%nat -> (owner U j < units U)%nat /\ 0 < part U j) /\
  (forall k, (k < units U)%nat ->
     sum (copied U) (fun j => if Nat.eq_dec (owner U j) k then part U j else 0) = 1) /\
  (forall k, (k < units U)%nat -> (sign U k = 1 \/ sign U k = -1) /\ 0 < alpha U k /\
     forall i, (i < size U k)%nat -> 0 <= beta U k i) /\
  (forall t, admissible Q t -> penalty Q t = other U t + sum (units U) (fun k =>
     alpha U k * (t (out U k))^2 + sum (size U k) (fun i => beta U k i * (t (inner U k i))^2))) /\
  (forall T, admissible P T -> penalty P T = other U (united T) + sum (copied U) (fun j =>
     alpha U (owner U j) * (T (out' U j))^2
     + sum (size U (owner U j)) (fun i => beta U (owner U j) i * (T (inner' U j i))^2))) /\
  (forall t t', (forall p, of U p = None -> t p = t' p) -> other U t = other U t').

(** At t the units are positively homogeneous, and off their breaks: so outputs do not change if a unit is scaled,
    nor if copies near those of t become one unit. *)
Definition acts_as_one (t : params) : Prop :=
  (forall k, (k < units U)%nat -> 0 < sign U k * t (out U k)) /\
  (forall k, (k < units U)%nat -> exists r, 0 < r /\ forall v, Rabs v < r ->
     forall e, In e (data Q) -> f Q (scaled t k v) e = f Q t e) /\
  nearby P (spread t) (fun T => forall e, In e (data P) -> f P T e = f Q (united T) e).

End Split.

(** A minimum as in minimum.strict or minimum.sharp of the narrower network. *)
Definition minimum_split_decay (P : problem) : Prop :=
  exists U c r, well_split P U /\
    (exists moving held, around (narrow U) moving held c r) /\ some_wrong (narrow U) (box (narrow U) c r) /\
    forall t, box (narrow U) c r t -> acts_as_one P U t.
