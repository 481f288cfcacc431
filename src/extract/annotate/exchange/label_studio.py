"""Gold <-> tasks of Label Studio, with the labelling configuration that they need.

Its page counts code points (tried with 1.23.2), and says of a region what the browser shows: white
space as one space, a line end as a backslash and an n. Answers travel as a text area a region, the
doubt as a choice, agreements in the data of a task, which Label Studio hands back as it got it.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from extract.annotate.exchange.values import (
    Outgoing,
    describe_header,
    label_of,
    make_document,
    make_mark,
    pack,
    unpack,
)
from extract.annotate.work import ChangeError, Mark, marks_of, span_of
from extract.gold import GoldDocument, GoldMention
from extract.model import Span

NIL = "NIL"

CONFIGURATION = """<View>
  <Labels name="label" toName="text">
    <Label value="INSTITUTION" background="#0072b2"/>
    <Label value="DATE" background="#b35400"/>
    <Label value="END_STATUS" background="#00725a"/>
    <Label value="IGNORE" background="#6b7280"/>
  </Labels>
  <Text name="text" value="$text"/>
  <TextArea name="answers" toName="text" perRegion="true" editable="true" maxSubmissions="9"/>
  <Choices name="doubt" toName="text" perRegion="true" choice="multiple">
    <Choice value="doubtful"/>
  </Choices>
</View>
"""


def write_tasks(documents: Sequence[Outgoing]) -> bytes:
    """Return a zip of tasks.json, proposals as predictions, and label_config.xml."""
    tasks = [_make_task(outgoing) for outgoing in documents]
    content = json.dumps(tasks, ensure_ascii=False, indent=1)
    return pack({"tasks.json": content, "label_config.xml": CONFIGURATION})


def _make_task(outgoing: Outgoing) -> dict[str, Any]:
    gold = outgoing.gold
    regions = list(_write_regions(gold.text, marks_of(gold)))
    proposed = list(_write_regions(gold.text, outgoing.proposals))
    return {
        "data": {"text": gold.text, **describe_header(gold)},
        # Without marks no annotation: the task would count as done, its proposals would not show.
        "annotations": [{"result": regions}] if regions else [],
        "predictions": [{"model_version": "extract", "result": proposed}] if proposed else [],
    }


def _write_regions(text: str, marks: Sequence[Mark]) -> Iterator[dict[str, Any]]:
    for mark in marks:
        span = span_of(mark)
        place = {"start": span.start, "end": span.end}
        region = {"id": f"{span.start}-{span.end}", "to_name": "text"}
        value = {**place, "text": span.of(text), "labels": [label_of(mark)]}
        yield {**region, "from_name": "label", "type": "labels", "value": value}
        if not isinstance(mark, GoldMention):
            continue
        if mark.answers:
            answers = [NIL if answer is None else answer for answer in mark.answers]
            value = {**place, "text": answers}
            yield {**region, "from_name": "answers", "type": "textarea", "value": value}
        if mark.is_doubtful:
            value = {**place, "choices": ["doubtful"]}
            yield {**region, "from_name": "doubt", "type": "choices", "value": value}


def read_tasks(data: bytes) -> tuple[GoldDocument, ...]:
    """Return the documents of an export in the format JSON, or of the zip that was written here.

    Raises: ChangeError if it is something else, or a region does not cut out what it says.
    """
    content = unpack(data).get("tasks.json", "") if data[:2] == b"PK" else data
    try:
        tasks = json.loads(content)
        return tuple(_read_task(task) for task in tasks)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, ChangeError):
            raise
        raise ChangeError(f"this is no JSON export of Label Studio: {error!r}") from error


def _read_task(task: Mapping[str, Any]) -> GoldDocument:
    text = task["data"]["text"]
    # One annotation is taken: the last that was not cancelled, as the tool shows it.
    annotations = [item for item in task.get("annotations", ()) if not item.get("was_cancelled")]
    results = annotations[-1]["result"] if annotations else []
    regions: dict[str, dict[str, Any]] = {}
    for result in results:
        regions.setdefault(result["id"], {})[result["type"]] = result["value"]
    marks = [_read_region(region, text) for region in regions.values() if "labels" in region]
    return make_document(task["data"], text, marks)


def _read_region(region: Mapping[str, Any], text: str) -> Mark:
    value = region["labels"]
    span = Span(value["start"], value["end"])
    if _squeeze(value["text"]) != _squeeze(span.of(text)):
        raise ChangeError(f"a region says {value['text']!r}, the text has {span.of(text)!r} there")
    answers = region.get("textarea", {}).get("text", [])
    is_doubtful = "doubtful" in region.get("choices", {}).get("choices", [])
    found = [None if answer == NIL else answer for answer in answers]
    return make_mark(text, span, value["labels"][0], found, is_doubtful)


def _squeeze(surface: str) -> str:
    """Return a text without what Label Studio writes differently: white space and line ends."""
    return re.sub(r"\\n|\s+", "", surface)
