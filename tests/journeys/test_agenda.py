"""Somebody looks at what comes next, and follows it from a calendar outside Slack by a private address."""

import re
from datetime import timedelta
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from ical.calendar_stream import IcsCalendarStream

from bot.agenda.agenda import claim
from bot.agenda.model import AgendaPlan, Part, Participant, State
from bot.sandbox.memory.messages import Reply
from storage.agenda import appointments
from tests.journeys.promotion import NOW, Promotion, first_line, plain, seen_last
from tests.patience import PATIENCE

ADDRESS = re.compile(r"`(https?://\S+/agenda/[A-Za-z0-9_-]{43}\.ics)`")
WORDS = {
    "mai": "À venir pour vous, en mai 2026",
    "j’anime": "À venir : ce que vous animez",
    "bureaux d’aide en juin": "À venir pour vous : Bureau d’aide, en juin 2026",
    "mon défi": "À venir pour vous",  # a coach of all défis has none
}
RENEW, REVOKE = "Renouveler l’adresse", "Supprimer l’adresse"


def book(promotion: Promotion, *, booker: str = "lea", days: int = 1, hours: int = 1) -> str:
    """Write a bureau d'aide with Claire, `days` and `hours` from now; give its UID."""
    parts = ((booker, Part.BOOKER), ("claire", Part.HOST))
    plan = AgendaPlan(
        dispositif="bureau-aide",
        promotion_id=promotion.ids["promotion"],
        defi_id=promotion.ids["carte"],
        starts=NOW + timedelta(days=days, hours=hours),
        minutes=60,
        participants=tuple(Participant(promotion.ids[key], part) for key, part in parts),
        link="https://visio.example.org/AbCd",
    )
    uid = f"{booker}-{days}-{hours}"
    with promotion.database.transaction() as tx:
        number = appointments.add(tx, plan, uid=uid, state=State.CONFIRMED, now=NOW)
        claim(tx, number, [promotion.ids["claire"]], starts=plan.starts, ends=plan.ends)
    return uid


@pytest.fixture
def reachable(promotion: Promotion, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the bot a public address: the one that it listens on."""
    stage = promotion.stage
    monkeypatch.setitem(vars(stage.house.tools.settings), "bot_base_url", f"{stage.address}/")
    return stage.address


def found_in(words: str) -> str:
    found = ADDRESS.search(words)
    assert found, words
    return found[1]


def events(address: str) -> list[str]:
    with urlopen(address, timeout=PATIENCE) as answer:
        calendar = IcsCalendarStream.calendar_from_ics(answer.read().decode())
    return [str(one.uid) for one in calendar.events]


def status(address: str) -> int:
    try:
        with urlopen(address, timeout=PATIENCE) as answer:
            return int(answer.status)
    except HTTPError as refused:
        return refused.code


def test_what_comes_next_is_told_by_day_to_who_asks(promotion: Promotion) -> None:
    for days, hours in ((8, 1), (1, 3), (1, 1), (0, 1)):
        book(promotion, days=days, hours=hours)
    book(promotion, booker="ines", days=2)
    answer = promotion.lea.command("/dispositifs agenda", channel=promotion.general)
    rest = ", pour le défi Carte Vive, avec Claire Morel"
    assert answer.ephemeral
    assert plain(answer.words).split("\n")[:10] == [
        "À venir pour vous",
        "Aujourd’hui, lundi 4 mai",
        f"• Bureau d’aide de 9 h à 10 h{rest}",
        "Ouvrir",
        "Rejoindre la visio à 9 h",
        "Demain, mardi 5 mai",
        f"• Bureau d’aide de 9 h à 10 h{rest}",
        f"• Bureau d’aide de 11 h à 12 h{rest}",
        "Ouvrir celui de 9 h",
        "Ouvrir celui de 11 h",
    ]
    assert [plain(one) for one in promotion.lea.options("agenda.open", message=answer)] == [
        "mardi 12 mai à 9 h, Bureau d’aide"
    ]
    assert "mardi 12 mai" in plain(answer.text).lower()
    assert "Inès" not in answer.text + answer.words


def test_nothing_to_come_says_what_to_do(promotion: Promotion) -> None:
    answer = promotion.sami.command("/dispositifs agenda")
    assert first_line(answer).startswith("Rien de prévu pour vous en ce moment.")
    promotion.sami.click("Ouvrir le catalogue", message=answer)
    assert promotion.stage.slack.wait_for(lambda: seen_last(promotion.sami).startswith("Les dispositifs EIG."))


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("mai", "À venir pour vous, en mai 2026."),
        ("mai 2027", "À venir pour vous, en mai 2027."),
        ("comités en juin 2026", "À venir pour vous : Comité d’évaluation, en juin 2026."),
    ],
)
def test_nothing_in_what_was_asked_for_names_it(promotion: Promotion, typed: str, named: str) -> None:
    book(promotion, booker="lea", days=60)
    for person in (promotion.sami, promotion.lea):  # with nothing at all, and with something at another time
        assert plain(person.command(f"/dispositifs agenda {typed}").text).startswith(
            f"{named} Rien de prévu ici en ce moment."
        )


def listed(reply: Reply) -> list[str]:
    """Give the first line, and a line for each appointment."""
    lines = plain(reply.words).split("\n")
    return [lines[0], *(line for line in lines if line.startswith("• "))]


def test_the_agenda_is_narrowed_by_a_word_or_by_its_list(promotion: Promotion) -> None:
    claire, slack = promotion.claire, promotion.stage.slack
    for days in (1, 40):
        book(promotion, days=days)
    narrowed = {text: plain(claire.command(f"/dispositifs agenda {text}").words).split("\n")[0] for text in WORDS}
    assert narrowed == WORDS
    answer = claire.command("/dispositifs agenda", channel=promotion.general)
    assert len(listed(answer)) == 3
    claire.choose("agenda.show", "juin 2026", message=answer)
    assert slack.wait_for(lambda: "en juin 2026" in plain(claire.replies()[-1].words)), claire.replies()[-1].words
    assert len(listed(claire.replies()[-1])) == 2


def test_what_can_still_be_joined_is_found_and_what_is_of_the_team_has_no_link(promotion: Promotion) -> None:
    book(promotion)
    lea = promotion.lea
    lea.command("/dispositifs agenda rejoindre")
    view = promotion.opened(lea, title="À rejoindre")
    assert plain(view.text).startswith("Rien d’autre à rejoindre pour l’instant")


def test_the_command_explains_itself_and_forgives_a_typo(promotion: Promotion) -> None:
    words = {text: plain(promotion.lea.command(f"/dispositifs agenda {text}").text) for text in ("aide", "abonement")}
    assert words == {
        "aide": (
            "`/dispositifs agenda` : vos rendez-vous à venir, ou une partie avec un mot, comme « mai » ou « comité » ; "
            "`/dispositifs agenda rejoindre` : ce qui vous est encore ouvert ; `/dispositifs agenda abonnement` : les "
            "suivre dans votre logiciel d’agenda ; `/dispositifs agenda messages` : choisir vos messages ; "
            "`/dispositifs agenda connecter` : connecter votre propre agenda ; `/dispositifs "
            "agenda date` : trouver une date à plusieurs"
        ),
        "abonement": "Je ne connais pas « abonement » ici. Essayez `/dispositifs agenda abonnement`.",
    }


def test_a_stranger_is_told_whom_to_ask(promotion: Promotion) -> None:
    for text in ("", " abonnement"):
        assert promotion.nadia.command(f"/dispositifs agenda{text}").buttons == ["Prévenir les coachs"]
    assert promotion.count("feeds") == 0


def test_without_a_public_address_there_is_no_subscription(promotion: Promotion) -> None:
    answer = promotion.lea.command("/dispositifs agenda abonnement")
    assert "l’équipe des coachs peut la mettre en service" in plain(answer.text)
    assert (answer.buttons, promotion.count("feeds")) == ([], 0)


@pytest.mark.usefixtures("reachable")
def test_an_address_is_followed_renewed_and_taken_back(promotion: Promotion) -> None:
    lea, slack = promotion.lea, promotion.stage.slack
    mine = book(promotion)
    book(promotion, booker="ines", days=2)
    answer = lea.command("/dispositifs agenda abonnement")
    first = found_in(answer.text)
    assert (answer.ephemeral, events(first)) == (True, [mine])
    assert found_in(lea.command("/dispositifs agenda abonnement").text) == first
    lea.click(RENEW, message=answer)
    second = slack.wait_for(lambda: [one for one in addresses(promotion) if one != first])[-1]
    assert (status(first), events(second)) == (404, [mine])
    shown = next(one for one in lea.replies() if second in one.text)
    lea.click(REVOKE, message=shown)
    assert slack.wait_for(lambda: status(second) == 404)
    assert slack.wait_for(lambda: second not in addresses(promotion))
    assert "est supprimée" in " ".join(one.text for one in lea.replies())
    assert found_in(lea.command("/dispositifs agenda abonnement").text) not in (first, second)


def addresses(promotion: Promotion) -> list[str]:
    """Give the addresses that Léa can still read."""
    return [found[1] for one in promotion.lea.replies() if (found := ADDRESS.search(one.text))]
