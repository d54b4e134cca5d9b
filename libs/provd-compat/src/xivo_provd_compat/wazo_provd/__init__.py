# SPDX-License-Identifier: GPL-3.0-or-later
"""The names that plugins import as ``wazo_provd.*``, and before as ``provd.*``."""
