"""Sentences of a cycle's card for each reader, and of the message to its group."""

from collections.abc import Mapping, Sequence

from bot.mentoring.cycle import CycleState
from bot.mentoring.model import Cycle
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence
from handlers.mentoring.standing import ReaderRole
from handlers.mentoring.texts import in_line

WHEN = "Dire quand je pourrais"
WHEN_FOR = "Dire quand"
ANSWER = "Répondre séance par séance"
DECLINE = "Décliner la demande"
WITHDRAW = "Retirer la demande"
CHANGE = "Changer un créneau"
CHOOSE = "Choisir d’autres créneaux"
NEXT = "Demander à quelqu’un d’autre"
AGAIN = "Demander un nouveau cycle"
REVIEW = "Donner mon avis"
MOVE = "Changer la date"
END = "Mettre fin au cycle"
LEAVE = "Je ne pourrai plus venir"
SKIP = "Manquer une séance"
WITHOUT_YOU = "sans vous"
REPLAN = "Choisir un nouveau créneau"
AGREE_LATE = "Accepter la date"
REFUSE_LATE = "Refuser la date"
KEEP_DATE = "Garder la date prévue"
AGREE_ALL, KEEP_ALL = "Accepter les dates", "Garder les dates prévues"
REASSIGN = "Proposer à quelqu’un d’autre"
HAND_OVER = "Confier à quelqu’un d’autre"
MISSED = sentence("Elle n’a pas eu lieu : {day}")
FOR_SOMEBODY = sentence("{label}, pour {name}")  # the label of a button if a coach acts for another person

WITHDRAW_TITLE = french("Retirer la demande ?")
WITHDRAW_YES = "Oui, la retirer"
LEAVE_TITLE = french("Ne plus venir ?")
LEAVE_SURE = sentence("{the:maj} continue pour les autres personnes, qui le sauront.")
LEAVE_YES = "Oui, ne plus venir"
KEEP = "Non, ne rien changer"

SESSIONS = said("*Les séances* (heure de Paris)")
SESSIONS_SAID = sentence("Les séances, heure de Paris : {sessions}.")
FOR = "Défi"
DOMAIN = "Domaine"
BY = "Demandé par"
REASON = "Raison"
FACT = sentence("*{name} :* {what}")
REASON_IS = said("Raison :")
NEED = said("*Le besoin*")
READ_BY = sentence("Qui lit ce besoin : l’équipe, {mentor} et les coachs de la promotion.")
MENTOR = sentence("{name} ({what})")
OTHER_ROOM = sentence(
    "{open_first} Pour donner votre propre lien aux prochaines réservations : « Mes disponibilités », dans l’onglet "
    "Accueil."
)
PREPARE = "S’y préparer"
GROUP = sentence("Entre les séances, écrivez-vous dans la conversation de groupe de {this}.")

TITLE = sentence("{what:maj} : {title}")
TITLES: Mapping[CycleState, str] = {
    CycleState.DONE: french("le cycle est terminé"),
    CycleState.ENDED: french("le cycle a pris fin"),
    CycleState.DECLINED: french("demande déclinée"),
    CycleState.LAPSED: french("délai de réponse passé"),
    CycleState.WITHDRAWN: french("demande retirée"),
}
TITLE_REPLAN = french("une séance à reprogrammer")
TITLE_LATE = french("une date à accepter")
TITLE_ALL = french("des dates à accepter")
TITLE_PAST = french("les séances sont passées")
TITLE_RUNNING = sentence("{what:maj} : prochaine séance {when}")
TITLE_NOW = sentence("{what:maj} : séance en cours, jusqu’à {until}")
TITLE_WORD = sentence("{what:maj} : accord {mentor:de} attendu")
TITLE_LEFT = sentence("Sans vous : {what} du défi {defi}")
YOU_LEFT = sentence("Vous ne participez plus à {this}. Les autres personnes le savent.")
TITLE_SAID = sentence("{title}.")

AGREED = "acceptée"
TO_CONFIRM = "à confirmer"
COUNTERED = "autre créneau proposé"
IMPOSSIBLE = "pas possible, à remplacer"
TO_REPLAN = "à reprogrammer"
LATE = sentence("après {period}, à confirmer")
MOVING = "autre date demandée"
RUNNING = "en cours"
PAST = "passée"
TOOK_PLACE = "a eu lieu"
INCOMPLETE = "a eu lieu, il manquait quelqu’un"
DROPPED = "annulée"
FREED = "créneau libéré"

# the first sentence of a card for each reader, by the cycle's state
OPEN_TO_ASKER: Mapping[CycleState, sentence] = {
    CycleState.HELD: sentence(
        "{mentor} a votre demande et peut répondre jusqu’au {until}. D’ici là, les créneaux vous sont réservés."
    ),
    CycleState.ANSWERED: sentence("{mentor} a répondu séance par séance. À vous de choisir, avant le {until}."),
}
# These sentences are for cycles whose mentor has published no hours, and names available times instead.
WITHOUT_HOURS_TO_ASKER: Mapping[CycleState, sentence] = {
    CycleState.ASKED: sentence(
        "{mentor} a votre demande et peut dire ses disponibilités jusqu’au {until}. Vous recevrez alors {several} "
        "à confirmer."
    ),
    CycleState.OFFERED: sentence(
        "{mentor} a donné ses disponibilités. Confirmez ces {several} avant le {until} : d’ici là, elles vous "
        "sont réservées."
    ),
}
ASKED_OF_MENTOR = sentence(
    "{asker} vous demande {several} de {what}. Dites quand vous pourriez {soon}, avant le {until}."
)
OFFERED_TO_MENTOR = sentence(
    "{several:maj} sont posées sur vos disponibilités. {asker} peut les confirmer jusqu’au {until}. Vous n’avez "
    "rien à faire."
)
HELD_FOR_MENTOR = sentence(
    "{asker} vous demande {several} de {what}. Répondez avant le {until} : d’ici là, ces créneaux sont réservés."
)
ANSWERED_BY_MENTOR = sentence("{asker} a votre réponse et peut choisir jusqu’au {until}. Vous n’avez rien à faire.")
OPEN_TO_OTHERS: Mapping[CycleState, sentence] = {
    CycleState.ASKED: sentence(
        "{asker} demande {several} de {what} à {mentor}, qui peut dire ses disponibilités jusqu’au {until}."
    ),
    CycleState.HELD: sentence("{asker} demande {several} de {what} à {mentor}, qui peut répondre jusqu’au {until}."),
}
OFFERED_TO_OTHERS = sentence(
    "{several:maj} sont posées sur les disponibilités {mentor:de}. {asker} peut les confirmer jusqu’au {until}."
)
ANSWERED_TO_OTHERS = sentence("{mentor} a répondu séance par séance. {asker} peut choisir jusqu’au {until}.")
RUNNING_TO_ASKER = sentence("Les séances de {what} avec {mentor} sont confirmées.")
RUNNING_TO_MENTOR = sentence("Vous accompagnez {asker} : les séances de {what} sont confirmées.")
RUNNING_TO_OTHERS = sentence("{mentor} accompagne {asker} : les séances de {what} sont confirmées.")
OVER_TO_ASKER: Mapping[CycleState, sentence] = {
    CycleState.DONE: sentence("{the:maj} avec {mentor} est terminé. Qu’en avez-vous tiré ?{lost}"),
    CycleState.ENDED: sentence("{the:maj} avec {mentor} a pris fin avant son terme.{lost}"),
}
OVER_TO_MENTOR: Mapping[CycleState, sentence] = {
    CycleState.DONE: sentence("{the:maj} avec {asker} est terminé. Merci ! Qu’en avez-vous pensé ?{lost}"),
    CycleState.ENDED: sentence("{the:maj} avec {asker} a pris fin avant son terme.{lost}"),
}
OVER_TO_OTHERS: Mapping[CycleState, sentence] = {
    CycleState.DONE: sentence("{the:maj} {asker:de} avec {mentor} est terminé.{lost}"),
    CycleState.ENDED: sentence("{the:maj} {asker:de} avec {mentor} a pris fin avant son terme.{lost}"),
}
TO_ASKER: Mapping[CycleState, sentence] = {
    CycleState.DECLINED: sentence("{mentor} ne peut pas vous accompagner cette fois.{lost}"),
    CycleState.LAPSED: sentence("Votre demande à {mentor} n’a pas abouti à temps.{lost}"),
    CycleState.WITHDRAWN: sentence("Votre demande à {mentor} est retirée.{lost}"),
}
TO_MENTOR: Mapping[CycleState, sentence] = {
    CycleState.DECLINED: sentence("Vous avez décliné la demande {asker:de}.{lost} Vous n’avez rien à faire."),
    CycleState.LAPSED: sentence("La demande {asker:de} n’a pas abouti à temps.{lost} Vous n’avez rien à faire."),
    CycleState.WITHDRAWN: sentence("La demande {asker:de} est retirée.{lost} Vous n’avez rien à faire."),
}
TO_OTHERS: Mapping[CycleState, sentence] = {
    CycleState.DECLINED: sentence("{mentor} a décliné la demande {asker:de}.{lost}"),
    CycleState.LAPSED: sentence("La demande {asker:de} à {mentor} n’a pas abouti à temps.{lost}"),
    CycleState.WITHDRAWN: sentence("La demande {asker:de} à {mentor} est retirée.{lost}"),
}
ASKED_AGAIN = sentence(
    "{asker} a choisi d’autres créneaux. Confirmez-les avant le {until} : d’ici là, ils sont réservés."
)
FREE = said(" Les créneaux sont de nouveau libres.")
NOT_HELD = said(" Les séances à venir n’auront pas lieu.")
CAN_GO_ON = said("Vous pouvez demander à quelqu’un d’autre, avec le même besoin.")
FOLLOWED = said("Une autre demande a pris la suite.")
TAKEN = sentence("{coach} s’en occupe.")

_TITLE_AWAITS_YOU = sentence("{what:maj} : votre réponse")
_TITLE_AWAITS = sentence("{what:maj} : réponse {name:de}")
_FACT_SAID = sentence("{name} : {what}")
_FACT_ENDED = sentence("{name} : {what}.")


def lead(cycle: Cycle, reader: ReaderRole, *, asker: str, mentor: str, until: str, lost: str) -> Said:
    """Return the first sentence of a card: the cycle's state for this reader.

    `lost` says what happened to the séances of a failed cycle, or is ""."""
    state = cycle.state
    if state.is_open:
        return _open_lead(cycle, reader, asker=asker, mentor=mentor, until=until)
    if state is CycleState.RUNNING:
        return _running_lead(cycle.terms.what, reader, asker=asker, mentor=mentor)
    if state in OVER_TO_OTHERS:
        return _over_lead(cycle, reader, asker=asker, mentor=mentor, lost=lost)
    if reader is ReaderRole.ASKER:
        return TO_ASKER[state](mentor=mentor, lost=lost)
    if reader is ReaderRole.MENTOR:
        return TO_MENTOR[state](asker=asker, lost=lost)
    return TO_OTHERS[state](asker=asker, mentor=mentor, lost=lost)


def _running_lead(what: str, reader: ReaderRole, *, asker: str, mentor: str) -> Said:
    if reader is ReaderRole.ASKER:
        return RUNNING_TO_ASKER(what=what, mentor=mentor)
    if reader is ReaderRole.MENTOR:
        return RUNNING_TO_MENTOR(what=what, asker=asker)
    return RUNNING_TO_OTHERS(what=what, asker=asker, mentor=mentor)


def _over_lead(cycle: Cycle, reader: ReaderRole, *, asker: str, mentor: str, lost: str) -> Said:
    state, the = cycle.state, cycle.terms.the
    if reader is ReaderRole.ASKER:
        return OVER_TO_ASKER[state](the=the, mentor=mentor, lost=lost)
    if reader is ReaderRole.MENTOR:
        return OVER_TO_MENTOR[state](the=the, asker=asker, lost=lost)
    return OVER_TO_OTHERS[state](the=the, asker=asker, mentor=mentor, lost=lost)


def _open_lead(cycle: Cycle, reader: ReaderRole, *, asker: str, mentor: str, until: str) -> Said:
    state, terms = cycle.state, cycle.terms
    if reader is ReaderRole.ASKER and state in OPEN_TO_ASKER:
        return OPEN_TO_ASKER[state](mentor=mentor, until=until)
    if reader is ReaderRole.ASKER:
        return WITHOUT_HOURS_TO_ASKER[state](mentor=mentor, several=terms.several, until=until)
    if reader is ReaderRole.MENTOR:
        return _open_to_mentor(cycle, asker=asker, until=until)
    if state is CycleState.ANSWERED:
        return ANSWERED_TO_OTHERS(asker=asker, mentor=mentor, until=until)
    if state is CycleState.OFFERED:
        return OFFERED_TO_OTHERS(asker=asker, mentor=mentor, several=terms.several, until=until)
    return OPEN_TO_OTHERS[state](asker=asker, mentor=mentor, several=terms.several, what=terms.what, until=until)


def _open_to_mentor(cycle: Cycle, *, asker: str, until: str) -> Said:
    state, terms = cycle.state, cycle.terms
    if state is CycleState.ANSWERED:
        return ANSWERED_BY_MENTOR(asker=asker, until=until)
    if state is CycleState.ASKED:
        return ASKED_OF_MENTOR(asker=asker, several=terms.several, what=terms.what, soon=terms.soon, until=until)
    if state is CycleState.OFFERED:
        return OFFERED_TO_MENTOR(asker=asker, several=terms.several, until=until)
    return HELD_FOR_MENTOR(asker=asker, several=terms.several, what=terms.what, until=until)


def withdraw_sure(*, held: bool) -> str:
    """Return the warning before a request is withdrawn. `held` means that times are reserved for the request."""
    free = "Les créneaux réservés seront de nouveau libres, et la" if held else "La"
    return f"{free} personne sollicitée le saura."


def title_awaits_you(what: str, until: str) -> str:
    """Return the title of a card whose reader must answer."""
    return _TITLE_AWAITS_YOU(what=what).plain + (f" avant le {until}" if until else "")


def title_awaits(what: str, name: str, until: str) -> str:
    """Return the title of a card that awaits another person's answer."""
    return _TITLE_AWAITS(what=what, name=name).plain + (f" avant le {until}" if until else "")


def session(line: str, state: str) -> str:
    return f"{line} ({state})" if state else line


def spoken(sessions: Sequence[str]) -> Said:
    return SESSIONS_SAID(sessions=in_line(sessions))


def fact(name: str, what: str) -> Said:
    ended = what.endswith((".", "!", "?", "…"))
    return _FACT_SAID(name=name, what=what) if ended else _FACT_ENDED(name=name, what=what)


def confirm(number: int) -> str:
    return f"Confirmer les {number}\u00a0séances" if number > 1 else "Confirmer la séance"


def accept(number: int) -> str:
    return f"Accepter les {number}\u00a0créneaux proposés" if number > 1 else "Accepter le créneau proposé"


PURPOSE = said(
    "Cette conversation est à vous pour les échanges entre les séances : questions, documents, nouvelles de ce qui "
    "avance. Les changements de date y sont annoncés."
)
CONFIRMED = sentence("Les séances de {what} sont confirmées.")
ALONE = said(
    "Slack n’a pas ouvert de conversation de groupe : pour les échanges entre les séances, écrivez-vous directement."
)
GROUP_TITLE = sentence("{what:maj} avec {mentor}, défi {defi}")
CLOSED = sentence(
    "{the:maj} {mentor:de} avec le défi {defi} continue dans une autre conversation : les personnes qui y "
    "participent ont changé."
)
