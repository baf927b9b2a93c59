"""Every sentence of invitations by mail, and of what a host is told when one does not arrive."""

from collections.abc import Mapping

INVITED = "Invitation"
MOVED = "Nouvelle date"
CHANGED = "Nouveau lien"
CANCELLED = "Annulé"
WITHOUT_YOU = "Sans vous"

ADDS = "Le fichier joint met ce rendez-vous dans votre agenda."
UPDATES = "Le fichier joint met votre agenda à jour."
REMOVES = "Le fichier joint enlève ce rendez-vous de votre agenda."
IS_CANCELLED = "Ce rendez-vous est annulé."
GOES_ON_WITHOUT = "Ce rendez-vous a lieu sans vous."
SPEAKS = "Vous y intervenez."
REASON = "Raison"
HELLO = "Bonjour,"
GOODBYE = "À bientôt"

COPY_FOOT = "Cet e-mail n’a pas de boutons."

READY = "Voici un texte prêt à envoyer\u00a0; le fichier d’agenda arrive dans ce fil."
ONCE = "Ce message n’arrive qu’une fois."
_WHY: Mapping[str, str] = {
    "no_smtp": "je n’ai pas de serveur pour envoyer des e-mails (prévenez la personne qui héberge le bot)",
    "no_mail": "je ne connais pas son adresse",
    "bad_address": "son adresse n’est pas bien écrite",
    "mail_refused": "son serveur d’e-mail a refusé le message",
    "mail_unsure": "le serveur d’e-mail n’a pas confirmé, et le message est peut-être arrivé",
}
_OTHER = "l’envoi n’a pas réussi"


def what(dispositif: str, defi: str | None) -> str:
    """Name an appointment in a line."""
    return f"{dispositif}, défi {defi}" if defi else dispositif


def subject(heading: str, named: str, when: str) -> str:
    """Title a mail."""
    return f"{heading}\u00a0: {named}, {when}"


def titled(heading: str, named: str) -> str:
    """Title what stands in a mail: its subject says when as well."""
    return f"{heading}\u00a0: {named}"


def instead_of(when: str) -> str:
    """Say the date before."""
    return f"Au lieu du {when}."


def with_whom(names: str) -> str:
    """Say who else comes."""
    return f"Avec {names}."


def to_change(whom: str) -> str:
    """Say what to do where no button can be pressed."""
    return f"Pour changer la date, écrivez à {whom}."


def to_ask(whom: str) -> str:
    """Say whom to ask about what does not take place."""
    return f"Pour une question, écrivez à {whom}."


def to_answer(whom: str) -> str:
    """Say whom to answer, where no button can be pressed."""
    return f"Pour répondre, écrivez à {whom}."


def not_reached(name: str, subject: str) -> str:
    """Title what a host is told."""
    return f"{name} n’a pas reçu cet e-mail\u00a0: «\u00a0{subject}\u00a0»"


def why(name: str, reason: str, *, address: str | None) -> str:
    """Say whom it concerns and why it did not arrive."""
    at = f" ({address})" if address else ""
    said = _WHY.get(reason, _OTHER)
    return f"Cet e-mail était pour {name}{at}\u00a0: {said}. Merci de prévenir {name} à ma place."
