"""Set-up and history speak the reader's language: no column and no choice is left as the code has it."""

import pytest

from knutepunkt.desk.models import Ticket
from knutepunkt.web.choices import CHOICES
from knutepunkt.web.history import named, told
from knutepunkt.web.setup.registers import REGISTERS
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.pages import words

KEPT_FROM_THE_TRAIL = {"password", "last_login"}
MODELS = sorted({one.model for one in REGISTERS.values()} | {Ticket}, key=lambda model: model.__name__)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_column_told_has_a_name_and_every_choice_a_word(model: type[Ticket]) -> None:
    for column in model._meta.concrete_fields:
        if not told(column.name) or column.name in KEPT_FROM_THE_TRAIL:
            continue
        assert named(column.attname) != column.name.replace("_", " "), column
        stored = {value for value, _label in column.flatchoices}
        assert stored <= set(CHOICES.get(f"{model._meta.model_name}.{column.name}", {})), column


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("register", "row", "expected"),
    [
        ("tjenester", "service", "Kritikalitet Normal"),
        ("organisasjoner", "integrator", "Type Tjenesteintegrator"),
    ],
)
def test_a_row_is_told_in_bokmal(cast: Cast, browser: Browser, register: str, row: str, expected: str) -> None:
    page = words(browser(cast.administrator).get(f"/oppsett/{register}/{getattr(cast, row).pk}/"))
    assert expected in page
    assert "kp_owner" not in page


@pytest.mark.django_db
def test_what_belongs_to_a_row_does_not_repeat_the_row(cast: Cast, browser: Browser) -> None:
    page = browser(cast.administrator).get(f"/oppsett/tjenester/{cast.service.pk}/").content.decode()
    offerings = page[page.index("<table") : page.index("</table>")]
    assert "Nordvik kommune" in offerings
    assert cast.service.name not in offerings
