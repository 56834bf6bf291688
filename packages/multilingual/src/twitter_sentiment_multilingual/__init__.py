"""The multilingual model of twitter-sentiment: the folder `multilingual` beside this file."""
