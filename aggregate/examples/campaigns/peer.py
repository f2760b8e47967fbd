"""What PyPI's datasketch finds: texts that resemble at least nine others (MinHash of three-word shingles, 128 permutations,
Jaccard 0.5, the candidates by LSH). Reads a JSON array of cases, each an array of texts; writes for each case an array of
booleans, and the seconds that it took."""

import json
import re
import sys
import time

from datasketch import MinHash, MinHashLSH


def shingles(text):
    words = re.findall(r"\w+", text.lower().replace("'", "").replace("\u2019", ""))
    return {" ".join(words[at : at + 3]).encode() for at in range(max(1, len(words) - 2))}


def flagged(texts):
    sketches = MinHash.bulk((list(shingles(text)) for text in texts), num_perm=128)
    index = MinHashLSH(threshold=0.5, num_perm=128)
    for number, sketch in enumerate(sketches):
        index.insert(number, sketch)
    found = []
    for number, sketch in enumerate(sketches):
        alike = 0
        for other in index.query(sketch):
            if other != number and sketch.jaccard(sketches[other]) >= 0.5:
                alike += 1
                if alike >= 9:
                    break
        found.append(alike >= 9)
    return found


cases = json.load(sys.stdin)
begin = time.perf_counter()
found = [flagged(texts) for texts in cases]
json.dump({"found": found, "seconds": time.perf_counter() - begin}, sys.stdout)
