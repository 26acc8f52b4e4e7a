"""The example adapter passes the suite that it teaches, and is as small as it is said to be."""

import syncd_notebook
from syncd.ports import find_adapter
from test_notebook import TestNotebook

__all__ = ["TestNotebook"]


def test_it_is_found_by_name() -> None:
    """What its package registers is an adapter, found as ours are."""
    assert find_adapter("notebook") is syncd_notebook.adapter
