"""Every sentence of the steps that ask for a mentoring cycle: the need, who, the four séances, what comes next."""

from collections.abc import Mapping, Sequence

from bot.agenda.entries import join_names
from bot.mentoring.model import Half, Obstacle
from handlers.kit.french import of

HELP = (
    "`/mentorat` : demander quatre séances avec quelqu’un qui connaît le sujet ; `/mentorat liste` : les retrouver ; "
    "`/mentorat tous` : les suivre, pour les coachs"
)

TITLE = "Mentorat"
INTRO = (
    "Quatre séances de 1\u00a0h\u00a030 en un mois, avec quelqu’un de la DINUM qui connaît le sujet, pour vous ou pour "
    "une partie de votre équipe."
)
DEFI = "Défi"
CHOOSE = "Choisir"
QUESTIONS_INTRO = "*Pour écrire votre besoin, trois questions peuvent vous aider :*"
QUESTIONS = (
    "Où en êtes-vous ?",
    "Qu’est-ce qui vous bloque ou vous manque ?",
    "Qu’aimeriez-vous savoir faire dans un mois ?",
)
NEED = "Votre besoin"
NEED_HINT = "Quelques phrases suffisent. Vous pouvez aussi laisser vide et donner un lien."
LINK = "Lien vers votre document"
LINK_HINT = "Si votre besoin est déjà écrit ailleurs."
READERS = (
    "*Qui lira votre besoin et votre document :* les personnes de votre équipe qui viennent, la personne à qui vous "
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
HALF_NAMES: Mapping[Half, str] = {Half.MORNING: "Le matin", Half.AFTERNOON: "L’après-midi"}
FROM_DAY = "À partir de quand"
FROM_DAY_PLACEHOLDER = "Dès que possible"
FROM_DAY_HINT = "Laissez vide pour « Dès que possible »."
MENTOR = "Avec qui"
ANY_MENTOR = "Proposez-moi quelqu’un"
SPECIALISTS = "Spécialistes"
SPECIALISTS_MORE = "Spécialistes (suite)"
CONTINUE = "Continuer"

MENTORS_TITLE = "Choisir avec qui"
SEE_SESSIONS = "Voir les 4 séances"
ASK_THEM = "Lui demander"
SEE_OTHER_DATES = "Chercher d’autres dates"
BACK = "Modifier la demande"
RANKED = "Classement\u00a0: spécialités les plus proches du besoin, puis disponibilité."
NOBODY = (
    "Personne dans ce domaine ne peut commencer un cycle de plus en ce moment. Choisissez un autre domaine, ou écrivez "
    "à vos coachs."
)
NOBODY_FOR_THEM = "Personne d’autre dans ce domaine ne peut commencer un cycle de plus en ce moment."
NO_HOURS_YET = "Sans horaires publiés : je lui demanderai ses disponibilités."

PLAN_TITLE = "Les 4\u00a0séances"
ASK_TITLE = "La demande"
SEND = "Envoyer la demande"
OTHERS = "Voir d’autres spécialistes"
LATER = "Le mois suivant"
CHANGE_ANY = "Vous pouvez remplacer chacune des quatre dates avant l’envoi. Les heures sont celles de Paris."
HOLD = (
    "Les 4 créneaux sont retenus jusqu’à la réponse, au plus cinq jours ouvrés. Sans réponse, ils sont libérés et "
    "une autre personne peut être choisie en un clic."
)
GONE = "Cette personne ne reçoit plus de demandes dans ce domaine. Choisissez-en une autre."

SENT_TITLE = "C’est envoyé"
ALREADY_SENT = "Cette demande était déjà envoyée. Retrouvez où elle en est avec `/mentorat liste`."

NOT_OFFERED: Mapping[str, str] = {
    "defi": "Aucun défi d’une promotion en cours n’est lié à votre nom. Écrivez à l’équipe des coachs, qui l’ajoutera.",
    "mentor": "Il n’y a pas encore de spécialiste pour le mentorat. Écrivez à vos coachs.",
}

CANNOT_BE_BOOKED = "Ce créneau ne peut plus être réservé."
TAKEN = "Ce créneau n’est plus libre."
NOTHING_LEFT = "Revenez à la liste et choisissez une autre personne."

INVALID: Mapping[tuple[str, str], str] = {
    ("need", "empty"): "Écrivez votre besoin en quelques phrases, ou donnez un lien vers votre document.",
    ("need", "long"): "Besoin\u00a0: 3\u00a0000\u00a0caractères au plus.",
    ("link", "address"): "Donnez une adresse complète, qui commence par https://.",
    ("link", "long"): "Adresse\u00a0: 1\u00a0000\u00a0caractères au plus.",
    ("domain", "gone"): "Ce domaine n’est plus proposé. Choisissez-en un autre.",
    ("domain", "open"): (
        "Une demande est déjà ouverte dans ce domaine, une seule à la fois. Retrouvez-la avec /mentorat liste, ou "
        "choisissez un autre domaine."
    ),
    ("domain", "running"): (
        "Un cycle est déjà en cours dans ce domaine, un seul à la fois. Retrouvez-le avec /mentorat liste, ou "
        "choisissez un autre domaine."
    ),
    ("participants", "many"): "Sept personnes au plus, avec vous. Gardez-en six dans cette liste.",
    ("participants", "other_team"): (
        "Cette liste contient quelqu’un qui n’est pas de l’équipe du défi. Choisissez à nouveau."
    ),
    ("days", "none"): "Cochez au moins un jour.",
    ("halves", "none"): "Cochez le matin, l’après-midi, ou les deux.",
    ("from_day", "past"): "Cette date est passée. Choisissez-en une autre, ou laissez vide.",
    ("from_day", "far"): "Choisissez une date dans les 60 prochains jours, ou laissez vide.",
    ("mentor", "gone"): (
        "Cette personne ne reçoit pas de demandes dans ce domaine. Choisissez-en une autre, ou « Proposez-moi "
        "quelqu’un »."
    ),
    ("mentor", "own"): "Cette personne vient déjà avec votre équipe. Choisissez-en une autre.",
    ("mentor", "full"): (
        "Cette personne suit déjà autant d’équipes qu’elle le peut. Choisissez-en une autre, ou « Proposez-moi "
        "quelqu’un »."
    ),
    ("times", "missing"): "Choisissez un créneau.",
    ("times", "same_day"): "Deux séances tombent le même jour. Choisissez un autre jour pour celle-ci.",
    ("times", "count"): "Choisissez quatre créneaux.",
    ("times", "outside"): (
        "Les quatre séances doivent tenir en 30 jours, sur quatre jours différents. Choisissez une date plus proche "
        "des autres."
    ),
    ("times", "early"): "Cette date est trop proche pour que la réponse arrive avant. Choisissez-en une plus tardive.",
}

_OBSTACLES: Mapping[Obstacle, str] = {
    Obstacle.NO_HOURS: "{name} n’ouvre aucun horaire à cette période.",
    Obstacle.WISHES: "{name} a des créneaux, mais pas assez aux jours et aux moments demandés.",
    Obstacle.TEAM: "{name} a des créneaux, mais l’équipe a déjà d’autres rendez-vous à ces heures.",
    Obstacle.MENTOR: "Presque tous les créneaux {of_name} sont déjà pris à cette période.",
    Obstacle.TOO_FEW: "Les horaires {of_name} et le calendrier du programme laissent trop peu de jours.",
}
_SHORT: Mapping[Obstacle, str] = {
    Obstacle.NO_HOURS: "pas d’horaires ouverts à cette période",
    Obstacle.WISHES: "pas assez de créneaux aux jours et aux moments demandés",
    Obstacle.TEAM: "l’équipe a déjà d’autres rendez-vous à ces heures",
    Obstacle.MENTOR: "presque tous les créneaux sont déjà pris",
    Obstacle.TOO_FEW: "trop peu de jours à cette période",
}


def questions() -> str:
    """Propose the three questions that help to write a need."""
    return "\n".join([QUESTIONS_INTRO, *(f"• {one}" for one in QUESTIONS)])


def named_with(name: str, words: Sequence[str]) -> str:
    """Name somebody in a list with what they know."""
    return f"{name} ({', '.join(words)})" if words else name


def found(domain: str, number: int) -> str:
    """Title the mentors who suit."""
    return f"{number}\u00a0spécialiste{'s' if number > 1 else ''} pour «\u00a0{domain}\u00a0»."


def for_whom(asker: str, defi: str) -> str:
    """Say to a coach for whom they pass the request on."""
    return f"Vous faites cette demande pour {asker}, défi {defi}."


def expertises(domain: str, others: Sequence[str]) -> str:
    """Say what speaks for a mentor: the domain asked for, and what else the need speaks of."""
    said = f"Spécialité demandée\u00a0: {domain}."
    if not others:
        return said
    what = "Autre spécialité utile" if len(others) == 1 else "Autres spécialités utiles"
    return f"{said} {what}\u00a0: {join_names(others)}."


def room(number: int) -> str:
    """Say how many more cycles a mentor would take."""
    if not number:
        return "Plus de place en ce moment."
    return f"Peut encore suivre {number} équipe{'s' if number > 1 else ''}."


def first_time(when: str) -> str:
    """Say when the first séance could be."""
    return f"Première séance possible\u00a0: {when}."


def stuck(obstacle: Obstacle) -> str:
    """Say in a line of a list what stands in the way."""
    return f"Pas de date pour l’instant : {_SHORT[obstacle]}."


def plan(name: str) -> str:
    """Title the plan with somebody."""
    return f"*Quatre séances de 1\u00a0h\u00a030 avec {name}*"


def request(name: str) -> str:
    """Title the request to somebody who is asked when."""
    return f"*Une demande à {name}*"


def session(number: int) -> str:
    """Label the slot of one of the four séances."""
    return f"Séance {number}"


def no_plan(name: str, obstacle: Obstacle, *, since: str) -> str:
    """Say what stands in the way of four séances, and what can be done; `since`: from when they were looked for."""
    why = _OBSTACLES[obstacle].format(name=name, of_name=of(name))
    return (
        f"*Quatre séances avec {name} ne tiennent pas en un mois à partir du {since}.*\n{why}\nUne autre période, ou "
        "une autre personne, peut convenir."
    )


def full(name: str) -> str:
    """Say that somebody takes no more cycles for now."""
    return f"{name} suit déjà autant d’équipes que possible. Choisissez quelqu’un d’autre."


def without_hours(name: str) -> str:
    """Explain what happens with a mentor who has published no hours."""
    return (
        f"{name} n’a pas publié d’horaires. Envoyez votre demande : {name} la lira, puis me donnera ses "
        "disponibilités du mois. Je proposerai alors quatre séances, que l’équipe confirmera ou changera."
    )


def sent_held(name: str, times: Sequence[str], *, until: str) -> str:
    """Say what was sent, what is held, and until when somebody can answer."""
    listed = "\n".join(f"• {one}" for one in times)
    return (
        f"{name} reçoit la demande, avec ces quatre créneaux (heure de Paris), retenus jusqu’à sa réponse\u00a0:\n"
        f"{listed}\nRéponse au plus tard le {until}."
    )


def sent_asked(name: str, *, until: str) -> str:
    """Say what was sent, and until when somebody can give times."""
    return (
        f"{name} reçoit la demande, et peut donner ses disponibilités jusqu’au {until}. Je proposerai "
        "alors quatre séances, que l’équipe confirmera ou changera."
    )


def next_things(asker: str | None) -> str:
    """Say what happens next; `asker` is named to a coach who asked for them."""
    if asker:
        return (
            f"{asker} reçoit un message avec la demande, puis la réponse. Sans réponse à temps, les coachs en sont "
            "avertis et une autre personne peut être choisie en un clic."
        )
    return (
        "Vous recevez un message avec votre demande, puis la réponse. Sans réponse à temps, vous choisirez une autre "
        "personne en un clic, et les coachs le sauront. Jusque-là, vous pouvez retirer la demande depuis ce message."
    )


def left(said: str, near: Sequence[str]) -> str:
    """Say that a time is lost, and the nearest that are left."""
    return f"{said} Il reste, par exemple\u00a0: {join_names(near)}."
