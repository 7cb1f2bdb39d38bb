"""The calculus of neurons and losses: pieces, normal forms, ranges, sign proofs, and the conditions on a function."""
