"""The mocks gate: a corpus with truth written down by hand, and what each part promises."""
