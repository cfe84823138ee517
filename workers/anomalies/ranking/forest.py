"""An isolation forest (Liu, Ting and Zhou 2008): what a few random cuts set apart from the rest is odd.

Eighty lines instead of scikit-learn: with numpy and scipy that is a hundred megabytes and two compiled packages, for
some thousands of rows a day. The same seed gives the same forest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log, log2
from random import Random

TREES, SAMPLE = 100, 256
EULER = 0.5772156649
Row = Sequence[float]


@dataclass(frozen=True)
class Cut:
    """Rows below a value of one feature go left."""

    feature: int
    value: float
    left: "Cut | int"  # or how many rows ended here
    right: "Cut | int"


@dataclass(frozen=True)
class Forest:
    """Trees grown on samples of the rows."""

    trees: tuple[Cut | int, ...]
    usual: float  # the depth at which a row of such a sample is alone, on average

    def score(self, row: Row) -> float:
        """From 0 to 1: near 1 stands apart, below a half is like the others."""
        depth = sum(_depth(tree, row) for tree in self.trees) / len(self.trees)
        return float(2 ** (-depth / self.usual)) if self.usual else 0.0


def grow(rows: Sequence[Row], seed: int) -> Forest:
    """A forest of these rows, of which there must be some."""
    random, size = Random(seed), min(SAMPLE, len(rows))  # noqa: S311 - the same seed, the same forest
    highest = ceil(log2(max(size, 2)))
    trees = tuple(_tree(random, random.sample(rows, size), highest) for _ in range(TREES))
    return Forest(trees, _average(size))


def _tree(random: Random, rows: Sequence[Row], left: int) -> Cut | int:
    if left == 0 or len(rows) <= 1:
        return len(rows)
    spread = [n for n in range(len(rows[0])) if min(row[n] for row in rows) < max(row[n] for row in rows)]
    if not spread:
        return len(rows)
    feature = random.choice(spread)
    values = [row[feature] for row in rows]
    value = random.uniform(min(values), max(values))
    below, above = [row for row in rows if row[feature] < value], [row for row in rows if row[feature] >= value]
    return Cut(feature, value, _tree(random, below, left - 1), _tree(random, above, left - 1))


def _depth(tree: Cut | int, row: Row) -> float:
    depth = 0
    while isinstance(tree, Cut):
        tree = tree.left if row[tree.feature] < tree.value else tree.right
        depth += 1
    return depth + _average(tree)


def _average(rows: int) -> float:
    """How deep a search in a tree of so many goes on average."""
    if rows <= 1:
        return 0.0
    return 2 * (log(rows - 1) + EULER) - 2 * (rows - 1) / rows
