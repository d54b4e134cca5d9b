# SPDX-License-Identifier: GPL-3.0-or-later
"""All tables, for migrations."""

from .resources.bindings.model import BindingRow
from .resources.configs.model import ConfigRow
from .resources.devices.model import DeviceRow
from .resources.parameters.model import ParameterRow
from .tables import Base

__all__ = ["Base", "BindingRow", "ConfigRow", "DeviceRow", "ParameterRow"]
