"""Sentences about a workshop, with its form, its messages to coaches, the list, ideas and results."""

from collections.abc import Mapping

from bot.workshops.model import NoteKind
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, said, sentence

HELP = said("`/atelier` : demander un atelier collaboratif")
HELP_LIST = said("`/atelier liste` : les ateliers de votre défi")

TITLE, PROPOSE_TITLE = "Demander un atelier", "Proposer un atelier"
INTRO = said("Un atelier : une demi-journée ou une journée sur place, sur une question de l’équipe, avec ses coachs.")
COUNT = sentence("Défi {defi}, phase {phase} : {left}.")
LEFT_TO_ASK: Mapping[int, str] = {2: "encore deux ateliers attendus", 1: "encore un atelier attendu"}
ALL_HELD = "les deux ateliers attendus ont déjà leur date"
ALL_ASKED = "les deux ateliers attendus ont déjà leur date, ou sont demandés"
PRECISE_ABOUT = said("*Préciser* : votre propre format, le matériel, les personnes à inviter.")
DEFI, DEFI_CHOOSE = french("Pour quel défi ?"), "Choisir un défi"
QUESTION = "La question à travailler"
QUESTION_HINT = french("Qui la lira : l’équipe du défi, les coachs, les personnes invitées.")
FORMAT, FORMAT_CHOOSE = "Le format", "Choisir un format"
FORMAT_TOLD = french("{length} ; à prévoir : {preparation}")
OTHER, OTHER_TOLD = "Un autre format", "Dites lequel au champ suivant"
OWN_HINT = french("Seulement si aucun de ceux qui sont proposés ne convient.")
LENGTH, LENGTHS = "Combien de temps", {210: french("Une demi-journée (3 h 30)"), 420: french("Une journée (7 h)")}
PLACE = "Où"
PLACE_HINT = french("Salle, adresse, accès (badge, pièce d’identité). Laissé vide : à trouver.")
MATERIALS, MATERIALS_HINT = "Matériel à prévoir", french("Une liste : écran, feutres, prototype.")
EXPERTS, EXPERTS_CHOOSE = "Personnes à inviter", "Choisir des personnes"
MAILS = "Personnes à inviter, par e-mail"
MAILS_HINT = french("Des adresses, séparées par des virgules. Ces personnes répondent depuis leur messagerie.")
ASK, PROPOSE = "Demander", "Proposer"

DONE_TITLE = "C’est noté"
ASKED = said(
    "C’est demandé : l’équipe des coachs reçoit votre question. La personne qui s’en occupe cherche ensuite une date "
    "avec vous."
)
PROPOSED = sentence("C’est noté : vous proposez un atelier au défi {defi}. Il lui faut une date.")
UNREACHED = sentence("Je n’ai ni compte Slack ni adresse pour {names} : à vous de prévenir.")
DATE = "Choisir la date"
EDIT, EDIT_TITLE, KEEP = "Modifier", "Modifier l’atelier", "Enregistrer"
WITHDRAW = "Retirer la demande"
WITHDRAWN = said("C’est noté : votre équipe ne demande plus cet atelier.")
EDITED = said("C’est noté : les cartes de cet atelier sont à jour.")

REQUEST = sentence("L’équipe du défi {defi} demande un atelier : « {question} ».")
UNLED = sentence("Personne ne s’occupe de l’atelier du défi {defi}{when} : « {question} ».")
WHEN = french(", {when}")
FACTS = sentence("{format}, {length}. Lieu : {place}.")
TO_FIND, NEEDED, INVITED = "à trouver", "Matériel", "Personnes à inviter"
QUOTED = sentence("La question : « {question} ».")
FOUND_AGAIN = said("« Choisir la date » reste aussi dans l’onglet Accueil et dans `/atelier liste`.")
WAITING = sentence("Un atelier attend déjà une date pour le défi {defi} : « {question} ».")
STANDS = sentence("L’atelier du défi {defi} {state} : « {question} ».")
ASKED_BY = sentence("Demandé par {who}, {day}.")
SOMEBODY = "une personne partie depuis"
CHANGED_BY_LIST = said("`/atelier liste` permet de le modifier ou de le retirer, au lieu d’en demander un autre.")
TAKE, LEAVE = "Je m’en occupe", "Je ne peux plus m’en occuper"
TAKEN = sentence("C’est noté : vous vous occupez de l’atelier du défi {defi}.")
TAKEN_BY = sentence("{name} s’occupe de l’atelier du défi {defi}.")
TAKEN_ALREADY = said("Quelqu’un s’occupe déjà de cet atelier. Vous n’avez rien à faire.")
NOT_FREE = said("Vous avez déjà un rendez-vous à cette heure-là : rien n’a changé.")
OVER = sentence("Le défi {defi} ne demande plus cet atelier. Il n’y a plus rien à faire.")
LEFT = said("C’est noté : les autres coachs apprennent que cet atelier attend quelqu’un.")
UNDATED = sentence("L’atelier du défi {defi} attend une date : « {question} ».")

OFFER = sentence("Votre équipe n’a pas encore d’atelier en phase {phase} : `/atelier` en demande un")

NONE = said("Aucun atelier pour l’instant.")
LINE = sentence("*{defi}*, {state} : « {question} ».")
WAITS, LED, LOOKED = (
    "attend l’équipe des coachs",
    french("attend une date, avec {name}"),
    french("cherche une date, avec {name}"),
)
MORE = sentence("Ateliers plus anciens, non montrés : {count}.")

NO_PROMOTION = said("Aucune promotion n’est en cours : il n’y a pas encore de défi à qui proposer un atelier.")
DATED = said(
    "Cet atelier a déjà une date, ou en cherche une. Une fois choisie, elle se change sur la carte du rendez-vous, "
    "avec « Changer la date » : c’est à la personne qui s’en occupe de le faire."
)
LOOKING = said("Une date se cherche pour cet atelier : choisissez-la, ou abandonnez la recherche, puis laissez-le.")
ENDED = said("Cet atelier n’est plus demandé : rien n’a changé.")
INVALID: Mapping[tuple[str, str], str] = {
    ("question", "none"): french("Écrivez la question, en une phrase."),
    ("question", "long"): french("Gardez la question sous 300 caractères."),
    ("question", "overtaken"): french(
        "Quelqu’un a modifié cet atelier entre-temps. Copiez vos mots, fermez, puis ouvrez de nouveau ce formulaire."
    ),
    ("format", "none"): "Choisissez un format, ou écrivez le vôtre au champ suivant.",
    ("format", "long"): french("Gardez cette réponse sous 120 caractères."),
    ("minutes", "range"): "Choisissez une des durées proposées.",
    ("place", "long"): french("Gardez cette réponse sous 300 caractères."),
    ("materials", "long"): french("Gardez cette réponse sous 500 caractères."),
    ("experts", "account"): french(
        "Une de ces personnes n’est pas connue du programme : donnez plutôt son adresse plus bas."
    ),
    ("experts", "many"): french("Dix personnes au plus, ici et par e-mail."),
    ("mails", "address"): french("Une de ces adresses n’est pas complète : écrivez-les comme prenom.nom@exemple.fr."),
    ("defi", "none"): "Choisissez un défi.",
    ("defi", "over"): "Ce défi est d’une promotion passée. Choisissez-en un autre.",
}


THINK = sentence("Atelier du défi {defi}, {when} : « {question} » Qu’en pensez-vous d’ici là ?")
PREPARE = sentence("À prévoir : {what}.")
GATHERED = said("Les idées ajoutées ici sont réunies sur la carte de l’atelier.")
ONE = said("Une idée est déjà notée.")
MANY = sentence("{count} idées sont déjà notées.")
BEGUN = sentence("L’atelier du défi {defi} a commencé : « {question} ».")
WRITING_UNDATED = sentence("L’atelier du défi {defi} n’a plus de date : « {question} ».")
CAME = sentence("Atelier du défi {defi} : qu’en est-il sorti ?")
CAME_WHY = said("Notez ce que vous avez produit, avec ses liens, et ce que l’équipe va essayer : la carte le garde.")

ADD: Mapping[NoteKind, str] = {
    NoteKind.IDEA: "Ajouter une idée",
    NoteKind.PRODUCT: "Ce que nous avons produit",
}
WRITING_TITLE: Mapping[NoteKind, str] = {NoteKind.IDEA: "Une idée", NoteKind.PRODUCT: "Ce qui est produit"}
WHAT: Mapping[NoteKind, str] = {
    NoteKind.IDEA: french("Votre idée pour l’atelier"),
    NoteKind.PRODUCT: french("Ce que nous avons produit"),
}
HINT: Mapping[NoteKind, str] = {
    NoteKind.IDEA: french("Qui la lira : l’équipe du défi, les coachs, les personnes invitées."),
    NoteKind.PRODUCT: french("Quelques mots et un lien. Qui le lira : l’équipe, les coachs, les personnes invitées."),
}
WRITING_KEEP = "Ajouter"
SAYS = sentence("• {what} ({who})")


DONE = said("C’est noté : la carte de l’atelier le montre à toutes les personnes qui y viennent.")
WHY: Mapping[str, Said] = {
    "late": said("Cet atelier a commencé. Pour noter ce que vous y avez produit : `/atelier liste`, puis « Ouvrir »."),
    "early": said("Cet atelier n’a pas encore eu lieu. Pour y ajouter une idée : `/atelier liste`, puis « Ouvrir »."),
}
WRITING_INVALID: Mapping[str, str] = {
    "none": "Écrivez quelques mots.",
    "long": french("Gardez cette réponse sous 500 caractères."),
}
