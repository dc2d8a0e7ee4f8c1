"""The objects of a PDF page in painting order, those inside form XObjects at their place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, repeat

import numpy as np
import numpy.typing as npt

from extract.pages import FloatArray
from extract.readers import _pdfium_calls as calls
from extract.readers._frames import IDENTITY, combine

__all__ = ["EVERYWHERE", "Objects", "list_objects", "object_boxes", "object_clips"]

_FORM_DEPTH = 24
"""PDFium itself stops at 40 forms one inside the other; a drawing program nests three or four."""


_FAR = 1e6
"""In points; no page reaches so far."""
_CLIP_SEGMENTS = 64
"""A clipping shape with more segments than this is no rectangle that crops a cell: it is passed over."""
EVERYWHERE = (-np.inf, -np.inf, np.inf, np.inf)


@dataclass(frozen=True, slots=True)
class Objects:
    """Handles and kinds in painting order. An object of a form is drawn under `matrices[form]` (user space from the
    form's space) and within `windows[form]` (a box of user space); 0 is the page itself. `complete` is false where
    there were more objects than the limit."""

    handle: npt.NDArray[np.uint64]
    kind: npt.NDArray[np.int32]
    form: npt.NDArray[np.int32]
    matrices: FloatArray
    windows: FloatArray
    complete: bool

    def of(self, kind: int) -> npt.NDArray[np.intp]:
        """The places of the objects of one kind."""
        return np.flatnonzero(self.kind == kind)


def list_objects(page: int, limit: int) -> Objects:
    """Lists the objects of an open page, `limit` at most."""
    found = _Listing(limit)
    count = _count(page, limit)
    children = np.fromiter(map(calls.page_object, repeat(calls.ref(page)), range(count)), np.uint64, count)
    complete = found.add(children, 0, 0)
    handles, kinds = np.concatenate(found.handles), np.concatenate(found.kinds)
    forms = np.repeat(np.array(found.forms, np.int32), list(map(len, found.kinds)))
    return Objects(handles, kinds, forms, np.array(found.matrices), np.array(found.windows), complete)


def _count(page: int, limit: int) -> int:
    count: int = calls.page_count_objects(page)
    return max(0, min(count, limit + 1))


class _Listing:
    """Gathers objects depth first, in stretches of one form."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.count = 0
        self.handles: list[npt.NDArray[np.uint64]] = []
        self.kinds: list[npt.NDArray[np.int32]] = []
        self.forms: list[int] = []
        self.matrices: list[FloatArray] = [IDENTITY]
        self.windows: list[FloatArray] = [np.array(EVERYWHERE)]

    def add(self, children: npt.NDArray[np.uint64], form: int, depth: int) -> bool:
        """Adds objects of one form, and those of the forms among them in their place; false at the limit."""
        kinds = np.fromiter(map(calls.object_type, children.tolist()), np.int32, len(children))
        start = 0
        for place in np.flatnonzero(kinds == calls.FORM).tolist():
            self._extend(children[start:place], kinds[start:place], form)
            start = place + 1
            room = self.limit - self.count
            if depth >= _FORM_DEPTH or room <= 0:
                return False
            child = int(children[place])
            own = np.empty(6, np.float32)
            calls.object_matrix(child, own.ctypes.data)
            clip = _clip_boxes([child])
            if clip is None:
                self.windows.append(self.windows[form])
            else:
                self.windows.append(_meet(_transformed(clip, self.matrices[form][None])[0], self.windows[form]))
            self.matrices.append(combine(own.astype(np.float64), self.matrices[form]))
            count = max(0, min(calls.form_count_objects(child), room + 1))
            inner = np.fromiter(map(calls.form_object, repeat(child), range(count)), np.uint64, count)
            if not self.add(inner, len(self.matrices) - 1, depth + 1):
                return False
        return self._extend(children[start:], kinds[start:], form)

    def _extend(self, children: npt.NDArray[np.uint64], kinds: npt.NDArray[np.int32], form: int) -> bool:
        room = self.limit - self.count
        self.handles.append(children[:room])
        self.kinds.append(kinds[:room])
        self.forms.append(form)
        self.count += min(len(children), room)
        return len(children) <= room


def object_boxes(objects: Objects, places: npt.NDArray[np.intp]) -> FloatArray:
    """The bounds of the objects at `places` in user space: (n, 4) as left, bottom, right, top."""
    bounds = np.zeros((len(places), 4), np.float32)
    handles = objects.handle[places].tolist()
    calls.each(calls.object_bounds, handles, *(calls.rows(bounds, shift) for shift in (0, 4, 8, 12)))
    boxes = bounds.astype(np.float64)
    moved = objects.form[places] > 0
    if moved.any():
        boxes[moved] = _transformed(boxes[moved], objects.matrices[objects.form[places[moved]]])
    return boxes


def object_clips(objects: Objects, places: npt.NDArray[np.intp]) -> FloatArray | None:
    """What the clipping paths leave of the page for the objects at `places`: (n, 4) boxes of user space, or None
    where nothing is clipped."""
    boxes = _clip_boxes(objects.handle[places].tolist())
    if boxes is None:
        if len(objects.windows) == 1:
            return None
        boxes = np.tile(EVERYWHERE, (len(places), 1))
    form = objects.form[places]
    moved = form > 0
    boxes[moved] = _transformed(boxes[moved], objects.matrices[form[moved]])
    return _meet(boxes, objects.windows[form])


def _clip_boxes(handles: list[int]) -> FloatArray | None:
    """The boxes that the clipping paths of objects leave, in the space of the form that holds them, (n, 4); None
    where there are no such paths."""
    clips = list(map(calls.object_clip, handles))
    paths = np.maximum(np.fromiter(map(calls.clip_count_paths, clips), np.int64, len(clips)), 0)
    total = int(paths.sum())
    if total == 0:
        return None
    owner = np.repeat(np.arange(len(clips)), paths)
    clip = [clips[number] for number in owner.tolist()]
    number = (np.arange(total) - np.repeat(np.cumsum(paths) - paths, paths)).tolist()
    counts = np.fromiter(map(calls.clip_count_segments, clip, number), np.int64, total)
    boxes = np.tile(EVERYWHERE, (total, 1))
    # An empty path leaves nothing.
    boxes[counts == 0] = 0.0
    read = np.flatnonzero((counts > 0) & (counts <= _CLIP_SEGMENTS))
    if len(read):
        # Objects that are clipped alike share their paths: each is read once, known by its first segment.
        shared = map(
            calls.clip_segment, (clip[k] for k in read.tolist()), (number[k] for k in read.tolist()), repeat(0)
        )
        _, first, same = np.unique(np.fromiter(shared, np.uint64, len(read)), return_index=True, return_inverse=True)
        chosen = read[first].tolist()
        sizes = counts[chosen].tolist()
        segments = map(
            calls.clip_segment,
            chain.from_iterable(map(repeat, [clip[k] for k in chosen], sizes)),
            chain.from_iterable(map(repeat, [number[k] for k in chosen], sizes)),
            chain.from_iterable(map(range, sizes)),
        )
        points = np.zeros((sum(sizes), 2), np.float32)
        calls.each(calls.segment_point, segments, calls.rows(points), calls.rows(points, 4))
        begin = np.cumsum(sizes) - sizes
        low, high = np.minimum.reduceat(points, begin), np.maximum.reduceat(points, begin)
        boxes[read] = np.concatenate([low, high], axis=1)[same]
    out = np.tile(EVERYWHERE, (len(clips), 1))
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    out[owner[first], :2] = np.maximum.reduceat(boxes[:, :2], first)
    out[owner[first], 2:] = np.minimum.reduceat(boxes[:, 2:], first)
    return out


def _meet(one: FloatArray, two: FloatArray) -> FloatArray:
    return np.concatenate([np.maximum(one[..., :2], two[..., :2]), np.minimum(one[..., 2:], two[..., 2:])], axis=-1)


def _transformed(boxes: FloatArray, matrices: FloatArray) -> FloatArray:
    """The boxes that hold these boxes after a matrix each. An endless side stays endless."""
    finite = np.clip(boxes, -_FAR, _FAR)
    a, b, c, d, e, f = matrices.T[:, :, None]
    u, v = finite[:, [0, 0, 2, 2]], finite[:, [1, 3, 1, 3]]
    x, y = a * u + c * v + e, b * u + d * v + f
    lowest, highest = np.minimum.reduce, np.maximum.reduce
    return np.stack([lowest(x.T), lowest(y.T), highest(x.T), highest(y.T)], axis=1)
