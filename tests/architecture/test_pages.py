"""What is written for who works on the bot stays short, and names what is there."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from handlers.kit.sentences import spell_commands
from tests.architecture.sources import ROOT, TREES, modules

ROOT_LINES, FOLDER_LINES, DECISION_LINES = 90, 60, 40
DECISION_WORDS = 300
ROOT_BULLETS, BULLET_WORDS = 12, 12
BOT_WORDS = 600
DECISIONS = "docs/decisions"
FOLDERS = (*TREES, "tests", "docs", "requirements")

ALOUD = ROOT / "tests" / "handlers" / "aloud"
GUIDE_LINES = 60

_DECISION = re.compile(
    r"# \S+( \S+){3,}\n\n\*\*Context\.\*\* .+\*\*Decision\.\*\* .+\*\*Consequences\.\*\*.+\nWhere: .+", re.DOTALL
)
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_COMMAND = re.compile(r"`(/[^`]+)`")
_ROW = re.compile(r"^boutons?(?:, lus « [^»]*»)? : (.*)$", re.MULTILINE)
_SUBMIT = re.compile(r"en bas : « ([^»]*) »")
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_PATH = re.compile(rf"`((?:{'|'.join(FOLDERS)})/[\w./-]+)`")
_PAGE = re.compile(r"docs/[\w/-]+\.md")
_MODULE = re.compile(r"`(\w+\.py)`")


def pages() -> Iterator[tuple[str, str]]:
    """Give every page in Markdown by its path from the root, with its text."""
    for file in sorted([*ROOT.glob("*.md"), *(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.md"))]):
        yield file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")


def places_of(path: str) -> tuple[Path, Path]:
    """Give where a path that this page names may begin."""
    return ROOT, (ROOT / path).parent


def most_lines(path: PurePosixPath) -> int | None:
    """Give how many lines a page may have here; None: what it is judged by, if anything is, stands elsewhere."""
    if path.name == "README.md":
        return ROOT_LINES if len(path.parts) == 1 else FOLDER_LINES
    return DECISION_LINES if path.parent == PurePosixPath(DECISIONS) else None


def test_pages_stay_short() -> None:
    lengths = {path: (len(text.splitlines()), most_lines(PurePosixPath(path))) for path, text in pages()}
    assert {"README.md", "bot/README.md", f"{DECISIONS}/README.md", f"{DECISIONS}/ledger.md"} <= lengths.keys()
    assert {path: lines for path, (lines, most) in lengths.items() if most is not None and lines > most} == {}


def test_readme_of_the_programme_stays_within_600_words() -> None:
    assert len((ROOT / "bot" / "README.md").read_text(encoding="utf-8").split()) <= BOT_WORDS


def test_readme_shows_one_picture_and_twelve_short_bullets() -> None:
    text = dict(pages())["README.md"]
    bullets = re.findall(r"^- (.+)$", text.partition("\n## ")[0], re.MULTILINE)
    assert (len(re.findall(r"!\[", text)), 0 < len(bullets) <= ROOT_BULLETS) == (1, True)
    assert [one for one in bullets if len(one.split()) > BULLET_WORDS] == []


def test_readme_links_each_page_once() -> None:
    linked = sorted(one for one in _LINK.findall(dict(pages())["README.md"]) if one.endswith(".md"))
    patterns = ("*.md", "docs/*.md", "[!.]*/README.md", "docs/*/README.md")  # not a tool's own folder
    there = {file.relative_to(ROOT).as_posix() for pattern in patterns for file in ROOT.glob(pattern)}
    assert linked == sorted(there - {"README.md"})


def test_links_lead_somewhere() -> None:
    targets = [(path, one) for path, text in pages() for one in _LINK.findall(text) if "://" not in one]
    assert [(path, one) for path, one in targets if not (ROOT / path).parent.joinpath(one).exists()] == []
    assert len(targets) > 0


def test_paths_that_are_named_are_there() -> None:
    """From the root, or from the page's folder; the changelog may name what was."""
    named = [(path, one) for path, text in pages() for one in _PATH.findall(text) if path != "CHANGELOG.md"]
    gone = [(path, one) for path, one in named if not any((place / one).exists() for place in places_of(path))]
    assert (gone, len(named) > 0) == ([], True)


def test_pages_that_modules_name_are_there() -> None:
    named = [(module.path, one) for module in modules() for one in _PAGE.findall(module.text)]
    assert ([pair for pair in named if not (ROOT / pair[1]).exists()], len(named) > 0) == ([], True)


def test_modules_that_a_folder_names_are_in_it() -> None:
    named = [(path, one) for path, text in pages() if path.endswith("/README.md") for one in _MODULE.findall(text)]
    gone = [(path, one) for path, one in named if not any((ROOT / path).parent.rglob(one))]
    assert (gone, len(named) > 0) == ([], True)


def test_decisions_are_in_their_index_and_have_their_parts() -> None:
    found = {PurePosixPath(path).name: text for path, text in pages() if path.startswith(f"{DECISIONS}/")}
    index = found.pop("README.md")
    assert {one for one in _LINK.findall(index) if "/" not in one} == found.keys()
    assert [name for name, text in found.items() if not _DECISION.fullmatch(text)] == []
    assert {name: len(text.split()) for name, text in found.items() if len(text.split()) >= DECISION_WORDS} == {}


def test_guide_names_buttons_that_are_drawn_and_commands_that_are_told_of() -> None:
    """In bold stand the words of a button, as the examples of all drawings have them; between backticks a command."""
    labels = _labels()
    told = spell_commands("\n".join(one.text for one in modules() if one.path.startswith("handlers/")))
    guide = [(path, text) for path, text in pages() if path.startswith("docs/guide/")]
    bold = [(path, " ".join(one.split())) for path, text in guide for one in _BOLD.findall(text)]
    commands = [(path, one) for path, text in guide for one in _COMMAND.findall(text)]
    assert ([pair for pair in bold if pair[1] not in labels], len(bold) > 50) == ([], True)
    assert ([pair for pair in commands if f"`{pair[1]}" not in told], len(commands) > 10) == ([], True)


def test_guide_has_a_short_page_a_role_with_a_picture_in_words() -> None:
    guide = {path.rpartition("/")[2]: text for path, text in pages() if path.startswith("docs/guide/")}
    index = guide.pop("README.md")
    assert sorted(guide) == ["coach.md", "eig.md", "invites.md", "mentor.md", "porteur.md"]
    assert {*_LINK.findall(index)} >= {*guide}
    assert {name: len(text.splitlines()) for name, text in guide.items() if len(text.splitlines()) > GUIDE_LINES} == {}
    assert [name for name, text in guide.items() if len(re.findall(r"!\[[^\]]{40,}\]\(\w+\.png\)", text)) != 1] == []


def _labels() -> set[str]:
    """Give the words of each button and of each form's own, as drawn: what is read aloud is written from the code."""
    drawn = "\n".join(file.read_text(encoding="utf-8") for file in sorted(ALOUD.glob("*.txt"))).replace("\u00a0", " ")
    rows = [one for row in _ROW.findall(drawn) for one in row.split(" | ")]
    return {re.split(r" \((?:vert|rouge)\)| → |, lu «", one)[0].strip() for one in rows} | {*_SUBMIT.findall(drawn)}
