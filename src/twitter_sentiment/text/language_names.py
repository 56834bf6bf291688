"""Codes of languages and their English names."""

_NAMES = """
    ace Acehnese; af Afrikaans; am Amharic; an Aragonese; ar Arabic; as Assamese; az Azerbaijani; ba Bashkir;
    bcl Central Bikol; be Belarusian; bg Bulgarian; bn Bengali; bo Tibetan; br Breton; bs Bosnian; ca Catalan;
    ceb Cebuano; ckb Central Kurdish; crh Crimean Tatar; cs Czech; cy Welsh; da Danish; de German; dv Dhivehi;
    dz Dzongkha; el Greek; en English; eo Esperanto; es Spanish; et Estonian; eu Basque; ext Extremaduran; fa Persian;
    ff Fula; fi Finnish; fil Filipino; fo Faroese; fr French; fy Frisian; ga Irish; gcf Guadeloupean Creole;
    gcr Guianese Creole; gd Scottish Gaelic; gl Galician; gn Guarani; gom Konkani; grc Ancient Greek; gu Gujarati;
    guw Gun; ha Hausa; he Hebrew; hi Hindi; hr Croatian; ht Haitian Creole; hu Hungarian; hy Armenian; id Indonesian;
    ig Igbo; in Indonesian; is Icelandic; it Italian; iw Hebrew; ja Japanese; jv Javanese; ka Georgian; kab Kabyle;
    ki Kikuyu; kk Kazakh; km Khmer; kn Kannada; ko Korean; ku Kurdish; ky Kyrgyz; la Latin; lb Luxembourgish; lg Ganda;
    lij Ligurian; ln Lingala; lo Lao; lt Lithuanian; lv Latvian; mg Malagasy; mk Macedonian; ml Malayalam; mn Mongolian;
    mr Marathi; ms Malay; mt Maltese; my Burmese; nb Norwegian; ne Nepali; nl Dutch; nn Norwegian Nynorsk; no Norwegian;
    nso Northern Sotho; ny Chewa; oc Occitan; om Oromo; or Odia; pa Punjabi; pcm Nigerian Pidgin; pl Polish; ps Pashto;
    pt Portuguese; qu Quechua; ro Romanian; ru Russian; rw Kinyarwanda; sa Sanskrit; sd Sindhi; se Northern Sami;
    si Sinhala; sk Slovak; sl Slovenian; sn Shona; so Somali; sq Albanian; sr Serbian; st Sotho; su Sundanese;
    sv Swedish; sw Swahili; ta Tamil; te Telugu; tg Tajik; th Thai; ti Tigrinya; tk Turkmen; tl Tagalog; tr Turkish;
    ts Tsonga; tt Tatar; tw Twi; ug Uyghur; uk Ukrainian; ur Urdu; uz Uzbek; vec Venetian; vi Vietnamese; vo Volapük;
    wa Walloon; wo Wolof; xh Xhosa; yi Yiddish; yo Yoruba; zh Chinese; zu Zulu
"""

LANGUAGE_NAMES = dict(pair.strip().split(" ", 1) for pair in _NAMES.split(";"))
"""ISO 639 and the codes of X (`in`, `iw`, `tl`): those that the detector knows and those in the columns of files."""
