"""The scales by which improvements are judged, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VALUES: Mapping[int, Promise] = {
    1: _("little"),
    2: _("some"),
    3: _("clear"),
    4: _("great"),
    5: _("very great"),
}
EFFORTS: Mapping[int, Promise] = {
    1: _("days"),
    2: _("weeks"),
    3: _("a month"),
    4: _("months"),
    5: _("half a year or more"),
}
