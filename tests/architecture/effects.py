"""What each route leaves behind when it is allowed, read in the database: state, history, what is owed."""

import json
from collections.abc import Callable

from sqlalchemy import func, select

from bot.agenda.model import Appointment, Part, Reply, State
from bot.dates.paris import day_of
from bot.helpdesk.model import Document, NeedKind, ProposalState, RequestSheet
from bot.helpdesk.sheets import describe_request
from bot.helpdesk.wishes import read_wish
from bot.notices import welcome
from storage import personal
from storage.agenda import busy, calendars, claims, drafts, entries, hours
from storage.helpdesk import asks, swaps
from storage.helpdesk.asks import waits
from storage.notices import homes
from storage.notices import ledger as notices
from storage.programme import history, people
from tests.architecture import (
    absence_things,
    connecting_things,
    evaluation_things,
    format_things,
    gatherings_answers,
    gatherings_conference,
    gatherings_groups,
    gatherings_series,
    gatherings_subjects,
    helping_things,
    logbook_things,
    mentoring_effects,
    planning_things,
    polls_things,
    records_things,
    reminder_things,
    rights_things,
    setup_things,
    workshops_things,
)
from tests.architecture.cells import ELSEWHERE, EVERYWHERE, HERE, Cell
from tests.architecture.staging import STARTS, Thing, World
from tests.architecture.things import LATER, WEEK

REQUEST, APPOINTMENT = "helpdesk_request", "appointment"


def _sheet(world: World, thing: Thing) -> RequestSheet:
    return world.read(lambda tx: describe_request(tx, thing.request))


def _session(world: World, thing: Thing) -> Appointment:
    return _sheet(world, thing).sessions[0]


def _written(world: World, cell: Cell, thing: Thing, action: str) -> bool:
    """Say whether the history has this one line about the request, or its séance, by the person of the cell."""
    lines = world.lines(REQUEST, thing.request)
    if thing.appointment:
        lines += world.lines(APPOINTMENT, thing.appointment)
    return lines[-1:] == [(world.me(cell), action)]


def _alerted(world: World, cell: Cell, _thing: Thing) -> bool:
    """One message in the channel of this promotion, and one to each coach of the other, which has none.

    A person of one promotion is heard by its coaches alone; a person of none by both teams.
    """
    rows = world.read(
        lambda tx: tx.execute(
            select(notices.notices.c.person_id, notices.notices.c.channel).where(
                notices.notices.c.kind.startswith("programme."), notices.notices.c.detail == world.account(cell).id
            )
        ).all()
    )
    alerted = [(row.person_id, row.channel) for row in rows]
    away = {world.ids[f"{coach}{team}"] for coach in ("coach-elsewhere", "coach-everywhere") for team in ("", "-team")}
    where = cell.persona.where if cell.persona.role and not cell.persona.ended else EVERYWHERE
    expected = [(None, world.coachs.id)] * (where != ELSEWHERE) + [(coach, None) for coach in away] * (where != HERE)
    return sorted(alerted, key=str) == sorted(expected, key=str)


def _answered(action: str, *, greeted: bool) -> Callable[[World, Cell, Thing], bool]:
    def effect(world: World, cell: Cell, thing: Thing) -> bool:
        rows = world.read(
            lambda tx: tx.execute(
                select(people.memberships.c.welcomed_at).where(people.memberships.c.person_id == thing.person)
            ).scalar_one()
        )
        told = world.owed(kind=welcome.Greeting.kind, person_id=thing.person)
        lines = world.lines(welcome.SUBJECT, thing.offer)
        return rows is not None and (told, lines) == (int(greeted), [(world.me(cell), action)])

    return effect


def _home(world: World, cell: Cell, _thing: Thing) -> bool:
    """Owed to who is somebody; the way in is shown at once to who is not, and nothing is written."""
    me = world.me(cell)
    known = me is not None
    opened = me is not None and world.read(lambda tx: tx.execute(_HOMES.where(homes.homes.c.person_id == me)).scalar())
    return (world.owed(kind="home", person_id=me or 0), bool(opened)) == (int(known), known)


_HOMES = select(func.count()).select_from(homes.homes)


def _feed(*, kept: bool) -> Callable[[World, Cell, Thing], bool]:
    def effect(world: World, cell: Cell, _thing: Thing) -> bool:
        me = world.me(cell)
        if me is None:
            return False
        token = world.read(lambda tx: calendars.token_of(tx, me))
        lines = world.lines("person", me)[-1:]
        return (token is not None, lines) == (kept, [(me, f"agenda.feed_{'renew' if kept else 'revoke'}")])

    return effect


def _blocked(world: World, cell: Cell, _thing: Thing) -> bool:
    me = world.me(cell)
    [opening] = world.read(lambda tx: hours.list_openings(tx, [me or 0]))
    lines = world.lines("person", me or 0)[-1:]
    return {one.day for one in opening.exceptions} == {day_of(STARTS)} and lines == [(me, "agenda.block")]


def _forgotten(world: World, cell: Cell, _thing: Thing) -> bool:
    me = world.me(cell) or 0
    kept = world.read(lambda tx: busy.read(tx, me))
    return kept is None and world.lines("person", me)[-1:] == [(me, "agenda.busy_forget")]


def _typed(world: World, cell: Cell, thing: Thing) -> bool:
    kept = world.read(lambda tx: drafts.read(tx, thing.draft))
    return kept is not None and kept.person_id == world.me(cell) and json.loads(kept.content)["week"] == WEEK


def _hours(world: World, cell: Cell, thing: Thing) -> bool:
    me = world.me(cell) or 0
    [opening] = world.read(lambda tx: hours.list_openings(tx, [me]))
    draft = world.read(lambda tx: drafts.read(tx, thing.draft))
    week = [(one.weekday, one.starts, one.ends) for one in opening.weekly]
    settled = draft is not None and draft.result_id == me
    return settled and week == [(0, "09:00", "12:00")] and world.lines("person", me)[-1:] == [(me, "agenda.hours")]


def _need(world: World, cell: Cell, thing: Thing) -> bool:
    kept = world.read(lambda tx: drafts.read(tx, thing.draft))
    return kept is not None and kept.person_id == world.me(cell) and read_wish(kept).need == "Un besoin"


def _team(world: World, _cell: Cell, thing: Thing) -> bool:
    kept = world.read(lambda tx: drafts.read(tx, thing.draft))
    return kept is not None and read_wish(kept).sessions == 2


def _become(world: World, thing: Thing) -> bool:
    """Note what the draft became, to be looked at and cleared."""
    draft = world.read(lambda tx: drafts.read(tx, thing.draft))
    thing.request = (draft and draft.result_id) or 0
    return bool(thing.request)


def _book(world: World, cell: Cell, thing: Thing) -> bool:
    if not _become(world, thing):
        return False
    one = _session(world, thing)
    thing.appointment = one.id
    busy = world.read(lambda tx: tx.execute(_CLAIMED.where(claims.claims.c.appointment_id == one.id)).scalar())
    booked = (one.state, one.starts, one.part_of(world.me(cell)), busy) == (State.CONFIRMED, LATER, Part.BOOKER, 5)
    return booked and _written(world, cell, thing, f"{one.dispositif}.book")


def _noted_held(world: World, cell: Cell, thing: Thing) -> bool:
    if not _become(world, thing):
        return False
    one = _session(world, thing)
    thing.appointment = one.id
    busy = world.read(lambda tx: tx.execute(_CLAIMED.where(claims.claims.c.appointment_id == one.id)).scalar())
    return (one.state, busy) == (State.CONFIRMED, 0) and _written(world, cell, thing, "bureau-aide.held")


_CLAIMED = select(func.count()).select_from(claims.claims)


def _called(world: World, cell: Cell, thing: Thing) -> bool:
    if not _become(world, thing):
        return False
    told = world.owed(kind="helpdesk.call", subject_id=thing.request)
    request = _sheet(world, thing).request
    kept = (request.wished, request.asked_by, told) == ("Jeudi", world.me(cell), 1)
    return kept and _written(world, cell, thing, "helpdesk.call")


def _wait(world: World, cell: Cell, thing: Thing) -> bool:
    who = select(waits.c.person_id).where(waits.c.draft_id == thing.draft)
    return world.read(lambda tx: tx.execute(who).scalar()) == world.me(cell) is not None


def _take(world: World, cell: Cell, thing: Thing) -> bool:
    taken = _sheet(world, thing).request.taken_by
    return taken == world.me(cell) is not None and _written(world, cell, thing, "helpdesk.take")


def _moved(world: World, cell: Cell, thing: Thing) -> bool:
    one = _session(world, thing)
    return (one.starts, one.revision) == (LATER, 1) and _written(world, cell, thing, "bureau-aide.move")


def _cancelled(world: World, cell: Cell, thing: Thing) -> bool:
    one = _session(world, thing)
    return (one.state, one.revision) == (State.CANCELLED, 1) and _written(world, cell, thing, "bureau-aide.cancel")


def _undone(world: World, cell: Cell, thing: Thing) -> bool:
    state = _session(world, thing).state
    return state is State.CONFIRMED and _written(world, cell, thing, "bureau-aide.undo")


def _left(world: World, cell: Cell, thing: Thing) -> bool:
    mine = [one.reply for one in _session(world, thing).participants if one.person_id == world.me(cell)]
    return mine == [Reply.LEFT] and _written(world, cell, thing, "bureau-aide.leave")


def _calendar(world: World, cell: Cell, thing: Thing) -> bool:
    takers = world.read(lambda tx: calendars.list_file_takers(tx, [thing.appointment]))
    return takers == [(thing.appointment, world.me(cell))]


def _gave(world: World, cell: Cell, thing: Thing) -> bool:
    paper = _sheet(world, thing).request.paper
    given = (paper.document, paper.ref) == (Document.LINK, "https://exemple.org/plan")
    return given and _written_about(world, cell, thing, "helpdesk.paper")


def _precised(world: World, cell: Cell, thing: Thing) -> bool:
    kind = _sheet(world, thing).request.kind
    return kind is NeedKind.AUDIT and _written_about(world, cell, thing, "helpdesk.precise")


def _written_about(world: World, cell: Cell, thing: Thing, action: str) -> bool:
    return world.lines(REQUEST, thing.request)[-1:] == [(world.me(cell), action)]


def _proposed(world: World, cell: Cell, thing: Thing) -> bool:
    batch = world.read(lambda tx: asks.proposals_of_batch(tx, thing.batch))
    told = world.owed(kind="helpdesk.proposed", subject_id=thing.request)
    proposed = ([one.starts for one in batch], told) == ([LATER], 1)
    return proposed and _written_about(world, cell, thing, "helpdesk.propose")


def _handed(world: World, cell: Cell, thing: Thing) -> bool:
    hosts = _session(world, thing).host_ids
    return hosts == (world.ids["colleague"],) and _written(world, cell, thing, "bureau-aide.hand_over")


def _invited(world: World, cell: Cell, thing: Thing) -> bool:
    part = _session(world, thing).part_of(world.ids["colleague"])
    return part is Part.HOST and _written(world, cell, thing, "bureau-aide.join")


def _noted(world: World, cell: Cell, thing: Thing) -> bool:
    count = world.read(lambda tx: asks.count_notes(tx, thing.request))
    others = set(_session(world, thing).person_ids) - {world.me(cell)}
    return (count, world.owed(kind="helpdesk.note", subject_id=thing.request)) == (1, len(others))


def _linked(world: World, cell: Cell, thing: Thing) -> bool:
    link = _session(world, thing).link
    return link == "https://visio.example.org/b" and _written_about(world, cell, thing, "helpdesk.link")


def _swap_asked(world: World, cell: Cell, thing: Thing) -> bool:
    swap = next(iter(world.read(swaps.list_open)), None)
    if swap is None:
        return False
    asked = (swap.given_id, swap.host_id, swap.taker_id) == (thing.appointment, world.me(cell), world.ids["colleague"])
    return asked and world.lines("helpdesk_swap", swap.id) == [(world.me(cell), "helpdesk.swap")]


def _swapped(*, agreed: bool) -> Callable[[World, Cell, Thing], bool]:
    """A coach of the promotion takes the hour over; the role of anybody else has ended meanwhile."""

    def effect(world: World, cell: Cell, thing: Thing) -> bool:
        me = world.me(cell)
        person = world.read(lambda tx: people.by_id(tx, me or 0))
        holds = person is not None and person.coaches(world.promotion)
        state = ("agreed" if agreed else "kept") if holds else "gone"
        whom = (me,) if holds and agreed else (world.ids["host"],)
        written = world.lines("helpdesk_swap", int(thing.value)) == [(me, f"helpdesk.swap_{state}")]
        return written and _session(world, thing).host_ids == whom

    return effect


def _accepted(world: World, cell: Cell, thing: Thing) -> bool:
    [proposal] = world.read(lambda tx: asks.proposals_of_batch(tx, thing.batch))
    return proposal.state is ProposalState.CHOSEN and _moved(world, cell, thing)


def _declined(world: World, cell: Cell, thing: Thing) -> bool:
    [proposal] = world.read(lambda tx: asks.proposals_of_batch(tx, thing.batch))
    kept = (proposal.state, _session(world, thing).starts) == (ProposalState.PASSED, STARTS)
    return kept and _written_about(world, cell, thing, "helpdesk.decline")


def _shown(*, agreed: bool) -> Callable[[World, Cell, Thing], bool]:
    def effect(world: World, cell: Cell, thing: Thing) -> bool:
        reads = _sheet(world, thing).reads_need(thing.person)
        line = "helpdesk.show" if agreed else "helpdesk.hide"
        return reads is agreed and _written_about(world, cell, thing, line)

    return effect


def _joined(*, comes: bool) -> Callable[[World, Cell, Thing], bool]:
    def effect(world: World, cell: Cell, thing: Thing) -> bool:
        session, whom = _session(world, thing), thing.person
        there = session.part_of(whom) if comes else session.left_by(whom)
        return there is Part.EXPERT and _written(
            world, cell, thing, "bureau-aide.join" if comes else "bureau-aide.decline"
        )

    return effect


def _set(world: World, cell: Cell, _thing: Thing) -> bool:
    return _last_by(world, cell, "catalogue.open")


def _put_off(world: World, cell: Cell, _thing: Thing) -> bool:
    return _last_by(world, cell, "catalogue.later")


def _last_by(world: World, cell: Cell, action: str) -> bool:
    table = history.history.c
    noted = select(table.actor_id).where(table.action == action)
    return world.read(lambda tx: tx.execute(noted).scalars().all()) == [world.me(cell)]


def _came_back(world: World, cell: Cell, thing: Thing) -> bool:
    session = _session(world, thing)
    told = world.owed(kind="helpdesk.came", subject_id=thing.request)
    others = len(session.person_ids) - 1
    return (
        session.part_of(world.me(cell)) is Part.GUEST
        and told == others
        and _written(world, cell, thing, "bureau-aide.come_back")
    )


def _erased(world: World, cell: Cell, _thing: Thing) -> bool:
    """Of a stranger there is nothing to erase, which they are told as whoever was erased before."""
    me = world.me(cell)
    return me is None or world.read(lambda tx: personal.is_erased(tx, me))


def _tagged(world: World, cell: Cell, thing: Thing) -> bool:
    kept = _session(world, thing).tags
    return kept == ("competence:agilite",) and _written(world, cell, thing, "agenda.tag")


def _on_its_way(world: World, cell: Cell, thing: Thing) -> bool:
    me = world.me(cell) or 0
    kept = world.read(lambda tx: entries.read(tx, me, thing.appointment))
    return (world.owed(kind="agenda.own", person_id=me), kept) == (1, None)


EFFECTS: dict[str, Callable[[World, Cell, Thing], bool]] = {
    "agenda.tagged": _tagged,
    "agenda.put_back": _on_its_way,
    "app_home_opened": _home,
    "home.back": lambda world, cell, thing: world.me(cell) is not None and _home(world, cell, thing),
    "programme.alert": _alerted,
    **dict.fromkeys(("catalogue.opened", "catalogue.start"), _set),
    "catalogue.later": _put_off,
    **format_things.EFFECTS,
    "programme.talked": lambda world, *_: world.owed(kind="programme.coach_asked") > 0,
    "programme.team_asked": lambda world, *_: world.owed(kind="programme.team_asked") > 0,
    "programme.greet": _answered("programme.greet", greeted=True),
    "programme.skip_greeting": _answered("programme.skip_greeting", greeted=False),
    "agenda.renew": _feed(kept=True),
    "agenda.revoke": _feed(kept=False),
    "hours.block": _blocked,
    "hours.forget_feed": _forgotten,
    "hours.edit": _typed,
    "hours.keep": _hours,
    "helpdesk.accept": _accepted,
    "helpdesk.accept_hosting": lambda world, cell, thing: _written(world, cell, thing, "bureau-aide.confirm"),
    "helpdesk.agree": _shown(agreed=True),
    "helpdesk.calendar": _calendar,
    "helpdesk.called": _called,
    "helpdesk.cancelled": _cancelled,
    **dict.fromkeys(("helpdesk.come_back", "helpdesk.came"), _came_back),
    "helpdesk.decline": _declined,
    "helpdesk.gave": _gave,
    "helpdesk.handed": _handed,
    "helpdesk.invited": _invited,
    "helpdesk.left": _left,
    "helpdesk.linked": _linked,
    **dict.fromkeys(("helpdesk.moved", "helpdesk.rest_moved"), _moved),
    **dict.fromkeys(("helpdesk.need", "helpdesk.need_for"), _need),
    "helpdesk.noted": _noted,
    "helpdesk.precised": _precised,
    "helpdesk.proposed": _proposed,
    "helpdesk.refuse": _shown(agreed=False),
    "helpdesk.join": _joined(comes=True),
    "helpdesk.stay_out": _joined(comes=False),
    "helpdesk.noted_held": _noted_held,
    "helpdesk.slot": _book,
    "helpdesk.swap_asked": _swap_asked,
    "helpdesk.swap_yes": _swapped(agreed=True),
    "helpdesk.swap_no": _swapped(agreed=False),
    "helpdesk.take": _take,
    "helpdesk.team": _team,
    "helpdesk.undo": _undone,
    "helpdesk.wait": _wait,
    **gatherings_subjects.EFFECTS,
    **mentoring_effects.EFFECTS,
    **gatherings_answers.EFFECTS,
    **gatherings_groups.EFFECTS,
    **gatherings_conference.EFFECTS,
    **evaluation_things.EFFECTS,
    **planning_things.EFFECTS,
    **helping_things.EFFECTS,
    **logbook_things.EFFECTS,
    **polls_things.EFFECTS,
    **setup_things.EFFECTS,
    **workshops_things.EFFECTS,
    **records_things.EFFECTS,
    **gatherings_series.EFFECTS,
    **reminder_things.EFFECTS,
    **absence_things.EFFECTS,
    **connecting_things.EFFECTS,
    "rights.erased": _erased,
    **rights_things.EFFECTS,
}
