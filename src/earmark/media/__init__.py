"""Bytes to arrays and back: decoding, probing, spectra, loudness, writing."""
