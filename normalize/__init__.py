"""Cells → indicator records. Knows Rencana Aksi and nothing of PDF."""

from normalize.document import normalize
from normalize.nomenclature import Nomenclature
from normalize.records import IndicatorRecord, NormalizedDocument
from normalize.vocabulary import Vocabulary

__all__ = ["IndicatorRecord", "Nomenclature", "NormalizedDocument", "Vocabulary", "normalize"]
