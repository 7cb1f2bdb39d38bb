(** * minimum.decay by bounds: slopes of formulas, and what the network can gain *)

From Coq Require Import Reals List ZArith Lra Lia Bool.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsDecay Nearby Support
  RulesConstant RulesCurved Checks ChecksWidths ChecksAverages PointsExplicit PointsMoments
  PointsBuild AffineCells Smooth Enclose Features NarrowBuild DecayBuild.
Import ListNotations.
Open Scope R_scope.

(** ** Slopes beside b *)

Lemma broken_formula e b lo hi : lo < b < hi -> (forall v, lo < v -> v < hi -> smooth 1 e v) ->
  broken_at (value e) b (value (slope e) b) (value (slope e) b).
Proof.
  intros I S. apply smooth_at with (lo := lo) (hi := hi); [exact I| |].
  - intros v V. apply (derivative_by 0). now apply S.
  - apply Smooth.continuous_by, smooth_slope. now apply S.
Qed.

Lemma broken_smooth g e b lo hi : lo < b < hi -> (forall v, lo < v -> v < hi -> g v = value e v) ->
  (forall v, lo < v -> v < hi -> smooth 1 e v) ->
  broken_at g b (value (slope e) b) (value (slope e) b).
Proof.
  intros I E S. apply broken_pieces with (h1 := value e) (h2 := value e) (lo := lo) (hi := hi);
    [exact I| | | |]; try (intros v V; apply E; lra); now apply broken_formula with lo hi.
Qed.

Lemma broken_break g e1 e2 b lo hi : lo < b < hi ->
  (forall v, lo < v -> v <= b -> g v = value e1 v) -> (forall v, b <= v -> v < hi -> g v = value e2 v) ->
  (forall v, lo < v -> v < hi -> smooth 1 e1 v) -> (forall v, lo < v -> v < hi -> smooth 1 e2 v) ->
  broken_at g b (value (slope e1) b) (value (slope e2) b).
Proof.
  intros I E1 E2 S1 S2. apply broken_pieces with (h1 := value e1) (h2 := value e2) (lo := lo) (hi := hi);
    [exact I| | | |].
  - intros v V. apply E1; lra.
  - intros v V. apply E2; lra.
  - now apply broken_formula with lo hi.
  - now apply broken_formula with lo hi.
Qed.

Section Gain.

Variable P : problem.

(** c is known by bounds, and the slope of l at -c is a formula in it; the
    lengths of the samples and the distance of the means are at most these. *)
Variables (c : R) (around : option bounds) (fg : formula).
Variables (lengths : list Z) (qr : BinNums.positive) (distance : rational).

Definition check_spread : bool := check_distance P distance && check_lengths P lengths qr.

(** The slopes of s beside b_j are those of e1 and e2; K is above what the
    network can gain, alpha and beta are coefficients of the penalty. *)
Definition check_gain (e1 e2 : formula) (b : formula) (K alpha beta : rational) : bool :=
  match bind around (enclose fg), constant_bounds (put (slope e1) b), constant_bounds (put (slope e2) b) with
  | Some g, Some l, Some r =>
      let both := size (b_add l r) in
      let apart := size (b_add l (b_opp r)) in
      let m := (plusz P * minusz P * Zpos qr)%Z in
      ((both * fst distance * m + apart * lengthsz P lengths * Zpos (snd distance)) * Zpos (snd K)
        <? 2 * fst K * unity bits * Zpos (snd distance) * m)%Z &&
      (0 <=? fst K)%Z &&
      ((plusz P * size g * fst K)^2 * (Zpos (snd alpha) * Zpos (snd beta))
        <=? 4 * (fst alpha * fst beta) * ((plusz P + minusz P) * (unity bits * Zpos (snd K)))^2)%Z
  | _, _, _ => false
  end.

Hypothesis c_known : known around c.
Hypothesis spread : check_spread = true.

Lemma gain_by e1 e2 fb v K alpha beta : check_gain e1 e2 fb K alpha beta = true -> value fb 0 = v ->
  Rabs (value (slope e1) v + value (slope e2) v) / 2 * mean_distance P
  + Rabs (value (slope e1) v - value (slope e2) v) / 2 * mean_lengths P < real K /\
  (IZR (plusz P) * value fg c * real K)^2
  <= 4 * real alpha * real beta * (IZR (plusz P) + IZR (minusz P))^2.
Proof.
  unfold check_gain. intros H <-. unfold check_spread in spread. apply andb_prop in spread.
  destruct spread as [Sd Sl]. pose proof (distance_by P distance Sd) as D.
  pose proof (lengths_by P lengths qr Sl) as Le.
  unfold check_distance in Sd. rewrite !andb_true_iff in Sd. destruct Sd as [[[Cl _] _] _].
  destruct (both_classes_by P Cl) as [Wp Wm]. unfold W_plus in Wp. unfold W_minus in Wm.
  rewrite class_weight_z in Wp, Wm. fold (plusz P) in Wp. fold minus in Wm. fold (minusz P) in Wm.
  destruct (bind around (enclose fg)) as [g|] eqn:Eg; [|discriminate].
  destruct (constant_bounds (put (slope e1) fb)) as [l|] eqn:El; [|discriminate].
  destruct (constant_bounds (put (slope e2) fb)) as [r|] eqn:Er; [|discriminate].
  apply bind_some in Eg. destruct Eg as [i [Ei Eg]]. pose proof (enclose_in fg i g c (c_known i Ei) Eg) as Ig.
  pose proof (known_constant _ _ eq_refl l El) as Il. pose proof (known_constant _ _ eq_refl r Er) as Ir.
  rewrite value_put in Il, Ir.
  set (p := value (slope e1) (value fb 0)) in *. set (m := value (slope e2) (value fb 0)) in *.
  set (gp := value fg c) in *.
  assert (Ib : is_in (b_add l r) (p + m)) by now apply holds_add.
  assert (Ia : is_in (b_add l (b_opp r)) (p - m)) by (apply holds_add; [assumption|now apply holds_opp]).
  apply in_size in Ib, Ia, Ig. rewrite !andb_true_iff in H. destruct H as [[H1 H2] H3].
  apply Z.ltb_lt, IZR_lt in H1. apply Z.leb_le, IZR_le in H2, H3.
  set (sb := size (b_add l r)) in *. set (sa := size (b_add l (b_opp r))) in *. set (sg := size g) in *.
  clearbody sb sa sg.
  pose proof (unit_real bits) as U. pose proof (qpos qr) as Qr. pose proof (qpos (snd distance)) as Qd.
  pose proof (qpos (snd K)) as Qk. pose proof (qpos (snd alpha)) as Qa. pose proof (qpos (snd beta)) as Qb.
  assert (Dn : 0 <= mean_distance P) by apply sqrt_pos.
  assert (Ln : 0 <= mean_lengths P).
  { apply over_nonneg. intros e _. apply Rmult_le_pos; [|apply sqrt_pos].
    pose proof (share_pos e). apply Rmult_le_pos; [lra|]. left. apply Rinv_0_lt_compat.
    unfold W_plus, W_minus. rewrite !class_weight_z. destruct (positive_label e); assumption. }
  set (q3 := IZR (plusz P) * IZR (minusz P) * IZR (Zpos qr)) in *.
  assert (Q3 : 0 < q3) by (apply Rmult_lt_0_compat; [now apply Rmult_lt_0_compat|assumption]).
  rewrite !mult_IZR, plus_IZR, !mult_IZR in H1. fold q3 in H1.
  pose proof (Rabs_pos (p + m)) as Pb. pose proof (Rabs_pos (p - m)) as Pa. pose proof (Rabs_pos gp) as Pg.
  split.
  - assert (T1 : Rabs (p + m) * IZR (unity bits) * mean_distance P <= IZR sb * real distance).
    { apply Rmult_le_compat; try assumption. apply Rmult_le_pos; lra. }
    assert (T2 : Rabs (p - m) * IZR (unity bits) * mean_lengths P <= IZR sa * (IZR (lengthsz P lengths) / q3)).
    { apply Rmult_le_compat; try assumption. apply Rmult_le_pos; lra. }
    assert (T3 : IZR sb * real distance + IZR sa * (IZR (lengthsz P lengths) / q3)
      < 2 * real K * IZR (unity bits)).
    { unfold real. apply Rmult_lt_reg_r with (IZR (Zpos (snd distance)) * q3 * IZR (Zpos (snd K)));
        [apply Rmult_lt_0_compat; [now apply Rmult_lt_0_compat|assumption]|].
      eapply Rle_lt_trans; [right|eapply Rlt_le_trans; [exact H1|right]]; field; lra. }
    apply Rmult_lt_reg_r with (2 * IZR (unity bits)); [lra|]. lra.
  - rewrite Z.pow_2_r, (Z.pow_2_r (_ * (_ * _))), !mult_IZR, plus_IZR in H3.
    assert (G : (IZR (plusz P) * gp * IZR (fst K) * IZR (unity bits))^2 <= (IZR (plusz P) * IZR sg * IZR (fst K))^2).
    { rewrite <- (pow2_abs (_ * _ * _ * _)). apply pow_incr. split; [apply Rabs_pos|].
      rewrite !Rabs_mult, (Rabs_pos_eq (IZR (plusz P))), (Rabs_pos_eq (IZR (fst K))), (Rabs_pos_eq (IZR (unity bits))) by lra.
      replace (IZR (plusz P) * Rabs gp * IZR (fst K) * IZR (unity bits))
        with (IZR (plusz P) * IZR (fst K) * (Rabs gp * IZR (unity bits))) by ring.
      replace (IZR (plusz P) * IZR sg * IZR (fst K)) with (IZR (plusz P) * IZR (fst K) * IZR sg) by ring.
      apply Rmult_le_compat_l; [|assumption]. apply Rmult_le_pos; lra. }
    unfold real.
    assert (M : 0 < IZR (Zpos (snd alpha)) * IZR (Zpos (snd beta))) by now apply Rmult_lt_0_compat.
    assert (N : 0 < (IZR (unity bits) * IZR (Zpos (snd K)))^2) by (apply pow_lt; now apply Rmult_lt_0_compat).
    apply Rmult_le_reg_r with ((IZR (unity bits) * IZR (Zpos (snd K)))^2 * (IZR (Zpos (snd alpha)) * IZR (Zpos (snd beta))));
      [now apply Rmult_lt_0_compat|].
    apply Rmult_le_compat_r with (r := IZR (Zpos (snd alpha)) * IZR (Zpos (snd beta))) in G; [|lra].
    eapply Rle_trans; [right|eapply Rle_trans; [exact G|eapply Rle_trans; [right|eapply Rle_trans; [exact H3|right]]]];
      field; lra.
Qed.

End Gain.

Section Decay.

Variable P : problem.
Variables (a0 : R) (a : list R) (w : list (list Z)) (b : list Z) (q : BinNums.positive).
Variable d : deep_place -> R.
Hypothesis keeps : kept P a0 a w b q.
Hypothesis free : costs_nothing P a0 a w b q d.

(** What the neurons gain, if their slopes at b_j are those of e1 and e2, is below their penalties. *)
Definition gains_less around fg lengths qr distance : Prop :=
  forall j, (j < width P)%nat -> exists e1 e2 K alpha beta,
     broken_at (sigma P) (value (F_num (nth j b 0%Z) q) 0)
       (value (slope e1) (value (F_num (nth j b 0%Z) q) 0)) (value (slope e2) (value (F_num (nth j b 0%Z) q) 0)) /\
     check_gain P around fg lengths qr distance e1 e2 (F_num (nth j b 0%Z) q) K alpha beta = true /\
     0 <= real alpha <= PointsDecay.coefficient P (A j) /\
     (forall k, (k < dim P)%nat -> 0 <= real beta <= PointsDecay.coefficient P (W j k)) /\ 0 <= real beta.

Lemma outweighed_checked c around fg lengths qr distance k :
  check_spread P lengths qr distance = true -> known around c -> idle a -> rests w ->
  Rabs k <= Rabs (IZR (plusz P) * value fg c) -> gains_less around fg lengths qr distance ->
  (both_classes P -> unpenalised P (built P a0 a w b q d) ->
   nearby P (built P a0 a w b q d) (fun t' => k * difference P (deep_part P t')
     <= total_weight P * deep_penalty P t')) ->
  both_classes P /\ outweighed P (built P a0 a w b q d) k.
Proof.
  intros Sp Kn Id Re Small N Dp.
  assert (Cl : both_classes P).
  { apply both_classes_by. unfold check_spread, check_distance in Sp. rewrite !andb_true_iff in Sp. tauto. }
  split; [exact Cl|].
  apply built_outweighed; auto.
  - intros j L. destruct (N j L) as [e1 [e2 [K [al [be [B [G [Ha [Hb Nb]]]]]]]]].
    assert (E : value (F_num (nth j b 0%Z) q) 0 = IZR (nth j b 0%Z) / IZR (Zpos q)).
    { cbn [value]. destruct q; unfold ratio; try reflexivity. field. }
    destruct (gain_by P c around fg lengths qr distance Kn Sp e1 e2 _ _ K al be G E) as [G1 G2].
    rewrite E in B. exists (value (slope e1) (IZR (nth j b 0%Z) / IZR (Zpos q))),
      (value (slope e2) (IZR (nth j b 0%Z) / IZR (Zpos q))), (real K), (real al), (real be).
    repeat (split; [assumption|]). eapply Rle_trans; [|exact G2].
    rewrite <- (pow2_abs (k * real K)), <- (pow2_abs (_ * value fg c * real K)).
    apply pow_incr. split; [apply Rabs_pos|]. rewrite !(Rabs_mult _ (real K)).
    apply Rmult_le_compat_r; [apply Rabs_pos|exact Small].
  - apply Dp; [exact Cl|now apply built_unpenalised].
Qed.

Theorem minimum_decay_checked c around fg gm lengths qr distance :
  check_spread P lengths qr distance = true -> known around c -> idle a -> rests w ->
  (forall e, In e (data P) -> f P (built P a0 a w b q d) e = c) ->
  subgradient_at (ell P) (- c) (value fg c) -> subgradient_at (ell P) c gm ->
  IZR (plusz P) * value fg c = IZR (minusz P) * gm ->
  gains_less around fg lengths qr distance ->
  (both_classes P -> unpenalised P (built P a0 a w b q d) ->
   nearby P (built P a0 a w b q d) (fun t' => W_plus P * value fg c * difference P (deep_part P t')
     <= total_weight P * deep_penalty P t')) ->
  minimum_decay P.
Proof.
  intros Sp Kn Id Re Out S1 S2 Cr N Dp.
  assert (EP : W_plus P = IZR (plusz P)) by apply class_weight_z.
  assert (EM : W_minus P = IZR (minusz P)) by apply class_weight_z.
  destruct (outweighed_checked c around fg lengths qr distance (W_plus P * value fg c)) as [Cl O]; auto.
  { rewrite EP. apply Rle_refl. }
  split; [exact Cl|]. exists (built P a0 a w b q d), c, (value fg c), gm.
  split; [|split; [|split; [|split]]]; auto.
  - split; [apply built_admissible|]. split; [now apply built_unpenalised|assumption].
  - now rewrite EP, EM.
Qed.

(** The size of k / W+ is at most that of a rational. *)
Theorem minimum_decay_local_by c bound lengths qr distance :
  (forall e, In e (data P) -> f P (built P a0 a w b q d) e = c) ->
  tangential P a0 a w b q d -> (exists k, Rabs k <= IZR (plusz P) * real bound /\ tangents P c k) ->
  check_spread P lengths qr distance = true -> idle a -> rests w ->
  gains_less (constant_bounds (F_num 0 1)) (F_num (fst bound) (snd bound)) lengths qr distance ->
  (forall k, both_classes P -> unpenalised P (built P a0 a w b q d) ->
   nearby P (built P a0 a w b q d) (fun t' => k * difference P (deep_part P t')
     <= total_weight P * deep_penalty P t')) ->
  minimum_decay_local P.
Proof.
  intros Out Tg (k & Small & T) Sp Id Re N Dp.
  destruct (outweighed_checked 0 (constant_bounds (F_num 0 1)) (F_num (fst bound) (snd bound)) lengths qr distance k)
    as [_ O]; auto.
  - apply known_constant. cbn. unfold ratio. field.
  - eapply Rle_trans; [exact Small|].
    replace (value (F_num (fst bound) (snd bound)) 0) with (real bound) by (cbn [value]; unfold real; destruct bound as [n []]; unfold ratio; cbn [fst snd]; try reflexivity; field).
    apply Rle_abs.
  - exists (built P a0 a w b q d), c, k. split; [|exact O]. now apply built_tangent.
Qed.

End Decay.
