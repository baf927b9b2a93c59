"""Scenes of mentoring over time: four séances, a mentor without hours, a request that expires."""

from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise

from bot.dates.holidays import is_working_day
from bot.dates.paris import day_of
from bot.dates.words import day_words
from bot.dates.working import next_working_morning, reminder_mornings
from bot.demo.looks import buttons, find, last, modal, newest, saying, seen_alone, words
from bot.demo.month import move_to
from bot.demo.scenes.mentoring import ANSWER, DOMAIN, NEED, REQUEST, SEND, SENT, THIRD, conversation_opens, fill_in
from bot.demo.sessions import moment_after, sessions_in
from bot.demo.show import Show
from bot.sandbox.memory.channels import Channel
from bot.sandbox.people.person import Person
from storage.agenda import claims
from storage.programme import people

TOOK_PLACE, POSTPONE, REPLAN = "Elle a eu lieu", "À reprogrammer", "Choisir un nouveau créneau"
REVIEW, NEXT, TAKE = "Donner mon avis", "Demander à quelqu’un d’autre", "Je m’en occupe"
WHEN, CONFIRM = "Dire quand je pourrais", "Confirmer les 4\u00a0séances"
ACCESSIBLE = "Notre formulaire n’a jamais été essayé avec un lecteur d’écran."
LATE_NEED = "Nos serveurs tiendront-ils si toutes les préfectures arrivent ensemble ?"
MOST_HEARD = 9  # messages to the mentor of a cycle, at most (docs/programme.md)
MOST_TURNS = 6  # four séances, one of which is repeated, and one to spare
QUARTER = 900  # seconds


def follow_the_sessions(show: Show, group: Channel | None, *, heard: int) -> None:
    """The séances take place: a question after each of them, one rescheduled, and feedback from both people at the end.

    `heard`: how many messages the mentor had got before.
    """
    told, cast = show.told, show.cast
    told.scene("Les quatre séances passent")
    for turn in range(MOST_TURNS):
        now = show.stage.clock()
        coming = [session for session in sessions_in(_said(group), now=now) if session.ends > now]
        if not coming:
            break
        move_to(show, next_working_morning(coming[0].ends) + timedelta(minutes=5))
        asked = f"La séance du {day_words(coming[0].starts, show.stage.clock())} a-t-elle eu lieu"
        told.sees(cast.eig, partial(saying, cast.eig, asked), asked, TOOK_PLACE, POSTPONE)
        if turn == 1:
            _replan(show, asked, group)
        else:
            told.does(cast.eig, f"clique sur « {TOOK_PLACE} »")
            cast.eig.click(TOOK_PLACE, message=find(cast.eig, asked))
            told.sees(cast.eig, partial(seen_alone, cast.eig), "la séance a eu lieu")
        show.stage.settle()
    _review(show)
    _check_cycle(show, group, heard=heard)


def ask_without_hours(show: Show) -> None:
    """A mentor without published hours is asked for times, and the team confirms the plan that results."""
    told, cast = show.told, show.cast
    told.scene("Un mentorat avec quelqu’un qui n’a pas encore donné ses disponibilités")
    eig, mentor = cast.rival, cast.busy_mentor
    told.does(eig, f"tape /mentorat, écrit « {ACCESSIBLE} » et choisit {mentor.name}")
    fill_in(show, eig, need=ACCESSIBLE, domain="accessibilité", mentor=mentor.name)
    show.send(eig, "Continuer", REQUEST, f"{mentor.name} n’a pas encore donné ses disponibilités")
    show.send(eig, SEND, SENT, "peut donner ses disponibilités jusqu’au")
    eig.close(all=True)
    show.stage.settle()
    told.sees(mentor, partial(saying, mentor, ACCESSIBLE), "Dites quand vous pourriez ce mois-ci", ACCESSIBLE, WHEN)
    told.does(mentor, f"clique sur « {WHEN} »")
    mentor.click(WHEN)
    show.opened(mentor, "Quand pourriez-vous\u00a0?")
    lines = _free_afternoons(modal(mentor), now=show.stage.clock())
    told.sees(mentor, partial(modal, mentor), ACCESSIBLE, "Créneaux possibles ce mois-ci")
    told.does(mentor, f"écrit : « {' / '.join(lines)} »")
    mentor.fill("times", "\n".join(lines))
    show.send(mentor, "Envoyer", SENT, "choisies parmi ces créneaux", f"{eig.name} a jusqu’au")
    mentor.close(all=True)
    show.stage.settle()
    told.sees(eig, partial(saying, eig, CONFIRM), f"{mentor.name} peut vous recevoir", CONFIRM)
    slots = sessions_in(saying(eig, CONFIRM), now=show.stage.clock())
    told.does(eig, f"clique sur « {CONFIRM} »")
    eig.click(CONFIRM, message=find(eig, CONFIRM))
    told.sees(eig, partial(seen_alone, eig), "Les 4 séances sont confirmées", *(slot.start for slot in slots))
    conversation_opens(show, (eig, mentor), *(slot.line for slot in slots))


def let_a_request_lapse(show: Show) -> None:
    """A request stays without an answer. After two reminders it expires: slots are free, coaches are notified."""
    told, cast = show.told, show.cast
    told.scene("Une demande de mentorat reste sans réponse")
    eig, mentor = cast.teammate, cast.other_mentor
    asked, until = _ask_for_later(show, eig, mentor)
    for due in reminder_mornings(asked, until=until):
        move_to(show, due + timedelta(minutes=1))
        told.sees(mentor, partial(newest, mentor), f"{eig.name} (défi Guichet Clair) attend votre réponse", ANSWER)
    told.does(mentor, f"clique sur « {ANSWER} », puis laisse le formulaire ouvert")
    mentor.click(ANSWER)
    show.opened(mentor, "Votre réponse")
    move_to(show, until + timedelta(minutes=1))
    told.sees(eig, partial(saying, eig, NEXT), f"{mentor.name} n’a pas pu répondre à temps", "est gardé", NEXT)
    alerts = partial(_alerts, show, mentor)
    told.sees(cast.coach, lambda: "\n".join(alerts()), "reste sans réponse", eig.name, TAKE)
    show.stage.settle()
    silent = len(alerts()) == 1 and LATE_NEED not in alerts()[0]
    told.checks("le canal des coachs n’a reçu qu’un message à ce sujet, sans le besoin", silent)
    told.does(cast.coach, f"clique sur « {TAKE} »")
    cast.coach.click(TAKE, message=last(cast.coachs.messages))
    told.sees(eig, partial(saying, eig, "s’occupe de votre demande"), cast.coach.name)
    told.does(mentor, "revient à son formulaire et l’envoie")
    late = mentor.submit()
    told.sees(mentor, lambda: " ".join(late.errors.values()), "Le délai pour répondre est passé", "Rien n’a changé")
    mentor.close(all=True)
    told.does(eig, f"clique sur « {NEXT} »")
    eig.click(NEXT, message=find(eig, "n’a pas pu répondre à temps"))
    show.opened(eig, THIRD)
    told.sees(eig, partial(modal, eig), f"avec {cast.mentor.name}", "Séance 4")
    show.send(eig, SEND, SENT, f"{cast.mentor.name} reçoit la demande")
    eig.close(all=True)
    show.stage.settle()
    told.sees(cast.mentor, partial(saying, cast.mentor, LATE_NEED), f"{eig.name} vous demande quatre séances")


def _replan(show: Show, asked: str, group: Channel | None) -> None:
    told, eig = show.told, show.cast.eig
    told.does(eig, f"clique sur « {POSTPONE} »")
    eig.click(POSTPONE, message=find(eig, asked))
    told.sees(eig, partial(seen_alone, eig), "est à reprogrammer", REPLAN)
    told.does(eig, f"clique sur « {REPLAN} »")
    eig.click(REPLAN)
    show.opened(eig, "Nouveau créneau")
    told.sees(eig, partial(modal, eig), "n’a pas eu lieu", "Le mois prévu va jusqu’au")
    new = eig.options("Nouveau créneau")[0]
    told.does(eig, f"choisit {new}")
    eig.choose("Nouveau créneau", new)
    show.send(eig, "Choisir ce créneau", "C’est déplacé", new)
    eig.close(all=True)
    show.stage.settle()
    said = partial(_said, group, -1)
    told.sees(show.cast.mentor, said, "Nouvelle date", f"{eig.name} a choisi ce créneau", new.partition(" à ")[0])


def _review(show: Show) -> None:
    told, cast = show.told, show.cast
    over = "Votre cycle de mentorat"
    for person, useful, text in (
        (cast.eig, "Beaucoup", "Nous savons quoi découper d’abord."),
        (cast.mentor, "Un peu", "Il nous aurait fallu une séance de plus."),
    ):
        told.sees(person, partial(saying, person, over), "est terminé", "S’en inspirer", REVIEW)
        told.does(person, f"clique sur « {REVIEW} », choisit « {useful} » et écrit : « {text} »")
        person.click(REVIEW, message=find(person, over))
        show.opened(person, "Votre avis sur le cycle")
        person.choose("useful", useful)
        person.fill("text", text)
        show.send(person, "Envoyer mon avis", "Merci, votre avis est gardé")
        person.close(all=True)
    show.stage.settle()
    given = [REVIEW not in buttons(find(person, over)) for person in (cast.eig, cast.mentor)]
    told.checks("les deux avis sont donnés", all(given))


def _check_cycle(show: Show, group: Channel | None, *, heard: int) -> None:
    """Check the cycle: who can read the need, how many messages the mentor got, and that no hour is booked twice."""
    told, cast, team = show.told, show.cast, show.stage.slack.team
    with team.lock:
        tellers = [
            channel for channel in team.channels.values() if any(NEED in message.words for message in channel.messages)
        ]
    allowed = [person.dm for person in (cast.eig, cast.second_teammate, cast.mentor)]
    private = all(teller is group or teller in allowed for teller in tellers)
    told.checks("le besoin n’est dans aucun canal, ni chez personne d’autre", private)
    count = len(cast.mentor.inbox()) - heard + (len(group.messages) if group else 0)
    told.checks(f"{cast.mentor.name} a reçu {count} messages en tout, neuf au plus", 0 < count <= MOST_HEARD)
    told.checks(f"aucune heure de {cast.mentor.name} n’est prise deux fois", _never_twice(show, cast.mentor))
    told.checks("le bot n’a enfreint aucune règle de Slack", not show.stage.slack.violations)


def _never_twice(show: Show, person: Person) -> bool:
    now = int(show.stage.clock().timestamp()) // QUARTER
    year = 365 * 24 * 4
    with show.stage.house.tools.reading() as reading:
        known = people.by_email(reading, person.email or "")
        taken = claims.list_claimed_times(reading, [known.id] if known else [], first=now - year, last=now + year)
    return len(taken) >= 4 and all(start + long <= following for (_, start, long), (_, following, _) in pairwise(taken))


def _ask_for_later(show: Show, eig: Person, mentor: Person) -> tuple[datetime, datetime]:
    """Request a cycle that begins in two weeks. Return (when it was requested, the deadline)."""
    told = show.told
    later = day_of(show.stage.clock()) + timedelta(days=14)
    when = day_words(later, show.stage.clock())
    told.does(eig, f"tape /mentorat, écrit « {LATE_NEED} », choisit {mentor.name}, à partir du {when}")
    fill_in(show, eig, need=LATE_NEED, domain=DOMAIN, mentor=mentor.name)
    eig.fill("from_day", later.isoformat())
    show.send(eig, "Continuer", THIRD, f"avec {mentor.name}")
    asked = show.stage.clock()
    show.send(eig, SEND, SENT, f"{mentor.name} reçoit la demande")
    until = moment_after("Réponse au plus tard le", modal(eig), now=asked)
    eig.close(all=True)
    show.stage.settle()
    return asked, until


def _free_afternoons(said: str, *, now: datetime) -> list[str]:
    """Return six free afternoons to type, from the first day that the form accepts."""
    first = day_of(moment_after("à partir du", said, now=now))
    days = [first + timedelta(days=number) for number in range(30)]
    kept = [day for day in days if is_working_day(day)][::4]
    return [f"{day_words(day, now)} 14h-17h" for day in kept[:6]]


def _alerts(show: Show, mentor: Person) -> list[str]:
    return [message.words for message in show.cast.coachs.messages if mentor.name in message.words]


def _said(group: Channel | None, number: int = 0) -> str:
    return words(group.messages[number]) if group else ""
