"""Everything that can be shown without hardware."""

import live  # noqa: F401  before numpy: it decides how many threads a matrix product may use
