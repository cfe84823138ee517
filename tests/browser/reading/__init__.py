"""The reading view of the scanner on a page of its own: built as the scanner is, served from this machine."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).parent
WEB = HERE.parents[2] / "wasteflow" / "web"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *told: object) -> None:
        """Nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Build the page into a folder; its address."""
    subprocess.run(
        [WEB / "node_modules/.bin/vite", "build", HERE, "--config", WEB / "scanner/vite.config.ts", "--base", "/",
         "--outDir", folder, "--emptyOutDir", "--logLevel", "warn"],
        check=True,
    )  # fmt: skip
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
