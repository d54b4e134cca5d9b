# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a fax that was received (manual, 1.8.14)."""
