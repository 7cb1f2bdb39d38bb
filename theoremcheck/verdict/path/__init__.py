"""From a point the way down that the theorems on spurious valleys promise: built, checked piece by piece."""
