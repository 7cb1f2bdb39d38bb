"""The door to Keras 3, which is imported inside its functions only."""
