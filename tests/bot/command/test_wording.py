"""`bot wording export | check`, and what `bot run` does with the file."""

import ast
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from bot.command import cli
from bot.door.manifest import build_manifest
from bot.sandbox import stamps
from bot.sandbox.workspace import Sandbox
from bot.wording import limits
from bot.wording.file import Wording, phrase_fault, read_entries
from bot.wording.limits import limit_of
from bot.wording.places import SourceSentence, list_sentences
from tests.bot.command.test_run import ROOT, running, slack
from tests.patience import PATIENCE
from tests.processes import fork

survey = cache(limits.survey_sentences)  # seconds of parsing
__all__ = ["slack"]  # a fixture
Bot = Callable[..., tuple[int, str, str]]
KEY, BUTTON, TITLE = "helpdesk.HANDED", "helpdesk.NOTE", "helpdesk.NOTE_TITLE"
NODE = ast.Constant("")
PLACES = {  # sentences of no version, that no version changes
    KEY: SourceSentence(
        KEY, "{name} animera le bureau d’aide {days}. Chaque personne reçoit un message.", "sentence", NODE
    ),
    BUTTON: SourceSentence(BUTTON, "Laisser un mot", "", NODE),
    TITLE: SourceSentence(TITLE, "Laisser un mot", "", NODE),
}
LIMITS = {BUTTON: 75, TITLE: 24}
REAL, CLOSE, CATALOGUE = "kit._TAKEN", "kit.blocks.CLOSE", "catalogue.SHORT_TITLE"  # and those that a test uses


@pytest.fixture
def bot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Bot:
    """Do `bot wording …` in a folder of its own; give status, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BOT_WORDING", raising=False)
    monkeypatch.setattr("bot.wording.commands.survey_sentences", survey)

    def do(*arguments: str) -> tuple[int, str, str]:
        status = cli.run_command_line(["wording", *arguments])
        printed = capsys.readouterr()
        out, err = (text.replace("\u00a0", " ") for text in printed)
        return status, out, err

    return do


def table(key: str, phrase: str, *, before: str | None = None) -> str:
    lines = [f'["{key}"]', *([f"origine = {json.dumps(before)}"] if before else []), f"phrase = {json.dumps(phrase)}"]
    return "\n".join([*lines, ""])


def test_every_sentence_is_written_with_an_example_and_read_back(bot: Bot) -> None:
    status, out, _ = bot("export", "mots.toml")
    written = Path("mots.toml").read_text(encoding="utf-8")
    own, _ = survey()
    assert (status, f"{len(own)} phrases" in out) == (0, True)
    assert len(own) > 4_500
    assert '# Léa Martin s’en occupe déjà. Vous n’avez rien à faire.\n["kit._TAKEN"]\n' in written
    found = Wording(*survey(), read_entries(written.encode(), name="mots.toml"))
    assert (found.phrases, found.faults, found.gone, found.new, found.reworded) == ({}, [], [], [], [])
    assert len(found.entries) == len(own)
    status, out, err = bot("check", "mots.toml")
    assert (status, out, err) == (0, f"Tout convient. Phrases changées : 0, sur {len(own)}.\n", "")


def test_own_sentences_suit_themselves() -> None:
    own, known = survey()
    faults = {key: phrase_fault(one.text, one, limit=limit_of(one, known)) for key, one in own.items()}
    assert {key: fault for key, fault in faults.items() if fault} == {}


def test_a_key_says_module_name_and_entry() -> None:
    source = """
NOTED = said("C'est noté : merci.")
ONE = OTHER = "Un mot"
FIRST, WAYS = "Premier", {Way.MAIL: "par e-mail", "slack": ("Dans Slack", "some.id"), **{"both": "les deux"}}
FIELD = Text("note", french("matin"), limit=3, refusals={"empty": "Écrivez quelques mots."})
def busy(name): return f"{name} est pris{f', {name.why}' if name.why else ' ailleurs, ce jour-là'}."
def way(kind):
    if kind == "par ici":
        return "Par ici la sortie de secours"
    return "Non"
"""
    found = list_sentences(ROOT / "handlers" / "helpdesk" / "card" / "texts.py", ast.parse(source))
    assert {one.key.removeprefix("helpdesk.card."): (one.text, one.maker) for one in found} == {
        "NOTED": ("C’est noté\u00a0: merci.", "said"),
        "ONE": ("Un mot", ""),
        "FIRST": ("Premier", ""),
        "WAYS.MAIL": ("par e-mail", ""),
        "WAYS.slack.1": ("Dans Slack", ""),
        "WAYS.both": ("les deux", ""),
        "FIELD.2": ("matin", "french"),
        "FIELD.refusals.empty": ("Écrivez quelques mots.", ""),
        "busy.est-pris": ("{name} est pris{valeur}.", ""),
        "busy.ailleurs-ce-jour-la": (" ailleurs, ce jour-là", ""),
        "way.par-ici-la-sortie": ("Par ici la sortie de secours", ""),
        "way.non": ("Non", ""),
    }


def test_limits_are_those_of_where_it_is_used() -> None:
    own, known = survey()
    assert [limit_of(own[key], known) for key in (CATALOGUE, "catalogue.SHARE", REAL)] == [24, 75, 3000]


@pytest.mark.parametrize(
    ("key", "phrase", "why"),
    [
        (KEY, "<!channel> {name} animera {days}.", "« < » ouvrirait une mention ou un lien"),
        (KEY, "<@U0LEA> {name} animera {days}.", "« < » ouvrirait une mention ou un lien"),
        (KEY, "<https://exemple.fr|{name}> animera {days}.", "« < » ouvrirait une mention ou un lien"),
        (KEY, "<{name}> animera {days}.", "« < » ouvrirait une mention ou un lien"),
        (KEY, "{name} animera.", "il manque {days}"),
        (KEY, "{name} animera {days} avec {defi}.", "cette phrase ne connaît pas {defi}"),
        (KEY, "{name:du} animera {days}.", "cette phrase ne connaît pas {name:du}"),
        (KEY, "{name} animera {days} ({name.email}).", "cette phrase ne connaît pas {name.email}"),
        (KEY, "{name!r} animera {days}.", "cette phrase ne connaît pas"),
        (KEY, "{name animera {days}.", "une accolade est seule"),
        (KEY, "", "la phrase est vide"),
        (KEY, " ", "la phrase est vide"),
        (KEY, "{name} animera {days}!", "il manque une espace avant"),
        (KEY, "{name} animera «{days} ».", "il manque une espace après"),
        (KEY, '"{name}" animera {days}.', "guillemets"),
        (KEY, "{name} animera {days}. " + "a" * 3000, "il y a place pour 3000"),
        (BUTTON, "Laisser un mot " * 6 + "!", "il y a place pour 75"),
        (BUTTON, "Laisser\nun mot", "une seule ligne"),
        (BUTTON, "Laisser un mot ", "gardez l’espace"),
        (TITLE, "Confier le rendez-vous entier", "29 signes, il y a place pour 24"),
        (f"{KEY}_NOBODY", "Bonjour.", f"cette version n’a pas cette phrase (vouliez-vous écrire {KEY} ?)"),
    ],
)
def test_what_does_not_suit_is_said_where_it_stands(key: str, phrase: str, why: str) -> None:
    written = "# à nous\n\n" + table(key, phrase, before="Avant.")
    [fault] = Wording(PLACES, LIMITS, read_entries(written.encode(), name="mots.toml")).faults
    assert fault.startswith(f"mots.toml:5:10 : {key} : ")
    assert why in fault


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'["a.B"]\nphrase = "\xe9"\n', "mots.toml:2:11 : ce n’est pas de l’UTF-8"),
        ((table(KEY, "a") + table(KEY, "b")).encode(), f"mots.toml:3:{len(KEY) + 4} : cette clé y est déjà"),
        (b'["a.B"\nphrase = "a"\n', "mots.toml:1:7 : ce n’est pas du TOML"),
        (b'["a.B"]\nphrase = 3\n', 'mots.toml:2:10 : a.B : il faut ["module.NOM"]'),
        (b'["a.B"]\nphrases = "a"\n', 'mots.toml:1:1 : a.B : il faut ["module.NOM"]'),
        (b"\0" * 100, "mots.toml:1:1 : ce n’est pas du TOML"),
        (b"#" * 5_000_001, "mots.toml : ce fichier est trop grand"),
    ],
    ids=["latin-1", "twice", "no TOML", "a number", "a slip", "nulls", "large"],
)
def test_a_file_that_cannot_be_read_is_one_line(bot: Bot, data: bytes, why: str) -> None:
    Path("mots.toml").write_bytes(data)
    status, out, err = bot("check", "mots.toml")
    assert (status, out, err.startswith(why), err.count("\n")) == (1, "", True, 1)


def test_a_mark_at_the_beginning_and_other_line_ends_are_no_matter() -> None:
    text = table(KEY, "Ce sera le tour {name:de}, {days} !")
    data = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    found = Wording(PLACES, LIMITS, read_entries(data, name="mots.toml"))
    assert (found.faults, found.phrases) == ([], {KEY: "Ce sera le tour {name:de}, {days}\u00a0!"})


def test_the_page_for_operators_shows_what_suits() -> None:
    page = (ROOT / "docs" / "mots.md").read_text(encoding="utf-8")
    shown = page.partition("```toml\n")[2].partition("```")[0]
    found = Wording(*survey(), read_entries(shown.encode(), name="mots.md"))
    assert (len(found.phrases), found.faults, found.reworded) == (1, [], [])


def test_a_folder_and_a_file_that_is_gone_are_said(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bot("check", ".") == (1, "", ". : c’est un dossier ; donnez un fichier.\n")
    assert bot("check", "mots.toml") == (1, "", "mots.toml : ce fichier n’existe pas.\n")
    assert bot("check") == (1, "", "BOT_WORDING ne nomme aucun fichier : `bot wording check mots.toml`.\n")
    monkeypatch.setenv("BOT_WORDING", "mots.toml")
    assert bot("check") == (1, "", "mots.toml : ce fichier n’existe pas.\n")


def test_what_a_version_changed_is_named(bot: Bot) -> None:
    """Of what nobody changed the bot has the new words; a sentence of an operator is used until they change it."""
    bot("export", "mots.toml")
    text = Path("mots.toml").read_text(encoding="utf-8")
    own, _ = survey()
    text = re.sub(rf'# [^\n]*\n\["{re.escape(CLOSE)}"\]\n[^\n]*\n[^\n]*\n', "", text)
    text = text.replace(f'["{REAL}"]\norigine = "', f'["{REAL}"]\norigine = "Avant, ')
    text += table("kit.OLD", "Avant.", before="Avant.")
    Path("mots.toml").write_text(text, encoding="utf-8")
    status, out, err = bot("check", "mots.toml")
    before, now = (words.replace("\u00a0", " ") for words in (f"Avant, {own[REAL].text}", own[REAL].text))
    assert (status, err) == (0, "")
    assert f"{REAL} a changé. Avant : {before} Maintenant : {now}\n" in out
    assert "kit.OLD n’existe plus." in out
    assert f"{CLOSE} est nouvelle : Fermer" in out
    assert "Phrases changées : 1" in out


def test_a_new_file_keeps_what_was_changed_and_none_is_overwritten(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("mots.toml").write_text(table(CLOSE, "Refermer"), encoding="utf-8")
    monkeypatch.setenv("BOT_WORDING", "mots.toml")
    assert bot("export", "mots.toml")[0] == 1
    assert bot("export", "neuf.toml")[0] == 0
    entries = read_entries(Path("neuf.toml").read_bytes(), name="")
    assert {entry.key: entry.phrase for entry in entries if entry.changed} == {CLOSE: "Refermer"}
    assert bot("export", "nulle-part/neuf.toml")[0] == 1


@pytest.mark.parametrize(
    "written", [None, table(REAL, "<!channel> {name}."), table(CLOSE, "Refermer") + table(REAL, "")]
)
def test_the_bot_does_not_start_with_a_file_that_does_not_suit(tmp_path: Path, written: str | None) -> None:
    if written is not None:
        (tmp_path / "mots.toml").write_text(written, encoding="utf-8")
    log = tmp_path / "log"
    environment = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "BOT_WORDING": "mots.toml"}
    process = fork("run", "--migrate", folder=tmp_path, environment=environment, out=log, log=log)
    assert process.wait(PATIENCE) == 1
    assert log.read_text(encoding="utf-8").startswith("mots.toml")
    assert not (tmp_path / "bot.db").exists()


def test_a_sentence_of_the_operator_is_said_from_the_next_start(slack: Sandbox, tmp_path: Path) -> None:
    """A title, and a word that is captured while the conversation loads: the default of an argument."""
    written = table(CATALOGUE, "Nos dispositifs !") + table(CLOSE, "Refermer")
    (tmp_path / "mots.toml").write_text(written, encoding="utf-8")
    lea = slack.add_person("Léa Martin", email="lea@example.org")
    with running(slack, tmp_path, socket_mode=True, anew=True, more={"BOT_WORDING": "mots.toml"}):
        slack.install(build_manifest(), request_url=None)
        slack.team.patience_s = stamps.SLACK_S  # a new process on a busy machine may not answer the first press in time
        assert any(lea.shortcut("dispositifs.menu").error is None for _ in range(PATIENCE // 3))
        modal = slack.wait_for(lambda: lea.modal)
        assert modal is not None
        assert (modal.title, modal.body["close"]["text"]) == ("Nos dispositifs\u00a0!", "Refermer")
