"""Every sentence of a group between peers: its subject given, a métier of few, two groups that become one."""

from collections.abc import Mapping, Sequence

from bot.agenda.entries import join_names

GIVE = "Donner le sujet"
CHANGE = "Changer le sujet"
JOIN = "Réunir avec un autre groupe"
JOIN_ONE = "Réunir avec un groupe"  # a métier that has none
ALUMNI = "Inviter des alumni"

TITLE = "Sujet du groupe"
FIELD = "Le sujet"
HINT = "Il figure dans l’annonce et dans la préparation."
SUBMIT = "Enregistrer le sujet"
NOTED_TITLE = "C’est noté"
ENDS_VOTE = "Le choix du sujet est en cours\u00a0: donner un sujet y met fin."
INVALID: Mapping[str, str] = {
    "empty": "Écrivez le sujet en quelques mots.",
    "long": "Le sujet\u00a0: 150\u00a0caractères au plus.",
    "kind": "Seuls les groupes de partage entre pairs ont un sujet choisi ainsi.",
    "closed": "Cette date est passée ou annulée. Rien n’a changé.",
}

JOIN_TITLE = "Réunir avec un groupe"
JOIN_FIELD = "Avec quel groupe"
JOIN_CHOOSE = "Choisir un groupe"
JOIN_SUBMIT = "Réunir"
JOINED_TITLE = "Groupes réunis"
NO_OTHER = "Il n’y a pas d’autre groupe de partage entre pairs dans la promotion. Vous pouvez inviter des alumni."
TAKEN = "Ce métier a maintenant un groupe. Rien n’a changé."
SAME = "Choisissez un autre groupe de la même promotion."

ALUMNI_SURE_TITLE = "Inviter des alumni\u00a0?"
ALUMNI_YES = "Inviter des alumni"
ALUMNI_NO = "Ne rien changer"


def given(when: str, subject: str) -> str:
    """Confirm what a group is about."""
    return f"C’est noté\u00a0: le groupe du {when} a pour sujet «\u00a0{subject}\u00a0»."


def planned(subject: str | None) -> str:
    """Say to who organises a group what it is about."""
    return f"Sujet\u00a0: «\u00a0{subject}\u00a0»." if subject else "Le sujet n’est pas encore choisi."


def few(name: str, members: Sequence[str], *, grouped: bool) -> str:
    """Say how few a group is for; not `grouped`: no group gathers this métier."""
    if not grouped:
        return f"{name[:1].upper()}{name[1:]}\u00a0: {join_names(members)} seulement, sans groupe où partager."
    if not members:
        return f"{name}\u00a0: ce groupe ne réunit personne pour l’instant."
    who = f"{join_names(members)} seulement"
    return f"{name}\u00a0: ce groupe réunit {who}. Le partage serait plus riche à plusieurs."


def ended(name: str) -> str:
    """Say what came of a group that joined another."""
    return f"{name}\u00a0: ce groupe se réunit désormais avec un autre."


def arrived(metier: str, into: str, when: str | None) -> str:
    """Tell each whom it concerns that a métier shares in a group."""
    return (
        f"Le métier «\u00a0{metier}\u00a0» rejoint un groupe de partage\u00a0: «\u00a0{into}\u00a0».{_following(when)}"
    )


def what_to_do(*, others: bool, alumni: int) -> str:
    """Say what can be done about a group of few."""
    join = "réunir ce groupe avec celui d’un autre métier" if others else ""
    invite = f"y inviter {_alumni(alumni)}" if alumni else ""
    ways = " ou ".join(one for one in (join, invite) if one)
    return f"Vous pouvez {ways}, ou ne rien changer." if ways else "Vous n’avez rien à faire si cela convient."


def opened(name: str) -> str:
    """Say that alumni are invited."""
    return f"{name}\u00a0: les alumni en reçoivent désormais les annonces."


def join_intro(name: str, *, grouped: bool) -> str:
    """Say what comes of joining another group, before it is done."""
    if not grouped:
        return (
            f"Les EIG de «\u00a0{name}\u00a0» rejoindront le groupe choisi, et chaque personne le saura par un message."
        )
    return (
        f"Les EIG de «\u00a0{name}\u00a0» rejoindront le groupe choisi. Les dates de leur propre groupe seront "
        "annulées, leurs sujets seront proposés dans l’autre groupe, et chaque personne le saura par un seul message."
    )


def joined(ended: str, into: str, number: int) -> str:
    """Confirm that two groups are one."""
    dates = f" {number} {'dates sont annulées' if number > 1 else 'date est annulée'}." if number else ""
    return f"C’est fait\u00a0: «\u00a0{ended}\u00a0» se réunit désormais avec «\u00a0{into}\u00a0».{dates}"


def joins(metier: str, into: str) -> str:
    """Confirm that a métier shares in a group."""
    return f"C’est fait\u00a0: les EIG de «\u00a0{metier}\u00a0» rejoignent «\u00a0{into}\u00a0»."


def merged(ended: str, into: str, when: str | None) -> str:
    """Tell each whom it concerns that two groups are one."""
    return (
        f"Deux groupes de partage se réunissent\u00a0: «\u00a0{ended}\u00a0» rejoint «\u00a0{into}\u00a0». Les "
        f"dates du premier sont annulées.{_following(when)}"
    )


def alumni_sure(name: str, number: int) -> str:
    """Ask before alumni are invited."""
    who = "Un ou une alumni recevra" if number == 1 else f"{number}\u00a0alumni recevront"
    return f"{who} l’annonce des prochains rendez-vous de «\u00a0{name}\u00a0»."


def _alumni(number: int) -> str:
    return "un ou une alumni" if number == 1 else f"les {number}\u00a0alumni"


def _following(when: str | None) -> str:
    return f" Prochain rendez-vous\u00a0: {when}." if when else " La prochaine date sera annoncée."
