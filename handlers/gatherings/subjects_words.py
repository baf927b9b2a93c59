"""What cards and forms read off a gathering about its subjects: its name, its date, what is proposed; pure."""

from datetime import datetime

from bot.agenda.entries import join_names
from bot.dates.words import moment_words
from bot.gatherings.ballots import Ballot
from bot.gatherings.model import PAIRS, Proposal, Series, Sheet
from bot.programme.roles import METIER_WORDS
from handlers.kit.escaping import clip, escape

from . import subjects_texts as texts

PEERS = "Groupe de partage entre pairs"
PORTEURS = "Séminaire des porteurs et porteuses"
SHOWN = 8  # subjects on a card; the form shows all
SHORT = 140  # characters of a subject on a card


def name_of(series: Series) -> str:
    """Name a gathering whose subjects are chosen; not escaped."""
    if series.dispositif != PAIRS:
        return series.title or PORTEURS
    metiers = join_names([metier_words(one) for one in series.metiers])
    return f"{PEERS} ({metiers})" if metiers else PEERS


def metier_words(metier: str) -> str:
    """Name a métier by its key."""
    return next((words for one, words in METIER_WORDS.items() if one.value == metier), metier)


def when_of(sheet: Sheet, now: datetime) -> str:
    """Give when it begins: "mardi 26 mai à 14 h"."""
    return moment_words(sheet.appointment.starts, now)


def count_of(sheet: Sheet, one: Proposal) -> str:
    """Count who supports a subject: votes among peers, support in a seminar."""
    number = len(one.supporters)
    return texts.votes(number) if sheet.series.dispositif == PAIRS else texts.supports(number)


def lines_of(ballot: Ballot) -> list[str]:
    """Give the subjects of a card with their counts, escaped, the rest counted."""
    shown = ballot.proposals[:SHOWN]
    lines = [texts.counted(clip(escape(one.text), SHORT), count_of(ballot.sheet, one)) for one in shown]
    rest = len(ballot.proposals) - len(shown)
    return [*lines, texts.more(rest)] if rest else lines


def drawn_lines(ballot: Ballot) -> str:
    """Draw the subjects of a card as a list, or that there is none yet."""
    lines = lines_of(ballot)
    if not lines:
        return texts.NONE_YET
    return "\n".join([f"*{texts.SUBJECTS}*", *(f"• {one}" for one in lines)])


def said_lines(ballot: Ballot) -> str:
    """Say the same in a sentence."""
    lines = lines_of(ballot)
    return texts.listed(lines) if lines else texts.NONE_YET
