"""Sessions that a consumer's noxfile takes in one line, and the locked environments they run in."""
