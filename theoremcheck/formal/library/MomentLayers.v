(** * A deep part of smooth layers against the second moments: layer by layer

    minimum.moment allows E+ f_D <= E- f_D near t. Here f_D is one branch; some layer of it receives
    affine functions of x that are constant at t, because the weights of the first layer are 0 and the
    layers between are affine. As a function of what the M units of that layer receive, f_D is
    A sum_j z_j^2 + D (sum_j z_j)^2 to second order where all units of a layer are alike; that form is
    definite if A and A + M D have one sign. If the sign is opposite to that of the second moments,
    about the common mean, E+ f_D <= E- f_D whatever all parameters do nearby. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions PointsConstant Nearby Support RulesCurved DeepNear SecondJets.
Import ListNotations.
Open Scope R_scope.

Section Moments.

Variable P : problem.
Variable t : params.
Hypothesis reachable : admissible P t.
Hypothesis means : data_equal_means P.
Variable o : R.
Hypothesis sign : o = 1 \/ o = -1.
Hypothesis definite : definite_moments P (mean P) o.

Let classes : both_classes P := proj1 means.

(** ** What is affine in x, and constant at t *)

Section Direction.

Variable M : nat.
Variable w : nat -> nat -> params -> R.
Hypothesis w_continuous : forall u k, (u < M)%nat -> (k < dim P)%nat -> continuous P t (w u k).
Hypothesis w_zero : forall u k, (u < M)%nat -> (k < dim P)%nat -> w u k t = 0.

Definition swing (t' : params) (e : sample) (u : nat) : R := along P (mean P) (fun k => w u k t') e.

Lemma swing_continuous e u : (u < M)%nat -> continuous P t (fun t' => swing t' e u).
Proof.
  intros L. unfold swing, along.
  apply (continuous_sum P t _ (fun k t' => w u k t' * (x P e k - mean P k))). intros k Lk.
  apply continuous_mult; [now apply w_continuous|apply continuous_const].
Qed.

Lemma swing_zero e u : (u < M)%nat -> swing t e u = 0.
Proof. intros L. unfold swing, along. apply sum_null. intros k Lk. rewrite w_zero by assumption. ring. Qed.

Lemma swing_small r : 0 < r -> nearby P t (fun t' => forall e, In e (data P) -> size M (swing t' e) < r^2).
Proof.
  intros Hr. apply nearby_list. intros e Ie.
  apply nearby_weaken with (Q := fun t' => -1 < size M (swing t' e) < r^2); [intros; lra|].
  apply (nearby_inside P t (fun t' => size M (swing t' e))).
  - unfold size. apply (continuous_sum P t _ (fun j t' => (swing t' e j)^2)). intros j L.
    apply (continuous_same P t (fun t' => swing t' e j * swing t' e j)); [intros; ring|].
    apply continuous_mult; now apply swing_continuous.
  - unfold size. rewrite sum_null; [split; [lra|now apply pow_lt]|].
    intros j L. rewrite swing_zero by exact L. ring.
Qed.

(** The moments of swings, and of their differences and sums. *)
Lemma along_minus m v v' e : along P m (fun k => v k - v' k) e = along P m v e - along P m v' e.
Proof.
  unfold along. rewrite (sum_eq _ _ (fun k => v k * (x P e k - m k) + -1 * (v' k * (x P e k - m k))))
    by (intros; ring). rewrite sum_add, sum_times. ring.
Qed.

Lemma along_sum m n (v : nat -> nat -> R) e :
  along P m (fun k => sum n (fun j => v j k)) e = sum n (fun j => along P m (v j) e).
Proof.
  unfold along. rewrite (sum_eq _ _ (fun k => sum n (fun j => v j k * (x P e k - m k)))).
  - apply sum_exchange.
  - intros k _. rewrite Rmult_comm, <- sum_times. apply sum_eq. intros. ring.
Qed.

Definition moment (v : nat -> R) : R := o * difference P (fun e => (along P (mean P) v e)^2).

Lemma moment_nonneg v : 0 <= moment v.
Proof.
  destruct definite as [kappa [Hk D]]. specialize (D v). unfold moment.
  eapply Rle_trans; [|exact D]. apply Rmult_le_pos; [lra|]. apply over_nonneg. intros. apply pow2_ge_0.
Qed.

Lemma sum_square_step n (v : nat -> R) : INR (S n) * sum (S n) (fun j => (v j)^2) - (sum (S n) v)^2
  = (INR n * sum n (fun j => (v j)^2) - (sum n v)^2) + sum n (fun j => (v j - v n)^2).
Proof.
  rewrite (sum_eq n (fun j => (v j - v n)^2) (fun j => ((v j)^2 + (-2 * v n) * v j) + (v n)^2)) by (intros; ring).
  rewrite sum_add, sum_add, sum_times, sum_same, S_INR. cbn [sum]. ring.
Qed.

(** By Cauchy and Schwarz. *)
Lemma moment_of_sum n (v : nat -> nat -> R) :
  moment (fun k => sum n (fun j => v j k)) <= INR n * sum n (fun j => moment (v j)).
Proof.
  assert (K : 0 <= o * difference P (fun e =>
    INR n * sum n (fun j => (along P (mean P) (v j) e)^2) - (sum n (fun j => along P (mean P) (v j) e))^2)).
  { induction n.
    - simpl. rewrite (difference_eq P _ (fun _ => 0)) by (intros; ring). rewrite difference_const by exact classes. lra.
    - rewrite (difference_eq P _ _ (fun e _ => sum_square_step n (fun j => along P (mean P) (v j) e))).
      rewrite difference_add, Rmult_plus_distr_l. apply Rplus_le_le_0_compat; [exact IHn|].
      rewrite (difference_sum P n (fun j e => (along P (mean P) (v j) e - along P (mean P) (v n) e)^2)).
      rewrite <- sum_times. apply sum_nonneg. intros j _.
      pose proof (moment_nonneg (fun k => v j k - v n k)) as H. unfold moment in H.
      rewrite (difference_eq P _ (fun e => (along P (mean P) (v j) e - along P (mean P) (v n) e)^2)) in H;
        [exact H|]. intros e _. now rewrite along_minus. }
  unfold moment.
  rewrite (difference_eq P _ (fun e => (sum n (fun j => along P (mean P) (v j) e))^2))
    by (intros; now rewrite along_sum).
  rewrite sum_times, <- (difference_sum P n (fun j e => (along P (mean P) (v j) e)^2)).
  rewrite (difference_eq P _ (fun e => INR n * sum n (fun j => (along P (mean P) (v j) e)^2)
    + -1 * (sum n (fun j => along P (mean P) (v j) e))^2)) in K by (intros; ring).
  rewrite difference_add, !difference_times in K. lra.
Qed.

(** What has a definite second order against the moments is ordered. *)
Lemma jet_falls_both g p l A D :
  jet P t M swing g p l (fun v => A * size M v + D * (sum M v)^2) -> o * A < 0 -> o * (A + INR M * D) < 0 ->
  nearby P t (fun t' => difference P (g t') <= 0).
Proof.
  intros [_ J] HA HD. pose proof definite as [kappa [Hk Def]].
  set (mu := Rmin (- (o * A)) (- (o * (A + INR M * D)))).
  assert (Hmu : 0 < mu) by (unfold mu; apply Rmin_pos; lra).
  assert (mA : mu <= - (o * A)) by apply Rmin_l. assert (mD : mu <= - (o * (A + INR M * D))) by apply Rmin_r.
  assert (He : 0 < mu * kappa) by now apply Rmult_lt_0_compat.
  apply nearby_weaken with (2 := J (mu * kappa) He). intros t' _ (c & k & _ & _ & H).
  set (rest := fun e => g t' e - (c + combined M k (swing t' e)
    + (A * size M (swing t' e) + D * (sum M (swing t' e))^2))).
  assert (Rest : Rabs (difference P rest) <= over (data P) (fun e => mu * kappa * size M (swing t' e))).
  { apply difference_bound. exact H. }
  rewrite over_times in Rest.
  assert (First : difference P (fun e => combined M k (swing t' e)) = 0).
  { unfold combined. rewrite (difference_sum P M (fun j e => k j * swing t' e j)). apply sum_null. intros j _.
    rewrite difference_times. unfold swing. rewrite difference_along_mean by exact means. ring. }
  rewrite (difference_eq P _ (fun e => c + (combined M k (swing t' e)
    + (A * size M (swing t' e) + (D * (sum M (swing t' e))^2 + rest e))))) by (intros; unfold rest; ring).
  rewrite !difference_add, difference_const, First, !difference_times by exact classes.
  set (T := difference P (fun e => size M (swing t' e))).
  set (U := difference P (fun e => (sum M (swing t' e))^2)).
  set (S := over (data P) (fun e => size M (swing t' e))) in *.
  assert (TE : o * T = sum M (fun j => moment (fun k => w j k t'))).
  { unfold T, size, moment. rewrite (difference_sum P M (fun j e => (swing t' e j)^2)), <- sum_times. reflexivity. }
  assert (UE : o * U = moment (fun k => sum M (fun j => w j k t'))).
  { unfold U, moment. f_equal. apply difference_eq. intros e _. now rewrite (along_sum (mean P) M (fun j k => w j k t')). }
  assert (HT : kappa * S <= o * T).
  { rewrite TE. unfold S, size. rewrite (Nearby.over_sum (data P) M (fun e j => (swing t' e j)^2)), <- sum_times.
    apply sum_le. intros j _. apply Def. }
  assert (HU : 0 <= o * U) by (rewrite UE; apply moment_nonneg).
  assert (HUM : o * U <= INR M * (o * T)) by (rewrite UE, TE; apply moment_of_sum).
  assert (HS : 0 <= S) by (unfold S; apply over_nonneg; intros; apply size_nonneg).
  assert (HX : 0 <= o * T) by (eapply Rle_trans; [|exact HT]; apply Rmult_le_pos; lra).
  assert (O2 : o * o = 1) by (destruct sign as [-> | ->]; ring).
  assert (Second : A * T + D * U <= - (mu * (o * T))).
  { replace (A * T + D * U) with ((o * A) * (o * T) + (o * D) * (o * U))
      by (transitivity ((o * o) * (A * T + D * U)); [ring|rewrite O2; ring]).
    destruct (Rle_dec (o * D) 0).
    - assert ((o * D) * (o * U) <= 0) by nra. nra.
    - assert ((o * D) * (o * U) <= (o * D) * (INR M * (o * T))) by (apply Rmult_le_compat_l; lra). nra. }
  assert (mu * (kappa * S) <= mu * (o * T)) by (apply Rmult_le_compat_l; lra).
  pose proof (Rle_abs (difference P rest)). lra.
Qed.

(** One unit has the whole form in one number. *)
Theorem jet_falls g p l A D :
  jet P t M swing g p l (fun v => A * size M v + D * (sum M v)^2) ->
  (M = 1%nat \/ o * A < 0) -> o * (A + INR M * D) < 0 ->
  nearby P t (fun t' => difference P (g t') <= 0).
Proof.
  intros J [One|HA] HD; [|now apply jet_falls_both with (1 := J)].
  apply (jet_falls_both g p l (A + INR M * D) 0); [|exact HD|now rewrite Rmult_0_r, Rplus_0_r].
  refine (jet_as P t M swing _ _ _ _ _ _ _ eq_refl (fun _ _ => eq_refl) _ J).
  intros v. unfold size. rewrite One. simpl. ring.
Qed.

(** What unit u of the bending layer receives. *)
Lemma jet_received (c : nat -> params -> R) (f : params -> sample -> nat -> R) u : (u < M)%nat ->
  continuous P t (c u) ->
  nearby P t (fun t' => forall e u, In e (data P) -> (u < M)%nat -> f t' e u = c u t' + swing t' e u) ->
  jet P t M swing (fun t' e => f t' e u) (c u t) (fun j => if (j =? u)%nat then 1 else 0) (fun _ => 0).
Proof.
  intros L Cc E.
  apply jet_same with (g' := fun t' e => c u t' + swing t' e u);
    [apply nearby_weaken with (2 := E); intros t' _ E' e Ie; now apply E'|].
  split.
  - exists (Rabs (c u t) + 1). pose proof (Rabs_pos (c u t)). repeat split; [lra|lra| |].
    + intros j _. destruct (j =? u)%nat; [rewrite Rabs_R1|rewrite Rabs_R0]; lra.
    + intros v. rewrite Rabs_R0. apply Rmult_le_pos; [lra|apply size_nonneg].
  - intros eps He. apply nearby_weaken with (2 := Cc eps He). intros t' _ H.
    exists (c u t'), (fun j => if (j =? u)%nat then 1 else 0). split; [lra|]. split.
    + intros j _. rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. lra.
    + intros e _. replace (combined M (fun j => if (j =? u)%nat then 1 else 0) (swing t' e)) with (swing t' e u).
      * replace (c u t' + swing t' e u - (c u t' + swing t' e u + 0)) with 0 by ring. rewrite Rabs_R0.
        apply Rmult_le_pos; [lra|apply size_nonneg].
      * unfold combined. clear - L. induction M; [lia|]. cbn [sum].
        destruct (Nat.eq_dec u n) as [->|N].
        -- rewrite Nat.eqb_refl, sum_null; [ring|]. intros j Lj.
           replace (j =? n)%nat with false by (symmetry; apply Nat.eqb_neq; lia). ring.
        -- rewrite <- IHn by lia. replace (n =? u)%nat with false by (symmetry; apply Nat.eqb_neq; lia). ring.
Qed.

End Direction.

(** ** Layers that are alike in all units, at t *)

Let td (p : deep_place) : R := t (D p).
Let place_of (t' : params) : deep_place -> R := fun p => t' (D p).

Variable b : nat.
Implicit Types (h : params -> sample -> nat -> R).

(** From layer l upwards, each unit below gives g; its units together have the slope l1 and the form
    A sum z_j^2 + D (sum z_j)^2; the branch gives dv. *)
Fixpoint bent_at (M : nat) (dv : R) (l inputs : nat) (g l1 A D : R) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => exists v, (forall u, (u < inputs)%nat -> td (Output b u) = v) /\ v * (INR inputs * g) = dv /\
      (M = 1%nat \/ o * (v * A) < 0) /\ o * (v * A + INR M * (v * D)) < 0
  | units :: above => exists w p s0 s1 s2,
      (forall u, (u < length units)%nat ->
         (forall c, (c < inputs)%nat -> td (Weight b l u c) = w) /\
         w * (INR inputs * g) + td (Bias b l u) = p /\
         unit units u p = s0 /\ c2_at (unit units u) p s1 s2) /\
      bent_at M dv (S l) (length units) s0 (INR (length units) * (s1 * (w * l1)))
        (INR (length units) * (s1 * (w * A)))
        (INR (length units) * (s1 * (w * D) + s2 / 2 * (w * l1)^2)) above
  end.

(** Affine layers, and the layer that bends. *)
Fixpoint moment_at (dv : R) (l inputs : nat) (g : R) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => False
  | units :: above => exists w p s0, (l = 0%nat -> w = 0) /\
      (forall u, (u < length units)%nat ->
         (forall c, (c < inputs)%nat -> td (Weight b l u c) = w) /\
         w * (INR inputs * g) + td (Bias b l u) = p /\ unit units u p = s0) /\
      ((exists s1 s2, (forall u, (u < length units)%nat -> c2_at (unit units u) p s1 s2) /\
          bent_at (length units) dv (S l) (length units) s0 s1 (s2 / 2) 0 above) \/
       ((forall u, (u < length units)%nat -> exists lo hi p1 q1, lo < p < hi /\
          forall r, lo < r < hi -> unit units u r = p1 * r + q1) /\
        moment_at dv (S l) (length units) s0 above))
  end.

Lemma c2_continuous g p s1 s2 : c2_at g p s1 s2 -> continuity_pt g p.
Proof.
  intros (g' & g'' & lo & hi & I & Dg & _). apply derivable_continuous_pt. exists (g' p). now apply Dg.
Qed.

Lemma affine_continuous g lo hi p p1 q1 : lo < p < hi -> (forall r, lo < r < hi -> g r = p1 * r + q1) ->
  continuity_pt g p.
Proof.
  intros I E. apply derivable_continuous_pt. exists p1. intros eps He.
  assert (Hd : 0 < Rmin (p - lo) (hi - p)) by (apply Rmin_pos; lra).
  exists (mkposreal _ Hd). simpl. intros s Hs Hm.
  assert (Rabs s < p - lo) by (eapply Rlt_le_trans; [exact Hm|apply Rmin_l]).
  assert (Rabs s < hi - p) by (eapply Rlt_le_trans; [exact Hm|apply Rmin_r]).
  rewrite !E; [|lra|split; apply Rabs_def2 in H; apply Rabs_def2 in H0; lra].
  replace ((p1 * (p + s) + q1 - (p1 * p + q1)) / s - p1) with 0 by (field; exact Hs). now rewrite Rabs_R0.
Qed.

(** *** At t *)

Lemma received_alike l n u (h : nat -> R) g w p : (forall c, (c < n)%nat -> h c = g) ->
  (forall c, (c < n)%nat -> td (Weight b l u c) = w) -> w * (INR n * g) + td (Bias b l u) = p ->
  received td b l n h u = p.
Proof.
  intros G Ww <-. unfold received. f_equal. rewrite (sum_eq n _ (fun _ => w * g)).
  - rewrite sum_same. ring.
  - intros c L. now rewrite G, Ww.
Qed.

Lemma bent_rests M dv layers : forall l n g l1 A D (h : sample -> nat -> R),
  (forall e c, In e (data P) -> (c < n)%nat -> h e c = g) -> bent_at M dv l n g l1 A D layers ->
  calm P td b l n h layers /\ forall e, In e (data P) -> branch_output td b l n (h e) layers = dv.
Proof.
  induction layers as [|units above IH]; intros l n g l1 A D h G B; cbn [bent_at] in B.
  - destruct B as (v & V & E & _). split; [exact I|]. intros e Ie. simpl. rewrite (sum_eq n _ (fun _ => v * g)).
    + rewrite sum_same, <- E. ring.
    + intros u L. now rewrite V, G.
  - destruct B as (w & p & s0 & s1 & s2 & U & A').
    assert (Rec : forall e u, In e (data P) -> (u < length units)%nat -> received td b l n (h e) u = p).
    { intros e u Ie L. destruct (U u L) as (Ww & Wp & _). apply (received_alike l n u (h e) g w p); auto. }
    assert (Out : forall e u, In e (data P) -> (u < length units)%nat -> passed td b l n h units e u = s0).
    { intros e u Ie L. unfold passed. rewrite Rec by assumption. now destruct (U u L) as (_ & _ & E & _). }
    destruct (IH _ _ _ _ _ _ (passed td b l n h units) Out A') as [C V].
    split; [|exact V]. simpl. split; [|exact C]. intros u e L Ie. rewrite Rec by assumption.
    destruct (U u L) as (_ & _ & _ & C2). now apply c2_continuous in C2.
Qed.

Lemma moment_rests dv layers : forall l n g (h : sample -> nat -> R),
  (l = 0%nat \/ forall e c, In e (data P) -> (c < n)%nat -> h e c = g) -> moment_at dv l n g layers ->
  calm P td b l n h layers /\ forall e, In e (data P) -> branch_output td b l n (h e) layers = dv.
Proof.
  induction layers as [|units above IH]; intros l n g h G B; cbn [moment_at] in B; [contradiction|].
  destruct B as (w & p & s0 & First & U & A').
  assert (Rec : forall e u, In e (data P) -> (u < length units)%nat -> received td b l n (h e) u = p).
  { intros e u Ie L. destruct (U u L) as (Ww & Wp & _). destruct G as [->|G].
    - rewrite (First eq_refl) in *. rewrite <- Wp. unfold received.
      rewrite sum_null; [ring|]. intros c Lc. rewrite Ww by exact Lc. ring.
    - apply (received_alike l n u (h e) g w p); auto. }
  assert (Out : forall e u, In e (data P) -> (u < length units)%nat -> passed td b l n h units e u = s0).
  { intros e u Ie L. unfold passed. rewrite Rec by assumption. now destruct (U u L) as (_ & _ & E). }
  destruct A' as [(s1 & s2 & C2 & A')|[Aff A']].
  - destruct (bent_rests _ _ _ _ _ _ _ _ _ _ Out A') as [C V].
    split; [|exact V]. simpl. split; [|exact C]. intros u e L Ie. rewrite Rec by assumption.
    exact (c2_continuous _ _ _ _ (C2 u L)).
  - destruct (IH _ _ _ (passed td b l n h units) (or_intror Out) A') as [C V].
    split; [|exact V]. simpl. split; [|exact C]. intros u e L Ie. rewrite Rec by assumption.
    destruct (Aff u L) as (lo & hi & p1 & q1 & I & E). exact (affine_continuous _ lo hi p p1 q1 I E).
Qed.

(** *** Near t *)

Lemma bent_near M z dv layers :
  (forall r, 0 < r -> nearby P t (fun t' => forall e, In e (data P) -> size M (z t' e) < r^2)) ->
  forall l n g l1 A D h (ls : nat -> nat -> R) (qs : nat -> (nat -> R) -> R),
  (forall c, (c < n)%nat -> jet P t M z (fun t' e => h t' e c) g (ls c) (qs c)) ->
  (forall j, (j < M)%nat -> sum n (fun c => ls c j) = l1) ->
  (forall v, sum n (fun c => qs c v) = A * size M v + D * (sum M v)^2) ->
  bent_at M dv l n g l1 A D layers ->
  exists p l' A' D', jet P t M z (fun t' e => branch_output (place_of t') b l n (h t' e) layers) p l'
    (fun v => A' * size M v + D' * (sum M v)^2) /\ (M = 1%nat \/ o * A' < 0) /\ o * (A' + INR M * D') < 0.
Proof.
  intros Small. induction layers as [|units above IH]; intros l n g l1 A D h ls qs J Ls Qs B; cbn [bent_at] in B.
  - destruct B as (v & V & _ & S1 & S2).
    exists (sum n (fun u => td (Output b u) * g)), (fun j => sum n (fun u => td (Output b u) * ls u j)),
      (v * A), (v * D). split; [|now split].
    pose proof (jet_sum P t M z n (fun u t' => t' (Setting.D (Output b u))) (fun u t' e => h t' e u)
      (fun _ => g) ls qs (fun u _ => continuous_place P t _ reachable) J) as K.
    refine (jet_as P t M z _ _ _ _ _ _ _ _ _ _ K); [reflexivity|reflexivity|].
    intros y. transitivity (v * sum n (fun c => qs c y)); [|rewrite Qs; ring].
    rewrite <- sum_times. apply sum_eq. intros u L. unfold td in V. now rewrite V.
  - destruct B as (w & p & s0 & s1 & s2 & U & B).
    apply (IH (Datatypes.S l) (length units) s0 (INR (length units) * (s1 * (w * l1)))
      (INR (length units) * (s1 * (w * A))) (INR (length units) * (s1 * (w * D) + s2 / 2 * (w * l1)^2))
      (fun t' => passed (place_of t') b l n (h t') units)
      (fun _ _ => s1 * (w * l1))
      (fun _ y => s1 * (w * (A * size M y + D * (sum M y)^2)) + s2 / 2 * (w * l1 * sum M y)^2)); [| | |exact B].
    + intros u L. destruct (U u L) as (Ww & Wp & E0 & C2).
      assert (R : jet P t M z (fun t' e => received (place_of t') b l n (h t' e) u) p
        (fun _ => w * l1) (fun y => w * (A * size M y + D * (sum M y)^2))).
      { pose proof (jet_sum P t M z n (fun c t' => t' (Setting.D (Weight b l u c))) (fun c t' e => h t' e c)
          (fun _ => g) ls qs (fun c _ => continuous_place P t _ reachable) J) as K.
        pose proof (jet_constant P t M z (fun t' => t' (Setting.D (Bias b l u)))
          (continuous_place P t _ reachable)) as Kb.
        refine (jet_as P t M z _ _ _ _ _ _ _ _ _ _ (jet_plus P t M z _ _ _ _ _ _ _ _ K Kb)).
        - rewrite <- Wp. unfold td. f_equal. rewrite (sum_eq n _ (fun _ => w * g)); [rewrite sum_same; ring|].
          intros c Lc. unfold td in Ww. now rewrite Ww.
        - intros j Lj. cbv beta. rewrite Rplus_0_r, <- (Ls j Lj), <- sum_times. apply sum_eq.
          intros c Lc. unfold td in Ww. now rewrite Ww.
        - intros y. cbv beta. rewrite Rplus_0_r, <- Qs, <- sum_times. apply sum_eq.
          intros c Lc. unfold td in Ww. now rewrite Ww. }
      refine (jet_as P t M z _ _ _ _ _ _ _ _ _ _ (jet_through P t M z Small (unit units u) _ _ _ _ s1 s2 C2 R)).
      * exact E0.
      * reflexivity.
      * intros y. cbv beta. f_equal. f_equal. f_equal. unfold combined. now rewrite sum_times.
    + intros j _. apply sum_same.
    + intros y. rewrite sum_same. ring.
Qed.

(** Affine in x near t, and constant there. *)
Definition straight n (f : params -> sample -> nat -> R) : Prop :=
  exists (c : nat -> params -> R) (w : nat -> nat -> params -> R),
    (forall u, (u < n)%nat -> continuous P t (c u)) /\
    (forall u k, (u < n)%nat -> (k < dim P)%nat -> continuous P t (w u k) /\ w u k t = 0) /\
    nearby P t (fun t' => forall e u, In e (data P) -> (u < n)%nat ->
      f t' e u = c u t' + along P (mean P) (fun k => w u k t') e).

Lemma straight_first n : (forall u c, (u < n)%nat -> (c < dim P)%nat -> td (Weight b 0 u c) = 0) ->
  straight n (fun t' e u => received (place_of t') b 0 (dim P) (x P e) u).
Proof.
  intros Z. exists (fun u t' => place_of t' (Bias b 0 u) + sum (dim P) (fun k => place_of t' (Weight b 0 u k) * mean P k)),
    (fun u k t' => place_of t' (Weight b 0 u k)). split; [|split].
  - intros u _. apply continuous_plus; [now apply (continuous_place P t (D (Bias b 0 u)))|].
    apply (continuous_sum P t _ (fun k t' => place_of t' (Weight b 0 u k) * mean P k)). intros k _.
    apply continuous_mult; [now apply (continuous_place P t (D (Weight b 0 u k)))|apply continuous_const].
  - intros u k L Lk. split; [now apply (continuous_place P t (D (Weight b 0 u k)))|now apply Z].
  - apply nearby_always. intros t' _ e u _ _. unfold received, along.
    rewrite (sum_eq _ (fun k => place_of t' (Weight b 0 u k) * (x P e k - mean P k))
      (fun k => place_of t' (Weight b 0 u k) * x P e k + -1 * (place_of t' (Weight b 0 u k) * mean P k)))
      by (intros; ring). rewrite sum_add, sum_times. ring.
Qed.

Lemma straight_at n f c w : (forall u k, (u < n)%nat -> (k < dim P)%nat -> w u k t = 0) ->
  forall e u, (u < n)%nat -> f t e u = c u t + along P (mean P) (fun k => w u k t) e -> f t e u = c u t.
Proof.
  intros Z e u L ->. unfold along. rewrite sum_null; [ring|]. intros k Lk. rewrite Z by assumption. ring.
Qed.

Lemma at_itself (Q : params -> Prop) : nearby P t Q -> Q t.
Proof.
  intros (r & Hr & H). apply H; [exact reachable|]. unfold distance2. rewrite over_null; [now apply pow_lt|].
  intros. ring.
Qed.

(** Through affine units, into the next layer. *)
Lemma straight_received l n m f h units :
  straight n f -> (forall u, (u < n)%nat -> exists lo hi p1 q1,
    (forall e, In e (data P) -> lo < f t e u < hi) /\ forall r, lo < r < hi -> unit units u r = p1 * r + q1) ->
  (forall t' e u, (u < n)%nat -> h t' e u = unit units u (f t' e u)) ->
  straight m (fun t' e u => received (place_of t') b l n (h t' e) u).
Proof.
  intros (c & w & Cc & Cw & E) Aff Eh.
  assert (Slopes : exists p1 q1 : nat -> R, nearby P t (fun t' => forall u, (u < n)%nat -> forall e, In e (data P) ->
    unit units u (f t' e u) = p1 u * f t' e u + q1 u)).
  { clear Eh. revert Cc Cw E Aff. induction n as [|n IH]; intros Cc Cw E Aff.
    - exists (fun _ => 0), (fun _ => 0). apply nearby_always. intros; lia.
    - destruct IH as (p1 & q1 & N).
      + intros u L. apply Cc. lia.
      + intros u k L Lk. apply Cw; lia.
      + apply nearby_weaken with (2 := E). intros t' _ E' e u Ie L. apply E'; [exact Ie|lia].
      + intros u L. apply Aff. lia.
      + destruct (Aff n ltac:(lia)) as (lo & hi & a & q & I & A).
        exists (fun u => if (u =? n)%nat then a else p1 u), (fun u => if (u =? n)%nat then q else q1 u).
        assert (Stay : nearby P t (fun t' => forall e, In e (data P) -> lo < f t' e n < hi)).
        { apply nearby_list. intros e Ie.
          set (g := fun t' => c n t' + along P (mean P) (fun k => w n k t') e).
          assert (Cg : continuous P t g).
          { unfold g, along. apply continuous_plus; [apply Cc; lia|].
            apply (continuous_sum P t _ (fun k t' => w n k t' * (x P e k - mean P k))). intros k Lk.
            apply continuous_mult; [apply Cw; [lia|exact Lk]|apply continuous_const]. }
          assert (Gt : f t e n = g t) by (apply (at_itself _ E); [exact Ie|lia]).
          apply nearby_both with (1 := E) (2 := nearby_inside P t g lo hi Cg ltac:(rewrite <- Gt; now apply I)).
          intros t' _ E' G. rewrite (E' e n Ie ltac:(lia)). exact G. }
        apply nearby_both with (1 := N) (2 := Stay). intros t' _ N' S' u L e Ie.
        destruct (Nat.eqb_spec u n) as [->|Nu]; [apply A, S', Ie|apply N'; [lia|exact Ie]]. }
  destruct Slopes as (p1 & q1 & Sl).
  exists (fun u t' => place_of t' (Bias b l u) + sum n (fun c' => place_of t' (Weight b l u c') * (p1 c' * c c' t' + q1 c'))),
    (fun u k t' => sum n (fun c' => place_of t' (Weight b l u c') * (p1 c' * w c' k t'))). split; [|split].
  - intros u _. apply continuous_plus; [now apply (continuous_place P t (D (Bias b l u)))|].
    apply (continuous_sum P t _ (fun c' t' => place_of t' (Weight b l u c') * (p1 c' * c c' t' + q1 c'))).
    intros c' L. apply continuous_mult; [now apply (continuous_place P t (D (Weight b l u c')))|].
    apply continuous_plus; [|apply continuous_const]. apply continuous_mult; [apply continuous_const|now apply Cc].
  - intros u k _ Lk. split.
    + apply (continuous_sum P t _ (fun c' t' => place_of t' (Weight b l u c') * (p1 c' * w c' k t'))).
      intros c' L. apply continuous_mult; [now apply (continuous_place P t (D (Weight b l u c')))|].
      apply continuous_mult; [apply continuous_const|now apply Cw].
    + apply sum_null. intros c' L. destruct (Cw c' k L Lk) as [_ ->]. ring.
  - apply nearby_both with (1 := E) (2 := Sl). intros t' _ E' S' e u Ie _. unfold received.
    rewrite (along_sum (mean P) n (fun c' k => place_of t' (Weight b l u c') * (p1 c' * w c' k t'))).
    rewrite (sum_eq n (fun c' => place_of t' (Weight b l u c') * h t' e c')
      (fun c' => place_of t' (Weight b l u c') * (p1 c' * c c' t' + q1 c')
        + along P (mean P) (fun k => place_of t' (Weight b l u c') * (p1 c' * w c' k t')) e)).
    + rewrite sum_add. ring.
    + intros c' L. rewrite Eh, S', E' by assumption.
      assert (Al : along P (mean P) (fun k => place_of t' (Weight b l u c') * (p1 c' * w c' k t')) e
        = place_of t' (Weight b l u c') * (p1 c' * along P (mean P) (fun k => w c' k t') e)).
      { unfold along. rewrite <- !sum_times. apply sum_eq. intros. ring. }
      rewrite Al. ring.
Qed.

Lemma moment_near dv layers : forall l n g h,
  (l = 0%nat \/ forall e c, In e (data P) -> (c < n)%nat -> h t e c = g) ->
  moment_at dv l n g layers ->
  straight (match layers with [] => 0%nat | units :: _ => length units end)
    (fun t' e u => received (place_of t') b l n (h t' e) u) ->
  nearby P t (fun t' => difference P (fun e => branch_output (place_of t') b l n (h t' e) layers) <= 0).
Proof.
  induction layers as [|units above IH]; intros l n g h G B St; cbn [moment_at] in B; [contradiction|].
  destruct B as (w & p & s0 & First & U & B).
  assert (Rec : forall e u, In e (data P) -> (u < length units)%nat -> received td b l n (h t e) u = p).
  { intros e u Ie L. destruct (U u L) as (Ww & Wp & _). destruct G as [->|G].
    - rewrite (First eq_refl) in *. rewrite <- Wp. unfold received.
      rewrite sum_null; [ring|]. intros c Lc. rewrite Ww by exact Lc. ring.
    - apply (received_alike l n u (h t e) g w p); auto. }
  destruct B as [(s1 & s2 & C2 & B)|[Aff B]].
  - destruct St as (c & y & Cc & Cy & E).
    pose proof (fun u k L Lk => proj1 (Cy u k L Lk)) as Cont. pose proof (fun u k L Lk => proj2 (Cy u k L Lk)) as Zero.
    set (M := length units) in *. set (z := swing y) in *.
    assert (Small : forall r, 0 < r -> nearby P t (fun t' => forall e, In e (data P) -> size M (z t' e) < r^2))
      by (intros r Hr; now apply swing_small).
    assert (Someone : exists e, In e (data P)).
    { destruct classes as [Hp _]. destruct (data P) as [|e0 rest] eqn:Ed; [|exists e0; now left].
      exfalso. unfold W_plus, class_weight in Hp. rewrite Ed in Hp. simpl in Hp. lra. }
    destruct Someone as [e0 I0].
    assert (J : forall u, (u < M)%nat -> jet P t M z (fun t' e => passed (place_of t') b l n (h t') units e u) s0
      (fun j => s1 * (if (j =? u)%nat then 1 else 0)) (fun v => s2 / 2 * (v u)^2)).
    { intros u L.
      pose proof (jet_received M y c (fun t' e u => received (place_of t') b l n (h t' e) u) u L (Cc u L) E) as R.
      assert (Ep : c u t = p).
      { rewrite <- (Rec e0 u I0 L). symmetry.
        apply (straight_at M (fun t' e u => received (place_of t') b l n (h t' e) u) c y Zero e0 u L).
        now apply (at_itself _ E). }
      rewrite Ep in R.
      refine (jet_as P t M z _ _ _ _ _ _ _ _ _ _ (jet_through P t M z Small (unit units u) _ _ _ _ s1 s2 (C2 u L) R)).
      - now destruct (U u L) as (_ & _ & E0).
      - reflexivity.
      - intros v. cbv beta. replace (combined M (fun j => if (j =? u)%nat then 1 else 0) v) with (v u); [ring|].
        unfold combined. clear - L. induction M as [|m IHm]; [lia|]. cbn [sum].
        destruct (Nat.eq_dec u m) as [->|N].
        + rewrite Nat.eqb_refl, sum_null; [ring|]. intros j Lj.
          replace (j =? m)%nat with false by (symmetry; apply Nat.eqb_neq; lia). ring.
        + rewrite <- IHm by lia. replace (m =? u)%nat with false by (symmetry; apply Nat.eqb_neq; lia). ring. }
    destruct (bent_near M z dv above Small (Datatypes.S l) M s0 s1 (s2 / 2) 0
      (fun t' => passed (place_of t') b l n (h t') units) _ _ J) with (3 := B)
      as (p' & l' & A' & D' & K & S1 & S2).
    + intros j Lj. clear - Lj. induction M as [|m IHm]; [lia|]. cbn [sum].
      destruct (Nat.eq_dec j m) as [->|N].
      * rewrite Nat.eqb_refl, sum_null; [ring|]. intros u Lu.
        replace (m =? u)%nat with false by (symmetry; apply Nat.eqb_neq; lia). ring.
      * rewrite IHm by lia. replace (j =? m)%nat with false by (symmetry; apply Nat.eqb_neq; lia). ring.
    + intros v. unfold size. rewrite sum_times. ring.
    + exact (jet_falls M y _ _ _ A' D' K S1 S2).
  - assert (Out : forall e u, In e (data P) -> (u < length units)%nat -> passed td b l n (h t) units e u = s0).
    { intros e u Ie L. unfold passed. rewrite Rec by assumption. now destruct (U u L) as (_ & _ & E). }
    apply (IH (Datatypes.S l) (length units) s0 (fun t' => passed (place_of t') b l n (h t') units)).
    + right. exact Out.
    + exact B.
    + apply (straight_received (Datatypes.S l) (length units) _ _ _ units St); [|reflexivity].
      intros u L. destruct (Aff u L) as (lo & hi & p1 & q1 & I & E). exists lo, hi, p1, q1.
      split; [|exact E]. intros e Ie. change (lo < received td b l n (h t e) u < hi). now rewrite Rec.
Qed.

End Moments.

(** ** f_D, which is one branch *)

Section Branch.

Variable P : problem.
Variable t : params.
Variable layers : list (list fn).
Hypothesis is_branch : forall td v, deep P td v = branches (dim P) [layers] td v.
Hypothesis reachable : admissible P t.

Lemma moment_level o dv : moment_at t o 0 dv 0 (dim P) 0 layers ->
  forall e, In e (data P) -> deep_part P t e = dv.
Proof.
  intros B e Ie. unfold deep_part. rewrite is_branch. unfold branches. simpl. rewrite Rplus_0_l.
  exact (proj2 (moment_rests P t o 0 dv layers 0 (dim P) 0 (x P) (or_introl eq_refl) B) e Ie).
Qed.

Lemma moment_continuous o dv : moment_at t o 0 dv 0 (dim P) 0 layers -> deep_continuous P t.
Proof.
  intros B. apply (branches_continuous P t [layers]); auto. intros b L. simpl in L.
  replace b with 0%nat by lia.
  exact (proj1 (moment_rests P t o 0 dv layers 0 (dim P) 0 (x P) (or_introl eq_refl) B)).
Qed.

Theorem moment_ordered o dv : data_equal_means P -> o = 1 \/ o = -1 -> definite_moments P (mean P) o ->
  moment_at t o 0 dv 0 (dim P) 0 layers -> deep_ordered P t.
Proof.
  intros E S Def B. unfold deep_ordered.
  apply nearby_weaken with (Q := fun t' => difference P (fun e =>
    branch_output (fun p => t' (D p)) 0 0 (dim P) (x P e) layers) <= 0).
  - intros t' _ H. rewrite (difference_eq P _ (fun e =>
      branch_output (fun p => t' (D p)) 0 0 (dim P) (x P e) layers)); [exact H|].
    intros e _. unfold deep_part. rewrite is_branch. unfold branches. simpl. ring.
  - apply (moment_near P t reachable E o S Def 0 dv layers 0 (dim P) 0 (fun _ e => x P e)); auto.
    destruct layers as [|units above]; [contradiction|].
    cbn [moment_at] in B. destruct B as (w & p & s0 & First & U & _). apply straight_first; [exact reachable|].
    intros u c L Lc. destruct (U u L) as (Ww & _). rewrite Ww by exact Lc. auto.
Qed.

End Branch.

(** The parts of minimum.moment for a network without a shortcut. *)
Lemma moment_of_layers P t : width P = 0%nat -> deep_ordered P t -> moment_parts P t.
Proof.
  intros E O. split; [intros j k L; rewrite E in L; lia|]. split; [intros j L; rewrite E in L; lia|auto].
Qed.
