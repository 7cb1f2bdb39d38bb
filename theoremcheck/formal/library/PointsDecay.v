(** * minimum.decay, minimum.decay_local: a = 0, w = 0, and a penalty that outweighs what the network can gain

    Definitions only. *)

From Coq Require Import Reals List ZArith.
From TheoremCheck Require Import Setting Conditions PointsConstant.
Import ListNotations.
Open Scope R_scope.

(** v to the right of 0 has slope m, to the left p. *)
Definition broken_line (p m v : R) : R := (p + m) / 2 * v + (m - p) / 2 * Rabs v.

(** Near b, g is a broken line with slopes p and m plus a function with a Lipschitz
    constant as small as one likes. (So it is where g is continuous and, on each
    side, C^1 up to b, with these slopes there.) *)
Definition broken_at (g : R -> R) (b p m : R) : Prop :=
  forall eps, 0 < eps -> exists r, 0 < r /\ forall u v, Rabs u < r -> Rabs v < r ->
    Rabs ((g (b + v) - broken_line p m v) - (g (b + u) - broken_line p m u)) <= eps * Rabs (v - u).

(** Near b, g has a slope that is Lipschitz, up to squares. *)
Definition bent_at (g : R -> R) (b : R) : Prop :=
  exists M r slope, 0 <= M /\ 0 < r /\ forall u v, Rabs u < r -> Rabs v < r ->
    Rabs (g (b + v) - g (b + u) - slope u * (v - u)) <= M * (v - u)^2.

Section Points.

Variable P : problem.

(** Euclidean length. *)
Definition norm (v : nat -> R) : R := sqrt (sum (dim P) (fun k => (v k)^2)).

(** |E+ x - E- x|, and E+ |x| + E- |x|. *)
Definition mean_distance : R := norm (fun k => difference P (fun e => x P e k)).
Definition mean_lengths : R :=
  over (data P) (fun e => share e / (if positive_label e then W_plus P else W_minus P) * norm (x P e)).

(** The total coefficient of the square of an output or hidden weight. *)
Definition weighs (p q : place) : bool :=
  match p, q with
  | A i, A j => (i =? j)%nat
  | W i k, W j l => (i =? j)%nat && (k =? l)%nat
  | _, _ => false
  end.
Definition coefficient (p : place) : R :=
  over (penalties P) (fun term => if weighs p (snd term) then fst term else 0).

(** s has a Lipschitz slope near b_j, and the penalty on w_j is at least beta |w_j|^2, beta > 0. *)
Definition hidden_decay (t : params) (j : nat) : Prop :=
  bent_at (sigma P) (t (B j)) /\ 0 <= coefficient (A j) /\
  exists beta, 0 < beta /\ forall i, (i < dim P)%nat -> beta <= coefficient (W j i).

(** What the penalties of f_D are at t. *)
Definition deep_penalty (t : params) : R :=
  over (penalties P) (fun term =>
    match snd term with D p => fst term * (t (D p))^2 | _ => 0 end).

(** a = 0 and w = 0; p, m are the slopes of s beside b_j. The penalties alpha a_j^2 + beta
    |w_j|^2 and a number K above
      |p + m| / 2 |E+ x - E- x| + |p - m| / 2 (E+ |x| + E- |x|)
    satisfy (k K)^2 <= 4 alpha beta W^2. Or E+ x = E- x, s has a Lipschitz slope near b_j, and
    beta > 0. The penalty of f_D outweighs its gain. *)
Definition outweighed (t : params) (k : R) : Prop :=
  no_hidden_weights P t /\
  (forall j, (j < width P)%nat -> t (A j) = 0) /\
  (forall j, (j < width P)%nat -> (exists p m K alpha beta,
     broken_at (sigma P) (t (B j)) p m /\
     Rabs (p + m) / 2 * mean_distance + Rabs (p - m) / 2 * mean_lengths < K /\
     0 <= alpha <= coefficient (A j) /\
     (forall i, (i < dim P)%nat -> 0 <= beta <= coefficient (W j i)) /\ 0 <= beta /\
     (k * K)^2 <= 4 * alpha * beta * (total_weight P)^2) \/
    ((forall i, (i < dim P)%nat -> difference P (fun e => x P e i) = 0) /\ hidden_decay t j)) /\
  nearby P t (fun t' => k * difference P (deep_part P t') <= total_weight P * deep_penalty t').

(** gp, gm are slopes of l at -c and c, k = W+ gp = W- gm. *)
Definition minimum_decay : Prop :=
  both_classes P /\
  exists t c gp gm, constant_point P t c /\
    subgradient_at (ell P) (- c) gp /\ subgradient_at (ell P) c gm /\
    W_plus P * gp = W_minus P * gm /\ outweighed t (W_plus P * gp).

(** minimum.decay_local: lines with the slopes k / W+ and k / W- are below l near -c and c. *)
Definition minimum_decay_local : Prop :=
  exists t c k, tangent_point P t c k /\ outweighed t k.

(** minimum.decay_zero *)

(** sum_i share_i y_i g_i. *)
Definition labelled_sum (g : sample -> R) : R := over (data P) (fun e => share e * (y e * g e)).

(** |sum_i share_i y_i x_i|, and the larger of the two sums of share_i |x_i| over a class. *)
Definition labelled_length : R := norm (fun k => labelled_sum (fun e => x P e k)).
Definition class_length (positive : bool) : R :=
  over (data P) (fun e => if Bool.eqb (positive_label e) positive then share e * norm (x P e) else 0).

(** f = 0, and neither a_0 nor a b_j is trained; g is a slope of l at 0, p, m are the slopes
    of s beside b_j, where s is 0. The penalties alpha a_j^2 + beta |w_j|^2 and a number K above
      |p + m| / 2 |sum_i share_i y_i x_i| + |p - m| / 2 (the larger class length)
    satisfy (g K)^2 <= 4 alpha beta W^2. Or sum_i share_i y_i x_i = 0, s has a Lipschitz slope near
    b_j, and beta > 0. The penalty of f_D outweighs its gain. *)
Definition minimum_decay_zero : Prop :=
  both_classes P /\ a0_trained P = false /\ b_trained P = false /\
  exists t g, constant_point P t 0 /\ no_hidden_weights P t /\ t A0 = 0 /\
    (forall j, (j < width P)%nat -> t (A j) = 0) /\
    subgradient_at (ell P) 0 g /\
    (forall j, (j < width P)%nat -> sigma P (t (B j)) = 0 /\ ((exists p m K alpha beta,
       broken_at (sigma P) (t (B j)) p m /\
       Rabs (p + m) / 2 * labelled_length
         + Rabs (p - m) / 2 * Rmax (class_length true) (class_length false) < K /\
       0 <= alpha <= coefficient (A j) /\
       (forall k, (k < dim P)%nat -> 0 <= beta <= coefficient (W j k)) /\ 0 <= beta /\
       (g * K)^2 <= 4 * alpha * beta * (total_weight P)^2) \/
      ((forall i, (i < dim P)%nat -> labelled_sum (fun e => x P e i) = 0) /\ hidden_decay t j))) /\
    nearby P t (fun t' => g * labelled_sum (deep_part P t') <= total_weight P * deep_penalty t').

End Points.
