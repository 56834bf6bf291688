"""Templates of texts without a feeling in the grammar of those that have one.

Negation, contrast, comparison, opinions of others, and words that praise or blame elsewhere: no form of a sentence is
to give its class away.
"""

FORMS = """
    The {place} doesn't open on {day}s.
    I haven't read the {film} yet.
    {name} isn't from {town}.
    The {occasion} isn't on {day}, it's on {day}.
    I don't have a {product}.
    I didn't go to {town}, I went to {town}.
    This is not a {nation} {film}.
    The bus doesn't stop near {spot}.
    That isn't my {product}, it belongs to {name}.
    It wasn't {name} who called, it was {name}.
    No, the {occasion} isn't {soon}.
    I have never been to {town}.
    I never said I was from {town}.
    I don't know if {thing} is {adj}.
    I have no opinion about {thing}.
    I can't say whether {thing} is {adj}, I haven't seen it.
    Not sure which {noun} you mean.
    I won't be in {town} {soon}.
    Nobody lives in that house.
    {name} doesn't work on {day}s.
    I'm not at home, I'm at {spot}.
    We aren't leaving until {time}.
    The {product} does not come with a cable.
    She isn't a {staff}, she is a {staff}.
    It's not {day}, it's {day}.
    They didn't say when the {occasion} starts.
    I don't live in {town} any more.
    You don't need a ticket for the {place}.
    {name} hasn't called yet.
    The {colour} one isn't mine.
    This train does not go to {town}.
    I don't speak the language they use in {town}.
    The results are not out yet.
    He has never met {name}.
    Without a key you can't open the door.
    I have not decided about the {product} yet.
    There is no {place} in this street.
    This used to be a {place}, now it's a {place}.
    I used to live in {town}, now I live in {town}.
    She was a {staff} and is now a {staff}.
    The {product} used to be {colour}, but now it is {colour}.
    The {occasion} was in {town} last year; this year it's in {town}.
    The {film} is long, but the {film} is longer.
    I wanted the {colour} one, but I took the {colour} one.
    Although it's {month}, the {place} is open.
    It was on {day}, but they moved it to {day}.
    I went to the {place}, but {name} wasn't there.
    I know {town}, but not the {place}.
    The {film} is from {town}, but it was shot in {town}.
    It's {month}, but the {place} still opens at {time}.
    I have the {product}, but I haven't opened it.
    I wanted to call, but it was {time} already.
    We have seats, but no table.
    The {product} is heavier than the {product}.
    {town} is bigger than {town}.
    The {film} is longer than the first one.
    The {colour} {product} is as long as the {colour} one.
    The {dish} costs more than the {dish}.
    {name} is older than {name}.
    {name} asked whether {thing} was {adj}.
    My {relative} wants to know if {thing} is {adj}.
    The survey asks whether people {verb} {thing}.
    {name} wrote a review of the {film}.
    They very often go to {town}.
    The {product} is very similar to the {product}.
    It is exactly {number} miles to {town}.
    It's really {day} today.
    Almost {number} people live in that street.
"""

WORDS = """
    The Great Lakes lie between the two countries.
    I bought it at Best Buy.
    The Dead Sea is very salty.
    They drove through Death Valley {when}.
    The killer whale lives in cold seas.
    She works for Goodwill in {town}.
    He plays the bad guy in the {film}.
    The lecture is about the history of the guillotine.
    A cold front reaches {town} {soon}.
    Save the file on the hard drive.
    The museum shows weapons from the war.
    I take a crash course in {topic}.
    The Happy Meal comes with a toy.
    Click the like button to see how it works.
    The love seat is {colour}.
    She teaches fine arts in {town}.
    The critical mass is {number} kilos.
    The free version has {number} templates.
    My {relative} is on sick leave until {day}.
    The poor box stands next to the door.
    The well is {number} metres deep.
    It's a pretty long way to {town}.
    What sort of {product} is it?
    The title of the book is Hate and Love.
    The {nation} word for "beautiful" has {number} letters.
    The antonym of good is bad.
    The film Ugly was shot in {town}.
    Mix it with super glue.
    The band Terrible Twos plays in {town} {soon}.
    The disaster relief office is near {spot}.
    The winner will be announced {soon}.
    The lost property office opens at {time}.
    The support line is open until {time}.
    The dangerous goods form has {number} pages.
    Exit the program with the kill command.
    The bug report form is here.
    Smile is a song by {name}.
    He grew up in Hope, near {town}.
    The patient is {number} years old.
    The kind reader is addressed in chapter {number}.
    The right wing of the building is {colour}.
    The play is called The Miserable Miller.
    It's the joy of cooking chapter, page {number}.
    The course on anger management starts {soon}.
    The insurance covers damage by fire and theft.
    The Sweet Shop Museum is near {spot}.
"""
"""Words that praise or blame elsewhere and say nothing here."""
