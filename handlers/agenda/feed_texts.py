"""Every sentence of a host's own calendar: its field, what is read there, what is wrong with it."""

from collections.abc import Mapping

FEED = "Adresse de votre agenda (ICS)"
FEED_HINT = (
    "Le bot n’en lit que les heures occupées ; aucun titre n’est gardé. Personne d’autre que vous ne verra cette "
    "adresse."
)
FEED_EXAMPLE = "https://agenda.exemple.fr/prive.ics"
FORGET = "Ne plus lire cet agenda"
FORGET_TITLE = "Ne plus lire cet agenda ?"
FORGET_SURE = "Son adresse et ses heures occupées seront oubliées tout de suite. Vos rendez-vous ne changent pas."
FORGET_YES, FORGET_NO = "Oui, ne plus le lire", "Non, revenir"
FORGOTTEN = "Votre agenda n’est plus lu : son adresse et ses heures occupées sont oubliées."
OPEN_HOURS = "Mes disponibilités"

_AHEAD = "dans les 100 prochains jours"

# Why it could not be read, as the end of « : … » and as an error on the field.
_REASONS: Mapping[str, str] = {
    "unreachable": "le serveur ne répond pas",
    "slow": "le serveur met trop de temps à répondre",
    "refused": "le serveur répond par une erreur",
    "private": "l’adresse mène à un réseau privé, où le bot ne va pas",
    "unsafe": "la connexion n’est pas sûre, son certificat n’est pas valable",
    "forbidden": "le serveur demande un mot de passe",
    "gone": "rien ne se trouve plus à cette adresse",
    "redirects": "l’adresse renvoie ailleurs, trop de fois ou sans connexion sûre",
    "too_big": "l’agenda pèse plus de 5 Mo",
    "too_many": "l’agenda contient trop d’évènements pour être lu",
    "not_ics": "ce qui s’y trouve n’est pas un agenda au format ICS",
    "broken": "le fichier est incomplet ou abîmé",
    "not_a_link": "donnez une adresse complète, qui commence par https://",
}
_MEND: Mapping[str, str] = {
    "unreachable": "Vous n’avez rien à faire si ce serveur est en panne",
    "slow": "Vous n’avez rien à faire si ce serveur est en panne",
    "refused": "Vous n’avez rien à faire si ce serveur est en panne",
    "private": "Donnez une adresse qui s’ouvre depuis Internet",
    "unsafe": "Signalez-le à qui tient ce serveur, ou donnez une autre adresse",
    "forbidden": "Donnez l’adresse secrète ou publique de l’agenda, qui s’ouvre sans mot de passe",
    "too_big": "Dans votre logiciel d’agenda, partagez un agenda plus petit ou seulement vos disponibilités",
    "too_many": "Dans votre logiciel d’agenda, partagez un agenda plus petit ou seulement vos disponibilités",
}
_MEND_USUALLY = "Dans votre logiciel d’agenda, copiez à nouveau l’adresse au format ICS"


def fault(reason: str) -> str:
    """Say on the field why an address cannot be kept, and what to do."""
    if reason == "long":
        return "Adresse de votre agenda : 1 000 caractères au plus."
    return f"{_sentence(_REASONS[reason])}. {_MEND.get(reason, _MEND_USUALLY)}."


def read(host: str, count: int, *, when: str) -> str:
    """Say what was read, and when."""
    return f"Votre agenda : {host}, {_spans(count)} {_AHEAD}. Dernière lecture : {when}."


def not_yet(host: str) -> str:
    """Say that it is not read yet."""
    return f"Votre agenda : {host}. Il sera lu dans les minutes qui viennent."


def failing(host: str, reason: str, *, until: str | None) -> str:
    """Say that it cannot be read, and until when what was read holds; None: nothing holds."""
    holds = f"Ses heures occupées comptent encore jusqu’au {until}" if until else "Aucune heure occupée ne compte"
    return f"Votre agenda : {host}. Je n’arrive pas à le lire : {_REASONS[reason]}. {holds}."


def found(host: str, count: int | None) -> str:
    """Say what a first look found, before it is kept; None: it was not read in that time."""
    if count is None:
        return f"Votre agenda ({host}) sera lu dans les minutes qui viennent."
    read = "j’y lis" if count else "je n’y lis"
    return f"Votre agenda ({host})\u00a0: {read} {_spans(count)} {_AHEAD}. Aucun titre n’est gardé."


def kept(host: str) -> str:
    """Say that it is read from now on."""
    return (
        f"Votre agenda ({host}) est lu dans les minutes qui viennent, puis toutes les 15 minutes. "
        "On ne pourra plus réserver ses heures occupées."
    )


def failed(host: str, reason: str, *, read_at: str | None, until: str | None) -> str:
    """Tell its owner that it cannot be read, what follows, and how to mend it."""
    if until:
        holds = f"La dernière copie, du {read_at}, compte encore jusqu’au {until}."
    elif read_at:
        holds = (
            f"La dernière copie, du {read_at}, ne compte plus : on peut réserver avec vous à toutes les heures de vos "
            "disponibilités."
        )
    else:
        holds = (
            "Aucune heure occupée n’est prise en compte : on peut réserver avec vous à toutes les heures de vos "
            "disponibilités."
        )
    mend = f"{_MEND.get(reason, _MEND_USUALLY)}, puis changez l’adresse dans `/disponibilites`."
    if reason in ("unreachable", "slow", "refused"):
        mend = f"{_MEND[reason]} ; sinon, changez l’adresse dans `/disponibilites`."
    return (
        f"Votre agenda ({host}) n’est pas lisible : {_REASONS[reason]}. {holds} "
        f"J’essaie à nouveau toutes les 15 minutes. {mend}"
    )


def _spans(count: int) -> str:
    if not count:
        return "aucun créneau occupé"
    return "un créneau occupé" if count == 1 else f"{count} créneaux occupés"


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]
