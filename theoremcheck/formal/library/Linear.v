(** * Homogeneous linear systems

    A system with more unknowns than equations has a nonzero solution; and what
    the proofs of thm.subspaces take from it. *)

From Coq Require Import Reals List Lia Lra Classical.
From TheoremCheck Require Import Setting.
Import ListNotations.
Open Scope R_scope.

Lemma linear_sum_ext n g h : (forall k, (k < n)%nat -> g k = h k) -> sum n g = sum n h.
Proof. induction n; simpl; intros E; [reflexivity|]. rewrite IHn, E; auto with arith. Qed.

Lemma linear_sum_zero n g : (forall k, (k < n)%nat -> g k = 0) -> sum n g = 0.
Proof. induction n; simpl; intros E; [reflexivity|]. rewrite IHn, E; auto with arith; lra. Qed.

Lemma linear_sum_minus n g h c : sum n (fun k => g k - c * h k) = sum n g - c * sum n h.
Proof. induction n; simpl; [lra|]. rewrite IHn. lra. Qed.

(** Lengths, proved here: their names differ between versions of Coq. *)
Lemma length_joined {T : Type} (l l' : list T) : length (l ++ l') = (length l + length l')%nat.
Proof. induction l as [|a l IH]; simpl; [reflexivity|]. now rewrite IH. Qed.

Lemma length_mapped {T U : Type} (g : T -> U) l : length (map g l) = length l.
Proof. induction l as [|a l IH]; simpl; [reflexivity|]. now rewrite IH. Qed.

(** An equation is the list of its coefficients, as a function; [c] is a
    solution in the unknowns 0, ..., m - 1. *)
Definition solves (m : nat) (c equation : nat -> R) : Prop := sum m (fun k => equation k * c k) = 0.

(** Induction over the number of unknowns: the last one is eliminated by means
    of an equation in which it occurs. *)
Lemma nonzero_solution m : forall equations : list (nat -> R), (length equations < m)%nat ->
  exists c, (exists k, (k < m)%nat /\ c k <> 0) /\
    forall equation, In equation equations -> solves m c equation.
Proof.
  induction m as [|m IH]; intros equations len; [lia|].
  destruct (classic (exists p, In p equations /\ p m <> 0)) as [[p [member nonzero]]|none].
  - destruct (in_split _ _ member) as [before [after split]]. subst equations.
    rewrite length_joined in len. simpl in len.
    set (reduce := fun (q : nat -> R) k => q k - q m / p m * p k).
    destruct (IH (map reduce (before ++ after))) as [c [[k [Hk Hc]] solution]].
    { rewrite length_mapped, length_joined. lia. }
    set (last := - sum m (fun k => p k * c k) / p m).
    exists (fun i => if (i =? m)%nat then last else c i). split.
    + exists k. split; [lia|]. destruct (Nat.eqb_spec k m); [lia|assumption].
    + assert (value : forall q : nat -> R,
        sum (S m) (fun i => q i * (if (i =? m)%nat then last else c i))
        = sum m (fun i => q i * c i) + q m * last).
      { intros q. simpl. rewrite Nat.eqb_refl. f_equal. apply linear_sum_ext. intros i Hi.
        destruct (Nat.eqb_spec i m); [lia|reflexivity]. }
      intros q Hq. unfold solves. rewrite value.
      assert (cases : q = p \/ In q (before ++ after)).
      { apply in_app_or in Hq. simpl in Hq. rewrite in_app_iff. intuition. }
      destruct cases as [E|rest].
      * subst q. unfold last. field. assumption.
      * assert (S := solution (reduce q) (in_map _ _ _ rest)). unfold solves, reduce in S.
        rewrite (linear_sum_ext _ _ (fun i => q i * c i - q m / p m * (p i * c i))) in S
          by (intros; ring).
        rewrite linear_sum_minus in S. unfold last.
        replace (q m * (- sum m (fun i => p i * c i) / p m))
          with (- (q m / p m * sum m (fun i => p i * c i))) by (field; assumption).
        lra.
  - exists (fun i => if (i =? m)%nat then 1 else 0). split.
    + exists m. split; [lia|]. rewrite Nat.eqb_refl. lra.
    + intros q Hq. unfold solves. simpl. rewrite Nat.eqb_refl, linear_sum_zero.
      * destruct (Req_dec (q m) 0) as [E|N]; [rewrite E; lra|].
        contradict none. eauto.
      * intros i Hi. destruct (Nat.eqb_spec i m); [lia|lra].
Qed.

(** ** Representatives

    A list has a sublist of members that are not related to one another, such
    that every member is related to one of them. *)
Lemma representatives {T : Type} (related : T -> T -> Prop) (l : list T) :
  (forall a, In a l -> related a a) ->
  exists reps, incl reps l /\ NoDup reps /\
    (forall a, In a l -> exists b, In b reps /\ related a b) /\
    ForallOrdPairs (fun a b => ~ related a b) reps.
Proof.
  induction l as [|a l IH]; intros reflexive.
  - exists []. repeat split; try easy; constructor.
  - destruct IH as [reps [inside [distinct [cover apart]]]]; [intros; apply reflexive; now right|].
    destruct (classic (exists b, In b reps /\ related a b)) as [[b [Hb Hab]]|none].
    + exists reps. repeat split; auto.
      * intros c Hc. right. auto.
      * intros c [E|Hc]; [subst c; eauto|auto].
    + exists (a :: reps). repeat split.
      * intros c [E|Hc]; [now left|right; auto].
      * constructor; [|assumption]. intros Ha. apply none. exists a. split; [assumption|].
        apply reflexive. now left.
      * intros c [E|Hc].
        -- subst c. exists a. split; [now left|]. apply reflexive. now left.
        -- destruct (cover c Hc) as [b [Hb Hcb]]. exists b. split; [now right|assumption].
      * constructor; [|assumption]. apply Forall_forall. intros b Hb Hab. apply none. eauto.
Qed.
