"""The tables change places so that a reader sees one whole set or the other, whatever happens meanwhile.

A set here is a folder of tables that all say the same word; a reader must see one word everywhere.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from renaksi import publish
from renaksi.errors import OutputError
from renaksi.publish import Workspace
from renaksi.schemas import TABLES


def _stage(space: Workspace, word: str) -> None:
    stage = space.stage()
    for name in TABLES:
        (stage / name / "2022").mkdir(parents=True)
        (stage / name / "2022" / "part-0.parquet").write_text(word)


def _words(out: Path) -> set[str]:
    return {(out / name / "2022" / "part-0.parquet").read_text() for name in TABLES}


class Killed(BaseException):
    """The process dies here."""


def _die_at(monkeypatch: pytest.MonkeyPatch, turn: int, error: BaseException) -> list[int]:
    """From now on the `turn`-th change of the file system fails; after a death no later one happens either."""
    count = [0]

    def guarded(function: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            count[0] += 1
            if count[0] == turn or (count[0] > turn and isinstance(error, Killed)):
                raise error
            return function(*args, **kwargs)

        return call

    monkeypatch.setattr(publish.os, "rename", guarded(os.rename))
    monkeypatch.setattr(publish.shutil, "rmtree", guarded(publish.shutil.rmtree))
    monkeypatch.setattr(publish, "_exchange", guarded(publish._exchange))
    monkeypatch.setattr(publish, "_sync", guarded(publish._sync))
    return count


@pytest.mark.parametrize("turn", range(1, 60))
def test_a_death_at_any_step_leaves_a_whole_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, turn: int) -> None:
    """Whenever the process dies while publishing, readers see the old set or the new one, and the next run ends it."""
    out = tmp_path / "out"
    with Workspace(out) as space:
        _stage(space, "old")
        space.publish({"a.txt": "key"})
    with Workspace(out) as space:
        _stage(space, "new")
        with monkeypatch.context() as patch:
            _die_at(patch, turn, Killed())
            with contextlib.suppress(Killed):
                space.publish({"a.txt": "key"})
    if sys.platform in ("linux", "darwin"):
        assert _words(out) in ({"old"}, {"new"})
    with Workspace(out):
        assert _words(out) in ({"old"}, {"new"})
    assert sorted(path.name for path in out.iterdir()) == sorted(TABLES)


@pytest.mark.parametrize("turn", range(1, 60))
def test_a_death_without_exchange_is_mended_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, turn: int
) -> None:
    """Where tables can only change places one by one, each is whole, and the next run ends what was begun."""
    monkeypatch.setattr(publish, "_exchange", lambda first, second: False)
    out = tmp_path / "out"
    with Workspace(out) as space:
        _stage(space, "old")
        space.publish({"a.txt": "key"})
    with Workspace(out) as space:
        _stage(space, "new")
        with monkeypatch.context() as patch:
            _die_at(patch, turn, Killed())
            with contextlib.suppress(Killed):
                space.publish({"a.txt": "key"})
    with Workspace(out):
        assert _words(out) in ({"old"}, {"new"})


@pytest.mark.parametrize("exchange", [True, False])
@pytest.mark.parametrize("turn", range(1, 40))
def test_an_error_at_any_step_leaves_a_whole_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, turn: int, exchange: bool
) -> None:
    """When the disk refuses one step, the old set stands or the new one; the error says what to do."""
    if not exchange:
        monkeypatch.setattr(publish, "_exchange", lambda first, second: False)
    out = tmp_path / "out"
    with Workspace(out) as space:
        _stage(space, "old")
        space.publish({"a.txt": "key"})
    with Workspace(out) as space:
        _stage(space, "new")
        with monkeypatch.context() as patch:
            _die_at(patch, turn, OSError(28, "No space left on device"))
            try:
                space.publish({"a.txt": "key"})
            except OutputError as error:
                assert "the disk is full" in str(error)
        assert _words(out) in ({"old"}, {"new"})
    with Workspace(out):
        assert _words(out) in ({"old"}, {"new"})


def test_other_things_in_the_output_folder_stay(tmp_path: Path) -> None:
    """A person's own file beside the tables is neither moved nor lost."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    for word in ("one", "two"):
        with Workspace(out) as space:
            _stage(space, word)
            space.publish({"a.txt": "key"})
        assert _words(out) == {word}
        assert (out / "mine.txt").read_text() == "mine"


def test_a_folder_that_is_named_like_a_table_is_not_replaced(tmp_path: Path) -> None:
    """A person's folder `documents` is refused before anything is read."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "letter.docx").write_text("dear")
    with pytest.raises(OutputError, match=r"letter\.docx"), Workspace(tmp_path):
        pass
    assert (tmp_path / "documents" / "letter.docx").read_text() == "dear"


def test_one_run_at_a_time(tmp_path: Path) -> None:
    """A second run into the same folder is refused while the first holds it, and not after."""
    with Workspace(tmp_path / "out"), pytest.raises(OutputError, match="another run"), Workspace(tmp_path / "out"):
        pass
    with Workspace(tmp_path / "out"):
        pass


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A file where a folder should be is one line, not a traceback."""
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(OutputError, match="file"), Workspace(place):
            pass
