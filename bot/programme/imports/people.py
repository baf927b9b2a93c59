"""Import people: begin, end or change the memberships in one promotion, for the roles that the file contains."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.programme.files.faults import FaultList
from bot.programme.files.people import PeopleFile, PersonRow
from bot.programme.history import record
from bot.programme.imports.outcome import AmendedItem, Ending, ImportPart
from bot.programme.model import Actor, Defi, Membership, Person, Promotion
from bot.programme.roles import Role
from bot.programme.spelling import fold, nearest_word, proposal_sentence, quote
from storage.database import Reading, Transaction
from storage.programme import people, promotions

# Mentors, experts and alumni have no promotion and no défi: every promotion may ask or invite them.
ROLES_OF_NO_PROMOTION = frozenset({Role.MENTOR, Role.EXPERT, Role.ALUMNI})


class AbsenteeRule(StrEnum):
    """The effect on people who are not in a file: they lose the roles of the file (ROLES), or keep them (MORE).

    ROLES is for imported files, which list all people of their roles. MORE is for additions in Slack, and for the
    opening of a promotion."""

    ROLES = "roles"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class StoredMembership:
    """A stored membership. `id` is the id of its row."""

    id: int
    person_id: int
    membership: Membership
    cycles_max: int | None

    @property
    def key(self) -> tuple[int, Role, int | None]:
        """The fields that identify a membership, even if its details change."""
        return self.person_id, self.membership.role, self.membership.defi_id


@dataclass(frozen=True, slots=True)
class PeoplePlan:
    """A file of people, compared with the database. `roles`: the roles in the file.

    `defi_ids`: ids of défis by the names in the file. `held`: memberships that the file could end. `unaddressed`:
    people without an e-mail; a file cannot name them, so they keep their memberships. `totals`: the number of
    memberships by the name of the promotion; the key None counts memberships outside promotions."""

    file: PeopleFile
    roles: frozenset[Role]
    promotion: Promotion | None
    defis: tuple[Defi, ...]
    defi_ids: Mapping[str, int]
    known: Mapping[str, Person]
    held: tuple[StoredMembership, ...]
    totals: Mapping[str | None, int]
    says: AbsenteeRule = AbsenteeRule.ROLES
    unaddressed: frozenset[int] = frozenset()

    def wanted(self, row: PersonRow) -> Iterator[Membership]:
        """Yield the memberships of a line: one for each role and each défi.

        A line with several roles does not say which role has which défi. So a person keeps their memberships
        if these have exactly the roles and défis of the line."""
        metier = row.metier.value if row.metier else None
        matching = self._matching_memberships(row)
        if matching:
            yield from (replace(membership, metier=metier) for membership in matching)
            return
        for role in row.roles:
            if role in ROLES_OF_NO_PROMOTION or self.promotion is None:
                yield Membership(role, metier=metier)
                continue
            defi_ids = [self.defi_ids[name] for name in row.defis]
            for defi_id in dict.fromkeys(defi_ids) or (None,):
                yield Membership(role, self.promotion.id, defi_id, metier)

    def _matching_memberships(self, row: PersonRow) -> list[Membership]:
        person = self.known.get(row.email)
        if person is None or self.promotion is None or len(row.roles) < 2 or not row.defis:
            return []
        mine = [
            membership.membership
            for membership in self.held
            if membership.person_id == person.id and membership.membership.role in row.roles
        ]
        roles = {membership.role for membership in mine}
        defis = {membership.defi_id for membership in mine if membership.defi_id}
        same = roles == set(row.roles) and defis == {self.defi_ids[name] for name in row.defis}
        return mine if same else []

    def ending_memberships(self) -> list[StoredMembership]:
        """Return the memberships that the file ends: those of its roles that it does not list.

        People without an e-mail keep their memberships."""
        if self.says is AbsenteeRule.MORE:
            return []
        named = {
            (self.known[row.email].id, membership.role, membership.defi_id)
            for row in self.file.rows
            if row.email in self.known
            for membership in self.wanted(row)
        }
        return [held for held in self.held if held.key not in named and held.person_id not in self.unaddressed]

    def large_endings(self, names: Mapping[int, str]) -> list[Ending]:
        """Return an Ending for each group of memberships of which the file would end more than a third.

        One group has the memberships in the promotion. The other has the memberships outside promotions."""
        endings: list[Ending] = []
        leaving = self.ending_memberships()
        for name, total in self.totals.items():
            ids = [held.person_id for held in leaving if (held.membership.promotion_id is None) == (name is None)]
            if len(ids) * 3 > total:
                endings.append(Ending(name, len(ids), total, tuple(sorted({names[person_id] for person_id in ids}))))
        return endings


@dataclass(frozen=True, slots=True)
class SavedPeople:
    """The changes that a file of people made."""

    added: tuple[str, ...]
    joined: tuple[ImportPart, ...]
    left: tuple[ImportPart, ...]
    amended: tuple[AmendedItem, ...]


def plan_people(
    tx: Reading,
    file: PeopleFile,
    *,
    promotion: Promotion | None,
    says: AbsenteeRule = AbsenteeRule.ROLES,
    faults: FaultList,
) -> PeoplePlan:
    """Compare the file with the database. Note a fault for an unknown défi, or another person's Slack account.

    If `faults` is not empty afterwards, do not use the plan. `promotion` may be None if no role needs a promotion."""
    defis = tuple(promotions.defis_of(tx, promotion.id)) if promotion else ()
    defi_ids = _find_defis(file, promotion=promotion, defis=defis, faults=faults)
    _check_accounts(tx, file, faults=faults)
    groups: dict[str | None, list[StoredMembership]] = {None: _current_memberships(tx, None)}
    if promotion:
        groups[promotion.name] = _current_memberships(tx, promotion)
    holders = {membership.person_id for group in groups.values() for membership in group}
    return PeoplePlan(
        file,
        file.roles,
        promotion,
        defis,
        defi_ids,
        known=people.by_emails(tx, [row.email for row in file.rows]),
        held=tuple(
            membership for group in groups.values() for membership in group if membership.membership.role in file.roles
        ),
        totals={name: len(group) for name, group in groups.items()},
        says=says,
        unaddressed=frozenset(person.id for person in people.by_ids(tx, holders).values() if not person.email),
    )


def _current_memberships(tx: Reading, promotion: Promotion | None) -> list[StoredMembership]:
    """Return the memberships of the promotion, or those without a promotion. No file ends a role from BOT_COACHES."""
    roles = frozenset(Role) - ROLES_OF_NO_PROMOTION if promotion else ROLES_OF_NO_PROMOTION
    promotion_id = promotion.id if promotion else None
    return [
        StoredMembership(
            row.id, row.person_id, Membership(Role(row.role), promotion_id, row.defi_id, row.metier), row.cycles_max
        )
        for row in people.current_memberships(tx, promotion_id=promotion_id, roles=roles)
    ]


def _find_defis(
    file: PeopleFile, *, promotion: Promotion | None, defis: Sequence[Defi], faults: FaultList
) -> dict[str, int]:
    if promotion is None:
        return {}
    check_defis(file, promotion.name, known_names=[defi.name for defi in defis], faults=faults)
    known = {fold(defi.name): defi.id for defi in defis}
    return {name: known[fold(name)] for row in file.rows for name in row.defis if fold(name) in known}


def check_defis(file: PeopleFile, promotion: str, *, known_names: Sequence[str], faults: FaultList) -> None:
    """Note a fault for each défi that is not among `known_names`, the names of the promotion's défis."""
    folded = set(map(fold, known_names))
    for row in file.rows:
        for name in row.defis:
            if fold(name) not in folded:
                mend = (
                    proposal_sentence(nearest_word(name, known_names), known_names)
                    if known_names
                    else "Ajoutez d’abord ses défis à la promotion."
                )
                faults.note(row.line, "defi", reason=f"{quote(promotion)} n’a pas de défi {quote(name)}. {mend}")


def _check_accounts(tx: Reading, file: PeopleFile, *, faults: FaultList) -> None:
    """Note a fault for each Slack account that another person keeps. Two people of the file may swap accounts."""
    asked = {row.email: row.slack_id for row in file.rows if row.slack_id}
    holders = people.by_slack_ids(tx, asked.values())
    for row in file.rows:
        holder = holders.get(row.slack_id) if row.slack_id else None
        if holder is None or holder.email == row.email or (holder.email and asked.get(holder.email)):
            continue
        faults.note(
            row.line,
            "slack_id",
            reason=f"{quote(row.slack_id or '')} est le compte Slack de {quote(holder.name)} : "
            "corrigez-le, ou videz la case.",
        )


def save_people(tx: Transaction, plan: PeoplePlan, *, actor: Actor, now: datetime) -> SavedPeople:
    """Write the plan: details of people, memberships that begin or end, and a line of history for each."""
    leaving = plan.ending_memberships()
    people.lock(tx, {*(person.id for person in plan.known.values()), *(held.person_id for held in leaving)})
    changes = {row.email: _changed_details(row, plan) for row in plan.file.rows if row.email in plan.known}
    _free_accounts(tx, plan, changes)
    held = {membership.key: membership for membership in plan.held}
    added: list[str] = []
    joined: list[ImportPart] = []
    amended: list[AmendedItem] = []
    for row in plan.file.rows:
        person = plan.known.get(row.email)
        if person is None:
            person_id = people.add(tx, name=row.name, email=row.email, slack_id=row.slack_id)
            people.set_expertises(tx, person_id, row.expertises)
            added.append(row.name)
            keys: list[str] = []
        else:
            person_id = person.id
            keys = _amend_person(tx, person_id, changes[row.email])
        for membership in plan.wanted(row):
            cycles_max = row.cycles_max if membership.role is Role.MENTOR else None
            same = held.get((person_id, membership.role, membership.defi_id))
            if same is None:
                people.add_membership(tx, person_id, membership, cycles_max=cycles_max)
                record_change(tx, actor, "programme.join", person_id=person_id, what=membership, now=now)
                joined.append(_import_part(row.name, membership, plan))
            else:
                keeps = _keeps_metier(row, person, says=plan.says)
                wanted = replace(membership, metier=same.membership.metier) if keeps else membership
                keys += _amend_membership(tx, same, wanted, cycles_max=cycles_max)
        if keys:
            record_change(
                tx, actor, "programme.amend", person_id=person_id, what=",".join(dict.fromkeys(keys)), now=now
            )
            amended.append(AmendedItem(row.name, tuple(dict.fromkeys(keys))))
    left = _end_memberships(tx, leaving, plan=plan, actor=actor, now=now)
    return SavedPeople(tuple(added), tuple(joined), left, tuple(amended))


def end_roles(tx: Transaction, promotion: Promotion | None, person_id: int, *, actor: Actor, now: datetime) -> None:
    """End a person's roles in a promotion (None: outside promotions), with a line of history for each."""
    people.lock(tx, [person_id])
    held = [membership for membership in _current_memberships(tx, promotion) if membership.person_id == person_id]
    people.end_memberships(tx, [membership.id for membership in held], now=now)
    for one in held:
        record_change(tx, actor, "programme.leave", person_id=person_id, what=one.membership, now=now)


def _changed_details(row: PersonRow, plan: PeoplePlan) -> dict[str, object]:
    """Return the changes that a line makes to a known person. An empty Slack cell keeps the stored account.

    Empty expertises delete the stored ones only if the file has all roles of the person, because a file of coaches does
    not list a mentor's expertises. A person who is added in Slack keeps the stored expertises too."""
    person = plan.known[row.email]
    changed: dict[str, object] = {}
    if row.name != person.name:
        changed["name"] = row.name
    if row.slack_id and row.slack_id != person.slack_id:
        changed["slack_id"] = row.slack_id
    adds = plan.says is AbsenteeRule.MORE
    wanted = tuple(dict.fromkeys([*person.expertises, *row.expertises])) if adds else row.expertises
    emptied = person.roles <= plan.roles and "expertises" in row.said
    if set(wanted) != set(person.expertises) and (wanted or emptied):
        changed["expertises"] = wanted
    return changed


def _keeps_metier(row: PersonRow, person: Person | None, *, says: AbsenteeRule) -> bool:
    if row.metier is None and (says is AbsenteeRule.MORE or "metier" not in row.said):
        return True
    return person is not None and row.metier in [membership.metier for membership in person.current]


def _free_accounts(tx: Transaction, plan: PeoplePlan, changes: Mapping[str, Mapping[str, object]]) -> None:
    # Two people may swap accounts, but an account has one person at any moment: free these accounts first.
    for email, changed in changes.items():
        if "slack_id" in changed and plan.known[email].slack_id:
            people.change(tx, plan.known[email].id, slack_id=None)


def _amend_person(tx: Transaction, person_id: int, changed: Mapping[str, object]) -> list[str]:
    columns = {key: value for key, value in changed.items() if key != "expertises"}
    if columns:
        people.change(tx, person_id, **columns)
    expertises = changed.get("expertises")
    if isinstance(expertises, tuple):
        people.set_expertises(tx, person_id, expertises)
    return list(changed)


def _amend_membership(
    tx: Transaction, stored_membership: StoredMembership, membership: Membership, *, cycles_max: int | None
) -> list[str]:
    """Update a membership. An empty cell keeps the limit of cycles, since mentors can set their own limit."""
    limit = stored_membership.cycles_max if cycles_max is None else cycles_max
    keys = [
        key
        for key, before, after in (
            ("metier", stored_membership.membership.metier, membership.metier),
            ("cycles_max", stored_membership.cycles_max, limit),
        )
        if before != after
    ]
    if keys:
        people.change_membership(tx, stored_membership.id, metier=membership.metier, cycles_max=limit)
    return keys


def _end_memberships(
    tx: Transaction, leaving: Sequence[StoredMembership], *, plan: PeoplePlan, actor: Actor, now: datetime
) -> tuple[ImportPart, ...]:
    if not leaving:
        return ()
    names = {person.id: person.name for person in people.by_ids(tx, {held.person_id for held in leaving}).values()}
    people.end_memberships(tx, [held.id for held in leaving], now=now)
    for held in leaving:
        record_change(tx, actor, "programme.leave", person_id=held.person_id, what=held.membership, now=now)
    parts = [_import_part(names[held.person_id], held.membership, plan) for held in leaving]
    return tuple(sorted(parts, key=lambda part: (part.person, part.role, part.defi or "")))


def _import_part(name: str, membership: Membership, plan: PeoplePlan) -> ImportPart:
    defi = next((defi.name for defi in plan.defis if defi.id == membership.defi_id), None)
    return ImportPart(name, membership.role, defi)


def record_change(
    tx: Transaction, actor: Actor, action: str, *, person_id: int, what: Membership | str, now: datetime
) -> None:
    """Append a line to a person's history: a membership that begins or ends, or the keys of changed details."""
    if isinstance(what, Membership):
        what = f"{what.role} promotion={what.promotion_id or '-'} defi={what.defi_id or '-'}"
    record(tx, actor, action, thing="person", thing_id=person_id, now=now, detail=what)
