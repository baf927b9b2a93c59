"""Sentences about leaving a séance of a cycle, and coming back to it."""

from collections.abc import Sequence

from bot.agenda.calendars.entries import join_names
from handlers.kit.escaping import Said
from handlers.kit.sentences import said, sentence

NAME = "séance de mentorat"  # as named in the sentences for all appointments
STAYS = said("Vous restez dans ce mentorat.")
LEFT = said("C’est noté : vous ne viendrez plus à ces séances. Le cycle continue, et les autres personnes le sauront.")
NOTHING_LEFT = said("Vous en faites déjà partie, ou il n’y a plus de séance à venir. Vous n’avez rien à faire.")
AWAY = sentence("{name} ne pourra pas venir à la séance de mentorat {days} (défi {defi}). Elle a toujours lieu.")
AWAY_SEVERAL = sentence(
    "{name} ne pourra pas venir aux séances de mentorat {days} (défi {defi}). Elles ont toujours lieu."
)
COMES = sentence("{name} viendra finalement à la séance de mentorat {days} (défi {defi}).")
COMES_SEVERAL = sentence("{name} viendra finalement aux séances de mentorat {days} (défi {defi}).")


def of_days(whens: Sequence[str]) -> str:
    """Join times after « de »."""
    return join_names([f"du {when}" for when in whens])


def away(name: str, whens: Sequence[str], defi: str) -> Said:
    """Return the notice that somebody misses séances."""
    days = of_days(whens)
    return AWAY(name=name, days=days, defi=defi) if len(whens) == 1 else AWAY_SEVERAL(name=name, days=days, defi=defi)


def comes(name: str, whens: Sequence[str], defi: str) -> Said:
    """Return the notice that somebody attends again."""
    days = of_days(whens)
    return COMES(name=name, days=days, defi=defi) if len(whens) == 1 else COMES_SEVERAL(name=name, days=days, defi=defi)
