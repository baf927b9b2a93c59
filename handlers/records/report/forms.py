"""Parse the forms of a report."""

from dataclasses import dataclass, replace

from bot.errors import Garbled, Invalid
from bot.programme.versions import TypedField
from bot.records.actions import NewAction
from bot.records.report.model import AdviceImportance
from bot.records.report.service import AdviceFollowUp
from handlers.kit.fields import read_typed_fields
from handlers.kit.reading import Fields, read_id, read_mark, read_word, split_pieces
from handlers.records.actions.forms import OWNER, read_due

WHAT, SORT, ROADMAP, REASON = "what", "sort", "roadmap", "reason"
KEEP, LINE, REFUSE = "keep", "line", "refuse"  # make advice an action, put it on the road map, or refuse it


@dataclass(frozen=True, slots=True)
class AdviceMetadata:
    """The private_metadata of the form of a piece of advice. `advice_id` is 0 for a new one.

    `revision` is the revision that the form shows. `gesture` is the form's id, so that the form is applied only
    once."""

    committee_id: int
    advice_id: int
    gesture: str
    revision: int = 0
    verdict: str = "-"

    def __str__(self) -> str:
        return f"{self.committee_id} {self.advice_id} {self.gesture} {self.revision} {self.verdict}"


def read_metadata(text: str) -> AdviceMetadata:
    """Parse the form's private_metadata. Raises Garbled, NotFound, DraftExpired."""
    committee, advice, gesture, revision, verdict = split_pieces(text, 5)
    return AdviceMetadata(read_id(committee), read_id(advice, 0), read_mark(gesture), read_id(revision, 0), verdict)


def read_form_button(text: str) -> tuple[int, str]:
    """Parse the value of a button: the committee's id, and the form to open. Raises Garbled."""
    committee, form = split_pieces(text, 2)
    return read_id(committee), form


def read_texts(text: str, values: Fields) -> tuple[int, dict[str, TypedField]]:
    """Parse a form of texts: the committee's id, and the typed texts with their versions. Raises Garbled, NotFound.

    The form of all headings has its own id and a digest of each proposed text in its private_metadata."""
    committee, carried, _, proposed = (*split_pieces(text, 2, max_pieces=4), "", "")[:4]
    shown = dict(split_pieces(each, 2, sep="=") for each in proposed.split(",") if each)
    typed = read_typed_fields(values, carried)
    return read_id(committee), {name: replace(cell, shown=shown.get(name, "")) for name, cell in typed.items()}


def read_advice(text: str, values: Fields) -> tuple[str, dict[AdviceImportance, list[str]]]:
    """Parse the form of all headings: its id, and its lines of advice. Raises Garbled.

    A form of a single text has no lines of advice, and its id is ""."""
    _, _, *rest = split_pieces(text, 2, max_pieces=4)
    return (
        (read_mark(rest[0]), {sort: values.typed_text(sort.value).splitlines() for sort in AdviceImportance})
        if rest
        else ("", {})
    )


def read_sort(values: Fields) -> AdviceImportance:
    """Parse how important a piece of advice is. Raises Garbled, and Invalid if nothing is chosen."""
    chosen = values.chosen_value(SORT)
    if not chosen:
        raise Invalid(field=SORT, reason="none")
    return read_word(AdviceImportance, chosen)


def read_verdict_button(text: str) -> tuple[int, int, str]:
    """Parse a button about advice: ids of the committee and the advice, and the verdict. Raises Garbled, NotFound."""
    committee, advice, verdict = split_pieces(text, 3)
    if verdict not in (KEEP, LINE, REFUSE):
        raise Garbled
    return read_id(committee), read_id(advice), verdict


def read_kept_advice(values: Fields, metadata: AdviceMetadata) -> AdviceFollowUp:
    """Parse how the team follows a piece of advice. Raises Invalid ("owner" or "due", "none"), NotFound, Garbled."""
    if metadata.verdict == LINE:
        return AdviceFollowUp(roadmap=values.typed_text(ROADMAP))
    owner = values.chosen_value(OWNER)
    if not owner:
        raise Invalid(field=OWNER, reason="none")
    return AdviceFollowUp(
        NewAction(values.typed_text(WHAT), read_id(owner), read_due(values), gesture=metadata.gesture)
    )
