"""Which of two GANs of digits leaves out more classes while it learns, the one without R1 or the one with it?

Run: python -m benchmarks.digit_collapse [--rates 0.001,0.01] [--seeds 1,2,3,4,5,6]

The modules of the exhibit, in node, on the block that it is sent. A row for each rate, seed and GAN: digits left out at
a count, on average; the fewest that were there at a count from step 300 on, and when; those at the end; the step from
which on all ten were there, -1 where they were not.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

from benchmarks.report import report
from core.blocks.exhibits import duel_of_digits

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rates", default="0.001,0.01", help="learning rates, with commas between")
    parser.add_argument("--seeds", default="1,2,3,4,5,6", help="whole numbers, with commas between")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        block = Path(folder) / "block"
        block.write_bytes(duel_of_digits())
        command = ["node", str(HERE / "digit_collapse.js"), str(block), asked.rates, asked.seeds]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = []
    for run in map(json.loads, done.stdout.splitlines()):
        for name, told in zip(("without", "with"), run["told"], strict=True):
            rows.append(
                {
                    "rate": run["rate"], "seed": run["seed"], "R1": name, "left out": told["missed"],
                    "fewest": told["fewest"]["least"], "at": told["fewest"]["at"], "last": told["last"],
                    "all from": -1 if told["whole"] is None else told["whole"], "steps": told["steps"],
                    "seconds, both": run["seconds"], "read right": f"{run['right']} of {run['of']}",
                }
            )  # fmt: skip
    report("digit_collapse", rows)


if __name__ == "__main__":
    main()
