"""Write the pages of ``docs/reference`` from the entries of the program; the exit code is 0."""

from __future__ import annotations

from reference_pages import FOLDER, pages


def main() -> None:
    """Write what has changed, and print which pages these are."""
    for name, text in pages().items():
        path = FOLDER / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"written: {path}")


if __name__ == "__main__":
    main()
