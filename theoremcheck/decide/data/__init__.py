"""Evidence about the data is sought here."""
