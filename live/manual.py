"""How the `--help` of every command ends: examples that can be typed, and its exit status."""

from __future__ import annotations

FAILED = "1 when it could not be done, with one line that says why"


def ending(*examples: str, status: str = FAILED) -> str:
    """The epilogue of a command; `status` says what 1 means."""
    typed = "\n".join(f"  {example}" for example in examples)
    return (
        f"\b\nExamples:\n{typed}\n\n"
        f"Exit status: 0 when done; {status}; 2 for a command line that cannot be meant."
    )
