"""What the demo's page controls: the clock, and the current scene with its workspace and bot."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import RLock

from rich.console import Console

from bot.catalogue.phases import PHASES
from bot.dates.holidays import next_working_day
from bot.dates.hours import parse_clock
from bot.dates.paris import day_of, moment_at, to_paris
from bot.dates.phases import add_months
from bot.demo.cast import Cast, first_coach, gather, part_words, promotion_files
from bot.demo.scenes.beginning import begin_a_monday, welcome_everybody
from bot.demo.scenes.booking import book_four_sessions
from bot.demo.scenes.gatherings import announce_meetings
from bot.demo.scenes.mentoring import ask_for_a_cycle
from bot.demo.show import Show
from bot.demo.stage import Stage
from bot.demo.transcript import Transcript
from bot.programme.files.kind import read_file
from bot.programme.imports.service import NamedFile, apply_import
from bot.programme.model import Actor
from bot.sandbox.browser.controls import Hint
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox
from storage.helpdesk import requests
from storage.programme import people

BOOK = Hint("Réserver un bureau d’aide", "Une heure avec un ou une coach, en trois étapes", "command", "/bureau-aide")
LOOK = Hint("Voir ce qui vous attend", "L’accueil de l’application, pour cette personne", "home")
PREPARE = Hint("Préparer une promotion", "L’accueil de l’application, dans un bot vide", "home")
MONTHS_BEFORE = 3  # how long ago the promotion began in usual scenes: it is in its second phase
OPENING = "Un lundi matin, en phase 2"
BEGINNING, USUAL, END_OF_PHASE = "Début de la promotion", "Au milieu de la phase 2", "Fin de la phase 2"
TO_CONFIRM, TO_COME = "Un mentorat à confirmer", "Des rendez-vous à venir"
MEETINGS = "Un mois de rencontres"
COMMITTEES = "Des comités à planifier"
EMPTY = "Un bot vide, une promotion à préparer"
SCENES: Mapping[str, Callable[[date], date]] = {  # name → when the promotion began, given the story's first day
    OPENING: lambda day: add_months(day, -MONTHS_BEFORE),
    BEGINNING: lambda day: day,
    USUAL: lambda day: add_months(day, -MONTHS_BEFORE),
    END_OF_PHASE: lambda day: (
        add_months(day, -5) + timedelta(days=7)
    ),  # phases 1 and 2 last five months: phase 2 ends in a week
    TO_CONFIRM: lambda day: add_months(day, -MONTHS_BEFORE),
    TO_COME: lambda day: add_months(day, -MONTHS_BEFORE),
    MEETINGS: lambda day: add_months(day, -MONTHS_BEFORE),
    COMMITTEES: lambda day: add_months(day, -5) + timedelta(days=35),  # phase 2 ends in five weeks
}
NAMES = (*SCENES, EMPTY)
WITHOUT_BOT = "canal-sans-le-bot"  # a channel of the empty scene, to which `/invite` adds the bot
SOON, LATER = "Deux minutes plus tard", "Une semaine plus tard"
TO_NEXT = "Jusqu’au prochain message"


@dataclass
class Scene:
    """A stage, its people and the folder of its files. `name`: by which it can be loaded again."""

    name: str
    stage: Stage
    cast: Cast
    folder: tempfile.TemporaryDirectory[str]

    def close(self) -> None:
        """Stop the bot and the workspace, and delete their files."""
        self.stage.close()
        self.folder.cleanup()


def raise_scene(name: str, start: datetime) -> Scene:
    """Open a scene at `start`: people have accounts, and the files are imported. Raises LookupError.

    - The first scene: everybody was welcomed, and nothing else has happened.
    - A request for a mentoring cycle waits in the mentor's conversation.
    - A team has booked four séances: reminders come as time is moved.
    - A conference and a multidisciplinary group are announced: people can answer.
    - A phase ends in five weeks: its committees are to be planned.
    - The empty scene: nothing is imported, and the first coach (BOT_COACHES) sets up a promotion. In all scenes of
      PLAYED, everybody was welcomed.
    """
    if name not in NAMES:
        raise LookupError(f"no scene of this name: {name}")
    folder = tempfile.TemporaryDirectory(prefix="dispositifs-demo-")
    coaches = (first_coach(),) if name == EMPTY else ()
    stage = Stage(Path(folder.name), now=start, coaches=coaches, reachable=True)
    scene = Scene(name, stage, gather(stage.slack), folder)
    try:
        stage.open()
        if name == EMPTY:
            stage.slack.add_channel(WITHOUT_BOT, members=[scene.cast.coach], with_bot=False)
            return scene
        _import_files(stage, promotion_files(scene.cast, begins=SCENES[name](day_of(start))), start)
        if name in PLAYED:
            show = Show(stage, scene.cast, Transcript(Console(quiet=True)))
            welcome_everybody(show)
            PLAYED[name](show)
    except BaseException:
        scene.close()
        raise
    return scene


def _book_and_stand(show: Show) -> None:
    book_four_sessions(show)
    show.stand()


PLAYED: Mapping[str, Callable[[Show], object]] = {  # scene → what is played in it after the welcome
    OPENING: begin_a_monday,
    TO_CONFIRM: ask_for_a_cycle,
    TO_COME: _book_and_stand,
    MEETINGS: announce_meetings,
    COMMITTEES: lambda _: None,
}


class Story:
    """What the page controls beside Slack. Scenes begin at `start`. `show` is given the workspace of a new scene."""

    def __init__(self, scene: Scene, start: datetime) -> None:
        self._scene = scene
        self._start = start
        self._moved = False  # whether somebody has moved time in this scene
        self.show: Callable[[Sandbox], None] = lambda _: None
        self._lock = RLock()  # tabs may click at once, and a move of time may take long

    @property
    def sandbox(self) -> Sandbox:
        return self._scene.stage.slack

    @property
    def bot_running(self) -> bool:
        """Return whether the bot runs."""
        return self._scene.stage.is_running

    def roles(self) -> Mapping[str, str]:
        """Return {Slack id: role} for the people in the story."""
        if self._scene.name == EMPTY:
            return {self._scene.cast.coach.id: "coach"}
        return part_words(self._scene.stage.slack)

    def tour(self, person_id: str) -> tuple[Hint, ...]:
        """Return suggestions for this person: what to try first."""
        cast = self._scene.cast
        if self._scene.name == EMPTY:
            return (PREPARE,) if person_id == cast.coach.id else (_play(cast.coach, "coach"),)
        return tour(cast, person_id, coach=self._booked_with(person_id), soon=SOON, later=LATER, moved=self._moved)

    def _booked_with(self, account: str) -> Person:
        """Return the coach whom this person booked last, or else the first coach."""
        cast, stage = self._scene.cast, self._scene.stage
        if not stage.is_running:
            return cast.coach
        with stage.house.tools.reading() as reading:
            me = people.by_slack_id(reading, account)
            asked = requests.current_requests_of(reading, me.id, now=stage.clock()) if me else []
            hosts = [request.host_id for request in asked if me and request.asked_by == me.id and request.host_id]
            host = people.by_id(reading, hosts[-1]) if hosts else None
        return next((person for person in stage.slack.people if host and person.id == host.slack_id), cast.coach)

    def moves(self) -> list[str]:
        """Return the labels of the moves of time that are possible now."""
        return [*self._targets()]

    def move(self, label: str) -> None:
        """Move time step by step, so that due work happens in order; at once if the bot is stopped.

        Raises LookupError for a move that has become impossible."""
        with self._lock:
            targets = self._targets()
            if label not in targets:
                raise LookupError(label)
            stage = self._scene.stage
            self._moved = True
            (stage.advance if stage.is_running else stage.set_clock)(targets[label])

    def stop_bot(self) -> None:
        """Stop the bot. The workspace stays open."""
        with self._lock:
            if self._scene.stage.is_running:
                self._scene.stage.stop_bot()

    def start_bot(self) -> None:
        """Start the bot, which then sends pending notices."""
        with self._lock:
            if not self._scene.stage.is_running:
                self._scene.stage.start_bot()

    def scenes(self) -> list[str]:
        """Return the names of the scenes that can be loaded."""
        return [*NAMES]

    @property
    def scene(self) -> str:
        return self._scene.name

    def load(self, name: str) -> None:
        """Load a scene from its start. Raises LookupError."""
        with self._lock:
            before, self._scene = self._scene, raise_scene(name, self._start)
            self._moved = False
            self.show(self._scene.stage.slack)
            before.close()

    def close(self) -> None:
        with self._lock:
            self._scene.close()

    def _targets(self) -> dict[str, datetime]:
        stage = self._scene.stage
        now = stage.clock()
        morning = moment_at(next_working_day(day_of(now)), parse_clock("9h"))
        targets = {
            SOON: now + timedelta(minutes=2),
            "Une heure plus tard": now + timedelta(hours=1),
            "Le prochain matin travaillé, à 9\u00a0h": morning,
            LATER: now + timedelta(weeks=1),
            "Un mois plus tard": _a_month_after(now),
        }
        due = stage.next_due() if stage.is_running else None
        return targets if due is None else {**targets, TO_NEXT: due + timedelta(seconds=1)}


def _a_month_after(now: datetime) -> datetime:
    local = to_paris(now)
    return moment_at(add_months(local.date(), 1), local.hour * 60 + local.minute)


def _import_files(stage: Stage, files: list[tuple[str, bytes]], start: datetime) -> None:
    with stage.house.tools.transaction() as tx:
        apply_import(
            tx,
            [NamedFile(name, read_file(name, data)) for name, data in files],
            promotion_name=None,
            phase_names=[phase.name for phase in PHASES],
            confirmed=False,
            actor=Actor(""),
            now=start,
        )


def tour(cast: Cast, person_id: str, *, coach: Person, soon: str, later: str, moved: bool) -> tuple[Hint, ...]:
    """Return three things to try. `coach`: the person to play after an EIG.

    `soon`, `later`: the move of time to suggest until time was `moved`, and after that.
    """
    first = BOOK if any(eig.id == person_id for eig in cast.eigs) else LOOK
    other = cast.eig if person_id == coach.id else coach
    wait = Hint("Avancer de deux minutes", "Ce qui est réservé tient, et chaque personne l’apprend", "move", soon)
    if moved:
        wait = Hint("Avancer d’une semaine", "Les rappels viennent à leur heure", "move", later)
    return first, _play(other, "EIG" if other is cast.eig else "coach"), wait


def _play(person: Person, part: str) -> Hint:
    first = person.name.partition(" ")[0]
    return Hint(f"Devenir {first}, {part}", "La même page, vue par une autre personne", "play", person.id)
