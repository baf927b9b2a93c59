"""Nobody makes the bot write to more strangers than a person would, nor ask more people than can answer."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import BudgetSpent, Invalid
from bot.helping import helping as service
from bot.helping.model import HelpOutcome, HelpWords, WordSort
from bot.polls import running
from bot.polls.model import PollSheet
from bot.polls.wishes import Guest, PeopleChoice, PollFormValues
from bot.programme.budget import ASKS_AN_HOUR, OPEN_POLLS, OUTSIDERS_A_DAY
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.database import Database
from storage.programme import helping
from tests.bot.polls.rig import DATES, THURSDAY, TUESDAY, WEDNESDAY, Polls


@pytest.fixture
def rig(database: Database) -> Polls:
    return Polls(database).open()


def strangers(rig: Polls, numbers: Collection[int]) -> PollFormValues:
    guests = tuple(Guest(f"Personne {number}", f"p{number}@example.net") for number in numbers)
    return replace(rig.asked(), may=PeopleChoice(guests=guests))


def redate(rig: Polls, sheet: PollSheet, *dates: int) -> None:
    rig.use(running.change_dates, "lea", sheet.poll.id, dates=dates, deadline=sheet.poll.deadline.date())


def test_a_fourth_open_poll_waits_until_one_ends(rig: Polls) -> None:
    first, *_ = [rig.ask() for _ in range(OPEN_POLLS)]
    with pytest.raises(BudgetSpent) as refusal:
        rig.ask()
    assert refusal.value.facts == {"what": "polls", "most": OPEN_POLLS}
    rig.ask(who="claire", asked=rig.asked(must=["paul"]))  # the budget is each person's own
    rig.use(running.abandon_poll, "lea", first.poll.id)
    rig.ask()


def test_strangers_of_a_day_are_counted_over_all_polls_and_their_new_dates(rig: Polls) -> None:
    half = OUTSIDERS_A_DAY // 2
    sheet = rig.ask(strangers(rig, range(half)), dates=(TUESDAY, WEDNESDAY))
    redate(rig, sheet, *DATES)  # everybody is asked anew: the day’s budget is used up
    with pytest.raises(BudgetSpent) as refusal:
        rig.ask(strangers(rig, [1000]))
    assert refusal.value.facts == {"what": "outside", "most": OUTSIDERS_A_DAY}
    redate(rig, sheet, WEDNESDAY)  # nobody is asked anew
    with pytest.raises(BudgetSpent):
        redate(rig, sheet, WEDNESDAY, THURSDAY)
    assert rig.now_is(sheet).poll.dates == (WEDNESDAY,)
    rig.now += timedelta(days=1)
    rig.ask(strangers(rig, [1000]))


def test_people_of_the_programme_cost_nothing(rig: Polls) -> None:
    rig.ask(strangers(rig, range(OUTSIDERS_A_DAY)))
    rig.ask()


def test_an_eleventh_request_for_help_in_an_hour_waits(rig: Polls) -> None:
    helpers = [rig.add(f"aide{number}", Membership(Role.ALUMNI)) for number in range(ASKS_AN_HOUR + 1)]
    for helper in helpers:
        words = HelpWords({WordSort.HELP: ("UX",)}, shown=True)
        rig.do(lambda tx, one=helper, words=words: helping.replace_words(tx, one, words, now=rig.now))  # type: ignore[misc]
    *first, last = helpers
    for helper in first:
        assert rig.use(service.ask_for_help, "lea", asked_id=helper, word="UX")[0] is HelpOutcome.SENT
    with pytest.raises(BudgetSpent) as refusal:
        rig.use(service.ask_for_help, "lea", asked_id=last, word="UX")
    assert refusal.value.facts == {"what": "asks", "most": ASKS_AN_HOUR}
    rig.now += timedelta(hours=1, seconds=1)
    assert rig.use(service.ask_for_help, "lea", asked_id=last, word="UX")[0] is HelpOutcome.SENT


@pytest.mark.parametrize("title", ["http://evil.example", "Voir www.evil.example", "Gagnez : evil.example/prix"])
def test_a_title_carries_no_link(rig: Polls, title: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rig.search(rig.asked(title=title))
    assert refusal.value.facts == {"field": "title", "reason": "link"}
    rig.search(rig.asked(title="Point sur data.gouv.fr, à 14 h 30"))
