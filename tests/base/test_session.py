"""Whose rights a statement has: the viewer's, the system's within a block, and again the viewer's after it."""

import pytest
from django.db import connection

from knutepunkt.base.session import as_system, seen_by
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        return str(cursor.fetchone()[0])


def test_a_block_of_the_systems_within_another_does_not_end_it() -> None:
    cast = make_cast()
    with seen_by(cast.sees(cast.agent)):
        with as_system():
            with as_system():
                assert role() == "kp_system"
            assert role() == "kp_system"
            with pytest.raises(ValueError, match="inner"), as_system():
                raise ValueError("inner")
            assert role() == "kp_system"
        assert role() == "kp_integrator"
        with as_system():
            assert role() == "kp_system"
        assert role() == "kp_integrator"


def test_within_the_systems_block_a_viewer_sees_as_the_viewer_and_the_system_goes_on() -> None:
    cast = make_cast()
    with seen_by(cast.sees(cast.agent)), as_system():
        with seen_by(cast.sees(cast.employee)):
            assert role() == "kp_customer"
            with as_system():
                assert role() == "kp_system"
            assert role() == "kp_customer"
        assert role() == "kp_system"
        with pytest.raises(ValueError, match="inner"), seen_by(cast.sees(cast.employee)):
            raise ValueError("inner")
        assert role() == "kp_system"
    with seen_by(cast.sees(cast.resolver)):
        assert role() == "kp_supplier"
