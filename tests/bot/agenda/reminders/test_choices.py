"""« Mes messages » in two windows at once: nobody's choice is lost without a word."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.agenda.reminders import choices
from bot.agenda.reminders.choices import MessageChoices
from bot.agenda.reminders.timetable import EVERYTHING, ReminderKind, ReminderWishes, WakingHours
from bot.errors import Invalid, NotAllowed
from bot.programme.model import Actor
from storage.database import Database, Transaction
from storage.programme import people
from tests.bot.agenda.meetings import NOW, actor

CAYENNE, REUNION = "America/Cayenne", "Indian/Reunion"


@pytest.fixture
def tx(database: Database) -> Iterator[Transaction]:
    with database.transaction() as tx:
        yield tx


@pytest.fixture
def lea(tx: Transaction) -> Actor:
    number = people.add(tx, name="Léa", email="lea@example.org")
    people.change(tx, number, zone=CAYENNE)
    return actor(tx, number)


def of(**wishes: object) -> MessageChoices:
    zone = wishes.pop("zone", None)
    return MessageChoices(replace(ReminderWishes(), **wishes), zone)  # type: ignore[arg-type]


def test_two_windows_that_change_two_things_keep_both(tx: Transaction, lea: Actor) -> None:
    seen = choices.read_choices(tx, lea)
    one, other = (
        of(kinds=EVERYTHING - {ReminderKind.HOUR}, by_mail=True),
        of(kinds=EVERYTHING - {ReminderKind.WEEK}, zone=REUNION),
    )
    assert not choices.save_choices(tx, lea, one, shown_choices=seen, now=NOW).clashes
    kept = choices.save_choices(tx, lea, other, shown_choices=seen, now=NOW)
    both = of(kinds=EVERYTHING - {ReminderKind.HOUR, ReminderKind.WEEK}, by_mail=True, zone=REUNION)
    assert (kept.choices, kept.clashes, choices.read_choices(tx, lea)) == (both, frozenset(), both)


@pytest.mark.parametrize(
    ("one", "other", "clashes"),
    [
        (of(quiet=WakingHours(540)), of(quiet=WakingHours(600)), {"wakes"}),
        (of(quiet=WakingHours(540)), of(quiet=WakingHours(540)), set()),
        (of(quiet=WakingHours(sleeps=1200)), of(quiet=WakingHours(sleeps=1260)), {"sleeps"}),
        (of(quiet=WakingHours(1020)), of(quiet=WakingHours(sleeps=900)), {"wakes", "sleeps"}),  # past each other
        (of(zone=CAYENNE), of(zone=REUNION), {"zone"}),
    ],
)
def test_two_windows_that_change_one_thing_show_both(
    tx: Transaction, lea: Actor, one: MessageChoices, other: MessageChoices, clashes: set[str]
) -> None:
    seen = choices.read_choices(tx, lea)
    choices.save_choices(tx, lea, one, shown_choices=seen, now=NOW)
    kept = choices.save_choices(tx, lea, other, shown_choices=seen, now=NOW)
    assert kept.clashes == clashes
    if not clashes:
        return
    assert choices.read_choices(tx, lea) == one == kept.choices  # nothing was written over it
    again = choices.save_choices(tx, lea, other, shown_choices=kept.choices, now=NOW)  # told of it, they press again
    assert (again.clashes, choices.read_choices(tx, lea)) == (frozenset(), other)


def test_a_zone_of_one_s_own_stands_over_what_slack_says_and_goes_again(tx: Transaction, lea: Actor) -> None:
    assert lea.zone == CAYENNE
    choices.save_choices(tx, lea, of(zone=REUNION), shown_choices=of(), now=NOW)
    assert actor(tx, lea.person_id or 0).zone == REUNION
    choices.save_choices(tx, lea, of(), shown_choices=of(zone=REUNION), now=NOW)
    assert actor(tx, lea.person_id or 0).zone == CAYENNE


def test_stopping_a_kind_by_mail_changes_nothing_else(tx: Transaction, lea: Actor) -> None:
    mine = of(quiet=WakingHours(600, 1200), by_mail=True, zone=REUNION)
    choices.save_choices(tx, lea, mine, shown_choices=of(), now=NOW)
    choices.switch_kinds(tx, lea, [ReminderKind.EVE], switch_on=False, now=NOW)
    assert choices.read_choices(tx, lea) == of(
        kinds=EVERYTHING - {ReminderKind.EVE}, quiet=WakingHours(600, 1200), by_mail=True, zone=REUNION
    )


def test_what_nobody_can_choose_is_refused(tx: Transaction, lea: Actor) -> None:
    with pytest.raises(Invalid):
        choices.save_choices(tx, lea, of(zone="Mars/Olympus"), shown_choices=of(), now=NOW)
    with pytest.raises(Invalid):
        choices.save_choices(tx, lea, of(quiet=WakingHours(1200, 1200)), shown_choices=of(), now=NOW)
    with pytest.raises(NotAllowed):
        choices.save_choices(tx, Actor("U0"), of(), shown_choices=of(), now=NOW)
