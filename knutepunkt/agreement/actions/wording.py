"""Why terms cannot be, in words: the same wherever they are refused or shown not to be reckoned."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knutepunkt.agreement.rules.fault import Reason

REASONS: Mapping[Reason, Promise] = {
    Reason.MISSING: _("It is needed here."),
    Reason.NOT_WANTED: _("It does not go with the rest."),
    Reason.NOT_A_NUMBER: _("It is no number."),
    Reason.NEGATIVE: _("It must not be less than nothing."),
    Reason.NOT_POSITIVE: _("It must be more than nothing."),
    Reason.OVER_HUNDRED: _("A percentage is at most 100."),
    Reason.WITHOUT_BASE: _("A share needs a base: say of what it is a percentage."),
    Reason.REPEATED: _("It stands twice."),
    Reason.OUT_OF_RANGE: _("It lies outside what can be."),
    Reason.OUT_OF_ORDER: _("A worse figure must not give less."),
    Reason.DIFFERS: _("It is written differently in two places."),
    Reason.ENDS_BEFORE_START: _("It ends before it begins."),
    Reason.TOO_MANY: _("There are too many."),
    Reason.TOO_LONG: _("It lasts too long."),
    Reason.BELOW_CONSUMED: _("It lies below what is called off already."),
    Reason.NOT_HUNDRED: _("They do not make a hundred."),
    Reason.UNKNOWN: _("Its value is not known."),
}
