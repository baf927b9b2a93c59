"""The import of files about a promotion, its people and their availabilities, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, TypeVar

from bot.dates.paris import day_of
from bot.programme.files.faults import FaultList
from bot.programme.files.hours import HoursFile
from bot.programme.files.people import PeopleFile
from bot.programme.files.promotion import PromotionFile
from bot.programme.imports.hours import check_hours, save_hours
from bot.programme.imports.outcome import (
    AmendedItem,
    Ending,
    ImportFaults,
    ImportResult,
    NeedsConfirmation,
    UnclearPromotion,
    UnknownPromotion,
)
from bot.programme.imports.people import (
    ROLES_OF_NO_PROMOTION,
    AbsenteeRule,
    PeoplePlan,
    SavedPeople,
    plan_people,
    save_people,
)
from bot.programme.imports.promotion import SavedPromotion, save_promotion
from bot.programme.model import Actor, Promotion
from bot.programme.roles import Role
from bot.programme.spelling import fold, nearest_word
from storage.database import Reading, Transaction
from storage.programme import people
from storage.programme import promotions as programme

Content: TypeAlias = PeopleFile | HoursFile | PromotionFile
Kind = TypeVar("Kind", PeopleFile, HoursFile, PromotionFile)

CLOSED = (
    "Cette promotion est close : rouvrez-la d’abord dans Slack, par « Les promotions » puis « Relire la promotion »."
)


@dataclass(frozen=True, slots=True)
class NamedFile:
    """The content of a file (`kind.read_file`), and the name under which its faults are shown."""

    name: str
    content: Content


def apply_import(
    tx: Transaction,
    files: Sequence[NamedFile],
    *,
    promotion_name: str | None,
    phase_names: Sequence[str],
    confirmed: bool,
    says: AbsenteeRule = AbsenteeRule.ROLES,
    actor: Actor,
    now: datetime,
) -> ImportResult:
    """Import the files: promotions first, then people, then hours. Return the changes.

    `actor` is written to the history. The caller checks permissions: in Slack a use case does, and the command line
    belongs to the operator. The caller rolls back after an error or a preview. `says`: the effect on people who are not
    in a file. Raises ImportFaults with all faults, UnknownPromotion, UnclearPromotion, and NeedsConfirmation unless
    `confirmed`."""
    programme.lock_imports(tx)
    faults = [FaultList(file.name) for file in files]
    promotions = _files_of_kind(files, faults, PromotionFile)
    groups = _files_of_kind(files, faults, PeopleFile)
    weeks = _files_of_kind(files, faults, HoursFile)
    _check_promotions_once(promotions)
    _check_roles_once(groups)
    _check_hosts_once(weeks)
    saved = [save_promotion(tx, content, phase_names=phase_names, actor=actor, now=now) for content, _ in promotions]
    roles = frozenset[Role]().union(*(content.roles for content, _ in groups))
    promotion = _choose_promotion(tx, promotion_name, needed=bool(roles - ROLES_OF_NO_PROMOTION), now=now)
    plans = [plan_people(tx, content, promotion=promotion, says=says, faults=found) for content, found in groups]
    _check_not_closed(tx, promotions, groups, promotion=promotion)
    for content, found in weeks:
        check_hours(tx, content, arriving=_arriving_roles(plans), faults=found)
    if any(faults):
        raise ImportFaults([found.refuse() for found in faults if found])
    if not confirmed:
        _check_endings(tx, plans)
    written = [save_people(tx, plan, actor=actor, now=now) for plan in plans]
    hosts = [name for content, _ in weeks for name in save_hours(tx, content, actor=actor, now=now)]
    return _gather_result(tx, saved, written, plans=plans, hosts=hosts)


def _files_of_kind(
    files: Sequence[NamedFile], faults: Sequence[FaultList], kind: type[Kind]
) -> list[tuple[Kind, FaultList]]:
    pairs = zip(files, faults, strict=True)
    return [(file.content, found) for file, found in pairs if isinstance(file.content, kind)]


def _check_promotions_once(files: Sequence[tuple[PromotionFile, FaultList]]) -> None:
    first: dict[str, str] = {}
    for content, faults in files:
        if fold(content.name) in first:
            reason = f"Cette promotion est déjà dans {first[fold(content.name)]} : gardez un seul des deux fichiers."
            faults.note(1, "name", reason=reason)
        first.setdefault(fold(content.name), faults.file)


def _check_not_closed(
    tx: Reading,
    files: Sequence[tuple[PromotionFile, FaultList]],
    groups: Sequence[tuple[PeopleFile, FaultList]],
    *,
    promotion: Promotion | None,
) -> None:
    closed = {fold(promotion.name) for promotion in programme.all_promotions(tx) if promotion.closed_at is not None}
    for content, faults in files:
        if fold(content.name) in closed:
            faults.note(1, "name", reason=CLOSED)
    for _, faults in groups:
        if promotion is not None and promotion.closed_at is not None:
            faults.note(1, "promotion", reason=CLOSED)


def _check_roles_once(files: Sequence[tuple[PeopleFile, FaultList]]) -> None:
    # A file lists all people of a role: a second file would end the memberships that the first file made.
    first: dict[Role, str] = {}
    for content, faults in files:
        lines = {role: row.line for row in reversed(content.rows) for role in row.roles}
        for role in sorted(content.roles & first.keys()):
            reason = f"Le rôle « {role} » est déjà dans {first[role]} : réunissez les deux fichiers."
            faults.note(lines[role], "role", reason=reason)
        first |= {role: first.get(role, faults.file) for role in content.roles}


def _check_hosts_once(files: Sequence[tuple[HoursFile, FaultList]]) -> None:
    first: dict[str, str] = {}
    for content, faults in files:
        lines = {row.email: row.line for row in reversed(content.rows)}
        for email in sorted(lines.keys() & first.keys()):
            reason = (
                f"Les disponibilités de cette personne sont déjà dans {first[email]} : réunissez les deux fichiers."
            )
            faults.note(lines[email], "email", reason=reason)
        first |= {email: first.get(email, faults.file) for email in lines}


def _choose_promotion(tx: Reading, name: str | None, *, needed: bool, now: datetime) -> Promotion | None:
    if name is not None:
        known = programme.all_promotions(tx)
        found = next((promotion for promotion in known if fold(promotion.name) == fold(name)), None)
        if found is None:
            names = [promotion.name for promotion in known]
            raise UnknownPromotion(name, near=nearest_word(name, names), known=names)
        return found
    open_ones = programme.promotions_not_ended(tx, day_of(now))
    if needed and len(open_ones) != 1:
        raise UnclearPromotion([promotion.name for promotion in open_ones])
    return open_ones[0] if needed else None


def _arriving_roles(plans: Sequence[PeoplePlan]) -> dict[str, frozenset[Role]]:
    arriving: dict[str, frozenset[Role]] = {}
    for row in (row for plan in plans for row in plan.file.rows):
        arriving[row.email] = arriving.get(row.email, frozenset()) | frozenset(row.roles)
    return arriving


def _check_endings(tx: Reading, plans: Sequence[PeoplePlan]) -> None:
    endings: list[Ending] = []
    for plan in plans:
        people_leaving = people.by_ids(tx, {held.person_id for held in plan.ending_memberships()})
        endings += plan.large_endings({person.id: person.name for person in people_leaving.values()})
    if endings:
        raise NeedsConfirmation(endings)


def _gather_result(
    tx: Reading,
    saved: Sequence[SavedPromotion],
    written: Sequence[SavedPeople],
    *,
    plans: Sequence[PeoplePlan],
    hosts: Sequence[str],
) -> ImportResult:
    rows = [row for plan in plans for row in plan.file.rows]
    now_known = people.by_emails(tx, {row.email for row in rows})
    everybody = people.list_with_any_role(tx) if plans else []
    ignored = [row.name for row in rows if row.defis and set(row.roles) <= ROLES_OF_NO_PROMOTION]
    return ImportResult(
        promotion=next((plan.promotion.name for plan in plans if plan.promotion), None),
        promotions_added=tuple(promotion.name for promotion in saved if promotion.added),
        promotions_amended=tuple(AmendedItem(promotion.name, promotion.keys) for promotion in saved if promotion.keys),
        defis_added=tuple(name for promotion in saved for name in promotion.defis_added),
        defis_amended=tuple(amended for promotion in saved for amended in promotion.defis_amended),
        people_added=tuple(name for people in written for name in people.added),
        joined=tuple(part for people in written for part in people.joined),
        left=tuple(part for people in written for part in people.left),
        amended=tuple(amended for people in written for amended in people.amended),
        hours=tuple(hosts),
        defi_ignored=tuple(ignored),
        to_look_up=tuple(person.name for person in now_known.values() if person.slack_id is None),
        unreachable=tuple(person.name for person in everybody if not person.email and not person.slack_id),
    )
