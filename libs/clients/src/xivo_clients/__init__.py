# SPDX-License-Identifier: GPL-3.0-or-later
"""One typed client a service, synchronous and asynchronous."""
