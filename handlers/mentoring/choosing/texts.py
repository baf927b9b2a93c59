"""Sentences of the asker's choice: the form, the replies, the withdrawal."""

from collections.abc import Mapping

from handlers.kit.escaping import Said
from handlers.kit.sentences import said, sentence
from handlers.mentoring import texts

TITLE = CHOOSE = "Choisir les créneaux"
SUBMIT = "Envoyer"
FOR_SOMEBODY = sentence("Vous choisissez pour {name}.")
OFFERED = sentence("Séance {number} : prévue {when}")
PROPOSED = sentence("{mentor} propose {when}")
REFUSED = sentence("À la place du {when}, impossible pour {mentor}")
NOTHING_FREE = sentence(
    "{mentor} n’a plus de créneau libre ce mois-ci pour remplacer {lost}. Vous pouvez retirer la demande, puis "
    "demander à quelqu’un d’autre : ce que vous avez écrit est gardé."
)
MISSING = said("Il manque encore une date : choisissez un créneau pour chaque séance, puis envoyez.")
INVALID_TIME: Mapping[str, str] = {
    "none": "Choisissez un créneau pour chaque séance. S’il manque un champ, fermez ce formulaire et rouvrez-le.",
    "same_day": texts.SAME_DAY,
}
WAITS = sentence("{mentor} doit encore confirmer {whens}.")
WAITS_UNTIL = sentence("La réponse peut venir jusqu’au {when}, heure de Paris ; vous recevrez un message.")
WITHDRAWN = sentence("La demande est retirée : {mentor} le saura dans un instant. {free}{kept}")
HELD_IS_FREE = said("Les créneaux sont de nouveau libres. ")

_INTRO_OFFERED = sentence(
    "{mentor} propose ces créneaux. Gardez-les, ou choisissez-en d’autres : le cycle commence dès que vous envoyez."
)
_INTRO = sentence(
    "{what}. Gardez ce {mentor:que} propose, ou prenez un autre créneau, qui sera encore à confirmer. Les dates déjà "
    "acceptées ne changent pas."
)


def intro(mentor: str, number: int, *, offered: bool) -> Said:
    """Return the form's introduction.

    `offered` means that the mentor gave these times, so the mentor need not confirm them."""
    if offered:
        return _INTRO_OFFERED(mentor=mentor)
    what = "Une séance attend votre choix" if number == 1 else f"{texts.count(number)} attendent votre choix"
    return _INTRO(what=what, mentor=mentor)
