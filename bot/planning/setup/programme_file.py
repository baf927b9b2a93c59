"""Functions that read `programme.toml` and locate its faults, put its content in service, and write the file.

Booked appointments keep their length. Formats that the file does not name do not change. The command line and Slack use
the same functions."""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from bot.catalogue.catalogue import current_edition
from bot.catalogue.formats import ASKERS, HOSTS, Format, check_format, is_valid_key, read_hours, write_hours
from bot.errors import Invalid, Refusal
from bot.planning import formats
from bot.programme import shaping
from bot.programme.files import faults
from bot.programme.files.programme import HEAD, Fault, Places, head_faults, head_toml, positions_of, write_value
from bot.programme.files.toml_text import MAX_LINE
from bot.programme.model import Actor, Person
from bot.programme.roles import Role, read_role
from bot.programme.spelling import squash, to_french_typography
from bot.wording.limits import length_faults
from storage.database import Reading, Transaction
from storage.gatherings import gathering_series
from storage.programme import people
from storage.programme.openings import lock_formats

OPERATOR = Actor("")  # the person at the command line has no Slack account
LARGEST = 100_000  # in bytes
MOST_LONG = 3  # the most sentences that the import reports as too long
KEYS: Mapping[str, type] = {
    "key": str,
    "name": str,
    "hosts": str,
    "people": list,
    "askers": list,
    "minutes": int,
    "sessions": int,
    "window_days": int,
    "hours": list,
    "lead_hours": int,
    "horizon_days": int,
    "needs_agreement": bool,
    "question": str,
    "description": str,
    "preparation": str,
}
# Keys of the file, by the names that `catalogue.formats.check_format` uses for these fields.
_FIELDS = {"lead": "lead_hours", "horizon": "horizon_days", "window": "window_days"}
OF_CYCLES = ("key", "sessions", "minutes", "window_days")  # keys of the mentorat
# Keys of a cycle that the programme added.
OF_OWN_CYCLES = {*OF_CYCLES, "name", "hosts", "people", "description", "preparation"}
_WANTED = {
    str: "un texte entre guillemets",
    int: "un nombre entier",
    list: 'une liste : ["jeudi 14 h-17 h"]',
    bool: "true ou false",
}
_OURS = re.compile(
    r"\s*\[+\s*(?:formats|metiers|questions|sections|rencontres|roles\.\w+)\s*\]+|\s*(?:months|weeks)\s*="
)
_NAME = re.compile(r"\s*name\s*=")
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")
_HEAD = """\
# Le programme : son nom, ses rôles, ses métiers, ses phases, ses comités, ses rencontres, ses formats.
# `bot import programme.toml --dry-run` dit ce qui changerait. Ce qui est réservé garde sa durée.
# Un format absent de ce fichier ne change pas ; un rôle ou un métier absent n’est plus proposé.

"""


class ProgrammeFaults(Refusal):
    """Raised if a file cannot be put in service. `faults`: all faults, each as (position « :line:column », reason)."""

    code = "programme_faults"

    def __init__(self, faults: Iterable[tuple[str, str]]) -> None:
        self.faults = tuple((place, to_french_typography(f"{why.rstrip('.')}.")) for place, why in faults)
        super().__init__(faults=self.faults)

    @property
    def faults_by_line(self) -> list[faults.Fault]:
        """All faults by line, as other files report them. A fault without a position is in the first line."""
        parts = ((place or ":1:").split(":") for place, _ in self.faults)
        places = [(int(line), f"colonne {column}" if column else "") for _, line, column in parts]
        return [faults.Fault(*place, why) for place, (_, why) in zip(places, self.faults, strict=True)]


class _UnfitError(ValueError):
    def __init__(self, key: str, why: str) -> None:
        super().__init__(why)
        self.key = key


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of the file. `places`: position of each key as « :line:column ». Key "" has the table's position."""

    values: Mapping[str, Any]
    places: Mapping[str, str]

    def at(self, key: str) -> str:
        """Return the position of a key. If the table does not have the key, return the position of the table."""
        return self.places.get(key) or self.places.get("", "")


@dataclass(frozen=True, slots=True)
class ProgrammeFile:
    """The content of a file: its tables of formats, its other values by key (`head`), and all their positions."""

    tables: Sequence[_Table]
    head: Mapping[str, Any]
    places: Places

    def at(self, faults: Iterable[Fault]) -> Iterator[tuple[str, str]]:
        """Yield (position, reason) for these faults in `head`."""
        for (table, number, key), why in faults:
            near = [where for (name, at, _), where in self.places.items() if (name.partition(".")[0], at) == (table, 0)]
            where = self.places.get((table, number, key)) or self.places.get((table, number, "")) or (near or [""])[0]
            yield where, why


def is_programme(data: bytes, name: str) -> bool:
    """Return whether a file describes a programme: it has a table or key that files of promotions do not have.

    A file that has only a name is a programme if the name of the file begins with `programme`."""
    lines = data.decode("utf-8-sig", errors="replace").splitlines()
    said = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    alone = len(said) == 1 and _NAME.match(said[0]) is not None
    return any(map(_OURS.match, lines)) or (alone and name.lower().startswith("programme"))


def check_word_lengths(tx: Reading, given: ProgrammeFile) -> None:
    """Check that the words of a file are short enough for Slack. This takes seconds. Raises ProgrammeFaults."""
    if given.head and (
        faults := list(given.at(islice(length_faults(shaping.preview_shape(tx, given.head)), MOST_LONG)))
    ):
        raise ProgrammeFaults(faults)


def put_in_service(
    tx: Transaction,
    given: ProgrammeFile,
    *,
    reasons: Mapping[tuple[str, str], str],
    actor: Actor = OPERATOR,
    now: datetime,
) -> list[str]:
    """Put a file in service. Return the changes, one per line. `given.head` takes effect when the bot starts again.

    `reasons`: a sentence for each (field, reason) for which a format can be refused. Raises ProgrammeFaults, and
    Conflict if another person changed a format at the same time."""
    if given.head and (
        faults := list(given.at([*shaping.usage_faults(tx, given.head), *_rencontre_faults(tx, given)]))
    ):
        raise ProgrammeFaults(faults)
    lines = shaping.save_head(tx, given.head, actor=actor, now=now) if given.head else []
    return [*lines, *_save_formats(tx, given.tables, reasons=reasons, actor=actor, now=now)]


def _rencontre_faults(tx: Reading, given: ProgrammeFile) -> Iterator[Fault]:
    """Yield faults for names in use, and for gatherings with a series that the file drops or changes in kind."""
    after = {each.key: each for each in shaping.preview_shape(tx, given.head).rencontres}
    has_series = gathering_series.dispositifs_with_series(tx)
    for before in shaping.preview_shape(tx, {}).rencontres:
        if before.key in has_series and (before.key not in after or after[before.key].kind != before.kind):
            why = f"« {before.name} » ({before.key}) a déjà une série : gardez cette rencontre, de kind {before.kind}"
            yield ("rencontres", 0, ""), why
    others = [entry.name for entry in current_edition(tx).catalogue.dispositifs if not entry.key.startswith("ren-")]
    taken = {squash(str(name)) for name in (*others, *(table.values.get("name", "") for table in given.tables))}
    for number, table in enumerate(given.head.get("rencontres", ())):
        if squash(table["name"]) in taken:
            yield ("rencontres", number, "name"), f"« {table['name']} » est déjà le nom d’un dispositif"


def _save_formats(
    tx: Transaction,
    tables: Sequence[_Table],
    *,
    reasons: Mapping[tuple[str, str], str],
    actor: Actor,
    now: datetime,
) -> list[str]:
    lock_formats(tx)
    edition = current_edition(tx)
    names = formats.taken_names(tx, edition)
    known, faults, lines = dict(edition.formats), list[tuple[str, str]](), list[str]()
    for table in tables:
        key = table.values["key"]
        before = known.get(key)
        try:
            given = _format(tx, table, before)
            if given == before:
                continue
            check_format(given, [other for other in known.values() if other.key != key], taken_names=names)
            formats.check_named_hosts(tx, given, before)
        except Invalid as refusal:
            field, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
            faults.append((table.at(_FIELDS.get(field, field)), reasons[field, reason]))
            continue
        except _UnfitError as error:
            faults.append((table.at(error.key), str(error)))
            continue
        known[key] = given
        lines.append(_change_line(before, given))
        formats.import_format(tx, given, actor=actor, now=now)
    if faults:
        raise ProgrammeFaults(faults)
    return lines


def _format(tx: Reading, table: _Table, before: Format | None) -> Format:
    """Return the format that a table describes. Missing keys keep their value from `before`.

    Raises _UnfitError, and Invalid if the hours are unreadable."""
    values = dict(table.values)
    if before is None and not is_valid_key(values["key"]):
        raise _UnfitError(
            "key",
            "la clé d’un format à vous est rdv- (un cycle : cycle-), puis des lettres sans accent, chiffres ou tirets, "
            "40 signes au plus",
        )
    if before is None and {"name", "minutes", "hosts", "description"} - values.keys():
        raise _UnfitError("key", "un nouveau format a au moins key, name, hosts, minutes et description")
    if before and not before.is_own and {"name", "description", "preparation"} & values.keys():
        raise _UnfitError("key", "name, description et preparation de ce dispositif viennent de la page du programme")
    if before and not before.is_own and "askers" in values:
        raise _UnfitError("askers", "askers est pour un format à vous : les EIG seuls demandent ce dispositif")
    given = before or Format(values["key"], "", 0)
    _check_cycle(given, values.keys(), is_new=before is None)
    if "askers" in values:
        values["askers"] = _read_askers(values["askers"])
    if "hours" in values:
        values["hours"] = read_hours("\n".join(map(str, values["hours"])))
    if "hosts" in values:
        # The current role stays valid even if the programme no longer offers it.
        kept = before.hosts if before else None
        values["hosts"] = kept if kept and values["hosts"] == kept.value else read_role(values["hosts"])
        if values["hosts"] not in HOSTS:
            raise _UnfitError("hosts", "hosts est coach, mentor ou expert")
    if "people" in values:
        wanted = {str(email).strip().lower() for email in values["people"]}
        found = people.by_emails(tx, wanted)
        if unknown := wanted - found.keys():
            raise _UnfitError("people", f"personne n’a l’adresse {min(unknown)} dans le programme")
        values["people"] = tuple(sorted(person.id for person in found.values()))
    return replace(given, **values)


def _check_cycle(given: Format, keys: Collection[str], *, is_new: bool) -> None:
    if given.is_cycle and not given.is_own and (others := {*keys} - {*OF_CYCLES}):
        raise _UnfitError(min(others), "un cycle a minutes, sessions et window_days, et rien d’autre")
    if given.is_cycle and (others := {*keys} - OF_OWN_CYCLES):
        raise _UnfitError(min(others), f"un cycle à vous a {', '.join(sorted(OF_OWN_CYCLES))}, et rien d’autre")
    if given.is_cycle and is_new and {"sessions", "window_days"} - {*keys}:
        raise _UnfitError("key", "un nouveau cycle a aussi sessions et window_days")
    if "window_days" in keys and not given.is_cycle:
        raise _UnfitError("window_days", "window_days est pour un cycle de séances, comme le mentorat")


def _read_askers(given: Iterable[object]) -> tuple[Role, ...]:
    asked = [read_role(str(role)) for role in given]
    if not asked or not {*asked} <= {*ASKERS}:
        raise _UnfitError("askers", "askers est une liste de eig et de porteur : un des deux, ou les deux")
    return tuple(role for role in ASKERS if role in asked)


def _change_line(before: Format | None, given: Format) -> str:
    if before is None:
        return f"Ajouté : {given.name} ({given.key}), fermé : ouvrez-le dans « Dispositifs ouverts »."
    changed = [name for name in KEYS if getattr(before, name) != getattr(given, name)]
    return f"Changé : {given.name} ({given.key}) : {', '.join(changed)}."


def parse_programme(data: bytes) -> ProgrammeFile:
    """Parse a file. Raises ProgrammeFaults."""
    if len(data) > LARGEST:
        raise ProgrammeFaults([("", "ce fichier est trop grand")])
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        if long := [number for number, line in enumerate(text.split("\n"), 1) if len(line) > MAX_LINE]:
            raise ProgrammeFaults([(f":{number}:1", "cette ligne est trop longue") for number in long])
        values = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise ProgrammeFaults([(f":{line}:{column}", "ce n’est pas de l’UTF-8")]) from error
    except (ValueError, RecursionError) as error:
        at = _AT.search(str(error))
        raise ProgrammeFaults([(f":{at[1]}:{at[2]}" if at else "", "ce n’est pas du TOML")]) from error
    several, every = values.get("formats", []), positions_of(text)
    listed = isinstance(several, list) and all(isinstance(each, dict) for each in several)
    if not values or values.keys() - {"formats", *HEAD} or not listed:
        raise ProgrammeFaults([("", f"ce fichier a {', '.join(HEAD)} et des tables [[formats]], et rien d’autre")])
    tables = [
        _Table(found, {key: where for (table, at, key), where in every.items() if (table, at) == ("formats", number)})
        for number, found in enumerate(several)
    ]
    given = ProgrammeFile(tables, {key: values[key] for key in HEAD if key in values}, every)
    faults = [*given.at(head_faults(given.head)), *(fault for table in tables for fault in _faults(table))]
    keys = [table.values.get("key") for table in tables]
    twice = [table for at, table in enumerate(tables) if table.values.get("key") in keys[:at]]
    if faults := faults or [(table.at(""), f"{table.values['key']} y est déjà") for table in twice]:
        raise ProgrammeFaults(faults)
    return given


def _faults(table: _Table) -> Iterator[tuple[str, str]]:
    if "key" not in table.values:
        yield table.at(""), "il manque key"
    for key, value in table.values.items():
        if key not in KEYS:
            yield table.at(key), f"{key} n’est pas connu ici. Les clés sont {', '.join(KEYS)}"
        elif type(value) is not KEYS[key]:
            yield table.at(key), f"{key} attend {_WANTED[KEYS[key]]}"


def programme_text(tx: Reading) -> tuple[str, int]:
    """Return the programme in service as the text of a file, and the number of its formats."""
    several = current_edition(tx).formats.values()
    hosts = people.by_ids(tx, {id_ for given in several for id_ in given.people})
    parts = [_HEAD, head_toml(shaping.read_content(tx)), *(_format_table(given, hosts) for given in several)]
    return "".join(parts), len(several)


def _format_table(given: Format, hosts: Mapping[int, Person]) -> str:
    hours = [line.replace("\u00a0", " ") for line in write_hours(given.hours).splitlines()]
    emails = [hosts[id_].email if id_ in hosts else None for id_ in given.people]
    named = sorted(email for email in emails if email)
    values: dict[str, object] = {
        "key": given.key,
        **({"name": given.name} if given.is_own else {}),
        "hosts": given.hosts.value,
        # People without an address cannot be written. If the key is missing, an import keeps the named people.
        **({"people": named} if len(named) == len(emails) else {}),
        **({"askers": [role.value for role in given.askers]} if given.is_own else {}),
        "minutes": given.minutes,
        "sessions": given.sessions,
        "hours": hours,
        "lead_hours": given.lead_hours,
        "horizon_days": given.horizon_days,
        "needs_agreement": given.needs_agreement,
        "question": given.question,
        **({"description": given.description, "preparation": given.preparation} if given.is_own else {}),
    }
    if given.is_cycle:
        values |= {"window_days": given.window_days}
        kept = [key for key in values if key in OF_OWN_CYCLES] if given.is_own else OF_CYCLES
        values = {key: values[key] for key in kept}
    comment = "" if given.is_own else f"# {given.name}\n"
    lines = "".join(f"{key} = {write_value(value)}\n" for key, value in values.items())
    return f"\n{comment}[[formats]]\n{lines}"
