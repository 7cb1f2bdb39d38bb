(** * Minima in a ball on which a function is strongly convex (rule.strict, rule.sharp)

    Points, coordinates [ps] that move, and functions of a point, as in Compact.v. *)

From Coq Require Import Reals List Lra Classical FunctionalExtensionality.
From TheoremCheck Require Import Setting Compact.
Import ListNotations.
Open Scope R_scope.

(** ** Functions of one real variable *)

Lemma Rabs_le_both v a : Rabs v <= a -> - a <= v <= a.
Proof. intros H. pose proof (Rle_abs v). pose proof (Rle_abs (- v)). rewrite Rabs_Ropp in *. lra.
Qed.

Lemma derivable_at_zero (g : R -> R) v l :
  derivable_pt_lim (fun h => g (v + h)) 0 l -> derivable_pt_lim g v l.
Proof.
  intros H e He. destruct (H e He) as [d Hd]. exists d. intros h Hh Hs.
  pose proof (Hd h Hh Hs) as Q. rewrite Rplus_0_l, Rplus_0_r in Q. exact Q.
Qed.

Lemma falls (g : R -> R) l :
  derivable_pt_lim g 0 l -> l < 0 -> exists d, 0 < d /\ forall h, 0 < h < d -> g h < g 0.
Proof.
  intros H Hl. destruct (H (- l)) as [d Hd]; [lra|].
  exists d. split; [apply cond_pos|]. intros h Hh.
  assert (Q := Hd h ltac:(lra) ltac:(rewrite Rabs_right; lra)).
  rewrite Rplus_0_l in Q. apply Rabs_def2 in Q.
  assert ((g h - g 0) / h < 0) by lra.
  assert ((g h - g 0) / h * h < 0 * h) by (apply Rmult_lt_compat_r; lra).
  replace ((g h - g 0) / h * h) with (g h - g 0) in H1 by (field; lra). lra.
Qed.

(** A function whose derivative is at least k grows at least as fast. *)
Lemma grows (g g' : R -> R) k a b : a <= b ->
  (forall v, a <= v <= b -> derivable_pt_lim g v (g' v)) ->
  (forall v, a <= v <= b -> k <= g' v) -> g a + k * (b - a) <= g b.
Proof.
  intros Hab Hd Hk. destruct (Req_dec a b) as [->|Hne]; [lra|].
  destruct (MVT_cor2 g g' a b) as (v & Hv & Hvb); [lra|exact Hd|].
  assert (k * (b - a) <= g' v * (b - a)); [|lra].
  apply Rmult_le_compat_r; [lra|apply Hk; lra].
Qed.

(** Second order: with second derivative >= k on [0, 1]. *)
Lemma bends (g g' g'' : R -> R) k :
  (forall v, 0 <= v <= 1 -> derivable_pt_lim g v (g' v)) ->
  (forall v, 0 <= v <= 1 -> derivable_pt_lim g' v (g'' v)) ->
  (forall v, 0 <= v <= 1 -> k <= g'' v) ->
  g' 0 + k <= g' 1 /\ g 0 + g' 0 + k / 2 <= g 1.
Proof.
  intros H1 H2 Hk. split.
  { pose proof (grows g' g'' k 0 1 ltac:(lra) H2 Hk). lra. }
  pose proof (grows (fun v => g v - (g' 0 * v + k / 2 * (v * v)))
                    (fun v => g' v - (g' 0 + k * v)) 0 0 1 ltac:(lra)) as Q.
  cbv beta in Q. assert (Q' : forall v, 0 <= v <= 1 ->
    derivable_pt_lim (fun v => g v - (g' 0 * v + k / 2 * (v * v))) v (g' v - (g' 0 + k * v)) /\
    0 <= g' v - (g' 0 + k * v)).
  { intros v Hv. split.
    - apply (derivable_pt_lim_minus g (fun v => g' 0 * v + k / 2 * (v * v))); [auto|].
      replace (g' 0 + k * v) with (g' 0 * 1 + k / 2 * (1 * v + v * 1)) by field.
      apply (derivable_pt_lim_plus (fun v => g' 0 * v) (fun v => k / 2 * (v * v))).
      + apply (derivable_pt_lim_scal id), derivable_pt_lim_id.
      + apply (derivable_pt_lim_scal (fun v => v * v)).
        apply (derivable_pt_lim_mult id id); apply derivable_pt_lim_id.
    - pose proof (grows g' g'' k 0 v ltac:(lra) ltac:(intros; apply H2; lra)
                    ltac:(intros; apply Hk; lra)). lra. }
  specialize (Q (fun v Hv => proj1 (Q' v Hv)) (fun v Hv => proj2 (Q' v Hv))). lra.
Qed.

(** ** The ball *)

Section Ball.

Variable K : Type.
Hypothesis eq_dec : forall p q : K, {p = q} + {p <> q}.
Variable ps : list K.
Hypothesis once : NoDup ps.
Implicit Types (s t c : K -> R) (F : (K -> R) -> R).

Definition shift (t d : K -> R) (h : R) : K -> R := fun p => t p + h * d p.
Definition along (d : K -> R) : Prop := forall p, ~ In p ps -> d p = 0.
Definition apart (t t' : K -> R) : K -> R := fun p => t' p - t p.
Definition norm2 (d : K -> R) : R := over ps (fun p => (d p)^2).
Definition product (g d : K -> R) : R := over ps (fun p => g p * d p).
Definition ball (c : K -> R) (r : R) (t : K -> R) : Prop :=
  along (apart c t) /\ norm2 (apart c t) <= r^2.

(** Continuity of F on a set U, at t, in the coordinates that move. *)
Definition continuous_at (U : (K -> R) -> Prop) F t : Prop :=
  forall e, 0 < e -> exists d, 0 < d /\ forall t', U t' -> close K ps d t t' ->
    Rabs (F t' - F t) < e.

(** F has the gradient g and the Hessian h on U, and the Hessian is at least mu. *)
Definition curved F (U : (K -> R) -> Prop) (mu : R) (g : K -> (K -> R) -> R)
  (h : K -> K -> (K -> R) -> R) : Prop :=
  forall t, U t -> forall d, along d ->
    derivable_pt_lim (fun v => F (shift t d v)) 0 (over ps (fun p => g p t * d p)) /\
    derivable_pt_lim (fun v => over ps (fun p => g p (shift t d v) * d p)) 0
      (over ps (fun p => over ps (fun q => h p q t * d p * d q))) /\
    mu * norm2 d <= over ps (fun p => over ps (fun q => h p q t * d p * d q)).

Lemma shift_shift t d v w : shift (shift t d v) d w = shift t d (v + w).
Proof. apply functional_extensionality. intros p. unfold shift. ring. Qed.

Lemma shift_0 t d : shift t d 0 = t.
Proof. apply functional_extensionality. intros p. unfold shift. ring. Qed.

Lemma shift_apart s t : shift s (apart s t) 1 = t.
Proof. apply functional_extensionality. intros p. unfold shift, apart. ring. Qed.

Lemma norm2_nonneg (d : K -> R) : 0 <= norm2 d.
Proof. apply lsum_nonneg. intros; apply pow2_ge_0. Qed.

Lemma norm2_scal k d : norm2 (fun p => k * d p) = k^2 * norm2 d.
Proof. unfold norm2. rewrite <- lsum_scal. apply lsum_ext. intros; ring. Qed.

Lemma norm2_opp s t : norm2 (apart s t) = norm2 (apart t s).
Proof. apply lsum_ext. intros; unfold apart; ring. Qed.

Lemma product_plus g d e : product g (fun p => d p + e p) = product g d + product g e.
Proof. unfold product. rewrite <- lsum_plus. apply lsum_ext. intros; ring. Qed.

Lemma product_scal g k d : product g (fun p => k * d p) = k * product g d.
Proof. unfold product. rewrite <- lsum_scal. apply lsum_ext. intros; ring. Qed.

Lemma along_apart s t : along (apart s t) -> along (apart t s).
Proof. intros H p Hp. pose proof (H p Hp) as Q. unfold apart in *. lra. Qed.

(** The size of g . d, with a bound G of |g| and r of |d|. *)
Lemma product_bound g d G r : 0 <= G -> 0 <= r -> norm2 g <= G^2 -> norm2 d <= r^2 ->
  Rabs (product g d) <= G * r.
Proof.
  intros HG Hr Hg Hd. pose proof (lsum_cauchy K ps g d) as C. fold (product g d) in C.
  fold (norm2 g) in C. fold (norm2 d) in C.
  assert (norm2 g * norm2 d <= G^2 * r^2)
    by (apply Rmult_le_compat; auto using norm2_nonneg).
  apply Rsqr_incr_0_var; [|apply Rmult_le_pos; auto].
  rewrite <- Rsqr_abs, !Rsqr_pow2. replace ((G * r)^2) with (G^2 * r^2) by ring. lra.
Qed.

Lemma member_bound d r p : 0 <= r -> norm2 d <= r^2 -> In p ps -> Rabs (d p) <= r.
Proof.
  intros Hr Hd Hp. apply Rsqr_incr_0_var; [|exact Hr]. rewrite <- Rsqr_abs, !Rsqr_pow2.
  apply Rle_trans with (2 := Hd).
  apply (lsum_member K ps (fun p => (d p)^2)); [intros; apply pow2_ge_0|exact Hp].
Qed.

(** A ball is convex. *)
Lemma ball_centre c r : ball c r c.
Proof.
  split; [intros p _; unfold apart; ring|].
  replace (norm2 (apart c c)) with 0; [apply pow2_ge_0|].
  symmetry. apply lsum_zero. intros; unfold apart; ring.
Qed.

(** |u + v (w - u)|^2 <= the greater one of |u|^2 and |w|^2, for 0 <= v <= 1. *)
Lemma ball_segment c r s t v : 0 <= v <= 1 -> ball c r s -> ball c r t ->
  ball c r (shift s (apart s t) v).
Proof.
  intros Hv [As Ns] [At Nt]. split.
  - intros p Hp. pose proof (As p Hp). pose proof (At p Hp). unfold apart, shift in *.
    replace (s p) with (c p) by lra. replace (t p) with (c p) by lra. ring.
  - apply Rle_trans with ((1 - v) * norm2 (apart c s) + v * norm2 (apart c t)).
    + unfold norm2. rewrite <- !lsum_scal, <- lsum_plus. apply lsum_le. intros p _.
      unfold apart, shift. set (a := s p - c p). set (b := t p - c p).
      replace (s p + v * (t p - s p) - c p) with (a + v * (b - a)) by (unfold a, b; ring).
      assert (0 <= v * (1 - v) * (b - a)^2)
        by (apply Rmult_le_pos; [apply Rmult_le_pos; lra|apply pow2_ge_0]).
      replace ((1 - v) * a^2 + v * b^2) with ((a + v * (b - a))^2 + v * (1 - v) * (b - a)^2)
        by ring. lra.
    + replace (r^2) with ((1 - v) * r^2 + v * r^2) by ring.
      apply Rplus_le_compat; apply Rmult_le_compat_l; lra.
Qed.

(** *** Tangents of a curved function lie below it *)

Section Curved.

Variable F : (K -> R) -> R.
Variable U : (K -> R) -> Prop.
Variable mu : R.
Variable g : K -> (K -> R) -> R.
Variable h : K -> K -> (K -> R) -> R.
Hypothesis F_curved : curved F U mu g h.

Lemma below_tangent s t :
  along (apart s t) -> (forall v, 0 <= v <= 1 -> U (shift s (apart s t) v)) ->
  let d := apart s t in
  product (fun p => g p s) d + mu * norm2 d <= product (fun p => g p t) d /\
  F s + product (fun p => g p s) d + mu * norm2 d / 2 <= F t.
Proof.
  intros Ha HU d.
  destruct (bends (fun v => F (shift s d v))
    (fun v => over ps (fun p => g p (shift s d v) * d p))
    (fun v => over ps (fun p => over ps (fun q => h p q (shift s d v) * d p * d q)))
    (mu * norm2 d)) as [H1 H2].
  - intros v Hv. destruct (F_curved _ (HU v Hv) d Ha) as (H & _).
    apply derivable_at_zero.
    replace (fun w => F (shift s d (v + w))) with (fun w => F (shift (shift s d v) d w)); [exact
      H|].
    apply functional_extensionality. intros w. now rewrite shift_shift.
  - intros v Hv. destruct (F_curved _ (HU v Hv) d Ha) as (_ & H & _).
    apply derivable_at_zero.
    replace (fun w => over ps (fun p => g p (shift s d (v + w)) * d p))
      with (fun w => over ps (fun p => g p (shift (shift s d v) d w) * d p)); [exact H|].
    apply functional_extensionality. intros w. now rewrite shift_shift.
  - intros v Hv. exact (proj2 (proj2 (F_curved _ (HU v Hv) d Ha))).
  - unfold product. unfold d in *. rewrite shift_0, shift_apart in H1, H2. split; lra.
Qed.

End Curved.

(** *** Lower semicontinuous functions on the ball *)

Definition lower_at (U : (K -> R) -> Prop) F t : Prop :=
  forall e, 0 < e -> exists d, 0 < d /\ forall t', U t' -> close K ps d t t' -> F t - e < F t'.

Lemma continuous_lower U F t : continuous_at U F t -> lower_at U F t.
Proof.
  intros H e He. destruct (H e He) as (d & Hd & H'). exists d. split; [exact Hd|].
  intros t' HU Hc. pose proof (Rabs_def2 _ _ (H' t' HU Hc)). lra.
Qed.

(** Sums of continuous functions are continuous. *)
Lemma continuous_sum {A : Type} (l : list A) (G : A -> (K -> R) -> R) U t :
  (forall a, In a l -> continuous_at U (G a) t) ->
  continuous_at U (fun t' => over l (fun a => G a t')) t.
Proof.
  induction l as [|a l IH]; intros H e He; cbn [over].
  - exists 1. split; [lra|]. intros. replace (0 - 0) with 0 by ring. now rewrite Rabs_R0.
  - destruct (H a (or_introl eq_refl) (e / 2)) as (d1 & Hd1 & H1); [lra|].
    destruct (IH ltac:(intros; apply H; right; auto) (e / 2)) as (d2 & Hd2 & H2); [lra|].
    exists (Rmin d1 d2). split; [apply Rmin_pos; assumption|]. intros t' HU Hc.
    pose proof (H1 t' HU (close_weaken _ _ _ _ _ _ (Rmin_l d1 d2) Hc)).
    pose proof (H2 t' HU (close_weaken _ _ _ _ _ _ (Rmin_r d1 d2) Hc)).
    match goal with |- Rabs ?x < _ => replace x with
      ((G a t' - G a t) + (over l (fun a => G a t') - over l (fun a => G a t))) by ring end.
    eapply Rle_lt_trans; [apply Rabs_triang|lra].
Qed.

Lemma continuous_comp (G : R -> R) F U t :
  continuity_pt G (F t) -> continuous_at U F t -> continuous_at U (fun t' => G (F t')) t.
Proof.
  intros HG HF e He. destruct (HG e He) as (a & Ha & H).
  destruct (HF a Ha) as (d & Hd & H'). exists d. split; [exact Hd|]. intros t' HU Hc.
  destruct (Req_dec (F t') (F t)) as [E|E].
  - rewrite E, Rminus_diag_eq, Rabs_R0; auto.
  - apply (H (F t')). split; [|exact (H' t' HU Hc)]. split; [exact I|congruence].
Qed.

Lemma continuous_plus F G U t : continuous_at U F t -> continuous_at U G t ->
  continuous_at U (fun t' => F t' + G t') t.
Proof.
  intros HF HG e He.
  destruct (HF (e / 2)) as (d1 & Hd1 & H1); [lra|].
  destruct (HG (e / 2)) as (d2 & Hd2 & H2); [lra|].
  exists (Rmin d1 d2). split; [apply Rmin_pos; assumption|]. intros t' HU Hc.
  pose proof (H1 t' HU (close_weaken _ _ _ _ _ _ (Rmin_l d1 d2) Hc)).
  pose proof (H2 t' HU (close_weaken _ _ _ _ _ _ (Rmin_r d1 d2) Hc)).
  replace (F t' + G t' - (F t + G t)) with ((F t' - F t) + (G t' - G t)) by ring.
  eapply Rle_lt_trans; [apply Rabs_triang|lra].
Qed.

Lemma continuous_coordinate U t p : In p ps -> continuous_at U (fun t' => t' p) t.
Proof. intros Hp e He. exists e. split; [exact He|]. intros t' _ Hc. exact (Hc p Hp). Qed.

Lemma continuous_square c U t p : In p ps -> continuous_at U (fun t' => (apart c t' p)^2) t.
Proof.
  intros Hp. apply (continuous_comp (fun v => (v - c p)^2) (fun t' => t' p)).
  - apply derivable_continuous_pt. exists (INR 2 * (t p - c p)^(pred 2) * (1 - 0)).
    apply (derivable_pt_lim_comp (fun v => v - c p) (fun w => w^2)).
    + apply (derivable_pt_lim_minus id (fun _ => c p)).
      * apply derivable_pt_lim_id.
      * apply derivable_pt_lim_const.
    + apply derivable_pt_lim_pow.
  - apply continuous_coordinate, Hp.
Qed.

(** F attains its minimum on a closed part Z of the ball. *)
Lemma ball_attains_in F (Z : (K -> R) -> Prop) c r t0 : 0 <= r ->
  (forall t, ball c r t -> Z t -> lower_at (fun t' => ball c r t' /\ Z t') F t) ->
  (forall t, ball c r t -> ~ Z t ->
    exists d, 0 < d /\ forall t', ball c r t' -> close K ps d t t' -> ~ Z t') ->
  ball c r t0 -> Z t0 ->
  exists s, (ball c r s /\ Z s) /\ forall t, ball c r t /\ Z t -> F s <= F t.
Proof.
  intros Hr Hl HZ Hb0 HZ0.
  apply (attained K eq_dec (fun p => c p - r) (fun p => c p + r) ps
    (fun t => ball c r t /\ Z t) F t0); [exact once| | |split; assumption].
  - intros t [[_ Hn] _] p Hp. pose proof (member_bound _ _ p Hr Hn Hp) as H. unfold apart in H.
    apply Rabs_le_both in H. lra.
  - intros t.
    set (s := fun p => if in_dec eq_dec p ps then t p else c p).
    assert (Hs : forall p, In p ps -> s p = t p)
      by (intros p Hp; unfold s; destruct (in_dec eq_dec p ps); tauto).
    assert (Hcl : forall d t', close K ps d t t' -> close K ps d s t')
      by (intros d t' Hc p Hp; rewrite Hs by exact Hp; auto).
    destruct (Rle_or_lt (norm2 (apart c s)) (r^2)) as [Hn|Hn].
    + assert (Hb : ball c r s).
      { split; [|exact Hn]. intros p Hp. unfold apart, s.
        destruct (in_dec eq_dec p ps); [tauto|ring]. }
      destruct (classic (Z s)) as [Hz|Hz].
      * right. exists s. split; [split; assumption|]. intros e He.
        destruct (Hl s Hb Hz e He) as (d & Hd & H). exists d. split; [exact Hd|]. auto.
      * left. destruct (HZ s Hb Hz) as (d & Hd & H). exists d. split; [exact Hd|].
        intros t' [Hb' Hz'] Hc. exact (H t' Hb' (Hcl d t' Hc) Hz').
    + left.
      destruct (continuous_sum ps (fun p t' => (apart c t' p)^2) (fun _ => True) s
        (fun p Hp => continuous_square c _ s p Hp) (norm2 (apart c s) - r^2)) as (d & Hd & H);
        [lra|].
      exists d. split; [exact Hd|]. intros t' [[_ Hb] _] Hc.
      pose proof (Rabs_def2 _ _ (H t' I (Hcl d t' Hc))) as [_ Q].
      unfold norm2 in *. lra.
Qed.

Lemma ball_attains F c r : 0 <= r ->
  (forall t, ball c r t -> lower_at (ball c r) F t) ->
  exists s, ball c r s /\ forall t, ball c r t -> F s <= F t.
Proof.
  intros Hr Hl.
  destruct (ball_attains_in F (fun _ => True) c r c Hr) as (s & [Hs _] & H).
  - intros t Ht _ e He. destruct (Hl t Ht e He) as (d & Hd & H). exists d. split; [exact Hd|].
    intros t' [Ht' _]. auto.
  - tauto.
  - apply ball_centre.
  - exact I.
  - exists s. split; [exact Hs|]. auto.
Qed.

(** *** A minimum inside *)

Definition minimum_in (F : (K -> R) -> R) (c : K -> R) (r : R) (s : K -> R) : Prop :=
  along (apart c s) /\ norm2 (apart c s) < r^2 /\ forall t, ball c r t -> F s <= F t.

(** A curved function is lower semicontinuous on the ball. *)
Lemma curved_lower F U mu g h c r : 0 <= mu -> curved F U mu g h ->
  (forall t, ball c r t -> U t) -> forall t, ball c r t -> lower_at (ball c r) F t.
Proof.
  intros Hmu HF HU t Ht e He.
  set (G := over ps (fun p => Rabs (g p t))).
  assert (HG : 0 <= G) by (apply lsum_nonneg; intros; apply Rabs_pos).
  exists (e / (G + 1)). split; [apply Rdiv_lt_0_compat; lra|].
  intros t' Ht' Hc.
  destruct (below_tangent F U mu g h HF t t') as [_ H].
  - intros p Hp. pose proof (proj1 Ht p Hp). pose proof (proj1 Ht' p Hp). unfold apart in *. lra.
  - intros v Hv. apply HU, ball_segment; assumption.
  - assert (Rabs (product (fun p => g p t) (apart t t')) < e).
    { apply Rle_lt_trans with (G * (e / (G + 1))).
      - eapply Rle_trans; [apply lsum_abs|]. unfold G. rewrite Rmult_comm, <- lsum_scal.
        apply lsum_le. intros p Hp. rewrite Rabs_mult, Rmult_comm.
        apply Rmult_le_compat_r; [apply Rabs_pos|]. left. apply Hc, Hp.
      - apply Rmult_lt_reg_r with (G + 1); [lra|].
        replace (G * (e / (G + 1)) * (G + 1)) with (G * e) by (field; lra). lra. }
    apply Rabs_def2 in H0. pose proof (Rmult_le_pos _ _ Hmu (norm2_nonneg (apart t t'))). lra.
Qed.

(** rule.strict: |grad F(c)| < mu r. *)
Theorem strict_minimum F U mu g h c r : 0 < mu -> 0 < r -> curved F U mu g h ->
  (forall t, ball c r t -> U t) -> norm2 (fun p => g p c) < (mu * r)^2 ->
  exists s, minimum_in F c r s.
Proof.
  intros Hmu Hr HF HU Hg.
  destruct (ball_attains F c r ltac:(lra)) as (s & Hs & Hmin).
  { apply curved_lower with U mu g h; auto. lra. }
  exists s. destruct (Rlt_or_le (norm2 (apart c s)) (r^2)) as [H|H];
    [split; [apply Hs|]; split; assumption|].
  exfalso. pose proof Hs as [Ha Hn]. assert (E : norm2 (apart c s) = r^2) by lra.
  set (d := apart s c).
  destruct (below_tangent F U mu g h HF c s Ha) as [H1 _].
  { intros v Hv. apply HU, ball_segment; [exact Hv|apply ball_centre|exact Hs]. }
  assert (Hpos : 0 < product (fun p => g p s) (apart c s)).
  { assert (- (product (fun p => g p c) (apart c s)) < mu * r^2); [|rewrite E in H1; lra].
    apply Rle_lt_trans with (Rabs (product (fun p => g p c) (apart c s)));
      [rewrite <- Rabs_Ropp; apply Rle_abs|].
    pose proof (lsum_cauchy K ps (fun p => g p c) (apart c s)) as C.
    fold (product (fun p => g p c) (apart c s)) in C. fold (norm2 (fun p => g p c)) in C.
    fold (norm2 (apart c s)) in C. rewrite E in C.
    apply Rsqr_incrst_0; [|apply Rabs_pos|apply Rmult_le_pos; [lra|apply pow2_ge_0]].
    rewrite <- Rsqr_abs, !Rsqr_pow2. eapply Rle_lt_trans; [exact C|].
    replace ((mu * r^2)^2) with ((mu * r)^2 * r^2) by ring.
    apply Rmult_lt_compat_r; [apply pow_lt; exact Hr|exact Hg]. }
  assert (Hd : along d) by (apply along_apart, Ha).
  destruct (HF s (HU s Hs) d Hd) as (H2 & _).
  destruct (falls _ _ H2) as (e & He & Hf).
  { replace (over ps (fun p => g p s * d p)) with (- product (fun p => g p s) (apart c s)); [lra|].
    unfold product. rewrite <- (Rmult_1_l (over _ _)), <- Ropp_mult_distr_l_reverse.
    rewrite <- lsum_scal. apply lsum_ext. intros. unfold d, apart. ring. }
  set (v := Rmin 1 (e / 2)).
  assert (0 < v) by (apply Rmin_pos; lra).
  assert (v <= 1) by apply Rmin_l. assert (v <= e / 2) by apply Rmin_r.
  pose proof (Hf v ltac:(lra)) as Q. rewrite shift_0 in Q.
  pose proof (Hmin (shift s d v) (ball_segment c r s c v ltac:(lra) Hs (ball_centre c r))). lra.
Qed.

(** rule.sharp: F >= Psi on the ball, and Psi is above F(c) on the sphere. *)
Theorem sharp_minimum F Psi U mu g h c r G : 0 < r -> curved Psi U mu g h ->
  (forall t, ball c r t -> U t) ->
  (forall t, ball c r t -> lower_at (ball c r) F t) ->
  (forall t, ball c r t -> Psi t <= F t) ->
  0 <= G -> norm2 (fun p => g p c) <= G^2 -> G * r + (F c - Psi c) < mu * r^2 / 2 ->
  exists s, minimum_in F c r s.
Proof.
  intros Hr HF HU Hl Hb HG Hg Hlow.
  destruct (ball_attains F c r ltac:(lra) Hl) as (s & Hs & Hmin).
  exists s. split; [apply Hs|]. split; [|exact Hmin].
  apply Rnot_le_lt. intros H. pose proof Hs as [Ha Hn].
  assert (E : norm2 (apart c s) = r^2) by lra.
  destruct (below_tangent Psi U mu g h HF c s Ha) as [_ H1].
  { intros v Hv. apply HU, ball_segment; [exact Hv|apply ball_centre|exact Hs]. }
  pose proof (product_bound (fun p => g p c) (apart c s) G r HG ltac:(lra) Hg Hn) as C.
  apply Rabs_le_both in C. rewrite E in H1.
  pose proof (Hmin c (ball_centre c r)). pose proof (Hb s Hs). lra.
Qed.

(** The gradient vanishes at a minimum inside. *)
Lemma minimum_critical F c r s : minimum_in F c r s ->
  forall d l, along d -> derivable_pt_lim (fun v => F (shift s d v)) 0 l -> l = 0.
Proof.
  intros (Ha & Hn & Hmin).
  assert (Hin : forall d, along d -> exists e, 0 < e /\ forall v, 0 < v < e -> ball c r (shift s d
    v)).
  { intros d Hd.
    destruct (continuous_sum ps (fun p t' => (apart c t' p)^2) (fun _ => True) s
        (fun p Hp => continuous_square c _ s p Hp) (r^2 - norm2 (apart c s))) as (e & He & H);
        [lra|].
    set (N := 1 + over ps (fun p => Rabs (d p))).
    assert (HN : 0 <= over ps (fun p => Rabs (d p))) by (apply lsum_nonneg; intros; apply Rabs_pos).
    exists (e / N). split; [apply Rdiv_lt_0_compat; unfold N; lra|]. intros v Hv. split.
    - intros p Hp. pose proof (Ha p Hp) as Q. rewrite <- Q. unfold apart, shift.
      rewrite (Hd p Hp). ring.
    - assert (Hc : close K ps e s (shift s d v)).
      { intros p Hp. unfold shift. replace (s p + v * d p - s p) with (v * d p) by ring.
        rewrite Rabs_mult, (Rabs_right v) by lra.
        assert (Rabs (d p) <= N).
        { unfold N. pose proof (lsum_member K ps (fun p => Rabs (d p)) p
            (fun q _ => Rabs_pos (d q)) Hp). cbv beta in H0. lra. }
        apply Rle_lt_trans with (v * N); [apply Rmult_le_compat_l; lra|].
        apply Rlt_le_trans with (e / N * N); [|right; field; unfold N; lra].
        apply Rmult_lt_compat_r; [unfold N; lra|lra]. }
      pose proof (Rabs_def2 _ _ (H _ I Hc)) as [Q _]. unfold norm2 in *. lra. }
  assert (Hge : forall d l, along d -> derivable_pt_lim (fun v => F (shift s d v)) 0 l -> 0 <= l).
  { intros d l Hd Hl. apply Rnot_lt_le. intros Hneg.
    destruct (falls _ _ Hl Hneg) as (e & He & Hf). destruct (Hin d Hd) as (e' & He' & Hb).
    assert (0 < Rmin e e') by (apply Rmin_pos; assumption).
    pose proof (Rmin_l e e'). pose proof (Rmin_r e e').
    pose proof (Hf (Rmin e e' / 2) ltac:(lra)) as Q. rewrite shift_0 in Q.
    pose proof (Hmin _ (Hb (Rmin e e' / 2) ltac:(lra))). lra. }
  intros d l Hd Hl. apply Rle_antisym; [|apply (Hge d l Hd Hl)].
  assert (0 <= -1 * l); [|lra]. apply (Hge (fun p => -1 * d p)).
  - intros p Hp. rewrite (Hd p Hp). ring.
  - replace (fun v => F (shift s (fun p => -1 * d p) v)) with (fun v => F (shift s d (-1 * v))).
    + replace (-1 * l) with (l * (-1 * 1)) by ring.
      apply (derivable_pt_lim_comp (fun v => -1 * v) (fun v => F (shift s d v))).
      * apply (derivable_pt_lim_scal id), derivable_pt_lim_id.
      * cbv beta. rewrite Rmult_0_r. exact Hl.
    + apply functional_extensionality. intros v. f_equal. apply functional_extensionality.
      intros p. unfold shift. ring.
Qed.

End Ball.
