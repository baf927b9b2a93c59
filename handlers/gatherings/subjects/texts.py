"""Every sentence about subjects: proposing them, supporting them, what the cards say of them."""

from collections.abc import Mapping

PROPOSE = "Proposer un sujet"
SUPPORT = "Soutenir un sujet"
SUPPORT_OR_PROPOSE = "Soutenir ou proposer un sujet"
WITHDRAW = "Retirer"
SUBJECTS = "Sujets proposés"
NONE_YET = "Aucun sujet n’est proposé pour l’instant\u00a0: vous pouvez proposer le premier."

FORM_TITLE = "Proposer un sujet"
FORM_FIELD = "Votre sujet"
FORM_HINT = "Qui le lira\u00a0: les personnes invitées et les coachs, sans votre nom."
FORM_EXAMPLE = "Par exemple\u00a0: mener des entretiens à distance"
FORM_SUBMIT = "Proposer ce sujet"
PROPOSED_TITLE = "Sujet proposé"
PROPOSED = "Merci, votre sujet est proposé."
TAKEN = "Merci\u00a0: ce groupe n’avait pas encore de sujet, le vôtre est retenu."
ASK_LATE = "Ce groupe est annoncé sans sujet. Proposez-en un\u00a0: le premier proposé sera le sujet du groupe."

VOTE_TITLE = "Choisir un sujet"
VOTE_FIELD = "Les sujets que vous soutenez"
VOTE_FIELD_MORE = "Les autres sujets que vous soutenez"
VOTE_HINT = "Vous pouvez en choisir plusieurs et changer d’avis. Seuls les nombres sont montrés."
VOTE_SUBMIT = "Enregistrer"
VOTED_TITLE = "C’est noté"
VOTED = "Merci, c’est noté. Vous pouvez changer d’avis tant que le choix est ouvert."
NO_VOTE = "Le choix revient aux personnes invitées. Vous pouvez proposer un sujet, ou en retirer un."
WITHDRAWN = "Le sujet est retiré."
YOURS = "proposé par vous"

SURE_TITLE = "Retirer ce sujet\u00a0?"
SURE = "Les personnes qui le soutiennent ne le verront plus."
SURE_YES = "Retirer le sujet"
SURE_NO = "Le garder"

INVALID: Mapping[str, str] = {
    "empty": "Écrivez votre sujet en quelques mots.",
    "long": "Votre sujet\u00a0: 300\u00a0caractères au plus.",
    "twice": "Ce sujet est déjà proposé\u00a0: vous pouvez le soutenir.",
    "many": "Vingt sujets sont déjà proposés\u00a0: soutenez-en un, ou attendez qu’un autre soit retiré.",
    "closed": "Le choix du sujet est terminé. Rien n’a changé.",
    "none": "Aucun sujet n’est encore proposé.",
    "gone": "Un de ces sujets vient d’être retiré. Fermez ce formulaire, puis ouvrez-le à nouveau.",
}


def supports(number: int) -> str:
    """Count who supports a subject."""
    return f"{number}\u00a0soutien{'s' if number > 1 else ''}"


def counted(text: str, count: str) -> str:
    """Say a subject and how many support it."""
    return f"{text} ({count})"


def listed(subjects: list[str]) -> str:
    """Say all that is proposed."""
    return f"{SUBJECTS}\u00a0: {', '.join(subjects)}."


def more(number: int) -> str:
    """Say how many subjects are not shown."""
    return f"et {number} {'autres' if number > 1 else 'autre'}"


def about(name: str, when: str) -> str:
    """Say which gathering a form is about."""
    return f"*{name}*, {when}"


def about_next(name: str) -> str:
    """Say the same of one that has no date yet."""
    return f"*{name}*, prochaine date à venir"


def until(when: str) -> str:
    """Say when the choice ends."""
    return f"Le choix reste ouvert jusqu’au {when}."


def ask(name: str, when: str) -> str:
    """Ask beforehand what a group is to be about."""
    return f"{name}, {when}\u00a0: de quoi parler\u00a0?"


def ask_more(closes: str) -> str:
    """Say what is asked, and what follows."""
    return (
        f"Proposez un sujet, ou soutenez-en, jusqu’au {closes}\u00a0: celui qui aura le plus de soutiens sera le sujet "
        "du groupe."
    )


def chosen(name: str, when: str, subject: str) -> str:
    """Say what a group is to be about, once it is known."""
    return f"{name}, {when}\u00a0: le sujet est «\u00a0{subject}\u00a0»."


def closed(name: str, when: str) -> str:
    """Say that no subject was chosen in time."""
    return f"{name}, {when}\u00a0: le choix est terminé, le sujet sera donné avec l’annonce."


def cancelled(name: str, when: str) -> str:
    """Say that a group does not take place."""
    return f"{name}, {when}\u00a0: cette date est annulée. Les sujets proposés sont gardés pour la prochaine date."


def next_one(name: str, when: str) -> str:
    """Say which group the choice after another is about."""
    return f"Prochain rendez-vous\u00a0: {name}, {when}. De quoi parler\u00a0?"


def next_undated(name: str) -> str:
    """Say the same while it has no date."""
    return f"Prochain rendez-vous\u00a0: {name}. De quoi parler\u00a0?"


def next_chosen(when: str, subject: str) -> str:
    """Say what the next group is about."""
    return f"Prochain rendez-vous\u00a0: {when}, sur le sujet «\u00a0{subject}\u00a0»."
