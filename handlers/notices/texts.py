"""Sentences of the bot's own notices about late messages and replaced rooms."""

from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

LATE_TITLE = "Des messages partent en retard"
NOTHING_TO_DO = said("Plus rien n’attend : vous n’avez rien à faire.")
WHOM = said(
    "Si cela dure, prévenez la personne qui héberge le bot. D’ici là, dites de vive voix ce qui ne peut pas attendre."
)
_WAITS_ONE = sentence("Un message du bot attend depuis {when} et ne part pas.")
_WAITS = sentence("{count} messages du bot attendent et ne partent pas, le plus ancien depuis {when}.")
_WILL_LEAVE = sentence("{which} dès que possible, une seule fois : vous n’avez rien à renvoyer.")
_WAITED_ONE = sentence("Un message du bot a attendu plus de 15 minutes, depuis {when}.")
_WAITED = sentence("{count} messages du bot ont attendu plus de 15 minutes, le plus ancien depuis {when}.")

ROOMS_HOURS = "Mes disponibilités"
ROOM_TITLE = "Une nouvelle salle de visio"
ROOMS_TITLE = "De nouvelles salles de visio"
ROOM_OWN_TITLE = "Un lien de visio à remplacer"
ROOM_ONE = said("Le service de visio Webconf a fermé. Votre rendez-vous à venir a une nouvelle salle :")
ROOM_SEVERAL = said("Le service de visio Webconf a fermé. Vos rendez-vous à venir ont de nouvelles salles :")
ROOM_CLOSED = said("Le service de visio Webconf a fermé.")
ROOM_FOLLOW = said("Les messages et votre agenda sont mis à jour.")
ROOM_OWN = said(
    "Votre propre lien de visio menait à Webconf : je ne m’en sers plus. Pour en donner un autre : `/disponibilites`, "
    "ou « Mes disponibilités » dans l’onglet Accueil."
)
ROOM_LINE = sentence("{what}, {when} : {link}")
ROOM_DEFI = sentence(
    "Le lien de visio du défi {name} menait à Webconf : je ne m’en sers plus. Pour en donner un autre : la ligne "
    "« visio » de promotion.toml, puis un nouvel import."
)
ROOM_SERIES = sentence(
    "« {name} » a une nouvelle salle, la même à chaque date : {link}. Pour en donner une autre : `/programme`, puis "
    "« Modifier »."
)
_MORE_ROOMS = sentence("Et {others}, à retrouver avec `/agenda`.")


def wait(count: int, when: str) -> Said:
    return _WAITS_ONE(when=when) if count == 1 else _WAITS(count=count, when=when)


def will_leave(count: int) -> Said:
    return _WILL_LEAVE(which="Il partira" if count == 1 else "Ils partiront")


def waited(count: int, when: str) -> Said:
    """Return how many messages were late, and since when. They have been sent by now."""
    return _WAITED_ONE(when=when) if count == 1 else _WAITED(count=count, when=when)


def more_rooms(count: int) -> Said:
    return _MORE_ROOMS(others="un autre rendez-vous" if count == 1 else f"{count} autres rendez-vous")


# The bot adds these texts to a message that it sends as a mail.
SOMEBODY = "une personne"  # It stands for an account whose name is unknown when the mail is rendered.
FOOTER = "E-mail envoyé par le bot des dispositifs EIG."
BETWEEN = french(" ; ")  # It separates the parts of a mail in its subject.
DATED = sentence("{when} : {title}")
