"""The long proofs: one file each, `proof_<what it shows>.py`. `make proof` runs them all."""
