# SPDX-License-Identifier: GPL-3.0-or-later
"""What other services ask the host agent to do."""
