"""What the mail catcher's options may be."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from greenlane.services.catalog.mail import Options


@pytest.mark.parametrize(
    "options", [{"keep": 0}, {"keep": -1}, {"keep_size": "0B"}, {"message_size": "0MiB"}], ids=str
)
def test_a_catcher_that_could_keep_nothing_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="at least 1"):
        TypeAdapter(Options).validate_python(options)


def test_a_catcher_may_be_as_small_as_one_mail() -> None:
    options = TypeAdapter(Options).validate_python({"keep": 1, "message_size": "1B"})
    assert (options.keep, options.message_size) == (1, 1)
