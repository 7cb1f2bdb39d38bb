(** * Units of positive curvature, each with a neuron of its own: fewer of them, for a loss in C^2

    As Units.v, with independent sets in place of samples: the second order decides, where the
    loss is flat to second order at the samples without slope. *)

From Coq Require Import Reals List Lia Lra Bool Classical.
From TheoremCheck Require Import
  Setting Conditions Linear SecondOrder Stationary Descent SubspacesMoves Bends Units.
Import ListNotations.
Open Scope R_scope.

(** ** Where f runs along something that is 0 at h = 0 *)

Section Runs.

Variable P : problem.
Variable l1 : R -> R.
Hypothesis Dl : forall v, derivable_pt_lim (ell P) v (l1 v).
Hypothesis nondecreasing : loss_nondecreasing P.
Variable t : params.
Variable run : sample -> R -> R.
Variable run1 : sample -> R.
Hypothesis run_0 : forall e, run e 0 = 0.
Hypothesis run_slope : forall e, derivable_pt_lim (run e) 0 (run1 e).
Hypothesis least : exists delta, 0 < delta /\ forall h, Rabs h < delta ->
  over (data P) (fun e => share e * ell P (z P t e))
  <= over (data P) (fun e => share e * ell P (z P t e + - y e * run e h)).

Definition run_loss (e : sample) (h : R) : R := ell P (z P t e + - y e * run e h) - ell P (z P t e).

(** y_i f rises like k h^2 at least. *)
Definition rises_by (e : sample) (k : R) : Prop := exists delta, 0 < delta /\
  forall h, Rabs h < delta -> k * h^2 <= y e * run e h.

Lemma y_abs e v : - y e * v <= Rabs v.
Proof.
  assert (A := Rle_abs v). assert (B := Rle_abs (- v)). rewrite Rabs_Ropp in B.
  unfold y. destruct (positive_label e); lra.
Qed.

Lemma still_run e : (forall h, run e h = 0) -> hardly_rises (run_loss e).
Proof.
  intros S eps Heps. exists 1. split; [lra|]. intros h _. unfold run_loss.
  rewrite S, Rmult_0_r, Rplus_0_r. assert (0 <= h^2) by apply pow2_ge_0. nra.
Qed.

Lemma flat_run e : flat_at P (z P t e) -> hardly_rises (run_loss e).
Proof.
  intros F eps Heps.
  destruct (derivative_near (run e) 0 (run1 e) (run_slope e) 1 ltac:(lra)) as [delta [Hd B]].
  set (C := Rabs (run1 e) + 1). assert (HC : 0 < C) by (unfold C; pose proof (Rabs_pos (run1 e)); lra).
  assert (Lin : forall h, Rabs h < delta -> Rabs (run e h) <= C * Rabs h).
  { intros h Hh. specialize (B h Hh). rewrite run_0, Rplus_0_l in B.
    replace (run e h) with ((run e h - 0 - run1 e * h) + run1 e * h) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult. unfold C. lra. }
  destruct (F (eps / (C * C))) as [delta' [Hd' B']].
  { apply Rdiv_lt_0_compat; [assumption|]. now apply Rmult_lt_0_compat. }
  exists (Rmin delta (delta' / C)). split.
  { apply Rmin_glb_lt; [assumption|]. now apply Rdiv_lt_0_compat. }
  intros h Hh. specialize (Lin h ltac:(eapply Rlt_le_trans; [apply Hh|apply Rmin_l])).
  assert (Hs : Rabs h < delta' / C) by (eapply Rlt_le_trans; [apply Hh|apply Rmin_r]).
  apply (Rmult_lt_compat_l C) in Hs; [|assumption].
  replace (C * (delta' / C)) with delta' in Hs by (field; lra).
  set (u := C * Rabs h) in *.
  assert (0 <= u) by (apply Rmult_le_pos; [lra|apply Rabs_pos]).
  specialize (B' u ltac:(rewrite Rabs_right; lra)).
  replace (eps / (C * C) * u^2) with (eps * h^2) in B'.
  2: { unfold u. rewrite Rpow_mult_distr, pow2_abs. field. lra. }
  pose proof (y_abs e (run e h)).
  assert (ell P (z P t e + - y e * run e h) <= ell P (z P t e + u)) by (apply nondecreasing; lra).
  unfold run_loss. lra.
Qed.

Lemma rise_run e k : 0 <= k -> rises_by e k -> hardly_rises (run_loss e).
Proof.
  intros Hk [delta [Hd B]] eps Heps. exists delta. split; [assumption|]. intros h Hh.
  specialize (B h Hh). assert (0 <= h^2) by apply pow2_ge_0.
  assert (ell P (z P t e + - y e * run e h) <= ell P (z P t e)) by (apply nondecreasing; nra).
  unfold run_loss. nra.
Qed.

Lemma fall_run e k : 0 < k -> rises_by e k -> l1 (z P t e) <> 0 -> falls_like_square (run_loss e).
Proof.
  intros Mk [delta [Hd B]] Hl.
  assert (Hq : 0 < l1 (z P t e)).
  { pose proof (slope_nonneg P l1 Dl nondecreasing (z P t e)). lra. }
  destruct (falls (ell P) _ _ (Dl _) Hq) as [delta' [Hd' B']].
  set (r := Rmin 1 (delta' / k)).
  assert (Hr : 0 < r) by (apply Rmin_glb_lt; [lra|now apply Rdiv_lt_0_compat]).
  exists (l1 (z P t e) / 2 * k), (Rmin delta r). repeat split.
  - apply Rmult_lt_0_compat; lra.
  - now apply Rmin_glb_lt.
  - intros h Hh. specialize (B h ltac:(eapply Rlt_le_trans; [apply Hh|apply Rmin_l])).
    assert (Hs : Rabs h < r) by (eapply Rlt_le_trans; [apply Hh|apply Rmin_r]).
    assert (Rabs h < 1) by (eapply Rlt_le_trans; [apply Hs|apply Rmin_l]).
    assert (Hk : Rabs h < delta' / k) by (eapply Rlt_le_trans; [apply Hs|apply Rmin_r]).
    assert (0 <= Rabs h) by apply Rabs_pos.
    assert (small : h^2 <= Rabs h).
    { rewrite <- pow2_abs. simpl. rewrite Rmult_1_r.
      rewrite <- (Rmult_1_r (Rabs h)) at 3. apply Rmult_le_compat_l; lra. }
    assert (bound : k * h^2 < delta').
    { apply Rle_lt_trans with (k * Rabs h); [apply Rmult_le_compat_l; lra|].
      apply (Rmult_lt_compat_l k) in Hk; [|assumption].
      replace (k * (delta' / k)) with delta' in Hk by (field; lra). assumption. }
    assert (0 <= k * h^2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]).
    specialize (B' (k * h^2) ltac:(lra)).
    assert (ell P (z P t e + - y e * run e h) <= ell P (z P t e - k * h^2))
      by (apply nondecreasing; lra).
    unfold run_loss. lra.
Qed.

(** If every sample stays, rises or is flat, none with positive slope rises like a square. *)
Lemma no_rise :
  (forall e, In e (data P) ->
    (forall h, run e h = 0) \/ (exists k, 0 <= k /\ rises_by e k) \/ flat_at P (z P t e)) ->
  forall e k, In e (data P) -> 0 < k -> rises_by e k -> l1 (z P t e) = 0.
Proof.
  intros cases e k0 He Hk0 G. destruct (Req_dec (l1 (z P t e)) 0) as [|Se]; [assumption|exfalso].
  destruct (over_falls (data P) share run_loss) as [k [delta [Hk [Hd B]]]].
  - intros; apply share_pos.
  - intros e' He'. destruct (cases e' He') as [H|[[k' [Hk' H]]|H]].
    + now apply still_run.
    + now apply (rise_run e' k').
    + now apply flat_run.
  - exists e. split; [assumption|]. now apply (fall_run e k0).
  - destruct least as [delta' [Hd' M]].
    set (h := Rmin delta delta' / 2).
    assert (Hm := Rmin_l delta delta'). assert (Hn := Rmin_r delta delta').
    assert (0 < Rmin delta delta') by now apply Rmin_glb_lt.
    assert (Ah : Rabs h = h) by (apply Rabs_right; unfold h; lra).
    specialize (B h ltac:(rewrite Ah; unfold h; lra)). specialize (M h ltac:(rewrite Ah; unfold h; lra)).
    assert (E : over (data P) (fun e => share e * run_loss e h)
      = over (data P) (fun e => share e * ell P (z P t e + - y e * run e h))
        + -1 * over (data P) (fun e => share e * ell P (z P t e))).
    { rewrite <- over_scaled, <- over_plus. apply over_ext. intros. unfold run_loss. ring. }
    assert (0 < k * h^2) by (apply Rmult_lt_0_compat; [assumption|apply square_positive; unfold h; lra]).
    lra.
Qed.

End Runs.

(** One function, with c = y_i a_j of the sign of its curvature. *)
Lemma function_gain g g1 curve c v m : (curve = 1 \/ curve = -1) ->
  strictly_convex_fn (fun v => curve * g v) -> (forall v, derivable_pt_lim g v (g1 v)) ->
  m = 0 \/ 0 < c * curve -> exists k delta, 0 <= k /\ (m <> 0 -> 0 < k) /\ 0 < delta /\
    forall h, Rabs h < delta -> c * (g1 v * m) * h + k * h^2 <= c * (g (v + h * m) - g v).
Proof.
  intros unit curved D [E|Hc].
  - subst m. exists 0, 1. repeat split; try lra. intros h _.
    replace (v + h * 0) with v by ring. lra.
  - destruct (above_parabola _ v (curve * g1 v) curved (derivable_pt_lim_scal _ _ _ _ (D v)))
      as [k [delta [Hk [Hd B]]]].
    assert (square : curve * curve = 1) by (destruct unit; subst; ring).
    assert (Hm : 0 < Rabs m + 1) by (pose proof (Rabs_pos m); lra).
    exists (c * curve * k * m^2), (delta / (Rabs m + 1)). repeat split.
    + apply Rmult_le_pos; [|apply pow2_ge_0]. apply Rlt_le, Rmult_lt_0_compat; assumption.
    + intros N. apply Rmult_lt_0_compat; [now apply Rmult_lt_0_compat|now apply square_positive].
    + now apply Rdiv_lt_0_compat.
    + intros h Hh. assert (small : Rabs (h * m) < delta).
      { rewrite Rabs_mult. apply Rle_lt_trans with (Rabs h * (Rabs m + 1)).
        - apply Rmult_le_compat_l; [apply Rabs_pos|lra].
        - apply (Rmult_lt_compat_r (Rabs m + 1)) in Hh; [|assumption].
          unfold Rdiv in Hh. rewrite Rmult_assoc, Rinv_l, Rmult_1_r in Hh by lra. assumption. }
      specialize (B (h * m) small).
      apply (Rmult_le_compat_l (c * curve)) in B; [|lra].
      replace (c * curve * (curve * g v + curve * g1 v * (h * m) + k * (h * m)^2))
        with (curve * curve * (c * g v + c * (g1 v * m) * h) + c * curve * k * m^2 * h^2)
        in B by ring.
      replace (c * curve * (curve * g (v + h * m)))
        with (curve * curve * (c * g (v + h * m))) in B by ring.
      rewrite square in B. lra.
Qed.

(** ** Units *)

Section Sets.

Variable P : problem.
Variable l1 : R -> R.
Hypothesis Dl : forall v, derivable_pt_lim (ell P) v (l1 v).
Hypothesis nondecreasing : loss_nondecreasing P.
Variable t : params.
Hypothesis flats : forall e, In e (data P) -> l1 (z P t e) = 0 -> flat_at P (z P t e).

Variable n : nat.
Variables s s1 : nat -> R -> R.
Variable out : nat -> R.
Variable into : nat -> sample -> R.
Variable curve : nat -> R.
Hypothesis Ds : forall j v, (j < n)%nat -> derivable_pt_lim (s j) v (s1 j v).
Hypothesis unit : forall j, (j < n)%nat -> curve j = 1 \/ curve j = -1.
Hypothesis curved : forall j, (j < n)%nat -> strictly_convex_fn (fun v => curve j * s j v).
Hypothesis same_into : forall j e e', (j < n)%nat -> same P e e' -> into j e = into j e'.

Notation change := (change P n s out into).
Notation first_change := (first_change P n s1 out into).
Notation slope := (slope P l1 t).

Hypothesis least : forall d, exists delta, 0 < delta /\ forall h, Rabs h < delta ->
  over (data P) (fun e => share e * ell P (z P t e))
  <= over (data P) (fun e => share e * ell P (z P t e + - y e * change d e h)).

Variable good : list nat.
Hypothesis good_below : NoDup good /\ forall j, In j good -> (j < n)%nat.
Hypothesis idle : forall j u, In j good -> out j = 0 -> exists delta, 0 < delta /\
  forall h, Rabs h < delta -> balance P l1 t (fun e => s j (into j e + h * dot P u e)) = 0.

(** A sample that a move raises: see Units.raised. *)
Lemma raised_rises d e : raised P n s1 out into curve d e ->
  exists k, 0 <= k /\ ((exists j, (j < n)%nat /\ dot P (d j) e <> 0) -> 0 < k) /\
    rises_by (change d) e k.
Proof.
  intros [sign zero].
  destruct (sum_parabolas n
    (fun j h => y e * out j * (s j (into j e + h * dot P (d j) e) - s j (into j e)))
    (fun j => y e * out j * (s1 j (into j e) * dot P (d j) e)) (fun j => dot P (d j) e <> 0))
    as [k [delta [Hk [Mk [Hd B]]]]].
  - intros j Hj. apply (function_gain (s j) (s1 j) (curve j)); auto.
  - exists k. split; [assumption|]. split; [intros [j [Hj M]]; eauto|].
    exists delta. split; [assumption|]. intros h Hh. specialize (B h Hh).
    replace (sum n (fun j => y e * out j * (s1 j (into j e) * dot P (d j) e)))
      with (y e * first_change d e) in B.
    + rewrite zero, Rmult_0_r, Rmult_0_l, Rplus_0_l in B. eapply Rle_trans; [apply B|]. right.
      unfold Units.change. rewrite <- sum_scaled. apply linear_sum_ext. intros; ring.
    + unfold Units.first_change. rewrite <- sum_scaled. apply linear_sum_ext. intros; ring.
Qed.

Lemma rises_slope d :
  (forall e, In e (data P) -> (forall j, (j < n)%nat -> dot P (d j) e = 0) \/
    raised P n s1 out into curve d e \/ slope e = 0) ->
  forall e, In e (data P) -> raised P n s1 out into curve d e ->
    (exists j, (j < n)%nat /\ dot P (d j) e <> 0) -> slope e = 0.
Proof.
  intros cases e He Re Me. destruct (raised_rises d e Re) as [k [_ [Hk G]]].
  apply (no_rise P l1 Dl nondecreasing t (change d) (first_change d)) with (k := k); auto.
  - intros. apply change_0.
  - intros. now apply change_derivative.
  - intros e' He'. destruct (cases e' He') as [Z|[R|Z]].
    + left. intros h. apply linear_sum_zero. intros j Hj.
      rewrite Z, Rmult_0_r, Rplus_0_r by assumption. ring.
    + right. left. destruct (raised_rises d e' R) as [k' [Hk' [_ G']]]. now exists k'.
    + right. right. now apply flats.
Qed.

(** (B): as many units of one sign as sets. *)
Lemma sets_slopes (own other : sample -> Prop) blocks label js :
  (forall e, In e (data P) -> own e -> positive_label e = label) ->
  (forall e, In e (data P) -> own e \/ other e) ->
  partition P own other blocks -> NoDup js -> (length blocks <= length js)%nat ->
  (forall j, In j js -> (j < n)%nat /\ 0 < (if label then 1 else -1) * out j * curve j) ->
  forall e, In e (data P) -> own e -> slope e = 0.
Proof.
  intros labels both [independent covered] distinct enough signed e0 He0 Oe0.
  destruct (Req_dec (slope e0) 0) as [|S0]; [assumption|exfalso].
  destruct (sublist (fun e => own e /\ slope e <> 0) (data P)) as [K HK].
  destruct (representatives (same P) K) as [reps [inside [_ [cover apart]]]].
  { intros; apply same_refl. }
  set (N := length reps). set (rep := fun i => nth i reps e0).
  assert (rep_in : forall i, (i < N)%nat -> In (rep i) (data P) /\ own (rep i) /\ slope (rep i) <> 0).
  { intros i Hi. apply HK, inside. now apply nth_In. }
  destruct (places P other blocks js reps e0 independent distinct enough) as [unit_of [v props]].
  { intros e He. apply inside, HK in He. now apply covered. }
  { exact apart. }
  assert (small : forall i, (i < N)%nat -> (unit_of i < n)%nat)
    by (intros i Hi; now apply signed, (props i Hi)).
  set (d := direction N unit_of v).
  set (form := fun e i => if (i <? N)%nat
    then out (unit_of i) * s1 (unit_of i) (into (unit_of i) e) * dot P (v i) e else 0).
  assert (forms : forall c e, first_change (d c) e = sum N (fun i => form e i * c i)).
  { intros c e. unfold Units.first_change, d.
    rewrite (combined P N unit_of v n (fun j => out j * s1 j (into j e)) c e small).
    apply linear_sum_ext. intros i Hi. unfold form. destruct (Nat.ltb_spec i N); [ring|lia]. }
  assert (off : forall e, In e (data P) -> other e -> forall c j, dot P (d c j) e = 0).
  { intros e He O c j. unfold d. rewrite dot_direction. apply linear_sum_zero. intros i Hi.
    destruct (unit_of i =? j)%nat; [|reflexivity].
    rewrite (proj1 (proj2 (props i Hi)) e He O). ring. }
  destruct (solve_forms P l1 Dl nondecreasing t N form (fun e => own e /\ slope e <> 0) reps e0)
    as [c [[k [Hk Ck]] zero]]; auto.
  - intros e He Le. apply cover. now apply HK.
  - intros e e' He He' [Oe _] [Oe' _] _. rewrite (labels e), (labels e'); auto.
  - intros e e' S i. unfold form. destruct (Nat.ltb_spec i N) as [Hi|]; [|reflexivity].
    now rewrite (same_into (unit_of i) e e' (small i Hi) S), (same_dot P e e' _ S).
  - intros c. rewrite <- (first_units P l1 Dl t n s s1 out into Ds least (d c)).
    apply balance_ext. intros e _. symmetry. apply forms.
  - intros e He. destruct (Req_dec (slope e) 0) as [Z|NZ]; [now right; left|].
    destruct (both e He) as [O|O]; [now left|]. right. right. intros c. rewrite <- forms.
    apply linear_sum_zero. intros j _. rewrite off by assumption. ring.
  - assert (lifts : forall e, In e (data P) -> own e -> slope e <> 0 ->
      raised P n s1 out into curve (d c) e).
    { intros e He Oe Se. split; [|rewrite forms; now apply zero]. intros j Hj.
      destruct (classic (exists i, (i < N)%nat /\ unit_of i = j)) as [[i [Hi Ei]]|none].
      - right. subst j. unfold y. rewrite (labels e He Oe). now apply signed, (props i Hi).
      - left. unfold d. rewrite dot_direction. apply linear_sum_zero. intros i Hi.
        destruct (Nat.eqb_spec (unit_of i) j); [|reflexivity]. contradict none. eauto. }
    destruct (rep_in k Hk) as [Hd [Ho Hs]]. apply Hs.
    apply (rises_slope (d c)); [|assumption|now apply lifts|].
    + intros e He. destruct (Req_dec (slope e) 0) as [Z|NZ]; [now right; right|].
      destruct (both e He) as [O|O]; [right; left; now apply lifts|left].
      intros j _. now apply off.
    + exists (unit_of k). split; [now apply small|]. unfold d.
      rewrite (moved_by P N unit_of v c k (rep k)); [assumption|assumption| |].
      * apply (props k Hk).
      * intros i Hi Ni Ei. apply (props i Hi); auto.
Qed.

(** Enough units in all: see Units.units_slopes. *)
Lemma units_slopes_sets : data_span_exclusion P ->
  (exists bp bm, partition P positive negative bp /\ partition P negative positive bm /\
    (length bp + length bm <= length good + 1)%nat) ->
  (forall e, In e (data P) -> slope e = 0) \/
  ((forall j, In j good -> out j <> 0) /\ exists label, forall e, In e (data P) ->
    positive_label e = label -> slope e = 0).
Proof.
  intros exclusion [bp [bm [Bp [Bm few]]]].
  assert (bends : forall j, (j < n)%nat ->
    above_tangents (fun v => curve j * s j v) (fun v => curve j * s1 j v)).
  { intros j Hj v h. apply (above_tangent (fun v => curve j * s j v) (fun v => curve j * s1 j v)
      (curved j Hj)). intros u. now apply derivable_pt_lim_scal, Ds. }
  destruct (classic (exists j, In j good /\ out j = 0)) as [[j [Hj Z]]|none]; [left|right].
  - destruct exclusion as [[v [V1 V2]] [u [U1 U2]]]. unfold positive, negative in *.
    intros e He. destruct (positive_label e) eqn:L.
    + apply (idle_slopes P l1 Dl nondecreasing t n s s1 out into curve bends good good_below idle
        true v j Hj Z); auto. intros e' He' N. apply V1; [assumption|].
      destruct (positive_label e'); congruence.
    + apply (idle_slopes P l1 Dl nondecreasing t n s s1 out into curve bends good good_below idle
        false u j Hj Z); auto. intros e' He' N. apply U1; [assumption|].
      destruct (positive_label e'); congruence.
  - assert (N : forall j, In j good -> out j <> 0) by (intros j Hj Z; apply none; eauto).
    split; [assumption|]. destruct good_below as [distinct below].
    destruct (by_sign (fun j => out j * curve j) good distinct) as [js [ks [D [D' [total [J K]]]]]].
    { intros j Hj. apply Rmult_integral_contrapositive. split; [now apply N|].
      destruct (unit j (below j Hj)) as [-> | ->]; lra. }
    assert (either : forall e, positive e \/ negative e).
    { intros e. unfold positive, negative. destruct (positive_label e); auto. }
    assert (enough : (length bp <= length js)%nat \/ (length bm <= length ks)%nat) by lia.
    destruct enough as [E|E].
    + exists true. apply (sets_slopes positive negative bp true js); auto.
      intros j Hj. destruct (J j Hj) as [I S]. split; [now apply below|lra].
    + exists false. apply (sets_slopes negative positive bm false ks); auto.
      * intros e _. destruct (either e); auto.
      * intros j Hj. destruct (K j Hj) as [I S]. split; [now apply below|lra].
Qed.

End Sets.
