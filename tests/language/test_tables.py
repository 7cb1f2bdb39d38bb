"""The tables of the parser are those of the grammar: lark numbers their states anew each time, and no more differs."""

import json

import lark
import pytest

from theoremcheck.language import tables


@pytest.fixture(scope="module")
def slow():
    return tables.built()


def usable(text):
    """The tables, or, where they are of another lark than this one, those that this one makes."""
    return text if json.loads(text)["lark"] == lark.__version__ else tables.tables_text()


@pytest.fixture(scope="module")
def quick():
    found = tables.loaded(usable(tables.packaged()))
    assert found is not None, "run `python tests/language/write_tables.py`"
    return found


def test_the_packaged_tables_are_of_this_grammar():
    assert json.loads(tables.packaged())["grammar"] == json.loads(tables.tables_text())["grammar"]


def test_what_another_lark_would_make_is_looked_at_as_well():
    other = json.dumps({**json.loads(tables.packaged()), "lark": "0"})
    assert json.loads(usable(other))["lark"] == lark.__version__


def table(parser):
    return parser.parser.parser._parse_table


def same_states(one, other):
    """The states of one table by those of the other, from the start on, where all that they do is the same."""
    known = dict(zip(one.start_states.values(), other.start_states.values(), strict=True))
    left = list(known)
    while left:
        state = left.pop()
        here, there = one.states[state], other.states[known[state]]
        assert here.keys() == there.keys()
        for token, (action, argument) in here.items():
            assert action is there[token][0]
            if not isinstance(argument, int):
                assert argument == there[token][1]
                assert repr(argument.options) == repr(there[token][1].options)
                assert argument.alias == there[token][1].alias
            elif argument not in known:
                known[argument] = there[token][1]
                left.append(argument)
            else:
                assert known[argument] == there[token][1]
    return known


def test_the_states_are_those_of_the_grammar(quick, slow):
    known = same_states(table(quick), table(slow))
    assert known.keys() == table(quick).states.keys()
    assert len(set(known.values())) == len(table(slow).states)
    assert [known[state] for state in table(quick).end_states.values()] == [*table(slow).end_states.values()]


def test_another_table_is_seen(quick):
    """That the comparison above can fail."""
    states = table(quick).states
    start = table(quick).start_states["item"]
    changed = type(table(quick))({**states, start: {}}, table(quick).start_states, table(quick).end_states)
    with pytest.raises(AssertionError):
        same_states(changed, table(quick))


def terminals(parser):
    return {e.name: (type(e.pattern), e.pattern.value, sorted(e.pattern.flags), e.priority) for e in parser.terminals}


def test_the_terminals_are_those_of_the_grammar(quick, slow):
    assert terminals(quick) == terminals(slow)
    assert set(quick.lexer_conf.ignore) == set(slow.lexer_conf.ignore)


def test_tables_of_another_grammar_are_not_used(monkeypatch):
    monkeypatch.setattr(tables, "grammar_text", lambda: "item: /a/")
    assert tables.loaded(tables.packaged()) is None


def test_tables_of_another_lark_are_not_used(monkeypatch):
    text = usable(tables.packaged())
    monkeypatch.setattr(lark, "__version__", "0")
    assert tables.loaded(text) is None
