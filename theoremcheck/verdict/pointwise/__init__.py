"""What can be said of one point of parameter space, exactly as it is given."""
