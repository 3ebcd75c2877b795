"""browser.py - a headless Chromium that a test steers over its DevTools pipe.

Keeps every console message, exception and request of the page that it shows. Has a time limit for each answer; close()
ends the browser, whatever it does.
"""
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

NAMES = ("chromium", "chromium-browser", "google-chrome")
LIMIT = 60


def find():
    """The path of a browser, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    def __init__(self, width=1400, height=900):
        self.folder = tempfile.mkdtemp()
        to_read, self.to = os.pipe()
        self.back, to_write = os.pipe()
        # Chromium reads from 3 and writes to 4; the shell moves the pipes there, whatever their numbers are.
        command = [find(), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                   "--no-first-run", "--disable-background-networking", "--disable-component-update",
                   "--disable-sync", "--hide-scrollbars", f"--window-size={width},{height}",
                   f"--user-data-dir={self.folder}", "--remote-debugging-pipe", "about:blank"]
        script = f'exec "$@" 8<&{to_read} 9>&{to_write} 3<&8 4>&9'
        self.process = subprocess.Popen(["bash", "-c", script, "bash"] + command, pass_fds=(to_read, to_write),
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, env={**os.environ, "HOME": self.folder})
        os.close(to_read)
        os.close(to_write)
        self.buffer = b""
        self.last = 0
        self.events = []
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log", "DOM"):
            self.call(domain + ".enable")

    def receive(self, until):
        while b"\0" not in self.buffer:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.back], [], [], left)[0]:
                raise TimeoutError("the browser does not answer")
            piece = os.read(self.back, 1 << 16)
            if not piece:
                raise EOFError("the browser has ended")
            self.buffer += piece
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.last += 1
        message = {"id": self.last, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + LIMIT
        while True:
            answer = self.receive(until)
            if answer.get("id") == self.last:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def open(self, path, scheme="light"):
        """Shows a file, and waits until it is there."""
        self.events = []
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        url = "file://" + os.path.abspath(path)
        self.call("Page.navigate", url=url)
        until = time.monotonic() + LIMIT
        while not self.has_loaded(url):
            self.events.append(self.receive(until))
        self.run("1")

    def has_loaded(self, url):
        """The page that was there before may still say that it has."""
        there = False
        for e in self.events:
            if e.get("method") == "Page.frameNavigated":
                there = e["params"]["frame"]["url"] == url
            elif e.get("method") == "Page.loadEventFired" and there:
                return True
        return False

    def run(self, expression):
        """The value of an expression on the page. It is not subject to the page's own policy."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"].get("exception", {}).get("description", "exception"))
        return result["result"].get("value")

    def key(self, key, code=0, text=None):
        for kind in ("keyDown", "keyUp"):
            more = {"text": text} if text and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, **more)

    def type(self, text):
        for c in text:
            self.key(c, 0, c)

    def complaints(self):
        """What the console got to hear, and exceptions."""
        found = []
        for e in self.events:
            if e.get("method") == "Log.entryAdded":
                found.append(e["params"]["entry"]["text"])
            elif e.get("method") == "Runtime.exceptionThrown":
                found.append(e["params"]["exceptionDetails"]["text"])
            elif e.get("method") == "Runtime.consoleAPICalled":
                found.append(str(e["params"]["args"]))
        return found

    def requests(self):
        return [e["params"]["request"]["url"] for e in self.events if e.get("method") == "Network.requestWillBeSent"]

    def screenshot(self, path, whole=False):
        import base64
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        with open(path, "wb") as out:
            out.write(base64.b64decode(data))

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.to)
        os.close(self.back)
        shutil.rmtree(self.folder, ignore_errors=True)
