# SPDX-License-Identifier: GPL-3.0-or-later
"""The handlers that come with agid."""
