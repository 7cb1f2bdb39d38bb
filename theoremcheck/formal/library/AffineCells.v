(** * Affine pieces by numbers: a point of minimum.hull or minimum.support, over the integers

    The pieces of the neuron are listed: an interval, the slope and the
    constant. Each pre-activation is looked up in the list, and all else is
    integer arithmetic: the outputs, the margins, the columns. *)

From Coq Require Import Reals List ZArith Lra Lia Bool.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsFrozen PointsMultipliers
  Nearby Support RulesConstant RulesCurved RulesFrozen RulesMultipliers Checks ChecksWidths
  ChecksAverages PointsExplicit PointsMoments PointsBuild.
Import ListNotations.
Open Scope R_scope.

(** ** Pieces *)

(** An interval, and the integers p, r: there the function is (p v + r) / qp. *)
Definition piece : Type := interval * (Z * Z).

Definition contains (v : rational) (k : piece) : bool :=
  less (fst (fst k)) v && less v (snd (fst k)).
Definition found (kinds : list piece) (v : rational) : bool := existsb (contains v) kinds.
Definition look_up (kinds : list piece) (v : rational) : Z * Z :=
  match find (contains v) kinds with Some k => snd k | None => (0, 0)%Z end.

Definition is_piece (g : R -> R) (qp : BinNums.positive) (k : piece) : Prop :=
  forall v, within (fst k) v ->
    g v = IZR (fst (snd k)) / IZR (Zpos qp) * v + IZR (snd (snd k)) / IZR (Zpos qp).

Lemma look_up_piece g qp kinds v : (forall k, In k kinds -> is_piece g qp k) ->
  found kinds v = true -> exists lo hi, lo < real v < hi /\
    forall u, lo < u < hi -> g u = IZR (fst (look_up kinds v)) / IZR (Zpos qp) * u
                                   + IZR (snd (look_up kinds v)) / IZR (Zpos qp).
Proof.
  intros K F. unfold found in F. apply existsb_exists in F. destruct F as [k0 [I0 C0]].
  unfold look_up. destruct (find (contains v) kinds) as [k|] eqn:E.
  - apply find_some in E. destruct E as [I C]. unfold contains in C. apply andb_prop in C.
    exists (real (fst (fst k))), (real (snd (fst k))). split.
    + split; apply less_real; apply C.
    + exact (K k I).
  - exfalso. rewrite (find_none _ _ E k0 I0) in C0. discriminate.
Qed.

(** ** Sums over the integers *)

Fixpoint overz {T} (l : list T) (g : T -> Z) : Z :=
  match l with [] => 0%Z | e :: rest => (g e + overz rest g)%Z end.

Lemma overz_real {T} (l : list T) g : IZR (overz l g) = over l (fun e => IZR (g e)).
Proof. induction l; simpl; [reflexivity|]. now rewrite plus_IZR, IHl. Qed.

Fixpoint gather (l : list (Z * list Z)) : list Z :=
  match l with
  | [] => []
  | (c, r) :: rest => if (c =? 0)%Z then gather rest else addz (map (Z.mul c) r) (gather rest)
  end.

Lemma gather_nth l k : nth k (gather l) 0%Z = overz l (fun cr => fst cr * nth k (snd cr) 0)%Z.
Proof.
  induction l as [|[c r] l IH]; simpl; [now destruct k|]. destruct (Z.eqb_spec c 0) as [->|N].
  - rewrite IH. lia.
  - now rewrite nth_addz, nth_map_mul, IH.
Qed.

Lemma cross u v m n : m <> 0 -> n <> 0 -> u * n = v * m -> u / m = v / n.
Proof. intros M N E. apply Rmult_eq_reg_r with (m * n); [field_simplify; lra|nra]. Qed.

Lemma overz_map {T U} (l : list T) (h : T -> U) g : overz (map h l) g = overz l (fun e => g (h e)).
Proof. induction l; simpl; [reflexivity|]. now rewrite IHl. Qed.

Definition all_zero (l : list Z) : bool := forallb (fun c => c =? 0)%Z l.

Section Numbers.

Variable P : problem.

(** The point: a_0 and the a_j over qa, the w_j and b_j over q; f_D on the
    samples over qd. The slopes of l, over qg, in the order of the data. *)
Variables (a0 : Z) (a : list Z) (qa : BinNums.positive).
Variables (w : list (list Z)) (b : list Z) (q : BinNums.positive).
Variable d : deep_place -> R.
Variables (dz : sample -> Z) (qd : BinNums.positive).
Variables (kinds : list piece) (qp : BinNums.positive).
Variables (gz : list Z) (qg : BinNums.positive).

Definition over_qa (c : Z) : R := IZR c / IZR (Zpos qa).
Definition over_qg (c : Z) : R := IZR c / IZR (Zpos qg).
Definition slopes : list R := map over_qg gz.
Definition point : params := built P (over_qa a0) (map over_qa a) w b q d.

Hypothesis keeps : kept P (over_qa a0) (map over_qa a) w b q.
Hypothesis free : costs_nothing P (over_qa a0) (map over_qa a) w b q d.
Hypothesis kinds_are : forall k, In k kinds -> is_piece (sigma P) qp k.
Hypothesis deep_is : forall e, In e (data P) ->
  deep_part P point e = IZR (dz e) / IZR (Zpos qd).

(** ** What the point computes *)

Definition received_by (j : nat) (e : sample) : rational :=
  (prez P (nth j w []) (nth j b 0%Z) e, (denominator P * q)%positive).
Definition form (j : nat) (e : sample) : Z * Z := look_up kinds (received_by j e).

(** The common denominator of the outputs, and the output times it. *)
Definition unit_of : Z := (Zpos qa * Zpos qp * scale P q * Zpos qd)%Z.
Definition outz (e : sample) : Z :=
  (a0 * (Zpos qp * scale P q * Zpos qd)
   + fold_right Z.add 0
       (map (fun j => nth j a 0
               * (fst (form j e) * fst (received_by j e) + snd (form j e) * scale P q))
          (seq 0 (width P))) * Zpos qd
   + dz e * (Zpos qa * Zpos qp * scale P q))%Z.

(** Neuron j is in a piece at e; it need not be if neither it nor e counts. *)
Definition settled (e : sample) (c : Z) : bool :=
  forallb (fun j => found kinds (received_by j e) || ((nth j a 0 =? 0) && (c =? 0))%Z)
    (seq 0 (width P)).

(** The margins and slopes that there are, (z, g), and for each sample the
    number of its own. *)
Variable levels : list (rational * rational).
Variable own : list nat.

Definition at_level (e : sample) (c : Z) (i : nat) : bool :=
  match nth_error levels i with
  | Some (z, g) => (- labelz e * outz e * Zpos (snd z) =? fst z * unit_of)
                   && (c * Zpos (snd g) =? fst g * Zpos qg)
  | None => false
  end%Z.

Definition wrong_at (e : sample) : bool :=
  if positive_label e then (outz e <? 0)%Z else (0 <=? outz e)%Z.

Definition check_outputs : bool :=
  check_rows P && (length gz =? length (data P))%nat && (length own =? length (data P))%nat &&
  forallb (fun eci => let ec := fst eci in
      settled (fst ec) (snd ec) && at_level (fst ec) (snd ec) (snd eci))
    (combine (combine (data P) gz) own) &&
  existsb wrong_at (data P).

(** ** The columns *)

Definition factor (ec : sample * Z) : Z := (Zpos (weight (fst ec)) * labelz (fst ec) * snd ec)%Z.

Definition check_neuron (j : nat) : bool :=
  let table := map (fun ec => let c := factor ec in let pr := form j (fst ec) in
    (c * fst pr, (c * snd pr, row (fst ec)))%Z) (combine (data P) gz) in
  all_zero (gather (map (fun t => (fst t, snd (snd t))) table)) &&
  ((negb (b_trained P) && (nth j b 0 =? 0)%Z) || (overz table fst =? 0)%Z) &&
  (overz table (fun t => fst (snd t)) =? 0)%Z.

Definition one_vanishes : bool := (overz (combine (data P) gz) factor =? 0)%Z.

Definition check_columns : bool :=
  (negb (a0_trained P) || one_vanishes) && forallb check_neuron (seq 0 (width P)).

(** ** What the checks show *)

Lemma qpos (p : BinNums.positive) : 0 < IZR (Zpos p).
Proof. apply IZR_lt. reflexivity. Qed.

Lemma received_real j e : (j < width P)%nat -> length (row e) = dim P ->
  pre P point j e = real (received_by j e).
Proof.
  intros L E. rewrite (pre_z P point j (nth j w []) (nth j b 0%Z) q e); auto.
  now apply built_hidden.
Qed.

Lemma point_a j : (j < width P)%nat -> point (A j) = over_qa (nth j a 0%Z).
Proof.
  intros L. unfold point. rewrite built_a by assumption.
  replace 0 with (over_qa 0) by (unfold over_qa, Rdiv; ring). apply map_nth.
Qed.

Lemma neuron_value j e c : (j < width P)%nat -> length (row e) = dim P -> settled e c = true ->
  over_qa (nth j a 0%Z) * sigma P (pre P point j e)
  = over_qa (nth j a 0%Z)
    * (IZR (fst (form j e) * fst (received_by j e) + snd (form j e) * scale P q)%Z
       / (IZR (Zpos qp) * IZR (scale P q))).
Proof.
  intros L E S. unfold settled in S. rewrite forallb_forall in S.
  specialize (S j ltac:(apply in_seq; lia)). apply orb_prop in S. destruct S as [S|S].
  - destruct (look_up_piece (sigma P) qp kinds _ kinds_are S) as [lo [hi [I V]]].
    rewrite <- received_real in I by assumption. rewrite (V _ I). fold (form j e).
    rewrite received_real by assumption. unfold real. change (snd (received_by j e))
      with (denominator P * q)%positive. change (Zpos (denominator P * q)) with (scale P q).
    rewrite plus_IZR, !mult_IZR. pose proof (qpos qp). pose proof (scale_pos P q). f_equal.
    field. lra.
  - apply andb_prop in S. destruct S as [S _]. apply Z.eqb_eq in S. rewrite S.
    unfold over_qa, Rdiv. ring.
Qed.

Lemma sum_seq n (h : nat -> Z) :
  IZR (fold_right Z.add 0%Z (map h (seq 0 n))) = sum n (fun j => IZR (h j)).
Proof.
  induction n as [|n IH]; [reflexivity|]. rewrite seq_S, map_app. simpl. rewrite <- IH.
  generalize (map h (seq 0 n)). intros l. induction l as [|c l IHl]; simpl.
  - now rewrite Z.add_0_r, Rplus_0_l.
  - rewrite !plus_IZR, IHl. ring.
Qed.

Lemma output_value e c : In e (data P) -> length (row e) = dim P -> settled e c = true ->
  f P point e = IZR (outz e) / IZR unit_of.
Proof.
  intros I E S. rewrite f_parts, deep_is by assumption.
  rewrite (sum_eq _ _ (fun j => / (IZR (Zpos qa) * (IZR (Zpos qp) * IZR (scale P q))) *
    IZR (nth j a 0 * (fst (form j e) * fst (received_by j e) + snd (form j e) * scale P q))%Z)).
  - rewrite sum_times, <- sum_seq. unfold point. rewrite built_a0 by assumption.
    unfold outz, unit_of, over_qa. rewrite !plus_IZR, !mult_IZR.
    pose proof (qpos qa). pose proof (qpos qp). pose proof (qpos qd). pose proof (scale_pos P q).
    field. lra.
  - intros j L. rewrite point_a, (neuron_value j e c) by assumption.
    rewrite (mult_IZR (nth j a 0%Z)). unfold over_qa.
    pose proof (qpos qa). pose proof (qpos qp). pose proof (scale_pos P q). field. lra.
Qed.

Lemma unit_pos : 0 < IZR unit_of.
Proof.
  unfold unit_of. rewrite !mult_IZR. pose proof (qpos qa). pose proof (qpos qp).
  pose proof (qpos qd). pose proof (scale_pos P q). repeat apply Rmult_lt_0_compat; assumption.
Qed.

Lemma combine_slopes (l : list sample) (cs : list Z) e g : In (e, g) (combine l (map over_qg cs)) ->
  exists c, In (e, c) (combine l cs) /\ g = over_qg c.
Proof.
  revert cs. induction l as [|e0 l IH]; intros [|c cs] I; simpl in *; try contradiction.
  destruct I as [I|I].
  - injection I as <- <-. eauto.
  - destruct (IH cs I) as [c' [I' E]]. eauto.
Qed.

Lemma weighted_slopes h : weighted P slopes h
  = over (combine (data P) gz) (fun ec => IZR (factor ec) / IZR (Zpos qg) * h (fst ec)).
Proof.
  unfold weighted, slopes. generalize (data P). intros l. generalize gz. clear - l.
  induction l as [|e l IH]; intros [|c cs]; simpl; try reflexivity.
  rewrite IH. f_equal. unfold factor, over_qg, share. simpl fst. simpl snd.
  rewrite !mult_IZR, <- y_labelz. unfold Rdiv. ring.
Qed.

Hypothesis outputs_checked : check_outputs = true.

Lemma in_combine_some {T U} (l : list T) (l' : list U) e : (length l <= length l')%nat ->
  In e l -> exists u, In (e, u) (combine l l').
Proof.
  revert l'. induction l as [|e0 l IH]; intros [|u l'] E I; simpl in *; try contradiction; try lia.
  destruct I as [<-|I]; [eauto|]. destruct (IH l' ltac:(lia) I) as [u' I']. eauto.
Qed.

Lemma outputs_hold : check_rows P = true /\ length gz = length (data P) /\
  (forall e c, In (e, c) (combine (data P) gz) ->
     settled e c = true /\ exists i, at_level e c i = true) /\
  exists e, In e (data P) /\ wrong_at e = true.
Proof.
  unfold check_outputs in outputs_checked. rewrite !andb_true_iff in outputs_checked.
  destruct outputs_checked as [[[[R Ln] Lo] F] W]. apply Nat.eqb_eq in Ln, Lo.
  split; [assumption|]. split; [assumption|]. split.
  - intros e c I. rewrite forallb_forall in F.
    destruct (in_combine_some (combine (data P) gz) own (e, c)) as [i Ii]; auto.
    + rewrite combine_length. lia.
    + specialize (F _ Ii). apply andb_prop in F. destruct F as [F1 F2].
      split; [exact F1|]. exists i. exact F2.
  - now apply existsb_exists in W.
Qed.

Lemma in_data_combine e : In e (data P) -> exists c, In (e, c) (combine (data P) gz).
Proof. destruct outputs_hold as [_ [E _]]. apply in_combine_some. lia. Qed.

Lemma value_at_sample e : In e (data P) -> f P point e = IZR (outz e) / IZR unit_of.
Proof.
  intros I. destruct outputs_hold as [R [_ [H _]]]. destruct (in_data_combine e I) as [c Ic].
  apply output_value with c; [assumption | now apply rows_by | now apply H].
Qed.

Lemma point_wrong : some_wrong P point.
Proof.
  destruct outputs_hold as [_ [_ [_ [e [I W]]]]]. exists e. split; [assumption|].
  rewrite value_at_sample by assumption. unfold wrong_at in W. pose proof unit_pos as U.
  unfold y, sgn. destruct (positive_label e).
  - apply Z.ltb_lt, IZR_lt in W. destruct (Rle_dec 0 (IZR (outz e) / IZR unit_of)) as [L|L]; [|lra].
    exfalso. apply Rmult_le_compat_r with (r := IZR unit_of) in L; [|lra].
    unfold Rdiv in L. rewrite Rmult_assoc, Rinv_l in L by lra. lra.
  - apply Z.leb_le, IZR_le in W. destruct (Rle_dec 0 (IZR (outz e) / IZR unit_of)) as [L|L]; [lra|].
    exfalso. apply L. apply Rmult_le_pos; [assumption|]. left. now apply Rinv_0_lt_compat.
Qed.

(** Each sample is at one of the levels. *)
Lemma point_levels (Q : R -> R -> Prop) :
  Forall (fun zg => Q (real (fst zg)) (real (snd zg))) levels ->
  forall e g, In (e, g) (combine (data P) slopes) -> Q (z P point e) g.
Proof.
  intros F e g I. destruct (combine_slopes _ _ _ _ I) as [c [Ic ->]].
  destruct outputs_hold as [R [_ [H _]]]. destruct (H e c Ic) as [_ [i V]].
  pose proof (in_combine_l _ _ _ _ Ic) as Ie.
  unfold at_level in V. destruct (nth_error levels i) as [[v s]|] eqn:Il; [|discriminate].
  apply nth_error_In in Il.
  apply andb_prop in V. destruct V as [V1 V2]. apply Z.eqb_eq in V1, V2. simpl fst in *.
  simpl snd in *. rewrite Forall_forall in F. specialize (F _ Il). simpl in F.
  apply (f_equal IZR) in V1, V2. rewrite !mult_IZR in V1, V2. pose proof unit_pos as U.
  pose proof (qpos (snd v)). pose proof (qpos (snd s)). pose proof (qpos qg).
  replace (z P point e) with (real v).
  - replace (over_qg c) with (real s); [assumption|]. unfold real, over_qg.
    apply cross; [now apply Rgt_not_eq|now apply Rgt_not_eq|lra].
  - unfold z. rewrite value_at_sample, y_labelz by assumption. unfold real.
    rewrite opp_IZR, mult_IZR in V1.
    replace (- IZR (labelz e) * (IZR (outz e) / IZR unit_of))
      with (- IZR (labelz e) * IZR (outz e) / IZR unit_of) by (unfold Rdiv; ring).
    apply cross; [now apply Rgt_not_eq|now apply Rgt_not_eq|lra].
Qed.

Hypothesis columns_checked : check_columns = true.

Lemma counts_found e : counts P slopes e -> exists c, In (e, c) (combine (data P) gz) /\ c <> 0%Z.
Proof.
  intros [g [I N]]. destruct (combine_slopes _ _ _ _ I) as [c [Ic ->]]. exists c.
  split; [assumption|]. intros ->. apply N. unfold over_qg, Rdiv. ring.
Qed.

Definition p_of (j : nat) (e : sample) : R := IZR (fst (form j e)) / IZR (Zpos qp).
Definition r_of (j : nat) (e : sample) : R := IZR (snd (form j e)) / IZR (Zpos qp).

Lemma point_columns j : (j < width P)%nat ->
  neuron_columns P point slopes j (p_of j) (r_of j).
Proof.
  intros L. unfold check_columns in columns_checked. apply andb_prop in columns_checked.
  destruct columns_checked as [_ F]. rewrite forallb_forall in F.
  specialize (F j ltac:(apply in_seq; lia)). unfold check_neuron in F. cbv zeta in F.
  rewrite !andb_true_iff in F. destruct F as [[Fx Fb] Fr].
  destruct outputs_hold as [R [_ [H _]]]. pose proof (qpos qp). pose proof (qpos qg).
  split; [|split; [|split]].
  - intros e C. destruct (counts_found e C) as [c [Ic N]]. destruct (H e c Ic) as [S _].
    unfold settled in S. rewrite forallb_forall in S. specialize (S j ltac:(apply in_seq; lia)).
    apply orb_prop in S. destruct S as [S|S].
    + destruct (look_up_piece (sigma P) qp kinds _ kinds_are S) as [lo [hi [I V]]].
      exists lo, hi. rewrite received_real; [|assumption|].
      * split; [exact I|exact V].
      * apply rows_by; auto. now apply in_combine_l in Ic.
    + apply andb_prop in S. destruct S as [_ S]. apply Z.eqb_eq in S. contradiction.
  - intros k K. rewrite weighted_slopes.
    pose proof (nth_zeros _ k Fx) as Z0. rewrite gather_nth, !overz_map in Z0.
    apply (f_equal IZR) in Z0. rewrite overz_real in Z0. simpl in Z0.
    rewrite (over_eq _ _ (fun ec => / (IZR (Zpos qg) * IZR (Zpos qp) * IZR (Zpos (denominator P)))
      * IZR (factor ec * fst (form j (fst ec)) * nth k (row (fst ec)) 0)%Z)).
    + rewrite over_times, Z0. ring.
    + intros ec _. unfold p_of, x. rewrite !mult_IZR. pose proof (qpos (denominator P)). field. lra.
  - apply orb_prop in Fb. destruct Fb as [Fb|Fb]; [left|right].
    + apply andb_prop in Fb. destruct Fb as [Fb E]. apply Z.eqb_eq in E.
      split; [now apply negb_true_iff in Fb|]. unfold point. rewrite built_b by assumption.
      rewrite E. unfold Rdiv. ring.
    + apply Z.eqb_eq in Fb. rewrite overz_map in Fb. apply (f_equal IZR) in Fb.
      rewrite overz_real in Fb. rewrite weighted_slopes.
      rewrite (over_eq _ _ (fun ec => / (IZR (Zpos qg) * IZR (Zpos qp))
        * IZR (factor ec * fst (form j (fst ec)))%Z)).
      * rewrite over_times. simpl in Fb. rewrite Fb. ring.
      * intros ec _. unfold p_of. rewrite !mult_IZR. field. lra.
  - apply Z.eqb_eq in Fr. rewrite overz_map in Fr. apply (f_equal IZR) in Fr.
    rewrite overz_real in Fr. rewrite weighted_slopes.
    rewrite (over_eq _ _ (fun ec => / (IZR (Zpos qg) * IZR (Zpos qp))
      * IZR (factor ec * snd (form j (fst ec)))%Z)).
    + rewrite over_times. simpl in Fr. rewrite Fr. ring.
    + intros ec _. unfold r_of. rewrite !mult_IZR. field. lra.
Qed.

Lemma one_by : one_vanishes = true -> weighted P slopes (fun _ => 1) = 0.
Proof.
  intros H. apply Z.eqb_eq, (f_equal IZR) in H. rewrite overz_real in H.
  rewrite weighted_slopes. pose proof (qpos qg).
  rewrite (over_eq _ _ (fun ec => / IZR (Zpos qg) * IZR (factor ec))).
  - rewrite over_times, H. ring.
  - intros ec _. field. lra.
Qed.

(** The features: for a deep part that is affine. *)
Definition features_vanish : bool :=
  all_zero (gather (map (fun ec => (factor ec, row (fst ec))) (combine (data P) gz))).

Lemma features_by : features_vanish = true -> forall k, weighted P slopes (fun e => x P e k) = 0.
Proof.
  intros F k. pose proof (nth_zeros _ k F) as Z0. rewrite gather_nth, overz_map in Z0.
  apply (f_equal IZR) in Z0. rewrite overz_real in Z0. simpl in Z0. rewrite weighted_slopes.
  rewrite (over_eq _ _ (fun ec => / (IZR (Zpos qg) * IZR (Zpos (denominator P)))
    * IZR (factor ec * nth k (row (fst ec)) 0)%Z)).
  - rewrite over_times, Z0. ring.
  - intros ec _. unfold x. rewrite mult_IZR. pose proof (qpos (denominator P)).
    pose proof (qpos qg). field. lra.
Qed.

Hypothesis deep_columns : deep_balanced P point slopes.

Lemma point_balanced : balanced_near P point slopes.
Proof.
  apply balanced_by with p_of r_of.
  - apply built_admissible.
  - unfold check_columns in columns_checked. apply andb_prop in columns_checked.
    destruct columns_checked as [C _]. apply orb_prop in C. destruct C as [C|C].
    + left. now apply negb_true_iff in C.
    + right. now apply one_by.
  - exact point_columns.
  - exact deep_columns.
Qed.

Lemma slopes_length : length slopes = length (data P).
Proof. unfold slopes. rewrite map_length. apply outputs_hold. Qed.

Theorem minimum_hull_by :
  Forall (fun zg => subgradient_at (ell P) (real (fst zg)) (real (snd zg))) levels ->
  minimum_hull P.
Proof.
  intros S. exists point, slopes. split; [apply built_admissible|].
  split; [now apply built_unpenalised|]. split; [exact point_wrong|].
  split; [exact slopes_length|]. split; [|exact point_balanced].
  intros e g. now apply (point_levels (subgradient_at (ell P))).
Qed.

(** f is continuous where every neuron is in a piece at every sample. *)
Definition check_everywhere : bool :=
  forallb (fun e => forallb (fun j => found kinds (received_by j e)) (seq 0 (width P))) (data P).

Lemma piece_continuous (g : R -> R) lo hi p r v : lo < v < hi ->
  (forall u, lo < u < hi -> g u = p * u + r) -> continuity_pt g v.
Proof.
  intros I V. apply continuity_pt_locally_ext with (f := fun u => p * u + r)
    (a := Rmin (v - lo) (hi - v)).
  - apply Rmin_pos; lra.
  - intros u Hu. symmetry. apply V. unfold R_dist in Hu. apply Rabs_def2 in Hu.
    pose proof (Rmin_l (v - lo) (hi - v)). pose proof (Rmin_r (v - lo) (hi - v)). lra.
  - apply continuity_pt_plus; [|now apply continuity_pt_const].
    apply (continuity_pt_scal id p v). apply derivable_continuous_pt, derivable_pt_id.
Qed.

Lemma everywhere_continuous : check_everywhere = true ->
  forall j e, (j < width P)%nat -> In e (data P) -> continuity_pt (sigma P) (pre P point j e).
Proof.
  intros H j e L I. unfold check_everywhere in H. rewrite forallb_forall in H. specialize (H e I).
  rewrite forallb_forall in H. specialize (H j ltac:(apply in_seq; lia)).
  destruct (look_up_piece (sigma P) qp kinds _ kinds_are H) as [lo [hi [In0 V]]].
  destruct outputs_hold as [R _]. rewrite received_real by (auto; now apply rows_by).
  exact (piece_continuous _ lo hi _ _ _ In0 V).
Qed.

Theorem minimum_support_by :
  (forall j e, (j < width P)%nat -> In e (data P) -> continuity_pt (sigma P) (pre P point j e)) ->
  deep_continuous P point ->
  Forall (fun zg => slope_near (ell P) (real (fst zg)) (real (snd zg))) levels ->
  minimum_support P.
Proof.
  intros C Dc S. exists point, slopes. split; [apply built_admissible|].
  split; [now apply built_unpenalised|]. split; [exact point_wrong|].
  split; [exact slopes_length|]. split; [|split; [|exact point_balanced]].
  - intros e g. now apply (point_levels (slope_near (ell P))).
  - intros e I.
    assert (K : continuous P point (fun t' => t' A0
      + sum (width P) (fun j => t' (A j) * sigma P (pre P t' j e)) + deep_part P t' e)).
    { pose proof (built_admissible P (over_qa a0) (map over_qa a) w b q d) as Ad. fold point in Ad.
      apply continuous_plus; [apply continuous_plus|].
      - now apply continuous_place.
      - apply (continuous_sum P point _ (fun j t' => t' (A j) * sigma P (pre P t' j e))).
        intros j L. apply continuous_mult; [now apply continuous_place|].
        apply (continuous_comp P point (fun t' => pre P t' j e)); [now apply continuous_pre|auto].
      - exact (Dc e I). }
    exact K.
Qed.

End Numbers.
