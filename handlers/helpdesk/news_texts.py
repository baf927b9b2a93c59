"""Every sentence of the news about a bureau d'aide: what changed, who did it, and what its reader can do."""

from collections.abc import Sequence

from bot.agenda.calendars.entries import join_names
from handlers.helpdesk.card.texts import of_days
from handlers.kit.french import of, that

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


def note_said(name: str, whens: Sequence[str], defi: str) -> str:
    """Say who left a word, before it."""
    return f"{name} vous laisse un mot pour le bureau d’aide {of_days(whens)} (défi {defi})\u00a0:"


SHOW = "Oui, partager le besoin"
HIDE = "Ne pas le partager"


def asks(name: str, whens: Sequence[str], defi: str) -> str:
    """Ask who booked whether a specialist may read the need."""
    return (
        f"{name} participera au bureau d’aide {of_days(whens)} (défi {defi}). Voulez-vous partager avec "
        "cette personne le besoin que vous avez écrit, et votre document si vous en avez donné un\u00a0? Sans votre "
        "accord, elle viendra sans les avoir lus."
    )


def shown(name: str, whens: Sequence[str], defi: str) -> str:
    """Say that the need is shown."""
    return f"{name} peut lire votre besoin avant le bureau d’aide {of_days(whens)} (défi {defi})."


def hidden(name: str, whens: Sequence[str], defi: str) -> str:
    """Say that the need is not shown."""
    return f"{name} viendra au bureau d’aide {of_days(whens)} (défi {defi}) sans avoir lu votre besoin."


def asked_in_vain(name: str, whens: Sequence[str], defi: str) -> str:
    """Say that the question is no longer one."""
    return f"{name} ne participe plus au bureau d’aide {of_days(whens)} (défi {defi}). Vous n’avez rien à faire."


def orphaned(name: str, whens: Sequence[str], defi: str) -> str:
    """Tell the coaches that who hosts has left the programme."""
    return (
        f"{name} ne fait plus partie du programme et devait animer le bureau d’aide {of_days(whens)} (défi {defi}). "
        "Confiez ce rendez-vous à quelqu’un de l’équipe des coachs, ou annulez-le."
    )


def unreachable(name: str, whens: Sequence[str], defi: str) -> str:
    """Tell the coaches that who hosts gets no message in Slack."""
    return (
        f"Mes messages n’arrivent pas à {name}, qui doit animer le bureau d’aide {of_days(whens)} (défi {defi}). "
        "Prévenez cette personne autrement, confiez ce rendez-vous à quelqu’un d’autre, ou annulez-le."
    )


def orphan_settled(name: str, hosts: Sequence[str], defi: str) -> str:
    """Say that the séances of who has left are settled."""
    will = "animera" if len(hosts) == 1 else "animeront"
    return f"{join_names(hosts)} {will} le bureau d’aide prévu avec {name} (défi {defi}). Il n’y a plus rien à faire."


def orphan_over(name: str, defi: str) -> str:
    """Say that the séances of who has left are cancelled or past."""
    return f"Le bureau d’aide {that(name)} devait animer (défi {defi}) est annulé ou passé. Il n’y a plus rien à faire."
