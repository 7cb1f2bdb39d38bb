(** * Points with one relation: samples at one X taken together, and labels by the signs of the relation *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions ConditionsCircuit Algebra Near Dual Level.
From TheoremCheck Require Independent.
Import ListNotations.
Open Scope R_scope.

(** ** Samples at one X *)

Section Points.

Variable P : problem.

Lemma same_x : forall e e' k, same P e e' -> (k < dim P)%nat -> x P e' k = x P e k.
Proof.
  intros e e' k S K. rewrite <- !X_low by assumption. symmetry. apply S. unfold inputs.
  destruct (sees_one P); lia.
Qed.

Lemma same_pre : forall t j e e', same P e e' -> pre P t j e' = pre P t j e.
Proof.
  intros t j e e' S. unfold pre. f_equal. apply sum_eq. intros k K. f_equal. now apply same_x.
Qed.

Variable pts : list sample.
Hypothesis is_points : points P pts.

(** The point at the X of a sample. *)
Definition at_x (e : sample) : sample :=
  match find (fun p => if same_dec P e p then true else false) pts with Some p => p | None => e end.

Lemma at_x_in : forall e, In e (data P) -> In (at_x e) pts /\ same P e (at_x e).
Proof.
  intros e He. destruct is_points as [_ [_ [_ All]]]. destruct (All e He) as [p [Ip Sp]].
  unfold at_x. destruct (find _ pts) as [p'|] eqn:F.
  - apply find_some in F. destruct F as [I F]. split; [assumption|].
    now destruct (same_dec P e p').
  - specialize (find_none _ _ F p Ip). simpl. now destruct (same_dec P e p).
Qed.

Lemma at_x_same : forall e, In e pts -> at_x e = e.
Proof.
  intros e He. destruct is_points as [_ [Sub [Dis _]]]. destruct (at_x_in e (Sub e He)) as [I S].
  symmetry. now apply Dis.
Qed.

Lemma at_x_dot : forall u e, In e (data P) -> dot P u e = dot P u (at_x e).
Proof. intros u e He. symmetry. apply Independent.same_dot. now apply at_x_in. Qed.

Lemma at_x_pre : forall t j e, In e (data P) -> pre P t j e = pre P t j (at_x e).
Proof. intros t j e He. symmetry. apply same_pre. now apply at_x_in. Qed.

(** What is added over the samples at a point, with a sign of its own. *)
Definition gather (lab r : sample -> R) (p : sample) : R :=
  lab p * over (data P) (fun e => if sample_eq_dec (at_x e) p then r e else 0).

Lemma gathered : forall lab r g, (forall p, lab p * lab p = 1) ->
  (forall e, In e (data P) -> g e = g (at_x e)) ->
  over (data P) (fun e => r e * g e) = over pts (fun p => gather lab r p * lab p * g p).
Proof.
  intros lab r g Lab G.
  rewrite (over_eq pts _ (fun p => over (data P) (fun e =>
    if sample_eq_dec (at_x e) p then r e * g p else 0))).
  - rewrite over_over. apply over_eq. intros e He. destruct is_points as [ND _].
    destruct (at_x_in e He) as [I _].
    rewrite (over_one pts _ (at_x e) ND I).
    + destruct (sample_eq_dec (at_x e) (at_x e)); [|congruence]. now rewrite (G e He).
    + intros p _ N. destruct (sample_eq_dec (at_x e) p); congruence.
  - intros p _. unfold gather.
    replace (lab p * over (data P) (fun e => if sample_eq_dec (at_x e) p then r e else 0) * lab p * g p)
      with ((lab p * lab p) * (g p * over (data P) (fun e => if sample_eq_dec (at_x e) p then r e else 0)))
      by ring.
    rewrite Lab, Rmult_1_l, <- over_mul. apply over_eq. intros e _.
    destruct (sample_eq_dec (at_x e) p); ring.
Qed.

Lemma gathered_level : forall lab r, (forall e, lab e * lab e = 1) ->
  (forall p, In p pts -> gather lab r p = 0) ->
  forall g, (forall e e', In e (data P) -> In e' (data P) -> same P e e' -> g e = g e') ->
  over (data P) (fun e => r e * g e) = 0.
Proof.
  intros lab r Sq Z g G. rewrite (gathered lab r g Sq).
  - apply over_0. intros p I. rewrite (Z p I). ring.
  - intros e He. destruct (at_x_in e He) as [I S]. apply G; [assumption | | assumption].
    now apply (proj1 (proj2 is_points)).
Qed.

Lemma gather_eq : forall lab r r' p, (forall e, In e (data P) -> r e = r' e) ->
  gather lab r p = gather lab r' p.
Proof.
  intros lab r r' p E. unfold gather. f_equal. apply over_eq. intros e He.
  destruct (sample_eq_dec (at_x e) p); [now apply E | reflexivity].
Qed.

Lemma gather_opposite : forall lab r p, gather (fun e => - lab e) r p = - gather lab r p.
Proof. intros. unfold gather. ring. Qed.

End Points.

(** ** One relation *)

(** Labels, and positive numbers mu, for which sum mu y X = 0 is the one relation; two points of each label. *)
Definition labelled (P : problem) (pts : list sample) (lab mu : sample -> R) : Prop :=
  points P pts /\ (forall e, lab e = 1 \/ lab e = -1) /\
  (forall e, In e pts -> 0 < mu e) /\
  (forall phi, (forall k, (k < inputs P)%nat -> over pts (fun e => phi e * lab e * X P e k) = 0) ->
   exists c, forall e, In e pts -> phi e = c * mu e) /\
  (forall k, (k < inputs P)%nat -> over pts (fun e => mu e * lab e * X P e k) = 0) /\
  (forall b, b = 1 \/ b = -1 ->
   exists e e', In e pts /\ In e' pts /\ e <> e' /\ lab e = b /\ lab e' = b).

Lemma labelled_opposite : forall P pts lab mu, labelled P pts lab mu ->
  labelled P pts (fun e => - lab e) mu.
Proof.
  intros P pts lab mu [Pts [Lab [MP [MU [MR Two]]]]].
  assert (O : forall phi k, over pts (fun e => phi e * - lab e * X P e k)
    = -1 * over pts (fun e => phi e * lab e * X P e k)).
  { intros phi k. rewrite <- over_mul. apply over_eq. intros; ring. }
  split; [assumption|]. split; [intros e; destruct (Lab e); lra|]. split; [assumption|].
  split; [|split].
  - intros phi H. apply MU. intros k Hk. specialize (H k Hk). rewrite O in H. lra.
  - intros k Hk. rewrite O, MR by assumption. ring.
  - intros b B. destruct (Two (- b)) as [e [e' H]]; [lra|]. exists e, e'.
    destruct H as [I [I' [D [L L']]]]. repeat split; auto; lra.
Qed.

Lemma circuit_labelled : forall P pts r, circuit P pts r -> exists lab mu,
  labelled P pts lab mu /\ forall g, over pts (fun e => mu e * lab e * g e) = over pts (fun e => r e * g e).
Proof.
  intros P pts r [Pts [Rel [N0 [Uni [Plus Minus]]]]].
  set (lab := fun e => if Rlt_dec 0 (r e) then 1 else -1).
  assert (Lab : forall e, lab e = 1 \/ lab e = -1) by (intros e; unfold lab; destruct (Rlt_dec 0 (r e)); auto).
  assert (Sq : forall e, lab e * lab e = 1) by (intros e; destruct (Lab e) as [-> | ->]; ring).
  assert (E : forall g, over pts (fun e => lab e * r e * lab e * g e) = over pts (fun e => r e * g e)).
  { intros g. apply over_eq. intros e _.
    replace (lab e * r e * lab e * g e) with ((lab e * lab e) * (r e * g e)) by ring. rewrite Sq. ring. }
  exists lab, (fun e => lab e * r e). split; [|assumption].
  split; [assumption|]. split; [assumption|]. split; [|split; [|split]].
  - intros e I. specialize (N0 e I). unfold lab. destruct (Rlt_dec 0 (r e)); lra.
  - intros phi H. destruct (Uni (fun e => phi e * lab e) H) as [c Hc]. exists c. intros e I.
    specialize (Hc e I). cbv beta in Hc.
    replace (phi e) with (phi e * lab e * lab e) by (rewrite Rmult_assoc, Sq; ring).
    rewrite Hc. ring.
  - intros k Hk. rewrite E. now apply Rel.
  - intros b [-> | ->]; [destruct Plus as [e [e' [I [I' [D [L L']]]]]] | destruct Minus as [e [e' [I [I' [D [L L']]]]]]];
      exists e, e'; repeat split; auto; unfold lab;
      [destruct (Rlt_dec 0 (r e)) | destruct (Rlt_dec 0 (r e')) | destruct (Rlt_dec 0 (r e)) | destruct (Rlt_dec 0 (r e'))];
      lra.
Qed.

Section Labelled.

Variable P : problem.
Variable pts : list sample.
Variables lab mu : sample -> R.
Hypothesis is_labelled : labelled P pts lab mu.

Lemma label_square : forall e, lab e * lab e = 1.
Proof. intros e. destruct is_labelled as [_ [Lab _]]. destruct (Lab e) as [-> | ->]; ring. Qed.

(** Values that satisfy the relation are those of a functional. *)
Lemma any_values : forall v, over pts (fun e => mu e * lab e * v e) = 0 ->
  exists u, forall e, In e pts -> dot P u e = v e.
Proof.
  intros v Hv. destruct is_labelled as [[ND _] [Lab [MP [MU [MR Two]]]]].
  set (rows := fun i k => match nth_error pts i with Some e => X P e k | None => 0 end).
  set (vals := fun i => match nth_error pts i with Some e => v e | None => 0 end).
  destruct (prescribe (length pts) (inputs P) rows vals) as [u Hu].
  - intros m' Hm'.
    (* a number for each place is a function of the points *)
    set (phi := fun e => sum (length pts) (fun i => match nth_error pts i with
      | Some e' => if sample_eq_dec e' e then m' i else 0 | None => 0 end)).
    assert (PH : forall i e, nth_error pts i = Some e -> phi e = m' i).
    { intros i e Ei. assert (Hi : (i < length pts)%nat)
        by (apply nth_error_Some; rewrite Ei; discriminate).
      unfold phi. rewrite (sum_one (length pts) i); auto.
      - rewrite Ei. destruct (sample_eq_dec e e); congruence.
      - intros j Hj D. destruct (nth_error pts j) as [e'|] eqn:Ej; [|reflexivity].
        destruct (sample_eq_dec e' e) as [->|]; [|reflexivity]. exfalso. apply D.
        apply (proj1 (NoDup_nth_error pts) ND); [assumption|congruence]. }
    assert (OV : forall g, over pts (fun e => phi e * g e) = sum (length pts) (fun i =>
      m' i * match nth_error pts i with Some e => g e | None => 0 end)).
    { intros g. rewrite over_nth_error. apply sum_eq. intros i _.
      destruct (nth_error pts i) as [e|] eqn:Ei; [now rewrite (PH i e Ei) | ring]. }
    destruct (MU (fun e => phi e * lab e)) as [c Hc].
    + intros k Hk.
      rewrite (over_eq _ _ (fun e => phi e * X P e k)).
      * rewrite OV. apply eq_trans with (2 := Hm' (fun l => if Nat.eq_dec l k then 1 else 0)).
        apply sum_eq. intros i _. unfold linear, rows. destruct (nth_error pts i) as [e|].
        { rewrite (sum_one (inputs P) k); [| assumption |].
          - destruct (Nat.eq_dec k k); [ring|congruence].
          - intros l _ D. destruct (Nat.eq_dec l k); [contradiction|ring]. }
        { rewrite sum_0; [ring|]. intros; ring. }
      * intros e _. replace (phi e * lab e * lab e * X P e k) with ((lab e * lab e) * (phi e * X P e k)) by ring.
        rewrite label_square. ring.
    + unfold vals. rewrite <- OV.
      rewrite (over_eq _ _ (fun e => c * (mu e * lab e * v e))); [rewrite over_mul, Hv; ring|].
      intros e I. specialize (Hc e I). cbv beta in Hc.
      replace (phi e * v e) with ((phi e * lab e) * lab e * v e)
        by (rewrite (Rmult_assoc (phi e)), label_square; ring).
      rewrite Hc. ring.
  - exists u. intros e I. destruct (In_nth_error _ _ I) as [i Ei].
    assert (Hi : (i < length pts)%nat) by (apply nth_error_Some; rewrite Ei; discriminate).
    specialize (Hu i Hi). unfold rows, vals, linear in Hu. rewrite Ei in Hu. rewrite <- Hu. unfold dot.
    apply sum_eq. intros k _. ring.
Qed.

(** Every point has another of its label. *)
Lemma partner : forall e, In e pts -> exists e', In e' pts /\ e' <> e /\ lab e' = lab e.
Proof.
  intros e He. destruct is_labelled as [_ [Lab [_ [_ [_ Two]]]]].
  destruct (Two (lab e) (Lab e)) as [e1 [e2 [I1 [I2 [D [L1 L2]]]]]].
  destruct (sample_eq_dec e1 e) as [->|N]; [exists e2 | exists e1]; auto.
Qed.

End Labelled.
