"""A parsed web page -> the element of its main content, without navigation and furniture.

Trafilatura votes on what the text of the page is; the page's own structure (landmarks, names of
classes, shares of links) decides what of it is kept, because trafilatura loses definition lists,
cells and what is hidden until it is clicked.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from extract.parse.html_tables import is_data_table
from extract.parse.html_text import is_shown, read_text, walk

# Of the text that trafilatura voted for, how much the main part must hold.
# Chosen by eye and confirmed, not swept, on the pages of `python -m benchmarks.reading pages`.
_SHARE_OF_LANDMARK = 0.5
_SHARE_OF_PART = 0.98
_SHARE_OF_FREE = 0.3
# Named as furniture or not: what holds this much of the text is the text.
_MOST_FURNITURE = 0.4
_LINK_SHARE = 0.8
_FEWEST_LINKS = 3
_LONGEST_LINK = 30
_LONGEST_NOTICE = 400
# Deeper or larger pages are not put to trafilatura, which copies them recursively.
_MOST_DEPTH = 200
_MOST_BYTES = 5_000_000
_SHORTEST_VOTE = 8
_FEW_VOTES = 100  # characters: a small page of short cells
_MOST_VOTES = 300

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_SPACE = re.compile(r"\s+")
_SEPARATORS = re.compile(r"[\s|｜/／>»›・·•\[\]]+")
# Trafilatura writes out every cell that a span covers, and a page may ask for a billion.
_SPANS = re.compile(r'\s(?:col|row)span="[^"]*"')
_LINE_OR_CELL = re.compile(r"[|\n]")
_DATE = re.compile(r"(?:19|20)[0-9]{2}|[0-9０-９]{1,2}月|(?:明治|大正|昭和|平成|令和)")
_EXTERNAL = re.compile(r"https?://", re.IGNORECASE)
_TO_TOP = re.compile(
    r"[▲△↑^⇧\s]*(?:(?:この)?ページの?(?:先頭|トップ|上部?)(?:へ|に)?(?:戻る)?"
    r"|(?:back|return|go)? ?to (?:the )?top(?: of (?:the )?page)?|page ?top|top)[▲△↑^⇧\s]*",
    re.IGNORECASE,
)
_CRUMBS = re.compile(r"\s*(?:home|top|トップ(?:ページ)?|ホーム)\s*[>»›＞≫/／|→]", re.IGNORECASE)
_COOKIES = re.compile(r"cookie|クッキー", re.IGNORECASE)
_CONSENT = re.compile(r"accept|agree|reject|consent|同意|拒否|許可|承諾", re.IGNORECASE)
_COPYRIGHT = re.compile(r"\s*(?:©|\(c\)|copyright|all rights reserved)", re.IGNORECASE)

_NAVIGATION_TAGS = frozenset({"nav", "footer", "menu"})
_NAVIGATION_ROLES = frozenset({"navigation", "contentinfo", "search", "banner", "dialog"})
_LINK_HOLDERS = frozenset({"ul", "ol", "div", "p", "td", "section", "table", "dl", "center"})


def _load_words(kind: str) -> frozenset[str]:
    lines = files("extract.parse").joinpath("html_words.txt").read_text("utf-8").splitlines()
    kinds = (line.partition(": ") for line in lines)
    return frozenset(word for name, _, words in kinds if name == kind for word in words.split())


_FURNITURE = _load_words("furniture")


def find_content(root: HtmlElement) -> HtmlElement:
    """Return the element of the main content; furniture is taken out of the tree.

    The first heading of the first level is kept wherever it stands.
    """
    heading = next(iter(root.xpath("//h1[normalize-space()]")), None)
    votes = _collect_votes(root)
    landmark = _find_landmark(root, votes)
    content = _find_part(root, votes) if landmark is None else landmark
    _drop_furniture(content, marked=landmark is not None)
    if heading is not None and not any(part is content for part in heading.iterancestors()):
        heading.tail, content.text = content.text, None
        content.insert(0, heading)
    return content


def _collect_votes(root: HtmlElement) -> tuple[str, ...]:
    """Return the lines that trafilatura takes for the text of the page, without their blanks.

    Lines that are links do not count where there is enough else: they may be a menu.
    """
    page = etree.tostring(root, encoding="unicode", method="html")
    if len(page) > _MOST_BYTES or _is_deep(root):
        return ()
    text = trafilatura.extract(_SPANS.sub("", page), include_comments=False, fast=True) or ""
    lines = (_SPACE.sub("", line.strip("-# ")) for line in _LINE_OR_CELL.split(text))
    votes = _pick_votes(tuple(dict.fromkeys(lines)))
    unlinked = "".join(
        _SPACE.sub("", event.text)
        for event in walk(root, is_leaf=lambda element: element.tag == "a")
        if event.kind == "text"
    )
    free = tuple(vote for vote in votes if vote in unlinked)
    enough = sum(map(len, free)) >= _SHARE_OF_FREE * sum(map(len, votes))
    return free if enough else votes


def _pick_votes(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the lines long enough to be found in one place only; the short ones too if few are."""
    votes = tuple(line for line in lines if len(line) >= _SHORTEST_VOTE)
    if sum(map(len, votes)) < _FEW_VOTES:
        votes = tuple(line for line in lines if len(line) > 1)
    return votes[:: len(votes) // _MOST_VOTES + 1]


def _is_deep(root: HtmlElement) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _MOST_DEPTH:
            return True
    return False


def _count_votes(element: HtmlElement, votes: Sequence[str]) -> int:
    """Return how many characters of the votes the element holds."""
    text = _SPACE.sub("", element.text_content())
    return sum(len(vote) for vote in votes if vote in text)


def _find_landmark(root: HtmlElement, votes: Sequence[str]) -> HtmlElement | None:
    """Return what the page itself marks as its main part, None unless the votes agree."""
    articles = root.xpath("//article")
    landmarks = [
        *root.xpath("//main | //*[@role='main']"),
        *(articles if len(articles) == 1 else []),
    ]
    least = _SHARE_OF_LANDMARK * sum(map(len, votes))
    for landmark in landmarks:
        if _count_votes(landmark, votes) >= least and landmark.text_content().strip():
            return landmark
    return None


def _find_part(root: HtmlElement, votes: Sequence[str]) -> HtmlElement:
    """Return the smallest part of the page that holds the votes, the body where there are none."""
    body = root.find("body")
    part = root if body is None else body
    least = _SHARE_OF_PART * sum(map(len, votes))
    while votes:
        holders = (child for child in part if _holds_blocks(child))
        inner = next((child for child in holders if _count_votes(child, votes) >= least), None)
        if inner is None:
            break
        part = inner
    return part


def _holds_blocks(element: HtmlElement) -> bool:
    if not is_shown(element) or (element.tag == "table" and is_data_table(element)):
        return False
    return len(element) > 0 and element.tag not in ("p", "ul", "ol", "dl", "blockquote", "pre")


@dataclass(slots=True)
class _Shares:
    """How much of an element's text is links; characters without blanks."""

    characters: int = 0
    linked: int = 0
    links: int = 0
    external: int = 0
    dated: bool = False

    def add(self, other: "_Shares") -> None:
        self.characters += other.characters
        self.linked += other.linked
        self.links += other.links
        self.external += other.external
        self.dated = self.dated or other.dated

    def is_navigation(self) -> bool:
        """Whether there is little but short links into the same site, and no dates."""
        return (
            self.links >= _FEWEST_LINKS
            and self.linked >= _LINK_SHARE * self.characters
            and self.linked <= _LONGEST_LINK * self.links
            and 2 * self.external < self.links
            and not self.dated
        )


def _measure_shares(content: HtmlElement) -> Mapping[HtmlElement, _Shares]:
    shares: dict[HtmlElement, _Shares] = {}
    open_shares = [_Shares()]
    for event in walk(content):
        if event.kind == "open":
            open_shares.append(_Shares())
        elif event.kind == "text":
            if not _COPYRIGHT.match(event.text):
                open_shares[-1].characters += len(_SEPARATORS.sub("", event.text))
                open_shares[-1].dated |= _DATE.search(event.text) is not None
        else:
            share = open_shares.pop()
            if event.element.tag == "a" and event.element.get("href"):
                share.linked, share.links = share.characters, 1
                share.external = int(_EXTERNAL.match(event.element.get("href")) is not None)
            shares[event.element] = share
            open_shares[-1].add(share)
    return shares


def _drop_furniture(content: HtmlElement, *, marked: bool) -> None:
    shares = _measure_shares(content)
    most = _MOST_FURNITURE * shares[content].characters
    furniture = []
    walker = etree.iterwalk(content, events=("start",))
    for _, element in walker:
        share = shares.get(element)
        if element is content or share is None or share.characters > most:
            continue
        if _is_furniture(element, share, most, marked=marked):
            furniture.append(element)
            walker.skip_subtree()
    for element in furniture:
        element.drop_tree()
    if not marked:
        _drop_loose_links(content, shares)


def _drop_loose_links(content: HtmlElement, shares: Mapping[HtmlElement, _Shares]) -> None:
    """Drop menus that stand in the page itself, with nothing around their links."""
    for parent in [content, *content.iterdescendants("body", "div", "center", "section")]:
        run: list[HtmlElement] = []
        for child in [*parent, None]:
            if child is not None and (child.tag == "br" or (child.tag == "a" and child in shares)):
                run.append(child)
                if not _SEPARATORS.sub("", child.tail or ""):
                    continue
            _drop_if_menu(run, shares)
            run = []


def _drop_if_menu(links: Sequence[HtmlElement], shares: Mapping[HtmlElement, _Shares]) -> None:
    menu = _Shares()
    for link in links:
        menu.add(shares.get(link) or _Shares())
    if not menu.is_navigation():
        return
    for link in links:
        if not _SEPARATORS.sub("", link.tail or ""):
            link.tail = " "
        link.drop_tree()


def _is_furniture(element: HtmlElement, share: _Shares, most: float, *, marked: bool) -> bool:
    if element.tag in _NAVIGATION_TAGS or element.get("role") in _NAVIGATION_ROLES:
        return True
    # In what the page marks as its main part, a name alone is not enough: "related" may be the
    # related institutes.
    weak = marked and 2 * share.linked < share.characters and 4 * share.characters >= most
    if not weak and (element.tag == "aside" or _find_names(element) & _FURNITURE):
        return True
    if not marked and element.tag in _LINK_HOLDERS and share.is_navigation():
        return True
    return share.characters <= _LONGEST_NOTICE and _is_notice(element, share, marked=marked)


def _is_notice(element: HtmlElement, share: _Shares, *, marked: bool) -> bool:
    """Whether an element says where one is, how to get to the top, or asks for consent."""
    if element.tag not in _LINK_HOLDERS and element.tag not in ("a", "address", "small", "form"):
        return False
    if len(element) == 1 and not (element.text or "").strip():
        return False  # a mere wrapper: what it wraps is asked next
    text = read_text(element)
    if share.links == 1 and _TO_TOP.fullmatch(text):
        return True
    if share.links and _CRUMBS.match(text):
        return True
    if not marked and _COPYRIGHT.match(text):
        return True
    return bool(_COOKIES.search(text) and _CONSENT.search(text))


def _find_names(element: HtmlElement) -> frozenset[str]:
    """Return the words in the names of an element, and each two that follow each other."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    found: set[str] = set()
    for name in names.split():
        words = [word.lower() for word in _WORD.findall(name)]
        found.update(words, (f"{first}-{second}" for first, second in pairwise(words)))
    return frozenset(found)
