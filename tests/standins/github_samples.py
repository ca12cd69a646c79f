"""Answers of GitHub's as far as the client reads them, to change field by field."""

from __future__ import annotations

from typing import Any


def run(**changes: Any) -> dict[str, Any]:
    return {
        "id": 11,
        "run_attempt": 2,
        "workflow_id": 5,
        "path": ".github/workflows/ci.yml@refs/heads/main",
        "name": "CI",
        "event": "push",
        "head_branch": "main",
        "head_sha": "a" * 40,
        "status": "completed",
        "conclusion": "success",
        "created_at": "2026-11-18T11:06:40Z",
        "run_started_at": "2026-11-18T12:00:00Z",
        "updated_at": "2026-11-18T12:10:00Z",
        "actor": {"login": "octocat"},
        "repository": {"private": True},
    } | changes


def job(**changes: Any) -> dict[str, Any]:
    return {
        "id": 21,
        "run_id": 11,
        "run_attempt": 1,
        "name": "test (3.11)",
        "status": "completed",
        "conclusion": "success",
        "created_at": "2026-11-18T11:06:40Z",
        "started_at": "2026-11-18T11:07:00Z",
        "completed_at": "2026-11-18T11:09:00Z",
        "labels": ["ubuntu-latest"],
        "runner_id": 1,
        "runner_name": "GitHub Actions 1",
        "runner_group_id": 0,
        "runner_group_name": "GitHub Actions",
        "steps": [{}, {}],
    } | changes


def artifact(**changes: Any) -> dict[str, Any]:
    return {
        "id": 31,
        "name": "dist",
        "size_in_bytes": 2048,
        "expired": False,
        "created_at": "2026-11-18T11:06:40Z",
        "expires_at": "2026-11-19T11:06:40Z",
    } | changes


def runner(**changes: Any) -> dict[str, Any]:
    labels = [{"name": "self-hosted"}, {"name": "Linux"}]
    return {"id": 41, "name": "box", "status": "online", "busy": False, "labels": labels} | changes


def usage_row(**changes: Any) -> dict[str, Any]:
    return {
        "date": "2026-10-02T00:00:00Z",
        "product": "Actions",
        "sku": "Actions Linux",
        "quantity": 100,
        "unitType": "Minutes",
        "pricePerUnit": 0.006,
        "grossAmount": 0.6,
        "discountAmount": 0.6,
        "netAmount": 0,
        "repositoryName": "octo/app",
    } | changes


def summary_row(**changes: Any) -> dict[str, Any]:
    return {
        "product": "Actions",
        "sku": "actions_linux",
        "unitType": "minutes",
        "pricePerUnit": 0.006,
        "grossQuantity": 2192.5,
        "grossAmount": 13.152,
        "discountQuantity": 2000,
        "discountAmount": 12,
        "netQuantity": 192.5,
        "netAmount": 1.152,
    } | changes
