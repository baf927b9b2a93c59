"""The sentences that belong to no feature: refusals, apologies, a stranger's welcome."""

from collections.abc import Callable, Mapping, Sequence

from bot.agenda.calendars import entries
from bot.errors import Refusal

from .escaping import Said, escape
from .sentences import joined, said, sentence

OPEN_FIRST, OPEN_FIRST_OF_ALL = escape(entries.OPEN_FIRST), escape(entries.OPEN_FIRST_OF_ALL)

NOTE_TITLE = "Information"
OPEN, OPEN_ONE = "Ouvrir", "Ouvrir un rendez-vous"
ELSEWHERE = said("Ce qui vient pour vous est dans l’onglet Accueil.")
GONE = said("Ce bouton ne sert plus. Écrivez-moi ce que vous cherchiez.")

_OTHERS = said("Cette action revient à d’autres personnes.")
_CONCERNED = said("Seules la personne qui a réservé, celle qui anime et l’équipe des coachs peuvent le faire.")
_TAKING_PART = said(
    "Seules les personnes qui y participent et l’équipe des coachs peuvent l’ouvrir. Ce qui vient pour vous est dans "
    "l’onglet Accueil."
)
_HOST = said("Seules la personne qui anime et l’équipe des coachs peuvent le faire.")
_UNCHANGED = said("Rien n’a changé.")
_TAKEN = sentence("{name} s’en occupe déjà. Vous n’avez rien à faire.")
_ONLY: Mapping[str, Said] = {  # who may, where one sentence says it to all who may not
    "agenda.open": _TAKING_PART,
    "mentoring.read": _TAKING_PART,
    "gatherings.read": _TAKING_PART,
    "helpdesk.move": _CONCERNED,
    "helpdesk.cancel": _CONCERNED,
    "helpdesk.host": _HOST,
    "helpdesk.add": said("Seule la personne qui a réservé peut ajouter une séance."),
    "helpdesk.answer": said("Seule la personne qui a réservé peut répondre."),
    "helpdesk.paper": said("Seule l’équipe qui a réservé peut envoyer un document."),
    "helpdesk.read_paper": said("Seules les personnes qui animent reçoivent le document."),
    "undo": said("Seule la personne qui l’a fait peut revenir en arrière."),
}
_SENTENCES: dict[str, Said | Callable[[Mapping[str, object]], Said]] = {
    "refused": said("Ce n’est pas possible. Rien n’a changé."),
    "not_allowed": lambda facts: joined([_ONLY.get(str(facts.get("action")), _OTHERS), _UNCHANGED]),
    "not_found": said("Je ne retrouve pas ce dont il s’agit. Rien n’a changé."),
    "unavailable": said("Je n’ai pas pu répondre à temps. Rien n’a changé : réessayez dans une minute."),
    "slot_taken": said("Ce créneau n’est plus libre. Choisissez-en un autre."),
    "slot_unbookable": said("Ce créneau ne peut plus être réservé. Choisissez-en un autre."),
    "already_cancelled": said("Ce rendez-vous était déjà annulé. Vous n’avez rien à faire."),
    "already_started": said(
        "Ce rendez-vous a déjà commencé : il ne peut plus être changé. Pour en parler, écrivez aux personnes qui y "
        "participent."
    ),
    "undo_too_late": said(
        "Les messages sont partis : il est trop tard pour revenir en arrière. Pour changer, ouvrez le message du "
        "rendez-vous."
    ),
    "already_taken": lambda facts: _TAKEN(name=facts.get("name") or "Quelqu’un"),
    "already_answered": said("La réponse est déjà donnée. Vous n’avez rien à faire."),
    "hold_lapsed": said(
        "Le délai pour répondre est passé : les créneaux sont de nouveau libres. Rien n’a changé. Pour relancer la "
        "demande, parlez-en aux coachs."
    ),
    "draft_expired": said("Ce formulaire ne sert plus. Recommencez avec le bouton ou la commande qui l’a ouvert."),
    "invalid": said("Cette réponse ne convient pas. Corrigez-la, puis envoyez à nouveau."),
    "garbled": said(
        "Je n’ai pas pu lire cette demande. Rien n’a changé. Réessayez ; si cela recommence, parlez-en aux coachs."
    ),
    "repeated": said("C’est déjà pris en compte. Vous n’avez rien à faire."),
    "feed_unread": said("Je n’ai pas pu lire d’agenda à cette adresse. Vérifiez-la, puis envoyez à nouveau."),
    "hours_unreadable": said("Je n’ai pas compris une ligne de ce texte. Corrigez-la, puis envoyez à nouveau."),
    "other_workspace": said("Ce jeton appartient à un autre espace de travail que cette base de données."),
}


def refusal(refusal: Refusal) -> Said:
    """Give the sentence of a refusal. Raises KeyError for a code without one; a test keeps that from happening."""
    found = _SENTENCES[refusal.code]
    return found if isinstance(found, Said) else found(refusal.facts)


def known_codes() -> frozenset[str]:
    """Give the codes that have a sentence."""
    return frozenset(_SENTENCES)


APOLOGY = sentence(
    "Toutes mes excuses, quelque chose s’est mal passé de mon côté. Réessayez dans un instant ; si cela recommence, "
    "donnez aux coachs la référence {number}."
)
UNKNOWN_WORD = sentence("Je ne connais pas « {word} » ici. Essayez `{nearest}`.")
ALERT = "Prévenir les coachs"
NOT_A_LINK = "Donnez une adresse complète, qui commence par https://."
CLOSED_VISIO = (  # of a link that somebody gives
    "Webconf (webconf.numerique.gouv.fr) a fermé : ce lien ne fonctionne plus. Donnez celui d’un autre service."
)
_UNKNOWN = sentence(
    "Le catalogue est ouvert à tout le monde ; pour réserver, il faut que les coachs vous ajoutent à une promotion. "
    "{whom} toute l’équipe d’un clic."
)


def unknown(coaches: Sequence[str]) -> Said:
    """Tell somebody without a role whom to turn to: one name, so that somebody answers."""
    return _UNKNOWN(whom=f"Écrivez à {coaches[0]}, coach EIG, ou prévenez" if coaches else "Prévenez")
