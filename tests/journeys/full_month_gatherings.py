"""What the full month has of gatherings: five kinds, announced by themselves, to which nearly everybody comes.

The promotion's seminar alone is missing: it is three weeks in, or two months before the end.
"""

from datetime import datetime, timedelta

from bot.gatherings import answers, sheets
from bot.gatherings.groups import formation, presenters
from bot.gatherings.groups.presenting import asked_presenters
from bot.gatherings.groups.turns import HostChoice, PresenterState
from bot.gatherings.kinds import CONFERENCE, KINDS, MIXED, PAIRS, PORTEURS
from bot.gatherings.model import GatheringSheet, Reply, Series
from bot.gatherings.series import service as series
from bot.programme.model import Actor
from bot.programme.roles import METIER_WORDS
from storage.database import Transaction
from storage.programme import people
from tests.journeys.full_month import METIERS, VISIO, WHOLE, Month, follow_committees
from tests.journeys.promotion import NOW

DAY = timedelta(days=1)
SILENT = 7  # one person of so many answers no announcement: they are asked once more in « Votre semaine »
# The rule of each kind, as `bot.dates.recurrence` writes it: an instance of each lies between 19 and 28 May.
RULES = {PAIRS: "P1M 3TU T14:00", MIXED: "P1M 4TH T10:00", CONFERENCE: "P1M 4TU T16:00"}
SEMINAR = "2026-05-20 T09:00"


def plan(month: Month, tx: Transaction) -> None:
    """Let each coach plan a series: a group for each métier, a mixed one, a conference, the porteurs' seminar."""
    given = [
        *((PAIRS, RULES[PAIRS], {"metiers": (one.value,), "title": METIER_WORDS[one]}) for one in METIERS),
        (MIXED, RULES[MIXED], {}),
        (CONFERENCE, RULES[CONFERENCE], {}),
        (PORTEURS, SEMINAR, {}),
    ]
    for number, (kind, rule, more) in enumerate(given):
        coach = month.coach(number)
        wanted = Series(0, month.promotion, kind, rule, KINDS[kind].minutes, month.ids[coach.id], **more)  # type: ignore[arg-type]
        now = month.stage.clock()
        series.create(tx, month.actor(tx, coach), f"series-{number}", values=wanted, visio_url=VISIO, now=now)


def play(month: Month, *, until: datetime) -> None:
    """Move time day by day; each morning people answer what was announced, and what else they are asked."""
    while month.stage.clock() < until:
        month.stage.advance(min(month.stage.clock() + DAY, until))
        with month.stage.house.tools.database.transaction() as tx:
            for sheet in coming(month, tx):
                answer_all(month, tx, sheet)
            follow_committees(month, tx)


def coming(month: Month, tx: Transaction) -> list[GatheringSheet]:
    """Give the gatherings that are to come."""
    now = month.stage.clock()
    found = sheets.list_between(tx, month.promotion, since=now, until=NOW + WHOLE)
    return [one for one in found if one.appointment.starts > now]


def answer_all(month: Month, tx: Transaction, sheet: GatheringSheet) -> None:
    """Let everybody but a few come to what is announced, who is asked present, and an EIG hold each group."""
    now, number = month.stage.clock(), sheet.gathering.id
    for person_id, presenter in asked_presenters(tx, number).items():
        if presenter.state is PresenterState.ASKED:
            presenters.agree_to_present(tx, actor(tx, person_id), number, subject="Ce que j’ai appris", now=now)
    if sheet.gathering.announced_at is None:
        return
    if sheet.series.dispositif == MIXED and sheet.gathering.grouping is None and not formation.has_groups(tx, number):
        formation.choose_hosts(tx, actor(tx, sheet.series.organiser_id), number, holding=HostChoice.KEEPERS, now=now)
    for one in sheet.unanswered:
        if one.id % SILENT:
            answers.answer(tx, actor(tx, one.id), number, reply=Reply.COMES, now=now)


def actor(tx: Transaction, person_id: int) -> Actor:
    """Give somebody as who does something."""
    return Actor("", people.by_id(tx, person_id))
