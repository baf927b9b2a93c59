"""Read and write the wish of a team in a draft, and find its format, possible hosts, free slots and plans.

A request keeps the length of séances that its format had at the booking (docs/programme.md, Formats)."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta

from bot.agenda import agenda
from bot.agenda.model import AgendaPlan, Appointment, Draft, Part, Participant, State
from bot.agenda.slots import HORIZON_DAYS, SlotRules
from bot.catalogue.catalogue import format_of, hosts_of
from bot.catalogue.formats import Format
from bot.catalogue.openings import asker_refusal, asking_memberships, check_open
from bot.errors import DraftExpired, Invalid, NotAllowed, NotFound
from bot.helpdesk.model import (
    AGREED_BEFORE,
    BUREAU,
    DESK,
    Document,
    NeedKind,
    Paper,
    Request,
    RequestChoices,
    RequestSheet,
    RequestWish,
    SlotChoices,
)
from bot.helpdesk.weekly import find_runs
from bot.programme.model import Actor, Defi, Person
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.service import (
    coaches_of,
    defi_of,
    person_of,
    promotion_of,
    running_promotion_ids,
    running_promotions,
)
from storage.database import Reading
from storage.programme import people, promotions


def read_wish(draft: Draft) -> RequestWish:
    """Parse the wish in a draft. Raises DraftExpired if the draft was submitted before."""
    if not draft.content:
        raise DraftExpired
    values = json.loads(draft.content)
    paper = values["paper"]
    return replace(
        RequestWish(**values),
        guest_ids=tuple(values["guest_ids"]),
        chosen=tuple(values["chosen"]),
        kind=NeedKind(values["kind"]),
        paper=Paper(Document(paper["document"]), paper["ref"], paper["name"]),
    )


def write_wish(wish: RequestWish) -> str:
    """Serialise a wish as JSON, for its draft."""
    return json.dumps(asdict(wish))


def possible_hosts(tx: Reading, actor: Actor, wish: RequestWish, *, defi: Defi, terms: Format) -> dict[int, Person]:
    """Return the possible hosts by id: the chosen host, or all hosts of the format who are not in the wish's team."""
    team = {*wish.guest_ids, wish.asked_by or actor.person_id}
    return {
        host.id: host
        for host in hosts_of(tx, terms, promotion_id=defi.promotion_id)
        if wish.host_id in (None, host.id) and host.id not in team
    }


def porteurs_of(tx: Reading, wish: RequestWish, team: Collection[Person]) -> list[Person]:
    """Return all porteurs of the défi if the wish invites somebody outside the team; else nobody."""
    others = {*wish.guest_ids} - {person.id for person in team}
    return people.members_of_defi(tx, wish.defi_id, role=Role.PORTEUR) if others else []


def askers_of(tx: Reading, defi_id: int, terms: Format) -> list[Person]:
    """Return the people of a défi who may ask for a format."""
    return [person for role in terms.askers for person in people.members_of_defi(tx, defi_id, role=role)]


def usual_guests(tx: Reading, defi_id: int, booker_id: int) -> tuple[int, ...]:
    """Return the usual participants: the whole team if the booker belongs to it, otherwise only the booker."""
    team = [person.id for person in people.members_of_defi(tx, defi_id)]
    return tuple(team) if booker_id in team else (booker_id,)


def defis_of(asker: Person, terms: Format) -> list[int]:
    """Return the ids of the défis for which a person may ask for a format, in increasing order."""
    return sorted({held.defi_id for held in asking_memberships(asker, terms) if held.defi_id is not None})


def keep_members(tx: Reading, defi_id: int, person_ids: Collection[int]) -> tuple[int, ...]:
    """Return the given ids of people who are now EIG or porteurs of the défi, in the given order."""
    there = {
        person.id for role in (Role.EIG, Role.PORTEUR) for person in people.members_of_defi(tx, defi_id, role=role)
    }
    return tuple(person_id for person_id in person_ids if person_id in there)


def openings_of(tx: Reading, actor: Actor, draft_id: str, wish: RequestWish, *, now: datetime) -> SlotChoices:
    """Return the free slots for a wish, and the conflicts of its participants."""
    defi = defi_of(tx, wish.defi_id)
    terms = terms_of(tx, wish)
    hosts = possible_hosts(tx, actor, wish, defi=defi, terms=terms)
    slots = agenda.bookable_slots(
        tx,
        list(hosts),
        minutes=terms.minutes,
        now=now,
        closed_weekdays=defi.closed_weekdays,
        rules=rules_of(terms),
    )
    come = sorted({*wish.guest_ids, wish.asked_by or person_of(actor).id})
    until = now + timedelta(days=HORIZON_DAYS + 1)
    clashes = agenda.list_clashes(tx, come, since=now, until=until) if slots else ()
    team = tuple(people.members_of_defi(tx, defi.id))
    return SlotChoices(
        draft_id,
        terms,
        tuple(slots),
        hosts,
        host_chosen=wish.host_id is not None,
        sessions=wish.sessions,
        chosen=wish.chosen,
        clashes=clashes,
        people=people.by_ids(tx, {clash.person_id for clash in clashes}) if clashes else {},
        runs=find_runs(slots, sessions=wish.sessions) if wish.sessions > 1 else {},
        team=team,
        porteurs=tuple(porteurs_of(tx, wish, team)),
        guest_ids=wish.guest_ids,
        added=wish.request_id is not None,
        closed=defi.closed_weekdays,
        for_team=wish.asked_by is not None,
        defi=defi,
        asker=next((person for person in askers_of(tx, defi.id, terms) if person.id == wish.asked_by), None),
    )


def make_plans(
    defi: Defi, participants: tuple[Participant, ...], *, terms: Format, starts: Sequence[datetime]
) -> list[AgendaPlan]:
    """Return a plan of a séance for each of these starts."""
    return [
        AgendaPlan(
            dispositif=terms.key,
            promotion_id=defi.promotion_id,
            defi_id=defi.id,
            starts=start,
            minutes=terms.minutes,
            participants=participants,
            closed_weekdays=defi.closed_weekdays,
            rules=rules_of(terms),
        )
        for start in starts
    ]


def parts_of(booker_id: int, guest_ids: Sequence[int], host_id: int) -> tuple[Participant, ...]:
    """Return booker, guests and host as participants. Raises Invalid if the host is in the team."""
    parts = dict.fromkeys(guest_ids, Part.GUEST) | {booker_id: Part.BOOKER}
    if host_id in parts:
        raise Invalid(field="host", reason="own")
    return tuple(Participant(person_id, part) for person_id, part in (parts | {host_id: Part.HOST}).items())


def terms_of(tx: Reading, request_or_wish: Request | RequestWish) -> Format:
    """Return the format of a request or a wish, with the length of séances that was stored with it."""
    given = format_of(tx, request_or_wish.format_key)
    return replace(given, minutes=request_or_wish.minutes) if request_or_wish.minutes else given


def rules_of(terms: Format) -> SlotRules:
    """Return the rules about when appointments of this format can start."""
    return SlotRules(terms.lead, terms.horizon_days, terms.hours)


def read_booking_name(tx: Reading, key: str) -> str:
    """Return how a sentence names a booking of the format `key`, after « le », « du » or « au »."""
    return DESK if key == BUREAU else booking_name(format_of(tx, key))


def booking_name(terms: Format) -> str:
    """Return how a sentence names a booking of this format, after « le », « du » or « au »."""
    return f"rendez-vous «\u00a0{terms.name}\u00a0»" if terms.is_own else DESK


def eligible_hosts(tx: Reading, terms: Format, *, promotion_id: int) -> list[Person]:
    """Return the possible hosts of a booked request: the coaches of its promotion, then other hosts of its format.

    A coach may replace any host. A coach may also host if the format has changed since the booking."""
    several = {person.id: person for person in coaches_of(tx, promotion_id)}
    return list((several | {person.id: person for person in hosts_of(tx, terms, promotion_id=promotion_id)}).values())


def may_still_host(sheet: RequestSheet, host: Person) -> bool:
    """Return whether a host may still host this request, as a coach of its promotion, a mentor or a specialist."""
    return host.coaches(sheet.promotion_id) or not {Role.MENTOR, Role.EXPERT}.isdisjoint(host.roles)


def offer_teams(
    tx: Reading, actor: Actor, promotion_id: int, *, format_key: str = BUREAU, now: datetime
) -> RequestChoices:
    """Return the booking options of a coach of this promotion. This takes one query for each défi and role.

    Raises NotAllowed, NotOpen, NotFound (nobody to book for, or the promotion ended)."""
    promotion = promotion_of(tx, promotion_id)
    if promotion is None:
        raise NotFound(thing="promotion")
    require(actor, "helpdesk.book_for", promotion)
    return _offer_choices(tx, actor, {promotion_id}, key=format_key, now=now)


def offer_all_teams(tx: Reading, actor: Actor, *, format_key: str = BUREAU, now: datetime) -> RequestChoices:
    """Return a coach's booking options in all of their promotions. Raises NotAllowed (also without teams), NotOpen."""
    require(actor, "helpdesk.start")
    me = person_of(actor)
    mine = {promotion.id for promotion in running_promotions(tx, now, person=me) if me.coaches(promotion.id)}
    try:
        return _offer_choices(tx, actor, mine, key=format_key, now=now)
    except NotFound:
        raise NotAllowed(action="helpdesk.start") from None  # The person has no team to book for.


def _offer_choices(
    tx: Reading, actor: Actor, promotion_ids: Collection[int], *, key: str, now: datetime
) -> RequestChoices:
    opened = check_open(tx, actor, key, promotion_ids={*promotion_ids}, now=now) if promotion_ids else set()
    ids = sorted(opened & running_promotion_ids(tx, now))
    terms = format_of(tx, key)
    found = [(defi, tuple(askers_of(tx, defi.id, terms))) for id_ in ids for defi in promotions.defis_of(tx, id_)]
    teams = tuple((defi, team) for defi, team in found if team)
    if not teams:
        raise NotFound(thing="defi")
    hosts = {host.id: host for id_ in ids for host in hosts_of(tx, terms, promotion_id=id_)}
    return RequestChoices(person_of(actor), terms, teams, tuple(hosts.values()), for_team=True)


def offer_again(tx: Reading, actor: Actor, wish: RequestWish, *, draft_id: str) -> RequestChoices:
    """Return the options of « Modifier » for a booking that a coach makes for a team. Raises NotFound."""
    defi = defi_of(tx, wish.defi_id)
    team = tuple(people.members_of_defi(tx, defi.id))
    terms = format_of(tx, wish.format_key)
    asker = next((person for person in askers_of(tx, defi.id, terms) if person.id == wish.asked_by), person_of(actor))
    hosts = tuple(hosts_of(tx, terms, promotion_id=defi.promotion_id))
    return replace(RequestChoices(asker, terms, ((defi, team),), hosts, for_team=True), draft_id=draft_id)


def check_may_book(actor: Actor, wish: RequestWish, *, defi: Defi, terms: Format) -> None:
    """Check that the actor may book: for their own défi, or as a coach for a member of its team.

    The actor needs a role that may ask for the format. For a format that the programme added, this role is not needed
    to add a séance to a request. Raises NotAllowed, NotAsker."""
    if wish.asked_by is not None:
        require(actor, "helpdesk.book_for", defi)
        return
    require(actor, "helpdesk.book", defi)
    if (wish.request_id is None or not terms.is_own) and defi.id not in defis_of(person_of(actor), terms):
        raise asker_refusal(terms)


def booker_of(actor: Actor, wish: RequestWish) -> int:
    """Return the id of the booker."""
    return person_of(actor).id if wish.asked_by is None else wish.asked_by


def sessions_to_ask(
    tx: Reading, sheet: RequestSheet, appointment_ids: Collection[int], *, chosen_by: int | None
) -> list[Appointment]:
    """Return the séances whose host must agree to another time, if the person `chosen_by` chooses that time."""
    several = [each for each in sheet.standing if each.id in appointment_ids and chosen_by not in each.agreeing_ids]
    if not several or terms_of(tx, sheet.request).needs_agreement:
        return several
    return [each for each in several if each.state is State.HELD]


def hosts_to_ask(tx: Reading, sheet: RequestSheet, actor: Actor, *, now: datetime) -> list[Person]:
    """Return the hosts who must agree if the actor reschedules all upcoming séances."""
    coming = [appointment.id for appointment in sheet.standing if appointment.starts > now]
    asked = sessions_to_ask(tx, sheet, coming, chosen_by=actor.person_id)
    ids = sorted({host_id for appointment in asked for host_id in appointment.agreeing_ids})
    return [sheet.people[id_] for id_ in ids if id_ in sheet.people]


def check_sessions_to_hold(
    asked_sessions: Sequence[Appointment], moves: Mapping[int, datetime], *, now: datetime
) -> set[int]:
    """Return the ids of the séances to hold. Raises Invalid if a host has too little time to agree."""
    if any(each.starts != moves[each.id] <= now + AGREED_BEFORE for each in asked_sessions):
        raise Invalid(field="slot", reason="held")
    return {each.id for each in asked_sessions}
