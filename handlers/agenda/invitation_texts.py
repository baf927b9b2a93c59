"""Sentences of invitations by mail, of answers from calendar programs, and of mails that do not arrive."""

from collections.abc import Mapping

from bot.agenda.letter import Response
from handlers.kit.escaping import Said
from handlers.kit.sentences import said, sentence

SENDER = "Dispositifs EIG"
INVITED = "Invitation"
MOVED = "Nouvelle date"
CHANGED = "Nouveau lien"
CANCELLED = "Annulé"
WITHOUT_YOU = "Sans vous"

ADDS = said("Le fichier joint met ce rendez-vous dans votre agenda.")
UPDATES = said("Le fichier joint met votre agenda à jour.")
REMOVES = said("Le fichier joint enlève ce rendez-vous de votre agenda.")
IS_CANCELLED = said("Ce rendez-vous est annulé.")
GOES_ON_WITHOUT = said("Ce rendez-vous a lieu sans vous.")
SPEAKS = said("Vous y intervenez.")
REASON = "Raison"
HELLO = "Bonjour,"
GOODBYE = "À bientôt"

COPY_FOOT = said("Cet e-mail n’a pas de boutons.")
LINKS_FOOT = said("Ces liens sont à vous : ne transférez pas cet e-mail.")

OWN_DEFI = sentence(
    "<{address}|Voir votre défi> : ses dates, ses coachs, ses rapports. Ce lien est à vous, ne le transférez pas."
)
READY = said("Voici un texte prêt à envoyer ; le fichier d’agenda arrive dans ce fil.")
ONCE = said("Ce message n’arrive qu’une fois.")
_WHY: Mapping[str, str] = {
    "no_smtp": "je n’ai pas de serveur pour envoyer des e-mails (prévenez la personne qui héberge le bot)",
    "no_mail": "je ne connais pas son adresse",
    "bad_address": "son adresse n’est pas bien écrite",
    "mail_bounced": "l’e-mail est revenu, son adresse ne le reçoit pas",
    "mail_refused": "son serveur d’e-mail a refusé le message",
    "mail_unknown": "le serveur d’e-mail ne connaît pas son adresse",
    "mail_unsure": "le serveur d’e-mail n’a pas confirmé, et le message est peut-être arrivé",
}
_OTHER = "l’envoi n’a pas réussi"

SUBJECT = sentence("{when}, {heading} : {named}")
TITLED = sentence("{heading} : {named}")
INSTEAD_OF = sentence("Au lieu du {when}.")
WITH_WHOM = sentence("Avec {names}.")
LINKED = sentence("Lien de la visio : {link}")
TO_CHANGE = sentence("Pour changer la date, écrivez à {whom}.")
TO_ASK = sentence("Pour une question, écrivez à {whom}.")
TO_ANSWER = sentence("Pour répondre, écrivez à {whom}.")
NOT_REACHED = sentence("{name} n’a pas reçu cet e-mail : « {subject} »")
READY_WORDS = sentence("```{words}```")
_WHY_NOT = sentence("Cet e-mail était pour {name}{at} : {why}. Merci de prévenir {name} à ma place.")

ANSWERED = sentence("{name} a répondu depuis son agenda : « {answer} ».")
ANSWERS: Mapping[Response, str] = {
    Response.ACCEPTED: "Accepté",
    Response.DECLINED: "Refusé",
    Response.TENTATIVE: "Peut-être",
    Response.PASSES_ON: "Quelqu’un d’autre viendra",
    Response.OTHER_TIME: "Une autre date",
}
ABOUT = sentence("{what}, {when}.")
PROPOSED = sentence("Date proposée : {when}.")
KEPT = said("Rien n’a changé : le rendez-vous tient. Ouvrez-le pour le déplacer ou l’annuler.")
TO_TALK = said("Rien n’a changé : le rendez-vous tient. Ouvrez-le, ou voyez cela avec cette personne.")
EARLIER = said("Cette réponse portait sur une autre date : rien n’a changé.")
_UNPROVEN = sentence(
    "Un e-mail répond « {answer} » pour {name}, mais rien ne prouve qu’il vient de cette personne. Rien n’a "
    "changé : posez-lui la question."
)
AGAIN = "À confirmer à nouveau"
OTHER_TIME = said("Votre réponse portait sur une autre date : répondez à celle-ci, s’il vous plaît.")
BOUNCED = sentence("Les e-mails envoyés à {name} reviennent : {address} ne les reçoit pas.")
MEND = said("Corrigez l’adresse avec un fichier de personnes, et prévenez cette personne autrement.")


def what(dispositif: str, defi: str | None) -> str:
    return f"{dispositif}, défi {defi}" if defi else dispositif


def why(name: str, reason: str, *, address: str | None) -> Said:
    return _WHY_NOT(name=name, at=f" ({address})" if address else "", why=_WHY.get(reason, _OTHER))


def unproven(name: str, response: Response) -> Said:
    """Return a sentence: a calendar program sent this answer, but the bot could not verify its sender."""
    return _UNPROVEN(name=name, answer=ANSWERS[response])
