"""Form the small groups of a multidisciplinary gathering two days before it: choose members, hosts and times.

Groups have 4 to 6 people. They mix métiers, défis and administrations, and bring together people who have met least
(docs/programme.md, Gatherings). People can answer until the groups are formed. `bot.planning` finds the groups in
seconds, outside a transaction. The gathering keeps its announcement and answers. Each group is an appointment with its
own room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.agenda.agenda import LONGEST, quarter_hour_span
from bot.agenda.reminders.timetable import soonest_send_time
from bot.agenda.slots import people_busy_in
from bot.dates.holidays import add_working_days, is_working_day
from bot.dates.paris import day_of, moment_at
from bot.errors import AlreadyAnswered, Invalid
from bot.gatherings import facts
from bot.gatherings.groups.placement import Grouping, GroupingInput, Member, count_meetings
from bot.gatherings.groups.presenting import list_presenters
from bot.gatherings.groups.turns import NOBODY, HostChoice
from bot.gatherings.locks import check_upcoming
from bot.gatherings.model import ANSWERS_CLOSE, GatheringSheet, Reply
from bot.gatherings.sheets import describe_gathering
from bot.notices import homes, notices
from bot.programme.history import record
from bot.programme.model import Actor, Defi, Person
from bot.programme.permissions import require
from bot.programme.roles import Role
from storage.agenda import claims
from storage.database import Reading, Transaction
from storage.gatherings import gathering_groups, occurrences
from storage.programme import people, promotions

SUBJECT = facts.GroupHostQuestion.subject
ASK_BEFORE = 2  # the organiser is asked for hosts this many working days before the groups are formed
BETWEEN = timedelta(minutes=15)  # a coach who hosts two groups has this break between them
# If too few people have accepted when answers close, groups are formed this long after enough people have accepted.
WITHIN = timedelta(minutes=50)
# Groups are formed at EARLY, and people are notified at MORNING, in minutes since 0 h in Paris.
EARLY, MORNING = 8 * 60, 9 * 60


@dataclass(frozen=True, slots=True)
class FormationInput:
    """The input to form groups. `wanted` has the participants, and `holding` is the organiser's choice about hosts."""

    sheet: GatheringSheet
    wanted: GroupingInput
    holding: HostChoice
    hosts: tuple[tuple[int, int], ...]  # (hour, coach id). Hour 0 is the gathering's own hour, and hour 1 follows it.

    @property
    def is_enough(self) -> bool:
        """Return whether there is a coach for each group."""
        return len(self.wanted.sizes) <= len(self.hosts)


def answers_close_at(starts: datetime) -> datetime:
    """Return when answers close and groups are formed: at 8 h, two days before, or earlier if that day is a day off."""
    day = day_of(starts - ANSWERS_CLOSE)
    return moment_at(day if is_working_day(day) else add_working_days(day, -1), EARLY)


def members_notified_at(starts: datetime) -> datetime:
    """Return when people are notified of their group: at 9 h of the day on which the groups are formed."""
    return moment_at(day_of(answers_close_at(starts)), MORNING)


def hosts_asked_at(starts: datetime) -> datetime:
    """Return when to ask the organiser to choose the hosts of the groups."""
    return moment_at(add_working_days(day_of(answers_close_at(starts)), -ASK_BEFORE), MORNING)


def must_choose_hosts(sheet: GatheringSheet, *, now: datetime) -> bool:
    """Return whether it is time for the organiser to choose hosts, and no choice was made yet."""
    starts = sheet.appointment.starts
    return (
        sheet.kind.mixes
        and sheet.gathering.grouping is None
        and hosts_asked_at(starts) <= now < answers_close_at(starts)
    )


def list_due(tx: Reading, *, now: datetime) -> list[int]:
    """Return the ids of the gatherings whose groups must be formed now."""
    return [
        one
        for one, starts, late in gathering_groups.gatherings_without_groups(tx, now=now)
        if groups_formed_at(starts, late) <= now
    ]


def groups_formed_at(starts: datetime, enough_at: datetime | None) -> datetime:
    """Return when groups are formed: when answers close, or `WITHIN` after enough people accepted (`enough_at`)."""
    return max(answers_close_at(starts), enough_at + WITHIN) if enough_at else answers_close_at(starts)


def list_due_questions(tx: Reading, *, now: datetime) -> list[int]:
    """Return the ids of the gatherings whose organiser must be asked for the hosts of the groups."""
    return [
        one for one, starts in _list_unasked(tx, now=now) if hosts_asked_at(starts) <= now < answers_close_at(starts)
    ]


def next_due(tx: Reading, *, now: datetime) -> datetime | None:
    """Return the next moment at which groups must be formed, or an organiser must be asked."""
    made = [
        groups_formed_at(starts, late) for _, starts, late in gathering_groups.gatherings_without_groups(tx, now=now)
    ]
    asked = [hosts_asked_at(starts) for _, starts in _list_unasked(tx, now=now) if answers_close_at(starts) > now]
    return min((*made, *asked), default=None)


def gather(tx: Reading, gathering_id: int) -> FormationInput:
    """Return the input to form the groups of a gathering, from current answers."""
    sheet = describe_gathering(tx, gathering_id)
    holding = (
        HostChoice(sheet.gathering.grouping) if sheet.gathering.grouping in set(HostChoice) else HostChoice.KEEPERS
    )
    free = free_coaches(tx, sheet)
    hosts = [(0, person.id) for person in free[0]]
    if holding is HostChoice.TWO_HOURS:
        hosts += [(1, person.id) for person in free[1]]
    count = None if holding is HostChoice.KEEPERS or not hosts else len(hosts)
    presents = {person.id for person, _ in list_presenters(tx, sheet)}
    coming = members_of(sheet)
    defis = promotions.defis_by_ids(tx, {defi for person in coming for defi in person.defi_ids})
    members = tuple(_make_member(person, sheet, defis, presents) for person in coming)
    past = gathering_groups.past_groups(tx, sheet.series.promotion_id, excluded_id=gathering_id)
    met, recent = count_meetings(past)
    return FormationInput(sheet, GroupingInput(members, met, recent, count=count), holding, tuple(hosts))


def members_of(sheet: GatheringSheet) -> list[Person]:
    """Return the people to place in groups: all participants except the gathering's host and its organiser.

    A coach who answered « Je viens » is placed as a member, and hosts no group."""
    leading = {*sheet.appointment.claimant_ids, sheet.series.organiser_id}
    return [person for person in sheet.who_replied(Reply.COMES) if person.id not in leading]


def free_coaches(tx: Reading, sheet: GatheringSheet) -> tuple[list[Person], list[Person]]:
    """Return the coaches who are free at the gathering's hour, and those of them who are free at the next hour too.

    The organiser comes first. Time that this gathering claims counts as free. Members of groups are left out."""
    organiser = sheet.series.organiser_id
    found = {
        person.id: person for person in people.list_with_role(tx, Role.COACH, promotion_id=sheet.series.promotion_id)
    }
    if sheet.organiser is not None and sheet.organiser.coaches(sheet.series.promotion_id):
        found[organiser] = sheet.organiser
    coming = {member.id for member in members_of(sheet)}
    holding = [person for person in found.values() if person.id not in coming]
    several = sorted(holding, key=lambda person: (person.id != organiser, person.name, person.id))
    appointment = sheet.appointment
    own = {
        (person_id, *quarter_hour_span(appointment.starts, appointment.ends)) for person_id in appointment.claimant_ids
    }
    span = quarter_hour_span(appointment.starts, appointment.ends)
    shift = quarter_hour_span(
        second_hour_start(sheet), second_hour_start(sheet) + (appointment.ends - appointment.starts)
    )
    known = claims.list_busy_times(tx, [each.id for each in several], first=span[0] - LONGEST, last=shift[0] + shift[1])
    busy = [each for each in known if each not in own]
    taken_here, taken_after = people_busy_in(busy, span), people_busy_in(busy, shift)
    here = [each for each in several if each.id not in taken_here]
    return here, [each for each in here if each.id not in taken_after]


def second_hour_start(sheet: GatheringSheet) -> datetime:
    """Return when coaches who host two groups begin the second one: 15 minutes after the end of the gathering."""
    return sheet.appointment.ends + BETWEEN


def form_now(tx: Transaction, actor: Actor, gathering_id: int, *, now: datetime) -> GatheringSheet:
    """« Faire les groupes maintenant »: after answers have closed, plan to form the groups from the current answers.

    A periodic job forms the groups within a minute. Raises NotFound, NotAllowed, AlreadyCancelled, AlreadyStarted.
    Raises Invalid if the groups exist ("made"), answers have not closed ("early") or nobody attends ("nobody")."""
    occurrences.lock(tx, gathering_id)
    sheet = describe_gathering(tx, gathering_id)
    require(actor, "gatherings.plan", sheet)
    check_upcoming(sheet, now=now)
    if gathering_groups.groups_of(tx, [gathering_id]).get(gathering_id):
        raise Invalid(field="groups", reason="made")
    if now < answers_close_at(sheet.appointment.starts):
        raise Invalid(field="groups", reason="early")
    if not members_of(sheet):
        raise Invalid(field="groups", reason="nobody")
    occurrences.change(tx, gathering_id, grouping=HostChoice.KEEPERS.value)
    record(tx, actor, "gatherings.form_now", thing="gathering", thing_id=gathering_id, now=now)
    return sheet


def ask_group_hosts(tx: Transaction, gathering_id: int, *, now: datetime) -> None:
    """If there are too few coaches, ask the organiser to choose the hosts of the groups, once for each date."""
    occurrences.lock(tx, gathering_id)
    asked = gather(tx, gathering_id)
    if asked.sheet.gathering.grouping is not None or asked.sheet.is_cancelled:
        return
    wanted_groups = len(GroupingInput(asked.wanted.members).sizes)
    if wanted_groups <= len(free_coaches(tx, asked.sheet)[0]):
        occurrences.change(tx, gathering_id, grouping=HostChoice.COACHES.value)
        return
    organiser, starts = [asked.sheet.series.organiser_id], asked.sheet.appointment.starts
    closes = answers_close_at(starts)
    due_at = soonest_send_time(now, latest=closes)
    notices.tell(tx, facts.GroupHostQuestion(starts), about=gathering_id, to=organiser, due=due_at, expires=closes)
    homes.owe_home(tx, organiser, now=now)


def choose_hosts(
    tx: Transaction, actor: Actor, gathering_id: int, *, holding: HostChoice, now: datetime
) -> FormationInput:
    """Save the organiser's choice of hosts for the groups.

    Raises NotFound, NotAllowed, AlreadyAnswered (the groups exist, or nobody attends)."""
    occurrences.lock(tx, gathering_id)
    asked = gather(tx, gathering_id)
    require(actor, "gatherings.plan", asked.sheet)
    if has_groups(tx, gathering_id) or asked.sheet.gathering.grouping == NOBODY:
        raise AlreadyAnswered
    occurrences.change(tx, gathering_id, grouping=holding.value)
    key = asked.sheet.kind.key
    record(tx, actor, "gatherings.hold_groups", thing=key, thing_id=gathering_id, now=now, detail=holding.value)
    notices.owe_updates(tx, SUBJECT, gathering_id, revision=0, due=now)
    homes.owe_home(tx, [asked.sheet.series.organiser_id], now=now)
    return gather(tx, gathering_id)


def follow_new_date(tx: Transaction, sheet: GatheringSheet) -> None:
    """After a reschedule, forget that the old date had enough coaches or no participants. The new date may differ."""
    if sheet.gathering.grouping in (HostChoice.COACHES, NOBODY) and not has_groups(tx, sheet.gathering.id):
        occurrences.change(tx, sheet.gathering.id, grouping=None)


def has_groups(tx: Reading, gathering_id: int) -> bool:
    """Return whether the groups of a gathering exist."""
    return bool(gathering_groups.groups_of(tx, [gathering_id]))


def check_grouping(formation: FormationInput, grouping: Grouping) -> None:
    """Check that a grouping has each participant once. Raises Invalid for an outdated grouping."""
    placed = sorted(one for group in grouping.groups for one in group)
    if placed != sorted(member.person_id for member in formation.wanted.members):
        raise Invalid(field="groups", reason="outdated")


def assign_leads(
    formation: FormationInput, groups: Sequence[Sequence[int]]
) -> list[tuple[int, int | None, int | None]]:
    """Return (hour, coach id, timekeeper id) for each group. Hour 0 is the gathering's own hour; hour 1 follows it.

    If no coach is left for a group, one of its members is the timekeeper, if possible a member who does not present."""
    presents = {member.person_id for member in formation.wanted.members if member.presents}
    found: list[tuple[int, int | None, int | None]] = []
    for number, group in enumerate(groups):
        if number < len(formation.hosts):
            hour, coach = formation.hosts[number]
            found.append((hour, coach, None))
        else:
            found.append((0, None, min(group, key=lambda one: (one in presents, one))))
    return found


def _make_member(person: Person, sheet: GatheringSheet, defis: Mapping[int, Defi], presents: set[int]) -> Member:
    mine = [
        membership
        for membership in person.current
        if membership.role is Role.EIG and membership.promotion_id == sheet.series.promotion_id
    ]
    theirs = [defis[membership.defi_id] for membership in mine if membership.defi_id]
    ids, administrations = (
        tuple(defi.id for defi in theirs),
        tuple(defi.administration for defi in theirs if defi.administration),
    )
    metier = mine[0].metier if mine else None
    return Member(person.id, metier, ids, administrations, presents=person.id in presents)


def _list_unasked(tx: Reading, *, now: datetime) -> list[tuple[int, datetime]]:
    found = gathering_groups.gatherings_without_groups(tx, now=now)
    chosen = {one: each.grouping for one, each in occurrences.by_ids(tx, [one for one, *_ in found]).items()}
    open_ = [(one, starts) for one, starts, _ in found if chosen.get(one) is None]
    return [(one, starts) for one, starts in open_ if not _is_host_question_sent(tx, one, starts)]


def _is_host_question_sent(tx: Reading, gathering_id: int, starts: datetime) -> bool:
    told = notices.list_messages_about(tx, facts.GroupHostQuestion, about=gathering_id)
    asked = {person_id for person_id, detail in told if detail in ("", facts.GroupHostQuestion(starts).detail)}
    return bool(asked) and describe_gathering(tx, gathering_id).series.organiser_id in asked
