"""The service: looks again and again, listens to trackers, and shows how things stand.

In: a configuration, webhooks, and requests of people and programs.
Out: passes over what may have changed, pages, JSON, and metrics. It decides nothing: what an
event says is only which post-mortem to look at again.
"""
