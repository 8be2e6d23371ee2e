"""Processes in and out as BPMN 2.0, as modelling tools read and write them.

What is modelled here is read whole; the rest is told by kind and count, and never half taken in.
"""

from knutepunkt.connectors.bpmn.loading import Loaded, load
from knutepunkt.connectors.bpmn.reading import Read, read
from knutepunkt.connectors.bpmn.tree import LARGEST
from knutepunkt.connectors.bpmn.writing import write

__all__ = ["LARGEST", "Loaded", "Read", "load", "read", "write"]
