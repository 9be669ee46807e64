"""Short names and long ones."""


def stands_in(short: str, name: str) -> bool:
    """Whether all characters of ``short`` stand in ``name``, in their order: 支总计 in 支出总计."""
    rest = iter(name)
    return all(character in rest for character in short)
