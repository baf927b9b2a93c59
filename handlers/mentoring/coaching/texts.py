"""Every sentence of what coaches do about all cycles, and of a mentor's own limit."""

from collections.abc import Mapping, Sequence

from bot.agenda.entries import join_names
from bot.mentoring.cycle import CycleState

SOMEBODY = "Quelqu’un de l’équipe des coachs"
A_MENTOR = "La personne qui accompagnait ce cycle"

TITLE = "Les cycles de mentorat"
NOTHING = "Aucun cycle de mentorat n’a encore été demandé."
OPEN_ONE = "Ouvrir un cycle"
EXPORT = "Exporter"
EXPORT_HOLDS = "L’export contient tous les cycles\u00a0: leur état et leurs dates, jamais le besoin."
EXPORTING = "Le fichier arrive en message direct, dans un instant."
EXPORTED_FILE = "Les cycles de mentorat\u00a0: leur état et leurs dates, jamais le besoin."
WAITING, RUNNING, OVER = "En attente d’une réponse", "En cours", "Terminés ou sans suite"
STATES: Mapping[CycleState, str] = {  # what is over is dated
    CycleState.ASKED: "Demande envoyée, sans dates",
    CycleState.OFFERED: "Quatre dates proposées",
    CycleState.HELD: "Quatre dates retenues",
    CycleState.ANSWERED: "Dates à choisir",
    CycleState.RUNNING: "Cycle en cours",
    CycleState.DONE: "Cycle terminé",
    CycleState.ENDED: "Cycle arrêté avant la fin,",
    CycleState.DECLINED: "Demande déclinée",
    CycleState.LAPSED: "Demande sans réponse, close",
    CycleState.WITHDRAWN: "Demande retirée",
}

TAKE = "Je m’en occupe"
OPEN_REQUEST = "Ouvrir la demande"
OPEN_CYCLE = "Ouvrir le cycle"
REASSIGN = "Demander à quelqu’un d’autre"
HAND_OVER = "Confier le cycle"
NOTHING_TO_DO = "Il n’y a plus rien à faire."

HAND_OVER_TITLE = "Confier le cycle"
HAND_OVER_SUBMIT = "Confier"
HAND_OVER_TO = "À qui"
CHOOSE_SOMEBODY = "Choisir quelqu’un"
SAME_DOMAIN = "Pour ce domaine"
OTHER_DOMAINS = "Autres domaines"
HAND_OVER_RULE = "Choisissez quelqu’un de libre à toutes ces dates. Tout le monde le saura."
NOBODY_ELSE = "Il n’y a personne d’autre à qui confier ce cycle. Vous pouvez y mettre fin depuis son message."
NOT_RUNNING = "Ce cycle n’a plus de séance à venir\u00a0: il n’y a rien à confier."
HANDED_TITLE = "C’est confié"
INVALID_MENTOR: Mapping[str, str] = {
    "own": "Cette personne participe déjà à ce cycle. Choisissez quelqu’un d’autre.",
    "already": "Cette personne participe déjà à ce cycle. Choisissez quelqu’un d’autre.",
    "gone": "Cette personne ne peut plus être choisie. Choisissez quelqu’un d’autre.",
    "none": NOT_RUNNING,
}

LIMIT_TITLE = "Vos cycles de mentorat"
LIMIT_SUBMIT = "Enregistrer"
LIMIT = "Combien de cycles en même temps\u00a0?"
LIMIT_HINT = "Les demandes en attente comptent aussi. Un cycle, c’est quatre séances d’une heure et demie en un mois."
LIMIT_CHOOSE = "Choisir un nombre"
LIMITED_TITLE = "C’est noté"
INVALID_LIMIT = "Choisissez un nombre de 0 à 10."


def pair(team: str, mentor: str, domain: str) -> str:
    """Say who works with whom, on what."""
    return f"{team}, avec {mentor} ({domain})"


def waits(name: str, since: str, until: str) -> str:
    """Say who has to answer, since when and until when."""
    end = f", au plus tard le {until}" if until else ""
    return f"Réponse attendue\u00a0: {name}, depuis le {since}{end}"


def agrees(name: str) -> str:
    """Say whose word is waited for, about a séance past the month."""
    return f"Accord attendu\u00a0: {name}, pour une séance après le mois prévu"


def without_time(number: int, name: str) -> str:
    """Say how many séances wait for a time, and who chooses it."""
    what = "une séance" if number == 1 else f"{number}\u00a0séances"
    return f"Date à choisir pour {what}\u00a0: {name}"


def next_one(when: str) -> str:
    """Say when the next séance is."""
    return f"Prochaine séance\u00a0: {when}"


def over(state: CycleState, day: str) -> str:
    """Say how and when it ended."""
    return f"{STATES[state]} le {day}"


def looks_after(name: str) -> str:
    """Say which coach looks after it."""
    return f"{name} s’en occupe"


def more(number: int, over: int) -> str:
    """Say how many cycles are not listed, `over` of them over."""
    if number == over:
        return "Et un cycle terminé." if number == 1 else f"Et {number}\u00a0cycles terminés."
    rest = f", dont {over} déjà terminé{'s' if over > 1 else ''}" if over else ""
    return f"Et un autre cycle{rest}." if number == 1 else f"Et {number}\u00a0autres cycles{rest}."


def choice(stands: str, domain: str, defi: str, mentor: str) -> str:
    """Name a cycle in a list, where many have the same people: first its date, or what it lacks, then its domain."""
    return f"{stands}\u00a0: {domain}, {defi}, {mentor}"


TO_DATE, TO_AGREE, PAST = "date à choisir", "accord attendu", "séances passées"


def dated(day: str, *, waits: bool) -> str:
    """Say in a list since when somebody is waited for, or when a cycle ended."""
    return f"depuis le {day}" if waits else f"le {day}"


def of_cycle(defi: str) -> str:
    """Name a cycle for who cannot see where a button stands."""
    return f"défi {defi}"


NO_GROUP_WHY: Mapping[str, str] = {
    "no_account": "il y manque un compte Slack",
    "too_many_users": "il y a trop de monde",
    "missing_scope": "je n’en ai pas l’autorisation",
}
NO_GROUP_ELSE = "Slack l’a refusée"


def no_group(defi: str, names: Sequence[str], why: str) -> str:
    """Tell the coaches that a cycle has no group conversation."""
    return (
        f"Le cycle de mentorat du défi {defi} est confirmé, mais sans conversation de groupe\u00a0: {why}. "
        f"{join_names(names)} reçoivent donc chaque nouvelle en message direct. Le cycle continue\u00a0; si une "
        "conversation commune vous paraît utile, ouvrez-la vous-même."
    )


def unanswered(defi: str, domain: str, *, asker: str, mentor: str, since: str, held: bool) -> str:
    """Tell the coaches that a mentor did not answer: never the need; `held`: times were kept for it."""
    free = " Les dates retenues sont de nouveau libres." if held else ""
    return (
        f"Une demande de mentorat reste sans réponse (défi {defi}, {domain}). {asker} l’a envoyée le {since} à "
        f"{mentor}, qui n’a pas répondu à temps.{free}"
    )


def unanswered_title(defi: str) -> str:
    """Title what nobody answered."""
    return f"{defi}\u00a0: un mentorat sans réponse"


def unanswered_followed(defi: str, domain: str) -> str:
    """Say that a request nobody answered has found its way: another follows."""
    return f"{defi}\u00a0: une autre demande suit déjà ce mentorat resté sans réponse ({domain})."


def unanswered_taken(name: str, defi: str, domain: str) -> str:
    """Tell the coaches who looks after it."""
    return f"{name} s’occupe de la demande de mentorat du défi {defi} ({domain})."


def orphaned(name: str, defi: str, domain: str, *, asker: str, running: bool) -> str:
    """Tell the coaches that a mentor has left the programme."""
    what = _matter(asker, defi, domain)
    gone = f"{name} ne fait plus partie du programme et"
    if running:
        return f"{gone} accompagnait {what}."
    return f"{gone} devait répondre à {what}. {_waiting(asker)}"


def unreachable(name: str, defi: str, domain: str, *, asker: str, running: bool) -> str:
    """Tell the coaches that a mentor gets no message in Slack."""
    what = _matter(asker, defi, domain)
    said = f"accompagne {what}." if running else f"doit répondre à {what}. {_waiting(asker)}"
    return (
        f"Mes messages n’arrivent pas à {name}, qui {said} Prévenez {name} autrement, ou cherchez qui peut prendre la "
        "suite."
    )


def _matter(asker: str, defi: str, domain: str) -> str:
    return f"{asker} (mentorat, défi {defi}, {domain})"


def _waiting(asker: str) -> str:
    return f"{asker} attend une réponse."


def to_come(whens: Sequence[str]) -> str:
    """Say which séances are to come."""
    return f"À venir\u00a0: {join_names(whens)}."


def orphan_settled(name: str, mentor: str, defi: str) -> str:
    """Say that another mentor took over."""
    return f"{mentor} remplace {name} pour le mentorat du défi {defi}. {NOTHING_TO_DO}"


def orphan_over(name: str, defi: str) -> str:
    """Say that the cycle of who has left is over."""
    return f"Le mentorat du défi {defi}, prévu avec {name}, est terminé ou retiré. {NOTHING_TO_DO}"


def taken(name: str, defi: str, mentor: str) -> str:
    """Tell who asked which coach looks after a request that got no answer."""
    return (
        f"{name}, de l’équipe des coachs, s’occupe de votre demande de mentorat (défi {defi}), à laquelle {mentor} n’a "
        "pas répondu. Vous n’avez rien à renvoyer\u00a0; vous pouvez aussi demander vous-même à quelqu’un d’autre."
    )


def taken_live(name: str, defi: str, mentor: str) -> str:
    """Tell who asked which coach looks for another mentor, for what goes on."""
    return (
        f"{name}, de l’équipe des coachs, s’occupe de votre mentorat (défi {defi}) et cherche qui peut remplacer "
        f"{mentor}. Vous n’avez rien à faire pour l’instant."
    )


def took(defi: str) -> str:
    """Answer the coach who looks after it."""
    return f"C’est noté\u00a0: vous vous occupez du mentorat du défi {defi}. La personne qui l’a demandé le saura."


def handed_team(giver: str, taker: str, defi: str, whens: Sequence[str]) -> str:
    """Tell the team who takes over."""
    dates = f" Les dates ne changent pas\u00a0: {join_names(whens)}." if whens else ""
    return f"{taker} remplace {giver} pour votre cycle de mentorat (défi {defi}).{dates}"


def handed_taker(giver: str, defi: str, team: str, whens: Sequence[str]) -> str:
    """Tell the mentor who takes over."""
    dates = f" {to_come(whens)}" if whens else ""
    return (
        f"Le cycle de mentorat du défi {defi} vous est confié, après {giver}. Vous accompagnez {team}.{dates} "
        "Le besoin et tous les boutons sont dans l’autre message que vous recevez, celui de ce cycle."
    )


def handed_giver(taker: str, defi: str) -> str:
    """Tell the mentor whose cycle it was."""
    return (
        f"{taker} prend la suite de votre cycle de mentorat (défi {defi}). Vous n’avez plus rien à faire, et vos "
        "créneaux sont libres. Merci pour ce que vous avez apporté."
    )


def hand_over(mentor: str, defi: str, whens: Sequence[str]) -> str:
    """Say what is handed over."""
    dates = f" {to_come(whens)}" if whens else ""
    return f"La personne choisie remplacera {mentor} pour le mentorat du défi {defi}.{dates}"


def room(name: str, number: int) -> str:
    """Say how many more cycles a mentor would take."""
    if not number:
        return f"{name}\u00a0: limite atteinte"
    return f"{name}\u00a0: {number}\u00a0place{'s' if number > 1 else ''}"


def busy(name: str, when: str) -> str:
    """Say on the field that somebody is not free at all of the times."""
    of = f" ({when} est pris)" if when else ""
    return f"{name} n’est pas libre à toutes ces dates{of}. Choisissez quelqu’un d’autre."


def handed(taker: str, defi: str) -> str:
    """Confirm a handing over."""
    return f"{taker} prend la suite pour le mentorat du défi {defi}. Les personnes concernées reçoivent un message."


def export_card(day: str) -> str:
    """Say what the file below the message holds."""
    return (
        f"Voici les cycles de mentorat au {day}\u00a0: le fichier arrive sous ce message. Il contient leur "
        "état et leurs dates, jamais le besoin."
    )


def limit_choice(number: int) -> str:
    """Label a number of cycles."""
    return "0\u00a0: aucun en ce moment" if number == 0 else str(number)


def limited(number: int) -> str:
    """Confirm a limit."""
    if number == 0:
        return "Aucun nouveau cycle ne vous sera demandé. Ceux qui sont en cours continuent."
    what = "un cycle" if number == 1 else f"{number}\u00a0cycles"
    return f"Vous accompagnez {what} au plus en même temps. Ceux qui sont en cours continuent."
