"""Two promotions that overlap: what belongs to one reaches its own people, and nobody of the other.

EIG 7 began first and is what the rest of the tests know; all that happens here happens in EIG 8. Its défi has the name
of one of EIG 7. Max coaches EIG 7 and is an EIG of EIG 8; Pia carries a défi of each.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.agenda import replies
from bot.agenda.model import Part
from bot.catalogue import openings
from bot.errors import NotAllowed, NotFound
from bot.evaluation import half_days
from bot.gatherings.kinds import CONFERENCE
from bot.gatherings.series import overview
from bot.helpdesk import away, calls, hosting, service
from bot.helpdesk.model import RankedHost, RankReason, RequestWish
from bot.helping import helping
from bot.helping.model import HelpWords, WordSort
from bot.mentoring import service as mentoring
from bot.notices import asking, team, welcome
from bot.notices.model import Action
from bot.planning.open_calendar import read_open_calendar
from bot.polls import asking as polls
from bot.polls.wishes import PeopleChoice
from bot.polls.wishes import PollFormValues as DateAsked
from bot.polls.wishes import Wish as Wished
from bot.programme.model import Actor, Defi, Membership, Phase
from bot.programme.roles import Role
from bot.workshops import model as workshop_model
from bot.workshops import sheets as workshop_sheets
from bot.workshops import workshops
from bot.workshops.model import WorkshopFormValues
from handlers.helpdesk.booking.views import need_form
from handlers.home.listeners import read_content
from handlers.kit.fields import defi_choices
from storage.database import Database, Reading
from storage.notices.ledger import notices
from storage.notices.mailbox import BouncedNotice
from storage.programme import people
from tests.bot.gatherings.rig import Rig
from tests.bot.helpdesk.bureau import DAY, NINE, VISIO, Bureau, opened
from tests.journeys.promotion import NEED, NOW
from tests.promotion import CARTE, MORNINGS, depart, enter, found, settle_in

ROOT = Path(__file__).parents[2]
SECOND = (
    Phase(1, "Découvrir", (NOW - timedelta(days=40)).date(), (NOW + timedelta(days=20)).date()),
    Phase(2, "Essayer", (NOW + timedelta(days=21)).date(), (NOW + timedelta(days=90)).date()),
)


@dataclass
class Two(Bureau):
    """Both promotions; keys of the second end in 8."""

    def told(self, *kinds: str) -> set[str]:
        """Return the keys of the people, and the channels, that were owed a message of these kinds."""
        query = select(notices.c.person_id, notices.c.channel).where(
            notices.c.action == Action.POST.value, notices.c.kind.in_(kinds)
        )
        keys = {value: key for key, value in self.ids.items() if key not in ("promotion", "carte", "relais", *OF_8)}
        with self.database.reading() as tx:
            return {keys[row.person_id] if row.person_id else row.channel for row in tx.execute(query)}


OF_8 = ("promotion8", "carte8")


@pytest.fixture
def two(database: Database) -> Two:
    bureau = opened(database)
    both = Two(database, bureau.ids)
    with database.transaction() as tx:
        made = found(tx, "EIG 8", phases=SECOND, defis={"carte8": CARTE}, starts_on="2026-03-25", ends_on="2026-12-01")
        both.ids |= {"promotion8": made["promotion"], "carte8": made["carte8"]}
        eight, defi = made["promotion"], made["carte8"]
        for key, held in {
            "ana8": Membership(Role.COACH, eight),
            "bob8": Membership(Role.COACH, eight),
            "noa8": Membership(Role.EIG, eight, defi),
            "max8": Membership(Role.EIG, eight, defi),
            "pia8": Membership(Role.PORTEUR, eight, defi),
            "rose": Membership(Role.MENTOR),
            "abel": Membership(Role.ALUMNI),
            "zoe": Membership(Role.COACH),
        }.items():
            week = MORNINGS if held.role is Role.COACH else ()
            both.ids[key] = enter(tx, key.capitalize(), held, email=f"{key}@example.org", week=week)
        people.add_membership(tx, both.ids["max8"], Membership(Role.COACH, both.ids["promotion"]))
        people.add_membership(tx, both.ids["pia8"], Membership(Role.PORTEUR, both.ids["promotion"], both.ids["carte"]))
        settle_in(tx)
    return both


def draft(two: Two, draft_id: str) -> None:
    wish = RequestWish(two.ids["carte8"], NEED, guest_ids=(two.ids["noa8"],))
    noa = two.actor("noa8")
    two.do(lambda tx: service.save_need(tx, noa, draft_id, wish=wish, now=two.now))


def call(two: Two) -> int:
    draft(two, "d8")
    noa = two.actor("noa8")
    return two.do(lambda tx: calls.ask_coaches(tx, noa, "d8", wished_times="En mai", now=two.now)).request.id


def booked(two: Two, host: str = "ana8") -> int:
    draft(two, "b8")
    candidate, noa = RankedHost(two.ids[host], RankReason.CHOSEN), two.actor("noa8")
    done = two.do(
        lambda tx: service.book(tx, noa, "b8", starts=[NINE], candidate=candidate, visio_url=VISIO, now=two.now)
    )
    two.stand()
    return done.sheet.request.id


def given_back(two: Two) -> None:
    number = call(two)
    two.take(number, "ana8")
    two.do(lambda tx: tx.execute(notices.delete()))
    two.do(lambda tx: depart(tx, two.ids["ana8"]))
    two.do(lambda tx: away.reopen_call(tx, number, person_id=two.ids["ana8"], now=two.now))


def orphaned(two: Two) -> None:
    number = booked(two)
    session = two.sheet(number).sessions[0].id
    two.do(lambda tx: depart(tx, two.ids["ana8"]))
    two.do(lambda tx: away.remove_leaver(tx, session, person_id=two.ids["ana8"], now=two.now))


def asked_coach(two: Two) -> None:
    noa = two.actor("noa8")
    two.do(lambda tx: asking.ask_coach(tx, noa, dispositif="mentorat", now=two.now))


def alerted(two: Two) -> None:
    noa = two.actor("noa8")
    two.do(lambda tx: team.request_coach(tx, noa, now=two.now))


def bounced(two: Two) -> None:
    number = booked(two)
    told = BouncedNotice("", "agenda.invite", number, two.ids["noa8"], "", 1, "noa8@example.org")
    two.do(lambda tx: replies.report_bouncing_address(tx, told, now=two.now))


def workshop(two: Two) -> None:
    noa = two.actor("noa8")
    asked = WorkshopFormValues("Que faire de nos cartes ?", "clinique", 210, place="Salle 12", gesture="g1")
    two.do(lambda tx: workshops.request_workshop(tx, noa, two.ids["carte8"], form_values=asked, now=two.now))


# What happens in EIG 8: by whom it is heard, as a kind of message and the keys of people.
COACHES = {"ana8", "bob8", "zoe"}
HEARD: dict[str, tuple[Callable[[Two], object], str, set[str]]] = {
    "a call for help": (call, "helpdesk.call", COACHES),
    "a call whose coach left": (given_back, "helpdesk.call", COACHES - {"ana8"}),
    "a host who left": (orphaned, "helpdesk.orphaned", COACHES - {"ana8"}),
    "somebody would like to talk": (asked_coach, "programme.coach_asked", COACHES),
    "somebody asks for the coaches": (alerted, "programme.waiting", COACHES),
    "mails that come back": (bounced, "agenda.bounced", COACHES),
    "a workshop": (workshop, "workshops.asked", COACHES),
}


@pytest.mark.parametrize("what", HEARD)
def test_the_coaches_of_its_own_promotion_hear_it(two: Two, what: str) -> None:
    do, kind, whom = HEARD[what]
    do(two)
    assert two.told(kind) == whom


def test_what_belongs_to_no_promotion_is_heard_by_the_coaches_of_both(two: Two) -> None:
    two.do(lambda tx: team.request_coach(tx, Actor("U0NOBODY"), now=two.now))
    assert two.told("programme.stranger") == COACHES | {"claire", "david", "max8"}


@pytest.fixture
def coming(two: Two) -> Two:
    """Give each promotion a conference to come, of which nobody is told yet."""
    rig = Rig(two.database, ids=two.ids, now=two.now)
    for ending, coach in (("", "claire"), ("8", "ana8")):
        promotion_id, organiser_id = two.ids[f"promotion{ending}"], two.ids[coach]
        title = f"Conférences {ending or 7}"
        rig.make(rig.series(CONFERENCE, promotion_id=promotion_id, organiser_id=organiser_id, title=title))
    return two


OF_7, OF_BOTH, OF_NONE = {"promotion"}, {"promotion", "promotion8"}, set[str]()
EACH = {
    "lea": OF_7,
    "claire": OF_7,
    "noa8": {"promotion8"},
    "ana8": {"promotion8"},
    "max8": OF_BOTH,  # coach of one, EIG of the other
    "pia8": OF_BOTH,
    "zoe": OF_BOTH,  # coach of all
}


def dates(tx: Reading, actor: Actor, two: Two) -> set[int]:
    return {one.series.promotion_id for one in overview.list_next(tx, actor, CONFERENCE, now=two.now)}


def whole_groups(tx: Reading, actor: Actor, two: Two) -> set[int]:
    found = polls.form_choices(tx, actor, now=two.now)
    assert {one.promotion_id for one in found.defis} == {one.id for one in found.promotions}
    return {one.id for one in found.promotions}


def home(tx: Reading, actor: Actor, two: Two) -> set[int]:
    assert actor.person
    return {one.id for one, _ in read_content(tx, actor.person, now=two.now).promotions}


def phases(tx: Reading, actor: Actor, two: Two) -> set[int]:
    """Give the promotion whose phase the menu tells."""
    menu = openings.open_menu(tx, actor, now=two.now)
    return {two.ids["promotion8" if menu.phase and menu.phase.name == SECOND[0].name else "promotion"]}


def opened_ones(tx: Reading, actor: Actor, two: Two) -> set[int]:
    return {one.id for one in openings.list_openings(tx, actor, now=two.now)}


def workshop_defis(tx: Reading, actor: Actor, two: Two) -> set[int]:
    return {one.promotion_id for one in workshops.request_choices(tx, actor, now=two.now).defis}


def programme(tx: Reading, actor: Actor, two: Two) -> set[int]:
    return {one.promotion.id for one in overview.list_programmes(tx, actor, now=two.now)}


def shown_people(tx: Reading, actor: Actor, two: Two) -> set[int]:
    of = {two.ids["lea"]: two.ids["promotion"], two.ids["noa8"]: two.ids["promotion8"]}
    return {of[one.person.id] for one in helping.who_is_who(tx, actor, now=two.now)}


COACH = {"max8": OF_7, "lea": OF_NONE, "noa8": OF_NONE, "pia8": OF_NONE}
LISTS: dict[str, tuple[Callable[[Reading, Actor, Two], set[int]], dict[str, set[str]]]] = {
    "the dates to come": (dates, EACH | {"rose": OF_NONE, "abel": OF_NONE}),
    "whole groups for a date": (whole_groups, EACH),
    "where they stand": (home, EACH | {"rose": OF_7, "abel": OF_7}),
    "the phase of the menu": (phases, EACH | dict.fromkeys(("max8", "pia8", "zoe", "rose", "abel"), OF_7)),
    "what is opened": (opened_ones, EACH | COACH),
    "the programme": (programme, EACH | COACH),
    "défis for a workshop": (workshop_defis, EACH | {"pia8": OF_NONE}),
    "who can help": (shown_people, EACH | {"rose": OF_BOTH, "abel": OF_BOTH}),
}


@pytest.mark.parametrize("what", LISTS)
def test_a_list_holds_what_is_of_ones_own_promotions(coming: Two, what: str) -> None:
    shown, expected = LISTS[what]
    words = HelpWords({WordSort.HELP: ("Cartes",)}, shown=True)
    for key in ("lea", "noa8"):
        coming.do(partial(helping.save_words, actor=coming.actor(key), words=words, now=coming.now))
    found = {}
    for key in expected:
        with coming.database.reading() as tx, suppress(NotAllowed, NotFound):
            found[key] = shown(tx, coming.actor(key), coming)
    wanted = {key: {coming.ids[one] for one in several} for key, several in expected.items()}
    assert {key: several for key, several in found.items() if several} == {
        key: several for key, several in wanted.items() if several
    }


def test_the_open_calendar_has_both(coming: Two) -> None:
    with coming.database.reading() as tx:
        entries = read_open_calendar(tx, now=coming.now).decode()
    assert (entries.count("BEGIN:VEVENT"), "Dispositifs EIG\\, EIG 7\\, EIG 8" in entries) == (2, True)


def test_half_days_of_the_second_are_asked_on_the_homes_of_its_own(two: Two) -> None:
    ana, weeks = two.actor("ana8"), [(NOW + timedelta(days=14)).date()]
    two.do(
        lambda tx: half_days.ask_half_days(
            tx, ana, promotion_id=two.ids["promotion8"], phase=1, weeks=weeks, now=two.now
        )
    )
    asking = set()
    for key in EACH:
        with two.database.reading() as tx:
            person = two.actor(key).person
            assert person
            if "half_days" in str([one.blocks for one in read_content(tx, person, now=two.now).awaiting]):
                asking.add(key)
    assert asking == {"noa8", "max8", "pia8", "ana8", "zoe"}


def test_a_workshop_counts_in_the_phase_of_its_promotion(two: Two) -> None:
    with two.database.reading() as tx:
        phase = workshops.request_choices(tx, two.actor("noa8"), now=two.now).phase
    assert phase == SECOND[0]


@pytest.fixture
def both(two: Two) -> Two:
    """Make Eve an EIG of both, of two défis that have one name."""
    carte, carte8 = (Membership(Role.EIG, two.ids[of], two.ids[defi]) for of, defi in EVE)
    two.ids["eve"] = two.do(lambda tx: enter(tx, "Eve", carte, email="eve@example.org"))
    two.do(lambda tx: people.add_membership(tx, two.ids["eve"], carte8))
    return two


EVE = (("promotion", "carte"), ("promotion8", "carte8"))
# What offers several défis: what opens it, and the défis of what it gives.
OFFERS: dict[str, tuple[Callable[..., object], Callable[[Any], list[Defi]]]] = {
    "bureau-aide": (service.offer_choices, lambda found: [defi for defi, _ in found.teams]),
    "mentorat": (mentoring.offer_choices, lambda found: [defi for defi, _ in found.teams]),
    "atelier": (workshops.request_choices, lambda found: [*found.defis]),
}


@pytest.mark.parametrize("dispositif", OFFERS)
def test_what_a_promotion_has_closed_is_offered_in_the_other_alone(both: Two, dispositif: str) -> None:
    offer, defis_of = OFFERS[dispositif]
    both.do(lambda tx: enter(tx, "Mona", Membership(Role.MENTOR), expertises=["droit"]))

    def offered() -> list[str]:
        with both.database.reading() as tx:
            return [label for label, _ in defi_choices(defis_of(offer(tx, both.actor("eve"), now=both.now)))]

    assert offered() == ["Carte Vive (EIG 7)", "Carte Vive (EIG 8)"]
    zoe, of = both.actor("zoe"), both.ids["promotion8"]
    key = {"atelier": workshop_model.WORKSHOP}.get(dispositif, dispositif)
    both.do(lambda tx: openings.set_opening(tx, zoe, key, promotion_id=of, opens_on=None, now=both.now))
    assert offered() == ["Carte Vive"]


def test_a_form_of_one_open_defi_among_several_says_which(both: Two) -> None:
    """Without the field, the first of Eve's défis would be booked for, whose promotion has closed the dispositif."""
    zoe, of = both.actor("zoe"), both.ids["promotion"]
    close = partial(openings.set_opening, promotion_id=of, opens_on=None, now=both.now)
    both.do(lambda tx: close(tx, zoe, "bureau-aide"))
    with both.database.reading() as tx:
        choices = service.offer_choices(tx, both.actor("eve"), now=both.now)
    form = need_form(choices, "d1")
    (field,) = (one["element"] for one in form["blocks"] if one.get("block_id") == "defi")
    assert field["initial_option"]["value"] == str(both.ids["carte8"])


def test_a_coach_of_another_promotion_is_a_specialist_and_reads_no_need(two: Two) -> None:
    """Max coaches EIG 7: added to a bureau d'aide of EIG 8 as a specialist, he waits for the team's word."""
    two.do(lambda tx: enter(tx, "Rémi", Membership(Role.COACH, two.ids["promotion"]), email="remi@example.org"))
    remi = two.do(lambda tx: people.by_email(tx, "remi@example.org"))
    assert remi
    two.do(lambda tx: people.add_membership(tx, remi.id, Membership(Role.EXPERT)))
    number, ana = booked(two), two.actor("ana8")
    two.do(lambda tx: hosting.add_person(tx, ana, number, person_id=remi.id, now=two.now))
    two.do(lambda tx: hosting.answer_question(tx, ana, number, person_id=remi.id, comes=True, now=two.now))
    sheet = two.sheet(number)
    assert (sheet.part_of(remi.id), sheet.reads_need(remi.id)) == (Part.EXPERT, False)


def test_a_workshop_is_offered_to_each_team_of_somebody_s(both: Two) -> None:
    """EIG 7 is at the beginning of a phase when EIG 8 is two thirds through its own."""
    now = both.now + timedelta(days=2)
    with both.database.reading() as tx:
        eve, noa = (both.actor(key).person for key in ("eve", "noa8"))
        assert eve
        assert noa
        assert (
            workshop_sheets.phase_to_offer(tx, noa, now=now)
            == workshop_sheets.phase_to_offer(tx, eve, now=now)
            == SECOND[0]
        )


def test_a_workshop_is_not_asked_for_where_its_promotion_has_closed_them(both: Two) -> None:
    zoe, of = both.actor("zoe"), both.ids["promotion8"]
    both.do(
        lambda tx: openings.set_opening(tx, zoe, workshop_model.WORKSHOP, promotion_id=of, opens_on=None, now=both.now)
    )
    asked = WorkshopFormValues("Que faire de nos cartes ?", "clinique", 210, place="Salle 12", gesture="g1")
    with pytest.raises(openings.NotOpen):
        both.do(
            lambda tx: workshops.request_workshop(
                tx, both.actor("eve"), both.ids["carte8"], form_values=asked, now=both.now
            )
        )
    both.do(
        lambda tx: workshops.request_workshop(tx, both.actor("eve"), both.ids["carte"], form_values=asked, now=both.now)
    )


@pytest.fixture
def arrived(two: Two) -> Two:
    """Let somebody arrive in EIG 8, then somebody in EIG 7 and a mentor, of whom the coaches are asked."""
    of8 = Membership(Role.EIG, two.ids["promotion8"], two.ids["carte8"])
    two.ids["new8"] = two.do(lambda tx: enter(tx, "New8", of8))
    two.do(lambda tx: welcome.offer_welcome(tx, now=two.now))
    of7 = Membership(Role.EIG, two.ids["promotion"], two.ids["carte"])
    two.ids["new7"] = two.do(lambda tx: enter(tx, "New7", of7))
    two.ids["mona"] = two.do(lambda tx: enter(tx, "Mona", Membership(Role.MENTOR)))
    for _ in range(2):
        two.do(lambda tx: welcome.offer_welcome(tx, now=two.now))
    return two


def arrivals(two: Two, key: str) -> dict[str, list[str]]:
    """Return whom a coach may welcome, by promotion."""
    with two.database.reading() as tx:
        found = welcome.list_open_cards(tx, two.actor(key), now=two.now)
    return {one.promotion: [each.name for each in one.people] for one in found}


def test_arrivals_are_told_to_the_coaches_of_their_promotion_who_welcome_them(arrived: Two) -> None:
    of7, of8 = {"EIG 7": ["New7"]}, {"EIG 8": ["New8"]}
    assert {key: arrivals(arrived, key) for key in ("claire", "ana8", "max8", "zoe", "lea")} == {
        "claire": of7 | {"": ["Mona"]},
        "max8": of7 | {"": ["Mona"]},
        "ana8": of8 | {"": ["Mona"]},
        "zoe": of7 | of8 | {"": ["Mona"]},
        "lea": {},
    }
    cards = select(notices.c.person_id, notices.c.detail).where(notices.c.kind == welcome.ArrivalsCard.kind)
    with arrived.database.reading() as tx:
        told = {row.person_id for row in tx.execute(cards) if row.detail == str(arrived.ids["promotion8"])}
        (of_8,) = (
            one.offer_id for one in welcome.list_open_cards(tx, arrived.actor("ana8"), now=arrived.now) if one.promotion
        )
    assert told == {arrived.ids[one] for one in COACHES}
    with pytest.raises(NotAllowed):
        arrived.do(lambda tx: welcome.greet_arrivals(tx, arrived.actor("claire"), offer_id=of_8, now=arrived.now))
    ana = arrived.actor("ana8")
    assert [
        arrived.do(lambda tx: welcome.greet_arrivals(tx, ana, offer_id=of_8, now=arrived.now).count) for _ in range(2)
    ] == [
        1,
        0,
    ]
    assert (arrived.told("programme.welcome"), arrivals(arrived, "zoe")) == ({"new8"}, of7 | {"": ["Mona"]})


def test_a_button_of_before_welcomes_where_the_coach_may(arrived: Two) -> None:
    assert arrived.do(lambda tx: welcome.skip_greeting(tx, arrived.actor("claire"), now=arrived.now)) == 2
    assert arrivals(arrived, "zoe") == {"EIG 8": ["New8"]}


def test_a_group_of_a_poll_is_of_the_promotion_chosen(two: Two) -> None:
    zoe = two.actor("zoe")
    wish = Wished("Point", 60, (NOW + DAY).date(), (NOW + 9 * DAY).date())
    named = {}
    for key in ("promotion", "promotion8"):
        asked = DateAsked(wish, PeopleChoice(groups=(f"coaches {two.ids[key]}",)), PeopleChoice())
        with two.database.reading() as tx:
            named[key] = {*polls.resolve_wish(tx, zoe, asked, now=two.now)[0].must}
    expected = {"promotion": ("claire", "david", "max8"), "promotion8": ("ana8", "bob8")}
    assert named == {key: {two.ids[one] for one in several} for key, several in expected.items()}


# Where nobody's promotion is meant, and why.
OF_NOBODY = {
    "bot/agenda/calendars/invitations.py": "an appointment of no promotion",
    "bot/agenda/replies.py": "an appointment of no promotion",
    "bot/command/doctor.py": "whether anybody coaches",
    "bot/command/doctor_live.py": "whether anybody coaches",
    "bot/command/export.py": "who holds the database names it",
    "bot/notices/lateness.py": "the bot's own messages",
    "bot/notices/team.py": "what `address_to_coaches` does for them",
    "bot/planning/open_calendar.py": "all that run",
    "bot/records/host_week.py": "the coaches of all that run, each with what is theirs",
}


def test_whose_promotion_is_meant_is_always_said() -> None:
    given = {
        one.relative_to(ROOT).as_posix()
        for tree in ("bot", "handlers")
        for one in (ROOT / tree).rglob("*.py")
        if "demo" not in one.parts and re.search(r"\bperson=None\b", one.read_text())
    }
    assert given == set(OF_NOBODY)
