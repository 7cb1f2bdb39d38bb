(** * A deep part of smooth layers against the second moments, at a point that an exported file writes down

    The weights of the first layer are 0, so that every layer receives one number from all samples.
    That number lies in an interval, inside which the neuron is C^2; its slope and its second
    derivative there, and the signs of A and A + M D, are questions about formulas, which Enclose.v
    computes. *)

From Coq Require Import Reals List ZArith Lra Lia.
From TheoremCheck Require Import Setting Conditions Calculus Formulas Smooth Pieces Shapes Enclose PointsConstant Nearby
  SecondJets MomentLayers PointsBuild PointsCompute CurvedBuild.
Import ListNotations.
Open Scope R_scope.

(** The neuron g is C^2 at the number a, which lies strictly between lo and hi. *)
Lemma c2_at_number g e a (lo hi : Z * BinNums.positive) :
  above a (Some (0, 0)%Z) (fst lo) (snd lo) = true ->
  above (F_mul (F_num (-1) 1) a) (Some (0, 0)%Z) (- fst hi) (snd hi) = true ->
  (forall v, within_ends lo hi v -> g v = value e v) -> (forall v, within_ends lo hi v -> smooth 2 e v) ->
  c2_at g (value a 0) (value (put (slope e) a) 0) (value (put (slope (slope e)) a) 0).
Proof.
  intros L H E S. rewrite !value_put.
  apply c2_at_piece with (ratio (fst lo) (snd lo)) (ratio (fst hi) (snd hi)).
  - now apply (lies_inside_by a lo hi).
  - intros v Hl Hh. apply E. unfold within_ends. lra.
  - intros v Hl Hh. apply S. unfold within_ends. lra.
Qed.

(** A number is below 0. *)
Lemma negative_number e x : x = value e 0 -> above (F_mul (F_num (-1) 1) e) (Some (0, 0)%Z) 0 1 = true -> x < 0.
Proof.
  intros -> H. apply (above_by _ _ _ _ 0 zero_known) in H. cbn [value ratio] in H.
  unfold Rdiv in H. rewrite Rmult_0_l in H. lra.
Qed.

(** A polynomial in slopes and second derivatives is the value of its formula. *)
Ltac as_formula :=
  cbn [value length repeat app INR];
  repeat match goal with |- context [value (put ?e ?a) 0] => generalize (value (put e a) 0); intro end;
  unfold ratio; field.
