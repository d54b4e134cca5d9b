# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from ...edge.bodies import Body, Line, Text

Name = Annotated[Line, Field(max_length=128)]
Number = Annotated[Line, Field(max_length=40, pattern=r"^\+?[0-9*#]*$")]
Country = Annotated[Line, Field(pattern=r"^([A-Z]{2})?$", description="ISO 3166, two letters")]


class PhonebookContactBody(Body):
    """The fields have the names of the manual's import file; numbers have digits only."""

    title: Literal["mr", "mrs", "ms"] = "mr"
    displayname: Annotated[Line, Field(min_length=1, max_length=128)]
    firstname: Name = ""
    lastname: Name = ""
    society: Name = ""
    email: Annotated[Line, Field(max_length=255, pattern=r"^([^@\s]+@[^@\s]+)?$")] = ""
    url: Annotated[Line, Field(max_length=255)] = ""
    description: Text = ""
    officenumber: Number = ""
    homenumber: Number = ""
    mobilenumber: Number = ""
    faxnumber: Number = ""
    othernumber: Number = ""
    officeaddress1: Name = ""
    officeaddress2: Name = ""
    officecity: Name = ""
    officestate: Name = ""
    officezipcode: Name = ""
    officecountry: Country = ""
    homeaddress1: Name = ""
    homeaddress2: Name = ""
    homecity: Name = ""
    homestate: Name = ""
    homezipcode: Name = ""
    homecountry: Country = ""
    otheraddress1: Name = ""
    otheraddress2: Name = ""
    othercity: Name = ""
    otherstate: Name = ""
    otherzipcode: Name = ""
    othercountry: Country = ""


class PhonebookImportResult(BaseModel):
    """``created`` is how many there were or, in a dry run, would have been."""

    created: int
    dry_run: bool
