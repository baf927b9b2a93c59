"""Skills and values of appointments: a line on cards, two fields in forms, and the button that opens the form."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.model import Appointment
from bot.catalogue.phases import SKILLS, VALEURS, Tag
from bot.catalogue.tags import NOTHING, Tags, chosen_tags
from bot.errors import Garbled

from . import texts
from .blocks import Choice, button, field, multi_select
from .escaping import Said
from .fields import checkboxes
from .reading import Fields, read_id, split_pieces
from .sentences import fact, join_text

MOST_SEVERAL = 20
_GUESSED, _CHOSEN = "guessed", "chosen"
UNSAID = tuple(name for names in texts.PROPOSED_TAGS for name in names)
SKILLS_FIELD, VALEURS_FIELD = "skills", "valeurs"


@dataclass(frozen=True, slots=True)
class TagsMetadata:
    """The value of the button that opens the form of skills and values, and the form's private_metadata.

    `tags` are the skills and values that the card shows."""

    appointment_ids: tuple[int, ...]
    tags: Tags = NOTHING

    def __str__(self) -> str:
        ids, how = ",".join(map(str, self.appointment_ids)), _GUESSED if self.tags.guessed else _CHOSEN
        return f"{ids} {how} {'|'.join(self.tags.keys)}".rstrip()


def read_metadata(text: str) -> TagsMetadata:
    ids, how, keys = (*text.split(" ", 2), "", "")[:3]
    if how not in (_GUESSED, _CHOSEN):
        raise Garbled
    found = replace(chosen_tags(one for one in keys.split("|") if one), guessed=how == _GUESSED)
    if found.guessed and not {*found.skills, *found.valeurs} <= {*SKILLS, *VALEURS}:
        # The bot guesses only skills and values of the catalogue.
        raise Garbled
    return TagsMetadata(
        tuple(read_id(piece) for piece in split_pieces(ids, 1, max_pieces=MOST_SEVERAL, sep=",")), found
    )


def metadata_of(appointment_ids: tuple[int, ...], saved_tags: Tags | None) -> TagsMetadata:
    """Return the private_metadata of the form, with the saved tags. None stands for no tags, which count as guessed."""
    return TagsMetadata(appointment_ids, replace(NOTHING, guessed=True) if saved_tags is None else saved_tags)


def facts(tags: Tags, *, private: bool = False) -> list[tuple[str, str]]:
    """Return the facts of a card about skills and values, each with its label.

    If `private` is true and the tags are guessed, the label says that they are suggested. Callers leave
    these tags out of a message's `text`, which locked screens show. The guess is from a text that is not for everybody.
    """
    named = texts.PROPOSED_TAGS if private and tags.guessed else texts.TAGS
    both = zip(named, (tags.skills, tags.valeurs), strict=True)
    return [(names[len(several) > 1], ", ".join(tag.name for tag in several)) for names, several in both if several]


def tags_sentence(tags: Tags) -> list[Said]:
    """Return a list with the sentence that names skills and values, or an empty list."""
    found = facts(tags)
    return [join_text([fact(name, what) for name, what in found])] if found else []


def tag_fields(tags: Tags) -> list[Block]:
    """Build the fields of skills and values. They also offer chosen tags that the catalogue has dropped."""
    skills = multi_select(
        SKILLS_FIELD,
        texts.CHOOSE_TAGS,
        [(texts.SKILLS_FIELD, _choices(SKILLS, tags.skills))],
        initial=_choices(tags.skills),
    )
    valeurs = checkboxes(VALEURS_FIELD, _choices(VALEURS, tags.valeurs), ticked=_choices(tags.valeurs))
    return [
        field(SKILLS_FIELD, texts.SKILLS_FIELD, skills, optional=True),
        field(VALEURS_FIELD, texts.VALEURS_FIELD, valeurs, optional=True),
    ]


def read_tags(values: Fields) -> Tags:
    return chosen_tags((*values.ticked_values(SKILLS_FIELD), *values.ticked_values(VALEURS_FIELD)))


def change_button(appointments: Sequence[Appointment], tags: Tags, *, of: str) -> InteractiveElement:
    """Build the button that opens the form of skills and values. Its value contains the current tags."""
    return button(
        texts.CHANGE_TAGS,
        "agenda.tags",
        value=str(TagsMetadata(tuple(appointment.id for appointment in appointments), tags)),
        of=of,
    )


def _choices(*tag_lists: Sequence[Tag]) -> list[Choice]:
    return [(fromkey.name, fromkey.key) for fromkey in dict.fromkeys(chain.from_iterable(tag_lists))]
