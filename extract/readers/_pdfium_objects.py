"""The objects of a PDF page in painting order, those inside form XObjects at their place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.readers import _pdfium_calls as calls
from extract.readers._frames import IDENTITY, combine

__all__ = ["Objects", "list_objects", "object_boxes"]

_FORM_DEPTH = 24
"""PDFium itself stops at 40 forms one inside the other; a drawing program nests three or four."""


@dataclass(frozen=True, slots=True)
class Objects:
    """Handles and kinds in painting order. An object of a form is drawn under `matrices[form]` (user space from the
    form's space); 0 is the page itself. `complete` is false where there were more objects than the limit."""

    handle: list[int]
    kind: npt.NDArray[np.int32]
    form: npt.NDArray[np.int32]
    matrices: FloatArray
    complete: bool

    def of(self, kind: int) -> npt.NDArray[np.intp]:
        """The places of the objects of one kind."""
        return np.flatnonzero(self.kind == kind)


def list_objects(page: int, limit: int) -> Objects:
    """Lists the objects of an open page, `limit` at most."""
    handles: list[int] = []
    forms: list[int] = []
    matrices: list[FloatArray] = [IDENTITY]
    complete = _list_into(
        list(map(calls.page_object, repeat(page), range(min(calls.page_count_objects(page), limit + 1)))),
        0,
        handles,
        forms,
        matrices,
        limit,
    )
    kinds = np.fromiter(map(calls.object_type, handles), np.int32, len(handles))
    return Objects(handles, kinds, np.array(forms, np.int32), np.array(matrices), complete)


def _list_into(
    children: list[int], form: int, handles: list[int], forms: list[int], matrices: list[FloatArray], limit: int, depth: int = 0
) -> bool:
    kinds = list(map(calls.object_type, children))
    start = 0
    for place in [place for place, kind in enumerate(kinds) if kind == calls.FORM]:
        _extend(children[start:place], form, handles, forms, limit)
        start = place + 1
        room = limit - len(handles)
        if depth >= _FORM_DEPTH or room <= 0:
            return False
        child = children[place]
        own = np.empty(6, np.float32)
        calls.object_matrix(child, own.ctypes.data)
        matrices.append(combine(own.astype(np.float64), matrices[form]))
        count = calls.form_count_objects(child)
        inner = list(map(calls.form_object, repeat(child), range(min(max(count, 0), room + 1))))
        if not _list_into(inner, len(matrices) - 1, handles, forms, matrices, limit, depth + 1):
            return False
    return _extend(children[start:], form, handles, forms, limit)


def _extend(children: list[int], form: int, handles: list[int], forms: list[int], limit: int) -> bool:
    room = limit - len(handles)
    handles.extend(children[:room])
    forms.extend([form] * min(len(children), room))
    return len(children) <= room


def object_boxes(objects: Objects, places: npt.NDArray[np.intp]) -> FloatArray:
    """The bounds of the objects at `places` in user space: (n, 4) as left, bottom, right, top."""
    bounds = np.zeros((len(places), 4), np.float32)
    handles = [objects.handle[place] for place in places.tolist()]
    list(map(calls.object_bounds, handles, *(calls.rows(bounds, shift) for shift in (0, 4, 8, 12))))
    boxes = bounds.astype(np.float64)
    moved = objects.form[places] > 0
    if moved.any():
        a, b, c, d, e, f = objects.matrices[objects.form[places[moved]]].T[:, :, None]
        u, v = boxes[moved][:, [0, 0, 2, 2]], boxes[moved][:, [1, 3, 1, 3]]
        x, y = a * u + c * v + e, b * u + d * v + f
        boxes[moved] = np.stack([x.min(axis=1), y.min(axis=1), x.max(axis=1), y.max(axis=1)], axis=1)
    return boxes
