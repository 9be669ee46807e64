"""The documents of a task, one after another, each with an outcome that is kept at once and never made twice."""

import faulthandler
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

from sqlalchemy.exc import SQLAlchemyError

from service.answers import extraction_of_text
from service.documents import Limits, Member, files, is_archive
from service.errors import DocumentError, JixiError
from service.extraction import Extraction
from service.holder import Holder
from service.jobs.shift import Shift
from service.pipeline import Pipeline, Progress
from service.processing import process, unforeseen
from service.store.task import Failure, Json, Upload
from service.store.work import Place, Turn, Work

TRIES = 5
"""How often a document is begun that ends its worker each time. The document cannot be told from a machine that loses
power thrice in a minute: one that is sound must not be given up for it."""
EVERY = 0.25
"""Seconds between two notes of the progress of a task, at least."""


class AbandonedError(JixiError):
    """A document that ended, or held up, its worker each time."""

    kind = "document-abandoned"
    title = "文档无法处理"


@dataclass(frozen=True, slots=True)
class Extracting:
    """Does the documents of tasks, in this process, one at a time.

    ``stall``: seconds without any progress after which a document is taken to hang; only the end of the process helps
    then, and it is begun anew.
    """

    work: Work
    holder: Holder
    limits: Limits
    shift: Shift
    stall: float

    def upload(self, id: str, position: int, first: int, count: int) -> int | None:
        """Do what is left of the upload at ``position``, whose first document has the number ``first``.

        Returns how many documents it has, ``None`` where the task was let go. ``count``: uploads in all.
        """
        with self.shift.busy():
            begun = self.work.begin(id)
            found = self.work.upload(id, position)
        if begun is None or found is None:
            return None
        _, options = begun
        upload, tries = found
        telling = Telling(self.work, id, position, count, first, _is_archive(upload, options))
        if tries > TRIES:
            return self._give_up(upload, Place(id, position, first, upload.name))
        number = 0
        for number, file in enumerate(self._files(upload, options), 1):
            place = Place(id, position, first + number - 1, file.name)
            telling.begin(number)
            with self.shift.busy():
                if not self._document(place, file, options, telling):
                    return None
        return number

    def _files(self, upload: Upload, options: Json) -> Iterator[Member]:
        """What is in the upload; a text is one, whatever it looks like."""
        members = (
            iter([Member(upload.name, upload.data)])
            if options.get("plain")
            else files(upload.data, upload.name, limits=self.limits)
        )
        while True:
            with self.shift.busy(), self._watched():
                member = _next(members, upload.name)
            if member is None:
                return
            yield member

    def _give_up(self, upload: Upload, place: Place) -> int:
        """What is in the upload after the documents that are done cannot be got at; how many documents there are."""
        done = self.work.done_of(place.task, place.upload)
        rest = replace(place, position=place.position + done)
        self.work.turn(rest, TRIES)
        self.work.keep(rest, _abandoned(upload.name))
        return done + 1

    def _document(self, place: Place, file: Member, options: Json, telling: "Telling") -> bool:
        """Do one document; whether the task goes on."""
        turn = self.work.turn(place, TRIES)
        if turn is Turn.LET_GO:
            return False
        if turn is Turn.GIVEN_UP:
            self.work.keep(place, _abandoned(place.name))
        if turn is Turn.WORK:
            with self._watched() as alive:

                def tell(share: float) -> None:
                    alive()
                    telling.reach(share)

                outcome = self._outcome(file, options, tell)
            self.work.keep(place, outcome)
        return True

    def _outcome(self, file: Member, options: Json, tell: Progress) -> Json | Failure:
        if isinstance(file.content, DocumentError):
            return Failure.of(file.content)
        try:
            result = _extraction(self.holder.pipeline, file.name, file.content, options, self.limits, tell)
            if isinstance(result, JixiError):
                return Failure.of(result)
            review = options.get("review")
            return (result if review is None else result.with_review(review)).as_json()
        except Exception as error:
            return Failure.of(unforeseen(error))

    @contextmanager
    def _watched(self) -> Iterator["Alive"]:
        """End the process where the block takes longer than ``stall`` without calling what it is given.

        The timer is not a thread of Python: code that never lets go of the interpreter cannot hold it up.
        """
        alive = Alive(self.stall)
        alive()
        try:
            yield alive
        finally:
            faulthandler.cancel_dump_traceback_later()


@dataclass(frozen=True, slots=True)
class Alive:
    """Called by what is being watched, to be given ``seconds`` more."""

    seconds: float

    def __call__(self) -> None:
        """Start the time anew. The traceback that the end would print has places in the code, and nothing else."""
        faulthandler.dump_traceback_later(self.seconds, exit=True)


@dataclass(slots=True)
class Telling:
    """Tells the store how far a task is, often enough to watch and seldom enough to cost nothing.

    ``first``: documents that come before this upload, the one at ``position`` of ``count``.
    """

    work: Work
    id: str
    position: int
    count: int
    first: int
    archive: bool
    number: int = 0
    _told: float = field(default=0.0)

    def begin(self, number: int) -> None:
        """The document ``number`` of the upload, from 1, begins."""
        self.number = number
        self.reach(0.0)

    def reach(self, share: float) -> None:
        """``share`` of the document is done."""
        now = time.monotonic()
        if now - self._told < EVERY:
            return
        self._told = now
        behind = self.number - 1 + share
        # How many documents an archive still holds is known at its end only.
        inside = behind / (behind + 1) if self.archive else share
        documents = self.first + self.number
        message = f"正在读第 {documents} 份"
        known = documents + self.count - self.position - 1
        with suppress(SQLAlchemyError):  # the next note will do
            self.work.progress(self.id, (self.position + inside) / self.count, message, known)


def _extraction(
    pipeline: Pipeline, name: str, data: bytes, options: Json, limits: Limits, tell: Progress
) -> Extraction | JixiError:
    if not options.get("plain"):
        return next(process(pipeline, data, name, limits, tell)).result
    try:
        return extraction_of_text(pipeline, data.decode("utf-8", "surrogatepass"), limits.bytes, progress=tell)
    except JixiError as error:
        return error


def _next(members: Iterator[Member], name: str) -> Member | None:
    """The next file, if there is one; what goes wrong in our own code comes in its place."""
    try:
        return next(members, None)
    except Exception as error:
        return Member(name, DocumentError(unforeseen(error).message))


def _is_archive(upload: Upload, options: Json) -> bool:
    try:
        return not options.get("plain") and is_archive(upload.data)
    except DocumentError:
        return False


def _abandoned(name: str) -> Failure:
    detail = f"处理“{name}”时，工作进程 {TRIES} 次中断或没有进展，已放弃；请拆分后重试，或把报告的类型告诉维护者。"
    return Failure.of(AbandonedError(detail))
