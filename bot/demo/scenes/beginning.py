"""The order of the scenes, and the first ones: arrivals, the catalogue, a person whom the bot does not know."""

from functools import partial

from bot.demo.looks import last, saying, seen_alone, words
from bot.demo.scenes.booking import book_four_sessions, lose_a_race
from bot.demo.scenes.changes import follow_from_a_calendar, leave_a_session, move_a_session, undo_a_cancellation
from bot.demo.scenes.coaches import ask_without_a_slot, close_two_months
from bot.demo.scenes.cycles import ask_without_hours, follow_the_sessions, let_a_request_lapse
from bot.demo.scenes.dates import find_a_date
from bot.demo.scenes.days import connect_a_calendar, stay_away_for_a_day
from bot.demo.scenes.gatherings import announce_a_talk, play_a_month
from bot.demo.scenes.logbook import close_the_promotion, help_each_other, keep_a_logbook, know_what_is_kept
from bot.demo.scenes.mails import choose_another_time
from bot.demo.scenes.mentoring import begin_a_cycle
from bot.demo.scenes.sessions_by_mail import live_a_bureau_d_aide
from bot.demo.scenes.weeks import invite_by_mail, let_weeks_pass, tell_the_count
from bot.demo.scenes.workshop import hold_a_workshop
from bot.demo.show import Show

GREETING = "Bonjour à toutes et à tous ! Un doute, un document à relire ? Les bureaux d’aide sont ouverts."
WELCOME, MASTERCLASS = "Bienvenue", "Conférence, table ronde ou masterclass"


def play_scenes(show: Show) -> None:
    """Play the scenes of the first promotion once."""
    since = show.stage.clock()
    welcome_everybody(show)
    browse_the_catalogue(show)
    meet_a_stranger(show)
    slots = book_four_sessions(show)
    raced = lose_a_race(show)
    leave_a_session(show, slots[0])
    slots = move_a_session(show, slots)
    follow_from_a_calendar(show, slots[0])
    undo_a_cancellation(show, raced)
    close_two_months(show, raced)
    ask_without_a_slot(show)
    invite_by_mail(show)
    let_weeks_pass(show)
    heard = len(show.cast.mentor.inbox())
    conversation = begin_a_cycle(show)
    follow_the_sessions(show, conversation, heard=heard)  # weeks later: the appointments that were booked are over
    ask_without_hours(show)
    let_a_request_lapse(show)
    play_a_month(show)
    tell_the_count(show, since=since)
    stay_away_for_a_day(show)
    connect_a_calendar(show)
    choose_another_time(show)
    live_a_bureau_d_aide(show)
    find_a_date(show)
    keep_a_logbook(show)
    help_each_other(show)
    hold_a_workshop(show)
    know_what_is_kept(show)
    close_the_promotion(show)
    show.told.checks("le bot n’a enfreint aucune règle de Slack", not show.stage.slack.violations)


def welcome_everybody(show: Show) -> None:
    """A coach welcomes everybody with one click, after the import: each person gets one message."""
    told, cast = show.told, show.cast
    told.scene("La promotion vient d’être importée")
    told.sees(cast.coach, lambda: words(last(cast.coachs.messages)), "personnes viennent d’arriver", "Accueillir")
    told.does(cast.coach, "clique sur « Accueillir »")
    cast.coach.click("Accueillir", message=last(cast.coachs.messages))
    told.sees(cast.coach, partial(seen_alone, cast.coach), "reçoivent leur message de bienvenue")
    told.sees(cast.eig, partial(saying, cast.eig, WELCOME), WELCOME, cast.teammate.name, "/bureau-aide", "phase 2")
    show.stage.settle()
    heard = [len(person.inbox()) for person in cast.welcomed]
    told.checks("chaque personne a reçu un message de bienvenue, un seul", set(heard) == {1})


def begin_a_monday(show: Show) -> None:
    """A coach greets the promotion, and a conference with few places is announced."""
    show.cast.coach.message(GREETING, channel=show.cast.promotion)
    announce_a_talk(show)


def browse_the_catalogue(show: Show) -> None:
    """An EIG looks around: the menu, a search with a typo, a shared card, a direct message."""
    told, cast = show.told, show.cast
    told.scene("Le catalogue")
    eig = cast.eig
    told.does(eig, "tape /dispositifs")
    menu = eig.command("/dispositifs", channel=cast.promotion)
    told.sees(eig, lambda: words(menu.message), "Pour vous, en phase 2", "Pour chaque défi", "Mentorat")
    told.does(eig, "tape /dispositifs passage a l echele, avec des fautes")
    found = eig.command("/dispositifs passage a l echele", channel=cast.promotion)
    told.sees(eig, lambda: words(found.message), "Bureau d’aide", "Réserver un bureau d’aide")
    told.does(eig, "clique sur « Partager dans le canal »")
    eig.click("Partager dans le canal", message=found.message)
    told.sees(cast.coach, lambda: words(last(cast.promotion.messages)), "Bureau d’aide", "S’y préparer")
    told.does(cast.teammate, "écrit au bot : « masterclass »")
    cast.teammate.message("masterclass")
    told.sees(cast.teammate, partial(saying, cast.teammate, MASTERCLASS), MASTERCLASS)


def meet_a_stranger(show: Show) -> None:
    """A person who is in no file can read the catalogue and write to the coaches."""
    told, cast = show.told, show.cast
    told.scene("Quelqu’un que le programme ne connaît pas encore")
    stranger = cast.stranger
    told.does(stranger, "tape /bureau-aide")
    refused = stranger.command("/bureau-aide")
    told.sees(stranger, lambda: words(refused.message), cast.coach.name, "Prévenir les coachs")
    told.does(stranger, "clique deux fois sur « Prévenir les coachs »")
    stranger.click("Prévenir les coachs", message=refused.message)
    stranger.click("Prévenir les coachs", message=refused.message)
    told.sees(cast.coach, lambda: words(last(cast.coachs.messages)), stranger.name, "n’est dans aucune promotion")
    show.stage.settle()
    about = [message for message in cast.coachs.messages if stranger.name in message.words]
    told.checks("le canal des coachs n’a reçu qu’un message à ce sujet", len(about) == 1)
