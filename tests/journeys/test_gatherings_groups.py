"""A multidisciplinary group from the first presenter to the last word: asked in turn, grouped two days ahead."""

from datetime import timedelta

from bot.gatherings.groups import formation
from bot.gatherings.groups.grouping import form_groups, groups_of
from bot.gatherings.groups.placement import Grouping
from bot.gatherings.kinds import MIXED
from bot.gatherings.model import Reply
from bot.programme.service import actor_of
from bot.sandbox.people.person import Person
from storage.agenda.appointments import count_by_dispositif
from storage.gatherings import occurrences
from tests.journeys.gatherings import IN_THREE_WEEKS, VISIO, Gatherings
from tests.journeys.promotion import NOW, plain

COME, DECLINE, CALENDAR = "Je viens", "Je ne viens pas", "Ajouter à mon agenda"
PRESENT, SWAP, ABOUT = "Je présente", "Laisser mon tour", "Dire de quoi je parlerai"
GROUP = "Groupe 1 : votre groupe de partage pluridisciplinaire, mardi 26 mai"
SECOND = timedelta(seconds=1)
TEAM = ("lea", "sami")
ADJUST = "Ajuster les groupes"


def test_presenters_first_then_groups_around_them(gatherings: Gatherings) -> None:
    made = gatherings.make(gatherings.series(MIXED))
    gatherings.settle()  # three weeks before is tomorrow; six are invited: two present
    gatherings.go_to(IN_THREE_WEEKS - timedelta(days=21))
    asked = [key for key in gatherings.eig if any("C’est votre tour" in one for one in gatherings.inbox(key))]
    assert len(asked) == 2
    first, second = (gatherings.people[key] for key in asked)
    said = gatherings.answered(first, SWAP)
    assert said.endswith("reçoit maintenant la demande à votre place.")
    gatherings.settle()
    now_asked = [key for key in gatherings.eig if any("C’est votre tour" in one for one in gatherings.inbox(key))]
    assert (len(now_asked), SWAP in [plain(one) for one in first.buttons()]) == (2, False)

    assert gatherings.answered(second, PRESENT).startswith("Merci ! Vous présentez mardi 26 mai à 14 h.")
    gatherings.opens(second, ABOUT, title="Votre présentation")
    second.fill("about", "Nos <!channel> cartes")
    assert gatherings.send(second) == []
    second.close(all=True)

    card = gatherings.announced(made)
    assert f"Présente : {second.name} (« Nos <!channel> cartes »)" in plain(
        card.words
    )  # who took the turn is still asked
    for key in gatherings.eig:
        if gatherings.people[key] not in (second, gatherings.tom):
            gatherings.answered(gatherings.people[key], COME, message=card)
    gatherings.go_to(formation.answers_close_at(IN_THREE_WEEKS) + timedelta(minutes=1))
    gatherings.go_to(IN_THREE_WEEKS - timedelta(hours=5))
    with gatherings.promotion.database.reading() as reading:
        since, until = IN_THREE_WEEKS - timedelta(days=1), IN_THREE_WEEKS + timedelta(days=1)
        number = gatherings.promotion.ids["promotion"]
        held = count_by_dispositif(reading, promotion_id=number, since=since, until=until, now=gatherings.now)
        assert held == {"pluridisciplinaire": (0, 1)}
    groups = [[one for one in gatherings.inbox(key) if one.startswith(GROUP)] for key in gatherings.eig]
    assert [len(one) for one in groups] == [int(gatherings.people[key] is not gatherings.tom) for key in gatherings.eig]
    coach = next(one for one in gatherings.inbox("claire") if "un groupe est fait" in one)
    assert "Groupe 1 (de 14 h à 15 h 30, Claire Morel)" in coach

    gatherings.answered(gatherings.tom, COME, message=card)
    gatherings.settle()
    late = next(one for one in gatherings.inbox("tom") if one.startswith(GROUP))
    assert "Animation : Claire Morel." in late
    gatherings.answered(gatherings.lea, "Je ne pourrai pas venir")
    gatherings.settle()
    with gatherings.promotion.database.reading() as reading:
        (group,) = groups_of(reading, made.id)
    assert gatherings.ids["lea"] not in {one.id for one in group.members}
    assert gatherings.promotion.stage.slack.violations == []


def test_whose_turn_it_is_reads_it_in_their_week_and_answers_there(gatherings: Gatherings) -> None:
    gatherings.promotion.book(gatherings.lea, guests=("Sami Haddad",))  # tomorrow: on Monday at nine both have a week
    gatherings.make(gatherings.series(MIXED))
    gatherings.go_to(NOW + timedelta(hours=1, minutes=1))
    weeks = {key: [one for one in gatherings.people[key].inbox() if "C’est votre tour" in one.words] for key in TEAM}
    (key,) = [key for key, some in weeks.items() if some]
    (week,), person = weeks[key], gatherings.people[key]
    said = plain(week.words)
    assert said.startswith("Votre semaine")
    assert ("Bureau d’aide" in said, [plain(one) for one in week.buttons][-2:]) == (True, [PRESENT, SWAP])
    assert gatherings.answered(person, PRESENT, message=week).startswith("Merci ! Vous présentez mardi 26 mai à 14 h.")
    gatherings.settle()
    (after,) = [one for one in person.inbox() if one.ts == week.ts]
    said = plain(after.words)
    assert said.startswith("Votre semaine")
    assert ("Bureau d’aide" in said, "Vous présentez" in said) == (True, True)
    assert PRESENT not in [plain(one) for one in after.buttons]


def test_two_coaches_adjust_the_groups_and_who_moves_hears_once(gatherings: Gatherings) -> None:
    made = gatherings.make(gatherings.series(MIXED))
    gatherings.settle()
    gatherings.go_to(formation.answers_close_at(IN_THREE_WEEKS) - timedelta(minutes=1))
    ids = sorted(gatherings.ids[key] for key in gatherings.eig)
    promotion = gatherings.promotion
    with promotion.stage.house.tools.transaction() as tx:
        for one in ids:
            occurrences.put_answer(tx, made.id, one, reply=Reply.COMES, now=promotion.stage.clock())
        found = Grouping((tuple(ids[:3]), tuple(ids[3:])))
        form_groups(tx, made.id, found, solver_result="best", visio_url=VISIO, now=promotion.stage.clock())
    gatherings.go_to(IN_THREE_WEEKS - timedelta(hours=5))
    claire, david = promotion.claire, promotion.david
    for coach in (claire, david):
        coach.press_raw("gatherings.adjust", value=str(made.id))
        promotion.opened(coach, title=ADJUST)
    first, last = (next(key for key in gatherings.eig if gatherings.ids[key] == one) for one in (ids[0], ids[-1]))
    place(gatherings, claire, first, 2)
    assert "(à la main)" in said(claire)
    place(gatherings, david, last, 1)
    promotion.stage.slack.wait_for(lambda: "Claire Morel vient de changer quelque chose" in said(david))
    assert said(david).count("(à la main)") == 2
    david.click("Recalculer le reste")
    promotion.stage.slack.wait_for(lambda: "Le reste est recalculé" in said(david))
    before = {key: len(gatherings.inbox(key)) for key in gatherings.eig}
    assert claire.submit().errors == {}  # of what she has not seen
    promotion.stage.slack.wait_for(lambda: "David Nguyen vient de changer quelque chose" in said(claire))
    assert claire.submit().errors == {}
    promotion.opened(claire, title="C’est fait")
    gatherings.settle()
    new = {key: gatherings.inbox(key)[before[key] :] for key in gatherings.eig}
    assert [len(new[first]), len(new[last])] == [1, 1]
    assert new[first][0].startswith("Groupe 2")
    assert all(len(some) <= 1 for some in new.values())
    assert promotion.stage.slack.violations == []


def place(gatherings: Gatherings, coach: Person, key: str, to: int) -> None:
    coach.choose("Qui change de groupe", gatherings.people[key].name)
    coach.choose("Vers quel groupe", f"Groupe {to}")
    coach.click("Changer de groupe")
    gatherings.promotion.stage.slack.wait_for(lambda: f"vers le groupe {to}" in said(coach))


def said(person: Person) -> str:
    return plain(person.modal.text) if person.modal else ""


def test_late_answers_get_groups_within_the_hour_and_on_request(gatherings: Gatherings) -> None:
    made = gatherings.make(gatherings.series(MIXED))
    card = gatherings.announced(made)
    closes = formation.answers_close_at(IN_THREE_WEEKS)
    gatherings.go_to(closes + timedelta(minutes=1))
    assert any("aucun groupe n’a été fait" in one for one in gatherings.inbox("claire"))
    comes = [key for key in gatherings.eig if key != "tom"][:4]
    for key in comes[:3]:
        gatherings.answered(gatherings.people[key], COME, message=card)
    gatherings.go_to(closes + timedelta(hours=3))
    assert [one for key in comes for one in gatherings.inbox(key) if one.startswith(GROUP)] == []
    gatherings.answered(gatherings.people[comes[3]], COME, message=card)
    gatherings.go_to(closes + timedelta(hours=4, minutes=5))
    assert [len([one for one in gatherings.inbox(key) if one.startswith(GROUP)]) for key in comes] == [1] * 4
    gatherings.answered(gatherings.tom, COME, message=card)
    gatherings.settle()
    assert len([one for one in gatherings.inbox("tom") if one.startswith(GROUP)]) == 1


def test_groups_are_made_now_for_few(gatherings: Gatherings) -> None:
    made = gatherings.make(gatherings.series(MIXED))
    card = gatherings.announced(made)
    gatherings.go_to(formation.answers_close_at(IN_THREE_WEEKS) + timedelta(minutes=1))
    for key in ("lea", "sami"):
        gatherings.answered(gatherings.people[key], COME, message=card)
    with gatherings.promotion.database.transaction() as tx:
        formation.form_now(tx, actor_of(tx, gatherings.promotion.ids["claire"]), made.id, now=gatherings.now)
    gatherings.go_to(formation.answers_close_at(IN_THREE_WEEKS) + timedelta(hours=2))
    assert [len([one for one in gatherings.inbox(key) if one.startswith(GROUP)]) for key in ("lea", "sami")] == [1, 1]
