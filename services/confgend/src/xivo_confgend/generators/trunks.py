# SPDX-License-Identifier: GPL-3.0-or-later
"""The trunks in pjsip.conf: endpoint, address, accounts of both directions, identification, registration (ADM-255 ff.).

``friend``, ``peer`` and ``user`` are how chan_sip told callers apart: by address and account, by address, by account.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator
from typing import Any

from xivo_asterisk.conf_writer import ConfFile

from ..snapshot import Row, Snapshot
from .sections import Unwritable

NOWHERE = "xivo-nowhere"
"""A context that does not exist: what a trunk without a context can reach."""
DYNAMIC = "dynamic"
RETRY_SECONDS = 30
REFUSED_RETRY_SECONDS = 300

Options = list[tuple[str, str | int]]


def sip_trunks(
    snapshot: Snapshot, codecs: Collection[str], taken: Collection[str], shared: Options
) -> Iterator[tuple[Hashable, Any]]:
    """What :func:`sip_trunk` makes the sections of.

    ``codecs`` are those of trunks that name none, ``shared`` are options that all trunks have.
    """
    for trunk in snapshot.rows("trunks"):
        if trunk["enabled"] and trunk["endpoint"]["protocol"] == "sip":
            wanted = [_transport(trunk["endpoint"]["transport"], trunk["endpoint"]["host"])]
            if (registration := trunk["registration"]) is not None:
                wanted.append(_transport(registration["transport"], registration["remote_server"]))
            missing = [{"no_transport": one} for one in wanted if one not in taken]
            is_taken = trunk["name"] in taken
            yield (
                f"trunk {trunk['id']}",
                (
                    {**trunk, **(missing or [{}])[0]},
                    tuple(trunk["endpoint"]["codecs"] or codecs),
                    is_taken,
                    tuple(shared),
                ),
            )


def sip_trunk(given: tuple[Row, tuple[str, ...], bool, tuple[tuple[str, str | int], ...]]) -> str:
    trunk, codecs, is_taken, shared = given
    name, endpoint = trunk["name"], trunk["endpoint"]
    if is_taken:
        raise Unwritable(f"{name} is a name of our own")
    if "no_transport" in trunk:
        raise Unwritable(f"there is no {trunk['no_transport']}: ipv6 is off in the general settings of SIP")
    if endpoint["host"] == DYNAMIC and not trunk.get("secret"):
        # Asterisk would let anybody register with an empty password
        raise Unwritable("it has no secret")
    file = ConfFile()
    file.comment("")
    file.section(name, [*_endpoint(trunk, endpoint, codecs), *shared])
    file.section(name, _addresses(endpoint))
    if trunk.get("secret"):
        file.section(name, _account(endpoint["username"], trunk["secret"]))
    if endpoint["host"] != DYNAMIC and endpoint["type"] != "user":
        file.section(name, [("type", "identify"), ("endpoint", name), ("match", _bare(endpoint["host"]))])
    if trunk["registration"]:
        _register(file, trunk, trunk["registration"])
    return file.render()


def _endpoint(trunk: Row, endpoint: Row, codecs: tuple[str, ...]) -> Options:
    name = trunk["name"]
    options: Options = [
        ("type", "endpoint"),
        ("context", trunk["context"] or NOWHERE),
        ("aors", name),
        ("transport", _transport(endpoint["transport"], endpoint["host"])),
        ("identify_by", _identified_by(endpoint)),
        ("allow", ",".join(["!all", *codecs])),
        ("dtmf_mode", endpoint["dtmf_mode"]),
        ("direct_media", _yes(endpoint["direct_media"])),
        # the number comes whole: what is no number of ours is refused as such, not as the beginning of one
        ("allow_overlap", "no"),
        *((option, _yes(endpoint["nat"])) for option in ("rtp_symmetric", "force_rport", "rewrite_contact")),
        ("send_pai", "yes"),
        # a caller who wants to stay unknown is known to the network, and marked as private
        ("trust_id_outbound", "yes"),
        ("set_var", "__XIVO_CALLORIGIN=extern"),
    ]
    if trunk.get("secret"):
        options.append(("outbound_auth", name))
        if endpoint["type"] != "peer":
            options.append(("auth", name))
    if endpoint["caller_id"]:
        options.append(("callerid", endpoint["caller_id"]))
    if endpoint["call_limit"]:
        options.append(("device_state_busy_at", endpoint["call_limit"]))
    if endpoint.get("encryption", "no") != "no":
        options.append(("media_encryption", endpoint["encryption"]))
    if endpoint.get("t38"):
        options += [("t38_udptl", "yes"), ("t38_udptl_ec", "redundancy"), ("t38_udptl_nat", _yes(endpoint["nat"]))]
    if ":" in endpoint["host"]:
        options.append(("rtp_ipv6", "yes"))
    options += [(key, endpoint[key]) for key in ("from_user", "from_domain") if endpoint[key]]
    return options


def _identified_by(endpoint: Row) -> str:
    by_account, by_address = "auth_username,username", "ip"
    if endpoint["type"] == "peer":
        return by_address
    if endpoint["type"] == "user" or endpoint["host"] == DYNAMIC:
        return by_account
    return f"{by_account},{by_address}"


def _addresses(endpoint: Row) -> Options:
    options: Options = [("type", "aor")]
    if endpoint["host"] == DYNAMIC:
        options += [("max_contacts", 1), ("remove_existing", "yes")]
    else:
        options.append(("contact", _uri("", endpoint["host"], endpoint["port"], endpoint["transport"])))
    if endpoint["qualify_frequency"]:
        options.append(("qualify_frequency", endpoint["qualify_frequency"]))
        options.append(("qualify_timeout", f"{endpoint['qualify_timeout'] / 1000:.3f}"))
    return options


def _account(username: str, secret: str) -> Options:
    return [("type", "auth"), ("auth_type", "userpass"), ("username", username), ("password", secret)]


def _register(file: ConfFile, trunk: Row, registration: Row) -> None:
    """Say to the other side where we are (ADM-259, ADM-269); its calls come back with a mark of this trunk."""
    name, username = trunk["name"], registration["username"]
    host, port, transport = registration["remote_server"], registration["remote_port"], registration["transport"]
    options: Options = [
        ("type", "registration"),
        ("transport", _transport(transport, host)),
        ("server_uri", _uri("", host, port, transport)),
        ("client_uri", _uri(username, host, port, transport)),
        ("contact_user", registration["contact_user"] or username),
        ("expiration", registration["expiration"]),
        ("retry_interval", RETRY_SECONDS),
        ("forbidden_retry_interval", REFUSED_RETRY_SECONDS),
        ("auth_rejection_permanent", "no"),
        ("line", "yes"),
        ("endpoint", name),
    ]
    secret = trunk.get("registration_secret") or trunk.get("secret")
    if secret:
        account = f"{name}@registration"
        options.append(("outbound_auth", account))
        file.section(account, _account(registration["auth_username"] or username, secret))
    file.section(name, options)


def _transport(protocol: str, host: str) -> str:
    """The transport's name; an IPv6 address is reached from one of IPv6."""
    return f"transport-{protocol}" + ("6" if ":" in host else "")


def _uri(user: str, host: str, port: int | None, transport: str) -> str:
    where = f"{user}@{host}" if user else host
    return f"sip:{where}{f':{port}' if port else ''}" + ("" if transport == "udp" else f";transport={transport}")


def _bare(host: str) -> str:
    """An IPv6 address without the brackets that a URI needs."""
    return host.strip("[]")


def _yes(value: bool) -> str:
    return "yes" if value else "no"
