(** * Boolean checks for the theorems on valleys *)

From Coq Require Import Reals List ZArith Lia Bool.
From TheoremCheck Require Import Setting Conditions ConditionsValley Checks ChecksWidths Near.
Import ListNotations.
Open Scope R_scope.

(** ** network.width_samples: the numbers of samples, one for each x_i *)

Definition check_width_samples (P : problem) (points : list nat) : bool :=
  forallb (covered P points) (data P) &&
  (length points <=? width P + (if a0_trained P then 1 else 0))%nat.

Lemma width_samples_by P points : check_width_samples P points = true -> network_width_samples P.
Proof.
  unfold check_width_samples. rewrite andb_true_iff, forallb_forall. intros [HC HL].
  apply Nat.leb_le in HL. exists (map (numbered P) points). rewrite map_length. split; [|exact HL].
  intros e Ie. destruct (covered_same _ _ _ (HC e Ie)) as (i & Ii & E).
  exists (numbered P i). split; [now apply in_map|]. intros k Hk.
  rewrite <- !(X_low P) by exact Hk. apply E. unfold inputs. destruct (sees_one P); lia.
Qed.

(** ** network.common_bias: all are as the first *)

Lemma common_bias_by P : (forall j, (j < width P)%nat -> fixed P (B j) = fixed P (B 0)) -> network_common_bias P.
Proof. intros H. right. intros j j' Hj Hj'. now rewrite (H j Hj), (H j' Hj'). Qed.
