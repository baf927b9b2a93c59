"""Sentences of the forms that add a rendez-vous or change how people book a dispositif."""

from collections.abc import Mapping

from bot.programme.roles import Role
from handlers.kit.sentences import french, said, sentence

NEW, NEW_CYCLE = "Nouveau rendez-vous", "Nouveau cycle"
AS_CYCLE = "Faire un cycle"
CYCLE_IS = said("*Un cycle* : plusieurs séances demandées ensemble, comme le mentorat.")
CHANGE_FORMAT = "Modifier le format"
PREVIEW = "Voir l’aperçu"
KEEP = "Enregistrer"
OPEN, CORRECT = "Ouvrir", "Corriger"
CHOOSE = "Choisir"
PRECISE_NEW = said(
    "*Préciser* : qui reçoit, par son nom, qui peut demander, nombre de séances, délai, accord, question posée."
)
PRECISE_CHANGE = said("*Préciser* : nombre de séances, délais, accord, question posée.")
PRECISE_OWN = said(
    "*Préciser* : nom, qui peut demander, nombre de séances, délais, accord, question posée, préparation."
)

PRECISE_CYCLE = said(
    "*Préciser* : de la première à la dernière, 60 jours si vous ne changez rien ; qui reçoit, par son nom."
)
PRECISE_OWN_CYCLE = said("*Préciser* : nom, qui reçoit, par son nom, et la préparation.")

NEW_CYCLE_INTRO = sentence(
    "Un cycle de plus pour les équipes de la promotion {promotion}. Elles le demandent comme le mentorat : la même "
    "personne reçoit à toutes les séances, et elle les accepte d’abord."
)
NEW_INTRO = sentence(
    "Un rendez-vous de plus pour les équipes de la promotion {promotion}. Elles le réservent comme le bureau d’aide : "
    "la carte, les rappels, les agendas et l’annulation sont les mêmes."
)
CHANGE_INTRO = sentence(
    "*{name}.* Vos changements valent pour les prochaines réservations, dans toutes les promotions. Les "
    "rendez-vous déjà réservés ne changent pas."
)
CYCLE_INTRO = sentence(
    "*{name}.* Ce que vous changez vaut pour les prochaines demandes, et pour elles seules, dans toutes les promotions."
)
CYCLE_SESSIONS = "Nombre de séances"
WINDOW, WINDOW_HINT = "De la première à la dernière", french("Au moins quatre jours séparent deux séances.")
CYCLE_BEFORE = sentence("*Aujourd’hui* : {several} de {length} en {span}.")
CYCLE_AFTER = sentence("*Désormais* : {several} de {length} en {span}.")
CYCLES_STAY = said("Les cycles déjà demandés ou en cours gardent leurs séances, leur durée et leur période.")
CYCLE_CHANGED = sentence("« {name} » : les prochaines demandes suivent. Les cycles déjà demandés ne changent pas.")
NAME, NAME_HINT = "Nom", french("Par exemple : Permanence juridique.")
ABOUT, ABOUT_HINT = "En une phrase", french("Ce que les équipes y trouvent. Cette phrase se lit dans le catalogue.")
HOSTS, HOSTS_HINT = "Qui reçoit", french("Les équipes choisissent une personne, ou « Sans préférence ».")
ROLES: Mapping[Role, str] = {
    Role.COACH: "L’équipe des coachs de la promotion",
    Role.MENTOR: "Les mentores et mentors",
    Role.EXPERT: "Les spécialistes",
}
PEOPLE = "Ces personnes, et elles seules"
PEOPLE_HINT = "Sans choix, toutes les personnes de ce rôle reçoivent."
MINUTES = "Durée d’une séance"
SESSIONS, SESSIONS_HINT = "Nombre de séances", "Le nombre maximal par réservation."
HOURS = "Quand"
HOURS_HINT = french(
    "Par exemple : jeudi 14 h-17 h, une ligne par plage. Sans réponse, ce sont les disponibilités de la personne "
    "qui reçoit. Une personne qui n’en a donné aucune n’est pas proposée."
)
LEAD, HORIZON = "À réserver au moins", french("À réserver au plus tôt")
ASKERS, ASKERS_HINT = french("Qui peut demander ?"), "Qui porte le projet réserve pour soi, et peut inviter l’équipe."
ASKER_ROLES: Mapping[tuple[Role, ...], str] = {
    (Role.EIG,): "Les EIG",
    (Role.PORTEUR,): "Les porteurs et porteuses",
    (Role.EIG, Role.PORTEUR): "Les EIG, les porteurs et les porteuses",
}
AGREEMENT = "Le rendez-vous est pris"
AGREEMENTS: Mapping[str, str] = {"now": "dès la réservation", "agreed": "quand la personne qui reçoit l’accepte"}
AGREEMENT_HINT = french("Elle a deux jours ouvrés. Sans réponse, l’heure redevient libre, et l’équipe le sait.")
QUESTION = "La question posée à l’équipe"
QUESTION_HINT = french(
    "Sans réponse, c’est « Votre besoin ». Seules les personnes du rendez-vous lisent ce que l’équipe écrit."
)
PREPARATION, PREPARATION_HINT = "Comment s’y préparer", "Ces conseils restent sur la carte jusqu’au rendez-vous."
LEADS: Mapping[int, str] = {
    2: french("2 h avant"),
    24: french("24 h avant"),
    48: french("48 h avant"),
    72: french("3 jours avant"),
    168: "une semaine avant",
}
HORIZONS: Mapping[int, str] = {
    14: french("14 jours avant"),
    30: french("30 jours avant"),
    60: french("60 jours avant"),
}

WINDOWS: Mapping[int, str] = {
    14: french("14 jours"),
    21: french("21 jours"),
    30: french("30 jours"),
    45: french("45 jours"),
    60: french("60 jours"),
    90: french("90 jours"),
}

PREVIEW_TITLE = "Aperçu"
PREVIEW_CARD = said("*La carte, dans le catalogue*")
PREVIEW_FORM = sentence("*Le formulaire des équipes* : « {question} », puis un créneau de {length}.")
PREVIEW_CYCLE = sentence(
    "*Le formulaire des équipes* : « Votre besoin », puis {several} de {length} en {span}, pendant les disponibilités "
    "de la personne qui reçoit."
)
PREVIEW_WHEN = sentence("*Les créneaux* : {hours}. À réserver {lead} au moins.")
PREVIEW_AGREED = said("*La réponse* : la personne qui reçoit accepte ou décline chaque réservation.")
THEIR_HOURS = "pendant les disponibilités de la personne qui reçoit"
NOTHING_YET = said("Rien n’est encore ouvert. « Ouvrir » le montre à la promotion dès maintenant.")
OPENED_TITLE = "C’est ouvert"
OPENED = sentence(
    "C’est ouvert à la promotion : « {name} » est dans le catalogue, et `/dispositifs {name}` en montre la carte."
)
NOT_OPENED = sentence("{why} Fermez cette fenêtre, puis recommencez : rien n’est ouvert.")
CHANGED_TITLE = "C’est enregistré"
CHANGED = sentence(
    "Les prochaines réservations de « {name} » suivront ce format. Les rendez-vous déjà réservés ne changent pas."
)
USUAL_QUESTION = "Votre besoin"
OPENED_BEFORE = said("C’est déjà fait : ce rendez-vous est ouvert.")

INVALID: Mapping[tuple[str, str], str] = {
    ("name", "empty"): "Donnez-lui un nom.",
    ("name", "long"): french("Le nom : 60 caractères au plus."),
    ("name", "unfit"): french("Un nom n’a ni mention ni mise en forme : retirez < > { } | ` et *."),
    ("name", "taken"): "Un dispositif porte déjà ce nom. Choisissez-en un autre.",
    ("name", "many"): french("Il y a déjà 40 formats, et c’est le maximum. Modifiez-en un qui ne sert plus."),
    ("minutes", "quarter"): french("La durée est un multiple de 15 minutes, jusqu’à 4 h : 15, 30, 45, 60 minutes…"),
    (
        "minutes",
        "changed",
    ): french("Quelqu’un vient de le modifier. Fermez cette étape, puis rouvrez-la."),
    ("hosts", "role"): "Choisissez qui reçoit dans la liste.",
    ("askers", "role"): "Choisissez qui peut demander dans la liste.",
    ("people", "role"): "Choisissez des personnes de ce rôle, ou videz ce champ.",
    ("sessions", "range"): french("Choisissez de 1 à 4 séances."),
    ("sessions", "cycle"): french("Choisissez de 2 à 8 séances."),
    ("window", "long"): french("Choisissez 90 jours au plus."),
    ("window", "short"): french("Tant de séances ne tiennent pas en si peu de jours : choisissez plus de jours."),
    ("lead", "range"): french("Le délai avant le rendez-vous va de 1 h à 14 jours."),
    ("lead", "held"): french("Pour laisser le temps d’accepter, choisissez au moins 24 h avant."),
    ("horizon", "range"): french("Un rendez-vous se réserve de 1 à 60 jours avant."),
    ("question", "long"): french("La question : 150 caractères au plus."),
    ("description", "empty"): "Dites en une phrase ce que les équipes y trouvent.",
    ("description", "long"): french("La phrase : 500 caractères au plus."),
    ("preparation", "long"): french("La préparation : 500 caractères au plus."),
    ("hours", "quarter"): french("Écrivez des heures au quart d’heure : 14 h 30 ou 14 h 45."),
    ("hours", "short"): "Aucune de ces plages n’est assez longue pour une séance.",
    ("hours", "order"): "Une plage se termine avant de commencer. Corrigez l’heure de fin.",
    ("hours", "unread"): french("Écrivez une plage par ligne, avec le jour : jeudi 14 h-17 h."),
}
