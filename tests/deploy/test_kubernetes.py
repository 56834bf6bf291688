"""The Kubernetes manifests, against the schemas of Kubernetes and against the images."""

from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from ..conftest import REPOSITORY

FOLDER = REPOSITORY / "deploy" / "kubernetes"
KUSTOMIZATION: dict[str, Any] = yaml.safe_load((FOLDER / "kustomization.yaml").read_text(encoding="utf-8"))


def resources() -> list[dict[str, Any]]:
    return [
        document
        for name in KUSTOMIZATION["resources"]
        for document in yaml.safe_load_all((FOLDER / name).read_text(encoding="utf-8"))
    ]


def resource_name(resource: dict[str, Any]) -> str:
    return f"{resource['kind']}/{resource['metadata']['name']}"


RESOURCES = {resource_name(resource): resource for resource in resources()}
DEPLOYMENTS = {name: resource for name, resource in RESOURCES.items() if resource["kind"] == "Deployment"}


@pytest.mark.parametrize("name", RESOURCES)
@pytest.mark.parametrize("version", ["1.30", "1.33"])
def test_manifest_matches_schema(name: str, version: str) -> None:
    kubernetes_validate.validate(RESOURCES[name], version, strict=True)


def test_manifests_are_complete() -> None:
    for part in ("api", "ui"):
        for kind in ("Deployment", "Service", "NetworkPolicy"):
            assert f"{kind}/twitter-sentiment-{part}" in RESOURCES
    for kind in ("HorizontalPodAutoscaler", "PodDisruptionBudget"):
        assert f"{kind}/twitter-sentiment-api" in RESOURCES
    assert all((FOLDER / name).is_file() for name in KUSTOMIZATION["resources"])
    assert {path.name for path in FOLDER.iterdir()} == {*KUSTOMIZATION["resources"], "kustomization.yaml"}


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_pods_are_hardened(name: str) -> None:
    pod = DEPLOYMENTS[name]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] == 10001
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert set(container["resources"]) == {"requests", "limits"}


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_selectors_labels_and_ports_match(name: str) -> None:
    deployment = DEPLOYMENTS[name]
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    assert deployment["spec"]["selector"]["matchLabels"] == labels
    service = RESOURCES[name.replace("Deployment", "Service")]["spec"]
    assert service["selector"] == labels
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    (port,) = container["ports"]
    assert service["ports"][0]["targetPort"] == port["name"]
    assert f"EXPOSE {port['containerPort']}\n" in Path(REPOSITORY / f"Dockerfile.{container['name']}").read_text()


def test_api_probes_use_health_and_ready() -> None:
    (container,) = RESOURCES["Deployment/twitter-sentiment-api"]["spec"]["template"]["spec"]["containers"]
    paths = {kind: container[f"{kind}Probe"]["httpGet"]["path"] for kind in ("liveness", "readiness", "startup")}
    assert paths == {"liveness": "/health", "readiness": "/ready", "startup": "/ready"}


def test_network_policies_open_no_port_to_everyone() -> None:
    for name in ("api", "ui"):
        policy = RESOURCES[f"NetworkPolicy/twitter-sentiment-{name}"]["spec"]
        assert set(policy["policyTypes"]) == {"Ingress", "Egress"}
        assert all(rule["ports"] and rule["from"] for rule in policy["ingress"])
        assert all(rule["ports"] and rule["to"] for rule in policy["egress"])
        peers = [peer for rule in policy["ingress"] + policy["egress"] for peer in rule.get("from", rule.get("to"))]
        assert all(peer["podSelector"]["matchLabels"] for peer in peers)


def test_replicas_without_a_shared_volume_take_no_jobs() -> None:
    maps = {entry["name"]: entry["literals"] for entry in KUSTOMIZATION["configMapGenerator"]}
    assert "JOBS_DIR=none" in maps["twitter-sentiment-api"]


def test_autoscaler_follows_cpu_of_api() -> None:
    scaler = RESOURCES["HorizontalPodAutoscaler/twitter-sentiment-api"]["spec"]
    assert scaler["scaleTargetRef"]["name"] == "twitter-sentiment-api"
    assert [metric["resource"]["name"] for metric in scaler["metrics"]] == ["cpu"]
    assert scaler["minReplicas"] >= 2
