"""Chromium without a window, driven over the WebDriver protocol: real clicks, real keys, and nothing to install."""

from __future__ import annotations

import base64
import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

__all__ = ["CHROMIUM", "CONTROL", "DOWN", "DRIVER", "ENTER", "ESCAPE", "F2", "SHIFT", "TAB", "Browser"]

CHROMIUM = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
DRIVER = shutil.which("chromedriver")

TAB, ENTER, SHIFT, CONTROL, ESCAPE, DOWN, F2 = "\ue004", "\ue007", "\ue008", "\ue009", "\ue00c", "\ue015", "\ue032"

_WAIT = 15.0


class Browser:
    """A browser window of 1440 by 900; use it as a context manager. Downloads go to `downloads`."""

    def __init__(self, folder: Path) -> None:
        self.downloads = folder / "downloads"
        self.downloads.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._address = f"http://127.0.0.1:{port}"
        self._driver = subprocess.Popen(
            [str(DRIVER), f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._session = ""
        self._folder = folder

    def __enter__(self) -> Self:
        deadline = time.monotonic() + _WAIT
        while True:
            try:
                urllib.request.urlopen(f"{self._address}/status", timeout=2).close()
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        arguments = [
            *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
            *("--window-size=1440,900", "--force-device-scale-factor=1", f"--user-data-dir={self._folder / 'profile'}"),
        ]
        wanted = {
            "goog:chromeOptions": {"args": arguments, "binary": CHROMIUM},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        made = self._call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self._session = f"/session/{made['sessionId']}"
        self.command("Emulation.setDeviceMetricsOverride", width=1440, height=900, deviceScaleFactor=1, mobile=False)
        self.command("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(self.downloads))
        return self

    def __exit__(self, *error: object) -> None:
        try:
            if self._session:
                self._call("DELETE", self._session)
        finally:
            self._driver.terminate()
            self._driver.wait(10)

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self._address + path, data, {"Content-Type": "application/json"}, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(json.load(error)["value"]["message"]) from None

    def command(self, name: str, **given: Any) -> Any:
        """A command of the DevTools protocol."""
        return self._call("POST", f"{self._session}/goog/cdp/execute", {"cmd": name, "params": given})

    def open(self, path: Path, fragment: str = "") -> None:
        """Opens a file from the disk, and waits until it shows a record or says that there is none."""
        self._call("POST", f"{self._session}/url", {"url": path.resolve().as_uri() + fragment})
        self.until("return document.readyState === 'complete'")

    def run(self, script: str, *given: Any) -> Any:
        """What a script returns."""
        return self._call("POST", f"{self._session}/execute/sync", {"script": script, "args": list(given)})

    def until(self, script: str, *given: Any) -> Any:
        """Runs a script again and again until it returns something."""
        deadline = time.monotonic() + _WAIT
        while True:
            found = self.run(script, *given)
            if found:
                return found
            assert time.monotonic() < deadline, f"never came true: {script}"
            time.sleep(0.05)

    def text(self, selector: str) -> str:
        """The text of the first element that the selector finds."""
        return str(self.run("return document.querySelector(arguments[0]).textContent", selector))

    def press(self, *keys: str, holding: Sequence[str] = ()) -> None:
        """Presses keys one after the other, with others held down."""
        actions = [{"type": "keyDown", "value": key} for key in holding]
        for key in keys:
            actions += [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        actions += [{"type": "keyUp", "value": key} for key in holding]
        self._act({"type": "key", "id": "keys", "actions": actions})

    def write(self, text: str) -> None:
        """Types a text."""
        self.press(*text)

    def click(self, selector: str) -> None:
        """Brings an element into view, waits until it stands still, and clicks into its middle with the mouse."""
        self.until(
            "const e = document.querySelector(arguments[0]); e.scrollIntoView({block: 'nearest'});"
            "const r = e.getBoundingClientRect(); const now = `${e.textContent} ${r.x} ${r.y}`;"
            "const still = window.stood === now; window.stood = now; return still",
            selector,
        )
        place = self.run(
            "const r = document.querySelector(arguments[0]).getBoundingClientRect(); window.stood = null;"
            "return [r.x + r.width / 2, r.y + r.height / 2]",
            selector,
        )
        self.click_at(*place)

    def click_at(self, x: float, y: float) -> None:
        """Clicks at a place of the window."""
        self._act(
            {
                "type": "pointer",
                "id": "mouse",
                "parameters": {"pointerType": "mouse"},
                "actions": [
                    {"type": "pointerMove", "duration": 0, "x": round(x), "y": round(y)},
                    {"type": "pointerDown", "button": 0},
                    {"type": "pointerUp", "button": 0},
                ],
            }
        )

    def _act(self, source: dict[str, Any]) -> None:
        self._call("POST", f"{self._session}/actions", {"actions": [source]})

    def upload(self, selector: str, path: Path) -> None:
        """Gives a file to a file input."""
        found = self._call("POST", f"{self._session}/element", {"using": "css selector", "value": selector})
        (element,) = found.values()
        self._call("POST", f"{self._session}/element/{element}/value", {"text": str(path)})

    def downloaded(self) -> Path:
        """The file that was saved last, once it is whole."""
        deadline = time.monotonic() + _WAIT
        while True:
            files = sorted(self.downloads.glob("*.csv"), key=lambda path: path.stat().st_mtime_ns)
            if files:
                return files[-1]
            assert time.monotonic() < deadline, "nothing was downloaded"
            time.sleep(0.05)

    def complaints(self) -> list[str]:
        """What the browser complained about since it was asked last: errors of scripts, refusals of the policy."""
        return [entry["message"] for entry in self._call("POST", f"{self._session}/se/log", {"type": "browser"})]

    def requests(self) -> list[str]:
        """The addresses that were asked for since they were asked for last."""
        found = []
        for entry in self._call("POST", f"{self._session}/se/log", {"type": "performance"}):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                found.append(message["params"]["request"]["url"])
        return found

    def picture(self, path: Path) -> None:
        """Saves what the window shows."""
        path.write_bytes(base64.b64decode(self._call("GET", f"{self._session}/screenshot")))
