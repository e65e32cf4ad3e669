"""Files in, archive out: the thin shell around the pure core."""
