"""Two people want one slot at one moment, or one person sends the same form twice: on both databases, as races are."""

from concurrent.futures import ThreadPoolExecutor

from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from tests.journeys.promotion import NINE, QUARTER_PAST_TEN, Promotion, first_line, plain

LEFT = "Ce créneau n’est plus libre. Il reste, mardi 5 mai : 10 h 30, 11 h et 11 h 30."


def together(*people: Person) -> list[Submission]:
    """Submit what each has open, at once."""
    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(lambda person: person.submit(), people))


def test_one_of_two_gets_the_slot_and_the_other_sees_what_is_left(promotion: Promotion) -> None:
    racers = (promotion.lea, promotion.ines)
    for person in racers:
        promotion.ask(person, host="Claire Morel")
        promotion.choose(person, NINE)
    outcomes = together(*racers)
    assert sorted(plain(outcome.errors.get("slot", "")) for outcome in outcomes) == ["", LEFT]
    winner, loser = racers if not outcomes[0].errors else reversed(racers)
    assert promotion.opened(winner).title == "C’est réservé"
    assert promotion.opened(loser).title == "Choisir un créneau"
    promotion.choose(loser, QUARTER_PAST_TEN if QUARTER_PAST_TEN in promotion.slots(loser) else "mardi 5 mai à 11 h")
    assert loser.submit() == Submission()
    promotion.stand()
    assert [first_line(one) for one in winner.inbox()] == [f"Bureau d’aide {NINE}"]
    assert len(loser.inbox()) == 1
    assert len(promotion.claire.inbox()) == 2
    assert promotion.count("appointments") == 2


def test_without_preference_both_get_the_slot_each_with_another_coach(promotion: Promotion) -> None:
    racers = (promotion.lea, promotion.ines)
    for person in racers:
        promotion.ask(person)
        promotion.choose(person, NINE)
    assert together(*racers) == [Submission(), Submission()]
    promotion.stand()
    assert [len(person.inbox()) for person in (promotion.claire, promotion.david)] == [1, 1]


def test_an_overlapping_start_is_lost_as_well(promotion: Promotion) -> None:
    racers = (promotion.lea, promotion.ines)
    for person, slot in zip(racers, (NINE, "mardi 5 mai à 9 h 30"), strict=True):
        promotion.ask(person, host="David Nguyen")
        promotion.choose(person, slot)
    assert sorted(list(outcome.errors) for outcome in together(*racers)) == [[], ["slot"]]
    assert promotion.count("appointments") == 1


def test_the_same_form_sent_twice_is_one_booking(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.ask(lea)
    promotion.choose(lea, NINE)
    form = promotion.opened(lea)
    values = dict(form.values)
    with ThreadPoolExecutor(3) as pool:
        sent = [
            pool.submit(lea.submit_raw, "helpdesk.slot", private_metadata=form.private_metadata, values=values)
            for _ in range(3)
        ]
    answers = [one.result().answer for one in sent]
    assert [answer["response_action"] for answer in answers] == ["update"] * 3
    assert len({str(answer["view"]["blocks"]) for answer in answers}) == 1
    promotion.stand()
    assert promotion.inboxes() == {key: [f"Bureau d’aide {NINE}"] for key in ("lea", "sami", "claire")}
    assert [promotion.count(one) for one in ("appointments", "helpdesk_requests", "claims")] == [1, 1, 5]
