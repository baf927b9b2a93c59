"""Scenes of a conference: few places, a waiting list, anonymous questions, feedback."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.demo.gatherings import (
    COME,
    DECLINE,
    Step,
    all_answer,
    announced_at,
    answers,
    next_of,
    open_date,
    opens,
    pass_seconds,
    posted,
    posted_words,
    sends,
    writes,
)
from bot.demo.looks import find, modal, saying
from bot.demo.scenes.groups import SHORT, who_came
from bot.demo.show import Show
from bot.gatherings.conference import questions
from bot.gatherings.kinds import CONFERENCE
from bot.gatherings.model import GatheringSheet
from bot.sandbox.memory.messages import Message
from bot.sandbox.people.person import Person

COMPLETE, NAME = "Compléter l’annonce", "Conférence"
TITLE, ABSTRACT = "Publier son code, et après ?", "Ce que l’ouverture d’un code change pour une équipe."
ASK, SEE, SUPPORT = "Poser une question", "Voir les questions", "Soutenir"
NAMED, ANONYMOUS = "Par quoi commencer ?", "Comment convaincre une direction qui hésite ?"
WITHOUT_NAME = "Poser cette question sans mon nom"
FREED, USEFUL, WORD, ADD = "Une place s’est libérée", "Très utile", "À refaire avec nos porteurs.", "Ajouter un mot"


@dataclass(frozen=True, slots=True)
class Talk:
    """A conference by a guest speaker. The second coach organises it."""

    show: Show
    sheet: GatheringSheet

    @classmethod
    def of(cls, show: Show, *, after: datetime) -> "Talk":
        """Return the next conference of the story."""
        return cls(show, next_of(show, CONFERENCE, after=after))

    def complete(self) -> None:
        """Enter the subject and the speaker. Once they accept, cards name both."""
        show, colleague, expert = self.show, self.show.cast.colleague, self.show.cast.expert
        open_date(show, colleague, NAME)
        opens(show, colleague, COMPLETE, title=COMPLETE)
        writes(show, colleague, {"title": TITLE, "abstract": ABSTRACT})
        show.told.does(colleague, f"choisit {expert.name}")
        colleague.choose("speakers", expert.name)
        sends(show, colleague, "Enregistrer", "C’est noté")
        show.stage.settle()
        show.told.sees(expert, partial(saying, expert, TITLE), "vous y intervenez", TITLE)
        answers(show, expert, COME, "C’est noté, vous venez", TITLE, message=find(expert, TITLE))

    def steps(self) -> list[Step]:
        """Return what happens, step by step."""
        starts, ends = self.sheet.appointment.starts, self.sheet.appointment.ends
        return [
            Step(announced_at(self.sheet), "La conférence est annoncée, et se remplit", self._fill),
            Step(questions.handover_time(starts), "Les questions arrivent à qui intervient", self._hand_over),
            Step(ends + SHORT, "La conférence est finie", self._rate),
            who_came(self.show, self.show.cast.colleague, self.sheet, TITLE),
        ]

    def _fill(self) -> None:
        show, cast, told = self.show, self.show.cast, self.show.told
        came = (cast.eig, cast.teammate, cast.second_teammate)
        told.sees(cast.eig, self._said, TITLE, ABSTRACT, cast.expert.name, "Il reste 3 places", COME, DECLINE)
        all_answer(show, came, self._card())
        told.sees(cast.eig, self._said, "4 personnes viennent", "C’est complet")
        line = ("C’est complet, vous entrez dans la file d’attente", "première position")
        answers(show, cast.rival, COME, *line, message=self._card())
        answers(show, cast.teammate, DECLINE, "vous ne venez pas", message=self._card())
        pass_seconds(show)
        told.sees(cast.rival, partial(saying, cast.rival, FREED), FREED, TITLE, "Rendre ma place")
        self._ask()

    def _ask(self) -> None:
        """Ask a question by name and another one anonymously, which somebody supports."""
        show, cast, told = self.show, self.show.cast, self.show.told
        anonymous = cast.second_teammate
        for person, text in ((cast.eig, NAMED), (anonymous, ANONYMOUS)):
            opens(show, person, ASK, title=ASK, message=self._card())
            writes(show, person, {"text": text})
            if person is anonymous:
                told.does(person, f"coche « {WITHOUT_NAME} »")
                person.choose("anonymous", WITHOUT_NAME)
            sends(show, person, "Poser la question", "Votre question est posée")
        pass_seconds(show)
        opens(show, cast.rival, SEE, title="Questions", message=self._card())
        told.sees(cast.rival, partial(modal, cast.rival), NAMED, ANONYMOUS, "Question anonyme, aucun soutien")
        told.checks("personne ne sait de qui vient la question anonyme", anonymous.name not in modal(cast.rival))
        told.does(cast.rival, f"clique sur « {SUPPORT} », pour la question anonyme")
        cast.rival.click(
            next(label for label in _labels(cast.rival) if label.startswith(SUPPORT) and ANONYMOUS[:20] in label)
        )
        told.sees(cast.rival, partial(modal, cast.rival), "Question anonyme, 1 soutien")
        cast.rival.close(all=True)

    def _hand_over(self) -> None:
        cast, told = self.show.cast, self.show.told
        for person in (cast.expert, cast.colleague):
            said = partial(saying, person, "questions vous attendent")
            told.sees(person, said, "3 questions vous attendent", f"{ANONYMOUS} (Question anonyme, 1 soutien)", NAMED)

    def _rate(self) -> None:
        show, eig = self.show, self.show.cast.eig
        useful = "vous a-t-elle été utile"
        show.told.sees(eig, partial(posted_words, show.cast.promotion, useful), useful, USEFUL)
        after = posted(show.cast.promotion, useful)
        answers(show, eig, USEFUL, "Merci, c’est noté", ADD, message=after)
        opens(show, eig, ADD, title=ADD)
        writes(show, eig, {"words": WORD})
        sends(show, eig, "Envoyer", "Merci, votre mot est gardé, sans votre nom")

    def _card(self) -> Message | None:
        return posted(self.show.cast.promotion, TITLE, COME)

    def _said(self) -> str:
        return posted_words(self.show.cast.promotion, TITLE, COME)


def _labels(person: Person) -> list[str]:
    blocks = person.modal.blocks if person.modal else []
    return [str(element.get("accessibility_label", "")) for block in blocks for element in block.get("elements", ())]
