(** * Algebra: sums, homogeneous systems, sums of squares *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting.
Import ListNotations.
Open Scope R_scope.

(** ** Sums over indices and over lists *)

Lemma sum_eq : forall n g h, (forall i, (i < n)%nat -> g i = h i) -> sum n g = sum n h.
Proof.
  induction n as [|n IH]; intros g h E; simpl; [reflexivity|].
  rewrite (IH g h), (E n); auto with arith.
Qed.

Lemma sum_add : forall n g h, sum n (fun i => g i + h i) = sum n g + sum n h.
Proof. induction n as [|n IH]; intros; simpl; [lra | rewrite IH; lra]. Qed.

Lemma sum_mul : forall n c g, sum n (fun i => c * g i) = c * sum n g.
Proof. induction n as [|n IH]; intros; simpl; [lra | rewrite IH; lra]. Qed.

Lemma sum_mul_r : forall n c g, sum n (fun i => g i * c) = sum n g * c.
Proof. induction n as [|n IH]; intros; simpl; [lra | rewrite IH; lra]. Qed.

Lemma sum_0 : forall n g, (forall i, (i < n)%nat -> g i = 0) -> sum n g = 0.
Proof.
  induction n as [|n IH]; intros g E; simpl; [reflexivity|].
  rewrite (IH g), (E n); auto with arith; lra.
Qed.

Lemma sum_sum : forall n m (g : nat -> nat -> R),
  sum n (fun i => sum m (fun j => g i j)) = sum m (fun j => sum n (fun i => g i j)).
Proof.
  induction n as [|n IH]; intros m g; simpl.
  - symmetry. apply sum_0. reflexivity.
  - rewrite IH, <- sum_add. reflexivity.
Qed.

Lemma sum_one : forall n k g, (k < n)%nat ->
  (forall i, (i < n)%nat -> i <> k -> g i = 0) -> sum n g = g k.
Proof.
  induction n as [|n IH]; intros k g Hk E; [lia|]. simpl.
  destruct (Nat.eq_dec k n) as [->|D].
  - rewrite sum_0; [lra|]. intros i Hi. apply E; lia.
  - rewrite (IH k), (E n); try lia; [lra|]. intros i Hi D'. apply E; lia.
Qed.

Lemma sum_le : forall n g h, (forall i, (i < n)%nat -> g i <= h i) -> sum n g <= sum n h.
Proof.
  induction n as [|n IH]; intros g h E; simpl; [lra|].
  assert (sum n g <= sum n h) by (apply IH; auto with arith).
  specialize (E n (Nat.lt_succ_diag_r n)). lra.
Qed.

Lemma over_eq : forall {T} (l : list T) g h,
  (forall e, In e l -> g e = h e) -> over l g = over l h.
Proof.
  induction l as [|a l IH]; intros g h E; simpl; [reflexivity|].
  rewrite (IH g h), (E a); simpl; auto. intros; apply E; simpl; auto.
Qed.

Lemma over_add : forall {T} (l : list T) g h, over l (fun e => g e + h e) = over l g + over l h.
Proof. induction l as [|a l IH]; intros; simpl; [lra | rewrite IH; lra]. Qed.

Lemma over_mul : forall {T} (l : list T) c g, over l (fun e => c * g e) = c * over l g.
Proof. induction l as [|a l IH]; intros; simpl; [lra | rewrite IH; lra]. Qed.

Lemma over_0 : forall {T} (l : list T) g, (forall e, In e l -> g e = 0) -> over l g = 0.
Proof.
  induction l as [|a l IH]; intros g E; simpl; [reflexivity|].
  rewrite (IH g), (E a); simpl; auto; [lra|]. intros; apply E; simpl; auto.
Qed.

Lemma over_le : forall {T} (l : list T) g h,
  (forall e, In e l -> g e <= h e) -> over l g <= over l h.
Proof.
  induction l as [|a l IH]; intros g h E; simpl; [lra|].
  assert (over l g <= over l h) by (apply IH; intros; apply E; simpl; auto).
  specialize (E a (or_introl eq_refl)). lra.
Qed.

Lemma over_ge0 : forall {T} (l : list T) g, (forall e, In e l -> 0 <= g e) -> 0 <= over l g.
Proof.
  intros T l g E. rewrite <- (over_0 l (fun _ => 0)) by reflexivity. now apply over_le.
Qed.

(** Terms of one sign whose sum is not positive are 0. *)
Lemma over_ge0_0 : forall {T} (l : list T) g, (forall e, In e l -> 0 <= g e) ->
  over l g <= 0 -> forall e, In e l -> g e = 0.
Proof.
  induction l as [|a l IH]; intros g E S e He; [easy|]. simpl in S.
  assert (0 <= g a) by (apply E; simpl; auto).
  assert (0 <= over l g) by (apply over_ge0; intros; apply E; simpl; auto).
  destruct He as [->|He]; [lra|].
  apply IH; auto; [|lra]. intros; apply E; simpl; auto.
Qed.

Lemma over_sum : forall {T} (l : list T) n (g : T -> nat -> R),
  over l (fun e => sum n (fun i => g e i)) = sum n (fun i => over l (fun e => g e i)).
Proof.
  induction l as [|a l IH]; intros n g; simpl.
  - symmetry. apply sum_0. reflexivity.
  - rewrite IH, <- sum_add. reflexivity.
Qed.

Lemma over_over : forall {T U} (l : list T) (m : list U) (g : T -> U -> R),
  over l (fun e => over m (fun i => g e i)) = over m (fun i => over l (fun e => g e i)).
Proof.
  induction l as [|a l IH]; intros m g; simpl.
  - symmetry. apply over_0. reflexivity.
  - rewrite IH, <- over_add. reflexivity.
Qed.

(** A sum without its term j. *)
Definition skip (j i : nat) : nat := if (i <? j)%nat then i else S i.

Lemma sum_skip : forall n j g, (j <= n)%nat ->
  sum (S n) g = g j + sum n (fun i => g (skip j i)).
Proof.
  induction n as [|n IH]; intros j g Hj.
  - replace j with 0%nat by lia. simpl. lra.
  - destruct (Nat.eq_dec j (S n)) as [->|D].
    + change (sum (S (S n)) g) with (sum (S n) g + g (S n)).
      rewrite (sum_eq (S n) (fun i => g (skip (S n) i)) g); [lra|].
      intros i Hi. unfold skip. rewrite (proj2 (Nat.ltb_lt i (S n))) by lia. reflexivity.
    + change (sum (S (S n)) g) with (sum (S n) g + g (S n)).
      rewrite (IH j) by lia. simpl.
      unfold skip at 3. rewrite (proj2 (Nat.ltb_ge n j)) by lia. lra.
Qed.

(** ** Fewer equations than unknowns *)

Lemma homogeneous : forall r k (E : nat -> nat -> R), (r < k)%nat ->
  exists c, (exists j, (j < k)%nat /\ c j <> 0) /\
    forall i, (i < r)%nat -> sum k (fun j => c j * E i j) = 0.
Proof.
  induction r as [|r IH]; intros k E Hk.
  - exists (fun _ => 1). split; [exists 0%nat; split; [lia|lra] | intros; lia].
  - destruct (classic (exists j, (j < k)%nat /\ E r j <> 0)) as [[p [Hp Ep]]|N].
    + destruct k as [|k]; [lia|].
      destruct (IH k (fun i j => E i (skip p j) - E i p / E r p * E r (skip p j)))
        as [c [[j [Hj Hc]] Hs]]; [lia|].
      set (d := fun m => if Nat.eq_dec m p
                         then - sum k (fun j => c j * E r (skip p j)) / E r p
                         else c (if (m <? p)%nat then m else pred m)).
      assert (D : forall i, d (skip p i) = c i).
      { intros i. unfold d, skip. destruct (i <? p)%nat eqn:B.
        - apply Nat.ltb_lt in B. destruct (Nat.eq_dec i p); [lia|].
          now rewrite (proj2 (Nat.ltb_lt i p)) by lia.
        - apply Nat.ltb_ge in B. destruct (Nat.eq_dec (S i) p); [lia|].
          now rewrite (proj2 (Nat.ltb_ge (S i) p)) by lia. }
      assert (Dp : d p = - sum k (fun j => c j * E r (skip p j)) / E r p).
      { unfold d. destruct (Nat.eq_dec p p); [reflexivity|lia]. }
      assert (Q : forall i, sum (S k) (fun j => d j * E i j)
                  = d p * E i p + sum k (fun j => c j * E i (skip p j))).
      { intros i. rewrite (sum_skip k p) by lia. f_equal. apply sum_eq. intros. now rewrite D. }
      exists d. split.
      * exists (skip p j). split; [unfold skip; destruct (j <? p)%nat; lia | now rewrite D].
      * intros i Hi. rewrite Q. destruct (Nat.eq_dec i r) as [->|Di].
        { rewrite Dp. field. exact Ep. }
        { assert (Hs' := Hs i ltac:(lia)). cbv beta in Hs'.
          rewrite (sum_eq _ _ (fun j => c j * E i (skip p j)
            + (- (E i p / E r p)) * (c j * E r (skip p j)))) in Hs' by (intros; lra).
          rewrite sum_add, sum_mul in Hs'. rewrite Dp.
          match goal with |- ?a = 0 => replace a with
            (sum k (fun j => c j * E i (skip p j))
             + - (E i p / E r p) * sum k (fun j => c j * E r (skip p j))) by (field; exact Ep) end.
          exact Hs'. }
    + destruct (IH k E) as [c [Hc Hs]]; [lia|]. exists c. split; [exact Hc|].
      intros i Hi. destruct (Nat.eq_dec i r) as [->|Di]; [|apply Hs; lia].
      apply sum_0. intros j Hj. destruct (Req_dec (E r j) 0) as [->|D]; [lra|].
      exfalso. apply N. now exists j.
Qed.

(** ** Semidefinite forms are sums of squares *)

Definition linear (n : nat) (u v : nat -> R) : R := sum n (fun i => u i * v i).
Definition quadratic (n : nat) (Q : nat -> nat -> R) (v : nat -> R) : R :=
  sum n (fun i => sum n (fun k => Q i k * v i * v k)).

(** A form in n + 1 variables as a polynomial in the last one. *)
Lemma quadratic_last : forall n Q v, (forall i k, Q i k = Q k i) ->
  quadratic (S n) Q v = quadratic n Q v + 2 * linear n (Q n) v * v n + Q n n * (v n)^2.
Proof.
  intros n Q v S. unfold quadratic, linear. simpl.
  rewrite sum_add.
  rewrite (sum_eq n (fun i => Q i n * v i * v n) (fun i => v n * (Q n i * v i)))
    by (intros; rewrite (S i n); ring).
  rewrite (sum_eq n (fun k => Q n k * v n * v k) (fun i => v n * (Q n i * v i)))
    by (intros; ring).
  rewrite !sum_mul. ring.
Qed.

(** Completing the square in the last variable, and so on. *)
Lemma squares : forall n Q, (forall i k, Q i k = Q k i) -> (forall v, 0 <= quadratic n Q v) ->
  exists ls : list (nat -> R), forall v, quadratic n Q v = over ls (fun u => (linear n u v)^2).
Proof.
  induction n as [|n IH]; intros Q S P.
  - exists []. intros v. reflexivity.
  - set (at_last := fun (v : nat -> R) s i => if Nat.eq_dec i n then s else v i).
    assert (F : forall v s, quadratic (Datatypes.S n) Q (at_last v s)
      = quadratic n Q v + 2 * linear n (Q n) v * s + Q n n * s^2).
    { intros v s. rewrite quadratic_last by exact S.
      assert (A : forall i, (i < n)%nat -> at_last v s i = v i)
        by (intros i Hi; unfold at_last; destruct (Nat.eq_dec i n); [lia|reflexivity]).
      assert (B : at_last v s n = s)
        by (unfold at_last; destruct (Nat.eq_dec n n); [reflexivity|lia]).
      rewrite B. f_equal. f_equal.
      - unfold quadratic. apply sum_eq. intros i Hi. apply sum_eq. intros k Hk.
        now rewrite !A by assumption.
      - f_equal. f_equal. unfold linear. apply sum_eq. intros i Hi. now rewrite A by assumption. }
    assert (M : forall v ls, over (map (fun u => at_last u 0) ls)
        (fun u => (linear (Datatypes.S n) u v)^2) = over ls (fun u => (linear n u v)^2)).
    { intros v. induction ls as [|u ls IHl]; cbn [over map]; [reflexivity|]. rewrite IHl.
      f_equal. f_equal. unfold linear. cbn [sum]. unfold at_last at 2.
      destruct (Nat.eq_dec n n); [|lia].
      rewrite (sum_eq n (fun i => at_last u 0 i * v i) (fun i => u i * v i)); [ring|].
      intros i Hi. unfold at_last. destruct (Nat.eq_dec i n); [lia|reflexivity]. }
    assert (C0 : 0 <= Q n n).
    { specialize (F (fun _ => 0) 1). specialize (P (at_last (fun _ => 0) 1)).
      rewrite F in P. unfold quadratic, linear in P.
      rewrite (sum_0 n), (sum_0 n) in P; [lra| |].
      - intros; ring.
      - intros. apply sum_0. intros; ring. }
    destruct (Req_dec (Q n n) 0) as [Z|NZ].
    + (* no square of the last variable: it does not occur *)
      assert (L0 : forall v, linear n (Q n) v = 0).
      { intros v. destruct (Req_dec (linear n (Q n) v) 0) as [|D]; [assumption|exfalso].
        specialize (P (at_last v (- (quadratic n Q v + 1) / (2 * linear n (Q n) v)))).
        rewrite F, Z in P.
        replace (quadratic n Q v +
          2 * linear n (Q n) v * (- (quadratic n Q v + 1) / (2 * linear n (Q n) v)) +
          0 * (- (quadratic n Q v + 1) / (2 * linear n (Q n) v)) ^ 2) with (-1) in P
          by (field; exact D). lra. }
      destruct (IH Q S) as [ls Hls].
      { intros v. specialize (P (at_last v 0)). rewrite F in P. lra. }
      exists (map (fun u => at_last u 0) ls). intros v.
      rewrite quadratic_last, Z, L0, Hls by exact S.
      rewrite M. ring.
    + (* the square of the last variable and a form without it *)
      assert (C : 0 < Q n n) by lra.
      set (Q' := fun i k => Q i k - Q n i * Q n k / Q n n).
      assert (E : forall v, quadratic n Q' v = quadratic n Q v - (linear n (Q n) v)^2 / Q n n).
      { intros v. unfold quadratic, Q'.
        rewrite (sum_eq n _ (fun i => sum n (fun k => Q i k * v i * v k)
          + (- / Q n n * linear n (Q n) v) * (Q n i * v i))).
        - rewrite sum_add, sum_mul. unfold linear. field. lra.
        - intros i Hi. unfold linear.
          rewrite (sum_eq n _ (fun k => Q i k * v i * v k
            + (- / Q n n * (Q n i * v i)) * (Q n k * v k))) by (intros; field; lra).
          rewrite sum_add, sum_mul. ring. }
      destruct (IH Q') as [ls Hls].
      { intros i k. unfold Q'. rewrite (S i k). field. lra. }
      { intros v. rewrite E. specialize (P (at_last v (- linear n (Q n) v / Q n n))).
        rewrite F in P.
        replace (quadratic n Q v - linear n (Q n) v ^ 2 / Q n n) with
          (quadratic n Q v + 2 * linear n (Q n) v * (- linear n (Q n) v / Q n n) +
           Q n n * (- linear n (Q n) v / Q n n) ^ 2) by (field; lra). exact P. }
      exists ((fun i => Q n i / sqrt (Q n n)) :: map (fun u => at_last u 0) ls).
      intros v. cbn [over].
      rewrite M, <- Hls, E, quadratic_last by exact S.
      assert (L1 : linear (Datatypes.S n) (fun i => Q n i / sqrt (Q n n)) v
        = / sqrt (Q n n) * (linear n (Q n) v + Q n n * v n)).
      { unfold linear. simpl.
        rewrite (sum_eq n _ (fun i => / sqrt (Q n n) * (Q n i * v i)))
          by (intros; unfold Rdiv; ring).
        rewrite sum_mul. unfold Rdiv. ring. }
      rewrite L1. assert (Sq : sqrt (Q n n) * sqrt (Q n n) = Q n n) by (apply sqrt_sqrt; lra).
      assert (0 < sqrt (Q n n)) by (apply sqrt_lt_R0; lra).
      replace ((/ sqrt (Q n n) * (linear n (Q n) v + Q n n * v n)) ^ 2) with
        ((linear n (Q n) v + Q n n * v n)^2 / (sqrt (Q n n) * sqrt (Q n n))) by (field; lra).
      rewrite Sq. field. lra.
Qed.

(** If sum c_e (p . x_e)^2 >= 0 for all p, then sum c_e x_e^T Q x_e >= 0 for a semidefinite Q. *)
Lemma trace_nonneg : forall {T} (l : list T) (c : T -> R) (x : T -> nat -> R) n Q,
  (forall i k, Q i k = Q k i) -> (forall v, 0 <= quadratic n Q v) ->
  (forall p, 0 <= over l (fun e => c e * (linear n p (x e))^2)) ->
  0 <= over l (fun e => c e * quadratic n Q (x e)).
Proof.
  intros T l c x n Q S P H. destruct (squares n Q S P) as [ls E].
  rewrite (over_eq l _ (fun e => over ls (fun u => c e * (linear n u (x e))^2))).
  - rewrite over_over. apply over_ge0. intros u _. apply H.
  - intros e _. now rewrite E, over_mul.
Qed.

(** ** Unknowns named by a list of numbers *)

Lemma length_snoc : forall {T} (l : list T) a, length (l ++ [a]) = S (length l).
Proof. induction l as [|b l IH]; intros a; simpl; [reflexivity|]. now rewrite IH. Qed.

Lemma length_image : forall {T U} (g : T -> U) l, length (map g l) = length l.
Proof. induction l as [|a l IH]; simpl; [reflexivity|]. now rewrite IH. Qed.

Lemma length_numbers : forall n k, length (seq k n) = n.
Proof. induction n as [|n IH]; intros k; simpl; [reflexivity|]. now rewrite IH. Qed.

Lemma over_seq : forall n g, over (seq 0 n) g = sum n g.
Proof.
  induction n as [|n IH]; intros g; [reflexivity|].
  rewrite seq_S. cbn [sum]. rewrite <- (IH g). simpl (0 + n)%nat. generalize (seq 0 n) as l.
  induction l as [|a l IHl]; simpl; [lra|]. rewrite IHl. lra.
Qed.

Lemma over_filter : forall {T} (b : T -> bool) l g,
  over (filter b l) g = over l (fun e => if b e then g e else 0).
Proof.
  induction l as [|a l IH]; intros g; simpl; [reflexivity|].
  destruct (b a); simpl; rewrite IH; lra.
Qed.

Lemma over_nth : forall l g, over l g = sum (length l) (fun m => g (nth m l 0%nat)).
Proof.
  intros l g. induction l as [|a l IH] using rev_ind; [reflexivity|].
  rewrite length_snoc. simpl. rewrite app_nth2, Nat.sub_diag by lia. simpl.
  rewrite (sum_eq _ _ (fun m => g (nth m l 0%nat)))
    by (intros; rewrite app_nth1 by assumption; reflexivity).
  rewrite <- IH. clear IH. induction l as [|b l IH]; simpl; [lra|]. rewrite IH. lra.
Qed.

Lemma nodup_map : forall (g : nat -> nat) l, (forall i k, g i = g k -> i = k) ->
  NoDup l -> NoDup (map g l).
Proof.
  induction l as [|a l IH]; intros I ND; simpl; [constructor|].
  inversion ND; subst. constructor; [|auto].
  intros H. apply in_map_iff in H. destruct H as [b [E Hb]]. apply I in E. congruence.
Qed.

Lemma homogeneous_list : forall r js (E : nat -> nat -> R), NoDup js -> (r < length js)%nat ->
  exists c, (exists j, In j js /\ c j <> 0) /\
    forall i, (i < r)%nat -> over js (fun j => c j * E i j) = 0.
Proof.
  intros r js E ND H.
  destruct (homogeneous r (length js) (fun i m => E i (nth m js 0%nat)) H)
    as [d [[m [Hm Dm]] Hd]].
  set (c := fun j => sum (length js) (fun m => if Nat.eq_dec (nth m js 0%nat) j then d m else 0)).
  assert (C : forall m, (m < length js)%nat -> c (nth m js 0%nat) = d m).
  { intros i Hi. unfold c. rewrite (sum_one _ i); auto.
    - destruct (Nat.eq_dec (nth i js 0%nat) (nth i js 0%nat)); [reflexivity|congruence].
    - intros k Hk Dk. destruct (Nat.eq_dec (nth k js 0%nat) (nth i js 0%nat)) as [Q|];
        [|reflexivity].
      exfalso. apply Dk. apply (proj1 (NoDup_nth js 0%nat) ND); assumption. }
  exists c. split.
  - exists (nth m js 0%nat). split; [now apply nth_In | now rewrite C].
  - intros i Hi. rewrite over_nth, <- (Hd i Hi). apply sum_eq. intros k Hk. now rewrite C.
Qed.

(** More vectors than the samples span dimensions are dependent on the samples. *)
Lemma dependent_in_rank : forall {T} (l : list T) (x : T -> nat -> R) n r
    (basis : nat -> nat -> R) (coord : T -> nat -> R) js (v : nat -> nat -> R),
  (forall e k, In e l -> (k < n)%nat -> x e k = sum r (fun i => coord e i * basis i k)) ->
  NoDup js -> (r < length js)%nat ->
  exists d, (exists j, In j js /\ d j <> 0) /\
    forall e, In e l -> over js (fun j => d j * linear n (v j) (x e)) = 0.
Proof.
  intros T l x n r basis coord js v RK ND LT.
  destruct (homogeneous_list r js (fun i j => linear n (basis i) (v j)) ND LT) as [d [Nz Hd]].
  exists d. split; [exact Nz|]. intros e He.
  rewrite (over_eq js _ (fun j => sum r (fun i => coord e i * (d j * linear n (basis i) (v j))))).
  - rewrite over_sum. apply sum_0. intros i Hi. rewrite over_mul. rewrite (Hd i Hi). ring.
  - intros j _. unfold linear.
    rewrite (sum_eq n _ (fun k => sum r (fun i => coord e i * (basis i k * v j k)))).
    + rewrite sum_sum, <- sum_mul. apply sum_eq. intros i Hi. rewrite sum_mul. ring.
    + intros k Hk. rewrite (RK e k He Hk), <- sum_mul. apply sum_eq. intros; ring.
Qed.

(** ** Two vectors on which a form has different signs take up two dimensions

    S(u, v) = sum_e c_e (u . x_e) (v . x_e) is a form on functionals, which the samples
    see in a space of dimension r at most. If S takes both signs, more than r - 2
    vectors w_j in its kernel are dependent on the samples. *)

Lemma kernel_dependent : forall {T} (l : list T) (c : T -> R) (x : T -> nat -> R) n r
    (basis : nat -> nat -> R) (coord : T -> nat -> R) js (w : nat -> nat -> R) (p q : nat -> R),
  (forall e k, In e l -> (k < n)%nat -> x e k = sum r (fun i => coord e i * basis i k)) ->
  NoDup js -> (r < 2 + length js)%nat ->
  (forall j u, In j js -> over l (fun e => c e * linear n (w j) (x e) * linear n u (x e)) = 0) ->
  0 < over l (fun e => c e * (linear n p (x e))^2) ->
  over l (fun e => c e * (linear n q (x e))^2) < 0 ->
  exists d, (exists j, In j js /\ d j <> 0) /\
    forall e, In e l -> over js (fun j => d j * linear n (w j) (x e)) = 0.
Proof.
  intros T l c x n r basis coord js w p q RK ND LT KER POS NEG.
  set (v := fun j : nat => match j with O => p | S O => q | S (S i) => w i end).
  set (js' := 0%nat :: 1%nat :: map (fun j => S (S j)) js).
  assert (ND' : NoDup js').
  { unfold js'. constructor; [|constructor].
    - simpl. intros [H|H]; [lia|]. apply in_map_iff in H. destruct H as [i [H _]]. lia.
    - intros H. apply in_map_iff in H. destruct H as [i [H _]]. lia.
    - apply nodup_map; [|assumption]. intros i k. lia. }
  destruct (dependent_in_rank l x n r basis coord js' v RK ND')
    as [d [[j0 [J0 D0]] OV]].
  { unfold js'. simpl. rewrite length_image. lia. }
  assert (OV' : forall e, In e l -> d 0%nat * linear n p (x e) + d 1%nat * linear n q (x e)
      + over js (fun j => d (S (S j)) * linear n (w j) (x e)) = 0).
  { intros e He. specialize (OV e He). unfold js' in OV. cbn [over] in OV. simpl v in OV.
    rewrite <- OV. rewrite Rplus_assoc. f_equal. f_equal. clear.
    induction js as [|j js IH]; simpl; [reflexivity|]. now rewrite IH. }
  assert (PAIR : forall u, d 0%nat * over l (fun e => c e * linear n p (x e) * linear n u (x e))
      + d 1%nat * over l (fun e => c e * linear n q (x e) * linear n u (x e)) = 0).
  { intros u. rewrite <- !over_mul, <- over_add.
    rewrite (over_eq l _ (fun e => over js (fun j => - d (S (S j)) *
      (c e * linear n (w j) (x e) * linear n u (x e))))).
    - rewrite over_over. apply over_0. intros j Hj. rewrite over_mul, KER by assumption. ring.
    - intros e He. specialize (OV' e He).
      rewrite (over_eq js _ (fun j => (- (c e * linear n u (x e))) *
        (d (S (S j)) * linear n (w j) (x e)))) by (intros; ring).
      rewrite over_mul.
      replace (over js (fun j => d (S (S j)) * linear n (w j) (x e))) with
        (- (d 0%nat * linear n p (x e) + d 1%nat * linear n q (x e))) by lra. ring. }
  set (pq := over l (fun e => c e * linear n p (x e) * linear n q (x e))).
  set (pp := over l (fun e => c e * (linear n p (x e))^2)) in *.
  set (qq := over l (fun e => c e * (linear n q (x e))^2)) in *.
  assert (E1 : d 0%nat * pp + d 1%nat * pq = 0).
  { rewrite <- (PAIR p). f_equal; f_equal; apply over_eq; intros; ring. }
  assert (E2 : d 0%nat * pq + d 1%nat * qq = 0).
  { rewrite <- (PAIR q). f_equal; f_equal; apply over_eq; intros; ring. }
  assert (DET : pp * qq - pq * pq < 0) by nra.
  assert (Z0 : d 0%nat = 0).
  { assert (d 0%nat * (pp * qq - pq * pq) = 0).
    { replace (d 0%nat * (pp * qq - pq * pq)) with
        (qq * (d 0%nat * pp + d 1%nat * pq) - pq * (d 0%nat * pq + d 1%nat * qq)) by ring.
      rewrite E1, E2. ring. }
    apply Rmult_integral in H. destruct H; lra. }
  assert (Z1 : d 1%nat = 0).
  { rewrite Z0 in E2. assert (H : d 1%nat * qq = 0) by lra.
    apply Rmult_integral in H. destruct H; lra. }
  exists (fun j => d (S (S j))). split.
  - unfold js' in J0. destruct J0 as [<-|[<-|J0]]; [contradiction..|].
    apply in_map_iff in J0. destruct J0 as [j [<- Hj]]. now exists j.
  - intros e He. specialize (OV' e He). rewrite Z0, Z1 in OV'. lra.
Qed.
