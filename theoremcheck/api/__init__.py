"""What a notebook imports: problems from arrays and texts, verdicts, certificates."""
