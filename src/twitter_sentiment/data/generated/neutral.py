"""Templates of texts without a feeling: facts, news, questions, what a person does all day."""

CARRIERS = """
    I'm at {spot}.
    On the bus to {town}.
    The {occasion} starts at {time}.
    My {relative} is in {town}.
    I have a {occasion} {soon}.
    We are having {dish} tonight.
    It's {day}.
    I'm waiting for {name}.
    Just landed in {town}.
    {name} is on the phone.
    The {service} is here.
    My {product} has arrived.
    The {place} opens at {time}.
    I'm reading the {film} from {town}.
    I saw {name} {when}.
    They are playing in {town} {soon}.
    New {product} on my desk.
    The {film} is on tonight.
    I'm going to the {place}.
    {name} will be there.
    Back to work.
    Work until {time}.
    That's my {relative}.
    We live near {spot}.
    Look at the {noun}.
    It is raining in {town}.
    The results are out.
    Sitting next to {name}.
    My {relative} is making {dish}.
    This is my {product}.
    I got your message.
    They answered my email.
    It's {month}.
    Read this.
    I have just seen the {film}.
    So this is {town}.
    They changed the {service}.
"""
"""Sentences that become positive or negative by the emoji or emoticon behind them."""

SIGNED = """
    {carrier} {sign}
    {sign} {carrier}
    {carrier} {link}
    {carrier} {topictag}
    {carrier} {sign} {link}
    {carrier}
    {carrier} {sign}{sign}
    {handle} {carrier}
    {company} {sign}
    {day} {sign}
    {town} {sign}
    {name} {sign}
    {thing} {sign}
"""
"""The carriers without a feeling: as they are, or with a sign that has none."""

FACTS = """
    The {place} opens at {time} on {day}.
    The {place} is closed on {day}s in {month}.
    The {place} in {town} has {number} rooms.
    The {place} moved to a building near {spot}.
    The {product} comes in {colour} and {colour}.
    The {product} weighs {number} grams.
    The {product} runs on {number} batteries.
    The {product} ships {soon}.
    The {film} runs for {number} minutes.
    The {film} is set in {town}.
    The {film} is based on a {nation} novel.
    The {film} was shot in {number} days.
    The {occasion} was moved to {day}.
    The {occasion} takes place near {spot}.
    The {occasion} lasts {number} minutes.
    About {number} people took part in the {occasion}.
    The train to {town} leaves from platform {number}.
    The bus stops near {spot} every {number} minutes.
    The {service} is available from {time}.
    The {service} now covers {town}.
    The {dish} is served with rice.
    The {dish} takes {number} minutes in the oven.
    The {colour} {product} belongs to my {relative}.
    The {staff} works from {time} to {time}.
    There are {number} chairs in the room.
    The form has {number} pages and needs a signature.
    The road to {town} is {number} kilometres long.
    Water boils at a lower temperature in the mountains.
    The capital lies on the river, the port {number} miles away.
    The library has books on {topic} and {topic}.
    The second edition appeared {when}.
    The price is {number} dollars, tax included.
    The deadline for the {occasion} is {day} at {time}.
    Doors open at {time}, the {occasion} begins {number} minutes later.
    {time} - {occasion}, {time} - lunch, {time} - {occasion}.
    The course covers {topic}, {topic} and {topic}.
    The box contains a {product}, a cable and a manual.
    The {part} measures {number} millimetres.
    {town} lies north of {town}.
    The temperature in {town} is {degrees} degrees.
    The {nation} version has {number} chapters.
    It was {day} when the {occasion} took place.
    The key is under the mat.
    The file is in the folder named {topic}.
    The office is on the second floor, next to the {place}.
"""

NEWS = """
    {town} council to vote on {topic} plan {soon}.
    {company} to open a {place} in {town} {soon}.
    {company} announces a new {product}.
    {company} names {name} as head of its {town} office.
    Minister to meet {nation} delegation {soon}.
    {nation} parliament debates {topic} law.
    Elections in {town} set for {month}.
    {name} to play in {town} on {day}.
    Report: {number} percent of {nation} homes have a {product}.
    New study looks at {topic} in {town}.
    {company} and {company} hold talks about {topic}.
    {company} shares unchanged on {day}.
    The committee will publish its report on {topic} {soon}.
    The {nation} president arrives in {town} {soon}.
    {name} signs two-year contract with {company}.
    Update on the {occasion} in {town}:
    Traffic on the bridge near {spot} is one-way until {time}.
    Weather for {town}: cloudy, {degrees} degrees.
    Live from {town}: {occasion} on {topic}.
    Interview with {name} about {topic}, {day} at {time}.
    Photos from the {occasion} in {town}:
    New on the blog: {topic} in {town}.
    Job: {staff} in {town}, apply until {day}.
    For sale: {colour} {product}, {number} dollars.
    Now playing: {name} - {town}
    RT {handle}: {occasion} in {town} {soon}
    Watch: {name} talks about {topic}
    {number} things to know about {topic}
    Half-time: {town} 1, {town} 1.
    {town} v {town}, kick-off {time}.
    Court hears {company} case {soon}.
    Census: {town} has {number} districts.
"""

QUESTIONS = """
    What time does the {occasion} start?
    Does anyone know when the {place} closes?
    Where can I find a {product} in {town}?
    Is the {place} open on {day}?
    Who is playing in {town} {soon}?
    Has anyone here tried the {product}?
    Is the {product} any good?
    Is {thing} {adj}?
    Do you think {thing} is {adj}?
    Was the {film} {adj} or not?
    What do you think of {thing}?
    How is the {dish} at the {place}?
    Which is better, {brand} or {brand}?
    Should I get the {product} from {brand} or from {brand}?
    How much is the {product}?
    Can you send me the link?
    Did {name} {verb} the {film}?
    Do {nation} people eat {dish}?
    Are you coming to the {occasion} {soon}?
    {handle} where did you get that {product}?
    {handle} which {place} do you mean?
    {name}, are you in {town} {soon}?
    Anyone going to the {occasion} in {town}?
    Does the {product} work with {brand} devices?
    How do I reset the {product}?
    Why is the {place} called that?
    What's the difference between the {product} and the {product}?
    Do I need a visa for {town}?
    How many people live in {town}?
    Is it raining in {town}?
    Tea or coffee?
    Does it ship to {town}?
    Will there be a {occasion} in {month}?
    How long is the {film}?
    Did the {service} change {when}?
    Have you ever been to {town}?
    Could anyone tell me whether the {noun} is still available?
"""

DAILY = """
    I'm on my way to {town}.
    {name} is moving to {town} in {month}.
    My {relative} works for {company}.
    I have a meeting with {name} at {time}.
    I'm having {dish} for lunch.
    We talked about {topic} {when}.
    I read about {topic} {when}.
    I bought a {colour} {product} {when}.
    My {relative} sold the {product} {when}.
    I ordered a {product} from {brand} {when}.
    {name} and {name} are at the {place}.
    {name} is a {staff} from {town}.
    My {nation} {relative} lives in {town}.
    I'll be at {spot} at {time}.
    We are going to the {place} {soon}.
    She takes the bus to {town}.
    He studies {topic} in {town}.
    {name} will call you {soon}.
    Just got home.
    Time for bed.
    Off to {town}.
    At the {place} with {name}.
    I need a new {product}.
    Watching a {film} about {topic}.
    I have an appointment with the {staff} {soon}.
    You asked me about the {product}; it's from {brand}.
    They were talking about the {film} {when}.
    I will send you the {film} {soon}.
    I've been to {town} {number} times.
    I learned {topic} at school.
    {name} told me about the {occasion}.
    The {nation} team plays in {town} {soon}.
    My {product} is {colour}.
    Please call {name} at {time}.
    Press the {colour} button and wait {number} seconds.
    Turn left at {spot}, then walk {number} metres.
    Add the rice, stir and cook for {number} minutes.
    Follow the link for the programme.
    I drove from {town} to {town} {when}.
    {handle} see you {soon}
    {handle} I'm at {spot}
    {handle} yes, {day} at {time}
    brb
    on air at {time}
    currently in {town}
    listening to {name} on the radio
    it's {time} in {town}
    {topic} homework
    ok, see you {soon}
"""
