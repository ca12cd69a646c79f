from pathlib import Path


def test_the_workflows_came_along() -> None:
    assert list(Path(".github/workflows").glob("*.yml"))
