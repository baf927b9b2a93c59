"""Who hosts reads, wherever they read the link of a room of Visio, that they open it; nobody else does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeAlias

import pytest

from bot.agenda.calendars.entries import OPEN_FIRST, OPEN_FIRST_OF_ALL, Outline, make_entry
from bot.agenda.model import Appointment
from bot.gatherings.groups.grouping import Group
from bot.mentoring.cycle import CycleState
from bot.mentoring.model import CycleSheet as Cycle
from bot.programme.model import Person
from handlers.agenda import invitation_views
from handlers.agenda import views as agenda_views
from handlers.agenda.invitation_views import InvitationData
from handlers.agenda.reminders import views as reminder_views
from handlers.gatherings.groups import views as grouping_views
from handlers.helpdesk import card_texts as bureau_texts
from handlers.helpdesk import card_views as bureau
from handlers.home import views as home_views
from handlers.home.views import HomeContent
from handlers.kit.blocks import Message
from handlers.mentoring.card import views as mentoring
from tests.handlers import gatherings_groups_examples as groups
from tests.handlers import mentoring_sheets as cycles
from tests.handlers.helpdesk_card_examples import CLAIRE, LEA, NOW, ONE, PEOPLE, ROOM, SAMI, SHEET, STARTS
from tests.handlers.reminder_examples import about

Draw: TypeAlias = Callable[[str, Person], Any]

JITSI = "https://jitsi.example.org/a1b2c3d4"
KEEPER = groups.EIG[5]
SOON = ONE.starts - timedelta(hours=1)  # from then on the Home has the way into the room


def session(link: str) -> Appointment:
    return replace(ONE, link=link)


def cycle(link: str) -> Cycle:
    plain = cycles.sheet(CycleState.RUNNING)
    linked = [replace(one, appointment=replace(one.appointment, link=link)) for one in plain.sessions]
    return replace(plain, sessions=tuple(linked))


def group(link: str, plain: Group) -> Group:
    return replace(plain, appointment=replace(plain.appointment, link=link))


def outline(link: str) -> Outline:
    return Outline(session(link), "Bureau d’aide", "Carte Vive", PEOPLE)


def said(drawn: Any) -> list[str]:  # noqa: ANN401 - any drawing
    """Give what is heard and what is seen of a drawing, each by itself."""
    return [drawn.text, str(drawn.blocks)] if isinstance(drawn, Message) else [str(drawn)]


PLACES: dict[str, Draw] = {
    "bureau": lambda link, who: bureau.card(replace(SHEET, sessions=(session(link),)), who.id, preparation="", now=NOW),
    "day": lambda link, who: reminder_views.day_message(about(session(link), who), now=NOW),
    "week": lambda link, who: reminder_views.week_message(about(session(link), who), now=NOW),
    "hour": lambda link, who: reminder_views.hour_message(about(session(link), who), now=NOW),
    "mail": lambda link, who: invitation_views.invitation_message(InvitationData(outline(link), who.id), now=NOW),
    "entry": lambda link, who: make_entry(outline(link), who.id, with_names=True).description,
    "agenda": lambda link, who: agenda_views.upcoming_message([outline(link)], who.id, now=NOW),
    "home": lambda link, who: home_views.home_view(
        HomeContent(who, (replace(SHEET, sessions=(session(link),)),), ()), now=SOON
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_who_hosts_reads_that_they_open_the_room(place: str) -> None:
    draw = PLACES[place]
    words = OPEN_FIRST_OF_ALL if place in ("agenda", "home") else OPEN_FIRST
    assert [words in one for one in said(draw(ROOM, CLAIRE))] == [True] * len(said(draw(ROOM, CLAIRE)))
    for link, who in ((ROOM, LEA), (ROOM, SAMI), (JITSI, CLAIRE)):
        assert not any("ProConnect" in one for one in said(draw(link, who))), (link, who.name)


@pytest.mark.parametrize("draw", ["card", "started"])
def test_who_mentors_reads_it_on_their_card(draw: str) -> None:
    def drawn(link: str, who: Person) -> list[str]:
        if draw == "card":
            return said(mentoring.card(cycle(link), who.id, preparation="", has_group=True, now=NOW))
        return said(mentoring.cycle_started_message(cycle(link), who.id, now=NOW))

    assert all(OPEN_FIRST in one and "Mes disponibilités" in one for one in drawn(ROOM, cycles.MAYA))
    for link, who in ((ROOM, cycles.LEA), (ROOM, cycles.SAMI), (JITSI, cycles.MAYA)):
        assert not any("ProConnect" in one for one in drawn(link, who))


def test_who_holds_a_small_group_or_keeps_its_time_reads_it() -> None:
    def drawn(link: str, plain: Group, who: Person) -> list[str]:
        return said(
            grouping_views.own_group_message(groups.SHEET, group(link, plain), person_id=who.id, now=groups.NOW)
        )

    for plain, who in ((groups.FIRST, groups.CLAIRE), (groups.SECOND, KEEPER)):
        assert all(OPEN_FIRST in one for one in drawn(ROOM, plain, who))
        assert not any("ProConnect" in one for one in drawn(JITSI, plain, who))
    for plain, who in ((groups.FIRST, groups.EIG[1]), (groups.SECOND, groups.EIG[4])):
        assert not any("ProConnect" in one for one in drawn(ROOM, plain, who))


def test_the_bureau_s_card_says_how_to_give_another_room_until_it_begins() -> None:
    draw = PLACES["bureau"]
    assert all("Changer le lien" in one for one in said(draw(ROOM, CLAIRE)))
    begun = bureau.card(replace(SHEET, sessions=(session(ROOM),)), CLAIRE.id, preparation="", now=STARTS)
    assert (OPEN_FIRST in begun.text, bureau_texts.OTHER_ROOM in begun.text) == (True, False)
