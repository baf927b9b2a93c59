"""Every sentence of the news about a cycle that runs: what changed, who did it, what is asked after a séance."""

from collections.abc import Sequence

from handlers.kit.french import of

SOMEBODY = "Quelqu’un de l’équipe"
REPLAN = "Choisir un nouveau créneau"
AGREE = "Accepter ce créneau"
REFUSE = "Refuser ce créneau"
TOOK_PLACE = "Elle a eu lieu"
INCOMPLETE = "Il manquait quelqu’un"
POSTPONE = "À reprogrammer"
REVIEW = "Donner mon avis"
AGAIN = "Demander un nouveau cycle"

NEVER_MIND = "Vous n’avez rien à faire."
NO_ANSWER_IS_YES = "Sans réponse de votre part, je retiens qu’elle a eu lieu."
CHOOSE_TIME = "La séance n’a pas de date pour l’instant\u00a0: choisissez un nouveau créneau."
LATE_NEEDED = "Ce créneau n’attend plus votre accord."
END_ASKS_NOTHING = "Le cycle a pris fin : cette question n’attend plus de réponse."
GOES_ON = "Le cycle reprend : une séance reste à faire. Je vous demanderai votre avis après la dernière."
REVIEWED = "Merci, votre avis est gardé."


def of_defi(name: str) -> str:
    """Say which défi it is about, to who may have several cycles."""
    return f" (défi {name})"


def moved(before: str, after: str, *, defi: str) -> str:
    """Bring the news that a séance moved."""
    return f"Nouvelle date pour une séance de mentorat{defi}\u00a0: {after}, heure de Paris, au lieu du {before}."


def moved_by(name: str) -> str:
    """Say who moved it."""
    return f"{name} a déplacé cette séance."


def has_another_date(before: str, after: str) -> str:
    """Say, in the place of the question about a séance, that it had another date since."""
    return f"La séance du {before} a une nouvelle date\u00a0: {after}. {NEVER_MIND}"


def missed(mentor: str, day: str) -> str:
    """Tell who asked that a séance did not take place, as was said for the mentor."""
    return f"La séance du {day} est à reprogrammer\u00a0: {mentor} signale qu’elle n’a pas eu lieu."


def has_time(when: str) -> str:
    """Say the new time of a séance that had none."""
    return f"La séance qui n’avait pas eu lieu a un nouveau créneau : {when}, heure de Paris."


def awaits_word(when: str, name: str) -> str:
    """Say that a new time waits for the mentor's word."""
    return f"La séance qui n’avait pas eu lieu a un créneau qui attend l’accord {of(name)} : {when}."


def given_up() -> str:
    """Say that a séance will not take place any more."""
    return f"Cette séance n’aura plus lieu. {NEVER_MIND}"


def late(when: str, *, defi: str) -> str:
    """Ask the mentor for their word."""
    return f"Une séance attend votre accord{defi} : {when}, heure de Paris."


def late_why(names: str, last: str, until: str) -> str:
    """Say who proposes the time, why it needs a word, and until when it is held."""
    return (
        f"La séance n’avait pas eu lieu\u00a0; {names} propose ce créneau, après le mois prévu (jusqu’au {last}). "
        f"Sans réponse d’ici au {until}, il sera de nouveau libre."
    )


def late_agreed(when: str) -> str:
    """Say that the mentor agreed."""
    return f"C’est confirmé : la séance aura lieu {when}, heure de Paris."


def late_refused(name: str, when: str) -> str:
    """Tell who asked that the mentor's word did not come."""
    return f"Le créneau du {when} n’est pas retenu : il demandait l’accord {of(name)}, qui ne l’a pas donné."


def replanned(when: str, *, defi: str) -> str:
    """Bring the news of the new time of a séance that had none."""
    return f"Nouvelle date pour la séance de mentorat qui n’avait pas eu lieu{defi}\u00a0: {when}, heure de Paris."


def replanned_by(name: str) -> str:
    """Say who chose it."""
    return f"{name} a choisi ce créneau."


def instead_of(when: str) -> str:
    """Name for who cannot see it what a button gives a new time to."""
    return f"à la place du {when}"


def of_session(day: str) -> str:
    """Name a séance for the same."""
    return f"séance du {day}"


def left(name: str, *, defi: str) -> str:
    """Bring the news that somebody of the team comes no more."""
    return f"{name} ne pourra plus venir aux séances de mentorat{defi}. Le cycle continue pour les autres personnes."


def next_one(when: str) -> str:
    """Say when the next séance is."""
    return f"Prochaine séance : {when}."


def ended(name: str, *, defi: str) -> str:
    """Bring the news that somebody ended the cycle."""
    return f"{name} a mis fin au cycle de mentorat{defi}."


def ended_alone(defi: str) -> str:
    """Bring the news of an end that nobody pressed: who asked has left, and nobody takes their place."""
    return f"Le cycle de mentorat{defi} prend fin : la personne qui l’avait demandé ne fait plus partie du programme."


def cancelled(lines: Sequence[str]) -> str:
    """List the séances that an end cancelled."""
    if not lines:
        return "Aucune séance n’était à venir."
    if len(lines) == 1:
        return f"La séance à venir est annulée : {lines[0]}."
    return f"Les {len(lines)} séances à venir sont annulées : {' ; '.join(lines)}."


def took_place(day: str) -> str:
    """Ask whether a séance took place."""
    return f"La séance du {day} a-t-elle eu lieu ?"


def whose(mentor: str, *, defi: str) -> str:
    """Say which cycle a question is about."""
    return f"Mentorat avec {mentor}{defi}."


def did_take_place(day: str) -> str:
    """Say what was answered: it took place."""
    return f"La séance du {day} a eu lieu : merci de l’avoir dit."


def was_incomplete(day: str) -> str:
    """Say what was answered: somebody was missing."""
    return f"La séance du {day} a eu lieu, et il manquait quelqu’un : merci de l’avoir dit."


def is_to_replan(day: str) -> str:
    """Say what was answered: it needs a new time."""
    return f"La séance du {day} est à reprogrammer : merci de l’avoir dit."


def last_one(mentor: str, *, defi: str, asks: bool) -> str:
    """Say of the séance asked about that it was the last, and what can be said of the whole."""
    more = "\u00a0: vous pouvez aussi donner votre avis." if asks else "."
    return f"C’était la dernière. Votre cycle de mentorat avec {mentor}{defi} est terminé{more}"


def review(names: str, *, defi: str, asks: bool) -> str:
    """Say that a cycle is over, and ask what somebody thinks of it."""
    question = " : qu’en retenez-vous ?" if asks else "."
    return f"Votre cycle de mentorat avec {names}{defi} est terminé{question}"


def inspiration(words: str) -> str:
    """Say what a cycle may inspire, in the catalogue's words."""
    return f"S’en inspirer : {words}" + ("" if words.endswith((".", "!", "?", "…")) else ".")
