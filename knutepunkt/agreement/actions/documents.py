"""Files of contracts and frameworks: kept under their digest, perhaps as one of the appendices."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from knutepunkt.agreement.models import Contract, Document, Framework
from knutepunkt.base.editing import require_allowed
from knutepunkt.base.errors import NotYours
from knutepunkt.base.filing import Upload, keep
from knutepunkt.base.session import as_system
from knutepunkt.base.text import cleaned, refuse_identity_number, refused
from knutepunkt.party.models import Person
from knutepunkt.party.queries import manages_terms

_LONGEST = 200


@transaction.atomic
def add_document(
    of: Contract | Framework, *, file: Upload, title: str, appendix_id: int | None, by: Person, at: datetime
) -> Document:
    """Keep a file of a contract or framework. Raises `Refusal` for a size or type that is not accepted."""
    if not type(of).objects.filter(pk=of.pk).exists():
        raise NotYours(_("There is no such agreement, or it is not yours to see."))
    require_allowed(manages_terms, by, at)
    appendix = of.appendices.filter(pk=appendix_id).first() if appendix_id else None
    if appendix_id and appendix is None:
        raise refused("appendix", _("The agreement has no such appendix."))
    title = cleaned(title, field="title", label=_("Title"), longest=_LONGEST)
    refuse_identity_number(title, field="title")
    kept = keep(file)
    with as_system():
        return Document.objects.create(
            contract=of if isinstance(of, Contract) else None,
            framework=of if isinstance(of, Framework) else None,
            appendix=appendix,
            title=title or kept.name,
            name=kept.name,
            media_type=kept.media_type,
            size=kept.size,
            digest=kept.digest,
            added_by=by,
            added_at=at,
        )
