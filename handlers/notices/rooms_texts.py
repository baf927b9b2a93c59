"""Every sentence of the message about rooms that were replaced."""

HOURS = "Mes disponibilités"
ONE_TITLE = "Une nouvelle salle de visio"
TITLE = "De nouvelles salles de visio"
OWN_TITLE = "Un lien de visio à remplacer"
ONE = "Le service de visio Webconf a fermé. Votre rendez-vous à venir a une nouvelle salle\u00a0:"
SEVERAL = "Le service de visio Webconf a fermé. Vos rendez-vous à venir ont de nouvelles salles\u00a0:"
CLOSED = "Le service de visio Webconf a fermé."
FOLLOW = "Les messages et votre agenda sont mis à jour."
OWN = (
    "Votre propre lien de visio menait à Webconf\u00a0: je ne m’en sers plus. Pour en donner un autre\u00a0: "
    "`/disponibilites`, ou «\u00a0Mes disponibilités\u00a0» dans l’onglet Accueil."
)


def line(what: str, when: str, link: str) -> str:
    """Say one appointment with its room."""
    return f"{what}, {when}\u00a0: {link}"


def more(count: int) -> str:
    """Say how many more there are than are listed."""
    others = "un autre rendez-vous" if count == 1 else f"{count} autres rendez-vous"
    return f"Et {others}, à retrouver avec `/agenda`."


def defi(name: str) -> str:
    """Say to a coach that a défi's link is gone."""
    return (
        f"Le lien de visio du défi {name} menait à Webconf\u00a0: je ne m’en sers plus. Pour en donner un autre\u00a0: "
        "la ligne «\u00a0visio\u00a0» de promotion.toml, puis un nouvel import."
    )


def series(name: str, link: str) -> str:
    """Say to who organises a series which room it has now."""
    return (
        f"«\u00a0{name}\u00a0» a une nouvelle salle, la même à chaque date\u00a0: {link}. "
        "Pour en donner une autre\u00a0: `/programme`, puis «\u00a0Modifier\u00a0»."
    )
