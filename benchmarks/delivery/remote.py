"""The server of the benchmark as seen from the harness."""

import asyncio
import json
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.delivery.plan import Plan
from benchmarks.delivery.processes import PYTHON, Child, Failed, Usage, cores
from benchmarks.delivery.records import Arrivals
from benchmarks.delivery.window import SECOND


@dataclass(frozen=True, slots=True)
class Press:
    """One press: when it was made, handed out and answered, in nanoseconds; 0 is never."""

    made: int
    handed: int
    answered: int
    person: int

    @property
    def taken(self) -> float:
        """Milliseconds from the hand-out to the arrival of the answer: ours alone."""
        return (self.answered - self.handed) / SECOND * 1000

    @property
    def felt(self) -> float:
        """Milliseconds from the press to the arrival of the answer, the server's delay and all."""
        return (self.answered - self.made) / SECOND * 1000


@dataclass(frozen=True, slots=True)
class Report:
    """All that the server saw."""

    arrivals: Arrivals
    presses: tuple[Press, ...]


class Server:
    """A running server; one at a time is enough for all drivers in turn."""

    def __init__(self, child: Child, folder: Path, port: int, certificate: str) -> None:
        self._child = child
        self._folder = folder
        self._port = port
        self.certificate = certificate

    @property
    def url(self) -> str:
        """Where it stands."""
        scheme = "https" if self.certificate else "http"
        # By name: a certificate speaks for names.
        return f"{scheme}://localhost:{self._port}"

    @property
    def environment(self) -> dict[str, str]:
        """What makes any program trust its certificate."""
        if not self.certificate:
            return {}
        return {
            "SSL_CERT_FILE": self.certificate,
            "NODE_EXTRA_CA_CERTS": self.certificate,
        }

    def usage(self) -> Usage:
        """Return what it has taken itself."""
        return self._child.usage()

    def press(self, person: int, data: str, message: int = 1) -> None:
        """Let somebody press a button."""
        self._child.tell(do="press", person=person, data=data, message=message)

    def presses(self, rate: float, data: str, *, first: int, people: int) -> None:
        """Let people press, about `rate` times a second."""
        self._child.tell(do="presses", rate=rate, data=data, first=first, people=people)

    def calm(self) -> None:
        """Let nobody press any more."""
        self._child.tell(do="calm")

    async def seen(self, kind: int, count: int, *, within: float = 60.0) -> int:
        """Wait until so many messages of a kind have come; return the moment."""
        self._child.tell(do="tell", kind=kind, at=count)
        return int((await self._child.hear(within=within))["at"])

    async def report(self) -> Report:
        """Return what it has seen."""
        self._child.tell(do="report", folder=str(self._folder))
        counts = await self._child.hear()
        presses = tuple(Press(*times) for times in counts.pop("presses"))
        return Report(Arrivals.read(self._folder, counts), presses)


@asynccontextmanager
async def running_server(plan: Plan, *, tls: bool) -> AsyncIterator[Server]:
    """Run a server while in the context."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        certificate, key = await make_certificate(folder) if tls else ("", "")
        argument = json.dumps({**asdict(plan), "certificate": certificate, "key": key})
        child = await Child.start(
            [PYTHON, "-m", "benchmarks.delivery.server", argument], cores()[0]
        )
        try:
            port = (await child.hear())["port"]
            yield Server(child, folder, port, certificate)
        finally:
            await child.end()


async def make_certificate(folder: Path) -> tuple[str, str]:
    """Make a certificate for this machine that lasts a day; return its file and its key's.

    Raises:
        Failed: there is no `openssl`.
    """
    if shutil.which("openssl") is None:
        raise Failed("openssl is missing, which makes the certificate for TLS")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    await asyncio.to_thread(
        subprocess.run,
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "1", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key), "-out",
         str(certificate)],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return str(certificate), str(key)
