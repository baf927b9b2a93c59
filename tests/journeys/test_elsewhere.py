"""Who lives elsewhere reads their own time beside that of Paris wherever a time is said to them; the others do not."""

import json
from datetime import timedelta

from bot.sandbox.people.person import Person
from storage.programme import people, promotions
from tests.journeys.promotion import NINE, NOW, Promotion, first_line, plain

THERE = f"{NINE} (4 h à Cayenne)"
SPAN = "mardi 5 mai, de 9 h à 10 h (de 4 h à 5 h à Cayenne)"
WORDS = ("Cayenne", "heure locale")


def live(promotion: Promotion, person: Person, zone: str) -> None:
    promotion.stage.slack.team.accounts[person.id].tz = zone


def written(blocks: object) -> str:
    return plain(json.dumps(blocks, ensure_ascii=False))


def seen(person: Person) -> str:
    """Give all that somebody has from the bot: messages, what screen readers hear of them, and the Home."""
    home = person.open_home()
    drawn = [f"{one.text} {one.words}" for one in person.inbox()]
    return plain(" ".join([*drawn, written(home.blocks if home else [])]))


def test_own_time_is_said_on_slots_cards_lists_home_and_reminders(promotion: Promotion) -> None:
    lea, sami, claire = promotion.lea, promotion.sami, promotion.claire
    live(promotion, lea, "America/Cayenne")
    live(promotion, sami, "Europe/Brussels")
    with promotion.database.transaction() as tx:
        promotions.change_defi(tx, promotion.ids["carte"], channel=promotion.general.id)
        people.change(tx, promotion.ids["sami"], zone="Europe/Brussels")
    promotion.begin(lea)
    promotion.team(lea, host="Claire Morel", guests=("Sami Haddad",))
    assert promotion.slots(lea)[0] == THERE
    promotion.choose(lea, THERE)
    assert lea.submit().errors == {}
    assert THERE in written(promotion.opened(lea).blocks)
    lea.close(all=True)
    promotion.stage.settle()
    lea.click("Autres actions")
    promotion.opened(lea, title="Bureau d’aide")
    lea.click("Préciser la demande")
    promotion.opened(lea, title="Préciser la demande")
    lea.choose("channel", "Dire la date dans le canal du défi")
    assert lea.submit().errors == {}
    lea.close(all=True)
    promotion.stand()
    [card] = lea.inbox()
    assert first_line(card) == f"Bureau d’aide {THERE}"
    assert f"Bureau d’aide {SPAN}, heure de Paris" in plain(card.text)
    assert "de 9 h à 10 h (de 4 h à 5 h à Cayenne)" in plain(lea.command("/dispositifs agenda").text)
    assert "demain à 9 h (4 h à Cayenne)" in plain(lea.command("/bureau-aide liste").text)
    promotion.stage.advance(NOW + timedelta(days=1, minutes=5))  # an hour before
    assert "dans une heure, à 9 h (4 h à Cayenne)" in seen(lea)
    for said in map(seen, (sami, claire)):
        assert ("Bureau d’aide" in said, [word for word in WORDS if word in said]) == (True, [])
    assert not any(word in one.words for one in promotion.general.messages for word in WORDS)
