# SPDX-License-Identifier: GPL-3.0-or-later
from prometheus_client import Counter, Histogram

REQUESTS = Counter("xivo_http_requests_total", "Requests answered", ["method", "route", "status"])
LATENCY = Histogram(
    "xivo_http_request_seconds",
    "Seconds from request to answer",
    ["method", "route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
