"""The Jira simulators by themselves."""
