"""Sentences about a person's calendar: fields, results, errors, and what to do about errors."""

from collections.abc import Mapping

from bot.agenda.busy.connecting import TRIAL
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

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
    "pas\u00a0; ce qui y est déjà écrit y reste."
)
FORGET_YES, FORGET_NO = "Oui, ne plus le lire", "Non, revenir"
FORGOTTEN = said("Votre agenda n’est plus lu : tout ce que le bot en gardait est oublié.")
OPEN_HOURS = "Mes disponibilités"

# Why a calendar could not be read. The words end a sentence, and are the error of a field.
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
    # These reasons are only for accounts on a calendar server.
    "password": "le serveur refuse votre mot de passe",
    "sealed": "le bot a changé de clé et ne peut plus ouvrir votre mot de passe",
    "no_tls": "son adresse commence par http://, où votre mot de passe se lirait en chemin",
    "not_dav": "aucun serveur d’agenda n’y répond plus",
    "read_only": "le serveur ne laisse plus y écrire",
    "full": "il n’y a plus de place",
    "changed": "ce qui s’y trouve change sans cesse",
    "conflict": "le serveur n’accepte pas ce que j’y écris",
}
_FEED_MEND: Mapping[str, str] = {
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
_FEED_UNWRITTEN = sentence("Je n’arrive pas à écrire vos rendez-vous dans votre agenda ({host}) : {reason}. {mend}.")
_OR_CHANGE = sentence("{mend} ; sinon, changez l’adresse dans {where}.")
_THEN_CHANGE = sentence("{mend}, puis changez l’adresse dans {where}.")
_WHERE = {True: said("`/disponibilites`"), False: said("`/agenda connecter`")}


def why(reason: str) -> str:
    """Return why a calendar could not be read, as the end of a sentence."""
    return REASONS.get(reason, REASONS["refused"])


def fault(reason: str) -> str:
    """Return the error that an address cannot be saved, and what to do."""
    if reason == "long":
        return "Adresse de votre agenda\u00a0: 1\u00a0000 caractères au plus."
    return f"{_sentence(REASONS.get(reason, REASONS['refused']))}. {_FEED_MEND.get(reason, _MEND_USUALLY)}."


def feed_refused(reason: str) -> Said:
    return _SAID(fault=fault(reason))


def failing(host: str, reason: str, *, until: str | None) -> Said:
    """Return a sentence: the bot cannot read a calendar.

    The bot uses its copy of the calendar until `until`. If `until` is None, the bot uses no copy."""
    holds = f"Ses heures occupées comptent encore jusqu’au {until}" if until else "Aucune heure occupée ne compte"
    return _FAILING(host=host, reason=why(reason), holds=holds)


def found(host: str, count: int | None) -> Said:
    """Return the result of a calendar's first test. `count` is None if the server was too slow."""
    if count is None:
        return _FOUND_LATER(host=host)
    return _FOUND(host=host, read="j’y lis" if count else "je n’y lis", spans=spans(count))


def failed(
    host: str, reason: str, *, read_at: str | None, until: str | None, hosts: bool, writes: bool | None = None
) -> Said:
    """Return the notice to the owner of an unreadable calendar: what happens now, and what to do.

    `hosts` means that the owner offers hours. `writes` is None for a calendar file. For an account on a calendar
    server, it means that the bot only writes into the account."""
    holds = _HOLDS(read_at=read_at, until=until) if until else _expired_copy(read_at, hosts=hosts)
    if writes is not None:
        holds = _NO_MORE if writes else holds
        mend = _OWNERS_MEND.get(reason, "Vous n’avez rien à faire si ce serveur est en panne\u00a0: j’essaie à nouveau")
        if reason in ("read_only", "full"):
            return _FEED_UNWRITTEN(host=host, reason=why(reason), mend=mend)
        return _ACCOUNT_FAILED(host=host, reason=why(reason), holds=holds, mend=mend)
    mend = _FEED_MEND.get(reason, _MEND_USUALLY)
    waits = reason in ("unreachable", "slow", "refused")
    where = _WHERE[hosts]
    mended = _OR_CHANGE(mend=mend, where=where) if waits else _THEN_CHANGE(mend=mend, where=where)
    return _FAILED(host=host, reason=why(reason), holds=holds, mend=mended)


def _expired_copy(read_at: str | None, *, hosts: bool) -> Said:
    if read_at is None:
        return _NEVER_HELD if hosts else _NEVER_HELD_NO_HOURS
    return _HELD(read_at=read_at) if hosts else _HELD_NO_HOURS(read_at=read_at)


def spans(count: int) -> str:
    if not count:
        return "aucun créneau occupé"
    return "un créneau occupé" if count == 1 else f"{count} créneaux occupés"


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


HELP = said("`/agenda connecter` : connecter votre propre agenda")
TITLE = "Connecter mon agenda"
CHOOSE_TITLE = "Choisir ses agendas"
INTRO = said(
    "Le bot lit quand votre agenda est occupé, pour qu’on ne réserve pas par-dessus, et y écrit vos rendez-vous si "
    "vous le voulez. Il ne garde aucun titre, ni lieu, ni nom."
)
REPLACES = said("Ce que vous donnez ici prendra la place de cet agenda, qui sert encore jusque-là.")
UNTIL_THEN = said("Tant que vous n’avez pas enregistré ce choix, rien ne change : votre agenda actuel sert encore.")
ADDRESS = "Adresse du serveur d’agenda, ou votre e-mail"
ADDRESS_HINT = french(
    "Elle se trouve dans les réglages de votre logiciel d’agenda, sous « CalDAV ». Une adresse ICS convient aussi : "
    "laissez alors vides les champs suivants."
)
ADDRESS_EXAMPLE = "https://agenda.exemple.fr/dav/"
USER = "Identifiant"
USER_HINT = "S’il est vide, c’est l’e-mail."
OPENS = "Mot de passe d’application"
OPENS_HINT = french(
    "Créez-le dans les réglages de votre messagerie, pour ce bot seul ; évitez celui de votre session. Slack l’affiche "
    "pendant que vous le tapez. Le bot le scelle, ne le montre à personne et l’oublie quand vous le demandez."
)
TRY = "Essayer"
TRYING = said(
    "J’essaie ce que vous avez tapé : quelques secondes. Si cette fenêtre ne change pas, fermez-la et recommencez."
)
ICS = "Adresse privée de votre agenda (ICS)"
ICS_HINT = french(
    "Elle commence par https:// ou webcal://. Gardez-la pour vous : elle ouvre votre agenda sans mot de passe."
)
FIND = french("Où trouver l’adresse ICS ?")
WHERE: Mapping[str, str] = {
    "outlook": "Outlook, Microsoft 365",
    "google": "Google Agenda",
    "nextcloud": "Nextcloud",
    "zimbra": "Zimbra",
    "suite": "La Suite",
}
STEPS: Mapping[str, Said] = {
    "outlook": said(
        "*Outlook, dans le navigateur*\n1. Paramètres, « Calendrier », puis « Calendriers partagés ».\n"
        "2. « Publier un calendrier » : choisissez-le, avec le moins de détails possible, puis « Publier ».\n"
        "3. Copiez le lien « ICS »."
    ),
    "google": said(
        "*Google Agenda, sur un ordinateur*\n1. Roue dentée, « Paramètres », puis votre agenda, à gauche.\n"
        "2. Descendez jusqu’à « Intégrer l’agenda ».\n3. Copiez « Adresse secrète au format iCal »."
    ),
    "nextcloud": said(
        "*Nextcloud, dans « Agenda »*\n1. Le crayon, à côté du nom de l’agenda.\n2. « Partager le lien » : appuyez "
        "sur +.\n3. Dans le menu « … » de ce lien, « Copier le lien d’abonnement »."
    ),
    "zimbra": said(
        "*Zimbra, dans « Calendrier »*\n1. Clic droit sur le calendrier, « Partager le calendrier », puis « Public ».\n"
        "2. Clic droit encore, « Modifier les propriétés » : copiez l’URL ; à sa fin, ajoutez .ics.\n"
        "3. Cette adresse se devine : ne partagez ainsi qu’un calendrier sans détails."
    ),
    "suite": said(
        "*La Suite, dans l’agenda de la messagerie*\n1. Le menu du calendrier, à côté de son nom, puis « Partager ».\n"
        "2. Créez un lien public, ou un lien d’abonnement.\n"
        "3. Copiez l’adresse. Rien de tel ? Demandez-la à l’assistance de votre messagerie."
    ),
}
BUSY = "Agendas qui m’occupent"
BUSY_HINT = "On ne pourra pas réserver avec vous quand ils sont occupés."
WRITES = "Agenda qui reçoit mes rendez-vous"
WRITES_HINT = french(
    "J’y écris d’abord un essai, que j’efface aussitôt. Seuls les agendas où vous pouvez écrire sont proposés."
)
NONE = "Aucun"
ANY = "Choisir"
SAVE = "Essayer et enregistrer"
AGAIN = "Choisir ses agendas"
UNNAMED = "Sans nom"
FOUND = sentence("Voici les agendas que je trouve chez {host}.")

_READ = sentence("C’est fait : {what} chez {host}. J’y lis {spans} dans les 100 prochains jours, sans aucun titre.")
_UNREAD = sentence("C’est fait. Rien n’est lu chez {host}.")
_WRITTEN = said("Vos rendez-vous à venir y seront écrits dans les minutes qui viennent.")
_UNWRITTEN = said("Vos rendez-vous n’y sont pas écrits.")
_LEFT = sentence("Je n’ai pas pu effacer « {trial} » : effacez-le vous-même.")
_KEPT_FILE = sentence(
    "C’est fait : votre agenda ({host}) est lu. {read} {spans} dans les 100\u00a0prochains jours. Aucun titre n’est "
    "gardé, et je le relis toutes les 15 minutes."
)
_UNREAD_FILE = sentence(
    "Je n’ai pas encore pu lire votre agenda ({host}) : {reason}. Son adresse est gardée, et j’essaie à nouveau toutes "
    "les 15 minutes. D’ici là, on peut réserver par-dessus."
)
KEPT_FOOT = said("Pour choisir d’autres agendas ou ne plus utiliser celui-ci : `/agenda connecter`.")

_REASONS: Mapping[str, str] = {
    **REASONS,
    "password": "le serveur refuse cet identifiant ou ce mot de passe",
    "forbidden": "le serveur ne vous laisse pas lire cet agenda",
    "no_tls": "cette adresse commence par http://, où votre mot de passe se lirait en chemin",
    "no_server": "je ne trouve pas de serveur d’agenda à partir de votre e-mail ou de ce nom",
    "not_dav": "aucun serveur d’agenda (CalDAV) ne répond à cette adresse",
    "gone": "cet agenda ne s’y trouve plus",
    "read_only": "vous ne pouvez pas écrire dans cet agenda",
    "full": "il n’y a plus de place dans cet agenda",
    "conflict": "le serveur a refusé mon essai d’écriture",
    "changed": "le serveur a refusé mon essai d’écriture",
    "empty": "le serveur répond, mais aucun agenda ne s’y trouve",
    "none": "cet agenda n’est plus connecté",
    "many": "c’est plus de 20 agendas",
    "redirects": "le serveur renvoie vers un autre, auquel je n’enverrai pas votre mot de passe",
    "broken": "je ne comprends pas ce que répond le serveur",
}
_AGAIN = "Recommencez dans quelques minutes"
_ASK = "Demandez l’adresse CalDAV à la personne qui s’occupe de votre messagerie"
_MEND: Mapping[str, str] = {
    "password": "Vérifiez l’identifiant, et créez un mot de passe d’application si votre messagerie en demande un",
    "not_dav": f"{_ASK}, ou donnez une adresse ICS",
    "no_tls": "Donnez la même en https://, sinon demandez-la à la personne qui s’occupe de votre messagerie",
    "no_server": french(
        "Donnez l’adresse que montre votre logiciel d’agenda sous « CalDAV ». Elle ressemble à https://…/dav/ "
        "(BlueMind, Zimbra), https://dav.…/caldav/ (La Suite, OX), https://…/remote.php/dav/ (Nextcloud) ou "
        "https://…/SOGo/dav/ (SOGo). Google et Microsoft n’en ont pas : donnez leur adresse ICS, sans mot de passe"
    ),
    "private": "Demandez à la personne qui héberge le bot de l’y autoriser",
    "unsafe": "Signalez-le à la personne qui gère ce serveur\u00a0: je ne lui enverrai aucun mot de passe d’ici là",
    "redirects": "Donnez l’adresse vers laquelle il renvoie",
    "too_big": "Choisissez un autre agenda, ou gardez-y moins de pièces jointes",
    "too_many": "Choisissez un autre agenda",
    "read_only": "Choisissez-en un autre pour vos rendez-vous, ou «\u00a0Aucun\u00a0»",
    "full": "Faites-y de la place, ou choisissez «\u00a0Aucun\u00a0» pour vos rendez-vous",
    "conflict": "Choisissez un autre agenda pour vos rendez-vous, ou «\u00a0Aucun\u00a0»",
    "changed": "Choisissez un autre agenda pour vos rendez-vous, ou «\u00a0Aucun\u00a0»",
    "none": "Connectez-le à nouveau",
    "sealed": "Tapez à nouveau votre mot de passe",
    "many": "Choisissez-en moins",
    "gone": "Choisissez dans la liste, que voici à nouveau",
    "empty": f"Créez un agenda dans votre logiciel, ou vérifiez l’adresse. Sinon\u00a0: {_ASK[0].lower()}{_ASK[1:]}",
    **dict.fromkeys(("slow", "unreachable", "refused", "broken"), _AGAIN),
}
_REFUSED = sentence("Cela ne marche pas : {reason}. {mend}.")
_INVALID: Mapping[str, str] = {
    "address empty": "Donnez une adresse ou votre e-mail.",
    "address long": "Adresse\u00a0: 1\u00a0000 caractères au plus.",
    "address not_a_link": "Donnez une adresse complète, qui commence par https://, sans mot de passe dedans.",
    "user long": "Identifiant\u00a0: 320 caractères au plus.",
    "password long": "Mot de passe\u00a0: 500 caractères au plus.",
    "password missing": "Donnez aussi un mot de passe, ou bien une adresse ICS complète, qui commence par https://.",
    "password off": "Aucun mot de passe ne peut être gardé ici\u00a0: donnez une adresse ICS, qui commence par https://.",
}


def refused(reason: str) -> Said:
    return _REFUSED(reason=_REASONS.get(reason, REASONS["refused"]), mend=_MEND.get(reason, _ASK))


def invalid(field: str, reason: str) -> str:
    return _INVALID[f"{field} {reason}"]


def kept_file(host: str, found: int | None, unread: str | None) -> Said:
    """Return what the bot read at a saved address.

    `found` is the number of busy times. If it is None, the bot has read nothing yet, and `unread` is the reason."""
    if found is None:
        return _UNREAD_FILE(host=host, reason=REASONS.get(unread or "slow", REASONS["refused"]))
    return _KEPT_FILE(host=host, read="J’y trouve" if found else "Je n’y trouve", spans=spans(found))


def chosen(host: str, calendars: int, found: int, *, writes: bool, left: bool) -> list[Said]:
    """Return the sentences about the connected account. `left` means that a calendar still has the bot's test entry."""
    what = "un agenda est lu" if calendars == 1 else f"{calendars} agendas sont lus"
    read = _READ(what=what, host=host, spans=spans(found)) if calendars else _UNREAD(host=host)
    return [read, _WRITTEN if writes else _UNWRITTEN, *([_LEFT(trial=TRIAL)] if left else [])]
