"""A rehearsal of a year: who has to be told what, day by day, and nobody anything else.

A company of four teams in two time zones has post-mortems all year long. Its tickets are in
simulated trackers, and people finish them, ignore them, hand them on, put them off, talk, give
commands and drop them. syncd makes several passes a day. After each one, an oracle that knows
the rules from the project's design alone says what had to be said in that pass, to whom, and
every comment and message that is there is compared with it.

    python -m benchmarks.year
    python -m benchmarks.year --days 90 --seed 7 --item PM-2026-0004-02
    python -m benchmarks.year --restless

In the order in which things happen: `office` is who there is, `incidents` what goes wrong and
which action items follow, `lives` what people do about them, `places` the simulated trackers and
Slack, `rehearsal` plays it, with `restless` for what happens to syncd itself. `oracle` (with
`days`, its calendar, and `item`, what it knows) says what is due, `judge` compares, `texts` tells
whether any text of a human was changed, and `figures` counts.
"""
