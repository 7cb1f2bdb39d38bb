(** * Monotone, convex, positive: from the signs of derivatives on the pieces *)

From Coq Require Import Reals List Lra.
From TheoremCheck Require Import Setting Conditions Calculus Formulas Smooth Pieces.
Import ListNotations.
Open Scope R_scope.

Lemma mean_value e a b : a < b ->
  (forall c, a <= c <= b -> smooth 0 e c) -> (forall c, a < c < b -> smooth 1 e c) ->
  exists c, a < c < b /\ value e b - value e a = value (slope e) c * (b - a).
Proof.
  intros Hab S0 S1.
  assert (D : forall c, a < c < b -> derivable_pt (value e) c).
  { intros c Hc. exists (value (slope e) c). apply (derivative_by 0), S1, Hc. }
  assert (D' : forall c, a < c < b -> derivable_pt id c) by (intros; apply derivable_pt_id).
  destruct (MVT (value e) id a b D D' Hab) as [c [Hc E]].
  - intros c Hc. apply (continuous 0), S0, Hc.
  - intros c Hc. apply derivable_continuous_pt, derivable_pt_id.
  - exists c. split; [exact Hc|].
    assert (E1 : derive_pt (value e) c (D c Hc) = value (slope e) c).
    { apply derive_pt_eq_0, (derivative_by 0), S1, Hc. }
    assert (E2 : derive_pt id c (D' c Hc) = 1) by (apply derive_pt_eq_0, derivable_pt_lim_id).
    rewrite E1, E2 in E. unfold id in E. lra.
Qed.

(** ** Monotone *)

Definition rising (e : formula) (v : R) : Prop := 0 < value (slope e) v.

(** Two properties of the pieces at once. *)
Lemma each_and (Q Q' : formula -> R -> Prop) r : forall lo e,
  each_from lo Q e r -> each_from lo Q' e r -> each_from lo (fun p v => Q p v /\ Q' p v) e r.
Proof.
  induction r as [|[b e'] r IH]; cbn; intros lo e H H'; [auto|].
  destruct H, H'. split; [auto|]. apply IH; assumption.
Qed.

Lemma inside_and (Q Q' : formula -> R -> Prop) r : forall lo e,
  inside_from lo Q e r -> inside_from lo Q' e r -> inside_from lo (fun p v => Q p v /\ Q' p v) e r.
Proof.
  induction r as [|[b e'] r IH]; cbn; intros lo e H H'; [auto|].
  destruct H, H'. split; [auto|]. apply IH; assumption.
Qed.

(** Where the slopes of the pieces are positive, the function rises on both sides. *)
Lemma rises_pieces (here : R -> Prop) g e r :
  each (equal g) e r -> each (fun p v => here v -> smooth 1 p v) e r ->
  each (fun p v => here v -> rising p v) e r ->
  forall v, here v -> rises_after g v /\ rises_before g v.
Proof.
  intros G S H v Hv. pose proof (each_and _ _ r None e S H) as SH.
  destruct (both_sides g _ _ e r v G SH (each_inside _ r None e SH))
    as [[p [d [Hd [Gp [Sp _]]]]] [q [d' [Hd' [Gq [Sq _]]]]]].
  specialize (Sp 0 ltac:(lra)). rewrite shift_0 in Sp. destruct Sp as [Sp Hp].
  specialize (Sq 0 ltac:(lra)). rewrite shift_0' in Sq. destruct Sq as [Sq Hq].
  split.
  - apply (rises_after_slope g v (value (slope p) v)); [|apply Hp, Hv].
    apply (slope_after_meets g (value p)); [exists d; auto|].
    apply derivative_sides, (derivative_by 0), Sp, Hv.
  - apply (rises_before_slope g v (value (slope q) v)); [|apply Hq, Hv].
    apply (slope_before_meets g (value q)); [exists d'; auto|].
    apply derivative_sides, (derivative_by 0), Sq, Hv.
Qed.

Theorem increasing_pieces g e r :
  each (equal g) e r -> each (smooth 1) e r -> each rising e r -> increasing_fn g.
Proof.
  intros G S H. split.
  - apply (continuity_pieces g e r G). apply (each_weaken (smooth 1)); [|exact S].
    intros. apply smooth_less. assumption.
  - intros v. apply (rises_pieces (fun _ => True) g e r G); [| |exact I].
    + apply (each_weaken (smooth 1)); [auto|exact S].
    + apply (each_weaken rising); [auto|exact H].
Qed.

Theorem active_pieces g e r :
  each (equal g) e r -> each (fun p v => 0 <= v -> smooth 1 p v) e r ->
  each (fun p v => 0 <= v -> rising p v) e r ->
  forall v, 0 <= v -> rises_after g v /\ rises_before g v.
Proof. apply (rises_pieces (fun v => 0 <= v)). Qed.

Definition not_falling (e : formula) (v : R) : Prop := 0 <= value (slope e) v.

Lemma climbs p a b : a < b ->
  (forall c, a <= c <= b -> smooth 0 p c) ->
  (forall c, a < c < b -> smooth 1 p c /\ not_falling p c) -> value p a <= value p b.
Proof.
  intros Hab S0 S1. destruct (mean_value p a b Hab S0 ltac:(intros; apply S1; assumption))
    as [c [Hc E]].
  destruct (S1 c Hc) as [_ N]. unfold not_falling in N. nra.
Qed.

Theorem nondecreasing_pieces g e r :
  each (equal g) e r -> each (smooth 0) e r -> inside (smooth 1) e r -> inside not_falling e r ->
  forall u v, u <= v -> g u <= g v.
Proof.
  intros G S0 S1 H. apply nondecreasing_local. intros v.
  destruct (both_sides g _ _ e r v G S0 (inside_and _ _ r None e S1 H))
    as [[p [d [Hd [Gp [Sp Ip]]]]] [q [d' [Hd' [Gq [Sq Iq]]]]]].
  split; [exists d|exists d']; (split; [assumption|]); intros h Hh.
  - pose proof (Gp 0 ltac:(lra)) as E. rewrite shift_0 in E. rewrite E, Gp by lra.
    apply climbs; [lra| |]; intros c Hc; replace c with (v + (c - v)) by ring;
      [apply Sp|apply Ip]; lra.
  - pose proof (Gq 0 ltac:(lra)) as E. rewrite shift_0' in E. rewrite E, Gq by lra.
    apply climbs; [lra| |]; intros c Hc; replace c with (v - (v - c)) by ring;
      [apply Sq|apply Iq]; lra.
Qed.

Lemma climbs_strictly p a b : a < b ->
  (forall c, a <= c <= b -> smooth 0 p c) ->
  (forall c, a < c < b -> smooth 1 p c /\ rising p c) -> value p a < value p b.
Proof.
  intros Hab S0 S1. destruct (mean_value p a b Hab S0 ltac:(intros; apply S1; assumption))
    as [c [Hc E]].
  destruct (S1 c Hc) as [_ N]. unfold rising in N. nra.
Qed.

(** The slope may be 0 at breaks: at a zero of the slope there is one, between equal pieces. *)
Theorem strictly_increasing_pieces g e r :
  each (equal g) e r -> each (smooth 0) e r -> inside (smooth 1) e r -> inside rising e r ->
  strictly_increasing g.
Proof.
  intros G S0 S1 H. apply strictly_increasing_local. intros v.
  destruct (both_sides g _ _ e r v G S0 (inside_and _ _ r None e S1 H))
    as [[p [d [Hd [Gp [Sp Ip]]]]] [q [d' [Hd' [Gq [Sq Iq]]]]]].
  split; [exists d|exists d']; (split; [assumption|]); intros h Hh.
  - pose proof (Gp 0 ltac:(lra)) as E. rewrite shift_0 in E. rewrite E, Gp by lra.
    apply climbs_strictly; [lra| |]; intros c Hc; replace c with (v + (c - v)) by ring;
      [apply Sp|apply Ip]; lra.
  - pose proof (Gq 0 ltac:(lra)) as E. rewrite shift_0' in E. rewrite E, Gq by lra.
    apply climbs_strictly; [lra| |]; intros c Hc; replace c with (v - (v - c)) by ring;
      [apply Sq|apply Iq]; lra.
Qed.

(** The zeros of the slope are isolated, since the next derivatives do not vanish there. *)
Definition isolated (e : formula) (v : R) : Prop :=
  value (slope e) v = 0 -> value (curvature e) v = 0 -> value (slope (curvature e)) v = 0 -> False.

Lemma constant_slope p a b c : (forall v, a < v < b -> value p v = c) ->
  (forall v, a < v < b -> smooth 1 p v) -> forall v, a < v < b -> value (slope p) v = 0.
Proof.
  intros C S v Hv. apply (uniqueness_limite (value p) v); [apply (derivative_by 0), S, Hv|].
  intros eps He. assert (Hd : 0 < Rmin (v - a) (b - v)) by (apply Rmin_glb_lt; lra).
  exists (mkposreal _ Hd). simpl. intros h Hh Near.
  pose proof (Rmin_l (v - a) (b - v)). pose proof (Rmin_r (v - a) (b - v)).
  apply Rabs_def2 in Near. rewrite !C by lra.
  replace ((c - c) / h - 0) with 0 by (field; exact Hh). rewrite Rabs_R0. exact He.
Qed.

Lemma climbs_somewhere p a b : a < b ->
  (forall c, a <= c <= b -> smooth 0 p c) ->
  (forall c, a < c < b -> smooth 3 p c /\ not_falling p c /\ isolated p c) ->
  value p a < value p b.
Proof.
  intros Hab S0 S3.
  assert (Up : forall c d, a <= c -> c < d -> d <= b -> value p c <= value p d).
  { intros c d Hc Hcd Hd. apply climbs; [exact Hcd|intros; apply S0; lra|].
    intros t Ht. split; [apply smooth_less, smooth_less|]; apply S3; lra. }
  destruct (Rlt_dec (value p a) (value p b)) as [|N]; [assumption|exfalso].
  assert (C : forall v, a < v < b -> value p v = value p a).
  { intros v Hv. pose proof (Up a v). pose proof (Up v b). lra. }
  assert (C1 : forall v, a < v < b -> value (slope p) v = 0).
  { apply (constant_slope p a b (value p a) C). intros. apply smooth_less, smooth_less, S3. lra. }
  assert (C2 : forall v, a < v < b -> value (curvature p) v = 0).
  { apply (constant_slope (slope p) a b 0 C1). intros.
    apply smooth_less, smooth_slope, S3. lra. }
  assert (C3 : forall v, a < v < b -> value (slope (curvature p)) v = 0).
  { apply (constant_slope (curvature p) a b 0 C2). intros.
    apply smooth_slope, smooth_slope, S3. lra. }
  assert (M : a < (a + b) / 2 < b) by lra.
  destruct (S3 _ M) as [_ [_ I]]. exact (I (C1 _ M) (C2 _ M) (C3 _ M)).
Qed.

(** The slope may be 0 at isolated points. *)
Theorem strictly_increasing_isolated g e r :
  each (equal g) e r -> each (smooth 0) e r -> inside (smooth 3) e r -> inside not_falling e r ->
  inside isolated e r -> strictly_increasing g.
Proof.
  intros G S0 S3 H J. apply strictly_increasing_local. intros v.
  destruct (both_sides g _ _ e r v G S0
      (inside_and _ _ r None e S3 (inside_and _ _ r None e H J)))
    as [[p [d [Hd [Gp [Sp Ip]]]]] [q [d' [Hd' [Gq [Sq Iq]]]]]].
  split; [exists d|exists d']; (split; [assumption|]); intros h Hh.
  - pose proof (Gp 0 ltac:(lra)) as E. rewrite shift_0 in E. rewrite E, Gp by lra.
    apply climbs_somewhere; [lra| |]; intros c Hc; replace c with (v + (c - v)) by ring;
      [apply Sp|apply Ip]; lra.
  - pose proof (Gq 0 ltac:(lra)) as E. rewrite shift_0' in E. rewrite E, Gq by lra.
    apply climbs_somewhere; [lra| |]; intros c Hc; replace c with (v - (v - c)) by ring;
      [apply Sq|apply Iq]; lra.
Qed.

(** ** Convex *)

Definition slopes_rise (p q : formula) (b : R) : Prop := value (slope p) b <= value (slope q) b.

(** At every v there is a number m between the slopes on the two sides. *)
Lemma subgradient g Q I e r :
  each (equal g) e r -> each Q e r -> inside I e r -> sorted r -> at_breaks slopes_rise e r ->
  forall v, exists m,
    (exists p d, 0 < d /\ m <= value (slope p) v /\
       (forall h, 0 <= h < d -> g (v + h) = value p (v + h)) /\
       (forall h, 0 <= h < d -> Q p (v + h)) /\ (forall h, 0 < h < d -> I p (v + h))) /\
    (exists q d, 0 < d /\ value (slope q) v <= m /\
       (forall h, 0 <= h < d -> g (v - h) = value q (v - h)) /\
       (forall h, 0 <= h < d -> Q q (v - h)) /\ (forall h, 0 < h < d -> I q (v - h))).
Proof.
  intros G HQ HI O A v.
  (* v lies in the piece that starts at lo, or further on *)
  enough (Main : forall r lo e, each_from lo (equal g) e r -> each_from lo Q e r ->
    inside_from lo I e r -> sorted r ->
    match lo, r with Some a, (b, _) :: _ => a < b | _, _ => True end ->
    at_breaks slopes_rise e r -> match lo with Some a => a < v | None => True end ->
    exists m,
    (exists p d, 0 < d /\ m <= value (slope p) v /\
       (forall h, 0 <= h < d -> g (v + h) = value p (v + h)) /\
       (forall h, 0 <= h < d -> Q p (v + h)) /\ (forall h, 0 < h < d -> I p (v + h))) /\
    (exists q d, 0 < d /\ value (slope q) v <= m /\
       (forall h, 0 <= h < d -> g (v - h) = value q (v - h)) /\
       (forall h, 0 <= h < d -> Q q (v - h)) /\ (forall h, 0 < h < d -> I q (v - h))))
    by (apply (Main r None e); auto).
  clear. intros r. induction r as [|[b e'] r IH]; intros lo e G HQ HI O L A Hv.
  - exists (value (slope e) v). cbn in G, HQ, HI. split.
    + exists e, 1. split; [lra|]. split; [lra|].
      repeat split; intros h Hh; [apply G|apply HQ|apply HI]; destruct lo; auto; lra.
    + exists e, (match lo with Some a => v - a | None => 1 end).
      split; [destruct lo; lra|]. split; [lra|].
      repeat split; intros h Hh; [apply G|apply HQ|apply HI]; destruct lo; auto; lra.
  - destruct (Rlt_dec b v) as [Far|Near].
    { cbn in G, HQ, HI, O, A. apply (IH (Some b) e'); tauto. }
    exists (value (slope e) v). split.
    + destruct (Rlt_dec v b) as [In|In].
      * cbn in G, HQ, HI. destruct G as [G _], HQ as [HQ _], HI as [HI _].
        exists e, (b - v). split; [lra|]. split; [lra|].
        repeat split; intros h Hh; [apply G|apply HQ|apply HI]; destruct lo; auto; lra.
      * assert (v = b) by lra. subst v. cbn in G, HQ, HI, O, A.
        destruct G as [_ G], HQ as [_ HQ], HI as [_ HI], A as [A _], O as [O _].
        exists e'. unfold slopes_rise in A.
        destruct r as [|[b' e'']]; cbn in G, HQ, HI.
        -- exists 1. split; [lra|]. split; [exact A|].
           repeat split; intros h Hh; [apply G|apply HQ|apply HI]; lra.
        -- exists (b' - b). split; [lra|]. split; [exact A|].
           repeat split; intros h Hh; [apply G|apply HQ|apply HI]; lra.
    + cbn in G, HQ, HI. destruct G as [G _], HQ as [HQ _], HI as [HI _].
      exists e, (match lo with Some a => v - a | None => 1 end).
      split; [destruct lo; lra|]. split; [lra|].
      repeat split; intros h Hh; [apply G|apply HQ|apply HI]; destruct lo; auto; lra.
Qed.

Definition curved (e : formula) (v : R) : Prop := 0 < value (curvature e) v.
Definition not_bent_down (e : formula) (v : R) : Prop := 0 <= value (curvature e) v.

(** A formula lies above its tangents where its curvature is >= 0. *)
Lemma above_tangent p a b v : a <= v <= b ->
  (forall c, a <= c <= b -> smooth 1 p c) ->
  (forall c, a < c < b -> smooth 2 p c /\ not_bent_down p c) ->
  forall w, a <= w <= b -> value p v + value (slope p) v * (w - v) <= value p w.
Proof.
  intros Hv S1 S2.
  assert (Up : forall s t, a <= s -> s < t -> t <= b -> value (slope p) s <= value (slope p) t).
  { intros s t Hs Hst Ht. apply climbs; [exact Hst| |]; intros c Hc.
    - apply smooth_slope, S1. lra.
    - split; [apply smooth_slope, S2; lra|]. apply (S2 c). lra. }
  intros w Hw. destruct (Rtotal_order v w) as [L|[->|L]].
  - destruct (mean_value p v w L) as [c [Hc E]];
      [intros; apply smooth_less, S1; lra|intros; apply S1; lra|].
    pose proof (Up v c ltac:(lra) ltac:(lra) ltac:(lra)). nra.
  - lra.
  - destruct (mean_value p w v L) as [c [Hc E]];
      [intros; apply smooth_less, S1; lra|intros; apply S1; lra|].
    pose proof (Up c v ltac:(lra) ltac:(lra) ltac:(lra)). nra.
Qed.

Theorem convex_pieces g e r :
  each (equal g) e r -> each (smooth 1) e r -> inside (smooth 2) e r -> inside not_bent_down e r ->
  sorted r -> at_breaks slopes_rise e r -> convex_fn g.
Proof.
  intros G S1 S2 H O A. apply convex_local.
  { apply (continuity_pieces g e r G). apply (each_weaken (smooth 1)); [|exact S1].
    intros. apply smooth_less. assumption. }
  intros v. destruct (subgradient g _ _ e r G S1 (inside_and _ _ r None e S2 H) O A v)
    as [m [[p [d [Hd [Mp [Gp [Sp Ip]]]]]] [q [d' [Hd' [Mq [Gq [Sq Iq]]]]]]]].
  exists m. split; [exists d|exists d']; (split; [assumption|]); intros h Hh.
  - pose proof (Gp 0 ltac:(lra)) as E. rewrite shift_0 in E. rewrite E, Gp by lra.
    pose proof (above_tangent p v (v + h) v ltac:(lra)) as T.
    assert (value p v + value (slope p) v * (v + h - v) <= value p (v + h)).
    { apply T; [| |lra]; intros c Hc; replace c with (v + (c - v)) by ring;
        [apply Sp|apply Ip]; lra. }
    nra.
  - pose proof (Gq 0 ltac:(lra)) as E. rewrite shift_0' in E. rewrite E, Gq by lra.
    pose proof (above_tangent q (v - h) v v ltac:(lra)) as T.
    assert (value q v + value (slope q) v * (v - h - v) <= value q (v - h)).
    { apply T; [| |lra]; intros c Hc; replace c with (v - (v - c)) by ring;
        [apply Sq|apply Iq]; lra. }
    nra.
Qed.

(** ** Strictly convex *)

(** p(w) - m (w - v) - k (w - v)^2, as a formula. *)
Definition tilted (p : formula) (m k v : R) : formula :=
  F_add p (F_add (F_mul (F_real (- m)) (F_add F_var (F_real (- v))))
                 (F_mul (F_real (- k)) (F_pow (F_add F_var (F_real (- v))) 2))).

Lemma value_tilted p m k v w :
  value (tilted p m k v) w = value p w - m * (w - v) - k * (w - v) ^ 2.
Proof. unfold tilted. cbn. ring. Qed.

Lemma slope_tilted p m k v w :
  value (slope (tilted p m k v)) w = value (slope p) w - m - 2 * k * (w - v).
Proof. unfold tilted. cbn [slope]. rewrite value_add. cbn. ring. Qed.

Lemma smooth_tilted n p m k v w : smooth n p w -> smooth n (tilted p m k v) w.
Proof. unfold tilted. cbn. tauto. Qed.

Lemma above_parabola_right p v d : 0 < d ->
  (forall h, 0 <= h < d -> smooth 2 p (v + h)) -> curved p v ->
  exists k e, 0 < k /\ 0 < e /\ e <= d /\
    forall h, 0 < h < e -> value p v + value (slope p) v * h + k * h ^ 2 <= value p (v + h).
Proof.
  intros Hd S C. set (c := value (curvature p) v). unfold curved in C. fold c in C.
  assert (Sv : smooth 2 p v) by (rewrite <- (shift_0 v); apply S; lra).
  destruct (derivative_sides _ _ _ (derivative_by 0 (slope p) v (smooth_slope 1 p v Sv))) as [D _].
  destruct (D (c / 2) ltac:(lra)) as [e [He N]].
  exists (c / 4), (Rmin d e). split; [lra|]. split; [apply Rmin_glb_lt; assumption|].
  split; [apply Rmin_l|]. intros h Hh. pose proof (Rmin_l d e). pose proof (Rmin_r d e).
  set (t := tilted p (value (slope p) v) (c / 4) v).
  assert (M : value t v <= value t (v + h)).
  { apply climbs; [lra| |]; intros w Hw.
    - apply smooth_tilted, smooth_less, smooth_less. replace w with (v + (w - v)) by ring.
      apply S. lra.
    - split.
      + apply smooth_tilted, smooth_less. replace w with (v + (w - v)) by ring. apply S. lra.
      + unfold not_falling, t. rewrite slope_tilted.
        specialize (N (w - v) ltac:(lra)). replace (v + (w - v)) with w in N by ring.
        apply Rabs_def2 in N.
        set (q := (value (slope p) w - value (slope p) v) / (w - v)) in *.
        assert (E : q * (w - v) = value (slope p) w - value (slope p) v)
          by (unfold q; field; lra).
        change (value (slope (slope p)) v) with c in N.
        assert ((c / 2) * (w - v) <= q * (w - v)) by (apply Rmult_le_compat_r; lra). lra. }
  unfold t in M. rewrite !value_tilted in M. replace (v + h - v) with h in M by ring.
  replace (v - v) with 0 in M by ring. lra.
Qed.

Lemma above_parabola_left p v d : 0 < d ->
  (forall h, 0 <= h < d -> smooth 2 p (v - h)) -> curved p v ->
  exists k e, 0 < k /\ 0 < e /\ e <= d /\
    forall h, 0 < h < e -> value p v - value (slope p) v * h + k * h ^ 2 <= value p (v - h).
Proof.
  intros Hd S C. set (c := value (curvature p) v). unfold curved in C. fold c in C.
  assert (Sv : smooth 2 p v) by (rewrite <- (shift_0' v); apply S; lra).
  destruct (derivative_sides _ _ _ (derivative_by 0 (slope p) v (smooth_slope 1 p v Sv))) as [_ D].
  destruct (D (c / 2) ltac:(lra)) as [e [He N]].
  exists (c / 4), (Rmin d e). split; [lra|]. split; [apply Rmin_glb_lt; assumption|].
  split; [apply Rmin_l|]. intros h Hh. pose proof (Rmin_l d e). pose proof (Rmin_r d e).
  set (t := tilted p (value (slope p) v) (c / 4) v).
  destruct (mean_value t (v - h) v ltac:(lra)) as [w [Hw E]].
  { intros w Hw. apply smooth_tilted, smooth_less, smooth_less.
    replace w with (v - (v - w)) by ring. apply S. lra. }
  { intros w Hw. apply smooth_tilted, smooth_less.
    replace w with (v - (v - w)) by ring. apply S. lra. }
  unfold t in E. rewrite !value_tilted, slope_tilted in E.
  specialize (N (v - w) ltac:(lra)). replace (v - (v - w)) with w in N by ring.
  apply Rabs_def2 in N.
  set (q := (value (slope p) w - value (slope p) v) / - (v - w)) in *.
  assert (E' : q * (w - v) = value (slope p) w - value (slope p) v) by (unfold q; field; lra).
  change (value (slope (slope p)) v) with c in N.
  assert (q * (w - v) <= (c / 2) * (w - v)) by nra.
  replace (v - h - v) with (- h) in E by ring. replace (v - v) with 0 in E by ring.
  replace (v - (v - h)) with h in E by ring. nra.
Qed.

Theorem strictly_convex_pieces g e r :
  each (equal g) e r -> each (smooth 2) e r -> each curved e r -> sorted r ->
  at_breaks slopes_rise e r -> strictly_convex_fn g.
Proof.
  intros G S H O A v. pose proof (each_and _ _ r None e S H) as SH.
  destruct (subgradient g _ _ e r G SH (each_inside _ r None e SH) O A v)
    as [m [[p [d [Hd [Mp [Gp [Sp _]]]]]] [q [d' [Hd' [Mq [Gq [Sq _]]]]]]]].
  destruct (above_parabola_right p v d Hd) as [k [c [Hk [Hc [Hcd Up]]]]].
  { intros h Hh. apply Sp, Hh. }
  { rewrite <- (shift_0 v). apply Sp. lra. }
  destruct (above_parabola_left q v d' Hd') as [k' [c' [Hk' [Hc' [Hcd' Up']]]]].
  { intros h Hh. apply Sq, Hh. }
  { rewrite <- (shift_0' v). apply Sq. lra. }
  exists m, m, (Rmin k k'), (Rmin c c').
  split; [lra|]. split; [apply Rmin_glb_lt; assumption|].
  split; [apply Rmin_glb_lt; assumption|]. intros h Hh.
  pose proof (Rmin_l k k'). pose proof (Rmin_r k k').
  pose proof (Rmin_l c c'). pose proof (Rmin_r c c').
  assert (0 <= h ^ 2) by nra.
  pose proof (Gp 0 ltac:(lra)) as Ep. rewrite shift_0 in Ep.
  pose proof (Gq 0 ltac:(lra)) as Eq. rewrite shift_0' in Eq. split.
  - rewrite Gp, Ep by lra. pose proof (Up h ltac:(lra)).
    assert (Rmin k k' * h ^ 2 <= k * h ^ 2) by (apply Rmult_le_compat_r; lra). nra.
  - rewrite Gq, Eq by lra. pose proof (Up' h ltac:(lra)).
    assert (Rmin k k' * h ^ 2 <= k' * h ^ 2) by (apply Rmult_le_compat_r; lra). nra.
Qed.

(** ** Values *)

(** A property of the values on each piece is one of the function. *)
Theorem values_pieces (Q : R -> Prop) g e r :
  each (equal g) e r -> each (fun p v => Q (value p v)) e r -> forall v, Q (g v).
Proof.
  intros G H v.
  destruct (both_sides g _ _ e r v G H (each_inside _ r None e H)) as [[p [d [Hd [Gp [Hp _]]]]] _].
  pose proof (Gp 0 ltac:(lra)) as E. rewrite shift_0 in E. rewrite E.
  rewrite <- (shift_0 v). apply Hp. lra.
Qed.
