"""What is known against the packages that a project is locked to: who is asked, and how bad an answer is."""
