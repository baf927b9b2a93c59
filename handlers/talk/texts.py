"""Sentences of the answers to small talk."""

from collections.abc import Sequence

from bot.agenda.calendars.entries import join_names
from bot.programme.roles import Role
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

CANCEL = "Annuler le rendez-vous"
CANCEL_COMMITTEE = "Annuler le comité"
DECLINE = "Je ne viens pas"
MOVE = "Changer la date"
BOOK = "Réserver un bureau d’aide"
ASK_MENTORING = "Demander un mentorat"
MINE = "Mes rendez-vous"
FIND_DATE, REMINDERS = "Trouver une date", "Mes messages"
DATA = "Mes données"
CATALOGUE = "Voir le catalogue"
ALERT = "Prévenir les coachs"

HELLO = said(
    "Bonjour ! Dites-moi ce que vous cherchez (« passer à l’échelle », « audit de code »), ou demandez « mes "
    "rendez-vous », « annuler », « déplacer », « qui est mon coach »."
)
THANKS = said("Avec plaisir ! Écrivez-moi quand vous voulez.")
BYE = said("À bientôt ! Vos rendez-vous restent notés, et les messages qui les concernent arriveront ici.")

NOTHING_COMES = said("Vous n’avez aucun rendez-vous à venir.")
NOTHING_TO_CANCEL = said("Vous n’avez aucun rendez-vous à venir : il n’y a rien à annuler.")
NOTHING_TO_MOVE = said("Vous n’avez aucun rendez-vous à venir : il n’y a rien à déplacer.")
CAN_BOOK = said("Pour en prendre un, réservez une heure avec l’équipe des coachs, ou regardez le catalogue.")
CAN_BROWSE = said("Le catalogue montre ce que le programme propose.")
TO_CANCEL_ONE = said("Voici votre rendez-vous à venir. Rien n’est annulé avant que vous ne le confirmiez.")
TO_CANCEL = said("Lequel ? Voici vos rendez-vous à venir, par date. Rien n’est annulé avant que vous ne le confirmiez.")
TO_MOVE_ONE = said("Voici votre rendez-vous à venir. Sa date ne change pas avant que vous n’en choisissiez une autre.")
TO_MOVE = said(
    "Lequel ? Voici vos rendez-vous à venir, par date. Aucune date ne change avant que vous n’en choisissiez une autre."
)
NEXT = said("Voici votre prochain rendez-vous.")
LINK = said("Voici votre prochain rendez-vous en visio.")
NO_LINK = said("Aucun de vos rendez-vous à venir n’a de lien de visio. Voici le prochain.")
PLACE = sentence("Lieu : {place}.")
NO_PLACE = said("Le lieu ou le lien n’est pas encore donné.")
AWAY = said(
    "Dites quels jours vous n’êtes pas là. Plus personne ne pourra réserver avec vous ces jours-là, et vous pourrez "
    "confier, déplacer ou annuler d’un coup tout ce que vous y animez."
)
BOOK_WHAT = said(
    "Vous pouvez réserver une heure avec l’équipe des coachs (le bureau d’aide), ou demander des séances avec une "
    "personne spécialiste (le mentorat)."
)
FIND = said(
    "Dites avec qui, combien de temps et entre quels jours : je cherche les dates possibles, je les propose à "
    "chaque personne, et vous choisissez."
)
STOP = said("Vous choisissez ce que je vous envoie, à quelles heures, et si cela arrive par e-mail.")
WHOSE_DATA = said(
    "Vous pouvez voir ce que je garde à votre sujet, le recevoir ou l’effacer. Personne d’autre ne verra la réponse."
)
BOOK_BY_EIG = said("Ce sont les EIG qui réservent un bureau d’aide ou un mentorat pour leur défi.")

AND = " et "
NO_COACH_OF = sentence("Pour le défi {defi}, toute l’équipe des coachs vous accompagne : {names}.")
NO_DEFI = sentence("L’équipe des coachs : {names}.")
NO_COACHES = said("Je ne connais pas encore l’équipe des coachs de cette promotion.")
WRITE = said("Écrivez-leur ici dans Slack, en message direct.")
WRITE_ONE = said("Écrivez-lui ici dans Slack, en message direct.")
PERSON = sentence("<@{slack_id}>")

NOTHING_THAT_DAY = sentence("Je ne vois aucun rendez-vous pour vous {day}. Prenez soin de vous.")
AWAY_ONE = sentence("Voici votre rendez-vous {day}.")
AWAY_SEVERAL = sentence("Voici vos rendez-vous {day}.")
ADD_PEOPLE = said(
    "Ouvrez la promotion, puis « Les personnes ». « Ajouter une personne » en ajoute une ; « Coller une liste » en "
    "ajoute plusieurs."
)
ASK_TO_ADD = said("Les coachs ajoutent les personnes. Prévenez-les, ou écrivez à votre coach.")
WHO_ASKS = said("Je réponds à cela aux personnes du programme.")
PROMOTIONS = "Les promotions"
TODAY, TOMORROW = french("aujourd'hui"), "demain"
IN_DEFI = {Role.EIG: french("EIG"), Role.PORTEUR: "Porte le projet", Role.COACH: "Coachs"}
DEFI = sentence("*Défi {name}*, {administration}.")
DEFI_DATE = sentence("{when} : {what}.")
DEFI_NOTHING = said("Ni atelier, ni comité, ni échange n’est prévu pour l’instant.")
DEFI_REPORT = sentence("Lire le rapport de la phase {phase}")
DUTY = sentence("Heures ouvertes {day} au bureau d’aide :")
NEXT_DUTY = sentence("Les prochaines heures ouvertes au bureau d’aide, {day} :")
OTHER_DUTY = sentence("Aucune heure ouverte {asked} au bureau d’aide. Il y en a {day} :")
DUTY_CLOSED = said("Aucun bureau d’aide n’est ouvert pour vous en ce moment.")
OWN_HOURS = said(
    "Les heures que vous proposez sont dans « Mes disponibilités ». Celles qui sont réservées sont dans « Mes "
    "rendez-vous »."
)
MY_HOURS = "Mes disponibilités"
ON_DUTY = sentence("• {name}, {hours}.")
NO_DUTY = said("Personne n’a ouvert d’heures au bureau d’aide dans les deux semaines qui viennent.")
WRITE_TO_ONE, WRITE_TO = "Lui écrire", french("Écrire à {name}")
UNWELL = said("Je ne suis qu’un programme, et ce que vous écrivez là mérite une personne qui vous écoute.")
AGAINST = said(
    "Je ne suis qu’un programme, et ce que vous écrivez là mérite une personne qui vous écoute, et qui n’est pas votre "
    "coach."
)
DANGER = said(
    "Ne gardez pas cela pour vous. Le *3114* répond jour et nuit, gratuitement, en toute confidentialité, à vous comme "
    "à toute personne qui s’inquiète pour quelqu’un. S’il y a urgence, appelez le *15*."
)
BROKEN = said("Toutes mes excuses : je ne vous ai pas été utile. Une personne pourra vous aider.")
HELP = said("La liste de ce que je comprends : `/dispositifs aide`.")
SORRY = said("Toutes mes excuses : je ne vous ai pas été utile.")
WRITE_TO_CONTACT = sentence("Vous pouvez écrire à une personne : {contact}.")
WRITE_TO_SOMEBODY = said("Adressez-vous directement à une personne du programme : elle saura mieux que moi.")
OUTSIDE = said(
    "Je n’ai pas de nom à vous donner ici. Vous pouvez en parler sans passer par moi : à la médecine du travail, aux "
    "ressources humaines ou à l’assistance sociale de votre administration, ou à une personne de confiance."
)
_YOUR_COACH = sentence("Coach de votre défi : {names}.")
_YOUR_COACHES = sentence("Coachs de votre défi : {names}.")
_YOUR_TEAM = sentence("L’équipe des coachs : {names}.")
_OTHER_COACHES = sentence("Dans l’équipe des coachs : {names}.")
SECOND = sentence("Si cela concerne votre coach, ou si vous préférez une autre personne : {contact}.")
FIRST = sentence("Hors de l’équipe des coachs : {contact}.")
NO_SECOND = said("Si cela concerne une de ces personnes, écrivez à une autre.")
NOT_KEPT = said(
    "Je n’en parle à personne et je n’en garde rien. Slack, lui, conserve ce que vous écrivez dans cette conversation."
)
BY_MAIL = sentence("{name} (<mailto:{address}|{address}>)")
DM, IN_TEAM = "https://slack.com/app_redirect?channel={slack_id}", "&team={workspace}"

ONLY_BOOKER = said(
    "Seules la personne qui a réservé, celle qui anime et l’équipe des coachs peuvent en changer la date."
)
ONLY_TEAM = said("L’équipe du défi et celle des coachs peuvent en changer la date.")
ONLY_COACHES = said("L’équipe des coachs peut en changer la date.")
LINE = sentence("*{when}* : {what}{whose}{whom}{held}")
NUMBERED = sentence("{when}, {what}")
_COACH_OF = sentence("Pour le défi {defi} : {names}.")
_LATER = sentence("Et {others} rendez-vous plus tard : demandez « mes rendez-vous ».")


def line(when: str, what: str, *, defi: str | None, others: Sequence[str], held: bool) -> Said:
    whose = f", pour le défi {defi}" if defi else ""
    whom = f", avec {join_names(others)}" if others else ""
    return LINE(when=when, what=what, whose=whose, whom=whom, held=" (à confirmer)" if held else "")


def to_write_to(names: Said, *, count: int, own: bool, others: bool) -> Said:
    """Return the sentence with the names of coaches to write to.

    `own` means that they coach the reader's défi. `others` means that the problem is another coach of this défi."""
    if own and others:
        return _OTHER_COACHES(names=names)
    if own:
        return _YOUR_COACH(names=names) if count == 1 else _YOUR_COACHES(names=names)
    return _YOUR_TEAM(names=names)


def later(count: int) -> Said:
    """Return how many more appointments there are. The message has no buttons for them."""
    return _LATER(others="un autre" if count == 1 else f"{count} autres")


def coach_of(defi: str, names: Said) -> Said:
    return _COACH_OF(defi=defi, names=names)
