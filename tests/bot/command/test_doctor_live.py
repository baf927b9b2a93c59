"""`bot doctor --live` in the stand-in: what « sent once » rests on is seen, and whatever happens nothing is left."""

import pytest

from bot.command import doctor_live
from bot.command.doctor import Finding, Level
from bot.command.doctor_live import run_trials
from bot.door.manifest import build_manifest
from bot.programme.service import appoint_coaches
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox
from storage.database import Database
from tests.bot.command.examined import of_slack

GOOD, BAD = Level.GOOD, Level.BAD
NAMES = ["Essai d’un message", "Essai d’une mise à jour", "Essai d’un fichier", "Essai effacé"]


@pytest.fixture
def lea(slack: Sandbox) -> Person:
    person = slack.add_person("Léa Martin", email="lea@exemple.fr")
    person.message("bonjour")  # what was said there before is nobody's to take away
    return person


def tried(slack: Sandbox, **values: object) -> list[Finding]:
    return run_trials(
        of_slack(slack, "sqlite://", **{"bot_coaches": "lea@exemple.fr", **values}), wait=lambda _seconds: None
    )


def left(slack: Sandbox, person: Person) -> tuple[list[str], list[str]]:
    """What is still in a person's conversation with the bot, and which of its files still exist."""
    with slack.team.lock:
        said = [one.text for one in slack.team.dm(person.id).messages]
        uploads = [str(call.answer["file_id"]) for call in slack.calls if "file_id" in call.answer]
        files = [one for one in uploads if (file := slack.team.files.find(one)) and file.complete and not file.deleted]
    return said, files


NOTHING: tuple[list[str], list[str]] = (["bonjour"], [])


def test_message_update_and_file_are_seen_and_taken_away(slack: Sandbox, lea: Person) -> None:
    findings = tried(slack)
    assert [(one.name, one.level) for one in findings] == [(name, GOOD) for name in NAMES]
    assert left(slack, lea) == NOTHING
    assert slack.violations == []
    done = [call.method for call in slack.calls]
    assert [done.count(name) for name in ("chat.postMessage", "chat.update", "files.delete", "chat.delete")] == [
        1,
        1,
        1,
        2,
    ]


METHODS = (
    "chat.postMessage",
    "chat.update",
    "conversations.history",
    "conversations.replies",
    "files.getUploadURLExternal",
    "upload",
    "files.completeUploadExternal",
    "files.delete",
    "chat.delete",
)


@pytest.mark.parametrize(
    "error", ["fatal_error", "http_500", "reset_before", "reset_after", "http_500_after", "ratelimited"]
)
@pytest.mark.parametrize("method", METHODS)
def test_fault_midway_leaves_nothing_behind(slack: Sandbox, lea: Person, method: str, error: str) -> None:
    slack.faults.fail(method, error=error)
    findings = tried(slack)
    assert left(slack, lea) == NOTHING
    assert findings[-1].level is GOOD
    if error.endswith("_after") and method.startswith(("chat.", "files.complete", "files.delete")):
        assert {one.level for one in findings} == {GOOD}  # lost is not failed: it is looked up


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update", "files.completeUploadExternal"])
def test_refusal_is_told_with_its_mend_and_ends_the_trial(slack: Sandbox, lea: Person, method: str) -> None:
    slack.faults.fail(method, error="restricted_action")
    *steps, cleaned = tried(slack)
    failed = steps.pop()
    assert ([one.level for one in steps], failed.level, cleaned.level) == ([GOOD] * len(steps), BAD, GOOD)
    assert "(restricted_action)" in failed.text
    assert "l’administre" in failed.mend
    assert left(slack, lea) == NOTHING


def test_what_cannot_be_taken_away_is_said_and_goes_with_the_next_trial(slack: Sandbox, lea: Person) -> None:
    slack.faults.fail("chat.delete", error="http_500", times=20)
    assert tried(slack)[-1].in_words().endswith(doctor_live.BY_HAND)
    assert left(slack, lea)[0] != NOTHING[0]
    slack.faults.clear()
    assert [one.level for one in tried(slack)] == [GOOD] * 4
    assert left(slack, lea) == NOTHING


def test_interrupted_trial_is_taken_away(slack: Sandbox, lea: Person) -> None:
    stops = iter([None, None, KeyboardInterrupt])

    def wait(_seconds: float) -> None:
        if (stop := next(stops, None)) is not None:
            raise stop

    with pytest.raises(KeyboardInterrupt):
        run_trials(of_slack(slack, "sqlite://", bot_coaches="lea@exemple.fr"), wait=wait)
    assert left(slack, lea) == NOTHING


def test_mark_that_slack_does_not_give_back_is_bad(slack: Sandbox, lea: Person) -> None:
    """Without it nothing can be looked up: it is what the trial is for."""
    manifest = build_manifest()
    scopes = manifest["oauth_config"]["scopes"]
    scopes["bot"] = [one for one in scopes["bot"] if not one.endswith(":history")]
    slack.install(manifest, request_url=None)
    posted, cleaned = tried(slack)
    assert (posted.level, cleaned.level) == (BAD, BAD)
    assert cleaned.mend == doctor_live.BY_HAND
    assert len(lea.inbox()) == 1


def test_first_coach_is_of_the_database_where_no_setting_names_one(
    slack: Sandbox, lea: Person, database: Database, database_url: str
) -> None:
    assert tried(slack, bot_coaches="", database_url=database_url)[0].level is BAD
    with database.transaction() as tx:
        appoint_coaches(tx, ["lea@exemple.fr"])
    findings = tried(slack, bot_coaches="", database_url=database_url)
    assert ([one.level for one in findings], left(slack, lea)) == ([GOOD] * 4, NOTHING)


@pytest.mark.parametrize("values", [{"bot_coaches": "nobody@exemple.fr"}, {"slack_bot_token": "xoxb-wrong"}])
def test_nobody_to_write_to_is_one_finding(slack: Sandbox, lea: Person, values: dict[str, object]) -> None:
    (finding,) = tried(slack, **values)
    assert (finding.name, finding.level, left(slack, lea)) == ("Essai en vrai", BAD, NOTHING)
