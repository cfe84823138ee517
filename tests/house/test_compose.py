"""compose.yaml, the Dockerfile and the proxy's configuration agree with the command line and the settings.

No container engine is needed: every command, port, path and variable in them is held against the program.
"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from wasteflow.cli import wasteflow
from wasteflow.core.settings import Settings
from wasteflow.health import router as health
from wasteflow.run import PROCESSES

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "wasteflow"}
OWN_VARIABLES = {"DATABASE_PASSWORD", "BROKER_PASSWORD", "DOMAIN", "MAIL_SERVER"}  # of compose.yaml itself
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def setting_of(variable: str) -> str:
    return variable.removeprefix("WASTEFLOW_").lower()


@pytest.mark.parametrize("name", OURS)
def test_its_command_exists(name: str) -> None:
    command, *options = OURS[name]["command"]
    known = {option for parameter in wasteflow.commands[command].params for option in parameter.opts}
    assert set(options) <= known


def test_every_process_that_run_starts_has_a_service() -> None:
    assert {service["command"][0] for service in OURS.values()} >= {*PROCESSES, "migrate", "load-catalog"}


@pytest.mark.parametrize("name", OURS)
def test_its_variables_are_settings_with_values_that_fit(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = OURS[name]["environment"]
    assert {setting_of(variable) for variable in environment} <= set(Settings.model_fields)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, re.sub(r"\$\{[^}]*\}", "x", value))
    read = Settings()
    assert read.database_url
    assert read.broker_url


def test_the_image_sets_only_settings() -> None:
    variables = re.findall(r"\b(WASTEFLOW_[A-Z_]+)=", DOCKERFILE)
    assert variables
    assert {setting_of(variable) for variable in variables} <= set(Settings.model_fields)


def test_no_secret_has_a_default() -> None:
    text = (ROOT / "compose.yaml").read_text()
    used = re.findall(r"\$\{(\w+)([^}]*)\}", text)
    assert {name for name, _ in used} == OWN_VARIABLES
    assert all(rest.startswith(":?") and len(rest) > 20 for _, rest in used), "each says what to set it to"
    secrets = re.findall(r"^ *\w*(?:PASSWORD|PASS|SECRET|KEY): *(\S+)", text, re.MULTILINE)
    assert secrets
    assert all(value.startswith("${") for value in secrets)
    assert not re.search(r"://\w+:(?!\$\{)", text), "no password stands in a URL"


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert set(SERVICES["database"]["networks"]) == set(SERVICES["broker"]["networks"]) == {"inside"}
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_proxy_image_and_api_agree_on_the_port() -> None:
    port = SERVICES["api"]["environment"]["WASTEFLOW_PORT"]
    assert f"reverse_proxy api:{port}" in (ROOT / "deploy/Caddyfile").read_text()
    assert f"EXPOSE {port}" in DOCKERFILE
    assert f":{port}/" in SERVICES["api"]["healthcheck"]["test"][-1]


def test_the_addresses_that_are_asked_for_health_exist() -> None:
    paths = {str(getattr(route, "path", "")) for route in health.routes}
    asked = re.findall(r"health_uri (\S+)", (ROOT / "deploy/Caddyfile").read_text())
    asked += re.findall(r":8080(/\w+)", SERVICES["api"]["healthcheck"]["test"][-1])
    assert asked
    assert set(asked) <= paths


def test_the_proxy_lets_through_what_the_api_takes() -> None:
    found = re.search(r"max_size (\d+)MB", (ROOT / "deploy/Caddyfile").read_text())
    assert found
    assert int(found[1]) * 1_000_000 > Settings().body_limit


def test_volumes_networks_and_services_that_are_named_exist() -> None:
    for service in SERVICES.values():
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        assert set(service.get("depends_on", ())) <= set(SERVICES)
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert (ROOT / source).exists() if source.startswith(".") else source in COMPOSE["volumes"]


def test_what_keeps_data_keeps_it_in_a_volume() -> None:
    assert SERVICES["database"]["volumes"]
    assert SERVICES["broker"]["volumes"]


@pytest.mark.parametrize("name", ["database", "broker", "api", "worker", "proxy"])
def test_it_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


def test_processes_wait_for_the_schema_and_the_catalogue() -> None:
    once = "service_completed_successfully"
    assert SERVICES["catalog"]["depends_on"]["migrate"]["condition"] == once
    for name in PROCESSES:
        assert SERVICES[name]["depends_on"]["catalog"]["condition"] == once


def test_what_the_image_copies_exists() -> None:
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        *sources, _target = line.split()
        assert all((ROOT / source).exists() for source in sources), line


def test_the_image_starts_the_command_line_as_an_ordinary_user() -> None:
    assert 'ENTRYPOINT ["python", "-m", "wasteflow"]' in DOCKERFILE
    assert re.search(r"^USER (?!root)", DOCKERFILE, re.MULTILINE)
    default = re.search(r'^CMD \["([\w-]+)"\]', DOCKERFILE, re.MULTILINE)
    assert default
    assert default[1] in wasteflow.commands
