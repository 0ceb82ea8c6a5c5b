"""A small catalogue made from nothing: music, voices and functional sounds with a known truth.

`music.compose`, `speech.speak`, `sounds.functional` make sound; `catalogue.compose_demo` makes the folder.
Nothing is imported here, so that the voice's own process starts at once.
"""
