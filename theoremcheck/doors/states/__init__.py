"""States of other libraries as points: which array of a file is which block of a spec."""
