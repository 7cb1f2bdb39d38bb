(** * Conditions on a point with multipliers: minimum.hull, minimum.support, minimum.potential,
    minimum.tied

    Definitions only. A multiplier for each sample, in the order of the data, is
    a slope of l at z_i; together they annihilate all that the outputs on the
    samples can do near the point. RulesMultipliers.v shows how the affine
    pieces of the neurons lead to this, column by column. *)

From Coq Require Import Reals List ZArith Permutation.
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

(** phi(w, b) = sum_i q_i s(w . x_i + b), where q_i = - weight_i y_i g_i: at neuron j, with a_j other than 0,
    phi and its gradient are 0, and a_j times its Hessian is semidefinite around there. (So it is where it is
    definite at t, or s affine around all that the neuron receives.) s has the derivatives s1 and s2. *)
Definition at_zero (t : params) (g : list R) (s1 s2 : R -> R) (j : nat) : Prop :=
  let moved d d0 (e : sample) := sum (dim P) (fun k => d k * x P e k) + d0 in
  t (A j) <> 0 /\
  (forall e, In e (data P) -> exists r, 0 < r /\ forall v, Rabs (v - pre P t j e) < r ->
     derivable_pt_lim (sigma P) v (s1 v) /\ derivable_pt_lim s1 v (s2 v)) /\
  weighted g (fun e => sigma P (pre P t j e)) = 0 /\
  (forall d d0, (b_trained P = false -> d0 = 0) ->
     weighted g (fun e => s1 (pre P t j e) * moved d d0 e) = 0) /\
  nearby P t (fun t' => forall d d0, (b_trained P = false -> d0 = 0) ->
     t (A j) * weighted g (fun e => s2 (pre P t' j e) * (moved d d0 e)^2) <= 0).

(** Every neuron is at such a zero: copies of one neuron may be. Slopes as in minimum.support; there is no f_D,
    and nothing is penalised. *)
Definition minimum_potential : Prop :=
  exists t g s1 s2, admissible P t /\ objective_unregularised P /\ network_shortcut_only P /\ some_wrong P t /\
    length g = length (data P) /\
    (forall e d, In (e, d) (combine (data P) g) -> slope_near (ell P) (z P t e) d) /\
    (a0_trained P = true -> weighted g (fun _ => 1) = 0) /\
    forall j, (j < width P)%nat -> at_zero t g s1 s2 j.

(** The samples with a multiplier that is not 0 fall into [groups], each a list of samples with their multipliers.
    Neuron j receives one number from all samples of a group; in each group sum q_i = 0 and sum q_i x_i = 0, where
    q_i = - weight_i y_i g_i. [e_part d] is the part of d in the span of the differences x_i - x_k in the groups: the
    rest of d ties all groups, and w_j has no such part. On these parts the form a_j sum_i q_i s''(u_i) (d . x_i)^2,
    u_i being what neuron j receives, is positive definite. *)
Definition pulled (G : list (sample * R)) (h : sample -> R) : R :=
  over G (fun eg => share (fst eg) * y (fst eg) * snd eg * h (fst eg)).
Definition product_with (d : nat -> R) (e : sample) : R := sum (dim P) (fun k => d k * x P e k).
Definition ties (d : nat -> R) (G : list (sample * R)) : Prop :=
  forall e e', In e (map fst G) -> In e' (map fst G) -> product_with d e = product_with d e'.

Definition tied_groups (g : list R) (groups : list (list (sample * R))) : Prop :=
  Permutation (filter (fun eg => if Req_EM_T (snd eg) 0 then false else true) (combine (data P) g)) (concat groups) /\
  forall G, In G groups -> pulled G (fun _ => 1) = 0 /\
    forall k, (k < dim P)%nat -> pulled G (fun e => x P e k) = 0.

Definition untying_part (groups : list (list (sample * R))) (part : nat -> nat -> R) : Prop :=
  forall d G, In G groups -> ties (fun k => d k - sum (dim P) (fun i => part k i * d i)) G.

Definition tied_neuron (t : params) (groups : list (list (sample * R))) (part : nat -> nat -> R)
  (s1 s2 : R -> R) (j : nat) : Prop :=
  let e_part d k := sum (dim P) (fun i => part k i * d i) in
  (forall k, (k < dim P)%nat -> e_part (fun i => t (W j i)) k = 0) /\
  (forall e, In e (map fst (concat groups)) ->
     (exists r, 0 < r /\ forall v, Rabs (v - pre P t j e) < r ->
        derivable_pt_lim (sigma P) v (s1 v) /\ derivable_pt_lim s1 v (s2 v)) /\
     continuity_pt s2 (pre P t j e)) /\
  exists kappa, 0 < kappa /\ forall d,
    kappa * sum (dim P) (fun k => (e_part d k)^2)
    <= - t (A j) * pulled (concat groups) (fun e => s2 (pre P t j e) * (product_with (e_part d) e)^2).

(** The terms of L that are looked at together: that of one sample, with a line below l near its margin, or those of
    samples at one point, which have one output v, without slopes: their sum has a local minimum at v = f. *)
Definition held_terms (t : params) (G : list (sample * R)) : Prop :=
  (exists e d, G = [(e, d)] /\ slope_near (ell P) (z P t e) d) \/
  (exists e0 d0 r, In (e0, d0) G /\ 0 < r /\
    (forall e d, In (e, d) G -> d = 0 /\ forall k, (k < dim P)%nat -> x P e k = x P e0 k) /\
    forall v, Rabs (v - f P t e0) < r ->
      over G (fun eg => share (fst eg) * ell P (- y (fst eg) * f P t e0))
      <= over G (fun eg => share (fst eg) * ell P (- y (fst eg) * v))).

(** f is continuous at t on the samples. Where all samples of a group are one point, there is no e_part, and
    nothing to ask of the neurons. *)
Definition minimum_tied : Prop :=
  exists t g groups part s1 s2 terms, admissible P t /\ some_wrong P t /\ length g = length (data P) /\
    Permutation (combine (data P) g) (concat terms) /\ (forall G, In G terms -> held_terms t G) /\
    (forall e, In e (data P) -> forall eps, 0 < eps ->
       nearby P t (fun t' => Rabs (f P t' e - f P t e) < eps)) /\
    tied_groups g groups /\ untying_part groups part /\
    ((forall k i, (k < dim P)%nat -> (i < dim P)%nat -> part k i = 0) \/
     forall j, (j < width P)%nat -> tied_neuron t groups part s1 s2 j).

End Points.
