"""Theory as data: the prose of every condition, lemma and theorem, the graph of their dependencies, the engine."""
