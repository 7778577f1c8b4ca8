"""The mutants of a package, and a sample of them that a seed repeats.

cosmic-ray says which there are. Left out is what no test could miss or see: a change in an
annotation, the star and the slash of a signature, which it takes for operators, and what does not
compile.
"""

import ast
import random
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from cosmic_ray.ast import get_ast
from cosmic_ray.commands.init import init
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_db import use_db
from cosmic_ray.work_item import MutationSpec
from parso.tree import NodeOrLeaf

Position = tuple[int, int]
"""Line, counted from 1, and column, counted from 0."""


@dataclass(frozen=True, order=True)
class Mutant:
    """One change of one module: the n-th occurrence of what an operator changes."""

    module: Path
    start: Position
    end: Position
    operator: str
    occurrence: int

    @property
    def line(self) -> int:
        return self.start[0]

    @property
    def place(self) -> tuple[Path, Position, Position]:
        """Where it is; other operators may change the same place."""
        return self.module, self.start, self.end

    def specification(self) -> MutationSpec:
        """What cosmic-ray calls it."""
        return MutationSpec(self.module, self.operator, self.occurrence, self.start, self.end)

    def code(self) -> str:
        """The text of the module with this change."""
        operator = get_operator(self.operator)()
        return str(mutate_code(self.module.read_text("utf-8"), operator, self.occurrence))


def mutants(package: Path) -> list[Mutant]:
    """All of a package's modules, but those in annotations; in order."""
    modules = sorted(package.rglob("*.py"))
    with TemporaryDirectory() as folder, use_db(f"{folder}/mutants.sqlite") as listed:
        init(modules, listed, {})
        changes = [change for item in listed.work_items for change in item.mutations]
    told = {module: Declared(module.read_text("utf-8")) for module in modules}
    found = (
        Mutant(
            Path(c.module_path), tuple(c.start_pos), tuple(c.end_pos), c.operator_name, c.occurrence
        )
        for c in changes
    )
    return sorted(each for each in found if each.start not in told[each.module])


class Declared:
    """The places of a module that say types or kinds of parameters, and do nothing."""

    def __init__(self, source: str) -> None:
        nodes = filter(None, map(annotation, ast.walk(ast.parse(source))))
        self.spans = [
            ((node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset))
            for node in nodes
        ]
        self.marks = set(marks(get_ast(source)))

    def __contains__(self, position: Position) -> bool:
        return position in self.marks or any(a <= position < b for a, b in self.spans)


def marks(node: NodeOrLeaf) -> Iterator[Position]:
    """The bare stars and slashes of signatures, which change how an argument may be given."""
    for child in getattr(node, "children", ()):
        if node.type in {"parameters", "lambdef"} and child.type == "operator":
            yield child.start_pos
        yield from marks(child)


def annotation(node: ast.AST) -> ast.expr | None:
    """What a declaration says of a type."""
    match node:
        case ast.arg() | ast.AnnAssign():
            return node.annotation
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return node.returns
        case _:
            return None


def sample(population: Iterable[Mutant], size: int, seed: int) -> list[Mutant]:
    """As many mutants as asked for, or all; the first of them are a smaller sample.

    Places are drawn before what is done to them, so that a plus, which eleven operators change, is
    asked about no more often than a boolean: one change of each place, then a second of each.
    """
    drawn: list[Mutant] = []
    for each in in_turns(population, random.Random(seed)):  # noqa: S311 - to be repeated
        if len(drawn) == size:
            break
        if compiles(each.code()):
            drawn.append(each)
    return drawn


def in_turns(population: Iterable[Mutant], chance: random.Random) -> Iterator[Mutant]:
    """Shuffled, one of each place before a second of any."""
    by_place: dict[object, list[Mutant]] = defaultdict(list)
    for each in sorted(population):
        by_place[each.place].append(each)
    waiting = list(by_place.values())
    for place in waiting:
        chance.shuffle(place)
    while waiting:
        chance.shuffle(waiting)
        yield from (place.pop() for place in waiting)
        waiting = [place for place in waiting if place]


def compiles(code: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        try:
            compile(code, "mutant", "exec")
        except SyntaxError:
            return False
    return True
