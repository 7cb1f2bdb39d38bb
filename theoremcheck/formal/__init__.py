"""The formal library (``library/*.v``, checked by Coq) and what states a problem and its verdict as a Coq theorem."""
