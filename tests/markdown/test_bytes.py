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
from tests.markdown.strategies import WANTED, documents, edited

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


def test_real_documents_keep_every_other_byte() -> None:
    """Every document of the corpus, with any cells of it written."""
    if not CORPUS.is_dir():
        pytest.skip(f"no corpus at {CORPUS}")
    choice = random.Random(7)
    for path in sorted((CORPUS / "docs").iterdir()):
        content = path.read_bytes()
        assert edit(content, []) == content
        edits = [
            CellEdit(item.index, cell, *choice.choice(WANTED[cell]))
            for item in read(document(content, path.name)).items
            for cell in sorted(item.cells)
            if choice.random() < 0.7
        ]
        check_edits(content, edits, path.name)
