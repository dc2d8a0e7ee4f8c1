"""The declared tables as Arrow schemas, with all that a reader of the files can learn from them.

Every file of a table has the one schema: descriptions and units in the fields' metadata, the `pandas` metadata that
brings nullable types back in `pandas.read_parquet` (without it a nullable int32 comes back as float64), and the Table
Schema under the file key `datapackage`, since Parquet itself knows no descriptions.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from importlib.abc import MetaPathFinder
from typing import Any

import pyarrow as pa

from renaksi.schemas import TABLES, Table

__all__ = ["arrow_schema", "table_schema"]

_FRICTIONLESS = {
    "string": "string",
    "category": "string",
    "int16": "integer",
    "int32": "integer",
    "float32": "number",
    "float64": "number",
    "boolean": "boolean",
    "lines": "array",
}
_PANDAS = {
    "string": ("unicode", "string"),
    "int16": ("int16", "Int16"),
    "int32": ("int32", "Int32"),
    "float32": ("float32", "float32"),
    "float64": ("float64", "float64"),
    "boolean": ("bool", "boolean"),
    "lines": ("list[object]", "object"),
}


class _NoPandas(MetaPathFinder):
    """Says that pandas is not installed."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        """The import system asks here first."""
        if fullname == "pandas":
            raise ModuleNotFoundError("not wanted here", name=fullname)


def _keep_pandas_out() -> None:
    """Makes pyarrow's first array without pandas.

    It would import pandas there, to know a Series where it meets one; here it meets none, and that import takes longer
    than to read a document. Who needs pandas later (`Table.to_pandas`) still gets it.
    """
    if "pandas" in sys.modules:
        return
    refusal = _NoPandas()
    sys.meta_path.insert(0, refusal)
    try:
        pa.array([None])
    finally:
        sys.meta_path.remove(refusal)


_keep_pandas_out()


def table_schema(table: Table) -> dict[str, Any]:
    """The table as a Table Schema (what CKAN and Frictionless read), with units and what a row is."""
    fields = []
    for column in table.columns:
        entry: dict[str, Any] = {
            "name": column.name,
            "type": _FRICTIONLESS[column.type],
            "description": column.description,
        }
        if column.unit:
            entry["unit"] = column.unit
        constraints: dict[str, Any] = {}
        if column.required:
            constraints["required"] = True
        if column.values:
            constraints["enum"] = list(column.values)
        if constraints:
            entry["constraints"] = constraints
        fields.append(entry)
    schema: dict[str, Any] = {"name": table.name, "description": f"Each row is {table.row}.", "fields": fields}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.references:
        schema["foreignKeys"] = [
            {"fields": [field], "reference": {"resource": "" if other == table.name else other, "fields": [there]}}
            for field, other, there in table.references
        ]
    return schema


@cache
def arrow_schema(name: str) -> pa.Schema:
    """The schema of every file of the table: types, descriptions, `pandas` and `datapackage` metadata."""
    line = pa.struct(
        [
            ("text", pa.string()),
            ("bold", pa.bool_()),
            ("x0", pa.float64()),
            ("top", pa.float64()),
            ("x1", pa.float64()),
            ("bottom", pa.float64()),
            ("confidence", pa.float32()),
            ("head", pa.float64()),
            ("joins", pa.bool_()),
        ]
    )
    types = {
        "string": pa.string(),
        "category": pa.dictionary(pa.int8(), pa.string()),
        "int16": pa.int16(),
        "int32": pa.int32(),
        "float32": pa.float32(),
        "float64": pa.float64(),
        "boolean": pa.bool_(),
        "lines": pa.list_(pa.field("element", line)),  # as Parquet calls it
    }
    table = TABLES[name]
    fields = []
    for column in table.columns:
        metadata = {"description": column.description}
        if column.unit:
            metadata["unit"] = column.unit
        fields.append(pa.field(column.name, types[column.type], nullable=not column.required, metadata=metadata))
    return pa.schema(
        fields,
        metadata={
            "pandas": json.dumps(_pandas_metadata(table)),
            "datapackage": json.dumps(table_schema(table), ensure_ascii=False),
        },
    )


def _pandas_metadata(table: Table) -> dict[str, Any]:
    """What pandas itself would have written for a frame with these types; categories need no entry."""
    columns = []
    for column in table.columns:
        if column.type == "category":
            continue
        pandas_type, numpy_type = _PANDAS[column.type]
        columns.append(
            {
                "name": column.name,
                "field_name": column.name,
                "pandas_type": pandas_type,
                "numpy_type": numpy_type,
                "metadata": None,
            }
        )
    return {
        "index_columns": [],
        "column_indexes": [],
        "columns": columns,
        "creator": {"library": "renaksi", "version": "1"},
        "pandas_version": "2.0.0",
    }
