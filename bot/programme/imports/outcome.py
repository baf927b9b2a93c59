"""The result of an import, or the reason for its refusal, as values to show."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import Refusal
from bot.programme.files.faults import FileFaults
from bot.programme.roles import Role


@dataclass(frozen=True, slots=True)
class ImportPart:
    """A membership to show: the person's name, the role, and the name of the défi if there is one."""

    person: str
    role: Role
    defi: str | None = None


@dataclass(frozen=True, slots=True)
class AmendedItem:
    """A person or a thing with corrected details: its name, and the keys of the corrected details."""

    name: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of one import. Names are as people typed them.

    `promotion`: the promotion of the people in the files; None if no role needed one. `hours`: people whose weekly
    hours were replaced. `defi_ignored`: people whose line names a défi, although their roles have none. `to_look_up`:
    people with an e-mail and no Slack account yet. `unreachable`: people without e-mail and Slack account."""

    promotion: str | None = None
    promotions_added: tuple[str, ...] = ()
    promotions_amended: tuple[AmendedItem, ...] = ()
    defis_added: tuple[str, ...] = ()
    defis_amended: tuple[AmendedItem, ...] = ()
    people_added: tuple[str, ...] = ()
    joined: tuple[ImportPart, ...] = ()
    left: tuple[ImportPart, ...] = ()
    amended: tuple[AmendedItem, ...] = ()
    hours: tuple[str, ...] = ()
    defi_ignored: tuple[str, ...] = ()
    to_look_up: tuple[str, ...] = ()
    unreachable: tuple[str, ...] = ()

    @property
    def changes(self) -> int:
        """The number of changes. It is 0 if the files had nothing new."""
        return sum(
            len(changed)
            for changed in (
                self.promotions_added,
                self.promotions_amended,
                self.defis_added,
                self.defis_amended,
                self.people_added,
                self.joined,
                self.left,
                self.amended,
                self.hours,
            )
        )


@dataclass(frozen=True, slots=True)
class Ending:
    """Memberships that a file would end in a promotion, or outside promotions if `promotion` is None.

    `number` of `total` memberships would end. `people`: the names of people who would lose one."""

    promotion: str | None
    number: int
    total: int
    people: tuple[str, ...]


class ImportFaults(Refusal):
    """Raised by `service.apply_import` if files contradict the database. Facts: `files`, the faults of each file."""

    code = "import_faults"

    def __init__(self, files: Sequence[FileFaults]) -> None:
        super().__init__(files=tuple(files))
        self.files = tuple(files)


class NeedsConfirmation(Refusal):
    """Raised by `service.apply_import` if a file would end more than a third of a promotion's memberships.

    Facts: `endings`, one for each promotion."""

    code = "needs_confirmation"

    def __init__(self, endings: Sequence[Ending]) -> None:
        super().__init__(endings=tuple(endings))
        self.endings = tuple(endings)


class UnknownPromotion(Refusal):
    """Raised by `service.apply_import` if no promotion has this name. Facts: `name`, `near`, `known`."""

    code = "unknown_promotion"

    def __init__(self, name: str, *, near: str | None, known: Sequence[str]) -> None:
        super().__init__(name=name, near=near, known=tuple(known))
        self.name = name
        self.near = near
        self.known = tuple(known)


class UnclearPromotion(Refusal):
    """Raised by `service.apply_import` if no promotion is named, and zero or several have not ended.

    Facts: `names`, the promotions that have not ended."""

    code = "unclear_promotion"

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names=tuple(names))
        self.names = tuple(names)
