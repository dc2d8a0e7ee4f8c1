"""What holds for all tests."""

import pytest
from hypothesis import settings

from tests.browser import CHROMIUM, DRIVER

# A shared machine may stall for a second at any moment: that says nothing about the code. Speed is measured in bench/.
settings.register_profile("renaksi", deadline=None)
settings.load_profile("renaksi")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says so where the review pages could not be tried in a browser."""
    if CHROMIUM is None or DRIVER is None:
        terminalreporter.write_line("left out: the review pages in a browser; no chromium and chromedriver here")
