"""Sentences of the modals in which a coach prepares and edits a promotion."""

from collections.abc import Mapping, Sequence
from typing import Literal

from bot.dates.words import join_words
from bot.planning.setup.lists import ListChange
from bot.planning.setup.model import PHASES, SetupPart
from bot.programme.files.faults import Fault
from handlers.kit.escaping import Said, escape
from handlers.kit.sentences import french, said, sentence

TITLE, TITLE_FILES, TITLE_DONE = "La promotion", "Les fichiers", "C’est fait"
FORMS: Mapping[SetupPart, str] = {
    SetupPart.PROMOTION: "Nom et dates",
    SetupPart.CHANNELS: "Les canaux",
    SetupPart.DEFI: "Un défi",
    SetupPart.PERSON: "Une personne",
    SetupPart.HOURS: "Ses disponibilités",
}
LISTS: Mapping[SetupPart, str] = {
    SetupPart.DEFI: "Les défis",
    SetupPart.PERSON: "Les personnes",
    SetupPart.HOURS: "Les disponibilités",
}
BEGIN, GO_ON, SEE = "Préparer une promotion", "Reprendre la préparation", "Voir la promotion"
PLAN = "Plan de la promotion"
WHICH_TITLE, WHICH = french("Quelle promotion ?"), said("À quelle promotion ajouter cette personne ?")
SAVE, CHANGE, BACK, OPEN, OPEN_LIST = "Enregistrer", "Modifier", "Revenir à la promotion", "Ouvrir la promotion", "Voir"
ADD_DEFI, ADD_PERSON, PASTE = "Ajouter un défi", "Ajouter une personne", "Coller une liste"
REMOVE_PERSON, REMOVE_DEFI, HAND_OVER = (
    "Retirer de la promotion",
    "Retirer le défi",
    "Changer de porteur ou de porteuse",
)
SAY_HOURS, OPEN_PERSON, SEND, BLANK, APPLY = (
    "Donner ses disponibilités",
    "Modifier une personne",
    "Lire le fichier",
    "Recevoir des modèles",
    "Appliquer",
)
UPLOAD = "Envoyer un fichier"
CHANNEL, ACCOUNT, DEFI, DEFIS, METIER = (
    "Choisir un canal",
    "Chercher un compte",
    "Choisir un défi",
    "Défis",
    "Choisir un métier",
)
BY_LINK = "Les documents se donnent par lien, jamais en pièce jointe"

BEFORE = said(
    "En préparation : personne ne reçoit de message avant « Ouvrir la promotion ». Vous pouvez fermer, puis reprendre "
    "plus tard, à plusieurs."
)
IS_OPEN = said("Promotion ouverte : ce que vous changez ici vaut tout de suite, et les rendez-vous à venir suivent.")
PREPARE_ONE = said(
    "Aucune promotion n’est ouverte : préparez-en une ici, à plusieurs si vous voulez. Personne ne reçoit de message "
    "avant que vous l’ouvriez."
)
PREPARE_ON = sentence("En préparation : {names}. Personne ne reçoit de message avant que vous l’ouvriez.")
ALL_TITLE, OPENINGS = "Les promotions", "Dispositifs ouverts"
NONE_YET = said("Aucune promotion n’est encore préparée.")
ONE_OPEN = sentence("*{name}*, {span}")
ONE_OVER = sentence("*{name}*, {span}, terminée")
IS_CLOSED = said("Cette promotion est close : rien n’y change plus. Vous pouvez encore relire tout ce qui a été fait.")
ONE_WAITS = sentence("*{name}*, en préparation")

PHASE = sentence("Phase {number} : {span}")
SPAN = sentence("du {first} au {last}")
CHANNEL_OF = sentence("{use} : <#{channel}>")
USES = {"promotion": "la promotion", "coachs": "l’équipe des coachs", "porteurs": "les porteurs et porteuses de projet"}
NO_CHANNEL_YET = said("aucun canal : les messages d’équipe arrivent alors à chaque coach, un par un")
NOBODY, NO_DEFI = said("personne pour l’instant"), said("aucun défi pour l’instant")
NO_HOST = said("les coachs, mentores, mentors et spécialistes apparaîtront ici")
OWN_HOURS = said("Chaque personne peut aussi les donner elle-même, plus tard, avec `/disponibilites`.")
PAGE_OWN, PAGE_TAKEN = said("celle qui est fournie avec le bot"), said("celle du programme, importée")
FILES_ROW = said("promotion.toml, personnes.csv, disponibilites.csv, programme.toml, ou la page du programme")
HABITS = sentence("{name} ({administration})")
PERSON = sentence("{name} ({what})")
HOURS_OF = sentence("*{name}*\n{week}")
NO_HOURS_YET = "pas encore d’heures"
ROWS: Mapping[str, str] = {
    "promotion": "Dates et phases",
    "canaux": "Canaux",
    "defis": "Défis",
    "personnes": "Personnes",
    "heures": "Disponibilités",
    "page": "Page du programme",
    "fichiers": "Fichiers",
}

MISSING_TITLE, NOTED_TITLE = said("*Avant d’ouvrir*"), said("*À savoir*")
MISSING: Mapping[str, Said] = {
    "promotion": said("• donnez un nom et des dates à la promotion"),
    "defis": said("• ajoutez au moins un défi"),
    "people": said("• ajoutez les personnes"),
    "coach": said("• ajoutez au moins une personne avec le rôle coach, vous par exemple"),
}
_OVERLAP = sentence("• ses dates chevauchent celles {names:de} : les deux promotions courent alors ensemble")
_SHORT = sentence("• elle est trop courte pour les phases habituelles : il manque {names}")
_NO_EIG = sentence("• aucun EIG dans : {names}")
_NO_PORTEUR = sentence("• aucun porteur ni aucune porteuse dans : {names}")
_NO_HOURS = sentence("• sans disponibilités, on ne peut pas réserver avec : {names}")
_NO_EXPERTISE = sentence("• sans expertise notée, on ne peut pas demander un mentorat à : {names}")
_SAME_CHANNEL = sentence(
    "• le même canal sert à plusieurs usages, et chacun y lirait les messages des autres : {names}"
)
_NO_DEFI_CHANNEL = sentence("• défis sans canal, donc sans annonce de leurs bureaux d’aide et ateliers : {names}")
_WITHOUT_YOU = said("• vous n’en faites pas partie : ajoutez-vous avec le rôle coach, pour pouvoir la suivre ensuite")
NO_COACHES_CHANNEL = said("• sans canal des coachs, chaque coach reçoit les messages d’équipe")
OPEN_TITLE = french("Ouvrir ?")
OPEN_YES = "Oui, ouvrir"
_OPEN_SURE = (
    "{people} et {defis} entrent dans le programme. L’équipe des coachs reçoit ensuite la liste des personnes à "
    "accueillir."
)
OPENED = sentence(
    "{name} est ouverte. L’équipe des coachs reçoit la liste des personnes : « Accueillir » leur envoie leur message "
    "de bienvenue, et chacune peut déjà taper `/dispositifs`."
)
OPENED_BEFORE = sentence("{name} est déjà ouverte : vous n’avez rien à faire.")
CANNOT_OPEN = said("Il manque encore quelque chose pour ouvrir cette promotion :")
REMOVED = sentence("C’est noté : {name} ne fait plus partie de la promotion.")
REMOVE_TITLE = french("Retirer ?")
REMOVE_SURE = (
    "Si la promotion est ouverte, ses rendez-vous à venir changent, et les personnes qui y viennent reçoivent un "
    "message."
)
REMOVE_FROM_ALL = "Retirer du programme"
REMOVE_EVERYWHERE = "Cette personne perd ce rôle dans toutes les promotions, et ses rendez-vous à venir changent."
REMOVE_YES = "Oui, retirer"
STILL_INSIDE = sentence("Ce défi compte encore des personnes : {names}. Changez d’abord leur défi, puis retirez-le.")
THEIRS = sentence(
    "*{label} :* {who} a écrit entre-temps « {theirs} ». Gardez votre texte ou le sien, puis enregistrez."
)
THEIRS_EMPTY = sentence(
    "*{label} :* {who} a vidé ce champ entre-temps. Gardez votre texte ou effacez-le, puis enregistrez."
)
SOMEBODY = "Quelqu’un"
REPLACES = sentence("Cette personne portera le projet à la place {name:de} : les invitations à venir suivent.")

LABELS: Mapping[SetupPart, Mapping[str, str]] = {
    SetupPart.PROMOTION: {
        "name": "Nom de la promotion",
        "starts_on": "Premier jour",
        "ends_on": "Dernier jour",
        "phase_2": "Début de la phase 2",
        "phase_3": "Début de la phase 3",
        "phase_4": "Début de la phase 4",
        **{key: f"Début de la phase {key[-1]}" for key in PHASES[3:]},
    },
    SetupPart.CHANNELS: {
        "canal_promotion": "Canal de la promotion",
        "canal_coachs": "Canal de l’équipe des coachs",
        "canal_porteurs": "Canal des porteurs et porteuses de projet",
    },
    SetupPart.DEFI: {
        "name": "Nom du défi",
        "administration": "Administration",
        "canal": "Canal du défi",
        "visio": "Lien de visioconférence",
        "lieu": "Lieu habituel",
        "jours_fermes": "Jours sans rendez-vous",
        "documents": "Documents",
    },
    SetupPart.PERSON: {
        "slack_id": "Compte Slack",
        "nom": "Nom",
        "email": "Adresse e-mail",
        "role": "Rôles",
        "defi": "Défi",
        "metier": "Métier",
        "expertises": "Expertises",
    },
    SetupPart.HOURS: {"semaine": "Une ligne par jour"},
}
PRECISE_ABOUT: Mapping[SetupPart, Said] = {
    SetupPart.PROMOTION: said("*Préciser* : le premier jour des phases suivantes."),
    SetupPart.DEFI: said("*Préciser* : visioconférence, lieu habituel, jours sans rendez-vous, documents."),
    SetupPart.PERSON: said("*Préciser* : métier, expertises."),
}

HINTS: Mapping[str, str] = {
    "phase_2": french("Sans date, les phases durent 2, 3, 3 et 2 mois."),
    **dict.fromkeys(
        ("canal", "canal_promotion", "canal_coachs", "canal_porteurs"), french("Invitez-y d’abord le bot : /invite.")
    ),
    "slack_id": (
        "Tapez le début du nom. Son nom et son adresse sont repris si vous laissez les deux champs suivants vides."
    ),
    "email": "Si la personne n’a pas de compte Slack, ses messages arrivent à cette adresse.",
    "defi": "Pour les EIG, les porteurs et les porteuses de projet.",
    "expertises": "Une par ligne.",
    "semaine": french("Par exemple : lundi 9h-12h, 14h-17h"),
}

PEOPLE_LINES = "Une personne par ligne"
PEOPLE_HINT = french(
    "Dans l’ordre : adresse, nom, rôle, défi, métier. Deux rôles s’écrivent EIG|coach. Vous pouvez coller les "
    "lignes d’un tableur. Au-delà d’une cinquantaine de personnes, collez en deux fois, ou envoyez le fichier."
)
DEFI_LINES = "Un défi par ligne"
DEFI_HINT = french(
    "Dans l’ordre : nom, administration, canal. Le canal est facultatif : collez son lien, et invitez-y le bot "
    "(/invite)."
)
CLOSED_CHANNEL: Mapping[str, str] = {
    "not_in_channel": french(
        "Le bot n’est pas dans ce canal : tapez-y /invite pour l’inviter, puis envoyez à nouveau."
    ),
    "channel_not_found": french(
        "Le bot ne voit pas ce canal : tapez-y /invite pour l’inviter, ou corrigez son lien, puis envoyez à nouveau."
    ),
    "channel_is_limited_access": french("Ce canal est fermé aux applications : choisissez-en un autre."),
}
FILE_LABEL = "Fichier"
FILES = said(
    "Envoyez un fichier de promotion, de personnes, de disponibilités ou de programme (CSV, TOML), ou la page du "
    "programme (texte Markdown). Le bot reconnaît le fichier à son contenu. S’il y trouve des erreurs, il les montre "
    "ligne par ligne et n’enregistre rien."
)
READING = said("Je lis le fichier…")
UNREAD = said("Ce fichier n’a pas pu être lu dans Slack. Fermez cette fenêtre, puis envoyez-le à nouveau.")
NO_FILE, TOO_LARGE = "Choisissez un fichier.", french("Ce fichier dépasse 1 Mo : partagez-le en plusieurs fichiers.")
NOTHING_WRITTEN = said("Rien n’a été écrit. Corrigez le fichier, puis envoyez-le à nouveau.")
WOULD_CHANGE = said("Voici ce que ce fichier changerait. Rien n’est encore écrit.")
PROGRAMME_WOULD = said(
    "Voici ce que ce fichier changerait, pour toutes les promotions du programme. Rien n’est encore écrit."
)
APPLIED = said("C’est fait :")
ADDED = said("C’est ajouté à la préparation.")
TITLE_LIST = "La liste"
LIST_WOULD = said("Voici ce que cette liste changerait. Rien n’est encore écrit.")
LIST_ADDS = sentence("*Ce qui s’ajoute :* {names}")
LIST_CHANGES = said("*Ce qui change :*")
LIST_LACKS = sentence("*Personnes absentes de cette liste :* {names}")
LIST_DONE = said("C’est fait : la promotion suit maintenant cette liste.")
KEEP_ABSENT, DROP_ABSENT = "Appliquer et garder ces personnes", "Appliquer et les retirer"
_CHANGED = sentence("• {name} : {what}")
_CHANGED_HOURS = sentence("• {name} : disponibilités")
ABANDON, ABANDON_TITLE, ABANDON_YES = "Abandonner la préparation", french("Abandonner ?"), "Oui, abandonner"
_ABANDON_SURE = french("Tout ce qui y est écrit disparaît, sans retour possible : {people} et {defis}.")
_ABANDON_EMPTY = "Tout ce qui y est écrit disparaît, sans retour possible."
ABANDONED = sentence("La préparation {name:de} est abandonnée : il n’en reste rien.")
PROGRAMME_SAME = said("Ce programme est déjà en service : rien n’a changé.")
AT_NEXT_START = said(
    "Les mots du programme changeront quand le bot redémarrera : demandez-le à la personne qui l’exploite."
)
PAGE_SAME = said("Cette page est déjà en service : rien n’a changé.")
PAGE_DONE = said("La page est en service : `/dispositifs` la montre dès maintenant.")
PAGE_WOULD = said("Voici ce que cette page changerait au catalogue. Rien n’est encore écrit.")
APPLY_PAGE, UNDO_PAGE = "Mettre en service", "Revenir à la page d’avant"
UNDO_PAGE_TITLE = french("Revenir en arrière ?")
UNDO_PAGE_SURE = "Le catalogue redevient celui de la page d’avant, ou celui qui est fourni avec le bot."
UNDO_PAGE_YES, UNDO_PAGE_NO = "Oui, la page d’avant", "Non, garder celle-ci"
PAGE_UNDONE = said("C’est fait : la page d’avant est de nouveau en service.")
PAGE_OTHER = said("Une autre page est en service depuis : rien n’a changé.")
LARGE_ENDING = said("Plus d’un tiers des rôles prendraient fin : vérifiez que ce fichier est complet.")
BLANKS = said(
    "Voici trois modèles de fichiers, et programme.toml tel qu’il est en service. Remplissez-les ou changez-les, puis "
    "envoyez-les depuis `/programme`."
)
BLANKS_FILES = french("Les fichiers : promotion.toml, personnes.csv, disponibilites.csv et programme.toml.")
COMES = said("Les modèles arrivent en message direct.")

_MORE = sentence("Et {count}\u00a0autres erreurs à corriger.")
_ONE_MORE = said("Et une autre erreur à corriger.")
_COUNTED = "{count}\u00a0{what}"


def counted(number: int, one: str, several: str) -> str:
    return _COUNTED.format(count=number, what=several if number > 1 else one)


def sure(people: int, defis: int) -> str:
    return _OPEN_SURE.format(people=counted(people, "personne", "personnes"), defis=counted(defis, "défi", "défis"))


def sure_to_abandon(people: int, defis: int) -> str:
    if not people and not defis:
        return _ABANDON_EMPTY
    return _ABANDON_SURE.format(people=counted(people, "personne", "personnes"), defis=counted(defis, "défi", "défis"))


def changed(change: ListChange) -> Said:
    """Return what a list changes in one item, with the labels of the form's fields."""
    if change.part is SetupPart.HOURS:
        return _CHANGED_HOURS(name=change.name)
    labels = {**LABELS[SetupPart.CHANNELS], **LABELS[change.part], "cycles_max": "Limite de cycles"}
    return _CHANGED(name=change.name, what=", ".join(labels[key].lower() for key in change.keys))


def lines(found: Sequence[Fault], most: Literal[8, 60] = 8) -> str:
    """Return the errors in pasted lines, as the error of the field into which they were pasted."""
    return " ".join(text.plain for text in faults(found, most))


def faults(found: Sequence[Fault], most: Literal[8, 60] = 60) -> list[Said]:
    """Return the first faults, and how many more there are."""
    told, rest = [fault(fault_) for fault_ in found[:most]], len(found) - most
    if rest > 0:
        told.append(_ONE_MORE if rest == 1 else _MORE(count=rest))
    return told


def fault(found: Fault) -> Said:
    return escape(capital_first(found.in_words()))


def capital_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def noted(code: str, names: Sequence[str]) -> Said:
    several = join_words(names)
    said_of = {
        "overlap": _OVERLAP(names=several),
        "short": _SHORT(names=several),
        "no_eig": _NO_EIG(names=several),
        "no_porteur": _NO_PORTEUR(names=several),
        "no_hours": _NO_HOURS(names=several),
        "no_expertise": _NO_EXPERTISE(names=several),
        "same_channel": _SAME_CHANNEL(names=several),
        "no_defi_channel": _NO_DEFI_CHANNEL(names=several),
        "without_you": _WITHOUT_YOU,
        "no_channel": NO_COACHES_CHANNEL,
    }
    return said_of[code]
