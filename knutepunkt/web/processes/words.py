"""What a process lacks, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knutepunkt.catalogue.rules.process import Gap

GAPS: Mapping[Gap, Promise] = {
    Gap.OWNER: _("no owner"),
    Gap.PURPOSE: _("no purpose"),
    Gap.DESCRIPTION: _("no description"),
    Gap.STEPS: _("no steps"),
    Gap.ROLES: _("steps that nobody does"),
}
