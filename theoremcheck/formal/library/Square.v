(** * Four points with one relation, two of each sign: what a sigmoidal neuron makes of them *)

From Coq Require Import Reals List ZArith Lra Lia Classical Permutation.
From TheoremCheck Require Import Setting Conditions ConditionsCircuit Algebra Near Dual OneRelation Pair SigmoidForm.
Import ListNotations.
Open Scope R_scope.

(** ** Functions *)

(** A function that is constant near v has no derivative but 0 there. *)
Lemma constant_derivative : forall g v l, derivable_pt_lim g v l ->
  (exists d, 0 < d /\ forall h, Rabs h < d -> g (v + h) = g v) -> l = 0.
Proof.
  intros g v l D [d [Hd H]].
  destruct (Req_dec l 0) as [|N]; [assumption|exfalso].
  assert (A : 0 < Rabs l) by now apply Rabs_pos_lt.
  destruct (D (Rabs l) A) as [delta E]. assert (Dp := cond_pos delta).
  set (h := Rmin d delta / 2).
  assert (M : 0 < Rmin d delta) by now apply Rmin_pos.
  assert (M1 := Rmin_l d delta). assert (M2 := Rmin_r d delta).
  assert (Hh : Rabs h = h) by (apply Rabs_pos_eq; unfold h; lra).
  specialize (E h ltac:(unfold h; lra) ltac:(rewrite Hh; unfold h; lra)).
  rewrite (H h) in E by (rewrite Hh; unfold h; lra).
  replace ((g v - g v) / h - l) with (- l) in E by (field; unfold h; lra).
  rewrite Rabs_Ropp in E. lra.
Qed.

(** A function with a derivative is continuous. *)
Lemma small_change : forall g v l, derivable_pt_lim g v l -> forall r, 0 < r ->
  exists d, 0 < d /\ forall h, Rabs h < d -> Rabs (g (v + h) - g v) < r.
Proof.
  intros g v l D r Hr.
  assert (C : continuity_pt g v) by (apply derivable_continuous_pt; now exists l).
  destruct (C r Hr) as [d [Hd H]]. exists d. split; [assumption|]. intros h Hh.
  destruct (Req_dec h 0) as [->|N].
  - rewrite Rplus_0_r, Rminus_diag_eq, Rabs_R0 by reflexivity. assumption.
  - apply (H (v + h)). split; [split; [exact I|lra]|].
    simpl. unfold R_dist. now replace (v + h - v) with h by ring.
Qed.

(** ** Functionals of the samples *)

Section Functionals.

Variable P : problem.

Lemma dot_unit : forall k e, (k < inputs P)%nat ->
  dot P (fun i => if Nat.eq_dec i k then 1 else 0) e = X P e k.
Proof.
  intros k e Hk. unfold dot. rewrite (sum_one (inputs P) k); [|assumption|].
  - destruct (Nat.eq_dec k k); [ring|congruence].
  - intros i _ D. destruct (Nat.eq_dec i k); [contradiction|ring].
Qed.

(** What a relation whose signed numbers sum to 0 makes of an affine function. *)
Lemma affine_relation : forall pts lab mu,
  (forall k, (k < inputs P)%nat -> over pts (fun e => mu e * lab e * X P e k) = 0) ->
  over pts (fun e => mu e * lab e) = 0 -> forall w b,
  over pts (fun e => mu e * lab e * (sum (dim P) (fun k => w k * x P e k) + b)) = 0.
Proof.
  intros pts lab mu MR M0 w b.
  rewrite (over_eq _ _ (fun e => sum (dim P) (fun k => w k * (mu e * lab e * x P e k))
    + b * (mu e * lab e))).
  - rewrite over_add, over_mul, M0, over_sum, sum_0; [ring|].
    intros k Hk. rewrite over_mul, (over_eq _ _ (fun e => mu e * lab e * X P e k)).
    + rewrite MR; [ring|]. unfold inputs. destruct (sees_one P); lia.
    + intros e _. now rewrite X_low.
  - intros e _. rewrite (Rmult_plus_distr_l (mu e * lab e)), <- sum_mul. f_equal; [|ring].
    apply sum_eq. intros; ring.
Qed.

End Functionals.

(** ** Four points *)

Lemma over_permutation : forall (l l' : list sample) g, Permutation l l' -> over l g = over l' g.
Proof. intros l l' g H. induction H; simpl; lra. Qed.

Section Four.

Variable P : problem.
Variable pts : list sample.
Variables lab mu : sample -> R.
Hypothesis is_labelled : labelled P pts lab mu.
Hypothesis four : length pts = 4%nat.
Hypothesis balanced : over pts (fun e => mu e * lab e) = 0.

Lemma four_samples : exists e1 e2 e3 e4,
  (lab e1 = 1 /\ lab e2 = 1 /\ lab e3 = -1 /\ lab e4 = -1) /\
  (e1 <> e2 /\ e1 <> e3 /\ e1 <> e4 /\ e2 <> e3 /\ e2 <> e4 /\ e3 <> e4) /\
  (forall e, In e pts <-> e = e1 \/ e = e2 \/ e = e3 \/ e = e4) /\
  forall g, over pts g = g e1 + g e2 + g e3 + g e4.
Proof.
  destruct is_labelled as [[ND _] [_ [_ [_ [_ Two]]]]].
  destruct (Two 1 ltac:(auto)) as [e1 [e2 [I1 [I2 [D12 [L1 L2]]]]]].
  destruct (Two (-1) ltac:(auto)) as [e3 [e4 [I3 [I4 [D34 [L3 L4]]]]]].
  assert (D : forall e e', lab e = 1 -> lab e' = -1 -> e <> e') by (intros e e' A B ->; lra).
  exists e1, e2, e3, e4.
  assert (Ds : e1 <> e2 /\ e1 <> e3 /\ e1 <> e4 /\ e2 <> e3 /\ e2 <> e4 /\ e3 <> e4) by auto 10.
  assert (ND' : NoDup [e1; e2; e3; e4]).
  { repeat constructor; simpl; intuition congruence. }
  assert (Incl : incl [e1; e2; e3; e4] pts).
  { intros e. simpl. intros [<- | [<- | [<- | [<- | []]]]]; assumption. }
  assert (Back : incl pts [e1; e2; e3; e4]) by (apply NoDup_length_incl; [assumption | simpl; lia | assumption]).
  split; [auto|]. split; [assumption|]. split.
  - intros e. split.
    + intros I. specialize (Back e I). simpl in Back. intuition congruence.
    + intros [-> | [-> | [-> | ->]]]; assumption.
  - intros g. rewrite (over_permutation pts [e1; e2; e3; e4] g); [simpl; ring|].
    apply NoDup_Permutation; auto. intros e. split; [apply Back | apply Incl].
Qed.

(** A direction that moves one sample and leaves another one where it is. *)
Lemma one_moves : exists e1 e2 u m, In e1 pts /\ In e2 pts /\ 0 < m /\ dot P u e1 = 0 /\ dot P u e2 = m.
Proof.
  assert (MP := proj1 (proj2 (proj2 is_labelled))).
  destruct four_samples as [e1 [e2 [e3 [e4 [Y [D [I _]]]]]]].
  assert (I1 : In e1 pts) by (apply I; auto). assert (I2 : In e2 pts) by (apply I; auto).
  assert (I3 : In e3 pts) by (apply I; auto).
  assert (D12 : e1 <> e2) by tauto. assert (D13 : e1 <> e3) by tauto.
  assert (D23 : e2 <> e3) by tauto.
  destruct (any_values P pts lab mu is_labelled (two e2 e3 (mu e3) (mu e2))) as [u Hu].
  { rewrite (over_two pts (fun e v => mu e * lab e * v)); auto.
    - destruct Y as [_ [-> [-> _]]]. ring.
    - apply is_labelled.
    - intros; ring. }
  exists e1, e2, u, (mu e3). do 2 (split; [assumption|]). split; [now apply MP|]. split.
  - rewrite (Hu e1 I1). unfold two. destruct (sample_eq_dec e1 e2), (sample_eq_dec e1 e3);
      congruence.
  - rewrite (Hu e2 I2). unfold two. destruct (sample_eq_dec e2 e2); congruence.
Qed.

(** Any four numbers are the values of a function of the samples. *)
Lemma four_values : forall e1 e2 e3 e4 : sample,
  e1 <> e2 /\ e1 <> e3 /\ e1 <> e4 /\ e2 <> e3 /\ e2 <> e4 /\ e3 <> e4 ->
  forall t1 t2 t3 t4 : R, exists g, g e1 = t1 /\ g e2 = t2 /\ g e3 = t3 /\ g e4 = t4.
Proof.
  intros e1 e2 e3 e4 D t1 t2 t3 t4.
  exists (fun e => if sample_eq_dec e e1 then t1 else if sample_eq_dec e e2 then t2
    else if sample_eq_dec e e3 then t3 else t4).
  decompose [and] D.
  destruct (sample_eq_dec e1 e1), (sample_eq_dec e2 e1), (sample_eq_dec e2 e2),
    (sample_eq_dec e3 e1), (sample_eq_dec e3 e2), (sample_eq_dec e3 e3),
    (sample_eq_dec e4 e1), (sample_eq_dec e4 e2), (sample_eq_dec e4 e3); try congruence; auto.
Qed.

(** The form sum m_i y_i K(u_i) d_i^2 has both signs on the d that satisfy the relation, as u
    does, unless all u_i are c. *)
Lemma square_form : forall K c u r, over pts (fun e => mu e * lab e * u e) = 0 ->
  grows_from K c -> ~ (forall e, In e pts -> u e = c) -> r <> 0 ->
  exists d, over pts (fun e => mu e * lab e * d e) = 0 /\
    0 < r * over pts (fun e => mu e * lab e * (K (u e) * (d e)^2)).
Proof.
  intros K c u r MU G N R0. assert (MP := proj1 (proj2 (proj2 is_labelled))).
  assert (M0 := balanced).
  destruct four_samples as [e1 [e2 [e3 [e4 [[Y1 [Y2 [Y3 Y4]]] [D [I O]]]]]]].
  rewrite O, Y1, Y2, Y3, Y4 in M0, MU.
  assert (m1 : 0 < mu e1) by (apply MP, I; auto). assert (m2 : 0 < mu e2) by (apply MP, I; auto).
  assert (m3 : 0 < mu e3) by (apply MP, I; auto). assert (m4 : 0 < mu e4) by (apply MP, I; auto).
  assert (NC : ~ (u e1 = c /\ u e2 = c /\ u e3 = c /\ u e4 = c)).
  { intros [C1 [C2 [C3 C4]]]. apply N. intros e He. apply I in He.
    destruct He as [-> | [-> | [-> | ->]]]; assumption. }
  (* in the coordinates t = m y d *)
  assert (V : forall t1 t2 t3 t4, t1 + t2 + t3 + t4 = 0 ->
    0 < r * (K (u e1) / mu e1 * t1^2 + K (u e2) / mu e2 * t2^2
      + - K (u e3) / mu e3 * t3^2 + - K (u e4) / mu e4 * t4^2) ->
    exists d, over pts (fun e => mu e * lab e * d e) = 0 /\
      0 < r * over pts (fun e => mu e * lab e * (K (u e) * (d e)^2))).
  { intros t1 t2 t3 t4 T POS.
    destruct (four_values e1 e2 e3 e4 D (t1 / mu e1) (t2 / mu e2) (- t3 / mu e3) (- t4 / mu e4))
      as [d [D1 [D2 [D3 D4]]]].
    exists d. rewrite !O, Y1, Y2, Y3, Y4, D1, D2, D3, D4. split.
    - rewrite <- T. field. repeat split; lra.
    - eapply Rlt_le_trans; [exact POS|]. right. field. repeat split; lra. }
  destruct (Rtotal_order 0 r) as [RP|[RZ|RN]]; [|congruence|].
  - destruct (form_positive K c (mu e1) (mu e2) (mu e3) (mu e4) (u e1) (u e2) (u e3) (u e4) G
      m1 m2 m3 m4 ltac:(lra) ltac:(lra) NC) as [t1 [t2 [t3 [t4 [T POS]]]]].
    apply (V t1 t2 t3 t4 T). now apply Rmult_lt_0_compat.
  - destruct (form_positive K c (mu e3) (mu e4) (mu e1) (mu e2) (u e3) (u e4) (u e1) (u e2) G
      m3 m4 m1 m2 ltac:(lra) ltac:(lra) ltac:(tauto)) as [t3 [t4 [t1 [t2 [T POS]]]]].
    apply (V t1 t2 t3 t4 ltac:(lra)).
    match goal with |- 0 < r * ?v => replace (r * v) with (- r * - v) by ring end.
    apply Rmult_lt_0_compat; [lra|]. eapply Rlt_le_trans; [exact POS|]. right. field. lra.
Qed.

End Four.

(** ** The slope of a sigmoidal neuron is constant nowhere *)

Section Slope.

Variables s1 s2 : R -> R.
Variables eps c : R.
Hypothesis second_derivative : forall v, derivable_pt_lim s1 v (s2 v).
Hypothesis grows : grows_from (fun v => eps * (s2 v / s1 v)) c.

Lemma factor_not_0 : eps <> 0.
Proof.
  intros Z. destruct grows as [_ [[G _] _]]. specialize (G (c + 1) ltac:(lra)). rewrite Z in G. lra.
Qed.

Lemma centre : forall v, s2 v = 0 -> v = c.
Proof.
  intros v Z. destruct (grows_signs _ c grows v) as [G1 [G2 _]].
  assert (K0 : eps * (s2 v / s1 v) = 0) by (rewrite Z; unfold Rdiv; ring).
  destruct (Rtotal_order v c) as [T|[T|T]]; [|assumption|].
  - apply G2 in T. lra.
  - apply G1 in T. lra.
Qed.

Lemma slope_not_constant : forall v m d, 0 < d -> 0 < m ->
  ~ (forall h, Rabs h < d -> s1 (v + h * m) = s1 v).
Proof.
  intros v m d Hd Hm S.
  assert (Z : forall h, Rabs h < d / 2 -> v + h * m = c).
  { intros h Hh. apply centre. apply (constant_derivative s1 _ _ (second_derivative _)).
    exists (d / 2 * m). split; [apply Rmult_lt_0_compat; lra|]. intros k Hk.
    rewrite (S h) by lra.
    replace (v + h * m + k) with (v + (h + k / m) * m) by (field; lra).
    apply S. eapply Rle_lt_trans; [apply Rabs_triang|].
    assert (Rabs (k / m) < d / 2).
    { unfold Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ m)) by (left; now apply Rinv_0_lt_compat).
      apply Rmult_lt_reg_r with m; [assumption|]. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
      exact Hk. }
    lra. }
  assert (Z0 := Z 0 ltac:(rewrite Rabs_R0; lra)).
  assert (Z1 := Z (d / 4) ltac:(rewrite Rabs_pos_eq; lra)).
  assert (0 < d / 4 * m) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

End Slope.
