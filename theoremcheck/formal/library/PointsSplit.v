(** * minimum.split: a strict minimum of a narrower network, with copies of its neurons

    Definitions only. Neurons are units here, of the shortcut or of the last layer of f_D: places for an output weight
    and for what it weighs (the w_jk and b_j). The narrower problem Q has units 0, ..., m - 1, and the problem P copies
    0, ..., n - 1 of them; every other parameter of one has its place in the other. *)

From Coq Require Import Reals List ZArith.
From TheoremCheck Require Import Setting Conditions PointsBox RulesBox.
Import ListNotations.
Open Scope R_scope.

(** The place of a unit that a parameter has: its output weight (None), or the i-th of what it weighs. *)
Definition role := (nat * option nat)%type.

(** [of] says which place of which unit a parameter is; all of them are trained. *)
Definition names_units (Q : problem) (count : nat) (size : nat -> nat) (out : nat -> place)
  (inner : nat -> nat -> place) (of : place -> option role) : Prop :=
  (forall k, (k < count)%nat -> In (out k) (trained Q) /\ of (out k) = Some (k, None)) /\
  (forall k i, (k < count)%nat -> (i < size k)%nat ->
     In (inner k i) (trained Q) /\ of (inner k i) = Some (k, Some i)) /\
  (forall p k, of p = Some (k, None) -> (k < count)%nat /\ p = out k) /\
  (forall p k i, of p = Some (k, Some i) -> (k < count)%nat /\ (i < size k)%nat /\ p = inner k i).

Record copied_units := {
  narrow : problem;                                    (* Q, with one unit each *)
  units : nat; copied : nat;                           (* m, n *)
  owner : nat -> nat; part : nat -> R;                 (* of a copy: its unit, and its share *)
  size : nat -> nat;
  out : nat -> place; inner : nat -> nat -> place; of : place -> option role;          (* of Q *)
  out' : nat -> place; inner' : nat -> nat -> place; of' : place -> option role;       (* of P *)
  home : place -> place; away : place -> place         (* every other parameter: from Q to P, and back *)
}.

(** The network as its units see it: f = rest + sum_k a_k s_k(u_k . H_k + c_k). *)
Record unit_view := {
  act : nat -> R -> R;                                 (* s_k *)
  rest : params -> sample -> R;
  entry : nat -> nat -> params -> sample -> R;         (* H_k, entry by entry; it may depend on other parameters *)
  shift : nat -> params -> sample -> R                 (* c_k: a bias that is not trained *)
}.

(** Near v the function g has the derivative g1, and g1 the derivative g2, continuous at v. *)
Definition smooth_near (g g1 g2 : R -> R) (v : R) : Prop :=
  (exists d, 0 < d /\ forall u, Rabs (u - v) < d ->
    derivable_pt_lim g u (g1 u) /\ derivable_pt_lim g1 u (g2 u)) /\
  continuity_pt g2 v.

(** C holds near t, and F is continuous at t. *)
Definition holds_near (Q : problem) (t : params) (C : params -> Prop) : Prop :=
  exists d, 0 < d /\ forall t', admissible Q t' ->
    (forall p, In p (trained Q) -> Rabs (t' p - t p) < d) -> C t'.
Definition steady (Q : problem) (F : params -> R) (t : params) : Prop :=
  forall a, 0 < a -> holds_near Q t (fun t' => Rabs (F t' - F t) < a).

Section Split.

Variable P : problem.
Variable U : copied_units.
Variable first : nat -> nat.                           (* of a unit: one of its copies *)
Variable N : unit_view.
Let Q := narrow U.

(** One unit for all copies: the sum of their a, and the averages, weighted by a, of what they weigh. *)
Definition total (T : params) (k : nat) : R :=
  sum (copied U) (fun j => if Nat.eq_dec (owner U j) k then T (out' U j) else 0).

Definition average (T : params) (k : nat) (v : nat -> R) : R :=
  v (first k)
  + sum (copied U) (fun j => if Nat.eq_dec (owner U j) k then T (out' U j) * (v j - v (first k)) else 0) / total T k.

Definition merged (T : params) : params := fun p =>
  if in_dec place_eq_dec p (trained Q) then
    match of U p with
    | Some (k, None) => total T k
    | Some (k, Some i) => average T k (fun j => T (inner' U j i))
    | None => T (home U p)
    end
  else fixed Q p.

(** What unit k receives, and what copy j does. *)
Definition receives (t : params) (k : nat) (e : sample) : R :=
  sum (size U k) (fun i => t (inner U k i) * entry N k i t e) + shift N k t e.
Definition copy_receives (T : params) (j : nat) (e : sample) : R :=
  sum (size U (owner U j)) (fun i => T (inner' U j i) * entry N (owner U j) i (merged T) e)
  + shift N (owner U j) (merged T) e.

(** What is trained, shared out and penalised; the two networks. *)
Definition well_copied : Prop :=
  data Q = data P /\ loss Q = loss P /\ neuron Q = neuron P /\
  (network_deep_defined P -> network_deep_defined Q) /\
  names_units Q (units U) (size U) (out U) (inner U) (of U) /\
  names_units P (copied U) (fun j => size U (owner U j)) (out' U) (inner' U) (of' U) /\
  (forall p, In p (trained Q) -> of U p = None ->
     In (home U p) (trained P) /\ of' U (home U p) = None /\ away U (home U p) = p) /\
  (forall j, (j < copied U)%nat -> (owner U j < units U)%nat /\ 0 < part U j) /\
  (forall k, (k < units U)%nat -> (first k < copied U)%nat /\ owner U (first k) = k /\
     sum (copied U) (fun j => if Nat.eq_dec (owner U j) k then part U j else 0) = 1) /\
  (forall T, admissible P T -> penalty P T = penalty Q (merged T)) /\
  (forall t e, admissible Q t -> In e (data P) ->
     f Q t e = rest N t e + sum (units U) (fun k => t (out U k) * act N k (receives t k e))) /\
  (forall T e, admissible P T -> In e (data P) ->
     f P T e = rest N (merged T) e
               + sum (copied U) (fun j => T (out' U j) * act N (owner U j) (copy_receives T j e))).

(** q_i, up to the factor 1 / W: the derivative of W L in f(x_i). *)
Definition pull (l1 : R -> R) (t : params) (e : sample) : R := - y e * share e * l1 (z Q t e).

(** Unit k has one copy. *)
Definition alone (k : nat) : Prop :=
  forall i j, (i < copied U)%nat -> (j < copied U)%nat -> owner U i = k -> owner U j = k -> i = j.

(** Unit k of the narrower network, at its point t: it has one copy; or a_k is not 0, and s'' = 0 around all that the
    unit receives (then kappa k = 0), or a_k sum_i q_i s'' H_i H_i^T >= kappa k sum_i H_i H_i^T, kappa k > 0, with the
    q_i and s'' at t and the H_i of every point near t. (So it is if D_k = a_k sum_i q_i s'' H_i H_i^T is positive
    definite at t.) *)
Definition keeps_together (l1 : R -> R) (s1 s2 : nat -> R -> R) (kappa : nat -> R) (t : params) (k : nat) : Prop :=
  alone k \/
  (t (out U k) <> 0 /\
   (forall e, In e (data P) -> smooth_near (act N k) (s1 k) (s2 k) (receives t k e)) /\
   ((kappa k = 0 /\ forall e, In e (data P) -> exists d, 0 < d /\
       forall u, Rabs (u - receives t k e) < d -> s2 k u = 0) \/
    (0 < kappa k /\
     holds_near Q t (fun t' => forall v : nat -> R,
       kappa k * over (data P) (fun e => (sum (size U k) (fun i => v i * entry N k i t' e))^2)
       <= over (data P) (fun e => t (out U k) * pull l1 t e * s2 k (receives t k e)
                                  * (sum (size U k) (fun i => v i * entry N k i t' e))^2))))).

(** The copies may be split at t: the loss is differentiable around the margins, the outputs and what units receive are
    continuous, and every unit keeps together. *)
Definition splits (l1 : R -> R) (s1 s2 : nat -> R -> R) (kappa : nat -> R) (t : params) : Prop :=
  (forall e, In e (data P) ->
    (exists d, 0 < d /\ forall v, Rabs (v - z Q t e) < d -> derivable_pt_lim (val (loss P)) v (l1 v)) /\
    continuity_pt l1 (z Q t e) /\ steady Q (fun t' => f Q t' e) t /\
    forall k, (k < units U)%nat -> steady Q (fun t' => shift N k t' e) t /\
      forall i, (i < size U k)%nat -> steady Q (fun t' => entry N k i t' e) t) /\
  (forall k, (k < units U)%nat -> keeps_together l1 s1 s2 kappa t k).

End Split.

(** A strict minimum (minimum.strict) of a narrower network, and copies that keep together at every point of its box. *)
Definition minimum_split (P : problem) : Prop :=
  exists U first N l1 s1 s2 kappa c r, well_copied P U first N /\ strict_box (narrow U) c r /\
    forall t, box (narrow U) c r t -> splits P U N l1 s1 s2 kappa t.
