"""What can be judged: services, applications, suppliers, capabilities, projects."""

from typing import Any

from django.utils.translation import gettext as _

from knutepunkt.assessment.models import AssessmentModel, Capability, Undertaking
from knutepunkt.base.errors import NotYours
from knutepunkt.catalogue.models import Application, Service
from knutepunkt.party.models import Organisation

Subject = Service | Application | Organisation | Capability | Undertaking


def subjects_of(kind: str) -> Any:
    """Return the rows of a kind that the viewer sees."""
    rows: dict[str, Any] = {
        AssessmentModel.Subject.SERVICE.value: Service.objects.filter(is_active=True),
        AssessmentModel.Subject.APPLICATION.value: Application.objects.all(),
        AssessmentModel.Subject.SUPPLIER.value: Organisation.objects.filter(kind=Organisation.Kind.SUPPLIER.value),
        AssessmentModel.Subject.CAPABILITY.value: Capability.objects.all(),
        AssessmentModel.Subject.PROJECT.value: Undertaking.objects.filter(is_over=False),
    }
    return rows[kind]


def subject_of(model: AssessmentModel, subject_id: int) -> Subject:
    """Return the subject of that id, of the kind that the model judges."""
    found: Subject | None = subjects_of(model.judges).filter(pk=subject_id).first()
    if found is None:
        raise NotYours(_("There is no such thing to judge, or it is not yours to see."))
    return found
