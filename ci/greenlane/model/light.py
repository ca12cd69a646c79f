"""What fast verbs take from `typing`, `enum`, `collections` and `signal`, without those imports.

`typing` is 3 ms, `enum` with what it imports 3 ms, a named tuple 0.3 ms and an enum 0.2 ms. To a type checker
the names are the standard library's own. At run time named tuples share their methods, as the dataclasses of
model/frozen.py do, and their __new__ is written when several were made. They compare, unpack, replace, copy,
print and match as collections' do; a class that inherits from one is not for here. Closed sets of words and
of numbers list, find, print, copy and match their members as `enum` does; they have no aliases, and to what
asks for `enum.Enum` (pydantic, hypothesis's sampled_from) they are none: give it a list of the members.
Measured in November 2026, Python 3.11.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    import signal
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
    from enum import IntEnum, StrEnum
    from typing import Any, NamedTuple, NoReturn, Protocol, cast, dataclass_transform
else:  # Python itself has loaded it, and `collections` is 2 ms
    from _collections_abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence

    try:  # the same without names for the numbers, which take `enum`
        import _signal as signal
    except ImportError:
        import signal

__all__ = [
    "TYPE_CHECKING",
    "Callable",
    "Collection",
    "IntEnum",
    "Iterable",
    "Iterator",
    "Mapping",
    "MutableMapping",
    "NamedTuple",
    "Protocol",
    "Sequence",
    "StrEnum",
    "cast",
    "dataclass_transform",
    "signal",
]
WORTH_US = 80.0
"""What it takes to write a class's own code. It is written when shared code has lost as much: an object of a
named tuple loses ROW_US, of a dataclass FIELDS_US when its values stand in a row; else either NAMED_US."""
ROW_US, FIELDS_US, NAMED_US = 0.15, 0.4, 1.7


def _quick_reader() -> Callable[[int, str], Any] | None:
    """collections' own way to read a field of a tuple, where this Python has it."""
    try:
        found: Callable[[int, str], Any] = __import__("_collections")._tuplegetter
    except (ImportError, AttributeError):
        return None
    return found


_QUICK = _quick_reader()


def _read_at(place: int) -> Any:
    """What reads a field from a tuple: collections' own, or a property."""
    return _QUICK(place, "") if _QUICK else property(lambda self: tuple.__getitem__(self, place))


class _Naming(type):
    """Makes the class of a named tuple from what is annotated in it."""

    def __new__(cls, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> _Naming:
        names = tuple(space.get("__annotations__", ()))
        defaults = {one: space[one] for one in names if one in space}
        space |= {one: _read_at(place) for place, one in enumerate(names)}
        space |= {"__slots__": (), "_fields": names, "__match_args__": names, "_field_defaults": defaults}
        made = super().__new__(cls, name, bases, space)
        if names:
            type.__setattr__(made, "__new__", staticmethod(_late(made, names, defaults)))
        return made


def _late(made: type, names: tuple[str, ...], defaults: dict[str, Any]) -> Callable[..., Any]:
    """A __new__ that makes a few objects, and writes the real one when there are more."""
    left, known, create = WORTH_US, set(names), tuple.__new__
    rest = {len(names): (), **{len(names) - len(tail): tail for tail in _tails(names, defaults)}}

    def __new__(cls: type, *values: object, **named: object) -> Any:
        nonlocal left
        left -= NAMED_US if named else ROW_US
        if left > 0:
            if not named and (more := rest.get(len(values))) is not None:
                return create(cls, values + more)
            given = {**defaults, **dict(zip(names, values)), **named}  # noqa: B905  # it is counted below
            is_whole = given.keys() == known and len(values) <= len(names)
            if is_whole and named.keys().isdisjoint(names[: len(values)]):
                return create(cls, map(given.__getitem__, names))
        real = _written(names, defaults)
        type.__setattr__(made, "__new__", staticmethod(real))
        return real(cls, *values, **named)

    return __new__


def _tails(names: tuple[str, ...], defaults: dict[str, Any]) -> list[tuple[object, ...]]:
    """What may be left out at the end, the shortest first."""
    tails: list[tuple[object, ...]] = []
    for name in reversed(names):
        if name not in defaults:
            break
        tails.append((defaults[name], *(tails[-1] if tails else ())))
    return tails


def _written(names: tuple[str, ...], defaults: dict[str, Any]) -> Callable[..., Any]:
    """def __new__(_cls, a, b=_defaults["b"]): the tuple of them."""
    words = [f"{name}=_defaults[{name!r}]" if name in defaults else name for name in names]
    lines = [f"def __new__(_cls, {', '.join(words)}):", f" return _made(_cls, ({', '.join(names)},))"]
    space: dict[str, Any] = {"_defaults": defaults, "_made": tuple.__new__}
    exec("\n".join(lines), space)  # nosec B102  # names of a class of ours, nothing from outside
    found: Callable[..., Any] = space["__new__"]
    return found


class _Named(tuple[object, ...], metaclass=_Naming):
    @classmethod
    def _make(cls, values: Iterable[object]) -> Any:
        return tuple.__new__(cls, values)

    def _asdict(self: Any) -> dict[str, object]:
        return dict(zip(self._fields, self, strict=True))

    def _replace(self: Any, **changes: object) -> Any:
        if not changes.keys() <= set(self._fields):
            raise TypeError(f"{type(self).__name__} has no {sorted(changes.keys() - set(self._fields))}")
        return tuple.__new__(type(self), map(changes.pop, self._fields, self))

    def __getnewargs__(self) -> tuple[object, ...]:
        return tuple(self)

    def __repr__(self: Any) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({told})"


class _Closed(type):
    """Makes a closed set: what is assigned in its class are its members."""

    _members: dict[str, Any]
    _by_value: dict[Any, Any]

    def __new__(cls, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> _Closed:
        if any(getattr(base, "_members", None) for base in bases):
            raise TypeError(f"{name}: a set that has members cannot be inherited from")
        values = {one: value for one, value in space.items() if type(value) in (str, int) and one[0] != "_"}
        made = super().__new__(cls, name, bases, space)
        members: dict[str, Any] = {}
        for one, value in values.items():
            create: Callable[..., Any] = bases[0].__new__
            members[one] = member = create(made, value)
            member.__dict__.update(name=one, value=value)
            type.__setattr__(made, one, member)
        type.__setattr__(made, "_members", members)
        type.__setattr__(made, "_by_value", {one.value: one for one in members.values()})
        return made

    def __call__(cls, value: object) -> Any:
        try:
            return cls._by_value[value]
        except (KeyError, TypeError):
            raise ValueError(f"{value!r} is not a valid {cls.__qualname__}") from None

    def __iter__(cls) -> Iterator[Any]:
        return iter(cls._members.values())

    def __len__(cls) -> int:
        return len(cls._members)

    def __getitem__(cls, name: str) -> Any:
        return cls._members[name]

    def __contains__(cls, value: object) -> bool:
        return value in cls._by_value

    def __reversed__(cls) -> Iterator[Any]:
        return iter(list(cls)[::-1])

    @property
    def __members__(cls) -> dict[str, Any]:
        return dict(cls._members)

    def __setattr__(cls, name: str, _: object = None) -> NoReturn:
        raise AttributeError(f"{cls.__name__}.{name} is fixed")

    __delattr__ = __setattr__


def _fixed(self: Any, name: str, _: object = None) -> NoReturn:
    raise AttributeError(f"{type(self).__name__}.{self.__dict__['name']} is fixed, and so is its {name}")


class _Member:
    """What members of closed sets have in common."""

    __setattr__ = _fixed
    __delattr__ = _fixed

    def __repr__(self: Any) -> str:
        return f"<{type(self).__name__}.{self.name}: {self.value!r}>"

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, _: object) -> Any:
        return self

    def __reduce_ex__(self: Any, _: object) -> tuple[type, tuple[object]]:
        return type(self), (self.value,)


class _Words(_Member, str, metaclass=_Closed):
    __str__ = str.__str__


class _Numbers(_Member, int, metaclass=_Closed):
    __str__ = int.__repr__


class _Shape:
    """A Protocol is for type checkers alone."""


def _given(_: object, value: object) -> Any:
    return value


def _unmarked(**_: object) -> Callable[[Any], Any]:
    return lambda one: one


if not TYPE_CHECKING:
    StrEnum, IntEnum = _Words, _Numbers
    NamedTuple, Protocol, cast, dataclass_transform = _Named, _Shape, _given, _unmarked
