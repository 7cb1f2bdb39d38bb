"""The door to ONNX, which is imported inside its functions only."""
