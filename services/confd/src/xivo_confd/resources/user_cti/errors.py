# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...errors import Refusal


class UnknownCtiProfile(Refusal):
    templates = ("Nonexistent parameters: cti_profile_id {cti_profile_id} does not exist",)


class CredentialsNeeded(Refusal):
    templates = ("Error while editing {user_id} : the user must have a username and password to enable the CTI",)
