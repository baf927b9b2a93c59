"""The scene of a host who is not there one day: small talk about two appointments, then both done with in one form."""

from functools import partial

from bot.agenda.model import Appointment
from bot.dates.paris import day_of, moment_at
from bot.demo.looks import buttons, find, saying
from bot.demo.month import coming, move_to
from bot.demo.scenes.booking import ask
from bot.demo.scenes.changes import CANCEL
from bot.demo.show import Show

MORNING = 8 * 60  # minutes since 0 h
HELLO, WHICH, AWAY, SICK = "Bonjour !", "Lequel ?", "Je ne suis pas là", "Une forte fièvre, pardon."
NEEDS = ("Relire nos hypothèses avant le comité.", "Choisir ce que nous mesurons.")


def stay_away_for_a_day(show: Show) -> None:
    """Two séances of one morning: who booked asks for them in a word, and their host cannot be there."""
    show.told.scene("Deux rendez-vous le même jour, et quelques mots au bot")
    first, second = _book_two(show)
    _say_a_word(show)
    _stay_away(show, first, second)


def _book_two(show: Show) -> list[Appointment]:
    """Book two on one day, and let its morning come; give them by start."""
    told, eig, coach = show.told, show.cast.eig, show.cast.coach
    day = ""
    for need in NEEDS:
        ask(show, eig, need=need, host=coach)
        slots = [one for one in eig.options("slot") if one.startswith(day)]
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
    other = next(one for one in coach.options(f"line-{second.id}") if one.startswith("Proposer"))
    told.does(coach, f"choisit « {handed} » pour le premier rendez-vous, « {other} » pour le second, et dit pourquoi")
    coach.choose(f"line-{first.id}", handed)
    coach.choose(f"line-{second.id}", other)
    coach.fill("word", SICK)
    show.send(coach, "C’est bon", "C’est noté : vous n’êtes pas là", f"{colleague.name} prend votre place")
    coach.close(all=True)
    show.stand()
    away = f"{coach.name} ne sera pas là aujourd’hui"
    told.sees(eig, partial(saying, eig, away), away, SICK, f"{colleague.name} animera", "Choisir")


def _of_a_long_day(slots: list[str]) -> str:
    """Give the first slot of the last day that has several: another one starts there when its hour is over."""
    return next(one for one in slots if one.startswith(_long(slots)))


def _long(slots: list[str]) -> str:
    days = [_day(one) for one in slots]
    return next(day for day in reversed(days) if days.count(day) > len(NEEDS) + 1)


def _day(slot: str) -> str:
    return slot.partition(" à ")[0]
