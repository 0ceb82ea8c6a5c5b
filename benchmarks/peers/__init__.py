"""Other systems that name music, run as the programs that somebody installed; each is a `Listener` of the lab.

A peer is measured at settings that its makers publish, and at the score that turns out best on the very episodes.
"""

from benchmarks.peers.audfprint import Audfprint
from benchmarks.peers.fpcalc import Fpcalc
from benchmarks.peers.olaf import Olaf
from benchmarks.peers.program import Peer

__all__ = ["PEERS", "Peer"]

PEERS: tuple[Peer, ...] = (Fpcalc(), Audfprint(), Olaf())
