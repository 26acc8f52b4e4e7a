"""The rules as a table: for each rule what raises it, what nearly does, and where it begins.

In: named cases of documents, edits by humans, configuration and a time. Out: the exact findings
of a pass. `ownership`, `dates`, `scores`, `links`, `agreement` and `documents` are the table;
they run nothing themselves, so that they read as the specification.
"""
