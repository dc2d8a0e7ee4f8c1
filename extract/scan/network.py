"""The default recogniser: a network that reads crops of single lines, and the door to it.

The one door to onnxruntime and to the models that the rapidocr package carries in its wheel; nothing is downloaded.
Only the recognition network is used. Its companion that looks for text on a whole page takes some seconds a page, and
a ruled page shows where its text stands. Reading the network's output here, not through rapidocr, keeps what a table
needs: the probability of each character among all characters of the model, and its place on the line.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from extract.errors import RenaksiError
from extract.scan.recognizer import FIGURES, Image, Reading

__all__ = ["Network"]

_MODEL = "PP-OCRv6_rec_small.onnx"
_SHA256 = "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884"
"""The model that was measured; another may read figures otherwise, and is looked at before it is let in."""
_HEIGHT = 48
"""The height in pixels that the network takes."""
_STRIDE = 8
"""Pixels of that height to a step of its output."""
_WIDEST = 3200
_WIDTH_STEP = 32
_SHORT, _STRETCH = 4.0, 1.5
"""Crops of fewer heights of width are read this much wider: a step of the output is as wide as a narrow letter, and
of two equal letters in neighbouring steps (III, ll) only one would be left."""
_BATCH_WIDTH = 960
"""The pixels of width that are read at a time: the memory that a batch takes is bounded by it."""

_LATIN_EXTRAS = "°²³½¼¾×÷±µ•·–—‘’“”…≤≥→é"
_PRINTED = frozenset(map(chr, range(0x21, 0x7F))) | frozenset(_LATIN_EXTRAS)
"""What is printed in these documents; a full-width or Chinese look-alike is read as the Latin character it is."""


class Network:
    """The network, loaded once a process (`extract.scan.recognizer.recognizer`)."""

    def __init__(self, threads: int = 2) -> None:
        import onnxruntime

        model = _model()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # The arena never gives memory back, and lines of all lengths would make it grow from page to page.
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        # Threads that wait by spinning take the time of the other documents' processes.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session: Any = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._input: str = self._session.get_inputs()[0].name
        names = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        # 0 is "nothing here", the last is the space.
        names = ["", *names, " "]
        self._kept = np.array([0, *(i for i, name in enumerate(names) if name in _PRINTED), len(names) - 1])
        self._names = [names[i] for i in self._kept]
        self._figures = np.array([not name or name in FIGURES for name in self._names])

    def read(self, crops: Sequence[Image], *, figures: bool = False, stretch: float = 1.0) -> list[Reading]:
        """The text of each crop (one line each); with `figures` only digits and the signs beside them are allowed,
        with `stretch` long crops are read so much wider, as short ones are anyway."""
        import cv2

        widths = [_width(crop, stretch) for crop in crops]
        readings: list[Reading | None] = [None] * len(crops)
        for batch in _batches(widths):
            wide = -(-max(widths[i] for i in batch) // _WIDTH_STEP) * _WIDTH_STEP
            data = np.zeros((len(batch), 1, _HEIGHT, wide), np.float32)
            for row, i in enumerate(batch):
                crop = crops[i]
                down = crop.shape[0] > _HEIGHT
                how = cv2.INTER_AREA if down else cv2.INTER_CUBIC
                scaled = cv2.resize(crop, (widths[i], _HEIGHT), interpolation=how)
                data[row, 0, :, : widths[i]] = scaled.astype(np.float32) / 127.5 - 1.0
            output = self._session.run(None, {self._input: np.repeat(data, 3, axis=1)})[0]
            for row, i in enumerate(batch):
                steps = -(-widths[i] // _STRIDE)
                readings[i] = self._decode(output[row, :steps], widths[i], figures)
        return [reading for reading in readings if reading is not None]

    def _decode(self, output: npt.NDArray[np.float32], width: int, figures: bool) -> Reading:
        """The best path: repeats are one character, the blank parts them."""
        chances = output[:, self._kept]
        if figures:
            chances = np.where(self._figures, chances, 0.0)
        best = chances.argmax(axis=1)
        sure = chances[np.arange(len(best)), best]
        first = np.flatnonzero(np.concatenate(([True], best[1:] != best[:-1])))
        stop = np.append(first[1:], len(best))
        text, confidence, place = [], [], []
        for begin, end in zip(first.tolist(), stop.tolist(), strict=True):
            if best[begin] == 0:
                continue
            text.append(self._names[best[begin]])
            confidence.append(float(sure[begin:end].max()))
            place.append(float((begin + end) / 2 * _STRIDE / width))
        return Reading("".join(text), tuple(confidence), tuple(place))


def _model() -> bytes:
    found = importlib.util.find_spec("rapidocr")
    if found is None or not found.submodule_search_locations:
        raise RenaksiError("Reading scans needs the package rapidocr, which is not installed: run `make setup`.")
    path = Path(found.submodule_search_locations[0]) / "models" / _MODEL
    try:
        model = path.read_bytes()
    except OSError:
        model = b""
    if hashlib.sha256(model).hexdigest() != _SHA256:
        raise RenaksiError("The package rapidocr does not hold the model that is known here: run `make setup`.")
    return model


def _width(crop: Image, stretch: float) -> int:
    height, width = crop.shape[0], crop.shape[1]
    if width < _SHORT * height:
        stretch = max(stretch, _STRETCH)
    return int(max(_STRIDE, min(_WIDEST, round(width * stretch * _HEIGHT / height))))


def _batches(widths: list[int]) -> list[list[int]]:
    """Crops of like width together, as many as the batch's width holds."""
    order = sorted(range(len(widths)), key=widths.__getitem__)
    batches: list[list[int]] = []
    for i in order:
        if (
            batches
            and widths[i] * (len(batches[-1]) + 1) <= _BATCH_WIDTH
            and widths[i] <= 1.3 * widths[batches[-1][0]] + 32
        ):
            batches[-1].append(i)
        else:
            batches.append([i])
    return batches
