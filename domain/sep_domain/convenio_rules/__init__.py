"""The rules of law on the money of a convenio: what it must reach, what follows where it does not.

Every rule is a pure function from what is known of a convenio to a `Ruling`: the figures, the
threshold, the article, and a sentence in Spanish. A ruling that rests on a missing figure says so
and decides nothing.
"""
