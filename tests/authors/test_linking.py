"""Credits find their agents, and nobody where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from earmark.authors import Agent, Context, Credit, Linker, LinkPolicy, Outcome
from earmark.authors.linking.blocking import MOST_SHARED, Blocks
from earmark.authors.linking.encode import Encoder
from earmark.authors.linking.features import FEATURES, Base, pair_features
from earmark.authors.linking.model import PairModel, shipped_model
from earmark.core.errors import BadInput
from tests.authors.linking_world import AGENTS, CREDITS


@pytest.fixture(scope="module")
def linker():
    return Linker(AGENTS)


def test_each_credit_finds_its_agent(linker):
    links = list(linker.link([credit for credit, _ in CREDITS]))
    found = [link.agent if link.outcome is Outcome.link else "" for link in links]
    assert found == [agent for _, agent in CREDITS]
    assert all(0 <= link.probability <= 1 for link in links)


def test_placeholders_and_empty_credits_are_nobody(linker):
    for text in ("Various", "", "N/A", "https://example.org"):
        (link,) = linker.link([Credit("1", text)])
        assert (link.outcome, link.agent) == (Outcome.new, "")


def test_merged_agents_are_no_candidates(linker):
    assert {link.agent for link in linker.link([Credit("1", "Virgill")])} <= {"virgil", ""}


def test_an_empty_base_makes_everybody_new():
    assert [link.outcome for link in Linker([]).link([Credit("1", "Ann Smith")])] == [Outcome.new]


def test_context_decides_between_namesakes():
    whales = Context(titles=("The Whale Fishery",), subjects=("Whaling -- History",), languages=("en",))
    poems = Context(titles=("Gedichte",), subjects=("German poetry",), languages=("de",))
    linker = Linker([Agent("w", "John Smith", context=whales), Agent("p", "John Smith", context=poems)])
    credit = Credit("1", "Smith, John", context=Context(subjects=("Whaling -- History",), languages=("en",)))
    assert next(linker.link([credit])).agent == "w"


def test_costs_decide():
    (credit,) = [Credit("1", "J. Smith")]
    linker = Linker([Agent("a", "John Smith"), Agent("b", "Jane Smith")])
    asked = next(linker.link([credit], LinkPolicy(review=0.01)))
    never = next(linker.link([credit], LinkPolicy(review=99)))
    assert asked.outcome is Outcome.review
    assert never.outcome is not Outcome.review


def test_evidence_is_in_words(linker):
    (link,) = linker.link([Credit("1", "F. Dostoevsky", context=Context(titles=("Crime and Punishment",)))])
    assert "first given name by its initial" in link.evidence
    assert "title shared 100%" in link.evidence


def test_a_crowd_of_namesakes_costs_bounded_work():
    crowd = [Agent(str(number), "John Smith") for number in range(3 * MOST_SHARED)]
    (link,) = Linker(crowd).link([Credit("1", "John Smith")])
    assert link.outcome is not Outcome.link


def test_candidates_are_the_same_in_any_order_of_words():
    encoder = Encoder()
    base = encoder.agents([Agent("a", "Natsume Sōseki"), Agent("b", "Amy Le Feuvre"), Agent("c", "Hall Caine")])
    texts = ["Sōseki Natsume", "LeFeuvre, Amy", "Sir Hall Caine", "Nobody Else"]
    credits = encoder.credits(Credit(text, text) for text in texts)
    tokens = encoder.tokens.arrays()
    found = Blocks(base, tokens).candidates(credits, tokens)
    assert found.agent.tolist() == [0, 1, 2]


def test_features_say_nothing_where_nothing_is_known():
    encoder = Encoder()
    base = encoder.agents([Agent("a", "Ann Smith")])
    credits = encoder.credits([Credit("1", "Smith")])
    tokens = encoder.tokens.arrays()
    rows = pair_features(
        credits, Base.of(base, tokens, encoder.terms), tokens, Blocks(base, tokens).candidates(credits, tokens)
    )
    row = dict(zip(FEATURES, rows[0], strict=True))
    assert np.isnan([row["first_given"], row["born"], row["subjects_shared"], row["topic_likeness"]]).all()
    assert row["family_equal"] == 1


@pytest.mark.parametrize("name", ["link", "cluster"])
def test_shipped_models_are_data_and_small(name):
    model = shipped_model(name)
    assert set(model.columns) <= set(FEATURES)
    assert np.all(np.diff(model.probability) >= 0)
    assert 0 < model.probability[0] < model.probability[-1] < 1


@pytest.mark.parametrize("column", ["joined_likeness", "words_shared"])
def test_likeness_never_lowers_the_probability(column):
    rows = np.zeros((50, len(FEATURES)))
    rows[:, FEATURES.index(column)] = np.linspace(0, 1, 50)
    assert np.all(np.diff(shipped_model().scores(rows)) >= -1e-9)


def test_a_file_that_is_no_model_is_refused(tmp_path):
    (tmp_path / "m.npz").write_bytes(b"PK nonsense")
    with pytest.raises(BadInput, match="no pair model"):
        PairModel.load(tmp_path / "m.npz")
    np.savez(tmp_path / "p.npz", columns=np.array([object()]))
    with pytest.raises(BadInput, match="no pair model"):
        PairModel.load(tmp_path / "p.npz")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("costs: {review: -1}", "no number"),
        ("costs: {reviews: 1}", "unknown costs"),
        ("costs: !!python/object/apply:os.system ['true']", "no plain YAML"),
        ("- 1", "has 'costs'"),
        ("costs: {review: .nan}", "no number"),
        ("a: &a [*a]", "has 'costs'"),
        ("{costs: {}, hidden: 1}", "share 'hidden'"),
        ("{costs: {hidden: 0.1}}", "unknown costs"),
    ],
)
def test_bad_policies_are_refused(tmp_path, text, reason):
    (tmp_path / "p.yaml").write_text(text)
    with pytest.raises(BadInput, match=reason):
        LinkPolicy.load(tmp_path / "p.yaml")


def test_a_policy_is_read(tmp_path):
    (tmp_path / "p.yaml").write_text("version: 3\nhidden: 0.2\ncosts:\n  review: 0.1\n")
    assert LinkPolicy.load(tmp_path / "p.yaml") == LinkPolicy(review=0.1, hidden=0.2)


def test_hidden_agents_make_nobody_less_likely(linker):
    credit = Credit("1", "Somebody Nowhere")
    (plain,), (told,) = linker.link([credit]), linker.link([credit], LinkPolicy(hidden=0.2))
    assert told.probability == pytest.approx(0.8 * plain.probability)
    assert next(linker.link([credit], LinkPolicy(hidden=0.3))).outcome is Outcome.review


def test_a_wife_or_a_son_does_not_take_the_credits_of_one_who_is_not_there():
    linker = Linker(
        [
            Agent("charmian", "London, Charmian", aliases=("London, Charmian Kittredge", "London, Mrs. Jack")),
            Agent("pere", "Dumas, Alexandre", aliases=("Dumas, Alexander", "père, Alexandre Dumas")),
            *(
                Agent(name, name)
                for name in ("Queen, Ellery", "Gaskell, Elizabeth", "Hawthorne, Julian", "Shaw, George")
            ),
        ]
    )
    for text in ("Jack London", "Alexandre Dumas fils", "Dumas, Alexandre, fils"):
        (link,) = linker.link([Credit("1", text)])
        assert link.outcome is not Outcome.link, link
    assert next(linker.link([Credit("1", "Mrs. Jack London")])).agent == "charmian"
