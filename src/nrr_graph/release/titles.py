"""What the dataset is called, what it is, and under which licence."""

from __future__ import annotations

from typing import Final

LICENCE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
TITLE: Final = {
    "en": "NATO–Russia relations, sourced",
    "ru": "Отношения НАТО — Россия, с источниками",
}
SUMMARY: Final = {
    "en": "Facts of one encyclopedia article, each with its sentence and its reference, "
    "and what other sources say of them.",
    "ru": "Факты одной энциклопедической статьи, каждый с предложением и сноской, "
    "и что говорят о них другие источники.",
}
