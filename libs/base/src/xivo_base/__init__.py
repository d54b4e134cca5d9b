# SPDX-License-Identifier: GPL-3.0-or-later
"""The skeleton of every daemon: settings, logging, application, errors, health, plugins, command line, HTTP client."""
