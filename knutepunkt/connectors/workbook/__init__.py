"""Tables as a workbook (xlsx): typed cells, nothing in it computed, and a sheet that says what it is and when."""

from collections.abc import Iterable
from datetime import tzinfo

from knutepunkt.connectors.workbook.tables import FINE_SHARE, SHARE, About, Column, Sheet

__all__ = ["FINE_SHARE", "SHARE", "About", "Column", "Sheet", "workbook"]


def workbook(about: About, sheets: Iterable[Sheet], *, zone: tzinfo) -> bytes:
    """Return a workbook (xlsx); moments are shown in `zone`."""
    # Not at the start: openpyxl takes 32 MB in each web process, and few ask for a workbook.
    from knutepunkt.connectors.workbook.writing import workbook as written

    return written(about, sheets, zone=zone)
