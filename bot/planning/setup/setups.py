"""Use cases that set up a promotion in Slack. A coach saves it as a draft, opens it, and edits it later.

They parse and import it with the code for files. Before a promotion opens, it is not in the table of promotions, so
that nobody is notified or invited."""

from dataclasses import replace
from datetime import datetime

from bot.catalogue import openings
from bot.dates.paris import day_of
from bot.errors import NotFound
from bot.notices import homes
from bot.planning.setup import reading
from bot.planning.setup.checking import check_cells, check_name, people_file, promotion_file
from bot.planning.setup.lists import Given, merge_list, without_absent
from bot.planning.setup.looking import find_opening_problems, fold_names
from bot.planning.setup.model import (
    Cells,
    EditConflict,
    FormFaults,
    PromotionRef,
    Setup,
    SetupPart,
    Target,
    from_text,
    merge_cells,
    to_text,
)
from bot.planning.setup.writing import import_files, write_differences
from bot.programme.files.hours import HoursFile
from bot.programme.files.people import DEFI_ROLES, PeopleFile
from bot.programme.files.promotion import PromotionFile
from bot.programme.history import record, record_once
from bot.programme.imports.hours import HOST_ROLES
from bot.programme.imports.service import Content
from bot.programme.model import Actor, Person, Promotion
from bot.programme.permissions import may, require
from bot.programme.roles import Role
from bot.programme.service import coaches_of, person_of
from bot.programme.shape import in_programme_words
from bot.programme.spelling import fold
from storage.database import Reading, Transaction
from storage.programme import history, people, promotions

ACTION, THING = "programme.set_up", "setup"


def find_setup(tx: Reading, actor: Actor, ref: PromotionRef, *, lock: bool = False) -> Setup:
    """Return a promotion in preparation, or an open promotion as the content of its files.

    Raises NotAllowed, NotFound."""
    if ref.is_open:
        promotion = promotions.promotion_by_id(tx, ref.id)
        if promotion is None:
            raise NotFound(thing="promotion")
        require(actor, ACTION, promotion)
        return reading.read_setup(tx, promotion)
    require(actor, ACTION)
    row = promotions.read_setup(tx, ref.id, lock=lock)
    if row is None or not (row.content or row.promotion_id):
        # The setup was abandoned. Its id is never used again, so an old window cannot change another setup.
        raise NotFound(thing=THING)
    return reading.with_kept_hours(tx, from_text(ref, row.content, opened_as=row.promotion_id))


def check_start(actor: Actor) -> None:
    """Check that the actor may set up a promotion. Raises NotAllowed."""
    require(actor, ACTION)


def find_person(tx: Reading, actor: Actor, account: str, *, email: str) -> Person | None:
    """Return the person with this account, or else the person with this address. Raises NotAllowed."""
    require(actor, ACTION)
    return people.by_slack_id(tx, account) or (people.by_email(tx, email) if email else None)


def list_promotions(tx: Reading, actor: Actor, *, now: datetime) -> tuple[list[Setup], list[Promotion]]:
    """Return the promotions in preparation, and the running promotions that the actor coaches. Raises NotAllowed."""
    require(actor, ACTION)
    waiting = [from_text(PromotionRef(False, row.id), row.content) for row in promotions.list_waiting_setups(tx)]
    running = promotions.promotions_not_ended(tx, day_of(now))
    return waiting, [promotion for promotion in running if may(actor, ACTION, thing=promotion)]


def start_setup(tx: Transaction, actor: Actor, form_id: str, *, typed_cells: Cells, now: datetime) -> Setup:
    """Begin a promotion with its name and dates, once for each form (`form_id`). Raises NotAllowed, FormFaults."""
    require(actor, ACTION)
    if not record_once(tx, f"setup {form_id}", now=now):
        same = [
            setup
            for setup in list_promotions(tx, actor, now=now)[0]
            if fold(setup.name) == fold(typed_cells.get("name", ""))
        ]
        if same:
            return same[-1]
    after = check_cells(tx, Setup(PromotionRef(False, 0), {}), SetupPart.PROMOTION, cells=typed_cells, now=now)
    number = promotions.add_setup(tx, to_text(after), now=now)
    ref = PromotionRef(False, number)
    record(tx, actor, ACTION, thing=THING, thing_id=number, now=now, detail="begin")
    homes.owe_home(tx, {person_of(actor).id}, now=now)
    return replace(after, ref=ref)


def save_form(tx: Transaction, actor: Actor, place: Target, *, typed_cells: Cells, now: datetime) -> Setup:
    """Save a form that edits a part or an item.

    Raises NotAllowed, NotFound, FormFaults, UnreadableText (hours), and EditConflict if another person saved another
    value first."""
    before = _lock_setup(tx, actor, place.ref)
    stands = before.cells(place.part, place.item)
    merged, clashes = merge_cells(stands, typed_cells, seen_digests=place.seen)
    if clashes:
        raise EditConflict(clashes, by=_last_author(tx, place))
    if stands and merged == stands:
        return before
    after = check_cells(tx, before, place.part, cells=merged, now=now)
    if place.replaces:
        after = _without_taken_defis(after, merged, place.replaces)
    return _save_setup(tx, actor, before, after, part=place.part, item=place.item, now=now)


def add_list(
    tx: Transaction, actor: Actor, ref: PromotionRef, *, given: Given, drops_absent: bool = False, now: datetime
) -> Setup:
    """Merge a list into a promotion, all or nothing. The list updates the people that it names.

    Raises NotAllowed, NotFound, FormFaults. `drops_absent`: before the promotion opens, remove people who have a role
    of the list and whom the list does not name."""
    before = _lock_setup(tx, actor, ref)
    after = merge_list(tx, before, given=given, now=now)
    if drops_absent and isinstance(given, PeopleFile) and not ref.is_open:
        after = without_absent(before, after, given=given)
    part = SetupPart.PERSON if isinstance(given, PeopleFile | HoursFile | PromotionFile) else SetupPart.DEFI
    return _save_setup(tx, actor, before, after, part=part, now=now)


def abandon_setup(tx: Transaction, actor: Actor, ref: PromotionRef, *, now: datetime) -> str:
    """Delete a promotion in preparation for ever, and return its name. Raises NotAllowed, NotFound."""
    setup = _lock_setup(tx, actor, ref)
    if ref.is_open:
        raise NotFound(thing=THING)
    promotions.save_setup(tx, ref.id, "", now=now)
    record(tx, actor, ACTION, thing=THING, thing_id=ref.id, now=now, detail="abandon")
    homes.owe_home(tx, {person_of(actor).id}, now=now)
    return setup.name


def remove_item(tx: Transaction, actor: Actor, place: Target, *, now: datetime) -> str:
    """Remove a person, and return their name. Before the promotion opens, also remove a défi without people.

    Raises NotAllowed, NotFound, and FormFaults, which names the people in the défi."""
    before, part = _lock_setup(tx, actor, place.ref), place.part
    gone = before.cells(part, place.item)
    if part is SetupPart.DEFI:
        inside = [person["nom"] for person in before.people if fold(gone["name"]) in fold_names(person.get("defi", ""))]
        if inside or place.ref.is_open:
            raise FormFaults({"name": ", ".join(inside)})
    _save_setup(tx, actor, before, before.without_item(part, place.item), part=part, now=now)
    return gone["name" if part is SetupPart.DEFI else "nom"]


def open_promotion(tx: Transaction, actor: Actor, ref: PromotionRef, *, now: datetime) -> tuple[Promotion, bool]:
    """Import the three files of a promotion, all or nothing. Return the promotion, and False if it was already open.

    Raises NotAllowed, NotFound, FormFaults (fields: codes of what is missing), and the errors of `apply_import`."""
    setup = find_setup(tx, actor, ref, lock=True)
    if setup.opened_as is not None:
        return _find_promotion(tx, setup.opened_as), False
    found = find_opening_problems(tx, setup, actor=actor)
    if found.missing:
        raise FormFaults({code: "" for code, _ in found.missing})
    check_name(tx, setup)
    files: list[Content] = [promotion_file(setup), people_file(setup.people)]
    hours = reading.hours_rows(hours_of_hosts(tx, setup))
    files += [HoursFile(hours)] if hours else []
    import_files(tx, actor, files=files, name=setup.name, now=now)
    promotion = promotions.promotion_by_name(tx, setup.name)
    if promotion is None:
        raise NotFound(thing="promotion")
    openings.close_all_but_first(tx, promotion.id)
    # The draft becomes empty, because the names and addresses are now in the tables.
    promotions.save_setup(tx, ref.id, "", promotion_id=promotion.id, now=now)
    record(tx, actor, ACTION, thing=THING, thing_id=ref.id, now=now, detail=f"open promotion={promotion.id}")
    homes.owe_home(tx, {person_of(actor).id}, now=now)
    return promotion, True


def hours_of_hosts(tx: Reading, setup: Setup) -> list[Cells]:
    """Return the weekly hours of people who host. Hours of former hosts are left out."""
    hosts = {row["email"] for row in setup.with_role(*HOST_ROLES)}
    known = people.by_emails(tx, {row["email"] for row in setup.hours} - hosts)
    hosts |= {email for email, person in known.items() if person.roles & HOST_ROLES}
    return [row for row in setup.hours if row["email"] in hosts]


def _lock_setup(tx: Transaction, actor: Actor, ref: PromotionRef) -> Setup:
    if ref.is_open:
        promotions.lock_imports(tx)
    setup = find_setup(tx, actor, ref, lock=True)
    if setup.opened_as is not None or setup.closed:
        raise NotFound(thing=THING)
    return setup


def _save_setup(
    tx: Transaction,
    actor: Actor,
    before: Setup,
    after: Setup,
    *,
    part: SetupPart,
    item: int = 0,
    now: datetime,
) -> Setup:
    if after == before:
        return before
    ref = before.ref
    if ref.is_open and before.with_role(Role.COACH) and not after.with_role(Role.COACH) and not coaches_of(tx, 0):
        why = in_programme_words(
            "Cette promotion n’aurait plus de coach : ajoutez d’abord une autre personne de ce rôle."
        )
        # Without a coach, nobody could edit the promotion.
        raise FormFaults({"role": why})
    if ref.is_open:
        write_differences(tx, actor, before=before, after=after, promotion=_find_promotion(tx, ref.id), now=now)
        after = find_setup(tx, actor, ref)
    else:
        promotions.save_setup(tx, ref.id, to_text(after), now=now)
    record(
        tx,
        actor,
        ACTION,
        thing="promotion" if ref.is_open else THING,
        thing_id=ref.id,
        now=now,
        detail=_history_detail(part, item),
    )
    return after


def _without_taken_defis(setup: Setup, cells: Cells, who: int) -> Setup:
    """Remove défis from the person `who`, because a new person takes them over.

    If `who` has no défi or role left, remove `who`."""
    before = setup.cells(SetupPart.PERSON, who)
    left = [name for name in before.get("defi", "").split("|") if fold(name) not in fold_names(cells.get("defi", ""))]
    if any(left):
        return setup.with_item(SetupPart.PERSON, {**before, "defi": "|".join(left)})
    roles = [role_ for role_ in before["role"].split("|") if role_ not in {role.value for role in DEFI_ROLES}]
    if roles:
        return setup.with_item(SetupPart.PERSON, {**before, "defi": "", "role": "|".join(roles)})
    return setup.without_item(SetupPart.PERSON, who)


def _last_author(tx: Reading, place: Target) -> Person | None:
    entries = history.entries_of(tx, "promotion" if place.ref.is_open else THING, place.ref.id)
    same = [entry.actor_id for entry in entries if entry.detail == _history_detail(place.part, place.item)]
    return people.by_id(tx, same[-1]) if same and same[-1] else None


def _history_detail(part: SetupPart, item: int) -> str:
    return f"{part} {item}" if item else part.value


def _find_promotion(tx: Reading, promotion_id: int) -> Promotion:
    found = promotions.promotion_by_id(tx, promotion_id)
    if found is None:
        raise NotFound(thing="promotion")
    return found
