(** * network.wide_beside by numbers: differences of neurons, enclosed *)

From Coq Require Import Reals List ZArith Lia Lra Bool.
From TheoremCheck Require Import Setting Conditions ConditionsValley Checks ChecksWidths Smooth Pieces.
From TheoremCheck Require Import Intervals Jets JetPieces BoxCheck.
Import ListNotations.
Open Scope R_scope.

(** ** Differences: values at equal distances, and differences of neighbours *)

Section Differences.

Variable bits : BinNums.positive.

Notation holds := (holds bits).

Fixpoint neighbours (l : list interval) : list interval :=
  match l with
  | X :: ((Y :: _) as l') => i_sub Y X :: neighbours l'
  | _ => []
  end.
Definition differences (n : nat) (l : list interval) : list interval := Nat.iter n neighbours l.

(** The entries of l hold g(v), g(v + r), ... *)
Fixpoint along_steps (g : R -> R) (r v : R) (l : list interval) : Prop :=
  match l with
  | [] => True
  | X :: l' => holds X (g v) /\ along_steps g r (v + r) l'
  end.

Lemma neighbours_along g r l : forall v, along_steps g r v l ->
  along_steps (fun u => g (u + r) - g u) r v (neighbours l).
Proof.
  induction l as [|X [|Y l] IH]; intros v H; [exact I|exact I|].
  destruct H as [HX H]. split; [apply sub_holds; [apply H|exact HX]|]. apply IH. exact H.
Qed.

Lemma differences_along s r v l n : along_steps s r v l -> along_steps (difference n r s) r v (differences n l).
Proof.
  intros H. induction n as [|n IH]; [exact H|]. exact (neighbours_along _ r _ v IH).
Qed.

(** The values at z, z + r, ..., of which there are k. *)
Variable p : parts.

Fixpoint values (k : nat) (z r : Z) (d : BinNums.positive) : option (list interval) :=
  match k with
  | O => Some []
  | S k' =>
      match jet_parts bits (fst p) (snd p) (i_ratio bits z d) with
      | Some (X, _, _) => option_map (cons X) (values k' (z + r) r d)
      | None => None
      end
  end.

Lemma values_along g k d r : marked (fst p) (snd p) -> in_pieces g p -> forall z l, values k z r d = Some l ->
  along_steps (val g) (IZR r / IZR (Zpos d)) (IZR z / IZR (Zpos d)) l.
Proof.
  intros M Is. induction k as [|k IH]; intros z l H; cbn [values] in H.
  - injection H as <-. exact I.
  - destruct (jet_parts bits (fst p) (snd p) (i_ratio bits z d)) as [[[X X1] X2]|] eqn:J; [|discriminate].
    destruct (values k (z + r) r d) as [l'|] eqn:V; [|discriminate]. cbn in H. injection H as <-. split.
    + rewrite Is. destruct (jet_parts_hold bits (snd p) (fst p) _ _ _ M J (ratio_holds bits z d)) as [_ Hold].
      apply Hold.
    + replace (IZR z / IZR (Zpos d) + IZR r / IZR (Zpos d)) with (IZR (z + r) / IZR (Zpos d)); [now apply IH|].
      rewrite plus_IZR. unfold Rdiv. ring.
Qed.

(** The difference of order n from z / d, of step r / d, is not 0. *)
Definition difference_check (n : nat) (z r : Z) (d : BinNums.positive) : bool :=
  match option_map (differences n) (values (S n) z r d) with
  | Some (X :: _) => (snd X <? 0)%Z || (0 <? fst X)%Z
  | _ => false
  end.

End Differences.

Lemma has_difference_by bits g p n z r d : in_pieces g p -> marked (fst p) (snd p) ->
  difference_check bits p n z r d = true -> has_difference (val g) n.
Proof.
  intros Is M. unfold difference_check. destruct (values bits p (S n) z r d) as [l|] eqn:V; [|discriminate]. cbn [option_map].
  pose proof (differences_along bits (val g) _ _ _ n (values_along bits p g (S n) d r M Is z l V)) as H.
  destruct (differences n l) as [|X l']; [discriminate|]. destruct H as [H _]. intros C. apply orb_true_iff in C.
  exists (IZR r / IZR (Zpos d)), (IZR z / IZR (Zpos d)). intros Z. rewrite Z in H.
  destruct C as [C|C]; [apply (negative_holds bits _ _ C) in H|apply (positive_holds bits _ _ C) in H]; lra.
Qed.

(** ** The samples and the units *)

Definition unit_eqb (i i' : unit_place) : bool :=
  match i, i' with
  | Of_shortcut j, Of_shortcut j' => (j =? j')%nat
  | Of_branch b u, Of_branch b' u' => (b =? b')%nat && (u =? u')%nat
  | _, _ => false
  end.

Fixpoint all_apart {T : Type} (apart : T -> T -> bool) (l : list T) : bool :=
  match l with
  | [] => true
  | a :: l' => forallb (apart a) l' && all_apart apart l'
  end.

Lemma all_apart_nth {T : Type} apart (l : list T) d : all_apart apart l = true ->
  forall i i', (i < i')%nat -> (i' < length l)%nat -> apart (nth i l d) (nth i' l d) = true.
Proof.
  induction l as [|a l IH]; cbn [all_apart length]; intros H i i' Lt Hi; [lia|].
  apply andb_true_iff in H. destruct H as [Ha Hl]. destruct i' as [|i']; [lia|]. destruct i as [|i]; cbn [nth].
  - rewrite forallb_forall in Ha. apply Ha, nth_In. lia.
  - apply IH; [exact Hl|lia|lia].
Qed.

(** Two samples differ in a feature. *)
Definition rows_apart (P : problem) (i i' : nat) : bool :=
  existsb (fun k => negb (nth k (row (numbered P i)) 0 =? nth k (row (numbered P i')) 0)%Z) (seq 0 (dim P)).

Lemma rows_apart_holds P i i' : rows_apart P i i' = true ->
  exists k, (k < dim P)%nat /\ x P (numbered P i) k <> x P (numbered P i') k.
Proof.
  unfold rows_apart. rewrite existsb_exists. intros (k & Ik & N). apply in_seq in Ik. exists k. split; [lia|].
  apply negb_true_iff, Z.eqb_neq in N. intros E. apply N, eq_IZR. unfold x in E.
  assert (Dn : IZR (Zpos (denominator P)) <> 0) by (apply not_0_IZR; discriminate).
  apply Rmult_eq_reg_r with (/ IZR (Zpos (denominator P))); [exact E|]. now apply Rinv_neq_0_compat.
Qed.

Definition check_wide_beside (P : problem) (points : list nat) (units : list unit_place) : bool :=
  forallb (fun i => i <? length (data P))%nat points &&
  forallb (covered P points) (data P) &&
  all_apart (rows_apart P) points &&
  all_apart (fun i i' => negb (unit_eqb i i')) units &&
  (length points <=? length units + (if a0_trained P then 1 else 0))%nat.

Lemma unit_eqb_refl i : unit_eqb i i = true.
Proof. destruct i; cbn [unit_eqb]; rewrite ?Nat.eqb_refl; reflexivity. Qed.

Lemma wide_beside_by P all points units : all = [] \/ consists_of P all ->
  check_wide_beside P points units = true -> (forall i, In i units -> counts P all (length points) i) ->
  network_wide_beside P.
Proof.
  unfold check_wide_beside. rewrite !andb_true_iff, !forallb_forall.
  intros Br ((((Inside & Cover) & Apart) & Once) & Enough) Counts. apply Nat.leb_le in Enough.
  exists all, (length points), (length units), (fun i => numbered P (nth i points 0%nat)),
    (fun j => nth j units (Of_shortcut 0)).
  split; [exact Br|]. split; [|split; [|split; [|split; [|split]]]].
  - intros i Hi. apply numbered_In, Inside, nth_In. exact Hi.
  - intros e Ie. specialize (Cover e Ie). unfold covered in Cover. apply existsb_exists in Cover.
    destruct Cover as (i & Ii & E). destruct (In_nth _ _ 0%nat Ii) as (j & Hj & <-). exists j. split; [exact Hj|].
    intros k. unfold x. apply equalz_eq in E. now rewrite E.
  - intros i i' Hi Hi' N. destruct (Nat.lt_gt_cases i i') as [C _]. destruct (C N) as [Lt|Gt].
    + apply rows_apart_holds. now apply all_apart_nth.
    + destruct (rows_apart_holds P _ _ (all_apart_nth (rows_apart P) points 0%nat Apart i' i Gt Hi)) as (k & Hk & Nk).
      exists k. split; [exact Hk|]. now apply not_eq_sym.
  - intros j j' Hj Hj' E. destruct (Nat.lt_total j j') as [Lt|[Q|Gt]]; [|exact Q|]; exfalso.
    + pose proof (all_apart_nth _ units (Of_shortcut 0) Once j j' Lt Hj') as H. cbv beta in H.
      rewrite E, unit_eqb_refl in H. discriminate.
    + pose proof (all_apart_nth _ units (Of_shortcut 0) Once j' j Gt Hj) as H. cbv beta in H.
      rewrite E, unit_eqb_refl in H. discriminate.
  - intros j Hj. apply Counts, nth_In. exact Hj.
  - exact Enough.
Qed.

(** ** The units by kind *)

Lemma counts_none P all m i : In i [] -> counts P all m i.
Proof. intros []. Qed.

Lemma counts_both P all m l l' : (forall i, In i l -> counts P all m i) -> (forall i, In i l' -> counts P all m i) ->
  forall i, In i (l ++ l') -> counts P all m i.
Proof. intros H H' i I. apply in_app_or in I. destruct I; auto. Qed.

Lemma counts_shortcut P all m k : (k <=? width P)%nat = true ->
  a_trained P = true -> w_trained P = true -> b_trained P = true -> has_difference (val (neuron P)) (pred m) ->
  forall i, In i (map Of_shortcut (seq 0 k)) -> counts P all m i.
Proof.
  intros Hk Ta Tw Tb H i I. apply Nat.leb_le in Hk. apply in_map_iff in I. destruct I as (j & <- & Ij).
  apply in_seq in Ij. cbn [counts]. repeat split; try assumption. lia.
Qed.

(** k units with the neuron s, after those in [before]. *)
Lemma counts_branch P all m b before s total after k : (b <? length all)%nat = true ->
  layers_of all b = [before ++ repeat s total ++ after] -> (k <=? total)%nat = true ->
  (forall u, (u < length (before ++ repeat s total ++ after))%nat -> In (Output b u) (deep_trained P)) ->
  (forall u, (u < length (before ++ repeat s total ++ after))%nat -> In (Bias b 0 u) (deep_trained P)) ->
  (forall u l, (u < length (before ++ repeat s total ++ after))%nat -> (l < dim P)%nat ->
     In (Weight b 0 u l) (deep_trained P)) ->
  has_difference (val s) (pred m) ->
  forall i, In i (map (Of_branch b) (seq (length before) k)) -> counts P all m i.
Proof.
  intros Hb Is Hk To Tb Tw H i I. apply Nat.ltb_lt in Hb. apply Nat.leb_le in Hk.
  apply in_map_iff in I. destruct I as (u & <- & Iu). apply in_seq in Iu.
  set (us := before ++ repeat s total ++ after) in *.
  assert (Hu : (u < length us)%nat) by (unfold us; rewrite !app_length, repeat_length; lia).
  exists us. split; [exact Hb|]. split; [exact Is|]. split; [exact Hu|]. split; [now apply To|]. split; [now apply Tb|].
  split; [intros l Hl; now apply Tw|].
  assert (E : nth u us identity = s); [|now rewrite E].
  unfold us. rewrite app_nth2 by lia. rewrite app_nth1 by (rewrite repeat_length; lia).
  apply repeat_spec with total. apply nth_In. rewrite repeat_length. lia.
Qed.
