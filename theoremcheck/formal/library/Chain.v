(** * T1 for chains of single units

    f_D = a s(v_h s(... s(v_1 s(w . X + b_0) + b_1) ...) + b_h), with the neuron
    of the problem throughout: the special case of Funnel.v in which nothing has
    to be known of other neurons. *)

From Coq Require Import Reals List ZArith Lia.
From TheoremCheck Require Import Setting Conditions ConditionsFunnel Kinds Monotone Funnel.
Import ListNotations.
Open Scope R_scope.

Section Chain.

Variable P : problem.

Hypothesis loss_defined : loss_defined P.
Hypothesis loss_c1 : loss_c1 P.
Hypothesis loss_nondecreasing : loss_nondecreasing P.
Hypothesis loss_active : loss_active P.
Hypothesis neuron_defined : neuron_defined P.
Hypothesis neuron_c1 : neuron_c1 P.
Hypothesis neuron_monotone : neuron_increasing P \/ neuron_decreasing P.
Hypothesis data_linearly_separable : data_linearly_separable P.
Hypothesis network_chain : network_chain P.
Hypothesis objective_unregularised : objective_unregularised P.

Lemma chain_deep_defined : network_deep_defined P.
Proof.
  intros t v. destruct network_chain as [h [_ [Dm _]]]. apply Dm.
  intros b B. simpl in B. replace b with 0%nat by lia. simpl nth.
  assert (G : forall n l inputs v', branch_defined t 0 l inputs v' (repeat [neuron P] n)).
  { induction n as [|n IH]; intros l inputs v'; simpl; [exact I|]. split; [|apply IH].
    intros u U. replace u with 0%nat by lia. apply neuron_defined. }
  exact (G (S h) 0%nat (dim P) v).
Qed.

Lemma trained_free : forall q, In q (deep_trained P) -> free P q.
Proof. intros q I. split; [assumption|]. intros c J. now apply (objective_unregularised c (D q)). Qed.

Lemma single_units : forall n, repeat [neuron P] n = map (fun s => [s]) (repeat (neuron P) n).
Proof. induction n as [|n IH]; simpl; [reflexivity|now rewrite IH]. Qed.

Lemma chain_funnel : network_funnel P.
Proof.
  destruct network_chain as [h [Is [_ [Wt [Up [Out Bias0]]]]]].
  assert (M : forall n l, (l + n = S h)%nat -> (0 < l)%nat ->
    In (multiplier 0 l 0 (repeat (neuron P) n)) (deep_trained P) /\
    forall q, In q (multipliers 0 l (repeat (neuron P) n)) -> In q (deep_trained P)).
  { induction n as [|n IH]; intros l E Pos.
    - split; [exact Out|intros q []].
    - destruct (IH (S l)) as [Here Above]; [lia|lia|]. split.
      + destruct l as [|l]; [lia|]. apply Up. lia.
      + intros q [<-|I]; [assumption|now apply Above]. }
  destruct (M h 1%nat eq_refl (le_n _)) as [First Above].
  exists [repeat [neuron P] (S h)], 0%nat, [neuron P], (repeat (neuron P) h), 0%nat.
  split; [exact Is|]. split; [simpl; lia|]. split; [unfold layers_of; simpl; now rewrite single_units|].
  split; [simpl; lia|]. split.
  { destruct neuron_monotone as [R|R]; [left|right]; now apply rises_strictly. }
  split; [intros s I; apply repeat_spec in I; subst; now split|].
  split; [intros k K; now apply trained_free, Wt|].
  split; [intros S1; now apply trained_free, Bias0|].
  split; [now apply trained_free|]. intros q I. now apply trained_free, Above.
Qed.

Lemma slope_separable_chain : NO_SLOPE P.
Proof. apply slope_separable_funnel; auto using chain_deep_defined, chain_funnel. Qed.

Theorem thm_separable_chain : NO_BAD P.
Proof. apply no_slope_no_bad; [apply slope_separable_chain|assumption]. Qed.

End Chain.
