(** * rule.affine_piece: data that are not separable, neurons with an affine piece *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions Algebra Near BestFit.
Import ListNotations.
Open Scope R_scope.

(** A wrong sample makes the training error positive. *)
Lemma error_of_wrong : forall P t e, In e (data P) -> y e <> sgn (f P t e) ->
  training_error P t > 0.
Proof.
  intros P t e He W. unfold training_error.
  apply Rdiv_lt_0_compat.
  - revert He. generalize (data P) as l. induction l as [|e' l IH]; intros He; [easy|].
    cbn [over].
    assert (G : forall e0, 0 <= if Req_EM_T (y e0) (sgn (f P t e0)) then 0 else share e0).
    { intros e0. destruct (Req_EM_T _ _); [lra | left; apply share_pos]. }
    assert (N : 0 <= over l (fun s => if Req_EM_T (y s) (sgn (f P t s)) then 0 else share s))
      by (apply over_ge0; intros; apply G).
    destruct He as [->|He].
    + destruct (Req_EM_T (y e) (sgn (f P t e))); [contradiction|].
      assert (0 < share e) by apply share_pos. lra.
    + specialize (IH He). specialize (G e'). lra.
  - apply total_weight_pos. intros E. rewrite E in He. easy.
Qed.

(** Finitely many positive numbers have a positive lower bound, and any have an upper bound. *)
Lemma lower_bound : forall {T} (l : list T) (g : T -> R), (forall e, In e l -> 0 < g e) ->
  exists r, 0 < r /\ forall e, In e l -> r <= g e.
Proof.
  induction l as [|a l IH]; intros g H.
  - exists 1. split; [lra|]. intros e [].
  - destruct (IH g) as [r [Hr R]]; [intros; apply H; simpl; auto|].
    assert (0 < g a) by (apply H; simpl; auto).
    exists (Rmin r (g a)). split; [now apply Rmin_pos|].
    intros e [<-|He]; [apply Rmin_r|]. eapply Rle_trans; [apply Rmin_l | auto].
Qed.

Lemma upper_bound : forall {T} (l : list T) (g : T -> R),
  exists r, 0 < r /\ forall e, In e l -> g e <= r.
Proof.
  intros T l g. induction l as [|a l [r [Hr R]]].
  - exists 1. split; [lra|]. intros e [].
  - exists (Rmax r (g a)). split; [eapply Rlt_le_trans; [exact Hr | apply Rmax_l]|].
    intros e [<-|He]; [apply Rmax_r|]. eapply Rle_trans; [apply R; assumption | apply Rmax_l].
Qed.

Section AffinePiece.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis loss_active : loss_active P.
Hypothesis loss_convex : loss_convex P.
Hypothesis not_loss_increasing : ~ loss_increasing P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_shortcut_only : network_shortcut_only P.
Hypothesis network_trainable : network_trainable P.
Hypothesis network_output_bias : network_output_bias P.
Hypothesis network_hidden_bias : network_hidden_bias P.
Hypothesis objective_unregularised : objective_unregularised P.
Hypothesis not_data_linearly_separable : ~ data_linearly_separable P.

Let defined : forall t, L_defined P t.
Proof. intros t e _. repeat split; auto. apply network_shortcut_only. Qed.

Lemma inputs_bias : inputs P = S (dim P).
Proof.
  destruct network_hidden_bias as [W Hb]. rewrite inputs_width by assumption. now rewrite Hb.
Qed.

(** ** The best affine fit *)

Definition fit (u : nat -> R) : R := over (data P) (fun e => share e * ell P (- y e * dot P u e)).

Lemma rising : exists k, 0 < k /\ forall v, 0 <= v -> ell P 0 + k * v <= ell P v.
Proof.
  destruct (loss_active 0 (Rle_refl 0)) as [[k [r [Hk [Hr H]]]] _].
  exists k. split; [assumption|]. intros v Hv.
  destruct (Req_dec v 0) as [->|D]; [lra|].
  destruct (Rlt_le_dec v r) as [V|V].
  - specialize (H v ltac:(lra)). rewrite Rplus_0_l in H. exact H.
  - assert (H1 := H (r / 2) ltac:(lra)). rewrite Rplus_0_l in H1.
    assert (S := slopes_rise (ell P) loss_convex 0 (r / 2) v ltac:(lra)).
    assert (k * (r / 2) * (v - r / 2) <= (ell P (r / 2) - ell P 0) * (v - r / 2))
      by (apply Rmult_le_compat_r; lra).
    assert (k * (v - r / 2) <= ell P v - ell P (r / 2)); [|lra].
    apply Rmult_le_reg_r with (r / 2); [lra|]. lra.
Qed.

Lemma best : exists u, forall v, fit u <= fit v.
Proof.
  destruct rising as [k [Hk RI]].
  destruct (half_line (ell P) loss_convex loss_nondecreasing not_loss_increasing) as [c FL].
  destruct (best_fit sample share share_pos (ell P) loss_convex loss_nondecreasing c FL k Hk RI
    (inputs P) (fun e i => - y e * X P e i) (data P)) as [u Hu].
  assert (E : forall v, fit v = over (data P)
    (fun e => share e * ell P (linear (inputs P) v (fun i => - y e * X P e i)))).
  { intros v. apply over_eq. intros e _. do 2 f_equal. unfold dot, linear.
    rewrite <- sum_mul. apply sum_eq. intros; ring. }
  exists u. intros v. rewrite !E. apply Hu.
Qed.

(** Every affine function is wrong somewhere, sgn 0 being +1: else move it up by a little. *)
Lemma wrong_somewhere : forall u, exists e, In e (data P) /\ y e <> sgn (dot P u e).
Proof.
  intros u. apply NNPP. intros N. apply not_data_linearly_separable.
  assert (R : forall e, In e (data P) -> y e = sgn (dot P u e)).
  { intros e He. apply NNPP. intros D. apply N. now exists e. }
  destruct (lower_bound (data P) (fun e => if positive_label e then 1 else - dot P u e))
    as [r [Hr LB]].
  { intros e He. specialize (R e He). unfold y, sgn in R.
    destruct (positive_label e), (Rle_dec 0 (dot P u e)); lra. }
  exists (upd u (dim P) (u (dim P) + r / 2)). intros e He.
  assert (E : dot P (upd u (dim P) (u (dim P) + r / 2)) e = dot P u e + r / 2).
  { unfold dot. rewrite inputs_bias. cbn [sum]. rewrite upd_same, X_one.
    rewrite (sum_eq (dim P) _ (fun k => u k * X P e k))
      by (intros; now rewrite upd_other by lia). ring. }
  rewrite E. specialize (R e He). specialize (LB e He). cbv beta in LB. unfold y, sgn in *.
  destruct (positive_label e), (Rle_dec 0 (dot P u e)); lra.
Qed.

(** ** The fit as a point inside the affine piece *)

Variables lo hi p q : R.
Hypothesis interval : lo < hi.
Hypothesis slope : p <> 0.
Hypothesis piece : forall v, lo < v < hi -> sigma P v = p * v + q.

(** Where all pre-activations lie in the piece, f is an affine function. *)
Definition inside (t : params) : Prop :=
  forall e j, In e (data P) -> (j < width P)%nat -> lo < pre P t j e < hi.

Definition affine (t : params) : nat -> R := fun k =>
  if (k <? dim P)%nat then sum (width P) (fun j => t (A j) * p * t (W j k))
  else t A0 + sum (width P) (fun j => t (A j) * (p * t (B j) + q)).

Lemma inside_affine : forall t e, inside t -> In e (data P) -> f P t e = dot P (affine t) e.
Proof.
  intros t e I He. unfold f, dot. rewrite inputs_bias. cbn [sum].
  rewrite (proj1 network_shortcut_only). rewrite X_one.
  rewrite (sum_eq (width P) (fun j => t (A j) * val (neuron P) (pre P t j e))
    (fun j => sum (dim P) (fun k => t (A j) * p * t (W j k) * X P e k)
              + t (A j) * (p * t (B j) + q))).
  - rewrite sum_add, sum_sum.
    assert (E1 : affine t (dim P) = t A0 + sum (width P) (fun j => t (A j) * (p * t (B j) + q)))
      by (unfold affine; now rewrite Nat.ltb_irrefl).
    rewrite E1.
    rewrite (sum_eq (dim P) (fun k => affine t k * X P e k)
      (fun k => sum (width P) (fun j => t (A j) * p * t (W j k) * X P e k))); [ring|].
    intros k Hk. unfold affine. rewrite (proj2 (Nat.ltb_lt k (dim P)) Hk).
    now rewrite sum_mul_r.
  - intros j Hj. change (val (neuron P)) with (sigma P). rewrite piece by now apply I.
    rewrite (sum_eq (dim P) _ (fun k => t (A j) * p * (t (W j k) * x P e k)))
      by (intros k Hk; rewrite X_low by assumption; ring).
    rewrite sum_mul. unfold pre. ring.
Qed.

(** Points near one that is well inside are inside. *)
Lemma near_inside : forall t, (forall e j, In e (data P) -> (j < width P)%nat ->
    Rabs (pre P t j e - (lo + hi) / 2) < (hi - lo) / 4) ->
  exists r, 0 < r /\ forall t', near P r t t' -> inside t'.
Proof.
  intros t M.
  destruct (upper_bound (data P) (fun e => sum (dim P) (fun k => Rabs (x P e k)) + 1))
    as [C [HC UB]].
  exists ((hi - lo) / 4 / C). split; [apply Rdiv_lt_0_compat; lra|].
  intros t' N e j He Hj. specialize (M e j He Hj). specialize (UB e He). cbv beta in UB.
  set (r := (hi - lo) / 4 / C) in *.
  assert (Hr : 0 < r) by (apply Rdiv_lt_0_compat; lra).
  assert (D : Rabs (pre P t' j e - pre P t j e) <= r * (sum (dim P) (fun k => Rabs (x P e k)) + 1)).
  { unfold pre.
    assert (NB : Rabs (t' (B j) - t (B j)) < r).
    { apply N, in_b; [apply network_hidden_bias | assumption]. }
    assert (NW : forall k, (k < dim P)%nat -> Rabs (t' (W j k) - t (W j k)) < r).
    { intros k Hk. apply N, in_w; auto. apply network_trainable. }
    assert (S : Rabs (sum (dim P) (fun k => t' (W j k) * x P e k)
      - sum (dim P) (fun k => t (W j k) * x P e k)) <= r * sum (dim P) (fun k => Rabs (x P e k))).
    { revert NW. generalize (dim P) as n. induction n as [|n IH]; intros NW; cbn [sum].
      - rewrite Rminus_diag_eq by reflexivity. rewrite Rabs_R0. lra.
      - specialize (IH ltac:(auto with arith)). specialize (NW n ltac:(lia)).
        replace (sum n (fun k => t' (W j k) * x P e k) + t' (W j n) * x P e n -
          (sum n (fun k => t (W j k) * x P e k) + t (W j n) * x P e n)) with
          ((sum n (fun k => t' (W j k) * x P e k) - sum n (fun k => t (W j k) * x P e k))
           + (t' (W j n) - t (W j n)) * x P e n) by ring.
        eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult.
        assert (Rabs (t' (W j n) - t (W j n)) * Rabs (x P e n) <= r * Rabs (x P e n))
          by (apply Rmult_le_compat_r; [apply Rabs_pos | lra]).
        lra. }
    match goal with |- Rabs ?a <= _ => replace a with
      ((sum (dim P) (fun k => t' (W j k) * x P e k) - sum (dim P) (fun k => t (W j k) * x P e k))
       + (t' (B j) - t (B j))) by ring end.
    eapply Rle_trans; [apply Rabs_triang|]. lra. }
  assert (D' : r * (sum (dim P) (fun k => Rabs (x P e k)) + 1) <= (hi - lo) / 4).
  { apply Rle_trans with (r * C); [apply Rmult_le_compat_l; lra|].
    unfold r. right. field. lra. }
  apply Rabs_def2 in M.
  assert (D2 : Rabs (pre P t' j e - pre P t j e) <= (hi - lo) / 4) by lra.
  assert (A1 := Rle_abs (pre P t' j e - pre P t j e)).
  assert (A2 := Rle_abs (- (pre P t' j e - pre P t j e))). rewrite Rabs_Ropp in A2. lra.
Qed.

(** Neuron 0 carries the fit, the others are idle in the middle of the piece. *)
Definition at_fit (u : nat -> R) (eps : R) : params := fun r =>
  let mid := (lo + hi) / 2 in
  match r with
  | A0 => u (dim P) - (p * mid + q) / (p * eps)
  | A j => if (j <? width P)%nat then (if (j =? 0)%nat then 1 / (p * eps) else 0) else fixed P (A j)
  | W j k => if ((j <? width P)%nat && (k <? dim P)%nat)%bool
             then (if (j =? 0)%nat then eps * u k else 0) else fixed P (W j k)
  | B j => if (j <? width P)%nat then mid else fixed P (B j)
  | D d => fixed P (D d)
  end.

Lemma at_fit_admissible : forall u eps, admissible P (at_fit u eps).
Proof.
  intros u eps r N. destruct r as [|j|j k|j|d]; simpl.
  - destruct (N (in_a0 P network_output_bias)).
  - destruct (j <? width P)%nat eqn:J; [|reflexivity]. apply Nat.ltb_lt in J.
    destruct (N (in_a P j (proj1 network_trainable) J)).
  - destruct (j <? width P)%nat eqn:J; [|reflexivity].
    destruct (k <? dim P)%nat eqn:K; [|reflexivity].
    apply Nat.ltb_lt in J. apply Nat.ltb_lt in K.
    destruct (N (in_w P j k (proj1 (proj2 network_trainable)) J K)).
  - destruct (j <? width P)%nat eqn:J; [|reflexivity]. apply Nat.ltb_lt in J.
    destruct (N (in_b P j (proj2 network_hidden_bias) J)).
  - reflexivity.
Qed.

Lemma at_fit_pre : forall u eps j e, (j < width P)%nat -> pre P (at_fit u eps) j e =
  (lo + hi) / 2 + (if (j =? 0)%nat then eps * sum (dim P) (fun k => u k * x P e k) else 0).
Proof.
  intros u eps j e J. unfold pre. cbn [at_fit]. rewrite (proj2 (Nat.ltb_lt j (width P)) J).
  rewrite (sum_eq (dim P) _ (fun k => (if (j =? 0)%nat then eps else 0) * (u k * x P e k))).
  - rewrite sum_mul. destruct (j =? 0)%nat; ring.
  - intros k K. rewrite (proj2 (Nat.ltb_lt k (dim P)) K). simpl. destruct (j =? 0)%nat; ring.
Qed.

Lemma at_fit_inside : forall u, exists eps, 0 < eps /\
  forall e j, In e (data P) -> (j < width P)%nat ->
    Rabs (pre P (at_fit u eps) j e - (lo + hi) / 2) < (hi - lo) / 4.
Proof.
  intros u.
  destruct (upper_bound (data P) (fun e => Rabs (sum (dim P) (fun k => u k * x P e k))))
    as [C [HC UB]].
  exists ((hi - lo) / 8 / C). split; [apply Rdiv_lt_0_compat; lra|].
  intros e j He Hj. rewrite at_fit_pre by assumption. specialize (UB e He). cbv beta in UB.
  match goal with |- Rabs ?a < _ => replace a with
    (if (j =? 0)%nat then (hi - lo) / 8 / C * sum (dim P) (fun k => u k * x P e k) else 0)
    by ring end.
  destruct (j =? 0)%nat.
  - assert (0 < (hi - lo) / 8 / C) by (apply Rdiv_lt_0_compat; lra).
    rewrite Rabs_mult, Rabs_pos_eq by lra.
    apply Rle_lt_trans with ((hi - lo) / 8 / C * C); [apply Rmult_le_compat_l; lra|].
    replace ((hi - lo) / 8 / C * C) with ((hi - lo) / 8) by (field; lra). lra.
  - rewrite Rabs_R0. lra.
Qed.

Lemma at_fit_f : forall u eps e, 0 < eps -> inside (at_fit u eps) -> In e (data P) ->
  f P (at_fit u eps) e = dot P u e.
Proof.
  intros u eps e Heps I He. rewrite inside_affine by assumption. unfold dot. apply sum_eq.
  rewrite inputs_bias. intros k Hk. f_equal. unfold affine.
  assert (W1 : (0 < width P)%nat) by (destruct network_hidden_bias; lia).
  destruct (k <? dim P)%nat eqn:K.
  - rewrite (sum_one (width P) 0%nat); [| assumption |].
    + cbn [at_fit]. rewrite (proj2 (Nat.ltb_lt 0 (width P)) W1), K. simpl. field. lra.
    + intros j Hj D. cbn [at_fit]. rewrite (proj2 (Nat.ltb_lt j (width P)) Hj).
      rewrite (proj2 (Nat.eqb_neq j 0) D). ring.
  - apply Nat.ltb_ge in K. replace k with (dim P) by lia.
    rewrite (sum_one (width P) 0%nat); [| assumption |].
    + cbn [at_fit]. rewrite (proj2 (Nat.ltb_lt 0 (width P)) W1). simpl. field. lra.
    + intros j Hj D. cbn [at_fit]. rewrite (proj2 (Nat.ltb_lt j (width P)) Hj).
      rewrite (proj2 (Nat.eqb_neq j 0) D). ring.
Qed.

Lemma affine_piece_bad : BAD P.
Proof.
  destruct best as [u Hu].
  destruct (at_fit_inside u) as [eps [Heps M]].
  destruct (near_inside _ M) as [r [Hr NI]].
  assert (I0 : inside (at_fit u eps)).
  { apply NI. intros s _. replace (at_fit u eps s - at_fit u eps s) with 0 by ring.
    now rewrite Rabs_R0. }
  exists (at_fit u eps). split.
  - apply near_intro; [exact defined | apply at_fit_admissible |].
    exists r. split; [assumption|]. intros t' _ N.
    apply L_le; [assumption|].
    assert (E : forall t v, inside t -> (forall e, In e (data P) -> f P t e = dot P v e) ->
      loss_sum P t = fit v).
    { intros t v _ F. apply over_eq. intros e He. unfold z. now rewrite F by assumption. }
    rewrite (E (at_fit u eps) u I0) by (intros; now apply at_fit_f).
    rewrite (E t' (affine t') (NI t' N)) by (intros; apply inside_affine; auto).
    apply Hu.
  - destruct (wrong_somewhere u) as [e [He W]].
    apply (error_of_wrong P _ e He). now rewrite at_fit_f by assumption.
Qed.

End AffinePiece.

(** ** The rule *)

Section Rule.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis loss_active : loss_active P.
Hypothesis loss_convex : loss_convex P.
Hypothesis not_loss_increasing : ~ loss_increasing P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_c1 : neuron_c1 P.
Hypothesis neuron_affine_piece : neuron_affine_piece P.
Hypothesis network_shortcut : network_shortcut P.
Hypothesis network_shortcut_only : network_shortcut_only P.
Hypothesis network_trainable : network_trainable P.
Hypothesis network_output_bias : network_output_bias P.
Hypothesis network_hidden_bias : network_hidden_bias P.
Hypothesis objective_unregularised : objective_unregularised P.
Hypothesis not_data_linearly_separable : ~ data_linearly_separable P.

(** The slope of an affine piece of a neuron that is not constant anywhere is not 0. *)
Lemma piece_bad : (forall lo hi c, lo < hi -> ~ (forall v, lo < v < hi -> sigma P v = c)) -> BAD P.
Proof.
  intros N. destruct neuron_affine_piece as [lo [hi [p [q [I E]]]]].
  assert (p <> 0).
  { intros ->. apply (N lo hi q I). intros v Hv. rewrite E by assumption. ring. }
  now apply (affine_piece_bad P) with (lo := lo) (hi := hi) (p := p) (q := q).
Qed.

Lemma not_flat : forall g, increasing_fn g ->
  forall lo hi c, lo < hi -> ~ (forall v, lo < v < hi -> g v = c).
Proof.
  intros g [_ IN] lo hi c I E. destruct (IN ((lo + hi) / 2)) as [[k [r [Hk [Hr H]]]] _].
  assert (0 < Rmin r ((hi - lo) / 2)) by (apply Rmin_pos; lra).
  assert (A1 := Rmin_l r ((hi - lo) / 2)). assert (A2 := Rmin_r r ((hi - lo) / 2)).
  specialize (H (Rmin r ((hi - lo) / 2) / 2) ltac:(lra)).
  rewrite !E in H by lra. nra.
Qed.

Section Increasing.
Hypothesis neuron_increasing : neuron_increasing P.

Theorem rule_affine_piece : BAD P.
Proof. apply piece_bad. now apply not_flat. Qed.
End Increasing.

(** The same for a neuron that is strictly monotone either way. *)
Section Monotone.
Hypothesis neuron_monotone : neuron_increasing P \/ neuron_decreasing P.

Theorem rule_affine_piece_monotone : BAD P.
Proof.
  apply piece_bad. destruct neuron_monotone as [I|D]; [now apply not_flat|].
  intros lo hi c LH E. apply (not_flat _ D lo hi (- c) LH). intros v Hv. unfold opposite.
  now rewrite E.
Qed.
End Monotone.

End Rule.

(** ** The other half of the equivalence: separable data (thm.separable) *)

Section Separable.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis loss_active : loss_active P.
Hypothesis loss_convex : loss_convex P.
Hypothesis not_loss_increasing : ~ loss_increasing P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_c1 : neuron_c1 P.
Hypothesis neuron_affine_piece : neuron_affine_piece P.
Hypothesis network_shortcut : network_shortcut P.
Hypothesis network_shortcut_only : network_shortcut_only P.
Hypothesis network_trainable : network_trainable P.
Hypothesis network_output_bias : network_output_bias P.
Hypothesis network_hidden_bias : network_hidden_bias P.
Hypothesis objective_unregularised : objective_unregularised P.
Hypothesis data_linearly_separable : data_linearly_separable P.

Let defined : forall t, L_defined P t.
Proof. intros t e _. repeat split; auto. apply network_shortcut_only. Qed.

(** s moves with the sign d of its monotony, and strictly. *)
Definition moves (d : R) : Prop := forall v w, w <> 0 -> exists r, 0 < r /\
  forall h, 0 < h < r -> 0 < d * w * (sigma P (v + h * w) - sigma P v).

Lemma increasing_moves : forall g, increasing_fn g -> forall v w, w <> 0 -> exists r, 0 < r /\
  forall h, 0 < h < r -> 0 < w * (g (v + h * w) - g v).
Proof.
  intros g [_ IN] v w Hw. destruct (IN v) as [[k [e [Hk [He HA]]]] [k' [e' [Hk' [He' HB]]]]].
  assert (A : 0 < Rabs w) by now apply Rabs_pos_lt.
  exists (Rmin e e' / Rabs w). assert (M : 0 < Rmin e e') by now apply Rmin_pos.
  split; [now apply Rdiv_lt_0_compat|]. intros h [H0 H1].
  assert (H2 : h * Rabs w < Rmin e e').
  { replace (Rmin e e') with (Rmin e e' / Rabs w * Rabs w) by (field; lra).
    now apply Rmult_lt_compat_r. }
  assert (M1 := Rmin_l e e'). assert (M2 := Rmin_r e e').
  destruct (Rdichotomy _ _ Hw) as [W|W]; [|apply Rgt_lt in W].
  2: {
    rewrite Rabs_pos_eq in H2 by lra.
    specialize (HA (h * w) ltac:(split; [nra|lra])).
    assert (0 < h * w) by nra. assert (0 < k * (h * w)) by nra. nra. }
  - rewrite Rabs_left in H2 by lra.
    specialize (HB (h * - w) ltac:(split; [nra|lra])).
    replace (v - h * - w) with (v + h * w) in HB by ring.
    assert (0 < h * - w) by nra. assert (0 < k' * (h * - w)) by nra. nra.
Qed.

Lemma all_small : forall {T} (l : list T) (Q : T -> R -> Prop),
  (forall e, In e l -> exists r, 0 < r /\ forall h, 0 < h < r -> Q e h) ->
  exists r, 0 < r /\ forall h, 0 < h < r -> forall e, In e l -> Q e h.
Proof.
  induction l as [|a l IH]; intros Q H.
  - exists 1. split; [lra|]. intros h _ e [].
  - destruct (IH Q) as [r [Hr R]]; [intros; apply H; simpl; auto|].
    destruct (H a (or_introl eq_refl)) as [r' [Hr' R']].
    exists (Rmin r r'). split; [now apply Rmin_pos|]. intros h Hh.
    assert (M1 := Rmin_l r r'). assert (M2 := Rmin_r r r').
    intros e [<-|He]; [apply R'; lra | apply R; [lra|assumption]].
Qed.

Lemma separable_slopes : forall d, (d = 1 \/ d = -1) -> moves d -> forall t, local_min P t ->
  forall e, In e (data P) -> derivable_pt_lim (ell P) (z P t e) 0.
Proof.
  intros d Hd MV t Hm e He.
  destruct loss_c1 as [l' [Hl _]]. destruct data_linearly_separable as [u U].
  destruct network_trainable as [Ta [Tw _]].
  assert (W1 : (0 < width P)%nat) by (unfold Conditions.network_shortcut in *; lia).
  assert (Y : forall e, y e * y e = 1) by (intros; unfold y; destruct (positive_label _); ring).
  assert (SH : forall e, 0 < share e) by apply share_pos.
  (* along s u every output moves to its side *)
  assert (SIDE : forall s, s <> 0 -> exists r, 0 < r /\ forall h, 0 < h < r ->
    forall e, In e (data P) ->
    0 < d * s * y e * (sigma P (pre P t 0 e + h * (s * dot P u e)) - sigma P (pre P t 0 e))).
  { intros s Hs. apply all_small. intros e1 He1. specialize (U e1 He1).
    assert (D : dot P u e1 <> 0) by (intros Z; rewrite Z in U; lra).
    destruct (MV (pre P t 0 e1) (s * dot P u e1)) as [r [Hr H]];
      [now apply Rmult_integral_contrapositive_currified|].
    exists r. split; [assumption|]. intros h Hh. specialize (H h Hh).
    set (v := sigma P (pre P t 0 e1 + h * (s * dot P u e1)) - sigma P (pre P t 0 e1)) in *.
    apply Rmult_lt_reg_l with (y e1 * dot P u e1); [assumption|].
    replace (y e1 * dot P u e1 * (d * s * y e1 * v))
      with ((y e1 * y e1) * (d * (s * dot P u e1) * v)) by ring. rewrite Y. lra. }
  assert (LG : forall e, In e (data P) -> 0 <= l' (z P t e)).
  { intros e1 _. apply (nondecreasing_derivative (ell P) (z P t e1)); auto. }
  destruct (Req_dec (t (A 0)) 0) as [Z|NZ].
  - (* idle: sum q_i y_i (s(w_0 . X_i + h u . X_i) - s(w_0 . X_i)) = 0 *)
    destruct (SIDE 1 ltac:(lra)) as [r [Hr SD]].
    destruct (idle_a P defined objective_unregularised Ta Tw t (fun e => l' (z P t e)) 0 u Hm W1 Z
      ltac:(intros; apply Hl)) as [r' [Hr' ID]].
    set (h := Rmin r r' / 2). assert (M : 0 < Rmin r r') by now apply Rmin_pos.
    assert (M1 := Rmin_l r r'). assert (M2 := Rmin_r r r').
    assert (I1 := ID h ltac:(rewrite Rabs_pos_eq; unfold h; lra)).
    assert (I0 := ID 0 ltac:(rewrite Rabs_R0; assumption)).
    assert (SD' : forall e, In e (data P) ->
      0 < d * y e * (sigma P (pre P t 0 e + h * dot P u e) - sigma P (pre P t 0 e))).
    { intros e1 He1. assert (S := SD h ltac:(unfold h; lra) e1 He1).
      rewrite !Rmult_1_r, Rmult_1_l in S. exact S. }
    assert (GE : forall e, In e (data P) -> 0 <= share e * l' (z P t e) * (d * y e *
      (sigma P (pre P t 0 e + h * dot P u e) - sigma P (pre P t 0 e)))).
    { intros e1 He1. specialize (SD' e1 He1). specialize (LG e1 He1). specialize (SH e1).
      apply Rmult_le_pos; [apply Rmult_le_pos|]; lra. }
    assert (S0 : over (data P) (fun e => share e * l' (z P t e) * (d * y e *
      (sigma P (pre P t 0 e + h * dot P u e) - sigma P (pre P t 0 e)))) <= 0).
    { rewrite (over_eq (data P) _ (fun e =>
        d * (share e * l' (z P t e) * y e * sigma P (pre P t 0 e + h * dot P u e)) +
        - d * (share e * l' (z P t e) * y e * sigma P (pre P t 0 e + 0 * dot P u e))))
        by (intros; rewrite Rmult_0_l, Rplus_0_r; ring).
      rewrite over_add, !over_mul, I0, I1. lra. }
    assert (V := over_ge0_0 _ _ GE S0 e He). cbv beta in V.
    specialize (SD' e He). specialize (SH e).
    apply Rmult_integral in V. destruct V as [V|V]; [|lra].
    apply Rmult_integral in V. destruct V as [V|V]; [lra|].
    rewrite <- V. apply Hl.
  - (* all z_i fall along d a_0 u, so no loss may change there *)
    set (s := d * t (A 0%nat)).
    assert (Ds : d * d = 1) by (destruct Hd as [-> | ->]; ring).
    destruct (SIDE s) as [r [Hr SD]].
    { unfold s. apply Rmult_integral_contrapositive_currified; [lra | assumption]. }
    destruct (near_min P defined t Hm) as [r0 [Hr0 MIN]].
    set (c := fun i => if Nat.eq_dec i 0 then s else 0).
    destruct (small_steps2 (fun j k => c j * u k) (width P) (dim P) r0 Hr0) as [r' [Hr' SM]].
    set (h := Rmin r r' / 2). assert (M : 0 < Rmin r r') by now apply Rmin_pos.
    assert (M1 := Rmin_l r r'). assert (M2 := Rmin_r r r').
    set (t' := shift P t 0 (fun _ => 0) (fun j k => h * (c j * u k))).
    assert (F : forall e, f P t' e = f P t e + t (A 0%nat) *
      (sigma P (pre P t 0 e + h * (s * dot P u e)) - sigma P (pre P t 0 e))).
    { intros e1. unfold t'. rewrite shift_f. unfold f. change (val (neuron P)) with (sigma P).
      rewrite (sum_eq (width P) _ (fun j => t (A j) * sigma P (pre P t j e1)
        + (if Nat.eq_dec j 0 then t (A j) * (sigma P (pre P t j e1 + h * (s * dot P u e1))
            - sigma P (pre P t j e1)) else 0))).
      - rewrite sum_add, (sum_one (width P) 0%nat (fun j => if Nat.eq_dec j 0 then _ else 0)).
        + simpl. ring.
        + assumption.
        + intros i _ Di. destruct (Nat.eq_dec i 0); [contradiction|reflexivity].
      - intros j _. rewrite (dot_scale P h (fun k => c j * u k)), dot_scale.
        unfold c. destruct (Nat.eq_dec j 0) as [->|D]; [ring|].
        replace (h * (0 * dot P u e1)) with 0 by ring. rewrite !Rplus_0_r. ring. }
    assert (Fall : forall e, In e (data P) -> z P t' e < z P t e).
    { intros e1 He1. assert (S := SD h ltac:(unfold h; lra) e1 He1).
      unfold z. rewrite F. unfold s in S at 1.
      replace (d * (d * t (A 0%nat)) * y e1) with ((d * d) * (y e1 * t (A 0%nat))) in S by ring.
      rewrite Ds in S. lra. }
    assert (LE : loss_sum P t <= loss_sum P t').
    { apply L_le; [assumption|]. apply MIN.
      - apply shift_admissible; auto. apply Hm.
      - apply shift_near; auto; try (intros; rewrite Rabs_R0; assumption).
        apply SM. rewrite Rabs_pos_eq; unfold h; lra. }
    assert (GE : forall e, In e (data P) ->
      0 <= share e * (ell P (z P t e) - ell P (z P t' e))).
    { intros e1 He1. assert (ell P (z P t' e1) <= ell P (z P t e1)).
      { apply loss_nondecreasing. left. now apply Fall. }
      specialize (SH e1). apply Rmult_le_pos; lra. }
    assert (S0 : over (data P) (fun e => share e * (ell P (z P t e) - ell P (z P t' e))) <= 0).
    { rewrite (over_eq _ _ (fun e => share e * ell P (z P t e) + -1 * (share e * ell P (z P t' e))))
        by (intros; ring).
      rewrite over_add, over_mul. unfold loss_sum in LE. lra. }
    assert (V := over_ge0_0 _ _ GE S0 e He). cbv beta in V. specialize (SH e).
    apply Rmult_integral in V. destruct V as [V|V]; [lra|].
    assert (L0 : 0 <= l' (z P t e) * -1).
    { apply (right_derivative (fun h => ell P (z P t e + h * -1))).
      - apply derivative_along. apply Hl.
      - exists (z P t e - z P t' e). split; [specialize (Fall e He); lra|].
        intros k Hk. rewrite Rmult_0_l, Rplus_0_r.
        apply Rle_trans with (ell P (z P t' e)); [lra|]. apply loss_nondecreasing. lra. }
    specialize (LG e He). replace 0 with (l' (z P t e)) by lra. apply Hl.
Qed.

Section Increasing.
Hypothesis neuron_increasing : neuron_increasing P.

Theorem thm_affine_piece_slopes : forall t, local_min P t ->
  forall e, In e (data P) -> derivable_pt_lim (ell P) (z P t e) 0.
Proof.
  apply (separable_slopes 1); [now left|]. intros v w Hw.
  destruct (increasing_moves _ neuron_increasing v w Hw) as [r [Hr H]].
  exists r. split; [assumption|]. intros h Hh. rewrite Rmult_1_l. now apply H.
Qed.

Theorem thm_affine_piece : NO_BAD P.
Proof.
  intros t Hm. apply slope_zero_right; [assumption|]. now apply thm_affine_piece_slopes.
Qed.
End Increasing.

(** The same for a neuron that is strictly monotone either way. *)
Section Monotone.
Hypothesis neuron_monotone : neuron_increasing P \/ neuron_decreasing P.

Theorem thm_affine_piece_monotone : NO_BAD P.
Proof.
  intros t Hm. apply slope_zero_right; [assumption|]. destruct neuron_monotone as [I|D].
  - now apply thm_affine_piece_slopes.
  - apply (separable_slopes (-1)); [now right | | assumption]. intros v w Hw.
    destruct (increasing_moves _ D v w Hw) as [r [Hr H]].
    exists r. split; [assumption|]. intros h Hh. specialize (H h Hh). unfold opposite in H. lra.
Qed.
End Monotone.

End Separable.
