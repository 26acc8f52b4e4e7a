"""Where the trackers' descriptions are, which are data from elsewhere and may be absent.

The folder is `$SYNCD_SPECS`, else `shared/specs` beside the repository. Its README says from
which version of which publication each file comes.
"""

import gzip
import os
from pathlib import Path

import pytest

SPECS = Path(os.environ.get("SYNCD_SPECS") or Path(__file__).parents[3] / "shared" / "specs")


def text_of(name: str) -> str:
    """The text of a description, unpacked where it is packed; skips the test without it."""
    path = SPECS / name
    if not path.is_file():
        pytest.skip(f"no {path}: put the trackers' API descriptions there, or set SYNCD_SPECS")
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
