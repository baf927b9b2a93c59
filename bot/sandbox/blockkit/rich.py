"""Rich text as a table of rules: sections, lists, code and quotes, and what each may contain."""

from bot.sandbox.blockkit.rules import Amount, BlockChoice, BlockKind, Flag, Items, Number, Rule, Shape, Words

LONGEST = 12_000  # characters of one piece of text; Slack publishes no figure
STYLE = Shape({}, {name: Flag() for name in ("bold", "italic", "strike", "underline", "code", "highlight")})
ID = Words(255, 1)


def inline(required: dict[str, Rule], optional: dict[str, Rule] | None = None) -> Shape:
    """Return the rule of an inline element."""
    return Shape({"type": Words(50), **required}, {"style": STYLE, **(optional or {})})


INLINE = BlockKind(
    {
        "text": inline({"text": Words(LONGEST, 1)}),
        "link": inline({"url": Words(3000, 1)}, {"text": Words(LONGEST), "unsafe": Flag()}),
        "user": inline({"user_id": ID}),
        "usergroup": inline({"usergroup_id": ID}),
        "channel": inline({"channel_id": ID}),
        "team": inline({"team_id": ID}),
        "emoji": inline({"name": ID}, {"unicode": Words(255), "skin_tone": Number(2, 6)}),
        "broadcast": inline({"range": BlockChoice(("here", "channel", "everyone"))}),
        "date": inline(
            {"timestamp": Number(0, 10**11), "format": Words(255, 1)}, {"url": Words(3000), "fallback": Words(255)}
        ),
        "color": inline({"value": Words(50, 1)}),
    }
)
LINE = Items(INLINE, 1000)
SECTION = Shape({"type": BlockChoice(("rich_text_section",)), "elements": LINE})
RICH = BlockKind(
    {
        "rich_text_section": SECTION,
        "rich_text_preformatted": Shape({"type": Words(50), "elements": LINE}, {"border": Number(0, 1)}),
        "rich_text_quote": Shape({"type": Words(50), "elements": LINE}, {"border": Number(0, 1)}),
        "rich_text_list": Shape(
            {"type": Words(50), "style": BlockChoice(("bullet", "ordered")), "elements": Items(SECTION, 1000)},
            {"indent": Number(0, 8), "offset": Number(0, 10_000), "border": Number(0, 1)},
        ),
    }
)
RICH_TEXT = Shape(
    {"type": BlockChoice(("rich_text",)), "elements": Items(RICH, 1000)},
    {"block_id": Words(255)},
)
CELL = BlockKind(
    {
        "raw_text": Shape({"type": Words(50), "text": Words(LONGEST, 1)}),
        "raw_number": Shape({"type": Words(50), "value": Amount(), "text": Words(LONGEST, 1)}),
        "rich_text": RICH_TEXT,
    },
)
