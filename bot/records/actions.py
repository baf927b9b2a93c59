"""Actions that people agree on, postpone or drop. Only its owner closes an action. Only a coach hands it over.

All features add actions in the same way: `place_of` returns the défi or the people that an action belongs to, and `add`
saves it with its origin (`Source`)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.agenda.model import Appointment
from bot.catalogue.formats import booking_key
from bot.dates.paris import day_of, moment_at
from bot.errors import Invalid, NotFound
from bot.meeting_links import link_fault
from bot.polls.model import Meeting
from bot.programme.history import record, record_once
from bot.programme.model import Actor, Defi, Person
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.service import coaches_of, defi_of, person_of, running_promotion_ids
from bot.programme.spelling import name_sort_key
from bot.records import news
from bot.records.model import (
    ACTION_LIMIT,
    LINE_LIMIT,
    MANY,
    TEAM,
    TRIED,
    Action,
    ListedAction,
    Origin,
    Place,
    Source,
    State,
    works_on,
)
from storage.agenda import appointments
from storage.database import Reading, Transaction
from storage.programme import history, people, promotions
from storage.records import actions

THING, REWORD = "action", "records.reword"
LINKED = timedelta(days=60)
FARTHEST = timedelta(days=366)  # The due date of an action is at most this far ahead.


@dataclass(frozen=True, slots=True)
class NewAction:
    """An action as typed. `gesture` is the id of its form, or "": a form that is sent twice adds one action."""

    what: str
    owner_id: int
    due: date
    link: str | None = None
    source: Source = field(default_factory=Source)
    gesture: str = ""


def place_of(tx: Reading, *, defi_id: int | None = None, appointment_id: int | None = None) -> Place:
    """Return the place of an action: the given défi, the appointment's défi, or the participants. Raises NotFound."""
    appointment = appointments.read(tx, appointment_id) if appointment_id is not None else None
    if appointment_id is not None and appointment is None:
        raise NotFound(thing="appointment")
    of = defi_id if defi_id is not None else appointment.defi_id if appointment else None
    defi = defi_of(tx, of) if of is not None else None
    return Place(defi.promotion_id if defi else appointment.promotion_id if appointment else None, defi, appointment)


def owners_for(tx: Reading, place: Place) -> list[Person]:
    """Return possible owners of an action: the team or the participants, the défi's own coaches, then other coaches."""
    if place.defi:
        team = [person for role in TEAM for person in people.members_of_defi(tx, place.defi.id, role=role)]
        own = {person.id for person in people.members_of_defi(tx, place.defi.id, role=Role.COACH)}
    else:
        team = [*people.by_ids(tx, place.appointment.person_ids).values()] if place.appointment else []
        own = set()
    coaches = coaches_of(tx, place.promotion_id) if place.promotion_id is not None else []
    found = {person.id: person for person in sorted(team, key=name_sort_key)}
    found |= {
        other.id: other for other in sorted(coaches, key=lambda person: (person.id not in own, person.name, person.id))
    }
    return [person for person in found.values() if person.roles]


def possible_owners(tx: Reading, actor: Actor, place: Place) -> list[Person]:
    """Return the people who could own an action. Raises NotAllowed if the actor may not add an action."""
    require(actor, "records.act", place)
    return owners_for(tx, place)


def places_of(tx: Reading, actor: Actor, *, now: datetime) -> list[Place]:
    """Return the défis to which the actor may add actions: first their own, then all défis of promotions they coach."""
    person = person_of(actor)
    running = promotions.promotions_not_ended(tx, day_of(now))
    coached = {membership.promotion_id for membership in person.current if membership.role is Role.COACH}
    several = [promotion for promotion in running if None in coached or promotion.id in coached]
    defis = {each.id: each for promotion in several for each in promotions.defis_of(tx, promotion.id)}
    mine = {
        membership.defi_id
        for membership in person.current
        if membership.role in TEAM and membership.defi_id is not None
    }
    defis |= promotions.defis_by_ids(tx, mine)
    ordered = sorted(defis.values(), key=lambda defi: (defi.id not in mine, defi.name, defi.id))
    return [Place(defi.promotion_id, defi) for defi in ordered]


def add(
    tx: Transaction, actor: Actor, new: NewAction, *, place: Place, after_minutes: bool = False, now: datetime
) -> Action | None:
    """Save an action, and notify its owner if it is another person. Return None for a form that was sent before.

    With `after_minutes`, the action comes from a meeting whose minutes were sent before. Raises NotAllowed. Raises
    Invalid for "what" ("none", "long"), "owner" ("none"), "due" ("past", "far") and "link" (codes of `link_fault`)."""
    require(actor, "records.act", place)
    what = _read_what(new.what)
    _check_due(new.due, now=now)
    if new.link and (fault := link_fault(new.link)):
        raise Invalid(field="link", reason=fault)
    if new.owner_id not in {owner.id for owner in owners_for(tx, place)}:
        raise Invalid(field="owner", reason="none")
    if new.gesture and not record_once(tx, f"{THING} {new.gesture}", now=now):
        return None
    of, by = place.appointment, actor.person_id
    source = new.source
    if source.origin is Origin.NOTHING and of is not None:
        source = Source(Origin.APPOINTMENT, of.id)
    action_id = actions.add(
        tx,
        promotion_id=place.promotion_id,
        defi_id=place.defi.id if place.defi else None,
        what=what,
        owner_id=new.owner_id,
        due=actions.day_to_text(new.due),
        state=State.TODO.value,
        created_at=now,
        created_by=by,
        link=new.link or None,
        origin=source.origin.value,
        origin_id=source.id,
        origin_link=source.link,
    )
    record(tx, actor, "records.add", thing=THING, thing_id=action_id, now=now)
    added = _read(tx, action_id)
    news.tell_added(tx, added, by_id=by, after_minutes=after_minutes, now=now)
    return added


def describe(tx: Reading, action_id: int, *, now: datetime) -> ListedAction | None:
    """Return an action with its owner, défi and age, or None if it does not exist; a constant number of queries."""
    found = actions.read(tx, action_id)
    return describe_all(tx, [found], now=now)[0] if found else None


def read(tx: Reading, actor: Actor, action_id: int, *, verb: str) -> Action:
    """Return an action, if the actor has the permission `verb` on it. Raises NotAllowed, NotFound."""
    found = _read(tx, action_id)
    require(actor, verb, found)
    return found


def finish(tx: Transaction, actor: Actor, action_id: int, *, now: datetime) -> Action:
    """« C’est fait »: close an action. Idempotent. Raises NotAllowed, NotFound, and Invalid for "action" ("closed")."""
    return _close(tx, actor, action_id, state=State.DONE, why=None, now=now)


def drop(tx: Transaction, actor: Actor, action_id: int, *, why: str, now: datetime) -> Action:
    """Drop an action, and save the reason `why`. Raises like `finish`, and Invalid for "why" ("none", "long")."""
    if not why.strip() or len(why) > LINE_LIMIT:
        raise Invalid(field="why", reason="long" if why.strip() else "none")
    return _close(tx, actor, action_id, state=State.DROPPED, why=why.strip(), now=now)


def postpone(tx: Transaction, actor: Actor, action_id: int, *, until: date, now: datetime) -> Action:
    """Postpone an action to a later day. The second time, the défi's coaches are notified.

    A form sent again changes nothing. Raises like `finish`, and Invalid for "due" ("past", "far", "earlier")."""
    before = _lock_open(tx, actor, action_id, verb="records.close")
    if before.due == until and before.state is State.PUT_OFF:
        return before  # The same form was submitted twice.
    _check_due(until, now=now)
    if until <= before.due:
        raise Invalid(field="due", reason="earlier")
    times = before.postponed + 1
    actions.close(tx, action_id, State.PUT_OFF, due=actions.day_to_text(until), postponed=times)
    record(tx, actor, "records.put_off", thing=THING, thing_id=action_id, now=now, detail=until.isoformat())
    after = _read(tx, action_id)
    if times == MANY:
        news.tell_postponed(tx, after, now=now)
    news.tell_changed(tx, after, now=now)
    return after


def reassign(tx: Transaction, actor: Actor, action_id: int, *, owner_id: int, now: datetime) -> Action:
    """Hand an action over to another person of `owners_for`. Raises like `finish`, and Invalid for "owner" ("none")."""
    before = _lock_open(tx, actor, action_id, verb="records.reassign")
    if before.owner_id == owner_id:
        return before
    if owner_id not in {owner.id for owner in owners_for(tx, place_of_action(tx, before))}:
        raise Invalid(field="owner", reason="none")
    actions.change(tx, action_id, owner_id=owner_id, left_id=None)
    record(tx, actor, "records.reassign", thing=THING, thing_id=action_id, now=now, detail=str(owner_id))
    after = _read(tx, action_id)
    news.tell_added(tx, after, by_id=actor.person_id, besides=before.owner_id, now=now)
    return after


def open_rewording(tx: Reading, actor: Actor, action_id: int) -> tuple[Action, int]:
    """Return an action and how often its text was corrected. Raises like `finish`."""
    found = read(tx, actor, action_id, verb="records.reword")
    if not found.is_open:
        raise Invalid(field="action", reason="closed")
    return found, _count_corrections(tx, action_id)


def reword(tx: Transaction, actor: Actor, action_id: int, *, what: str, seen_corrections: int, now: datetime) -> Action:
    """Correct the text of an action everywhere, without a notice.

    `seen_corrections` is the count that `open_rewording` returned when the form opened. A form sent again changes
    nothing. Raises like `finish`, and Invalid for "what" ("none", "long", or "overtaken" if another person corrected
    the text first)."""
    words = _read_what(what)
    before = _lock_open(tx, actor, action_id, verb="records.reword")
    if before.what == words:
        return before
    if _count_corrections(tx, action_id) != seen_corrections:
        raise Invalid(field="what", reason="overtaken")
    actions.change(tx, action_id, what=words)
    record(tx, actor, REWORD, thing=THING, thing_id=action_id, now=now)
    after = _read(tx, action_id)
    news.refresh(tx, after, now=now)
    return after


def place_of_action(tx: Reading, action: Action) -> Place:
    """Return the place to which an existing action belongs."""
    if action.defi_id is not None:
        return place_of(tx, defi_id=action.defi_id)
    return place_of(tx, appointment_id=action.origin_id) if action.origin_id else Place(action.promotion_id)


def list_open(tx: Reading, defi_id: int, *, now: datetime) -> list[ListedAction]:
    """Return a défi's open actions with their age, the earliest due day first."""
    return describe_all(tx, actions.list_open_of_defis(tx, [defi_id]), now=now)


def list_my_actions(tx: Reading, person: Person, *, now: datetime) -> list[ListedAction]:
    """Return a person's open actions, the earliest due day first; a constant number of queries."""
    return describe_all(tx, actions.list_open_of_owner(tx, person.id), now=now)


def link_expires_at(tx: Reading, person_id: int) -> datetime:
    """Return when a link to a person's actions expires: two months after the last due day. Raises NotFound."""
    mine = actions.list_open_of_owner(tx, person_id)
    if not mine:
        raise NotFound(thing=THING)
    return moment_at(mine[-1].due + LINKED, 0)


def list_all(tx: Reading, actor: Actor, *, now: datetime) -> tuple[list[ListedAction], list[ListedAction]]:
    """Return the actor's open actions, and other open actions on défis that the actor sees. Raises NotAllowed."""
    require(actor, "records.list")
    me = person_of(actor)
    mine = actions.list_open_of_owner(tx, me.id)
    seen = {place.defi.id for place in places_of(tx, actor, now=now) if place.defi}
    others = [action for action in actions.list_open_of_defis(tx, seen) if action.owner_id != me.id]
    whole = describe_all(tx, [*mine, *others], now=now)
    return whole[: len(mine)], whole[len(mine) :]


def list_earlier_actions(tx: Reading, appointment: Appointment, *, person_id: int) -> list[Action]:
    """Return the open actions to show in a séance: actions of the défi's earlier séances of the same dispositif.

    Séances in which the person took no part are left out. Three queries at most."""
    if appointment.defi_id is None or booking_key(appointment.dispositif) not in TRIED:
        return []
    several = [
        action
        for action in actions.list_open_of_defis(tx, [appointment.defi_id])
        if action.origin is Origin.APPOINTMENT
    ]
    before = {
        each.id
        for each in appointments.read_all(tx, {action.origin_id for action in several if action.origin_id is not None})
        if (each.dispositif, each.starts < appointment.starts) == (appointment.dispositif, True)
        and each.part_of(person_id)
    }
    return [action for action in several if action.origin_id in before]


def fill_actions(tx: Reading, meeting: Meeting) -> Meeting:
    """Return the meeting of a workshop with its actions, oldest first; dropped ones are left out. One query."""
    if meeting.workshop is None:
        return meeting
    several = actions.list_by_origin(tx, Origin.APPOINTMENT, [meeting.appointment.id])
    return replace(meeting, tried=tuple(action.what for action in several if action.state is not State.DROPPED))


def describe_all(tx: Reading, several: Sequence[Action], *, now: datetime) -> list[ListedAction]:
    """Return actions with their owners, défis and ages, in the same order; two queries."""
    if not several:
        return []
    owners = people.by_ids(tx, {action.owner_id for action in several})
    defis = promotions.defis_by_ids(tx, {action.defi_id for action in several if action.defi_id is not None})
    return [
        ListedAction(
            action, owners.get(action.owner_id), _defi(defis, action), (day_of(now) - day_of(action.created_at)).days
        )
        for action in several
    ]


def list_orphaned(tx: Reading, *, now: datetime) -> list[Action]:
    """Return the open actions for which `note_owner_change` has something to notify.

    Their owner left, or came back after the coaches were notified that the owner left."""
    several = actions.list_open(tx, running_promotion_ids(tx, now))
    owners = people.by_ids(tx, {action.owner_id for action in several}) if several else {}
    return [
        action
        for action in several
        if _is_still_there(owners.get(action.owner_id), action) == (action.left_id == action.owner_id)
    ]


def note_owner_change(tx: Transaction, action: Action, *, now: datetime) -> None:
    """Notify the défi's coaches, once, that an action's owner left. If the owner came back, update that notice."""
    found = actions.lock(tx, action.id)
    if found is None or not found.is_open or (found.owner_id, found.left_id) != (action.owner_id, action.left_id):
        return  # Another replica has done it, or the action was closed or reassigned.
    is_back = found.left_id == found.owner_id
    actions.change(tx, found.id, left_id=None if is_back else found.owner_id)
    if is_back:
        news.tell_owner_back(tx, found, now=now)
    else:
        news.tell_owner_left(tx, found, now=now)


def _is_still_there(owner: Person | None, action: Action) -> bool:
    if owner is None:
        return False
    if owner.coaches(action.promotion_id):
        return True
    return works_on(owner, action.defi_id) if action.defi_id is not None else bool(owner.roles)


def _close(tx: Transaction, actor: Actor, action_id: int, *, state: State, why: str | None, now: datetime) -> Action:
    before = actions.lock(tx, action_id)
    if before is not None and before.state is state and before.owner_id == actor.person_id:
        return before  # The button was pressed twice.
    _lock_open(tx, actor, action_id, verb="records.close")
    actions.close(tx, action_id, state, why=why, closed_at=now)
    verb = "records.done" if state is State.DONE else "records.drop"
    record(tx, actor, verb, thing=THING, thing_id=action_id, now=now)
    after = _read(tx, action_id)
    news.tell_changed(tx, after, now=now)
    return after


def _lock_open(tx: Transaction, actor: Actor, action_id: int, *, verb: str) -> Action:
    found = actions.lock(tx, action_id)
    if found is None:
        raise NotFound(thing=THING)
    require(actor, verb, found)
    if not found.is_open:
        raise Invalid(field="action", reason="closed")
    return found


def _read(tx: Reading, action_id: int) -> Action:
    found = actions.read(tx, action_id)
    if found is None:
        raise NotFound(thing=THING)
    return found


def _read_what(text: str) -> str:
    what = " ".join(text.split())
    if not what or len(what) > ACTION_LIMIT:
        raise Invalid(field="what", reason="long" if what else "none")
    return what


def _count_corrections(tx: Reading, action_id: int) -> int:
    return sum(entry.action == REWORD for entry in history.entries_of(tx, THING, action_id))


def _check_due(due: date, *, now: datetime) -> None:
    today = day_of(now)
    if due < today:
        raise Invalid(field="due", reason="past")
    if due > today + FARTHEST:
        raise Invalid(field="due", reason="far")


def _defi(defis: "dict[int, Defi]", action: Action) -> Defi | None:
    return defis.get(action.defi_id) if action.defi_id is not None else None
