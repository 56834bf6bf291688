"""Tests with one expected answer: contrasts, signs, slang, and texts without a feeling."""

from .cases import Minimum

MEANING = (
    Minimum(
        "emoji",
        "The emoji behind a plain sentence carries the feeling.",
        positive="""
            my train is here {joy}
            {name} comes to {place} on {weekday} {joy}
            the {noun} is on the table {joy}
            The letter from {place} {joy}
        """,
        negative="""
            my train is here {anger}
            {name} comes to {place} on {weekday} {anger}
            the {noun} is on the table {anger}
            The letter from {place} {anger}
        """,
        neutral="""
            {name} comes to {place} on {weekday} {object}
            the {noun} is on the table {object}
        """,
    ),
    Minimum(
        "emoticons",
        "The emoticon behind a plain sentence carries the feeling.",
        positive="""
            we take the boat to {place} {smile}
            Homework until {weekday} {smile}
            {name} bought the {noun} {smile}
        """,
        negative="""
            we take the boat to {place} {frown}
            Homework until {weekday} {frown}
            {name} bought the {noun} {frown}
        """,
    ),
    Minimum(
        "change over time",
        "What is now counts, not what was.",
        positive="""
            I used to hate it, now I love it: the {noun}.
            As a child I {hated} every {noun}; nowadays I can't live without one.
            The {venue} was {blame} when we came in 2019, and is {praise} now.
            The old {noun} was {blame}. The way it is now, it's {praise}.
            In the beginning {name} {hated} the {noun}, in the end she {liked} it.
            My opinion of the {noun} has changed from {blame} to {praise}.
        """,
        negative="""
            It was great once, now it is awful: the {noun}.
            As a child I {liked} every {noun}; nowadays I can't bear one.
            The {venue} was {praise} when we came in 2019, and is {blame} now.
            The old {noun} was {praise}. The way it is now, it's {blame}.
            In the beginning {name} {liked} the {noun}, in the end she {hated} it.
            My opinion of the {noun} has changed from {praise} to {blame}.
        """,
    ),
    Minimum(
        "but-clauses",
        "The main clause or the last one decides.",
        positive="""
            The seats in the {venue} are {blame}, but the rest of it is {praise}.
            It took me ages to get used to the {noun}, but what a {praise} thing it is.
            Though the tickets were far too dear, the {venue} itself was {praise}.
            The {venue} has {blame} lighting and is {praise} all the same.
            {name} warned me about the {noun}, but I {liked} it.
            It rained in {place}, but our day at the {venue} was {praise}.
        """,
        negative="""
            The seats in the {venue} are {praise}, but the rest of it is {blame}.
            I was so keen to see the {venue}, but what a {blame} place it is.
            Though the tickets were nice and cheap, the {venue} itself was {blame}.
            The {venue} has {praise} lighting and is {blame} all the same.
            {name} raved about the {noun}, but I {hated} it.
            The sun shone in {place}, but our day at the {venue} was {blame}.
        """,
    ),
    Minimum(
        "comparisons",
        "Better and worse, and what they are compared with.",
        positive="""
            This {venue} is better than the one in {place}.
            Better than any {noun} I know!
            The {venue} has got a lot better since {weekday}.
            You'll be happier with this {venue} than with the {blame} one from {place}.
            I'd choose this {noun} over all the rest.
        """,
        negative="""
            This {venue} is worse than the one in {place}.
            Worse than any {noun} I know!
            The {venue} has got a lot worse since {weekday}.
            Even the {venue} in {place} was better than this.
            I'd choose any other {noun} over this one.
        """,
    ),
    Minimum(
        "plain statements",
        "Facts, plans and schedules carry no feeling.",
        neutral="""
            {name} and I meet at the {venue} on {weekday}.
            The {venue} in {place} has two floors and a lift.
            Flight 417 to {place} boards at gate 22.
            {name} teaches geography in {place}.
            The parcel with the {noun} weighs nine kilos.
            According to the timetable, the ferry to {place} sails on {weekday}.
            The {venue} belongs to the city of {place}.
            Page 12 shows a map of {place}.
            {name} wrote the second chapter on {weekday}.
            On {weekday} the {venue} opens an hour later than usual.
        """,
    ),
    Minimum(
        "questions",
        "A question asks, even one with a word of praise or blame in it.",
        neutral="""
            Which platform does the tram to {place} use?
            Has {name} replied to you yet?
            How far is it from {place} to the {venue}?
            Would you say the {noun} is {good} or not?
            Does anybody have the address of the {venue}?
            Is there a {venue} in {place}?
            Can children visit the {venue} on {weekday}?
            Did you {like} the {noun}, or did you {hate} it?
            Whose {noun} is that?
        """,
    ),
    Minimum(
        "own opinion against others'",
        "What the writer thinks counts, not what others say.",
        positive="""
            {name} calls the {noun} {blame}. For me it's {praise}.
            People keep saying the {noun} is {blame}, which is wrong: it's {praise}.
            My parents {hated} the {noun}, I {liked} it.
            Whatever {name} claims about the {noun}, to me it was {praise}.
            I can't see why {name} {hated} such a {praise} {noun}.
        """,
        negative="""
            {name} calls the {noun} {praise}. For me it's {blame}.
            People keep saying the {noun} is {praise}, which is wrong: it's {blame}.
            My parents {liked} the {noun}, I {hated} it.
            Whatever {name} claims about the {noun}, to me it was {blame}.
            I can't see why {name} {liked} such a {blame} {noun}.
        """,
    ),
    Minimum(
        "slang and long letters",
        "Words as people type them.",
        positive="""
            this {noun} slaps
            sooo gooood this {noun}
            omggg I looove that {noun}
            {venue} in {place} = awesomeee
            best. {noun}. ever.
            lovin the {noun} rn
            the {noun} was bomb af
            yaaay {venue} timeee
        """,
        negative="""
            this {noun} sucks
            sooo baaad this {noun}
            omggg I haaate that {noun}
            {venue} in {place} = awfulll
            worst. {noun}. ever.
            hatin the {noun} rn
            the {noun} was crap af
            ewww that {noun} is nasty
        """,
    ),
    Minimum(
        "feelings in neutral senses",
        "Words of feeling that name something else.",
        neutral="""
            {name} is moving from {place} to Great Britain.
            The kind of {noun} I mean is sold in {place}.
            The shops in {place} are closed on Good Friday.
            The company deals in consumer goods from {place}.
            {name} translated Great Expectations on the way to {place}.
            Read the fine print of the {noun} contract.
            The sick bay is behind the {venue}.
            {name} works in the lost and found of {place}.
            The war memorial stands opposite the {venue}.
            Alexander the Great never came to {place}.
            The {venue} is pretty far from {place}.
        """,
    ),
)
