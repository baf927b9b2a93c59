"""Scenes of groups: peers choose a subject; for mixed groups, presenters are asked and small groups formed."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from bot.dates.working import next_working_morning, shift_out_of_quiet
from bot.demo.gatherings import (
    COME,
    Step,
    all_answer,
    announced_at,
    answers,
    next_of,
    opens,
    pass_seconds,
    posted,
    posted_words,
    sends,
    writes,
)
from bot.demo.looks import find, flat, modal, saying
from bot.demo.month import MINUTE, move_to
from bot.demo.show import Show
from bot.gatherings.groups import formation, presenters
from bot.gatherings.kinds import MIXED, PAIRS
from bot.gatherings.model import GatheringSheet
from bot.gatherings.subjects import peers
from bot.sandbox.memory.messages import Message
from bot.sandbox.people.person import Person

PROPOSE, VOTE = "Proposer un sujet", "Soutenir un sujet"
FIELD, VOTES = "Votre sujet", "Les sujets que vous soutenez"
SUBJECTS = ("Mener des entretiens à distance", "Tester sans maquette")
NEXT_SUBJECT = "Rendre nos ateliers accessibles"
PRESENT, SWAP, ABOUT, TURN = "Je présente", "Laisser mon tour", "Dire de quoi je parlerai", "C’est votre tour"
PRESENTED = "Ce que nos agentes et agents ne disent pas en entretien."
EVERYBODY, WHO_CAME = "Tout le monde est venu", "qui est venu ?"
PEERS_NAME, MIXED_NAME = "Groupe de partage entre pairs", "Groupe de partage pluridisciplinaire"
ADJUST, PLACE, AGAIN = "Ajuster les groupes", "Changer de groupe", "Recalculer le reste"
GROUPS = ("Groupe 1", "Groupe 2")
COMING = 10  # EIG who come to the multidisciplinary group: enough for two small groups
SHORT = 5 * MINUTE


def who_came(show: Show, host: Person, sheet: GatheringSheet, name: str) -> Step:
    """Return the step in which the host records attendance, with one click on the next working morning."""

    def play() -> None:
        what = (WHO_CAME, name)
        show.told.sees(host, partial(saying, host, *what), *what, EVERYBODY)
        answers(show, host, EVERYBODY, "C’est noté : tout le monde est venu", message=find(host, *what))

    return Step(next_working_morning(sheet.appointment.ends), f"Qui est venu ? ({name})", play)


def propose(show: Show, person: Person, text: str, message: Message | None) -> None:
    """Propose a subject in the form that a card opens."""
    opens(show, person, PROPOSE, title=PROPOSE, message=message)
    writes(show, person, {FIELD: text})
    sends(show, person, "Proposer ce sujet", "Merci, votre sujet est proposé")


def vote(show: Show, person: Person, text: str, message: Message | None, *, label: str = VOTE) -> None:
    """Vote for a subject in the form that a card opens."""
    opens(show, person, label, title="Choisir un sujet", message=message)
    choice = next(option for option in person.options(VOTES) if option.endswith(text))
    show.told.does(person, f"choisit « {text} »")
    person.choose(VOTES, choice)
    sends(show, person, "Enregistrer", "Merci, c’est noté", text)


@dataclass(frozen=True, slots=True)
class PeersGroup:
    """A group of one métier. Its subject is chosen by votes before it, and the next subject at its end."""

    show: Show
    metier: str
    sheet: GatheringSheet
    people: tuple[Person, Person]

    @classmethod
    def of(cls, show: Show, metier: str, *, after: datetime) -> "PeersGroup":
        """Return the next group of a métier."""
        sheet = next_of(show, PAIRS, after=after, title=metier)
        invited = {person.email for person in sheet.invited}
        first, second = [eig for eig in show.cast.eigs if eig.email in invited][:2]
        return cls(show, metier, sheet, (first, second))

    def steps(self) -> list[Step]:
        """Return what happens, step by step."""
        asked = shift_out_of_quiet(self.sheet.gathering.announce_at - peers.ASKED_BEFORE)
        return [
            Step(asked, "De quoi parler entre pairs ?", self._choose),
            Step(announced_at(self.sheet), "Le groupe entre pairs est annoncé, avec son sujet", self._come),
            Step(self.sheet.appointment.ends + SHORT, "À la fin, le prochain sujet se choisit", self._choose_next),
            who_came(self.show, self.show.cast.coach, self.sheet, PEERS_NAME),
        ]

    def invite_again(self) -> None:
        """Check that the next invitation has the subject that was chosen."""
        show, person = self.show, self.people[0]
        following = next_of(show, PAIRS, after=self.sheet.appointment.ends, title=self.metier)
        move_to(show, max(announced_at(following) + MINUTE, show.stage.clock()))
        show.told.scene("L’invitation suivante a le sujet choisi")
        show.told.sees(person, partial(self._said, NEXT_SUBJECT, COME), PEERS_NAME, NEXT_SUBJECT, COME)

    def _choose(self) -> None:
        show, (first, second) = self.show, self.people
        show.told.sees(first, partial(self._said, "de quoi parler"), PEERS_NAME, "de quoi parler", PROPOSE)
        card = self._card("de quoi parler")
        for person, text in zip((first, second), SUBJECTS, strict=True):
            propose(show, person, text, card)
        pass_seconds(show)
        vote(show, second, SUBJECTS[0], card)
        pass_seconds(show)
        show.told.sees(first, partial(self._said, "de quoi parler"), f"{SUBJECTS[0]} (2 soutiens)")

    def _come(self) -> None:
        show = self.show
        show.told.sees(self.people[0], partial(self._said, COME, SUBJECTS[0]), PEERS_NAME, SUBJECTS[0], COME)
        all_answer(show, self.people, self._card(COME, SUBJECTS[0]))
        names = [person.name for person in self.people]
        show.told.sees(self.people[0], partial(self._said, COME, SUBJECTS[0]), "2 personnes viennent", *names)

    def _choose_next(self) -> None:
        show, (first, second) = self.show, self.people
        what = ("merci à toutes les personnes présentes", "Prochain rendez-vous", PROPOSE)
        show.told.sees(second, partial(self._said, *what), *what)
        card = self._card(*what)
        propose(show, second, NEXT_SUBJECT, card)
        pass_seconds(show)
        vote(show, first, NEXT_SUBJECT, card)
        pass_seconds(show)
        show.told.sees(first, partial(self._said, *what), f"{NEXT_SUBJECT} (2 soutiens)")

    def _card(self, *what: str) -> Message | None:
        return posted(self.show.cast.promotion, self.metier, *what)

    def _said(self, *what: str) -> str:
        return posted_words(self.show.cast.promotion, self.metier, *what)


@dataclass(slots=True)
class MixedGroup:
    """A multidisciplinary group: presenters are asked first, and small groups are formed two days before."""

    show: Show
    sheet: GatheringSheet
    coming: list[Person] = field(default_factory=list)
    presents: Person | None = None

    @classmethod
    def of(cls, show: Show, *, after: datetime) -> "MixedGroup":
        """Return the next multidisciplinary group of the story."""
        return cls(show, next_of(show, MIXED, after=after))

    def steps(self) -> list[Step]:
        """Return what happens, step by step."""
        starts = self.sheet.appointment.starts
        asked = presenters.presenters_asked_at(starts)
        return [
            Step(asked, "Qui présente au groupe pluridisciplinaire ?", self._present),
            Step(announced_at(self.sheet), "Le groupe pluridisciplinaire est annoncé", self._come),
            Step(formation.members_notified_at(starts), "Les groupes sont faits, deux jours avant", self._group),
            who_came(self.show, self.show.cast.coach, self.sheet, MIXED_NAME),
        ]

    def _present(self) -> None:
        show = self.show
        show.stage.settle()
        asked = self._asked()
        swaps, presents = asked[0], asked[1]
        show.told.sees(swaps, partial(saying, swaps, TURN), TURN, PRESENT, SWAP)
        answers(show, swaps, SWAP, "reçoit maintenant la demande à votre place", message=find(swaps, TURN))
        show.stage.settle()
        show.told.checks("une autre personne a reçu la demande", len(self._asked()) == len(asked))
        card = find(presents, TURN)
        answers(show, presents, PRESENT, "Merci ! Vous présentez", message=card)
        opens(show, presents, ABOUT, title="Votre présentation")
        writes(show, presents, {"about": PRESENTED})
        sends(show, presents, "Enregistrer", "Merci. Votre sujet apparaît sur l’annonce")
        self.presents = presents
        self.coming = [eig for eig in show.cast.eigs if eig is not swaps][:COMING]

    def _come(self) -> None:
        show, several = self.show, self.coming
        show.told.sees(several[0], self._said, MIXED_NAME, "Présente", PRESENTED)
        all_answer(show, several, posted(show.cast.promotion, MIXED_NAME, COME))
        show.told.sees(several[0], self._said, f"{len(several)} personnes viennent")

    def _group(self) -> None:
        show, coach, person = self.show, self.show.cast.coach, self.presents or self.coming[0]
        told = show.told
        own = "votre groupe de partage pluridisciplinaire"
        told.sees(person, partial(saying, person, own), own, "Avec ", "Présente", "Animation :")
        made = "groupes sont faits"
        told.sees(coach, partial(saying, coach, made), made, "Groupe 1", "Groupe 2")
        heard = [
            find(person, own) is not None for person in self.coming if person is not show.cast.reader
        ]  # people without Slack read their mails
        told.checks("chaque personne qui vient a reçu son groupe", all(heard))
        self._adjust(find(coach, made))

    def _adjust(self, made: Message | None) -> None:
        """A coach moves one person, and has the others distributed again. People are notified afterwards."""
        show, coach = self.show, self.show.cast.coach
        told, moved = show.told, self.coming[0].name
        opens(show, coach, ADJUST, title=ADJUST, message=made)
        here = next(number for number in GROUPS if moved in _line(coach, number))
        there = next(number for number in GROUPS if number != here)
        told.does(coach, f"choisit {moved}, « {there} », et clique sur « {PLACE} »")
        coach.choose("person", moved)
        coach.choose("group", there)
        coach.click(PLACE)
        told.sees(coach, partial(modal, coach), f"{moved} (à la main)", "Ce qui change")
        told.does(coach, f"clique sur « {AGAIN} »")
        coach.click(AGAIN)
        told.sees(coach, partial(modal, coach), "Le reste est recalculé", f"{moved} (à la main)")
        sends(show, coach, "Prévenir", "C’est fait", "un message avec son nouveau groupe")

    def _asked(self) -> list[Person]:
        return [eig for eig in self.show.cast.eigs if flat(PRESENT) in [flat(label) for label in _labels(eig)]]

    def _said(self) -> str:
        return posted_words(self.show.cast.promotion, MIXED_NAME, COME)


def _line(coach: Person, number: str) -> str:
    return next((line for line in map(flat, modal(coach).splitlines()) if line.startswith(number)), "")


def _labels(person: Person) -> list[str]:
    card = find(person, TURN)
    return card.buttons if card else []
