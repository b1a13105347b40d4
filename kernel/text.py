"""Words in both languages of the product; a missing one does not type-check."""

from typing import Literal, NamedTuple

Language = Literal["vi", "en"]


class Text(NamedTuple):
    """One sentence or title, Vietnamese first."""

    vi: str
    en: str

    def put(self, **facts: object) -> "Text":
        """Fill `{name}` places in both languages; a fact that is a Text speaks its own."""
        vi = {name: fact.vi if isinstance(fact, Text) else fact for name, fact in facts.items()}
        en = {name: fact.en if isinstance(fact, Text) else fact for name, fact in facts.items()}
        return Text(self.vi.format(**vi), self.en.format(**en))

    def to(self, language: Language) -> str:
        return self.en if language == "en" else self.vi

    def json(self) -> dict[str, str]:
        return {"vi": self.vi, "en": self.en}
