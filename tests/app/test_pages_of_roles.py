"""Whoever is offered a page may also load it: by the rights that a role has from the start."""

import pytest

from app.modules import INSTALLED
from kernel.module import Permission
from tests.conftest import SignIn

#: role: what a page of its menu asks first, where page and list belong to different rights.
_PAGES = (
    ("admin", "/api/outpatient/templates?ended=true"),
    ("admin", "/api/outpatient/phrases?ended=true"),
    ("admin", "/api/pricing/prices"),
    ("director", "/api/pharmacy/stores"),
    ("director", "/api/pharmacy/items"),
    ("nurse", "/api/pharmacy/stores"),
)


def _rights(role: str) -> list[Permission]:
    return [p for module in INSTALLED for p in module.permissions if role in p.given_to]


@pytest.mark.parametrize(("role", "path"), _PAGES)
def test_a_page_of_the_menu_is_not_refused(sign_in: SignIn, role: str, path: str) -> None:
    answer = sign_in(*_rights(role)).get(path)
    assert answer.status_code == 200, answer.text
