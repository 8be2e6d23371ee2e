"""Where the marks of a chart's axis stand, and how they are written."""

from math import ceil, floor, log10

from babel.numbers import format_decimal

from knutepunkt.connectors.paper.documents import Chart

_STEPS = (1, 2, 2.5, 5, 10)
_MARKS = 4
_FLAT = 1e-7  # less than this is no difference that anybody would draw
_NEARLY = 1e-9  # what sums of fractions may be off by


def marks(chart: Chart, language: str) -> list[tuple[float, str]]:
    """Return a handful of round values that hold all that is drawn, each as it is written in `language`."""
    low, high = _bounds(chart)
    step = _step((high - low) / _MARKS)
    first, last = floor(low / step + _NEARLY), ceil(high / step - _NEARLY)
    values = [round(n * step, 9) for n in range(first, max(last, first + 1) + 1)]
    return [(value, _written(value, chart, language)) for value in values]


def written(chart: Chart, language: str) -> list[list[str]]:
    """Return each value of each series as it is written, to one decimal."""
    return [
        ["" if value is None else _written(round(value, 1), chart, language) for value in series.values]
        for series in chart.series
    ]


def _written(value: float, chart: Chart, language: str) -> str:
    return f"{format_decimal(value, locale=language)}{chart.unit}"


def _bounds(chart: Chart) -> tuple[float, float]:
    drawn = [value for series in chart.series for value in series.values if value is not None]
    drawn += [chart.starts_at, *([chart.limit.value] if chart.limit else [])]
    return min(drawn), max(drawn) if chart.ends_at is None else max(chart.ends_at, *drawn)


def _step(wanted: float) -> float:
    """Return the round step at or above the wanted one."""
    if wanted < _FLAT:
        return 1
    size = 10.0 ** floor(log10(wanted))
    return next(step * size for step in _STEPS if step * size >= wanted * (1 - _NEARLY))
