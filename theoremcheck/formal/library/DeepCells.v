(** * Branches in affine pieces by numbers, over the integers

    As AffineCells.v does it for the shortcut: what a branch receives and gives,
    layer by layer, with one common denominator for each layer. *)

From Coq Require Import Reals List ZArith Lra Lia Bool.
From TheoremCheck Require Import Setting Conditions PointsConstant PointsFrozen PointsMultipliers
  Nearby Support RulesConstant RulesCurved RulesFrozen RulesMultipliers Checks ChecksWidths
  ChecksAverages PointsExplicit PointsMoments PointsBuild DeepNear AffineCells DeepColumns.
Import ListNotations.
Open Scope R_scope.

(** The numbers of a branch: for each layer its weights (a row for each unit)
    and biases, and the output weights. *)
Definition branch_numbers : Type := list (list (list Z) * list Z) * list Z.

Lemma nth_map_seq {T} (h : nat -> T) n u d : (u < n)%nat -> nth u (map h (seq 0 n)) d = h u.
Proof.
  intros L. rewrite (nth_indep _ d (h 0%nat)) by (now rewrite map_length, seq_length).
  now rewrite map_nth, seq_nth.
Qed.

Lemma same_length {T U} (Q : T -> U -> Prop) l l' : Forall2 Q l l' -> length l = length l'.
Proof. induction 1; simpl; congruence. Qed.

Lemma same_nth {T U} (Q : T -> U -> Prop) l l' d d' n : Forall2 Q l l' -> (n < length l)%nat ->
  Q (nth n l d) (nth n l' d').
Proof.
  intros F. revert n. induction F as [|v v' l l' E F IH]; intros n L; simpl in L; [lia|].
  destruct n; [exact E|]. simpl. apply IH. lia.
Qed.

Lemma nth_error_map_seq {T} (h : nat -> T) n u v : nth_error (map h (seq 0 n)) u = Some v ->
  (u < n)%nat /\ v = h u.
Proof.
  intros E. assert (L : (u < n)%nat).
  { assert (N : nth_error (map h (seq 0 n)) u <> None) by congruence.
    apply nth_error_Some in N. now rewrite map_length, seq_length in N. }
  split; [assumption|]. apply nth_error_nth with (d := h u) in E. now rewrite nth_map_seq in E.
Qed.

Section Numbers.

Variable net : list branch_numbers.

Definition layer_at (b l : nat) : list (list Z) * list Z :=
  nth l (fst (nth b net ([], []))) ([], []).

Definition deepz (p : deep_place) : Z :=
  match p with
  | Weight b l u k => nth k (nth u (fst (layer_at b l)) []) 0
  | Bias b l u => nth u (snd (layer_at b l)) 0
  | Output b u => nth u (snd (nth b net ([], []))) 0
  end%Z.

Definition deep_real (q : BinNums.positive) (p : deep_place) : R := IZR (deepz p) / IZR (Zpos q).

(** All places whose number is not 0. *)
Definition places : list deep_place :=
  flat_map (fun b => let (layers, outs) := nth b net ([], []) in
    flat_map (fun l => let (rows, biases) := nth l layers ([], []) in
      flat_map (fun u => map (Weight b l u) (seq 0 (length (nth u rows [])))) (seq 0 (length rows))
      ++ map (Bias b l) (seq 0 (length biases))) (seq 0 (length layers))
    ++ map (Output b) (seq 0 (length outs))) (seq 0 (length net)).

Lemma nth_index {T} (l : list T) n d : nth n l d <> d -> In n (seq 0 (length l)).
Proof.
  intros N. apply in_seq. destruct (Nat.lt_ge_cases n (length l)); [lia|].
  contradiction N. now apply nth_overflow.
Qed.

Lemma in_places p : deepz p <> 0%Z -> In p places.
Proof.
  intros N. unfold places. apply in_flat_map.
  assert (Bk : forall b, nth b net ([], []) <> ([], []) -> In b (seq 0 (length net)))
    by (intros b; apply nth_index).
  destruct p as [b l u k|b l u|b u]; simpl in N; exists b; unfold layer_at in N;
    destruct (nth b net ([], [])) as [layers outs] eqn:Eb; simpl in N.
  - destruct (nth l layers ([], [])) as [rows biases] eqn:El. simpl in N.
    split; [apply Bk; rewrite Eb; intros E; injection E as -> ->; destruct l; injection El as <- <-;
      destruct u, k; now apply N|].
    apply in_or_app. left. apply in_flat_map. exists l. split.
    + apply nth_index with (d := ([], [])). rewrite El. intros E. injection E as -> ->.
      destruct u, k; now apply N.
    + rewrite El. apply in_or_app. left. apply in_flat_map. exists u. split.
      * apply nth_index with (d := []). intros E. rewrite E in N. destruct k; now apply N.
      * apply in_map. now apply nth_index with (d := 0%Z).
  - destruct (nth l layers ([], [])) as [rows biases] eqn:El. simpl in N.
    split; [apply Bk; rewrite Eb; intros E; injection E as -> ->; destruct l; injection El as <- <-;
      destruct u; now apply N|].
    apply in_or_app. left. apply in_flat_map. exists l. split.
    + apply nth_index with (d := ([], [])). rewrite El. intros E. injection E as -> ->.
      destruct u; now apply N.
    + rewrite El. apply in_or_app. right. apply in_map. now apply nth_index with (d := 0%Z).
  - split; [apply Bk; rewrite Eb; intros E; injection E as -> ->; destruct u; now apply N|].
    apply in_or_app. right. apply in_map. now apply nth_index with (d := 0%Z).
Qed.

(** A point has these numbers where they are trained, or 0 and fixed at 0. *)
Definition check_places (P : problem) : bool :=
  forallb (fun p => existsb (same_place p) (deep_trained P)) places.

Lemma numbers_stay P a0 a w b q qw : check_places P = true ->
  (forall p, moves P (D p) = false -> fixed P (D p) = 0) ->
  forall p, built P a0 a w b q (deep_real qw) (D p) = deep_real qw p.
Proof.
  intros C F p. unfold built, completed. destruct (moves P (D p)) eqn:M; [reflexivity|].
  rewrite F by assumption. unfold deep_real. destruct (Z.eq_dec (deepz p) 0) as [->|N].
  - unfold Rdiv. ring.
  - unfold check_places in C. rewrite forallb_forall in C. simpl in M.
    rewrite (C p (in_places p N)) in M. discriminate.
Qed.

Variable P : problem.
Variable t : params.
Hypothesis reachable : admissible P t.
Variable qw : BinNums.positive.
Hypothesis numbers_are : forall p, t (D p) = deep_real qw p.
Variable qp : BinNums.positive.

(** ** Layer by layer

    h over D comes in, what is received is over D qw, what goes out over D qw qp. *)

Definition taken (b l : nat) (h : list Z) (D : BinNums.positive) (u : nat) : rational :=
  ((dotz (nth u (fst (layer_at b l)) []) h + nth u (snd (layer_at b l)) 0 * Zpos D)%Z,
   (D * qw)%positive).

Definition given (b l : nat) (h : list Z) (D : BinNums.positive) (kl : list (list piece))
  : list Z :=
  map (fun u => let v := taken b l h D u in let pr := look_up (nth u kl []) v in
    fst pr * fst v + snd pr * Zpos (snd v))%Z (seq 0 (length kl)).

Definition after (D : BinNums.positive) : BinNums.positive := (qp * (D * qw))%positive.

Fixpoint check_found (b l : nat) (H : sample -> list Z) (D : BinNums.positive)
  (ks : list (list (list piece))) : bool :=
  match ks with
  | [] => true
  | kl :: rest =>
      forallb (fun e => let h := H e in
        forallb (fun u => found (nth u kl []) (taken b l h D u)) (seq 0 (length kl))) (data P)
      && check_found b (S l) (fun e => given b l (H e) D kl) (after D) rest
  end.

Fixpoint last_values (b l : nat) (H : sample -> list Z) (D : BinNums.positive)
  (ks : list (list (list piece))) : (sample -> list Z) * BinNums.positive :=
  match ks with
  | [] => (H, D)
  | kl :: rest => last_values b (S l) (fun e => given b l (H e) D kl) (after D) rest
  end.

Definition formz : Type := sample -> Z * Z.
Fixpoint formsz (b l : nat) (H : sample -> list Z) (D : BinNums.positive)
  (ks : list (list (list piece))) : list (list formz) :=
  match ks with
  | [] => []
  | kl :: rest =>
      map (fun u e => look_up (nth u kl []) (taken b l (H e) D u)) (seq 0 (length kl))
      :: formsz b (S l) (fun e => given b l (H e) D kl) (after D) rest
  end.

Definition real_form (pr : formz) : (sample -> R) * (sample -> R) :=
  (fun e => IZR (fst (pr e)) / IZR (Zpos qp), fun e => IZR (snd (pr e)) / IZR (Zpos qp)).
Definition real_forms (fz : list (list formz)) : forms := map (map real_form) fz.

Definition pieces_are (units : list fn) (kl : list (list piece)) : Prop :=
  Forall2 (fun unit ks => forall k, In k ks -> is_piece (val unit) qp k) units kl.

Let td (p : deep_place) : R := t (D p).

Definition stands (n : nat) (H : sample -> list Z) (D : BinNums.positive)
  (h : sample -> nat -> R) : Prop :=
  forall e, In e (data P) -> length (H e) = n /\
    forall k, (k < n)%nat -> h e k = IZR (nth k (H e) 0%Z) / IZR (Zpos D).

Lemma taken_real b l n H D h u e : stands n H D h -> In e (data P) ->
  received td b l n (h e) u = real (taken b l (H e) D u).
Proof.
  intros S I. destruct (S e I) as [Len V]. unfold received, taken, real, td. simpl fst. simpl snd.
  rewrite (numbers_are (Bias b l u)), plus_IZR, mult_IZR, (dotz_nth n) by assumption.
  change (Zpos (D * qw)) with (Zpos D * Zpos qw)%Z. rewrite mult_IZR.
  pose proof (qpos D) as HD. pose proof (qpos qw) as HQ.
  rewrite (sum_eq n _ (fun k => / (IZR (Zpos D) * IZR (Zpos qw))
    * (IZR (nth k (nth u (fst (layer_at b l)) []) 0%Z) * IZR (nth k (H e) 0%Z)))).
  - rewrite sum_times. unfold deep_real. simpl. field. lra.
  - intros k L. rewrite V, numbers_are by assumption. unfold deep_real. simpl. field. lra.
Qed.

Lemma nth_given b l h D kl u : (u < length kl)%nat ->
  nth u (given b l h D kl) 0%Z = (let v := taken b l h D u in let pr := look_up (nth u kl []) v in
    fst pr * fst v + snd pr * Zpos (snd v))%Z.
Proof.
  intros L. unfold given. now rewrite nth_map_seq.
Qed.

Lemma pieces_nth units kl u : pieces_are units kl -> (u < length units)%nat ->
  forall k, In k (nth u kl []) -> is_piece (unit units u) qp k.
Proof.
  intros F. revert u. unfold unit. induction F as [|f ks units kl E F IH]; intros u L; simpl in *.
  - lia.
  - destruct u; [exact E|]. apply IH. lia.
Qed.

Lemma layer_stands b l n H D h units kl : stands n H D h -> pieces_are units kl ->
  (forall e u, In e (data P) -> (u < length kl)%nat ->
     found (nth u kl []) (taken b l (H e) D u) = true) ->
  stands (length units) (fun e => given b l (H e) D kl) (after D) (passed td b l n h units).
Proof.
  intros S F Fo e I. pose proof (same_length _ _ _ F) as Len. split.
  - unfold given. rewrite map_length, seq_length. now symmetry.
  - intros u L. rewrite nth_given by lia. cbv zeta. unfold passed.
    rewrite (taken_real b l n H D h u e S I).
    destruct (look_up_piece (unit units u) qp (nth u kl []) _ (pieces_nth units kl u F L)
      (Fo e u I ltac:(lia))) as [lo [hi [In0 V]]].
    rewrite (V _ In0). unfold real. set (pr := look_up _ _). rewrite plus_IZR, !mult_IZR.
    unfold after. change (Zpos (qp * (D * qw))) with (Zpos qp * Zpos (D * qw))%Z. rewrite mult_IZR.
    change (snd (taken b l (H e) D u)) with (D * qw)%positive.
    pose proof (qpos qp). pose proof (qpos (D * qw)). field. lra.
Qed.

Lemma check_found_layer b l H D kl rest : check_found b l H D (kl :: rest) = true ->
  (forall e u, In e (data P) -> (u < length kl)%nat ->
     found (nth u kl []) (taken b l (H e) D u) = true) /\
  check_found b (S l) (fun e => given b l (H e) D kl) (after D) rest = true.
Proof.
  simpl. rewrite andb_true_iff, forallb_forall. intros [F C]. split; [|assumption].
  intros e u I L. specialize (F e I). rewrite forallb_forall in F. apply F, in_seq. lia.
Qed.

Lemma branch_pieces g b layers : forall ks l n H D h, stands n H D h ->
  Forall2 pieces_are layers ks -> check_found b l H D ks = true ->
  calm P td b l n h layers /\
  in_pieces P t g b l n h layers (real_forms (formsz b l H D ks)) /\
  forall e, In e (data P) -> branch_output td b l n (h e) layers
    = IZR (dotz (snd (nth b net ([], []))) (fst (last_values b l H D ks) e))
      / IZR (Zpos (snd (last_values b l H D ks) * qw)).
Proof.
  induction layers as [|units above IH]; intros ks l n H D h S F C;
    inversion F as [|? kl ? rest Fk Fr]; subst; simpl.
  - split; [exact I|]. split; [exact I|]. intros e Ie. destruct (S e Ie) as [Len V].
    rewrite (dotz_nth n) by assumption. change (Zpos (D * qw)) with (Zpos D * Zpos qw)%Z.
    rewrite mult_IZR. pose proof (qpos D) as HD. pose proof (qpos qw) as HQ.
    rewrite (sum_eq n _ (fun k => / (IZR (Zpos D) * IZR (Zpos qw))
      * (IZR (nth k (snd (nth b net ([], []))) 0%Z) * IZR (nth k (H e) 0%Z)))).
    + rewrite sum_times. field. lra.
    + intros k L. unfold td. rewrite V, numbers_are by assumption. unfold deep_real. simpl.
      field. lra.
  - destruct (check_found_layer b l H D kl rest C) as [Fo C'].
    pose proof (layer_stands b l n H D h units kl S Fk Fo) as S'.
    pose proof (same_length _ _ _ Fk) as Len.
    assert (Pc : forall u e, (u < length units)%nat -> In e (data P) -> exists lo hi,
      lo < received td b l n (h e) u < hi /\ forall v, lo < v < hi ->
      unit units u v = IZR (fst (look_up (nth u kl []) (taken b l (H e) D u))) / IZR (Zpos qp) * v
        + IZR (snd (look_up (nth u kl []) (taken b l (H e) D u))) / IZR (Zpos qp)).
    { intros u e L Ie. rewrite (taken_real b l n H D h u e S Ie).
      apply look_up_piece; [now apply pieces_nth|]. apply Fo; [assumption|lia]. }
    destruct (IH rest (Datatypes.S l) (length units) _ _ _ S' Fr C') as [K1 [K2 K3]].
    split; [split; [|exact K1]|]; [|split; [split; [|split; [|exact K2]]|exact K3]].
    + intros u e L Ie. destruct (Pc u e L Ie) as [lo [hi [In0 V]]].
      exact (piece_continuous _ lo hi _ _ _ In0 V).
    + now rewrite !map_length, seq_length.
    + intros u pr e E Ce. apply counts_member in Ce.
      rewrite map_map in E. apply nth_error_map_seq in E. destruct E as [L ->]. simpl.
      apply Pc; [lia|assumption].
Qed.

(** ** Columns *)

Fixpoint pathsz (fz : list (list formz)) : list (sample -> Z) :=
  match fz with
  | [] => [fun _ => 1%Z]
  | layer :: above =>
      flat_map (fun phi => map (fun (pr : formz) e => (phi e * fst (pr e))%Z) layer) (pathsz above)
  end.

Lemma paths_real fz phi : In phi (paths (real_forms fz)) ->
  exists phiz c, In phiz (pathsz fz) /\ forall e, phi e = c * IZR (phiz e).
Proof.
  revert phi. induction fz as [|layer above IH]; intros phi I; simpl in *.
  - destruct I as [<-|[]]. exists (fun _ => 1%Z), 1. split; [now left|]. intros. simpl. ring.
  - apply in_flat_map in I. destruct I as [psi [Ipsi I]]. apply in_map_iff in I.
    destruct I as [pr [<- I]]. apply in_map_iff in I. destruct I as [prz [<- I]].
    destruct (IH psi Ipsi) as [psiz [c [Iz E]]].
    exists (fun e => psiz e * fst (prz e))%Z, (c / IZR (Zpos qp)). split.
    + apply in_flat_map. exists psiz. split; [assumption|]. apply in_map_iff. now exists prz.
    + intros e. simpl. rewrite E, mult_IZR. unfold Rdiv. ring.
Qed.

Variables (gz : list Z) (qg : BinNums.positive).

Definition sumz (h : sample -> Z) : Z :=
  overz (combine (data P) gz) (fun ec => factor ec * h (fst ec))%Z.

Lemma sumz_zero h hz c : (forall e, h e = c * IZR (hz e)) -> sumz hz = 0%Z ->
  weighted P (slopes gz qg) h = 0.
Proof.
  intros E Z. apply (f_equal IZR) in Z. unfold sumz in Z. rewrite overz_real in Z. simpl in Z.
  rewrite weighted_slopes.
  rewrite (over_eq _ _ (fun ec => c / IZR (Zpos qg) * IZR (factor ec * hz (fst ec))%Z)).
  - rewrite over_times, Z. ring.
  - intros ec _. rewrite E, mult_IZR. unfold Rdiv. ring.
Qed.

Definition unbiased (b l u : nat) : bool :=
  negb (existsb (same_place (Bias b l u)) (deep_trained P)) && (deepz (Bias b l u) =? 0)%Z.

Fixpoint check_inner (b l : nat) (fz : list (list formz)) : bool :=
  match fz with
  | [] => true
  | layer :: above =>
      forallb (fun phi : sample -> Z => forallb (fun upr : nat * formz =>
          (sumz (fun e => phi e * snd (snd upr e)) =? 0)%Z
          && (unbiased b l (fst upr) || (sumz (fun e => phi e * fst (snd upr e)) =? 0)%Z))
        (combine (seq 0 (length layer)) layer)) (pathsz above)
      && check_inner b (S l) above
  end.

Definition check_features (fz : list (list formz)) : bool :=
  forallb (fun phi => all_zero (gather
    (map (fun ec => (factor ec * phi (fst ec), row (fst ec)))%Z (combine (data P) gz))))
  (pathsz fz).

Lemma in_numbered {T} (l : list T) u v : nth_error l u = Some v ->
  In (u, v) (combine (seq 0 (length l)) l).
Proof.
  enough (K : forall s, nth_error l u = Some v ->
    In ((s + u)%nat, v) (combine (seq s (length l)) l)) by apply (K 0%nat).
  revert u. induction l as [|w l IH]; intros u s E; destruct u; simpl in *; try discriminate.
  - injection E as ->. left. f_equal. lia.
  - right. replace (s + S u)%nat with (S s + u)%nat by lia. now apply IH.
Qed.

Lemma inner_by b fz : forall l, check_inner b l fz = true ->
  inner_columns P t (slopes gz qg) b l (real_forms fz).
Proof.
  induction fz as [|layer above IH]; intros l C; simpl in *; [exact I|].
  apply andb_prop in C. destruct C as [C Cs]. split; [|now apply IH].
  intros phi u pr Iphi E. destruct (paths_real above phi Iphi) as [phiz [c [Iz Ephi]]].
  rewrite forallb_forall in C. specialize (C phiz Iz). rewrite forallb_forall in C.
  rewrite nth_error_map in E. destruct (nth_error layer u) as [prz|] eqn:El; [|discriminate].
  injection E as <-. specialize (C _ (in_numbered _ _ _ El)). simpl in C.
  apply andb_prop in C. destruct C as [C1 C2]. apply Z.eqb_eq in C1. split.
  - apply (sumz_zero _ (fun e => phiz e * snd (prz e))%Z (c / IZR (Zpos qp))); [|exact C1].
    intros e. simpl. rewrite Ephi, mult_IZR. unfold Rdiv. ring.
  - apply orb_prop in C2. destruct C2 as [C2|C2].
    + left. unfold unbiased in C2. apply andb_prop in C2. destruct C2 as [N Z].
      apply negb_true_iff in N. apply Z.eqb_eq in Z. split.
      * intros I. assert (X : existsb (same_place (Bias b l u)) (deep_trained P) = true)
          by (apply existsb_exists; exists (Bias b l u); split;
              [assumption|now apply same_place_eq]).
        congruence.
      * rewrite numbers_are. unfold deep_real. rewrite Z. unfold Rdiv. ring.
    + right. apply Z.eqb_eq in C2.
      apply (sumz_zero _ (fun e => phiz e * fst (prz e))%Z (c / IZR (Zpos qp))); [|exact C2].
      intros e. simpl. rewrite Ephi, mult_IZR. unfold Rdiv. ring.
Qed.

Lemma features_of fz : check_features fz = true ->
  forall phi k, In phi (paths (real_forms fz)) -> (k < dim P)%nat ->
  weighted P (slopes gz qg) (fun e => phi e * x P e k) = 0.
Proof.
  intros C phi k Iphi _. destruct (paths_real fz phi Iphi) as [phiz [c [Iz Ephi]]].
  unfold check_features in C. rewrite forallb_forall in C. specialize (C phiz Iz).
  pose proof (nth_zeros _ k C) as Z0. rewrite gather_nth, overz_map in Z0.
  apply (sumz_zero _ (fun e => phiz e * nth k (row e) 0)%Z (c / IZR (Zpos (denominator P)))).
  - intros e. rewrite Ephi, mult_IZR. unfold x, Rdiv. ring.
  - unfold sumz. etransitivity; [|exact Z0]. simpl. generalize (combine (data P) gz). clear.
    induction l; simpl; [reflexivity|]. rewrite IHl. lia.
Qed.

(** ** All branches *)

Variable all : list (list (list fn)).
Hypothesis is_branches : forall td v, deep P td v = branches (dim P) all td v.
Variable kinds : list (list (list (list piece))).
Hypothesis kinds_are : Forall2 (Forall2 pieces_are) all kinds.

Definition branch_value (b : nat) : (sample -> Z) * BinNums.positive :=
  let last := last_values b 0 row (denominator P) (nth b kinds []) in
  (fun e => dotz (snd (nth b net ([], []))) (fst last e), (snd last * qw)%positive).

Fixpoint total (l : list ((sample -> Z) * BinNums.positive)) : (sample -> Z) * BinNums.positive :=
  match l with
  | [] => (fun _ => 0%Z, 1%positive)
  | (h, m) :: rest =>
      let (h', m') := total rest in
      (fun e => (h e * Zpos m' + h' e * Zpos m)%Z, (m * m')%positive)
  end.

Definition deep_value : (sample -> Z) * BinNums.positive :=
  total (map branch_value (seq 0 (length kinds))).

Definition check_deep : bool :=
  check_rows P &&
  forallb (fun b => check_found b 0 row (denominator P) (nth b kinds []) &&
    let fz := formsz b 0 row (denominator P) (nth b kinds []) in
    check_inner b 0 fz && check_features fz) (seq 0 (length kinds)).

Lemma total_real l e : over l (fun hD => IZR (fst hD e) / IZR (Zpos (snd hD)))
  = IZR (fst (total l) e) / IZR (Zpos (snd (total l))).
Proof.
  induction l as [|[h m] l IH]; simpl.
  - field.
  - rewrite IH. destruct (total l) as [h' m']. simpl. rewrite plus_IZR, !mult_IZR.
    change (Zpos (m * m')) with (Zpos m * Zpos m')%Z. rewrite mult_IZR.
    pose proof (qpos m). pose proof (qpos m'). field. lra.
Qed.

Lemma sum_over n h : sum n h = over (seq 0 n) h.
Proof.
  induction n as [|n IH]; [reflexivity|]. rewrite seq_S. simpl.
  rewrite IH. generalize (seq 0 n). intros l. induction l as [|m l IHl]; simpl; lra.
Qed.

Lemma over_map {T U} (l : list T) (h : T -> U) (v : U -> R) :
  over (map h l) v = over l (fun e => v (h e)).
Proof. induction l; simpl; [reflexivity|]. now rewrite IHl. Qed.

Hypothesis checked : check_deep = true.

Lemma branch_facts b : (b < length all)%nat ->
  calm P td b 0 (dim P) (x P) (nth b all []) /\
  branch_columns P t (slopes gz qg) b (nth b all [])
    (real_forms (formsz b 0 row (denominator P) (nth b kinds []))) /\
  forall e, In e (data P) -> branch_output td b 0 (dim P) (x P e) (nth b all [])
    = IZR (fst (branch_value b) e) / IZR (Zpos (snd (branch_value b))).
Proof.
  intros L. unfold check_deep in checked. apply andb_prop in checked. destruct checked as [R C].
  pose proof (same_length _ _ _ kinds_are) as Len.
  rewrite forallb_forall in C. specialize (C b ltac:(apply in_seq; lia)).
  apply andb_prop in C. destruct C as [C1 C]. cbv zeta in C. apply andb_prop in C.
  destruct C as [C2 C3].
  assert (S : stands (dim P) row (denominator P) (x P)).
  { intros e Ie. split; [now apply (rows_by P)|]. intros k _. reflexivity. }
  assert (F : Forall2 pieces_are (nth b all []) (nth b kinds [])).
  { now apply same_nth. }
  destruct (branch_pieces (slopes gz qg) b (nth b all []) (nth b kinds []) 0 (dim P) row
    (denominator P) (x P) S F C1) as [K1 [K2 K3]].
  split; [exact K1|]. split; [split; [exact K2|split]|].
  - now apply inner_by.
  - now apply features_of.
  - intros e Ie. now rewrite K3.
Qed.

Theorem deep_balanced_by : deep_balanced P t (slopes gz qg).
Proof.
  apply branches_balanced with all; auto. intros b L.
  destruct (branch_facts b L) as [K1 [K2 _]].
  exact (branch_columns_balanced P t reachable (slopes gz qg) b _ _ K1 K2).
Qed.

Theorem deep_continuous_by : deep_continuous P t.
Proof. apply (branches_continuous P t all); auto. intros b L. now apply branch_facts. Qed.

Theorem deep_value_by e : In e (data P) ->
  deep_part P t e = IZR (fst deep_value e) / IZR (Zpos (snd deep_value)).
Proof.
  intros I. unfold deep_part, deep_value. rewrite is_branches, <- total_real, over_map, <- sum_over.
  unfold branches. rewrite (same_length _ _ _ kinds_are). apply sum_eq. intros b L.
  apply branch_facts; [|assumption]. now rewrite (same_length _ _ _ kinds_are).
Qed.

End Numbers.
