(** * Linear parts with a unit for each feature in every layer: losses with any kinks

    Near every point there is one with the same outputs from which they move along any linear function: where nothing
    of x is felt, v can be put into the span of what each layer passes on, row by row, without being felt. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsLinear ConditionsOffset ConditionsResidual Algebra Near Kinds Monotone
  FirstOrder LinearBranch LinearNetwork LinearTheorems LinearRealise LinearWake LinearValley Paths OutputWeights
  SeparableKink LinearKink.
From TheoremCheck Require Offsets SubspacesDistinct.
Import ListNotations.
Open Scope R_scope.

(** As many vectors as dimensions, or more: they span v, or they are dependent. *)
Lemma spanned : forall d m (y : nat -> nat -> R) v, (d <= m)%nat ->
  (exists w, forall k, (k < d)%nat -> sum m (fun u => w u * y u k) = v k) \/
  exists w u, (u < m)%nat /\ w u <> 0 /\ forall k, (k < d)%nat -> sum m (fun i => w i * y i k) = 0.
Proof.
  intros d m y v H.
  destruct (homogeneous d (S m) (fun k i => if (i <? m)%nat then y i k else v k) ltac:(lia)) as [c [[j [Hj Nj]] Z]].
  assert (Sum : forall k, (k < d)%nat -> sum m (fun i => c i * y i k) + c m * v k = 0).
  { intros k Hk. specialize (Z k Hk). cbn [sum] in Z. rewrite Nat.ltb_irrefl in Z. rewrite <- Z. f_equal.
    apply sum_eq. intros i Hi. now rewrite (proj2 (Nat.ltb_lt i m) Hi). }
  destruct (Req_dec (c m) 0) as [E|N].
  - right. exists c, j. assert (j <> m) by (intros ->; contradiction). split; [lia|]. split; [assumption|].
    intros k Hk. specialize (Sum k Hk). rewrite E in Sum. lra.
  - left. exists (fun i => c i * - / c m). intros k Hk.
    rewrite (sum_eq m _ (fun i => - / c m * (c i * y i k))) by (intros; ring). rewrite sum_mul.
    specialize (Sum k Hk). replace (sum m (fun i => c i * y i k)) with (- (c m * v k)) by lra. field. assumption.
Qed.

Lemma small_rows : forall n (w : nat -> R) eps, 0 < eps ->
  exists s, 0 < s /\ forall i, (i < n)%nat -> Rabs (s * w i) < eps.
Proof.
  intros n w eps He. induction n as [|n [s [Hs IH]]]; [exists 1; split; [lra|intros; lia]|].
  pose proof (Rabs_pos (w n)). assert (Q : 0 < eps / (Rabs (w n) + 1)) by (apply Rdiv_lt_0_compat; lra).
  exists (Rmin s (eps / (Rabs (w n) + 1))).
  assert (P0 : 0 < Rmin s (eps / (Rabs (w n) + 1))) by now apply Rmin_pos.
  split; [assumption|]. intros i Hi. rewrite Rabs_mult, (Rabs_right (Rmin _ _)) by lra.
  destruct (Nat.eq_dec i n) as [->|Ni].
  - apply Rle_lt_trans with (eps / (Rabs (w n) + 1) * Rabs (w n)).
    + apply Rmult_le_compat_r; [lra|apply Rmin_r].
    + apply Rlt_le_trans with (eps / (Rabs (w n) + 1) * (Rabs (w n) + 1)); [apply Rmult_lt_compat_l; lra|].
      right. field. lra.
  - specialize (IH i ltac:(lia)). rewrite Rabs_mult, (Rabs_right s) in IH by lra.
    eapply Rle_lt_trans; [|exact IH]. apply Rmult_le_compat_r; [apply Rabs_pos|apply Rmin_l].
Qed.

(** ** A branch *)

Section Branch.

Variable P : problem.
Variable b : nat.

Local Notation state := (deep_place -> R).
Local Notation differs := (LinearRealise.differs P b).
Local Notation weights_trained := (Conditions.weights_trained P b).
Local Notation c_of units u := (slope_of (nth u units identity)).
Local Notation e_of units u := (val (nth u units identity) 0).
Local Notation factor := (LinearWake.factor b).
Local Notation offset := (LinearWake.offset b).
Local Notation awake := (LinearWake.awake b).

(** B are the functions that the layer receives. Near g, with the same r and k, there is a point from which they move
    on a segment, r by w', which puts v together of the B. *)
Definition opened (layers : list (list fn)) (l n : nat) (g : state) (B : nat -> nat -> R) (d : nat) (v : nat -> R)
  (eps : R) : Prop :=
  exists g1 g2 w' kappa, differs l g g1 /\ (forall p, Rabs (g1 p - g p) < eps) /\
    (forall i, (i < n)%nat -> factor g1 l layers i = factor g l layers i) /\
    offset g1 l layers = offset g l layers /\ differs l g1 g2 /\
    (forall s, (forall i, (i < n)%nat ->
        factor (segment g1 g2 s) l layers i = factor g1 l layers i + s * w' i) /\
      offset (segment g1 g2 s) l layers = offset g1 l layers + s * kappa) /\
    forall k, (k < d)%nat -> sum n (fun i => w' i * B i k) = v k.

Lemma awake_opened layers l n g B d v w eps : affine_layers layers -> weights_trained l n layers -> 0 < eps ->
  (forall k, (k < d)%nat -> sum n (fun i => w i * B i k) = v k) -> awake g l layers -> opened layers l n g B d v eps.
Proof.
  intros A T He Span Aw. destruct (turn P b layers l n g w A T Aw) as (g' & Df & E). exists g, g', w, 0.
  split; [apply differs_here|]. split; [intros p; now rewrite Rminus_diag_eq, Rabs_R0|].
  split; [reflexivity|]. split; [reflexivity|]. split; [exact Df|]. split; [|exact Span].
  intros s. destruct (E s) as [F O]. split; [exact F|]. rewrite O. ring.
Qed.

(** w puts v together of the B. *)
Lemma open : forall layers l n g (B : nat -> nat -> R) d v w eps, affine_layers layers ->
  weights_trained l n layers -> layers_wide d layers -> 0 < eps ->
  (forall k, (k < d)%nat -> sum n (fun i => w i * B i k) = v k) -> opened layers l n g B d v eps.
Proof.
  induction layers as [|units above IH]; intros l n g B d v w eps A T Wd He Span.
  { now apply awake_opened with w. }
  destruct (classic (awake g l (units :: above))) as [Aw|Na]; [now apply awake_opened with w|].
  pose proof T as [Some_ [Tw Ta]]. destruct Wd as [Wd Wa].
  pose proof (affine_above _ _ A) as Aa. set (m := length units) in *.
  pose proof (asleep_zero b g l units above Na) as Z. fold m in Z.
  set (passes := fun (h : state) u k => c_of units u * sum n (fun i => h (Weight b l u i) * B i k)).
  assert (Step : exists h w2, differs l g h /\ (forall p, Rabs (h p - g p) < eps / 2) /\
    factor h (S l) above = factor g (S l) above /\ offset h (S l) above = offset g (S l) above /\
    forall k, (k < d)%nat -> sum m (fun u => w2 u * passes h u k) = v k).
  { destruct (spanned d m (passes g) v Wd) as [[w2 E]|(r & u0 & Hu0 & N & E)].
    - exists g, w2. split; [apply differs_here|]. split; [|split; [reflexivity|split; [reflexivity|exact E]]].
      intros p. rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. lra.
    - destruct (small_rows n w (eps / 2) ltac:(lra)) as [s [Hs Small]].
      destruct (affine_value _ (affine_unit _ _ u0 A Hu0)) as [Nc _].
      exists (shifted b l n u0 (fun i => s * w i) 0 g), (fun u => r u / (r u0 * c_of units u0 * s)).
      split; [apply shifted_differs; [intros; now apply Tw|now right]|].
      split; [|split; [apply shifted_factor_above|split; [apply shifted_offset_above|]]].
      + intros p. assert (Zp : Rabs (g p - g p) < eps / 2) by (rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; lra).
        destruct p as [b' l' u' k|b' l' u'|b' u']; cbn [shifted]; try exact Zp.
        * destruct ((b' =? b) && (l' =? l) && (u' =? u0))%nat%bool eqn:Q; cbn [andb]; [|exact Zp].
          destruct (Nat.ltb_spec k n); [|exact Zp].
          replace (g (Weight b' l' u' k) + s * w k - g (Weight b' l' u' k)) with (s * w k) by ring. now apply Small.
        * destruct ((b' =? b) && (l' =? l) && (u' =? u0))%nat%bool; [|exact Zp].
          replace (g (Bias b' l' u') + 0 - g (Bias b' l' u')) with (g (Bias b' l' u') - g (Bias b' l' u')) by ring.
          exact Zp.
      + intros k Hk.
        assert (Row : forall u, passes (shifted b l n u0 (fun i => s * w i) 0 g) u k
          = passes g u k + (if (u =? u0)%nat then c_of units u0 * s * v k else 0)).
        { intros u. unfold passes.
          rewrite (sum_eq n (fun i => shifted b l n u0 (fun j => s * w j) 0 g (Weight b l u i) * B i k)
            (fun i => g (Weight b l u i) * B i k + (if (u =? u0)%nat then s else 0) * (w i * B i k))).
          - rewrite sum_add, sum_mul, (Span k Hk). destruct (Nat.eqb_spec u u0) as [->|]; ring.
          - intros i Hi. cbn [shifted]. rewrite !Nat.eqb_refl, (proj2 (Nat.ltb_lt i n) Hi), andb_true_r. cbn [andb].
            destruct (u =? u0)%nat; ring. }
        rewrite (sum_eq m _ (fun u => / (r u0 * c_of units u0 * s) * (r u * passes g u k)
          + (if (u =? u0)%nat then v k else 0))).
        * rewrite sum_add, sum_mul, (E k Hk), (sum_at m u0) by exact Hu0. ring.
        * intros u _. rewrite Row. destruct (Nat.eqb_spec u u0) as [->|]; field; repeat split; assumption || lra. }
  destruct Step as (h & w2 & Dh & Nh & Fh & Oh & Eh).
  destruct (IH (S l) m h (passes h) d v w2 (eps / 2) Aa Ta Wa ltac:(lra) Eh)
    as (g1 & g2 & w' & kappa & D1 & N1 & F1 & O1 & D2 & Seg & Out).
  assert (W1 : forall s u k, (u < m)%nat -> segment g1 g2 s (Weight b l u k) = h (Weight b l u k)).
  { intros s u k Hu. rewrite (differs_weight P b l g1) by now apply differs_segment.
    now apply (differs_weight P b l h). }
  assert (B1 : forall s u, (u < m)%nat -> segment g1 g2 s (Bias b l u) = h (Bias b l u)).
  { intros s u Hu. rewrite (differs_bias P b l g1) by now apply differs_segment.
    now apply (differs_bias P b l h). }
  assert (Z1 : forall u, (u < m)%nat -> factor g1 (S l) above u = 0).
  { intros u Hu. rewrite F1, Fh by assumption. now apply Z. }
  exists g1, g2, (fun i => sum m (fun u => w' u * (c_of units u * h (Weight b l u i)))),
    (sum m (fun u => w' u * (c_of units u * h (Bias b l u) + e_of units u)) + kappa).
  split; [apply differs_on with h; [exact Dh|now apply differs_more]|].
  split. { intros p. replace (g1 p - g p) with ((g1 p - h p) + (h p - g p)) by ring.
    eapply Rle_lt_trans; [apply Rabs_triang|]. pose proof (N1 p). pose proof (Nh p). lra. }
  assert (F0 : forall i, factor g1 l (units :: above) i = 0).
  { intros i. cbn [LinearWake.factor]. apply sum_0. intros u Hu. rewrite Z1 by exact Hu. ring. }
  split. { intros i _. rewrite F0. cbn [LinearWake.factor]. symmetry. apply sum_0. intros u Hu.
    rewrite Z by exact Hu. ring. }
  split. { cbn [LinearWake.offset]. fold m. rewrite O1, Oh. f_equal.
    rewrite !sum_0; [reflexivity| |]; intros u Hu; [rewrite Z|rewrite Z1]; try exact Hu; ring. }
  split; [now apply differs_more|]. split.
  - intros s. destruct (Seg s) as [F O]. split.
    + intros i _. rewrite F0, Rplus_0_l. cbn [LinearWake.factor]. fold m. rewrite <- sum_mul. apply sum_eq.
      intros u Hu. rewrite F, Z1, W1 by exact Hu. ring.
    + cbn [LinearWake.offset]. fold m. rewrite O.
      rewrite (sum_0 m (fun u => factor g1 (S l) above u * _)) by (intros u Hu; rewrite Z1 by exact Hu; ring).
      rewrite (sum_eq m _ (fun u => s * (w' u * (c_of units u * h (Bias b l u) + e_of units u)))).
      * rewrite sum_mul. ring.
      * intros u Hu. rewrite F, Z1, B1 by exact Hu. ring.
  - intros k Hk. rewrite <- (Out k Hk). unfold passes.
    rewrite (sum_eq n _ (fun i => sum m (fun u => w' u * c_of units u * (h (Weight b l u i) * B i k)))).
    + rewrite sum_sum. apply sum_eq. intros u _. rewrite sum_mul. ring.
    + intros i _. rewrite <- sum_mul_r. apply sum_eq. intros u _. ring.
Qed.

End Branch.

(** ** The network *)

Section Network.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis unregularised : objective_unregularised P.

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.

(** Near t, with the same outputs, they move along v . x + k. *)
Definition opens (t : params) (v : nat -> R) (k : R) : Prop := forall eps, 0 < eps ->
  exists t1, admissible P t1 /\ near P eps t t1 /\ (forall e, f P t1 e = f P t e) /\ moves P t1 v k.

Definition may_move (k : R) : Prop := a0_trained P = true \/ (k = 0 /\ network_homogeneous_unfrozen P).

Lemma same_near : forall t eps, 0 < eps -> near P eps t t.
Proof. intros t eps He p _. now rewrite Rminus_diag_eq, Rabs_R0. Qed.

Lemma moves_opens : forall t v k, admissible P t -> moves P t v k -> opens t v k.
Proof. intros t v k Ad M eps He. exists t. repeat split; auto using same_near. Qed.

Section OfBranch.

Variable all : list (list (list fn)).
Variable b : nat.
Hypothesis branches_are : consists_of P all.
Hypothesis branch_linear : linear_branch P all b.
Hypothesis wide : layers_wide (dim P) (layers_of all b).

Local Notation layers := (layers_of all b).
Local Notation differs := (LinearRealise.differs P b 0).
Local Notation offset g := (LinearWake.offset b g 0 layers).

Lemma branch_here : (b < length all)%nat.
Proof. apply branch_linear. Qed.
Lemma branch_affine_layers : affine_layers layers.
Proof. apply branch_linear. Qed.

(** Without biases there is no constant. *)
Lemma same_offset : network_homogeneous_unfrozen P -> forall t h, admissible P t -> differs (deep_part t) h ->
  offset h = offset (deep_part t).
Proof.
  intros Hom t h Ad Df.
  set (origin := {| row := []; positive_label := true; weight := xH |}).
  assert (X0 : forall k, x P origin k = 0).
  { intros k. unfold x, origin. simpl. destruct k; unfold Rdiv; apply Rmult_0_l. }
  assert (F0 : forall u, admissible P u -> f P u origin - f P t origin = u A0 - t A0).
  { intros u Au. destruct (Offsets.homogeneous_difference P t u Ad Au Hom) as [U E]. rewrite E.
    rewrite sum_0; [ring|]. intros i _. rewrite X0. ring. }
  assert (Ah : admissible P (place_deep t (t A0) h)) by (apply (place_admissible P b); auto).
  pose proof (F0 _ Ah) as E.
  rewrite (place_value P all b branches_are branch_here branch_affine_layers t (t A0) h origin Df) in E.
  rewrite sum_0 in E; [simpl in E; lra|]. intros i _. rewrite X0. ring.
Qed.

Lemma branch_opens : forall t v k, admissible P t -> may_move k -> opens t v k.
Proof.
  intros t v k Ad May eps He.
  destruct (open P b layers 0 (dim P) (deep_part t) (fun i j => if (i =? j)%nat then 1 else 0) (dim P) v v eps)
    as (g1 & g2 & w & kappa & D1 & N1 & F1 & O1 & D2 & Seg & Out); try assumption; try apply branch_linear.
  { intros j Hj. rewrite (sum_eq (dim P) _ (fun i => if (i =? j)%nat then v j else 0)).
    - now apply (sum_at (dim P) j).
    - intros i _. destruct (Nat.eqb_spec i j) as [->|]; ring. }
  assert (W : forall j, (j < dim P)%nat -> w j = v j).
  { intros j Hj. rewrite <- (Out j Hj), (sum_eq (dim P) _ (fun i => if (i =? j)%nat then w j else 0)).
    - symmetry. now apply (sum_at (dim P) j).
    - intros i _. destruct (Nat.eqb_spec i j) as [->|]; ring. }
  set (t1 := place_deep t (t A0) g1).
  assert (Ad1 : admissible P t1) by (apply (place_admissible P b); auto).
  exists t1. split; [exact Ad1|]. split.
  { intros p _. destruct p as [| | | |q]; try (unfold t1; cbn [place_deep]; rewrite Rminus_diag_eq, Rabs_R0 by reflexivity;
      exact He). apply N1. }
  split.
  { intros e. unfold t1. rewrite (place_value P all b branches_are branch_here branch_affine_layers t (t A0) g1 e D1).
    rewrite O1, sum_0; [ring|]. intros i Hi. rewrite F1 by exact Hi. ring. }
  assert (K0 : a0_trained P = true \/ k - kappa = 0).
  { destruct May as [T|[-> Hom]]; [now left|right].
    destruct (Seg 1) as [_ O]. rewrite segment_1 in O.
    assert (E : offset g2 = offset g1).
    { rewrite (same_offset Hom t g2 Ad).
      - now rewrite O1.
      - now apply (differs_on P b 0 _ g1). }
    lra. }
  apply (branch_moves P all b branches_are branch_here branch_affine_layers t1 g2 v k (k - kappa) Ad1 D2 K0).
  intros s. destruct (Seg s) as [F O]. change (deep_part t1) with g1. split.
  - intros i Hi. rewrite F by exact Hi. now rewrite W.
  - rewrite O. ring.
Qed.

End OfBranch.

Section OfShortcut.

Hypothesis part : linear_shortcut P.
Hypothesis wide : a_trained P = false \/ (dim P <= width P)%nat.

Local Notation M := (width P).
Local Notation c := (slope_of (neuron P)).
Local Notation e0 := (val (neuron P) 0).

(** Where all a_j are 0, they move f along what the units pass on. *)
Lemma outputs_move : forall t lam k, admissible P t -> a_trained P = true -> (forall j, (j < M)%nat -> t (A j) = 0) ->
  forall v, (forall i, (i < dim P)%nat -> sum M (fun j => lam j * (c * t (W j i))) = v i) ->
  a0_trained P = true \/ k = sum M (fun j => lam j * (c * t (B j) + e0)) -> moves P t v k.
Proof.
  intros t lam k Ad Ta Z v Span Ck. pose proof part as [Hw [An [Tw _]]]. destruct (affine_value _ An) as [_ V].
  set (kappa := sum M (fun j => lam j * (c * t (B j) + e0))) in *.
  exists (Near.shift P t (k - kappa) lam (fun _ _ => 0)). intros s.
  assert (Bt : between t (Near.shift P t (k - kappa) lam (fun _ _ => 0)) s
    = Near.shift P t (s * (k - kappa)) (fun j => s * lam j) (fun _ _ => 0)).
  { apply functional_extensionality. intros p. unfold between. destruct p as [|i|i j|i|p]; cbn [Near.shift];
      try ring; repeat match goal with |- context [if ?q then _ else _] => destruct q end; ring. }
  rewrite Bt. split.
  - apply shift_admissible; try assumption; [|now left].
    destruct Ck as [T|E]; [now left|right; rewrite E; ring].
  - intros e. rewrite shift_f. unfold f.
    assert (Rest : sum M (fun j => t (A j) * val (neuron P) (pre P t j e)) = 0).
    { apply sum_0. intros j Hj. rewrite Z by exact Hj. ring. }
    rewrite Rest.
    rewrite (sum_eq M _ (fun j => s * (lam j * (c * t (B j) + e0)
      + sum (dim P) (fun i => lam j * (c * t (W j i)) * x P e i)))).
    + rewrite sum_mul, sum_add, sum_sum. fold kappa.
      rewrite (sum_eq (dim P) _ (fun i => v i * x P e i)); [ring|].
      intros i Hi. rewrite <- (Span i Hi). now rewrite sum_mul_r.
    + intros j Hj. rewrite Z by exact Hj. assert (D0 : dot P (fun _ => 0) e = 0) by (apply sum_0; intros; ring).
      rewrite D0, Rplus_0_r. unfold sigma. rewrite V. unfold pre.
      rewrite (sum_eq (dim P) (fun i => lam j * (c * t (W j i)) * x P e i)
        (fun i => lam j * c * (t (W j i) * x P e i))) by (intros; ring).
      rewrite sum_mul. ring.
Qed.

Lemma shortcut_opens : forall t v k, admissible P t -> may_move k -> opens t v k.
Proof.
  intros t v k Ad May. pose proof part as [Hw [An [Tw Ta]]]. destruct (affine_value _ An) as [Nc _].
  destruct (classic (exists j, (j < M)%nat /\ t (A j) <> 0)) as [(j & Hj & N)|None_].
  { apply moves_opens; [assumption|]. apply (unit_moves P part (a0_trained P = true) t j); auto.
    destruct May as [T|[-> _]]; auto. }
  assert (Z : forall j, (j < M)%nat -> t (A j) = 0).
  { intros j Hj. apply NNPP. intros N. apply None_. now exists j. }
  assert (Ta' : a_trained P = true).
  { destruct (a_trained P) eqn:Eq; [reflexivity|exfalso]. destruct Ta as [Ta|(j & Hj & N)]; [congruence|].
    apply N. rewrite <- (Z j Hj). symmetry. now apply (SubspacesDistinct.frozen_output P t j Ad). }
  assert (Wd : (dim P <= M)%nat) by (destruct wide as [Q|Q]; [congruence|exact Q]).
  (* no constant without biases *)
  assert (Kappa : forall t1 lam, admissible P t1 -> a0_trained P = true \/
    (k = 0 /\ sum M (fun j => lam j * (c * t1 (B j) + e0)) = 0)).
  { intros t1 lam Ad1. destruct May as [T|[-> [(all & Is & [[W0|[Fa _]]|[_ [Tb [Fb V0]]]] & _)|(layers & (_ & W0 & _) & _)]]];
      [now left|lia|congruence|right|lia].
    split; [reflexivity|]. apply sum_0. intros j Hj. rewrite (bias_absent P t1 j Ad1 Tb), (Fb j Hj), V0. ring. }
  assert (Move : forall t1 lam, admissible P t1 -> (forall j, (j < M)%nat -> t1 (A j) = 0) ->
    (forall i, (i < dim P)%nat -> sum M (fun j => lam j * (c * t1 (W j i))) = v i) -> moves P t1 v k).
  { intros t1 lam Ad1 Z1 Span. apply (outputs_move t1 lam k Ad1 Ta' Z1 v Span).
    destruct (Kappa t1 lam Ad1) as [T|[-> E]]; [now left|right]. now rewrite E. }
  intros eps He. destruct (spanned (dim P) M (fun j i => c * t (W j i)) v Wd) as [[lam Span]|(r & j0 & Hj0 & N & E)].
  - exists t. split; [assumption|]. split; [now apply same_near|]. split; [reflexivity|]. now apply (Move t lam).
  - destruct (small_rows (dim P) v eps He) as [s [Hs Small]].
    set (dw := fun j i => if ((j =? j0) && (i <? dim P))%nat%bool then s * v i else 0).
    set (t1 := Near.shift P t 0 (fun _ => 0) dw).
    assert (Ad1 : admissible P t1) by (apply shift_admissible; auto).
    assert (Z1 : forall j, (j < M)%nat -> t1 (A j) = 0).
    { intros j Hj. unfold t1. cbn [Near.shift]. rewrite Z by exact Hj. destruct (j <? M)%nat; ring. }
    exists t1. split; [exact Ad1|]. split.
    { apply shift_near; [exact He|now rewrite Rabs_R0|intros; now rewrite Rabs_R0|]. intros j i Hj Hi. unfold dw.
      destruct (j =? j0)%nat; cbn [andb]; [|now rewrite Rabs_R0].
      destruct (Nat.ltb_spec i (dim P)); [now apply Small|now rewrite Rabs_R0]. }
    split.
    { intros e. unfold t1. rewrite shift_f. unfold f. rewrite (sum_0 M (fun j => (t (A j) + 0) * _)).
      - rewrite (sum_0 M (fun j => t (A j) * _)); [ring|]. intros j Hj. rewrite Z by exact Hj. ring.
      - intros j Hj. rewrite Z by exact Hj. ring. }
    apply (Move t1 (fun j => r j / (r j0 * c * s)) Ad1 Z1). intros i Hi.
    rewrite (sum_eq M _ (fun j => / (r j0 * c * s) * (r j * (c * t (W j i))) + (if (j =? j0)%nat then v i else 0))).
    + rewrite sum_add, sum_mul, (E i Hi), (sum_at M j0) by exact Hj0. ring.
    + intros j Hj. unfold t1. cbn [Near.shift]. rewrite (proj2 (Nat.ltb_lt j M) Hj), (proj2 (Nat.ltb_lt i (dim P)) Hi).
      cbn [andb]. unfold dw. rewrite (proj2 (Nat.ltb_lt i (dim P)) Hi), andb_true_r.
      destruct (Nat.eqb_spec j j0) as [->|]; field; repeat split; assumption || lra.
Qed.

End OfShortcut.

Hypothesis network_linear_wide : network_linear_wide P.

Lemma opens_everywhere : forall t v k, admissible P t -> may_move k -> opens t v k.
Proof.
  intros t v k Ad May. destruct network_linear_wide as [[S Wd]|(all & b & Is & Lb & Wd)].
  - now apply shortcut_opens.
  - now apply (branch_opens all b).
Qed.

(** So from a local minimum with the outputs of any. *)
Lemma opened_minimum : forall t v k, local_min P t -> may_move k ->
  exists t1, local_min P t1 /\ (forall e, f P t1 e = f P t e) /\ moves P t1 v k.
Proof.
  intros t v k Min May. destruct (near_min P defined t Min) as [r [Hr Hmin]].
  destruct (opens_everywhere t v k (proj1 Min) May (r / 2) ltac:(lra)) as (t1 & Ad1 & Near & Same & M).
  exists t1. split; [|split; assumption]. apply near_intro; [exact defined|exact Ad1|].
  exists (r / 2). split; [lra|]. intros t' A' N'.
  assert (E : L P t1 = L P t) by (apply Paths.L_same; [exact unregularised|]; intros e _; apply Same).
  rewrite E. apply Hmin; [exact A'|]. intros p I. specialize (Near p I). specialize (N' p I).
  replace (t' p - t p) with ((t' p - t1 p) + (t1 p - t p)) by ring.
  eapply Rle_lt_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma open_least : loss_convex P -> forall t, local_min P t -> forall v k, may_move k ->
  loss_of P (f P t) <= loss_of P (fun e => f P t e + affine_score P v k e).
Proof.
  intros Conv t Min v k May. destruct (opened_minimum t v k Min May) as (t1 & Min1 & Same & M).
  destruct (steered_step P loss_defined neuron_defined network_deep_defined unregularised t1 v k Min1 M)
    as [h [Hh H]].
  apply (convex_towards P Conv _ _ h Hh).
  rewrite (loss_of_eq P (f P t1) (f P t)) in H by (intros; apply Same).
  eapply Rle_trans; [exact H|]. right. apply loss_of_eq. intros e _. rewrite Same. ring.
Qed.

Lemma open_level : loss_nondecreasing P -> forall v k, may_move k ->
  (forall e, In e (data P) -> 0 < y e * affine_score P v k e) ->
  forall t, local_min P t -> forall e, In e (data P) -> level_at (ell P) (z P t e).
Proof.
  intros Mono v k May Sep t Min e I. destruct (opened_minimum t v k Min May) as (t1 & Min1 & Same & M).
  replace (z P t e) with (z P t1 e) by (unfold z; now rewrite Same).
  now apply (moved_level P loss_defined neuron_defined network_deep_defined unregularised Mono v k Sep t1 Min1 M).
Qed.

End Network.

(** ** The statements: where slopes at a constant tell, or where layers are wide *)

Section Statement.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis unregularised : objective_unregularised P.

Hypothesis ways :
  (network_linear_trained P /\ objective_smooth_at_rest P /\
    ((~ network_output_bias P /\ network_homogeneous P) \/
     (network_output_bias P /\ loss_convex P /\ data_balanced_classes P))) \/
  (network_linear_wide P /\ (network_output_bias P \/ network_homogeneous_unfrozen P)).

Theorem no_fall_linear_kink : loss_nondecreasing P -> loss_active P ->
  data_separable_through_origin P \/ (network_output_bias P /\ data_affinely_separable P) -> NO_FALL P.
Proof.
  intros Mono Act Sep. destruct ways as [[T [Sm St]]|[Wd Con]].
  { now apply LinearKink.no_fall_linear_kink. }
  intros t Min. destruct Sep as [[v S]|[A0t [v [k S]]]].
  - apply (open_level P loss_defined neuron_defined network_deep_defined unregularised Wd Mono v 0); [|assumption..].
    destruct Con as [A0t|Hom]; [now left|now right].
  - apply (open_level P loss_defined neuron_defined network_deep_defined unregularised Wd Mono v k); [now left|assumption..].
Qed.

Theorem thm_linear_kink : loss_nondecreasing P -> loss_active P ->
  data_separable_through_origin P \/ (network_output_bias P /\ data_affinely_separable P) -> NO_BAD P.
Proof. intros. apply no_fall_no_bad; [now apply no_fall_linear_kink|assumption]. Qed.

Theorem thm_linear_kink_global : loss_convex P -> network_linear_unfrozen P -> GLOBAL P.
Proof.
  intros Conv Lin. destruct ways as [[T [Sm St]]|[Wd Con]].
  { now apply LinearKink.thm_linear_kink_global. }
  intros t Min t' Ad' _.
  assert (Diff : exists v k, may_move P k /\ forall e, f P t' e = f P t e + affine_score P v k e).
  { destruct (classic (a0_trained P = true)) as [A0t|N].
    - destruct (Offsets.unfrozen_difference P t t' (proj1 Min) Ad' Lin) as (v & k & E).
      exists v, k. split; [now left|]. intros e. specialize (E e). unfold affine_score. lra.
    - destruct Con as [A0t|Hom]; [contradiction|].
      destruct (Offsets.homogeneous_difference P t t' (proj1 Min) Ad' Hom) as (v & E).
      exists v, 0. split; [now right|]. intros e. specialize (E e).
      rewrite (Offsets.a0_same P t t' (proj1 Min) Ad') in E by now destruct (a0_trained P).
      unfold affine_score. lra. }
  destruct Diff as (v & k & May & E).
  pose proof (open_least P loss_defined neuron_defined network_deep_defined unregularised Wd Conv t Min v k May) as H.
  rewrite (loss_of_eq P (fun e => f P t e + affine_score P v k e) (f P t')) in H by (intros; symmetry; apply E).
  now apply (loss_least P unregularised).
Qed.

End Statement.
