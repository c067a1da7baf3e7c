"""The shared folder is looked into again and again: only what has changed costs anything."""

import pytest

from callback_desk.actions import claiming
from callback_desk.actions.exchanging import Stopped
from callback_desk.actions.sync_watching import FolderLook, Looked
from callback_desk.domain import news
from tests.sync.team import Team


class Looking:
    """Maria's desk looks; `read` are the files that it had to read."""

    def __init__(self, team: Team) -> None:
        self._syncing, self._look = team.desks["maria"], FolderLook()
        self.read: list[str] = []

    def __call__(self, *, sending: bool = True) -> Looked:
        self.read.clear()
        looked = self._look.look(self._syncing, self.read.append, sending=sending)
        assert looked is not None
        return looked


def test_nothing_is_read_or_written_where_nothing_has_changed(team: Team):
    assert FolderLook().look(team.desks["maria"], print) is None, "no folder was ever named"
    team.settle()
    look, store = Looking(team), team.desks["maria"].desk.store
    look()
    before = store.data_version()
    assert look().new == 0
    assert (look.read, store.data_version()) == ([], before)

    item = team.add("ben")
    team.sync("ben")
    assert look(sending=False).new == 1
    assert len(look.read) == 1
    assert look(sending=False).new == 0
    assert look.read == []
    mine = team.add("maria")
    assert look(sending=False).new == 0
    team.sync("ben")
    assert team.desks["ben"].desk.store.callback(mine) is None, "only a look that sends puts it there"
    look()
    team.sync("ben")
    assert team.at("ben", mine).is_open
    assert team.at("maria", item).is_open


def test_a_file_that_is_refused_is_counted_and_not_read_again(team: Team):
    team.settle()
    look = Looking(team)
    look()
    folder = team.shared / "callback-desk-1" / "feeds" / team.desks["ben"].replica_id
    folder.mkdir(parents=True)
    bad = folder / "1-1-0123456789abcdef.cbd"
    bad.write_bytes(b"no segment")
    assert look().refused == 0, "it may still be arriving"
    assert len(look.read) == 1
    team.clocks["maria"].advance(days=400)
    assert look().refused == 1
    assert (look().refused, look.read) == (1, [])

    away = team.shared.rename(team.folder / "away")
    assert "there is no folder" in look().away
    away.rename(team.shared)
    bad.unlink()
    assert look() == Looked(team.clocks["maria"].now)


def test_what_only_time_lets_in_comes_in_with_a_later_look(team: Team):
    team.settle()
    look = Looking(team)
    look()
    team.clocks["ben"].advance(hours=25)
    team.add("ben")
    team.sync("ben")
    assert look() == Looked(team.clocks["maria"].now, refused=1)
    team.clocks["maria"].advance(minutes=20)
    look()
    assert look.read == []
    team.clocks["maria"].advance(hours=20)
    assert look().new == 1


def test_own_files_that_are_gone_are_put_back(team: Team):
    team.settle()
    team.add("maria")
    look = Looking(team)
    look()
    own = team.shared / "callback-desk-1" / "feeds" / team.desks["maria"].replica_id
    for path in own.glob("*.cbd"):
        path.unlink()
    look()
    assert len(list(own.glob("*.cbd"))) == 1
    before = team.desks["maria"].desk.store.data_version()
    look()
    assert team.desks["maria"].desk.store.data_version() == before


def test_a_look_ends_between_two_files(team: Team):
    team.settle()
    for _ in range(2):
        team.add("ben")
        team.sync("ben")
    read: list[str] = []

    def until_the_second(said: str) -> None:
        if read:
            raise Stopped("enough")
        read.append(said)

    look, store = FolderLook(), team.desks["maria"].desk.store
    with pytest.raises(Stopped):
        look.look(team.desks["maria"], until_the_second)
    assert store.feed_head(team.desks["ben"].replica_id) == 1
    looked = look.look(team.desks["maria"], lambda said: None)
    assert looked is not None
    assert looked.new == 1


def test_news_is_what_others_wrote_since(team: Team):
    item = team.add("maria")
    team.settle()
    before, desk = team.at("maria", item), team.desks["maria"].desk
    claiming.claim(team.desks["ben"].desk, item)
    claiming.change_lane(team.desks["ben"].desk, item, "records")
    team.settle()
    after = team.at("maria", item)
    found = news.by_others(before, after, desk.store.replica_id)
    assert [entry.kind for entry in found] == ["claimed", "lane_changed"]
    assert news.told(found, desk.policy, desk.zone, desk.today()) == "14:12 Ben: took it · and 1 more"
    assert news.by_others(before, after, team.desks["ben"].replica_id) == []
    assert news.by_others(after, after, desk.store.replica_id) == []
