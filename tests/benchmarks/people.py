"""Fifty scripted people at once, twenty actions a second: all that is sent is answered, and seen by who sent it."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Thread

from bot.catalogue.phases import PHASES
from bot.demo.cast import story_start
from bot.demo.story import USUAL, Scene, raise_scene
from bot.programme.files.kind import read_file
from bot.programme.imports.service import NamedFile, apply_import
from bot.programme.model import Actor
from bot.sandbox.memory.messages import Reply
from bot.sandbox.memory.team import Delivery
from bot.sandbox.people.person import Person

from .measure import Row, timing

FIRST_DAY = date(2026, 5, 4)
PEOPLE, RATE, SECONDS = 50, 20, 10
ACTIONS = RATE * SECONDS
STEPS = ("slash_commands", "block_actions", "view_submission", "event_callback")  # what each sends, in turn
LINE, BUTTON, NEED, MESSAGE = "/dispositifs échelle", "Réserver un bureau d’aide", "Relire notre plan.", "masterclass"
NEXT = "Choisir un créneau"  # the title of what the first form leads to
PATIENCE_S = 3.0  # until what follows an acknowledgement shows
LATE_S = 1.0  # an action that starts so long after its time means that the pace was not held


@dataclass
class Player:
    """One person going round: types a command, presses a button of its card, submits the form, writes to the bot."""

    person: Person
    step: int = 0
    sent: Counter[str] = field(default_factory=Counter)
    unseen: list[str] = field(default_factory=list)  # what was sent and did not show what it should
    card: Reply | None = None

    def act(self, scene: Scene) -> None:
        """Do the next of the four and look for what comes of it."""
        kind = STEPS[self.step % len(STEPS)]
        self.step += 1
        self.sent[kind] += 1
        try:
            seen = {
                "slash_commands": self._type,
                "block_actions": self._press,
                "view_submission": self._submit,
                "event_callback": self._write,
            }[kind](scene)
        except LookupError as missing:
            self.unseen.append(f"{kind}: {missing}")
            return
        if not seen:
            self.unseen.append(f"{kind}: nothing showed")

    def _type(self, scene: Scene) -> bool:
        self.card = self.person.command(LINE, channel=scene.cast.promotion)
        return self.card.message is not None

    def _press(self, scene: Scene) -> bool:
        click = self.person.click(BUTTON, message=self.card)
        return click.error is None and bool(_shows(scene, lambda: self.person.modal is not None))

    def _submit(self, _scene: Scene) -> bool:
        self.person.fill("need", NEED)
        outcome = self.person.submit()
        shown = self.person.modal
        self.person.close(all=True)
        return not outcome.errors and outcome.error is None and shown is not None and shown.title == NEXT

    def _write(self, scene: Scene) -> bool:
        before = len(self.person.inbox())
        self.person.message(MESSAGE)
        return bool(_shows(scene, lambda: len(self.person.inbox()) == before + 1))


def measure() -> list[Row]:
    """Give the acks of the crowd; met when nothing was lost, nothing failed and no rule of Slack was broken."""
    scene = raise_scene(USUAL, story_start(FIRST_DAY))
    try:
        players = [Player(person) for person in _gather(scene)]
        for number, player in enumerate(players):  # so that all four kinds come at any moment
            for _ in range(number % len(STEPS)):
                player.act(scene)
        scene.stage.settle()
        if wrong := [words for player in players for words in player.unseen]:
            raise RuntimeError(f"the crowd was not ready: {wrong[0]}")
        return [_play(scene, players)]
    finally:
        scene.close()


def _play(scene: Scene, players: Sequence[Player]) -> Row:
    slack = scene.stage.slack
    for player in players:
        player.sent.clear()
    deliveries, calls = len(slack.deliveries), len(slack.calls)
    late, took = _at_once(scene, players)
    scene.stage.settle()
    own = {player.person.id for player in players}
    heard = [one for one in slack.deliveries[deliveries:] if _sender(one) in own]
    sent = sum((player.sent for player in players), Counter[str]())
    answered = Counter(_kind(one) for one in heard if one.status == 200 and not one.error and not one.attempt)
    refused = [one.method for one in slack.calls[calls:] if not one.answer.get("ok")]
    failures = [words for player in players for words in player.unseen] + refused
    failures += [f"{one.kind} {one.name}: {one.error or 'sent again'}" for one in heard if one.error or one.attempt]
    broken = slack.violations
    said = (
        f"{sent.total()} sent in {took:.1f} s, {answered.total()} answered, {len(failures)} failures, "
        f"{len(broken)} violations, started at most {late * 1000:.0f} ms late"
    )
    for words in (*failures[:3], *broken[:3]):
        said += f"\n{words}"
    acks = timing([one.ms / 1000 for one in heard])
    held = sent.total() == ACTIONS and late < LATE_S
    met = held and sent == answered and not failures and not broken
    figure = f"{PEOPLE} people at once, {RATE} actions a second: acks"
    return Row(figure, acks, None, said, f"p99 {acks.p99:.0f} ms", "none lost", met)


def _at_once(scene: Scene, players: Sequence[Player]) -> tuple[float, float]:
    """Let everybody act at their times, each in a thread of their own; give the longest delay and the whole, in s."""
    late: list[float] = []
    started = time.perf_counter()

    def live(number: int) -> None:
        for turn in range(number, ACTIONS, PEOPLE):
            wait = started + turn / RATE - time.perf_counter()
            time.sleep(max(0.0, wait))
            late.append(max(0.0, -wait))
            players[number].act(scene)

    threads = [Thread(target=live, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return max(late), time.perf_counter() - started


def _gather(scene: Scene) -> list[Person]:
    """Give fifty EIG whom the bot knows, in the promotion's channel: made up on top of the story's own people."""
    people = [
        scene.stage.slack.add_person(f"Personne {number}", email=f"personne.{number}@example.org")
        for number in range(PEOPLE)
    ]
    scene.cast.promotion.members.update(person.id for person in people)
    rows = [f"{person.email},{person.name},EIG,Guichet Clair" for person in people]
    data = "\n".join(["email,nom,role,defi", *rows]).encode()
    with scene.stage.house.tools.transaction() as tx:
        apply_import(
            tx,
            [NamedFile("personnes.csv", read_file("personnes.csv", data))],
            promotion_name=None,
            phase_names=[phase.name for phase in PHASES],
            confirmed=True,
            actor=Actor(""),
            now=scene.stage.clock(),
        )
    scene.stage.settle()
    return people


def _shows(scene: Scene, condition: Callable[[], bool]) -> bool:
    return scene.stage.slack.wait_for(condition, seconds=PATIENCE_S)


def _kind(delivery: Delivery) -> str:
    return str(delivery.payload.get("type", delivery.kind))


def _sender(delivery: Delivery) -> str:
    """Give who did what a delivery tells of: Slack names them at three places."""
    payload = delivery.payload
    if "event" in payload:
        return str(payload["event"].get("user"))
    return str(payload["user"]["id"] if "user" in payload else payload.get("user_id"))
