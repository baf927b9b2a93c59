"""Words about a date poll, such as its dates, its participants, and why a date is ranked as it is. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.agenda.calendars.entries import join_names
from bot.dates.paris import from_epoch
from bot.dates.words import moment_words
from bot.polls.model import DateVotes, PollSheet
from bot.programme.spelling import fold
from handlers.kit.blocks import Choice
from handlers.kit.escaping import Said, escape
from handlers.kit.sentences import SPACE, capitalise, said, sentence

MOST_NAMES = 4
SOMEBODY = "Quelqu’un"
EVERYBODY = said("convient à tout le monde")
UNANSWERED = said("n’a pas encore de réponse")
NOBODY = said("ne convient à personne pour l’instant")
BUT = sentence("convient à tout le monde sauf {names}")
HEARD = said("convient à toutes les personnes qui ont répondu")
HEARD_BUT = sentence("convient aux personnes qui ont répondu, sauf {names}")
SILENT = sentence("{whole}, sans réponse de {names}")
SOME = sentence("convient à {count} personnes sur {of}")
ONE = sentence("convient à une personne sur {of}")
REQUIRED = sentence("{whole} ({names} {has} venir)")
MAYBE = sentence("{whole}, si besoin pour {names}")
OTHERS = sentence("{names} et {count} autres")
_TITLED = sentence("« {title} »")


def quoted_title(sheet: PollSheet) -> Said:
    """Return a poll's title in quotation marks, unless the title contains quotation marks already."""
    title = sheet.poll.title
    return escape(title) if "«" in title else _TITLED(title=title)


def date_words(starts: int, now: datetime) -> str:
    return moment_words(from_epoch(starts), now)


def asker_name(sheet: PollSheet) -> str:
    return sheet.asker.name if sheet.asker else SOMEBODY


def people_names(sheet: PollSheet, ids: Iterable[int], *, max_names: int = MOST_NAMES) -> str:
    """Return people's names. If there are many, return the first names and how many more there are."""
    found = sorted((sheet.people[id_].name for id_ in ids if id_ in sheet.people), key=fold)
    if len(found) <= max_names + 1:
        return join_names(found)
    return OTHERS(names=", ".join(found[:max_names]), count=len(found) - max_names).plain


def suitability_words(sheet: PollSheet, standing: DateVotes) -> Said:
    """Return whom a date suits, as « convient à tout le monde sauf Nour (Nour doit venir) ».

    People who have not answered are named separately from people who refused."""
    missing, of = standing.missing, len(sheet.voters)
    coming = of - len(missing)
    if not missing:
        whole = EVERYBODY
    elif not coming:
        whole = NOBODY if standing.no else UNANSWERED
    elif not standing.no:
        whole = HEARD
    elif len(standing.no) <= MOST_NAMES:
        who = people_names(sheet, standing.no)
        whole = HEARD_BUT(names=who) if standing.silent else BUT(names=who)
    else:
        whole = SOME(count=coming, of=of) if coming > 1 else ONE(of=of)
    if coming and standing.silent:
        whole = SILENT(whole=whole, names=people_names(sheet, standing.silent))
    required = [voter.person_id for voter in sheet.voters if voter.required and voter.person_id in missing]
    if required:
        whole = REQUIRED(
            whole=whole, names=people_names(sheet, required), has="doit" if len(required) == 1 else "doivent"
        )
    return MAYBE(whole=whole, names=people_names(sheet, standing.maybe)) if standing.maybe else whole


def date_choice(starts: int, now: datetime, *, note: str = "") -> Choice:
    """Build a date as an option, as « Mardi 19 mai à 10 h : tout le monde est libre »."""
    words = capitalise(date_words(starts, now))
    return (f"{words}{SPACE}: {note}" if note else words), str(starts)


def date_list_words(starts: Sequence[int], now: datetime) -> str:
    return join_names([date_words(date, now) for date in starts])
