(** * Tangents of the loss near a constant output, by enclosures of its second derivative *)

From Coq Require Import Reals Ranalysis5 ZArith List Lra Lia.
From TheoremCheck Require Import Setting Conditions Kinds Nearby Support PointsConstant ChecksAverages PointsExplicit.
From TheoremCheck Require Import Smooth Pieces Intervals Enclosures Jets JetPieces BoxCheck.
From Coq Require Import BinNums.
Import ListNotations.
Open Scope R_scope.

(** A function with g'' >= 0 on an interval is above its tangents there. *)
Lemma tangent_above g g1 g2 lo hi c :
  (forall v, lo <= v <= hi -> twice g g1 g2 v /\ 0 <= g2 v) -> lo < c < hi ->
  forall v, lo < c + v < hi -> g c + g1 c * v <= g (c + v).
Proof.
  intros H Hc v Hv.
  assert (Up : forall a b, lo <= a -> a <= b -> b <= hi -> g1 a <= g1 b).
  { intros a b Ha [Hab|<-] Hb; [|lra].
    destruct (MVT_cor2 g1 g2 a b Hab) as [x [E Hx]]; [intros; apply H; lra|].
    pose proof (proj2 (H x ltac:(lra))). nra. }
  destruct (Rtotal_order v 0) as [N|[->|N]].
  - destruct (MVT_cor2 g g1 (c + v) c ltac:(lra)) as [x [E Hx]]; [intros; apply H; lra|].
    pose proof (Up x c ltac:(lra) ltac:(lra) ltac:(lra)). nra.
  - rewrite Rplus_0_r, Rmult_0_r. lra.
  - destruct (MVT_cor2 g g1 c (c + v) ltac:(lra)) as [x [E Hx]]; [intros; apply H; lra|].
    pose proof (Up c x ltac:(lra) ltac:(lra) ltac:(lra)). nra.
Qed.

Section Tangents.

Variable P : problem.
Variable bits : positive.
Variable loss_parts : parts.
Notation e := (fst loss_parts).
Notation r := (snd loss_parts).

Hypothesis loss_is : in_pieces (loss P) loss_parts.
Hypothesis loss_marked : marked e r.

(** Bounds of c, as quotients. *)
Variables lower upper : Z * positive.
Notation lo := (quotient_of lower).
Notation hi := (quotient_of upper).

Definition bounds (l u : Z * positive) : interval :=
  i_hull (i_ratio bits (fst l) (snd l)) (i_ratio bits (fst u) (snd u)).

Definition opposite_of (q : Z * positive) : Z * positive := (- fst q, snd q)%Z.

(** l'' >= 0 on both intervals; l' >= 0 on the upper one, if [rising]. *)
Definition tangent_check (rising : bool) : bool :=
  match jet_parts bits e r (bounds lower upper), jet_parts bits e r (bounds (opposite_of upper) (opposite_of lower)) with
  | Some (_, D1, D2), Some (_, _, D2') =>
      ((0 <=? fst D2) && (0 <=? fst D2') && (negb rising || (0 <=? fst D1)))%Z%bool
  | _, _ => false
  end.

Lemma bounds_hold l u v : quotient_of l <= v <= quotient_of u -> Intervals.holds bits (bounds l u) v.
Proof.
  intros [L U]. pose proof (ratio_holds bits (fst l) (snd l)) as [HL _].
  pose proof (ratio_holds bits (fst u) (snd u)) as [_ HU].
  unfold quotient_of in *. pose proof (S_pos bits) as PS. unfold Intervals.holds, bounds, i_hull. cbn [fst snd].
  pose proof (IZR_le _ _ (Z.le_min_l (fst (i_ratio bits (fst l) (snd l))) (fst (i_ratio bits (fst u) (snd u))))).
  pose proof (IZR_le _ _ (Z.le_max_r (snd (i_ratio bits (fst l) (snd l))) (snd (i_ratio bits (fst u) (snd u))))).
  split.
  - eapply Rle_trans; [eassumption|]. eapply Rle_trans; [exact HL|]. apply Rmult_le_compat_r; lra.
  - eapply Rle_trans; [|eassumption]. eapply Rle_trans; [|exact HU]. apply Rmult_le_compat_r; lra.
Qed.

Notation g1 := (pick first e r).

Lemma loss_twice v J X : jet_parts bits e r X = Some J -> Intervals.holds bits X v ->
  twice (ell P) g1 (pick second e r) v /\ Intervals.holds bits (snd (fst J)) (g1 v) /\
  Intervals.holds bits (snd J) (pick second e r v).
Proof.
  intros HJ HX. destruct (jet_parts_hold bits r e X J v loss_marked HJ HX) as [T Hold].
  destruct J as [[Y D1] D2]. destruct Hold as (_ & H1 & H2). split; [|split; assumption].
  apply (twice_ext (pick value e r) g1 (pick second e r)); auto. intros w. symmetry. apply loss_is.
Qed.

Variable c : R.
Hypothesis between : lo < c < hi.
Hypothesis classes : both_classes P.

(** The slopes belong together. *)
Definition balanced : Prop := W_plus P * g1 (- c) = W_minus P * g1 c.

Lemma opposite_value q : quotient_of (opposite_of q) = - quotient_of q.
Proof. unfold quotient_of, opposite_of. cbn [fst snd]. rewrite opp_IZR. unfold Rdiv. ring. Qed.

Theorem tangents_by rising : tangent_check rising = true -> balanced ->
  (rising = true -> 0 <= W_minus P * g1 c) /\ tangents P c (W_minus P * g1 c).
Proof.
  unfold tangent_check. intros H B. destruct classes as [Hp Hm].
  destruct (jet_parts bits e r (bounds lower upper)) as [[[Y D1] D2]|] eqn:E1; [|discriminate].
  destruct (jet_parts bits e r (bounds (opposite_of upper) (opposite_of lower))) as [[[Y' D1'] D2']|] eqn:E2;
    [|discriminate].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  split.
  - intros ->. cbn [negb orb] in H3.
    destruct (loss_twice c _ _ E1 (bounds_hold lower upper c ltac:(lra))) as (_ & HD & _).
    pose proof (not_negative_holds bits _ _ H3 HD). apply Rmult_le_pos; lra.
  - exists (Rmin (c - lo) (hi - c)). split; [apply Rmin_glb_lt; lra|]. intros v Hv.
    pose proof (Rmin_l (c - lo) (hi - c)). pose proof (Rmin_r (c - lo) (hi - c)). apply Rabs_def2 in Hv. split.
    + replace (W_minus P * g1 c / W_plus P) with (g1 (- c)) by (rewrite <- B; field; lra).
      apply (tangent_above (ell P) g1 (pick second e r) (- hi) (- lo)); [|lra|lra].
      intros w Hw. destruct (loss_twice w _ _ E2 (bounds_hold (opposite_of upper) (opposite_of lower) w
        ltac:(rewrite !opposite_value; lra))) as (T & _ & HD).
      split; [exact T|]. exact (not_negative_holds bits _ _ H2 HD).
    + replace (W_minus P * g1 c / W_minus P) with (g1 c) by (field; lra).
      apply (tangent_above (ell P) g1 (pick second e r) lo hi); [|lra|lra].
      intros w Hw. destruct (loss_twice w _ _ E1 (bounds_hold lower upper w ltac:(lra))) as (T & _ & HD).
      split; [exact T|]. exact (not_negative_holds bits _ _ H1 HD).
Qed.

End Tangents.

(** ** What an exported file instantiates *)

Lemma slopes_balanced_by P p m parts c : plusz P = p -> minusz P = m ->
  IZR p * pick first (fst parts) (snd parts) (- c) = IZR m * pick first (fst parts) (snd parts) c ->
  balanced P parts c.
Proof.
  intros <- <- H. unfold balanced. assert (EP : W_plus P = IZR (plusz P)) by apply class_weight_z.
  assert (EM : W_minus P = IZR (minusz P)) by apply class_weight_z. rewrite EP, EM. exact H.
Qed.

(** A place between the bounds where the slopes belong together: W- l'(c) - W+ l'(-c) changes its sign. *)
Definition slope_at (P : problem) (bits : BinNums.positive) (p : parts) (q : Z * BinNums.positive) : option interval :=
  match jet_parts bits (fst p) (snd p) (bounds bits q q),
        jet_parts bits (fst p) (snd p) (bounds bits (opposite_of q) (opposite_of q)) with
  | Some (_, d, _), Some (_, d', _) => Some (i_sub (i_scale (minusz P) d) (i_scale (plusz P) d'))
  | _, _ => None
  end.

Definition slopes_check (P : problem) (bits : BinNums.positive) (p : parts) (lower upper : Z * BinNums.positive) : bool :=
  match slope_at P bits p lower, slope_at P bits p upper with
  | Some s, Some s' => ((snd s <? 0) && (0 <? fst s'))%Z%bool
  | _, _ => false
  end.

Lemma slope_at_holds P bits p q S : in_pieces (loss P) p -> marked (fst p) (snd p) -> slope_at P bits p q = Some S ->
  Intervals.holds bits S (W_minus P * pick first (fst p) (snd p) (quotient_of q)
                          - W_plus P * pick first (fst p) (snd p) (- quotient_of q)).
Proof.
  intros HP HM. unfold slope_at.
  destruct (jet_parts bits (fst p) (snd p) (bounds bits q q)) as [[[Y D] D2]|] eqn:E1; [|discriminate].
  destruct (jet_parts bits (fst p) (snd p) (bounds bits (opposite_of q) (opposite_of q))) as [[[Y' D'] D2']|] eqn:E2;
    [|discriminate].
  intros H. injection H as <-.
  assert (EP : W_plus P = IZR (plusz P)) by apply class_weight_z.
  assert (EM : W_minus P = IZR (minusz P)) by apply class_weight_z. rewrite EP, EM.
  destruct (loss_twice P bits p HP HM _ _ _ E1 (bounds_hold bits q q (quotient_of q) ltac:(lra))) as (_ & H1 & _).
  destruct (loss_twice P bits p HP HM _ _ _ E2 (bounds_hold bits (opposite_of q) (opposite_of q) (- quotient_of q)
    ltac:(rewrite !opposite_value; lra))) as (_ & H2 & _).
  apply sub_holds; apply scale_holds; assumption.
Qed.

Theorem balanced_between P bits p lower upper : in_pieces (loss P) p -> marked (fst p) (snd p) ->
  quotient_of lower < quotient_of upper -> tangent_check bits p lower upper false = true ->
  slopes_check P bits p lower upper = true ->
  exists c, quotient_of lower < c < quotient_of upper /\ balanced P p c.
Proof.
  intros HP HM HB HC H. unfold slopes_check in H.
  destruct (slope_at P bits p lower) as [S|] eqn:E1; [|discriminate].
  destruct (slope_at P bits p upper) as [S'|] eqn:E2; [|discriminate].
  apply andb_prop in H. destruct H as [H1 H2].
  pose proof (negative_holds bits _ _ H1 (slope_at_holds P bits p lower S HP HM E1)) as L.
  pose proof (positive_holds bits _ _ H2 (slope_at_holds P bits p upper S' HP HM E2)) as U.
  set (g1 := pick first (fst p) (snd p)) in *.
  set (s := fun v => W_minus P * g1 v - W_plus P * g1 (- v)).
  unfold tangent_check in HC.
  destruct (jet_parts bits (fst p) (snd p) (bounds bits lower upper)) as [[[Y D1] D2]|] eqn:J1; [|discriminate].
  destruct (jet_parts bits (fst p) (snd p) (bounds bits (opposite_of upper) (opposite_of lower)))
    as [[[Y' D1'] D2']|] eqn:J2; [|discriminate].
  assert (Cont : forall v, quotient_of lower <= v <= quotient_of upper -> continuity_pt s v).
  { intros v Hv.
    destruct (loss_twice P bits p HP HM _ _ _ J1 (bounds_hold bits lower upper v Hv)) as ((_ & T) & _ & _).
    destruct (loss_twice P bits p HP HM _ _ _ J2 (bounds_hold bits (opposite_of upper) (opposite_of lower) (- v)
      ltac:(rewrite !opposite_value; lra))) as ((_ & T') & _ & _).
    apply (continuity_pt_minus (fun v => W_minus P * g1 v) (fun v => W_plus P * g1 (- v))).
    - apply (continuity_pt_scal g1). apply derivable_continuous_pt. eexists. exact T.
    - apply (continuity_pt_scal (fun v => g1 (- v))).
      apply (continuity_pt_comp (fun v => - v) g1).
      + apply (continuity_pt_opp id), derivable_continuous_pt, derivable_pt_id.
      + apply derivable_continuous_pt. eexists. exact T'. }
  destruct (IVT_interv s (quotient_of lower) (quotient_of upper) Cont HB L U) as [c [Hc Z0]].
  exists c. unfold s in Z0. split.
  - split; apply Rnot_le_lt; intros N.
    + replace c with (quotient_of lower) in Z0 by lra. lra.
    + replace c with (quotient_of upper) in Z0 by lra. lra.
  - unfold balanced. fold g1. lra.
Qed.

Theorem rising_tangents_by P bits parts lower upper c : in_pieces (loss P) parts ->
  marked (fst parts) (snd parts) -> quotient_of lower < c < quotient_of upper -> check_classes P = true ->
  tangent_check bits parts lower upper true = true -> balanced P parts c ->
  exists K, 0 <= K /\ tangents P c K.
Proof.
  intros HP HM HB HC H B.
  destruct (tangents_by P bits parts HP HM lower upper c HB (both_classes_by P HC) true H B) as (HK & T).
  eexists. split; [now apply HK|exact T].
Qed.

Theorem some_tangents_by P bits parts lower upper c : in_pieces (loss P) parts ->
  marked (fst parts) (snd parts) -> quotient_of lower < c < quotient_of upper -> check_classes P = true ->
  tangent_check bits parts lower upper false = true -> balanced P parts c ->
  exists K, tangents P c K.
Proof.
  intros HP HM HB HC H B.
  destruct (tangents_by P bits parts HP HM lower upper c HB (both_classes_by P HC) false H B) as (_ & T).
  eexists. exact T.
Qed.

(** How steep l is between the bounds, at most: |W- l'| <= p g. *)
Definition steep_check (P : problem) (bits : BinNums.positive) (parts : parts) (lower upper : Z * BinNums.positive)
    (p : Z) (g : Z * BinNums.positive) : bool :=
  match jet_parts bits (fst parts) (snd parts) (bounds bits lower upper) with
  | Some (_, d, _) => (minusz P * Z.max (- fst d) (snd d) * Zpos (snd g) <=? p * fst g * Intervals.scale bits)%Z
  | None => false
  end.

Theorem bounded_tangents_by P bits parts lower upper c g : in_pieces (loss P) parts ->
  marked (fst parts) (snd parts) -> quotient_of lower < c < quotient_of upper -> check_classes P = true ->
  tangent_check bits parts lower upper false = true -> steep_check P bits parts lower upper (plusz P) g = true ->
  balanced P parts c ->
  exists K, Rabs K <= IZR (plusz P) * real g /\ tangents P c K.
Proof.
  intros HP HM HB HC H HS B.
  destruct (tangents_by P bits parts HP HM lower upper c HB (both_classes_by P HC) false H B) as (_ & T).
  eexists. split; [|exact T]. unfold steep_check in HS.
  destruct (jet_parts bits (fst parts) (snd parts) (bounds bits lower upper)) as [[[Y D1] D2]|] eqn:E; [|discriminate].
  destruct (loss_twice P bits parts HP HM c _ _ E (bounds_hold bits lower upper c ltac:(lra))) as (_ & HD & _).
  cbn [fst snd] in HD. unfold Intervals.holds, Intervals.Rscale in HD.
  pose proof (S_pos bits) as PS. unfold Intervals.Rscale in PS.
  set (v := pick first (fst parts) (snd parts) c) in *.
  assert (EM : W_minus P = IZR (minusz P)) by apply class_weight_z.
  pose proof (proj2 (both_classes_by P HC)) as Hm. rewrite EM in *.
  assert (Size : Rabs v * IZR (scale bits) <= IZR (Z.max (- fst D1) (snd D1))).
  { pose proof (IZR_le _ _ (Z.le_max_l (- fst D1) (snd D1))) as M1. rewrite opp_IZR in M1.
    pose proof (IZR_le _ _ (Z.le_max_r (- fst D1) (snd D1))).
    unfold Rabs. destruct (Rcase_abs v); lra. }
  apply Z.leb_le, IZR_le in HS. rewrite !mult_IZR in HS. unfold real.
  assert (Qg : 0 < IZR (Zpos (snd g))) by (apply (IZR_lt 0); reflexivity).
  rewrite Rabs_mult, (Rabs_pos_eq (IZR (minusz P))) by lra.
  apply Rmult_le_reg_r with (IZR (Zpos (snd g)) * IZR (scale bits)); [now apply Rmult_lt_0_compat|].
  replace (IZR (plusz P) * (IZR (fst g) / IZR (Zpos (snd g))) * (IZR (Zpos (snd g)) * IZR (scale bits)))
    with (IZR (plusz P) * IZR (fst g) * IZR (scale bits)) by (field; lra).
  eapply Rle_trans; [|exact HS].
  replace (IZR (minusz P) * Rabs v * (IZR (Zpos (snd g)) * IZR (scale bits)))
    with (IZR (minusz P) * (Rabs v * IZR (scale bits)) * IZR (Zpos (snd g))) by ring.
  apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_l; lra.
Qed.

(** ** At a break of l *)

(** A formula with second derivative >= 0 between two quotients. *)
Definition bent_up (bits : BinNums.positive) (e : formula) (l u : Z * BinNums.positive) : bool :=
  match jet bits e (bounds bits l u) with Some (_, _, Bend) => (0 <=? fst Bend)%Z | None => false end.

Lemma bent_up_above bits e l u a b : bent_up bits e l u = true ->
  quotient_of l <= a <= quotient_of u -> quotient_of l <= b <= quotient_of u ->
  value e a + first e a * (b - a) <= value e b.
Proof.
  unfold bent_up. intros H Ha Hb. destruct (jet bits e (bounds bits l u)) as [[[Y D1] Bend]|] eqn:E; [|discriminate].
  assert (All : forall v, quotient_of l <= v <= quotient_of u ->
    twice (value e) (first e) (second e) v /\ 0 <= second e v).
  { intros v Hv. destruct (jet_holds bits e _ _ v E (bounds_hold bits l u v Hv)) as [T (_ & _ & HD)].
    split; [exact T|]. exact (not_negative_holds bits _ _ H HD). }
  assert (Up : forall v w, quotient_of l <= v -> v <= w -> w <= quotient_of u -> first e v <= first e w).
  { intros v w Hv [Hw|<-] Hu; [|lra].
    destruct (MVT_cor2 (first e) (second e) v w Hw) as [x [Ex Hx]]; [intros; apply All; lra|].
    pose proof (proj2 (All x ltac:(lra))). nra. }
  destruct (Rtotal_order a b) as [N|[<-|N]].
  - destruct (MVT_cor2 (value e) (first e) a b N) as [x [Ex Hx]]; [intros; apply All; lra|].
    pose proof (Up a x ltac:(lra) ltac:(lra) ltac:(lra)). nra.
  - lra.
  - destruct (MVT_cor2 (value e) (first e) b a N) as [x [Ex Hx]]; [intros; apply All; lra|].
    pose proof (Up x a ltac:(lra) ltac:(lra) ltac:(lra)). nra.
Qed.

(** Two pieces meet at p, where the slope does not fall: every line between them is below. *)
Theorem line_at bits g e e' lower place upper p d :
  quotient_of place = p -> quotient_of lower < p < quotient_of upper ->
  (forall v, quotient_of lower <= v -> v <= p -> g v = value e v) ->
  (forall v, p <= v -> v <= quotient_of upper -> g v = value e' v) ->
  bent_up bits e lower place = true -> bent_up bits e' place upper = true ->
  first e p <= d <= first e' p ->
  exists r, 0 < r /\ forall v, Rabs v < r -> g p + d * v <= g (p + v).
Proof.
  intros Ep I E E' B B' D. exists (Rmin (p - quotient_of lower) (quotient_of upper - p)).
  split; [apply Rmin_glb_lt; lra|]. intros v Hv.
  pose proof (Rmin_l (p - quotient_of lower) (quotient_of upper - p)).
  pose proof (Rmin_r (p - quotient_of lower) (quotient_of upper - p)). apply Rabs_def2 in Hv.
  destruct (Rle_dec v 0) as [N|N].
  - rewrite (E p), (E (p + v)) by lra.
    pose proof (bent_up_above bits e lower place p (p + v) B ltac:(lra) ltac:(lra)). nra.
  - rewrite (E' p), (E' (p + v)) by lra.
    pose proof (bent_up_above bits e' place upper p (p + v) B' ltac:(lra) ltac:(lra)). nra.
Qed.

Theorem tangents_at P p m c g g' : plusz P = p -> minusz P = m -> IZR p * g' = IZR m * g -> check_classes P = true ->
  (exists r, 0 < r /\ forall v, Rabs v < r -> ell P (- c) + g' * v <= ell P (- c + v)) ->
  (exists r, 0 < r /\ forall v, Rabs v < r -> ell P c + g * v <= ell P (c + v)) ->
  tangents P c (IZR m * g).
Proof.
  intros <- <- B C (r & Hr & L) (r' & Hr' & L'). destruct (both_classes_by P C) as [Hp Hm].
  assert (EP : W_plus P = IZR (plusz P)) by apply class_weight_z.
  assert (EM : W_minus P = IZR (minusz P)) by apply class_weight_z.
  exists (Rmin r r'). split; [now apply Rmin_pos|]. intros v Hv.
  pose proof (Rmin_l r r'). pose proof (Rmin_r r r'). split.
  - replace (IZR (minusz P) * g / W_plus P) with g' by (rewrite <- B, EP; field; lra). apply L. lra.
  - replace (IZR (minusz P) * g / W_minus P) with g by (rewrite EM; field; lra). apply L'. lra.
Qed.
