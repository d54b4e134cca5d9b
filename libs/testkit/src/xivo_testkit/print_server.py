# SPDX-License-Identifier: GPL-3.0-or-later
"""A print server for the tests: CUPS with one queue, ``office``, which keeps the documents of its jobs in its spool.

Runs in a container of its own, where nothing of this project is installed.
"""

import os
from pathlib import Path

HERE = Path("/tmp/cups")
FILES = {
    "cupsd.conf": """Listen *:631
ServerAlias *
WebInterface No
Browsing No
PreserveJobFiles Yes
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
""",
    "cups-files.conf": f"""FileDevice Yes
ServerRoot {HERE}
RequestRoot {HERE}/spool
CacheDir {HERE}/cache
StateDir {HERE}/state
ErrorLog stderr
AccessLog stderr
PageLog stderr
""",
    "printers.conf": """<DefaultPrinter office>
DeviceURI file:///dev/null
State Idle
Accepting Yes
Shared Yes
OpPolicy default
ErrorPolicy retry-job
</DefaultPrinter>
""",
}

if __name__ == "__main__":
    for folder in ("spool", "cache", "state"):
        (HERE / folder).mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        (HERE / name).write_text(text)
    os.execvp("cupsd", ["cupsd", "-f", "-c", f"{HERE}/cupsd.conf", "-s", f"{HERE}/cups-files.conf"])
