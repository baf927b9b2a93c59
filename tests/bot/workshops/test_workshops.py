"""A workshop asked for, seen to, dated, written around: what is refused, and what is done once."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, event, select, update

from bot import upkeep
from bot.agenda import pending
from bot.agenda.model import Appointment, Part, State
from bot.dates.paris import PARIS, from_epoch
from bot.errors import AlreadyAnswered, Invalid, NotAllowed, SlotTaken, UndoTooLate
from bot.notices.homes import note_home_opened
from bot.planning import undoing
from bot.polls import asking, changes, picking, running
from bot.polls.model import PollSheet as Poll
from bot.polls.model import Stage
from bot.polls.wishes import PeopleChoice, PollOffer, Wish
from bot.polls.wishes import PollFormValues as DateAsked
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.rights import closing, rights
from bot.settings import ExplicitSettings
from bot.tools import Tools
from bot.workshops import sheets, workshops
from bot.workshops.model import FORMATS, NoteKind, WorkshopFormValues, WorkshopSheet, fitting_formats
from handlers.workshops import texts, views
from storage.agenda import appointments
from storage.database import Database
from storage.notices.ledger import notices
from storage.programme import people, promotions
from tests.bot.gatherings.rig import VISIO
from tests.bot.polls.rig import Polls, at
from tests.promotion import found

MORNING, MONDAY = at("2026-05-26 09:00"), at("2026-05-25 09:00")  # a Tuesday; the Monday is a holiday
WORDS = WorkshopFormValues("À qui servir ?", "clinique", 210, place="Salle 12", gesture="g1")


class Workshops(Polls):
    """The promotion; Léa asks for the first défi, Claire sees to it."""

    def ask_for(self, asked: WorkshopFormValues = WORDS, *, who: str = "lea", defi: str = "defi0") -> WorkshopSheet:
        """Ask for a workshop."""
        return self.use(workshops.request_workshop, who, self.ids[defi], form_values=asked)

    def led(self, *, who: str = "claire") -> WorkshopSheet:
        """Ask for one, and let a coach take it."""
        return self.use(workshops.take_workshop, who, self.ask_for().workshop.id)

    def form(self, sheet: WorkshopSheet, **values: object) -> DateAsked:
        """Give what the form of its date holds: Léa and Paul must come, Sami may."""
        given = {"since": date(2026, 5, 25), "until": date(2026, 5, 29), **values}
        wish = Wish("—", 0, workshop=sheet.workshop.id, **given)  # type: ignore[arg-type] # each of its own type
        sides = (("lea", "paul"), ("sami",))
        return DateAsked(wish, *(PeopleChoice(people=tuple(self.ids[one] for one in some)) for some in sides))

    def give(self, sheet: WorkshopSheet, starts: int = MORNING, *, who: str = "claire") -> Poll:
        """Give it a date at once."""
        asked = self.form(sheet)
        return self.use(picking.book_without_poll, who, asked, starts=from_epoch(starts), visio_url=VISIO)

    def look(self, sheet: WorkshopSheet, *dates: int) -> Poll:
        """Look for its date."""
        draft_id = f"date-{next(self.drafts)}"
        offer: PollOffer = self.use(asking.search_dates, "claire", self.form(sheet))
        self.use(asking.save_wish, "claire", draft_id, wish=offer.wish)
        return self.use(asking.open_poll, "claire", draft_id, dates=dates, deadline=date(2026, 5, 12))

    def see(self, sheet: WorkshopSheet) -> WorkshopSheet:
        """Give it as it is now."""
        return self.do(lambda tx: sheets.describe_workshop(tx, sheet.workshop.id, now=self.now))

    def booked(self, sheet: WorkshopSheet) -> Appointment:
        """Give its date."""
        one = self.see(sheet).standing
        assert one is not None
        return one


@pytest.fixture
def rig(database: Database) -> Workshops:
    rig = Workshops(database)
    rig.open()
    return rig


def refused(why: pytest.ExceptionInfo[Invalid]) -> tuple[object, object]:
    return why.value.facts["field"], why.value.facts["reason"]


def test_a_form_sent_twice_asks_once_and_a_colleague_is_told_that_it_is_taken(rig: Workshops) -> None:
    first, second = rig.ask_for(), rig.ask_for()
    assert first.workshop.id == second.workshop.id
    number = first.workshop.id
    assert set(rig.told("workshops.asked")) == {rig.ids["claire"], rig.ids["david"]}
    with pytest.raises(NotAllowed):
        rig.use(workshops.take_workshop, "lea", number)
    for _ in range(2):
        assert rig.use(workshops.take_workshop, "claire", number).workshop.coach_id == rig.ids["claire"]
    with pytest.raises(AlreadyAnswered):
        rig.use(workshops.take_workshop, "david", number)
    with pytest.raises(NotAllowed):  # of another défi
        rig.use(workshops.request_workshop, "ali", rig.ids["defi0"], form_values=WORDS)


def test_what_waits_is_known_to_who_would_ask_again_and_shown_on_every_home_that_says_it(rig: Workshops) -> None:
    def waits() -> list[int]:
        return [one.workshop.id for one in rig.use(workshops.request_choices, "sami").waiting]

    def homes() -> set[str]:
        """Give whose Home was owed a drawing since, and let it be drawn."""
        with rig.database.transaction() as tx:
            owed = {row.person_id for row in tx.execute(select(notices).where(notices.c.kind == "home"))}
            tx.execute(delete(notices).where(notices.c.kind == "home"))
        return {name for name, person_id in rig.ids.items() if person_id in owed} & {*team, *coaches}

    team, coaches = {"lea", "sami"}, {"claire", "david"}
    for one in sorted(team | coaches):
        rig.do(lambda tx, one=one: note_home_opened(tx, rig.ids[one], now=rig.now))  # type: ignore[misc]
    assert waits() == []
    sheet = rig.led()
    number = sheet.workshop.id
    assert (waits(), homes()) == ([number], team | coaches)
    rig.use(workshops.edit, "sami", number, revision=0, question="À qui ?", place="", materials="Feutres")
    assert homes() == team | coaches
    poll = rig.give(sheet).poll.id
    assert waits() == []
    rig.use(changes.cancel, "claire", poll)
    homes()
    assert waits() == [number]  # it has lost its date
    rig.use(workshops.withdraw, "sami", number)
    assert (waits(), homes()) == ([], team | coaches)


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        ({"question": ""}, "question", "none"),
        ({"question": "x" * 301}, "question", "long"),
        ({"format": ""}, "format", "none"),
        ({"format": "x" * 121}, "format", "long"),
        ({"minutes": 60}, "minutes", "range"),
        ({"place": "x" * 301}, "place", "long"),
        ({"experts": ("U0",)}, "experts", "account"),
        ({"guests": tuple((f"Nour {one}", f"nour{one}@example.net") for one in range(11))}, "experts", "many"),
    ],
)
def test_what_cannot_be_asked_is_said_on_its_field(
    rig: Workshops, values: dict[str, object], field: str, reason: str
) -> None:
    with pytest.raises(Invalid) as why:
        rig.ask_for(replace(WORDS, **values))  # type: ignore[arg-type] # each of its own type
    assert refused(why) == (field, reason)
    assert (field, reason) in texts.INVALID


def test_a_day_on_which_nobody_is_there_is_refused_wherever_it_is_given(rig: Workshops) -> None:
    rig.do(lambda tx: promotions.change_defi(tx, rig.ids["defi0"], closed_weekdays="2"))
    sheet = rig.led()
    for starts, reason in (
        (MONDAY, "holiday"),
        (at("2026-05-30 09:00"), "weekend"),
        (at("2026-05-27 09:00"), "closed"),
        *((at(f"2026-05-26 {hour}"), "night") for hour in ("06:45", "18:45", "21:00", "23:00")),  # 3 h 30 each
    ):
        for refuses in (rig.give, rig.look):
            with pytest.raises(Invalid) as why:
                refuses(sheet, starts)
            assert refused(why) == ("dates", reason)
    with pytest.raises(NotAllowed):
        rig.give(sheet, who="david")  # it is Claire's
    poll = rig.give(sheet).poll.id
    with pytest.raises(Invalid) as why:
        rig.use(changes.move, "claire", poll, starts=from_epoch(MONDAY))
    assert refused(why) == ("starts", "holiday")
    with pytest.raises(Invalid) as why:
        rig.use(changes.move, "claire", poll, starts=from_epoch(at("2026-05-28 23:00")))
    assert refused(why) == ("starts", "night")
    assert rig.use(changes.move, "claire", poll, starts=from_epoch(at("2026-05-28 09:00")))


def test_a_date_is_given_once_and_only_where_all_who_must_come_can(rig: Workshops) -> None:
    sheet = rig.led()
    other = rig.use(workshops.request_workshop, "david", rig.ids["defi1"], form_values=replace(WORDS, gesture="g2"))
    taken = DateAsked(
        Wish("—", 0, date(2026, 5, 25), date(2026, 5, 29), workshop=other.workshop.id),
        PeopleChoice(("Uclaire",)),
        PeopleChoice(),
    )
    rig.use(picking.book_without_poll, "david", taken, starts=from_epoch(MORNING), visio_url=VISIO)
    with pytest.raises(SlotTaken) as gone:
        rig.give(sheet, at("2026-05-26 11:00"))
    assert gone.value.facts["names"] == ("Claire",)
    afternoon = at("2026-05-26 14:00")
    assert rig.give(sheet, afternoon).poll.id == rig.give(sheet, afternoon).poll.id  # a second press
    with pytest.raises(Invalid) as why:
        rig.give(sheet, at("2026-05-28 14:00"))
    assert refused(why) == ("workshop", "dated")
    one = rig.booked(sheet)
    assert (one.dispositif, one.link, one.place, one.minutes) == ("atelier", None, "Salle 12", 210)
    assert {who: one.part_of(rig.ids[who]) for who in ("claire", "lea", "paul", "sami")} == {
        "claire": Part.HOST,
        **dict.fromkeys(("lea", "paul", "sami"), Part.GUEST),
    }


def test_who_leads_it_reads_that_its_place_serves_others(rig: Workshops) -> None:
    sheet = rig.led()
    other = rig.use(
        workshops.request_workshop,
        "david",
        rig.ids["defi1"],
        form_values=replace(WORDS, place="salle  12", gesture="g2"),
    )
    whom = PeopleChoice(people=(rig.ids["ali"],))
    asked = DateAsked(
        Wish("—", 0, date(2026, 5, 25), date(2026, 5, 29), workshop=other.workshop.id), whom, PeopleChoice()
    )
    rig.use(picking.book_without_poll, "david", asked, starts=from_epoch(at("2026-05-26 11:00")), visio_url=VISIO)
    rig.give(sheet)
    assert rig.see(sheet).beside == ("Défi 1",)
    mine, table = rig.booked(sheet), appointments.appointments
    ends = mine.starts + timedelta(minutes=1)
    sooner = update(table).where(table.c.id != mine.id).values(starts=ends - timedelta(days=4), ends=ends)
    rig.do(lambda tx: tx.execute(sooner))  # the other lasts four days, as a seminar can
    assert rig.see(sheet).beside == ("Défi 1",)
    rig.use(workshops.edit, "lea", sheet.workshop.id, revision=0, question="À qui ?", place="Salle 14", materials="")
    assert (rig.see(sheet).beside, rig.booked(sheet).place) == ((), "Salle 14")
    with pytest.raises(Invalid) as why:  # somebody else's form, of before
        rig.use(workshops.edit, "claire", sheet.workshop.id, revision=0, question="Pour qui ?", place="", materials="")
    assert refused(why) == ("question", "overtaken")


def test_where_no_time_suits_a_date_is_still_to_be_had(rig: Workshops) -> None:
    sheet = rig.led()
    nothing: PollOffer = rig.use(
        asking.search_dates, "claire", rig.form(sheet, since=date(2026, 5, 23), until=date(2026, 5, 25))
    )  # a weekend and a holiday
    assert (nothing.candidates, nothing.suits) == ((), False)
    poll = rig.look(sheet, MORNING, MORNING + 86_400)
    with pytest.raises(Invalid) as why:
        rig.use(workshops.leave_workshop, "claire", sheet.workshop.id)
    assert refused(why) == ("workshop", "looking")
    with pytest.raises(Invalid) as why:
        rig.look(sheet, MORNING)
    assert refused(why) == ("workshop", "dated")
    rig.use(running.abandon_poll, "claire", poll.poll.id)
    assert not rig.see(sheet).looking
    found = rig.look(sheet, MORNING)
    rig.use(picking.pick_date, "claire", found.poll.id, starts=MORNING, visio_url=VISIO)
    assert rig.booked(sheet).starts == from_epoch(MORNING)
    rig.use(changes.cancel, "claire", found.poll.id)
    assert rig.give(sheet, MORNING + 86_400).appointment


def test_an_expert_without_mail_is_told_in_slack(rig: Workshops) -> None:
    nour = rig.add("nour", Membership(Role.EXPERT))
    rig.do(lambda tx: people.change(tx, nour, email=None))
    sheet = rig.ask_for(replace(WORDS, experts=("Unour",)), who="claire")
    assert (sheet.workshop.experts, sheet.workshop.coach_id) == ((nour,), rig.ids["claire"])
    choices = rig.use(asking.form_choices, "claire", workshop_id=sheet.workshop.id)
    assert choices.invited == frozenset({nour})
    assert set(choices.must) == {rig.ids[one] for one in ("lea", "sami", "ines", "paul")}
    asked = replace(rig.form(sheet), may=PeopleChoice(people=(nour,)))
    rig.use(picking.book_without_poll, "claire", asked, starts=from_epoch(MORNING), visio_url=VISIO)
    rig.stand()
    assert nour in rig.told("polls.card")


def test_a_colleague_who_came_as_a_guest_hosts_with_their_time_claimed(rig: Workshops) -> None:
    sheet, number = rig.led(), 0
    asked = replace(rig.form(sheet), may=PeopleChoice(people=(rig.ids["david"],)))
    number = rig.use(picking.book_without_poll, "claire", asked, starts=from_epoch(MORNING), visio_url=VISIO).poll.id
    assert rig.booked(sheet).part_of(rig.ids["david"]) is Part.GUEST
    rig.use(workshops.leave_workshop, "claire", sheet.workshop.id)
    assert rig.booked(sheet).host_ids == ()
    rig.use(workshops.take_workshop, "david", sheet.workshop.id)
    assert rig.booked(sheet).host_ids == (rig.ids["david"],)
    own = rig.use(workshops.request_workshop, "david", rig.ids["defi1"], form_values=replace(WORDS, gesture="g2"))
    again = DateAsked(rig.form(own).wish, PeopleChoice(("Uali",)), PeopleChoice())
    with pytest.raises(SlotTaken):
        rig.use(picking.book_without_poll, "david", again, starts=from_epoch(MORNING), visio_url=VISIO)
    assert rig.use(changes.leave, "lea", number)


def test_lines_are_written_before_and_after_once_each(rig: Workshops) -> None:
    sheet = rig.led()
    number = sheet.workshop.id
    for _ in range(2):
        rig.use(workshops.write_line, "paul", number, kind=NoteKind.IDEA, what="Deux mairies", gesture="g9")
    with pytest.raises(NotAllowed):
        rig.use(workshops.write_line, "ali", number, kind=NoteKind.IDEA, what="Non", gesture="g8")
    rig.give(sheet)
    with pytest.raises(Invalid) as why:
        rig.use(workshops.write_line, "lea", number, kind=NoteKind.PRODUCT, what="Une liste", gesture="g7")
    assert refused(why) == ("line", "early")
    rig.now = from_epoch(MORNING) + timedelta(hours=5)
    with pytest.raises(Invalid) as why:
        rig.use(workshops.write_line, "lea", number, kind=NoteKind.IDEA, what="Trop tard", gesture="g6")
    assert refused(why) == ("line", "late")
    rig.use(workshops.write_line, "lea", number, kind=NoteKind.PRODUCT, what="Une liste", gesture="g5")
    assert [(one.kind, one.what) for one in rig.see(sheet).lines] == [
        (NoteKind.IDEA, "Deux mairies"),
        (NoteKind.PRODUCT, "Une liste"),
    ]


def test_the_clock_does_each_thing_once(rig: Workshops) -> None:
    rig.do(lambda tx: promotions.change_defi(tx, rig.ids["defi0"], channel="C0"))
    sheet = rig.led()
    rig.give(sheet)
    assert tick(rig) == []
    rig.now = datetime(2026, 5, 19, 9, 0, tzinfo=PARIS)
    assert (tick(rig), tick(rig)) == ([sheet.workshop.id], [])
    assert set(rig.told("workshops.thinking")) == {None}
    rig.now = from_epoch(MORNING) + timedelta(hours=4)
    assert (tick(rig), tick(rig)) == ([sheet.workshop.id], [])
    assert rig.told("workshops.produced") == {rig.ids["lea"]: date(2026, 6, 1)}  # « Votre semaine »


def test_one_whose_coach_loses_the_role_while_it_runs_is_closed_when_it_is_over(rig: Workshops) -> None:
    sheet = rig.led()
    rig.give(sheet)
    rig.now = from_epoch(MORNING) + timedelta(hours=1)
    rig.do(lambda tx: people.end_all_memberships(tx, rig.ids["claire"], now=rig.now))
    assert tick(rig) == []
    rig.now += timedelta(hours=3)
    assert (tick(rig), tick(rig)) == ([sheet.workshop.id], [])
    assert set(rig.told("workshops.produced")) == {rig.ids["lea"]}


def test_a_request_without_date_ends_with_its_promotion(rig: Workshops) -> None:
    sheet = rig.led()
    rig.now = datetime(2026, 11, 11, 20, 0, tzinfo=PARIS)  # its last day
    assert tick(rig) == []
    rig.now += timedelta(days=1)
    assert (tick(rig), tick(rig)) == ([sheet.workshop.id], [])
    with rig.database.reading() as tx:
        assert (workshops.list_unled(tx, rig.actor("claire")), workshops.next_due(tx, now=rig.now)) == ([], None)


def test_a_closing_that_is_taken_back_within_the_minute_closes_no_request(rig: Workshops) -> None:
    sheet, promotion = rig.led(), rig.ids["promotion"]
    tools = Tools(rig.database, lambda: rig.now, ExplicitSettings(), lambda: None)
    rig.use(closing.close_promotion, "claire", promotion, months=0)
    rig.now += timedelta(seconds=30)
    upkeep.follow_workshops(tools)
    rig.use(closing.reopen_promotion, "claire", promotion)
    assert (rig.see(sheet).workshop.closed_at, rig.see(sheet).waits) == (None, True)
    rig.use(closing.close_promotion, "claire", promotion, months=0)
    rig.now += timedelta(minutes=2)
    upkeep.follow_workshops(tools)
    assert rig.see(sheet).workshop.closed_at == rig.now


def test_one_of_the_last_evening_is_followed_by_its_question_the_day_after(rig: Workshops) -> None:
    sheet = rig.led()
    rig.give(sheet)
    rig.do(lambda tx: promotions.change_promotion(tx, rig.ids["promotion"], ends_on="2026-05-26"))
    rig.now = from_epoch(MORNING) + timedelta(days=1)  # the bot stood still that night
    assert (tick(rig), tick(rig)) == ([sheet.workshop.id], [])
    assert set(rig.told("workshops.produced")) == {rig.ids["lea"]}


def test_the_question_is_put_again_before_a_second_date(rig: Workshops) -> None:
    rig.do(lambda tx: promotions.change_defi(tx, rig.ids["defi0"], channel="C0"))
    sheet = rig.led()
    first = rig.give(sheet)
    rig.stand()
    rig.now = datetime(2026, 5, 19, 9, 0, tzinfo=PARIS)
    assert tick(rig) == [sheet.workshop.id]
    rig.use(changes.cancel, "claire", first.poll.id)
    later = from_epoch(MORNING) + timedelta(days=28)
    asked = rig.form(rig.see(sheet), since=date(2026, 6, 22), until=date(2026, 6, 26))
    rig.use(picking.book_without_poll, "claire", asked, starts=later, visio_url=VISIO)
    rig.now = later - timedelta(days=7)
    assert (tick(rig), tick(rig)) == ([sheet.workshop.id], [])
    query = select(notices.c.channel).where(notices.c.kind == "workshops.thinking")
    assert rig.do(lambda tx: list(tx.execute(query).scalars())) == ["C0", "C0"]


@pytest.mark.parametrize("then", ["another date", "another poll", "withdrawn"])
def test_a_cancelled_date_is_not_put_back_beside_what_was_done_since(rig: Workshops, then: str) -> None:
    sheet = rig.led()
    first = rig.give(sheet)
    rig.stand()
    number = rig.booked(sheet).id
    rig.use(changes.cancel, "claire", first.poll.id)
    change = rig.do(lambda tx: pending.find_change(tx, number))
    assert change is not None
    later = at("2026-05-28 14:00")
    if then == "another date":
        rig.give(rig.see(sheet), later)
    elif then == "another poll":
        rig.look(rig.see(sheet), later)
    else:
        rig.use(workshops.withdraw, "lea", sheet.workshop.id)
    with pytest.raises(UndoTooLate):
        rig.use(undoing.undo_batch, "claire", change.batch)
    standing = rig.see(sheet).standing
    assert (standing and standing.starts) == (from_epoch(later) if then == "another date" else None)
    assert rig.do(lambda tx: appointments.read_all(tx, [number]))[0].state is State.CANCELLED


def test_a_cancelled_date_of_which_nothing_was_done_since_is_put_back(rig: Workshops) -> None:
    sheet = rig.led()
    first = rig.give(sheet)
    rig.stand()
    number = rig.booked(sheet).id
    rig.use(changes.cancel, "claire", first.poll.id)
    change = rig.do(lambda tx: pending.find_change(tx, number))
    assert change is not None
    rig.use(undoing.undo_batch, "claire", change.batch)
    assert rig.booked(sheet).id == number


def tick(rig: Workshops) -> list[int]:
    """Do what the clock does; give for which workshops."""
    found = rig.do(lambda tx: workshops.list_due(tx, now=rig.now))
    for one in found:
        rig.do(lambda tx, one=one: workshops.follow_up(tx, one, now=rig.now))  # type: ignore[misc]
    return found


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_the_poll_of_a_coach_who_sees_to_it_no_more_ends_and_a_colleague_looks_again(
    rig: Workshops, closed: bool
) -> None:
    sheet = rig.led()
    poll = rig.look(sheet, MORNING, MORNING + 7200)
    if closed:
        rig.use(running.close, "claire", poll.poll.id)
    assert rig.follow(poll).poll.stage is (Stage.CLOSED if closed else Stage.OPEN)
    rig.do(lambda tx: people.end_all_memberships(tx, rig.ids["claire"], now=rig.now))
    rig.do(lambda tx: people.add_membership(tx, rig.ids["claire"], Membership(Role.MENTOR)))
    tick(rig)
    assert rig.follow(poll).poll.stage is Stage.ENDED
    with pytest.raises(Invalid):
        rig.use(picking.pick_date, "claire", poll.poll.id, starts=MORNING, visio_url=VISIO)
    rig.use(workshops.take_workshop, "david", sheet.workshop.id)
    rig.give(sheet, who="david")
    assert (list(rig.booked(sheet).host_ids), rig.follow(poll).poll.stage) == ([rig.ids["david"]], Stage.ENDED)


def test_it_is_counted_in_its_phase_and_a_team_without_one_is_offered_one_in_one_week(rig: Workshops) -> None:
    lea = rig.actor("lea").person
    assert lea is not None

    def offered(day: int, month: int = 5) -> bool:
        now = datetime(2026, month, day, 9, 0, tzinfo=PARIS)
        return rig.do(lambda tx: sheets.phase_to_offer(tx, lea, now=now)) is not None

    # phase 2 goes from 12 March to 11 June: two thirds are over on 13 May
    assert [day for day in range(4, 31) if offered(day)] == list(range(13, 20))
    assert rig.see(rig.led()).count == 0
    assert not offered(18)  # it is asked for
    sheet = rig.do(lambda tx: workshops.list_mine(tx, rig.actor("lea"), now=rig.now))[0]
    rig.give(sheet)
    assert (rig.see(sheet).count, rig.see(sheet).phase and rig.see(sheet).phase.number) == (1, 2)  # type: ignore[union-attr]


def test_each_of_two_defis_has_its_own_count(rig: Workshops) -> None:
    rig.do(
        lambda tx: people.add_membership(
            tx, rig.ids["lea"], Membership(Role.EIG, rig.ids["promotion"], rig.ids["defi1"])
        )
    )
    rig.give(rig.led())
    lea = rig.actor("lea").person
    assert lea
    counts = rig.do(lambda tx: sheets.own_counts(tx, lea, now=rig.now))
    assert {defi.name: count for defi, _, count in counts} == {"Défi 0": 1, "Défi 1": 0}


def test_a_coach_of_another_promotion_reads_no_button_that_is_refused(rig: Workshops) -> None:
    rig.ask_for()
    rig.do(
        lambda tx: people.add_membership(tx, rig.ids["lea"], Membership(Role.COACH, found(tx, "EIG 8")["promotion"]))
    )

    def buttons(who: str) -> set[str]:
        mine = rig.use(workshops.list_mine, who)
        blocks = views.workshops_message(mine, viewer=rig.actor(who), now=rig.now).blocks
        return {one["action_id"].split(":")[0] for block in blocks for one in block.get("elements", ())}

    assert buttons("lea") == {"workshops.edit", "workshops.withdraw", "workshops.start"}
    assert buttons("claire") == {"workshops.take", "workshops.edit", "workshops.withdraw", "workshops.start"}


def test_a_coach_of_another_promotion_does_not_cancel_its_date(rig: Workshops) -> None:
    poll = rig.give(rig.led()).poll.id
    other = rig.do(lambda tx: found(tx, "EIG 8")["promotion"])
    rig.add("nadia", Membership(Role.COACH, other))
    with pytest.raises(NotAllowed):
        rig.use(changes.cancel, "nadia", poll)
    rig.use(changes.cancel, "david", poll)


def test_a_request_that_a_closing_ended_waits_again_once_it_is_reopened(rig: Workshops) -> None:
    sheet, promotion = rig.led(), rig.ids["promotion"]
    rig.use(closing.close_promotion, "claire", promotion, months=0)
    rig.now += timedelta(days=1)
    assert tick(rig) == [sheet.workshop.id]
    rig.use(closing.reopen_promotion, "claire", promotion)
    assert (rig.see(sheet).workshop.closed_at, rig.see(sheet).waits) == (None, True)
    assert tick(rig) == []


def test_a_list_takes_as_many_queries_for_three_as_for_one(rig: Workshops) -> None:
    rig.led()

    def queries() -> int:
        told: list[str] = []

        def note(_connection: object, _cursor: object, sql: str, *_: object) -> None:
            told.append(sql)

        actor = rig.actor("claire")
        with rig.database.reading() as tx:
            event.listen(tx, "after_cursor_execute", note)
            workshops.list_mine(tx, actor, now=rig.now)
            event.remove(tx, "after_cursor_execute", note)
        return len(told)

    one = queries()
    for number in range(2):
        rig.ask_for(replace(WORDS, gesture=f"more{number}"), who="claire", defi=f"defi{number + 1}")
    assert queries() == one


def test_each_phase_has_formats_with_a_length_and_what_to_bring() -> None:
    assert all(len(fitting_formats(phase)) >= 4 for phase in (1, 2, 3, 4, None))
    assert len({one.key for one in FORMATS}) == len(FORMATS) == 13
    assert all(one.length and one.preparation and one.phases for one in FORMATS)


@pytest.mark.parametrize("alone", [True, False], ids=["alone", "with a team"])
def test_an_erasure_withdraws_what_nobody_else_of_the_team_waits_for(rig: Workshops, alone: bool) -> None:
    asked = rig.ask_for()
    with rig.database.transaction() as tx:
        for key in ("sami", "ines") if alone else ():
            people.end_all_memberships(tx, rig.ids[key], now=rig.now)
    with rig.database.transaction() as tx:
        rights.erase_actor(tx, rig.actor("lea"), now=rig.now)
    with rig.database.reading() as reading:
        assert sheets.describe_workshop(reading, asked.workshop.id, now=rig.now).workshop.ended is alone
