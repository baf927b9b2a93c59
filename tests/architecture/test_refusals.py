"""Every expected no has a sentence that a person can read; those of the command line speak for themselves."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import pytest

import bot
import handlers
import storage
from bot.errors import NotAllowed, Refusal
from bot.programme.model import Relation
from bot.programme.permissions import RULES
from bot.programme.roles import Role
from handlers.kit import faults as answers
from handlers.kit import texts
from tests.architecture.house import routes
from tests.handlers.typography import faults

COMMAND_LINE = {  # code → which command says it in its own words, so that nobody in Slack ever meets it
    "broken_manifest": "bot manifest",
    "database_unfit": "each command that needs a migrated database",
    "keys_missing": "bot rotate-key",
    "file_faults": "bot import, a line a fault",
    "import_faults": "bot import, a line a fault",
    "programme_faults": "bot import, and the preview in Slack, a line a fault",
    "needs_confirmation": "bot import",
    "not_copied": "bot backup and bot restore",
    "not_given": "bot init",
    "not_ready": "bot run",
    "not_written": "bot init",
    "nothing_found": "bot catalogue show",
    "nothing_to_undo": "bot catalogue undo",
    "page_unreadable": "bot catalogue import, a line a fault",
    "unclear_promotion": "bot import",
    "unfit_wording": "bot wording and bot run, a line a sentence",
    "unknown_promotion": "bot import",
    "unreadable": "bot import and bot catalogue import",
    "unwritable": "bot export",
}


def of(package: ModuleType) -> Iterator[str]:
    """Give every module of a package; `__main__` would run."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not found.name.endswith("__main__") and ".versions" not in found.name and not found.name.endswith(".env"):
            yield found.name


def refusals() -> list[type[Refusal]]:
    """Give every refusal that a module of ours defines, and the one that all come from."""
    for package in (bot, handlers, storage):
        for name in of(package):
            importlib.import_module(name)
    found, left = [], [Refusal]
    while left:
        one = left.pop()
        found.append(one)
        left += one.__subclasses__()
    ours = (one for one in found if one.__module__.split(".")[0] in {"bot", "handlers", "storage"})
    return sorted(ours, key=lambda one: one.__name__)  # not as they were imported: each worker imports in another order


REFUSALS = refusals()
SPOKEN = [one for one in REFUSALS if one.code not in COMMAND_LINE]


def test_every_refusal_has_a_sentence_or_a_reason_for_none() -> None:
    assert {one.code for one in REFUSALS} == texts.known_codes() | set(COMMAND_LINE)
    assert texts.known_codes() & set(COMMAND_LINE) == set()


def test_a_code_means_one_thing() -> None:
    codes = [one.code for one in REFUSALS if "code" in vars(one)]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("refusal", SPOKEN, ids=lambda one: one.__name__)
def test_sentence_is_whole_and_kindly_set(refusal: type[Refusal]) -> None:
    sentence = texts.refusal_sentence(refusal())
    assert (sentence[:1].isupper(), sentence.endswith("."), faults(sentence)) == (True, True, [])


RESTRICTED = [action for action, rule in RULES.items() if any(rule.get(role) != frozenset(Relation) for role in Role)]
OTHERS = texts.refusal_sentence(NotAllowed())


@pytest.mark.parametrize("action", RESTRICTED)
def test_who_may_not_reads_who_may(action: str) -> None:
    assert texts.refusal_sentence(NotAllowed(action=action)) != OTHERS


@pytest.mark.parametrize("action", RESTRICTED)
def test_who_may_not_is_shown_a_way_out_that_they_may_take(action: str) -> None:
    for role in Role:
        drawn = answers.refusal_message(NotAllowed(action=action), {role})
        [button] = [one for block in drawn.blocks if block["type"] == "actions" for one in block["elements"]]
        permits = routes().tables["action"][button["action_id"]].permits
        assert (drawn.text, role in RULES[permits]) == (texts.refusal_sentence(NotAllowed(action=action)), True)


def test_porteur_is_led_to_their_team_and_an_eig_to_what_they_may_book() -> None:
    def way(action: str, role: Role) -> str:
        [*_, row] = answers.refusal_message(NotAllowed(action=action), {role}).blocks
        return str(row["elements"][0]["action_id"])

    assert [way("helpdesk.book", role) for role in (Role.PORTEUR, Role.COACH)] == [
        "programme.ask_team",
        "programme.alert",
    ]
    assert [way("agenda.hours", role) for role in (Role.EIG, Role.PORTEUR)] == ["helpdesk.start", "programme.alert"]
    assert [way(action, Role.EIG) for action in ("gatherings.plan", "helpdesk.move")] == [
        "programme.alert",
        "talk.coming",
    ]
