from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from scipy.integrate import dblquad

from aisle.insights.lifetime import BetaGeometric
from aisle.insights.lifetime.bg_nbd import log_likelihoods
from tests.insights.lifetime.crowds import FIRST_DATE, history, stopping_crowd

# Parameters published for the CDNOW sample (Fader, Hardie and Lee 2005, table 1).
PUBLISHED = np.array([0.243, 4.414, 0.793, 2.426])


def published_model() -> BetaGeometric:
    model = BetaGeometric()
    model.r_, model.alpha_, model.a_, model.b_ = PUBLISHED.tolist()
    return model


def test_one_purchase_has_the_likelihood_of_silence_under_a_gamma_rate() -> None:
    """No repeat in T weeks: E[exp(-rate T)] = (alpha / (alpha + T))^r; nobody can have stopped."""
    value = log_likelihoods(history((0, 0, 10)), np.array([2.0, 5.0, 1.0, 3.0]))

    assert value[0] == pytest.approx(2 * np.log(5 / 15))


def test_two_repeats_have_the_likelihood_integrated_over_rate_and_stopping() -> None:
    """Integrate rate^2 (1-p) [(1-p) e^{-rate T} + p e^{-rate t}] over Gamma(2, 5) and Beta(2, 3)."""
    active, age = 6.0, 10.0

    def joint(stop: float, rate: float) -> float:
        prior = 25 * rate * np.exp(-5 * rate) * 12 * stop * (1 - stop) ** 2
        seen = (1 - stop) * np.exp(-rate * age) + stop * np.exp(-rate * active)
        return float(prior * rate**2 * (1 - stop) * seen)

    expected, _ = dblquad(joint, 0, 20, 0, 1)

    value = log_likelihoods(history((2, active, age)), np.array([2.0, 5.0, 2.0, 3.0]))

    assert value[0] == pytest.approx(np.log(expected), rel=1e-6)


def test_who_bought_once_is_alive_and_silence_after_many_tells() -> None:
    alive = published_model().alive(history((0, 0, 30), (10, 29, 30), (10, 5, 30)))

    assert alive[0] == 1.0
    assert alive[1] > 0.8
    assert alive[2] < 0.01


def test_expected_purchases_match_the_mean_of_simulated_futures() -> None:
    model = published_model()
    customers = history((0, 0, 20), (2, 10, 30), (12, 36, 38), (60, 30, 38))

    drawn = model.draw(customers, weeks=39, paths=60_000, generator=np.random.default_rng(0))

    error = drawn.std(axis=1) / np.sqrt(60_000)
    assert np.all(np.abs(drawn.mean(axis=1) - model.expected(customers, weeks=39)) < 4 * error + 1e-3)


def test_expected_purchases_are_smooth_where_the_formula_divides_by_zero() -> None:
    model, beside = published_model(), published_model()
    model.a_, beside.a_ = 1.0, 1.001

    one, next_to_one = (m.expected(history((3, 10, 30)), weeks=20) for m in (model, beside))

    assert one == pytest.approx(next_to_one, rel=1e-3)


def test_very_busy_customers_stay_finite() -> None:
    customers = history((900, 51.9, 52), (900, 1, 52), (0, 0, 0))

    expected = published_model().expected(customers, weeks=52)

    assert np.all(np.isfinite(expected))
    assert np.all(expected >= 0)
    # About 830 purchases if surely staying; the chance to stay through k more is near (1 + k/902)^-.793,
    # and the sum of that over k up to 830 is 630.
    assert expected[0] == pytest.approx(630, rel=0.02)
    assert np.all(np.isfinite(log_likelihoods(customers, PUBLISHED)))


def test_a_fit_finds_the_parameters_that_made_the_crowd() -> None:
    model = BetaGeometric().fit(stopping_crowd(), cutoff_date=FIRST_DATE + dt.timedelta(days=364))

    assert model.converged_
    assert model.r_ / model.alpha_ == pytest.approx(0.8 / 6, rel=0.1)
    assert model.a_ / (model.a_ + model.b_) == pytest.approx(0.25, abs=0.05)
