"""What the demo's page moves: time by steps, the bot's process, another scene."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.dates.paris import to_paris
from bot.demo.scenes.conference import TITLE as TALK
from bot.demo.sessions import conversation_of
from bot.demo.story import (
    BEGINNING,
    COMMITTEES,
    EMPTY,
    END_OF_PHASE,
    LATER,
    MEETINGS,
    OPENING,
    SOON,
    TO_COME,
    TO_CONFIRM,
    TO_NEXT,
    USUAL,
    WITHOUT_BOT,
    Story,
    raise_scene,
)
from bot.programme.service import current_promotion
from bot.sandbox.workspace import Sandbox
from tests.journeys.promotion import NOW


@pytest.fixture
def story() -> Iterator[Story]:
    story = Story(raise_scene(USUAL, NOW), NOW)
    yield story
    story.close()


def phase_of(story: Story) -> int:
    tools = story._scene.stage.house.tools  # noqa: SLF001 - what the bot knows, not what the page shows
    with tools.reading() as reading:
        promotion = current_promotion(reading, tools.now(), person=None)
    assert promotion
    phase = promotion.phase_on(tools.now().date())
    return phase.number if phase else 0


def test_time_moves_by_the_words_of_the_page(story: Story) -> None:
    stage = story._scene.stage  # noqa: SLF001 - its clock
    before = stage.clock()
    story.move("Deux minutes plus tard")
    assert timedelta(minutes=2) <= stage.clock() - before < timedelta(minutes=2, seconds=30)
    story.move("Une semaine plus tard")
    assert stage.clock() - before >= timedelta(days=7)
    week = to_paris(stage.clock())
    story.move("Un mois plus tard")
    month = to_paris(stage.clock())
    assert (month.month, month.day, month.hour) == (week.month % 12 + 1, week.day, week.hour)
    with pytest.raises(LookupError):
        story.move("Hier")
    assert TO_NEXT not in story.moves()


def test_bot_stops_and_what_it_owes_arrives_afterwards(story: Story) -> None:
    stage, cast = story._scene.stage, story._scene.cast  # noqa: SLF001 - who plays
    story.stop_bot()
    story.stop_bot()
    assert (story.bot_running, TO_NEXT in story.moves()) == (False, False)
    assert cast.eig.command("/dispositifs").error == "dispatch_failed"
    cast.eig.message("mentorat")
    story.move("Une heure plus tard")
    story.start_bot()
    story.start_bot()
    assert story.bot_running
    assert cast.eig.command("/dispositifs").text.startswith("Les dispositifs EIG")
    assert stage.slack.wait_for(lambda: [one.words.split("\n")[0] for one in cast.eig.inbox()] == ["Mentorat"])
    card = "personnes viennent d’arriver"
    assert stage.slack.wait_for(lambda: any(card in one.words for one in cast.coachs.messages))


def test_scene_is_another_workspace_that_the_page_shows(story: Story) -> None:
    shown: list[Sandbox] = []
    story.show = shown.append
    scenes = [OPENING, BEGINNING, USUAL, END_OF_PHASE, TO_CONFIRM, TO_COME, MEETINGS, COMMITTEES, EMPTY]
    assert (story.scenes(), story.scene, phase_of(story)) == (scenes, USUAL, 2)
    story.load(BEGINNING)
    assert (story.scene, phase_of(story)) == (BEGINNING, 1)
    story.load(END_OF_PHASE)
    assert phase_of(story) == 2
    assert len({id(one) for one in shown}) == 2
    assert {words for words in story.roles().values() if words.startswith("EIG")} == {
        "EIG, Guichet Clair",
        "EIG, Mémoire ouverte",
        "EIG, Sentinelle des rivières",
    }
    with pytest.raises(LookupError):
        story.load("Au bord de la mer")


def test_empty_scene_lets_the_first_coach_prepare_a_promotion(story: Story) -> None:
    story.load(EMPTY)
    cast, slack = story._scene.cast, story.sandbox  # noqa: SLF001 - who plays
    assert story.roles() == {cast.coach.id: "coach"}
    assert [one.does for one in story.tour(cast.coach.id)] == ["home"]
    assert [(one.does, one.what) for one in story.tour(cast.eig.id)] == [("play", cast.coach.id)]
    home = cast.coach.open_home()
    assert "Préparer une promotion" in home.buttons
    closed = next(one for one in slack.team.channels.values() if one.name == WITHOUT_BOT)
    assert cast.coach.command("/invite @dispositifs-eig", channel=closed).error is None
    assert slack.bot_user_id in closed.members


def test_opening_scene_has_three_messages_to_read_and_three_things_to_try(story: Story) -> None:
    story.load(OPENING)
    cast, slack = story._scene.cast, story.sandbox  # noqa: SLF001 - who plays
    mine = [
        one for channel in slack.team.channels.values() if cast.eig.id in channel.members for one in channel.messages
    ]
    assert len(mine) == 3
    for person, other in ((cast.eig, cast.coach), (cast.coach, cast.eig), (cast.mentor, cast.coach)):
        first, second, third = story.tour(person.id)
        assert first.does == ("command" if person is cast.eig else "home")
        assert (second.does, second.what) == ("play", other.id)
        assert (third.does, third.what) == ("move", SOON)
    story.move(SOON)
    assert [one.what for one in story.tour(cast.eig.id)] == ["/bureau-aide", cast.coach.id, LATER]
    assert {one.what for one in story.tour(cast.eig.id) if one.does == "move"} <= {*story.moves()}


def test_coaches_of_the_cast_are_free_at_the_same_time_and_one_is_preferred_with_a_reason(story: Story) -> None:
    cast, slack = story._scene.cast, story.sandbox  # noqa: SLF001 - who plays
    eig = cast.eig
    eig.command("/bureau-aide")
    slack.wait_for(lambda: eig.modal)
    eig.fill("need", "Relire notre plan.")
    eig.submit()
    eig.submit()  # « Sans préférence » is chosen already
    eig.choose("slot", eig.options("slot")[0])
    eig.submit()
    done = eig.modal
    assert done is not None
    assert cast.coach.name in done.text


def test_scene_of_a_request_to_confirm_has_it_in_the_mentors_conversation(story: Story) -> None:
    story.load(TO_CONFIRM)
    stage, cast = story._scene.stage, story._scene.cast  # noqa: SLF001 - who plays
    _, request = cast.mentor.inbox()  # after the welcome
    assert f"{cast.eig.name} vous demande quatre séances de mentorat" in request.words
    cast.mentor.click("Confirmer les 4 séances", message=request)
    stage.settle()
    assert conversation_of(stage.slack, (cast.eig, cast.second_teammate, cast.mentor))


def test_scene_of_what_is_to_come_reminds_of_it_as_time_is_moved(story: Story) -> None:
    story.load(TO_COME)
    stage, cast = story._scene.stage, story._scene.cast  # noqa: SLF001 - who plays
    for _ in range(6):
        story.move(TO_NEXT)
        stage.settle()
    told = [one.words.split("\n")[0].replace("\u00a0", " ") for one in cast.eig.inbox(threads=False)]
    assert "Votre semaine" in told
    assert any(one.startswith("Bureau d’aide dans une heure") for one in told)


def test_scene_of_meetings_has_announcements_that_fill_and_groups_as_time_is_moved(story: Story) -> None:
    story.load(MEETINGS)
    stage, cast = story._scene.stage, story._scene.cast  # noqa: SLF001 - who plays
    stage.advance(stage.clock() + timedelta(seconds=3))
    talk, mixed = (
        next(one for one in cast.promotion.messages if what in one.words[:80])
        for what in (TALK, "Groupe de partage pluridisciplinaire")
    )
    for person in (cast.eig, cast.teammate, cast.second_teammate, cast.rival):
        person.click("Je viens", message=talk)
        person.click("Je viens", message=mixed)
    stage.advance(stage.clock() + timedelta(seconds=3))
    assert "C’est complet" in talk.words.replace("\u00a0", " ")
    story.move("Une semaine plus tard")
    story.move("Une semaine plus tard")
    assert any("votre groupe de partage pluridisciplinaire" in one.words for one in cast.rival.inbox())
    assert stage.slack.violations == []
