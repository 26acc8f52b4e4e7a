"""The tracker simulators: the frame, and each of them."""
