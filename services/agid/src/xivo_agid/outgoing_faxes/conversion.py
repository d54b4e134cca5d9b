# SPDX-License-Identifier: GPL-3.0-or-later
"""From a PDF or TIFF document to the pages of a fax: 1728 dots a line, black and white (ITU-T T.4)."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from xivo_agid.fax.backends import NotDelivered, run

MOST_PAGES = 100
MEMORY, SECONDS = 400 * 1024 * 1024, 60
_LIMITED = ("prlimit", f"--as={MEMORY}", f"--cpu={SECONDS}")
_TO_FAX = (
    *(*_LIMITED, "gs", "-q", "-dSAFER", "-dNOPAUSE", "-dBATCH", "-sDEVICE=tiffg4", "-r204x196"),
    *("-sPAPERSIZE=a4", "-dFIXEDMEDIA", "-dPDFFitPage", f"-dLastPage={MOST_PAGES + 1}"),
)
_one_at_a_time = asyncio.Semaphore(1)


class NoDocument(ValueError):
    """Says what is wrong with it."""


async def converted(content: bytes, target: Path) -> int:
    """Writes ``target``, a TIFF; how many pages it has. Raises NoDocument."""
    if content.startswith(b"%PDF-"):
        suffix = "pdf"
    elif content.startswith((b"II*\0", b"MM\0*")):
        suffix = "tif"
    else:
        raise NoDocument("only PDF and TIFF documents can be sent")
    async with _one_at_a_time:
        with TemporaryDirectory() as folder:
            document = Path(folder) / f"document.{suffix}"
            await asyncio.to_thread(document.write_bytes, content)
            try:
                return await _pages_of(document, target)
            except (NotDelivered, TimeoutError) as error:
                raise NoDocument(f"the document cannot be read: {str(error)[-200:] or 'it takes too long'}") from error


async def _pages_of(document: Path, target: Path) -> int:
    if document.suffix == ".tif":
        pdf = document.with_suffix(".pdf")
        await run(*_LIMITED, "tiff2pdf", "-o", str(pdf), str(document))
        document = pdf
    made = document.with_name("fax.tif")
    await run(*_TO_FAX, f"-sOutputFile={made}", str(document))
    pages = await asyncio.to_thread(lambda: page_count(made.read_bytes()) if made.exists() else 0)
    if not 1 <= pages <= MOST_PAGES:
        raise NoDocument("the document has no page" if pages == 0 else f"more than {MOST_PAGES} pages")
    await asyncio.to_thread(lambda: target.write_bytes(made.read_bytes()))
    return pages


def page_count(tiff: bytes) -> int:
    """The image file directories of a TIFF, each a page."""
    order = "little" if tiff[:2] == b"II" else "big"

    def number(at: int, size: int) -> int:
        return int.from_bytes(tiff[at : at + size], order)  # type: ignore[arg-type]

    pages, at = 0, number(4, 4)
    while at and pages <= MOST_PAGES:
        pages += 1
        at = number(at + 2 + 12 * number(at, 2), 4)
    return pages
