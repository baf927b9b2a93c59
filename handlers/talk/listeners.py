"""Answer small talk in commands, direct messages and mentions, and show « Mes rendez-vous ».

This module imports all features, because people may ask about any of them."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import InteractiveElement

from bot.agenda.calendars import calendars
from bot.catalogue.openings import keys_closed_to
from bot.catalogue.talk import Talk
from bot.catalogue.words import to_date
from bot.dates.paris import day_of
from bot.helpdesk.duty import find_duty
from bot.helping import helping
from bot.planning.coming import list_upcoming
from bot.planning.standing import describe_defis, may_see_events
from bot.programme.model import Actor, Person
from bot.programme.permissions import may
from bot.programme.service import coaches_of, company_of, defi_of, list_coaches, people_of_defi, workspace_id
from bot.records.report.sheets import list_readable
from bot.tools import Reading
from handlers.agenda import views as agenda_views
from handlers.agenda.views import delay_sent_message
from handlers.helping import views as helping_views
from handlers.kit.blocks import Message, actions, button, message, section, text_message
from handlers.kit.escaping import Said, clip, escape_and_link
from handlers.kit.reading import read_id
from handlers.kit.routes import Routes
from handlers.kit.saying import reply_or_show
from handlers.kit.sentences import join_text
from handlers.kit.turn import Turn

from . import texts, views

_ABOUT = (Talk.WHO_HELPS, Talk.WHO_IS, Talk.DEFI, Talk.LATE, Talk.ADD, Talk.DUTY)
_OF_APPOINTMENTS = (Talk.AWAY, Talk.CANCEL, Talk.MOVE, Talk.NEXT, Talk.LINK, Talk.MINE)


def register(routes: Routes) -> None:
    routes.add("action", "talk.coming", show_coming, permits="agenda.read")
    routes.small_talk = answer_talk


def answer_talk(
    reading: Reading, actor: Actor, *, talk: Talk, besides: Sequence[str], contact: str, now: datetime
) -> Message:
    """Return the answer to small talk. The number of queries is constant."""
    if talk.is_care:
        own = {coach.id: coach for each in company_of(reading, actor.person) for coach in each.coaches}
        team = [coach for coach in list_coaches(reading, now, person=actor.person) if coach.id != actor.person_id]
        return contacts_message(
            talk, [*own.values()], team_coaches=team, contact=contact, workspace=workspace_id(reading)
        )
    if talk in _ABOUT:
        return _answer_about(reading, actor, talk=talk, besides=besides, now=now)
    if talk is Talk.HOURS:
        if may(actor, "agenda.hours"):
            return views.hours_message()
        talk = Talk.MINE
    if talk in _OF_APPOINTMENTS:
        return _answer_appointments(reading, actor, talk=talk, besides=besides, now=now)
    if talk is Talk.COACH:
        company = company_of(reading, actor.person)
        teams = {each: coaches_of(reading, each) for each in {company_.defi.promotion_id for company_ in company}}
        closed = keys_closed_to(reading, actor, now=now)
        return views.coaches_message(
            company, list_coaches(reading, now, person=actor.person), teams=teams, actor=actor, closed_keys=closed
        )
    return views.fixed_message(talk, actor, closed_keys=keys_closed_to(reading, actor, now=now))


def _answer_appointments(
    reading: Reading, actor: Actor, *, talk: Talk, besides: Sequence[str], now: datetime
) -> Message:
    """Return the answer about upcoming appointments, or about the actor's absence on a day."""
    if talk is Talk.AWAY and may(actor, "agenda.hours"):
        return views.away_message()
    if talk is Talk.MINE and actor.person is not None:
        return agenda_views.upcoming_message(calendars.list_upcoming(reading, actor, now=now), actor.person.id, now=now)
    theirs = list_upcoming(reading, actor, now=now)
    day = to_date(besides[0], day_of(now)) if talk is Talk.AWAY and besides else None
    if day is not None:
        of_day = [coming for coming in theirs if day_of(coming.appointment.starts) == day]
        return views.away_day_message(day, of_day, actor=actor, now=now)
    asked = {Talk.MINE: Talk.NEXT, Talk.AWAY: Talk.CANCEL}.get(talk, talk)
    return views.appointments_message(
        asked, theirs, actor=actor, closed_keys=keys_closed_to(reading, actor, now=now), now=now
    )


def _answer_about(reading: Reading, actor: Actor, *, talk: Talk, besides: Sequence[str], now: datetime) -> Message:
    """Return the answer about a person, a défi, a delay, the coaches who host on a day, or adding people."""
    if actor.person is None or not actor.roles:
        return text_message(texts.WHO_ASKS)
    if talk is Talk.LATE:
        found = {outline.appointment.id: outline for outline in calendars.list_upcoming(reading, actor, now=now)}
        entry = found.get(read_id(besides[0])) if len(besides) > 1 else None
        return delay_sent_message(entry, is_told=tuple(besides[1:]) == ("told",), reader_id=actor.person.id, now=now)
    if talk is Talk.ADD:
        return views.adding_message(actor)
    if talk is Talk.DUTY:
        asked = to_date(besides[0], day_of(now)) if besides else None
        duty = find_duty(reading, actor, asked_day=asked, now=now)
        return views.duty_message(duty, actor, closed_keys=keys_closed_to(reading, actor, now=now), now=now)
    if talk is not Talk.DEFI:
        return _answer_who(reading, actor, talk=talk, typed=besides[0].replace("-", " "), now=now)
    defi = defi_of(reading, read_id(besides[0]))
    people, follows = people_of_defi(reading, defi), may_see_events(actor.person, defi)
    carried = describe_defis(reading, [defi], now=now)[0] if follows else None
    reports = list_readable(reading, actor.person, [defi.id]).get(defi.id, []) if follows else []
    return views.defi_message(
        defi, people, reader=actor, team_plan=carried, report=reports[-1] if reports else None, now=now
    )


def _answer_who(reading: Reading, actor: Actor, *, talk: Talk, typed: str, now: datetime) -> Message:
    if talk is Talk.WHO_IS:
        return helping_views.helpers_by_name_message(
            helping.find_by_name(reading, actor, typed_text=typed, now=now), typed
        )
    several = helping.find_helpers(
        reading, actor, typed_text=typed, vocabulary=helping.read_vocabulary(reading), now=now
    )
    return helping_views.helpers_found_message(several, typed, viewer_id=actor.person_id or 0)


def show_coming(turn: Turn) -> None:
    """Show upcoming appointments below the message, or in a modal (« Mes rendez-vous »)."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        shown = agenda_views.upcoming_message(
            calendars.list_upcoming(reading, turn.actor, now=now), turn.known.id, now=now
        )
    turn.ack()
    reply_or_show(turn, shown, title=texts.MINE)


BUTTONS = 5  # Slack's limit for the buttons of a message
LABEL = 75  # Slack's limit for a button's label, in characters
_FIRST = {Talk.DANGER: texts.DANGER, Talk.AGAINST: texts.AGAINST, Talk.UNWELL: texts.UNWELL, Talk.BROKEN: texts.BROKEN}


def contacts_message(
    talk: Talk, own_coaches: Sequence[Person], *, team_coaches: Sequence[Person], contact: str, workspace: str | None
) -> Message:
    """Build the list of people to contact, for a person in difficulty.

    These are the person's own coaches, or all coaches if there are none, and `contact`, a person who is not a coach. If
    the problem is a coach, `contact` comes first, followed by coaches other than the person's own. If the problem is
    the bot, `contact` is named only without coaches. If there is nobody to contact, name help outside the bot."""
    against = talk is Talk.AGAINST and bool(own_coaches)  # A person without a coach can contact the whole team.
    named = [person for person in team_coaches if person not in own_coaches] if against else own_coaches or team_coaches
    who: list[Said] = []
    if named:
        names = join_text(map(_contact_name, named), ", ")
        who.append(texts.to_write_to(names, count=len(named), own=bool(own_coaches), others=against))
    if talk is not Talk.BROKEN:
        who = _add_second_contact(
            who, talk, has_own_coach=bool(own_coaches), contact=contact, has_several=len(named) > 1
        )
    elif not named:
        who = [texts.WRITE_TO_CONTACT(contact=_contact_link(contact)) if contact else texts.WRITE_TO_SOMEBODY]
    first = _FIRST[talk] if against or talk is not Talk.AGAINST else texts.UNWELL
    first = texts.SORRY if talk is Talk.BROKEN and not named else first
    said = [first, *(who or [texts.OUTSIDE]), texts.HELP if talk is Talk.BROKEN else texts.NOT_KEPT]
    row = _contact_buttons(named, workspace)
    return message(join_text(said), *map(section, said), *([actions(*row)] if row else []))


def _add_second_contact(
    sentences: list[Said], talk: Talk, *, has_own_coach: bool, contact: str, has_several: bool
) -> list[Said]:
    """Add the contact who is not a coach: first if the problem is a coach, otherwise last."""
    if talk is Talk.AGAINST:
        choose = [texts.NO_SECOND] if has_several and not has_own_coach else []
        return [*([texts.FIRST(contact=_contact_link(contact))] if contact else []), *sentences, *choose]
    if contact:
        linked = _contact_link(contact)
        return [*sentences, texts.SECOND(contact=linked)] if sentences else [texts.WRITE_TO_CONTACT(contact=linked)]
    return [*sentences, texts.NO_SECOND] if has_several else sentences


def _contact_link(contact: str) -> Said:
    return escape_and_link(contact.rstrip("."))


def _contact_name(person: Person) -> str:
    return (
        texts.BY_MAIL(name=person.name, address=person.email) if person.email and not person.slack_id else person.name
    )


def _contact_buttons(people: Sequence[Person], workspace: str | None) -> list[InteractiveElement]:
    reached = [person for person in people if person.slack_id]
    team = texts.IN_TEAM.format(workspace=workspace) if workspace else ""
    one_only = len(people) == 1
    return [
        button(
            texts.WRITE_TO_ONE if one_only else clip(texts.WRITE_TO.format(name=person.name), LABEL),
            f"kit.link:{person.id}",
            url=texts.DM.format(slack_id=person.slack_id) + team,
            of=person.name,
        )
        for person in reached[:BUTTONS]
    ]
