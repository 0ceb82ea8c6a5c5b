"""A small catalogue made from nothing: music, voices and functional sounds with a known truth."""
