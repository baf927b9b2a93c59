"""A performance of the story: its stage, its people, its transcript, and actions that many scenes need."""

from dataclasses import dataclass
from datetime import timedelta

from bot.demo.cast import Cast
from bot.demo.looks import modal
from bot.demo.stage import Stage
from bot.demo.transcript import Transcript
from bot.sandbox.people.person import Person

STANDS = timedelta(minutes=2, seconds=5)  # after this, nothing can be undone, and people are notified


@dataclass(frozen=True, slots=True)
class Show:
    """All that a scene needs."""

    stage: Stage
    cast: Cast
    told: Transcript

    def opened(self, person: Person, title: str) -> None:
        """Wait for a modal with this title, which opens after the bot's acknowledgement."""
        self.stage.slack.wait_for(lambda: person.modal and person.modal.title == title)

    def press(self, person: Person, label: str, *, title: str) -> None:
        """Show and make a click in the open modal, then wait for the modal that it opens."""
        self.told.does(person, f"clique sur « {label} »")
        person.click(label)
        self.opened(person, title)

    def send(self, person: Person, label: str, *what: str) -> None:
        """Show and make the submission of the form, then check the text of the modal that follows."""
        self.told.does(person, f"clique sur « {label} »")
        person.submit()
        self.told.sees(person, lambda: modal(person), *what)

    def stand(self) -> None:
        """Pass two minutes: changes are committed, and people are notified."""
        self.told.passes("Deux minutes passent.")
        self.stage.advance(self.stage.clock() + STANDS)
