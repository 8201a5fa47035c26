"""Every kind of failure says what happened and what to do, and is documented."""

from __future__ import annotations

import re

import pytest

from kb.answer.llm.faults import Fault, failure
from kb.cli.exits import exit_code
from tests.project.imports import ROOT


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_has_a_message_and_help(fault: Fault) -> None:
    error = failure(fault)

    assert error.kind == fault
    assert error.help
    assert str(error).endswith(error.help)
    assert exit_code(error) == 10


def test_the_document_lists_every_kind_and_whether_to_try_again() -> None:
    document = (ROOT / "docs" / "llm.md").read_text(encoding="utf-8")
    table = document.split("<!-- faults", 1)[1].split("<!-- end of faults", 1)[0]
    written = dict(re.findall(r"^\| `([a-z-]+)` \| (yes|no) \|", table, re.MULTILINE))

    assert written == {fault.value: "yes" if failure(fault).retryable else "no" for fault in Fault}


def test_the_servers_own_wish_to_wait_is_kept() -> None:
    assert failure(Fault.RATE_LIMITED, retry_after_s=7).retry_after_s == 7
