from __future__ import annotations

import pytest

from kb.accounts.model import Role


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.AGENT, {Role.AGENT}),
        (Role.LEAD, {Role.AGENT, Role.LEAD}),
        (Role.EDITOR, {Role.EDITOR}),
        (Role.ADMIN, set(Role)),
    ],
)
def test_a_role_suffices_for_itself_and_what_is_below(role: Role, may: set[Role]) -> None:
    assert {needed for needed in Role if role.may(needed)} == may
