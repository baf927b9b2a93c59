"""Every sentence of the messages before a cycle begins: who is waited for, what was answered, what came to nothing."""

from collections.abc import Sequence

from bot.agenda.entries import join_names
from handlers.kit.french import of
from handlers.mentoring.answering.texts import count

AGAIN = "Refaire la demande"
NEED_KEPT = "Ce que vous avez écrit est gardé."
NOTHING_TO_DO = "Vous n’avez rien à faire."
PARIS = "Les heures sont celles de Paris."


def chase_mentor(asker: str, defi: str, number: int) -> str:
    """Remind a mentor that somebody waits for their answer."""
    return f"{asker} (défi {defi}) attend votre réponse pour {count(number)} de mentorat."


def chase_asked(asker: str, defi: str) -> str:
    """Remind a mentor who was asked when they could."""
    return (
        f"{asker} (défi {defi}) vous demande quatre séances de mentorat et attend de savoir quand vous pourriez ce "
        "mois-ci."
    )


def chase_offered(mentor: str, defi: str, number: int) -> str:
    """Remind who asked that a plan waits for them."""
    return f"{mentor} vous attend pour {count(number)} de mentorat (défi {defi})\u00a0: il reste à les confirmer."


def chase_answered(mentor: str, defi: str) -> str:
    """Remind who asked that some séance waits for them."""
    return f"{mentor} a répondu à votre demande de mentorat (défi {defi}) et attend votre choix."


def answer_before(when: str) -> str:
    """Say until when an answer helps, where times are held."""
    return (
        f"Vous avez jusqu’au {when}, heure de Paris, pour répondre\u00a0; ensuite, tous les créneaux de cette demande "
        "seront de nouveau libres."
    )


def asked_before(when: str) -> str:
    """Say until when an answer helps, where nothing is held yet."""
    return f"Vous avez jusqu’au {when}, heure de Paris, pour répondre\u00a0; ensuite, la demande se ferme."


def offered(mentor: str, defi: str, number: int) -> str:
    """Bring the plan that a mentor's times allow."""
    return f"{mentor} peut vous recevoir\u00a0: {count(number)} de mentorat à confirmer (défi {defi})."


def answered(mentor: str, defi: str, *, agreed: int, countered: int, refused: int) -> str:
    """Bring what a mentor answered, séance by séance."""
    said = [
        *([f"{count(agreed)} {_agree('acceptée', agreed)}"] if agreed else []),
        *([f"{count(countered)} à un autre créneau"] if countered else []),
        *([f"{count(refused)} sans créneau"] if refused else []),
    ]
    return f"{mentor} a répondu à votre demande de mentorat (défi {defi})\u00a0: {join_names(said)}."


def sessions(lines: Sequence[str]) -> str:
    """List the séances for who hears them; each holds a comma."""
    listed = "\u00a0; ".join(lines)
    return f"{'La séance' if len(lines) == 1 else 'Les séances'}\u00a0: {listed}."


def how_to_accept(mentor: str) -> str:
    """Say what the two buttons do where every séance has a time."""
    return f"Si vous acceptez, le cycle commence. Pour un créneau que vous changez, {mentor} devra encore le confirmer."


def how_to_choose(mentor: str) -> str:
    """Say what comes next where a séance has no time."""
    return f"Choisissez un créneau pour chaque séance qui n’en a pas\u00a0: {mentor} devra encore le confirmer."


HOW_TO_CONFIRM = "Si vous confirmez, le cycle commence."


def settled_running(whens: Sequence[str], defi: str) -> str:
    """Say that a cycle began."""
    return f"Les {count(len(whens))} de mentorat sont confirmées (défi {defi})\u00a0: {join_names(whens)}."


def settled_picked(mentor: str, whens: Sequence[str], defi: str) -> str:
    """Say to who asked that the mentor has to confirm what they chose."""
    them = "le" if len(whens) == 1 else "les"
    return f"Vous avez choisi {join_names(whens)} (mentorat, défi {defi})\u00a0: {mentor} doit encore {them} confirmer."


def settled_answered(asker: str, defi: str) -> str:
    """Say to the mentor that who asked has to choose again."""
    return f"Votre réponse est donnée\u00a0: c’est à {asker} (défi {defi}) de choisir. {NOTHING_TO_DO}"


def settled_closed(defi: str) -> str:
    """Say that a request came to its end."""
    return f"Cette demande de mentorat (défi {defi}) n’est plus en cours. {NOTHING_TO_DO}"


def picked(asker: str, defi: str, number: int) -> str:
    """Bring the times that who asked chose instead."""
    what, them = ("un autre créneau", "le") if number == 1 else (f"{number}\u00a0autres créneaux", "les")
    return f"{asker} (défi {defi}) a choisi {what} pour le mentorat\u00a0: il reste à {them} confirmer."


def declined(mentor: str, defi: str) -> str:
    """Tell who asked that a mentor declined."""
    return f"{mentor} ne peut pas accepter votre demande de mentorat (défi {defi})."


def lapsed_mentor(mentor: str, defi: str, *, held: bool) -> str:
    """Tell who asked that a mentor did not answer in time."""
    free = " Les créneaux retenus sont de nouveau libres." if held else ""
    return f"{mentor} n’a pas pu répondre à temps à votre demande de mentorat (défi {defi}).{free}"


COACHES_KNOW = "L’équipe des coachs le sait aussi."


def lapsed_team(mentor: str, defi: str) -> str:
    """Tell who asked that their own time was over."""
    return (
        f"Le délai est passé pour votre demande de mentorat à {mentor} (défi {defi})\u00a0: les créneaux retenus sont "
        "de nouveau libres."
    )


def lapsed_host(asker: str, defi: str) -> str:
    """Tell a mentor that who asked did not answer in time."""
    return (
        f"{asker} (défi {defi}) n’a pas répondu à temps\u00a0: vos créneaux pour le mentorat sont de nouveau libres. "
        f"{NOTHING_TO_DO}"
    )


def lapsed_own(asker: str, defi: str) -> str:
    """Tell a mentor that the time for their answer is over."""
    return f"Le délai pour répondre à {asker} (défi {defi}) est passé\u00a0: la demande est close. {NOTHING_TO_DO}"


def withdrawn(asker: str, defi: str, *, held: bool) -> str:
    """Tell a mentor that a request is withdrawn."""
    free = " Vos créneaux sont de nouveau libres." if held else ""
    return f"La demande de mentorat {of(asker)} (défi {defi}) est retirée.{free} {NOTHING_TO_DO}"


def _agree(word: str, number: int) -> str:
    return word if number == 1 else f"{word}s"
