"""Kernels: functions compiled by Numba once, whose machine code is kept on disk and later run without Numba.

To import Numba and to read functions from its own cache takes longer than to align a long report. So the machine
code of all kernels of a module goes into one file, which llvmlite alone can load. Where that fails for any reason,
Numba compiles and runs the functions itself.

A kernel is annotated: it takes numbers (int and bool as int64, float as float64), C-contiguous arrays of the types below
(Int32s, Float32Table ...) and named tuples of these, and returns a number or nothing. It makes no arrays (results and
working space are passed in) and raises no exceptions, for both need Numba's own runtime.
"""

from __future__ import annotations

import ctypes
import hashlib
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from types import FunctionType
from typing import Annotated, Any, NamedTuple, ParamSpec, TypeVar, cast, get_origin, get_type_hints

import numpy as np

from align.files import cache_folder, replacing

__all__ = [
    "Bools",
    "Float32Stack",
    "Float32Table",
    "Float32s",
    "Float64Table",
    "Float64s",
    "Int8s",
    "Int32Table",
    "Int32s",
    "Int64s",
    "Kernel",
    "at",
    "beside",
    "kernel",
    "load_all",
    "when_compiling",
]

at = np.uint64
"""Makes an index of a sum in an inner loop: to Numba what may be negative could count from the end, which costs time."""


class _Array(NamedTuple):
    """What the machine code must know of an array that it is given."""

    dtype: str
    dimensions: int

    def __str__(self) -> str:
        return f"{self.dtype}[{','.join(':' * self.dimensions)}]"


Bools = Annotated[np.ndarray[Any, np.dtype[np.bool_]], _Array("bool", 1)]
Int8s = Annotated[np.ndarray[Any, np.dtype[np.int8]], _Array("int8", 1)]
Int32s = Annotated[np.ndarray[Any, np.dtype[np.int32]], _Array("int32", 1)]
Int64s = Annotated[np.ndarray[Any, np.dtype[np.int64]], _Array("int64", 1)]
Float32s = Annotated[np.ndarray[Any, np.dtype[np.float32]], _Array("float32", 1)]
Float64s = Annotated[np.ndarray[Any, np.dtype[np.float64]], _Array("float64", 1)]
Int32Table = Annotated[np.ndarray[Any, np.dtype[np.int32]], _Array("int32", 2)]
Float32Table = Annotated[np.ndarray[Any, np.dtype[np.float32]], _Array("float32", 2)]
Float64Table = Annotated[np.ndarray[Any, np.dtype[np.float64]], _Array("float64", 2)]
Float32Stack = Annotated[np.ndarray[Any, np.dtype[np.float32]], _Array("float32", 3)]

Result = TypeVar("Result")
Parameters = ParamSpec("Parameters")

_FAST = {"reassoc", "contract", "arcp", "afn", "nsz"}  # no -0 and no order of sums, but infinities are kept
_NUMBERS: dict[Any, Any] = {
    int: ctypes.c_int64,
    bool: ctypes.c_int64,
    float: ctypes.c_double,
    type(None): ctypes.c_int64,
}
_FIELDS = ("meminfo", "parent", "nitems", "itemsize", "data", "shape", "strides")
"""What Numba makes of an array when it passes one: the last two have an element for each dimension."""

# Numba's code mentions what ends the life of an array's memory; the arrays here are NumPy's, and it is never called.
_never = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(lambda _place: None)

_modules: dict[str, list[Kernel]] = defaultdict(list)
_loaded: list[Any] = []  # machine code lives as long as these objects
_lock = threading.Lock()
_announcements: list[Callable[[], None]] = []


class Kernel:
    """A function that is compiled, or read from disk, with all others of its module at its first call.

    It runs without the interpreter's lock. Raises TypeError for an argument that is not what its annotations say.
    """

    def __init__(self, function: FunctionType) -> None:
        self.__name__, self.__doc__, self.__module__ = function.__name__, function.__doc__, function.__module__
        self.function = function
        self.origin = ""
        """Where the code came from, once it is loaded: compiled, disk, or numba (which then runs it as well)."""
        self._run: Callable[..., Any] | None = None
        _modules[self.__module__].append(self)

    @cached_property
    def types(self) -> dict[str, Any]:
        """The type of each parameter and of `return`: a key of _NUMBERS, an _Array or a class of named tuples."""
        hints = get_type_hints(self.function, include_extras=True)
        return {name: _kind(hint) for name, hint in hints.items()}

    @property
    def parameters(self) -> list[Any]:
        """The types without that of the result."""
        return [kind for name, kind in self.types.items() if name != "return"]

    @property
    def signature(self) -> str:
        """All that the machine code depends on beside the source of its module."""
        return f"{self.__name__}({', '.join(map(_described, self.parameters))})"

    def __call__(self, *arguments: Any) -> Any:
        if self._run is None:
            with _lock:
                if self._run is None:
                    _load(_modules[self.__module__])
        assert self._run is not None
        return self._run(*arguments)

    def bind(self, address: int) -> None:
        """Run the machine code at `address`.

        Numba's convention: the result is a status; places for the value and for an exception come first, an array
        follows as its _FIELDS, a named tuple as its members one after the other.
        """
        size, place = ctypes.c_ssize_t, ctypes.c_void_p
        parameters, result_type = self.parameters, _NUMBERS[self.types["return"]]
        flat: list[Any] = [place, place]
        for kind in _flat(parameters):
            if isinstance(kind, _Array):
                flat += [place, place, size, size, place, *[size] * (2 * kind.dimensions)]
            else:
                flat.append(_NUMBERS[kind])
        code = ctypes.CFUNCTYPE(ctypes.c_int32, *flat)(address)

        def add(passed: list[Any], kinds: Iterable[Any], values: Iterable[Any]) -> None:
            for kind, value in zip(kinds, values, strict=True):
                if isinstance(kind, _Array):
                    if value.dtype != kind.dtype or value.ndim != kind.dimensions or not value.flags.c_contiguous:
                        raise TypeError(f"{self.signature} got an array {value.dtype} of {value.ndim} dimensions")
                    passed += [None, None, value.size, value.itemsize, value.ctypes.data, *value.shape, *value.strides]
                elif kind in _NUMBERS:
                    passed.append(value)
                else:
                    add(passed, _fields(kind), value)

        def run(*arguments: Any) -> Any:
            passed: list[Any] = []
            add(passed, parameters, arguments)
            result, fault = result_type(), place()
            if status := code(ctypes.addressof(result), ctypes.addressof(fault), *passed):
                raise RuntimeError(f"{self.__name__} failed with status {status}")
            return result.value

        self._run = run

    def fall_back(self) -> None:
        """Let Numba compile the function and run it."""
        import numba

        options: dict[str, Any] = {"fastmath": _FAST, "nogil": True}
        try:
            compiled = numba.njit(self.numba_signature(), cache=True, **options)(_whole(self.function))
        except Exception:
            # No folder for its cache, a full disk, a damaged file. What is wrong with the function is raised again.
            compiled = numba.njit(self.numba_signature(), **options)(_whole(self.function))
        parameters = self.parameters
        self._run = lambda *arguments: compiled(*map(_exactly, parameters, arguments))
        self.origin = "numba"

    def numba_signature(self) -> Any:
        """The annotations as Numba's own types."""
        return _for_numba(self.types["return"])(*map(_for_numba, self.parameters))


def kernel(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Make a Kernel of a function; its annotations are what it is compiled for."""
    return cast(Callable[Parameters, Result], Kernel(cast(FunctionType, function)))


def when_compiling(announce: Callable[[], None]) -> None:
    """Call `announce` once, before kernels are compiled; never where their machine code is read from disk.

    Compiling takes about ten seconds, at the first run after installation only. A command says so on a terminal.
    """
    _announcements[:] = [announce]


def load_all() -> None:
    """Compile the kernels of all modules that are imported, or read them from disk: done once, at installation."""
    with _lock:
        for kernels in _modules.values():
            if kernels[0]._run is None:
                _load(kernels)


def beside(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin work in a thread; returns a function that waits for its result. Kernels of two threads run at the same
    time.

    concurrent.futures does as much, but takes its time to import.

    >>> beside(lambda: 6 * 7)()
    42
    """
    done: list[Result] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()

    def wait() -> Result:
        thread.join()
        if failed:
            raise failed[0]
        return done[0]

    return wait


def _kind(hint: Any) -> Any:
    """What an annotation stands for."""
    return hint.__metadata__[0] if get_origin(hint) is Annotated else hint


def _fields(record: Any) -> list[Any]:
    """The types of a named tuple's members."""
    return [_kind(hint) for hint in get_type_hints(record, include_extras=True).values()]


def _flat(kinds: Iterable[Any]) -> Iterator[Any]:
    for kind in kinds:
        if isinstance(kind, _Array) or kind in _NUMBERS:
            yield kind
        else:
            yield from _flat(_fields(kind))


def _exactly(kind: Any, value: Any) -> Any:
    """The value with every number in it of just the type that is wanted, for Numba converts none within a tuple."""
    if isinstance(kind, _Array):
        return value
    if kind in _NUMBERS:
        return float(value) if kind is float else int(value)
    return kind(*map(_exactly, _fields(kind), value))


def _described(kind: Any) -> str:
    if isinstance(kind, _Array):
        return str(kind)
    return kind.__name__ if kind in _NUMBERS else f"{kind.__name__}({', '.join(map(_described, _fields(kind)))})"


def _for_numba(kind: Any) -> Any:
    from numba import types

    if isinstance(kind, _Array):
        return types.Array(types.boolean if kind.dtype == "bool" else getattr(types, kind.dtype), kind.dimensions, "C")
    if kind in _NUMBERS:
        return {int: types.int64, bool: types.int64, float: types.float64, type(None): types.void}[kind]
    tuples: Any = types.BaseTuple
    return tuples.from_types([_for_numba(member) for member in _fields(kind)], kind)


def _load(kernels: list[Kernel]) -> None:
    try:
        for path in (places := list(_places(kernels[0]))):
            with suppress(OSError, RuntimeError):
                content = path.read_bytes()
                # what is damaged must not run
                if hashlib.sha256(content[32:]).digest() == content[:32]:
                    _link(kernels, content[32:])
                    for k in kernels:
                        k.origin = "disk"
                    return
        while _announcements:
            _announcements.pop()()
        image = _compiled(kernels)
        _link(kernels, image)
        for k in kernels:
            k.origin = "compiled"
        for path in places:
            with suppress(OSError), replacing(path) as beside:
                beside.write_bytes(hashlib.sha256(image).digest() + image)
                return
    except Exception:
        for k in kernels:
            k.fall_back()


def _places(kernel: Kernel) -> Iterator[Path]:
    """Where the machine code of a module can lie: beside it, or in the user's cache folder; named by all it depends on."""
    import llvmlite
    import llvmlite.binding as llvm

    source = Path(kernel.function.__code__.co_filename).resolve()
    depends = [llvmlite.__version__, llvm.get_process_triple(), llvm.get_host_cpu_name(), _features()]
    # named tuples, and functions that are called, may come from another module
    for k in _modules[kernel.__module__]:
        depends += [
            k.signature,
            *(f"{f.__code__.co_code.hex()} {f.__code__.co_consts}" for f in _called(k.function).values()),
        ]
    parts = [source.read_bytes(), Path(__file__).read_bytes(), *(part.encode() for part in depends)]
    key = hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]
    name = f"{source.stem}.{key}.kernels"
    yield source.parent / "__pycache__" / name
    yield cache_folder() / "kernels" / name


def _features() -> str:
    import llvmlite.binding as llvm

    return str(llvm.get_host_cpu_features().flatten())


def _compiled(kernels: list[Kernel]) -> bytes:
    """The machine code of all kernels as one object file, each under its own name."""
    import llvmlite.binding as llvm
    import numba
    from numba.core.datamodel.registry import default_manager

    if default_manager[numba.int64[::1]]._fields != _FIELDS:
        raise NotImplementedError("this Numba passes arrays in another way")
    bare: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    whole = None
    for k in kernels:
        made: Any = numba.njit(k.numba_signature(), fastmath=_FAST, error_model="numpy", **bare)(_whole(k.function))
        (signature,) = made.signatures
        module = llvm.parse_assembly(made.inspect_llvm(signature))
        module.get_function(made.overloads[signature].fndesc.llvm_func_name).name = k.__name__
        if whole is None:
            whole = module
        else:
            whole.link_in(module)
    assert whole is not None
    machine = llvm.Target.from_triple(whole.triple).create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=_features(), opt=3, codemodel="jitdefault", jit=True
    )
    return bytes(machine.emit_object(whole))


def _called(function: FunctionType) -> dict[str, FunctionType]:
    """The plain functions that it calls, by the names that it calls them by."""
    found = ((name, function.__globals__.get(name)) for name in function.__code__.co_names)
    return {name: one for name, one in found if isinstance(one, FunctionType)}


def _whole(function: FunctionType) -> FunctionType:
    """The function with the plain functions of its module that it calls made callable for Numba."""
    import numba

    ready = {name: numba.njit(fastmath=_FAST)(f) for name, f in _called(function).items()}
    return FunctionType(function.__code__, function.__globals__ | ready, function.__name__, function.__defaults__)


def _link(kernels: list[Kernel], image: bytes) -> None:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    library = llvm.JITLibraryBuilder().add_object_img(image).add_current_process()
    library.import_symbol("NRT_MemInfo_call_dtor", ctypes.cast(_never, ctypes.c_void_p).value)
    for k in kernels:
        library.export_symbol(k.__name__)
    engine = llvm.create_lljit_compiler()
    tracker = library.link(engine, kernels[0].__module__)
    _loaded.append((engine, tracker))
    for k in kernels:
        k.bind(tracker[k.__name__])
