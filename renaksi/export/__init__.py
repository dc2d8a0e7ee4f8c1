"""Published tables → what other people's programs take: a workbook, CSV with its description, a database, the forms of
data portals and of e-SAKIP applications. Each file of the package knows one of them; none of them reads a document."""

from renaksi.export.run import Export, export

__all__ = ["Export", "export"]
