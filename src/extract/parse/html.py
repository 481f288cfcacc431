"""Bytes of a web page -> Document of its main content."""

import json
import re
from collections.abc import Iterator
from datetime import date

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from extract.errors import BrokenFileError, EmptyFileError
from extract.model import Document
from extract.parse.builder import Origin, build_document
from extract.parse.decode import decode_page
from extract.parse.html_blocks import draft_blocks
from extract.parse.html_content import find_content
from extract.parse.html_text import collapse_blanks

_ISO_DAY = re.compile(r"\s*([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")
# Names under which pages say when they were issued: Open Graph, Dublin Core, schema.org, Google.
_PUBLISHED_NAMES = (
    "article:published_time",
    "datepublished",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "citation_publication_date",
    "pubdate",
    "date",
)
_JSON_KEYS = ("datePublished", "dateCreated")
_MOST_JSON = 1_000_000


def parse_html(origin: Origin) -> Document:
    """Return the document of a web page: its main content, without navigation and furniture.

    What is hidden until it is clicked (accordions, tabs) counts as content.

    Raises:
        BrokenFileError: the page cannot be parsed at all.
        EmptyFileError: there is no text in it.
    """
    root = _parse_tree(origin)
    published = _find_published(root)
    title = _find_title(root)
    document = build_document(
        origin, draft_blocks(find_content(root)), title=title, published=published
    )
    if not document.text:
        raise EmptyFileError(
            f"{origin.source} is a page without text; if a script fills it, open it in a browser "
            "and save what is shown"
        )
    return document


def _parse_tree(origin: Origin) -> HtmlElement:
    text = decode_page(origin.data, origin.charset).replace("\0", "")
    # A limit on depth or on the length of a text would end the page early, without a word.
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise BrokenFileError(
            f"{origin.source} has no web page in it ({error}); get the file again"
        ) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        # libxml2 gives up at 2,048 levels and leaves out the rest, without an error.
        raise BrokenFileError(
            f"{origin.source} is nested too deeply to be read whole; open it in a browser and "
            "print it as PDF"
        )
    return root


def _find_title(root: HtmlElement) -> str:
    """Return the first heading of the first level, else what the head says."""
    heads = root.xpath("//h1[normalize-space()]")
    if heads:
        return collapse_blanks(" ".join(heads[0].itertext()))
    for path in ("string(//meta[@property='og:title']/@content)", "string(//head/title)"):
        if title := collapse_blanks(str(root.xpath(path))):
            return title
    return ""


def _find_published(root: HtmlElement) -> date | None:
    """Return the day that the page says it was issued, None where it does not say."""
    for text in (*_read_metas(root), *_read_json(root), *_read_times(root)):
        if (match := _ISO_DAY.match(text)) and (day := _read_day(match)):
            return day
    return None


def _read_day(match: re.Match[str]) -> date | None:
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None


def _read_metas(root: HtmlElement) -> Iterator[str]:
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        metas.setdefault(name.lower(), meta.get("content") or "")
    return (metas[name] for name in _PUBLISHED_NAMES if name in metas)


def _read_json(root: HtmlElement) -> Iterator[str]:
    for script in root.xpath("//script[@type='application/ld+json']"):
        text = script.text or ""
        if len(text) > _MOST_JSON:
            continue
        try:
            pending = [json.loads(text)]
        except (ValueError, RecursionError):
            continue
        while pending:
            value = pending.pop()
            if isinstance(value, list):
                pending.extend(value)
            elif isinstance(value, dict):
                yield from (str(value[key]) for key in _JSON_KEYS if key in value)
                pending.extend(child for child in value.values() if isinstance(child, list | dict))


def _read_times(root: HtmlElement) -> Iterator[str]:
    """Yield the times that are marked as that of issue; an only one in the head of the text is."""
    for time in root.xpath("//time[@pubdate or contains(@itemprop, 'datePublished')]"):
        yield time.get("datetime") or ""
    heads = root.xpath("(//article//header | //main//header)//time[@datetime]")
    if len(heads) == 1:
        yield heads[0].get("datetime") or ""
