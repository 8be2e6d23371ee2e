"""Reads event logs of other systems, CSV or XES, into tickets with custody and clocks; a map says what means what."""

from knutepunkt.connectors.event_log.faults import LogFault
from knutepunkt.connectors.event_log.loading import load
from knutepunkt.connectors.event_log.playing import Played, play
from knutepunkt.connectors.event_log.promises import PromiseReport, promises
from knutepunkt.connectors.event_log.summary import Summary

__all__ = ["LogFault", "Played", "PromiseReport", "Summary", "load", "play", "promises"]
