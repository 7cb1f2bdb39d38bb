(** * Branches of affine neurons are woken up (V4)

    A branch of affine neurons h_m = C_m (W_m h_(m-1) + b_m) + e_m, all of whose
    weights are trained, passes on r . h + k from any layer to the output. Where
    r = 0 its parameters are led, at constant r and k, to where r depends on
    them linearly, and k with it if a bias is trained. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions Algebra Monotone Paths LinearBranch LinearRealise.
From TheoremCheck Require Branches.
Import ListNotations.
Open Scope R_scope.

Section Wake.

Variable P : problem.
Variable b : nat.

Local Notation state := (deep_place -> R).
Local Notation differs := (LinearRealise.differs P b).
Local Notation weights_trained := (Conditions.weights_trained P b).
Local Notation some_bias := (Conditions.some_bias P b).
Local Notation c_of units u := (slope_of (nth u units identity)).
Local Notation e_of units u := (val (nth u units identity) 0).

(** ** What a branch passes on: r . h + k *)

Fixpoint factor (g : state) (l : nat) (layers : list (list fn)) : nat -> R :=
  match layers with
  | [] => fun i => g (Output b i)
  | units :: above => fun i =>
      sum (length units) (fun u => factor g (S l) above u * (c_of units u * g (Weight b l u i)))
  end.

Fixpoint offset (g : state) (l : nat) (layers : list (list fn)) : R :=
  match layers with
  | [] => 0
  | units :: above =>
      sum (length units) (fun u => factor g (S l) above u * (c_of units u * g (Bias b l u) + e_of units u))
      + offset g (S l) above
  end.

Lemma output_affine g : forall layers l inputs h, affine_layers layers ->
  branch_output g b l inputs h layers = sum inputs (fun i => factor g l layers i * h i) + offset g l layers.
Proof.
  induction layers as [|units above IH]; intros l inputs h A; cbn [branch_output factor offset]; [ring|].
  rewrite IH by exact (affine_above _ _ A). set (n := length units).
  rewrite (sum_eq n (fun i => factor g (S l) above i * val (nth i units identity) (received g b l inputs h i))
    (fun u => sum inputs (fun i => factor g (S l) above u * (c_of units u * g (Weight b l u i)) * h i)
      + factor g (S l) above u * (c_of units u * g (Bias b l u) + e_of units u))).
  - rewrite sum_add, sum_sum, <- Rplus_assoc. f_equal. f_equal. apply sum_eq. intros i _. now rewrite sum_mul_r.
  - intros u Hu. destruct (affine_value _ (affine_unit _ _ u A Hu)) as [_ V]. rewrite V. unfold received.
    rewrite (sum_eq inputs (fun i => factor g (S l) above u * (c_of units u * g (Weight b l u i)) * h i)
      (fun i => factor g (S l) above u * c_of units u * (g (Weight b l u i) * h i))) by (intros; ring).
    rewrite sum_mul. ring.
Qed.

(** It depends on the layers from l upwards. *)
Definition above_place (l : nat) (p : deep_place) : Prop := tail_place b l (D p).

Lemma above_more l p : above_place (S l) p -> above_place l p.
Proof. unfold above_place. destruct p; simpl; intuition lia. Qed.

Lemma factor_own g g' : forall layers l, (forall p, above_place l p -> g p = g' p) ->
  factor g l layers = factor g' l layers.
Proof.
  induction layers as [|units above IH]; intros l E; apply functional_extensionality; intros i; cbn [factor].
  - apply E. reflexivity.
  - apply sum_eq. intros u _. rewrite (IH (S l)) by (intros p Hp; apply E, above_more, Hp).
    rewrite (E (Weight b l u i)); [reflexivity|]. split; [reflexivity|lia].
Qed.

Lemma offset_own g g' : forall layers l, (forall p, above_place l p -> g p = g' p) ->
  offset g l layers = offset g' l layers.
Proof.
  induction layers as [|units above IH]; intros l E; cbn [offset]; [reflexivity|].
  rewrite (factor_own g g' above (S l)) by (intros p Hp; apply E, above_more, Hp).
  rewrite (IH (S l)) by (intros p Hp; apply E, above_more, Hp). f_equal. apply sum_eq. intros u _.
  rewrite (E (Bias b l u)); [reflexivity|]. split; [reflexivity|lia].
Qed.

Lemma factor_continuous (g : R -> state) : (forall p, continuity (fun v => g v p)) ->
  forall layers l i, continuity (fun v => factor (g v) l layers i).
Proof.
  intros C. induction layers as [|units above IH]; intros l i; cbn [factor]; [apply C|].
  apply (sum_continuous _ (fun v u => factor (g v) (S l) above u * (c_of units u * g v (Weight b l u i)))).
  intros u. apply times_continuous; [apply IH|].
  apply times_continuous; [apply constant_continuous|apply C].
Qed.

Lemma offset_continuous (g : R -> state) : (forall p, continuity (fun v => g v p)) ->
  forall layers l, continuity (fun v => offset (g v) l layers).
Proof.
  intros C. induction layers as [|units above IH]; intros l; cbn [offset];
    [apply constant_continuous|].
  apply plus_continuous; [|apply IH].
  apply (sum_continuous _ (fun v u => factor (g v) (S l) above u * (c_of units u * g v (Bias b l u) + e_of units u))).
  intros u. apply times_continuous; [now apply factor_continuous|].
  apply plus_continuous; [|apply constant_continuous].
  apply times_continuous; [apply constant_continuous|apply C].
Qed.

(** ** Moves *)

Lemma differs_here l g : differs l g g.
Proof. intros p _. reflexivity. Qed.

Lemma differs_on l g g' g'' : differs l g g' -> differs l g' g'' -> differs l g g''.
Proof. intros H H' p Np. now rewrite H', H by assumption. Qed.

Lemma differs_more l g g' : differs (S l) g g' -> differs l g g'.
Proof. intros H p Np. apply H. intros [I T]. apply Np. split; [exact I|]. now apply above_more. Qed.

Lemma differs_segment l g g' v : differs l g g' -> differs l g (segment g g' v).
Proof. intros H p Np. unfold segment. rewrite (H p Np). ring. Qed.

Lemma differs_weight l g g' u i : differs (S l) g g' -> g' (Weight b l u i) = g (Weight b l u i).
Proof. intros H. apply H. intros [_ [_ Le]]. lia. Qed.

Lemma differs_bias l g g' u : differs (S l) g g' -> g' (Bias b l u) = g (Bias b l u).
Proof. intros H. apply H. intros [_ [_ Le]]. lia. Qed.

(** Row u of layer l moves by d, its bias by s. *)
Definition shifted (l n u : nat) (d : nat -> R) (s : R) (g : state) : state := fun p =>
  match p with
  | Weight b' l' u' k =>
      if ((b' =? b) && (l' =? l) && (u' =? u) && (k <? n))%nat%bool then g p + d k else g p
  | Bias b' l' u' => if ((b' =? b) && (l' =? l) && (u' =? u))%nat%bool then g p + s else g p
  | _ => g p
  end.

Lemma shifted_segment l n u d s g v :
  segment g (shifted l n u d s g) v = shifted l n u (fun k => v * d k) (v * s) g.
Proof.
  apply functional_extensionality. intros p. unfold segment. destruct p; cbn [shifted]; try ring;
    repeat match goal with |- context [if ?c then _ else _] => destruct c end; ring.
Qed.

Lemma shifted_twice l n u d s g h v :
  segment g (shifted l n u d s h) v = shifted l n u (fun k => v * d k) (v * s) (segment g h v).
Proof.
  apply functional_extensionality. intros p. unfold segment. destruct p; cbn [shifted]; try ring;
    repeat match goal with |- context [if ?c then _ else _] => destruct c end; ring.
Qed.

Lemma shifted_over l n u d s g p : above_place (S l) p -> shifted l n u d s g p = g p.
Proof.
  destruct p as [b' l' u' k|b' l' u'|b' u']; intros T; cbn [shifted]; try reflexivity;
    destruct T as [_ T]; rewrite (proj2 (Nat.eqb_neq l' l)) by lia; now rewrite andb_false_r.
Qed.

Lemma shifted_factor_above l n u d s g above : factor (shifted l n u d s g) (S l) above = factor g (S l) above.
Proof. apply factor_own. intros p Hp. now apply shifted_over. Qed.

Lemma shifted_offset_above l n u d s g above : offset (shifted l n u d s g) (S l) above = offset g (S l) above.
Proof. apply offset_own. intros p Hp. now apply shifted_over. Qed.

Lemma shifted_factor l n u d s g units above i : (u < length units)%nat -> (i < n)%nat ->
  factor (shifted l n u d s g) l (units :: above) i
  = factor g l (units :: above) i + factor g (S l) above u * (c_of units u * d i).
Proof.
  intros Hu Hi. cbn [factor]. rewrite shifted_factor_above.
  rewrite (sum_eq (length units) _ (fun u' => factor g (S l) above u' * (c_of units u' * g (Weight b l u' i))
    + if (u' =? u)%nat then factor g (S l) above u * (c_of units u * d i) else 0)).
  - rewrite sum_add, sum_at by exact Hu. reflexivity.
  - intros u' _. cbn [shifted]. rewrite !Nat.eqb_refl, (proj2 (Nat.ltb_lt i n) Hi), andb_true_r. cbn [andb].
    destruct (Nat.eqb_spec u' u) as [->|]; ring.
Qed.

Lemma shifted_offset l n u d s g units above : (u < length units)%nat ->
  offset (shifted l n u d s g) l (units :: above)
  = offset g l (units :: above) + factor g (S l) above u * (c_of units u * s).
Proof.
  intros Hu. cbn [offset]. rewrite shifted_factor_above, shifted_offset_above.
  rewrite (sum_eq (length units) _ (fun u' => factor g (S l) above u' * (c_of units u' * g (Bias b l u') + e_of units u')
    + if (u' =? u)%nat then factor g (S l) above u * (c_of units u * s) else 0)).
  - rewrite sum_add, sum_at by exact Hu. ring.
  - intros u' _. cbn [shifted]. rewrite !Nat.eqb_refl. cbn [andb]. destruct (Nat.eqb_spec u' u) as [->|]; ring.
Qed.

Lemma shifted_differs l n u d s g :
  (forall k, (k < n)%nat -> In (Weight b l u k) (deep_trained P)) ->
  In (Bias b l u) (deep_trained P) \/ s = 0 -> differs l g (shifted l n u d s g).
Proof.
  intros Tw Tb p Np. destruct p as [b' l' u' k|b' l' u'|b' u']; cbn [shifted]; auto.
  - destruct (Nat.eqb_spec b' b) as [->|]; auto. destruct (Nat.eqb_spec l' l) as [->|]; auto.
    destruct (Nat.eqb_spec u' u) as [->|]; auto. destruct (Nat.ltb_spec k n); auto.
    exfalso. apply Np. split; [now apply Tw|]. simpl. auto.
  - destruct (Nat.eqb_spec b' b) as [->|]; auto. destruct (Nat.eqb_spec l' l) as [->|]; auto.
    destruct (Nat.eqb_spec u' u) as [->|]; auto. cbn [andb].
    destruct Tb as [Tb | ->]; [|ring]. exfalso. apply Np. split; [assumption|]. simpl. auto.
Qed.

(** All weights of layer l become 0. *)
Definition cleared (l n m : nat) (g : state) : state := fun p =>
  match p with
  | Weight b' l' u' k =>
      if ((b' =? b) && (l' =? l) && (u' <? m) && (k <? n))%nat%bool then 0 else g p
  | _ => g p
  end.

Lemma cleared_differs l n m g :
  (forall u k, (u < m)%nat -> (k < n)%nat -> In (Weight b l u k) (deep_trained P)) ->
  differs l g (cleared l n m g).
Proof.
  intros Tw p Np. destruct p as [b' l' u' k|b' l' u'|b' u']; cbn [cleared]; auto.
  destruct (Nat.eqb_spec b' b) as [->|]; auto. destruct (Nat.eqb_spec l' l) as [->|]; auto.
  destruct (Nat.ltb_spec u' m); auto. destruct (Nat.ltb_spec k n); auto.
  exfalso. apply Np. split; [now apply Tw|]. simpl. auto.
Qed.

Lemma cleared_zero l n m g u k : (u < m)%nat -> (k < n)%nat -> cleared l n m g (Weight b l u k) = 0.
Proof.
  intros Hu Hk. cbn [cleared]. now rewrite !Nat.eqb_refl, (proj2 (Nat.ltb_lt u m) Hu), (proj2 (Nat.ltb_lt k n) Hk).
Qed.

Lemma cleared_over l n m g v p : above_place (S l) p -> segment g (cleared l n m g) v p = g p.
Proof.
  unfold segment. destruct p as [b' l' u' k|b' l' u'|b' u']; intros T; cbn [cleared]; try ring.
  destruct T as [_ T]. rewrite (proj2 (Nat.eqb_neq l' l)) by lia. rewrite andb_false_r. cbn [andb]. ring.
Qed.

(** ** What is kept on the way *)

Definition kept (l n : nat) (layers : list (list fn)) (g h : state) : Prop :=
  differs l g h /\ forall i, (i < n)%nat -> factor h l layers i = factor g l layers i.
Definition level (l n : nat) (layers : list (list fn)) (g h : state) : Prop :=
  kept l n layers g h /\ offset h l layers = offset g l layers.

Lemma kept_here l n layers g : kept l n layers g g.
Proof. split; [apply differs_here|reflexivity]. Qed.

Lemma kept_on l n layers g h k : kept l n layers g h -> kept l n layers h k -> kept l n layers g k.
Proof.
  intros [D1 E1] [D2 E2]. split; [now apply differs_on with h|]. intros i Hi. now rewrite E2, E1.
Qed.

Lemma level_here l n layers g : level l n layers g g.
Proof. split; [apply kept_here|reflexivity]. Qed.

Lemma level_on l n layers g h k : level l n layers g h -> level l n layers h k -> level l n layers g k.
Proof. intros [K E] [K' E']. split; [now apply kept_on with h|congruence]. Qed.

Lemma joined_kept l n layers g h k : joined (kept l n layers g) g h -> joined (kept l n layers h) h k ->
  joined (kept l n layers g) g k.
Proof.
  intros J J'. apply joined_on with h; [exact J|]. apply joined_more with (2 := J'). intros u.
  apply kept_on. exact (joined_end _ _ _ J).
Qed.

Lemma joined_level l n layers g h k : joined (level l n layers g) g h -> joined (level l n layers h) h k ->
  joined (level l n layers g) g k.
Proof.
  intros J J'. apply joined_on with h; [exact J|]. apply joined_more with (2 := J'). intros u.
  apply level_on. exact (joined_end _ _ _ J).
Qed.

(** ** Where r depends on the parameters linearly *)

Definition awake (g : state) (l : nat) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => True
  | units :: above => exists u, (u < length units)%nat /\ factor g (S l) above u <> 0
  end.

Lemma factor_awake g l layers i : factor g l layers i <> 0 -> awake g l layers.
Proof.
  destruct layers as [|units above]; intros N; [exact I|]. apply NNPP. intros Z. apply N. cbn [factor].
  apply sum_0. intros u Hu. replace (factor g (S l) above u) with 0; [ring|].
  symmetry. apply NNPP. intros N'. apply Z. now exists u.
Qed.

Lemma asleep_zero g l units above : ~ awake g l (units :: above) ->
  forall u, (u < length units)%nat -> factor g (S l) above u = 0.
Proof. intros N u Hu. apply NNPP. intros N'. apply N. now exists u. Qed.

(** r moves by d, k stays. *)
Lemma turn layers l n g d : affine_layers layers -> weights_trained l n layers -> awake g l layers ->
  exists g', differs l g g' /\ forall v,
    (forall i, (i < n)%nat -> factor (segment g g' v) l layers i = factor g l layers i + v * d i) /\
    offset (segment g g' v) l layers = offset g l layers.
Proof.
  destruct layers as [|units above]; intros A T Aw.
  - exists (fun p => match p with
      | Output b' u => if ((b' =? b) && (u <? n))%nat%bool then g p + d u else g p
      | _ => g p end). split.
    + intros p Np. destruct p as [| |b' u]; auto. destruct (Nat.eqb_spec b' b) as [->|]; auto.
      destruct (Nat.ltb_spec u n); auto. exfalso. apply Np. split; [now apply T|]. reflexivity.
    + intros v. split; [|reflexivity]. intros i Hi. cbn [factor]. unfold segment.
      rewrite Nat.eqb_refl, (proj2 (Nat.ltb_lt i n) Hi). cbn [andb]. ring.
  - destruct Aw as (u & Hu & N). destruct (affine_value _ (affine_unit _ _ u A Hu)) as [Nc _].
    set (r := factor g (S l) above u * c_of units u).
    assert (Nr : r <> 0) by now apply Rmult_integral_contrapositive_currified.
    exists (shifted l n u (fun k => d k / r) 0 g). split.
    + apply shifted_differs; [|now right]. intros k Hk. destruct T as [_ [T _]]. now apply T.
    + intros v. rewrite shifted_segment. split.
      * intros i Hi. rewrite shifted_factor by assumption. unfold r in *. field.
        split; intros Z; apply Nr; rewrite Z; ring.
      * rewrite shifted_offset by assumption. ring.
Qed.

(** k does so as well. *)
Fixpoint ready (g : state) (l : nat) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => False
  | units :: above =>
      ((exists u, (u < length units)%nat /\ factor g (S l) above u <> 0) /\ ready g (S l) above) \/
      exists u, (u < length units)%nat /\ factor g (S l) above u <> 0 /\ In (Bias b l u) (deep_trained P)
  end.

Lemma turn_both : forall layers l n g d s, affine_layers layers -> weights_trained l n layers -> ready g l layers ->
  exists g', differs l g g' /\ forall v,
    (forall i, (i < n)%nat -> factor (segment g g' v) l layers i = factor g l layers i + v * d i) /\
    offset (segment g g' v) l layers = offset g l layers + v * s.
Proof.
  induction layers as [|units above IH]; intros l n g d s A T Rd; [destruct Rd|].
  assert (Row : forall u, (u < length units)%nat -> forall k, (k < n)%nat -> In (Weight b l u k) (deep_trained P)).
  { intros u Hu k Hk. destruct T as [_ [T _]]. now apply T. }
  destruct Rd as [[(u & Hu & N) Rd]|(u & Hu & N & I)].
  - destruct (affine_value _ (affine_unit _ _ u A Hu)) as [Nc _].
    set (r := factor g (S l) above u * c_of units u).
    assert (Nr : r <> 0) by now apply Rmult_integral_contrapositive_currified.
    destruct (IH (S l) (length units) g (fun _ => 0) s (affine_above _ _ A) (proj2 (proj2 T)) Rd) as (g' & Df & E).
    exists (shifted l n u (fun k => d k / r) 0 g'). split.
    + apply differs_on with g'; [now apply differs_more|]. apply shifted_differs; [now apply Row|now right].
    + intros v. rewrite shifted_twice. set (h := segment g g' v). destruct (E v) as [Ef Eo]. fold h in Ef, Eo.
      assert (Fu : forall u', (u' < length units)%nat -> factor h (S l) above u' = factor g (S l) above u').
      { intros u' Hu'. rewrite Ef by assumption. ring. }
      assert (Dh : differs (S l) g h) by now apply differs_segment.
      split.
      * intros i Hi. rewrite shifted_factor by assumption. rewrite (Fu u Hu).
        assert (factor h l (units :: above) i = factor g l (units :: above) i) as ->.
        { cbn [factor]. apply sum_eq. intros u' Hu'. rewrite Fu by assumption.
          now rewrite (differs_weight l g h) by assumption. }
        unfold r in *. field. split; intros Z; apply Nr; rewrite Z; ring.
      * rewrite shifted_offset by assumption. cbn [offset]. rewrite Eo, Rmult_0_r, Rmult_0_r, Rmult_0_r.
        rewrite (sum_eq (length units) _ (fun u' => factor g (S l) above u' * (c_of units u' * g (Bias b l u') + e_of units u'))).
        -- ring.
        -- intros u' Hu'. rewrite Fu by assumption. now rewrite (differs_bias l g h) by assumption.
  - destruct (affine_value _ (affine_unit _ _ u A Hu)) as [Nc _].
    set (r := factor g (S l) above u * c_of units u).
    assert (Nr : r <> 0) by now apply Rmult_integral_contrapositive_currified.
    exists (shifted l n u (fun k => d k / r) (s / r) g). split.
    + apply shifted_differs; [now apply Row|now left].
    + intros v. rewrite shifted_segment. split.
      * intros i Hi. rewrite shifted_factor by assumption. unfold r in *. field.
        split; intros Z; apply Nr; rewrite Z; ring.
      * rewrite shifted_offset by assumption. unfold r in *. field.
        split; intros Z; apply Nr; rewrite Z; ring.
Qed.

(** ** Layer l at rest, where nothing above lets it through *)

Lemma clear_joined units above l n g :
  (forall u k, (u < length units)%nat -> (k < n)%nat -> In (Weight b l u k) (deep_trained P)) ->
  ~ awake g l (units :: above) ->
  joined (level l n (units :: above) g) g (cleared l n (length units) g).
Proof.
  intros Tw Na. apply joined_straight. intros v _. pose proof (asleep_zero _ _ _ _ Na) as Z.
  set (h := segment g (cleared l n (length units) g) v).
  assert (F : factor h (S l) above = factor g (S l) above).
  { apply factor_own. intros p Hp. now apply cleared_over. }
  assert (O : offset h (S l) above = offset g (S l) above).
  { apply offset_own. intros p Hp. now apply cleared_over. }
  split; [split|].
  - apply differs_segment. now apply cleared_differs.
  - intros i _. cbn [factor]. rewrite F. rewrite !sum_0; [reflexivity| |]; intros u Hu; rewrite Z by assumption; ring.
  - cbn [offset]. rewrite F, O. f_equal.
    rewrite !sum_0; [reflexivity| |]; intros u Hu; rewrite Z by assumption; ring.
Qed.

(** Weights of layer l that are 0 let nothing through, wherever the layers above it are. *)
Lemma cleared_factor units above l n h i :
  (forall u k, (u < length units)%nat -> (k < n)%nat -> h (Weight b l u k) = 0) -> (i < n)%nat ->
  factor h l (units :: above) i = 0.
Proof. intros Z Hi. cbn [factor]. apply sum_0. intros u Hu. rewrite Z by assumption. ring. Qed.

Lemma wake : forall layers l n g, affine_layers layers -> weights_trained l n layers ->
  exists g', joined (kept l n layers g) g g' /\ awake g' l layers.
Proof.
  induction layers as [|units above IH]; intros l n g A T.
  { exists g. split; [apply joined_here, kept_here|exact I]. }
  destruct (classic (awake g l (units :: above))) as [Aw|Na].
  { exists g. split; [apply joined_here, kept_here|exact Aw]. }
  destruct T as [Some_ [Tw Ta]]. set (m := length units) in *.
  set (g1 := cleared l n m g).
  assert (J1 : joined (kept l n (units :: above) g) g g1).
  { apply joined_more with (2 := clear_joined units above l n g Tw Na). intros u H. apply H. }
  assert (Zero : forall h, differs (S l) g1 h -> forall u k, (u < m)%nat -> (k < n)%nat -> h (Weight b l u k) = 0).
  { intros h Dh u k Hu Hk. rewrite (differs_weight l g1 h) by assumption. now apply cleared_zero. }
  assert (Keep : forall h, differs (S l) g1 h -> kept l n (units :: above) g1 h).
  { intros h Dh. split; [now apply differs_more|]. intros i Hi.
    rewrite !(cleared_factor units above l n) by (auto using differs_here). reflexivity. }
  destruct (IH (S l) m g1 (affine_above _ _ A) Ta) as (g2 & J2 & Aw2).
  destruct (joined_end _ _ _ J2) as [D2 _].
  destruct (turn above (S l) m g2 (fun u => 1 - factor g2 (S l) above u) (affine_above _ _ A) Ta Aw2) as (g3 & D3 & E3).
  exists g3. split.
  - apply joined_kept with g1; [exact J1|]. apply joined_on with g2.
    + apply joined_more with (2 := J2). intros h [Dh _]. now apply Keep.
    + apply joined_straight. intros v _. apply Keep. apply differs_on with g2; [exact D2|]. now apply differs_segment.
  - exists 0%nat. split; [exact Some_|]. destruct (E3 1) as [F _]. rewrite segment_1 in F.
    rewrite F by exact Some_. lra.
Qed.

(** ** Where k is kept as well *)

Definition deep_place_dec : forall p q : deep_place, {p = q} + {p <> q}.
Proof. decide equality; apply Nat.eq_dec. Defined.

(** The place q0 takes the value w. *)
Definition put (q0 : deep_place) (w : R) (g : state) : state := fun p => if deep_place_dec p q0 then w else g p.

(** It may move, and what lies from layer l upwards. *)
Definition near_tail (l : nat) (q0 : deep_place) (g h : state) : Prop :=
  forall p, p <> q0 -> ~ (In p (deep_trained P) /\ above_place l p) -> h p = g p.

Lemma near_here l q0 g : near_tail l q0 g g.
Proof. intros p _ _. reflexivity. Qed.

Lemma near_on l q0 g h k : near_tail l q0 g h -> near_tail l q0 h k -> near_tail l q0 g k.
Proof. intros H H' p N Np. now rewrite H', H by assumption. Qed.

Lemma differs_near l q0 g h : differs l g h -> near_tail l q0 g h.
Proof. intros H p _ Np. now apply H. Qed.

(** An input that is constant, and whose entry k1 follows the place q0. *)
Definition input (q0 : deep_place) (alpha beta : R) (h0 : nat -> R) (k1 : nat) (h : state) : nat -> R :=
  fun i => if (i =? k1)%nat then alpha * h q0 + beta else h0 i.

Definition lifted (l n : nat) (q0 : deep_place) (alpha beta : R) (h0 : nat -> R) (k1 : nat)
  (layers : list (list fn)) (value : R) (g h : state) : Prop :=
  near_tail l q0 g h /\ branch_output h b l n (input q0 alpha beta h0 k1 h) layers = value.

Lemma lifted_joined l n q0 alpha beta h0 k1 layers value g h k :
  joined (lifted l n q0 alpha beta h0 k1 layers value g) g h ->
  joined (lifted l n q0 alpha beta h0 k1 layers value h) h k ->
  joined (lifted l n q0 alpha beta h0 k1 layers value g) g k.
Proof.
  intros J J'. apply joined_on with h; [exact J|]. apply joined_more with (2 := J'). intros u [N E].
  split; [|exact E]. apply near_on with h; [|exact N]. exact (proj1 (joined_end _ _ _ J)).
Qed.

Lemma lift_put layers l n g q0 alpha beta h0 k1 w : affine_layers layers -> ~ above_place l q0 -> alpha <> 0 ->
  (forall i, (i < n)%nat -> factor g l layers i = 0) ->
  exists g1, joined (lifted l n q0 alpha beta h0 k1 layers (offset g l layers) g) g g1 /\
    input q0 alpha beta h0 k1 g1 k1 = w /\ forall p, above_place l p -> g1 p = g p.
Proof.
  intros A Nq Na Z. set (g1 := put q0 ((w - beta) / alpha) g).
  assert (Same : forall v p, above_place l p -> segment g g1 v p = g p).
  { intros v p Hp. unfold segment, g1, put. destruct (deep_place_dec p q0) as [->|]; [contradiction|ring]. }
  exists g1. split; [|split].
  - apply joined_straight. intros v _. split.
    + intros p Np _. unfold segment, g1, put. destruct (deep_place_dec p q0); [contradiction|ring].
    + rewrite output_affine by exact A.
      rewrite (factor_own _ g), (offset_own _ g) by (intros; apply Same; assumption).
      rewrite sum_0; [ring|]. intros i Hi. rewrite Z by assumption. ring.
  - unfold input, g1, put. rewrite Nat.eqb_refl. destruct (deep_place_dec q0 q0); [field; exact Na|contradiction].
  - intros p Hp. unfold g1, put. destruct (deep_place_dec p q0) as [->|]; [contradiction|reflexivity].
Qed.

Lemma lift_awake layers l n g q0 alpha beta h0 k1 : affine_layers layers -> weights_trained l n layers ->
  (k1 < n)%nat -> ~ above_place l q0 -> alpha <> 0 ->
  (forall i, (i < n)%nat -> factor g l layers i = 0) -> awake g l layers ->
  exists g', joined (lifted l n q0 alpha beta h0 k1 layers (offset g l layers) g) g g' /\
    exists i, (i < n)%nat /\ factor g' l layers i <> 0.
Proof.
  intros A T Hk1 Nq Na Z Aw.
  destruct (lift_put layers l n g q0 alpha beta h0 k1 0 A Nq Na Z) as (g1 & J1 & In0 & Same).
  assert (F1 : forall l', (l <= l')%nat -> forall layers', factor g1 l' layers' = factor g l' layers').
  { intros l' Hl layers'. apply factor_own. intros p Hp. apply Same. unfold above_place in *.
    destruct p; simpl in *; intuition lia. }
  assert (O1 : offset g1 l layers = offset g l layers) by (apply offset_own; exact Same).
  assert (Aw1 : awake g1 l layers).
  { destruct layers as [|units above]; [exact I|]. destruct Aw as (u & Hu & N). exists u. split; [exact Hu|].
    rewrite F1 by lia. exact N. }
  destruct (turn layers l n g1 (fun i => if (i =? k1)%nat then 1 else 0) A T Aw1) as (g2 & D2 & E2).
  exists g2. split.
  - apply lifted_joined with g1; [exact J1|]. apply joined_straight. intros v _.
    set (h := segment g1 g2 v). assert (Dh : differs l g1 h) by now apply differs_segment.
    destruct (E2 v) as [Ef Eo]. fold h in Ef, Eo. split; [now apply differs_near|].
    rewrite output_affine by exact A. rewrite Eo, O1. rewrite sum_0; [ring|]. intros i Hi.
    rewrite Ef, F1, Z by (assumption || lia). destruct (Nat.eqb_spec i k1) as [->|]; [|ring].
    assert (Eq : input q0 alpha beta h0 k1 h k1 = 0); [|rewrite Eq; ring].
    rewrite <- In0. unfold input. rewrite Nat.eqb_refl. rewrite (Dh q0); [reflexivity|]. intros [_ T']. contradiction.
  - exists k1. split; [exact Hk1|]. destruct (E2 1) as [Ef _]. rewrite segment_1 in Ef.
    rewrite Ef, F1, Z by (assumption || lia). rewrite Nat.eqb_refl. lra.
Qed.

(** Where a constant input is passed on as a constant that is kept, its factors come to be other than 0. *)
Lemma lift : forall layers l n g q0 alpha beta h0 k1, affine_layers layers -> weights_trained l n layers ->
  (k1 < n)%nat -> ~ above_place l q0 -> alpha <> 0 ->
  (forall i, (i < n)%nat -> factor g l layers i = 0) ->
  exists g', joined (lifted l n q0 alpha beta h0 k1 layers (offset g l layers) g) g g' /\
    exists i, (i < n)%nat /\ factor g' l layers i <> 0.
Proof.
  induction layers as [|units above IH]; intros l n g q0 alpha beta h0 k1 A T Hk1 Nq Na Z.
  { apply lift_awake; try assumption. exact I. }
  destruct (classic (awake g l (units :: above))) as [Aw|Naw]; [now apply lift_awake|].
  set (layers := units :: above) in *.
  destruct (lift_put layers l n g q0 alpha beta h0 k1 1 A Nq Na Z) as (g1 & J1 & In1 & Same).
  destruct T as [Some_ [Tw Ta]]. set (m := length units) in *.
  assert (F1 : factor g1 (S l) above = factor g (S l) above).
  { apply factor_own. intros p Hp. apply Same. now apply above_more. }
  assert (O1 : offset g1 (S l) above = offset g (S l) above).
  { apply offset_own. intros p Hp. apply Same. now apply above_more. }
  assert (O0 : offset g l layers = offset g1 (S l) above).
  { unfold layers. cbn [offset]. rewrite O1. rewrite sum_0; [ring|]. intros u Hu.
    rewrite (asleep_zero g l units above Naw u Hu). ring. }
  destruct (affine_value _ (affine_unit _ _ 0%nat A Some_)) as [Nc V].
  set (inp := input q0 alpha beta h0 k1) in *.
  set (q1 := Weight b l 0 k1).
  set (h1 := fun u => val (nth u units identity) (received g1 b l n (inp g1) u)).
  set (alpha1 := c_of units 0). set (beta1 := h1 0%nat - alpha1 * g1 q1).
  assert (In1' : In q1 (deep_trained P)) by now apply Tw.
  assert (Q1 : above_place l q1) by (split; [reflexivity|lia]).
  destruct (IH (S l) m g1 q1 alpha1 beta1 h1 0%nat (affine_above _ _ A) Ta Some_) as (g2 & J2 & u2 & Hu2 & N2).
  { intros [_ Le]. lia. }
  { exact Nc. }
  { intros u Hu. rewrite F1. exact (asleep_zero g l units above Naw u Hu). }
  assert (Step : forall h, lifted (S l) m q1 alpha1 beta1 h1 0 above (offset g1 (S l) above) g1 h ->
    lifted l n q0 alpha beta h0 k1 layers (offset g l layers) g1 h).
  { intros h [Nh Eh]. split.
    - intros p Np Ntp. apply Nh.
      + intros ->. apply Ntp. split; assumption.
      + intros [I T']. apply Ntp. split; [exact I|]. now apply above_more.
    - rewrite O0, <- Eh. unfold layers. cbn [branch_output]. apply Branches.branch_output_ext. intros u Hu.
      assert (Hq0 : h q0 = g1 q0).
      { apply Nh; [intros ->; contradiction|]. intros [_ T']. apply Nq. now apply above_more. }
      assert (Hinp : forall k, input q0 alpha beta h0 k1 h k = inp g1 k).
      { intros k. unfold inp, input. now rewrite Hq0. }
      assert (Hb : h (Bias b l u) = g1 (Bias b l u)).
      { apply Nh; [discriminate|]. intros [_ [_ Le]]. lia. }
      assert (Hw : forall k, Weight b l u k <> q1 -> h (Weight b l u k) = g1 (Weight b l u k)).
      { intros k N. apply Nh; [exact N|]. intros [_ [_ Le]]. lia. }
      symmetry. unfold input at 1. destruct (Nat.eqb_spec u 0) as [->|Nu].
      + assert (Rec : received h b l n (input q0 alpha beta h0 k1 h) 0
          = received g1 b l n (inp g1) 0 + (h q1 - g1 q1)).
        { unfold received. rewrite Hb.
          rewrite (sum_eq n _ (fun k => g1 (Weight b l 0 k) * inp g1 k
            + if (k =? k1)%nat then h q1 - g1 q1 else 0)).
          - rewrite sum_add, sum_at by assumption. ring.
          - intros k _. rewrite Hinp. destruct (Nat.eqb_spec k k1) as [->|Nk].
            + fold q1. rewrite In1. ring.
            + rewrite Hw by (unfold q1; congruence). ring. }
        unfold beta1, h1. rewrite Rec. rewrite (V (received g1 b l n (inp g1) 0 + _)), (V (received g1 b l n (inp g1) 0)).
        fold alpha1. ring.
      + unfold h1. f_equal. unfold received. rewrite Hb. f_equal. apply sum_eq. intros k _. rewrite Hinp.
        rewrite Hw; [reflexivity|]. unfold q1. congruence. }
  assert (J : joined (lifted l n q0 alpha beta h0 k1 layers (offset g l layers) g) g g2).
  { apply lifted_joined with g1; [exact J1|]. apply joined_more with (2 := J2). exact Step. }
  destruct (classic (exists i, (i < n)%nat /\ factor g2 l layers i <> 0)) as [E|Ne].
  { exists g2. split; assumption. }
  assert (Z2 : forall i, (i < n)%nat -> factor g2 l layers i = 0).
  { intros i Hi. apply NNPP. intros N. apply Ne. now exists i. }
  assert (O2 : offset g2 l layers = offset g l layers).
  { destruct (joined_end _ _ _ J) as [_ E]. rewrite output_affine in E by exact A. rewrite <- E.
    rewrite sum_0; [ring|]. intros i Hi. rewrite Z2 by assumption. ring. }
  destruct (lift_awake layers l n g2 q0 alpha beta h0 k1 A) as (g3 & J3 & E3); try assumption.
  { split; [exact Some_|]. split; assumption. }
  { exists u2. split; assumption. }
  exists g3. split; [|exact E3]. apply lifted_joined with g2; [exact J|]. now rewrite <- O2.
Qed.

(** The constant can be kept as well, and can be moved at the end. *)
Lemma wake_both : forall layers l n g, affine_layers layers -> weights_trained l n layers -> some_bias l layers ->
  exists g', joined (level l n layers g) g g' /\ ready g' l layers.
Proof.
  induction layers as [|units above IH]; intros l n g A T Sb; [destruct Sb|].
  set (layers := units :: above) in *.
  pose proof T as [Some_ [Tw Ta]]. set (m := length units) in *. pose proof (affine_above _ _ A) as Aa.
  assert (Clear : forall g, ~ awake g l layers -> joined (level l n layers g) g (cleared l n m g)).
  { intros g0 Na. now apply clear_joined. }
  assert (Zero : forall g0 h, differs (S l) (cleared l n m g0) h ->
    forall u k, (u < m)%nat -> (k < n)%nat -> h (Weight b l u k) = 0).
  { intros g0 h Dh u k Hu Hk. rewrite (differs_weight l (cleared l n m g0) h) by assumption. now apply cleared_zero. }
  destruct Sb as [(u1 & Hu1 & I1)|Sb].
  - (* the bias of unit u1 of this layer *)
    destruct (affine_value _ (affine_unit _ _ u1 A Hu1)) as [Nc V].
    assert (Direct : forall g, factor g (S l) above u1 <> 0 -> ready g l layers).
    { intros g0 N. right. exists u1. repeat split; assumption. }
    assert (Beside : forall g, awake g l layers -> exists g', joined (level l n layers g) g g' /\ ready g' l layers).
    { intros g0 Aw. destruct (Req_dec (factor g0 (S l) above u1) 0) as [Zu|Nu].
      2:{ exists g0. split; [apply joined_here, level_here|now apply Direct]. }
      set (c := c_of units u1) in *. set (e := e_of units u1).
      set (g1 := shifted l n u1 (fun k => - g0 (Weight b l u1 k)) (- e / c - g0 (Bias b l u1)) g0).
      assert (D1 : differs l g0 g1) by (apply shifted_differs; [intros; now apply Tw|now left]).
      assert (J1 : joined (level l n layers g0) g0 g1).
      { apply joined_straight. intros v _. unfold g1. rewrite shifted_segment. split; [split|].
        - rewrite <- shifted_segment. now apply differs_segment.
        - intros i Hi. unfold layers. rewrite shifted_factor by assumption. rewrite Zu. ring.
        - unfold layers. rewrite shifted_offset by assumption. rewrite Zu. ring. }
      assert (W1 : forall i, (i < n)%nat -> g1 (Weight b l u1 i) = 0).
      { intros i Hi. unfold g1. cbn [shifted]. rewrite !Nat.eqb_refl, (proj2 (Nat.ltb_lt i n) Hi). cbn [andb]. ring. }
      assert (B1 : c * g1 (Bias b l u1) + e = 0).
      { unfold g1. cbn [shifted]. rewrite !Nat.eqb_refl. cbn [andb]. field. exact Nc. }
      destruct Aw as (u2 & Hu2 & N2).
      assert (F1 : factor g1 (S l) above = factor g0 (S l) above) by apply shifted_factor_above.
      destruct (turn above (S l) m g1 (fun u => if (u =? u1)%nat then 1 else 0) Aa Ta) as (g2 & D2 & E2).
      { apply (factor_awake _ _ _ u2). now rewrite F1. }
      exists g2. split.
      - apply joined_level with g1; [exact J1|]. apply joined_straight. intros v _.
        set (h := segment g1 g2 v). assert (Dh : differs (S l) g1 h) by now apply differs_segment.
        destruct (E2 v) as [Ef Eo]. fold h in Ef, Eo. split; [split|].
        + now apply differs_more.
        + intros i Hi. unfold layers. cbn [factor]. apply sum_eq. intros u Hu. rewrite Ef by assumption.
          rewrite (differs_weight l g1 h) by assumption. destruct (Nat.eqb_spec u u1) as [->|]; [|ring].
          rewrite W1 by assumption. ring.
        + unfold layers. cbn [offset]. rewrite Eo. f_equal. apply sum_eq. intros u Hu. rewrite Ef by assumption.
          rewrite (differs_bias l g1 h) by assumption. destruct (Nat.eqb_spec u u1) as [->|]; [|ring].
          fold c e. rewrite B1. ring.
      - apply Direct. destruct (E2 1) as [Ef _]. rewrite segment_1 in Ef. rewrite Ef by assumption.
        rewrite F1, Zu, Nat.eqb_refl. lra. }
    destruct (classic (awake g l layers)) as [Aw|Na]; [now apply Beside|].
    set (g1 := cleared l n m g). pose proof (Clear g Na) as J1. fold g1 in J1.
    assert (F1 : forall u, (u < m)%nat -> factor g1 (S l) above u = 0).
    { intros u Hu. rewrite (factor_own g1 g).
      - exact (asleep_zero g l units above Na u Hu).
      - intros p Hp. rewrite <- (segment_1 g g1). now apply cleared_over. }
    destruct (lift above (S l) m g1 (Bias b l u1) (c_of units u1) (e_of units u1)
      (fun u => c_of units u * g1 (Bias b l u) + e_of units u) u1 Aa Ta Hu1) as (g2 & J2 & u2 & Hu2 & N2).
    { intros [_ Le]. lia. }
    { exact Nc. }
    { exact F1. }
    assert (Step : forall h, lifted (S l) m (Bias b l u1) (c_of units u1) (e_of units u1)
      (fun u => c_of units u * g1 (Bias b l u) + e_of units u) u1 above (offset g1 (S l) above) g1 h ->
      level l n layers g1 h).
    { intros h [Nh Eh].
      assert (Zh : forall u k, (u < m)%nat -> (k < n)%nat -> h (Weight b l u k) = 0).
      { intros u k Hu Hk. rewrite (Nh (Weight b l u k)); [now apply cleared_zero|discriminate|]. intros [_ [_ Le]]. lia. }
      split; [split|].
      - intros p Np. apply Nh.
        + intros ->. apply Np. split; [exact I1|]. split; [reflexivity|lia].
        + intros [I T']. apply Np. split; [exact I|]. now apply above_more.
      - intros i Hi. unfold layers. rewrite (cleared_factor units above l n h) by assumption.
        rewrite (cleared_factor units above l n g1); [reflexivity| |assumption].
        intros u k Hu Hk. now apply cleared_zero.
      - rewrite output_affine in Eh by exact Aa. unfold layers. cbn [offset].
        rewrite (sum_0 m (fun u => factor g1 (S l) above u * _)) by (intros u Hu; rewrite F1 by assumption; ring).
        rewrite Rplus_0_l, <- Eh. f_equal. apply sum_eq. intros u Hu. f_equal.
        unfold input. destruct (Nat.eqb_spec u u1) as [->|Nu]; [reflexivity|].
        rewrite (Nh (Bias b l u)); [reflexivity|congruence|]. intros [_ [_ Le]]. lia. }
    assert (J12 : joined (level l n layers g) g g2).
    { apply joined_level with g1; [exact J1|]. apply joined_more with (2 := J2). exact Step. }
    destruct (Beside g2) as (g3 & J3 & R3).
    { exists u2. split; assumption. }
    exists g3. split; [|exact R3]. now apply joined_level with g2.
  - (* a bias above it *)
    assert (Under : forall g h, level (S l) m above g h -> level l n layers g h).
    { intros g0 h [[Dh Fh] Oh]. split; [split|].
      - now apply differs_more.
      - intros i Hi. unfold layers. cbn [factor]. apply sum_eq. intros u Hu. rewrite Fh by assumption.
        now rewrite (differs_weight l g0 h) by assumption.
      - unfold layers. cbn [offset]. rewrite Oh. f_equal. apply sum_eq. intros u Hu. rewrite Fh by assumption.
        now rewrite (differs_bias l g0 h) by assumption. }
    assert (Good : forall g, awake g l layers -> exists g', joined (level l n layers g) g g' /\ ready g' l layers).
    { intros g0 (u & Hu & N). destruct (IH (S l) m g0 Aa Ta Sb) as (g' & J & R). exists g'. split.
      - apply joined_more with (2 := J). apply Under.
      - left. split; [|exact R]. exists u. split; [exact Hu|].
        destruct (joined_end _ _ _ J) as [[_ F] _]. now rewrite F. }
    destruct (classic (awake g l layers)) as [Aw|Na]; [now apply Good|].
    set (g1 := cleared l n m g). pose proof (Clear g Na) as J1. fold g1 in J1.
    assert (F1 : forall u, (u < m)%nat -> factor g1 (S l) above u = 0).
    { intros u Hu. rewrite (factor_own g1 g).
      - exact (asleep_zero g l units above Na u Hu).
      - intros p Hp. rewrite <- (segment_1 g g1). now apply cleared_over. }
    destruct (IH (S l) m g1 Aa Ta Sb) as (g2 & J2 & R2).
    destruct (joined_end _ _ _ J2) as [[D2 F2] O2].
    destruct (turn_both above (S l) m g2 (fun u => if (u =? 0)%nat then 1 else 0)
      (- (c_of units 0 * g2 (Bias b l 0%nat) + e_of units 0)) Aa Ta R2) as (g3 & D3 & E3).
    assert (J23 : joined (level l n layers g2) g2 g3).
    { apply joined_straight. intros v _. set (h := segment g2 g3 v).
      assert (Dh : differs (S l) g2 h) by now apply differs_segment.
      destruct (E3 v) as [Ef Eo]. fold h in Ef, Eo. split; [split|].
      - now apply differs_more.
      - intros i Hi. unfold layers. rewrite !(cleared_factor units above l n); try reflexivity; try assumption.
        + intros u k Hu Hk. now apply (Zero g g2 D2).
        + intros u k Hu Hk. apply (Zero g h); try assumption. now apply differs_on with g2.
      - unfold layers. cbn [offset]. fold m. rewrite Eo.
        rewrite (sum_eq m _ (fun u => factor g2 (S l) above u * (c_of units u * g2 (Bias b l u) + e_of units u)
          + if (u =? 0)%nat then v * (c_of units 0 * g2 (Bias b l 0%nat) + e_of units 0) else 0)).
        + rewrite sum_add, sum_at by exact Some_. ring.
        + intros u Hu. rewrite Ef by assumption. rewrite (differs_bias l g2 h) by assumption.
          destruct (Nat.eqb_spec u 0) as [->|]; ring. }
    destruct (Good g3) as (g4 & J4 & R4).
    { exists 0%nat. split; [exact Some_|]. destruct (E3 1) as [Ef _]. rewrite segment_1 in Ef.
      rewrite Ef by exact Some_. rewrite F2, F1 by exact Some_. simpl. lra. }
    exists g4. split; [|exact R4]. apply joined_level with g1; [exact J1|].
    apply joined_level with g2; [apply joined_more with (2 := J2); apply Under|]. now apply joined_level with g3.
Qed.

End Wake.
