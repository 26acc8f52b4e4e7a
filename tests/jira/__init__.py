"""The Jira adapter, on Cloud and on Data Center."""
