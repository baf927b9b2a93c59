"""What each route acts on, written for one cell: an appointment with the person's part in it, a draft, an arrival."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from bot.agenda import changes as gestures
from bot.agenda.busy import feeds as busy_feeds
from bot.agenda.model import AgendaPlan, Draft, Part, Participant, Reply, State
from bot.agenda.writing.found import GONE
from bot.dates.hours import WeeklyHours
from bot.helpdesk.model import RankReason, RequestWish
from bot.helpdesk.sheets import describe_request
from bot.helpdesk.wishes import write_wish
from bot.notices import welcome
from bot.planning.own_agenda import WHOLE
from bot.programme.model import Membership, Relation
from bot.programme.roles import Role
from handlers.agenda.views import filter_value
from storage.agenda import appointments as agenda
from storage.agenda import busy, calendars, drafts, entries, hours
from storage.agenda.entries import StoredEntry
from storage.database import Transaction
from storage.helpdesk import asks as helpdesk_asks
from storage.helpdesk import requests as helpdesk
from storage.helpdesk import swaps as helpdesk_swaps
from storage.notices import welcomes
from storage.programme import openings, people, promotions
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
    mentoring_things,
    planning_things,
    polls_things,
    records_things,
    reminder_things,
    rights_things,
    setup_things,
    workshops_things,
)
from tests.architecture.cells import ELSEWHERE, Cell
from tests.architecture.staging import NOW, STARTS, Thing, World

LATER = STARTS + timedelta(days=1)
WEEK = "lundi de 9 h à 12 h"


def set_up(world: World, cell: Cell) -> Thing:
    """Write what the cell's route acts on, and give it."""
    with world.transaction() as tx:
        thing = SETTINGS.get(cell.route, _nothing)(tx, world, cell)
    thing.owner = world.me(cell)
    return thing


def _nothing(_tx: Transaction, _world: World, _cell: Cell) -> Thing:
    return Thing()


def _booked(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a request with one séance: who books, comes and hosts, and the person in the part their cell names."""
    parts = {world.ids["booker"]: Part.BOOKER, world.ids["guest"]: Part.GUEST, world.ids["host"]: Part.HOST}
    me = world.me(cell)
    if me is not None and cell.relation in set(map(Relation, Part)):
        part = Part(cell.relation.value)
        parts = {who: other for who, other in parts.items() if other is not part}
        parts[me] = part
    who = {part: person for person, part in parts.items()}
    someone = tuple(Participant(person, part) for person, part in parts.items())
    link = "https://visio.example.org/a"
    key = format_things.key_of(tx, world, cell)
    plan = AgendaPlan(key, world.promotion, world.defi, STARTS, 60, someone, link=link)
    booked = agenda.add(tx, plan, uid=str(uuid4()), state=State.CONFIRMED, now=NOW)
    wish = replace(_wish(world, guest_ids=(who[Part.GUEST],), host_id=who[Part.HOST]), format_key=key)
    request = helpdesk.add(
        tx,
        wish,
        draft_id=str(uuid4()),
        asked_by=who[Part.BOOKER],
        promotion_id=world.promotion,
        reason=RankReason.CHOSEN,
        host_id=who[Part.HOST],
        minutes=60,
        now=NOW,
    ).id
    helpdesk.add_sessions(tx, request, [booked])
    return Thing(str(request), str(request), request, booked)


def _left(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a request with a séance that the person has left alone."""
    thing = _booked(tx, world, cell)
    me = world.me(cell)
    if me is not None and cell.relation is Relation.AWAY:
        agenda.set_participant(tx, thing.appointment, me, part=Part.GUEST, reply=Reply.LEFT)
    return thing


def _filed(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a request with its document, a file."""
    thing = _booked(tx, world, cell)
    helpdesk.change(tx, thing.request, document="file", document_ref="F0PLAN", document_name="plan.pdf")
    return thing


def _dated(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a request, and what opens its only séance."""
    thing = _booked(tx, world, cell)
    thing.value = str(thing.appointment)
    return thing


def _its_past(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a request, and what « Historique » on its card carries."""
    thing = _booked(tx, world, cell)
    thing.value = f"bureau-aide {thing.request}"
    return thing


def _taken_out(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write the same, whose entry its owner took out of their own calendar."""
    thing = _dated(tx, world, cell)
    me = world.me(cell)
    if me is not None:
        where = "https://agenda.example.org/moi/"
        one = StoredEntry(me, thing.appointment, where, f"{where}1.ics", "", STARTS, LATER, GONE)
        entries.save(tx, one)
    return thing


def _about(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a request, and what the button about its only séance's skills and values carries."""
    thing = _booked(tx, world, cell)
    thing.value, thing.private = f"{thing.appointment} guessed competence:agilite", f"{thing.appointment} guessed"
    return thing


def _changing(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a request, and what a form about it carries: its id, a batch, its only séance."""
    thing = _booked(tx, world, cell)
    thing.batch = str(uuid4())
    thing.private = f"{thing.request} {thing.batch} {thing.appointment}"
    return thing


def _proposed(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a request whose host proposes another time."""
    thing = _changing(tx, world, cell)
    host_id = describe_request(tx, thing.request).request.host_id or 0
    helpdesk_asks.add_proposals(
        tx, [LATER], batch=thing.batch, request_id=thing.request, appointment_id=thing.appointment, host_id=host_id
    )
    proposal = helpdesk_asks.proposals_of_batch(tx, thing.batch)[0].id
    thing.value = str(proposal) if cell.route == "helpdesk.accept" else thing.batch
    return thing


def _swap(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a request whose host asks the person of the cell to take it over, or a colleague."""
    thing, me = _booked(tx, world, replace(cell, relation=Relation.NONE)), world.me(cell)
    swap = helpdesk_swaps.add(
        tx,
        batch=str(uuid4()),
        request_id=thing.request,
        host_id=world.ids["host"],
        taker_id=me if me is not None and cell.relation is Relation.HOST else world.ids["colleague"],
        given_id=thing.appointment,
        given_starts=STARTS,
        until=LATER,
    )
    thing.value = str(swap)
    return thing


def _asked(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a request whose specialist does not read the need yet."""
    thing = _booked(tx, world, cell)
    thing.person = world.ids["specialist"]
    agenda.set_participant(tx, thing.appointment, thing.person, part=Part.EXPERT, sees_need=False)
    thing.value = f"{thing.request} {thing.person}"
    return thing


def _wanted(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a request to which a specialist is asked: the person, if they stand so to it."""
    thing = _booked(tx, world, cell)
    me = world.me(cell)
    asked = me if me is not None and cell.relation is Relation.ASKED else world.ids["specialist"]
    agenda.set_participant(tx, thing.appointment, asked, part=Part.EXPERT, reply=Reply.ASKED, sees_need=False)
    thing.person, thing.value = asked, f"{thing.request} {asked}"
    return thing


def _held(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a request that is held until its host agrees."""
    thing = _booked(tx, world, cell)
    agenda.change(tx, thing.appointment, now=NOW, state=State.HELD.value)
    helpdesk.change(tx, thing.request, answer_by=STARTS)
    thing.value = f"{thing.request} {describe_request(tx, thing.request).held_revision}"
    return thing


def _called(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a request without séance, that waits for a coach."""
    me = world.me(cell)
    asker = me if me is not None and cell.relation is Relation.BOOKER else world.ids["booker"]
    guest = me if me is not None and cell.relation is Relation.GUEST else world.ids["guest"]
    wish = _wish(world, guest_ids=(guest,))
    asked = {"draft_id": str(uuid4()), "asked_by": asker, "reason": RankReason.FREE, "host_id": None, "wished": "Jeudi"}
    asked["promotion_id"] = world.promotion
    request = helpdesk.add(tx, wish, **asked, minutes=60, now=NOW).id  # type: ignore[arg-type] # each of its own type
    return Thing(str(request), str(request), request)


def _cancelled(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a request that was just cancelled, by the person or by who booked it."""
    nobody = Cell(cell.route, cell.persona, Relation.NONE)
    thing = _booked(tx, world, nobody)
    me = world.me(cell)
    who = me if me is not None and cell.relation is Relation.OWNER else world.ids["booker"]
    thing.batch = thing.value = str(uuid4())
    gestures.cancel(tx, world.actor(tx, who), [thing.appointment], batch=thing.batch, now=NOW)
    return thing


def _need(tx: Transaction, world: World, cell: Cell) -> Thing:
    draft = str(uuid4())
    return Thing(private=f"{draft} {format_things.key_of(tx, world, cell)}", draft=draft)


def _draft(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a draft of the first steps: the person's own, or another's."""
    # Who waits for a slot waits for a host without hours: nobody is told while the cells run.
    host = world.ids["colleague" if cell.route == "helpdesk.wait" else "host"]
    wish = _wish(world, guest_ids=(world.ids["guest"],), host_id=host)
    wish = replace(wish, format_key=format_things.key_of(tx, world, cell))
    if cell.route in ("helpdesk.edit", "helpdesk.over", "helpdesk.noted_held") and cell.persona.role is Role.COACH:
        wish = replace(wish, asked_by=world.ids["booker"])  # a coach's draft is for a team
    return _kept(tx, world, cell, content=write_wish(wish))


def _typed_hours(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write what was read back of somebody's hours."""
    return _kept(tx, world, cell, content=json.dumps({"week": WEEK, "days": "", "link": "", "seen": ""}))


def _kept(tx: Transaction, world: World, cell: Cell, *, content: str) -> Thing:
    me = world.me(cell)
    owner = me if me is not None and cell.relation is Relation.OWNER else world.ids["booker"]
    draft = Draft(str(uuid4()), owner, content, NOW + timedelta(days=2))
    drafts.add(tx, draft)
    return Thing(draft.id, draft.id, draft=draft.id)


def _open_hours(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write the person's hours, of which a slot is to be taken."""
    me = world.me(cell)
    if me is not None:
        hours.replace_weekly(tx, me, [WeeklyHours(day, "09:00", "18:00", None, None) for day in range(5)])
    return Thing(private=f"{uuid4()} ")


def _read_feed(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write the address of the person's own calendar."""
    me = world.me(cell)
    if me is not None:
        busy.replace_feed(tx, me, "https://agenda.example.org/prive.ics")
        busy_feeds.lease_feed(tx, me, now=NOW + timedelta(days=1))  # nobody's turn to read it comes
    return Thing(private=f"{uuid4()} ")


def _new_hours(_tx: Transaction, _world: World, _cell: Cell) -> Thing:
    draft = str(uuid4())
    return Thing(private=f"{draft} ", draft=draft)


def _feed(tx: Transaction, world: World, cell: Cell) -> Thing:
    me = world.me(cell)
    if me is not None:
        calendars.replace_feed(tx, me, str(uuid4()), now=NOW)
    return Thing()


def _arrived(tx: Transaction, world: World, _cell: Cell) -> Thing:
    """Write somebody who has just arrived, and the coaches' card about them."""
    email = f"{uuid4()}@example.org"
    account = world.stage.slack.add_person("newcomer", email=email)
    newcomer = people.add(tx, name="newcomer", email=email, slack_id=account.id)
    people.add_membership(tx, newcomer, Membership(Role.EIG, world.promotion, world.defi))
    welcome.offer_welcome(tx, now=NOW)
    offer = welcomes.list_offers(tx, welcome.SUBJECT)[-1].id
    return Thing(str(offer), person=newcomer, offer=offer)


def _opening(_tx: Transaction, world: World, _cell: Cell) -> Thing:
    value = f"{world.promotion}-conference"
    return Thing(value, value)


def _closed(tx: Transaction, world: World, cell: Cell) -> Thing:
    thing = _opening(tx, world, cell)
    openings.set_opening_day(tx, world.promotion, "conference", opens_on=None)
    return thing


def _wish(world: World, *, guest_ids: tuple[int, ...], host_id: int | None = None) -> RequestWish:
    return RequestWish(world.defi, need="Un besoin", guest_ids=guest_ids, host_id=host_id)


def _led(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a team to the promotion of who coaches another one: else there is none to book for."""
    me = people.by_id(tx, world.me(cell) or 0)
    for membership in me.current if me and cell.persona.where == ELSEWHERE else ():
        if membership.promotion_id is not None:
            defi = promotions.save_defi(tx, membership.promotion_id, "Ailleurs", administration="Ailleurs")
            people.add_membership(tx, world.ids["guest"], Membership(Role.EIG, membership.promotion_id, defi))
    return Thing(format_things.key_of(tx, world, cell))


Setting = Callable[[Transaction, World, Cell], Thing]
_ON_A_REQUEST = (
    *("add", "again", "calendar", "cancel", "gave", "hand_over", "handed", "invite", "invited", "leave", "left"),
    *("link", "linked", "more", "move", "note", "paper", "precise", "precised", "propose", "swap"),
)
SETTINGS: dict[str, Setting] = {
    **{f"helpdesk.{verb}": _booked for verb in _ON_A_REQUEST},
    **{f"helpdesk.{verb}": _changing for verb in ("cancelled", "move_week", "moved", "noted", "proposed")},
    **{
        f"helpdesk.{verb}": _draft
        for verb in ("call", "called", "each", "edit", "noted_held", "over", "slot", "team", "wait", "week")
    },
    **dict.fromkeys(("helpdesk.move_rest", "helpdesk.rest_moved", "helpdesk.swap_asked"), _changing),
    **dict.fromkeys(("helpdesk.accept", "helpdesk.decline"), _proposed),
    **dict.fromkeys(("helpdesk.agree", "helpdesk.refuse"), _asked),
    **dict.fromkeys(("helpdesk.join", "helpdesk.stay_out"), _wanted),
    **dict.fromkeys(("helpdesk.swap_yes", "helpdesk.swap_no"), _swap),
    "helpdesk.accept_hosting": _held,
    **dict.fromkeys(("helpdesk.come_back", "helpdesk.came"), _left),
    **dict.fromkeys(("programme.ask_team", "programme.team_asked"), lambda *_: Thing("bureau-aide", "bureau-aide")),
    "agenda.open": _dated,
    "agenda.history": _its_past,
    "agenda.put_back": _taken_out,
    "agenda.show": lambda *_: Thing(filter_value(WHOLE)),
    "agenda.late": lambda *_: Thing("1"),
    "agenda.late_by": lambda *_: Thing("1 5"),
    **dict.fromkeys(("agenda.tags", "agenda.tagged"), _about),
    **dict.fromkeys(("catalogue.opening", "catalogue.opened"), _opening),
    **dict.fromkeys(("catalogue.start", "catalogue.later"), _closed),
    **dict.fromkeys(("programme.talk", "programme.talked"), lambda *_: Thing("carnet", "carnet")),
    **dict.fromkeys(("/bureau-aide", "helpdesk.start"), _led),
    "helpdesk.document": _filed,
    **dict.fromkeys(("helpdesk.need", "helpdesk.need_for"), _need),
    "helpdesk.for_team": lambda _tx, world, _cell: Thing(str(world.promotion)),
    "helpdesk.take": _called,
    "helpdesk.undo": _cancelled,
    "hours.block": _open_hours,
    "hours.edit": _new_hours,
    "hours.forget_feed": _read_feed,
    "hours.keep": _typed_hours,
    **dict.fromkeys(("agenda.renew", "agenda.revoke"), _feed),
    **dict.fromkeys(("programme.greet", "programme.skip_greeting"), _arrived),
    **format_things.SETTINGS,
    **gatherings_subjects.SETTINGS,
    **mentoring_things.SETTINGS,
    **gatherings_answers.SETTINGS,
    **gatherings_groups.SETTINGS,
    **gatherings_conference.SETTINGS,
    **evaluation_things.SETTINGS,
    **planning_things.SETTINGS,
    **helping_things.SETTINGS,
    **rights_things.SETTINGS,
    **logbook_things.SETTINGS,
    **polls_things.SETTINGS,
    **setup_things.SETTINGS,
    **workshops_things.SETTINGS,
    **records_things.SETTINGS,
    **gatherings_series.SETTINGS,
    **reminder_things.SETTINGS,
    **absence_things.SETTINGS,
    **connecting_things.SETTINGS,
}
