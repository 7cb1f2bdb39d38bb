"""The door to PyTorch, which is imported inside its functions only."""
