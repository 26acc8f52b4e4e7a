"""The weekly review comes to Slack by itself, once."""

from datetime import datetime
from pathlib import Path

from syncd.config import load
from syncd.passes import open_world, reconcile
from syncd.passes.review import post_review
from syncd.policy.rules import known_names
from tests.insight.history import CONFIG, HISTORY, write
from tests.slack.stage import slack


def test_the_review_in_a_channel(tmp_path: Path) -> None:
    """It is posted to the channel that the notifier names, and not again in that week."""
    with slack() as stage:
        notify = f'\n[notify.it]\n{stage.table}\nreview_channel = "{stage.channel}"\n'
        write(tmp_path, HISTORY, CONFIG + notify)
        settings = load(tmp_path / "syncd.toml", environ=stage.environ, rules=known_names())
        for hour in (6, 7, 8):
            now = datetime.fromisoformat(f"2026-03-02T{hour:02}:00:00Z")
            with open_world(settings, now=now) as world:
                reconcile(world)
                posted = post_review(world)
            assert [each.place for each in posted] == ([stage.channel] if hour == 6 else [])
            assert not any(each.error for each in posted)
        reviews = [each for each in stage.delivered() if stage.channel in each.to]
        assert len(reviews) == 1
        assert "Reliability review, 2026-03-02" in reviews[0].views[0]
