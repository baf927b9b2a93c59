"""Sentences about a request without a slot, about the coach's answer, and about proposed times."""

from collections.abc import Sequence

from bot.agenda.calendars.entries import join_names
from handlers.helpdesk.booking.texts import sessions
from handlers.kit.escaping import Said
from handlers.kit.sentences import end_sentence, french, join_text, said, sentence

CALL_INTRO = said(
    "L’équipe des coachs verra votre défi, le sujet et les dates que vous souhaitez. Le besoin et le document ne sont "
    "montrés qu’à la personne qui s’en occupe."
)
CALLED_TITLE = "Demande envoyée"
CALLED = said(
    "Une personne de l’équipe des coachs s’en occupera et vous proposera des dates : vous recevrez un message."
)

WAIT_TITLE = "C’est noté"
WAITS = said(
    "Vous recevrez un seul message, dès qu’un créneau se libère. Les créneaux sont annoncés dans l’ordre des demandes."
)
WAITED = said("C’était déjà noté : vous recevrez un seul message, dès qu’un créneau se libère.")

TAKE = "Je m’en occupe"
TOOK = said("Vous vous occupez de cette demande : le détail arrive en message direct.")

TEAM = "Équipe"
FOR = "Défi"
KIND = "Sujet"
SESSIONS = "Nombre de séances"
FORMAT, FORMAT_IS = "Demande", french("{what}, {length}")
WISHED_DATES = "Dates souhaitées"
DOCUMENT = "Document"
PROPOSE_DATES = "Proposer des dates"
PROPOSE_OTHERS = "Proposer d’autres dates"

BOOK = "Réserver"
NONE_SUITS = "Aucun ne convient"
DECLINED_REPLY = said("C’est noté. La personne qui a proposé ces créneaux le saura.")
JOINS = sentence("C’est noté : vous venez au {what}. Sa carte arrive dans notre conversation.")
STAYS_OUT = sentence("C’est noté : vous ne venez pas au {what}. La personne qui l’a demandé le saura.")
JOIN_NOTED = said("C’est noté, pour cette personne.")
AGREED = said("C’est noté : le besoin sera lu avant le rendez-vous.")
REFUSED = said("C’est noté : le besoin n’est pas partagé.")

CALL_DATE = sentence("{defi} : une date pour un {what} ?")
CALL_TAKEN = sentence("{name} s’occupe de la demande du défi {defi} ({what}).")
TAKEN_BY_ANOTHER = sentence("La demande du défi {defi} est suivie par quelqu’un d’autre. Vous n’avez rien à faire.")
TAKEN_TITLE = sentence("Demande du défi {defi}")
WAITS_FOR = sentence("Vous avez proposé {whens} : l’équipe choisit.")
SETTLED = sentence("Le rendez-vous est pris : {whens}.")
ANSWERED = sentence("{name} s’occupe de votre demande de {what} (défi {defi}) et va vous proposer des dates.")

PROPOSED = sentence(
    "{name} propose de déplacer le {what} du {before} (défi {defi}) : {times}. Jusqu’à votre réponse, le "
    "rendez-vous garde sa date."
)
PROPOSED_HELD = sentence(
    "{name} propose une autre date pour le {what} du {before} (défi {defi}) : {times}. Répondez avant le {until} : "
    "ensuite, l’heure du {before} redevient libre."
)
HOW_TO_ANSWER = said(
    "Les heures sont celles de Paris. Tant que vous n’avez pas choisi, ces créneaux restent ouverts à d’autres."
)
OR_CHANGE = said(
    "Vous pouvez aussi choisir vous-même un autre créneau, avec « Changer la date » sur le message du rendez-vous."
)
CHOSEN = sentence("Vous avez choisi {when} pour le {what} (défi {defi}).")
PASSED = sentence(
    "Les dates proposées pour le {what} (défi {defi}) ne tiennent plus : {times}. Vous n’avez rien à faire."
)
PASSED_WITH = sentence(
    "Le {what} du {when} (défi {defi}) est annulé : les dates proposées ne tiennent plus. Vous n’avez rien à faire."
)
CHOSEN_NOW = sentence("C’est noté : {when}, heure de Paris.")
ACCEPTED = sentence("C’est noté : le {what} aura lieu {when}, heure de Paris.")

_ABOUT = sentence("Sujet : {kind}. ")
_CALL = sentence(
    "L’équipe du défi {defi} n’a pas trouvé de créneau qui lui va au {what} et demande une date ({people}, "
    "{sessions} de {length}). {about}Dates souhaitées : {wished}"
)
_TAKEN = sentence(
    "Vous vous occupez de la demande du défi {defi} au {what} : {team}, {sessions}. {about}Dates souhaitées : {wished}"
)
_OPENED = sentence(
    "Un créneau s’est libéré au {what}{whom} (défi {defi}){day}. Il n’est pas retenu : il ira à la première "
    "équipe qui le réserve."
)
_PROPOSED_FIRST = sentence("{name} vous propose {dates} pour votre {what}{whom} (défi {defi}) : {times}.")
_LEFT = sentence("Ce créneau n’est plus libre. Il reste, parmi ceux proposés : {times}.")
_NONE_LEFT = said("Ce créneau n’est plus libre. Avec « Aucun ne convient », vous pouvez demander d’autres dates.")
_DECLINED = sentence("L’équipe du défi {defi} ne peut venir à aucun des créneaux proposés pour le {what} ({times}).")
_STILL_HELD = sentence("Acceptez ou déclinez celui du {keeps}, avant le {until} : ensuite, l’heure redevient libre.")
_KEEPS = sentence("Le rendez-vous garde sa date : {keeps}.")


def people(number: int) -> str:
    return f"{number}\u00a0personne{'s' if number > 1 else ''}"


def call(defi: str, *, what: str, length: str, number: int, number_of_sessions: int, kind: str, wished: str) -> Said:
    """Return the message that tells coaches about a request. `length` is the length of each séance, in words."""
    about, count = _ABOUT(kind=kind) if kind else "", sessions(number_of_sessions)
    group = people(number)
    return end_sentence(
        _CALL(what=what, defi=defi, people=group, sessions=count, length=length, about=about, wished=wished)
    )


def taken(defi: str, team: Sequence[str], *, what: str, number_of_sessions: int, kind: str, wished: str) -> Said:
    about, count = _ABOUT(kind=kind) if kind else "", sessions(number_of_sessions)
    return end_sentence(_TAKEN(what=what, defi=defi, team=join_names(team), sessions=count, about=about, wished=wished))


def opened(defi: str, host: str | None, *, what: str, when: str | None) -> Said:
    """Return the notice that a slot is free. If `when` is None, it says that the slot has been taken."""
    return _OPENED(what=what, whom=f" avec {host}" if host else "", defi=defi, day=f"\u00a0: {when}" if when else "")


def choose(when: str) -> str:
    return f"Choisir {when}"


def proposed_first(name: str, times: Sequence[str], *, defi: str, what: str, host: str = "") -> Said:
    """Return the notice that `name` proposed times for a request without a séance.

    `host` is the host's name if the host is another person."""
    dates, whom = "une date" if len(times) == 1 else "des dates", f" avec {host}" if host else ""
    return _PROPOSED_FIRST(what=what, whom=whom, name=name, dates=dates, defi=defi, times=either(times))


def either(times: Sequence[str]) -> str:
    """Join times into « a, b ou c »."""
    return " ou ".join(part for part in (", ".join(times[:-1]), times[-1]) if part) if times else ""


def gone(left: Sequence[str]) -> Said:
    """Return the error that a proposed time is taken or past. `left` are the times that can still be chosen."""
    return _LEFT(times=join_names(left)) if left else _NONE_LEFT


def declined(defi: str, times: Sequence[str], *, what: str, keeps: str | None, until: str | None = None) -> Said:
    """Return the notice to the host that no proposed time suits.

    `keeps` is the current date of the séance. `until` is the host's deadline to accept that date."""
    told = _DECLINED(what=what, defi=defi, times=join_names(times))
    if keeps and until:
        return join_text([told, _STILL_HELD(keeps=keeps, until=until)])
    return join_text([told, _KEEPS(keeps=keeps)]) if keeps else told
