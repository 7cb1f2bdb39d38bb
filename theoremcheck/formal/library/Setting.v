(** * The setting: what a theorem of this library is about

    Definitions only, written to be read. Nothing here is proved, and nothing
    else is believed: a verdict of theoremcheck that Coq accepts is a theorem
    about a value of the record [problem] below, ending in [NO_BAD P],
    [NO_MINIMUM P] or [BAD P].

    [R] is Coq's type of real numbers, [Z] that of integers, [positive] that
    of integers >= 1, [nat] that of 0, 1, 2, ...; [IZR] takes an integer to
    the real number that it is. [fun x => e] is the function x |-> e. *)

From Coq Require Import Reals List ZArith.
Import ListNotations.
Open Scope R_scope.

(** ** Sums *)

(** g 0 + g 1 + ... + g (n - 1). *)
Fixpoint sum (n : nat) (g : nat -> R) : R :=
  match n with
  | O => 0
  | S m => sum m g + g m
  end.

(** The sum of g over the members of a list. *)
Fixpoint over {A : Type} (l : list A) (g : A -> R) : R :=
  match l with
  | [] => 0
  | e :: rest => g e + over rest g
  end.

(** ** Functions of one variable: neurons and losses *)

(** [val f z] is f(z); [dom f z] says that the formula of f is a real number
    at z. (In Coq every function is total: ln 0 has some value. A formula with
    a logarithm of 0 is one that is not in its [dom].) *)
Record fn := { val : R -> R; dom : R -> Prop }.

(** ** Samples *)

(** The features are the integers of [row], divided by the common denominator
    of the problem; the label y is +1 or -1; the weight is positive. (Rational
    weights are multiplied by a common denominator: L does not change.) *)
Record sample := { row : list Z; positive_label : bool; weight : positive }.

Definition y (s : sample) : R := if positive_label s then 1 else -1.
Definition share (s : sample) : R := IZR (Zpos (weight s)).

(** ** Parameters *)

(** Parameters of the part f_D of the network: branch, layer, unit and, for a
    weight, the input that it weighs; all counted from 0. *)
Inductive deep_place :=
  | Weight (branch layer unit input : nat)
  | Bias (branch layer unit : nat)
  | Output (branch unit : nat).

(** All parameters: the output bias a_0, the output weights a_j, the hidden
    weights w_jk and the hidden biases b_j of the shortcut, and those of f_D. *)
Inductive place :=
  | A0
  | A (neuron : nat)
  | W (neuron input : nat)
  | B (neuron : nat)
  | D (p : deep_place).

(** A point of parameter space: a real number for every parameter. *)
Definition params := place -> R.

(** ** The problem *)

Record problem := {
  (* the data *)
  data : list sample;
  denominator : positive;                    (* of all features *)
  dim : nat;                                 (* d, the number of features *)
  (* the network f = f_S + f_D *)
  width : nat;                               (* M, the neurons of f_S; 0: no shortcut *)
  neuron : fn;                               (* s *)
  deep : (deep_place -> R) -> (nat -> R) -> R;         (* f_D: its parameters, a point x *)
  deep_dom : (deep_place -> R) -> (nat -> R) -> Prop;  (* f_D is a real number there *)
  (* what is trained; all else stays at its value in [fixed], where an absent bias is 0 *)
  a0_trained : bool;
  a_trained : bool;
  w_trained : bool;
  b_trained : bool;
  deep_trained : list deep_place;
  fixed : params;
  (* the objective *)
  loss : fn;                                 (* l *)
  penalties : list (R * place)               (* c, p: the term c times the square of p *)
}.

Section Problem.

Variable P : problem.

(** ** The network *)

(** x_k for the sample s. *)
Definition x (s : sample) (k : nat) : R :=
  IZR (nth k (row s) 0%Z) / IZR (Zpos (denominator P)).

(** w_j . x + b_j, what neuron j of the shortcut receives. *)
Definition pre (t : params) (j : nat) (s : sample) : R :=
  sum (dim P) (fun k => t (W j k) * x s k) + t (B j).

(** f(x; t) = a_0 + sum_j a_j s(w_j . x + b_j) + f_D(x; t). *)
Definition f (t : params) (s : sample) : R :=
  t A0 + sum (width P) (fun j => t (A j) * val (neuron P) (pre t j s))
  + deep P (fun p => t (D p)) (x s).

(** ** The objective *)

Definition z (t : params) (s : sample) : R := - y s * f t s.

Definition total_weight : R := over (data P) share.

Definition penalty (t : params) : R :=
  over (penalties P) (fun term => fst term * (t (snd term))^2).

(** L(t) = sum_i weight_i l(z_i) / sum_i weight_i + penalties. *)
Definition L (t : params) : R :=
  over (data P) (fun s => share s * val (loss P) (z t s)) / total_weight + penalty t.

(** L(t) is defined: every formula that it takes is a real number there. *)
Definition L_defined (t : params) : Prop :=
  forall s, In s (data P) ->
    (forall j, (j < width P)%nat -> dom (neuron P) (pre t j s)) /\
    deep_dom P (fun p => t (D p)) (x s) /\
    dom (loss P) (z t s).

(** ** Local minima *)

(** The trained parameters. *)
Definition trained : list place :=
  (if a0_trained P then [A0] else []) ++
  (if a_trained P then map A (seq 0 (width P)) else []) ++
  (if w_trained P
   then flat_map (fun j => map (W j) (seq 0 (dim P))) (seq 0 (width P)) else []) ++
  (if b_trained P then map B (seq 0 (width P)) else []) ++
  map D (deep_trained P).

(** Everything that is not trained has its fixed value. *)
Definition admissible (t : params) : Prop :=
  forall p, ~ In p trained -> t p = fixed P p.

(** The square of the Euclidean distance in the trained parameters. *)
Definition distance2 (t t' : params) : R :=
  over trained (fun p => (t' p - t p)^2).

(** L(t) is the least value of L in some ball around t. *)
Definition local_min (t : params) : Prop :=
  admissible t /\ L_defined t /\
  exists r, 0 < r /\
    forall t', admissible t' -> L_defined t' -> distance2 t t' < r^2 -> L t <= L t'.

(** ** The training error *)

(** sgn v, with sgn 0 = +1. *)
Definition sgn (v : R) : R := if Rle_dec 0 v then 1 else -1.

(** The share of the samples, by weight, with y <> sgn f(x). *)
Definition training_error (t : params) : R :=
  over (data P) (fun s => if Req_EM_T (y s) (sgn (f t s)) then 0 else share s) / total_weight.

(** ** The three conclusions *)

(** Every local minimum of L has training error 0. *)
Definition NO_BAD : Prop := forall t, local_min t -> training_error t = 0.

(** L has no local minimum. *)
Definition NO_MINIMUM : Prop := forall t, ~ local_min t.

(** L has a local minimum with training error > 0. *)
Definition BAD : Prop := exists t, local_min t /\ training_error t > 0.

End Problem.

(** ** Deep parts

    The part f_D of a problem may be any function of its own parameters and of
    x. The networks that theoremcheck describes have the one below: a sum of
    branches, each a chain of layers, each layer a list of neurons, one for
    each unit. *)

Definition identity : fn := {| val := fun v => v; dom := fun _ => True |}.

(** What unit u of layer l receives, from [inputs] numbers h below it. *)
Definition received (t : deep_place -> R) (branch l inputs : nat) (h : nat -> R) (u : nat) : R :=
  sum inputs (fun k => t (Weight branch l u k) * h k) + t (Bias branch l u).

(** The output of a branch whose layers, from layer l upwards, are [layers]. *)
Fixpoint branch_output (t : deep_place -> R) (branch l inputs : nat) (h : nat -> R)
  (layers : list (list fn)) : R :=
  match layers with
  | [] => sum inputs (fun u => t (Output branch u) * h u)
  | units :: above =>
      branch_output t branch (S l) (length units)
        (fun u => val (nth u units identity) (received t branch l inputs h u)) above
  end.

(** Every neuron in it is a real number there. *)
Fixpoint branch_defined (t : deep_place -> R) (branch l inputs : nat) (h : nat -> R)
  (layers : list (list fn)) : Prop :=
  match layers with
  | [] => True
  | units :: above =>
      (forall u, (u < length units)%nat ->
        dom (nth u units identity) (received t branch l inputs h u)) /\
      branch_defined t branch (S l) (length units)
        (fun u => val (nth u units identity) (received t branch l inputs h u)) above
  end.

(** f_D as a sum of branches, for points with d features. *)
Definition branches (d : nat) (all : list (list (list fn))) (t : deep_place -> R) (x : nat -> R) : R :=
  sum (length all) (fun b => branch_output t b 0 d x (nth b all [])).

Definition branches_defined (d : nat) (all : list (list (list fn)))
  (t : deep_place -> R) (x : nat -> R) : Prop :=
  forall b, (b < length all)%nat -> branch_defined t b 0 d x (nth b all []).
