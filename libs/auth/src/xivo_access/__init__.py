# SPDX-License-Identifier: GPL-3.0-or-later
"""Token model, ACL matching, cached verification, FastAPI dependencies."""
