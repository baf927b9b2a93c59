"""Sentences of the notices about a bureau d'aide."""

from collections.abc import Sequence

from bot.agenda.calendars.entries import join_names
from handlers.kit.escaping import Said
from handlers.kit.sentences import end_sentence, join_text, said, sentence

BOOK_ANOTHER = "Réserver un autre créneau"
SEND = "Envoyer un document"
HOUR_IS_FREE = said("L’heure est de nouveau libre pour d’autres équipes.")
HOURS_ARE_FREE = said("Ces heures sont de nouveau libres pour d’autres équipes.")
LOST = said(
    "Je n’ai pas pu remettre votre document aux coachs : il n’est plus dans Slack, ou je ne peux pas le lire. "
    "Envoyez-le à nouveau, ou donnez un lien."
)

CAME = sentence("{name} viendra finalement au {what} {days} (défi {defi}).")
HANDED = sentence("{taker} animera à la place {giver:de} le {what} {days} (défi {defi}).")
HANDED_FROM_YOU = sentence("{taker} animera à votre place le {what} {days} (défi {defi}).")
HANDED_TO_YOU = sentence("Vous animerez à la place {giver:de} le {what} {days} (défi {defi}).")
NOW_TO_TAKER = sentence(
    "C’est maintenant à {taker} d’accepter le {what} {days} (défi {defi}), à la place {giver:de}, avant le {until}."
)
NOW_FROM_YOU = sentence(
    "C’est maintenant à {taker} d’accepter, à votre place, le {what} {days} (défi {defi}), avant le {until}."
)
NOW_TO_YOU = sentence(
    "C’est maintenant à vous d’accepter, à la place {giver:de}, le {what} {days} (défi {defi}), avant le {until}."
)
HELD = sentence(
    "{name} a noté le {what} {days} (défi {defi}), qui a eu lieu. Il n’y a rien à faire : il compte dans les "
    "chiffres de la promotion, sans carte ni rappel. Une erreur ? Dites-le à l’équipe des coachs."
)
JOINED = sentence("{person} participera aussi au {what} {days} (défi {defi}).")
JOINED_AGAIN = sentence("Vous participerez de nouveau au {what} {days} (défi {defi}).")
JOINED_TOO = sentence("Vous participerez aussi au {what} {days} (défi {defi}).")
PAPER = sentence("Le document de l’équipe pour ce {what} (défi {defi}) : {name}.")
NOTE_SAID = sentence("{name} vous laisse un mot pour le {what} {days} (défi {defi}) :")

HOST_AGREED = sentence("{host} accepte : le {what} {days} est confirmé.")
HOST_AGREED_FOR = sentence("{by} accepte pour {host} : le {what} {days} est confirmé.")
AGREED_FOR_YOU = sentence("{by} a accepté pour vous : vous animerez le {what} {days}.")
_DECLINED = sentence("{by} ne peut pas animer le {what} {days} (défi {defi}).")
UNCHOSEN = sentence(
    "Personne de l’équipe n’a répondu à temps aux dates proposées par {by} pour le {what} {days} (défi {defi}) : il "
    "n’aura pas lieu."
)
_NO_MORE_YOURS = sentence("Vous n’animez plus le {what} {days} (défi {defi}) : il n’aura pas lieu.")
_NOT_CONFIRMED = sentence("Le {what} {days} (défi {defi}) n’a pas été confirmé à temps : il n’aura pas lieu.")

COME, STAY_OUT = "Je viens", "Je ne peux pas"
WANTED = sentence(
    "{by} vous propose de participer au {what} {days} (défi {defi}). Pouvez-vous venir ? Votre temps est réservé "
    "jusqu’au {until}, au plus tard. Si vous venez, l’équipe dira ensuite si vous pouvez lire son besoin."
)
NOT_WANTED = sentence("Vous n’avez plus à répondre pour le {what} {days} (défi {defi}) : vous n’y participez pas.")
COMES = sentence("Vous participez au {what} {days} (défi {defi}).")
STAYS_OUT = sentence("{name} ne peut pas venir au {what} {days} (défi {defi}). Vous pouvez inviter quelqu’un d’autre.")
STAYS_OUT_LATE = sentence(
    "{name} n’a pas répondu à temps pour le {what} {days} (défi {defi}) : son temps n’est plus réservé. Vous pouvez "
    "inviter quelqu’un d’autre."
)

SHOW = "Oui, partager le besoin"
HIDE = "Ne pas le partager"
ASKS = sentence(
    "{name} participera au {what} {days} (défi {defi}). Voulez-vous partager avec cette personne le besoin que "
    "vous avez écrit, et votre document si vous en avez donné un ? Sans votre accord, elle viendra sans les avoir lus."
)
SHOWN = sentence("{name} peut lire votre besoin avant le {what} {days} (défi {defi}).")
HIDDEN = sentence("{name} viendra au {what} {days} (défi {defi}) sans avoir lu votre besoin.")
ASKED_IN_VAIN = sentence("{name} ne participe plus au {what} {days} (défi {defi}). Vous n’avez rien à faire.")

ORPHANED = sentence(
    "{name} devait animer le {what} {days} (défi {defi}), et ne peut plus le faire. Confiez ce rendez-vous à "
    "quelqu’un de l’équipe des coachs, ou annulez-le."
)
UNREACHABLE = sentence(
    "Mes messages n’arrivent pas à {name}, qui doit animer le {what} {days} (défi {defi}). Prévenez cette "
    "personne autrement, confiez ce rendez-vous à quelqu’un d’autre, ou annulez-le."
)
ORPHAN_OVER = sentence(
    "Le {what} {name:que} devait animer (défi {defi}) est annulé ou passé. Il n’y a plus rien à faire."
)
_ORPHAN_SETTLED = sentence("{hosts} {will} le {what} prévu avec {name} (défi {defi}). Il n’y a plus rien à faire.")

_ADDED_ONE = sentence("Séance ajoutée au {what} (défi {defi}) : {when}.")
_ADDED = sentence("Séances ajoutées au {what} (défi {defi}) : {whens}.")
_BOOKED_ONE = sentence("{by} l’a réservée.")
_BOOKED = sentence("{by} les a réservées.")
_INSTEAD = sentence("{after}, au lieu du {before}")
_MOVED_ONE = sentence("Nouvelle date pour le {what} (défi {defi}) : {line}.")
_MOVED = sentence("Nouvelles dates pour {count}\u00a0séances du {what} (défi {defi}) :")
_CHANGED_ONE = sentence("{by} a changé la date.")
_CHANGED = sentence("{by} a changé les dates.")
_CANCELLED_ONE = sentence("Annulé : {what} (défi {defi}), {when}.")
_CANCELLED = sentence("Annulées : {count}\u00a0séances du {what} (défi {defi}), {whens}.")
_CANCELLED_IT = sentence("{by} l’a annulé.")
_CANCELLED_THEM = sentence("{by} les a annulées.")
_NOBODY_LEFT = said("Plus personne de l’équipe ne peut venir.")
_LEFT_ONE = sentence("{name} ne pourra pas venir au {what} du {when} (défi {defi}). Le rendez-vous a toujours lieu.")
_LEFT = sentence("{name} ne pourra pas venir au {what} (défi {defi}) : {whens}. Ces séances ont toujours lieu.")


def added(by: str, whens: Sequence[str], defi: str, *, what: str) -> Said:
    """Return the notice that a person booked more séances. `by` is "" if this person was erased."""
    if len(whens) == 1:
        return join_text(
            filter(None, [_ADDED_ONE(what=what, defi=defi, when=whens[0]), _BOOKED_ONE(by=by) if by else None])
        )
    return join_text(
        filter(None, [_ADDED(what=what, defi=defi, whens=join_names(whens)), _BOOKED(by=by) if by else None])
    )


def moved(by: str, moves: Sequence[tuple[str, str]], defi: str, *, what: str) -> Said:
    """Return the notice of rescheduled séances. `moves` are pairs of the time that people knew and the new time."""
    lines = [_INSTEAD(before=before, after=after) for before, after in moves]
    if len(lines) == 1:
        return join_text(
            filter(None, [_MOVED_ONE(what=what, defi=defi, line=lines[0]), _CHANGED_ONE(by=by) if by else None])
        )
    told = join_text([_MOVED(what=what, count=len(lines), defi=defi), *lines], "\n• ")
    return join_text([told, _CHANGED(by=by)], "\n") if by else end_sentence(told)


def cancelled(by: str, whens: Sequence[str], defi: str, *, what: str) -> Said:
    told = _cancellation(whens, defi, what=what)
    if not by:
        return told
    return join_text([told, _CANCELLED_IT(by=by) if len(whens) == 1 else _CANCELLED_THEM(by=by)])


def not_agreed(by: str, days: str, defi: str, *, what: str, mine: bool) -> Said:
    """Return the notice that held séances are cancelled, because their host declined or left them.

    `by` is the host, or "" if the host did not answer in time. If `mine` is true, the reader is that host."""
    if mine:
        return _NO_MORE_YOURS(what=what, days=days, defi=defi)
    if not by:
        return _NOT_CONFIRMED(what=what, days=days, defi=defi)
    return _DECLINED(by=by, what=what, days=days, defi=defi)


def nobody_left(whens: Sequence[str], defi: str, *, what: str) -> Said:
    """Return the notice that séances are cancelled, because nobody of the team attends them."""
    return join_text([_cancellation(whens, defi, what=what), _NOBODY_LEFT])


def _cancellation(whens: Sequence[str], defi: str, *, what: str) -> Said:
    if len(whens) == 1:
        return _CANCELLED_ONE(what=what, defi=defi, when=whens[0])
    return _CANCELLED(what=what, count=len(whens), defi=defi, whens=join_names(whens))


def left(name: str, whens: Sequence[str], defi: str, *, what: str) -> Said:
    if len(whens) == 1:
        return _LEFT_ONE(what=what, name=name, when=whens[0], defi=defi)
    return _LEFT(what=what, name=name, whens=join_names(whens), defi=defi)


def orphan_settled(name: str, hosts: Sequence[str], defi: str, *, what: str) -> Said:
    """Return the notice that séances have a host again. `name` is the previous host."""
    will = "animera" if len(hosts) == 1 else "animeront"
    return _ORPHAN_SETTLED(what=what, hosts=join_names(hosts), will=will, name=name, defi=defi)
