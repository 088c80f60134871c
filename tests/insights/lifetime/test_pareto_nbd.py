from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import gamma, hyp2f1

from aisle.insights.lifetime import ParetoNbd
from aisle.insights.lifetime.pareto_nbd import log_likelihoods
from tests.insights.lifetime.crowds import history

# Parameters published for the CDNOW sample (Fader, Hardie and Lee 2005, table 2).
PUBLISHED = np.array([0.553, 10.578, 0.606, 11.669])


def published_model() -> ParetoNbd:
    model = ParetoNbd()
    model.r_, model.alpha_, model.s_, model.beta_ = PUBLISHED.tolist()
    return model


@pytest.mark.parametrize("parameters", [(0.5, 10.0, 0.6, 12.0), (0.5, 12.0, 0.6, 10.0), (2.0, 5.0, 3.0, 5.0)])
@pytest.mark.parametrize("customer", [(0, 0.0, 20.0), (1, 5.0, 20.0), (7, 19.9, 20.0), (3, 20.0, 20.0)])
def test_likelihood_agrees_with_its_integral(
    parameters: tuple[float, float, float, float], customer: tuple[int, float, float]
) -> None:
    """Gamma(r+x) alpha^r beta^s / Gamma(r) x [still there + stopped at some moment between]."""
    (r, alpha, s, beta), (repeats, active, age) = parameters, customer
    there = (alpha + age) ** -(r + repeats) * (beta + age) ** -s
    stopped, _ = quad(lambda t: s * (alpha + t) ** -(r + repeats) * (beta + t) ** -(s + 1), active, age)
    expected = gamma(r + repeats) / gamma(r) * alpha**r * beta**s * (there + stopped)

    value = log_likelihoods(history(customer), np.array(parameters))

    assert value[0] == pytest.approx(np.log(expected), rel=1e-9)


def test_likelihood_agrees_with_the_papers_hypergeometric_form() -> None:
    r, alpha, s, beta = 0.5, 12.0, 0.6, 10.0
    repeats, active, age = 4, 15.0, 30.0
    total = r + s + repeats

    def term(moment: float) -> float:
        z = (alpha - beta) / (alpha + moment)
        return float(hyp2f1(total, s + 1, total + 1, z) / (alpha + moment) ** total)

    there = (alpha + age) ** -(r + repeats) * (beta + age) ** -s
    stopped = s / total * (term(active) - term(age))
    expected = gamma(r + repeats) / gamma(r) * alpha**r * beta**s * (there + stopped)

    value = log_likelihoods(history((repeats, active, age)), np.array([r, alpha, s, beta]))

    assert value[0] == pytest.approx(np.log(expected), rel=1e-9)


def test_who_bought_on_the_last_day_is_alive_and_silence_tells() -> None:
    alive = published_model().alive(history((5, 30, 30), (5, 20, 30), (5, 5, 30)))

    assert alive[0] == 1.0
    assert 1.0 > alive[1] > alive[2]
    assert alive[2] < 0.2


def test_expected_purchases_match_the_mean_of_simulated_futures() -> None:
    model = published_model()
    customers = history((0, 0, 20), (2, 10, 30), (12, 36, 38), (26, 30.86, 31))

    drawn = model.draw(customers, weeks=39, paths=60_000, generator=np.random.default_rng(0))

    error = drawn.std(axis=1) / np.sqrt(60_000)
    assert np.all(np.abs(drawn.mean(axis=1) - model.expected(customers, weeks=39)) < 4 * error + 1e-3)


def test_very_busy_customers_stay_finite() -> None:
    customers = history((900, 51.9, 52), (900, 1, 52), (0, 0, 0))
    model = published_model()

    assert np.all(np.isfinite(log_likelihoods(customers, PUBLISHED)))
    assert np.all(np.isfinite(model.expected(customers, weeks=52)))
    assert model.alive(customers)[1] < 1e-6
