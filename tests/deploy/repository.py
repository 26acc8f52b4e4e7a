"""A git repository with post-mortems, and an environment as a runner sets it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.cli.conftest import CONFIG, POST_MORTEM

BIN = Path(sys.executable).parent  # where this very syncd is installed
FILE = "post-mortems/payments.md"
OTHER = POST_MORTEM.replace("PM-2026-0051", "PM-2026-0052").replace("omar@acme.com", "")


class Repository:
    """A repository in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        """Two post-mortems and a page that is none, committed."""
        self.folder = folder
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch", "main")
        self.write("syncd.toml", CONFIG)
        self.write(FILE, POST_MORTEM)
        self.write("post-mortems/old.md", OTHER)
        self.commit("Begin")

    def write(self, path: str, text: str) -> None:
        """Write a file."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, "utf-8")

    def git(self, *arguments: str) -> str:
        """Run git here."""
        identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
        return subprocess.run(
            ["git", *identity, *arguments],
            cwd=self.folder,
            env=clean(),
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def commit(self, message: str) -> None:
        """Commit everything."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def merge(self, files: Mapping[str, str]) -> None:
        """Check out what GitHub checks out in a pull request: the merge, with its base first."""
        self.git("checkout", "--quiet", "-b", "change")
        for path, text in files.items():
            self.write(path, text)
        self.commit("Change")
        self.git("checkout", "--quiet", "main")
        self.write("unrelated.txt", "on main meanwhile\n")
        self.commit("Go on")
        self.git("merge", "--quiet", "--no-ff", "--no-edit", "change")


def clean(**more: str) -> dict[str, str]:
    """An environment in which the installed syncd is found, and no git or CI of this run."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "GITHUB_", "SYNCD_", "INPUT_", "PRE_COMMIT"))
    }
    return kept | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"} | more
