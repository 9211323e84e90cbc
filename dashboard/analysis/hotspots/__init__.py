"""Hotspots: how many there are (`hotspot_count`), where they cluster (`hotspot_gistar`), how dense they lie
(`hotspot_kde`), what became of them (`hotspot_change`) and of what kind they are (`hotspot_classify`).

Names as in the R package sfhotspot (M. Ashby). docs/methods.md states assumptions and limits of each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboard.analysis.hotspots.counting import Counted as Counted
from dashboard.analysis.hotspots.counting import HotspotChange as HotspotChange
from dashboard.analysis.hotspots.counting import hotspot_change as hotspot_change
from dashboard.analysis.hotspots.counting import hotspot_count as hotspot_count
from dashboard.analysis.hotspots.gistar import FALSE_DISCOVERY_RATE as FALSE_DISCOVERY_RATE
from dashboard.analysis.hotspots.gistar import FEWEST_INCIDENTS as FEWEST_INCIDENTS
from dashboard.analysis.hotspots.gistar import RINGS as RINGS
from dashboard.analysis.hotspots.gistar import Hotspots as Hotspots
from dashboard.analysis.hotspots.gistar import StudyAreas as StudyAreas
from dashboard.analysis.hotspots.gistar import edge_cells as edge_cells
from dashboard.analysis.hotspots.gistar import find_hotspots as find_hotspots
from dashboard.analysis.hotspots.gistar import gistar_of as gistar_of
from dashboard.analysis.hotspots.gistar import hotspot_gistar as hotspot_gistar
from dashboard.analysis.hotspots.gistar import hotspot_significance as hotspot_significance
from dashboard.analysis.hotspots.gistar import hotspots_called as hotspots_called
from dashboard.analysis.hotspots.gistar import study_areas as study_areas
from dashboard.analysis.hotspots.gistar import two_sided_p as two_sided_p
from dashboard.analysis.hotspots.kde import BANDWIDTH_IN_CELLS as BANDWIDTH_IN_CELLS
from dashboard.analysis.hotspots.kde import Density as Density
from dashboard.analysis.hotspots.kde import Kernel as Kernel
from dashboard.analysis.hotspots.kde import cell_kernel as cell_kernel
from dashboard.analysis.hotspots.kde import hotspot_kde as hotspot_kde
from dashboard.analysis.multiple import Correction as Correction

if TYPE_CHECKING:  # it builds on Gi*, so it can only be loaded after it
    from dashboard.analysis.emerging import hotspot_classify as hotspot_classify
else:

    def __getattr__(name: str) -> Any:
        """What is loaded when it is asked for."""
        if name != "hotspot_classify":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from dashboard.analysis.emerging import hotspot_classify

        return hotspot_classify
