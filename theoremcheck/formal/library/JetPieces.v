(** * Functions made of pieces on intervals: values and derivatives *)

From Coq Require Import Reals ZArith List Lra Lia.
From TheoremCheck Require Import Calculus Smooth Pieces Intervals Enclosures Jets.
Import ListNotations.
Open Scope R_scope.

(** A piece e up to the first break, and after each break n / d the next piece; the mark says
    that the value and the first two derivatives of the pieces agree at the break. *)
Definition breaks := list (Z * positive * bool * formula).
Definition parts := (formula * breaks)%type.

Definition place_of (b : Z * positive * bool * formula) : R :=
  let '(n, d, _, _) := b in IZR n / IZR (Zpos d).

(** F of the piece that holds at v, of the left one at a break. *)
Fixpoint pick (F : formula -> R -> R) (e : formula) (r : breaks) (v : R) : R :=
  match r with
  | [] => F e v
  | (n, d, _, e') :: r' => if Rle_dec v (IZR n / IZR (Zpos d)) then F e v else pick F e' r' v
  end.

(** What the marks say. *)
Fixpoint marked (e : formula) (r : breaks) : Prop :=
  match r with
  | [] => True
  | (n, d, smooth, e') :: r' =>
      (smooth = true ->
        value e (IZR n / IZR (Zpos d)) = pick value e' r' (IZR n / IZR (Zpos d)) /\
        first e (IZR n / IZR (Zpos d)) = pick first e' r' (IZR n / IZR (Zpos d)) /\
        second e (IZR n / IZR (Zpos d)) = pick second e' r' (IZR n / IZR (Zpos d))) /\
      marked e' r'
  end.

(** The breaks as real numbers. *)
Fixpoint as_rest (r : breaks) : rest :=
  match r with
  | [] => []
  | (n, d, _, e) :: r' => (ratio n d, e) :: as_rest r'
  end.

Lemma ratio_div n d : ratio n d = IZR n / IZR (Zpos d).
Proof. unfold ratio. destruct d; try reflexivity. field. Qed.

(** A function that is its pieces. *)
Lemma picked g r : forall lo e, each_from lo (equal g) e (as_rest r) ->
  forall v, match lo with Some a => a <= v | None => True end -> g v = pick value e r v.
Proof.
  induction r as [|[[[n d] k] e'] r IH]; cbn [as_rest each_from pick]; intros lo e H v Hv; [apply H, Hv|].
  rewrite <- ratio_div. destruct H as [H H']. destruct (Rle_dec v (ratio n d)) as [L|L].
  - apply H; assumption.
  - apply (IH _ _ H'). lra.
Qed.

Lemma derivable_ext_near f g v l d : 0 < d -> (forall h, Rabs h < d -> f (v + h) = g (v + h)) ->
  derivable_pt_lim f v l -> derivable_pt_lim g v l.
Proof.
  intros Hd E D eps He. destruct (D eps He) as [b Hb].
  assert (Hm : 0 < Rmin d b) by (apply Rmin_glb_lt; [exact Hd|apply cond_pos]).
  exists (mkposreal _ Hm). intros h Hh Near. cbn in Near.
  pose proof (Rmin_l d b). pose proof (Rmin_r d b).
  rewrite <- E by lra. replace (g v) with (f v).
  - apply Hb; [exact Hh|lra].
  - pose proof (E 0) as E0. rewrite Rplus_0_r in E0. apply E0. rewrite Rabs_R0. lra.
Qed.

(** Two functions with one value and one derivative at b, put together there. *)
Lemma glued f g b l : f b = g b -> derivable_pt_lim f b l -> derivable_pt_lim g b l ->
  derivable_pt_lim (fun v => if Rle_dec v b then f v else g v) b l.
Proof.
  intros E F G eps He. destruct (F eps He) as [d Hd]. destruct (G eps He) as [d' Hd'].
  assert (Hm : 0 < Rmin d d') by (apply Rmin_glb_lt; apply cond_pos).
  exists (mkposreal _ Hm). intros h Hh Near. cbn in Near.
  pose proof (Rmin_l d d'). pose proof (Rmin_r d d').
  destruct (Rle_dec b b) as [_|N]; [|lra]. destruct (Rle_dec (b + h) b).
  - apply Hd; [exact Hh|lra].
  - rewrite E. apply Hd'; [exact Hh|lra].
Qed.

Lemma left_of_break f g b v l : v < b -> derivable_pt_lim f v l ->
  derivable_pt_lim (fun v => if Rle_dec v b then f v else g v) v l.
Proof.
  intros L. apply (derivable_ext_near f _ v l (b - v)); [lra|].
  intros h Hh. apply Rabs_def2 in Hh. destruct (Rle_dec (v + h) b); [reflexivity|lra].
Qed.

Lemma right_of_break f g b v l : b < v -> derivable_pt_lim g v l ->
  derivable_pt_lim (fun v => if Rle_dec v b then f v else g v) v l.
Proof.
  intros L. apply (derivable_ext_near g _ v l (v - b)); [lra|].
  intros h Hh. apply Rabs_def2 in Hh. destruct (Rle_dec (v + h) b); [lra|reflexivity].
Qed.

Section Intervals.

Variable bits : positive.

Notation holds := (holds bits).

Definition hull3 (J K : jet3) : jet3 :=
  let '(A, A1, A2) := J in let '(B, B1, B2) := K in (i_hull A B, i_hull A1 B1, i_hull A2 B2).

Fixpoint jet_parts (e : formula) (r : breaks) (X : interval) : option jet3 :=
  match r with
  | [] => jet bits e X
  | (n, d, smooth, e') :: r' =>
      let B := i_ratio bits n d in
      if (snd X <? fst B)%Z then jet bits e X
      else if (snd B <? fst X)%Z then jet_parts e' r' X
      else if smooth then
        bind (jet bits e (fst X, Z.min (snd X) (snd B))) (fun J =>
        bind (jet_parts e' r' (Z.max (fst X) (fst B), snd X)) (fun K => Some (hull3 J K)))
      else None
  end.

Definition parts_sound (e : formula) (r : breaks) (J : jet3) (v : R) : Prop :=
  twice (pick value e r) (pick first e r) (pick second e r) v /\
  holds3 bits J (pick value e r v) (pick first e r v) (pick second e r v).

Lemma hull3_holds J K a b c : holds3 bits J a b c \/ holds3 bits K a b c -> holds3 bits (hull3 J K) a b c.
Proof.
  destruct J as [[A A1] A2], K as [[B B1] B2]. cbn. intros [(H1 & H2 & H3)|(H1 & H2 & H3)];
    repeat split; apply hull_holds; auto.
Qed.

Lemma cut_below X B v b : holds X v -> holds B b -> v <= b -> holds (fst X, Z.min (snd X) (snd B)) v.
Proof.
  unfold Intervals.holds. cbn [fst snd]. intros HX HB L. pose proof (S_pos bits) as P.
  split; [apply HX|]. destruct (Z.min_spec (snd X) (snd B)) as [[_ ->]|[_ ->]]; [apply HX|].
  destruct HB as [_ HB]. eapply Rle_trans; [|exact HB]. apply Rmult_le_compat_r; lra.
Qed.

Lemma cut_above X B v b : holds X v -> holds B b -> b <= v -> holds (Z.max (fst X) (fst B), snd X) v.
Proof.
  unfold Intervals.holds. cbn [fst snd]. intros HX HB L. pose proof (S_pos bits) as P.
  split; [|apply HX]. destruct (Z.max_spec (fst X) (fst B)) as [[_ ->]|[_ ->]]; [|apply HX].
  destruct HB as [HB _]. eapply Rle_trans; [exact HB|]. apply Rmult_le_compat_r; lra.
Qed.

Theorem jet_parts_hold r : forall e X J v, marked e r -> jet_parts e r X = Some J -> holds X v ->
  parts_sound e r J v.
Proof.
  induction r as [|[[[n d] k] e'] r IH]; intros e X J v M H HX; cbn [jet_parts] in H.
  - exact (jet_holds bits e X J v H HX).
  - cbv zeta in H. set (b := IZR n / IZR (Zpos d)). pose proof (ratio_holds bits n d) as HB. fold b in HB.
    cbn [marked] in M. fold b in M. destruct M as [M M'].
    unfold parts_sound, twice. cbn [pick]. fold b. cbv beta.
    destruct (snd X <? fst (i_ratio bits n d))%Z eqn:E1.
    + pose proof (less_holds bits _ _ _ _ E1 HX HB) as L.
      destruct (jet_holds bits e X J v H HX) as [[T1 T2] Hold].
      destruct (Rle_dec v b) as [_|N]; [|lra]. split; [|exact Hold].
      split; apply left_of_break; assumption.
    + destruct (snd (i_ratio bits n d) <? fst X)%Z eqn:E2.
      * pose proof (less_holds bits _ _ _ _ E2 HB HX) as L.
        destruct (IH e' X J v M' H HX) as [[T1 T2] Hold].
        destruct (Rle_dec v b) as [N|_]; [lra|]. split; [|exact Hold].
        split; apply right_of_break; assumption.
      * destruct k; [|discriminate]. specialize (M eq_refl). destruct M as (M0 & M1 & M2).
        apply bind_some in H. destruct H as (JL & HL & H).
        apply bind_some in H. destruct H as (JR & HR & H). injection H as <-.
        destruct (Rtotal_order v b) as [L|[->|L]].
        -- destruct (jet_holds bits e _ JL v HL (cut_below X _ v b HX HB (Rlt_le _ _ L))) as [[T1 T2] Hold].
           destruct (Rle_dec v b) as [_|N]; [|lra].
           split; [split; apply left_of_break; assumption|]. apply hull3_holds. auto.
        -- destruct (jet_holds bits e _ JL b HL (cut_below X _ b b HX HB (Rle_refl _))) as [[T1 T2] Hold].
           destruct (IH e' _ JR b M' HR (cut_above X _ b b HX HB (Rle_refl _))) as [[T1' T2'] _].
           destruct (Rle_dec b b) as [_|N]; [|lra].
           split; [|apply hull3_holds; auto].
           split; apply glued; try assumption; [rewrite M1|rewrite M2]; assumption.
        -- destruct (IH e' _ JR v M' HR (cut_above X _ v b HX HB (Rlt_le _ _ L))) as [[T1 T2] Hold].
           destruct (Rle_dec v b) as [N|_]; [lra|].
           split; [split; apply right_of_break; assumption|]. apply hull3_holds. auto.
Qed.

End Intervals.
