"""Every sentence of the message about rooms that were replaced."""

from handlers.kit.escaping import Said
from handlers.kit.sentences import said, sentence

HOURS = "Mes disponibilités"
ONE_TITLE = "Une nouvelle salle de visio"
TITLE = "De nouvelles salles de visio"
OWN_TITLE = "Un lien de visio à remplacer"
ONE = said("Le service de visio Webconf a fermé. Votre rendez-vous à venir a une nouvelle salle :")
SEVERAL = said("Le service de visio Webconf a fermé. Vos rendez-vous à venir ont de nouvelles salles :")
CLOSED = said("Le service de visio Webconf a fermé.")
FOLLOW = said("Les messages et votre agenda sont mis à jour.")
OWN = said(
    "Votre propre lien de visio menait à Webconf : je ne m’en sers plus. Pour en donner un autre : `/disponibilites`, "
    "ou « Mes disponibilités » dans l’onglet Accueil."
)
LINE = sentence("{what}, {when} : {link}")
DEFI = sentence(
    "Le lien de visio du défi {name} menait à Webconf : je ne m’en sers plus. Pour en donner un autre : la ligne "
    "« visio » de promotion.toml, puis un nouvel import."
)
SERIES = sentence(
    "« {name} » a une nouvelle salle, la même à chaque date : {link}. Pour en donner une autre : `/programme`, puis "
    "« Modifier »."
)
_MORE = sentence("Et {others}, à retrouver avec `/agenda`.")


def more(count: int) -> Said:
    """Say how many more there are than are listed."""
    return _MORE(others="un autre rendez-vous" if count == 1 else f"{count} autres rendez-vous")
