(** * The conditions of thm.cells, thm.smooth and thm.movable, and minima off all breaks

    Definitions only, as in Conditions.v. *)

From Coq Require Import Reals List ZArith.
From TheoremCheck Require Import Setting Conditions.
Import ListNotations.
Open Scope R_scope.

(** On either side of every point g is affine for a while, with slopes of a given kind. *)
Definition sides (kind : R -> Prop) (g : R -> R) : Prop :=
  forall v, exists r a b c d, 0 < r /\ kind b /\ kind d /\
    (forall h, 0 < h < r -> g (v + h) = a + b * h) /\ (forall h, 0 < h < r -> g (v - h) = c - d * h).
Definition piecewise_affine (g : R -> R) : Prop := sides (fun _ => True) g.
Definition monotone_pieces (g : R -> R) : Prop :=
  sides (fun b => 0 < b) g \/ sides (fun b => b < 0) g.

(** v is no break of g. *)
Definition smooth_at (g : R -> R) (v : R) : Prop := exists d, derivable_pt_lim g v d.

(** Nor is any number near v: g is continuously differentiable there. *)
Definition smooth_near (g : R -> R) (v : R) : Prop :=
  exists g' r, 0 < r /\ forall u, Rabs (u - v) < r -> derivable_pt_lim g u (g' u) /\ continuity_pt g' u.

(** No unit of the layers, from layer l upwards, receives a break of its neuron. *)
Fixpoint branch_smooth (t : deep_place -> R) (branch l inputs : nat) (h : nat -> R)
  (layers : list (list fn)) : Prop :=
  match layers with
  | [] => True
  | units :: above =>
      (forall u, (u < length units)%nat ->
        smooth_at (val (nth u units identity)) (received t branch l inputs h u)) /\
      branch_smooth t branch (S l) (length units)
        (fun u => val (nth u units identity) (received t branch l inputs h u)) above
  end.

Section Conditions.

Variable P : problem.

(** At t no neuron receives, at any sample, a break, and no z_i is one of the loss; f_D is the sum of the branches. *)
Definition off_breaks (all : list (list (list fn))) (t : params) : Prop :=
  forall e, In e (data P) ->
    (forall j, (j < width P)%nat -> smooth_at (sigma P) (pre P t j e)) /\
    (forall b, (b < length all)%nat ->
      branch_smooth (fun p => t (D p)) b 0 (dim P) (x P e) (layers_of all b)) /\
    smooth_near (ell P) (z P t e).

(** l rises beyond 0, and from 0 on. *)
Definition loss_active_right : Prop :=
  (forall v, 0 <= v -> rises_after (ell P) v) /\ (forall v, 0 < v -> rises_before (ell P) v).

Definition loss_piecewise_affine : Prop := piecewise_affine (ell P).

(** Trained, and in no penalty; frozen at a number other than 0. *)
Definition unbound (p : place) : Prop :=
  In p (trained P) /\ forall c, In (c, p) (penalties P) -> c = 0.
Definition held (p : place) : Prop := ~ In p (trained P) /\ fixed P p <> 0.

(** The layers, whose weights, biases and output weights have these places; unit ks l of layer l, counted from 1, is on
    the path, and [link] is what weighs it above. *)
Definition link (weights : nat -> nat -> nat -> place) (outputs : nat -> place) (depth : nat)
  (ks : nat -> nat) (l : nat) : place :=
  if (l <? depth)%nat then weights l (ks (S l)) (ks l) else outputs (ks l).

Definition chain_path (layers : list (list fn)) (weights : nat -> nat -> nat -> place)
  (biases : nat -> nat -> place) (outputs : nat -> place) : Prop :=
  exists ks, (1 <= length layers)%nat /\
    (forall l, (l < length layers)%nat ->
      (ks (S l) < length (nth l layers []))%nat /\
      monotone_pieces (val (nth (ks (S l)) (nth l layers []) identity))) /\
    (forall l u, (1 <= l < length layers)%nat -> (u < length (nth l layers []))%nat ->
      piecewise_affine (val (nth u (nth l layers []) identity))) /\
    (forall k, (k < dim P)%nat -> unbound (weights 0%nat (ks 1%nat) k)) /\
    (sees_one P = true -> unbound (biases 0%nat (ks 1%nat))) /\
    (forall l, (1 <= l <= length layers)%nat ->
      unbound (link weights outputs (length layers) ks l) \/
      held (link weights outputs (length layers) ks l) /\
      ((2 <= l)%nat -> unbound (link weights outputs (length layers) ks (pred l)))).

(** Such a path leads through the shortcut, or through a branch. *)
Definition affine_path (all : list (list (list fn))) : Prop :=
  (1 <= width P)%nat /\
    chain_path [repeat (neuron P) (width P)] (fun _ => W) (fun _ => B) A \/
  exists b, (b < length all)%nat /\
    chain_path (layers_of all b) (fun l u k => D (Weight b l u k)) (fun l u => D (Bias b l u))
      (fun u => D (Output b u)).

Definition network_affine_path : Prop := exists all, consists_of P all /\ affine_path all.

(** As near as we like to every w is another one by which no sample loses, and one gains: by w + u; e is 1 or -1, or has
    its sign. *)
Definition moves (e : R) : Prop :=
  forall w r, 0 < r -> exists u, (forall k, Rabs (u k) < r) /\
    (forall s, In s (data P) -> 0 <= e * y s * (sigma P (dot P w s + dot P u s) - sigma P (dot P w s))) /\
    exists s, In s (data P) /\ 0 < e * y s * (sigma P (dot P w s + dot P u s) - sigma P (dot P w s)).
Definition network_movable : Prop :=
  a_trained P = true /\ moves 1 /\ moves (-1) \/
  a_trained P = false /\ exists e j, (j < width P)%nat /\ 0 < e * fixed P (A j) /\ moves e.

(** However f_D is written as a sum of branches: every local minimum off the breaks of all units, and of the loss, has
    training error 0. (Of some one way to write it this would say nothing: a branch that gives 0 can be added, with a
    unit that rests at its break.) *)
Definition NO_BAD_SMOOTH : Prop :=
  forall all, consists_of P all -> forall t, local_min P t -> off_breaks all t -> training_error P t = 0.

(** Wherever f_D is written so that such a path leads. *)
Definition NO_BAD_SMOOTH_PATH : Prop :=
  forall all, consists_of P all -> affine_path all ->
  forall t, local_min P t -> off_breaks all t -> training_error P t = 0.

End Conditions.
