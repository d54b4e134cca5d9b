# SPDX-License-Identifier: GPL-3.0-or-later
"""``twisted.internet.defer`` as far as plugins use it (Twisted's documentation, "Deferred Reference")."""

from __future__ import annotations

import functools
from collections.abc import Callable, Generator
from typing import Any

_Step = tuple[Callable[[Any], Any], Callable[[Any], Any]]


class AlreadyCalledError(Exception):
    """A Deferred fires once."""


class Failure:
    """An exception on its way through errbacks."""

    def __init__(self, value: BaseException) -> None:
        self.value = value
        self.type = type(value)

    def check(self, *types: type[BaseException]) -> type[BaseException] | None:
        return next((wanted for wanted in types if isinstance(self.value, wanted)), None)

    def trap(self, *types: type[BaseException]) -> type[BaseException]:
        """The type that it is of. Raises the exception when it is of none of them."""
        if (found := self.check(*types)) is None:
            raise self.value
        return found

    def getErrorMessage(self) -> str:
        return str(self.value)

    def raiseException(self) -> None:
        raise self.value


class Deferred:
    """A result that comes later: callbacks run in order, each on what the one before returned or raised."""

    def __init__(self, canceller: Callable[[Deferred], Any] | None = None) -> None:
        self.called = False
        self.result: Any = None
        self._steps: list[_Step] = []
        self._waits = False
        self._canceller = canceller

    def addCallbacks(
        self,
        callback: Callable[..., Any],
        errback: Callable[..., Any] | None = None,
        callbackArgs: tuple[Any, ...] = (),
        callbackKeywords: dict[str, Any] | None = None,
        errbackArgs: tuple[Any, ...] = (),
        errbackKeywords: dict[str, Any] | None = None,
    ) -> Deferred:
        good = functools.partial(_apply, callback, callbackArgs, callbackKeywords or {})
        bad = functools.partial(_apply, errback or _passthrough, errbackArgs, errbackKeywords or {})
        self._steps.append((good, bad))
        self._run()
        return self

    def addCallback(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> Deferred:
        return self.addCallbacks(callback, None, args, kwargs)

    def addErrback(self, errback: Callable[..., Any], *args: Any, **kwargs: Any) -> Deferred:
        return self.addCallbacks(_passthrough, errback, (), None, args, kwargs)

    def addBoth(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> Deferred:
        return self.addCallbacks(callback, callback, args, kwargs, args, kwargs)

    def callback(self, result: Any) -> None:
        """Fire. Raises AlreadyCalledError."""
        if self.called:
            raise AlreadyCalledError
        self.called = True
        self.result = result
        self._run()

    def errback(self, fail: Failure | BaseException | None = None) -> None:
        """Fire with an exception. Raises AlreadyCalledError."""
        if fail is None:
            fail = RuntimeError("errback without an exception")
        self.callback(fail if isinstance(fail, Failure) else Failure(fail))

    def cancel(self) -> None:
        if not self.called:
            if self._canceller is not None:
                self._canceller(self)
            if not self.called:
                self.errback(CancelledError())

    def _run(self) -> None:
        while self.called and self._steps and not self._waits:
            good, bad = self._steps.pop(0)
            try:
                self.result = (bad if isinstance(self.result, Failure) else good)(self.result)
            except Exception as error:  # noqa: BLE001  it goes to the next errback
                self.result = Failure(error)
            if isinstance(self.result, Deferred):
                inner, self._waits = self.result, True
                inner.addBoth(self._resume)

    def _resume(self, result: Any) -> None:
        self._waits = False
        self.result = result
        self._run()


class CancelledError(Exception):
    """The Deferred was cancelled."""


def succeed(result: Any) -> Deferred:
    deferred = Deferred()
    deferred.callback(result)
    return deferred


def fail(result: Failure | BaseException | None = None) -> Deferred:
    deferred = Deferred()
    deferred.errback(result)
    return deferred


def maybeDeferred(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Deferred:
    """The function's Deferred, or one that has its result or exception."""
    try:
        result = function(*args, **kwargs)
    except Exception as error:  # noqa: BLE001  that is what a failed Deferred is for
        return fail(error)
    return result if isinstance(result, Deferred) else succeed(result)


def returnValue(value: Any) -> None:
    """The result of an ``inlineCallbacks`` generator, as it was said before generators could return one."""
    raise _Returned(value)


def inlineCallbacks(function: Callable[..., Generator[Any, Any, Any]]) -> Callable[..., Deferred]:
    """The generator goes on with the result of each Deferred that it yields."""

    @functools.wraps(function)
    def start(*args: Any, **kwargs: Any) -> Deferred:
        done = Deferred()
        _advance(function(*args, **kwargs), None, done)
        return done

    return start


class _Returned(BaseException):
    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


def _advance(generator: Generator[Any, Any, Any], value: Any, done: Deferred) -> None:
    while True:
        try:
            yielded = generator.throw(value.value) if isinstance(value, Failure) else generator.send(value)
        except StopIteration as end:
            return done.callback(end.value)
        except _Returned as end:
            return done.callback(end.value)
        except Exception as error:  # noqa: BLE001  it fails the Deferred
            return done.errback(error)
        if not isinstance(yielded, Deferred):
            value = yielded
        elif yielded.called and not yielded._waits and not yielded._steps:  # noqa: SLF001  one of our own
            value, yielded.result = yielded.result, None
        else:
            yielded.addBoth(lambda result: _advance(generator, result, done))
            return None


def _apply(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], result: Any) -> Any:
    return function(result, *args, **kwargs)


def _passthrough(result: Any) -> Any:
    return result
