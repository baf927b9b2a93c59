"""Scenes in which a mentoring cycle is requested and confirmed, without typing a command."""

from functools import partial

from bot.demo.looks import button_for, find, modal, saying, seen_alone, words
from bot.demo.sessions import Session, conversation_of, sessions_in
from bot.demo.show import Show
from bot.sandbox.memory.channels import Channel
from bot.sandbox.people.person import Person

NEED = (
    "Notre outil sert deux préfectures et le passage à l’échelle nous inquiète. Nous aimerions une architecture plus "
    "agile, sans tout réécrire."
)
DOMAIN, ANYBODY, PRECISE = "passage à l’échelle", "Proposez-moi quelqu’un", "Préciser"
FIRST, SECOND, THIRD, REQUEST = "Mentorat", "Mentors et mentores", "Les 4\u00a0séances", "Votre demande"
SEE, ANSWER, ACCEPT = "Voir les 4\u00a0séances", "Répondre séance par séance", "Accepter le créneau proposé"
SEND, SENT = "Envoyer la demande", "C’est envoyé"


def begin_a_cycle(show: Show) -> Channel | None:
    """A guest of Slack accepts an EIG's request with one other time. Return the conversation that then opens."""
    ask_for_a_cycle(show)
    slots = _answer_one_by_one(show)
    return _accept(show, slots)


def ask_for_a_cycle(show: Show) -> None:
    """Request a cycle from the mentor whom the bot suggests first. The mentor is then asked."""
    told, cast = show.told, show.cast
    eig, mentor = cast.eig, cast.mentor
    told.scene("Un cycle de mentorat est demandé")
    told.does(eig, "tape /mentorat")
    fill_in(show, eig, need=NEED, domain=DOMAIN)
    told.sees(eig, partial(modal, eig), "trois questions", "Qui lira votre besoin", PRECISE)
    precise(show, eig)
    told.sees(eig, partial(modal, eig), ANYBODY)
    eig.choose("participants", cast.second_teammate.name)
    told.does(
        eig,
        f"choisit « {DOMAIN} », clique sur « {PRECISE} », coche {cast.second_teammate.name} et écrit : « {NEED} »",
    )
    why = ("Autre spécialité utile", "Première séance possible")
    show.send(eig, "Continuer", SECOND, mentor.name, cast.other_mentor.name, *why)
    told.does(eig, f"clique sur « {SEE} », pour {mentor.name}")
    eig.click(button_for(eig, SEE, name=mentor.name))
    show.opened(eig, THIRD)
    told.sees(eig, partial(modal, eig), f"avec {mentor.name}", "Séance 4", "retenus jusqu’à la réponse")
    show.send(eig, SEND, SENT, f"{mentor.name} reçoit la demande", "Réponse au plus tard")
    eig.close(all=True)
    show.stage.settle()


def fill_in(show: Show, person: Person, *, need: str, domain: str, mentor: str = ANYBODY) -> None:
    """Open the first step of the request and fill it in."""
    person.command("/mentorat")
    show.opened(person, FIRST)
    person.fill("need", need)
    person.choose("domain", domain)
    if mentor != ANYBODY:
        precise(show, person)
        person.choose("mentor", next(option for option in person.options("mentor") if option.startswith(mentor)))


def precise(show: Show, person: Person) -> None:
    """Show the optional fields in the first step of the request."""
    person.click(PRECISE)
    show.stage.slack.wait_for(lambda: person.modal is not None and "Avec qui" in person.modal.text)


def conversation_opens(show: Show, people: tuple[Person, ...], *dates: str) -> Channel | None:
    """Check that a group conversation of these people opens, and shows these dates. Return it."""
    told = show.told
    show.stage.settle()
    found = conversation_of(show.stage.slack, people)
    told.sees(people[-1], lambda: words(found.messages[0]) if found else "", *dates, "Cette conversation est à vous")
    names = ", ".join(person.name for person in people)
    told.checks(f"une conversation de groupe s’est ouverte, avec {names} et personne d’autre", found is not None)
    return found


def _answer_one_by_one(show: Show) -> list[Session]:
    """The mentor accepts three séances and chooses another time for the second one. Return all four."""
    told, cast, mentor = show.told, show.cast, show.cast.mentor
    asks = f"{cast.eig.name} vous demande quatre séances de mentorat"
    told.sees(
        mentor, partial(saying, mentor, asks), asks, NEED, "Confirmer les 4 séances", ANSWER, "Décliner la demande"
    )
    without = mentor.command("/mentorat").error == "restricted_action"
    told.checks(f"{mentor.name} n’a pas les commandes de Slack, comme toute personne invitée", without)
    slots = sessions_in(saying(mentor, asks), now=show.stage.clock())
    moved = slots[1]
    told.does(mentor, f"clique sur « {ANSWER} »")
    mentor.click(ANSWER)
    show.opened(mentor, "Votre réponse")
    field = f"(au lieu du {moved.day})"
    kept = {slot.day for slot in slots} - {moved.day}
    free = [
        option for option in mentor.options(field) if option != moved.start and option.partition(" à ")[0] not in kept
    ]
    new = next((label for label in reversed(free) if label.startswith(f"{moved.day} à ")), free[0])
    told.does(mentor, f"confirme trois séances et propose {new} au lieu du {moved.start}")
    mentor.choose(moved.line, "Un autre créneau")
    mentor.choose(field, new)
    show.send(mentor, "Envoyer ma réponse", SENT, "autre créneau proposé", "L’équipe a jusqu’au")
    mentor.close(all=True)
    show.stage.settle()
    proposed = [
        session for session in sessions_in(saying(mentor, NEED), now=show.stage.clock()) if session.start == new
    ]
    return [proposed[0] if slot is moved and proposed else slot for slot in slots]


def _accept(show: Show, slots: list[Session]) -> Channel | None:
    told, cast, eig = show.told, show.cast, show.cast.eig
    told.sees(eig, partial(saying, eig, ACCEPT), f"{cast.mentor.name} a répondu", "3 séances acceptées", ACCEPT)
    told.does(eig, f"clique sur « {ACCEPT} »")
    eig.click(ACCEPT, message=find(eig, ACCEPT))
    starts = [slot.start for slot in slots]
    told.sees(eig, partial(seen_alone, eig), "Les 4 séances sont confirmées", *starts)
    lines = [slot.line for slot in slots]
    group = conversation_opens(show, (eig, cast.second_teammate, cast.mentor), *lines)
    shown = words(find(cast.mentor, NEED))
    told.checks(f"la carte de {cast.mentor.name} dit les mêmes dates", all(line in shown for line in lines))
    told.does(eig, "tape /dispositifs agenda")
    coming = eig.command("/dispositifs agenda")
    told.sees(eig, lambda: words(coming), "À venir pour vous", cast.mentor.name)
    return group
