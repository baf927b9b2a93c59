"""Every sentence of a mentoring cycle's card: what who asked, the mentor, the team and the coaches keep of it."""

from collections.abc import Mapping, Sequence

from bot.mentoring.cycle import CycleState
from handlers.kit.french import of

JOIN = "Rejoindre la visio"
WHEN = "Dire quand je pourrais"
WHEN_FOR = "Dire quand"
ANSWER = "Répondre séance par séance"
DECLINE = "Décliner la demande"
WITHDRAW = "Retirer la demande"
CHANGE = "Changer un créneau"
CHOOSE = "Choisir d’autres créneaux"
NEXT = "Demander à quelqu’un d’autre"
AGAIN = "Demander un nouveau cycle"
REVIEW = "Donner mon avis"
CALENDAR = "Ajouter à mon agenda"
MOVE = "Changer une date"
END = "Mettre fin au cycle"
LEAVE = "Je ne pourrai plus venir"
REPLAN = "Choisir un nouveau créneau"
AGREE_LATE = "Accepter la date"
REFUSE_LATE = "Refuser la date"
REASSIGN = "Proposer à quelqu’un d’autre"
HAND_OVER = "Confier à quelqu’un d’autre"

WITHDRAW_TITLE = "Retirer la demande ?"
WITHDRAW_YES = "Oui, la retirer"
LEAVE_TITLE = "Ne plus venir ?"
LEAVE_SURE = "Le mentorat continue pour les autres personnes, qui le sauront."
LEAVE_YES = "Oui, ne plus venir"
KEEP = "Non, ne rien changer"

PARIS_TIME = "heure de Paris"
SESSIONS = "Les séances"
WITH = "Avec"
FOR = "Défi"
DOMAIN = "Domaine"
BY = "Demandé par"
NEED = "Le besoin"
REASON = "Raison"
LINK = "Lien de la visio"
OTHER_ROOM = (
    "Pour donner votre propre lien aux prochaines réservations\u00a0: "
    "«\u00a0Mes disponibilités\u00a0», dans l’onglet Accueil."
)
PREPARE = "S’y préparer"
GROUP = "Entre les séances, écrivez-vous dans la conversation de groupe de ce mentorat."

TITLE_DONE = "Mentorat : le cycle est terminé"
TITLE_ENDED = "Mentorat : le cycle a pris fin"
TITLE_DECLINED = "Mentorat : demande déclinée"
TITLE_LAPSED = "Mentorat : délai de réponse passé"
TITLE_WITHDRAWN = "Mentorat : demande retirée"
TITLE_REPLAN = "Mentorat\u00a0: une séance à reprogrammer"
TITLE_LATE = "Mentorat\u00a0: une date à accepter"
TITLE_PAST = "Mentorat : les séances sont passées"
TITLES: Mapping[CycleState, str] = {
    CycleState.DONE: TITLE_DONE,
    CycleState.ENDED: TITLE_ENDED,
    CycleState.DECLINED: TITLE_DECLINED,
    CycleState.LAPSED: TITLE_LAPSED,
    CycleState.WITHDRAWN: TITLE_WITHDRAWN,
}
YOU_LEFT = "Vous ne participez plus à ce mentorat. Les autres personnes le savent."

AGREED = "acceptée"
TO_CONFIRM = "à confirmer"
COUNTERED = "autre créneau proposé"
IMPOSSIBLE = "pas possible, à remplacer"
TO_REPLAN = "à reprogrammer"
LATE = "après le mois prévu, à confirmer"
RUNNING = "en cours"
PAST = "passée"
TOOK_PLACE = "a eu lieu"
INCOMPLETE = "a eu lieu, il manquait quelqu’un"
DROPPED = "annulée"
FREED = "créneau libéré"

# What is said first in each state: to who asked, to the mentor, to everybody else.
LEADS: Mapping[CycleState, tuple[str, str, str]] = {
    CycleState.ASKED: (
        "{mentor} a votre demande et peut dire ses disponibilités jusqu’au {until}. Vous recevrez alors quatre séances"
        " à confirmer.",
        "{asker} vous demande quatre séances de mentorat. Dites quand vous pourriez ce mois-ci, avant le {until}.",
        "{asker} demande quatre séances de mentorat à {mentor}, qui peut dire ses disponibilités jusqu’au {until}.",
    ),
    CycleState.OFFERED: (
        "{mentor} a donné ses disponibilités. Confirmez ces quatre séances avant le {until} : d’ici là, elles vous sont"
        " réservées.",
        "Quatre séances sont posées sur vos disponibilités. {asker} peut les confirmer jusqu’au {until}. Vous n’avez"
        " rien à faire.",
        "Quatre séances sont posées sur les disponibilités {of_mentor}. {asker} peut les confirmer jusqu’au {until}.",
    ),
    CycleState.HELD: (
        "{mentor} a votre demande et peut répondre jusqu’au {until}. D’ici là, les créneaux vous sont réservés.",
        "{asker} vous demande quatre séances de mentorat. Répondez avant le {until} : d’ici là, ces créneaux sont"
        " réservés.",
        "{asker} demande quatre séances de mentorat à {mentor}, qui peut répondre jusqu’au {until}.",
    ),
    CycleState.ANSWERED: (
        "{mentor} a répondu séance par séance. À vous de choisir, avant le {until}.",
        "{asker} a votre réponse et peut choisir jusqu’au {until}. Vous n’avez rien à faire.",
        "{mentor} a répondu séance par séance. {asker} peut choisir jusqu’au {until}.",
    ),
    CycleState.RUNNING: (
        "Les séances de mentorat avec {mentor} sont confirmées.",
        "Vous accompagnez {asker} : les séances de mentorat sont confirmées.",
        "{mentor} accompagne {asker} : les séances de mentorat sont confirmées.",
    ),
    CycleState.DONE: (
        "Le mentorat avec {mentor} est terminé. Qu’en avez-vous tiré ?",
        "Le mentorat avec {asker} est terminé. Merci ! Qu’en avez-vous pensé ?",
        "Le mentorat {of_asker} avec {mentor} est terminé.",
    ),
    CycleState.ENDED: (
        "Le mentorat avec {mentor} a pris fin avant son terme.{more}",
        "Le mentorat avec {asker} a pris fin avant son terme.{more}",
        "Le mentorat {of_asker} avec {mentor} a pris fin avant son terme.{more}",
    ),
    CycleState.DECLINED: (
        "{mentor} ne peut pas vous accompagner cette fois.",
        "Vous avez décliné la demande {of_asker}. Vous n’avez rien à faire.",
        "{mentor} a décliné la demande {of_asker}.",
    ),
    CycleState.LAPSED: (
        "Votre demande à {mentor} n’a pas abouti à temps.{more}",
        "La demande {of_asker} n’a pas abouti à temps.{more} Vous n’avez rien à faire.",
        "La demande {of_asker} à {mentor} n’a pas abouti à temps.{more}",
    ),
    CycleState.WITHDRAWN: (
        "Votre demande à {mentor} est retirée.{more}",
        "La demande {of_asker} est retirée.{more} Vous n’avez rien à faire.",
        "La demande {of_asker} à {mentor} est retirée.{more}",
    ),
}
ASKED_AGAIN = "{asker} a choisi d’autres créneaux. Confirmez-les avant le {until} : d’ici là, ils sont réservés."
CAN_GO_ON = "Vous pouvez demander à quelqu’un d’autre, avec le même besoin."
FOLLOWED = "Une autre demande a pris la suite."


FREE = " Les créneaux sont de nouveau libres."
NOT_HELD = " Les séances à venir n’auront pas lieu."


def told(sentence: str, *, asker: str, mentor: str, until: str, more: str = "") -> str:
    """Put names and time into one of these sentences, and what is true of a cycle that had séances."""
    who = {"asker": asker, "mentor": mentor, "of_asker": of(asker), "of_mentor": of(mentor)}
    return sentence.format(**who, until=until, more=more)


def withdraw_sure(*, held: bool) -> str:
    """Say before a request is withdrawn what it means; `held`: times are kept for it."""
    free = "Les créneaux réservés seront de nouveau libres, et la" if held else "La"
    return f"{free} personne sollicitée le saura."


def taken(coach: str) -> str:
    """Say which coach looks after a request."""
    return f"{coach} s’en occupe."


def awaits_you(until: str) -> str:
    """Title a card whose reader is waited for."""
    return f"Mentorat : votre réponse avant le {until}" if until else "Mentorat : votre réponse"


def awaits(name: str, until: str) -> str:
    """Title a card whose reader waits for somebody."""
    return f"Mentorat : réponse {of(name)} avant le {until}" if until else f"Mentorat : réponse {of(name)}"


def title_running(when: str) -> str:
    """Title the card of a cycle that runs with its key fact: the next séance."""
    return f"Mentorat : prochaine séance {when}"


def title_now(until: str) -> str:
    """Title the card of a cycle while one of its séances runs."""
    return f"Mentorat\u00a0: séance en cours, jusqu’à {until}"


def title_word(name: str) -> str:
    """Title the card of a cycle whose next séance waits for the mentor's word."""
    return f"Mentorat\u00a0: accord {of(name)} attendu"


def title_left(defi: str) -> str:
    """Title the card of who has left."""
    return f"Sans vous : mentorat du défi {defi}"


def mentor(name: str) -> str:
    """Name the mentor with what they are."""
    return f"{name} (mentorat)"


def session(line: str, state: str) -> str:
    """Say when one séance is, and what there is to know of it."""
    return f"{line} ({state})" if state else line


def said(name: str, what: str) -> str:
    """Say one fact as a sentence."""
    return f"{name} : {what}" + ("" if what.endswith((".", "!", "?", "…")) else ".")


def spoken(sessions: Sequence[str]) -> str:
    """Say the séances as a sentence."""
    return f"Les séances, heure de Paris : {' ; '.join(sessions)}."


def read_by(mentor: str) -> str:
    """Say who reads the need."""
    return f"Qui lit ce besoin\u00a0: l’équipe, {mentor} et les coachs de la promotion."


def confirm(number: int) -> str:
    """Name the button by which the mentor confirms what awaits them."""
    return f"Confirmer les {number}\u00a0séances" if number > 1 else "Confirmer la séance"


def accept(number: int) -> str:
    """Name the button by which who asked accepts the mentor's proposals."""
    return f"Accepter les {number} créneaux proposés" if number > 1 else "Accepter le créneau proposé"


def missed(day: str) -> str:
    """Name the button by which the mentor says of a séance that it did not take place."""
    return f"Elle n’a pas eu lieu : {day}"


def in_place_of(label: str, name: str) -> str:
    """Name a button by which a coach speaks for somebody."""
    return f"{label}, pour {name}"
