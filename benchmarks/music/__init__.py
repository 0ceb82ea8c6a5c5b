"""Parts of the benchmark `benchmarks/music_under_speech.py`."""
