"""Rakes people to margins with weightipy, some times over, and prints how long each time took, as
aggregate/examples/raking.rs does."""

import contextlib
import io
import json
import sys
import time

import pandas as pd
import weightipy

people, margins, rounds = sys.argv[1], json.load(open(sys.argv[2])), int(sys.argv[3])
names = [f"m{index}" for index in range(len(margins))]
frame = pd.read_csv(people, names=names)
targets = {name: {option: 100 * share for option, share in enumerate(shares)} for name, shares in zip(names, margins)}
seconds, off = [], None
for _ in range(rounds):
    began = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        weighted = weightipy.weight_dataframe(frame, weightipy.scheme_from_dict(targets))
    seconds.append(time.perf_counter() - began)
    total = weighted["weights"].sum()
    off = max(
        abs(weighted.loc[weighted[name] == option, "weights"].sum() / total - share)
        for name, shares in zip(names, margins)
        for option, share in enumerate(shares)
    )
print(json.dumps({"seconds": seconds, "off": float(off)}))
