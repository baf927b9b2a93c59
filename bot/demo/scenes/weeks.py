"""Scenes of a month of reminders, in which the bot is stopped, and the number of messages."""

from datetime import datetime, timedelta
from functools import partial

from bot.agenda.reminders.timetable import ReminderKind
from bot.dates.words import day_words, moment_words, time_words
from bot.dates.working import next_working_morning
from bot.demo.budget import BudgetPart, Listener, count, table
from bot.demo.cast import role_words
from bot.demo.looks import card, find, saying, seen_alone
from bot.demo.month import MINUTE, due, first_due, jump_to, move_to, next_with
from bot.demo.scenes.booking import FIRST, SEE, SLOTS, modify
from bot.demo.scenes.changes import CANCEL, MOVE
from bot.demo.show import Show
from bot.programme.roles import ROLE_WORDS, Role
from bot.sandbox.people.person import Person
from bot.sandbox.post_office import Letter

WEEK, DAY, ASKED, WENT = "Votre semaine", "Votre journée", "a-t-il eu lieu", "Il a eu lieu"
REMINDERS, BY_MAIL = "Mes messages", "Par e-mail"
NEAR = (ReminderKind.HOUR, ReminderKind.DAY)  # reminders that are sent on the day itself
NEED = "Relire notre déclaration d’accessibilité."
MONTH = timedelta(days=31)
ROLES = {
    Role.EIG: BudgetPart.EIG,
    Role.MENTOR: BudgetPart.MENTOR,
    Role.PORTEUR: BudgetPart.PORTEUR,
    Role.COACH: BudgetPart.COACH,
}
PARTS = {ROLE_WORDS[role][0]: part for role, part in ROLES.items()}
LATE = timedelta(minutes=20)


def invite_by_mail(show: Show) -> None:
    """A person who chose mail gets an invitation, its new time and its cancellation, for the same calendar entry."""
    told, eig, reader = show.told, show.cast.rival, show.cast.reader
    told.scene("Par e-mail, pour qui le préfère")
    told.does(reader, "tape /dispositifs agenda messages")
    reader.command("/dispositifs agenda messages")
    show.opened(reader, REMINDERS)
    told.does(reader, f"choisit « {BY_MAIL} »")
    reader.choose("by", BY_MAIL)
    show.send(reader, "Enregistrer", "par e-mail")
    reader.close(all=True)
    slot = _book_with(show, reader)
    _reads(show, reader, 1, slot, "REQUEST")
    told.does(eig, f"clique sur « {MOVE} »")
    eig.click(MOVE, message=card(eig, slot))
    show.opened(eig, MOVE)
    field = f"Séance du {slot}"
    new = next(option for option in reversed(eig.options(field)) if option != slot)
    told.does(eig, f"choisit {new}")
    eig.choose(field, new)
    show.send(eig, MOVE, "C’est déplacé", new)
    eig.close(all=True)
    show.stand()
    _reads(show, reader, 2, new, "REQUEST")
    told.does(eig, f"clique sur « {CANCEL} »")
    eig.click(CANCEL, message=card(eig, new))
    show.opened(eig, CANCEL)
    show.send(eig, "Annuler le rendez-vous", "C’est annulé")
    eig.close(all=True)
    show.stand()
    _reads(show, reader, 3, new, "CANCEL")
    entries = [letter.calendar for letter in _letters(show, reader)]
    numbers = [int(entry["SEQUENCE"]) for entry in entries]
    same = len({entry["UID"] for entry in entries}) == 1 and numbers == sorted(set(numbers))
    told.checks("trois e-mails, un même rendez-vous d’agenda, chaque fois une SEQUENCE plus haute", same)


def let_weeks_pass(show: Show) -> None:
    """The booked séances come, take place and are followed up, with each reminder at its time."""
    show.told.scene("Les semaines passent, et chaque rappel vient à son heure")
    _see_the_day(show)
    _see_the_week(show)
    show.told.scene("Le bot s’arrête, puis repart")
    _stop_before_a_session(show)
    _stop_over_a_session(show)


def tell_the_count(show: Show, *, since: datetime) -> None:
    """Show how many messages people got, by role, in each month from `since` on."""
    told, cast = show.told, show.cast
    told.scene("Combien de messages en un mois")
    roles, askers = role_words(show.stage.slack), (cast.eig, cast.rival, cast.teammate)
    parts = {person.id: PARTS.get(roles[person.id]) for person in cast.welcomed}
    # Teammates who take part in a cycle.
    parts |= {person.id: BudgetPart.TEAMMATE for person in (cast.second_teammate, cast.reader)}
    parts |= {person.id: BudgetPart.ASKER for person in askers}
    cycles = {cast.mentor.id: 2}
    listeners = [
        Listener(person, part, cycles.get(person.id, 1)) for person in cast.welcomed if (part := parts[person.id])
    ]
    played = show.stage.clock() - MONTH
    months = (
        ("Le premier mois", since),
        ("Le mois suivant", since + MONTH),
        ("Le dernier mois, celui des rencontres", played),
    )
    for name, begins in months:
        counts = count(show.stage.slack, listeners, since=begins, until=begins + MONTH)
        told.passes(f"{name}\n{table(counts)}")
        told.checks("personne n’a reçu plus que permis", all(count.is_kept for count in counts))


def _see_the_day(show: Show) -> None:
    told, eig, coach = show.told, show.cast.eig, show.cast.coach
    appointment = next_with(show, eig, kinds=NEAR)
    soon = f"Bureau d’aide dans une heure, à {time_words(appointment.starts)}"
    for kind in sorted(NEAR, key=partial(due, appointment)):
        move_to(show, due(appointment, kind) + MINUTE)
        if kind is ReminderKind.HOUR:
            told.sees(eig, partial(saying, eig, soon), soon, coach.name, "Rejoindre la visio")
        else:
            told.sees(coach, partial(saying, coach, DAY), DAY, eig.name, "Rejoindre la visio")
    move_to(show, next_working_morning(appointment.ends) + MINUTE)
    told.sees(eig, partial(saying, eig, ASKED), ASKED, WENT, "À reprogrammer")
    told.does(eig, f"clique sur « {WENT} »")
    eig.click(WENT, message=find(eig, ASKED))
    told.sees(eig, partial(seen_alone, eig), "Merci, c’est noté")


def _see_the_week(show: Show) -> None:
    eig = show.cast.eig
    appointment = next_with(show, eig, kinds=(ReminderKind.WEEK,))
    move_to(show, due(appointment, ReminderKind.WEEK) + MINUTE)
    day = day_words(appointment.starts, show.stage.clock())
    what = (WEEK, f"Bureau d’aide {day}")
    show.told.sees(eig, partial(saying, eig, *what), *what)


def _stop_before_a_session(show: Show) -> None:
    """The bot is stopped while two reminders become due. Later it sends the most urgent first, and each once."""
    told, eig, coach, stage = show.told, show.cast.eig, show.cast.coach, show.stage
    appointment = next_with(show, eig, kinds=NEAR)
    move_to(show, first_due(appointment, NEAR) - MINUTE)
    before = _heard(eig, coach)
    stage.stop_bot()
    jump_to(show, appointment.starts - LATE)
    told.checks("arrêté, le bot n’envoie rien", _heard(eig, coach) == before)
    _start_again(show)
    soon = f"Bureau d’aide dans 20\u00a0minutes, à {time_words(appointment.starts)}"
    told.sees(eig, partial(saying, eig, soon), soon, coach.name)
    told.sees(coach, partial(saying, coach, DAY), DAY, eig.name)
    first, second = find(eig, soon), find(coach, DAY)
    ordered = first is not None and second is not None and float(first.ts) < float(second.ts)
    told.checks("le plus urgent est parti d’abord", ordered)
    told.checks("et chaque rappel une seule fois", _heard(eig, coach) == [number + 1 for number in before])


def _stop_over_a_session(show: Show) -> None:
    """The bot is stopped until a séance is over: its reminders are useless then, and are not sent."""
    told, eig, stage = show.told, show.cast.eig, show.stage
    appointment = next_with(show, eig, kinds=NEAR)
    move_to(show, first_due(appointment, NEAR) - MINUTE)
    before = _heard(eig)
    stage.stop_bot()
    jump_to(show, appointment.ends + MINUTE)
    _start_again(show)
    told.checks("ce qui est passé n’est plus rappelé", _heard(eig) == before)
    move_to(show, next_working_morning(appointment.ends) + MINUTE)
    when = moment_words(appointment.starts, stage.clock()).capitalize()
    told.sees(eig, partial(saying, eig, ASKED, when), ASKED, when, WENT)


def _start_again(show: Show) -> None:
    show.stage.start_bot()
    show.told.passes("Le bot repart.")
    show.stage.settle()


def _book_with(show: Show, other: Person) -> str:
    """Book a séance for two people of a team. Return its slot in words."""
    told, eig, coach = show.told, show.cast.rival, show.cast.coach
    told.does(eig, f"réserve une séance avec {coach.name}, où vient aussi {other.name}")
    eig.command("/bureau-aide")
    show.opened(eig, FIRST)
    eig.fill("need", NEED)
    show.send(eig, SEE, SLOTS)
    modify(show, eig, eig, other, host=coach)
    slot = eig.options("slot")[-1]
    eig.choose("slot", slot)
    show.send(eig, "Réserver", "C’est réservé", slot)
    eig.close(all=True)
    show.stand()
    return slot


def _reads(show: Show, reader: Person, number: int, slot: str, method: str) -> None:
    """Check that the newest mail with a calendar entry is about this slot, and how many such mails came."""
    told = show.told
    told.sees(reader, lambda: _entry(show, reader), slot.capitalize(), f"METHOD:{method} · SEQUENCE:")
    told.checks(f"un e-mail de plus pour {reader.name}", len(_letters(show, reader)) == number)


def _letters(show: Show, reader: Person) -> list[Letter]:
    return [letter for letter in show.stage.slack.post.inbox(reader.email or "") if letter.calendar]


def _entry(show: Show, reader: Person) -> str:
    letters = _letters(show, reader)
    if not letters:
        return ""
    newest = letters[-1]
    entry = newest.calendar
    return f"{newest.subject}\n{newest.text}\nMETHOD:{entry.get('METHOD')} · SEQUENCE:{entry.get('SEQUENCE')}"


def _heard(*who: Person) -> list[int]:
    return [len(person.inbox()) for person in who]
