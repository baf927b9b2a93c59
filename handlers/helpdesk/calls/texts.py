"""Every sentence about a request without slot, its answer by a coach, and the times that a host proposes."""

from collections.abc import Mapping, Sequence

from bot.agenda.calendars.entries import join_names
from handlers.helpdesk.booking.texts import sessions

CALL_TITLE = "Demander une date"
CALL_INTRO = (
    "L’équipe des coachs verra votre défi, le sujet et les dates que vous souhaitez. Le besoin et le document ne sont "
    "montrés qu’à la personne qui s’en occupe."
)
WISHED = "Quand pourriez-vous venir\u00a0?"
WISHED_HINT = "Qui le lira\u00a0: l’équipe des coachs."
WISHED_EXAMPLE = "Par exemple\u00a0: mardi ou jeudi matin, jusqu’à fin mai."
CALL_SUBMIT = "Envoyer la demande"
CALLED_TITLE = "Demande envoyée"
CALLED = (
    "Une personne de l’équipe des coachs s’en occupera et vous proposera des dates\u00a0: vous recevrez un message."
)
INVALID_WISHED: Mapping[str, str] = {
    "empty": "Écrivez en quelques mots quand vous pourriez venir.",
    "long": "Votre réponse\u00a0: 300\u00a0caractères au plus.",
}

WAIT_TITLE = "C’est noté"
WAITS = (
    "Vous recevrez un seul message, dès qu’un créneau se libère. Les créneaux sont annoncés dans l’ordre des demandes."
)
WAITED = "C’était déjà noté\u00a0: vous recevrez un seul message, dès qu’un créneau se libère."

TAKE = "Je m’en occupe"
TOOK = "Vous vous occupez de cette demande\u00a0: le détail arrive en message direct."

TEAM = "Équipe"
FOR = "Défi"
KIND = "Sujet"
SESSIONS = "Nombre de séances"
WISHED_DATES = "Dates souhaitées"
DOCUMENT = "Document"
NEED = "Le besoin"
PROPOSE_DATES = "Proposer des dates"
PROPOSE_OTHERS = "Proposer d’autres dates"
LATER = "pas encore donné"
SPOKEN = "le sujet sera présenté en séance"

BOOK = "Réserver"
NONE_SUITS = "Aucun ne convient"
BOOKED_NEWS = "Les autres personnes concernées reçoivent un message dès maintenant."
DECLINED_REPLY = "C’est noté. La personne qui a proposé ces créneaux le saura."
AGREED = "C’est noté\u00a0: le besoin sera lu avant le rendez-vous."
REFUSED = "C’est noté\u00a0: le besoin n’est pas partagé."


def people(number: int) -> str:
    """Count who would come."""
    return f"{number}\u00a0personne{'s' if number > 1 else ''}"


def call_title(defi: str) -> str:
    """Say to the coaches that a team waits for a date."""
    return f"{defi}\u00a0: une date pour un bureau d’aide\u00a0?"


def call(defi: str, *, number: int, number_of_sessions: int, kind: str, wished: str) -> str:
    """Say a call to the coaches: never the need."""
    about = f"{KIND}\u00a0: {kind}. " if kind else ""
    return (
        f"L’équipe du défi {defi} n’a pas trouvé de créneau libre au bureau d’aide et demande une date "
        f"({people(number)}, {sessions(number_of_sessions)}). {about}{WISHED_DATES}\u00a0: {wished}"
    )


def call_taken(defi: str, name: str) -> str:
    """Say to the coaches who takes care of a call."""
    return f"{name} s’occupe de la demande du défi {defi} (bureau d’aide)."


def taken_title(defi: str) -> str:
    """Title what the coach who takes a call gets."""
    return f"Demande du défi {defi}"


def taken(defi: str, team: Sequence[str], *, number_of_sessions: int, kind: str, wished: str) -> str:
    """Say to the coach what they took, but for the need."""
    about = f"{KIND}\u00a0: {kind}. " if kind else ""
    return (
        f"Vous vous occupez de la demande du défi {defi} au bureau d’aide\u00a0: {join_names(team)}, "
        f"{sessions(number_of_sessions)}. {about}{WISHED_DATES}\u00a0: {wished}"
    )


def waits_for(whens: Sequence[str]) -> str:
    """Say which times the team has to choose from."""
    return f"Vous avez proposé {join_names(whens)}\u00a0: l’équipe choisit."


def settled(whens: Sequence[str]) -> str:
    """Say that a call has its date."""
    return f"Le rendez-vous est pris\u00a0: {join_names(whens)}."


def taken_by_another(defi: str) -> str:
    """Say that a call is not the reader's any more."""
    return f"La demande du défi {defi} est suivie par quelqu’un d’autre. Vous n’avez rien à faire."


def file(name: str) -> str:
    """Name a file that arrives below the message."""
    return f"{name}, dans le fil de ce message"


def answered(name: str, defi: str) -> str:
    """Tell the team who takes care of their request."""
    return f"{name} s’occupe de votre demande de bureau d’aide (défi {defi}) et va vous proposer des dates."


def opened(defi: str, host: str | None, *, when: str | None) -> str:
    """Tell who waits that a slot is free: the first there is, None where it is taken again."""
    whom = f" avec {host}" if host else ""
    day = f"\u00a0: {when}" if when else ""
    return (
        f"Un créneau s’est libéré au bureau d’aide{whom} (défi {defi}){day}. Il n’est pas retenu\u00a0: il ira à la "
        "première équipe qui le réserve."
    )


def choose(when: str) -> str:
    """Label the button of a time."""
    return f"Choisir {when}"


def proposed(name: str, times: Sequence[str], *, instead_of: str, defi: str) -> str:
    """Bring times for a séance that has one: `instead_of`."""
    return (
        f"{name} propose de déplacer le bureau d’aide du {instead_of} (défi {defi})\u00a0: {either(times)}. Jusqu’à "
        "votre réponse, le rendez-vous garde sa date."
    )


def proposed_first(name: str, times: Sequence[str], *, defi: str) -> str:
    """Bring times for a request that has none yet."""
    dates = "une date" if len(times) == 1 else "des dates"
    return f"{name} vous propose {dates} pour votre bureau d’aide (défi {defi})\u00a0: {either(times)}."


HOW_TO_ANSWER = (
    "Les heures sont celles de Paris. Tant que vous n’avez pas choisi, ces créneaux restent ouverts à d’autres."
)
OR_CHANGE = (
    "Vous pouvez aussi choisir vous-même un autre créneau, avec «\u00a0Changer la date\u00a0» sur le message du "
    "rendez-vous."
)


def either(times: Sequence[str]) -> str:
    """Join what is to choose from: « a, b ou c »."""
    return " ou ".join(part for part in (", ".join(times[:-1]), times[-1]) if part) if times else ""


def chosen(when: str, defi: str) -> str:
    """Say what was chosen among the times proposed."""
    return f"Vous avez choisi {when} pour le bureau d’aide (défi {defi})."


def passed(times: Sequence[str], defi: str) -> str:
    """Say that times proposed are no more to choose from."""
    return (
        f"Les dates proposées pour le bureau d’aide (défi {defi}) ne tiennent plus\u00a0: {join_names(times)}. "
        "Vous n’avez rien à faire."
    )


def passed_with(when: str, defi: str) -> str:
    """Say that times proposed went with the séance they were for, which is cancelled."""
    return (
        f"Le bureau d’aide du {when} (défi {defi}) est annulé\u00a0: les dates proposées ne tiennent plus. Vous n’avez "
        "rien à faire."
    )


def accepted(when: str) -> str:
    """Answer the press on a time."""
    return f"C’est noté\u00a0: le bureau d’aide aura lieu {when}, heure de Paris."


def gone(left: Sequence[str]) -> str:
    """Say that a time proposed is taken or past, and what is left."""
    if left:
        return f"Ce créneau n’est plus libre. Il reste, parmi ceux proposés\u00a0: {join_names(left)}."
    return "Ce créneau n’est plus libre. Avec «\u00a0Aucun ne convient\u00a0», vous pouvez demander d’autres dates."


def declined(defi: str, times: Sequence[str], *, keeps: str | None) -> str:
    """Tell the host that none of the times suits."""
    rest = f" Le rendez-vous garde sa date\u00a0: {keeps}." if keeps else ""
    return (
        f"L’équipe du défi {defi} ne peut venir à aucun des créneaux proposés pour le bureau d’aide "
        f"({join_names(times)}).{rest}"
    )
