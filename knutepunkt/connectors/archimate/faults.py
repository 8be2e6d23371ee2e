"""What is wrong with a file of an architecture, and where."""

from dataclasses import dataclass

from knutepunkt.base.errors import Refusal


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class NotRead(Refusal):
    """The architecture cannot be read; nothing of it is kept. Each line of the message has its place."""

    def __init__(self, *wrong: tuple[Place, str]) -> None:
        super().__init__("\n".join(f"{place}: {message}" for place, message in wrong))
        self.wrong = wrong
