"""The words in the slots of behavioural tests; the vocabulary of generated training texts is another."""

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
    "nation": "Norwegian, Syrian, Filipino, Ghanaian, Dutch, Colombian, Bangladeshi, Ukrainian",
    "brand": "Nokia, Volvo, Reebok, Panasonic, Honda, Garmin, Asus, Lidl",
    "joy": "😍, 😊, 🥰, ❤️, 👍, 🎉, 😄, 🤩, 👏🏽, 💖",
    "anger": "😡, 😠, 🤬, 😢, 💔, 👎, 😤, 🤮, 😞, 👎🏿",
    "smile": ":), :-), :D, <3, =), ^_^",
    "frown": ":(, :-(, :'(, </3, >:(, =(",
    "object": "🚲, 📅, 🎧, 📦, 🗺️",
}
WORDS = {slot: tuple(words.split(", ")) for slot, words in _LISTS.items()}
