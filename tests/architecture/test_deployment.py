"""What people install the bot with says the same everywhere: image, compose file, unit and the page in French."""

import re
from configparser import ConfigParser
from pathlib import Path

import typer

from bot.command import cli

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "exploitation.md").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = (ROOT / "compose.yaml").read_text()
INSTALL = [
    "-m venv .venv && .venv/bin/pip install --require-hashes -r requirements.txt",
    ".venv/bin/pip install --no-build-isolation --no-deps .",
]
LINES = 120


def on_one_line(text: str) -> str:
    return " ".join(text.replace("\\\n", " ").replace("--no-cache-dir ", "").split())


def test_page_stays_short() -> None:
    assert len(PAGE.splitlines()) <= LINES


def test_image_page_and_readme_install_alike() -> None:
    texts = [on_one_line(text) for text in (DOCKERFILE, PAGE, (ROOT / "README.md").read_text())]
    assert [[line in text for line in INSTALL] for text in texts] == [[True, True]] * 3


def test_image_copies_what_is_there_and_ends_with_the_bot() -> None:
    sources = [
        one for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE) for one in line.split()[:-1]
    ]
    stages = re.findall(r"^FROM (\S+) AS (\S+)$", DOCKERFILE, re.MULTILINE)
    assert [one for one in sources if not (ROOT / one).exists()] == []
    assert [parent for parent, _ in stages[1:] if parent not in {name for _, name in stages}] == []
    assert re.findall(r"COPY --from=(\S+)", DOCKERFILE) == ["build-planning", "build-bot"]
    assert (stages[-1], ("serving", "planning") in stages) == (("serving", "bot"), True)
    assert "USER 10001" in DOCKERFILE.partition("AS serving")[2]


def test_compose_file_names_a_stage_and_asks_for_its_password() -> None:
    assert re.findall(r"target: (\S+)", COMPOSE) == ["bot"]
    assert set(re.findall(r"\$\{(\w+)", COMPOSE)) == {"POSTGRES_PASSWORD", "POSTGRES_DB"}
    assert [name for name in ("POSTGRES_PASSWORD", "POSTGRES_DB") if name not in PAGE] == []


def test_unit_runs_what_the_page_installs() -> None:
    unit = ConfigParser(interpolation=None, comment_prefixes=("#",), strict=True)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(ROOT / "docs" / "dispositifs.service")
    service = unit["Service"]
    program, command = service["ExecStart"].split()
    assert (command, service["User"]) == ("run", "dispositifs")
    assert f"runuser -u {service['User']} -- {program} " in PAGE
    assert f"cd {service['WorkingDirectory']} " in PAGE
    assert service["WorkingDirectory"] == f"/var/lib/{service['StateDirectory']}"


def test_page_names_commands_that_there_are() -> None:
    known = set(typer.main.get_command(cli.app).commands)  # type: ignore[attr-defined]
    named = set(re.findall(r"(?:`|\n|&& |bin/|--rm )bot ([a-z][a-z-]*)", PAGE))
    assert named - known == set()
    assert {"backup", "doctor", "manifest", "migrate", "restore", "run"} <= named
