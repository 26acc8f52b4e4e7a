"""A folder to stand in, and a way to call syncd there."""

from tests.cli.conftest import company, folder, run

__all__ = ["company", "folder", "run"]
