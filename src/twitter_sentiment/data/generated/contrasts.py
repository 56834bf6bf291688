"""Templates of opinions by degree, and against what was before, what others say, what else there is."""

from .theme import Theme

INTENSITY = Theme(
    1,
    both="""
        {thing} is really {grand}.
        {thing} is so {grand}!
        {thing} was absolutely {adj}.
        {thing} was quite {grand}, I must say.
        {thing} is pretty {grand} if you ask me.
        {thing} was incredibly {grand} and I mean it.
        I really {verb} {thing}.
        I absolutely {verb} {thing}.
        I {verb} {thing} so much.
        I kind of {verb} {thing}.
        {thing} is {verdict}, no question.
        Most {grand} {noun} I've come across in years.
        I'm so {feel} about {thing}.
        I'm rather {feel} about {thing}.
        Truly {adj}.
        {thing} is totally {verdict}.
        {thing} was very {grand} if I'm honest.
        Seriously {adj} {noun}.
        Hands down the most {grand} {noun} ever.
        Beyond {grand}.
    """,
    positive="""
        {thing} is the best.
        Best {noun} in {town}!
        {thing} is even better than I dared to hope.
    """,
    negative="""
        {thing} is the worst.
        Worst {noun} in {town}!
        {thing} is even worse than I feared.
        {thing} was way too loud and way too slow.
    """,
)

CHANGE = Theme(
    1.5,
    both="""
        I used to {other_verb} {thing}, now I {verb} it.
        I {other_verbed} it at first, but these days I {verb} it.
        {thing} used to be {other_adj}, but now it's {adj}.
        {thing} was {other_adj} back in {month}; today it is {adj}.
        What was once {other_verdict} has become {verdict}.
        Last year {thing} was {other_adj}. This year it's {adj}.
        Years ago my {relative} {other_verbed} {thing}. Not any more: now it's {adj}.
        {thing} has gone from {other_adj} to {adj}.
        Before the update {thing} was {other_adj}, since then it has been {adj}.
        In the past it was {other_adj}. Now? {adj}.
        I no longer {other_verb} {thing}. I {verb} it.
        It started out {other_adj} and ended up {adj}.
        I thought it would be {other_adj}. It was {adj}.
        We expected {other_verdict} and got {verdict}.
        Was {feel} at first, and am still {feel} about {thing}.
        Was {other_feel} this morning, {feel} now.
        {thing} was {adj} then and is {adj} today.
    """,
    positive="""
        {thing} keeps improving.
        {thing} has finally been fixed and is {adj} again.
        It grew on me and now I can't live without it.
        They have really turned {thing} around.
        I have changed my mind: {thing} is {adj}.
    """,
    negative="""
        {thing} has gone downhill.
        {thing} isn't what it used to be.
        I miss the days when {thing} was {other_adj}.
        Remember when {thing} was {other_adj}? Those days are over.
        {thing} lost all its {other_quality}.
        They have ruined {thing}.
    """,
)

CONCESSION = Theme(
    1.5,
    both="""
        The {craft} was {other_story}, but the film as a whole is {adj}.
        {thing} looks {other_adj}, but it is {adj}.
        The start was {other_adj}, yet the rest was {adj}.
        Although {thing} seemed {other_adj}, I {verbed} it.
        Even though my {relative} {other_verbed} {thing}, I {verbed} it.
        Despite its {other_quality}, {thing} {did}.
        In spite of all the {other_quality}, I {verb} {thing}.
        People told me it was {other_adj}, however I found it {adj}.
        It has some {other_quality}, but overall it's {verdict}.
        The idea sounded {other_adj}, but {thing} {did}.
        The first hour was {other_adj}; after that everything was {adj}.
        I wanted to {other_verb} {thing}, but it is {adj}.
        It may look {other_adj}, but in use it's {adj}.
        I expected to {other_verb} {thing}; instead I {verbed} it.
        The {dish} was {other_taste}, but all in all the evening was {adj}.
        The {staff} was {other_person}, but my stay was {adj} anyway.
        I was {other_feel} when I heard about it, but it turned out {adj}.
        {thing} isn't perfect and isn't terrible either; in the end I {verb} it.
    """,
    positive="""
        The price is high. Still, I {verb} {thing}.
        Yes, the queue was long. But {thing} {did}.
        It rained all day, but {thing} was so {grand} that nobody cared.
        It took a while to arrive, but it was worth it.
        A little expensive, but {adj}.
        I'm tired, but so {feel}.
        Not cheap, but I'd do it again.
        It has its faults, and yet I wouldn't be without it.
    """,
    negative="""
        The price is low. Still, I {verb} {thing}.
        Yes, it was cheap. But {thing} {did}.
        The sun was shining, but {thing} was so {grand} that nobody cared.
        It arrived quickly, but it was broken.
        It's cheap, but {adj}.
        Nice idea, badly done.
        Great location, but I would not do it again.
        It has its moments, and yet I wanted it to end.
        Lovely people, shame about the {noun}.
    """,
)

COMPARISON = Theme(
    1,
    both="""
        Compared with the old one, {thing} is {adj}.
        Next to {thing}, everything else looks {other_adj}.
        Nothing else is as {grand} as {thing}.
        I don't know a more {grand} {noun}.
        The other {noun} was {other_adj}, this one is {adj}.
        Unlike the last {noun}, which I {other_verbed}, this one is {adj}.
        Far more {grand} than the one in {town}.
        Twice the price and twice as {grand}.
    """,
    positive="""
        {thing} beats all the others.
        {thing} is a big step up from the last one.
        So much better than I had imagined.
        A big improvement on last year's {noun}.
        The new {noun} makes the old one look like a toy.
        {thing} is second to none.
        {thing} is in a league of its own.
        I prefer {thing} to anything else on the market.
        Way ahead of the competition.
        {thing} is better value than its rivals.
        It gets better every time.
        You won't find a better {noun} in {town}.
    """,
    negative="""
        {thing} can't compete with the others.
        {thing} is a big step back from the last one.
        So much worse than I had imagined.
        I've had better {noun} experiences in a dentist's chair.
        A downgrade in every respect.
        Not as good as I had hoped.
        Any other {noun} would have been a better choice.
        I would take my old {noun} back any day, {thing} is {adj}.
        Miles behind the competition.
        Half as good and twice as expensive.
        It gets worse every time.
        I've seen better acting in a school play.
    """,
)

VOICES = Theme(
    1.5,
    both="""
        My {relative} says {thing} is {other_adj}, but I think it's {adj}.
        Critics call it {other_adj}. I call it {adj}.
        Everyone told me that {thing} was {other_adj}; they were wrong, it's {adj}.
        {name} {other_verbs} {thing}. I {verb} it.
        I disagree with {name}: {thing} is not {other_plain}, it's {adj}.
        Some people may {other_verb} {thing}, not me. I {verb} it.
        The reviews said {other_adj}, my verdict is {adj}.
        You think it's {other_adj}? I think it's {adj}.
        They advertise it as {other_verdict}. It is {verdict}.
        I don't care that {name} {other_verbs} it, I {verb} it.
        Unlike my {relative}, I {verb} {thing}.
        I agree with {name}, {thing} is {adj}.
        {name} told me {thing} would be {adj}, and it was.
        My {relative} was right about {thing}: {adj}.
        The critics are right, {thing} is {verdict}.
        They kept telling us how {other_plain} it was. I beg to differ.
    """,
    positive="""
        Ignore the haters, {thing} is {adj}.
        How can anybody {other_verb} {thing}?
        The bad reviews are nonsense.
        I don't understand the complaints about {thing}.
    """,
    negative="""
        Don't believe the hype about {thing}.
        How can anybody {other_verb} {thing}?
        The five-star reviews must be fake.
        I don't get what people see in {thing}.
    """,
)
