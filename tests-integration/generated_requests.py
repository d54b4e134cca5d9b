# SPDX-License-Identifier: GPL-3.0-or-later
"""What schemathesis loads (``SCHEMATHESIS_HOOKS``): documents are sent as the bytes that it drew."""

import schemathesis

schemathesis.serializer.alias(["application/pdf", "image/tiff"], "application/octet-stream")
