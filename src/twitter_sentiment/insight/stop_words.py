"""English words that say nothing about what a text is about. Negations are not among them."""

STOP_WORDS = frozenset(
    """
    a about above after again against all also am an and any are as at be because been before being below between both
    but by can could did do does doing done down during each else even ever every few for from further get gets getting
    go goes going gonna got gotten had has have having he he'd he'll he's her here here's hers herself him himself his
    how how's i i'd i'll i'm i've id if ill im in into is it it'd it'll it's its itself ive just let let's lets like ll
    made make makes may me might mine more most much must my myself now of off oh ok on once one only or other our ours
    ourselves out over own per put quite rather re really said same say says see she she'd she'll she's should so some
    still such than that that's thats the their theirs them themselves then there there's these they they'd they'll
    they're they've thing things this those though through to too u under until up upon ur us use used very was wanna
    want wants way we we'd we'll we're we've well were what what's whats when when's where where's which while who who's
    whom whose why will with would yeah yes yet you you'd you'll you're you've your yours yourself yourselves
    amp gt lt quot nbsp rt via
    """.split()  # noqa: SIM905 - a list of 250 lines would be no easier to read
)
