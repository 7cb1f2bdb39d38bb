(** * Linear networks with bad local minima (B2, the other half)

    A network of affine neurons computes affine functions. Where a best one
    exists, it is a global minimum; on data that are not separable it is wrong
    somewhere. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions Algebra Near BestFit AffinePiece Kinds Monotone
  Balance FirstOrder LinearBranch LinearNetwork LinearTheorems LinearRealise.
Import ListNotations.
Open Scope R_scope.

(** One of nonnegative terms. *)
Lemma over_single_le : forall {T} (g : T -> R) (l : list T) e, (forall e, In e l -> 0 <= g e) ->
  In e l -> g e <= over l g.
Proof.
  intros T g. induction l as [|a l IH]; intros e H I; [easy|]. cbn [over].
  assert (0 <= over l g) by (apply over_ge0; intros; apply H; now right).
  destruct I as [->|I]; [lra|]. pose proof (H a (or_introl eq_refl)).
  specialize (IH e (fun e0 I0 => H e0 (or_intror I0)) I). lra.
Qed.

(** ** A best fit for losses that rise everywhere, where the data balance *)

Section Balanced.

Variable T : Type.
Variable s : T -> R.
Hypothesis s_pos : forall e, 0 < s e.
Variable g : R -> R.
Hypothesis convex : convex_fn g.
Hypothesis nondecreasing : forall u v, u <= v -> g u <= g v.
Variables low k0 : R.
Hypothesis bounded : forall v, low <= g v.
Hypothesis k0_pos : 0 < k0.
Hypothesis rising : forall v, 0 <= v -> g 0 + k0 * v <= g v.
Variables (l : list T) (n : nat) (z : T -> nat -> R) (m : T -> R).
Hypothesis m_pos : forall e, In e l -> 0 < m e.
Hypothesis balanced : forall u, over l (fun e => m e * linear n u (z e)) = 0.

Let F (h : R -> R) (u : nat -> R) : R := over l (fun e => s e * h (linear n u (z e))).

(** Where the sum is not above its value at 0, all arguments lie above some c. *)
Lemma sublevel_bounded : exists c, c <= 0 /\ forall u, F g u <= over l (fun e => s e * g 0) ->
  forall e, In e l -> c <= linear n u (z e).
Proof.
  destruct (lower_bound l s (fun e _ => s_pos e)) as [r [Hr R1]].
  destruct (lower_bound l m m_pos) as [q [Hq Q1]].
  set (D := over l (fun e => s e * (g 0 - low))).
  assert (HD : 0 <= D).
  { apply over_ge0. intros e _. pose proof (bounded 0). pose proof (s_pos e). nra. }
  set (B := D / (r * k0)). assert (Rk : 0 < r * k0) by now apply Rmult_lt_0_compat.
  assert (HB : 0 <= B).
  { unfold B, Rdiv. apply Rmult_le_pos; [assumption|]. left. now apply Rinv_0_lt_compat. }
  set (M := over l m). set (c := B - B * M / q).
  exists (Rmin c 0). split; [apply Rmin_r|]. intros u Su e I.
  assert (Up : forall e', In e' l -> linear n u (z e') <= B).
  { intros e' I'. destruct (Rle_lt_dec (linear n u (z e')) 0) as [|Pos]; [lra|].
    assert (Sum : over l (fun e => s e * (g (linear n u (z e)) - low)) <= D).
    { unfold D. rewrite (over_eq l _ (fun e => s e * g (linear n u (z e)) + (- low) * s e))
        by (intros; ring).
      rewrite (over_eq l (fun e => s e * (g 0 - low)) (fun e => s e * g 0 + (- low) * s e))
        by (intros; ring).
      rewrite !over_add. unfold F in Su. lra. }
    assert (One : s e' * (g (linear n u (z e')) - low) <= D).
    { eapply Rle_trans; [|exact Sum].
      apply (over_single_le (fun e => s e * (g (linear n u (z e)) - low))); [|assumption].
      intros e'' _. pose proof (bounded (linear n u (z e''))). pose proof (s_pos e''). nra. }
    pose proof (rising (linear n u (z e')) ltac:(lra)) as Ri. pose proof (bounded 0).
    specialize (R1 e' I').
    assert (r * (k0 * linear n u (z e')) <= D).
    { eapply Rle_trans; [|exact One]. apply Rmult_le_compat; try lra.
      apply Rmult_le_pos; lra. }
    unfold B. apply Rmult_le_reg_l with (r * k0); [assumption|].
    replace (r * k0 * (D / (r * k0))) with D by (field; lra). lra. }
  assert (Sum : over l (fun e => m e * (B - linear n u (z e))) = B * M).
  { rewrite (over_eq l _ (fun e => B * m e + (-1) * (m e * linear n u (z e)))) by (intros; ring).
    rewrite over_add, !over_mul, balanced. unfold M. ring. }
  assert (One : m e * (B - linear n u (z e)) <= B * M).
  { rewrite <- Sum. apply (over_single_le (fun e => m e * (B - linear n u (z e)))); [|assumption].
    intros e' I'. specialize (Up e' I'). specialize (m_pos e' I'). apply Rmult_le_pos; lra. }
  specialize (Up e I). specialize (Q1 e I).
  assert (q * (B - linear n u (z e)) <= B * M).
  { eapply Rle_trans; [|exact One]. apply Rmult_le_compat_r; lra. }
  assert (c <= linear n u (z e)).
  { unfold c. apply Rmult_le_reg_l with q; [assumption|].
    replace (q * (B - B * M / q)) with (q * B - B * M) by (field; lra). lra. }
  pose proof (Rmin_l c 0). lra.
Qed.

(** There the loss may be cut off, and best_fit applies. *)
Lemma balanced_fit : exists u, forall v, F g u <= F g v.
Proof.
  destruct sublevel_bounded as [c [Hc Bd]].
  set (h := fun v => g (Rmax v c)).
  assert (Ge : forall v, g v <= h v) by (intros v; apply nondecreasing, Rmax_l).
  assert (Eq : forall v, c <= v -> h v = g v) by (intros v Hv; unfold h; now rewrite Rmax_left).
  destruct (best_fit T s s_pos h) with (c := c) (k0 := k0) (n := n) (z := z) (l := l) as [u Hu].
  - intros a b p Hp. unfold h. eapply Rle_trans; [|apply convex; assumption].
    apply nondecreasing. pose proof (Rmax_l a c). pose proof (Rmax_r a c).
    pose proof (Rmax_l b c). pose proof (Rmax_r b c).
    apply Rmax_lub; nra.
  - intros a b Hab. apply nondecreasing. apply Rmax_lub; [|apply Rmax_r].
    pose proof (Rmax_l b c). lra.
  - intros v Hv. unfold h. rewrite !Rmax_right by lra. reflexivity.
  - assumption.
  - intros v Hv. rewrite !Eq by lra. now apply rising.
  - exists u. assert (Zero : F h (fun _ => 0) = over l (fun e => s e * g 0)).
    { apply over_eq. intros e _. unfold linear. rewrite sum_0 by (intros; ring).
      now rewrite Eq. }
    assert (Fu : F g u <= F h u).
    { apply over_le. intros e _. apply Rmult_le_compat_l; [left; apply s_pos|apply Ge]. }
    assert (U0 : F h u <= over l (fun e => s e * g 0)) by (rewrite <- Zero; apply Hu).
    intros v. destruct (Rle_lt_dec (F g v) (over l (fun e => s e * g 0))) as [V|V]; [|lra].
    assert (Fv : F h v = F g v).
    { apply over_eq. intros e I. rewrite Eq; [reflexivity|]. now apply Bd. }
    rewrite <- Fv. eapply Rle_trans; [exact Fu|apply Hu].
Qed.

End Balanced.
