"""What each person finds on their Home beside what awaits them, and that it stays there however far they turn it."""

from datetime import timedelta

import pytest

from bot.agenda.agenda import claim
from bot.agenda.model import AgendaPlan, Part, Participant, State
from bot.catalogue.phases import SKILLS
from bot.errors import NotFound
from bot.evaluation.model import COMMITTEE
from bot.gatherings.kinds import CONFERENCE
from bot.helping.model import HelpWords, WordSort
from bot.logbook.model import Level
from bot.planning import standing
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.programme.service import actor_of
from bot.sandbox.people.person import Person
from handlers.home.listeners import OWN_DEFI, read_content
from storage.agenda import appointments
from storage.logbook import logbooks
from storage.programme import helping, openings, people, promotions
from storage.programme.promotions import change_promotion
from tests.journeys.promotion import NOW, Promotion, plain

ALL, MORE, FULL = "Tout voir", "Plus", "Je suis complet"


def at_home(person: Person) -> str:
    """Open the Home, and give what it says."""
    return plain(person.open_home().text)


def book(
    promotion: Promotion, count: int, *, host: str, booker: str = "", dispositif: str = "bureau-aide", first: int = 1
) -> None:
    """Write appointments of the défi, an hour each, two hours apart; nobody comes but the host and the booker."""
    booking = (Participant(promotion.ids[booker], Part.BOOKER),) if booker else ()
    with promotion.database.transaction() as tx:
        for number in range(count):
            plan = AgendaPlan(
                dispositif,
                promotion.ids["promotion"],
                promotion.ids["carte"],
                NOW + timedelta(days=first, hours=2 * number),
                60,
                (Participant(promotion.ids[host], Part.HOST), *booking),
            )
            one = appointments.add(tx, plan, uid=f"{dispositif}-{number}-{first}", state=State.CONFIRMED, now=NOW)
            claim(tx, one, plan.host_ids, starts=plan.starts, ends=plan.ends)


def join(promotion: Promotion, key: str, role: Role, *, of_defi: bool = False) -> None:
    """Let somebody be something more."""
    ids = (promotion.ids["promotion"], promotion.ids["carte"]) if of_defi else ()
    with promotion.database.transaction() as tx:
        people.add_membership(tx, promotion.ids[key], Membership(role, *ids))


def home_of(person: Person) -> str:
    found = person.home()
    return plain(found.text) if found else ""


def press(promotion: Promotion, person: Person, label: str, *, then: str) -> str:
    """Press this on the Home, and wait until it says what is expected."""
    home = person.home()
    assert home
    assert person.click(label, message=home).error is None
    assert promotion.stage.slack.wait_for(lambda: then in home_of(person)), home_of(person)
    return home_of(person)


def test_an_eig_finds_their_skills_and_words_and_no_word_of_their_logbook(promotion: Promotion) -> None:
    lea, skill = promotion.ids["lea"], SKILLS[0]
    with promotion.database.transaction() as tx:
        book_id = logbooks.make(tx, lea, promotion.ids["promotion"])
        logbooks.set_skills(tx, book_id, [skill.key])
        logbooks.add_level(tx, book_id, skill.key, phase=2, level=Level.HELPED, now=NOW)
        helping.replace_words(tx, lea, HelpWords({WordSort.HELP: ("couture",)}, shown=True), now=NOW)
    said = at_home(promotion.lea)
    assert f"{skill.name} : « Je fais avec de l’aide »" in said
    assert "Vous pouvez aider : couture. Les personnes du programme vous trouvent par ces mots." in said
    assert "Attendus dans cette phase, et pas encore dans votre agenda : Atelier collaboratif" in said
    places = [said.index(one) for one in ("Ce qui vous attend", "À venir", "Votre carnet de bord", "Réglages")]
    assert places == sorted(places)


def test_what_has_a_date_for_the_promotion_is_not_awaited_but_another_team_s_is(promotion: Promotion) -> None:
    """Who has not answered yet is asked above: what is awaited says nothing else of the same date."""
    assert "Conférence" in at_home(promotion.lea).split("Attendus dans cette phase")[1]
    book(promotion, 1, host="claire", dispositif=CONFERENCE)
    book(promotion, 1, host="claire", dispositif=COMMITTEE, first=3)
    awaited = at_home(promotion.lea).split("Attendus dans cette phase")[1]
    assert ("Conférence" in awaited, "Comité d’évaluation" in awaited) == (False, True)


def test_a_coach_of_200_appointments_sees_three_and_finds_all_of_them(promotion: Promotion) -> None:
    claire = promotion.claire
    book(promotion, 200, host="claire")
    said = at_home(claire)
    home = claire.home()
    assert home
    assert [plain(one) for one in home.buttons].count("Ouvrir") == 3
    assert "Utilisés par la promotion" not in said
    assert "Prévus d’ici la fin de la phase : Bureau d’aide (" in said
    claire.click(ALL, message=home)
    assert "Rendez-vous 1 à 15, sur 200" in plain(promotion.opened(claire, title="Mon agenda").text)
    assert promotion.stage.slack.violations == []


BEGINS = {  # by role: what stands on the Home to begin something, then what « Plus » has
    "lea": (
        ["Réserver un bureau d’aide", "Demander un mentorat", MORE],
        ["Ma semaine", "Trouver une date", "Voir le catalogue"],
    ),
    "claire": (
        ["Je ne suis pas là", "Défi par défi", MORE],
        [
            *("Ma semaine", "Mes mentorats"),
            *("Mes disponibilités", "Trouver une date"),
            *("Programme", "Voir le catalogue"),
        ],
    ),
}


@pytest.mark.parametrize("key", BEGINS)
def test_each_role_has_two_main_ways_and_each_way_of_plus_opens(promotion: Promotion, key: str) -> None:
    person, (main, more) = getattr(promotion, key), BEGINS[key]
    at_home(person)
    home = person.home()
    assert home
    buttons = [plain(one) for one in home.buttons]
    assert [one for one in buttons if one in main] == main
    for label in main[:-1]:
        if label == "Défi par défi":  # a page of the Home: tests/journeys/test_overview.py
            continue
        assert person.click(label, message=home).error is None
        assert promotion.stage.slack.wait_for(lambda: person.modal), label
        person.close(all=True)
    for label in more:
        person.click(MORE, message=home)
        opened = promotion.opened(person, title=MORE)
        assert [plain(one) for one in opened.buttons] == more
        assert person.click(label).error is None
        shown = promotion.stage.slack.wait_for(lambda: (now := person.modal) and plain(now.title) != MORE and now)
        assert shown, label
        person.close()
        assert person.modal is None, label  # « Plus » gave way: three modals are left for what follows
    assert promotion.stage.slack.violations == []


def test_a_sponsor_sees_their_defi_its_dates_and_its_coach(promotion: Promotion) -> None:
    join(promotion, "ines", Role.SPONSOR, of_defi=True)
    assert "L’équipe des coachs : Claire Morel et David" in at_home(promotion.ines)
    join(promotion, "claire", Role.COACH, of_defi=True)
    book(promotion, 2, host="claire", dispositif=COMMITTEE, first=3)
    said = at_home(promotion.ines).split("Votre défi")[1]
    assert "• jeudi 7 mai à 8 h : Comité d’évaluation" in said
    assert "Coach : Claire Morel" in said
    assert "Lire le rapport" not in said
    home = promotion.ines.home()
    assert home
    promotion.ines.click("Voir son agenda", message=home)
    assert "À venir pour votre défi" in plain(promotion.opened(promotion.ines, title="Mon agenda").text)


@pytest.mark.parametrize("role", [*Role, None])
@pytest.mark.parametrize("mine", ["carte", "relais", None])
def test_page_of_a_defi_is_for_those_who_carry_or_sponsor_it(
    promotion: Promotion, role: Role | None, mine: str | None
) -> None:
    """Each cell of who stands how to which défi; no page names an hour of the team's with a coach, or its need."""
    book(promotion, 1, host="claire", dispositif=COMMITTEE, first=3)
    promotion.book(promotion.lea, need="Un secret")
    with promotion.database.transaction() as tx:
        id_ = people.add(tx, name="Nour Dupont", email="nour@example.org")
        if role:
            people.add_membership(
                tx, id_, Membership(role, promotion.ids["promotion"], promotion.ids[mine] if mine else None)
            )
    assert OWN_DEFI.page
    with promotion.database.reading() as tx:
        drawn = OWN_DEFI.page(tx, actor_of(tx, id_), id_, NOW)
        if drawn is None:
            with pytest.raises(NotFound):
                standing.last_carried_day(tx, id_)
    assert (drawn is not None) == (mine is not None and role in (Role.PORTEUR, Role.SPONSOR))
    said = plain(str(drawn.blocks)) if drawn else ""
    assert ("Carte Vive" in said, "Comité d’évaluation" in said) == ((mine == "carte" and bool(drawn)),) * 2
    assert ("Relais" in said, "secret" in said, "ureau d’aide" in said) == (
        mine == "relais" and bool(drawn),
        False,
        False,
    )


def test_a_coach_who_is_a_mentor_too_has_both_and_says_they_are_full(promotion: Promotion) -> None:
    join(promotion, "claire", Role.MENTOR)
    said = at_home(promotion.claire)
    assert "Aucun mentorat, ni demande en attente. Vous en acceptez 2 à la fois : on peut encore" in said
    assert {"Je ne suis pas là", "Défi par défi"} <= {*map(plain, promotion.claire.home().buttons)}  # type: ignore[union-attr]
    said = press(promotion, promotion.claire, FULL, then="Vous avez choisi de ne pas en prendre de nouveau.")
    assert (FULL in said, "Changer ma limite" in said) == (False, True)


def test_who_carries_a_defi_sees_what_is_the_team_s_and_nothing_of_one_person(promotion: Promotion) -> None:
    join(promotion, "ines", Role.PORTEUR, of_defi=True)
    book(promotion, 5, host="claire", dispositif=COMMITTEE, first=3)
    book(promotion, 1, host="claire", dispositif="mentorat", first=2)
    said = at_home(promotion.ines)
    assert "\n• jeudi 7 mai à 8 h : Comité d’évaluation" in said
    assert "Et 2 autres dates, dans son agenda." in said
    assert "Mentorat" not in said.split("Votre défi")[1].split("Qui peut aider")[0]
    home = promotion.ines.home()
    assert home
    promotion.ines.click("Voir son agenda", message=home)
    shown = promotion.opened(promotion.ines, title="Mon agenda")
    assert "À venir pour votre défi" in plain(shown.text)
    assert "Comité d’évaluation" in plain(shown.text)


@pytest.mark.parametrize("key", ["lea", "claire"])
def test_whose_programme_has_ended_finds_what_stays_theirs(promotion: Promotion, key: str) -> None:
    book(promotion, 1, host="claire", booker="lea")
    with promotion.database.transaction() as tx:
        people.end_all_memberships(tx, promotion.ids[key], now=NOW)
    person = getattr(promotion, key)
    said = at_home(person)
    assert "Votre participation au programme a pris fin" in said
    assert "mardi 5 mai" in said.lower() or "demain" in said.lower()
    assert "Réserver" not in said


def test_an_eig_whose_promotion_is_over_is_not_offered_what_cannot_be_booked(promotion: Promotion) -> None:
    with promotion.database.transaction() as tx:
        helping.replace_words(tx, promotion.ids["lea"], HelpWords({WordSort.HELP: ("couture",)}, shown=True), now=NOW)
        change_promotion(tx, promotion.ids["promotion"], ends_on=(NOW - timedelta(days=1)).date().isoformat())
    said = at_home(promotion.lea)
    home = promotion.lea.home()
    assert home
    assert "La promotion EIG 7 est finie depuis le dimanche 3 mai." in said
    assert {"Réserver un bureau d’aide", "Demander un mentorat"} & {*map(plain, home.buttons)} == set()
    assert "La promotion est finie : personne ne vous trouve plus par ces mots." in said
    assert "vous trouvent par ces mots" not in said


def test_a_person_of_no_promotion_reads_which_one_runs_and_finds_what_any_has_open(promotion: Promotion) -> None:
    with promotion.database.transaction() as tx:
        other = promotions.save_promotion(tx, "EIG 8", starts_on="2026-05-11", ends_on="2027-01-31")
        people.end_all_memberships(tx, promotion.ids["lea"], now=NOW)
        people.add_membership(tx, promotion.ids["lea"], Membership(Role.MENTOR))
        openings.set_opening_day(tx, promotion.ids["promotion"], "mentorat", opens_on=None)
    said = at_home(promotion.lea)
    assert "Où en est la promotion EIG 7" in said
    assert "EIG 8" not in said
    with promotion.database.reading() as reading:
        lea = people.by_id(reading, promotion.ids["lea"])
        assert lea is not None
        assert "mentorat" not in read_content(reading, lea, now=NOW).closed
    with promotion.database.transaction() as tx:
        openings.set_opening_day(tx, other, "mentorat", opens_on=None)
    with promotion.database.reading() as reading:
        assert "mentorat" in read_content(reading, lea, now=NOW).closed


def test_somebody_unknown_gets_the_way_in(promotion: Promotion) -> None:
    assert at_home(promotion.nadia).startswith("Bienvenue.")
