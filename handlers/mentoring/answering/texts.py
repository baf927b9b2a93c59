"""Every sentence of a mentor's answer: its forms, what is wrong in them, and what happens next."""

from collections.abc import Mapping, Sequence

from bot.agenda.entries import join_names
from bot.mentoring.cycle import SessionState
from bot.mentoring.model import Half, Obstacle
from handlers.kit.french import of
from handlers.mentoring.card import texts as card_texts

ANSWER_TITLE = "Votre réponse"
ANSWER_SUBMIT = "Envoyer ma réponse"
CONFIRM, COUNTER, REFUSE = "Confirmer", "Un autre créneau", "Je ne peux pas"
ALL_OR_NOTHING = (
    "Le cycle commence quand toutes les dates sont confirmées\u00a0: d’ici là, celles que vous confirmez restent "
    "réservées. Les heures sont celles de Paris."
)
NO_OTHER_TIME = (
    "Aucun autre créneau n’est libre ce mois-ci. Pour une date qui ne va pas, répondez «\u00a0Je ne peux "
    "pas\u00a0»\u00a0: l’équipe verra s’il reste une solution."
)
FAULTS: Mapping[str, str] = {
    "which": (
        "Vous avez aussi choisi un autre créneau. Cochez «\u00a0Un autre créneau\u00a0» pour le proposer, ou videz la "
        "liste du dessous."
    ),
    "missing": "Choisissez le créneau que vous proposez, ou changez votre réponse du dessus.",
}
INVALID_TIME: Mapping[str, str] = {
    "missing": "Cette demande a changé entre-temps. Fermez ce formulaire, puis ouvrez-le à nouveau.",
    "none": "Choisissez un créneau.",
    "soon": "Ce créneau est trop proche\u00a0: l’équipe n’aurait pas le temps de répondre. Prenez-en un plus tard.",
    "window": "Avec ce créneau, les séances s’étaleraient sur plus d’un mois. Prenez-en un plus proche des autres.",
    "same_day": "Deux séances tomberaient le même jour. Choisissez un autre jour.",
}
TAKEN = "Ce créneau vient d’être pris. Choisissez-en un autre."
UNBOOKABLE = "Ce créneau n’est plus possible. Choisissez-en un autre."

DECLINE = card_texts.DECLINE  # the button's words, the modal's title, its submit
NO_TIME = "Pas le temps ce mois-ci"
NO_TIME_HOW = "En un clic, avec pour seule raison «\u00a0Pas le temps ce mois-ci\u00a0»\u00a0:"
REASON = "Ou dites-en plus"
REASON_LONG = "Raison\u00a0: 300\u00a0caractères au plus."

WHEN_TITLE = "Quand pourriez-vous\u00a0?"
WHEN_SUBMIT = "Envoyer"
NEED = "*Le besoin*"
LINK = "Le document de l’équipe"
WHEN_TITLE_FOR = "Ses disponibilités"
WHEN = "Créneaux possibles ce mois-ci"

CONFIRMED_TITLE = "C’est confirmé"
SENT_TITLE = "C’est envoyé"
NOTED_TITLE = "C’est noté"
DATES_FOLLOW = "Chaque personne concernée reçoit ces dates dans un instant."

_STATES: Mapping[SessionState, str] = {
    SessionState.HELD: card_texts.TO_CONFIRM,
    SessionState.AGREED: card_texts.AGREED,
    SessionState.COUNTERED: card_texts.COUNTERED,
    SessionState.OPEN: card_texts.IMPOSSIBLE,
}
_HALVES: Mapping[Half, str] = {Half.MORNING: "le matin", Half.AFTERNOON: "l’après-midi"}
_OBSTACLES: Mapping[str, str] = {
    "none": "Écrivez au moins quatre créneaux.",
    Obstacle.NO_HOURS: "Aucun de ces créneaux ne permet une séance de 1\u00a0h\u00a030.",
    Obstacle.WISHES: "Trop peu de ces créneaux conviennent à l’équipe\u00a0: ajoutez-en.",
    Obstacle.TEAM: "L’équipe a déjà un rendez-vous sur plusieurs de ces créneaux\u00a0: ajoutez-en d’autres.",
    Obstacle.MENTOR: "Plusieurs de ces créneaux sont déjà pris par un autre rendez-vous\u00a0: ajoutez-en d’autres.",
    Obstacle.TOO_FEW: "Ces créneaux ne suffisent pas pour quatre séances\u00a0: ajoutez-en d’autres.",
    "taken": "Un de ces créneaux vient d’être pris\u00a0: ajoutez-en un autre, ou envoyez à nouveau.",
}


def count(number: int) -> str:
    """Count séances."""
    return f"{number}\u00a0séance{'s' if number > 1 else ''}"


def for_somebody(name: str) -> str:
    """Say to a coach whose answer they give."""
    return f"Vous répondez pour {name}."


def answer_intro(asker: str, defi: str, number: int, *, mentor: str = "") -> str:
    """Open the form « séance par séance »; `mentor`: named to a coach who answers for them."""
    what = "une séance" if number == 1 else count(number)
    return f"{_asks(asker, defi, f'{what} de mentorat', mentor)}. Votre réponse part en une fois, quand vous l’envoyez."


def other_time(day: str) -> str:
    """Label the field of another time than the one on this day."""
    return f"Un autre créneau\u00a0: lequel\u00a0? (au lieu du {day})"


def session(when: str, state: SessionState) -> str:
    """Say what is answered of a séance."""
    return card_texts.session(when, _STATES.get(state, ""))


def all_confirmed(whens: Sequence[str]) -> str:
    """Say that the cycle begins."""
    return f"Les {count(len(whens))} sont confirmées\u00a0: {join_names(whens)}."


def sent(asker: str) -> str:
    """Say that the answer is on its way, whole."""
    return f"{asker} reçoit votre réponse, en un seul message\u00a0:"


def until(when: str) -> str:
    """Say until when the others have to answer."""
    return (
        f"L’équipe a jusqu’au {when}, heure de Paris, pour choisir\u00a0; vous recevrez un message. D’ici là, ces "
        "créneaux restent réservés."
    )


def decline_intro(asker: str, defi: str, *, holds: bool) -> str:
    """Say what declining does."""
    free = "Les créneaux retenus sont libres aussitôt. " if holds else ""
    return (
        f"Vous pouvez décliner la demande {of(asker)} (défi {defi}). {free}{asker} le saura et pourra demander à une "
        "autre personne."
    )


def reason_hint(asker: str) -> str:
    """Say who reads the reason."""
    return f"Qui le lira\u00a0: {asker} et l’équipe des coachs."


def declined(asker: str, *, holds: bool) -> str:
    """Say that the request is declined."""
    free = " Les créneaux retenus sont de nouveau libres." if holds else ""
    return f"La demande est déclinée\u00a0: {asker} le saura dans un instant.{free} Vous n’avez rien d’autre à faire."


def when_intro(asker: str, defi: str, team: str, *, mentor: str = "") -> str:
    """Say who asks, and who would come; `mentor`: named to a coach who answers for them."""
    others = f" Viendraient aussi\u00a0: {team}." if team else ""
    what = "quatre séances de mentorat de 1\u00a0h\u00a030, en un mois"
    return f"*{_asks(asker, defi, what, mentor)}.*{others}"


def suits(weekdays: Sequence[str], halves: Sequence[Half], *, since: str = "") -> str:
    """Say which days and halves suit the team, and from when on."""
    days = "tous les jours ouvrés" if len(weekdays) == 5 else join_names(weekdays)
    half = "" if len(halves) == len(Half) else ", ".join(_HALVES[one] for one in halves)
    start = f"à partir du {since}" if since else ""
    return f"Ce qui convient à l’équipe\u00a0: {', '.join(one for one in (days, half, start) if one)}."


def when_hint(earliest: str) -> str:
    """Say how the times are written."""
    return (
        f"Une ligne par jour, par exemple «\u00a0{moment_example(earliest)}\u00a0». {_rule(earliest)} Les heures sont "
        "celles de Paris."
    )


def moment_example(day: str) -> str:
    """Give a line as it can be typed."""
    return f"{day} 14h-17h"


def planned(number: int) -> str:
    """Say that séances stand on the times that were given."""
    chosen = "choisie" if number == 1 else "choisies"
    return f"Merci\u00a0! Voici {count(number)}, {chosen} parmi ces créneaux\u00a0:"


def planned_until(asker: str, when: str) -> str:
    """Say who confirms the plan, and until when."""
    return (
        f"{asker} a jusqu’au {when}, heure de Paris, pour les confirmer. D’ici là, ces créneaux sont réservés\u00a0; "
        "vous recevrez un message."
    )


def obstacle(reason: str, earliest: str) -> str:
    """Say why no four séances fit, and what to add."""
    return f"{_OBSTACLES[reason]} {_rule(earliest)}"


def _asks(asker: str, defi: str, what: str, mentor: str) -> str:
    """Say what is asked of the reader, or of the mentor whom a coach answers for."""
    return f"{asker} (défi {defi}) " + (f"demande à {mentor}" if mentor else "vous demande") + f" {what}"


def _rule(earliest: str) -> str:
    return (
        f"Il faut au moins quatre jours ouvrés, à quatre jours d’intervalle ou plus, avec 1\u00a0h\u00a030 de suite à "
        f"chaque fois, sur 30\u00a0jours au plus, à partir du {earliest}."
    )
