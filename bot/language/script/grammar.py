"""The suffixes of Azerbaijani and what may follow what, as a table.

A is a or ə, I is ı, i, u or ü, by the last vowel before. K is q after a back vowel and k after a
front one, and softens to ğ or y before a vowel. A letter in brackets stands only where two
vowels, or two consonants for (I), would meet.
"""

COPULA = (
    "(y)Am>person sAn>person dIr>is (y)IQ>person sInIz>person sIz>end dIrlAr>end (y)dI>past "
    "(y)mIş>was "
    "(y)sA>past"
    " (y)kən>end mI>asked"
)
"""Am, are, is, was, it seems, if, while: after nouns and tenses alike."""

CASES = "(n)In>genitive (n)I>case (y)A>case dA>place dAn>case (y)lA>case (y)nAn>case"

POSSESSIVES = "(I)m>mine (I)n>mine (s)I>theirs (I)mIz>mine (I)nIz>mine"

MAKING_NOUNS = "lI>noun sIz>noun lIK>noun çI>noun cA>noun cIK>noun (I)ncI>noun"

MAKING_VERBS = "lA>verb lAn>verb lAş>verb lAt>verb lAndIr>verb lAşdIr>verb"

TENSES = (
    "mAK>noun mA>action mAlI>tense dI>past mIş>tense mIş>noun (y)Ib>tense (y)AcAK>noun "
    "(y)AcAK>tense"
    " (y)Ar>noun (y)Ar>tense (y)An>noun dIK>noun (y)ArAQ>end sA>past (y)IncA>end (y)AlI>end"
    " sIn>end sInlAr>end (y)In>end (y)InIz>end (y)Im>end (y)AQ>end (y)A>wish (y)AsI>theirs "
    "mAz>noun"
    " dIQcA>end"
)

GRAMMAR: dict[str, str] = {
    "noun": f"lAr>many {POSSESSIVES} {CASES} {COPULA} {MAKING_NOUNS} {MAKING_VERBS} kI>which",
    "many": f"{POSSESSIVES} {CASES} {COPULA} lI>noun sIz>noun cA>noun arası>theirs",
    "mine": f"{CASES} {COPULA}",
    "theirs": f"nIn>genitive nI>case nA>case ndA>place ndAn>case (y)lA>case ncA>end {COPULA}",
    "case": f"sA>end dək>end kI>which {COPULA}",
    "genitive": f"kI>which {COPULA}",
    "place": f"kI>which {COPULA}",
    "which": f"lAr>many sI>theirs nIn>genitive nI>case nA>case ndA>place ndAn>case {COPULA}",
    "verb": (
        f"Il>verb In>verb dIr>verb Ir>verb It>verb Iş>verb n>verb l>verb t>verb ş>verb"
        f" mA>denied mAyIn>end mAyInIz>end mAyIncA>end mAyAsAn>end mAyAsInIz>end"
        f" mIsAn>person mIsInIz>person (y)Ir>tense mIr>tense mAr>tense {TENSES} "
        f"(y)Iş>noun (y)IcI>noun"
    ),
    "denied": TENSES,
    "action": f"lAr>many {POSSESSIVES} {CASES} {COPULA} sIz>noun",
    "tense": f"lAr>is {COPULA}",
    "is": "lAr>end mI>asked dI>past sA>past",
    "was": "Am>end sAn>end dIr>is IQ>end sInIz>end lAr>end sA>past",
    "past": "ydI>past m>person n>person Q>person nIz>person lAr>person mI>asked sA>person",
    "wish": "m>end sAn>end Q>end sInIz>end lAr>end ydI>past",
    "person": "sA>end mI>asked",
    "asked": "dIr>end (y)dI>past sAn>end sInIz>end (y)Am>end",
    "end": "mI>asked dIr>is dI>past",
}
"""For each state the suffixes that may come next, and the state each of them leads to."""
