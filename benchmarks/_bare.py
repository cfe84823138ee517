"""The floor of any FastAPI + asyncpg service: decode JSON, insert one row, answer. Nothing else."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.pool = await asyncpg.create_pool(os.environ["WASTEFLOW_DATABASE_URL"], min_size=8, max_size=8)
    yield
    await app.state.pool.close()


app = FastAPI(lifespan=lifespan)


@app.post("/rows", status_code=201)
async def post_row(request: Request) -> dict[str, int]:
    body = await request.body()
    await request.app.state.pool.execute("insert into bench_row (body) values ($1::text::jsonb)", body.decode())
    return {"stored": 1}
