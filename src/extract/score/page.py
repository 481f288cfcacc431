"""Judgements and scores -> one self-contained page of the errors, each in its place."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment

from extract.gold import write_whole
from extract.score.judgement import Judgement
from extract.score.summary import Score

CONTEXT = 40
"""Code points of text shown to either side of an error."""

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Errors against gold</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body{font:15px/1.7 system-ui,"Noto Sans JP",sans-serif;color:#222}
body{margin:2rem auto;max-width:75rem;padding:0 1rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0 2rem}
th,td{border-bottom:1px solid #ddd;padding:.3rem .6rem;text-align:left;vertical-align:top}
td.number{text-align:right;font-variant-numeric:tabular-nums}
.missed{background:#fde7c9}.spurious{background:#cfe3f7}
summary{cursor:pointer;font-weight:600;padding:.4rem 0}
.context{color:#666}mark{background:#ffe58a;color:#000}
</style></head><body>
<h1>Errors against gold</h1>
<table><tr><th>task<th>scope<th>precision<th>recall<th>F1<th>95% interval<th>expected<th>found</tr>
{% for score in scores %}<tr><td>{{ score.task }}<td>{{ score.scope }}
<td class="number">{{ "%.3f"|format(score.precision) }}
<td class="number">{{ "%.3f"|format(score.recall) }}
<td class="number"><b>{{ "%.3f"|format(score.f1) }}</b>
<td class="number">{{ "%.3f"|format(score.f1_low) }} to {{ "%.3f"|format(score.f1_high) }}
<td class="number">{{ score.expected }}<td class="number">{{ score.found }}</tr>
{% endfor %}</table>
{% for (task, document), errors in groups.items() %}
<details><summary>{{ task }} in {{ document }}: {{ errors|length }}</summary>
<table><tr><th>what<th>expected<th>found<th>where</tr>
{% for error in errors %}<tr><td class="{{ error.outcome }}">{{ error.outcome }}
<td>{{ error.expected or "" }}<td>{{ error.found or "" }}
<td class="context">{{ error.before }}<mark>{{ error.text }}</mark>{{ error.after }}</tr>
{% endfor %}</table></details>
{% endfor %}</body></html>
"""


def write_error_page(
    scores: Sequence[Score], judgements: Sequence[Judgement], texts: Mapping[str, str], to: Path
) -> None:
    """Write the page; `texts` are the frozen texts by gold document."""
    groups: dict[tuple[str, str], list[dict[str, str | None]]] = {}
    for judgement in judgements:
        if judgement.outcome != "right":
            group = groups.setdefault((judgement.task, judgement.document), [])
            group.append(_show(judgement, texts[judgement.document]))
    page = Environment(autoescape=True).from_string(_PAGE).render(scores=scores, groups=groups)
    write_whole(to, page)


def _show(judgement: Judgement, text: str) -> dict[str, str | None]:
    start, end = judgement.span.start, judgement.span.end
    return {
        "outcome": judgement.outcome,
        "expected": judgement.expected,
        "found": judgement.found,
        "before": text[max(start - CONTEXT, 0) : start],
        "text": text[start:end],
        "after": text[end : end + CONTEXT],
    }
