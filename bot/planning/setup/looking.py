"""Check a promotion before it opens: what is missing, and what deserves a warning."""

from dataclasses import dataclass
from datetime import date

from bot.planning.setup.model import Setup, phases_of
from bot.programme.files.people import DEFI_ROLES
from bot.programme.imports.person import is_everywhere
from bot.programme.model import Actor
from bot.programme.roles import Role
from bot.programme.service import coaches_of
from bot.programme.shape import in_programme_words, shape_in_use
from bot.programme.spelling import fold
from storage.database import Reading
from storage.programme import promotions

CHANNEL_USES = {
    "canal_promotion": "la promotion",
    "canal_coachs": in_programme_words("l’équipe des coachs"),
    "canal_porteurs": in_programme_words("les porteurs et porteuses"),
}


@dataclass(frozen=True, slots=True)
class OpeningProblems:
    """Problems of an unopened promotion, as (code, names). `missing` prevents the opening; `noted` are warnings."""

    missing: tuple[tuple[str, tuple[str, ...]], ...] = ()
    noted: tuple[tuple[str, tuple[str, ...]], ...] = ()


def find_opening_problems(tx: Reading, setup: Setup, *, actor: Actor) -> OpeningProblems:
    """Return why a promotion cannot open, and warnings for the `actor`. The function makes two queries."""
    cells = setup.promotion
    if not cells.get("starts_on"):
        return OpeningProblems((("promotion", ()),))
    starts, ends = (date.fromisoformat(cells[key]) for key in ("starts_on", "ends_on"))
    others = [
        promotion
        for promotion in promotions.all_promotions(tx)
        if promotion.id != setup.ref.id or not setup.ref.is_open
    ]
    noted: list[tuple[str, tuple[str, ...]]] = []
    crossed = tuple(other.name for other in others if other.starts_on <= ends and starts <= other.ends_on)
    inside = {role: _defis_with(setup, role) for role in DEFI_ROLES}
    hosts = [row for row in setup.with_role(Role.COACH) if not setup.hours_of(row["email"])]
    numbers = tuple(f"la phase {number}" for number in _missing_phases(setup))
    for code, names in (
        ("overlap", crossed),
        ("short", numbers),
        ("no_eig", tuple(name for name in setup.defi_names if fold(name) not in inside[Role.EIG])),
        ("no_porteur", tuple(name for name in setup.defi_names if fold(name) not in inside[Role.PORTEUR])),
        ("no_hours", tuple(host["nom"] for host in hosts)),
        ("no_expertise", tuple(row["nom"] for row in setup.with_role(Role.MENTOR) if not row.get("expertises"))),
        ("same_channel", _shared_channels(setup)),
        ("no_defi_channel", tuple(row["name"] for row in setup.defis if not row.get("canal"))),
    ):
        noted += [(code, names)] if names else []
    if not _will_coach(setup, actor):
        noted.append(("without_you", ()))
    if not cells.get("canal_coachs"):
        noted.append(("no_channel", ()))
    coached = bool(setup.with_role(Role.COACH)) or bool(coaches_of(tx, 0))
    missing = [
        (code, ()) for code, here in (("defis", setup.defis), ("people", setup.people), ("coach", coached)) if not here
    ]
    return OpeningProblems(tuple(missing), tuple(noted))


def _will_coach(setup: Setup, actor: Actor) -> bool:
    """Return whether the actor will coach the promotion. Only its coaches can change it after it opens."""
    person = actor.person
    return is_everywhere(person) or any(
        row["email"] == (person.email if person else None) for row in setup.with_role(Role.COACH)
    )


def _shared_channels(setup: Setup) -> tuple[str, ...]:
    """Return the uses of all channels with several uses, since their messages would reach the wrong people."""
    uses = [(setup.promotion.get(key, ""), name) for key, name in CHANNEL_USES.items()]
    uses += [(row.get("canal", ""), row["name"]) for row in setup.defis]
    given = [channel for channel, _ in uses if channel]
    return tuple(name for channel, name in uses if given.count(channel) > 1)


def _defis_with(setup: Setup, role: Role) -> set[str]:
    return {name for row in setup.with_role(role) for name in fold_names(row.get("defi", ""))}


def fold_names(names: str) -> set[str]:
    """Return the folded names of the défis in a cell, for comparison."""
    return {fold(name) for name in names.split("|")}


def _missing_phases(setup: Setup) -> list[int]:
    numbers = range(1, len(shape_in_use().phases) + 1)
    held = {phase.number for phase in phases_of(setup)}
    return [number for number in numbers if number not in held]
