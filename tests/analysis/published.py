"""Numbers that others have published, as they printed them, with where they stand.

They are results of methods (facts, no code): a few rows of each table, over its whole range.
"""

from __future__ import annotations

import numpy as np

HEALTH_AGENCY_BASELINE = 114.8591735
"""Per 100,000 a year over three years, of the table below."""

HEALTH_AGENCY_FUNNEL = np.array(
    [
        [2, 2096.679871, 31.79630214, 70.2917202, 948.4284419, 13.17613227, 5059.653722],
        [3, 2544.354551, 39.30269858, 179.5450566, 556.9632597, 55.29475788, 1808.489698],
        [5, 3386.272291, 49.21832987, 471.1527094, 353.7423501, 214.5734657, 776.7347474],
        [10, 5337.07421, 62.45619233, 1391.671639, 239.5201023, 859.1738425, 387.9696015],
        [25, 10710.19596, 77.80747773, 4695.223584, 177.4853356, 3580.312493, 232.7543573],
        [64, 23717.90812, 89.9460999, 14303.8366, 149.1441347, 12216.09481, 174.6330039],
        [151, 51395.35403, 97.9336251, 37111.02122, 135.629071, 33622.57756, 149.7009955],
        [354, 114013.9431, 103.4961136, 92310.04563, 127.8300744, 86684.30182, 136.1261469],
        [831, 258134.9462, 107.3082138, 225044.5458, 123.0867422, 216137.0033, 128.1594525],
        [1344, 411466.9163, 108.8787415, 369466.4508, 121.2559352, 357990.2328, 125.143079],
    ]
)
"""PHEindicatormethods (UKHSA), tests/testthat/testdata_funnel_rate_outputs_2.csv, crude rates per 100,000:
events; population and rate at the lower 95% limit, at the upper 95% limit, at the upper 99.8% limit."""

HEALTH_AGENCY_FUNNEL_LOWER_998 = np.array(
    [
        [4, 4293.416801, 31.05529687],
        [5, 4775.339014, 34.90153604],
        [10, 7003.931164, 47.59232002],
        [64, 26927.31663, 79.22561919],
        [354, 120752.1407, 97.72083483],
        [1344, 424051.9679, 105.6474286],
    ]
)
"""The same table: events; population and rate at the lower 99.8% limit. Its search stops at 1e-7 of a
transformed scale, too coarse for 1e-6 in its first rows, which are not taken."""

FUNNELPLOTR_EXPECTED = np.array([15, 20, 30])
FUNNELPLOTR_LIMITS = np.array(
    [
        [0.5596924, 0.6108260, 0.6746958],
        [1.649348, 1.544419, 1.427562],
        [0.3862650, 0.4479107, 0.5289724],
        [2.082907, 1.902094, 1.702771],
    ]
)
"""FunnelPlotR, tests/testthat/test-poisson_limits.R: limits of observed / expected at 95% and at 99.8%."""

FUNNELPLOTR_OBSERVED = np.array([100.0, 150, 180, 80, 120, 225])
FUNNELPLOTR_DENOMINATOR = np.array([108.0, 112, 165, 95, 100, 220])
FUNNELPLOTR_PHI = 2.948033
"""FunnelPlotR, tests/testthat/test-classes_methods.R: of z = sqrt(E) log(O / E), of so few none trimmed."""

KACKER_MEANS = np.array([61.0, 61.4, 62.21, 62.3, 62.34, 62.6, 62.7, 62.84, 65.9])
KACKER_VARIANCES = np.array([0.2025, 1.21, 0.09, 0.2025, 0.3844, 0.5625, 0.0676, 0.0225, 1.8225])
KACKER_CENTRE = 62.5833970939982
KACKER_Q = 24.801897741835
KACKER_TAU2 = 0.288049246973751
"""R. N. Kacker (2004), Metrologia 41, 132-136; fixed mean, Q and DerSimonian and Laird's tau2 by R's metafor,
as in statsmodels, statsmodels/stats/tests/results/results_meta.py (exk1_fe, exk1_dl)."""

NHS_NORMAL = np.array(
    [
        *(-0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621),
        *(-1.26506123, -0.68685285, -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272),
        *(-0.55584113, 1.78691314, 0.49785048, -1.96661716, 0.70135590, -0.47279141),
    ]
)
"""R's set.seed(123); rnorm(20) to 8 digits: NHSRplotthedots, tests/testthat/test-ptd_spc_standard.R."""
NHS_LIMITS = (0.1416238, -3.01138, 3.294627)
NHS_SCREENED_LIMITS = (0.6694159, -2.383666, 3.722497)
"""Mean, lower and upper limit: _snaps/ptd_spc_standard.md; the second with the 15th value set to 10."""
