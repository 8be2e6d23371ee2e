"""Keeps attached files on disk under their digest: outside the web root, never under a name of the sender's."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath
from tempfile import NamedTemporaryFile
from typing import IO, Protocol

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from knutepunkt.base.errors import Refusal
from knutepunkt.base.text import refuse_identity_number

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


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept: what it was called, and the digest that finds it."""

    name: str
    media_type: str
    size: int
    digest: str


def keep(upload: Upload) -> Kept:
    """Keep the file; refuses sizes and types that are not allowed, naming the field `files`."""
    name, media_type = accepted(upload)
    return Kept(name, media_type, upload.size, _write(upload.file))


def accepted(upload: Upload) -> tuple[str, str]:
    """Return the file's own name and its type; refuses as `keep` does, and keeps nothing."""
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
    return name, media_type


def path_of(digest: str) -> Path:
    """Return where a file lies."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def _write(source: IO[bytes]) -> str:
    """Write to a temporary name, then move: a file under a digest is always whole."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    digest = sha256()
    source.seek(0)
    with NamedTemporaryFile(dir=root, delete=False) as kept:
        while block := source.read(1 << 20):
            digest.update(block)
            kept.write(block)
    target = path_of(digest.hexdigest())
    target.parent.mkdir(exist_ok=True)
    Path(kept.name).replace(target)
    return digest.hexdigest()


def _refused(message: str) -> Refusal:
    return Refusal(message, fields={"files": message})
