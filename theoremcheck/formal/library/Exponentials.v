(** * Exponentials with different rates are independent, and other means of thm.exponential *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions Algebra Near Kinds.
Import ListNotations.
Open Scope R_scope.

(** ** Sums of exponentials that vanish on an interval *)

Section Exponentials.

Context {T : Type}.
Variables (l : list T) (m : T -> R) (d : R).

Definition vanishes (c : T -> R) : Prop :=
  forall h, Rabs h < d -> over l (fun e => c e * exp (h * m e)) = 0.

(** The derivative, minus a times the sum itself. *)
Lemma vanishes_step : forall c a, vanishes c -> vanishes (fun e => c e * (m e - a)).
Proof.
  intros c a V h Hh.
  assert (D : derivable_pt_lim (fun h => over l (fun e => c e * exp (h * m e))) h
    (over l (fun e => c e * (exp (h * m e) * m e)))).
  { apply (derivative_over l (fun e h => c e * exp (h * m e))). intros e _.
    apply (derivable_pt_lim_scal (fun h => exp (h * m e))).
    apply (derivable_pt_lim_comp (fun h => h * m e) exp).
    - intros eps He. exists (mkposreal 1 Rlt_0_1). intros k Hk _.
      replace (((h + k) * m e - h * m e) / k - m e) with 0 by (field; assumption).
      now rewrite Rabs_R0.
    - apply derivable_pt_lim_exp. }
  assert (D0 : derivable_pt_lim (fun h => over l (fun e => c e * exp (h * m e))) h 0).
  { intros eps He. assert (G : 0 < d - Rabs h) by lra. exists (mkposreal _ G).
    intros k Hk Lk. simpl in Lk. rewrite (V (h + k)), (V h); [|assumption|].
    - replace ((0 - 0) / k - 0) with 0 by (field; assumption). now rewrite Rabs_R0.
    - eapply Rle_lt_trans; [apply Rabs_triang|]. lra. }
  pose proof (uniqueness_limite _ _ _ _ D D0) as E. specialize (V h Hh).
  rewrite (over_eq l _ (fun e => c e * (exp (h * m e) * m e) + (- a) * (c e * exp (h * m e))))
    by (intros; ring).
  rewrite over_add, over_mul, E, V. ring.
Qed.

Variable rate : R.

(** The product of v - m e over the members with another rate. *)
Fixpoint others (ks : list T) (v : R) : R :=
  match ks with
  | [] => 1
  | e :: rest => (if Req_EM_T (m e) rate then 1 else v - m e) * others rest v
  end.

Lemma others_here : forall ks, others ks rate <> 0.
Proof.
  induction ks as [|e ks IH]; simpl; [lra|]. apply Rmult_integral_contrapositive.
  split; [|assumption]. destruct (Req_EM_T (m e) rate); lra.
Qed.

Lemma others_there : forall ks e, In e ks -> m e <> rate -> others ks (m e) = 0.
Proof.
  induction ks as [|k ks IH]; intros e I N; [easy|]. simpl. destruct I as [->|I].
  - destruct (Req_EM_T (m e) rate); [contradiction|ring].
  - rewrite IH by assumption. ring.
Qed.

Lemma vanishes_others : forall c, vanishes c ->
  forall ks, vanishes (fun e => c e * others ks (m e)).
Proof.
  intros c V. induction ks as [|k ks IH]; simpl.
  - intros h Hh. rewrite <- (V h Hh). apply over_eq. intros. ring.
  - destruct (Req_EM_T (m k) rate) as [|N]; intros h Hh.
    + rewrite <- (IH h Hh). apply over_eq. intros. ring.
    + rewrite <- (vanishes_step _ (m k) IH h Hh). apply over_eq. intros. ring.
Qed.

(** The coefficients of each rate add up to 0. *)
Lemma exponentials_independent : forall c, 0 < d -> vanishes c ->
  over l (fun e => if Req_EM_T (m e) rate then c e else 0) = 0.
Proof.
  intros c Hd V. pose proof (vanishes_others c V l 0 ltac:(now rewrite Rabs_R0)) as H.
  assert (E : over l (fun e => c e * others l (m e) * exp (0 * m e))
    = others l rate * over l (fun e => if Req_EM_T (m e) rate then c e else 0)).
  { rewrite <- over_mul. apply over_eq. intros e I. rewrite Rmult_0_l, exp_0.
    destruct (Req_EM_T (m e) rate) as [->|N]; [ring|]. rewrite (others_there l e I N). ring. }
  cbv beta in H. rewrite E in H. apply Rmult_integral in H.
  destruct H as [H|H]; [destruct (others_here l H)|assumption].
Qed.

End Exponentials.

(** ** A vector that is orthogonal to none of finitely many *)

Lemma some_bound : forall l : list R, exists s, forall v, In v l -> v < s.
Proof.
  induction l as [|a l [s H]]; [exists 0; easy|].
  exists (Rmax (a + 1) s). intros v [->|I].
  - pose proof (Rmax_l (v + 1) s). lra.
  - specialize (H v I). pose proof (Rmax_r (a + 1) s). lra.
Qed.

Lemma oblique : forall n (ds : list (nat -> R)), exists v, forall g, In g ds ->
  (exists k, (k < n)%nat /\ g k <> 0) -> linear n v g <> 0.
Proof.
  intros n. induction ds as [|g ds [v H]]; [exists (fun _ => 0); easy|].
  destruct (classic (exists k, (k < n)%nat /\ g k <> 0)) as [[k [Hk Nk]]|N].
  - assert (Pos : 0 < linear n g g).
    { unfold linear. rewrite <- over_seq.
      assert (Terms : forall i, In i (seq 0 n) -> 0 <= g i * g i) by (intros; nra).
      destruct (Rle_lt_dec (over (seq 0 n) (fun i => g i * g i)) 0) as [Le|]; [exfalso|assumption].
      pose proof (over_ge0_0 _ _ Terms Le k ltac:(apply in_seq; lia)) as E. cbv beta in E. nra. }
    destruct (some_bound (map (fun g' => - linear n v g' / linear n g g') (g :: ds))) as [s Hs].
    exists (fun i => v i + s * g i).
    assert (Lin : forall g', linear n (fun i => v i + s * g i) g'
      = linear n v g' + s * linear n g g').
    { intros g'. unfold linear. rewrite <- sum_mul, <- sum_add. apply sum_eq. intros; ring. }
    intros g' I' Ng'. rewrite Lin. intros E.
    destruct (Req_EM_T (linear n g g') 0) as [Z|NZ].
    + rewrite Z, Rmult_0_r, Rplus_0_r in E. destruct I' as [->|I']; [lra|]. now apply (H g').
    + specialize (Hs (- linear n v g' / linear n g g')
        (in_map (fun g' => - linear n v g' / linear n g g') _ _ I')).
      assert (s = - linear n v g' / linear n g g'); [|lra].
      apply Rmult_eq_reg_r with (linear n g g'); [|assumption].
      replace (- linear n v g' / linear n g g' * linear n g g') with (- linear n v g')
        by (field; assumption). lra.
  - exists v. intros g' [->|I'] Ng'; [contradiction|]. now apply H.
Qed.

(** ** Sums over groups *)

(** If the weights of each group add up to 0 and g is constant on each group. *)
Lemma grouped : forall {T} (l : list T) (key w g : T -> R),
  (forall e, In e l -> over l (fun e' => if Req_EM_T (key e') (key e) then w e' else 0) = 0) ->
  (forall e e', In e l -> In e' l -> key e = key e' -> g e = g e') ->
  over l (fun e => w e * g e) = 0.
Proof.
  intros T l key w g Z G.
  set (count := fun e => over l (fun e' => if Req_EM_T (key e') (key e) then 1 else 0)).
  assert (Pos : forall e, In e l -> 0 < count e).
  { intros e I. unfold count.
    destruct (Rle_lt_dec (over l (fun e' => if Req_EM_T (key e') (key e) then 1 else 0)) 0)
      as [Le|]; [exfalso|assumption].
    assert (Terms : forall e', In e' l -> 0 <= if Req_EM_T (key e') (key e) then 1 else 0).
    { intros e' _. destruct (Req_EM_T (key e') (key e)); lra. }
    pose proof (over_ge0_0 l _ Terms Le e I) as E. cbv beta in E.
    destruct (Req_EM_T (key e) (key e)); [lra|congruence]. }
  rewrite (over_eq l _ (fun e => over l (fun e' =>
    if Req_EM_T (key e') (key e) then w e * (g e' / count e') else 0))).
  - rewrite over_over. apply over_0. intros e' I'.
    rewrite (over_eq l _ (fun e => (g e' / count e') *
      (if Req_EM_T (key e) (key e') then w e else 0))).
    + rewrite over_mul, Z by assumption. ring.
    + intros e _. destruct (Req_EM_T (key e') (key e)), (Req_EM_T (key e) (key e'));
        try congruence; ring.
  - intros e I. rewrite (over_eq l _ (fun e' => (w e * g e / count e) *
      (if Req_EM_T (key e') (key e) then 1 else 0))).
    + rewrite over_mul. fold (count e). field. specialize (Pos e I). lra.
    + intros e' I'. destruct (Req_EM_T (key e') (key e)) as [E|]; [|ring].
      rewrite (G e' e I' I E). unfold count. rewrite E. unfold Rdiv. ring.
Qed.

(** ** A convex function lies above its tangents *)

Lemma convex_tangent : forall g v s w, convex_fn g -> derivable_pt_lim g v s ->
  g v + s * (w - v) <= g w.
Proof.
  intros g v s w C D.
  assert (H : g v - s * v <= g w - s * w); [|lra].
  apply (convex_flat (fun p => g p - s * p)).
  - intros a b p Hp. specialize (C a b p Hp). nra.
  - replace 0 with (s - s * 1) by ring.
    apply (derivable_pt_lim_minus g (fun p => s * p)); [assumption|].
    apply (derivable_pt_lim_scal id). apply derivable_pt_lim_id.
Qed.
