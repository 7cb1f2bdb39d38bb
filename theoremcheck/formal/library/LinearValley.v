(** * thm.linear_valley: linear networks have no spurious valley (V4)

    A part all of whose weights are trained, or a residual head, is woken up at constant outputs. Then its weights, and a
    bias or a_0, move the outputs on a segment to those of any other point. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsFunnel ConditionsOffset ConditionsResidual Algebra Monotone
  Landscape LinearBranch LinearNetwork LinearRealise LinearWake Near Offsets Paths.
From TheoremCheck Require Residual Vary.
Import ListNotations.
Open Scope R_scope.

Section Valley.

Variable P : problem.

Hypothesis loss_is_defined : loss_defined P.
Hypothesis convex : loss_convex P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis deep_is_defined : network_deep_defined P.
Hypothesis unregularised : objective_unregularised P.

Lemma everywhere t : admissible P t -> in_domain P t.
Proof.
  intros A. split; [exact A|]. intros e _. split; [intros; apply neuron_is_defined|].
  split; [apply deep_is_defined|apply loss_is_defined].
Qed.

(** The outputs can be moved by v . x + k on a segment. *)
Definition moves (t : params) (v : nat -> R) (k : R) : Prop :=
  exists t', forall s, admissible P (between t t' s) /\
    forall e, f P (between t t' s) e = f P t e + s * (sum (dim P) (fun i => v i * x P e i) + k).

(** So they can, after a path at constant outputs; k is 0 unless it may be anything. *)
Definition free (any : Prop) (t : params) : Prop :=
  exists t1, leads P t t1 /\ forall v k, any \/ k = 0 -> moves t1 v k.

(** ** A branch *)

Section Branch.

Variable all : list (list (list fn)).
Variable b : nat.
Hypothesis deep_is : consists_of P all.
Hypothesis here : (b < length all)%nat.
Hypothesis affine : affine_layers (layers_of all b).
Hypothesis weights : Conditions.weights_trained P b 0 (dim P) (layers_of all b).

Local Notation layers := (layers_of all b).
Local Notation factor g := (LinearWake.factor b g 0 layers).
Local Notation offset g := (LinearWake.offset b g 0 layers).
Local Notation differs := (LinearRealise.differs P b 0).

Lemma place_value t a0 g e : differs (deep_part t) g ->
  f P (place_deep t a0 g) e = f P t e + (a0 - t A0)
    + (sum (dim P) (fun i => (factor g i - factor (deep_part t) i) * x P e i) + (offset g - offset (deep_part t))).
Proof.
  intros Df. rewrite (place_f P all b deep_is here t a0 g e Df).
  rewrite !(output_affine b _ layers 0 (dim P) _ affine).
  rewrite (sum_eq (dim P) (fun i => (factor g i - factor (deep_part t) i) * x P e i)
    (fun i => factor g i * x P e i + (-1) * (factor (deep_part t) i * x P e i))) by (intros; ring).
  rewrite sum_add, sum_mul. ring.
Qed.

Lemma place_self t : place_deep t (t A0) (deep_part t) = t.
Proof. apply functional_extensionality. intros p. destruct p; reflexivity. Qed.

(** Along a path of the branch at constant factors; a_0 is given by a. *)
Lemma branch_leads t Q (a : (deep_place -> R) -> R) g' : admissible P t -> joined Q (deep_part t) g' ->
  (forall g, (forall p, continuity (fun v => g v p)) -> continuity (fun v => a (g v))) ->
  a (deep_part t) = t A0 ->
  (forall h, Q h -> differs (deep_part t) h /\
    (forall i, (i < dim P)%nat -> factor h i = factor (deep_part t) i) /\
    (a0_trained P = true \/ a h = t A0) /\ a h + offset h = t A0 + offset (deep_part t)) ->
  leads P t (place_deep t (a g') g') /\ admissible P (place_deep t (a g') g').
Proof.
  intros Ad (g & G0 & G1 & C & H) Ca A0' Keep.
  assert (Points : forall v, 0 <= v <= 1 -> admissible P (place_deep t (a (g v)) (g v)) /\
    forall e, f P (place_deep t (a (g v)) (g v)) e = f P t e).
  { intros v Hv. destruct (Keep _ (H v Hv)) as (Df & F & Ta & O). split.
    - now apply (place_admissible P b).
    - intros e. rewrite place_value by exact Df. rewrite sum_0; [lra|]. intros i Hi. rewrite F by exact Hi. ring. }
  split.
  - exists (fun v => place_deep t (a (g v)) (g v)). split; [split|split].
    + rewrite G0, A0'. apply place_self.
    + intros p. destruct p; cbn [place_deep]; try apply constant_continuous; [now apply Ca|apply C].
    + now rewrite G1.
    + intros v Hv. destruct (Points v Hv) as [Av Fv]. split; [now apply everywhere|]. right.
      apply L_same; [exact unregularised|]. intros e _. apply Fv.
  - rewrite <- G1. apply Points. lra.
Qed.

Lemma branch_moves t g v k k0 : admissible P t -> differs (deep_part t) g ->
  a0_trained P = true \/ k0 = 0 ->
  (forall s, (forall i, (i < dim P)%nat ->
      factor (segment (deep_part t) g s) i = factor (deep_part t) i + s * v i) /\
    offset (segment (deep_part t) g s) = offset (deep_part t) + s * (k - k0)) ->
  moves t v k.
Proof.
  intros Ad Df Ta E. exists (place_deep t (t A0 + k0) g). intros s.
  assert (B : between t (place_deep t (t A0 + k0) g) s
    = place_deep t (t A0 + s * k0) (segment (deep_part t) g s)).
  { apply functional_extensionality. intros p. unfold between.
    destruct p; cbn [place_deep]; unfold segment, deep_part; ring. }
  assert (Ds : differs (deep_part t) (segment (deep_part t) g s)) by now apply differs_segment.
  rewrite B. split.
  - apply (place_admissible P b); [exact Ad| |exact Ds]. destruct Ta as [Ta| ->]; [now left|right; ring].
  - intros e. rewrite place_value by exact Ds. destruct (E s) as [F O]. rewrite O.
    rewrite (sum_eq (dim P) _ (fun i => s * (v i * x P e i))).
    + rewrite sum_mul. ring.
    + intros i Hi. rewrite F by exact Hi. ring.
Qed.

(** (A) a_0 takes up what happens to the constant. *)
Lemma branch_free_output t : admissible P t -> a0_trained P = true -> free True t.
Proof.
  intros Ad Ta. destruct (wake P b layers 0 (dim P) (deep_part t) affine weights) as (g & J & Aw).
  set (a := fun h => t A0 + offset (deep_part t) - offset h).
  destruct (branch_leads t _ a g Ad J) as [Lead Ad1].
  - intros h C. unfold a. apply minus_continuous; [apply constant_continuous|now apply offset_continuous].
  - unfold a. ring.
  - intros h [Df F]. split; [exact Df|]. split; [exact F|]. split; [now left|]. unfold a. ring.
  - exists (place_deep t (a g) g). split; [exact Lead|]. intros v k _.
    destruct (turn P b layers 0 (dim P) g v affine weights Aw) as (g' & Df & E).
    apply (branch_moves _ g' v k k Ad1 Df); [now left|]. intros s. destruct (E s) as [F O].
    split; [exact F|]. change (deep_part (place_deep t (a g) g)) with g. rewrite O. ring.
Qed.

(** (B) a bias of the branch does so. *)
Lemma branch_free_bias t : admissible P t -> some_bias P b 0 layers -> free True t.
Proof.
  intros Ad Sb. destruct (wake_both P b layers 0 (dim P) (deep_part t) affine weights Sb) as (g & J & Rd).
  destruct (branch_leads t _ (fun _ => t A0) g Ad J) as [Lead Ad1].
  - intros h C. apply constant_continuous.
  - reflexivity.
  - intros h [[Df F] O]. split; [exact Df|]. split; [exact F|]. split; [now right|]. now rewrite O.
  - exists (place_deep t (t A0) g). split; [exact Lead|]. intros v k _.
    destruct (turn_both P b layers 0 (dim P) g v k affine weights Rd) as (g' & Df & E).
    apply (branch_moves _ g' v k 0 Ad1 Df); [now right|]. intros s. destruct (E s) as [F O].
    split; [exact F|]. change (deep_part (place_deep t (t A0) g)) with g. rewrite O. ring.
Qed.

(** (C) there is no constant but a_0. *)
Lemma branch_free_none t : admissible P t -> network_homogeneous_unfrozen P -> free False t.
Proof.
  intros Ad homogeneous.
  destruct (wake P b layers 0 (dim P) (deep_part t) affine weights) as (g & J & Aw).
  set (origin := {| row := []; positive_label := true; weight := xH |}).
  assert (X0 : forall k, x P origin k = 0).
  { intros k. unfold x, origin. simpl. destruct k; unfold Rdiv; apply Rmult_0_l. }
  assert (F0 : forall u, admissible P u -> f P u origin - f P t origin = u A0 - t A0).
  { intros u Au. destruct (homogeneous_difference P t u Ad Au homogeneous) as [U E]. rewrite E.
    rewrite sum_0; [ring|]. intros i _. rewrite X0. ring. }
  assert (Same : forall h, differs (deep_part t) h -> offset h = offset (deep_part t)).
  { intros h Df. assert (Ah : admissible P (place_deep t (t A0) h)) by (apply (place_admissible P b); auto).
    pose proof (F0 _ Ah) as E. rewrite place_value in E by assumption. rewrite sum_0 in E; [simpl in E; lra|].
    intros i _. rewrite X0. ring. }
  destruct (branch_leads t _ (fun _ => t A0) g Ad J) as [Lead Ad1].
  - intros h C. apply constant_continuous.
  - reflexivity.
  - intros h [Df F]. split; [exact Df|]. split; [exact F|]. split; [now right|]. now rewrite Same.
  - exists (place_deep t (t A0) g). split; [exact Lead|]. intros v k [[]| ->].
    destruct (turn P b layers 0 (dim P) g v affine weights Aw) as (g' & Df & E).
    apply (branch_moves _ g' v 0 0 Ad1 Df); [now right|]. intros s. destruct (E s) as [F O].
    split; [exact F|]. change (deep_part (place_deep t (t A0) g)) with g. rewrite O. ring.
Qed.

End Branch.

(** ** The shortcut *)

Section Shortcut.

Hypothesis part : linear_shortcut P.

Local Notation M := (width P).
Local Notation c := (slope_of (neuron P)).
Local Notation e0 := (val (neuron P) 0).

(** Neuron j alone moves, and a_0. *)
Definition unit_shift (t : params) (j : nat) (da0 da : R) (u : nat -> R) : params :=
  Near.shift P t da0 (fun i => if (i =? j)%nat then da else 0) (fun i k => if (i =? j)%nat then u k else 0).

Lemma unit_segment t j da0 da u s :
  between t (unit_shift t j da0 da u) s = unit_shift t j (s * da0) (s * da) (fun k => s * u k).
Proof.
  apply functional_extensionality. intros p. unfold between, unit_shift. destruct p as [|i|i k|i|p];
    cbn [Near.shift]; try ring.
  - destruct (i <? M)%nat, (i =? j)%nat; ring.
  - destruct ((i <? M) && (k <? dim P))%nat%bool, (i =? j)%nat; ring.
  - destruct ((i <? M)%nat && b_trained P)%bool, (i =? j)%nat; ring.
Qed.

Lemma unit_admissible t j da0 da u : admissible P t -> a0_trained P = true \/ da0 = 0 ->
  a_trained P = true \/ da = 0 -> admissible P (unit_shift t j da0 da u).
Proof.
  intros Ad Ha0 Ha. destruct part as [_ [_ [Tw _]]]. apply shift_admissible; try assumption.
  destruct Ha as [Ha| ->]; [now left|right]. intros i. now destruct (i =? j)%nat.
Qed.

Lemma unit_value t j da0 da u e : (j < M)%nat ->
  f P (unit_shift t j da0 da u) e = f P t e + da0
    + ((t (A j) + da) * (c * (pre P t j e + dot P u e) + e0) - t (A j) * (c * pre P t j e + e0)).
Proof.
  intros Hj. destruct part as [_ [An _]]. destruct (affine_value _ An) as [_ V].
  unfold unit_shift. rewrite shift_f. unfold f.
  rewrite (sum_eq M _ (fun i => t (A i) * val (neuron P) (pre P t i e)
    + if (i =? j)%nat then (t (A j) + da) * (c * (pre P t j e + dot P u e) + e0)
        - t (A j) * (c * pre P t j e + e0) else 0)).
  - rewrite sum_add, sum_at by exact Hj. ring.
  - intros i _. destruct (Nat.eqb_spec i j) as [->|N].
    + change (dot P _ e) with (dot P u e). unfold sigma. rewrite (V (pre P t j e + _)), (V (pre P t j e)). ring.
    + assert (Z : dot P (fun _ => 0) e = 0) by (apply sum_0; intros; ring).
      rewrite Z. unfold sigma. rewrite !Rplus_0_r. reflexivity.
Qed.

(** A neuron whose output weight is not 0 moves the outputs. *)
Lemma unit_moves (any : Prop) t j : admissible P t -> (j < M)%nat -> t (A j) <> 0 ->
  (any -> a0_trained P = true \/ b_trained P = true) ->
  forall v k, any \/ k = 0 -> moves t v k.
Proof.
  intros Ad Hj N Any v k Hk. destruct part as [Hw [An _]]. destruct (affine_value _ An) as [Nc _].
  set (k0 := if a0_trained P then k else 0).
  set (u := fun i => if (i <? dim P)%nat then v i / (c * t (A j)) else (k - k0) / (c * t (A j))).
  exists (unit_shift t j k0 0 u). intros s. rewrite unit_segment. split.
  - apply unit_admissible; [exact Ad| |right; ring]. unfold k0. destruct (a0_trained P); [now left|right; ring].
  - intros e. rewrite unit_value by exact Hj.
    assert (D : dot P (fun i => s * u i) e
      = s * (sum (dim P) (fun i => v i * x P e i) + (k - k0)) / (c * t (A j))).
    { rewrite Vary.dot_split by exact Hw.
      rewrite (sum_eq (dim P) _ (fun i => s / (c * t (A j)) * (v i * x P e i))).
      - rewrite sum_mul. assert (U : u (dim P) = (k - k0) / (c * t (A j))).
        { unfold u. now rewrite Nat.ltb_irrefl. }
        rewrite U. destruct (b_trained P) eqn:Tb; [field; split; assumption|].
        assert (Zk : k - k0 = 0); [|rewrite Zk; field; split; assumption].
        unfold k0. destruct (a0_trained P) eqn:T0; [ring|]. destruct Hk as [Hk| ->]; [|ring].
        destruct (Any Hk); congruence.
      - intros i Hi. unfold u. rewrite (proj2 (Nat.ltb_lt i (dim P)) Hi). field. split; assumption. }
    rewrite D. field. split; assumption.
Qed.

(** It comes to be so, at constant outputs. *)
Lemma shortcut_wake t : admissible P t ->
  a0_trained P = true \/ b_trained P = true \/ (b_trained P = false /\ fixed P (B 0%nat) = 0 /\ e0 = 0) ->
  exists t1 j, leads P t t1 /\ admissible P t1 /\ (j < M)%nat /\ t1 (A j) <> 0.
Proof.
  intros Ad Constant. destruct part as [Hw [An [Tw Ta]]]. destruct (affine_value _ An) as [Nc _].
  destruct (classic (exists j, (j < M)%nat /\ t (A j) <> 0)) as [(j & Hj & N)|None_].
  { exists t, j. split; [now apply leads_here, everywhere|]. repeat split; assumption. }
  assert (Z : forall j, (j < M)%nat -> t (A j) = 0).
  { intros j Hj. apply NNPP. intros N. apply None_. now exists j. }
  assert (Ta' : a_trained P = true).
  { destruct Ta as [Ta|(j & Hj & N)]; [exact Ta|]. destruct (a_trained P) eqn:Eq; [reflexivity|exfalso].
    apply N. rewrite <- (Z j Hj). symmetry. apply Ad. unfold trained. rewrite Eq. simpl.
    intros I. repeat (apply in_app_or in I; destruct I as [I|I]).
    - destruct (a0_trained P); simpl in I; intuition discriminate.
    - destruct (w_trained P); [|contradiction]. apply in_flat_map in I.
      destruct I as [? [_ I]]. apply in_map_iff in I. destruct I as [? [? _]]. discriminate.
    - destruct (b_trained P); [|contradiction]. apply in_map_iff in I.
      destruct I as [? [? _]]. discriminate.
    - apply in_map_iff in I. destruct I as [? [? _]]. discriminate. }
  set (u := fun k => if (k <? dim P)%nat then - t (W 0 k) else - e0 / c - t (B 0%nat)).
  set (t1 := unit_shift t 0 0 0 u).
  assert (Lead1 : leads P t t1).
  { apply leads_level; [exact unregularised|]. intros v _. unfold t1. rewrite unit_segment. split.
    - apply everywhere, unit_admissible; [exact Ad|right; ring|now left].
    - intros e _. rewrite unit_value by lia. rewrite (Z 0%nat) by lia. ring. }
  assert (Ad1 : admissible P t1) by (apply unit_admissible; [exact Ad|now right|now left]).
  set (r := if b_trained P then - e0 / c else t (B 0%nat)).
  assert (Pre : forall e, pre P t1 0 e = r).
  { intros e. unfold t1, unit_shift. rewrite shift_pre by lia. cbn [Nat.eqb]. rewrite Vary.dot_split by exact Hw.
    unfold pre. rewrite (sum_eq (dim P) (fun k => u k * x P e k) (fun k => -1 * (t (W 0 k) * x P e k))).
    - rewrite sum_mul. unfold r, u. rewrite Nat.ltb_irrefl. destruct (b_trained P); field; exact Nc.
    - intros k Hk. unfold u. rewrite (proj2 (Nat.ltb_lt k (dim P)) Hk). ring. }
  set (da0 := if a0_trained P then - (c * r + e0) else 0).
  assert (Level : da0 + (c * r + e0) = 0).
  { unfold da0. destruct (a0_trained P) eqn:T0; [ring|]. unfold r.
    destruct Constant as [Q|[Q|(Q & Fb & V0)]]; [congruence| |].
    - rewrite Q. field. exact Nc.
    - rewrite Q, (bias_absent P t 0 Ad Q), Fb, V0. ring. }
  set (t2 := unit_shift t1 0 da0 1 (fun _ => 0)).
  assert (T1 : t1 (A 0%nat) = 0).
  { unfold t1, unit_shift. cbn [Near.shift Nat.eqb]. rewrite (Z 0%nat) by lia. destruct (0 <? M)%nat; ring. }
  assert (Da0 : a0_trained P = true \/ da0 = 0) by (unfold da0; destruct (a0_trained P); auto).
  exists t2, 0%nat. split; [apply leads_on with t1; [exact Lead1|]|split; [|split]].
  - apply leads_level; [exact unregularised|]. intros v _. unfold t2. rewrite unit_segment. split.
    + apply everywhere, unit_admissible; [exact Ad1| |now left]. destruct Da0 as [Q|Q]; [now left|right; rewrite Q; ring].
    + intros e _. rewrite unit_value by lia. rewrite T1, Pre.
      assert (D0 : dot P (fun _ => v * 0) e = 0) by (apply sum_0; intros; ring).
      rewrite D0. replace da0 with (- (c * r + e0)) by lra. ring.
  - now apply unit_admissible; [|exact Da0|left].
  - lia.
  - unfold t2, unit_shift. cbn [Near.shift Nat.eqb]. rewrite T1. rewrite (proj2 (Nat.ltb_lt 0 M)) by lia. lra.
Qed.

Lemma shortcut_free (any : Prop) t : admissible P t -> (any -> a0_trained P = true \/ b_trained P = true) ->
  a0_trained P = true \/ b_trained P = true \/ (b_trained P = false /\ fixed P (B 0%nat) = 0 /\ e0 = 0) ->
  free any t.
Proof.
  intros Ad Any Constant. destruct (shortcut_wake t Ad Constant) as (t1 & j & Lead & Ad1 & Hj & N).
  exists t1. split; [exact Lead|]. now apply unit_moves with j.
Qed.

End Shortcut.

(** ** A residual head

    f = a_0 + w . x + r . h, r = V^T w, whatever passes on h. With V = z r^T, where w . z = 1, f is the same, and moves
    with w along w . x and r . h together; as f is affine, so is r . h. *)

Section Head.

Variable under : list (list fn).
Hypothesis is_head : residual_on P under.
Hypothesis free_w : forall k, (k < dim P)%nat -> ConditionsFunnel.free P (Output 0 k).
Hypothesis free_V : forall k v, (k < dim P)%nat -> (v < leaving (dim P) under)%nat ->
  ConditionsFunnel.free P (Weight 0 (length under) k v).

Local Notation d := (dim P).
Local Notation m := (leaving (dim P) under).
Local Notation h := (Residual.passed P under).
Local Notation rest := (Residual.rest P).

Definition w_of (t : params) (k : nat) : R := t (D (Output 0 k)).
Definition V_of (t : params) (k v : nat) : R := t (D (Weight 0 (length under) k v)).
Definition inner (u v : nat -> R) : R := sum d (fun k => u k * v k).
Definition through (u : nat -> R) (U : nat -> nat -> R) (v : nat) : R := inner u (fun k => U k v).
Definition of_x (u : nat -> R) (e : sample) : R := sum d (fun i => u i * x P e i).
Definition of_h (t : params) (r : nat -> R) (e : sample) : R := sum m (fun v => r v * h t v e).

(** a_0, w and V anew. *)
Definition put (t : params) (a : R) (u : nat -> R) (U : nat -> nat -> R) : params := fun p =>
  match p with
  | A0 => a
  | D (Output b k) => if ((b =? 0) && (k <? d))%nat%bool then u k else t p
  | D (Weight b l k v) =>
      if ((b =? 0) && (l =? length under) && (k <? d) && (v <? m))%nat%bool then U k v else t p
  | _ => t p
  end.

Lemma put_admissible t a u U : admissible P t -> a0_trained P = true \/ a = t A0 -> admissible P (put t a u U).
Proof.
  intros Ad Ta p N. destruct p as [|j|j i|j|[b l k v|b l k|b k]]; cbn [put]; try (now apply Ad).
  - destruct Ta as [Ta| ->]; [destruct N; now apply in_a0|now apply Ad].
  - destruct (Nat.eqb_spec b 0) as [->|]; [|now apply Ad].
    destruct (Nat.eqb_spec l (length under)) as [->|]; [|now apply Ad].
    destruct (Nat.ltb_spec k d); [|now apply Ad]. destruct (Nat.ltb_spec v m); [|now apply Ad].
    destruct N. apply in_deep. now apply free_V.
  - destruct (Nat.eqb_spec b 0) as [->|]; [|now apply Ad].
    destruct (Nat.ltb_spec k d); [|now apply Ad]. destruct N. apply in_deep. now apply free_w.
Qed.

Lemma put_value t a u U e : f P (put t a u U) e = rest t e + (a - t A0) + of_x u e + of_h t (through u U) e.
Proof.
  rewrite (Residual.f_split P under is_head).
  assert (R0 : rest (put t a u U) e = rest t e + (a - t A0)).
  { unfold Residual.rest. cbn [put].
    change (fun j => t (A j) * val (neuron P) (pre P (put t a u U) j e))
      with (fun j => t (A j) * val (neuron P) (pre P t j e)). ring. }
  assert (H : forall v, h (put t a u U) v e = h t v e).
  { intros v. apply Residual.hidden_ext; [|reflexivity|reflexivity]. intros l k i Hl. cbn [put].
    rewrite (proj2 (Nat.eqb_neq l (length under))) by lia. now rewrite andb_false_r. }
  rewrite R0, (sum_eq d (fun k => put t a u U (Residual.weight k) * Residual.received_at P under (put t a u U) k e)
    (fun k => u k * x P e k + sum m (fun v => u k * U k v * h t v e))).
  - rewrite sum_add, sum_sum, <- Rplus_assoc. f_equal. apply sum_eq. intros v _. unfold through, inner.
    now rewrite sum_mul_r.
  - intros k Hk. unfold Residual.received_at, Residual.weight, Residual.entry.
    rewrite (sum_eq m (fun v => u k * U k v * h t v e) (fun v => u k * (U k v * h t v e))) by (intros; ring).
    rewrite sum_mul. cbn [put]. rewrite (proj2 (Nat.ltb_lt k d) Hk). cbn [Nat.eqb andb].
    rewrite (sum_eq m _ (fun v => U k v * h t v e)); [ring|]. intros v Hv.
    rewrite Nat.eqb_refl, (proj2 (Nat.ltb_lt v m) Hv), H. reflexivity.
Qed.

Lemma put_between t a u U a' u' U' s : between (put t a u U) (put t a' u' U') s
  = put t (a + s * (a' - a)) (fun k => u k + s * (u' k - u k)) (fun k v => U k v + s * (U' k v - U k v)).
Proof.
  apply functional_extensionality. intros p. unfold between.
  destruct p as [|j|j i|j|[b l k v|b l k|b k]]; cbn [put]; try ring;
    match goal with |- context [if ?c then _ else _] => destruct c end; ring.
Qed.

Lemma put_self t : put t (t A0) (w_of t) (V_of t) = t.
Proof.
  apply functional_extensionality. intros p. destruct p as [|j|j i|j|[b l k v|b l k|b k]]; cbn [put]; try reflexivity.
  - unfold V_of. destruct (Nat.eqb_spec b 0) as [->|]; [|reflexivity].
    destruct (Nat.eqb_spec l (length under)) as [->|]; [|reflexivity].
    now destruct (k <? d)%nat, (v <? m)%nat.
  - unfold w_of. destruct (Nat.eqb_spec b 0) as [->|]; [|reflexivity]. now destruct (k <? d)%nat.
Qed.

(** What is put in one point and another gives the values along the way. *)
Lemma put_path t a u U a' u' U' : admissible P t -> a0_trained P = true \/ (a = t A0 /\ a' = t A0) ->
  (forall s e, 0 <= s <= 1 ->
    f P (put t (a + s * (a' - a)) (fun k => u k + s * (u' k - u k)) (fun k v => U k v + s * (U' k v - U k v))) e
    = f P (put t a u U) e) ->
  leads P (put t a u U) (put t a' u' U').
Proof.
  intros Ad Ta E. apply leads_level; [exact unregularised|]. intros s Hs. rewrite put_between. split.
  - apply everywhere, put_admissible; [exact Ad|]. destruct Ta as [Ta|[-> ->]]; [now left|right; ring].
  - intros e _. now apply E.
Qed.

Lemma of_x_add u u' s e : of_x (fun k => u k + s * u' k) e = of_x u e + s * of_x u' e.
Proof.
  unfold of_x. rewrite <- sum_mul, <- sum_add. apply sum_eq. intros. ring.
Qed.

Lemma of_h_add t r r' s e : of_h t (fun v => r v + s * r' v) e = of_h t r e + s * of_h t r' e.
Proof. unfold of_h. rewrite <- sum_mul, <- sum_add. apply sum_eq. intros. ring. Qed.

Lemma of_x_eq u u' e : (forall k, (k < d)%nat -> u k = u' k) -> of_x u e = of_x u' e.
Proof. intros E. apply sum_eq. intros k Hk. now rewrite E. Qed.

Lemma of_h_eq t r r' e : (forall v, (v < m)%nat -> r v = r' v) -> of_h t r e = of_h t r' e.
Proof. intros E. apply sum_eq. intros v Hv. now rewrite E. Qed.

Lemma inner_add u v v' s : inner u (fun k => v k + s * v' k) = inner u v + s * inner u v'.
Proof. unfold inner. rewrite <- sum_mul, <- sum_add. apply sum_eq. intros. ring. Qed.

Lemma inner_comm u v : inner u v = inner v u.
Proof. apply sum_eq. intros. ring. Qed.

(** Nothing but a_0: V goes to 0 at no cost, and then w and a_0 are free. *)
Lemma free_at_rest (any : Prop) t : admissible P t -> (any -> a0_trained P = true) ->
  (forall k, (k < d)%nat -> w_of t k = 0) -> free any t.
Proof.
  intros Ad Any W. set (t1 := put t (t A0) (w_of t) (fun _ _ => 0)). exists t1.
  assert (Zero : forall U v, through (w_of t) U v = 0).
  { intros U v. apply sum_0. intros k Hk. rewrite W by exact Hk. ring. }
  split.
  - rewrite <- (put_self t) at 1. apply put_path; [exact Ad|now right|]. intros s e _. rewrite !put_value.
    rewrite (of_h_eq t (through _ _) (fun _ => 0)).
    + rewrite (of_h_eq t (through (w_of t) (V_of t)) (fun _ => 0)) by (intros; apply Zero).
      rewrite (of_x_eq (fun k => w_of t k + s * (w_of t k - w_of t k)) (w_of t)) by (intros; ring). ring.
    + intros v _. unfold through, inner. apply sum_0. intros k Hk. rewrite W by exact Hk. ring.
  - intros v k Hk. set (k0 := if a0_trained P then k else 0).
    assert (K0 : (a0_trained P = true \/ k0 = 0) /\ k0 = k).
    { unfold k0. destruct (a0_trained P) eqn:T; [auto|]. destruct Hk as [Hk| ->]; [now specialize (Any Hk)|auto]. }
    destruct K0 as [Ta Ek]. exists (put t (t A0 + k0) (fun i => w_of t i + v i) (fun _ _ => 0)). intros s.
    unfold t1. rewrite put_between. split.
    + apply put_admissible; [exact Ad|]. destruct Ta as [Ta| ->]; [now left|right; ring].
    + intros e. rewrite !put_value.
      assert (H0 : forall u U, (forall k v, U k v = 0) -> of_h t (through u U) e = 0).
      { intros u U E. unfold of_h. apply sum_0. intros i _. unfold through, inner. rewrite sum_0; [ring|].
        intros j _. rewrite E. ring. }
      rewrite !H0 by (intros; ring).
      rewrite (of_x_eq (fun i => w_of t i + s * (w_of t i + v i - w_of t i)) (fun i => w_of t i + s * v i)) by (intros; ring).
      rewrite of_x_add, Ek. change (sum d (fun i => v i * x P e i)) with (of_x v e). ring.
Qed.

(** w is not 0, and f moves with x: V becomes z r^T. *)
Lemma free_awake (any : Prop) t B K z : admissible P t -> (any -> a0_trained P = true) ->
  a0_trained P = true \/ K = 0 ->
  (forall e, of_h t (through (w_of t) (V_of t)) e = of_x B e + (-1) * of_x (w_of t) e + K) ->
  inner z (w_of t) = 1 -> inner z B <> 0 -> free any t.
Proof.
  intros Ad Any TK G Zw Zb. set (r := through (w_of t) (V_of t)).
  set (U := fun k v => z k * r v). set (t1 := put t (t A0) (w_of t) U).
  assert (Tr : forall u v, through u U v = inner u z * r v).
  { intros u v. unfold through, inner, U. rewrite <- sum_mul_r. apply sum_eq. intros. ring. }
  exists t1. split.
  - rewrite <- (put_self t) at 1. apply put_path; [exact Ad|now right|]. intros s e _. rewrite !put_value.
    rewrite (of_x_eq (fun k => w_of t k + s * (w_of t k - w_of t k)) (w_of t)) by (intros; ring).
    rewrite (of_h_eq t (through _ _) r); [unfold r; ring|]. intros v _.
    replace (through (fun k => w_of t k + s * (w_of t k - w_of t k)) (fun k v => V_of t k v + s * (U k v - V_of t k v)) v)
      with (r v + s * (through (w_of t) U v - r v)).
    + rewrite Tr, inner_comm, Zw. ring.
    + unfold r, through, inner. unfold Rminus. rewrite <- (Rmult_1_l (- sum d _)).
      replace (1 * - sum d (fun k => w_of t k * V_of t k v)) with (sum d (fun k => (-1) * (w_of t k * V_of t k v)))
        by (rewrite sum_mul; ring).
      rewrite <- sum_add, <- sum_mul, <- sum_add. apply sum_eq. intros. ring.
  - intros v k Hk. set (c := inner z v / inner z B). set (o := fun i => v i + (- c) * (B i + (-1) * w_of t i)).
    assert (Zo : inner z o = c).
    { unfold o. rewrite inner_add, inner_add, Zw. unfold c. field. exact Zb. }
    set (da := if a0_trained P then k - c * K else 0).
    assert (Da : (a0_trained P = true \/ da = 0) /\ da = k - c * K).
    { unfold da. destruct (a0_trained P) eqn:T; [auto|]. destruct TK as [TK| ->]; [congruence|].
      destruct Hk as [Hk| ->]; [now specialize (Any Hk)|]. split; [now right|ring]. }
    destruct Da as [Ta Eda]. exists (put t (t A0 + da) (fun i => w_of t i + o i) U). intros s.
    unfold t1. rewrite put_between. split.
    + apply put_admissible; [exact Ad|]. destruct Ta as [Ta| ->]; [now left|right; ring].
    + intros e. rewrite !put_value.
      rewrite (of_x_eq (fun i => w_of t i + s * (w_of t i + o i - w_of t i)) (fun i => w_of t i + s * o i)) by (intros; ring).
      rewrite (of_h_eq t (through (fun i => w_of t i + s * (w_of t i + o i - w_of t i)) _) (fun v => r v + (s * c) * r v)).
      * rewrite (of_h_eq t (through (w_of t) U) r) by (intros u _; rewrite Tr, inner_comm, Zw; ring).
        rewrite of_h_add, of_x_add. unfold o at 1. rewrite of_x_add, of_x_add. unfold r. rewrite G, Eda.
        change (sum d (fun i => v i * x P e i)) with (of_x v e). ring.
      * intros u _. rewrite <- (Rmult_1_l (r u)) at 1. rewrite <- Rmult_plus_distr_r.
        rewrite <- Zw, <- Zo. rewrite <- inner_add. rewrite inner_comm. rewrite <- Tr. unfold through, inner.
        apply sum_eq. intros. ring.
Qed.

(** f does not move with x: w goes to 0, and a_0 takes up the constant. *)
Lemma free_level (any : Prop) t B K : admissible P t -> (any -> a0_trained P = true) ->
  a0_trained P = true \/ K = 0 ->
  (forall e, of_h t (through (w_of t) (V_of t)) e = of_x B e + (-1) * of_x (w_of t) e + K) ->
  (forall k, (k < d)%nat -> B k = 0) -> free any t.
Proof.
  intros Ad Any TK G B0. set (t1 := put t (t A0 + K) (fun _ => 0) (V_of t)).
  assert (Ad1 : admissible P t1).
  { apply put_admissible; [exact Ad|]. destruct TK as [T| ->]; [now left|right; ring]. }
  assert (Lead : leads P t t1).
  { rewrite <- (put_self t) at 1. apply put_path; [exact Ad| |].
    { destruct TK as [T| ->]; [now left|right]. split; ring. }
    intros s e _. rewrite !put_value.
    rewrite (of_x_eq (fun k => w_of t k + s * (0 - w_of t k)) (fun k => w_of t k + (- s) * w_of t k)) by (intros; ring).
    rewrite (of_h_eq t (through (fun k => w_of t k + s * (0 - w_of t k)) _)
      (fun v => through (w_of t) (V_of t) v + (- s) * through (w_of t) (V_of t) v)).
    - rewrite of_h_add, of_x_add, G. assert (X0 : of_x B e = 0).
      { apply sum_0. intros k Hk. rewrite B0 by exact Hk. ring. }
      rewrite X0. ring.
    - intros v _. unfold through, inner. rewrite <- sum_mul, <- sum_add. apply sum_eq. intros. ring. }
  destruct (free_at_rest any t1 Ad1 Any) as (t2 & Lead2 & Mv).
  { intros k Hk. unfold w_of, t1. cbn [put]. rewrite (proj2 (Nat.ltb_lt k d) Hk). reflexivity. }
  exists t2. split; [now apply leads_on with t1|exact Mv].
Qed.

Lemma squares_0 n (u : nat -> R) : 0 <= sum n (fun k => u k * u k) /\
  (sum n (fun k => u k * u k) = 0 -> forall k, (k < n)%nat -> u k = 0).
Proof.
  induction n as [|n [Ge IH]]; [split; [simpl; lra|intros; lia]|].
  cbn [sum]. assert (Q : 0 <= u n * u n) by apply Rle_0_sqr. split; [lra|]. intros Z k Hk.
  destruct (Nat.eq_dec k n) as [->|N]; [|apply IH; [lra|lia]].
  assert (E : u n * u n = 0) by lra. apply Rmult_integral in E. now destruct E.
Qed.

Lemma inner_self_0 u : inner u u = 0 -> forall k, (k < d)%nat -> u k = 0.
Proof. apply squares_0. Qed.

Lemma head_free (any : Prop) t : admissible P t -> network_linear_unfrozen P ->
  a0_trained P = true \/ network_homogeneous_unfrozen P -> (any -> a0_trained P = true) -> free any t.
Proof.
  intros Ad Lin Con Any. set (t0 := put t (t A0) (fun _ => 0) (V_of t)).
  assert (Ad0 : admissible P t0) by (apply put_admissible; auto).
  assert (G : exists B K, (a0_trained P = true \/ K = 0) /\
    forall e, of_h t (through (w_of t) (V_of t)) e = of_x B e + (-1) * of_x (w_of t) e + K).
  { assert (Diff : forall e, of_h t (through (w_of t) (V_of t)) e = f P t e - f P t0 e - of_x (w_of t) e).
    { intros e. pose proof (put_value t (t A0) (w_of t) (V_of t) e) as F. rewrite put_self in F. rewrite F.
      unfold t0. rewrite put_value.
      rewrite (of_x_eq (fun _ => 0) (fun k => 0 + 0 * 0)) by (intros; ring).
      assert (Zx : of_x (fun k => 0 + 0 * 0) e = 0) by (apply sum_0; intros; ring).
      assert (Zh : of_h t (through (fun _ => 0) (V_of t)) e = 0).
      { apply sum_0. intros v _. unfold through, inner. rewrite sum_0; [ring|]. intros; ring. }
      rewrite Zx, Zh. ring. }
    destruct Con as [T|Hom].
    - destruct (unfrozen_difference P t0 t Ad0 Ad Lin) as (v & k & E). exists v, k. split; [now left|]. intros e.
      rewrite Diff, E. unfold of_x. ring.
    - destruct (homogeneous_difference P t0 t Ad0 Ad Hom) as (v & E). exists v, 0. split; [now right|]. intros e.
      rewrite Diff, E. change (t0 A0) with (t A0). unfold of_x. ring. }
  destruct G as (B & K & TK & G). set (w := w_of t).
  destruct (Req_dec (inner w w) 0) as [W0|Wn].
  { apply free_at_rest; auto. now apply inner_self_0. }
  destruct (Req_dec (inner B B) 0) as [B0|Bn].
  { apply (free_level any t B K); auto. now apply inner_self_0. }
  destruct (Req_dec (inner w B) 0) as [O|N].
  - apply (free_awake any t B K (fun k => B k + / inner w w * w k)); auto.
    + rewrite inner_comm, inner_add. fold w. rewrite O. field. exact Wn.
    + rewrite inner_comm, inner_add, (inner_comm B w), O. lra.
  - apply (free_awake any t B K (fun k => 0 + / inner w w * w k)); auto.
    + rewrite inner_comm, inner_add. fold w. unfold inner at 1. rewrite sum_0 by (intros; ring). field. exact Wn.
    + rewrite inner_comm, inner_add, (inner_comm B w). unfold inner at 1. rewrite sum_0 by (intros; ring).
      rewrite Rplus_0_l. apply Rmult_integral_contrapositive. split; [|exact N]. now apply Rinv_neq_0_compat.
Qed.

End Head.

(** ** The theorem *)

Hypothesis part : network_linear_part P \/ network_residual P.
Hypothesis linear : network_linear_unfrozen P.
Hypothesis constant : network_constant_trained P \/ network_homogeneous_unfrozen P.

Lemma freely t : admissible P t -> free (network_constant_trained P) t.
Proof.
  intros Ad.
  assert (More : forall any : Prop, (network_constant_trained P -> any) -> free any t -> free (network_constant_trained P) t).
  { intros any H (t1 & Lead & Mv). exists t1. split; [exact Lead|]. intros v k [Hk|Hk]; apply Mv; auto. }
  destruct (a0_trained P) eqn:T0.
  - apply (More True); [auto|]. destruct part as [[S|(all & b & Is & Hb & A & T)]|(under & Is & Fw & FV)].
    + apply (shortcut_free S); auto.
    + now apply (branch_free_output all b).
    + apply (head_free under Is Fw FV); auto.
  - destruct (classic (network_constant_trained P)) as [C|N].
    + apply (More True); [auto|]. destruct C as [C|[[S Tb]|(all & b & Is & (Hb & A & T) & Sb)]]; [congruence| |].
      * apply (shortcut_free S); auto.
      * now apply (branch_free_bias all b).
    + apply (More False); [exact N|]. destruct constant as [C|H]; [contradiction|].
      destruct part as [[S|(all & b & Is & Hb & A & T)]|(under & Is & Fw & FV)].
      * apply (shortcut_free S); [exact Ad|intros []|]. right. right.
        destruct H as [(all & _ & [[Z|(_ & Tw & _)]|(_ & Tb & Fb & V0)] & _)|(layers & (_ & Z & _) & _)];
          [destruct S; lia| | |destruct S; lia].
        { destruct S as (_ & _ & Tw' & _). congruence. }
        split; [exact Tb|]. split; [|exact V0]. apply Fb. destruct S; lia.
      * now apply (branch_free_none all b).
      * apply (head_free under Is Fw FV); auto; intros [].
Qed.

Theorem thm_linear_valley : NO_VALLEY P.
Proof.
  intros t m [Ad _] (t' & [Ad' _] & Lower).
  assert (exists t1, leads P t t1 /\ L P t1 <= m) as (t1 & (g & G & <- & H) & End).
  2:{ exists g. split; [exact G|]. split; [exact H|exact End]. }
  destruct (freely t Ad) as (t1 & Lead & Mv). destruct (leads_end P t t1 Lead) as [[Ad1 _] _].
  destruct (Rle_lt_dec (L P t1) m) as [Low|High]; [exists t1; split; assumption|].
  destruct (network_difference P t1 t' Ad1 Ad' linear constant) as (v & k & Hk & E).
  destruct (Mv v k Hk) as (t2 & M). exists t2. split.
  - apply leads_on with t1; [exact Lead|]. apply leads_straight. intros s Hs. destruct (M s) as [As Fs].
    split; [now apply everywhere|]. apply (L_on_segment P convex unregularised t1 t' _ s Hs); [|lra].
    intros e _. rewrite Fs, E. reflexivity.
  - assert (Same : L P t2 = L P t'); [|lra]. apply L_same; [exact unregularised|]. intros e _.
    destruct (M 1) as [_ F]. rewrite between_1 in F. rewrite F, <- E. ring.
Qed.

End Valley.
