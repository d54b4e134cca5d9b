# SPDX-License-Identifier: GPL-3.0-or-later
"""AMI, FastAGI, control socket, configuration-file writer: protocols only."""
