"""What a gathering brought: a mark, a word, counts and words without names for who organises."""

from datetime import datetime, timedelta

import pytest

from bot.agenda.model import Part, Reply
from bot.dates.paris import PARIS
from bot.errors import AlreadyCancelled, Invalid, NotAllowed
from bot.gatherings.conference import feedback
from bot.gatherings.kinds import CONFERENCE
from bot.gatherings.model import Gathering, Mark
from storage.agenda import appointments
from storage.database import Database
from tests.bot.gatherings.rig import Rig

STARTS = datetime(2026, 5, 26, 14, 0, tzinfo=PARIS)
AFTER = STARTS + timedelta(hours=2)


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill({"promotion": "Cpromo"})


@pytest.fixture
def made(rig: Rig) -> Gathering:
    made = rig.make(rig.series(CONFERENCE), STARTS)
    rig.now = AFTER
    return made


def returns(rig: Rig, made: Gathering, who: str = "claire") -> tuple[dict[Mark, int], tuple[str, ...]]:
    with rig.database.reading() as tx:
        found = feedback.read_feedback(tx, rig.actor(who), made.id)
    return dict(found.counts), found.words


def test_last_mark_counts_and_words_have_no_name(rig: Rig, made: Gathering) -> None:
    rig.use(feedback.rate, "lea", made.id, mark="little")
    rig.use(feedback.rate, "lea", made.id, mark="very")
    rig.use(feedback.rate, "sami", made.id, mark="some")
    rig.use(feedback.add_comment, "sami", made.id, words=" Très <clair> ")
    rig.use(feedback.add_comment, "lea", made.id, words="Encore !")
    rig.use(feedback.rate, "sami", made.id, mark="very")  # the words stay
    assert returns(rig, made) == ({Mark.VERY: 2, Mark.SOME: 0, Mark.LITTLE: 0}, ("Encore !", "Très <clair>"))
    rig.use(feedback.add_comment, "lea", made.id, words="  ")
    assert returns(rig, made, "david")[1] == ("Très <clair>",)


def test_who_was_invited_may_and_nobody_else(rig: Rig, made: Gathering) -> None:
    with rig.database.transaction() as tx:
        appointments.set_participant(tx, made.appointment_id, rig.ids["david"], part=Part.EXPERT, reply=Reply.COMES)
        appointments.set_participant(tx, made.appointment_id, rig.ids["paul"], part=Part.GUEST, reply=Reply.COMES)
    for who in ("lea", "paul"):
        rig.use(feedback.rate, who, made.id, mark="very")
    for who in ("claire", "david", "rita", "serge"):
        with pytest.raises(NotAllowed):
            rig.use(feedback.rate, who, made.id, mark="very")
    for who in ("lea", "paul"):
        with pytest.raises(NotAllowed):
            returns(rig, made, who)
    assert returns(rig, made)[0][Mark.VERY] == 2


def refused(rig: Rig, made: Gathering, *, mark: str = "very", words: str | None = None) -> dict[str, object]:
    case, given = (feedback.rate, {"mark": mark}) if words is None else (feedback.add_comment, {"words": words})
    with pytest.raises(Invalid) as refusal:
        rig.use(case, "lea", made.id, **given)
    return refusal.value.facts


def test_bad_input_changes_nothing(rig: Rig, made: Gathering) -> None:
    assert refused(rig, made, mark="best") == {"field": "mark", "reason": "none"}
    assert refused(rig, made, words="Bien") == {"field": "words", "reason": "mark"}
    rig.use(feedback.rate, "lea", made.id, mark="very")
    assert refused(rig, made, words="x" * 3001) == {"field": "words", "reason": "long"}
    with rig.database.reading() as tx:
        assert feedback.read_own_comment(tx, rig.actor("lea"), made.id, now=rig.now)[1] == ""
    rig.now = STARTS + timedelta(minutes=89)
    assert refused(rig, made) == {"field": "mark", "reason": "early"}
    rig.now = AFTER
    rig.do(lambda tx: appointments.change(tx, made.appointment_id, now=rig.now, state="cancelled"))
    with pytest.raises(AlreadyCancelled):
        rig.use(feedback.rate, "lea", made.id, mark="very")
