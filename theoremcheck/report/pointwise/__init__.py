"""Reports about one point of parameter space: in words, and as JSON."""
