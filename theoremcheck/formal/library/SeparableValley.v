(** * thm.separable_valley: separable data and a linear part, no spurious valley (V8)

    A linear part of the network is woken up at constant outputs. Then its weights raise all margins without end, with a
    constant where one is trained. Where none is, the constant that comes with them is outweighed. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsFunnel ConditionsOffset ConditionsResidual ConditionsValley
  Algebra Monotone Near Landscape Paths LinearBranch LinearRealise LinearWake LinearValley Realisable MonotoneValley.
Import ListNotations.
Open Scope R_scope.

(** ** A branch that is woken up turns by any multiple of v; what its constant does does not depend on the multiple *)

Section Far.

Variable P : problem.
Variable b : nat.

Local Notation state := (deep_place -> R).
Local Notation differs := (LinearRealise.differs P b).
Local Notation weights_trained := (Conditions.weights_trained P b).
Local Notation factor := (LinearWake.factor b).
Local Notation offset := (LinearWake.offset b).
Local Notation level := (LinearWake.level P b).
Local Notation c_of units u := (slope_of (nth u units identity)).
Local Notation e_of units u := (val (nth u units identity) 0).

(** The first row of layer l becomes d, the others 0. *)
Definition rows (l n m : nat) (d : nat -> R) (g : state) : state := fun p =>
  match p with
  | Weight b' l' u' k =>
      if ((b' =? b) && (l' =? l) && (u' <? m) && (k <? n))%nat%bool then (if (u' =? 0)%nat then d k else 0) else g p
  | _ => g p
  end.

Lemma rows_differs l n m d g :
  (forall u k, (u < m)%nat -> (k < n)%nat -> In (Weight b l u k) (deep_trained P)) -> differs l g (rows l n m d g).
Proof.
  intros Tw p Np. destruct p as [b' l' u' k|b' l' u'|b' u']; cbn [rows]; auto.
  destruct (Nat.eqb_spec b' b) as [->|]; auto. destruct (Nat.eqb_spec l' l) as [->|]; auto.
  destruct (Nat.ltb_spec u' m); auto. destruct (Nat.ltb_spec k n); auto.
  exfalso. apply Np. split; [now apply Tw|]. simpl. auto.
Qed.

Lemma rows_both l n m d g h : differs (S l) g h -> differs l (rows l n m d g) (rows l n m d h).
Proof.
  intros D p Np. assert (E : h p = g p).
  { apply D. intros [I T]. apply Np. split; [exact I|]. exact (above_more b l p T). }
  destruct p as [b' l' u' k|b' l' u'|b' u']; cbn [rows]; rewrite E; reflexivity.
Qed.

Lemma rows_over l n m d g p : above_place b (S l) p -> rows l n m d g p = g p.
Proof.
  destruct p as [b' l' u' k|b' l' u'|b' u']; intros T; cbn [rows]; try reflexivity.
  destruct T as [_ T]. rewrite (proj2 (Nat.eqb_neq l' l)) by lia. now rewrite andb_false_r.
Qed.

Lemma rows_segment l n m d g h s : segment (rows l n m d g) (rows l n m d h) s = rows l n m d (segment g h s).
Proof.
  apply functional_extensionality. intros p. unfold segment. destruct p; cbn [rows]; try ring.
  destruct ((branch =? b) && (layer =? l) && (unit <? m) && (input <? n))%nat%bool; ring.
Qed.

Lemma rows_weight l n m d g u k : (u < m)%nat -> (k < n)%nat ->
  rows l n m d g (Weight b l u k) = if (u =? 0)%nat then d k else 0.
Proof.
  intros Hu Hk. cbn [rows]. now rewrite !Nat.eqb_refl, (proj2 (Nat.ltb_lt u m) Hu), (proj2 (Nat.ltb_lt k n) Hk).
Qed.

Lemma turns_far : forall layers l n g (v : nat -> R), affine_layers layers -> weights_trained l n layers ->
  exists d, forall T, exists g1 g2, joined (level l n layers g) g g1 /\ differs l g1 g2 /\
    forall s, (forall i, (i < n)%nat -> factor (segment g1 g2 s) l layers i = factor g l layers i + s * (T * v i)) /\
      offset (segment g1 g2 s) l layers = offset g l layers + s * d.
Proof.
  induction layers as [|units above IH]; intros l n g v A T.
  { exists 0. intros c. destruct (turn P b [] l n g (fun i => c * v i) A T I) as (g2 & D & E).
    exists g, g2. split; [apply joined_here, level_here|]. split; [exact D|]. intros s. destruct (E s) as [F O].
    split; [exact F|]. rewrite O. ring. }
  destruct (classic (awake b g l (units :: above))) as [Aw|Na].
  { exists 0. intros c. destruct (turn P b (units :: above) l n g (fun i => c * v i) A T Aw) as (g2 & D & E).
    exists g, g2. split; [apply joined_here, level_here|]. split; [exact D|]. intros s. destruct (E s) as [F O].
    split; [exact F|]. rewrite O. ring. }
  destruct T as [Some_ [Tw Ta]]. set (m := length units) in *.
  destruct (affine_value _ (affine_unit _ _ 0%nat A Some_)) as [Nc _].
  destruct (IH (S l) m g (fun u => if (u =? 0)%nat then 1 else 0) (affine_above _ _ A) Ta) as (d & Far).
  destruct (Far 1) as (h1 & h2 & J & D & E). clear Far.
  pose proof (asleep_zero _ _ _ _ _ Na) as Z.
  set (c0 := c_of units 0) in *.
  exists (c0 * g (Bias b l 0) + e_of units 0 + d). intros c.
  set (r := fun i => c * v i / c0).
  exists (rows l n m r h1), (rows l n m r h2).
  destruct (joined_end _ _ _ J) as [[D1 F1] O1].
  assert (Quiet : forall h, differs l g h -> (forall u, (u < m)%nat -> factor h (S l) above u = 0) ->
    offset h (S l) above = offset g (S l) above -> level l n (units :: above) g h).
  { intros h Dh Zh Oh. split; [split; [exact Dh|]|].
    - intros i _. cbn [LinearWake.factor]. fold m. rewrite !sum_0; [reflexivity| |]; intros u Hu; [rewrite Z by exact Hu|rewrite Zh by exact Hu]; ring.
    - cbn [LinearWake.offset]. fold m. rewrite Oh. f_equal. rewrite !sum_0; [reflexivity| |]; intros u Hu;
        [rewrite Z by exact Hu|rewrite Zh by exact Hu]; ring. }
  split; [|split].
  - apply joined_on with h1.
    + apply joined_more with (2 := J). intros h [[Dh Fh] Oh]. apply Quiet; [now apply differs_more| |exact Oh].
      intros u Hu. rewrite Fh by exact Hu. now apply Z.
    + apply joined_straight. intros s _. apply Quiet.
      * apply differs_on with h1; [now apply differs_more|]. apply differs_segment. now apply rows_differs.
      * intros u Hu. rewrite (factor_own b _ h1 above (S l)).
        -- rewrite F1 by exact Hu. now apply Z.
        -- intros p Hp. unfold segment. rewrite rows_over by exact Hp. ring.
      * rewrite (offset_own b _ h1 above (S l)); [exact O1|].
        intros p Hp. unfold segment. rewrite rows_over by exact Hp. ring.
  - now apply rows_both.
  - intros s. rewrite rows_segment. set (h := segment h1 h2 s). destruct (E s) as [Fs Os]. fold h in Fs, Os.
    assert (Own : factor (rows l n m r h) (S l) above = factor h (S l) above)
      by (apply factor_own; intros p Hp; now apply rows_over).
    assert (OwnO : offset (rows l n m r h) (S l) above = offset h (S l) above)
      by (apply offset_own; intros p Hp; now apply rows_over).
    assert (One : forall u, (u < m)%nat -> factor h (S l) above u = if (u =? 0)%nat then s else 0).
    { intros u Hu. rewrite Fs, Z by exact Hu. destruct (u =? 0)%nat; ring. }
    assert (Same : forall u, h (Bias b l u) = g (Bias b l u)).
    { intros u. apply (differs_bias P b l g h u). apply differs_on with h1; [exact D1|]. now apply differs_segment. }
    split.
    + intros i Hi. cbn [LinearWake.factor]. fold m. rewrite Own.
      rewrite (sum_eq m _ (fun u => if (u =? 0)%nat then s * (c * v i) else 0)).
      * rewrite sum_at by exact Some_. rewrite sum_0; [ring|]. intros u Hu. rewrite Z by exact Hu. ring.
      * intros u Hu. rewrite One, rows_weight by assumption. destruct (Nat.eqb_spec u 0) as [->|]; [|ring].
        unfold r. fold c0. field. exact Nc.
    + cbn [LinearWake.offset]. fold m. rewrite Own, OwnO, Os.
      rewrite (sum_eq m _ (fun u => if (u =? 0)%nat then s * (c0 * g (Bias b l 0) + e_of units 0) else 0)).
      * rewrite sum_at by exact Some_. rewrite (sum_0 m); [ring|]. intros u Hu. rewrite Z by exact Hu. ring.
      * intros u Hu. rewrite One by assumption. cbn [rows]. rewrite Same.
        destruct (Nat.eqb_spec u 0) as [->|]; [unfold c0|]; ring.
Qed.

End Far.

Section Separable_valley.

Variable P : problem.

Hypothesis loss_is_defined : loss_defined P.
Hypothesis nondecreasing : loss_nondecreasing P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis deep_is_defined : network_deep_defined P.
Hypothesis unregularised : objective_unregularised P.

Local Notation linear v e := (sum (dim P) (fun i => v i * x P e i)).

(** A multiple of what separates does so by 1 or more, whatever is added. *)
Lemma by_one (score add : sample -> R) : (forall e, In e (data P) -> 0 < y e * score e) ->
  exists r, 0 <= r /\ forall e, In e (data P) -> 1 + Rabs (add e) <= r * (y e * score e).
Proof.
  intros Sep. destruct (far_enough (data P) (fun e => y e * score e) (fun e => 1 + Rabs (add e))) as [r [R0 Far]].
  { intros e I. specialize (Sep e I). lra. }
  exists r. split; [exact R0|]. intros e I. specialize (Far e I). cbv beta in Far. specialize (Sep e I).
  pose proof (Rabs_pos (add e)).
  rewrite (Rabs_right (y e * score e)), (Rabs_right (1 + Rabs (add e))) in Far by lra. exact Far.
Qed.

Lemma linear_scaled r v e : linear (fun i => r * v i) e = r * linear v e.
Proof. rewrite <- sum_mul. apply sum_eq. intros. ring. Qed.

(** Outputs that can be moved by v . x + k move up. *)
Lemma moved_up t v k : moves P t v k -> (forall e, In e (data P) -> 1 <= y e * (linear v e + k)) -> escapes P t.
Proof.
  intros (q & Q) Sep. exists q, 1. split; [lra|]. intros r. destruct (Q r) as [A F]. split; [exact A|].
  intros e I R0. rewrite F. specialize (Sep e I). pose proof (Rmult_le_compat_l r _ _ R0 Sep). lra.
Qed.

Lemma free_up (any : Prop) t v k : free P any t -> (forall e, In e (data P) -> 0 < y e * affine_score P v k e) ->
  any \/ k = 0 -> exists t1, leads P t t1 /\ escapes P t1.
Proof.
  intros (t1 & Lead & Mv) Sep Hk. exists t1. split; [exact Lead|].
  destruct (by_one (affine_score P v k) (fun _ => 0) Sep) as [r [R0 One]].
  apply (moved_up t1 (fun i => r * v i) (r * k)).
  - apply Mv. destruct Hk as [Hk| ->]; [now left|right; ring].
  - intros e I. specialize (One e I). unfold affine_score in One. rewrite Rabs_R0 in One. rewrite linear_scaled. lra.
Qed.

(** A branch, where no constant is used. *)
Lemma branch_up all b t v : consists_of P all -> linear_branch P all b -> admissible P t ->
  (forall e, In e (data P) -> 0 < y e * affine_score P v 0 e) -> exists t1, leads P t t1 /\ escapes P t1.
Proof.
  intros Is (Hb & A & T) Ad Sep.
  destruct (turns_far P b (layers_of all b) 0 (dim P) (deep_part t) v A T) as (d & Far).
  destruct (by_one (affine_score P v 0) (fun _ => d) Sep) as [r [R0 One]].
  destruct (Far r) as (g1 & g2 & J & D & E). clear Far.
  destruct (branch_leads P loss_is_defined neuron_is_defined deep_is_defined unregularised all b Is Hb A t _
    (fun _ => t A0) g1 Ad J) as [Lead Ad1].
  - intros h _. apply constant_continuous.
  - reflexivity.
  - intros h [[Df F] O]. split; [exact Df|]. split; [exact F|]. split; [now right|]. now rewrite O.
  - exists (place_deep t (t A0) g1). split; [exact Lead|].
    exists (place_deep t (t A0) g2), 1. split; [lra|]. intros s.
    assert (Bt : between (place_deep t (t A0) g1) (place_deep t (t A0) g2) s = place_deep t (t A0) (segment g1 g2 s)).
    { apply functional_extensionality. intros p. unfold between. destruct p; cbn [place_deep]; unfold segment; ring. }
    destruct (joined_end _ _ _ J) as [[D1 F1] O1].
    assert (Ds : differs P b 0 (deep_part t) (segment g1 g2 s)).
    { apply differs_on with g1; [exact D1|]. now apply differs_segment. }
    rewrite Bt. split; [apply (place_admissible P b); auto|]. intros e I S0.
    rewrite !(place_value P all b Is Hb A) by assumption. destruct (E s) as [Fs Os]. rewrite Os, O1.
    rewrite (sum_eq (dim P) (fun i => (factor b (segment g1 g2 s) 0 (layers_of all b) i
        - factor b (deep_part t) 0 (layers_of all b) i) * x P e i) (fun i => s * r * (v i * x P e i)))
      by (intros i Hi; rewrite Fs by exact Hi; ring).
    rewrite (sum_0 (dim P) (fun i => (factor b g1 0 (layers_of all b) i - factor b (deep_part t) 0 (layers_of all b) i) * x P e i))
      by (intros i Hi; rewrite F1 by exact Hi; ring).
    rewrite sum_mul. specialize (One e I). unfold affine_score in One. rewrite Rplus_0_r in One.
    assert (Q : - Rabs d <= y e * d).
    { pose proof (Rle_abs d) as Q1. pose proof (Rle_abs (- d)) as Q2. rewrite Rabs_Ropp in Q2.
      unfold y. destruct (positive_label e); lra. }
    assert (One' : 1 <= r * (y e * linear v e) + y e * d) by lra.
    pose proof (Rmult_le_compat_l s _ _ S0 One'). lra.
Qed.

(** The shortcut, where no constant is used. *)
Lemma shortcut_up t v : linear_shortcut P -> admissible P t ->
  (forall e, In e (data P) -> 0 < y e * affine_score P v 0 e) -> exists t1, leads P t t1 /\ escapes P t1.
Proof.
  intros Part Ad Sep.
  destruct (classic (exists j, (j < width P)%nat /\ t (A j) <> 0)) as [(j & Hj & N)|None_].
  { apply (free_up False t v 0); [|exact Sep|now right]. exists t.
    split; [apply leads_here; now apply MonotoneValley.everywhere|].
    now apply (unit_moves P Part False t j Ad Hj N). }
  destruct Part as (Hw & (c & e0 & Nc & V) & Tw & Ta).
  assert (Ta' : a_trained P = true).
  { destruct Ta as [Ta|(j & Hj & N)]; [exact Ta|]. destruct (a_trained P) eqn:Eq; [reflexivity|exfalso].
    apply None_. exists j. split; [exact Hj|]. intros Z. apply N. rewrite <- Z. symmetry. apply Ad.
    unfold trained. rewrite Eq. cbn [app]. intros I. repeat (apply in_app_or in I; destruct I as [I|I]).
    - destruct (a0_trained P); simpl in I; intuition discriminate.
    - destruct (w_trained P); [|contradiction]. apply in_flat_map in I.
      destruct I as [? [_ I]]. apply in_map_iff in I. destruct I as [? [? _]]. discriminate.
    - destruct (b_trained P); [|contradiction]. apply in_map_iff in I. destruct I as [? [? _]]. discriminate.
    - apply in_map_iff in I. destruct I as [? [? _]]. discriminate. }
  set (u := fun k => if (k <? dim P)%nat then v k else 0).
  assert (Sep' : forall e, In e (data P) -> 0 < y e * dot P u e).
  { intros e I. specialize (Sep e I). unfold affine_score in Sep. rewrite Rplus_0_r in Sep.
    replace (dot P u e) with (linear v e); [exact Sep|]. unfold dot. rewrite inputs_width by exact Hw.
    assert (Low : linear v e = sum (dim P) (fun k => u k * X P e k)).
    { apply sum_eq. intros k Hk. unfold u. rewrite X_low, (proj2 (Nat.ltb_lt k (dim P)) Hk) by exact Hk. reflexivity. }
    destruct (b_trained P); [|exact Low]. cbn [sum]. rewrite <- Low. unfold u. rewrite Nat.ltb_irrefl. ring. }
  assert (exists eps, (eps = 1 \/ eps = -1) /\ 0 < eps * c) as (eps & E & Pc).
  { destruct (Rtotal_order c 0) as [H|[H|H]]; [exists (-1)|contradiction|exists 1]; split; auto; lra. }
  assert (Value : forall w, eps * sigma P w = eps * c * w + eps * e0) by (intros w; unfold sigma; rewrite V; ring).
  apply (one_neuron P loss_is_defined nondecreasing neuron_is_defined deep_is_defined unregularised Tw u Sep' eps E)
    with (p := (- 1 - eps * e0) / (eps * c)) (q := (1 - eps * e0) / (eps * c)) (c := 0); auto.
  - intros w w' H. rewrite !Value. apply Rplus_le_compat_r, Rmult_le_compat_l; lra.
  - rewrite Value. replace (eps * c * ((- 1 - eps * e0) / (eps * c)) + eps * e0) with (-1) by (field; lra). lra.
  - rewrite Value. replace (eps * c * ((1 - eps * e0) / (eps * c)) + eps * e0) with 1 by (field; lra). lra.
Qed.

Theorem thm_separable_valley : network_linear_part P ->
  data_separable_through_origin P \/ network_constant_trained P /\ data_affinely_separable P -> NO_VALLEY P.
Proof.
  intros Part Sep t m [Ad _] (t' & [Ad' _] & Lower).
  assert (exists t1, leads P t t1 /\ escapes P t1) as (t1 & Lead & Esc); [|now apply (way_down P) with t1 t'].
  destruct Sep as [[v Sep]|[Con (v & k & Sep)]].
  - destruct Part as [S|(all & b & Is & Br)]; [now apply (shortcut_up t v)|now apply (branch_up all b t v)].
  - apply (free_up True t v k); [|exact Sep|now left].
    destruct Con as [T0|[[S Tb]|(all & b & Is & (Hb & A & T) & Sb)]].
    + destruct Part as [S|(all & b & Is & (Hb & A & T))].
      * apply shortcut_free; auto.
      * now apply (branch_free_output P loss_is_defined neuron_is_defined deep_is_defined unregularised all b).
    + apply shortcut_free; auto.
    + now apply (branch_free_bias P loss_is_defined neuron_is_defined deep_is_defined unregularised all b).
Qed.

End Separable_valley.
