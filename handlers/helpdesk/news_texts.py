"""Every sentence of the news about a bureau d'aide: what changed, who did it, and what its reader can do."""

from collections.abc import Sequence

from bot.agenda.calendars.entries import join_names
from handlers.kit.french import of

from .card_texts import of_days

BOOK_ANOTHER = "Réserver un autre créneau"
SEND = "Envoyer un document"
HOUR_IS_FREE = "L’heure est de nouveau libre pour d’autres équipes."
HOURS_ARE_FREE = "Ces heures sont de nouveau libres pour d’autres équipes."
IT_TAKES_PLACE = "Le rendez-vous a toujours lieu."
THEY_TAKE_PLACE = "Ces séances ont toujours lieu."
LOST = (
    "Je n’ai pas pu remettre votre document aux coachs : il n’est plus dans Slack, ou je ne peux pas le lire. "
    "Envoyez-le à nouveau, ou donnez un lien."
)


def added(by: str, whens: Sequence[str], defi: str) -> str:
    """Bring the news of séances booked later; `by`: "" where who did it is no longer known."""
    if len(whens) == 1:
        said = f"Séance ajoutée au bureau d’aide (défi {defi}) : {whens[0]}."
        return f"{said} {by} l’a réservée." if by else said
    said = f"Séances ajoutées au bureau d’aide (défi {defi}) : {join_names(whens)}."
    return f"{said} {by} les a réservées." if by else said


def moved(by: str, moves: Sequence[tuple[str, str]], defi: str) -> str:
    """Bring the news of séances that moved: from the time that people knew to the new one."""
    lines = [f"{after}, au lieu du {before}" for before, after in moves]
    if len(lines) == 1:
        said = f"Nouvelle date pour le bureau d’aide (défi {defi}) : {lines[0]}."
        return f"{said} {by} a changé la date." if by else said
    listed = "".join(f"\n• {one}" for one in lines)
    said = f"Nouvelles dates pour {len(lines)} séances du bureau d’aide (défi {defi}) :{listed}"
    return f"{said}\n{by} a changé les dates." if by else f"{said}."


def cancelled(by: str, whens: Sequence[str], defi: str) -> str:
    """Bring the news of a cancellation."""
    said = _cancelled(whens, defi)
    what = "l’a annulé" if len(whens) == 1 else "les a annulées"
    return f"{said} {by} {what}." if by else said


def nobody_left(whens: Sequence[str], defi: str) -> str:
    """Bring the news of a cancellation that nobody pressed: nobody of the team comes any more."""
    return f"{_cancelled(whens, defi)} Plus personne de l’équipe ne peut venir."


def _cancelled(whens: Sequence[str], defi: str) -> str:
    if len(whens) == 1:
        return f"Annulé : bureau d’aide (défi {defi}), {whens[0]}."
    return f"Annulées : {len(whens)} séances du bureau d’aide (défi {defi}), {join_names(whens)}."


def left(name: str, whens: Sequence[str], defi: str) -> str:
    """Bring the news that somebody cannot come, and that the others still do."""
    if len(whens) == 1:
        return f"{name} ne pourra pas venir au bureau d’aide du {whens[0]} (défi {defi}). {IT_TAKES_PLACE}"
    said = join_names(whens)
    return f"{name} ne pourra pas venir au bureau d’aide (défi {defi}) : {said}. {THEY_TAKE_PLACE}"


def handed(taker: str, giver: str, whens: Sequence[str], defi: str) -> str:
    """Bring the news that a colleague hosts."""
    return f"{taker} animera à la place {of(giver)} le bureau d’aide {of_days(whens)} (défi {defi})."


def handed_from_you(taker: str, whens: Sequence[str], defi: str) -> str:
    """Tell who was to host that a colleague does."""
    return f"{taker} animera à votre place le bureau d’aide {of_days(whens)} (défi {defi})."


def joined(person: str, whens: Sequence[str], defi: str) -> str:
    """Bring the news that a colleague or a specialist comes too."""
    return f"{person} participera aussi au bureau d’aide {of_days(whens)} (défi {defi})."


def paper_words(name: str, defi: str) -> str:
    """Say what a document in the thread is, to who hosts."""
    return f"Le document de l’équipe pour ce bureau d’aide (défi {defi}) : {name}."
