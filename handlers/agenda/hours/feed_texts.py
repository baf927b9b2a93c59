"""Every sentence about a host's own calendar: its field, its content, its faults."""

from collections.abc import Mapping

from handlers.kit.escaping import Said
from handlers.kit.sentences import said, sentence

FEED = "Adresse de votre agenda (ICS)"
FEED_HINT = (
    "Le bot n’en lit que les heures occupées ; aucun titre n’est gardé. Personne d’autre que vous ne verra cette "
    "adresse."
)
FEED_EXAMPLE = "https://agenda.exemple.fr/prive.ics"
FORGET = "Ne plus lire cet agenda"
FORGET_TITLE = "Ne plus lire cet agenda ?"
CONNECT = "Connecter mon agenda"
FORGET_SURE = (
    "Le bot oubliera tout de suite son adresse, son mot de passe et ses heures occupées. Vos rendez-vous ne changent "
    "pas\u00a0; ce qui en est écrit dans cet agenda y reste."
)
FORGET_YES, FORGET_NO = "Oui, ne plus le lire", "Non, revenir"
FORGOTTEN = said("Votre agenda n’est plus lu : tout ce que le bot en gardait est oublié.")
OPEN_HOURS = "Mes disponibilités"

# Why it could not be read, as the end of « : … » and as an error on the field.
REASONS: Mapping[str, str] = {
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
    # Of an account.
    "password": "le serveur refuse votre mot de passe",
    "sealed": "le bot a changé de clé et ne peut plus ouvrir votre mot de passe",
    "no_tls": "son adresse commence par http://, où votre mot de passe se lirait en chemin",
    "not_dav": "aucun serveur d’agenda n’y répond plus",
    "read_only": "le serveur ne laisse plus y écrire",
    "full": "il n’y a plus de place",
    "changed": "ce qui s’y trouve change sans cesse",
    "conflict": "le serveur n’accepte pas ce que j’y écris",
}
_MEND: Mapping[str, str] = {
    "unreachable": "Vous n’avez rien à faire si ce serveur est en panne",
    "slow": "Vous n’avez rien à faire si ce serveur est en panne",
    "refused": "Vous n’avez rien à faire si ce serveur est en panne",
    "private": "Donnez une adresse qui s’ouvre depuis Internet",
    "unsafe": "Signalez-le à la personne qui gère ce serveur, ou donnez une autre adresse",
    "forbidden": "Donnez l’adresse secrète ou publique de l’agenda, qui s’ouvre sans mot de passe",
    "too_big": "Dans votre logiciel d’agenda, partagez un agenda plus petit ou seulement vos disponibilités",
    "too_many": "Dans votre logiciel d’agenda, partagez un agenda plus petit ou seulement vos disponibilités",
}
_MEND_USUALLY = "Dans votre logiciel d’agenda, copiez à nouveau l’adresse au format ICS"

_OWNERS_MEND: Mapping[str, str] = {
    "password": "Tapez-le à nouveau, ou créez un autre mot de passe d’application. Jusque-là, je n’essaie plus rien",
    "sealed": "Tapez-le à nouveau",
    "no_tls": "Connectez-le à nouveau, avec la même adresse en https://",
    "gone": "Choisissez à nouveau vos agendas",
    "read_only": "Choisissez un autre agenda pour vos rendez-vous, ou aucun",
    "full": "Faites-y de la place, ou choisissez un autre agenda pour vos rendez-vous",
}
CHOOSE = sentence("Votre agenda : {host}, connecté. Rien n’y est choisi : ni lu, ni écrit.")
WRITTEN = sentence("Votre agenda : {host}, connecté. Vos rendez-vous y sont écrits, et rien n’y est lu.")
BOTH = sentence("{read} Vos rendez-vous y sont écrits.")
READ = sentence("Votre agenda : {host}, {spans} dans les 100\u00a0prochains jours. Dernière lecture : {when}.")
HOLDS = sentence(
    "Votre agenda : {host}. Ce que j’y ai lu compte jusqu’au {until} ; chaque lecture repousse cette date."
)
NOT_YET = sentence("Votre agenda : {host}. Il sera lu dans les minutes qui viennent.")
KEPT = sentence(
    "Votre agenda ({host}) est lu dans les minutes qui viennent, puis toutes les 15 minutes. On ne pourra plus "
    "réserver ses heures occupées."
)
_FAILING = sentence("Votre agenda : {host}. Je n’arrive pas à le lire : {reason}. {holds}.")
_SAID = sentence("{fault}")
_FOUND_LATER = sentence("Votre agenda ({host}) sera lu dans les minutes qui viennent.")
_FOUND = sentence("Votre agenda ({host}) : {read} {spans} dans les 100\u00a0prochains jours. Aucun titre n’est gardé.")
_FAILED = sentence(
    "Votre agenda ({host}) n’est pas lisible : {reason}. {holds} J’essaie à nouveau toutes les 15 minutes. {mend}"
)
_HOLDS = sentence("La dernière copie, du {read_at}, compte encore jusqu’au {until}.")
_HELD = sentence(
    "La dernière copie, du {read_at}, ne compte plus : on peut réserver avec vous à toutes les heures de vos "
    "disponibilités."
)
_NEVER_HELD = said(
    "Aucune heure occupée n’est prise en compte : on peut réserver avec vous à toutes les heures de vos disponibilités."
)
_HELD_NO_HOURS = sentence(
    "La dernière copie, du {read_at}, ne compte plus : je ne sais plus quand votre agenda est occupé."
)
_NEVER_HELD_NO_HOURS = said("Je ne sais donc pas quand votre agenda est occupé.")
_ACCOUNT_FAILED = sentence("Votre agenda ({host}) ne me répond pas comme il faut : {reason}. {holds} {mend}.")
_NO_MORE = said("Vos rendez-vous ne s’y écrivent plus.")
_UNWRITTEN = sentence("Je n’arrive pas à écrire vos rendez-vous dans votre agenda ({host}) : {reason}. {mend}.")
_OR_CHANGE = sentence("{mend} ; sinon, changez l’adresse dans {where}.")
_THEN_CHANGE = sentence("{mend}, puis changez l’adresse dans {where}.")
_WHERE = {True: said("`/disponibilites`"), False: said("`/agenda connecter`")}


def why(reason: str) -> str:
    """Return why it could not be read, as the end of a sentence."""
    return REASONS.get(reason, REASONS["refused"])


def fault(reason: str) -> str:
    """Return the error of an address that cannot be saved, with the remedy."""
    if reason == "long":
        return "Adresse de votre agenda\u00a0: 1\u00a0000 caractères au plus."
    return f"{_sentence(REASONS.get(reason, REASONS['refused']))}. {_MEND.get(reason, _MEND_USUALLY)}."


def refused(reason: str) -> Said:
    """Return the same as a line above a form."""
    return _SAID(fault=fault(reason))


def failing(host: str, reason: str, *, until: str | None) -> Said:
    """Return that a calendar cannot be read, and until when its last copy holds; None: it has expired."""
    holds = f"Ses heures occupées comptent encore jusqu’au {until}" if until else "Aucune heure occupée ne compte"
    return _FAILING(host=host, reason=why(reason), holds=holds)


def found(host: str, count: int | None) -> Said:
    """Return what a first look found, before it is kept; None: it was not read in that time."""
    if count is None:
        return _FOUND_LATER(host=host)
    return _FOUND(host=host, read="j’y lis" if count else "je n’y lis", spans=spans(count))


def failed(
    host: str, reason: str, *, read_at: str | None, until: str | None, hosts: bool, writes: bool | None = None
) -> Said:
    """Notify its owner that it cannot be read, the consequences, and the remedy.

    `hosts`: whether they offer hours. `writes`: whether an account is used for writing only, None for a file."""
    holds = _HOLDS(read_at=read_at, until=until) if until else _lost(read_at, hosts=hosts)
    if writes is not None:
        holds = _NO_MORE if writes else holds
        mend = _OWNERS_MEND.get(reason, "Vous n’avez rien à faire si ce serveur est en panne\u00a0: j’essaie à nouveau")
        if reason in ("read_only", "full"):
            return _UNWRITTEN(host=host, reason=why(reason), mend=mend)
        return _ACCOUNT_FAILED(host=host, reason=why(reason), holds=holds, mend=mend)
    mend = _MEND.get(reason, _MEND_USUALLY)
    waits = reason in ("unreachable", "slow", "refused")
    where = _WHERE[hosts]
    mended = _OR_CHANGE(mend=mend, where=where) if waits else _THEN_CHANGE(mend=mend, where=where)
    return _FAILED(host=host, reason=why(reason), holds=holds, mend=mended)


def _lost(read_at: str | None, *, hosts: bool) -> Said:
    """Return what follows where nothing that was read holds."""
    if read_at is None:
        return _NEVER_HELD if hosts else _NEVER_HELD_NO_HOURS
    return _HELD(read_at=read_at) if hosts else _HELD_NO_HOURS(read_at=read_at)


def spans(count: int) -> str:
    """Count busy times."""
    if not count:
        return "aucun créneau occupé"
    return "un créneau occupé" if count == 1 else f"{count} créneaux occupés"


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]
