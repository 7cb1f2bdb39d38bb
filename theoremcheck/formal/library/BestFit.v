(** * A convex loss that is constant on a half-line has a best linear fit

    For l convex, nondecreasing, constant below some c and rising at 0, the function
    u |-> sum_e s_e l(u . z_e), s_e > 0, attains its minimum, whatever the vectors z_e. *)

From Coq Require Import Reals List ZArith Lra Lia Classical.
From TheoremCheck Require Import Setting Conditions Algebra.
Import ListNotations.
Open Scope R_scope.

(** ** Convex functions of one variable *)

Section Convex.

Variable g : R -> R.
Hypothesis convex : convex_fn g.

(** Slopes rise. *)
Lemma slopes_rise : forall u v w, u < v < w -> (g v - g u) * (w - v) <= (g w - g v) * (v - u).
Proof.
  intros u v w H.
  assert (C := convex u w ((w - v) / (w - u))).
  assert (D : 0 < w - u) by lra.
  assert (E : 0 <= (w - v) / (w - u) <= 1).
  { split.
    - apply Rmult_le_pos; [lra|]. left. now apply Rinv_0_lt_compat.
    - apply Rmult_le_reg_r with (w - u); [assumption|].
      unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
  specialize (C E).
  replace ((w - v) / (w - u) * u + (1 - (w - v) / (w - u)) * w) with v in C by (field; lra).
  apply Rmult_le_compat_r with (r := w - u) in C; [|lra].
  replace (((w - v) / (w - u) * g u + (1 - (w - v) / (w - u)) * g w) * (w - u))
    with ((w - v) * g u + (v - u) * g w) in C by (field; lra).
  nra.
Qed.

Hypothesis nondecreasing : forall u v, u <= v -> g u <= g v.

Lemma rise_bounded : forall b u v, u <= v -> v <= b -> g v - g u <= (g (b + 1) - g b) * (v - u).
Proof.
  intros b u v U V. destruct (Req_dec u v) as [->|D]; [lra|].
  assert (S : (g v - g u) * (b + 1 - v) <= (g (b + 1) - g v) * (v - u))
    by (apply slopes_rise; lra).
  assert (T : g (b + 1) - g v <= (g (b + 1) - g b) * (b + 1 - v)).
  { destruct (Req_dec v b) as [->|N]; [lra|].
    assert (Q := slopes_rise v b (b + 1) ltac:(lra)). lra. }
  apply Rmult_le_reg_r with (b + 1 - v); [lra|].
  apply Rle_trans with ((g (b + 1) - g v) * (v - u)); [assumption|].
  replace ((g (b + 1) - g b) * (v - u) * (b + 1 - v))
    with ((g (b + 1) - g b) * (b + 1 - v) * (v - u)) by ring.
  apply Rmult_le_compat_r; lra.
Qed.

(** g, cut off at b, is Lipschitz. *)
Definition cut (b v : R) : R := g (Rmin v b).

Lemma cut_lipschitz : forall b u v, Rabs (cut b u - cut b v) <= (g (b + 1) - g b) * Rabs (u - v).
Proof.
  intros b. assert (K : 0 <= g (b + 1) - g b)
    by (assert (g b <= g (b + 1)) by (apply nondecreasing; lra); lra).
  assert (H : forall u v, u <= v -> Rabs (cut b u - cut b v) <= (g (b + 1) - g b) * Rabs (u - v)).
  { intros u v U. unfold cut.
    assert (M1 : Rmin u b <= Rmin v b) by (unfold Rmin; destruct (Rle_dec u b), (Rle_dec v b); lra).
    assert (M2 : Rmin v b - Rmin u b <= v - u)
      by (unfold Rmin; destruct (Rle_dec u b), (Rle_dec v b); lra).
    assert (M3 := rise_bounded b (Rmin u b) (Rmin v b) M1 (Rmin_r v b)).
    assert (M4 := nondecreasing _ _ M1).
    rewrite (Rabs_left1 (u - v)) by lra.
    rewrite Rabs_left1 by lra.
    assert ((g (b + 1) - g b) * (Rmin v b - Rmin u b) <= (g (b + 1) - g b) * (v - u))
      by (apply Rmult_le_compat_l; assumption).
    lra. }
  intros u v. destruct (Rle_lt_dec u v) as [U|U]; [now apply H|].
  rewrite (Rabs_minus_sym (cut b u)), (Rabs_minus_sym u). apply H. lra.
Qed.

End Convex.

(** A function that is Lipschitz near v is continuous at v. *)
Lemma lipschitz_continuous : forall g v d K, 0 < d -> 0 <= K ->
  (forall u, Rabs (u - v) < d -> Rabs (g u - g v) <= K * Rabs (u - v)) -> continuity_pt g v.
Proof.
  intros g v d K Hd HK H eps He. exists (Rmin d (eps / (K + 1))). split.
  - apply Rmin_pos; [assumption|]. apply Rdiv_lt_0_compat; lra.
  - intros u [_ Hu]. change (Rabs (u - v) < Rmin d (eps / (K + 1))) in Hu.
    change (Rabs (g u - g v) < eps).
    assert (H1 : Rabs (u - v) < d) by (eapply Rlt_le_trans; [exact Hu | apply Rmin_l]).
    assert (H2 : Rabs (u - v) < eps / (K + 1)) by (eapply Rlt_le_trans; [exact Hu | apply Rmin_r]).
    apply Rle_lt_trans with (K * Rabs (u - v)); [now apply H|].
    apply Rle_lt_trans with ((K + 1) * Rabs (u - v)).
    + apply Rmult_le_compat_r; [apply Rabs_pos | lra].
    + replace eps with ((K + 1) * (eps / (K + 1))) by (field; lra).
      apply Rmult_lt_compat_l; lra.
Qed.

Lemma convex_continuous : forall g, convex_fn g -> (forall u v, u <= v -> g u <= g v) ->
  continuity g.
Proof.
  intros g C M v.
  apply (lipschitz_continuous g v 1 (g (v + 1 + 1) - g (v + 1))); [lra | | ].
  - assert (g (v + 1) <= g (v + 1 + 1)) by (apply M; lra). lra.
  - intros u Hu. apply Rabs_def2 in Hu.
    assert (K := cut_lipschitz g C M (v + 1) u v). unfold cut in K.
    rewrite !Rmin_left in K by lra. exact K.
Qed.

(** Not increasing: constant on a half-line. *)
Lemma half_line : forall g, convex_fn g -> (forall u v, u <= v -> g u <= g v) ->
  ~ increasing_fn g -> exists c, forall v, v <= c -> g v = g c.
Proof.
  intros g C M N.
  apply NNPP. intros F. apply N. split; [now apply convex_continuous|].
  intros v.
  assert (B : exists w, w < v /\ g w < g v).
  { apply NNPP. intros Q. apply F. exists v. intros w Hw.
    destruct (Req_dec w v) as [->|D]; [reflexivity|].
    apply Rle_antisym; [apply M; lra|]. apply Rnot_lt_le. intros G. apply Q. exists w. lra. }
  destruct B as [w [Hw Gw]].
  assert (K : 0 < (g v - g w) / (v - w)) by (apply Rdiv_lt_0_compat; lra).
  split.
  - exists ((g v - g w) / (v - w)), 1. repeat split; [assumption | lra |].
    intros h Hh. assert (S := slopes_rise g C w v (v + h) ltac:(lra)).
    apply Rmult_le_reg_r with (v - w); [lra|].
    replace ((g v + (g v - g w) / (v - w) * h) * (v - w)) with (g v * (v - w) + (g v - g w) * h)
      by (field; lra). lra.
  - exists ((g v - g w) / (v - w)), (v - w). repeat split; [assumption | lra |].
    intros h Hh. assert (S := slopes_rise g C w (v - h) v ltac:(lra)).
    apply Rmult_le_reg_r with (v - w); [lra|].
    replace ((g v - (g v - g w) / (v - w) * h) * (v - w)) with (g v * (v - w) - (g v - g w) * h)
      by (field; lra).
    lra.
Qed.

(** ** Minima on boxes *)

Definition upd (u : nat -> R) (n : nat) (s : R) : nat -> R :=
  fun k => if Nat.eq_dec k n then s else u k.

Lemma upd_same : forall u n s, upd u n s n = s.
Proof. intros. unfold upd. destruct (Nat.eq_dec n n); congruence. Qed.

Lemma upd_other : forall u n s k, k <> n -> upd u n s k = u k.
Proof. intros. unfold upd. destruct (Nat.eq_dec k n); congruence. Qed.

Definition gap (n : nat) (u v : nat -> R) : R := sum n (fun k => Rabs (u k - v k)).

Definition inbox (n : nat) (lo hi u : nat -> R) : Prop :=
  forall k, (k < n)%nat -> lo k <= u k <= hi k.

Lemma box_min : forall n (F : (nat -> R) -> R) K lo hi, 0 <= K ->
  (forall u v, Rabs (F u - F v) <= K * gap n u v) ->
  (forall k, (k < n)%nat -> lo k <= hi k) ->
  exists u, inbox n lo hi u /\ forall v, inbox n lo hi v -> F u <= F v.
Proof.
  induction n as [|n IH]; intros F K lo hi HK LIP B.
  - exists lo. split; [intros k Hk; lia|]. intros v _.
    specialize (LIP lo v). unfold gap in LIP. simpl in LIP. rewrite Rmult_0_r in LIP.
    assert (A := Rabs_pos (F lo - F v)). assert (Z : Rabs (F lo - F v) = 0) by lra.
    destruct (Req_dec (F lo - F v) 0) as [|D]; [lra|]. now apply Rabs_no_R0 in D.
  - assert (MIN : forall s, exists u, inbox n lo hi u /\
      forall v, inbox n lo hi v -> F (upd u n s) <= F (upd v n s)).
    { intros s. apply (IH (fun u => F (upd u n s)) K); [assumption| |auto].
      intros u v. eapply Rle_trans; [apply LIP|]. apply Rmult_le_compat_l; [assumption|].
      right. unfold gap. simpl. rewrite !upd_same.
      replace (s - s) with 0 by ring. rewrite Rabs_R0, Rplus_0_r.
      apply sum_eq. intros k Hk. now rewrite !upd_other by lia. }
    (* the least value for a given last coordinate *)
    set (E := fun s r => exists u, inbox n lo hi u /\ r = - F (upd u n s)).
    assert (EB : forall s, bound (E s)).
    { intros s. destruct (MIN s) as [u [_ Hu]]. exists (- F (upd u n s)).
      intros r [v [Hv ->]]. specialize (Hu v Hv). lra. }
    assert (EN : forall s, exists r, E s r).
    { intros s. destruct (MIN s) as [u [Hu _]]. now exists (- F (upd u n s)), u. }
    set (G := fun s => - proj1_sig (completeness (E s) (EB s) (EN s))).
    assert (GE : forall s v, inbox n lo hi v -> G s <= F (upd v n s)).
    { intros s v Hv. unfold G. destruct (completeness (E s) (EB s) (EN s)) as [m HL]. simpl.
      destruct HL as [U _].
      assert (- F (upd v n s) <= m) by (apply U; now exists v). lra. }
    assert (GA : forall s, exists u, inbox n lo hi u /\ G s = F (upd u n s)).
    { intros s. destruct (MIN s) as [u [Hu M]]. exists u. split; [assumption|].
      apply Rle_antisym; [now apply GE|]. unfold G.
      destruct (completeness (E s) (EB s) (EN s)) as [m HL]. simpl.
      destruct HL as [_ Lst].
      assert (m <= - F (upd u n s)); [|lra].
      apply Lst. intros r [v [Hv ->]]. specialize (M v Hv). lra. }
    assert (GL : forall s s', G s <= G s' + K * Rabs (s - s')).
    { intros s s'. destruct (GA s') as [u [Hu ->]].
      apply Rle_trans with (F (upd u n s)); [now apply GE|].
      specialize (LIP (upd u n s) (upd u n s')).
      assert (Q : gap (S n) (upd u n s) (upd u n s') = Rabs (s - s')).
      { unfold gap. simpl. rewrite !upd_same, sum_0; [ring|]. intros k Hk.
        rewrite !upd_other by lia. replace (u k - u k) with 0 by ring. apply Rabs_R0. }
      rewrite Q in LIP. assert (A := Rle_abs (F (upd u n s) - F (upd u n s'))). lra. }
    destruct (continuity_ab_min G (lo n) (hi n)) as [s [Hs Is]].
    { apply B. lia. }
    { intros c _. apply (lipschitz_continuous G c 1 K); [lra | assumption |].
      intros u _. assert (A1 := GL u c). assert (A2 := GL c u).
      rewrite (Rabs_minus_sym c u) in A2. apply Rabs_le. lra. }
    destruct (GA s) as [u [Hu Gu]]. exists (upd u n s). split.
    + intros k Hk. destruct (Nat.eq_dec k n) as [->|D]; [now rewrite upd_same|].
      rewrite upd_other by assumption. apply Hu. lia.
    + intros v Hv. rewrite <- Gu. apply Rle_trans with (G (v n)); [apply Hs, Hv; lia|].
      apply Rle_trans with (F (upd v n (v n))); [apply GE; intros k Hk; apply Hv; lia|].
      specialize (LIP (upd v n (v n)) v). unfold gap in LIP. rewrite sum_0 in LIP.
      * assert (A := Rle_abs (F (upd v n (v n)) - F v)). lra.
      * intros k Hk. unfold upd. destruct (Nat.eq_dec k n) as [->|D];
          rewrite Rminus_diag_eq by reflexivity; apply Rabs_R0.
Qed.

(** ** Coordinates in which the vectors are independent *)

Lemma coordinates : forall {T} (l : list T) n (z : T -> nat -> R), exists r (w : T -> nat -> R),
  (forall u, exists v, forall e, In e l -> linear n u (z e) = linear r v (w e)) /\
  (forall v, exists u, forall e, In e l -> linear n u (z e) = linear r v (w e)) /\
  (forall v, (forall e, In e l -> linear r v (w e) = 0) -> forall k, (k < r)%nat -> v k = 0).
Proof.
  intros T l n z. induction n as [|n [r [w [A [B I]]]]].
  - exists 0%nat, z. repeat split.
    + intros u. now exists u.
    + intros u. now exists u.
    + intros; lia.
  - destruct (classic (exists v, forall e, In e l -> z e n = linear r v (w e))) as [[c Hc]|N].
    + exists r, w. repeat split; [| |exact I].
      * intros u. destruct (A u) as [v Hv]. exists (fun k => v k + u n * c k). intros e He.
        unfold linear in *. cbn [sum]. rewrite (Hv e He), (Hc e He).
        rewrite <- sum_mul, <- sum_add. apply sum_eq. intros; ring.
      * intros v. destruct (B v) as [u Hu]. exists (upd u n 0). intros e He.
        unfold linear in *. cbn [sum]. rewrite upd_same, <- (Hu e He).
        rewrite Rmult_0_l, Rplus_0_r. apply sum_eq. intros k Hk. now rewrite upd_other by lia.
    + exists (S r), (fun e => upd (w e) r (z e n)).
      assert (Q : forall v e, linear (S r) v (upd (w e) r (z e n))
                              = linear r v (w e) + v r * z e n).
      { intros v e. unfold linear. cbn [sum]. rewrite upd_same. f_equal. apply sum_eq.
        intros k Hk. now rewrite upd_other by lia. }
      repeat split.
      * intros u. destruct (A u) as [v Hv]. exists (upd v r (u n)). intros e He.
        rewrite Q, upd_same. unfold linear in *. cbn [sum]. rewrite (Hv e He). f_equal.
        apply sum_eq. intros k Hk. now rewrite upd_other by lia.
      * intros v. destruct (B v) as [u Hu]. exists (upd u n (v r)). intros e He.
        rewrite Q, <- (Hu e He). unfold linear. cbn [sum]. rewrite upd_same. f_equal.
        apply sum_eq. intros k Hk. now rewrite upd_other by lia.
      * intros v Z. assert (Vr : v r = 0).
        { destruct (Req_dec (v r) 0) as [|D]; [assumption|]. exfalso. apply N.
          exists (fun k => - / v r * v k). intros e He. specialize (Z e He). rewrite Q in Z.
          unfold linear in *. rewrite (sum_eq r _ (fun k => - / v r * (v k * w e k)))
            by (intros; ring).
          rewrite sum_mul. replace (sum r (fun k => v k * w e k)) with (- (v r * z e n)) by lra.
          field. assumption. }
        intros k Hk. destruct (Nat.eq_dec k r) as [->|D]; [assumption|].
        apply I; [|lia]. intros e He. specialize (Z e He). rewrite Q, Vr in Z. lra.
Qed.

(** ** Where no direction is good for all, the level sets are bounded *)

Lemma largest : forall r (v : nat -> R), (0 < r)%nat ->
  exists i, (i < r)%nat /\ forall k, (k < r)%nat -> Rabs (v k) <= Rabs (v i).
Proof.
  induction r as [|r IH]; intros v H; [lia|].
  destruct (Nat.eq_dec r 0) as [->|D].
  - exists 0%nat. split; [lia|]. intros k Hk. replace k with 0%nat by lia. lra.
  - destruct (IH v) as [i [Hi M]]; [lia|].
    destruct (Rle_lt_dec (Rabs (v r)) (Rabs (v i))) as [C|C].
    + exists i. split; [lia|]. intros k Hk. destruct (Nat.eq_dec k r) as [->|]; [assumption|].
      apply M. lia.
    + exists r. split; [lia|]. intros k Hk. destruct (Nat.eq_dec k r) as [->|]; [lra|].
      assert (Rabs (v k) <= Rabs (v i)) by (apply M; lia). lra.
Qed.

Lemma positive_part : forall a b, Rabs (Rmax 0 a - Rmax 0 b) <= Rabs (a - b).
Proof.
  intros a b. assert (Rmax 0 a - Rmax 0 b <= Rabs (a - b) /\ Rmax 0 b - Rmax 0 a <= Rabs (a - b)).
  { assert (A := Rle_abs (a - b)). assert (B := Rle_abs (b - a)).
    rewrite (Rabs_minus_sym b a) in B.
    unfold Rmax. destruct (Rle_dec 0 a), (Rle_dec 0 b); lra. }
  apply Rabs_le. lra.
Qed.

Lemma linear_scale : forall n c u v, linear n (fun k => c * u k) v = c * linear n u v.
Proof. intros. unfold linear. rewrite <- sum_mul. apply sum_eq. intros; ring. Qed.

Lemma linear_lipschitz : forall n u v w,
  Rabs (linear n u w - linear n v w) <= sum n (fun k => Rabs (w k)) * gap n u v.
Proof.
  intros n u v w. unfold linear, gap.
  assert (P : forall m, 0 <= sum m (fun k => Rabs (w k)) /\ 0 <= sum m (fun k => Rabs (u k - v k))).
  { intros m. split; (rewrite <- (sum_0 m (fun _ => 0)) by reflexivity;
      apply sum_le; intros; apply Rabs_pos). }
  induction n as [|n IH]; cbn [sum].
  - rewrite Rminus_diag_eq by reflexivity. rewrite Rabs_R0. lra.
  - replace (sum n (fun i => u i * w i) + u n * w n - (sum n (fun i => v i * w i) + v n * w n))
      with ((sum n (fun i => u i * w i) - sum n (fun i => v i * w i)) + w n * (u n - v n)) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult.
    destruct (P n) as [P1 P2].
    assert (A := Rabs_pos (w n)). assert (B := Rabs_pos (u n - v n)). nra.
Qed.

Lemma over_lipschitz : forall {T} (l : list T) (h : T -> (nat -> R) -> R) (C : T -> R) n,
  (forall e u v, In e l -> Rabs (h e u - h e v) <= C e * gap n u v) ->
  forall u v, Rabs (over l (fun e => h e u) - over l (fun e => h e v)) <= over l C * gap n u v.
Proof.
  intros T l h C n H u v. induction l as [|e l IH]; cbn [over].
  - rewrite Rminus_diag_eq by reflexivity. rewrite Rabs_R0. lra.
  - replace (h e u + over l (fun e => h e u) - (h e v + over l (fun e => h e v)))
      with ((h e u - h e v) + (over l (fun e => h e u) - over l (fun e => h e v))) by ring.
    eapply Rle_trans; [apply Rabs_triang|].
    assert (Rabs (h e u - h e v) <= C e * gap n u v) by (apply H; simpl; auto).
    assert (Rabs (over l (fun e => h e u) - over l (fun e => h e v)) <= over l C * gap n u v)
      by (apply IH; intros; apply H; simpl; auto).
    lra.
Qed.

Lemma coercive : forall {T} (l : list T) r (w : T -> nat -> R),
  (forall v, (forall e, In e l -> linear r v (w e) <= 0) -> forall k, (k < r)%nat -> v k = 0) ->
  exists K, 0 <= K /\ forall v b, 0 <= b -> (forall e, In e l -> linear r v (w e) <= b) ->
    forall k, (k < r)%nat -> Rabs (v k) <= K * b.
Proof.
  intros T l r w H.
  set (rho := fun v => over l (fun e => Rmax 0 (linear r v (w e)))).
  assert (LIP : forall u v, Rabs (rho u - rho v)
    <= over l (fun e => sum r (fun k => Rabs (w e k))) * gap r u v).
  { apply (over_lipschitz l (fun e v => Rmax 0 (linear r v (w e)))). intros e u v _.
    eapply Rle_trans; [|apply linear_lipschitz].
    apply positive_part. }
  assert (LP : 0 <= over l (fun e => sum r (fun k => Rabs (w e k)))).
  { apply over_ge0. intros e _. rewrite <- (sum_0 r (fun _ => 0)) by reflexivity.
    apply sum_le. intros; apply Rabs_pos. }
  assert (RP : forall v, 0 <= rho v) by (intros; apply over_ge0; intros; apply Rmax_l).
  (* rho is bounded below by a positive number on each face of the cube *)
  assert (FACE : forall i s, (i < r)%nat -> (s = 1 \/ s = -1) -> exists kappa, 0 < kappa /\
    forall v, (forall k, (k < r)%nat -> Rabs (v k) <= 1) -> v i = s -> kappa <= rho v).
  { intros i s Hi Hs.
    destruct (box_min r rho _ (fun k => if Nat.eq_dec k i then s else -1)
      (fun k => if Nat.eq_dec k i then s else 1) LP LIP) as [u [Bu Mu]].
    { intros k Hk. destruct (Nat.eq_dec k i); lra. }
    exists (rho u). split.
    - destruct (Rle_lt_dec (rho u) 0) as [Z|]; [exfalso|assumption].
      assert (U := Bu i Hi). cbv beta in U. destruct (Nat.eq_dec i i) as [_|]; [|congruence].
      assert (V : u i = 0); [|lra].
      apply H; [|assumption]. intros e He.
      assert (Q := over_ge0_0 l (fun e => Rmax 0 (linear r u (w e)))
        (fun e _ => Rmax_l 0 (linear r u (w e))) Z e He). cbv beta in Q.
      assert (linear r u (w e) <= Rmax 0 (linear r u (w e))) by apply Rmax_r. lra.
    - intros v Hv Vi. apply Mu. intros k Hk. destruct (Nat.eq_dec k i) as [->|].
      + rewrite Vi. lra.
      + specialize (Hv k Hk). unfold Rabs in Hv. destruct (Rcase_abs (v k)); lra. }
  assert (CUBE : forall m, (m <= r)%nat -> exists kappa, 0 < kappa /\
    forall v i, (i < m)%nat -> (forall k, (k < r)%nat -> Rabs (v k) <= 1) -> Rabs (v i) = 1 ->
      kappa <= rho v).
  { induction m as [|m IH]; intros Hm.
    - exists 1. split; [lra|]. intros; lia.
    - destruct (IH ltac:(lia)) as [k0 [P0 H0]].
      destruct (FACE m 1 ltac:(lia) (or_introl eq_refl)) as [k1 [P1 H1]].
      destruct (FACE m (-1) ltac:(lia) (or_intror eq_refl)) as [k2 [P2 H2]].
      exists (Rmin k0 (Rmin k1 k2)). split; [repeat apply Rmin_pos; assumption|].
      assert (A1 := Rmin_l k0 (Rmin k1 k2)). assert (A2 := Rmin_r k0 (Rmin k1 k2)).
      assert (A3 := Rmin_l k1 k2). assert (A4 := Rmin_r k1 k2).
      intros v i Hi Hv Vi. destruct (Nat.eq_dec i m) as [->|D].
      + unfold Rabs in Vi. destruct (Rcase_abs (v m)).
        * assert (k2 <= rho v) by (apply H2; [assumption|lra]). lra.
        * assert (k1 <= rho v) by (apply H1; [assumption|lra]). lra.
      + assert (k0 <= rho v) by (apply (H0 v i); auto; lia). lra. }
  destruct (CUBE r (le_n r)) as [kappa [PK HK]].
  set (N := over l (fun _ => 1)).
  assert (HN : 0 <= N) by (apply over_ge0; intros; lra).
  exists (N / kappa). split.
  { apply Rmult_le_pos; [assumption|]. left. now apply Rinv_0_lt_compat. }
  intros v b Hb V k Hk.
  destruct (largest r v ltac:(lia)) as [i [Hi M]].
  apply Rle_trans with (Rabs (v i)); [now apply M|].
  destruct (Req_dec (Rabs (v i)) 0) as [Z|NZ].
  { rewrite Z. apply Rmult_le_pos; [|assumption].
    apply Rmult_le_pos; [assumption|]. left. now apply Rinv_0_lt_compat. }
  set (t := Rabs (v i)) in *.
  assert (Ht : 0 < t) by (assert (A := Rabs_pos (v i)); fold t in A; lra).
  assert (Hit : 0 < / t) by now apply Rinv_0_lt_compat.
  assert (L1 : kappa <= rho (fun k => / t * v k)).
  { apply (HK _ i Hi).
    - intros j Hj. rewrite Rabs_mult, (Rabs_pos_eq (/ t)) by lra.
      apply Rmult_le_reg_l with t; [assumption|]. rewrite <- Rmult_assoc, Rinv_r by lra.
      rewrite Rmult_1_l, Rmult_1_r. now apply M.
    - rewrite Rabs_mult, (Rabs_pos_eq (/ t)) by lra. fold t. field. lra. }
  assert (L2 : rho (fun k => / t * v k) <= / t * (b * N)).
  { unfold rho, N. rewrite <- !over_mul. apply over_le. intros e He.
    rewrite linear_scale. specialize (V e He).
    assert (/ t * linear r v (w e) <= / t * b) by (apply Rmult_le_compat_l; lra).
    assert (0 <= / t * b) by (apply Rmult_le_pos; lra).
    apply Rmax_lub; lra. }
  apply Rmult_le_reg_r with (kappa * / t).
  - apply Rmult_lt_0_compat; assumption.
  - replace (N / kappa * b * (kappa * / t)) with (/ t * (b * N)) by (field; lra).
    replace (t * (kappa * / t)) with kappa by (field; lra). lra.
Qed.

(** ** The best fit *)

Section Fit.

Variable T : Type.
Variable s : T -> R.
Hypothesis s_pos : forall e, 0 < s e.
Variable g : R -> R.
Hypothesis convex : convex_fn g.
Hypothesis nondecreasing : forall u v, u <= v -> g u <= g v.
Variable c : R.
Hypothesis flat : forall v, v <= c -> g v = g c.
Variable k0 : R.
Hypothesis k0_pos : 0 < k0.
Hypothesis rising : forall v, 0 <= v -> g 0 + k0 * v <= g v.

Lemma g_least : forall v, g c <= g v.
Proof.
  intros v. destruct (Rle_lt_dec v c) as [H|H];
    [rewrite (flat v H); lra | apply nondecreasing; lra].
Qed.

Lemma fit_coercive : forall (l : list T) r (w : T -> nat -> R),
  (forall v, (forall e, In e l -> linear r v (w e) <= 0) -> forall k, (k < r)%nat -> v k = 0) ->
  exists u, forall v, over l (fun e => s e * g (linear r u (w e)))
                      <= over l (fun e => s e * g (linear r v (w e))).
Proof.
  intros l r w H. destruct (coercive l r w H) as [K [HK CO]].
  set (D := over l (fun e => s e * (g 0 - g c))).
  assert (HD : 0 <= D).
  { apply over_ge0. intros e _. assert (A := g_least 0). specialize (s_pos e). nra. }
  assert (SM : exists m, 0 < m /\ forall e, In e l -> m <= s e).
  { clear - s_pos. induction l as [|e l [m [Hm M]]].
    - exists 1. split; [lra|]. intros e [].
    - exists (Rmin m (s e)). split; [now apply Rmin_pos|].
      intros e' [<-|He]; [apply Rmin_r|].
      eapply Rle_trans; [apply Rmin_l | auto]. }
  destruct SM as [m [Hm M]].
  set (b := D / (m * k0)).
  assert (Hb : 0 <= b).
  { apply Rmult_le_pos; [assumption|]. left. apply Rinv_0_lt_compat. nra. }
  (* what one value of the loss says, cut off or not *)
  assert (LEVEL : forall (a : T -> R),
    over l (fun e => s e * g (a e)) <= over l (fun e => s e * g 0) ->
    forall e, In e l -> a e <= b).
  { intros a HA e He.
    assert (G0 : forall e', In e' l -> 0 <= s e' * (g (a e') - g c)).
    { intros e' _. assert (A := g_least (a e')). specialize (s_pos e'). nra. }
    assert (G1 : over l (fun e => s e * (g (a e) - g c)) <= D).
    { unfold D. rewrite (over_eq l (fun e => s e * (g (a e) - g c))
        (fun e => s e * g (a e) + - g c * s e)) by (intros; ring).
      rewrite (over_eq l (fun e => s e * (g 0 - g c))
        (fun e => s e * g 0 + - g c * s e)) by (intros; ring).
      rewrite !over_add. lra. }
    assert (G2 : s e * (g (a e) - g c) <= D).
    { apply Rle_trans with (over l (fun e => s e * (g (a e) - g c))); [|assumption].
      clear - G0 He. induction l as [|e' l' IH]; [easy|]. cbn [over].
      assert (0 <= s e' * (g (a e') - g c)) by (apply G0; simpl; auto).
      assert (0 <= over l' (fun e => s e * (g (a e) - g c)))
        by (apply over_ge0; intros; apply G0; simpl; auto).
      destruct He as [->|He]; [lra|].
      assert (s e * (g (a e) - g c) <= over l' (fun e => s e * (g (a e) - g c)))
        by (apply IH; auto; intros; apply G0; simpl; auto). lra. }
    destruct (Rle_lt_dec (a e) 0) as [N|N]; [lra|].
    assert (G3 := rising (a e) ltac:(lra)). assert (G4 := g_least 0).
    specialize (M e He).
    assert (G5 : m * (k0 * a e) <= D).
    { apply Rle_trans with (s e * (k0 * a e)).
      - apply Rmult_le_compat_r; [|assumption]. apply Rmult_le_pos; lra.
      - apply Rle_trans with (s e * (g (a e) - g c)); [|assumption].
        apply Rmult_le_compat_l; [left; apply s_pos | lra]. }
    unfold b. apply Rmult_le_reg_r with (m * k0); [nra|].
    replace (D / (m * k0) * (m * k0)) with D by (field; lra). lra. }
  set (cg := cut g (b + 1)).
  set (F := fun v => over l (fun e => s e * cg (linear r v (w e)))).
  set (LC := g (b + 1 + 1) - g (b + 1)).
  assert (HLC : 0 <= LC) by (unfold LC; assert (g (b + 1) <= g (b + 1 + 1))
    by (apply nondecreasing; lra); lra).
  assert (LIP : forall u v, Rabs (F u - F v)
    <= over l (fun e => s e * LC * sum r (fun k => Rabs (w e k))) * gap r u v).
  { apply (over_lipschitz l (fun e v => s e * cg (linear r v (w e)))). intros e u v _.
    rewrite <- Rmult_minus_distr_l, Rabs_mult, (Rabs_pos_eq (s e)) by (left; apply s_pos).
    rewrite !Rmult_assoc. apply Rmult_le_compat_l; [left; apply s_pos|].
    eapply Rle_trans; [apply (cut_lipschitz g convex nondecreasing)|].
    apply Rmult_le_compat_l; [assumption|]. apply linear_lipschitz. }
  assert (LP : 0 <= over l (fun e => s e * LC * sum r (fun k => Rabs (w e k)))).
  { apply over_ge0. intros e _. apply Rmult_le_pos.
    - apply Rmult_le_pos; [left; apply s_pos | assumption].
    - rewrite <- (sum_0 r (fun _ => 0)) by reflexivity. apply sum_le. intros; apply Rabs_pos. }
  destruct (box_min r F _ (fun _ => - (K * b)) (fun _ => K * b) LP LIP) as [u [Bu Mu]].
  { intros k _. assert (0 <= K * b) by (apply Rmult_le_pos; assumption). lra. }
  assert (Z : forall e, linear r (fun _ => 0) (w e) = 0).
  { intros e. unfold linear. apply sum_0. intros; ring. }
  assert (F0 : F (fun _ => 0) = over l (fun e => s e * g 0)).
  { apply over_eq. intros e _. rewrite Z. unfold cg, cut. now rewrite Rmin_left by lra. }
  assert (Fu : F u = over l (fun e => s e * g (linear r u (w e)))).
  { apply over_eq. intros e He. unfold cg, cut.
    assert (Rmin (linear r u (w e)) (b + 1) <= b).
    { apply (LEVEL (fun e => Rmin (linear r u (w e)) (b + 1))); [|assumption].
      rewrite <- F0. apply Mu. intros k _.
      assert (0 <= K * b) by (apply Rmult_le_pos; assumption). lra. }
    rewrite Rmin_left; [reflexivity|]. unfold Rmin in H0.
    destruct (Rle_dec (linear r u (w e)) (b + 1)); lra. }
  exists u. intros v. rewrite <- Fu.
  destruct (Rle_lt_dec (over l (fun e => s e * g (linear r v (w e)))) (over l (fun e => s e * g 0)))
    as [V|V].
  - apply Rle_trans with (F v).
    + apply Mu. intros k Hk. assert (A := CO v b Hb (LEVEL _ V) k Hk).
      unfold Rabs in A. destruct (Rcase_abs (v k)); lra.
    + apply over_le. intros e _. apply Rmult_le_compat_l; [left; apply s_pos|].
      apply nondecreasing, Rmin_l.
  - apply Rle_trans with (F (fun _ => 0)); [|lra]. apply Mu. intros k _.
    assert (0 <= K * b) by (apply Rmult_le_pos; assumption). lra.
Qed.

(** A direction that is good for some samples and bad for none puts those where l is least. *)
Theorem best_fit : forall n (z : T -> nat -> R) (l : list T),
  exists u, forall v, over l (fun e => s e * g (linear n u (z e)))
                      <= over l (fun e => s e * g (linear n v (z e))).
Proof.
  intros n z l. remember (length l) as len eqn:E.
  assert (B : (length l <= len)%nat) by lia. clear E. revert l B.
  induction len as [|len IH]; intros l B.
  { destruct l; [|simpl in B; lia]. exists (fun _ => 0). intros v. simpl. lra. }
  destruct (classic (exists u, (forall e, In e l -> linear n u (z e) <= 0) /\
    exists e, In e l /\ linear n u (z e) < 0)) as [[u [U1 [e0 [H0 U0]]]]|N].
  - set (zero := fun e => if Req_EM_T (linear n u (z e)) 0 then true else false).
    assert (ZT : forall e, zero e = true <-> linear n u (z e) = 0).
    { intros e. unfold zero. destruct (Req_EM_T (linear n u (z e)) 0); split; congruence. }
    assert (LEN : (length (filter zero l) < length l)%nat).
    { clear - H0 U0 ZT. induction l as [|e l IHl]; [easy|]. simpl.
      assert (LE : (length (filter zero l) <= length l)%nat).
      { clear. induction l as [|e l IHl]; simpl; [lia|]. destruct (zero e); simpl; lia. }
      destruct H0 as [->|H0].
      - destruct (zero e0) eqn:Z0; [apply ZT in Z0; lra | simpl; lia].
      - specialize (IHl H0). destruct (zero e); simpl; lia. }
    destruct (IH (filter zero l)) as [u0 M0]; [lia|].
    assert (FAR : exists t, 0 <= t /\ forall e, In e l -> linear n u (z e) < 0 ->
      linear n u0 (z e) + t * linear n u (z e) <= c).
    { clear. induction l as [|e l [t [Ht HT]]].
      - exists 0. split; [lra|]. intros e [].
      - destruct (Rlt_dec (linear n u (z e)) 0) as [Ne|Ne].
        + set (t1 := Rabs ((c - linear n u0 (z e)) / linear n u (z e))).
          assert (0 <= t1) by apply Rabs_pos.
          exists (t + t1). split; [lra|]. intros e' [<-|He] Ne'.
          * assert (A : (c - linear n u0 (z e)) / linear n u (z e) <= t1) by apply Rle_abs.
            assert (t1 * linear n u (z e) <= c - linear n u0 (z e)).
            { replace (c - linear n u0 (z e)) with
                ((c - linear n u0 (z e)) / linear n u (z e) * linear n u (z e)) by (field; lra).
              nra. }
            nra.
          * specialize (HT e' He Ne'). nra.
        + exists t. split; [assumption|]. intros e' [<-|He] Ne'; [lra | auto]. }
    destruct FAR as [t [Ht FAR]].
    exists (fun k => u0 k + t * u k). intros v.
    assert (LIN : forall e, linear n (fun k => u0 k + t * u k) (z e)
                            = linear n u0 (z e) + t * linear n u (z e)).
    { intros e. unfold linear. rewrite <- sum_mul, <- sum_add. apply sum_eq. intros; ring. }
    assert (SPLIT : forall h, over l h
      = over (filter zero l) h + over l (fun e => if zero e then 0 else h e)).
    { intros h. rewrite over_filter, <- over_add. apply over_eq. intros e _.
      destruct (zero e); ring. }
    rewrite SPLIT, (SPLIT (fun e => s e * g (linear n v (z e)))).
    apply Rplus_le_compat.
    + eapply Rle_trans; [|apply (M0 v)]. right. apply over_eq. intros e He.
      apply filter_In in He. destruct He as [_ He]. apply ZT in He.
      rewrite LIN, He. do 2 f_equal. ring.
    + apply over_le. intros e He. destruct (zero e) eqn:Ze; [lra|].
      apply Rmult_le_compat_l; [left; apply s_pos|].
      rewrite flat; [apply g_least|]. rewrite LIN. apply FAR; [assumption|].
      assert (linear n u (z e) <> 0) by (intros Q; apply ZT in Q; congruence).
      specialize (U1 e He). lra.
  - destruct (coordinates l n z) as [r [w [TO [FROM IND]]]].
    destruct (fit_coercive l r w) as [v0 M].
    + intros v V. apply IND. intros e He. destruct (FROM v) as [u Hu].
      assert (linear r v (w e) <= 0) by auto.
      destruct (Req_dec (linear r v (w e)) 0) as [|D]; [assumption|]. exfalso. apply N.
      exists u. split.
      * intros e' He'. rewrite Hu by assumption. auto.
      * exists e. split; [assumption|]. rewrite Hu by assumption. lra.
    + destruct (FROM v0) as [u0 Hu0]. exists u0. intros v. destruct (TO v) as [v1 Hv1].
      rewrite (over_eq l (fun e => s e * g (linear n u0 (z e)))
        (fun e => s e * g (linear r v0 (w e)))) by (intros e He; now rewrite (Hu0 e He)).
      rewrite (over_eq l (fun e => s e * g (linear n v (z e)))
        (fun e => s e * g (linear r v1 (w e)))) by (intros e He; now rewrite (Hv1 e He)).
      apply M.
Qed.

End Fit.
