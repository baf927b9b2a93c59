"""Every sentence of the news about a bureau d'aide: what changed, who did it, and what its reader can do."""

from collections.abc import Sequence

from bot.agenda.entries import join_names
from handlers.kit.french import of

from .card_texts import of_days

SOMEBODY = "Quelqu’un de l’équipe"
BOOK_ANOTHER = "Réserver un autre créneau"
SEND = "Envoyer un document"
HOUR_IS_FREE = "L’heure est de nouveau libre pour d’autres équipes."
HOURS_ARE_FREE = "Ces heures sont de nouveau libres pour d’autres équipes."
IT_TAKES_PLACE = "Le rendez-vous a toujours lieu."
THEY_TAKE_PLACE = "Ces séances ont toujours lieu."
REASON = "Raison donnée"
LOST = (
    "Je n’ai pas pu remettre votre document aux coachs : il n’est plus dans Slack, ou je ne peux pas le lire. "
    "Envoyez-le à nouveau, ou donnez un lien."
)


def added(name: str, whens: Sequence[str], defi: str) -> str:
    """Bring the news of séances booked later."""
    if len(whens) == 1:
        return f"{name} a réservé une séance de plus du bureau d’aide : {whens[0]} (défi {defi})."
    return f"{name} a réservé {len(whens)} séances de plus du bureau d’aide : {join_names(whens)} (défi {defi})."


def moved(name: str, moves: Sequence[tuple[str, str]], defi: str) -> str:
    """Bring the news of séances that moved: from the time that people knew to the new one."""
    if len(moves) == 1:
        before, after = moves[0]
        return f"{name} a changé la date du bureau d’aide (défi {defi}) : du {before} au {after}."
    said = " ; ".join(f"du {before} au {after}" for before, after in moves)
    return f"{name} a changé la date de {len(moves)} séances du bureau d’aide (défi {defi}) : {said}."


def cancelled(name: str, whens: Sequence[str], defi: str) -> str:
    """Bring the news of a cancellation."""
    if len(whens) == 1:
        return f"{name} a annulé le bureau d’aide du {whens[0]} (défi {defi})."
    return f"{name} a annulé {len(whens)} séances du bureau d’aide (défi {defi}) : {join_names(whens)}."


def nobody_left(whens: Sequence[str], defi: str) -> str:
    """Bring the news of a cancellation that nobody pressed: nobody of the team comes any more."""
    if len(whens) == 1:
        return f"Le bureau d’aide du {whens[0]} est annulé (défi {defi}) : plus personne de l’équipe ne peut venir."
    said = join_names(whens)
    return (
        f"{len(whens)} séances du bureau d’aide sont annulées (défi {defi}), plus personne ne pouvant venir : {said}."
    )


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
