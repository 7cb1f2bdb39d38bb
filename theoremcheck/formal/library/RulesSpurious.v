(** * rule.spurious, rule.basin *)

From Coq Require Import Reals List Lra.
From TheoremCheck Require Import Setting Conditions Compact Box PointsBox RulesBox AtRest NotGlobal Landscape.
Import ListNotations.
Open Scope R_scope.

Section Rules.

Variable P : problem.

Hypothesis loss_is_defined : loss_defined P.
Hypothesis neuron_is_defined : neuron_defined P.
Hypothesis network_deep_is_defined : network_deep_defined P.

Theorem rule_spurious : minimum_spurious P -> NOT_GLOBAL P.
Proof.
  intros (c & r & t' & (moving & held & H) & At & Low).
  assert (exists s, box P c r s /\ local_min P s) as (s & Hs & Hloc).
  { destruct H as [H|H]; [eapply strict_minimum_around|eapply sharp_minimum_around]; eassumption. }
  exists s, t'. split; [exact Hloc|]. split; [exact At|]. split; [|apply Low, Hs].
  apply all_defined; assumption.
Qed.

(** Where every trained parameter moves, L is at least some m on the sphere, above its minimum. *)
Lemma strict_in_ball c r : strict_around P (trained P) [] c r ->
  exists s, minimum_in place (trained P) (L P) c r s /\ exists m, L P s < m /\
    forall t, along place (trained P) (apart place c t) ->
      norm2 place (trained P) (apart place c t) = r^2 -> m <= L P t.
Proof.
  intros (mu & g & h & Hc & Hr & Hmu & Hparts & Hconv & Hg & _).
  pose proof (ball_in_box P c r (trained P) [] Hc Hr Hparts) as Hin.
  destruct (strict_minimum place place_eq_dec (trained P) (moving_once P (trained P) [] Hparts) (L P)
    (box P c r) mu g h c r Hmu Hr Hconv Hin Hg) as (s & Hs).
  exists s. split; [exact Hs|]. destruct Hs as (Hal & Hn & Hmin).
  assert (Hsb : ball place (trained P) c r s) by (split; [exact Hal|left; exact Hn]).
  destruct (root_between (norm2 place (trained P) (apart place c s)) r (norm2_nonneg _ _ _) Hn Hr)
    as (b & Hb & Qb).
  exists (L P s + mu * (r - b)^2 / 2).
  assert (Hd : 0 < r - b) by lra. pose proof (pow_lt (r - b) 2 Hd) as Sq.
  split; [nra|]. intros t Hat Hnt.
  assert (Htb : ball place (trained P) c r t) by (split; [exact Hat|right; exact Hnt]).
  assert (Has : along place (trained P) (apart place s t)).
  { intros p Hp. pose proof (Hal p Hp). pose proof (Hat p Hp). unfold apart in *. lra. }
  destruct (below_tangent place (trained P) (L P) (box P c r) mu g h Hconv s t Has) as [_ Q].
  { intros v Hv. apply Hin, ball_segment; assumption. }
  assert (Z : product place (trained P) (fun p => g p s) (apart place s t) = 0).
  { apply (minimum_critical place (trained P) (L P) c r s (conj Hal (conj Hn Hmin)) (apart place s t));
      [exact Has|]. apply (Hconv s (Hin s Hsb)). exact Has. }
  assert (Far : (r - b)^2 <= norm2 place (trained P) (apart place s t)).
  { apply Rnot_lt_le. intros Near.
    destruct (root_between _ _ (norm2_nonneg place (trained P) (apart place s t)) Near Hd) as (e & He & Qe).
    pose proof (distance2_beyond P c s t b e ltac:(lra) ltac:(lra) Qb Qe) as F.
    change (norm2 place (trained P) (apart place c t)) with (distance2 P c t) in Hnt. nra. }
  rewrite Z in Q. nra.
Qed.

Theorem rule_basin : minimum_basin P -> BASIN P.
Proof.
  intros (c & r & t' & H & At & Low).
  assert (exists s, minimum_in place (trained P) (L P) c r s /\ exists m, L P s < m /\
    forall t, along place (trained P) (apart place c t) ->
      norm2 place (trained P) (apart place c t) = r^2 -> m <= L P t) as (s & Hs & m & Hm & Edge).
  { destruct H as [H|H]; [exact (strict_in_ball c r H)|].
    exact (sharp_in_slice P (trained P) [] c r H). }
  assert (admissible P c /\ 0 < r /\ parted P (trained P) []) as (Hc & Hr & Hparts).
  { destruct H as [(? & ? & ? & ? & ? & _ & ? & _)|(? & ? & ? & ? & ? & ? & ? & ? & _)];
      (split; [|split]); assumption. }
  assert (Def : forall t, L_defined P t) by (apply all_defined; assumption).
  assert (Al : forall t, admissible P t -> along place (trained P) (apart place c t)).
  { intros t Ht p Hp. unfold apart. rewrite (Ht p Hp), (Hc p Hp). ring. }
  pose proof (s_in_box P c r (trained P) [] Hc Hr Hparts s Hs) as Hsb.
  exists c, r, s, m. split; [exact Hc|]. split; [exact Hr|].
  split; [split; [apply Hsb|apply Def]|]. split; [apply Hs|].
  split; [|split; [exact Hm|split]].
  - intros t [Ht _] Hd. apply Hs. split; [apply Al, Ht|exact Hd].
  - intros t [Ht _] Hd. apply Edge; [apply Al, Ht|exact Hd].
  - exists t'. split; [split; [exact At|apply Def]|apply Low, Hsb].
Qed.

End Rules.
