"""Proof that no fault of a tracker makes a second ticket, or loses what a human wrote.

A case is a small company whose tickets are in a simulated tracker. Passes run in processes of
their own while answers get lost, connections break, limits strike, lists lag, processes are
killed, and people are at work. Then the faults end, at most two more passes are made, and the
tracker's own records are judged. Everything in a case follows from its seed.

    python -m benchmarks.faults --tracker github --cases 300 --seed 1
    python -m benchmarks.faults --tracker github --only 1000017

In the order in which things happen: `case` draws what will go wrong, `company` is what it goes
wrong for, `world` plays it, with `hazards`, `people` and `child` (a pass, in its process), and
`judge` says whether all is well. `clock` is the time that they share, `stages` the trackers.
"""
