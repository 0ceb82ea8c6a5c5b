"""Models: which there are, what they were made of, and running them.

>>> from earmark.models import Network, shipped   # doctest: +SKIP
>>> Network.open(shipped("music-detection"))   # doctest: +SKIP
"""

from earmark.models.network import Network
from earmark.models.shelf import Model, models, shipped, verified

__all__ = ["Model", "Network", "models", "shipped", "verified"]
