"""Text that people type: cleaned where it is harmless, refused with the reason where it is not."""

import re
import unicodedata
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from knutepunkt.base.errors import Refusal
from knutepunkt.base.identity_number import find_identity_number

_LINE_ENDS = re.compile(r"\r\n?")
_KEPT_CONTROLS = {"\n", "\t"}
# No cleaning makes so long a text fit: it is refused before ten megabytes are gone through letter by letter.
_HOPELESS = 20


def cleaned(text: str, *, field: str, label: str, longest: int, required: bool = False) -> str:
    """Return `text` stripped, composed and without control characters; HTML stays text and is escaped on pages.

    Raises `Refusal` naming `field` when it is empty though required, or longer than `longest` characters.
    """
    if len(text) > _HOPELESS * longest:
        raise _too_long(field, label, len(text), longest)
    text = printable(text).strip()
    if required and not text:
        raise refused(field, _("%(field)s is missing.") % {"field": label})
    if len(text) > longest:
        raise _too_long(field, label, len(text), longest)
    return text


def printable(text: str) -> str:
    """Return `text` composed, its lines ended one way, without what neither PostgreSQL nor XML can hold."""
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text))
    return "".join(letter for letter in text if letter in _KEPT_CONTROLS or not _is_control(letter))


def amount(value: Decimal | None) -> str:
    """Return an amount of money with the language's separators, øre only where there are any."""
    if value is None:
        return "–"
    return formats.number_format(value, 2 if value % 1 else 0, use_l10n=True, force_grouping=True)


def starts_a_formula(text: str) -> bool:
    """Say whether a spreadsheet would compute this text."""
    return text[:1] in {"=", "+", "-", "@", "\t", "\r"}


def _too_long(field: str, label: str, length: int, longest: int) -> Refusal:
    return refused(
        field,
        _("%(field)s holds %(length)d characters; at most %(longest)d fit. Attach longer text as a file.")
        % {"field": label, "length": length, "longest": longest},
    )


def refused(field: str, message: str) -> Refusal:
    """Return a refusal of one field."""
    return Refusal(message, fields={field: message})


def _is_control(letter: str) -> bool:
    """Control characters, lone surrogates and what is no character: nobody types them on purpose."""
    return unicodedata.category(letter) in {"Cc", "Cs"} or letter in "\ufffe\uffff"


def refuse_identity_number(text: str, *, field: str) -> None:
    """Refuse text that holds an 11-digit national identity number; the number is neither kept nor logged."""
    if find_identity_number(text) is not None:
        raise refused(
            field,
            _(
                "The text holds a national identity number (11 digits). Leave it out: tickets are read by "
                "several parties, and none of them needs it. Nothing has been stored."
            ),
        )
