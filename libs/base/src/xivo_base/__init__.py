# SPDX-License-Identifier: GPL-3.0-or-later
"""The skeleton of every daemon: settings, logging, app factory, errors, health, metrics, availability, plugins, CLI, HTTP client factory."""
