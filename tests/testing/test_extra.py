"""What `pip install syncd` brings is enough for all but the tools for testing adapters."""

import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]

WITHOUT = """
import sys
from importlib import import_module
from importlib.metadata import entry_points, packages_distributions, requires
from pkgutil import walk_packages

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

def closure(names):
    found, left = set(), list(names)
    while left:
        requirement = Requirement(left.pop())
        name = canonicalize_name(requirement.name)
        if name in found:
            continue
        found.add(name)
        extras = requirement.extras or {""}
        for each in requires(name) or ():
            marker = Requirement(each).marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras):
                left.append(each)
    return found

installed = closure(["syncd"])
hidden = {
    module for module, names in packages_distributions().items()
    if not any(canonicalize_name(name) in installed for name in names)
}

class Hide:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in hidden:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

for name in [name for name in sys.modules if name.partition(".")[0] in hidden]:
    del sys.modules[name]
sys.meta_path.insert(0, Hide())
import syncd
missing = set()
for module in walk_packages(syncd.__path__, "syncd.", onerror=lambda _: None):
    if module.name.rpartition(".")[2] == "__main__":
        continue
    try:
        import_module(module.name)
    except ModuleNotFoundError as error:
        missing.add((module.name, error.name))
for entry in entry_points(group="syncd.adapters"):
    entry.load()
print(*(" ".join(pair) for pair in sorted(missing)), sep="\\n")
"""


def test_all_else_can_be_imported_without_extras() -> None:
    """Without what only an extra brings, each module but the testers' own is there."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True
    )
    missing = dict(line.split() for line in done.stdout.splitlines())
    assert missing
    optional = {_name(each) for each in (*EXTRAS["testing"], *EXTRAS["fleet"])}
    assert set(missing.values()) <= optional
    ours = ("syncd.testing.conformance", "syncd.testing.linear", "syncd.engine.fleet")
    assert all(name.startswith(ours) for name in missing)


def test_developers_have_what_testers_have() -> None:
    """The extra for working on syncd holds the one for testing an adapter, bounds included."""
    assert set(EXTRAS["testing"]) <= set(EXTRAS["dev"])


def _name(requirement: str) -> str:
    return Requirement(requirement).name
