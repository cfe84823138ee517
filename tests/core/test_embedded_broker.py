"""The embedded broker answers on a socket only we may reach; without Redis, messages pass through a folder."""

from pathlib import Path

import pytest
import redis

from wasteflow.core.embedded import broker as module
from wasteflow.core.embedded.broker import Broker, find_redis

needs_redis = pytest.mark.skipif(find_redis() is None, reason="no Redis comes with the packages on this platform")


@pytest.fixture
def broker(tmp_path: Path) -> Broker:
    return Broker(tmp_path / "broker", log=tmp_path / "broker.log")


@needs_redis
def test_it_starts_again_on_the_same_address_and_remembers_nothing(broker: Broker) -> None:
    url = broker.start()
    socket = url.removeprefix("redis+socket://")
    with redis.Redis(unix_socket_path=socket) as client:
        client.set("message", "1")
    broker.stop()
    assert not Path(socket).parent.exists()
    assert broker.start() == url
    with redis.Redis(unix_socket_path=socket) as client:
        assert client.get("message") is None
        assert client.config_get("port") == {"port": "0"}
    assert Path(socket).parent.stat().st_mode & 0o077 == 0
    broker.stop()


def test_without_redis_it_is_a_folder(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_redis", lambda: None)
    broker.folder.mkdir()
    (broker.folder / "old message").touch()
    assert broker.start() == f"filesystem://{broker.folder}"
    assert list(broker.folder.iterdir()) == []
    assert broker.is_running()
    broker.stop()
