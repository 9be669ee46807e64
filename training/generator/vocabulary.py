"""Words without entities: those of ``words.toml`` and those that are made on the spot."""

from collections.abc import Callable

from training.generator.grammar import Sequence_, Slot, choose
from training.generator.scene import Scene, words
from training.generator.surface import write_hanzi


def plain(scene: Scene, nodes: Sequence_) -> str:
    """``nodes`` as text, with word slots filled in; entities and other slots have no place in it."""
    parts = []
    for node in choose(nodes, scene.rng):
        if isinstance(node, Slot):
            parts.append(word(scene, node.name))
        elif isinstance(node, str):
            parts.append(node)
    return "".join(parts)


def word(scene: Scene, name: str) -> str:
    """The wording that the slot ``name`` stands for."""
    made = WORDS.get(name)
    return made(scene) if made else scene.rng.choice(words()[name])


def _numbered(low: int, high: int) -> Callable[[Scene], str]:
    return lambda scene: str(scene.rng.randint(low, high))


def _document_number(scene: Scene) -> str:
    rng = scene.rng
    opener, closer = rng.choice(("〔〕", "〔〕", "[]", "（）", "【】", "﹝﹞"))
    issuer = scene.style.place[0] + rng.choice(
        ("财绩", "财预", "政办发", "财农", "发改投资", "教财", "卫规财", "办字", "财监")
    )
    return f"{issuer}{opener}{scene.style.year - rng.randint(0, 4)}{closer}{rng.randint(1, 260)}号"


WORDS: dict[str, Callable[[Scene], str]] = {
    "n": _numbered(1, 9),
    "n2": _numbered(1, 28),
    "n3": _numbered(310, 998),
    "d": _numbered(2, 9),
    "year": lambda scene: str(scene.style.year),
    "han": lambda scene: write_hanzi(scene.rng.randint(3, 40)),
    "place": lambda scene: scene.style.place,
    "level": lambda scene: scene.style.level,
    "surname": lambda scene: scene.rng.choice("王李张刘陈杨黄周吴徐孙马朱胡郭何"),
    "phone": _numbered(2000000, 8999999),
    "mobile": lambda scene: (
        f"1{scene.rng.choice('35789')}{scene.rng.randint(10, 99)}XXX{scene.rng.randint(1000, 9999)}"
    ),
    "code": lambda scene: "".join(scene.rng.choices("0123456789", k=scene.rng.randint(9, 18))),
    "latin": lambda scene: "".join(scene.rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=4)),
    "docno": _document_number,
    "approx": lambda scene: scene.rng.choice(("", "", "", "约", "近", "超", "逾", "达", "共", "突破", "超过")),
}
