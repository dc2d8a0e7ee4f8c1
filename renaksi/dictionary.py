"""docs/data_dictionary.md, made from the declarations: `python -m renaksi.dictionary docs/data_dictionary.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from renaksi.schemas import TABLES, Column, Table

__all__ = ["dictionary_text"]

_HEAD = """\
# Data dictionary

Made from `renaksi/schemas.py` by `make docs`; do not edit it here.

The tables lie under `data/parquet/<table>/<year>/part-0.parquet`; the year is `unknown` where a document has none.
`tahun` is a plain column inside. Every file of a table has the same schema, and carries these descriptions in its
fields' metadata and, as a Table Schema, under the file key `datapackage`.

```python
import pandas as pd

df = pd.read_parquet("data/parquet/indicators")
df[df.tahun >= 2022]
```

```sql
select * from 'data/parquet/indicators/**/*.parquet' where tahun >= 2022
```

Types: `string`, `category` (text from a short list; a category in pandas), `int16`, `int32`, `float32`, `float64`,
`boolean`. A column may be null unless it is marked *always*.

"""
_TYPES = {"lines": "list of structs"}


def dictionary_text() -> str:
    """The whole document."""
    parts = [_HEAD, "| table | a row is |\n|---|---|\n"]
    parts += [f"| [`{table.name}`](#{table.name}) | {table.row} |\n" for table in TABLES.values()]
    for table in TABLES.values():
        parts += ["\n", *_table(table)]
    return "".join(parts)


def _table(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n\nA row is {table.row}.\n\n"
    yield f"Key: {', '.join(f'`{name}`' for name in table.key) if table.key else 'none'}."
    if table.references:
        listed = (f"`{column}` is one of `{other}.{there}`" for column, other, there in table.references)
        yield f" {'; '.join(listed)}."
    yield "\n\n"
    for note in table.notes:
        yield f"**Mind:** {note}\n\n"
    yield "| column | type | unit | |\n|---|---|---|---|\n"
    for column in table.columns:
        yield f"| `{column.name}` | {_TYPES.get(column.type, column.type)} | {column.unit} | {_words(column)} |\n"


def _words(column: Column) -> str:
    text = column.description.replace("|", "\\|")
    if column.values and not all(f"`{value}`" in text for value in column.values):
        text += f" One of {', '.join(f'`{value}`' for value in column.values)}."
    return f"{text} *Always.*" if column.required else text


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(dictionary_text(), encoding="utf-8", newline="\n")
