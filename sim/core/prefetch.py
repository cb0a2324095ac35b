"""Memory fetched ahead: people and what their ties show are scattered in memory, and the week would wait for them."""

from typing import Any

import numba
import numpy.typing as npt
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils as _cgutils
from numba.core import types
from numba.extending import intrinsic

from sim.core.decorator import rule
from sim.core.world import World

cgutils: Any = _cgutils  # has no types
AHEAD = 4  # people
FAR = 50_000  # people, from where on they do not fit into the fast memory of a processor: before, fetching costs more
LINE = 64  # bytes that come with one fetch

if vars(numba.config)["DISABLE_JIT"]:

    def fetch(array: npt.NDArray[Any], index: int, offset: int) -> None:
        """Nothing to fetch ahead in plain Python."""

else:

    @intrinsic
    def fetch(_context: Any, array: Any, index: Any, offset: Any) -> Any:
        """Ask for the memory of an array's element, from `offset` bytes on, without waiting for it."""

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            there = context.make_array(signature.args[0])(context, builder, arguments[0])
            at = cgutils.get_item_pointer2(
                context, builder, there.data, cgutils.unpack_tuple(builder, there.shape),
                cgutils.unpack_tuple(builder, there.strides), "C", [arguments[1]],
            )  # fmt: skip
            bytes_ = builder.bitcast(at, cgutils.voidptr_t)
            bytes_ = builder.gep(bytes_, [arguments[2]])
            number = ir.IntType(32)
            function = cgutils.get_or_insert_function(
                builder.module,
                ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, number, number, number]),
                "llvm.prefetch.p0",
            )
            builder.call(function, [bytes_, number(0), number(3), number(1)])
            return context.get_dummy_value()

        return types.void(array, types.intp, types.intp), generate


@rule
def fetch_ahead(row: int, world: World) -> None:
    """Fetch what the week of a person further on will need."""
    soon = row + AHEAD
    if len(world.people) >= FAR and soon < len(world.people):
        for offset in range(0, world.people.itemsize, LINE):
            fetch(world.people, soon, offset)
        for tie in range(world.start[soon], world.start[soon + 1]):
            fetch(world.visible_states, world.other[tie], 0)
