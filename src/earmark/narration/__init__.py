"""An article read aloud: from the page to a tree, a script, and sound with chapters."""

from earmark.narration.espeak import EspeakVoice
from earmark.narration.nodes import Block, Document, below, block_text, body_text, plain, walk
from earmark.narration.policy import ELEMENTS, STYLES, TREATMENTS, Policy, policy_of
from earmark.narration.reading import document_of, read_document
from earmark.narration.render import FORMATS, LOUDNESS, Narration, narrate
from earmark.narration.script import VOICES, Script, Utterance
from earmark.narration.script_file import read_script, script_json, script_ssml
from earmark.narration.spoken import Piece, Spoken, spoken
from earmark.narration.summary import json_of, summary
from earmark.narration.telling import script_of
from earmark.narration.voices import Speech, Voice, WordTime

__all__ = [
    "ELEMENTS",
    "FORMATS",
    "LOUDNESS",
    "STYLES",
    "TREATMENTS",
    "VOICES",
    "Block",
    "Document",
    "EspeakVoice",
    "Narration",
    "Piece",
    "Policy",
    "Script",
    "Speech",
    "Spoken",
    "Utterance",
    "Voice",
    "WordTime",
    "below",
    "block_text",
    "body_text",
    "document_of",
    "json_of",
    "narrate",
    "plain",
    "policy_of",
    "read_document",
    "read_script",
    "script_json",
    "script_of",
    "script_ssml",
    "spoken",
    "summary",
    "walk",
]
