"""Which lane a message belongs to, and which of the clinic's attention words it contains.

Words can only widen: more text never takes a match away, a "not" before a word changes nothing, and every
language's words are tried on every message. What matched is returned as the policy writes it, so that it can
be shown.

A phrase is one or more words that all stand near one another, in any order; a star at a word's end stands for
any ending. Case, accents and apostrophes make no difference. A lane may name phrases that its words are not meant by:
"flu" in "flu shot" is no symptom, "flu" beside it still is. Of attention they take nothing away.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from callback_desk.domain.policy import Policy

_SPARE_WORDS = 4
"""How many other words may stand among those of a phrase: "pain right here in my chest" is chest pain."""

_SPARE_WORDS_MEANT_OTHERWISE = 2
"""So many between those of a phrase that a lane's words are not meant by: "vaccine against the flu"."""

_LONGEST_KEPT, _MOST_KEPT = 32, 50_000
"""Which words, in letters, and how many are remembered with what they call up."""

MIN_PREFIX = 3
"""How many letters must stand before a star: fewer would match half the dictionary."""

# Accents, apostrophes, and what a text carries invisibly: soft hyphens, zero-width and direction marks.
_MARKS = re.compile("[\u0300-\u036f'`\u2018\u2019\u02bc\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+")
_TOKEN = re.compile(r"[^\W_]+")
# What each ASCII character is to a word: its small letter or digit, else a space; apostrophes are nothing.
_PLAIN = bytes(ord(chr(code).lower()) if chr(code).isalnum() else ord(" ") for code in range(128)).ljust(256)
_APOSTROPHES = b"'`"


class PhraseWord(NamedTuple):
    """One word of a phrase, folded; `any_ending` where it was written with a star."""

    letters: str
    any_ending: bool


class Sorted(NamedTuple):
    """What the words say: the lane (None: no word matched) and the attention phrases as written."""

    lane: str | None
    attention: tuple[str, ...]


class _Phrase(NamedTuple):
    """A phrase of the policy; `exact` are its words without a star, all of which a message must have.

    `otherwise` tells that its lane's words are not meant by it.
    """

    written: str
    words: tuple[PhraseWord, ...]
    exact: frozenset[str]
    lane: str | None
    language: str
    place: int
    otherwise: bool = False


def tokens(text: str) -> list[str]:
    """Return the words of `text` in order: folded, without accents, apostrophes and punctuation."""
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text).casefold())
        if not text.isascii():
            return _TOKEN.findall(text)
    return text.encode().translate(_PLAIN, _APOSTROPHES).decode().split()


def phrase_words(phrase: str) -> tuple[PhraseWord, ...]:
    """Return the words of a phrase as the policy writes it; empty where there is no word in it."""
    words: dict[PhraseWord, None] = {}
    for written in phrase.split():
        starred = written[-1] == "*"
        letters = written[:-1] if starred else written
        if letters.isascii() and letters.islower() and letters.isalpha():  # nearly all, and every start reads them
            words[PhraseWord(letters, starred)] = None
            continue
        parts = tokens(written)
        for number, part in enumerate(parts, 1):
            words[PhraseWord(part, starred and number == len(parts))] = None
    return tuple(words)


class _Waiting(dict[str, tuple[_Phrase, ...]]):
    """The phrases that wait for a word of a message: under their rarest word, with or without a star.

    What a word calls up is worked out once; messages share most of their words. `silent` are those of them that call up
    nothing, `alone` those that call up phrases of one word only.
    """

    def __init__(self, phrases: Iterable[_Phrase]) -> None:
        super().__init__()
        self._phrases: defaultdict[PhraseWord, list[_Phrase]] = defaultdict(list)
        for phrase in phrases:
            self._phrases[_rarest(phrase.words)].append(phrase)
        self._lengths = sorted({len(word.letters) for word in self._phrases if word.any_ending})
        self.silent: set[str] = set()
        self.alone: set[str] = set()

    def __missing__(self, token: str) -> tuple[_Phrase, ...]:
        if len(self) >= _MOST_KEPT:
            self.clear()
            self.silent.clear()
            self.alone.clear()
        words = [
            PhraseWord(token, False),
            *(PhraseWord(token[:n], True) for n in self._lengths if n <= len(token)),
        ]
        waiting = tuple(phrase for word in words for phrase in self._phrases.get(word, ()))
        if len(token) <= _LONGEST_KEPT:
            self[token] = waiting
            if not waiting:
                self.silent.add(token)
            elif all(len(phrase.words) == 1 for phrase in waiting):
                self.alone.add(token)
        return waiting


class Sorter:
    """The policy's words, compiled once for many messages.

    Each phrase waits under its rarest word; a message that has none of these is done after one pass over its
    words.
    """

    def __init__(self, policy: "Policy") -> None:
        self._attention_lane = policy.attention.lane
        self._lanes = {lane: place for place, lane in enumerate(policy.lanes)}
        self._waiting = _Waiting(_phrases(policy))
        self._wordless = {lane: Sorted(lane, ()) for lane in (None, *self._lanes)}
        self._sorted: dict[tuple[frozenset[str], str | None, str | None], Sorted] = {}

    def sort(self, text: str, language: str | None, hint: str | None) -> Sorted:
        """Return the lane and the attention phrases of a message.

        Attention decides the lane. Otherwise a `hint` (the lane of the list that the item came in) that the
        policy knows does, else the lane with the most matching words; of equals, the one with words in the
        stated `language`, then the one that the policy has first.
        """
        hinted = hint if hint in self._lanes else None
        if not text:
            return self._wordless[hinted]
        found = tokens(text)
        words = set(found)
        waiting = self._waiting
        calling = words - waiting.silent
        called = [phrase for word in calling for phrase in waiting[word] if phrase.exact <= words]
        if not called:
            return self._wordless[hinted]
        calling -= waiting.silent  # with what the words met here for the first time were found to be
        if not calling <= waiting.alone:
            return self._decided(_matched(found, called), language, hinted)
        # Phrases of one word are there or not: other messages with the same of these words go the same way.
        same = frozenset(calling), language, hinted
        known = self._sorted.get(same)
        if known is None:
            known = self._decided(_matched(found, called), language, hinted)
            if len(self._sorted) < _MOST_KEPT:
                self._sorted[same] = known
        return known

    def _decided(self, matched: Sequence[_Phrase], language: str | None, hinted: str | None) -> Sorted:
        attention = tuple(dict.fromkeys(phrase.written for phrase in matched if phrase.lane is None))
        if attention:
            return Sorted(self._attention_lane, attention)
        return Sorted(hinted or self._best(matched, language), ())

    def _best(self, matched: Iterable[_Phrase], language: str | None) -> str | None:
        scores: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
        spoken = (language or "").partition("-")[0]
        for phrase in matched:
            if phrase.lane is not None:
                score = scores[phrase.lane]
                score[0] += len(phrase.words)
                score[1] += phrase.language.partition("-")[0] == spoken
        if not scores:
            return None
        return max(scores, key=lambda lane: (*scores[lane], -self._lanes[lane]))


def _phrases(policy: "Policy") -> Iterator[_Phrase]:
    place = 0
    for lane, words, otherwise in [
        (None, policy.attention.words, False),
        *((key, rule.words, False) for key, rule in policy.lanes.items()),
        *((key, rule.except_for, True) for key, rule in policy.lanes.items()),
    ]:
        for language, phrases in words.items():
            for written in phrases:
                words_of = phrase_words(written)
                if words_of:
                    exact = frozenset(word.letters for word in words_of if not word.any_ending)
                    yield _Phrase(written, words_of, exact, lane, language, place, otherwise)
                    place += 1


def _matched(found: Sequence[str], called: list[_Phrase]) -> list[_Phrase]:
    """Return those of the phrases that are there and meant, in the policy's order.

    They were called by their rarest word, so that a phrase of one word is there.
    """
    places: _Places | None = None
    left: dict[str | None, _Places] = {}
    if any(phrase.otherwise for phrase in called):
        places = _Places(found)
        left = _meant(found, places, called)
    matched: dict[int, _Phrase] = {}
    for phrase in called:
        if phrase.otherwise:
            continue
        if len(phrase.words) > 1 or phrase.lane in left:
            places = places or _Places(found)
            if not _near_one_another(phrase.words, left.get(phrase.lane, places)):
                continue
        matched[phrase.place] = phrase
    return [matched[place] for place in sorted(matched)]


def _meant(found: Sequence[str], places: "_Places", called: Iterable[_Phrase]) -> "dict[str | None, _Places]":
    """Return, of each lane whose words are in part not meant, where those stand that are."""
    otherwise: defaultdict[str | None, set[int]] = defaultdict(set)
    for phrase in called:
        if phrase.otherwise:
            otherwise[phrase.lane] |= _covered(phrase.words, places)
    return {lane: _Places(found, without=here) for lane, here in otherwise.items() if here}


def _covered(words: Sequence[PhraseWord], places: "_Places") -> set[int]:
    """Return the places of a phrase's words where all of them stand close by one another, each counted once."""
    stretch = len(words) + _SPARE_WORDS_MEANT_OTHERWISE
    covered: set[int] = set()
    last: dict[int, int] = {}
    for place, number in _found(words, places):
        last[number] = place
        if len(last) == len(words) and place - min(last.values()) < stretch:
            covered |= set(last.values())
            last.clear()
    return covered


class _Places:
    """Where each word of a message stands, but for the places that are left out."""

    def __init__(self, found: Iterable[str], without: Collection[int] = ()) -> None:
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place, token in enumerate(found):
            if place not in without:
                self._places[token].append(place)
        self._in_order = sorted(self._places)

    def of(self, word: PhraseWord) -> list[int]:
        """Return where a phrase's word stands; of one with a star those of all words that begin so."""
        if not word.any_ending:
            return self._places.get(word.letters, [])
        places: list[int] = []
        words, at = self._in_order, bisect_left(self._in_order, word.letters)
        while at < len(words) and words[at].startswith(word.letters):
            places += self._places[words[at]]
            at += 1
        return places


def _rarest(words: Sequence[PhraseWord]) -> PhraseWord:
    """Return the word that the fewest messages will have: the longest, rather one without a star."""
    return max(words, key=lambda word: (len(word.letters), not word.any_ending))


def _near_one_another(words: Sequence[PhraseWord], places: _Places) -> bool:
    """Tell whether all words stand within a stretch that is only a little longer than the phrase."""
    found = _found(words, places)
    return bool(found) and _within(found, len(words), len(words) + _SPARE_WORDS)


def _found(words: Sequence[PhraseWord], places: _Places) -> list[tuple[int, int]]:
    """Return in order where each of the words stands, and its number; nothing where one stands nowhere."""
    found: list[tuple[int, int]] = []
    for number, word in enumerate(words):
        here = places.of(word)
        if not here:
            return []
        found += ((place, number) for place in here)
    found.sort()
    return found


def _within(found: Sequence[tuple[int, int]], kinds: int, stretch: int) -> bool:
    """Tell whether some `stretch` of places holds all `kinds`; `found` is (place, kind) in order."""
    last = [-1] * kinds
    seen = 0
    for place, kind in found:
        if last[kind] < 0:
            seen += 1
        last[kind] = place
        if seen == kinds and place - min(last) < stretch:
            return True
    return False
