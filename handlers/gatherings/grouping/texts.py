"""Every sentence about the small groups of a multidisciplinary group: who holds them, who is in which."""

from collections.abc import Mapping

from bot.gatherings.turns import Holding

JOIN, CALENDAR, DECLINE = "Rejoindre la visio", "Ajouter à mon agenda", "Je ne pourrai pas venir"
SHOW = "Voir les groupes"
QUESTION = "Qui anime ?"
HOLDINGS: Mapping[Holding, str] = {
    Holding.COACHES: "Avec les coachs seulement",
    Holding.TWO_HOURS: "Sur deux heures",
    Holding.KEEPERS: "Confier à des EIG",
}
CHOSEN: Mapping[Holding, str] = {
    Holding.COACHES: "un groupe pour chaque coach disponible, plus grand s’il le faut",
    Holding.TWO_HOURS: "chaque coach anime deux groupes, l’un après l’autre",
    Holding.KEEPERS: "un ou une EIG anime là où il n’y a pas de coach",
}
ANIMATES = (
    "Il n’y a pas de coach : vous animez ce groupe. Lancez l’échange, et veillez à ce que chaque présentation ait sa "
    "place."
)
HOSTS = "Vous animez ce groupe."
TAKEN = "Le fichier d’agenda arrive dans notre conversation, sous le message de ce rendez-vous."
NOT_TAKEN = "Vous ne participez plus à ce groupe : il n’y a rien à ajouter."
NOT_MADE = "Les groupes ne sont pas encore faits : ils le seront deux jours avant, à 9 h."
NOBODY_COMES = (
    "Personne n’a répondu « Je viens » : aucun groupe n’a été fait. Vous pouvez annuler ou déplacer ce rendez-vous."
)
SOLVED: Mapping[str, str] = {
    "best": "Les groupes réunissent celles et ceux qui se connaissent le moins.",
    "good": "La répartition est bonne. Le temps a manqué pour vérifier qu’aucune n’est meilleure.",
    "failed": "Le calcul de la répartition n’a pas abouti : une répartition plus simple a été faite.",
    "no_extra": (
        "Une répartition simple a été faite : le calcul complet n’est pas installé. Pour l’avoir la prochaine fois, "
        "prévenez la personne qui héberge le bot."
    ),
}
TOO_MANY = "Il y a plus de deux présentations dans certains groupes : prévoyez des présentations courtes."


def too_few(named: str, coming: int, groups: int, free: str) -> str:
    """Ask the organiser who holds the groups."""
    coaches = f"Coachs disponibles à cette heure : {free}." if free else "Personne ne peut animer à cette heure."
    people = {0: "personne ne vient", 1: "une personne vient"}.get(coming, f"{coming}\u00a0personnes viennent")
    many = {0: "", 1: ", soit un groupe"}.get(groups, f", soit {groups}\u00a0groupes")
    return f"{named}\u00a0: {people} pour l’instant{many}. {coaches}"


def choice(holding: Holding) -> str:
    """Say what comes of a choice."""
    return f"«\u00a0{HOLDINGS[holding]}\u00a0»\u00a0: {CHOSEN[holding]}."


def by_default(until: str) -> str:
    """Say what happens without an answer."""
    return f"Sans réponse avant {until}, un ou une EIG animera là où il n’y a pas de coach."


def chosen(holding: Holding) -> str:
    """Say what was chosen."""
    return f"C’est noté : {CHOSEN[holding]}."


def own(number: int, when: str) -> str:
    """Say which group is one's own, and when."""
    return f"Groupe {number} : votre groupe de partage pluridisciplinaire, {when}, heure de Paris"


def numbered(number: int) -> str:
    """Name a group."""
    return f"groupe {number}"


def cancelled(named: str) -> str:
    """Say that it does not take place."""
    return f"Annulé : {named}."


def gone(named: str) -> str:
    """Say to somebody that they do not come any more."""
    return f"{named} : vous n’y participez plus."


def company(names: str) -> str:
    """Say with whom."""
    return f"Avec {names}."


def hosted(name: str) -> str:
    """Say who hosts the group."""
    return f"Animation : {name}."


def of_eig(name: str) -> str:
    """Name who hosts a group without being a coach."""
    return f"{name} (EIG)"


def overview(named: str, many: int) -> str:
    """Head the list of all groups."""
    made = "un groupe est fait" if many == 1 else f"{many} groupes sont faits"
    return f"{named} : {made}"


def group_line(number: int, hours: str, names: str, lead: str) -> str:
    """Say who is in a group."""
    return f"Groupe {number} ({', '.join(one for one in (hours, lead) if one)}) : {names}"
