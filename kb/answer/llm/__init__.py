"""Drafts by an optional language model: masked message and passages in, checked sentences out.

`generate.Generator` is all that the rest of the library calls. Nothing here is loaded unless
`KB_LLM_URL` is set; the model's client and its libraries not before the first draft.
"""
