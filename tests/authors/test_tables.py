"""Tables that anybody may have written are read, or refused with the place and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from earmark.authors import read_agents, read_claims, read_credits
from earmark.core.errors import BadInput


def _file(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("credit_id,nam\n1,x\n", "column name is missing"),
        ("", "column credit_id, name is missing"),
        ("credit_id,name\n1,a\n1,b\n", "'1' is there twice"),
        ("credit_id,name\n,a\n", "id is empty"),
        ("credit_id,name,year\n1,a,soon\n", "'soon' is no year"),
        ("credit_id,name,year\n1,a,99999\n", "is no year"),
        ("credit_id,name\n1,a,b,c\n", "more cells"),
        ('credit_id,name\n1,"a\n', "no CSV"),
    ],
)
def test_bad_credits(tmp_path, text, reason):
    with pytest.raises(BadInput, match=reason):
        list(read_credits(_file(tmp_path, text)))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("agent_id,name\na,x\na,y\n", "there twice"),
        ("agent_id,name,redirect\na,x,b\nb,y,a\n", "in a circle"),
        ("agent_id,name,redirect\na,x,a\n", "in a circle"),
        ("agent_id,name,redirect\na,x,z\n", "which is not there"),
        ("agent_id,name,kind\na,x,robot\n", "no kind of agent"),
        ("agent_id,name,born\na,x,1e3\n", "no year"),
    ],
)
def test_bad_agents(tmp_path, text, reason):
    with pytest.raises(BadInput, match=reason):
        read_agents(_file(tmp_path, text))


def test_other_encodings_and_missing_files(tmp_path):
    with pytest.raises(BadInput, match="not UTF-8"):
        list(read_credits(_file(tmp_path, "credit_id,name\n1,é\n", "latin-1")))
    with pytest.raises(BadInput, match="cannot be read"):
        list(read_credits(tmp_path / "none.csv"))
    with pytest.raises(BadInput, match="book, authors, source"):
        list(read_claims(_file(tmp_path, "a\n1\n")))


def test_a_field_of_two_people_is_two_credits(tmp_path):
    text = "\ufeffcredit_id,name,title\n1,Jacob and Wilhelm Grimm,Tales\n"
    one, two = read_credits(_file(tmp_path, text))
    assert [(one.id, one.position), (two.id, two.position)] == [("1", 1), ("1", 2)]
    assert two.context.co_contributors == ("Jacob Grimm",)


def test_names_on_one_record_are_co_contributors(tmp_path):
    rows = "".join(f"{at},Ann Smith{at},r\n" for at in range(10_000))
    credits = list(read_credits(_file(tmp_path, f"credit_id,name,record\n{rows}")))
    assert len(credits) == 10_000
    assert max(len(credit.context.co_contributors) for credit in credits) <= 101


def test_redirects_are_followed_in_a_chain(tmp_path):
    agents = read_agents(_file(tmp_path, "agent_id,name,redirect\na,x,b\nb,y,c\nc,z,\n"))
    assert [agent.redirect for agent in agents] == ["b", "c", ""]
