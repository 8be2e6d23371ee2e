"""Reads the example's files."""

from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML


def read(name: str) -> dict[str, Any]:
    """Return one of the example's YAML files as plain values."""
    text = files("knutepunkt.example").joinpath("gardermoen", f"{name}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = YAML(typ="safe").load(text)
    return found
