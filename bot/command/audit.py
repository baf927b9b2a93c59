"""`bot audit`: search the whole database for broken rules, and report the ids of their rows.

`bot doctor` checks the installation; this command checks the data."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

from bot.command.doctor import Finding, Level
from bot.command.schema_check import open_database
from bot.door.ahead import overdue_features
from storage.audit import find_violations

SHOWN = 20  # At most this many ids are shown for each rule. A number stands for the rest.

# This maps a rule to its name in the terminal, the words for what is wrong, and how to repair it.
WORDS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "claims": (
            "temps réservé",
            "le temps réservé n’est pas celui des rendez-vous",
            "déplacez puis remettez ces rendez-vous : leur temps est réservé de nouveau",
        ),
        "two_places": (
            "deux endroits à la fois",
            "des personnes sont à deux endroits à la fois",
            "déplacez l’un des deux rendez-vous",
        ),
        "without_host": ("qui accueille", "des séances demandées n’ont plus personne pour les tenir", "annulez-les"),
        "held_begun": ("séances confirmées", "des séances ont commencé sans être confirmées", "annulez-les"),
        "untold": (
            "changements annoncés",
            "des changements ne sont pas annoncés depuis une heure",
            "vérifiez que le bot tourne : `bot doctor`",
        ),
        "contradicts": ("messages", "des messages sont à la fois ouverts et clos", "signalez-le avec ces numéros"),
        "stuck": (
            "messages dus",
            "des messages attendent depuis trop longtemps",
            "vérifiez que le bot tourne : `bot doctor`",
        ),
        "needless_wait": (
            "attentes d’un créneau",
            "des personnes sont encore dans la file sans en avoir besoin",
            "vérifiez que le bot tourne : `bot doctor`",
        ),
        "host_left": (
            "qui anime",
            "des rendez-vous à venir sont animés par quelqu’un qui n’en a plus le rôle",
            "confiez-les à quelqu’un d’autre, ou annulez-les",
        ),
        "invited": (
            "invitations",
            "des personnes invitées par e-mail ne savent pas ce que sont devenus leurs rendez-vous",
            "vérifiez les e-mails : `bot doctor`",
        ),
        "without_card": (
            "suites de messages",
            "des messages en suivent un inconnu",
            "signalez-le avec ces numéros",
        ),
        "orphans": (
            "liens entre les lignes",
            "des lignes parlent de ce qui n’existe plus",
            "rendez une sauvegarde, ou signalez-le",
        ),
        "overdue": (
            "ce que fait l’horloge",
            "ce qui devait être fait depuis plus d’un jour ne l’est pas",
            "vérifiez que le bot tourne : `bot doctor`",
        ),
    }
)


def audit(url: str, *, now: datetime, machine: datetime) -> list[Finding]:
    """Check the whole database. `now` is on the bot's clock, `machine` on the machine's clock. Raises DatabaseUnfit."""
    with open_database(url) as database, database.reading() as reading:
        found = find_violations(reading, now=now, machine_now=machine) | {
            "overdue": list(overdue_features(reading, now=now))
        }
        return list(explain_violations(found))


def explain_violations(violations: Mapping[str, list[str]]) -> Iterator[Finding]:
    """Yield a finding for each rule, with the ids of the rows that break it."""
    for name, broken in violations.items():
        title, trouble, mend = WORDS[name]
        if broken:
            more = f" et {len(broken) - SHOWN} de plus" if len(broken) > SHOWN else ""
            yield Finding(title, Level.BAD, f"{trouble} ({', '.join(broken[:SHOWN])}{more})", mend)
        else:
            yield Finding(title, Level.GOOD, "rien à redire")
