"""Runs one task in a process of its own and tells seconds, pages and peak memory.

A fresh process for each measurement: no task finds a cache that another filled, and the peak is its own.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.tasks import TASKS

__all__ = ["Measurement", "measure", "peak_memory"]

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Measurement:
    """One run of a task: `seconds` of its work without imports, `pages` read, `peak` bytes of its whole process."""

    seconds: float
    pages: int
    peak: int


def measure(task: str, files: Sequence[Path], timeout: float = 1800.0) -> Measurement:
    """Runs a task over the files in a fresh process.

    Raises:
        RuntimeError: the task failed; the message is the last line of what it said.
    """
    command = [sys.executable, "-m", "bench.measure", task, *map(str, files)]
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=timeout, check=False, env={**os.environ, "PYTHONPATH": paths}
    )
    if done.returncode != 0:
        raise RuntimeError((done.stderr.strip().splitlines() or ["it ended without a word"])[-1])
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return Measurement(told["seconds"], told["pages"], told["peak"])


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
    work = TASKS[arguments[0]]()
    files = [Path(name) for name in arguments[1:]]
    started = time.perf_counter()
    pages = work(files)
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "pages": pages, "peak": peak_memory()}))


if __name__ == "__main__":
    _main(sys.argv[1:])
