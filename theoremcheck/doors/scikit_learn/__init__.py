"""The door to scikit-learn, which is imported inside its functions only."""
