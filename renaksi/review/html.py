"""A page as one file that needs nothing else: template, style, script and data put together, and a policy over all.

The script is written as modules, a purpose each; here they become one inline script. A content security policy names
that script and that style by their hashes, and allows nothing else: no other script runs and no request leaves, even
if a text of a document should find a way out of the data.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from renaksi.review.pictures import Picture

__all__ = ["assemble", "bundle_script", "embed_json", "sentences", "words"]

_IMPORT = re.compile(r'^import \{ ([^}]*) \} from "\./(\w+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function|const|class) (\w+))", re.MULTILINE)
_SLOT = re.compile(r"\{\{(\w+)\}\}")
_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
LANGUAGES = ("id", "en")


def assemble(
    template: str, title: str, data: Mapping[str, Any], language: str, pictures: Iterable[tuple[int, Picture]] = ()
) -> str:
    """A whole page.

    Args:
        template: `page` or `index`: the names of its template, style and script in assets/.
        title: of the window.
        data: what the script shows; goes in as JSON.
        language: one of `LANGUAGES`, until the reader chooses the other.
        pictures: of pages, by number.
    """
    script = bundle_script(template)
    style = _asset("base.css") + _asset(f"{template}.css")
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    blocks = "\n".join(
        f'<script type="text/plain" id="picture-{number}" data-kind="{picture.kind}">{picture.base64}</script>'
        for number, picture in pictures
    )
    parts = {
        "language": language,
        "title": html.escape(title),
        "policy": html.escape(policy),
        "style": style,
        "script": script,
        "data": embed_json({**data, "language": language, "words": words(), "sentences": sentences()}),
        "pictures": blocks,
    }
    return _SLOT.sub(lambda slot: parts[slot[1]], _asset(f"{template}.html"))


def embed_json(data: Any) -> str:
    r"""Data as JSON that cannot end the element it stands in.

    >>> embed_json("</script>")
    '"\\u003c/script\\u003e"'
    """
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)


@cache
def words() -> dict[str, dict[str, str]]:
    """The words of the pages in each language."""
    pairs = json.loads(_asset("words.json"))
    return {language: {key: pair[place] for key, pair in pairs.items()} for place, language in enumerate(LANGUAGES)}


@cache
def sentences() -> list[list[str]]:
    """The sentences of findings as patterns, each with how it is said in Indonesian."""
    pairs: list[list[str]] = json.loads(_asset("sentences.json"))
    return pairs


@cache
def bundle_script(entry: str) -> str:
    """A module and all that it imports as one script: each once, after what it imports, and in a scope of its own."""
    order: list[str] = []
    _collect(entry, order)
    return '"use strict";\n' + "".join(_enclose(name) for name in order)


def _collect(name: str, order: list[str]) -> None:
    for _, imported in _IMPORT.findall(_asset(f"{name}.js")):
        if imported not in order:
            _collect(imported, order)
    if name not in order:
        order.append(name)


def _enclose(name: str) -> str:
    """A module as a function that gives its exports; its imports are taken out of what the others gave."""
    text = _asset(f"{name}.js")
    exports = ", ".join(exported for _, exported in _EXPORT.findall(text))
    text = _IMPORT.sub(lambda found: f"const {{ {found[1].replace(' as ', ': ')} }} = ${found[2]};", text)
    body = _EXPORT.sub(lambda found: str(found[1]), text)
    return f"const ${name} = (() => {{\n{body}return {{ {exports} }};\n}})();\n"


@cache
def _asset(name: str) -> str:
    return (resources.files(__package__) / "assets" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
