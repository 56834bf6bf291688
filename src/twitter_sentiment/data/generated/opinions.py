"""Templates of opinions and of their negations, those that turn the feeling round and those that do not."""

from .theme import Theme

OPINION = Theme(
    1.5,
    both="""
        {thing} is {adj}.
        {thing} was {adj}, simply {adj}.
        What a {adj} {noun}!
        Such a {adj} {noun}.
        {thing} {did}.
        {thing} is {verdict}.
        I {verb} {thing}.
        I {verbed} {thing}.
        We {verbed} every minute of {thing}.
        I was {moved} {thing}.
        {name} was {moved} {thing}.
        My {relative} {verbs} {thing}.
        Everybody here {verbs} {thing}.
        {adj} {noun}, {adj} day.
        I find {thing} {adj} and {adj}.
        You will {verb} {thing}, trust me.
        Honestly, {thing} {did}.
        {thing} turned out to be {verdict}.
        If you ask me, {thing} is {verdict}.
        {thing} looks {adj}.
        In my opinion {thing} is {adj}.
        The whole thing felt {adj} to me.
        They gave us a {adj} {noun}.
        Easily one of the most {grand} things I have seen.
        If you want a {adj} {noun}, this is it.
        Had I known how {grand} it is, I would have told you earlier.
        It makes me {feel} just to think of {thing}.
        Spent the day at a {adj} {occasion}.
        {thing}? {adj}.
        One word: {adj}!
        It was {adj}. It {did}.
        {thing} will be {verdict}, I can feel it.
        My {relative} and I {verbed} it.
    """,
    positive="""
        I would recommend {thing} to anyone.
        Can't wait to see {thing} again.
        Five stars for {thing}.
        10/10, would go again.
        Get {thing}, it's worth it.
        Thank you so much for {thing}!
        I keep coming back for {thing}.
        We are already planning our next visit.
        Do yourself a favour and try {thing}.
        {thing} is the best thing since sliced bread.
        So much bang for the buck.
        {thing} is right up my street.
        Worth the wait!
        A must for every fan.
        They went the extra mile.
        Count me in, I'm a fan.
        Hats off to everyone behind {thing}.
        Really looking forward to {thing} {soon}!
        They deserve every bit of praise they get.
        I'd buy it again in a heartbeat.
        Good job with {thing}!
    """,
    negative="""
        I would warn anyone about {thing}.
        Stay away from {thing}.
        One star for {thing}, and that is generous.
        0/10, would not go again.
        Don't buy {thing}, it's a trap.
        I want my money back for {thing}.
        Save your money and skip {thing}.
        {thing} is a pain in the neck.
        So not worth the hassle.
        {thing} is not my cup of tea.
        Not worth the wait!
        A slap in the face for every fan.
        They couldn't care less about their customers.
        Count me out, I've had enough.
        It was like pulling teeth.
        Shame on everyone behind {thing}.
        I'm dreading {thing} {soon}.
        They should be ashamed of themselves.
        I'd rather watch paint dry than sit through that again.
        Never again.
        Two hours of my life I won't get back.
        I regret every cent I spent on {thing}.
    """,
)

NEGATION = Theme(
    2.5,
    both="""
        {thing} is not {other_plain} at all.
        {thing} isn't {other_plain}, whatever they tell you.
        I don't think {thing} is {other_plain}.
        I do not find {thing} {other_plain} in the least.
        {thing} was hardly {other_plain}.
        {thing} is far from {other_plain}.
        {thing} is anything but {other_plain}.
        {thing} is by no means {other_plain}.
        {thing} was in no way {other_plain}.
        {thing} isn't as {other_plain} as they say.
        {thing} wasn't nearly as {other_plain} as I had expected.
        Can't say I {other_verb} {thing}.
        I can't say that {thing} was {other_plain}.
        Nobody could call {thing} {other_plain}.
        No one in our group {other_verbed} {thing}.
        Nobody I know {other_verbs} {thing}.
        {thing} has no {other_quality} whatsoever.
        There is nothing {other_plain} about {thing}.
        I wouldn't say {thing} is {other_plain}.
        None of us thought {thing} was {other_plain}.
        At no point was {thing} {other_plain}.
        I never thought {thing} was {other_plain}.
        It's not that {thing} is {other_plain}, quite the opposite.
        Not one person left saying {thing} was {other_plain}.
        Who says {thing} is {other_plain}? It is not.
        You can't call that {noun} {other_plain}.
        Not {other_plain}, this {noun}.
        I don't, for all the talk about it, find {thing} {other_plain}.
        {thing}, which we tried on {day}, was not {other_plain}.
        Neither my {relative} nor I found {thing} {other_plain}.
        We didn't think that {thing} would be {other_plain}, and it wasn't.
        I'm not {other_feel} about {thing}.
        I do not {other_verb} {thing} at all.
        She doesn't {other_verb} {thing} and neither do I.
        My {relative} didn't {other_verb} {thing}.
        It isn't {other_verdict}, I promise you.
        {thing} is without any {other_quality}.
    """,
    positive="""
        Not bad, not bad at all.
        Not bad for a {noun} at this price.
        {thing} wasn't half bad.
        Nothing to complain about.
        No complaints from me.
        Nobody had anything to complain about.
        {thing} never lets you down.
        {thing} has never failed me.
        There was never a dull moment.
        I couldn't be happier with {thing}.
        {thing} couldn't be better.
        I could not fault {thing}.
        I can't find a single fault with {thing}.
        You can't go wrong with {thing}.
        Without a doubt a {adj} {noun}.
        Not a single thing went wrong.
        I haven't had one problem with {thing}.
        I couldn't put {thing} down.
        I can't praise {thing} enough.
        I can't get enough of {thing}.
        I wouldn't change a thing.
        I have never been so well looked after.
        There's nothing not to like about {thing}.
        Never had a better {noun}.
        Nothing beats {thing}.
        {thing} is free of {other_quality}.
        {thing} didn't disappoint.
        {thing} did not disappoint us for a second.
        No regrets about getting {thing}.
        I have nothing bad to say about {thing}.
        It is impossible to dislike {thing}.
        It never gets old.
        It's hard not to {verb} {thing}.
        It isn't the worst {noun} in town, it's one of the best.
    """,
    negative="""
        Not good. Not good at all.
        {thing} just doesn't work.
        {thing} failed to impress.
        {thing} failed to arrive on time, again.
        {thing} lacks {other_quality}.
        {thing} never works when you need it.
        Nobody answered my messages.
        Nobody apologised, nobody helped.
        {thing} couldn't be worse.
        I can't recommend {thing}.
        I cannot in good conscience recommend {thing} to anyone.
        {thing} left us without hot water for days.
        There's nothing to like about {thing}.
        I have nothing good to say about {thing}.
        {thing} wasn't worth the money.
        {thing} isn't worth your time.
        {thing} never delivers what it promises.
        {thing} did not live up to its promises.
        I have never been treated so badly.
        Never seen a worse {noun}.
        Not a single thing worked.
        It is impossible to {other_verb} {thing}.
        I won't be coming back.
        We will not be ordering from them again.
        I wouldn't recommend {thing} to my worst enemy.
        No thanks, {thing} is not for me.
        {thing} could have been better.
        {thing} should have been so much better.
        They didn't even bother to say sorry.
        No refund, no answer, no respect.
        Can't believe anyone {other_verbs} {thing}.
        {thing} doesn't do what it's supposed to do.
        I don't see why anybody {other_verbs} {thing}.
        {thing} is not what was promised.
        {thing} is no good.
    """,
)

KEPT = Theme(
    2,
    # a negation that does not turn the feeling round
    both="""
        It's not true that I don't {verb} {thing}.
        Nobody can deny that {thing} is {adj}.
        There's no denying that {thing} is {adj}.
        It would be wrong to say {thing} isn't {plain}.
        I can't say {thing} isn't {plain}.
        {thing} is not only {adj} but also {adj}.
        It isn't just {adj}, it's {verdict}.
        No wonder people {verb} {thing}.
        I have never seen such a {adj} {noun}.
        I've never been so {feel} in my life.
        You won't believe how {grand} {thing} was.
        I can't tell you how {feel} I am.
        I can't believe how {grand} {thing} is.
        {thing} couldn't have been more {grand}.
        I couldn't be more {feel}.
        Don't get me wrong, I do {verb} {thing}.
        No doubt about it: {adj}.
        I don't just {verb} it, I think it's {verdict}.
        I don't know anybody who doesn't {verb} {thing}.
        Never before have I been this {feel}.
        Nothing could be more {grand} than {thing}.
        There isn't a person here who doesn't think it's {adj}.
        Not to mention how {grand} {thing} was.
        I'm not kidding, {thing} is {adj}.
        I don't care what you say, {thing} is {adj}.
        It is no secret that I {verb} {thing}.
        {thing} is nothing short of {adj}.
        Don't tell me {thing} isn't {plain}!
        If it weren't so {grand}, I wouldn't write this.
        I do not exaggerate: {verdict}.
        {thing} is nothing but {adj}.
        It never stops being {grand}.
    """,
)
