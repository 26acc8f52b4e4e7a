"""A fresh company for each test."""

from pathlib import Path

import pytest

from tests.e2e.company import Company


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """A company without documents."""
    return Company.at(tmp_path / "acme")
