(** * Conditions on a point with multipliers: minimum.hull, minimum.support

    Definitions only. A multiplier for each sample, in the order of the data, is
    a slope of l at z_i; together they annihilate all that the outputs on the
    samples can do near the point. RulesMultipliers.v shows how the affine
    pieces of the neurons lead to this, column by column. *)

From Coq Require Import Reals List ZArith.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsFrozen.
Import ListNotations.
Open Scope R_scope.

(** d is the slope of a line through (c, g c) that is below g near c. *)
Definition slope_near (g : R -> R) (c d : R) : Prop :=
  exists r, 0 < r /\ forall v, Rabs (v - c) < r -> g c + d * (v - c) <= g v.

Section Points.

Variable P : problem.

(** sum_i weight_i y_i g_i h(x_i). *)
Definition weighted (g : list R) (h : sample -> R) : R :=
  over (combine (data P) g) (fun eg => share (fst eg) * y (fst eg) * snd eg * h (fst eg)).

(** Near t, sum_i weight_i y_i g_i f(x_i) is what it is at t. *)
Definition balanced_near (t : params) (g : list R) : Prop :=
  nearby P t (fun t' => weighted g (fun e => f P t' e - f P t e) = 0).

(** The slopes are those of lines below l; some sample is wrong. (For l convex.) *)
Definition minimum_hull : Prop :=
  exists t g, admissible P t /\ unpenalised P t /\ some_wrong P t /\
    length g = length (data P) /\
    (forall e d, In (e, d) (combine (data P) g) -> subgradient_at (ell P) (z P t e) d) /\
    balanced_near t g.

(** f is continuous at t on the samples, and the lines are below l near the z_i:
    l need not be convex. *)
Definition minimum_support : Prop :=
  exists t g, admissible P t /\ unpenalised P t /\ some_wrong P t /\
    length g = length (data P) /\
    (forall e d, In (e, d) (combine (data P) g) -> slope_near (ell P) (z P t e) d) /\
    (forall e, In e (data P) -> forall eps, 0 < eps ->
       nearby P t (fun t' => Rabs (f P t' e - f P t e) < eps)) /\
    balanced_near t g.

End Points.
