"""``python tests/fuzz/fuzz.py SEED COUNT [FOLDER]``: mutate specs of the corpus and run each, keep what is wrong.

One case in four is searched (a few starts), the others are decided only.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import mkdtemp

from mutations import mutate
from runner import Outcome, prepare, run

ROOT = Path(__file__).resolve().parents[2]
_LARGE = ("specs/real", "iris", "digits", "circles")


def corpus() -> list[str]:
    """The texts of the specs that need no CSV file."""
    paths = sorted((ROOT / "specs").rglob("*.spec"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return [text for text in texts if " from " not in text]


def case(seed: int, texts: list[str]) -> tuple[str, tuple[str, ...]]:
    """The spec of a seed, and the options that it is run with."""
    random = Random(seed)
    text = mutate(random, random.choice(texts), random.choice(texts))
    return text, (("--starts", "6") if random.random() < 0.25 else ("--no-search",))


def main() -> None:
    """Run the cases SEED, SEED + 1, ..."""
    first, count = int(sys.argv[1]), int(sys.argv[2])
    kept = Path(sys.argv[3] if len(sys.argv) > 3 else mkdtemp())
    kept.mkdir(parents=True, exist_ok=True)
    texts = corpus()
    prepare()
    codes: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    started = time.monotonic()
    for seed in range(first, first + count):
        text, options = case(seed, texts)
        outcome = run(text, kept / f"run{first}", *options)
        codes[str(outcome.code)] += 1
        if outcome.fault:
            faults[outcome.fault] += 1
            _keep(kept, seed, text, options, outcome)
        if outcome.seconds > 5 and not outcome.fault:
            print(f"{seed}: {outcome.seconds:.1f} s, {outcome.megabytes:.0f} MB", flush=True)
        if seed % 100 == 99:
            print(f"{seed + 1 - first} in {time.monotonic() - started:.0f} s: {dict(codes)}", flush=True)
    print(f"{count} cases, exit codes {dict(codes)}, faults {dict(faults)}")
    sys.exit(1 if faults else 0)


def _keep(kept: Path, seed: int, text: str, options: tuple[str, ...], outcome: Outcome) -> None:
    spent = f"{outcome.seconds:.1f} s, {outcome.megabytes:.0f} MB"
    print(f"{seed}: {outcome.fault} ({spent}) {' '.join(options)}", flush=True)
    (kept / f"{seed}.spec").write_text(text, encoding="utf-8")
    (kept / f"{seed}.txt").write_text(f"{outcome}\n{' '.join(options)}\n{outcome.detail}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
