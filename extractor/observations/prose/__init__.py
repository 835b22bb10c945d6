"""Sentences to observations: every figure of the vocabulary that headings and paragraphs state (form `narrative`)."""

from __future__ import annotations

from extractor.observations.prose.sections import observe_prose

__all__ = ["observe_prose"]
