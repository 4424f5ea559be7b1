"""The music of the demo library, one pack a file.

Within a pack everything fits everything; between packs it is for Barwise to find what fits.
"""

from __future__ import annotations

from live.demo.packs import concrete, corner_dust, night_tram, undertow

PACKS = (corner_dust.PACK, night_tram.PACK, concrete.PACK, undertow.PACK)
