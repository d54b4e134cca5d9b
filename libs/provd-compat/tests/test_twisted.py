# SPDX-License-Identifier: GPL-3.0-or-later
"""Deferreds, threads and resources behave as Twisted documents them."""

from __future__ import annotations

import threading

import pytest
from xivo_provd_compat.twisted.internet import defer, reactor, threads
from xivo_provd_compat.twisted.web.resource import ErrorPage, ForbiddenResource, NoResource, Resource
from xivo_provd_compat.wazo_provd.servers.http_site import Request


def outcome(deferred):
    found = []
    deferred.addBoth(found.append)
    return found


class TestDeferred:
    def test_callbacks_run_on_what_the_one_before_returned(self):
        deferred = defer.Deferred()
        found = outcome(deferred.addCallback(lambda x, y, z=0: x + y + z, 2, z=3).addCallback(str))
        assert found == []
        deferred.callback(1)
        assert found == ["6"]
        with pytest.raises(defer.AlreadyCalledError):
            deferred.callback(2)

    def test_errors_go_to_the_next_errback(self):
        deferred = defer.succeed(0).addCallback(lambda x: 1 / x).addCallback(lambda _: "skipped")
        deferred.addErrback(lambda failure: (failure.trap(ZeroDivisionError), failure.getErrorMessage()))
        assert outcome(deferred) == [(ZeroDivisionError, "division by zero")]

    def test_trap_lets_others_pass(self):
        deferred = defer.fail(KeyError("k")).addErrback(lambda failure: failure.trap(ValueError))
        (failure,) = outcome(deferred)
        assert failure.check(LookupError) is LookupError
        with pytest.raises(KeyError):
            failure.raiseException()

    def test_fail_and_errback_take_an_exception_or_nothing(self):
        for deferred in (defer.fail(), defer.fail(ValueError()), defer.fail(defer.Failure(ValueError()))):
            assert isinstance(outcome(deferred)[0], defer.Failure)

    def test_a_callback_may_return_a_deferred(self):
        inner = defer.Deferred()
        outer = defer.succeed(1).addCallback(lambda _: inner).addCallback(lambda x: x * 2)
        assert not inner.called
        inner.callback(21)
        assert outcome(outer) == [42]

    def test_add_both_and_callbacks(self):
        both = []
        defer.succeed(1).addBoth(both.append)
        defer.fail(ValueError("v")).addCallbacks(both.append, lambda failure: both.append(failure.value.args))
        assert both == [1, ("v",)]

    def test_cancel(self):
        cancelled: list[defer.Deferred] = []
        deferred = defer.Deferred(cancelled.append)
        deferred.cancel()
        assert cancelled == [deferred]
        assert outcome(deferred)[0].check(defer.CancelledError)
        done = defer.succeed(1)
        done.cancel()
        assert outcome(done) == [1]

    def test_maybe_deferred(self):
        assert outcome(defer.maybeDeferred(lambda: 5)) == [5]
        assert isinstance(outcome(defer.maybeDeferred(lambda: 1 / 0))[0], defer.Failure)
        known = defer.Deferred()
        assert defer.maybeDeferred(lambda: known) is known


class TestInlineCallbacks:
    def test_results_come_back_at_the_yield(self):
        later = defer.Deferred()

        @defer.inlineCallbacks
        def work(start):
            first = yield defer.succeed(start + 1)
            second = yield later
            plain = yield 3
            return first + second + plain

        found = outcome(work(1))
        assert found == []
        later.callback(10)
        assert found == [15]

    def test_errors_are_raised_at_the_yield(self):
        @defer.inlineCallbacks
        def work():
            try:
                yield defer.fail(KeyError("k"))
            except KeyError:
                defer.returnValue("caught")

        assert outcome(work()) == ["caught"]

    def test_what_is_not_caught_fails_it(self):
        @defer.inlineCallbacks
        def work():
            yield
            raise ValueError("v")

        (failure,) = outcome(work())
        assert failure.check(ValueError)


class TestThreads:
    @pytest.mark.parametrize(("function", "good"), [(threading.get_ident, True), (lambda: 1 / 0, False)])
    def test_work_is_done_elsewhere_and_the_result_comes_here(self, function, good):
        woken = threading.Event()
        reactor.set_wake(woken.set)
        try:
            found = outcome(threads.deferToThread(function))
            assert woken.wait(10)
            assert found == []
            reactor.run_waiting_calls(lambda error: pytest.fail(str(error)))
        finally:
            reactor.set_wake(None)
        assert isinstance(found[0], defer.Failure) is not good
        assert found[0] != threading.get_ident()

    def test_one_call_does_not_keep_the_others_from_running(self):
        done, errors = [], []
        reactor.callFromThread(lambda: 1 / 0)
        reactor.callFromThread(done.append, 1)
        reactor.run_waiting_calls(errors.append)
        assert (done, [type(error) for error in errors]) == ([1], [ZeroDivisionError])


class TestResources:
    def test_a_tree(self):
        root, leaf = Resource(), Resource()
        root.putChild(b"x", leaf)
        assert root.getChildWithDefault(b"x", None) is leaf
        assert isinstance(root.getChildWithDefault(b"y", None), NoResource)

    def test_what_a_resource_does_not_render(self):
        request = Request("10.0.0.1", "/x", {})
        assert (Resource().render(request), request.code) == (b"", 405)
        request = Request("10.0.0.1", "/x", {}, method="HEAD")
        assert (Resource().render(request), request.code) == (b"", 200)

    @pytest.mark.parametrize(
        ("page", "code"), [(NoResource(), 404), (ForbiddenResource(), 403), (ErrorPage(410, "gone", ""), 410)]
    )
    def test_error_pages(self, page, code):
        request = Request("10.0.0.1", "/x", {})
        assert page.getChild(b"y", request) is page
        page.render(request)
        assert request.code == code
