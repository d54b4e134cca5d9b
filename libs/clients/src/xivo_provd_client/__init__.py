# SPDX-License-Identifier: GPL-3.0-or-later
"""The client of provd, by the name that scripts know it by (manual, 15.06): see `xivo_clients.provd`."""

from xivo_clients.provd import MEDIA_TYPE, OperationFailed, ProvdClient, SyncPackages, SyncProvdClient

__all__ = ["MEDIA_TYPE", "OperationFailed", "ProvdClient", "SyncPackages", "SyncProvdClient"]
