"""theoremcheck: a formal-numeric companion for deep-learning theory."""
