"""Every sentence about connecting a calendar: fields, results, errors and remedies."""

from collections.abc import Mapping

from bot.agenda.busy.connecting import TRIAL
from handlers.agenda.hours import feed_texts
from handlers.agenda.hours.feed_texts import REASONS, spans
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

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
        "*Nextcloud, dans « Agenda »*\n1. Le crayon, à côté du nom de l’agenda.\n2. « Partager le lien » : pressez +.\n"
        "3. Dans le menu « … » de ce lien, « Copier le lien d’abonnement »."
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
FORGET = feed_texts.FORGET
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
    "conflict": "le serveur n’a pas voulu de mon essai d’écriture",
    "changed": "le serveur n’a pas voulu de mon essai d’écriture",
    "empty": "le serveur répond, mais aucun agenda ne s’y trouve",
    "none": "cet agenda n’est plus connecté",
    "many": "c’est plus de 20 agendas",
    "redirects": "le serveur renvoie vers un autre, à qui votre mot de passe ne sera pas dit",
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
    "private": "Son réseau est fermé\u00a0: demandez à la personne qui installe le bot de l’y laisser aller",
    "unsafe": "Signalez-le à la personne qui gère ce serveur\u00a0: aucun mot de passe ne lui sera dit avant",
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
    """Return why what was tried does not work, and what to do."""
    return _REFUSED(reason=_REASONS.get(reason, REASONS["refused"]), mend=_MEND.get(reason, _ASK))


def invalid(field: str, reason: str) -> str:
    """Return the error of a field."""
    return _INVALID[f"{field} {reason}"]


def kept_file(host: str, found: int | None, unread: str | None) -> Said:
    """Return what was read at an address that is kept; `found` None: nothing yet, and `unread` is why."""
    if found is None:
        return _UNREAD_FILE(host=host, reason=REASONS.get(unread or "slow", REASONS["refused"]))
    return _KEPT_FILE(host=host, read="J’y trouve" if found else "Je n’y trouve", spans=spans(found))


def chosen(host: str, calendars: int, found: int, *, writes: bool, left: bool) -> list[Said]:
    """Return what is used from now on; `left`: the entry of the trial could not be deleted."""
    what = "un agenda est lu" if calendars == 1 else f"{calendars} agendas sont lus"
    read = _READ(what=what, host=host, spans=spans(found)) if calendars else _UNREAD(host=host)
    return [read, _WRITTEN if writes else _UNWRITTEN, *([_LEFT(trial=TRIAL)] if left else [])]
