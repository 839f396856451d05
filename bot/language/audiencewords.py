"""What people write for the kinds and values of an audience, in all our languages and both scripts.

Languages, sides and skills are also known by the labels of their buttons; countries and cities by
`countries` and `zones`.
"""

from bot.language.folding import fold

_KINDS = {
    "side": "side, tərəf, طرف, taraf, сторона, seite",
    "country": "country, ölkə, اؤلکه, اولکه, ülke, страна, کشور, land",
    "city": "city, town, şəhər, شهر, şehir, город, stadt",
    "language": "language, dil, دیل, язык, زبان, sprache",
    "role": "role, rol, vəzifə, رول, نقش, görev, роль, rolle",
    "skill": "skill, bacarıq, باجاریق, beceri, навык, مهارت, fähigkeit",
}

_ROLES = {
    "coordinator": "coordinator, coordinators, koordinator, koordinatorlar, əlaqələndirici, "
    "əlaqələndiricilər, کوْردیناتور, کوْردیناتورلار, کوردیناتور, koordinatör, koordinatörler, "
    "координатор, координаторы, هماهنگ‌کننده, هماهنگ‌کنندگان, هماهنگ کننده, هماهنگ کنندگان, "
    "koordinatoren, koordinatorin, koordinatorinnen",
    "volunteer": "volunteer, volunteers, könüllü, könüllülər, کؤنوللو, کؤنوللولر, gönüllü, "
    "gönüllüler, волонтёр, волонтёры, волонтеры, доброволец, добровольцы, داوطلب, داوطلبان, "
    "freiwillige, freiwilliger, freiwilligen",
}

_SIDES = {
    "everybody": "everybody, everyone, all, hamı, bütün, هامی, herkes, hepsi, все, همه, همگان, "
    "alle, jeder",
    "north": "north, şimal, quzey, شیمال, قۇزئی, قوزئی, kuzey, север, شمال, norden, nord",
    "south": "south, cənub, güney, جنوب, گۆنئی, گونئی, юг, süden, süd",
}

_LANGUAGES = {
    "az": "az, azərbaycanca, азербайджанский латиницей",
    "azb": "azb, آذربایجان تۆرکجه‌سی, آذربایجانجا, cənubi azərbaycanca, güney azərbaycanca, "
    "south azerbaijani, güney azerbaycanca, южноазербайджанский, südaserbaidschanisch",
    "az,azb": "azerbaijani, azerbaycan dili, azərbaycan dili, азербайджанский, ترکی آذربایجانی, "
    "آذربایجانی, aserbaidschanisch",
    "en": "en, english, ingilis, ingilis dili, ingiliscə, اینگیلیسجه, ingilizce, английский, "
    "انگلیسی, englisch",
    "ru": "ru, russian, rus, rus dili, rusca, روسجا, rusça, русский, روسی, russisch",
    "tr": "tr, turkish, türkcə, türk dili, türkçe, турецкий, ترکی استانبولی, ایستانبول تۆرکجه‌سی, "
    "türkisch",
    "fa": "fa, persian, farsi, fars, fars dili, farsca, فارسجا, farsça, персидский, فارسی, "
    "persisch",
    "de": "de, german, alman, alman dili, almanca, آلمانجا, немецкий, آلمانی, deutsch",
}

_SKILLS = {
    "first_aid": "first aid, ilk yardım, ایلک یاردیم, первая помощь, کمک‌های اولیه, erste hilfe",
    "medical": "medical, medicine, nursing, doctor, doctors, həkim, حکیم, tıp, медицина, پزشکی, "
    "medizin",
    "legal": "legal, law, hüquq, حۆقوق, hukuk, право, حقوقی, recht",
    "translation": "translation, translator, tərcümə, ترجومه, çeviri, перевод, ترجمه, übersetzung",
    "transport": "transport, nəqliyyat, داشیما, ulaşım, транспорт, حمل‌ونقل, حمل و نقل",
    "shelter": "shelter, a place to stay, qalmağa yer, قالماغا یئر, kalacak yer, жильё, ночлег, "
    "جایی برای ماندن, سرپناه, unterkunft",
    "talk": "talk, listening, dinləmək, söhbət, صؤحبت, dinlemek, выслушать, گوش دادن, zuhören",
    "tech": "tech, computers, phones, kompüter, کامپیوتر, bilgisayar, компьютеры, رایانه, computer",
}

_EVENT = (
    "event, events, event no, tədbir, tədbir no, tədbir №, مراسیم, etkinlik, etkinlik no, "
    "мероприятие, событие, رویداد, veranstaltung, №, #"
)

_UNSEEN = (
    "not seen days, not seen for days, unseen days, unseen for days, unseen, not seen, "
    "gün görünməyən, gündür görünməyən, gündür görünməyib, gün görünməyib, گۆن گؤرونمه‌ین, "
    "گۆندۆر گؤرونمه‌ین, گۆندۆر گؤرونمه‌ییب, گۆن گؤرونمه‌ییب, "
    "gün görülmeyen, gündür görülmeyen, gündür görünmeyen, "
    "gün görünmeyen, не заходили дней, не заходили дня, не заходил дней, дней не заходили, "
    "روز دیده نشده, روز است دیده نشده, تا روز دیده نشده, tage nicht gesehen, seit tagen nicht "
    "gesehen, nicht gesehen tage, not seen day, unseen day"
)

EXCEPT_BEFORE = ("without", "except", "кроме", "без", "بدون", "به جز", "بجز", "ohne", "außer")
"""Words before those who are left out, in languages that put them there."""

EXCEPT_AFTER = ("xaric", "istisna", "xaric olmaqla", "hariç", "خاریج", "ایستیثنا")
"""Words after the one kind of people who are left out, in languages that put them there."""


def _looked_up(words: str) -> tuple[str, ...]:
    return tuple(" ".join(fold(word).split()) for word in words.split(", "))


def _table(listed: dict[str, str]) -> dict[str, str]:
    return {word: value for value, words in listed.items() for word in _looked_up(words)}


KINDS = _table(_KINDS)
ROLES = _table(_ROLES)
SIDES = _table(_SIDES)
LANGUAGE_NAMES = _table(_LANGUAGES)
SKILL_NAMES = _table(_SKILLS)
EVENT = frozenset(_looked_up(_EVENT))
UNSEEN = frozenset(_looked_up(_UNSEEN))
