# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_base.errors import ApiError


class PolicyNotFound(ApiError):
    status = 404
    error_id = "policy-not-found"
    template = "No such policy: {policy}"


class PolicyNameTaken(ApiError):
    status = 409
    error_id = "policy-name-taken"
    template = "The policy's name is taken: {name}"


class InvalidTemplate(ApiError):
    status = 400
    error_id = "invalid-acl-template"
    template = "Invalid ACL template: {acl}"


class TooManyTemplates(ApiError):
    status = 400
    error_id = "too-many-acl-templates"
    template = "A policy has at most {most} ACL templates"


class TooManyHolders(ApiError):
    status = 400
    error_id = "too-many-holders"
    template = "A policy is given to at most {most} accounts and backends: use several, or a backend"


class GrantRefused(ApiError):
    """Nobody gives what he does not have."""

    status = 403
    error_id = "grant-refused"
    template = "Your token does not cover {acl}"


class NoSuchTemplate(ApiError):
    status = 404
    error_id = "no-such-acl-template"
    template = "The policy has no such ACL template"


class NoSuchAssignment(ApiError):
    status = 404
    error_id = "no-such-assignment"
    template = "The policy is not given to {target}"
