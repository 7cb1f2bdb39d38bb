"""Families of problems: one spec, with what changes from one to the next."""
