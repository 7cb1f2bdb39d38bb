"""From a spec to a verdict: findings, derivation, certificate, search, expectations."""
