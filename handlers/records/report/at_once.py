"""The form of a whole report: all headings, begun from the support and the decisions, and new advice a line each. Pure.

What it proposes for an empty heading is carried as a digest: where another coach wrote there meanwhile, a proposal that
nobody touched gives way without a question.
"""

from bot.programme.versions import LIMIT, digest_of
from bot.records.report.model import HEADINGS, PHRASE, PHRASE_LIMIT, ReportSheet, Sort
from handlers.kit.blocks import Json, context, field, modal, section, text_area
from handlers.kit.fields import carry, text_box

from . import texts


def form(sheet: ReportSheet, *, gesture: str) -> Json:
    """Build the form. A coach reads over what it proposes, and what they send is kept as versions."""
    proposed = {name: text for name, text in sheet.begun.items() if not sheet.text(name)}
    blocks = [section(texts.AT_ONCE_SAID(phase=sheet.sheet.phase, defi=sheet.defi.name))]
    blocks += [context(texts.BEGUN)] if proposed else []
    for name, label in HEADINGS.items():
        limit = PHRASE_LIMIT if name == PHRASE else LIMIT
        box = text_box(name, limit=limit, initial=sheet.text(name) or proposed.get(name, ""))
        blocks.append(field(name, label, box, optional=True))
    for sort in Sort:
        hint = texts.LINE_EACH if sort is Sort.DO else None
        blocks.append(
            field(
                sort.value,
                texts.NEW_ADVICE.format(sort=texts.SORTS[sort]),
                text_area(sort.value, limit=LIMIT),
                hint=hint,
                optional=True,
            )
        )
    digests = ",".join(f"{name}={digest_of(text)}" for name, text in proposed.items())
    carried = f"{sheet.sheet.committee.id} {carry(list(HEADINGS), sheet.words)} {gesture} {digests}".strip()
    return modal("records.report_written", texts.TITLE, blocks, submit=texts.SUBMIT, private_metadata=carried)
