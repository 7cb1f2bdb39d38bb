(** * Gradients and Hessians of expressions, enclosed on boxes of parameters *)

From Coq Require Import Reals ZArith List Lra Lia.
From TheoremCheck Require Import Setting RulesBox AtRest Smooth Intervals Enclosures Jets JetPieces Expressions.
Import ListNotations.
Open Scope R_scope.

(** ** Lists beside lists *)

Fixpoint map2 {A B C : Type} (f : A -> B -> C) (l : list A) (m : list B) : list C :=
  match l, m with
  | a :: l', b :: m' => f a b :: map2 f l' m'
  | _, _ => []
  end.

Lemma map2_forall {A B C D : Type} (f : A -> B -> C) (P : A -> D -> Prop) (Q : B -> D -> Prop)
  (T : C -> D -> Prop) l : forall m n, Forall2 P l n -> Forall2 Q m n ->
  (forall a b d, P a d -> Q b d -> T (f a b) d) -> Forall2 T (map2 f l m) n.
Proof.
  induction l as [|a l IH]; intros m n HP HQ H; inversion HP; subst; inversion HQ; subst;
    cbn [map2]; constructor; [|apply IH]; auto.
Qed.

Lemma map_forall {A B D : Type} (f : A -> B) (P : A -> D -> Prop) (T : B -> D -> Prop) l : forall n,
  Forall2 P l n -> (forall a d, P a d -> T (f a) d) -> Forall2 T (map f l) n.
Proof.
  induction l as [|a l IH]; intros n HP H; inversion HP; subst; cbn [map]; constructor; auto.
Qed.

Lemma combine_forall {A B D : Type} (P : A -> D -> Prop) (Q : B -> D -> Prop) l : forall m n,
  Forall2 P l n -> Forall2 Q m n -> Forall2 (fun ab d => P (fst ab) d /\ Q (snd ab) d) (combine l m) n.
Proof.
  induction l as [|a l IH]; intros m n HP HQ; inversion HP; subst; inversion HQ; subst; cbn [combine];
    constructor; auto.
Qed.

Lemma forall_map {A D : Type} (T : A -> D -> Prop) (f : D -> A) n :
  (forall d, T (f d) d) -> Forall2 T (map f n) n.
Proof. intros H. induction n; cbn [map]; constructor; auto. Qed.

Section Boxes.

Variable bits : positive.
Notation holds := (holds bits).
Notation mul := (i_mul bits).
Notation one := (i_one bits).

Variable moving : list place.

(** The intervals of the parameters, and the functions. *)
Variable box_of : place -> option interval.
Variable functions : nat -> option parts.

Record jet := { at_value : interval; at_gradient : list interval; at_hessian : list (list interval) }.

Definition zeros : list interval := map (fun _ => i_zero) moving.
Definition zero_rows : list (list interval) := map (fun _ => zeros) moving.

Definition jet_num (X : interval) : jet :=
  {| at_value := X; at_gradient := zeros; at_hessian := zero_rows |}.

Definition jet_add (J K : jet) : jet := {|
  at_value := i_add (at_value J) (at_value K);
  at_gradient := map2 i_add (at_gradient J) (at_gradient K);
  at_hessian := map2 (map2 i_add) (at_hessian J) (at_hessian K) |}.

Definition jet_mul (J K : jet) : jet :=
  let A := at_value J in let B := at_value K in
  let a := at_gradient J in let b := at_gradient K in {|
  at_value := mul A B;
  at_gradient := map2 (fun x y => i_add (mul x B) (mul A y)) a b;
  at_hessian := map2
    (fun p q => map2 (fun xy ab => i_add (i_add (mul (fst xy) B) (mul A (snd xy)))
                                         (i_add (mul (fst p) (snd ab)) (mul (fst ab) (fst q))))
      (combine (snd p) (snd q)) (combine a b))
    (combine a (at_hessian J)) (combine b (at_hessian K)) |}.

Definition jet_app (O : jet3) (J : jet) : jet :=
  let '(Y, Y1, Y2) := O in let a := at_gradient J in {|
  at_value := Y;
  at_gradient := map (mul Y1) a;
  at_hessian := map2 (fun p row => map2 (fun q x => i_add (mul Y2 (mul p q)) (mul Y1 x)) a row)
    a (at_hessian J) |}.

Fixpoint expression_jet (e : expression) : option jet :=
  match e with
  | E_num n d => Some (jet_num (i_ratio bits n d))
  | E_par p => bind (box_of p) (fun X => Some {|
      at_value := X;
      at_gradient := map (fun q => if place_eq_dec p q then one else i_zero) moving;
      at_hessian := zero_rows |})
  | E_add a b => bind (expression_jet a) (fun J => bind (expression_jet b) (fun K => Some (jet_add J K)))
  | E_mul a b => bind (expression_jet a) (fun J => bind (expression_jet b) (fun K => Some (jet_mul J K)))
  | E_app k a => bind (expression_jet a) (fun J => bind (functions k) (fun p =>
      bind (jet_parts bits (fst p) (snd p) (at_value J)) (fun O => Some (jet_app O J))))
  end.

(** Values only. *)
Fixpoint expression_range (e : expression) : option interval :=
  match e with
  | E_num n d => Some (i_ratio bits n d)
  | E_par p => box_of p
  | E_add a b => bind (expression_range a) (fun X => bind (expression_range b) (fun Y => Some (i_add X Y)))
  | E_mul a b => bind (expression_range a) (fun X => bind (expression_range b) (fun Y => Some (mul X Y)))
  | E_app k a => bind (expression_range a) (fun X => bind (functions k) (fun p =>
      bind (jet_parts bits (fst p) (snd p) X) (fun O => Some (fst (fst O)))))
  end.

(** ** What they enclose *)

Definition value_of (k : nat) : R -> R :=
  match functions k with Some p => pick value (fst p) (snd p) | None => fun _ => 0 end.
Definition first_of (k : nat) : R -> R :=
  match functions k with Some p => pick first (fst p) (snd p) | None => fun _ => 0 end.
Definition second_of (k : nat) : R -> R :=
  match functions k with Some p => pick second (fst p) (snd p) | None => fun _ => 0 end.

Hypothesis functions_marked : forall k p, functions k = Some p -> marked (fst p) (snd p).

Variable t : params.
Hypothesis t_in_box : forall p X, box_of p = Some X -> holds X (t p).

Notation G_ev := (ev value_of).
Notation G_ev1 := (ev1 value_of first_of).
Notation G_ev2 := (ev2 value_of first_of second_of).

Definition row_holds (e : expression) (row : list interval) (p : place) : Prop :=
  Forall2 (fun X q => holds X (G_ev2 e p q t)) row moving.

Definition encloses (e : expression) (J : jet) : Prop :=
  holds (at_value J) (G_ev e t) /\
  Forall2 (fun X p => holds X (G_ev1 e p t)) (at_gradient J) moving /\
  Forall2 (row_holds e) (at_hessian J) moving.

Lemma parts_at k p X O v : functions k = Some p -> jet_parts bits (fst p) (snd p) X = Some O -> holds X v ->
  twice (value_of k) (first_of k) (second_of k) v /\ holds3 bits O (value_of k v) (first_of k v) (second_of k v).
Proof.
  intros Hp HO HX. unfold value_of, first_of, second_of. rewrite Hp.
  exact (jet_parts_hold bits (snd p) (fst p) X O v (functions_marked k p Hp) HO HX).
Qed.

Lemma zeros_hold (g : place -> R) : (forall p, g p = 0) -> Forall2 (fun X p => holds X (g p)) zeros moving.
Proof. intros H. apply (forall_map _ (fun _ => i_zero)). intros p. rewrite H. apply zero_holds. Qed.

Lemma zero_rows_hold e : (forall p q, G_ev2 e p q t = 0) -> Forall2 (row_holds e) zero_rows moving.
Proof.
  intros H. apply (forall_map _ (fun _ => zeros)). intros p. apply (zeros_hold (fun q => G_ev2 e p q t)).
  intros q. apply H.
Qed.

Theorem expression_jet_holds e : forall J, expression_jet e = Some J ->
  smooth_at value_of first_of second_of e t /\ encloses e J.
Proof.
  induction e; intros J H; cbn [expression_jet] in H.
  - injection H as <-. split; [exact I|]. split; [apply ratio_holds|].
    split; [apply zeros_hold|apply zero_rows_hold]; reflexivity.
  - apply bind_some in H. destruct H as (X & HX & H). injection H as <-. split; [exact I|].
    split; [apply t_in_box, HX|]. split; [|apply zero_rows_hold; reflexivity].
    apply forall_map. intros q. cbn [ev1]. unfold unit_at.
    destruct (place_eq_dec p q) as [->|N].
    + destruct (place_eq_dec q q); [apply one_holds|contradiction].
    + apply zero_holds.
  - apply bind_some in H. destruct H as (A & HA & H). apply bind_some in H. destruct H as (B & HB & H).
    injection H as <-. destruct (IHe1 A HA) as (S1 & V1 & D1 & H1). destruct (IHe2 B HB) as (S2 & V2 & D2 & H2).
    split; [split; assumption|]. split; [apply add_holds; assumption|]. split.
    + apply (map2_forall _ _ _ _ _ _ _ D1 D2). intros X Y p. apply add_holds.
    + apply (map2_forall _ _ _ _ _ _ _ H1 H2). intros X Y p HX HY.
      apply (map2_forall _ _ _ _ _ _ _ HX HY). intros x y q. apply add_holds.
  - apply bind_some in H. destruct H as (A & HA & H). apply bind_some in H. destruct H as (B & HB & H).
    injection H as <-. destruct (IHe1 A HA) as (S1 & V1 & D1 & H1). destruct (IHe2 B HB) as (S2 & V2 & D2 & H2).
    split; [split; assumption|]. split; [apply mul_holds; assumption|]. split.
    + apply (map2_forall _ _ _ _ _ _ _ D1 D2). intros X Y p HX HY. cbn [ev1].
      apply add_holds; apply mul_holds; assumption.
    + pose proof (combine_forall _ _ _ _ _ D1 H1) as C1. pose proof (combine_forall _ _ _ _ _ D2 H2) as C2.
      apply (map2_forall _ _ _ _ _ _ _ C1 C2). intros X Y p [HX RX] [HY RY].
      pose proof (combine_forall _ _ _ _ _ RX RY) as C3. pose proof (combine_forall _ _ _ _ _ D1 D2) as C4.
      apply (map2_forall _ _ _ _ _ _ _ C3 C4). intros x y q [Hx Hx'] [Hy Hy']. cbn [ev2].
      replace (G_ev2 e1 p q t * G_ev e2 t + (G_ev1 e1 p t * G_ev1 e2 q t + G_ev1 e1 q t * G_ev1 e2 p t)
               + G_ev e1 t * G_ev2 e2 p q t)
        with (G_ev2 e1 p q t * G_ev e2 t + G_ev e1 t * G_ev2 e2 p q t
              + (G_ev1 e1 p t * G_ev1 e2 q t + G_ev1 e1 q t * G_ev1 e2 p t)) by ring.
      apply add_holds; apply add_holds; apply mul_holds; assumption.
  - apply bind_some in H. destruct H as (A & HA & H). apply bind_some in H. destruct H as (p & Hp & H).
    apply bind_some in H. destruct H as (O & HO & H). injection H as <-.
    destruct (IHe A HA) as (S1 & V1 & D1 & H1).
    destruct (parts_at k p _ O _ Hp HO V1) as [T Hold]. destruct O as [[Y Y1] Y2]. destruct Hold as (HY & HY1 & HY2).
    split; [split; assumption|]. split; [exact HY|]. split.
    + apply (map_forall _ _ _ _ _ D1). intros X q HX. apply mul_holds; assumption.
    + apply (map2_forall _ _ _ _ _ _ _ D1 H1). intros X row q HX HR.
      apply (map2_forall _ _ _ _ _ _ _ D1 HR). intros x y q' Hx Hy. cbn [ev2].
      apply add_holds; apply mul_holds; try assumption. apply mul_holds; assumption.
Qed.

Theorem expression_range_holds e : forall X, expression_range e = Some X -> holds X (G_ev e t).
Proof.
  induction e; intros X H; cbn [expression_range] in H.
  - injection H as <-. apply ratio_holds.
  - apply t_in_box, H.
  - apply bind_some in H. destruct H as (A & HA & H). apply bind_some in H. destruct H as (B & HB & H).
    injection H as <-. apply add_holds; auto.
  - apply bind_some in H. destruct H as (A & HA & H). apply bind_some in H. destruct H as (B & HB & H).
    injection H as <-. apply mul_holds; auto.
  - apply bind_some in H. destruct H as (A & HA & H). apply bind_some in H. destruct H as (p & Hp & H).
    apply bind_some in H. destruct H as ([[Y Y1] Y2] & HO & H). injection H as <-.
    exact (proj1 (proj2 (parts_at k p _ _ _ Hp HO (IHe A HA)))).
Qed.

(** Where the values are enclosed, the functions have their derivatives. *)
Theorem expression_range_smooth e : forall X, expression_range e = Some X ->
  smooth_at value_of first_of second_of e t.
Proof.
  induction e; intros X H; cbn [expression_range smooth_at] in *; try exact I.
  - apply bind_some in H. destruct H as (A & HA & H). apply bind_some in H. destruct H as (B & HB & _). eauto.
  - apply bind_some in H. destruct H as (A & HA & H). apply bind_some in H. destruct H as (B & HB & _). eauto.
  - apply bind_some in H. destruct H as (A & HA & H). apply bind_some in H. destruct H as (p & Hp & H).
    apply bind_some in H. destruct H as (O & HO & _). split; [eauto|].
    exact (proj1 (parts_at k p _ _ _ Hp HO (expression_range_holds e A HA))).
Qed.

End Boxes.
