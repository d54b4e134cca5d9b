# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens when a number is dialled, told from the configuration."""
