(** * T1 for chains of single units

    f_D = a s(v_h s(... s(v_1 s(w . X + b_0) + b_1) ...) + b_h), all of it
    trained but for biases above the first layer. The data are separable, s is
    C^1 and increasing (decreasing). *)

From Coq Require Import Reals List ZArith Lra Lia Classical Bool.
From TheoremCheck Require Import Setting Conditions Algebra Near Kinds Monotone Balance ChainStages.
Import ListNotations.
Open Scope R_scope.

Section Chain.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis loss_active : loss_active P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_c1 : neuron_c1 P.
Hypothesis neuron_monotone : neuron_increasing P \/ neuron_decreasing P.
Hypothesis data_linearly_separable : data_linearly_separable P.
Hypothesis network_chain : network_chain P.
Hypothesis objective_unregularised : objective_unregularised P.

Lemma chain_defined : forall t, L_defined P t.
Proof.
  intros t e _. destruct network_chain as [h [_ [Dm _]]].
  split; [intros; apply neuron_defined|]. split; [|apply loss_defined].
  apply Dm. intros b B. simpl in B. replace b with 0%nat by lia. simpl nth.
  assert (G : forall n l inputs v,
    branch_defined (fun p => t (D p)) 0 l inputs v (repeat [neuron P] n)).
  { induction n as [|n IH]; intros l inputs v; simpl; [exact I|]. split; [|apply IH].
    intros u U. replace u with 0%nat by lia. apply neuron_defined. }
  exact (G (S h) 0%nat (dim P) (x P e)).
Qed.

(** The parameters of f_D replaced. *)
Definition put (t : params) (g : deep_place -> R) : params :=
  fun p => match p with D q => g q | _ => t p end.

Lemma in_deep : forall q, In (D q) (trained P) <-> In q (deep_trained P).
Proof.
  intros q. unfold trained. split.
  - intros H. repeat (apply in_app_or in H; destruct H as [H|H]).
    + destruct (a0_trained P); simpl in H; intuition discriminate.
    + destruct (a_trained P); [|contradiction]. apply in_map_iff in H. destruct H as [? [? _]].
      discriminate.
    + destruct (w_trained P); [|contradiction]. apply in_flat_map in H. destruct H as [? [_ H]].
      apply in_map_iff in H. destruct H as [? [? _]]. discriminate.
    + destruct (b_trained P); [|contradiction]. apply in_map_iff in H. destruct H as [? [? _]].
      discriminate.
    + apply in_map_iff in H. destruct H as [q' [E H]]. congruence.
  - intros H. do 4 (apply in_or_app; right). now apply in_map.
Qed.

Lemma put_admissible : forall t g, admissible P t ->
  (forall q, ~ In q (deep_trained P) -> g q = t (D q)) -> admissible P (put t g).
Proof.
  intros t g A G p N. destruct p as [|j|j k|j|q]; try (apply (A _ N)).
  simpl. rewrite G; [apply (A _ N)|]. intros H. apply N, in_deep, H.
Qed.

Lemma put_near : forall t g r, 0 < r ->
  (forall q, In q (deep_trained P) -> Rabs (g q - t (D q)) < r) -> near P r t (put t g).
Proof.
  intros t g r Hr G p I. destruct p as [|j|j k|j|q]; simpl;
    try (rewrite Rminus_diag_eq by reflexivity; rewrite Rabs_R0; assumption).
  apply G, in_deep, I.
Qed.

(** With h and the parts of network_chain. *)
Section Depth.

Variable h : nat.
Hypothesis chain_f : forall t v, deep P t v = branches (dim P) [repeat [neuron P] (S h)] t v.
Hypothesis first_trained : forall k, (k < dim P)%nat -> In (Weight 0 0 0 k) (deep_trained P).
Hypothesis upper_trained : forall i, (i < h)%nat -> In (Weight 0 (S i) 0 0) (deep_trained P).
Hypothesis output_trained : In (Output 0 0) (deep_trained P).
Hypothesis bias_trained : sees_one P = true -> In (Bias 0 0 0) (deep_trained P).

Definition linear (g : deep_place -> R) (e : sample) : R :=
  sum (dim P) (fun k => g (Weight 0 0 0 k) * x P e k).

Lemma deep_stage : forall g e, deep P g (x P e) = stage P h g (S h) 0 (linear g e).
Proof.
  intros g e. rewrite chain_f.
  change (branches (dim P) [repeat [neuron P] (S h)] g (x P e))
    with (0 + branch_output g 0 0 (dim P) (x P e) (repeat [neuron P] (S h))).
  rewrite (branch_stage P h g (S h) 0 (dim P) (x P e)) by lia. unfold linear. ring.
Qed.

Lemma f_put : forall t g e, f P (put t g) e
  = f P t e + (stage P h g (S h) 0 (linear g e)
               - stage P h (fun q => t (D q)) (S h) 0 (linear (fun q => t (D q)) e)).
Proof.
  intros t g e. rewrite <- !deep_stage. unfold f. simpl.
  change (fun p => put t g (D p)) with g.
  change (fun p : deep_place => g p) with g. unfold pre. simpl. ring.
Qed.

(** A separating u; layer 0 turned by eta u. *)
Variable u : nat -> R.
Hypothesis separates : forall e, In e (data P) -> 0 < y e * dot P u e.

Definition turned (g : deep_place -> R) (eta : R) : deep_place -> R :=
  fun q => match q with
  | Weight 0 0 0 k => if (k <? dim P)%nat then g q + eta * u k else g q
  | Bias 0 0 0 => if sees_one P then g q + eta * u (dim P) else g q
  | _ => g q
  end.

Lemma turned_mult : forall g eta l, mult h (turned g eta) (S l) = mult h g (S l).
Proof. intros. unfold mult. destruct (S l =? S h)%nat; reflexivity. Qed.

Lemma turned_bias : forall g eta l, bias (turned g eta) (S l) = bias g (S l).
Proof. reflexivity. Qed.

Lemma turned_stage : forall n g eta l v, stage P h (turned g eta) n (S l) v = stage P h g n (S l) v.
Proof.
  induction n as [|n IH]; intros; simpl; [reflexivity|].
  rewrite IH, turned_mult. reflexivity.
Qed.

Lemma turned_first : forall g eta e, linear (turned g eta) e + bias (turned g eta) 0
  = linear g e + bias g 0 + eta * dot P u e.
Proof.
  intros g eta e. unfold linear, bias, dot, inputs.
  assert (E : sum (dim P) (fun k => turned g eta (Weight 0 0 0 k) * x P e k)
    = sum (dim P) (fun k => g (Weight 0 0 0 k) * x P e k)
      + eta * sum (dim P) (fun k => u k * X P e k)).
  { rewrite <- sum_mul, <- sum_add. apply sum_eq. intros k K. simpl.
    rewrite (proj2 (Nat.ltb_lt k (dim P)) K). unfold X.
    rewrite (proj2 (Nat.ltb_lt k (dim P)) K). ring. }
  assert (One : X P e (dim P) = 1) by (unfold X; now rewrite Nat.ltb_irrefl).
  rewrite E. simpl turned. destruct (sees_one P); cbn [sum]; rewrite ?One; ring.
Qed.

Lemma turned_pass : forall g eta l e,
  pass P h (turned g eta) l (linear (turned g eta) e)
  = pass P h g l (linear g e + eta * dot P u e).
Proof.
  intros g eta l e. induction l as [|l IH]; cbn [pass].
  - rewrite turned_first. f_equal. ring.
  - rewrite IH, turned_mult, turned_bias. reflexivity.
Qed.

Lemma turned_fixed : forall g eta q, ~ In q (deep_trained P) -> turned g eta q = g q.
Proof.
  intros g eta q N. unfold turned. destruct q as [[|b] [|l] [|n] k|[|b] [|l] [|n]|b n]; auto.
  - destruct (k <? dim P)%nat eqn:K; [|reflexivity]. elim N. apply first_trained.
    now apply Nat.ltb_lt.
  - destruct (sees_one P) eqn:E; [|reflexivity]. elim N. now apply bias_trained.
Qed.

Lemma turned_small : forall r, 0 < r -> exists d, 0 < d /\ forall g eta, Rabs eta < d ->
  forall q, Rabs (turned g eta q - g q) < r.
Proof.
  intros r Hr. destruct (small_steps u (S (dim P)) r Hr) as [d [Hd H]].
  exists d. split; [assumption|]. intros g eta He q.
  assert (Z : Rabs (g q - g q) < r) by (rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; assumption).
  assert (S : forall k, (k < S (dim P))%nat -> Rabs (g q + eta * u k - g q) < r).
  { intros k K. replace (g q + eta * u k - g q) with (eta * u k) by ring. now apply H. }
  unfold turned. destruct q as [[|b] [|l] [|n] k|[|b] [|l] [|n]|b n]; auto.
  - destruct (k <? dim P)%nat eqn:K; auto. apply Nat.ltb_lt in K. apply S. lia.
  - destruct (sees_one P); auto.
Qed.

(** What one sample gains where a strict function is turned: one sign for all. *)
Lemma strict_gain : forall g c eta v e, (c = 1 \/ c = -1) ->
  strictly_increasing (fun w => c * g w) ->
  0 < eta -> In e (data P) -> 0 < y e * (c * (g (v + eta * dot P u e) - g v)).
Proof.
  intros g c eta v e C M He I. pose proof (separates e I) as S.
  assert (Y : y e = 1 \/ y e = -1) by (unfold y; destruct (positive_label e); auto).
  destruct Y as [Y|Y]; rewrite Y in *.
  - assert (0 < eta * dot P u e) by nra.
    pose proof (M v (v + eta * dot P u e) ltac:(lra)). cbv beta in *. lra.
  - assert (eta * dot P u e < 0) by nra.
    pose proof (M (v + eta * dot P u e) v ltac:(lra)). cbv beta in *. lra.
Qed.

Variable l1 : R -> R.
Hypothesis loss_slope : forall v, derivable_pt_lim (ell P) v (l1 v).
Variable s1 : R -> R.
Hypothesis neuron_slope : forall v, derivable_pt_lim (sigma P) v (s1 v).
Hypothesis slope_nonzero : forall v, s1 v <> 0.
Variable eps : R.
Hypothesis mirror : eps = 1 \/ eps = -1.
Hypothesis monotone : strictly_increasing (fun v => eps * sigma P v).

Notation own t := (fun q : deep_place => t (D q)).

(** ** No multiplier is 0: turning the first layer lowers every loss *)
Lemma all_multipliers : forall t, local_min P t ->
  (forall i, (0 < i <= S h)%nat -> mult h (own t) i <> 0) ->
  forall e, In e (data P) -> l1 (z P t e) = 0.
Proof.
  intros t Min N e I. destruct (near_min P chain_defined t Min) as [r [Hr Hmin]].
  destruct (turned_small r Hr) as [d [Hd Small]].
  assert (St : strict (fun v => mult h (own t) (S h) * pass P h (own t) h v)).
  { destruct (strict_pass P h eps mirror monotone (own t) h ltac:(intros; apply N; lia))
      as [c [C M]].
    assert (Nm : mult h (own t) (S h) <> 0) by (apply N; lia).
    destruct (Rlt_le_dec 0 (mult h (own t) (S h))) as [Pm|Pm].
    - exists c. split; [assumption|]. intros p q H. specialize (M p q H). cbv beta in *.
      destruct C as [-> | ->]; nra.
    - exists (- c). split; [destruct C as [-> | ->]; [right|left]; ring|].
      intros p q H. specialize (M p q H). cbv beta in *. assert (mult h (own t) (S h) < 0) by lra.
      destruct C as [-> | ->]; nra. }
  destruct St as [c [C M]].
  set (G := fun v => mult h (own t) (S h) * pass P h (own t) h v) in *.
  assert (F : forall eta e', f P (put t (turned (own t) eta)) e'
    = f P t e' + (G (linear (own t) e' + eta * dot P u e') - G (linear (own t) e'))).
  { intros eta e'. rewrite f_put.
    pose proof (stage_pass P h (turned (own t) eta) h 0 (linear (turned (own t) eta) e')) as E1.
    pose proof (stage_pass P h (own t) h 0 (linear (own t) e')) as E2. simpl plus in E1, E2.
    rewrite E1, E2, turned_mult, turned_pass. reflexivity. }
  (* turn by c d / 2 *)
  set (eta := d / 2).
  assert (Fall : exists sg, (sg = 1 \/ sg = -1) /\ forall e', In e' (data P) ->
    z P (put t (turned (own t) (sg * eta))) e' < z P t e').
  { exists c. split; [assumption|]. intros e' I'. unfold z. rewrite F.
    destruct C as [Ec|Ec].
    - rewrite Ec, Rmult_1_l.
      pose proof (strict_gain G 1 eta (linear (own t) e') e' (or_introl eq_refl)
        ltac:(rewrite Ec in M; exact M) ltac:(unfold eta; lra) I'). nra.
    - rewrite Ec.
      pose proof (strict_gain G (-1) eta (linear (own t) e' + -1 * eta * dot P u e') e'
        (or_intror eq_refl) ltac:(rewrite Ec in M; exact M) ltac:(unfold eta; lra) I') as Gn.
      replace (linear (own t) e' + -1 * eta * dot P u e' + eta * dot P u e')
        with (linear (own t) e') in Gn by ring. nra. }
  destruct Fall as [sg [Sg Fall]].
  assert (Hs : Rabs (sg * eta) < d).
  { unfold eta. destruct Sg as [-> | ->]; [rewrite Rabs_right|rewrite Rabs_left]; lra. }
  assert (LE : L P t <= L P (put t (turned (own t) (sg * eta)))).
  { apply Hmin.
    - apply put_admissible; [apply Min|]. intros q Nq. now apply turned_fixed.
    - apply put_near; [assumption|]. intros q _. now apply Small. }
  apply L_le in LE; [|assumption]. unfold loss_sum in LE.
  set (t' := put t (turned (own t) (sg * eta))) in *.
  assert (Terms : forall e', In e' (data P) ->
    0 <= share e' * (ell P (z P t e') - ell P (z P t' e'))).
  { intros e' I'. apply Rmult_le_pos; [left; apply share_pos|].
    pose proof (loss_nondecreasing _ _ (Rlt_le _ _ (Fall e' I'))). lra. }
  assert (Sum : over (data P) (fun e' => share e' * (ell P (z P t e') - ell P (z P t' e'))) <= 0).
  { rewrite (over_eq (data P) _ (fun e' => share e' * ell P (z P t e')
      + (-1) * (share e' * ell P (z P t' e')))) by (intros; ring).
    rewrite over_add, over_mul. lra. }
  pose proof (over_ge0_0 (data P) _ Terms Sum e I) as E0. cbv beta in E0.
  pose proof (share_pos e).
  assert (ell P (z P t' e) = ell P (z P t e)) by (apply Rmult_integral in E0; destruct E0; lra).
  apply (flat_below (ell P) (z P t e) _ (z P t' e)); auto.
Qed.

(** ** The multiplier of layer k is 0, none above it is *)

(** Then the output does not depend on what lies below. *)
Lemma stage_zero : forall g k v, (k <= h)%nat -> mult h g (S k) = 0 ->
  stage P h g (S h) 0 v = stage P h g (h - k) (S k) 0.
Proof.
  intros g k v K Z. replace (S h) with ((h - k) + S k)%nat at 1 by lia.
  rewrite stage_pass, Z, Rmult_0_l. reflexivity.
Qed.

(** The first-order condition in it. *)
Lemma first_multiplier : forall t k, local_min P t -> (k <= h)%nat -> mult h (own t) (S k) = 0 ->
  (forall i, (S k < i <= S h)%nat -> mult h (own t) i <> 0) ->
  moment P l1 t (fun e => pass P h (own t) k (linear (own t) e)) = 0.
Proof.
  intros t k Min K Z N. destruct (near_min P chain_defined t Min) as [r [Hr Hmin]].
  set (place := if (S k =? S h)%nat then Output 0 0 else Weight 0 (S k) 0 0).
  assert (Tr : In place (deep_trained P)).
  { unfold place.
    destruct (Nat.eqb_spec (S k) (S h)); [apply output_trained|apply upper_trained; lia]. }
  assert (deq : forall p q : deep_place, {p = q} + {p <> q}) by (repeat decide equality).
  set (bump := fun eta q => if deq q place then eta else t (D q)).
  assert (Bm : forall eta, mult h (bump eta) (S k) = eta).
  { intros eta. unfold mult, bump, place. destruct (S k =? S h)%nat.
    - destruct (deq (Output 0 0) (Output 0 0)); congruence.
    - destruct (deq (Weight 0 (S k) 0 0) (Weight 0 (S k) 0 0)); congruence. }
  assert (Bo : forall eta i, i <> S k -> mult h (bump eta) i = mult h (own t) i).
  { intros eta i D. unfold mult, bump, place.
    destruct (Nat.eqb_spec i (S h)), (Nat.eqb_spec (S k) (S h)); try lia.
    - destruct (deq (Output 0 0) (Weight 0 (S k) 0 0)); [discriminate|reflexivity].
    - destruct (deq (Weight 0 i 0 0) (Output 0 0)); [discriminate|reflexivity].
    - destruct (deq (Weight 0 i 0 0) (Weight 0 (S k) 0 0)); [congruence|reflexivity]. }
  assert (Bb : forall eta i, bias (bump eta) i = bias (own t) i).
  { intros eta i. unfold bias, bump, place. destruct (S k =? S h)%nat.
    - destruct (deq (Bias 0 i 0) (Output 0 0)); [discriminate|reflexivity].
    - destruct (deq (Bias 0 i 0) (Weight 0 (S k) 0 0)); [discriminate|reflexivity]. }
  assert (Bl : forall eta e, linear (bump eta) e = linear (own t) e).
  { intros eta e. unfold linear. apply sum_eq. intros i _. f_equal. unfold bump, place.
    destruct (S k =? S h)%nat.
    - destruct (deq (Weight 0 0 0 i) (Output 0 0)); [discriminate|reflexivity].
    - destruct (deq (Weight 0 0 0 i) (Weight 0 (S k) 0 0)); [discriminate|reflexivity]. }
  assert (Bp : forall eta l v, (l <= k)%nat -> pass P h (bump eta) l v = pass P h (own t) l v).
  { intros eta l v. induction l as [|l IH]; intros Hl; cbn [pass]; rewrite Bb; [reflexivity|].
    rewrite IH, Bo by lia. reflexivity. }
  assert (Bs : forall eta n l v, (S k <= l)%nat ->
    stage P h (bump eta) n l v = stage P h (own t) n l v).
  { intros eta n. induction n as [|n IH]; intros l v Hl; cbn [stage]; [reflexivity|].
    rewrite IH, Bo, Bb by lia. reflexivity. }
  assert (F : forall eta e, f P (put t (bump eta)) e = f P t e
    + (stage P h (own t) (h - k) (S k) (eta * pass P h (own t) k (linear (own t) e))
       - stage P h (own t) (h - k) (S k) 0)).
  { intros eta e. rewrite f_put. rewrite (stage_zero (own t) k _ K Z).
    pose proof (stage_pass P h (bump eta) k (h - k) (linear (bump eta) e)) as E.
    replace (h - k + S k)%nat with (S h) in E by lia.
    rewrite E, Bm, Bl, Bp, Bs by lia. reflexivity. }
  destruct (stage_derivative P h s1 neuron_slope slope_nonzero (own t) (h - k) (S k)
    ltac:(intros; apply N; lia) 0) as [d [Nd Dd]].
  assert (M : moment P l1 t (fun e => d * pass P h (own t) k (linear (own t) e)) = 0).
  { apply (no_descent_both P objective_unregularised t (fun e => l1 (z P t e))
      (fun e => d * pass P h (own t) k (linear (own t) e))
      (fun e eta => f P t e
        + (stage P h (own t) (h - k) (S k) (eta * pass P h (own t) k (linear (own t) e))
         - stage P h (own t) (h - k) (S k) 0))).
    - intros. apply loss_slope.
    - intros e _. split; [rewrite Rmult_0_l; ring|].
      set (p := pass P h (own t) k (linear (own t) e)).
      apply (derivative_eq (fun eta => (f P t e - stage P h (own t) (h - k) (S k) 0)
        + stage P h (own t) (h - k) (S k) (0 + eta * p))).
      + intros eta. rewrite Rplus_0_l. ring.
      + replace (d * p) with (0 + d * p) by ring.
        apply (derivable_pt_lim_plus (fun _ => f P t e - stage P h (own t) (h - k) (S k) 0)
          (fun eta => stage P h (own t) (h - k) (S k) (0 + eta * p))).
        * apply derivable_pt_lim_const.
        * now apply derivative_along.
    - exists r. split; [assumption|]. intros eta He. exists (put t (bump eta)). split.
      + apply Hmin.
        * apply put_admissible; [apply Min|]. intros q Nq. unfold bump.
          destruct (deq q place) as [->|]; [contradiction|reflexivity].
        * apply put_near; [assumption|]. intros q _. unfold bump. destruct (deq q place) as [->|].
          -- replace (t (D place)) with (mult h (own t) (S k))
               by (unfold mult, place; destruct (S k =? S h)%nat; reflexivity).
             rewrite Z, Rminus_0_r. assumption.
          -- rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. assumption.
      + intros e _. apply F. }
  unfold moment in *. rewrite (over_eq (data P) _ (fun e =>
    d * (share e * l1 (z P t e) * y e * pass P h (own t) k (linear (own t) e)))) in M
    by (intros; ring).
  rewrite over_mul in M. apply Rmult_integral in M. destruct M; [contradiction|assumption].
Qed.

(** Zero multipliers below layer k replaced by eta. *)
Definition filled (g : deep_place -> R) (k : nat) (eta : R) : deep_place -> R :=
  fun q => match q with
  | Weight 0 (S i) 0 0 => if ((i <? k)%nat && (if Req_EM_T (g q) 0 then true else false))%bool
                          then eta else g q
  | _ => g q
  end.

Lemma top_zero : forall t k, local_min P t -> (k <= h)%nat -> mult h (own t) (S k) = 0 ->
  (forall i, (S k < i <= S h)%nat -> mult h (own t) i <> 0) ->
  forall e, In e (data P) -> l1 (z P t e) = 0.
Proof.
  intros t k Min K Z N e I. destruct (near_min P chain_defined t Min) as [r [Hr Hmin]].
  destruct (turned_small (r / 4) ltac:(lra)) as [d [Hd Small]].
  set (g1 := filled (own t) k (r / 4)). set (g2 := turned g1 (d / 2)).
  assert (Fm : forall i, (k < i)%nat -> mult h g1 (S i) = mult h (own t) (S i)).
  { intros i Hi. unfold mult, g1. destruct (S i =? S h)%nat; [reflexivity|]. simpl.
    rewrite (proj2 (Nat.ltb_ge i k)) by lia. reflexivity. }
  assert (Fk : mult h g1 (S k) = 0).
  { rewrite <- Z. unfold mult, g1. destruct (S k =? S h)%nat; [reflexivity|]. simpl.
    rewrite Nat.ltb_irrefl. reflexivity. }
  assert (Fl : forall i, (0 < i <= k)%nat -> mult h g1 i <> 0).
  { intros i Hi. destruct i as [|i]; [lia|]. unfold mult, g1.
    rewrite (proj2 (Nat.eqb_neq (S i) (S h))) by lia. simpl.
    rewrite (proj2 (Nat.ltb_lt i k)) by lia. simpl.
    destruct (Req_EM_T (t (D (Weight 0 (S i) 0 0))) 0); lra. }
  assert (Fb : forall i, bias g1 i = bias (own t) i) by reflexivity.
  assert (Fs : forall n l v, (S k <= l)%nat -> stage P h g1 n l v = stage P h (own t) n l v).
  { induction n as [|n IH]; intros l v Hl; cbn [stage]; [reflexivity|].
    rewrite IH, Fm, Fb by lia. reflexivity. }
  (* both points have the f of t, and are local minima *)
  assert (Same : forall g,
    (forall v, stage P h g (h - k) (S k) v = stage P h (own t) (h - k) (S k) v) ->
    mult h g (S k) = 0 -> forall e', f P (put t g) e' = f P t e').
  { intros g Eg Zg e'. rewrite f_put, (stage_zero g k _ K Zg), (stage_zero (own t) k _ K Z), Eg.
    ring. }
  assert (Clo : forall q, Rabs (g1 q - t (D q)) <= r / 4).
  { intros q. assert (Zq : Rabs (t (D q) - t (D q)) <= r / 4)
      by (rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; lra).
    unfold g1, filled. destruct q as [[|b] [|l] [|n] [|i]|b l n|b n]; auto.
    destruct ((l <? k)%nat); simpl; auto.
    destruct (Req_EM_T (t (D (Weight 0 (S l) 0 0))) 0) as [Ez|]; auto.
    rewrite Ez, Rminus_0_r, Rabs_right; lra. }
  assert (Fix : forall q, ~ In q (deep_trained P) -> g1 q = t (D q)).
  { intros q Nq. unfold g1, filled. destruct q as [[|b] [|l] [|n] [|i]|b l n|b n]; auto.
    destruct (Nat.ltb_spec l k); simpl; auto. elim Nq. apply upper_trained. lia. }
  assert (Mini : forall g, (forall e', f P (put t g) e' = f P t e') ->
    (forall q, ~ In q (deep_trained P) -> g q = t (D q)) ->
    (forall q, Rabs (g q - t (D q)) < r / 2 + r / 4) -> local_min P (put t g)).
  { intros g Ef Ff Fn.
    apply near_intro; [exact chain_defined|apply put_admissible; [apply Min|assumption]|].
    exists (r / 4). split; [lra|]. intros t' A' N'.
    assert (El : L P (put t g) = L P t).
    { apply Rle_antisym; apply L_le; try assumption; unfold loss_sum; right; apply over_eq;
        intros e' _; unfold z; now rewrite Ef. }
    rewrite El. apply Hmin; [assumption|]. intros p Ip. specialize (N' p Ip).
    replace (t' p - t p) with ((t' p - put t g p) + (put t g p - t p)) by ring.
    eapply Rle_lt_trans; [apply Rabs_triang|].
    destruct p as [|j|j i|j|q]; simpl;
      try (rewrite (Rminus_diag_eq (t _)), Rabs_R0 by reflexivity; simpl in N'; lra).
    specialize (Fn q). simpl in N'. lra. }
  assert (E1 : forall e', f P (put t g1) e' = f P t e').
  { apply Same; [|assumption]. intros. apply Fs. lia. }
  assert (Em2 : forall i, mult h g2 (S i) = mult h g1 (S i)) by (intros; apply turned_mult).
  assert (E2 : forall e', f P (put t g2) e' = f P t e').
  { apply Same; [|now rewrite Em2]. intros v. unfold g2. rewrite turned_stage. apply Fs. lia. }
  assert (M1 : local_min P (put t g1)).
  { apply Mini; auto. intros q. specialize (Clo q). lra. }
  assert (M2 : local_min P (put t g2)).
  { apply Mini; auto.
    - intros q Nq. unfold g2. rewrite turned_fixed by assumption. auto.
    - intros q. specialize (Clo q).
      specialize (Small g1 (d / 2) ltac:(rewrite Rabs_right; lra) q). fold g2 in Small.
      replace (g2 q - t (D q)) with ((g2 q - g1 q) + (g1 q - t (D q))) by ring.
      eapply Rle_lt_trans; [apply Rabs_triang|]. lra. }
  assert (Up1 : forall i, (S k < i <= S h)%nat -> mult h (own (put t g1)) i <> 0).
  { intros i Hi. destruct i as [|i]; [lia|]. change (own (put t g1)) with g1.
    rewrite Fm by lia. apply N. lia. }
  assert (Up2 : forall i, (S k < i <= S h)%nat -> mult h (own (put t g2)) i <> 0).
  { intros i Hi. destruct i as [|i]; [lia|]. change (own (put t g2)) with g2.
    rewrite Em2, Fm by lia. apply N. lia. }
  pose proof (first_multiplier (put t g1) k M1 K Fk Up1) as A1.
  pose proof (first_multiplier (put t g2) k M2 K
    ltac:(change (own (put t g2)) with g2; now rewrite Em2) Up2) as A2.
  change (own (put t g1)) with g1 in A1. change (own (put t g2)) with g2 in A2.
  destruct (strict_pass P h eps mirror monotone g1 k Fl) as [c [C Ms]].
  assert (Zs1 : forall e', z P (put t g1) e' = z P t e') by (intros; unfold z; now rewrite E1).
  assert (Zs2 : forall e', z P (put t g2) e' = z P t e') by (intros; unfold z; now rewrite E2).
  unfold moment in A1, A2.
  set (gain' := fun e' => share e' * l1 (z P t e') *
    (y e' * (c *
      (pass P h g1 k (linear g1 e' + d / 2 * dot P u e') - pass P h g1 k (linear g1 e'))))).
  assert (Pos : forall e', In e' (data P) -> 0 <= gain' e').
  { intros e' I'. unfold gain'. apply Rmult_le_pos.
    - apply Rmult_le_pos; [left; apply share_pos|].
      apply (nondecreasing_derivative (ell P) (z P t e')); auto.
    - left. apply strict_gain; auto. lra. }
  assert (Sum : over (data P) gain' <= 0).
  { unfold gain'. rewrite (over_eq (data P) _ (fun e' =>
      c * (share e' * l1 (z P (put t g2) e') * y e' * pass P h g2 k (linear g2 e'))
      + (- c) * (share e' * l1 (z P (put t g1) e') * y e' * pass P h g1 k (linear g1 e')))).
    - rewrite over_add, !over_mul, A1, A2. lra.
    - intros e' _. rewrite Zs1, Zs2. unfold g2. rewrite turned_pass. ring. }
  pose proof (over_ge0_0 (data P) gain' Pos Sum e I) as G0. unfold gain' in G0.
  pose proof (strict_gain (pass P h g1 k) c (d / 2) (linear g1 e) e C Ms ltac:(lra) I).
  pose proof (share_pos e). apply Rmult_integral in G0. destruct G0 as [G0|G0]; [|lra].
  apply Rmult_integral in G0. destruct G0; [lra|assumption].
Qed.

(** The zero multiplier nearest to the output, if there is one. *)
Lemma chain_slopes : forall t, local_min P t -> forall e, In e (data P) -> l1 (z P t e) = 0.
Proof.
  intros t Min e I.
  assert (Cases : forall n, (n <= S h)%nat ->
    (exists k, (k <= h)%nat /\ (S h - n <= k)%nat /\ mult h (own t) (S k) = 0 /\
      forall i, (S k < i <= S h)%nat -> mult h (own t) i <> 0) \/
    (forall i, (S h - n < i <= S h)%nat -> mult h (own t) i <> 0)).
  { induction n as [|n IH]; intros Hn; [right; intros; lia|].
    destruct (IH ltac:(lia)) as [[k [K [Lk [Zk Nk]]]]|Nz].
    - left. exists k. repeat split; auto; lia.
    - destruct (Req_EM_T (mult h (own t) (S (h - n))) 0) as [Ez|Nz'].
      + left. exists (h - n)%nat. repeat split; auto; try lia. intros i Hi. apply Nz. lia.
      + right. intros i Hi. destruct (Nat.eq_dec i (S (h - n))) as [->|D]; [assumption|].
        apply Nz. lia. }
  destruct (Cases (S h) (le_n _)) as [[k [K [_ [Zk Nk]]]]|Nz].
  - now apply (top_zero t k).
  - apply all_multipliers; auto. intros i Hi. apply Nz. lia.
Qed.

End Depth.

Lemma slope_separable_chain : NO_SLOPE P.
Proof.
  intros t Min e I. destruct loss_c1 as [l1 [D _]]. destruct neuron_c1 as [s1 [Ds _]].
  destruct data_linearly_separable as [u Sep].
  destruct network_chain as [h [Cf [_ [H1 [H2 [H3 H4]]]]]].
  destruct (strictly_monotone_slope P s1 Ds neuron_monotone) as [c Hc].
  assert (Nz : forall v, s1 v <> 0).
  { intros v E. specialize (Hc v). rewrite E in Hc. lra. }
  assert (E : exists eps, (eps = 1 \/ eps = -1) /\ strictly_increasing (fun v => eps * sigma P v)).
  { destruct neuron_monotone as [M|M]; apply rises_strictly in M.
    - exists 1. split; auto. intros p q H. specialize (M p q H). lra.
    - exists (-1). split; auto. intros p q H. specialize (M p q H). unfold opposite in M. lra. }
  destruct E as [eps [Eps M]].
  rewrite <- (chain_slopes h Cf H1 H2 H3 H4 u Sep l1 D s1 Ds Nz eps Eps M t Min e I). apply D.
Qed.

Theorem thm_separable_chain : NO_BAD P.
Proof. apply no_slope_no_bad; [apply slope_separable_chain|assumption]. Qed.

End Chain.
