# SPDX-License-Identifier: GPL-3.0-or-later
"""Floors, run in an image of the fleet: a static FastAPI route, and one that reads one row with bare asyncpg."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator

import asyncpg
import uvicorn
from fastapi import FastAPI, Response

PORT = int(os.environ.get("FLOOR_PORT", "9999"))


@contextlib.asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.pool = await asyncpg.create_pool(os.environ["FLOOR_DB"], min_size=5, max_size=5)
    yield
    await app.state.pool.close()


app = FastAPI(lifespan=lifespan)


@app.get("/static")
async def static() -> Response:
    return Response(b'{"data": {}}', media_type="application/json")


@app.get("/row/{number}")
async def row(number: int) -> dict[str, int]:
    return {"value": await app.state.pool.fetchval("SELECT $1::int", number)}


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=PORT, log_level="warning", access_log=False, loop="uvloop")
