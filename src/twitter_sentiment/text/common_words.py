"""Frequent words by which `language` knows English texts without its detector."""

ENGLISH_WORDS = frozenset(
    """
    about according actually afraid after again ago air all almost already also always amazing and android announces
    another any anyone anything april april's are area aren't around ask asked at awards away awesome awful back bad
    based be beach beat beautiful because been before being best better between big birthday bit black blue body
    book boring both box boy bring bro brother business but buy by call came can can't cannot cant car card cause
    center change check city class close club coffee cold comes coming company computer concert confirmed cool could
    couldn't country couple court crazy cut cute dad daily data date day days dead deal death debate december did
    didn't didnt different does doesn't doesnt dog doing don't done dont door down dream drive dude each early easy
    eat either else end enough episode especially even event ever every everyone everything excited eyes face
    facebook fall family fan far favorite february feel feeling few find fine fire first follow food football for
    forget forward found four free friday friend friends from fuck fucking full fun funny future game games get gets
    getting girl girls give giving glad go god goes going gone gonna good got gotta great green ground group guess
    guy guys had hair half hand happen happened happening happy hard has hasn't hate have haven't having he's head
    health hear heard heart help here hey hi high him his hit hold holiday home hope hot hour hours house how huge
    hurt i'd i'll i'm i've idea if im interesting into iphone isn't it it's its ive january job july june just keep
    kid kids kill kind knew know lady large last late later law lead learn least leave left less let let's life
    light like line list listen listening little live lives local long look looked looking looks lost lot love loved
    lovely loves low luck lucky made make makes making many march mark market match matter may maybe mean meet
    meeting men met might mind minutes miss mom monday money month months more morning most mother movie much murder
    music must my myself name near need needs never new news next nice night nobody not nothing november now number
    october off office okay old omg once one only open order other our ourselves out own paper park part party past
    pay people perfect performance person phone pic pick place plan play played player playing please plus point
    police poor power president pretty price probably problem product put quality quick quite rain read ready real
    really record red release remember report rest review right room round run sad said sale sales same saturday
    save saw say saying says school screen season second see seems seen sell send september service set seven shame
    share she she's shit short should show shows side simple since single site six sleep social some someone
    something sometimes song soon sorry sound special start started state states stay still stop story street strong
    students stuff stupid style such suck sucks summer sunday support sure take talk talking team tell ten terrible
    test than thank thanks that that's thats the their them then there there's these they they're thing things think
    thinking this those though thought three through thursday ticket tickets til till time times tired to today
    together told tomorrow tonight too top totally tried trip true try trying tuesday turn two u ugh under united
    until up update ur us use used using version very view visit vote voting wait waiting walk wall wanna want
    wanted wants wasn't watch watching water way we we'll we're we've wear weather wednesday week weekend well went
    were weren't what what's when where which while white who whole why wife will win winner winter wish with
    without woman women won won't wonderful word words work worked working works world worse worst worth would
    wouldn't wow write wrong year years yes yesterday yet you you'll you're you've young your youre yourself
    """.split()  # noqa: SIM905 - a list of hundreds of lines would be no easier to read
)
"""Words of English texts that are none of other languages: "die", "man" or "come" are not among them."""
