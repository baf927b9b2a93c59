"""Cycles of the programme's own: their hosts, one live per défi, and what mentoring's own code does with them."""

from dataclasses import replace

import pytest

from bot.agenda import pending
from bot.agenda.calendars.calendars import outlines_of
from bot.agenda.calendars.entries import make_entry
from bot.agenda.pending import UNDO
from bot.agenda.reminders.after import list_bookings_to_answer
from bot.catalogue.catalogue import current_edition
from bot.catalogue.formats import CycleTerms, Format
from bot.catalogue.openings import NotAsker, NotOpen, may_begin_format
from bot.dates.paris import day_of, from_epoch
from bot.errors import Invalid, NotFound
from bot.mentoring import answers, changes, coaches, service
from bot.mentoring.cycle import CycleState
from bot.mentoring.model import SHIPPED, CycleSheet, CycleWish, may_mentor
from bot.mentoring.sheets import describe_cycle
from bot.planning import formats, undoing
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from bot.records import load, overview
from storage.agenda import hours
from storage.database import Database, Reading
from storage.mentoring import mentoring_clock
from storage.programme import openings, people, promotions
from tests.journeys.mentors import AFTERNOONS
from tests.promotion import depart

from .rig import DATA, DAY, NOW, VISIO, Rig, make_rig, times_of

KEY, NAME = "cycle-juridique", "Accompagnement juridique"
GIVEN = Format(KEY, NAME, 45, sessions=3, window_days=60, description="Trois rendez-vous.")
OWN = replace(SHIPPED, format_key=KEY)


@pytest.fixture
def rig(database: Database) -> Rig:
    rig = make_rig(database)
    rig.do(lambda tx: formats.import_format(tx, GIVEN, actor=Actor(""), now=NOW))
    rig.do(lambda tx: openings.set_opening_day(tx, rig.ids["promotion"], KEY, opens_on=day_of(NOW)))
    for host in ("claire", "david"):
        rig.do(lambda tx, host=host: hours.replace_weekly(tx, rig.ids[host], AFTERNOONS))  # type: ignore[misc]
    return rig


def wish(rig: Rig, mentor: str | None = "claire") -> CycleWish:
    return rig.wish(mentor, domain="", terms=OWN)


def asked(rig: Rig, who: str = "lea", mentor: str = "claire") -> CycleSheet:
    return rig.send(rig.keep(who, wish=wish(rig, mentor)), who)


def running(rig: Rig) -> CycleSheet:
    return rig.confirm(asked(rig), "claire")


def join_relais(rig: Rig, who: str) -> None:
    """Add somebody of the défi « carte » to the other one, too."""
    rig.do(
        lambda tx: people.add_membership(
            tx, rig.ids[who], Membership(Role.EIG, rig.ids["promotion"], rig.ids["relais"])
        )
    )


def membership_of(tx: Reading, person_id: int) -> int:
    rows = people.current_memberships(tx, promotion_id=None, roles=[Role.MENTOR])
    return int(next(row.id for row in rows if row.person_id == person_id))


def asked_for_relais(rig: Rig, who: str = "lea") -> CycleSheet:
    return rig.send(rig.keep(who, wish=replace(wish(rig, "david"), defi_id=rig.ids["relais"])), who)


def put(rig: Rig, given: Format) -> None:
    with rig.database.reading() as tx:
        revision = current_edition(tx).formats[KEY].revision
    rig.do(lambda tx: openings.save_format(tx, replace(given, revision=revision)))


def test_its_hosts_are_those_of_its_format_whatever_their_expertise(rig: Rig) -> None:
    offer = rig.keep(wish=wish(rig, None))
    assert {match.mentor.person.id for match in offer.matches} == {rig.ids["claire"], rig.ids["david"]}
    put(rig, replace(GIVEN, people=(rig.ids["david"],)))
    offer = rig.keep(wish=wish(rig, None))
    assert [match.mentor.person.id for match in offer.matches] == [rig.ids["david"]]
    put(rig, replace(GIVEN, hosts=Role.MENTOR))
    offer = rig.keep(wish=wish(rig, None))
    assert rig.ids["maya"] in {match.mentor.person.id for match in offer.matches}


def test_it_keeps_its_terms_and_name_and_each_seance_bears_its_key(rig: Rig) -> None:
    sheet = running(rig)
    put(rig, replace(GIVEN, name="Droit", sessions=2))
    sheet = rig.sheet(sheet)
    assert sheet.cycle.terms == CycleTerms(3, 45, 60, KEY, NAME)
    assert (sheet.what, sheet.cycle.domain) == (f"«\u00a0{NAME}\u00a0»", NAME)
    assert {session.appointment.dispositif for session in sheet.sessions} == {KEY}
    assert len(times_of(sheet)) == 3


def test_a_defi_follows_one_at_a_time_beside_its_mentorat(rig: Rig) -> None:
    sheet = asked(rig)
    for who in ("lea", "sami"):
        with pytest.raises(Invalid) as refused:
            rig.keep(who, wish=wish(rig))
        assert refused.value.facts == {"field": "cycle", "reason": "open"}
    rig.asked(who="lea")  # the mentorat is another thing
    rig.confirm(sheet, "claire")
    with pytest.raises(Invalid) as refused:
        rig.keep("sami", wish=wish(rig))
    assert refused.value.facts == {"field": "cycle", "reason": "running"}
    rig.end(sheet, "lea")
    assert asked(rig, who="sami").cycle.state is CycleState.HELD


def test_each_format_counts_its_own_cycles_alone(rig: Rig) -> None:
    put(rig, replace(GIVEN, hosts=Role.MENTOR))
    rig.do(lambda tx: people.change_membership(tx, membership_of(tx, rig.ids["maya"]), metier=None, cycles_max=1))
    asked(rig, mentor="maya")
    with rig.database.reading() as tx:
        assert coaches.mentor_load(tx, rig.actor("maya").person).open_cycles == 0  # type: ignore[arg-type]
    rig.asked(who="ines", defi="relais")  # she takes one mentorat besides
    with pytest.raises(Invalid) as refused:
        rig.keep("lea", wish=rig.wish("maya"))
    assert refused.value.facts == {"field": "mentor", "reason": "full"}


def test_renamed_it_keeps_its_name_in_agendas_too(rig: Rig) -> None:
    sheet = running(rig)
    put(rig, replace(GIVEN, name="Droit"))
    with rig.database.reading() as tx:
        outlines = outlines_of(tx, [session.appointment for session in sheet.sessions])
    assert {outline.name for outline in outlines} == {NAME}
    assert make_entry(outlines[0], rig.ids["lea"], with_names=True).summary.startswith(NAME)


def test_of_another_team_or_role_one_reads_who_asks_for_it(rig: Rig) -> None:
    for who in ("ines", "claire"):
        with pytest.raises(NotAsker) as refused:
            rig.keep(who, wish=wish(rig))
        assert refused.value.facts["name"] == NAME


def test_two_of_a_team_who_send_at_once_have_one(rig: Rig) -> None:
    works = []
    for who, host in (("lea", "claire"), ("sami", "david")):
        offer = rig.keep(who, wish=wish(rig, host))
        starts = [from_epoch(each) for each in offer.match.starts] if offer.match else []
        works.append(rig.act(service.send_request, who, offer.draft_id, starts=starts, visio_url=VISIO))
    assert sorted(rig.together(*works)) == ["Invalid", "done"]


def test_somebody_of_two_defis_follows_it_for_each(rig: Rig) -> None:
    join_relais(rig, "lea")
    sheet, other = asked(rig), asked_for_relais(rig)
    rig.confirm(sheet, "claire")
    rig.confirm(other, "david")
    rig.use(changes.end_cycle, "lea", sheet.cycle.id, reason="")
    first = sheet.sessions[0].appointment.id
    batch = rig.do(lambda tx: pending.last_undoable_batch(tx, rig.ids["lea"], first, now=rig.now))
    assert batch
    rig.use(undoing.undo_batch, "lea", batch)
    assert {rig.sheet(each).cycle.state for each in (sheet, other)} == {CycleState.RUNNING}


def test_it_is_done_and_runs_again_beside_that_of_another_defi(rig: Rig) -> None:
    join_relais(rig, "lea")
    sheet = running(rig)
    for number in range(3):
        rig.past(sheet, number)
    assert rig.sheet(sheet).cycle.state is CycleState.DONE
    rig.confirm(asked_for_relais(rig), "david")
    rig.miss(sheet.sessions[-1].appointment.id, "claire")
    assert rig.sheet(sheet).cycle.state is CycleState.RUNNING


def test_a_teammate_who_follows_it_for_another_defi_replaces_the_asker(rig: Rig) -> None:
    join_relais(rig, "sami")
    sheet = rig.send(rig.keep(wish=replace(wish(rig), guest_ids=(rig.ids["sami"],))))
    rig.confirm(sheet, "claire")
    rig.confirm(asked_for_relais(rig, "sami"), "david")
    rig.depart("lea")
    rig.tick()
    cycle = rig.sheet(sheet).cycle
    assert (cycle.state, cycle.asked_by) == (CycleState.RUNNING, rig.ids["sami"])


def test_named_like_an_expertise_it_never_meets_the_mentorat(rig: Rig) -> None:
    put(rig, replace(GIVEN, name=DATA))
    sheet, mentorat = asked(rig), rig.asked(who="lea")
    rig.confirm(mentorat)
    rig.confirm(sheet, "claire")
    rig.end(sheet, "lea")
    rig.end(mentorat, "lea")
    declined = rig.asked(who="lea")
    rig.use(answers.decline_request, "maya", declined.cycle.id, reason="")
    sheet = asked(rig)
    assert rig.sheet(declined).cycle.followed_by is None
    rig.use(answers.decline_request, "claire", sheet.cycle.id, reason="")
    again = rig.asked(who="lea")
    assert rig.sheet(sheet).cycle.followed_by is None
    assert rig.sheet(declined).cycle.followed_by == again.cycle.id


def test_once_declined_it_is_followed_by_that_of_any_of_the_team_alone(rig: Rig) -> None:
    join_relais(rig, "lea")
    sheet = asked(rig)
    rig.use(answers.decline_request, "claire", sheet.cycle.id, reason="")
    asked_for_relais(rig)
    assert rig.sheet(sheet).cycle.followed_by is None
    again = asked(rig, "sami", "david")
    assert rig.sheet(sheet).cycle.followed_by == again.cycle.id


def test_a_coach_may_not_ask_and_a_closed_one_is_refused_but_goes_on(rig: Rig) -> None:
    sheet = running(rig)
    with rig.database.reading() as tx, pytest.raises(NotAsker):
        service.offer_choices(tx, rig.actor("claire"), key=KEY, now=NOW)
    with rig.database.reading() as tx, pytest.raises(NotFound):
        service.offer_choices(tx, rig.actor("lea"), key="bureau-aide", now=NOW)
    rig.do(lambda tx: openings.set_opening_day(tx, rig.ids["promotion"], KEY, opens_on=None))
    with rig.database.reading() as tx, pytest.raises(NotOpen):
        service.offer_choices(tx, rig.actor("lea"), key=KEY, now=NOW)
    with pytest.raises(NotOpen):
        rig.keep("ines", wish=replace(wish(rig), defi_id=rig.ids["relais"]))
    later = times_of(sheet)[0] + DAY
    assert rig.use(
        changes.move, "claire", sheet.cycle.id, appointment_id=sheet.sessions[0].appointment.id, starts=later
    )


def test_a_porteur_is_neither_offered_it_nor_led_to_their_team(rig: Rig) -> None:
    rig.add("paul", Role.PORTEUR, defi="carte")
    with rig.database.reading() as tx:
        persons = {who: rig.actor(who).person for who in ("lea", "paul", "claire")}
        assert [who for who, person in persons.items() if may_begin_format(person, GIVEN)] == ["lea"]
        assert may_begin_format(None, GIVEN)  # who is told whom to write to
        assert may_begin_format(
            rig.actor("paul").person, replace(GIVEN, key="rdv-juridique")
        )  # their team can be asked
        with pytest.raises(NotAsker) as refused:
            service.offer_choices(tx, rig.actor("paul"), key=KEY, now=NOW)
        assert refused.value.facts["dispositif"] == ""
    rig.do(
        lambda tx: people.add_membership(
            tx, rig.ids["paul"], Membership(Role.EIG, rig.ids["promotion"], rig.ids["relais"])
        )
    )
    assert may_begin_format(rig.actor("paul").person, GIVEN)


def test_closed_meanwhile_it_is_asked_no_more(rig: Rig) -> None:
    offer, declined = rig.keep(wish=wish(rig)), asked_for_relais(rig, "ines")
    rig.use(answers.decline_request, "david", declined.cycle.id, reason="")
    given: dict[str, object] = {"cycle_id": declined.cycle.id}
    rig.do(lambda tx: openings.set_opening_day(tx, rig.ids["promotion"], KEY, opens_on=None))
    for work in (
        lambda: rig.send(offer),
        lambda: rig.use(service.find_next_mentor, "ines", "draft-next", **given),
        lambda: rig.use(service.begin_next_request, "claire", "draft-next", mentor_id=None, **given),
    ):
        with pytest.raises(NotOpen):
            work()
    rig.do(lambda tx: openings.set_opening_day(tx, rig.ids["promotion"], KEY, opens_on=day_of(NOW)))
    sent = rig.send(offer)
    rig.do(lambda tx: openings.set_opening_day(tx, rig.ids["promotion"], KEY, opens_on=None))
    assert rig.send(offer).cycle.id == sent.cycle.id  # a second click


def test_the_mentorat_closed_meanwhile_is_asked_no_more_and_nothing_is_lost(rig: Rig) -> None:
    offer = rig.keep()
    rig.do(lambda tx: openings.set_opening_day(tx, rig.ids["promotion"], "mentorat", opens_on=None))
    for work in (lambda: rig.send(offer), rig.keep):
        with pytest.raises(NotOpen):
            work()
    rig.do(lambda tx: openings.set_opening_day(tx, rig.ids["promotion"], "mentorat", opens_on=day_of(NOW)))
    assert rig.send(offer).cycle.state is CycleState.HELD


def test_its_host_moves_a_seance_undoes_that_or_all_hear_of_it(rig: Rig) -> None:
    sheet = running(rig)
    before, first = times_of(sheet), sheet.sessions[0].appointment.id

    def move() -> str:
        later = before[0] + DAY
        rig.use(changes.move, "claire", sheet.cycle.id, appointment_id=first, starts=later)
        batch = rig.do(lambda tx: pending.last_undoable_batch(tx, rig.ids["claire"], first, now=rig.now))
        assert batch
        return batch

    rig.use(undoing.undo_batch, "claire", move())
    assert times_of(rig.sheet(sheet)) == before
    batch = move()
    rig.now += UNDO
    assert rig.news(lambda: rig.do(lambda tx: undoing.settle_batch(tx, batch, now=rig.now))) == {("moved", "lea"): 1}
    rig.end(sheet, "claire")
    assert rig.sheet(sheet).cycle.state is CycleState.ENDED
    assert rig.claims() == {}


def test_once_declined_the_next_of_its_hosts_is_asked(rig: Rig) -> None:
    sheet = asked(rig)
    rig.use(answers.decline_request, "claire", sheet.cycle.id, reason="")
    with rig.database.reading() as tx:
        found = service.add_other_mentors(tx, describe_cycle(tx, sheet.cycle.id), now=NOW)
    assert found.others == ("David Nguyen",)
    offer = rig.next(found, "draft-next")
    assert (offer.wish.mentor_id, offer.wish.terms) == (rig.ids["david"], sheet.cycle.terms)
    again = rig.send(offer)
    assert (again.cycle.terms, again.cycle.state) == (sheet.cycle.terms, CycleState.HELD)
    assert rig.sheet(sheet).cycle.followed_by == again.cycle.id


def test_it_is_handed_to_another_of_its_hosts_alone(rig: Rig) -> None:
    sheet = running(rig)
    _, others = rig.do(lambda tx: coaches.offer_mentors(tx, rig.actor("claire"), sheet.cycle.id, now=NOW))
    assert [mentor.person.id for mentor in others] == [rig.ids["david"]]
    with pytest.raises(Invalid):
        rig.use(coaches.hand_over, "claire", sheet.cycle.id, mentor_id=rig.ids["maya"])
    handed = rig.use(coaches.hand_over, "claire", sheet.cycle.id, mentor_id=rig.ids["david"])
    assert handed.cycle.mentor_id == rig.ids["david"]


def test_a_coach_who_hosts_it_is_not_taken_for_a_mentor_who_left(rig: Rig) -> None:
    running(rig)
    with rig.database.reading() as tx:
        assert mentoring_clock.list_leavers(tx) == []
    rig.depart("claire")
    assert rig.news(rig.tick)[("orphaned", "Ccoachs")] == 1


def test_the_only_coach_hears_that_they_left_a_request_unanswered(rig: Rig) -> None:
    rig.do(lambda tx: promotions.change_promotion(tx, rig.ids["promotion"], channel_coachs=None))
    asked(rig)
    rig.depart("david")
    rig.now += 20 * DAY
    heard = rig.news(rig.tick)  # the team reads that the coaches know
    assert {one for one in heard if one[0] == "unanswered"} == {("unanswered", "claire")}
    assert rig.news(rig.tick) == {}


def test_a_coach_who_went_to_another_promotion_has_left_it(rig: Rig) -> None:
    sheet = running(rig)
    claire = rig.ids["claire"]
    with rig.database.transaction() as tx:
        elsewhere = promotions.save_promotion(tx, "EIG 8", starts_on="2027-01-11", ends_on="2027-11-10")
        depart(tx, claire, at=NOW)
        people.add_membership(tx, claire, Membership(Role.COACH, elsewhere))
    assert rig.news(rig.tick)[("orphaned", "Ccoachs")] == 1
    rig.do(lambda tx: people.add_membership(tx, claire, Membership(Role.COACH, rig.ids["promotion"])))
    with rig.database.reading() as tx:
        assert mentoring_clock.list_leavers(tx) == []
        assert may_mentor(describe_cycle(tx, sheet.cycle.id).mentor, sheet.cycle)


def test_coaches_hear_that_it_waits_and_no_defi_is_counted_with_it(rig: Rig) -> None:
    sheet = asked(rig)
    with rig.database.reading() as tx:
        (found,) = overview.list_all(tx, now=NOW)
    assert (len(found.mentoring), found.own_cycles) == (1, True)
    rig.confirm(sheet, "claire")
    with rig.database.reading() as tx:
        (found,) = overview.list_all(tx, now=NOW)
    assert (found.mentoring, found.own_cycles) == ((), False)
    assert {line.own for line in found.lines} == {0}
    assert [(figures.name, figures.ahead) for figures in found.figures] == [(NAME, 3)]


def test_its_figures_stay_as_hidden_as_those_of_the_mentorat(rig: Rig) -> None:
    sheet = running(rig)
    with rig.database.reading() as tx:
        assert not any(each.ahead for each in load.list_coached(tx, rig.actor("claire"), now=NOW))
        assert list_bookings_to_answer(tx, rig.ids["lea"], now=times_of(sheet)[-1] + DAY) == []
