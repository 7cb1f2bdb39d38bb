(** * Computing with a point that an exported file writes down

    What the lemmas of PointsBuild.v ask for is mostly one question for each
    neuron or each parameter. The tactics below answer them one after the other,
    and the lemmas reduce what is asked about the functions to a formula on an
    interval, as Leaves.v settles it. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions Calculus Formulas Smooth Pieces Shapes Signs Leaves
  PointsConstant Nearby Support Minimisers Checks ChecksAverages PointsExplicit PointsMoments
  PointsBuild DeepNear DeepResting.
Import ListNotations.
Open Scope R_scope.

(** ** One case for each index below a numeral *)

Lemma below_next j n : (S j < S n)%nat -> (j < n)%nat.
Proof. lia. Qed.

Ltac every H tac :=
  cbn in H;
  lazymatch type of H with
  | (_ < O)%nat => exfalso; exact (PeanoNat.Nat.nlt_0_r _ H)
  | (?j < S _)%nat => destruct j as [|j]; [clear H; tac | apply below_next in H; every H tac]
  end.

Ltac conjuncts tac :=
  lazymatch goal with
  | |- _ /\ _ => split; [ conjuncts tac | conjuncts tac ]
  | |- True => exact I
  | |- _ => tac
  end.

(** ** Equal numbers *)

Lemma exp_half a : 0 < a -> exp (1 / 2 * ln a) = sqrt a.
Proof.
  intros H. symmetry. apply sqrt_lem_1; [lra | left; apply exp_pos |].
  rewrite <- exp_plus. replace (1 / 2 * ln a + 1 / 2 * ln a) with (ln a) by field.
  apply exp_ln, H.
Qed.

Lemma exp_minus_half a : 0 < a -> exp (-1 / 2 * ln a) = / sqrt a.
Proof.
  intros H. replace (-1 / 2 * ln a) with (- (1 / 2 * ln a)) by field.
  rewrite exp_Ropp, exp_half by exact H. reflexivity.
Qed.

Lemma ln_below a : 0 < a -> ln a <= a - 1.
Proof.
  intros H. pose proof (exp_ineq1_le (ln a)) as E. rewrite exp_ln in E by exact H. lra.
Qed.

Lemma ln_above a : 0 < a -> 1 - / a <= ln a.
Proof.
  intros H. pose proof (ln_below (/ a) (Rinv_0_lt_compat a H)) as E. rewrite ln_Rinv in E by exact H.
  lra.
Qed.

Ltac logarithm_bounds :=
  repeat match goal with
  | |- context [ln ?a] =>
      lazymatch goal with
      | _ : ln a <= a - 1 |- _ => fail
      | _ => pose proof (ln_below a ltac:(lra)); pose proof (ln_above a ltac:(lra))
      end
  end.

Ltac with_bounds :=
  repeat match goal with |- _ /\ _ => split end;
  first [ nonzero | apply Rlt_not_eq; lra | apply Rgt_not_eq; lra | nra ].

Ltac inverse_signs :=
  at_point; logarithm_bounds;
  repeat match goal with
  | |- context [/ ?a] =>
      lazymatch goal with
      | _ : / a < 0 |- _ => fail
      | _ : 0 < / a |- _ => fail
      | _ => first [ assert (/ a < 0) by (apply Rinv_lt_0_compat; lra)
                   | assert (0 < / a) by (apply Rinv_0_lt_compat; lra) ]
      end
  end;
  first [ lra | nra ].

Ltac logarithms :=
  repeat match goal with
  | |- context [exp (1 / 2 * ln ?a)] => rewrite (exp_half a) by lra
  | |- context [exp (-1 / 2 * ln ?a)] => rewrite (exp_minus_half a) by lra
  | |- context [exp (ln ?a)] => rewrite (exp_ln a) by lra
  | |- context [exp (- ln ?a)] => rewrite (exp_Ropp (ln a))
  | |- context [exp (-1 * ln ?a)] =>
      replace (-1 * ln a) with (- ln a) by ring; rewrite (exp_Ropp (ln a))
  | |- context [- - ?a] => rewrite (Ropp_involutive a)
  end.

Ltac numbers :=
  settled;
  first [ reflexivity | lra | ring | field; denominators
        | logarithms; first [ lra | field; denominators ]
        | at_point; first [ reflexivity | lra | ring | field; denominators ]
        | at_point; logarithms; first [ lra | ring | field; denominators ]
        | at_point; logarithm_bounds; field; with_bounds
        | logarithms; alike_in sqrt; roots; first [ nra | field_simplify_eq; [powers_of_roots; field | denominators] ]
        | same_as ].

Ltac numbers_compared :=
  settled; first [ lra | nra | at_point; first [ lra | nra | sign ] | logarithms; lra | sign ].

Ltac numbers_differ := first [ lra | nonzero ].

Ltac bounded := first [ lra | split; numbers_compared ].

(** ** The numbers that stay, and what costs nothing *)

Ltac keeps :=
  split; [|split; [|split]];
  first [ left; reflexivity
        | let j := fresh "j" in let J := fresh "J" in
          right; intros j J; every J ltac:(cbn; numbers)
        | let j := fresh "j" in let k := fresh "k" in
          let J := fresh "J" in let K := fresh "K" in
          right; intros j k J K; every J ltac:(every K ltac:(cbn; numbers))
        | right; cbn; numbers ].

Ltac costs :=
  unfold costs_nothing;
  lazymatch goal with
  | |- Forall _ (penalties ?P) =>
      let l := eval hnf in (penalties P) in change (penalties P) with l
  end;
  repeat (apply Forall_cons; [cbn [fst snd]; split; [lra | right; cbn; lra] |]);
  apply Forall_nil.

(** ** Intervals, one for each neuron *)

Lemma flats_by g (is : list interval) vs :
  Forall2 (fun i v => forall u, within i u -> g u = v) is vs ->
  forall j i, nth_error is j = Some i -> forall u, within i u -> g u = nth j vs 0.
Proof.
  induction 1 as [|i v is vs H _ IH]; intros j k E; destruct j; try discriminate.
  - injection E as <-. exact H.
  - exact (IH j k E).
Qed.

Lemma forall2_repeat {S T} (Q : S -> T -> Prop) a b n : Q a b -> Forall2 Q (repeat a n) (repeat b n).
Proof. intros H. induction n; cbn; constructor; assumption. Qed.

Lemma affines_by g (is : list interval) :
  Forall (fun i => exists p r, forall u, within i u -> g u = p * u + r) is ->
  forall i, In i is -> exists p r, forall u, within i u -> g u = p * u + r.
Proof. intros H. apply Forall_forall. exact H. Qed.

Lemma forall_below n (Q : nat -> Prop) : Forall Q (seq 0 n) -> forall j, (j < n)%nat -> Q j.
Proof. rewrite Forall_forall. intros H j L. apply H, in_seq. lia. Qed.

(** [tac] for each group of equal neurons. *)
Ltac groups tac :=
  lazymatch goal with
  | |- Forall2 _ (repeat _ _) (repeat _ _) => apply forall2_repeat; tac
  | |- Forall2 _ (_ ++ _) (_ ++ _) => apply Forall2_app; groups tac
  | |- Forall2 _ [] [] => apply Forall2_nil
  | |- Forall _ (repeat _ _) => apply forall_repeat; tac
  | |- Forall _ (_ ++ _) => apply forall_app; groups tac
  | |- Forall _ [] => apply Forall_nil
  end.

(** All output weights are 0. *)
Ltac idles := unfold idle; apply Forall_forall; groups ltac:(numbers).

Ltac in_interval U := unfold within, real in U; cbn [fst snd] in U; destruct U.

(** ** Slopes and levels of the loss *)

Lemma subgradient_piece g e c lo hi d : convex_fn g -> lo < c < hi ->
  (forall v, lo < v -> v < hi -> g v = value e v) -> smooth 1 e c -> value (slope e) c = d ->
  subgradient_at g c d.
Proof.
  intros C I E S <-. pose proof (derivative_by 0 e c S) as D.
  apply (subgradient_between g (value e) (value e) c _ _ _ C) with (2 := D) (4 := D); [| |lra].
  - exists (c - lo). split; [lra|]. intros v Hv. apply E; lra.
  - exists (hi - c). split; [lra|]. intros v Hv. apply E; lra.
Qed.

Lemma subgradient_break g e e' b lo hi d : convex_fn g -> lo < b < hi ->
  (forall v, lo < v -> v <= b -> g v = value e v) ->
  (forall v, b <= v -> v < hi -> g v = value e' v) -> smooth 1 e b -> smooth 1 e' b ->
  value (slope e) b <= d <= value (slope e') b -> subgradient_at g b d.
Proof.
  intros C I E E' S S' N.
  apply (subgradient_between g (value e) (value e') b _ _ _ C)
    with (2 := derivative_by 0 e b S) (4 := derivative_by 0 e' b S'); [| |exact N].
  - exists (b - lo). split; [lra|]. intros v Hv. apply E; lra.
  - exists (hi - b). split; [lra|]. intros v Hv. apply E'; lra.
Qed.

Lemma by_difference a b : 0 <= b - a -> a <= b.
Proof. lra. Qed.

Lemma by_piece g e a v : g v = value e v -> g a <= value e v -> g a <= g v.
Proof. intros ->. trivial. Qed.

(** A bound of a number, by the normal form of the difference. *)
Lemma lower_by e lo c : 0 < value e 0 -> value e 0 = c - lo -> lo < c.
Proof. lra. Qed.

Lemma upper_by e c hi : 0 < value e 0 -> value e 0 = hi - c -> c < hi.
Proof. lra. Qed.

Lemma minimiser_by_weights P p m c gp gm : plusz P = p -> minusz P = m ->
  subgradient_at (ell P) (- c) gp -> subgradient_at (ell P) c gm -> IZR p * gp = IZR m * gm ->
  local_minimiser (height P) c.
Proof.
  intros <- <- Sp Sm E. apply (minimiser_by_slopes P c gp gm Sp Sm).
  unfold W_plus, W_minus. rewrite !class_weight_z. exact E.
Qed.

Ltac leveled := first [ lra | nra | sign | apply by_difference; sign ].

(** ** Curvature around a bias *)

Lemma convex_on_piece g e lo hi : (forall v, lo <= v <= hi -> g v = value e v) ->
  (forall v, lo <= v <= hi -> smooth 2 e v) ->
  (forall v, lo <= v <= hi -> not_bent_down e v) -> convex_on g lo hi.
Proof.
  intros E S N u v p Hu Hv Hp.
  assert (K : forall a b, lo <= a <= hi -> lo <= b <= hi ->
    value e a + value (slope e) a * (b - a) <= value e b).
  { intros a b Ha Hb. apply (above_tangent e lo hi a Ha); [| |exact Hb].
    - intros c Hc. apply smooth_less, S, Hc.
    - intros c Hc. split; [apply S|apply N]; lra. }
  set (m := p * u + (1 - p) * v).
  assert (Hm : lo <= m <= hi) by (unfold m; nra).
  rewrite !E by assumption.
  pose proof (Rmult_le_compat_l p _ _ (proj1 Hp) (K m u Hm Hu)).
  pose proof (Rmult_le_compat_l (1 - p) _ _ ltac:(lra) (K m v Hm Hv)).
  assert (p * (value e m + value (slope e) m * (u - m)) +
    (1 - p) * (value e m + value (slope e) m * (v - m)) = value e m) by (unfold m; ring).
  lra.
Qed.

Lemma convex_on_all g lo hi : convex_fn g -> convex_on g lo hi.
Proof. intros C u v p _ _ Hp. apply C, Hp. Qed.

Lemma c2_at_piece g e b lo hi : lo < b < hi -> (forall v, lo < v -> v < hi -> g v = value e v) ->
  (forall v, lo < v -> v < hi -> smooth 2 e v) ->
  c2_at g b (value (slope e) b) (value (slope (slope e)) b).
Proof.
  intros I E S. exists (value (slope e)), (value (slope (slope e))), lo, hi.
  split; [exact I|]. split; [|split; [|split; reflexivity]].
  - intros v Hv. split.
    + pose proof (derivative_by 0 e v (smooth_less 1 e v (S v (proj1 Hv) (proj2 Hv)))) as D.
      intros eps He. destruct (D eps He) as [d Hd].
      assert (Hr : 0 < Rmin d (Rmin (v - lo) (hi - v)))
        by (repeat apply Rmin_pos; try lra; apply cond_pos).
      exists (mkposreal _ Hr). intros h N Hh. cbn [pos] in Hh.
      pose proof (Rmin_l d (Rmin (v - lo) (hi - v))).
      pose proof (Rmin_r d (Rmin (v - lo) (hi - v))).
      pose proof (Rmin_l (v - lo) (hi - v)). pose proof (Rmin_r (v - lo) (hi - v)).
      specialize (Hd h N ltac:(lra)). apply Rabs_def2 in Hh.
      rewrite !E by lra. exact Hd.
    + apply (derivative_by 0), smooth_slope, S; lra.
  - apply (Smooth.continuous_by), smooth_slope, smooth_slope, S; lra.
Qed.

Lemma quadratic_at_piece g b lo hi p q r : lo < b < hi ->
  (forall v, lo < v -> v < hi -> g v = p * v ^ 2 + q * v + r) ->
  quadratic_at g b (2 * p * b + q) (2 * p).
Proof.
  intros I E. exists lo, hi. split; [exact I|]. intros v Hv. rewrite !E by lra. field.
Qed.

Lemma c2_at_as g e b lo hi p q : lo < b < hi -> (forall v, lo < v -> v < hi -> g v = value e v) ->
  (forall v, lo < v -> v < hi -> smooth 2 e v) ->
  value (slope e) b = p -> value (slope (slope e)) b = q -> c2_at g b p q.
Proof. intros I E S <- <-. exact (c2_at_piece g e b lo hi I E S). Qed.

Lemma quadratic_at_as g b lo hi p q r s1 s2 : lo < b < hi ->
  (forall v, lo < v -> v < hi -> g v = p * v ^ 2 + q * v + r) ->
  2 * p * b + q = s1 -> 2 * p = s2 -> quadratic_at g b s1 s2.
Proof. intros I E <- <-. exact (quadratic_at_piece g b lo hi p q r I E). Qed.

(** A line through a point of a piecewise affine function, near it. *)
Ltac line_below :=
  unfold Rmax, Rmin, Rabs;
  repeat match goal with
  | |- context [if Rlt_dec ?a ?b then _ else _] => destruct (Rlt_dec a b)
  | |- context [if Rle_dec ?a ?b then _ else _] => destruct (Rle_dec a b)
  | |- context [Rcase_abs ?a] => destruct (Rcase_abs a)
  end;
  lra.
