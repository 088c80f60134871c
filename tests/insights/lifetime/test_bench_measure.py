from __future__ import annotations

import numpy as np
import pytest
from bench.clv import top_decile_share


def test_the_highest_ranked_tenth_by_hand() -> None:
    future = np.array([50.0, *[1.0] * 18, 32.0])
    ranking = np.array([9.0, *[0.0] * 18, 8.0])

    assert top_decile_share(ranking, future) == pytest.approx(0.82)
    assert top_decile_share(-ranking, future) == pytest.approx(0.02)
