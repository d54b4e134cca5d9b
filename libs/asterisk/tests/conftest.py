# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from pytest_socket import disable_socket


@pytest.fixture(autouse=True)
def _no_network():
    disable_socket(allow_unix_socket=True)
