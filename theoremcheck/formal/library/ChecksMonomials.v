(** * Boolean check of network.width_monomials: powers of linear functions on the samples, from those on a few *)

From Coq Require Import Reals List ZArith Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions ConditionsValley Algebra Near Checks ChecksWidths.
From TheoremCheck Require AffineCells.
Import ListNotations.
Open Scope R_scope.

(** ** Sums of powers that vanish for all linear functions *)

Section Powers.

Context {T : Type}.
Variable l : list T.
Variable n : nat.
Variable v : T -> nat -> R.

Definition product (e e' : T) : R := sum n (fun i => v e i * v e' i).

(** The square of the length of sum c v^(k), tensors of order k. *)
Definition gram (k : nat) (c : T -> R) : R := over l (fun e => over l (fun e' => c e * c e' * product e e' ^ k)).

Lemma gram_step k c : gram (S k) c = sum n (fun i => gram k (fun e => c e * v e i)).
Proof.
  unfold gram. rewrite <- over_sum. apply over_eq. intros e _. rewrite <- over_sum. apply over_eq. intros e' _.
  cbn [pow]. unfold product at 1. rewrite <- Rmult_assoc, <- sum_mul, <- sum_mul_r. apply sum_eq. intros. ring.
Qed.

Lemma gram_square c : gram 0 c = (over l c) ^ 2.
Proof.
  unfold gram. rewrite (over_eq l _ (fun e => over l c * c e)); [rewrite over_mul; ring|].
  intros e _. rewrite (over_eq l _ (fun e' => c e * c e')); [rewrite over_mul; ring|]. intros. cbn [pow]. ring.
Qed.

Lemma gram_ge0 k : forall c, 0 <= gram k c.
Proof.
  induction k as [|k IH]; intros c; [rewrite gram_square; apply pow2_ge_0|]. rewrite gram_step.
  rewrite <- (sum_0 n (fun _ => 0)) by reflexivity. apply sum_le. intros i _. apply IH.
Qed.

Lemma gram_zero k : forall c, gram k c = 0 -> forall w : nat -> R, over l (fun e => c e * sum n (fun i => w i * v e i) ^ k) = 0.
Proof.
  induction k as [|k IH]; intros c Z w.
  - rewrite gram_square in Z. rewrite (over_eq l _ c) by (intros; cbn [pow]; ring).
    apply Rsqr_0_uniq. unfold Rsqr. rewrite <- Z. ring.
  - rewrite gram_step, <- over_seq in Z.
    rewrite (over_eq l _ (fun e => sum n (fun i => w i * (c e * v e i * sum n (fun i => w i * v e i) ^ k)))).
    2:{ intros e _. cbn [pow]. set (q := sum n (fun i => w i * v e i) ^ k).
        transitivity (c e * q * sum n (fun i => w i * v e i)); [ring|]. rewrite <- sum_mul. apply sum_eq. intros. ring. }
    rewrite over_sum. apply sum_0. intros i Hi. rewrite over_mul, (IH (fun e => c e * v e i)); [ring|].
    apply (over_ge0_0 (seq 0 n) (fun i => gram k (fun e => c e * v e i))); [intros; apply gram_ge0|lra|apply in_seq; lia].
Qed.

End Powers.

(** ** In integers *)

(** Vectors with their coefficients. *)
Definition combined := list (Z * list Z).

Definition gramz (k : nat) (m : combined) : Z :=
  AffineCells.overz m (fun t => AffineCells.overz m (fun t' => (fst t * fst t' * dotz (snd t) (snd t') ^ Z.of_nat k)%Z)).

Lemma gramz_zero n k (m : combined) : (forall t, In t m -> length (snd t) = n) -> gramz k m = 0%Z ->
  forall w, over m (fun t => IZR (fst t) * sum n (fun i => w i * vec (snd t) i) ^ k) = 0.
Proof.
  intros Len Z. apply (gram_zero m n (fun t => vec (snd t)) k (fun t => IZR (fst t))).
  unfold gramz in Z. apply (f_equal IZR) in Z. rewrite AffineCells.overz_real in Z. rewrite <- Z. unfold gram.
  apply over_eq. intros t It. rewrite AffineCells.overz_real. apply over_eq. intros t' It'.
  rewrite !mult_IZR, <- pow_IZR. do 2 f_equal. symmetry. apply dotz_sum; now apply Len.
Qed.

(** ** The check *)

Section Check.

Variable P : problem.
Variable pivots : list nat.

(** A sample by its number: mu > 0 and b, so that mu v^k = sum b_l v_l^k for the values v of any linear function there
    and v_l at the pivots. *)
Definition entry : Type := nat * (BinNums.positive * list Z).

Definition relation (q : entry) : combined :=
  (Zneg (fst (snd q)), xz P (numbered P (fst q))) ::
  combine (snd (snd q)) (map (fun p => xz P (numbered P p)) pivots).

Definition check_entry (degrees : list nat) (q : entry) : bool :=
  (fst q <? length (data P))%nat && (length (snd (snd q)) =? length pivots)%nat &&
  forallb (fun k => gramz k (relation q) =? 0)%Z degrees.

Definition check_monomials (degrees : list nat) (entries : list entry) : bool :=
  (1 <=? width P)%nat && (length pivots <=? width P + (if a0_trained P then 1 else 0))%nat &&
  forallb (fun e => length (row e) =? dim P)%nat (data P) &&
  forallb (fun p => p <? length (data P))%nat pivots &&
  forallb (check_entry degrees) entries && forallb (covered P (map fst entries)) (data P).

Notation pivot l := (numbered P (nth l pivots 0%nat)).

Lemma combine_sum (g : list Z -> R) : forall (b : list Z) (ps : list nat), length b = length ps ->
  over (combine b (map (fun p => xz P (numbered P p)) ps)) (fun t => IZR (fst t) * g (snd t))
  = sum (length ps) (fun i => IZR (nth i b 0%Z) * g (xz P (numbered P (nth i ps 0%nat)))).
Proof.
  induction b as [|a b IH]; intros [|p ps] L; try discriminate; [reflexivity|].
  cbn [map combine over length]. rewrite sum_first, IH by (cbn in L; lia). reflexivity.
Qed.

Hypothesis rows : forall e, In e (data P) -> length (row e) = dim P.
Hypothesis inside : forall p, In p pivots -> (p < length (data P))%nat.

Lemma pivot_row p : In p pivots -> length (row (numbered P p)) = dim P.
Proof. intros I. apply rows, numbered_In, Nat.ltb_lt. now apply inside. Qed.

Lemma xz_dot w e : length (row e) = dim P -> sum (inputs P) (fun i => w i * vec (xz P e) i) = den P * dot P w e.
Proof.
  intros L. unfold dot. rewrite <- sum_mul. apply sum_eq. intros i Hi. unfold vec.
  rewrite nth_xz by assumption. ring.
Qed.

Lemma entry_powers degrees q k : check_entry degrees q = true -> In k degrees -> forall w,
  dot P w (numbered P (fst q)) ^ k
  = sum (length pivots) (fun l => IZR (nth l (snd (snd q)) 0%Z) / IZR (Zpos (fst (snd q))) * dot P w (pivot l) ^ k).
Proof.
  unfold check_entry. rewrite !andb_true_iff, forallb_forall. intros [[Hi Hl] Hk] Ik w.
  specialize (Hk k Ik). apply Z.eqb_eq in Hk. apply Nat.eqb_eq in Hl. apply numbered_In, rows in Hi.
  destruct q as [i [mu b]]. cbn [fst snd] in *.
  assert (Len : forall t, In t (relation (i, (mu, b))) -> length (snd t) = inputs P).
  { intros t [<-|It]; [now apply length_xz|]. destruct t as [a u]. apply in_combine_r, in_map_iff in It.
    destruct It as (p & <- & Ip). now apply length_xz, pivot_row. }
  pose proof (gramz_zero (inputs P) k _ Len Hk w) as Z. unfold relation in Z. cbn [over fst snd] in Z.
  rewrite (combine_sum (fun u => sum (inputs P) (fun i => w i * vec u i) ^ k)) in Z by assumption.
  rewrite xz_dot, Rpow_mult_distr in Z by assumption.
  rewrite (sum_eq _ _ (fun l => den P ^ k * (IZR (nth l b 0%Z) * dot P w (pivot l) ^ k))) in Z.
  2:{ intros l Hl'. rewrite xz_dot, Rpow_mult_distr by (apply pivot_row, nth_In; lia). ring. }
  rewrite sum_mul in Z. pose proof (pow_lt (den P) k (den_pos P)) as D.
  assert (Mu : 0 < IZR (Zpos mu)) by (apply IZR_lt; reflexivity).
  change (IZR (Zneg mu)) with (- IZR (Zpos mu)) in Z.
  rewrite (sum_eq _ (fun l => _ / _ * _) (fun l => / IZR (Zpos mu) * (IZR (nth l b 0%Z) * dot P w (pivot l) ^ k)))
    by (intros; unfold Rdiv; ring).
  rewrite sum_mul. apply (Rmult_eq_reg_l (den P ^ k * IZR (Zpos mu))); [|nra].
  replace (den P ^ k * IZR (Zpos mu) * (/ IZR (Zpos mu) * sum (length pivots) (fun l => IZR (nth l b 0%Z) * dot P w (pivot l) ^ k)))
    with (den P ^ k * sum (length pivots) (fun l => IZR (nth l b 0%Z) * dot P w (pivot l) ^ k)) by (field; lra).
  lra.
Qed.

End Check.

Lemma width_monomials_by P (b0 : R) (c : nat -> R) degrees pivots entries :
  (if b_trained P then b0 = 0 else fixed P (B 0) = b0) ->
  (forall v, sigma P (v + b0) = over degrees (fun k => c k * v ^ k)) ->
  check_monomials P pivots (if a0_trained P then 0%nat :: degrees else degrees) entries = true ->
  network_width_monomials P.
Proof.
  intros Bias Poly. unfold check_monomials. rewrite !andb_true_iff, !forallb_forall.
  intros [[[[[HM Few] HR] HP] HE] Cover]. apply Nat.leb_le in HM, Few.
  assert (Rows : forall e, In e (data P) -> length (row e) = dim P) by (intros e Ie; now apply Nat.eqb_eq, HR).
  assert (Inside : forall p, In p pivots -> (p < length (data P))%nat) by (intros p Ip; now apply Nat.ltb_lt, HP).
  set (found := fun e => find (fun q : entry => equalz (row e) (row (numbered P (fst q)))) entries).
  set (beta := fun (l : nat) e => match found e with
    | Some q => IZR (nth l (snd (snd q)) 0%Z) / IZR (Zpos (fst (snd q))) | None => 0 end).
  assert (Powers : forall e k w, In e (data P) -> In k (if a0_trained P then 0%nat :: degrees else degrees) ->
    dot P w e ^ k = sum (length pivots) (fun l => beta l e * dot P w (numbered P (nth l pivots 0%nat)) ^ k)).
  { intros e k w Ie Ik. unfold beta. destruct (found e) as [q|] eqn:F.
    - apply find_some in F. destruct F as [Iq E]. apply equalz_eq in E.
      rewrite <- (entry_powers P pivots Rows Inside _ q k (HE q Iq) Ik w). f_equal.
      unfold dot, X, x. rewrite E. reflexivity.
    - exfalso. pose proof (Cover e Ie) as C. unfold covered in C. apply existsb_exists in C.
      destruct C as (i & Ii & E). apply in_map_iff in Ii. destruct Ii as (q & <- & Iq).
      pose proof (find_none _ _ F q Iq) as N. cbn beta in N. congruence. }
  assert (Sees : forall w b, open_bias P b -> exists w', forall e,
    sum (dim P) (fun k => w k * x P e k) + b = dot P w' e + b0).
  { intros w b O. exists (fun k => if (k <? dim P)%nat then w k else b). intros e. unfold dot. rewrite inputs_width by exact HM.
    assert (E : sum (dim P) (fun k => (if (k <? dim P)%nat then w k else b) * X P e k) = sum (dim P) (fun k => w k * x P e k)).
    { apply sum_eq. intros k Hk. now rewrite X_low, (proj2 (Nat.ltb_lt k (dim P)) Hk). }
    destruct (b_trained P) eqn:Tb.
    - cbn [sum]. rewrite E, X_one, Nat.ltb_irrefl, Bias. ring.
    - destruct O as [O|O]; [congruence|]. rewrite E, (O 0%nat), Bias by lia. reflexivity. }
  assert (Value : forall w e, In e (data P) -> sigma P (dot P w e + b0)
    = sum (length pivots) (fun l => beta l e * sigma P (dot P w (numbered P (nth l pivots 0%nat)) + b0))).
  { intros w e Ie. rewrite Poly.
    rewrite (over_eq degrees _ (fun k => sum (length pivots)
      (fun l => beta l e * (c k * dot P w (numbered P (nth l pivots 0%nat)) ^ k)))).
    - rewrite over_sum. apply sum_eq. intros l _. now rewrite over_mul, Poly.
    - intros k Ik. rewrite (Powers e k w Ie), <- sum_mul by (destruct (a0_trained P); [now right|exact Ik]).
      apply sum_eq. intros. ring. }
  destruct (a0_trained P) eqn:Ta.
  - exists (pred (length pivots)), (fun l => beta (S l)). split; [lia|]. intros w b O.
    destruct (Sees w b O) as [w' S']. set (s := fun l => sigma P (dot P w' (numbered P (nth l pivots 0%nat)) + b0)).
    exists (fun l => s (S l) - s 0%nat), (s 0%nat). split; [now left|]. intros e Ie. rewrite S', Value by exact Ie.
    fold s. pose proof (Powers e 0%nat w' Ie (or_introl eq_refl)) as One. cbn [pow] in One.
    change (fun l => beta l e * sigma P (dot P w' (numbered P (nth l pivots 0%nat)) + b0)) with (fun l => beta l e * s l).
    destruct (length pivots) as [|m]; [cbn [sum] in One; lra|]. cbn [pred]. rewrite sum_first in One |- *.
    rewrite (sum_eq m (fun l => (s (S l) - s 0%nat) * beta (S l) e) (fun l => beta (S l) e * s (S l) + - s 0%nat * (beta (S l) e * 1)))
      by (intros; ring).
    rewrite sum_add, sum_mul.
    replace (sum m (fun k => beta (S k) e * 1)) with (1 - beta 0%nat e * 1) by lra. ring.
  - exists (length pivots), beta. split; [lia|]. intros w b O. destruct (Sees w b O) as [w' S'].
    exists (fun l => sigma P (dot P w' (numbered P (nth l pivots 0%nat)) + b0)), 0. split; [now right|].
    intros e Ie. rewrite S', Value by exact Ie. rewrite Rplus_0_r. apply sum_eq. intros. ring.
Qed.
