"""The files of an architecture: in a folder, in an archive (tar, zip), or one alone. Nothing is unpacked to disk."""

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.utils.translation import gettext as _

from knutepunkt.connectors.archimate.faults import NotRead, Place

_FILE, _ALL, _MANY = 64 * 2**20, 512 * 2**20, 200_000  # bytes of one file and of all, and how many files
_UNPACKED: dict[bytes, Any] = {
    b"\x1f\x8b": gzip.open,
    b"\xfd7zXZ": lzma.open,
    b"BZh": bz2.open,
}  # by how the file begins
_ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".xz", ".txz", ".bz2")
Files = Iterator[tuple[str, bytes]]


def files_of(path: Path) -> Files:
    """Return name and content of each XML file; raises `NotRead` for what is no archive or larger than is accepted."""
    many = size = 0
    for name, content in _within(path):
        many, size = many + 1, size + len(content)
        if size > _ALL:
            raise NotRead((Place(name, 1), _("The files together are larger than is accepted.")))
        if many > _MANY:
            raise NotRead((Place(name, 1), _("There are more files than is accepted.")))
        yield name, content


def _within(path: Path) -> Files:
    if path.is_dir():
        return _folder(path)
    if path.suffix.lower() not in _ARCHIVES:
        return _alone(path)
    return _archive(path)


def _alone(path: Path) -> Files:
    _require_bounded(path.stat().st_size, path.name)
    yield path.name, path.read_bytes()


def _require_bounded(size: int, name: str) -> None:
    if size > _FILE:
        raise NotRead((Place(name, 1), _("The file is larger than is accepted.")))


def _folder(path: Path) -> Files:
    for file in sorted(path.rglob("*.xml")):
        if file.is_file() and not file.is_symlink():
            name = file.relative_to(path).as_posix()
            _require_bounded(file.stat().st_size, name)
            yield name, file.read_bytes()


def _archive(path: Path) -> Files:
    try:
        yield from _zip(path) if path.suffix.lower() == ".zip" else _tar(path)
    except (tarfile.TarError, zipfile.BadZipFile, lzma.LZMAError, EOFError, OSError, zlib.error, RuntimeError) as error:
        raise NotRead((Place(path.name, 1), _("The archive cannot be read: %(what)s") % {"what": error})) from error


def _zip(path: Path) -> Files:
    with zipfile.ZipFile(path) as archive:
        for member in sorted(archive.infolist(), key=lambda member: member.filename):
            if not member.is_dir() and _is_ours(member.filename):
                with archive.open(member) as file:
                    yield member.filename, _read(file, member.filename)


def _tar(path: Path) -> Files:
    """Read a tar as a stream within bounds: what it says of its sizes is not relied on, nor skipped for nothing."""
    with path.open("rb") as packed:
        begins = packed.read(6)
    unpacked: Any = next((way for mark, way in _UNPACKED.items() if begins.startswith(mark)), Path.open)
    with unpacked(path, "rb") as stream, _opened(stream, path.name) as archive:
        for member in archive:
            if member.isfile() and _is_ours(member.name):
                file = archive.extractfile(member)
                assert file is not None
                yield member.name, _read(file, member.name)


def _opened(stream: IO[bytes], name: str) -> tarfile.TarFile:
    bounded: Any = _Bounded(stream, name)
    return tarfile.open(fileobj=bounded, mode="r|")


class _Bounded:
    """What comes out of an archive, with all that is not ours in it: a few bytes may be gigabytes."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self.stream, self.name, self.left = stream, name, _ALL

    def read(self, size: int) -> bytes:
        """Return the next bytes; raises `NotRead` past the bound."""
        chunk = self.stream.read(size)
        self.left -= len(chunk)
        if self.left < 0:
            raise NotRead((Place(self.name, 1), _("The archive holds more than is accepted.")))
        return chunk


def _read(file: IO[bytes], name: str) -> bytes:
    content = file.read(_FILE + 1)
    _require_bounded(len(content), name)
    return content


def _is_ours(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() == ".xml"
