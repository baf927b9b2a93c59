"""A month of a whole promotion, played: nobody hears more than product.md allows, whatever their role."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.agenda.slots import Slot
from bot.dates.hours import WeeklyHours
from bot.dates.paris import day_of, from_epoch
from bot.demo.budget import Count, Listener, Part, count, table, titles
from bot.demo.stage import Stage
from bot.helpdesk import service as helpdesk
from bot.helpdesk.model import Document, Paper
from bot.helpdesk.model import Wish as Need
from bot.mentoring import answers
from bot.mentoring import service as mentoring
from bot.mentoring.model import Wish
from bot.programme.model import Actor, Membership, Phase
from bot.programme.roles import Role
from bot.sandbox.channels import Channel
from bot.sandbox.person import Person
from bot.sandbox.workspace import Sandbox
from storage import hours, people, programme
from storage.database import Transaction
from tests.journeys.promotion import NOW

MONTH = timedelta(days=31)
WHOLE = timedelta(days=40)  # then each cycle is over: a mentor's budget is for one
LATER = timedelta(days=12)  # some cycles begin no earlier: their mentors have all the time to answer, and are chased
DEFIS, EIGS, COACHES, MENTORS, CYCLES = 15, 50, 6, 10, 7
SESSIONS = (1, 2)  # of a bureau d’aide, for teams that have a cycle too; in turn
MORE_SESSIONS = (1, 2, 4)  # for the others
SPREAD = 5  # days of the week on which teams book, in turn
HALF_HOUR = timedelta(minutes=30)
VISIO = "https://visio.example.org/{room}"
DOMAIN = "architecture"
PHASES = [
    Phase(1, "Valider l’hypothèse", date(2026, 1, 12), date(2026, 2, 28)),
    Phase(2, "Prouver le concept", date(2026, 3, 1), date(2026, 5, 22)),  # ends within the month
    Phase(3, "Prouver la valeur", date(2026, 5, 23), date(2026, 11, 11)),
]
OPEN_HOURS = [
    WeeklyHours(day, *part, None, None) for day in range(5) for part in (("09:00", "12:30"), ("14:00", "18:00"))
]


@dataclass
class Month:
    """A promotion as it stands on the stage: people by role, their rows, and who asked for a cycle of whom."""

    stage: Stage
    people: dict[Role, list[Person]] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)  # by account
    defis: list[int] = field(default_factory=list)
    teams: list[list[Person]] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)  # accounts of who asked, with their cycles
    cycles_of: dict[str, int] = field(default_factory=dict)  # how many, by the mentor's account

    def actor(self, tx: Transaction, person: Person) -> Actor:
        return Actor(person.id, people.by_id(tx, self.ids[person.id]))

    def mentor(self, number: int) -> Person:
        """Who is asked for this cycle: two each, as many as a mentor takes at a time."""
        return self.people[Role.MENTOR][number // 2]

    def listeners(self) -> list[Listener]:
        eigs = [Listener(one, Part.ASKER if one.id in self.asked else Part.EIG) for one in self.people[Role.EIG]]
        mentors = [
            Listener(one, Part.MENTOR, max(1, self.cycles_of.get(one.id, 0))) for one in self.people[Role.MENTOR]
        ]
        return [*eigs, *mentors, *(Listener(one, Part.COACH) for one in self.people[Role.COACH])]


def gather(month: Month, tx: Transaction) -> None:
    """Write the promotion; everybody has an account, and nobody has just arrived."""
    slack = month.stage.slack
    promotion = programme.save_promotion(tx, "EIG 7", starts_on="2026-01-12", ends_on="2026-11-11")
    programme.save_phases(tx, promotion, PHASES)
    month.defis = [
        programme.save_defi(tx, promotion, f"Défi {number + 1}", administration="Bureau") for number in range(DEFIS)
    ]
    for role, many in ((Role.EIG, EIGS), (Role.COACH, COACHES), (Role.MENTOR, MENTORS)):
        month.people[role] = [
            slack.add_person(f"{role.value} {number + 1}", email=f"{role.value}{number}@example.org")
            for number in range(many)
        ]
        for number, person in enumerate(month.people[role]):
            row = people.add(tx, name=person.name, email=person.email, slack_id=person.id)
            month.ids[person.id] = row
            defi = month.defis[number % DEFIS] if role is Role.EIG else None
            people.join(tx, row, Membership(role, None if role is Role.MENTOR else promotion, defi))
            if role is not Role.EIG:
                hours.replace_weekly(tx, row, OPEN_HOURS)
            if role is Role.MENTOR:
                people.set_expertises(tx, row, (DOMAIN,))
    month.teams = [month.people[Role.EIG][number::DEFIS] for number in range(DEFIS)]
    tx.execute(text("UPDATE memberships SET welcomed_at = 0"))


def book(month: Month, tx: Transaction, number: int) -> None:
    """Let a team book a bureau d'aide for all of its people, one séance a week, without a document every other time."""
    now, team = month.stage.clock(), month.teams[number]
    actor, draft, sessions = month.actor(tx, team[0]), f"bureau-{number}", sessions_of(number)
    paper = Paper() if number % 2 else Paper(Document.SPOKEN)
    helpdesk.keep_need(tx, actor, draft, wish=Need(month.defis[number], f"Le besoin {number}", paper=paper), now=now)
    host = month.ids[month.people[Role.COACH][number % COACHES].id]
    openings = helpdesk.keep_team(
        tx, actor, draft, guest_ids=tuple(month.ids[one.id] for one in team), host_id=host, sessions=sessions, now=now
    )
    starts = one_a_week(openings.slots, sessions, wanted=number % SPREAD)
    (candidate,) = helpdesk.rank_hosts(tx, actor, draft, starts=starts, now=now)
    helpdesk.book(tx, actor, draft, starts=starts, candidate=candidate, visio_url=VISIO, now=now)


def ask(month: Month, tx: Transaction, number: int) -> datetime:
    """Let who booked for a team ask for a cycle too, with a teammate; give until when it can be answered."""
    now, (asker, other, *_) = month.stage.clock(), month.teams[number]
    actor, draft, mentor = month.actor(tx, asker), f"mentorat-{number}", month.mentor(number)
    wish = Wish(
        month.defis[number],
        need=f"Le besoin de mentorat {number}",
        domain=DOMAIN,
        guest_ids=(month.ids[other.id],),
        from_day=day_of(NOW + LATER) if number >= CYCLES // 2 + 1 else None,
        mentor_id=month.ids[mentor.id],
    )
    offer = mentoring.keep_need(tx, actor, draft, wish=wish, now=now)
    assert offer.match
    starts = [from_epoch(one) for one in offer.match.starts]
    sheet = mentoring.ask(tx, actor, draft, starts=starts, visio_url=VISIO, now=now)
    month.asked[asker.id] = sheet.cycle.id
    month.cycles_of[mentor.id] = month.cycles_of.get(mentor.id, 0) + 1
    assert sheet.cycle.answer_by
    return sheet.cycle.answer_by


def sessions_of(number: int) -> int:
    some = SESSIONS if number < CYCLES else MORE_SESSIONS
    return some[number % len(some)]


def one_a_week(slots: Sequence[Slot], many: int, *, wanted: int) -> list[datetime]:
    """Choose a slot in each of as many weeks, on the wanted day of the week where there is one."""
    weeks: dict[tuple[int, int], list[datetime]] = {}
    for start in (from_epoch(slot.starts) for slot in slots):
        weeks.setdefault(day_of(start).isocalendar()[:2], []).append(start)
    best = [min(some, key=lambda one: (abs(day_of(one).weekday() - wanted), one)) for some in weeks.values()]
    return best[:many]


@pytest.fixture(scope="session")
def counts(tmp_path_factory: pytest.TempPathFactory) -> list[Count]:
    with Stage(tmp_path_factory.mktemp("month"), now=NOW) as stage:
        month = Month(stage)
        database = stage.house.tools.database
        with database.transaction() as tx:
            gather(month, tx)
        for number in range(DEFIS):
            with database.transaction() as tx:
                book(month, tx, number)
        with database.transaction() as tx:
            until = [ask(month, tx, number) for number in range(CYCLES)]
        cycles = [*month.asked.values()]
        for number in sorted(range(CYCLES), key=until.__getitem__):
            if until[number] - HALF_HOUR > stage.clock():
                stage.advance(until[number] - HALF_HOUR)  # mentors answer at the last moment, after each reminder
            with database.transaction() as tx:
                answers.confirm(tx, month.actor(tx, month.mentor(number)), cycles[number], now=stage.clock())
        stage.advance(NOW + WHOLE)
        assert stage.slack.violations == []
        mentors = [one for one in month.listeners() if one.part is Part.MENTOR]
        others = [one for one in month.listeners() if one.part is not Part.MENTOR]
        return [
            *count(stage.slack, others, since=NOW, until=NOW + MONTH),
            *count(stage.slack, mentors, since=NOW, until=NOW + WHOLE),
        ]


def test_nobody_hears_more_than_their_role_s_budget(counts: list[Count]) -> None:
    sys.stdout.write(f"{table(counts)}\n")
    over = [f"{one.listener.person.name}: {'; '.join(titles(one))}" for one in counts if not one.is_kept]
    assert "\n".join(over) == ""


def test_month_that_is_counted_is_a_full_one(counts: list[Count]) -> None:
    parts = {one.listener.part for one in counts}
    most = {part: max(len(one.heard) for one in counts if one.listener.part is part) for part in parts}
    assert (most[Part.EIG] >= 10, most[Part.ASKER] >= 20, most[Part.COACH] >= 10) == (True, True, True)
    assert all(one.heard for one in counts if one.listener.part is not Part.MENTOR)
    mentors = [one for one in counts if one.listener.part is Part.MENTOR and one.heard]
    assert [one.listener.cycles for one in mentors] == [2, 2, 2, 1]
    assert len(mentors[-1].heard) == 9  # a request, two reminders, the group, four days, the review
    assert len({len(one.heard) for one in counts}) > 5


def test_count_leaves_out_updates_other_months_and_other_people() -> None:
    clock = [NOW]

    def now() -> float:
        return clock[-1].timestamp()

    slack = Sandbox(now=now)
    ana, bo, cy = (slack.add_person(name) for name in ("Ana", "Bo", "Cy"))
    team = slack.team
    group = team.add_channel(Channel("G1", "", "mpim", {team.bot.id, ana.id, bo.id}))
    channel = slack.add_channel("general", members=[ana, bo, cy])
    for place, text_ in ((team.dm(ana.id), "À Ana"), (group, "Au groupe"), (channel, "À tout le monde")):
        written = team.post(place, text=text_, blocks=[])
        team.rewrite(written, text=f"{text_}, mis à jour", blocks=[])
    clock.append(NOW + MONTH)
    team.post(team.dm(bo.id), text="Le mois d’après", blocks=[])
    listeners = [Listener(ana, Part.EIG), Listener(bo, Part.MENTOR, cycles=2), Listener(cy, Part.COACH)]
    counts = count(slack, listeners, since=NOW, until=NOW + MONTH)
    assert [titles(one) for one in counts] == [
        ["04/05 08:00 À Ana, mis à jour", "04/05 08:00 Au groupe, mis à jour"],
        ["04/05 08:00 Au groupe, mis à jour"],
        [],
    ]
    assert [one.most for one in counts] == [14, 18, 20 + 15]
    assert [line.split() for line in table(counts).splitlines()[1:]] == [
        ["EIG", "1", "2,0", "2", "14"],
        ["Mentor", "1", "1,0", "1", "18"],
        ["Coach", "1", "0,0", "0", "35"],
    ]
