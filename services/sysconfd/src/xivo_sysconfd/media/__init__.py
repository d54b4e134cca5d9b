# SPDX-License-Identifier: GPL-3.0-or-later
"""Sound files on the host: music on hold, announcements, recordings."""
