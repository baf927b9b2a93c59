"""Sentences of the mentor's answer: the forms, the errors, the next steps."""

from collections.abc import Mapping, Sequence

from bot.agenda.calendars.entries import join_names
from bot.catalogue.formats import CycleTerms
from bot.mentoring.cycle import SessionState
from bot.mentoring.model import CycleSheet, DayHalf, Obstacle
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, join_text, said, sentence
from handlers.mentoring import texts
from handlers.mentoring.card import texts as card_texts

FOR_SOMEBODY = sentence("Vous répondez pour {name}.")
_ASKS = sentence("{asker} (défi {defi}) vous demande {what}")
_ASKS_SOMEBODY = sentence("{asker} (défi {defi}) demande à {mentor} {what}")

ANSWER_TITLE = "Votre réponse"
ANSWER_SUBMIT = "Envoyer ma réponse"
CONFIRM, COUNTER, REFUSE = "Confirmer", "Un autre créneau", "Je ne peux pas"
_ANSWER_INTRO = sentence("{asks}. Votre réponse part en une fois, quand vous l’envoyez.")
OTHER_TIME = sentence("Un autre créneau : lequel ? (au lieu du {day})")
ALL_OR_NOTHING = said(
    "Le cycle commence quand toutes les dates sont confirmées : d’ici là, celles que vous confirmez restent réservées. "
    "Les heures sont celles de Paris."
)
NO_OTHER_TIME = sentence(
    "Aucun autre créneau n’est libre {soon}. Pour une date qui ne va pas, répondez « Je ne peux pas » : l’équipe "
    "verra s’il reste une solution."
)
FAULTS: Mapping[str, str] = {
    "which": french(
        "Vous avez aussi choisi un autre créneau. Cochez « Un autre créneau » pour le proposer, ou videz la liste du "
        "dessous."
    ),
    "missing": "Choisissez le créneau que vous proposez, ou changez votre réponse du dessus.",
}
INVALID_TIME: Mapping[str, str] = {
    "missing": "Cette demande a changé entre-temps. Fermez ce formulaire, puis ouvrez-le à nouveau.",
    "none": "Choisissez un créneau.",
    "soon": french(
        "Ce créneau est trop proche : l’équipe n’aurait pas le temps de répondre. Choisissez-en un plus tard."
    ),
    "same_day": texts.SAME_DAY,
}
TAKEN = "Ce créneau vient d’être pris. Choisissez-en un autre."
UNBOOKABLE = "Ce créneau n’est plus possible. Choisissez-en un autre."

DECLINE = card_texts.DECLINE
DECLINE_INTRO = sentence(
    "Vous pouvez décliner la demande {asker:de} (défi {defi}). {free}{asker} le saura et pourra demander à une autre "
    "personne."
)
HELD_IS_FREE = said("Les créneaux retenus sont libres aussitôt. ")
NO_TIME = "Pas le temps ce mois-ci"
NO_TIME_HOW = said("En un clic, avec pour seule raison « Pas le temps ce mois-ci » :")
REASON = "Ou dites-en plus"
REASON_HINT = sentence("Qui le lira : {asker} et l’équipe des coachs.")
DECLINED = sentence(
    "La demande est déclinée : {asker} le saura dans un instant.{free} Vous n’avez rien d’autre à faire."
)
HELD_IS_FREE_AGAIN = said(" Les créneaux retenus sont de nouveau libres.")

WHEN_TITLE = french("Quand pourriez-vous ?")
WHEN_TITLE_FOR = "Ses disponibilités"
WHEN_SUBMIT = "Envoyer"
WHEN_ASKED = sentence("{several} de {what} de {length}, en {span}")
WHEN_INTRO = sentence("*{asks}.*{others}")
WHEN_OTHERS = sentence(" Viendraient aussi : {team}.")
NEED = card_texts.NEED
LINK = sentence("Le document de l’équipe : {link}")
SUITS = sentence("Ce qui convient à l’équipe : {what}.")
WHEN = sentence("Créneaux possibles {soon}")
EXAMPLE = sentence("{day} 14h-17h")
WHEN_HINT = sentence("Une ligne par jour, par exemple « {example} ». Les heures sont celles de Paris.")
RULE = sentence(
    "Il faut au moins {number} jours ouvrés, à quatre jours d’écart ou plus, à partir du {earliest} et sur {days}. "
    "Chaque fois, {length} de suite."
)
_NONE = sentence("Écrivez au moins {number} créneaux.")
_TOO_SHORT = sentence("Aucun de ces créneaux ne permet une séance de {length}.")
_TOO_FEW = sentence("Ces créneaux ne suffisent pas pour {several} : ajoutez-en d’autres.")
_OBSTACLES: Mapping[str, str] = {
    Obstacle.WISHES: french("Trop peu de ces créneaux conviennent à l’équipe : ajoutez-en."),
    Obstacle.TEAM: french("L’équipe a déjà un rendez-vous sur plusieurs de ces créneaux : ajoutez-en d’autres."),
    Obstacle.MENTOR: french("Plusieurs de ces créneaux sont déjà pris par un autre rendez-vous : ajoutez-en d’autres."),
    "taken": french("Un de ces créneaux vient d’être pris : ajoutez-en un autre, ou envoyez à nouveau."),
}
PLANNED = sentence("Merci ! Voici {number}, {chosen} parmi ces créneaux :")
PLANNED_UNTIL = sentence(
    "{asker} a jusqu’au {when}, heure de Paris, pour les confirmer. D’ici là, ces créneaux sont réservés ; vous "
    "recevrez un message."
)

CONFIRMED_TITLE = "C’est confirmé"
CONFIRMED = sentence("Les {number} sont confirmées : {whens}.")
DATES_FOLLOW = said("Chaque personne concernée reçoit ces dates dans un instant.")
SENT = sentence("{asker} reçoit votre réponse, en un seul message :")
UNTIL = sentence(
    "L’équipe a jusqu’au {when}, heure de Paris, pour choisir ; vous recevrez un message. D’ici là, ces créneaux "
    "restent réservés."
)

_STATES: Mapping[SessionState, str] = {
    SessionState.HELD: card_texts.TO_CONFIRM,
    SessionState.AGREED: card_texts.AGREED,
    SessionState.COUNTERED: card_texts.COUNTERED,
    SessionState.OPEN: card_texts.IMPOSSIBLE,
}
_HALVES: Mapping[DayHalf, str] = {DayHalf.MORNING: "le matin", DayHalf.AFTERNOON: "l’après-midi"}


def answer_intro(asker: str, defi: str, what: str, number: int, *, mentor: str = "") -> Said:
    """Return the introduction of « séance par séance ». If a coach reads it, `mentor` is the mentor's name."""
    several = "une séance" if number == 1 else texts.count(number)
    return _ANSWER_INTRO(asks=_request_sentence(asker, defi, f"{several} de {what}", mentor))


def session(when: str, state: SessionState) -> str:
    return card_texts.session(when, _STATES.get(state, ""))


def when_intro(sheet: CycleSheet, team: str, *, mentor: str = "") -> Said:
    """Return the introduction of « Quand pourriez-vous ? ». If a coach reads it, `mentor` is the mentor's name."""
    others = WHEN_OTHERS(team=team) if team else ""
    terms = sheet.cycle.terms
    what = WHEN_ASKED(several=terms.several, what=terms.what, length=terms.length, span=terms.span)
    return WHEN_INTRO(asks=_request_sentence(sheet.asker.name, sheet.defi.name, what, mentor), others=others)


def suits(weekdays: Sequence[str], halves: Sequence[DayHalf], *, since: str = "") -> Said:
    days = "tous les jours ouvrés" if len(weekdays) == 5 else join_names(weekdays)
    half = "" if len(halves) == len(DayHalf) else ", ".join(_HALVES[part] for part in halves)
    start = f"à partir du {since}" if since else ""
    return SUITS(what=", ".join(one for one in (days, half, start) if one))


def planned(number: int) -> Said:
    return PLANNED(number=texts.count(number), chosen="choisie" if number == 1 else "choisies")


def rule(terms: CycleTerms, earliest: str) -> Said:
    return RULE(number=terms.number, earliest=earliest, days=terms.days, length=terms.length)


def obstacle(reason: str, terms: CycleTerms, earliest: str) -> str:
    lacking = {
        "none": _NONE(number=terms.number),
        Obstacle.NO_HOURS: _TOO_SHORT(length=terms.length),
        Obstacle.TOO_FEW: _TOO_FEW(several=terms.several),
    }
    return join_text([lacking.get(reason) or _OBSTACLES[reason], rule(terms, earliest)]).plain


def _request_sentence(asker: str, defi: str, what: str, mentor: str) -> Said:
    if mentor:
        return _ASKS_SOMEBODY(asker=asker, defi=defi, mentor=mentor, what=what)
    return _ASKS(asker=asker, defi=defi, what=what)
