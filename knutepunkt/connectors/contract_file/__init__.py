"""One contract as a YAML file that can be reviewed like text: written, checked by its schema, and read in."""

from knutepunkt.connectors.contract_file.reading import Summary, read_contract, tried
from knutepunkt.connectors.contract_file.writing import write_contract

__all__ = ["Summary", "read_contract", "tried", "write_contract"]
