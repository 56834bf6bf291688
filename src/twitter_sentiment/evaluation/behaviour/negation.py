"""Tests with one expected answer: negation in its forms."""

from .cases import Minimum

NEGATION = (
    Minimum(
        "negated praise",
        "Praise with a negation is blame.",
        negative="""
            I don't believe this {noun} is any good.
            It was not a {good} {noun}.
            The {noun} just isn't {good} enough.
            We were not happy with our evening at the {venue}.
            This does not look like a {good} {noun} to me.
            There wasn't much to {like} in the {noun}.
            I didn't {like} the {noun} when I tried it.
            Nobody at our table {liked} the {noun}.
            Not what I'd call a {good} {noun}.
            No one in their right mind would pay for such a {noun}.
            Hardly anyone {liked} the {noun}.
            Sorry, but I can't {like} a {noun} like that.
        """,
    ),
    Minimum(
        "negated blame",
        "Blame with a negation is mild praise.",
        positive="""
            That {noun} is not bad, you know.
            Not a bad {noun}, not a bad {noun} at all.
            I have no complaints about our {noun} so far.
            The {noun} is never boring.
            My {noun} isn't the worst by a long way.
            We had no trouble with the {noun}.
            I really can't complain about the {noun}.
            Nothing wrong with this {noun}!
            The {noun} did not let us down once.
            I don't {hate} the {noun}, quite the reverse.
            There's nothing {bad} about having such a {noun}.
            Nobody {hated} the {venue} after the first evening.
        """,
    ),
    Minimum(
        "denied bad feelings",
        "Who denies a bad feeling does not complain.",
        not_negative="""
            This is not a sad day for {place}.
            {name} is not angry about the {noun}.
            I don't worry about the {noun}.
            It isn't a tragedy that the {venue} is closed.
            There is no reason to panic, says {name}.
            {name} did not cry at the {venue}.
            The fire at the {venue} caused no harm.
            Nobody in {place} is afraid of it.
        """,
    ),
    Minimum(
        "negated facts",
        "A fact stays one when it is negated.",
        neutral="""
            {name} does not come from {place}.
            The {venue} is not open to visitors on {weekday}s.
            This isn't the {noun} from {place}.
            {name} did not buy a {noun}.
            They don't sell tickets at the {venue}.
            The road to {place} does not pass the {venue}.
            There are no seats numbered thirteen in the {venue}.
            {name} won't travel to {place} this {weekday}.
        """,
    ),
    Minimum(
        "negation at a distance",
        "A negation counts for what stands far behind it.",
        negative="""
            I don't think, given everything I read about it beforehand, that the {noun} is {good}.
            I wouldn't say, even after three visits with {name}, that this {venue} is {good}.
            It's not the case, whatever {name} from {place} may write, that I {liked} the {noun}.
            Nobody who was at the {venue} in {place} that evening would call it {good}.
            We didn't, in spite of the long trip to {place}, {like} the {venue}.
        """,
        not_negative="""
            I don't think, given everything I read about it beforehand, that the {noun} is {bad}.
            I wouldn't say, even after three visits with {name}, that this {venue} is {bad}.
            It's not the case, whatever {name} from {place} may write, that I {hated} the {noun}.
            Nobody who was at the {venue} in {place} that evening would call it {bad}.
            We didn't, in spite of the long trip to {place}, {hate} the {venue}.
        """,
    ),
    Minimum(
        "double negation",
        "Two negations take each other back; some turn nothing round.",
        positive="""
            You won't meet a soul who doesn't {like} the {noun}.
            There is no way you won't {like} this {noun}.
            I couldn't not {like} the {noun}.
            You can't beat a {noun} like this one.
            Couldn't ask for a nicer {noun}.
            Never have I {liked} a {noun} so much.
            There's no {noun} I would rather have.
            Nobody would dispute that it's a {praise} {noun}.
        """,
        negative="""
            You won't meet a soul who doesn't {hate} the {noun}.
            There is no way you won't {hate} this {noun}.
            I couldn't not {hate} the {noun}.
            Never have I {hated} a {noun} so much.
            There's no {noun} I would less like to have.
            Nobody would dispute that it's a {blame} {noun}.
        """,
    ),
)
