(** * Functions that exported formulas use beside those of the standard library

    Definitions only, written to be read: what [sigmoid v] and [power r v] mean
    in the formula of a neuron or a loss. The rest ([exp], [ln], [sinh], [cosh],
    [tanh], [atan], [sin], [cos], [sqrt], [Rabs], [Rmax], [Rmin], [v ^ n]) is that of
    the standard library; [erf], an integral, is defined in Erf.v. *)

From Coq Require Import Reals.
Open Scope R_scope.

(** 1 / (1 + exp(-v)). *)
Definition sigmoid (v : R) : R := / (1 + exp (- v)).

(** v to the real power r, for v >= 0; 0 to a positive power is 0. (A formula
    asks for v >= 0 in its [dom], and for v > 0 if r < 0.) *)
Definition power (r v : R) : R := if Rlt_dec 0 v then Rpower v r else 0.
