(** * Relations between the features at the samples

    Definitions only, as in Conditions.v. *)

From Coq Require Import Reals List.
From TheoremCheck Require Import Setting Conditions ConditionsLinear.
Import ListNotations.
Open Scope R_scope.

Section Conditions.

Variable P : problem.

(** t' is t, but for h more in parameter p. *)
Definition raised (p : place) (h : R) (t t' : params) : Prop :=
  t' p = t p + h /\ forall q, q <> p -> t' q = t q.

(** f is affine in p, with slope [phi t e] at sample e: where p is an output weight, that is the value of its
    unit, and where it is a_0, it is 1. *)
Definition weighs (p : place) (phi : params -> sample -> R) : Prop :=
  forall t t' h e, In e (data P) -> raised p h t t' -> f P t' e = f P t e + h * phi t e.

(** An output weight, or a_0, that is trained and in no penalty; [phi] is the feature that it weighs. *)
Definition feature (p : place) (phi : params -> sample -> R) : Prop :=
  match p with A0 | A _ | D (Output _ _) => True | _ => False end /\
  In p (trained P) /\ (forall c, In (c, p) (penalties P) -> c = 0) /\ weighs p phi.

(** There are at least as many features as different x_i: each x_i is that of one of [points]. *)
Definition network_last_width : Prop :=
  exists (weights : list place) (points : list sample),
    NoDup weights /\ (forall p, In p weights -> exists phi, feature p phi) /\
    (forall e, In e (data P) -> exists e', In e' points /\ same_features P e e') /\
    (length points <= length weights)%nat.

(** At every bad local minimum one linear relation holds between the samples, whatever the feature; it has
    one number m for all samples with one x, which is not 0 at the samples that are wrong. *)
Definition DEPENDENT : Prop :=
  forall t, local_min P t -> training_error P t > 0 ->
    exists m : sample -> R,
      (forall e e', In e (data P) -> In e' (data P) -> same_features P e e' -> m e = m e') /\
      (exists e, In e (data P) /\ m e <> 0) /\
      (forall e, In e (data P) -> y e <> sgn (f P t e) -> m e <> 0) /\
      forall p phi, feature p phi -> over (data P) (fun e => share e * m e * phi t e) = 0.

End Conditions.
