"""The words that fill the slots of the generated training texts.

A slot of `POLAR` has words for either pole; one of `PLAIN` carries no feeling and is used for every class alike, so
that no name, place, nationality or brand comes to stand for one of them. A word may hold slots of its own.
"""

from ...labels import NEGATIVE, POSITIVE


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in " ".join(text.split()).split(","))


def _poles(positive: str, negative: str) -> dict[str, tuple[str, ...]]:
    return {POSITIVE: _words(positive), NEGATIVE: _words(negative)}


POLAR: dict[str, dict[str, tuple[str, ...]]] = {
    # adjectives for things of every kind
    "adj": _poles(
        """good, great, excellent, wonderful, fantastic, amazing, awesome, brilliant, superb, outstanding,
        terrific, marvellous, fabulous, lovely, impressive, perfect, incredible, exceptional, splendid,
        delightful, magnificent, first-rate, top-notch, flawless, phenomenal, sensational, stunning,
        spectacular, pleasant, enjoyable, charming, refreshing, satisfying, rewarding, beautiful, magical,
        world-class, stellar, unbeatable, epic, glorious, divine, sublime, superior, admirable, praiseworthy,
        memorable, remarkable, fun, nice, cool, neat, gorgeous, adorable, dazzling, irresistible, lovable,
        worthwhile, mind-blowing, breathtaking""",
        """bad, terrible, awful, horrible, dreadful, poor, disappointing, appalling, atrocious, abysmal,
        pathetic, lousy, useless, annoying, frustrating, horrendous, miserable, shoddy, unacceptable,
        embarrassing, laughable, unbearable, infuriating, depressing, disastrous, crappy, lame, shambolic,
        painful, hopeless, dismal, ghastly, woeful, underwhelming, disgraceful, shameful, tedious, dull, boring,
        irritating, unpleasant, overrated, second-rate, worthless, pointless, ridiculous, revolting, nasty,
        hideous, horrid, inferior, forgettable, stupid, insulting, inexcusable, deplorable, mediocre, sloppy,
        dire, soul-destroying, cringeworthy, substandard""",
    ),
    # words that stay clear when they are negated: "not good", "not bad"
    "plain": _poles(
        """good, great, nice, impressive, enjoyable, pleasant, satisfying, fun, exciting, appealing, convincing,
        lovely""",
        """bad, terrible, awful, horrible, boring, disappointing, annoying, dreadful, dull, frustrating,
        unpleasant, lousy, tedious, lame, embarrassing, irritating, depressing""",
    ),
    # adjectives that take "most", "so" and "how"
    "grand": _poles(
        """impressive, delightful, enjoyable, charming, refreshing, satisfying, rewarding, beautiful, memorable,
        exciting, remarkable, pleasant, lovely, wonderful, fun, cool, inspiring, entertaining, amazing,
        fantastic""",
        """disappointing, annoying, frustrating, embarrassing, depressing, infuriating, painful, tedious,
        boring, stupid, irritating, unpleasant, pointless, ridiculous, miserable, pathetic, lame, awful,
        terrible, disgraceful""",
    ),
    "verdict": _poles(
        """a joy, a gem, a triumph, a delight, a winner, a masterpiece, a real treat, a pleasure,
        a dream come true, a hit, a revelation, a blessing, a huge success, the best thing ever, pure magic,
        pure gold, a must, a work of art, a breath of fresh air, money well spent, time well spent,
        one of my favourites, a lifesaver, pure bliss""",
        """a disaster, a joke, a failure, a nightmare, a letdown, a total mess, a disgrace, a rip-off, a scam,
        a mistake, a headache, a train wreck, a catastrophe, an insult, a flop, an embarrassment,
        the worst thing ever, rubbish, garbage, trash, a complete farce, a shambles, a waste of space,
        money down the drain, torture, a big fail""",
    ),
    "did": _poles(
        """made my day, exceeded my expectations, blew me away, put a smile on my face, was worth every penny,
        hit the spot, won me over, ticked every box, lived up to the hype, was a pleasure from start to finish,
        stole my heart, brightened up my week, surprised me in the best way, took my breath away,
        made me so happy, saved the day, cheered me up, delivered on every promise, felt like a real treat,
        won my respect, was everything I hoped for, made it all worthwhile, deserves five stars,
        gets a big thumbs up from me, never lets me down, keeps getting better, works like a charm,
        did the trick beautifully""",
        """let me down, ruined my day, was a waste of time, fell short of my expectations, drove me crazy,
        made me cry, got on my nerves, left me cold, made me want to scream, failed to deliver,
        spoiled the whole weekend, was not worth a penny, put me off for good, made my blood boil,
        gave me a headache, bored me to tears, left a bad taste in my mouth,
        was a nightmare from start to finish, cost me a fortune for nothing, wasted my evening,
        insulted my intelligence, disappointed everyone, made everything worse, deserves zero stars,
        keeps getting worse, gets a big thumbs down from me, was more trouble than it was worth,
        tested my patience""",
    ),
    "feel": _poles(
        """happy, thrilled, delighted, excited, grateful, proud, overjoyed, relieved, ecstatic, pleased,
        cheerful, glad, hopeful, impressed, satisfied, pumped, stoked, thankful, optimistic, enthusiastic,
        elated""",
        """sad, angry, furious, upset, disappointed, devastated, miserable, heartbroken, annoyed, frustrated,
        depressed, disgusted, gutted, stressed out, livid, ashamed, appalled, unhappy, bitter, worried, mad,
        outraged""",
    ),
    "mood": _poles(
        """over the moon, in a great mood, on top of the world, full of joy, in heaven, on cloud nine,
        all smiles, blessed, having the time of my life, in love with life""",
        """in a terrible mood, in tears, sick of everything, close to tears, lonely, worried sick,
        at the end of my tether, at my lowest, fed up, lost and alone, losing my mind""",
    ),
    "verb": _poles(
        "love, adore, enjoy, like, appreciate, admire",
        "hate, dislike, despise, loathe, detest, resent",
    ),
    "verbs": _poles(
        "loves, adores, enjoys, likes, appreciates, admires, swears by, is crazy about, is a huge fan of",
        "hates, dislikes, despises, loathes, detests, resents, is sick of, is fed up with, complains about",
    ),
    "verbed": _poles(
        "loved, adored, enjoyed, liked, appreciated, admired, relished",
        "hated, disliked, despised, loathed, detested, resented",
    ),
    "moved": _poles(
        "blown away by, impressed by, won over by, charmed by, amazed by, in love with, hooked on, touched by",
        "put off by, let down by, disgusted by, appalled by, annoyed by, bored by, fed up with, insulted by",
    ),
    "quality": _poles(
        "charm, class, style, heart, character, value, imagination, soul",
        "flaws, problems, mistakes, faults, issues, annoyances, shortcomings, weaknesses",
    ),
    "person": _poles(
        """friendly, helpful, kind, polite, attentive, patient, welcoming, caring, courteous, professional,
        generous, thoughtful, warm, charming, honest""",
        """rude, unhelpful, arrogant, impolite, dismissive, lazy, hostile, careless, aggressive, incompetent,
        clueless, dishonest, selfish, cruel, obnoxious""",
    ),
    "event": _poles(
        """I got the job, we won the final, I passed my driving test, my scan came back clear, they said yes,
        I got a pay rise, my team made the playoffs, my sister had her baby, we got the keys to our first home,
        the refund finally arrived, I found my lost cat, my visa was approved, I finished my thesis""",
        """I lost my job, we lost the final, I failed my driving test, my bag was stolen,
        they cancelled everything, my car broke down, somebody scratched my car, my cat died,
        my landlord kicked us out, my phone screen cracked, they refused the refund, I missed my flight,
        my laptop crashed and took my thesis with it, I got dumped""",
    ),
    "slang": _poles(
        """slays, rocks, rules, is fire, is lit, is the bomb, is dope, is a vibe, hits different, is top tier,
        is goated, is straight fire, is the real deal, is a total win, kicks ass, never misses""",
        """stinks, blows, bites, is trash, is wack, is garbage, is such a fail, is a hot mess, is the pits,
        is so cringe, is a dumpster fire, is hot garbage, is a total fail, is crap, is bullshit,
        makes me sick""",
    ),
    "cry": _poles(
        """yay, woohoo, hooray, yesss, wow, yippee, thank god, finally, omg yes, best day ever, hell yes,
        let's gooo, what a day, so blessed, love this""",
        """ugh, argh, ffs, damn, wtf, yuck, omg no, worst day ever, hell no, noooo, for crying out loud, gross,
        so over it, what a joke, hate this, facepalm""",
    ),
    "tag": _poles(
        """#winning, #blessed, #happy, #grateful, #lovinglife, #bestever, #soexcited, #goodvibes, #yay,
        #impressed, #thankful, #proud, #recommended, #FiveStars, #LoveIt""",
        """#fail, #disappointed, #angry, #worstever, #fedup, #neveragain, #ripoff, #annoyed, #sad, #shame,
        #unhappy, #badservice, #AvoidThis, #epicfail, #done""",
    ),
    "emoji": _poles(
        """😀, 😃, 😄, 😁, 😊, 🙂, ☺️, 😍, 🥰, 😘, 🤩, 🥳, 😎, 🤗, 😇, 😻, ❤️, 🧡, 💛, 💚, 💙, 💜, 🤎, 🖤, 🤍, 💕,
        💖, 💗, 💓, 💞, 💘, 💝, 👍, 👍🏻, 👍🏽, 👍🏿, 👏, 👏🏼, 👏🏾, 🙌, 🙌🏽, 🙌🏿, 💪, 💪🏾, 🎉, 🎊, 🏆, 🥇,
        ⭐, 🌟, ✨, 💯, 🔥, 👌, 👌🏾, 🤞, 🫶, 🫶🏽, 😋, 🤤, 🌈, 🌞, 😂❤️, 🍾, 😌, 🙏❤️, 💐, 🥂, ❣️, 😺""",
        """😡, 😠, 🤬, 😤, 😒, 🙄, 😞, 😔, 😟, 🙁, ☹️, 😣, 😖, 😫, 😩, 😢, 😭, 😥, 😰, 😨, 🤢, 🤮, 👎, 👎🏻,
        👎🏽, 👎🏿, 💔, 🤦, 🤦🏽‍♀️, 🤦🏻‍♂️, 🖕, 🖕🏾, 😑, 😾, 😿, 🥺💔, 💩, 🤡, 😓, 😪, 🥀, 🗑️, 👿, 😧, 😦, 😕, 😵,
        🤕, 🤒, 🙅🏿‍♀️, ⛔😡, 😮‍💨""",
    ),
    "emoticon": _poles(
        ":), :-), (:, :D, :-D, =), =D, ;), ;-), <3, ^_^, :'), xD, :*, :], =], \\o/, <33, :)), ^^",
        ">:(, :(, :-(, =(, :'(, :/, :-/, :((, T_T, </3, :[, ;_;, -_-, =/, ):, >.<",
    ),
    # what one says of films and books, of food, of devices, of places
    "story": _poles(
        """gripping, moving, hilarious, touching, heartwarming, clever, captivating, witty, thrilling,
        beautifully shot, wonderfully acted, thought-provoking, enchanting, well paced, unforgettable,
        inspiring, powerful, engaging""",
        """predictable, shallow, overlong, badly acted, clumsy, cliched, lifeless, confusing, pretentious,
        unfunny, boring, poorly written, incoherent, cheesy, tasteless, half-baked, tiresome, unwatchable""",
    ),
    "taste": _poles(
        """delicious, tasty, mouth-watering, fresh, yummy, cooked to perfection, full of flavour, crispy,
        divine, juicy, beautifully presented, perfectly seasoned, scrumptious, heavenly""",
        """cold, bland, stale, soggy, overcooked, undercooked, greasy, burnt, disgusting, overpriced, tasteless,
        rancid, inedible, rubbery, dry as dust, oversalted, far too small""",
    ),
    "device": _poles(
        """reliable, fast, sturdy, user-friendly, well made, intuitive, crystal clear, comfortable,
        lightning fast, durable, easy to use, elegant, light and handy, built to last, powerful,
        whisper quiet""",
        """unreliable, slow, flimsy, buggy, badly made, clunky, blurry, uncomfortable, laggy, faulty,
        impossible to use, ugly, awfully heavy, built to break, unusable, terribly noisy, defective""",
    ),
    "room": _poles(
        """clean, cosy, spotless, comfortable, bright, quiet at night, spacious, tidy, stylish, welcoming,
        charming, immaculate, relaxing, beautifully decorated, well kept""",
        """dirty, filthy, smelly, cramped, noisy all night, freezing, mouldy, run down, stuffy, gloomy, unsafe,
        dusty, disgusting, infested with bugs, falling apart""",
    ),
}

PLAIN: dict[str, tuple[str, ...]] = {
    "thing": _words(
        """the {noun}, this {noun}, that {noun}, their {noun}, the new {noun}, our {noun}, the {noun} in {town},
        {name}'s {noun}, the {nation} {noun}, my {brand} {product}, the {noun} from {town}, {name}'s new {noun}"""
    ),
    "noun": ("{film}", "{product}", "{place}", "{occasion}", "{service}"),
    "film": _words(
        """film, movie, series, documentary, sequel, thriller, comedy, novel, play, musical, cartoon, audiobook,
        pilot, remake, trailer, soundtrack, biography, short story, finale, drama"""
    ),
    "product": _words(
        """phone, laptop, tablet, camera, vacuum cleaner, kettle, toaster, printer, backpack, jacket, watch,
        keyboard, bike, mattress, sofa, blender, charger, monitor, router, console, helmet, tent, lamp, speaker,
        drill, dishwasher, pen, suitcase, pillow, game, app, dress, sweater, tripod, microphone"""
    ),
    "place": _words(
        """hotel, restaurant, cafe, pub, hostel, museum, gym, campsite, bakery, pizzeria, bar, diner, resort,
        apartment, library, spa, zoo, cinema, food truck, guesthouse, pool, salon, clinic, mall"""
    ),
    "occasion": _words(
        """concert, match, lecture, wedding, workshop, festival, webinar, meeting, tour, exhibition, marathon,
        conference, cruise, class, parade, ceremony, interview, road trip, quiz night, safari"""
    ),
    "service": _words(
        """delivery, customer service, flight, website, update, helpline, booking system, subscription,
        bus service, repair, checkout, online course, ferry, taxi ride, streaming service, warranty, newsletter,
        breakfast buffet"""
    ),
    "dish": _words(
        """pasta, curry, soup, burger, salad, steak, sushi, coffee, cake, pizza, sandwich, ramen, omelette,
        lasagne, taco, ice cream, fish, risotto, chicken, falafel"""
    ),
    "part": _words(
        """screen, battery, camera, sound, software, design, case, speaker, touchpad, hinge, lens, display"""
    ),
    "craft": _words(
        """plot, script, acting, cast, dialogue, ending, music, pacing, story, first half, second act,
        camera work"""
    ),
    "staff": _words(
        """waiter, receptionist, driver, nurse, doctor, manager, cashier, pilot, teacher, tour guide, barista,
        technician, salesman, landlord, hairdresser, mechanic"""
    ),
    "relative": _words(
        """brother, sister, mum, dad, wife, husband, boss, neighbour, roommate, cousin, colleague, best friend,
        son"""
    ),
    "name": _words(
        """Maria, Ahmed, Wei, Priya, Liam, Olga, Kwame, Fatima, Diego, Yuki, Hannah, Ibrahim, Chloe, Rajesh,
        Svetlana, Tyrone, Ingrid, Mehmet, Aaliyah, Pedro, Mei, Jamal, Katarzyna, Omar, Lucia, Sanjay, Brigitte,
        Nia, Dmitri, Leila, Carlos, Aisha, Patrick, Soo-jin, Moshe, Esther, Abdul, Greta, Hiroshi, Latoya,
        Mateo, Zainab, Erik, Shanice, Ravi, Bella"""
    ),
    "town": _words(
        """Lisbon, Nairobi, Chicago, Mumbai, Warsaw, Cairo, Toronto, Lagos, Seoul, Bogota, Leeds, Istanbul,
        Athens, Dallas, Karachi, Oslo, Manila, Kyiv, Lima, Jakarta, Dublin, Tehran, Naples, Boston, Havana,
        Riga, Accra, Hanoi, Perth, Marseille, Jerusalem, Detroit, Brussels, Beirut, Osaka"""
    ),
    "nation": _words(
        """Mexican, Polish, Nigerian, Indian, Turkish, German, Chinese, Brazilian, Iraqi, Swedish, Somali,
        Greek, Pakistani, French, Russian, Korean, Egyptian, Irish, Vietnamese, Canadian, Israeli, Iranian,
        Italian, Kenyan, Romanian, American, Afghan, Japanese, Spanish, Moroccan"""
    ),
    "brand": _words(
        """Samsung, Nike, Toyota, Ikea, Lego, Sony, Adidas, Dell, Bosch, Tesla, Canon, Zara, Nintendo, Huawei,
        Fitbit, Philips, Hyundai, Lenovo, Puma, Xiaomi"""
    ),
    "company": _words("{brand}, {brand}, Spotify, Lufthansa, Starbucks, Netflix, Vodafone, Uber, Ryanair, PayPal"),
    "degrees": _words("minus four, zero, three, six, nine, 12, 15, 18, 21, 24, 27, 30"),
    "day": _words("Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday"),
    "month": _words("January, February, March, April, June, July, August, September, October, November, December"),
    "time": _words(
        """9 am, 7:30, noon, half past six, 10 o'clock, 4 pm, 18:45, quarter to eight, 11:15, 3 pm, six,
        midnight"""
    ),
    "when": _words(
        """today, yesterday, last night, this morning, last week, on {day}, in {month}, earlier,
        two days ago"""
    ),
    "soon": _words("tomorrow, tonight, next week, on {day}, in {month}, this weekend, next month, at {time}"),
    "number": _words("two, three, four, five, six, eight, ten, twelve, 15, 20, 24, 30, 36, 45, 50, 80, 100, 250"),
    "colour": _words("black, blue, red, green, grey, white, yellow, orange, purple, brown, silver"),
    "topic": _words(
        """politics, football, gardening, photography, history, climate, chemistry, tennis, economics,
        astronomy, cooking, basketball, architecture, languages, music theory, fishing, chess, tax law, housing,
        robotics, trains, bees"""
    ),
    "spot": _words(
        """the station, the river, the town hall, the airport, the old market, the park, the harbour,
        the school"""
    ),
    "sign": _words(
        """📅, 📍, 🚗, 🚌, 🎧, 📚, ☕, 📷, 💻, 📱, 🖥️, 📝, 🕒, 🚆, ✈️, 🏠, 📦, 🎬, ⚽, 🏀, 🥾, 🌍, 📰, 👉, 🔗, 🗺️,
        🔢, 🇫🇷, 🇯🇵, 🇧🇷, 🇳🇬, 🚲, 🧾"""
    ),
    "topictag": _words(
        """#monday, #travel, #news, #tech, #food, #music, #nowplaying, #work, #weekend, #sports, #books,
        #London, #home, #review, #movies, #tbt, #coffee, #weather, #job, #photo, #throwback, #NP, #IoT,
        #premierleague"""
    ),
    "link": _words(
        """http://t.co/{code}, https://t.co/{code}, https://bit.ly/{code}, www.example.com/{code},
        http://ow.ly/{code}"""
    ),
    "code": _words(
        """a8Kd2, Zq91x, mR4tP, 7bnQe, Lw3Vh, k2Jd9s, XyT55, pq0Rk, 93hfU, vB6mm, Ge4Wc, t7YhZ, Nn1cX, d5DsA"""
    ),
    "handle": _words(
        """@annab, @the_real_tom, @mikey99, @news_desk, @jo_w, @kev1n, @lolabee, @supportdesk, @city_guide,
        @r0b, @dana_x, @TechFan, @zed, @gigi77, @ben_travels, @momo, @lee_92, @radio_one_fan"""
    ),
}  # fmt: skip
