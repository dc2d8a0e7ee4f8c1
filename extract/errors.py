"""The errors that a document can cause, each with words that a person can act on.

A leaf module: it imports nothing of ours, so every layer may use it. `code` is the closed list that stands in
`documents.error`; the message is ours, never a library's (PDFium's own is sometimes "Success").
"""

__all__ = [
    "DocumentError",
    "EmptyFile",
    "LimitExceeded",
    "LockedDocument",
    "NotADocument",
    "RenaksiError",
    "TooLarge",
    "TooManyCharacters",
    "TooManyObjects",
    "TooManyPages",
    "TooManyPixels",
    "TooManySegments",
    "UnreadableDocument",
]


class RenaksiError(Exception):
    """Whatever the program foresees; the command line prints it as one line and no traceback."""


class DocumentError(RenaksiError):
    """One file cannot be read; the other files are read all the same.

    The message goes on after the file's name, and says what to do; `usual` stands where none is given.
    """

    code = "unreadable"
    usual = "it cannot be read; get it again from its source"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.usual)


class NotADocument(DocumentError):
    """The file is neither a PDF nor plain text, whatever its name says."""

    code = "not_a_document"
    usual = "it is no PDF, whatever its name says; save or print the document as PDF, or take the file out"


class EmptyFile(DocumentError):
    """The file has no bytes, or no page."""

    code = "empty_file"
    usual = "it is empty; get it again from its source"


class LockedDocument(DocumentError):
    """The file cannot be opened without a password."""

    code = "locked"
    usual = "it asks for a password; save a copy without one"


class UnreadableDocument(DocumentError):
    """The file says that it is a PDF, but is cut off or damaged beyond reading."""

    code = "damaged"
    usual = "it is cut off or damaged beyond reading; get it again from its source"


class LimitExceeded(DocumentError):
    """The file asks for more than a limit that the operator set; each limit has a class and a code of its own."""


class TooLarge(LimitExceeded):
    """The file has too many bytes."""

    code = "limit_size"


class TooManyPages(LimitExceeded):
    """The document has too many pages."""

    code = "limit_pages"


class TooManyObjects(LimitExceeded):
    """A page draws too many objects."""

    code = "limit_objects"


class TooManySegments(LimitExceeded):
    """The paths of a page have too many segments, however few the paths."""

    code = "limit_segments"


class TooManyCharacters(LimitExceeded):
    """A page has too many characters."""

    code = "limit_characters"


class TooManyPixels(LimitExceeded):
    """A page that is read by its picture has a picture of too many pixels."""

    code = "limit_pixels"
