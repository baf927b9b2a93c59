"""Sentences about the host's actions, their forms and their results."""

from collections.abc import Mapping, Sequence

from handlers.kit.escaping import Said
from handlers.kit.sentences import french, join_text, said, sentence
from handlers.kit.texts import PERSON_GONE

DATES = said("La date et le lien")
PEOPLE = said("Les personnes")
TEAM = said("Votre équipe")

PROPOSE = "Proposer un autre créneau"
HAND_OVER = "Confier le rendez-vous"
SWAP = "Échanger cette heure"
INVITE = "Ajouter quelqu’un"
NOTE = "Laisser un mot"
LINK = "Changer le lien"
ADD = "Ajouter une séance"
PAPER = "Envoyer un document"

ACCEPTED = sentence("C’est noté : vous animerez le {what}. L’équipe le sait.")
ACCEPTED_FOR = sentence("C’est noté : le {what} est confirmé. L’équipe et la personne qui l’anime le savent.")
CHANGED_MEANWHILE = said("La date vient de changer : rien n’est encore accepté. Votre carte montre la nouvelle date.")

PROPOSE_TITLE = "Proposer des dates"
PROPOSE_SUBMIT = "Proposer"
NOT_HELD = said("L’équipe choisit l’un de ces créneaux, ou aucun. Jusque-là, ils restent ouverts à d’autres.")
WHICH = "Séance"
CHOOSE_SESSION = "Choisir une séance"
HOST = "Avec qui"
HOST_HINT = "Convenez d’abord des heures avec la personne qui reçoit l’équipe."
TIMES = ("Premier créneau", "Deuxième créneau", "Troisième créneau")
TIME_HINT = french(
    "Slack affiche ici l’heure de votre fuseau, et non celle de Paris si vous êtes ailleurs. Choisissez un quart "
    "d’heure : par exemple 9 h, 9 h 15 ou 9 h 30."
)
PROPOSED_TITLE = "C’est proposé"
INVALID_TIME: Mapping[str, str] = {
    "none": "Choisissez au moins un créneau.",
    "many": "Proposez trois créneaux au plus.",
    "past": "Choisissez un créneau à venir.",
    "quarter": french("Choisissez un créneau au quart d’heure : par exemple 9 h ou 9 h 15."),
    "same": "Le rendez-vous est déjà à cette heure. Choisissez un autre créneau.",
    "taken": "La personne qui anime a déjà un rendez-vous à cette heure. Choisissez un autre créneau.",
}
TWICE = "Ce créneau est déjà proposé. Choisissez-en un autre, ou laissez ce champ vide."

HAND_OVER_TITLE = "Confier le rendez-vous"
HAND_OVER_SUBMIT = "Confier"
HAND_OVER_TO = "À qui"
NOBODY_TO_HAND_OVER = said(
    "Il n’y a personne d’autre à qui confier ce rendez-vous. Vous pouvez proposer un autre créneau à l’équipe, ou "
    "annuler le rendez-vous depuis son message."
)
HANDED_TITLE = "C’est confié"

INVITE_TITLE = "Ajouter quelqu’un"
INVITE_SUBMIT = "Ajouter"
WHO = "Qui"
CHOOSE_SOMEBODY = "Choisir quelqu’un"
COACHES = "Coachs"
SPECIALISTS = "Spécialistes, mentores et mentors"
SPECIALISTS_ASK = said(
    "Si cette personne n’est pas coach, elle dit d’abord si elle vient, puis l’équipe dit si elle peut lire le besoin."
)
NOBODY_TO_INVITE = said("Toutes les personnes que je connais participent déjà à ce rendez-vous.")
INVITED_TITLE, WANTED_TITLE = "C’est noté", "C’est demandé"

PERSON_ALREADY = "Cette personne participe déjà au rendez-vous. Choisissez quelqu’un d’autre."
PERSON_ASKED = "Cette personne a déjà reçu la question, et n’a pas encore répondu. Choisissez quelqu’un d’autre."
INVALID_PERSON: Mapping[str, str] = {"gone": PERSON_GONE, "already": PERSON_ALREADY, "asked": PERSON_ASKED}

NOTED_TITLE = "C’est envoyé"
NOTED = said("Les personnes qui viennent reçoivent votre mot.")

LINKED_TITLE = "C’est changé"
LINKED = said("Le nouveau lien est dans les messages et dans les agendas.")

COMES, STAYS_OUT = "Cette personne vient", "Elle ne vient pas"
AWAITED = sentence("Réponse attendue : {name}")

SESSION = sentence("Séance du {when}")
WHICH_SESSIONS, CHOSEN_DAYS = "Séances", "aux séances cochées"
HAND_OVER_YOURS = sentence(
    "La personne choisie animera à votre place le {what} {days}. Choisissez quelqu’un de libre. Chaque personne "
    "concernée recevra un message."
)
HAND_OVER_FOR = sentence(
    "La personne choisie animera à la place {host:de} le {what} {days}. Choisissez quelqu’un de libre. Chaque "
    "personne concernée recevra un message."
)
INVITE_TO = sentence("La personne choisie participera au {what} {days}. Choisissez quelqu’un de libre.")
ALREADY_HANDED = sentence(
    "C’est déjà fait : {name} n’anime plus de séance à venir de ce {what}. Rien n’a changé, et vous n’avez rien "
    "à faire."
)
HANDED_HELD = sentence(
    "{name} a jusqu’au {until} pour accepter le {what} {days}. Les personnes concernées reçoivent un message."
)
HANDED = sentence("{name} animera le {what} {days}. Les personnes concernées reçoivent un message.")
INVITED = sentence("{name} participera au {what} {days}. Les personnes concernées reçoivent un message.")
WANTED = sentence(
    "{name} reçoit la question : venir ou non au {what} {days}. Son temps est réservé pendant trois jours, ou jusqu’au "
    "début. Vous saurez sa réponse."
)
_PROPOSED = said("L’équipe reçoit un message avec ces créneaux, à l’heure de Paris :")
_ANSWER_COMES = said("Vous recevrez sa réponse.")


def proposed(times: Sequence[str]) -> Said:
    return join_text([join_text([_PROPOSED, *times], "\n• "), _ANSWER_COMES], "\n")


def busy(name: str, when: str) -> str:
    return f"{name} a déjà un rendez-vous à cette heure ({when}). Choisissez quelqu’un d’autre."
