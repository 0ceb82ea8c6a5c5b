"""Proofs: why a find was made, for the eye and for the ear."""

from earmark.music.proof.claim import Claim
from earmark.music.proof.clip import PAUSE, beside, recording_there
from earmark.music.proof.picture import AROUND, draw_proof
from earmark.music.proof.proof import Proof, prove
from earmark.music.proof.words import safe_name

__all__ = ["AROUND", "PAUSE", "Claim", "Proof", "beside", "draw_proof", "prove", "recording_there", "safe_name"]
