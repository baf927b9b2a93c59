"""All that is said of a cycle of the programme's own, in each role: never the words of the mentorat."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.demo.looks import button_for
from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from storage.programme import openings
from tests.architecture.house import routes
from tests.journeys.mentors import (
    CALENDAR,
    DECLINE,
    END,
    MOVE,
    NEXT,
    WITHDRAW,
    Mentoring,
    card,
    paris,
)
from tests.journeys.promotion import plain
from tests.journeys.test_own_cycle import KEY, NAME, begin, put_in_service

FOREIGN = re.compile(r"mentor|domaine", re.IGNORECASE)
SHOWN = ("text", "title", "initial_comment", "alt_text", "filename")  # what is read of a call or an answer
COLUMN = '"dispositif";"domaine"'  # of the export, which a mentorat alone fills in
CONFIRM, EXPORT = "Confirmer les 3 séances", "Exporter"


def read(value: Any, key: str = "") -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Yield what a person reads in the arguments of a call, or in an answer."""
    if isinstance(value, str) and value[:1] in ("{", "[") and key in ("view", "blocks", "errors", "files"):
        value = json.loads(value)
    if isinstance(value, str) and key in SHOWN:
        yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            if name == "errors" and isinstance(one, dict):
                yield from map(str, one.values())
            else:
                yield from read(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from read(one, key)


def all_said(mentoring: Mentoring, since: tuple[int, int]) -> list[str]:
    """Give all texts that Slack was sent after so many calls and deliveries, all mails, and all files."""
    slack, (calls, deliveries) = mentoring.promotion.stage.slack, since
    said = [text for call in slack.calls[calls:] for text in read(call.arguments)]
    said += [text for one in slack.deliveries[deliveries:] for text in read(one.answer)]
    said += [text for who in mentoring.people.values() for one in who.replies() for text in (one.text, one.words)]
    said += [letter.text for letter in slack.post.letters]
    for who in mentoring.people.values():
        for message in who.inbox():
            for file in (file for one in (message, *who.thread(message)) for file in one.files):
                said.append(slack.file_bytes(file.id).decode("utf-8-sig").replace(COLUMN, ""))
    return [plain(one) for one in said]


def so_far(mentoring: Mentoring) -> tuple[int, int]:
    """Give how many calls and deliveries there were."""
    slack = mentoring.promotion.stage.slack
    return len(slack.calls), len(slack.deliveries)


def prepare(mentoring: Mentoring, folder: Path) -> tuple[int, int]:
    """Put the cycle in service where the mentorat is closed; give what was said by then."""
    promotion, mentoring.titled = mentoring.promotion, "Cycle"
    put_in_service(mentoring, folder)
    with promotion.database.transaction() as tx:
        openings.set_opening_day(tx, promotion.ids["promotion"], "mentorat", opens_on=None)
    promotion.claire.command("/dispositifs agenda")  # after all that was still to be shown
    mentoring.settle()
    return so_far(mentoring)


def ask(mentoring: Mentoring, who: Person, host: str) -> None:
    """Ask this host for the three séances."""
    assert begin(mentoring, who) == Submission()
    mentoring.opened(who, "Avec qui")
    who.click(button_for(who, "Voir les 3\u00a0séances", name=host))
    mentoring.opened(who, "Les 3 séances")
    mentoring.done(who)


def shut(mentoring: Mentoring, who: Person) -> None:
    """Close what has opened, once all has."""
    mentoring.settle()
    if who.modal:
        who.close(all=True)


def forge(mentoring: Mentoring, *forgers: Person) -> None:
    """Let people press each button of cycles for the newest cycle and its first séance, as if they had it."""
    mentorat = ("mentoring.start", "mentoring.limit", "mentoring.full")  # that of others, and its limit
    actions = [id_ for id_ in routes().tables["action"] if id_.startswith("mentoring.") and id_ not in mentorat]
    values = (mentoring.cycle_id(), str(mentoring.sessions()[0][0]))
    for who in forgers:
        for action in actions:
            for value in values:
                who.press_raw(action, value=value)
        shut(mentoring, who)


def look_around(mentoring: Mentoring, *people: Person) -> None:
    """Read the Home, the lists, the card and its history, and one's own data."""
    for who in people:
        who.open_home(wait=0)  # which may be as it was
        mentoring.settle()
        for line in ("", " agenda", " mes-donnees"):
            who.command(f"/dispositifs{line}")
        who.press_raw("home.more")
        shut(mentoring, who)
        who.press_raw("mentoring.list")
        who.press_raw("mentoring.list_all")
        who.press_raw("mentoring.open", value=mentoring.cycle_id())
        who.press_raw("agenda.history", value=f"{KEY} {mentoring.cycle_id()}")
        shut(mentoring, who)
        who.press_raw("rights.file")
        who.press_raw("rights.erase")
        shut(mentoring, who)
    mentoring.settle()


def test_a_cycle_asked_in_vain_is_never_called_a_mentorat(mentoring: Mentoring, tmp_path: Path) -> None:
    promotion, lea, sami = mentoring.promotion, mentoring.promotion.lea, mentoring.promotion.sami
    claire, david = promotion.claire, promotion.david
    since = prepare(mentoring, tmp_path)
    ask(mentoring, lea, david.name)
    assert begin(mentoring, sami).errors
    sami.close(all=True)
    forge(mentoring, promotion.ines, promotion.nadia)
    mentoring.opens(david, DECLINE, title=DECLINE, message=card(david))
    david.fill("reason", "Pas cette fois")
    mentoring.done(david)
    look_around(mentoring, lea, claire)
    mentoring.opens(lea, NEXT, title="Les 3 séances")
    mentoring.done(lea)
    mentoring.answered(lea, WITHDRAW, message=card(lea))
    ask(mentoring, lea, claire.name)
    mentoring.go_to(paris("05-13 10:00"))  # nobody answers
    mentoring.settle()
    look_around(mentoring, lea, claire, david)
    said = all_said(mentoring, since)
    assert len(said) > 500
    assert "\n".join(text for text in said if FOREIGN.search(text)) == ""
    assert any(NAME in text for text in said)


def test_one_that_runs_is_never_called_a_mentorat(mentoring: Mentoring, tmp_path: Path) -> None:
    promotion, lea, sami = mentoring.promotion, mentoring.promotion.lea, mentoring.promotion.sami
    claire, david = promotion.claire, promotion.david
    since = prepare(mentoring, tmp_path)
    ask(mentoring, lea, claire.name)
    mentoring.answered(claire, CONFIRM)
    mentoring.answered(lea, CALENDAR, message=card(lea))
    look_around(mentoring, lea, claire, david)
    mentoring.answered(david, EXPORT, message=david.command("/mentorat tous").message)
    first = mentoring.sessions()[0][0]
    mentoring.opens(claire, MOVE, title=MOVE, message=card(claire))
    claire.fill(f"day-{first}", "2026-05-13")
    claire.fill(f"time-{first}", "15:00")
    mentoring.done(claire)
    mentoring.hear_of_a_move()
    david.press_raw("mentoring.hand_over", value=mentoring.cycle_id())
    mentoring.opened(david, "Confier le cycle")
    shut(mentoring, david)
    forge(mentoring, sami, promotion.nadia)
    mentoring.go_to(paris("05-13 15:10"))
    claire.press_raw("mentoring.missed", value=str(first))
    mentoring.settle()
    mentoring.go_to(paris("05-14 09:05"))
    mentoring.opens(lea, END, title=END, message=card(lea))
    mentoring.done(lea)
    mentoring.hear_of_a_move()
    look_around(mentoring, lea, claire, david)
    said = all_said(mentoring, since)
    assert len(said) > 500
    assert "\n".join(text for text in said if FOREIGN.search(text)) == ""
    assert "cycle arrêté" in "\n".join(said)
