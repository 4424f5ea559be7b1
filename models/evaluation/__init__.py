"""Every method on the same questions: drawn from seeds, asked of all, told in figures.

Whatever is asked is asked without the context as well: what is told then is told without listening.
"""

from models.evaluation.exam import Exam
from models.evaluation.material import Material
from models.evaluation.questions import QUERIES

__all__ = ["QUERIES", "Exam", "Material"]
