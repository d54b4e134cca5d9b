# SPDX-License-Identifier: GPL-3.0-or-later
"""Targets of the vendor, as its source repository has them: what a plugin is put together of."""

from shutil import copytree


@target("v2", "wazo-acme-v2")
def build_v2(path):
    copytree("common", path, dirs_exist_ok=True)
    copytree("v2", path, dirs_exist_ok=True)
