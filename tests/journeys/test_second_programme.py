"""beta.gouv.fr, from its file in `docs/exemples`: nothing that people read there says a word of another programme."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tests.databases import fresh

pytestmark = pytest.mark.ring2  # processes of their own, since words are captured as modules load
FILE = ROOT / "docs" / "exemples" / "beta-gouv" / "programme.toml"
FOREIGN = re.compile(r"\bEIG\b|[Pp]orteur|[Pp]orteuse|[Mm]entore|[Ss]pécialiste|intérêt général")
KEYS = re.compile(r"skills_porteurs|seminaire-porteurs|roles\.\w+|askers = .*")  # what a programme does not choose


def run(*command: str, url: str, cwd: Path) -> str:
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT), "BOT_COACHES": "ana@example.org"}
    done = subprocess.run(
        [sys.executable, *command], cwd=cwd, env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_another_programme_is_imported_and_lived(backend: str, tmp_path: Path) -> None:
    url = fresh(backend, tmp_path)
    run("-m", "bot", "import", str(FILE), url=url, cwd=tmp_path)
    shown: list[str] = json.loads(run("-m", "tests.journeys.second_programme", str(tmp_path), url=url, cwd=tmp_path))
    told = "\n".join(shown)
    assert ("intrapreneur" in told, "membre" in told, "beta.gouv.fr" in told, "Investigation" in told) == (True,) * 4
    assert "Démonstration du produit « Carte Vive »" in told.replace("\u00a0", " ")
    assert "8 semaines" in told.replace("\u00a0", " ")
    exports = [
        run("-m", "bot", *command.split(), url=url, cwd=tmp_path)
        for command in ("export programme", "manifest", "catalogue show", "export cycles")
    ]
    said = [*shown, *exports]
    assert [text for text in said if FOREIGN.search(KEYS.sub("", text))] == []
    assert '"display_name": "dispositifs-beta-gouv-fr"' in exports[1]
    assert all("Démonstration du produit" in exports[at] for at in (0, 2))  # the programme's file, the catalogue
    again = tmp_path / "again.toml"
    again.write_text(exports[0], encoding="utf-8")
    assert run("-m", "bot", "import", str(again), url=url, cwd=tmp_path).startswith("Rien à changer")
