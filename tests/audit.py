"""`make audit`: what is installed beside the bot, under which licences, as a CycloneDX list; known weaknesses if asked.

A package of the lock that serves people must be under a licence that a public service can pass on; one for development
alone may be under the GPL. `pip-audit` is run where it is installed and the network allows it.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

ROOT = Path(__file__).parents[1]
SERVED, ALL = ROOT / "requirements" / "planning.txt", ROOT / "requirements" / "dev.txt"
WRITTEN = ROOT / "build" / "sbom.json"
SECONDS = 120
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_CLASSIFIER = "License :: OSI Approved :: "
# Of SPDX's names and those of before it, in small letters: each part of « A OR B », « A AND B ».
PASSED_ON = re.compile(
    r"(apache|bsd|mit|isc|psf|python software|zpl|zope|hpnd|mpl|mozilla|lgpl|gnu lesser|0bsd|unlicense|cc0|zlib|dual)"
)
COPYLEFT = re.compile(r"\b(a?gpl|gnu (affero )?general)")


@dataclass(frozen=True, slots=True)
class Package:
    """A package of a lock; `licence` "" where it names none, None where it is not installed on this machine."""

    name: str
    version: str
    licence: str | None
    is_expression: bool = False

    @property
    def purl(self) -> str:
        """Its name among all packages of the world."""
        return f"pkg:pypi/{self.name.lower().replace('_', '-')}@{self.version}"

    @property
    def component(self) -> dict[str, Any]:
        """What CycloneDX says of it."""
        one = {"type": "library", "bom-ref": self.purl, "name": self.name, "version": self.version, "purl": self.purl}
        if not self.licence:
            return one
        said = {"expression": self.licence} if self.is_expression else {"license": {"name": self.licence}}
        return one | {"licenses": [said]}

    def fault(self, *, served: bool) -> str | None:
        """Say what is wrong with its licence, None for nothing."""
        if self.licence is None:
            return None
        said = self.licence.lower()
        if COPYLEFT.search(said) and not re.search("lgpl|lesser", said):
            return f"{self.name} is under « {self.licence} », and people are served with it" if served else None
        return None if PASSED_ON.search(said) else f"{self.name} is under « {self.licence or 'nothing that it names'} »"


def read_lock(lock: Path) -> list[Package]:
    """Give the packages of a lock, by name."""
    return [_package(name, pinned) for name, pinned in _PINNED.findall(lock.read_text("utf-8"))]


def make_sbom(packages: list[Package]) -> dict[str, Any]:
    """Give the list as CycloneDX 1.6: the same for the same packages."""
    ours = {"type": "application", "bom-ref": "dispositifs", "name": "dispositifs", "version": version("dispositifs")}
    number = uuid5(NAMESPACE_URL, " ".join(one.purl for one in packages))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {"component": ours},
        "components": [one.component for one in packages],
        "dependencies": [{"ref": "dispositifs", "dependsOn": [one.purl for one in packages]}],
    }


def faults() -> Iterator[str]:
    """Give what is wrong with a licence, of what people are served with and of what only we use."""
    served = read_lock(SERVED)
    names = {one.name for one in served}
    yield from (said for one in served if (said := one.fault(served=True)))
    yield from (said for one in read_lock(ALL) if one.name not in names and (said := one.fault(served=False)))


def main() -> int:
    """Write the list, and say what is wrong; gives the exit status."""
    served = read_lock(SERVED)
    WRITTEN.parent.mkdir(exist_ok=True)
    WRITTEN.write_text(json.dumps(make_sbom(served), indent=2) + "\n", "utf-8")
    wrong = [*faults()]
    here = sum(one.licence is not None for one in served)
    sys.stdout.write(f"{WRITTEN.relative_to(ROOT)}: {len(served)} packages, {here} of them on this machine\n")
    sys.stdout.write("".join(f"✗ {one}\n" for one in wrong) or "✓ each is under a licence that can be passed on\n")
    return max(int(bool(wrong)), _weaknesses())


def _weaknesses() -> int:
    if find_spec("pip_audit") is None:
        sys.stdout.write("- known weaknesses: install pip-audit, then run this again (it asks the network)\n")
        return 0
    line = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "-r", str(SERVED)]
    try:
        return int(subprocess.run(line, timeout=SECONDS, check=False).returncode != 0)
    except subprocess.TimeoutExpired:
        sys.stdout.write("- known weaknesses: the network did not answer\n")
        return 0


def _package(name: str, pinned: str) -> Package:
    try:
        found = distribution(name)
    except PackageNotFoundError:  # of another system
        return Package(name, pinned, None)
    expression = next(iter(found.metadata.get_all("License-Expression") or ()), None)
    return Package(name, pinned, expression or _named(found), is_expression=expression is not None)


def _named(found: Distribution) -> str:
    classifiers = [one for one in found.metadata.get_all("Classifier") or [] if one.startswith("License :: ")]
    named = [one.removeprefix(_CLASSIFIER) for one in classifiers]
    first = "\n".join(found.metadata.get_all("License") or ()).strip().splitlines()
    return " / ".join(named) or (first[0][:80] if first else _titled(found))


def _titled(found: Distribution) -> str:
    """Give the first line of the licence that comes with a package, where its metadata names none."""
    files = [one for one in found.files or () if one.name.upper().startswith("LICEN")]
    lines = files[0].read_text("utf-8").strip().splitlines() if files else []
    return lines[0].strip()[:80] if lines else ""


if __name__ == "__main__":
    sys.exit(main())
