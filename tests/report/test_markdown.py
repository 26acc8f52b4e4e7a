"""The report as Markdown."""

import json as stdlib_json
from dataclasses import replace

from markdown_it import MarkdownIt

from syncd.model import Outcome, PassOutcome, TicketRef
from syncd.report import json, markdown
from tests.report.conftest import ALERT, RUNBOOK, created, finding, updated

HOSTILE = "a | b `c` <script>x</script> @octocat #12 acme/auth#118 [t](javascript:x) *s* \\| $x$"


def html(text: str) -> str:
    """What a page makes of it."""
    return str(MarkdownIt("commonmark").enable("table").render(text))


def test_headings_tables_and_links(outcome: PassOutcome) -> None:
    """Somebody can paste it into a pull request: headings, tables, tickets as links."""
    page = html(markdown.render(json.as_dict(outcome)))
    for heading in ("Action items: what syncd would do", "Changes", "Needs a person"):
        assert f">{heading}</h" in page
    assert page.count("<table>") == 2
    assert '<a href="https://hub.example/PAY-9">PAY-9</a>' in page
    assert "<strong>linear</strong>: HTTP 503, 3 tries" in page
    assert "<strong>Incomplete</strong>" in page
    assert "PM-2026-0051: Payment outage (SEV-1, 2026-03-01)" in page


def test_the_markdown_needs_nothing_but_the_json(outcome: PassOutcome) -> None:
    """What was written to a file as JSON renders the same as what is at hand."""
    report = json.as_dict(outcome)
    assert markdown.render(stdlib_json.loads(stdlib_json.dumps(report))) == markdown.render(report)


def test_texts_are_shown_as_they_are(outcome: PassOutcome) -> None:
    """Pipes, backticks, HTML and links in a title are text in its one cell."""
    item = replace(ALERT, title=HOSTILE)
    told = finding(message=HOSTILE, hint=HOSTILE)
    written = markdown.render(
        json.as_dict(replace(outcome, items=(item,), changes=(created(item),), findings=(told,)))
    )
    page = html(written)
    assert "<script>" not in page
    assert "javascript:" in page
    assert 'href="javascript' not in page
    assert "<code>" not in page
    assert (
        page.replace("\u200b", "").count(
            "a | b `c` &lt;script&gt;x&lt;/script&gt; @octocat #12 acme/auth#118"
            " [t](javascript:x) *s* \\| $x$"
        )
        == 3
    )
    rows = [line for line in written.splitlines() if line.startswith("| ")]
    assert {line.replace("\\|", "").count("|") for line in rows} == {5}


def test_nobody_is_pinged_and_no_issue_is_linked(outcome: PassOutcome) -> None:
    """A handle or an issue number in a text does not reach that person or issue."""
    item = replace(ALERT, title=HOSTILE, owner="@octocat")
    written = markdown.render(json.as_dict(replace(outcome, changes=(created(item),))))
    assert "@octocat" not in written
    assert "#12" not in written
    assert "#118" not in written
    assert "omar@acme.com" in markdown.render(json.as_dict(outcome))


def test_only_pages_are_linked(outcome: PassOutcome) -> None:
    """A ticket whose address is a path, or no address of a page, is named without a link."""
    for url in ("tickets/PAY/PAY-9.md", "javascript:alert(1)", "https://x y"):
        item = replace(RUNBOOK, ticket=TicketRef("hub", "PAY", "1", "PAY-9", url))
        page = html(markdown.render(json.as_dict(replace(outcome, items=(item,)))))
        assert "PAY-9" in page
        assert "<a " not in page
    odd = "https://hub.example/a_(b)|c"
    item = replace(RUNBOOK, ticket=TicketRef("hub", "PAY", "1", "PAY-9", odd))
    page = html(markdown.render(json.as_dict(replace(outcome, items=(item,)))))
    assert 'href="https://hub.example/a%5F%28b%29%7Cc"' in page


def test_long_lists_are_behind_a_line(outcome: PassOutcome) -> None:
    """Many changes or findings do not push everything else off the page."""
    changes = tuple(updated() for _ in range(20))
    findings = tuple(finding(f"rule-{n}") for n in range(20))
    report = json.as_dict(replace(outcome, changes=changes, findings=findings))
    written = markdown.render(report)
    assert "<details><summary>20 changes</summary>\n\n" in written
    assert "<details><summary>20 findings</summary>\n\n" in written
    assert "<details>" not in markdown.render(json.as_dict(outcome))


def test_what_failed_says_so(outcome: PassOutcome) -> None:
    """A change that was not made is marked, with its reason."""
    failed = created(outcome=Outcome.FAILED)
    written = markdown.render(json.as_dict(replace(outcome, changes=(failed,), dry_run=False)))
    assert "**failed**: hub says: no such assignee" in written
    assert "## Action items: what syncd did" in written


def test_many_findings_of_one_rule_are_folded(outcome: PassOutcome) -> None:
    """A page has room for some findings of a rule, the number of the others, and the way out."""
    findings = tuple(finding("unscored", item=f"I-{n}") for n in range(7))
    written = markdown.render(json.as_dict(replace(outcome, findings=findings)))
    assert written.count("| error | unscored | I-") == 5
    assert "| error | unscored |  | and 2 more |" in written
    assert "2 findings not shown: `syncd reconcile --dry-run --format json`." in written
