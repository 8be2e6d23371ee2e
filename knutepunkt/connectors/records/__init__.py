"""Parties, catalogue and terms from files of one's own, and out into such files."""

from knutepunkt.connectors.records.books import BOOKS
from knutepunkt.connectors.records.faults import FAULTS_AT_MOST
from knutepunkt.connectors.records.reading import Summary, read_in
from knutepunkt.connectors.records.writing import book_as_workbook, write_out, write_workbook

__all__ = ["BOOKS", "FAULTS_AT_MOST", "Summary", "book_as_workbook", "read_in", "write_out", "write_workbook"]
