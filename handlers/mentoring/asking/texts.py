"""Sentences of the steps to request a cycle."""

from collections.abc import Mapping, Sequence

from bot.agenda.calendars.entries import join_names
from bot.catalogue.formats import CycleTerms
from bot.errors import Invalid
from bot.mentoring.model import DayHalf, Obstacle
from handlers.kit.escaping import Said
from handlers.kit.sentences import french, join_text, said, sentence

HELP = said("`/mentorat` : demander des séances avec quelqu’un qui connaît le sujet")
HELP_LIST = said("`/mentorat liste` : retrouver vos mentorats")
HELP_ALL = said("`/mentorat tous` : suivre tous les mentorats")

TITLE = "Mentorat"
INTRO = sentence(
    "{several:maj} de {length} en {span}, avec quelqu’un de la DINUM qui connaît le sujet, pour vous ou pour "
    "une partie de votre équipe."
)
OF_OWN = sentence("{about}\n{several:maj} de {length} en {span}, pour vous ou pour une partie de votre équipe.")
DEFI = "Défi"
CHOOSE = "Choisir"
QUESTIONS = sentence(
    "*Pour écrire votre besoin, trois questions peuvent vous aider :*\n"
    "• Où en êtes-vous ?\n"
    "• Qu’est-ce qui vous bloque ou vous manque ?\n"
    "• Qu’aimeriez-vous savoir faire dans {span} ?"
)
NEED = "Votre besoin"
NEED_HINT = "Quelques phrases suffisent."
NEED_OR_LINK_HINT = "Quelques phrases suffisent. Vous pouvez aussi laisser vide et donner un lien."
PRECISE_ABOUT = said("*Préciser* : un document, qui vient, quels jours, avec qui.")
LINK = "Lien vers votre document"
LINK_HINT = "Si votre besoin est déjà écrit ailleurs."
READERS = said(
    "*Qui lira votre besoin et votre document :* les personnes de votre équipe qui viennent, la personne à qui vous "
    "l’envoyez, et les coachs de la promotion."
)
DOMAIN = "Domaine"
DOMAINS = "Domaines"
DOMAINS_MORE = "Domaines (suite)"
TEAM = "Équipe"
PARTICIPANTS = "Qui vient avec vous"
PARTICIPANTS_HINT = "Vous venez dans tous les cas. Ne cochez rien pour venir sans votre équipe. Sept personnes au plus."
CHOOSE_PEOPLE = "Choisir des personnes"
DAYS = "Jours qui vous conviennent"
HALVES = "Moments qui vous conviennent"
HALF_NAMES: Mapping[DayHalf, str] = {DayHalf.MORNING: "Le matin", DayHalf.AFTERNOON: "L’après-midi"}
FROM_DAY = "À partir de quand"
FROM_DAY_PLACEHOLDER = "Dès que possible"
FROM_DAY_HINT = french("Laissez vide pour « Dès que possible ».")
MENTOR = "Avec qui"
ANY_MENTOR = "Proposez-moi quelqu’un"
SPECIALISTS = "Spécialistes"
SPECIALISTS_MORE = "Spécialistes (suite)"
CONTINUE = "Continuer"

MENTORS_TITLE, HOSTS_TITLE = "Mentors et mentores", "Avec qui"
SEE_SESSIONS = sentence("Voir les {count}")
ASK_THEM = "Lui demander"
SEE_OTHER_DATES = "Chercher d’autres dates"
BACK = "Modifier la demande"
RANKED_HOSTS = said("Classement : aide la plus proche du besoin, puis disponibilité.")
RANKED = said("Classement : spécialités les plus proches du besoin, puis disponibilité.")
NOBODY = said(
    "Personne dans ce domaine ne peut commencer un cycle de plus en ce moment. Choisissez un autre domaine, ou écrivez "
    "à vos coachs."
)
NOBODY_FREE = said("Personne ne peut commencer un cycle de plus en ce moment. Écrivez à vos coachs.")
NOBODY_FOR_THEM = said("Personne d’autre dans ce domaine ne peut commencer un cycle de plus en ce moment.")
NO_HOURS_YET = said("Pas encore de disponibilités : je les lui demanderai.")
FOR_WHOM = sentence("Vous faites cette demande pour {asker}, défi {defi}.")
REASONS = sentence("*{name}*\n{speaks}{room}\n{when}")
FIRST_TIME = sentence("Première séance possible : {when}.")
STUCK = sentence("Pas de date pour l’instant : {why}.")

PLAN_TITLE = sentence("Les {count}")
ASK_TITLE, NO_DATE_TITLE = "Votre demande", "Pas de date possible"
SEND = "Envoyer la demande"
OTHERS, OTHER_HOSTS = "Voir d’autres spécialistes", "Voir d’autres personnes"
LATER = "Le mois suivant"
PLAN = sentence("*{several:maj} de {length} avec {name}*\n{speaks}{change_any}")
CHANGE_ANY = sentence(
    "Vous pouvez remplacer chacune des {number} dates avant l’envoi. Les heures sont celles de Paris."
)
HOLD = sentence(
    "Les {many}\u00a0créneaux sont retenus jusqu’à la réponse, au plus cinq jours ouvrés. Sans réponse, ils sont "
    "libérés et une autre personne peut être choisie en un clic."
)
GONE = said("Cette personne ne reçoit plus de demandes dans ce domaine. Choisissez-en une autre.")
GONE_HOST = said("Cette personne ne reçoit plus pour ce cycle. Choisissez-en une autre.")
SESSION = sentence("Séance {number}")
NO_PLAN = sentence(
    "*{several:maj} avec {name} ne tiennent pas en {span} à partir du {since}.*\n{why}\nUne autre période, ou une "
    "autre personne, peut convenir."
)
OBSTACLES: Mapping[Obstacle, sentence] = {
    Obstacle.NO_HOURS: sentence("{name} n’a donné aucune disponibilité à cette période."),
    Obstacle.WISHES: sentence("{name} a des créneaux, mais pas assez aux jours et aux moments demandés."),
    Obstacle.TEAM: sentence("{name} a des créneaux, mais l’équipe a déjà d’autres rendez-vous à ces heures."),
    Obstacle.MENTOR: sentence("Presque tous les créneaux {name:de} sont déjà pris à cette période."),
    Obstacle.TOO_FEW: sentence(
        "Les disponibilités {name:de} et le calendrier du programme laissent trop peu de jours."
    ),
}
# Why a mentor cannot be booked, as one line of a list.
IN_SHORT: Mapping[Obstacle, str] = {
    Obstacle.NO_HOURS: "pas de disponibilités à cette période",
    Obstacle.WISHES: "pas assez de créneaux aux jours et aux moments demandés",
    Obstacle.TEAM: "l’équipe a déjà d’autres rendez-vous à ces heures",
    Obstacle.MENTOR: "presque tous les créneaux sont déjà pris",
    Obstacle.TOO_FEW: "trop peu de jours à cette période",
}
FULL = sentence("{name} suit déjà autant d’équipes que possible. Choisissez quelqu’un d’autre.")
WITHOUT_HOURS = sentence(
    "*Une demande à {name}*\n{speaks}{name} n’a pas encore donné ses disponibilités. Envoyez votre demande : {name} "
    "la lira, puis me les donnera pour {of_period}. Je proposerai alors {several}, que l’équipe confirmera ou "
    "changera."
)

ALREADY_SENT = said("Cette demande est déjà partie : `/mentorat liste` dit où elle en est.")
ALREADY_SENT_OWN = said("Cette demande est déjà partie : l’onglet Accueil dit où elle en est.")
SENT_HELD = sentence(
    "{name} reçoit la demande, avec ces {number} créneaux (heure de Paris), retenus jusqu’à sa réponse "
    ":\n{times}\nRéponse au plus tard le {until}."
)
SENT_ASKED = sentence(
    "{name} reçoit la demande, et peut donner ses disponibilités jusqu’au {until}. Je proposerai alors {several}, "
    "que l’équipe confirmera ou changera."
)
NEXT = said(
    "Vous recevez un message avec votre demande, puis la réponse. Sans réponse à temps, vous choisirez une autre "
    "personne en un clic, et les coachs le sauront. Jusque-là, vous pouvez retirer la demande depuis ce message."
)
NEXT_FOR_THEM = sentence(
    "{asker} reçoit un message avec la demande, puis la réponse. Sans réponse à temps, les coachs en sont avertis et "
    "une autre personne peut être choisie en un clic."
)

NOT_OFFERED: Mapping[str, Said] = {
    "defi": said(
        "Aucun défi d’une promotion en cours n’est lié à votre nom. Écrivez à l’équipe des coachs, qui l’ajoutera."
    ),
    "mentor": said("Personne n’est encore mentor ou mentore. Écrivez à vos coachs."),
    "expertise": said(
        "Les mentores et mentors n’ont encore aucune expertise notée, et c’est elle qui permet de choisir. Écrivez à "
        "vos coachs, qui peuvent l’ajouter."
    ),
    "host": said("Personne ne peut encore recevoir pour ce cycle. Écrivez à vos coachs."),
}

CANNOT_BE_BOOKED = "Ce créneau ne peut plus être réservé."
TAKEN = "Ce créneau n’est plus libre."
NOTHING_LEFT = "Revenez à la liste et choisissez une autre personne."

COUNT = sentence("Choisissez {number} créneaux.")
OUTSIDE = sentence(
    "Les {several} doivent tenir en {days}, sur {number} jours différents. Choisissez une date plus proche des autres."
)
INVALID: Mapping[tuple[str, str], Said] = {
    ("need", "empty"): said("Écrivez votre besoin en quelques phrases, ou donnez un lien vers votre document."),
    ("need", "long"): said("Besoin : 3 000\u00a0caractères au plus."),
    ("link", "address"): said("Donnez une adresse complète, qui commence par https://."),
    ("link", "long"): said("Adresse : 1 000\u00a0caractères au plus."),
    ("domain", "gone"): said("Ce domaine n’est plus proposé. Choisissez-en un autre."),
    ("domain", "open"): said(
        "Une demande est déjà ouverte dans ce domaine, une seule à la fois. Retrouvez-la avec /mentorat liste, ou "
        "choisissez un autre domaine."
    ),
    ("domain", "running"): said(
        "Un cycle est déjà en cours dans ce domaine, un seul à la fois. Retrouvez-le avec /mentorat liste, ou "
        "choisissez un autre domaine."
    ),
    ("cycle", "gone"): said("Plus personne ne reçoit pour ce cycle. Écrivez à vos coachs."),
    ("cycle", "open"): said(
        "Votre équipe a déjà une demande en attente pour ce cycle, une seule à la fois. Retrouvez-la dans l’onglet "
        "Accueil."
    ),
    ("cycle", "running"): said(
        "Votre équipe suit déjà ce cycle, un seul à la fois. Retrouvez-le dans l’onglet Accueil."
    ),
    ("participants", "many"): said("Sept personnes au plus, avec vous. Gardez-en six dans cette liste."),
    ("participants", "other_team"): said(
        "Cette liste contient quelqu’un qui n’est pas de l’équipe du défi. Choisissez à nouveau."
    ),
    ("days", "none"): said("Cochez au moins un jour."),
    ("halves", "none"): said("Cochez le matin, l’après-midi, ou les deux."),
    ("from_day", "past"): said("Cette date est passée. Choisissez-en une autre, ou laissez vide."),
    ("from_day", "far"): said("Choisissez une date dans les 60\u00a0prochains jours, ou laissez vide."),
    ("mentor", "gone"): said(
        "Cette personne ne reçoit pas de demandes dans ce domaine. Choisissez-en une autre, ou « Proposez-moi "
        "quelqu’un »."
    ),
    ("mentor", "left"): said(
        "Cette personne ne reçoit plus pour ce cycle. Choisissez-en une autre, ou « Proposez-moi quelqu’un »."
    ),
    ("mentor", "own"): said("Cette personne vient déjà avec votre équipe. Choisissez-en une autre."),
    ("mentor", "full"): said(
        "Cette personne suit déjà autant d’équipes qu’elle le peut. Choisissez-en une autre, ou « Proposez-moi "
        "quelqu’un »."
    ),
    ("times", "missing"): said("Choisissez un créneau."),
    ("times", "same_day"): said("Deux séances tombent le même jour. Choisissez un autre jour pour celle-ci."),
    ("times", "early"): said(
        "Cette date est trop proche pour que la réponse arrive avant. Choisissez-en une plus tardive."
    ),
}
_LEFT = sentence("{lost} Il reste, par exemple : {near}.")
_SPECIALITY = sentence("Spécialité demandée : {domain}.")
_OTHER = sentence("Autre spécialité utile : {others}.")
_OTHERS = sentence("Autres spécialités utiles : {others}.")
_HELPS = sentence("A dit pouvoir aider sur : {words}.")
_FOUND_HOSTS = sentence("{number} personne{s} pour {what}.")
_FOUND = sentence("{number}\u00a0spécialiste{s} pour « {domain} ».")
_FULL = said("Plus de place en ce moment.")
_ROOM = sentence("Peut encore suivre {number}\u00a0équipe{s}.")


def invalid(refusal: Invalid) -> Said:
    """Return why the request cannot be sent. If the terms of the cycle matter, name the number of séances or days."""
    field, reason, terms = (refusal.facts.get(name) for name in ("field", "reason", "terms"))
    if not isinstance(terms, CycleTerms):
        return INVALID[str(field), str(reason)]
    if reason == "count":
        return COUNT(number=terms.number)
    return OUTSIDE(several=terms.several, days=terms.days, number=terms.number)


def named_with(name: str, words: Sequence[str]) -> str:
    """Return a person's name, followed by `words` in brackets."""
    return f"{name} ({', '.join(words)})" if words else name


def found(domain: str, number: int) -> Said:
    return _FOUND(number=number, s="s" if number > 1 else "", domain=domain)


def found_hosts(what: str, number: int) -> Said:
    return _FOUND_HOSTS(number=number, s="s" if number > 1 else "", what=what)


def expertises(domain: str, others: Sequence[str], *, helps: Sequence[str] = ()) -> Said:
    """Return one line on why a mentor fits. `helps` has the subjects on which the mentor offered to help."""
    more = [_OTHER(others=join_names(others)) if len(others) == 1 else _OTHERS(others=join_names(others))]
    said = [_HELPS(words=join_names(helps))] if helps else []
    asked = [_SPECIALITY(domain=domain)] if domain else []
    told = [*asked, *(more if others else []), *said]
    return join_text([join_text(told), ""], "\n") if told else join_text([])


def room(number: int) -> Said:
    return _ROOM(number=number, s="s" if number > 1 else "") if number else _FULL


def left(lost: str, near: Sequence[str]) -> str:
    return _LEFT(lost=lost, near=join_names(near)).plain
