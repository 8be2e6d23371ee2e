"""Reads eForms notices, as Doffin and TED publish them, and judges them by the Norwegian rules that we hold."""

from knutepunkt.connectors.eforms.judging import Answer, Rules, Verdict, Why, broken, judge
from knutepunkt.connectors.eforms.notice import Amount, Form, Notice, NoticeLot
from knutepunkt.connectors.eforms.reading import Read, read
from knutepunkt.connectors.eforms.tree import LARGEST, tree

__all__ = [
    "LARGEST",
    "Amount",
    "Answer",
    "Form",
    "Notice",
    "NoticeLot",
    "Read",
    "Rules",
    "Verdict",
    "Why",
    "broken",
    "judge",
    "read",
    "tree",
]
