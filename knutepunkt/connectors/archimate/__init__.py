"""Reads and writes architectures in ArchiMate: Archi's folders of files, and the Open Group's exchange file."""

from knutepunkt.connectors.archimate.faults import NotRead
from knutepunkt.connectors.archimate.loading import Summary, load
from knutepunkt.connectors.archimate.reading import Reading, read
from knutepunkt.connectors.archimate.writing import write_exchange

__all__ = ["NotRead", "Reading", "Summary", "load", "read", "write_exchange"]
