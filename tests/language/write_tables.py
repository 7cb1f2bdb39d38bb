"""Write the tables of the parser anew, after a change of the grammar or with another lark."""

from pathlib import Path

import theoremcheck.language
from theoremcheck.language import automaton
from theoremcheck.language.tables import TABLES, automaton_text, tables_text

if __name__ == "__main__":
    automaton.FILE.write_text(automaton_text(), encoding="utf-8")
    Path(theoremcheck.language.__file__).with_name(TABLES).write_text(tables_text(), encoding="utf-8")
