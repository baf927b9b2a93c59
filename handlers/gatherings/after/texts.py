"""Every sentence after a gathering."""

from collections.abc import Sequence

from bot.dates.words import join_words
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

THANKS = sentence("{name} : merci à toutes les personnes présentes.")
INSPIRE = "S’en inspirer"

QUESTION = sentence("{name} : qui est venu ?")
EVERYBODY = "Tout le monde est venu"
SOMEBODY_MISSING = "Il manquait quelqu’un"
NOT_HELD = "Elle n’a pas eu lieu"
SILENCE = said("Sans réponse de votre part, je retiens que tout le monde est venu.")

WHO_WAS_MISSING = french("Qui manquait ?")
TICK = said("Cochez les personnes absentes.")
NOBODY = said("Personne n’avait répondu « Je viens ».")
SUBMIT = "Enregistrer"

NOT_HELD_TITLE = french("Elle n’a pas eu lieu ?")
NOT_HELD_SURE = french("Je note que la séance n’a pas eu lieu : aucune présence ne sera comptée.")
YES, NO = NOT_HELD, "Revenir"

NOTED_TITLE = "C’est noté"
NOT_HELD_NOTED = said("C’est noté : la séance n’a pas eu lieu.")
MISSING_NOTED = sentence("C’est noté : il manquait {names}.")
EVERYBODY_NOTED = said("C’est noté : tout le monde est venu.")
OVER = said("Cette séance était déjà notée : elle n’a pas eu lieu. Rien n’a changé.")

_HAD_SAID = sentence("{many} « Je viens » : {names}.")
_MOST = 15


def had_said(names: Sequence[str]) -> Said:
    """Return the people who had said they would come."""
    rest = len(names) - _MOST
    more = [] if rest <= 0 else ["une autre personne"] if rest == 1 else [f"{rest} autres"]
    many = "1 personne avait répondu" if len(names) == 1 else f"{len(names)} personnes avaient répondu"
    return _HAD_SAID(many=many, names=join_words([*names[:_MOST], *more]))


def noted(missing: Sequence[str], *, held: bool) -> Said:
    """Return what is noted of the person who came."""
    if not held:
        return NOT_HELD_NOTED
    return MISSING_NOTED(names=join_words(missing[:_MOST])) if missing else EVERYBODY_NOTED


def part(number: int, of: int) -> str:
    """Label one of several groups of boxes."""
    return WHO_WAS_MISSING if of == 1 else f"{WHO_WAS_MISSING} ({number} sur {of})"
