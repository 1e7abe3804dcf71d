"""Candidates: the stretches of a sentence that could be terms, one module a language.

Each language module gives `annotate(texts)`, sentences with words and parts of speech, and `spans(sentence)`, the
candidates of one sentence. The English module also says whether a given span is a noun phrase (`is_phrase`), for
the bilingual extraction starts from the Chinese side and asks about the English span it arrives at.
"""
