"""Write and read the actor's own logbook. No use case takes another person's id.

The history, drafts and notices contain no text of a logbook."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.agenda.calendars.calendars import outlines_of
from bot.agenda.model import Appointment, State
from bot.catalogue.openings import check_open
from bot.catalogue.phases import SKILLS, VALUE, tags_of
from bot.catalogue.tags import Tags, first_choice, guess_tags
from bot.dates.paris import day_of
from bot.errors import Invalid, NotFound
from bot.logbook.model import (
    ASKS,
    LIMIT,
    LOGBOOK,
    MOST_SKILLS,
    OWN_LIMIT,
    Evidence,
    FieldText,
    Level,
    Logbook,
    MonthEvent,
    MonthPage,
    Place,
    Source,
    TypedText,
    digest_of,
    field_place,
    month_of,
    span_of,
)
from bot.notices import homes
from bot.programme.model import Actor, Person, Promotion
from bot.programme.permissions import may, require
from bot.programme.roles import Role
from bot.programme.service import promotion_of
from storage.agenda import appointments
from storage.database import Reading, Transaction
from storage.logbook import logbooks
from storage.programme import people, promotions

AHEAD = timedelta(days=1100)  # Hours are reserved until a promotion ends, so this is longer than any promotion.


def open_page(
    tx: Reading, actor: Actor, *, month: str | None = None, will_write: bool = False, now: datetime
) -> MonthPage:
    """Return a month of the actor's own logbook, by default the current month.

    `will_write` means that the actor is about to write on the page. Raises NotAllowed if the actor has no logbook and
    is not an EIG, or may not write although `will_write` is true. Raises NotOpen, and NotFound for an unknown month."""
    if will_write:
        require(actor, "logbook.keep")
    book, promotion = own_logbook(tx, actor, now=now)
    today = day_of(now)
    can_write = may(actor, "logbook.keep")
    if not book.id:
        check_open(tx, actor, LOGBOOK, promotion_ids=[promotion.id], now=now)
    shown = month or month_of(max(promotion.starts_on, min(today, promotion.ends_on)))
    _check_month(promotion, shown, now=now)
    found = gather_events(tx, book.person_id, shown, now=now)
    hour = next(iter(upcoming_hours(tx, book.person_id, now=now)), None)
    return MonthPage(book, promotion, shown, tuple(found), hour, promotion.phase_on(today), today, can_write)


def own_logbook(tx: Reading, actor: Actor, *, now: datetime) -> tuple[Logbook, Promotion]:
    """Return the actor's logbook and its promotion.

    The promotion is the one in which the actor is an EIG. If there are several, it is the current one. If there is
    none, it is the promotion of the actor's last logbook. Raises NotAllowed if the actor has neither."""
    person_id = actor.person_id or 0
    held = (
        {membership.promotion_id for membership in actor.person.current if membership.role is Role.EIG}
        if actor.person
        else set()
    )
    ids = sorted(one for one in held if one is not None)
    if len(ids) > 1:  # If an EIG is in several promotions, take the current one, not the next one.
        today = day_of(now)
        running = sorted(
            (promotion for promotion in promotions.promotions_not_ended(tx, today) if promotion.id in ids),
            key=lambda promotion: promotion.starts_on,
        )
        begun = [promotion.id for promotion in running if promotion.starts_on <= today]
        ids = begun[-1:] or [promotion.id for promotion in running][:1] or ids
    ids = ids or [one for one, _ in logbooks.logbook_ids_of(tx, person_id)]
    book = logbooks.read(tx, person_id, ids[-1]) if ids else Logbook(0, person_id)
    require(actor, "logbook.read", book)
    promotion = promotion_of(tx, book.of_promotion)
    if promotion is None:
        raise NotFound(thing="promotion")
    return book, promotion


def followed_logbook(tx: Reading, person: Person) -> Logbook | None:
    """Return the last logbook that a person kept as an EIG, without texts, but with followed skills and their levels.

    Return None if the person is not an EIG and has no logbook. This takes two queries at most."""
    held = {membership.promotion_id for membership in person.current if membership.role is Role.EIG}
    found = {book.of_promotion: book for book in logbooks.list_logbooks(tx, person.id)}
    mine = [found[one] for one in sorted(found) if not held or one in held]
    return mine[-1] if mine else Logbook(0, person.id) if held else None


def gather_events(tx: Reading, person_id: int, month: str, *, now: datetime) -> list[MonthEvent]:
    """Return the events of a person's month, by day. Only this person may see them. The number of queries is constant.

    Events are past appointments with tags, presentations, questions under the person's name, and finished actions."""
    since, until = span_of(month)
    over = [session for session in _attended_sessions(tx, person_id, since, until) if session.ends <= now]
    names = {outline.appointment.id: outline.name for outline in outlines_of(tx, over)} if over else {}
    gathered = logbooks.gatherings_among(tx, person_id, names)
    found = []
    for appointment in over:
        known, day = gathered.get(appointment.id), day_of(appointment.starts)
        if known and not known.came:
            continue
        keys = _tags(appointment, known, names[appointment.id])
        found.append(MonthEvent(f"{Source.SESSION}-{appointment.id}", names[appointment.id], day, keys))
        if known and known.presents:
            about = known.about or names[appointment.id]
            found.append(MonthEvent(f"{Source.PRESENTED}-{known.gathering_id}", about, day, keys))
    for source, read in ((Source.QUESTION, logbooks.questions_asked_by), (Source.ACTION, logbooks.actions_finished_by)):
        found += [
            MonthEvent(f"{source}-{one}", said, day_of(at))
            for one, said, at in read(tx, person_id, since=since, until=until)
        ]
    return sorted(found, key=lambda found: found.day)


def upcoming_hours(tx: Reading, person_id: int, *, now: datetime) -> list[Appointment]:
    """Return a person's upcoming logbook hours, by start, with one query. The promotion may have ended."""
    found = appointments.list_by_people(tx, [person_id], since=now, until=now + AHEAD, states=[State.CONFIRMED])
    return [appointment for appointment in found if appointment.dispositif == LOGBOOK]


def write_text(
    tx: Transaction, actor: Actor, *, month: str, name: str, typed_text: TypedText, now: datetime
) -> FieldText | None:
    """Save a text on the page of a month, and delete the old text.

    If another window saved a text meanwhile, the typed text is set aside. Both texts are returned, so that the owner
    can merge them. Raises NotAllowed, NotFound (unknown field), Invalid (the field's name, "long")."""
    book, promotion = _lock_own_logbook(tx, actor, now=now)
    place = _check_place(promotion, month, name, now=now)
    text = typed_text.text.strip()
    if len(text) > (OWN_LIMIT if name in ASKS.values() else LIMIT):
        raise Invalid(field=name, reason="long")
    old = book.words.get(place) or FieldText(*place, "", 0, now)
    settles = typed_text.over == old.number
    if text == old.text or (not settles and digest_of(text) == typed_text.shown):
        if settles and old.aside is not None:
            logbooks.set_word(tx, _ensure_logbook(tx, book), replace(old, aside=None))
        return None
    if not settles:
        aside = text if old.aside in (None, text) else f"{old.aside}\n\n{text}"
        both = replace(old, aside=aside)
        logbooks.set_word(tx, _ensure_logbook(tx, book), both)
        return both
    asked = book.text(ASKS[name]) if name in ASKS else None
    logbooks.set_word(tx, _ensure_logbook(tx, book), FieldText(*place, text, old.number + 1, now, asked=asked))
    return None


def open_words(tx: Reading, actor: Actor, *, month: str, name: str, now: datetime) -> Logbook:
    """Return the logbook for the form that edits one text. Raises NotAllowed, NotFound."""
    require(actor, "logbook.keep")
    book, promotion = own_logbook(tx, actor, now=now)
    _check_place(promotion, month, name, now=now)
    return book


def open_skills(tx: Reading, actor: Actor, *, now: datetime) -> tuple[Logbook, int]:
    """Return the logbook and the number of the current phase, for the form that asks for levels.

    Raises NotAllowed, Invalid ("level": "none" if no skill is followed, "over" outside phases)."""
    require(actor, "logbook.keep")
    book, promotion = own_logbook(tx, actor, now=now)
    phase = promotion.phase_on(day_of(now))
    if not book.skills or phase is None:
        raise Invalid(field="level", reason="over" if book.skills else "none")
    return book, phase.number


def follow_skills(tx: Transaction, actor: Actor, skills: Collection[str], *, now: datetime) -> None:
    """Follow these skills, three at most. Levels in other skills are kept. Raises NotAllowed, Invalid ("skills")."""
    book, _ = _lock_own_logbook(tx, actor, now=now)
    chosen = tuple(dict.fromkeys(skills))
    if not set(chosen) <= {tag.key for tag in SKILLS} | set(book.skills):
        raise Invalid(field="skills", reason="unknown")
    if len(chosen) > MOST_SKILLS:
        raise Invalid(field="skills", reason="many")
    if chosen != book.skills:
        logbooks.set_skills(tx, _ensure_logbook(tx, book), chosen)
        homes.owe_home(tx, [book.person_id], now=now)


def assess_skills(tx: Transaction, actor: Actor, levels: Mapping[str, Level], *, phase: int, now: datetime) -> None:
    """Save the actor's levels in skills that they follow, for the phase in which the form was opened.

    Raises NotAllowed, and Invalid if that phase is over."""
    book, promotion = _lock_own_logbook(tx, actor, now=now)
    current = promotion.phase_on(day_of(now))
    if current is None or current.number != phase:
        raise Invalid(field="level", reason="over")
    last = {(assessed.skill, assessed.phase): assessed.level for assessed in book.assessed}
    for skill, level in levels.items():
        if skill in book.skills and last.get((skill, phase)) is not level:
            logbooks.add_level(tx, _ensure_logbook(tx, book), skill, phase=phase, level=level, now=now)
    homes.owe_home(tx, [book.person_id], now=now)


def keep_evidence(tx: Transaction, actor: Actor, *, month: str, fact: str, now: datetime) -> None:
    """Save an event of a month as evidence, with its present wording. Raises NotAllowed, NotFound."""
    book, promotion = _lock_own_logbook(tx, actor, now=now)
    _check_month(promotion, month, now=now)
    found = next((found for found in gather_events(tx, book.person_id, month, now=now) if found.fact == fact), None)
    if found is None:
        raise NotFound(thing="evidence")
    kept = Evidence(found.fact, found.said, found.day, found.tags, month)
    logbooks.add_evidence(tx, _ensure_logbook(tx, book), kept)


def drop_evidence(tx: Transaction, actor: Actor, *, fact: str, now: datetime) -> None:
    """Delete evidence. A second call changes nothing. Raises NotAllowed."""
    book, _ = _lock_own_logbook(tx, actor, now=now)
    logbooks.drop_evidence(tx, book.id, fact)


def _lock_own_logbook(tx: Transaction, actor: Actor, *, now: datetime) -> tuple[Logbook, Promotion]:
    require(actor, "logbook.keep")
    people.lock(tx, [actor.person_id or 0])
    return own_logbook(tx, actor, now=now)


def _ensure_logbook(tx: Transaction, book: Logbook) -> int:
    if book.id:
        return book.id
    begun = dict(logbooks.logbook_ids_of(tx, book.person_id)).get(book.of_promotion)
    return begun or logbooks.make(tx, book.person_id, book.of_promotion)


def _tags(appointment: Appointment, series_tags: logbooks.PersonalGathering | None, name: str) -> tuple[str, ...]:
    of_series = [*tags_of(series_tags.skills), *tags_of(series_tags.valeurs, VALUE)] if series_tags else []
    keys = (
        first_choice([appointment.tags])
        or Tags(tuple(of_series))
        or guess_tags(name, dispositif=appointment.dispositif)
    )
    return tuple(key for key in keys.keys if " " not in key)


def _attended_sessions(tx: Reading, person_id: int, since: datetime, until: datetime) -> list[Appointment]:
    found = appointments.list_by_people(tx, [person_id], since=since, until=until, states=[State.CONFIRMED])
    return [appointment for appointment in found if appointment.dispositif != LOGBOOK and appointment.starts >= since]


def _check_place(promotion: Promotion, month: str, name: str, *, now: datetime) -> Place:
    _check_month(promotion, month, now=now)
    place = field_place(name, month)
    if place is None:
        raise NotFound(thing="entry")
    return place


def _check_month(promotion: Promotion, month: str, *, now: datetime) -> None:
    if not month_of(promotion.starts_on) <= month <= month_of(max(day_of(now), promotion.starts_on)):
        raise NotFound(thing="month")
