"""Refusals: what a person asked for that cannot be done, with what is wrong and where."""

from collections.abc import Mapping


class Refusal(Exception):
    """A request that cannot be carried out; `message` is for the person, in the person's language.

    `fields` names the parts of the input at fault, so that a form can show each message in its place.
    """

    status = 422

    def __init__(self, message: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields = dict(fields or {})


class NotYours(Refusal):
    """What was asked for does not exist, or is not the asker's to see: the two look alike on purpose."""

    status = 404


class NotAllowed(Refusal):
    """The asker sees it, but may not do this with it."""

    status = 403


class MovedOn(Refusal):
    """Somebody else changed it first; `since` is the version that the asker had seen. Nothing is overwritten."""

    status = 409

    def __init__(self, message: str, *, since: int) -> None:
        super().__init__(message)
        self.since = since
