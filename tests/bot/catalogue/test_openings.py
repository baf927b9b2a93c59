"""« Dispositifs ouverts » by promotion: what works is open by default; a day opens by itself; two promotions."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from bot.catalogue import catalogue, openings
from bot.catalogue.eleven import ATTRIBUTES
from bot.catalogue.openings import NotOpen
from bot.dates.words import day_words
from bot.errors import NotAllowed, NotFound
from bot.evaluation import model as evaluation
from bot.gatherings.kinds import KINDS
from bot.helpdesk import model as helpdesk
from bot.mentoring import model as mentoring
from bot.notices import asking
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from bot.programme.service import running_promotions
from bot.workshops import model as workshops
from storage.database import Database
from storage.notices.ledger import notices
from storage.programme import people
from tests.bot.helpdesk.desk import Desk
from tests.journeys.promotion import NOW, seed
from tests.promotion import found

TODAY, JUNE = date(2026, 5, 4), date(2026, 6, 8)


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.transaction() as tx:
        yield Desk(tx, seed(tx))


def is_open(desk: Desk, key: str, who: str = "lea", *, days: int = 0) -> bool:
    return openings.opening_of(desk.tx, desk.actor(who), key, now=NOW + timedelta(days=days)).is_open


def set_opening(
    desk: Desk, actor: Actor, key: str, *, opens_on: date | None, promotion: str = "promotion"
) -> list[openings.PromotionOpenings]:
    promotion_id = desk.ids[promotion]
    return openings.set_opening(desk.tx, actor, key, promotion_id=promotion_id, opens_on=opens_on, now=NOW)


def test_a_card_is_shared_once_and_again_only_after_slack_refused_it(desk: Desk) -> None:
    lea = desk.actor("lea")
    shared = [catalogue.share_dispositif(desk.tx, lea, button="1", now=NOW) is not None for _ in range(2)]
    catalogue.undo_share(desk.tx, lea, button="1")
    shared += [catalogue.share_dispositif(desk.tx, lea, button=one, now=NOW) is not None for one in ("1", "1", "2")]
    assert shared == [True, False, True, False, True]


def test_an_answer_is_owed_once_in_the_thread_where_it_was_asked(desk: Desk) -> None:
    answer = catalogue.MessageAnswer(catalogue.MessageMeaning.FOUND, ("mentorat",))
    for _ in range(2):  # Slack delivers an event again
        asking.owe_answer(desk.tx, answer, event_id="Ev1", channel="C1", thread_ts="1.2", asked_by="Ulea", now=NOW)
    owed = desk.tx.execute(notices.select().where(notices.c.kind == asking.AnswerNotice.kind)).all()
    assert [(one.channel, one.thread_ts, one.due) for one in owed] == [("C1", "1.2", NOW)]
    assert asking.AnswerNotice.read(owed[0].detail) == asking.AnswerNotice(answer.wanted, answer.keys, "Ulea")


def test_what_the_bot_starts_is_open_by_default_and_nothing_else() -> None:
    assert {key for key, one in ATTRIBUTES.items() if one.works} == {
        "carnet",
        helpdesk.BUREAU,
        mentoring.MENTORING,
        evaluation.COMMITTEE,
        workshops.WORKSHOP,
        *KINDS,
    }


def test_each_stands_by_default_as_it_works(desk: Desk) -> None:
    (found,) = openings.list_openings(desk.tx, desk.actor("claire"), now=NOW)
    assert {one.dispositif: one.is_open for one in found.several} == {key: one.works for key, one in ATTRIBUTES.items()}
    assert is_open(desk, helpdesk.BUREAU)
    assert openings.opening_of(
        desk.tx, Actor("U0"), helpdesk.BUREAU, now=NOW
    ).is_open  # who is unknown is not asked about


def test_a_day_opens_by_itself_and_none_closes(desk: Desk) -> None:
    claire = desk.actor("claire")
    set_opening(desk, claire, helpdesk.BUREAU, opens_on=JUNE)
    assert [is_open(desk, helpdesk.BUREAU, days=days) for days in (0, 34, 35, 36)] == [False, False, True, True]
    with pytest.raises(NotOpen) as refused:
        openings.check_open(desk.tx, desk.actor("lea"), helpdesk.BUREAU, now=NOW)
    assert refused.value.facts == {"dispositif": helpdesk.BUREAU, "name": "Bureau d’aide", "day": "lundi 8 juin"}
    set_opening(desk, claire, helpdesk.BUREAU, opens_on=None)
    assert not is_open(desk, helpdesk.BUREAU, days=400)
    set_opening(desk, claire, helpdesk.BUREAU, opens_on=TODAY)
    assert is_open(desk, helpdesk.BUREAU)
    set_opening(desk, claire, "rapport", opens_on=TODAY)
    assert is_open(desk, "rapport")


def test_each_promotion_opens_its_own(desk: Desk) -> None:
    other = found(desk.tx, "EIG 8", phases=(), starts_on="2026-02-01", ends_on="2027-01-01")["promotion"]
    ana = people.add(desk.tx, name="Ana")
    people.add_membership(desk.tx, ana, Membership(Role.COACH, other))
    desk.ids |= {"ana": ana, "other": other}
    set_opening(desk, desk.actor("ana"), helpdesk.BUREAU, opens_on=None, promotion="other")
    assert (is_open(desk, helpdesk.BUREAU), is_open(desk, helpdesk.BUREAU, "ana")) == (True, False)
    people.add_membership(desk.tx, desk.ids["lea"], Membership(Role.EIG, other))
    assert is_open(desk, helpdesk.BUREAU)  # of both: one of them has opened it


def test_coaches_alone_open_and_only_what_exists(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        set_opening(desk, desk.actor("lea"), helpdesk.BUREAU, opens_on=None)
    with pytest.raises(NotFound):
        set_opening(desk, desk.actor("claire"), "masterclass", opens_on=None)


def test_a_coach_of_two_promotions_opens_in_each_and_a_coach_of_one_in_theirs_alone(desk: Desk) -> None:
    other = found(desk.tx, "EIG 8", phases=(), starts_on="2026-02-01", ends_on="2027-01-01")["promotion"]
    desk.ids["other"] = other
    people.add_membership(desk.tx, desk.ids["claire"], Membership(Role.COACH, other))
    claire, david = desk.actor("claire"), desk.actor("david")
    with pytest.raises(NotAllowed):
        set_opening(desk, david, helpdesk.BUREAU, opens_on=None, promotion="other")
    set_opening(desk, claire, helpdesk.BUREAU, opens_on=None)
    both = openings.list_openings(desk.tx, claire, now=NOW)
    stands = {one.id: {each.dispositif: each.is_open for each in one.several}[helpdesk.BUREAU] for one in both}
    assert stands == {desk.ids["promotion"]: False, other: True}
    assert [one.id for one in openings.list_openings(desk.tx, david, now=NOW)] == [desk.ids["promotion"]]


BESIDES = {"atelier", "carnet", "comite", "pluridisciplinaire", "rapport", "seminaire-porteurs", "seminaire-promotion"}


def test_new_promotion_opens_with_a_few_and_what_was_said_stays(desk: Desk) -> None:
    set_opening(desk, desk.actor("claire"), "carnet", opens_on=JUNE)
    assert openings.keys_closed_to(desk.tx, desk.actor("lea"), now=NOW) == {"carnet"}
    for _ in range(2):  # twice changes nothing
        openings.close_all_but_first(desk.tx, desk.ids["promotion"])
        assert openings.keys_closed_to(desk.tx, desk.actor("lea"), now=NOW) == BESIDES
        assert {one.key for one in ATTRIBUTES.values() if one.works} - BESIDES == openings.FIRST
    assert is_open(desk, "carnet", days=40)


def test_what_is_open_in_one_promotion_is_shown_to_who_is_of_both(desk: Desk) -> None:
    other = found(desk.tx, "EIG 8", phases=(), starts_on="2026-02-01", ends_on="2027-01-01")["promotion"]
    openings.close_all_but_first(desk.tx, desk.ids["promotion"])
    people.add_membership(desk.tx, desk.ids["lea"], Membership(Role.EIG, other))
    assert openings.keys_closed_to(desk.tx, desk.actor("lea"), now=NOW) == set()
    assert openings.keys_closed_to(desk.tx, desk.actor("sami"), now=NOW) == BESIDES
    assert openings.keys_closed_to(desk.tx, Actor("U0", None), now=NOW) == set()


def test_menu_lists_nothing_that_is_closed(desk: Desk) -> None:
    openings.close_all_but_first(desk.tx, desk.ids["promotion"])
    menu = openings.open_menu(desk.tx, desk.actor("lea"), now=NOW)
    assert menu.closed == BESIDES
    assert not {*menu.suggested} & BESIDES
    assert openings.open_menu(desk.tx, Actor("U0", None), now=NOW).closed == set()
    assert menu.later == ()
    set_opening(desk, desk.actor("claire"), "carnet", opens_on=JUNE)
    later = openings.open_menu(desk.tx, desk.actor("lea"), now=NOW).later
    assert later == (("carnet", day_words(JUNE, NOW)),)


def test_reports_are_closed_with_the_committees_and_open_with_them(desk: Desk) -> None:
    ids, claire = [desk.ids["promotion"]], desk.actor("claire")
    openings.close_all_but_first(desk.tx, *ids)
    assert "rapport" in openings.keys_closed_in(desk.tx, ids, now=NOW)
    set_opening(desk, claire, evaluation.COMMITTEE, opens_on=JUNE)
    assert openings.next_opening_days(desk.tx, ids, now=NOW)["rapport"] == JUNE
    set_opening(desk, claire, evaluation.COMMITTEE, opens_on=TODAY)
    assert "rapport" not in openings.keys_closed_in(desk.tx, ids, now=NOW)


def offered(desk: Desk, who: str, day: date) -> list[str]:
    at = NOW + (day - TODAY)
    running = running_promotions(desk.tx, at, person=None)
    return [one.dispositif for one in openings.list_offers(desk.tx, desk.actor(who), running, now=at)]


def test_coach_is_offered_one_at_a_time_and_each_once(desk: Desk) -> None:
    openings.close_all_but_first(desk.tx, desk.ids["promotion"])
    assert offered(desk, "lea", TODAY) == []
    asked = []
    while now := offered(desk, "claire", TODAY):
        asked += now
        if len(asked) % 2:
            put_off(desk, asked[-1])
        else:
            set_opening(desk, desk.actor("claire"), asked[-1], opens_on=TODAY)
    assert (len({*asked}), {*asked} <= BESIDES) == (len(asked), True)
    assert "pluridisciplinaire" in asked  # phase 2
    assert offered(desk, "david", TODAY) == []  # nor is another coach of the promotion


def put_off(desk: Desk, key: str) -> None:
    openings.stop_offering_dispositif(desk.tx, desk.actor("claire"), key, promotion_id=desk.ids["promotion"], now=NOW)


def test_committees_are_offered_three_weeks_before_a_phase_ends(desk: Desk) -> None:
    (promotion,) = running_promotions(desk.tx, NOW, person=None)
    phase = promotion.phase_on(TODAY)
    assert phase is not None
    days = [phase.ends_on - timedelta(days=days) for days in (22, 21, 0)]
    assert [openings.is_dispositif_needed("comite", promotion, phase=phase, today=day) for day in days] == [
        False,
        True,
        True,
    ]
    assert not any(openings.is_dispositif_needed(key, promotion, phase=phase, today=TODAY) for key in openings.FIRST)


def test_who_is_no_coach_of_it_puts_nothing_off(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        openings.stop_offering_dispositif(
            desk.tx, desk.actor("lea"), "comite", promotion_id=desk.ids["promotion"], now=NOW
        )
    with pytest.raises(NotFound):
        openings.stop_offering_dispositif(
            desk.tx, desk.actor("claire"), "café", promotion_id=desk.ids["promotion"], now=NOW
        )
