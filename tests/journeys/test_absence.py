"""« Je ne suis pas là aujourd’hui »: all of a host's day in two clicks, told once, undone within two minutes."""

from datetime import datetime, timedelta

from sqlalchemy import text

from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from tests.journeys.promotion import PARIS, Promotion, plain
from tests.journeys.test_helpdesk_changes import book

NINE_ON_TUESDAY = datetime(2026, 5, 5, 9, tzinfo=PARIS)
HALF_PAST_ELEVEN = NINE_ON_TUESDAY + timedelta(hours=2, minutes=15)
MORNING = datetime(2026, 5, 5, 7, 30, tzinfo=PARIS)
TITLE, UNDO = "Je ne suis pas là", "Revenir en arrière"
AT_NINE = "De 9\u00a0h à 10\u00a0h, Bureau d’aide, défi Carte Vive, avec Léa Martin et Sami Haddad"


def open_form(promotion: Promotion, person: Person) -> str:
    person.command("/disponibilites absent")
    return plain(promotion.opened(person, title=TITLE).text)


def said(promotion: Promotion, person: Person) -> str:
    assert person.submit() == Submission()
    return plain(promotion.opened(person, title="C’est noté").text)


def seen(person: Person) -> str:
    return plain(person.modal.text) if person.modal else ""


def inboxes(promotion: Promotion) -> dict[str, list[str]]:
    """Give what everybody has, in their own conversation, beside files."""
    people = ("lea", "sami", "claire", "david")
    return {key: [plain(one.text) for one in getattr(promotion, key).inbox(threads=False)] for key in people}


def test_a_day_is_handed_over_in_two_clicks_and_everybody_hears_once(promotion: Promotion) -> None:
    book(promotion, NINE_ON_TUESDAY)
    promotion.stage.advance(MORNING)
    before = {key: len(some) for key, some in inboxes(promotion).items()}
    shown = open_form(promotion, promotion.claire)
    assert "Un rendez-vous à venir aujourd’hui, mardi 5 mai." in shown
    assert promotion.claire.options(AT_NINE)[:2] == ["Confier à David Nguyen", "Proposer d’autres dates"]
    answer = said(promotion, promotion.claire)
    assert "David Nguyen prend votre place" in answer
    promotion.stage.settle()
    assert {key: len(some) for key, some in inboxes(promotion).items()} == before
    promotion.stand()
    new = {key: some[before[key] :] for key, some in inboxes(promotion).items()}
    assert {key: len(some) for key, some in new.items()} == {"lea": 1, "sami": 1, "david": 1, "claire": 0}


def morning(promotion: Promotion, *starts: datetime) -> dict[str, int]:
    """Book these with Claire, and let the morning of the day come; count what each has."""
    for one in starts:
        book(promotion, one)
    promotion.stage.advance(MORNING)
    return {key: len(some) for key, some in inboxes(promotion).items()}


def news(promotion: Promotion, before: dict[str, int]) -> dict[str, list[str]]:
    """Let two minutes go by, and give what each has since."""
    promotion.stand()
    return {key: some[before[key] :] for key, some in inboxes(promotion).items() if some[before[key] :]}


def test_who_has_two_of_the_day_s_appointments_gets_one_message(promotion: Promotion) -> None:
    before = morning(promotion, NINE_ON_TUESDAY, HALF_PAST_ELEVEN)
    open_form(promotion, promotion.claire)
    promotion.claire.fill("Un mot", "Un souci <!channel>")
    said(promotion, promotion.claire)
    heard = news(promotion, before)
    assert {key: len(some) for key, some in heard.items()} == {"lea": 1, "sami": 1, "david": 1}
    (lea,) = heard["lea"]
    assert lea.startswith(
        "Ce qui change. Claire Morel ne sera pas là aujourd’hui, mardi 5 mai. Le mot de Claire Morel :"
    )
    assert lea.count("David Nguyen animera à la place de Claire Morel") == 2
    (card,) = promotion.david.inbox(threads=False)[-1:]
    assert [plain(one) for one in card.buttons] == ["Changer la date", "Autres actions"] * 2
    assert promotion.stage.slack.violations == []


def test_times_are_proposed_or_it_is_cancelled_with_a_word(promotion: Promotion) -> None:
    before = morning(promotion, NINE_ON_TUESDAY, HALF_PAST_ELEVEN)
    open_form(promotion, promotion.claire)
    promotion.claire.choose(AT_NINE, "Proposer une autre date")
    promotion.claire.choose("De 11\u00a0h\u00a015", "Annuler le rendez-vous")
    promotion.claire.fill("Un mot", "Un souci")
    said(promotion, promotion.claire)
    heard = news(promotion, before)
    assert {key: len(some) for key, some in heard.items()} == {"lea": 1, "sami": 1}
    asked, other = promotion.lea.inbox(threads=False)[-1], heard["sami"][0]
    assert sorted(plain(one) for one in asked.buttons) == [
        "Aucun ne convient",
        "Choisir mercredi 6 mai à 9 h",
        "Réserver un autre créneau",
    ]
    assert "Il faudra une autre date : de 9 h à 10 h, Bureau d’aide, défi Carte Vive." in other
    assert "Raison : Un souci." in other
    first = next(one for one in asked.buttons if one.startswith("Choisir"))
    promotion.lea.click(first, message=asked)
    promotion.stage.slack.wait_for(promotion.lea.replies)
    assert "C’est noté" in plain(promotion.lea.replies()[-1].text)


def test_undone_nobody_hears_and_the_form_can_be_used_again(promotion: Promotion) -> None:
    before = morning(promotion, NINE_ON_TUESDAY)
    open_form(promotion, promotion.claire)
    said(promotion, promotion.claire)
    promotion.claire.close(all=True)
    promotion.claire.command("/dispositifs dispo absent")  # the way back stands behind the same command
    promotion.opened(promotion.claire, title="C’est noté")
    promotion.claire.click(UNDO)
    undone = plain(promotion.opened(promotion.claire, title="Retour en arrière").text)
    assert "Ce rendez-vous reste comme il était :\n• De 9 h à 10 h, Bureau d’aide, défi Carte Vive" in undone
    promotion.claire.close(all=True)
    assert news(promotion, before) == {}
    assert "Un rendez-vous à venir" in open_form(promotion, promotion.claire)


def test_a_colleague_taken_meanwhile_is_said_on_that_line_and_the_rest_stays(promotion: Promotion) -> None:
    before = morning(promotion, NINE_ON_TUESDAY, HALF_PAST_ELEVEN)
    open_form(promotion, promotion.claire)
    with promotion.database.transaction() as tx:
        tx.execute(
            text(
                "INSERT INTO claims (person_id, quarter, length, appointment_id) "
                "SELECT :david, quarter, length, appointment_id FROM claims WHERE quarter < :until"
            ),
            {"david": promotion.ids["david"], "until": int(HALF_PAST_ELEVEN.timestamp()) // 900},
        )
    errors = promotion.claire.submit().errors
    assert [plain(one) for one in errors.values()] == [
        "David Nguyen n’est plus libre à cette heure. Il reste, par exemple : Proposer une autre date, Annuler le "
        "rendez-vous et Ne rien changer."
    ]
    promotion.claire.choose(AT_NINE, "Annuler le rendez-vous")
    said(promotion, promotion.claire)
    heard = news(promotion, before)
    assert {key: len(some) for key, some in heard.items()} == {"lea": 1, "sami": 1, "david": 1}


def test_from_the_home_other_days_and_nothing_hosted(promotion: Promotion) -> None:
    promotion.claire.open_home()
    promotion.claire.click("Je ne suis pas là")
    shown = plain(promotion.opened(promotion.claire, title=TITLE).text)
    assert "Aucun rendez-vous à venir aujourd’hui, lundi 4 mai." in shown
    book(promotion, NINE_ON_TUESDAY)
    promotion.claire.choose("absence.days", "Mardi 5 mai")
    promotion.stage.slack.wait_for(
        lambda: (
            "Un rendez-vous à venir mardi 5 mai."
            in plain(promotion.claire.modal.text if promotion.claire.modal else "")
        )
    )
    assert "mardi 5 mai" in said(promotion, promotion.claire)


def test_what_is_booked_while_the_form_is_open_is_shown_before_anything_is_done(promotion: Promotion) -> None:
    promotion.claire.command("/disponibilites pas là")
    promotion.opened(promotion.claire, title=TITLE)
    promotion.claire.choose("absence.days", "Mardi 5 mai")
    promotion.stage.slack.wait_for(lambda: "à venir mardi 5 mai" in seen(promotion.claire))
    book(promotion, NINE_ON_TUESDAY)
    promotion.claire.submit()
    assert "Un rendez-vous vient de s’ajouter." in plain(promotion.opened(promotion.claire, title=TITLE).text)
    assert "David Nguyen prend votre place" in said(promotion, promotion.claire)


def test_a_form_that_was_left_open_over_midnight_is_refused(promotion: Promotion) -> None:
    promotion.claire.command("/disponibilites absente")
    promotion.opened(promotion.claire, title=TITLE)
    promotion.stage.advance(MORNING)
    promotion.claire.submit()
    assert "Ces jours sont passés." in plain(promotion.opened(promotion.claire, title=TITLE).text)
    assert promotion.count("absences") == 0
