"""Every sentence of what follows a gathering."""

from collections.abc import Sequence

from bot.agenda.calendars.entries import join_names
from bot.gatherings.model import Sheet

INSPIRE = "S’en inspirer"
EVERYBODY = "Tout le monde est venu"
SOMEBODY_MISSING = "Il manquait quelqu’un"
NOT_HELD = "Elle n’a pas eu lieu"
SILENCE = "Sans réponse de votre part, je retiens que tout le monde est venu."
WHO_WAS_MISSING = "Qui manquait ?"
MISSING_TITLE = "Qui manquait ?"
TICK = "Cochez les personnes absentes."
SUBMIT = "Enregistrer"
NOBODY = "Personne n’avait répondu « Je viens »."
NOT_HELD_TITLE = "Elle n’a pas eu lieu ?"
NOT_HELD_SURE = "Je note que la séance n’a pas eu lieu : aucune présence ne sera comptée."
YES, NO = "Elle n’a pas eu lieu", "Revenir"
NOTED_TITLE = "C’est noté"
OVER = "Cette séance était déjà notée : elle n’a pas eu lieu. Rien n’a changé."
_MOST = 15


def key(named: str) -> str:
    """Thank those who came."""
    return f"{named} : merci à toutes les personnes présentes."


def fact(name: str, what: str) -> str:
    """Name something."""
    return f"{name} : {what}"


def question(named: str) -> str:
    """Ask the host who came."""
    return f"{named} : qui est venu ?"


def had_said(names: Sequence[str]) -> str:
    """Say who had said they would come."""
    rest = len(names) - _MOST
    shown = list(names[:_MOST]) + ([] if rest <= 0 else ["une autre personne"] if rest == 1 else [f"{rest} autres"])
    many = "1 personne avait répondu" if len(names) == 1 else f"{len(names)} personnes avaient répondu"
    return f"{many} « Je viens » : {join_names(shown)}."


def answered(named: str, sheet: Sheet, missing: Sequence[str]) -> str:
    """Say what was said of who came."""
    return f"{named}. {noted(sheet, missing)}"


def noted(sheet: Sheet, missing: Sequence[str]) -> str:
    """Say what is noted of who came."""
    if sheet.gathering.attendance == "none":
        return "C’est noté : la séance n’a pas eu lieu."
    if missing:
        return f"C’est noté : il manquait {join_names(list(missing)[:_MOST])}."
    return "C’est noté : tout le monde est venu."


def part(number: int, of: int) -> str:
    """Label one of several groups of boxes."""
    return WHO_WAS_MISSING if of == 1 else f"{WHO_WAS_MISSING} ({number} sur {of})"
