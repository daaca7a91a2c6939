"""Hides personal data and secrets in text that outlives a test: phones, e-mails, codes, tokens, passwords.

`text` masks a text by all the others: `phones` by their form, `named_secrets` and `markup` by the name a value goes
under; `json_documents` keeps JSON valid, `json_fragments` where it is a part of a text.
"""

from report.masking.text import mask as mask
from report.masking.text import mask_all as mask_all
