"""Runs one task in a process of its own and tells seconds, pages and peak memory.

A fresh process for each measurement: no task finds a cache that another filled, and the peak is its own. Before its
clock starts, a task reads a blank page: what it imports on the way is no part of its speed.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.tasks import SCAN_TASKS, TASKS

__all__ = ["Measurement", "measure", "peak_memory"]

_BLANK = (
    b"%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
    b"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources<<>>/Contents 4 0 R>> endobj\n"
    b"4 0 obj <</Length 1>> stream\n \nendstream endobj\nxref\n0 5\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000054 00000 n \n0000000105 00000 n \n0000000199 00000 n \n"
    b"trailer <</Size 5/Root 1 0 R>>\nstartxref\n247\n%%EOF\n"
)
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Measurement:
    """One run of a task: `seconds` of its work by the clock and `cpu` seconds of its process, `pages` read, `peak`
    bytes of its whole process, and the seconds that it took to start (imports and a blank page)."""

    seconds: float
    cpu: float
    pages: int
    peak: int
    start: float


def measure(task: str, files: Sequence[Path], timeout: float = 1800.0) -> Measurement:
    """Runs a task over the files in a fresh process.

    Raises:
        RuntimeError: the task failed; the message is the last line of what it said.
    """
    with tempfile.TemporaryDirectory(prefix="renaksi-bench-") as folder:
        blank = Path(folder) / "blank.pdf"
        blank.write_bytes(_BLANK)
        return _told(task, [blank, *files], timeout)


def _told(task: str, files: Sequence[Path], timeout: float) -> Measurement:
    command = [sys.executable, "-m", "bench.measure", task, *map(str, files)]
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=timeout, check=False, env={**os.environ, "PYTHONPATH": paths}
    )
    if done.returncode != 0:
        raise RuntimeError((done.stderr.strip().splitlines() or ["it ended without a word"])[-1])
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return Measurement(told["seconds"], told["cpu"], told["pages"], told["peak"], told["start"])


def peak_memory() -> int:
    """The most memory, in bytes, that this process has held at once.

    Linux counts a parent's peak in `ru_maxrss` of a child, so `VmHWM` is read there.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    if sys.platform == "win32":
        return _windows_peak()
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _windows_peak() -> int:
    class Counters(ctypes.Structure):
        _fields_ = (
            ("cb", ctypes.c_ulong),
            ("PageFaultCount", ctypes.c_ulong),
            *((name, ctypes.c_size_t) for name in ("PeakWorkingSetSize", "WorkingSetSize")),
            *((f"rest{number}", ctypes.c_size_t) for number in range(6)),
        )

    counters = Counters()
    counters.cb = ctypes.sizeof(counters)
    kernel = ctypes.CDLL("kernel32")
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    kernel.K32GetProcessMemoryInfo(ctypes.c_void_p(kernel.GetCurrentProcess()), ctypes.byref(counters), counters.cb)
    return int(counters.PeakWorkingSetSize)


def _main(arguments: Sequence[str]) -> None:
    begun = time.perf_counter()
    blank, *files = map(Path, arguments[1:])
    work = (TASKS | SCAN_TASKS)[arguments[0]]()
    work([blank])
    started, busy = time.perf_counter(), time.process_time()
    pages = work(files)
    seconds, cpu = time.perf_counter() - started, time.process_time() - busy
    told = {"seconds": seconds, "cpu": cpu, "pages": pages, "peak": peak_memory(), "start": started - begun}
    print(json.dumps(told))


if __name__ == "__main__":
    _main(sys.argv[1:])
