"""Pages in which a person compares records with the page that they were read from, and puts them right."""

from renaksi.review.build import Built, build_review
from renaksi.review.report import report_lines

__all__ = ["Built", "build_review", "report_lines"]
