Setting.vo Setting.glob Setting.v.beautified Setting.required_vo: Setting.v 
Setting.vio: Setting.v 
Setting.vos Setting.vok Setting.required_vos: Setting.v 
Intervals.vo Intervals.glob Intervals.v.beautified Intervals.required_vo: Intervals.v 
Intervals.vio: Intervals.v 
Intervals.vos Intervals.vok Intervals.required_vos: Intervals.v 
Formulas.vo Formulas.glob Formulas.v.beautified Formulas.required_vo: Formulas.v 
Formulas.vio: Formulas.v 
Formulas.vos Formulas.vok Formulas.required_vos: Formulas.v 
Erf.vo Erf.glob Erf.v.beautified Erf.required_vo: Erf.v 
Erf.vio: Erf.v 
Erf.vos Erf.vok Erf.required_vos: Erf.v 
Algebra.vo Algebra.glob Algebra.v.beautified Algebra.required_vo: Algebra.v Setting.vo
Algebra.vio: Algebra.v Setting.vio
Algebra.vos Algebra.vok Algebra.required_vos: Algebra.v Setting.vos
Compact.vo Compact.glob Compact.v.beautified Compact.required_vo: Compact.v Setting.vo
Compact.vio: Compact.v Setting.vio
Compact.vos Compact.vok Compact.required_vos: Compact.v Setting.vos
Conditions.vo Conditions.glob Conditions.v.beautified Conditions.required_vo: Conditions.v Setting.vo
Conditions.vio: Conditions.v Setting.vio
Conditions.vos Conditions.vok Conditions.required_vos: Conditions.v Setting.vos
ConditionsQuadratic.vo ConditionsQuadratic.glob ConditionsQuadratic.v.beautified ConditionsQuadratic.required_vo: ConditionsQuadratic.v Setting.vo Conditions.vo
ConditionsQuadratic.vio: ConditionsQuadratic.v Setting.vio Conditions.vio
ConditionsQuadratic.vos ConditionsQuadratic.vok ConditionsQuadratic.required_vos: ConditionsQuadratic.v Setting.vos Conditions.vos
ConditionsCurved.vo ConditionsCurved.glob ConditionsCurved.v.beautified ConditionsCurved.required_vo: ConditionsCurved.v Setting.vo Conditions.vo
ConditionsCurved.vio: ConditionsCurved.v Setting.vio Conditions.vio
ConditionsCurved.vos ConditionsCurved.vok ConditionsCurved.required_vos: ConditionsCurved.v Setting.vos Conditions.vos
ConditionsFunnel.vo ConditionsFunnel.glob ConditionsFunnel.v.beautified ConditionsFunnel.required_vo: ConditionsFunnel.v Setting.vo Conditions.vo
ConditionsFunnel.vio: ConditionsFunnel.v Setting.vio Conditions.vio
ConditionsFunnel.vos ConditionsFunnel.vok ConditionsFunnel.required_vos: ConditionsFunnel.v Setting.vos Conditions.vos
ConditionsResidual.vo ConditionsResidual.glob ConditionsResidual.v.beautified ConditionsResidual.required_vo: ConditionsResidual.v Setting.vo Conditions.vo ConditionsFunnel.vo
ConditionsResidual.vio: ConditionsResidual.v Setting.vio Conditions.vio ConditionsFunnel.vio
ConditionsResidual.vos ConditionsResidual.vok ConditionsResidual.required_vos: ConditionsResidual.v Setting.vos Conditions.vos ConditionsFunnel.vos
SigmoidForm.vo SigmoidForm.glob SigmoidForm.v.beautified SigmoidForm.required_vo: SigmoidForm.v Setting.vo Conditions.vo
SigmoidForm.vio: SigmoidForm.v Setting.vio Conditions.vio
SigmoidForm.vos SigmoidForm.vok SigmoidForm.required_vos: SigmoidForm.v Setting.vos Conditions.vos
Linear.vo Linear.glob Linear.v.beautified Linear.required_vo: Linear.v Setting.vo
Linear.vio: Linear.v Setting.vio
Linear.vos Linear.vok Linear.required_vos: Linear.v Setting.vos
Power.vo Power.glob Power.v.beautified Power.required_vo: Power.v Formulas.vo
Power.vio: Power.v Formulas.vio
Power.vos Power.vok Power.required_vos: Power.v Formulas.vos
Series.vo Series.glob Series.v.beautified Series.required_vo: Series.v Setting.vo Erf.vo
Series.vio: Series.v Setting.vio Erf.vio
Series.vos Series.vok Series.required_vos: Series.v Setting.vos Erf.vos
Box.vo Box.glob Box.v.beautified Box.required_vo: Box.v Setting.vo Compact.vo
Box.vio: Box.v Setting.vio Compact.vio
Box.vos Box.vok Box.required_vos: Box.v Setting.vos Compact.vos
BestFit.vo BestFit.glob BestFit.v.beautified BestFit.required_vo: BestFit.v Setting.vo Conditions.vo Algebra.vo
BestFit.vio: BestFit.v Setting.vio Conditions.vio Algebra.vio
BestFit.vos BestFit.vok BestFit.required_vos: BestFit.v Setting.vos Conditions.vos Algebra.vos
Branches.vo Branches.glob Branches.v.beautified Branches.required_vo: Branches.v Setting.vo Algebra.vo
Branches.vio: Branches.v Setting.vio Algebra.vio
Branches.vos Branches.vok Branches.required_vos: Branches.v Setting.vos Algebra.vos
Calculus.vo Calculus.glob Calculus.v.beautified Calculus.required_vo: Calculus.v Setting.vo Conditions.vo
Calculus.vio: Calculus.v Setting.vio Conditions.vio
Calculus.vos Calculus.vok Calculus.required_vos: Calculus.v Setting.vos Conditions.vos
Checks.vo Checks.glob Checks.v.beautified Checks.required_vo: Checks.v Setting.vo Conditions.vo
Checks.vio: Checks.v Setting.vio Conditions.vio
Checks.vos Checks.vok Checks.required_vos: Checks.v Setting.vos Conditions.vos
Dual.vo Dual.glob Dual.v.beautified Dual.required_vo: Dual.v Setting.vo Conditions.vo Algebra.vo
Dual.vio: Dual.v Setting.vio Conditions.vio Algebra.vio
Dual.vos Dual.vok Dual.required_vos: Dual.v Setting.vos Conditions.vos Algebra.vos
Near.vo Near.glob Near.v.beautified Near.required_vo: Near.v Setting.vo Conditions.vo Algebra.vo
Near.vio: Near.v Setting.vio Conditions.vio Algebra.vio
Near.vos Near.vok Near.required_vos: Near.v Setting.vos Conditions.vos Algebra.vos
PointsBox.vo PointsBox.glob PointsBox.v.beautified PointsBox.required_vo: PointsBox.v Setting.vo Conditions.vo
PointsBox.vio: PointsBox.v Setting.vio Conditions.vio
PointsBox.vos PointsBox.vok PointsBox.required_vos: PointsBox.v Setting.vos Conditions.vos
PointsConstant.vo PointsConstant.glob PointsConstant.v.beautified PointsConstant.required_vo: PointsConstant.v Setting.vo Conditions.vo
PointsConstant.vio: PointsConstant.v Setting.vio Conditions.vio
PointsConstant.vos PointsConstant.vok PointsConstant.required_vos: PointsConstant.v Setting.vos Conditions.vos
ConditionsLinear.vo ConditionsLinear.glob ConditionsLinear.v.beautified ConditionsLinear.required_vo: ConditionsLinear.v Setting.vo Conditions.vo ConditionsResidual.vo PointsConstant.vo
ConditionsLinear.vio: ConditionsLinear.v Setting.vio Conditions.vio ConditionsResidual.vio PointsConstant.vio
ConditionsLinear.vos ConditionsLinear.vok ConditionsLinear.required_vos: ConditionsLinear.v Setting.vos Conditions.vos ConditionsResidual.vos PointsConstant.vos
ConditionsDecay.vo ConditionsDecay.glob ConditionsDecay.v.beautified ConditionsDecay.required_vo: ConditionsDecay.v Setting.vo Conditions.vo PointsConstant.vo
ConditionsDecay.vio: ConditionsDecay.v Setting.vio Conditions.vio PointsConstant.vio
ConditionsDecay.vos ConditionsDecay.vok ConditionsDecay.required_vos: ConditionsDecay.v Setting.vos Conditions.vos PointsConstant.vos
SecondOrder.vo SecondOrder.glob SecondOrder.v.beautified SecondOrder.required_vo: SecondOrder.v Setting.vo Conditions.vo
SecondOrder.vio: SecondOrder.v Setting.vio Conditions.vio
SecondOrder.vos SecondOrder.vok SecondOrder.required_vos: SecondOrder.v Setting.vos Conditions.vos
Structure.vo Structure.glob Structure.v.beautified Structure.required_vo: Structure.v Setting.vo Conditions.vo
Structure.vio: Structure.v Setting.vio Conditions.vio
Structure.vos Structure.vok Structure.required_vos: Structure.v Setting.vos Conditions.vos
Vary.vo Vary.glob Vary.v.beautified Vary.required_vo: Vary.v Setting.vo Conditions.vo Linear.vo
Vary.vio: Vary.v Setting.vio Conditions.vio Linear.vio
Vary.vos Vary.vok Vary.required_vos: Vary.v Setting.vos Conditions.vos Linear.vos
Smooth.vo Smooth.glob Smooth.v.beautified Smooth.required_vo: Smooth.v Formulas.vo Power.vo Erf.vo
Smooth.vio: Smooth.v Formulas.vio Power.vio Erf.vio
Smooth.vos Smooth.vok Smooth.required_vos: Smooth.v Formulas.vos Power.vos Erf.vos
Definite.vo Definite.glob Definite.v.beautified Definite.required_vo: Definite.v Setting.vo Series.vo
Definite.vio: Definite.v Setting.vio Series.vio
Definite.vos Definite.vok Definite.required_vos: Definite.v Setting.vos Series.vos
Enclosures.vo Enclosures.glob Enclosures.v.beautified Enclosures.required_vo: Enclosures.v Setting.vo Intervals.vo Series.vo Erf.vo
Enclosures.vio: Enclosures.v Setting.vio Intervals.vio Series.vio Erf.vio
Enclosures.vos Enclosures.vok Enclosures.required_vos: Enclosures.v Setting.vos Intervals.vos Series.vos Erf.vos
Onto.vo Onto.glob Onto.v.beautified Onto.required_vo: Onto.v Setting.vo Compact.vo Box.vo
Onto.vio: Onto.v Setting.vio Compact.vio Box.vio
Onto.vos Onto.vok Onto.required_vos: Onto.v Setting.vos Compact.vos Box.vos
Reach.vo Reach.glob Reach.v.beautified Reach.required_vo: Reach.v Setting.vo Compact.vo Box.vo
Reach.vio: Reach.v Setting.vio Compact.vio Box.vio
Reach.vos Reach.vok Reach.required_vos: Reach.v Setting.vos Compact.vos Box.vos
SplitLocal.vo SplitLocal.glob SplitLocal.v.beautified SplitLocal.required_vo: SplitLocal.v Setting.vo Conditions.vo Compact.vo Box.vo
SplitLocal.vio: SplitLocal.v Setting.vio Conditions.vio Compact.vio Box.vio
SplitLocal.vos SplitLocal.vok SplitLocal.required_vos: SplitLocal.v Setting.vos Conditions.vos Compact.vos Box.vos
ChecksWidths.vo ChecksWidths.glob ChecksWidths.v.beautified ChecksWidths.required_vo: ChecksWidths.v Setting.vo Conditions.vo ConditionsCurved.vo Checks.vo
ChecksWidths.vio: ChecksWidths.v Setting.vio Conditions.vio ConditionsCurved.vio Checks.vio
ChecksWidths.vos ChecksWidths.vok ChecksWidths.required_vos: ChecksWidths.v Setting.vos Conditions.vos ConditionsCurved.vos Checks.vos
AffinePiece.vo AffinePiece.glob AffinePiece.v.beautified AffinePiece.required_vo: AffinePiece.v Setting.vo Conditions.vo Algebra.vo Near.vo BestFit.vo
AffinePiece.vio: AffinePiece.v Setting.vio Conditions.vio Algebra.vio Near.vio BestFit.vio
AffinePiece.vos AffinePiece.vok AffinePiece.required_vos: AffinePiece.v Setting.vos Conditions.vos Algebra.vos Near.vos BestFit.vos
Kinds.vo Kinds.glob Kinds.v.beautified Kinds.required_vo: Kinds.v Setting.vo Conditions.vo Algebra.vo Near.vo
Kinds.vio: Kinds.v Setting.vio Conditions.vio Algebra.vio Near.vio
Kinds.vos Kinds.vok Kinds.required_vos: Kinds.v Setting.vos Conditions.vos Algebra.vos Near.vos
Monotone.vo Monotone.glob Monotone.v.beautified Monotone.required_vo: Monotone.v Setting.vo Conditions.vo Algebra.vo Near.vo Calculus.vo
Monotone.vio: Monotone.v Setting.vio Conditions.vio Algebra.vio Near.vio Calculus.vio
Monotone.vos Monotone.vok Monotone.required_vos: Monotone.v Setting.vos Conditions.vos Algebra.vos Near.vos Calculus.vos
Second.vo Second.glob Second.v.beautified Second.required_vo: Second.v Setting.vo Conditions.vo Algebra.vo Near.vo
Second.vio: Second.v Setting.vio Conditions.vio Algebra.vio Near.vio
Second.vos Second.vok Second.required_vos: Second.v Setting.vos Conditions.vos Algebra.vos Near.vos
Nearby.vo Nearby.glob Nearby.v.beautified Nearby.required_vo: Nearby.v Setting.vo Conditions.vo PointsConstant.vo
Nearby.vio: Nearby.v Setting.vio Conditions.vio PointsConstant.vio
Nearby.vos Nearby.vok Nearby.required_vos: Nearby.v Setting.vos Conditions.vos PointsConstant.vos
PointsDecay.vo PointsDecay.glob PointsDecay.v.beautified PointsDecay.required_vo: PointsDecay.v Setting.vo Conditions.vo PointsConstant.vo
PointsDecay.vio: PointsDecay.v Setting.vio Conditions.vio PointsConstant.vio
PointsDecay.vos PointsDecay.vok PointsDecay.required_vos: PointsDecay.v Setting.vos Conditions.vos PointsConstant.vos
PointsFrozen.vo PointsFrozen.glob PointsFrozen.v.beautified PointsFrozen.required_vo: PointsFrozen.v Setting.vo Conditions.vo PointsConstant.vo
PointsFrozen.vio: PointsFrozen.v Setting.vio Conditions.vio PointsConstant.vio
PointsFrozen.vos PointsFrozen.vok PointsFrozen.required_vos: PointsFrozen.v Setting.vos Conditions.vos PointsConstant.vos
PointsKink.vo PointsKink.glob PointsKink.v.beautified PointsKink.required_vo: PointsKink.v Setting.vo Conditions.vo PointsConstant.vo
PointsKink.vio: PointsKink.v Setting.vio Conditions.vio PointsConstant.vio
PointsKink.vos PointsKink.vok PointsKink.required_vos: PointsKink.v Setting.vos Conditions.vos PointsConstant.vos
PointsNarrow.vo PointsNarrow.glob PointsNarrow.v.beautified PointsNarrow.required_vo: PointsNarrow.v Setting.vo Conditions.vo PointsConstant.vo
PointsNarrow.vio: PointsNarrow.v Setting.vio Conditions.vio PointsConstant.vio
PointsNarrow.vos PointsNarrow.vok PointsNarrow.required_vos: PointsNarrow.v Setting.vos Conditions.vos PointsConstant.vos
Stationary.vo Stationary.glob Stationary.v.beautified Stationary.required_vo: Stationary.v Setting.vo Conditions.vo Linear.vo SecondOrder.vo Vary.vo
Stationary.vio: Stationary.v Setting.vio Conditions.vio Linear.vio SecondOrder.vio Vary.vio
Stationary.vos Stationary.vok Stationary.required_vos: Stationary.v Setting.vos Conditions.vos Linear.vos SecondOrder.vos Vary.vos
Enclose.vo Enclose.glob Enclose.v.beautified Enclose.required_vo: Enclose.v Formulas.vo Smooth.vo
Enclose.vio: Enclose.v Formulas.vio Smooth.vio
Enclose.vos Enclose.vok Enclose.required_vos: Enclose.v Formulas.vos Smooth.vos
Pieces.vo Pieces.glob Pieces.v.beautified Pieces.required_vo: Pieces.v Setting.vo Conditions.vo Calculus.vo Formulas.vo Smooth.vo
Pieces.vio: Pieces.v Setting.vio Conditions.vio Calculus.vio Formulas.vio Smooth.vio
Pieces.vos Pieces.vok Pieces.required_vos: Pieces.v Setting.vos Conditions.vos Calculus.vos Formulas.vos Smooth.vos
Jets.vo Jets.glob Jets.v.beautified Jets.required_vo: Jets.v Formulas.vo Power.vo Erf.vo Smooth.vo Intervals.vo Enclosures.vo
Jets.vio: Jets.v Formulas.vio Power.vio Erf.vio Smooth.vio Intervals.vio Enclosures.vio
Jets.vos Jets.vok Jets.required_vos: Jets.v Formulas.vos Power.vos Erf.vos Smooth.vos Intervals.vos Enclosures.vos
RulesBox.vo RulesBox.glob RulesBox.v.beautified RulesBox.required_vo: RulesBox.v Setting.vo Conditions.vo Compact.vo Box.vo Onto.vo Reach.vo PointsBox.vo
RulesBox.vio: RulesBox.v Setting.vio Conditions.vio Compact.vio Box.vio Onto.vio Reach.vio PointsBox.vio
RulesBox.vos RulesBox.vok RulesBox.required_vos: RulesBox.v Setting.vos Conditions.vos Compact.vos Box.vos Onto.vos Reach.vos PointsBox.vos
PointsSplit.vo PointsSplit.glob PointsSplit.v.beautified PointsSplit.required_vo: PointsSplit.v Setting.vo Conditions.vo PointsBox.vo RulesBox.vo
PointsSplit.vio: PointsSplit.v Setting.vio Conditions.vio PointsBox.vio RulesBox.vio
PointsSplit.vos PointsSplit.vok PointsSplit.required_vos: PointsSplit.v Setting.vos Conditions.vos PointsBox.vos RulesBox.vos
PointsDecayCopies.vo PointsDecayCopies.glob PointsDecayCopies.v.beautified PointsDecayCopies.required_vo: PointsDecayCopies.v Setting.vo Conditions.vo PointsConstant.vo PointsBox.vo PointsSplit.vo RulesBox.vo
PointsDecayCopies.vio: PointsDecayCopies.v Setting.vio Conditions.vio PointsConstant.vio PointsBox.vio PointsSplit.vio RulesBox.vio
PointsDecayCopies.vos PointsDecayCopies.vok PointsDecayCopies.required_vos: PointsDecayCopies.v Setting.vos Conditions.vos PointsConstant.vos PointsBox.vos PointsSplit.vos RulesBox.vos
Small.vo Small.glob Small.v.beautified Small.required_vo: Small.v Setting.vo Compact.vo Box.vo SplitLocal.vo
Small.vio: Small.v Setting.vio Compact.vio Box.vio SplitLocal.vio
Small.vos Small.vok Small.required_vos: Small.v Setting.vos Compact.vos Box.vos SplitLocal.vos
ChecksAverages.vo ChecksAverages.glob ChecksAverages.v.beautified ChecksAverages.required_vo: ChecksAverages.v Setting.vo Conditions.vo Checks.vo ChecksWidths.vo
ChecksAverages.vio: ChecksAverages.v Setting.vio Conditions.vio Checks.vio ChecksWidths.vio
ChecksAverages.vos ChecksAverages.vok ChecksAverages.required_vos: ChecksAverages.v Setting.vos Conditions.vos Checks.vos ChecksWidths.vos
ChecksIndependent.vo ChecksIndependent.glob ChecksIndependent.v.beautified ChecksIndependent.required_vo: ChecksIndependent.v Setting.vo Conditions.vo Checks.vo ChecksWidths.vo
ChecksIndependent.vio: ChecksIndependent.v Setting.vio Conditions.vio Checks.vio ChecksWidths.vio
ChecksIndependent.vos ChecksIndependent.vok ChecksIndependent.required_vos: ChecksIndependent.v Setting.vos Conditions.vos Checks.vos ChecksWidths.vos
Exponentials.vo Exponentials.glob Exponentials.v.beautified Exponentials.required_vo: Exponentials.v Setting.vo Conditions.vo Algebra.vo Near.vo Kinds.vo
Exponentials.vio: Exponentials.v Setting.vio Conditions.vio Algebra.vio Near.vio Kinds.vio
Exponentials.vos Exponentials.vok Exponentials.required_vos: Exponentials.v Setting.vos Conditions.vos Algebra.vos Near.vos Kinds.vos
Balance.vo Balance.glob Balance.v.beautified Balance.required_vo: Balance.v Setting.vo Conditions.vo Algebra.vo Near.vo Kinds.vo Monotone.vo
Balance.vio: Balance.v Setting.vio Conditions.vio Algebra.vio Near.vio Kinds.vio Monotone.vio
Balance.vos Balance.vok Balance.required_vos: Balance.v Setting.vos Conditions.vos Algebra.vos Near.vos Kinds.vos Monotone.vos
Separable.vo Separable.glob Separable.v.beautified Separable.required_vo: Separable.v Setting.vo Conditions.vo Algebra.vo Near.vo Kinds.vo Monotone.vo
Separable.vio: Separable.v Setting.vio Conditions.vio Algebra.vio Near.vio Kinds.vio Monotone.vio
Separable.vos Separable.vok Separable.required_vos: Separable.v Setting.vos Conditions.vos Algebra.vos Near.vos Kinds.vos Monotone.vos
Pair.vo Pair.glob Pair.v.beautified Pair.required_vo: Pair.v Setting.vo Conditions.vo Algebra.vo Near.vo Second.vo
Pair.vio: Pair.v Setting.vio Conditions.vio Algebra.vio Near.vio Second.vio
Pair.vos Pair.vok Pair.required_vos: Pair.v Setting.vos Conditions.vos Algebra.vos Near.vos Second.vos
NeuronMove.vo NeuronMove.glob NeuronMove.v.beautified NeuronMove.required_vo: NeuronMove.v Setting.vo Conditions.vo Algebra.vo Near.vo Pair.vo
NeuronMove.vio: NeuronMove.v Setting.vio Conditions.vio Algebra.vio Near.vio Pair.vio
NeuronMove.vos NeuronMove.vok NeuronMove.required_vos: NeuronMove.v Setting.vos Conditions.vos Algebra.vos Near.vos Pair.vos
Square.vo Square.glob Square.v.beautified Square.required_vo: Square.v Setting.vo Conditions.vo Algebra.vo Near.vo Dual.vo Pair.vo SigmoidForm.vo
Square.vio: Square.v Setting.vio Conditions.vio Algebra.vio Near.vio Dual.vio Pair.vio SigmoidForm.vio
Square.vos Square.vok Square.required_vos: Square.v Setting.vos Conditions.vos Algebra.vos Near.vos Dual.vos Pair.vos SigmoidForm.vos
SigmoidOne.vo SigmoidOne.glob SigmoidOne.v.beautified SigmoidOne.required_vo: SigmoidOne.v Setting.vo Conditions.vo Algebra.vo Near.vo Dual.vo Second.vo Pair.vo Square.vo
SigmoidOne.vio: SigmoidOne.v Setting.vio Conditions.vio Algebra.vio Near.vio Dual.vio Second.vio Pair.vio Square.vio
SigmoidOne.vos SigmoidOne.vok SigmoidOne.required_vos: SigmoidOne.v Setting.vos Conditions.vos Algebra.vos Near.vos Dual.vos Second.vos Pair.vos Square.vos
DeepNear.vo DeepNear.glob DeepNear.v.beautified DeepNear.required_vo: DeepNear.v Setting.vo Conditions.vo PointsConstant.vo Nearby.vo
DeepNear.vio: DeepNear.v Setting.vio Conditions.vio PointsConstant.vio Nearby.vio
DeepNear.vos DeepNear.vok DeepNear.required_vos: DeepNear.v Setting.vos Conditions.vos PointsConstant.vos Nearby.vos
Support.vo Support.glob Support.v.beautified Support.required_vo: Support.v Setting.vo Conditions.vo PointsConstant.vo Nearby.vo
Support.vio: Support.v Setting.vio Conditions.vio PointsConstant.vio Nearby.vio
Support.vos Support.vok Support.required_vos: Support.v Setting.vos Conditions.vos PointsConstant.vos Nearby.vos
PointsMultipliers.vo PointsMultipliers.glob PointsMultipliers.v.beautified PointsMultipliers.required_vo: PointsMultipliers.v Setting.vo Conditions.vo PointsConstant.vo PointsFrozen.vo
PointsMultipliers.vio: PointsMultipliers.v Setting.vio Conditions.vio PointsConstant.vio PointsFrozen.vio
PointsMultipliers.vos PointsMultipliers.vok PointsMultipliers.required_vos: PointsMultipliers.v Setting.vos Conditions.vos PointsConstant.vos PointsFrozen.vos
Descent.vo Descent.glob Descent.v.beautified Descent.required_vo: Descent.v Setting.vo Conditions.vo Linear.vo SecondOrder.vo Vary.vo Stationary.vo
Descent.vio: Descent.v Setting.vio Conditions.vio Linear.vio SecondOrder.vio Vary.vio Stationary.vio
Descent.vos Descent.vok Descent.required_vos: Descent.v Setting.vos Conditions.vos Linear.vos SecondOrder.vos Vary.vos Stationary.vos
Shapes.vo Shapes.glob Shapes.v.beautified Shapes.required_vo: Shapes.v Setting.vo Conditions.vo Calculus.vo Formulas.vo Smooth.vo Pieces.vo
Shapes.vio: Shapes.v Setting.vio Conditions.vio Calculus.vio Formulas.vio Smooth.vio Pieces.vio
Shapes.vos Shapes.vok Shapes.required_vos: Shapes.v Setting.vos Conditions.vos Calculus.vos Formulas.vos Smooth.vos Pieces.vos
ShapesBent.vo ShapesBent.glob ShapesBent.v.beautified ShapesBent.required_vo: ShapesBent.v Setting.vo Conditions.vo ConditionsCurved.vo Calculus.vo Formulas.vo Smooth.vo Pieces.vo Shapes.vo
ShapesBent.vio: ShapesBent.v Setting.vio Conditions.vio ConditionsCurved.vio Calculus.vio Formulas.vio Smooth.vio Pieces.vio Shapes.vio
ShapesBent.vos ShapesBent.vok ShapesBent.required_vos: ShapesBent.v Setting.vos Conditions.vos ConditionsCurved.vos Calculus.vos Formulas.vos Smooth.vos Pieces.vos Shapes.vos
JetPieces.vo JetPieces.glob JetPieces.v.beautified JetPieces.required_vo: JetPieces.v Calculus.vo Smooth.vo Pieces.vo Intervals.vo Enclosures.vo Jets.vo
JetPieces.vio: JetPieces.v Calculus.vio Smooth.vio Pieces.vio Intervals.vio Enclosures.vio Jets.vio
JetPieces.vos JetPieces.vok JetPieces.required_vos: JetPieces.v Calculus.vos Smooth.vos Pieces.vos Intervals.vos Enclosures.vos Jets.vos
AtRest.vo AtRest.glob AtRest.v.beautified AtRest.required_vo: AtRest.v Setting.vo Conditions.vo Compact.vo Box.vo PointsBox.vo RulesBox.vo
AtRest.vio: AtRest.v Setting.vio Conditions.vio Compact.vio Box.vio PointsBox.vio RulesBox.vio
AtRest.vos AtRest.vok AtRest.required_vos: AtRest.v Setting.vos Conditions.vos Compact.vos Box.vos PointsBox.vos RulesBox.vos
Landscape.vo Landscape.glob Landscape.v.beautified Landscape.required_vo: Landscape.v Setting.vo Conditions.vo Compact.vo Kinds.vo
Landscape.vio: Landscape.v Setting.vio Conditions.vio Compact.vio Kinds.vio
Landscape.vos Landscape.vok Landscape.required_vos: Landscape.v Setting.vos Conditions.vos Compact.vos Kinds.vos
ConditionsValley.vo ConditionsValley.glob ConditionsValley.v.beautified ConditionsValley.required_vo: ConditionsValley.v Setting.vo Conditions.vo
ConditionsValley.vio: ConditionsValley.v Setting.vio Conditions.vio
ConditionsValley.vos ConditionsValley.vok ConditionsValley.required_vos: ConditionsValley.v Setting.vos Conditions.vos
Paths.vo Paths.glob Paths.v.beautified Paths.required_vo: Paths.v Setting.vo Conditions.vo Algebra.vo Near.vo Landscape.vo
Paths.vio: Paths.v Setting.vio Conditions.vio Algebra.vio Near.vio Landscape.vio
Paths.vos Paths.vok Paths.required_vos: Paths.v Setting.vos Conditions.vos Algebra.vos Near.vos Landscape.vos
RulesDecayCopies.vo RulesDecayCopies.glob RulesDecayCopies.v.beautified RulesDecayCopies.required_vo: RulesDecayCopies.v Setting.vo Conditions.vo PointsConstant.vo PointsBox.vo PointsSplit.vo PointsDecayCopies.vo Nearby.vo RulesBox.vo AtRest.vo Landscape.vo Stationary.vo
RulesDecayCopies.vio: RulesDecayCopies.v Setting.vio Conditions.vio PointsConstant.vio PointsBox.vio PointsSplit.vio PointsDecayCopies.vio Nearby.vio RulesBox.vio AtRest.vio Landscape.vio Stationary.vio
RulesDecayCopies.vos RulesDecayCopies.vok RulesDecayCopies.required_vos: RulesDecayCopies.v Setting.vos Conditions.vos PointsConstant.vos PointsBox.vos PointsSplit.vos PointsDecayCopies.vos Nearby.vos RulesBox.vos AtRest.vos Landscape.vos Stationary.vos
WideShallow.vo WideShallow.glob WideShallow.v.beautified WideShallow.required_vo: WideShallow.v Setting.vo Conditions.vo ConditionsValley.vo Linear.vo Algebra.vo Near.vo Landscape.vo Paths.vo
WideShallow.vio: WideShallow.v Setting.vio Conditions.vio ConditionsValley.vio Linear.vio Algebra.vio Near.vio Landscape.vio Paths.vio
WideShallow.vos WideShallow.vok WideShallow.required_vos: WideShallow.v Setting.vos Conditions.vos ConditionsValley.vos Linear.vos Algebra.vos Near.vos Landscape.vos Paths.vos
ChecksValley.vo ChecksValley.glob ChecksValley.v.beautified ChecksValley.required_vo: ChecksValley.v Setting.vo Conditions.vo ConditionsValley.vo Checks.vo ChecksWidths.vo Near.vo
ChecksValley.vio: ChecksValley.v Setting.vio Conditions.vio ConditionsValley.vio Checks.vio ChecksWidths.vio Near.vio
ChecksValley.vos ChecksValley.vok ChecksValley.required_vos: ChecksValley.v Setting.vos Conditions.vos ConditionsValley.vos Checks.vos ChecksWidths.vos Near.vos
ChecksForms.vo ChecksForms.glob ChecksForms.v.beautified ChecksForms.required_vo: ChecksForms.v Setting.vo Conditions.vo Algebra.vo Near.vo Kinds.vo Checks.vo ChecksWidths.vo ChecksAverages.vo
ChecksForms.vio: ChecksForms.v Setting.vio Conditions.vio Algebra.vio Near.vio Kinds.vio Checks.vio ChecksWidths.vio ChecksAverages.vio
ChecksForms.vos ChecksForms.vok ChecksForms.required_vos: ChecksForms.v Setting.vos Conditions.vos Algebra.vos Near.vos Kinds.vos Checks.vos ChecksWidths.vos ChecksAverages.vos
ChecksKink.vo ChecksKink.glob ChecksKink.v.beautified ChecksKink.required_vo: ChecksKink.v Setting.vo Conditions.vo Calculus.vo Formulas.vo Smooth.vo Checks.vo ChecksWidths.vo ChecksAverages.vo
ChecksKink.vio: ChecksKink.v Setting.vio Conditions.vio Calculus.vio Formulas.vio Smooth.vio Checks.vio ChecksWidths.vio ChecksAverages.vio
ChecksKink.vos ChecksKink.vok ChecksKink.required_vos: ChecksKink.v Setting.vos Conditions.vos Calculus.vos Formulas.vos Smooth.vos Checks.vos ChecksWidths.vos ChecksAverages.vos
ChecksRelations.vo ChecksRelations.glob ChecksRelations.v.beautified ChecksRelations.required_vo: ChecksRelations.v Setting.vo Conditions.vo Checks.vo ChecksWidths.vo ChecksAverages.vo
ChecksRelations.vio: ChecksRelations.v Setting.vio Conditions.vio Checks.vio ChecksWidths.vio ChecksAverages.vio
ChecksRelations.vos ChecksRelations.vok ChecksRelations.required_vos: ChecksRelations.v Setting.vos Conditions.vos Checks.vos ChecksWidths.vos ChecksAverages.vos
FirstOrder.vo FirstOrder.glob FirstOrder.v.beautified FirstOrder.required_vo: FirstOrder.v Setting.vo Conditions.vo Algebra.vo Near.vo Kinds.vo Monotone.vo Balance.vo
FirstOrder.vio: FirstOrder.v Setting.vio Conditions.vio Algebra.vio Near.vio Kinds.vio Monotone.vio Balance.vio
FirstOrder.vos FirstOrder.vok FirstOrder.required_vos: FirstOrder.v Setting.vos Conditions.vos Algebra.vos Near.vos Kinds.vos Monotone.vos Balance.vos
Bends.vo Bends.glob Bends.v.beautified Bends.required_vo: Bends.v Setting.vo Conditions.vo ConditionsCurved.vo SecondOrder.vo Stationary.vo FirstOrder.vo
Bends.vio: Bends.v Setting.vio Conditions.vio ConditionsCurved.vio SecondOrder.vio Stationary.vio FirstOrder.vio
Bends.vos Bends.vok Bends.required_vos: Bends.v Setting.vos Conditions.vos ConditionsCurved.vos SecondOrder.vos Stationary.vos FirstOrder.vos
QuadraticMoves.vo QuadraticMoves.glob QuadraticMoves.v.beautified QuadraticMoves.required_vo: QuadraticMoves.v Setting.vo Conditions.vo ConditionsQuadratic.vo Algebra.vo Near.vo Kinds.vo Monotone.vo Balance.vo FirstOrder.vo
QuadraticMoves.vio: QuadraticMoves.v Setting.vio Conditions.vio ConditionsQuadratic.vio Algebra.vio Near.vio Kinds.vio Monotone.vio Balance.vio FirstOrder.vio
QuadraticMoves.vos QuadraticMoves.vok QuadraticMoves.required_vos: QuadraticMoves.v Setting.vos Conditions.vos ConditionsQuadratic.vos Algebra.vos Near.vos Kinds.vos Monotone.vos Balance.vos FirstOrder.vos
Quadratic.vo Quadratic.glob Quadratic.v.beautified Quadratic.required_vo: Quadratic.v Setting.vo Conditions.vo Algebra.vo Near.vo Kinds.vo Monotone.vo Balance.vo FirstOrder.vo QuadraticMoves.vo
Quadratic.vio: Quadratic.v Setting.vio Conditions.vio Algebra.vio Near.vio Kinds.vio Monotone.vio Balance.vio FirstOrder.vio QuadraticMoves.vio
Quadratic.vos Quadratic.vok Quadratic.required_vos: Quadratic.v Setting.vos Conditions.vos Algebra.vos Near.vos Kinds.vos Monotone.vos Balance.vos FirstOrder.vos QuadraticMoves.vos
QuadraticTheorems.vo QuadraticTheorems.glob QuadraticTheorems.v.beautified QuadraticTheorems.required_vo: QuadraticTheorems.v Setting.vo Conditions.vo ConditionsQuadratic.vo Algebra.vo Near.vo Kinds.vo Monotone.vo Balance.vo FirstOrder.vo QuadraticMoves.vo
QuadraticTheorems.vio: QuadraticTheorems.v Setting.vio Conditions.vio ConditionsQuadratic.vio Algebra.vio Near.vio Kinds.vio Monotone.vio Balance.vio FirstOrder.vio QuadraticMoves.vio
QuadraticTheorems.vos QuadraticTheorems.vok QuadraticTheorems.required_vos: QuadraticTheorems.v Setting.vos Conditions.vos ConditionsQuadratic.vos Algebra.vos Near.vos Kinds.vos Monotone.vos Balance.vos FirstOrder.vos QuadraticMoves.vos
QuadraticGlobal.vo QuadraticGlobal.glob QuadraticGlobal.v.beautified QuadraticGlobal.required_vo: QuadraticGlobal.v Setting.vo Conditions.vo ConditionsQuadratic.vo Algebra.vo Near.vo Kinds.vo Monotone.vo Balance.vo FirstOrder.vo QuadraticMoves.vo QuadraticTheorems.vo
QuadraticGlobal.vio: QuadraticGlobal.v Setting.vio Conditions.vio ConditionsQuadratic.vio Algebra.vio Near.vio Kinds.vio Monotone.vio Balance.vio FirstOrder.vio QuadraticMoves.vio QuadraticTheorems.vio
QuadraticGlobal.vos QuadraticGlobal.vok QuadraticGlobal.required_vos: QuadraticGlobal.v Setting.vos Conditions.vos ConditionsQuadratic.vos Algebra.vos Near.vos Kinds.vos Monotone.vos Balance.vos FirstOrder.vos QuadraticMoves.vos QuadraticTheorems.vos
ChecksQuadratic.vo ChecksQuadratic.glob ChecksQuadratic.v.beautified ChecksQuadratic.required_vo: ChecksQuadratic.v Setting.vo Conditions.vo ConditionsQuadratic.vo Near.vo Kinds.vo Checks.vo ChecksWidths.vo ChecksAverages.vo ChecksForms.vo QuadraticMoves.vo
ChecksQuadratic.vio: ChecksQuadratic.v Setting.vio Conditions.vio ConditionsQuadratic.vio Near.vio Kinds.vio Checks.vio ChecksWidths.vio ChecksAverages.vio ChecksForms.vio QuadraticMoves.vio
ChecksQuadratic.vos ChecksQuadratic.vok ChecksQuadratic.required_vos: ChecksQuadratic.v Setting.vos Conditions.vos ConditionsQuadratic.vos Near.vos Kinds.vos Checks.vos ChecksWidths.vos ChecksAverages.vos ChecksForms.vos QuadraticMoves.vos
Core.vo Core.glob Core.v.beautified Core.required_vo: Core.v Setting.vo Conditions.vo Algebra.vo Near.vo Kinds.vo Monotone.vo Separable.vo Balance.vo
Core.vio: Core.v Setting.vio Conditions.vio Algebra.vio Near.vio Kinds.vio Monotone.vio Separable.vio Balance.vio
Core.vos Core.vok Core.required_vos: Core.v Setting.vos Conditions.vos Algebra.vos Near.vos Kinds.vos Monotone.vos Separable.vos Balance.vos
CircuitIdle.vo CircuitIdle.glob CircuitIdle.v.beautified CircuitIdle.required_vo: CircuitIdle.v Setting.vo Conditions.vo Algebra.vo Near.vo Dual.vo Pair.vo Square.vo
CircuitIdle.vio: CircuitIdle.v Setting.vio Conditions.vio Algebra.vio Near.vio Dual.vio Pair.vio Square.vio
CircuitIdle.vos CircuitIdle.vok CircuitIdle.required_vos: CircuitIdle.v Setting.vos Conditions.vos Algebra.vos Near.vos Dual.vos Pair.vos Square.vos
Minimisers.vo Minimisers.glob Minimisers.v.beautified Minimisers.required_vo: Minimisers.v Setting.vo Conditions.vo PointsConstant.vo Nearby.vo Support.vo
Minimisers.vio: Minimisers.v Setting.vio Conditions.vio PointsConstant.vio Nearby.vio Support.vio
Minimisers.vos Minimisers.vok Minimisers.required_vos: Minimisers.v Setting.vos Conditions.vos PointsConstant.vos Nearby.vos Support.vos
RulesConstant.vo RulesConstant.glob RulesConstant.v.beautified RulesConstant.required_vo: RulesConstant.v Setting.vo Conditions.vo PointsConstant.vo Nearby.vo Support.vo
RulesConstant.vio: RulesConstant.v Setting.vio Conditions.vio PointsConstant.vio Nearby.vio Support.vio
RulesConstant.vos RulesConstant.vok RulesConstant.required_vos: RulesConstant.v Setting.vos Conditions.vos PointsConstant.vos Nearby.vos Support.vos
Subgradients.vo Subgradients.glob Subgradients.v.beautified Subgradients.required_vo: Subgradients.v Setting.vo Conditions.vo PointsConstant.vo PointsMultipliers.vo
Subgradients.vio: Subgradients.v Setting.vio Conditions.vio PointsConstant.vio PointsMultipliers.vio
Subgradients.vos Subgradients.vok Subgradients.required_vos: Subgradients.v Setting.vos Conditions.vos PointsConstant.vos PointsMultipliers.vos
SecondVariation.vo SecondVariation.glob SecondVariation.v.beautified SecondVariation.required_vo: SecondVariation.v Setting.vo Conditions.vo Linear.vo SecondOrder.vo Vary.vo Stationary.vo Descent.vo
SecondVariation.vio: SecondVariation.v Setting.vio Conditions.vio Linear.vio SecondOrder.vio Vary.vio Stationary.vio Descent.vio
SecondVariation.vos SecondVariation.vok SecondVariation.required_vos: SecondVariation.v Setting.vos Conditions.vos Linear.vos SecondOrder.vos Vary.vos Stationary.vos Descent.vos
SubspacesMoves.vo SubspacesMoves.glob SubspacesMoves.v.beautified SubspacesMoves.required_vo: SubspacesMoves.v Setting.vo Conditions.vo Linear.vo SecondOrder.vo Vary.vo Stationary.vo Bends.vo Descent.vo
SubspacesMoves.vio: SubspacesMoves.v Setting.vio Conditions.vio Linear.vio SecondOrder.vio Vary.vio Stationary.vio Bends.vio Descent.vio
SubspacesMoves.vos SubspacesMoves.vok SubspacesMoves.required_vos: SubspacesMoves.v Setting.vos Conditions.vos Linear.vos SecondOrder.vos Vary.vos Stationary.vos Bends.vos Descent.vos
Units.vo Units.glob Units.v.beautified Units.required_vo: Units.v Setting.vo Conditions.vo Linear.vo Stationary.vo Descent.vo SubspacesMoves.vo Bends.vo Monotone.vo
Units.vio: Units.v Setting.vio Conditions.vio Linear.vio Stationary.vio Descent.vio SubspacesMoves.vio Bends.vio Monotone.vio
Units.vos Units.vok Units.required_vos: Units.v Setting.vos Conditions.vos Linear.vos Stationary.vos Descent.vos SubspacesMoves.vos Bends.vos Monotone.vos
Signs.vo Signs.glob Signs.v.beautified Signs.required_vo: Signs.v Formulas.vo Power.vo Erf.vo Smooth.vo Pieces.vo Shapes.vo
Signs.vio: Signs.v Formulas.vio Power.vio Erf.vio Smooth.vio Pieces.vio Shapes.vio
Signs.vos Signs.vok Signs.required_vos: Signs.v Formulas.vos Power.vos Erf.vos Smooth.vos Pieces.vos Shapes.vos
Sigmoids.vo Sigmoids.glob Sigmoids.v.beautified Sigmoids.required_vo: Sigmoids.v Setting.vo Conditions.vo Calculus.vo Formulas.vo Power.vo Erf.vo Smooth.vo Signs.vo Jets.vo
Sigmoids.vio: Sigmoids.v Setting.vio Conditions.vio Calculus.vio Formulas.vio Power.vio Erf.vio Smooth.vio Signs.vio Jets.vio
Sigmoids.vos Sigmoids.vok Sigmoids.required_vos: Sigmoids.v Setting.vos Conditions.vos Calculus.vos Formulas.vos Power.vos Erf.vos Smooth.vos Signs.vos Jets.vos
Valleys.vo Valleys.glob Valleys.v.beautified Valleys.required_vo: Valleys.v Setting.vo Conditions.vo Calculus.vo Formulas.vo Smooth.vo Pieces.vo Shapes.vo
Valleys.vio: Valleys.v Setting.vio Conditions.vio Calculus.vio Formulas.vio Smooth.vio Pieces.vio Shapes.vio
Valleys.vos Valleys.vok Valleys.required_vos: Valleys.v Setting.vos Conditions.vos Calculus.vos Formulas.vos Smooth.vos Pieces.vos Shapes.vos
Split.vo Split.glob Split.v.beautified Split.required_vo: Split.v Setting.vo Conditions.vo Compact.vo Box.vo PointsBox.vo RulesBox.vo AtRest.vo PointsSplit.vo SplitLocal.vo
Split.vio: Split.v Setting.vio Conditions.vio Compact.vio Box.vio PointsBox.vio RulesBox.vio AtRest.vio PointsSplit.vio SplitLocal.vio
Split.vos Split.vok Split.required_vos: Split.v Setting.vos Conditions.vos Compact.vos Box.vos PointsBox.vos RulesBox.vos AtRest.vos PointsSplit.vos SplitLocal.vos
ChecksLinear.vo ChecksLinear.glob ChecksLinear.v.beautified ChecksLinear.required_vo: ChecksLinear.v Setting.vo Conditions.vo ConditionsResidual.vo Checks.vo ChecksAverages.vo ChecksForms.vo Algebra.vo
ChecksLinear.vio: ChecksLinear.v Setting.vio Conditions.vio ConditionsResidual.vio Checks.vio ChecksAverages.vio ChecksForms.vio Algebra.vio
ChecksLinear.vos ChecksLinear.vok ChecksLinear.required_vos: ChecksLinear.v Setting.vos Conditions.vos ConditionsResidual.vos Checks.vos ChecksAverages.vos ChecksForms.vos Algebra.vos
ChecksDecay.vo ChecksDecay.glob ChecksDecay.v.beautified ChecksDecay.required_vo: ChecksDecay.v Setting.vo Conditions.vo ConditionsDecay.vo Checks.vo ChecksAverages.vo ChecksForms.vo PointsConstant.vo Algebra.vo Definite.vo
ChecksDecay.vio: ChecksDecay.v Setting.vio Conditions.vio ConditionsDecay.vio Checks.vio ChecksAverages.vio ChecksForms.vio PointsConstant.vio Algebra.vio Definite.vio
ChecksDecay.vos ChecksDecay.vok ChecksDecay.required_vos: ChecksDecay.v Setting.vos Conditions.vos ConditionsDecay.vos Checks.vos ChecksAverages.vos ChecksForms.vos PointsConstant.vos Algebra.vos Definite.vos
Independent.vo Independent.glob Independent.v.beautified Independent.required_vo: Independent.v Setting.vo Conditions.vo Algebra.vo Near.vo Kinds.vo Monotone.vo Balance.vo FirstOrder.vo
Independent.vio: Independent.v Setting.vio Conditions.vio Algebra.vio Near.vio Kinds.vio Monotone.vio Balance.vio FirstOrder.vio
Independent.vos Independent.vok Independent.required_vos: Independent.v Setting.vos Conditions.vos Algebra.vos Near.vos Kinds.vos Monotone.vos Balance.vos FirstOrder.vos
OnePoint.vo OnePoint.glob OnePoint.v.beautified OnePoint.required_vo: OnePoint.v Setting.vo Conditions.vo Algebra.vo Near.vo Independent.vo
OnePoint.vio: OnePoint.v Setting.vio Conditions.vio Algebra.vio Near.vio Independent.vio
OnePoint.vos OnePoint.vok OnePoint.required_vos: OnePoint.v Setting.vos Conditions.vos Algebra.vos Near.vos Independent.vos
IndependentMonotone.vo IndependentMonotone.glob IndependentMonotone.v.beautified IndependentMonotone.required_vo: IndependentMonotone.v Setting.vo Conditions.vo Algebra.vo Near.vo Kinds.vo Monotone.vo Balance.vo FirstOrder.vo Independent.vo OnePoint.vo
IndependentMonotone.vio: IndependentMonotone.v Setting.vio Conditions.vio Algebra.vio Near.vio Kinds.vio Monotone.vio Balance.vio FirstOrder.vio Independent.vio OnePoint.vio
IndependentMonotone.vos IndependentMonotone.vok IndependentMonotone.required_vos: IndependentMonotone.v Setting.vos Conditions.vos Algebra.vos Near.vos Kinds.vos Monotone.vos Balance.vos FirstOrder.vos Independent.vos OnePoint.vos
LinearBranch.vo LinearBranch.glob LinearBranch.v.beautified LinearBranch.required_vo: LinearBranch.v Setting.vo Conditions.vo Algebra.vo Near.vo Kinds.vo Monotone.vo Balance.vo FirstOrder.vo Branches.vo
LinearBranch.vio: LinearBranch.v Setting.vio Conditions.vio Algebra.vio Near.vio Kinds.vio Monotone.vio Balance.vio FirstOrder.vio Branches.vio
LinearBranch.vos LinearBranch.vok LinearBranch.required_vos: LinearBranch.v Setting.vos Conditions.vos Algebra.vos Near.vos Kinds.vos Monotone.vos Balance.vos FirstOrder.vos Branches.vos
Residual.vo Residual.glob Residual.v.beautified Residual.required_vo: Residual.v Setting.vo Conditions.vo ConditionsFunnel.vo ConditionsResidual.vo Algebra.vo Near.vo Kinds.vo Monotone.vo Balance.vo FirstOrder.vo LinearBranch.vo
Residual.vio: Residual.v Setting.vio Conditions.vio ConditionsFunnel.vio ConditionsResidual.vio Algebra.vio Near.vio Kinds.vio Monotone.vio Balance.vio FirstOrder.vio LinearBranch.vio
Residual.vos Residual.vok Residual.required_vos: Residual.v Setting.vos Conditions.vos ConditionsFunnel.vos ConditionsResidual.vos Algebra.vos Near.vos Kinds.vos Monotone.vos Balance.vos FirstOrder.vos LinearBranch.vos
Circuit.vo Circuit.glob Circuit.v.beautified Circuit.required_vo: Circuit.v Setting.vo Conditions.vo Algebra.vo Near.vo Dual.vo Second.vo Pair.vo CircuitIdle.vo
Circuit.vio: Circuit.v Setting.vio Conditions.vio Algebra.vio Near.vio Dual.vio Second.vio Pair.vio CircuitIdle.vio
Circuit.vos Circuit.vok Circuit.required_vos: Circuit.v Setting.vos Conditions.vos Algebra.vos Near.vos Dual.vos Second.vos Pair.vos CircuitIdle.vos
CircuitSigmoid.vo CircuitSigmoid.glob CircuitSigmoid.v.beautified CircuitSigmoid.required_vo: CircuitSigmoid.v Setting.vo Conditions.vo Algebra.vo Near.vo Dual.vo Second.vo Pair.vo NeuronMove.vo CircuitIdle.vo Circuit.vo Square.vo
CircuitSigmoid.vio: CircuitSigmoid.v Setting.vio Conditions.vio Algebra.vio Near.vio Dual.vio Second.vio Pair.vio NeuronMove.vio CircuitIdle.vio Circuit.vio Square.vio
CircuitSigmoid.vos CircuitSigmoid.vok CircuitSigmoid.required_vos: CircuitSigmoid.v Setting.vos Conditions.vos Algebra.vos Near.vos Dual.vos Second.vos Pair.vos NeuronMove.vos CircuitIdle.vos Circuit.vos Square.vos
RulesCurved.vo RulesCurved.glob RulesCurved.v.beautified RulesCurved.required_vo: RulesCurved.v Setting.vo Conditions.vo PointsConstant.vo Nearby.vo Support.vo RulesConstant.vo
RulesCurved.vio: RulesCurved.v Setting.vio Conditions.vio PointsConstant.vio Nearby.vio Support.vio RulesConstant.vio
RulesCurved.vos RulesCurved.vok RulesCurved.required_vos: RulesCurved.v Setting.vos Conditions.vos PointsConstant.vos Nearby.vos Support.vos RulesConstant.vos
SeparableKink.vo SeparableKink.glob SeparableKink.v.beautified SeparableKink.required_vo: SeparableKink.v Setting.vo Conditions.vo Algebra.vo Near.vo Kinds.vo Monotone.vo Subgradients.vo Separable.vo
SeparableKink.vio: SeparableKink.v Setting.vio Conditions.vio Algebra.vio Near.vio Kinds.vio Monotone.vio Subgradients.vio Separable.vio
SeparableKink.vos SeparableKink.vok SeparableKink.required_vos: SeparableKink.v Setting.vos Conditions.vos Algebra.vos Near.vos Kinds.vos Monotone.vos Subgradients.vos Separable.vos
OutputWeights.vo OutputWeights.glob OutputWeights.v.beautified OutputWeights.required_vo: OutputWeights.v Setting.vo Conditions.vo Algebra.vo Near.vo Kinds.vo Monotone.vo Separable.vo SeparableKink.vo
OutputWeights.vio: OutputWeights.v Setting.vio Conditions.vio Algebra.vio Near.vio Kinds.vio Monotone.vio Separable.vio SeparableKink.vio
OutputWeights.vos OutputWeights.vok OutputWeights.required_vos: OutputWeights.v Setting.vos Conditions.vos Algebra.vos Near.vos Kinds.vos Monotone.vos Separable.vos SeparableKink.vos
AffineOutputs.vo AffineOutputs.glob AffineOutputs.v.beautified AffineOutputs.required_vo: AffineOutputs.v Setting.vo Conditions.vo Algebra.vo
AffineOutputs.vio: AffineOutputs.v Setting.vio Conditions.vio Algebra.vio
AffineOutputs.vos AffineOutputs.vok AffineOutputs.required_vos: AffineOutputs.v Setting.vos Conditions.vos Algebra.vos
Subspaces.vo Subspaces.glob Subspaces.v.beautified Subspaces.required_vo: Subspaces.v Setting.vo Conditions.vo Linear.vo SecondOrder.vo Vary.vo Stationary.vo Descent.vo SubspacesMoves.vo Kinds.vo
Subspaces.vio: Subspaces.v Setting.vio Conditions.vio Linear.vio SecondOrder.vio Vary.vio Stationary.vio Descent.vio SubspacesMoves.vio Kinds.vio
Subspaces.vos Subspaces.vok Subspaces.required_vos: Subspaces.v Setting.vos Conditions.vos Linear.vos SecondOrder.vos Vary.vos Stationary.vos Descent.vos SubspacesMoves.vos Kinds.vos
SubspacesDistinct.vo SubspacesDistinct.glob SubspacesDistinct.v.beautified SubspacesDistinct.required_vo: SubspacesDistinct.v Setting.vo Conditions.vo ConditionsCurved.vo Linear.vo SecondOrder.vo Vary.vo Stationary.vo SubspacesMoves.vo Bends.vo Units.vo Near.vo Kinds.vo Monotone.vo Balance.vo FirstOrder.vo Subspaces.vo
SubspacesDistinct.vio: SubspacesDistinct.v Setting.vio Conditions.vio ConditionsCurved.vio Linear.vio SecondOrder.vio Vary.vio Stationary.vio SubspacesMoves.vio Bends.vio Units.vio Near.vio Kinds.vio Monotone.vio Balance.vio FirstOrder.vio Subspaces.vio
SubspacesDistinct.vos SubspacesDistinct.vok SubspacesDistinct.required_vos: SubspacesDistinct.v Setting.vos Conditions.vos ConditionsCurved.vos Linear.vos SecondOrder.vos Vary.vos Stationary.vos SubspacesMoves.vos Bends.vos Units.vos Near.vos Kinds.vos Monotone.vos Balance.vos FirstOrder.vos Subspaces.vos
SubspacesPair.vo SubspacesPair.glob SubspacesPair.v.beautified SubspacesPair.required_vo: SubspacesPair.v Setting.vo Conditions.vo Linear.vo SecondOrder.vo Vary.vo Stationary.vo Descent.vo SubspacesMoves.vo SecondVariation.vo
SubspacesPair.vio: SubspacesPair.v Setting.vio Conditions.vio Linear.vio SecondOrder.vio Vary.vio Stationary.vio Descent.vio SubspacesMoves.vio SecondVariation.vio
SubspacesPair.vos SubspacesPair.vok SubspacesPair.required_vos: SubspacesPair.v Setting.vos Conditions.vos Linear.vos SecondOrder.vos Vary.vos Stationary.vos Descent.vos SubspacesMoves.vos SecondVariation.vos
Leaves.vo Leaves.glob Leaves.v.beautified Leaves.required_vo: Leaves.v Setting.vo Conditions.vo Calculus.vo Formulas.vo Power.vo Erf.vo Smooth.vo Pieces.vo Shapes.vo Signs.vo
Leaves.vio: Leaves.v Setting.vio Conditions.vio Calculus.vio Formulas.vio Power.vio Erf.vio Smooth.vio Pieces.vio Shapes.vio Signs.vio
Leaves.vos Leaves.vok Leaves.required_vos: Leaves.v Setting.vos Conditions.vos Calculus.vos Formulas.vos Power.vos Erf.vos Smooth.vos Pieces.vos Shapes.vos Signs.vos
Fields.vo Fields.glob Fields.v.beautified Fields.required_vo: Fields.v Setting.vo Conditions.vo Compact.vo Box.vo PointsBox.vo RulesBox.vo AtRest.vo PointsSplit.vo SplitLocal.vo Split.vo
Fields.vio: Fields.v Setting.vio Conditions.vio Compact.vio Box.vio PointsBox.vio RulesBox.vio AtRest.vio PointsSplit.vio SplitLocal.vio Split.vio
Fields.vos Fields.vok Fields.required_vos: Fields.v Setting.vos Conditions.vos Compact.vos Box.vos PointsBox.vos RulesBox.vos AtRest.vos PointsSplit.vos SplitLocal.vos Split.vos
RuleSplit.vo RuleSplit.glob RuleSplit.v.beautified RuleSplit.required_vo: RuleSplit.v Setting.vo Conditions.vo Compact.vo Box.vo PointsBox.vo RulesBox.vo AtRest.vo PointsSplit.vo SplitLocal.vo Split.vo
RuleSplit.vio: RuleSplit.v Setting.vio Conditions.vio Compact.vio Box.vio PointsBox.vio RulesBox.vio AtRest.vio PointsSplit.vio SplitLocal.vio Split.vio
RuleSplit.vos RuleSplit.vok RuleSplit.required_vos: RuleSplit.v Setting.vos Conditions.vos Compact.vos Box.vos PointsBox.vos RulesBox.vos AtRest.vos PointsSplit.vos SplitLocal.vos Split.vos
SplitShortcut.vo SplitShortcut.glob SplitShortcut.v.beautified SplitShortcut.required_vo: SplitShortcut.v Setting.vo Conditions.vo Compact.vo Box.vo PointsBox.vo RulesBox.vo AtRest.vo PointsSplit.vo SplitLocal.vo Split.vo
SplitShortcut.vio: SplitShortcut.v Setting.vio Conditions.vio Compact.vio Box.vio PointsBox.vio RulesBox.vio AtRest.vio PointsSplit.vio SplitLocal.vio Split.vio
SplitShortcut.vos SplitShortcut.vok SplitShortcut.required_vos: SplitShortcut.v Setting.vos Conditions.vos Compact.vos Box.vos PointsBox.vos RulesBox.vos AtRest.vos PointsSplit.vos SplitLocal.vos Split.vos
Exponential.vo Exponential.glob Exponential.v.beautified Exponential.required_vo: Exponential.v Setting.vo Conditions.vo Algebra.vo Near.vo Kinds.vo Monotone.vo Balance.vo FirstOrder.vo Independent.vo OnePoint.vo Exponentials.vo Branches.vo
Exponential.vio: Exponential.v Setting.vio Conditions.vio Algebra.vio Near.vio Kinds.vio Monotone.vio Balance.vio FirstOrder.vio Independent.vio OnePoint.vio Exponentials.vio Branches.vio
Exponential.vos Exponential.vok Exponential.required_vos: Exponential.v Setting.vos Conditions.vos Algebra.vos Near.vos Kinds.vos Monotone.vos Balance.vos FirstOrder.vos Independent.vos OnePoint.vos Exponentials.vos Branches.vos
LinearNetwork.vo LinearNetwork.glob LinearNetwork.v.beautified LinearNetwork.required_vo: LinearNetwork.v Setting.vo Conditions.vo Algebra.vo Near.vo Kinds.vo Monotone.vo Balance.vo FirstOrder.vo Exponentials.vo LinearBranch.vo
LinearNetwork.vio: LinearNetwork.v Setting.vio Conditions.vio Algebra.vio Near.vio Kinds.vio Monotone.vio Balance.vio FirstOrder.vio Exponentials.vio LinearBranch.vio
LinearNetwork.vos LinearNetwork.vok LinearNetwork.required_vos: LinearNetwork.v Setting.vos Conditions.vos Algebra.vos Near.vos Kinds.vos Monotone.vos Balance.vos FirstOrder.vos Exponentials.vos LinearBranch.vos
FunnelStages.vo FunnelStages.glob FunnelStages.v.beautified FunnelStages.required_vo: FunnelStages.v Setting.vo Conditions.vo ConditionsFunnel.vo Algebra.vo Near.vo Monotone.vo Balance.vo
FunnelStages.vio: FunnelStages.v Setting.vio Conditions.vio ConditionsFunnel.vio Algebra.vio Near.vio Monotone.vio Balance.vio
FunnelStages.vos FunnelStages.vok FunnelStages.required_vos: FunnelStages.v Setting.vos Conditions.vos ConditionsFunnel.vos Algebra.vos Near.vos Monotone.vos Balance.vos
Funnel.vo Funnel.glob Funnel.v.beautified Funnel.required_vo: Funnel.v Setting.vo Conditions.vo ConditionsFunnel.vo Algebra.vo Near.vo Kinds.vo Monotone.vo Balance.vo FirstOrder.vo LinearBranch.vo LinearNetwork.vo FunnelStages.vo
Funnel.vio: Funnel.v Setting.vio Conditions.vio ConditionsFunnel.vio Algebra.vio Near.vio Kinds.vio Monotone.vio Balance.vio FirstOrder.vio LinearBranch.vio LinearNetwork.vio FunnelStages.vio
Funnel.vos Funnel.vok Funnel.required_vos: Funnel.v Setting.vos Conditions.vos ConditionsFunnel.vos Algebra.vos Near.vos Kinds.vos Monotone.vos Balance.vos FirstOrder.vos LinearBranch.vos LinearNetwork.vos FunnelStages.vos
Chain.vo Chain.glob Chain.v.beautified Chain.required_vo: Chain.v Setting.vo Conditions.vo ConditionsFunnel.vo Kinds.vo Monotone.vo Funnel.vo
Chain.vio: Chain.v Setting.vio Conditions.vio ConditionsFunnel.vio Kinds.vio Monotone.vio Funnel.vio
Chain.vos Chain.vok Chain.required_vos: Chain.v Setting.vos Conditions.vos ConditionsFunnel.vos Kinds.vos Monotone.vos Funnel.vos
SigmoidSkip.vo SigmoidSkip.glob SigmoidSkip.v.beautified SigmoidSkip.required_vo: SigmoidSkip.v Setting.vo Conditions.vo Algebra.vo Near.vo Pair.vo NeuronMove.vo LinearBranch.vo LinearNetwork.vo Square.vo SigmoidOne.vo
SigmoidSkip.vio: SigmoidSkip.v Setting.vio Conditions.vio Algebra.vio Near.vio Pair.vio NeuronMove.vio LinearBranch.vio LinearNetwork.vio Square.vio SigmoidOne.vio
SigmoidSkip.vos SigmoidSkip.vok SigmoidSkip.required_vos: SigmoidSkip.v Setting.vos Conditions.vos Algebra.vos Near.vos Pair.vos NeuronMove.vos LinearBranch.vos LinearNetwork.vos Square.vos SigmoidOne.vos
PointsExplicit.vo PointsExplicit.glob PointsExplicit.v.beautified PointsExplicit.required_vo: PointsExplicit.v Setting.vo Conditions.vo PointsConstant.vo Nearby.vo Support.vo RulesConstant.vo RulesCurved.vo Checks.vo ChecksWidths.vo ChecksAverages.vo
PointsExplicit.vio: PointsExplicit.v Setting.vio Conditions.vio PointsConstant.vio Nearby.vio Support.vio RulesConstant.vio RulesCurved.vio Checks.vio ChecksWidths.vio ChecksAverages.vio
PointsExplicit.vos PointsExplicit.vok PointsExplicit.required_vos: PointsExplicit.v Setting.vos Conditions.vos PointsConstant.vos Nearby.vos Support.vos RulesConstant.vos RulesCurved.vos Checks.vos ChecksWidths.vos ChecksAverages.vos
RulesDecay.vo RulesDecay.glob RulesDecay.v.beautified RulesDecay.required_vo: RulesDecay.v Setting.vo Conditions.vo PointsConstant.vo PointsDecay.vo Nearby.vo Support.vo RulesConstant.vo RulesCurved.vo
RulesDecay.vio: RulesDecay.v Setting.vio Conditions.vio PointsConstant.vio PointsDecay.vio Nearby.vio Support.vio RulesConstant.vio RulesCurved.vio
RulesDecay.vos RulesDecay.vok RulesDecay.required_vos: RulesDecay.v Setting.vos Conditions.vos PointsConstant.vos PointsDecay.vos Nearby.vos Support.vos RulesConstant.vos RulesCurved.vos
RulesFrozen.vo RulesFrozen.glob RulesFrozen.v.beautified RulesFrozen.required_vo: RulesFrozen.v Setting.vo Conditions.vo PointsConstant.vo PointsFrozen.vo Nearby.vo Support.vo RulesConstant.vo RulesCurved.vo
RulesFrozen.vio: RulesFrozen.v Setting.vio Conditions.vio PointsConstant.vio PointsFrozen.vio Nearby.vio Support.vio RulesConstant.vio RulesCurved.vio
RulesFrozen.vos RulesFrozen.vok RulesFrozen.required_vos: RulesFrozen.v Setting.vos Conditions.vos PointsConstant.vos PointsFrozen.vos Nearby.vos Support.vos RulesConstant.vos RulesCurved.vos
RulesKink.vo RulesKink.glob RulesKink.v.beautified RulesKink.required_vo: RulesKink.v Algebra.vo Setting.vo Conditions.vo PointsConstant.vo PointsKink.vo Nearby.vo Support.vo RulesConstant.vo RulesCurved.vo
RulesKink.vio: RulesKink.v Algebra.vio Setting.vio Conditions.vio PointsConstant.vio PointsKink.vio Nearby.vio Support.vio RulesConstant.vio RulesCurved.vio
RulesKink.vos RulesKink.vok RulesKink.required_vos: RulesKink.v Algebra.vos Setting.vos Conditions.vos PointsConstant.vos PointsKink.vos Nearby.vos Support.vos RulesConstant.vos RulesCurved.vos
RulesNarrow.vo RulesNarrow.glob RulesNarrow.v.beautified RulesNarrow.required_vo: RulesNarrow.v Setting.vo Conditions.vo PointsConstant.vo PointsNarrow.vo Nearby.vo Support.vo RulesConstant.vo RulesCurved.vo
RulesNarrow.vio: RulesNarrow.v Setting.vio Conditions.vio PointsConstant.vio PointsNarrow.vio Nearby.vio Support.vio RulesConstant.vio RulesCurved.vio
RulesNarrow.vos RulesNarrow.vok RulesNarrow.required_vos: RulesNarrow.v Setting.vos Conditions.vos PointsConstant.vos PointsNarrow.vos Nearby.vos Support.vos RulesConstant.vos RulesCurved.vos
RulesTangent.vo RulesTangent.glob RulesTangent.v.beautified RulesTangent.required_vo: RulesTangent.v Setting.vo Conditions.vo Kinds.vo Nearby.vo Support.vo PointsConstant.vo RulesConstant.vo RulesCurved.vo
RulesTangent.vio: RulesTangent.v Setting.vio Conditions.vio Kinds.vio Nearby.vio Support.vio PointsConstant.vio RulesConstant.vio RulesCurved.vio
RulesTangent.vos RulesTangent.vok RulesTangent.required_vos: RulesTangent.v Setting.vos Conditions.vos Kinds.vos Nearby.vos Support.vos PointsConstant.vos RulesConstant.vos RulesCurved.vos
SubspacesFewer.vo SubspacesFewer.glob SubspacesFewer.v.beautified SubspacesFewer.required_vo: SubspacesFewer.v Setting.vo Conditions.vo Linear.vo SecondOrder.vo Vary.vo Stationary.vo Descent.vo SubspacesMoves.vo SecondVariation.vo Subspaces.vo SubspacesPair.vo Kinds.vo
SubspacesFewer.vio: SubspacesFewer.v Setting.vio Conditions.vio Linear.vio SecondOrder.vio Vary.vio Stationary.vio Descent.vio SubspacesMoves.vio SecondVariation.vio Subspaces.vio SubspacesPair.vio Kinds.vio
SubspacesFewer.vos SubspacesFewer.vok SubspacesFewer.required_vos: SubspacesFewer.v Setting.vos Conditions.vos Linear.vos SecondOrder.vos Vary.vos Stationary.vos Descent.vos SubspacesMoves.vos SecondVariation.vos Subspaces.vos SubspacesPair.vos Kinds.vos
SubspacesIndependent.vo SubspacesIndependent.glob SubspacesIndependent.v.beautified SubspacesIndependent.required_vo: SubspacesIndependent.v Setting.vo Conditions.vo Linear.vo SecondOrder.vo Vary.vo Stationary.vo Descent.vo SubspacesMoves.vo Subspaces.vo SubspacesPair.vo Kinds.vo
SubspacesIndependent.vio: SubspacesIndependent.v Setting.vio Conditions.vio Linear.vio SecondOrder.vio Vary.vio Stationary.vio Descent.vio SubspacesMoves.vio Subspaces.vio SubspacesPair.vio Kinds.vio
SubspacesIndependent.vos SubspacesIndependent.vok SubspacesIndependent.required_vos: SubspacesIndependent.v Setting.vos Conditions.vos Linear.vos SecondOrder.vos Vary.vos Stationary.vos Descent.vos SubspacesMoves.vos Subspaces.vos SubspacesPair.vos Kinds.vos
Functions.vo Functions.glob Functions.v.beautified Functions.required_vo: Functions.v Formulas.vo Erf.vo Calculus.vo Smooth.vo Pieces.vo Shapes.vo ShapesBent.vo Signs.vo Leaves.vo Sigmoids.vo
Functions.vio: Functions.v Formulas.vio Erf.vio Calculus.vio Smooth.vio Pieces.vio Shapes.vio ShapesBent.vio Signs.vio Leaves.vio Sigmoids.vio
Functions.vos Functions.vok Functions.required_vos: Functions.v Formulas.vos Erf.vos Calculus.vos Smooth.vos Pieces.vos Shapes.vos ShapesBent.vos Signs.vos Leaves.vos Sigmoids.vos
Hessian.vo Hessian.glob Hessian.v.beautified Hessian.required_vo: Hessian.v Setting.vo Conditions.vo Compact.vo Box.vo PointsBox.vo RulesBox.vo AtRest.vo SplitLocal.vo Split.vo Fields.vo
Hessian.vio: Hessian.v Setting.vio Conditions.vio Compact.vio Box.vio PointsBox.vio RulesBox.vio AtRest.vio SplitLocal.vio Split.vio Fields.vio
Hessian.vos Hessian.vok Hessian.required_vos: Hessian.v Setting.vos Conditions.vos Compact.vos Box.vos PointsBox.vos RulesBox.vos AtRest.vos SplitLocal.vos Split.vos Fields.vos
LinearTheorems.vo LinearTheorems.glob LinearTheorems.v.beautified LinearTheorems.required_vo: LinearTheorems.v Setting.vo Conditions.vo Algebra.vo Near.vo Kinds.vo Monotone.vo Balance.vo FirstOrder.vo LinearBranch.vo LinearNetwork.vo
LinearTheorems.vio: LinearTheorems.v Setting.vio Conditions.vio Algebra.vio Near.vio Kinds.vio Monotone.vio Balance.vio FirstOrder.vio LinearBranch.vio LinearNetwork.vio
LinearTheorems.vos LinearTheorems.vok LinearTheorems.required_vos: LinearTheorems.v Setting.vos Conditions.vos Algebra.vos Near.vos Kinds.vos Monotone.vos Balance.vos FirstOrder.vos LinearBranch.vos LinearNetwork.vos
LinearBound.vo LinearBound.glob LinearBound.v.beautified LinearBound.required_vo: LinearBound.v Setting.vo Conditions.vo ConditionsResidual.vo ConditionsLinear.vo Algebra.vo Near.vo Kinds.vo Monotone.vo Balance.vo FirstOrder.vo LinearBranch.vo LinearTheorems.vo OutputWeights.vo PointsConstant.vo Residual.vo Subgradients.vo
LinearBound.vio: LinearBound.v Setting.vio Conditions.vio ConditionsResidual.vio ConditionsLinear.vio Algebra.vio Near.vio Kinds.vio Monotone.vio Balance.vio FirstOrder.vio LinearBranch.vio LinearTheorems.vio OutputWeights.vio PointsConstant.vio Residual.vio Subgradients.vio
LinearBound.vos LinearBound.vok LinearBound.required_vos: LinearBound.v Setting.vos Conditions.vos ConditionsResidual.vos ConditionsLinear.vos Algebra.vos Near.vos Kinds.vos Monotone.vos Balance.vos FirstOrder.vos LinearBranch.vos LinearTheorems.vos OutputWeights.vos PointsConstant.vos Residual.vos Subgradients.vos
LinearIndependent.vo LinearIndependent.glob LinearIndependent.v.beautified LinearIndependent.required_vo: LinearIndependent.v Setting.vo Conditions.vo ConditionsLinear.vo Algebra.vo Near.vo Kinds.vo Balance.vo FirstOrder.vo LinearBranch.vo LinearNetwork.vo Independent.vo OnePoint.vo LinearTheorems.vo
LinearIndependent.vio: LinearIndependent.v Setting.vio Conditions.vio ConditionsLinear.vio Algebra.vio Near.vio Kinds.vio Balance.vio FirstOrder.vio LinearBranch.vio LinearNetwork.vio Independent.vio OnePoint.vio LinearTheorems.vio
LinearIndependent.vos LinearIndependent.vok LinearIndependent.required_vos: LinearIndependent.v Setting.vos Conditions.vos ConditionsLinear.vos Algebra.vos Near.vos Kinds.vos Balance.vos FirstOrder.vos LinearBranch.vos LinearNetwork.vos Independent.vos OnePoint.vos LinearTheorems.vos
IndependentFunnel.vo IndependentFunnel.glob IndependentFunnel.v.beautified IndependentFunnel.required_vo: IndependentFunnel.v Setting.vo Conditions.vo ConditionsFunnel.vo Algebra.vo Near.vo Kinds.vo Monotone.vo Balance.vo FirstOrder.vo LinearBranch.vo LinearNetwork.vo Independent.vo OnePoint.vo FunnelStages.vo Funnel.vo
IndependentFunnel.vio: IndependentFunnel.v Setting.vio Conditions.vio ConditionsFunnel.vio Algebra.vio Near.vio Kinds.vio Monotone.vio Balance.vio FirstOrder.vio LinearBranch.vio LinearNetwork.vio Independent.vio OnePoint.vio FunnelStages.vio Funnel.vio
IndependentFunnel.vos IndependentFunnel.vok IndependentFunnel.required_vos: IndependentFunnel.v Setting.vos Conditions.vos ConditionsFunnel.vos Algebra.vos Near.vos Kinds.vos Monotone.vos Balance.vos FirstOrder.vos LinearBranch.vos LinearNetwork.vos Independent.vos OnePoint.vos FunnelStages.vos Funnel.vos
DeepResting.vo DeepResting.glob DeepResting.v.beautified DeepResting.required_vo: DeepResting.v Setting.vo Conditions.vo PointsConstant.vo Nearby.vo DeepNear.vo PointsExplicit.vo
DeepResting.vio: DeepResting.v Setting.vio Conditions.vio PointsConstant.vio Nearby.vio DeepNear.vio PointsExplicit.vio
DeepResting.vos DeepResting.vok DeepResting.required_vos: DeepResting.v Setting.vos Conditions.vos PointsConstant.vos Nearby.vos DeepNear.vos PointsExplicit.vos
Heights.vo Heights.glob Heights.v.beautified Heights.required_vo: Heights.v Setting.vo Conditions.vo PointsConstant.vo Checks.vo ChecksAverages.vo PointsExplicit.vo Smooth.vo Enclose.vo
Heights.vio: Heights.v Setting.vio Conditions.vio PointsConstant.vio Checks.vio ChecksAverages.vio PointsExplicit.vio Smooth.vio Enclose.vio
Heights.vos Heights.vok Heights.required_vos: Heights.v Setting.vos Conditions.vos PointsConstant.vos Checks.vos ChecksAverages.vos PointsExplicit.vos Smooth.vos Enclose.vos
PointsMoments.vo PointsMoments.glob PointsMoments.v.beautified PointsMoments.required_vo: PointsMoments.v Setting.vo Conditions.vo PointsConstant.vo Nearby.vo Support.vo Checks.vo ChecksAverages.vo PointsExplicit.vo
PointsMoments.vio: PointsMoments.v Setting.vio Conditions.vio PointsConstant.vio Nearby.vio Support.vio Checks.vio ChecksAverages.vio PointsExplicit.vio
PointsMoments.vos PointsMoments.vok PointsMoments.required_vos: PointsMoments.v Setting.vos Conditions.vos PointsConstant.vos Nearby.vos Support.vos Checks.vos ChecksAverages.vos PointsExplicit.vos
RulesMultipliers.vo RulesMultipliers.glob RulesMultipliers.v.beautified RulesMultipliers.required_vo: RulesMultipliers.v Setting.vo Conditions.vo PointsConstant.vo PointsFrozen.vo PointsMultipliers.vo Nearby.vo Support.vo RulesConstant.vo RulesFrozen.vo
RulesMultipliers.vio: RulesMultipliers.v Setting.vio Conditions.vio PointsConstant.vio PointsFrozen.vio PointsMultipliers.vio Nearby.vio Support.vio RulesConstant.vio RulesFrozen.vio
RulesMultipliers.vos RulesMultipliers.vok RulesMultipliers.required_vos: RulesMultipliers.v Setting.vos Conditions.vos PointsConstant.vos PointsFrozen.vos PointsMultipliers.vos Nearby.vos Support.vos RulesConstant.vos RulesFrozen.vos
RulesPotential.vo RulesPotential.glob RulesPotential.v.beautified RulesPotential.required_vo: RulesPotential.v Setting.vo Conditions.vo Compact.vo Box.vo PointsConstant.vo PointsFrozen.vo PointsMultipliers.vo Nearby.vo Support.vo RulesConstant.vo RulesMultipliers.vo
RulesPotential.vio: RulesPotential.v Setting.vio Conditions.vio Compact.vio Box.vio PointsConstant.vio PointsFrozen.vio PointsMultipliers.vio Nearby.vio Support.vio RulesConstant.vio RulesMultipliers.vio
RulesPotential.vos RulesPotential.vok RulesPotential.required_vos: RulesPotential.v Setting.vos Conditions.vos Compact.vos Box.vos PointsConstant.vos PointsFrozen.vos PointsMultipliers.vos Nearby.vos Support.vos RulesConstant.vos RulesMultipliers.vos
RulesTied.vo RulesTied.glob RulesTied.v.beautified RulesTied.required_vo: RulesTied.v Setting.vo Conditions.vo Compact.vo PointsConstant.vo PointsFrozen.vo PointsMultipliers.vo Nearby.vo Support.vo RulesConstant.vo RulesMultipliers.vo RulesPotential.vo RulesDecay.vo
RulesTied.vio: RulesTied.v Setting.vio Conditions.vio Compact.vio PointsConstant.vio PointsFrozen.vio PointsMultipliers.vio Nearby.vio Support.vio RulesConstant.vio RulesMultipliers.vio RulesPotential.vio RulesDecay.vio
RulesTied.vos RulesTied.vok RulesTied.required_vos: RulesTied.v Setting.vos Conditions.vos Compact.vos PointsConstant.vos PointsFrozen.vos PointsMultipliers.vos Nearby.vos Support.vos RulesConstant.vos RulesMultipliers.vos RulesPotential.vos RulesDecay.vos
Root.vo Root.glob Root.v.beautified Root.required_vo: Root.v Setting.vo Nearby.vo Compact.vo Box.vo Onto.vo RulesCurved.vo RulesKink.vo
Root.vio: Root.v Setting.vio Nearby.vio Compact.vio Box.vio Onto.vio RulesCurved.vio RulesKink.vio
Root.vos Root.vok Root.required_vos: Root.v Setting.vos Nearby.vos Compact.vos Box.vos Onto.vos RulesCurved.vos RulesKink.vos
SubspacesIndependentTwo.vo SubspacesIndependentTwo.glob SubspacesIndependentTwo.v.beautified SubspacesIndependentTwo.required_vo: SubspacesIndependentTwo.v Setting.vo Conditions.vo Linear.vo SecondOrder.vo Vary.vo Stationary.vo Descent.vo SubspacesMoves.vo Subspaces.vo SubspacesPair.vo SubspacesIndependent.vo Kinds.vo
SubspacesIndependentTwo.vio: SubspacesIndependentTwo.v Setting.vio Conditions.vio Linear.vio SecondOrder.vio Vary.vio Stationary.vio Descent.vio SubspacesMoves.vio Subspaces.vio SubspacesPair.vio SubspacesIndependent.vio Kinds.vio
SubspacesIndependentTwo.vos SubspacesIndependentTwo.vok SubspacesIndependentTwo.required_vos: SubspacesIndependentTwo.v Setting.vos Conditions.vos Linear.vos SecondOrder.vos Vary.vos Stationary.vos Descent.vos SubspacesMoves.vos Subspaces.vos SubspacesPair.vos SubspacesIndependent.vos Kinds.vos
Expressions.vo Expressions.glob Expressions.v.beautified Expressions.required_vo: Expressions.v Setting.vo Compact.vo Box.vo PointsBox.vo RulesBox.vo AtRest.vo SplitLocal.vo Split.vo Fields.vo Hessian.vo Smooth.vo Intervals.vo Enclosures.vo Jets.vo JetPieces.vo
Expressions.vio: Expressions.v Setting.vio Compact.vio Box.vio PointsBox.vio RulesBox.vio AtRest.vio SplitLocal.vio Split.vio Fields.vio Hessian.vio Smooth.vio Intervals.vio Enclosures.vio Jets.vio JetPieces.vio
Expressions.vos Expressions.vok Expressions.required_vos: Expressions.v Setting.vos Compact.vos Box.vos PointsBox.vos RulesBox.vos AtRest.vos SplitLocal.vos Split.vos Fields.vos Hessian.vos Smooth.vos Intervals.vos Enclosures.vos Jets.vos JetPieces.vos
LinearRealise.vo LinearRealise.glob LinearRealise.v.beautified LinearRealise.required_vo: LinearRealise.v Setting.vo Conditions.vo Algebra.vo Near.vo Kinds.vo Monotone.vo Balance.vo FirstOrder.vo LinearBranch.vo LinearNetwork.vo LinearTheorems.vo
LinearRealise.vio: LinearRealise.v Setting.vio Conditions.vio Algebra.vio Near.vio Kinds.vio Monotone.vio Balance.vio FirstOrder.vio LinearBranch.vio LinearNetwork.vio LinearTheorems.vio
LinearRealise.vos LinearRealise.vok LinearRealise.required_vos: LinearRealise.v Setting.vos Conditions.vos Algebra.vos Near.vos Kinds.vos Monotone.vos Balance.vos FirstOrder.vos LinearBranch.vos LinearNetwork.vos LinearTheorems.vos
DecayDeep.vo DecayDeep.glob DecayDeep.v.beautified DecayDeep.required_vo: DecayDeep.v Setting.vo Conditions.vo PointsConstant.vo PointsDecay.vo Nearby.vo Support.vo RulesConstant.vo RulesCurved.vo RulesDecay.vo DeepNear.vo DeepResting.vo
DecayDeep.vio: DecayDeep.v Setting.vio Conditions.vio PointsConstant.vio PointsDecay.vio Nearby.vio Support.vio RulesConstant.vio RulesCurved.vio RulesDecay.vio DeepNear.vio DeepResting.vio
DecayDeep.vos DecayDeep.vok DecayDeep.required_vos: DecayDeep.v Setting.vos Conditions.vos PointsConstant.vos PointsDecay.vos Nearby.vos Support.vos RulesConstant.vos RulesCurved.vos RulesDecay.vos DeepNear.vos DeepResting.vos
PointsBuild.vo PointsBuild.glob PointsBuild.v.beautified PointsBuild.required_vo: PointsBuild.v Setting.vo Conditions.vo PointsConstant.vo Nearby.vo Support.vo RulesConstant.vo RulesCurved.vo Checks.vo ChecksWidths.vo ChecksAverages.vo PointsExplicit.vo PointsMoments.vo
PointsBuild.vio: PointsBuild.v Setting.vio Conditions.vio PointsConstant.vio Nearby.vio Support.vio RulesConstant.vio RulesCurved.vio Checks.vio ChecksWidths.vio ChecksAverages.vio PointsExplicit.vio PointsMoments.vio
PointsBuild.vos PointsBuild.vok PointsBuild.required_vos: PointsBuild.v Setting.vos Conditions.vos PointsConstant.vos Nearby.vos Support.vos RulesConstant.vos RulesCurved.vos Checks.vos ChecksWidths.vos ChecksAverages.vos PointsExplicit.vos PointsMoments.vos
DeepColumns.vo DeepColumns.glob DeepColumns.v.beautified DeepColumns.required_vo: DeepColumns.v Setting.vo Conditions.vo PointsConstant.vo PointsFrozen.vo PointsMultipliers.vo Nearby.vo Support.vo RulesConstant.vo RulesCurved.vo RulesFrozen.vo RulesMultipliers.vo DeepNear.vo
DeepColumns.vio: DeepColumns.v Setting.vio Conditions.vio PointsConstant.vio PointsFrozen.vio PointsMultipliers.vio Nearby.vio Support.vio RulesConstant.vio RulesCurved.vio RulesFrozen.vio RulesMultipliers.vio DeepNear.vio
DeepColumns.vos DeepColumns.vok DeepColumns.required_vos: DeepColumns.v Setting.vos Conditions.vos PointsConstant.vos PointsFrozen.vos PointsMultipliers.vos Nearby.vos Support.vos RulesConstant.vos RulesCurved.vos RulesFrozen.vos RulesMultipliers.vos DeepNear.vos
ExpressionJets.vo ExpressionJets.glob ExpressionJets.v.beautified ExpressionJets.required_vo: ExpressionJets.v Setting.vo RulesBox.vo AtRest.vo Smooth.vo Intervals.vo Enclosures.vo Jets.vo JetPieces.vo Expressions.vo
ExpressionJets.vio: ExpressionJets.v Setting.vio RulesBox.vio AtRest.vio Smooth.vio Intervals.vio Enclosures.vio Jets.vio JetPieces.vio Expressions.vio
ExpressionJets.vos ExpressionJets.vok ExpressionJets.required_vos: ExpressionJets.v Setting.vos RulesBox.vos AtRest.vos Smooth.vos Intervals.vos Enclosures.vos Jets.vos JetPieces.vos Expressions.vos
JetContinuous.vo JetContinuous.glob JetContinuous.v.beautified JetContinuous.required_vo: JetContinuous.v Setting.vo RulesBox.vo AtRest.vo Formulas.vo Power.vo Erf.vo Smooth.vo Intervals.vo Enclosures.vo Jets.vo JetPieces.vo Expressions.vo
JetContinuous.vio: JetContinuous.v Setting.vio RulesBox.vio AtRest.vio Formulas.vio Power.vio Erf.vio Smooth.vio Intervals.vio Enclosures.vio Jets.vio JetPieces.vio Expressions.vio
JetContinuous.vos JetContinuous.vok JetContinuous.required_vos: JetContinuous.v Setting.vos RulesBox.vos AtRest.vos Formulas.vos Power.vos Erf.vos Smooth.vos Intervals.vos Enclosures.vos Jets.vos JetPieces.vos Expressions.vos
Objective.vo Objective.glob Objective.v.beautified Objective.required_vo: Objective.v Setting.vo Compact.vo Expressions.vo
Objective.vio: Objective.v Setting.vio Compact.vio Expressions.vio
Objective.vos Objective.vok Objective.required_vos: Objective.v Setting.vos Compact.vos Expressions.vos
LinearBad.vo LinearBad.glob LinearBad.v.beautified LinearBad.required_vo: LinearBad.v Setting.vo Conditions.vo Algebra.vo Near.vo BestFit.vo AffinePiece.vo Kinds.vo Monotone.vo Balance.vo FirstOrder.vo LinearBranch.vo LinearNetwork.vo LinearTheorems.vo LinearRealise.vo
LinearBad.vio: LinearBad.v Setting.vio Conditions.vio Algebra.vio Near.vio BestFit.vio AffinePiece.vio Kinds.vio Monotone.vio Balance.vio FirstOrder.vio LinearBranch.vio LinearNetwork.vio LinearTheorems.vio LinearRealise.vio
LinearBad.vos LinearBad.vok LinearBad.required_vos: LinearBad.v Setting.vos Conditions.vos Algebra.vos Near.vos BestFit.vos AffinePiece.vos Kinds.vos Monotone.vos Balance.vos FirstOrder.vos LinearBranch.vos LinearNetwork.vos LinearTheorems.vos LinearRealise.vos
LinearFit.vo LinearFit.glob LinearFit.v.beautified LinearFit.required_vo: LinearFit.v Setting.vo Conditions.vo ConditionsLinear.vo Algebra.vo Near.vo Kinds.vo Balance.vo FirstOrder.vo LinearBranch.vo LinearNetwork.vo LinearTheorems.vo LinearBad.vo PointsConstant.vo Subgradients.vo
LinearFit.vio: LinearFit.v Setting.vio Conditions.vio ConditionsLinear.vio Algebra.vio Near.vio Kinds.vio Balance.vio FirstOrder.vio LinearBranch.vio LinearNetwork.vio LinearTheorems.vio LinearBad.vio PointsConstant.vio Subgradients.vio
LinearFit.vos LinearFit.vok LinearFit.required_vos: LinearFit.v Setting.vos Conditions.vos ConditionsLinear.vos Algebra.vos Near.vos Kinds.vos Balance.vos FirstOrder.vos LinearBranch.vos LinearNetwork.vos LinearTheorems.vos LinearBad.vos PointsConstant.vos Subgradients.vos
DecayBounded.vo DecayBounded.glob DecayBounded.v.beautified DecayBounded.required_vo: DecayBounded.v Setting.vo Conditions.vo ConditionsDecay.vo Algebra.vo Near.vo Kinds.vo Monotone.vo PointsConstant.vo OutputWeights.vo Nearby.vo RulesDecay.vo Support.vo Paths.vo
DecayBounded.vio: DecayBounded.v Setting.vio Conditions.vio ConditionsDecay.vio Algebra.vio Near.vio Kinds.vio Monotone.vio PointsConstant.vio OutputWeights.vio Nearby.vio RulesDecay.vio Support.vio Paths.vio
DecayBounded.vos DecayBounded.vok DecayBounded.required_vos: DecayBounded.v Setting.vos Conditions.vos ConditionsDecay.vos Algebra.vos Near.vos Kinds.vos Monotone.vos PointsConstant.vos OutputWeights.vos Nearby.vos RulesDecay.vos Support.vos Paths.vos
DecayOrigin.vo DecayOrigin.glob DecayOrigin.v.beautified DecayOrigin.required_vo: DecayOrigin.v Setting.vo Conditions.vo ConditionsDecay.vo Algebra.vo Near.vo Kinds.vo Monotone.vo PointsConstant.vo OutputWeights.vo Nearby.vo RulesDecay.vo Support.vo DecayBounded.vo
DecayOrigin.vio: DecayOrigin.v Setting.vio Conditions.vio ConditionsDecay.vio Algebra.vio Near.vio Kinds.vio Monotone.vio PointsConstant.vio OutputWeights.vio Nearby.vio RulesDecay.vio Support.vio DecayBounded.vio
DecayOrigin.vos DecayOrigin.vok DecayOrigin.required_vos: DecayOrigin.v Setting.vos Conditions.vos ConditionsDecay.vos Algebra.vos Near.vos Kinds.vos Monotone.vos PointsConstant.vos OutputWeights.vos Nearby.vos RulesDecay.vos Support.vos DecayBounded.vos
AffineCells.vo AffineCells.glob AffineCells.v.beautified AffineCells.required_vo: AffineCells.v Setting.vo Conditions.vo PointsConstant.vo PointsFrozen.vo PointsMultipliers.vo Nearby.vo Support.vo RulesConstant.vo RulesCurved.vo RulesFrozen.vo RulesMultipliers.vo Checks.vo ChecksWidths.vo ChecksAverages.vo PointsExplicit.vo PointsMoments.vo PointsBuild.vo
AffineCells.vio: AffineCells.v Setting.vio Conditions.vio PointsConstant.vio PointsFrozen.vio PointsMultipliers.vio Nearby.vio Support.vio RulesConstant.vio RulesCurved.vio RulesFrozen.vio RulesMultipliers.vio Checks.vio ChecksWidths.vio ChecksAverages.vio PointsExplicit.vio PointsMoments.vio PointsBuild.vio
AffineCells.vos AffineCells.vok AffineCells.required_vos: AffineCells.v Setting.vos Conditions.vos PointsConstant.vos PointsFrozen.vos PointsMultipliers.vos Nearby.vos Support.vos RulesConstant.vos RulesCurved.vos RulesFrozen.vos RulesMultipliers.vos Checks.vos ChecksWidths.vos ChecksAverages.vos PointsExplicit.vos PointsMoments.vos PointsBuild.vos
DecayBuild.vo DecayBuild.glob DecayBuild.v.beautified DecayBuild.required_vo: DecayBuild.v Setting.vo Conditions.vo PointsConstant.vo PointsDecay.vo Nearby.vo Support.vo RulesConstant.vo RulesCurved.vo Checks.vo ChecksWidths.vo ChecksAverages.vo PointsExplicit.vo PointsMoments.vo PointsBuild.vo
DecayBuild.vio: DecayBuild.v Setting.vio Conditions.vio PointsConstant.vio PointsDecay.vio Nearby.vio Support.vio RulesConstant.vio RulesCurved.vio Checks.vio ChecksWidths.vio ChecksAverages.vio PointsExplicit.vio PointsMoments.vio PointsBuild.vio
DecayBuild.vos DecayBuild.vok DecayBuild.required_vos: DecayBuild.v Setting.vos Conditions.vos PointsConstant.vos PointsDecay.vos Nearby.vos Support.vos RulesConstant.vos RulesCurved.vos Checks.vos ChecksWidths.vos ChecksAverages.vos PointsExplicit.vos PointsMoments.vos PointsBuild.vos
NarrowBuild.vo NarrowBuild.glob NarrowBuild.v.beautified NarrowBuild.required_vo: NarrowBuild.v Setting.vo Conditions.vo PointsConstant.vo PointsNarrow.vo Nearby.vo Support.vo RulesConstant.vo RulesCurved.vo Checks.vo ChecksWidths.vo ChecksAverages.vo PointsExplicit.vo PointsMoments.vo PointsBuild.vo Smooth.vo Enclose.vo
NarrowBuild.vio: NarrowBuild.v Setting.vio Conditions.vio PointsConstant.vio PointsNarrow.vio Nearby.vio Support.vio RulesConstant.vio RulesCurved.vio Checks.vio ChecksWidths.vio ChecksAverages.vio PointsExplicit.vio PointsMoments.vio PointsBuild.vio Smooth.vio Enclose.vio
NarrowBuild.vos NarrowBuild.vok NarrowBuild.required_vos: NarrowBuild.v Setting.vos Conditions.vos PointsConstant.vos PointsNarrow.vos Nearby.vos Support.vos RulesConstant.vos RulesCurved.vos Checks.vos ChecksWidths.vos ChecksAverages.vos PointsExplicit.vos PointsMoments.vos PointsBuild.vos Smooth.vos Enclose.vos
PointsCompute.vo PointsCompute.glob PointsCompute.v.beautified PointsCompute.required_vo: PointsCompute.v Setting.vo Conditions.vo Calculus.vo Formulas.vo Smooth.vo Pieces.vo Shapes.vo Signs.vo Leaves.vo PointsConstant.vo Nearby.vo Support.vo Minimisers.vo Checks.vo ChecksAverages.vo PointsExplicit.vo PointsMoments.vo PointsBuild.vo DeepNear.vo DeepResting.vo
PointsCompute.vio: PointsCompute.v Setting.vio Conditions.vio Calculus.vio Formulas.vio Smooth.vio Pieces.vio Shapes.vio Signs.vio Leaves.vio PointsConstant.vio Nearby.vio Support.vio Minimisers.vio Checks.vio ChecksAverages.vio PointsExplicit.vio PointsMoments.vio PointsBuild.vio DeepNear.vio DeepResting.vio
PointsCompute.vos PointsCompute.vok PointsCompute.required_vos: PointsCompute.v Setting.vos Conditions.vos Calculus.vos Formulas.vos Smooth.vos Pieces.vos Shapes.vos Signs.vos Leaves.vos PointsConstant.vos Nearby.vos Support.vos Minimisers.vos Checks.vos ChecksAverages.vos PointsExplicit.vos PointsMoments.vos PointsBuild.vos DeepNear.vos DeepResting.vos
BoxCheck.vo BoxCheck.glob BoxCheck.v.beautified BoxCheck.required_vo: BoxCheck.v Setting.vo Compact.vo PointsBox.vo RulesBox.vo AtRest.vo Smooth.vo Pieces.vo Intervals.vo Enclosures.vo Jets.vo JetPieces.vo Expressions.vo ExpressionJets.vo Series.vo Definite.vo Objective.vo
BoxCheck.vio: BoxCheck.v Setting.vio Compact.vio PointsBox.vio RulesBox.vio AtRest.vio Smooth.vio Pieces.vio Intervals.vio Enclosures.vio Jets.vio JetPieces.vio Expressions.vio ExpressionJets.vio Series.vio Definite.vio Objective.vio
BoxCheck.vos BoxCheck.vok BoxCheck.required_vos: BoxCheck.v Setting.vos Compact.vos PointsBox.vos RulesBox.vos AtRest.vos Smooth.vos Pieces.vos Intervals.vos Enclosures.vos Jets.vos JetPieces.vos Expressions.vos ExpressionJets.vos Series.vos Definite.vos Objective.vos
NotGlobal.vo NotGlobal.glob NotGlobal.v.beautified NotGlobal.required_vo: NotGlobal.v Setting.vo Conditions.vo Algebra.vo Near.vo Kinds.vo Calculus.vo LinearBad.vo
NotGlobal.vio: NotGlobal.v Setting.vio Conditions.vio Algebra.vio Near.vio Kinds.vio Calculus.vio LinearBad.vio
NotGlobal.vos NotGlobal.vok NotGlobal.required_vos: NotGlobal.v Setting.vos Conditions.vos Algebra.vos Near.vos Kinds.vos Calculus.vos LinearBad.vos
RulesSpurious.vo RulesSpurious.glob RulesSpurious.v.beautified RulesSpurious.required_vo: RulesSpurious.v Setting.vo Conditions.vo Compact.vo Box.vo PointsBox.vo RulesBox.vo AtRest.vo NotGlobal.vo Landscape.vo
RulesSpurious.vio: RulesSpurious.v Setting.vio Conditions.vio Compact.vio Box.vio PointsBox.vio RulesBox.vio AtRest.vio NotGlobal.vio Landscape.vio
RulesSpurious.vos RulesSpurious.vok RulesSpurious.required_vos: RulesSpurious.v Setting.vos Conditions.vos Compact.vos Box.vos PointsBox.vos RulesBox.vos AtRest.vos NotGlobal.vos Landscape.vos
Kernel.vo Kernel.glob Kernel.v.beautified Kernel.required_vo: Kernel.v Setting.vo Conditions.vo ConditionsQuadratic.vo ConditionsCurved.vo ConditionsFunnel.vo ConditionsLinear.vo ConditionsDecay.vo ConditionsValley.vo ConditionsResidual.vo Kinds.vo Landscape.vo PointsConstant.vo PointsBox.vo PointsDecay.vo PointsFrozen.vo PointsKink.vo PointsMultipliers.vo PointsNarrow.vo PointsSplit.vo PointsDecayCopies.vo NotGlobal.vo AffinePiece.vo AtRest.vo Chain.vo Circuit.vo CircuitSigmoid.vo Core.vo DecayOrigin.vo Exponential.vo Funnel.vo Independent.vo IndependentFunnel.vo IndependentMonotone.vo LinearBad.vo LinearBound.vo LinearFit.vo LinearIndependent.vo LinearTheorems.vo OutputWeights.vo Quadratic.vo QuadraticGlobal.vo QuadraticTheorems.vo Residual.vo RuleSplit.vo RulesBox.vo RulesConstant.vo RulesCurved.vo RulesDecay.vo RulesDecayCopies.vo RulesFrozen.vo RulesKink.vo RulesMultipliers.vo RulesNarrow.vo RulesPotential.vo RulesSpurious.vo RulesTangent.vo RulesTied.vo Separable.vo SeparableKink.vo SigmoidSkip.vo Subspaces.vo SubspacesDistinct.vo SubspacesFewer.vo SubspacesIndependent.vo SubspacesIndependentTwo.vo WideShallow.vo
Kernel.vio: Kernel.v Setting.vio Conditions.vio ConditionsQuadratic.vio ConditionsCurved.vio ConditionsFunnel.vio ConditionsLinear.vio ConditionsDecay.vio ConditionsValley.vio ConditionsResidual.vio Kinds.vio Landscape.vio PointsConstant.vio PointsBox.vio PointsDecay.vio PointsFrozen.vio PointsKink.vio PointsMultipliers.vio PointsNarrow.vio PointsSplit.vio PointsDecayCopies.vio NotGlobal.vio AffinePiece.vio AtRest.vio Chain.vio Circuit.vio CircuitSigmoid.vio Core.vio DecayOrigin.vio Exponential.vio Funnel.vio Independent.vio IndependentFunnel.vio IndependentMonotone.vio LinearBad.vio LinearBound.vio LinearFit.vio LinearIndependent.vio LinearTheorems.vio OutputWeights.vio Quadratic.vio QuadraticGlobal.vio QuadraticTheorems.vio Residual.vio RuleSplit.vio RulesBox.vio RulesConstant.vio RulesCurved.vio RulesDecay.vio RulesDecayCopies.vio RulesFrozen.vio RulesKink.vio RulesMultipliers.vio RulesNarrow.vio RulesPotential.vio RulesSpurious.vio RulesTangent.vio RulesTied.vio Separable.vio SeparableKink.vio SigmoidSkip.vio Subspaces.vio SubspacesDistinct.vio SubspacesFewer.vio SubspacesIndependent.vio SubspacesIndependentTwo.vio WideShallow.vio
Kernel.vos Kernel.vok Kernel.required_vos: Kernel.v Setting.vos Conditions.vos ConditionsQuadratic.vos ConditionsCurved.vos ConditionsFunnel.vos ConditionsLinear.vos ConditionsDecay.vos ConditionsValley.vos ConditionsResidual.vos Kinds.vos Landscape.vos PointsConstant.vos PointsBox.vos PointsDecay.vos PointsFrozen.vos PointsKink.vos PointsMultipliers.vos PointsNarrow.vos PointsSplit.vos PointsDecayCopies.vos NotGlobal.vos AffinePiece.vos AtRest.vos Chain.vos Circuit.vos CircuitSigmoid.vos Core.vos DecayOrigin.vos Exponential.vos Funnel.vos Independent.vos IndependentFunnel.vos IndependentMonotone.vos LinearBad.vos LinearBound.vos LinearFit.vos LinearIndependent.vos LinearTheorems.vos OutputWeights.vos Quadratic.vos QuadraticGlobal.vos QuadraticTheorems.vos Residual.vos RuleSplit.vos RulesBox.vos RulesConstant.vos RulesCurved.vos RulesDecay.vos RulesDecayCopies.vos RulesFrozen.vos RulesKink.vos RulesMultipliers.vos RulesNarrow.vos RulesPotential.vos RulesSpurious.vos RulesTangent.vos RulesTied.vos Separable.vos SeparableKink.vos SigmoidSkip.vos Subspaces.vos SubspacesDistinct.vos SubspacesFewer.vos SubspacesIndependent.vos SubspacesIndependentTwo.vos WideShallow.vos
DeepCells.vo DeepCells.glob DeepCells.v.beautified DeepCells.required_vo: DeepCells.v Setting.vo Conditions.vo PointsConstant.vo PointsFrozen.vo PointsMultipliers.vo Nearby.vo Support.vo RulesConstant.vo RulesCurved.vo RulesFrozen.vo RulesMultipliers.vo Checks.vo ChecksWidths.vo ChecksAverages.vo PointsExplicit.vo PointsMoments.vo PointsBuild.vo DeepNear.vo AffineCells.vo DeepColumns.vo
DeepCells.vio: DeepCells.v Setting.vio Conditions.vio PointsConstant.vio PointsFrozen.vio PointsMultipliers.vio Nearby.vio Support.vio RulesConstant.vio RulesCurved.vio RulesFrozen.vio RulesMultipliers.vio Checks.vio ChecksWidths.vio ChecksAverages.vio PointsExplicit.vio PointsMoments.vio PointsBuild.vio DeepNear.vio AffineCells.vio DeepColumns.vio
DeepCells.vos DeepCells.vok DeepCells.required_vos: DeepCells.v Setting.vos Conditions.vos PointsConstant.vos PointsFrozen.vos PointsMultipliers.vos Nearby.vos Support.vos RulesConstant.vos RulesCurved.vos RulesFrozen.vos RulesMultipliers.vos Checks.vos ChecksWidths.vos ChecksAverages.vos PointsExplicit.vos PointsMoments.vos PointsBuild.vos DeepNear.vos AffineCells.vos DeepColumns.vos
FrozenFit.vo FrozenFit.glob FrozenFit.v.beautified FrozenFit.required_vo: FrozenFit.v Setting.vo Conditions.vo PointsConstant.vo PointsFrozen.vo PointsMultipliers.vo Nearby.vo Support.vo RulesConstant.vo RulesCurved.vo RulesFrozen.vo RulesMultipliers.vo Checks.vo ChecksWidths.vo ChecksAverages.vo PointsExplicit.vo PointsMoments.vo PointsBuild.vo AffineCells.vo
FrozenFit.vio: FrozenFit.v Setting.vio Conditions.vio PointsConstant.vio PointsFrozen.vio PointsMultipliers.vio Nearby.vio Support.vio RulesConstant.vio RulesCurved.vio RulesFrozen.vio RulesMultipliers.vio Checks.vio ChecksWidths.vio ChecksAverages.vio PointsExplicit.vio PointsMoments.vio PointsBuild.vio AffineCells.vio
FrozenFit.vos FrozenFit.vok FrozenFit.required_vos: FrozenFit.v Setting.vos Conditions.vos PointsConstant.vos PointsFrozen.vos PointsMultipliers.vos Nearby.vos Support.vos RulesConstant.vos RulesCurved.vos RulesFrozen.vos RulesMultipliers.vos Checks.vos ChecksWidths.vos ChecksAverages.vos PointsExplicit.vos PointsMoments.vos PointsBuild.vos AffineCells.vos
ChecksFit.vo ChecksFit.glob ChecksFit.v.beautified ChecksFit.required_vo: ChecksFit.v Setting.vo Conditions.vo ConditionsLinear.vo Checks.vo ChecksWidths.vo ChecksForms.vo ChecksLinear.vo ChecksIndependent.vo PointsConstant.vo PointsExplicit.vo AffineCells.vo FrozenFit.vo Algebra.vo OnePoint.vo
ChecksFit.vio: ChecksFit.v Setting.vio Conditions.vio ConditionsLinear.vio Checks.vio ChecksWidths.vio ChecksForms.vio ChecksLinear.vio ChecksIndependent.vio PointsConstant.vio PointsExplicit.vio AffineCells.vio FrozenFit.vio Algebra.vio OnePoint.vio
ChecksFit.vos ChecksFit.vok ChecksFit.required_vos: ChecksFit.v Setting.vos Conditions.vos ConditionsLinear.vos Checks.vos ChecksWidths.vos ChecksForms.vos ChecksLinear.vos ChecksIndependent.vos PointsConstant.vos PointsExplicit.vos AffineCells.vos FrozenFit.vos Algebra.vos OnePoint.vos
BoxLeaves.vo BoxLeaves.glob BoxLeaves.v.beautified BoxLeaves.required_vo: BoxLeaves.v Setting.vo Smooth.vo Pieces.vo Leaves.vo PointsCompute.vo Jets.vo JetPieces.vo BoxCheck.vo
BoxLeaves.vio: BoxLeaves.v Setting.vio Smooth.vio Pieces.vio Leaves.vio PointsCompute.vio Jets.vio JetPieces.vio BoxCheck.vio
BoxLeaves.vos BoxLeaves.vok BoxLeaves.required_vos: BoxLeaves.v Setting.vos Smooth.vos Pieces.vos Leaves.vos PointsCompute.vos Jets.vos JetPieces.vos BoxCheck.vos
SplitCheck.vo SplitCheck.glob SplitCheck.v.beautified SplitCheck.required_vo: SplitCheck.v Setting.vo Compact.vo Conditions.vo PointsBox.vo PointsSplit.vo SplitShortcut.vo RulesBox.vo AtRest.vo Smooth.vo Pieces.vo Intervals.vo Enclosures.vo Jets.vo JetPieces.vo JetContinuous.vo Expressions.vo ExpressionJets.vo Series.vo Definite.vo Objective.vo BoxCheck.vo
SplitCheck.vio: SplitCheck.v Setting.vio Compact.vio Conditions.vio PointsBox.vio PointsSplit.vio SplitShortcut.vio RulesBox.vio AtRest.vio Smooth.vio Pieces.vio Intervals.vio Enclosures.vio Jets.vio JetPieces.vio JetContinuous.vio Expressions.vio ExpressionJets.vio Series.vio Definite.vio Objective.vio BoxCheck.vio
SplitCheck.vos SplitCheck.vok SplitCheck.required_vos: SplitCheck.v Setting.vos Compact.vos Conditions.vos PointsBox.vos PointsSplit.vos SplitShortcut.vos RulesBox.vos AtRest.vos Smooth.vos Pieces.vos Intervals.vos Enclosures.vos Jets.vos JetPieces.vos JetContinuous.vos Expressions.vos ExpressionJets.vos Series.vos Definite.vos Objective.vos BoxCheck.vos
Tangents.vo Tangents.glob Tangents.v.beautified Tangents.required_vo: Tangents.v Setting.vo Conditions.vo Kinds.vo Nearby.vo Support.vo PointsConstant.vo ChecksAverages.vo PointsExplicit.vo Smooth.vo Pieces.vo Intervals.vo Enclosures.vo Jets.vo JetPieces.vo BoxCheck.vo
Tangents.vio: Tangents.v Setting.vio Conditions.vio Kinds.vio Nearby.vio Support.vio PointsConstant.vio ChecksAverages.vio PointsExplicit.vio Smooth.vio Pieces.vio Intervals.vio Enclosures.vio Jets.vio JetPieces.vio BoxCheck.vio
Tangents.vos Tangents.vok Tangents.required_vos: Tangents.v Setting.vos Conditions.vos Kinds.vos Nearby.vos Support.vos PointsConstant.vos ChecksAverages.vos PointsExplicit.vos Smooth.vos Pieces.vos Intervals.vos Enclosures.vos Jets.vos JetPieces.vos BoxCheck.vos
Features.vo Features.glob Features.v.beautified Features.required_vo: Features.v Setting.vo Conditions.vo PointsConstant.vo Nearby.vo Checks.vo ChecksWidths.vo ChecksAverages.vo PointsExplicit.vo PointsBuild.vo AffineCells.vo FrozenFit.vo Smooth.vo Enclose.vo
Features.vio: Features.v Setting.vio Conditions.vio PointsConstant.vio Nearby.vio Checks.vio ChecksWidths.vio ChecksAverages.vio PointsExplicit.vio PointsBuild.vio AffineCells.vio FrozenFit.vio Smooth.vio Enclose.vio
Features.vos Features.vok Features.required_vos: Features.v Setting.vos Conditions.vos PointsConstant.vos Nearby.vos Checks.vos ChecksWidths.vos ChecksAverages.vos PointsExplicit.vos PointsBuild.vos AffineCells.vos FrozenFit.vos Smooth.vos Enclose.vos
DecayCheck.vo DecayCheck.glob DecayCheck.v.beautified DecayCheck.required_vo: DecayCheck.v Setting.vo Conditions.vo PointsConstant.vo PointsDecay.vo Nearby.vo Support.vo RulesConstant.vo RulesCurved.vo Checks.vo ChecksWidths.vo ChecksAverages.vo PointsExplicit.vo PointsMoments.vo PointsBuild.vo AffineCells.vo Smooth.vo Enclose.vo Features.vo NarrowBuild.vo DecayBuild.vo
DecayCheck.vio: DecayCheck.v Setting.vio Conditions.vio PointsConstant.vio PointsDecay.vio Nearby.vio Support.vio RulesConstant.vio RulesCurved.vio Checks.vio ChecksWidths.vio ChecksAverages.vio PointsExplicit.vio PointsMoments.vio PointsBuild.vio AffineCells.vio Smooth.vio Enclose.vio Features.vio NarrowBuild.vio DecayBuild.vio
DecayCheck.vos DecayCheck.vok DecayCheck.required_vos: DecayCheck.v Setting.vos Conditions.vos PointsConstant.vos PointsDecay.vos Nearby.vos Support.vos RulesConstant.vos RulesCurved.vos Checks.vos ChecksWidths.vos ChecksAverages.vos PointsExplicit.vos PointsMoments.vos PointsBuild.vos AffineCells.vos Smooth.vos Enclose.vos Features.vos NarrowBuild.vos DecayBuild.vos
KinkBuild.vo KinkBuild.glob KinkBuild.v.beautified KinkBuild.required_vo: KinkBuild.v Setting.vo Conditions.vo PointsConstant.vo PointsKink.vo Nearby.vo Support.vo RulesConstant.vo RulesKink.vo Checks.vo ChecksWidths.vo ChecksAverages.vo PointsExplicit.vo PointsBuild.vo AffineCells.vo Smooth.vo Enclose.vo Features.vo SubspacesMoves.vo
KinkBuild.vio: KinkBuild.v Setting.vio Conditions.vio PointsConstant.vio PointsKink.vio Nearby.vio Support.vio RulesConstant.vio RulesKink.vio Checks.vio ChecksWidths.vio ChecksAverages.vio PointsExplicit.vio PointsBuild.vio AffineCells.vio Smooth.vio Enclose.vio Features.vio SubspacesMoves.vio
KinkBuild.vos KinkBuild.vok KinkBuild.required_vos: KinkBuild.v Setting.vos Conditions.vos PointsConstant.vos PointsKink.vos Nearby.vos Support.vos RulesConstant.vos RulesKink.vos Checks.vos ChecksWidths.vos ChecksAverages.vos PointsExplicit.vos PointsBuild.vos AffineCells.vos Smooth.vos Enclose.vos Features.vos SubspacesMoves.vos
OneClassBuild.vo OneClassBuild.glob OneClassBuild.v.beautified OneClassBuild.required_vo: OneClassBuild.v Setting.vo Conditions.vo PointsConstant.vo PointsFrozen.vo Nearby.vo Support.vo RulesConstant.vo RulesCurved.vo Checks.vo ChecksWidths.vo ChecksAverages.vo PointsExplicit.vo PointsBuild.vo AffineCells.vo Smooth.vo Enclose.vo Features.vo
OneClassBuild.vio: OneClassBuild.v Setting.vio Conditions.vio PointsConstant.vio PointsFrozen.vio Nearby.vio Support.vio RulesConstant.vio RulesCurved.vio Checks.vio ChecksWidths.vio ChecksAverages.vio PointsExplicit.vio PointsBuild.vio AffineCells.vio Smooth.vio Enclose.vio Features.vio
OneClassBuild.vos OneClassBuild.vok OneClassBuild.required_vos: OneClassBuild.v Setting.vos Conditions.vos PointsConstant.vos PointsFrozen.vos Nearby.vos Support.vos RulesConstant.vos RulesCurved.vos Checks.vos ChecksWidths.vos ChecksAverages.vos PointsExplicit.vos PointsBuild.vos AffineCells.vos Smooth.vos Enclose.vos Features.vos
FitBuild.vo FitBuild.glob FitBuild.v.beautified FitBuild.required_vo: FitBuild.v Setting.vo Conditions.vo PointsConstant.vo PointsKink.vo Nearby.vo Support.vo RulesConstant.vo RulesCurved.vo RulesKink.vo Checks.vo ChecksWidths.vo ChecksAverages.vo PointsExplicit.vo PointsBuild.vo AffineCells.vo Smooth.vo Enclose.vo Features.vo KinkBuild.vo PointsCompute.vo Root.vo Compact.vo Box.vo
FitBuild.vio: FitBuild.v Setting.vio Conditions.vio PointsConstant.vio PointsKink.vio Nearby.vio Support.vio RulesConstant.vio RulesCurved.vio RulesKink.vio Checks.vio ChecksWidths.vio ChecksAverages.vio PointsExplicit.vio PointsBuild.vio AffineCells.vio Smooth.vio Enclose.vio Features.vio KinkBuild.vio PointsCompute.vio Root.vio Compact.vio Box.vio
FitBuild.vos FitBuild.vok FitBuild.required_vos: FitBuild.v Setting.vos Conditions.vos PointsConstant.vos PointsKink.vos Nearby.vos Support.vos RulesConstant.vos RulesCurved.vos RulesKink.vos Checks.vos ChecksWidths.vos ChecksAverages.vos PointsExplicit.vos PointsBuild.vos AffineCells.vos Smooth.vos Enclose.vos Features.vos KinkBuild.vos PointsCompute.vos Root.vos Compact.vos Box.vos
FitPoints.vo FitPoints.glob FitPoints.v.beautified FitPoints.required_vo: FitPoints.v Setting.vo Conditions.vo PointsConstant.vo PointsFrozen.vo PointsKink.vo PointsMultipliers.vo Nearby.vo Support.vo RulesConstant.vo RulesCurved.vo RulesKink.vo RulesMultipliers.vo Checks.vo ChecksWidths.vo ChecksAverages.vo PointsExplicit.vo PointsBuild.vo AffineCells.vo Smooth.vo Enclose.vo Features.vo PointsCompute.vo FitBuild.vo
FitPoints.vio: FitPoints.v Setting.vio Conditions.vio PointsConstant.vio PointsFrozen.vio PointsKink.vio PointsMultipliers.vio Nearby.vio Support.vio RulesConstant.vio RulesCurved.vio RulesKink.vio RulesMultipliers.vio Checks.vio ChecksWidths.vio ChecksAverages.vio PointsExplicit.vio PointsBuild.vio AffineCells.vio Smooth.vio Enclose.vio Features.vio PointsCompute.vio FitBuild.vio
FitPoints.vos FitPoints.vok FitPoints.required_vos: FitPoints.v Setting.vos Conditions.vos PointsConstant.vos PointsFrozen.vos PointsKink.vos PointsMultipliers.vos Nearby.vos Support.vos RulesConstant.vos RulesCurved.vos RulesKink.vos RulesMultipliers.vos Checks.vos ChecksWidths.vos ChecksAverages.vos PointsExplicit.vos PointsBuild.vos AffineCells.vos Smooth.vos Enclose.vos Features.vos PointsCompute.vos FitBuild.vos
