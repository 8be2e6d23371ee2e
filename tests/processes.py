"""Processes for tests: any that there can be, and one of each table that is Nordvik's and supplier A's."""

import unicodedata
from itertools import pairwise

from hypothesis import strategies as st

from knutepunkt.catalogue.models import Application, Process, ProcessFlow, ProcessRole, ProcessStep
from knutepunkt.catalogue.rules import process as values
from tests.cast import Cast

_LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"))
_WORDS = st.text(_LETTERS, max_size=40).map(lambda text: " ".join(unicodedata.normalize("NFC", text).split()))
_TEXT = st.lists(_WORDS, max_size=3).map(lambda lines: "\n".join(lines).strip())
_KEYS = st.lists(st.integers(1, 99).map(lambda n: f"noe-{n}"), max_size=2, unique=True).map(tuple)


@st.composite
def any_process(draw: st.DrawFn, most: int = 9) -> values.Process:
    """A process of any shape: rings, several starts, steps alone, roles without steps."""
    roles = tuple(
        values.Role(f"Lane_{n}", draw(_WORDS) or f"Lane_{n}", draw(st.sampled_from(("", "dgi", "modul-2"))))
        for n in range(draw(st.integers(0, 4)))
    )
    names = ["", *(role.key for role in roles)]
    steps = tuple(
        values.Step(
            f"Step_{n}",
            draw(st.sampled_from(list(values.Kind))),
            draw(_WORDS),
            draw(_TEXT),
            draw(st.sampled_from(names)),
            draw(_KEYS),
            draw(_KEYS),
        )
        for n in range(draw(st.integers(0, most)))
    )
    flows: list[values.Flow] = []
    if steps:
        one = st.sampled_from([step.key for step in steps])
        drawn = draw(st.lists(st.builds(values.Flow, one, one, st.sampled_from(("", "ja", "nei"))), max_size=2 * most))
        flows = list(dict.fromkeys(drawn))
    return values.Process(
        "prosess", draw(_WORDS) or "prosess", draw(_TEXT), draw(_TEXT), draw(st.sampled_from(("", "dgi"))),
        draw(_WORDS), roles, steps, tuple(flows),
    )  # fmt: skip


def make_process(cast: Cast) -> Process:
    """Write it as the owner of the tables: Nordvik asks, the integrator receives, supplier A mends."""
    process = Process.objects.create(key="melde-feil", name="Melde feil", owner=cast.integrator, owner_function="SPOC")
    parties = (("Kommune", cast.municipality), ("Servicesenter", cast.integrator), ("Leverandør", cast.supplier))
    steps = []
    for order, ((name, party), kind) in enumerate(zip(parties, ("start", "user", "task"), strict=True)):
        role = ProcessRole.objects.create(process=process, key=f"r{order}", name=name, organisation=party, order=order)
        steps.append(
            ProcessStep.objects.create(
                process=process, key=f"s{order}", kind=kind, name=f"{name} gjør sitt", role=role, order=order
            )
        )
        steps[-1].services.add(cast.service)
    application, _made = Application.objects.get_or_create(
        key="vpn", defaults={"name": "VPN-klient", "supplier": cast.supplier}
    )
    application.users.add(cast.municipality)
    steps[2].applications.add(application)
    for start, end in pairwise(steps):
        ProcessFlow.objects.create(process=process, start=start, end=end)
    return process
