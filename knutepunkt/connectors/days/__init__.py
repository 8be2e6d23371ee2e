"""Days to remember as an iCalendar feed, that any calendar program subscribes to."""

from knutepunkt.connectors.days.feed import Day, feed

__all__ = ["Day", "feed"]
