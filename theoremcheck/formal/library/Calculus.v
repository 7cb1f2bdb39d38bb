(** * From what a function does near each point to what it does everywhere

    Real induction; one-sided derivatives; a function that does not fall near any
    point does not fall; a continuous function with a line below it near each
    point is convex. *)

From Coq Require Import Reals Lra Classical.
From TheoremCheck Require Import Setting Conditions.
Open Scope R_scope.

(** ** Real induction *)

(** What holds at a, passes on to the right of every point and up to every
    point, holds everywhere to the right of a. *)
Lemma real_induction a (S : R -> Prop) :
  S a ->
  (forall x, a <= x -> S x -> exists e, 0 < e /\ forall y, x < y < x + e -> S y) ->
  (forall x, a < x -> (forall y, a <= y < x -> S y) -> S x) ->
  forall b, a <= b -> S b.
Proof.
  intros Sa Sright Sleft b Hb.
  set (E := fun t => a <= t <= b /\ forall s, a <= s <= t -> S s).
  assert (Ea : E a).
  { split; [lra|]. intros s Hs. replace s with a by lra. exact Sa. }
  destruct (completeness E) as [m [Up Least]].
  { exists b. intros t [Ht _]. lra. }
  { exists a. exact Ea. }
  assert (Ham : a <= m) by (apply Up; exact Ea).
  assert (Hmb : m <= b) by (apply Least; intros t [Ht _]; lra).
  assert (Below : forall s, a <= s < m -> S s).
  { intros s Hs. apply NNPP. intros C.
    enough (m <= s) by lra.
    apply Least. intros t [Ht All]. destruct (Rle_dec t s); [assumption|].
    exfalso. apply C, All. lra. }
  assert (Sm : S m).
  { destruct (Req_dec a m) as [<-|]; [exact Sa|]. apply Sleft; [lra|exact Below]. }
  destruct (Req_dec m b) as [<-|N]; [exact Sm|].
  destruct (Sright m Ham Sm) as [e [He Near]].
  set (t := Rmin b (m + e / 2)).
  assert (Ht : m < t /\ t <= b /\ t < m + e).
  { unfold t. pose proof (Rmin_l b (m + e/2)). pose proof (Rmin_r b (m + e/2)).
    split; [apply Rmin_glb_lt; lra|split; lra]. }
  assert (E t).
  { split; [lra|]. intros s Hs.
    destruct (Rlt_dec s m); [apply Below; lra|].
    destruct (Req_dec s m) as [->|]; [exact Sm|]. apply Near. lra. }
  assert (t <= m) by (apply Up; assumption). lra.
Qed.

(** ** Functions that do not fall near any point *)

Definition climbs_after (g : R -> R) (v : R) : Prop :=
  exists e, 0 < e /\ forall h, 0 < h < e -> g v <= g (v + h).
Definition climbs_before (g : R -> R) (v : R) : Prop :=
  exists e, 0 < e /\ forall h, 0 < h < e -> g (v - h) <= g v.

Lemma nondecreasing_from g a :
  (forall v, a <= v -> climbs_after g v /\ climbs_before g v) -> forall v, a <= v -> g a <= g v.
Proof.
  intros H v Hv. apply (real_induction a (fun x => g a <= g x)); [lra| | |exact Hv].
  - intros x Ax Hx. destruct (H x Ax) as [[e [He Near]] _]. exists e. split; [exact He|].
    intros y Hy. pose proof (Near (y - x)) as N. replace (x + (y - x)) with y in N by lra.
    specialize (N ltac:(lra)). lra.
  - intros x Hx All. destruct (H x) as [_ [e [He Near]]]; [lra|].
    set (h := Rmin (e / 2) (x - a)).
    assert (0 < h /\ h < e /\ h <= x - a).
    { unfold h. pose proof (Rmin_l (e/2) (x-a)). pose proof (Rmin_r (e/2) (x-a)).
      split; [apply Rmin_glb_lt; lra|split; lra]. }
    pose proof (Near h ltac:(lra)). pose proof (All (x - h) ltac:(lra)). lra.
Qed.

Lemma nondecreasing_local g :
  (forall v, climbs_after g v /\ climbs_before g v) -> forall u v, u <= v -> g u <= g v.
Proof. intros H u v. apply nondecreasing_from. intros w _. apply H. Qed.

Lemma rises_after_near g v : rises_after g v -> exists e, 0 < e /\ forall h, 0 < h < e -> g v < g (v + h).
Proof.
  intros [k [e [Hk [He H]]]]. exists e. split; [exact He|]. intros h Hh.
  specialize (H h Hh). assert (0 < k * h) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

Lemma rises_before_near g v : rises_before g v -> exists e, 0 < e /\ forall h, 0 < h < e -> g (v - h) < g v.
Proof.
  intros [k [e [Hk [He H]]]]. exists e. split; [exact He|]. intros h Hh.
  specialize (H h Hh). assert (0 < k * h) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

(** A function that rises near every point, if ever so little, is strictly increasing. *)
Lemma strictly_increasing_local g :
  (forall v, (exists e, 0 < e /\ forall h, 0 < h < e -> g v < g (v + h)) /\
             (exists e, 0 < e /\ forall h, 0 < h < e -> g (v - h) < g v)) ->
  strictly_increasing g.
Proof.
  intros H u v Huv.
  assert (Weak : forall u v, u <= v -> g u <= g v).
  { apply nondecreasing_local. intros w. destruct (H w) as [[e [He After]] [d [Hd Before]]].
    split; [exists e|exists d]; (split; [assumption|]); intros h Hh; left; auto. }
  destruct (H u) as [[e [He After]] _].
  set (h := Rmin (e / 2) (v - u)).
  assert (0 < h /\ h < e /\ h <= v - u).
  { unfold h. pose proof (Rmin_l (e/2) (v-u)). pose proof (Rmin_r (e/2) (v-u)).
    split; [apply Rmin_glb_lt; lra|split; lra]. }
  apply Rlt_le_trans with (g (u + h)); [apply After; lra|apply Weak; lra].
Qed.

(** ** Convexity *)

(** A line of slope m lies below the function to the right (left) of v. *)
Definition supported_after (g : R -> R) (v m : R) : Prop :=
  exists e, 0 < e /\ forall h, 0 < h < e -> g v + m * h <= g (v + h).
Definition supported_before (g : R -> R) (v m : R) : Prop :=
  exists e, 0 < e /\ forall h, 0 < h < e -> g v - m * h <= g (v - h).

(** A continuous function that is 0 at u and v is <= 0 between them, if it has
    a line below it near each point: where it is largest it is constant. *)
Lemma below_chord g u v :
  u < v -> (forall t, continuity_pt g t) ->
  (forall t, exists m, supported_after g t m /\ supported_before g t m) ->
  g u = 0 -> g v = 0 -> forall t, u <= t <= v -> g t <= 0.
Proof.
  intros Huv Cont Lines Zu Zv t Ht.
  destruct (continuity_ab_maj g u v) as [top [Max Htop]]; [lra|intros; apply Cont|].
  destruct (Rle_dec (g top) 0) as [|Pos].
  { pose proof (Max t Ht). lra. }
  exfalso. apply Rnot_le_lt in Pos.
  assert (Const : forall x, top <= x -> x <= v -> g x = g top).
  { apply (real_induction top (fun x => x <= v -> g x = g top)).
    - reflexivity.
    - intros x Hx Sx. destruct (Rlt_dec x v) as [Hxv|Hxv].
      2:{ exists 1. split; [lra|]. intros. lra. }
      specialize (Sx ltac:(lra)).
      assert (u < x). { destruct (Req_dec x u) as [->|]; lra. }
      destruct (Lines x) as [m [[e1 [He1 After]] [e2 [He2 Before]]]].
      set (e := Rmin (Rmin e1 e2) (Rmin (x - u) (v - x))).
      assert (He : 0 < e /\ e <= e1 /\ e <= e2 /\ e <= x - u /\ e <= v - x).
      { unfold e.
        pose proof (Rmin_l (Rmin e1 e2) (Rmin (x - u) (v - x))).
        pose proof (Rmin_r (Rmin e1 e2) (Rmin (x - u) (v - x))).
        pose proof (Rmin_l e1 e2). pose proof (Rmin_r e1 e2).
        pose proof (Rmin_l (x - u) (v - x)). pose proof (Rmin_r (x - u) (v - x)).
        split; [repeat apply Rmin_glb_lt; lra|]. repeat split; lra. }
      exists e. split; [lra|]. intros y Hy _.
      pose proof (After (y - x) ltac:(lra)) as HA.
      pose proof (Before (y - x) ltac:(lra)) as HB.
      replace (x + (y - x)) with y in HA by lra.
      pose proof (Max y ltac:(lra)). pose proof (Max (x - (y - x)) ltac:(lra)). lra.
    - intros x Hx All Hxv.
      assert (All' : forall y, top <= y < x -> g y = g top) by (intros; apply All; lra).
      (* by continuity *)
      destruct (Req_dec (g x) (g top)) as [|N]; [assumption|exfalso].
      destruct (Cont x (Rabs (g x - g top))) as [d [Hd Near]].
      { apply Rabs_pos_lt. lra. }
      set (h := Rmin (d / 2) (x - top)).
      assert (Hh : 0 < h /\ h < d /\ h <= x - top).
      { unfold h. pose proof (Rmin_l (d/2) (x-top)). pose proof (Rmin_r (d/2) (x-top)).
        split; [apply Rmin_glb_lt; lra|split; lra]. }
      specialize (Near (x - h)). simpl in Near. unfold R_dist in Near.
      rewrite (All' (x - h)) in Near by lra.
      rewrite (Rabs_minus_sym (g top)) in Near.
      apply (Rlt_irrefl (Rabs (g x - g top))). apply Near. split.
      + split; [exact I|]. lra.
      + replace (x - h - x) with (- h) by lra. rewrite Rabs_Ropp, Rabs_right; lra. }
  pose proof (Const v). rewrite H in Zv by lra. lra.
Qed.

Lemma convex_local g : continuity g ->
  (forall v, exists m, supported_after g v m /\ supported_before g v m) -> convex_fn g.
Proof.
  intros Cont Lines.
  assert (Main : forall u v p, u < v -> 0 <= p <= 1 ->
            g (p * u + (1 - p) * v) <= p * g u + (1 - p) * g v).
  { intros u v p Huv Hp.
    set (s := (g v - g u) / (v - u)).
    assert (Es : s * (v - u) = g v - g u) by (unfold s; field; lra).
    set (k := fun t => g t - (g u + s * (t - u))).
    assert (B : k (p * u + (1 - p) * v) <= 0).
    { apply (below_chord k u v Huv).
      - intros t. unfold k. apply continuity_pt_minus; [apply Cont|].
        apply derivable_continuous_pt. exists s.
        intros eps He. exists (mkposreal 1 Rlt_0_1). intros h Hh _.
        replace ((g u + s * (t + h - u) - (g u + s * (t - u))) / h - s) with 0 by (field; exact Hh).
        rewrite Rabs_R0. exact He.
      - intros t. destruct (Lines t) as [m [[e1 [He1 After]] [e2 [He2 Before]]]].
        exists (m - s). split; [exists e1|exists e2]; (split; [assumption|]); intros h Hh; unfold k.
        + pose proof (After h Hh). lra.
        + pose proof (Before h Hh). lra.
      - unfold k. ring.
      - unfold k. lra.
      - split; nra. }
    unfold k in B. replace (p * u + (1 - p) * v - u) with ((1 - p) * (v - u)) in B by ring.
    replace (s * ((1 - p) * (v - u))) with ((1 - p) * (s * (v - u))) in B by ring.
    rewrite Es in B. lra. }
  intros u v p Hp. destruct (Rtotal_order u v) as [H|[->|H]].
  - apply Main; assumption.
  - replace (p * v + (1 - p) * v) with v by ring. lra.
  - pose proof (Main v u (1 - p) H ltac:(lra)) as M.
    replace ((1 - p) * v + (1 - (1 - p)) * u) with (p * u + (1 - p) * v) in M by ring. lra.
Qed.

(** ** One-sided derivatives and continuity *)

Definition slope_after (g : R -> R) (v l : R) : Prop :=
  forall eps, 0 < eps -> exists d, 0 < d /\
    forall h, 0 < h < d -> Rabs ((g (v + h) - g v) / h - l) < eps.
Definition slope_before (g : R -> R) (v l : R) : Prop :=
  forall eps, 0 < eps -> exists d, 0 < d /\
    forall h, 0 < h < d -> Rabs ((g (v - h) - g v) / - h - l) < eps.

Lemma derivative_sides g v l :
  derivable_pt_lim g v l -> slope_after g v l /\ slope_before g v l.
Proof.
  intros D. split; intros eps He; destruct (D eps He) as [d Hd]; exists d;
    (split; [apply cond_pos|]); intros h Hh.
  - apply Hd; [lra|]. rewrite Rabs_right; lra.
  - unfold Rminus at 2. apply Hd; [lra|]. rewrite Rabs_Ropp, Rabs_right; lra.
Qed.

Lemma sides_derivative g v l :
  slope_after g v l -> slope_before g v l -> derivable_pt_lim g v l.
Proof.
  intros After Before eps He.
  destruct (After eps He) as [d1 [Hd1 N1]]. destruct (Before eps He) as [d2 [Hd2 N2]].
  assert (Hd : 0 < Rmin d1 d2) by (apply Rmin_glb_lt; assumption).
  exists (mkposreal _ Hd). simpl. intros h Hh Small.
  pose proof (Rmin_l d1 d2). pose proof (Rmin_r d1 d2).
  destruct (Rlt_dec 0 h) as [P|P].
  - apply N1. rewrite Rabs_right in Small; lra.
  - rewrite Rabs_left in Small by lra. specialize (N2 (- h) ltac:(lra)).
    replace (v - - h) with (v + h) in N2 by ring. rewrite Ropp_involutive in N2. exact N2.
Qed.

(** g = p to the right (left) of v, v included. *)
Definition meets_after (g p : R -> R) (v : R) : Prop :=
  exists e, 0 < e /\ forall h, 0 <= h < e -> g (v + h) = p (v + h).
Definition meets_before (g p : R -> R) (v : R) : Prop :=
  exists e, 0 < e /\ forall h, 0 <= h < e -> g (v - h) = p (v - h).

Lemma meets_here_after g p v : meets_after g p v -> g v = p v.
Proof. intros [e [He N]]. specialize (N 0 ltac:(lra)). rewrite Rplus_0_r in N. exact N. Qed.

Lemma meets_here_before g p v : meets_before g p v -> g v = p v.
Proof.
  intros [e [He N]]. specialize (N 0 ltac:(lra)). unfold Rminus in N.
  rewrite Ropp_0, Rplus_0_r in N. exact N.
Qed.

Lemma slope_after_meets g p v l : meets_after g p v -> slope_after p v l -> slope_after g v l.
Proof.
  intros M D eps He. destruct (D eps He) as [d [Hd N]].
  pose proof (meets_here_after _ _ _ M) as Here. destruct M as [e [He' M]].
  exists (Rmin d e). split; [apply Rmin_glb_lt; assumption|]. intros h Hh.
  pose proof (Rmin_l d e). pose proof (Rmin_r d e).
  rewrite M, Here by lra. apply N. lra.
Qed.

Lemma slope_before_meets g p v l : meets_before g p v -> slope_before p v l -> slope_before g v l.
Proof.
  intros M D eps He. destruct (D eps He) as [d [Hd N]].
  pose proof (meets_here_before _ _ _ M) as Here. destruct M as [e [He' M]].
  exists (Rmin d e). split; [apply Rmin_glb_lt; assumption|]. intros h Hh.
  pose proof (Rmin_l d e). pose proof (Rmin_r d e).
  rewrite M, Here by lra. apply N. lra.
Qed.

(** A function that is a continuous one on each side of v is continuous at v. *)
Lemma continuous_sides g p q v :
  meets_before g p v -> meets_after g q v -> continuity_pt p v -> continuity_pt q v ->
  continuity_pt g v.
Proof.
  intros MB MA Cp Cq eps He.
  destruct (Cp eps He) as [d1 [Hd1 N1]]. destruct (Cq eps He) as [d2 [Hd2 N2]].
  pose proof (meets_here_before _ _ _ MB) as HB. pose proof (meets_here_after _ _ _ MA) as HA.
  destruct MB as [e1 [He1 MB]]. destruct MA as [e2 [He2 MA]].
  set (d := Rmin (Rmin d1 d2) (Rmin e1 e2)).
  assert (Hd : 0 < d /\ d <= d1 /\ d <= d2 /\ d <= e1 /\ d <= e2).
  { unfold d. pose proof (Rmin_l (Rmin d1 d2) (Rmin e1 e2)).
    pose proof (Rmin_r (Rmin d1 d2) (Rmin e1 e2)).
    pose proof (Rmin_l d1 d2). pose proof (Rmin_r d1 d2).
    pose proof (Rmin_l e1 e2). pose proof (Rmin_r e1 e2).
    split; [repeat apply Rmin_glb_lt; lra|]. repeat split; lra. }
  exists d. split; [apply Hd|]. intros w [[_ Hw] Near]. simpl in *. unfold R_dist in *.
  destruct (Rlt_dec w v) as [L|L].
  - rewrite Rabs_left in Near by lra.
    replace w with (v - (v - w)) at 1 by ring. rewrite MB, HB by lra.
    replace (v - (v - w)) with w by ring. apply N1. split; [split; [exact I|exact Hw]|].
    rewrite Rabs_left; lra.
  - rewrite Rabs_right in Near by lra.
    replace w with (v + (w - v)) at 1 by ring. rewrite MA, HA by lra.
    replace (v + (w - v)) with w by ring. apply N2. split; [split; [exact I|exact Hw]|].
    rewrite Rabs_right; lra.
Qed.

(** ** From the sign of a derivative *)

Lemma rises_after_slope g v l : slope_after g v l -> 0 < l -> rises_after g v.
Proof.
  intros D Hl. destruct (D (l / 2) ltac:(lra)) as [d [Hd N]].
  exists (l / 2), d. repeat split; [lra|lra|]. intros h Hh. specialize (N h Hh).
  apply Rabs_def2 in N. set (q := (g (v + h) - g v) / h) in *.
  assert (E : q * h = g (v + h) - g v) by (unfold q; field; lra). nra.
Qed.

Lemma rises_before_slope g v l : slope_before g v l -> 0 < l -> rises_before g v.
Proof.
  intros D Hl. destruct (D (l / 2) ltac:(lra)) as [d [Hd N]].
  exists (l / 2), d. repeat split; [lra|lra|]. intros h Hh. specialize (N h Hh).
  apply Rabs_def2 in N. set (q := (g (v - h) - g v) / - h) in *.
  assert (E : q * h = g v - g (v - h)) by (unfold q; field; lra). nra.
Qed.

(** A function with a derivative l <= 0 to the right (left) does not rise there. *)
Lemma not_rises_after g v l : slope_after g v l -> l <= 0 -> ~ rises_after g v.
Proof.
  intros D Hl [k [e [Hk [He R]]]]. destruct (D k Hk) as [d [Hd N]].
  set (h := Rmin d e / 2).
  assert (Hh : 0 < h /\ h < d /\ h < e).
  { unfold h. pose proof (Rmin_l d e). pose proof (Rmin_r d e).
    pose proof (Rmin_glb_lt d e 0 Hd He). lra. }
  specialize (N h ltac:(lra)). specialize (R h ltac:(lra)).
  apply Rabs_def2 in N. set (q := (g (v + h) - g v) / h) in *.
  assert (E : q * h = g (v + h) - g v) by (unfold q; field; lra). nra.
Qed.

Lemma not_rises_before g v l : slope_before g v l -> l <= 0 -> ~ rises_before g v.
Proof.
  intros D Hl [k [e [Hk [He R]]]]. destruct (D k Hk) as [d [Hd N]].
  set (h := Rmin d e / 2).
  assert (Hh : 0 < h /\ h < d /\ h < e).
  { unfold h. pose proof (Rmin_l d e). pose proof (Rmin_r d e).
    pose proof (Rmin_glb_lt d e 0 Hd He). lra. }
  specialize (N h ltac:(lra)). specialize (R h ltac:(lra)).
  apply Rabs_def2 in N. set (q := (g (v - h) - g v) / - h) in *.
  assert (E : q * h = g v - g (v - h)) by (unfold q; field; lra). nra.
Qed.
