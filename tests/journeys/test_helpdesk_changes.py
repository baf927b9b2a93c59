"""A bureau d'aide is moved, cancelled, left, prepared and taken into a calendar; what is undone was never told."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.agenda import agenda
from bot.agenda.model import AgendaPlan, Part, Participant
from bot.helpdesk import papers, returns, service
from bot.helpdesk.model import Document, NeedKind, Paper, RankedHost, RankReason, RequestWish
from bot.helpdesk.sheets import describe_request
from bot.programme.model import Actor
from bot.sandbox.memory.messages import Message
from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from storage.helpdesk import requests
from storage.programme import people
from tests.journeys.promotion import NEED, NINE, NOW, Promotion, first_line, plain, seen_last

STARTS = NOW + timedelta(days=1, hours=1)  # NINE
DAY = timedelta(days=1)
TEAM = ("lea", "sami", "claire")
COME_BACK = "Finalement, je viens"
MOVE, CANCEL, LEAVE, CALENDAR, SEND = (
    "Changer la date",
    "Annuler le rendez-vous",
    "Je ne pourrai pas venir",
    "Ajouter à mon agenda",
    "Envoyer un document",
)
UNDO = "Revenir en arrière"


def book(
    promotion: Promotion, *starts: datetime, paper: Paper | None = None, told: bool = True, tell_channel: bool = False
) -> int:
    """Book with Claire by the rules, and let the two minutes pass; give the request."""
    draft = f"draft-{len(starts)}-{starts[0].timestamp():.0f}"
    now = promotion.stage.clock()
    tools = promotion.stage.house.tools
    with tools.transaction() as tx:
        lea = Actor("U0", people.by_id(tx, promotion.ids["lea"]))
        guests = (promotion.ids["lea"], promotion.ids["sami"])
        wish = RequestWish(promotion.ids["carte"], NEED, paper=paper or Paper(), guest_ids=guests)
        service.save_need(tx, lea, draft, wish=wish, now=now)
        options: dict[str, Any] = {"guest_ids": guests, "host_id": promotion.ids["claire"], "sessions": len(starts)}
        service.save_team(tx, lea, draft, **options, now=now)
        chosen = RankedHost(promotion.ids["claire"], RankReason.CHOSEN)
        url = "https://visio.example.org/{room}"
        done = service.book(tx, lea, draft, starts=starts, candidate=chosen, visio_url=url, now=now)
        if tell_channel:
            request_id = done.sheet.request.id
            papers.save_subject(tx, lea, request_id, kind=NeedKind.PLAN, tells_channel=True, now=now)
    if told:
        promotion.stand()
    return done.sheet.request.id


def wait_for_replies(promotion: Promotion, person: Person, count: int) -> None:
    promotion.stage.slack.wait_for(lambda: len(person.replies()) == count)


def card_of(person: Person) -> Message:
    return person.inbox()[0]


def open_form(promotion: Promotion, person: Person, label: str) -> None:
    person.click(label, message=card_of(person))
    promotion.opened(person, title=label)


def choose(person: Person, field: str, slot: str) -> None:
    person.choose(field, next(label for label in person.options(field) if plain(label) == slot))


def news_of(promotion: Promotion) -> dict[str, list[str]]:
    """Give what everybody heard after their card."""
    heard = {key: getattr(promotion, key).inbox(threads=False)[1:] for key in TEAM}
    return {key: [plain(one.text) for one in messages] for key, messages in heard.items() if messages}


def heads(promotion: Promotion) -> set[str]:
    return {first_line(card_of(getattr(promotion, key))) for key in TEAM}


def test_who_booked_moves_to_a_slot_and_the_others_hear_it_two_minutes_later(promotion: Promotion) -> None:
    book(promotion, STARTS)
    open_form(promotion, promotion.lea, MOVE)
    choose(promotion.lea, "Séance du", "mercredi 6 mai à 9 h")
    promotion.lea.fill("reason", "Un train <!channel>")
    assert promotion.lea.submit().errors == {}
    assert promotion.opened(promotion.lea, title="C’est déplacé").buttons == [UNDO]
    promotion.stage.settle()
    assert news_of(promotion) == {}
    promotion.stand()
    said = (
        "Nouvelle date pour le bureau d’aide (défi Carte Vive) : mercredi 6 mai à 9 h, au lieu du mardi 5 mai à 9 h. "
        "Léa Martin a changé la date. Raison : Un train &lt;!channel&gt;."
    )
    assert news_of(promotion) == {"sami": [said], "claire": [said]}
    assert heads(promotion) == {"Bureau d’aide mercredi 6 mai à 9 h"}
    assert promotion.count("claims") == 5


def test_what_was_chosen_stays_when_another_week_is_looked_at(promotion: Promotion) -> None:
    book(promotion, STARTS, STARTS + DAY)
    open_form(promotion, promotion.lea, MOVE)
    choose(promotion.lea, f"Séance du {NINE}".replace("9 h", "9\u00a0h"), "jeudi 7 mai à 9 h")
    promotion.lea.click("Semaine suivante")
    promotion.stage.slack.wait_for(
        lambda: "du lundi 11" in plain(promotion.lea.modal.text if promotion.lea.modal else "")
    )
    choose(promotion.lea, "Séance du mercredi 6 mai à 9\u00a0h", "mardi 12 mai à 9 h")
    assert promotion.lea.submit().errors == {}
    promotion.stand()
    assert news_of(promotion)["claire"] == [
        "Nouvelles dates pour 2 séances du bureau d’aide (défi Carte Vive) :\n• jeudi 7 mai à 9 h, au lieu du mardi 5 "
        "mai à 9 h\n• mardi 12 mai à 9 h, au lieu du mercredi 6 mai à 9 h\nLéa Martin a changé les dates."
    ]


def test_each_seance_begins_at_its_own_week(promotion: Promotion) -> None:
    book(promotion, STARTS, STARTS + 14 * DAY)
    open_form(promotion, promotion.lea, MOVE)
    assert plain(offered(promotion.lea, f"Séance du {NINE}")[0]).startswith("mardi 5 mai")
    later = "Séance du mardi 19 mai à 9\u00a0h"
    assert plain(offered(promotion.lea, later)[0]).startswith("lundi 18 mai")
    promotion.turn(promotion.lea, "Semaine suivante")
    assert plain(offered(promotion.lea, later)[0]).startswith("mardi 26 mai")  # the Monday is a holiday
    assert "Semaine précédente" in promotion.opened(promotion.lea).buttons


def offered(person: Person, label: str) -> list[str]:
    blocks = person.modal.body["blocks"] if person.modal else []
    name = next(one["block_id"] for one in blocks if plain(one.get("label", {}).get("text", "")) == plain(label))
    return person.options(name)


def test_a_slot_to_move_to_names_who_of_the_team_has_something_else_then(promotion: Promotion) -> None:
    book(promotion, STARTS, STARTS + 7 * DAY)
    with promotion.database.transaction() as tx:  # Sami sees another coach on Wednesday
        sami = Actor("U0", people.by_id(tx, promotion.ids["sami"]))
        parts = (Participant(promotion.ids["sami"], Part.BOOKER), Participant(promotion.ids["david"], Part.HOST))
        plan = AgendaPlan("bureau-aide", promotion.ids["promotion"], promotion.ids["relais"], STARTS + DAY, 60, parts)
        agenda.book(tx, sami, [plan], batch="other", by_host=True, now=promotion.stage.clock())
    open_form(promotion, promotion.lea, MOVE)
    labels = [plain(one) for one in offered(promotion.lea, f"Séance du {NINE}")]
    busy = [one for one in labels if "Sami Haddad" in one]
    assert busy[0].startswith("mercredi 6 mai à 9 h")
    assert len(busy) < len(labels)
    promotion.lea.click(ALL)
    promotion.opened(promotion.lea, title="Toutes les séances")
    labels = [plain(one) for one in promotion.lea.options("Première séance")]
    assert [one for one in labels if "Sami Haddad" in one and one.startswith("mercredi 6 mai à 9 h")] != []


def test_a_slot_lost_meanwhile_is_said_on_its_field(promotion: Promotion) -> None:
    book(promotion, STARTS)
    open_form(promotion, promotion.lea, MOVE)
    choose(promotion.lea, "Séance du", "mercredi 6 mai à 9 h")
    book(promotion, STARTS + DAY, told=False)
    errors = promotion.lea.submit().errors
    assert [plain(said).partition(" Il reste")[0] for said in errors.values()] == ["Ce créneau n’est plus libre."]
    assert promotion.count("claims") == 10


def test_the_host_moves_to_any_later_quarter_of_an_hour(promotion: Promotion) -> None:
    book(promotion, STARTS)
    open_form(promotion, promotion.claire, MOVE)
    assert [plain(said)[:24] for said in promotion.claire.submit().errors.values()] == ["Vous n’avez rien changé "]
    promotion.claire.fill("heure de Paris", "20:10")
    assert [plain(said)[:29] for said in promotion.claire.submit().errors.values()] == ["Choisissez un créneau à venir"]
    promotion.claire.fill("heure de Paris", "20:15")
    assert promotion.claire.submit().errors == {}
    promotion.stand()
    assert heads(promotion) == {"Bureau d’aide mardi 5 mai à 20 h 15"}
    assert sorted(news_of(promotion)) == ["lea", "sami"]


ALL = "Déplacer toutes les séances qui restent"


def _starts(promotion: Promotion, request_id: int) -> list[datetime]:
    with promotion.database.reading() as reading:
        return [one.starts for one in describe_request(reading, request_id).sessions]


@pytest.mark.parametrize("stands", [True, False])
def test_all_that_remain_move_a_week_and_are_undone_as_one(promotion: Promotion, stands: bool) -> None:
    weeks = [STARTS + 7 * week * DAY for week in range(1, 4)]  # the Monday after the second is a holiday
    request_id, lea = book(promotion, *weeks), promotion.lea
    open_form(promotion, lea, MOVE)
    lea.click(ALL)
    promotion.opened(lea, title="Toutes les séances")
    promotion.turn(lea, "Semaine suivante")
    (slot,) = [one for one in lea.options("Première séance") if re.match(r"mardi 19 mai à 9 h(?! \d)", plain(one))]
    assert "26 mai" in plain(slot)  # all dates
    lea.choose("Première séance", slot)  # where the second one is
    assert lea.submit().errors == {}
    said = plain(promotion.opened(lea, title="C’est déplacé").text)
    assert "mardi 19 mai à 9 h, mardi 26 mai à 9 h et mardi 2 juin à 9 h" in said
    assert _starts(promotion, request_id) == [one + 7 * DAY for one in weeks]
    if stands:
        lea.close(all=True)
        promotion.stand()
        (heard,) = news_of(promotion)["sami"]
        assert heard.count("mardi 2 juin à 9 h") == 1
    else:
        lea.click(UNDO)
        promotion.opened(lea, title="Retour en arrière")
        promotion.stand()
        assert news_of(promotion) == {}
        assert _starts(promotion, request_id) == weeks


def test_all_that_remain_move_or_none(promotion: Promotion) -> None:
    request_id, claire = book(promotion, STARTS + 7 * DAY, STARTS + 14 * DAY), promotion.claire
    before = _starts(promotion, request_id)
    book(promotion, STARTS + 15 * DAY, told=False)
    open_form(promotion, claire, MOVE)
    claire.click(ALL)
    promotion.opened(claire, title="Toutes les séances")
    claire.fill("Première séance\u00a0: jour", "2026-05-13")
    (error,) = claire.submit().errors.values()
    assert plain(error).startswith("La séance du mercredi 20 mai à 9 h tomberait sur un moment qui n’est pas libre.")
    assert _starts(promotion, request_id) == before
    claire.fill("Première séance\u00a0: jour", "2026-05-14")
    assert claire.submit().errors == {}
    assert _starts(promotion, request_id) == [one + 2 * DAY for one in before]


def test_one_seance_of_two_is_cancelled_and_undone_unheard(promotion: Promotion) -> None:
    book(promotion, STARTS, STARTS + DAY)
    open_form(promotion, promotion.lea, CANCEL)
    promotion.lea.choose("sessions", next(label for label in promotion.lea.options("sessions") if "Mercredi" in label))
    assert promotion.lea.submit().errors == {}
    promotion.opened(promotion.lea, title="C’est annulé")
    promotion.lea.click(UNDO)
    promotion.stand()
    assert news_of(promotion) == {}
    assert heads(promotion) == {f"Bureau d’aide {NINE}, puis une autre séance"}
    assert promotion.count("claims") == 10


FOUR = (STARTS, STARTS + DAY, STARTS + 2 * DAY, STARTS + 6 * DAY)


@pytest.mark.parametrize("named", [None, 2])
def test_one_of_four_is_cancelled_which_is_ticked_already(promotion: Promotion, named: int | None) -> None:
    request_id = book(promotion, *FOUR)
    with promotion.database.reading() as reading:
        session = describe_request(reading, request_id).sessions[named or 0]
    if named is None:  # the card names the next one
        open_form(promotion, promotion.lea, CANCEL)
    else:
        value = f"{request_id} {session.id}"
        promotion.lea.press_raw("helpdesk.cancel", value=value, message=card_of(promotion.lea))
        promotion.opened(promotion.lea, title=CANCEL)
    assert promotion.lea.submit().errors == {}
    promotion.stand()
    with promotion.database.reading() as reading:
        left = describe_request(reading, request_id).standing
    assert [one.starts for one in left] == [one for one in FOUR if one != session.starts]


def test_a_seance_that_is_cancelled_already_ticks_no_other(promotion: Promotion) -> None:
    request_id = book(promotion, *FOUR)
    with promotion.database.reading() as reading:
        session = describe_request(reading, request_id).sessions[1]
    value = f"{request_id} {session.id}"
    for count in (4, 3):
        promotion.lea.press_raw("helpdesk.cancel", value=value, message=card_of(promotion.lea))
        promotion.opened(promotion.lea, title=CANCEL)
        assert len(promotion.lea.options("sessions")) == count
        errors = promotion.lea.submit().errors
        assert list(errors) == ([] if count == 4 else ["sessions"])
        promotion.lea.close(all=True)


def test_all_are_cancelled_in_one_message_and_the_team_can_book_again(promotion: Promotion) -> None:
    book(promotion, STARTS, STARTS + DAY)
    open_form(promotion, promotion.claire, CANCEL)
    promotion.claire.choose("sessions", *promotion.claire.options("sessions"))
    assert promotion.claire.submit().errors == {}
    promotion.stand()
    said = "Annulées : 2 séances du bureau d’aide (défi Carte Vive), mardi 5 mai à 9 h et mercredi 6 mai à 9 h. "
    said += "Claire Morel les a annulées."
    assert news_of(promotion) == {"lea": [said], "sami": [said]}
    assert promotion.sami.inbox()[1].buttons == ["Réserver un autre créneau"]
    again = ["Réserver à nouveau"]
    assert [card_of(getattr(promotion, key)).buttons for key in TEAM] == [again, again, []]
    assert promotion.count("claims") == 0


def test_within_the_hour_it_is_told_at_once(promotion: Promotion) -> None:
    book(promotion, STARTS)
    promotion.stage.advance(STARTS - timedelta(minutes=30))
    open_form(promotion, promotion.lea, CANCEL)
    promotion.lea.submit()
    assert promotion.opened(promotion.lea, title="C’est annulé").buttons == []
    promotion.stage.settle()
    told = [who for who, said in news_of(promotion).items() if "annulé" in said[-1]]  # before it came the hour-before
    assert sorted(told) == ["claire", "sami"]


def test_a_guest_leaves_alone_and_their_card_says_so(promotion: Promotion) -> None:
    book(promotion, STARTS)
    open_form(promotion, promotion.sami, LEAVE)
    promotion.sami.submit()
    promotion.stage.settle()
    assert news_of(promotion) == {}
    promotion.stand()
    said = "Sami Haddad ne pourra pas venir au bureau d’aide du mardi 5 mai à 9 h (défi Carte Vive). Le rendez-vous a "
    assert news_of(promotion) == {"lea": [f"{said}toujours lieu."], "claire": [f"{said}toujours lieu."]}
    assert first_line(card_of(promotion.sami)) == f"Sans vous : bureau d’aide du {NINE}"
    assert card_of(promotion.sami).buttons == [COME_BACK]


def test_who_left_comes_back_and_nobody_hears_within_two_minutes(promotion: Promotion) -> None:
    book(promotion, STARTS)
    promotion.press_behind(promotion.sami, CALENDAR, message=card_of(promotion.sami))
    promotion.opened(promotion.sami, title="À savoir")
    promotion.sami.close(all=True)
    promotion.stage.settle()
    open_form(promotion, promotion.sami, LEAVE)
    promotion.sami.submit()
    promotion.sami.click(COME_BACK)
    said = f"C’est noté, vous venez : bureau d’aide, {NINE}."
    promotion.stage.slack.wait_for(lambda: promotion.sami.modal and plain(promotion.sami.modal.text) == said)
    promotion.sami.close(all=True)
    promotion.stand()
    assert news_of(promotion) == {}
    assert card_of(promotion.sami).buttons == [LEAVE, SEND, "Autres actions"]
    assert len(files_in(promotion.sami)) == 2  # the entry, then the same again, of a higher SEQUENCE


def test_who_comes_back_later_is_told_to_who_heard_that_they_left(promotion: Promotion) -> None:
    book(promotion, STARTS)
    open_form(promotion, promotion.sami, LEAVE)
    promotion.sami.submit()
    promotion.sami.close(all=True)
    promotion.stand()
    promotion.sami.click(COME_BACK, message=card_of(promotion.sami))
    wait_for_replies(promotion, promotion.sami, 1)
    assert seen_last(promotion.sami) == f"C’est noté, vous venez : bureau d’aide, {NINE}."
    promotion.sami.press_raw("helpdesk.come_back", value=promotion.newest_id("helpdesk_requests"))
    wait_for_replies(promotion, promotion.sami, 2)
    assert seen_last(promotion.sami) == "Vous venez déjà. Vous n’avez rien à faire."
    promotion.stand()
    said = f"Sami Haddad viendra finalement au bureau d’aide du {NINE} (défi Carte Vive)."
    assert {key: news[-1] for key, news in news_of(promotion).items()} == {"lea": said, "claire": said}


def test_who_is_ill_one_day_leaves_the_seance_of_that_day_and_once(promotion: Promotion) -> None:
    request_id = book(promotion, STARTS, STARTS + DAY)
    sami, before = promotion.sami, len(promotion.sami.inbox())
    sami.message("je suis malade mercredi")
    promotion.stage.slack.wait_for(lambda: len(sami.inbox()) > before)
    promotion.stage.settle()
    sami.click(LEAVE, message=sami.inbox()[-1])
    promotion.opened(sami, title=LEAVE)
    sami.submit()
    said = plain(sami.modal.text) if sami.modal else ""
    assert said.startswith("C’est noté, vous ne viendrez pas : bureau d’aide, mercredi 6 mai à 9 h.")
    sami.close(all=True)
    promotion.stage.advance(STARTS + timedelta(hours=2))
    before = len(sami.replies())
    sami.press_raw("helpdesk.leave", value=str(request_id))
    wait_for_replies(promotion, sami, before + 1)
    assert seen_last(sami).startswith("Vous aviez déjà dit que vous ne viendriez pas.")


def test_a_form_that_showed_one_seance_leaves_that_one_alone(promotion: Promotion) -> None:
    request_id, sami = book(promotion, STARTS, STARTS + DAY), promotion.sami
    open_form(promotion, sami, LEAVE)
    sami.choose("sessions", sami.options("sessions")[1])
    sami.submit()
    sami.close(all=True)
    promotion.stand()
    open_form(promotion, sami, LEAVE)  # of the first
    with promotion.stage.house.tools.transaction() as tx:  # on another screen they come to the second after all
        actor = Actor("U0", people.by_id(tx, promotion.ids["sami"]))
        returns.rejoin_sessions(tx, actor, request_id, now=promotion.stage.clock())
    sami.submit()
    said = plain(sami.modal.text) if sami.modal else ""
    assert said.startswith(f"C’est noté, vous ne viendrez pas : bureau d’aide, {NINE}.")


@pytest.mark.parametrize(
    ("who", "label"),
    [("sami", LEAVE), ("lea", CANCEL), ("claire", "Confier le rendez-vous"), ("claire", "Ajouter quelqu’un")],
)
@pytest.mark.parametrize("at", [0, 1])
def test_forms_tick_the_seance_that_was_opened(promotion: Promotion, who: str, label: str, at: int) -> None:
    request_id, person = book(promotion, STARTS, STARTS + DAY), getattr(promotion, who)
    with promotion.database.reading() as reading:
        session = describe_request(reading, request_id).sessions[at]
    person.open_home()
    person.click(f"agenda.open:{session.id}", message=person.home())
    promotion.opened(person, title="Bureau d’aide")
    person.click(label)
    form = promotion.opened(person, title=label)
    (field,) = [block for block in form.blocks if block.get("block_id") == "sessions"]
    assert [option["value"] for option in field["element"]["initial_options"]] == [str(session.id)]


def test_who_left_several_chooses_on_the_card_to_which_they_come_back(promotion: Promotion) -> None:
    book(promotion, STARTS, STARTS + timedelta(days=1))
    open_form(promotion, promotion.sami, LEAVE)
    promotion.sami.choose("sessions", *promotion.sami.options("sessions"))
    promotion.sami.submit()
    promotion.sami.close(all=True)
    promotion.stand()
    promotion.sami.click(COME_BACK, message=card_of(promotion.sami))
    promotion.opened(promotion.sami, title=COME_BACK)
    promotion.sami.choose("sessions", promotion.sami.options("sessions")[1])
    assert promotion.sami.submit().errors == {}
    said = plain(promotion.sami.modal.text) if promotion.sami.modal else ""
    assert said == "C’est noté, vous venez : bureau d’aide, mercredi 6 mai à 9 h."
    promotion.sami.close(all=True)
    promotion.stand()
    assert "(sans vous)" in card_of(promotion.sami).words


def test_who_comes_back_to_what_is_cancelled_or_begun_reads_why_not(promotion: Promotion) -> None:
    book(promotion, STARTS)
    open_form(promotion, promotion.sami, LEAVE)
    promotion.sami.submit()
    promotion.sami.close(all=True)
    open_form(promotion, promotion.lea, CANCEL)
    promotion.lea.submit()
    both = " ".join(map(promotion.newest_id, ("helpdesk_requests", "appointments")))
    promotion.sami.press_raw("helpdesk.come_back", value=both)
    wait_for_replies(promotion, promotion.sami, 1)
    assert seen_last(promotion.sami).startswith("C’est annulé, ou sans date")
    promotion.lea.click("Revenir en arrière")
    promotion.stage.advance(STARTS)
    promotion.sami.press_raw("helpdesk.come_back", value=both)
    wait_for_replies(promotion, promotion.sami, 2)
    assert seen_last(promotion.sami).startswith("C’est déjà commencé")


def test_a_guest_leaves_from_their_home(promotion: Promotion) -> None:
    book(promotion, STARTS)
    promotion.sami.open_home()
    promotion.sami.click("Ouvrir", message=promotion.sami.home())
    promotion.opened(promotion.sami, title="Bureau d’aide")
    promotion.sami.click(LEAVE)
    promotion.opened(promotion.sami, title=LEAVE)
    promotion.sami.submit()
    promotion.stand()
    assert [first for first in news_of(promotion) if "Sami Haddad" in news_of(promotion)[first][0]] == ["lea", "claire"]
    home = promotion.sami.home()  # drawn anew by itself
    assert home
    assert "Aucun rendez-vous à venir." in plain(home.text)


@pytest.mark.parametrize("who", ["ines", "nadia"])
def test_who_is_not_concerned_can_change_nothing(promotion: Promotion, who: str) -> None:
    request_id = book(promotion, STARTS)
    person: Person = getattr(promotion, who)
    before = promotion.count("notices WHERE subject = 'helpdesk_request'")
    refusals = (
        "Seules les",
        "Seules la personne",
        "Seule l’équipe",
        "Le catalogue est ouvert à tout le monde",
    )
    for number, verb in enumerate(("move", "cancel", "leave", "calendar", "paper"), start=1):
        person.press_raw(f"helpdesk.{verb}", value=str(request_id))
        wait_for_replies(promotion, person, number)
        assert (seen_last(person).startswith(refusals), person.modal) == (True, None)
    assert promotion.count("notices WHERE subject = 'helpdesk_request'") == before


def test_forms_submitted_by_who_is_not_concerned_change_nothing(promotion: Promotion) -> None:
    request_id = book(promotion, STARTS)
    for callback, private in (
        ("helpdesk.moved", f"{request_id} b1"),
        ("helpdesk.cancelled", f"{request_id} b1 1"),
        ("helpdesk.left", str(request_id)),
        ("helpdesk.gave", str(request_id)),
    ):
        values: dict[str, dict[str, dict[str, Any]]] = {
            "slot-1": {"x": {"type": "static_select", "selected_option": {"value": str(int(STARTS.timestamp()))}}},
            "link": {"link": {"type": "url_text_input", "value": "https://docs.example.org/plan"}},
        }
        answer = promotion.ines.submit_raw(callback, private_metadata=private, values=values).answer
        assert re.search("Seules? l.{,90} peu(t|vent) ", plain(str(answer))), callback
    promotion.stand()
    assert (news_of(promotion), promotion.count("claims")) == ({}, 5)


def test_a_file_sent_later_reaches_who_hosts_in_the_thread(promotion: Promotion) -> None:
    book(promotion, STARTS)
    open_form(promotion, promotion.sami, SEND)
    assert [plain(said)[:19] for said in promotion.sami.submit().errors.values()] == ["Ajoutez un fichier,"]
    promotion.sami.attach("file", "plan.pdf", data=b"%PDF-1.7 un plan")
    assert promotion.sami.submit().errors == {}
    promotion.stage.settle()
    threads = {key: files_in(getattr(promotion, key)) for key in TEAM}
    assert {key: [name.partition("-")[0] for name in names] for key, names in threads.items()} == {
        "lea": [],
        "sami": [],
        "claire": ["besoin"],
    }
    assert "plan.pdf, dans le fil de ce message" in plain(card_of(promotion.claire).text)
    assert card_of(promotion.sami).buttons == [LEAVE, "Autres actions"]


def test_the_calendar_file_comes_on_demand_and_offers_the_feed_where_there_is_one(
    promotion: Promotion, monkeypatch: pytest.MonkeyPatch
) -> None:
    book(promotion, STARTS)
    promotion.press_behind(promotion.claire, CALENDAR, message=card_of(promotion.claire))
    assert "abonnement" not in plain(promotion.opened(promotion.claire, title="À savoir").text)
    stage = promotion.stage
    monkeypatch.setitem(vars(stage.house.tools.settings), "bot_base_url", f"{stage.address}/")
    promotion.press_behind(promotion.sami, CALENDAR, message=card_of(promotion.sami))
    said = plain(promotion.opened(promotion.sami, title="À savoir").text)
    assert said.startswith("Le fichier d’agenda arrive dans notre conversation, sous le message")
    assert "/dispositifs agenda abonnement" in said
    stage.settle()
    assert [len(files_in(getattr(promotion, key))) for key in TEAM] == [0, 1, 1]


def test_a_lost_document_is_asked_for_again(promotion: Promotion) -> None:
    paper = Paper(Document.FILE, "F0NOWHERE", "plan.pdf")
    request_id = book(promotion, STARTS, paper=paper)
    assert [said.partition(" :")[0] for said in news_of(promotion)["lea"]] == [
        "Je n’ai pas pu remettre votre document aux coachs"
    ]
    assert promotion.lea.inbox()[1].buttons == [SEND]
    with promotion.database.reading() as reading:
        request = requests.read(reading, request_id)
    assert request is not None
    assert request.paper.document is Document.LATER


def test_the_channel_hears_the_date_alone_and_follows(promotion: Promotion) -> None:
    with promotion.database.transaction() as tx:
        tx.execute(text("UPDATE defis SET channel = :channel"), {"channel": promotion.general.id})
    request_id = book(promotion, STARTS, tell_channel=True)
    assert said_in_general(promotion) == ["Bureau d’aide de l’équipe : mardi 5 mai à 9 h."]
    promotion.claire.press_raw("helpdesk.cancel", value=str(request_id))
    promotion.opened(promotion.claire, title=CANCEL)
    promotion.claire.submit()
    promotion.stand()
    assert said_in_general(promotion) == ["Annulé : bureau d’aide de l’équipe, mardi 5 mai à 9 h."]


def said_in_general(promotion: Promotion) -> list[str]:
    return [plain(one.text) for one in promotion.general.messages if one.from_app]


def files_in(person: Person) -> list[str]:
    """Give the names of the files that came in a thread of this person's conversation with the bot."""
    return [file.name for one in person.inbox() for file in one.files]


def test_one_more_seance_keeps_its_team_and_its_host_whatever_week_is_looked_at(promotion: Promotion) -> None:
    book(promotion, STARTS)
    lea = promotion.lea
    lea.click("Autres actions", message=card_of(lea))
    promotion.opened(lea, title="Bureau d’aide")
    lea.click("Ajouter une séance")
    for turned in (False, True):
        if turned:
            promotion.turn(lea, "Semaine suivante")
        opened = promotion.opened(lea, title="Choisir un créneau")
        assert "Une séance de plus, toute l’équipe, avec Claire Morel." in plain(opened.text)
        assert "Modifier" not in opened.buttons
    promotion.choose(lea, "lundi 11 mai à 9 h")
    assert lea.submit() == Submission()
    assert promotion.opened(lea).title == "C’est réservé"
    lea.close(all=True)
    promotion.stand()
    with promotion.database.reading() as reading:
        request = reading.execute(text("SELECT id FROM helpdesk_requests")).scalar_one()
        hosts = [list(one.host_ids) for one in describe_request(reading, request).standing]
    assert hosts == [[promotion.ids["claire"]]] * 2
