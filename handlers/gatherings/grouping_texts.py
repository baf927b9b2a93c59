"""Every sentence about the small groups of a multidisciplinary group: who holds them, who is in which."""

from collections.abc import Mapping

from bot.gatherings.turns import Holding

JOIN, CALENDAR, DECLINE = "Rejoindre la visio", "Ajouter à mon agenda", "Je ne pourrai pas venir"
SHOW = "Voir les groupes"
QUESTION = "Qui anime ?"
HOLDINGS: Mapping[Holding, str] = {
    Holding.COACHES: "Avec les seuls coachs",
    Holding.TWO_HOURS: "Sur deux heures",
    Holding.KEEPERS: "Confier le temps à des EIG",
}
CHOSEN: Mapping[Holding, str] = {
    Holding.COACHES: "un groupe pour chaque coach disponible, quitte à ce qu’ils soient plus grands",
    Holding.TWO_HOURS: "les coachs animent deux heures de suite",
    Holding.KEEPERS: "une ou un EIG garde le temps là où il n’y a pas de coach",
}
KEEPS_TIME = "Vous gardez le temps : lancez l’échange, et veillez à ce que chaque présentation ait sa place."
HOSTS = "Vous animez ce groupe."
GONE = "Vous ne participez plus à ce groupe."
CANCELLED = "Ce groupe de partage est annulé."
TAKEN = "Le rendez-vous arrive sous ce message, en fichier pour votre agenda."
NOT_MADE = "Les groupes ne sont pas encore faits : ils le seront deux jours avant, à 9\u00a0h."
NOBODY_COMES = (
    "Personne n’a répondu « Je viens » : aucun groupe n’a été fait. Vous pouvez annuler ou déplacer ce rendez-vous."
)
SOLVED: Mapping[str, str] = {
    "best": "Aucune répartition ne fait mieux se rencontrer celles et ceux qui se connaissent le moins.",
    "good": "La répartition est bonne ; le temps prévu ne permettait pas de vérifier qu’aucune ne fait mieux.",
    "failed": "Le calcul de la répartition n’a pas abouti : une répartition plus simple a été faite.",
    "no_extra": (
        "Le calcul fin n’est pas installé sur le serveur du bot : une répartition plus simple a été faite. "
        "Pour l’avoir la prochaine fois, installez l’extra « planning » : le README du bot dit comment."
    ),
}
TOO_MANY = "Il y a plus de deux présentations dans certains groupes : prévoyez des présentations courtes."


def too_few(when: str, coming: int, groups: int, free: str) -> str:
    """Ask the organiser who holds the groups."""
    coaches = f"Coachs disponibles à cette heure : {free}." if free else "Personne ne peut animer à cette heure."
    people = {0: "personne ne vient", 1: "une personne vient"}.get(coming, f"{coming}\u00a0personnes viennent")
    many = {0: "", 1: ", soit un groupe"}.get(groups, f", soit {groups}\u00a0groupes")
    return f"Groupe de partage pluridisciplinaire, {when}\u00a0: {people} pour l’instant{many}. {coaches}"


def by_default(until: str) -> str:
    """Say what happens without an answer."""
    return f"Sans réponse d’ici {until}, une ou un EIG gardera le temps là où il n’y a pas de coach."


def chosen(holding: Holding) -> str:
    """Say what was chosen."""
    return f"C’est noté : {CHOSEN[holding]}."


def own(when: str, number: int) -> str:
    """Say which group is one's own, and when."""
    return f"Votre groupe de partage pluridisciplinaire, {when} : le groupe {number}"


def company(names: str) -> str:
    """Say with whom."""
    return f"Avec {names}."


def hosted(name: str) -> str:
    """Say who hosts the group."""
    return f"Animation : {name}."


def kept(name: str) -> str:
    """Say who keeps time."""
    return f"{name} garde le temps."


def overview(when: str, many: int) -> str:
    """Head the list of all groups."""
    made = "un groupe est fait" if many == 1 else f"{many}\u00a0groupes sont faits"
    return f"Groupe de partage pluridisciplinaire, {when} : {made}"


def group_line(number: int, hours: str, names: str, lead: str) -> str:
    """Say who is in a group."""
    return f"Groupe {number} ({hours}, {lead}) : {names}"
