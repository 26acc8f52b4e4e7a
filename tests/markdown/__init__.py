"""Reading post-mortem documents, and editing them without touching another byte."""
