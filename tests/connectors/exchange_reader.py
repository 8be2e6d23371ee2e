"""The exchange file as others read it: run with a file, in a process of its own, since the reader logs to everybody."""

import json
import logging
import sys

from pyArchimate import Model

FAULTS: list[str] = []


class _Told(logging.Handler):
    """Keeps what the reader finds wrong: it goes on, and tells only the log."""

    def emit(self, record: logging.LogRecord) -> None:
        FAULTS.append(record.getMessage())


def main(file: str) -> None:
    """Print what the file holds as JSON."""
    logging.getLogger().handlers = [_Told()]
    model = Model("")
    model.read(file)
    held = {
        "name": model.name,
        "elements": {
            one.uuid: [
                one.type,
                one.name or "",
                one.desc or "",
                {name: value for name, value in one.props.items() if value},
            ]
            for one in model.elements
        },
        "relations": {
            one.uuid: [one.type, one.name or "", one.source.uuid, one.target.uuid, one.access_type or ""]
            for one in model.relationships
        },
        "faults": FAULTS,
    }
    print(json.dumps(held))


if __name__ == "__main__":
    main(sys.argv[1])
