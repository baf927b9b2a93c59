"""The sentences that belong to no feature: refusals, apologies, a stranger's welcome."""

from collections.abc import Callable, Mapping, Sequence

from bot.errors import Refusal

NOTE_TITLE = "Information"
GONE = "Ce bouton ne sert plus. Tapez `/dispositifs` pour retrouver ce que vous cherchiez."

_SENTENCES: dict[str, str | Callable[[Mapping[str, object]], str]] = {
    "refused": "Ce n’est pas possible. Rien n’a changé.",
    "not_allowed": "Cette action revient à d’autres personnes. Rien n’a changé.",
    "not_found": "Je ne retrouve pas ce dont il s’agit. Rien n’a changé.",
    "unavailable": "Je n’ai pas pu répondre à temps. Rien n’a changé : réessayez dans une minute.",
    "slot_taken": "Ce créneau n’est plus libre. Choisissez-en un autre.",
    "slot_unbookable": "Ce créneau ne peut plus être réservé. Choisissez-en un autre.",
    "already_cancelled": "Ce rendez-vous était déjà annulé. Vous n’avez rien à faire.",
    "already_started": "Ce rendez-vous a déjà commencé : il ne peut plus être changé ici.",
    "undo_too_late": "Les deux minutes sont passées\u00a0: les personnes concernées le savent déjà. Rien n’a changé.",
    "already_taken": lambda facts: f"{facts.get('name') or 'Quelqu’un'} s’en occupe déjà. Vous n’avez rien à faire.",
    "already_answered": "La réponse est déjà donnée. Vous n’avez rien à faire.",
    "hold_lapsed": (
        "Le délai pour répondre est passé\u00a0: les créneaux sont de nouveau libres. Rien n’a changé. "
        "Pour relancer la demande, parlez-en aux coachs."
    ),
    "draft_expired": "Ce formulaire n’est plus ouvert. Tapez la commande à nouveau pour recommencer.",
    "invalid": "Cette réponse ne convient pas. Corrigez-la, puis envoyez à nouveau.",
    "garbled": (
        "Je n’ai pas pu lire cette demande. Rien n’a changé. Réessayez\u00a0; si cela recommence, parlez-en aux coachs."
    ),
    "repeated": "C’est déjà pris en compte. Vous n’avez rien à faire.",
    "feed_unread": "Je n’ai pas pu lire d’agenda à cette adresse. Vérifiez-la, puis envoyez à nouveau.",
    "hours_unreadable": "Je n’ai pas compris une ligne de ce texte. Corrigez-la, puis envoyez à nouveau.",
    "other_workspace": "Ce jeton appartient à un autre espace de travail que cette base de données.",
}


def refusal(refusal: Refusal) -> str:
    """Give the sentence of a refusal. Raises KeyError for a code without one; a test keeps that from happening."""
    sentence = _SENTENCES[refusal.code]
    return sentence if isinstance(sentence, str) else sentence(refusal.facts)


def known_codes() -> frozenset[str]:
    """Give the codes that have a sentence."""
    return frozenset(_SENTENCES)


def apology(number: str) -> str:
    """Apologise for a fault, with the id under which it is logged."""
    return (
        "Toutes mes excuses, quelque chose s’est mal passé de mon côté. Réessayez dans un instant ; "
        f"si cela recommence, donnez aux coachs la référence {number}."
    )


def unknown_word(word: str, nearest: str) -> str:
    """Answer a word that a command does not know with the nearest that it does."""
    return f"Je ne connais pas « {word} » ici. Essayez `{nearest}`."


ALERT = "Prévenir les coachs"
CLOSED_VISIO = (  # of a link that somebody gives
    "Webconf (webconf.numerique.gouv.fr) a fermé\u00a0: ce lien ne mène plus à rien. Donnez celui d’un autre service."
)


def unknown(coaches: Sequence[str]) -> str:
    """Tell somebody without a role whom to turn to: one name, so that somebody answers."""
    whom = f"Écrivez à {coaches[0]}, coach EIG, ou prévenez" if coaches else "Prévenez"
    return (
        "Le catalogue est ouvert à tout le monde ; pour réserver, il faut que les coachs vous ajoutent à une "
        f"promotion. {whom} toute l’équipe d’un clic."
    )
