"""The colours of .spec files: one table of tokens, made from the grammar, for Pygments and for TextMate grammars."""
