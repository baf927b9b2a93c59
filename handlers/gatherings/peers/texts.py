"""Every sentence of a group between peers: its subject, a small métier, two groups merged."""

from collections.abc import Mapping, Sequence

from bot.dates.words import join_words
from handlers.kit.escaping import Said
from handlers.kit.sentences import capital, french, said, sentence

GIVE = "Donner le sujet"
CHANGE = "Changer le sujet"
JOIN = "Réunir avec un autre groupe"
JOIN_ONE = "Réunir avec un groupe"  # a métier that has none
ALUMNI = "Inviter des alumni"

PLANNED = sentence("Sujet : « {subject} ».")
NO_SUBJECT = said("Le sujet n’est pas encore choisi.")
TITLE = "Sujet du groupe"
FIELD = "Le sujet"
HINT = "Il figure dans l’annonce et dans la préparation."
SUBMIT = "Enregistrer le sujet"
ENDS_VOTE = said("Le choix du sujet est en cours : donner un sujet y met fin.")
NOTED_TITLE = "C’est noté"
GIVEN = sentence("C’est noté : le groupe du {when} a pour sujet « {subject} ».")
INVALID: Mapping[str, str] = {
    "empty": "Écrivez le sujet en quelques mots.",
    "long": french("Le sujet : 150\u00a0caractères au plus."),
    "kind": "Seuls les groupes de partage entre pairs ont un sujet choisi ainsi.",
    "closed": "Cette date est passée ou annulée. Rien n’a changé.",
}

FEW = sentence("{name} : ce groupe réunit {names} seulement. Le partage serait plus riche à plusieurs.")
EMPTY = sentence("{name} : ce groupe ne réunit personne pour l’instant.")
UNGROUPED = sentence("{name} : {names} seulement, sans groupe où partager.")
WAYS = sentence("Vous pouvez {ways}, ou ne rien changer.")
NO_WAY = said("Vous n’avez rien à faire si cela convient.")

JOIN_TITLE = "Réunir avec un groupe"
JOIN_FIELD = "Avec quel groupe"
JOIN_CHOOSE = "Choisir un groupe"
JOIN_SUBMIT = "Réunir"
JOIN_INTRO = sentence(
    "Les EIG de « {name} » rejoindront le groupe choisi. Les dates de leur propre groupe seront annulées, leurs sujets "
    "seront proposés dans l’autre groupe, et chaque personne le saura par un seul message."
)
JOIN_INTRO_UNGROUPED = sentence(
    "Les EIG de « {name} » rejoindront le groupe choisi, et chaque personne le saura par un message."
)
NO_OTHER = said("Il n’y a pas d’autre groupe de partage entre pairs dans la promotion. Vous pouvez inviter des alumni.")
TAKEN = "Ce métier a maintenant un groupe. Rien n’a changé."
SAME = "Choisissez un autre groupe de la même promotion."
JOINED_TITLE = "Groupes réunis"
JOINED = sentence("C’est fait : « {ended} » se réunit désormais avec « {into} ».{dates}")
JOINS = sentence("C’est fait : les EIG de « {metier} » rejoignent « {into} ».")

MERGED = sentence(
    "Deux groupes de partage se réunissent : « {ended} » rejoint « {into} ». Les dates du premier sont annulées. "
    "{following}"
)
ARRIVED = sentence("Le métier « {metier} » rejoint un groupe de partage : « {into} ». {following}")
FOLLOWING = sentence("Prochain rendez-vous : {when}.")
NO_DATE = said("La prochaine date sera annoncée.")
ENDED = sentence("{name} : ce groupe se réunit désormais avec un autre.")

ALUMNI_SURE_TITLE = french("Inviter des alumni ?")
ALUMNI_YES = "Inviter des alumni"
ALUMNI_NO = "Ne rien changer"
ALUMNI_SURE = sentence("{who} l’annonce des prochains rendez-vous de « {name} ».")
OPENED = sentence("{name} : les alumni en reçoivent désormais les annonces.")
GROWN = sentence("{name} : ce groupe réunit maintenant assez de personnes pour partager.")


def few(name: str, members: Sequence[str], *, grouped: bool) -> Said:
    """Return how few a group is for; not `grouped`: no group gathers this métier."""
    names = join_words(members)
    if not grouped:
        return UNGROUPED(name=capital(name), names=names)
    return FEW(name=name, names=names) if members else EMPTY(name=name)


def what_to_do(*, others: bool, alumni: int) -> Said:
    """Return what can be done about a group of few."""
    join = "réunir ce groupe avec celui d’un autre métier" if others else ""
    them = "un ou une alumni" if alumni == 1 else f"les {alumni}\u00a0alumni"
    ways = " ou ".join(way for way in (join, f"y inviter {them}" if alumni else "") if way)
    return WAYS(ways=ways) if ways else NO_WAY


def joined(ended: str, into: str, number: int) -> Said:
    """Confirm that two groups are one."""
    dates = f" {number} {'dates sont annulées' if number > 1 else 'date est annulée'}." if number else ""
    return JOINED(ended=ended, into=into, dates=dates)


def alumni_sure(name: str, number: int) -> str:
    """Ask before alumni are invited."""
    who = "Un ou une alumni recevra" if number == 1 else f"{number}\u00a0alumni recevront"
    return ALUMNI_SURE(who=who, name=name).plain
