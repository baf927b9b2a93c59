"""Read and write the support of a committee, and send messages about it.

The support is created when the committee is booked. It belongs to a défi and a phase. So it stays if the committee is
rescheduled, or cancelled and replaced by another one. Its forms have no deadline (docs/programme.md, Committees)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.agenda.model import Appointment
from bot.dates.holidays import add_working_days
from bot.dates.paris import day_of, moment_at
from bot.dates.working import next_working_morning, week_morning
from bot.errors import AlreadyAnswered, Invalid, NotFound
from bot.evaluation import facts
from bot.evaluation.model import READING, ROLES, CommitteeSheet
from bot.evaluation.sheets import describe_committee, sheets_of
from bot.evaluation.support import own
from bot.evaluation.support.model import (
    OWN,
    THING,
    Answered,
    FilledSupport,
    SupportPart,
    check_values,
    field_names,
    is_choice,
)
from bot.notices import homes, notices
from bot.programme import versions
from bot.programme.history import record, record_once
from bot.programme.model import Actor, Person, Version
from bot.programme.permissions import may, require
from bot.programme.roles import Role
from bot.programme.service import person_of
from bot.programme.shape import shape_in_use
from bot.programme.spelling import name_sort_key
from bot.programme.versions import Clash, TypedField
from storage.database import Reading, Transaction
from storage.evaluation import committees, supports
from storage.programme import people

SUBJECT = facts.CommitteeFact.subject
# Count this many working days back from the committee. The team is reminded when the week of that day begins.
ASKED_BEFORE = 6
EARLY = 8 * 60 + 30  # « Votre journée » is sent at this time, in minutes since 0 h.
ANSWERED_FOR = timedelta(days=7)
CHOICES = ("utile", "un_peu", "pas_cette_fois")
FEWEST = 5  # With fewer ratings, results would identify people.
_REPLANNED = (facts.EmptySupport.kind, facts.ReadingNotice.kind, facts.UsefulQuestion.kind)


def create_supports(tx: Transaction, round_id: int, sheets: Collection[CommitteeSheet], *, now: datetime) -> None:
    """Create the supports of new committees, and enqueue the messages about them."""
    supports.make(tx, round_id, [sheet.defi.id for sheet in sheets], shape=shape_in_use())
    for sheet in sheets:
        plan_messages(tx, sheet, now=now)


def plan_messages(
    tx: Transaction,
    sheet: CommitteeSheet,
    *,
    replan: bool = False,
    reader_ids: Collection[int] | None = None,
    now: datetime,
) -> None:
    """Enqueue the messages before a committee. If `replan`, they replace the messages planned before a change.

    If people join later, `reader_ids` has their ids, and only they get messages. When a message is due, it is dropped
    if it is not useful any more. The reminder to the team is skipped if its time has passed, because the new card says
    the same. Hosts get the notice to read until the day before the committee."""
    appointment, about = sheet.appointment, sheet.committee.id
    if replan:
        notices.drop_unsent(tx, SUBJECT, about, reason="replanned", now=now, kinds=_REPLANNED)
    if sheet.is_cancelled:
        return
    everybody = {*appointment.person_ids} if reader_ids is None else {*appointment.person_ids} & {*reader_ids}
    day, guests, hosts = (
        day_of(appointment.starts),
        sorted(everybody - {*appointment.host_ids}),
        sorted(everybody & {*appointment.host_ids}),
    )
    # The start is part of the notice's key, so that a person who left and rejoined gets only one message.
    period = str(int(appointment.starts.timestamp()))
    asked = week_morning(add_working_days(day, -ASKED_BEFORE))
    if asked > now:
        notices.tell(
            tx,
            facts.EmptySupport(),
            about=about,
            to=guests,
            due=asked,
            expires=appointment.starts,
            period=period,
        )
    reads = moment_at(add_working_days(day, -READING), EARLY)
    if day_of(now) < day:
        due = max(now, reads)
        notices.tell(
            tx,
            facts.ReadingNotice(),
            about=about,
            to=hosts,
            due=due,
            expires=appointment.starts,
            period=period,
        )


def ask_usefulness(tx: Transaction, sheet: CommitteeSheet, *, now: datetime) -> None:
    """Ask the team and its porteurs how useful the committee was. Call this only if nobody wrote minutes."""
    appointment = sheet.appointment
    guests, until = sorted({*appointment.person_ids} - {*appointment.host_ids}), now + ANSWERED_FOR
    to, about = guests, sheet.committee.id
    notices.tell(tx, facts.UsefulQuestion(), about=about, to=to, due=now, expires=until, revision=appointment.revision)


def may_still_rate(tx: Reading, committee_id: int, person: Person, *, now: datetime) -> bool | None:
    """Return True if a person can still rate a committee, False if they have rated it, and None if they may not."""
    try:
        filled = read_support(tx, committee_id)
    except NotFound:  # The committee was booked before supports existed.
        return None
    appointment = filled.sheet.appointment
    if (
        filled.sheet.is_cancelled
        or appointment.ends > now
        or not may(Actor("", person), "evaluation.rate", thing=filled)
    ):
        return None
    if has_rated(tx, committee_id, person.id):
        return False
    return True if now < next_working_morning(appointment.ends) + ANSWERED_FOR else None


def read_support(tx: Reading, committee_id: int) -> FilledSupport:
    """Return the current support of a committee; a constant number of queries. Raises NotFound."""
    sheet = describe_committee(tx, committee_id)
    support = supports.find(tx, sheet.committee.round_id, sheet.defi.id)
    if support is None:
        raise NotFound(thing=THING)
    earlier = supports.find_previous(tx, sheet.committee.round_id, sheet.defi.id)
    words = versions.newest_versions(tx, THING, [support.id, *([earlier.id] if earlier else [])])
    mine = words.get(support.id, {})
    writers = frozenset(who for _, who in versions.authors(tx, THING, [support.id]))
    named = people.by_ids(tx, writers - sheet.people.keys())
    last: Mapping[str, Version] = words.get(earlier.id, {}) if earlier else {}
    return FilledSupport(sheet, support, mine, last, {**sheet.people, **named}, writers)


def read(tx: Reading, actor: Actor, committee_id: int) -> FilledSupport:
    """Return a support, for its team, its porteurs and coaches. Raises NotFound, NotAllowed."""
    filled = read_support(tx, committee_id)
    require(actor, "evaluation.support", filled)
    return filled


def open_part(tx: Reading, actor: Actor, committee_id: int, *, part: SupportPart) -> FilledSupport:
    """Return the support for one of its forms, if the actor may fill in this form. Raises NotFound, NotAllowed."""
    filled = read_support(tx, committee_id)
    require(actor, _permission(part), filled)
    return filled


def save_form(
    tx: Transaction,
    actor: Actor,
    committee_id: int,
    *,
    part: SupportPart,
    typed_values: Mapping[str, TypedField],
    now: datetime,
) -> tuple[FilledSupport, list[Clash]]:
    """Save a form. Return the support, and the texts that another person changed at the same time.

    Raises NotFound (for an unknown field too), NotAllowed, and Invalid like `model.check_values`."""
    before = read_support(tx, committee_id)
    require(actor, _permission(part), before)
    if not typed_values.keys() <= {*field_names(part, before.keys, person_id=person_of(actor).id)}:
        raise NotFound(thing="field")
    check_values(typed_values, axes=before.support.axes)
    clashes = _save(tx, actor, before.support.id, typed_values, now=now)
    if part is SupportPart.QUESTIONS:
        _save_keys(tx, before, now=now)
    after = read_support(tx, committee_id)
    if before.writers != after.writers:
        record(tx, actor, "evaluation.fill", thing=THING, thing_id=before.support.id, now=now)
        homes.owe_home(
            tx, [person for person in after.sheet.people if person not in after.sheet.appointment.host_ids], now=now
        )
    return after, clashes


def answer_history(tx: Reading, actor: Actor, committee_id: int, *, field: str) -> tuple[FilledSupport, list[Version]]:
    """Return a support and all versions of a field, newest first, even those that lost a conflict.

    Raises NotFound, NotAllowed."""
    filled = read(tx, actor, committee_id)
    if field not in filled.keys:
        raise NotFound(thing="field")
    return filled, versions.list_versions(tx, (THING, filled.support.id), field)


def list_awaited_writers(filled: FilledSupport) -> list[Person]:
    """Return the EIG and porteurs who should still write in the support, sorted by name.

    EIG need not write if every question has an answer. Each porteur should write, since porteurs give their own
    answers."""
    if filled.link:
        return []
    found = []
    for who in filled.sheet.appointment.person_ids:
        person = filled.people.get(who)
        mine = (
            {membership.role for membership in person.current if membership.defi_id == filled.support.defi_id}
            if person
            else set()
        )
        asked = Role.PORTEUR in mine or (Role.EIG in mine and bool(filled.empty))
        if person is not None and asked and who not in filled.writers:
            found.append(person)
    return sorted(found, key=name_sort_key)


def remind_writers(tx: Transaction, actor: Actor, committee_id: int, *, now: datetime) -> list[Person]:
    """Remind the people who should still write in the support, at most once a day. Return these people.

    Raises NotFound and NotAllowed. Raises Invalid with the reason "nobody" if everybody has written, "over" if the
    committee has begun or was cancelled, and "today" after a reminder on the same day."""
    filled = read_support(tx, committee_id)
    require(actor, "evaluation.plan", filled)
    appointment, to = filled.sheet.appointment, list_awaited_writers(filled)
    reason = "over" if filled.sheet.is_cancelled or appointment.starts <= now else None if to else "nobody"
    if reason:
        raise Invalid(field="chase", reason=reason)
    day = day_of(now).isoformat()
    if not record_once(tx, f"chase {committee_id} {day}", now=now):
        raise Invalid(field="chase", reason="today")
    fact = facts.WritingReminder(person_of(actor).id)
    notices.tell(
        tx, fact, about=committee_id, to=[person.id for person in to], due=now, expires=appointment.starts, period=day
    )
    record(tx, actor, "evaluation.chase", thing=SUBJECT, thing_id=committee_id, now=now)
    return to


def rate_committee(tx: Transaction, actor: Actor, committee_id: int, *, choice: str, now: datetime) -> FilledSupport:
    """« utile / un peu / pas cette fois »: count the actor's anonymous rating of the committee.

    Ratings are counted for the whole phase, and each person rates a committee once. Raises NotFound, NotAllowed
    and AlreadyAnswered. Raises Invalid if the choice is "unknown", or if the rating is "early", before the end."""
    filled = read_support(tx, committee_id)
    require(actor, "evaluation.rate", filled)
    if choice not in CHOICES:
        raise Invalid(field="useful", reason="unknown")
    if filled.sheet.is_cancelled or filled.sheet.appointment.ends > now:
        raise Invalid(field="useful", reason="early")
    me = person_of(actor).id
    if not supports.record_rater(tx, committee_id, me):
        raise AlreadyAnswered
    supports.add_rating(tx, filled.sheet.committee.round_id, choice)
    notices.owe_updates(tx, SUBJECT, committee_id, revision=0, due=now, person_id=me)
    homes.owe_home(tx, [me], now=now)
    return filled


def usefulness(tx: Reading, round_id: int) -> dict[str, int] | None:
    """Return how often each rating was given in a phase, or None if there are too few ratings to be anonymous."""
    counts = supports.rating_counts(tx, round_id)
    return counts if sum(counts.values()) >= FEWEST else None


def has_rated(tx: Reading, committee_id: int, person_id: int) -> bool:
    """Return whether a person has rated the committee."""
    return committee_id in supports.rated_committee_ids(tx, [committee_id], person_id)


def find_to_write_and_rate(
    tx: Reading, person: Person, *, now: datetime
) -> tuple[list[FilledSupport], list[CommitteeSheet]]:
    """Return the supports in which this person should still write, and the committees that this person can rate."""
    mine = {
        membership.defi_id
        for membership in person.current
        if membership.role in ROLES and membership.defi_id is not None
    }
    near: list[CommitteeSheet] = []
    since, until = now - ANSWERED_FOR - timedelta(days=4), now + timedelta(days=21)
    for several in committees.list_between(tx, mine, since=since, until=until).values() if mine else ():
        near += sheets_of(tx, several)
    asked = [sheet for sheet in near if _question_time(sheet.appointment) <= now < sheet.appointment.starts]
    filled = [sheet for sheet in read_supports(tx, asked) if person in list_awaited_writers(sheet)]
    over = [sheet for sheet in near if next_working_morning(sheet.appointment.ends) <= now]
    over = [sheet for sheet in over if now < next_working_morning(sheet.appointment.ends) + ANSWERED_FOR]
    done = supports.rated_committee_ids(tx, [sheet.committee.id for sheet in over], person.id)
    return filled, [sheet for sheet in over if sheet.committee.id not in done]


def read_supports(tx: Reading, sheets: Sequence[CommitteeSheet]) -> list[FilledSupport]:
    """Return the supports of these committees. Objectives of previous committees are not read. Four queries."""
    if not sheets:
        return []
    known_ = supports.by_rounds(tx, [sheet.committee.round_id for sheet in sheets])
    mine = [known_.get((sheet.committee.round_id, sheet.defi.id)) for sheet in sheets]
    ids = [support.id for support in mine if support is not None]
    words, wrote = versions.newest_versions(tx, THING, ids), versions.authors(tx, THING, ids)
    authors = people.by_ids(tx, {who for _, who in wrote})
    return [
        FilledSupport(
            sheet,
            support,
            words.get(support.id, {}),
            people={**sheet.people, **authors},
            writers=frozenset(who for thing, who in wrote if thing == support.id),
        )
        for sheet, support in zip(sheets, mine, strict=True)
        if support is not None
    ]


def answers_of(filled: FilledSupport, *, porteur_ids: Collection[int]) -> list[Answered]:
    """Return each question with the team's answer, and the answers of porteurs whose ids are in `porteur_ids`."""
    theirs = [(filled.people[who].name, filled.apart_of(who)) for who in porteur_ids if who in filled.people]
    return [
        (
            question,
            filled.text(question.key),
            [(name, said[question.key]) for name, said in theirs if question.key in said],
        )
        for question in filled.questions
    ]


def _save(
    tx: Transaction, actor: Actor, support_id: int, typed_values: Mapping[str, TypedField], *, now: datetime
) -> list[Clash]:
    """Save a form. Only texts can conflict. If people change a choice (axis, outcome) at once, the last one wins."""
    of = (THING, support_id)
    clashes = versions.save_texts(tx, actor, of, typed_texts=typed_values, now=now)
    chosen = {
        clash.theirs.field: TypedField(clash.theirs.number or 0, clash.mine)
        for clash in clashes
        if is_choice(clash.theirs.field)
    }
    if chosen:
        versions.save_texts(tx, actor, of, typed_texts=chosen, now=now)
    return [clash for clash in clashes if clash.theirs.field not in chosen]


def _save_keys(tx: Transaction, old_support: FilledSupport, *, now: datetime) -> None:
    support_id = old_support.support.id
    words = versions.newest_versions(tx, THING, [support_id]).get(support_id, {})
    lines = own.split_questions(words[OWN].text if OWN in words else "")
    kept = words.get(own.KEYS)
    answered = [name.rpartition(".")[2] for name in words]
    text = own.write_keys(
        own.assign_keys(
            lines, previous_keys=own.read_keys(kept.text) if kept else old_support.own, answered_fields=answered
        )
    )
    if lines and text != (kept.text if kept else ""):
        typed = {own.KEYS: TypedField(kept.number or 0 if kept else 0, text)}
        versions.save_texts(tx, Actor(""), (THING, support_id), typed_texts=typed, now=now)


def _question_time(appointment: Appointment) -> datetime:
    return week_morning(add_working_days(day_of(appointment.starts), -ASKED_BEFORE))


def _permission(part: SupportPart) -> str:
    return "evaluation.apart" if part is SupportPart.APART else "evaluation.fill"
