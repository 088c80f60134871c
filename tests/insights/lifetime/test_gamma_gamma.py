from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.integrate import quad
from scipy.stats import gamma

from aisle.insights.lifetime import GammaGamma
from aisle.insights.lifetime.gamma_gamma import log_likelihoods


def spenders(*customers: tuple[int, float]) -> pl.DataFrame:
    return pl.DataFrame(customers, schema={"purchases": pl.Int64, "mean_value_minor": pl.Float64}, orient="row")


def known_model() -> GammaGamma:
    model = GammaGamma()
    model.p_, model.q_, model.gamma_ = 6.25, 3.74, 1_544.0
    return model


def test_likelihood_agrees_with_its_integral_over_the_hidden_scale() -> None:
    """A mean of n values is Gamma(pn, n v); v is Gamma(q, gamma)."""
    p, q, scale, count, mean = 2.0, 3.0, 4.0, 3, 2.5
    expected, _ = quad(
        lambda v: gamma.pdf(mean, p * count, scale=1 / (count * v)) * gamma.pdf(v, q, scale=1 / scale), 0, 60
    )

    value = log_likelihoods(np.array([float(count)]), np.array([mean]), np.array([p, q, scale]))

    assert value[0] == pytest.approx(np.log(expected), rel=1e-6)


def test_an_unknown_customer_gets_the_shops_mean_and_a_known_one_their_own() -> None:
    model = known_model()
    shop_mean = 6.25 * 1_544 / 2.74

    unknown, once, often = model.predict(spenders((1, 0.0), (1, 20_000.0), (500, 20_000.0)))

    assert unknown == pytest.approx(shop_mean)
    assert unknown < once < often
    assert often == pytest.approx(20_000, rel=0.01)


def test_simulated_values_have_the_expected_mean() -> None:
    model = known_model()
    summary = spenders((2, 3_000.0), (30, 9_000.0))
    purchases = np.full((2, 60_000), 3)
    purchases[:, 0] = 0

    drawn = model.draw(summary, purchases=purchases, generator=np.random.default_rng(0))

    assert drawn[:, 0].tolist() == [0.0, 0.0]
    assert drawn[:, 1:].mean(axis=1) == pytest.approx(3 * model.predict(summary), rel=0.02)


def test_a_fit_finds_the_parameters_that_made_the_values_and_the_unit_does_not_matter() -> None:
    generator = np.random.default_rng(1)
    count = generator.integers(1, 12, 4_000)
    rate = generator.gamma(3.0, 1 / 5_000, 4_000)
    mean = generator.gamma(4.0 * count) / rate / count

    pence = GammaGamma().fit(pl.DataFrame({"purchases": count, "mean_value_minor": mean}))
    pounds = GammaGamma().fit(pl.DataFrame({"purchases": count, "mean_value_minor": mean / 100}))

    assert (pence.p_, pence.q_, pence.gamma_) == pytest.approx((4.0, 3.0, 5_000.0), rel=0.1)
    assert pounds.gamma_ == pytest.approx(pence.gamma_ / 100, rel=1e-3)
    assert pounds.q_ == pytest.approx(pence.q_, rel=1e-3)
