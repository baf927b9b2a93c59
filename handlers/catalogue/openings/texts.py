"""Every sentence of « Dispositifs ouverts »."""

from bot.catalogue.openings import Opening
from handlers.kit.escaping import Said
from handlers.kit.sentences import said, sentence

TITLE = "Dispositifs ouverts"
CHANGE = "Changer"
KEEP = "Enregistrer"
INTRO = sentence(
    "*Promotion {promotion}.* Ouvrez un dispositif quand quelqu’un l’anime. Jusque-là, sa carte dit à partir de quand "
    "il ouvre, et propose d’en parler avec un coach."
)
STATE = "Ce dispositif"
NOW, LATER, NEVER = "now", "later", "never"
STATES = {NOW: "est ouvert", LATER: "ouvre à une date", NEVER: "n’est pas encore ouvert"}
DAY = "Date d’ouverture"
DAY_HINT = "À remplir si le dispositif ouvre à une date. Ce jour-là, il s’ouvre de lui-même."
NO_DAY = "Donnez la date d’ouverture, ou choisissez un autre état."
OPEN = said("ouvert")
BY_HAND = said("ouvert, organisé par l’équipe des coachs")
NOT_YET = said("pas encore ouvert")

LINE = sentence("*{name}* : {how}")
FROM = sentence("ouvre {day}")


def how(one: Opening, day: str) -> Said:
    """Say how a dispositif stands; `day`: when it opens, in words."""
    if one.is_open:
        return OPEN if one.works else BY_HAND
    return FROM(day=day) if day else NOT_YET
