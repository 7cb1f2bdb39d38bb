"""The twelve kinds of point, each with its check, and what the checks share."""
