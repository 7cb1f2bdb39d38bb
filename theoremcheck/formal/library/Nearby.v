(** * What holds near a point of the network

    [nearby] is closed under finite conjunctions, and what is continuous at a
    point stays close to its value nearby. *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions PointsConstant.
Import ListNotations.
Open Scope R_scope.

(** ** Sums *)

Lemma sum_eq n g h : (forall k, (k < n)%nat -> g k = h k) -> sum n g = sum n h.
Proof.
  induction n; simpl; intros E; [reflexivity|].
  rewrite IHn, E by (try lia; intros; apply E; lia). reflexivity.
Qed.

Lemma sum_add n g h : sum n (fun k => g k + h k) = sum n g + sum n h.
Proof. induction n; simpl; lra. Qed.

Lemma sum_times n c g : sum n (fun k => c * g k) = c * sum n g.
Proof. induction n; simpl; [lra|]. rewrite IHn. lra. Qed.

Lemma sum_null n g : (forall k, (k < n)%nat -> g k = 0) -> sum n g = 0.
Proof.
  induction n; simpl; intros E; [reflexivity|].
  rewrite IHn, E by (try lia; intros; apply E; lia). lra.
Qed.

Lemma sum_le n g h : (forall k, (k < n)%nat -> g k <= h k) -> sum n g <= sum n h.
Proof.
  induction n; simpl; intros E; [lra|].
  assert (sum n g <= sum n h) by (apply IHn; intros; apply E; lia).
  specialize (E n ltac:(lia)). lra.
Qed.

Lemma sum_nonneg n g : (forall k, (k < n)%nat -> 0 <= g k) -> 0 <= sum n g.
Proof.
  intros N. replace 0 with (sum n (fun _ => 0)) by (apply sum_null; reflexivity). now apply sum_le.
Qed.

Section Over.

Context {T : Type}.
Implicit Types (l : list T) (g h : T -> R).

Lemma over_eq l g h : (forall e, In e l -> g e = h e) -> over l g = over l h.
Proof.
  induction l; simpl; intros E; [reflexivity|].
  rewrite IHl, E by (simpl; auto). reflexivity.
Qed.

Lemma over_add l g h : over l (fun e => g e + h e) = over l g + over l h.
Proof. induction l; simpl; lra. Qed.

Lemma over_times l c g : over l (fun e => c * g e) = c * over l g.
Proof. induction l; simpl; [lra|]. rewrite IHl. lra. Qed.

Lemma over_null l g : (forall e, In e l -> g e = 0) -> over l g = 0.
Proof.
  induction l; simpl; intros E; [reflexivity|].
  rewrite IHl, E by (simpl; auto). lra.
Qed.

Lemma over_le l g h : (forall e, In e l -> g e <= h e) -> over l g <= over l h.
Proof.
  induction l as [|a l IH]; simpl; intros E; [lra|].
  assert (over l g <= over l h) by (apply IH; auto).
  pose proof (E a (or_introl eq_refl)). lra.
Qed.

Lemma over_at_least l g e : (forall e, In e l -> 0 <= g e) -> In e l -> g e <= over l g.
Proof.
  induction l as [|a l IH]; simpl; intros N I; [contradiction|].
  assert (0 <= over l g).
  { replace 0 with (over l (fun _ : T => 0)) by (apply over_null; reflexivity).
    apply over_le. auto. }
  pose proof (N a (or_introl eq_refl)).
  destruct I as [->|I]; [lra|]. specialize (IH ltac:(auto) I). lra.
Qed.

Lemma over_sum l n (g : T -> nat -> R) :
  over l (fun e => sum n (g e)) = sum n (fun k => over l (fun e => g e k)).
Proof.
  induction l as [|a l IH]; simpl.
  - now rewrite sum_null.
  - now rewrite IH, <- sum_add.
Qed.

End Over.

Lemma place_eq_dec (p q : place) : {p = q} + {p <> q}.
Proof. repeat decide equality. Qed.

Section Nearby.

Variable P : problem.
Variable t : params.

Notation near := (nearby P t).

(** ** Finite conjunctions *)

Lemma nearby_always (Q : params -> Prop) : (forall t', admissible P t' -> Q t') -> near Q.
Proof. intros H. exists 1. split; [lra|auto]. Qed.

Lemma nearby_and Q Q' : near Q -> near Q' -> near (fun t' => Q t' /\ Q' t').
Proof.
  intros [r [Hr H]] [s [Hs H']]. exists (Rmin r s).
  assert (0 < Rmin r s) by now apply Rmin_pos.
  pose proof (Rmin_l r s). pose proof (Rmin_r r s).
  split; [assumption|]. intros t' I N.
  split; [apply H | apply H']; auto; eapply Rlt_le_trans; eauto; apply pow_incr; lra.
Qed.

Lemma nearby_weaken (Q Q' : params -> Prop) :
  (forall t', admissible P t' -> Q t' -> Q' t') -> near Q -> near Q'.
Proof. intros W [r [Hr H]]. exists r. split; auto. Qed.

Lemma nearby_both (Q Q' Q'' : params -> Prop) :
  near Q -> near Q' -> (forall t', admissible P t' -> Q t' -> Q' t' -> Q'' t') -> near Q''.
Proof.
  intros H H' W. apply nearby_weaken with (2 := nearby_and _ _ H H').
  intros t' I [A B]. auto.
Qed.

Lemma nearby_list {T} (l : list T) (Q : T -> params -> Prop) :
  (forall e, In e l -> near (Q e)) -> near (fun t' => forall e, In e l -> Q e t').
Proof.
  induction l as [|a l IH]; intros H.
  - apply nearby_always. intros t' _ e [].
  - apply nearby_both with (1 := H a (or_introl eq_refl)) (2 := IH (fun e I => H e (or_intror I))).
    intros t' _ A B e [->|I]; auto.
Qed.

Lemma nearby_below n (Q : nat -> params -> Prop) :
  (forall j, (j < n)%nat -> near (Q j)) -> near (fun t' => forall j, (j < n)%nat -> Q j t').
Proof.
  intros H. apply nearby_weaken with (2 := nearby_list (seq 0 n) Q
    (fun j I => H j ltac:(apply in_seq in I; lia))).
  intros t' _ A j L. apply A, in_seq. lia.
Qed.

(** ** Continuity at t *)

Definition continuous (g : params -> R) : Prop :=
  forall eps, 0 < eps -> near (fun t' => Rabs (g t' - g t) < eps).

Lemma continuous_const c : continuous (fun _ => c).
Proof.
  intros eps He. apply nearby_always. intros. now rewrite Rminus_diag_eq, Rabs_R0.
Qed.

Lemma continuous_same g h :
  (forall t', g t' = h t') -> continuous g -> continuous h.
Proof.
  intros E C eps He. apply nearby_weaken with (2 := C eps He).
  intros t' _. now rewrite !E.
Qed.

(** Parameters: what is trained is near its value, what is not has it. *)
Lemma continuous_place p : admissible P t -> continuous (fun t' => t' p).
Proof.
  intros It eps He. exists eps. split; [assumption|]. intros t' I N.
  destruct (in_dec place_eq_dec p (trained P)) as [T|T].
  - assert (H : (t' p - t p)^2 <= distance2 P t t').
    { unfold distance2. apply (over_at_least _ (fun p => (t' p - t p)^2)); [|assumption].
      intros. apply pow2_ge_0. }
    rewrite <- (Rabs_pos_eq eps) by lra. apply Rsqr_lt_abs_0. unfold Rsqr. simpl in *. lra.
  - rewrite I, It by assumption. now rewrite Rminus_diag_eq, Rabs_R0.
Qed.

Lemma continuous_plus g h : continuous g -> continuous h -> continuous (fun t' => g t' + h t').
Proof.
  intros G H eps He.
  apply nearby_both with (1 := G (eps / 2) ltac:(lra)) (2 := H (eps / 2) ltac:(lra)).
  intros t' _ A B. apply Rabs_def2 in A, B. apply Rabs_def1; lra.
Qed.

Lemma continuous_mult g h : continuous g -> continuous h -> continuous (fun t' => g t' * h t').
Proof.
  intros G H eps He.
  set (K := Rabs (g t) + Rabs (h t) + 1).
  assert (0 <= Rabs (g t)) by apply Rabs_pos. assert (0 <= Rabs (h t)) by apply Rabs_pos.
  set (d := Rmin 1 (eps / K)).
  assert (HK : 0 < K) by (unfold K; lra).
  assert (0 < eps / K) by now apply Rdiv_lt_0_compat.
  assert (Hd : 0 < d) by (apply Rmin_pos; lra).
  assert (D1 : d <= 1) by apply Rmin_l. assert (D2 : d <= eps / K) by apply Rmin_r.
  assert (D3 : d * K <= eps).
  { replace eps with (eps / K * K) by (field; lra). apply Rmult_le_compat_r; lra. }
  apply nearby_both with (1 := G d Hd) (2 := H d Hd).
  intros t' _ A B.
  replace (g t' * h t' - g t * h t)
    with ((g t' - g t) * (h t' - h t) + (g t' - g t) * h t + g t * (h t' - h t)) by ring.
  apply Rle_lt_trans with
    (Rabs (g t' - g t) * Rabs (h t' - h t) + Rabs (g t' - g t) * Rabs (h t)
     + Rabs (g t) * Rabs (h t' - h t)).
  - rewrite <- !Rabs_mult. eapply Rle_trans; [apply Rabs_triang|].
    apply Rplus_le_compat_r, Rabs_triang.
  - assert (0 <= Rabs (g t' - g t)) by apply Rabs_pos.
    assert (0 <= Rabs (h t' - h t)) by apply Rabs_pos.
    assert (Rabs (g t' - g t) * Rabs (h t' - h t) <= Rabs (g t' - g t) * 1)
      by (apply Rmult_le_compat_l; lra).
    assert (Rabs (g t' - g t) * Rabs (h t) <= d * Rabs (h t))
      by (apply Rmult_le_compat_r; lra).
    assert (Rabs (g t) * Rabs (h t' - h t) <= Rabs (g t) * d)
      by (apply Rmult_le_compat_l; lra).
    unfold K in D3. lra.
Qed.

Lemma continuous_sum n (g : nat -> params -> R) :
  (forall k, (k < n)%nat -> continuous (g k)) -> continuous (fun t' => sum n (fun k => g k t')).
Proof.
  induction n; simpl; intros H.
  - apply continuous_const.
  - apply continuous_plus; [apply IHn; intros; apply H; lia | apply H; lia].
Qed.

Lemma continuous_comp g (s : R -> R) :
  continuous g -> continuity_pt s (g t) -> continuous (fun t' => s (g t')).
Proof.
  intros G S eps He. destruct (S eps He) as [d [Hd H]].
  apply nearby_weaken with (2 := G d Hd). intros t' _ A.
  destruct (Req_dec (g t') (g t)) as [->|N].
  - now rewrite Rminus_diag_eq, Rabs_R0.
  - apply (H (g t')). repeat split; auto.
Qed.

(** Strict inequalities persist. *)
Lemma nearby_inside g lo hi : continuous g -> lo < g t < hi -> near (fun t' => lo < g t' < hi).
Proof.
  intros G I. apply nearby_weaken with
    (2 := G (Rmin (g t - lo) (hi - g t)) ltac:(apply Rmin_pos; lra)).
  intros t' _ A. pose proof (Rmin_l (g t - lo) (hi - g t)). pose proof (Rmin_r (g t - lo) (hi - g t)).
  apply Rabs_def2 in A. lra.
Qed.

Lemma nearby_positive g : continuous g -> 0 < g t -> near (fun t' => 0 < g t').
Proof.
  intros G I. apply nearby_weaken with (2 := nearby_inside g 0 (g t + 1) G ltac:(lra)). tauto.
Qed.

Lemma nearby_negative g : continuous g -> g t < 0 -> near (fun t' => g t' < 0).
Proof.
  intros G I. apply nearby_weaken with (2 := nearby_inside g (g t - 1) 0 G ltac:(lra)). tauto.
Qed.

Lemma continuous_pre j e : admissible P t -> continuous (fun t' => pre P t' j e).
Proof.
  intros I. apply continuous_plus; [|now apply continuous_place].
  apply (continuous_sum _ (fun k t' => t' (W j k) * x P e k)). intros k _.
  apply continuous_mult; [now apply continuous_place | apply continuous_const].
Qed.

End Nearby.

(** ** What is not trained does not move *)

Definition is_trained (P : problem) (p : place) : Prop :=
  match p with
  | A0 => a0_trained P = true
  | A _ => a_trained P = true
  | W _ _ => w_trained P = true
  | B _ => b_trained P = true
  | D q => In q (deep_trained P)
  end.

Lemma in_trained P p : In p (trained P) -> is_trained P p.
Proof.
  unfold trained. rewrite !in_app_iff. intros [I|[I|[I|[I|I]]]].
  - destruct (a0_trained P) eqn:E; [|contradiction]. destruct I as [<-|[]]. exact E.
  - destruct (a_trained P) eqn:E; [|contradiction]. apply in_map_iff in I.
    destruct I as [k [<- _]]. exact E.
  - destruct (w_trained P) eqn:E; [|contradiction]. apply in_flat_map in I.
    destruct I as [i [_ I]]. apply in_map_iff in I. destruct I as [k [<- _]]. exact E.
  - destruct (b_trained P) eqn:E; [|contradiction]. apply in_map_iff in I.
    destruct I as [k [<- _]]. exact E.
  - apply in_map_iff in I. destruct I as [k [<- I]]. exact I.
Qed.

Lemma untrained_stays P t t' p : admissible P t -> admissible P t' -> ~ is_trained P p ->
  t' p = t p.
Proof. intros A A' N. rewrite A, A'; auto using in_trained. Qed.

(** ** A bad local minimum *)

Section Bad.

Variable P : problem.
Hypothesis defined : forall t, L_defined P t.

Lemma share_pos e : 0 < share e.
Proof. unfold share. apply IZR_lt. reflexivity. Qed.

Lemma over_share_nonneg l : 0 <= over l share.
Proof.
  replace 0 with (over l (fun _ : sample => 0)) by (apply over_null; reflexivity).
  apply over_le. intros. left. apply share_pos.
Qed.

Lemma total_weight_pos e : In e (data P) -> 0 < total_weight P.
Proof.
  intros I. apply Rlt_le_trans with (share e); [apply share_pos|].
  unfold total_weight. apply (over_at_least _ share); [|assumption].
  intros. left. apply share_pos.
Qed.

Lemma error_pos t e : In e (data P) -> y e <> sgn (f P t e) -> training_error P t > 0.
Proof.
  intros I N. unfold training_error. apply Rdiv_lt_0_compat; [|now apply total_weight_pos with e].
  set (g := fun e => if Req_EM_T (y e) (sgn (f P t e)) then 0 else share e).
  apply Rlt_le_trans with (g e).
  - unfold g. destruct Req_EM_T; [contradiction|apply share_pos].
  - apply over_at_least; [|assumption]. intros s _. unfold g. pose proof (share_pos s).
    destruct Req_EM_T; lra.
Qed.

Lemma bad_intro t e : admissible P t -> nearby P t (fun t' => L P t <= L P t') ->
  In e (data P) -> y e <> sgn (f P t e) -> BAD P.
Proof.
  intros A [r [Hr H]] I N. exists t. split.
  - split; [assumption|]. split; [apply defined|]. exists r. auto.
  - now apply error_pos with e.
Qed.

End Bad.

Lemma everything_is_defined P :
  loss_defined P -> neuron_defined P -> network_deep_defined P -> forall t, L_defined P t.
Proof. intros HL HN HD t e _. repeat split; auto. Qed.
