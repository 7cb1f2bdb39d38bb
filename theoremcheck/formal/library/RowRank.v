(** * Near every matrix with no more rows than columns there is one with a right inverse *)

From Coq Require Import Reals List Lia Lra.
From TheoremCheck Require Import Setting Algebra Monotone.
Open Scope R_scope.

Definition right_inverse (rows columns : nat) (W C : nat -> nat -> R) : Prop :=
  forall u u', (u < rows)%nat -> (u' < rows)%nat ->
    sum columns (fun k => W u k * C k u') = if (u =? u')%nat then 1 else 0.

Lemma rank_near rows columns (W : nat -> nat -> R) r : (rows <= columns)%nat -> 0 < r ->
  exists W' C, (forall u k, Rabs (W' u k - W u k) < r) /\ right_inverse rows columns W' C.
Proof.
  intros Le Hr. induction rows as [|m IH].
  { exists W, (fun _ _ => 0). split; [|intros u u' H; lia]. intros u k.
    rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. assumption. }
  destruct IH as [W' [C [Near Inv]]]; [lia|].
  destruct (homogeneous m columns W' ltac:(lia)) as [d [[j [Hj Dj]] Zero]].
  assert (Row : exists row a, a <> 0 /\ (forall k, Rabs (row k - W m k) < r) /\
    sum columns (fun k => row k * d k) = a).
  { set (a := sum columns (fun k => W m k * d k)). destruct (Req_EM_T a 0) as [Z|N].
    - exists (fun k => W m k + (if (k =? j)%nat then r / 2 else 0)), (r / 2 * d j). split; [|split].
      + apply Rmult_integral_contrapositive_currified; [lra|assumption].
      + intros k. destruct (k =? j)%nat.
        * replace (W m k + r / 2 - W m k) with (r / 2) by ring. rewrite Rabs_pos_eq; lra.
        * replace (W m k + 0 - W m k) with 0 by ring. rewrite Rabs_R0. assumption.
      + rewrite (sum_eq columns _ (fun k => W m k * d k + (if (k =? j)%nat then r / 2 * d j else 0))).
        * rewrite sum_add, sum_at by assumption. fold a. rewrite Z. ring.
        * intros k _. destruct (Nat.eqb_spec k j) as [->|]; ring.
    - exists (W m), a. split; [assumption|]. split; [|reflexivity]. intros k.
      rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. assumption. }
  destruct Row as [row [a [Na [NearRow Ea]]]].
  set (b := fun u' => sum columns (fun k => row k * C k u')).
  exists (fun u k => if (u =? m)%nat then row k else W' u k),
    (fun k u' => if (u' =? m)%nat then d k / a else C k u' - b u' * (d k / a)).
  split.
  - intros u k. destruct (Nat.eqb_spec u m) as [->|_]; auto.
  - intros u u' Hu Hu'.
    assert (Row : forall w e, sum columns (fun k => w k * d k) = e ->
      sum columns (fun k => w k * (if (u' =? m)%nat then d k / a else C k u' - b u' * (d k / a)))
      = if (u' =? m)%nat then e / a else sum columns (fun k => w k * C k u') - b u' * (e / a)).
    { intros w e E. destruct (u' =? m)%nat.
      - rewrite (sum_eq columns _ (fun k => / a * (w k * d k))) by (intros; field; assumption).
        rewrite sum_mul, E. field. assumption.
      - rewrite (sum_eq columns _ (fun k => w k * C k u' + - (b u' / a) * (w k * d k)))
          by (intros; field; assumption).
        rewrite sum_add, sum_mul, E. field. assumption. }
    destruct (Nat.eqb_spec u m) as [->|Nu].
    + rewrite (Row row a Ea). fold (b u'). destruct (Nat.eqb_spec u' m) as [->|Nu'].
      * rewrite Nat.eqb_refl. field. assumption.
      * rewrite (proj2 (Nat.eqb_neq m u')) by lia. field. assumption.
    + rewrite (Row (W' u) 0).
      * destruct (Nat.eqb_spec u' m) as [->|Nu'].
        -- rewrite (proj2 (Nat.eqb_neq u m) Nu). field. assumption.
        -- rewrite (Inv u u') by lia. field. assumption.
      * rewrite <- (Zero u) by lia. apply sum_eq. intros; ring.
Qed.
