(** * A way along edges of polytopes, on which few coordinates are other than 0

    Vectors phi_i, i < N, span a space of dimension D at most, modulo constants if [shift] says so, and have weights
    theta_i >= 0. A state (mu, r, c) has mu >= 0 and 0 <= r <= 1, with sum mu_i phi_i + c = (1 - r) F_0 + r F_1, where F_0
    and F_1 are such sums of m_0 and m_1, and sum mu_i theta_i at most as large as they make it. From a state with M > D
    entries at most, a path through states leads to r = 1, on which never more than M entries move or are not 0. *)

From Coq Require Import Reals List Lia Lra Classical.
From TheoremCheck Require Import Setting Algebra Linear Monotone.
Import ListNotations.
Open Scope R_scope.

Lemma total_swap N n (a : nat -> R) (place : nat -> nat) (g : nat -> R) : (forall j, (j < n)%nat -> (place j < N)%nat) ->
  sum N (fun i => sum n (fun j => if (place j =? i)%nat then a j else 0) * g i) = sum n (fun j => a j * g (place j)).
Proof.
  intros H. rewrite (sum_eq N _ (fun i => sum n (fun j => (if (place j =? i)%nat then a j * g i else 0)))).
  - rewrite sum_sum. apply sum_eq. intros j Hj. rewrite (sum_one N (place j)).
    + now rewrite Nat.eqb_refl.
    + now apply H.
    + intros i _ D. destruct (Nat.eqb_spec (place j) i); [congruence|reflexivity].
  - intros i _. rewrite <- sum_mul_r. apply sum_eq. intros j _. destruct (place j =? i)%nat; ring.
Qed.

Lemma sum_at_least_0 n g : (forall i, (i < n)%nat -> 0 <= g i) -> 0 <= sum n g.
Proof. intros H. rewrite <- (sum_0 n (fun _ => 0)) by reflexivity. now apply sum_le. Qed.

(** Until the first entry is 0. *)
Lemma first_zero (l : list nat) (mu h : nat -> R) : (forall i, In i l -> 0 <= mu i /\ (h i < 0 -> 0 < mu i)) ->
  (exists i, In i l /\ h i < 0) ->
  exists t, 0 < t /\ (forall i, In i l -> 0 <= mu i + t * h i) /\ exists i, In i l /\ mu i + t * h i = 0.
Proof.
  induction l as [|a l IH]; intros Pos (i & Ii & Ni); [destruct Ii|].
  assert (Stop : h a < 0 -> 0 < mu a / - h a /\ mu a + mu a / - h a * h a = 0).
  { intros Na. destruct (Pos a (or_introl eq_refl)) as [_ P]. specialize (P Na). split.
    - apply Rdiv_lt_0_compat; lra.
    - field. lra. }
  assert (Keeps : forall t u m k, 0 <= m -> 0 < t -> t <= u -> 0 <= m + u * k -> 0 <= m + t * k).
  { intros t u m k Hm Ht Hu H. destruct (Rle_lt_dec 0 k); nra. }
  destruct (classic (exists i, In i l /\ h i < 0)) as [E|None_].
  - destruct IH as (t & Ht & Keep & j & Ij & Zj); [intros j Ij; apply Pos; now right|exact E|].
    destruct (Rle_lt_dec 0 (mu a + t * h a)) as [Ok|Low].
    + exists t. split; [exact Ht|]. split.
      * intros k [<-|Ik]; [exact Ok|now apply Keep].
      * exists j. split; [now right|exact Zj].
    + assert (Na : h a < 0).
      { destruct (Pos a (or_introl eq_refl)) as [P _]. destruct (Rle_lt_dec 0 (h a)); [nra|assumption]. }
      destruct (Stop Na) as [P Z]. exists (mu a / - h a). split; [exact P|].
      assert (Less : mu a / - h a <= t).
      { apply Rmult_le_reg_r with (- h a); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
      split.
      * intros k [<-|Ik]; [lra|]. apply Keeps with t; [apply Pos; now right|exact P|exact Less|now apply Keep].
      * exists a. split; [now left|exact Z].
  - assert (i = a) as -> by (destruct Ii as [->|Ii]; [reflexivity|elim None_; now exists i]).
    destruct (Stop Ni) as [P Z]. exists (mu a / - h a). split; [exact P|]. split.
    + intros k [<-|Ik]; [lra|]. destruct (Rle_lt_dec 0 (h k)) as [Hk|Hk]; [|elim None_; now exists k].
      destruct (Pos k (or_intror Ik)) as [Pk _]. nra.
    + exists a. split; [now left|exact Z].
Qed.

Lemma NoDup_app_of {A : Type} (l k : list A) : NoDup l -> NoDup k -> (forall i, In i l -> In i k -> False) -> NoDup (l ++ k).
Proof.
  induction l as [|a l IH]; intros Hl Hk Apart; cbn [app]; [exact Hk|]. inversion Hl as [|? ? Na Hl']; subst.
  constructor.
  - intros I. apply in_app_or in I. destruct I as [I|I]; [contradiction|]. apply (Apart a); [now left|exact I].
  - apply IH; [exact Hl'|exact Hk|]. intros i Il Ik. apply (Apart i); [now right|exact Ik].
Qed.

Section Edges.

Context {T : Type}.
Variable pts : list T.
Variables N D M : nat.
Variable shift : bool.
Variable phi : nat -> T -> R.
Variable theta : nat -> R.
Hypothesis theta_nonneg : forall i, (i < N)%nat -> 0 <= theta i.

Definition constant (c : R) : Prop := shift = false -> c = 0.

(** The vectors span D dimensions at most. *)
Variable coordinate : nat -> nat -> R.
Variable level : nat -> R.
Variable basis : nat -> T -> R.
Hypothesis level_constant : forall i, constant (level i).
Hypothesis spanned : forall i e, (i < N)%nat -> In e pts ->
  phi i e = sum D (fun k => coordinate i k * basis k e) + level i.
Hypothesis room : (D < M)%nat.

Variables m0 m1 : nat -> R.
Hypothesis m1_nonneg : forall i, (i < N)%nat -> 0 <= m1 i.

Definition vec (mu : nat -> R) (e : T) : R := sum N (fun i => mu i * phi i e).
Definition cost (mu : nat -> R) : R := sum N (fun i => mu i * theta i).

Lemma vec_add a b k e : vec (fun i => a i + k * b i) e = vec a e + k * vec b e.
Proof. unfold vec. rewrite <- sum_mul, <- sum_add. apply sum_eq. intros. ring. Qed.

Lemma cost_add a b k : cost (fun i => a i + k * b i) = cost a + k * cost b.
Proof. unfold cost. rewrite <- sum_mul, <- sum_add. apply sum_eq. intros. ring. Qed.

Definition state (mu : nat -> R) (r c : R) : Prop :=
  (forall i, (i < N)%nat -> 0 <= mu i) /\ 0 <= r <= 1 /\ constant c /\
  (forall e, In e pts -> vec mu e + c = (1 - r) * vec m0 e + r * vec m1 e) /\
  cost mu <= (1 - r) * cost m0 + r * cost m1.

(** The entries that may be other than 0. *)
Definition within (l : list nat) : Prop := NoDup l /\ forall i, In i l -> (i < N)%nat.
Definition off (mu : nat -> R) (l : list nat) : Prop := forall i, (i < N)%nat -> ~ In i l -> mu i = 0.
Definition exact_on (mu : nat -> R) (l : list nat) : Prop := within l /\ off mu l /\ forall i, In i l -> 0 < mu i.

(** What is kept on steps on which M entries at most take part. *)
Variable Kept : (nat -> R) -> R -> R -> Prop.
Hypothesis kept_on : forall mu r c mu' r' c' l, Kept mu r c -> state mu r c -> state mu' r' c' ->
  within l -> (length l <= M)%nat -> off mu l -> off mu' l -> Kept mu' r' c'.

Definition relation (h : nat -> R) (c : R) : Prop := constant c /\ forall e, In e pts -> vec h e + c = 0.
Definition independent (l : list nat) : Prop := forall h c, off h l -> relation h c -> forall i, In i l -> h i = 0.

(** More than D vectors are dependent; more than D + 1 with equal costs. *)
Lemma dependent l (n : nat) (extra : list (nat -> R)) : within l -> (D + length extra < length l)%nat ->
  exists h c, (exists i, In i l /\ h i <> 0) /\ off h l /\ relation h c /\
    forall g, In g extra -> sum N (fun i => h i * g i) = 0.
Proof.
  intros [Once In_N] Many. set (place := fun j => nth j l 0%nat).
  assert (Place : forall j, (j < length l)%nat -> In (place j) l) by (intros j Hj; now apply nth_In).
  destruct (nonzero_solution (length l)
    (map (fun k j => coordinate (place j) k) (seq 0 D) ++ map (fun g j => g (place j)) extra)) as (a & (j0 & Hj0 & Nj0) & Sol).
  { rewrite length_joined, !length_mapped, seq_length. exact Many. }
  set (h := fun i => sum (length l) (fun j => if (place j =? i)%nat then a j else 0)).
  assert (Swap : forall g, sum N (fun i => h i * g i) = sum (length l) (fun j => a j * g (place j))).
  { intros g. apply total_swap. intros j Hj. apply In_N, Place, Hj. }
  exists h, (- sum (length l) (fun j => a j * level (place j))). split; [|split; [|split; [split|]]].
  - exists (place j0). split; [now apply Place|]. unfold h. rewrite (sum_one (length l) j0).
    + now rewrite Nat.eqb_refl.
    + exact Hj0.
    + intros j Hj Nj. destruct (Nat.eqb_spec (place j) (place j0)) as [E|]; [|reflexivity].
      elim Nj. apply (proj1 (NoDup_nth l 0%nat) Once); assumption.
  - intros i _ Ni. unfold h. apply sum_0. intros j Hj. destruct (Nat.eqb_spec (place j) i) as [<-|]; [|reflexivity].
    elim Ni. now apply Place.
  - intros F. rewrite (sum_0 (length l) (fun j => a j * level (place j))); [ring|].
    intros j _. rewrite (level_constant _ F). ring.
  - intros e Ie. unfold vec. rewrite Swap.
    rewrite (sum_eq (length l) _ (fun j => sum D (fun k => a j * coordinate (place j) k * basis k e) + a j * level (place j))).
    + rewrite sum_add, sum_sum. rewrite (sum_0 D); [ring|]. intros k Hk. rewrite sum_mul_r.
      assert (Z : sum (length l) (fun j => coordinate (place j) k * a j) = 0).
      { apply (Sol (fun j => coordinate (place j) k)). apply in_or_app. left. apply in_map_iff. exists k.
        split; [reflexivity|]. apply in_seq. lia. }
      rewrite (sum_eq (length l) (fun j => a j * coordinate (place j) k) (fun j => coordinate (place j) k * a j))
        by (intros; ring). rewrite Z. ring.
    + intros j Hj. rewrite (spanned (place j) e (In_N _ (Place j Hj)) Ie).
      rewrite (sum_eq D (fun k => a j * coordinate (place j) k * basis k e)
        (fun k => a j * (coordinate (place j) k * basis k e))) by (intros; ring). rewrite sum_mul. ring.
  - intros g Ig. rewrite Swap.
    assert (Z : sum (length l) (fun j => g (place j) * a j) = 0).
    { apply (Sol (fun j => g (place j))). apply in_or_app. right. apply in_map_iff. now exists g. }
    rewrite <- Z. apply sum_eq. intros. ring.
Qed.

Lemma relation_opposite h c : relation h c -> relation (fun i => - h i) (- c).
Proof.
  intros [C E]. split; [intros F; rewrite (C F); ring|]. intros e Ie. specialize (E e Ie).
  unfold vec in *. rewrite (sum_eq N _ (fun i => -1 * (h i * phi i e))) by (intros; ring). rewrite sum_mul. lra.
Qed.

(** The list of the entries that are not 0. *)
Definition support (mu : nat -> R) (l : list nat) : list nat := filter (fun i => if Req_EM_T (mu i) 0 then false else true) l.

Lemma in_support mu l i : In i (support mu l) <-> In i l /\ mu i <> 0.
Proof.
  unfold support. rewrite filter_In. destruct (Req_EM_T (mu i) 0); split; intros [H K]; split; auto; try discriminate; contradiction.
Qed.

Lemma support_exact mu l : within l -> off mu l -> (forall i, (i < N)%nat -> 0 <= mu i) -> exact_on mu (support mu l).
Proof.
  intros [Once In_N] O Pos. split; [split|split].
  - now apply NoDup_filter.
  - intros i Ii. apply in_support in Ii. now apply In_N.
  - intros i Hi Ni. destruct (Req_EM_T (mu i) 0) as [|E]; [assumption|].
    destruct (in_dec Nat.eq_dec i l) as [Il|Nl]; [|now apply O]. elim Ni. now apply in_support.
  - intros i Ii. apply in_support in Ii. destruct Ii as [Il E]. specialize (Pos i (In_N i Il)). lra.
Qed.

Lemma support_shorter mu l i : In i l -> mu i = 0 -> (length (support mu l) < length l)%nat.
Proof.
  intros Ii Z. unfold support. induction l as [|a l IH]; [destruct Ii|]. cbn [filter length].
  assert (Le : forall l', (length (filter (fun i => if Req_EM_T (mu i) 0 then false else true) l') <= length l')%nat).
  { induction l' as [|b l' IH']; cbn [filter length]; [lia|]. destruct (Req_EM_T (mu b) 0); cbn [length]; lia. }
  destruct Ii as [->|Ii].
  - destruct (Req_EM_T (mu i) 0); [|contradiction]. specialize (Le l). lia.
  - specialize (IH Ii). destruct (Req_EM_T (mu a) 0); cbn [length]; lia.
Qed.

Lemma support_no_longer mu l : (length (support mu l) <= length l)%nat.
Proof.
  unfold support. induction l as [|b l IH]; cbn [filter length]; [lia|]. destruct (Req_EM_T (mu b) 0); cbn [length]; lia.
Qed.

(** (1) The entries become independent, at constant r. *)
Lemma reduce n : forall mu r c l, (length l <= n)%nat -> Kept mu r c -> state mu r c -> exact_on mu l ->
  (length l <= M)%nat -> exists mu' c' l', Kept mu' r c' /\ state mu' r c' /\ exact_on mu' l' /\ independent l'.
Proof.
  induction n as [|n IH]; intros mu r c l Len K St Ex Few.
  - exists mu, c, l. split; [exact K|]. split; [exact St|]. split; [exact Ex|].
    intros h c' _ _ i Ii. destruct l; [destruct Ii|cbn in Len; lia].
  - destruct (classic (independent l)) as [Ind|Dep]; [exists mu, c, l; split; [|split; [|split]]; assumption|].
    destruct Ex as [W [O Pos]].
    assert (exists h c', (exists i, In i l /\ h i <> 0) /\ off h l /\ relation h c') as (h & ch & (i & Ii & Ni) & Oh & Rh).
    { apply NNPP. intros F. apply Dep. intros h c' Oh Rh i Ii. apply NNPP. intros Ni. apply F. exists h, c'.
      split; [now exists i|]. split; assumption. }
    assert (exists g cg, off g l /\ relation g cg /\ cost g <= 0 /\ exists j, In j l /\ g j < 0)
      as (g & cg & Og & Rg & Cg & Ng).
    { assert (Opp : cost (fun i => - h i) = - cost h).
      { unfold cost. rewrite (sum_eq N _ (fun i => -1 * (h i * theta i))) by (intros; ring). rewrite sum_mul. ring. }
      assert (Oo : off (fun i => - h i) l) by (intros k Hk Nk; rewrite (Oh k Hk Nk); ring).
      assert (Some_ : forall g, off g l -> cost g < 0 -> exists j, In j l /\ g j < 0).
      { intros g Og Neg. apply NNPP. intros F. apply (Rlt_not_le _ _ Neg). apply sum_at_least_0. intros k Hk.
        destruct (in_dec Nat.eq_dec k l) as [Il|Nl]; [|rewrite (Og k Hk Nl); lra].
        apply Rmult_le_pos; [|now apply theta_nonneg]. apply Rnot_lt_le. intros Q. apply F. now exists k. }
      destruct (Rtotal_order (cost h) 0) as [Lt|[Eq|Gt]].
      - exists h, ch. repeat split; try assumption; try apply Rh; [lra|now apply Some_].
      - destruct (Rtotal_order (h i) 0) as [Lt|[Z|Gt]]; [|contradiction|].
        + exists h, ch. repeat split; try assumption; try apply Rh; [lra|now exists i].
        + exists (fun i => - h i), (- ch). split; [exact Oo|]. split; [now apply relation_opposite|].
          split; [lra|]. exists i. split; [exact Ii|lra].
      - exists (fun i => - h i), (- ch). split; [exact Oo|]. split; [now apply relation_opposite|].
        split; [lra|]. apply Some_; [exact Oo|lra]. }
    destruct (first_zero l mu g) as (t & Ht & Keep & j & Ij & Zj).
    { intros k Ik. specialize (Pos k Ik). split; intros; lra. }
    { exact Ng. }
    set (mu' := fun i => mu i + t * g i).
    assert (O' : off mu' l) by (intros k Hk Nk; unfold mu'; rewrite (O k Hk Nk), (Og k Hk Nk); ring).
    pose proof St as (P0 & Hr & Cc & Ve & Co).
    assert (P' : forall k, (k < N)%nat -> 0 <= mu' k).
    { intros k Hk. destruct (in_dec Nat.eq_dec k l) as [Il|Nl]; [now apply Keep|]. rewrite (O' k Hk Nl). lra. }
    assert (St' : state mu' r (c + t * cg)).
    { split; [exact P'|]. split; [exact Hr|]. split; [|split].
      - intros F. rewrite (Cc F), (proj1 Rg F). ring.
      - intros e Ie. unfold mu'. rewrite vec_add. pose proof (proj2 Rg e Ie) as Q. rewrite <- (Ve e Ie).
        replace (vec g e) with (- cg) by lra. ring.
      - unfold mu'. rewrite cost_add. assert (t * cost g <= 0) by nra. lra. }
    assert (K' : Kept mu' r (c + t * cg)).
    { now apply (kept_on mu r c mu' r (c + t * cg) l). }
    apply (IH mu' r (c + t * cg) (support mu' l)); try assumption.
    + pose proof (support_shorter mu' l j Ij Zj). lia.
    + now apply support_exact.
    + pose proof (support_no_longer mu' l). lia.
Qed.

(** A state whose entries are independent. *)
Definition settled (mu : nat -> R) (r c : R) (l : list nat) : Prop :=
  Kept mu r c /\ state mu r c /\ exact_on mu l /\ independent l.

Lemma independent_few l : within l -> independent l -> (length l <= D)%nat.
Proof.
  intros W Ind. destruct (Nat.le_gt_cases (length l) D) as [|Gt]; [assumption|exfalso].
  destruct (dependent l 0 [] W) as (h & c & (i & Ii & Ni) & O & Rel & _); [cbn; lia|].
  apply Ni. now apply (Ind h c).
Qed.

(** (3) From there r grows. *)
Lemma advance mu r c l : settled mu r c l -> r < 1 ->
  exists mu' r' c' l', r < r' /\ Kept mu' r' c' /\ state mu' r' c' /\ exact_on mu' l' /\ (length l' <= M)%nat.
Proof.
  intros (K & St & Ex & Ind) Hr. destruct Ex as [W [O Pos]]. pose proof St as (P0 & Hr01 & Cc & Ve & Co).
  (* a direction that has few entries beside l *)
  assert (Direction : forall n e ce k, (length k <= n)%nat -> within k -> (forall i, In i k -> ~ In i l) ->
    (forall i, In i k -> 0 < e i) -> off e (l ++ k) -> constant ce ->
    (forall p, In p pts -> vec e p + ce = (1 - r) * (vec m1 p - vec m0 p)) -> cost e = cost m1 - cost mu ->
    exists e' ce' k', (length l + length k' <= D + 1)%nat /\ within k' /\ (forall i, In i k' -> ~ In i l) /\
      (forall i, In i k' -> 0 < e' i) /\ off e' (l ++ k') /\ constant ce' /\
      (forall p, In p pts -> vec e' p + ce' = (1 - r) * (vec m1 p - vec m0 p)) /\ cost e' = cost m1 - cost mu).
  { induction n as [|n IH]; intros e ce k Len Wk Apart Pk Oe Ce Vec Cost.
    - exists e, ce, k. repeat split; try assumption; try apply Wk.
      destruct k; [|cbn in Len; lia]. pose proof (independent_few l W Ind). cbn. lia.
    - destruct (Nat.le_gt_cases (length l + length k) (D + 1)) as [Few|Many].
      { exists e, ce, k. repeat split; try assumption; apply Wk. }
      assert (Wlk : within (l ++ k)).
      { split.
        - apply NoDup_app_of; [apply W|apply Wk|]. intros i Il Ik. now apply (Apart i).
        - intros i Ii. apply in_app_or in Ii. destruct Ii; [now apply W|now apply Wk]. }
      destruct (dependent (l ++ k) 1 [theta] Wlk) as (h & ch & (i & Ii & Ni) & Oh & Rh & Zero).
      { rewrite app_length. cbn. lia. }
      specialize (Zero theta (or_introl eq_refl)). fold (cost h) in Zero.
      assert (Somewhere : exists j, In j k /\ h j <> 0).
      { apply NNPP. intros F. apply Ni.
        assert (Oh' : off h l).
        { intros j Hj Nj. destruct (in_dec Nat.eq_dec j k) as [Ik|Nk].
          - apply NNPP. intros Q. apply F. now exists j.
          - apply Oh; [exact Hj|]. intros Q. apply in_app_or in Q. tauto. }
        apply in_app_or in Ii. destruct Ii as [Il|Ik]; [now apply (Ind h ch)|].
        apply NNPP. intros Q. apply F. now exists i. }
      assert (exists g cg, off g (l ++ k) /\ relation g cg /\ cost g = 0 /\ exists j, In j k /\ g j < 0)
        as (g & cg & Og & Rg & Cg & Ng).
      { destruct Somewhere as (j & Ij & Nj). destruct (Rtotal_order (h j) 0) as [Lt|[Z|Gt]]; [|contradiction|].
        - exists h, ch. repeat split; try assumption; try apply Rh. now exists j.
        - exists (fun i => - h i), (- ch). split; [|split; [now apply relation_opposite|split]].
          + intros q Hq Nq. rewrite (Oh q Hq Nq). ring.
          + unfold cost in *. rewrite (sum_eq N _ (fun i => -1 * (h i * theta i))) by (intros; ring). rewrite sum_mul. lra.
          + exists j. split; [exact Ij|lra]. }
      destruct (first_zero k e g) as (t & Ht & Keep & j & Ij & Zj).
      { intros q Iq. specialize (Pk q Iq). split; intros; lra. }
      { exact Ng. }
      set (e' := fun i => e i + t * g i).
      apply (IH e' (ce + t * cg) (support e' k)).
      + pose proof (support_shorter e' k j Ij Zj). lia.
      + split; [apply NoDup_filter, Wk|]. intros q Iq. apply in_support in Iq. now apply Wk.
      + intros q Iq. apply in_support in Iq. now apply Apart.
      + intros q Iq. apply in_support in Iq. destruct Iq as [Iq Nq]. specialize (Keep q Iq). fold (e' q) in Keep. lra.
      + intros q Hq Nq. destruct (in_dec Nat.eq_dec q (l ++ k)) as [I|N'].
        * apply in_app_or in I. destruct I as [Il|Ik]; [elim Nq; apply in_or_app; now left|].
          apply NNPP. intros Q. apply Nq, in_or_app. right. now apply in_support.
        * unfold e'. rewrite (Oe q Hq N'), (Og q Hq N'). ring.
      + intros F. rewrite (Ce F), (proj1 Rg F). ring.
      + intros p Ip. unfold e'. rewrite vec_add. pose proof (proj2 Rg p Ip) as Q. rewrite <- (Vec p Ip).
        replace (vec g p) with (- cg) by lra. ring.
      + unfold e'. rewrite cost_add, Cg, Cost. ring. }
  set (e0 := fun i => m1 i + -1 * mu i).
  set (k0 := support e0 (filter (fun i => if in_dec Nat.eq_dec i l then false else true) (seq 0 N))).
  assert (Ik0 : forall i, In i k0 <-> (i < N)%nat /\ ~ In i l /\ e0 i <> 0).
  { intros i. unfold k0. rewrite in_support, filter_In, in_seq. destruct (in_dec Nat.eq_dec i l); split; intros H;
      intuition (try lia; try discriminate). }
  destruct (Direction (length k0) e0 (- c) k0) as (e & ce & k & Few & Wk & Apart & Pk & Oe & Ce & Vec & Cost).
  - apply le_n.
  - split; [apply NoDup_filter, NoDup_filter, seq_NoDup|]. intros i Ii. now apply Ik0 in Ii.
  - intros i Ii. now apply Ik0 in Ii.
  - intros i Ii. apply Ik0 in Ii. destruct Ii as (Hi & Ni & Zi). unfold e0 in *. rewrite (O i Hi Ni) in *.
    pose proof (m1_nonneg i Hi). lra.
  - intros i Hi Ni. apply NNPP. intros Z. apply Ni, in_or_app. right. apply Ik0. split; [exact Hi|]. split; [|exact Z].
    intros Il. apply Ni, in_or_app. now left.
  - intros F. rewrite (Cc F). ring.
  - intros p Ip. unfold e0. rewrite vec_add. specialize (Ve p Ip). lra.
  - unfold e0. rewrite cost_add. ring.
  - assert (exists t, 0 < t <= 1 /\ forall i, In i l -> 0 <= mu i + t * e i) as (t & [Ht Ht1] & Keep).
    { destruct (classic (exists i, In i l /\ e i < 0)) as [Neg|None_].
      - destruct (first_zero l mu e) as (t & Ht & Keep & _).
        { intros i Ii. specialize (Pos i Ii). split; intros; lra. }
        { exact Neg. }
        destruct (Rle_lt_dec t 1) as [Le|Gt]; [exists t; split; [lra|exact Keep]|].
        exists 1. split; [lra|]. intros i Ii. specialize (Keep i Ii). specialize (Pos i Ii).
        destruct (Rle_lt_dec 0 (e i)); nra.
      - exists 1. split; [lra|]. intros i Ii. specialize (Pos i Ii).
        destruct (Rle_lt_dec 0 (e i)) as [|Q]; [nra|]. elim None_. now exists i. }
    set (mu' := fun i => mu i + t * e i). set (r' := r + t * (1 - r)).
    assert (Wlk : within (l ++ k)).
    { split.
      - apply NoDup_app_of; [apply W|apply Wk|]. intros i Il Ik. now apply (Apart i).
      - intros i Ii. apply in_app_or in Ii. destruct Ii; [now apply W|now apply Wk]. }
    assert (Olk : off mu (l ++ k)) by (intros i Hi Ni; apply O; [exact Hi|]; intros Il; apply Ni, in_or_app; now left).
    assert (O' : off mu' (l ++ k)) by (intros i Hi Ni; unfold mu'; rewrite (Olk i Hi Ni), (Oe i Hi Ni); ring).
    assert (P' : forall i, (i < N)%nat -> 0 <= mu' i).
    { intros i Hi. destruct (in_dec Nat.eq_dec i (l ++ k)) as [I|Ni]; [|rewrite (O' i Hi Ni); lra].
      apply in_app_or in I. destruct I as [Il|Ik]; [now apply Keep|].
      unfold mu'. specialize (Pk i Ik). specialize (P0 i Hi). nra. }
    assert (St' : state mu' r' (c + t * ce)).
    { split; [exact P'|]. split; [unfold r'; nra|]. split; [|split].
      - intros F. rewrite (Cc F), (Ce F). ring.
      - intros p Ip. unfold mu', r'. rewrite vec_add. specialize (Ve p Ip). specialize (Vec p Ip).
        replace (vec e p) with ((1 - r) * (vec m1 p - vec m0 p) - ce) by lra.
        replace (vec mu p) with ((1 - r) * vec m0 p + r * vec m1 p - c) by lra. ring.
      - unfold mu', r'. rewrite cost_add, Cost. nra. }
    exists mu', r', (c + t * ce), (support mu' (l ++ k)). split; [unfold r'; nra|]. split; [|split; [exact St'|split]].
    + apply (kept_on mu r c mu' r' (c + t * ce) (l ++ k)); try assumption. rewrite app_length. lia.
    + now apply support_exact.
    + pose proof (support_no_longer mu' (l ++ k)) as Q. rewrite app_length in Q. lia.
Qed.

(** (2) Of the settled states there is one with the largest r. *)
Lemma settled_line l mu r c mu' r' c' s : settled mu r c l -> settled mu' r' c' l -> r < r' ->
  forall mu'' c'', settled mu'' s c'' l ->
  forall i, (i < N)%nat -> mu'' i = mu i + (s - r) / (r' - r) * (mu' i - mu i).
Proof.
  intros (_ & S1 & E1 & Ind) (_ & S2 & E2 & _) Lt mu'' c'' (_ & S3 & E3 & _).
  set (q := (s - r) / (r' - r)).
  set (h := fun i => (mu'' i + -1 * mu i) + - q * (mu' i + -1 * mu i)).
  assert (Z : forall i, In i l -> h i = 0).
  { apply (Ind h (c'' - c - q * (c' - c))).
    - intros i Hi Ni. unfold h. rewrite (proj1 (proj2 E1) i Hi Ni), (proj1 (proj2 E2) i Hi Ni), (proj1 (proj2 E3) i Hi Ni). ring.
    - destruct S1 as (_ & _ & C1 & V1 & _), S2 as (_ & _ & C2 & V2 & _), S3 as (_ & _ & C3 & V3 & _). split.
      + intros F. rewrite (C1 F), (C2 F), (C3 F). ring.
      + intros e Ie. unfold h. rewrite (vec_add (fun i => mu'' i + -1 * mu i) (fun i => mu' i + -1 * mu i)), !vec_add.
        specialize (V1 e Ie). specialize (V2 e Ie). specialize (V3 e Ie).
        replace (vec mu'' e) with ((1 - s) * vec m0 e + s * vec m1 e - c'') by lra.
        replace (vec mu' e) with ((1 - r') * vec m0 e + r' * vec m1 e - c') by lra.
        replace (vec mu e) with ((1 - r) * vec m0 e + r * vec m1 e - c) by lra.
        unfold q. field. lra. }
  intros i Hi. assert (Hz : h i = 0).
  { destruct (in_dec Nat.eq_dec i l) as [Il|Nl]; [now apply Z|]. unfold h.
    rewrite (proj1 (proj2 E1) i Hi Nl), (proj1 (proj2 E2) i Hi Nl), (proj1 (proj2 E3) i Hi Nl). ring. }
  unfold h in Hz. lra.
Qed.

(** An affine function that is nowhere negative on a set is not so at its supremum. *)
Lemma at_supremum (E : R -> Prop) top a k : is_lub E top -> (exists s, E s) -> (forall s, E s -> 0 <= a + k * s) ->
  0 <= a + k * top.
Proof.
  intros [Up Least] (s & Es) Pos. apply Rnot_lt_le. intros Neg. pose proof (Pos s Es). pose proof (Up s Es).
  assert (K : k < 0) by (apply Rnot_le_lt; intros Hk; nra).
  assert (B : top <= - a / k); [|assert (Q : - a / k * k = - a) by (field; lra); nra].
  apply Least. intros q Eq. specialize (Pos q Eq). apply Rmult_le_reg_r with (- k); [lra|].
  replace (- a / k * - k) with a by (field; lra). lra.
Qed.

Lemma best_on l : (exists mu r c, settled mu r c l) ->
  exists mu r c l', settled mu r c l' /\ forall mu' r' c', settled mu' r' c' l -> r' <= r.
Proof.
  intros (mu1 & r1 & c1 & S1). set (E := fun r => exists mu c, settled mu r c l).
  assert (In01 : forall r, E r -> 0 <= r <= 1) by (intros r (mu & c & _ & (_ & H & _) & _); exact H).
  destruct (completeness E) as [top Lub].
  { exists 1. intros r Er. now apply In01. }
  { exists r1. now exists mu1, c1. }
  destruct (classic (E top)) as [(mu & c & S)|Not].
  { exists mu, top, c, l. split; [exact S|]. intros mu' r' c' S'. apply Lub. now exists mu', c'. }
  assert (Lt1 : r1 < top).
  { destruct (Rle_lt_or_eq_dec r1 top) as [Lt|Eq]; [apply Lub; now exists mu1, c1|exact Lt|].
    elim Not. exists mu1, c1. now rewrite <- Eq. }
  assert (exists mu2 r2 c2, settled mu2 r2 c2 l /\ r1 < r2) as (mu2 & r2 & c2 & S2 & Lt2).
  { apply NNPP. intros F. apply (Rlt_not_le _ _ Lt1). apply Lub. intros r (mu & c & S). apply Rnot_lt_le. intros Lt.
    apply F. now exists mu, r, c. }
  pose proof (settled_line l mu1 r1 c1 mu2 r2 c2) as Line.
  set (slope := / (r2 - r1)). set (q := (top - r1) * slope).
  set (mu := fun i => mu1 i + q * (mu2 i + -1 * mu1 i)). set (c := c1 + q * (c2 - c1)).
  pose proof S1 as (K1 & St1 & Ex1 & Ind). pose proof S2 as (_ & St2 & Ex2 & _).
  assert (On : forall r, E r -> forall i, (i < N)%nat -> 0 <= mu1 i + (r - r1) * slope * (mu2 i + -1 * mu1 i)).
  { intros r (mu'' & c'' & S) i Hi. pose proof S as (_ & (P & _) & _). specialize (P i Hi).
    rewrite (Line r S1 S2 Lt2 mu'' c'' S i Hi) in P. unfold slope. unfold Rdiv in P. lra. }
  assert (Pos : forall i, (i < N)%nat -> 0 <= mu i).
  { intros i Hi. pose proof (at_supremum E top (mu1 i - r1 * slope * (mu2 i + -1 * mu1 i)) (slope * (mu2 i + -1 * mu1 i)) Lub) as A.
    unfold mu, q. apply Rle_trans with (1 := A ltac:(now exists r1, mu1, c1) ltac:(intros r Er; pose proof (On r Er i Hi); lra)). lra. }
  assert (Off : off mu l).
  { intros i Hi Ni. unfold mu. rewrite (proj1 (proj2 Ex1) i Hi Ni), (proj1 (proj2 Ex2) i Hi Ni). ring. }
  assert (St : state mu top c).
  { destruct St1 as (_ & Hr1 & C1 & V1 & Co1), St2 as (_ & Hr2 & C2 & V2 & Co2).
    split; [exact Pos|]. split; [|split; [|split]].
    - split; [lra|]. apply Lub. intros r Er. now apply In01.
    - intros F. unfold c. rewrite (C1 F), (C2 F). ring.
    - intros e Ie. unfold mu, c. rewrite vec_add, vec_add. specialize (V1 e Ie). specialize (V2 e Ie).
      replace (vec mu1 e) with ((1 - r1) * vec m0 e + r1 * vec m1 e - c1) by lra.
      replace (vec mu2 e) with ((1 - r2) * vec m0 e + r2 * vec m1 e - c2) by lra. unfold q, slope. field. lra.
    - unfold mu. rewrite cost_add, cost_add.
      set (d1 := cost mu2 + -1 * cost mu1).
      pose proof (at_supremum E top (cost m0 - cost mu1 + r1 * slope * d1) (cost m1 - cost m0 - slope * d1) Lub) as A.
      assert (B : 0 <= cost m0 - cost mu1 + r1 * slope * d1 + (cost m1 - cost m0 - slope * d1) * top); [|unfold q; lra].
      apply A; [now exists r1, mu1, c1|]. intros r (mu'' & c'' & S). pose proof S as (_ & (_ & _ & _ & _ & Co) & _).
      assert (Same : cost mu'' = cost mu1 + (r - r1) * slope * d1).
      { unfold d1. rewrite <- !cost_add. unfold cost at 1. apply sum_eq. intros i Hi.
        rewrite (Line r S1 S2 Lt2 mu'' c'' S i Hi). unfold slope, Rdiv. ring. }
      rewrite Same in Co. lra. }
  assert (K : Kept mu top c).
  { apply (kept_on mu1 r1 c1 mu top c l); try assumption.
    - apply Ex1.
    - pose proof (independent_few l (proj1 Ex1) Ind). lia.
    - apply Ex1. }
  exists mu, top, c, (support mu l). split.
  - split; [exact K|]. split; [exact St|]. split; [apply support_exact; [apply Ex1|exact Off|exact Pos]|].
    intros h c' Oh Rh i Ii. apply in_support in Ii. apply (Ind h c'); [|exact Rh|apply Ii].
    intros j Hj Nj. apply Oh; [exact Hj|]. intros Q. apply in_support in Q. now apply Nj.
  - intros mu' r' c' S'. apply Lub. now exists mu', c'.
Qed.

Fixpoint sublists (l : list nat) : list (list nat) :=
  match l with [] => [[]] | a :: l' => sublists l' ++ map (cons a) (sublists l') end.

Lemma support_sublist mu l : In (support mu l) (sublists l).
Proof.
  induction l as [|a l IH]; cbn [sublists]; [now left|]. unfold support in *. cbn [filter]. apply in_or_app.
  destruct (Req_EM_T (mu a) 0); [now left|right]. now apply in_map.
Qed.

Lemma best_among lists : (exists mu r c l, settled mu r c l /\ In l lists) ->
  exists mu r c l, settled mu r c l /\ forall mu' r' c' l', settled mu' r' c' l' -> In l' lists -> r' <= r.
Proof.
  induction lists as [|l lists IH]; intros (mu & r & c & l0 & S & I); [destruct I|].
  assert (Both : (exists mu r c, settled mu r c l) \/ ~ exists mu r c, settled mu r c l) by apply classic.
  destruct (classic (exists mu r c l', settled mu r c l' /\ In l' lists)) as [More|No].
  - destruct (IH More) as (mu1 & r1 & c1 & l1 & S1 & B1). destruct Both as [Here|Nope].
    + destruct (best_on l Here) as (mu2 & r2 & c2 & l2 & S2 & B2).
      destruct (Rle_lt_dec r1 r2).
      * exists mu2, r2, c2, l2. split; [exact S2|]. intros mu' r' c' l' S' [<-|I'].
        -- now apply (B2 mu' r' c').
        -- pose proof (B1 mu' r' c' l' S' I'). lra.
      * exists mu1, r1, c1, l1. split; [exact S1|]. intros mu' r' c' l' S' [<-|I'].
        -- pose proof (B2 mu' r' c' S'). lra.
        -- now apply (B1 mu' r' c' l').
    + exists mu1, r1, c1, l1. split; [exact S1|]. intros mu' r' c' l' S' [<-|I'].
      * elim Nope. now exists mu', r', c'.
      * now apply (B1 mu' r' c' l').
  - destruct I as [->|I]; [|elim No; now exists mu, r, c, l0].
    destruct (best_on l0) as (mu2 & r2 & c2 & l2 & S2 & B2); [now exists mu, r, c|].
    exists mu2, r2, c2, l2. split; [exact S2|]. intros mu' r' c' l' S' [<-|I'].
    + now apply (B2 mu' r' c').
    + elim No. now exists mu', r', c', l'.
Qed.

Lemma settled_sorted mu r c l : settled mu r c l -> settled mu r c (support mu (seq 0 N)).
Proof.
  intros (K & St & Ex & Ind).
  assert (All : within (seq 0 N)) by (split; [apply seq_NoDup|intros i Ii; apply in_seq in Ii; lia]).
  assert (O : off mu (seq 0 N)) by (intros i Hi Ni; elim Ni; apply in_seq; lia).
  split; [exact K|]. split; [exact St|]. split; [apply support_exact; [exact All|exact O|apply St]|].
  assert (Same : forall i, In i (support mu (seq 0 N)) -> In i l).
  { intros i Ii. apply in_support in Ii. destruct Ii as [Ii Ni]. apply in_seq in Ii.
    destruct (in_dec Nat.eq_dec i l) as [|Nl]; [assumption|]. elim Ni. apply Ex; [lia|exact Nl]. }
  intros h c' Oh Rh i Ii. apply (Ind h c'); [|exact Rh|now apply Same].
  intros j Hj Nj. apply Oh; [exact Hj|]. intros Q. now apply Nj, Same.
Qed.

Theorem along_edges mu r c l : Kept mu r c -> state mu r c -> exact_on mu l -> (length l <= M)%nat ->
  exists mu' c', Kept mu' 1 c' /\ state mu' 1 c'.
Proof.
  intros K St Ex Few.
  destruct (reduce (length l) mu r c l (le_n _) K St Ex Few) as (mu1 & c1 & l1 & K1 & St1 & Ex1 & Ind1).
  destruct (best_among (sublists (seq 0 N))) as (mu2 & r2 & c2 & l2 & S2 & Best).
  { exists mu1, r, c1, (support mu1 (seq 0 N)). split; [|apply support_sublist].
    apply settled_sorted with l1. split; [exact K1|]. split; [exact St1|]. split; assumption. }
  assert (Le : r2 <= 1) by (destruct S2 as (_ & (_ & H & _) & _); lra).
  destruct (Rle_lt_or_eq_dec r2 1 Le) as [Lt| ->].
  - exfalso. destruct (advance mu2 r2 c2 l2 S2 Lt) as (mu3 & r3 & c3 & l3 & Up & K3 & St3 & Ex3 & Few3).
    destruct (reduce (length l3) mu3 r3 c3 l3 (le_n _) K3 St3 Ex3 Few3) as (mu4 & c4 & l4 & K4 & St4 & Ex4 & Ind4).
    assert (S4 : settled mu4 r3 c4 l4) by (split; [exact K4|split; [exact St4|split; assumption]]).
    pose proof (Best mu4 r3 c4 _ (settled_sorted _ _ _ _ S4) (support_sublist mu4 (seq 0 N))). lra.
  - exists mu2, c2. destruct S2 as (K2 & St2 & _). split; assumption.
Qed.

End Edges.
