"""Words and sentences that all of mentoring shares, such as a cycle's status."""

from collections.abc import Iterable, Mapping, Sequence

from bot.catalogue.formats import CycleTerms
from bot.errors import Refusal
from handlers.kit.escaping import Said
from handlers.kit.sentences import join_text, said, sentence

CHOOSE_TIME = "Choisir un créneau"
SENT_TITLE = "C’est envoyé"
NOTED_TITLE = "C’est noté"
PARIS_TIMES = said("Les heures sont celles de Paris.")
NOTHING_TO_DO = said("Vous n’avez rien à faire.")
NEED_KEPT = said("Ce que vous avez écrit est gardé.")
SAME_DAY = "Deux séances tomberaient le même jour. Choisissez un autre jour."
NO_TIME_SUITS = "Aucun créneau ne me va"
WINDOW = sentence(
    "Avec ce créneau, les séances s’étaleraient sur plus {span:de}. Choisissez-en un plus proche des autres."
)

OPEN = "Ouvrir"
CYCLE = sentence("{cycle:maj}, défi {defi}. {what}")
OF_CYCLE = sentence("{what}, {cycle}")

REPLAN_YOURS = sentence("La séance du {when} est à reprogrammer : choisissez un nouveau créneau.")
REPLAN = sentence("La séance du {when} est à reprogrammer : {asker} doit choisir un nouveau créneau.")
LATE_YOURS = sentence("{asker} attend votre accord pour la séance du {when}, après {period}.")
MOVING_YOURS = sentence("{asker} attend votre accord pour déplacer la séance du {when} : {wanted}.")
MOVING = sentence("Une autre date attend l’accord {mentor:de} pour la séance du {when} : {wanted}.")
ALL_MOVING_YOURS = sentence(
    "{asker} attend votre accord pour déplacer les {count}\u00a0séances qui restent, toutes ou aucune : {whens}."
)
ALL_MOVING = sentence(
    "D’autres dates attendent l’accord {mentor:de} pour les {count}\u00a0séances qui restent : {whens}."
)
LATE = sentence("La séance du {when}, après {period}, attend l’accord {mentor:de}.")
NEXT_SESSION = sentence("Prochaine séance : {when}.")
OVER = said("Les séances sont passées.")

_AWAITS_YOU = sentence("{name} attend votre réponse.")
_AWAITS_YOU_UNTIL = sentence("{name} attend votre réponse avant le {until}.")
_AWAITS = sentence("En attente d’une réponse {name:de}.")
_AWAITS_UNTIL = sentence("En attente d’une réponse {name:de}, jusqu’au {until}.")
NOTHING_CANCELLED = said("Aucune séance n’était à venir.")
_CANCELLED = sentence("La séance à venir est annulée : {session}.")
_CANCELLED_SEVERAL = sentence("Les {number}\u00a0séances à venir sont annulées : {sessions}.")
_LINE = sentence("• {line}")


def refused_time(reasons: Mapping[str, str], refusal: Refusal) -> str:
    """Return why a time is refused. If a cycle's séances would spread over too many days, name the allowed span."""
    terms = refusal.facts.get("terms")
    return WINDOW(span=terms.span).plain if isinstance(terms, CycleTerms) else reasons[str(refusal.facts["reason"])]


def awaits_you(name: str, until: str) -> Said:
    return _AWAITS_YOU_UNTIL(name=name, until=until) if until else _AWAITS_YOU(name=name)


def awaits(name: str, until: str) -> Said:
    return _AWAITS_UNTIL(name=name, until=until) if until else _AWAITS(name=name)


def count(number: int) -> str:
    return f"{number}\u00a0séance{'s' if number > 1 else ''}"


def listed(lines: Iterable[str]) -> Said:
    return join_text((_LINE(line=line) for line in lines), "\n")


def cancelled(lines: Sequence[str]) -> Said:
    if not lines:
        return NOTHING_CANCELLED
    if len(lines) == 1:
        return _CANCELLED(session=lines[0])
    return _CANCELLED_SEVERAL(number=len(lines), sessions=in_line(lines))


def in_line(lines: Iterable[str]) -> str:
    """Join lines with semicolons, because the lines contain commas."""
    return "\u00a0; ".join(lines)
