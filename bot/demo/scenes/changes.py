"""Scenes of a team's changes: a participant leaves, a séance is rescheduled, a cancellation is undone."""

from functools import partial

from bot.demo.looks import buttons, calendar_files, card, card_words, modal, read_feed, saying, sequence, words
from bot.demo.scenes.booking import MORE
from bot.demo.show import Show

COME_BACK = "Finalement, je viens"
LEAVE, MOVE, CANCEL = "Je ne pourrai pas venir", "Changer la date", "Annuler le rendez-vous"


def leave_a_session(show: Show, slot: str) -> None:
    """A participant leaves. The others are notified two minutes later, and the séances take place."""
    told, cast = show.told, show.cast
    told.scene("Une personne de l’équipe ne peut plus venir")
    leaver = cast.teammate
    told.does(leaver, f"clique sur « {LEAVE} »")
    leaver.click(LEAVE, message=card(leaver, slot))
    show.opened(leaver, LEAVE)
    told.sees(leaver, lambda: modal(leaver), "ne viendrez pas", cast.coach.name)
    leaver.choose("sessions", *leaver.options("sessions"))
    show.send(leaver, "Je ne viendrai pas", "C’est noté", COME_BACK)
    leaver.close(all=True)
    show.stand()
    for person in (cast.eig, cast.coach):
        left = f"{leaver.name} ne pourra pas venir"
        told.sees(person, partial(saying, person, left), left, "ont toujours lieu")
    told.sees(leaver, partial(card_words, leaver, slot), "Sans vous")
    told.checks(f"la carte de {leaver.name} n’a plus qu’un bouton", buttons(card(leaver, slot)) == [COME_BACK])
    told.does(leaver, f"clique sur « {COME_BACK} »")
    leaver.click(COME_BACK, message=card(leaver, slot))
    show.opened(leaver, COME_BACK)
    show.send(leaver, "Je viens", "C’est noté, vous venez")
    leaver.close(all=True)
    show.stand()
    back = f"{leaver.name} viendra finalement"
    told.sees(cast.coach, partial(saying, cast.coach, back), back)


def move_a_session(show: Show, slots: list[str]) -> list[str]:
    """A séance is rescheduled, and its calendar file follows. Return the slots in words."""
    told, cast = show.told, show.cast
    told.scene("Une séance change de date, et les agendas suivent")
    eig, slack = cast.eig, show.stage.slack
    told.does(eig, f"clique sur « {MORE} », puis « Ajouter à mon agenda »")
    eig.click(MORE, message=card(eig, slots[0]))
    show.opened(eig, "Bureau d’aide")
    eig.click("Ajouter à mon agenda")
    told.sees(eig, lambda: eig.modal.text if eig.modal else "", "Les 4 fichiers d’agenda arrivent")
    eig.close(all=True)
    show.stage.settle()
    before = calendar_files(eig, card(eig, slots[0]), slack=slack)
    told.sees(eig, lambda: _listed(before), "METHOD:REQUEST", "SEQUENCE:")
    told.does(eig, f"clique sur « {MOVE} »")
    eig.click(MOVE, message=card(eig, slots[0]))
    show.opened(eig, MOVE)
    field = f"Séance du {slots[1]}"
    new = next(slot for slot in reversed(eig.options(field)) if slot not in slots)
    told.does(eig, f"choisit {new} à la place du {slots[1]}, et dit pourquoi")
    eig.choose(field, new)
    eig.fill("reason", "Une réunion au ministère")
    show.send(eig, MOVE, "C’est déplacé", new, "Revenir en arrière")
    eig.close(all=True)
    show.stand()
    for person in (cast.coach, cast.second_teammate):
        moved = f"{new}, au lieu du {slots[1]}"
        told.sees(person, partial(saying, person, moved), moved, "Une réunion au ministère")
    files = calendar_files(eig, card(eig, slots[0]), slack=slack)
    later = {name: lines for name, lines in files.items() if name not in before}
    told.sees(eig, lambda: _listed(later), "METHOD:REQUEST", "SEQUENCE:")
    told.checks("un seul fichier de plus : le même rendez-vous, une SEQUENCE plus haute", _follows(before, later))
    return [new if slot == slots[1] else slot for slot in slots]


def follow_from_a_calendar(show: Show, slot: str) -> None:
    """A participant looks at their appointments, and subscribes to the feed in a calendar."""
    told, cast = show.told, show.cast
    told.scene("L’agenda, dans Slack et ailleurs")
    eig = cast.eig
    told.does(eig, "tape /dispositifs agenda")
    coming = eig.command("/dispositifs agenda")
    told.sees(eig, lambda: words(coming), "À venir pour vous", cast.coach.name, "Rejoindre la visio à")
    told.does(eig, "tape /dispositifs agenda abonnement")
    address = eig.command("/dispositifs agenda abonnement")
    told.sees(eig, lambda: words(address), "Voici votre adresse d’agenda", "/agenda/")
    told.does(eig, "donne cette adresse à son logiciel d’agenda, qui la lit")
    feed = read_feed(address.text)
    told.sees(eig, lambda: feed, "SEQUENCE:", "DTSTART;TZID=Europe/Paris:")
    files = calendar_files(eig, card(eig, slot), slack=show.stage.slack).values()
    known = {lines.partition(" · ")[2] for lines in files}
    lines = feed.splitlines()
    told.checks("il y trouve les quatre séances, comme dans les fichiers", len(lines) == 4 and known >= {*lines})


def undo_a_cancellation(show: Show, raced: dict[str, str]) -> None:
    """A cancellation by mistake is undone before anybody is notified."""
    told, cast = show.told, show.cast
    told.scene("Une annulation par erreur, reprise à temps")
    person, host = cast.rival, cast.colleague
    slot = raced[person.name]
    heard = len(host.inbox())
    told.does(person, f"clique sur « {CANCEL} »")
    person.click(CANCEL, message=card(person, slot))
    show.opened(person, CANCEL)
    show.send(person, "Annuler le rendez-vous", "C’est annulé", slot, "Revenir en arrière")
    show.press(person, "Revenir en arrière", title="Retour en arrière")
    told.sees(person, lambda: modal(person), "Tout est comme avant")
    person.close(all=True)
    show.stand()
    told.checks(f"{host.name} n’a reçu aucun message", len(host.inbox()) == heard)
    told.checks("le rendez-vous tient toujours", CANCEL in buttons(card(person, slot)))


def _listed(files: dict[str, str]) -> str:
    return "\n".join(f"{name} : {lines}" for name, lines in files.items())


def _follows(before: dict[str, str], later: dict[str, str]) -> bool:
    """Return whether one more file arrived, and updates an earlier one with a higher sequence number."""
    if len(later) != 1:
        return False
    ((name, lines),) = later.items()
    uid = name.rpartition("-")[0]
    earlier = [sequence(text) for known, text in before.items() if known.rpartition("-")[0] == uid]
    return len(earlier) == 1 and sequence(lines) > earlier[0]
