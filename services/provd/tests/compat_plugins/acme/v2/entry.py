# SPDX-License-Identifier: GPL-3.0-or-later
"""The entry: its class is the plugin."""

common_globals = {}
execfile_("common.py", common_globals)

MODEL_VERSIONS = {"A10": "2.0", "A20": "2.0"}


class AcmePlugin(common_globals["BaseAcmePlugin"]):
    IS_PLUGIN = True

    pg_associator = common_globals["BaseAcmePgAssociator"](MODEL_VERSIONS)
