"""The import of availabilities: replace the weekly hours of the people in the file."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from bot.dates.hours import WeeklyHours
from bot.programme.files.faults import FaultList
from bot.programme.files.hours import HoursFile
from bot.programme.history import record
from bot.programme.model import Actor
from bot.programme.roles import OFFERED, ROLE_WORDS, Role
from bot.programme.spelling import nearest_word, quote
from storage.agenda import hours
from storage.database import Reading, Transaction
from storage.programme import people

HOST_ROLES = frozenset({Role.COACH, Role.MENTOR, Role.EXPERT})  # roles that host (docs/programme.md, People)
_HOSTS = [ROLE_WORDS[role][0] for role in (Role.COACH, Role.MENTOR, Role.EXPERT) if role in OFFERED]
NOT_HOST = f"n’est {', '.join(f'ni {word}' for word in _HOSTS)}"


def check_hours(tx: Reading, file: HoursFile, *, arriving: Mapping[str, frozenset[Role]], faults: FaultList) -> None:
    """Note a fault for each line whose e-mail is unknown, or whose person is not a host.

    `arriving`: roles by e-mail, from the files of people in the same import."""
    known = {person.email: person.roles for person in people.list_with_any_role(tx) if person.email}
    hosts = {
        email
        for email in {*known, *arriving}
        if (known.get(email, frozenset()) | arriving.get(email, frozenset())) & HOST_ROLES
    }
    for row in file.rows:
        if row.email in hosts:
            continue
        near = _nearest_email(row.email, hosts)
        meant = f"Vouliez-vous écrire « {near} » ?" if near else ""
        if row.email in known or row.email in arriving:
            mend = meant or "Donnez-lui l’un de ces rôles dans le fichier de personnes."
            reason = f"{quote(row.email)} {NOT_HOST}. {mend}"
        else:
            mend = meant or "Ajoutez la personne au fichier de personnes."
            reason = f"L’adresse {quote(row.email)} est inconnue. {mend}"
        faults.note(row.line, "email", reason=reason)


def _nearest_email(email: str, known_emails: Collection[str]) -> str | None:
    # Compare the parts before the @, as addresses of one domain are similar.
    by_mailbox = {email.partition("@")[0]: email for email in sorted(known_emails, reverse=True)}
    near = nearest_word(email.partition("@")[0], by_mailbox)
    return by_mailbox[near] if near else None


def save_hours(tx: Transaction, file: HoursFile, *, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Replace the weekly hours of the people in the file. Return the names of the people whose hours changed.

    Exceptions are kept. Call this after the people are saved, and only if `check_hours` found no fault."""
    wanted: defaultdict[str, list[WeeklyHours]] = defaultdict(list)
    for row in file.rows:
        wanted[row.email].append(WeeklyHours(row.weekday, row.starts, row.ends, row.valid_from, row.valid_until))
    hosts = people.by_emails(tx, wanted)
    people.lock(tx, [host.id for host in hosts.values()])
    before = {
        opening.host_id: opening.weekly for opening in hours.list_openings(tx, [host.id for host in hosts.values()])
    }
    changed: list[str] = []
    for email, week in wanted.items():
        host = hosts[email]
        if set(before[host.id]) != set(week):
            hours.replace_weekly(tx, host.id, week)
            record(tx, actor, "programme.hours", thing="person", thing_id=host.id, now=now, detail=str(len(week)))
            changed.append(host.name)
    return tuple(changed)
