"""What we know of these reports: data files, and one loader that validates all of them."""

from extractor.knowledge.loader import KnowledgeError, load
from extractor.knowledge.model import Classification, Column, Form, Identity, Knowledge, Panel, Row

__all__ = ["Classification", "Column", "Form", "Identity", "Knowledge", "KnowledgeError", "Panel", "Row", "load"]
