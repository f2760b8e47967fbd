"""An outside opinion on the personal-information guard: precision and recall on corpus.jsonl, beside two libraries.

    python3 -m venv target/personal
    target/personal/bin/pip install piicleaner==0.7.0 presidio-analyzer==2.2.366
    target/personal/bin/python tests/personal/compare.py

What is found is right where it overlaps a place of its kind; the three cut numbers and brackets differently. Of Presidio
only the recognisers that need no language model are asked, each with every score, as no context is scored without one.
"""

import json
import logging
import subprocess
from pathlib import Path

import tldextract
from piicleaner import Cleaner
from presidio_analyzer import predefined_recognizers as presidio

HERE = Path(__file__).parent
KINDS = ["email", "ni_number", "nhs_number", "card", "sort_code", "phone", "postcode"]


def corpus():
    lines = []
    for line in (HERE / "corpus.jsonl").read_text(encoding="utf-8").splitlines():
        line = json.loads(line)
        spans, at = [], 0
        for span in line["spans"]:
            start = line["text"].index(span["text"], at)
            at = start + len(span["text"])
            spans.append((span["kind"], start, at))
        lines.append((line["text"], spans))
    return lines


def ours(texts):
    command = ["cargo", "run", "--quiet", "-p", "soundings-tests", "--example", "personal"]
    given = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True, cwd=HERE)
    return [[tuple(span) for span in json.loads(line)] for line in done.stdout.splitlines()]


def piicleaner(texts):
    names = {
        "email": "email",
        "nino": "ni_number",
        "postcode": "postcode",
        "telephone": "phone",
        "international-telephone": "phone",
    }
    cleaner = Cleaner(list(names))
    return [
        [(names[found["type"]], found["start"], found["end"]) for found in cleaner.detect_pii(text)] for text in texts
    ]


def presidio_analyzer(texts):
    # The list in the package, not one from the network.
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())
    asked = {
        "email": presidio.EmailRecognizer(),
        "ni_number": presidio.UkNinoRecognizer(),
        "nhs_number": presidio.NhsRecognizer(),
        "card": presidio.CreditCardRecognizer(),
        # Possible numbers: the corpus has those that Ofcom keeps for fiction, which are not valid ones.
        "phone": presidio.PhoneRecognizer(supported_regions=("GB",), leniency=0),
        "postcode": presidio.UkPostcodeRecognizer(),
    }
    return [
        [
            (kind, found.start, found.end)
            for kind, recogniser in asked.items()
            for found in recogniser.analyze(text, recogniser.supported_entities, None) or []
        ]
        for text in texts
    ]


def merged(spans):
    """Two patterns of one kind that find one place have found it once."""
    kept = []
    for kind, start, end in sorted(spans):
        if kept and kept[-1][0] == kind and start < kept[-1][2]:
            kept[-1] = (kind, kept[-1][1], max(end, kept[-1][2]))
        else:
            kept.append((kind, start, end))
    return kept


def score(marked, found, kinds):
    def overlaps(span, others):
        return any(span[0] == other[0] and span[1] < other[2] and other[1] < span[2] for other in others)

    right = made = there = hit = 0
    for truth, guesses in zip(marked, found):
        truth = [span for span in truth if span[0] in kinds]
        guesses = [span for span in merged(guesses) if span[0] in kinds]
        made, there = made + len(guesses), there + len(truth)
        right += sum(overlaps(span, truth) for span in guesses)
        hit += sum(overlaps(span, guesses) for span in truth)
    return f"{100 * right / made:6.1f} {100 * hit / there:6.1f}" if made else f"{'-':>6} {'-':>6}"


def main():
    logging.disable(logging.WARNING)
    lines = corpus()
    texts, marked = [text for text, _ in lines], [spans for _, spans in lines]
    found = {"ours": ours(texts), "piicleaner": piicleaner(texts), "presidio": presidio_analyzer(texts)}
    shared = [kind for kind in KINDS if all(any(kind == span[0] for line in by for span in line) for by in found.values())]
    print(f"{len(lines)} texts; precision and recall in percent\n")
    print(f"{'':<14} {'there':>5}  " + "  ".join(f"{name:>13}" for name in found))
    for name, kinds in [(kind, [kind]) for kind in KINDS] + [("all", KINDS), ("in all three", shared)]:
        there = sum(span[0] in kinds for spans in marked for span in spans)
        figures = (score(marked, by, kinds) for by in found.values())
        print(f"{name:<14} {there:>5}  " + "  ".join(figures))


if __name__ == "__main__":
    main()
