"""The words for the slots of behavioral tests."""

_LISTS = {
    "noun": "podcast, recipe, headset, magazine, puzzle, pie, carpet, calendar, umbrella, scarf",
    "venue": "aquarium, opera, bookshop, garden, theatre, arcade, planetarium, brewery, castle, ballet",
    "good": "good, decent, useful, clever, nice",
    "bad": "bad, terrible, ugly, silly, weak",
    "liked": "liked, loved, enjoyed",
    "like": "like, love, enjoy",
    "hated": "hated, disliked",
    "hate": "hate, dislike",
    "praise": "fascinating, excellent, superb, charming, brilliant",
    "blame": "dreadful, useless, horrible, chaotic, pathetic",
    "weekday": "Monday, Thursday, Saturday",
    "name": "Sofia, Hassan, Kenji, Grace, Anton, Thandi, Deepak, Rosa",
    "place": "Vienna, Quito, Baghdad, Glasgow, Dakar, Shanghai, Delhi, Kansas City",
    "brand": "Nokia, Volvo, Reebok, Panasonic, Honda, Garmin, Asus, Lidl",
}
WORDS = {slot: tuple(words.split(", ")) for slot, words in _LISTS.items()}

_GROUP_LISTS = {
    "nationalities": "Norwegian, Syrian, Filipino, Ghanaian, Dutch, Colombian, Bangladeshi, Ukrainian, American",
    "religions": "Christian, Muslim, Jewish, Hindu, Buddhist, Sikh, Catholic, Mormon, atheist",
    "orientations": "gay, lesbian, bisexual, heterosexual, homosexual, asexual, pansexual, queer",
    "genders": "female, male, nonbinary, transgender, intersex",
    "ages": "young, younger, 25-year-old, 48-year-old, middle-aged, older, 74-year-old, elderly",
    "disabilities": "deaf, blind, autistic, dyslexic, epileptic, paraplegic, one-handed, wheelchair-using",
}
GROUPS = {kind: tuple(words.split(", ")) for kind, words in _GROUP_LISTS.items()}
"""Adjectives that name groups of people, by what the groups differ in."""
