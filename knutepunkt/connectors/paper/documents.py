"""What the documents say. Every word is in the reader's language already, every figure written as it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_SERIES_AT_MOST = 6  # as many as there are colours and dashes in look.typ


class Tone(StrEnum):
    """How something stands; the words beside it say so too."""

    PLAIN = "plain"
    WELL = "well"
    NEAR = "near"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What is around every document: who sends it, what it is, when it was computed."""

    language: str  # nb, nn or en
    house: str
    kind: str
    title: str
    period: str
    computed: str  # "Beregnet 2. november 2026 kl. 06.00"
    page: str  # "Side {page} av {pages}"
    house_lines: Sequence[str] = ()
    recipient: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure that says most."""

    label: str
    value: str
    note: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Marked:
    """A cell that stands out."""

    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Column:
    """A head; numbers stand to the right, and what grows takes the room that is left."""

    head: str
    is_number: bool = False
    grows: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads that come again on each page; `total` stands last, in bold."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str | Marked]]
    total: Sequence[str] = ()
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a row that would push the cells after it into other columns."""
        for row in (*self.rows, *([self.total] if self.total else [])):
            if len(row) != len(self.columns):
                raise ValueError(f"{self.title}: {len(self.columns)} columns, and a row of {len(row)}")


@dataclass(frozen=True, slots=True)
class Series:
    """One run of values, a gap being None."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Limit:
    """A line across a chart: what was promised."""

    value: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars or lines over the same labels. `words` says in a sentence what the picture shows, to who cannot see it."""

    title: str
    words: str
    labels: Sequence[str]
    series: Sequence[Series]
    is_line: bool = False
    unit: str = ""
    starts_at: float = 0
    ends_at: float | None = None
    limit: Limit | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse values that stand over no label, or the reverse; and more series than can be told apart."""
        if len(self.series) > _SERIES_AT_MOST:
            raise ValueError(f"{self.title}: {len(self.series)} series, and {_SERIES_AT_MOST} can be told apart")
        for series in self.series:
            if len(series.values) != len(self.labels):
                raise ValueError(f"{self.title}: {len(self.labels)} labels, and {len(series.values)} of {series.name}")


@dataclass(frozen=True, slots=True)
class Text:
    """Prose; an empty line parts paragraphs."""

    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what it says."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and values, one a line."""

    facts: Sequence[Fact]
    title: str = ""


Part = Table | Chart | Text | Facts


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    title: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class ServiceReport:
    """How services were delivered in a period: to a municipality, or by a supplier."""

    frame: Frame
    key_figures: Sequence[KeyFigure]
    sections: Sequence[Section]
    summary: str = ""


@dataclass(frozen=True, slots=True)
class OnePage:
    """The whole on one page: sections across it, then columns of sections. Set as small as it must be to fit."""

    frame: Frame
    key_figures: Sequence[KeyFigure]
    across: Sequence[Section]
    beside: Sequence[Sequence[Section]]


@dataclass(frozen=True, slots=True)
class Letter:
    """Headings with what stands under them: a letter, or the protocol of a procurement."""

    frame: Frame
    sections: Sequence[Section]


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a statement is from or to: the part it has, its name, its number and address."""

    part: str
    name: str
    lines: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditStatement:
    """What a supplier credits for a period, and how each amount came about."""

    frame: Frame
    parties: Sequence[Party]
    facts: Sequence[Fact]
    lines: Table
    sums: Sequence[Fact]  # the last is what it comes to
    working: Sequence[Section] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the agenda: what was said, with its figures, and what was decided."""

    title: str
    text: str = ""
    parts: Sequence[Part] = ()
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """What somebody does after the meeting, and by when."""

    text: str
    owner: str
    due: str
    state: Marked


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewProtocol:
    """What a meeting with a supplier looked at, decided and agreed to do. Headings in the reader's language."""

    frame: Frame
    facts: Sequence[Fact]
    present: Table
    items: Sequence[Item]
    decision_word: str  # "Vedtak"
    actions_title: str
    action_heads: tuple[str, str, str, str]
    actions: Sequence[Action]
    key_figures: Sequence[KeyFigure] = ()
    signatures: Sequence[Party] = ()
    no_actions: str = ""


Document = CreditStatement | Letter | OnePage | ServiceReport | ReviewProtocol
