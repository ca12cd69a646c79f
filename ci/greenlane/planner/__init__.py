"""The planner: what a change needs, what can wait, and what it costs."""
