"""What is asked of every clip, on five points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

POINTS = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Scale:
    """A question, and what its first and last point mean."""

    question: str
    least: str
    most: str


#: The three of the paper's study, and what a fit is made of.
SCALES: Mapping[str, Scale] = {
    "matched": Scale("Do the two loops go together?", "not at all", "perfectly"),
    "innovative": Scale("Is the combination new to you?", "heard often", "quite new"),
    "usable": Scale("Would you use it in music of your own?", "never", "at once"),
    "rhythm": Scale("Do their rhythms fit?", "they clash", "as one"),
    "harmony": Scale("Do their notes fit?", "they clash", "as one"),
    "timbre": Scale("Do their sounds fit?", "they clash", "as one"),
}

#: The only things that are asked of a person, in bands.
AGES = ("18-24", "25-34", "35-44", "45-54", "55-64", "65 or more", "not said")
TRAINING = ("none", "up to 2 years", "3 to 5 years", "6 to 10 years", "over 10 years", "not said")
