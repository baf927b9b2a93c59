"""Formats of a promotion. Coaches add formats of their own, and change how a dispositif is booked.

A change applies only to later bookings: a request keeps the length of its séances (docs/programme.md, Formats)."""

import json
from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from bot.agenda import drafts
from bot.catalogue.catalogue import Edition, current_edition, edition_with, hosts_of
from bot.catalogue.formats import ASKERS, CYCLES, HOSTS, OWN, Format, check_format, is_added_format, make_key
from bot.catalogue.openings import set_opening
from bot.dates.hours import WeeklyHours
from bot.dates.paris import day_of
from bot.errors import Conflict, Invalid, NotFound
from bot.programme import shaping
from bot.programme.history import record
from bot.programme.model import Actor, Person, Promotion
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.service import all_promotions, promotion_of, running_promotion_ids
from storage.database import Reading, Transaction
from storage.programme import openings, people

SUBJECT = "promotion"
FORMAT = "catalogue.format"


def read_promotion(tx: Reading, actor: Actor, promotion_id: int, *, now: datetime) -> Promotion:
    """Return the promotion to which a coach adds a format.

    Raises NotAllowed, NotFound (also if the promotion has ended)."""
    promotion = promotion_of(tx, promotion_id)
    require(actor, "catalogue.shape", promotion)
    if promotion is None or promotion.id not in running_promotion_ids(tx, now):
        raise NotFound(thing="promotion")
    return promotion


def find_format(tx: Reading, actor: Actor, key: str, *, promotion_id: int, now: datetime) -> Format:
    """Return a format for the form that changes it. Raises NotAllowed, NotFound."""
    read_promotion(tx, actor, promotion_id, now=now)
    found = current_edition(tx).formats.get(key)
    if found is None:
        raise NotFound(thing="dispositif")
    return found


def possible_hosts(tx: Reading) -> dict[Role, list[Person]]:
    """Return the people whom a format can name as hosts, by role, sorted by name."""
    return {role: people.list_with_role(tx, role) for role in HOSTS}


def host_names(tx: Reading, given: Format, *, promotion_ids: Collection[int]) -> list[str]:
    """Return the sorted names of the people to whom a format is limited in these promotions.

    The list is empty if anybody else hosts the format in one of these promotions."""
    several = [hosts_of(tx, given, promotion_id=id_) for id_ in promotion_ids] if given.people else []
    if any(host.id not in given.people for hosts in several for host in hosts):
        return []
    return sorted({host.name for hosts in several for host in hosts})


def save_draft(
    tx: Transaction, actor: Actor, draft_id: str, *, promotion_id: int, new_format: Format, now: datetime
) -> tuple[Edition, Format]:
    """Save a new format as a draft.

    Return the catalogue with this format, and the format with its key, for the preview. Raises NotAllowed, NotFound,
    and the Invalid errors of `catalogue.formats.check_format` and `check_named_hosts`."""
    read_promotion(tx, actor, promotion_id, now=now)
    new_format = _fill_key(tx, new_format)
    check_named_hosts(tx, new_format, None)
    drafts.save(tx, actor, draft_id, content=json.dumps(asdict(new_format)), now=now)
    return edition_with(tx, new_format), new_format


def add_drafted_format(
    tx: Transaction, actor: Actor, draft_id: str, *, promotion_id: int, now: datetime
) -> Format | None:
    """Add the format of a draft. The format is open in this promotion and closed in the others.

    Return None after a second click. Raises NotAllowed, NotFound, DraftExpired, and Invalid as
    `catalogue.formats.check_format`: another format may have taken its name since the preview."""
    read_promotion(tx, actor, promotion_id, now=now)
    draft = drafts.find(tx, actor, draft_id, now=now, lock=True)
    if draft.result_id is not None:
        return None
    openings.lock_formats(tx)
    given = _fill_key(tx, _parse_format(draft.content))
    if not openings.save_format(tx, given):
        raise Invalid(field="name", reason="taken")
    for promotion in all_promotions(tx):
        openings.set_opening_day(tx, promotion.id, given.key, opens_on=None)
    set_opening(tx, actor, given.key, promotion_id=promotion_id, opens_on=day_of(now), now=now)
    record(tx, actor, FORMAT, thing=SUBJECT, thing_id=promotion_id, now=now, detail=f"{given.key} new")
    drafts.settle(tx, draft, result_id=promotion_id)
    return given


def check_change(tx: Reading, actor: Actor, new_format: Format, *, promotion_id: int, now: datetime) -> Format:
    """Check a change of a format, and return the current format.

    Raises like `change_format`, but does not check whether another person changed the format since."""
    before = find_format(tx, actor, new_format.key, promotion_id=promotion_id, now=now)
    edition = current_edition(tx)
    others = [other for other in edition.formats.values() if other.key != new_format.key]
    check_format(new_format, others, taken_names=taken_names(tx, edition))
    return before


def change_format(tx: Transaction, actor: Actor, new_format: Format, *, promotion_id: int, now: datetime) -> None:
    """Change how a format is booked from now on. `new_format.revision` is the revision that the form showed.

    Raises NotAllowed, NotFound, the Invalid errors of `catalogue.formats.check_format` and `check_named_hosts`, and
    Invalid for "minutes" ("changed") if another person changed the format since."""
    before = check_change(tx, actor, new_format, promotion_id=promotion_id, now=now)
    if replace(before, revision=new_format.revision) == new_format:
        return
    check_named_hosts(tx, new_format, before)
    if not openings.save_format(tx, new_format):
        raise Invalid(field="minutes", reason="changed")
    record(tx, actor, FORMAT, thing=SUBJECT, thing_id=promotion_id, now=now, detail=new_format.key)


def check_named_hosts(tx: Reading, new_format: Format, before: Format | None) -> None:
    """Check that newly named people have the role of the format's hosts. Raises Invalid."""
    # People who were named before may have left, so they need no check.
    named = {*before.people} if before and before.hosts is new_format.hosts else set()
    if not {*new_format.people} <= named | {person.id for person in people.list_with_role(tx, new_format.hosts)}:
        raise Invalid(field="people", reason="role")


def import_format(tx: Transaction, new_format: Format, *, actor: Actor, now: datetime) -> None:
    """Save a checked format from a file. A new format is closed in every promotion.

    Raises Conflict if a coach has changed the format since the check."""
    is_new = new_format.key not in current_edition(tx).formats
    if not openings.save_format(tx, new_format):
        raise Conflict
    for promotion in all_promotions(tx) if is_new else ():
        openings.set_opening_day(tx, promotion.id, new_format.key, opens_on=None)
    record(tx, actor, FORMAT, thing=SUBJECT, thing_id=0, now=now, detail=new_format.key)


def _fill_key(tx: Reading, given: Format) -> Format:
    edition = current_edition(tx)
    given = replace(given, key=make_key(given.name, edition.formats, kind=CYCLES if given.is_cycle else OWN))
    check_format(given, edition.formats.values(), taken_names=taken_names(tx, edition))
    return given


def taken_names(tx: Reading, edition: Edition) -> list[str]:
    """Return the names that a new format may not take: the names of the programme's dispositifs and gatherings.

    These include the gatherings that the programme's file has just added, which become dispositifs when the bot starts
    again."""
    entries = [entry for entry in edition.catalogue.dispositifs if not is_added_format(entry.key)]
    titles = (title for key, known in edition.attributes.items() if not is_added_format(key) for title in known.titles)
    gathered = shaping.preview_shape(tx, {}).rencontre_names.values()
    return [*(entry.name for entry in entries), *titles, *gathered]


def _parse_format(content: str) -> Format:
    values: dict[str, Any] = json.loads(content)
    hours = tuple(WeeklyHours(**span) for span in values["hours"])
    roles = {"hosts": Role(values["hosts"]), "askers": tuple(map(Role, values.get("askers", ASKERS[:1])))}
    return Format(**{**values, "hours": hours, "people": tuple(values["people"]), **roles})
