# SPDX-License-Identifier: GPL-3.0-or-later
"""What plain resources share, from the route to the table: a resource declares itself and adds its own rules."""
