"""What a rule says of a notice: its number, where it is broken, and why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from knutepunkt.connectors.eforms.tree import Node


@dataclass(frozen=True, slots=True)
class Break:
    """A rule that a notice breaks, at an element."""

    rule: str
    node: Node
    message: str

    @property
    def line(self) -> int:
        """The line, from 1."""
        return self.node.line

    @property
    def column(self) -> int:
        """The column, from 1."""
        return self.node.column

    def __str__(self) -> str:
        return f"{self.message} [{self.rule}, {self.node.place}]"


Rule = Callable[[Node], Iterator[Break]]
