"""Doors: networks of other libraries become specs, certified minima go back. Each door imports its own library."""
