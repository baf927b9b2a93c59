"""Every sentence about leaving a séance of a cycle, and coming back to it."""

from collections.abc import Mapping, Sequence

from bot.agenda.calendars.entries import join_names
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence
from handlers.mentoring.card import texts as card_texts

TITLE = card_texts.SKIP
SKIP = "Je ne viendrai pas"
INTRO = said(
    "Cochez les séances auxquelles vous ne viendrez pas. Elles ont toujours lieu pour les autres personnes, et vous "
    "restez dans ce mentorat."
)
TELLS = said("Les autres personnes le sauront dans deux minutes.")
TOLD = said("Les autres personnes l’apprennent maintenant.")
WHICH = "Séances"
WHICH_BACK, RETURN = "Séances auxquelles vous viendrez", "Je viens"
NONE = french("Choisissez au moins une séance, ou fermez cette étape : rien ne change.")
DONE_TITLE = "C’est noté"
BACK = card_texts.COME_BACK
NO_WAY_BACK: Mapping[str, Said] = {  # why one cannot come back, by the refusal's code
    "already_answered": said("Vous venez déjà à ces séances. Vous n’avez rien à faire."),
    "already_cancelled": said("Cette séance n’a plus de date, ou n’aura pas lieu. Vous n’avez rien à faire."),
    "already_started": said(
        "Cette séance a déjà commencé : vous ne pouvez plus y revenir par ce bouton. Pour en parler, écrivez aux "
        "personnes qui y participent."
    ),
}

LEFT = said("C’est noté : vous ne viendrez plus à ces séances. Le cycle continue, et les autres personnes le sauront.")
NOTHING_LEFT = said("Vous en faites déjà partie, ou il n’y a plus de séance à venir. Vous n’avez rien à faire.")
MISSED = sentence("Merci de l’avoir dit : vous ne viendrez pas à la séance de mentorat {days}.")
MISSED_SEVERAL = sentence("Merci de l’avoir dit : vous ne viendrez pas aux séances de mentorat {days}.")
CAME = sentence("C’est noté : vous venez à la séance de mentorat {days}.")
CAME_SEVERAL = sentence("C’est noté : vous venez aux séances de mentorat {days}.")
AWAY = sentence("{name} ne pourra pas venir à la séance de mentorat {days} (défi {defi}). Elle a toujours lieu.")
AWAY_SEVERAL = sentence(
    "{name} ne pourra pas venir aux séances de mentorat {days} (défi {defi}). Elles ont toujours lieu."
)
COMES = sentence("{name} viendra finalement à la séance de mentorat {days} (défi {defi}).")
COMES_SEVERAL = sentence("{name} viendra finalement aux séances de mentorat {days} (défi {defi}).")


def of_days(whens: Sequence[str]) -> str:
    """Join times behind « de »."""
    return join_names([f"du {when}" for when in whens])


def missed(whens: Sequence[str]) -> Said:
    """Confirm that somebody misses séances."""
    days = of_days(whens)
    return MISSED(days=days) if len(whens) == 1 else MISSED_SEVERAL(days=days)


def came(whens: Sequence[str]) -> Said:
    """Confirm that somebody comes again."""
    return CAME(days=of_days(whens)) if len(whens) == 1 else CAME_SEVERAL(days=of_days(whens))


def away(name: str, whens: Sequence[str], defi: str) -> Said:
    """Bring the news that somebody misses séances."""
    days = of_days(whens)
    return AWAY(name=name, days=days, defi=defi) if len(whens) == 1 else AWAY_SEVERAL(name=name, days=days, defi=defi)


def comes(name: str, whens: Sequence[str], defi: str) -> Said:
    """Bring the news that somebody comes again."""
    days = of_days(whens)
    return COMES(name=name, days=days, defi=defi) if len(whens) == 1 else COMES_SEVERAL(name=name, days=days, defi=defi)
