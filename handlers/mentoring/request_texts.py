"""Sentences of the messages before a cycle begins: questions, answers, failures."""

from collections.abc import Sequence

from bot.agenda.calendars.entries import join_names
from handlers.kit.escaping import Said
from handlers.kit.sentences import said, sentence
from handlers.mentoring.texts import count, in_line

AGAIN = "Refaire la demande"

CHASE_MENTOR = sentence("{asker} (défi {defi}) attend votre réponse pour {number} de {what}.")
CHASE_ASKED = sentence(
    "{asker} (défi {defi}) vous demande {several} de {what} et attend de savoir quand vous pourriez {soon}."
)
CHASE_OFFERED = sentence("{mentor} vous attend pour {number} de {what} (défi {defi}) : il reste à les confirmer.")
CHASE_ANSWERED = sentence("{mentor} a répondu à votre demande de {what} (défi {defi}) et attend votre choix.")
ANSWER_BEFORE = sentence(
    "Vous avez jusqu’au {when}, heure de Paris, pour répondre ; ensuite, tous les créneaux de cette demande seront de "
    "nouveau libres."
)
ASKED_BEFORE = sentence("Vous avez jusqu’au {when}, heure de Paris, pour répondre ; ensuite, la demande se ferme.")

OFFERED = sentence("{mentor} peut vous recevoir : {number} de {what} à confirmer (défi {defi}).")
HOW_TO_CONFIRM = said("Si vous confirmez, le cycle commence.")
ANSWERED = sentence("{mentor} a répondu à votre demande de {what} (défi {defi}) : {answers}.")
HOW_TO_ACCEPT = sentence(
    "Si vous acceptez, le cycle commence. Pour un créneau que vous changez, {mentor} devra encore le confirmer."
)
HOW_TO_CHOOSE = sentence(
    "Choisissez un créneau pour chaque séance qui n’en a pas : {mentor} devra encore le confirmer."
)
PICKED = sentence("{asker} (défi {defi}) a choisi un autre créneau pour {the} : il reste à le confirmer.")
PICKED_SEVERAL = sentence(
    "{asker} (défi {defi}) a choisi {number}\u00a0autres créneaux pour {the} : il reste à les confirmer."
)
_SESSION = sentence("La séance : {sessions}.")
_SESSIONS = sentence("Les séances : {sessions}.")

SETTLED_RUNNING = sentence("Les {number} de {what} sont confirmées (défi {defi}) : {whens}.")
SETTLED_PICKED = sentence("Vous avez choisi {whens} ({what}, défi {defi}) : {mentor} doit encore {them} confirmer.")
SETTLED_ANSWERED = sentence("Votre réponse est donnée : c’est à {asker} (défi {defi}) de choisir.")
SETTLED_CLOSED = sentence("Cette demande de {what} (défi {defi}) n’est plus en cours.")

DECLINED = sentence("{mentor} ne peut pas accepter votre demande de {what} (défi {defi}).")
OTHERS = sentence("Dans ce domaine, vous pouvez aussi demander à {names}.")
NOBODY_ELSE = sentence(
    "Personne d’autre ne peut être demandé pour le domaine « {domain} » en ce moment. Votre coach peut vous aider à "
    "chercher ailleurs, ou dans un domaine voisin."
)
OTHER_HOSTS = sentence("Vous pouvez aussi demander à {names}.")
NO_OTHER_HOST = sentence(
    "Personne d’autre ne peut être demandé pour {what} en ce moment. Votre coach peut vous aider à chercher ailleurs."
)
LAPSED_MENTOR = sentence("{mentor} n’a pas pu répondre à temps à votre demande de {what} (défi {defi}).")
COACHES_KNOW = said("L’équipe des coachs le sait aussi.")
LAPSED_TEAM = sentence(
    "Le délai est passé pour votre demande de {what} à {mentor} (défi {defi}) : les créneaux retenus sont de nouveau "
    "libres."
)
LAPSED_HOST = sentence(
    "{asker} (défi {defi}) n’a pas répondu à temps : vos créneaux pour {the} sont de nouveau libres."
)
LAPSED_OWN = sentence("Le délai pour répondre à {asker} (défi {defi}) est passé : la demande est close.")
HELD_IS_FREE = said("Les créneaux retenus sont de nouveau libres.")
WITHDRAWN = sentence("La demande de {what} {asker:de} (défi {defi}) est retirée.")
YOURS_ARE_FREE = said("Vos créneaux sont de nouveau libres.")


def answered(mentor: str, defi: str, what: str, *, agreed: int, countered: int, refused: int) -> Said:
    answers = [
        *([f"{count(agreed)} {'acceptée' if agreed == 1 else 'acceptées'}"] if agreed else []),
        *([f"{count(countered)} à un autre créneau"] if countered else []),
        *([f"{count(refused)} sans créneau"] if refused else []),
    ]
    return ANSWERED(mentor=mentor, defi=defi, what=what, answers=join_names(answers))


def sessions(lines: Sequence[str]) -> Said:
    """Return the séances in one line. Semicolons separate the séances, because each contains a comma."""
    spoken = in_line(lines)
    return _SESSION(sessions=spoken) if len(lines) == 1 else _SESSIONS(sessions=spoken)


def picked(asker: str, defi: str, the: str, number: int) -> Said:
    if number == 1:
        return PICKED(asker=asker, defi=defi, the=the)
    return PICKED_SEVERAL(asker=asker, defi=defi, the=the, number=number)
