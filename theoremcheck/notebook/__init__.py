"""`%load_ext theoremcheck`."""
