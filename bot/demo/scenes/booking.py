"""Scenes of booking: four séances at once with a document, and two teams that want the same hour."""

from functools import partial
from threading import Thread

from bot.demo.looks import card, card_words, modal
from bot.demo.show import Show
from bot.sandbox.memory.messages import Message
from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person

NEED = "Nous préparons le passage à l’échelle de notre outil et voudrions relire notre plan avec quelqu’un."
RACE_NEEDS = ("Tester notre prototype avec des agentes et agents.", "Faire auditer le code de notre prototype.")
DOCUMENT, CONTENT = "plan-de-passage-a-l-echelle.pdf", b"%PDF-1.7 Le plan de la demonstration."
FIRST, SLOTS, MODIFY, SEE = "Bureau d’aide", "Choisir un créneau", "Modifier", "Voir les créneaux"
WEEKLY, MORE, SEND = "Même heure chaque semaine", "Autres actions", "Envoyer un document"


def book_four_sessions(show: Show) -> list[str]:
    """A team books four séances with a document. Return their slots in words."""
    told, cast = show.told, show.cast
    told.scene("Une équipe réserve quatre séances, avec un document")
    eig = cast.eig
    told.does(eig, "tape /bureau-aide")
    eig.command("/bureau-aide")
    show.opened(eig, FIRST)
    told.sees(eig, lambda: modal(eig), "Votre besoin")
    told.does(eig, f"écrit « {NEED} »")
    eig.fill("need", NEED)
    show.send(eig, SEE, "Une séance, toute l’équipe, sans préférence de coach", "Créneau")
    show.press(eig, MODIFY, title=MODIFY)
    team = (cast.teammate, cast.second_teammate)
    told.does(eig, f"veut quatre séances, avec {cast.coach.name}, où viennent {team[0].name} et {team[1].name}")
    eig.choose("sessions", "4\u00a0séances")
    eig.choose("participants", eig.name, *(person.name for person in team))
    eig.choose("host", cast.coach.name)
    show.send(eig, SEE, "4 séances", f"avec {cast.coach.name}", WEEKLY, "Les heures sont celles de Paris")
    run = eig.options(WEEKLY)[0]
    told.does(eig, f"choisit {run}")
    eig.choose(WEEKLY, run)
    show.send(eig, "Réserver", "C’est réservé", "Revenir en arrière")
    slots = [line.removeprefix("• ") for line in modal(eig).split("\n") if line.startswith("• ")]
    eig.close(all=True)
    show.stage.settle()
    told.sees(eig, partial(card_words, eig, slots[0]), f"{slots[0]}, puis 3 autres séances", "Revenir en arrière")
    told.checks("personne d’autre n’a encore reçu de message", card(cast.coach, slots[0]) is None)
    _send_a_document(show, slots[0])
    show.stand()
    told.sees(eig, partial(card_words, eig, slots[0]), f"{slots[0]}, puis 3 autres séances", NEED)
    has_card = [NEED in card_words(person, slots[0]) for person in (*team, cast.coach)]
    told.checks("l’équipe et qui anime ont la même carte, avec les boutons de chaque personne", all(has_card))
    told.sees(cast.coach, lambda: "\n".join(message.words for message in _thread(cast.coach, slots[0])), DOCUMENT)
    given = [_documents(show, person, slots[0]) for person in (cast.coach, eig, *team)]
    told.checks("le document est entier, dans le fil de qui anime et là seulement", given == [[CONTENT], [], [], []])
    told.does(eig, "ouvre l’accueil du bot")
    home = eig.open_home()
    told.sees(eig, lambda: home.words, "Ce qui vous attend", "À venir", cast.coach.name, "Ouvrir")
    return slots


def _send_a_document(show: Show, slot: str) -> None:
    told, eig = show.told, show.cast.eig
    told.does(eig, f"clique sur « {MORE} », puis « {SEND} », et ajoute {DOCUMENT}")
    eig.click(MORE, message=card(eig, slot))
    show.opened(eig, MORE)
    eig.click(SEND)
    show.opened(eig, SEND)
    eig.attach("file", DOCUMENT, data=CONTENT, mimetype="application/pdf")
    show.send(eig, "Envoyer", "C’est envoyé")
    eig.close(all=True)


def lose_a_race(show: Show) -> dict[str, str]:
    """Two teams want the same hour of a coach. Return the slot that each got in the end, by name."""
    told, cast = show.told, show.cast
    told.scene("Deux équipes veulent le même créneau, au même instant")
    racers = (cast.teammate, cast.rival)
    for person, need in zip(racers, RACE_NEEDS, strict=True):
        ask(show, person, need=need, host=cast.colleague)
    both = [slot for slot in racers[0].options("slot") if slot in racers[1].options("slot")]
    wanted = both[1]  # at the first slot the other coach is busy, and cannot replace her
    for person in racers:
        person.choose("slot", wanted)
        told.does(person, f"choisit {wanted} avec {cast.colleague.name}")
    told.does(racers[0], f"et {racers[1].name} cliquent sur « Réserver » ensemble")
    outcomes = _submit_together(racers)
    losers = [person for person in racers if outcomes[person.name].errors]
    told.checks("une seule équipe a le créneau", len(losers) == 1)
    booked = dict.fromkeys((person.name for person in racers), wanted)
    for loser in losers[:1]:
        winner = next(person for person in racers if person is not loser)
        told.sees(winner, partial(modal, winner), "C’est réservé", wanted)
        booked[loser.name] = _book_what_is_left(show, loser, refused=outcomes[loser.name].errors.get("slot", ""))
    for person in racers:
        person.close(all=True)
    show.stand()
    for person in racers:
        slot = booked[person.name]
        told.checks(f"{person.name} et {cast.colleague.name} ont leur carte", _have_cards(show, person, slot))
    return booked


def ask(show: Show, person: Person, *, need: str, host: Person) -> None:
    """Type the need, choose to come alone and this host, and go on to the slots."""
    person.command("/bureau-aide")
    show.opened(person, FIRST)
    fill_in(show, person, need=need, host=host)


def fill_in(show: Show, person: Person, *, need: str, host: Person) -> None:
    """Fill in the first step, which is open already."""
    person.fill("need", need)
    person.submit()
    modify(show, person, person, host=host)


def modify(show: Show, person: Person, *guests: Person, host: Person) -> None:
    """Press « Modifier » on the slots, change participants and host, and go back to the slots."""
    slots = person.modal
    shown = slots.hash if slots else ""
    person.click(MODIFY)
    show.opened(person, MODIFY)
    person.choose("participants", *(guest.name for guest in guests))
    person.choose("host", host.name)
    person.submit()
    show.stage.slack.wait_for(lambda: person.modal is slots and slots is not None and slots.hash != shown)


def _book_what_is_left(show: Show, person: Person, *, refused: str) -> str:
    """Read the refusal and book the last slot of the week, which is far from all others. Return it."""
    show.told.sees(person, lambda: refused, "Ce créneau n’est plus libre", "Il reste")
    slot = person.options("slot")[-1]
    show.told.does(person, f"choisit {slot}")
    person.choose("slot", slot)
    show.send(person, "Réserver", "C’est réservé", slot)
    return slot


def _submit_together(people: tuple[Person, ...]) -> dict[str, Submission]:
    outcomes: dict[str, Submission] = {}
    threads = [Thread(target=lambda one=person: outcomes.update({one.name: one.submit()})) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def _have_cards(show: Show, person: Person, slot: str) -> bool:
    return all(card(other, slot) is not None for other in (person, show.cast.colleague))


def _thread(person: Person, slot: str) -> list[Message]:
    found = card(person, slot)
    return person.thread(found) if found else []


def _documents(show: Show, person: Person, slot: str) -> list[bytes]:
    files = [file for message in _thread(person, slot) for file in message.files]
    return [show.stage.slack.file_bytes(file.id) for file in files]
