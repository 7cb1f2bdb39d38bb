"""Evidence about neurons and losses is sought here."""
