"""Pairs of texts, sorted by hand: which mean the same, and which only share words.

What is called alike accuses somebody or moves a priority, so the second sort matters more.
"""

SAME_CAUSE = [
    (
        "connection pool exhausted by retries without a limit",
        "Unlimited retries exhausted the connection pool",
    ),
    (
        "connection pool exhausted by retries without a limit",
        "The connection pool was exhausted by unbounded retries",
    ),
    ("Connection pool exhaustion", "The database connection pool was exhausted by slow queries"),
    ("DB connection pool exhausted", "database connections pool exhaustion under load"),
    ("expired certificate", "Certificate expiry"),
    (
        "certificate was not renewed automatically",
        "Certificate auto renewal wasn't set up properly",
    ),
    (
        "Full root filesystem on primary database server",
        "The root filesystem of the primary database server was full",
    ),
    ("Memory leak in the image resizer", "image resizer leaked memory"),
    ("No rate limit on the export endpoint", "The export endpoint had no rate limiting"),
    (
        "Schema migration locked the orders table",
        "An ALTER TABLE migration held a lock on the orders table",
    ),
    ("Missing index on the orders table", "orders table lacked an index on customer_id"),
    (
        "DNS resolver cache overflowed after ndots lookups",
        "ndots lookups overflowed the DNS resolver cache again",
    ),
    (
        "Logs not being shipped to CloudWatch by fluentd",
        "Fluentd stopped shipping logs to CloudWatch",
    ),
    (
        "A config change was rolled out to all regions at once",
        "Configuration changes roll out to every region at once without canary",
    ),
    (
        "feature flag default flipped to on",
        "The default of the feature flag was flipped on by accident",
    ),
    ("Kafka consumer lag was not monitored", "no monitoring of Kafka consumer lag"),
    ("Retry storm after the bank slowed down", "a slow bank led to a retry storm"),
    (
        "Single point of failure: one Redis node without replica",
        "Redis runs as a single node with no replica",
    ),
    ("clock skew between nodes", "Nodes had clock skew after NTP failed"),
    ("leader election flapping in etcd", "etcd leader election flapped under disk pressure"),
    ("Thread pool of the search proxy saturated", "search proxy thread pool saturation"),
    ("Deadlock in the payment ledger worker", "payment ledger worker deadlocked"),
    (
        "Timeout of the HTTP client is longer than that of the load balancer",
        "HTTP client time-out exceeds the load balancer timeout",
    ),
]

OTHER_CAUSE = [
    ("typo in the nginx config", "typo in the kafka config"),
    (
        "A typo in the production config of nginx",
        "a typo in the production config of the kafka broker",
    ),
    ("Missing monitoring for disk usage", "Missing monitoring for queue depth"),
    ("No alert on error rate", "No alert on latency"),
    ("Insufficient testing", "Insufficient test coverage"),
    ("Human error", "human error during deploy"),
    (
        "Full root filesystem on primary database server",
        "Network failure on the primary database server",
    ),
    (
        "connection pool exhausted by retries without a limit",
        "thread pool exhausted by slow clients without a timeout",
    ),
    ("Certificate expired", "The API token expired"),
    ("memory leak in the resizer", "memory leak in the search indexer"),
    (
        "Deploy without canary caused errors in checkout",
        "Deploy without canary broke the search page",
    ),
    ("database migration locked the orders table", "database migration dropped the users table"),
    ("Kubernetes node ran out of memory", "Kubernetes node ran out of disk"),
    (
        "The load balancer sent traffic to unhealthy hosts",
        "The load balancer dropped connections of the old TLS version",
    ),
    (
        "bug in the retry logic of the payment client",
        "bug in the cache logic of the payment client",
    ),
    ("Configuration error in the router", "configuration error in the billing job"),
    ("human error when editing the firewall rules", "human error when editing the DNS zone"),
    ("AWS us-east-1 outage", "AWS S3 outage in eu-west-1"),
    ("third-party provider outage", "third-party API changed without notice"),
    (
        "The deploy pipeline skipped the integration tests",
        "the deploy pipeline ran the wrong migration",
    ),
    ("a bad config took down both sites", "a bad config removed all BGP announcements"),
    ("Liveness probes failed", "Some deployed applications do not use liveness probes"),
]

# Said of every second incident: not even the same words make it the same cause.
SAYS_NOTHING = [
    "Human error",
    "Lack of monitoring",
    "insufficient testing",
    "unknown",
    "TBD",
    "The root cause is still under investigation",
    "A bug in the code",
    "configuration error",
    "<Include all the conditions that contributed to the issue>",
]

SAME_ITEM = [
    ("Alert on payment error rate > 0.5%", "Alert when the payment error rate exceeds 0.5 %"),
    ("Add alert on payment error rate", "Create an alert for payment error rates"),
    ("Add a circuit breaker to payment service", "Circuit breaker for the payment service"),
    ("Add circuit breaker to payment calls", "Add a circuit breaker for calls to payment"),
    ("Write payment failover runbook", "Write a runbook for payment fail-over"),
    ("Renew certificates automatically", "Automate certificate renewal with cert-manager"),
    ("Size the connection pool from load tests", "Load-test to size the connection pool"),
    (
        "Add alarms for fluentd in case not enough/no log data is being sent",
        "Add alarms for Fluentd in case not enough/no log data is being sent (per node)",
    ),
    ("Add index on orders.customer_id", "Create missing index for customer_id of orders"),
    ("Alert on payment errors", "Payment-errors: an alert"),
    (
        "Set a retry limit with backoff in the bank client",
        "Limit retries (with back-off) in the bank client",
    ),
]

OTHER_ITEM = [
    ("Alert on payment errors", "Alert on payment latency"),
    ("Alert on payment error rate", "Alert on checkout error rate"),
    ("Add a circuit breaker to the payment client", "Add a circuit breaker to the search client"),
    ("Write the failover runbook for Kafka", "Write the failover runbook for Postgres"),
    ("Add monitoring for disk usage", "Add monitoring for disk latency"),
    ("Add unit tests for the parser", "Add unit tests for the scheduler"),
    ("Upgrade Kubernetes to 1.25", "Upgrade Kubernetes to 1.26"),
    ("Upgrade the staging cluster", "Upgrade the production cluster"),
    ("Review all alerts", "Review all dashboards"),
    ("Add a dashboard for payment errors", "Add an alert for payment errors"),
    (
        "Improve documentation of the deployment process",
        "Improve documentation of the on-call process",
    ),
    (
        "Increase the memory limit of the search pods",
        "Increase the memory limit of the indexer pods",
    ),
    ("Increase the memory limit of the search pods", "Increase the CPU limit of the search pods"),
    (
        "Investigate why the alert did not fire",
        "Investigate why the failover did not start",
    ),
    (
        "Move the login page to the shared certificate",
        "Move the checkout page to the shared certificate",
    ),
    ("Add retries to the email worker", "Remove retries from the email worker"),
]
