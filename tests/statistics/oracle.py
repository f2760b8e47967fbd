"""What published programs say of the cases that tests/statistics.rs asks about: JSON in on stdin, JSON out on stdout."""

import contextlib
import io
import json
import sys

with contextlib.redirect_stdout(io.StringIO()):
    import numpy as np
    import pandas as pd
    from balance.stats_and_plots.weights_stats import design_effect
    from ipfn import ipfn
    from statsmodels.stats.meta_analysis import combine_effects
    from statsmodels.stats.proportion import proportion_confint, proportions_chisquare
    from statsmodels.stats.weightstats import DescrStatsW
    from weightipy.internal.rim import Rake


def interval(case):
    low, high = proportion_confint(case["count"], case["base"], alpha=0.05, method="wilson")
    return {"low": low, "high": high}


def nps(case):
    """The mean of +1, 0 and -1, each person by themselves, with its standard error."""
    values = np.repeat([-1.0] * 7 + [0.0] * 2 + [1.0] * 2, case["points"])
    # The error of a mean over all who rated: the variance's divisor is n.
    described = DescrStatsW(values, ddof=0)
    return {"score": 100 * described.mean, "error": 100 * np.sqrt(described.var / described.nobs)}


def sites(case):
    counts, bases = np.array(case["sites"]).T
    share = counts.sum() / bases.sum()
    combined = combine_effects(counts / bases, share * (1 - share) / bases)
    chi2, _, _ = proportions_chisquare(counts, bases)
    return {"q": combined.q, "i_squared": max(0.0, combined.i2), "chi2": chi2}


def people(case):
    rows = [joint["options"] for joint in case["joints"] for _ in range(joint["people"])]
    return pd.DataFrame(rows, columns=[f"m{index}" for index in range(len(case["margins"]))])


def weightipy(case):
    frame = people(case)
    # Targets are percent; a change of 0 between rounds ends it.
    targets = [
        {f"m{index}": {option: 100 * share for option, share in enumerate(shares)}}
        for index, shares in enumerate(case["margins"])
    ]
    rake = Rake(frame, targets, convcrit=1e-15, max_iterations=5000)
    with contextlib.redirect_stdout(io.StringIO()):
        rake.start()
    return rake.dataframe["weight"].to_numpy()


def ipf(case):
    shape = [len(shares) for shares in case["margins"]]
    table = np.zeros(shape)
    for joint in case["joints"]:
        table[tuple(joint["options"])] += joint["people"]
    total = table.sum()
    margins = [np.array(shares) * total for shares in case["margins"]]
    dimensions = [[index] for index in range(len(margins))]
    fitted = ipfn.ipfn(table.copy(), margins, dimensions, convergence_rate=1e-14, max_iteration=5000, rate_tolerance=0).iteration()
    return [float(fitted[tuple(joint["options"])] / table[tuple(joint["options"])]) for joint in case["joints"]]


def raking(case):
    weights = weightipy(case)
    first, by_joint = 0, []
    for joint in case["joints"]:
        by_joint.append(float(weights[first]))
        first += joint["people"]
    deff = design_effect(pd.Series(weights))
    return {"weightipy": by_joint, "ipfn": ipf(case), "deff": float(deff), "effective": len(weights) / float(deff)}


ANSWERS = {"interval": interval, "nps": nps, "sites": sites, "raking": raking}

if __name__ == "__main__":
    cases = json.load(sys.stdin)
    with contextlib.redirect_stdout(io.StringIO()):
        answers = [ANSWERS[case["ask"]](case) for case in cases]
    json.dump(answers, sys.stdout)
