(** * Single units above one another

    What a column of single units gives out, as a function of what the first of
    them receives: strictly monotone, and differentiable, where no multiplier is 0. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions ConditionsFunnel Algebra Near Monotone Balance.
Import ListNotations.
Open Scope R_scope.

(** The output of the units [above], the first of which is layer l and receives v beside its
    bias; v itself where there is none. *)
Fixpoint stage (g : deep_place -> R) (b l : nat) (above : list fn) (v : R) : R :=
  match above with
  | [] => v
  | s :: rest => stage g b (S l) rest (g (multiplier b (S l) 0 rest) * val s (v + g (Bias b l 0)))
  end.

(** A branch of single units, which receives [inputs] numbers. *)
Lemma branch_stage : forall g b above l inputs v,
  branch_output g b l inputs v (map (fun s => [s]) above)
  = stage g b l above (sum inputs (fun k => g (multiplier b l k above) * v k)).
Proof.
  intros g b above. induction above as [|s rest IH]; intros l inputs v; [reflexivity|].
  cbn [map branch_output length stage]. rewrite IH. simpl sum. rewrite Rplus_0_l. reflexivity.
Qed.

(** Only what lies above layer l matters. *)
Lemma stage_ext : forall g g' b above l v,
  (forall l' u k, (l < l')%nat -> g' (Weight b l' u k) = g (Weight b l' u k)) ->
  (forall l' u, (l <= l')%nat -> g' (Bias b l' u) = g (Bias b l' u)) ->
  (forall u, g' (Output b u) = g (Output b u)) ->
  stage g' b l above v = stage g b l above v.
Proof.
  intros g g' b above. induction above as [|s rest IH]; intros l v Ew Eb Eo; [reflexivity|].
  cbn [stage]. rewrite (IH (S l)); [|intros; apply Ew; lia|intros; apply Eb; lia|assumption].
  rewrite (Eb l 0%nat) by lia. f_equal. f_equal.
  destruct rest; cbn [multiplier]; [apply Eo|apply Ew; lia].
Qed.

(** ** Strictly monotone functions *)

(** c g is strictly increasing, where c is 1 or -1. *)
Definition unit_sign (c : R) : Prop := c = 1 \/ c = -1.
Definition strictly (c : R) (g : R -> R) : Prop :=
  unit_sign c /\ strictly_increasing (fun v => c * g v).
Definition sg (m : R) : R := if Rlt_dec 0 m then 1 else -1.

Lemma sg_unit : forall m, unit_sign (sg m).
Proof. intros m. unfold sg, unit_sign. destruct (Rlt_dec 0 m); auto. Qed.

Lemma sg_pos : forall m, m <> 0 -> 0 < sg m * m.
Proof. intros m N. unfold sg. destruct (Rlt_dec 0 m); lra. Qed.

Lemma unit_mult : forall c c', unit_sign c -> unit_sign c' -> unit_sign (c * c').
Proof. intros c c' [-> | ->] [-> | ->]; unfold unit_sign; first [left; ring|right; ring]. Qed.

Lemma unit_square : forall c, unit_sign c -> c * c = 1.
Proof. intros c [-> | ->]; ring. Qed.

(** With the signs of the differences: those of the arguments give those of the values. *)
Lemma strictly_sign : forall c k g s v w, strictly c g -> unit_sign k -> unit_sign s ->
  0 < s * (k * (w - v)) -> 0 < s * (c * k * (g w - g v)).
Proof.
  intros c k g s v w [C M] K S H.
  assert (Up : forall i j, i < j -> c * g i < c * g j) by (intros i j Hij; exact (M i j Hij)).
  destruct K as [-> | ->], S as [-> | ->].
  - specialize (Up v w ltac:(lra)). lra.
  - specialize (Up w v ltac:(lra)). lra.
  - specialize (Up w v ltac:(lra)). lra.
  - specialize (Up v w ltac:(lra)). lra.
Qed.

Lemma strictly_either : forall g, strictly_increasing g \/ strictly_increasing (opposite g) ->
  exists c, strictly c g.
Proof.
  intros g [M|M].
  - exists 1. split; [left; reflexivity|]. intros v w H. specialize (M v w H). lra.
  - exists (-1). split; [right; reflexivity|]. intros v w H. specialize (M v w H).
    unfold opposite in M. lra.
Qed.

Lemma strictly_comp : forall c c' g h, strictly c g -> strictly c' h ->
  strictly (c * c') (fun v => g (h v)).
Proof.
  intros c c' g h G [C M]. split; [apply unit_mult; [apply G|assumption]|].
  intros v w H. specialize (M v w H). cbv beta in M.
  pose proof (strictly_sign c c' g 1 (h v) (h w) G C (or_introl eq_refl) ltac:(lra)). lra.
Qed.

(** What one unit passes on. *)
Lemma strictly_unit : forall c s m e, strictly c s -> m <> 0 ->
  strictly (sg m * c) (fun v => m * s (v + e)).
Proof.
  intros c s m e G N. apply (strictly_comp (sg m) c (fun v => m * v) (fun v => s (v + e))).
  - split; [apply sg_unit|]. intros v w H. pose proof (sg_pos m N). nra.
  - split; [apply G|]. intros v w H. apply (proj2 G (v + e) (w + e)). lra.
Qed.

(** Differentiable as well, with a slope of that sign. *)
Definition strictly_sloped (c : R) (g g' : R -> R) : Prop :=
  strictly c g /\ forall v, derivable_pt_lim g v (g' v) /\ 0 < c * g' v.

Lemma smooth_sloped : forall s, smooth_monotone s -> exists c s', strictly_sloped c (val s) s'.
Proof.
  intros s [[s1 [D _]] [M|M]].
  - exists 1, s1. split; [split; [left; reflexivity|]|].
    + intros v w H. pose proof (rises_strictly _ M v w H). lra.
    + intros v. split; [apply D|]. rewrite Rmult_1_l.
      apply (rising_slope (val s) v); [apply M|apply D].
  - exists (-1), s1. split; [split; [right; reflexivity|]|].
    + intros v w H. pose proof (rises_strictly _ M v w H) as E. unfold opposite in E. lra.
    + intros v. split; [apply D|]. replace (-1 * s1 v) with (- s1 v) by ring.
      apply (rising_slope (opposite (val s)) v); [apply M|]. now apply derivable_pt_lim_opp.
Qed.

(** No multiplier of the units from layer l upwards is 0. *)
Definition alive (g : deep_place -> R) (b l : nat) (above : list fn) : Prop :=
  forall q, In q (multipliers b l above) -> g q <> 0.

Lemma alive_sloped : forall g b above l, (forall s, In s above -> smooth_monotone s) ->
  alive g b l above -> exists c d, strictly_sloped c (stage g b l above) d.
Proof.
  intros g b above. induction above as [|s rest IH]; intros l Sm N.
  - exists 1, (fun _ => 1). split; [split; [left; reflexivity|intros v w H; simpl; lra]|].
    intros v. split; [apply derivable_pt_lim_id|lra].
  - set (m := g (multiplier b (S l) 0 rest)).
    assert (Nm : m <> 0) by (apply N; left; reflexivity).
    destruct (IH (S l)) as [c [d [M D]]].
    { intros; apply Sm; now right. }
    { intros q I. apply N. now right. }
    destruct (smooth_sloped s (Sm s (or_introl eq_refl))) as [c' [d' [M' D']]].
    set (e := g (Bias b l 0)).
    exists (c * (sg m * c')), (fun v => d (m * val s (v + e)) * (m * d' (v + e))). split.
    + apply (strictly_comp c (sg m * c') (stage g b (S l) rest) (fun v => m * val s (v + e)));
        [assumption|now apply strictly_unit].
    + intros v. destruct (D' (v + e)) as [Dd' Pd'].
      destruct (D (m * val s (v + e))) as [Dd Pd]. split.
      * cbn [stage]. fold m e. apply (derivable_pt_lim_comp (fun v => m * val s (v + e))
          (stage g b (S l) rest)); [|assumption].
        apply derivable_pt_lim_scal.
        replace (d' (v + e)) with (d' (v + e) * 1) by ring.
        apply (derivable_pt_lim_comp (fun v => v + e) (val s)); [|assumption].
        replace 1 with (1 + 0) by ring. apply (derivable_pt_lim_plus id (fun _ => e)).
        -- apply derivable_pt_lim_id.
        -- apply derivable_pt_lim_const.
      * replace (c * (sg m * c') * (d (m * val s (v + e)) * (m * d' (v + e))))
          with ((c * d (m * val s (v + e))) * ((sg m * m) * (c' * d' (v + e)))) by ring.
        apply Rmult_lt_0_compat; [assumption|]. apply Rmult_lt_0_compat; [|assumption].
        now apply sg_pos.
Qed.

(** ** The multiplier nearest to the output that is 0 *)

Lemma alive_or_dead : forall g b above l, alive g b l above \/
  exists below s post, above = below ++ s :: post /\
    g (multiplier b (S (l + length below)) 0 post) = 0 /\
    alive g b (S (l + length below)) post.
Proof.
  intros g b above. induction above as [|s rest IH]; intros l; [left; intros q []|].
  destruct (IH (S l)) as [A|[below [s' [post [E [Z A]]]]]].
  - destruct (Req_EM_T (g (multiplier b (S l) 0 rest)) 0) as [Z|N].
    + right. exists [], s, rest. simpl. rewrite Nat.add_0_r. auto.
    + left. intros q [<-|I]; [assumption|now apply A].
  - right. exists (s :: below), s', post. simpl length. rewrite <- plus_n_Sm.
    split; [now rewrite E|]. auto.
Qed.

Lemma multiplier_below : forall b l u below s post,
  multiplier b l u (below ++ s :: post) = Weight b l 0 u.
Proof. intros. now destruct below. Qed.

(** What the unit after those of [below] receives beside its bias. *)
Fixpoint reach (g : deep_place -> R) (b l : nat) (below : list fn) (v : R) : R :=
  match below with
  | [] => v
  | s :: rest => reach g b (S l) rest (g (Weight b (S l) 0 0) * val s (v + g (Bias b l 0)))
  end.

Lemma stage_split : forall g b s post below l v,
  stage g b l (below ++ s :: post) v
  = stage g b (S (l + length below)) post (g (multiplier b (S (l + length below)) 0 post)
      * val s (reach g b l below v + g (Bias b (l + length below) 0))).
Proof.
  intros g b s post below. induction below as [|s' rest IH]; intros l v.
  - cbn [app stage reach length]. rewrite Nat.add_0_r. reflexivity.
  - cbn [app stage reach length]. rewrite multiplier_below, IH, <- plus_n_Sm. reflexivity.
Qed.

Lemma reach_strictly : forall g b below l, (forall s, In s below -> exists c, strictly c (val s)) ->
  (forall i, (l < i <= l + length below)%nat -> g (Weight b i 0 0) <> 0) ->
  exists c, strictly c (reach g b l below).
Proof.
  intros g b below. induction below as [|s rest IH]; intros l Sm N.
  - exists 1. split; [left; reflexivity|]. intros v w H. simpl. lra.
  - cbn [reach]. destruct (IH (S l)) as [c C].
    { intros; apply Sm; now right. }
    { intros i Hi. apply N. simpl. lia. }
    destruct (Sm s (or_introl eq_refl)) as [c' C'].
    exists (c * (sg (g (Weight b (S l) 0 0)) * c')).
    apply (strictly_comp c _ (reach g b (S l) rest)
      (fun v => g (Weight b (S l) 0 0) * val s (v + g (Bias b l 0)))); [assumption|].
    apply strictly_unit; [assumption|]. apply N. simpl. lia.
Qed.

Lemma reach_ext : forall g g' b below l v,
  (forall i, (l < i <= l + length below)%nat -> g' (Weight b i 0 0) = g (Weight b i 0 0)) ->
  (forall i, (l <= i < l + length below)%nat -> g' (Bias b i 0) = g (Bias b i 0)) ->
  reach g' b l below v = reach g b l below v.
Proof.
  intros g g' b below. induction below as [|s rest IH]; intros l v Ew Eb; [reflexivity|].
  cbn [reach]. rewrite (IH (S l)); [|intros; apply Ew; simpl; lia|intros; apply Eb; simpl; lia].
  rewrite Ew, Eb by (simpl; lia). reflexivity.
Qed.

Lemma multipliers_below : forall b s post below l i, (l < i <= l + length below)%nat ->
  In (Weight b i 0 0) (multipliers b l (below ++ s :: post)).
Proof.
  intros b s post below. induction below as [|s' rest IH]; intros l i Hi; simpl in Hi; [lia|].
  cbn [app multipliers]. rewrite multiplier_below.
  destruct (Nat.eq_dec i (S l)) as [->|N]; [left; reflexivity|]. right. apply IH. lia.
Qed.

Lemma multipliers_at : forall b s post below l,
  In (multiplier b (S (l + length below)) 0 post) (multipliers b l (below ++ s :: post)).
Proof.
  intros b s post below. induction below as [|s' rest IH]; intros l.
  - simpl. rewrite Nat.add_0_r. now left.
  - cbn [app multipliers length]. right. replace (l + S (length rest))%nat with (S l + length rest)%nat by lia.
    apply IH.
Qed.
