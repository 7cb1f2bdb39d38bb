(** * A convex function of a sum of products, with squares of both factors

    H(a, w, theta) = F(sum_j a_j w_j, theta) + alpha |a|^2 + sum_j Q(w_j), F convex, Q a positive definite diagonal
    form. Along paths on which F falls as it does on a segment every local minimum is a global one. *)

From Coq Require Import Reals List Lra Lia.
From TheoremCheck Require Import Setting Algebra.
Open Scope R_scope.

Section Form.

Variables M n : nat.
Variable q : nat -> R.
Variable alpha : R.
Variable Theta : Type.
Variable mix : Theta -> Theta -> R -> Theta.
Variable F : (nat -> R) -> Theta -> R.

Hypothesis q_pos : forall k, (k < n)%nat -> 0 < q k.
Hypothesis alpha_pos : 0 < alpha.
Hypothesis F_eq : forall b b' th, (forall k, (k < n)%nat -> b k = b' k) -> F b th = F b' th.
Variable good : Theta -> Prop.
Hypothesis F_convex : forall b b' th th' h, good th -> good th' -> 0 <= h <= 1 ->
  F (fun k => b k + h * (b' k - b k)) (mix th th' h) <= F b th + h * (F b' th' - F b th).

(** The bilinear form of Q. *)
Definition form (u v : nat -> R) : R := sum n (fun k => q k * (u k * v k)).
Definition total (a : nat -> R) (w : nat -> nat -> R) (k : nat) : R := sum M (fun j => a j * w j k).
Definition lengths (a : nat -> R) : R := sum M (fun j => (a j)^2).
Definition forms (w : nat -> nat -> R) : R := sum M (fun j => form (w j) (w j)).
Definition height (a : nat -> R) (w : nat -> nat -> R) (th : Theta) : R :=
  F (total a w) th + (alpha * lengths a + forms w).

Lemma sum_nonneg m g : (forall i, (i < m)%nat -> 0 <= g i) -> 0 <= sum m g.
Proof.
  intros H. induction m; simpl; [lra|]. pose proof (H m ltac:(lia)).
  assert (0 <= sum m g) by (apply IHm; intros; apply H; lia). lra.
Qed.

Lemma sum_zero_each m g : (forall i, (i < m)%nat -> 0 <= g i) -> sum m g = 0 ->
  forall i, (i < m)%nat -> g i = 0.
Proof.
  intros H. induction m; simpl; intros E i Hi; [lia|]. pose proof (H m ltac:(lia)).
  assert (0 <= sum m g) by (apply sum_nonneg; intros; apply H; lia).
  destruct (Nat.eq_dec i m) as [->|N]; [lra|]. apply IHm; [intros; apply H; lia|lra|lia].
Qed.

Lemma form_add u v v' c : form u (fun k => v k + c * v' k) = form u v + c * form u v'.
Proof.
  unfold form. rewrite <- sum_mul, <- sum_add. apply sum_eq. intros; ring.
Qed.

Lemma form_sym u v : form u v = form v u.
Proof. unfold form. apply sum_eq. intros; ring. Qed.

Lemma form_eq u u' v v' : (forall k, (k < n)%nat -> u k = u' k) -> (forall k, (k < n)%nat -> v k = v' k) ->
  form u v = form u' v'.
Proof. intros E E'. unfold form. apply sum_eq. intros k Hk. now rewrite E, E'. Qed.

Lemma form_square u v c : form (fun k => u k + c * v k) (fun k => u k + c * v k)
  = form u u + 2 * c * form u v + c^2 * form v v.
Proof.
  rewrite form_add, (form_sym _ u), (form_sym _ v), !form_add, (form_sym v u). ring.
Qed.

Lemma form_nonneg u : 0 <= form u u.
Proof.
  unfold form. apply sum_nonneg. intros k Hk. apply Rmult_le_pos; [left; auto|].
  replace (u k * u k) with ((u k)^2) by ring. apply pow2_ge_0.
Qed.

Lemma form_zero u : form u u = 0 -> forall k, (k < n)%nat -> u k = 0.
Proof.
  intros E k Hk. assert (Z : q k * (u k * u k) = 0).
  { apply (sum_zero_each n (fun i => q i * (u i * u i))); [|exact E|exact Hk].
    intros i Hi. apply Rmult_le_pos; [left; auto|].
    replace (u i * u i) with ((u i)^2) by ring. apply pow2_ge_0. }
  pose proof (q_pos k Hk). destruct (Rmult_integral _ _ Z) as [|E']; [lra|].
  destruct (Rmult_integral _ _ E'); assumption.
Qed.

(** sum_j a_j B(u, w_j) = B(u, sum_j a_j w_j). *)
Lemma form_total u a w : sum M (fun j => a j * form u (w j)) = form u (total a w).
Proof.
  unfold form, total.
  rewrite (sum_eq M _ (fun j => sum n (fun k => q k * (u k * (a j * w j k))))).
  - rewrite sum_sum. apply sum_eq. intros k _.
    rewrite (sum_eq M _ (fun j => q k * u k * (a j * w j k))) by (intros; ring).
    rewrite sum_mul. ring.
  - intros j _. rewrite <- sum_mul. apply sum_eq. intros; ring.
Qed.

(** The form of w + c v, neuron by neuron. *)
Lemma forms_add w v c : forms (fun j k => w j k + c * v j k)
  = forms w + 2 * c * sum M (fun j => form (w j) (v j)) + c^2 * forms v.
Proof.
  unfold forms. rewrite <- !sum_mul, <- !sum_add. apply sum_eq. intros j _. apply form_square.
Qed.

Lemma forms_nonneg w : 0 <= forms w.
Proof. unfold forms. apply sum_nonneg. intros; apply form_nonneg. Qed.

Lemma lengths_nonneg a : 0 <= lengths a.
Proof. unfold lengths. apply sum_nonneg. intros; apply pow2_ge_0. Qed.

(** ** A penalty is at least its tangent: 2 B(u, sum_j a_j w_j) <= alpha |a|^2 + sum_j Q(w_j) where Q(u) <= alpha. *)
Lemma penalty_above u a w : form u u <= alpha ->
  2 * form u (total a w) <= alpha * lengths a + forms w.
Proof.
  intros U. rewrite <- form_total. unfold lengths, forms.
  rewrite <- !sum_mul, <- sum_add. apply sum_le. intros j _.
  pose proof (form_nonneg (fun k => w j k + (- a j) * u k)) as N. rewrite form_square in N.
  rewrite (form_sym (w j) u) in N. pose proof (pow2_ge_0 (a j)) as S.
  assert (form u u * (a j)^2 <= alpha * (a j)^2) by (apply Rmult_le_compat_r; lra).
  nra.
Qed.

(** ** Local minima *)

Variable a : nat -> R.
Variable w : nat -> nat -> R.
Variable th : Theta.
Hypothesis th_good : good th.

(** On paths that leave the point no faster than s, theta by the square of s, H is not smaller near it. *)
Hypothesis local : forall (A' : R -> nat -> R) (W' : R -> nat -> nat -> R) th' C, good th' ->
  (forall s j, 0 < s <= 1 -> (j < M)%nat -> Rabs (A' s j - a j) <= C * s) ->
  (forall s j k, 0 < s <= 1 -> (j < M)%nat -> (k < n)%nat -> Rabs (W' s j k - w j k) <= C * s) ->
  exists d, 0 < d <= 1 /\ forall s, 0 < s <= d -> height a w th <= height (A' s) (W' s) (mix th th' (s * s)).

(** A bound of finitely many numbers. *)
Lemma bound m (g : nat -> R) : exists C, 0 <= C /\ forall i, (i < m)%nat -> Rabs (g i) <= C.
Proof.
  induction m as [|m [C [HC H]]].
  - exists 0. split; [lra|]. intros; lia.
  - exists (C + Rabs (g m)). pose proof (Rabs_pos (g m)). split; [lra|]. intros i Hi.
    destruct (Nat.eq_dec i m) as [->|N]; [lra|]. specialize (H i ltac:(lia)). lra.
Qed.

Lemma bound2 m p (g : nat -> nat -> R) :
  exists C, 0 <= C /\ forall i k, (i < m)%nat -> (k < p)%nat -> Rabs (g i k) <= C.
Proof.
  induction m as [|m [C [HC H]]].
  - exists 0. split; [lra|]. intros; lia.
  - destruct (bound p (g m)) as [B [HB HB']]. exists (C + B). split; [lra|]. intros i k Hi Hk.
    destruct (Nat.eq_dec i m) as [->|N]; [specialize (HB' k Hk); lra|].
    specialize (H i k ltac:(lia) Hk). lra.
Qed.

(** On a path that keeps the sum, F does not rise. *)
Lemma still b h : 0 <= h <= 1 -> (forall k, (k < n)%nat -> b k = total a w k) ->
  F b (mix th th h) <= F (total a w) th.
Proof.
  intros Hh E.
  rewrite (F_eq b (fun k => total a w k + h * (total a w k - total a w k))).
  - pose proof (F_convex (total a w) (total a w) th th h th_good th_good Hh). lra.
  - intros k Hk. rewrite E by assumption. ring.
Qed.

(** Something that is positive for all small s has no negative value at 0. *)
Lemma at_small x y d : 0 < d -> 0 <= y -> (forall s, 0 < s <= d -> 0 <= x + s * y) -> 0 <= x.
Proof.
  intros Hd Hy H. destruct (Rle_lt_dec 0 x) as [|N]; [assumption|exfalso].
  set (s := Rmin d (- x / (2 * (y + 1)))).
  assert (P : 0 < - x / (2 * (y + 1))) by (apply Rdiv_lt_0_compat; lra).
  assert (S : 0 < s) by (unfold s; apply Rmin_pos; lra).
  pose proof (Rmin_l d (- x / (2 * (y + 1)))) as L. pose proof (Rmin_r d (- x / (2 * (y + 1)))) as R'.
  fold s in L, R'. specialize (H s (conj S L)).
  assert (s * (2 * (y + 1)) <= - x).
  { apply Rle_trans with (- x / (2 * (y + 1)) * (2 * (y + 1))).
    - apply Rmult_le_compat_r; lra.
    - right. field. lra. }
  assert (0 <= s * y) by (apply Rmult_le_pos; lra). lra.
Qed.

(** The two penalties are the same: factors grow and shrink together. *)
Lemma balanced : alpha * lengths a = forms w.
Proof.
  set (P := alpha * lengths a). set (S := forms w).
  assert (HP : 0 <= P) by (apply Rmult_le_pos; [lra|apply lengths_nonneg]).
  assert (HS : 0 <= S) by apply forms_nonneg.
  assert (Both : forall sg, sg = 1 \/ sg = -1 -> exists d, 0 < d <= 1 /\ forall s, 0 < s <= d ->
    0 <= P * ((1 + sg * s / 2)^2 - 1) + S * ((/ (1 + sg * s / 2))^2 - 1)).
  { intros sg Sg. destruct (bound M a) as [C [HC HA]]. destruct (bound2 M n w) as [B [HB HW]].
    assert (Pos : forall s, 0 < s <= 1 -> 1 / 2 <= 1 + sg * s / 2 <= 3 / 2).
    { intros s Hs. destruct Sg as [->| ->]; lra. }
    assert (Inv : forall s, 0 < s <= 1 -> Rabs (/ (1 + sg * s / 2) - 1) <= s).
    { intros s Hs. specialize (Pos s Hs). set (u := 1 + sg * s / 2) in *.
      replace (/ u - 1) with ((1 - u) * / u) by (field; lra). rewrite Rabs_mult, (Rabs_right (/ u)).
      - assert (/ u <= 2). { rewrite <- (Rinv_inv 2). apply Rinv_le_contravar; lra. }
        assert (0 < / u) by (apply Rinv_0_lt_compat; lra).
        assert (Rabs (1 - u) = s / 2).
        { unfold u. destruct Sg as [->| ->]; [rewrite Rabs_left1; lra|rewrite Rabs_right; lra]. }
        nra.
      - left. apply Rinv_0_lt_compat. lra. }
    destruct (local (fun s j => (1 + sg * s / 2) * a j) (fun s j k => / (1 + sg * s / 2) * w j k) th (C + B))
      as [d [Hd H]]; [exact th_good| | |].
    - intros s j Hs Hj. replace ((1 + sg * s / 2) * a j - a j) with (sg * s / 2 * a j) by ring.
      rewrite Rabs_mult. specialize (HA j Hj). pose proof (Rabs_pos (a j)).
      assert (Rabs (sg * s / 2) = s / 2).
      { destruct Sg as [->| ->]; [rewrite Rabs_right; lra|rewrite Rabs_left1; lra]. }
      nra.
    - intros s j k Hs Hj Hk. replace (/ (1 + sg * s / 2) * w j k - w j k)
        with ((/ (1 + sg * s / 2) - 1) * w j k) by ring.
      rewrite Rabs_mult. specialize (HW j k Hj Hk). specialize (Inv s Hs).
      pose proof (Rabs_pos (w j k)). pose proof (Rabs_pos (/ (1 + sg * s / 2) - 1)). nra.
    - exists d. split; [assumption|]. intros s Hs. specialize (H s Hs).
      specialize (Pos s ltac:(lra)). set (u := 1 + sg * s / 2) in *. unfold height in H.
      assert (St : F (total (fun j => u * a j) (fun j k => / u * w j k)) (mix th th (s * s)) <= F (total a w) th).
      { apply still; [split; nra|]. intros k _. unfold total. apply sum_eq. intros j _. field. lra. }
      assert (LA : lengths (fun j => u * a j) = u^2 * lengths a).
      { unfold lengths. rewrite <- sum_mul. apply sum_eq. intros; ring. }
      assert (LW : forms (fun j k => / u * w j k) = (/ u)^2 * forms w).
      { unfold forms. rewrite <- sum_mul. apply sum_eq. intros j _. unfold form. rewrite <- sum_mul.
        apply sum_eq. intros; ring. }
      rewrite LA, LW in H. unfold P, S. nra. }
  assert (Sides : forall sg, sg = 1 \/ sg = -1 -> 0 <= sg * (P - S)).
  { intros sg Sg. destruct (Both sg Sg) as [d [Hd H]].
    apply (at_small _ (2 * P) d); [lra|lra|]. intros s Hs. specialize (H s Hs).
    assert (U : 1 / 2 <= 1 + sg * s / 2 <= 3 / 2) by (destruct Sg as [->| ->]; lra).
    set (u := 1 + sg * s / 2) in *.
    assert (E : P * (u^2 - 1) + S * ((/ u)^2 - 1) = (u^2 - 1) * (/ u)^2 * (P * u^2 - S)) by (field; lra).
    rewrite E in H. assert (V : 0 < (/ u)^2) by (apply pow_lt, Rinv_0_lt_compat; lra).
    assert (W : 0 <= sg * (P * u^2 - S)).
    { destruct Sg as [->| ->].
      - assert (0 < (u^2 - 1) * (/ u)^2) by (apply Rmult_lt_0_compat; [unfold u; nra|assumption]).
        destruct (Rle_lt_dec 0 (P * u^2 - S)); nra.
      - assert (0 < (1 - u^2) * (/ u)^2) by (apply Rmult_lt_0_compat; [unfold u; nra|assumption]).
        destruct (Rle_lt_dec 0 (S - P * u^2)); nra. }
    assert (P * (sg * (u^2 - 1)) <= P * (2 * s)).
    { apply Rmult_le_compat_l; [assumption|]. unfold u. destruct Sg as [->| ->]; nra. }
    nra. }
  pose proof (Sides 1 (or_introl eq_refl)). pose proof (Sides (-1) (or_intror eq_refl)). lra.
Qed.

(** From 0 <= x h^2 + ... for all small h. *)
Lemma squared_small x y d : 0 < d <= 1 -> 0 <= y -> (forall s, 0 < s <= d -> 0 <= s * s * (x + s * s * y)) -> 0 <= x.
Proof.
  intros Hd Hy H. apply (at_small x y d); [lra|assumption|]. intros s Hs. specialize (H s Hs).
  assert (0 < s * s) by nra. assert (0 <= x + s * s * y).
  { destruct (Rle_lt_dec 0 (x + s * s * y)); [assumption|exfalso]. nra. }
  assert (s * s * y <= s * y) by (apply Rmult_le_compat_r; nra). lra.
Qed.

(** All neurons at rest: they grow by the root, all else at the pace of the square. *)
Lemma from_rest a' w' th' : good th' -> lengths a = 0 -> height a w th <= height a' w' th'.
Proof.
  intros Gd Z. pose proof balanced as Bal. rewrite Z in Bal.
  assert (A0 : forall j, (j < M)%nat -> a j = 0).
  { intros j Hj. pose proof (sum_zero_each M (fun i => (a i)^2) (fun i _ => pow2_ge_0 (a i)) Z j Hj) as E.
    cbv beta in E. nra. }
  assert (W0 : forall j k, (j < M)%nat -> (k < n)%nat -> w j k = 0).
  { intros j k Hj. apply form_zero.
    apply (sum_zero_each M (fun i => form (w i) (w i)) (fun i _ => form_nonneg (w i))); [|assumption].
    change (forms w = 0). lra. }
  destruct (bound M a') as [C [HC HA]]. destruct (bound2 M n w') as [B [HB HW]].
  destruct (local (fun s j => s * a' j) (fun s j k => s * w' j k) th' (C + B)) as [d [Hd H]]; [exact Gd| | |].
  - intros s j Hs Hj. rewrite A0 by assumption. rewrite Rminus_0_r, Rabs_mult, (Rabs_right s) by lra.
    specialize (HA j Hj). pose proof (Rabs_pos (a' j)). nra.
  - intros s j k Hs Hj Hk. rewrite W0 by assumption. rewrite Rminus_0_r, Rabs_mult, (Rabs_right s) by lra.
    specialize (HW j k Hj Hk). pose proof (Rabs_pos (w' j k)). nra.
  - assert (0 <= height a' w' th' - height a w th); [|lra].
    apply (squared_small _ 0 d); [assumption|lra|]. intros s Hs. specialize (H s Hs).
    assert (Fs : F (total (fun j => s * a' j) (fun j k => s * w' j k)) (mix th th' (s * s))
      <= F (total a w) th + s * s * (F (total a' w') th' - F (total a w) th)).
    { rewrite (F_eq _ (fun k => total a w k + s * s * (total a' w' k - total a w k))).
      - apply F_convex; [exact th_good|exact Gd|nra].
      - intros k Hk. replace (total a w k) with 0.
        + unfold total. rewrite Rplus_0_l, Rminus_0_r, <- sum_mul. apply sum_eq. intros; ring.
        + symmetry. apply sum_0. intros j Hj. rewrite A0 by assumption. ring. }
    unfold height in *.
    assert (LA : lengths (fun j => s * a' j) = s * s * lengths a').
    { unfold lengths. rewrite <- sum_mul. apply sum_eq. intros; ring. }
    assert (LW : forms (fun j k => s * w' j k) = s * s * forms w').
    { unfold forms. rewrite <- sum_mul. apply sum_eq. intros j _. unfold form. rewrite <- sum_mul.
      apply sum_eq. intros; ring. }
    rewrite LA, LW in H. rewrite Z in *. nra.
Qed.

(** Some a_j is not 0. *)
Lemma from_motion a' w' th' : good th' -> 0 < lengths a -> height a w th <= height a' w' th'.
Proof.
  intros Gd Pos. set (A := lengths a) in *. set (u := fun k => total a w k / A).
  assert (T : forall v, form v (total a w) = A * form v u).
  { intros v. unfold form, u. rewrite <- sum_mul. apply sum_eq. intros; field. lra. }
  assert (Each : forall v, sum M (fun j => form (w j) (fun k => a j * v k)) = form v (total a w)).
  { intros v. rewrite <- form_total. apply sum_eq. intros j _. rewrite (form_sym v).
    unfold form. rewrite <- sum_mul. apply sum_eq. intros; ring. }
  assert (Long : forall v, forms (fun j k => a j * v k) = A * form v v).
  { intros v. unfold forms, A, lengths. rewrite <- sum_mul_r. apply sum_eq. intros j _. unfold form.
    rewrite <- sum_mul. apply sum_eq. intros; ring. }
  assert (Toward : forms w <= A * form u u).
  { set (v := fun j k => a j * u k - w j k).
    destruct (bound2 M n v) as [B [HB HV]].
    destruct (local (fun _ => a) (fun s j k => w j k + s * v j k) th B) as [d [Hd H]]; [exact th_good| | |].
    - intros s j Hs Hj. replace (a j - a j) with 0 by ring. rewrite Rabs_R0. nra.
    - intros s j k Hs Hj Hk. replace (w j k + s * v j k - w j k) with (s * v j k) by ring.
      rewrite Rabs_mult, (Rabs_right s) by lra. specialize (HV j k Hj Hk). nra.
    - assert (X : sum M (fun j => form (w j) (v j)) = A * form u u - forms w).
      { unfold v. rewrite <- T, <- Each. unfold forms.
        replace (sum M (fun j => form (w j) (fun k => a j * u k)) - sum M (fun j => form (w j) (w j)))
          with (sum M (fun j => form (w j) (fun k => a j * u k)) + (-1) * sum M (fun j => form (w j) (w j))) by ring.
        rewrite <- sum_mul, <- sum_add. apply sum_eq. intros j _. rewrite <- form_add. apply form_eq; intros; ring. }
      assert (0 <= 2 * (A * form u u - forms w)); [|lra].
      apply (at_small _ (forms v) d); [lra|apply forms_nonneg|]. intros s Hs. specialize (H s Hs).
      unfold height in H. rewrite forms_add, X in H.
      assert (St : F (total a (fun j k => w j k + s * v j k)) (mix th th (s * s)) <= F (total a w) th).
      { apply still; [split; nra|]. intros k _. unfold total, v.
        rewrite (sum_eq M _ (fun j => a j * w j k + s * (u k * (a j)^2 + (-1) * (a j * w j k)))) by (intros; ring).
        rewrite sum_add, sum_mul, sum_add, !sum_mul. fold (lengths a). fold A. change (sum M (fun j => a j * w j k)) with (total a w k).
        unfold u. field. lra. }
      nra. }
  assert (Short : form u u <= alpha).
  { pose proof balanced as Bal. fold A in Bal.
    assert (N : 0 <= forms (fun j k => w j k + (-1) * (a j * u k))) by apply forms_nonneg.
    rewrite (forms_add w (fun j k => a j * u k)), Each, Long, T in N.
    apply Rmult_le_reg_l with A; [assumption|]. lra. }
  assert (First : 0 <= F (total a' w') th' - F (total a w) th + 2 * form u (fun k => total a' w' k + (-1) * total a w k)).
  { set (D := fun k => total a' w' k + (-1) * total a w k). set (v := fun j k => a j * (D k / A)).
    destruct (bound2 M n v) as [B [HB HV]].
    destruct (local (fun _ => a) (fun s j k => w j k + s * s * v j k) th' B) as [d [Hd H]]; [exact Gd| | |].
    - intros s j Hs Hj. replace (a j - a j) with 0 by ring. rewrite Rabs_R0. nra.
    - intros s j k Hs Hj Hk. replace (w j k + s * s * v j k - w j k) with (s * s * v j k) by ring.
      rewrite Rabs_mult, (Rabs_right (s * s)) by nra. specialize (HV j k Hj Hk).
      pose proof (Rabs_pos (v j k)). assert (s * s <= s) by nra. nra.
    - apply (squared_small _ (forms v) d); [assumption|apply forms_nonneg|]. intros s Hs. specialize (H s Hs).
      unfold height in H. rewrite (forms_add w v (s * s)) in H. unfold v at 2 in H. rewrite Each, T in H.
      assert (E : A * form (fun k => D k / A) u = form u D).
      { rewrite form_sym. unfold form. rewrite <- sum_mul. apply sum_eq. intros; field. lra. }
      rewrite E in H.
      assert (Fs : F (total a (fun j k => w j k + s * s * v j k)) (mix th th' (s * s))
        <= F (total a w) th + s * s * (F (total a' w') th' - F (total a w) th)).
      { rewrite (F_eq _ (fun k => total a w k + s * s * (total a' w' k - total a w k))).
        - apply F_convex; [exact th_good|exact Gd|nra].
        - intros k _. unfold total at 1, v.
          rewrite (sum_eq M _ (fun j => a j * w j k + s * s * (D k / A * (a j)^2))) by (intros; ring).
          rewrite sum_add, !sum_mul. fold (lengths a). fold A. change (sum M (fun j => a j * w j k)) with (total a w k).
          unfold D. field. lra. }
      nra. }
  pose proof (penalty_above u a' w' Short) as Above. pose proof balanced as Bal. fold A in Bal.
  rewrite form_add, T in First. unfold height. fold A. lra.
Qed.

Theorem local_global a' w' th' : good th' -> height a w th <= height a' w' th'.
Proof.
  intros Gd. destruct (Rle_lt_or_eq_dec 0 (lengths a) (lengths_nonneg a)) as [P|Z]; [now apply from_motion|].
  now apply from_rest.
Qed.

End Form.
