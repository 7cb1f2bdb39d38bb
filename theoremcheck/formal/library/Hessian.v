(** * Gradient and Hessian of L by formulas

    What a checker has to compute: from the first and second derivatives of the
    outputs f(x_i) those of L, and for a shortcut those of f. All that is asked
    of l and s is that they have derivatives at the places that occur. *)

From Coq Require Import Reals List Arith Lra Lia FunctionalExtensionality Permutation.
From TheoremCheck Require Import Setting Conditions Compact Box PointsBox RulesBox.
From TheoremCheck Require Import AtRest SplitLocal Split Fields.
Import ListNotations.
Open Scope R_scope.

Lemma over_permutation {A : Type} (l l' : list A) (g : A -> R) :
  Permutation l l' -> over l g = over l' g.
Proof. induction 1; cbn [over]; lra. Qed.

(** Two lists without repetitions, with the same members where g is not 0. *)
Lemma over_same (l l' : list place) (g : place -> R) : NoDup l -> NoDup l' ->
  (forall p, In p l -> ~ In p l' -> g p = 0) -> (forall p, In p l' -> ~ In p l -> g p = 0) ->
  over l g = over l' g.
Proof.
  intros Hl Hl' H H'. set (b := fun m p => if in_dec place_eq_dec p m then true else false).
  rewrite <- (over_filter l (b l') g), <- (over_filter l' (b l) g).
  - apply over_permutation, NoDup_Permutation; try (apply NoDup_filter; assumption).
    intros p. rewrite !filter_In. unfold b.
    destruct (in_dec place_eq_dec p l), (in_dec place_eq_dec p l'); intuition discriminate.
  - intros p Hp Hb. apply H'; [exact Hp|]. unfold b in Hb.
    destruct (in_dec place_eq_dec p l); [discriminate|assumption].
  - intros p Hp Hb. apply H; [exact Hp|]. unfold b in Hb.
    destruct (in_dec place_eq_dec p l'); [discriminate|assumption].
Qed.

Section Hessian.

Variable P : problem.
Variable moving : list place.
Hypothesis once : NoDup moving.
Variable U : params -> Prop.

Notation supported d := (forall p, ~ In p moving -> d p = 0).

Lemma unit_sum q d : supported d -> over moving (fun p => unit_at p q * d p) = d q.
Proof.
  intros Hd. destruct (in_dec place_eq_dec q moving) as [Hq|Hq].
  - rewrite <- (sum_unit d q moving once Hq). apply lsum_ext. intros p _. unfold unit_at.
    destruct (place_eq_dec q p) as [E|E]; destruct (place_eq_dec p q) as [E'|E']; try ring;
      congruence.
  - rewrite (Hd q Hq). apply lsum_zero. intros p Hp. unfold unit_at.
    destruct (place_eq_dec q p) as [->|_]; [contradiction|ring].
Qed.

Lemma derivable_coordinate (t d : params) q :
  derivable_pt_lim (fun v => shifted t d v q) 0 (d q).
Proof. apply derivable_line. Qed.

(** ** From the outputs to L *)

(** First and second derivatives of f(x_e) in the parameters that move. *)
Variables (J : place -> params -> sample -> R) (H : place -> place -> params -> sample -> R).
Variables (l1 l2 : R -> R).

Definition outputs_smooth : Prop := forall t e, U t -> In e (data P) ->
  derivable_pt_lim (ell P) (z P t e) (l1 (z P t e)) /\
  derivable_pt_lim l1 (z P t e) (l2 (z P t e)) /\
  forall d, supported d ->
    derivable_pt_lim (fun v => f P (shifted t d v) e) 0 (over moving (fun p => J p t e * d p)) /\
    derivable_pt_lim (fun v => over moving (fun p => J p (shifted t d v) e * d p)) 0
      (over moving (fun p => over moving (fun q => H p q t e * d p * d q))).

Definition gradient (p : place) (t : params) : R :=
  over (data P) (fun e => - y e * share e * l1 (z P t e) * J p t e) / total_weight P
  + over (penalties P) (fun term => 2 * fst term * t (snd term) * unit_at p (snd term)).

Definition hessian (p q : place) (t : params) : R :=
  over (data P) (fun e => share e * l2 (z P t e) * J p t e * J q t e
                          - y e * share e * l1 (z P t e) * H p q t e) / total_weight P
  + over (penalties P) (fun term => 2 * fst term * unit_at p (snd term) * unit_at q (snd term)).

(** Sums over p go inside. *)
Lemma gradient_along t d : supported d ->
  over moving (fun p => gradient p t * d p)
  = over (data P) (fun e => - y e * share e * l1 (z P t e)
                            * over moving (fun p => J p t e * d p)) / total_weight P
    + over (penalties P) (fun term => 2 * fst term * t (snd term) * d (snd term)).
Proof.
  intros Hd. unfold gradient.
  rewrite (lsum_ext place moving _ (fun p =>
    / total_weight P * over (data P) (fun e => - y e * share e * l1 (z P t e) * (J p t e * d p))
    + over (penalties P) (fun term => 2 * fst term * t (snd term)
                                      * (unit_at p (snd term) * d p)))).
  - rewrite lsum_plus, lsum_scal.
    rewrite (lsum_swap place moving (data P)),
      (lsum_swap place moving (penalties P)). unfold Rdiv. rewrite Rmult_comm. f_equal.
    + f_equal. apply lsum_ext. intros e _. now rewrite lsum_scal.
    + apply lsum_ext. intros term _. now rewrite lsum_scal, unit_sum.
  - intros p _. unfold Rdiv. rewrite Rmult_plus_distr_r. f_equal.
    + rewrite Rmult_assoc, (Rmult_comm (/ _)), (Rmult_comm (/ total_weight P) (over _ _)).
      rewrite <- Rmult_assoc. f_equal. rewrite Rmult_comm, <- lsum_scal. apply lsum_ext.
      intros; ring.
    + rewrite Rmult_comm, <- lsum_scal. apply lsum_ext. intros; ring.
Qed.

Lemma hessian_along t d : supported d ->
  over moving (fun p => over moving (fun q => hessian p q t * d p * d q))
  = over (data P) (fun e => share e * l2 (z P t e) * (over moving (fun p => J p t e * d p))^2
      - y e * share e * l1 (z P t e)
        * over moving (fun p => over moving (fun q => H p q t e * d p * d q))) / total_weight P
    + over (penalties P) (fun term => 2 * fst term * (d (snd term))^2).
Proof.
  intros Hd.
  assert (Hin : forall p, over moving (fun q => hessian p q t * d p * d q)
    = / total_weight P * over (data P) (fun e =>
        share e * l2 (z P t e) * over moving (fun q => J q t e * d q) * (J p t e * d p)
        + - y e * share e * l1 (z P t e) * over moving (fun q => H p q t e * d p * d q))
      + over (penalties P) (fun term => 2 * fst term * d (snd term)
                                        * (unit_at p (snd term) * d p))).
  { intros p. unfold hessian.
    rewrite (lsum_ext place moving _ (fun q =>
      / total_weight P * over (data P) (fun e =>
          share e * l2 (z P t e) * (J p t e * d p) * (J q t e * d q)
          + - y e * share e * l1 (z P t e) * (H p q t e * d p * d q))
      + over (penalties P) (fun term => 2 * fst term * (unit_at p (snd term) * d p)
                                        * (unit_at q (snd term) * d q)))).
    - rewrite lsum_plus, lsum_scal.
      rewrite (lsum_swap place moving (data P)), (lsum_swap place moving (penalties P)). f_equal.
      + f_equal. apply lsum_ext. intros e _. rewrite lsum_plus, !lsum_scal. ring.
      + apply lsum_ext. intros term _. rewrite lsum_scal, unit_sum by exact Hd. ring.
    - intros q _. unfold Rdiv. rewrite !Rmult_plus_distr_r. f_equal.
      + transitivity (/ total_weight P * (d p * d q * over (data P) (fun e =>
          share e * l2 (z P t e) * J p t e * J q t e - y e * share e * l1 (z P t e) * H p q t e)));
          [ring|]. f_equal. rewrite <- lsum_scal. apply lsum_ext. intros; ring.
      + rewrite Rmult_assoc, Rmult_comm, <- lsum_scal. apply lsum_ext. intros; ring. }
  rewrite (lsum_ext place moving _ _ (fun p _ => Hin p)), lsum_plus, lsum_scal.
  rewrite (lsum_swap place moving (data P)), (lsum_swap place moving (penalties P)).
  unfold Rdiv. rewrite Rmult_comm. f_equal.
  - f_equal. apply lsum_ext. intros e _. rewrite lsum_plus, !lsum_scal. ring.
  - apply lsum_ext. intros term _. rewrite lsum_scal, unit_sum by exact Hd. ring.
Qed.

Lemma y_square e : y e * y e = 1.
Proof. unfold y. destruct (positive_label e); ring. Qed.

(** L has this gradient and this Hessian. *)
Theorem L_strongly_convex mu : outputs_smooth ->
  (forall t d, U t -> supported d ->
    mu * over moving (fun p => (d p)^2)
    <= over moving (fun p => over moving (fun q => hessian p q t * d p * d q))) ->
  strongly_convex moving (L P) U mu gradient hessian.
Proof.
  intros HS HP t Ht d Hd.
  assert (Hz : forall e, In e (data P) -> derivable_pt_lim (fun v => z P (shifted t d v) e) 0
    (- y e * over moving (fun p => J p t e * d p))).
  { intros e He. destruct (HS t e Ht He) as (_ & _ & H0). destruct (H0 d Hd) as (H1 & _).
    apply (derivable_pt_lim_scal (fun v => f P (shifted t d v) e) (- y e)), H1. }
  assert (Hz0 : forall e, z P (shifted t d 0) e = z P t e) by (intros; now rewrite shifted_0).
  split; [|split; [|apply HP; assumption]].
  - rewrite (gradient_along t d Hd). unfold L.
    apply (derivable_pt_lim_plus (fun v => over (data P) (fun s =>
      share s * val (loss P) (z P (shifted t d v) s)) / total_weight P)
      (fun v => penalty P (shifted t d v))).
    + unfold Rdiv. apply (derivable_value _ _
        (over (data P) (fun e => - y e * share e * l1 (z P t e)
          * over moving (fun p => J p t e * d p)) * / total_weight P
         + over (data P) (fun s => share s * val (loss P) (z P (shifted t d 0) s)) * 0)); [|ring].
      apply (derivable_pt_lim_mult (fun v => over (data P) (fun s =>
        share s * val (loss P) (z P (shifted t d v) s))) (fun _ => / total_weight P));
        [|apply derivable_pt_lim_const].
      apply (derivable_lsum sample (data P) (fun s v =>
        share s * val (loss P) (z P (shifted t d v) s))). intros e He.
      apply (derivable_value _ _ (share e * (l1 (z P t e)
        * (- y e * over moving (fun p => J p t e * d p))))); [|ring].
      apply (derivable_pt_lim_scal (fun v => val (loss P) (z P (shifted t d v) e))).
      apply (derivable_pt_lim_comp (fun v => z P (shifted t d v) e) (ell P)); [apply Hz, He|].
      rewrite Hz0. apply (HS t e Ht He).
    + unfold penalty. apply (derivable_lsum (R * place) (penalties P)
        (fun term v => fst term * (shifted t d v (snd term))^2)). intros term _.
      apply (derivable_value _ _ (fst term * (INR 2 * (shifted t d 0 (snd term))^(pred 2)
        * d (snd term)))).
      * apply (derivable_pt_lim_scal (fun v => (shifted t d v (snd term))^2)).
        apply (derivable_pt_lim_comp (fun v => shifted t d v (snd term)) (fun w => w^2));
          [apply derivable_coordinate|apply derivable_pt_lim_pow].
      * rewrite shifted_0. simpl. ring.
  - replace (fun v => over moving (fun p => gradient p (shifted t d v) * d p)) with (fun v =>
      over (data P) (fun e => - y e * share e * l1 (z P (shifted t d v) e)
        * over moving (fun p => J p (shifted t d v) e * d p)) / total_weight P
      + over (penalties P) (fun term => 2 * fst term * shifted t d v (snd term) * d (snd term))).
    2:{ apply functional_extensionality. intros v. symmetry. apply gradient_along, Hd. }
    rewrite (hessian_along t d Hd).
    apply (derivable_pt_lim_plus (fun v => over (data P) (fun e =>
        - y e * share e * l1 (z P (shifted t d v) e)
        * over moving (fun p => J p (shifted t d v) e * d p)) / total_weight P)
      (fun v => over (penalties P) (fun term =>
        2 * fst term * shifted t d v (snd term) * d (snd term)))).
    + unfold Rdiv. match goal with |- derivable_pt_lim _ _ (?a * ?b) =>
        apply (derivable_value _ _ (a * b + over (data P) (fun e =>
          - y e * share e * l1 (z P (shifted t d 0) e)
          * over moving (fun p => J p (shifted t d 0) e * d p)) * 0)); [|ring] end.
      apply (derivable_pt_lim_mult (fun v => over (data P) (fun e =>
        - y e * share e * l1 (z P (shifted t d v) e)
        * over moving (fun p => J p (shifted t d v) e * d p))) (fun _ => / total_weight P));
        [|apply derivable_pt_lim_const].
      apply (derivable_lsum sample (data P) (fun e v =>
        - y e * share e * l1 (z P (shifted t d v) e)
        * over moving (fun p => J p (shifted t d v) e * d p))). intros e He.
      destruct (HS t e Ht He) as (_ & Hl2 & H0). destruct (H0 d Hd) as (_ & H2).
      set (j := over moving (fun p => J p t e * d p)) in *.
      set (h := over moving (fun p => over moving (fun q => H p q t e * d p * d q))) in *.
      apply (derivable_value _ _ (- y e * share e * (l2 (z P t e) * (- y e * j)) * j
        + - y e * share e * l1 (z P (shifted t d 0) e) * h)).
      2:{ rewrite Hz0. replace (share e * l2 (z P t e) * j^2)
            with (y e * y e * (share e * l2 (z P t e) * j^2)) by (rewrite y_square; ring). ring. }
      replace j with (over moving (fun p => J p (shifted t d 0) e * d p)) at 2
        by (rewrite shifted_0; reflexivity).
      apply (derivable_pt_lim_mult (fun v => - y e * share e * l1 (z P (shifted t d v) e))
        (fun v => over moving (fun p => J p (shifted t d v) e * d p))); [|exact H2].
      apply (derivable_pt_lim_scal (fun v => l1 (z P (shifted t d v) e))).
      apply (derivable_pt_lim_comp (fun v => z P (shifted t d v) e) l1); [apply Hz, He|].
      rewrite Hz0. exact Hl2.
    + apply (derivable_lsum (R * place) (penalties P) (fun term v =>
        2 * fst term * shifted t d v (snd term) * d (snd term))). intros term _.
      apply (derivable_value _ _ (2 * fst term * d (snd term) * d (snd term)
        + 2 * fst term * shifted t d 0 (snd term) * 0)); [|ring].
      apply (derivable_pt_lim_mult (fun v => 2 * fst term * shifted t d v (snd term))
        (fun _ => d (snd term))); [|apply derivable_pt_lim_const].
      apply (derivable_pt_lim_scal (fun v => shifted t d v (snd term))), derivable_coordinate.
Qed.

End Hessian.
