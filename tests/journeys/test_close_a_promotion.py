"""« Clore la promotion »: what it does is said first; done once by whoever is first; taken back, unheard or not."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from bot.errors import NotAllowed
from bot.evaluation.sheets import describe_committee
from bot.programme.history import renew_receipt
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from bot.rights import closing
from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from bot.upkeep import follow_teams, remove_leavers
from storage.programme import people, promotions
from tests.journeys.gatherings import gather_channels
from tests.journeys.promotion import Promotion, plain
from tests.journeys.test_records import book
from tests.patience import PATIENCE

PORTEUSE = "jeanne.roy@example.org"


def opens(promotion: Promotion, who: Person) -> str:
    """Go from `/dispositifs programme` to what closing does; give its words."""
    who.click("Les promotions", message=who.command("/dispositifs programme"))
    promotion.opened(who, title="Les promotions")
    who.click("Voir la promotion")
    promotion.opened(who, title="La promotion")
    assert who.click("Clore la promotion").error is None
    return plain(promotion.opened(who, title="Clore la promotion").text).replace("*", "")


def roles(promotion: Promotion, key: str) -> set[Role]:
    with promotion.database.reading() as reading:
        found = people.by_id(reading, promotion.ids[key])
        return set(found.roles) if found else set()


def ends_on(promotion: Promotion) -> str:
    with promotion.database.reading() as reading:
        found = promotions.promotion_by_id(reading, promotion.ids["promotion"])
        return found.ends_on.isoformat() if found else ""


def told(promotion: Promotion, who: Person) -> list[str]:
    promotion.stage.settle()
    words = [plain(one.text) for one in who.inbox(threads=False)]
    return [one for one in words if "promotion EIG 7 est" in one]


def test_what_it_does_is_said_first_and_each_who_leaves_is_told_once(promotion: Promotion) -> None:
    lea, claire, david = promotion.lea, promotion.claire, promotion.david
    promotion.book(lea)
    promotion.stand()
    with promotion.database.transaction() as tx:
        porteuse = people.add(tx, name="Jeanne Roy", email=PORTEUSE)
        for defi in ("carte", "relais"):
            people.add_membership(
                tx, porteuse, Membership(Role.PORTEUR, promotion.ids["promotion"], promotion.ids[defi])
            )
    first, second = opens(promotion, claire), opens(promotion, david)
    assert "Qui devient alumni : les EIG (3)." in first == second.replace("David", "Claire")
    assert "porteurs et porteuses de projet (1), sponsors (0)" in first
    assert "rendez-vous à venir (1), actions (0)" in first
    assert "à partir du jeudi 4 mai 2028" in first
    assert roles(promotion, "lea") == {Role.EIG}
    for who, said in ((claire, "C’est fait : EIG 7 est close."), (david, "EIG 7 est close depuis")):
        assert who.submit() == Submission()
        assert said in plain(promotion.opened(who).text).replace("*", "")
    assert "par Claire Morel" in plain(promotion.opened(david).text)
    assert roles(promotion, "lea") == {Role.ALUMNI}
    assert roles(promotion, "claire") == {Role.COACH}
    assert ends_on(promotion) == "2026-05-04"
    assert told(promotion, lea) == []
    promotion.stand()
    (said,) = told(promotion, lea)
    assert "vous en êtes alumni" in said
    assert "/dispositifs mes-donnees" in said
    assert told(promotion, claire) == []
    assert promotion.count("memberships WHERE role = 'alumni'") == 3


def test_a_closing_by_mistake_is_taken_back_unheard_or_said_so(promotion: Promotion) -> None:
    lea, claire = promotion.lea, promotion.claire
    before = [roles(promotion, key) for key in ("lea", "sami", "ines", "claire")], ends_on(promotion)
    for late in (False, True):
        opens(promotion, claire)
        claire.submit()
        promotion.opened(claire, title="Clore la promotion")
        if late:
            promotion.stand()
        assert claire.click("Rouvrir la promotion").error is None
        promotion.stage.slack.wait_for(lambda: ends_on(promotion) == before[1])
        claire.close(all=True)
        assert ([roles(promotion, key) for key in ("lea", "sami", "ines", "claire")], ends_on(promotion)) == before
        promotion.stand()
        said = told(promotion, lea)
        assert ["de nouveau ouverte" in one for one in said] == ([False, True] if late else [])
    assert promotion.count("memberships WHERE role = 'alumni'") == 0


def test_nobody_leaves_a_committee_by_a_closing_that_is_taken_back_nor_an_eig_by_one_that_stands(
    promotion: Promotion,
) -> None:
    gatherings = gather_channels(promotion)
    committee, claire, tools = book(gatherings), promotion.claire, promotion.stage.house.tools

    def coming() -> set[int]:
        with promotion.database.reading() as reading:
            return set(describe_committee(reading, committee).appointment.person_ids)

    before, heard = coming(), len(claire.inbox())
    for late in (False, True):
        opens(promotion, claire)
        claire.submit()
        if late:
            promotion.stand()
        follow_teams(tools)
        remove_leavers(tools)
        promotion.stage.settle()
        assert coming() == before, late
        promotion.opened(claire, title="Clore la promotion")
        assert claire.click("Rouvrir la promotion").error is None
        claire.close(all=True)
    assert len(claire.inbox()) == heard


def test_a_closing_is_fresh_for_two_minutes_of_any_clock(promotion: Promotion) -> None:
    now = promotion.stage.clock()
    with promotion.database.transaction() as tx:
        renew_receipt(tx, "rights.closed", now=now)
        around = {
            one: closing.is_closing_pending(tx, now=now + timedelta(seconds=one)) for one in (-9_000_000, -5, 5, 130)
        }
    assert around == {-9_000_000: False, -5: True, 5: True, 130: False}


def test_two_coaches_at_once_close_it_once_and_a_coach_of_another_may_not(promotion: Promotion) -> None:
    now, gate, won = promotion.stage.clock(), Barrier(2), list[bool]()
    with promotion.database.transaction() as tx:
        other = promotions.save_promotion(tx, "EIG 8", starts_on="2027-01-11", ends_on="2027-11-10")
        stranger = people.add(tx, name="Ève Petit", email="eve@example.org")
        people.add_membership(tx, stranger, Membership(Role.COACH, other))

    def press(key: str) -> None:
        gate.wait(PATIENCE)
        with promotion.database.transaction() as tx:
            actor = Actor("", people.by_id(tx, promotion.ids[key]))
            won.append(closing.close_promotion(tx, actor, promotion.ids["promotion"], months=24, now=now))

    both = [Thread(target=press, args=(key,)) for key in ("claire", "david")]
    for one in both:
        one.start()
    for one in both:
        one.join(PATIENCE)
    assert sorted(won) == [False, True]
    assert promotion.count("memberships WHERE role = 'alumni'") == 3
    assert promotion.count("notices WHERE kind = 'rights.closed'") == 3
    with promotion.database.transaction() as tx:
        try:
            closing.reopen_promotion(tx, Actor("", people.by_id(tx, stranger)), promotion.ids["promotion"], now=now)
        except NotAllowed:
            tx.execute(text("SELECT 1"))
        else:
            raise AssertionError


def reads(promotion: Promotion, who: Person) -> str:
    """Go from `/dispositifs programme` to what is kept of the promotion; return its words."""
    if who.modal:
        who.close(all=True)
    who.click("Les promotions", message=who.command("/dispositifs programme"))
    promotion.opened(who, title="Les promotions")
    assert who.click("Relire la promotion").error is None
    return plain(promotion.opened(who, title="La promotion").text).replace("*", "")


def test_closed_promotion_is_read_and_exported_and_nothing_of_it_runs(promotion: Promotion) -> None:
    claire = promotion.claire
    assert "Avant de clore, recevez les tableaux" in opens(promotion, claire)
    claire.submit()
    promotion.opened(claire, title="Clore la promotion")
    with promotion.database.reading() as reading:
        assert promotions.promotions_not_ended(reading, promotion.stage.clock().date()) == []
    promotion.stage.advance(promotion.stage.clock() + timedelta(days=200))
    said = reads(promotion, claire)
    assert "Close depuis le lundi 4 mai" in said
    assert "par Claire Morel" in said
    claire.click("Défi par défi")
    by_defi = plain(promotion.opened(claire, title="Défi par défi").text)
    assert "Carte Vive" in by_defi
    assert "attendus" not in by_defi  # nothing is expected of what is over
    claire.close()
    promotion.opened(claire, title="La promotion")
    claire.click("La phase en un coup d’œil")
    assert "Carte Vive" in plain(promotion.opened(claire, title="En un coup d’œil").text)
    claire.close()
    promotion.opened(claire, title="La promotion")
    claire.click("Recevoir les tableaux")
    promotion.stage.settle()
    told = next(one for one in claire.inbox(threads=False) if one.words.startswith("Voici le suivi"))
    table = next(each for one in claire.thread(told) for each in one.files if each.name.startswith("defis"))
    assert "Carte Vive" in promotion.stage.slack.file_bytes(table.id).decode("utf-8-sig")


def close_so(promotion: Promotion, choice: str, *, who: Person) -> None:
    """Let somebody close the promotion with this choice about what is to come."""
    assert "Bureau d’aide" in opens(promotion, who)
    (label,) = [one for one in who.options("coming") if one.startswith(choice)]
    who.choose("coming", label)
    assert who.submit() == Submission()
    promotion.opened(who, title="Clore la promotion")


def states(promotion: Promotion) -> list[str]:
    with promotion.database.reading() as reading:
        return sorted(reading.execute(text("SELECT state FROM appointments")).scalars())


@pytest.mark.parametrize("choice", ["Les garder", "Annuler bureaux d’aide"])
def test_closing_that_is_taken_back_within_two_minutes_cancels_nothing(promotion: Promotion, choice: str) -> None:
    promotion.book(promotion.lea)
    promotion.stand()
    heard = len(promotion.lea.inbox())
    close_so(promotion, choice, who=promotion.claire)
    said = plain(promotion.opened(promotion.claire, title="Clore la promotion").text)
    assert ("un message vous dira combien" in said) is choice.startswith("Annuler")
    promotion.stage.advance(promotion.stage.clock() + timedelta(seconds=90))
    assert states(promotion) == ["confirmed"]
    assert promotion.claire.click("Rouvrir la promotion").error is None
    promotion.stage.slack.wait_for(lambda: roles(promotion, "lea") == {Role.EIG})
    promotion.stand()
    promotion.stage.settle()
    assert (states(promotion), len(promotion.lea.inbox())) == (["confirmed"], heard)


def test_what_is_to_come_is_cancelled_after_two_minutes_and_who_closed_hears_how_much(promotion: Promotion) -> None:
    promotion.book(promotion.lea)
    promotion.stand()
    close_so(promotion, "Annuler bureaux d’aide", who=promotion.claire)
    promotion.stand()
    promotion.stage.settle()
    assert states(promotion) == ["cancelled"]
    assert any("annulé" in plain(one.text) for one in promotion.lea.inbox())
    (said,) = told(promotion, promotion.claire)
    assert "Un rendez-vous est annulé" in said
    assert "Rien ne reste à venir." in said


def test_what_may_not_be_cancelled_any_more_is_listed_to_who_closed(promotion: Promotion) -> None:
    promotion.book(promotion.lea)
    promotion.stand()
    close_so(promotion, "Annuler bureaux d’aide", who=promotion.david)
    with promotion.database.transaction() as tx:  # he is not a coach by the time it would be cancelled
        people.end_all_memberships(tx, promotion.ids["david"], now=promotion.stage.clock())
    promotion.stand()
    promotion.stage.settle()
    assert states(promotion) == ["confirmed"]
    (said,) = told(promotion, promotion.david)
    assert "Aucun rendez-vous n’est annulé." in said
    assert "Bureau d’aide" in said


def test_closed_before_its_first_day_it_keeps_its_dates_in_order_and_begins_nowhere(promotion: Promotion) -> None:
    claire = promotion.claire
    with promotion.database.transaction() as tx:
        change = {"starts_on": "2026-05-11", "ends_on": "2027-01-10"}
        promotions.change_promotion(tx, promotion.ids["promotion"], **change)
    assert "La promotion n’a pas commencé" in opens(promotion, claire)
    claire.submit()
    promotion.opened(claire, title="Clore la promotion")
    assert ends_on(promotion) == "2026-05-11"
    claire.close(all=True)
    home = plain(claire.open_home().text)
    assert "Aucune promotion n’est ouverte" in home
    assert "commence" not in home
    assert "du lundi 11 mai 2026 au lundi 11 mai 2026" in reads(promotion, claire)
