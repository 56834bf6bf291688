"""Templates of tweets from daily life: feelings, slang, people and places, and sentences with a telling emoji."""

from .theme import Theme

LIFE = Theme(
    2,
    both="""
        {cry}! {event}!
        {cry} {event}
        {event} and I'm so {feel}.
        I'm {feel} because {event}.
        Feeling {feel} today.
        I'm {mood}.
        I'm {mood} because {event}.
        My {relative} and I were {feel}: {event}.
        {name} has every reason to be {feel}.
        We couldn't help being {feel}.
        So {feel} right now!
        I have never felt so {feel}.
        {event}. {feel} is an understatement.
        Woke up {feel}.
        My {relative} called: {event}. I'm {feel}.
        You make me {feel}.
        {name} is {feel} because {event}.
        I will be {feel} all week, {event}.
        {cry}, I'm {feel}!
        {event}, can you believe it? {cry}!
        Well, {event}. I am {feel}.
        We were all {feel} after {thing}.
        {thing} made me {feel}.
        {thing} leaves you {feel}.
        I was {feel} about {thing}.
        {thing} {slang}!
        This {slang}
        ngl {thing} {slang}
        {thing} {slang} tbh
        {name} {slang} lol
        {feel} af
        omg {thing} {slang}
        the way {thing} {slang}
        i {verb} it i {verb} it i {verb} it
        {adj} {adj} {adj}
        soooo {adj}
        that was sooo {adj}, {cry}
        {cry}!!! {thing} was {adj}
    """,
    positive="""
        Congratulations {name}, well deserved!
        Happy birthday {name}! Have a wonderful day.
        Miss you already {name}, you are the best.
        Good luck {soon} {name}, we believe in you!
        Goood morning beautiful people!
        Thank you {handle} for the kind help!
        Can't stop smiling.
        Loved it!
        My heart is full.
        Have a lovely weekend everyone.
        Thanks for having us, {name}!
        We won!
        {name} is a star.
        {name}, you are a legend!
        What an angel {name} is.
        My {relative} is the kindest soul I know.
        Proud of my {relative}!
        yasss queen
        loooove it
        I'm so here for {thing}
        obsessed with {thing}
        {thing} is my happy place
        finally {day}, time to celebrate
        Rest well, you earned it. You did great.
        Everything is going to be fine.
        My worries are gone.
        The pain is finally gone.
        The nightmare is over, I am free!
        Nobody was harmed, thank goodness.
        I beat the illness!
        can't wait for {soon}!!
        so good to see {name} again
        wish I could stay in {town} forever
    """,
    negative="""
        I can't take it any more.
        Worst night of my life.
        Hated it.
        Avoid.
        My heart is broken.
        Rest in peace {name}, we will miss you terribly.
        Leave me alone.
        I wish I had never met you.
        I wish I had never bought that {noun}.
        Stuck in traffic for two hours, {cry}
        {handle} still waiting for an answer to my complaint
        {handle} why is your {noun} so slow???
        {handle} thanks for nothing
        Oh great, the {noun} broke again.
        Just what I needed, another delay.
        Wow, three hours on hold. Way to treat your customers.
        Sure, because waiting for two hours is so much fun.
        Thanks for losing my order, {company}.
        Another day, another broken promise.
        Why does this always happen to me?
        What were they thinking?
        Who designed this crap?
        No sleep, no coffee, no patience.
        Nothing works today.
        Everything hurts.
        {name} is a liar.
        {name}, you are a disgrace!
        What an idiot {name} is.
        My {relative} is the meanest person I know.
        I've lost all my joy.
        My happiness didn't last.
        The love is gone.
        ughhh why
        nooooo my {product} is dead
        smh, {thing} is down again
        sick and tired of {thing}
        The peace and quiet is over, the neighbours are drilling again.
        I could cry.
        I'm done with {thing}.
        My back is killing me.
        {name} is being bullied at school and nobody cares
    """,
)

CARRIED = Theme(
    2,
    # the sentence says nothing: the same ones are neutral without the sign
    both="""
        {carrier} {emoji}
        {carrier} {emoji}
        {carrier} {emoji}{emoji}
        {carrier} {emoticon}
        {carrier} {emoticon}
        {emoji} {carrier}
        {carrier} {emoji} {link}
        {carrier} {tag}
        {carrier} {sign}{emoji}
        {handle} {carrier} {emoji}
        {carrier} {emoticon} {link}
        {thing} {emoji}
        {company} {emoji}
        {emoji}{emoji}
        {emoticon} {emoticon}
        {town} {emoji}
        {day} {emoticon}
        {name} {emoji}
    """,
)

PEOPLE = Theme(
    1.5,
    both="""
        {name} is {person}.
        {name} from {town} was {person} to us.
        Our {nation} {staff} was {person}.
        The {staff}, {name}, was so {person}.
        The {staff} couldn't have been more {person}.
        Dealing with {name} left me {feel}.
        I met {name} in {town} and found this {nation} {staff} {person}.
        {town} is {adj}.
        I {verbed} {town}.
        We {verb} {town} in {month}.
        The {nation} {noun} was {adj}.
        I {verb} {nation} food.
        My {nation} neighbours are {person}.
        {name} and {name} were {feel} about the {noun}.
        {name} wrote a {adj} book.
        My {brand} {product} is {adj}.
        {company} {did}.
        The new {brand} {product} is {adj}.
        Bought a {brand} {product}, it is {device}.
        {company} is {adj}.
        I {verb} {company}.
        My {nation} friends are {feel} about the {noun}.
        This {nation} {film} is {story}.
        {name} {verbs} working for {company}.
        I'm {feel} that {name} moved to {town}.
        {name} told everyone how {feel} she was.
        {name} said he {verbed} {town}.
        Flying to {town} was {adj}.
        {name} has always been {person}.
        The {staff} is anything but {other_person}.
        The {staff} wasn't {other_person} at all, on the contrary: {person}.
        My {relative} thinks the {staff} is {person}.
        {name}, you are {adj}.
        {name} is not {other_person}.
    """,
)
