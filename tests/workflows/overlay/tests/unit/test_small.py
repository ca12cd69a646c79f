from small import half


def test_the_half_of_an_odd_number_is_rounded_down() -> None:
    assert half(7) == 3
