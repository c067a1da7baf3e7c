"""What the screen of the other desks carries out: beside the screen, one after another, with this home held alone."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from textual.message_pump import MessagePump

from callback_desk.actions.exchanging import Stopped
from callback_desk.domain.errors import DeskError
from callback_desk.tui import sync_words
from callback_desk.tui.dialogs.base import Dialog
from callback_desk.tui.dialogs.syncing import Line, SixWords, Typed
from callback_desk.tui.messages import FolderLooked, SyncProgress

if TYPE_CHECKING:
    from callback_desk.actions.sync_context import Syncing
    from callback_desk.tui.screens.desk import DeskScreen

Work = Callable[["Syncing"], tuple[str, object]]
Answer = dict[str, str]


class SyncDeeds:
    """Asks what must be asked and carries it out. `home` is the desk's screen."""

    def __init__(self, home: "DeskScreen") -> None:
        self._home = home
        self.stop = Event()

    def carry_out(self, action: str, work: Work, reply_to: MessagePump) -> None:
        """Do the work on the thread that syncs; its result goes to `reply_to`."""
        beside = self._home.syncing

        def held() -> tuple[str, object]:
            with beside.exchange.alone():
                return work(beside.with_keys())

        self._home.deeds.carry_out(action, None, held, reply_to, on=beside.thread)

    def read(self, reply_to: MessagePump) -> None:
        """Read how syncing stands."""

        def work(syncing: "Syncing") -> tuple[str, object]:
            from callback_desk.actions.syncing import status

            return "", status(syncing)

        self.carry_out("sync-status", work, reply_to)

    def sync(self, reply_to: MessagePump, *, trust_clock: bool) -> None:
        """Sync now; `reply_to` hears how far it is."""
        self.stop.clear()

        def progress(said: str) -> None:
            if self.stop.is_set() or self._home.syncing.thread.stopped.is_set():
                raise Stopped("stopped: what came in before stays, the rest waits in the folder")
            reply_to.post_message(SyncProgress(said))

        def work(syncing: "Syncing") -> tuple[str, object]:
            from callback_desk.actions import syncing as through_folder
            from callback_desk.actions.sync_outcome import NotSent
            from callback_desk.actions.sync_watching import Looked

            try:
                done = through_folder.sync(syncing, None, progress, trust_clock=trust_clock)
            except NotSent as fault:
                told, rules = self._home.syncing.exchange.take_up_rules(syncing, news=fault.new > 0)
                looked = Looked(syncing.desk.clock(), fault.new, fault=str(fault))
                self._home.post_message(FolderLooked(looked, told, rules, 0))
                raise
            told, rules = self._home.syncing.exchange.take_up_rules(syncing, news=done.new > 0)
            refused = sum(outcome.is_fault for outcome in done.outcomes)
            self._home.post_message(FolderLooked(Looked(syncing.desk.clock(), done.new, refused), told, rules, 0))
            return sync_words.synced(done), done

        self.carry_out("sync-now", work, reply_to)

    def choose_folder(self, now: str | None, then: Callable[[], None]) -> None:
        """Ask for the folder that the desks share; `then` is called once it is known."""
        chosen = Event()

        def decided(answer: Answer, dialog: Dialog[Answer]) -> None:
            def work(syncing: "Syncing") -> tuple[str, object]:
                from callback_desk.actions.syncing import choose_folder

                choose_folder(syncing, _path(answer["folder"]))
                chosen.set()
                return "", None

            self.carry_out("sync-folder", work, dialog)

        def after(_: None) -> None:
            if chosen.is_set():
                then()

        lines = [Line("folder", "a folder that all desks see: of a file syncer, a network drive, a stick", now or "")]
        self._home.app.push_screen(Typed("Folder that the desks share", lines, decided), after)

    def invite(self, label: str) -> None:
        """Ask what this desk is called and where to, write its invitation, and show its words."""
        written: list[tuple[Path, str]] = []

        def decided(answer: Answer, dialog: Dialog[Answer]) -> None:
            def work(syncing: "Syncing") -> tuple[str, object]:
                from callback_desk.actions.pairing import invite

                path, named = _path(answer["file"]), answer["label"] if answer["label"] != label else None
                invitation, said = invite(syncing, path, named, new_keys=_yes(answer["new"]))
                written.append((path, invitation.fingerprint))
                return said, None

            self.carry_out("sync-invite", work, dialog)

        def after(_: None) -> None:
            if written:
                path, words = written[0]
                said = f"The invitation is in {path}. Send it to the other person, and read them these six words:"
                self._home.app.push_screen(SixWords("Invitation · the words of this desk", said, words))

        file = str(Path.home() / f"{self._home.desk.person_id}.invitation")
        lines = [
            Line("label", "what this desk is called on the others", label),
            Line("new", "new keys, where this desk was revoked and is in good hands: yes or no", "no"),
            Line("file", "the new file for the invitation", file),
        ]
        self._home.app.push_screen(Typed("Invite another desk", lines, decided), after)

    def pair(self) -> None:
        """Ask for an invitation, show its words, and trust the desk after a yes."""
        read: list[tuple[Path, tuple[str, str, str], bool]] = []

        def decided(answer: Answer, dialog: Dialog[Answer]) -> None:
            def work(syncing: "Syncing") -> tuple[str, object]:
                from callback_desk.actions.pairing import acceptable, as_asked

                path = _path(answer["file"])
                invitation = acceptable(syncing, path)
                told = (invitation.label, invitation.fingerprint, as_asked(syncing, invitation))
                read.append((path, told, _yes(answer["introduces"])))
                return "", None

            self.carry_out("sync-invitation", work, dialog)

        def after(_: None) -> None:
            if read:
                self._compare(*read[0])

        lines = [
            Line("introduces", "trust also the desks that it is paired with, by its word: yes or no", "no"),
            Line("file", "the other desk's invitation", str(Path.home()) + "/"),
        ]
        self._home.app.push_screen(Typed("Pair with another desk", lines, decided), after)

    def _compare(self, path: Path, told: tuple[str, str, str], introduces: bool) -> None:
        label, fingerprint, whose = told

        def decided(answer: None, dialog: Dialog[None]) -> None:
            def work(syncing: "Syncing") -> tuple[str, object]:
                from callback_desk.actions.pairing import pair

                peer = pair(syncing, path, lambda invitation: fingerprint, introduces=introduces, joins=True)
                return f"paired with {peer.label}; each side pairs the other", None

            self.carry_out("sync-pair", work, dialog)

        said = f"{whose} If all that is right, ask the person there to read you their six words. Are they these?"
        self._home.app.push_screen(SixWords(f"Pair · {label}", said, fingerprint, decided))

    def revoke(self, desk: dict[str, Any]) -> None:
        """Ask up to which entry a desk is trusted, then trust it no further."""

        def decided(answer: Answer, dialog: Dialog[Answer]) -> None:
            def work(syncing: "Syncing") -> tuple[str, object]:
                from callback_desk.actions.pairing import revoke, told_of_revoked

                peer = revoke(syncing, desk["replica"], _number(answer["after"]))
                return " ".join(told_of_revoked(syncing, peer)), None

            self.carry_out("sync-revoke", work, dialog)

        said = (
            f"Nothing that {desk['label']} wrote after this entry is taken in any more, and nothing is written for it."
            " It can still read the files that it had."
        )
        lines = [Line("after", "its last entry that is trusted", str(desk["have"]))]
        self._home.app.push_screen(Typed(f"Revoke · {desk['label']}", lines, decided, said))

    def export(self) -> None:
        """Ask where to, then write all that this desk wrote."""

        def decided(answer: Answer, dialog: Dialog[Answer]) -> None:
            def work(syncing: "Syncing") -> tuple[str, object]:
                from callback_desk.actions.syncing import export

                path = _path(answer["file"])
                first, last = export(syncing, path, whole=_yes(answer["all"]))
                return f"entries {first} to {last} went out to {path}", None

            self.carry_out("sync-export", work, dialog)

        file = str(Path.home() / f"{self._home.desk.person_id}.cbd")
        lines = [
            Line("all", "hand on what the other desks wrote, too: yes or no", "no"),
            Line("file", "the new file, for the paired desks only", file),
        ]
        self._home.app.push_screen(Typed("Write a file for the other desks", lines, decided))

    def take_in(self) -> None:
        """Ask which file, then take it in whole or not at all."""

        def decided(answer: Answer, dialog: Dialog[Answer]) -> None:
            self.carry_out("sync-import", lambda syncing: self._taken_in(syncing, [_path(answer["file"])]), dialog)

        lines = [Line("file", "a file that another desk wrote", str(Path.home()) + "/")]
        self._home.app.push_screen(Typed("Take in a file of another desk", lines, decided))

    def take_in_waiting(self, reply_to: MessagePump) -> None:
        """Take in what was kept apart because its clock is ahead."""
        self.carry_out("sync-import", lambda syncing: self._taken_in(syncing, [], trust_clock=True), reply_to)

    def _taken_in(self, syncing: "Syncing", paths: list[Path], *, trust_clock: bool = False) -> tuple[str, object]:
        from callback_desk.actions.sync_taking_in import take_in

        outcomes = take_in(syncing, paths, trust_clock=trust_clock)
        new = any(outcome.new for outcome in outcomes)
        told, rules = self._home.syncing.exchange.take_up_rules(syncing, news=new)
        self._home.post_message(FolderLooked(None, [], rules, 0))
        faults = [outcome.said for outcome in outcomes if outcome.is_fault]
        if faults:
            raise DeskError("; ".join(faults))
        return "; ".join([sync_words.taken_in(outcomes), *told]), None


def _path(typed: str) -> Path:
    if not typed:
        raise DeskError("type the path of it")
    try:
        return Path(typed).expanduser().absolute()
    except RuntimeError as fault:
        raise DeskError(f"{typed[:80]} cannot be found: type the whole path") from fault


def _yes(typed: str) -> bool:
    answer = typed.strip().casefold()
    if answer not in ("yes", "y", "no", "n", ""):
        raise DeskError("write yes or no")
    return answer.startswith("y")


def _number(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit():
        raise DeskError("write the number of its last entry that is trusted, such as 41")
    return int(typed)
