(** * minimum.strict, minimum.sharp, minimum.spurious, minimum.basin: what a box has to satisfy

    Definitions only, as in Conditions.v. A box is a cube around a centre c in
    the trained parameters. Some of them move, the others are held at c; what
    is held is one of three kinds (lemma.slice). *)

From Coq Require Import Reals List ZArith.
From TheoremCheck Require Import Setting Conditions.
Import ListNotations.
Open Scope R_scope.

Section Boxes.

Variable P : problem.

(** The points with |t_p - c_p| <= r in all trained parameters p. *)
Definition box (c : params) (r : R) (t : params) : Prop :=
  admissible P t /\ forall p, In p (trained P) -> Rabs (t p - c p) <= r.

(** t + v d. *)
Definition shifted (t d : params) (v : R) : params := fun p => t p + v * d p.

(** The trained parameters, each once: those that move and those that are held. *)
Definition parted (moving held : list place) : Prop :=
  NoDup (moving ++ held) /\ forall p, In p (moving ++ held) <-> In p (trained P).

(** On U the function F has in the parameters that move the gradient g and the
    Hessian h, and h is at least mu: in every direction d the derivative of F
    is g . d, that of g . d is d^T h d, and d^T h d >= mu |d|^2. *)
Definition strongly_convex (moving : list place) (F : params -> R) (U : params -> Prop) (mu : R)
  (g : place -> params -> R) (h : place -> place -> params -> R) : Prop :=
  forall t, U t -> forall d, (forall p, ~ In p moving -> d p = 0) ->
    derivable_pt_lim (fun v => F (shifted t d v)) 0 (over moving (fun p => g p t * d p)) /\
    derivable_pt_lim (fun v => over moving (fun p => g p (shifted t d v) * d p)) 0
      (over moving (fun p => over moving (fun q => h p q t * d p * d q))) /\
    mu * over moving (fun p => (d p)^2)
      <= over moving (fun p => over moving (fun q => h p q t * d p * d q)).

(** The inside of the box. *)
Definition inside (c : params) (r : R) (t : params) : Prop :=
  admissible P t /\ forall p, In p (trained P) -> Rabs (t p - c p) < r.

(** F is continuous on U, as a function of the parameters in ps. *)
Definition continuous_on (ps : list place) (F : params -> R) (U : params -> Prop) : Prop :=
  forall t, U t -> forall e, 0 < e -> exists d, 0 < d /\
    forall t', U t' -> (forall p, In p ps -> Rabs (t' p - t p) < d) -> Rabs (F t' - F t) < e.

(** At every point of U some sample is wrong: y is not sgn f(x). (If all f(x_i)
    keep their sign on U, and one is wrong; or if two samples of different
    classes have one output.) *)
Definition some_wrong (U : params -> Prop) : Prop :=
  forall t, U t -> exists e, In e (data P) /\ y e <> sgn (f P t e).

(** ** lemma.slice: what may be held *)

(** (1) For every parameter q that is held there is a vector field X q along
    which L does not change: through every point inside the box runs a curve with
    that velocity on which L is constant. Their components in what is held have
    an inverse: for a matrix m, X m is positive definite, uniformly. *)
Definition held_by_symmetries (held : list place) (c : params) (r : R) : Prop :=
  continuous_on (trained P) (L P) (box c r) /\
  exists (X : place -> params -> params) (m : place -> place -> R) (k C : R),
    0 < k /\
    (forall q, In q held -> forall t, inside c r t -> exists curve : R -> params,
      curve 0 = t /\
      (forall p, In p (trained P) ->
        derivable_pt_lim (fun v => curve v p) 0 (X q t p) /\ Rabs (X q t p) <= C) /\
      exists e, 0 < e /\ forall v, Rabs v < e ->
        admissible P (curve v) /\ L P (curve v) = L P t) /\
    (forall t, inside c r t -> forall d : params,
      k * over held (fun p => (d p)^2)
      <= over held (fun p => d p *
           over held (fun q => X q t p * over held (fun p' => m q p' * d p')))).

(** (2) L is on U a function of as many numbers H_p, continuous, as there are
    parameters p that move, and the Jacobian J of the H_p in these is positive
    definite, uniformly. (L sees of the outputs what lies in a linear space of
    that dimension; H are coordinates there, multiplied by a matrix near the
    inverse of the Jacobian.) *)
Definition held_by_coordinates (moving : list place) (U : params -> Prop) : Prop :=
  exists (H : place -> params -> R) (J : place -> place -> params -> R) (k : R),
    0 < k /\
    (forall t t', U t -> U t' -> (forall p, In p moving -> H p t = H p t') -> L P t = L P t') /\
    (forall p, In p moving -> continuous_on (trained P) (H p) U) /\
    (forall t, U t -> forall d, (forall p, ~ In p moving -> d p = 0) ->
      (forall p, In p moving ->
        derivable_pt_lim (fun v => H p (shifted t d v)) 0 (over moving (fun q => J p q t * d q))) /\
      k * over moving (fun p => (d p)^2)
        <= over moving (fun p => d p * over moving (fun q => J p q t * d q))).

(** (3) The biases of neurons at rest: a_j = 0 and w_j = 0 at the centre (trained
    or not); b_j and a_0 carry no penalty, and a_0 is trained. *)
Definition held_at_rest (held : list place) (c : params) : Prop :=
  a0_trained P = true /\
  (forall k, In (k, A0) (penalties P) -> k = 0) /\
  exists js : list nat,
    (forall p, In p held <-> exists j, In j js /\ p = B j) /\
    forall j, In j js -> (j < width P)%nat /\ c (A j) = 0 /\
      (forall k, (k < dim P)%nat -> c (W j k) = 0) /\
      forall k, In (k, B j) (penalties P) -> k = 0.

(** ** The points *)

(** On the box of radius r the Hessian of L is at least mu > 0 in what moves, and the
    gradient at the centre is below mu r. *)
Definition strict_around (moving held : list place) (c : params) (r : R) : Prop :=
  exists (mu : R) (g : place -> params -> R) (h : place -> place -> params -> R),
    admissible P c /\ 0 < r /\ 0 < mu /\ parted moving held /\
    strongly_convex moving (L P) (box c r) mu g h /\
    over moving (fun p => (g p c)^2) < (mu * r)^2 /\
    (held = [] \/ held_by_symmetries held c r \/ held_by_coordinates moving (box c r) \/
     held_at_rest held c).

(** So it is for some choice of what moves, and some sample is always wrong. *)
Definition strict_box (c : params) (r : R) : Prop :=
  (exists moving held, strict_around moving held c r) /\ some_wrong (box c r).

Definition minimum_strict : Prop := exists c r, strict_box c r.

(** On a box of radius r L is continuous and lies above a function Psi whose
    Hessian is at least mu in what moves and which rises above L(c) on the
    sphere: |grad Psi(c)| r + L(c) - Psi(c) < mu r^2 / 2. (Psi is L with parabolas
    in place of l at samples on kinks of l.) *)
Definition sharp_around (moving held : list place) (c : params) (r : R) : Prop :=
  exists (mu G : R) (Psi : params -> R)
    (g : place -> params -> R) (h : place -> place -> params -> R),
    admissible P c /\ 0 < r /\ parted moving held /\
    continuous_on (trained P) (L P) (box c r) /\
    (forall t, box c r t -> Psi t <= L P t) /\
    strongly_convex moving Psi (box c r) mu g h /\
    0 <= G /\ over moving (fun p => (g p c)^2) <= G^2 /\
    G * r + (L P c - Psi c) < mu * r^2 / 2 /\
    (held = [] \/ held_by_symmetries held c r \/ held_by_coordinates moving (box c r)).

Definition minimum_sharp : Prop :=
  exists c r, (exists moving held, sharp_around moving held c r) /\ some_wrong (box c r).

(** ** Minima that are not global *)

Definition around (moving held : list place) (c : params) (r : R) : Prop :=
  strict_around moving held c r \/ sharp_around moving held c r.

(** At t' L is smaller than everywhere on the box. *)
Definition below_box (c : params) (r : R) (t' : params) : Prop :=
  admissible P t' /\ forall t, box c r t -> L P t' < L P t.

Definition minimum_spurious : Prop :=
  exists c r t', (exists moving held, around moving held c r) /\ below_box c r t'.

(** The same, where every trained parameter moves. *)
Definition minimum_basin : Prop :=
  exists c r t', around (trained P) [] c r /\ below_box c r t'.

End Boxes.
