"""The ranking: what fits is found, put right by its fix, and said why."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from export.bundle import pack
from live import bundle, features
from live.config import RankingConfig, Weights
from live.features import Profile
from live.library.shelf import Shelf
from live.listening.hearing import Heard, hear_audio, hear_loops, silence
from live.ranking import LONG, Wishes, coarse, rank, terms
from live.ranking.candidates import weighed
from live.ranking.diversity import chosen
from live.ranking.judges import Rules, Trained
from live.ranking.moment import Moment
from live.ranking.query import FACTORS, OFFSETS, Indices, transpositions
from live.ranking.rescore import heard_first
from live.tasks import Ask, Offer
from live.timeline import Timeline
from live.types import ROLES, Floats, Playing, Suggestion
from tests import onnx_models, sounds
from tests.shelves import Made, playing, shelf_of
from tests.sounds import PROGRESSION, RATE, chords, drums, placed

CONFIG = RankingConfig()
CLASH = ((49, 61, 66, 68), (42, 54, 58, 61), (47, 59, 63, 66), (44, 56, 61, 66))


def tones(
    bpm: float = 120,
    *,
    up: int = 0,
    progression: Sequence[tuple[int, ...]] = PROGRESSION,
    **made: object,
) -> Made:
    return Made(chords(bpm, *progression, up=up), bpm, 16, **made)


def beat(bpm: float = 120, *, later: float = 0, **made: object) -> Made:
    shift = round(sounds.seconds(bpm, later) * RATE)
    return Made(np.roll(drums(bpm), shift), bpm, 4, **made)


def role(name: str) -> tuple[float, ...]:
    return tuple(0.9 * (each == name) for each in ROLES)


def heard_of(*made: Made, bpm: float = 120) -> Heard:
    """What these loops sound like together; they are on no shelf of the test."""
    stage = shelf_of(made)
    sounding = [playing(stage, id, bpm) for id in range(1, len(made) + 1)]
    return replace(hear_loops(0, Timeline(bpm), sounding, stage), loops=())


def ranked(
    heard: Heard, shelf: Shelf, *, config: RankingConfig = CONFIG, **wishes: object
) -> tuple[Suggestion, ...]:
    return rank(heard, shelf, Wishes(**{"surprise": 0.0, **wishes}), config).suggestions


def ids(suggestions: Sequence[Suggestion]) -> list[int]:
    return [suggestion.loop.id for suggestion in suggestions]


def reason(suggestion: Suggestion, term: str) -> float:
    return dict(suggestion.reasons).get(term, 0.0)


def outcome(suggestion: Suggestion, shelf: Shelf, bpm: float) -> Profile:
    """What the loop really sounds like when it is played with its fix."""
    return hear_loops(0, Timeline(bpm), [Playing(suggestion, 0.0)], shelf).profile


# --- the fix --------------------------------------------------------------------------------------


@pytest.mark.parametrize("up", [-5, -2, 0, 3, 5])
def test_a_transposed_loop_is_brought_into_key(up: int) -> None:
    shelf = shelf_of([tones(up=up)])
    best = ranked(heard_of(tones()), shelf)[0]
    assert best.transpose == -up
    fixed = outcome(best, shelf, 120)
    assert (fixed.harmony * heard_of(tones()).profile.harmony).sum() > 0.9


def test_transposition_stays_within_what_is_allowed() -> None:
    shelf = shelf_of([tones(up=5)])
    for most in (0, 2, 4):
        best = ranked(heard_of(tones()), shelf, config=replace(CONFIG, max_transpose=most))[0]
        assert abs(best.transpose) <= most
    assert transpositions(6) == (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6)


@pytest.mark.parametrize(("later", "offset"), [(0, 0), (1, -1), (2, 2), (3, 1)])
def test_a_shifted_loop_is_brought_into_step(later: int, offset: int) -> None:
    shelf = shelf_of([beat(later=later)])
    best = ranked(heard_of(beat()), shelf)[0]
    assert best.beat_offset == offset
    fixed = outcome(best, shelf, 120)
    assert np.allclose(fixed.rhythm, heard_of(beat()).profile.rhythm, atol=0.1)


def test_key_and_beat_are_put_right_together() -> None:
    music = np.tile(drums(120), 4) + chords(120, *PROGRESSION)
    late = np.roll(np.tile(drums(120), 4) + chords(120, *PROGRESSION, up=4), RATE // 2)
    shelf = shelf_of([Made(late, 120, 16)])
    best = ranked(heard_of(Made(music, 120, 16)), shelf)[0]
    assert (best.transpose, best.beat_offset) == (-4, -1)
    fixed = outcome(best, shelf, 120)
    assert (fixed.harmony * heard_of(Made(music, 120, 16)).profile.harmony).sum() > 0.9


@pytest.mark.parametrize(("own", "beats"), [(87.0, 32.0), (174.0, 16.0), (348.0, 8.0)])
def test_half_and_double_time(own: float, beats: float) -> None:
    shelf = shelf_of([tones(own)])
    best = ranked(heard_of(tones(174), bpm=174), shelf)[0]
    assert best.stretch == pytest.approx(1)
    assert best.beats == pytest.approx(beats)


@pytest.mark.parametrize("own", [60.0, 240.0])
def test_at_another_time_the_chords_still_have_to_meet(own: float) -> None:
    """At half time every chord of the loop lasts 8 beats, at double time 2."""
    lasting = 4 * 120 / own
    context = [PROGRESSION[int(b // lasting) % 4] for b in np.arange(0, 16, 2)]
    heard = heard_of(Made(chords(120, *context, beats=2), 120, 16))
    fits, clashes = tones(own), tones(own, progression=CLASH)
    best, worst = ranked(
        heard, shelf_of([fits, clashes]), config=replace(CONFIG, max_transpose=0, nothing_fits=0)
    )
    assert best.loop.id == 1
    assert reason(best, "harmony") > 1.8 * reason(worst, "harmony")


def test_drums_are_not_transposed_and_not_punished() -> None:
    heard = heard_of(tones())
    shelf = shelf_of([beat(), tones(progression=CLASH)])
    drum, clash = sorted(
        ranked(heard, shelf, config=replace(CONFIG, max_transpose=0, nothing_fits=0)),
        key=lambda s: s.loop.id,
    )
    assert drum.transpose == 0
    assert reason(drum, "harmony") > 1.5 * reason(clash, "harmony")
    to_drums = ranked(heard_of(beat()), shelf_of([tones(up=3)]))[0]
    assert to_drums.transpose == 0
    assert reason(to_drums, "harmony") < 0.05


@pytest.mark.parametrize(("lufs", "gain"), [(-18, 0), (-30, 12), (-9.5, -8.5), (-60, 18), (3, -18)])
def test_gain_brings_a_loop_to_the_session(lufs: float, gain: float) -> None:
    best = ranked(heard_of(tones()), shelf_of([beat(lufs=lufs)]))[0]
    assert best.gain_db == pytest.approx(gain)


@given(st.floats(40, 220), st.floats(30, 300))
def test_no_loop_is_stretched_more_than_allowed(session: float, own: float) -> None:
    shelf = _loose(bpm=[own])
    octaves = math.log2(session / own)
    strain = 2 ** abs(octaves - round(octaves))
    offered = ranked(silence(0, session), shelf, config=replace(CONFIG, nothing_fits=0.0))
    if abs(round(octaves)) > 1 or strain > 1.3001:
        assert not offered
    elif strain < 1.2999:
        assert 1 / 1.3 < offered[0].stretch < 1.3
        assert round(offered[0].beats, 3) in (8, 16, 32)


def _loose(bpm: Sequence[float], **columns: object) -> Shelf:
    """Loops without sound."""
    size = len(bpm)
    empty = {
        "ids": np.arange(1, size + 1), "beats": [16] * size, "beats_per_bar": [4] * size,
        "key": [-1] * size, "minor": [False] * size, "roles": np.zeros((size, 6)),
        "lufs": [-18.0] * size, "pack": [0] * size, "tonal": [0.0] * size,
        "density": [0.0] * size, "harmony": np.zeros((size, 192)), "rhythm": np.zeros((size, 32)),
        "balance": np.full((size, 16), 1 / 16),
    }  # fmt: skip
    return Shelf.from_arrays(bpm=bpm, **{**empty, **columns})


@pytest.mark.parametrize("factor", [0.5, 1.0, 2.0])
def test_a_query_is_every_fix_tried_out(factor: float) -> None:
    """Rolling what is heard back agrees with moving the loop on the session's own grid."""
    random = np.random.default_rng(4)
    harmony = random.standard_normal((16, 12)).astype(np.float32)
    rhythm = random.random((2, 16), np.float32)
    own_harmony = random.standard_normal((16, 12)).astype(np.float32)
    own_rhythm = random.random((2, 16), np.float32)
    known = Profile(harmony, 1, rhythm, np.zeros(16, np.float32), 0)
    asked = Rules(known).query(factor, (0, 3, -4))

    beats = int(32 * max(factor, 1))
    accents = rhythm - rhythm.mean(axis=1, keepdims=True)
    for offset, by_offset in enumerate(asked.harmony):
        place = (np.arange(beats) - OFFSETS[offset]) / factor
        laid = own_harmony[np.floor(place).astype(int) % 16]
        if factor == 0.5:
            laid = (laid + own_harmony[(np.floor(place).astype(int) + 1) % 16]) / 2
        for shift, row in zip((0, 3, -4), by_offset, strict=True):
            moved = np.roll(laid, shift, axis=1)
            consonant = sum(
                weight * np.roll(moved, interval, axis=1)
                for interval, weight in ((0, 1), (1, -0.2), (11, -0.2), (5, 0.1), (7, 0.1))
            )
            expected = (consonant * np.resize(harmony, (beats, 12))).sum() * 16 / beats
            assert row @ own_harmony.ravel() == pytest.approx(expected, abs=1e-3)
        if factor == 1.0:
            laid_rhythm = np.roll(own_rhythm, 4 * OFFSETS[offset], axis=1)
            expected = (laid_rhythm * accents).sum()
            assert asked.rhythm[offset] @ own_rhythm.ravel() == pytest.approx(expected, abs=1e-4)


# --- the terms ------------------------------------------------------------------------------------


def test_what_fits_comes_before_what_clashes() -> None:
    heard = heard_of(tones(), beat())
    shelf = shelf_of([tones(progression=CLASH), tones(), beat(later=0.25), beat()])
    offered = ranked(heard, shelf, config=replace(CONFIG, max_transpose=0, nothing_fits=0))
    order = ids(offered)
    assert order.index(2) < order.index(1)
    assert order.index(4) < order.index(3)


def test_less_stretch_is_better() -> None:
    shelf = _loose(bpm=[50, 60, 105, 117, 120, 126, 140, 240])
    offered = ranked(silence(0, 120), shelf, config=replace(CONFIG, nothing_fits=0))
    assert ids(offered)[:2] == [5, 4]
    assert set(ids(offered)) == set(range(1, 9))
    straight, half = (next(s for s in offered if s.loop.id == i) for i in (5, 2))
    assert straight.score > half.score, "half time costs a little"


def test_a_role_asked_for_comes_first() -> None:
    shelf = shelf_of([tones(roles=role("chord")), beat(roles=role("percussion"))])
    heard = heard_of(tones(), beat())
    for name, id in (("chord", 1), ("percussion", 2)):
        best = ranked(heard, shelf, role=name)[0]
        assert best.loop.id == id
        assert reason(best, "role") > 0.25
    assert all(reason(s, "role") == 0 for s in ranked(heard, shelf, role="any"))


def test_auto_offers_the_part_that_is_missing() -> None:
    shelf = shelf_of([tones(roles=role("chord")), beat(roles=role("percussion"))])
    for playing_role, missing in (("chord", 2), ("percussion", 1)):
        heard = replace(heard_of(tones(), beat()), roles=role(playing_role))
        best, other = ranked(heard, shelf, role="auto")
        assert best.loop.id == missing
        assert reason(best, "role") > 5 * reason(other, "role")


def test_auto_does_not_guess_the_parts_of_live_audio() -> None:
    line, music = Timeline(120), np.tile(drums(120), 4)
    heard = hear_audio(4, line, music, line.time_at(16), RATE)
    shelf = shelf_of([tones(roles=role("chord")), beat(roles=role("percussion"))])
    assert all(reason(s, "role") == 0 for s in ranked(heard, shelf, role="auto"))


@pytest.mark.parametrize(("energy", "first"), [(0.0, 1), (0.2, 1), (0.8, 2), (1.0, 2)])
def test_energy_asks_for_calm_or_busy(energy: float, first: int) -> None:
    shelf = _loose(bpm=[120, 120], density=[0.1, 0.9])
    assert ids(ranked(silence(0, 120), shelf, energy=energy))[0] == first
    unasked = ranked(silence(0, 120), shelf, energy=0.5)
    assert unasked[0].score == unasked[1].score


def test_balance_fills_what_is_empty() -> None:
    heard = heard_of(Made(placed(120, 4, *[(b, sounds.kick()) for b in range(4)]), 120, 4))
    low, rest = terms.FULL_MIX**3, terms.FULL_MIX**3
    low[2:], rest[:2] = 0, 0
    shelf = _loose(bpm=[120, 120], balance=[low / low.sum(), rest / rest.sum()])
    best, other = ranked(heard, shelf)
    assert best.loop.id == 2
    assert reason(best, "balance") > 1.5 * reason(other, "balance")


def test_the_freshly_rejected_waits_its_turn() -> None:
    shelf = shelf_of([tones(), tones(up=1)])
    heard = heard_of(tones())
    assert ids(ranked(heard, shelf))[0] == 1
    orders = [ids(ranked(heard, shelf, recent={1: bars}))[0] for bars in (0.0, 4.0, 200.0)]
    assert orders == [2, 2, 1]
    assert reason(ranked(heard, shelf, recent={1: 0.0})[1], "freshness") < -0.1


def test_favourites_rise_and_the_banned_and_the_sounding_are_not_offered() -> None:
    shelf = _loose(bpm=[120] * 4)
    quiet = silence(0, 120)
    assert ids(ranked(quiet, shelf)) == [1, 2, 3, 4]
    best = ranked(quiet, shelf, favourites=frozenset([3, 99]))[0]
    assert best.loop.id == 3
    assert reason(best, "taste") > 0
    assert ids(ranked(quiet, shelf, banned=frozenset([1, 99]))) == [2, 3, 4]
    assert ids(ranked(replace(quiet, loops=(2, 4)), shelf)) == [1, 3]


def test_silence_is_ranked_by_what_can_be_known() -> None:
    shelf = shelf_of([tones(roles=role("chord")), beat(roles=role("fx"))])
    offered = ranked(silence(0, 120), shelf, role="auto")
    assert ids(offered) == [1, 2]
    assert {term for s in offered for term, _ in s.reasons} == {"tempo", "role"}


# --- the list -------------------------------------------------------------------------------------


def test_nothing_fits() -> None:
    heard = heard_of(tones(), beat())
    assert ranked(heard, shelf_of([beat(160)])) == (), "no tempo within reach"
    assert ranked(heard, shelf_of([])) == (), "nothing there"
    clashing = shelf_of([tones(105, progression=CLASH)])
    assert ranked(heard, clashing, config=replace(CONFIG, max_transpose=0)) == ()
    assert ranked(heard, shelf_of([tones()])) != ()
    only_drums = shelf_of([beat(110, roles=role("percussion"))])
    assert ranked(heard_of(tones()), only_drums, role="voice") == ()


def test_reasons_add_up_to_the_score() -> None:
    shelf = Shelf.synthetic(3000, seed=1)
    heard = heard_of(tones(), beat())
    for best in ranked(heard, shelf, role="auto", energy=0.9, recent={7: 1.0}):
        values = [value for _, value in best.reasons]
        assert math.fsum(values) == best.score
        assert values == sorted(values, reverse=True)
        assert 0.45 <= best.score <= 1.1


def test_scores_can_be_compared_between_bars() -> None:
    """The same perfect partner scores alike whatever else is asked for."""
    shelf = shelf_of([tones(roles=role("chord")), beat(roles=role("percussion"))])
    scores = [
        ranked(heard, shelf, role=wanted)[0].score
        for heard in (heard_of(tones()), heard_of(beat()), heard_of(tones(), beat()))
        for wanted in ("any", "chord")
    ]
    assert max(scores) - min(scores) < 0.25
    assert all(0.6 < score <= 1 for score in scores)


def test_the_same_again_is_the_same_bit_for_bit() -> None:
    heard = heard_of(tones(), beat())
    wishes = Wishes("auto", 0.6, 0.8, frozenset([3]), frozenset([9]), {4: 2.0, 5: 0.5})
    first = rank(heard, Shelf.synthetic(20_000, seed=2), wishes, CONFIG)
    again = rank(heard, Shelf.synthetic(20_000, seed=2), wishes, CONFIG)
    assert first.suggestions == again.suggestions
    assert len(first.suggestions) == 8


def offers_of(shelf: Shelf) -> Offer:
    """About as far apart as a trained bundle has them."""
    random = np.random.default_rng(7)
    form = random.random((len(shelf), 12), np.float32) / 4
    return Offer.of(shelf.harmony * shelf.tonal[:, None], shelf.rhythm.reshape(-1, 32), form)


def ask_of(heard: Heard) -> Ask:
    """Five times what the rules ask for."""
    asked = Rules(heard.profile).query(1.0, (0,))
    return Ask(5 * asked.harmony[0, 0], 5 * asked.rhythm[0], np.full(12, 0.2, np.float32), 0.5)


def reachable(shelf: Shelf, moment: Moment) -> Indices:
    everything = np.arange(len(shelf))
    reached = [everything[coarse.reach(shelf.bpm, factor, moment)] for factor in FACTORS]
    return np.concatenate(reached)


@pytest.mark.parametrize("by", ["rules", "bundle"])
def test_a_list_holds_the_best_of_the_whole_library(by: str) -> None:
    """Against the full score of every loop, over several blocks, at all three times."""
    plain, heard = Shelf.synthetic(30_000, seed=3), heard_of(tones(), beat())
    shelf = replace(plain, offers={"e-1": offers_of(plain)})
    trained = Trained("e-1", ask_of(heard)) if by == "bundle" else None
    moment = Moment(heard, Wishes(energy=0.8), CONFIG, trained)
    listed = coarse.longlist(shelf, moment, 256)
    within = reachable(shelf, moment)
    best = within[np.argsort(-weighed(shelf, within, moment).scores)]
    assert len(set(listed)) == 256
    assert len(set(best[:8]) & set(listed)) == 8
    assert len(set(best[:256]) & set(listed)) > 170


@pytest.mark.parametrize("by", ["rules", "bundle"])
def test_the_best_of_the_long_list_are_exactly_the_best(by: str) -> None:
    plain, heard = Shelf.synthetic(20_000, seed=9), heard_of(tones(), beat())
    shelf = replace(plain, offers={"e-1": offers_of(plain)})
    trained = Trained("e-1", ask_of(heard)) if by == "bundle" else None
    moment = Moment(heard, Wishes(), CONFIG, trained)
    full = weighed(shelf, reachable(shelf, moment), moment).best(8)
    found = weighed(shelf, coarse.longlist(shelf, moment, LONG * 256), moment).best(8)
    assert found.rows.tolist() == full.rows.tolist()
    assert np.allclose(found.scores, full.scores, atol=1e-6)


finite = st.floats(-5, 5, width=32) | st.just(float("-inf"))


@given(
    arrays.arrays(np.float32, st.integers(0, 400), elements=finite),
    st.integers(1, 8),
)
def test_the_best_are_the_best(scores: Floats, size: int) -> None:
    found = coarse.best(scores, size).tolist()
    order = sorted(range(len(scores)), key=lambda row: (-scores[row], row))
    assert found == [row for row in order if np.isfinite(scores[row])][:size]


def test_surprise_makes_the_list_differ() -> None:
    same = [replace(tones(roles=role("chord")), lufs=-18 - n) for n in range(5)]
    others = [beat(roles=role("percussion")), tones(progression=CLASH, roles=role("melody"))]
    shelf = shelf_of([*same, *others])
    heard = heard_of(tones(), beat())
    config = replace(CONFIG, suggestions=3, nothing_fits=0)
    safe = ids(ranked(heard, shelf, config=config, surprise=0.0))
    bold = ids(ranked(heard, shelf, config=config, surprise=1.0))
    assert safe[0] == bold[0]
    assert len(set(bold) & {6, 7}) == 2
    assert len(set(safe) & {6, 7}) < 2


def test_marginal_relevance_on_paper() -> None:
    scores = np.array([0.9, 0.88, 0.5], np.float32)
    alike = np.array([[1, 0], [1, 0], [0, 1]], np.float32)
    assert chosen(scores, alike, 3, 0.0) == [0, 1, 2]
    assert chosen(scores, alike, 3, 1.0) == [0, 2, 1]
    assert chosen(scores, alike, 9, 0.5) == [0, 1, 2]
    assert chosen(scores[:0], alike[:0], 3, 0.5) == []


# --- bundles --------------------------------------------------------------------------------------


def likes_high(tmp_path: Path) -> bundle.Bundle:
    """A pair bundle that wants as much power above 2 kHz as it can get."""
    weights = np.zeros(212)
    weights[70:128] = 300
    return bundle.open(
        pack(onnx_models.pair(weights), tmp_path, name="p", version="1", task="pair")
    )


def test_a_pair_bundle_hears_the_sum(tmp_path: Path) -> None:
    pair = likes_high(tmp_path)
    shelf = shelf_of([beat(), tones()])
    heard = heard_of(tones())
    config = replace(CONFIG, weights=Weights(pair=3.0))
    without = rank(heard, shelf, Wishes(surprise=0), config)
    ranked_with = rank(heard, shelf, Wishes(surprise=0), config, [pair])
    assert (without.rescored, ranked_with.rescored) == (0, 2)
    assert ids(without.suggestions) == [2, 1]
    assert ids(ranked_with.suggestions) == [1, 2]

    best = ranked_with.suggestions[0]
    own = hear_loops(0, Timeline(120), [Playing(best, 0.0)], shelf).power
    assert own is not None and heard.power is not None
    share = 3 / (1 + heard.profile.tonal + 0.6 + 0.4 + 3)
    said = float(pair.score(heard.power, own[None])[0])
    assert reason(best, "pair") == pytest.approx(share * said, rel=1e-4)


def test_rescoring_ends_when_the_time_is_up_and_can_be_repeated(tmp_path: Path) -> None:
    pair = likes_high(tmp_path)
    shelf = Shelf.synthetic(2000, seed=5)
    heard, wishes = heard_of(tones(), beat()), Wishes("auto")
    config = replace(CONFIG, weights=Weights(pair=3.0))
    none = rank(heard, shelf, wishes, config, [pair], budget=0.0)
    assert none.rescored == 0
    assert len(none.suggestions) == 8
    whole = rank(heard, shelf, wishes, config, [pair])
    assert whole.rescored == 256
    timed = rank(heard, shelf, wishes, config, [pair], budget=0.03)
    assert 0 <= timed.rescored <= 256
    for first in (none, timed, whole):
        again = rank(heard, shelf, wishes, config, [pair], pair_limit=first.rescored)
        assert again == first
    assert rank(heard, shelf, wishes, config, [pair], pair_limit=20).rescored == 20


@pytest.mark.parametrize("limit", [1, 20, 256])
def test_what_was_listened_to_comes_before_what_was_not(limit: int, tmp_path: Path) -> None:
    shelf, heard = Shelf.synthetic(2000, seed=5), heard_of(tones(), beat())
    config = replace(CONFIG, suggestions=256, nothing_fits=0, weights=Weights(pair=3.0))
    before = ids(ranked(heard, shelf, config=config))
    pair, wishes = likes_high(tmp_path), Wishes(surprise=0)
    found = rank(heard, shelf, wishes, config, [pair], pair_limit=limit)
    after = ids(found.suggestions)
    assert found.rescored == limit
    assert set(after[:limit]) == set(before[:limit]), "those that promised most"
    assert after[limit:] == before[limit:], "in their own order"
    first = [suggestion.score for suggestion in found.suggestions[:limit]]
    assert first == sorted(first, reverse=True)
    for each in found.suggestions:
        assert math.fsum(value for _, value in each.reasons) == each.score
    assert len({reason(each, "pair") for each in found.suggestions[limit:]}) <= 1, "no finding"


relevance = st.floats(0, 1, width=32)


@given(arrays.arrays(np.float32, st.integers(1, 30), elements=relevance), st.integers(0, 30))
def test_relevance_keeps_the_order_of_what_was_not_listened_to(scores: Floats, done: int) -> None:
    done = min(done, len(scores))
    told = heard_first(scores, done)
    assert (told[:done] == scores[:done]).all()
    if 0 < done < len(scores):
        assert told[done:].max() <= told[:done].min()
    rest = np.argsort(-scores[done:], kind="stable")
    assert (np.diff(told[done:][rest]) <= 0).all()


def embedder(folder: Path, name: str, asked: float = 0.0) -> bundle.Bundle:
    """By default it judges by form alone."""
    return bundle.open(pack(onnx_models.embed(asked), folder, name=name, version="1", task="embed"))


def known_to(shelf: Shelf, *bundles: bundle.Bundle) -> Shelf:
    powers = features.power(shelf.sketches(range(len(shelf))))
    return replace(shelf, offers={each.label: each.offers(powers) for each in bundles})


def test_an_embedding_bundle_searches_the_whole_library(tmp_path: Path) -> None:
    embed = embedder(tmp_path, "e")
    plain = shelf_of([beat(), tones(), tones(progression=CLASH)])
    shelf = known_to(plain, embed)
    heard = heard_of(tones(progression=CLASH))
    config = replace(CONFIG, max_transpose=0, shortlist=1, weights=Weights(form=20.0))
    best = rank(heard, shelf, Wishes(), config, [embed]).suggestions
    assert ids(best) == [3]
    assert best[0].reasons[0][0] == "form"
    assert heard.power is not None
    apart = np.abs(embed.asks(heard.power).form - shelf.offers["e-1"].form[2]).sum()
    share = 20 / (1 + 1 + 0.6 + 0.4 + 20)
    assert reason(best[0], "form") == pytest.approx(share * (1 - 0.2 * apart), rel=1e-5)
    unknown = rank(heard, plain, Wishes(), config, [embed]).suggestions
    assert all(reason(s, "form") == 0 for s in unknown), "the shelf has no offers of it"


def test_an_embedding_bundle_judges_harmony_and_rhythm_in_place_of_the_rules(
    tmp_path: Path,
) -> None:
    """This one finds nothing better than neutral in anything."""
    embed = embedder(tmp_path, "e")
    shelf = known_to(shelf_of([tones(), tones(up=3), beat()]), embed)
    found = rank(heard_of(tones(), beat()), shelf, Wishes(surprise=0), CONFIG, [embed])
    total = 1 + 1 + 0.6 + 0.4 + 1
    for suggestion in found.suggestions:
        assert (suggestion.transpose, suggestion.beat_offset) == (0, 0)
        assert reason(suggestion, "harmony") == pytest.approx(0.5 / total)
        assert reason(suggestion, "rhythm") == pytest.approx(0.3 / total)


def test_of_several_embedding_bundles_the_last_that_knows_the_shelf_judges(
    tmp_path: Path,
) -> None:
    first, last, stranger = (embedder(tmp_path, name) for name in ("one", "two", "three"))
    loud = embedder(tmp_path, "loud", asked=1e3)
    shelf = known_to(shelf_of([tones(), beat()]), first, loud, last)
    heard, wishes = heard_of(tones()), Wishes(surprise=0)
    alone = rank(heard, shelf, wishes, CONFIG, [last])
    assert rank(heard, shelf, wishes, CONFIG, [loud, first, last, stranger]) == alone
    assert rank(heard, shelf, wishes, CONFIG, [first, last, loud, stranger]) != alone


def test_bundles_are_not_asked_in_silence(tmp_path: Path) -> None:
    offered = rank(silence(0, 120), shelf_of([beat()]), Wishes(), CONFIG, [likes_high(tmp_path)])
    assert offered.rescored == 0
    assert ids(offered.suggestions) == [1]


def test_what_was_picked_comes_first_whatever_it_scores() -> None:
    shelf = shelf_of([*(tones(118 + n) for n in range(9)), tones(180, roles=role("bass"))])
    heard = heard_of(beat(), bpm=120)
    plain = rank(heard, shelf, Wishes(role="chord"), CONFIG).suggestions
    assert 10 not in [each.loop.id for each in plain]
    wishes = Wishes(role="chord", picked=10, banned=frozenset([10]))
    first, *others = rank(heard, shelf, wishes, CONFIG).suggestions
    assert (first.loop.id, first.bpm) == (10, 120)
    assert others == list(plain)[: CONFIG.suggestions - 1]
    assert first.score < others[-1].score


def test_what_was_picked_and_fits_comes_once() -> None:
    shelf = shelf_of([tones(118 + n) for n in range(4)])
    heard = heard_of(beat(), bpm=120)
    plain = rank(heard, shelf, Wishes(), CONFIG).suggestions
    *others, last = [each.loop.id for each in plain]
    picked = rank(heard, shelf, Wishes(picked=last), CONFIG).suggestions
    assert [each.loop.id for each in picked] == [last, *others]
    assert picked[0].score == pytest.approx(plain[-1].score)


def test_a_picked_loop_is_there_when_nothing_else_is() -> None:
    shelf = shelf_of([tones(170)])
    assert rank(heard_of(beat(100)), shelf, Wishes(), CONFIG).suggestions == ()
    (only,) = rank(heard_of(beat(100)), shelf, Wishes(picked=1), CONFIG).suggestions
    assert only.loop.id == 1
