(** * Boolean checks of data.circuit and data.square, and of the same with (x, 1) for X

    The distinct points, their relation, and dual vectors. *)

From Coq Require Import Reals List ZArith Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions ConditionsCircuit ConditionsBeside Checks ChecksWidths.
From TheoremCheck Require Algebra Dual.
Import ListNotations.
Open Scope R_scope.

(** ** A number for each point *)

Fixpoint number (pts : list sample) (m : list Z) (p : sample) : Z :=
  match pts, m with
  | q :: pts', c :: m' => if Dual.sample_eq_dec p q then c else number pts' m' p
  | _, _ => 0%Z
  end.

Lemma number_nth pts m i : NoDup pts -> length m = length pts -> (i < length pts)%nat ->
  number pts m (nth i pts no_sample) = nth i m 0%Z.
Proof.
  revert m i; induction pts as [|q pts IH]; intros [|c m] i ND Len Hi; simpl in *; try lia; try discriminate.
  inversion ND; subst. destruct i as [|i].
  - destruct (Dual.sample_eq_dec q q); congruence.
  - destruct (Dual.sample_eq_dec (nth i pts no_sample) q) as [E|].
    + exfalso. apply H1. rewrite <- E. apply nth_In. lia.
    + apply IH; auto; lia.
Qed.

(** The sum of c g over the points with their numbers. *)
Fixpoint weighted (m : list Z) (pts : list sample) (g : sample -> Z) : Z :=
  match m, pts with
  | c :: m', p :: pts' => (c * g p + weighted m' pts' g)%Z
  | _, _ => 0%Z
  end.

Lemma over_number pts m (g : sample -> Z) (h : sample -> R) : NoDup pts -> length m = length pts ->
  (forall p, In p pts -> IZR (g p) = h p) ->
  over pts (fun p => IZR (number pts m p) * h p) = IZR (weighted m pts g).
Proof.
  revert m; induction pts as [|q pts IH]; intros [|c m] ND Len G; simpl in *; try discriminate; [reflexivity|].
  inversion ND; subst. destruct (Dual.sample_eq_dec q q) as [_|]; [|congruence].
  rewrite plus_IZR, mult_IZR, (G q), <- (IH m) by auto. f_equal.
  apply Algebra.over_eq. intros p I. destruct (Dual.sample_eq_dec p q) as [->|]; [contradiction|reflexivity].
Qed.

(** ** The check *)

Fixpoint equal_rows (u v : list Z) : bool :=
  match u, v with
  | [], [] => true
  | a :: u', b :: v' => (a =? b)%Z && equal_rows u' v'
  | _, _ => false
  end.

Lemma equal_rows_spec u v : equal_rows u v = true <-> u = v.
Proof.
  revert v; induction u as [|a u IH]; intros [|b v]; simpl; try easy.
  rewrite andb_true_iff, Z.eqb_eq, IH. split; [intros [-> ->]; reflexivity | intros E; now inversion E].
Qed.

Definition at_places (P : problem) (places : list nat) : list sample := map (numbered P) places.

(** The places of the distinct points, the numbers of their relation, for every point but the last a vector that
    is orthogonal to the others but for the last, and which of them are two of each sign. *)
Definition check_circuit (P : problem) (places : list nat) (m : list Z) (vs : list (list Z))
  (p1 p2 n1 n2 : nat) : bool :=
  let pts := at_places P places in
  let n := length pts in
  forallb (fun i => i <? length (data P))%nat places &&
  forallb (fun e => length (row e) =? dim P)%nat (data P) &&
  forallb (fun e => existsb (fun p => equal_rows (row e) (row p)) pts) (data P) &&
  forallb (fun i => forallb (fun k => (i =? k)%nat || negb (equal_rows (row (nth i pts no_sample))
    (row (nth k pts no_sample)))) (seq 0 n)) (seq 0 n) &&
  (length m =? n)%nat && (length vs + 1 =? n)%nat && forallb (fun c => negb (c =? 0))%Z m &&
  forallb (fun k => weighted m pts (fun p => nth k (xz P p) 0) =? 0)%Z (seq 0 (inputs P)) &&
  forallb (fun i => shapes P (nth i vs []) &&
    forallb (fun k => let product := dotz (nth i vs []) (xz P (nth k pts no_sample)) in
                      if (k =? i)%nat then negb (product =? 0)%Z else (product =? 0)%Z)
            (seq 0 (n - 1))) (seq 0 (n - 1)) &&
  forallb (fun i => i <? n)%nat [p1; p2; n1; n2] && negb (p1 =? p2)%nat && negb (n1 =? n2)%nat &&
  (0 <? nth p1 m 0)%Z && (0 <? nth p2 m 0)%Z && (nth n1 m 0 <? 0)%Z && (nth n2 m 0 <? 0)%Z.

Definition r_of (P : problem) (places : list nat) (m : list Z) (p : sample) : R :=
  IZR (number (at_places P places) m p).

Lemma same_rows P p p' : length (row p) = dim P -> length (row p') = dim P -> same P p p' -> row p = row p'.
Proof.
  intros L L' S. pose proof (den_pos P). apply nth_ext with 0%Z 0%Z; [congruence|]. intros k Hk.
  assert (Hk' : (k < inputs P)%nat) by (unfold inputs; destruct (sees_one P); lia).
  specialize (S k Hk'). unfold X, x in S.
  destruct (Nat.ltb_spec k (dim P)) as [_|]; [|lia]. fold (den P) in S.
  apply eq_IZR. apply Rmult_eq_reg_r with (/ den P); [exact S|]. apply Rinv_neq_0_compat. lra.
Qed.

Lemma circuit_on P places m vs p1 p2 n1 n2 : check_circuit P places m vs p1 p2 n1 n2 = true ->
  circuit P (at_places P places) (r_of P places m).
Proof.
  unfold check_circuit. cbv zeta. set (pts := at_places P places). set (n := length pts).
  rewrite !andb_true_iff, !forallb_forall.
  intros [[[[[[[[[[[[[[[HI HR] HA] HD] HM] HV] H0] HC] HX] HN] P12] N12] P1] P2] N1] N2].
  apply Nat.eqb_eq in HM, HV. apply negb_true_iff, Nat.eqb_neq in P12, N12.
  apply Z.ltb_lt in P1, P2, N1, N2.
  assert (In_ : forall p, In p pts -> In p (data P)).
  { intros p I. unfold pts, at_places in I. apply in_map_iff in I. destruct I as [i [<- Ii]].
    apply nth_In. apply Nat.ltb_lt, HI, Ii. }
  assert (Len : forall p, In p pts -> length (row p) = dim P) by (intros p I; apply Nat.eqb_eq, HR, In_, I).
  assert (Dis : forall i k, (i < n)%nat -> (k < n)%nat -> row (nth i pts no_sample) = row (nth k pts no_sample) -> i = k).
  { intros i k Hi Hk E. specialize (HD i ltac:(apply in_seq; lia)). rewrite forallb_forall in HD.
    specialize (HD k ltac:(apply in_seq; lia)). apply orb_true_iff in HD. destruct HD as [D|D].
    - now apply Nat.eqb_eq.
    - apply negb_true_iff in D. apply equal_rows_spec in E. congruence. }
  assert (ND : NoDup pts).
  { apply NoDup_nth with (d := no_sample). intros i k Hi Hk E. apply Dis; auto. now rewrite E. }
  assert (Nth : forall p, In p pts -> exists i, (i < n)%nat /\ nth i pts no_sample = p).
  { intros p I. destruct (In_nth _ _ no_sample I) as [i [Hi E]]. now exists i. }
  assert (Num : forall i, (i < n)%nat -> r_of P places m (nth i pts no_sample) = IZR (nth i m 0%Z)).
  { intros i Hi. unfold r_of. f_equal. apply number_nth; auto. }
  assert (Rel : relation P pts (r_of P places m)).
  { intros k Hk. pose proof (den_pos P). apply Rmult_eq_reg_l with (den P); [|lra].
    rewrite Rmult_0_r, <- Algebra.over_mul.
    rewrite (Algebra.over_eq _ _ (fun p => IZR (number pts m p) * (den P * X P p k)))
      by (intros; unfold r_of; fold pts; ring).
    rewrite (over_number pts m (fun p => nth k (xz P p) 0%Z)); auto.
    - f_equal. apply Z.eqb_eq, HC. apply in_seq. lia.
    - intros p I. apply nth_xz; auto. }
  assert (NZ : forall i, (i < n)%nat -> IZR (nth i m 0%Z) <> 0).
  { intros i Hi. apply not_0_IZR. apply Z.eqb_neq, negb_true_iff, H0, nth_In. lia. }
  assert (Pair : forall r i, relation P pts r -> (i < n - 1)%nat ->
    let v := vec (nth i vs []) in
    dot P v (nth i pts no_sample) <> 0 /\
    r (nth i pts no_sample) * dot P v (nth i pts no_sample)
      + r (nth (n - 1) pts no_sample) * dot P v (nth (n - 1) pts no_sample) = 0).
  { intros r i Hr Hi v. specialize (HX i ltac:(apply in_seq; lia)).
    rewrite andb_true_iff, forallb_forall in HX. destruct HX as [Sh HX].
    assert (Shape : forall k, (k < n)%nat -> In (nth k pts no_sample) (data P))
      by (intros k Hk; apply In_, nth_In; assumption).
    split.
    - specialize (HX i ltac:(apply in_seq; lia)). cbv zeta in HX. rewrite Nat.eqb_refl in HX.
      apply dot_nonzero; [exact Sh | apply Shape; lia | now apply Z.eqb_neq, negb_true_iff].
    - assert (Z : over pts (fun p => r p * dot P v p) = 0).
      { rewrite (Algebra.over_eq _ _ (fun p => Setting.sum (inputs P) (fun k => v k * (r p * X P p k)))).
        - rewrite Algebra.over_sum. apply Algebra.sum_0. intros k Hk. rewrite Algebra.over_mul, (Hr k Hk). ring.
        - intros p _. unfold dot. rewrite <- Algebra.sum_mul. apply Algebra.sum_eq. intros; ring. }
      set (e := nth i pts no_sample) in *. set (e' := nth (n - 1) pts no_sample) in *.
      assert (NE : e <> e').
      { intros E. assert (i = (n - 1)%nat); [|lia]. apply Dis; [lia|lia|]. fold e e'. now rewrite E. }
      rewrite <- Z. symmetry.
      rewrite (Algebra.over_eq pts _ (fun p => 1 * Dual.two e e' (r e * dot P v e) (r e' * dot P v e') p)).
      + rewrite (Dual.over_two pts (fun _ q => 1 * q)); auto; [ring| | |intros; ring];
          apply nth_In; fold n; lia.
      + intros p I. unfold Dual.two. destruct (Dual.sample_eq_dec p e) as [->|D]; [ring|].
        destruct (Dual.sample_eq_dec p e') as [->|D']; [ring|].
        destruct (Nth p I) as [k [Hk <-]].
        assert (Kn : (k < n - 1)%nat).
        { destruct (Nat.eq_dec k (n - 1)) as [->|]; [now elim D'|lia]. }
        assert (Ki : k <> i) by (intros ->; now elim D).
        specialize (HX k ltac:(apply in_seq; lia)). cbv zeta in HX.
        apply Nat.eqb_neq in Ki. rewrite Ki in HX.
        unfold v. rewrite dot_zero; [ring | exact Sh | apply Shape; lia | now apply Z.eqb_eq]. }
  split; [|split; [|split; [|split; [|split]]]].
  - split; [assumption|]. split; [assumption|]. split.
    + intros p p' I I' S. destruct (Nth p I) as [i [Hi <-]], (Nth p' I') as [k [Hk <-]].
      now rewrite (Dis i k Hi Hk (same_rows P _ _ (Len _ I) (Len _ I') S)).
    + intros e I. specialize (HA e I). apply existsb_exists in HA. destruct HA as [p [Ip E]].
      exists p. split; [assumption|]. apply equal_rows_spec in E. intros k _. unfold X, x. now rewrite E.
  - exact Rel.
  - intros p I. destruct (Nth p I) as [i [Hi <-]]. rewrite (Num i Hi). now apply NZ.
  - intros r' Rel'.
    assert (Last : (n - 1 < n)%nat) by lia.
    set (last := nth (n - 1) pts no_sample).
    exists (r' last / r_of P places m last). intros p I. destruct (Nth p I) as [i [Hi <-]].
    assert (L0 : r_of P places m last <> 0) by (unfold last; rewrite (Num _ Last); now apply NZ).
    destruct (Nat.eq_dec i (n - 1)) as [->|N]; [fold last; field; assumption|].
    destruct (Pair _ i Rel ltac:(lia)) as [D E]. destruct (Pair _ i Rel' ltac:(lia)) as [_ E'].
    fold last in E, E'. cbv zeta in D, E, E'.
    set (d := dot P (vec (nth i vs [])) (nth i pts no_sample)) in *.
    set (d' := dot P (vec (nth i vs [])) last) in *.
    set (a := r_of P places m (nth i pts no_sample)) in *. set (b := r_of P places m last) in *.
    set (a' := r' (nth i pts no_sample)) in *. set (b' := r' last) in *.
    apply Rmult_eq_reg_r with (d * b); [|now apply Rmult_integral_contrapositive_currified].
    replace (b' / b * a * (d * b)) with (b' * (a * d)) by (field; assumption).
    replace (a' * (d * b)) with ((a' * d) * b) by ring.
    replace (a * d) with (- (b * d')) by lra. replace (a' * d) with (- (b' * d')) by lra. ring.
  - assert (B1 : (p1 < n)%nat) by (apply Nat.ltb_lt, HN; simpl; auto).
    assert (B2 : (p2 < n)%nat) by (apply Nat.ltb_lt, HN; simpl; auto).
    exists (nth p1 pts no_sample), (nth p2 pts no_sample). rewrite !Num by assumption.
    repeat split; try (apply nth_In; assumption); try (apply IZR_lt; assumption).
    intros E. apply P12, Dis; auto. now rewrite E.
  - assert (B1 : (n1 < n)%nat) by (apply Nat.ltb_lt, HN; simpl; auto).
    assert (B2 : (n2 < n)%nat) by (apply Nat.ltb_lt, HN; simpl; auto).
    exists (nth n1 pts no_sample), (nth n2 pts no_sample). rewrite !Num by assumption.
    repeat split; try (apply nth_In; assumption); try (apply IZR_lt; assumption).
    intros E. apply N12, Dis; auto. now rewrite E.
Qed.

Lemma circuit_by P places m vs p1 p2 n1 n2 : check_circuit P places m vs p1 p2 n1 n2 = true -> data_circuit P.
Proof. intros H. exists (at_places P places), (r_of P places m). now apply circuit_on with vs p1 p2 n1 n2. Qed.

(** ** data.square: four points, and the numbers have the sum 0 *)

Definition check_square (P : problem) (places : list nat) (m : list Z) (vs : list (list Z))
  (p1 p2 n1 n2 : nat) : bool :=
  check_circuit P places m vs p1 p2 n1 n2 && (length places =? 4)%nat &&
  (weighted m (at_places P places) (fun _ => 1) =? 0)%Z.

Lemma square_by P places m vs p1 p2 n1 n2 : check_square P places m vs p1 p2 n1 n2 = true -> data_square P.
Proof.
  unfold check_square. rewrite !andb_true_iff. intros [[C L] S].
  apply Nat.eqb_eq in L. apply Z.eqb_eq in S.
  assert (On := circuit_on P places m vs p1 p2 n1 n2 C).
  exists (at_places P places), (r_of P places m). split; [assumption|]. split.
  - unfold at_places. now rewrite map_length.
  - destruct On as [[ND _] _]. rewrite <- (f_equal IZR S).
    rewrite <- (over_number _ m (fun _ => 1%Z) (fun _ => 1) ND); [| |reflexivity].
    + apply Algebra.over_eq. intros; unfold r_of; ring.
    + unfold check_circuit in C. cbv zeta in C. rewrite !andb_true_iff in C.
      destruct C as [[[[[[[[[[[[[[[_ _] _] _] HM] _] _] _] _] _] _] _] _] _] _] _]. now apply Nat.eqb_eq.
Qed.

(** ** The same with (x, 1) for X *)

Lemma affine_circuit_by P places m vs p1 p2 n1 n2 :
  check_circuit (seeing P) places m vs p1 p2 n1 n2 = true -> data_affine_circuit P.
Proof. apply circuit_by. Qed.

Lemma affine_square_by P places m vs p1 p2 n1 n2 :
  check_square (seeing P) places m vs p1 p2 n1 n2 = true -> data_affine_square P.
Proof. apply square_by. Qed.
