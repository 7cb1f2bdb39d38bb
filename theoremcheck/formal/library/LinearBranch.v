(** * Branches whose neurons are all affine: lemma.linear (B1)

    At every local minimum the moments sum q_i y_i x_ik vanish, and sum q_i y_i
    too where a bias is trained: it is enough that a path of trained weights
    leads from the input (from the bias) to the output. *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions Algebra Near Kinds Monotone Balance FirstOrder.
From TheoremCheck Require Branches.
Import ListNotations.
Open Scope R_scope.

(** ** Affine neurons and layers *)

Definition slope_of (s : fn) : R := val s 1 - val s 0.

Lemma affine_value : forall s, affine_fn s ->
  slope_of s <> 0 /\ forall v, val s v = slope_of s * v + val s 0.
Proof.
  intros s [c [e [N E]]]. unfold slope_of. rewrite !E. split; [lra|].
  intros v. rewrite E. ring.
Qed.

Lemma affine_unit : forall units above u, affine_layers (units :: above) ->
  (u < length units)%nat -> affine_fn (nth u units identity).
Proof. intros units above u A U. apply (A units (or_introl eq_refl)). now apply nth_In. Qed.

Lemma affine_above : forall units above, affine_layers (units :: above) -> affine_layers above.
Proof. intros units above A layer I. apply A. now right. Qed.

(** No bias at all, from layer l upwards. *)
Fixpoint no_bias (t : deep_place -> R) (branch l : nat) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => True
  | units :: above =>
      (forall u, (u < length units)%nat ->
        t (Bias branch l u) = 0 /\ val (nth u units identity) 0 = 0) /\
      no_bias t branch (S l) above
  end.

(** The output is affine in the input, and linear without biases. *)
Lemma branch_affine : forall t branch layers l inputs, affine_layers layers ->
  exists U k, (forall v, branch_output t branch l inputs v layers
                         = sum inputs (fun i => U i * v i) + k) /\
    (no_bias t branch l layers -> k = 0).
Proof.
  intros t branch layers. induction layers as [|units above IH]; intros l inputs A.
  - exists (fun u => t (Output branch u)), 0. split; [|reflexivity]. intros v. simpl. ring.
  - destruct (IH (S l) (length units) (affine_above _ _ A)) as [U [k [E Z]]].
    set (n := length units) in *.
    set (c := fun u => slope_of (nth u units identity)).
    set (e := fun u => val (nth u units identity) 0).
    exists (fun i => sum n (fun u => U u * c u * t (Weight branch l u i))),
      (sum n (fun u => U u * (c u * t (Bias branch l u) + e u)) + k).
    split.
    + intros v. cbn [branch_output]. fold n. rewrite E.
      rewrite (sum_eq n _ (fun u => sum inputs (fun i => U u * c u * t (Weight branch l u i) * v i)
        + U u * (c u * t (Bias branch l u) + e u))).
      * rewrite sum_add, sum_sum, <- Rplus_assoc. f_equal. f_equal. apply sum_eq. intros i _.
        now rewrite sum_mul_r.
      * intros u Hu. destruct (affine_value _ (affine_unit _ _ u A Hu)) as [_ V].
        rewrite V. fold (c u) (e u). unfold received.
        rewrite (sum_eq inputs (fun i => U u * c u * t (Weight branch l u i) * v i)
          (fun i => U u * c u * (t (Weight branch l u i) * v i))) by (intros; ring).
        rewrite sum_mul. ring.
    + intros [Zl Za]. rewrite (Z Za), sum_0; [ring|]. intros u Hu. destruct (Zl u Hu) as [-> E0].
      unfold e. rewrite E0. ring.
Qed.

(** ** Points at which slopes balance

    The slopes q of l at the outputs balance at every point of some set: at the local minima with the same outputs, or
    at those where f is a constant. What leads through the set leaves it nowhere. *)

Section Balanced.

Variable P : problem.

(** q_i y_i summed against g. *)
Definition balance (q : sample -> R) (g : sample -> R) : R :=
  over (data P) (fun e => share e * q e * y e * g e).

Definition balances (good : params -> Prop) (q : sample -> R) : Prop :=
  (forall t, good t -> admissible P t) /\
  (forall t move g, good t -> leads P t move ->
     (forall h e, In e (data P) -> f P (move h) e = f P t e + h * g e) ->
     (exists c, forall h, penalty P (move h) = penalty P t + c * h^2) -> balance q g = 0) /\
  (forall t move, good t -> leads P t move ->
     (forall h e, In e (data P) -> f P (move h) e = f P t e) ->
     (forall h, penalty P (move h) = penalty P t) ->
     exists d, 0 < d /\ forall h, Rabs h < d -> good (move h)).

(** So they do at the local minima with the outputs of one of them. *)
Lemma minima_balance : (forall t, L_defined P t) ->
  forall l1, (forall v, derivable_pt_lim (ell P) v (l1 v)) -> forall t,
  balances (fun t' => local_min P t' /\ forall e, In e (data P) -> f P t' e = f P t e) (fun e => l1 (z P t e)).
Proof.
  intros defined l1 D t. split; [|split].
  - intros t' [Min _]. apply Min.
  - intros t' move g [Min Same] Lead F Pen.
    rewrite <- (first_order P defined l1 D t' move g Min Lead F Pen). apply over_eq. intros e I.
    unfold z. now rewrite Same.
  - intros t' move [Min Same] Lead F Pen.
    destruct (idle_move P defined t' move Min Lead F Pen) as [d [Hd Idle]].
    exists d. split; [assumption|]. intros h Hh. split; [now apply Idle|]. intros e I.
    now rewrite F, Same.
Qed.

Lemma balance_eq : forall q g g', (forall e, In e (data P) -> g' e = g e) -> balance q g' = balance q g.
Proof. intros q g g' E. apply over_eq. intros e I. now rewrite E. Qed.

Lemma balance_combine : forall q g g' c,
  balance q (fun e => g e + c * g' e) = balance q g + c * balance q g'.
Proof. intros. unfold balance. rewrite <- over_mul, <- over_add. apply over_eq. intros. ring. Qed.

Lemma balance_scale : forall q g c, balance q (fun e => c * g e) = c * balance q g.
Proof. intros. unfold balance. rewrite <- over_mul. apply over_eq. intros. ring. Qed.

End Balanced.

(** ** Trained paths *)

Section Branch.

Variable P : problem.

(** Trained weights lead from input k of layer l to the output. *)
Fixpoint path (branch l k : nat) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => In (Output branch k) (deep_trained P)
  | units :: above => exists u, (u < length units)%nat /\
      In (Weight branch l u k) (deep_trained P) /\ path branch (S l) u above
  end.

(** They lead from a trained bias of layer l or above to the output. *)
Fixpoint bias_path (branch l : nat) (layers : list (list fn)) : Prop :=
  match layers with
  | [] => False
  | units :: above =>
      (exists u, (u < length units)%nat /\
        In (Bias branch l u) (deep_trained P) /\ path branch (S l) u above) \/
      bias_path branch (S l) above
  end.

(** Where all weights are trained there are such paths. *)
Lemma weights_path : forall b layers l inputs, Conditions.weights_trained P b l inputs layers ->
  forall k, (k < inputs)%nat -> path b l k layers.
Proof.
  intros b. induction layers as [|units above IH]; intros l inputs T k Hk; [now apply T|].
  destruct T as [N [T Ta]]. exists 0%nat. split; [assumption|]. split; [now apply T|].
  now apply (IH (S l) (length units)).
Qed.

Lemma some_bias_path : forall b layers l inputs, Conditions.weights_trained P b l inputs layers ->
  some_bias P b l layers -> bias_path b l layers.
Proof.
  intros b. induction layers as [|units above IH]; intros l inputs T S; [exact S|].
  destruct T as [N [T Ta]]. destruct S as [[u [Hu I]]|S].
  - left. exists u. split; [assumption|]. split; [assumption|].
    now apply (weights_path b above (Datatypes.S l) (length units)).
  - right. now apply (IH (Datatypes.S l) (length units)).
Qed.

(** The places of a branch from layer l upwards. *)
Definition tail_place (branch l : nat) (p : place) : Prop :=
  match p with
  | D (Weight b l' _ _) => b = branch /\ (l <= l')%nat
  | D (Bias b l' _) => b = branch /\ (l <= l')%nat
  | D (Output b _) => b = branch
  | _ => False
  end.

Definition deep_part (t : params) : deep_place -> R := fun p => t (D p).

(** No penalty on a parameter of f_D. *)
Definition objective_deep_unpenalised : Prop := forall c p, In (c, D p) (penalties P) -> c = 0.

Hypothesis unpenalised : objective_deep_unpenalised.

Variable good : params -> Prop.
Variable qs : sample -> R.
Hypothesis good_balances : balances P good qs.

Variable branch : nat.

Lemma in_deep : forall p, In p (deep_trained P) -> In (D p) (trained P).
Proof. intros p I. unfold trained. repeat (apply in_or_app; right). now apply in_map. Qed.

Lemma deep_bump_penalty : forall t p h, penalty P (bump t (D p) h) = penalty P t.
Proof. intros t p h. apply bump_penalty. intros c I. now apply (unpenalised c p). Qed.

(** What layer l passes on, as a function of the sample. *)
Definition passed (t : params) (l inputs : nat) (h : sample -> nat -> R) (units : list fn)
  (e : sample) (u : nat) : R :=
  val (nth u units identity) (received (deep_part t) branch l inputs (h e) u).

(** Moving one parameter of unit u of layer l: it receives g more. *)
Lemma moved_unit : forall t l inputs h units above u p (g : sample -> R),
  affine_layers (units :: above) -> (u < length units)%nat ->
  good t -> In p (deep_trained P) ->
  tail_place branch l (D p) -> ~ tail_place branch (S l) (D p) ->
  (forall s e i, received (deep_part (bump t (D p) s)) branch l inputs (h e) i
     = received (deep_part t) branch l inputs (h e) i + if (i =? u)%nat then s * g e else 0) ->
  (forall t', (forall q, ~ tail_place branch l q -> t' q = t q) -> forall e, In e (data P) ->
     f P t' e = f P t e + branch_output (deep_part t') branch l inputs (h e) (units :: above)
                - branch_output (deep_part t) branch l inputs (h e) (units :: above)) ->
  (* the induction hypothesis *)
  (forall t', good t' ->
     (forall q, ~ tail_place branch l q -> t' q = t q) ->
     balance P qs (fun e => passed t' l inputs h units e u) = 0) ->
  (forall t' s v, (forall q, tail_place branch (S l) q -> t' q = s q) ->
     branch_output (deep_part t') branch (S l) (length units) v above
     = branch_output (deep_part s) branch (S l) (length units) v above) ->
  balance P qs g = 0.
Proof.
  intros t l inputs h units above u p g A Hu Min I Tp Np Recv F IH Own.
  destruct (affine_value _ (affine_unit _ _ u A Hu)) as [Nc V].
  set (c := slope_of (nth u units identity)) in *.
  destruct (branch_affine (deep_part t) branch above (S l) (length units) (affine_above _ _ A))
    as [U [k [E _]]].
  assert (Away : forall s q, ~ tail_place branch l q -> bump t (D p) s q = t q).
  { intros s q Nq. apply bump_other. intros ->. contradiction. }
  assert (Passed : forall s e i, (i < length units)%nat ->
    passed (bump t (D p) s) l inputs h units e i
    = passed t l inputs h units e i + if (i =? u)%nat then c * s * g e else 0).
  { intros s e i Hi. unfold passed. rewrite Recv. destruct (Nat.eqb_spec i u) as [->|N].
    - rewrite (V (_ + _)), (V (received _ _ _ _ _ _)). ring.
    - rewrite !Rplus_0_r. reflexivity. }
  assert (Fs : forall s e, In e (data P) -> f P (bump t (D p) s) e = f P t e + s * (U u * c * g e)).
  { intros s e Ie. rewrite (F (bump t (D p) s) (Away s) e Ie).
    cbn [branch_output].
    change (fun u0 => val (nth u0 units identity)
      (received (deep_part (bump t (D p) s)) branch l inputs (h e) u0))
      with (passed (bump t (D p) s) l inputs h units e).
    change (fun u0 => val (nth u0 units identity)
      (received (deep_part t) branch l inputs (h e) u0)) with (passed t l inputs h units e).
    rewrite (Own (bump t (D p) s) t).
    - rewrite !E.
      rewrite (sum_eq (length units) (fun i => U i * passed (bump t (D p) s) l inputs h units e i)
        (fun i => U i * passed t l inputs h units e i
                  + if (i =? u)%nat then s * (U u * c * g e) else 0)).
      + rewrite sum_add, sum_at by assumption. ring.
      + intros i Hi. rewrite Passed by assumption. destruct (Nat.eqb_spec i u) as [->|]; ring.
    - intros q Tq. apply bump_other. intros ->. contradiction. }
  assert (Lead : leads P t (bump t (D p))).
  { apply bump_leads; [now apply good_balances|now apply in_deep]. }
  destruct (Req_EM_T (U u) 0) as [Z|N].
  - destruct (proj2 (proj2 good_balances) t (bump t (D p)) Min Lead) as [d [Hd Idle]].
    { intros s e Ie. rewrite Fs, Z by assumption. ring. }
    { intros s. apply deep_bump_penalty. }
    set (s := d / 2). assert (Hs : Rabs s < d) by (unfold s; rewrite Rabs_right; lra).
    pose proof (IH t Min (fun q _ => eq_refl)) as M1.
    pose proof (IH _ (Idle s Hs) (Away s)) as M2.
    rewrite (balance_eq P qs (fun e => passed t l inputs h units e u + (c * s) * g e)) in M2.
    + rewrite balance_combine, M1, Rplus_0_l in M2. apply Rmult_integral in M2.
      destruct M2 as [M2|]; [|assumption]. apply Rmult_integral in M2.
      unfold s in M2. destruct M2; [contradiction|lra].
    + intros e _. rewrite Passed, Nat.eqb_refl by assumption. ring.
  - pose proof (proj1 (proj2 good_balances) t (bump t (D p)) (fun e => U u * c * g e) Min Lead Fs) as M.
    rewrite balance_scale in M.
    assert (Q : U u * c * balance P qs g = 0).
    { apply M. exists 0. intros s. rewrite deep_bump_penalty. ring. }
    apply Rmult_integral in Q. destruct Q as [Q|]; [|assumption].
    apply Rmult_integral in Q. destruct Q; contradiction.
Qed.

(** A branch depends on its own places, from layer l upwards. *)
Lemma branch_own : forall layers t s l inputs v,
  (forall q, tail_place branch l q -> t q = s q) ->
  branch_output (deep_part t) branch l inputs v layers
  = branch_output (deep_part s) branch l inputs v layers.
Proof.
  induction layers as [|units above IH]; intros t s l inputs v E; cbn [branch_output].
  - apply sum_eq. intros u _. unfold deep_part. rewrite (E (D (Output branch u))); simpl; auto.
  - rewrite (IH t s).
    + apply Branches.branch_output_ext. intros u _. f_equal. unfold received, deep_part. f_equal.
      * apply sum_eq. intros k _. rewrite (E (D (Weight branch l u k))); simpl; auto.
      * apply E. simpl. auto.
    + intros q Tq. apply E. destruct q as [|?|? ?|?|[b l' u k|b l' u|b u]]; simpl in *; auto;
        destruct Tq; split; auto; lia.
Qed.

(** B1, from layer l upwards, where what it receives stays the same. *)
Lemma tail_moments : forall layers l inputs h t, affine_layers layers -> good t ->
  (forall t', (forall q, ~ tail_place branch l q -> t' q = t q) -> forall e, In e (data P) ->
     f P t' e = f P t e + branch_output (deep_part t') branch l inputs (h e) layers
                - branch_output (deep_part t) branch l inputs (h e) layers) ->
  (forall k, (k < inputs)%nat -> path branch l k layers -> balance P qs (fun e => h e k) = 0) /\
  (bias_path branch l layers -> balance P qs (fun _ => 1) = 0).
Proof.
  induction layers as [|units above IH]; intros l inputs h t A Min F.
  - split; [|intros []]. intros k Hk Pk. simpl in Pk.
    apply (proj1 (proj2 good_balances) t (bump t (D (Output branch k)))); [assumption| | |].
    + apply bump_leads; [now apply good_balances|now apply in_deep].
    + intros s e Ie. rewrite (F (bump t (D (Output branch k)) s)); [|intros q Nq|assumption].
      * cbn [branch_output].
        rewrite (sum_eq inputs
          (fun u => deep_part (bump t (D (Output branch k)) s) (Output branch u) * h e u)
          (fun u => deep_part t (Output branch u) * h e u
                             + if (u =? k)%nat then s * h e k else 0)).
        -- rewrite sum_add, sum_at by assumption. ring.
        -- intros u _. unfold deep_part. destruct (Nat.eqb_spec u k) as [->|N].
           ++ rewrite bump_here. ring.
           ++ rewrite bump_other by congruence. ring.
      * apply bump_other. intros ->. apply Nq. reflexivity.
    + exists 0. intros s. rewrite deep_bump_penalty. ring.
  - (* the hypothesis about the layers above, at points that differ above layer l *)
    assert (Above : forall t', good t' ->
      (forall q, ~ tail_place branch l q -> t' q = t q) ->
      (forall u, (u < length units)%nat -> path branch (S l) u above ->
         balance P qs (fun e => passed t' l inputs h units e u) = 0) /\
      (bias_path branch (S l) above -> balance P qs (fun _ => 1) = 0)).
    { intros t' Min' E'. apply (IH (S l) (length units) (passed t' l inputs h units) t').
      - exact (affine_above _ _ A).
      - assumption.
      - intros t'' E'' e Ie.
        assert (T2 : forall q, ~ tail_place branch l q -> t'' q = t q).
        { intros q Nq. rewrite <- E' by assumption. apply E''. intros Tq. apply Nq.
          destruct q as [|?|? ?|?|[b l' u k|b l' u|b u]]; simpl in *; auto;
            destruct Tq; split; auto; lia. }
        rewrite (F t'' T2 e Ie), (F t' E' e Ie). cbn [branch_output].
        change (fun u0 => val (nth u0 units identity)
          (received (deep_part t') branch l inputs (h e) u0)) with (passed t' l inputs h units e).
        rewrite (Branches.branch_output_ext (deep_part t'') branch above (S l) (length units) _
          (passed t' l inputs h units e)); [ring|].
        intros u _. unfold passed. f_equal. unfold received, deep_part. f_equal.
        + apply sum_eq. intros k _. rewrite E''; [reflexivity|]. simpl. lia.
        + apply E''. simpl. lia. }
    split.
    + intros k Hk [u [Hu [Tu Pu]]].
      apply (moved_unit t l inputs h units above u (Weight branch l u k)); auto.
      * simpl. auto.
      * simpl. lia.
      * intros s e i. unfold received, deep_part.
        rewrite (bump_other t (D (Weight branch l u k)) s (D (Bias branch l i))) by discriminate.
        rewrite (sum_eq inputs (fun m => bump t (D (Weight branch l u k)) s
          (D (Weight branch l i m)) * h e m) (fun m => t (D (Weight branch l i m)) * h e m
            + if (m =? k)%nat then (if (i =? u)%nat then s * h e k else 0) else 0)).
        -- rewrite sum_add, sum_at by assumption. ring.
        -- intros m _. destruct (Nat.eqb_spec m k) as [->|Nm].
           ++ destruct (Nat.eqb_spec i u) as [->|Ni].
              ** rewrite bump_here. ring.
              ** rewrite bump_other by congruence. ring.
           ++ rewrite bump_other by congruence. ring.
      * intros t' Min' E'. now apply Above.
      * intros t' s v E'. now apply branch_own.
    + intros [[u [Hu [Tu Pu]]]|Pb]; [|now apply (Above t)].
      apply (moved_unit t l inputs h units above u (Bias branch l u)); auto.
      * simpl. auto.
      * simpl. lia.
      * intros s e i. unfold received, deep_part.
        rewrite (sum_eq inputs (fun m => bump t (D (Bias branch l u)) s
          (D (Weight branch l i m)) * h e m) (fun m => t (D (Weight branch l i m)) * h e m)).
        -- destruct (Nat.eqb_spec i u) as [->|Ni].
           ++ rewrite bump_here. ring.
           ++ rewrite bump_other by congruence. ring.
        -- intros m _. rewrite bump_other by discriminate. reflexivity.
      * intros t' Min' E'. now apply Above.
      * intros t' s v E'. now apply branch_own.
Qed.

End Branch.
