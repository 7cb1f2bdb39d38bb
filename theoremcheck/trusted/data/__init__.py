"""Exact linear algebra on samples, and the conditions on the data; evidence beside its check."""
