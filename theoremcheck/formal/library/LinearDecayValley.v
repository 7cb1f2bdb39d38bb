(** * thm.decay_valley: weight decay on a layer of linear neurons leaves no spurious valley

    In the variables of LinearDecay.v, with beta = sum_j a_j w_j. Where a is not 0 the w_j first move to a_j u, with
    u = beta / |a|^2: no others with this beta have a smaller penalty. Then it is alpha r + Q(beta) / r with r = |a|^2,
    which is convex in r and beta, so a segment leads on; r stays positive, also where beta passes 0. Where a is 0 the
    w_j shrink to 0, and all neurons grow from there. *)

From Coq Require Import Reals List Lra Bool FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsDecay Algebra Landscape Paths LinearDecayForm LinearDecay.
Open Scope R_scope.

#[local] Hint Resolve constant_continuous plus_continuous minus_continuous times_continuous clamp_continuous : paths.

(** ** Penalties on segments *)

Section Segments.

Variables M n : nat.
Variable q : nat -> R.
Hypothesis q_pos : forall k, (k < n)%nat -> 0 < q k.

Notation form := (form n q).
Notation forms := (forms M n q).
Notation total := (total M).
Notation lengths := (lengths M).

(** Q(beta) / r <= sum_j Q(w_j) where r >= |a|^2. *)
Lemma short a w r : 0 < r -> lengths a <= r -> form (total a w) (total a w) / r <= forms w.
Proof.
  intros Pos Le. set (b := total a w). set (u := fun k => - (b k / r)).
  pose proof (forms_nonneg M n q q_pos (fun j k => w j k + 1 * (a j * u k))) as N.
  rewrite (forms_add M n q w (fun j k => a j * u k) 1) in N.
  assert (E1 : sum M (fun j => form (w j) (fun k => a j * u k)) = - (form b b / r)).
  { transitivity (form u b).
    - unfold b. rewrite <- form_total. apply sum_eq. intros j _. rewrite (form_sym n q u).
      unfold LinearDecayForm.form. rewrite <- sum_mul. apply sum_eq. intros; ring.
    - unfold LinearDecayForm.form, u.
      rewrite (sum_eq n _ (fun k => - / r * (q k * (b k * b k)))) by (intros; field; lra).
      rewrite sum_mul. field. lra. }
  assert (E2 : forms (fun j k => a j * u k) = lengths a * (form b b / (r * r))).
  { unfold LinearDecayForm.forms, LinearDecayForm.lengths. rewrite <- sum_mul_r. apply sum_eq. intros j _.
    unfold LinearDecayForm.form, u. unfold Rdiv. rewrite <- sum_mul_r, <- sum_mul. apply sum_eq. intros.
    field. lra. }
  rewrite E1, E2 in N. pose proof (form_nonneg n q q_pos b) as Q.
  assert (L : lengths a * (form b b / (r * r)) <= form b b / r).
  { apply Rle_trans with (r * (form b b / (r * r))).
    - apply Rmult_le_compat_r; [|assumption]. apply Rmult_le_pos; [assumption|].
      left. apply Rinv_0_lt_compat. now apply Rmult_lt_0_compat.
    - right. field. lra. }
  lra.
Qed.

Lemma between_positive r r' h : 0 < r -> 0 < r' -> 0 <= h <= 1 -> 0 < r + h * (r' - r).
Proof.
  intros Pr Pr' Hh. replace (r + h * (r' - r)) with ((1 - h) * r + h * r') by ring.
  pose proof (Rmult_le_pos (1 - h) r ltac:(lra) ltac:(lra)). pose proof (Rmult_le_pos h r' ltac:(lra) ltac:(lra)).
  destruct (Rle_lt_dec h (1 / 2)).
  - assert (1 / 2 * r <= (1 - h) * r) by (apply Rmult_le_compat_r; lra). lra.
  - assert (1 / 2 * r' <= h * r') by (apply Rmult_le_compat_r; lra). lra.
Qed.

(** Q(beta) / r is convex in beta and r > 0. *)
Lemma quotient_convex b b' r r' h : 0 < r -> 0 < r' -> 0 <= h <= 1 ->
  form (fun k => b k + h * (b' k - b k)) (fun k => b k + h * (b' k - b k)) / (r + h * (r' - r))
  <= form b b / r + h * (form b' b' / r' - form b b / r).
Proof.
  intros Pr Pr' Hh. pose proof (between_positive r r' h Pr Pr' Hh) as Pm.
  set (s := r + h * (r' - r)) in *.
  replace (form b b / r + h * (form b' b' / r' - form b b / r))
    with (sum n (fun k => (1 - h) / r * (q k * (b k * b k)) + h / r' * (q k * (b' k * b' k)))).
  2: { rewrite sum_add, !sum_mul. unfold LinearDecayForm.form. field. lra. }
  unfold LinearDecayForm.form. unfold Rdiv at 1. rewrite <- sum_mul_r. apply sum_le. intros k Hk.
  set (x := b k). set (y := b' k). pose proof (q_pos k Hk) as Q.
  assert (E : (1 - h) / r * (q k * (x * x)) + h / r' * (q k * (y * y))
      - q k * ((x + h * (y - x)) * (x + h * (y - x))) * / s
    = q k * (h * (1 - h) * (r * r' / s) * (x / r - y / r')^2)).
  { unfold s in *. field. repeat split; lra. }
  assert (0 <= q k * (h * (1 - h) * (r * r' / s) * (x / r - y / r')^2)); [|lra].
  apply Rmult_le_pos; [lra|]. apply Rmult_le_pos; [|apply pow2_ge_0].
  apply Rmult_le_pos; [apply Rmult_le_pos; lra|]. left.
  apply Rmult_lt_0_compat; [now apply Rmult_lt_0_compat|now apply Rinv_0_lt_compat].
Qed.

(** On segments of the w_j the penalty is convex. *)
Lemma forms_convex w w' h : 0 <= h <= 1 ->
  forms (fun j k => w j k + h * (w' j k - w j k)) <= forms w + h * (forms w' - forms w).
Proof.
  intros Hh. set (v := fun j k => w' j k - w j k).
  assert (E : forms w' = forms w + 2 * 1 * sum M (fun j => form (w j) (v j)) + 1^2 * forms v).
  { rewrite <- forms_add. unfold LinearDecayForm.forms. apply sum_eq. intros j _.
    apply form_eq; intros k _; unfold v; ring. }
  change (fun j k => w j k + h * (w' j k - w j k)) with (fun j k => w j k + h * v j k).
  rewrite (forms_add M n q w v h), E. pose proof (forms_nonneg M n q q_pos v).
  assert (0 <= h * (1 - h) * forms v); [|nra]. apply Rmult_le_pos; [|assumption]. apply Rmult_le_pos; lra.
Qed.

Lemma total_outer a b k : lengths a <> 0 -> total a (fun j i => a j * (b i / lengths a)) k = b k.
Proof.
  intros N. unfold LinearDecayForm.total.
  rewrite (sum_eq M _ (fun j => b k / lengths a * (a j)^2)) by (intros; ring).
  rewrite sum_mul. fold (lengths a). field. exact N.
Qed.

Lemma forms_outer a b : lengths a <> 0 ->
  forms (fun j i => a j * (b i / lengths a)) = form b b / lengths a.
Proof.
  intros N. set (r := lengths a) in *. unfold LinearDecayForm.forms.
  rewrite (sum_eq M _ (fun j => form b b / (r * r) * (a j)^2)).
  - rewrite sum_mul. fold (lengths a). fold r. field. exact N.
  - intros j _. unfold LinearDecayForm.form, Rdiv. rewrite Rmult_assoc, <- sum_mul_r. apply sum_eq. intros.
    field. exact N.
Qed.

Lemma lengths_scaled a c : lengths (fun j => c * a j) = c * c * lengths a.
Proof. unfold LinearDecayForm.lengths. rewrite <- sum_mul. apply sum_eq. intros; ring. Qed.

Lemma forms_scaled w c : forms (fun j k => c * w j k) = c * c * forms w.
Proof.
  unfold LinearDecayForm.forms. rewrite <- sum_mul. apply sum_eq. intros j _. unfold LinearDecayForm.form.
  rewrite <- sum_mul. apply sum_eq. intros; ring.
Qed.

Lemma lengths_zero a : lengths a = 0 -> forall j, (j < M)%nat -> a j = 0.
Proof.
  intros Z j Hj. pose proof (sum_zero_each M (fun i => (a i)^2) (fun i _ => pow2_ge_0 (a i)) Z j Hj) as E.
  cbv beta in E. nra.
Qed.

End Segments.

Section Valley.

Variable P : problem.

Hypothesis loss_is_defined : loss_defined P.
Hypothesis convex : loss_convex P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis deep_is_defined : network_deep_defined P.

Lemma everywhere t : admissible P t -> in_domain P t.
Proof.
  intros A. split; [exact A|]. intros e _. split; [intros; apply neuron_is_defined|].
  split; [apply deep_is_defined|apply loss_is_defined].
Qed.

Section Layer.

Variable biased : bool.
Variables k c alpha beta gamma : R.
Variable rest : params -> R.
Hypothesis layer : decaying_layer P biased k c alpha beta gamma rest.

Let M := width P.
Let n := weights_of P biased.
Let q := square_of P beta gamma.

Notation F := (F P biased k gamma rest).
Notation height := (height_of P biased k alpha beta gamma rest).
Notation build := (build P biased k c).
Notation theta := (theta P biased k c).

Lemma positive i : (i < n)%nat -> 0 < q i.
Proof. exact (q_pos _ _ _ _ _ _ _ _ layer i). Qed.

Lemma height_parts a w th : height a w th = F (total M a w) th + (alpha * lengths M a + forms M n q w).
Proof. reflexivity. Qed.

(** The new variables of t give t. *)
Lemma build_same t : build t (fun j => t (A j)) (weight_of P t) (theta t) = t.
Proof.
  apply functional_extensionality. intros p. destruct p as [|j|j i|j|p]; cbn [LinearDecay.build LinearDecay.theta].
  - unfold constant. cbn [LinearDecay.theta]. ring.
  - now destruct (j <? width P)%nat.
  - unfold weight_of. destruct (j <? width P)%nat, (i <? dim P)%nat; reflexivity.
  - unfold weight_of. rewrite Nat.ltb_irrefl. now destruct (biased && (j <? width P)%nat).
  - reflexivity.
Qed.

(** A path in the new variables is one. *)
Lemma leads_built t (a : R -> nat -> R) (w : R -> nat -> nat -> R) (th : R -> params) : admissible P t ->
  (forall j, continuity (fun v => a v j)) -> (forall j i, continuity (fun v => w v j i)) ->
  (forall p, continuity (fun v => th v p)) ->
  (forall v, 0 <= v <= 1 -> admissible P (th v)) ->
  (forall v, 0 <= v <= 1 -> height (a v) (w v) (th v) <= height (a 0) (w 0) (th 0)) ->
  leads P (build t (a 0) (w 0) (th 0)) (build t (a 1) (w 1) (th 1)).
Proof.
  intros At CA CW CT Adm Low. exists (fun v => build t (a v) (w v) (th v)). split; [split|split].
  - reflexivity.
  - intros p. destruct p as [|j|j i|j|p]; cbn [LinearDecay.build].
    + apply minus_continuous; [apply CT|]. unfold constant. destruct biased; [apply constant_continuous|].
      apply sum_continuous. auto with paths.
    + destruct (j <? width P)%nat; [apply CA|apply constant_continuous].
    + destruct ((j <? width P)%nat && (i <? dim P)%nat); [apply CW|apply constant_continuous].
    + destruct (biased && (j <? width P)%nat); [apply CW|apply CT].
    + apply CT.
  - reflexivity.
  - intros v Hv. split.
    + apply everywhere, (build_admissible _ _ _ _ _ _ _ _ layer); auto.
    + rewrite !(build_value _ _ _ _ _ _ _ _ layer) by (auto; apply Adm; lra). now apply Low.
Qed.

(** F on a segment. *)
Lemma F_segment b b' b'' th th' h : admissible P th -> admissible P th' -> 0 <= h <= 1 ->
  (forall i, (i < n)%nat -> b'' i = b i + h * (b' i - b i)) ->
  F b'' (between th th' h) <= F b th + h * (F b' th' - F b th).
Proof.
  intros At At' Hh E. rewrite (F_eq P biased k gamma rest b'' _ _ E).
  now apply (F_convex P convex _ _ _ _ _ _ _ layer).
Qed.

(** With beta fixed, on a segment of the w_j. *)
Lemma leads_settling t a w w' th : admissible P t -> admissible P th ->
  (forall i, (i < n)%nat -> total M a w' i = total M a w i) -> forms M n q w' <= forms M n q w ->
  leads P (build t a w th) (build t a w' th).
Proof.
  intros At Ath Tot Low.
  set (ws := fun v j i => w j i + v * (w' j i - w j i)).
  assert (E0 : ws 0 = w).
  { apply functional_extensionality. intros j. apply functional_extensionality. intros i. unfold ws. ring. }
  assert (E1 : ws 1 = w').
  { apply functional_extensionality. intros j. apply functional_extensionality. intros i. unfold ws. ring. }
  rewrite <- E0 at 1. rewrite <- E1.
  apply (leads_built t (fun _ => a) ws (fun _ => th)); auto using constant_continuous.
  - intros j i. unfold ws. assert (I : continuity (fun v => v)) by apply derivable_continuous, derivable_id.
    auto with paths.
  - intros v Hv. rewrite E0, !height_parts.
    assert (FE : F (total M a (ws v)) th = F (total M a w) th).
    { apply F_eq. intros i Hi. transitivity ((1 - v) * total M a w i + v * total M a w' i);
        [|rewrite Tot by exact Hi; ring].
      unfold total, ws. rewrite <- !sum_mul, <- sum_add. apply sum_eq. intros; ring. }
    rewrite FE. pose proof (forms_convex M n q positive w w' v Hv) as C. fold (ws v) in C. nra.
Qed.

(** All neurons at rest: they grow, and theta moves by the square. *)
Lemma leads_from_rest t a w th a' w' th' : admissible P t -> admissible P th -> admissible P th' ->
  (forall j, (j < M)%nat -> a j = 0) -> (forall j i, w j i = 0) ->
  height a' w' th' <= height a w th ->
  leads P (build t a w th) (build t a' w' th').
Proof.
  intros At Ath Ath' A0 W0 Low.
  set (lead := fun v j => (1 - v) * a j + v * a' j). set (ws := fun v j i => v * w' j i).
  set (ths := fun v => between th th' (v * v)).
  assert (I : continuity (fun v => v)) by apply derivable_continuous, derivable_id.
  assert (EA0 : lead 0 = a) by (apply functional_extensionality; intros; unfold lead; ring).
  assert (EA1 : lead 1 = a') by (apply functional_extensionality; intros; unfold lead; ring).
  assert (EW0 : ws 0 = w).
  { apply functional_extensionality. intros j. apply functional_extensionality. intros i. unfold ws. rewrite W0. ring. }
  assert (EW1 : ws 1 = w').
  { apply functional_extensionality. intros j. apply functional_extensionality. intros i. unfold ws. ring. }
  assert (ET0 : ths 0 = th) by (unfold ths; rewrite Rmult_0_r; apply between_0).
  assert (ET1 : ths 1 = th') by (unfold ths; rewrite Rmult_1_r; apply between_1).
  rewrite <- EA0, <- EW0, <- ET0 at 1. rewrite <- EA1, <- EW1, <- ET1.
  apply leads_built; [exact At| | | | |].
  - intros j. unfold lead. auto with paths.
  - intros j i. unfold ws. auto with paths.
  - intros p. unfold ths, between. auto with paths.
  - intros v Hv. now apply between_admissible.
  - intros v Hv. rewrite EA0, EW0, ET0. rewrite !height_parts in *.
    assert (Hs : 0 <= v * v <= 1) by nra.
    assert (Z : forall i, total M a w i = 0).
    { intros i. apply sum_0. intros j Hj. rewrite A0 by exact Hj. ring. }
    pose proof (F_segment (total M a w) (total M a' w') (total M (lead v) (ws v)) th th' (v * v) Ath Ath' Hs) as C.
    assert (LA : lengths M (lead v) = v * v * lengths M a').
    { rewrite <- lengths_scaled. unfold lengths. apply sum_eq. intros j Hj. unfold lead. rewrite A0 by exact Hj. ring. }
    assert (LA0 : lengths M a = 0) by (apply sum_0; intros j Hj; rewrite A0 by exact Hj; ring).
    assert (LW0 : forms M n q w = 0).
    { apply sum_0. intros j _. apply sum_0. intros i _. rewrite W0. ring. }
    rewrite LA, LA0, LW0 in *. unfold ws at 2. rewrite forms_scaled.
    assert (E : forall i, (i < n)%nat ->
      total M (lead v) (ws v) i = total M a w i + v * v * (total M a' w' i - total M a w i)).
    { intros i _. rewrite Z. rewrite Rplus_0_l, Rminus_0_r. unfold total. rewrite <- sum_mul. apply sum_eq. intros j Hj.
      unfold lead, ws. rewrite A0 by exact Hj. ring. }
    specialize (C E). unfold ths. nra.
Qed.

(** From w_j = a_j u: |a|^2 goes to r, beta to that of any other point, theta with it. *)
Lemma leads_turning t a b th b' th' r : admissible P t -> admissible P th -> admissible P th' ->
  0 < lengths M a -> 0 < r ->
  F b' th' + (alpha * r + form n q b' b' / r)
    <= F b th + (alpha * lengths M a + form n q b b / lengths M a) ->
  exists a' w', leads P (build t a (fun j i => a j * (b i / lengths M a)) th) (build t a' w' th') /\
    height a' w' th' = F b' th' + (alpha * r + form n q b' b' / r).
Proof.
  intros At Ath Ath' Pos Pr Low. set (r0 := lengths M a) in *.
  set (rs := fun v => r0 + clamp v * (r - r0)).
  set (bs := fun v i => b i + clamp v * (b' i - b i)).
  set (lead := fun v j => sqrt (rs v / r0) * a j).
  set (ws := fun v j i => lead v j * (bs v i / lengths M (lead v))).
  set (ths := fun v => between th th' (clamp v)).
  assert (Prs : forall v, 0 < rs v). { intros v. exact (between_positive r0 r (clamp v) Pos Pr (clamp_range v)). }
  assert (Pq : forall v, 0 < rs v / r0) by (intros v; now apply Rdiv_lt_0_compat).
  assert (Len : forall v, lengths M (lead v) = rs v).
  { intros v. unfold lead. rewrite lengths_scaled. fold r0. rewrite sqrt_def by (left; apply Pq). field. lra. }
  assert (K : forall v, height (lead v) (ws v) (ths v)
    = F (bs v) (ths v) + (alpha * rs v + form n q (bs v) (bs v) / rs v)).
  { intros v. rewrite height_parts. assert (N : lengths M (lead v) <> 0) by (rewrite Len; specialize (Prs v); lra).
    unfold ws. rewrite (forms_outer M n q _ (bs v) N).
    rewrite (F_eq P biased k gamma rest _ (bs v)) by (intros i _; exact (total_outer M (lead v) (bs v) i N)).
    now rewrite Len. }
  assert (C0 : clamp 0 = 0) by (apply clamp_inside; lra).
  assert (C1 : clamp 1 = 1) by (apply clamp_inside; lra).
  assert (R0 : rs 0 = r0) by (unfold rs; rewrite C0; ring).
  assert (R1 : rs 1 = r) by (unfold rs; rewrite C1; ring).
  assert (B0 : bs 0 = b) by (apply functional_extensionality; intros; unfold bs; rewrite C0; ring).
  assert (B1 : bs 1 = b') by (apply functional_extensionality; intros; unfold bs; rewrite C1; ring).
  assert (T0 : ths 0 = th) by (unfold ths; rewrite C0; apply between_0).
  assert (T1 : ths 1 = th') by (unfold ths; rewrite C1; apply between_1).
  assert (EA0 : lead 0 = a).
  { apply functional_extensionality. intros j. unfold lead. rewrite R0.
    replace (r0 / r0) with 1 by (field; lra). rewrite sqrt_1. ring. }
  assert (EW0 : ws 0 = fun j i => a j * (b i / r0)).
  { unfold ws. rewrite EA0, B0. reflexivity. }
  exists (lead 1), (ws 1). split.
  - rewrite <- EW0, <- T1. rewrite <- EA0 at 1. rewrite <- T0 at 1.
    apply leads_built; [exact At| | | | |].
    + intros j. unfold lead. apply times_continuous; [|apply constant_continuous]. apply root_continuous; [|exact Pq].
      apply over_continuous; [unfold rs; auto with paths|apply constant_continuous|intros _; exact Pos].
    + intros j i.
      assert (E : (fun v => ws v j i) = (fun v => lead v j * (bs v i / rs v))).
      { apply functional_extensionality. intros v. unfold ws. now rewrite Len. }
      rewrite E. apply times_continuous.
      * unfold lead. apply times_continuous; [|apply constant_continuous]. apply root_continuous; [|exact Pq].
        apply over_continuous; [unfold rs; auto with paths|apply constant_continuous|intros _; exact Pos].
      * apply over_continuous; [unfold bs; auto with paths|unfold rs; auto with paths|exact Prs].
    + intros p. unfold ths, between. auto with paths.
    + intros v _. now apply between_admissible.
    + intros v Hv. rewrite !K, T0, B0, R0.
      pose proof (clamp_range v) as Hc.
      pose proof (F_segment b b' (bs v) th th' (clamp v) Ath Ath' Hc (fun i _ => eq_refl)) as C.
      pose proof (quotient_convex n q positive b b' r0 r (clamp v) Pos Pr Hc) as D.
      fold (bs v) in D. fold (rs v) in D. fold (ths v) in C.
      change (fun k0 => b k0 + clamp v * (b' k0 - b k0)) with (bs v) in D.
      assert (E : alpha * rs v = alpha * r0 + clamp v * (alpha * r - alpha * r0)) by (unfold rs; ring).
      set (X := F b' th' - F b th) in *. set (Y := form n q b' b' / r - form n q b b / r0) in *.
      assert (clamp v * (X + (alpha * r - alpha * r0) + Y) <= 0); [|lra].
      assert (X + (alpha * r - alpha * r0) + Y <= 0) by (unfold X, Y; lra). nra.
  - pose proof (K 1) as Q. rewrite T1, B1, R1 in Q. exact Q.
Qed.

(** ** thm.decay_valley *)

Lemma valley : NO_VALLEY P.
Proof.
  intros t m [At Dt] (t' & [At' _] & Lower).
  assert (exists t1, leads P t t1 /\ L P t1 <= m) as (t1 & (g & G & <- & H) & End).
  2:{ exists g. split; [exact G|]. split; [exact H|exact End]. }
  destruct (Rle_lt_dec (L P t) m) as [Low|High].
  { exists t. split; [now apply leads_here|exact Low]. }
  pose proof (theta_admissible _ _ _ _ _ _ _ _ layer t At) as Ath.
  pose proof (theta_admissible _ _ _ _ _ _ _ _ layer t' At') as Ath'.
  pose proof (alpha_pos _ _ _ _ _ _ _ _ layer) as Pa.
  set (a := fun j => t (A j)). set (w := weight_of P t). set (th := theta t) in *.
  set (a' := fun j => t' (A j)). set (w' := weight_of P t'). set (th' := theta t') in *.
  assert (E : build t a w th = t) by apply build_same.
  assert (V : L P t = height a w th) by exact (value _ _ _ _ _ _ _ _ layer t At).
  assert (V' : L P t' = height a' w' th') by exact (value _ _ _ _ _ _ _ _ layer t' At').
  destruct (Rle_lt_or_eq_dec 0 (lengths M a) (lengths_nonneg M a)) as [Pos|Z].
  - set (b := total M a w). set (b' := total M a' w').
    set (w1 := fun j i => a j * (b i / lengths M a)).
    assert (N : lengths M a <> 0) by lra.
    assert (L1 : leads P t (build t a w1 th)).
    { rewrite <- E at 1. apply leads_settling; [assumption|assumption| |].
      - intros i _. exact (total_outer M a b i N).
      - unfold w1. rewrite (forms_outer M n q a b N). apply (short M n q positive a w); [assumption|lra]. }
    assert (V1 : L P (build t a w1 th) = F b th + (alpha * lengths M a + form n q b b / lengths M a)).
    { rewrite (build_value _ _ _ _ _ _ _ _ layer) by assumption. rewrite height_parts. unfold w1.
      rewrite (forms_outer M n q a b N).
      now rewrite (F_eq P biased k gamma rest _ b) by (intros i _; exact (total_outer M a b i N)). }
    destruct (Rle_lt_dec (L P (build t a w1 th)) m) as [Low1|High1].
    { exists (build t a w1 th). split; assumption. }
    set (gap := m - L P t'). set (r := lengths M a' + gap / alpha).
    assert (Pg : 0 < gap / alpha) by (apply Rdiv_lt_0_compat; [unfold gap; lra|assumption]).
    pose proof (lengths_nonneg M a') as La'.
    assert (Pr : 0 < r) by (unfold r; lra).
    assert (There : F b' th' + (alpha * r + form n q b' b' / r) <= m).
    { pose proof (short M n q positive a' w' r Pr ltac:(unfold r; lra)) as S. fold b' in S.
      rewrite height_parts in V'. fold b' in V'.
      assert (alpha * r = alpha * lengths M a' + gap) by (unfold r; field; lra).
      unfold gap in *. lra. }
    destruct (leads_turning t a b th b' th' r At Ath Ath' Pos Pr) as (a2 & w2 & L2 & V2); [lra|].
    exists (build t a2 w2 th'). split; [apply (leads_on P _ _ _ L1 L2)|].
    rewrite (build_value _ _ _ _ _ _ _ _ layer), V2 by assumption. exact There.
  - symmetry in Z. pose proof (lengths_zero M a Z) as A0.
    set (w0 := fun _ _ : nat => 0).
    assert (Z0 : forms M n q w0 = 0).
    { apply sum_0. intros j _. apply sum_0. intros i _. unfold w0. ring. }
    assert (L1 : leads P t (build t a w0 th)).
    { rewrite <- E at 1. apply leads_settling; [assumption|assumption| |].
      - intros i _. apply sum_eq. intros j Hj. rewrite A0 by exact Hj. ring.
      - rewrite Z0. apply forms_nonneg, positive. }
    destruct (Rle_lt_dec (L P (build t a w0 th)) m) as [Low1|High1].
    { exists (build t a w0 th). split; assumption. }
    exists (build t a' w' th'). split.
    + apply (leads_on P _ _ _ L1). apply leads_from_rest; try assumption; [reflexivity|].
      rewrite (build_value _ _ _ _ _ _ _ _ layer) in High1 by assumption. lra.
    + rewrite (build_value _ _ _ _ _ _ _ _ layer) by assumption. lra.
Qed.

End Layer.

Theorem thm_decay_valley : objective_linear_decay P -> NO_VALLEY P.
Proof. intros [biased [k [c [alpha [beta [gamma [rest H]]]]]]]. exact (valley _ _ _ _ _ _ _ H). Qed.

End Valley.
