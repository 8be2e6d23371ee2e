"""What `make check` asks of the sources beside style, types and layers: run as `python -m tests.sources`."""

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import PoFileError, read_po

import tests.installation  # noqa: F401  names the settings' environment
from knutepunkt.cli import environment
from knutepunkt.cli.environment import PACKAGE


def main() -> None:
    """Print each fault; end with 1 when there is one."""
    environment.django("owner")
    from django.utils import translation

    translation.deactivate_all()  # names in migrations are as written, not as translated
    faults = [*_migrations(), *_templates(), *_texts(), *_twice(), *_hidden(), *_untranslated()]
    print("\n".join(faults) or "Migrations, templates and texts are sound.")
    sys.exit(bool(faults))


def _migrations() -> Iterator[str]:
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState

    loader = MigrationLoader(None)
    for app, names in loader.detect_conflicts().items():
        yield f"{app}: migrations side by side: {', '.join(sorted(names))}"
    missing = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(graph=loader.graph)
    for app, migrations in missing.items():
        for operation in (operation for migration in migrations for operation in migration.operations):
            yield f"{app}: no migration says: {operation.describe()}"


def _templates() -> Iterator[str]:
    from django.template import engines
    from jinja2 import TemplateSyntaxError

    jinja = engines["jinja2"].env  # type: ignore[attr-defined]
    for name in jinja.list_templates():
        try:
            jinja.get_template(name)
        except TemplateSyntaxError as error:
            yield f"{name}:{error.lineno}: {error.message}"


def _texts() -> Iterator[str]:
    for file in sorted((PACKAGE / "locale").rglob("*.po")):
        where = file.relative_to(PACKAGE)
        try:
            with file.open("rb") as source:
                catalogue = read_po(source, locale=file.parts[-3], abort_invalid=True)
        except PoFileError as error:
            yield f"{where}: {error}"
            continue
        for message, errors in catalogue.check():
            yield from (f"{where}:{message.lineno}: {fault}" for fault in errors)
        for message in catalogue:
            if message.fuzzy and message.id:
                yield f"{where}:{message.lineno}: a guess that nobody has confirmed: {message.id!r}"


_KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
_METHODS = [("**/migrations/**", "ignore"), ("**.py", "python"), ("**/templates/**", "jinja2")]
_OPTIONS = {"**/templates/**": {"newstyle_gettext": "true"}}


_ENTRY = re.compile(r'^((?:msgctxt ".*"\n)?msgid (?:".*"\n)+)', re.MULTILINE)


def _twice() -> Iterator[str]:
    """Of a text that a catalogue translates twice, the first is said and the second is lost."""
    for file in sorted((PACKAGE / "locale").rglob("*.po")):
        said = Counter(_ENTRY.findall(file.read_text(encoding="utf-8")))
        where = file.relative_to(PACKAGE)
        yield from (f"{where}: translated {many} times: {text.strip()}" for text, many in said.items() if many > 1)


def _hidden() -> Iterator[str]:
    """A text inside an f-string is never extracted, and so never translated."""
    for file in sorted(PACKAGE.rglob("*.py")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if "{_(" in line:
                yield f"{file.relative_to(PACKAGE)}:{number}: a text inside an f-string is never found: name it first"


def _untranslated() -> Iterator[str]:
    """Each text of the sources stands in every catalogue, and nothing else does."""
    found = extract_from_dir(str(PACKAGE), _METHODS, _OPTIONS, _KEYWORDS)
    said = {(context, _first(text)): f"{name}:{line}" for name, line, text, _comments, context in found}
    for file in sorted((PACKAGE / "locale").rglob("*.po")):
        where = file.relative_to(PACKAGE)
        with file.open("rb") as source:
            catalogue = read_po(source, locale=file.parts[-3])
        known = {(message.context, _first(message.id)): message for message in catalogue if message.id}
        for key, place in said.items():
            if key not in known or not all(_forms(known[key].string)):
                yield f"{where}: {place} says what is not translated: {key[1]!r}"
        yield from (f"{where}:{known[key].lineno}: nothing says {key[1]!r}" for key in known.keys() - said.keys())


def _forms(text: str | Sequence[str] | None) -> Sequence[str]:
    return [text] if isinstance(text, str) else text or [""]


def _first(text: str | Sequence[str] | None) -> str:
    return _forms(text)[0]


if __name__ == "__main__":
    main()
