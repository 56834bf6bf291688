"""Templates of what reviews say of films, food, devices, and places with their people."""

from .theme import Theme

SCREEN = Theme(
    1,
    both="""
        The {film} is {story} and {story}.
        A {story} {film} by {name}.
        I watched this {film} with my {relative} and we {verbed} it.
        The {craft} is {story}.
        {name}'s acting was {adj}.
        I found the {craft} {story}, the rest {adj}.
        {name} plays the {staff} and is {grand} to watch.
        The {craft} isn't {other_story} at all.
        What a {story} {film}.
        From the first scene to the last, it's {story}.
        The {craft} and the {craft} are both {adj}.
        The {film} was never {other_story}.
        The director made a {story} {film}.
    """,
    positive="""
        I laughed until I cried.
        I was on the edge of my seat the whole time.
        The kids want to see the {film} again and again.
        The {film} stays with you long after the credits.
        It kept me guessing until the end.
        I finished the {film} in one sitting.
    """,
    negative="""
        I fell asleep halfway through.
        I kept looking at my watch.
        We left the cinema before the end.
        I laughed exactly zero times.
        After twenty minutes I wanted it to be over.
        I stopped after an hour; life is too short for the {film}.
        I really wanted to like this {film}.
        The {film} has a budget of millions and not one idea.
    """,
)

TABLE = Theme(
    1,
    both="""
        The {dish} was {taste}.
        The {dish} was {taste} and the {dish} was {taste}.
        I had the {dish}: {taste}.
        The {staff} was {person} and the {dish} {taste}.
        Had {dish} in {town}, {taste}!
        The {nation} {dish} here is {taste}.
        Our {dish} came {taste}.
        We had {nation} food {when}. It was {taste}.
        The {dish} wasn't {other_taste}, it was {taste}.
        The {dish} here is never {other_taste}.
    """,
    positive="""
        The best {dish} I have ever eaten.
        We licked our plates clean.
        Big portions, fair prices, friendly people.
        The table was ready and the food came fast.
        I could eat the {dish} every day.
    """,
    negative="""
        The worst {dish} I have ever eaten.
        We waited an hour for the {dish}.
        There was a hair in my {dish}.
        Tiny portions, huge prices, rude people.
        The {dish} made me ill.
        I left most of the {dish} on my plate.
    """,
)

GEAR = Theme(
    1,
    both="""
        The {product} is {device}.
        The {part} is {device}.
        My {product} is {device} and {device}.
        I use the {product} every day and it's {device}.
        The {part} of my {product} is anything but {other_device}.
        The {product} isn't {other_device}.
        After two months the {product} is {device}.
        The {part} on the {brand} is {device}.
        The {product} is {device}, just as I was told.
        I'm {feel} about my {product}.
        My {relative} got the {product} and is {feel}.
    """,
    positive="""
        The {product} does exactly what it promises.
        The battery lasts for days.
        It arrived early and works perfectly.
        Set up in five minutes, no problems.
        Great value for money.
        I bought a second {product} for my {relative}, that's how good it is.
        The {product} still works like new.
        They replaced my {product} at once, free of charge.
    """,
    negative="""
        The {product} broke after a week.
        The battery dies within an hour.
        It arrived late and damaged.
        The {product} stopped working on day two.
        The {part} cracked the first time I used it.
        I sent the {product} back.
        The {product} keeps crashing.
        They refused to replace my {product}.
        The {part} is full of scratches and the manual is missing.
        A cheap copy sold at the full price.
    """,
)

STAY = Theme(
    1,
    both="""
        The {place} is {room}.
        Our room was {room}.
        The room was {room} and the bed {adj}.
        The {place} in {town} is {room}.
        The {staff} at the {place} was {person}.
        The {place} was {room} and the people {person}.
        The bathroom was not {other_room} at all.
        We stayed in {town}, the {place} was {room}.
        The trip to {town} was {adj} and the crew {person}.
        The whole team was {person}.
        The {service} was {adj} and the {staff} {person}.
        My appointment was {adj}, the {staff} was {person}.
    """,
    positive="""
        We slept like babies.
        We didn't want to leave.
        Check-in took two minutes.
        They went out of their way to help us.
        My parcel came a day early.
        Our plane landed ahead of schedule and the crew was lovely.
        The {staff} solved my problem within minutes.
        I felt at home from the first minute.
    """,
    negative="""
        We didn't sleep at all.
        We couldn't wait to leave.
        Check-in took two hours.
        They lost our luggage and nobody cared.
        My parcel never came.
        Our plane was five hours late and nobody told us why.
        The {staff} hung up on me.
        There were cockroaches in the kitchen.
        They charged my card twice.
        The {staff} ignored us for half an hour.
    """,
)
