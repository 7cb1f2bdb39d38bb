(** * Paths on which L does not exceed its value at the start *)

From Coq Require Import Reals List Lra FunctionalExtensionality.
From TheoremCheck Require Import Setting Conditions Algebra Near Landscape.
Import ListNotations.
Open Scope R_scope.

(** ** Continuous functions of one variable *)

Lemma constant_continuous c : continuity (fun _ => c).
Proof. apply continuity_const. intros u v. reflexivity. Qed.

Lemma plus_continuous g h : continuity g -> continuity h -> continuity (fun v => g v + h v).
Proof. apply continuity_plus. Qed.

Lemma minus_continuous g h : continuity g -> continuity h -> continuity (fun v => g v - h v).
Proof. apply continuity_minus. Qed.

Lemma times_continuous g h : continuity g -> continuity h -> continuity (fun v => g v * h v).
Proof. apply continuity_mult. Qed.

Lemma over_continuous g h : continuity g -> continuity h -> (forall v, 0 < h v) -> continuity (fun v => g v / h v).
Proof. intros G H Pos. apply continuity_div; [assumption|assumption|]. intros v. specialize (Pos v). lra. Qed.

Lemma root_continuous g : continuity g -> (forall v, 0 < g v) -> continuity (fun v => sqrt (g v)).
Proof.
  intros G Pos v. apply (continuity_pt_comp g sqrt); [apply G|]. apply continuity_pt_sqrt. left. apply Pos.
Qed.

Lemma sum_continuous n (g : R -> nat -> R) : (forall i, continuity (fun v => g v i)) ->
  continuity (fun v => sum n (g v)).
Proof.
  intros H. induction n as [|n IH]; cbn [sum]; [apply constant_continuous|]. apply plus_continuous; [exact IH|apply H].
Qed.

(** A path is run through at another pace: the part of v in [0, 1]. *)
Definition clamp (v : R) : R := Rmin 1 (Rmax 0 v).

Lemma clamp_range v : 0 <= clamp v <= 1.
Proof.
  unfold clamp. split; [|apply Rmin_l]. apply Rmin_glb; [lra|apply Rmax_l].
Qed.

Lemma clamp_inside v : 0 <= v <= 1 -> clamp v = v.
Proof. intros H. unfold clamp. rewrite Rmax_right, Rmin_right by lra. reflexivity. Qed.

Lemma clamp_below v : v <= 0 -> clamp v = 0.
Proof. intros H. unfold clamp. rewrite Rmax_left, Rmin_right by lra. reflexivity. Qed.

Lemma clamp_above v : 1 <= v -> clamp v = 1.
Proof. intros H. unfold clamp. rewrite Rmax_right, Rmin_left by lra. reflexivity. Qed.

Lemma clamp_near u v : Rabs (clamp u - clamp v) <= Rabs (u - v).
Proof.
  unfold clamp, Rmin, Rmax. destruct (Rle_dec 0 u), (Rle_dec 0 v);
    repeat match goal with |- context [Rle_dec ?a ?b] => destruct (Rle_dec a b) end;
    unfold Rabs; repeat match goal with |- context [Rcase_abs ?a] => destruct (Rcase_abs a) end; lra.
Qed.

Lemma clamp_continuous : continuity clamp.
Proof.
  intros v e He. exists e. split; [exact He|]. intros u [_ Hu]. simpl in *. unfold R_dist in *.
  eapply Rle_lt_trans; [apply clamp_near|exact Hu].
Qed.

(** ** Paths in a set of points *)

Section Joined.

Context {T : Type}.
Implicit Types (Q : (T -> R) -> Prop) (s : T -> R).

(** A path in Q leads from s to s'. *)
Definition joined Q s s' : Prop :=
  exists g : R -> T -> R, g 0 = s /\ g 1 = s' /\ (forall p, continuity (fun v => g v p)) /\
    forall v, 0 <= v <= 1 -> Q (g v).

Definition segment s s' (v : R) : T -> R := fun p => s p + v * (s' p - s p).

Lemma segment_0 s s' : segment s s' 0 = s.
Proof. apply functional_extensionality. intros p. unfold segment. ring. Qed.

Lemma segment_1 s s' : segment s s' 1 = s'.
Proof. apply functional_extensionality. intros p. unfold segment. ring. Qed.

Lemma segment_continuous s s' p : continuity (fun v => segment s s' v p).
Proof.
  unfold segment. apply plus_continuous; [apply constant_continuous|].
  apply times_continuous; [apply derivable_continuous, derivable_id|apply constant_continuous].
Qed.

Lemma joined_here Q s : Q s -> joined Q s s.
Proof. intros H. exists (fun _ => s). repeat split; auto. intros p. apply constant_continuous. Qed.

Lemma joined_straight Q s s' : (forall v, 0 <= v <= 1 -> Q (segment s s' v)) -> joined Q s s'.
Proof.
  intros H. exists (segment s s'). split; [apply segment_0|]. split; [apply segment_1|].
  split; [apply segment_continuous|exact H].
Qed.

Lemma joined_end Q s s' : joined Q s s' -> Q s'.
Proof. intros (g & _ & <- & _ & H). apply H. lra. Qed.

Lemma joined_more Q Q' s s' : (forall u, Q u -> Q' u) -> joined Q s s' -> joined Q' s s'.
Proof. intros H (g & G0 & G1 & C & D). exists g. repeat split; auto. Qed.

Lemma joined_on Q s s' s'' : joined Q s s' -> joined Q s' s'' -> joined Q s s''.
Proof.
  intros (g & G0 & G1 & GC & GH) (h & H0 & H1 & HC & HH).
  set (k := fun v p => g (clamp (2 * v)) p + (h (clamp (2 * v - 1)) p - s' p)).
  assert (First : forall v, v <= 1 / 2 -> k v = g (clamp (2 * v))).
  { intros v Hv. apply functional_extensionality. intros p. unfold k.
    rewrite (clamp_below (2 * v - 1)) by lra. rewrite H0. ring. }
  assert (Second : forall v, 1 / 2 <= v -> k v = h (clamp (2 * v - 1))).
  { intros v Hv. apply functional_extensionality. intros p. unfold k.
    rewrite (clamp_above (2 * v)) by lra. rewrite G1. ring. }
  assert (Pace : forall c, continuity (fun v => clamp (2 * v - c))).
  { intros c. apply (continuity_comp (fun v => 2 * v - c) clamp); [|apply clamp_continuous].
    apply minus_continuous; [|apply constant_continuous].
    apply (continuity_scal id). apply derivable_continuous, derivable_id. }
  exists k. split; [|split; [|split]].
  - rewrite First by lra. rewrite Rmult_0_r, (clamp_inside 0) by lra. exact G0.
  - rewrite Second by lra. rewrite clamp_above by lra. exact H1.
  - intros p. unfold k. apply plus_continuous.
    + apply (continuity_comp (fun v => clamp (2 * v)) (fun v => g v p)); [|apply GC].
      replace (fun v => clamp (2 * v)) with (fun v => clamp (2 * v - 0));
        [apply Pace|apply functional_extensionality; intros; f_equal; ring].
    + apply minus_continuous; [|apply constant_continuous].
      apply (continuity_comp (fun v => clamp (2 * v - 1)) (fun v => h v p)); [apply Pace|apply HC].
  - intros v Hv. destruct (Rle_lt_dec v (1 / 2)) as [Q1|Q1].
    + rewrite First by exact Q1. apply GH, clamp_range.
    + rewrite Second by lra. apply HH, clamp_range.
Qed.

End Joined.

Section Paths.

Variable P : problem.

(** From t to t', through points where L <= L(t). *)
Definition leads (t t' : params) : Prop :=
  exists g, path_from t g /\ g 1 = t' /\ forall v, 0 <= v <= 1 -> in_domain P (g v) /\ L P (g v) <= L P t.

Lemma leads_end t t' : leads t t' -> in_domain P t' /\ L P t' <= L P t.
Proof. intros (g & _ & <- & H). apply H. lra. Qed.

Lemma leads_here t : in_domain P t -> leads t t.
Proof.
  intros D. exists (fun _ => t). split; [split; [reflexivity|]|split; [reflexivity|]].
  - intros p. apply continuity_const. intros a b. reflexivity.
  - intros v _. split; [exact D|lra].
Qed.

Lemma leads_joined t t' : leads t t' <-> joined (fun u => in_domain P u /\ L P u <= L P t) t t'.
Proof.
  split.
  - intros (g & [G0 GC] & G1 & GH). exists g. repeat split; auto; now apply GH.
  - intros (g & G0 & G1 & GC & GH). exists g. repeat split; auto; now apply GH.
Qed.

Lemma leads_on t t' t'' : leads t t' -> leads t' t'' -> leads t t''.
Proof.
  intros H H'. destruct (leads_end t t' H) as [_ Le]. apply leads_joined in H. apply leads_joined in H'.
  apply leads_joined, joined_on with t'; [exact H|]. apply joined_more with (2 := H').
  intros u [D Lu]. split; [exact D|]. now apply Rle_trans with (L P t').
Qed.

(** A segment. *)
Lemma between_0 t t' : between t t' 0 = t.
Proof. exact (segment_0 t t'). Qed.

Lemma between_1 t t' : between t t' 1 = t'.
Proof. exact (segment_1 t t'). Qed.

Lemma between_admissible t t' v : admissible P t -> admissible P t' -> admissible P (between t t' v).
Proof. intros A A' p Hp. unfold between. rewrite (A p Hp), (A' p Hp). ring. Qed.

Lemma leads_straight t t' :
  (forall v, 0 <= v <= 1 -> in_domain P (between t t' v) /\ L P (between t t' v) <= L P t) -> leads t t'.
Proof. intros H. apply leads_joined, joined_straight. exact H. Qed.

Hypothesis convex : loss_convex P.
Hypothesis unregularised : objective_unregularised P.

(** L depends on the outputs alone. *)
Lemma L_same t t' : (forall e, In e (data P) -> f P t' e = f P t e) -> L P t' = L P t.
Proof.
  intros H. unfold L. rewrite !(no_penalty P) by assumption. do 2 f_equal. apply over_eq.
  intros e Ie. unfold z. now rewrite H.
Qed.

Lemma leads_level t t' :
  (forall v, 0 <= v <= 1 -> in_domain P (between t t' v) /\
     forall e, In e (data P) -> f P (between t t' v) e = f P t e) -> leads t t'.
Proof.
  intros H. apply leads_straight. intros v Hv. destruct (H v Hv) as [D E]. split; [exact D|].
  right. now apply L_same.
Qed.

(** Where the outputs move on a segment, L exceeds nowhere its values at the ends. *)
Lemma L_on_segment t t' s v : 0 <= v <= 1 ->
  (forall e, In e (data P) -> f P s e = f P t e + v * (f P t' e - f P t e)) ->
  L P t' <= L P t -> L P s <= L P t.
Proof.
  intros Hv E H. apply L_le; [assumption|]. apply L_le in H; [|assumption].
  unfold loss_sum in *.
  apply Rle_trans with (over (data P) (fun e => v * (share e * ell P (z P t' e)) + (1 - v) * (share e * ell P (z P t e)))).
  - apply over_le. intros e Ie. pose proof (share_pos e).
    replace (z P s e) with (v * z P t' e + (1 - v) * z P t e) by (unfold z; rewrite E by assumption; ring).
    pose proof (convex (z P t' e) (z P t e) v Hv) as C. nra.
  - rewrite over_add, !over_mul. nra.
Qed.

End Paths.
