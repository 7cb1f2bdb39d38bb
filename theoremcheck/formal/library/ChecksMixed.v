(** * The leaves on single units of several kinds, from what is read off the problem *)

From Coq Require Import Reals List Lia Bool.
From TheoremCheck Require Import Setting Conditions ConditionsCurved ConditionsMixed Near LinearBranch Checks
  ChecksWidths.
Import ListNotations.
Open Scope R_scope.

Lemma width_mixed_distinct_by P all singles np nm :
  check_width_distinct P (map (fun _ => 0%nat) singles) np nm = true ->
  consists_of P all -> NoDup singles ->
  (forall s, In s singles -> counts P all s /\ strictly_bent (neuron_of P all s)) ->
  network_width_mixed_distinct P.
Proof.
  unfold check_width_distinct. rewrite !andb_true_iff, forallb_forall, map_length.
  intros [[HC HL] HS] Br D G.
  apply Nat.leb_le in HL, HS. exists all, singles, (map (numbered P) np), (map (numbered P) nm).
  rewrite !map_length. split; [exact Br|]. split; [exact D|]. split; [intros ->; simpl in HS; lia|].
  split; [exact G|]. split; [|split; [|exact HL]]; intros e I S; specialize (HC e I);
    unfold positive, negative in S; rewrite S in HC; apply covered_same in HC;
    destruct HC as [i [M E]]; exists (numbered P i); split; auto using in_map.
Qed.

Lemma width_mixed_by P all singles bp bm :
  check_partition P positive_label minus bp && check_partition P minus positive_label bm &&
    (length bp + length bm <=? length singles + 1)%nat && (1 <=? length singles)%nat = true ->
  consists_of P all -> NoDup singles ->
  (forall s, In s singles -> counts P all s /\ strictly_arched (neuron_of P all s)) ->
  network_width_mixed P.
Proof.
  rewrite !andb_true_iff. intros [[[HP HM] HL] HS] Br D G. apply Nat.leb_le in HL, HS.
  exists all, singles, (map (block_samples P) bp), (map (block_samples P) bm). rewrite !map_length.
  split; [exact Br|]. split; [exact D|]. split; [intros ->; simpl in HS; lia|]. split; [exact G|].
  split; [|split; [|exact HL]].
  - apply partition_by with positive_label minus; auto using minus_negative.
  - apply partition_by with minus positive_label; auto using minus_negative.
Qed.

Lemma own_output P j : (j < width P)%nat -> a_trained P = true -> trained_output P (Own j).
Proof. intros. now apply in_a. Qed.

Lemma beside_output P b u : In (Output b u) (deep_trained P) -> trained_output P (Beside b u).
Proof. intros. now apply in_deep. Qed.

Lemma own_counts P all j : (j < width P)%nat -> w_trained P = true ->
  (forall k c, In (c, W j k) (penalties P) -> c = 0) ->
  (sees_one P = true -> forall c, In (c, B j) (penalties P) -> c = 0) ->
  a_trained P = true \/ fixed P (A j) <> 0 -> counts P all (Own j).
Proof.
  intros Hj Tw Pw Pb Part. split; [exact Hj|]. split; [exact Tw|].
  split; [intros k _ c; apply Pw|]. split; [intros S c; now apply Pb|].
  destruct Part as [Ta|F]; [left; now apply own_output | now right].
Qed.

Lemma beside_counts P all b u units : (b < length all)%nat -> layers_of all b = [units] ->
  (u < length units)%nat ->
  (forall k, (k < dim P)%nat -> In (Weight b 0 u k) (deep_trained P)) ->
  (sees_one P = true -> In (Bias b 0 u) (deep_trained P)) ->
  (forall k c, In (c, D (Weight b 0 u k)) (penalties P) -> c = 0) ->
  (sees_one P = true -> forall c, In (c, D (Bias b 0 u)) (penalties P) -> c = 0) ->
  In (Output b u) (deep_trained P) \/ fixed P (D (Output b u)) <> 0 -> counts P all (Beside b u).
Proof.
  intros Hb Ly Hu Tw Tb Pw Pb Part. split; [split; [exact Hb | now exists units]|].
  split; [now split|]. split; [intros k _ c; apply Pw|]. split; [intros S c; now apply Pb|].
  destruct Part as [To|F]; [left; now apply beside_output | now right].
Qed.
