"""The Asana simulator: each behaviour that an adapter has to live with."""
