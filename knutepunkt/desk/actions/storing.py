"""Keeps attached files on disk under their digest: outside the web root, never under a name of the sender's."""

from hashlib import sha256
from pathlib import Path, PurePath
from tempfile import NamedTemporaryFile
from typing import IO, Protocol

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from knutepunkt.base.errors import Refusal
from knutepunkt.base.text import refuse_identity_number
from knutepunkt.desk.models import Attachment, Note

# What municipalities send each other; everything that a browser or a double click would run is left out.
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".heic": "image/heic",
    ".txt": "text/plain",
    ".log": "text/plain",
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".eml": "message/rfc822",
    ".msg": "application/vnd.ms-outlook",
    ".zip": "application/zip",
}


class Upload(Protocol):
    """A file as Django hands it over."""

    name: str
    size: int
    file: IO[bytes]


def store(upload: Upload, *, note: Note) -> Attachment:
    """Keep the file and tie it to its note; refuses sizes and types that are not allowed."""
    name = PurePath(upload.name.replace("\\", "/")).name.strip()[-200:]
    refuse_identity_number(name, field="files")
    media_type = MEDIA_TYPES.get(PurePath(name).suffix.lower())
    if media_type is None:
        kinds = ", ".join(sorted(suffix[1:] for suffix in MEDIA_TYPES))
        raise _refused(
            _("%(name)s: files of this type are not accepted. Accepted: %(kinds)s.") % {"name": name, "kinds": kinds}
        )
    if upload.size > settings.ATTACHMENT_MAX_BYTES:
        limit = filesizeformat(settings.ATTACHMENT_MAX_BYTES)
        raise _refused(_("%(name)s is larger than %(limit)s.") % {"name": name, "limit": limit})
    if upload.size == 0:
        raise _refused(_("%(name)s is empty.") % {"name": name})
    return Attachment.objects.create(
        note=note,
        ticket=note.ticket,
        name=name,
        media_type=media_type,
        size=upload.size,
        digest=_keep(upload.file),
    )


def path_of(attachment: Attachment) -> Path:
    """Return where the file lies."""
    return Path(settings.MEDIA_ROOT) / attachment.digest[:2] / attachment.digest


def _keep(source: IO[bytes]) -> str:
    """Write to a temporary name, then move: a file under a digest is always whole."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    digest = sha256()
    source.seek(0)
    with NamedTemporaryFile(dir=root, delete=False) as kept:
        while block := source.read(1 << 20):
            digest.update(block)
            kept.write(block)
    target = root / digest.hexdigest()[:2] / digest.hexdigest()
    target.parent.mkdir(exist_ok=True)
    Path(kept.name).replace(target)
    return digest.hexdigest()


def _refused(message: str) -> Refusal:
    return Refusal(message, fields={"files": message})
