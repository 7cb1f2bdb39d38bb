(** * thm.signed_chain: a chain of single units, of which every sample sees the weights with its own sign *)

From Coq Require Import Reals List Lra Lia Classical FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions ConditionsLine Algebra Near Kinds Monotone Landscape Line.
From TheoremCheck Require Nearby.
Import ListNotations.
Open Scope R_scope.

Definition place_eq_dec := Nearby.place_eq_dec.

Fixpoint prod (l : list R) : R := match l with [] => 1 | c :: r => c * prod r end.

(** ** climb, for a function that increases strictly and is 0 at 0 *)

Section Climb.

Variable g : R -> R.
Hypothesis g_up : strictly_increasing g.
Hypothesis g_cont : continuity g.
Hypothesis g_0 : g 0 = 0.

Lemma g_scale v : exists k, 0 < k /\ g v = k * v.
Proof.
  destruct (Rtotal_order v 0) as [N|[->|N]].
  - exists (g v / v). pose proof (g_up _ _ N). rewrite g_0 in H. split; [|field; lra].
    replace (g v / v) with ((- g v) / (- v)) by (field; lra). apply Rdiv_lt_0_compat; lra.
  - exists 1. rewrite g_0. lra.
  - exists (g v / v). pose proof (g_up _ _ N). rewrite g_0 in H. split; [|field; lra].
    apply Rdiv_lt_0_compat; lra.
Qed.

(** climb has the sign of the product. *)
Lemma climb_scale l : forall v, exists k, 0 < k /\ climb g l v = k * (prod l * v).
Proof.
  induction l as [|c l IH]; intros v; cbn [climb prod].
  - exists 1. lra.
  - destruct (g_scale v) as (k & Hk & E). destruct (IH (c * g v)) as (k' & Hk' & E').
    exists (k' * k). split; [now apply Rmult_lt_0_compat|]. rewrite E', E. ring.
Qed.

Lemma climb_mono l : forall u v, 0 < prod l * (v - u) -> climb g l u < climb g l v.
Proof.
  induction l as [|c l IH]; intros u v H; cbn [climb prod] in *; [lra|].
  apply IH. replace (prod l * (c * g v - c * g u)) with (c * prod l * (g v - g u)) by ring.
  destruct (Rtotal_order u v) as [O|[->|O]].
  - pose proof (g_up _ _ O). assert (0 < c * prod l).
    { apply Rmult_lt_reg_r with (v - u); lra. }
    apply Rmult_lt_0_compat; lra.
  - rewrite Rminus_diag_eq in H by reflexivity. lra.
  - pose proof (g_up _ _ O). assert (0 < - (c * prod l)).
    { apply Rmult_lt_reg_r with (u - v); lra. }
    replace (c * prod l * (g v - g u)) with (- (c * prod l) * (g u - g v)) by ring.
    apply Rmult_lt_0_compat; lra.
Qed.

Lemma climb_app a b v : climb g (a ++ b) v = climb g b (climb g a v).
Proof. revert v. induction a as [|c a IH]; intros v; cbn [climb app]; [reflexivity|apply IH]. Qed.

Lemma prod_app a b : prod (a ++ b) = prod a * prod b.
Proof. induction a as [|c a IH]; cbn [prod app]; [ring|]. rewrite IH. ring. Qed.

(** One factor shrinks: what was negative, seen with the sign of v, rises. *)
Lemma climb_shrink a c b v h y : 0 < h < 1 -> prod (a ++ c :: b) * (v * y) < 0 -> (y = 1 \/ y = -1) ->
  y * climb g (a ++ c :: b) v < y * climb g (a ++ (1 - h) * c :: b) v.
Proof.
  intros Hh H Hy. rewrite !climb_app. cbn [climb]. rewrite prod_app in H. cbn [prod] in H.
  set (w := climb g a v). destruct (climb_scale a v) as (k & Hk & Ew). fold w in Ew.
  destruct (g_scale w) as (k' & Hk' & Eg).
  assert (S : prod b * (c * g w) * y < 0).
  { rewrite Eg, Ew. replace (prod b * (c * (k' * (k * (prod a * v)))) * y)
      with (k' * k * (prod a * (c * prod b) * (v * y))) by ring.
    assert (0 < k' * k) by now apply Rmult_lt_0_compat. nra. }
  destruct Hy as [-> | ->].
  - rewrite !Rmult_1_l. apply climb_mono.
    replace (prod b * ((1 - h) * c * g w - c * g w)) with (h * - (prod b * (c * g w) * 1)) by ring.
    apply Rmult_lt_0_compat; lra.
  - assert (climb g b ((1 - h) * c * g w) < climb g b (c * g w)); [|lra]. apply climb_mono.
    replace (prod b * (c * g w - (1 - h) * c * g w)) with (h * - (prod b * (c * g w) * -1)) by ring.
    apply Rmult_lt_0_compat; lra.
Qed.

Lemma climb_continuous (T : Type) (l : list T) (m : R -> T -> R) (v : R -> R) :
  (forall p, continuity (fun h => m h p)) -> continuity v ->
  continuity (fun h => climb g (map (m h) l) (v h)).
Proof.
  intros M. revert v. induction l as [|p l IH]; intros v V; cbn [map climb]; [exact V|].
  apply (IH (fun h => m h p * g (v h))). apply continuity_mult; [apply M|].
  apply (continuity_comp v g); [exact V|exact g_cont].
Qed.

End Climb.

(** A function that decreases, with the opposite factors. *)
Lemma climb_opposite s l : forall v, climb s l v = climb (fun u => - s u) (map Ropp l) v.
Proof.
  induction l as [|c l IH]; intros v; cbn [climb map]; [reflexivity|]. rewrite IH.
  f_equal. ring.
Qed.

(** ** The product of factors of which some are 0 *)

Lemma prod_nonzero l : (forall c, In c l -> c <> 0) -> prod l <> 0.
Proof.
  induction l as [|c l IH]; intros H; cbn [prod]; [lra|].
  apply Rmult_integral_contrapositive. split; [apply H; now left|]. apply IH. intros; apply H; now right.
Qed.

Lemma prod_flip (m m' : place -> R) q l : NoDup l -> In q l -> m' q = - m q ->
  (forall p, p <> q -> m' p = m p) -> prod (map m' l) = - prod (map m l).
Proof.
  intros N I Q O. assert (Same : forall l', ~ In q l' -> prod (map m' l') = prod (map m l')).
  { induction l' as [|p l' IH]; intros Out; cbn [map prod]; [reflexivity|].
    rewrite IH by (intros C; apply Out; now right). rewrite O; [reflexivity|].
    intros ->. apply Out. now left. }
  induction N as [|p l Out N IH]; [contradiction|]. cbn [map prod]. destruct I as [->|I].
  - rewrite Q, (Same l Out). ring.
  - rewrite (IH I), O; [ring|]. intros ->. contradiction.
Qed.

Lemma prod_opposite_zero l : prod (map Ropp l) = 0 <-> prod l = 0.
Proof.
  induction l as [|c l IH]; cbn [map prod]; [tauto|]. split; intros H.
  - apply Rmult_integral in H as [H|H]; [replace c with 0 by lra; ring|]. apply IH in H. rewrite H. ring.
  - apply Rmult_integral in H as [H|H]; [rewrite H; ring|]. apply IH in H. rewrite H. ring.
Qed.

(** ** The descent *)

Section Chain.

Variable P : problem.

Hypothesis well : well_formed P.
Hypothesis loss_is_defined : loss_defined P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis network_deep_is_defined : network_deep_defined P.
Hypothesis active : loss_active P.

Let defined := line_defined P loss_is_defined neuron_is_defined network_deep_is_defined.

Lemma z_def t e : z P t e = - y e * f P t e.
Proof. reflexivity. Qed.

(** Near every v >= 0 the loss is smaller just before v. *)
Lemma before v : 0 <= v -> exists r, 0 < r /\ forall u, v - r < u < v -> ell P u < ell P v.
Proof.
  intros Hv. destruct (proj2 (active v Hv)) as (k & r & Hk & Hr & H). exists r. split; [exact Hr|].
  intros u Hu. specialize (H (v - u) ltac:(lra)). replace (v - (v - u)) with u in H by ring.
  assert (0 < k * (v - u)) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

Lemma common_radius (l : list sample) (v : sample -> R) : (forall e, In e l -> 0 <= v e) ->
  exists r, 0 < r /\ forall e, In e l -> forall u, v e - r < u < v e -> ell P u < ell P (v e).
Proof.
  induction l as [|a l IH]; intros H; [exists 1; split; [lra|intros e []]|].
  destruct IH as (r & Hr & B); [intros; apply H; now right|].
  destruct (before (v a)) as (r' & Hr' & B'); [apply H; now left|].
  exists (Rmin r r'). split; [now apply Rmin_pos|]. pose proof (Rmin_l r r'). pose proof (Rmin_r r r').
  intros e [<-|I] u Hu; [apply B'|apply B; [exact I|]]; lra.
Qed.

Lemma over_lt (l : list sample) a b : l <> [] -> (forall e, In e l -> a e < b e) ->
  over l a < over l b.
Proof.
  destruct l as [|e l]; [contradiction|]. intros _ H. cbn [over].
  apply Rplus_lt_le_compat; [apply H; now left|]. apply over_le. intros e' I. left. apply H. now right.
Qed.

(** Where no sample is right, no point near may have a smaller margin at every sample. *)
Lemma no_joint_descent t : local_min P t -> (forall e, In e (data P) -> 0 <= z P t e) ->
  (forall t', admissible P t' -> penalty P t' = penalty P t) ->
  (forall r, 0 < r -> exists t', admissible P t' /\ near P r t t' /\
     forall e, In e (data P) -> z P t e - r < z P t' e < z P t e) -> False.
Proof.
  intros (A & _ & R0 & H0 & M) Wrong Pen Down.
  destruct (near_distance P R0 H0) as (r' & Hr' & N).
  destruct (common_radius (data P) (z P t) Wrong) as (r & Hr & B).
  destruct (Down (Rmin r r')) as (t' & A' & Near & Z); [now apply Rmin_pos|].
  pose proof (Rmin_l r r'). pose proof (Rmin_r r r').
  assert (D : distance2 P t t' < R0^2).
  { apply N. intros p I. specialize (Near p I). lra. }
  specialize (M t' A' (defined t') D). unfold L in M. rewrite (Pen t' A') in M.
  assert (W : 0 < total_weight P) by (apply total_weight_pos; exact well).
  assert (S : over (data P) (fun s => share s * val (loss P) (z P t' s)) <
              over (data P) (fun s => share s * val (loss P) (z P t s))).
  { apply over_lt; [exact well|]. intros e I. apply Rmult_lt_compat_l; [apply share_pos|].
    apply (B e I). specialize (Z e I). lra. }
  apply Rmult_lt_compat_r with (r := / total_weight P) in S; [|now apply Rinv_0_lt_compat].
  unfold Rdiv in M. lra.
Qed.

(** What is so for small h > 0, for each member of a list, is so for all of them at once. *)
Lemma all_small {T} (l : list T) (Q : T -> R -> Prop) :
  (forall p, In p l -> exists r, 0 < r /\ forall h, 0 < h < r -> Q p h) ->
  exists r, 0 < r /\ forall h, 0 < h < r -> forall p, In p l -> Q p h.
Proof.
  induction l as [|a l IH]; intros H; [exists 1; split; [lra|intros h _ p []]|].
  destruct IH as (r & Hr & B); [intros; apply H; now right|].
  destruct (H a) as (r' & Hr' & B'); [now left|].
  exists (Rmin r r'). split; [now apply Rmin_pos|]. pose proof (Rmin_l r r'). pose proof (Rmin_r r r').
  intros h Hh p [<-|I]; [apply B'|apply B; [|exact I]]; lra.
Qed.

Lemma y_sign e : y e = 1 \/ y e = -1.
Proof. unfold y. destruct (positive_label e); auto. Qed.

Section Signed.

Variables (k : R) (g : R -> R) (c0 : params -> R) (up : list place) (tau : sample -> R).
Hypothesis k_one : k = 1 \/ k = -1.
Hypothesis g_up : strictly_increasing g.
Hypothesis g_cont : continuity g.
Hypothesis g_0 : g 0 = 0.
Hypothesis distinct : NoDup up.

Definition m (t : params) (p : place) : R := k * t p.

Hypothesis output : forall t e, admissible P t -> In e (data P) ->
  f P t e = climb g (map (m t) up) (c0 t * tau e).
Hypothesis side : forall e, In e (data P) -> 0 < y e * tau e.
Hypothesis c0_own : forall t t', (forall p, ~ In p up -> t p = t' p) -> c0 t = c0 t'.
Hypothesis up_live : forall p, In p up -> In p (trained P) \/ fixed P p <> 0.
Hypothesis some_trained :
  (exists d, (forall p, In p up \/ ~ In p (trained P) -> d p = 0) /\
     forall t h, c0 (fun p => t p + h * d p) = c0 t + h) \/
  ((exists p, In p up /\ In p (trained P)) /\ forall t, admissible P t -> c0 t <> 0).
Hypothesis no_penalty : forall t t', admissible P t -> admissible P t' -> penalty P t = penalty P t'.

Definition Q (t : params) : R := prod (map (m t) up).

Lemma gain t e : admissible P t -> In e (data P) -> exists K, 0 < K /\ y e * f P t e = K * (Q t * c0 t).
Proof.
  intros A I. rewrite (output t e A I). destruct (climb_scale g g_up g_0 (map (m t) up) (c0 t * tau e)) as (K & HK & ->).
  exists (K * (y e * tau e)). split; [apply Rmult_lt_0_compat; auto|]. unfold Q. ring.
Qed.

(** A family of points that begins at t: margins and parameters move little. *)
Lemma family_close t (T : R -> params) r : 0 < r -> admissible P t ->
  (forall p, T 0 p = t p) -> (forall p, continuity (fun h => T h p)) -> continuity (fun h => c0 (T h)) ->
  (forall h, admissible P (T h)) ->
  exists r', 0 < r' /\ forall h, 0 < h < r' -> near P r t (T h) /\
    forall e, In e (data P) -> Rabs (z P (T h) e - z P t e) < r.
Proof.
  intros Hr A T0 C Cc AT.
  assert (E0 : T 0 = t) by (apply functional_extensionality; exact T0).
  destruct (all_small (trained P) (fun p h => Rabs (T h p - t p) < r)) as (r1 & Hr1 & B1).
  { intros p _. destruct (close_by (fun h => T h p) 0 r (C p) Hr) as (b & Hb & B). exists b. split; [exact Hb|].
    intros h Hh. rewrite <- (T0 p). apply B. rewrite Rminus_0_r, Rabs_right; lra. }
  destruct (all_small (data P) (fun e h => Rabs (z P (T h) e - z P t e) < r)) as (r2 & Hr2 & B2).
  { intros e I. assert (Ce : continuity (fun h => climb g (map (m (T h)) up) (c0 (T h) * tau e))).
    { apply (climb_continuous g g_cont place up (fun h p => m (T h) p) (fun h => c0 (T h) * tau e)).
      - intros p. unfold m. apply continuity_mult; [|apply C]. apply continuity_const. intros a b. reflexivity.
      - apply continuity_mult; [exact Cc|]. apply continuity_const. intros a b. reflexivity. }
    destruct (close_by _ 0 r Ce Hr) as (b & Hb & B). exists b. split; [exact Hb|].
    intros h Hh. specialize (B h ltac:(rewrite Rminus_0_r, Rabs_right; lra)). cbv beta in B.
    rewrite <- (output (T h) e (AT h) I), <- (output (T 0) e (AT 0) I), E0 in B.
    rewrite !z_def. replace (- y e * f P (T h) e - - y e * f P t e) with (- y e * (f P (T h) e - f P t e)) by ring.
    rewrite Rabs_mult. replace (Rabs (- y e)) with 1; [lra|].
    destruct (y_sign e) as [-> | ->]; unfold Rabs; destruct Rcase_abs; lra. }
  exists (Rmin r1 r2). split; [now apply Rmin_pos|]. pose proof (Rmin_l r1 r2). pose proof (Rmin_r r1 r2).
  intros h Hh. split; [intros p I; apply B1; [lra|exact I]|intros e I; apply B2; [lra|exact I]].
Qed.

(** A family on which every margin falls. *)
Lemma family_descent t (T : R -> params) r : 0 < r -> admissible P t ->
  (forall p, T 0 p = t p) -> (forall p, continuity (fun h => T h p)) -> continuity (fun h => c0 (T h)) ->
  (forall h, admissible P (T h)) ->
  (forall h e, 0 < h < 1 -> In e (data P) -> y e * f P t e < y e * f P (T h) e) ->
  exists t', admissible P t' /\ near P r t t' /\ forall e, In e (data P) -> z P t e - r < z P t' e < z P t e.
Proof.
  intros Hr A T0 C Cc AT Up. destruct (family_close t T r Hr A T0 C Cc AT) as (r' & Hr' & B).
  set (h := Rmin r' 1 / 2). assert (0 < Rmin r' 1) by (apply Rmin_pos; lra).
  pose proof (Rmin_l r' 1). pose proof (Rmin_r r' 1).
  exists (T h). split; [apply AT|]. destruct (B h ltac:(unfold h; lra)) as (N & Z). split; [exact N|].
  intros e I. specialize (Z e I). apply Rabs_def2 in Z. specialize (Up h e ltac:(unfold h; lra) I).
  rewrite !z_def in *. lra.
Qed.

(** Case 1: the product is 0. The factors that are 0 become h, that of q becomes sq h, and c_0 moves by s0 h. *)
Definition wake (t : params) (q : place) (sq : R) (d : place -> R) (h : R) : params :=
  fun p => (if in_dec place_eq_dec p up then
              if Req_EM_T (t p) 0 then (if place_eq_dec p q then sq else 1) * h else t p
            else t p) + h * d p.

Section Wake.

Variables (t : params) (q : place) (sq s0 : R) (d : place -> R).
Hypothesis A : admissible P t.
Hypothesis d_idle : forall p, In p up \/ ~ In p (trained P) -> d p = 0.
Hypothesis d_moves : forall t h, c0 (fun p => t p + h * d p) = c0 t + h * s0.

Lemma wake_0 p : wake t q sq d 0 p = t p.
Proof.
  unfold wake. destruct (in_dec place_eq_dec p up); [|ring]. destruct (Req_EM_T (t p) 0) as [->|]; ring.
Qed.

Lemma wake_continuous p : continuity (fun h => wake t q sq d h p).
Proof.
  unfold wake. destruct (in_dec place_eq_dec p up); [destruct (Req_EM_T (t p) 0)|]; reg.
Qed.

Lemma wake_admissible h : admissible P (wake t q sq d h).
Proof.
  intros p N. unfold wake. rewrite d_idle by now right. rewrite Rmult_0_r, Rplus_0_r.
  destruct (in_dec place_eq_dec p up) as [I|]; [|now apply A].
  destruct (Req_EM_T (t p) 0) as [Z|]; [|now apply A].
  destruct (up_live p I) as [C|C]; [contradiction|]. exfalso. apply C. now rewrite <- (A p N).
Qed.

Lemma wake_c0 h : c0 (wake t q sq d h) = c0 t + h * s0.
Proof.
  unfold wake. rewrite d_moves. f_equal. apply c0_own. intros p Out.
  destruct (in_dec place_eq_dec p up); [contradiction|reflexivity].
Qed.

Lemma wake_up h p : In p up ->
  wake t q sq d h p = if Req_EM_T (t p) 0 then (if place_eq_dec p q then sq else 1) * h else t p.
Proof.
  intros I. unfold wake. rewrite d_idle by now left.
  destruct (in_dec place_eq_dec p up); [ring|contradiction].
Qed.

Lemma k_nonzero : k <> 0.
Proof. destruct k_one; lra. Qed.

Lemma wake_Q h : 0 < h -> sq <> 0 -> Q (wake t q sq d h) <> 0.
Proof.
  intros Hh Hs. apply prod_nonzero. intros c I. apply in_map_iff in I as (p & <- & I). unfold m.
  apply Rmult_integral_contrapositive. split; [exact k_nonzero|]. rewrite (wake_up h p I).
  destruct (Req_EM_T (t p) 0); [|assumption]. apply Rmult_integral_contrapositive. split; [|lra].
  destruct place_eq_dec; [assumption|lra].
Qed.

Lemma wake_close r : 0 < r -> exists r', 0 < r' /\ forall h, 0 < h < r' -> near P r t (wake t q sq d h) /\
    forall e, In e (data P) -> Rabs (z P (wake t q sq d h) e - z P t e) < r.
Proof.
  intros Hr. apply family_close; auto using wake_0, wake_continuous, wake_admissible.
  replace (fun h => c0 (wake t q sq d h)) with (fun h => c0 t + h * s0); [reg|].
  apply functional_extensionality. intros h. now rewrite wake_c0.
Qed.

End Wake.

(** Of two ways to wake whose products are opposite one gains at every sample. *)
Lemma woken t r (T1 T2 : R -> params) : 0 < r -> admissible P t -> Q t * c0 t = 0 ->
  (forall h, admissible P (T1 h)) -> (forall h, admissible P (T2 h)) ->
  (exists r', 0 < r' /\ forall h, 0 < h < r' -> near P r t (T1 h) /\
     forall e, In e (data P) -> Rabs (z P (T1 h) e - z P t e) < r) ->
  (exists r', 0 < r' /\ forall h, 0 < h < r' -> near P r t (T2 h) /\
     forall e, In e (data P) -> Rabs (z P (T2 h) e - z P t e) < r) ->
  (forall h, 0 < h -> Q (T1 h) * c0 (T1 h) <> 0 /\ Q (T2 h) * c0 (T2 h) = - (Q (T1 h) * c0 (T1 h))) ->
  exists t', admissible P t' /\ near P r t t' /\ forall e, In e (data P) -> z P t e - r < z P t' e < z P t e.
Proof.
  intros Hr A Z A1 A2 (r1 & Hr1 & B1) (r2 & Hr2 & B2) Opp.
  set (h := Rmin r1 r2 / 2). assert (0 < Rmin r1 r2) by now apply Rmin_pos.
  pose proof (Rmin_l r1 r2). pose proof (Rmin_r r1 r2). destruct (Opp h ltac:(unfold h; lra)) as (NZ & O).
  assert (End : forall t', admissible P t' -> near P r t t' ->
      (forall e, In e (data P) -> Rabs (z P t' e - z P t e) < r) -> 0 < Q t' * c0 t' ->
      exists t', admissible P t' /\ near P r t t' /\ forall e, In e (data P) -> z P t e - r < z P t' e < z P t e).
  { intros t' A' N C Pos. exists t'. split; [exact A'|]. split; [exact N|]. intros e I.
    specialize (C e I). apply Rabs_def2 in C. destruct (gain t e A I) as (K & HK & G).
    destruct (gain t' e A' I) as (K' & HK' & G'). rewrite Z in G. rewrite !z_def in *.
    assert (0 < K' * (Q t' * c0 t')) by now apply Rmult_lt_0_compat. lra. }
  destruct (Rtotal_order (Q (T1 h) * c0 (T1 h)) 0) as [N|[N|N]]; [|contradiction|].
  - destruct (B2 h ltac:(unfold h; lra)) as (N' & C). apply (End (T2 h)); auto. lra.
  - destruct (B1 h ltac:(unfold h; lra)) as (N' & C). apply (End (T1 h)); auto.
Qed.

Lemma zero_descent t r : 0 < r -> admissible P t -> Q t * c0 t = 0 ->
  exists t', admissible P t' /\ near P r t t' /\ forall e, In e (data P) -> z P t e - r < z P t' e < z P t e.
Proof.
  intros Hr A Z. destruct (Req_dec (c0 t) 0) as [Z0|N0].
  - destruct some_trained as [(d & Idle & Moves)|(_ & N)]; [|exfalso; now apply (N t A)].
    assert (M1 : forall t h, c0 (fun p => t p + h * d p) = c0 t + h * 1) by (intros; rewrite Moves; ring).
    assert (M2 : forall t h, c0 (fun p => t p + h * - d p) = c0 t + h * -1).
    { intros t' h. replace (c0 t' + h * -1) with (c0 t' + - h) by ring. rewrite <- Moves. f_equal.
      apply functional_extensionality. intros p. ring. }
    assert (Idle2 : forall p, In p up \/ ~ In p (trained P) -> - d p = 0) by (intros p H; rewrite Idle; [ring|exact H]).
    apply (woken t r (wake t A0 1 d) (wake t A0 1 (fun p => - d p))); auto.
    + intros h. now apply wake_admissible.
    + intros h. now apply wake_admissible.
    + now apply wake_close with (s0 := 1).
    + now apply wake_close with (s0 := -1).
    + intros h Hh. rewrite (wake_c0 t A0 1 1 d M1), (wake_c0 t A0 1 (-1) (fun p => - d p) M2), Z0.
      replace (Q (wake t A0 1 (fun p => - d p) h)) with (Q (wake t A0 1 d h)).
      * split; [|ring]. apply Rmult_integral_contrapositive. split; [apply wake_Q; auto; lra|lra].
      * unfold Q. f_equal. apply map_ext_in. intros p I. unfold m.
        rewrite (wake_up t A0 1 d Idle h p I), (wake_up t A0 1 (fun p => - d p) Idle2 h p I). reflexivity.
  - assert (Zq : Q t = 0) by (apply Rmult_integral in Z as [|]; [assumption|contradiction]).
    assert (Some : exists q, In q up /\ t q = 0).
    { apply NNPP. intros No. apply (prod_nonzero (map (m t) up)); [|exact Zq].
      intros c I. apply in_map_iff in I as (p & <- & I). apply Rmult_integral_contrapositive.
      split; [exact k_nonzero|]. intros Tp. apply No. now exists p. }
    destruct Some as (q & Iq & Tq).
    assert (M0 : forall t h, c0 (fun p => t p + h * 0) = c0 t + h * 0).
    { intros t' h. rewrite Rmult_0_r, Rplus_0_r. f_equal. apply functional_extensionality. intros p. ring. }
    assert (Idle : forall p : place, In p up \/ ~ In p (trained P) -> 0 = 0) by reflexivity.
    apply (woken t r (wake t q 1 (fun _ => 0)) (wake t q (-1) (fun _ => 0))); auto.
    + intros h. now apply wake_admissible.
    + intros h. now apply wake_admissible.
    + now apply wake_close with (s0 := 0).
    + now apply wake_close with (s0 := 0).
    + intros h Hh. rewrite (wake_c0 t q 1 0 (fun _ => 0) M0), (wake_c0 t q (-1) 0 (fun _ => 0) M0).
      rewrite Rmult_0_r, Rplus_0_r.
      replace (Q (wake t q (-1) (fun _ => 0) h)) with (- Q (wake t q 1 (fun _ => 0) h)).
      * split; [|ring]. apply Rmult_integral_contrapositive. split; [apply wake_Q; auto; lra|exact N0].
      * symmetry. unfold Q.
        apply (prod_flip (m (wake t q 1 (fun _ => 0) h)) (m (wake t q (-1) (fun _ => 0) h)) q up distinct Iq).
        -- unfold m. rewrite !(wake_up t q _ (fun _ => 0) Idle h q Iq).
           destruct (Req_EM_T (t q) 0); [|contradiction]. destruct place_eq_dec; [ring|contradiction].
        -- intros p O. unfold m, wake. destruct (in_dec place_eq_dec p up); [|reflexivity].
           destruct (Req_EM_T (t p) 0); [|reflexivity]. destruct place_eq_dec; [contradiction|reflexivity].
Qed.

(** Case 2: the product is negative. One factor that is trained shrinks. *)
Lemma negative_descent t r : 0 < r -> admissible P t -> Q t * c0 t < 0 ->
  exists t', admissible P t' /\ near P r t t' /\ forall e, In e (data P) -> z P t e - r < z P t' e < z P t e.
Proof.
  intros Hr A Neg.
  assert (Against : forall e, In e (data P) -> Q t * (c0 t * tau e * y e) < 0).
  { intros e I. pose proof (side e I).
    replace (Q t * (c0 t * tau e * y e)) with (- (- (Q t * c0 t) * (y e * tau e))) by ring.
    assert (0 < - (Q t * c0 t) * (y e * tau e)) by (apply Rmult_lt_0_compat; lra). lra. }
  destruct some_trained as [(d & Idle & Moves)|((q & Iq & Tq) & _)].
  - apply (family_descent t (fun h p => t p + h * - c0 t * d p)); auto.
    + intros p. ring.
    + intros p. reg.
    + replace (fun h => c0 (fun p => t p + h * - c0 t * d p)) with (fun h => c0 t + h * - c0 t); [reg|].
      apply functional_extensionality. intros h. now rewrite Moves.
    + intros h. apply along_admissible; auto.
    + intros h e Hh I. rewrite !output by (auto; apply along_admissible; auto). rewrite Moves.
      replace (map (m (fun p => t p + h * - c0 t * d p)) up) with (map (m t) up).
      * specialize (Against e I). unfold Q in Against. set (l := map (m t) up) in *.
        replace ((c0 t + h * - c0 t) * tau e) with ((1 - h) * (c0 t * tau e)) by ring.
        set (v := c0 t * tau e) in *. destruct (y_sign e) as [Y|Y]; rewrite Y in *.
        -- rewrite !Rmult_1_l. apply (climb_mono g g_up l).
           replace (prod l * ((1 - h) * v - v)) with (h * - (prod l * (v * 1))) by ring.
           apply Rmult_lt_0_compat; lra.
        -- assert (climb g l ((1 - h) * v) < climb g l v); [|lra]. apply (climb_mono g g_up l).
           replace (prod l * (v - (1 - h) * v)) with (h * - (prod l * (v * -1))) by ring.
           apply Rmult_lt_0_compat; lra.
      * apply map_ext_in. intros p J. unfold m. rewrite (Idle p) by now left. ring.
  - apply (family_descent t (fun h p => if place_eq_dec p q then (1 - h) * t p else t p)); auto.
    + intros p. destruct place_eq_dec; ring.
    + intros p. destruct place_eq_dec; reg.
    + replace (fun h => c0 (fun p => if place_eq_dec p q then (1 - h) * t p else t p)) with (fun _ : R => c0 t).
      * apply continuity_const. intros a b. reflexivity.
      * apply functional_extensionality. intros h. apply c0_own. intros p Out.
        destruct place_eq_dec as [->|]; [contradiction|reflexivity].
    + intros h p N. destruct place_eq_dec as [->|]; [contradiction|now apply A].
    + intros h e Hh I.
      assert (A' : admissible P (fun p => if place_eq_dec p q then (1 - h) * t p else t p)).
      { intros p N. destruct place_eq_dec as [->|]; [contradiction|now apply A]. }
      rewrite !output by auto.
      replace (c0 (fun p => if place_eq_dec p q then (1 - h) * t p else t p)) with (c0 t).
      2: { apply c0_own. intros p Out. destruct place_eq_dec as [->|]; [contradiction|reflexivity]. }
      specialize (Against e I). unfold Q in Against. destruct (in_split q up Iq) as (a & b & Eab).
      assert (Out : ~ In q (a ++ b)) by (apply NoDup_remove_2; now rewrite <- Eab).
      assert (Same : forall l, ~ In q l ->
          map (m (fun p => if place_eq_dec p q then (1 - h) * t p else t p)) l = map (m t) l).
      { intros l O. apply map_ext_in. intros p J. unfold m. destruct place_eq_dec as [->|]; [contradiction|reflexivity]. }
      rewrite Eab, !map_app in *. cbn [map] in *.
      rewrite (Same a), (Same b) by (intros J; apply Out, in_or_app; auto).
      replace (m (fun p => if place_eq_dec p q then (1 - h) * t p else t p) q) with ((1 - h) * m t q).
      2: { unfold m. destruct place_eq_dec; [ring|contradiction]. }
      apply (climb_shrink g g_up g_0); auto using y_sign.
Qed.

Lemma signed_no_bad : NO_BAD P.
Proof.
  intros t M. assert (A := proj1 M). apply error_zero. intros e I.
  destruct (Rlt_le_dec 0 (Q t * c0 t)) as [Pos|Low].
  - destruct (gain t e A I) as (K & HK & G). assert (0 < y e * f P t e) by (rewrite G; now apply Rmult_lt_0_compat).
    unfold sgn. destruct (y_sign e) as [Y|Y]; rewrite Y in *; destruct Rle_dec; lra.
  - exfalso. apply (no_joint_descent t M).
    + intros e' I'. destruct (gain t e' A I') as (K & HK & G). rewrite z_def.
      assert (0 <= K * - (Q t * c0 t)) by (apply Rmult_le_pos; lra). lra.
    + intros t' A'. now apply no_penalty.
    + intros r Hr. destruct Low as [Neg|Zero]; [now apply negative_descent|now apply zero_descent].
Qed.

End Signed.

Theorem thm_signed_chain : neuron_increasing P \/ neuron_decreasing P -> objective_signed_chain P -> NO_BAD P.
Proof.
  intros Mono (c0 & up & tau & S0 & ND & Out & Side & Own & Live & Some & Pen).
  destruct Mono as [Inc|Dec].
  - apply (signed_no_bad 1 (sigma P) c0 up tau); auto.
    + now apply rises_strictly.
    + exact (proj1 Inc).
    + intros t e A I. rewrite (Out t e A I). f_equal. apply map_ext. intros p. unfold m. ring.
  - apply (signed_no_bad (-1) (opposite (sigma P)) c0 up tau); auto.
    + now apply rises_strictly.
    + exact (proj1 Dec).
    + unfold opposite. rewrite S0. ring.
    + intros t e A I. rewrite (Out t e A I), climb_opposite. rewrite map_map. unfold opposite.
      f_equal. apply map_ext. intros p. unfold m. ring.
Qed.

End Chain.
