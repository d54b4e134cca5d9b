# SPDX-License-Identifier: GPL-3.0-or-later
"""AMI, FastAGI, control socket, configuration files: protocols only, no business."""
