# SPDX-License-Identifier: GPL-3.0-or-later
"""What provisioning plugins of the successor project import, and the worker process in which they run.

Nothing here is for the daemon: it starts ``python -m xivo_provd_compat`` and speaks with it over a socket.
"""
