(** * The conditions: the leaves of the statements, each under the id it has in
    the kernel's table (a point in an id is an underscore here)

    Definitions only. Conditions on a minimum (minimum.flat, ...) stand beside
    the rules that use them. *)

From Coq Require Import Reals List ZArith.
From TheoremCheck Require Import Setting.
Import ListNotations.
Open Scope R_scope.

(** ** Functions of one variable

    One-sided throughout, as the kernel reads them: at a break point both sides
    count. *)

Definition c1 (g : R -> R) : Prop :=
  exists g', (forall v, derivable_pt_lim g v (g' v)) /\ continuity g'.

Definition c2 (g : R -> R) : Prop :=
  exists g' g'', (forall v, derivable_pt_lim g v (g' v)) /\
    (forall v, derivable_pt_lim g' v (g'' v)) /\ continuity g''.

(** The slope to the right (left) of v is positive: bounded below by some k > 0 nearby. *)
Definition rises_after (g : R -> R) (v : R) : Prop :=
  exists k e, 0 < k /\ 0 < e /\ forall h, 0 < h < e -> g v + k * h <= g (v + h).
Definition rises_before (g : R -> R) (v : R) : Prop :=
  exists k e, 0 < k /\ 0 < e /\ forall h, 0 < h < e -> g (v - h) <= g v - k * h.

(** From v the function g falls to neither side: what is left of "slope 0" where g may have a kink. *)
Definition level_at (g : R -> R) (v : R) : Prop :=
  forall k r, 0 < k -> 0 < r ->
    (exists h, 0 < h < r /\ g v - k * h < g (v + h)) /\
    (exists h, 0 < h < r /\ g v - k * h < g (v - h)).

Definition increasing_fn (g : R -> R) : Prop :=
  continuity g /\ forall v, rises_after g v /\ rises_before g v.

Definition convex_fn (g : R -> R) : Prop :=
  forall u v p, 0 <= p <= 1 -> g (p * u + (1 - p) * v) <= p * g u + (1 - p) * g v.

(** Between two points below the greater of its values there, and least wherever it falls to
    neither side. *)
Definition pseudoconvex_fn (g : R -> R) : Prop :=
  continuity g /\ (forall u v w, u <= v <= w -> g v <= Rmax (g u) (g w)) /\
  (forall v w, level_at g v -> g v <= g w).

(** On each side of v the function lies above a parabola of positive curvature,
    and the slope does not drop at v. *)
Definition strictly_convex_fn (g : R -> R) : Prop :=
  forall v, exists p q k e, p <= q /\ 0 < k /\ 0 < e /\
    forall h, 0 < h < e -> g v + q * h + k * h^2 <= g (v + h) /\ g v - p * h + k * h^2 <= g (v - h).

Definition opposite (g : R -> R) : R -> R := fun v => - g v.

Definition strictly_increasing (g : R -> R) : Prop := forall u v, u < v -> g u < g v.

(** Affine functions that are not constant, and layers of neurons that are such functions. *)
Definition affine_fn (s : fn) : Prop := exists c e, c <> 0 /\ forall v, val s v = c * v + e.
Definition affine_layers (layers : list (list fn)) : Prop :=
  forall units, In units layers -> forall s, In s units -> affine_fn s.

(** Local extrema in the weak sense: a constant piece is made of them. *)
Definition locally_greatest (g : R -> R) (v : R) : Prop :=
  exists d, 0 < d /\ forall h, Rabs h < d -> g (v + h) <= g v.
Definition locally_least (g : R -> R) (v : R) : Prop :=
  exists d, 0 < d /\ forall h, Rabs h < d -> g v <= g (v + h).

(** Continuous functions that have none. *)
Definition without_maximum (g : R -> R) : Prop := continuity g /\ forall v, ~ locally_greatest g v.
Definition without_minimum (g : R -> R) : Prop := continuity g /\ forall v, ~ locally_least g v.

(** k is positive to the right of c and does not decrease there, and 1/k is convex there. *)
Definition grows_after (k : R -> R) (c : R) : Prop :=
  (forall v, c < v -> 0 < k v) /\
  (forall u v, c < u -> u <= v -> k u <= k v) /\
  (forall u v p, c < u -> c < v -> 0 <= p <= 1 ->
    / k (p * u + (1 - p) * v) <= p * / k u + (1 - p) * / k v).

(** So is k on both sides of c, up to the sign. *)
Definition grows_from (k : R -> R) (c : R) : Prop :=
  k c = 0 /\ grows_after k c /\ grows_after (fun v => - k (- v)) (- c).

(** s''/s' grows from some c to both sides, up to a factor (-1 for tanh and erf, 1 for sinh). *)
Definition sigmoidal_fn (s : R -> R) : Prop :=
  exists s1 s2 e c, (forall v, derivable_pt_lim s v (s1 v)) /\
    (forall v, derivable_pt_lim s1 v (s2 v)) /\ grows_from (fun v => e * (s2 v / s1 v)) c.

Section Conditions.

Variable P : problem.

(** There are samples: the kernel looks at no other problem. *)
Definition well_formed : Prop := data P <> [].

(** s and l as functions. *)
Definition sigma (v : R) : R := val (neuron P) v.
Definition ell (v : R) : R := val (loss P) v.

(** ** The loss *)

Definition loss_defined : Prop := forall v, dom (loss P) v.
Definition loss_c1 : Prop := c1 ell.
Definition loss_c2 : Prop := c2 ell.
Definition loss_nondecreasing : Prop := forall u v, u <= v -> ell u <= ell v.
Definition loss_active : Prop := forall v, 0 <= v -> rises_after ell v /\ rises_before ell v.
Definition loss_convex : Prop := convex_fn ell.
Definition loss_pseudoconvex : Prop := pseudoconvex_fn ell.
Definition loss_increasing : Prop := increasing_fn ell.
Definition loss_bounded_below : Prop := exists b, forall v, b <= ell v.

(** ** The neuron of the shortcut *)

Definition neuron_defined : Prop := forall v, dom (neuron P) v.
Definition neuron_c1 : Prop := c1 sigma.
Definition neuron_c2 : Prop := c2 sigma.
Definition neuron_signed : Prop := (forall v, 0 < sigma v) \/ (forall v, sigma v < 0).
Definition neuron_increasing : Prop := increasing_fn sigma.
Definition neuron_decreasing : Prop := increasing_fn (opposite sigma).
Definition neuron_strictly_increasing : Prop := strictly_increasing sigma.
Definition neuron_strictly_decreasing : Prop := strictly_increasing (opposite sigma).
Definition neuron_strictly_convex : Prop := strictly_convex_fn sigma.
Definition neuron_strictly_concave : Prop := strictly_convex_fn (opposite sigma).
Definition neuron_flat_piece : Prop :=
  exists lo hi c, lo < hi /\ forall v, lo < v < hi -> sigma v = c.
Definition neuron_affine_piece : Prop :=
  exists lo hi p q, lo < hi /\ forall v, lo < v < hi -> sigma v = p * v + q.
Definition neuron_even : Prop := forall v, sigma (- v) = sigma v.
Definition neuron_odd_up_to_constant : Prop := exists c, forall v, sigma v + sigma (- v) = c.
Definition neuron_quadratic : Prop :=
  exists alpha gamma, alpha <> 0 /\ forall v, sigma v = alpha * v^2 + gamma.

Definition neuron_sigmoidal : Prop := sigmoidal_fn sigma.

Definition neuron_no_local_maximum : Prop := without_maximum sigma.
Definition neuron_no_local_minimum : Prop := without_minimum sigma.

(** All local minimum (maximum) values have one strict sign. *)
Definition neuron_minima_signed : Prop :=
  (forall v, locally_least sigma v -> 0 < sigma v) \/
  (forall v, locally_least sigma v -> sigma v < 0).
Definition neuron_maxima_signed : Prop :=
  (forall v, locally_greatest sigma v -> 0 < sigma v) \/
  (forall v, locally_greatest sigma v -> sigma v < 0).

(** In one piece, on all of R. *)
Definition neuron_exponential : Prop :=
  exists C k, C <> 0 /\ k <> 0 /\ forall v, sigma v = C * exp (k * v).

(** ** The network and the objective *)

Definition network_shortcut : Prop := (1 <= width P)%nat.
Definition network_shortcut_only : Prop :=
  (forall t v, deep P t v = 0) /\ (forall t v, deep_dom P t v).
Definition network_deep_defined : Prop := forall t v, deep_dom P t v.
Definition network_output_bias : Prop := a0_trained P = true.
Definition network_hidden_bias : Prop := (1 <= width P)%nat /\ b_trained P = true.

(** a_0 (the b_j) are trained or absent. *)
Definition network_trainable : Prop :=
  a_trained P = true /\ w_trained P = true /\
  (a0_trained P = true \/ fixed P A0 = 0) /\
  (b_trained P = true \/ forall j, fixed P (B j) = 0).
Definition network_neurons_trainable : Prop := a_trained P = true /\ w_trained P = true.
Definition network_hidden_trainable : Prop :=
  w_trained P = true /\
  (a_trained P = true \/ exists j, (j < width P)%nat /\ fixed P (A j) <> 0).

(** Each hidden bias is trained, or 0. *)
Definition network_hidden_bias_or_none : Prop :=
  b_trained P = true \/ forall j, (j < width P)%nat -> fixed P (B j) = 0.

(** f_D reads the features of a sample only. *)
Definition network_deep_features : Prop :=
  forall t v v', (forall k, (k < dim P)%nat -> v k = v' k) -> deep P t v = deep P t v'.

Definition network_output_weights_frozen : Prop := a_trained P = false.

Definition network_width_two : Prop := (2 <= width P)%nat.

(** f_D is one branch: a trained chain of single units, all with the neuron of
    the problem; the biases above its first layer may be there or not. *)
Definition sees_one : bool :=
  if (0 <? width P)%nat then b_trained P
  else existsb (fun p => match p with Bias 0 0 0 => true | _ => false end) (deep_trained P).
Definition network_chain : Prop :=
  exists h, (forall t v, deep P t v = branches (dim P) [repeat [neuron P] (S h)] t v) /\
    (forall t v, deep_dom P t v <-> branches_defined (dim P) [repeat [neuron P] (S h)] t v) /\
    (forall k, (k < dim P)%nat -> In (Weight 0 0 0 k) (deep_trained P)) /\
    (forall i, (i < h)%nat -> In (Weight 0 (S i) 0 0) (deep_trained P)) /\
    In (Output 0 0) (deep_trained P) /\
    (sees_one = true -> In (Bias 0 0 0) (deep_trained P)).

Definition objective_unregularised : Prop := forall c p, In (c, p) (penalties P) -> c = 0.

(** No penalty on a hidden weight or bias of the shortcut. *)
Definition objective_hidden_unpenalised : Prop :=
  forall c p, In (c, p) (penalties P) ->
    match p with W _ _ => c = 0 | B _ => c = 0 | _ => True end.

Definition objective_output_bias_unpenalised : Prop :=
  forall c, In (c, A0) (penalties P) -> c = 0.
Definition objective_output_unpenalised : Prop :=
  forall c j, In (c, A j) (penalties P) -> c = 0.

(** The coefficient of the square of a_j in the penalties, all terms added. *)
Definition output_coefficient (j : nat) : R :=
  over (penalties P) (fun term =>
    match snd term with A i => if (i =? j)%nat then fst term else 0 | _ => 0 end).
Definition objective_output_penalised : Prop :=
  exists j, (j < width P)%nat /\ 0 < output_coefficient j.

(** Penalties on the output weights only, and none of them negative. *)
Definition objective_penalises_outputs_only : Prop :=
  (forall c p, In (c, p) (penalties P) ->
    match p with A j => (j < width P)%nat | _ => c = 0 end) /\
  forall j, (j < width P)%nat -> 0 <= output_coefficient j.

(** The total coefficient of the square of a_0 is not negative. *)
Definition output_bias_penalty : R :=
  over (penalties P) (fun term => match snd term with A0 => fst term | _ => 0 end).
Definition objective_output_bias_not_rewarded : Prop := 0 <= output_bias_penalty.

(** At rest, with all a_j = 0, f_S is the constant a_0: the value at which that is frozen, 0 where it is
    absent. l has a derivative there, at z = c and z = - c; where a_0 is trained, c = 0 is meant. *)
Definition output_at_rest : R := if a0_trained P then 0 else fixed P A0.
Definition objective_smooth_at_rest : Prop :=
  exists d d', derivable_pt_lim ell output_at_rest d /\ derivable_pt_lim ell (- output_at_rest) d'.

(** ** The data

    X_i is x_i, followed by a 1 if the hidden biases are trained. *)

Definition inputs : nat := if sees_one then S (dim P) else dim P.
Definition X (e : sample) (k : nat) : R := if (k <? dim P)%nat then x P e k else 1.
Definition dot (u : nat -> R) (e : sample) : R := sum inputs (fun k => u k * X e k).

Definition positive (e : sample) : Prop := positive_label e = true.
Definition negative (e : sample) : Prop := positive_label e = false.

Definition data_linearly_separable : Prop :=
  exists u, forall e, In e (data P) -> 0 < y e * dot u e.

(** Some vector is orthogonal to all samples of one class and to none of the
    other; so no sample lies in the span of the other class, which is the same. *)
Definition cut_off (own other : sample -> Prop) : Prop :=
  exists v, (forall e, In e (data P) -> other e -> dot v e = 0) /\
    (forall e, In e (data P) -> own e -> dot v e <> 0).
Definition data_span_exclusion : Prop := cut_off positive negative /\ cut_off negative positive.

Definition data_origin_outside_hulls : Prop :=
  (exists v, forall e, In e (data P) -> positive e -> 0 < dot v e) /\
  (exists v, forall e, In e (data P) -> negative e -> 0 < dot v e).

(** The points x_i lie on one line: x_i = p + r_i v. *)
Definition data_collinear : Prop :=
  exists p v : nat -> R, forall e, In e (data P) ->
    exists r, forall k, (k < dim P)%nat -> x P e k = p k + r * v k.

(** The core: the samples on which every u with y_i (u . X_i) >= 0 for all i
    vanishes. (By Farkas, the largest support of m >= 0 with sum m_i y_i X_i = 0.) *)
Definition weakly_separates (u : nat -> R) : Prop :=
  forall e, In e (data P) -> 0 <= y e * dot u e.
Definition core (e : sample) : Prop := forall u, weakly_separates u -> dot u e = 0.

(** Some u separates weakly, and some sample strictly. *)
Definition data_weakly_separable : Prop :=
  exists u, weakly_separates u /\ exists e, In e (data P) /\ 0 < y e * dot u e.

Definition data_core_in_one_class : Prop :=
  (forall e, In e (data P) -> core e -> positive e) \/
  (forall e, In e (data P) -> core e -> negative e).
Definition data_core_span_exclusion : Prop :=
  cut_off (fun e => positive e /\ core e) (fun e => negative e /\ core e) /\
  cut_off (fun e => negative e /\ core e) (fun e => positive e /\ core e).

(** The spans of the classes meet in 0 only: some linear map is the identity
    on class + and 0 on class -. *)
Definition data_independent_spans : Prop :=
  exists E : nat -> nat -> R, forall e k, In e (data P) -> (k < inputs)%nat ->
    sum inputs (fun i => E k i * X e i) = if positive_label e then X e k else 0.

(** Two samples with the same X. *)
Definition same (e e' : sample) : Prop := forall k, (k < inputs)%nat -> X e k = X e' k.

(** A set of samples is independent modulo the span of [other]: each has a
    dual vector, orthogonal to [other] and to the rest of the set, not to it. *)
Definition independent_modulo (other : sample -> Prop) (block : list sample) : Prop :=
  forall i, (i < length block)%nat ->
    exists v, (forall e, In e (data P) -> other e -> dot v e = 0) /\
      forall k e, nth_error block k = Some e -> (k = i -> dot v e = 1) /\ (k <> i -> dot v e = 0).

(** No two samples with the same X have different labels. *)
Definition data_consistent : Prop :=
  forall e e', In e (data P) -> In e' (data P) -> same e e' ->
    positive_label e = positive_label e'.

(** The distinct X_i are linearly independent. *)
Definition data_independent : Prop :=
  exists block, independent_modulo (fun _ => False) block /\
    forall e, In e (data P) -> exists e', In e' block /\ same e e'.

(** The same up to sign. *)
Definition alike (e e' : sample) : Prop :=
  same e e' \/ forall k, (k < inputs)%nat -> X e k = - X e' k.
Definition data_consistent_up_to_sign : Prop :=
  forall e e', In e (data P) -> In e' (data P) -> alike e e' ->
    positive_label e = positive_label e'.
Definition data_independent_up_to_sign : Prop :=
  exists block, independent_modulo (fun _ => False) block /\
    forall e, In e (data P) -> exists e', In e' block /\ alike e e'.

(** The samples of [own] fall into [blocks], each independent modulo the span
    of [other], up to repetitions of an X. (A block may have more members.) *)
Definition partition (own other : sample -> Prop) (blocks : list (list sample)) : Prop :=
  (forall block, In block blocks -> independent_modulo other block) /\
  (forall e, In e (data P) -> own e -> exists block e', In block blocks /\ In e' block /\ same e e').

Definition wide_enough (own other : sample -> Prop) : Prop :=
  exists bp bm, partition own other bp /\ partition other own bm /\
    (length bp + length bm <= width P + 1)%nat.

Definition network_width : Prop := wide_enough positive negative.
Definition network_width_core : Prop :=
  wide_enough (fun e => positive e /\ core e) (fun e => negative e /\ core e).

(** M >= 3 and M >= m+ + m- - 2, each partition with a block of one sample. *)
Definition network_width_fewer : Prop :=
  (3 <= width P)%nat /\
  exists bp bm, partition positive negative bp /\ partition negative positive bm /\
    (exists e, In [e] bp) /\ (exists e, In [e] bm) /\
    (length bp + length bm <= width P + 2)%nat.

(** [n] neurons of the shortcut have one and the same hidden bias, or trained ones. *)
Definition sharing_hidden_bias (n : nat) : Prop :=
  exists js, NoDup js /\ length js = n /\ (forall j, In j js -> (j < width P)%nat) /\
    (b_trained P = true \/
     forall j j', In j js -> In j' js -> fixed P (B j) = fixed P (B j')).

(** The samples of a class lie on one line through 0. *)
Definition rank_one (own : sample -> Prop) : Prop :=
  exists v, forall e, In e (data P) -> own e ->
    exists c, forall k, (k < inputs)%nat -> X e k = c * v k.

Definition network_width_independent : Prop :=
  sharing_hidden_bias 3 \/
  (sharing_hidden_bias 2 /\ rank_one positive /\ rank_one negative).
Definition network_width_independent_two : Prop :=
  sharing_hidden_bias 3 \/ (width P = 2%nat /\ sharing_hidden_bias 2).

(** X_i^T Q X_i. *)
Definition form (Q : nat -> nat -> R) (e : sample) : R :=
  sum inputs (fun i => sum inputs (fun k => Q i k * X e i * X e k)).
Definition semidefinite (Q : nat -> nat -> R) : Prop :=
  (forall i k, Q i k = Q k i) /\
  forall v, 0 <= sum inputs (fun i => sum inputs (fun k => Q i k * v i * v k)).
Definition ellipsoid (inside outside : sample -> Prop) : Prop :=
  exists Q a, semidefinite Q /\
    (forall e, In e (data P) -> inside e -> form Q e < a) /\
    (forall e, In e (data P) -> outside e -> a < form Q e).
Definition data_ellipsoids : Prop := ellipsoid positive negative /\ ellipsoid negative positive.

(** Every X is a combination of r vectors. *)
Definition rank_at_most (r : nat) : Prop :=
  exists (basis : nat -> nat -> R) (c : sample -> nat -> R),
    forall e k, In e (data P) -> (k < inputs)%nat -> X e k = sum r (fun i => c e i * basis i k).
Definition network_width_quadratic : Prop :=
  exists r, rank_at_most r /\ (1 <= width P)%nat /\ (2 * r <= width P + 3)%nat.

(** ** Class averages: of the points x_i, weighted *)

Definition class_weight (own : sample -> bool) : R :=
  over (data P) (fun e => if own e then share e else 0).
Definition W_plus : R := class_weight positive_label.
Definition W_minus : R := class_weight (fun e => negb (positive_label e)).

(** (E+ - E-) g. *)
Definition difference (g : sample -> R) : R :=
  over (data P) (fun e => if positive_label e then share e / W_plus * g e
                          else - (share e / W_minus * g e)).

(** Both classes have samples. *)
Definition both_classes : Prop := 0 < W_plus /\ 0 < W_minus.

(** Both classes have the same weight. *)
Definition data_balanced_classes : Prop := W_plus = W_minus.

Definition data_equal_means : Prop :=
  both_classes /\ forall k, (k < dim P)%nat -> difference (fun e => x P e k) = 0.
Definition data_equal_classes : Prop :=
  both_classes /\ forall g : (nat -> R) -> R, difference (fun e => g (x P e)) = 0.
Definition data_even : Prop :=
  both_classes /\ forall g : (nat -> R) -> R,
    (forall v, g (fun k => - v k) = - g v) -> difference (fun e => g (x P e)) = 0.
Definition data_odd : Prop :=
  both_classes /\ forall g : (nat -> R) -> R,
    (forall v, g (fun k => - v k) = g v) -> difference (fun e => g (x P e)) = 0.

(** A coupling: mass p e e' from the sample e of the inner class to e' of the
    outer one, with the shares as marginals and the mean of each e kept. *)
Definition contraction (inner outer : list sample) : Prop :=
  exists p : nat -> nat -> R,
    let wi := over inner share in let wo := over outer share in
    (forall i k, 0 <= p i k) /\
    (forall i e, nth_error inner i = Some e ->
      sum (length outer) (fun k => p i k) = share e / wi /\
      forall c, (c < dim P)%nat ->
        sum (length outer) (fun k => match nth_error outer k with
                                     | Some e' => p i k * x P e' c | None => 0 end)
        = share e / wi * x P e c) /\
    (forall k e', nth_error outer k = Some e' ->
      sum (length inner) (fun i => p i k) = share e' / wo).
Definition plus_samples : list sample := filter positive_label (data P).
Definition minus_samples : list sample := filter (fun e => negb (positive_label e)) (data P).
Definition data_convex_order : Prop :=
  both_classes /\ (contraction minus_samples plus_samples \/ contraction plus_samples minus_samples).

(** ** Parts with affine neurons

    The branches of f_D are the members of a list [all]; a branch is given by
    its number and its layers. *)

Definition consists_of (all : list (list (list fn))) : Prop :=
  forall t v, deep P t v = branches (dim P) all t v.
Definition layers_of (all : list (list (list fn))) (b : nat) : list (list fn) := nth b all [].

(** All weights from layer l upwards are trained, and no layer is empty. *)
Fixpoint weights_trained (branch l inputs : nat) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => forall u, (u < inputs)%nat -> In (Output branch u) (deep_trained P)
  | units :: above => (0 < length units)%nat /\
      (forall u k, (u < length units)%nat -> (k < inputs)%nat ->
         In (Weight branch l u k) (deep_trained P)) /\
      weights_trained branch (S l) (length units) above
  end.

(** Some bias of layer l or above is trained. *)
Fixpoint some_bias (branch l : nat) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => False
  | units :: above =>
      (exists u, (u < length units)%nat /\ In (Bias branch l u) (deep_trained P)) \/
      some_bias branch (S l) above
  end.

(** No bias from layer l upwards: none is trained, all are fixed at 0, and the neurons are c z. *)
Fixpoint fixed_without_bias (branch l : nat) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => True
  | units :: above =>
      (forall u, (u < length units)%nat -> ~ In (Bias branch l u) (deep_trained P) /\
        fixed P (D (Bias branch l u)) = 0 /\ val (nth u units identity) 0 = 0) /\
      fixed_without_bias branch (S l) above
  end.

(** Branch b consists of affine neurons, and all its weights are trained. *)
Definition linear_branch (all : list (list (list fn))) (b : nat) : Prop :=
  (b < length all)%nat /\ affine_layers (layers_of all b) /\
  weights_trained b 0 (dim P) (layers_of all b).

(** The neuron of the shortcut is affine; the w_j and some a_j are trained, or an a_j is fixed, not at 0. *)
Definition linear_shortcut : Prop :=
  (1 <= width P)%nat /\ affine_fn (neuron P) /\ network_hidden_trainable.

Definition network_linear_part : Prop :=
  linear_shortcut \/ exists all b, consists_of all /\ linear_branch all b.

(** a_0, or a bias of such a part. *)
Definition network_constant_trained : Prop :=
  a0_trained P = true \/ (linear_shortcut /\ b_trained P = true) \/
  exists all b, consists_of all /\ linear_branch all b /\ some_bias b 0 (layers_of all b).

(** Where X has a 1, such a constant is trained. *)
Definition network_constant_seen : Prop := sees_one = true -> network_constant_trained.

(** An affine neuron of the shortcut stands in f with a fixed factor, and its weights are trained. *)
Definition network_direct_skip : Prop :=
  affine_fn (neuron P) /\ w_trained P = true /\ a_trained P = false /\
  exists j, (j < width P)%nat /\ fixed P (A j) <> 0.

(** Such a unit in a branch of one layer; its bias is trained at least where X has a 1. *)
Definition network_direct_branch : Prop :=
  exists all b units u, consists_of all /\ (b < length all)%nat /\ layers_of all b = [units] /\
    (u < length units)%nat /\ affine_fn (nth u units identity) /\
    (forall k, (k < dim P)%nat -> In (Weight b 0 u k) (deep_trained P)) /\
    (sees_one = true -> In (Bias b 0 u) (deep_trained P)) /\
    ~ In (Output b u) (deep_trained P) /\ fixed P (D (Output b u)) <> 0.

(** A branch of one layer with a unit that is monotone and sigmoidal; its parameters are
    trained, the bias at least where X has a 1. *)
Definition network_sigmoidal_unit : Prop :=
  exists all b units u, consists_of all /\ (b < length all)%nat /\ layers_of all b = [units] /\
    (u < length units)%nat /\
    (increasing_fn (val (nth u units identity)) \/
     increasing_fn (opposite (val (nth u units identity)))) /\
    sigmoidal_fn (val (nth u units identity)) /\
    (forall k, (k < dim P)%nat -> In (Weight b 0 u k) (deep_trained P)) /\
    (sees_one = true -> In (Bias b 0 u) (deep_trained P)) /\ In (Output b u) (deep_trained P).

(** Every neuron is affine. *)
Definition all_linear (all : list (list (list fn))) : Prop :=
  (width P = 0%nat \/ affine_fn (neuron P)) /\
  forall b, (b < length all)%nat -> affine_layers (layers_of all b).

(** Every neuron is c z, and below the output there are no biases. *)
Definition without_hidden_bias (all : list (list (list fn))) : Prop :=
  (width P = 0%nat \/
   (b_trained P = false /\ (forall j, (j < width P)%nat -> fixed P (B j) = 0) /\
    val (neuron P) 0 = 0)) /\
  forall b, (b < length all)%nat -> fixed_without_bias b 0 (layers_of all b).

(** All a_j and w_j are trained; all weights of branch b are. *)
Definition shortcut_trained : Prop :=
  (1 <= width P)%nat /\ a_trained P = true /\ w_trained P = true.
Definition branch_trained (all : list (list (list fn))) (b : nat) : Prop :=
  (b < length all)%nat /\ weights_trained b 0 (dim P) (layers_of all b).

(** No penalty but on output weights of the shortcut. *)
Definition objective_outputs_only : Prop :=
  forall c p, In (c, p) (penalties P) -> match p with A _ => True | _ => c = 0 end.

(** v . x + k, for the sample e. *)
Definition affine_score (v : nat -> R) (k : R) (e : sample) : R :=
  sum (dim P) (fun i => v i * x P e i) + k.
Definition data_affinely_separable : Prop :=
  exists v k, forall e, In e (data P) -> 0 < y e * affine_score v k e.
Definition data_affinely_weakly_separable : Prop :=
  exists v k, (forall e, In e (data P) -> 0 <= y e * affine_score v k e) /\
    exists e, In e (data P) /\ 0 < y e * affine_score v k e.

(** All m_i > 0 with sum m_i y_i x_i = 0. *)
Definition balances (m : sample -> R) : Prop :=
  (forall e, In e (data P) -> 0 < m e) /\
  forall k, (k < dim P)%nat -> over (data P) (fun e => m e * y e * x P e k) = 0.
Definition data_balanced : Prop := both_classes /\ exists m, balances m.
Definition data_affinely_balanced : Prop :=
  both_classes /\ exists m, balances m /\ over (data P) (fun e => m e * y e) = 0.

(** ** Output weights *)

(** A move of trained parameters that no penalty sees, along which f changes by h v, exactly, at all samples:
    for output weights of fixed features, v = sum rho_j phi_j. *)
Definition moved (t rho : params) (h : R) : params := fun p => t p + h * rho p.
Definition data_features_separable : Prop :=
  exists rho v,
    (forall p, rho p <> 0 -> In p (trained P)) /\
    (forall c p, In (c, p) (penalties P) -> c = 0 \/ rho p = 0) /\
    (forall t h e, admissible P t -> In e (data P) -> f P (moved t rho h) e = f P t e + h * v e) /\
    (forall e, In e (data P) -> 0 < y e * v e).

(** f is affine in what is trained. *)
Definition between (t t' : params) (h : R) : params := fun p => t p + h * (t' p - t p).
Definition network_output_layer : Prop :=
  forall t t' h e, admissible P t -> admissible P t' -> In e (data P) ->
    f P (between t t' h) e = f P t e + h * (f P t' e - f P t e).

(** The penalties are convex in what is trained. *)
Definition objective_convex_outputs : Prop :=
  forall t t' h, admissible P t -> admissible P t' -> 0 <= h <= 1 ->
    penalty P (between t t' h) <= penalty P t + h * (penalty P t' - penalty P t).

(** The best fit of an output layer. [act] picks the samples that count: their terms of L and the penalties are
    least at t0, and where they are as small the outputs on these samples are those at t0, which are right. On
    the other samples l is least at t0. *)
Definition active_part (act : sample -> bool) (t : params) : R :=
  over (data P) (fun e => if act e then share e * ell (z P t e) else 0) / total_weight P + penalty P t.
Definition fit_enclosed : Prop :=
  exists t0 act,
    admissible P t0 /\
    (forall t, admissible P t -> active_part act t0 <= active_part act t) /\
    (forall t, admissible P t -> active_part act t <= active_part act t0 ->
      forall e, In e (data P) -> act e = true -> f P t e = f P t0 e) /\
    forall e, In e (data P) ->
      if act e then y e = sgn (f P t0 e) else forall v, ell (z P t0 e) <= ell v.

(** If l is convex and active: wherever L is as low as at some t0, every sample is right. *)
Definition data_fit_right : Prop :=
  network_output_layer /\ objective_convex_outputs /\
  (loss_convex -> loss_active -> exists t0, admissible P t0 /\
    forall t, admissible P t -> L P t <= L P t0 -> forall e, In e (data P) -> y e = sgn (f P t e)).

End Conditions.
