"""The scenes of the transcript: the catalogue, a booking, a lost race, a cancellation, each from everybody's side."""

from functools import partial
from threading import Thread

from bot.demo.cast import Cast
from bot.demo.stage import Stage
from bot.demo.transcript import Transcript
from bot.sandbox.acks import Submission
from bot.sandbox.messages import Message
from bot.sandbox.person import Person

NEED = "Nous préparons le passage à l’échelle de notre outil et voudrions relire notre plan avec quelqu’un."
OTHER_NEED = "Faire auditer le code de notre prototype avant de l’ouvrir."


def play_scenes(stage: Stage, cast: Cast, *, told: Transcript) -> None:
    """Play the main job once."""
    browse_the_catalogue(cast, told)
    meet_a_stranger(stage, cast, told=told)
    host, slot = book_an_hour(cast, told)
    lose_a_race(stage, cast, told=told)
    cancel_the_hour(stage, cast, told=told, host=host, slot=slot)
    told.checks("le bot n’a enfreint aucune règle de Slack", not stage.slack.violations)


def browse_the_catalogue(cast: Cast, told: Transcript) -> None:
    """An EIG looks around: the menu, a search by need with a typo, a card shared, a direct message."""
    told.scene("Le catalogue")
    eig = cast.eig
    told.does(eig, "tape /dispositifs")
    menu = eig.command("/dispositifs", channel=cast.promotion)
    told.sees(eig, lambda: _words(menu.message), "Pour vous, en phase 2", "Pour chaque défi", "Mentorat")
    told.does(eig, "tape /dispositifs passage a l echele, avec des fautes")
    card = eig.command("/dispositifs passage a l echele", channel=cast.promotion)
    told.sees(eig, lambda: _words(card.message), "Bureau d’aide", "Réserver un bureau d’aide")
    told.does(eig, "clique sur « Partager dans le canal »")
    eig.click("Partager dans le canal", message=card.message)
    told.sees(cast.coach, lambda: _words(_last(cast.promotion.messages)), "Bureau d’aide", "S’y préparer")
    told.does(cast.teammate, "écrit au bot : « masterclass »")
    cast.teammate.message("masterclass")
    told.sees(cast.teammate, lambda: _words(_last(cast.teammate.inbox())), "Conférence, table ronde ou masterclass")


def meet_a_stranger(stage: Stage, cast: Cast, *, told: Transcript) -> None:
    """Somebody whom no file names finds the catalogue open, and a way to the coachs."""
    told.scene("Quelqu’un que le programme ne connaît pas encore")
    stranger = cast.stranger
    told.does(stranger, "tape /bureau-aide")
    answer = stranger.command("/bureau-aide")
    told.sees(stranger, lambda: _words(answer.message), cast.coach.name, "Prévenir les coachs")
    told.does(stranger, "clique deux fois sur « Prévenir les coachs »")
    stranger.click("Prévenir les coachs", message=answer.message)
    stranger.click("Prévenir les coachs", message=answer.message)
    told.sees(cast.coach, lambda: _words(_last(cast.coachs.messages)), stranger.name, "n’est dans aucune promotion")
    stage.settle()
    told.checks("le canal des coachs n’a reçu qu’un message", len(cast.coachs.messages) == 1)


def book_an_hour(cast: Cast, told: Transcript) -> tuple[Person, str]:
    """A team books a bureau d'aide; give the host and the words of the slot."""
    told.scene("Une équipe réserve un bureau d’aide")
    eig = cast.eig
    told.does(eig, "tape /bureau-aide")
    eig.command("/bureau-aide")
    told.sees(eig, lambda: _modal(eig), "Votre besoin", "Qui vient", "Sans préférence")
    told.does(eig, f"écrit son besoin : « {NEED} »")
    eig.fill("need", NEED)
    told.does(eig, "clique sur « Voir les créneaux »")
    eig.submit()
    told.sees(eig, lambda: _modal(eig), "Les heures sont celles de Paris")
    slot = eig.options("slot")[0]
    told.does(eig, f"choisit {slot}, puis clique sur « Réserver »")
    eig.choose("slot", slot)
    eig.submit()
    told.sees(eig, lambda: _modal(eig), "C’est réservé", slot)
    host = next(one for one in (cast.coach, cast.colleague) if one.name in _modal(eig))
    eig.close(all=True)
    for person in (eig, cast.teammate):
        told.sees(person, partial(_inbox, person, slot), f"Bureau d’aide {slot}", NEED)
    told.sees(host, lambda: _inbox(host, slot), f"Bureau d’aide {slot}", NEED, "Annuler le rendez-vous")
    return host, slot


def lose_a_race(stage: Stage, cast: Cast, *, told: Transcript) -> None:
    """Two teams want one hour with the same coach at the same moment: one has it, the other sees what is left."""
    told.scene("Deux équipes veulent le même créneau, au même instant")
    racers = (cast.teammate, cast.rival)
    for person, need in zip(racers, (NEED, OTHER_NEED), strict=True):
        _ask_for(stage, person, need, host=cast.coach.name)
    wanted = next(slot for slot in racers[0].options("slot") if slot in racers[1].options("slot"))
    for person in racers:
        person.choose("slot", wanted)
        told.does(person, f"choisit {wanted} avec {cast.coach.name}")
    told.does(racers[0], f"et {racers[1].name} cliquent sur « Réserver » ensemble")
    outcomes: dict[str, Submission] = {}
    threads = [Thread(target=lambda one=person: outcomes.update({one.name: one.submit()})) for person in racers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    losers = [person for person in racers if outcomes[person.name].errors]
    told.checks("une seule équipe a le créneau", len(losers) == 1)
    if not losers:
        return
    loser = losers[0]
    winner = next(person for person in racers if person is not loser)
    told.sees(winner, lambda: _modal(winner), "C’est réservé", wanted)
    told.sees(loser, lambda: outcomes[loser.name].errors.get("slot"), "Ce créneau n’est plus libre", "Il reste")
    other = next(slot for slot in loser.options("slot") if _day(slot) != _day(wanted))
    told.does(loser, f"choisit {other}, puis clique sur « Réserver »")
    loser.choose("slot", other)
    loser.submit()
    told.sees(loser, lambda: _modal(loser), "C’est réservé", other)
    for person in racers:
        person.close(all=True)
    stage.settle()


def cancel_the_hour(stage: Stage, cast: Cast, *, told: Transcript, host: Person, slot: str) -> None:
    """The EIG cancels the first hour: the others are told, the buttons vanish, a second click is answered kindly."""
    told.scene("L’équipe annule son premier rendez-vous")
    eig = cast.eig
    card = _card(eig, slot)
    appointment = _value(card, "helpdesk.cancel")
    told.does(eig, "clique sur « Annuler le rendez-vous », puis sur « Non, le garder »")
    eig.click("Annuler le rendez-vous", message=card, confirm=False)
    told.checks("rien n’a changé", "Annuler le rendez-vous" in _buttons(_card(eig, slot)))
    told.does(eig, "clique à nouveau, puis sur « Oui, annuler le rendez-vous »")
    eig.click("Annuler le rendez-vous", message=card)
    told.sees(eig, lambda: _words(_last([one.message for one in eig.replies()])), "C’est annulé")
    for person in (cast.teammate, host):
        told.sees(person, partial(_newest, person), f"{eig.name} a annulé", slot)
    stage.settle()
    told.sees(host, lambda: _words(_card(host, slot)), f"Annulé : bureau d’aide du {slot}")
    told.checks("les cartes n’ont plus de bouton", not _buttons(_card(eig, slot)) and not _buttons(_card(host, slot)))
    told.does(eig, "presse encore l’ancien bouton, resté ouvert dans une autre fenêtre")
    eig.press_raw("helpdesk.cancel", value=appointment, message=_card(eig, slot))
    told.sees(eig, lambda: _words(_last([one.message for one in eig.replies()])), "était déjà annulé")


def _ask_for(stage: Stage, person: Person, need: str, *, host: str) -> None:
    person.command("/bureau-aide")
    stage.slack.wait_for(lambda: person.modal)
    person.fill("need", need)
    person.choose("host", host)
    person.submit()


def _day(slot: str) -> str:
    return slot.partition(" à ")[0]


def _value(card: Message | None, action_id: str) -> str:
    elements = [element for block in (card.blocks if card else ()) for element in block.get("elements", ())]
    return next((str(one.get("value")) for one in elements if one.get("action_id") == action_id), "")


def _card(person: Person, slot: str) -> Message | None:
    return next((one for one in person.inbox() if slot in one.words and "Le besoin" in one.words), None)


def _inbox(person: Person, slot: str) -> str:
    return _words(_card(person, slot))


def _newest(person: Person) -> str:
    return _words(_last(person.inbox()))


def _modal(person: Person) -> str:
    view = person.modal
    return f"{view.title}\n{view.text}" if view else ""


def _last(messages: list[Message | None] | list[Message]) -> Message | None:
    return messages[-1] if messages else None


def _words(message: Message | None) -> str:
    return message.words if message else ""


def _buttons(message: Message | None) -> list[str]:
    return message.buttons if message else []
