"""Ties kept files to the note that they came with."""

from knutepunkt.base.filing import Upload, keep
from knutepunkt.desk.models import Attachment, Note


def store(upload: Upload, *, note: Note) -> Attachment:
    """Keep the file and tie it to its note; refuses sizes and types that are not allowed."""
    kept = keep(upload)
    return Attachment.objects.create(
        note=note,
        ticket=note.ticket,
        name=kept.name,
        media_type=kept.media_type,
        size=kept.size,
        digest=kept.digest,
    )
