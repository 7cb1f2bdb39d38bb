(** * Bad local minima with one output on all samples *)

From Coq Require Import Reals List.
From TheoremCheck Require Import Setting PointsConstant Nearby.
Open Scope R_scope.

Section Constant.

Variable P : problem.

(** Some local minimum of L is bad, and f is one number c on all samples there. *)
Definition CONSTANT_BAD : Prop :=
  exists t c, local_min P t /\ training_error P t > 0 /\ forall e, In e (data P) -> f P t e = c.

Lemma constant_is_bad : CONSTANT_BAD -> BAD P.
Proof. intros (t & c & M & E & _). now exists t. Qed.

Lemma constant_intro t c e : (forall t, L_defined P t) -> admissible P t ->
  nearby P t (fun t' => L P t <= L P t') -> (forall e, In e (data P) -> f P t e = c) ->
  In e (data P) -> y e <> sgn c -> CONSTANT_BAD.
Proof.
  intros Def At [r [Hr H]] E I N. exists t, c. split; [|split; [|exact E]].
  - split; [exact At|]. split; [apply Def|]. exists r. auto.
  - apply error_pos with e; [exact I|now rewrite E].
Qed.

End Constant.
