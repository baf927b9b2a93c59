"""Views of a promotion, in preparation or open, with its page, lists and forms. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.dates.words import dates_words, join_words
from bot.planning.setup.lists import ListReview
from bot.planning.setup.looking import OpeningProblems
from bot.planning.setup.model import (
    CHANNELS,
    ID,
    Cells,
    EditConflict,
    PromotionRef,
    Setup,
    SetupPart,
    Target,
    phases_of,
)
from bot.programme.imports.people import ROLES_OF_NO_PROMOTION
from bot.programme.model import Promotion
from bot.programme.roles import ROLE_WORDS, Role, metier_word
from handlers.kit.blocks import (
    LABEL,
    HomeLine,
    Json,
    accessory_section,
    actions,
    button,
    confirm_dialog,
    context,
    divider,
    field,
    line,
    modal,
    section,
    select,
    text_area,
)
from handlers.kit.escaping import Said, bold, clip, escape
from handlers.kit.fields import WHOLE_FORM, file_picker, more_fields_block
from handlers.kit.sentences import join_text, labelled_fact
from handlers.kit.texts import GO_BACK
from handlers.kit.told import close_button, ended_promotion_button

from . import texts
from .forms import FILE, LINES, LONGEST_LINES, form_fields, place_with_digests, write_metadata

MOST_DEFIS = 90  # Each défi takes one of Slack's 100 blocks.
MOST_HOSTS = 90
MOST_OVER = 40  # Only the newest ended promotions are shown.
MOST_WAITING = 5  # A Home shows at most this many promotions that are being set up.
MOST_OPTIONS = 100
MOST_ON_ROW = 25
NAMES_SHOWN = 2000


def promotions_modal(setups: Sequence[Setup], running: Sequence[Promotion], *, ended: Sequence[Promotion] = ()) -> Json:
    blocks = [
        accessory_section(texts.ONE_WAITS(name=setup.name), see_button(setup.ref, setup.name)) for setup in setups
    ]
    blocks += [
        accessory_section(
            texts.ONE_OPEN(name=promotion.name, span=_span_sentence(promotion.starts_on, promotion.ends_on)),
            see_button(PromotionRef(True, promotion.id), promotion.name),
        )
        for promotion in running
    ]
    blocks += [
        accessory_section(
            texts.ONE_OVER(name=promotion.name, span=_span_sentence(promotion.starts_on, promotion.ends_on)),
            ended_promotion_button(promotion.id, of=promotion.name),
        )
        for promotion in ended[:MOST_OVER]
    ]
    row = [button(texts.BEGIN, "setup.begin"), button(texts.OPENINGS, "catalogue.openings")]
    return modal("setup.all", texts.ALL_TITLE, [*(blocks or [section(texts.NONE_YET)]), actions(*row)])


def promotion_choice_modal(account: str, promotion_names: Mapping[PromotionRef, str]) -> Json:
    row = [button(name[:LABEL], f"setup.add:{ref}", value=f"{account} {ref}") for ref, name in promotion_names.items()]
    return modal("setup.which", texts.WHICH_TITLE, [section(texts.WHICH), actions(*row[:MOST_ON_ROW])])


def prepare_line(setups: Sequence[Setup]) -> HomeLine:
    """Build the line on a coach's Home to begin or continue the preparation of a promotion."""
    if not setups:
        return line(texts.PREPARE_ONE, button(texts.BEGIN, "setup.begin", style="primary"))
    said = texts.PREPARE_ON(names=join_words([setup.name for setup in setups]))
    return line(said, *(see_button(setup.ref, setup.name) for setup in setups[:MOST_WAITING]))


def promotion_modal(setup: Setup, findings: OpeningProblems, *, page_token: str | None) -> Json:
    """Build a promotion's page. `page_token` identifies the programme's page. Without a page, it is None."""
    if setup.closed:
        way = ended_promotion_button(setup.ref.id, of=setup.name)
        return modal("setup.page", texts.TITLE, [section(bold(setup.name)), section(texts.IS_CLOSED), actions(way)])
    ref, missing = setup.ref, [code for code, _ in findings.missing]
    first = next((row for row, here in _steps(setup) if not here), None)
    rows = (
        ("promotion", _dates_sentence(setup), "setup.edit", SetupPart.PROMOTION),
        ("canaux", _channels_sentence(setup), "setup.edit", SetupPart.CHANNELS),
        ("defis", _names(setup.defi_names) or texts.NO_DEFI, "setup.list", SetupPart.DEFI),
        ("personnes", _people_counts(setup) or texts.NOBODY, "setup.list", SetupPart.PERSON),
        ("heures", _host_names(setup), "setup.list", SetupPart.HOURS),
    )
    blocks: list[Block] = [section(join_text([bold(setup.name), texts.IS_OPEN if ref.is_open else texts.BEFORE], "\n"))]
    blocks += [
        accessory_section(
            labelled_fact(texts.ROWS[row], said),
            _edit_button(ref, part, style="primary" if row == first else None)
            if action == "setup.edit"
            else _list_button(ref, part, style="primary" if row == first else None),
        )
        for row, said, action, part in rows
    ]
    said = labelled_fact(texts.ROWS["page"], texts.PAGE_OWN if page_token is None else texts.PAGE_TAKEN)
    blocks.append(section(said) if page_token is None else accessory_section(said, undo_page_button(page_token, ref)))
    upload = button(texts.UPLOAD, "setup.files", value=str(ref), of=setup.name)
    blocks.append(accessory_section(labelled_fact(texts.ROWS["fichiers"], texts.FILES_ROW), upload))
    if missing and not ref.is_open:
        blocks.append(section(join_text([texts.MISSING_TITLE, *(texts.MISSING[code] for code in missing)], "\n")))
    if findings.noted:
        blocks.append(section(join_text([texts.NOTED_TITLE, *(texts.noted(*note) for note in findings.noted)], "\n")))
    if not ref.is_open and not missing:
        ask = confirm_dialog(
            texts.OPEN_TITLE, texts.sure(len(setup.people), len(setup.defis)), yes=texts.OPEN_YES, no=GO_BACK
        )
        row = button(texts.OPEN, "setup.open", value=str(ref), style="primary", confirm=ask)
        blocks += [divider(), actions(row)]
    if ref.is_open:
        blocks += [divider(), actions(close_button(ref.id, of=setup.name))]
    else:
        warning = texts.sure_to_abandon(len(setup.people), len(setup.defis))
        ask = confirm_dialog(texts.ABANDON_TITLE, warning, yes=texts.ABANDON_YES, no=GO_BACK)
        blocks.append(actions(button(texts.ABANDON, "setup.abandon", value=str(ref), of=setup.name, confirm=ask)))
    return modal("setup.page", texts.TITLE, blocks)


def list_modal(setup: Setup, part: SetupPart) -> Json:
    """Build the list of défis, people or hosts. Each has a button to its form."""
    draw = {SetupPart.DEFI: _defi_blocks, SetupPart.PERSON: _people_blocks, SetupPart.HOURS: _week_blocks}[part]
    back = button(texts.BACK, "setup.page", value=str(setup.ref))
    return modal("setup.listed", texts.LISTS[part], [section(bold(setup.name)), *draw(setup), actions(back)])


def item_form(
    setup: Setup,
    place: Target,
    *,
    typed_cells: Cells | None = None,
    overtaken: EditConflict | None = None,
    shows_all_fields: bool = False,
) -> Json:
    """Build the form of a part or of an item, with `typed_cells` if given.

    `overtaken` has texts that another person saved first. The form then shows them, and also the rare fields."""
    shows_all_fields = shows_all_fields or overtaken is not None
    part, item, new = place.part, place.item, not place.item
    now = setup.cells(part, item)
    blocks: list[Block] = [section(bold(setup.name))] if setup.name else []
    if place.replaces:
        over = setup.cells(SetupPart.PERSON, place.replaces)
        typed_cells = typed_cells or {"role": Role.PORTEUR.value, "defi": over["defi"]}
        blocks.append(section(texts.REPLACES(name=over["nom"])))
    for ask in form_fields(part, is_new=new, shows_all_fields=shows_all_fields):
        initial = (typed_cells or {}).get(ask.name, now.get(ask.name, ""))
        label = texts.LABELS[part][ask.name]
        element = ask.draw(ask, initial, setup)
        if element is None:
            continue
        if overtaken and ask.name in overtaken.fields:
            blocks.append(section(_overtaken_text(label, overtaken, ask.name)))
        blocks.append(field(ask.name, label, element, hint=texts.HINTS.get(ask.name), optional=not ask.needed))
    blocks += [] if shows_all_fields else _more_fields_blocks(place)
    ways = _item_buttons(setup, part, item) if item and part in (SetupPart.DEFI, SetupPart.PERSON) else []
    blocks += [actions(*ways)] if ways else []
    private = write_metadata(place_with_digests(place, setup, shows_all_fields=shows_all_fields))
    return modal("setup.kept", texts.FORMS[part], blocks, submit=texts.SAVE, private_metadata=private)


def _more_fields_blocks(place: Target) -> list[Block]:
    """Build the button « Préciser ». If the form has no rare fields, build nothing."""
    if place.part not in texts.PRECISE_ABOUT:
        return []
    about = texts.PRECISE_ABOUT[place.part]
    if not place.ref.id:
        return [more_fields_block(about, "setup.begin")]
    value = f"{place.ref} {place.part} {place.item} {place.replaces}"
    return [more_fields_block(about, f"setup.edit:{WHOLE_FORM}", value=value)]


def paste_form(place: Target) -> Json:
    people = place.part is SetupPart.PERSON
    label, hint = (texts.PEOPLE_LINES, texts.PEOPLE_HINT) if people else (texts.DEFI_LINES, texts.DEFI_HINT)
    box = field(LINES, label, text_area(LINES, limit=LONGEST_LINES), hint=hint)
    return modal("setup.pasted", texts.PASTE, [box], submit=texts.SAVE, private_metadata=write_metadata(place))


def files_form(ref: PromotionRef) -> Json:
    blocks: list[Block] = [
        section(texts.FILES),
        actions(button(texts.BLANK, "setup.blanks")),
        field(FILE, texts.FILE_LABEL, file_picker(FILE)),
    ]
    return modal("setup.uploaded", texts.TITLE_FILES, blocks, submit=texts.SEND, private_metadata=str(ref))


def result_modal(
    sentences: Sequence[Said], *, title: str = texts.TITLE_FILES, buttons: Iterable[InteractiveElement] = ()
) -> Json:
    more = list(buttons)
    blocks: list[Block] = [section(text) for text in sentences[:MOST_HOSTS]]
    return modal("setup.told", title, [*blocks, *([actions(*more)] if more else [])])


def review_modal(review: ListReview, drafts: Mapping[bool, str]) -> Json:
    """Build the preview of a list, with buttons to apply it. `drafts[True]` also removes people missing in the list."""
    said = [texts.LIST_WOULD]
    said += [texts.LIST_ADDS(names=", ".join(review.added))] if review.added else []
    said += [join_text([texts.LIST_CHANGES, *map(texts.changed, review.changed)], "\n")] if review.changed else []
    said += [texts.LIST_LACKS(names=", ".join(review.absent))] if review.absent else []
    keep = button(
        texts.KEEP_ABSENT if review.absent else texts.APPLY, "setup.apply", value=drafts[False], style="primary"
    )
    row = [keep]
    if review.absent:
        row.append(button(texts.DROP_ABSENT, "setup.apply:drop", value=drafts[True]))
    return result_modal([clip(text, NAMES_SHOWN) for text in said], title=texts.TITLE_LIST, buttons=row)


def opened_modal(ref: PromotionRef, name: str, *, already_open: bool) -> Json:
    said = texts.OPENED_BEFORE(name=name) if already_open else texts.OPENED(name=name)
    row = [button(texts.PLAN, "planning.year", value=str(ref.id), of=name, style="primary"), see_button(ref, name)]
    return result_modal([said], title=texts.TITLE_DONE, buttons=row)


def see_button(ref: PromotionRef, name: str) -> InteractiveElement:
    return button(texts.SEE if ref.is_open else texts.GO_ON, f"setup.page:{ref}", value=str(ref), of=name or None)


def apply_button(draft_id: str, name: str) -> InteractiveElement:
    return button(texts.APPLY, "setup.apply", value=draft_id, of=name, style="primary")


def apply_page_button(draft_id: str) -> InteractiveElement:
    return button(texts.APPLY_PAGE, "setup.apply_page", value=draft_id, style="primary")


def undo_page_button(token: str, ref: PromotionRef) -> InteractiveElement:
    ask = confirm_dialog(texts.UNDO_PAGE_TITLE, texts.UNDO_PAGE_SURE, yes=texts.UNDO_PAGE_YES, no=texts.UNDO_PAGE_NO)
    return button(texts.UNDO_PAGE, "setup.undo_page", value=f"{ref} {token}", confirm=ask)


def _steps(setup: Setup) -> tuple[tuple[str, bool], ...]:
    hours = all(setup.hours_of(row["email"]) for row in setup.with_role(Role.COACH))
    channels = any(setup.promotion.get(key) for key in CHANNELS)
    return (
        ("canaux", channels or bool(setup.defis)),
        ("defis", bool(setup.defis)),
        ("personnes", bool(setup.people)),
        ("heures", hours),
    )


def _edit_button(
    ref: PromotionRef, part: SetupPart, item: str = "0", *, object_name: str | None = None, style: str | None = None
) -> InteractiveElement:
    name = object_name or texts.ROWS[part.value]
    return button(texts.CHANGE, f"setup.edit:{item}", value=f"{ref} {part} {item}", of=name, style=style)


def _list_button(ref: PromotionRef, part: SetupPart, *, style: str | None = None) -> InteractiveElement:
    row = {SetupPart.DEFI: "defis", SetupPart.PERSON: "personnes"}.get(part, "heures")
    return button(texts.OPEN_LIST, "setup.list", value=f"{ref} {part} 0", of=texts.ROWS[row], style=style)


def _add_buttons(ref: PromotionRef, part: SetupPart) -> list[InteractiveElement]:
    label = texts.ADD_DEFI if part is SetupPart.DEFI else texts.ADD_PERSON
    new = button(label, "setup.edit:new", value=f"{ref} {part} 0", style="primary")
    return [new, button(texts.PASTE, "setup.paste", value=f"{ref} {part} 0")]


def _defi_blocks(setup: Setup) -> list[Block]:
    several: list[Block] = [
        accessory_section(
            texts.HABITS(name=row["name"], administration=row["administration"]),
            _edit_button(setup.ref, SetupPart.DEFI, row[ID], object_name=row["name"]),
        )
        for row in setup.defis[:MOST_DEFIS]
    ]
    return [*(several or [section(texts.NO_DEFI)]), actions(*_add_buttons(setup.ref, SetupPart.DEFI))]


def _people_blocks(setup: Setup) -> list[Block]:
    blocks: list[Block] = []
    for role in Role:
        held = setup.with_role(role)
        if not held:
            continue
        names = [_person_line(row).plain for row in held]
        blocks.append(section(labelled_fact(ROLE_WORDS[role][1], clip(", ".join(names), NAMES_SHOWN))))
        options = [(row["nom"], f"{setup.ref} {SetupPart.PERSON} {row[ID]}") for row in held[:MOST_OPTIONS]]
        blocks.append(actions(select(f"setup.edit:{role}", texts.OPEN_PERSON, options)))
    return [*(blocks or [section(texts.NOBODY)]), actions(*_add_buttons(setup.ref, SetupPart.PERSON))]


def _week_blocks(setup: Setup) -> list[Block]:
    hosts = setup.with_role(Role.COACH, Role.MENTOR, Role.EXPERT)[:MOST_HOSTS]
    several: list[Block] = [
        accessory_section(
            texts.HOURS_OF(name=host["nom"], week=setup.week_text(host["email"]) or texts.NO_HOURS_YET),
            button(
                texts.SAY_HOURS,
                f"setup.edit:{host[ID]}",
                value=f"{setup.ref} {SetupPart.HOURS} {host[ID]}",
                of=host["nom"],
            ),
        )
        for host in hosts
    ]
    return [*(several or [section(texts.NO_HOST)]), context(texts.OWN_HOURS)]


def _item_buttons(setup: Setup, part: SetupPart, item: int) -> list[InteractiveElement]:
    """Build the buttons to remove an item, and to let another person replace a porteur."""
    cells = setup.cells(part, item)
    where = f"{setup.ref} {part} {item}"
    everywhere = (
        setup.ref.is_open and part is SetupPart.PERSON and set(cells["role"].split("|")) <= ROLES_OF_NO_PROMOTION
    )
    said = texts.REMOVE_EVERYWHERE if everywhere else texts.REMOVE_SURE
    ask = confirm_dialog(texts.REMOVE_TITLE, said, yes=texts.REMOVE_YES, no=GO_BACK)
    if part is SetupPart.PERSON:
        label = texts.REMOVE_FROM_ALL if everywhere else texts.REMOVE_PERSON
        row = [button(label, "setup.remove", value=where, of=cells["nom"], confirm=ask)]
        if Role.PORTEUR in cells["role"].split("|"):
            over = button(texts.HAND_OVER, "setup.edit:over", value=f"{setup.ref} {part} 0 {item}", of=cells["defi"])
            row.insert(0, over)
        return row
    if setup.ref.is_open:  # In an open promotion, appointments and reports can refer to the défi.
        return []
    return [button(texts.REMOVE_DEFI, "setup.remove", value=where, of=cells["name"], confirm=ask)]


def _overtaken_text(label: str, overtaken: EditConflict, name: str) -> Said:
    who = overtaken.by.name if overtaken.by else texts.SOMEBODY
    theirs = overtaken.fields[name]
    if not theirs:
        return texts.THEIRS_EMPTY(label=label, who=who)
    return texts.THEIRS(label=label, who=who, theirs=theirs.replace("|", ", "))


def _dates_sentence(setup: Setup) -> Said:
    cells = setup.promotion
    whole = _span_sentence(*(date.fromisoformat(cells[key]) for key in ("starts_on", "ends_on")))
    phases = [
        texts.PHASE(number=phase.number, span=_span_sentence(phase.starts_on, phase.ends_on))
        for phase in phases_of(setup)
    ]
    return join_text([whole, *phases], "\n")


def _span_sentence(first: date, last: date) -> Said:
    return texts.SPAN(first=_day_words(first), last=_day_words(last))


def _day_words(day: date) -> str:
    return f"{dates_words([day])} {day.year}"


def _channels_sentence(setup: Setup) -> Said:
    given = [
        texts.CHANNEL_OF(use=use, channel=channel)
        for key, use in texts.USES.items()
        if (channel := setup.promotion.get(f"canal_{key}"))
    ]
    return join_text(given, ", ") if given else texts.NO_CHANNEL_YET


def _names(several: Sequence[str]) -> Said:
    return escape(join_words(list(several)))


def _people_counts(setup: Setup) -> Said:
    held = [(role, len(setup.with_role(role))) for role in Role]
    return escape(join_words([texts.counted(count, *ROLE_WORDS[role]) for role, count in held if count]))


def _host_names(setup: Setup) -> Said:
    hosts = [person["nom"] for person in setup.people if setup.week_text(person["email"])]
    return _names(hosts) if hosts else escape(texts.NO_HOURS_YET)


def _person_line(cells: Cells) -> Said:
    metier = metier_word(cells["metier"])
    what = ", ".join(text for text in (cells["defi"].replace("|", ", "), metier) if text)
    return texts.PERSON(name=cells["nom"], what=what) if what else escape(cells["nom"])
