"""`python -m tests.handlers.reworded [programme.toml]`: all drawings as JSON, in other words than the bot's own.

Without a file an operator changed every sentence of the bot.

A changed sentence has other letters, as long: each vowel is one that looks like it. Commands, links, emoji and fields
stay. A process of its own, since sentences are replaced while the conversation loads."""

import json
import re
import sys
import tomllib
from pathlib import Path

from bot.programme import shape
from bot.wording import loading
from bot.wording.limits import survey_sentences

ALIKE = str.maketrans("aeiouyéèêàâîôûùAEIOUÉÀÊ", "аеіоυуёёёӑӑїӧӱӱАЕІОҮЁӐЁ")
_KEPT = re.compile(r"(`[^`]*`|<[^|>]*|\{[^}]*\}|:[a-z0-9_+-]+:|(?<!\w)/[a-z-]+|https?://\S+)")


def reworded(text: str) -> str:
    """Change a sentence, a letter for a letter."""
    return "".join(part if at % 2 else part.translate(ALIKE) for at, part in enumerate(_KEPT.split(text)))


def main() -> None:
    if len(sys.argv) > 1:  # its name and roles; what is drawn has the métiers and phases that ship
        values = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
        shape.use_shape(shape.read_shape({key: values[key] for key in ("name", "roles")}))
        loading.use_phrases({})
    else:
        places, _ = survey_sentences()
        loading.use_phrases({place.key: reworded(place.text) for place in places.values()})

    from tests.handlers.test_golden_views import plain
    from tests.handlers.test_read_aloud import all_drawn

    drawn = {
        f"{family} {name}": plain(one) for family, examples in all_drawn().items() for name, one in examples.items()
    }
    json.dump(drawn, sys.stdout)


if __name__ == "__main__":
    main()
