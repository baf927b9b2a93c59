"""Scenes of a host's days: one form for two appointments during an absence, and a connected calendar."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.agenda.model import Appointment
from bot.agenda.writing.found import EVERY
from bot.dates.paris import day_of, moment_at
from bot.dates.words import moment_words
from bot.demo.calendars import OwnCalendar, add_calendar, can_serve, serving_calendars
from bot.demo.looks import buttons, card, find, modal, saying
from bot.demo.month import coming, move_to
from bot.demo.scenes.booking import ask
from bot.demo.scenes.changes import CANCEL, MOVE
from bot.demo.show import Show
from bot.demo.stage import PATIENCE
from bot.outside.dav import DavAccount
from bot.sandbox.people.person import Person

MORNING = 8 * 60  # minutes since 0 h
HELLO, WHICH, AWAY, SICK = "Bonjour !", "Lequel ?", "Je ne suis pas là", "Une forte fièvre, pardon."
CONNECT, FORGET, BACK = "Connecter mon agenda", "Ne plus lire cet agenda", "Remettre dans mon agenda"
USER, WORD = "coach", "un-mot-de-passe-d-essai"
QUARTER, LONG = timedelta(minutes=15), 9 * 4  # the meeting in the coach's calendar, in quarter-hours
_MEETING = "reunion-de-service"
NEEDS = ("Relire nos hypothèses avant le comité.", "Choisir ce que nous mesurons.")


def stay_away_for_a_day(show: Show) -> None:
    """A host is absent on a morning with two séances, and decides about both in one form."""
    show.told.scene("Deux rendez-vous le même jour, et quelques mots au bot")
    first, second = _book_two(show)
    _say_a_word(show)
    _stay_away(show, first, second)


def _book_two(show: Show) -> list[Appointment]:
    """Book two séances on the same day, and move to its morning. Return them by start."""
    told, eig, coach = show.told, show.cast.eig, show.cast.coach
    day = ""
    for need in NEEDS:
        ask(show, eig, need=need, host=coach)
        slots = [option for option in eig.options("slot") if option.startswith(day)]
        slot = slots[0] if day else _of_a_long_day(slots)
        day = _day(slot)
        told.does(eig, f"réserve une heure avec {coach.name}, {slot}")
        eig.choose("slot", slot)
        eig.submit()
        show.opened(eig, "C’est réservé")
        eig.close(all=True)
    show.stand()
    booked = coming(show, eig)[-len(NEEDS) :]
    move_to(show, moment_at(day_of(booked[0].starts), MORNING))
    return booked


def _say_a_word(show: Show) -> None:
    told, eig = show.told, show.cast.eig
    told.does(eig, "écrit au bot : « Coucou, ça va ? »")
    eig.message("Coucou, ça va ?")
    told.sees(eig, partial(saying, eig, HELLO), HELLO, "mes rendez-vous")
    told.does(eig, "écrit au bot : « annuler »")
    eig.message("annuler")
    told.sees(eig, partial(saying, eig, WHICH), WHICH, "Rien n’est annulé avant que vous ne le confirmiez")
    told.checks("un bouton pour chacun", buttons(find(eig, WHICH)).count(CANCEL) == len(NEEDS))


def _stay_away(show: Show, first: Appointment, second: Appointment) -> None:
    told, eig, coach, colleague = show.told, show.cast.eig, show.cast.coach, show.cast.colleague
    told.scene("Une personne de l’équipe des coachs n’est pas là aujourd’hui")
    told.does(coach, "tape /disponibilites absent")
    coach.command("/disponibilites absent")
    show.opened(coach, AWAY)
    handed = f"Confier à {colleague.name}"
    other = next(option for option in coach.options(f"line-{second.id}") if option.startswith("Proposer"))
    told.does(coach, f"choisit « {handed} » pour le premier rendez-vous, « {other} » pour le second, et dit pourquoi")
    coach.choose(f"line-{first.id}", handed)
    coach.choose(f"line-{second.id}", other)
    coach.fill("word", SICK)
    show.send(coach, "C’est bon", "C’est noté : vous n’êtes pas là", f"{colleague.name} prend votre place")
    coach.close(all=True)
    show.stand()
    away = f"{coach.name} ne sera pas là aujourd’hui"
    told.sees(eig, partial(saying, eig, away), away, SICK, f"{colleague.name} animera", "Choisir")


def connect_a_calendar(show: Show) -> None:
    """A coach connects a calendar: its busy times cannot be booked, and changes go both ways."""
    told, coach = show.told, show.cast.colleague
    told.scene("Un agenda de travail, connecté dans les deux sens")
    if not can_serve():
        told.passes("Radicale n’est pas installé : cette scène n’est pas jouée.")
        return
    with (
        TemporaryDirectory(prefix="dispositifs-agenda-") as folder,
        serving_calendars(Path(folder), {USER: WORD}) as url,
    ):
        calendar = add_calendar(url, f"/{USER}/travail/", name="Travail", user=USER, password=WORD)
        own = OwnCalendar(DavAccount(url, USER, WORD), calendar)
        appointment = _book_one(show, coach)
        own.write(_MEETING, starts=appointment.ends, ends=appointment.ends + LONG * QUARTER)
        _connect(show, coach, url)
        show.stage.settle()
        told.checks("le rendez-vous y est, une fois", own.starts(appointment.uid) == [appointment.starts])
        _keep_clear(show, coach, appointment)
        _move_on_both_sides(show, coach, appointment, own)
        _disconnect(show, coach)


def _book_one(show: Show, coach: Person) -> Appointment:
    told, eig = show.told, show.cast.eig
    ask(show, eig, need=NEEDS[0], host=coach)
    slot = _of_a_long_day(eig.options("slot"))
    told.does(eig, f"réserve une heure avec {coach.name}, {slot}")
    eig.choose("slot", slot)
    eig.submit()
    show.opened(eig, "C’est réservé")
    eig.close(all=True)
    show.stand()
    return next(
        appointment for appointment in coming(show, eig) if moment_words(appointment.starts, show.stage.clock()) == slot
    )


def _connect(show: Show, coach: Person, url: str) -> None:
    show.told.does(coach, "tape /dispositifs agenda connecter, et donne l’adresse de son serveur d’agenda")
    coach.command("/dispositifs agenda connecter")
    show.opened(coach, CONNECT)
    for name, typed in (("address", url), ("user", USER), ("password", WORD)):
        coach.fill(name, typed)
    show.send(coach, "Essayer", "Voici les agendas")
    coach.choose("busy", "Travail")
    coach.choose("writes", "Travail")
    show.send(coach, "Essayer et enregistrer", "C’est fait", "sans aucun titre", "seront écrits")
    coach.close(all=True)


def _keep_clear(show: Show, coach: Person, appointment: Appointment) -> None:
    """Check that the slots of that day avoid the meeting in the coach's calendar."""
    eig, now = show.cast.eig, show.stage.clock()
    taken = {moment_words(appointment.ends + QUARTER * number, now) for number in range(LONG)}

    def is_clear() -> bool:
        ask(show, eig, need=NEEDS[1], host=coach)
        offered = eig.options("slot")
        eig.close(all=True)
        return taken.isdisjoint(offered)

    clear = show.stage.slack.wait_for(is_clear, seconds=PATIENCE)
    show.told.checks("aucun créneau n’est proposé pendant sa réunion", clear)


def _move_on_both_sides(show: Show, coach: Person, appointment: Appointment, own: OwnCalendar) -> None:
    told, eig, now = show.told, show.cast.eig, show.stage.clock()
    slot = moment_words(appointment.starts, now)
    told.does(eig, f"clique sur « {MOVE} »")
    eig.click(MOVE, message=card(eig, slot))
    show.opened(eig, MOVE)
    field = f"Séance du {slot}"
    new = next(option for option in eig.options(field) if _day(option) != _day(slot))
    told.does(eig, f"choisit {new}")
    eig.choose(field, new)
    show.send(eig, MOVE, "C’est déplacé", new)
    eig.close(all=True)
    show.stand()
    moved = next(each for each in coming(show, eig) if each.id == appointment.id)
    told.checks(f"l’agenda de {coach.name} a suivi : {new}", own.starts(appointment.uid) == [moved.starts])
    told.does(coach, "déplace le rendez-vous dans son propre agenda, une demi-heure plus tard")
    own.shift(appointment.uid, by=timedelta(minutes=30))
    show.stage.advance(now + EVERY + timedelta(minutes=5))
    changed = "a changé d’heure"
    told.sees(coach, partial(saying, coach, changed), changed, "Pour les autres, rien n’a changé", BACK)
    told.does(coach, f"clique sur « {BACK} »")
    coach.click(BACK, message=find(coach, changed))
    show.stage.settle()
    told.checks("son agenda a retrouvé la bonne heure", own.starts(appointment.uid) == [moved.starts])


def _disconnect(show: Show, coach: Person) -> None:
    show.told.does(coach, f"tape /dispositifs agenda connecter, puis clique sur « {FORGET} »")
    coach.command("/dispositifs agenda connecter")
    show.opened(coach, CONNECT)
    coach.click(FORGET)
    show.told.sees(coach, lambda: modal(coach), "tout ce que le bot en gardait est oublié")
    coach.close(all=True)


def _of_a_long_day(slots: list[str]) -> str:
    """Return the first slot of the last day that has several: the hour after it is free too."""
    return next(slot for slot in slots if slot.startswith(_long(slots)))


def _long(slots: list[str]) -> str:
    days = [_day(slot) for slot in slots]
    return next(day for day in reversed(days) if days.count(day) > len(NEEDS) + 1)


def _day(slot: str) -> str:
    return slot.partition(" à ")[0]
