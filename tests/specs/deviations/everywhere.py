"""What rows of several trackers say."""

FAULTS = (500, 502, 503, 504)
FAIL = "servers and the gateways before them fail everywhere"
RFC = "RFC 9110, section 15.6"
OWN = "the description itself, example of"
