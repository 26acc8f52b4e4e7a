"""Edits change the cells that they name, and not one byte besides."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from syncd.markdown import edit, read
from syncd.model import CellEdit
from tests.markdown.round_trip import check_edits, check_place, document
from tests.markdown.strategies import _WANTED, documents, edited

CORPUS = Path(os.environ.get("SYNCD_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus")


@given(edited())
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_any_edits_change_what_they_name_and_nothing_else(
    case: tuple[bytes, list[CellEdit]],
) -> None:
    """Whatever is written is read back, and all else is read as before."""
    content, edits = case
    check_edits(content, edits)


@given(edited())
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_an_edit_stays_on_the_lines_of_its_item(case: tuple[bytes, list[CellEdit]]) -> None:
    """The bytes before an item and those of the next one never move."""
    content, edits = case
    for change in edits:
        check_place(content, change)


@given(documents())
@settings(deadline=None, max_examples=100)
def test_no_edits_change_nothing(content: bytes) -> None:
    """Without edits the bytes come back."""
    assert edit(content, []) == content
