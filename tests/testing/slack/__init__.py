"""Tests of the Slack simulator."""
