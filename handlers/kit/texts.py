"""The sentences that belong to no feature: refusals, apologies, a stranger's welcome."""

from collections.abc import Callable, Mapping, Sequence

from bot.errors import Refusal

NOTE_TITLE = "Information"
GONE = "Ce bouton ne sert plus. Écrivez-moi ce que vous cherchiez."

_OTHERS = "Cette action revient à d’autres personnes."
_CONCERNED = "Seules la personne qui a réservé, celle qui anime et l’équipe des coachs peuvent le faire."
_HOST = "Seules la personne qui anime et l’équipe des coachs peuvent le faire."
_ONLY: Mapping[str, str] = {  # who may, where one sentence says it to all who may not
    "helpdesk.move": _CONCERNED,
    "helpdesk.cancel": _CONCERNED,
    "helpdesk.host": _HOST,
    "helpdesk.add": "Seule la personne qui a réservé peut ajouter une séance.",
    "helpdesk.answer": "Seule la personne qui a réservé peut répondre.",
    "helpdesk.paper": "Seule l’équipe qui a réservé peut envoyer un document.",
    "undo": "Seule la personne qui l’a fait peut revenir en arrière.",
}
_SENTENCES: dict[str, str | Callable[[Mapping[str, object]], str]] = {
    "refused": "Ce n’est pas possible. Rien n’a changé.",
    "not_allowed": lambda facts: f"{_ONLY.get(str(facts.get('action')), _OTHERS)} Rien n’a changé.",
    "not_found": "Je ne retrouve pas ce dont il s’agit. Rien n’a changé.",
    "unavailable": "Je n’ai pas pu répondre à temps. Rien n’a changé : réessayez dans une minute.",
    "slot_taken": "Ce créneau n’est plus libre. Choisissez-en un autre.",
    "slot_unbookable": "Ce créneau ne peut plus être réservé. Choisissez-en un autre.",
    "already_cancelled": "Ce rendez-vous était déjà annulé. Vous n’avez rien à faire.",
    "already_started": (
        "Ce rendez-vous a déjà commencé : il ne peut plus être changé. Pour en parler, écrivez aux personnes qui y "
        "participent."
    ),
    "undo_too_late": (
        "Les messages sont partis : il est trop tard pour revenir en arrière. Pour changer, ouvrez le message du "
        "rendez-vous."
    ),
    "already_taken": lambda facts: f"{facts.get('name') or 'Quelqu’un'} s’en occupe déjà. Vous n’avez rien à faire.",
    "already_answered": "La réponse est déjà donnée. Vous n’avez rien à faire.",
    "hold_lapsed": (
        "Le délai pour répondre est passé\u00a0: les créneaux sont de nouveau libres. Rien n’a changé. "
        "Pour relancer la demande, parlez-en aux coachs."
    ),
    "draft_expired": "Ce formulaire ne sert plus. Recommencez avec le bouton ou la commande qui l’a ouvert.",
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
    "Webconf (webconf.numerique.gouv.fr) a fermé : ce lien ne fonctionne plus. Donnez celui d’un autre service."
)


def unknown(coaches: Sequence[str]) -> str:
    """Tell somebody without a role whom to turn to: one name, so that somebody answers."""
    whom = f"Écrivez à {coaches[0]}, coach EIG, ou prévenez" if coaches else "Prévenez"
    return (
        "Le catalogue est ouvert à tout le monde ; pour réserver, il faut que les coachs vous ajoutent à une "
        f"promotion. {whom} toute l’équipe d’un clic."
    )
