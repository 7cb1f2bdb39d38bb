(** * What a network of affine neurons can compute

    A branch of affine neurons, all of whose weights are trained, realises
    every linear function, and every affine one where a bias is trained. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions Algebra Near Kinds Monotone Balance FirstOrder
  LinearBranch LinearNetwork LinearTheorems.
Import ListNotations.
Open Scope R_scope.

Section Realise.

Variable P : problem.
Variable b : nat.

Local Notation some_bias := (Conditions.some_bias P b).

(** g differs from g0 in trained parameters of this branch from layer l upwards only. *)
Definition differs (l : nat) (g0 g : deep_place -> R) : Prop :=
  forall p, ~ (In p (deep_trained P) /\ tail_place b l (D p)) -> g p = g0 p.

(** Row u of layer l becomes v, its bias moves by s. *)
Definition set_row (l inputs u : nat) (v : nat -> R) (s : R) (g : deep_place -> R) :
  deep_place -> R := fun p =>
  match p with
  | Weight b' l' u' k =>
      if ((b' =? b) && (l' =? l) && (u' =? u) && (k <? inputs))%nat%bool then v k else g p
  | Bias b' l' u' => if ((b' =? b) && (l' =? l) && (u' =? u))%nat%bool then g p + s else g p
  | _ => g p
  end.

Lemma set_row_received : forall l inputs u v s g h,
  received (set_row l inputs u v s g) b l inputs h u
  = sum inputs (fun k => v k * h k) + (g (Bias b l u) + s).
Proof.
  intros. unfold received. cbn [set_row]. rewrite !Nat.eqb_refl. cbn [andb]. f_equal.
  apply sum_eq. intros k Hk. now rewrite (proj2 (Nat.ltb_lt k inputs) Hk).
Qed.

Lemma set_row_above : forall l inputs u v s g above n h,
  branch_output (set_row l inputs u v s g) b (S l) n h above = branch_output g b (S l) n h above.
Proof.
  intros. apply (branch_own b above (fun p => match p with D q => set_row l inputs u v s g q
    | _ => 0 end) (fun p => match p with D q => g q | _ => 0 end)).
  intros q T. destruct q as [|?|? ?|?|[b' l' u' k|b' l' u'|b' u']]; simpl in *; try easy.
  - destruct T as [_ T]. rewrite (proj2 (Nat.eqb_neq l' l)) by lia. now rewrite andb_false_r.
  - destruct T as [_ T]. rewrite (proj2 (Nat.eqb_neq l' l)) by lia. now rewrite andb_false_r.
Qed.

Lemma set_row_differs : forall l inputs u v s g0 g,
  (forall k, (k < inputs)%nat -> In (Weight b l u k) (deep_trained P)) ->
  (In (Bias b l u) (deep_trained P) \/ s = 0) ->
  differs (S l) g0 g -> differs l g0 (set_row l inputs u v s g).
Proof.
  intros l inputs u v s g0 g Tw Tb Df p Np.
  assert (Gp : g p = g0 p).
  { apply Df. intros [I T]. apply Np. split; [assumption|].
    destruct p as [b' l' u' k|b' l' u'|b' u']; simpl in *; auto; destruct T; split; auto; lia. }
  destruct p as [b' l' u' k|b' l' u'|b' u']; cbn [set_row]; auto.
  - destruct (Nat.eqb_spec b' b) as [->|]; auto. destruct (Nat.eqb_spec l' l) as [->|]; auto.
    destruct (Nat.eqb_spec u' u) as [->|]; auto. destruct (Nat.ltb_spec k inputs); auto.
    exfalso. apply Np. split; [now apply Tw|]. simpl. auto.
  - destruct (Nat.eqb_spec b' b) as [->|]; auto. destruct (Nat.eqb_spec l' l) as [->|]; auto.
    destruct (Nat.eqb_spec u' u) as [->|]; auto. cbn [andb].
    destruct Tb as [Tb | ->]; [|rewrite Gp; ring].
    exfalso. apply Np. split; [assumption|]. simpl. auto.
Qed.

(** The layers above pick out unit u, with slope 1. *)
Definition picks (units : list fn) (u : nat) : nat -> R :=
  fun i => if (i =? u)%nat then / slope_of (nth u units identity) else 0.

Lemma picks_unit : forall units above u (r : nat -> R), affine_layers (units :: above) ->
  (u < length units)%nat ->
  sum (length units) (fun i => picks units u i * val (nth i units identity) (r i))
  = r u + val (nth u units identity) 0 / slope_of (nth u units identity).
Proof.
  intros units above u r A Hu. destruct (affine_value _ (affine_unit _ _ u A Hu)) as [N V].
  rewrite (sum_one (length units) u).
  - unfold picks. rewrite Nat.eqb_refl, (V (r u)). field. assumption.
  - assumption.
  - intros i _ D. unfold picks. rewrite (proj2 (Nat.eqb_neq i u) D). ring.
Qed.

Lemma realise : forall layers l inputs g0, affine_layers layers ->
  weights_trained P b l inputs layers ->
  (forall v, exists g c, differs l g0 g /\
     forall h, branch_output g b l inputs h layers = sum inputs (fun k => v k * h k) + c) /\
  (some_bias l layers -> forall v c, exists g, differs l g0 g /\
     forall h, branch_output g b l inputs h layers = sum inputs (fun k => v k * h k) + c).
Proof.
  induction layers as [|units above IH]; intros l inputs g0 A T.
  - split; [|intros []]. intros v.
    exists (fun p => match p with
      | Output b' u => if ((b' =? b) && (u <? inputs))%nat%bool then v u else g0 p
      | _ => g0 p end), 0. split.
    + intros p Np. destruct p as [| |b' u]; auto. destruct (Nat.eqb_spec b' b) as [->|]; auto.
      destruct (Nat.ltb_spec u inputs); auto. exfalso. apply Np. split; [now apply T|].
      reflexivity.
    + intros h. cbn [branch_output]. rewrite Rplus_0_r. apply sum_eq. intros k Hk.
      now rewrite Nat.eqb_refl, (proj2 (Nat.ltb_lt k inputs) Hk).
  - destruct T as [N [T Ta]].
    destruct (IH (S l) (length units) g0 (affine_above _ _ A) Ta) as [IH1 IH2].
    (* unit u of this layer computes v . h, and the rest passes it on *)
    assert (Row : forall u g c v s, (u < length units)%nat ->
      (forall h, branch_output g b (S l) (length units) h above
         = sum (length units) (fun k => picks units u k * h k) + c) ->
      forall h, branch_output (set_row l inputs u v s g) b l inputs h (units :: above)
        = sum inputs (fun k => v k * h k) + (g (Bias b l u) + s
          + val (nth u units identity) 0 / slope_of (nth u units identity) + c)).
    { intros u g c v s Hu E h. cbn [branch_output]. rewrite set_row_above, E.
      rewrite (picks_unit units above u
        (fun i => received (set_row l inputs u v s g) b l inputs h i) A Hu).
      rewrite set_row_received. ring. }
    split.
    + intros v. destruct (IH1 (picks units 0)) as [g [c [Df E]]].
      exists (set_row l inputs 0 v 0 g). eexists. split.
      * apply set_row_differs; auto.
      * apply (Row 0%nat g c v 0 N E).
    + intros [[u [Hu I]]|S] v c.
      * destruct (IH1 (picks units u)) as [g [c' [Df E]]].
        exists (set_row l inputs u v (c - (g (Bias b l u)
          + val (nth u units identity) 0 / slope_of (nth u units identity) + c')) g). split.
        -- apply set_row_differs; auto.
        -- intros h. rewrite (Row u g c' v _ Hu E). ring.
      * set (e := val (nth 0 units identity) 0 / slope_of (nth 0 units identity)).
        destruct (IH2 S (picks units 0) (c - (g0 (Bias b l 0) + e))) as [g [Df E]].
        exists (set_row l inputs 0 v 0 g). split; [apply set_row_differs; auto|].
        intros h. rewrite (Row 0%nat g _ v 0 N E). fold e.
        rewrite (Df (Bias b l 0)); [ring|]. simpl. intros [_ [_ Le]]. lia.
Qed.

End Realise.

(** ** Networks *)

Section Network.

Variable P : problem.
Variable all : list (list (list fn)).
Variable b : nat.

Hypothesis branches_are : consists_of P all.
Hypothesis linear : all_linear P all.
Hypothesis here : (b < length all)%nat.
Hypothesis weights : Conditions.weights_trained P b 0 (dim P) (layers_of all b).

Lemma weights_linear : linear_branch P all b.
Proof. split; [assumption|]. split; [now apply linear|assumption]. Qed.

Definition place_deep (t : params) (a0 : R) (g : deep_place -> R) : params :=
  fun p => match p with A0 => a0 | D q => g q | _ => t p end.

Lemma place_admissible : forall t a0 g, admissible P t -> a0_trained P = true \/ a0 = t A0 ->
  differs P b 0 (deep_part t) g -> admissible P (place_deep t a0 g).
Proof.
  intros t a0 g Adm Ha Df p N. rewrite <- (Adm p N). destruct p as [|j|j k|j|q]; auto; simpl.
  - destruct Ha as [Ha|Ha]; [destruct N; now apply in_a0|assumption].
  - apply Df. intros [I _]. apply N. now apply in_deep.
Qed.

Lemma place_f : forall t a0 g e, differs P b 0 (deep_part t) g ->
  f P (place_deep t a0 g) e = a0 - t A0 + f P t e
    + branch_output g b 0 (dim P) (x P e) (layers_of all b)
    - branch_output (deep_part t) b 0 (dim P) (x P e) (layers_of all b).
Proof.
  intros t a0 g e Df.
  assert (E : f P (place_deep t a0 g) e = a0 - t A0 + f P (place_deep t (t A0) g) e).
  { unfold f. simpl. change (pre P (place_deep t a0 g)) with (pre P t).
    change (pre P (place_deep t (t A0) g)) with (pre P t). ring. }
  rewrite E, (f_branch P all branches_are b t (place_deep t (t A0) g) e here).
  - change (deep_part (place_deep t (t A0) g)) with g. ring.
  - intros q Nq. destruct q as [|j|j k|j|q]; auto. simpl. apply Df. intros [_ T]. contradiction.
Qed.

(** Any linear function, with some constant. *)
Lemma realise_linear : forall v, exists t c, admissible P t /\ t A0 = fixed P A0 /\
  forall e, f P t e = sum (dim P) (fun k => v k * x P e k) + c.
Proof.
  intros v. set (t0 := fixed P : params).
  assert (Adm : admissible P t0) by (intros p _; reflexivity).
  destruct (network_affine P all branches_are linear t0) as [U [c1 E1]].
  destruct (branch_affine (deep_part t0) b (layers_of all b) 0 (dim P) (proj2 linear b here))
    as [U2 [c2 [E2 _]]].
  destruct (realise P b (layers_of all b) 0 (dim P) (deep_part t0) (proj2 linear b here) weights)
    as [R1 _].
  destruct (R1 (fun k => v k - U k + U2 k)) as [g [c [Df E]]].
  exists (place_deep t0 (t0 A0) g), (c1 + c - c2). split; [now apply place_admissible; auto|].
  split; [reflexivity|]. intros e. rewrite place_f by assumption. rewrite E, E1, E2.
  rewrite (sum_eq (dim P) (fun k => (v k - U k + U2 k) * x P e k)
    (fun k => v k * x P e k + ((-1) * (U k * x P e k) + U2 k * x P e k))) by (intros; ring).
  rewrite !sum_add, sum_mul. ring.
Qed.

(** Any affine function. *)
Lemma realise_affine : a0_trained P = true \/ some_bias P b 0 (layers_of all b) ->
  forall v c, exists t, admissible P t /\
  forall e, f P t e = sum (dim P) (fun k => v k * x P e k) + c.
Proof.
  intros Ct v c. set (t0 := fixed P : params).
  assert (Adm : admissible P t0) by (intros p _; reflexivity).
  destruct (network_affine P all branches_are linear t0) as [U [c1 E1]].
  destruct (branch_affine (deep_part t0) b (layers_of all b) 0 (dim P) (proj2 linear b here))
    as [U2 [c2 [E2 _]]].
  destruct (realise P b (layers_of all b) 0 (dim P) (deep_part t0) (proj2 linear b here) weights)
    as [R1 R2].
  assert (Sum : forall e, sum (dim P) (fun k => (v k - U k + U2 k) * x P e k)
    = sum (dim P) (fun k => v k * x P e k)
      + ((-1) * sum (dim P) (fun k => U k * x P e k) + sum (dim P) (fun k => U2 k * x P e k))).
  { intros e. rewrite (sum_eq (dim P) (fun k => (v k - U k + U2 k) * x P e k)
      (fun k => v k * x P e k + ((-1) * (U k * x P e k) + U2 k * x P e k))) by (intros; ring).
    rewrite !sum_add, sum_mul. ring. }
  destruct Ct as [Ha|Sb].
  - destruct (R1 (fun k => v k - U k + U2 k)) as [g [c' [Df E]]].
    exists (place_deep t0 (t0 A0 + c - (c1 + c' - c2)) g).
    split; [now apply place_admissible; auto|].
    intros e. rewrite place_f by assumption. rewrite E, E1, E2, Sum. ring.
  - destruct (R2 Sb (fun k => v k - U k + U2 k) (c - c1 + c2)) as [g [Df E]].
    exists (place_deep t0 (t0 A0) g). split; [now apply place_admissible; auto|].
    intros e. rewrite place_f by assumption. rewrite E, E1, E2, Sum. ring.
Qed.

End Network.

(** ** By a neuron of the shortcut *)

Section Shortcut.

Variable P : problem.
Variable all : list (list (list fn)).

Hypothesis branches_are : consists_of P all.
Hypothesis linear : all_linear P all.
Hypothesis trained_here : shortcut_trained P.

(** Neuron 0 has the output weight a and the weights w, its bias moves by s. *)
Definition set_neuron (a0 a : R) (w : nat -> R) (s : R) : params := fun p =>
  match p with
  | A0 => a0
  | A 0 => a
  | W 0 k => if (k <? dim P)%nat then w k else fixed P p
  | B 0 => fixed P p + s
  | _ => fixed P p
  end.

Lemma set_neuron_admissible : forall a0 a w s, a0_trained P = true \/ a0 = fixed P A0 ->
  b_trained P = true \/ s = 0 -> admissible P (set_neuron a0 a w s).
Proof.
  destruct trained_here as [Hw [Ta Tw]]. intros a0 a w s Ha Hs p N.
  destruct p as [|j|j k|j|q]; simpl; try reflexivity.
  - destruct Ha as [Ha|Ha]; [destruct N; now apply in_a0|assumption].
  - destruct j; [destruct N; now apply in_a|reflexivity].
  - destruct j; [|reflexivity]. destruct (Nat.ltb_spec k (dim P)); [|reflexivity].
    destruct N. now apply in_w.
  - destruct j; [|reflexivity]. destruct Hs as [Hs| ->]; [destruct N; now apply in_b|ring].
Qed.

(** Where the rest of the network is affine: any linear function, with some constant. *)
Lemma set_neuron_f : exists U k, forall a0 w s e,
  f P (set_neuron a0 1 w s) e = a0 + k + slope_of (neuron P) * s
    + sum (dim P) (fun i => (U i + slope_of (neuron P) * w i) * x P e i).
Proof.
  destruct trained_here as [Hw _].
  destruct (network_affine P all branches_are linear (set_neuron 0 0 (fun _ => 0) 0))
    as [U [k E]].
  assert (An : affine_fn (neuron P)) by (destruct (proj1 linear); [lia|assumption]).
  destruct (affine_value _ An) as [_ V].
  exists U, (k + slope_of (neuron P) * fixed P (B 0%nat) + val (neuron P) 0). intros a0 w s e.
  assert (D : f P (set_neuron a0 1 w s) e
    = a0 + f P (set_neuron 0 0 (fun _ => 0) 0) e
      + val (neuron P) (pre P (set_neuron a0 1 w s) 0%nat e)).
  { unfold f.
    change (fun q => set_neuron a0 1 w s (D q)) with (fun q => fixed P (D q)).
    change (fun q => set_neuron 0 0 (fun _ => 0) 0 (D q)) with (fun q => fixed P (D q)).
    rewrite (sum_eq (width P) (fun j => set_neuron a0 1 w s (A j)
        * val (neuron P) (pre P (set_neuron a0 1 w s) j e))
      (fun j => set_neuron 0 0 (fun _ => 0) 0 (A j)
        * val (neuron P) (pre P (set_neuron 0 0 (fun _ => 0) 0) j e)
        + if (j =? 0)%nat then val (neuron P) (pre P (set_neuron a0 1 w s) 0%nat e) else 0)).
    - rewrite sum_add, sum_at by lia. simpl. ring.
    - intros j _. destruct j as [|j]; [simpl; ring|].
      change (set_neuron a0 1 w s (A (S j))) with (fixed P (A (S j))).
      change (set_neuron 0 0 (fun _ => 0) 0 (A (S j))) with (fixed P (A (S j))).
      change (pre P (set_neuron a0 1 w s) (S j) e) with (pre P (fixed P) (S j) e).
      change (pre P (set_neuron 0 0 (fun _ => 0) 0) (S j) e) with (pre P (fixed P) (S j) e).
      simpl. ring. }
  rewrite D, E, V. unfold pre.
  rewrite (sum_eq (dim P) (fun i => set_neuron a0 1 w s (W 0 i) * x P e i)
    (fun i => w i * x P e i)).
  - change (set_neuron a0 1 w s (B 0%nat)) with (fixed P (B 0%nat) + s).
    rewrite (sum_eq (dim P) (fun i => (U i + slope_of (neuron P) * w i) * x P e i)
      (fun i => U i * x P e i + slope_of (neuron P) * (w i * x P e i))) by (intros; ring).
    rewrite sum_add, sum_mul. ring.
  - intros i Hi. simpl. now rewrite (proj2 (Nat.ltb_lt i (dim P)) Hi).
Qed.

Lemma shortcut_slope : slope_of (neuron P) <> 0.
Proof.
  destruct trained_here as [Hw _]. destruct (proj1 linear) as [Z|An]; [lia|].
  now destruct (affine_value _ An).
Qed.

(** Any linear function, with some constant. *)
Lemma shortcut_linear : forall v, exists t c, admissible P t /\ t A0 = fixed P A0 /\
  forall e, f P t e = sum (dim P) (fun k => v k * x P e k) + c.
Proof.
  intros v. destruct set_neuron_f as [U [k E]]. pose proof shortcut_slope as N.
  exists (set_neuron (fixed P A0) 1 (fun i => (v i - U i) / slope_of (neuron P)) 0).
  eexists. split; [apply set_neuron_admissible; now right|]. split; [reflexivity|].
  intros e. rewrite E.
  rewrite (sum_eq (dim P) _ (fun i => v i * x P e i)); [apply Rplus_comm|].
  intros i _. field. assumption.
Qed.

(** Any affine function. *)
Lemma shortcut_affine : a0_trained P = true \/ b_trained P = true ->
  forall v c, exists t, admissible P t /\
  forall e, f P t e = sum (dim P) (fun k => v k * x P e k) + c.
Proof.
  intros Ct v c. destruct set_neuron_f as [U [k E]]. pose proof shortcut_slope as N.
  set (w := fun i => (v i - U i) / slope_of (neuron P)).
  assert (S : forall e, sum (dim P) (fun i => (U i + slope_of (neuron P) * w i) * x P e i)
    = sum (dim P) (fun i => v i * x P e i)).
  { intros e. apply sum_eq. intros i _. unfold w. field. assumption. }
  destruct Ct as [Ha|Hb].
  - exists (set_neuron (c - k) 1 w 0). split; [apply set_neuron_admissible; auto|].
    intros e. rewrite E, S. ring.
  - exists (set_neuron (fixed P A0) 1 w ((c - fixed P A0 - k) / slope_of (neuron P))).
    split; [apply set_neuron_admissible; auto|]. intros e. rewrite E, S. field. assumption.
Qed.

End Shortcut.

(** ** Without any constant *)

(** Without biases, and with a_0 fixed at 0, exactly the linear functions. *)
Lemma realise_homogeneous : forall P all, consists_of P all -> all_linear P all ->
  without_hidden_bias P all -> fixed P A0 = 0 ->
  (forall v, exists t c, admissible P t /\ t A0 = fixed P A0 /\
    forall e, f P t e = sum (dim P) (fun k => v k * x P e k) + c) ->
  forall v, exists t, admissible P t /\ forall e, f P t e = sum (dim P) (fun k => v k * x P e k).
Proof.
  intros P all branches_are linear Z Z0 Real v. destruct (Real v) as [t [c [Adm [Ta E]]]].
  exists t. split; [assumption|].
  destruct (network_linear_form P all branches_are linear Z t Adm) as [U H].
  (* both sides at x = 0 *)
  set (e0 := {| row := []; positive_label := true; weight := xH |}).
  assert (X0 : forall k, x P e0 k = 0).
  { intros k. unfold x, e0. simpl. destruct k; unfold Rdiv; apply Rmult_0_l. }
  assert (C : c = 0).
  { pose proof (E e0) as E0. pose proof (H e0) as H0. rewrite Ta, Z0 in H0.
    rewrite sum_0 in E0 by (intros; rewrite X0; ring).
    rewrite sum_0 in H0 by (intros; rewrite X0; ring). lra. }
  intros e. rewrite E, C. ring.
Qed.
