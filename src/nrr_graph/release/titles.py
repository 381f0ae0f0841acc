"""What the dataset is called, and what it is."""

from __future__ import annotations

from typing import Final

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
