(** * Linearly independent samples, and two layers of which the second is no wider (thm.independent_narrow)

    Where the rows of the upper weights are independent, what the lower layer passes on at one sample moves
    its output to both sides. Where they are dependent, it moves in their kernel, which changes no output: so
    the slopes in the upper weights vanish at all of these points. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From Coq Require Import Rsqrt_def.
From TheoremCheck Require Import Setting Conditions ConditionsFunnel Algebra Near Kinds Monotone Balance
  FirstOrder LinearBranch LinearNetwork Independent OnePoint OneStep FunnelStages Funnel.
Import ListNotations.
Open Scope R_scope.

(** ** One sample moves, to both sides

    Along a path that moves one sample, and those with its z alike, no loss of it may fall: where its slope is
    not 0, the move has the sign of the slope. *)

Section OneStep.

Variable P : problem.

Hypothesis defined : forall t, L_defined P t.
Variable l1 : R -> R.
Hypothesis loss_slope : forall v, derivable_pt_lim (ell P) v (l1 v).

Lemma one_step : forall t move e delta, local_min P t -> leads P t move ->
  (forall h, penalty P (move h) = penalty P t) -> continuity_pt delta 0 -> delta 0 = 0 ->
  In e (data P) -> (forall h, z P (move h) e = z P t e + delta h) ->
  (forall h e', In e' (data P) -> z P (move h) e' = z P t e' \/
    (z P t e' = z P t e /\ z P (move h) e' = z P t e + delta h)) ->
  l1 (z P t e) <> 0 -> exists d, 0 < d /\ forall h, Rabs h < d -> 0 <= l1 (z P t e) * delta h.
Proof.
  intros t move e delta Min [Adm Lead] Pen Cont Z I Own Others N.
  destruct (near_min P defined t Min) as [r [Hr Hmin]].
  destruct (Lead r Hr) as [d [Hd Hnear]].
  destruct (falls_aside (ell P) (z P t e) _ (loss_slope _) N) as [k [Hk Fall]].
  destruct (small_near_zero delta k Cont Z Hk) as [w [Hw Small]].
  exists (Rmin d w). split; [now apply Rmin_pos|]. intros h Hh.
  assert (Hd' : Rabs h < d) by (eapply Rlt_le_trans; [exact Hh|apply Rmin_l]).
  assert (Hw' : Rabs h < w) by (eapply Rlt_le_trans; [exact Hh|apply Rmin_r]).
  destruct (Rle_lt_dec 0 (l1 (z P t e) * delta h)) as [|Dir]; [assumption|exfalso].
  specialize (Fall (delta h) (Small h Hw') Dir).
  set (drop := ell P (z P t e + delta h) - ell P (z P t e)).
  assert (Drop : drop < 0) by (unfold drop; lra).
  pose proof (Hmin (move h) (Adm h) (Hnear h Hd')) as LE.
  apply L_compare in LE; [|apply Pen].
  set (rise := fun e' => share e' * (ell P (z P t e') - ell P (z P (move h) e'))).
  assert (Rise : over (data P) rise <= 0).
  { unfold rise. rewrite (over_eq (data P) _ (fun e' => share e' * ell P (z P t e')
      + (-1) * (share e' * ell P (z P (move h) e')))) by (intros; ring).
    rewrite over_add, over_mul. lra. }
  assert (Terms : forall e', In e' (data P) -> 0 <= rise e').
  { intros e' I'. unfold rise. destruct (Others h e' I') as [E|[E F]].
    - rewrite E. lra.
    - rewrite E, F. pose proof (share_pos e'). unfold drop in Drop. nra. }
  pose proof (over_ge0_0 (data P) rise Terms Rise e I) as E0. unfold rise in E0.
  rewrite Own in E0. unfold drop in Drop. pose proof (share_pos e). nra.
Qed.

End OneStep.

(** ** Finite choice *)

Lemma choose_below : forall (T : Type) (n : nat) (Q : nat -> T -> Prop) (t0 : T),
  (forall k, (k < n)%nat -> exists v, Q k v) -> exists g, forall k, (k < n)%nat -> Q k (g k).
Proof.
  intros T n Q t0. induction n as [|n IH]; intros H; [exists (fun _ => t0); lia|].
  destruct IH as [g G]; [intros; apply H; lia|]. destruct (H n (Nat.lt_succ_diag_r n)) as [v V].
  exists (fun k => if (k =? n)%nat then v else g k). intros k K.
  destruct (Nat.eqb_spec k n) as [->|]; [assumption|]. apply G. lia.
Qed.

(** ** A strictly monotone continuous function takes all values nearby *)

Lemma takes_nearby_up : forall s p d, continuity s -> strictly_increasing s -> 0 < d ->
  exists r, 0 < r /\ forall v, Rabs v < r -> exists k, Rabs k < d /\ s (p + k) = s p + v.
Proof.
  intros s p d C M Hd.
  pose proof (M p (p + d / 2) ltac:(lra)) as Up. pose proof (M (p - d / 2) p ltac:(lra)) as Down.
  exists (Rmin (s (p + d / 2) - s p) (s p - s (p - d / 2))). split; [apply Rmin_pos; lra|].
  intros v Hv.
  pose proof (Rmin_l (s (p + d / 2) - s p) (s p - s (p - d / 2))).
  pose proof (Rmin_r (s (p + d / 2) - s p) (s p - s (p - d / 2))).
  assert (V : - v < s p - s (p - d / 2) /\ v < s (p + d / 2) - s p).
  { pose proof (Rle_abs v). pose proof (Rle_abs (- v)) as N. rewrite Rabs_Ropp in N. lra. }
  destruct (IVT (fun q => s q - (s p + v)) (p - d / 2) (p + d / 2)) as [q [Hq E]]; [|lra|lra|lra|].
  - apply continuity_minus; [assumption|]. apply continuity_const. intros ? ?. reflexivity.
  - exists (q - p). split; [apply Rabs_def1; lra|]. replace (p + (q - p)) with q by ring. lra.
Qed.

Lemma takes_nearby : forall s p d, monotone_unit s -> 0 < d ->
  exists r, 0 < r /\ forall v, Rabs v < r -> exists k, Rabs k < d /\ val s (p + k) = val s p + v.
Proof.
  intros s p d [C [M|M]] Hd; [now apply takes_nearby_up|].
  destruct (takes_nearby_up (opposite (val s)) p d) as [r [Hr H]]; auto.
  { intros q. apply continuity_pt_opp, C. }
  exists r. split; [assumption|]. intros v Hv. destruct (H (- v)) as [k [Hk E]]; [now rewrite Rabs_Ropp|].
  exists k. split; [assumption|]. unfold opposite in E. lra.
Qed.

(** ** Sums over some of the units *)

Definition among (js : list nat) (g : nat) : bool := if in_dec Nat.eq_dec g js then true else false.

Lemma among_in : forall js g, among js g = true <-> In g js.
Proof.
  intros js g. unfold among.
  destruct (in_dec Nat.eq_dec g js); split; intros; try discriminate; auto; contradiction.
Qed.

Lemma sum_among : forall n js F, NoDup js -> (forall j, In j js -> (j < n)%nat) ->
  sum n (fun g => if among js g then F g else 0) = over js F.
Proof.
  intros n js F. induction js as [|a js IH]; intros ND Lt; [apply sum_0; reflexivity|].
  inversion ND as [|? ? Na ND']; subst. cbn [over].
  rewrite <- IH by (auto; intros; apply Lt; now right).
  rewrite <- (sum_at n a (F a)) by (apply Lt; now left).
  rewrite <- sum_add. apply sum_eq. intros g _. destruct (Nat.eqb_spec g a) as [->|N].
  - rewrite (proj2 (among_in (a :: js) a) (or_introl eq_refl)).
    destruct (among js a) eqn:E; [|ring]. apply among_in in E. contradiction.
  - rewrite Rplus_0_l. destruct (among js g) eqn:E.
    + rewrite (proj2 (among_in (a :: js) g)); [reflexivity|]. right. now apply among_in.
    + destruct (among (a :: js) g) eqn:E'; [|reflexivity]. apply among_in in E'.
      destruct E' as [->|I]; [congruence|]. apply among_in in I. congruence.
Qed.

(** Rows with a relation have a common kernel vector where there are at least as many columns. *)
Lemma kernel_of_dependent : forall n js (V : nat -> nat -> R) (c : nat -> R) k0, NoDup js ->
  (n <= length js)%nat -> (k0 < n)%nat -> c k0 <> 0 ->
  (forall j, In j js -> sum n (fun k => c k * V k j) = 0) ->
  exists w, (exists j, In j js /\ w j <> 0) /\
    forall k, (k < n)%nat -> over js (fun j => w j * V k j) = 0.
Proof.
  intros n js V c k0 ND Le Hk N0 Rel.
  set (row := fun i => if (i <? k0)%nat then i else S i).
  destruct (homogeneous_list (pred n) js (fun i j => V (row i) j) ND ltac:(lia)) as [w [Nz W]].
  exists w. split; [exact Nz|].
  assert (Other : forall k, (k < n)%nat -> k <> k0 -> over js (fun j => w j * V k j) = 0).
  { intros k K N. destruct (Nat.lt_ge_cases k k0) as [L|G].
    - specialize (W k ltac:(lia)). unfold row in W. now rewrite (proj2 (Nat.ltb_lt k k0) L) in W.
    - specialize (W (pred k) ltac:(lia)). unfold row in W.
      rewrite (proj2 (Nat.ltb_ge (pred k) k0) ltac:(lia)) in W.
      replace (S (pred k)) with k in W by lia. exact W. }
  intros k K. destruct (Nat.eq_dec k k0) as [->|N]; [|now apply Other].
  assert (E : c k0 * over js (fun j => w j * V k0 j) = 0).
  { rewrite <- (sum_one n k0 (fun k => c k * over js (fun j => w j * V k j))) by
      (auto; intros i Hi Ni; rewrite (Other i Hi Ni); ring).
    rewrite (sum_eq n _ (fun k => over js (fun j => w j * (c k * V k j)))) by
      (intros i _; rewrite <- over_mul; apply over_eq; intros; ring).
    rewrite <- over_sum. rewrite (over_eq js _ (fun j => w j * sum n (fun k => c k * V k j))) by
      (intros j _; now rewrite sum_mul).
    rewrite (over_eq js _ (fun _ => 0)) by (intros j I; rewrite (Rel j I); ring).
    clear. induction js; simpl; lra. }
  apply Rmult_integral in E. destruct E; [contradiction|assumption].
Qed.

Section NarrowLayers.

Variable P : problem.

Hypothesis defined : forall t, L_defined P t.
Variable l1 : R -> R.
Hypothesis loss_slope : forall v, derivable_pt_lim (ell P) v (l1 v).
Hypothesis features : network_deep_features P.
Hypothesis consistent : data_consistent P.

Local Notation own := deep_part.

(** Points near t with the same f and the same penalty are local minima too. *)
Lemma minima_near : forall t, local_min P t -> exists r, 0 < r /\ forall t', moves_free P t t' -> near P r t t' ->
  (forall e, In e (data P) -> f P t' e = f P t e) -> local_min P t'.
Proof.
  intros t Min. destruct (near_min P defined t Min) as [r [Hr Hmin]].
  exists (r / 2). split; [lra|]. intros t' M N F.
  assert (Same : L P t' = L P t).
  { unfold L. rewrite (moves_penalty P t t' M). f_equal. f_equal. apply over_eq. intros e I. unfold z.
    now rewrite F. }
  apply near_intro; [assumption|apply (moves_admissible P t); [apply Min|assumption]|].
  exists (r / 2). split; [lra|]. intros s A' N'. rewrite Same. apply Hmin; [assumption|].
  intros p I. specialize (N p I). specialize (N' p I).
  replace (s p - t p) with ((s p - t' p) + (t' p - t p)) by ring.
  eapply Rle_lt_trans; [apply Rabs_triang|]. lra.
Qed.

(** ** The branch *)

Variable all : list (list (list fn)).
Variable b : nat.
Variable first second : list fn.
Variable good : list nat.
Hypothesis deep_is : consists_of P all.
Hypothesis in_range : (b < length all)%nat.
Hypothesis layers : layers_of all b = [first; second].
Hypothesis good_in : forall g, In g good -> (g < length first)%nat.
Hypothesis good_once : NoDup good.
Hypothesis weights_free : forall g k, In g good -> (k < dim P)%nat -> free P (Weight b 0 g k).
Hypothesis bias_free : forall g, In g good -> sees_one P = true -> free P (Bias b 0 g).
Hypothesis upper_free : forall g k, In g good -> (k < length second)%nat -> free P (Weight b 1 k g).
Hypothesis output_free : forall k, (k < length second)%nat -> free P (Output b k).
Hypothesis monotone : forall g, In g good -> monotone_unit (nth g first identity).

Local Notation n1 := (length first).
Local Notation n2 := (length second).
Local Notation lower g := (val (nth g first identity)).
Local Notation upper k := (val (nth k second identity)).

Definition gets1 (t : params) (e : sample) (g : nat) : R := received (own t) b 0 (dim P) (x P e) g.
Definition gives (t : params) (e : sample) (g : nat) : R := lower g (gets1 t e g).
Definition gets2 (t : params) (e : sample) (k : nat) : R := received (own t) b 1 n1 (gives t e) k.
Definition out (t : params) (e : sample) : R := sum n2 (fun k => own t (Output b k) * upper k (gets2 t e k)).

Lemma f_moves : forall t t' e, (forall q, ~ tail_place b 0 q -> t' q = t q) ->
  f P t' e = f P t e + (out t' e - out t e).
Proof.
  intros t t' e E. rewrite (f_branch P all deep_is b t t' e in_range E), layers.
  cbn [branch_output]. unfold out, gets2, gives, gets1. ring.
Qed.

Lemma same_gets1 : forall t e e' g, same P e e' -> gets1 t e' g = gets1 t e g.
Proof.
  intros t e e' g S. unfold gets1, received. f_equal. apply sum_eq. intros i Hi. f_equal.
  assert (Hi' : (i < inputs P)%nat) by (unfold inputs; destruct (sees_one P); lia).
  specialize (S i Hi'). rewrite !X_low in S by assumption. now symmetry.
Qed.

Lemma same_gives : forall t e e' g, same P e e' -> gives t e' g = gives t e g.
Proof. intros t e e' g S. unfold gives. now rewrite (same_gets1 t e e'). Qed.

Lemma same_gets2 : forall t e e' k, same P e e' -> gets2 t e' k = gets2 t e k.
Proof.
  intros t e e' k S. unfold gets2, received. f_equal. apply sum_eq. intros g _.
  now rewrite (same_gives t e e').
Qed.

(** ** Turning units of the first layer, along one vector, each by its own number *)

Section Turned.

Variable w : nat -> R.

Definition turns (t : params) (hs : nat -> R) : params := fun p => match p with
  | D (Weight b' O g k) =>
      if ((b' =? b) && (k <? dim P) && among good g)%nat%bool then t p + hs g * w k else t p
  | D (Bias b' O g) =>
      if ((b' =? b)%nat && sees_one P && among good g)%bool then t p + hs g * w (dim P) else t p
  | _ => t p
  end.

Lemma turns_free : forall t hs, moves_free P t (turns t hs).
Proof.
  intros t hs p. unfold turns.
  destruct p as [|?|? ?|?|[b' [|l] g k|b' [|l] g|b' g]]; auto.
  - destruct ((b' =? b) && (k <? dim P) && among good g)%nat%bool eqn:E; [|now left].
    apply andb_prop in E. destruct E as [E G]. apply andb_prop in E. destruct E as [B K].
    apply Nat.eqb_eq in B. apply Nat.ltb_lt in K. apply among_in in G. subst.
    right. eexists. split; [reflexivity|]. now apply weights_free.
  - destruct ((b' =? b)%nat && sees_one P && among good g)%bool eqn:E; [|now left].
    apply andb_prop in E. destruct E as [E G]. apply andb_prop in E. destruct E as [B K].
    apply Nat.eqb_eq in B. apply among_in in G. subst.
    right. eexists. split; [reflexivity|]. now apply bias_free.
Qed.

Lemma turns_near : forall t r, 0 < r -> exists d, 0 < d /\
  forall hs, (forall g, In g good -> Rabs (hs g) < d) -> near P r t (turns t hs).
Proof.
  intros t r Hr. destruct (small_steps w (S (dim P)) r Hr) as [d [Hd H]].
  exists d. split; [assumption|]. intros hs Hh p _.
  assert (Z : Rabs (t p - t p) < r)
    by (rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; assumption).
  assert (M : forall g k, In g good -> (k < S (dim P))%nat -> Rabs (t p + hs g * w k - t p) < r).
  { intros g k G K. replace (t p + hs g * w k - t p) with (hs g * w k) by ring. apply H; auto. }
  unfold turns. destruct p as [|?|? ?|?|[b' [|l] g k|b' [|l] g|b' g]]; auto.
  - destruct ((b' =? b) && (k <? dim P) && among good g)%nat%bool eqn:E; auto.
    apply andb_prop in E. destruct E as [E G]. apply andb_prop in E. destruct E as [_ K].
    apply Nat.ltb_lt in K. apply among_in in G. apply M; [assumption|lia].
  - destruct ((b' =? b)%nat && sees_one P && among good g)%bool eqn:E; auto.
    apply andb_prop in E. destruct E as [_ G]. apply among_in in G. apply M; [assumption|lia].
Qed.

Lemma turns_other : forall t hs q, ~ tail_place b 0 q -> turns t hs q = t q.
Proof.
  intros t hs q N. unfold turns. destruct q as [|?|? ?|?|[b' [|l] g k|b' [|l] g|b' g]]; auto.
  - destruct (Nat.eqb_spec b' b) as [->|]; [|reflexivity]. elim N. simpl. auto.
  - destruct (Nat.eqb_spec b' b) as [->|]; [|reflexivity]. elim N. simpl. auto.
Qed.

Lemma turns_gets1 : forall t hs e g, In g good -> gets1 (turns t hs) e g = gets1 t e g + hs g * dot P w e.
Proof.
  intros t hs e g G. unfold gets1, received, deep_part. cbn [turns].
  rewrite Nat.eqb_refl, (proj2 (among_in good g) G).
  rewrite (sum_eq (dim P) _ (fun i => t (D (Weight b 0 g i)) * x P e i + hs g * (w i * X P e i))).
  - unfold dot, inputs. assert (One : X P e (dim P) = 1) by (unfold X; now rewrite Nat.ltb_irrefl).
    rewrite sum_add, sum_mul. destruct (sees_one P); cbn [andb sum]; rewrite ?One; ring.
  - intros i Hi. rewrite (proj2 (Nat.ltb_lt i (dim P)) Hi). cbn [andb].
    unfold X. rewrite (proj2 (Nat.ltb_lt i (dim P)) Hi). ring.
Qed.

Lemma turns_still : forall t hs e g, ~ In g good -> gets1 (turns t hs) e g = gets1 t e g.
Proof.
  intros t hs e g N. assert (A : among good g = false).
  { destruct (among good g) eqn:E; [|reflexivity]. apply among_in in E. contradiction. }
  unfold gets1, received, deep_part. cbn [turns]. rewrite A, !andb_false_r. f_equal.
  apply sum_eq. intros i _. now rewrite andb_false_r.
Qed.

(** How much the units pass on more. *)
Definition extra (t : params) (hs : nat -> R) (e : sample) (g : nat) : R :=
  gives (turns t hs) e g - gives t e g.

Lemma extra_still : forall t hs e g, (In g good -> hs g * dot P w e = 0) -> extra t hs e g = 0.
Proof.
  intros t hs e g Z. unfold extra, gives. destruct (in_dec Nat.eq_dec g good) as [G|N].
  - rewrite turns_gets1, Z, Rplus_0_r by assumption. ring.
  - rewrite turns_still by assumption. ring.
Qed.

Lemma turns_gets2 : forall t hs e k, gets2 (turns t hs) e k
  = gets2 t e k + sum n1 (fun g => own t (Weight b 1 k g) * extra t hs e g).
Proof.
  intros t hs e k. unfold gets2, received, extra. unfold deep_part at 1 2 3. cbn [turns].
  rewrite (sum_eq n1 _ (fun g => own t (Weight b 1 k g) * gives t e g
    + own t (Weight b 1 k g) * (gives (turns t hs) e g - gives t e g))).
  - rewrite sum_add. unfold deep_part. ring.
  - intros g _. unfold deep_part. ring.
Qed.

Lemma turns_out : forall t hs e, out (turns t hs) e = sum n2 (fun k => own t (Output b k)
  * upper k (gets2 t e k + sum n1 (fun g => own t (Weight b 1 k g) * extra t hs e g))).
Proof. intros. unfold out. apply sum_eq. intros k _. now rewrite turns_gets2. Qed.

Lemma turns_f : forall t hs e, f P (turns t hs) e = f P t e + (out (turns t hs) e - out t e).
Proof. intros. apply f_moves. intros; now apply turns_other. Qed.

End Turned.

(** One of them alone. *)
Definition only (g : nat) (h : R) : nat -> R := fun g' => if (g' =? g)%nat then h else 0.

Lemma only_small : forall g h d, Rabs h < d -> forall g', Rabs (only g h g') < d.
Proof.
  intros g h d Hh g'. unfold only. destruct (g' =? g)%nat; [assumption|]. rewrite Rabs_R0.
  pose proof (Rabs_pos h). lra.
Qed.

Lemma only_extra : forall w t g h e g', In g good -> extra w t (only g h) e g'
  = if (g' =? g)%nat then lower g (gets1 t e g + h * dot P w e) - lower g (gets1 t e g) else 0.
Proof.
  intros w t g h e g' G. destruct (Nat.eqb_spec g' g) as [->|N].
  - unfold extra, gives. rewrite turns_gets1 by assumption. unfold only. rewrite Nat.eqb_refl. reflexivity.
  - apply extra_still. intros _. unfold only. rewrite (proj2 (Nat.eqb_neq g' g) N). ring.
Qed.

Lemma sum_only : forall w t g h e k, In g good ->
  sum n1 (fun g' => own t (Weight b 1 k g') * extra w t (only g h) e g')
  = own t (Weight b 1 k g) * (lower g (gets1 t e g + h * dot P w e) - lower g (gets1 t e g)).
Proof.
  intros w t g h e k G.
  rewrite <- (sum_at n1 g (own t (Weight b 1 k g)
    * (lower g (gets1 t e g + h * dot P w e) - lower g (gets1 t e g)))) by auto.
  apply sum_eq. intros g' _. rewrite only_extra by assumption.
  destruct (Nat.eqb_spec g' g) as [->|]; ring.
Qed.

Lemma only_leads : forall w t g, admissible P t -> leads P t (fun h => turns w t (only g h)).
Proof.
  intros w t g A. split.
  - intros h. apply (moves_admissible P t); [assumption|apply turns_free].
  - intros r Hr. destruct (turns_near w t r Hr) as [d [Hd H]]. exists d. split; [assumption|].
    intros h Hh. apply H. intros g' _. now apply only_small.
Qed.

(** ** The first-order conditions *)

Variable slope : nat -> R -> R.
Hypothesis slopes : forall k, (k < n2)%nat -> forall v, derivable_pt_lim (upper k) v (slope k v).

Lemma upper_moment : forall t k g, local_min P t -> In g good -> (k < n2)%nat ->
  moment P l1 t (fun e => own t (Output b k) * slope k (gets2 t e k) * gives t e g) = 0.
Proof.
  intros t k g Min G K.
  pose proof (upper_free g k G K) as Fr. set (q := Weight b 1 k g) in *.
  apply (first_order_along P defined l1 loss_slope t (bump t (D q))
    (fun e h => f P t e + (own t (Output b k) * upper k (gets2 t e k + h * gives t e g)
                           - own t (Output b k) * upper k (gets2 t e k)))); auto.
  - apply bump_leads; [apply Min|apply in_deep, Fr].
  - intros h e _. rewrite (f_moves t).
    + f_equal. unfold out.
      rewrite (sum_eq n2 _ (fun k' => own t (Output b k') * upper k' (gets2 t e k')
        + (if (k' =? k)%nat then own t (Output b k) * upper k (gets2 t e k + h * gives t e g)
             - own t (Output b k) * upper k (gets2 t e k) else 0))).
      * rewrite sum_add, sum_at by assumption. ring.
      * intros k' _. unfold deep_part at 1. rewrite bump_other by discriminate.
        assert (Low : forall g', gives (bump t (D q) h) e g' = gives t e g').
        { intros g'. unfold gives, gets1, received, deep_part. f_equal. f_equal.
          apply sum_eq. intros i _. rewrite bump_other; [reflexivity|]. unfold q. congruence. }
        assert (Up : gets2 (bump t (D q) h) e k'
          = gets2 t e k' + (if (k' =? k)%nat then h * gives t e g else 0)).
        { unfold gets2, received. unfold deep_part at 2. rewrite bump_other by discriminate.
          rewrite (sum_eq n1 _ (fun g' => own t (Weight b 1 k' g') * gives t e g'
            + (if (g' =? g)%nat then (if (k' =? k)%nat then h * gives t e g else 0) else 0))).
          - rewrite sum_add, sum_at by auto. unfold deep_part. ring.
          - intros g' _. rewrite Low. unfold deep_part. unfold q.
            destruct (Nat.eqb_spec g' g) as [->|Ng]; [destruct (Nat.eqb_spec k' k) as [->|Nk]|].
            + rewrite bump_here. ring.
            + rewrite bump_other by congruence. ring.
            + rewrite bump_other by congruence. ring. }
        rewrite Up. unfold deep_part. destruct (Nat.eqb_spec k' k) as [->|]; [ring|].
        rewrite !Rplus_0_r. reflexivity.
    + intros p N. apply bump_other. intros ->. apply N. simpl. auto.
  - intros e _. split; [rewrite Rmult_0_l, Rplus_0_r; ring|].
    replace (own t (Output b k) * slope k (gets2 t e k) * gives t e g)
      with (0 + (own t (Output b k) * (slope k (gets2 t e k) * gives t e g) - 0)) by ring.
    apply (derivable_pt_lim_plus (fun _ => f P t e)); [apply derivable_pt_lim_const|].
    apply (derivable_pt_lim_minus (fun h => own t (Output b k) * upper k (gets2 t e k + h * gives t e g)));
      [|apply derivable_pt_lim_const].
    apply derivable_pt_lim_scal. apply derivative_along. now apply slopes.
  - exists 0. intros h. rewrite (moves_penalty P t) by (now apply bump_free). ring.
Qed.

Lemma output_moment : forall t k, local_min P t -> (k < n2)%nat ->
  moment P l1 t (fun e => upper k (gets2 t e k)) = 0.
Proof.
  intros t k Min K. pose proof (output_free k K) as Fr. set (q := Output b k) in *.
  apply (first_order P defined l1 loss_slope t (bump t (D q))); auto.
  - apply bump_leads; [apply Min|apply in_deep, Fr].
  - intros h e _. rewrite (f_moves t).
    + unfold out. rewrite (sum_eq n2 _ (fun k' => own t (Output b k') * upper k' (gets2 t e k')
        + (if (k' =? k)%nat then h * upper k (gets2 t e k) else 0))).
      * rewrite sum_add, sum_at by assumption. ring.
      * intros k' _.
        assert (Up : gets2 (bump t (D q) h) e k' = gets2 t e k').
        { reflexivity. }
        rewrite Up. unfold deep_part, q. destruct (Nat.eqb_spec k' k) as [->|N].
        -- rewrite bump_here. ring.
        -- rewrite bump_other by congruence. ring.
    + intros p N. apply bump_other. intros ->. apply N. reflexivity.
  - exists 0. intros h. rewrite (moves_penalty P t) by (now apply bump_free). ring.
Qed.

(** ** One sample, with its dual vector *)

Hypothesis enough : (n2 <= length good)%nat.
Hypothesis some_unit : (0 < n2)%nat.
Hypothesis sloped : forall k, (k < n2)%nat -> exists c, strictly_sloped c (upper k) (slope k).

Section Sample.

Variable e : sample.
Hypothesis e_in : In e (data P).
Variable w : nat -> R.
Hypothesis w_one : dot P w e = 1.
Hypothesis w_other : forall e', In e' (data P) -> same P e e' \/ dot P w e' = 0.

Lemma dot_same : forall e', same P e e' -> dot P w e' = 1.
Proof. intros e' S. now rewrite (same_dot P w e e' S). Qed.

Lemma dot_one : forall e', In e' (data P) -> (same P e e' /\ dot P w e' = 1) \/ dot P w e' = 0.
Proof. intros e' I. destruct (w_other e' I) as [S|]; auto using dot_same. Qed.

(** What moves at the samples with its X alone has moment 0 only if the slope there is 0. *)
Lemma alone_moment : forall t c (v : sample -> R), c <> 0 -> v e = c ->
  (forall e', In e' (data P) -> (same P e e' /\ v e' = c) \/ v e' = 0) ->
  moment P l1 t v = 0 -> l1 (z P t e) = 0.
Proof.
  intros t c v Nc Ve V M.
  apply (point_slope P features consistent l1 t e (fun e' => / c * v e') e_in).
  - intros e' I. destruct (V e' I) as [[S E]|E]; [left|right]; [split; [assumption|]|];
      rewrite E; [now apply Rinv_l|ring].
  - rewrite Ve. now apply Rinv_l.
  - change (moment P l1 t (fun e' => / c * v e') = 0). rewrite moment_scale, M. ring.
Qed.

Lemma derivative_sum : forall n (F : nat -> R -> R) (F' : nat -> R) v,
  (forall k, (k < n)%nat -> derivable_pt_lim (F k) v (F' k)) ->
  derivable_pt_lim (fun h => sum n (fun k => F k h)) v (sum n F').
Proof.
  induction n as [|n IH]; intros F F' v D; [apply derivable_pt_lim_const|]. cbn [sum].
  apply (derivable_pt_lim_plus (fun h => sum n (fun k => F k h)) (F n)); [apply IH|]; auto.
Qed.

Lemma gap_small : forall g p r, In g good -> 0 < r -> exists d, 0 < d /\
  forall h, Rabs h < d -> Rabs (lower g (p + h) - lower g p) < r.
Proof.
  intros g p r G Hr. destruct (monotone g G) as [C _].
  apply (small_near_zero (fun h => lower g (p + h) - lower g p)); [|rewrite Rplus_0_r; ring|assumption].
  apply continuity_pt_minus; [|apply continuity_pt_const; intros ? ?; reflexivity].
  apply (continuity_pt_comp (fun h => p + h)); [|apply C].
  apply continuity_pt_plus; [apply continuity_pt_const; intros ? ?; reflexivity|].
  apply derivable_continuous_pt, derivable_pt_id.
Qed.

(** Small moves of a unit have either sign. *)
Lemma gap_signs : forall g p d, In g good -> 0 < d -> forall sign, unit_sign sign ->
  exists h, Rabs h < d /\ 0 < sign * (lower g (p + h) - lower g p).
Proof.
  intros g p d G Hd sign S. destruct (strictly_either _ (proj2 (monotone g G))) as [c [C M]].
  exists (c * sign * (d / 2)). split.
  - destruct C as [-> | ->], S as [-> | ->]; apply Rabs_def1; lra.
  - pose proof (M (p - d / 2) p ltac:(lra)) as Dn. pose proof (M p (p + d / 2) ltac:(lra)) as Up.
    cbv beta in Dn, Up. destruct C as [-> | ->], S as [-> | ->].
    + replace (p + 1 * 1 * (d / 2)) with (p + d / 2) by ring. lra.
    + replace (p + 1 * -1 * (d / 2)) with (p - d / 2) by ring. lra.
    + replace (p + -1 * 1 * (d / 2)) with (p - d / 2) by ring. lra.
    + replace (p + -1 * -1 * (d / 2)) with (p + d / 2) by ring. lra.
Qed.

(** (1) What f gains by moving a unit of the first layer is 0 to first order. *)
Lemma unit_blind : forall t g, local_min P t -> In g good -> l1 (z P t e) <> 0 ->
  sum n2 (fun k => own t (Output b k) * slope k (gets2 t e k) * own t (Weight b 1 k g)) = 0.
Proof.
  intros t g Min G N. set (c := sum n2 _).
  destruct (Req_EM_T c 0) as [|Nc]; [assumption|exfalso].
  set (phi := fun v => sum n2 (fun k => own t (Output b k)
    * upper k (gets2 t e k + v * own t (Weight b 1 k g)))).
  set (p := gets1 t e g). set (gap := fun h => lower g (p + h) - lower g p).
  assert (Dphi : derivable_pt_lim phi 0 c).
  { unfold phi, c. apply (derivative_sum n2 (fun k v => own t (Output b k)
      * upper k (gets2 t e k + v * own t (Weight b 1 k g)))).
    intros k K. rewrite Rmult_assoc. apply derivable_pt_lim_scal. apply derivative_along. now apply slopes. }
  assert (Zphi : phi 0 = out t e).
  { unfold phi, out. apply sum_eq. intros k _. now rewrite Rmult_0_l, Rplus_0_r. }
  assert (Moved : forall h e', dot P w e' = 1 -> same P e e' -> out (turns w t (only g h)) e' = phi (gap h)).
  { intros h e' O S. rewrite turns_out. unfold phi. apply sum_eq. intros k _.
    rewrite sum_only, O by assumption. rewrite (same_gets2 t e e' k S), (same_gets1 t e e' g S).
    rewrite Rmult_1_r. unfold gap, p. f_equal. f_equal. ring. }
  set (step := fun h => - y e * (phi (gap h) - phi 0)).
  assert (Refl : same P e e) by (intros i _; reflexivity).
  assert (Ze : forall h, z P (turns w t (only g h)) e = z P t e + step h).
  { intros h. unfold z, step. rewrite turns_f, (Moved h e w_one Refl), Zphi. ring. }
  assert (Gc : continuity_pt gap 0).
  { apply continuity_pt_minus; [|apply continuity_pt_const; intros ? ?; reflexivity].
    apply (continuity_pt_comp (fun h => p + h)); [|apply (proj1 (monotone g G))].
    apply continuity_pt_plus; [apply continuity_pt_const; intros ? ?; reflexivity|].
    apply derivable_continuous_pt, derivable_pt_id. }
  assert (G0 : gap 0 = 0) by (unfold gap; rewrite Rplus_0_r; ring).
  destruct (one_step P defined l1 loss_slope t (fun h => turns w t (only g h)) e step Min) as [d [Hd H]]; auto.
  - apply only_leads, Min.
  - intros h. apply moves_penalty, turns_free.
  - apply (continuity_pt_scal _ (- y e)).
    apply continuity_pt_minus; [|apply continuity_pt_const; intros ? ?; reflexivity].
    apply (continuity_pt_comp gap phi); [assumption|]. rewrite G0.
    apply derivable_continuous_pt. now exists c.
  - unfold step. rewrite G0. ring.
  - intros h e' I'. destruct (w_other e' I') as [S|O]; [right|left].
    + rewrite !(same_z P features consistent _ e e') by assumption. auto.
    + unfold z. rewrite turns_f, turns_out. unfold out.
      rewrite (sum_eq n2 _ (fun k => own t (Output b k) * upper k (gets2 t e' k))); [ring|].
      intros k _. rewrite sum_only, O, Rmult_0_r, Rplus_0_r by assumption. f_equal. f_equal. ring.
  - destruct (falls_aside phi 0 c Dphi Nc) as [a1 [A1 Fall]].
    destruct (falls_aside (fun v => - phi v) 0 (- c)) as [a2 [A2 Rise]];
      [now apply derivable_pt_lim_opp|lra|].
    destruct (small_near_zero gap (Rmin a1 a2) Gc G0) as [d' [Hd' Small]]; [now apply Rmin_pos|].
    set (K := l1 (z P t e) * - y e).
    assert (NK : K <> 0).
    { unfold K. destruct (label_sign e) as [Y|Y]; rewrite Y; lra. }
    set (sign := - (sg K * sg c)).
    assert (Us : unit_sign sign).
    { unfold sign. destruct (sg_unit K) as [-> | ->], (sg_unit c) as [-> | ->]; unfold unit_sign; lra. }
    destruct (gap_signs g p (Rmin d d') G ltac:(now apply Rmin_pos) sign Us) as [h [Hh Sg]].
    fold (gap h) in Sg.
    specialize (H h (Rlt_le_trans _ _ _ Hh (Rmin_l d d'))).
    specialize (Small h (Rlt_le_trans _ _ _ Hh (Rmin_r d d'))).
    pose proof (Rlt_le_trans _ _ _ Small (Rmin_l a1 a2)) as S1.
    pose proof (Rlt_le_trans _ _ _ Small (Rmin_r a1 a2)) as S2.
    specialize (Fall (gap h) S1). specialize (Rise (gap h) S2). rewrite !Rplus_0_l in *.
    unfold step in H. replace (l1 (z P t e) * (- y e * (phi (gap h) - phi 0)))
      with (K * (phi (gap h) - phi 0)) in H by (unfold K; ring).
    unfold sign in Sg. pose proof (sg_pos K NK) as PK. pose proof (sg_pos c Nc) as PC.
    destruct (sg_unit K) as [EK|EK], (sg_unit c) as [EC|EC]; rewrite EK, EC in *.
    + assert (phi (gap h) < phi 0) by (apply Fall; nra). nra.
    + assert (phi (gap h) < phi 0) by (apply Fall; nra). nra.
    + assert (- phi (gap h) < - phi 0) by (apply Rise; nra). nra.
    + assert (- phi (gap h) < - phi 0) by (apply Rise; nra). nra.
Qed.

(** (2) What the first layer passes on moves in the kernel of the upper weights. *)
Lemma dependent_rows : forall t k0, local_min P t -> (k0 < n2)%nat -> l1 (z P t e) <> 0 ->
  own t (Output b k0) * slope k0 (gets2 t e k0) = 0.
Proof.
  intros t k0 Min K0 N. set (c := fun k => own t (Output b k) * slope k (gets2 t e k)).
  change (c k0 = 0). destruct (Req_EM_T (c k0) 0) as [|Nc]; [assumption|exfalso].
  destruct (kernel_of_dependent n2 good (fun k g => own t (Weight b 1 k g)) c k0) as [v [[g0 [G0 V0]] Ker]]; auto.
  { intros g G. now apply unit_blind. }
  (* how far the units may be turned *)
  destruct (minima_near t Min) as [r [Hr Minima]].
  destruct (turns_near w t r Hr) as [d [Hd Near]].
  assert (Reach : exists s, 0 < s /\ forall g, In g good -> forall a, Rabs a < s ->
    exists h, Rabs h < d /\ lower g (gets1 t e g + h) = lower g (gets1 t e g) + a).
  { clear - monotone Hd. revert monotone. generalize good as js. intros js.
    induction js as [|g js IH]; intros Mono; [exists 1; split; [lra|intros ? []]|].
    destruct IH as [s [Hs H]]; [intros; apply Mono; now right|].
    destruct (takes_nearby (nth g first identity) (gets1 t e g) d (Mono g (or_introl eq_refl)) Hd)
      as [s' [Hs' H']].
    exists (Rmin s s'). split; [now apply Rmin_pos|]. intros g' [<-|I] a Ha.
    - apply H'. eapply Rlt_le_trans; [exact Ha|apply Rmin_r].
    - apply (H g' I). eapply Rlt_le_trans; [exact Ha|apply Rmin_l]. }
  destruct Reach as [s [Hs Reach]].
  destruct (small_steps v n1 s Hs) as [q [Hq Small]].
  set (a := q / 2). assert (Ha : Rabs a < q) by (unfold a; rewrite Rabs_right; lra).
  assert (Na : a <> 0) by (unfold a; lra).
  destruct (choose_below R n1 (fun g h => In g good ->
    Rabs h < d /\ lower g (gets1 t e g + h) = lower g (gets1 t e g) + a * v g) 0) as [hs Hs'].
  { intros g Lt. destruct (in_dec Nat.eq_dec g good) as [G|NG]; [|exists 0; tauto].
    destruct (Reach g G (a * v g)) as [h Hh]; [now apply Small|]. exists h. auto. }
  set (t' := turns w t hs).
  assert (Gain : forall e' g, In e' (data P) -> extra w t hs e' g
    = if among good g then (if Req_EM_T (dot P w e') 1 then a * v g else 0) else 0).
  { intros e' g I'. destruct (among good g) eqn:E.
    - apply among_in in E. destruct (dot_one e' I') as [[S O]|O].
      + destruct (Req_EM_T (dot P w e') 1) as [_|NO]; [|contradiction]. unfold extra, gives. rewrite turns_gets1 by assumption. rewrite (dot_same e' S), Rmult_1_r.
        rewrite (same_gets1 t e e' g S). destruct (Hs' g (good_in g E) E) as [_ ->]. ring.
      + destruct (Req_EM_T (dot P w e') 1); [lra|]. apply extra_still. intros _. rewrite O. ring.
    - apply extra_still. intros G. apply among_in in G. congruence. }
  assert (Still : forall e' k, In e' (data P) -> (k < n2)%nat -> gets2 t' e' k = gets2 t e' k).
  { intros e' k I' K. unfold t'. rewrite turns_gets2.
    destruct (Req_EM_T (dot P w e') 1) as [O|O].
    - rewrite (sum_eq n1 _ (fun g => a * (if among good g then v g * own t (Weight b 1 k g) else 0))).
      + rewrite sum_mul, sum_among, Ker by auto. ring.
      + intros g _. rewrite (Gain e' g I').
        destruct (Req_EM_T (dot P w e') 1); [|contradiction].
        destruct (among good g); ring.
    - rewrite (sum_0 n1); [ring|]. intros g _. rewrite (Gain e' g I').
      destruct (Req_EM_T (dot P w e') 1); [contradiction|].
      destruct (among good g); ring. }
  assert (F : forall e', In e' (data P) -> f P t' e' = f P t e').
  { intros e' I'. unfold t'. rewrite turns_f. fold t'. unfold out.
    rewrite (sum_eq n2 _ (fun k => own t (Output b k) * upper k (gets2 t e' k))); [ring|].
    intros k K. now rewrite Still. }
  assert (Min' : local_min P t').
  { apply Minima; [apply turns_free| |assumption]. apply Near. intros g G. now apply Hs'; [apply good_in|]. }
  pose proof (upper_moment t k0 g0 Min G0 K0) as M1.
  pose proof (upper_moment t' k0 g0 Min' G0 K0) as M2.
  rewrite (moment_eq P l1 t t' (fun e' => own t (Output b k0) * slope k0 (gets2 t e' k0) * gives t e' g0
    + (own t (Output b k0) * slope k0 (gets2 t e' k0)) * extra w t hs e' g0)) in M2; [|assumption|].
  - rewrite (moment_eq P l1 t t (fun e' => own t (Output b k0) * slope k0 (gets2 t e' k0) * gives t e' g0
      + 1 * ((own t (Output b k0) * slope k0 (gets2 t e' k0)) * extra w t hs e' g0))) in M2
      by (auto; intros; ring).
    rewrite moment_combine, M1 in M2.
    assert (Refl : same P e e) by (intros i _; reflexivity).
    assert (Among : among good g0 = true) by now apply among_in.
    apply N. apply (alone_moment t (c k0 * (a * v g0))
      (fun e' => (own t (Output b k0) * slope k0 (gets2 t e' k0)) * extra w t hs e' g0)).
    + apply Rmult_integral_contrapositive_currified; [exact Nc|].
      now apply Rmult_integral_contrapositive_currified.
    + rewrite (Gain e g0 e_in), Among. destruct (Req_EM_T (dot P w e) 1); [reflexivity|contradiction].
    + intros e' I'. rewrite (Gain e' g0 I'), Among.
      destruct (dot_one e' I') as [[S O]|O]; destruct (Req_EM_T (dot P w e') 1) as [O'|O'].
      * left. split; [assumption|]. unfold c. now rewrite (same_gets2 t e e' k0 S).
      * contradiction.
      * lra.
      * right. ring.
    + lra.
  - intros e' I'. rewrite (Still e' k0 I' K0). unfold extra, t'. unfold deep_part. cbn [turns]. ring.
Qed.

(** (3) No unit of the second layer weighs anything. *)
Lemma nothing_weighed : forall t, local_min P t -> (forall k, (k < n2)%nat -> own t (Output b k) = 0) ->
  l1 (z P t e) = 0.
Proof.
  intros t Min Dead. destruct good as [|g0 rest] eqn:Eg; [simpl in enough; lia|].
  assert (G0 : In g0 good) by (rewrite Eg; now left). rewrite <- Eg in *.
  assert (Zero : forall t' e', (forall k, own t' (Output b k) = own t (Output b k)) -> out t' e' = 0).
  { intros t' e' O. unfold out. apply sum_0. intros k K. rewrite O, Dead by assumption. ring. }
  (* a weight that is not 0 *)
  assert (Woken : exists t1, local_min P t1 /\ (forall k, own t1 (Output b k) = own t (Output b k)) /\
    (forall e', In e' (data P) -> f P t1 e' = f P t e') /\ own t1 (Weight b 1 0 g0) <> 0).
  { destruct (Req_EM_T (own t (Weight b 1 0 g0)) 0) as [E|N]; [|exists t; auto].
    pose proof (upper_free g0 0 G0 some_unit) as Fr. set (q := Weight b 1 0 g0) in *.
    assert (F : forall h e', In e' (data P) -> f P (bump t (D q) h) e' = f P t e').
    { intros h e' _. rewrite (f_moves t).
      - rewrite !Zero by reflexivity. ring.
      - intros p Np. apply bump_other. intros ->. apply Np. simpl. auto. }
    destruct (idle_move P defined t (bump t (D q)) Min) as [d [Hd Idle]]; auto.
    - apply bump_leads; [apply Min|apply in_deep, Fr].
    - intros h. apply moves_penalty, bump_free, Fr.
    - exists (bump t (D q) (d / 2)). split; [apply Idle; rewrite Rabs_right; lra|].
      split; [reflexivity|]. split; [now apply F|].
      change (bump t (D q) (d / 2) (D q) <> 0). change (t (D q) = 0) in E. rewrite bump_here, E. lra. }
  destruct Woken as [t1 [M1 [O1 [F1 N1]]]].
  destruct (idle_move P defined t1 (fun h => turns w t1 (only g0 h)) M1 (only_leads w t1 g0 (proj1 M1)))
    as [d [Hd Idle]].
  { intros h e' _. rewrite turns_f, !Zero by (exact O1 || reflexivity || (intros k; apply O1)). ring. }
  { intros h. apply moves_penalty, turns_free. }
  destruct (gap_signs g0 (gets1 t1 e g0) d G0 Hd 1 (or_introl eq_refl)) as [h [Hh Sg]].
  pose proof (output_moment t1 0 M1 some_unit) as E1.
  pose proof (output_moment _ 0 (Idle h Hh) some_unit) as E2.
  set (gap := lower g0 (gets1 t1 e g0 + h) - lower g0 (gets1 t1 e g0)) in *.
  set (v := fun e' => upper 0 (gets2 (turns w t1 (only g0 h)) e' 0) - upper 0 (gets2 t1 e' 0)).
  assert (M : moment P l1 t1 v = 0).
  { rewrite (moment_eq P l1 t1 t1 (fun e' => upper 0 (gets2 (turns w t1 (only g0 h)) e' 0)
      + (-1) * upper 0 (gets2 t1 e' 0))) by (auto; intros; unfold v; ring).
    rewrite moment_combine, E1.
    rewrite (moment_eq P l1 t1 (turns w t1 (only g0 h))
      (fun e' => upper 0 (gets2 (turns w t1 (only g0 h)) e' 0)) _) in E2; [rewrite E2; ring| |reflexivity].
    intros e' _. rewrite turns_f, !Zero; [ring|exact O1|intros k; apply O1]. }
  assert (Refl : same P e e) by (intros i _; reflexivity).
  assert (Ve : forall e', same P e e' -> v e' = v e).
  { intros e' S. unfold v. now rewrite (same_gets2 _ e e' 0 S), (same_gets2 t1 e e' 0 S). }
  assert (Nv : v e <> 0).
  { unfold v. rewrite turns_gets2, sum_only, w_one, Rmult_1_r by assumption. fold gap.
    set (m := own t1 (Weight b 1 0 g0)) in *. set (r := gets2 t1 e 0).
    destruct (sloped 0 some_unit) as [c [[C Up] _]].
    assert (Nm : m * gap <> 0) by (apply Rmult_integral_contrapositive_currified; [assumption|lra]).
    destruct (Rtotal_order r (r + m * gap)) as [Lt|[E|Gt]]; [|lra|].
    - specialize (Up _ _ Lt). cbv beta in Up. intros E. nra.
    - specialize (Up _ _ Gt). cbv beta in Up. intros E. nra. }
  unfold z in *. rewrite <- (F1 e e_in). apply (alone_moment t1 (v e) v Nv eq_refl); [|assumption].
  intros e' I'. destruct (dot_one e' I') as [[S O]|O]; [left; auto|right].
  unfold v. rewrite turns_gets2, sum_only, O, Rmult_0_r, Rplus_0_r by assumption.
  apply Rminus_diag_eq. f_equal. ring.
Qed.

(** No slope: by (1) and (2) the second layer weighs nothing, and then (3). *)
Lemma sample_still : forall t, local_min P t -> l1 (z P t e) = 0.
Proof.
  intros t Min. destruct (Req_EM_T (l1 (z P t e)) 0) as [|N]; [assumption|].
  apply nothing_weighed; [assumption|]. intros k K.
  pose proof (dependent_rows t k Min K N) as E. apply Rmult_integral in E. destruct E as [|E]; [assumption|].
  destruct (sloped k K) as [c [_ Sl]]. destruct (Sl (gets2 t e k)) as [_ Pos]. rewrite E in Pos. lra.
Qed.

End Sample.

End NarrowLayers.

(** ** The theorem *)

Section Independent.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis network_deep_defined : network_deep_defined P.
Hypothesis network_deep_features : network_deep_features P.
Hypothesis network_narrowing : network_narrowing P.
Hypothesis data_consistent : data_consistent P.
Hypothesis data_independent : data_independent P.

Theorem slope_independent_narrow : NO_SLOPE P.
Proof.
  intros t Min e I. destruct loss_c1 as [l1 [D _]].
  destruct network_narrowing as [all [b [first [second [good [Is [In_ [Ly [Some [Enough [Once [Low Up]]]]]]]]]]]].
  pose proof (all_defined P loss_defined neuron_defined network_deep_defined) as Def.
  destruct (choose_below (R -> R) (length second)
    (fun k d => exists c, strictly_sloped c (val (nth k second identity)) d) (fun _ => 0)) as [slope Sl].
  { intros k K. destruct (smooth_sloped _ (proj1 (Up k K))) as [c [d S]]. now exists d, c. }
  destruct (dual P data_independent e I) as [w [We Wo]].
  rewrite <- (sample_still P Def l1 D network_deep_features data_consistent all b first second good
    Is In_ Ly (fun g G => proj1 (Low g G)) Once
    (fun g k G => proj1 (proj2 (proj2 (Low g G))) k)
    (fun g G => proj1 (proj2 (proj2 (proj2 (Low g G)))))
    (fun g k G => proj2 (proj2 (proj2 (proj2 (Low g G)))) k)
    (fun k K => proj2 (Up k K)) (fun g G => proj1 (proj2 (Low g G)))
    slope (fun k K v => match Sl k K with ex_intro _ _ H => proj1 (proj2 H v) end) Enough Some Sl
    e I w We Wo t Min).
  apply D.
Qed.

End Independent.
