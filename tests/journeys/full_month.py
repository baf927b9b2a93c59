"""A whole promotion on a stage, in the month at a phase's end: who there is, and who books and asks for what."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import update

from bot.agenda.agenda import booked_person_ids
from bot.agenda.slots import Slot
from bot.dates.holidays import add_working_days, is_working_day, next_working_day
from bot.dates.hours import WeeklyHours
from bot.dates.paris import day_of, from_epoch, moment_at
from bot.demo.budget import BudgetPart, Listener
from bot.demo.stage import Stage
from bot.evaluation import facts, half_days, planning
from bot.evaluation.model import CommitteeSheet
from bot.evaluation.plans import CommitteeLine, CommitteeWish, DraftPlan
from bot.evaluation.sheets import list_standing
from bot.helpdesk import service as helpdesk
from bot.helpdesk.model import Document, Paper
from bot.helpdesk.model import RequestWish as Need
from bot.logbook import hour
from bot.mentoring import service as mentoring
from bot.mentoring.model import CycleWish as MentoringWish
from bot.notices import notices
from bot.polls import asking, picking, running
from bot.polls.wishes import PeopleChoice, PollFormValues
from bot.polls.wishes import Wish as DateWish
from bot.programme.model import Actor, Membership, Phase
from bot.programme.roles import Metier, Role
from bot.programme.versions import TypedField
from bot.records import meeting
from bot.records.actions import NewAction
from bot.records.report import service as report
from bot.records.report.model import ANSWER, AdviceImportance
from bot.records.report.service import AdviceFollowUp
from bot.records.report.sheets import describe
from bot.sandbox.people.person import Person
from bot.workshops import model as workshops
from bot.workshops import workshops as workshop
from storage.database import Transaction
from storage.evaluation import committees
from storage.programme import people, promotions
from tests.journeys.promotion import NOW
from tests.promotion import enter, found, settle_in

MONTH = timedelta(days=31)
WHOLE = timedelta(days=40)  # then each cycle is over: a mentor's budget is for one
LATER = timedelta(days=12)  # some cycles begin no earlier: their mentors have all the time to answer, and are chased
STEPS = (0, 3, 8, 10)  # working days after a committee: its minutes, stock-taking, report, what the team makes of it
METIERS = (Metier.DESIGN, Metier.DEVELOPPEMENT, Metier.SCIENCE_DONNEE)
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


@dataclass(frozen=True)
class Size:
    """How many there are of each; `committees`: how many défis close their phase within the month."""

    defis: int
    eigs: int
    coaches: int
    mentors: int
    porteurs: int
    cycles: int
    committees: int


WHOLE_PROMOTION = Size(defis=15, eigs=50, coaches=6, mentors=10, porteurs=15, cycles=7, committees=8)
THIRD_OF_ONE = Size(defis=5, eigs=16, coaches=2, mentors=3, porteurs=5, cycles=3, committees=3)


@dataclass
class Month:
    """A promotion as it stands on the stage: people by role, their rows, and who asked for a cycle of whom."""

    stage: Stage
    size: Size
    promotion: int = 0
    people: dict[Role, list[Person]] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)  # by account
    defis: list[int] = field(default_factory=list)
    teams: list[list[Person]] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)  # accounts of who asked, with their cycles
    joined: set[str] = field(default_factory=set)  # accounts of who comes to a teammate's cycle
    written: dict[int, int] = field(default_factory=dict)  # how many of `STEPS` are done, by committee
    cycles_of: dict[str, int] = field(default_factory=dict)  # how many, by the mentor's account

    def actor(self, tx: Transaction, person: Person) -> Actor:
        return Actor(person.id, people.by_id(tx, self.ids[person.id]))

    def mentor(self, number: int) -> Person:
        """Who is asked for this cycle: two each, as many as a mentor takes at a time."""
        return self.people[Role.MENTOR][number // 2]

    def coach(self, number: int) -> Person:
        """Who sees to this défi: they have as many each as in a whole promotion."""
        return self.people[Role.COACH][number % self.size.coaches]

    def part_of(self, eig: Person) -> BudgetPart:
        if eig.id in self.asked:
            return BudgetPart.ASKER
        return BudgetPart.TEAMMATE if eig.id in self.joined else BudgetPart.EIG

    def meets(self, number: int) -> bool:
        """Whether the défi of this person, the nth of their role, has its committee in the month."""
        return number % self.size.defis < self.size.committees

    def listeners(self) -> list[Listener]:
        eigs = [
            Listener(one, self.part_of(one), committee=self.meets(number))
            for number, one in enumerate(self.people[Role.EIG])
        ]
        mentors = [
            Listener(one, BudgetPart.MENTOR, max(1, self.cycles_of.get(one.id, 0))) for one in self.people[Role.MENTOR]
        ]
        porteurs = [Listener(one, BudgetPart.PORTEUR) for one in self.people[Role.PORTEUR]]
        return [*eigs, *mentors, *porteurs, *(Listener(one, BudgetPart.COACH) for one in self.people[Role.COACH])]


def gather(month: Month, tx: Transaction) -> None:
    """Write the promotion; all but some porteurs have an account, and nobody has just arrived."""
    defis = [{"name": f"Défi {number + 1}", "administration": "Bureau"} for number in range(month.size.defis)]
    ids = found(tx, phases=PHASES, defis={one["name"]: one for one in defis})
    promotion = month.promotion = ids["promotion"]
    month.defis = [ids[one["name"]] for one in defis]
    for role, many in (
        (Role.EIG, month.size.eigs),
        (Role.COACH, month.size.coaches),
        (Role.MENTOR, month.size.mentors),
        (Role.PORTEUR, month.size.porteurs),
    ):
        month.people[role] = [join(month, tx, role, number) for number in range(many)]
    month.teams = [month.people[Role.EIG][number :: month.size.defis] for number in range(month.size.defis)]
    coaches, slack = month.people[Role.COACH], month.stage.slack
    channel = slack.add_channel("promotion", members=[*month.people[Role.EIG], *coaches])
    porteurs = slack.add_channel("porteurs", members=[*month.people[Role.PORTEUR], *coaches])
    promotions.change_promotion(tx, promotion, channel_promotion=channel.id, channel_porteurs=porteurs.id)
    tx.execute(update(people.people).where(people.people.c.slack_id.is_(None)).values(looked_up_at=NOW))
    settle_in(tx)


def join(month: Month, tx: Transaction, role: Role, number: int) -> Person:
    """Write one person of a role; métiers change with each round of the défis, so that a team has several.

    Every other porteur lives by mail alone.
    """
    person = month.stage.slack.add_person(f"{role.value} {number + 1}", email=f"{role.value}{number}@example.org")
    defi = month.defis[number % month.size.defis] if role in (Role.EIG, Role.PORTEUR) else None
    metier = METIERS[(number + number // month.size.defis) % len(METIERS)].value if role is Role.EIG else None
    by_mail = role is Role.PORTEUR and number % 2 == 0
    if by_mail:
        month.stage.slack.team.accounts[person.id].deleted = True
    month.ids[person.id] = enter(
        tx,
        person.name,
        Membership(role, None if role is Role.MENTOR else month.promotion, defi, metier),
        email=person.email,
        slack_id=None if by_mail else person.id,
        week=OPEN_HOURS if role in (Role.COACH, Role.MENTOR) else (),
        expertises=(DOMAIN,) if role is Role.MENTOR else (),
    )
    return person


def book(month: Month, tx: Transaction, number: int) -> None:
    """Let a team book a bureau d'aide for all of its people, one séance a week, without a document every other time."""
    now, team = month.stage.clock(), month.teams[number]
    actor, draft, sessions = month.actor(tx, team[0]), f"bureau-{number}", sessions_of(month, number)
    paper = Paper() if number % 2 else Paper(Document.SPOKEN)
    helpdesk.save_need(tx, actor, draft, wish=Need(month.defis[number], f"Le besoin {number}", paper=paper), now=now)
    host = month.ids[month.coach(number).id]
    helpdesk.save_team(
        tx, actor, draft, guest_ids=tuple(month.ids[one.id] for one in team), host_id=host, sessions=sessions, now=now
    )
    openings = helpdesk.browse_slots(tx, actor, draft, now=now)
    starts = one_a_week(openings.slots, sessions, wanted=number % SPREAD)
    (candidate,) = helpdesk.rank_hosts(tx, actor, draft, starts=starts, now=now)
    helpdesk.book(tx, actor, draft, starts=starts, candidate=candidate, visio_url=VISIO, now=now)


def close_phase(month: Month, tx: Transaction) -> None:
    """Ask half the teams for their half-days, which nobody gives, and book their committees of the two last weeks."""
    now, weeks = month.stage.clock(), (date(2026, 5, 11), date(2026, 5, 18))
    coach = month.actor(tx, month.people[Role.COACH][0])
    of = committees.ensure_round(tx, month.promotion, 2)
    committees.change_round(tx, of.id, weeks=committees.weeks_to_text(weeks), asked_at=now)
    people_ = [*enumerate(month.people[Role.EIG]), *enumerate(month.people[Role.PORTEUR])]
    to = [month.ids[one.id] for number, one in people_ if month.meets(number)]
    until = moment_at(weeks[0], 0)
    asked = half_days.question_time(now, latest=until)
    for fact, due in ((facts.HalfDays(), asked), (facts.HalfDaysAgain(), now + timedelta(days=3))):
        notices.tell(tx, fact, about=of.id, to=to, due=due, expires=until)
    lines = tuple(_line(month, tx, number) for number in range(month.size.committees))
    wish = CommitteeWish(month.promotion, 2, weeks, tuple(month.defis[: month.size.committees]))
    planning.save_plan(tx, coach, "committees", plan=DraftPlan(wish, of.revision, "best", lines), now=now)
    planning.book(tx, coach, "committees", visio_url=VISIO, now=now)


def hold_workshop(month: Month, tx: Transaction, number: int) -> None:
    """Let a team without committee have a workshop, that its coach dates: half of them asked about two times first."""
    now, defi = month.stage.clock(), month.defis[number]
    coach = month.actor(tx, month.coach(number))
    team = [month.actor(tx, one) for one in (*month.teams[number], month.people[Role.PORTEUR][number])]
    promotions.change_defi(tx, defi, place="Salle 12")  # on site, as workshops are
    asked = workshops.WorkshopFormValues(
        "À qui servir ?", "clinique", 210, place="Salle 12", gesture=f"atelier-{number}"
    )
    number_ = workshop.request_workshop(tx, team[0], defi, form_values=asked, now=now).workshop.id
    workshop.take_workshop(tx, coach, number_, now=now)
    whom = PeopleChoice(people=tuple(one.person_id or 0 for one in team))
    about = PollFormValues(DateWish("—", 0, day_of(now), date(2026, 5, 29), workshop=number_), whom, PeopleChoice())
    found = asking.search_dates(tx, coach, about, now=now)
    late = [one.starts for one in found.candidates if one.starts > (now + LATER).timestamp()]
    if number % 2:
        picking.book_without_poll(tx, coach, about, starts=from_epoch(late[0]), visio_url=VISIO, now=now)
        return
    draft = f"date-{number}"
    asking.save_wish(tx, coach, draft, wish=found.wish, now=now)
    poll = asking.open_poll(tx, coach, draft, dates=late[:2], deadline=date(2026, 5, 7), now=now).poll.id
    for one in team:
        running.save_answers(tx, one, poll, now=now)
    picking.pick_date(tx, coach, poll, starts=late[0], visio_url=VISIO, now=now)


def follow_committees(month: Month, tx: Transaction) -> None:
    """Let what comes of a committee be done: minutes with actions, stock-taking, the report, its answers."""
    now, (of,) = month.stage.clock(), committees.rounds_asking_half_days(tx, month.promotion)
    for sheet in list_standing(tx, of.id):
        one, number = sheet.appointment, sheet.committee.id
        step = month.written.get(number, 0)
        if step < len(STEPS) and one.ends <= now and add_working_days(day_of(one.starts), STEPS[step]) <= day_of(now):
            month.written[number] = step + 1
            (note, take_stock, publish, judge)[step](tx, sheet, now)


def note(tx: Transaction, sheet: CommitteeSheet, now: datetime) -> None:
    """Let the host note a decision, and an action for an EIG and for the porteur, both of the week after."""
    host, number = by_id(tx, sheet.appointment.host_ids[0]), sheet.committee.id
    meeting.add_decision(tx, host, number, what="Garder le cap", now=now)
    due = next_working_day(day_of(now) + timedelta(days=6))
    for role in (Role.EIG, Role.PORTEUR):
        owner = people.members_of_defi(tx, sheet.defi.id, role=role)[0]
        meeting.add_action(tx, host, number, new=NewAction("Montrer la maquette", owner.id, due), now=now)


def take_stock(tx: Transaction, sheet: CommitteeSheet, now: datetime) -> None:
    """Let the team take stock."""
    eig = people.members_of_defi(tx, sheet.defi.id, role=Role.EIG)[0]
    report.save_report_texts(
        tx, Actor("", eig), sheet.committee.id, typed_texts={"marque": TypedField(0, "Les agents étaient là")}, now=now
    )


def publish(tx: Transaction, sheet: CommitteeSheet, now: datetime) -> None:
    """Let the host write the report, with two pieces of advice, and publish it."""
    host, number = by_id(tx, sheet.appointment.host_ids[0]), sheet.committee.id
    for what in ("Publier le code", "Changer de nom"):
        report.save_advice(tx, host, number, sort=AdviceImportance.DO, what=what, now=now)
    report.publish_report(tx, host, number, now=now)


def judge(tx: Transaction, sheet: CommitteeSheet, now: datetime) -> None:
    """Let the team answer: a piece of advice kept as an action, the other refused, and a word by the porteur."""
    (eig, *_), (porteur, *_) = (people.members_of_defi(tx, sheet.defi.id, role=one) for one in (Role.EIG, Role.PORTEUR))
    kept, refused = describe(tx, sheet.committee.id, now=now).advice
    due = next_working_day(day_of(now) + timedelta(days=6))
    ways, of = AdviceFollowUp(NewAction("Publier le code", eig.id, due)), sheet.committee.id
    report.follow_advice(tx, Actor("", eig), of, advice_id=kept.id, follow_up=ways, now=now)
    report.reject_advice(tx, Actor("", eig), of, advice_id=refused.id, reason="La loi l’interdit", now=now)
    report.save_report_texts(tx, Actor("", porteur), of, typed_texts={ANSWER: TypedField(0, "Merci")}, now=now)


def by_id(tx: Transaction, person_id: int) -> Actor:
    """Give somebody as who does something."""
    return Actor("", people.by_id(tx, person_id))


def _line(month: Month, tx: Transaction, number: int) -> CommitteeLine:
    """Choose a day of the phase's last weeks, another for each team, on which one coach has an hour and a half."""
    coach = month.ids[month.coach(number).id]
    day = date(2026, 5, 12) + timedelta(days=number)
    days = [day + timedelta(days=at) for at in range(7)]
    times = [moment_at(one, minute) for one in days if is_working_day(one) for minute in (540, 840, 960)]
    return next(
        CommitteeLine(month.defis[number], starts, (coach,))
        for starts in times
        if not booked_person_ids(tx, [coach], starts=starts, ends=starts + timedelta(minutes=105))
    )


def ask(month: Month, tx: Transaction, number: int) -> datetime:
    """Let who booked for a team ask for a cycle too, with a teammate; give until when it can be answered."""
    now, (asker, other, *_) = month.stage.clock(), month.teams[number]
    actor, draft, mentor = month.actor(tx, asker), f"mentorat-{number}", month.mentor(number)
    wish = MentoringWish(
        month.defis[number],
        need=f"Le besoin de mentorat {number}",
        domain=DOMAIN,
        guest_ids=(month.ids[other.id],),
        from_day=day_of(NOW + LATER) if number >= month.size.cycles // 2 + 1 else None,
        mentor_id=month.ids[mentor.id],
    )
    mentoring.save_need(tx, actor, draft, wish=wish, now=now)
    offer = mentoring.browse_mentors(tx, actor, draft, now=now)
    assert offer.match
    starts = [from_epoch(one) for one in offer.match.starts]
    sheet = mentoring.send_request(tx, actor, draft, starts=starts, visio_url=VISIO, now=now)
    month.asked[asker.id] = sheet.cycle.id
    month.joined.add(other.id)
    month.cycles_of[mentor.id] = month.cycles_of.get(mentor.id, 0) + 1
    assert sheet.cycle.answer_by
    return sheet.cycle.answer_by


def keep_hours(month: Month, tx: Transaction) -> None:
    """Let each EIG keep an hour free for their logbook, each month: « Votre semaine » recalls it, and nothing else."""
    for number, one in enumerate(month.people[Role.EIG]):
        hour.choose_hour(tx, month.actor(tx, one), weekday=number % SPREAD, minute=17 * 60, now=month.stage.clock())


def sessions_of(month: Month, number: int) -> int:
    some = SESSIONS if number < month.size.cycles else MORE_SESSIONS
    return some[number % len(some)]


def one_a_week(slots: Sequence[Slot], many: int, *, wanted: int) -> list[datetime]:
    """Choose a slot in each of as many weeks, on the wanted day of the week where there is one."""
    weeks: dict[tuple[int, int], list[datetime]] = {}
    for start in (from_epoch(slot.starts) for slot in slots):
        weeks.setdefault(day_of(start).isocalendar()[:2], []).append(start)
    best = [min(some, key=lambda one: (abs(day_of(one).weekday() - wanted), one)) for some in weeks.values()]
    return best[:many]
