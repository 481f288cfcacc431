"""Gold <-> the files of other annotation tools: one table of formats, each there and back.

Marks and their answers travel; agreements, rejections and notes stay in the gold folder.
"""

from extract.annotate.exchange.forms import FORMS, Form, Outgoing

__all__ = ["FORMS", "Form", "Outgoing"]
