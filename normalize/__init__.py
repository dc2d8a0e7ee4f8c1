"""Cells → indicator records. Knows Rencana Aksi and nothing of PDF."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from normalize.document import normalize
    from normalize.nomenclature import Nomenclature
    from normalize.records import IndicatorRecord, NormalizedDocument
    from normalize.vocabulary import Vocabulary

__all__ = ["IndicatorRecord", "Nomenclature", "NormalizedDocument", "Vocabulary", "normalize"]

_HOMES = {
    "IndicatorRecord": "records",
    "Nomenclature": "nomenclature",
    "NormalizedDocument": "records",
    "Vocabulary": "vocabulary",
    "normalize": "document",
}


def __getattr__(name: str) -> Any:
    """Imports what is asked for: who needs only the names of the fields does not wait for the whole stage."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"normalize.{_HOMES[name]}"), name)
