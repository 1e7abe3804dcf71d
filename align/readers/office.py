"""Formats that LibreOffice reads: .doc, .odt, .rtf and their kin, turned into .docx by it where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from align.errors import UnreadableInput, UnsupportedFormat
from align.process_groups import end_group
from align.readers import word
from align.readers.archive import check_zip
from align.sandbox import process as process_module
from align.types import Paragraph

__all__ = ["paragraphs", "program"]

SECONDS = 180
"""Time that a conversion may take."""

_INSTALL = "install LibreOffice (apt install libreoffice-writer-nogui), or save the file as .docx or .pdf"


def program() -> str | None:
    """The path of LibreOffice's command, or None where it is not installed."""
    for name in ("soffice", "libreoffice", "lowriter"):
        found = shutil.which(name)
        if found:
            return found
    for place in (
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        "C:/Program Files/LibreOffice/program/soffice.exe",
    ):
        if Path(place).is_file():
            return place
    return None


def paragraphs(data: bytes, name: str, suffix: str) -> tuple[str, tuple[Paragraph, ...]]:
    """The text and paragraphs of a file that LibreOffice turns into .docx; `suffix` is its extension, as “.odt”."""
    command = program()
    if command is None:
        raise UnsupportedFormat(
            "needs LibreOffice to read {suffix} files",
            where=name,
            remedy=_INSTALL,
            code="needs_libreoffice",
            suffix=suffix,
        )
    if data.startswith(b"PK"):
        check_zip(data, name)
    # A folder and a profile of its own: conversions may run side by side, and beside an open LibreOffice.
    with tempfile.TemporaryDirectory(prefix="align-office-") as folder:
        source = Path(folder, "document" + suffix)
        source.write_bytes(data)
        _profile(Path(folder, "profile"))
        arguments = [
            command,
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            folder,
            str(source),
        ]
        output = _run(arguments, name)
        result = Path(folder, "document.docx")
        if not result.is_file():
            raise UnreadableInput(
                "LibreOffice cannot read it{output}", where=name, remedy="save it as .docx or .pdf", output=output
            )
        return word.paragraphs(result.read_bytes(), name)


def _profile(folder: Path) -> None:
    """A profile under which LibreOffice fetches nothing that a document links to, and runs nothing that is in one.

    Where the system gives the reading process a network of its own there is nothing to fetch from; this stands alone
    on the others. The proxy is a port on which nobody listens.
    """
    settings = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in (
            ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
            ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
            ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
            ("Office.Common/Security/Scripting", "DisableOLEAutomation", "true"),
            ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
            ("Office.Common/Load", "UpdateDocMode", "0"),
            ("Office.Writer/Content/Update", "Link", "0"),
            ("Office.Calc/Content/Update", "Link", "2"),
            ("Inet/Settings", "ooInetProxyType", "2"),
            ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
            ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
            ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
            ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
            ("Inet/Settings", "ooInetNoProxy", ""),
        )
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{settings}</oor:items>",
        encoding="utf-8",
    )


def _run(arguments: list[str], name: str) -> str:
    """Run a conversion to its end or its time; what it complained of."""
    process = subprocess.Popen(  # noqa: S603 - the command is LibreOffice's own, the file name is ours
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # In a reading process it stays in that one's group, and ends with it.
        start_new_session=not process_module.inside,
    )
    try:
        output, _ = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        _end(process)
        raise UnreadableInput(
            "LibreOffice took longer than {seconds} s",
            where=name,
            remedy="save it as .docx or .pdf",
            code="over_limit",
            seconds=SECONDS,
        ) from error
    except BaseException:
        _end(process)
        raise
    said = [line for line in output.decode("utf-8", "replace").splitlines() if line.startswith("Error")]
    return f" ({said[-1]})" if said else ""


def _end(process: subprocess.Popen[bytes]) -> None:
    # soffice is a script: the program is its child, and both are in a group of their own.
    if process_module.inside:  # the whole group of a reading process is ended when it has said so
        process.kill()
    else:
        end_group(process)
    process.wait()
