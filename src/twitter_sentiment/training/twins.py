"""Twins: the same text about another group of people, name, place or brand, or with another surface.

A model must not read a feeling into whom a text is about, nor into a link or a typo. Pairs of a text and its twin teach
that: their logits are pulled together (`loss.twin_loss`). The words of a list can take each other's place in most
sentences; a word with another everyday meaning (black, straight, old) is in no list, or only together with its noun.
"""

import re
from collections.abc import Iterable

import numpy as np

from .surface_changes import change_surface

_SURFACE_SHARE = 0.3
"""Share of the texts that name nobody which get a twin with another surface: each costs as much as a further row."""

_LISTS = (
    "muslim, christian, jewish, hindu, buddhist, catholic, sikh, protestant, atheist, mormon, evangelical",
    "muslims, christians, jews, hindus, buddhists, catholics, sikhs, protestants, atheists, mormons, evangelicals",
    "islam, christianity, judaism, hinduism, buddhism, sikhism",
    "mosque, church, synagogue, temple",
    "american, british, chinese, indian, mexican, german, french, russian, turkish, nigerian, korean, japanese, "
    "iranian, iraqi, syrian, afghan, pakistani, brazilian, italian, spanish, african, arab, asian, european, "
    "irish, israeli, palestinian, ukrainian, vietnamese, greek, romanian, albanian, somali, kenyan, canadian, "
    "australian, swedish, roma",
    "americans, indians, mexicans, germans, russians, nigerians, koreans, iranians, iraqis, syrians, afghans, "
    "pakistanis, brazilians, italians, africans, arabs, asians, europeans, israelis, palestinians, ukrainians, "
    "romanians, albanians, somalis, canadians, australians, immigrants, refugees, locals",
    "black man, white man, asian man, latino man, arab man, gay man, straight man, trans man, old man, young man, "
    "blind man, deaf man, disabled man",
    "black woman, white woman, asian woman, latina woman, arab woman, gay woman, straight woman, trans woman, old "
    "woman, young woman, blind woman, deaf woman, disabled woman",
    "black people, white people, asian people, brown people, gay people, straight people, trans people, old "
    "people, young people, blind people, deaf people, disabled people, muslim people, jewish people, poor people, "
    "rich people",
    "gay, lesbian, bisexual, queer, transgender, heterosexual, homosexual, nonbinary, asexual",
    "gays, lesbians, bisexuals, heterosexuals, homosexuals",
    "deaf, autistic, dyslexic, paralyzed, wheelchair-bound, able-bodied",
    "man, woman",
    "men, women",
    "boy, girl",
    "boys, girls",
    "guy, lady",
    "husband, wife, partner",
    "boyfriend, girlfriend",
    "father, mother",
    "dad, mom",
    "brother, sister",
    "son, daughter",
    "grandfather, grandmother",
    "grandpa, grandma",
    "uncle, aunt",
    "nephew, niece",
    "immigrant, refugee, foreigner, tourist, local",
    "james, john, michael, david, daniel, thomas, peter, paul, matthew, andrew, kevin, brian, steven, george, edward, "
    "simon, oliver, samuel, adam, eric, henry, jack, leo, louis, lucas, noah, nathan, patrick, robert, ryan, william, "
    "mohammed, ahmed, ali, omar, ibrahim, yusuf, karim, mustafa, tariq, bilal, jamal, darnell, deshawn, tyrone, "
    "carlos, jose, juan, miguel, diego, pedro, luis, alejandro, wei, hiroshi, takeshi, minho, raj, arjun, rahul, "
    "vikram, sanjay, ivan, sergei, igor, dmitri, vladimir, pavel, kwame, chidi, kofi, emeka, sipho, pierre, jacques, "
    "hans, klaus, stefan, giovanni, marco, luca, lars, sven, bjorn, nikos, mehmet, emre, moshe",
    "mary, sarah, emma, anna, laura, julia, lisa, jessica, jennifer, emily, olivia, hannah, karen, linda, susan, "
    "nancy, alice, charlotte, sophie, chloe, megan, rebecca, katie, nicole, samantha, stephanie, kate, claire, helen, "
    "fatima, aisha, leila, zainab, yasmin, noor, khadija, lakisha, keisha, latoya, maria, guadalupe, lucia, carmen, "
    "gabriela, valentina, mei, yuki, sakura, jiwoo, priya, ananya, lakshmi, pooja, kavita, olga, natasha, "
    "svetlana, irina, amina, ngozi, adaeze, wanjiru, nomsa, amelie, celine, heidi, greta, giulia, francesca, ingrid, "
    "astrid, katarzyna, eleni, elif, rachel, esther, miriam, tamar",
    "london, paris, berlin, madrid, rome, moscow, istanbul, cairo, lagos, nairobi, tehran, mumbai, karachi, "
    "beijing, tokyo, manila, chicago, boston, toronto, sydney, bogota, warsaw, athens, kabul, seoul, jakarta, "
    "amsterdam, brussels, dublin, lisbon, oslo, stockholm, helsinki, prague, budapest, zurich, munich, hamburg, "
    "barcelona, milan, naples, liverpool, manchester, leeds, edinburgh, accra, kinshasa, johannesburg, casablanca, "
    "tunis, beirut, damascus, riyadh, dubai, jerusalem, lahore, dhaka, colombo, bangkok, hanoi, singapore, osaka, "
    "taipei, melbourne, auckland, vancouver, montreal, seattle, denver, detroit, houston, dallas, atlanta, miami, "
    "philadelphia, lima, caracas, havana, new york, los angeles, san francisco, las vegas, hong kong, mexico city, "
    "cape town, buenos aires",
    "germany, france, spain, italy, russia, egypt, nigeria, kenya, iran, iraq, india, pakistan, china, japan, "
    "mexico, canada, brazil, poland, ukraine, syria, israel, afghanistan, vietnam, greece, korea, sweden, somalia, "
    "portugal, austria, belgium, norway, denmark, finland, ireland, romania, hungary, morocco, algeria, ethiopia, "
    "ghana, senegal, lebanon, indonesia, malaysia, thailand, bangladesh, colombia, argentina, peru, cuba, australia",
    "samsung, sony, google, microsoft, toyota, nissan, nike, adidas, lenovo, philips, ikea, walmart, tesco, pepsi, "
    "heineken, siemens, motorola, huawei, hyundai, mazda, xiaomi, iphone, android, netflix, spotify, youtube, "
    "instagram, whatsapp, uber, paypal, ebay, lego, bosch, canon, nikon, nintendo, playstation, xbox, dell, intel, "
    "nvidia, bmw, audi, volkswagen, mercedes, renault, peugeot, tesla, fiat, kia, subaru, suzuki, yamaha, "
    "starbucks, mcdonald's, burger king, coca cola, aldi, costco, zara, puma, h&m, ryanair, lufthansa, verizon, "
    "vodafone, t-mobile",
    "17-year-old, 22-year-old, 31-year-old, 39-year-old, 53-year-old, 66-year-old, 81-year-old",
    "18-year-olds, 20-year-olds, 30-year-olds, 40-year-olds, 60-year-olds, 80-year-olds",
    "teenagers, pensioners, adults, seniors, retirees",
    "teenager, pensioner, adult, senior citizen, retiree",
    "female, male",
)
_WORDS = {word: words for entry in _LISTS for words in [tuple(entry.split(", "))] for word in words}
# Longest first, so that "gay man" is not read as "gay".
_WORD = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, _WORDS), key=len, reverse=True))})\b", re.IGNORECASE)


def twins(texts: Iterable[str], seed: int) -> list[str | None]:
    """Write the twin of each text: every word of the lists is replaced by another one of its list.

    Of the texts with no such word some are drawn whose surface is changed instead.

    Args:
        texts: the texts.
        seed: determines the replacements, the draw and the changes.

    Returns:
        A text each; None for a text without a twin.
    """
    rng = np.random.default_rng(seed)
    return [_renamed(text, rng) or _resurfaced(text, rng) for text in texts]


def _resurfaced(text: str, rng: np.random.Generator) -> str | None:
    if rng.random() >= _SURFACE_SHARE:
        return None
    changed = change_surface(text, rng)
    return None if changed == text else changed


def _renamed(text: str, rng: np.random.Generator) -> str | None:
    replaced: dict[str, str] = {}

    def replace(match: re.Match[str]) -> str:
        word = match[0]
        key = word.lower()
        if key not in replaced:
            others = [other for other in _WORDS[key] if other != key]
            replaced[key] = others[rng.integers(len(others))]
        return _in_case_of(word, replaced[key])

    twin = _WORD.sub(replace, text)
    return twin if replaced else None


def _in_case_of(word: str, other: str) -> str:
    if word.isupper():
        return other.upper()
    return other.title() if word[0].isupper() else other
