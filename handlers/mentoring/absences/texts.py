"""Sentences about missed séances, and about attending them again."""

from collections.abc import Sequence

from bot.agenda.calendars.entries import join_names
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

# A séance's name in the sentences that all kinds of appointments share.
NAME = french("séance de {what}")
STAYS = sentence("Vous restez dans {this}.")
LEFT = said("C’est noté : vous ne viendrez plus à ces séances. Le cycle continue, et les autres personnes le sauront.")
NOTHING_LEFT = said("Vous en faites déjà partie, ou il n’y a plus de séance à venir. Vous n’avez rien à faire.")
AWAY = sentence("{name} ne pourra pas venir à la séance de {what} {days} (défi {defi}). Elle a toujours lieu.")
AWAY_SEVERAL = sentence(
    "{name} ne pourra pas venir aux séances de {what} {days} (défi {defi}). Elles ont toujours lieu."
)
COMES = sentence("{name} viendra finalement à la séance de {what} {days} (défi {defi}).")
COMES_SEVERAL = sentence("{name} viendra finalement aux séances de {what} {days} (défi {defi}).")


def of_days(whens: Sequence[str]) -> str:
    return join_names([f"du {when}" for when in whens])


def away(name: str, whens: Sequence[str], defi: str, what: str) -> Said:
    days = of_days(whens)
    if len(whens) == 1:
        return AWAY(name=name, what=what, days=days, defi=defi)
    return AWAY_SEVERAL(name=name, what=what, days=days, defi=defi)


def comes(name: str, whens: Sequence[str], defi: str, what: str) -> Said:
    days = of_days(whens)
    if len(whens) == 1:
        return COMES(name=name, what=what, days=days, defi=defi)
    return COMES_SEVERAL(name=name, what=what, days=days, defi=defi)
