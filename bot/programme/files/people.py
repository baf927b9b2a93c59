"""The file of people: one line for each person, with their e-mail and their roles in the programme."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.programme.files.faults import BadValue, FaultList
from bot.programme.files.fields import read_email, read_name, read_slack_id
from bot.programme.files.sheet import Header, Row, read_rows
from bot.programme.roles import (
    METIER_WORDS,
    OFFERED,
    ROLE_WORDS,
    Metier,
    Role,
    propose_metier,
    propose_role,
    read_metier,
    read_role,
)
from bot.programme.spelling import proposal_sentence, quote

PEOPLE_COLUMNS = ("email", "nom", "role", "defi", "metier", "expertises", "slack_id", "cycles_max")
REQUIRED_COLUMNS = PEOPLE_COLUMNS[:3]
MAX_CYCLES = 20  # the highest limit of open cycles for a mentor
DEFI_ROLES = (Role.EIG, Role.PORTEUR)  # People with these roles must have a défi.
_SEVERAL_ROLES = re.compile(r"[,;/+&]|\bet\b")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line about a person. `defis`: names as written. `cycles_max`: a mentor's limit; None keeps the stored one.

    `said`: the columns that the file has. If a column is missing, the stored values are kept."""

    line: int
    email: str
    name: str
    roles: tuple[Role, ...]
    defis: tuple[str, ...] = ()
    metier: Metier | None = None
    expertises: tuple[str, ...] = ()
    slack_id: str | None = None
    cycles_max: int | None = None
    said: frozenset[str] = field(default=frozenset(PEOPLE_COLUMNS), compare=False)


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """The lines of a file of people. Each e-mail and each Slack id occurs once."""

    rows: tuple[PersonRow, ...]

    @property
    def roles(self) -> frozenset[Role]:
        """The roles in the file. An import keeps memberships in roles that are not in the file."""
        return frozenset(role for row in self.rows for role in row.roles)


def read_people(text: str, header: Header, *, faults: FaultList) -> PeopleFile:
    """Parse the people of the file. If `faults` is not empty afterwards, do not use the result."""
    return read_people_rows(read_rows(text, header, columns=PEOPLE_COLUMNS, required=REQUIRED_COLUMNS, faults=faults))


def read_people_rows(lines: Iterable[Row]) -> PeopleFile:
    """Parse these lines as people. Faults are noted on the lines."""
    rows: list[PersonRow] = []
    lines_of_emails: dict[str, int] = {}
    lines_of_slack_ids: dict[str, int] = {}
    for row in lines:
        person = _read_person(row)
        _check_once(row, "email", value=person.email, lines=lines_of_emails)
        _check_once(row, "slack_id", value=person.slack_id, lines=lines_of_slack_ids)
        rows.append(person)
    return PeopleFile(tuple(rows))


def _read_person(row: Row) -> PersonRow:
    person = PersonRow(
        line=row.line,
        email=row.read_required("email", read_email) or "",
        name=row.read_required("nom", read_name) or "",
        roles=row.several("role", _read_role, needed=True),
        defis=row.several("defi", read_name),
        metier=row.read_optional("metier", _read_metier),
        expertises=row.several("expertises", read_name),
        slack_id=row.read_optional("slack_id", read_slack_id),
        cycles_max=row.read_optional("cycles_max", _read_cycles),
        said=frozenset(row.cells),
    )
    for role in DEFI_ROLES:
        if role in person.roles and row.is_empty("defi"):
            row.note("defi", f"Le rôle « {role} » va avec un défi : écrivez son nom dans la colonne « defi ».")
            break
    if person.cycles_max is not None and person.roles and Role.MENTOR not in person.roles:
        row.note(
            "cycles_max", f"Seul le rôle « {ROLE_WORDS[Role.MENTOR][0]} » a une limite de cycles : videz cette case."
        )
    return person


def _check_once(row: Row, column: str, *, value: str | None, lines: dict[str, int]) -> None:
    if not value:
        return
    first = lines.setdefault(value, row.line)
    if first != row.line:
        row.note(column, f"{quote(value)} est déjà à la ligne {first} : réunissez les deux lignes ou corrigez-en une.")


def _read_role(text: str) -> Role:
    role = read_role(text)
    if role is not None:
        return role
    several = [read_role(part) for part in _SEVERAL_ROLES.split(text)]
    known = list(dict.fromkeys(role for role in several if role is not None))
    if len(known) == 1 and all(several):  # « mentor/mentore » names the same role twice.
        return known[0]
    if known and all(several):
        written = "|".join(known)
        raise BadValue(f"{quote(text)} réunit plusieurs rôles : séparez-les par une barre, « {written} ».")
    raise BadValue(f"Le rôle {quote(text)} est inconnu. {proposal_sentence(propose_role(text), list(OFFERED))}")


def _read_metier(text: str) -> Metier:
    metier = read_metier(text)
    if metier is None:
        mend = proposal_sentence(propose_metier(text), METIER_WORDS.values())
        raise BadValue(f"Le métier {quote(text)} est inconnu. {mend}")
    return metier


def _read_cycles(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", text) or not 1 <= int(text) <= MAX_CYCLES:
        raise BadValue(f"{quote(text)} n’est pas un nombre de cycles : écrivez un nombre de 1 à {MAX_CYCLES}.")
    return int(text)
