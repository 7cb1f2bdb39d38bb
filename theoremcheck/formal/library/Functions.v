(** * Functions of one variable: all that an exported file uses *)

From TheoremCheck Require Export Formulas Erf Calculus Smooth Pieces Shapes ShapesBent Signs Leaves.

(** A neuron that is sigmoidal is named, not imported. *)
From TheoremCheck Require Sigmoids.
