"""Overview of a promotion for its coaches: its défis, the use of dispositifs, and the skills and values not covered.

It contains dates and counts, but nothing private (docs/decisions/tags.md). The number of queries is constant."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median

from bot.catalogue.catalogue import current_edition
from bot.catalogue.formats import Format, booking_key, is_added_format
from bot.catalogue.openings import keys_closed_in
from bot.catalogue.phases import PHASES, SKILL, VALEURS, VALUE, Tag, tags_of
from bot.catalogue.tags import Tags, first_choice, guess_tags, uncovered_tags
from bot.dates.paris import day_of
from bot.errors import NotFound
from bot.evaluation.support.support import FEWEST
from bot.evaluation.weeks import phase_to_close
from bot.gatherings.kinds import CONFERENCE, KINDS, MIXED, PAIRS, PORTEURS
from bot.gatherings.series.overview import PromotionThing
from bot.notices import notices
from bot.programme.model import Actor, Defi, Person, Phase, Promotion
from bot.programme.permissions import require, roles_for
from bot.programme.roles import Role
from bot.programme.service import person_of, promotion_of, running_promotions
from bot.programme.shape import shape_in_use
from bot.programme.spelling import name_sort_key
from bot.records import facts
from bot.records.model import AttendanceCounts, OverviewAppointment, ProposedSubject, WaitingRequest
from storage.database import Reading, Transaction
from storage.programme import people, promotions
from storage.records import overview

DESK, WORKSHOP, COMMITTEE, TALK, MENTORING = "bureau-aide", "atelier", "comite", "rapport", "mentorat"
MEETINGS = (DESK, WORKSHOP, COMMITTEE, TALK)  # Coaches meet a défi at these events. Mentoring is too personal.
# The overview lists défis that coaches have not met for three weeks (docs/programme.md, Reports).
LONG = timedelta(days=21)
ORDER = (DESK, MENTORING, WORKSHOP, COMMITTEE, TALK, *KINDS)
FOR_EIG, FOR_PORTEURS, FOR_VALUES = (
    tuple(shape_in_use().add_rencontres(dict.fromkeys(kinds, True)))
    for kinds in ((CONFERENCE, PAIRS, WORKSHOP), (PORTEURS,), (CONFERENCE, MIXED, WORKSHOP))
)
MOST_FREE = 3  # At most this many dates without a subject are named.


@dataclass(frozen=True, slots=True)
class DefiLine:
    """A défi in the overview. A date that is None is not known yet.

    `met` is when coaches last met the défi, and `met_by` are these coaches' names. `desks`, `workshops`, `committee`
    and `own` (formats that the programme added) are events of the phase, past or upcoming. `waiting` are requests
    without a date. `mine`: the reader coaches the défi. `coaches` are its other coaches. `late_actions` is the number
    of overdue actions that come from committees, from reports and their meetings, or from the team itself."""

    defi: Defi
    met: datetime | None = None
    met_by: tuple[str, ...] = ()
    desks: int = 0
    workshops: int = 0
    committee: datetime | None = None
    reported: bool = False
    waiting: tuple[WaitingRequest, ...] = ()
    coaches: tuple[str, ...] = ()
    mine: bool = False
    late_actions: int = 0
    own: int = 0

    def is_long_ago(self, now: datetime) -> bool:
        """Return whether coaches have not met the défi for three weeks."""
        return self.met is None or now - self.met > LONG

    def is_late(self, now: datetime) -> bool:
        """Return whether coaches should act on this défi.

        They should if a request has no date, an action is late, or they have not met the défi for three weeks."""
        return bool(self.waiting or self.late_actions) or self.is_long_ago(now)


@dataclass(frozen=True, slots=True)
class Figures:
    """A dispositif in figures. `come`, `there`, `missing` are from `AttendanceCounts`, or None if few people accepted.

    `over`, `ahead` and `cancelled` are not shown: `balance.totals` returns these figures masked. `days` is the median
    from a request to its first date, or None for few requests. `name` is the name of a format that the programme added.
    """

    dispositif: str
    over: int = 0
    ahead: int = 0
    cancelled: int = 0
    come: int | None = None
    there: int | None = None
    missing: int | None = None
    days: float | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class MissingTags:
    """Skills or values that nothing covers in the phase.

    `kinds` are dispositifs that could cover them. `free` are dates without a subject. `subjects` are pairs of a tag and
    a proposed text."""

    tags: tuple[Tag, ...]
    kinds: tuple[str, ...]
    free: tuple[OverviewAppointment, ...] = ()
    subjects: tuple[tuple[Tag, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """A promotion, as its coaches see it.

    `mentoring` has the times at which waiting requests to mentors were sent. `eig`, `porteurs` and `valeurs` are skills
    and values that nothing covers. `others` are the reader's other running promotions. `books`: the reader can book a
    bureau d'aide for a team. `closed` are dispositifs that are not open."""

    promotion: Promotion
    phase: Phase | None
    lines: tuple[DefiLine, ...]
    mentoring: tuple[datetime, ...]
    figures: tuple[Figures, ...]
    touched: tuple[Tag, ...]
    eig: MissingTags
    porteurs: MissingTags
    valeurs: MissingTags
    is_over: bool = False
    own_cycles: bool = False  # Some requests in `mentoring` are for a cycle that the programme added.
    others: tuple[Promotion, ...] = ()
    books: bool = True
    closed: frozenset[str] = frozenset()


def read_overview(tx: Reading, actor: Actor, promotion_id: int, *, now: datetime) -> Overview:
    """Return a promotion, for a coach. Raises NotAllowed, NotFound.

    The coach's own défis come first, then the others. In both groups, défis that need action come first."""
    promotion = coached_promotion(tx, actor, promotion_id)
    found, me = gather_overviews(tx, [promotion], now=now)[0], person_of(actor)
    coaches = people.list_with_role(tx, Role.COACH, promotion_id=promotion_id)
    ids = [line.defi.id for line in found.lines]
    late = overview.count_late_actions(tx, ids, dispositifs=(COMMITTEE, TALK), today=day_of(now))
    lines = []
    for one in found.lines:
        theirs = [coach for coach in coaches if _is_coach_of(coach, one.defi.id)]
        names = tuple(person.name for person in theirs if person.id != me.id)
        mine = len(names) < len(theirs)
        lines.append(replace(one, coaches=names, mine=mine, late_actions=late.get(one.defi.id, 0)))
    lines.sort(key=lambda line: (not line.mine, found.is_over or not line.is_late(now)))
    running = [
        promotion
        for promotion in running_promotions(tx, now, person=me)
        if me.coaches(promotion.id) and promotion.id != promotion_id
    ]
    closed = keys_closed_in(tx, [promotion_id], now=now)
    books = (
        not found.is_over
        and DESK not in closed
        and bool(people.list_with_role(tx, Role.EIG, promotion_id=promotion_id))
    )
    eig, porteurs, valeurs = (_drop_closed(missing, closed) for missing in (found.eig, found.porteurs, found.valeurs))
    found = replace(found, eig=eig, porteurs=porteurs, valeurs=valeurs, closed=closed)
    return replace(found, lines=tuple(lines), others=tuple(running), books=books)


def _drop_closed(missing: MissingTags, closed: Collection[str]) -> MissingTags:
    return replace(missing, kinds=tuple(kind for kind in missing.kinds if kind not in closed))


def coached_promotion(tx: Reading, actor: Actor, promotion_id: int) -> Promotion:
    """Return a promotion that the actor coaches. Raises NotAllowed, NotFound."""
    promotion = promotion_of(tx, promotion_id)
    if promotion is None:
        raise NotFound(thing="promotion")
    require(actor, "gatherings.plan", PromotionThing(promotion))
    return promotion


def _is_coach_of(coach: Person, defi_id: int) -> bool:
    return any(membership.role is Role.COACH and membership.defi_id == defi_id for membership in coach.current)


def list_coached(tx: Reading, actor: Actor, *, now: datetime) -> list[Overview]:
    """Return the overviews of the promotions that the actor coaches, even if they are closed. Raises NotAllowed."""
    require(actor, "gatherings.plan")
    several = promotions.all_promotions(tx)
    return gather_overviews(
        tx, [promotion for promotion in several if Role.COACH in roles_for(actor, PromotionThing(promotion))], now=now
    )


def request_tables(tx: Transaction, actor: Actor, *, now: datetime) -> None:
    """« Recevoir les tableaux »: enqueue a message with the files in its thread. Raises NotAllowed, NotFound."""
    require(actor, "gatherings.plan")
    notices.send_file(tx, person_of(actor).id, card=facts.OverviewCard(), file=facts.OverviewFile(), now=now)


def list_all(tx: Reading, *, now: datetime) -> list[Overview]:
    """Return the overviews of all promotions, closed ones too, for the command line. No permission is checked."""
    return gather_overviews(tx, promotions.all_promotions(tx), now=now)


def gather_overviews(tx: Reading, several: Sequence[Promotion], *, now: datetime) -> list[Overview]:
    """Return the overviews of `several` promotions, in the same order; a constant number of queries."""
    ids = [promotion.id for promotion in several]
    if not ids:
        return []
    booked = [
        booking
        for booking in overview.list_appointments(tx, ids)
        if booking.gathering_id or booking.dispositif not in KINDS
    ]
    met = _last_met(booked, now=now)
    read = _OverviewData(
        booked,
        promotions.defis_by_ids(tx, overview.defi_ids(tx, ids)),
        met,
        overview.host_names(tx, [booking.id for booking in met.values()]),
        overview.published_reports(tx, ids),
        overview.list_requests_without_date(tx, ids),
        {
            (attended.promotion_id, attended.dispositif): attended
            for attended in overview.attendance_counts(tx, ids, now=now)
        },
        overview.waiting_days(tx, ids),
        overview.proposed_subjects(tx, ids, now=now),
        current_edition(tx).formats,
    )
    return [_overview(promotion, read, now=now) for promotion in several]


@dataclass(frozen=True, slots=True)
class _OverviewData:
    booked: Sequence[OverviewAppointment]
    defis: Mapping[int, Defi]
    met: Mapping[int, OverviewAppointment]
    leads: Mapping[int, tuple[str, ...]]
    published: Collection[tuple[int, int]]
    waiting: Sequence[WaitingRequest]
    attended: Mapping[tuple[int, str], AttendanceCounts]
    waits: Mapping[tuple[int, str], Sequence[int]]
    proposed: Sequence[ProposedSubject]
    formats: Mapping[str, Format]


def keys_of(booked: Sequence[OverviewAppointment]) -> tuple[str, ...]:
    """Return the keys of dispositifs to count: those in ORDER, then the formats that the programme added."""
    return (*ORDER, *sorted({booking.dispositif for booking in booked if is_added_format(booking.dispositif)}))


def _overview(promotion: Promotion, read: _OverviewData, *, now: datetime) -> Overview:
    phase = phase_to_close(promotion, now=now)
    own = [booking for booking in read.booked if booking.promotion_id == promotion.id]
    during = [booking for booking in own if not booking.cancelled and _is_in(booking, phase)]
    defis = sorted((defi for defi in read.defis.values() if defi.promotion_id == promotion.id), key=name_sort_key)
    figures = [_figures(key, own, read, promotion_id=promotion.id, now=now) for key in keys_of(own)]
    about = [(booking, _public_tags(booking, phase)) for booking in during]
    touched = {tag: None for _, tags in about for tag in (*tags.skills, *tags.valeurs)}
    proposed = [wish for wish in read.proposed if wish.promotion_id == promotion.id]
    waiting = [wait for wait in read.waiting if wait.promotion_id == promotion.id]
    wanted = next((phase_ for phase_ in PHASES if phase is not None and phase_.number == phase.number), None)
    groups = (
        (wanted.skills_eig if wanted else (), FOR_EIG),
        (wanted.skills_porteurs if wanted else (), FOR_PORTEURS),
        (VALEURS, FOR_VALUES),
    )
    eig, porteurs, valeurs = (_missing_tags(tags, kinds, about, proposed, now=now) for tags, kinds in groups)
    return Overview(
        promotion,
        phase,
        tuple(
            _defi_line(defi, [each for each in during if each.defi_id == defi.id], read, phase=phase) for defi in defis
        ),
        tuple(wait.since for wait in waiting if wait.defi_id is None and wait.since),
        tuple(figure for figure in figures if figure.over or figure.ahead or figure.cancelled),
        tuple(touched),
        eig,
        porteurs,
        valeurs,
        is_over=promotion.has_ended(day_of(now)),
        own_cycles=any(wait.name and wait.defi_id is None for wait in waiting),
    )


def _defi_line(
    defi: Defi, theirs: Sequence[OverviewAppointment], read: _OverviewData, *, phase: Phase | None
) -> DefiLine:
    last = read.met.get(defi.id)
    committees = [booking.starts for booking in theirs if booking.dispositif == COMMITTEE]
    return DefiLine(
        defi,
        last.starts if last else None,
        read.leads.get(last.id, ()) if last else (),
        sum(booking.dispositif == DESK for booking in theirs),
        sum(booking.dispositif == WORKSHOP for booking in theirs),
        committees[-1] if committees else None,
        phase is not None and (phase.number, defi.id) in read.published,
        tuple(_fill_name(wait, read.formats) for wait in read.waiting if wait.defi_id == defi.id),
        own=sum(
            is_added_format(key) and booking_key(key) == DESK for key in (booking.dispositif for booking in theirs)
        ),
    )


def _fill_name(wait: WaitingRequest, formats: Mapping[str, Format]) -> WaitingRequest:
    return replace(wait, name=formats[wait.format_key].name) if is_added_format(wait.format_key) else wait


def _figures(
    key: str, own: Sequence[OverviewAppointment], read: _OverviewData, *, promotion_id: int, now: datetime
) -> Figures:
    of, came = [booking for booking in own if booking.dispositif == key], read.attended.get((promotion_id, key))
    days = read.waits.get((promotion_id, key), ())
    shown = came if came and came.come >= FEWEST else None
    return Figures(
        key,
        sum(not booking.cancelled and booking.ends <= now for booking in of),
        sum(not booking.cancelled and booking.ends > now for booking in of),
        sum(booking.cancelled for booking in of),
        shown.come if shown else None,
        shown.there if shown else None,
        shown.missing if shown else None,
        float(median(days)) if len(days) >= FEWEST else None,
        read.formats[key].name if is_added_format(key) else "",
    )


def _missing_tags(
    tags: Sequence[Tag],
    kinds: tuple[str, ...],
    about: Sequence[tuple[OverviewAppointment, Tags]],
    proposed: Sequence[ProposedSubject],
    *,
    now: datetime,
) -> MissingTags:
    left = uncovered_tags((each for _, each in about), tags)
    free = [booking for booking, each in about if booking.dispositif in kinds and booking.starts > now and not each]
    wanted = [(wish.text, guess_tags(wish.text).covered) for wish in proposed]
    subjects = {tag: text for tag in left for text, covered in reversed(wanted) if tag.key in covered}
    return MissingTags(tuple(left), kinds, tuple(free[:MOST_FREE]), tuple(subjects.items()))


def _public_tags(booked: OverviewAppointment, phase: Phase | None) -> Tags:
    """Return the skills and values of an event or its series, or guess them from the titles. Needs are never read."""
    known = first_choice([booked.tags])
    if known is not None:
        return known
    of_series = Tags(tuple(tags_of(booked.skills, SKILL)), tuple(tags_of(booked.valeurs, VALUE)))
    words = f"{booked.series_title or ''} {booked.title or ''}"
    return of_series or guess_tags(words, dispositif=booked.dispositif, phase=phase.number if phase else None)


def _last_met(booked: Sequence[OverviewAppointment], *, now: datetime) -> dict[int, OverviewAppointment]:
    over = [
        booking
        for booking in booked
        if booking_key(booking.dispositif) in MEETINGS and not booking.cancelled and booking.ends <= now
    ]
    return {booking.defi_id: booking for booking in over if booking.defi_id is not None}


def _is_in(booked: OverviewAppointment, phase: Phase | None) -> bool:
    return phase is not None and phase.starts_on <= day_of(booked.starts) <= phase.ends_on
