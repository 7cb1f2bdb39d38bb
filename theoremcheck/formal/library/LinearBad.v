(** * Linear networks with bad local minima (B2, the other half)

    A network of affine neurons computes affine functions. Where a best one
    exists, it is a global minimum; on data that are not separable it is wrong
    somewhere. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions ConditionsFunnel ConditionsResidual Algebra Near BestFit AffinePiece Kinds Monotone
  Balance FirstOrder LinearBranch LinearNetwork LinearTheorems LinearRealise.
Import ListNotations.
Open Scope R_scope.

(** One of nonnegative terms. *)
Lemma over_single_le : forall {T} (g : T -> R) (l : list T) e, (forall e, In e l -> 0 <= g e) ->
  In e l -> g e <= over l g.
Proof.
  intros T g. induction l as [|a l IH]; intros e H I; [easy|]. cbn [over].
  assert (0 <= over l g) by (apply over_ge0; intros; apply H; now right).
  destruct I as [->|I]; [lra|]. pose proof (H a (or_introl eq_refl)).
  specialize (IH e (fun e0 I0 => H e0 (or_intror I0)) I). lra.
Qed.

(** ** A best fit for losses that rise everywhere, where the data balance *)

Section Balanced.

Variable T : Type.
Variable s : T -> R.
Hypothesis s_pos : forall e, 0 < s e.
Variable g : R -> R.
Hypothesis convex : convex_fn g.
Hypothesis nondecreasing : forall u v, u <= v -> g u <= g v.
Variables low k0 : R.
Hypothesis bounded : forall v, low <= g v.
Hypothesis k0_pos : 0 < k0.
Hypothesis rising : forall v, 0 <= v -> g 0 + k0 * v <= g v.
Variables (l : list T) (n : nat) (z : T -> nat -> R) (m : T -> R).
Hypothesis m_pos : forall e, In e l -> 0 < m e.
Hypothesis balanced : forall u, over l (fun e => m e * linear n u (z e)) = 0.

Let F (h : R -> R) (u : nat -> R) : R := over l (fun e => s e * h (linear n u (z e))).

(** Where the sum is not above its value at 0, all arguments lie above some c. *)
Lemma sublevel_bounded : exists c, c <= 0 /\ forall u, F g u <= over l (fun e => s e * g 0) ->
  forall e, In e l -> c <= linear n u (z e).
Proof.
  destruct (lower_bound l s (fun e _ => s_pos e)) as [r [Hr R1]].
  destruct (lower_bound l m m_pos) as [q [Hq Q1]].
  set (D := over l (fun e => s e * (g 0 - low))).
  assert (HD : 0 <= D).
  { apply over_ge0. intros e _. pose proof (bounded 0). pose proof (s_pos e). nra. }
  set (B := D / (r * k0)). assert (Rk : 0 < r * k0) by now apply Rmult_lt_0_compat.
  assert (HB : 0 <= B).
  { unfold B, Rdiv. apply Rmult_le_pos; [assumption|]. left. now apply Rinv_0_lt_compat. }
  set (M := over l m). set (c := B - B * M / q).
  exists (Rmin c 0). split; [apply Rmin_r|]. intros u Su e I.
  assert (Up : forall e', In e' l -> linear n u (z e') <= B).
  { intros e' I'. destruct (Rle_lt_dec (linear n u (z e')) 0) as [|Pos]; [lra|].
    assert (Sum : over l (fun e => s e * (g (linear n u (z e)) - low)) <= D).
    { unfold D. rewrite (over_eq l _ (fun e => s e * g (linear n u (z e)) + (- low) * s e))
        by (intros; ring).
      rewrite (over_eq l (fun e => s e * (g 0 - low)) (fun e => s e * g 0 + (- low) * s e))
        by (intros; ring).
      rewrite !over_add. unfold F in Su. lra. }
    assert (One : s e' * (g (linear n u (z e')) - low) <= D).
    { eapply Rle_trans; [|exact Sum].
      apply (over_single_le (fun e => s e * (g (linear n u (z e)) - low))); [|assumption].
      intros e'' _. pose proof (bounded (linear n u (z e''))). pose proof (s_pos e''). nra. }
    pose proof (rising (linear n u (z e')) ltac:(lra)) as Ri. pose proof (bounded 0).
    specialize (R1 e' I').
    assert (r * (k0 * linear n u (z e')) <= D).
    { eapply Rle_trans; [|exact One]. apply Rmult_le_compat; try lra.
      apply Rmult_le_pos; lra. }
    unfold B. apply Rmult_le_reg_l with (r * k0); [assumption|].
    replace (r * k0 * (D / (r * k0))) with D by (field; lra). lra. }
  assert (Sum : over l (fun e => m e * (B - linear n u (z e))) = B * M).
  { rewrite (over_eq l _ (fun e => B * m e + (-1) * (m e * linear n u (z e)))) by (intros; ring).
    rewrite over_add, !over_mul, balanced. unfold M. ring. }
  assert (One : m e * (B - linear n u (z e)) <= B * M).
  { rewrite <- Sum. apply (over_single_le (fun e => m e * (B - linear n u (z e)))); [|assumption].
    intros e' I'. specialize (Up e' I'). specialize (m_pos e' I'). apply Rmult_le_pos; lra. }
  specialize (Up e I). specialize (Q1 e I).
  assert (q * (B - linear n u (z e)) <= B * M).
  { eapply Rle_trans; [|exact One]. apply Rmult_le_compat_r; lra. }
  assert (c <= linear n u (z e)).
  { unfold c. apply Rmult_le_reg_l with q; [assumption|].
    replace (q * (B - B * M / q)) with (q * B - B * M) by (field; lra). lra. }
  pose proof (Rmin_l c 0). lra.
Qed.

(** There the loss may be cut off, and best_fit applies. *)
Lemma balanced_fit : exists u, forall v, F g u <= F g v.
Proof.
  destruct sublevel_bounded as [c [Hc Bd]].
  set (h := fun v => g (Rmax v c)).
  assert (Ge : forall v, g v <= h v) by (intros v; apply nondecreasing, Rmax_l).
  assert (Eq : forall v, c <= v -> h v = g v) by (intros v Hv; unfold h; now rewrite Rmax_left).
  destruct (best_fit T s s_pos h) with (c := c) (k0 := k0) (n := n) (z := z) (l := l) as [u Hu].
  - intros a b p Hp. unfold h. eapply Rle_trans; [|apply convex; assumption].
    apply nondecreasing. pose proof (Rmax_l a c). pose proof (Rmax_r a c).
    pose proof (Rmax_l b c). pose proof (Rmax_r b c).
    apply Rmax_lub; nra.
  - intros a b Hab. apply nondecreasing. apply Rmax_lub; [|apply Rmax_r].
    pose proof (Rmax_l b c). lra.
  - intros v Hv. unfold h. rewrite !Rmax_right by lra. reflexivity.
  - assumption.
  - intros v Hv. rewrite !Eq by lra. now apply rising.
  - exists u. assert (Zero : F h (fun _ => 0) = over l (fun e => s e * g 0)).
    { apply over_eq. intros e _. unfold linear. rewrite sum_0 by (intros; ring).
      now rewrite Eq. }
    assert (Fu : F g u <= F h u).
    { apply over_le. intros e _. apply Rmult_le_compat_l; [left; apply s_pos|apply Ge]. }
    assert (U0 : F h u <= over l (fun e => s e * g 0)) by (rewrite <- Zero; apply Hu).
    intros v. destruct (Rle_lt_dec (F g v) (over l (fun e => s e * g 0))) as [V|V]; [|lra].
    assert (Fv : F h v = F g v).
    { apply over_eq. intros e I. rewrite Eq; [reflexivity|]. now apply Bd. }
    rewrite <- Fv. eapply Rle_trans; [exact Fu|apply Hu].
Qed.

End Balanced.

(** ** Networks *)

Section Network.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_convex : loss_convex P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis objective_unregularised : objective_unregularised P.

Let defined := all_defined P loss_defined neuron_defined network_deep_defined.

(** What the network computes: v . x + k, or v . x; [one] says which. *)
Definition value (one : bool) (u : nat -> R) (e : sample) : R :=
  affine_score P u (if one then u (dim P) else 0) e.
Definition size (one : bool) : nat := if one then S (dim P) else dim P.
Definition signed (e : sample) (i : nat) : R := - y e * X P e i.

Lemma value_signed : forall one u e, linear (size one) u (signed e) = - y e * value one u e.
Proof.
  intros one u e. unfold linear, signed, size, value, affine_score. destruct one; cbn [sum].
  - rewrite X_one, (sum_eq (dim P) _ (fun i => - y e * (u i * x P e i))).
    + rewrite sum_mul. ring.
    + intros i Hi. rewrite X_low by assumption. ring.
  - rewrite (sum_eq (dim P) _ (fun i => - y e * (u i * x P e i))).
    + rewrite sum_mul. ring.
    + intros i Hi. rewrite X_low by assumption. ring.
Qed.

(** The network computes these functions, and no others. *)
Definition computes (one : bool) : Prop :=
  (forall u, exists t, admissible P t /\ forall e, f P t e = value one u e) /\
  (forall t, admissible P t -> exists u, forall e, f P t e = value one u e).

(** With V = 0 a head whose w and V are trained computes a_0 + w . x. *)
Lemma head_computes : forall layers, linear_head P layers -> head_trained P layers -> forall u a,
  a0_trained P = true \/ a = fixed P A0 ->
  exists t, admissible P t /\ forall e, f P t e = affine_score P u a e.
Proof.
  intros layers H [Tw TV] u a Ta. set (m := leaving (dim P) layers).
  set (t := fun p => match p with
    | A0 => a
    | D (Output b k) => if ((b =? 0) && (k <? dim P))%nat%bool then u k else fixed P p
    | D (Weight b l k v) =>
        if ((b =? 0) && (l =? length layers) && (k <? dim P) && (v <? m))%nat%bool then 0 else fixed P p
    | _ => fixed P p end).
  exists t. split.
  - intros p N. destruct p as [|j|j i|j|[b l k v|b l k|b k]]; try reflexivity.
    + destruct Ta as [Ta|Ta]; [destruct N; now apply in_a0|assumption].
    + unfold t. destruct (Nat.eqb_spec b 0) as [->|]; [|reflexivity].
      destruct (Nat.eqb_spec l (length layers)) as [->|]; [|reflexivity].
      destruct (Nat.ltb_spec k (dim P)), (Nat.ltb_spec v m); try reflexivity.
      destruct N. now apply in_deep, TV.
    + unfold t. destruct (Nat.eqb_spec b 0) as [->|]; [|reflexivity].
      destruct (Nat.ltb_spec k (dim P)); [|reflexivity]. destruct N. now apply in_deep, Tw.
  - intros e. rewrite (head_alone P layers H). unfold residual, affine_score. change (t A0) with a.
    rewrite Rplus_comm. f_equal. apply sum_eq. intros k Hk. unfold deep_part, head. cbn [t]. 
    rewrite (proj2 (Nat.ltb_lt k (dim P)) Hk). cbn [Nat.eqb andb]. f_equal.
    rewrite sum_0; [ring|]. intros v Hv. rewrite Nat.eqb_refl, (proj2 (Nat.ltb_lt v m) Hv). cbn [andb]. ring.
Qed.

Lemma computes_affine : network_every_affine P -> computes true.
Proof.
  intros [[all [Is [Lin Net]]]|[layers [H [Tr Ta]]]].
  2:{ split.
    - intros u. destruct (head_computes layers H Tr u (u (dim P)) (or_introl Ta)) as [t [Adm E]].
      exists t. split; [assumption|]. exact E.
    - intros t _. destruct (f_affine P (or_intror (ex_intro _ layers H)) t) as [U [k E]].
      exists (upd U (dim P) k). intros e. rewrite E. unfold value, affine_score. rewrite upd_same.
      f_equal. apply sum_eq. intros i Hi. now rewrite upd_other by lia. }
  split.
  - intros u. destruct Net as [[Sh Ct]|[b [[Hb Wb] Cb]]].
    + exact (shortcut_affine P all Is Lin Sh Ct u (u (dim P))).
    + exact (realise_affine P all b Is Lin Hb Wb Cb u (u (dim P))).
  - intros t _. destruct (network_affine P all Is Lin t) as [U [k E]].
    exists (upd U (dim P) k). intros e. rewrite E. unfold value, affine_score. rewrite upd_same.
    f_equal. apply sum_eq. intros i Hi. now rewrite upd_other by lia.
Qed.

Lemma computes_linear : network_every_linear P -> computes false.
Proof.
  intros [Na [Z Net]].
  assert (A0' : forall t, admissible P t -> t A0 = 0).
  { intros t Adm. rewrite <- Z. apply Adm. unfold trained. rewrite Na. simpl. intros I.
    repeat (apply in_app_or in I; destruct I as [I|I]).
    - destruct (a_trained P); [|easy]. apply in_map_iff in I.
      destruct I as [? [I _]]. discriminate.
    - destruct (w_trained P); [|easy]. apply in_flat_map in I. destruct I as [? [_ I]].
      apply in_map_iff in I. destruct I as [? [I _]]. discriminate.
    - destruct (b_trained P); [|easy]. apply in_map_iff in I.
      destruct I as [? [I _]]. discriminate.
    - apply in_map_iff in I. destruct I as [? [I _]]. discriminate. }
  split.
  - intros u. destruct Net as [[all [Is [Lin [Nb Net]]]]|[layers [H [_ Tr]]]].
    + destruct (realise_homogeneous P all Is Lin Nb Z) with (v := u) as [t [Adm E]].
      { destruct Net as [Sh|[b [Hb Wb]]]; [now apply (shortcut_linear P all)|].
        now apply (realise_linear P all b). } exists t. split; [assumption|]. intros e. rewrite E.
      unfold value, affine_score. ring.
    + destruct (head_computes layers H Tr u 0 (or_intror (eq_sym Z))) as [t [Adm E]].
      exists t. split; [assumption|]. exact E.
  - intros t Adm.
    assert (Hom : network_homogeneous P).
    { destruct Net as [[all [Is [Lin [Nb _]]]]|[layers [H [Nb _]]]]; [left; now exists all|].
      right. now exists layers. }
    destruct (f_linear P Hom t Adm) as [U E].
    exists U. intros e. rewrite E. unfold value, affine_score. rewrite (A0' t Adm). ring.
Qed.

(** A best fit is a local minimum. *)
Lemma fit_minimum : forall one, computes one ->
  (exists u, forall v,
    over (data P) (fun e => share e * ell P (linear (size one) u (signed e)))
    <= over (data P) (fun e => share e * ell P (linear (size one) v (signed e)))) ->
  exists t u, local_min P t /\ forall e, f P t e = value one u e.
Proof.
  intros one [Real Only] [u Best]. destruct (Real u) as [t [Adm E]]. exists t, u.
  split; [|assumption]. apply near_intro; [exact defined|assumption|].
  exists 1. split; [lra|]. intros t' Adm' _. apply L_le; [assumption|].
  destruct (Only t' Adm') as [v E'].
  assert (Ls : forall t0 w, (forall e, f P t0 e = value one w e) -> loss_sum P t0
    = over (data P) (fun e => share e * ell P (linear (size one) w (signed e)))).
  { intros t0 w E0. apply over_eq. intros e _. rewrite value_signed. unfold z. now rewrite E0. }
  rewrite (Ls t u E), (Ls t' v E'). apply Best.
Qed.

Lemma bad_from : forall t e, local_min P t -> In e (data P) -> y e <> sgn (f P t e) -> BAD P.
Proof. intros t e Min I W. exists t. split; [assumption|]. now apply (error_of_wrong P t e). Qed.

(** *** Losses with a flat part: a best fit always exists *)

Theorem rule_linear : loss_nondecreasing P -> loss_active P -> ~ loss_increasing P ->
  network_every_affine P -> ~ data_affinely_separable P -> BAD P.
Proof.
  intros Mono Act Flat Const Sep.
  destruct (rising P Act loss_convex) as [k [Hk Ri]].
  destruct (half_line (ell P) loss_convex Mono Flat) as [c Fl].
  destruct (fit_minimum true (computes_affine Const)
    (best_fit sample share share_pos (ell P) loss_convex Mono c Fl k Hk Ri
      (size true) signed (data P)))
    as [t [u [Min E]]].
  assert (W : exists e, In e (data P) /\ y e <> sgn (f P t e)).
  { apply NNPP. intros N. apply Sep.
    assert (R : forall e, In e (data P) -> y e = sgn (f P t e)).
    { intros e He. apply NNPP. intros D. apply N. now exists e. }
    destruct (lower_bound (data P) (fun e => if positive_label e then 1 else - f P t e))
      as [r [Hr LB]].
    { intros e He. specialize (R e He). unfold y, sgn in R.
      destruct (positive_label e), (Rle_dec 0 (f P t e)); lra. }
    exists u, (u (dim P) + r / 2). intros e He. specialize (R e He). specialize (LB e He).
    cbv beta in LB. rewrite E in *. unfold value, affine_score in *. unfold y, sgn in *.
    destruct (positive_label e); destruct (Rle_dec _ _); lra. }
  destruct W as [e [I W]]. now apply (bad_from t e).
Qed.

(** *** Increasing losses: a best fit exists where the core is everything *)

(** Such networks have a linear part, and those with a constant a trained one. *)
Lemma trained_shortcut : forall all, all_linear P all -> shortcut_trained P -> linear_shortcut P.
Proof.
  intros all [Sh _] [Hw [Ta Tw]]. split; [assumption|]. split; [destruct Sh; [lia|assumption]|].
  split; [assumption|now left].
Qed.

Lemma free_head : forall layers, linear_head P layers -> head_trained P layers -> network_residual P.
Proof.
  intros layers [Is _] [Tw TV]. exists layers. split; [exact Is|].
  split; intros; (split; [auto|]); intros c I; exact (objective_unregularised c _ I).
Qed.

Lemma part_of_every_affine : network_every_affine P ->
  (network_linear_part P \/ network_residual P) /\ network_constant_trained P.
Proof.
  intros [[all [Is [Lin [[Sh Ct]|[b [[Hb Wb] Cb]]]]]]|[layers [H [Tr Ta]]]].
  - pose proof (trained_shortcut all Lin Sh) as S. split; [left; now left|].
    destruct Ct; [now left|right; now left].
  - pose proof (weights_linear P all b Lin Hb Wb) as Lb. split; [left; right; now exists all, b|].
    destruct Cb as [Ca|Cs]; [now left|].
    right. right. exists all, b. split; [assumption|]. split; assumption.
  - split; [right; now apply (free_head layers)|now left].
Qed.

Lemma part_of_every_linear : network_every_linear P -> network_linear_part P \/ network_residual P.
Proof.
  intros [_ [_ [[all [Is [Lin [_ [Sh|[b [Hb Wb]]]]]]]|[layers [H [_ Tr]]]]]].
  - left. left. now apply (trained_shortcut all).
  - left. right. exists all, b. split; [assumption|]. now apply weights_linear.
  - right. now apply (free_head layers).
Qed.

Lemma negative_weight : forall l : list sample,
  0 < over l (fun e => if negb (positive_label e) then share e else 0) ->
  exists e, In e l /\ negative e.
Proof.
  induction l as [|e l IH]; cbn [over]; intros H; [lra|].
  destruct (positive_label e) eqn:E; cbn [negb] in H.
  - destruct IH as [e' [I N]]; [lra|]. exists e'. split; [now right|assumption].
  - exists e. split; [now left|assumption].
Qed.

Theorem rule_linear_increasing : loss_c1 P -> loss_increasing P -> loss_bounded_below P ->
  (network_every_affine P /\ data_affinely_balanced P) \/
  (network_every_linear P /\ data_balanced P) -> BAD P.
Proof.
  intros [l1 [D1 _]] Inc [low Low] Net.
  assert (Mono : loss_nondecreasing P).
  { intros v w [H|H]; [left|right; now rewrite H]. now apply (rises_strictly (ell P)). }
  assert (Act : loss_active P) by (intros v _; apply Inc).
  assert (C : exists one m, computes one /\ (forall e, In e (data P) -> 0 < m e) /\
    (forall k, (k < size one)%nat -> over (data P) (fun e => m e * y e * X P e k) = 0) /\
    (network_linear_part P \/ network_residual P) /\ both_classes P /\
    forall u : nat -> R, network_constant_trained P \/ (if one then u (dim P) else 0) = 0).
  { destruct Net as [[Net [Both [m [[Mp Bal] One]]]]|[Net [Both [m [Mp Bal]]]]].
    - exists true, m. split; [now apply computes_affine|]. split; [assumption|].
      split; [|split; [|split]].
      + intros k Hk. destruct (Nat.eq_dec k (dim P)) as [->|N].
        * rewrite <- One. apply over_eq. intros e _. rewrite X_one. ring.
        * simpl in Hk. rewrite <- (Bal k) by lia. apply over_eq. intros e _.
          now rewrite X_low by lia.
      + apply (part_of_every_affine Net).
      + assumption.
      + intros u. left. apply (part_of_every_affine Net).
    - exists false, m. split; [now apply computes_linear|]. split; [assumption|].
      split; [|split; [|split]].
      + intros k Hk. simpl in Hk. rewrite <- (Bal k) by assumption. apply over_eq. intros e _.
        now rewrite X_low.
      + now apply part_of_every_linear.
      + assumption.
      + intros u. now right. }
  destruct C as [one [m [Comp [Mp [Bal [Lin [[_ Minus] Cst]]]]]]].
  destruct (negative_weight (data P) Minus) as [e0 [I0 Neg]].
  destruct (rising P Act loss_convex) as [k [Hk Ri]].
  destruct (fit_minimum one Comp) as [t [u [Min E]]].
  { apply (balanced_fit sample share share_pos (ell P) loss_convex Mono low k Low Hk Ri
      (data P) (size one) signed m Mp).
    intros u. unfold linear.
    rewrite (over_eq (data P) _ (fun e => sum (size one) (fun i => m e * (u i * signed e i))))
      by (intros; now rewrite sum_mul).
    rewrite over_sum. apply sum_0. intros i Hi.
    rewrite (over_eq (data P) _ (fun e => (- u i) * (m e * y e * X P e i)))
      by (intros; unfold signed; ring).
    rewrite over_mul, Bal by assumption. ring. }
  (* the slopes, all positive, are orthogonal to f *)
  assert (Mo : moment P l1 t (f P t) = 0).
  { rewrite (moment_eq P l1 t t (value one u)); auto.
    apply (part_moment P loss_defined neuron_defined network_deep_defined Lin); auto.
    now apply unregularised_outputs_only. }
  apply NNPP. intros Good.
  assert (R : forall e, In e (data P) -> y e = sgn (f P t e)).
  { intros e He. apply NNPP. intros D. apply Good. now apply (bad_from t e). }
  assert (Sign : forall e, In e (data P) -> 0 <= y e * f P t e).
  { intros e He. specialize (R e He). unfold y, sgn in *.
    destruct (positive_label e), (Rle_dec 0 (f P t e)); lra. }
  specialize (R e0 I0). assert (S0 : 0 < y e0 * f P t e0).
  { unfold negative in Neg. unfold y, sgn in *. rewrite Neg in *.
    destruct (Rle_dec 0 (f P t e0)); lra. }
  pose proof (one_sided_moment P l1 D1 Mono t (f P t) Mo Sign e0 I0 S0) as Zero.
  assert (0 < l1 (z P t e0)); [|lra].
  apply (active_slope P (z P t e0)); [apply Inc|apply D1].
Qed.

End Network.
