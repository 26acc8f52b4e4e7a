"""The file adapter: post-mortems in a folder, tickets in a folder."""
