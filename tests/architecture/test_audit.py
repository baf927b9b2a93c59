"""What `make audit` says: licences that can be passed on, and a list of packages that other programs read."""

import json

import pytest

from tests.audit import SERVED, Package, faults, make_sbom, read_lock


def test_what_is_installed_is_under_licences_that_can_be_passed_on() -> None:
    assert [*faults()] == []


@pytest.mark.parametrize(
    ("licence", "served", "wrong"),
    [
        ("Apache-2.0 OR BSD-3-Clause", True, False),
        ("LGPL-3.0-or-later", True, False),
        ("GNU Lesser General Public License v3 or later (LGPLv3+)", True, False),
        ("GPL-3.0-or-later", True, True),
        ("GPL-3.0-or-later", False, False),
        ("AGPL-3.0-only", True, True),
        ("GNU General Public License v3 (GPLv3)", True, True),
        ("", True, True),
        ("Ask the author", False, True),
        (None, True, False),
    ],
)
def test_licence_is_judged_by_where_it_is_used(licence: str | None, served: bool, wrong: bool) -> None:
    assert (Package("one", "1", licence).fault(served=served) is not None) is wrong


def test_list_is_cyclonedx_and_the_same_for_the_same_packages() -> None:
    packages = read_lock(SERVED)
    sbom = make_sbom(packages)
    assert json.loads(json.dumps(sbom)) == make_sbom(packages)
    assert (sbom["bomFormat"], sbom["specVersion"]) == ("CycloneDX", "1.6")
    refs = [one["bom-ref"] for one in sbom["components"]]
    assert (len(refs), "pkg:pypi/slack-bolt@1.30.0" in refs) == (len(set(refs)), True)
    assert sbom["dependencies"] == [{"ref": "dispositifs", "dependsOn": refs}]
    assert all(
        set(one["licenses"][0]) in ({"expression"}, {"license"}) for one in sbom["components"] if "licenses" in one
    )
