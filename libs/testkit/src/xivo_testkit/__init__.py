# SPDX-License-Identifier: GPL-3.0-or-later
"""The fleet under pytest-docker, SIP phones, fault tools, CRUD suites, contract checks."""
