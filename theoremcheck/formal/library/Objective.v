(** * The network and the objective as expressions *)

From Coq Require Import Reals ZArith List Lra Lia.
From TheoremCheck Require Import Setting Compact Expressions.
Import ListNotations.
Open Scope R_scope.

(** ** Sums *)

Fixpoint e_sum (n : nat) (g : nat -> expression) : expression :=
  match n with
  | O => E_num 0 1
  | S m => E_add (e_sum m g) (g m)
  end.

Fixpoint e_over {A : Type} (l : list A) (g : A -> expression) : expression :=
  match l with
  | [] => E_num 0 1
  | a :: rest => E_add (g a) (e_over rest g)
  end.

Section Objective.

Variable P : problem.

(** The numbers of the neuron and the loss among the functions, and those of the layers of f_D. *)
Variables kn kl : nat.
Variable layers : list (list (list nat)).

(** The penalties: numerator, denominator, parameter. *)
Variable terms : list (Z * positive * place).

Definition e_feature (s : sample) (k : nat) : expression := E_num (nth k (row s) 0%Z) (denominator P).

Definition e_pre (j : nat) (s : sample) : expression :=
  E_add (e_sum (dim P) (fun k => E_mul (E_par (W j k)) (e_feature s k))) (E_par (B j)).

(** The output of a branch whose layers, from layer l upwards, are given by their functions' numbers. *)
Fixpoint e_branch (branch l inputs : nat) (h : nat -> expression) (above : list (list nat)) : expression :=
  match above with
  | [] => e_sum inputs (fun u => E_mul (E_par (D (Output branch u))) (h u))
  | units :: rest =>
      e_branch branch (S l) (length units)
        (fun u => E_app (nth u units O)
          (E_add (e_sum inputs (fun k => E_mul (E_par (D (Weight branch l u k))) (h k)))
                 (E_par (D (Bias branch l u))))) rest
  end.

Definition e_deep (s : sample) : expression :=
  e_sum (length layers) (fun b => e_branch b 0 (dim P) (e_feature s) (nth b layers [])).

Definition e_output (s : sample) : expression :=
  E_add (E_add (E_par A0)
    (e_sum (width P) (fun j => E_mul (E_par (A j)) (E_app kn (e_pre j s)))))
    (e_deep s).

Definition e_margin (s : sample) : expression :=
  E_mul (E_num (if positive_label s then -1 else 1) 1) (e_output s).

Definition whole_weight : positive := fold_right (fun s w => (weight s + w)%positive) 1%positive (data P).

(** total_weight is whole_weight - 1. *)
Definition weights : positive := Pos.pred whole_weight.

Definition e_objective : expression :=
  E_add (E_mul (e_over (data P) (fun s => E_mul (E_num (Zpos (weight s)) 1) (E_app kl (e_margin s))))
               (E_num 1 weights))
        (e_over terms (fun x => E_mul (E_num (fst (fst x)) (snd (fst x)))
                                      (E_mul (E_par (snd x)) (E_par (snd x))))).

(** ** They are what they stand for *)

Variable G : nat -> R -> R.

Notation of e t := (ev G e t).

Lemma e_sum_value n g t : of (e_sum n g) t = sum n (fun i => of (g i) t).
Proof. induction n as [|n IH]; cbn [e_sum ev sum]; [field|]. rewrite IH. reflexivity. Qed.

Lemma e_over_value {A : Type} (l : list A) g t : of (e_over l g) t = over l (fun a => of (g a) t).
Proof. induction l as [|a l IH]; cbn [e_over ev over]; [field|]. rewrite IH. reflexivity. Qed.

Lemma sum_same n g h : (forall k, (k < n)%nat -> g k = h k) -> sum n g = sum n h.
Proof. induction n as [|n IH]; intros H; cbn [sum]; [ring|]. rewrite IH, H by (auto; lia). ring. Qed.

Hypothesis neuron_is : forall v, val (neuron P) v = G kn v.
Hypothesis loss_is : forall v, val (loss P) v = G kl v.
Hypothesis terms_are : forall t, penalty P t
  = over terms (fun x => IZR (fst (fst x)) / IZR (Zpos (snd (fst x))) * (t (snd x) * t (snd x))).

(** The functions of the layers. *)
Variable units_of : nat -> fn.
Hypothesis units_are : forall k v, val (units_of k) v = G k v.
Hypothesis deep_is : forall t x, deep P t x = branches (dim P) (map (map (map units_of)) layers) t x.

Lemma e_pre_value j s t : of (e_pre j s) t = pre P t j s.
Proof.
  unfold e_pre, pre. cbn [ev]. rewrite e_sum_value. reflexivity.
Qed.

Lemma e_branch_value branch t : forall above l inputs h v,
  (forall k, (k < inputs)%nat -> of (h k) t = v k) ->
  of (e_branch branch l inputs h above) t
  = branch_output (fun p => t (D p)) branch l inputs v (map (map units_of) above).
Proof.
  induction above as [|units rest IH]; intros l inputs h v H; cbn [e_branch branch_output map].
  - rewrite e_sum_value. apply sum_same. intros u Hu. cbn [ev]. now rewrite H.
  - rewrite map_length. apply IH. intros u Hu. cbn [ev].
    rewrite (nth_indep _ identity (units_of O)) by (rewrite map_length; exact Hu).
    rewrite map_nth, units_are. f_equal. unfold received. f_equal. rewrite e_sum_value.
    apply sum_same. intros k Hk. cbn [ev]. now rewrite H.
Qed.

Lemma e_output_value s t : of (e_output s) t = f P t s.
Proof.
  unfold e_output, f. cbn [ev]. f_equal; [f_equal|].
  - rewrite e_sum_value. apply sum_same. intros j _. cbn [ev]. rewrite neuron_is, e_pre_value. reflexivity.
  - rewrite deep_is. unfold e_deep, branches. rewrite e_sum_value, map_length. apply sum_same. intros b Hb.
    change (@nil (list fn)) with (map (map units_of) []). rewrite map_nth. apply e_branch_value.
    intros k _. reflexivity.
Qed.

Lemma e_margin_value s t : of (e_margin s) t = z P t s.
Proof.
  unfold e_margin, z. cbn [ev]. rewrite e_output_value. unfold y. destruct (positive_label s); field.
Qed.

Lemma weights_value : data P <> [] -> total_weight P = IZR (Zpos weights).
Proof.
  intros H. unfold total_weight, weights, whole_weight.
  assert (E : forall l, IZR (Zpos (fold_right (fun s w => (weight s + w)%positive) 1%positive l)) = over l share + 1).
  { induction l as [|s l IH]; cbn [fold_right over]; [ring|].
    rewrite Pos2Z.inj_add, plus_IZR, IH. unfold share. ring. }
  specialize (E (data P)). set (n := fold_right _ _ _) in *.
  assert (N : (1 < n)%positive).
  { unfold n. destruct (data P) as [|s l]; [contradiction|]. cbn [fold_right]. lia. }
  assert (Q : Zpos (Pos.pred n) = (Zpos n - 1)%Z) by lia.
  rewrite Q, minus_IZR, E. ring.
Qed.

Theorem e_objective_value t : data P <> [] -> of e_objective t = L P t.
Proof.
  intros H. unfold e_objective, L. cbn [ev]. rewrite !e_over_value, terms_are. f_equal.
  - rewrite (weights_value H). unfold Rdiv at 1 2. rewrite Rmult_1_l. unfold Rdiv. f_equal.
    apply lsum_ext. intros s _. cbn [ev]. rewrite loss_is, e_margin_value. unfold share. field.
Qed.

End Objective.
