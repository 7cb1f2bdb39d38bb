"""``--relax``: drop one hypothesis of a proved spec at a time, or find a change that lets a theorem apply."""
