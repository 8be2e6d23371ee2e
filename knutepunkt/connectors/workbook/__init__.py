"""Tables as a workbook (xlsx): typed cells, nothing in it computed, and a sheet that says what it is and when."""

from knutepunkt.connectors.workbook.writing import SHARE, About, Column, Sheet, workbook

__all__ = ["SHARE", "About", "Column", "Sheet", "workbook"]
