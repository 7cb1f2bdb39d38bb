"""Reports: the verdict as text and as JSON."""
